/** Looks for records on a timer: soon again while they come, seldom while none do. There is no wakeup from the kernel. */

import type { Drained } from './stream/source.ts'

/** How long records are handled before timers and signals get their turn. */
export const drainBudgetMs = 8
const shortestWaitMs = 2
/** While few records come: each look costs as much as a dozen of them. */
const fewWaitMs = 16
const longestWaitMs = 32
/** Where no records come, all that there is to see is that a reader has gone. */
const longestIdleMs = 256

export interface DrainLoopOptions {
  /** Handles the records that are there, for about as long as given. */
  readonly look: (budgetMs: number) => Drained
  /** Whether records may come at all. */
  readonly hasRecords: () => boolean
  /** Whether they are to stay where they are for the moment. */
  readonly paused: () => boolean
  /** Gets what `look` throws; the loop has ended then. */
  readonly fail: (error: unknown) => void
}

export class DrainLoop {
  readonly #options: DrainLoopOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #immediate: ReturnType<typeof setImmediate> | undefined
  #waitMs = shortestWaitMs
  #runs = false

  constructor(options: DrainLoopOptions) {
    this.#options = options
  }

  start(): void {
    this.#runs = true
    this.#tick()
  }

  stop(): void {
    this.#runs = false
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
  }

  readonly #tick = (): void => {
    const { look, hasRecords, paused, fail } = this.#options
    try {
      if (paused()) {
        this.#timer = setTimeout(this.#tick, longestWaitMs)
        return
      }
      const { records, more, few } = look(drainBudgetMs)
      if (!this.#runs) return
      if (more) {
        this.#immediate = setImmediate(this.#tick)
        return
      }
      const mostMs = hasRecords() ? longestWaitMs : longestIdleMs
      this.#waitMs =
        records > 0 && !few ? shortestWaitMs : Math.min(this.#waitMs * 2, records > 0 ? fewWaitMs : mostMs)
      this.#timer = setTimeout(this.#tick, this.#waitMs)
    } catch (error) {
      this.#runs = false
      fail(error)
    }
  }
}
