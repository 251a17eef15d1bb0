/** A run whose events come from a recording: what the session does otherwise then. */

import type { Plan } from '../compiler/plan.ts'
import type { Target } from '../compiler/target.ts'
import type { LossReport } from '../losses.ts'
import type { Timer } from '../script/registry.ts'
import { kernelStackOf, Stack } from '../stack.ts'
import type { DecodeContext } from '../stream/decode.ts'
import type { EventSource } from '../stream/source.ts'
import { RecordedCgroups } from './cgroups.ts'
import { type Asked, checkCoverage, type Lack, lacksOf } from './coverage.ts'
import type { Recording } from './reader.ts'
import { targetOfRecording } from './replay-target.ts'
import { openRecording, type RecordedSource, wholePlan } from './source.ts'

export class Replay {
  readonly #recording: Recording
  readonly #path: string
  readonly #asked: Asked
  readonly #durationMs: number
  readonly #cgroups = new RecordedCgroups()
  #source: RecordedSource | undefined
  #nowNs: bigint

  /**
   * @param path how messages call the recording
   * @param durationMs how much of its time is replayed
   */
  constructor(recording: Recording, path: string, durationMs: number, asked: Asked) {
    this.#recording = recording
    this.#path = path
    this.#asked = asked
    this.#durationMs = durationMs
    this.#nowNs = this.#startNs
  }

  get header(): Recording['header'] {
    return this.#recording.header
  }

  /** Where a cgroup is that is named by its path or id. */
  get placeOf(): RecordedCgroups['placeOf'] {
    return this.#cgroups.placeOf
  }

  /** What it says of itself, for people. */
  get about(): Pick<Recording['header'], 'asked' | 'kernel' | 'systrace'> & {
    readonly path: string
    readonly began: string
  } {
    const { asked, kernel, systrace } = this.header
    return { path: this.#path, asked, kernel, systrace, began: new Date(this.startMs).toISOString() }
  }

  /** What it lacks of what a plan wants. */
  lacks(plan: Plan): Lack[] {
    return lacksOf(wholePlan(plan), this.header, this.#path)
  }

  /** When the first event could come, in ms since 1970. */
  get startMs(): number {
    return Number(this.#startNs) / 1e6 + this.header.clock.offsetMs
  }

  /** How much of its time has been replayed. */
  get nowMs(): number {
    return Number(this.#nowNs - this.#startNs) / 1e6
  }

  /** The machine that the script is compiled for. */
  target(more: Parameters<typeof targetOfRecording>[1]): Target {
    return targetOfRecording(this.#recording.header, more)
  }

  /**
   * Opens the recording for a plan, if it has what the plan wants.
   *
   * @throws UsageError
   */
  open(compiled: Plan, tell: (text: string) => void): { plan: Plan; source: EventSource } {
    const plan = wholePlan(compiled)
    for (const text of checkCoverage(plan, this.header, this.#path, this.#asked)) tell(text)
    const source = openRecording(plan, this.#recording, this.#cgroups)
    if (Number.isFinite(this.#durationMs)) source.until = this.#startNs + ns(this.#durationMs)
    source.onTime = now => {
      this.#nowNs = now
      return true
    }
    this.#source = source
    return { plan, source }
  }

  /** Whether all its events have been handed over. */
  get ended(): boolean {
    return this.#source?.ended === true
  }

  /** Why it ended before its end, in words. */
  get broken(): string | undefined {
    return this.#source?.broken
  }

  /** What was lost while it was recorded. */
  losses(): readonly LossReport[] {
    return this.#source?.losses() ?? []
  }

  /** How stacks become text: by what was written down when they were recorded. */
  get stacks(): Pick<DecodeContext, 'kernelStack' | 'userStack'> {
    return {
      kernelStack: addresses => kernelStackOf(this.#source!.stackText(0, addresses)),
      userStack: (pid, addresses) => new Stack(this.#source!.stackText(pid, addresses)),
    }
  }

  /** The end: no more events. */
  stop(): void {
    this.#source?.detach()
  }

  get #startNs(): bigint {
    return BigInt(this.header.clock.startNs)
  }

  /**
   * Runs what `every` asked for by the time of the recording, which begins when its first event could come: what is due
   * before the event that is later, and at the end all that is left.
   */
  startTimers(timers: readonly Timer[], run: (timer: Timer) => void): void {
    const waiting = timers.map(timer => {
      const interval = ns(timer.intervalMs)
      return { timer, interval, next: this.#startNs + interval }
    })
    if (waiting.length === 0) return
    const source = this.#source!
    // One at a time, so that a long time without events can be ended with Ctrl-C.
    source.onTime = now => {
      // Several that are due come in the order of their times.
      const [first] = waiting.toSorted((a, b) => (a.next < b.next ? -1 : a.next > b.next ? 1 : 0))
      if (!first || first.next > now) {
        this.#nowNs = now
        return true
      }
      this.#nowNs = first.next
      first.next += first.interval
      run(first.timer)
      return false
    }
  }
}

const ns = (ms: number): bigint => BigInt(Math.round(ms * 1e6))
