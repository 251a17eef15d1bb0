/** What tracing needs of the machine, each looked at or tried: what was found, and the command that mends it. */

import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { release } from 'node:os'
import { kernelBtfPath } from '../../ffi/btf-file.ts'
import { kprobeSource } from '../../ffi/kprobe.ts'
import { capabilities, type FeatureName, probe } from '../../ffi/probe.ts'
import { libbpf, libbpfTable } from '../../ffi/symbols.ts'
import { LibraryMissing, LibraryTooOld } from '../../ffi/syserror.ts'
import { SystraceError } from '../errors.ts'
import { showsAddresses } from '../symbols/kernel.ts'
import { cgroupMount } from '../trace/cgroups.ts'
import { hostArch, tracefsRoots } from './kernel-facts.ts'
import { invoker } from './privileges.ts'
import {
  explainFailure,
  inUserNamespace,
  memoryLimit,
  missingCapabilities,
  outOfUserNamespace,
  perfAsksForMore,
} from './world.ts'

/**
 * `less`: systrace traces without it, and does something less or in another way. `untried`: what it takes to try it is missing.
 */
export type NeedState = 'ok' | 'less' | 'missing' | 'untried'

/** What was found of one need. */
export interface Need {
  /** Such as `libbpf`. */
  readonly name: string
  readonly state: NeedState
  readonly found: string
  /** What mends it: a command where there is one. */
  readonly mend?: string
}

const readOptional = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const isRoot = (): boolean => process.geteuid?.() === 0

const kernel = (): Need => {
  const name = 'kernel'
  const found = `Linux ${release()}, ${process.arch}`
  try {
    hostArch()
    return { name, state: 'ok', found }
  } catch {
    return { name, state: 'missing', found, mend: 'a machine with x86-64 or arm64' }
  }
}

const kernelTypes = (): Need => {
  const name = 'kernel types (BTF)'
  try {
    accessSync(kernelBtfPath, constants.R_OK)
    return {
      name,
      state: 'ok',
      found: `${kernelBtfPath}, ${`${(statSync(kernelBtfPath).size / 2 ** 20).toFixed(1)} MB`}`,
    }
  } catch {
    return {
      name,
      state: 'missing',
      found: `${kernelBtfPath} cannot be read`,
      mend: existsSync('/sys/kernel')
        ? 'a kernel built with CONFIG_DEBUG_INFO_BTF'
        : 'sudo mount -t sysfs sysfs /sys',
    }
  }
}

const library = (): Need => {
  const name = 'libbpf'
  try {
    const functions = libbpf()
    for (const symbol of Object.keys(libbpfTable)) void functions[symbol as keyof typeof libbpfTable]
    return { name, state: 'ok', found: functions.libbpf_version_string().replace(/^v/, '') }
  } catch (error) {
    if (!(error instanceof LibraryMissing) && !(error instanceof LibraryTooOld)) throw error
    const { message, hint } = explainFailure(error)
    return { name, state: 'missing', found: message, ...(hint && { mend: hint }) }
  }
}

/** How this executable is called in a command. */
const ownPath = (): string =>
  /^[\w./+-]+$/.test(process.execPath) ? process.execPath : `'${process.execPath.replaceAll("'", "'\\''")}'`

const rights = (): Need => {
  const name = 'rights'
  if (inUserNamespace())
    return {
      name,
      state: 'missing',
      found: 'in a user namespace, whose capabilities do not reach BPF',
      mend: outOfUserNamespace,
    }
  const held = capabilities()
  const lacks = missingCapabilities(held)
  const who = isRoot() ? 'root' : `user ${process.geteuid?.()}`
  if (lacks.length === 0) {
    const has = held.bpf && held.perfmon ? 'CAP_BPF and CAP_PERFMON' : 'CAP_SYS_ADMIN'
    return { name, state: 'ok', found: `${has}, as ${who}` }
  }
  // What the bounding set lacks no sudo brings back.
  const barred = missingCapabilities(capabilities(undefined, 'CapBnd'))
  return {
    name,
    state: 'missing',
    found: `${lacks.join(' and ')} missing, as ${who}`,
    mend:
      barred.length > 0
        ? `start the container with ${barred.map(cap => `--cap-add=${cap.slice(4)}`).join(' ')}`
        : `sudo systrace …; or once: sudo setcap cap_bpf,cap_perfmon+ep ${ownPath()}`,
  }
}

/** Whose rights a script has. */
const scriptsUser = (): Need => {
  const name = 'scripts run as'
  if (!isRoot()) return { name, state: 'ok', found: 'this user' }
  try {
    const { user } = invoker(process.env) ?? {}
    const found =
      user === undefined
        ? 'root, as sudo did not start this'
        : `${user.name}, who called sudo, with what tracing needs`
    return { name, state: 'ok', found }
  } catch (error) {
    if (!(error instanceof SystraceError)) throw error
    return { name, state: 'missing', found: error.message, mend: '--as-root, if root is what they should be' }
  }
}

/** Programs need these; where one is missing, nothing that the kernel does with programs can be tried. */
const untried = (name: string, missing: readonly string[]): Need => ({
  name,
  state: 'untried',
  found: `not tried for want of ${missing.join(' and ')}`,
})

/** A program is loaded and attached, and counts. */
const programs = (missing: readonly string[]): Need => {
  const name = 'programs'
  if (missing.length > 0) return untried(name, missing)
  const failed = (['tp_btf', 'mmapable', 'counts'] as const).map(probe).find(({ ok }) => !ok)
  if (failed === undefined)
    return { name, state: 'ok', found: 'one was loaded and attached, and counted a system call' }
  return {
    name,
    state: 'missing',
    found: failed.reason ?? failed.name,
    mend: /E(PERM|ACCES)$/.test(failed.reason ?? '')
      ? 'a lockdown, a seccomp filter or the container forbids it'
      : `a newer kernel: Linux ${failed.since}`,
  }
}

/** What kernels before 5.17 lack, and systrace goes around. */
const comforts = {
  ringbuf: 'ring buffer',
  task_storage: 'task storage',
  task_btf: 'task as memory',
  bpf_loop: 'bpf_loop',
  fetching_atomics: 'atomic exchange',
  ancestor_cgroup: 'ids of cgroups above',
} as const satisfies Partial<Record<FeatureName, string>>

const features = (missing: readonly string[]): Need => {
  const name = 'newer features'
  if (missing.length > 0) return untried(name, missing)
  const all = Object.keys(comforts) as (keyof typeof comforts)[]
  const lacking = all.filter(feature => !probe(feature).ok)
  if (lacking.length === 0)
    return { name, state: 'ok', found: all.map(feature => comforts[feature]).join(', ') }
  return {
    name,
    state: 'less',
    found: `gone around: no ${lacking.map(feature => comforts[feature]).join(', ')}`,
    mend: `a newer kernel: Linux ${lacking.map(feature => probe(feature).since).sort((a, b) => Number(b.slice(2)) - Number(a.slice(2)))[0]}`,
  }
}

const lockdown = (): Need => {
  const name = 'lockdown'
  const text = readOptional('/sys/kernel/security/lockdown')
  const mode = /\[(\w+)\]/.exec(text ?? '')?.[1]
  if (mode === 'confidentiality')
    return {
      name,
      state: 'missing',
      found: 'confidentiality: programs may not read memory',
      mend: 'boot with lockdown=integrity, or without',
    }
  return { name, state: 'ok', found: mode ?? 'none that shows in /sys/kernel/security' }
}

const unprivileged = (): Need => {
  const value = readOptional('/proc/sys/kernel/unprivileged_bpf_disabled')
  const found =
    value === undefined
      ? 'this kernel has no BPF (CONFIG_BPF_SYSCALL)'
      : value === '0'
        ? 'kernel.unprivileged_bpf_disabled=0: others may too; systrace never does'
        : `kernel.unprivileged_bpf_disabled=${value}: needs CAP_BPF`
  return { name: 'BPF for all users', state: value === undefined ? 'missing' : 'ok', found }
}

const perfEvents = (): Need => {
  const name = 'perf events'
  const value = readOptional('/proc/sys/kernel/perf_event_paranoid')
  if (value === undefined)
    return { name, state: 'less', found: 'none: no kprobes', mend: 'a kernel with CONFIG_PERF_EVENTS' }
  if (perfAsksForMore())
    return {
      name,
      state: 'less',
      found: `kernel.perf_event_paranoid=${value}: kprobes may need CAP_SYS_ADMIN, which scripts lack`,
      mend: 'sudo sysctl kernel.perf_event_paranoid=2',
    }
  return { name, state: 'ok', found: `kernel.perf_event_paranoid=${value}: not asked of CAP_PERFMON` }
}

const kprobes = (): Need => {
  const name = 'kprobes'
  if (existsSync(kprobeSource)) return { name, state: 'ok', found: 'kprobe: and kretprobe: probes' }
  return {
    name,
    state: 'less',
    found: 'none: no kprobe: probes',
    mend: 'a kernel with CONFIG_KPROBES',
  }
}

const lockedMemory = (): Need => {
  const name = 'locked memory'
  const limit = memoryLimit()
  if (limit === undefined) return { name, state: 'ok', found: 'no limit for BPF' }
  return {
    name,
    state: 'less',
    found: `${limit} bytes, and this kernel counts BPF maps among it`,
    mend: 'ulimit -l unlimited',
  }
}

const kernelNames = (): Need => {
  const name = 'kernel stacks'
  if (showsAddresses()) return { name, state: 'ok', found: 'with names, from /proc/kallsyms' }
  const restricted = readOptional('/proc/sys/kernel/kptr_restrict') ?? 'unknown'
  return {
    name,
    state: 'less',
    found: `addresses without names (kernel.kptr_restrict=${restricted})`,
    mend:
      restricted === '2'
        ? 'sudo sysctl kernel.kptr_restrict=1'
        : isRoot()
          ? 'start the container with --cap-add=SYSLOG'
          : 'sudo systrace …',
  }
}

const argumentNames = (): Need => {
  const name = 'tracefs'
  const formats = 'events/syscalls/sys_enter_openat/format'
  const readable = tracefsRoots.find(root => readOptional(`${root}/${formats}`) !== undefined)
  if (readable !== undefined) return { name, state: 'ok', found: readable }
  const mounted = / tracefs /.test(readOptional('/proc/self/mounts') ?? '')
  const instead = 'arguments by tables of systrace'
  return mounted
    ? {
        name,
        state: 'less',
        found: `not readable: ${instead}`,
        ...(!isRoot() && { mend: 'sudo systrace …' }),
      }
    : {
        name,
        state: 'less',
        found: `not mounted: ${instead}`,
        mend: 'sudo mount -t tracefs tracefs /sys/kernel/tracing',
      }
}

const cgroups = (): Need => {
  const name = 'cgroup v2'
  try {
    return { name, state: 'ok', found: cgroupMount() }
  } catch (error) {
    if (!(error instanceof SystraceError)) throw error
    return {
      name,
      state: 'less',
      found: 'not mounted: no --cgroup, no --container',
      mend: 'sudo mount -t cgroup2 none /sys/fs/cgroup',
    }
  }
}

/** A look that fails is a finding too. */
const looked = (name: string, look: () => Need): Need => {
  try {
    return look()
  } catch (error) {
    return { name, state: 'untried', found: messageOf(error) }
  }
}

/**
 * Looks at all needs, in the order in which they matter. Leaves nothing behind.
 *
 * @example
 * machineNeeds().find(({ name }) => name === 'libbpf') // { name: 'libbpf', state: 'ok', found: '1.1' }
 */
export const machineNeeds = (): Need[] => {
  const first = [looked('kernel', kernel), looked('kernel types (BTF)', kernelTypes)]
  first.push(looked('libbpf', library), looked('rights', rights), looked('scripts run as', scriptsUser))
  const missing = first.filter(({ state }) => state !== 'ok').map(({ name }) => name)
  const tried = looked('programs', () => programs(missing))
  // Where no program is let in, that says nothing of what there is.
  if (tried.state === 'missing') missing.push(tried.name)
  return [
    ...first,
    tried,
    looked('lockdown', lockdown),
    looked('BPF for all users', unprivileged),
    looked('newer features', () => features(missing)),
    looked('locked memory', lockedMemory),
    looked('perf events', perfEvents),
    looked('kprobes', kprobes),
    looked('kernel stacks', kernelNames),
    looked('tracefs', argumentNames),
    looked('cgroup v2', cgroups),
  ]
}
