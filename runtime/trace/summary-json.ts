/** A summary as one JSON object, for programs. Names are those of the events' fields, with units. */

import type { Summary } from './summary.ts'

const whole = (ns: number): number => Math.round(ns)

const share = (part: number, of: number): number => (of === 0 ? 0 : Number(((100 * part) / of).toFixed(2)))

/**
 * The object of a summary. All syscalls and processes are in it, those with the most calls first.
 *
 * @param hist whether each syscall has its histogram
 * @example summaryJson(summary).syscalls[0] // { syscall: 'read', calls: 12, … }
 */
export const summaryJson = (summary: Summary, hist = false) => {
  const { calls, durationMs, interval, losses, totalNs } = summary
  const byCalls = <T extends { readonly calls: number }>(rows: readonly T[]): T[] =>
    rows.toSorted((a, b) => b.calls - a.calls)
  return {
    type: 'summary',
    ...(interval !== undefined && { interval }),
    duration_ns: whole(durationMs * 1e6),
    calls,
    calls_per_second: durationMs > 0 ? Number(((calls * 1000) / durationMs).toFixed(1)) : 0,
    errors: summary.errors,
    total_ns: totalNs,
    syscalls: byCalls(summary.syscalls).map(row => ({
      syscall: row.name,
      calls: row.calls,
      calls_percent: share(row.calls, calls),
      errors: row.errors,
      total_ns: row.totalNs,
      time_percent: share(row.totalNs, totalNs),
      avg_ns: whole(row.avgNs),
      min_ns: whole(row.minNs),
      p50_ns: whole(row.p50Ns),
      p95_ns: whole(row.p95Ns),
      p99_ns: whole(row.p99Ns),
      max_ns: whole(row.maxNs),
      ...(hist && {
        histogram: row.histogram.map(({ from, to, count }) => ({ from_ns: from, to_ns: to, count })),
      }),
    })),
    processes: byCalls(summary.processes).map(row => ({
      pid: row.pid,
      comm: row.comm,
      calls: row.calls,
      calls_percent: share(row.calls, calls),
      errors: row.errors,
      total_ns: row.totalNs,
      avg_ns: whole(row.avgNs),
    })),
    errors_by_name: summary.byError.map(({ error, text, count, syscalls }) => ({
      error,
      text,
      count,
      syscalls: Object.fromEntries(syscalls.map(row => [row.name, row.count])),
    })),
    losses,
  }
}
