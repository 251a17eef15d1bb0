/** What random handlers trace: probes whose syscalls have the same fields at the same or at different places. */

import { type Arch, type SyscallFact, syscallTable } from '../../bpf/facts/syscalls.ts'

export interface Probe {
  /** As written in the script. */
  readonly text: string
  /** What its calls may be. */
  readonly calls: readonly SyscallFact[]
  /** Whether all its events are complete calls. */
  readonly complete: boolean
}

/** A probe before it is known which of its calls an architecture has. */
interface Written {
  readonly text: string
  readonly names: readonly string[]
  readonly complete: boolean
}

const list = (names: readonly string[], complete = true): Written => {
  const text = names.map(name => JSON.stringify(name)).join(', ')
  return {
    text: names.length === 1 ? text : `[${text}]`,
    names: names.map(name => name.replace(':enter', '')),
    complete,
  }
}

const usual = ['openat', 'read', 'write', 'close', 'mmap', 'unlink', 'getpid', 'kill', 'futex', 'lseek']

const narrow: readonly Written[] = [
  list(['openat']),
  list(['read']),
  list(['open', 'openat', 'openat2', 'creat']),
  list(['read', 'write', 'pread64']),
  list(['unlink', 'unlinkat', 'rmdir']),
  list(['rename', 'renameat', 'renameat2']),
  list(['link', 'linkat', 'symlink']),
  list(['kill', 'tgkill', 'tkill']),
  list(['close']),
  list(['mmap']),
  list(['lseek', 'dup2', 'fcntl']),
  list(['getpid', 'close']),
  list(['execve']),
  list(['clock_nanosleep', 'futex']),
  list(['socket', 'ioctl']),
  list(['rt_sigreturn', 'read']),
  list(['exit_group'], false),
  list(['openat:enter'], false),
  list(['read:enter', 'write:enter', 'unlink:enter'], false),
  list(['read:enter', 'write'], false),
]

const wide: readonly Written[] = [
  { text: `'%file'`, names: ['openat', 'unlink', 'rename', 'stat', 'chdir'], complete: true },
  { text: `'*'`, names: usual, complete: true },
]

export interface Probes {
  readonly narrow: readonly Probe[]
  /** Of many syscalls: their plans are large, so they are rarer. */
  readonly wide: readonly Probe[]
}

const found = new Map<Arch, Probes>()

/** The probes of an architecture: those written out whose calls it all has, and groups with those that it has. */
export const probesOf = (arch: Arch): Probes => {
  const known = found.get(arch)
  if (known) return known
  const table = syscallTable(arch)
  const resolve = ({ text, names, complete }: Written): Probe => ({
    text,
    calls: names.flatMap(name => table.byName(name) ?? []),
    complete,
  })
  const made = {
    narrow: narrow.filter(({ names }) => names.every(name => table.byName(name))).map(resolve),
    wide: wide.map(resolve),
  }
  found.set(arch, made)
  return made
}
