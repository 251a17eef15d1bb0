/** What of a trace is counted: the whole statistics, or the few lines of its end. */

import { colorWanted } from '../sinks/open.ts'
import { briefPart } from './brief.ts'
import type { TraceRequest } from './request.ts'
import { handlerText } from './script.ts'
import { allCalls, type TraceSelection } from './selection.ts'
import type { TraceOutput } from './sink.ts'
import { emptyReading, type Reading, type Summary, summaryBetween } from './summary.ts'
import { summaryJson } from './summary-json.ts'
import { countedProbes, type NowMs, readingPart, type ScriptPart, summaryPart } from './summary-script.ts'
import { summaryText } from './summary-text.ts'

const show =
  ({ given, color }: TraceRequest, outputs: readonly TraceOutput[]) =>
  (summary: Summary): void => {
    for (const { kind, output } of outputs) {
      if (kind === 'json') output.write(`${JSON.stringify(summaryJson(summary, given.hist))}\n`)
      else if (kind !== 'csv' && kind !== 'chrome')
        output.write(
          summaryText(summary, {
            sort: given.sort ?? 'calls',
            top: given.top ?? 20,
            hist: given.hist ?? false,
            color: colorWanted(color, output.isTerminal),
            ...(output.isTerminal && { columns: process.stdout.columns || 80 }),
          }),
        )
      output.flush()
    }
  }

/** Makes a part of the script that counts, of what makes its handlers. */
export type Counting = (handlers: (body: string) => string) => ScriptPart

/**
 * What makes the handlers of a part that counts.
 *
 * @param isLive their filters can change: the script's `liveCounts` gets their handles
 */
export const countingHandlers =
  (probes: readonly string[], options: TraceSelection['options'], isLive: boolean) =>
  (body: string): string => {
    if (probes.length === 0) return ''
    const text = handlerText({ probes, options }, body)
    return isLive ? `liveCounts(${text})` : text
  }

/** Who gets what was counted, beside the outputs. */
export interface StatisticsReaders {
  /** The lines of the end, for people. */
  readonly tell: (text: string) => void
  /** What is to be served, every second. */
  readonly scraped: (reading: Reading) => void
  /** The clock that times are taken by. */
  readonly nowMs?: NowMs
}

/**
 * The part of the script that counts; undefined if nothing is to be counted.
 *
 * @param isLive the filters of its handlers can change
 */
export const statisticsPart = (
  request: TraceRequest,
  { probes, options, narrowing }: TraceSelection,
  outputs: readonly TraceOutput[],
  isLive: boolean,
  { tell, scraped, nowMs }: StatisticsReaders,
): ScriptPart | undefined => {
  const { given, quiet } = request
  const counted = countingHandlers(countedProbes(isLive ? allCalls : probes), options, isLive)
  if (given.metrics) {
    let first: Reading | undefined
    return readingPart(
      counted,
      {
        begin: atMs => {
          first = emptyReading(atMs)
        },
        tick: scraped,
        end: reading => {
          if (first && (given.stats || given.summaryOnly))
            show(request, outputs)(summaryBetween(first, reading))
        },
      },
      { everyMs: 1000 },
    )
  }
  if (given.stats || given.summaryOnly || given.interval !== undefined)
    return summaryPart(counted, show(request, outputs), given.interval, nowMs)
  // What reads strace's output knows no such lines.
  if (quiet || outputs.every(({ kind }) => kind === 'strace')) return undefined
  return briefPart(countingHandlers(isLive ? allCalls : probes, options, isLive), narrowing, tell, nowMs)
}
