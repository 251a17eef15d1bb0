/**
 * Random decisions as a list of numbers, so that what was made from them can be made again and made smaller: a shorter list
 * of smaller numbers is a simpler case. Where the list ends, every decision is 0, the simplest one.
 */

export class Choices {
  readonly taken: number[] = []
  readonly #next: (below: number) => number
  constructor(next: (below: number) => number) {
    this.#next = next
  }

  /** An integer from 0 to n - 1. */
  below(n: number): number {
    const value = n <= 1 ? 0 : this.#next(n)
    if (n > 1) this.taken.push(value)
    return value
  }

  /** True in about this many of a hundred cases. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  /** From `least` to `most` items. */
  many<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, i) => make(i))
  }
}

/** Decisions from a seed. */
export const seeded = (seed: number): Choices => {
  let state = seed >>> 0
  return new Choices(below => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) % below
  })
}

export const replayed = (list: readonly number[]): Choices => {
  let at = 0
  return new Choices(below => Math.min(list[at++] ?? 0, below - 1))
}

/**
 * The simplest list found for which `fails` still holds: parts are left out, then numbers made smaller.
 *
 * @param tries how often `fails` may be asked
 */
export const shrink = async (
  list: readonly number[],
  fails: (list: readonly number[]) => Promise<boolean>,
  tries: number,
): Promise<readonly number[]> => {
  let best = list
  let left = tries
  const better = async (candidate: readonly number[]): Promise<boolean> => {
    if (left-- <= 0 || !(await fails(candidate))) return false
    best = candidate
    return true
  }
  for (let before: readonly number[] = []; before !== best && left > 0; ) {
    before = best
    for (const size of [64, 32, 16, 8, 4, 3, 2, 1])
      for (let at = best.length - size; at >= 0; at -= Math.max(1, size >> 1))
        await better([...best.slice(0, at), ...best.slice(at + size)])
    for (let at = best.length - 1; at >= 0; at--) {
      const value = best[at] ?? 0
      if (value === 0 || (await better(best.with(at, 0))) || (await better(best.with(at, value >> 1))))
        continue
      // One item less of something, and what was decided for it.
      for (const size of [1, 2, 3, 4, 6, 8, 12])
        if (await better([...best.slice(0, at), value - 1, ...best.slice(at + 1 + size)])) break
    }
  }
  return best
}
