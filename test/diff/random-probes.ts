/** What random handlers trace: probes whose syscalls have the same fields at the same or at different places. */

import { type SyscallFact, syscallTable } from '../../bpf/facts/syscalls.ts'

const table = syscallTable('x64')

export interface Probe {
  /** As written in the script. */
  readonly text: string
  /** What its calls may be. */
  readonly calls: readonly SyscallFact[]
  /** Whether all its events are complete calls. */
  readonly complete: boolean
}

const named = (text: string, calls: readonly string[], complete: boolean): Probe => ({
  text,
  calls: calls.map(name => table.byName(name.replace(':enter', ''))!),
  complete,
})

const list = (calls: readonly string[], complete = true): Probe =>
  named(
    calls.length === 1 ? JSON.stringify(calls[0]) : `[${calls.map(name => JSON.stringify(name)).join(', ')}]`,
    calls,
    complete,
  )

const usual = ['openat', 'read', 'write', 'close', 'mmap', 'unlink', 'getpid', 'kill', 'futex', 'lseek']

export const probes: readonly Probe[] = [
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

/** Probes of many syscalls: their plans are large, so they are rarer. */
export const wideProbes: readonly Probe[] = [
  named(`'%file'`, ['openat', 'unlink', 'rename', 'stat', 'chdir'], true),
  named(`'*'`, usual, true),
]
