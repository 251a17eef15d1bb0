/** What statements and expressions of a handler do to the split: bodies, switches, returns, effects. */

import { bare, type Expression, type FunctionNode, type Node, propertyName, type Statement } from './ast.ts'
import { type Context, constantOf } from './context.ts'
import { type BoolExpr, truth } from './ir.ts'
import { membership } from './operators.ts'
import { Stays } from './value.ts'

/** A function's body as statements: an expression body is one that is evaluated for what it does. */
export const bodyOf = (fn: FunctionNode): Statement[] | Expression => {
  if (!fn.body) return []
  return fn.body.type === 'BlockStatement' ? (fn.body.body as Statement[]) : (fn.body as Expression)
}

/** A generator's body does not run when it is called. */
export const refuseGenerator = (fn: FunctionNode): void => {
  if (fn.generator) throw new Stays('a generator', fn)
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
    if (item.test) pending.push(constantOf(ctx, item.test))
    else intoDefault = true
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

/** Whether evaluating an expression does nothing that anyone can see, nor throws. */
const isPure = (node: Node): boolean => {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true
    case 'TemplateLiteral':
      return node.expressions.every(isPure)
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isPure(node.left) && isPure(node.right)
    case 'ConditionalExpression':
      return isPure(node.test) && isPure(node.consequent) && isPure(node.alternate)
    case 'UnaryExpression':
      return node.operator !== 'delete' && isPure(node.argument)
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
      return isPure(node.expression)
    case 'ArrayExpression':
      return node.elements.every(e => e !== null && e.type !== 'SpreadElement' && isPure(e))
    default:
      return false
  }
}

/** Whether a value of the event can be read without an effect, though the kernel cannot compute with it. */
export const isHarmless = (ctx: Context, node: Expression): boolean => {
  const at = bare(node)
  if (at.type === 'MemberExpression') {
    if (at.object.type === 'Super' || propertyName(at) === undefined) return false
    try {
      const object = ctx.lower(ctx, at.object)
      return object.type === 'event' || object.type === 'args'
    } catch (error) {
      if (error instanceof Stays) return false
      throw error
    }
  }
  if (at.type === 'TemplateLiteral') return at.expressions.every(part => isHarmless(ctx, part))
  if (at.type === 'BinaryExpression' || at.type === 'LogicalExpression')
    return at.left.type !== 'PrivateIdentifier' && isHarmless(ctx, at.left) && isHarmless(ctx, at.right)
  return isPure(at)
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
