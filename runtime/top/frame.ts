/** A model as the lines of a screen: as many as it has, none longer than it is wide. */

import { escapeControls } from '../format.ts'
import { padEnd, padStart, textWidth } from '../tables/text-width.ts'
import { formatDuration } from '../tables/units.ts'
import type { Column, Row, TopModel } from './model.ts'

export interface Screen {
  readonly columns: number
  readonly rows: number
}

/** What a piece of a line is; the terminal layer knows the codes. */
export type Style = 'title' | 'heading' | 'sorted' | 'bad' | 'spark' | 'dim' | 'key' | 'none'
export type Paint = (style: Style, text: string) => string

const sparks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/**
 * A line of bars, the newest to the right; what is nothing is blank.
 *
 * @example sparkline([0, 1, 4, 8], 4) // ' ▁▄█'
 */
export const sparkline = (values: readonly number[], width: number): string => {
  const shown = values.slice(-width)
  const most = Math.max(0, ...shown)
  const bars = shown.map(value =>
    value <= 0 ? ' ' : sparks[Math.min(sparks.length - 1, Math.ceil((value / most) * sparks.length) - 1)]!,
  )
  return padStart(bars.join(''), width)
}

/**
 * A rate in at most six columns: `0.5`, `12`, `3456`, `123k`, `4.5M`.
 *
 * @example rateText(123_456) // '123k'
 */
export const rateText = (rate: number): string => {
  if (rate === 0) return '0'
  if (rate < 9.95) return rate.toFixed(1)
  if (rate < 99_999.5) return rate.toFixed(0)
  if (rate < 999_500) return `${(rate / 1e3).toFixed(0)}k`
  return rate < 99.95e6 ? `${(rate / 1e6).toFixed(1)}M` : `${(rate / 1e6).toFixed(0)}M`
}

/** ns in a second, as how many CPUs or waiting threads that is. */
const shareText = (ns: number): string => {
  const percent = ns / 1e7
  return percent >= 9.95 ? `${percent.toFixed(0)}%` : `${percent.toFixed(1)}%`
}

/** Cut to a width, with a mark where something is missing. */
export const cut = (text: string, width: number): string => {
  if (textWidth(text) <= width) return text
  if (width <= 0) return ''
  let kept = ''
  for (const character of text) {
    if (textWidth(kept + character) > width - 1) break
    kept += character
  }
  return `${kept}…`
}

interface NumberColumn {
  readonly column: Exclude<Column, 'name'>
  readonly title: string
  readonly width: number
  readonly cell: (row: Row) => string
}

const time = (ns: number): string => (ns === 0 ? '-' : formatDuration(Math.round(ns)))

/** In the order in which they are given up when there is no room: the last first. */
const numberColumns: readonly NumberColumn[] = [
  { column: 'calls', title: 'calls/s', width: 8, cell: row => rateText(row.calls) },
  { column: 'errors', title: 'err/s', width: 6, cell: row => (row.errors === 0 ? '' : rateText(row.errors)) },
  { column: 'avg', title: 'avg', width: 6, cell: row => time(row.avgNs) },
  { column: 'p99', title: 'p99', width: 6, cell: row => time(row.p99Ns) },
  { column: 'time', title: 'time', width: 6, cell: row => shareText(row.timeNs) },
]

const pidWidth = 7
const nameWidth = { least: 8, most: 20 }
const sparkWidth = { least: 6, most: 60 }

interface Layout {
  readonly pid: boolean
  readonly name: number
  readonly numbers: readonly NumberColumn[]
  /** 0: none. */
  readonly spark: number
}

const layoutOf = (width: number, pid: boolean): Layout => {
  const fixed = pid ? pidWidth + 1 : 0
  const ofNumbers = (numbers: readonly NumberColumn[]): number =>
    numbers.reduce((total, column) => total + 1 + column.width, 0)
  let numbers = numberColumns
  while (numbers.length > 1 && fixed + nameWidth.least + ofNumbers(numbers) > width)
    numbers = numbers.slice(0, -1)
  const rest = width - fixed - ofNumbers(numbers)
  const name = Math.max(1, Math.min(nameWidth.most, rest >= nameWidth.most ? nameWidth.most : rest))
  const left = rest - name - 2
  const spark = left >= sparkWidth.least ? Math.min(sparkWidth.most, left) : 0
  return { pid, name, numbers, spark }
}

const heading = ({ pid, name, numbers, spark }: Layout, model: TopModel, paint: Paint): string => {
  const arrow = model.reversed ? '▴' : '▾'
  const title = (column: Column, text: string, width: number, left = false): string => {
    const sorted = model.sort === column
    const shown = cut(sorted ? `${text}${arrow}` : text, width)
    return paint(sorted ? 'sorted' : 'heading', left ? padEnd(shown, width) : padStart(shown, width))
  }
  const cells = [
    ...(pid ? [paint('heading', padStart('pid', pidWidth))] : []),
    title('name', model.view === 'syscalls' ? 'syscall' : 'process', name, true),
    ...numbers.map(column => title(column.column, column.title, column.width)),
  ]
  const of = model.latency ? 'latency' : 'rate'
  const text = cells.join(paint('heading', ' '))
  return spark === 0 ? text : text + paint('heading', padEnd(`  ${of}`, spark + 2))
}

const line = (row: Row, { pid, name, numbers, spark }: Layout, paint: Paint): string => {
  const cells = [
    ...(pid ? [padStart(cut(String(row.pid ?? ''), pidWidth), pidWidth)] : []),
    padEnd(cut(escapeControls(row.name), name), name),
    ...numbers.map(({ column, width, cell }) => {
      const text = padStart(cut(cell(row), width), width)
      return column === 'errors' && row.errors > 0 ? paint('bad', text) : text
    }),
  ]
  const text = cells.join(' ')
  return spark === 0 ? text : `${text}  ${paint('spark', sparkline(row.history, spark))}`
}

const clockText = (seconds: number): string => {
  const whole = Math.floor(seconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

/** Pieces of a line, as long as they fit: the later are left out first. */
const fitted = (pieces: readonly (readonly [Style, string])[], width: number, paint: Paint): string => {
  let text = ''
  let used = 0
  for (const [style, piece] of pieces) {
    const size = textWidth(piece) + (used > 0 ? 2 : 0)
    if (used + size > width) {
      if (used === 0) return paint(style, cut(piece, width))
      break
    }
    text += (used > 0 ? '  ' : '') + paint(style, piece)
    used += size
  }
  return text
}

const header = (model: TopModel, width: number, paint: Paint): string[] => {
  const { calls, drops, errors, history, seconds, timeNs } = model.totals()
  const first = fitted(
    [
      ['title', `${rateText(calls)} calls/s`],
      [errors > 0 ? 'bad' : 'none', `${rateText(errors)} errors/s`],
      ...(model.paused ? [['bad', 'paused'] as const] : []),
      [drops > 0 ? 'bad' : 'none', `drops ${drops}`],
      ['none', `in calls ${shareText(timeNs)}`],
      ['dim', clockText(seconds)],
    ],
    width,
    paint,
  )
  return [first, paint('spark', sparkline(history, Math.min(width, history.length)))]
}

const footer = (model: TopModel, width: number, rows: number, paint: Paint): string => {
  if (model.typing) return fitted([['key', `/${escapeControls(model.filter)}▏`]], width, paint)
  const filter = model.filter === '' ? [] : [['key', `/${escapeControls(model.filter)}`] as const]
  const keys = ['? help', 'q quit', 'tab view', '←→ sort', 'r reverse', '/ filter', 'p pause', 'l latency']
  const other = `${rows} ${model.view === 'syscalls' ? (rows === 1 ? 'syscall' : 'syscalls') : rows === 1 ? 'process' : 'processes'}`
  return fitted([...filter, ['none', other], ...keys.map(key => ['dim', key] as const)], width, paint)
}

/** What the keys do, and behind an empty line what the columns are. */
export const topKeys: readonly string[] = [
  'tab, v     syscalls or processes',
  '← →        sort by another column',
  'c e a 9    by calls, errors, average, p99',
  't n        by time, by name',
  'r          the other way round',
  '/          filter by text; esc clears it',
  'l          latency or rate in the lines',
  'p, space   pause',
  '↑ ↓ pgup pgdn home end   scroll',
  'q, ^C      quit;  ^Z suspend;  ^L redraw',
  '',
  'calls/s, err/s: calls, failed calls a second',
  'avg, p99: how long the calls took',
  'time: in these calls, of a second, all threads',
]

/** The screens rows that are not for rows of the table. */
const chrome = ({ rows }: Screen): number => (rows >= 12 ? 4 : 3)

/**
 * The lines of a screen.
 *
 * @example frameOf(model, { columns: 80, rows: 24 }, (_, text) => text)
 */
export const frameOf = (model: TopModel, screen: Screen, paint: Paint): string[] => {
  const { columns: width, rows: height } = screen
  const all = model.rows()
  const room = Math.max(0, height - chrome(screen))
  const [totals, history] = header(model, width, paint) as [string, string]
  const top = chrome(screen) === 4 ? [totals, history] : [totals]
  if (model.help) {
    const lines = topKeys.slice(0, room + 1).map(text => cut(text, width))
    return ended([...top, ...lines], paint('dim', cut('any key: back', width)), height)
  }
  // What no key could know: how many rows there are, and how many fit.
  model.scroll = Math.max(0, Math.min(model.scroll, all.length - room))
  const layout = layoutOf(width, model.view === 'processes')
  const shown = all.slice(model.scroll, model.scroll + room)
  const body = [heading(layout, model, paint), ...shown.map(row => line(row, layout, paint))]
  return ended([...top, ...body], footer(model, width, all.length, paint), height)
}

/** Lines with the last at the bottom. */
const ended = (lines: readonly string[], last: string, height: number): string[] => {
  const body = lines.slice(0, Math.max(0, height - 1))
  return [...body, ...Array.from({ length: Math.max(0, height - 1 - body.length) }, () => ''), last].slice(
    -height,
  )
}
