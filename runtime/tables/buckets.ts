/**
 * Which bucket of a histogram a value falls into. The kernel fills the same buckets by integer arithmetic, so an index
 * here is the index into a kernel row's array of counts.
 */

import type { Bucket } from './snapshot.ts'

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)

/** The exponent of a positive value (floor of its base-2 logarithm), shifted left by 5, with the next five bits below. */
const exponentAndNextFive = (value: number): number => {
  double[0] = value
  // The sign is clear, so this is the biased exponent and five bits of the fraction (little-endian, as x86-64 and arm64 are).
  return (words[1]! >>> 15) - (1023 << 5)
}

/** The same for integers that a double may round up into the next bucket: below 2^63 the high bits decide, exactly. */
const bigExponentAndNextFive = (value: bigint): number => {
  let rest = value
  let dropped = 0
  while (rest > Number.MAX_SAFE_INTEGER) {
    rest >>= 32n
    dropped += 32
  }
  return exponentAndNextFive(Number(rest)) + (dropped << 5)
}

/** Exponent and next five bits of a positive number or bigint: `exponent * 32 + bits`. */
export const octavePart = (value: number | bigint): number =>
  typeof value === 'number' ? exponentAndNextFive(value) : bigExponentAndNextFive(value)

/**
 * Power-of-two buckets: 0 holds negative values, 1 is [0, 1), and 2 + n is [2^n, 2^(n+1)).
 *
 * @example log2Index(4096) // 14
 */
export const log2Index = (value: number | bigint): number => {
  if (value < 0) return 0
  if (value < 1) return 1
  if (typeof value === 'number' && value < 2 ** 31) return 33 - Math.clz32(value)
  return 2 + (octavePart(value) >> 5)
}

/** The bounds of a power-of-two bucket. */
export const log2Bounds = (index: number): { from: number; to: number } =>
  index === 0
    ? { from: Number.NEGATIVE_INFINITY, to: 0 }
    : { from: index === 1 ? 0 : 2 ** (index - 2), to: 2 ** (index - 1) }

/** Equal buckets of `step` from `min` to `max`, with one below and one above. */
export interface LinearRange {
  readonly min: number
  readonly max: number
  readonly step: number
}

const maxLinearBuckets = 10_000

/**
 * The bounds of all inner buckets: `edges[i]` to `edges[i + 1]`. A last step that does not fit is shorter.
 *
 * @example linearEdges({ min: 0, max: 1, step: 0.25 }) // [0, 0.25, 0.5, 0.75, 1]
 */
export const linearEdges = ({ min, max, step }: LinearRange): number[] => {
  if (![min, max, step].every(Number.isFinite))
    throw new TypeError('Cannot make linear buckets: min, max and step must be numbers')
  if (step <= 0) throw new RangeError(`Cannot make linear buckets: step must be above 0, not ${step}`)
  if (max <= min) throw new RangeError(`Cannot make linear buckets: max (${max}) must be above min (${min})`)
  const count = Math.ceil(Number(((max - min) / step).toPrecision(12)))
  if (count > maxLinearBuckets)
    throw new RangeError(
      `Cannot make linear buckets: ${count} steps of ${step}, at most ${maxLinearBuckets} are possible`,
    )
  // Twelve digits, so that three steps of 0.1 end at 0.3, where a value of 0.3 is expected to fall.
  const edges = Array.from({ length: count }, (_, i) => Number((min + i * step).toPrecision(12)))
  edges[0] = min
  return [...edges, max]
}

/** 0 below `edges[0]`, then one per inner bucket, then one for the last edge and above. */
export const linearIndex = (value: number | bigint, edges: readonly number[]): number => {
  const inner = edges.length - 1
  const min = edges[0]!
  if (value < min) return 0
  if (value >= edges[inner]!) return inner + 1
  let at = Math.min(inner - 1, Math.floor((Number(value) - min) / (edges[1]! - min)))
  while (value < edges[at]!) at--
  while (value >= edges[at + 1]!) at++
  return at + 1
}

/** The bounds of a bucket that linearIndex names. */
export const linearBounds = (index: number, edges: readonly number[]): { from: number; to: number } => ({
  from: edges[index - 1] ?? Number.NEGATIVE_INFINITY,
  to: edges[index] ?? Number.POSITIVE_INFINITY,
})

/** The buckets from the first to the last that holds something, the empty ones between them included. */
export const contiguous = (
  counts: ReadonlyMap<number, number>,
  bounds: (index: number) => { from: number; to: number },
): Bucket[] => {
  if (counts.size === 0) return []
  let first = Number.POSITIVE_INFINITY
  let last = 0
  for (const index of counts.keys()) {
    first = Math.min(first, index)
    last = Math.max(last, index)
  }
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    ...bounds(first + i),
    count: counts.get(first + i) ?? 0,
  }))
}
