/**
 * One script from its text to its events: loaded, compiled, attached, drained, detached. A run has one program at a time, or
 * several: what they share (the output, the end, signals) is the session's.
 */

import { countCpus } from '../ffi/map.ts'
import { type CallOptions, defaultCallOptions } from './calls/options.ts'
import { commandLineOf, plainHelp } from './command-line/script-command-line.ts'
import { type Compiled, compile } from './compiler/compile.ts'
import type { OnOptions } from './compiler/options.ts'
import type { Plan } from './compiler/plan.ts'
import type { Features, Target } from './compiler/target.ts'
import { host as runtime } from './current-host.ts'
import { describeTable } from './describe-table.ts'
import { type Diagnostic, ScriptRefused } from './diagnostic.ts'
import { LiveFilters } from './live-filters.ts'
import { loadFailure } from './load-failure.ts'
import type { Loader, ScriptSource } from './loader.ts'
import { type LossReport, lossReports } from './losses.ts'
import { withFeatures } from './machine/features.ts'
import { readKernelFacts, runningSyscalls } from './machine/kernel-facts.ts'
import { requireKprobes } from './machine/kernel-functions.ts'
import type { Replay } from './recording/replay.ts'
import type { SessionRecorder } from './recording/session-recorder.ts'
import { noHandlers, probeNames, registrationOf, wantedFacts } from './registrations.ts'
import { tableOfSite } from './script/api.ts'
import { HelpWanted } from './script/command-line.ts'
import { finalArguments, startArguments } from './script/options.ts'
import { type AnyMap, type AnyTable, Registry, type Timer, useRegistry, within } from './script/registry.ts'
import { isOurs, ScriptErrors } from './script-errors.ts'
import type { Sink } from './sinks/sink.ts'
import { kernelStackOf, Stack } from './stack.ts'
import { dispatcher } from './stream/dispatch.ts'
import { openKernelSource } from './stream/kernel.ts'
import type { Drained, EventSource, OnRecord } from './stream/source.ts'
import type { stackFormatter } from './symbols/stack.ts'
import type { MapStore } from './tables/shared-map.ts'
import { inherit, lossText, type Version } from './watch/inheritance.ts'
import type { VersionMaps, Versions } from './watch/versions.ts'

export interface ProgramOptions {
  readonly loader: Loader
  readonly source: ScriptSource
  /** What is behind the script on the command line. */
  readonly scriptArgs: readonly string[]
  /** Demanded of every handler. */
  readonly filters: OnOptions
  /** Processes that are followed at a time; 65,536 if not given. */
  readonly mostFollowed?: number | undefined
  readonly sink: Sink
  /** How the text of calls is written. */
  readonly calls?: CallOptions
  /** What a descriptor of a process was at a time, for the text of calls. */
  readonly fdName?: (pid: number, fd: number, time: number) => string | undefined
  /** Who reads the output, if it goes to a reader. */
  readonly reader: { gone(): boolean } | undefined
  /** Where its events are to be kept, in the place of running its handlers. */
  readonly record?: SessionRecorder
  /** Where its events come from, if not from the kernel. */
  readonly replay?: Replay
  readonly pushdown: boolean
  /** Bytes of the ring buffer. */
  readonly ringSize: number
  /** Rows of a table in the kernel. */
  readonly tableRows: number
  /** Shows what is wrong with the script; `sources` are its texts by the names of their files. */
  readonly show: (diagnostic: Diagnostic, sources: ReadonlyMap<string, string>) => void
  /** Tells people about the run, such as what was lost. */
  readonly tell: (text: string) => void
  /** Tells how the start goes: how long compiling took, parsing included; how long after the process's start it was attached. */
  readonly progress: (step: 'compiled' | 'attached', plan: Plan, ms: number) => void
}

/** What a program asks of the run that it is part of. */
export interface ProgramHost {
  /** Ends the run with this exit code. */
  readonly exit: (code: number) => void
  /** Ends the run with an error that is not the script's. */
  readonly fail: (error: unknown) => void
  /** Takes note of what goes on after its function has returned. */
  readonly pend: (promise: Promise<unknown>, onError: (error: unknown) => void) => void
}

/** What a version of a script has to do with the others. */
export interface Versioning {
  readonly versions: Versions
  /** The one that runs, and which this one is to follow. */
  readonly before: Program | undefined
}

export class Program implements Disposable {
  readonly #options: ProgramOptions
  readonly #host: ProgramHost
  readonly #loader: Loader
  /** What the script has asked for. */
  readonly registry: Registry
  readonly #filters: LiveFilters
  readonly #callOptions: CallOptions
  readonly #versions: Versions | undefined
  readonly #number: number | undefined
  /** What is to be told of the tables of the version before. */
  readonly #notes: string[] = []
  /** Which calls have the tables of calls of the version before, by the sites of both. */
  #heirs: ReadonlyMap<number, number> = new Map()
  #before: Program | undefined
  #maps: VersionMaps | undefined
  readonly errors: ScriptErrors
  #accepted = false
  #compileMs = 0
  #attached: { readonly plan: Plan; readonly source: EventSource } | undefined
  #dispatch: OnRecord = () => {}
  #leave: (() => void)[] = []
  #timers: ReturnType<typeof setInterval>[] = []

  /** @param versioning where there will be others of the same script */
  constructor(options: ProgramOptions, host: ProgramHost, versioning?: Versioning) {
    const { loader, sink, source, scriptArgs, reader } = options
    this.#options = options
    this.#host = host
    this.#loader = loader
    this.#callOptions = options.calls ?? defaultCallOptions
    this.#versions = versioning?.versions
    this.#number = versioning?.versions.next()
    this.#before = versioning?.before
    this.registry = new Registry({
      print: values => sink.print(values),
      printf: text => sink.printf(text),
      table: snapshot => sink.table(snapshot),
      exit: code => {
        if (!Number.isInteger(code) || code < 0 || code > 255)
          throw new RangeError(`The code of exit must be an integer from 0 to 255, not ${String(code)}`)
        host.exit(code)
        options.replay?.stop()
      },
      describe: id => describeTable(loader.sites.find(site => site.id === id)),
      commandLine: () => commandLineOf(loader, source, scriptArgs),
      losses: () => this.#losses().map(({ message }) => message),
      startsEmpty: (table, why) => this.#note(lossText(table, why)),
    })
    this.#filters = new LiveFilters(this.registry)
    this.errors = new ScriptErrors({
      loader,
      handlers: this.registry.handlers,
      sink,
      reader,
      show: diagnostic => this.#show(diagnostic),
      fail: host.fail,
    })
  }

  /** What it is attached by. */
  get #running(): { readonly plan: Plan; readonly source: EventSource } {
    if (!this.#attached) throw new Error('Cannot use a program that is not attached')
    return this.#attached
  }

  /** The probes that the script asked for, as it calls them. */
  get probes(): readonly string[] {
    return this.registry.handlers.flatMap(({ probes }) => probes)
  }

  /** Where its events come from, once it is attached. */
  get source(): EventSource {
    return this.#running.source
  }

  /**
   * Runs the script's top level, which records what it wants.
   *
   * @returns what its module exports
   * @throws ScriptRefused and other errors of ours; whatever else it throws has become a ScriptRefused
   */
  async load(): Promise<Readonly<Record<string, unknown>>> {
    const { source, scriptArgs } = this.#options
    useRegistry(this.registry)
    startArguments(scriptArgs)
    try {
      return await this.#loader.run(source, this.#parsed)
    } catch (error) {
      if (isOurs(error)) throw error
      throw new ScriptRefused([loadFailure(error, this.#loader)])
    }
  }

  /** Answers for a script that has nothing to say to `--help`. */
  readonly #parsed = (): void => {
    const { source, scriptArgs } = this.#options
    const help = plainHelp(this.#loader, source, scriptArgs)
    if (help !== undefined) throw new HelpWanted(help)
    if (this.#before) this.#heirs = inherit(this.#before.#version, this.#version, text => this.#note(text))
  }

  get #version(): Version {
    return { sites: this.#loader.sites, registry: this.registry }
  }

  /**
   * Compiles what the script asked for and attaches it: from now on its events wait to be drained, and its tables count.
   *
   * @throws ScriptRefused, SystraceError and the errors of `ffi/`; nothing is attached then
   */
  attach(stacks: ReturnType<typeof stackFormatter>): void {
    const { registry } = this
    const { handlers, timers, begins } = registry
    if (handlers.length === 0 && timers.length === 0 && begins.length === 0)
      throw new ScriptRefused([noHandlers])
    const { replay, record } = this.#options
    this.#attached = replay ? this.#openReplay(replay) : this.#openKernel()
    const { plan, source } = this.#attached
    registry.sealed = true
    this.#filters.attach(plan, source)
    plan.tables.forEach((table, index) => {
      const shown = tableOfSite(registry, table.kind, table.site, table.linear)
      if (table.name !== undefined) shown.name = table.name
      const store = source.store(index)
      shown.attach(store)
      this.#leave.push(() => shown.absorb(store))
    })
    if (record) {
      this.#dispatch = record.start(plan, source, this.#callOptions, stacks)
      return
    }
    const threw = (handler: number, error: unknown): void =>
      this.errors.ofHandler(plan.handlers[handler]!.registration, error)
    this.#dispatch = dispatcher(
      plan,
      registry.handlers.map(handler => handler.handler),
      {
        clockOffsetMs: source.clockOffsetMs,
        ...(replay?.stacks ?? {
          kernelStack: addresses => kernelStackOf(stacks.formatKernelStack(addresses)),
          userStack: (pid, addresses) => new Stack(stacks.formatUserStack(pid, addresses)),
        }),
        callOptions: this.#callOptions,
        callTexts: runtime.loadCalls,
        fdName: this.#options.fdName,
      },
      threw,
      (handler, promise) => this.#host.pend(promise, error => threw(handler, error)),
    )
  }

  #openKernel(): { plan: Plan; source: EventSource } {
    return withFeatures(features => {
      const again = this.#accepted
      const { plan, attachIds } = this.#compileForKernel(features)
      if (!again) this.#options.progress('compiled', plan, this.#compileMs)
      this.#dropMaps()
      this.#maps = this.#versions?.mapsFor(plan, site => this.registry.mapsBySite.get(site))
      return { plan, source: openKernelSource(plan, attachIds, this.#maps?.given) }
    })
  }

  #openReplay(replay: Replay): { plan: Plan; source: EventSource } {
    const { ringSize, tableRows, progress, tell } = this.#options
    const plan = this.#compile(
      replay.target({
        ...{ ringSize, tableRows, args: finalArguments() },
        recipeOf: syscall => runtime.loadCalls().recipeOf(syscall, this.#callOptions),
      }),
    )
    progress('compiled', plan, this.#compileMs)
    return replay.open(plan, tell)
  }

  /**
   * Begins to run: what happens from now on is its own, and of the version before, if there is one, all that has happened.
   *
   * @param drain handles the events that the version before still has
   */
  takeOver(drain: () => void): void {
    const { plan, source } = this.#running
    const before = this.#before
    const maps = plan.sharedMaps.flatMap((shared, index) => {
      const shown = this.registry.mapsBySite.get(shared.site)
      return shown ? [{ shown, store: source.mapStore(index) }] : []
    })
    if (before) for (const { shown, store } of maps) this.#fill(shown, store)
    if (this.#number !== undefined) this.#versions?.open(this.#number)
    if (before) {
      before.source.detach()
      drain()
      before.leaveTables()
      before.registry.heirs = { registry: this.registry, sites: this.#heirs }
    }
    for (const { shown, store } of maps) {
      shown.attach(store)
      this.#leave.push(() => shown.absorb(store))
    }
    if (this.#maps) this.#versions?.keep(this.#maps)
    this.#maps = undefined
    before?.report()
    before?.[Symbol.dispose]()
    this.#before = undefined
    for (const note of this.#notes) this.#options.tell(note)
  }

  /** Its tables and maps take what they have in the kernel for their own, since the source is about to go. */
  leaveTables(): void {
    for (const leave of this.#leave) leave()
    this.#leave = []
  }

  /** Stops a function of \`every\`, by its place among them. */
  stopTimer(index: number): void {
    clearInterval(this.#timers[index])
  }

  /** Puts what a map has into the kernel, if it is not there. */
  #fill(shown: AnyMap, store: MapStore): void {
    if (!this.#maps?.isNew(shown)) return
    let lost = 0
    for (const [key, value] of shown.entries()) if (!store.put(key, value)) lost++
    if (lost > 0)
      this.#notes.push(
        `systrace: the map "${shown.name}" goes without ${lost} of its entries: they are not of the kind that it has now`,
      )
  }

  /** Tells something of the version before, once this one has its place. */
  #note(text: string): void {
    if (this.#before) this.#notes.push(text)
    else this.#options.tell(text)
  }

  #dropMaps(): void {
    if (this.#maps) this.#versions?.drop(this.#maps)
    this.#maps = undefined
  }

  /** Tells that it is attached and all that follows is in place. */
  announce(): void {
    this.#options.progress('attached', this.#running.plan, performance.now())
  }

  /** Starts its timers, and runs the functions of `begin`. */
  begin(): void {
    const { timers, begins } = this.registry
    const { record, replay } = this.#options
    if (record) {
      this.#timers = [setInterval(() => this.#flush(record), record.flushMs)]
      return
    }
    const run = (timer: Timer): void => void this.#call('every', timer.run)
    if (replay) replay.startTimers(timers, run)
    else this.#timers = timers.map(timer => setInterval(() => run(timer), timer.intervalMs))
    for (const begin of begins) this.#host.pend(this.#call('begin', begin), this.#host.fail)
  }

  /** Hands over the records that are there, oldest first, for about as long as given. */
  drain(onRecord: OnRecord, budgetMs: number): Drained {
    return within(this.registry, () => this.source.drain(onRecord, budgetMs))
  }

  /** Gives a record to its handler. */
  dispatch(...record: Parameters<OnRecord>): void {
    this.#dispatch(...record)
  }

  /** Puts what was recorded into the file. */
  #flush(record: SessionRecorder): void {
    try {
      record.flush()
    } catch (error) {
      this.#host.fail(error)
    }
  }

  /** Runs the functions of `end`, one after the other. */
  async end(): Promise<void> {
    const { record } = this.#options
    if (record) return record.finish()
    for (const run of this.registry.ends) await this.#call('end', run)
  }

  /** Shows the tables that the script has not printed by itself. */
  showTables(): void {
    // An empty table is not shown: in user space it would not have been made before its first row.
    const { tables, inherited } = this.registry
    const unused = [...inherited.values()].filter(table => table.kind !== 'map')
    for (const table of [...tables, ...(unused as unknown as readonly AnyTable[])]) {
      const snapshot = table.printed ? undefined : table.snapshot()
      if (snapshot && (snapshot.rows.length > 0 || snapshot.invalid || snapshot.full))
        this.#options.sink.table(snapshot)
    }
  }

  /** Tells what was lost, and what threw more than once. */
  report(): void {
    const { sink, tell, replay } = this.#options
    for (const loss of this.#losses()) {
      sink.message(loss.message)
      tell(loss.text)
    }
    this.errors.report(tell)
    if (replay?.broken !== undefined) tell(`systrace: replayed up to there: ${replay.broken}`)
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#options.record?.close()
    this.#filters.detach()
    this.#attached?.source[Symbol.dispose]()
    this.#dropMaps()
    this.#attached = undefined
  }

  #losses(): readonly LossReport[] {
    if (!this.#attached) return []
    return [
      ...(this.#options.replay?.losses() ?? []),
      ...lossReports(this.#attached.plan, this.#attached.source),
    ]
  }

  #show(diagnostic: Diagnostic): void {
    this.#options.show(diagnostic, this.#loader.sources)
  }

  #compileForKernel(features: Features): { plan: Plan; attachIds: ReadonlyMap<string, number> } {
    const { handlers } = this.registry
    const { pushdown, ringSize, tableRows, filters, mostFollowed, record } = this.#options
    const wanted = wantedFacts(handlers, filters)
    requireKprobes(wanted.functions)
    const facts = readKernelFacts(wanted)
    const plan = this.#compile({
      arch: process.arch as Target['arch'],
      syscalls: runningSyscalls(probeNames(handlers)),
      task: facts.task,
      ...(facts.process && { process: facts.process }),
      ...(facts.cgroup && { cgroup: facts.cgroup }),
      functions: facts.functions,
      features,
      self: process.pid,
      cpus: countCpus(),
      ringSize,
      tableRows,
      pushdown: pushdown && !record,
      ...(record && { recording: true }),
      recipeOf: syscall => runtime.loadCalls().recipeOf(syscall, this.#callOptions),
      ...(mostFollowed !== undefined && { followed: mostFollowed }),
      ...(this.#number !== undefined && { version: this.#number }),
      args: finalArguments(),
    })
    return { plan, attachIds: facts.attachIds }
  }

  #compile(target: Target): Plan {
    const { filters, record, replay } = this.#options
    const { sites } = this.#loader
    const registrations = this.registry.handlers.map(handler =>
      registrationOf(handler, sites, filters, replay?.placeOf),
    )
    const began = performance.now()
    const compiled = compile(record?.registrations(registrations) ?? registrations, sites, target)
    this.#compileMs = this.#loader.parseMs + performance.now() - began
    return this.#accept(compiled)
  }

  #accept({ plan, diagnostics }: Compiled): Plan {
    if (!plan || diagnostics.some(d => d.severity === 'error')) throw new ScriptRefused(diagnostics)
    // A second time for other features says the same.
    if (!this.#accepted) for (const diagnostic of diagnostics) this.#show(diagnostic)
    this.#accepted = true
    return plan
  }

  /** Runs a function of the script that is no handler. */
  async #call(what: 'every' | 'begin' | 'end', run: () => unknown): Promise<void> {
    try {
      await within(this.registry, run)
    } catch (error) {
      this.errors.ofFunction(what, error)
    }
  }
}
