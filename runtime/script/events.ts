/** The types of events, by the probe that a script names. */

import type { AnyArgs, SyscallArgs } from './syscall-args.gen.ts'

export type SyscallName = keyof SyscallArgs

/** Fields of every event. */
interface CommonEvent {
  /** Process id (tgid) of the caller. */
  readonly pid: number
  readonly tid: number
  readonly ppid: number
  readonly uid: number
  readonly gid: number
  /** Name of the thread, at most 15 bytes. */
  readonly comm: string
  readonly cpu: number
  /** cgroup v2 id. */
  readonly cgroup: bigint
  /** Wall clock in ms, a number that Date takes. */
  readonly time: number
  /** Monotonic clock in ns. */
  readonly ns: bigint
  /** Number of the syscall. */
  readonly nr: number
  /** Kernel stack, a frame per line. */
  readonly kstack: string
  /** User stack, a frame per line. */
  readonly ustack: string
}

/** Fields that a completed call has. */
interface Completed {
  /** The result; a negative errno on failure. */
  readonly ret: number
  /** The errno's name, undefined on success. */
  readonly error: string | undefined
  /** ns from entry to exit. */
  readonly duration: number
}

type WithArgs<N extends string, A> = { readonly name: N; readonly args: Readonly<A> } & Readonly<
  Omit<A, keyof CommonEvent | keyof Completed | 'name' | 'args'>
>

/** A completed call of one syscall. */
export type CallEvent<N extends SyscallName> = CommonEvent & Completed & WithArgs<N, SyscallArgs[N]>
/** The entry of one syscall. */
export type EntryEvent<N extends SyscallName> = CommonEvent & WithArgs<N, SyscallArgs[N]>
/** An event of any of several syscalls: arguments are there where the syscall has them. */
export type SomeEvent = CommonEvent & Completed & WithArgs<string, AnyArgs>

/** What names a probe. Names of syscalls are completed by the editor; groups, globs and lists are strings. */
export type ProbeText =
  | SyscallName
  | `${SyscallName}:enter`
  | '*'
  | '%file'
  | '%net'
  | '%process'
  | '%desc'
  | (string & {})

/** The event that a probe's handler gets. */
export type EventOf<P> = P extends SyscallName
  ? CallEvent<P>
  : P extends `${infer N extends SyscallName}:enter`
    ? EntryEvent<N>
    : P extends readonly [infer Only]
      ? EventOf<Only>
      : SomeEvent
