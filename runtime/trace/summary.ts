/**
 * What calls there were, between two readings of the tables that the kernel fills (summary-script.ts): plain data, which
 * summary-text.ts and summary-json.ts show.
 */

import { errorByNumber, errorNumber } from '../../bpf/facts/errors.ts'
import type { Loss } from '../script/registry.ts'
import type { AvgCell, BucketsCell, CountCell, StatsCell } from '../tables/aggregate.ts'
import { log2Bounds, log2Index } from '../tables/buckets.ts'
import { sketchQuantiles, sketchValue } from '../tables/sketch.ts'
import type { Bucket, Key } from '../tables/snapshot.ts'

/** The cells of the tables, by their keys. */
export interface SummaryCells {
  /** By name. */
  readonly calls: Iterable<readonly [Key, StatsCell]>
  /** By name. */
  readonly latency: Iterable<readonly [Key, BucketsCell]>
  /** By name and error. */
  readonly errors: Iterable<readonly [Key, CountCell]>
  /** By pid and comm. */
  readonly processes: Iterable<readonly [Key, AvgCell]>
  /** The calls of these that failed. */
  readonly failing: Iterable<readonly [Key, CountCell]>
  /** By pid and comm, where it is kept. */
  readonly processLatency?: Iterable<readonly [Key, BucketsCell]>
}

interface SyscallReading {
  readonly calls: number
  readonly totalNs: number
  readonly minNs: number
  readonly maxNs: number
  /** By the index of sketch.ts. */
  buckets: ReadonlyMap<number, number>
  readonly errors: Map<string, number>
}

interface ProcessReading {
  readonly pid: number
  readonly comm: string
  readonly calls: number
  readonly totalNs: number
  errors: number
  buckets: ReadonlyMap<number, number>
}

/** What was counted up to a moment. */
export interface Reading {
  /** By a clock that only rises, in ms. */
  readonly atMs: number
  readonly syscalls: ReadonlyMap<string, SyscallReading>
  readonly processes: ReadonlyMap<string, ProcessReading>
  readonly losses: readonly Loss[]
}

/** The reading of a moment at which nothing had been counted. */
export const emptyReading = (atMs: number): Reading => ({
  atMs,
  syscalls: new Map(),
  processes: new Map(),
  losses: [],
})

/** Takes a reading: whatever is counted later is not in it. */
export const readSummary = (atMs: number, cells: SummaryCells, losses: readonly Loss[]): Reading => {
  const syscalls = new Map<string, SyscallReading>()
  for (const [[name], { count, sum, min = 0, max = 0 }] of cells.calls)
    syscalls.set(String(name), {
      ...{ calls: count, totalNs: Number(sum), minNs: Number(min), maxNs: Number(max) },
      buckets: new Map(),
      errors: new Map(),
    })
  // The tables are read one behind the other: what was counted in between is in the later ones only, until the next reading.
  for (const [[name], { counts }] of cells.latency) {
    const syscall = syscalls.get(String(name))
    if (syscall) syscall.buckets = new Map(counts)
  }
  for (const [[name, error], { count }] of cells.errors)
    syscalls.get(String(name))?.errors.set(String(error), count)
  const processes = new Map<string, ProcessReading>()
  const keyOf = ([pid, comm]: Key): string => `${pid} ${comm}`
  for (const [key, { count, sum }] of cells.processes) {
    const [pid, comm] = key
    processes.set(keyOf(key), {
      ...{ pid: Number(pid), comm: String(comm), calls: count, totalNs: Number(sum) },
      errors: 0,
      buckets: new Map(),
    })
  }
  for (const [key, { counts }] of cells.processLatency ?? []) {
    const process = processes.get(keyOf(key))
    if (process) process.buckets = new Map(counts)
  }
  for (const [key, { count }] of cells.failing) {
    const process = processes.get(keyOf(key))
    if (process) process.errors = count
  }
  return { atMs, syscalls, processes, losses }
}

export interface SyscallSummary {
  readonly name: string
  readonly calls: number
  readonly errors: number
  readonly totalNs: number
  readonly avgNs: number
  readonly minNs: number
  /** Quantiles are within 1/64. */
  readonly p50Ns: number
  readonly p95Ns: number
  readonly p99Ns: number
  readonly maxNs: number
  /** By powers of two of ns, from the first to the last that has any. */
  readonly histogram: readonly Bucket[]
}

export interface ProcessSummary {
  readonly pid: number
  readonly comm: string
  readonly calls: number
  readonly errors: number
  readonly totalNs: number
  readonly avgNs: number
  /** Where the latency of processes is kept. */
  readonly p99Ns?: number
}

export interface ErrorSummary {
  readonly error: string
  /** As strerror says it; empty for a number without a name. */
  readonly text: string
  readonly count: number
  /** The most first. */
  readonly syscalls: readonly { readonly name: string; readonly count: number }[]
}

/** What calls there were in a stretch of time. */
export interface Summary {
  readonly durationMs: number
  /** Which stretch of several, from 1; absent: the whole. */
  readonly interval?: number
  readonly calls: number
  readonly errors: number
  readonly totalNs: number
  readonly syscalls: readonly SyscallSummary[]
  readonly processes: readonly ProcessSummary[]
  readonly byError: readonly ErrorSummary[]
  /** Events that were lost, and calls that were left out, by cause. */
  readonly losses: Readonly<Record<string, number>>
}

const bucketsBetween = (
  before: ReadonlyMap<number, number> | undefined,
  after: ReadonlyMap<number, number>,
): Map<number, number> => {
  const counts = new Map<number, number>()
  for (const [index, count] of after) {
    const more = count - (before?.get(index) ?? 0)
    if (more > 0) counts.set(index, more)
  }
  return counts
}

const histogramOf = (buckets: ReadonlyMap<number, number>): Bucket[] => {
  const counts = new Map<number, number>()
  for (const [index, count] of buckets) {
    // A bucket of the sketch is a part of one power of two: its middle is in the same.
    const at = log2Index(sketchValue(index))
    counts.set(at, (counts.get(at) ?? 0) + count)
  }
  const indices = [...counts.keys()]
  if (indices.length === 0) return []
  const first = Math.min(...indices)
  return Array.from({ length: Math.max(...indices) - first + 1 }, (_, i) => ({
    ...log2Bounds(first + i),
    count: counts.get(first + i) ?? 0,
  }))
}

const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

const syscallBetween = (
  name: string,
  before: SyscallReading | undefined,
  after: SyscallReading,
): SyscallSummary | undefined => {
  const calls = after.calls - (before?.calls ?? 0)
  if (calls === 0) return undefined
  const totalNs = after.totalNs - (before?.totalNs ?? 0)
  const buckets = bucketsBetween(before?.buckets, after.buckets)
  const values = Array.from(buckets.keys(), sketchValue)
  // The least and greatest ever are those of this stretch if they are new; otherwise the buckets say, within 1/64.
  const bound = (pick: 'minNs' | 'maxNs', found: number): number => {
    const exact = !before || before[pick] !== after[pick]
    return exact || values.length === 0 ? after[pick] : clamp(found, after)
  }
  const minNs = bound('minNs', Math.min(...values))
  const maxNs = bound('maxNs', Math.max(...values))
  const { p50, p95, p99 } = sketchQuantiles(buckets)
  // The middle of a bucket may be beyond what fell into it.
  const [p50Ns, p95Ns, p99Ns] = [p50, p95, p99].map(ns => clamp(ns, { minNs, maxNs })) as [
    number,
    number,
    number,
  ]
  const errors = sum(after.errors.values()) - sum(before?.errors.values() ?? [])
  return {
    ...{ name, calls, errors, totalNs, avgNs: totalNs / calls },
    ...{ minNs, p50Ns, p95Ns, p99Ns, maxNs, histogram: histogramOf(buckets) },
  }
}

const clamp = (ns: number, { minNs, maxNs }: { readonly minNs: number; readonly maxNs: number }): number =>
  Math.min(Math.max(ns, minNs), maxNs)

const errorsBetween = (before: Reading, after: Reading): ErrorSummary[] => {
  const found = new Map<string, { name: string; count: number }[]>()
  for (const [name, { errors }] of after.syscalls)
    for (const [error, total] of errors) {
      const count = total - (before.syscalls.get(name)?.errors.get(error) ?? 0)
      if (count > 0) found.set(error, [...(found.get(error) ?? []), { name, count }])
    }
  return Array.from(found, ([error, syscalls]) => ({
    error,
    text: errorByNumber(errorNumber(error) ?? -1)?.text ?? '',
    count: sum(syscalls.map(({ count }) => count)),
    syscalls: syscalls.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
  })).sort((a, b) => b.count - a.count || (a.error < b.error ? -1 : 1))
}

/** What several handlers left out is the same calls. */
const ofOneCall: ReadonlySet<string> = new Set(['noEntry', 'otherNumbers'])

const lossesOf = (losses: readonly Loss[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { cause, count } of losses) {
    const before = counts.get(cause) ?? 0
    counts.set(cause, ofOneCall.has(cause) ? Math.max(before, count) : before + count)
  }
  return counts
}

const lossesBetween = (before: Reading, after: Reading): Record<string, number> => {
  const old = lossesOf(before.losses)
  const now = [...lossesOf(after.losses)].map(
    ([cause, count]) => [cause, count - (old.get(cause) ?? 0)] as const,
  )
  return Object.fromEntries(now.filter(([, count]) => count > 0))
}

/**
 * What calls there were between two readings.
 *
 * @param interval its number, if it is one of several stretches
 */
export const summaryBetween = (before: Reading, after: Reading, interval?: number): Summary => {
  const syscalls = [...after.syscalls].flatMap(
    ([name, reading]) => syscallBetween(name, before.syscalls.get(name), reading) ?? [],
  )
  const processes = [...after.processes].flatMap(([key, reading]) => {
    const { pid, comm, calls, totalNs, errors } = reading
    const known = before.processes.get(key)
    // Rows of processes that have ended are taken out: with fewer calls than before, it is another with the same id.
    const old = known && known.calls <= calls ? known : undefined
    const more = calls - (old?.calls ?? 0)
    if (more === 0) return []
    const ns = totalNs - (old?.totalNs ?? 0)
    const buckets = bucketsBetween(old?.buckets, reading.buckets)
    return [
      {
        ...{ pid, comm, calls: more, errors: errors - (old?.errors ?? 0), totalNs: ns, avgNs: ns / more },
        ...(buckets.size > 0 && { p99Ns: sketchQuantiles(buckets).p99 }),
      },
    ]
  })
  return {
    durationMs: after.atMs - before.atMs,
    ...(interval !== undefined && { interval }),
    calls: sum(syscalls.map(({ calls }) => calls)),
    errors: sum(syscalls.map(({ errors }) => errors)),
    totalNs: sum(syscalls.map(({ totalNs }) => totalNs)),
    syscalls,
    processes,
    byError: errorsBetween(before, after),
    losses: lossesBetween(before, after),
  }
}
