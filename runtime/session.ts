/**
 * A run from start to end: script → plan → kernel → events → output. The only file that sees compiler, stream and sinks.
 */

import { countCpus } from '../ffi/map.ts'
import { type CallOptions, defaultCallOptions } from './calls/format.ts'
import { recipeOf } from './calls/recipes.ts'
import { type Compiled, compile } from './compiler/compile.ts'
import type { OnOptions } from './compiler/options.ts'
import type { Plan } from './compiler/plan.ts'
import type { Features, Target } from './compiler/target.ts'
import { describeTable } from './describe-table.ts'
import { type Diagnostic, position, ScriptRefused, type Span } from './diagnostic.ts'
import { EXIT, SystraceError, UsageError } from './errors.ts'
import { withFeatures } from './features.ts'
import { readKernelFacts, runningSyscalls } from './kernel-facts.ts'
import { requireKprobes } from './kernel-functions.ts'
import { type Command, findProgram, Launch } from './launch.ts'
import { LiveFilters } from './live-filters.ts'
import { loadFailure } from './load-failure.ts'
import type { Loader, ScriptSource } from './loader.ts'
import { lossReports } from './losses.ts'
import { noHandlers, probeNames, registrationOf, wantedFacts } from './registrations.ts'
import { tableOfSite } from './script/api.ts'
import { HelpWanted } from './script/command-line.ts'
import { finalArguments, startArguments } from './script/options.ts'
import { type Loss, Registry, useRegistry } from './script/registry.ts'
import { commandLineOf, plainHelp } from './script-command-line.ts'
import { type EndingSignal, onSignals, signalExitCode } from './signals.ts'
import { ClosedOutput } from './sinks/output.ts'
import type { Sink } from './sinks/sink.ts'
import { kernelStackOf, Stack } from './stack.ts'
import { dispatcher } from './stream/dispatch.ts'
import { openKernelSource } from './stream/kernel.ts'
import type { EventSource, OnRecord } from './stream/source.ts'
import { stackFormatter } from './symbols/stack.ts'

export interface RunOptions {
  readonly loader: Loader
  readonly source: ScriptSource
  /** What is behind the script on the command line. */
  readonly scriptArgs: readonly string[]
  /** Demanded of every handler. */
  readonly filters: OnOptions
  /** Runs while the run does: the probes are live before its first call, and the run ends when it has ended. */
  readonly command?: Command
  /**
   * Whose calls are taken, where `filters` have `tree`: the command's, those of these processes, and with `children` those of all
   * that they fork. The run ends when all of them have.
   */
  readonly follow?: {
    readonly pids?: readonly number[]
    readonly children?: boolean
    /** Processes at a time; 65,536 if not given. */
    readonly most?: number
  }
  /** Milliseconds until the end; Infinity until a signal or `exit()`. */
  readonly durationMs: number
  readonly sink: Sink
  /** How the text of calls is written. */
  readonly calls?: CallOptions
  /** What a descriptor of a process was at a time, for the text of calls. */
  readonly fdName?: (pid: number, fd: number, time: number) => string | undefined
  /** Who reads the output, if it goes to a reader: once gone, the run ends. */
  readonly reader: { gone(): boolean } | undefined
  /** Whether events are to stay in the ring for the moment: somebody types where lines would be written. */
  readonly paused?: () => boolean
  readonly pushdown: boolean
  /** Bytes of the ring buffer. */
  readonly ringSize: number
  /** Rows of a table in the kernel. */
  readonly tableRows: number
  /** Shows what is wrong with the script while it runs. */
  readonly show: (diagnostic: Diagnostic) => void
  /** Tells people about the run, such as what was lost. */
  readonly tell: (text: string) => void
  /** Tells how the start goes: how long compiling took, parsing included; how long after the process's start it was attached. */
  readonly progress: (step: 'compiled' | 'attached', plan: Plan, ms: number) => void
}

/** How long records are handled before timers and signals get their turn. */
const drainBudgetMs = 8
const shortestWaitMs = 2
/** While few records come: each look costs as much as a dozen of them. */
const fewWaitMs = 16
const longestWaitMs = 32
/** Where no records come, all that there is to see is that a reader has gone. */
const longestIdleMs = 256
/** How often it is looked whether the followed processes have ended. */
const watchMs = 10
/** How long the end waits for handlers that are not done, such as with a fetch. */
const pendingGraceMs = 5000

/**
 * Runs a script until its end.
 *
 * @returns the exit code
 * @throws ScriptRefused, SystraceError and the errors of `ffi/`
 */
export const run = async (options: RunOptions): Promise<number> => {
  const session = new Session(options)
  return session.run()
}

/** Errors that say themselves what is wrong: what a script throws is none of them. */
const isOurs = (error: unknown): boolean =>
  error instanceof ScriptRefused ||
  error instanceof ClosedOutput ||
  error instanceof SystraceError ||
  error instanceof UsageError ||
  error instanceof HelpWanted

/** What of a script threw. */
interface ThrewIn {
  readonly what: string
  readonly probe?: string
  /** Where to look when the error itself has no place. */
  readonly around?: Span
}

class Session {
  readonly #options: RunOptions
  readonly #loader: Loader
  readonly #registry: Registry
  readonly #filters: LiveFilters
  readonly #callOptions: CallOptions
  /** What threw, by registration or by name, and how often. */
  readonly #errors = new Map<number | string, { readonly what: string; times: number }>()
  #losses: () => readonly Loss[] = () => []
  #finish: (() => void) | undefined
  /** When the end began. */
  #stoppedAt: number | undefined
  #compileMs = 0
  #accepted = false
  #exitCode: number | undefined
  #signal: EndingSignal | undefined
  #pending = 0
  #settled: (() => void) | undefined
  #fatal: unknown
  #launch: Launch | undefined
  #watch: ReturnType<typeof setInterval> | undefined

  constructor(options: RunOptions) {
    this.#options = options
    this.#loader = options.loader
    this.#callOptions = options.calls ?? defaultCallOptions
    const { sink } = options
    this.#registry = new Registry({
      print: values => sink.print(values),
      printf: text => sink.printf(text),
      table: snapshot => sink.table(snapshot),
      exit: code => {
        if (!Number.isInteger(code) || code < 0 || code > 255)
          throw new RangeError(`The code of exit must be an integer from 0 to 255, not ${String(code)}`)
        this.#exitCode ??= code
        this.#stop()
      },
      describe: id => describeTable(this.#loader.sites.find(site => site.id === id)),
      commandLine: () => commandLineOf(this.#loader, options.source, options.scriptArgs),
      losses: () => this.#losses(),
    })
    this.#filters = new LiveFilters(this.#registry)
  }

  async run(): Promise<number> {
    using _signals = onSignals({
      since: () => this.#stoppedAt,
      begin: signal => {
        if (this.#launch?.interrupt(signal, () => this.#stop())) return
        this.#signal = signal
        this.#stop()
      },
    })
    const program = this.#options.command && findProgram(this.#options.command.argv[0])
    process.on('unhandledRejection', this.#uncaught).on('uncaughtException', this.#uncaught)
    useRegistry(this.#registry)
    startArguments(this.#options.scriptArgs)
    try {
      await this.#load()
      if (this.#stopped) return this.#endedEarly()
      using stacks = stackFormatter()
      const { plan, source: opened } = withFeatures(features => {
        const again = this.#accepted
        const { plan, attachIds } = this.#compile(features)
        if (!again) this.#options.progress('compiled', plan, this.#compileMs)
        return { plan, source: openKernelSource(plan, attachIds) }
      })
      using source = opened
      this.#registry.sealed = true
      this.#filters.attach(plan, source)
      const { follow } = this.#options
      if (follow?.children) source.tree?.followChildren()
      source.tree?.follow(follow?.pids ?? [])
      this.#options.progress('attached', plan, performance.now())
      await this.#trace(plan, source, stacks, program)
      if (this.#fatal) throw this.#fatal
      if (this.#exitCode !== undefined) return this.#exitCode
      return this.#errors.size > 0 ? EXIT.script : (this.#launch?.exitCode ?? EXIT.ok)
    } catch (error) {
      if (error instanceof ClosedOutput) return EXIT.ok
      throw error
    } finally {
      this.#filters.detach()
      process.off('unhandledRejection', this.#uncaught).off('uncaughtException', this.#uncaught)
    }
  }

  /** Runs the script's top level, until it is through or the run is to end. */
  async #load(): Promise<void> {
    const stopped = new Promise<void>(resolve => {
      this.#finish = resolve
    })
    try {
      await Promise.race([this.#loader.run(this.#options.source, this.#parsed), stopped])
    } catch (error) {
      if (isOurs(error)) throw error
      throw new ScriptRefused([loadFailure(error, this.#loader)])
    } finally {
      this.#finish = undefined
    }
    if (this.#fatal) throw this.#fatal
  }

  /** Answers for a script that has nothing to say to `--help`. */
  readonly #parsed = (): void => {
    const { source, scriptArgs } = this.#options
    const help = plainHelp(this.#loader, source, scriptArgs)
    if (help !== undefined) throw new HelpWanted(help)
  }

  /** Nothing was attached yet. */
  #endedEarly(): number {
    return this.#exitCode ?? (this.#signal ? signalExitCode(this.#signal) : EXIT.ok)
  }

  get #stopped(): boolean {
    return this.#stoppedAt !== undefined
  }

  #stop(): void {
    this.#stoppedAt ??= performance.now()
    this.#finish?.()
  }

  #fail(error: unknown): void {
    this.#fatal ??= error
    this.#stop()
  }

  /** What the script threw outside of our calls: in a timer of its own, in a promise that nobody waited for. */
  readonly #uncaught = (error: unknown): void =>
    this.#threw('outside', error, () => ({ what: 'code outside of handlers' }))

  #compile(features: Features): { plan: Plan; attachIds: ReadonlyMap<string, number> } {
    const { handlers } = this.#registry
    if (handlers.length === 0 && this.#registry.timers.length === 0 && this.#registry.begins.length === 0)
      throw new ScriptRefused([noHandlers])
    const wanted = wantedFacts(handlers, this.#options.filters)
    requireKprobes(wanted.functions)
    const facts = readKernelFacts(wanted)
    const { pushdown, ringSize, tableRows, filters, follow } = this.#options
    const target: Target = {
      arch: process.arch as Target['arch'],
      syscalls: runningSyscalls(probeNames(handlers)),
      task: facts.task,
      ...(facts.process && { process: facts.process }),
      functions: facts.functions,
      features,
      self: process.pid,
      cpus: countCpus(),
      ringSize,
      tableRows,
      pushdown,
      recipeOf: syscall => recipeOf(syscall, this.#callOptions),
      ...(follow?.most !== undefined && { followed: follow.most }),
      args: finalArguments(),
    }
    const sites = this.#loader.sites
    const registrations = handlers.map(handler => registrationOf(handler, sites, filters))
    const began = performance.now()
    const compiled = compile(registrations, sites, target)
    this.#compileMs = this.#loader.parseMs + performance.now() - began
    return { plan: this.#accept(compiled), attachIds: facts.attachIds }
  }

  #accept({ plan, diagnostics }: Compiled): Plan {
    if (!plan || diagnostics.some(d => d.severity === 'error')) throw new ScriptRefused(diagnostics)
    // A second time for other features says the same.
    if (!this.#accepted) for (const diagnostic of diagnostics) this.#options.show(diagnostic)
    this.#accepted = true
    return plan
  }

  /** @param program where the command is, if there is one */
  async #trace(
    plan: Plan,
    source: EventSource,
    stacks: ReturnType<typeof stackFormatter>,
    program: string | undefined,
  ): Promise<void> {
    const { sink } = this.#options
    const registry = this.#registry
    this.#losses = () => lossReports(plan, source).map(({ message }) => message)
    plan.tables.forEach((table, index) => {
      const shown = tableOfSite(table.kind, table.site, table.linear)
      if (table.name !== undefined) shown.name = table.name
      shown.attach(source.store(index))
    })
    plan.sharedMaps.forEach((shared, index) => {
      registry.mapsBySite.get(shared.site)?.attach(source.mapStore(index))
    })
    const dispatch = dispatcher(
      plan,
      registry.handlers.map(handler => handler.handler),
      {
        clockOffsetMs: source.clockOffsetMs,
        kernelStack: addresses => kernelStackOf(stacks.formatKernelStack(addresses)),
        userStack: (pid, addresses) => new Stack(stacks.formatUserStack(pid, addresses)),
        callOptions: this.#callOptions,
        fdName: this.#options.fdName,
      },
      (handler, error) => this.#handlerThrew(plan.handlers[handler]!.registration, error),
      (handler, promise) =>
        this.#pend(promise, error => this.#handlerThrew(plan.handlers[handler]!.registration, error)),
    )
    // The event whose handler calls exit() is the last one; exit() from elsewhere waits for what has happened before.
    let ended = false
    const onRecord: OnRecord = (words, bytes, at) => {
      if (ended) return
      const before = this.#exitCode
      dispatch(words, bytes, at)
      ended = before === undefined && this.#exitCode !== undefined
    }
    const timers = registry.timers.map(timer =>
      setInterval(() => this.#call('every', timer.run), timer.intervalMs),
    )
    const { durationMs } = this.#options
    const end = Number.isFinite(durationMs) ? setTimeout(() => this.#stop(), durationMs) : undefined
    for (const begin of registry.begins) this.#pend(this.#call('begin', begin))
    try {
      this.#start(source, program)
      await this.#drainUntilEnd(source, onRecord)
      source.detach()
      this.#drainRest(source, onRecord)
      await this.#settle()
      for (const run of registry.ends) await this.#call('end', run)
      // An empty table is not shown: in user space it would not have been made before its first row.
      for (const table of registry.tables) {
        const snapshot = table.printed ? undefined : table.snapshot()
        if (snapshot && (snapshot.rows.length > 0 || snapshot.invalid || snapshot.full)) sink.table(snapshot)
      }
      this.#report(plan, source)
      sink.flush()
    } finally {
      this.#launch?.end()
      clearInterval(this.#watch)
      for (const timer of timers) clearInterval(timer)
      clearTimeout(end)
    }
  }

  /** Starts the command, and ends the run when it and all other processes that are followed have ended. */
  #start({ tree }: EventSource, program: string | undefined): void {
    const { command, follow } = this.#options
    if (command && program !== undefined) {
      const start = (): Launch => new Launch(command, program)
      this.#launch = tree ? tree.launch(start) : start()
    }
    const stopAtLast = (): void => {
      if (!tree || tree.isEmpty()) this.#stop()
      else this.#watch ??= setInterval(stopAtLast, watchMs)
    }
    if (this.#launch) void this.#launch.ended.then(stopAtLast)
    else if (follow?.pids) stopAtLast()
  }

  /** Drains on a timer, faster while events come; resolves when the run is to end. */
  #drainUntilEnd(source: EventSource, onRecord: OnRecord): Promise<void> {
    return new Promise(resolve => {
      let timer: ReturnType<typeof setTimeout> | undefined
      let immediate: ReturnType<typeof setImmediate> | undefined
      let waitMs = shortestWaitMs
      const mostMs = source.hasRecords ? longestWaitMs : longestIdleMs
      const finish = (): void => {
        clearTimeout(timer)
        clearImmediate(immediate)
        this.#finish = undefined
        resolve()
      }
      const tick = (): void => {
        try {
          if (this.#options.paused?.() && !this.#stopped) {
            timer = setTimeout(tick, longestWaitMs)
            return
          }
          const { records, more, few } = source.drain(onRecord, drainBudgetMs)
          this.#options.sink.flush()
          if (this.#stopped) return
          if (more) {
            immediate = setImmediate(tick)
            return
          }
          if (this.#options.reader?.gone()) throw new ClosedOutput('The reader of the output has gone')
          waitMs =
            records > 0 && !few ? shortestWaitMs : Math.min(waitMs * 2, records > 0 ? fewWaitMs : mostMs)
          timer = setTimeout(tick, waitMs)
        } catch (error) {
          this.#fail(error)
        }
      }
      if (this.#stopped) return resolve()
      this.#finish = finish
      tick()
    })
  }

  /** What was in the ring when the probes were detached. */
  #drainRest(source: EventSource, onRecord: OnRecord): void {
    if (this.#fatal) return
    while (source.drain(onRecord, drainBudgetMs).more);
  }

  /** Runs a function of the script that is no handler. */
  async #call(what: 'every' | 'begin' | 'end', run: () => unknown): Promise<void> {
    try {
      await run()
    } catch (error) {
      this.#threw(what, error, () => ({ what: `a function of ${what}` }))
    }
  }

  /** Counts what goes on after its function returned. */
  #pend(promise: Promise<unknown>, onError?: (error: unknown) => void): void {
    this.#pending++
    promise.catch(onError).finally(() => {
      if (--this.#pending === 0) this.#settled?.()
    })
  }

  /** Waits for the handlers that are not done, and for what they threw to be known. */
  async #settle(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve))
    if (this.#pending === 0 || this.#fatal) return
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, pendingGraceMs)
      this.#settled = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    if (this.#pending > 0)
      this.#options.tell(
        `systrace: ${this.#pending} calls of handlers had not ended ${pendingGraceMs / 1000} s after the last event: left`,
      )
  }

  #handlerThrew(registration: number, error: unknown): void {
    const describe = (): ThrewIn => {
      const handler = this.#registry.handlers[registration]
      const probe = handler?.probes.join(', ') ?? ''
      const site = this.#loader.sites.find(({ id }) => id === handler?.site)
      const callee = site?.call.callee
      const span = site && callee && { file: site.module.file, start: callee.start, end: callee.end }
      return { what: `the handler of ${probe}`, probe, ...(span && { around: span }) }
    }
    this.#threw(registration, error, describe)
  }

  /** Something of the script threw: shown the first time, counted, and the run goes on. */
  #threw(key: number | string, error: unknown, describe: () => ThrewIn): void {
    if (isOurs(error)) {
      this.#fail(error)
      return
    }
    // What the script wrote to standard output by itself, past our sink.
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EPIPE' && this.#options.reader?.gone()) {
      this.#fail(new ClosedOutput('The reader of the output has gone', { cause: error }))
      return
    }
    const known = this.#errors.get(key)
    if (known) {
      known.times++
      return
    }
    const { what, probe, around } = describe()
    this.#errors.set(key, { what, times: 1 })
    const span = this.#loader.placeOf(error) ?? around
    const message = this.#loader.messageOf(error)
    const text = span && this.#loader.sources.get(span.file)
    const place = span && text !== undefined ? { file: span.file, ...position(text, span.start) } : {}
    try {
      this.#options.sink.message({ type: 'error', message, probe, ...place })
    } catch (failure) {
      this.#fail(failure)
    }
    const where = span ? { span } : { hint: `it was thrown in ${what}` }
    this.#options.show({ severity: 'error', code: 'handler-threw', message, ...where })
  }

  #report(plan: Plan, source: EventSource): void {
    const { sink, tell } = this.#options
    for (const loss of lossReports(plan, source)) {
      sink.message(loss.message)
      tell(loss.text)
    }
    for (const { what, times } of this.#errors.values())
      if (times > 1) tell(`systrace: ${what} threw ${times} times; the first is shown above`)
  }
}
