/**
 * The log-linear sketch behind quantiles: 32 buckets in every power of two, so that a bucket's middle is within 1/64 of
 * whatever fell into it. Integers below 64 have a bucket each and are exact.
 *
 * Index of an unsigned integer, in the kernel and here: the value itself below 64, otherwise
 * `(exponent - 4) * 32 + the five bits after the leading one`; 1920 buckets hold all of 64 bits. User space has more:
 * fractions below 64 lie from `fractions` on, and a negative value has the complement (`~`) of its magnitude's index.
 */

import { octavePart } from './buckets.ts'
import type { Quantiles } from './snapshot.ts'

/** The number of buckets that unsigned 64-bit integers need. */
export const sketchSize = 1920

/** Above the index of the greatest double, (1023 - 4) * 32 + 31. */
const fractions = 32_768
/** The exponent of the least double that is not subnormal; what is below it counts as it. */
const leastExponent = -1022

/**
 * The bucket of a finite value.
 *
 * @example sketchIndex(1000) // 191: [992, 1008)
 */
export const sketchIndex = (value: number | bigint): number => {
  if (value < 0) return ~sketchIndex(-value)
  if (value < 64) {
    const small = Number(value)
    if (Number.isInteger(small)) return small
    return fractions + octavePart(Math.max(small, 2 ** leastExponent)) - leastExponent * 32
  }
  return Math.min(octavePart(value) - 4 * 32, fractions - 1)
}

const middle = (octave: number): number => 2 ** (octave >> 5) * (1 + ((octave & 31) + 0.5) / 32)

/**
 * The value that stands for all of a bucket: its middle.
 *
 * @example sketchValue(191) // 1000
 */
export const sketchValue = (index: number): number => {
  if (index < 0) return -sketchValue(~index)
  if (index < 64) return index
  if (index < fractions) return middle(index + 4 * 32)
  return middle(index - fractions + leastExponent * 32)
}

/** The quantiles of a sketch: each is the value at rank ceil(q * count), and all are 0 when nothing was added. */
export const sketchQuantiles = (counts: ReadonlyMap<number, number>): Quantiles => {
  const buckets = Array.from(counts, ([index, count]) => ({ value: sketchValue(index), count }))
  buckets.sort((a, b) => a.value - b.value)
  let total = 0
  for (const { count } of buckets) total += count
  const at = (quantile: number): number => {
    const rank = Math.ceil(Number((quantile * total).toPrecision(15)))
    let seen = 0
    for (const { value, count } of buckets) {
      seen += count
      if (seen >= rank) return value
    }
    return 0
  }
  return { count: total, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1) }
}
