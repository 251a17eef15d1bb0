/** Tables of numbers as aligned columns: keys to the left, values to the right. */

import { formatValue } from '../format.ts'
import type { Paint } from './paint.ts'
import type { KeyPart, Quantiles, Stats, TableRow, TableSnapshot } from './snapshot.ts'
import { padEnd, padStart, textWidth } from './text-width.ts'
import { formatColumn } from './units.ts'

interface Column {
  readonly title: string
  readonly cells: readonly string[]
  readonly right: boolean
}

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'

const keyText = (part: KeyPart): string => (part === '' ? '""' : formatValue(part))

const keyColumns = ({ rows, keyNames }: TableSnapshot): Column[] => {
  const parts = rows.reduce((most, { key }) => Math.max(most, key.length), 0)
  return Array.from({ length: parts }, (_, at) => ({
    title: formatValue(keyNames[at] ?? ''),
    cells: rows.map(({ key }) => (at < key.length ? keyText(key[at]) : '')),
    right: rows.every(({ key }) => isNumber(key[at])),
  }))
}

const statsColumns = ['count', 'avg', 'min', 'max', 'sum'] as const
const quantilesColumns = ['count', 'p50', 'p90', 'p95', 'p99', 'max'] as const

const columnsOf = <Name extends string>(
  names: readonly Name[],
  values: readonly Readonly<Record<Name, number | bigint>>[],
  unit: TableSnapshot['unit'],
): Column[] =>
  names.map(title => ({
    title,
    cells: formatColumn(
      values.map(value => value[title]),
      title === 'count' ? undefined : unit,
    ),
    right: true,
  }))

const mapColumn = (rows: readonly TableRow[], unit: TableSnapshot['unit']): Column => {
  const values = rows.map(row => row.value)
  return values.every(isNumber)
    ? { title: 'value', cells: formatColumn(values, unit), right: true }
    : { title: 'value', cells: values.map(formatValue), right: false }
}

const valueColumns = ({ kind, rows, unit }: TableSnapshot): Column[] => {
  switch (kind) {
    case 'stats':
      return columnsOf(
        statsColumns,
        rows.map(({ value }) => value as Stats),
        unit,
      )
    case 'quantiles':
      return columnsOf(
        quantilesColumns,
        rows.map(({ value }) => value as Quantiles),
        unit,
      )
    case 'map':
      return [mapColumn(rows, unit)]
    default: {
      const values = rows.map(({ value }) => value as number | bigint)
      return [{ title: kind, cells: formatColumn(values, kind === 'count' ? undefined : unit), right: true }]
    }
  }
}

/** The name, a line of titles and a line per row; a single value without a key is one line. */
export const renderColumns = (snapshot: TableSnapshot, paint: Paint): string[] => {
  const name = paint('name', formatValue(snapshot.name))
  const keys = keyColumns(snapshot)
  const values = valueColumns(snapshot)
  if (keys.length === 0 && values.length === 1) return [`${name}: ${paint('number', values[0]!.cells[0]!)}`]
  const columns = [...keys, ...values]
  const widths = columns.map(({ title, cells }) =>
    cells.reduce((most, cell) => Math.max(most, textWidth(cell)), textWidth(title)),
  )
  const line = (textOf: (column: Column) => string, style: (text: string, at: number) => string): string =>
    columns
      .map((column, at) => {
        const text = textOf(column)
        const padded = column.right
          ? padStart(text, widths[at]!)
          : at === columns.length - 1
            ? text
            : padEnd(text, widths[at]!)
        return style(padded, at)
      })
      .join('  ')
  return [
    name,
    `  ${line(
      ({ title }) => title,
      text => paint('title', text),
    )}`,
    ...snapshot.rows.map(
      (_, row) =>
        `  ${line(
          ({ cells }) => cells[row]!,
          (text, at) => (at < keys.length ? text : paint('number', text)),
        )}`,
    ),
  ]
}
