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
  /** Wall clock in ns since 1970, as digits: more than a number holds exactly. */
  readonly unixNs: string
  /** Number of the syscall. */
  readonly nr: number
  /** The call as text, as strace shows it: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`; at entry without the result. */
  readonly call: string
  /** The registers of the arguments, six always; a bigint where a number would not be exact. */
  readonly regs: readonly (number | bigint)[]
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
/** An event of any syscall: arguments are there where the syscall has them. */
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

/** The syscall that an exact probe names, and what is known of its events; `never` where a probe names several. */
type CallOf<P> = P extends SyscallName
  ? CallEvent<P>
  : P extends `${infer N extends SyscallName}:enter`
    ? EntryEvent<N>
    : never

/** The names of any of the types in a union. */
type AnyKey<U> = U extends unknown ? keyof U : never
type At<U, K> = U extends unknown ? (K extends keyof U ? U[K] : undefined) : never
/** One type for a union's: what not all of them have may be undefined. */
type Merged<U> = { readonly [K in AnyKey<U>]: K extends 'args' ? Merged<At<U, K>> : At<U, K> }

/** Whether all probes of a list name one syscall each. */
type Exact<P extends readonly unknown[]> = {
  [I in keyof P]: [CallOf<P[I]>] extends [never] ? false : true
}[number]

/** The event that a probe's handler gets. */
export type EventOf<P> = P extends readonly unknown[]
  ? false extends Exact<P>
    ? SomeEvent
    : Merged<CallOf<P[number]>>
  : [CallOf<P>] extends [never]
    ? SomeEvent
    : CallOf<P>
