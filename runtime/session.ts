/**
 * A run from start to end: the command that it is about, signals, time, output. What it runs is a `Program`.
 */

import { EXIT } from './errors.ts'
import { type Command, findProgram, Launch } from './launch.ts'
import { Program, type ProgramOptions } from './program.ts'
import { type EndingSignal, onSignals, signalExitCode } from './signals.ts'
import { ClosedOutput } from './sinks/output.ts'
import type { OnRecord } from './stream/source.ts'
import { stackFormatter } from './symbols/stack.ts'

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
  /** The run ends with this event of a handler; later ones are left out. */
  readonly maxEvents?: number
  /** Milliseconds until the end; Infinity until a signal or `exit()`. */
  readonly durationMs: number
  /** Whether events are to stay in the ring for the moment: somebody types where lines would be written. */
  readonly paused?: () => boolean
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

class Session {
  readonly #options: RunOptions
  #finish: (() => void) | undefined
  /** When the end began. */
  #stoppedAt: number | undefined
  #exitCode: number | undefined
  #signal: EndingSignal | undefined
  #pending = 0
  #settled: (() => void) | undefined
  #fatal: unknown
  #launch: Launch | undefined
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
    using program = this.#program()
    const uncaught = (error: unknown): void => program.errors.outside(error)
    process.on('unhandledRejection', uncaught).on('uncaughtException', uncaught)
    try {
      await this.#untilStopped(program.load())
      if (this.#stopped) return this.#endedEarly()
      using stacks = stackFormatter()
      program.attach(stacks)
      const { tree } = program.source
      const { follow } = this.#options
      if (follow?.children) tree?.followChildren()
      tree?.follow(follow?.pids ?? [])
      program.announce()
      await this.#trace(program, path)
      if (this.#fatal) throw this.#fatal
      if (this.#exitCode !== undefined) return this.#exitCode
      return program.errors.any ? EXIT.script : (this.#launch?.exitCode ?? EXIT.ok)
    } catch (error) {
      if (error instanceof ClosedOutput) return EXIT.ok
      throw error
    } finally {
      process.off('unhandledRejection', uncaught).off('uncaughtException', uncaught)
    }
  }

  #program(): Program {
    return new Program(
      { ...this.#options, mostFollowed: this.#options.follow?.most },
      {
        exit: code => {
          this.#exitCode ??= code
          this.#stop()
        },
        fail: error => this.#fail(error),
        pend: (promise, onError) => this.#pend(promise, onError),
      },
    )
  }

  /** Waits for the top level of a script, or for the run to end. */
  async #untilStopped(loaded: Promise<void>): Promise<void> {
    const stopped = new Promise<void>(resolve => {
      this.#finish = resolve
    })
    try {
      await Promise.race([loaded, stopped])
    } finally {
      this.#finish = undefined
    }
    if (this.#fatal) throw this.#fatal
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

  /** @param path where the command is, if there is one */
  async #trace(program: Program, path: string | undefined): Promise<void> {
    const onRecord = this.#receive(program)
    const { durationMs, replay } = this.#options
    // The time of a recording is its own.
    const end =
      Number.isFinite(durationMs) && !replay ? setTimeout(() => this.#stop(), durationMs) : undefined
    program.begin()
    try {
      this.#start(program, path)
      await this.#drainUntilEnd(program, onRecord)
      program.source.detach()
      this.#drainRest(program, onRecord)
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

  /** What takes the records of a program, until its last event. */
  #receive(program: Program): OnRecord {
    // The event whose handler calls exit() is the last one; exit() from elsewhere waits for what has happened before.
    let ended = false
    let left = this.#options.maxEvents ?? Number.POSITIVE_INFINITY
    return (words, bytes, at) => {
      if (ended) return
      const before = this.#exitCode
      if (program.dispatch(words, bytes, at)) left--
      ended = (before === undefined && this.#exitCode !== undefined) || left <= 0
      if (left <= 0) this.#stop()
    }
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

  /** Drains on a timer, faster while events come; resolves when the run is to end. */
  #drainUntilEnd({ source }: Program, onRecord: OnRecord): Promise<void> {
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
          if (this.#options.replay?.ended) this.#stop()
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
  #drainRest({ source }: Program, onRecord: OnRecord): void {
    if (this.#fatal) return
    while (source.drain(onRecord, drainBudgetMs).more);
  }

  /** Counts what goes on after its function returned. */
  #pend(promise: Promise<unknown>, onError: (error: unknown) => void): void {
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
}
