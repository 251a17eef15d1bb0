/** The machine that a plan is for, as a value: compiling reads nothing else of the world. */

import type { BtfPrototype } from '../../bpf/btf.ts'
import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import { type Arch, type SyscallTable, syscallTable } from '../../bpf/facts/syscalls.ts'

/** Byte offsets in the kernel's `struct task_struct`. */
export interface TaskLayout {
  readonly tgid: number
  readonly pid: number
  readonly comm: number
  readonly realParent: number
  /** A u32 and the bits in it that are set while a 32-bit program calls, whose numbers mean other syscalls. */
  readonly compat: { readonly offset: number; readonly mask: number }
}

/** Byte offsets that the fields of process events need. */
export interface ProcessLayout {
  /** In `struct task_struct`. */
  readonly exitCode: number
  readonly exitSignal: number
  readonly signal: number
  /** In `struct signal_struct`: how many threads live. */
  readonly live: number
  /** In `struct linux_binprm`. */
  readonly filename: number
}

/** A function of the kernel that probes name. */
export interface KernelFunction {
  /** As the kernel's types have it, if all of it is in registers as usual. */
  readonly prototype?: BtfPrototype
  /** Why it cannot be probed, and what can be done. */
  readonly refusal?: { readonly message: string; readonly hint?: string }
}

export interface Target {
  readonly arch: Arch
  readonly syscalls: SyscallTable
  readonly task: TaskLayout
  /** There where probes of the kind `process:` are asked for. */
  readonly process?: ProcessLayout
  /** The functions that probes name, by their names. */
  readonly functions?: ReadonlyMap<string, KernelFunction>
  /** The process whose calls no handler sees: systrace itself. */
  readonly self: number
  /** CPUs that the machine can have. */
  readonly cpus: number
  /** Bytes of the ring buffer, a power of 2. */
  readonly ringSize: number
  /** Rows of a table in the kernel. */
  readonly tableRows: number
  /** Whether conditions and aggregations move into the kernel. */
  readonly pushdown: boolean
  /** What the script's `args` is, which cannot change. */
  readonly args?: readonly string[]
}

/** The offsets in this project's test kernel (6.18), for plans that are only looked at. */
export const sampleTask: TaskLayout = {
  tgid: 1308,
  pid: 1304,
  comm: 1840,
  realParent: 1320,
  compat: { offset: 16, mask: 2 },
}

export const sampleProcess: ProcessLayout = {
  exitCode: 1204,
  exitSignal: 1208,
  signal: 1936,
  live: 4,
  filename: 96,
}

/** A target for plans that no kernel will run: `explain` without a kernel, goldens. */
export const sampleTarget = (more: Partial<Target> = {}): Target => ({
  arch: 'x64',
  syscalls: syscallTable(more.arch ?? 'x64'),
  task: sampleTask,
  process: sampleProcess,
  self: 1,
  cpus: 1,
  ringSize: 16 << 20,
  tableRows: 1 << 16,
  pushdown: true,
  ...more,
})

/** Where a syscall's number, arguments and result are in `struct pt_regs`. */
export const registersOf = (target: Target) => registerLayouts[target.arch]
