/** What an expression of a handler is, as far as the compiler can tell: an integer, a condition, a string of the event, a constant. */

import type { Node } from './ast.ts'
import {
  type BoolExpr,
  type CompareOp,
  chooseBool,
  compare,
  constant,
  falsity,
  type IntExpr,
  not,
  rangeOf,
  type StringRef,
  safe,
  truth,
  within,
} from './ir.ts'

export type Value =
  /** A JavaScript number that is always an integer. Beyond 2^53 it is the nearest double of `expr`. */
  | { readonly type: 'number'; readonly expr: IntExpr }
  | { readonly type: 'bigint'; readonly expr: IntExpr }
  /** A number that rises (or falls) with an integer, such as `duration / 1e6`: comparisons with constants can move. */
  | {
      readonly type: 'scaled'
      readonly base: IntExpr
      readonly of: (x: number) => number
      readonly rising: boolean
      /** Set while it is just `base / divisor`. */
      readonly divisor?: bigint
    }
  | { readonly type: 'boolean'; readonly expr: BoolExpr }
  | { readonly type: 'string'; readonly string: StringRef }
  /** `e.name`: a number in the kernel, shown as the syscall's name. */
  | { readonly type: 'syscall' }
  /** `e.error`: the name of a negative result, or undefined. */
  | { readonly type: 'errno' }
  | { readonly type: 'constant'; readonly value: unknown }
  | { readonly type: 'event' }
  | { readonly type: 'args' }
  | { readonly type: 'choose'; readonly test: BoolExpr; readonly yes: Value; readonly no: Value }

/** Why something stays in user space, and where. Thrown within the compiler only, and caught by the split. */
export class Stays extends Error {
  readonly reason: string
  readonly node: Node
  constructor(reason: string, node: Node) {
    super(reason)
    this.reason = reason
    this.node = node
  }
}

/** Stands in an object of constants for a value that only a run shows. */
export const later: unique symbol = Symbol('later')

export const known = (value: unknown): Value => ({ type: 'constant', value })

/** Applies to each arm of a choice. */
export const distribute = (value: Value, apply: (arm: Value) => BoolExpr): BoolExpr =>
  value.type === 'choose'
    ? chooseBool(value.test, distribute(value.yes, apply), distribute(value.no, apply))
    : apply(value)

/** The constant integer that a JavaScript number or bigint is. */
export const integerOf = (value: unknown): bigint | undefined => {
  if (typeof value === 'bigint') return value
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined
}

// The nearest integer on the right side of a fraction, so that integers compare with it as they do with the fraction.
const rounding: Readonly<Record<CompareOp, (x: number) => number>> = {
  lt: Math.ceil,
  ge: Math.ceil,
  le: Math.floor,
  gt: Math.floor,
  eq: x => x,
  ne: x => x,
}

/** `expr op value` with JavaScript's result; undefined if no integer comparison has it. */
export const compareWithNumber = (
  op: CompareOp,
  expr: IntExpr,
  value: number | bigint,
  at: number,
): BoolExpr | undefined => {
  if (typeof value === 'bigint') return compare(op, expr, constant(value), at)
  if (Number.isNaN(value)) return op === 'ne' ? truth : falsity
  if (value === Infinity) return op === 'lt' || op === 'le' || op === 'ne' ? truth : falsity
  if (value === -Infinity) return op === 'gt' || op === 'ge' || op === 'ne' ? truth : falsity
  const whole = rounding[op](value)
  if (!Number.isInteger(whole)) return op === 'ne' ? truth : falsity
  // Doubles of wide integers are rounded, which changes no comparison with an integer below 2^53.
  const wide = !within(rangeOf(expr), safe)
  if (wide && Math.abs(whole) >= 2 ** 53) return undefined
  return compare(op, expr, constant(BigInt(whole)), at)
}

/** The least integer in [lo, hi] for which a predicate holds, which once true stays true; hi + 1 if there is none. */
const firstTrue = (lo: bigint, hi: bigint, holds: (x: number) => boolean): bigint => {
  let low = lo
  let high = hi + 1n
  while (low < high) {
    const middle = (low + high) >> 1n
    if (holds(Number(middle))) high = middle
    else low = middle + 1n
  }
  return low
}

/**
 * `of(base) op value` as a comparison of the base. Since `of` never turns back, the values of the base for which it holds are
 * one side of a threshold, which is searched for with JavaScript's own arithmetic: exact, rounding included.
 */
export const compareScaled = (
  op: CompareOp,
  scaled: Extract<Value, { type: 'scaled' }>,
  value: number,
  at: number,
): BoolExpr | undefined => {
  if (Number.isNaN(value)) return op === 'ne' ? truth : falsity
  const { lo, hi } = rangeOf(scaled.base)
  const atLeast = (limit: (x: number) => boolean): BoolExpr | undefined =>
    scaled.rising
      ? compare('ge', scaled.base, constant(firstTrue(lo, hi, limit)), at)
      : compare('lt', scaled.base, constant(firstTrue(lo, hi, x => !limit(x))), at)
  const ge = (): BoolExpr | undefined => atLeast(x => scaled.of(x) >= value)
  const gt = (): BoolExpr | undefined => atLeast(x => scaled.of(x) > value)
  switch (op) {
    case 'ge':
      return ge()
    case 'gt':
      return gt()
    case 'lt': {
      const test = ge()
      return test && not(test)
    }
    case 'le': {
      const test = gt()
      return test && not(test)
    }
    case 'eq':
    case 'ne': {
      const least = ge()
      const above = gt()
      if (!least || !above) return undefined
      const equal = chooseBool(least, not(above), falsity)
      return op === 'eq' ? equal : not(equal)
    }
  }
}
