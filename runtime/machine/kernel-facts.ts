/** What a plan must know of the running kernel, read from its BTF and tracefs. */

import { readFileSync } from 'node:fs'
import { type Btf, openBtf } from '../../bpf/btf.ts'
import { eventsOfSyscall, parseFormat } from '../../bpf/facts/syscall-format.ts'
import {
  type Arch,
  type SyscallArg,
  type SyscallTable,
  syscallTable,
  withFormats,
} from '../../bpf/facts/syscalls.ts'
import { openKernelBtf } from '../../ffi/btf-file.ts'
import { processTracepoints } from '../compiler/hook.ts'
import type { CgroupLayout, KernelFunction, ProcessLayout, TaskLayout } from '../compiler/target.ts'
import { SystraceError } from '../errors.ts'
import { kernelFunctions } from './kernel-functions.ts'

export interface KernelFacts {
  readonly task: TaskLayout
  /** There if it was wanted. */
  readonly process: ProcessLayout | undefined
  /** There if it was wanted, and is understood: only old kernels need it. */
  readonly cgroup: CgroupLayout | undefined
  /** The wanted functions. */
  readonly functions: ReadonlyMap<string, KernelFunction>
  /** Ids of the tracepoints' typedefs. */
  readonly attachIds: ReadonlyMap<string, number>
}

const offsetOf = (btf: Btf, struct: string, member: string): number => {
  const found = btf.offsetOf(struct, member)
  if (found === undefined)
    throw new SystraceError(`Cannot read the kernel's types: struct ${struct} has no ${member}`)
  return found
}

const noTypes = (cause: unknown): SystraceError =>
  new SystraceError("Cannot read the kernel's types from /sys/kernel/btf/vmlinux", {
    hint: 'systrace needs a kernel built with CONFIG_DEBUG_INFO_BTF, and /sys mounted',
    cause,
  })

/** TS_COMPAT in arch/x86's thread_info.status; TIF_32BIT in arm64's thread_info.flags. */
const compatOf = (btf: Btf, arch: Arch): TaskLayout['compat'] => {
  const base = offsetOf(btf, 'task_struct', 'thread_info')
  return arch === 'x64'
    ? { offset: base + offsetOf(btf, 'thread_info', 'status'), mask: 2 }
    : { offset: base + offsetOf(btf, 'thread_info', 'flags'), mask: 1 << 22 }
}

const seccompModeOf = (btf: Btf): Pick<TaskLayout, 'seccompMode'> => {
  const mode = btf.offsetOf('seccomp', 'mode')
  return mode === undefined ? {} : { seccompMode: offsetOf(btf, 'task_struct', 'seccomp') + mode }
}

/** What of the kernel is wanted, beside what all programs need. */
export interface WantedFacts {
  /** Tracepoints that programs attach to, besides the two of system calls. */
  readonly tracepoints?: readonly string[]
  /** What process events need, and their tracepoints. */
  readonly process?: boolean
  /** How to find the cgroups above one. */
  readonly cgroups?: boolean
  /** Functions of the kernel that are probed. */
  readonly functions?: readonly string[]
}

const processLayout = (btf: Btf): ProcessLayout => ({
  exitCode: offsetOf(btf, 'task_struct', 'exit_code'),
  exitSignal: offsetOf(btf, 'task_struct', 'exit_signal'),
  filename: offsetOf(btf, 'linux_binprm', 'filename'),
  tellsLast: (btf.tracepointWords('sched_process_exit') ?? 0) > 1,
})

const cgroupLayout = (btf: Btf): CgroupLayout | undefined => {
  const cgroups = btf.offsetOf('task_struct', 'cgroups')
  const dfl = btf.offsetOf('css_set', 'dfl_cgrp')
  const level = btf.offsetOf('cgroup', 'level')
  const ids = btf.offsetOf('cgroup', 'ancestor_ids')
  const [kn, id] = [btf.offsetOf('cgroup', 'kn'), btf.offsetOf('kernfs_node', 'id')]
  const ancestors = ids ?? btf.offsetOf('cgroup', 'ancestors')
  if (cgroups === undefined || dfl === undefined || level === undefined || ancestors === undefined)
    return undefined
  if (ids !== undefined) return { cgroups, dfl, level, ancestors }
  return kn === undefined || id === undefined ? undefined : { cgroups, dfl, level, ancestors, id: { kn, id } }
}

const factsOf = (
  btf: Btf,
  { tracepoints = [], process: events, cgroups, functions = [] }: WantedFacts,
): KernelFacts => {
  const ofEvents = events ? Object.values(processTracepoints) : []
  const id = (tracepoint: string): [string, number] => {
    const found = btf.typeId('typedef', `btf_trace_${tracepoint}`)
    if (found === undefined)
      throw new SystraceError(`Cannot attach: the kernel has no tracepoint "${tracepoint}"`, {
        hint: 'systrace needs a kernel built with CONFIG_HAVE_SYSCALL_TRACEPOINTS',
      })
    return [tracepoint, found]
  }
  return {
    attachIds: new Map(['sys_enter', 'sys_exit', ...tracepoints, ...ofEvents].map(id)),
    process: events ? processLayout(btf) : undefined,
    cgroup: cgroups ? cgroupLayout(btf) : undefined,
    functions: kernelFunctions(functions, btf),
    task: {
      tgid: offsetOf(btf, 'task_struct', 'tgid'),
      pid: offsetOf(btf, 'task_struct', 'pid'),
      comm: offsetOf(btf, 'task_struct', 'comm'),
      realParent: offsetOf(btf, 'task_struct', 'real_parent'),
      startTime: offsetOf(btf, 'task_struct', 'start_time'),
      ...seccompModeOf(btf),
      group: {
        signal: offsetOf(btf, 'task_struct', 'signal'),
        live: offsetOf(btf, 'signal_struct', 'live'),
      },
      compat: compatOf(btf, hostArch()),
    },
  }
}

/**
 * Reads the kernel's BTF.
 *
 * @param tracepoints those that programs attach to besides the two of system calls
 * @throws SystraceError when the kernel has none, or none that can be understood
 */
export const readKernelFacts = (wanted: WantedFacts = {}): KernelFacts => {
  try {
    using file = openKernelBtf()
    return factsOf(openBtf(file.bytes), wanted)
  } catch (cause) {
    throw cause instanceof SystraceError ? cause : noTypes(cause)
  }
}

/** The architecture that this process runs on. */
export const hostArch = (): Arch => {
  if (process.arch === 'x64' || process.arch === 'arm64') return process.arch
  throw new SystraceError(`Cannot trace on ${process.arch}: systrace knows x64 and arm64`)
}

/** Where tracefs may be mounted. */
export const tracefsRoots = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing']

/** The running kernel's argument list of a syscall; undefined where tracefs cannot be read. */
const readFormat = (syscall: string): SyscallArg[] | undefined => {
  for (const root of tracefsRoots)
    for (const event of eventsOfSyscall(syscall))
      try {
        return parseFormat(syscall, readFileSync(`${root}/events/syscalls/sys_enter_${event}/format`, 'utf8'))
      } catch {
        // Not this name, not this root, or not allowed: the generated facts have it.
      }
  return undefined
}

/**
 * The syscall table with the arguments of the named syscalls as the running kernel has them.
 *
 * @param names exact names only: reading all of them would cost more than start-up may
 */
export const runningSyscalls = (names: readonly string[]): SyscallTable => {
  const table = syscallTable(hostArch())
  const formats = new Map<string, readonly SyscallArg[]>()
  for (const name of names) {
    const format = table.byName(name) && readFormat(name)
    if (format) formats.set(name, format)
  }
  return formats.size > 0 ? withFormats(table, formats) : table
}
