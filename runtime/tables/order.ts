/** The order in which rows are shown. */

import type { Key, KeyPart } from './snapshot.ts'

const typeRank: Readonly<Record<string, number>> = {
  undefined: 0,
  object: 1,
  boolean: 2,
  number: 3,
  bigint: 3,
  string: 4,
}

const compareParts = (a: KeyPart, b: KeyPart): number => {
  const byType = typeRank[typeof a]! - typeRank[typeof b]!
  if (byType !== 0 || a === null || a === undefined || b === null || b === undefined) return byType
  // NaN is below every number, so that the order is total.
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
  if (a < b) return -1
  if (a > b) return 1
  return typeof a === typeof b ? 0 : typeof a === 'number' ? -1 : 1
}

/** Shorter keys first, then part by part: undefined, null, booleans, numbers, strings. */
export const compareKeys = (a: Key, b: Key): number => {
  if (a.length !== b.length) return a.length - b.length
  for (let at = 0; at < a.length; at++) {
    const order = compareParts(a[at], b[at])
    if (order !== 0) return order
  }
  return 0
}
