/**
 * Decides what of a handler the kernel does. One rule: moving work changes speed, never output.
 *
 * Two forms come out. If all that a handler does is to count, the kernel does it all (`moved`). Otherwise the kernel sends the
 * event whenever the handler might do something with it, and the handler, which runs as written, decides again.
 */

import type { Span } from '../diagnostic.ts'
import type { FunctionNode, Node } from './ast.ts'
import type { Context } from './context.ts'
import { anyOf, type BoolExpr, branch, not, or, type Stmt, truth } from './ir.ts'
import { isWithin, longStrings, maxParts, someStatement } from './ir-walk.ts'
import { lower } from './lower.ts'
import type { MapPlanner } from './map-plan.ts'
import { Mover, type TableNumber } from './move.ts'
import { HandlerMaps } from './move-maps.ts'
import { Reacher } from './reach.ts'
import { aggregations, type Site } from './sites.ts'
import { Stays } from './value.ts'

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

/** Expressions that are lowered for a handler, those in functions each time that they are called. */
const maxSteps = 10_000

/** Splits a handler for one variant of its syscalls. */
export const splitHandler = (
  context: Omit<Context, 'names' | 'assumed' | 'inlining' | 'lower'>,
  handler: FunctionNode | undefined,
  sites: ReadonlyMap<Node, Site>,
  tableNumber: TableNumber,
  planner: MapPlanner,
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
    budget: { left: maxSteps },
  })

  const maps = new HandlerMaps(planner)
  try {
    const ctx: Context = { ...start(), maps: maps.uses(new Map()) }
    const body = new Mover(ctx, sites, tableNumber, maps).handler(handler)
    // User space cannot go on with an event whose maps are in the kernel.
    if (maps.used.size > 0 && (ctx.assumed.length > 0 || longStrings(body).length > 0))
      throw new Stays('user space may have to go on with an event', handler)
    if (!isWithin(body, maxParts)) throw new Stays('the handler is too large for the kernel', handler)
    if (hasEffect(body))
      return {
        body: branch(anyOf(ctx.assumed.map(not)), [{ kind: 'emit' }], body),
        moved: true,
        condition: truth,
        stays,
      }
  } catch (error) {
    if (!(error instanceof Stays)) throw error
    for (const site of maps.used) planner.blame(site, error.reason)
    if (counts(handler, sites)) note('aggregation', error)
  }

  const ctx = start()
  let condition: BoolExpr = truth
  try {
    condition = new Reacher(ctx, error => note('condition', error)).handler(handler)
  } catch (error) {
    if (!(error instanceof Stays)) throw error
    note('condition', error)
  }
  if (!isWithin(condition, maxParts)) {
    note('condition', new Stays('the condition is too large for the kernel', handler))
    return { body: [{ kind: 'emit' }], moved: false, condition: truth, stays }
  }
  // Also where the assumptions have decided the condition: without them it may be otherwise.
  const test = or(anyOf(ctx.assumed.map(not)), condition)
  return { body: branch(test, [{ kind: 'emit' }], []), moved: false, condition: test, stays }
}

const hasEffect = (body: readonly Stmt[]): boolean =>
  someStatement(body, s => s.kind === 'update' || s.kind === 'mapSet' || s.kind === 'mapDelete')

/** Whether a handler counts, or uses a table or map that was made before. */
const counts = (handler: FunctionNode, sites: ReadonlyMap<Node, Site>): boolean => {
  const isInside = (node: Node): boolean => node.start >= handler.start && node.end <= handler.end
  return [...sites.values()].some(
    ({ callee, call, binding }) =>
      ((aggregations as readonly string[]).includes(callee) && isInside(call)) ||
      (callee !== 'on' && binding?.reads.some(({ node }) => isInside(node))),
  )
}
