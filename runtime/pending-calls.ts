/** Handlers that are not done when they have returned, such as with a fetch: how many there are, and the wait for them. */

/** How long the end of a run waits for them, in ms. */
export const pendingGraceMs = 5000

export class PendingCalls {
  #count = 0
  #settled: (() => void) | undefined

  /** Counts what goes on after its function returned. @param onError is told what it throws */
  add(promise: Promise<unknown>, onError: (error: unknown) => void): void {
    this.#count++
    promise.catch(onError).finally(() => {
      if (--this.#count === 0) this.#settled?.()
    })
  }

  /**
   * Waits for those that are not done, and for what they threw to be known.
   *
   * @param givenUp whether nobody waits any more, asked once what has thrown by now is known
   * @returns how many are left after `pendingGraceMs`
   */
  async settle(givenUp: () => boolean = () => false): Promise<number> {
    await new Promise(resolve => setImmediate(resolve))
    if (this.#count === 0 || givenUp()) return 0
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, pendingGraceMs)
      this.#settled = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    return this.#count
  }
}
