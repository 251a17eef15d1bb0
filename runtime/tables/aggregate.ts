/**
 * What each kind of table keeps in a cell, and how: pure, the same in user space and for rows that the kernel filled.
 * Cells are plain data, equal to what a per-CPU kernel map holds, so that merging them gives one table.
 */

import {
  contiguous,
  type LinearRange,
  linearBounds,
  linearEdges,
  linearIndex,
  log2Bounds,
  log2Index,
} from './buckets.ts'
import { addExact, narrow } from './exact.ts'
import { sketchIndex, sketchQuantiles } from './sketch.ts'
import type { Bucket, Quantiles, Stats } from './snapshot.ts'

export interface CountCell {
  count: number
}
export interface SumCell {
  sum: number | bigint
}
export interface AvgCell {
  count: number
  sum: number | bigint
}
/** Of min and max: undefined before the first value. */
export interface BoundCell {
  bound: number | bigint | undefined
}
export interface StatsCell {
  count: number
  sum: number | bigint
  min: number | bigint | undefined
  max: number | bigint | undefined
}
/** Of hist, lhist and quantiles: how many values fell into a bucket, by its index (buckets.ts, sketch.ts). */
export interface BucketsCell {
  readonly counts: Map<number, number>
}

export interface Cells {
  readonly count: CountCell
  readonly sum: SumCell
  readonly avg: AvgCell
  readonly min: BoundCell
  readonly max: BoundCell
  readonly stats: StatsCell
  readonly hist: BucketsCell
  readonly lhist: BucketsCell
  readonly quantiles: BucketsCell
}

/** What a row shows, by kind. */
export interface Values {
  readonly count: number
  readonly sum: number | bigint
  readonly avg: number
  readonly min: number | bigint
  readonly max: number | bigint
  readonly stats: Stats
  readonly hist: readonly Bucket[]
  readonly lhist: readonly Bucket[]
  readonly quantiles: Quantiles
}

export type AggregateKind = keyof Cells

/** One kind of aggregation. `add` and `merge` change the first cell; values are finite numbers or bigints. */
export interface Aggregate<Cell, Value> {
  readonly kind: AggregateKind
  empty(): Cell
  add(cell: Cell, value: number | bigint): void
  merge(into: Cell, from: Cell): void
  value(cell: Cell): Value
  /** Rows are shown by falling rank. */
  rank(cell: Cell): number | bigint
}

const lesser = (a: number | bigint | undefined, b: number | bigint | undefined) =>
  a === undefined ? b : b === undefined || a <= b ? a : b
const greater = (a: number | bigint | undefined, b: number | bigint | undefined) =>
  a === undefined ? b : b === undefined || a >= b ? a : b
const average = (sum: number | bigint, count: number): number => (count === 0 ? 0 : Number(sum) / count)

const count: Aggregate<CountCell, number> = {
  kind: 'count',
  empty: () => ({ count: 0 }),
  add: cell => {
    cell.count++
  },
  merge: (into, from) => {
    into.count += from.count
  },
  value: cell => cell.count,
  rank: cell => cell.count,
}

const sum: Aggregate<SumCell, number | bigint> = {
  kind: 'sum',
  empty: () => ({ sum: 0 }),
  add: (cell, value) => {
    cell.sum = addExact(cell.sum, value)
  },
  merge: (into, from) => {
    into.sum = addExact(into.sum, from.sum)
  },
  value: cell => cell.sum,
  rank: cell => cell.sum,
}

const avg: Aggregate<AvgCell, number> = {
  kind: 'avg',
  empty: () => ({ count: 0, sum: 0 }),
  add: (cell, value) => {
    cell.count++
    cell.sum = addExact(cell.sum, value)
  },
  merge: (into, from) => {
    into.count += from.count
    into.sum = addExact(into.sum, from.sum)
  },
  value: cell => average(cell.sum, cell.count),
  rank: cell => average(cell.sum, cell.count),
}

const bound = (
  kind: 'min' | 'max',
  pick: typeof lesser,
  sign: 1 | -1,
): Aggregate<BoundCell, number | bigint> => ({
  kind,
  empty: () => ({ bound: undefined }),
  add: (cell, value) => {
    cell.bound = pick(cell.bound, narrow(value))
  },
  merge: (into, from) => {
    into.bound = pick(into.bound, from.bound)
  },
  value: cell => cell.bound ?? 0,
  rank: ({ bound = 0 }) => (sign === 1 ? bound : -bound),
})

const stats: Aggregate<StatsCell, Stats> = {
  kind: 'stats',
  empty: () => ({ count: 0, sum: 0, min: undefined, max: undefined }),
  add: (cell, value) => {
    const narrowed = narrow(value)
    cell.count++
    cell.sum = addExact(cell.sum, narrowed)
    cell.min = lesser(cell.min, narrowed)
    cell.max = greater(cell.max, narrowed)
  },
  merge: (into, from) => {
    into.count += from.count
    into.sum = addExact(into.sum, from.sum)
    into.min = lesser(into.min, from.min)
    into.max = greater(into.max, from.max)
  },
  value: ({ count, sum, min = 0, max = 0 }) => ({ count, sum, avg: average(sum, count), min, max }),
  rank: cell => cell.sum,
}

const totalOf = (cell: BucketsCell): number => {
  let total = 0
  for (const n of cell.counts.values()) total += n
  return total
}

const buckets = <Value>(
  kind: 'hist' | 'lhist' | 'quantiles',
  index: (value: number | bigint) => number,
  value: (counts: ReadonlyMap<number, number>) => Value,
): Aggregate<BucketsCell, Value> => ({
  kind,
  empty: () => ({ counts: new Map() }),
  add: ({ counts }, value) => {
    const at = index(value)
    counts.set(at, (counts.get(at) ?? 0) + 1)
  },
  merge: ({ counts }, from) => {
    for (const [at, n] of from.counts) counts.set(at, (counts.get(at) ?? 0) + n)
  },
  value: cell => value(cell.counts),
  rank: totalOf,
})

/**
 * A cell of hist, lhist or quantiles from an array of counts by index, as a kernel map holds it.
 *
 * @example bucketsCell(new BigUint64Array([0n, 3n])) // { counts: Map { 1 => 3 } }
 */
export const bucketsCell = (array: ArrayLike<number | bigint>): BucketsCell => {
  const counts = new Map<number, number>()
  for (let at = 0; at < array.length; at++) if (array[at]) counts.set(at, Number(array[at]))
  return { counts }
}

const linear = (range: LinearRange | undefined): Aggregate<BucketsCell, Bucket[]> => {
  if (!range) throw new TypeError('Cannot make linear buckets: the table has no { min, max, step }')
  const edges = linearEdges(range)
  return buckets(
    'lhist',
    value => linearIndex(value, edges),
    counts => contiguous(counts, index => linearBounds(index, edges)),
  )
}

const makers: { [K in AggregateKind]: (range?: LinearRange) => Aggregate<Cells[K], Values[K]> } = {
  count: () => count,
  sum: () => sum,
  avg: () => avg,
  min: () => bound('min', lesser, -1),
  max: () => bound('max', greater, 1),
  stats: () => stats,
  hist: () => buckets('hist', log2Index, counts => contiguous(counts, log2Bounds)),
  lhist: linear,
  quantiles: () => buckets('quantiles', sketchIndex, sketchQuantiles),
}

/** The aggregation of a kind; `lhist` needs its range. */
export const aggregate = <K extends AggregateKind>(
  kind: K,
  range?: LinearRange,
): Aggregate<Cells[K], Values[K]> => makers[kind](range)
