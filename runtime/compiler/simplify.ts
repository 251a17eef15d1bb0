/** Conditions without what they say twice: `ret < 0 && (ret >= 0 || comm == "ls")` is `ret < 0 && comm == "ls"`. */

import { and, type BoolExpr, falsity, not, or, truth } from './ir.ts'

/** Tests whose outcome is decided by those that were made before them. */
type Decided = ReadonlyMap<string, boolean>

const key = (leaf: BoolExpr): string =>
  JSON.stringify(leaf, (name, value: unknown) => {
    if (name === 'at') return undefined
    return typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value] : value
  })

const isLeaf = (expr: BoolExpr): boolean => expr.kind !== 'and' && expr.kind !== 'or'

/** Remembers that a test came out so; and so its opposite did not. */
const learn = (decided: Decided, expr: BoolExpr, outcome: boolean): Decided => {
  // What holds of `a && b` holds of a and b; what fails of `a || b` fails of both.
  if (expr.kind === (outcome ? 'and' : 'or') && (expr.kind === 'and' || expr.kind === 'or'))
    return learn(learn(decided, expr.left, outcome), expr.right, outcome)
  if (!isLeaf(expr)) return decided
  return new Map(decided).set(key(expr), outcome).set(key(not(expr)), !outcome)
}

const simple = (expr: BoolExpr, negated: boolean, decided: Decided): BoolExpr => {
  if (expr.kind === 'not') return simple(expr.of, !negated, decided)
  if (expr.kind === 'and' || expr.kind === 'or') {
    const all = (expr.kind === 'and') !== negated
    const left = simple(expr.left, negated, decided)
    const right = simple(expr.right, negated, learn(decided, left, all))
    return all ? and(left, right) : or(left, right)
  }
  const leaf = negated ? not(expr) : expr
  const known = leaf.kind === 'bool' ? undefined : decided.get(key(leaf))
  return known === undefined ? leaf : known ? truth : falsity
}

/**
 * The same condition, with negations at its tests only and without tests whose outcome is known where they stand.
 *
 * @param given what holds already
 */
export const simplify = (expr: BoolExpr, given: BoolExpr = truth): BoolExpr =>
  simple(expr, false, learn(new Map(), given, true))
