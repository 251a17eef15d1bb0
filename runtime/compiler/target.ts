/** The machine that a plan is for, as a value: compiling reads nothing else of the world. */

import type { BtfPrototype } from '../../bpf/btf.ts'
import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import { type Arch, type SyscallFact, type SyscallTable, syscallTable } from '../../bpf/facts/syscalls.ts'
import type { Recipe } from '../../bpf/recipe.ts'

/** Byte offsets in the kernel's `struct task_struct`. */
export interface TaskLayout {
  readonly tgid: number
  readonly pid: number
  readonly comm: number
  readonly realParent: number
  /** When the thread began, by the clock of `bpf_ktime_get_ns`. */
  readonly startTime: number
  /** The i32 that is not 0 where seccomp looks at the thread's calls; absent where the kernel has no seccomp. */
  readonly seccompMode?: number
  /** What tells whether a thread is the last one of its process: the pointer to what its threads share, and in that how many live. */
  readonly group: { readonly signal: number; readonly live: number }
  /** A u32 and the bits in it that are set while a 32-bit program calls, whose numbers mean other syscalls. */
  readonly compat: { readonly offset: number; readonly mask: number }
}

/** Byte offsets that the fields of process events need. */
export interface ProcessLayout {
  /** In `struct task_struct`. */
  readonly exitCode: number
  readonly exitSignal: number
  /** In `struct linux_binprm`. */
  readonly filename: number
  /** Whether sched_process_exit tells that the process ends (Linux 6.16). Without that, threads that end at one time may all seem the last. */
  readonly tellsLast: boolean
}

/** Byte offsets that lead from a task to the cgroups that it is in: all above its own, by level. */
export interface CgroupLayout {
  /** In `struct task_struct`. */
  readonly cgroups: number
  /** In `struct css_set`: the cgroup of version 2. */
  readonly dfl: number
  /** In `struct cgroup`: its own level, and a list of eight bytes for each level down to that. */
  readonly level: number
  readonly ancestors: number
  /** Where the list has cgroups and not ids (from Linux 6.1 on): in `struct cgroup`, then in `struct kernfs_node`. */
  readonly id?: { readonly kn: number; readonly id: number }
}

/** A function of the kernel that probes name. */
export interface KernelFunction {
  /** As the kernel's types have it, if all of it is in registers as usual. */
  readonly prototype?: BtfPrototype
  /** Why it cannot be probed, and what can be done. */
  readonly refusal?: { readonly message: string; readonly hint?: string }
}

/** What the kernel can do, where kernels differ. The first of each is the better one, and what newer kernels have. */
export interface Features {
  /** How records come to user space: one ring for all CPUs (Linux 5.8), or a perf buffer for each. */
  readonly ring: 'ringbuf' | 'perf'
  /** Where the time of entry is kept until the exit: in the task (5.13), or in a hash by task. */
  readonly entryState: 'task_storage' | 'hash'
  /** How the current task is looked at: as memory (5.11), or by helpers. */
  readonly task: 'btf' | 'read'
  /** How the reads of a recipe follow each other: by a helper that calls a function (5.17), or in a loop that the verifier walks through. */
  readonly loop: 'helper' | 'bounded'
  /**
   * How the cells of small keys are held where they are many: in pages, taken by atomic operations that give back what was there
   * (5.12), or as rows of a hash.
   */
  readonly tables: 'pages' | 'rows'
  /** How the cgroups above the caller's are found: by a helper (5.15), or in the kernel's memory. */
  readonly cgroups: 'helper' | 'read'
}

/** Linux 5.5, the oldest that there can be. */
export const oldestFeatures: Features = {
  ring: 'perf',
  entryState: 'hash',
  task: 'read',
  loop: 'bounded',
  tables: 'rows',
  cgroups: 'read',
}

/** Linux 5.17 and later. */
export const bestFeatures: Features = {
  ring: 'ringbuf',
  entryState: 'task_storage',
  task: 'btf',
  loop: 'helper',
  tables: 'pages',
  cgroups: 'helper',
}

export interface Target {
  readonly arch: Arch
  readonly syscalls: SyscallTable
  readonly task: TaskLayout
  /** There where probes of the kind `process:` are asked for. */
  readonly process?: ProcessLayout
  /** There where a cgroup and all below it is asked for, and the kernel's types are understood. */
  readonly cgroup?: CgroupLayout
  /** The functions that probes name, by their names. */
  readonly functions?: ReadonlyMap<string, KernelFunction>
  readonly features: Features
  /** The process whose calls no handler sees: systrace itself. */
  readonly self: number
  /** CPUs that the machine can have. */
  readonly cpus: number
  /** Bytes of the ring buffer, a power of 2. */
  readonly ringSize: number
  /** Rows of a table in the kernel. */
  readonly tableRows: number
  /** Processes that can be followed at a time; 65,536 if not given. */
  readonly followed?: number
  /** Whether conditions and aggregations move into the kernel. */
  readonly pushdown: boolean
  /** Whether a call whose time of entry is not known is sent all the same, with a duration of -1: to be left out, or not, when it is replayed. */
  readonly recording?: boolean
  /** Which memory is read of a call that is shown. */
  readonly recipeOf: (syscall: SyscallFact) => Recipe
  /** Of several versions of a script that are attached at once, which one this is, from 1: the gate opens for one at a time. */
  readonly version?: number
  /** What the script's `args` is, which cannot change. */
  readonly args?: readonly string[]
}

/** The offsets in this project's test kernel (6.18), for plans that are only looked at. */
export const sampleTask: TaskLayout = {
  tgid: 1308,
  pid: 1304,
  comm: 1840,
  realParent: 1320,
  startTime: 1592,
  seccompMode: 2192,
  group: { signal: 1936, live: 4 },
  compat: { offset: 16, mask: 2 },
}

export const sampleProcess: ProcessLayout = {
  exitCode: 1204,
  exitSignal: 1208,
  filename: 96,
  tellsLast: true,
}

/** A target for plans that no kernel will run: `explain` without a kernel, goldens. It reads no memory of calls. */
export const sampleTarget = (more: Partial<Target> = {}): Target => ({
  arch: 'x64',
  syscalls: syscallTable(more.arch ?? 'x64'),
  task: sampleTask,
  process: sampleProcess,
  features: bestFeatures,
  self: 1,
  cpus: 1,
  ringSize: 16 << 20,
  tableRows: 1 << 16,
  pushdown: true,
  recipeOf: () => ({ enter: [], exit: [] }),
  ...more,
})

/** Where a syscall's number, arguments and result are in `struct pt_regs`. */
export const registersOf = (target: Pick<Target, 'arch'>) => registerLayouts[target.arch]
