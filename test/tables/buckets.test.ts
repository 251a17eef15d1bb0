import { describe, expect, test } from 'bun:test'
import { linearEdges, linearIndex, log2Bounds, log2Index } from '../../runtime/tables/buckets.ts'
import { sketchIndex, sketchSize, sketchValue } from '../../runtime/tables/sketch.ts'
import { Table } from '../../runtime/tables/table.ts'

const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)

describe('power-of-two buckets', () => {
  const cases: [number | bigint, number][] = [
    [-1, 0],
    [-(2n ** 63n), 0],
    [-0.5, 0],
    [-0, 1],
    [0, 1],
    [0n, 1],
    [0.999, 1],
    [1, 2],
    [1.5, 2],
    [2, 3],
    [3n, 3],
    [4, 4],
    [1023, 11],
    [1024, 12],
    [2 ** 31 - 1, 32],
    [2 ** 31, 33],
    [2 ** 32 - 1, 33],
    [2 ** 32, 34],
    [2 ** 53 - 1, 54],
    [2 ** 53, 55],
    [2n ** 53n - 1n, 54],
    [2n ** 63n - 1n, 64],
    [2n ** 63n, 65],
    [2n ** 64n - 1n, 65],
    [2n ** 64n, 66],
  ]
  for (const [value, index] of cases)
    test(`put ${typeof value} ${value} into bucket ${index}`, () => expect(log2Index(value)).toBe(index))

  test('have bounds that hold their values', () => {
    for (const [value, index] of cases) {
      const { from, to } = log2Bounds(index)
      expect([value, value >= from, value < to]).toEqual([value, true, true])
    }
  })
})

describe('linear buckets', () => {
  test('start at min, end at max, and have one below and one above', () => {
    const edges = linearEdges({ min: 0, max: 2000, step: 200 })
    expect(edges).toEqual([0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000])
    expect(
      [-1, 0, 199, 200, 1999, 1999.9, 2000, 2n ** 64n, -(2n ** 63n)].map(v => linearIndex(v, edges)),
    ).toEqual([0, 1, 1, 2, 10, 10, 11, 11, 0])
  })

  test('put a decimal where it belongs, though 3 * 0.1 is above 0.3', () => {
    const edges = linearEdges({ min: 0, max: 1, step: 0.1 })
    expect(edges.length).toBe(11)
    expect([0.1, 0.2, 0.3, 0.6, 0.7, 0.9].map(v => linearIndex(v, edges))).toEqual([2, 3, 4, 7, 8, 10])
  })

  test('have a shorter last step where it does not fit', () => {
    const edges = linearEdges({ min: -5, max: 5, step: 4 })
    expect(edges).toEqual([-5, -1, 3, 5])
    expect([-5, -1, 4.9, 5].map(v => linearIndex(v, edges))).toEqual([1, 2, 3, 4])
  })

  test('refuse a range that makes none, or too many', () => {
    expect(() => linearEdges({ min: 0, max: 10, step: 0 })).toThrow('step must be above 0, not 0')
    expect(() => linearEdges({ min: 10, max: 10, step: 1 })).toThrow('max (10) must be above min (10)')
    expect(() => linearEdges({ min: 0, max: 1e9, step: 1 })).toThrow('1000000000 steps of 1, at most 10000')
    expect(() => linearEdges({ min: 0, max: Number.NaN, step: 1 })).toThrow(TypeError)
    expect(() => new Table({ kind: 'lhist', name: 'l' })).toThrow('no { min, max, step }')
  })
})

describe('the sketch', () => {
  test('is exact below 64 and continuous there', () => {
    for (let value = 0; value < 64; value++) {
      expect([sketchIndex(value), sketchValue(value)]).toEqual([value, value])
      expect(sketchIndex(BigInt(value))).toBe(value)
    }
    expect([sketchIndex(64), sketchIndex(65), sketchIndex(66), sketchIndex(127), sketchIndex(128)]).toEqual([
      64, 64, 65, 95, 96,
    ])
  })

  test('has an index for all of 64 bits, the same by integer arithmetic', () => {
    expect(sketchIndex(2n ** 64n - 1n)).toBe(sketchSize - 1)
    const next = random(seed)
    for (let i = 0; i < 2000; i++) {
      const bits = BigInt(Math.floor(next() * 64) + 1)
      const value =
        ((BigInt(Math.floor(next() * 2 ** 32)) << 32n) | BigInt(Math.floor(next() * 2 ** 32))) >> (64n - bits)
      const exponent = BigInt(value.toString(2).length - 1)
      const expected =
        value < 64n ? Number(value) : Number((exponent - 4n) * 32n + ((value >> (exponent - 5n)) & 31n))
      expect(sketchIndex(value)).toBe(expected)
      if (value <= 2n ** 53n) expect(sketchIndex(Number(value))).toBe(expected)
    }
  })

  test('keeps every value within 1/64, fractions and negative ones too', () => {
    for (const value of [
      0.1,
      0.5,
      1.5,
      63.99,
      64.5,
      65.99,
      1e-9,
      5e-324,
      1e15 + 0.5,
      1e300,
      -0.25,
      -3,
      -1000,
      -1e12,
    ]) {
      const error = Math.abs(sketchValue(sketchIndex(value)) - value) / Math.abs(value)
      // A subnormal counts as the least normal number.
      if (Math.abs(value) > 1e-300) expect([value, error <= 1 / 64]).toEqual([value, true])
    }
  })

  for (const [name, draw] of [
    ['uniform', (u: number) => Math.floor(u * 1e6)],
    ['exponential', (u: number) => Math.floor(-Math.log(1 - u) * 50_000)],
    ['heavy-tailed', (u: number) => Math.floor(1000 / (1 - u) ** 1.5)],
    ['small', (u: number) => Math.floor(u * 10)],
    ['fractional', (u: number) => u * 3],
    ['mixed signs', (u: number) => Math.floor((u - 0.5) * 1e5)],
  ] as const) {
    test(`gives ${name} quantiles within 1/64 (seed ${seed})`, () => {
      const next = random(seed)
      const values = Array.from({ length: 5000 }, () => draw(next()))
      const table = new Table({ kind: 'quantiles', name: 'q' })
      for (const value of values) table.add(value)
      values.sort((a, b) => a - b)
      const found = table.get()!
      for (const [quantile, value] of [
        [0.5, found.p50],
        [0.9, found.p90],
        [0.95, found.p95],
        [0.99, found.p99],
        [1, found.max],
      ] as const) {
        const exact = values[Math.ceil(quantile * values.length) - 1]!
        expect([quantile, exact, value, Math.abs(value - exact) <= Math.abs(exact) / 64]).toEqual([
          quantile,
          exact,
          value,
          true,
        ])
      }
      expect(found.count).toBe(values.length)
    })
  }
})
