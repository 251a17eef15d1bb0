/** What `on` gives back: a way to change a handler's filters while the script runs. */

import { type FilterValues, liveOptions } from '../compiler/options.ts'
import type { ProbeText } from './events.ts'
import { checkFilters } from './on-options.ts'
import type { HandlerRegistration, Registry } from './registry.ts'

/** Filters to change; lists mean any of them, null and undefined remove a filter. */
export interface Filters {
  /** Only these processes, by id. */
  pid?: number | readonly number[] | null | undefined
  /** Only these threads, by id. */
  tid?: number | readonly number[] | null | undefined
  /** Only these users, by real user id. */
  uid?: number | readonly number[] | null | undefined
  /** Names of threads. */
  comm?: string | readonly string[] | null | undefined
  /** cgroup v2 ids. */
  cgroup?: bigint | number | readonly (bigint | number)[] | null | undefined
  /** Some of the handler's syscalls, as probes name them: `'openat'`, `'open*'`, `'%file'`, `'!close'`. */
  syscalls?: ProbeText | readonly ProbeText[] | null | undefined
  /** Only calls that took at least this long. The options of `on` must have it, if only as 0. */
  minDuration?: string | number | null | undefined
  /** The share of events to take, such as 1/100. */
  sample?: number | null | undefined
}

/** A handler whose filters can be changed. */
export interface Handle {
  /**
   * Changes filters, in the kernel and all at once: calls from now on are judged by the new ones. Filters that are not named
   * stay as they are.
   *
   * @throws TypeError, RangeError when a value is wrong, Error when times of entry are not kept; nothing changes then
   * @example
   * const reads = on('read', { pid: 1 }, e => print(e.comm, e.ret))
   * every('10s', () => reads.filter({ pid: null, comm: ['bash', 'sh'] }))
   */
  filter(filters: Filters): void
}

export const makeHandle = (handler: HandlerRegistration, registry: Registry): Handle => ({
  filter(filters) {
    const changes = checkFilters(filters)
    const { options } = handler
    if (options.minDuration === undefined && (changes.minDuration ?? undefined) !== undefined)
      throw new Error(
        `Cannot filter ${handler.probes.join(', ')} by minDuration: without it in the options of on, times of entry are not kept; write on(…, { minDuration: 0 }, …)`,
      )
    const values: Record<string, unknown> = { ...(handler.filters ?? liveOptions(options).start) }
    for (const [kind, value] of Object.entries(changes)) {
      if (value !== null && value !== undefined) values[kind] = value
      // What is absent could not be asked for later.
      else if (kind === 'minDuration' && options.minDuration !== undefined) values[kind] = 0
      else delete values[kind]
    }
    registry.changeFilters?.(handler, values as FilterValues)
    handler.filters = values as FilterValues
  },
})
