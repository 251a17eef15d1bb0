/** The types of events, by the probe that a script names. */

import type { AnyArgs, KernelFunctions, SyscallArgs } from './syscall-args.gen.ts'

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

type WithArgs<N extends string, A> = {
  /** Name of the syscall. */
  readonly name: N
  /** The arguments by name, those among them whose names are an event's own fields: `kill`'s `e.args.pid`. */
  readonly args: Readonly<A>
} & Readonly<Omit<A, keyof CommonEvent | keyof Completed | 'name' | 'args'>>

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
    /** Its thread id. */
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
    /** Number of the signal that the thread is about to handle, to be stopped by or to die of. */
    signal: number
    /** An errno that goes with it, mostly 0. */
    si_errno: number
    /** Where it comes from: `SI_USER` (0), `SI_TKILL` (-6), `CLD_EXITED` (1) … */
    si_code: number
    /** Process id of who sent it; of SIGCHLD, of the child. */
    si_pid: number
    /** User id of who sent it; of SIGCHLD, of the child. */
    si_uid: number
    /** Of SIGCHLD: the exit code or the signal. */
    si_status: number
    /** Of SIGCHLD: the child's CPU time in user mode, in clock ticks. */
    si_utime: number
    /** Of SIGCHLD: the child's CPU time in the kernel, in clock ticks. */
    si_stime: number
    /** Of signals with a value: all 64 bits of it. */
    si_value: bigint
    /** Of POSIX timers: the kernel's id of the timer. */
    si_timerid: number
    /** Of POSIX timers: how often it ran out before it was handled. */
    si_overrun: number
    /** Of SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGTRAP: the address. */
    si_addr: number
    /** Of SIGIO: what is ready. */
    si_band: number
    /** Of SIGIO: the file descriptor. */
    si_fd: number
    /** Of SIGSYS: the address of the call. */
    si_call_addr: number
    /** Of SIGSYS: the number of the syscall. */
    si_syscall: number
    /** Of SIGSYS: the architecture, AUDIT_ARCH_*. */
    si_arch: number
  }
}

export type ProcessProbe = keyof ProcessArgs

/** Something that a process went through. */
export type ProcessEventOf<N extends ProcessProbe> = AnyEvent & {
  /** The probe. */
  readonly name: N
  /** The fields of this probe by name. */
  readonly args: Readonly<ProcessArgs[N]>
} & Readonly<Omit<ProcessArgs[N], keyof AnyEvent | 'name' | 'args'>>

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
  readonly name: N
  readonly args: Readonly<ArgsOf<KernelFunctions[N]>>
} & Readonly<Omit<ArgsOf<KernelFunctions[N]>, keyof AnyEvent | 'name' | 'args'>>
type ArgsOf<F> = F extends { args: infer A } ? A : never
type ResultOf<F> = F extends { ret: infer R } ? R : never

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
