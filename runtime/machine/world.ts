/** Failures of the machine in words: which step, what the kernel said, what to do. */

import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { type Capabilities, capabilities, type FeatureName, probe } from '../../ffi/probe.ts'
import { ProgramRejected } from '../../ffi/program.ts'
import { LibraryMissing, LibraryTooOld, type SysError } from '../../ffi/syserror.ts'
import type { Place } from '../diagnostic.ts'
import { UsageError } from '../errors.ts'

export interface Failure {
  readonly message: string
  readonly hint?: string
  /** It is systrace's own fault. */
  readonly bug?: boolean
  /** The place in the script that a bug is about. */
  readonly place?: Place
  /** All that the kernel said. */
  readonly log?: string
}

/** Explains an error of `ffi/`. */
export const explainFailure = (error: SysError | LibraryMissing | LibraryTooOld): Failure => {
  if (error instanceof LibraryMissing) return missing(error)
  if (error instanceof LibraryTooOld)
    return {
      message: `${error.library} is too old: it has no ${error.symbol}, which came with version ${error.since}`,
      hint: `systrace needs libbpf 1.1 or newer: ${installCommand(error.package)}`,
    }
  if (error instanceof ProgramRejected) return rejected(error)
  switch (error.code) {
    case 'EPERM':
    case 'EACCES':
      return denied(error, capabilities())
    case 'ENOSYS':
      return {
        message: 'This kernel has no BPF',
        hint: 'systrace needs a kernel built with CONFIG_BPF_SYSCALL',
      }
    case 'ENOMEM':
      return {
        message: `${error.message}: the kernel has no memory for it`,
        hint: 'a smaller --ring-size or --table-rows needs less',
      }
    case 'E2BIG':
      return { message: error.message, hint: 'a smaller --ring-size or --table-rows may fit' }
    default:
      return unsupported(error)
  }
}

/** What there is no way around; see features.ts for the rest. */
const needed: readonly FeatureName[] = ['btf', 'tp_btf', 'mmapable']

/** A kernel that is too old refuses with EINVAL and its like: what it lacks is found by trying. */
const unsupported = ({ message }: SysError): Failure => {
  const lacks = needed.map(probe).filter(({ ok }) => !ok)
  if (lacks.length === 0) return { message }
  const features = lacks.map(({ name, since }) => `${name} (Linux ${since})`).join(', ')
  return {
    message: `This kernel lacks what systrace needs: ${features}`,
    hint: 'systrace needs Linux 5.5 or newer, with BPF and BTF',
  }
}

const missing = (error: LibraryMissing): Failure =>
  /No such file/.test(error.message)
    ? {
        message: `The library ${error.library} is not on this machine`,
        hint: `install it: ${installCommand(error.package)}`,
      }
    : { message: error.message, hint: `install it anew: ${installCommand(error.package)}` }

/** How the packages of libbpf are called where, and what installs them. */
const installers: readonly (readonly [systems: RegExp, command: (debianName: string) => string])[] = [
  [/\b(debian|ubuntu)\b/, name => `apt-get install ${name}`],
  [/\b(fedora|rhel|centos|amzn)\b/, name => `dnf install ${name.replace(/\d+$/, '')}`],
  [/\b(suse|opensuse)\b/, name => `zypper install ${name}`],
  [/\barch\b/, name => `pacman -S ${name.replace(/\d+$/, '')}`],
]

/**
 * The command that installs a package on this system.
 *
 * @param debianName the name of the package in Debian
 */
export const installCommand = (
  debianName: string,
  osRelease = readOptional('/etc/os-release') ?? '',
): string => {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map(([, id]) => id).join(' ')
  const found = installers.find(([systems]) => systems.test(ids))
  return found ? found[1](debianName) : `the package ${debianName}, or what your system calls it`
}

/** The verifier refuses only what the compiler should not have made. */
const rejected = ({ summary, log, source }: ProgramRejected): Failure => ({
  message: `the kernel refused a program of its making: ${summary}`,
  hint: 'please report it with this text, the script and what -v adds; --no-pushdown may help meanwhile',
  bug: true,
  log,
  ...(source && { place: source }),
})

/** What tracing needs, besides the memory that it takes. */
export const missingCapabilities = ({ bpf, perfmon, sysAdmin }: Capabilities): string[] =>
  sysAdmin ? [] : [...(bpf ? [] : ['CAP_BPF']), ...(perfmon ? [] : ['CAP_PERFMON'])]

/**
 * Whether this process has its capabilities in a user namespace, as in a container that an ordinary user started. They are good for what
 * belongs to that; BPF belongs to the machine.
 */
export const inUserNamespace = (): boolean =>
  !/^\s*0\s+0\s+4294967295\s*$/.test(readOptional('/proc/self/uid_map') ?? '0 0 4294967295')

/** The way out of one. */
export const outOfUserNamespace = 'start systrace outside of it; if it is a container, start that as root'

const denied = (error: SysError, held: Capabilities, isRoot = process.getuid?.() === 0): Failure => {
  if (inUserNamespace())
    return {
      message:
        'Not allowed to trace: this process is in a user namespace, whose capabilities do not reach BPF',
      hint: outOfUserNamespace,
    }
  const lacks = missingCapabilities(held)
  if (lacks.length > 0)
    return {
      message: `Not allowed to trace: this process lacks ${lacks.join(' and ')}`,
      hint: isRoot
        ? `root without its capabilities is in a container: start that with ${lacks.map(cap => `--cap-add=${cap.slice(4)}`).join(' ')}`
        : 'run it as root: sudo systrace …; systrace doctor shows another way',
    }
  if (error.call === 'perf_event_open' && perfAsksForMore())
    return {
      message: `${error.message}: this kernel's perf events ask for CAP_SYS_ADMIN`,
      hint: 'sudo sysctl kernel.perf_event_paranoid=2 lets CAP_PERFMON do; --as-root keeps all rights',
    }
  return {
    message: `Not allowed to trace, though the capabilities are there: ${error.message}`,
    hint:
      memoryLimit() !== undefined
        ? 'this kernel counts maps as locked memory, which may be too little here: ulimit -l unlimited'
        : 'look for a lockdown of the kernel, a seccomp filter, or a container that forbids bpf(2)',
  }
}

/** Debian's kernels let nobody open perf events without CAP_SYS_ADMIN then, whatever CAP_PERFMON says. */
export const perfAsksForMore = (): boolean =>
  Number(readOptional('/proc/sys/kernel/perf_event_paranoid') ?? 0) > 2

/**
 * The bytes that BPF maps may take here, where there is a limit: before Linux 5.11 they are locked memory. libbpf raises the limit
 * where it may.
 */
export const memoryLimit = (kernel = release()): string | undefined => {
  const [major = 0, minor = 0] = kernel.split('.').map(Number.parseFloat)
  if (major > 5 || (major === 5 && minor >= 11)) return undefined
  const limit = /^Max locked memory\s+(\S+)/m.exec(readOptional('/proc/self/limits') ?? '')?.[1]
  return limit === 'unlimited' ? undefined : limit
}

/**
 * Looks whether the processes that are asked for are there: to wait for events of one that is not is never what is meant.
 *
 * @throws UsageError
 */
export const checkProcesses = (pids: readonly number[]): void => {
  for (const pid of pids) {
    const status = readOptional(`/proc/${pid}/status`)
    // Without /proc, who knows.
    if (status === undefined && readOptional('/proc/self/status') === undefined) return
    if (status === undefined)
      throw new UsageError(`There is no process ${pid}`, 'ps -e lists those that there are')
    const tgid = Number(/^Tgid:\s*(\d+)$/m.exec(status)?.[1])
    if (tgid !== pid)
      throw new UsageError(`${pid} is a thread of the process ${tgid}`, `-p ${tgid} traces the process`)
  }
}

const readOptional = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
