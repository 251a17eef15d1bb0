/** Which calls `trace` is asked for → probes and options of its handlers, and whom it follows. */

import type { OnOptions } from '../compiler/options.ts'
import type { RunOptions } from '../session.ts'
import { findCgroup } from './cgroups.ts'
import { findContainer } from './containers.ts'
import { traceOptions } from './option-table.ts'
import { findProcesses } from './processes.ts'
import type { TraceRequest } from './request.ts'
import type { Selection } from './script.ts'

/** Calls that never return are shown at their entry. */
export const allCalls = ['*', 'exit', 'exit_group'] as const

export interface TraceSelection extends Selection {
  /** Demanded of every handler, whatever its probes. */
  readonly filters: OnOptions
  readonly follow?: NonNullable<RunOptions['follow']>
  /** The processes that are named. */
  readonly pids: readonly number[] | undefined
  /** Of the options, those that choose whose calls: what belongs to the processes and not to the calls. */
  readonly who: Selection['options']
  /** Options that were given and leave calls out, as they are written. */
  readonly narrowing: readonly string[]
}

const choosing = Object.entries(traceOptions).filter(
  ([name, { group }]) => group === 'What to trace' && !['follow', 'maxEvents', 'kprobe'].includes(name),
)

/**
 * Reads what is to be traced, as the machine has it now.
 *
 * @throws UsageError for processes, cgroups or containers that are not there, SystraceError
 */
export const selectionOf = ({ given, command }: Pick<TraceRequest, 'given' | 'command'>): TraceSelection => {
  const recorded = given.from !== undefined
  const pids = given.pid && (recorded ? given.pid.map(Number) : findProcesses(given.pid))
  const follows = command.length > 0 || (given.follow === true && pids !== undefined)
  const cgroups = [
    ...(given.cgroup ?? []).map(text => (recorded ? text : findCgroup(text).path)),
    ...(given.container ?? []).flatMap(text => findContainer(text).cgroups.map(({ path }) => path)),
  ]
  const who = {
    pid: follows ? undefined : pids,
    uid: given.uid,
    comm: given.comm,
    cgroup: cgroups.length > 0 ? cgroups : undefined,
  }
  return {
    probes: given.syscall ?? allCalls,
    who,
    options: {
      ...who,
      fd: given.fd,
      path: given.path,
      failed: given.failed,
      ok: given.ok,
      errno: given.errno,
      minDuration: given.minDuration,
      sample: given.sample,
    },
    pids,
    filters: follows ? { tree: true } : {},
    ...(follows && { follow: { pids: pids ?? [], children: given.follow ?? false } }),
    narrowing: choosing.flatMap(([name, { flags }]) =>
      name in given ? [flags.replace(/ <.*/, '').split(', ').at(-1)!] : [],
    ),
  }
}
