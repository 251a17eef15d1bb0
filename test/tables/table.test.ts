import { describe, expect, test } from 'bun:test'
import { type AggregateKind, aggregate, bucketsCell, type Cells } from '../../runtime/tables/aggregate.ts'
import { addExact } from '../../runtime/tables/exact.ts'
import { isSnapshot, type Key, type TableSnapshot } from '../../runtime/tables/snapshot.ts'
import { Table, type TableStore } from '../../runtime/tables/table.ts'

const inf = Number.POSITIVE_INFINITY
const big = 2n ** 64n - 1n
const range = { min: 0, max: 100, step: 10 }

const of = <K extends Exclude<AggregateKind, 'count'>>(kind: K, values: readonly unknown[]) => {
  const table = new Table<K>({ kind, name: kind, range })
  const add = table.add.bind(table) as (value: unknown) => void
  for (const value of values) add(value)
  return table
}

describe('a table without a key', () => {
  const cases: [Exclude<AggregateKind, 'count'>, readonly unknown[], unknown][] = [
    ['sum', [1, 2, 3.5], 6.5],
    ['sum', [0, -5, 5n], 0],
    ['sum', [2 ** 53, 1], 2n ** 53n + 1n],
    ['sum', [2 ** 53, 1, -1, -1], 2 ** 53 - 1],
    ['sum', [Number.MAX_SAFE_INTEGER, 1, 1, 1], 2n ** 53n + 2n],
    ['sum', [big, big], 2n * big],
    ['sum', [big, -big], 0],
    ['sum', [2n ** 63n, 0.5], 2 ** 63],
    ['sum', [7n], 7],
    ['avg', [1, 2], 1.5],
    ['avg', [-1, 1n], 0],
    ['avg', [big, big], 2 ** 64],
    ['min', [3, -2n, 7], -2],
    ['min', [2n ** 63n, big], 2n ** 63n],
    ['min', [0.5, 1n], 0.5],
    ['max', [3, -2n, 7n], 7],
    ['max', [2 ** 53, 2n ** 53n + 1n], 2n ** 53n + 1n],
    ['max', [-3, -2], -2],
    ['stats', [4, 1n, 1], { count: 3, sum: 6, avg: 2, min: 1, max: 4 }],
    ['stats', [-1], { count: 1, sum: -1, avg: -1, min: -1, max: -1 }],
    ['hist', [0], [{ from: 0, to: 1, count: 1 }]],
    [
      'hist',
      [-3, 1, 1n, 5],
      [
        { from: -inf, to: 0, count: 1 },
        { from: 0, to: 1, count: 0 },
        { from: 1, to: 2, count: 2 },
        { from: 2, to: 4, count: 0 },
        { from: 4, to: 8, count: 1 },
      ],
    ],
    ['hist', [big], [{ from: 2 ** 63, to: 2 ** 64, count: 1 }]],
    [
      'lhist',
      [-1, 5, 25, 100],
      [
        { from: -inf, to: 0, count: 1 },
        { from: 0, to: 10, count: 1 },
        { from: 10, to: 20, count: 0 },
        { from: 20, to: 30, count: 1 },
        ...[30, 40, 50, 60, 70, 80, 90].map(from => ({ from, to: from + 10, count: 0 })),
        { from: 100, to: inf, count: 1 },
      ],
    ],
    ['quantiles', [1, 2, 3, 4], { count: 4, p50: 2, p90: 4, p95: 4, p99: 4, max: 4 }],
    ['quantiles', [9], { count: 1, p50: 9, p90: 9, p95: 9, p99: 9, max: 9 }],
  ]
  for (const [kind, values, expected] of cases)
    test(`${kind} of ${values.join(', ')}`, () => {
      const table = of(kind, values)
      expect(table.get()).toEqual(expected as never)
      expect(table.snapshot().rows).toEqual([{ key: [], value: expected }])
    })

  test('counts what was no finite number, and opens no row for it', () => {
    const table = of('sum', [Number.NaN, inf, -inf, undefined, null, '5', true, {}, Symbol('x')])
    expect([table.size, table.invalid, table.snapshot().invalid, table.get()]).toEqual([0, 9, 9, undefined])
    table.clear()
    expect(table.invalid).toBe(0)
  })
})

test('sums are exact in any order', () => {
  const values = [2n ** 62n, -(2n ** 61n), 2 ** 53 - 1, -1, 12345, -(2n ** 60n), 2 ** 40]
  const exact = values.reduce<bigint>((sum, value) => sum + BigInt(value), 0n)
  for (let turn = 0; turn < values.length; turn++) {
    const turned = [...values.slice(turn), ...values.slice(0, turn)]
    expect(BigInt(turned.reduce(addExact, 0))).toBe(exact)
  }
})

describe('rows', () => {
  test('are ordered by falling value, ties by key', () => {
    const table = new Table({ kind: 'count', name: 'calls', keyNames: ['comm'] })
    for (const comm of ['b', 'a', 'c', 'c']) table.add(comm)
    expect(table.snapshot()).toEqual({
      name: 'calls',
      kind: 'count',
      keyNames: ['comm'],
      rows: [
        { key: ['c'], value: 2 },
        { key: ['a'], value: 1 },
        { key: ['b'], value: 1 },
      ],
      unit: undefined,
      more: 0,
      invalid: 0,
      full: 0,
    })
    expect(table.top(1)).toMatchObject({ rows: [{ key: ['c'], value: 2 }], more: 2 })
    expect(table.top(-1)).toMatchObject({ rows: [], more: 3 })
    expect(isSnapshot(table.top(1))).toBe(true)
  })

  test('of min are ordered by rising value, bigints and numbers together', () => {
    const table = new Table({ kind: 'min', name: 'm' })
    table.add(big, 'big')
    table.add(-1, 'negative')
    table.add(7n, 'seven')
    expect(table.snapshot().rows.map(row => row.key[0])).toEqual(['negative', 'seven', 'big'])
  })

  test('beyond the limit are refused and counted; those there go on', () => {
    const table = new Table({ kind: 'sum', name: 's', limit: 2 })
    for (const key of ['a', 'b', 'c', 'd', 'a']) table.add(1, key)
    expect([table.size, table.full, table.get('a'), table.get('c')]).toEqual([2, 2, 2, undefined])
    table.clear()
    table.add(1, 'c')
    expect([table.size, table.full]).toEqual([1, 0])
  })
})

test('print hands a snapshot to the printer and remembers that', () => {
  const printed: TableSnapshot[] = []
  const table = new Table({ kind: 'count', name: 'c', printer: snapshot => printed.push(snapshot) })
  table.add('a')
  table.add('b')
  expect(table.printed).toBe(false)
  table.print()
  table.print(1)
  expect([table.printed, printed.map(({ rows, more }) => [rows.length, more])]).toEqual([
    true,
    [
      [2, 0],
      [1, 1],
    ],
  ])
})

describe('rows filled elsewhere', () => {
  const kinds: AggregateKind[] = ['count', 'sum', 'avg', 'min', 'max', 'stats', 'hist', 'lhist', 'quantiles']
  const values = [5, 17, 17n, 0, 1000, 2n ** 60n, 63, 64]

  /** The values dealt to two CPUs, as kernel maps would deliver them. */
  const perCpu = <K extends AggregateKind>(kind: K): [Key, Cells[K]][] => {
    const of = aggregate(kind, range)
    const cpus = [of.empty(), of.empty()]
    values.forEach((value, i) => {
      of.add(cpus[i % 2]!, value)
    })
    return cpus.map(cell => [['bash'], cell])
  }

  for (const kind of kinds)
    test(`merge into ${kind} as if added here`, () => {
      const here = new Table({ kind, name: kind, range })
      const add = here.add.bind(here) as (...args: unknown[]) => void
      for (const value of values) kind === 'count' ? add('bash') : add(value, 'bash')

      const merged = new Table({ kind, name: kind, range })
      merged.merge(perCpu(kind))
      expect(merged.snapshot()).toEqual(here.snapshot())

      const attached = new Table({ kind, name: kind, range })
      attached.attach({ rows: () => perCpu(kind), full: () => 0, clear: () => {} })
      expect(attached.snapshot()).toEqual(here.snapshot())
      expect(attached.get('bash')).toEqual(here.get('bash'))
    })

  test('are seen with the own ones, and cleared with them', () => {
    let kernel: [Key, Cells['count']][] = [
      [['a'], { count: 3 }],
      [['b'], { count: 1 }],
      [['a'], { count: 4 }],
    ]
    const store: TableStore<Cells['count']> = {
      rows: () => kernel,
      full: () => 2,
      clear: () => {
        kernel = []
      },
    }
    const table = new Table({ kind: 'count', name: 'c' })
    table.attach(store)
    table.add('a')
    expect([table.get('a'), table.get('b'), table.size, table.full]).toEqual([8, 1, 2, 2])
    expect([table.get('a'), kernel[0]![1].count]).toEqual([8, 3])
    table.clear()
    expect(table.size).toBe(0)
  })

  test('may be arrays of buckets', () => {
    expect(bucketsCell(new BigUint64Array([0n, 3n, 0n, 1n]))).toEqual({
      counts: new Map([
        [1, 3],
        [3, 1],
      ]),
    })
  })
})
