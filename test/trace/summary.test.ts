/** Summaries as values: what two readings differ by, and the script that keeps the tables. */

import { describe, expect, test } from 'bun:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Registry, useRegistry } from '../../runtime/script/registry.ts'
import { Table } from '../../runtime/tables/table.ts'
import { handlerText } from '../../runtime/trace/script.ts'
import {
  emptyReading,
  type Reading,
  readSummary,
  type Summary,
  type SummaryCells,
  summaryBetween,
} from '../../runtime/trace/summary.ts'
import { summaryJson } from '../../runtime/trace/summary-json.ts'
import { countedProbes, readingPart, summaryPart } from '../../runtime/trace/summary-script.ts'
import { call } from '../diff/by-hand.ts'
import { describeOutputs, runThreeWays } from '../diff/three-ways.ts'

interface Call {
  readonly name: string
  readonly ns: number
  readonly error?: string
  readonly pid?: number
  readonly comm?: string
}

/** The tables of a script, to which calls are added as its handler does. */
class Tables {
  readonly #calls = new Table({ kind: 'stats', name: 'calls' })
  readonly #latency = new Table({ kind: 'quantiles', name: 'latency' })
  readonly #errors = new Table({ kind: 'count', name: 'errors' })
  readonly #processes = new Table({ kind: 'avg', name: 'processes' })
  readonly #failing = new Table({ kind: 'count', name: 'failing' })
  readonly #processLatency = new Table({ kind: 'quantiles', name: 'process latency' })

  add(...calls: readonly Call[]): void {
    for (const { name, ns, error, pid = 1, comm = 'sh' } of calls) {
      this.#calls.add(ns, name)
      this.#latency.add(ns, name)
      this.#processes.add(ns, pid, comm)
      this.#processLatency.add(ns, pid, comm)
      if (error === undefined) continue
      this.#errors.add(name, error)
      this.#failing.add(pid, comm)
    }
  }

  forget(pid: number): void {
    for (const table of [this.#processes, this.#failing, this.#processLatency])
      table.forget(([of]) => of === pid)
  }

  /** As the script hands them over. */
  lists(): unknown[] {
    const { calls, latency, errors, processes, failing } = this.#cells()
    return [calls, latency, errors, processes, failing]
  }

  read(atMs: number, losses: Reading['losses'] = []): Reading {
    return readSummary(atMs, this.#cells(), losses)
  }

  #cells(): SummaryCells {
    return {
      calls: this.#calls.cells(),
      latency: this.#latency.cells(),
      errors: this.#errors.cells(),
      processes: this.#processes.cells(),
      failing: this.#failing.cells(),
      processLatency: this.#processLatency.cells(),
    }
  }
}

const whole = (calls: readonly Call[], ms = 1000): Summary => {
  const tables = new Tables()
  tables.add(...calls)
  return summaryBetween(emptyReading(0), tables.read(ms))
}

const of = (summary: Summary, name: string) => summary.syscalls.find(row => row.name === name)!

describe('the whole', () => {
  test('of nothing', () => {
    expect(whole([])).toEqual({
      ...{ durationMs: 1000, calls: 0, errors: 0, totalNs: 0 },
      ...{ syscalls: [], processes: [], byError: [], losses: {} },
    })
  })

  test('counts, times and errors by syscall', () => {
    const summary = whole([
      { name: 'read', ns: 10 },
      { name: 'read', ns: 30, error: 'EAGAIN' },
      { name: 'read', ns: 20 },
      { name: 'close', ns: 5, error: 'EBADF' },
    ])
    expect(summary).toMatchObject({ calls: 4, errors: 2, totalNs: 65 })
    expect(of(summary, 'read')).toEqual({
      ...{ name: 'read', calls: 3, errors: 1, totalNs: 60, avgNs: 20 },
      ...{ minNs: 10, p50Ns: 20, p95Ns: 30, p99Ns: 30, maxNs: 30 },
      histogram: [
        { from: 8, to: 16, count: 1 },
        { from: 16, to: 32, count: 2 },
      ],
    })
  })

  test('quantiles are not beyond the least and the greatest', () => {
    const { p50Ns, p99Ns } = of(whole([{ name: 'read', ns: 1001 }]), 'read')
    expect([p50Ns, p99Ns]).toEqual([1001, 1001])
  })

  test('histograms have the buckets of hist', () => {
    const values = Array.from({ length: 500 }, (_, i) => Math.floor(1.05 ** i))
    const hist = new Table({ kind: 'hist', name: 'hist' })
    for (const ns of values) hist.add(ns)
    const { histogram } = of(whole(values.map(ns => ({ name: 'read', ns }))), 'read')
    expect(histogram).toEqual([...hist.get()!])
  })

  test('processes by pid and comm', () => {
    const { processes } = whole([
      { name: 'read', ns: 10, pid: 7, comm: 'sh' },
      { name: 'execve', ns: 30, pid: 7, comm: 'ls', error: 'ENOENT' },
      { name: 'read', ns: 20, pid: 7, comm: 'sh' },
    ])
    expect(processes).toEqual([
      { pid: 7, comm: 'sh', calls: 2, errors: 0, totalNs: 30, avgNs: 15, p99Ns: 20 },
      { pid: 7, comm: 'ls', calls: 1, errors: 1, totalNs: 30, avgNs: 30, p99Ns: 30 },
    ])
  })

  test('errors by name, with their text and the calls that had them most', () => {
    const { byError } = whole([
      { name: 'stat', ns: 1, error: 'ENOENT' },
      { name: 'openat', ns: 1, error: 'ENOENT' },
      { name: 'openat', ns: 1, error: 'ENOENT' },
      { name: 'openat', ns: 1, error: 'EACCES' },
      { name: 'odd', ns: 1, error: 'E1234' },
    ])
    expect(byError).toEqual([
      {
        ...{ error: 'ENOENT', text: 'No such file or directory', count: 3 },
        syscalls: [
          { name: 'openat', count: 2 },
          { name: 'stat', count: 1 },
        ],
      },
      { error: 'E1234', text: '', count: 1, syscalls: [{ name: 'odd', count: 1 }] },
      { error: 'EACCES', text: 'Permission denied', count: 1, syscalls: [{ name: 'openat', count: 1 }] },
    ])
  })
})

describe('a stretch between two readings', () => {
  test('has what came in between', () => {
    const tables = new Tables()
    tables.add({ name: 'read', ns: 10, error: 'EIO' }, { name: 'close', ns: 1 })
    const before = tables.read(1000)
    tables.add({ name: 'read', ns: 40 }, { name: 'read', ns: 50, error: 'EIO' })
    const summary = summaryBetween(before, tables.read(3000), 2)
    expect(summary).toMatchObject({ durationMs: 2000, interval: 2, calls: 2, errors: 1, totalNs: 90 })
    expect(summary.syscalls).toHaveLength(1)
    expect(of(summary, 'read')).toMatchObject({
      calls: 2,
      errors: 1,
      avgNs: 45,
      minNs: 40,
      maxNs: 50,
      p50Ns: 40,
    })
    expect(summary.byError).toEqual([
      { error: 'EIO', text: 'Input/output error', count: 1, syscalls: [{ name: 'read', count: 1 }] },
    ])
    expect(summary.processes).toMatchObject([{ calls: 2, errors: 1, totalNs: 90 }])
  })

  test('its bounds are exact where they are the least and greatest so far, otherwise within 1/64', () => {
    const tables = new Tables()
    tables.add({ name: 'read', ns: 1000 }, { name: 'read', ns: 9000 })
    const before = tables.read(1)
    tables.add({ name: 'read', ns: 999 }, { name: 'read', ns: 5001 })
    const { minNs, maxNs } = of(summaryBetween(before, tables.read(2)), 'read')
    expect(minNs).toBe(999)
    expect(Math.abs(maxNs - 5001)).toBeLessThanOrEqual(5001 / 64)
  })

  test('stretches add up to the whole', () => {
    const tables = new Tables()
    const first = emptyReading(0)
    let last: Reading = first
    const stretches: Summary[] = []
    for (let i = 1; i <= 5; i++) {
      for (let n = 0; n < i * 3; n++)
        tables.add({
          name: n % 2 ? 'read' : 'write',
          ns: n * i,
          pid: n,
          ...(n % 4 === 0 && { error: 'EIO' }),
        })
      const now = tables.read(i * 10)
      stretches.push(summaryBetween(last, now, i))
      last = now
    }
    const all = summaryBetween(first, last)
    for (const field of ['calls', 'errors', 'totalNs', 'durationMs'] as const)
      expect(stretches.reduce((sum, summary) => sum + summary[field], 0)).toBe(all[field])
  })

  test('a process that was forgotten, and another with its id', () => {
    const tables = new Tables()
    for (let i = 0; i < 9; i++) tables.add({ name: 'read', ns: 100, pid: 5, error: 'EIO' })
    const before = tables.read(1)
    tables.forget(5)
    tables.add({ name: 'read', ns: 10, pid: 5 })
    expect(summaryBetween(before, tables.read(2)).processes).toEqual([
      { pid: 5, comm: 'sh', calls: 1, errors: 0, totalNs: 10, avgNs: 10, p99Ns: 10 },
    ])
  })

  test('losses: those of one call are not counted for each handler', () => {
    const tables = new Tables()
    const loss = (cause: string, count: number) => ({ cause, count, probe: '*' })
    const before = tables.read(1, [loss('noEntry', 2), loss('noEntry', 2), loss('dropped', 1)])
    const after = tables.read(2, [
      ...[loss('noEntry', 5), loss('noEntry', 4), loss('dropped', 1)],
      ...[loss('tableFull', 3), loss('tableFull', 4)],
    ])
    expect(summaryBetween(before, after).losses).toEqual({ noEntry: 3, tableFull: 7 })
  })
})

test('as JSON, the most calls first', () => {
  const summary = whole([
    { name: 'close', ns: 5 },
    { name: 'read', ns: 10, error: 'EIO' },
    { name: 'read', ns: 12, pid: 2, comm: 'cat' },
    { name: 'read', ns: 12, pid: 2, comm: 'cat' },
  ])
  expect(JSON.parse(JSON.stringify(summaryJson(summary, true)))).toEqual({
    ...{ type: 'summary', duration_ns: 1e9, calls: 4, calls_per_second: 4, errors: 1, total_ns: 39 },
    syscalls: [
      {
        ...{ syscall: 'read', calls: 3, calls_percent: 75, errors: 1, total_ns: 34, time_percent: 87.18 },
        ...{ avg_ns: 11, min_ns: 10, p50_ns: 12, p95_ns: 12, p99_ns: 12, max_ns: 12 },
        histogram: [{ from_ns: 8, to_ns: 16, count: 3 }],
      },
      {
        ...{ syscall: 'close', calls: 1, calls_percent: 25, errors: 0, total_ns: 5, time_percent: 12.82 },
        ...{ avg_ns: 5, min_ns: 5, p50_ns: 5, p95_ns: 5, p99_ns: 5, max_ns: 5 },
        histogram: [{ from_ns: 4, to_ns: 8, count: 1 }],
      },
    ],
    processes: [
      { pid: 1, comm: 'sh', calls: 2, calls_percent: 50, errors: 1, total_ns: 15, avg_ns: 8 },
      { pid: 2, comm: 'cat', calls: 2, calls_percent: 50, errors: 0, total_ns: 24, avg_ns: 12 },
    ],
    errors_by_name: [{ error: 'EIO', text: 'Input/output error', count: 1, syscalls: { read: 1 } }],
    losses: {},
  })
  expect(summaryJson(summary).syscalls[0]).not.toHaveProperty('histogram')
})

describe('the script', () => {
  test('counts calls that complete', () => {
    expect(countedProbes(['*', 'exit', 'exit_group', '%file'])).toEqual(['*', '%file'])
  })

  const handlers = (body: string): string => handlerText({ probes: ['*'], options: {} }, body)
  const sink = { begin: () => {}, end: () => {} }
  const parts = {
    'of trace': readingPart(handlers, sink),
    'with the latency of processes': readingPart(handlers, sink, {
      processes: { isWanted: () => true, isGone: () => false },
    }),
  }
  for (const [what, { text }] of Object.entries(parts))
    test(`moves whole, and counts the same in the kernel: ${what}`, async () => {
      const calls = Array.from({ length: 200 }, (_, i) =>
        call(['read', 'close', 'futex'][i % 3]!, {
          ret: i % 4 === 0 ? -1 - (i % 20) : i,
          for: (i * i * 7919) % (1 << (i % 28)),
          ...{ tid: 1000 + i, pid: 100 + (i % 9), comm: `task${i % 4}`, cpu: i % 4 },
        }),
      )
      const shown = `const summaryBegin = () => {}, summaryGone = () => false
        const summaryEnd = (...tables) => {
          const lines = tables.map(table => [...table].map(([key, { counts, ...cell }]) =>
            JSON.stringify([key, counts ? [...counts].sort((a, b) => a[0] - b[0]) : cell], (_, v) => typeof v === 'bigint' ? Number(v) : v)).sort())
          print(JSON.stringify(lines))
        }`
      const result = await runThreeWays(`${shown}\n${text}`, calls)
      expect(result.same ? '' : describeOutputs(result)).toBe('')
      expect(result.plan.handlers.flatMap(h => h.variants).every(v => v.moved)).toBe(true)
      expect(result.plan.maps.map(map => map.name)).not.toContain('events')
      expect(result.reference[0]).toContain('futex')
    })
})

test('intervals are shown as they end, and at last what is left of one and the whole', async () => {
  const shown: Summary[] = []
  const { functions, text } = summaryPart(
    body => body,
    summary => shown.push(summary),
    500,
  )
  expect(text).toContain('every(500, () => summaryTick(')
  const { summaryBegin, summaryEnd, summaryTick } = functions as Readonly<
    Record<string, (...cells: unknown[]) => void>
  >
  const losses = [{ cause: 'noEntry', count: 2 }]
  useRegistry(
    new Registry({
      ...{ print() {}, printf() {}, table() {}, exit() {} },
      describe: () => ({ name: '', keyNames: [] }),
      losses: () => losses,
    }),
  )
  try {
    const tables = new Tables()
    summaryBegin!()
    tables.add({ name: 'read', ns: 5 })
    summaryTick!(...tables.lists())
    tables.add({ name: 'read', ns: 7 }, { name: 'close', ns: 1 })
    summaryTick!(...tables.lists())
    tables.add({ name: 'close', ns: 1 })
    await sleep(2)
    summaryEnd!(...tables.lists())
  } finally {
    useRegistry(undefined)
  }
  expect(shown.map(({ interval, calls, losses }) => ({ interval, calls, losses }))).toEqual([
    { interval: 1, calls: 1, losses: { noEntry: 2 } },
    { interval: 2, calls: 2, losses: {} },
    { interval: 3, calls: 1, losses: {} },
    { interval: undefined, calls: 4, losses: { noEntry: 2 } },
  ])
})
