/** How the times of lines are shown. */

import { describe, expect, test } from 'bun:test'
import { clockOf, secondsText } from '../../runtime/trace/clock.ts'
import { clocks } from '../../runtime/trace/option-table.ts'

const noon = new Date(2026, 10, 27, 12, 34, 56).getTime()

describe('clockOf()', () => {
  const cases: readonly [kind: (typeof clocks)[number], digits: 3 | 6, times: number[], shown: string[]][] = [
    ['clock', 3, [noon + 7, noon + 999.999, noon + 1000], ['12:34:56.007', '12:34:56.999', '12:34:57.000']],
    ['clock', 6, [noon + 0.25, noon + 999.875], ['12:34:56.000250', '12:34:56.999875']],
    ['date', 3, [noon + 789], ['2026-11-27 12:34:56.789']],
    ['unix', 3, [1_500_000_000_123.25], ['1500000000.123250']],
    ['ns', 3, [1_500_000_000_123.25], ['1500000000123250000']],
    ['relative', 3, [noon + 1, noon + 62_000.5, noon - 1], ['0.001000', '62.000500', '0.000000']],
    ['delta', 3, [noon, noon + 0.5, noon + 10], ['0.000000', '0.000500', '0.009500']],
  ]
  for (const [kind, digits, times, shown] of cases)
    test(`${kind}, ${digits} digits`, () => {
      const clock = clockOf(kind, digits, noon)!
      expect(times.map(clock)).toEqual(shown)
    })

  test('none is none', () => expect(clockOf('none', 3, 0)).toBeUndefined())
  test('each kind has a case', () =>
    expect(new Set(cases.map(([kind]) => kind)).union(new Set(['none']))).toEqual(new Set(clocks)))
})

test('secondsText() has microseconds, rounded', () => {
  expect([0, 0.0004, 0.0005, 1.5, 59_999.9996].map(secondsText)).toEqual([
    '0.000000', '0.000000', '0.000001', '0.001500', '60.000000',
  ]) // biome-ignore format: a pair below the other
})
