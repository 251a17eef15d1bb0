/** Handlers that only count → statements of the kernel. */

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
import { type Context, constantOf, exact, spend } from './context.ts'
import { isHarmless } from './harmless.ts'
import {
  type BoolExpr,
  branch,
  constant,
  type IntExpr,
  type KeyExpr,
  rangeOf,
  type Stmt,
  safe,
  signed64,
  unsigned64,
  within,
} from './ir.ts'
import { isWithin, maxParts } from './ir-walk.ts'
import { divided } from './lower-call.ts'
import { factsOf, type HandlerMaps } from './move-maps.ts'
import { truthiness } from './operators.ts'
import { runsWithEvents } from './places.ts'
import type { Binding } from './scope.ts'
import { type Aggregation, aggregations, functionOf, type Site } from './sites.ts'
import { bodyOf, cases, refuseOdd, returns } from './statements.ts'
import { integerOf, known, Stays, type Value } from './value.ts'

/** A table that the kernel fills for a call site. */
export interface TableUse {
  readonly site: Site
  readonly kind: Aggregation
  /** By `.as('name')`. */
  readonly name?: string
  /** `lhist`'s bounds. */
  readonly linear?: { readonly min: number; readonly max: number; readonly step: number }
  /** `quantiles` of what may be negative. */
  readonly signed?: true
}

/** Gives a table its number; the same for the same call site. Undefined if the kernel cannot have it. */
export type TableNumber = (use: TableUse, key: readonly KeyExpr[]) => number | undefined

/** Lowers a handler that only counts; anything else throws `Stays`. */
export class Mover {
  readonly ctx: Context
  readonly sites: ReadonlyMap<Node, Site>
  readonly tableNumber: TableNumber
  readonly maps: HandlerMaps
  constructor(ctx: Context, sites: ReadonlyMap<Node, Site>, tableNumber: TableNumber, maps: HandlerMaps) {
    this.ctx = ctx
    this.sites = sites
    this.tableNumber = tableNumber
    this.maps = maps
  }

  /** The same with more names or knowledge. */
  within(ctx: Context): Mover {
    return new Mover(ctx, this.sites, this.tableNumber, this.maps)
  }

  /** The same where a test holds, or does not. */
  where(test: BoolExpr, holds: boolean): Mover {
    const facts = factsOf(test, holds)
    if (facts.size === 0) return this
    const found = new Map([...(this.ctx.maps?.found ?? []), ...facts])
    return this.within({ ...this.ctx, maps: this.maps.uses(found) })
  }

  handler(fn: FunctionNode): readonly Stmt[] {
    refuseOdd(fn)
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
    spend(this.ctx, statement)
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
          bindPattern(this.ctx, this.ctx.names, declarator.id, this.ctx.lower(this.ctx, declarator.init))
        }
        return [...this.maps.take(), ...this.statements(rest)]
      case 'IfStatement': {
        const test = this.test(statement.test)
        const reads = this.maps.take()
        const { consequent, alternate } = statement
        if (!returns(consequent) && !(alternate && returns(alternate))) {
          const yes = this.where(test, true).statements([consequent])
          const no = alternate ? this.where(test, false).statements([alternate]) : []
          return [...reads, ...branch(test, yes, no), ...this.statements(rest)]
        }
        const yes = this.where(test, true).statements([consequent, ...rest])
        const no = this.where(test, false).statements(alternate ? [alternate, ...rest] : rest)
        return [...reads, ...branch(test, yes, no)]
      }
      case 'SwitchStatement': {
        const chain = cases(this.ctx, statement)
        const reads = this.maps.take()
        const body = chain.reduceRight<readonly Stmt[]>(
          (otherwise, { test, body }) => branch(test, this.statements([...body, ...rest]), otherwise),
          [],
        )
        return [...reads, ...body]
      }
      default:
        throw new Stays('this statement runs in user space', statement)
    }
  }

  test(node: Expression): BoolExpr {
    const test = truthiness(this.ctx, this.ctx.lower(this.ctx, node), node)
    if (!isWithin(test, maxParts)) throw new Stays('the condition is too large for the kernel', node)
    return test
  }

  effect(node: Expression): readonly Stmt[] {
    const at = bare(node)
    if (at.type === 'LogicalExpression' && at.operator !== '??') {
      const test = this.test(at.left)
      const reads = this.maps.take()
      const and = at.operator === '&&'
      const right = this.where(test, and).effect(at.right)
      return [...reads, ...(and ? branch(test, right, []) : branch(test, [], right))]
    }
    if (at.type === 'ConditionalExpression') {
      const test = this.test(at.test)
      const reads = this.maps.take()
      const yes = this.where(test, true).effect(at.consequent)
      return [...reads, ...branch(test, yes, this.where(test, false).effect(at.alternate))]
    }
    if (at.type === 'UnaryExpression' && at.operator === 'void') return this.effect(at.argument)
    if (at.type === 'SequenceExpression') return at.expressions.flatMap(part => [...this.effect(part)])
    if (at.type === 'CallExpression') {
      const write = this.maps.write(this.ctx, at)
      if (write) return [...this.maps.take(), write]
      const update = this.update(at)
      if (update) return [...this.maps.take(), ...update]
      const own = functionOf(at.callee, this.ctx.scopes)
      if (own) return this.inline(own, at)
    }
    if (isHarmless(this.ctx, at)) return []
    this.ctx.lower(this.ctx, at)
    return []
  }

  inline(fn: FunctionNode, node: CallExpression): readonly Stmt[] {
    if (fn.async || fn.generator) throw new Stays('an async function runs in user space', node)
    if (this.ctx.inlining.has(fn)) throw new Stays('a function that calls itself', node)
    const names = new Map(this.ctx.names)
    fn.params.forEach((parameter, i) => {
      const argument = node.arguments[i]
      if (argument?.type === 'SpreadElement') throw new Stays('spread arguments', node)
      bindPattern(
        this.ctx,
        names,
        parameter,
        argument ? this.ctx.lower(this.ctx, argument) : known(undefined),
      )
    })
    const inner: Context = { ...this.ctx, names, inlining: new Set([...this.ctx.inlining, fn]) }
    return [...this.maps.take(), ...this.within(inner).body(fn)]
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
    const site = this.addedTo(call) ?? this.sites.get(call)
    const kind = aggregations.find(a => a === site?.callee)
    if (!site || !kind || (site.explicit && site.call === call)) return undefined
    const args = call.arguments.map(argument => {
      if (argument.type === 'SpreadElement') throw new Stays('spread arguments', argument)
      return argument
    })
    const value = kind === 'count' ? undefined : this.amount(kind, args.shift(), call)
    const given = site.explicit ? site.call.arguments[1] : undefined
    const range = site.explicit ? given : kind === 'lhist' ? args.shift() : undefined
    const linear = kind === 'lhist' ? this.linear(range as Expression | undefined, call) : undefined
    const use: TableUse = {
      site,
      kind,
      ...(name !== undefined && { name }),
      ...(linear && { linear }),
      ...(kind === 'quantiles' && value && rangeOf(value).lo < 0n && { signed: true }),
    }
    return this.keyed(
      args.map(argument => this.part(this.ctx.lower(this.ctx, argument), argument)),
      key => {
        const table = this.tableNumber(use, key)
        if (table === undefined) throw new Stays('the key is too large for a table in the kernel', call)
        return [{ kind: 'update', table, key, at: call.start, ...(value && { value }) }]
      },
    )
  }

  /** The site of the table that `calls.add(…)` adds to. */
  addedTo(call: CallExpression): Site | undefined {
    if (call.callee.type !== 'MemberExpression' || propertyName(call.callee) !== 'add') return undefined
    if (call.callee.object.type !== 'Identifier') return undefined
    const binding = this.ctx.scopes.resolve(call.callee.object)
    if (!binding || binding.writes > 0) return undefined
    const site = [...this.sites.values()].find(s => s.explicit && s.binding === binding)
    if (site && isUsedWithEvents(site, binding))
      throw new Stays(`"${binding.name}" is read or cleared between events`, call)
    if (site && extremes.has(site.callee) && isCleared(binding))
      throw new Stays(`"${binding.name}" is cleared while running, and extremes cannot be taken back`, call)
    return site
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
      case 'bigint': {
        const range = rangeOf(value.expr)
        if (within(range, signed64)) return { kind: 'int', value: value.expr, decode: 'bigint' }
        if (!within(range, unsigned64)) throw new Stays('a key of more than 64 bits', node)
        return { kind: 'int', value: value.expr, decode: 'unsigned' }
      }
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
    const expr = this.integer(kind, this.ctx.lower(this.ctx, node), node)
    if (!within(rangeOf(expr), signed64)) throw new Stays('a value of more than 64 bits', node)
    const { lo, hi } = rangeOf(expr)
    // A number would take a thousand events to get there, at the ends of its range.
    if (sums.has(kind) && (lo < safe.lo || hi > safe.hi)) throw new Stays('the sum may exceed 64 bits', node)
    return expr
  }

  integer(kind: Aggregation, value: Value, node: Expression): IntExpr {
    if (value.type === 'number') return exact(this.ctx, value.expr, node)
    if (value.type === 'bigint') return value.expr
    // Below the buckets' edges, which are integers, a quotient and its whole part are the same.
    const quotient = value.type === 'scaled' && kind === 'hist' ? divided(value) : undefined
    if (quotient) return quotient
    const integer = value.type === 'constant' ? integerOf(value.value) : undefined
    if (integer === undefined) throw new Stays('the value may be a fraction', node)
    return constant(integer)
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

const sums: ReadonlySet<string> = new Set(['sum', 'avg', 'stats'])

/** Kinds of tables that hold a least or greatest value, which a reading cannot subtract. */
const extremes: ReadonlySet<string> = new Set(['min', 'max', 'stats'])

/** Whether something but additions happens to the table in the order of events, which the kernel would be ahead of. */
const isUsedWithEvents = ({ module }: Site, binding: Binding): boolean =>
  binding.reads.some(({ node, parent, grandparent }) => {
    const adds =
      parent.type === 'MemberExpression' &&
      parent.object === node &&
      propertyName(parent) === 'add' &&
      grandparent.type === 'CallExpression' &&
      grandparent.callee === parent
    return !adds && runsWithEvents(module, node)
  })

/** Whether the script may clear the table, or gives it away. */
const isCleared = (binding: Binding): boolean =>
  binding.reads.some(
    ({ node, parent }) =>
      parent.type !== 'MemberExpression' ||
      parent.object !== node ||
      (propertyName(parent) ?? 'clear') === 'clear',
  )

type Choice =
  | KeyExpr
  | { readonly kind: 'choice'; readonly test: BoolExpr; readonly yes: Choice; readonly no: Choice }
