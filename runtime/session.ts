/**
 * A run from start to end: the command that it is about, signals, time, output. What it runs is a `Program`.
 */

import { DrainLoop, drainBudgetMs } from './drain-loop.ts'
import { EXIT } from './errors.ts'
import { type Command, findProgram, Launch } from './launch.ts'
import type { Loader } from './loader.ts'
import { PendingCalls, pendingGraceMs } from './pending-calls.ts'
import { Program, type ProgramOptions, type Versioning } from './program.ts'
import { type EndingSignal, onSignals, signalExitCode } from './signals.ts'
import { ClosedOutput } from './sinks/output.ts'
import type { OnRecord } from './stream/source.ts'
import { stackFormatter } from './symbols/stack.ts'
import type { Reloader } from './watch/reloader.ts'

export interface RunOptions extends Omit<ProgramOptions, 'mostFollowed'> {
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
  /** Whether events are to stay in the ring for the moment: somebody types where lines would be written. */
  readonly paused?: () => boolean
  /** Each version of the script that is saved takes the place of the one before; this shows why one does not. */
  readonly watch?:
    | { readonly refused: (error: unknown, sources: ReadonlyMap<string, string>) => void }
    | undefined
}

/** How often it is looked whether the followed processes have ended. */
const watchMs = 10

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

type Stacks = ReturnType<typeof stackFormatter>

class Session {
  readonly #options: RunOptions
  readonly #end = Promise.withResolvers<void>()
  #finish: (() => void) | undefined
  /** When the end began. */
  #stoppedAt: number | undefined
  #exitCode: number | undefined
  #signal: EndingSignal | undefined
  readonly #pending = new PendingCalls()
  #fatal: unknown
  #launch: Launch | undefined
  /** The one that runs, or is about to. */
  #program: Program | undefined
  /** The last event was handled. */
  #ended = false
  #watch: ReturnType<typeof setInterval> | undefined

  constructor(options: RunOptions) {
    this.#options = options
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
    const path = this.#options.command && findProgram(this.#options.command.argv[0])
    const uncaught = (error: unknown): void => this.#program?.errors.outside(error)
    process.on('unhandledRejection', uncaught).on('uncaughtException', uncaught)
    using stack = new DisposableStack()
    const stacks = stack.use(stackFormatter())
    const reloader = this.#options.watch && stack.use(await this.#reloader(this.#options.watch, stacks))
    stack.defer(() => this.#program?.[Symbol.dispose]())
    try {
      const program = await (reloader ? reloader.first(this.#options.loader) : this.#only(stacks))
      if (this.#fatal) throw this.#fatal
      if (!program || this.#stopped) return this.#endedEarly()
      this.#program = program
      program.takeOver(() => {})
      const { tree } = program.source
      const { follow } = this.#options
      if (follow?.children) tree?.followChildren()
      tree?.follow(follow?.pids ?? [])
      program.announce()
      await this.#trace(program, path, reloader)
      if (this.#fatal) throw this.#fatal
      if (this.#exitCode !== undefined) return this.#exitCode
      return this.#program.errors.any ? EXIT.script : (this.#launch?.exitCode ?? EXIT.ok)
    } catch (error) {
      if (error instanceof ClosedOutput) return EXIT.ok
      throw error
    } finally {
      process.off('unhandledRejection', uncaught).off('uncaughtException', uncaught)
    }
  }

  /** The program of a script that is read once, attached; undefined if the run ends before. */
  async #only(stacks: Stacks): Promise<Program | undefined> {
    const program = this.#make(this.#options.loader)
    this.#program = program
    await Promise.race([program.load(), this.#end.promise])
    if (!this.#stopped) program.attach(stacks)
    return program
  }

  #make(loader: Loader, versioning?: Versioning): Program {
    return new Program(
      { ...this.#options, loader, mostFollowed: this.#options.follow?.most },
      {
        exit: code => {
          this.#exitCode ??= code
          this.#stop()
        },
        fail: error => this.#fail(error),
        pend: (promise, onError) => this.#pending.add(promise, onError),
      },
      versioning,
    )
  }

  async #reloader({ refused }: NonNullable<RunOptions['watch']>, stacks: Stacks): Promise<Reloader> {
    const { tell } = this.#options
    const { Reloader } = await import('./watch/reloader.ts')
    return new Reloader({
      make: (loader, versioning) => this.#make(loader, versioning),
      attach: program => program.attach(stacks),
      stopped: this.#end.promise,
      refused,
      tell,
    })
  }

  /** Puts a version of the script in the place of the one that runs. */
  #replace(before: Program, next: Program): void {
    next.takeOver(() => this.#drainRest(before))
    this.#program = next
    next.begin()
  }

  /** Nothing was attached yet. */
  #endedEarly(): number {
    if (this.#exitCode !== undefined) return this.#exitCode
    // No version of it could run.
    if (this.#options.watch) return EXIT.script
    return this.#signal ? signalExitCode(this.#signal) : EXIT.ok
  }

  get #stopped(): boolean {
    return this.#stoppedAt !== undefined
  }

  #stop(): void {
    this.#stoppedAt ??= performance.now()
    this.#end.resolve()
    this.#finish?.()
  }

  #fail(error: unknown): void {
    this.#fatal ??= error
    this.#stop()
  }

  /** @param path where the command is, if there is one */
  async #trace(first: Program, path: string | undefined, reloader: Reloader | undefined): Promise<void> {
    const { durationMs, replay } = this.#options
    // The time of a recording is its own.
    const end =
      Number.isFinite(durationMs) && !replay ? setTimeout(() => this.#stop(), durationMs) : undefined
    first.begin()
    const followed = reloader?.follow(first, (before, next) => this.#replace(before, next))
    followed?.catch(error => this.#fail(error))
    try {
      this.#start(first, path)
      await this.#drainUntilEnd()
      await followed
      const program = this.#program!
      program.source.detach()
      this.#drainRest(program)
      await this.#settle()
      await program.end()
      program.showTables()
      program.report()
      this.#options.sink.flush()
    } finally {
      this.#launch?.end()
      clearInterval(this.#watch)
      clearTimeout(end)
    }
  }

  /** Handles a record, unless it comes behind the last event. */
  readonly #receive: OnRecord = (words, bytes, at) => {
    if (this.#ended) return
    const before = this.#exitCode
    this.#program!.dispatch(words, bytes, at)
    // The event whose handler calls exit() is the last one; exit() from elsewhere waits for what has happened before.
    this.#ended = before === undefined && this.#exitCode !== undefined
  }

  /** Starts the command, and ends the run when it and all other processes that are followed have ended. */
  #start(program: Program, path: string | undefined): void {
    const { tree } = program.source
    const { command, follow } = this.#options
    if (command && path !== undefined) {
      const start = (): Launch => new Launch(command, path)
      this.#launch = tree ? tree.launch(start) : start()
    }
    const stopAtLast = (): void => {
      if (!tree || tree.isEmpty()) this.#stop()
      else this.#watch ??= setInterval(stopAtLast, watchMs)
    }
    if (this.#launch) void this.#launch.ended.then(stopAtLast)
    else if (follow?.pids) stopAtLast()
  }

  /** Drains until the run is to end. */
  #drainUntilEnd(): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    const { sink, paused, reader, replay } = this.#options
    const loop = new DrainLoop({
      look: budgetMs => {
        const drained = this.#program!.drain(this.#receive, budgetMs)
        sink.flush()
        if (replay?.ended) this.#stop()
        if (!this.#stopped && !drained.more && reader?.gone())
          throw new ClosedOutput('The reader of the output has gone')
        return drained
      },
      hasRecords: () => this.#program!.source.hasRecords,
      paused: () => !this.#stopped && (paused?.() ?? false),
      fail: error => this.#fail(error),
    })
    return new Promise(resolve => {
      this.#finish = () => {
        loop.stop()
        this.#finish = undefined
        resolve()
      }
      loop.start()
    })
  }

  /** What was in the ring when the probes were detached. */
  #drainRest(program: Program): void {
    if (this.#fatal) return
    while (program.drain(this.#receive, drainBudgetMs).more);
  }

  /** Waits for the handlers that are not done. */
  async #settle(): Promise<void> {
    const left = await this.#pending.settle(() => this.#fatal !== undefined)
    if (left > 0)
      this.#options.tell(
        `systrace: ${left} calls of handlers had not ended ${pendingGraceMs / 1000} s after the last event: left`,
      )
  }
}
