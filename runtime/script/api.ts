/**
 * The functions that scripts call. They record what is wanted; the session carries it out. Each function whose call site
 * matters has `.at(site)`, which the loader puts in its place, so that a call knows its number.
 */

import { parseDuration } from '../duration.ts'
import { sprintf } from '../printf.ts'
import type { AggregateKind } from '../tables/aggregate.ts'
import type { LinearRange } from '../tables/buckets.ts'
import { type MapKey, SharedMap } from '../tables/shared-map.ts'
import type { KeyPart } from '../tables/snapshot.ts'
import { type AddArguments, Table } from '../tables/table.ts'
import type { EventOf, ProbeText } from './events.ts'
import { type Handle, makeHandle } from './handle.ts'
import { checkOnOptions } from './on-options.ts'
import { type AnyTable, type Handler, type Registry, registry } from './registry.ts'

/** What is demanded of the kernel for a handler; lists mean any of them, undefined is as if it were not there. */
export interface Options<E = never> {
  /** Only these processes, by id. */
  pid?: number | readonly number[] | undefined
  /** Only these threads, by id. */
  tid?: number | readonly number[] | undefined
  /** Only these users, by real user id. */
  uid?: number | readonly number[] | undefined
  /** Names of threads, or patterns: `'ngin*'`, `'?sh'`. */
  comm?: string | readonly string[] | undefined
  /** cgroup v2 ids; or paths of cgroups (`'/system.slice'`), which stand for all below them as well. */
  cgroup?: bigint | number | string | readonly (bigint | number | string)[] | undefined
  /** Only calls that took at least this long: `'10ms'`, or nanoseconds. */
  minDuration?: string | number | undefined
  /** Only calls that failed, or only those that did not. */
  failed?: boolean | undefined
  /** Only calls that did not fail, or only those that did. */
  ok?: boolean | undefined
  /** Only calls that failed with one of these errors: `'ENOENT'`. */
  errno?: string | readonly string[] | undefined
  /** Only calls that were given one of these file descriptors. */
  fd?: number | readonly number[] | undefined
  /** Only calls that were given one of these paths, as they were given. */
  path?: string | readonly string[] | undefined
  /** The share of events to take, such as 1/100. */
  sample?: number | undefined
  /** A condition that must run in the kernel. */
  where?: (event: E) => unknown
}

type Captures = Readonly<Record<string, () => unknown>>

const register = (
  state: Registry,
  site: number | undefined,
  captures: Captures,
  args: readonly unknown[],
): Handle => {
  const [probe, ...rest] = args
  const handler = rest.pop()
  const [options = {}, ...surplus] = rest
  if (typeof handler !== 'function' || surplus.length > 0)
    throw new TypeError(
      'on takes a probe, options if you like, and a function: on("openat", e => print(e.comm))',
    )
  const probes = Array.isArray(probe) ? probe : [probe]
  if (probes.length === 0 || !probes.every(p => typeof p === 'string'))
    throw new TypeError('The probe of on must be a string such as "openat", or a list of strings')
  if (state.sealed) throw new Error('Cannot add a handler: the probes are attached already')
  const registration = {
    site,
    probes: probes as string[],
    options: checkOnOptions(options),
    handler: handler as Handler,
    captures,
  }
  state.handlers.push(registration)
  return makeHandle(registration, state)
}

/** What else a list of probes could have in it: for editors, which would offer only what it has. */
type OtherProbes = readonly NoInfer<ProbeText>[]

interface On {
  /**
   * Runs a handler for every event of a probe: a completed syscall (`'openat'`), its entry (`'openat:enter'`), a list, a glob
   * (`'open*'`), a group (`'%file'`), all (`'*'`).
   *
   * @example on('openat', e => print(e.comm, e.filename, e.ret))
   */
  <const P extends ProbeText | readonly ProbeText[]>(
    probe: P | OtherProbes,
    handler: (event: EventOf<P>) => unknown,
  ): Handle
  <const P extends ProbeText | readonly ProbeText[]>(
    probe: P | OtherProbes,
    options: Options<EventOf<P>>,
    handler: (event: EventOf<P>) => unknown,
  ): Handle
  /** @internal For the loader. */
  at(site: number): (captures: Captures, ...args: unknown[]) => Handle
}

// What has a site belongs to the script that runs when its module begins; handlers of another may run in between.
export const on: On = Object.assign((...args: unknown[]) => register(registry(), undefined, {}, args), {
  at: (site: number) => {
    const state = registry()
    return (captures: Captures, ...args: unknown[]) => register(state, site, captures, args)
  },
}) as On

/** A counting function: what it is called with goes into its call site's table, which it gives back. */
interface Counting<K extends AggregateKind, A extends readonly unknown[]> {
  (...args: A): Table<K>
  /** @internal For the loader. */
  at(site: number): (...args: A) => Table<K>
  /**
   * A table to add to from several places, to read and to clear.
   *
   * @example
   * const calls = count.table('calls')
   * on('*', e => calls.add(e.comm))
   * every('1s', () => { calls.print(10); calls.clear() })
   */
  readonly table: {
    (...args: TableArguments<K>): Table<K>
    at(site: number): (...args: TableArguments<K>) => Table<K>
  }
}

type TableArguments<K extends AggregateKind> = K extends 'lhist'
  ? [name: string, range: LinearRange]
  : [name?: string]

const makeTable = <K extends AggregateKind>(
  state: Registry,
  kind: K,
  site: number | undefined,
  range?: LinearRange,
): Table<K> => {
  const known = site === undefined ? undefined : state.bySite.get(site)
  if (known) return known as unknown as Table<K>
  const heir = site === undefined ? undefined : state.heirs?.sites.get(site)
  if (state.heirs && heir !== undefined) return makeTable(state.heirs.registry, kind, heir, range)
  const description = site === undefined ? { name: kind, keyNames: [] } : state.host.describe(site)
  const table =
    inheritedTable(state, kind, site, range) ??
    new Table<K>({
      kind,
      ...description,
      ...(range && { range }),
      printer: snapshot => state.host.table(snapshot),
    })
  state.tables.push(table as unknown as AnyTable)
  if (site !== undefined) state.bySite.set(site, table as unknown as Table<AggregateKind>)
  return table
}

/** The table that the same call has made in the script's version before, with its rows. */
const inheritedTable = <K extends AggregateKind>(
  state: Registry,
  kind: K,
  site: number | undefined,
  range?: LinearRange,
): Table<K> | undefined => {
  const table = site === undefined ? undefined : state.inherited.get(site)
  if (site === undefined || !table || table.kind === 'map') return undefined
  state.inherited.delete(site)
  if (!table.isLike(kind, range)) {
    state.host.startsEmpty?.(table as unknown as AnyTable, 'its buckets are others now')
    return undefined
  }
  table.printed = false
  return table as unknown as Table<K>
}

/** The table of a call site, made when first asked for: by its first call, or by the runtime for a kernel table. */
export const tableOfSite = (
  state: Registry,
  kind: AggregateKind,
  site: number,
  range?: LinearRange,
): Table<AggregateKind> => makeTable(state, kind, site, range)

const explicitTable = <K extends AggregateKind>(kind: K) => {
  const made = (state: Registry, site: number | undefined, args: TableArguments<K>): Table<K> => {
    const [name, range] = args as [name?: string, range?: LinearRange]
    const table = makeTable(state, kind, site, range)
    return name === undefined ? table : table.as(name)
  }
  const at = (site: number) => {
    const state = registry()
    return (...args: TableArguments<K>) => made(state, site, args)
  }
  return Object.assign((...args: TableArguments<K>) => made(registry(), undefined, args), { at })
}

type CountingOf<K extends Exclude<AggregateKind, 'lhist'>> = Counting<K, AddArguments<K>>

const counting = <K extends Exclude<AggregateKind, 'lhist'>>(kind: K): CountingOf<K> => {
  const at = (site: number | undefined) => {
    const state = site === undefined ? undefined : registry()
    let table: Table<K> | undefined
    return (...args: AddArguments<K>): Table<K> => {
      table ??= makeTable(state ?? registry(), kind, site)
      table.add(...args)
      return table
    }
  }
  return Object.assign(at(undefined), { at, table: explicitTable(kind) })
}

/**
 * Counts events by a key of any values, or without one.
 *
 * @example on('*', e => count(e.comm))
 */
export const count: CountingOf<'count'> = counting('count')
/** Adds up a value by key. @example on('read', e => e.ret > 0 && sum(e.ret, e.comm)) */
export const sum: CountingOf<'sum'> = counting('sum')
/** The average of a value by key. */
export const avg: CountingOf<'avg'> = counting('avg')
/** The least value by key. */
export const min: CountingOf<'min'> = counting('min')
/** The greatest value by key. */
export const max: CountingOf<'max'> = counting('max')
/** Count, sum, average, least and greatest value by key. */
export const stats: CountingOf<'stats'> = counting('stats')
/** A histogram with a bucket for each power of two, by key. @example on('read', e => hist(e.duration)) */
export const hist: CountingOf<'hist'> = counting('hist')
/** p50, p90, p95, p99 and the greatest value by key, within 1/64. */
export const quantiles: CountingOf<'quantiles'> = counting('quantiles')

type LinearArguments = readonly [value: number | bigint | undefined, range: LinearRange, ...key: KeyPart[]]

const linear = (site: number | undefined) => {
  const state = site === undefined ? undefined : registry()
  let table: Table<'lhist'> | undefined
  return (...[value, range, ...key]: LinearArguments): Table<'lhist'> => {
    table ??= makeTable(state ?? registry(), 'lhist', site, { ...range, min: range.min ?? 0 })
    table.add(value, ...key)
    return table
  }
}

/** A histogram with equal buckets, by key. @example on('read', e => lhist(e.ret, { min: 0, max: 4096, step: 256 })) */
export const lhist: Counting<'lhist', LinearArguments> = Object.assign(linear(undefined), {
  at: linear,
  table: explicitTable('lhist'),
})

interface MakeMap {
  /**
   * State that handlers share: a Map with keys that may be tuples.
   *
   * @example const opened = map<number, string>()
   */
  <K extends MapKey, V>(): SharedMap<K, V>
  /** @internal For the loader. */
  at(site: number): <K extends MapKey, V>() => SharedMap<K, V>
}

const makeMap = (site: number | undefined) => {
  const state = site === undefined ? undefined : registry()
  return <K extends MapKey, V>(): SharedMap<K, V> => {
    const { host, inherited, mapsBySite } = state ?? registry()
    const known = site === undefined ? undefined : inherited.get(site)
    const description = site === undefined ? { name: 'map', keyNames: [] } : host.describe(site)
    const made =
      known?.kind === 'map'
        ? (known as unknown as SharedMap<K, V>)
        : new SharedMap<K, V>({ ...description, printer: snapshot => host.table(snapshot) })
    if (site === undefined) return made
    inherited.delete(site)
    mapsBySite.set(site, made)
    return made
  }
}

export const map: MakeMap = Object.assign(makeMap(undefined), { at: makeMap })

/**
 * Runs a function again and again.
 *
 * @param interval `'1s'`, `'100ms'`, or milliseconds
 */
export const every = (interval: string | number, run: () => unknown): void => {
  const ns = typeof interval === 'number' ? interval * 1e6 : parseDuration(interval)
  if (ns === undefined || !(ns >= 1e6))
    throw new TypeError(
      `The interval of every must be a duration of at least 1ms such as "1s", not ${interval}`,
    )
  if (typeof run !== 'function') throw new TypeError('every takes an interval and a function')
  registry().timers.push({ intervalMs: ns / 1e6, run })
}

/** Runs a function once the probes are attached. */
export const begin = (run: () => unknown): void => {
  registry().begins.push(run)
}

/** Runs a function at the end, after the last event and before the tables are printed. */
export const end = (run: () => unknown): void => {
  registry().ends.push(run)
}

/** Ends the run, with this exit code: what has happened so far is still dealt with, and tables are printed. */
export const exit = (code = 0): void => registry().host.exit(code)

/** Prints a line: values with spaces between; a record in JSON and CSV output. */
export const print = (...values: unknown[]): void => registry().host.print(values)

/** Prints formatted text, as C's printf does; `\n` is the format's business. @example printf('%-16s %d\n', e.comm, e.pid) */
export const printf = (format: string, ...values: unknown[]): void =>
  registry().host.printf(sprintf(format, values))
