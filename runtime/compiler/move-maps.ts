/** Uses of shared maps in a handler that moves whole: reads within expressions, writes as statements. */

import { bare, type CallExpression, type Expression, type Node, propertyName } from './ast.ts'
import { type Context, exact, type MapUses } from './context.ts'
import { type BoolExpr, type KeyExpr, rangeOf, type Stmt, signed64, within } from './ir.ts'
import type { MapPlanner } from './map-plan.ts'
import type { Site } from './sites.ts'
import { known, Stays, type Value } from './value.ts'

/** The maps of one handler: what it has read so far, and the statements that are to come before the next one. */
export class HandlerMaps {
  readonly #planner: MapPlanner
  #pending: Stmt[] = []
  #reads = 0
  /** The maps that the handler uses: if there is any, nothing of it can be left to user space. */
  readonly used = new Set<Site>()

  constructor(planner: MapPlanner) {
    this.#planner = planner
  }

  /** The reads that were lowered since the last call. */
  take(): Stmt[] {
    const taken = this.#pending
    this.#pending = []
    return taken
  }

  /** For a context, with what is known of earlier reads. */
  uses(found: MapUses['found']): MapUses {
    return { found, read: (ctx, call) => this.#read(ctx, call) }
  }

  #siteOf(ctx: Context, call: CallExpression): Site | undefined {
    if (call.callee.type !== 'MemberExpression' || call.callee.object.type !== 'Identifier') return undefined
    return this.#planner.siteOf(ctx.scopes.resolve(call.callee.object))
  }

  #read(ctx: Context, call: CallExpression): Value | undefined {
    const site = this.#siteOf(ctx, call)
    const method = call.callee.type === 'MemberExpression' ? propertyName(call.callee) : undefined
    if (!site || (method !== 'get' && method !== 'has')) return undefined
    const { key, map } = this.#locate(ctx, site, call)
    const read = this.#reads++
    const found: BoolExpr = { kind: 'found', read }
    this.#pending.push({ kind: 'mapGet', map, key, read })
    if (method === 'has') return { type: 'boolean', expr: found }
    const { type, range } = this.#planner.contents(site, call)
    const value: Value = { type, expr: { kind: 'loaded', read, range } }
    return { type: 'choose', test: found, yes: value, no: known(undefined) }
  }

  /** `m.set(key, value)` and `m.delete(key)` as statements; undefined if the call is no such thing. */
  write(ctx: Context, call: CallExpression): Stmt | undefined {
    const site = this.#siteOf(ctx, call)
    const method = call.callee.type === 'MemberExpression' ? propertyName(call.callee) : undefined
    if (!site || (method !== 'set' && method !== 'delete')) return undefined
    const { key, map } = this.#locate(ctx, site, call)
    if (method === 'delete') return { kind: 'mapDelete', map, key }
    const argument = call.arguments[1]
    if (!argument || argument.type === 'SpreadElement') throw new Stays('nothing to put into the map', call)
    const value = ctx.lower(ctx, argument)
    const [expr, type] =
      value.type === 'bigint'
        ? [value.expr, 'bigint' as const]
        : value.type === 'number'
          ? [exact(ctx, value.expr, argument), 'number' as const]
          : constantInteger(value, argument)
    if (!within(rangeOf(expr), signed64)) throw new Stays('a value of more than 64 bits in a map', argument)
    this.#planner.put(site, expr, type, call)
    return { kind: 'mapSet', map, key, value: expr }
  }

  #locate(ctx: Context, site: Site, call: CallExpression): { key: readonly KeyExpr[]; map: number } {
    this.used.add(site)
    const [argument] = call.arguments
    if (!argument || argument.type === 'SpreadElement') throw new Stays('a map needs a key', call)
    const at = bare(argument)
    const tuple = at.type === 'ArrayExpression'
    const parts = tuple ? at.elements : [at]
    const key = parts.map(part => {
      if (!part || part.type === 'SpreadElement') throw new Stays('a key with holes or spreads', call)
      return keyPart(ctx, ctx.lower(ctx, part as Expression), part)
    })
    return { key, map: this.#planner.use(site, call, key, tuple) }
  }
}

const constantInteger = (value: Value, node: Node): readonly [KeyInt['value'], 'number' | 'bigint'] => {
  if (value.type === 'constant') {
    const inside = value.value
    if (typeof inside === 'bigint') return [{ kind: 'const', value: inside }, 'bigint']
    if (typeof inside === 'number' && Number.isSafeInteger(inside) && !Object.is(inside, -0))
      return [{ kind: 'const', value: BigInt(inside) }, 'number']
  }
  throw new Stays('a map in the kernel holds integers', node)
}

type KeyInt = Extract<KeyExpr, { kind: 'int' }>

const keyPart = (ctx: Context, value: Value, node: Node): KeyExpr => {
  switch (value.type) {
    case 'number':
      return { kind: 'int', value: exact(ctx, value.expr, node), decode: 'number' }
    case 'bigint':
      return { kind: 'int', value: value.expr, decode: 'bigint' }
    case 'syscall':
      return { kind: 'int', value: { kind: 'raw', raw: 'nr', width: 'u32' }, decode: 'syscall' }
    case 'string':
      return { kind: 'string', string: value.string }
    default:
      throw new Stays('such a key of a map', node)
  }
}

/** What a test being true (or false) tells of map reads. */
export const factsOf = (test: BoolExpr, holds: boolean): ReadonlyMap<number, boolean> => {
  switch (test.kind) {
    case 'found':
      return new Map([[test.read, holds]])
    case 'not':
      return factsOf(test.of, !holds)
    case 'and':
    case 'or':
      // a && b tells of both when it holds, a || b when it does not.
      return (test.kind === 'and') === holds
        ? new Map([...factsOf(test.left, holds), ...factsOf(test.right, holds)])
        : new Map()
    default:
      return new Map()
  }
}
