/** The types of events, by the probe that a script names. */

import type { AnyArgs, KernelFunctions, SyscallArgs, SyscallGroup } from './syscall-args.gen.ts'

/** The name of a system call, as the kernel's headers have it: `'openat'`, `'newfstatat'`. */
export type SyscallName = keyof SyscallArgs

/** Fields of every event. */
interface AnyEvent {
  /** Process id (tgid) of who calls, or does it. */
  readonly pid: number
  /** Thread id; the same as `pid` in a process's first thread. */
  readonly tid: number
  /** Process id of the parent. */
  readonly ppid: number
  /** Real user id: 0 is root. */
  readonly uid: number
  /** Real group id. */
  readonly gid: number
  /** Name of the thread, at most 15 bytes. */
  readonly comm: string
  /** Number of the CPU that it ran on, from 0. */
  readonly cpu: number
  /** cgroup v2 id. */
  readonly cgroup: bigint
  /** Wall clock in milliseconds since 1970, with fractions: `new Date(e.time)`. Of a completed call, when it was complete. */
  readonly time: number
  /** Monotonic clock in nanoseconds: for differences between events, as `e.ns - began`. */
  readonly ns: bigint
  /** Wall clock in nanoseconds since 1970, as digits: more than a number holds exactly. */
  readonly unixNs: string
  /** Kernel stack, a frame per line. */
  readonly kstack: string
  /** User stack, a frame per line; by name where the program's symbols can be read. */
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
  /** The result; a negative errno on failure: -2 is ENOENT. */
  readonly ret: number
  /** The errno's name, such as `'ENOENT'`; undefined on success. */
  readonly error: string | undefined
  /** Nanoseconds from entry to completion: `1e6` is a millisecond. */
  readonly duration: number
}

/** Names that are an event's own, so that an argument of that name is only in `args`. */
type OwnName = keyof CommonEvent | keyof Completed | 'name' | 'args'

/** Arguments as fields. As they are where none is left out: editors show no comments of a type that is made anew. */
type AsFields<A> = [keyof A & OwnName] extends [never] ? A : Omit<A, OwnName>

type WithArgs<N extends string, A> = {
  /** Name of the syscall. */
  readonly name: N
  /** The arguments by name, those among them whose names are an event's own fields: `kill`'s `e.args.pid`. */
  readonly args: A
} & AsFields<A>

/** A completed call of one syscall. */
export type CallEvent<N extends SyscallName> = CommonEvent & Completed & WithArgs<N, SyscallArgs[N]>
/** The entry of one syscall. */
export type EntryEvent<N extends SyscallName> = CommonEvent & WithArgs<N, SyscallArgs[N]>
/** An event of any syscall: arguments are there where the syscall has them. */
export type SomeEvent = CommonEvent &
  Completed & {
    /** Name of the syscall. */
    readonly name: string
    /** The arguments by name. */
    readonly args: AnyArgs
  } & AnyArgs

/** The fields that process events have beside the common ones. */
export interface ProcessArgs {
  'process:fork': {
    /** The process id of what was made: of a thread, that of its process. */
    readonly child: number
    /** Its thread id. */
    readonly childTid: number
    /** Whether it is a thread of the same process. */
    readonly thread: boolean
  }
  'process:exec': {
    /** The file that is executed, as the kernel was given it. */
    readonly filename: string
    /** The thread that called; `tid` is that of the process from now on. */
    readonly oldTid: number
  }
  'process:exit': {
    /** What was given to exit; 0 when it was killed. */
    readonly code: number
    /** The signal that killed it, or 0. */
    readonly signal: number
    /** Whether a core dump was written. */
    readonly core: boolean
    /** Whether it was the last thread of its process. */
    readonly last: boolean
  }
  'process:signal': {
    /** Number of the signal that the thread is about to handle, to be stopped by or to die of. */
    readonly signal: number
    /** An errno that goes with it, mostly 0. */
    readonly si_errno: number
    /** Where it comes from: `SI_USER` (0), `SI_TKILL` (-6), `CLD_EXITED` (1) … */
    readonly si_code: number
    /** Process id of who sent it; of SIGCHLD, of the child. */
    readonly si_pid: number
    /** User id of who sent it; of SIGCHLD, of the child. */
    readonly si_uid: number
    /** Of SIGCHLD: the exit code or the signal. */
    readonly si_status: number
    /** Of SIGCHLD: the child's CPU time in user mode, in clock ticks. */
    readonly si_utime: number
    /** Of SIGCHLD: the child's CPU time in the kernel, in clock ticks. */
    readonly si_stime: number
    /** Of signals with a value: all 64 bits of it. */
    readonly si_value: bigint
    /** Of POSIX timers: the kernel's id of the timer. */
    readonly si_timerid: number
    /** Of POSIX timers: how often it ran out before it was handled. */
    readonly si_overrun: number
    /** Of SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGTRAP: the address. */
    readonly si_addr: number
    /** Of SIGIO: what is ready. */
    readonly si_band: number
    /** Of SIGIO: the file descriptor. */
    readonly si_fd: number
    /** Of SIGSYS: the address of the call. */
    readonly si_call_addr: number
    /** Of SIGSYS: the number of the syscall. */
    readonly si_syscall: number
    /** Of SIGSYS: the architecture, AUDIT_ARCH_*. */
    readonly si_arch: number
  }
}

/** What processes and threads go through: `'process:exec'`. */
export type ProcessProbe = keyof ProcessArgs

/** Something that a process went through. */
export type ProcessEventOf<N extends ProcessProbe> = AnyEvent & {
  /** The probe. */
  readonly name: N
  /** The fields of this probe by name. */
  readonly args: ProcessArgs[N]
} & ProcessArgs[N]

/**
 * A function of the kernel that is called. Its arguments are on the event as well, by names that no type can know: what
 * `systrace types kprobe:NAME` declares of it is known then.
 */
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

/** What is known of a function that has been declared. */
type DeclaredCall<N extends keyof KernelFunctions> = AnyEvent & {
  /** The function's. */
  readonly name: N
  /** By the kernel's names; pointers are bigints. */
  readonly args: ArgsOf<KernelFunctions[N]>
} & AsFields<ArgsOf<KernelFunctions[N]>>
type ArgsOf<F> = F extends { args: infer A } ? A : never
type ResultOf<F> = F extends { ret: infer R } ? R : never

/** What names a probe. Names of syscalls are completed by the editor; groups, globs and lists are strings. */
export type ProbeText =
  | SyscallName
  | `${SyscallName}:enter`
  | '*'
  | SyscallGroup
  | ProcessProbe
  | `kprobe:${keyof KernelFunctions}`
  | `kretprobe:${keyof KernelFunctions}`
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
      : P extends `kprobe:${infer F}`
        ? F extends keyof KernelFunctions
          ? DeclaredCall<F>
          : FunctionEvent
        : P extends `kretprobe:${infer F}`
          ? F extends keyof KernelFunctions
            ? DeclaredCall<F> & {
                /** The result. */
                readonly ret: ResultOf<KernelFunctions[F]>
              }
            : ReturnEvent
          : never

/** The names of any of the types in a union. */
type AnyKey<U> = U extends unknown ? keyof U : never
type At<U, K> = U extends unknown ? (K extends keyof U ? U[K] : undefined) : never
type IsUnion<U, All = U> = true extends (U extends unknown ? ([All] extends [U] ? false : true) : never)
  ? true
  : false

/** The fields that all of some events have, and that mean the same in each. */
type Base<U> = [U] extends [CommonEvent & Completed]
  ? CommonEvent & Completed
  : [U] extends [CommonEvent]
    ? CommonEvent
    : AnyEvent

/** One type for a union's: what not all of them have may be undefined. */
type Merged<U> = IsUnion<U> extends false ? U : Base<U> & MergedFields<U, Exclude<AnyKey<U>, keyof Base<U>>>
type MergedFields<U, K> = {
  readonly [F in K & PropertyKey]: F extends 'args' ? MergedFields<At<U, F>, AnyKey<At<U, F>>> : At<U, F>
}

/** Whether each of these probes names one thing. */
type Exact<P> = P extends unknown ? ([CallOf<P>] extends [never] ? false : true) : never

type EventOfAny<P> = false extends Exact<P> ? SomeEvent : Merged<CallOf<P>>

/** The event that a probe's handler gets; of several, or of a list, what their events have in common. */
export type EventOf<P> = P extends readonly (infer E)[] ? EventOfAny<E> : EventOfAny<P>
