import { describe, expect, test } from 'bun:test'
import { renderTable } from '../../runtime/tables/render.ts'
import { bar } from '../../runtime/tables/render-histogram.ts'
import type { TableSnapshot } from '../../runtime/tables/snapshot.ts'
import { Table } from '../../runtime/tables/table.ts'
import { endOf, padEnd, padStart, textWidth } from '../../runtime/tables/text-width.ts'
import { formatColumn, formatDuration, formatEdge } from '../../runtime/tables/units.ts'

const count = (
  rows: [TableSnapshot['rows'][number]['key'], unknown][],
  more: Partial<TableSnapshot> = {},
): TableSnapshot => ({
  name: 'calls',
  kind: 'count',
  keyNames: ['comm', 'pid'],
  rows: rows.map(([key, value]) => ({ key, value })),
  ...more,
})

/** Goldens begin on a line of their own. */
const drawn = (snapshot: TableSnapshot, columns?: number) =>
  `\n${renderTable(snapshot, columns === undefined ? {} : { columns })}`

describe('columns', () => {
  test('are aligned: text to the left, numbers to the right', () => {
    expect(
      drawn(
        count([
          [['bash', 1234], 812],
          [['systemd-journal', 7], 31],
          [['进程', 99999], 4],
        ]),
      ),
    ).toBe(`
calls
  comm               pid  count
  bash              1234    812
  systemd-journal      7     31
  进程             99999      4
`)
  })

  test('hold hostile keys without obeying them', () => {
    expect(
      drawn(
        count([
          [['\x1b[2J\x1b]0;owned\x07', 1], 2],
          [['a\nfake 9', 2], 1],
          [['', undefined], 1],
        ]),
      ),
    ).toBe(`
calls
  comm                     pid        count
  \\x1b[2J\\x1b]0;owned\\x07  1              2
  a\\nfake 9                2              1
  ""                       undefined      1
`)
    expect(drawn(count([], { name: 'a\x1b[31m' }))).toBe('\na\\x1b[31m: empty\n')
  })

  test('of no key and one number are one line', () => {
    const table = new Table({ kind: 'sum', name: 'bytes' })
    table.add(5)
    expect(drawn(table.snapshot())).toBe('\nbytes: 5\n')
  })

  test('say what they leave out', () => {
    expect(drawn(count([[['a', 1], 1]], { more: 12, invalid: 1, full: 3 }))).toBe(`
calls
  comm  pid  count
  a       1      1
  … 12 more
  ! 1 value was not a number
  ! 3 values not counted: the table has no room for more rows
`)
  })

  test('have no titles for keys without names', () => {
    expect(
      drawn(
        count(
          [
            [['a', 1, 'x'], 1],
            [['b'], 1],
          ],
          { keyNames: [] },
        ),
      ),
    ).toBe(
      `
calls
           count
  a  1  x      1
  b            1
`,
    )
  })

  test('show durations of stats and quantiles, decimals of avg', () => {
    const stats = new Table({ kind: 'stats', name: 'read', keyNames: ['comm'], unit: 'ns' })
    for (const [comm, ns] of [
      ['bash', 950],
      ['bash', 1_250_000],
      ['node', 999_999_999],
    ] as const)
      stats.add(ns, comm)
    expect(drawn(stats.snapshot())).toBe(`
read
  comm  count    avg    min     max     sum
  node      1  1.00s  1.00s   1.00s   1.00s
  bash      2  625us  950ns  1.25ms  1.25ms
`)
    const quantiles = new Table({ kind: 'quantiles', name: 'fsync', unit: 'ns' })
    for (let i = 1; i <= 100; i++) quantiles.add(i * 1_000_000)
    expect(drawn(quantiles.snapshot())).toBe(`
fsync
  count     p50     p90     p95     p99     max
    100  49.8ms  89.1ms  95.4ms  99.6ms  99.6ms
`)
    const avg = new Table({ kind: 'avg', name: 'ret', keyNames: ['comm'] })
    for (const [comm, n] of [
      ['a', 1],
      ['a', 2],
      ['b', 10],
    ] as const)
      avg.add(n, comm)
    expect(drawn(avg.snapshot())).toBe(`
ret
  comm    avg
  b     10.00
  a      1.50
`)
  })

  test('show what a map holds', () => {
    const rows = [
      { key: [1], value: { path: '/a\x1b' } },
      { key: [20], value: 'x' },
    ]
    expect(drawn({ name: 'm', kind: 'map', keyNames: ['fd'], rows })).toBe(`
m
  fd  value
   1  { path: "/a\\x1b" }
  20  x
`)
  })
})

describe('histograms', () => {
  test('of powers of two have sizes for labels', () => {
    const table = new Table({ kind: 'hist', name: 'bytes', keyNames: ['comm'] })
    for (const value of [-5, 0, 700, 1024, 1500, 4096, 4097, 5000, 8191]) table.add(value, 'cat')
    table.add(1, 'b\x1b')
    expect(drawn(table.snapshot(), 50)).toBe(`
bytes[cat]  9 values
  ( -∞,   0)  1 │████████
  [  0,   1)  1 │████████
           ⋮  9 empty
  [512,  1K)  1 │████████
  [ 1K,  2K)  2 │████████████████
  [ 2K,  4K)  0 │
  [ 4K,  8K)  4 │████████████████████████████████

bytes[b\\x1b]  1 value
  [  1,   2)  1 │████████████████████████████████
`)
  })

  test('of nanoseconds have durations for labels', () => {
    const table = new Table({ kind: 'hist', name: 'latency', unit: 'ns' })
    for (const value of [600, 1100, 5_000_000, 6_000_000, 2e9]) table.add(value)
    expect(drawn(table.snapshot(), 40)).toBe(`
latency  5 values
  [512ns,   1us)  1 │█████████
  [  1us,   2us)  1 │█████████
               ⋮  11 empty
  [  4ms,   8ms)  2 │██████████████████
  [  8ms,  17ms)  0 │
  [ 17ms,  34ms)  0 │
  [ 34ms,  67ms)  0 │
  [ 67ms, 134ms)  0 │
  [134ms, 268ms)  0 │
  [268ms, 537ms)  0 │
  [537ms,    1s)  0 │
  [   1s,    2s)  1 │█████████
`)
  })

  test('of equal steps have plain labels, open at both ends', () => {
    const table = new Table({ kind: 'lhist', name: 'sizes', range: { min: 0, max: 1.5, step: 0.5 } })
    for (const value of [-1, 0.2, 0.5, 0.7, 99]) table.add(value)
    expect(drawn(table.snapshot(), 36)).toBe(`
sizes  5 values
  ( -∞,   0)  1 │█████████
  [  0, 0.5)  1 │█████████
  [0.5,   1)  2 │██████████████████
  [  1, 1.5)  0 │
  [1.5,   ∞)  1 │█████████
`)
  })

  test('draw something for every count but 0, and eighths', () => {
    expect([bar(0, 10), bar(1e-9, 10), bar(0.5, 5), bar(1, 3), bar(1 / 24, 3)]).toEqual([
      '',
      '▏',
      '██▌',
      '███',
      '▏',
    ])
  })
})

test('colour only when asked, and the text stays the same', () => {
  const table = new Table({ kind: 'hist', name: 'h' })
  table.add(3)
  for (const snapshot of [table.snapshot(), count([[['a', 1], 1]], { more: 1, invalid: 1 })]) {
    const plain = renderTable(snapshot)
    const coloured = renderTable(snapshot, { color: true })
    expect(plain).not.toContain('\x1b')
    expect(coloured).toContain('\x1b[1m')
    expect(coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')).toBe(plain)
  }
})

test('durations have three digits, judged after rounding', () => {
  const cases: [number | bigint, string][] = [
    [0, '0ns'],
    [1, '1ns'],
    [999, '999ns'],
    [0.5, '0.50ns'],
    [1000, '1.00us'],
    [1249, '1.25us'],
    [12_500, '12.5us'],
    [99_960, '100us'],
    [999_499, '999us'],
    [999_600, '1.00ms'],
    [1_500_000_000, '1.50s'],
    [125e9, '125s'],
    [10n ** 12n, '1000s'],
    [-1500, '-1.50us'],
  ]
  for (const [ns, text] of cases) expect([ns, formatDuration(ns)]).toEqual([ns, text])
})

test('edges of buckets', () => {
  expect(
    [0, 1, 512, 1024, 65536, 2 ** 20, 2 ** 40, 2 ** 63, 2 ** 64].map(v => formatEdge(v, 'size')),
  ).toEqual(['0', '1', '512', '1K', '64K', '1M', '1T', '8E', '16E'])
  expect(
    [0, 512, 1024, 2 ** 15, 2 ** 20, 2 ** 29, 2 ** 33].map(v => formatEdge(v, 'rough-duration')),
  ).toEqual(['0', '512ns', '1us', '33us', '1ms', '537ms', '9s'])
  expect([100_000, 1_500_000, 2e9].map(v => formatEdge(v, 'duration'))).toEqual(['100us', '1.5ms', '2s'])
})

test('a column has one style', () => {
  expect(formatColumn([1, 2n ** 64n])).toEqual(['1', '18446744073709551616'])
  expect(formatColumn([1, 2.5, 3n])).toEqual(['1.00', '2.50', '3'])
  expect(formatColumn([0, 0.00123, 5])).toEqual(['0.00', '0.00123', '5.00'])
})

test('widths: wide characters take two columns, marks none', () => {
  const cases: [string, number][] = [
    ['', 0],
    ['bash', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['进程', 4],
    ['한글', 4],
    ['カ', 2],
    ['🦊', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['❤', 1],
    ['Ａ', 2],
    ['\u200b', 0],
    ['▏█', 2],
    ['…', 1],
  ]
  for (const [text, width] of cases) expect([text, textWidth(text)]).toEqual([text, width])
  expect([padStart('进', 4), padEnd('进', 4), padStart('abc', 2)]).toEqual(['  进', '进  ', 'abc'])
})

test('a terminal breaks a text before a wide character that does not fit', () => {
  const cases: readonly [text: string, columns: number, row: number, column: number][] = [
    ['', 4, 0, 0],
    ['abc', 4, 0, 3],
    ['abcd', 4, 1, 0],
    ['abc进', 4, 1, 2],
    ['ab进', 4, 1, 0],
    ['a进进进', 4, 2, 0],
    ['abc进bc进', 4, 2, 2],
    ['abcde\u0301', 4, 1, 1],
  ]
  for (const [text, columns, row, column] of cases)
    expect([text, endOf(text, columns)]).toEqual([text, { row, column }])
})
