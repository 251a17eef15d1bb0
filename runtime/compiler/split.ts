/**
 * Decides what of a handler the kernel does. One rule: moving work changes speed, never output.
 *
 * Two forms come out. If all that a handler does is to count, the kernel does it all (`moved`). Otherwise the kernel sends the
 * event whenever the handler might do something with it (`reached`), and the handler, which runs as written, decides again.
 */

import type { Span } from '../diagnostic.ts'
import {
  bare,
  type CallExpression,
  type Expression,
  type FunctionNode,
  isFunction,
  type Node,
  propertyName,
  type Statement,
} from './ast.ts'
import { bindPattern } from './bind.ts'
import { type Context, constantOf, exact } from './context.ts'
import {
  and,
  anyOf,
  type BoolExpr,
  branch,
  chooseBool,
  falsity,
  type IntExpr,
  type KeyExpr,
  not,
  or,
  type Stmt,
  truth,
} from './ir.ts'
import { lower } from './lower.ts'
import { divided } from './lower-call.ts'
import { membership, truthiness } from './operators.ts'
import { type Aggregation, aggregations, functionOf, type Site, systraceName } from './sites.ts'
import { integerOf, known, Stays, type Value } from './value.ts'

/** A table that the kernel fills for a call site. */
export interface TableUse {
  readonly site: Site
  readonly kind: Aggregation
  /** By `.as('name')`. */
  readonly name?: string
  /** `lhist`'s bounds. */
  readonly linear?: { readonly min: number; readonly max: number; readonly step: number }
}

/** Something that stays in user space, and why. */
export interface Reason {
  readonly what: 'condition' | 'aggregation'
  readonly reason: string
  readonly span: Span
}

/** What the kernel does for one handler. */
export interface Split {
  readonly body: readonly Stmt[]
  /** Whether every event is dealt with in the kernel, unless an assumption fails. */
  readonly moved: boolean
  readonly condition: BoolExpr
  readonly stays: readonly Reason[]
}

/** Gives a table its number; the same for the same call site. Undefined if the kernel cannot have it. */
export type TableNumber = (use: TableUse, key: readonly KeyExpr[]) => number | undefined

const maxNodes = 600

/** Splits a handler for one variant of its syscalls. */
export const splitHandler = (
  context: Omit<Context, 'names' | 'assumed' | 'inlining' | 'lower'>,
  handler: FunctionNode | undefined,
  sites: ReadonlyMap<Node, Site>,
  tableNumber: TableNumber,
): Split => {
  const stays: Reason[] = []
  if (!handler) return { body: [{ kind: 'emit' }], moved: false, condition: truth, stays }
  const { file } = context.scopes
  const note = (what: Reason['what'], error: Stays): void => {
    const span = { file, start: error.node.start, end: error.node.end }
    if (!stays.some(s => s.span.start === span.start && s.what === what))
      stays.push({ what, reason: error.reason, span })
  }
  const start = (): Context => ({
    ...context,
    names: new Map(),
    assumed: [],
    lower,
    inlining: new Set([handler]),
  })

  try {
    const ctx = start()
    const body = new Mover(ctx, sites, tableNumber).handler(handler)
    if (hasUpdate(body) && count(body) < maxNodes)
      return {
        body: branch(anyOf(ctx.assumed.map(not)), [{ kind: 'emit' }], body),
        moved: true,
        condition: truth,
        stays,
      }
  } catch (error) {
    if (!(error instanceof Stays)) throw error
    if (callsAggregation(handler, sites)) note('aggregation', error)
  }

  const ctx = start()
  let condition: BoolExpr = truth
  try {
    condition = new Reacher(ctx, error => note('condition', error)).handler(handler)
  } catch (error) {
    if (!(error instanceof Stays)) throw error
    note('condition', error)
  }
  if (size(condition) > maxNodes) {
    note('condition', new Stays('the condition is too large for the kernel', handler))
    return { body: [{ kind: 'emit' }], moved: false, condition: truth, stays }
  }
  const test = condition.kind === 'bool' ? condition : or(anyOf(ctx.assumed.map(not)), condition)
  return { body: branch(test, [{ kind: 'emit' }], []), moved: false, condition: test, stays }
}

const size = (expr: BoolExpr): number => {
  switch (expr.kind) {
    case 'not':
      return 1 + size(expr.of)
    case 'and':
    case 'or':
      return 1 + size(expr.left) + size(expr.right)
    default:
      return 1
  }
}

const count = (body: readonly Stmt[]): number =>
  body.reduce((n, s) => n + (s.kind === 'if' ? size(s.test) + count(s.yes) + count(s.no) : 1), 0)

const hasUpdate = (body: readonly Stmt[]): boolean =>
  body.some(s => s.kind === 'update' || (s.kind === 'if' && (hasUpdate(s.yes) || hasUpdate(s.no))))

const callsAggregation = (handler: FunctionNode, sites: ReadonlyMap<Node, Site>): boolean =>
  [...sites.keys()].some(
    call =>
      call.start >= handler.start &&
      call.end <= handler.end &&
      (aggregations as readonly string[]).includes(sites.get(call)!.callee),
  )

/** A function's body as statements: an expression body is one that is evaluated for what it does. */
const bodyOf = (fn: FunctionNode): Statement[] | Expression => {
  if (!fn.body) return []
  return fn.body.type === 'BlockStatement' ? (fn.body.body as Statement[]) : (fn.body as Expression)
}

const refuseAsync = (fn: FunctionNode): void => {
  if (fn.generator) throw new Stays('a generator', fn)
}

/** The cases of a switch as a chain of tests with the statements that each runs. */
const cases = (
  ctx: Context,
  node: Extract<Node, { type: 'SwitchStatement' }>,
): { test: BoolExpr; body: readonly Statement[] }[] => {
  const value = lower(ctx, node.discriminant)
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
const isHarmless = (ctx: Context, node: Expression): boolean => {
  const at = bare(node)
  if (at.type === 'MemberExpression') {
    if (at.object.type === 'Super' || propertyName(at) === undefined) return false
    try {
      const object = lower(ctx, at.object)
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

/** Finds under which condition a handler does anything at all; where it cannot tell, it does. */
class Reacher {
  readonly ctx: Context
  readonly note: (error: Stays) => void
  steps = 0
  constructor(ctx: Context, note: (error: Stays) => void) {
    this.ctx = ctx
    this.note = note
  }

  handler(fn: FunctionNode): BoolExpr {
    refuseAsync(fn)
    const [parameter] = fn.params
    if (parameter) bindPattern(this.ctx, this.ctx.names, parameter, { type: 'event' })
    const body = bodyOf(fn)
    return Array.isArray(body) ? this.statements(body) : this.effect(body)
  }

  statements(list: readonly Statement[]): BoolExpr {
    const [statement, ...rest] = list
    if (!statement) return falsity
    if (++this.steps > 4 * maxNodes) throw new Stays('the condition is too large for the kernel', statement)
    switch (statement.type) {
      case 'EmptyStatement':
      case 'FunctionDeclaration':
        return this.statements(rest)
      case 'BlockStatement':
        return this.statements([...(statement.body as Statement[]), ...rest])
      case 'ReturnStatement':
        return statement.argument ? this.effect(statement.argument) : falsity
      case 'ExpressionStatement': {
        const effect = this.effect(statement.expression)
        return effect.kind === 'bool' && effect.value ? effect : or(effect, this.statements(rest))
      }
      case 'VariableDeclaration': {
        for (const declarator of statement.declarations) {
          const { init } = declarator
          if (!init) continue
          try {
            bindPattern(this.ctx, this.ctx.names, declarator.id, lower(this.ctx, init))
          } catch (error) {
            if (!(error instanceof Stays)) throw error
            if (declarator.id.type !== 'Identifier' || !isHarmless(this.ctx, init)) {
              this.note(error)
              return truth
            }
          }
        }
        return this.statements(rest)
      }
      case 'IfStatement': {
        const yes = (): BoolExpr => this.statements([statement.consequent, ...rest])
        const no = (): BoolExpr =>
          this.statements(statement.alternate ? [statement.alternate, ...rest] : rest)
        return this.either(statement.test, yes, no)
      }
      case 'SwitchStatement':
        try {
          return cases(this.ctx, statement).reduceRight<BoolExpr>(
            (otherwise, { test, body }) => chooseBool(test, this.statements([...body, ...rest]), otherwise),
            falsity,
          )
        } catch (error) {
          if (!(error instanceof Stays)) throw error
          this.note(error)
          return truth
        }
      default:
        return truth
    }
  }

  effect(node: Expression): BoolExpr {
    const at = bare(node)
    if (at.type === 'LogicalExpression' && at.operator !== '??') {
      const right = (): BoolExpr => this.effect(at.right)
      return at.operator === '&&'
        ? this.either(at.left, right, () => falsity)
        : this.either(at.left, () => falsity, right)
    }
    if (at.type === 'ConditionalExpression')
      return this.either(
        at.test,
        () => this.effect(at.consequent),
        () => this.effect(at.alternate),
      )
    if (at.type === 'UnaryExpression' && (at.operator === 'void' || at.operator === '!'))
      return this.effect(at.argument)
    if (at.type === 'SequenceExpression') return anyOf(at.expressions.map(part => this.effect(part)))
    return isHarmless(this.ctx, at) ? falsity : truth
  }

  /** What is reached on either side of a test; both sides, if the kernel cannot make the test. */
  either(test: Expression, yes: () => BoolExpr, no: () => BoolExpr): BoolExpr {
    const sides = this.test(test)
    if (sides.effect.kind === 'bool' && sides.effect.value) return truth
    return or(sides.effect, or(and(sides.may, yes()), and(sides.mayNot, no())))
  }

  /**
   * When a test may hold, when it may fail, and when evaluating it does something. In `a && b` of which the kernel knows only
   * `a`: it may hold if a does, it may always fail, and what b does is done if a holds.
   */
  test(node: Expression): Sides {
    const at = bare(node)
    const assumed = this.ctx.assumed.length
    try {
      const expr = truthiness(this.ctx, lower(this.ctx, at), at)
      return { may: expr, mayNot: not(expr), effect: falsity }
    } catch (error) {
      if (!(error instanceof Stays)) throw error
      this.ctx.assumed.length = assumed
      if (at.type === 'LogicalExpression' && at.operator !== '??') {
        const a = this.test(at.left)
        const b = this.test(at.right)
        return at.operator === '&&'
          ? {
              may: and(a.may, b.may),
              mayNot: or(a.mayNot, b.mayNot),
              effect: or(a.effect, and(a.may, b.effect)),
            }
          : {
              may: or(a.may, b.may),
              mayNot: and(a.mayNot, b.mayNot),
              effect: or(a.effect, and(a.mayNot, b.effect)),
            }
      }
      if (at.type === 'UnaryExpression' && at.operator === '!') {
        const inner = this.test(at.argument)
        return { may: inner.mayNot, mayNot: inner.may, effect: inner.effect }
      }
      this.note(error)
      return { may: truth, mayNot: truth, effect: isHarmless(this.ctx, at) ? falsity : truth }
    }
  }
}

interface Sides {
  readonly may: BoolExpr
  readonly mayNot: BoolExpr
  readonly effect: BoolExpr
}

/** Lowers a handler that only counts; anything else throws `Stays`. */
class Mover {
  readonly ctx: Context
  readonly sites: ReadonlyMap<Node, Site>
  readonly tableNumber: TableNumber
  constructor(ctx: Context, sites: ReadonlyMap<Node, Site>, tableNumber: TableNumber) {
    this.ctx = ctx
    this.sites = sites
    this.tableNumber = tableNumber
  }

  handler(fn: FunctionNode): readonly Stmt[] {
    refuseAsync(fn)
    if (fn.async) throw new Stays('an async handler', fn)
    const [parameter] = fn.params
    if (parameter) bindPattern(this.ctx, this.ctx.names, parameter, { type: 'event' })
    return this.body(fn)
  }

  body(fn: FunctionNode): readonly Stmt[] {
    const body = bodyOf(fn)
    return Array.isArray(body) ? this.statements(body) : this.effect(body)
  }

  statements(list: readonly Statement[]): readonly Stmt[] {
    const [statement, ...rest] = list
    if (!statement) return []
    switch (statement.type) {
      case 'EmptyStatement':
      case 'FunctionDeclaration':
        return this.statements(rest)
      case 'BlockStatement':
        return this.statements([...(statement.body as Statement[]), ...rest])
      case 'ReturnStatement':
        return statement.argument ? this.effect(statement.argument) : []
      case 'ExpressionStatement': {
        const effect = this.effect(statement.expression)
        return [...effect, ...this.statements(rest)]
      }
      case 'VariableDeclaration':
        for (const declarator of statement.declarations) {
          if (!declarator.init) throw new Stays('a variable without a value', declarator)
          if (isFunction(bare(declarator.init))) continue
          bindPattern(this.ctx, this.ctx.names, declarator.id, lower(this.ctx, declarator.init))
        }
        return this.statements(rest)
      case 'IfStatement': {
        const test = truthiness(this.ctx, lower(this.ctx, statement.test), statement.test)
        const { consequent, alternate } = statement
        if (!returns(consequent) && !(alternate && returns(alternate))) {
          const yes = this.statements([consequent])
          const no = alternate ? this.statements([alternate]) : []
          return [...branch(test, yes, no), ...this.statements(rest)]
        }
        const yes = this.statements([consequent, ...rest])
        return branch(test, yes, this.statements(alternate ? [alternate, ...rest] : rest))
      }
      case 'SwitchStatement':
        return cases(this.ctx, statement).reduceRight<readonly Stmt[]>(
          (otherwise, { test, body }) => branch(test, this.statements([...body, ...rest]), otherwise),
          [],
        )
      default:
        throw new Stays('this statement runs in user space', statement)
    }
  }

  effect(node: Expression): readonly Stmt[] {
    const at = bare(node)
    if (at.type === 'LogicalExpression' && at.operator !== '??') {
      const test = truthiness(this.ctx, lower(this.ctx, at.left), at.left)
      const right = this.effect(at.right)
      return at.operator === '&&' ? branch(test, right, []) : branch(test, [], right)
    }
    if (at.type === 'ConditionalExpression') {
      const test = truthiness(this.ctx, lower(this.ctx, at.test), at.test)
      return branch(test, this.effect(at.consequent), this.effect(at.alternate))
    }
    if (at.type === 'UnaryExpression' && at.operator === 'void') return this.effect(at.argument)
    if (at.type === 'SequenceExpression') return at.expressions.flatMap(part => [...this.effect(part)])
    if (at.type === 'CallExpression') {
      const update = this.update(at)
      if (update) return update
      const own = functionOf(at.callee, this.ctx.scopes)
      if (own) return this.inline(own, at)
    }
    if (isHarmless(this.ctx, at)) return []
    lower(this.ctx, at)
    return []
  }

  inline(fn: FunctionNode, node: CallExpression): readonly Stmt[] {
    if (fn.async || fn.generator) throw new Stays('an async function runs in user space', node)
    if (this.ctx.inlining.has(fn)) throw new Stays('a function that calls itself', node)
    const names = new Map(this.ctx.names)
    fn.params.forEach((parameter, i) => {
      const argument = node.arguments[i]
      if (argument?.type === 'SpreadElement') throw new Stays('spread arguments', node)
      bindPattern(this.ctx, names, parameter, argument ? lower(this.ctx, argument) : known(undefined))
    })
    const inner: Context = { ...this.ctx, names, inlining: new Set([...this.ctx.inlining, fn]) }
    return new Mover(inner, this.sites, this.tableNumber).body(fn)
  }

  /** A call of a counting function, with or without `.as('name')`. */
  update(node: CallExpression): readonly Stmt[] | undefined {
    let name: string | undefined
    let call = node
    if (node.callee.type === 'MemberExpression' && propertyName(node.callee) === 'as') {
      const inner = bare(node.callee.object as Expression)
      if (inner.type !== 'CallExpression') return undefined
      const [argument] = node.arguments
      if (!argument || argument.type === 'SpreadElement') return undefined
      const text = constantOf(this.ctx, argument)
      if (typeof text !== 'string') return undefined
      name = text
      call = inner
    }
    const site = this.sites.get(call)
    const kind = aggregations.find(a => a === systraceName(call.callee, this.ctx.scopes, true))
    if (!site || !kind) return undefined
    const args = call.arguments.map(argument => {
      if (argument.type === 'SpreadElement') throw new Stays('spread arguments', argument)
      return argument
    })
    const value = kind === 'count' ? undefined : this.amount(kind, args.shift(), call)
    const linear = kind === 'lhist' ? this.linear(args.shift(), call) : undefined
    const use: TableUse = { site, kind, ...(name !== undefined && { name }), ...(linear && { linear }) }
    return this.keyed(
      args.map(argument => this.part(lower(this.ctx, argument), argument)),
      key => {
        const table = this.tableNumber(use, key)
        if (table === undefined) throw new Stays('the key is too large for a table in the kernel', call)
        return [{ kind: 'update', table, key, at: call.start, ...(value && { value }) }]
      },
    )
  }

  /** Keys that are a choice become a branch each. */
  keyed(parts: readonly Choice[], make: (key: readonly KeyExpr[]) => readonly Stmt[]): readonly Stmt[] {
    const at = parts.findIndex(part => part.kind === 'choice')
    const part = parts[at]
    if (part?.kind !== 'choice') return make(parts as readonly KeyExpr[])
    const put = (arm: Choice): readonly Stmt[] => this.keyed(parts.with(at, arm), make)
    return branch(part.test, put(part.yes), put(part.no))
  }

  part(value: Value, node: Node): Choice {
    switch (value.type) {
      case 'number':
        return { kind: 'int', value: exact(this.ctx, value.expr, node), decode: 'number' }
      case 'bigint':
        return { kind: 'int', value: value.expr, decode: 'bigint' }
      case 'syscall':
        return { kind: 'int', value: { kind: 'raw', raw: 'nr', width: 'u32' }, decode: 'syscall' }
      case 'errno': {
        const ret: IntExpr = { kind: 'raw', raw: 'ret', width: 's64' }
        const failed = truthiness(this.ctx, value, node)
        return {
          kind: 'choice',
          test: failed,
          yes: { kind: 'int', value: { ...ret, range: { lo: -4095n, hi: -1n } }, decode: 'errno' },
          no: { kind: 'fixed', value: undefined },
        }
      }
      case 'boolean':
        return {
          kind: 'choice',
          test: value.expr,
          yes: { kind: 'fixed', value: true },
          no: { kind: 'fixed', value: false },
        }
      case 'string':
        return { kind: 'string', string: value.string }
      case 'constant': {
        const inside = value.value
        if (
          inside !== null &&
          (typeof inside === 'object' || typeof inside === 'function' || typeof inside === 'symbol')
        )
          throw new Stays('an object as a key', node)
        return { kind: 'fixed', value: inside as string | number | bigint | boolean | null | undefined }
      }
      case 'choose':
        return {
          kind: 'choice',
          test: value.test,
          yes: this.part(value.yes, node),
          no: this.part(value.no, node),
        }
      default:
        throw new Stays('a fraction or an object as a key', node)
    }
  }

  /** The value that is added, as an integer. */
  amount(kind: Aggregation, node: Expression | undefined, call: CallExpression): IntExpr {
    if (!node) throw new Stays(`${kind} without a value`, call)
    const value = lower(this.ctx, node)
    if (value.type === 'number') return exact(this.ctx, value.expr, node)
    if (value.type === 'bigint') return value.expr
    // Below the buckets' edges, which are integers, a quotient and its whole part are the same.
    if (value.type === 'scaled' && kind === 'hist') {
      const quotient = divided(value)
      if (quotient) return quotient
    }
    if (value.type === 'constant') {
      const integer = integerOf(value.value)
      if (integer !== undefined) return { kind: 'const', value: integer }
    }
    throw new Stays('the value may be a fraction', node)
  }

  linear(node: Expression | undefined, call: CallExpression): { min: number; max: number; step: number } {
    const at = node && bare(node)
    if (at?.type !== 'ObjectExpression') throw new Stays('bounds that are not written in the call', call)
    const bounds: Record<string, number> = {}
    for (const property of at.properties) {
      if (property.type !== 'Property' || property.key.type !== 'Identifier')
        throw new Stays('these bounds', call)
      const value = constantOf(this.ctx, property.value as Expression)
      if (typeof value !== 'number' || !Number.isSafeInteger(value))
        throw new Stays('bounds that are no integers', property)
      bounds[property.key.name] = value
    }
    const { min = 0, max, step } = bounds
    if (max === undefined || step === undefined || step <= 0 || max <= min || (max - min) / step > 1000)
      throw new Stays('these bounds', call)
    return { min, max, step }
  }
}

type Choice =
  | KeyExpr
  | { readonly kind: 'choice'; readonly test: BoolExpr; readonly yes: Choice; readonly no: Choice }

const returns = (node: Statement): boolean => {
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
