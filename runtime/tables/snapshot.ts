/** What a table holds at one moment: the only thing that renderers, sinks and scripts see of it. */

/** One part of a key. Parts are compared by value: `1`, `1n` and `'1'` are three keys, `-0` is `0`, NaN equals itself. */
export type KeyPart = string | number | bigint | boolean | null | undefined

export type Key = readonly KeyPart[]

export interface Average {
  readonly count: number
  readonly sum: number | bigint
}

export interface Stats {
  readonly count: number
  readonly sum: number | bigint
  readonly avg: number
  readonly min: number | bigint
  readonly max: number | bigint
}

/** One bar of a histogram: values in [from, to), `from` -Infinity or `to` Infinity at the open ends. */
export interface Bucket {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** p50, p90 … by name, each within 1/64 of a value that was added (see sketch.ts). */
export interface Quantiles {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export type TableKind =
  | 'count'
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'stats'
  | 'hist'
  | 'lhist'
  | 'quantiles'
  | 'map'

/** What the values are measured in, where that is known: `ns` shows durations such as `1.25ms`. */
export type Unit = 'ns'

export interface TableRow {
  readonly key: Key
  /** By kind: a number or bigint (count, sum, avg, min, max), Stats, Bucket[] (hist, lhist), Quantiles, any value (map). */
  readonly value: unknown
}

/** A named table with its rows in the order they are to be shown. */
export interface TableSnapshot {
  readonly name: string
  readonly kind: TableKind
  /** Column names of the key, such as `['comm', 'pid']`; empty for a table with one row and no key. */
  readonly keyNames: readonly string[]
  readonly rows: readonly TableRow[]
  readonly unit?: Unit | undefined
  /** Rows that `top(n)` left out. */
  readonly more?: number
  /** Values that were not finite numbers, and so are in no row. */
  readonly invalid?: number
  /** Values that would have opened a row beyond the table's limit, and so are in no row. */
  readonly full?: number
}

/** Whether a value that a script prints is a table's snapshot, such as the result of `top(10)`. */
export const isSnapshot = (value: unknown): value is TableSnapshot =>
  typeof value === 'object' &&
  value !== null &&
  'rows' in value &&
  'keyNames' in value &&
  'kind' in value &&
  Array.isArray(value.rows) &&
  Array.isArray(value.keyNames)
