/** A summary as text for people: syscalls, processes, errors, and last, where it is seen on a terminal, the totals. */

import { formatValue } from '../format.ts'
import { coloured, type Paint, plain } from '../tables/paint.ts'
import { renderTable } from '../tables/render.ts'
import { padEnd, padStart, textWidth } from '../tables/text-width.ts'
import { formatDuration } from '../tables/units.ts'
import type { sortColumns } from './option-table.ts'
import type { Summary, SyscallSummary } from './summary.ts'

export type SortColumn = (typeof sortColumns)[number]

export interface SummaryTextOptions {
  /** `calls` unless given. Columns that processes have not sort these by calls. */
  readonly sort?: SortColumn
  /** Rows of each table; 0 for all. */
  readonly top?: number
  /** A histogram of each syscall that is shown. */
  readonly hist?: boolean
  readonly color?: boolean
  /** The terminal's width: columns that do not fit are left out, the least wanted first. Absent: all are shown. */
  readonly columns?: number
}

const percent = (part: number, of: number): string => (of === 0 ? '0.0' : ((100 * part) / of).toFixed(1))

interface Column<Row> {
  readonly title: string
  readonly left?: boolean
  /** Which columns a narrow terminal keeps: the lowest. Absent: always. */
  readonly optional?: number
  readonly cell: (row: Row) => string
}

const nameColumn = <Row>(title: string, cell: (row: Row) => string): Column<Row> => ({
  title,
  left: true,
  cell,
})

const syscallColumns = ({ calls, totalNs }: Summary): readonly Column<SyscallSummary>[] => [
  { title: 'calls', cell: row => `${row.calls}` },
  { title: '% calls', optional: 4, cell: row => percent(row.calls, calls) },
  { title: 'errors', cell: row => (row.errors === 0 ? '' : `${row.errors}`) },
  { title: 'total', optional: 3, cell: row => formatDuration(row.totalNs) },
  { title: '% time', optional: 6, cell: row => percent(row.totalNs, totalNs) },
  { title: 'avg', cell: row => formatDuration(Math.round(row.avgNs)) },
  { title: 'min', optional: 8, cell: row => formatDuration(row.minNs) },
  { title: 'p50', optional: 5, cell: row => formatDuration(Math.round(row.p50Ns)) },
  { title: 'p95', optional: 7, cell: row => formatDuration(Math.round(row.p95Ns)) },
  { title: 'p99', optional: 1, cell: row => formatDuration(Math.round(row.p99Ns)) },
  { title: 'max', optional: 2, cell: row => formatDuration(row.maxNs) },
  nameColumn('syscall', row => row.name),
]

const processColumns = ({ calls, totalNs }: Summary): readonly Column<Summary['processes'][number]>[] => [
  { title: 'calls', cell: row => `${row.calls}` },
  { title: '% calls', optional: 2, cell: row => percent(row.calls, calls) },
  { title: 'errors', cell: row => (row.errors === 0 ? '' : `${row.errors}`) },
  { title: 'total', optional: 1, cell: row => formatDuration(row.totalNs) },
  { title: '% time', optional: 3, cell: row => percent(row.totalNs, totalNs) },
  { title: 'avg', cell: row => formatDuration(Math.round(row.avgNs)) },
  { title: 'pid', cell: row => `${row.pid}` },
  nameColumn('process', row => formatValue(row.comm)),
]

const errorColumns: readonly Column<Summary['byError'][number]>[] = [
  { title: 'count', cell: row => `${row.count}` },
  nameColumn('error', row => row.error),
  { ...nameColumn('meaning', row => row.text), optional: 1 },
  nameColumn('of', row => mostOf(row.syscalls)),
]

const syscallsOfError = 3

const mostOf = (syscalls: Summary['byError'][number]['syscalls']): string => {
  const named = syscalls.slice(0, syscallsOfError).map(({ name, count }) => `${name} ${count}`)
  const more = syscalls.length - syscallsOfError
  return `${named.join(', ')}${more > 0 ? `, ${more} more` : ''}`
}

const gap = 2

/** The columns that fit, and their widths. */
const fitting = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number | undefined,
): { column: Column<Row>; width: number }[] => {
  let shown = columns.map(column => ({
    column,
    width: rows.reduce((most, row) => Math.max(most, textWidth(column.cell(row))), textWidth(column.title)),
  }))
  const size = (): number => shown.reduce((total, { width }) => total + gap + width, 0)
  while (width !== undefined && size() > width) {
    const least = Math.max(...shown.map(({ column }) => column.optional ?? 0))
    if (least === 0) break
    shown = shown.filter(({ column }) => column.optional !== least)
  }
  return shown
}

const table = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { columns: width }: SummaryTextOptions,
  paint: Paint,
): string[] => {
  const shown = fitting(columns, rows, width)
  const line = (cellOf: (column: Column<Row>) => string): string =>
    shown
      .map(({ column, width: own }, i) => {
        const cell = cellOf(column)
        const text = column.left ? (i === shown.length - 1 ? cell : padEnd(cell, own)) : padStart(cell, own)
        return `${' '.repeat(gap)}${text}`
      })
      .join('')
  return [
    paint(
      'title',
      line(column => column.title),
    ),
    ...rows.map(row => line(column => column.cell(row))),
  ]
}

const numberOf: Readonly<Record<Exclude<SortColumn, 'name'>, (row: SyscallSummary) => number>> = {
  calls: row => row.calls,
  errors: row => row.errors,
  total: row => row.totalNs,
  avg: row => row.avgNs,
  min: row => row.minNs,
  max: row => row.maxNs,
  p50: row => row.p50Ns,
  p95: row => row.p95Ns,
  p99: row => row.p99Ns,
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Syscalls in the order of a column: the greatest first, names by the alphabet. */
export const sortSyscalls = (rows: readonly SyscallSummary[], sort: SortColumn): SyscallSummary[] =>
  rows.toSorted((a, b) => {
    if (sort === 'name') return byText(a.name, b.name)
    const of = numberOf[sort]
    return of(b) - of(a) || b.calls - a.calls || byText(a.name, b.name)
  })

const sortProcesses = (rows: Summary['processes'], sort: SortColumn): Summary['processes'] => {
  const of = (row: Summary['processes'][number]): number =>
    sort === 'errors' ? row.errors : sort === 'total' ? row.totalNs : sort === 'avg' ? row.avgNs : row.calls
  return rows.toSorted(
    (a, b) =>
      (sort === 'name' ? byText(a.comm, b.comm) : of(b) - of(a)) || b.calls - a.calls || a.pid - b.pid,
  )
}

const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

/** A line for the rows that are not shown. */
const leftOut = (
  rows: readonly { readonly calls: number; readonly errors: number }[],
  what: readonly [one: string, many: string],
): string => {
  const calls = rows.reduce((total, row) => total + row.calls, 0)
  const errors = rows.reduce((total, row) => total + row.errors, 0)
  const failed = errors > 0 ? `, ${errors} failed` : ''
  return `  … ${counted(rows.length, `more ${what[0]}`, `more ${what[1]}`)}: ${counted(calls, 'call')}${failed}`
}

const histogramText = (rows: readonly SyscallSummary[], { color, columns }: SummaryTextOptions): string =>
  renderTable(
    {
      name: 'latency',
      kind: 'hist',
      keyNames: ['syscall'],
      unit: 'ns',
      rows: rows.map(({ name, histogram }) => ({ key: [name], value: histogram })),
    },
    { color: color ?? false, columns: columns ?? 80 },
  )

/** Losses in people's words; what is no loss is not among the drops. */
const dropped: Readonly<Record<string, string>> = {
  dropped: 'ring full',
  tableFull: 'table full',
  followFull: 'processes not followed',
}
const notCounted: Readonly<Record<string, (n: number) => string>> = {
  noEntry: n => `${counted(n, 'call')} that had begun before tracing`,
  otherNumbers: n => `${counted(n, 'call')} of 32-bit programs`,
}

/** A time as a person says it. */
const secondsText = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 3 : 1)} s`

const rateText = (calls: number, ms: number): string => {
  const rate = ms > 0 ? (calls * 1000) / ms : 0
  return `${rate < 10 ? Number(rate.toFixed(1)) : Math.round(rate)} events/s`
}

const totals = (summary: Summary, paint: Paint): string[] => {
  const { calls, durationMs, errors, losses, totalNs } = summary
  const drops = Object.entries(losses).filter(([cause]) => cause in dropped)
  const n = drops.reduce((total, [, count]) => total + count, 0)
  const causes = drops.map(([cause, count]) => `${dropped[cause]} ${count}`)
  const others = Object.entries(losses).flatMap(([cause, count]) => notCounted[cause]?.(count) ?? [])
  const line = (title: string, text: string): string => `${paint('name', `${title}:`)} ${text}`
  return [
    line('Duration', secondsText(durationMs)),
    line('Total events', `${calls} (${rateText(calls, durationMs)})`),
    line('Errors', errors === 0 ? '0' : `${errors} (${percent(errors, calls)} %)`),
    line('Time in calls', formatDuration(totalNs)),
    n === 0 ? line('Drops', '0') : paint('note', `Drops: ${n} (${causes.join(', ')})`),
    ...(others.length > 0 ? [line('Not counted', others.join(', '))] : []),
  ]
}

/**
 * The whole summary, each line ended; of an interval, its number and totals in one line first, and no processes or errors
 * that there are none of.
 *
 * @example summaryText(summary, { sort: 'p99', top: 10 })
 */
export const summaryText = (summary: Summary, options: SummaryTextOptions = {}): string => {
  const paint = options.color ? coloured : plain
  const top = options.top || Number.POSITIVE_INFINITY
  const sort = options.sort ?? 'calls'
  const syscalls = sortSyscalls(summary.syscalls, sort)
  const processes = sortProcesses(summary.processes, sort)
  const section = <Row>(
    columns: readonly Column<Row>[],
    rows: readonly Row[],
    rest: (rows: readonly Row[]) => string,
  ): string[] =>
    rows.length === 0
      ? []
      : [
          ...table(columns, rows.slice(0, top), options, paint),
          ...(rows.length > top ? [paint('title', rest(rows.slice(top)))] : []),
          '',
        ]
  const { byError, interval } = summary
  const lines = [
    ...(interval === undefined ? [] : [paint('title', `--- ${interval}`)]),
    ...section(syscallColumns(summary), syscalls, rows => leftOut(rows, ['syscall', 'syscalls'])),
    ...section(processColumns(summary), processes, rows => leftOut(rows, ['process', 'processes'])),
    ...section(errorColumns, byError, rows => `  … ${counted(rows.length, 'more error')}`),
  ]
  const histograms =
    options.hist && syscalls.length > 0 ? `${histogramText(syscalls.slice(0, top), options)}\n` : ''
  return `${[...lines, ...histograms.split('\n').slice(0, -1), ...totals(summary, paint)].join('\n')}\n`
}
