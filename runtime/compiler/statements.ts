/** What statements of a handler do to the split: bodies, switches, returns. */

import type { Expression, FunctionNode, Node, Statement } from './ast.ts'
import { type Context, constantOf } from './context.ts'
import { type BoolExpr, truth } from './ir.ts'
import { membership } from './operators.ts'
import { Stays } from './value.ts'

/** A function's body as statements: an expression body is one that is evaluated for what it does. */
export const bodyOf = (fn: FunctionNode): Statement[] | Expression => {
  if (!fn.body) return []
  return fn.body.type === 'BlockStatement' ? (fn.body.body as Statement[]) : (fn.body as Expression)
}

/** A generator's body does not run when it is called; a second parameter may have a default that does something. */
export const refuseOdd = (fn: FunctionNode): void => {
  if (fn.generator) throw new Stays('a generator', fn)
  const odd = fn.params.slice(1).find(parameter => parameter.type !== 'Identifier')
  if (odd) throw new Stays('a second parameter', odd)
}

/** The cases of a switch as a chain of tests with the statements that each runs. */
export const cases = (
  ctx: Context,
  node: Extract<Node, { type: 'SwitchStatement' }>,
): { test: BoolExpr; body: readonly Statement[] }[] => {
  const value = ctx.lower(ctx, node.discriminant)
  const chain: { test: BoolExpr; body: readonly Statement[] }[] = []
  let pending: unknown[] = []
  let fallback: readonly Statement[] = []
  let intoDefault = false
  for (const item of node.cases) {
    if (item.test) {
      const label = constantOf(ctx, item.test)
      // NaN is no case of a switch, though it is a member of a list.
      if (!Number.isNaN(label)) pending.push(label)
    } else intoDefault = true
    if (item.consequent.length === 0) continue
    const last = item.consequent.at(-1)!
    const isLast = item === node.cases.at(-1)
    if (last.type !== 'BreakStatement' && last.type !== 'ReturnStatement' && !isLast)
      throw new Stays('a case that falls through to the next', item)
    if (last.type === 'BreakStatement' && last.label) throw new Stays('a labelled break', last)
    const body = last.type === 'BreakStatement' ? item.consequent.slice(0, -1) : item.consequent
    if (body.some(containsBreak)) throw new Stays('a break within a case', item)
    if (intoDefault) {
      fallback = body
      if (!isLast) throw new Stays('a default that is not last', item)
    } else chain.push({ test: membership(ctx, value, pending, item), body })
    pending = []
  }
  chain.push({ test: truth, body: fallback })
  return chain
}

const containsBreak = (node: Statement): boolean => {
  switch (node.type) {
    case 'BreakStatement':
      return true
    case 'BlockStatement':
      return (node.body as Statement[]).some(containsBreak)
    case 'IfStatement':
      return containsBreak(node.consequent) || (!!node.alternate && containsBreak(node.alternate))
    default:
      return false
  }
}

/** Whether a statement may return from the function. */
export const returns = (node: Statement): boolean => {
  switch (node.type) {
    case 'ReturnStatement':
      return true
    case 'BlockStatement':
      return (node.body as Statement[]).some(returns)
    case 'IfStatement':
      return returns(node.consequent) || (!!node.alternate && returns(node.alternate))
    case 'SwitchStatement':
      return node.cases.some(c => c.consequent.some(returns))
    default:
      return false
  }
}
