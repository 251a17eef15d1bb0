/**
 * The part of the trace script that counts: handlers that do nothing else, so that all of it is done in the kernel and no event
 * leaves it. The functions that it calls get the tables' cells, by the clock and at the end.
 */

import { registry } from '../script/registry.ts'
import type { TraceFunctions } from './script.ts'
import {
  emptyReading,
  type Reading,
  readSummary,
  type Summary,
  type SummaryCells,
  summaryBetween,
} from './summary.ts'

/** A part of a script. */
export interface ScriptPart {
  /** Names of the module `systrace` that it uses. */
  readonly imports: readonly string[]
  readonly functions: TraceFunctions
  readonly text: string
}

/** Calls that do not return have no duration, and so no part in the statistics. */
const endless: ReadonlySet<string> = new Set(['exit', 'exit_group'])

/** The probes of a selection that statistics are kept of: those of calls that complete. */
export const countedProbes = (probes: readonly string[]): string[] =>
  probes.filter(probe => !endless.has(probe))

/** What the handlers do: each line is one table's. */
const body = `{
  summaryCalls.add(e.duration, e.name)
  summaryLatency.add(e.duration, e.name)
  summaryProcesses.add(e.duration, e.pid, e.comm)
  if (e.error !== undefined) {
    summaryErrors.add(e.name, e.error)
    summaryFailing.add(e.pid, e.comm)
  }
}`

/** With the latency by process: one more row of each event, of which not every user wants to pay. */
const processBody = body.replace(/}$/, '  summaryProcessLatency.add(e.duration, e.pid, e.comm)\n}')
const processTable = `const summaryProcessLatency = quantiles.table('process latency')`

const tables = `const summaryCalls = stats.table('calls')
const summaryLatency = quantiles.table('latency')
const summaryErrors = count.table('errors')
const summaryProcesses = avg.table('processes')
const summaryFailing = count.table('failing')`

/** All tables' cells, where functions of the clock may read them. */
const cells = ['Calls', 'Latency', 'Errors', 'Processes', 'Failing']
  .map(name => `summary${name}.cells()`)
  .join(', ')
const processCells = `${cells}, summaryProcessLatency.cells()`

/** Tables with a row of each process: these are many in the long run. */
const processTables = ['Processes', 'Failing', 'ProcessLatency']

/** Milliseconds of the clock that readings are taken by: that of this machine, or of a recording. */
export type NowMs = () => number
const thisClock: NowMs = () => performance.now()

/** Reads the tables that the script hands over. */
const reading = (
  atMs: number,
  calls: SummaryCells['calls'],
  latency: SummaryCells['latency'],
  errors: SummaryCells['errors'],
  processes: SummaryCells['processes'],
  failing: SummaryCells['failing'],
  processLatency: SummaryCells['processLatency'] = [],
): Reading =>
  readSummary(
    atMs,
    { calls, latency, errors, processes, failing, processLatency },
    registry().host.losses?.() ?? [],
  )

type ReadArguments = Parameters<typeof reading> extends [number, ...infer A] ? A : never

/** Who gets the readings. */
export interface ReadingSink {
  /** When the probes have been attached, in ms of the clock. */
  begin(atMs: number): void
  /** By the clock, if it was asked for. */
  tick?(reading: Reading): void
  /** After the last event. */
  end(reading: Reading): void
}

export interface ReadingOptions {
  /** How often `tick` gets a reading; absent: never. */
  readonly everyMs?: number
  /** `performance.now()` if not given. */
  readonly nowMs?: NowMs
  /** The latency of processes is kept too, for as long as they live. */
  readonly processes?: {
    /** Whether it is looked at now. */
    readonly isWanted: () => boolean
    /** Whether a process is gone, and its rows can make room for others. */
    readonly isGone: (pid: number) => boolean
  }
}

/**
 * The tables, their handlers, and what reads them.
 *
 * @param handlers makes the calls of `on` with this body, for the probes and options that are wanted
 * @example readingPart(body => handlerText({ probes: ['*'], options: {} }, body), sink, { everyMs: 1000 })
 */
export const readingPart = (
  handlers: (body: string) => string,
  sink: ReadingSink,
  { everyMs, processes, nowMs = thisClock }: ReadingOptions = {},
): ScriptPart => ({
  imports: ['avg', 'begin', 'count', 'end', 'every', 'on', 'quantiles', 'stats'],
  functions: {
    summaryBegin: () => sink.begin(nowMs()),
    summaryTick: (...args: ReadArguments) => {
      const wanted = processes?.isWanted() ? args : (args.slice(0, 5) as unknown as ReadArguments)
      sink.tick?.(reading(nowMs(), ...wanted))
    },
    summaryEnd: (...args: ReadArguments) => sink.end(reading(nowMs(), ...args)),
    ...(processes && { summaryGone: ([pid]: readonly unknown[]) => processes.isGone(Number(pid)) }),
  },
  text: [
    tables,
    ...(processes ? [processTable] : []),
    handlers(processes ? processBody : body),
    'begin(() => summaryBegin())',
    ...(everyMs === undefined
      ? []
      : [`every(${everyMs}, () => summaryTick(${processes ? processCells : cells}))`]),
    ...(processes
      ? [
          `every('10s', () => { ${processTables.map(name => `summary${name}.forget(summaryGone)`).join('; ')} })`,
        ]
      : []),
    `end(() => summaryEnd(${cells}))`,
  ].join('\n'),
})

/**
 * Statistics for `trace`: at the end, and of each interval.
 *
 * @param show gets the summary of each interval, and at the end that of the whole
 */
export const summaryPart = (
  handlers: (body: string) => string,
  show: (summary: Summary) => void,
  intervalMs?: number,
  nowMs: NowMs = thisClock,
): ScriptPart => {
  let first = emptyReading(nowMs())
  let last = first
  let intervals = 0
  const interval = (now: Reading): void => {
    show(summaryBetween(last, now, ++intervals))
    last = now
  }
  return readingPart(
    handlers,
    {
      begin: atMs => {
        first = emptyReading(atMs)
        last = first
      },
      tick: interval,
      end: now => {
        // The last stretch is shorter, and one that no tick began is the whole.
        if (intervals > 0 && now.atMs - last.atMs >= 1) interval(now)
        show(summaryBetween(first, now))
      },
    },
    { nowMs, ...(intervalMs !== undefined && { everyMs: intervalMs }) },
  )
}
