/** The statistics of `trace` against what a program says that it did, and tables of processes that have ended. */

import { afterAll, describe, expect } from 'bun:test'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import { createMap } from '../../ffi/map.ts'
import { pageCells, planTable } from '../../runtime/compiler/table-plan.ts'
import { sampleTarget } from '../../runtime/compiler/target.ts'
import { kernelStore } from '../../runtime/stream/kernel-table.ts'
import type { CountCell } from '../../runtime/tables/aggregate.ts'
import type { Key } from '../../runtime/tables/snapshot.ts'
import type { summaryJson } from '../../runtime/trace/summary-json.ts'
import { systrace } from '../cli/command.ts'
import { kernelTest, testNeeding } from '../support/needs.ts'
import { Workloads } from '../support/workload.ts'

type SummaryJson = ReturnType<typeof summaryJson>

const binaryKernelTest = testNeeding('kernel', 'binary', 'gcc')
const workloads = new Workloads()
afterAll(() => workloads.dispose())

/** `trace` of a workload: its JSON lines. */
const traced = async (options: readonly string[], workload: readonly string[]): Promise<SummaryJson[]> => {
  const program = workloads.path('calls')
  // What a command prints is its own: the trace goes to standard error.
  const { exit, stderr } = await systrace([
    ...['trace', '-f', 'json', '-f', ...options, '--', program, ...workload],
  ])
  const lines = stderr.trim().split('\n')
  expect({ exit, others: lines.filter(line => !line.startsWith('{')) }).toEqual({ exit: 0, others: [] })
  return lines.map(line => JSON.parse(line) as SummaryJson)
}

const counted = (summary: SummaryJson, names: readonly string[]) =>
  names.map(name => {
    const row = summary.syscalls.find(({ syscall }) => syscall === name)
    return [name, row?.calls ?? 0, row?.errors ?? 0]
  })

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

describe('trace -C', () => {
  binaryKernelTest('counts calls and errors as they were made, and sends no event', async () => {
    const lines = await traced(['-C', '--hist'], ['mix'])
    expect(lines).toHaveLength(1)
    const [summary] = lines as [SummaryJson]
    expect(summary.type).toBe('summary')
    const names = ['getpgrp', 'getsid', 'open', 'openat2', 'creat', 'chdir', 'sendto', 'bind', 'socket']
    expect(counted(summary, names)).toEqual([
      ...[['getpgrp', 3, 0], ['getsid', 1, 0], ['open', 1, 1], ['openat2', 3, 3], ['creat', 1, 1]],
      ...[['chdir', 1, 1], ['sendto', 4, 4], ['bind', 5, 5], ['socket', 1, 1]],
    ]) // biome-ignore format: a row each
    const { processes, syscalls } = summary
    for (const rows of [syscalls, processes]) {
      expect(sum(rows.map(({ calls }) => calls))).toBe(summary.calls)
      expect(sum(rows.map(({ errors }) => errors))).toBe(summary.errors)
      expect(sum(rows.map(({ total_ns }) => total_ns))).toBe(summary.total_ns)
    }
    for (const row of syscalls) {
      expect(row.min_ns).toBeLessThanOrEqual(row.p50_ns)
      expect(row.p50_ns).toBeLessThanOrEqual(row.p95_ns)
      expect(row.p95_ns).toBeLessThanOrEqual(row.p99_ns)
      expect(row.p99_ns).toBeLessThanOrEqual(row.max_ns)
      expect(sum((row.histogram ?? []).map(({ count }) => count))).toBe(row.calls)
    }
    expect(summary.losses).toEqual({})
  })

  binaryKernelTest('errors by name, with the calls that had them', async () => {
    const [summary] = await traced(['-C', '-s', 'open,openat2,creat,chdir,sendto,bind,socket'], ['mix'])
    const errors = summary!.errors_by_name.map(({ error, text, count, syscalls }) => ({
      error,
      text,
      count,
      syscalls,
    }))
    expect(errors).toContainEqual({
      ...{ error: 'EBADF', text: 'Bad file descriptor', count: 9 },
      syscalls: { bind: 5, sendto: 4 },
    })
    expect(errors.find(({ error }) => error === 'ENOENT')?.syscalls).toEqual({ chdir: 1, creat: 1, open: 1 })
    expect(sum(errors.map(({ count }) => count))).toBe(summary!.errors)
  })

  binaryKernelTest('calls of many threads are all counted', async () => {
    const [summary] = await traced(['-C', '-s', 'getpgid,getsid'], ['threads', '8', '5000'])
    const calls = counted(summary!, ['getpgid', 'getsid'])
    expect(calls).toEqual([['getpgid', expect.any(Number), 0], ['getsid', expect.any(Number), 0]]) // biome-ignore format: short
    expect(calls[0]![1]).toBeGreaterThanOrEqual(8 * 5000)
    expect(calls[1]![1]).toBe((calls[0]![1] as number) / 2)
  })

  binaryKernelTest('intervals add up to the whole, which comes last', async () => {
    const lines = await traced(
      ['-C', '--interval', '100ms', '-s', 'getpgid,getsid'],
      ['threads', '4', '400000'],
    )
    const whole = lines.at(-1)!
    const intervals = lines.slice(0, -1)
    expect(whole).not.toHaveProperty('interval')
    expect(intervals.map(({ interval }) => interval)).toEqual(intervals.map((_, i) => i + 1))
    expect(sum(intervals.map(({ calls }) => calls))).toBe(whole.calls)
    expect(whole.calls).toBeGreaterThanOrEqual(4 * 600_000)
  })

  binaryKernelTest('as text', async () => {
    const { stderr } = await systrace(['trace', '-C', '-s', 'bind', '--', workloads.path('calls'), 'mix'])
    expect(stderr).toMatch(/^ +5 +100\.0 +5 .* bind$/m)
    expect(stderr).toMatch(/^ +5 +EBADF +Bad file descriptor +bind 5$/m)
    expect(stderr).toMatch(/^Total events: 5 \(.*\)\nErrors: 5 \(100\.0 %\)\n.*\nDrops: 0$/m)
  })

  binaryKernelTest('the same without work in the kernel, and as an older kernel', async () => {
    const calls = async (env: NodeJS.ProcessEnv, ...options: string[]): Promise<unknown> => {
      const args = [
        'trace',
        '-C',
        '-f',
        'json',
        ...options,
        '-s',
        '%net',
        '--',
        workloads.path('calls'),
        'mix',
      ]
      const { stderr } = await systrace(args, { env: { ...process.env, ...env } })
      const { syscalls, errors_by_name } = JSON.parse(stderr) as SummaryJson
      return [syscalls.map(({ syscall, calls, errors }) => [syscall, calls, errors]), errors_by_name]
    }
    const moved = await calls({})
    expect(await calls({}, '--no-pushdown')).toEqual(moved as never)
    expect(await calls({ SYSTRACE_FEATURES: 'perf,hash,read,bounded,rows,levels' })).toEqual(moved as never)
  })
})

describe('rows of what has ended', () => {
  kernelTest('make room, in every table that shares them, and do not come again', () => {
    const target = sampleTarget({ tableRows: 4 })
    const key = [
      { kind: 'int', value: { kind: 'raw', raw: 'pid', width: 'u32' }, decode: 'number' },
      { kind: 'string', string: 'comm' },
    ] as const
    const table = planTable({ site: { id: 0 } as never, kind: 'count' }, key, 0, target)!
    using map = createMap(table.map)
    const [store, other] = [0, 1].map(() => kernelStore(table, map, syscallTable('x64')))
    const put = (pid: number, count: number): void => {
      const bytes = new Uint8Array(24)
      new DataView(bytes.buffer).setBigUint64(0, BigInt(pid), true)
      bytes.set(new TextEncoder().encode('sh'), 8)
      const value = new Uint8Array(map.valueBytes)
      new DataView(value.buffer).setBigUint64(0, BigInt(count), true)
      map.update(bytes, value)
    }
    const rows = (of: typeof store): [Key, number][] =>
      Array.from(of!.rows(), ([key, cell]): [Key, number] => [key, (cell as CountCell).count]).sort(
        ([a], [b]) => Number(a[0]) - Number(b[0]),
      )
    for (const pid of [1, 2, 3, 4]) put(pid, pid * 10)
    expect(() => put(5, 50)).toThrow('E2BIG')
    for (const each of [store, other]) {
      expect(rows(each)).toHaveLength(4)
      each!.clear()
      expect(rows(each)).toEqual([])
    }
    const isGone = ([pid]: Key): boolean => Number(pid) < 3
    store!.forget!(isGone)
    other!.forget!(isGone)
    put(5, 50)
    // The same id again: what was read and cleared of the old row is not taken off the new one.
    put(1, 7)
    for (const each of [store, other])
      expect(rows(each)).toEqual([
        [[1, 'sh'], 7],
        [[5, 'sh'], 50],
      ])
  })

  kernelTest('in pages are taken off what is counted later', () => {
    const key = [
      { kind: 'int', value: { kind: 'raw', raw: 'pid', width: 'u32' }, decode: 'number' },
      { kind: 'string', string: 'comm' },
    ] as const
    const table = planTable({ site: { id: 0 } as never, kind: 'count' }, key, 0, sampleTarget())!
    const pages = table.pages!
    using map = createMap(table.map)
    using index = createMap(pages.index)
    using cells = createMap(pages.cells)
    const store = kernelStore(table, map, syscallTable('x64'), { index, cells })
    const words = new Uint32Array(index.memory().buffer, index.memory().byteOffset)
    words[0] = 1
    words[2] = 1
    const value = new Uint8Array(cells.valueBytes)
    const put = (pid: number, comm: string, count: number, cpu = 0): void => {
      const at = cpu * cells.stride + (pageCells + pid) * pages.cellBytes
      value.set(new TextEncoder().encode(comm), at)
      new DataView(value.buffer).setBigUint64(at + 16, BigInt(count), true)
      cells.update(new Uint8Array(4), value)
    }
    const rows = (): [Key, number][] =>
      Array.from(store.rows(), ([row, cell]): [Key, number] => [row, (cell as CountCell).count])
    put(1, 'sh', 10)
    put(2, 'sh', 20)
    put(3, 'ls', 3, cells.cpus - 1)
    expect(rows()).toHaveLength(3)
    store.forget!(([, comm]) => comm === 'sh')
    expect(rows()).toEqual([[[3, 'ls'], 3]])
    put(2, 'sh', 21)
    expect(rows()).toEqual([
      [[2, 'sh'], 1],
      [[3, 'ls'], 3],
    ])
    store.clear()
    expect(rows()).toEqual([])
    put(1, 'sh', 15)
    put(4, '', 8)
    expect(rows()).toEqual([[[1, 'sh'], 5]])
  })
})
