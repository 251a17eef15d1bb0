/** A table as text for a terminal or a file. */

import { formatValue } from '../format.ts'
import { coloured, type Paint, plain } from './paint.ts'
import { renderColumns } from './render-columns.ts'
import { renderHistogram } from './render-histogram.ts'
import type { TableSnapshot } from './snapshot.ts'

export interface RenderOptions {
  readonly color?: boolean
  /** The width of the terminal; 80 unless given. Only bars adapt to it: keys and values are never cut. */
  readonly columns?: number
}

const times = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

const notes = ({ more = 0, invalid = 0, full = 0 }: TableSnapshot, paint: Paint): string[] => {
  const lines: string[] = []
  if (more > 0) lines.push(paint('title', `  … ${more} more`))
  if (invalid > 0)
    lines.push(paint('note', `  ! ${times(invalid, 'value was not a number', 'values were not numbers')}`))
  if (full > 0)
    lines.push(
      paint('note', `  ! ${times(full, 'value', 'values')} not counted: the table has no room for more rows`),
    )
  return lines
}

/**
 * The whole table, each line ended. Keys are shown with control characters escaped.
 *
 * @example
 * calls
 *   comm  count
 *   bash    812
 *   cat       3
 */
export const renderTable = (
  snapshot: TableSnapshot,
  { color = false, columns = 80 }: RenderOptions = {},
): string => {
  const paint = color ? coloured : plain
  const isHistogram = snapshot.kind === 'hist' || snapshot.kind === 'lhist'
  const lines =
    snapshot.rows.length === 0
      ? [`${paint('name', formatValue(snapshot.name))}: ${paint('title', 'empty')}`]
      : isHistogram
        ? renderHistogram(snapshot, paint, columns)
        : renderColumns(snapshot, paint)
  return `${[...lines, ...notes(snapshot, paint)].join('\n')}\n`
}
