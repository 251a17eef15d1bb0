/**
 * Probes at a prompt: each entry that is typed is a script and a program of its own, attached at once; they share the names
 * that they declare. Knows nothing of terminals.
 */

import { inspect } from 'node:util'
import type { OnOptions } from '../compiler/options.ts'
import type { ScriptModule } from '../compiler/sites.ts'
import { host } from '../current-host.ts'
import { type Diagnostic, ScriptRefused } from '../diagnostic.ts'
import { DrainLoop, drainBudgetMs } from '../drain-loop.ts'
import { SystraceError, UsageError } from '../errors.ts'
import { Loader } from '../loader.ts'
import { PendingCalls } from '../pending-calls.ts'
import { Program } from '../program.ts'
import * as api from '../script/api.ts'
import { type Filters, makeHandle } from '../script/handle.ts'
import type { HandlerRegistration } from '../script/registry.ts'
import { isOurs } from '../script-errors.ts'
import type { Sink } from '../sinks/sink.ts'
import { stackFormatter } from '../symbols/stack.ts'
import type { AggregateKind } from '../tables/aggregate.ts'
import { SharedMap } from '../tables/shared-map.ts'
import { Table } from '../tables/table.ts'
import { type Constants, type Entry, entryName, readEntry, valueName, withConstants } from './entry.ts'

export interface ReplOptions {
  /** Demanded of every handler. */
  readonly filters: OnOptions
  readonly pushdown: boolean
  readonly ringSize: number
  readonly tableRows: number
  readonly color: boolean
  readonly sink: Sink
  /** Writes what the sink has: events, or the answer to an entry. */
  readonly flush: (what: 'events' | 'answer') => void
  readonly show: (diagnostic: Diagnostic, sources: ReadonlyMap<string, string>) => void
  /** Shows why an entry was refused. */
  readonly refused: (error: unknown, sources: ReadonlyMap<string, string>) => void
  readonly tell: (text: string) => void
}

/** A call of `on` or `every`, as the user numbers it. */
export interface Part {
  readonly number: number
  /** `on openat`, `every 1s` */
  readonly what: string
  readonly entry: RunEntry
  readonly handler?: HandlerRegistration
  /** Its place among the timers of its program. */
  readonly timer?: number
  off: boolean
}

/** An entry that was accepted. */
export interface RunEntry {
  readonly text: string
  readonly names: readonly string[]
  readonly isExpression: boolean
  /** What it uses of the constants of entries before. */
  readonly constants: Constants
  /** What it uses of systrace. */
  readonly uses: readonly string[]
  readonly program: Program
  readonly parts: Part[]
  attached: boolean
}

/** The beginning of an entry, in one line. */
export const shortened = (text: string, length = 60): string => {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length > length ? `${line.slice(0, length - 1)}…` : line
}

/** How long events are handled that had come when a probe was turned off. */
const drainRestMs = 2000

type AnyTable = Table<AggregateKind> | SharedMap<never, unknown>

const isConstant = (value: unknown): value is Constants[string] =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof value)

const units = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const

/** `90000` → `90s`, `3600000` → `1h`. */
const durationText = (ms: number): string => {
  const unit = units.find(([, size]) => ms % size === 0)
  return unit ? `${ms / unit[1]}${unit[0]}` : `${ms}ms`
}

export class Repl {
  readonly options: ReplOptions
  readonly entries: RunEntry[] = []
  readonly parts: Part[] = []
  /** The names that entries have declared. */
  readonly names = new Set<string>()
  /** Those of them that never change, as far as a kernel program can know them. */
  #constants: Constants = {}
  /** What `.filter` has set for all handlers, those to come too. */
  filters: Filters = {}
  /** Whether events are held back, in the kernel's ring. */
  paused = false
  /** Whether an entry was refused, or something threw. */
  failed = false
  exitCode: number | undefined
  #count = 0
  readonly #pending = new PendingCalls()
  #interrupt: (() => void) | undefined
  readonly #stacks = stackFormatter()
  readonly #loop: DrainLoop
  readonly #ended = Promise.withResolvers<void>()

  constructor(options: ReplOptions) {
    this.options = options
    this.#loop = new DrainLoop({
      look: budgetMs => this.#look(budgetMs),
      hasRecords: () => this.entries.some(({ attached, program }) => attached && program.source.hasRecords),
      paused: () => this.paused,
      fail: error => this.#fail(error),
    })
    this.#loop.start()
    process.on('unhandledRejection', this.#uncaught).on('uncaughtException', this.#uncaught)
  }

  /** Resolves when the session is to end: `exit()` was called, or the output is closed. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** Whether a text is the beginning of an entry. */
  isIncomplete(text: string): boolean {
    return readEntry(text, host.loadParser(), this.names).kind === 'incomplete'
  }

  /** Runs an entry: what is wrong with it is shown. */
  async run(text: string): Promise<void> {
    const read = readEntry(text, host.loadParser(), this.names, this.#constants, this.#count)
    const { module = '', values = {} } = read.kind === 'entry' ? read.entry.constants : {}
    const loader = new Loader({ [module]: values })
    if (read.kind !== 'entry') {
      const diagnostics = read.kind === 'refused' ? read.diagnostics : this.#syntaxErrors(loader, text)
      this.refuse(new ScriptRefused(diagnostics), new Map([[entryName, text]]))
      return
    }
    const { entry } = read
    this.#count++
    const program = this.#program(loader, {
      kind: 'text',
      name: entryName,
      text: entry.text,
      entry: { id: `systrace:repl-${this.#count}`, edits: entry.edits },
    })
    let runs = false
    try {
      const interrupted = new Promise<'interrupted'>(resolve => {
        this.#interrupt = () => resolve('interrupted')
      })
      const loaded = program.load()
      const exports = await Promise.race([loaded, interrupted])
      if (exports === 'interrupted') {
        loaded.catch(() => {})
        this.options.tell('interrupted: what it began may go on')
        return
      }
      this.#declare(entry)
      const run: RunEntry = {
        text,
        names: entry.names,
        isExpression: entry.isExpression,
        constants: values,
        uses: [...loader.parsed.values()].flatMap(module => (module as ScriptModule).implicit ?? []),
        program,
        parts: [],
        attached: false,
      }
      this.#start(run)
      runs = true
      this.entries.push(run)
      if (valueName in exports) this.#showValue(exports[valueName], run)
      this.options.flush('answer')
    } catch (error) {
      this.refuse(error, loader.sources)
    } finally {
      this.#interrupt = undefined
      if (!runs) program[Symbol.dispose]()
    }
  }

  /** A text as it can be explained: what it means by its constants is written down. */
  explainable(text: string): string {
    const read = readEntry(text, host.loadParser(), this.names, this.#constants)
    return read.kind === 'entry' ? withConstants(text, read.entry.constants.values) : text
  }

  #declare({ names, fixed }: Pick<Entry, 'names' | 'fixed'>): void {
    const constants: Record<string, Constants[string]> = { ...this.#constants }
    for (const name of names) {
      this.names.add(name)
      delete constants[name]
      const value = (globalThis as Record<string, unknown>)[name]
      if (fixed.includes(name) && isConstant(value)) constants[name] = value
    }
    this.#constants = constants
  }

  /** Stops waiting for an entry that is not done. @returns whether there is one */
  interrupt(): boolean {
    const interrupt = this.#interrupt
    interrupt?.()
    return interrupt !== undefined
  }

  /** Shows why something is refused. */
  refuse(error: unknown, sources: ReadonlyMap<string, string>): void {
    this.failed = true
    this.options.flush('answer')
    this.options.refused(error, sources)
  }

  /** The part of a number. @throws UsageError */
  part(text: string): Part {
    const part = this.parts.find(({ number, off }) => String(number) === text && !off)
    if (part) return part
    const live = this.parts.filter(({ off }) => !off).map(({ number }) => number)
    throw new UsageError(
      `There is no probe ${text}`,
      live.length > 0 ? `there are: ${live.join(', ')}; .list shows them` : 'nothing is attached',
    )
  }

  /** Turns a part off: its program goes when all of its parts have. */
  async off(part: Part): Promise<void> {
    part.off = true
    const { entry, handler, timer } = part
    if (timer !== undefined) entry.program.stopTimer(timer)
    if (entry.parts.every(({ off }) => off)) await this.#finish(entry)
    else if (handler) makeHandle(handler, entry.program.registry).filter({ pid: [] })
  }

  /** Changes the filters of a part. @throws what the handle of `on` throws */
  filter({ entry, handler }: Part, filters: Filters): void {
    if (!handler) throw new UsageError('This is no handler of events: it has no filters')
    makeHandle(handler, entry.program.registry).filter(filters)
  }

  /** All tables and maps, in the order of their entries. */
  tables(): AnyTable[] {
    const tables = this.entries.flatMap(({ program: { registry } }) => [
      ...(registry.tables as readonly AnyTable[]),
      ...([...registry.mapsBySite.values()] as unknown as readonly AnyTable[]),
    ])
    return [...new Set(tables)]
  }

  /** Ends all in order, as the end of a run does. @returns the exit code */
  async end(): Promise<number> {
    this.paused = false
    this.#loop.stop()
    for (const entry of this.entries) if (entry.attached) entry.program.source.detach()
    for (const entry of this.entries) this.#drainRest(entry)
    await this.#settle()
    for (const entry of this.entries) {
      await entry.program.end()
      entry.program.leaveTables()
      entry.program.showTables()
      entry.program.report()
      entry.program[Symbol.dispose]()
    }
    this.options.flush('answer')
    this.#stacks[Symbol.dispose]()
    process.off('unhandledRejection', this.#uncaught).off('uncaughtException', this.#uncaught)
    return this.exitCode ?? 0
  }

  #program(loader: Loader, source: ConstructorParameters<typeof Program>[0]['source']): Program {
    const { filters, pushdown, ringSize, tableRows, sink, show, tell } = this.options
    return new Program(
      {
        ...{ loader, source, scriptArgs: [], filters, pushdown, ringSize, tableRows, sink, tell },
        reader: undefined,
        show: (diagnostic, sources) => {
          if (diagnostic.severity === 'error') this.failed = true
          this.options.flush('answer')
          show(diagnostic, sources)
        },
        progress: () => {},
      },
      {
        exit: code => {
          this.exitCode ??= code
          this.#ended.resolve()
        },
        fail: error => this.#fail(error),
        pend: (promise, onError) => this.#pending.add(promise, onError),
      },
    )
  }

  /** Attaches what an entry has asked for, if it has. */
  #start(run: RunEntry): void {
    const { program } = run
    const { handlers, timers, begins } = program.registry
    if (handlers.length + timers.length + begins.length === 0) return
    for (const handler of handlers) this.#filterNew(handler, program)
    program.attach(this.#stacks)
    program.takeOver(() => {})
    run.attached = true
    const add = (what: string, of: Partial<Part>): void => {
      const part: Part = { number: this.parts.length + 1, what, entry: run, off: false, ...of }
      this.parts.push(part)
      run.parts.push(part)
      this.options.tell(`${part.number}: ${what}`)
    }
    for (const handler of handlers) add(`on ${handler.probes.join(', ')}`, { handler })
    for (const [timer, { intervalMs }] of timers.entries())
      add(`every ${durationText(intervalMs)}`, { timer })
    program.begin()
  }

  /** Gives a new handler the filters of all. */
  #filterNew(handler: HandlerRegistration, { registry }: Program): void {
    const { minDuration, ...filters } = this.filters
    const keepsTimes = handler.options.minDuration !== undefined
    if (minDuration !== undefined && !keepsTimes)
      this.options.tell(
        `on ${handler.probes.join(', ')}: not filtered by minDuration, which it does not have in its options`,
      )
    const all = keepsTimes ? this.filters : filters
    if (Object.keys(all).length > 0) makeHandle(handler, registry).filter(all)
  }

  /** Ends an entry, with what is there of it. */
  async #finish(entry: RunEntry): Promise<void> {
    const { program } = entry
    program.source.detach()
    this.#drainRest(entry)
    await program.end()
    program.leaveTables()
    program.showTables()
    program.report()
    program[Symbol.dispose]()
    entry.attached = false
    this.options.flush('answer')
  }

  #look(budgetMs: number): { records: number; more: boolean; few: boolean } {
    let [records, more, few] = [0, false, true]
    const attached = this.entries.filter(entry => entry.attached)
    for (const entry of attached) {
      const drained = entry.program.drain(this.#receive(entry), budgetMs / attached.length)
      records += drained.records
      more ||= drained.more
      few &&= drained.few
    }
    this.options.flush('events')
    return { records, more, few }
  }

  #receive({ program }: RunEntry): Parameters<Program['drain']>[0] {
    return (words, bytes, at) => {
      if (this.exitCode === undefined) program.dispatch(words, bytes, at)
    }
  }

  /** Handles what an entry's probes have sent, as far as that does not take too long: somebody waits for the prompt. */
  #drainRest(entry: RunEntry): void {
    if (!entry.attached) return
    const until = performance.now() + drainRestMs
    while (entry.program.drain(this.#receive(entry), drainBudgetMs).more) {
      this.options.flush('events')
      if (performance.now() < until) continue
      this.options.tell(
        `systrace: events were left that came faster than their handler runs: ${shortened(entry.text)}`,
      )
      return
    }
  }

  #showValue(value: unknown, { program }: RunEntry): void {
    const { sink, color, tell } = this.options
    if (value === undefined || program.registry.handlers.length > 0) return
    if (value instanceof Table || value instanceof SharedMap) {
      sink.table(value.snapshot())
      return
    }
    const kind = Object.entries(api).find(([, one]) => one === value)?.[0]
    const tables = this.tables().filter(table => table.kind === kind)
    if (tables.length > 0) for (const table of tables) sink.table(table.snapshot())
    else if (kind !== undefined) tell(`${kind} is a function of systrace`)
    else sink.printf(`${inspect(value, { colors: color, depth: 4, maxStringLength: 10_000 })}\n`)
  }

  #syntaxErrors(loader: Loader, text: string): readonly Diagnostic[] {
    try {
      loader.add(entryName, text, true)
    } catch (error) {
      if (error instanceof ScriptRefused) return error.diagnostics
      throw error
    }
    return []
  }

  #fail(error: unknown): void {
    this.refuse(error, new Map())
    this.exitCode ??= error instanceof SystraceError ? 3 : 1
    this.#ended.resolve()
  }

  /** Of the entry that it was thrown in, or of the last. */
  readonly #uncaught = (error: unknown): void => {
    const entry = this.entries.findLast(({ program }) => program.errors.knows(error)) ?? this.entries.at(-1)
    if (entry) entry.program.errors.outside(error)
    else if (isOurs(error)) this.#fail(error)
    else this.options.tell(inspect(error))
  }

  /** Waits for handlers that are not done. */
  async #settle(): Promise<void> {
    const left = await this.#pending.settle()
    if (left > 0) this.options.tell(`systrace: ${left} calls of handlers had not ended: left`)
  }
}
