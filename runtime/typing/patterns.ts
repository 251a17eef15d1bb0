/** The patterns of `systrace types` → what they ask for. Pure. */

import { processEvents } from '../compiler/hook.ts'
import { parseProbe } from '../compiler/probe.ts'
import { globExpression } from '../compiler/syscall-set.ts'
import { UsageError } from '../errors.ts'

/** What is asked for, by kind. */
export interface WantedTypes {
  /** Patterns of syscalls: names, globs, groups, negations. */
  readonly syscalls: readonly string[]
  /** Names of process events. */
  readonly processes: readonly string[]
  /** Patterns of the kernel's functions. */
  readonly functions: readonly string[]
  /** Patterns of tracepoints, as `sched:*`. */
  readonly tracepoints: readonly string[]
}

/**
 * Sorts patterns by what they name.
 *
 * @throws UsageError for what names nothing that has a type
 */
export const sortPatterns = (patterns: readonly string[]): WantedTypes => {
  const wanted = {
    syscalls: [] as string[],
    processes: [] as string[],
    functions: [] as string[],
    tracepoints: [] as string[],
  }
  for (const pattern of patterns) {
    const [, kind = '', name = ''] = /^([\w*?]+):(.*)$/.exec(pattern) ?? []
    if (kind === 'process' && /[*?]/.test(name)) {
      const fits = globExpression(name)
      const events = processEvents.filter(event => fits.test(event)).map(event => `process:${event}`)
      if (events.length === 0)
        throw new UsageError(
          `Cannot declare "${pattern}": no process event matches it`,
          `there are: ${processEvents.map(event => `process:${event}`).join(', ')}`,
        )
      wanted.processes.push(...events)
      continue
    }
    if (['kprobe', 'k', 'kretprobe', 'kr'].includes(kind)) {
      if (name === '')
        throw new UsageError(
          `Cannot declare "${pattern}": the function has no name`,
          'write it, or a pattern: kprobe:vfs_*',
        )
      wanted.functions.push(name)
      continue
    }
    const probe = parseProbe(pattern)
    if (probe.kind === 'syscall') wanted.syscalls.push(probe.pattern)
    else if (probe.kind === 'process') wanted.processes.push(`process:${probe.event}`)
    else if (kind === 'tracepoint' || kind === 't') wanted.tracepoints.push(name)
    // A group of tracepoints: `sched:sched_switch`.
    else if (name !== '' && kind !== 'process' && !name.includes(':')) wanted.tracepoints.push(pattern)
    else if (probe.kind === 'unsupported')
      throw new UsageError(`Cannot declare "${pattern}": ${probe.message}`, probe.hint)
  }
  return wanted
}
