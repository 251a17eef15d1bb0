/** What a script has asked for while it ran: recorded here, carried out by the session. */

import type { FilterValues, OnOptions } from '../compiler/options.ts'
import type { AggregateKind } from '../tables/aggregate.ts'
import type { MapStore, SharedMap } from '../tables/shared-map.ts'
import type { TableSnapshot, Unit } from '../tables/snapshot.ts'
import type { Table } from '../tables/table.ts'
import type { CommandLine } from './command-line.ts'

/** An event as handlers get it: a plain object with the fields that the handler reads. */
export type AnyEvent = Record<string, unknown>
export type Handler = (event: AnyEvent) => unknown

/** A call of `on`. */
export interface HandlerRegistration {
  /** The number of the call's place in the script; undefined for a call that the compiler did not see. */
  readonly site: number | undefined
  readonly probes: readonly string[]
  readonly options: OnOptions
  readonly handler: Handler
  /** Names from around the handler, each with a function that gives its value. */
  readonly captures: Readonly<Record<string, () => unknown>>
  /** The filters as last changed; absent: as in the options. */
  filters?: FilterValues
}

export interface Timer {
  readonly intervalMs: number
  readonly run: () => unknown
}

export type AnyTable = Table<AggregateKind> | SharedMap<never, unknown>

/** A shared map, as the runtime sees it. */
export interface AnyMap {
  readonly kind: 'map'
  readonly name: string
  readonly size: number
  entries(): Iterable<readonly [key: unknown, value: unknown]>
  attach(store: MapStore): void
  absorb(store: MapStore): void
}

/** How the table of a call site is called and shown. */
export interface TableDescription {
  readonly name: string
  readonly keyNames: readonly string[]
  readonly unit?: Unit | undefined
}

/** Where a script's calls go while it runs. */
export interface Host {
  print(values: readonly unknown[]): void
  printf(text: string): void
  table(snapshot: TableSnapshot): void
  /** Ends the run with this exit code, after all output. */
  exit(code: number): void
  /** Describes the table of a call site. */
  describe(site: number): TableDescription
  /** The part of the command line that is the script's. */
  commandLine?(): CommandLine
  /** A table of the script's version before does not go on in this one. */
  startsEmpty?(table: AnyTable, why: string): void
  /** What was lost up to now, by handler and cause. */
  losses?(): readonly Loss[]
}

/** Events that a handler did not get, or not whole. */
export interface Loss {
  readonly cause: string
  readonly count: number
  readonly probe?: string
}

/** One script's registrations. */
export class Registry {
  readonly host: Host
  readonly handlers: HandlerRegistration[] = []
  readonly timers: Timer[] = []
  readonly begins: (() => unknown)[] = []
  readonly ends: (() => unknown)[] = []
  /** In the order of their first use. */
  readonly tables: AnyTable[] = []
  /** The tables of call sites. */
  readonly bySite = new Map<number, Table<AggregateKind>>()
  /** The shared maps of call sites. */
  readonly mapsBySite = new Map<number, AnyMap>()
  /** What calls of the script's version before have made, by the sites of the same calls in this one: their makers take it. */
  readonly inherited = new Map<number, Table<AggregateKind> | AnyMap>()
  /** The script's next version, once it runs: tables that calls make only now are made there. */
  heirs: { readonly registry: Registry; readonly sites: ReadonlyMap<number, number> } | undefined
  /** Once the programs are attached, a further `on` comes too late. */
  sealed = false
  /**
   * Carries out a change of filters.
   *
   * @throws RangeError, SystraceError; the handler's filters stay as they were then
   */
  changeFilters: ((handler: HandlerRegistration, filters: FilterValues) => void) | undefined

  constructor(host: Host) {
    this.host = host
  }
}

let current: Registry | undefined

/** The script that goes on in something asynchronous, where that is kept. */
export interface ScriptScope {
  registry: Registry | undefined
}

let scope: () => ScriptScope | undefined = () => undefined

/**
 * Where scripts run one after the other in a process that goes on: what one of them still does when it has ended, in a timer
 * of its own, is not taken for something of the next.
 *
 * @param of what the code that runs now belongs to
 */
export const keepApart = (of: () => ScriptScope | undefined): void => {
  scope = of
}

/** Makes a registry the one that the module's functions record into. */
export const useRegistry = (registry: Registry | undefined): void => {
  current = registry
  const own = scope()
  if (own && registry) own.registry = registry
}

/** Runs a function of a script: what it calls is recorded there, whichever script was loaded last. */
export const within = <T>(registry: Registry, run: () => T): T => {
  const before = current
  current = registry
  try {
    return run()
  } finally {
    current = before
  }
}

/** @throws Error when no script is being run by systrace */
export const registry = (): Registry => {
  const found = scope()?.registry ?? current
  if (!found) throw new Error('Cannot use systrace here: run the script with "systrace run"')
  return found
}
