/** Which expressions the kernel may leave out: evaluating them does nothing that anyone can see, and cannot throw. */

import { bare, type Expression, type Node, propertyName } from './ast.ts'
import type { Context } from './context.ts'
import { Stays, type Value } from './value.ts'

/**
 * What a harmless expression gives, as far as it decides what may be done with it: `plain` is a primitive other than a bigint or
 * symbol, which arithmetic takes; `other` is anything, which only strict equality and truth take.
 */
type Kind = 'plain' | 'bigint' | 'other'

/** Whether a value can be computed or not without anyone telling the difference. */
export const isHarmless = (ctx: Context, node: Expression): boolean => kindOf(ctx, node) !== undefined

const kindOf = (ctx: Context, node: Node): Kind | undefined => {
  const at = bare(node as Expression)
  switch (at.type) {
    case 'Literal':
      return 'bigint' in at && at.bigint ? 'bigint' : 'regex' in at && at.regex ? 'other' : 'plain'
    case 'Identifier':
      return kindOfName(ctx, at)
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'other'
    case 'ChainExpression':
      return kindOf(ctx, at.expression)
    case 'MemberExpression':
      return kindOfField(ctx, at)
    case 'TemplateLiteral':
      return at.expressions.every(part => isPrimitive(kindOf(ctx, part))) ? 'plain' : undefined
    case 'ArrayExpression':
      return at.elements.every(item => item && item.type !== 'SpreadElement' && kindOf(ctx, item))
        ? 'other'
        : undefined
    case 'UnaryExpression':
      return kindOfUnary(at.operator, kindOf(ctx, at.argument))
    case 'BinaryExpression':
      return at.left.type === 'PrivateIdentifier'
        ? undefined
        : kindOfBinary(at.operator, kindOf(ctx, at.left), kindOf(ctx, at.right))
    case 'LogicalExpression':
      return either(kindOf(ctx, at.left), kindOf(ctx, at.right))
    case 'ConditionalExpression':
      return kindOf(ctx, at.test) && either(kindOf(ctx, at.consequent), kindOf(ctx, at.alternate))
    default:
      return undefined
  }
}

const isPrimitive = (kind: Kind | undefined): boolean => kind === 'plain' || kind === 'bigint'

const either = (a: Kind | undefined, b: Kind | undefined): Kind | undefined =>
  a && b && (a === b ? a : 'other')

const kindOfName = (ctx: Context, node: Expression & { type: 'Identifier' }): Kind | undefined => {
  const binding = ctx.scopes.resolve(node)
  // A global may be missing, or a getter.
  if (!binding) return ['undefined', 'NaN', 'Infinity'].includes(node.name) ? 'plain' : undefined
  const value = ctx.names.get(binding)
  if (value) return kindOfValue(value)
  // Read before its declaration, a name throws.
  const own = binding.owner !== undefined && ctx.inlining.has(binding.owner)
  if (own && binding.kind !== 'parameter' && binding.declaration.start > node.start) return undefined
  return ctx.captures.has(binding) ? kindOfConstant(ctx.captures.get(binding)) : 'other'
}

const kindOfConstant = (value: unknown): Kind => {
  if (typeof value === 'bigint') return 'bigint'
  return value === null || !['object', 'function', 'symbol'].includes(typeof value) ? 'plain' : 'other'
}

const kindOfValue = (value: Value): Kind => {
  switch (value.type) {
    case 'constant':
      return kindOfConstant(value.value)
    case 'bigint':
      return 'bigint'
    case 'event':
    case 'args':
      return 'other'
    case 'choose':
      return either(kindOfValue(value.yes), kindOfValue(value.no))!
    default:
      return 'plain'
  }
}

/** A field of the event. The kernel may not be able to compute with it: the time, a stack, a list of strings. */
const kindOfField = (ctx: Context, node: Expression & { type: 'MemberExpression' }): Kind | undefined => {
  const name = propertyName(node)
  if (node.object.type === 'Super' || name === undefined) return undefined
  try {
    const object = ctx.lower(ctx, node.object)
    if (object.type !== 'event' && object.type !== 'args') return undefined
    try {
      return kindOfValue(ctx.lower(ctx, node))
    } catch (error) {
      if (!(error instanceof Stays)) throw error
      return ['time', 'call', 'kstack', 'ustack'].includes(name) ? 'plain' : 'other'
    }
  } catch (error) {
    if (error instanceof Stays) return undefined
    throw error
  }
}

const kindOfUnary = (operator: string, argument: Kind | undefined): Kind | undefined => {
  switch (operator) {
    case '!':
    case 'typeof':
    case 'void':
      return argument && 'plain'
    case '-':
    case '~':
      return argument === 'other' ? undefined : argument
    case '+':
      return argument === 'plain' ? 'plain' : undefined
    default:
      return undefined
  }
}

const kindOfBinary = (operator: string, a: Kind | undefined, b: Kind | undefined): Kind | undefined => {
  if (!a || !b) return undefined
  switch (operator) {
    case '===':
    case '!==':
      return 'plain'
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isPrimitive(a) && isPrimitive(b) ? 'plain' : undefined
    case '+':
    case '-':
    case '*':
    case '&':
    case '|':
    case '^':
      return a === b && a !== 'other' ? a : undefined
    // Of bigints, these may divide by 0 or grow without bounds.
    case '/':
    case '%':
    case '**':
    case '<<':
    case '>>':
    case '>>>':
      return a === 'plain' && b === 'plain' ? 'plain' : undefined
    default:
      return undefined
  }
}
