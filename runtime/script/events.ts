/** The types of events, by the probe that a script names. */

import type { AnyArgs, SyscallArgs } from './syscall-args.gen.ts'

export type SyscallName = keyof SyscallArgs

/** Fields of every event. */
interface AnyEvent {
  /** Process id (tgid) of who calls, or does it. */
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
  /** Kernel stack, a frame per line. */
  readonly kstack: string
  /** User stack, a frame per line. */
  readonly ustack: string
}

/** Fields of every syscall's event. */
interface CommonEvent extends AnyEvent {
  /** Number of the syscall. */
  readonly nr: number
  /** The call as text, as strace shows it: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`; at entry without the result. */
  readonly call: string
  /** The registers of the arguments, six always; a bigint where a number would not be exact. */
  readonly regs: readonly (number | bigint)[]
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

/** The fields that process events have beside the common ones. */
export interface ProcessArgs {
  'process:fork': {
    /** The process id of what was made: of a thread, that of its process. */
    child: number
    childTid: number
    /** Whether it is a thread of the same process. */
    thread: boolean
  }
  'process:exec': {
    /** The file that is executed, as the kernel was given it. */
    filename: string
    /** The thread that called; `tid` is that of the process from now on. */
    oldTid: number
  }
  'process:exit': {
    /** What was given to exit; 0 when it was killed. */
    code: number
    /** The signal that killed it, or 0. */
    signal: number
    /** Whether a core dump was written. */
    core: boolean
    /** Whether it was the last thread of its process. */
    last: boolean
  }
  'process:signal': {
    signal: number
    si_errno: number
    /** Where it comes from: `SI_USER` (0), `SI_TKILL` (-6), `CLD_EXITED` (1) … */
    si_code: number
    /** Of signals that are sent, and SIGCHLD. */
    si_pid: number
    si_uid: number
    /** Of SIGCHLD: the exit code or signal, and CPU time in clock ticks. */
    si_status: number
    si_utime: number
    si_stime: number
    /** Of signals with a value: all 64 bits of it. */
    si_value: bigint
    /** Of timers. */
    si_timerid: number
    si_overrun: number
    /** Of SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGTRAP. */
    si_addr: number
    /** Of SIGIO. */
    si_band: number
    si_fd: number
    /** Of SIGSYS. */
    si_call_addr: number
    si_syscall: number
    si_arch: number
  }
}

export type ProcessProbe = keyof ProcessArgs

/** Something that a process went through. */
export type ProcessEventOf<N extends ProcessProbe> = AnyEvent & {
  readonly name: N
  readonly args: Readonly<ProcessArgs[N]>
} & Readonly<Omit<ProcessArgs[N], keyof AnyEvent | 'name' | 'args'>>

/** A function of the kernel that is called. Its arguments are on the event as well, by names that no type can know. */
export interface FunctionEvent extends AnyEvent {
  /** The function's. */
  readonly name: string
  /** By the kernel's names; pointers are bigints. Where its types tell nothing: `arg0` to `arg5`, all bigints. */
  readonly args: Readonly<Record<string, number | bigint>>
}

/** A function of the kernel that returns. */
export interface ReturnEvent extends FunctionEvent {
  /** The result; a bigint for a pointer, and where the kernel's types tell nothing. */
  readonly ret: number | bigint
}

/** What names a probe. Names of syscalls are completed by the editor; groups, globs and lists are strings. */
export type ProbeText =
  | SyscallName
  | `${SyscallName}:enter`
  | '*'
  | '%file'
  | '%net'
  | '%process'
  | '%desc'
  | ProcessProbe
  | `kprobe:${string}`
  | `kretprobe:${string}`
  | (string & {})

/** What an exact probe names, and what is known of its events; `never` where a probe names several. */
type CallOf<P> = P extends SyscallName
  ? CallEvent<P>
  : P extends `${infer N extends SyscallName}:enter`
    ? EntryEvent<N>
    : P extends ProcessProbe
      ? ProcessEventOf<P>
      : P extends `kprobe:${string}`
        ? FunctionEvent
        : P extends `kretprobe:${string}`
          ? ReturnEvent
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
