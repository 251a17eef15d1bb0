/** What of a trace is counted: the whole statistics, or the few lines of its end. */

import { colorWanted } from '../sinks/open.ts'
import { briefPart } from './brief.ts'
import type { TraceRequest } from './request.ts'
import { handlerText } from './script.ts'
import { allCalls, type TraceSelection } from './selection.ts'
import type { TraceOutput } from './sink.ts'
import type { Summary } from './summary.ts'
import { summaryJson } from './summary-json.ts'
import { countedProbes, type ScriptPart, summaryPart } from './summary-script.ts'
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

/**
 * The part of the script that counts; undefined if nothing is to be counted.
 *
 * @param isLive the filters of its handlers can change: `liveCounts` gets their handles
 * @param tell gets the lines of the end, for people
 */
export const statisticsPart = (
  request: TraceRequest,
  { probes, options, narrowing }: TraceSelection,
  outputs: readonly TraceOutput[],
  isLive: boolean,
  tell: (text: string) => void,
): ScriptPart | undefined => {
  const { given, quiet } = request
  const handlers =
    (of: readonly string[]) =>
    (body: string): string => {
      if (of.length === 0) return ''
      const text = handlerText({ probes: of, options }, body)
      return isLive ? `liveCounts(${text})` : text
    }
  if (given.stats || given.summaryOnly || given.interval !== undefined)
    return summaryPart(
      handlers(countedProbes(isLive ? allCalls : probes)),
      show(request, outputs),
      given.interval,
    )
  // What reads strace's output knows no such lines.
  if (quiet || outputs.every(({ kind }) => kind === 'strace')) return undefined
  return briefPart(handlers(isLive ? allCalls : probes), narrowing, tell)
}
