/** Numbers as people read them: durations, sizes, and columns of numbers. */

import type { Unit } from './snapshot.ts'

const durationUnits: readonly (readonly [size: number, name: string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'us'],
]

/** The value in the greatest unit of which it is at least one after rounding to three digits: 999.9us is 1.00ms. */
const inUnit = (ns: number, round: (value: number) => string): string => {
  for (const [size, name] of durationUnits) {
    const scaled = Math.abs(ns) / size
    if (scaled >= 0.9995) return `${ns < 0 ? '-' : ''}${round(scaled)}${name}`
  }
  return `${Number.isInteger(ns) ? ns : round(ns)}ns`
}

const threeDigits = (value: number): string =>
  value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)

/**
 * A duration with three digits: `950ns`, `1.25us`, `12.5ms`, `125s`.
 *
 * @param ns nanoseconds
 * @example formatDuration(1_250_000) // '1.25ms'
 */
export const formatDuration = (ns: number | bigint): string => inUnit(Number(ns), threeDigits)

const sizeNames = ['', 'K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']

/** An integer in powers of 1024 where it is a multiple: 4096 is `4K`, 5000 stays `5000`. */
const formatSize = (value: number): string => {
  let rest = value
  let power = 0
  while (rest !== 0 && rest % 1024 === 0 && power < sizeNames.length - 1) {
    rest /= 1024
    power++
  }
  return `${rest}${sizeNames[power]}`
}

/** What to call the edges of buckets. */
export type EdgeStyle = 'plain' | 'size' | 'duration' | 'rough-duration'

/**
 * The edge of a bucket. `rough-duration` rounds to whole units, for powers of two of nanoseconds (1048576 is `1ms`).
 *
 * @example formatEdge(4096, 'size') // '4K'
 */
export const formatEdge = (value: number, style: EdgeStyle): string => {
  if (!Number.isFinite(value)) return value < 0 ? '-∞' : '∞'
  switch (style) {
    case 'plain':
      return String(value)
    case 'size':
      return formatSize(value)
    case 'duration':
      return value === 0 ? '0' : inUnit(value, scaled => String(Number(scaled.toPrecision(6))))
    case 'rough-duration':
      return value === 0 ? '0' : inUnit(value, scaled => scaled.toFixed(0))
  }
}

/**
 * A column of numbers in one style: integers as they are, and two decimals for all as soon as one has a fraction.
 *
 * @example formatColumn([1, 2.5]) // ['1.00', '2.50']
 */
export const formatColumn = (values: readonly (number | bigint)[], unit?: Unit): string[] => {
  if (unit === 'ns') return values.map(formatDuration)
  if (values.every(value => typeof value === 'bigint' || Number.isInteger(value))) return values.map(String)
  const small = values.some(value => value !== 0 && Math.abs(Number(value)) < 0.01)
  return values.map(value => {
    if (typeof value === 'bigint') return String(value)
    return small && value !== 0 ? value.toPrecision(3) : value.toFixed(2)
  })
}
