/**
 * Which tables and maps of a script go on in its next version: those of the calls that are called the same there. A call is
 * called after its `.as('name')`, its `count.table('name')` or the variable that it makes, else after its text; of several that
 * are called the same, the first goes on in the first.
 */

import type { Site } from '../compiler/sites.ts'
import { describeTable } from '../describe-table.ts'
import type { AnyMap, AnyTable, Registry } from '../script/registry.ts'
import type { AggregateKind } from '../tables/aggregate.ts'
import type { Table } from '../tables/table.ts'

/** A version of a script: the calls that were found in it, and what they made while it ran. */
export interface Version {
  readonly sites: readonly Site[]
  readonly registry: Registry
}

/** Says that a table does not go on: it is no more, unless there is a reason why it starts empty. */
export const lossText = ({ name, kind }: { name: string; kind: string }, why: string | undefined): string =>
  `systrace: the ${kind === 'map' ? 'map' : 'table'} "${name}" ${why === undefined ? 'is no more: the script has it no longer' : `starts empty: ${why}`}`

const given = /^\s*\.\s*as\(\s*(["'`])((?:(?!\1)[^\\$])+)\1\s*\)/

/** What a call is called, as far as its text shows it. */
const nameOf = (site: Site): string => {
  const { text } = site.module
  const named = given.exec(text.slice(site.call.end))?.[2]
  if (named !== undefined) return named
  const [first] = site.call.arguments
  if (site.explicit && first?.type === 'Literal' && typeof first.value === 'string') return first.value
  return describeTable(site).name
}

/** Calls that have a table or a map, by what they are called and how often that was there before. */
const named = (sites: readonly Site[]): Map<string, Site> => {
  const seen = new Map<string, number>()
  return new Map(
    sites
      .filter(site => site.callee !== 'on')
      .map(site => {
        const name = nameOf(site)
        const times = seen.get(name) ?? 0
        seen.set(name, times + 1)
        return [`${times} ${name}`, site]
      }),
  )
}

const differs = (before: Site, now: Site): string | undefined => {
  if (before.callee !== now.callee) return `it was ${before.callee}, and is ${now.callee} now`
  const [old, keys] = [before, now].map(site => describeTable(site).keyNames.join(', '))
  return old === keys ? undefined : `its key was "${old}", and is "${keys}" now`
}

/** What a call has made, if it has been called. */
const madeBy = ({ registry }: Version, site: Site): Table<AggregateKind> | AnyMap | undefined =>
  // What a version has not come to use, the next one may.
  registry.bySite.get(site.id) ?? registry.mapsBySite.get(site.id) ?? registry.inherited.get(site.id)

/**
 * Leaves the tables and maps of a version to the next one, before that runs. They are the same objects: what still goes on in
 * the version before, such as an async handler, adds to what the new one shows.
 *
 * @param tell told of what does not go on
 * @returns the heirs of calls, by the sites of both
 */
export const inherit = (
  before: Version,
  now: Version,
  tell: (text: string) => void,
): ReadonlyMap<number, number> => {
  const heirs = new Map<number, number>()
  const sites = named(now.sites)
  const left = new Set<AnyTable | AnyMap>(before.registry.tables)
  for (const [name, site] of named(before.sites)) {
    const heir = sites.get(name)
    const why = heir && differs(site, heir)
    if (heir && why === undefined) heirs.set(site.id, heir.id)
    const made = madeBy(before, site)
    if (!made) continue
    left.delete(made as AnyTable)
    if (heir && why === undefined) now.registry.inherited.set(heir.id, made)
    else if (made.size > 0) tell(lossText(made, why))
  }
  // Of calls that the compiler did not see.
  for (const made of left) if (made.size > 0) tell(lossText(made, undefined))
  return heirs
}
