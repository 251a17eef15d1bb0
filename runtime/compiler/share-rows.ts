/**
 * Tables to which the same handlers add under the same keys share one map, with a cell of each in its values: an event then looks
 * its row up once for all of them.
 */

import type { MapSpec } from '../../bpf/spec.ts'
import type { Stmt } from './ir.ts'
import { identity } from './ir-walk.ts'
import type { HandlerPlan } from './plan.ts'
import { type KernelTable, planPages } from './table-plan.ts'

/** Where each table is added to: the handler and the key, by the table's index. */
const usesOf = (handlers: readonly HandlerPlan[]): Map<number, Set<string>> => {
  const uses = new Map<number, Set<string>>()
  const walk = (handler: number, body: readonly Stmt[]): void => {
    for (const stmt of body)
      if (stmt.kind === 'if') {
        walk(handler, stmt.yes)
        walk(handler, stmt.no)
      } else if (stmt.kind === 'update') {
        const known = uses.get(stmt.table) ?? new Set()
        uses.set(stmt.table, known.add(`${handler} ${identity(stmt.key)}`))
      }
  }
  for (const { index, variants } of handlers) for (const { body } of variants) walk(index, body)
  return uses
}

/** Gives tables with the same keys one map, and the same pages; the order of tables stays. */
export const shareRows = (
  tables: readonly KernelTable[],
  handlers: readonly HandlerPlan[],
  cpus: number,
): readonly KernelTable[] => {
  if (tables.length < 2) return tables
  const uses = usesOf(handlers)
  const groups = new Map<string, number[]>()
  for (const [index, { bucketOffset, numbering, shape, pages }] of tables.entries()) {
    const used = uses.get(index)
    // A histogram's rows are its buckets, which no other table has.
    if (!used || bucketOffset !== undefined || (numbering && numbering.buckets > 1)) continue
    const key = identity([[...used].sort(), shape, pages !== undefined])
    groups.set(key, [...(groups.get(key) ?? []), index])
  }
  const shared = [...tables]
  for (const group of [...groups.values()].flatMap(indices => fitting(indices, tables))) {
    const [first, ...others] = group
    if (first === undefined || others.length === 0) continue
    const { map, numbering, pages } = tables[first]!
    const valueSize = group.reduce((sum, index) => sum + tables[index]!.map.valueSize, 0)
    // Rows of one table need not be rows of another: together they have the room that they had.
    const maxEntries = map.type === 'percpu_hash' ? map.maxEntries * group.length : map.maxEntries
    const shares = pages && { pages: planPages(numbering!, valueSize, first, cpus) }
    let cellOffset = 0
    for (const index of group) {
      const table = tables[index]!
      shared[index] = { ...table, map: { ...map, valueSize, maxEntries }, cellOffset, ...shares }
      cellOffset += table.map.valueSize
    }
  }
  return shared
}

/** All maps of tables, each once. */
export const tableMaps = (tables: readonly KernelTable[]): readonly MapSpec[] => [
  ...new Map(
    tables
      .flatMap(({ map, pages }) => (pages ? [map, pages.index, pages.cells] : [map]))
      .map(map => [map.name, map]),
  ).values(),
]

/** An empty row is made on the stack, which has room for this much. */
const mostRowBytes = 96

/** Parts of a group whose rows are not too large. */
const fitting = (group: readonly number[], tables: readonly KernelTable[]): number[][] => {
  const parts: number[][] = []
  let size = mostRowBytes
  for (const index of group) {
    const own = tables[index]!.map.valueSize
    size += own
    if (size > mostRowBytes) {
      parts.push([])
      size = own
    }
    parts.at(-1)!.push(index)
  }
  return parts
}
