/**
 * Which tables and maps of a script go on in its next version: those of the calls that are called the same there. A call is
 * called after its `.as('name')`, its `count.table('name')` or the variable that it makes, else after its text; of several that
 * are called the same, the first goes on in the first.
 */

import type { Site } from './compiler/sites.ts'
import { describeTable } from './describe-table.ts'
import type { AnyMap, Registry } from './script/registry.ts'
import type { AggregateKind } from './tables/aggregate.ts'
import type { Table } from './tables/table.ts'

/** A version of a script: the calls that were found in it, and what they made while it ran. */
export interface Version {
  readonly sites: readonly Site[]
  readonly registry: Registry
}

/** Says that a table of the version before does not go on. */
export type StartsEmpty = (table: string, why: string) => void

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
 */
export const inherit = (before: Version, now: Version, startsEmpty: StartsEmpty): void => {
  const sites = named(now.sites)
  const heirs = new Map([...named(before.sites)].map(([name, site]) => [site.id, sites.get(name)]))
  const left = new Set<Table<AggregateKind> | AnyMap>(
    before.registry.tables as unknown as readonly Table<AggregateKind>[],
  )
  for (const site of before.sites) {
    const made = madeBy(before, site)
    if (!made) continue
    left.delete(made)
    const heir = heirs.get(site.id)
    const why = heir ? differs(site, heir) : 'the script has it no longer'
    if (heir && why === undefined) now.registry.inherited.set(heir.id, made)
    else if (made.size > 0) startsEmpty(made.name, why!)
  }
  for (const table of left) if (table.size > 0) startsEmpty(table.name, 'the place of its call is not known')
}
