import { describe, expect, test } from 'bun:test'
import {
  type BoolExpr,
  type CompareOp,
  compare,
  constant,
  type IntExpr,
  truth,
} from '../../runtime/compiler/ir.ts'
import { simplify } from '../../runtime/compiler/simplify.ts'

const raws = ['pid', 'tid', 'ret'] as const
const raw = (name: (typeof raws)[number]): IntExpr => ({ kind: 'raw', raw: name, width: 's64' })

const test1 = (name: (typeof raws)[number], op: CompareOp, value: number): BoolExpr =>
  compare(op, { ...raw(name), kind: 'raw', range: { lo: -99n, hi: 99n } } as IntExpr, constant(value))!

type Values = Readonly<Record<(typeof raws)[number], bigint>>

const holds: Readonly<Record<CompareOp, (a: bigint, b: bigint) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
}

const evaluate = (expr: BoolExpr, values: Values): boolean => {
  switch (expr.kind) {
    case 'bool':
      return expr.value
    case 'not':
      return !evaluate(expr.of, values)
    case 'and':
      return evaluate(expr.left, values) && evaluate(expr.right, values)
    case 'or':
      return evaluate(expr.left, values) || evaluate(expr.right, values)
    case 'compare':
      if (expr.left.kind !== 'raw' || expr.right.kind !== 'const') throw new Error('no such test here')
      return holds[expr.op](values[expr.left.raw as keyof Values], expr.right.value)
    default:
      throw new Error('no such test here')
  }
}

const size = (expr: BoolExpr): number =>
  expr.kind === 'and' || expr.kind === 'or'
    ? 1 + size(expr.left) + size(expr.right)
    : expr.kind === 'not'
      ? 1 + size(expr.of)
      : 1

describe('simplify', () => {
  const a = test1('ret', 'lt', 0)
  const b = test1('pid', 'eq', 1)
  const notA = test1('ret', 'ge', 0)

  const cases: readonly [name: string, given: BoolExpr, wanted: BoolExpr][] = [
    ['drops what is said twice', { kind: 'and', left: a, right: a }, a],
    [
      'drops what cannot hold any more',
      { kind: 'and', left: a, right: { kind: 'or', left: notA, right: b } },
      { kind: 'and', left: a, right: b },
    ],
    ['sees that one or the other always holds', { kind: 'or', left: a, right: notA }, truth],
    [
      'moves negations to the tests',
      { kind: 'not', of: { kind: 'or', left: notA, right: { kind: 'not', of: b } } },
      { kind: 'and', left: a, right: b },
    ],
    [
      'takes no account of the place in the script',
      { kind: 'and', left: a, right: { ...a, at: 7 } } as BoolExpr,
      a,
    ],
  ]
  for (const [name, given, wanted] of cases) test(name, () => expect(simplify(given)).toEqual(wanted))

  test('means the same, and is no longer: random conditions', () => {
    const seed = Number(process.env.SYSTRACE_SEED ?? Math.floor(Math.random() * 2 ** 31))
    let state = seed
    const random = (n: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
      return (state >> 8) % n
    }
    const ops = Object.keys(holds) as CompareOp[]
    const make = (depth: number): BoolExpr => {
      const kind = depth === 0 ? 3 : random(4)
      if (kind === 0) return { kind: 'not', of: make(depth - 1) }
      if (kind < 3) return { kind: kind === 1 ? 'and' : 'or', left: make(depth - 1), right: make(depth - 1) }
      return test1(raws[random(3)]!, ops[random(6)]!, random(3) - 1)
    }
    for (let round = 0; round < 2000; round++) {
      const given = make(4)
      const simple = simplify(given)
      expect(size(simple)).toBeLessThanOrEqual(size(given))
      for (let i = 0; i < 8; i++) {
        const values = { pid: BigInt(random(5) - 2), tid: BigInt(random(5) - 2), ret: BigInt(random(5) - 2) }
        if (evaluate(simple, values) !== evaluate(given, values))
          throw new Error(`seed ${seed}, round ${round}: the simple form differs`)
      }
    }
  })
})
