/** Histograms as bars of eighths, one block of lines per row of the table. */

import { formatValue } from '../format.ts'
import type { Paint } from './paint.ts'
import type { Bucket, TableSnapshot } from './snapshot.ts'
import { type EdgeStyle, formatEdge } from './units.ts'

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/**
 * A bar of `share` (0 to 1) of `width` columns. What is not nothing shows at least its thinnest line.
 *
 * @example bar(0.5, 5) // '██▌'
 */
export const bar = (share: number, width: number): string => {
  if (share <= 0) return ''
  const parts = Math.max(1, Math.round(share * width * 8))
  return '█'.repeat(parts >> 3) + eighths[parts & 7]
}

const widestBar = 50

const edgeStyle = ({ kind, unit }: TableSnapshot): EdgeStyle => {
  if (unit === 'ns') return kind === 'hist' ? 'rough-duration' : 'duration'
  return kind === 'hist' ? 'size' : 'plain'
}

/** Runs of more empty buckets than this are drawn as one line. */
const longestEmptyRun = 8

/** The buckets, with the length of a run in place of a long run of empty ones. */
const fold = (buckets: readonly Bucket[]): (Bucket | number)[] => {
  const folded: (Bucket | number)[] = []
  let run: Bucket[] = []
  for (const bucket of buckets) {
    if (bucket.count === 0) {
      run.push(bucket)
      continue
    }
    if (run.length > longestEmptyRun) folded.push(run.length)
    else folded.push(...run)
    folded.push(bucket)
    run = []
  }
  return folded
}

const longest = (texts: Iterable<string>): number => {
  let length = 0
  for (const text of texts) length = Math.max(length, text.length)
  return length
}

/** One block per row: `name[key]` with the number of values, then a line per bucket. All blocks share their columns. */
export const renderHistogram = (snapshot: TableSnapshot, paint: Paint, columns: number): string[] => {
  const style = edgeStyle(snapshot)
  const buckets = snapshot.rows.flatMap(({ value }) => value as readonly Bucket[])
  const fromWidth = longest(buckets.map(({ from }) => formatEdge(from, style)))
  const toWidth = longest(buckets.map(({ to }) => formatEdge(to, style)))
  const countWidth = longest(buckets.map(({ count }) => String(count)))
  const labelWidth = fromWidth + toWidth + 4
  const barWidth = Math.min(widestBar, Math.max(10, columns - labelWidth - countWidth - 7))

  const bucketLine = ({ from, to, count }: Bucket, most: number): string => {
    const open = Number.isFinite(from) ? '[' : '('
    const label = `${open}${formatEdge(from, style).padStart(fromWidth)}, ${formatEdge(to, style).padStart(toWidth)})`
    const drawn = bar(count / most, barWidth)
    return `  ${label}  ${paint('number', String(count).padStart(countWidth))} ${paint('title', '│')}${paint('bar', drawn)}`
  }

  return snapshot.rows.flatMap(({ key, value }, row) => {
    const own = value as readonly Bucket[]
    const total = own.reduce((sum, { count }) => sum + count, 0)
    const most = own.reduce((greatest, { count }) => Math.max(greatest, count), 0)
    const keyed = key.length === 0 ? '' : `[${key.map(formatValue).join(', ')}]`
    return [
      ...(row > 0 ? [''] : []),
      `${paint('name', formatValue(snapshot.name) + keyed)}  ${paint('title', `${total} ${total === 1 ? 'value' : 'values'}`)}`,
      ...fold(own).map(bucket =>
        typeof bucket === 'number'
          ? paint('title', `  ${'⋮'.padStart(labelWidth)}  ${bucket} empty`)
          : bucketLine(bucket, most),
      ),
    ]
  })
}
