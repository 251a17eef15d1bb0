/** How the table of a call site is called: after the call as written, its columns after the key's expressions. */

import { bare, type Expression } from './compiler/ast.ts'
import type { Site } from './compiler/sites.ts'
import type { TableDescription } from './script/registry.ts'

/** Arguments before the key. */
const leading = (callee: string): number => (callee === 'count' ? 0 : callee === 'lhist' ? 2 : 1)

/** A table that is added to elsewhere is called as its variable, and described by its first `add`. */
const describeExplicit = (
  site: Site,
  source: (node: { start: number; end: number }) => string,
): TableDescription => {
  const call = site.binding?.reads
    .map(read => read.grandparent)
    .find(node => node.type === 'CallExpression' && /\.add$/.test(source(node.callee)))
  const args = call?.type === 'CallExpression' ? call.arguments.map(source) : []
  return {
    name: site.binding?.name ?? site.callee,
    keyNames: args.slice(site.callee === 'count' ? 0 : 1).map(columnName),
    ...(site.callee !== 'count' && /(^|\.)duration$/.test(args[0] ?? '') && { unit: 'ns' as const }),
  }
}

/** `e.comm` is shown as `comm`. */
const columnName = (text: string): string => text.replace(/^\w+\.(?:args\.)?/, '').replaceAll(/\s+/g, ' ')

/**
 * Describes the table of a call such as `hist(e.duration, e.comm)`.
 *
 * @example describeTable(site) // { name: 'hist(e.duration, e.comm)', keyNames: ['comm'], unit: 'ns' }
 */
export const describeTable = (site: Site | undefined): TableDescription => {
  if (!site) return { name: 'table', keyNames: [] }
  const { text } = site.module
  const source = (node: { start: number; end: number }): string => text.slice(node.start, node.end)
  if (site.callee === 'map') return { name: site.binding?.name ?? 'map', keyNames: [] }
  if (site.explicit) return describeExplicit(site, source)
  const args = site.call.arguments
  const value = site.callee === 'count' ? undefined : args[0]
  const bareValue = value && value.type !== 'SpreadElement' ? bare(value as Expression) : undefined
  return {
    name: source(site.call).replaceAll(/\s+/g, ' '),
    keyNames: args.slice(leading(site.callee)).map(arg => columnName(source(arg))),
    ...(bareValue && /(^|\.)duration$/.test(source(bareValue)) && { unit: 'ns' as const }),
  }
}
