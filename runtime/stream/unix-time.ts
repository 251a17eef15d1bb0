/** The monotonic clock in ns, as two halves, → ns since 1970, which are more than a double holds. */

import type { TextBytes } from '../text-bytes.ts'

export class UnixTime {
  readonly #offsetSeconds: number
  readonly #offsetNs: number
  #second = Number.NaN
  #text = ''

  /** @param clockOffsetMs milliseconds to add for the wall clock */
  constructor(clockOffsetMs: number) {
    this.#offsetSeconds = Math.floor(clockOffsetMs / 1000)
    this.#offsetNs = Math.round((clockOffsetMs - this.#offsetSeconds * 1000) * 1e6)
  }

  /** The ns of the second; its digits are in `#text` then. */
  #split(upper: number, lower: number): number {
    // 2^32 ns are 4 s and 294,967,296 ns.
    const rest = upper * 294_967_296 + lower + this.#offsetNs
    const carry = Math.floor(rest / 1e9)
    const now = this.#offsetSeconds + upper * 4 + carry
    if (now !== this.#second) {
      this.#second = now
      this.#text = String(now)
    }
    return rest - carry * 1e9
  }

  /** As digits. */
  text(upper: number, lower: number): string {
    const ns = this.#split(upper, lower)
    return this.#text + String(ns + 1e9).slice(1)
  }

  put(upper: number, lower: number, out: TextBytes): void {
    const ns = this.#split(upper, lower)
    out.text(this.#text)
    out.digits(ns, 9)
  }
}
