/** Calls in a handler that the kernel can make: methods of strings, lists and sets, a few of Math, the script's own functions. */

import {
  type CallExpression,
  type Expression,
  type FunctionNode,
  type Node,
  propertyName,
  type Statement,
} from './ast.ts'
import { bindPattern } from './bind.ts'
import { type Context, constantOf, exact } from './context.ts'
import { type BoolExpr, constant, falsity, type IntExpr, rangeOf, safe, truth } from './ir.ts'
import { joined, membership, stringTest, truthiness } from './operators.ts'
import { functionOf } from './sites.ts'
import { distribute, known, Stays, type Value } from './value.ts'

/** Lowers a call that gives a value. */
export const lowerCall = (ctx: Context, node: CallExpression): Value => {
  const own = functionOf(node.callee, ctx.scopes)
  if (own) return inline(ctx, own, node)
  if (node.callee.type === 'Identifier' && ctx.scopes.isGlobal(node.callee))
    return conversion(ctx, node.callee.name, node)
  if (node.callee.type !== 'MemberExpression' || node.callee.object.type === 'Super')
    throw new Stays('a call runs in user space', node)
  const method = propertyName(node.callee)
  if (method === undefined) throw new Stays('a method chosen when the script runs', node)
  const fromMap = ctx.maps?.read(ctx, node)
  if (fromMap) return fromMap
  const { object } = node.callee
  if (object.type === 'Identifier' && object.name === 'Math' && ctx.scopes.isGlobal(object))
    return math(ctx, method, node)
  const receiver = ctx.lower(ctx, object)
  if (receiver.type === 'constant' && (receiver.value === undefined || receiver.value === null)) {
    if (node.callee.optional || isInChain(object)) return known(undefined)
    throw new Stays('would throw here, as it is undefined', node)
  }
  return methodCall(ctx, receiver, method, node)
}

// In a?.b.c() all behind the ?. is skipped when a is undefined.
const isInChain = (node: Expression): boolean =>
  (node.type === 'MemberExpression' && (node.optional || isInChain(node.object as Expression))) ||
  (node.type === 'CallExpression' && (node.optional || isInChain(node.callee)))

const argumentsOf = (node: CallExpression): Expression[] =>
  node.arguments.map(argument => {
    if (argument.type === 'SpreadElement') throw new Stays('spread arguments', argument)
    return argument
  })

const methodCall = (ctx: Context, receiver: Value, method: string, node: CallExpression): Value => {
  const args = argumentsOf(node)
  const [first] = args
  const boolean = (expr: BoolExpr): Value => ({ type: 'boolean', expr })
  if (receiver.type === 'constant' && first && args.length === 1) {
    const inside = receiver.value
    if (Array.isArray(inside) && method === 'includes')
      return boolean(membership(ctx, ctx.lower(ctx, first), inside, node))
    if (inside instanceof Set && method === 'has')
      return boolean(membership(ctx, ctx.lower(ctx, first), inside, node))
    if (inside instanceof RegExp && method === 'test')
      return boolean(distribute(ctx.lower(ctx, first), value => regex(ctx, value, inside, node)))
  }
  if (['startsWith', 'endsWith', 'includes'].includes(method) && first && args.length === 1) {
    const text = constantOf(ctx, first)
    if (typeof text !== 'string') throw new Stays('a string test with something else', node)
    const op = method as 'startsWith' | 'endsWith' | 'includes'
    return boolean(distribute(receiver, arm => textTest(ctx, arm, op, text, node)))
  }
  throw new Stays(`".${method}()" runs in user space`, node)
}

const textTest = (
  ctx: Context,
  value: Value,
  op: 'startsWith' | 'endsWith' | 'includes' | 'eq',
  text: string,
  node: Node,
): BoolExpr => {
  const test = (name: string): boolean => (op === 'eq' ? name === text : name[op](text))
  if (value.type === 'constant') {
    if (typeof value.value === 'string') return test(value.value) ? truth : falsity
    throw new Stays('would throw here, as it is no string', node)
  }
  if (value.type === 'syscall') {
    const names = ctx.variant.syscalls.filter(syscall => test(syscall.name)).map(syscall => syscall.name)
    return membership(ctx, value, names, node)
  }
  if (value.type !== 'string') throw new Stays('a string test of something else', node)
  return stringTest(value.string, op, text, node)
}

/** The regular expressions that are plain string tests: literal text with ^ and $. */
const regex = (ctx: Context, value: Value, pattern: RegExp, node: Node): BoolExpr => {
  if (pattern.flags.replace('u', '') !== '') throw new Stays('a regular expression with flags', node)
  const parts = /^(\^?)((?:[^\\^$.*+?()[\]{}|/]|\\[\\^$.*+?()[\]{}|/-])*)(\$?)$/.exec(pattern.source)
  if (!parts) throw new Stays('a regular expression that is more than literal text, ^ and $', node)
  const [, start, body, end] = parts
  const text = body!.replaceAll(/\\(.)/g, '$1')
  const op = start && end ? 'eq' : start ? 'startsWith' : end ? 'endsWith' : 'includes'
  return textTest(ctx, value, op, text, node)
}

const math = (ctx: Context, method: string, node: CallExpression): Value => {
  const args = argumentsOf(node).map(argument => ctx.lower(ctx, argument))
  const [value] = args
  if (args.length === 1 && value && ['floor', 'ceil', 'round', 'trunc'].includes(method)) {
    const apply = Math[method as 'floor' | 'ceil' | 'round' | 'trunc']
    if (value.type === 'number') return value
    if (value.type === 'constant' && typeof value.value === 'number') return known(apply(value.value))
    if (value.type === 'scaled') {
      const quotient = divided(value)
      if (quotient && (method === 'floor' || method === 'trunc')) return { type: 'number', expr: quotient }
      return { type: 'scaled', base: value.base, of: x => apply(value.of(x)), rising: value.rising }
    }
  }
  throw new Stays(`Math.${method} runs in user space`, node)
}

/** `base / divisor` without its fraction, where the base is never negative. */
export const divided = (value: Extract<Value, { type: 'scaled' }>): IntExpr | undefined => {
  const { lo, hi } = rangeOf(value.base)
  if (!value.divisor || lo < 0n) return undefined
  const range = { lo: lo / value.divisor, hi: hi / value.divisor }
  return { kind: 'alu', op: 'div', left: value.base, right: constant(value.divisor), wrap: 'none', range }
}

const conversion = (ctx: Context, name: string, node: CallExpression): Value => {
  const [first, ...rest] = argumentsOf(node)
  if (!first || rest.length > 0 || !['Number', 'BigInt', 'Boolean'].includes(name))
    throw new Stays(`a call of ${name} runs in user space`, node)
  const value = ctx.lower(ctx, first)
  if (name === 'Boolean') return { type: 'boolean', expr: truthiness(ctx, value, first) }
  if (value.type === 'number') {
    return name === 'Number' ? value : { type: 'bigint', expr: exact(ctx, value.expr, node) }
  }
  if (value.type === 'bigint') {
    return name === 'BigInt' ? value : { type: 'number', expr: difference(value.expr) }
  }
  throw new Stays(`${name} of this`, node)
}

// The difference of two times exceeds what a double holds after 104 days, as a call's duration does.
const difference = (expr: IntExpr): IntExpr => {
  if (expr.kind !== 'alu' || expr.op !== 'sub') return expr
  const isTime = (of: IntExpr): boolean => (of.kind === 'raw' && of.raw === 'ns') || of.kind === 'loaded'
  return isTime(expr.left) && isTime(expr.right) ? { ...expr, range: safe } : expr
}

/** The value of a call of one of the script's own functions, with its body in place of the call. */
const inline = (ctx: Context, fn: FunctionNode, node: CallExpression): Value => {
  if (ctx.inlining.has(fn)) throw new Stays('a function that calls itself', node)
  const values = argumentsOf(node).map(argument => ctx.lower(ctx, argument))
  return applied(ctx, fn, values, node)
}

/** What a function gives for these arguments. */
export const applied = (ctx: Context, fn: FunctionNode, values: readonly Value[], node: Node): Value => {
  if (fn.async || fn.generator) throw new Stays('an async function runs in user space', node)
  const names = new Map(ctx.names)
  fn.params.forEach((parameter, i) => {
    bindPattern(ctx, names, parameter, values[i] ?? known(undefined))
  })
  const inner: Context = { ...ctx, names, inlining: new Set([...ctx.inlining, fn]) }
  if (!fn.body) throw new Stays('a function without a body', node)
  if (fn.body.type !== 'BlockStatement') return inner.lower(inner, fn.body as Expression)
  return returned(inner, fn.body.body as Statement[], node)
}

/** What a function's statements return, where they are constants, guards and returns. */
const returned = (ctx: Context, statements: readonly Statement[], node: Node): Value => {
  const [statement, ...rest] = statements
  if (!statement) return known(undefined)
  switch (statement.type) {
    case 'ReturnStatement':
      return statement.argument ? ctx.lower(ctx, statement.argument) : known(undefined)
    case 'BlockStatement':
      return returned(ctx, [...(statement.body as Statement[]), ...rest], node)
    case 'VariableDeclaration':
      for (const declarator of statement.declarations) {
        if (!declarator.init) throw new Stays('a variable without a value', declarator)
        bindPattern(ctx, ctx.names, declarator.id, ctx.lower(ctx, declarator.init))
      }
      return returned(ctx, rest, node)
    case 'IfStatement': {
      const test = truthiness(ctx, ctx.lower(ctx, statement.test), statement.test)
      const arm = (body: Statement | null | undefined): Value =>
        returned({ ...ctx, names: new Map(ctx.names) }, body ? [body, ...rest] : rest, node)
      if (test.kind === 'bool') return arm(test.value ? statement.consequent : statement.alternate)
      return joined(test, arm(statement.consequent), arm(statement.alternate), statement)
    }
    default:
      throw new Stays('a function that does more than give a value', node)
  }
}
