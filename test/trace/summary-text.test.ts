/** Summaries as text: order, rows that are left out, columns that fit. */

import { describe, expect, test } from 'bun:test'
import type { Summary } from '../../runtime/trace/summary.ts'
import { type SortColumn, sortSyscalls, summaryText } from '../../runtime/trace/summary-text.ts'

const syscall = (name: string, calls: number, errors: number, totalNs: number, p99Ns: number) => ({
  ...{ name, calls, errors, totalNs, avgNs: totalNs / calls, minNs: 100, p50Ns: 900, p95Ns: 1000 },
  ...{ p99Ns, maxNs: 2_000_000, histogram: [{ from: 512, to: 1024, count: calls }] },
})

const summary: Summary = {
  ...{ durationMs: 2004, calls: 160, errors: 33, totalNs: 360_000 },
  syscalls: [
    syscall('openat', 50, 33, 200_000, 1500),
    syscall('read', 100, 0, 150_000, 1900),
    syscall('close', 10, 0, 10_000, 1990),
  ],
  processes: [
    { pid: 12, comm: 'sh', calls: 60, errors: 3, totalNs: 60_000, avgNs: 1000 },
    { pid: 345, comm: 'c\x1bt', calls: 100, errors: 30, totalNs: 300_000, avgNs: 3000 },
  ],
  byError: [
    {
      ...{ error: 'ENOENT', text: 'No such file or directory', count: 33 },
      syscalls: ['openat', 'stat', 'access', 'execve', 'chdir'].map((name, i) => ({ name, count: 29 - i })),
    },
  ],
  losses: {},
}

test('all of it', () => {
  expect(summaryText(summary)).toBe(
    `\
  calls  % calls  errors   total  % time     avg    min    p50     p95     p99     max  syscall
    100     62.5           150us    41.7  1.50us  100ns  900ns  1.00us  1.90us  2.00ms  read
     50     31.3      33   200us    55.6  4.00us  100ns  900ns  1.00us  1.50us  2.00ms  openat
     10      6.3          10.0us     2.8  1.00us  100ns  900ns  1.00us  1.99us  2.00ms  close

  calls  % calls  errors   total  % time     avg  pid  process
    100     62.5      30   300us    83.3  3.00us  345  c\\x1bt
     60     37.5       3  60.0us    16.7  1.00us   12  sh

  count  error   meaning                    of
     33  ENOENT  No such file or directory  openat 29, stat 28, access 27, 2 more

Duration: 2.004 s
Total events: 160 (80 events/s)
Errors: 33 (20.6 %)
Time in calls: 360us
Drops: 0
`,
  )
})

test('the first rows, and a line for the rest', () => {
  const text = summaryText(summary, { top: 1, sort: 'p99' })
  expect(text.split('\n').slice(1, 3)).toEqual([
    '     10      6.3          10.0us     2.8  1.00us  100ns  900ns  1.00us  1.99us  2.00ms  close',
    '  … 2 more syscalls: 150 calls, 33 failed',
  ])
  expect(text).toContain('  … 1 more process: 60 calls, 3 failed\n')
})

test('of nothing are the totals', () => {
  const none = { durationMs: 100, calls: 0, errors: 0, totalNs: 0, syscalls: [], processes: [], byError: [] }
  expect(summaryText({ ...none, losses: {} })).toBe(
    'Duration: 0.100 s\nTotal events: 0 (0 events/s)\nErrors: 0\nTime in calls: 0ns\nDrops: 0\n',
  )
})

test('losses by cause; what was left out is no drop', () => {
  const losses = { dropped: 3, tableFull: 4, noEntry: 1, otherNumbers: 2 }
  const lines = summaryText({ ...summary, losses })
    .trimEnd()
    .split('\n')
    .slice(-2)
  expect(lines).toEqual([
    'Drops: 7 (ring full 3, table full 4)',
    'Not counted: 1 call that had begun before tracing, 2 calls of 32-bit programs',
  ])
})

test('histograms of the syscalls that are shown', () => {
  const text = summaryText(summary, { hist: true, top: 1 })
  expect(text).toContain('latency[read]  100 values\n  [512ns, 1us)  100 │')
  expect(text).not.toContain('latency[openat]')
})

test('an interval has its number', () => {
  expect(summaryText({ ...summary, interval: 3 })).toStartWith('--- 3')
})

describe('on a terminal', () => {
  const widths = [120, 100, 80, 60, 40]
  for (const columns of widths)
    test(`of ${columns} columns the tables fit`, () => {
      const rows = summaryText(summary, { columns }).split('\n\n').slice(0, 2)
      for (const line of rows.join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
      expect(rows[0]).toMatch(/calls +.*errors +.*avg +.*syscall/)
    })

  test('colours take no room', () => {
    const painted = summaryText(summary, { color: true })
    expect(painted).toContain('\x1b[')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: codes of colours are what is taken away
    expect(painted.replaceAll(/\x1b\[\d+m/g, '')).toBe(summaryText(summary))
  })
})

describe('sorted by', () => {
  const orders: readonly [SortColumn, string[]][] = [
    ['calls', ['read', 'openat', 'close']],
    ['errors', ['openat', 'read', 'close']],
    ['total', ['openat', 'read', 'close']],
    ['avg', ['openat', 'read', 'close']],
    ['p99', ['close', 'read', 'openat']],
    ['name', ['close', 'openat', 'read']],
    // The same for all: the most calls first.
    ['max', ['read', 'openat', 'close']],
  ]
  for (const [column, names] of orders)
    test(column, () => expect(sortSyscalls(summary.syscalls, column).map(({ name }) => name)).toEqual(names))
})
