/**
 * Expressions of a handler → values that the kernel can compute, with JavaScript's results or not at all: what could differ
 * (a fraction, a rounding, a call of anything unknown) throws `Stays`, which the split catches and explains.
 */

import { bare, type Expression, type FunctionNode, type Node, propertyName } from './ast.ts'
import { argument, type Context, constantOf, field, spend } from './context.ts'
import { type BoolExpr, constant, not } from './ir.ts'
import { lowerCall } from './lower-call.ts'
import { arithmetic, binary, bits, failed, joined, truthiness } from './operators.ts'
import { isReadOnly } from './scope.ts'
import { known, later, Stays, type Value } from './value.ts'

/** Lowers an expression. */
export const lower = (ctx: Context, node: Expression): Value => {
  const at = bare(node)
  spend(ctx, at)
  switch (at.type) {
    case 'Literal':
      if ('bigint' in at && at.bigint) return known(BigInt(at.bigint))
      if ('regex' in at && at.regex) return known(new RegExp(at.regex.pattern, at.regex.flags))
      return known(at.value)
    case 'TemplateLiteral':
      return template(ctx, at)
    case 'Identifier':
      return identifier(ctx, at)
    case 'ChainExpression':
      return lower(ctx, at.expression)
    case 'MemberExpression':
      return member(ctx, at)
    case 'UnaryExpression':
      return unary(ctx, at)
    case 'BinaryExpression':
      if (at.left.type === 'PrivateIdentifier') throw new Stays('a private name', at)
      return binary(ctx, at.operator, lower(ctx, at.left), lower(ctx, at.right), at)
    case 'LogicalExpression':
      return logical(ctx, at)
    case 'ConditionalExpression':
      return choose(
        truthiness(ctx, lower(ctx, at.test), at.test),
        () => lower(ctx, at.consequent),
        () => lower(ctx, at.alternate),
        at,
      )
    case 'ArrayExpression':
      return known(
        at.elements.map(element => {
          if (!element || element.type === 'SpreadElement')
            throw new Stays('an array with holes or spreads', at)
          return constantOf(ctx, element)
        }),
      )
    case 'NewExpression': {
      if (at.callee.type !== 'Identifier' || at.callee.name !== 'Set' || !ctx.scopes.isGlobal(at.callee))
        break
      const [list] = at.arguments
      const members = list && list.type !== 'SpreadElement' ? constantOf(ctx, list) : []
      if (Array.isArray(members)) return known(new Set(members))
      break
    }
    case 'CallExpression':
      return lowerCall(ctx, at)
  }
  throw new Stays(`${describe(at)} runs in user space`, at)
}

const describe = (node: Node): string => {
  switch (node.type) {
    case 'AwaitExpression':
      return 'await'
    case 'AssignmentExpression':
    case 'UpdateExpression':
      return 'an assignment'
    case 'ObjectExpression':
      return 'an object'
    case 'NewExpression':
      return 'new'
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'a function'
    default:
      return `this expression (${node.type})`
  }
}

const identifier = (ctx: Context, node: Expression & { type: 'Identifier' }): Value => {
  const binding = ctx.scopes.resolve(node)
  if (!binding) {
    if (node.name === 'undefined') return known(undefined)
    if (node.name === 'NaN') return known(Number.NaN)
    if (node.name === 'Infinity') return known(Infinity)
    if (node.name === 'args' && ctx.args) return known(ctx.args)
    throw new Stays(`"${node.name}" is not the script's own`, node)
  }
  const local = ctx.names.get(binding)
  if (local) return refined(ctx, local)
  if (binding.writes > 0) throw new Stays(`"${node.name}" is assigned after its declaration`, node)
  // A name of the handler that has no value here is one of user space's, or read before its declaration.
  if (binding.owner && ctx.inlining.has(binding.owner))
    throw new Stays(`"${node.name}" is computed in user space`, node)
  // `args` has its value.
  if (binding.kind === 'import' && !ctx.captures.has(binding))
    throw new Stays(`"${node.name}" is imported, and may change`, node)
  const captured = ctx.captures.has(binding) ? known(ctx.captures.get(binding)) : undefined
  const value = captured ?? initial(ctx, binding.init, node)
  if (value.type !== 'constant') throw new Stays(`"${node.name}" is not a constant`, node)
  const inside = value.value
  if (!isConstant(inside) && !isReadOnly(binding))
    throw new Stays(`what is in "${node.name}" may change`, node)
  if (typeof inside === 'function') throw new Stays(`"${node.name}" is a function`, node)
  return value
}

/** A value that depends on whether a map had a key, where that was tested before. */
const refined = (ctx: Context, value: Value): Value => {
  if (value.type !== 'choose' || value.test.kind !== 'found') return value
  const found = ctx.maps?.found.get(value.test.read)
  return found === undefined ? value : found ? value.yes : value.no
}

/** Whether a value stays as it is whoever has it. Freezing a Set or Map does not. */
const isConstant = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  const plain = prototype === null || prototype === Object.prototype || prototype === Array.prototype
  return plain && Object.isFrozen(value)
}

const initial = (ctx: Context, init: Expression | FunctionNode | undefined, node: Node): Value => {
  const name = node.type === 'Identifier' ? node.name : 'this'
  if (!init || init.type === 'FunctionDeclaration')
    throw new Stays(`"${name}" is known only when the script runs`, node)
  try {
    return lower({ ...ctx, names: new Map() }, init as Expression)
  } catch (error) {
    if (error instanceof Stays) throw new Stays(`"${name}" is known only when the script runs`, node)
    throw error
  }
}

const template = (ctx: Context, node: Expression & { type: 'TemplateLiteral' }): Value => {
  let text = node.quasis[0]?.value.cooked ?? ''
  node.expressions.forEach((part, i) => {
    const value = lower(ctx, part)
    if (value.type !== 'constant' || typeof value.value === 'object')
      throw new Stays('a string is put together in user space', part)
    text += `${String(value.value)}${node.quasis[i + 1]?.value.cooked ?? ''}`
  })
  return known(text)
}

const member = (ctx: Context, node: Expression & { type: 'MemberExpression' }): Value => {
  if (node.object.type === 'Super') throw new Stays('super', node)
  const object = lower(ctx, node.object)
  const name = propertyName(node)
  if (object.type === 'event' || object.type === 'args') {
    if (name === undefined) throw new Stays('the field is chosen when the script runs', node)
    return object.type === 'event' ? field(ctx, name, node) : argument(ctx, name, node)
  }
  if (object.type !== 'constant') throw new Stays('a property of a value', node)
  const inside = object.value
  if (inside === undefined || inside === null) {
    if (node.optional) return known(undefined)
    throw new Stays('would throw here, as it is undefined', node)
  }
  const key = name ?? (node.computed ? constantOf(ctx, node.property as Expression) : undefined)
  if (typeof key !== 'string' && typeof key !== 'number') throw new Stays('a computed property', node)
  const beyond = Array.isArray(inside) && typeof key === 'number'
  if (
    typeof inside === 'object' &&
    key !== 'length' &&
    key !== 'size' &&
    !beyond &&
    !Object.hasOwn(inside, key)
  )
    throw new Stays(`"${key}" is not a plain property`, node)
  if (typeof inside === 'object' && Object.getOwnPropertyDescriptor(inside, key)?.get)
    throw new Stays(`"${key}" is computed when it is read`, node)
  const value: unknown = (inside as Record<string | number, unknown>)[key]
  if (value === later) throw new Stays(`"${key}" is known only when the script runs`, node)
  if (typeof value === 'function') throw new Stays('a method', node)
  if (!isConstant(value)) throw new Stays(`what is in "${key}" may change`, node)
  return known(value)
}

const choose = (test: BoolExpr, yes: () => Value, no: () => Value, node: Node): Value => {
  if (test.kind === 'bool') return test.value ? yes() : no()
  return joined(test, yes(), no(), node)
}

const logical = (ctx: Context, node: Expression & { type: 'LogicalExpression' }): Value => {
  const left = lower(ctx, node.left)
  if (node.operator === '??') {
    if (left.type === 'constant')
      return left.value === undefined || left.value === null ? lower(ctx, node.right) : left
    if (left.type === 'errno')
      return choose(
        failed(ctx),
        () => left,
        () => lower(ctx, node.right),
        node,
      )
    if (left.type === 'choose') throw new Stays('a choice of values', node)
    return left
  }
  const test = truthiness(ctx, left, node.left)
  // A boolean is what its test says: asked for once, so that no string is read again.
  const decided = (value: boolean): Value => (left.type === 'boolean' ? known(value) : left)
  return node.operator === '&&'
    ? choose(
        test,
        () => lower(ctx, node.right),
        () => decided(false),
        node,
      )
    : choose(
        test,
        () => decided(true),
        () => lower(ctx, node.right),
        node,
      )
}

const unary = (ctx: Context, node: Expression & { type: 'UnaryExpression' }): Value => {
  const value = lower(ctx, node.argument)
  if (node.operator === '!') return { type: 'boolean', expr: not(truthiness(ctx, value, node.argument)) }
  if (node.operator === 'void') return known(undefined)
  if (value.type === 'constant') {
    const inside = value.value
    if (node.operator === 'typeof') return known(typeof inside)
    if (typeof inside === 'number') {
      if (node.operator === '-') return known(-inside)
      if (node.operator === '+') return value
      if (node.operator === '~') return known(~inside)
    }
    if (typeof inside === 'bigint' && node.operator === '-') return known(-inside)
  }
  if (node.operator === '-' && value.type === 'bigint')
    return arithmetic(ctx, '-', { type: 'bigint', expr: constant(0) }, value, node)
  if (value.type === 'number') {
    if (node.operator === '+') return value
    // 0 - x and -x differ for x = 0 in the sign of zero, which no comparison, key or sum shows.
    if (node.operator === '-') return arithmetic(ctx, '-', { type: 'number', expr: constant(0) }, value, node)
    if (node.operator === '~') return bits(ctx, '^', value, { type: 'number', expr: constant(-1) }, node)
  }
  throw new Stays(`"${node.operator}" of this`, node)
}
