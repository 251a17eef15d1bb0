import { describe, expect, test } from 'bun:test'
import { KeyMap } from '../../runtime/tables/key-map.ts'
import { compareKeys } from '../../runtime/tables/order.ts'
import { SharedMap } from '../../runtime/tables/shared-map.ts'
import type { Key } from '../../runtime/tables/snapshot.ts'
import { Table } from '../../runtime/tables/table.ts'

const distinct: Key[] = [
  [],
  [1],
  [1n],
  ['1'],
  [true],
  ['true'],
  [null],
  ['null'],
  [undefined],
  ['undefined'],
  [''],
  [0],
  [Number.NaN],
  ['NaN'],
  ['a', 'b'],
  ['a,b'],
  ['a', 'b', 'c'],
  ['a', undefined],
  ['a'],
  [undefined, 'a'],
  [1, 2],
  [1n, 2],
  ['1', 2],
  [2n ** 64n],
  [2 ** 53],
]

describe('keys', () => {
  test('are told apart by type and value', () => {
    const table = new Table({ kind: 'count', name: 'keys' })
    for (const key of distinct) table.add(...key)
    for (const key of distinct) table.add(...key)
    expect(table.size).toBe(distinct.length)
    for (const key of distinct) expect(table.get(...key)).toBe(2)
    expect([...table.entries()].map(([key]) => key).sort(compareKeys)).toEqual(
      [...distinct].sort(compareKeys),
    )
  })

  test('that are equal are one: -0 is 0, NaN is NaN, bigints by value', () => {
    const table = new Table({ kind: 'count', name: 'keys' })
    for (const key of [[-0], [0], ['a', -0], ['a', 0], [0 / 0], [Number.NaN], [2n ** 70n], [2n ** 70n]])
      table.add(...(key as Key))
    expect([...table.entries()].map(([, n]) => n)).toEqual([2, 2, 2, 2])
    expect(Object.is(table.snapshot().rows.find(row => row.key[0] === 0)!.key[0], 0)).toBe(true)
  })

  test('that are objects are known by their text', () => {
    const table = new Table({ kind: 'count', name: 'stacks' })
    for (let i = 0; i < 3; i++) table.add(['main', 'read'] as unknown as string)
    expect([...table.entries()]).toEqual([[['["main", "read"]'], 3]])
    expect(table.get(['main', 'read'] as unknown as string)).toBe(3)
  })

  test('are ordered: shorter first, then undefined, null, booleans, numbers, strings', () => {
    const ordered: Key[] = [
      [],
      [undefined],
      [null],
      [false],
      [true],
      [Number.NaN],
      [-1n],
      [0],
      [1],
      [1n],
      [2],
      [''],
      ['a'],
      ['b'],
      ['a', 1],
    ]
    expect([...ordered].reverse().sort(compareKeys)).toEqual(ordered)
  })
})

test('a KeyMap forgets what is deleted, also where levels are shared', () => {
  const map = new KeyMap<{ n: number }>()
  for (let i = 0; i < 5000; i++) {
    map.set([i, 'x', 1], { n: i })
    if (i % 2) map.delete([i, 'x', 1])
  }
  expect(map.size).toBe(2500)
  expect(map.find([2, 'x', 1])).toEqual({ n: 2 })
  expect(map.find([3, 'x', 1])).toBeUndefined()
  expect(map.delete([3, 'x', 1])).toBe(false)
  expect(map.delete([3, 'y', 1])).toBe(false)
  expect([...map.entries()].length).toBe(2500)
  map.clear()
  expect([map.size, [...map.entries()].length]).toEqual([0, 0])
})

describe('SharedMap', () => {
  test('has the methods and the order of a Map', () => {
    const map = new SharedMap<string, number>({ name: 'm' })
    expect(map.set('b', 1).set('a', 2).size).toBe(2)
    expect([map.get('b'), map.get('c'), map.has('a'), map.has('c')]).toEqual([1, undefined, true, false])
    expect(map.update('a', (n = 0) => n + 1)).toBe(3)
    expect(map.update('c', (n = 0) => n + 1)).toBe(1)
    expect([...map.keys()]).toEqual(['b', 'a', 'c'])
    expect([...map.values()]).toEqual([1, 3, 1])
    expect([...map]).toEqual([...map.entries()])
    expect([map.delete('b'), map.delete('b'), map.size]).toEqual([true, false, 2])
    map.clear()
    expect(map.size).toBe(0)
  })

  test('compares tuples by value and keeps a copy', () => {
    const map = new SharedMap<readonly [number, string], string>({ name: 'm' })
    const key: [number, string] = [1, 'a']
    map.set(key, 'first')
    key[0] = 2
    expect([map.get([1, 'a']), map.get([2, 'a']), map.has([1, 'a'])]).toEqual(['first', undefined, true])
    map.set([1, 'a'], 'second')
    expect([...map]).toEqual([[[1, 'a'], 'second']])
    expect(map.delete([1, 'a'])).toBe(true)
    expect(map.has([1, 'a'])).toBe(false)
  })

  test('tells a tuple of one from its part', () => {
    const map = new SharedMap<number | readonly number[], string>({ name: 'm' })
    map.set(1, 'number').set([1], 'tuple').set([], 'empty')
    expect([map.get(1), map.get([1]), map.get([]), map.size]).toEqual(['number', 'tuple', 'empty', 3])
  })

  test('counts what a full map refused, and still changes what it has', () => {
    const map = new SharedMap<number, number>({ name: 'm', limit: 2 })
    for (let i = 0; i < 5; i++) map.set(i, i)
    map.set(1, 10)
    expect([map.size, map.full, map.get(1), map.snapshot().full]).toEqual([2, 3, 10, 3])
  })

  test('shows its entries by key', () => {
    const map = new SharedMap<readonly [number, number], string>({ name: 'files', keyNames: ['pid', 'fd'] })
    map.set([12, 3], '/a').set([9, 30], '/b')
    expect(map.snapshot().rows).toEqual([
      { key: [9, 30], value: '/b' },
      { key: [12, 3], value: '/a' },
    ])
    expect(map.top(1)).toMatchObject({ more: 1, rows: [{ key: [9, 30], value: '/b' }] })
  })
})
