/**
 * Where programs run. A hook has a way to attach to it, and its events have fields with places: offsets from what the
 * kernel hands to a program there. A syscall's fields are in registers; what else can happen says its places itself.
 */

import type { SyscallArg, SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { AluOp } from '../../bpf/insn.ts'
import type { Attach } from '../../bpf/spec.ts'
import { registersOf, type Target } from './target.ts'

/** The hooks of all syscalls: one program each. */
export type SyscallHook = 'sys_enter' | 'sys_exit'

export const processEvents = ['fork', 'exec', 'exit', 'signal'] as const
export type ProcessEvent = (typeof processEvents)[number]

/** A hook, by the name of its program or as probes name it. */
export type Hook =
  | SyscallHook
  | `process:${ProcessEvent}`
  /** A function of the kernel, at its call and at its return. */
  | `kprobe:${string}`
  | `kretprobe:${string}`

export const isSyscallHook = (hook: Hook): hook is SyscallHook => hook === 'sys_enter' || hook === 'sys_exit'

/** Programs at functions may interrupt other programs, but never one another. */
export const isFunctionHook = (hook: Hook): boolean =>
  hook.startsWith('kprobe:') || hook.startsWith('kretprobe:')

/** The tracepoint of each process event. */
export const processTracepoints: Readonly<Record<ProcessEvent, string>> = {
  fork: 'sched_process_fork',
  exec: 'sched_process_exec',
  exit: 'sched_process_exit',
  signal: 'signal_deliver',
}

/** How the program of a hook gets there. */
export const attachOf = (hook: Hook): Attach => {
  if (isSyscallHook(hook)) return { kind: 'tp_btf', tracepoint: hook }
  const name = hook.slice(hook.indexOf(':') + 1)
  return hook.startsWith('process:')
    ? { kind: 'tp_btf', tracepoint: processTracepoints[name as ProcessEvent] }
    : { kind: hook.startsWith('kretprobe:') ? 'kretprobe' : 'kprobe', function: name }
}

/** Where a field is, and what is made of what is there. */
export interface Place {
  /** Byte offsets: in the program's context, then in what each pointer points to. */
  readonly path: readonly number[]
  /** The last pointer's first bytes, so many, are copied first: the kernel lets no program read unions in place. */
  readonly copy?: number
  /** Steps from what is there, in 64 bits, to the field. */
  readonly steps?: readonly (readonly [op: Exclude<AluOp, 'neg'>, by: number])[]
}

/** A field of an event that is no syscall. */
export interface EventField extends SyscallArg {
  readonly place: Place
}

/** What happens at a hook of its own. It has the shape of a syscall, so that all that works on syscalls works on it. */
export interface EventFact extends SyscallFact {
  readonly hook: Hook
  readonly args: readonly EventField[]
}

/** The number of events that are no syscalls: above those of all syscalls, and what the tag of a record can hold. */
export const eventNumber = 0xfff

/** Where a syscall's arguments are: in the registers that the first word of the context points to. */
export const registerPlaces = (target: Target): readonly Place[] =>
  registersOf(target).args.map(offset => ({ path: [0, offset] }))
