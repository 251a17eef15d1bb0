/** Tables: what the kernel adds up, and what user space does, against what the workload made. */

import { between, kernelCases, type Outcome } from './cases.ts'

const values = (...list: readonly number[]) => ({ program: 'calls', args: ['values', ...list.map(String)] })
const longValues = (...list: readonly bigint[]) => ({
  program: 'calls',
  args: ['long_values', ...list.map(String)],
})

/** Power-of-two buckets as rows show them, from the first to the last that holds something. */
const log2Rows = (list: readonly number[]) => {
  const index = (value: number): number => (value < 0 ? 0 : value < 1 ? 1 : 2 + Math.floor(Math.log2(value)))
  const all = list.map(index)
  const first = Math.min(...all)
  return Array.from({ length: Math.max(...all) - first + 1 }, (_, i) => {
    const at = first + i
    const from = at === 0 ? null : at === 1 ? 0 : 2 ** (at - 2)
    return { from, to: at === 0 ? 0 : 2 ** (at - 1), count: all.filter(other => other === at).length }
  })
}

/** A value that a sketch gives: within 1/64. */
const near = (value: number): unknown => {
  const bounds = [value * (1 - 1 / 64), value * (1 + 1 / 64)]
  return between(Math.min(...bounds), Math.max(...bounds))
}

const few = [5, -3, 5, 1_000_000, 0, 77, -2_000_000_000, 2_147_483_647, 5]
const sumOf = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)

kernelCases('tables', [
  {
    name: 'every kind, of 32-bit values with their signs',
    script: `on('fsync', e => {
      count(); sum(e.fd); avg(e.fd); min(e.fd); max(e.fd); stats(e.fd); hist(e.fd); lhist(e.fd, { min: 0, max: 100, step: 10 })
    })`,
    workload: values(...few),
    expect: {
      tables: {
        'count()': [[few.length]],
        'sum(e.fd)': [[sumOf(few)]],
        'avg(e.fd)': [[sumOf(few) / few.length]],
        'min(e.fd)': [[-2_000_000_000]],
        'max(e.fd)': [[2_147_483_647]],
        'stats(e.fd)': [
          [
            {
              count: few.length,
              sum: sumOf(few),
              avg: sumOf(few) / few.length,
              min: -2_000_000_000,
              max: 2_147_483_647,
            },
          ],
        ],
        'hist(e.fd)': [[log2Rows(few)]],
        'lhist(e.fd, { min: 0, max: 100, step: 10 })': [
          [
            [
              { from: null, to: 0, count: 2 },
              ...Array.from({ length: 10 }, (_, i) => ({
                from: 10 * i,
                to: 10 * i + 10,
                count: i === 0 ? 4 : i === 7 ? 1 : 0,
              })),
              { from: 100, to: null, count: 2 },
            ],
          ],
        ],
      },
    },
  },
  {
    name: 'min and max of only negative, and of only positive values; sums that cancel out',
    script: `on('fsync', e => { if (e.fd < 0) { min(e.fd); max(e.fd) } else stats(e.fd, e.fd % 2) }); on('fsync', e => sum(e.fd))`,
    workload: values(-7, -3, -1000, 4, 6, 1000),
    expect: {
      tables: {
        'min(e.fd)': [[-1000]],
        'max(e.fd)': [[-3]],
        'stats(e.fd, e.fd % 2)': [[0, { count: 3, sum: 1010, avg: 1010 / 3, min: 4, max: 1000 }]],
        'sum(e.fd)': [[0]],
      },
    },
  },
  {
    name: '64-bit values: sums beyond 2^53 are exact',
    script: `on('lseek', e => { sum(e.offset); max(e.offset); min(e.offset); hist(e.offset) })`,
    workload: longValues(2n ** 52n, 2n ** 52n + 1n, 2n ** 53n - 1n, -(2n ** 51n), 3n),
    expect: {
      tables: {
        'sum(e.offset)': [[String(2n ** 52n + 2n ** 52n + 1n + 2n ** 53n - 1n - 2n ** 51n + 3n)]],
        'max(e.offset)': [[2 ** 53 - 1]],
        'min(e.offset)': [[-(2 ** 51)]],
        'hist(e.offset)': [[log2Rows([2 ** 52, 2 ** 52 + 1, 2 ** 52 + 2, -1, 3])]],
      },
    },
  },
  {
    name: '64-bit values that a number does not hold are rounded alike',
    script: `on('lseek', e => { max(e.offset); min(e.offset); hist(e.offset); count(e.offset) })`,
    workload: longValues(2n ** 63n - 1n, -(2n ** 63n), 2n ** 62n + 1n),
    expect: {
      tables: {
        'max(e.offset)': [[2 ** 63]],
        'min(e.offset)': [[-(2 ** 63)]],
        'hist(e.offset)': [
          [
            [
              { from: null, to: 0, count: 1 },
              ...Array.from({ length: 62 }, (_, i) => ({
                from: i === 0 ? 0 : 2 ** (i - 1),
                to: 2 ** i,
                count: 0,
              })),
              { from: 2 ** 61, to: 2 ** 62, count: 0 },
              { from: 2 ** 62, to: 2 ** 63, count: 1 },
              { from: 2 ** 63, to: 2 ** 64, count: 1 },
            ],
          ],
        ],
        'count(e.offset)': [
          [-(2 ** 63), 1],
          [2 ** 62, 1],
          [2 ** 63, 1],
        ],
      },
    },
  },
  {
    name: 'small values have buckets of their own in quantiles',
    script: `on('fsync', e => quantiles(e.fd))`,
    workload: values(...Array.from({ length: 50 }, (_, i) => i + 10)),
    expect: { tables: { 'quantiles(e.fd)': [[{ count: 50, p50: 34, p90: 54, p95: 57, p99: 59, max: 59 }]] } },
  },
  {
    name: '80,000 values from four threads, against what the workload computes',
    script: `on('fsync', e => { count(); stats(e.fd); hist(e.fd); sum(e.fd); avg(e.fd); min(e.fd); max(e.fd); quantiles(e.fd) })`,
    args: ['-c', '$comm', '--ring-size', '64M'],
    workload: { program: 'calls', args: ['random_values', '4'] },
    expect: (facts): Outcome => {
      const { count, sum, min, max, negative } = facts as Record<string, number>
      const [p50, p90, p95, p99] = facts.quantiles as number[]
      const buckets = facts.buckets as number[]
      const last = buckets.findLastIndex(n => n > 0)
      const avg = sum! / count!
      return {
        tables: {
          'count()': [[count]],
          'stats(e.fd)': [[{ count, sum, avg, min, max }]],
          'hist(e.fd)': [
            [
              [
                { from: null, to: 0, count: negative },
                { from: 0, to: 1, count: 0 },
                ...buckets.slice(0, last + 1).map((n, i) => ({ from: 2 ** i, to: 2 ** (i + 1), count: n })),
              ],
            ],
          ],
          'sum(e.fd)': [[sum]],
          'avg(e.fd)': [[avg]],
          'min(e.fd)': [[min]],
          'max(e.fd)': [[max]],
          'quantiles(e.fd)': [
            [{ count, p50: near(p50!), p90: near(p90!), p95: near(p95!), p99: near(p99!), max: near(max!) }],
          ],
        },
      }
    },
  },
  {
    name: 'calls of eight threads are counted to the last one',
    script: `
      on('*', e => { if (e.name.startsWith('getpgi') || e.name === 'getsid') count(e.comm) })
      on(['getpgid', 'getsid'], e => count(e.name))
      on('getpgid', e => count(e.pid))
      on('getpgid', e => count())`,
    workload: { program: 'calls', args: ['threads', '8', '5000'] },
    args: ['-c', '$comm', '--ring-size', '64M'],
    expect: ({ comm, pid }) => ({
      tables: {
        'count(e.comm)': [[comm, 60_000]],
        'count(e.name)': [
          ['getpgid', 40_000],
          ['getsid', 20_000],
        ],
        'count(e.pid)': [[pid, 40_000]],
        'count()': [[40_000]],
      },
    }),
  },
  {
    name: 'streamed events are as many, and give the same, as those counted in the kernel',
    script: `
      const seen = new Map<string, number>()
      on(['getpgid', 'getsid'], e => { seen.set(e.name, (seen.get(e.name) ?? 0) + 1) })
      on(['getpgid', 'getsid'], e => count(e.name))
      end(() => print(seen.get('getpgid'), seen.get('getsid')))`,
    workload: { program: 'calls', args: ['threads', '4', '20000'] },
    args: ['-c', '$comm', '--ring-size', '64M'],
    expect: {
      rows: [[80_000, 40_000]],
      tables: {
        'count(e.name)': [
          ['getpgid', 80_000],
          ['getsid', 40_000],
        ],
      },
    },
  },
  {
    name: 'keys by thread name, and keys of several parts',
    script: `
      on('getpgid', e => e.comm.startsWith('thread ') && count(e.comm))
      on('getpgid', e => { if (e.uid === $uid) count(e.comm, e.name, e.uid, e.error) })`,
    args: ['-u', '$uid'],
    workload: { program: 'calls', args: ['named_threads', '3', '1000'], asUser: true },
    expect: ({ uid }) => ({
      tables: {
        'count(e.comm)': [
          ['thread 2', 3000],
          ['thread 1', 2000],
          ['thread 0', 1000],
        ],
        'count(e.comm, e.name, e.uid, e.error)': [
          ['thread 2', 'getpgid', uid, null, 3000],
          ['thread 1', 'getpgid', uid, null, 2000],
          ['thread 0', 'getpgid', uid, null, 1000],
        ],
      },
    }),
  },
  {
    name: 'thousands of keys',
    script: `on('fsync', e => count(e.fd))`,
    workload: { program: 'calls', args: ['keys', '5000', '3'] },
    expect: {
      tables: { 'count(e.fd)': Array.from({ length: 5000 }, (_, i) => [100_000 + i, 3]) },
    },
  },
  {
    name: 'keys and values that are computed, in branches',
    script: `
      const limit = 100
      on('fsync', ({ fd, ret }) => {
        const size = fd >= limit ? 'big' : 'small'
        if (fd > 1000) sum(fd * 2, size)
        else if (fd > 0) sum(fd + ret, size)
        else count(fd & 3, fd === 0 ? 'zero' : 'less')
      })`,
    workload: values(5, 50, 500, 5000, 50_000, 0, -1, -2),
    expect: {
      tables: {
        'sum(fd * 2, size)': [['big', 110_000]],
        'sum(fd + ret, size)': [
          ['big', 491],
          ['small', 37],
        ],
        "count(fd & 3, fd === 0 ? 'zero' : 'less')": [
          [0, 'zero', 1],
          [2, 'less', 1],
          [3, 'less', 1],
        ],
      },
    },
  },
  {
    name: 'tables that a script names, adds to from two handlers, reads and clears',
    script: `
      const small = count.table('small')
      const least = min.table(), most = max.table(), both = stats.table(), bars = hist.table(), total = sum.table(), mean = avg.table()
      on('fsync', e => { if (e.fd < 10) small.add(e.fd) })
      on('fsync:enter', e => { if (e.fd < 10) small.add('entered') })
      on('fsync', e => { both.add(e.fd); least.add(e.fd); most.add(e.fd) })
      on('fsync', e => { bars.add(e.fd); total.add(e.fd); mean.add(e.fd) })
      const show = () => print({ stats: both.get(), min: least.get(), max: most.get(), hist: bars.get(), sum: total.get(), avg: mean.get() })
      on('getpgrp', () => {
        show()
        print(small.top(1).rows, small.get('entered'), [...small.entries()].length)
        small.clear(); both.clear(); least.clear(); most.clear(); bars.clear(); total.clear(); mean.clear()
      })
      end(() => { show(); least.clear(); most.clear(); both.clear(); bars.clear(); total.clear(); mean.clear() })`,
    workload: {
      program: 'calls',
      args: ['rounds', '5', '5', '-9', '800', '-', '7', '20', '20'],
      lingers: 2,
    },
    expect: {
      rows: [
        { stats: { count: 4, sum: 801, avg: 200.25, min: -9, max: 800 }, min: -9, max: 800, hist: log2Rows([5, 5, -9, 800]), sum: 801, avg: 200.25 },
        [[{ key: ['entered'], value: 3 }], 3, 3],
        { stats: { count: 3, sum: 47, avg: 47 / 3, min: 7, max: 20 }, min: 7, max: 20, hist: log2Rows([7, 20, 20]), sum: 47, avg: 47 / 3 },
      ],
      tables: {
        small: [
          [7, 1],
          ['entered', 1],
        ],
      },
    }, // biome-ignore format: one round a line
  },
  {
    name: 'state between handlers: a map filled by one and read by another',
    script: `
      const entered = map<number, number>()
      on('fsync:enter', e => entered.set(e.tid, e.fd))
      on('fsync', e => print(entered.get(e.tid) === e.fd, e.fd))`,
    workload: values(1000, -5, 2000),
    expect: {
      rows: [
        [true, 1000],
        [true, -5],
        [true, 2000],
      ],
    },
  },
  {
    name: 'nothing is shown of a handler that saw nothing',
    script: `on('fsync', e => { if (e.fd === 123456) count(e.comm) }); on('getsid', e => print(e.pid)); on('getsid', e => hist(e.ret))`,
    workload: values(1),
    expect: {},
  },
])
