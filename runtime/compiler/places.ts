/** Where in a script code stands, as far as it decides when it runs. */

import { bare, type Expression, type FunctionNode, isFunction, type Node, walk } from './ast.ts'
import { type ScriptModule, systraceName } from './sites.ts'

/** Calls whose function runs by the clock, and not in the order of events. */
const byTheClock: ReadonlySet<string> = new Set(['every', 'begin', 'end'])

const found = new WeakMap<ScriptModule, readonly { readonly fn: FunctionNode; readonly timed: boolean }[]>()

const functionsOf = (
  module: ScriptModule,
): readonly { readonly fn: FunctionNode; readonly timed: boolean }[] => {
  const known = found.get(module)
  if (known) return known
  const timed = new Set<Node>()
  const functions: FunctionNode[] = []
  walk(module.program, node => {
    if (isFunction(node)) functions.push(node)
    if (node.type !== 'CallExpression') return undefined
    const name = systraceName(node.callee, module.scopes, true)
    const last = node.arguments.at(-1)
    if (name && byTheClock.has(name) && last && last.type !== 'SpreadElement')
      timed.add(bare(last as Expression))
    return undefined
  })
  const all = functions.map(fn => ({ fn, timed: timed.has(fn) }))
  found.set(module, all)
  return all
}

/**
 * Whether a place may run in the order of events: in a handler, or in a function that a handler may call. What stands at the
 * top of the module, or right in a function of `every`, `begin` or `end`, does not.
 */
export const runsWithEvents = (module: ScriptModule, node: Node): boolean =>
  functionsOf(module).some(({ fn, timed }) => !timed && node.start >= fn.start && node.end <= fn.end)
