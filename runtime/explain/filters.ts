/** The filters of a handler that can change while the script runs, as `explain` shows them. */

import { type FilterKind, filterKinds } from '../compiler/filter-config.ts'
import type { FilterValues } from '../compiler/options.ts'
import { durationText } from './condition.ts'

/** Where a handler's filters start, and which there can be. */
export interface ExplainedFilters {
  /** As conditions, all of which must hold; none: everything comes through. */
  readonly start: readonly string[]
  /** What `filter()` takes. */
  readonly kinds: readonly FilterKind[]
}

const listText = (list: readonly unknown[]): string => {
  const values = list.map(value => (typeof value === 'string' ? JSON.stringify(value) : String(value)))
  return values.length === 1 ? `== ${values[0]}` : `in (${values.join(', ')})`
}

export const explainFilters = (start: FilterValues, minDuration: boolean): ExplainedFilters => {
  const texts = filterKinds.flatMap(kind => {
    const value = start[kind]
    if (value === undefined || (kind === 'minDuration' && value === 0)) return []
    if (typeof value === 'number')
      return [kind === 'sample' ? `sample ${value}` : `duration >= ${durationText(BigInt(Math.ceil(value)))}`]
    const name = kind === 'syscalls' ? 'name' : kind
    return [value.length === 0 ? `no ${name}` : `${name} ${listText(value)}`]
  })
  return { start: texts, kinds: filterKinds.filter(kind => kind !== 'minDuration' || minDuration) }
}
