/** The statistics of `trace`: which are asked for, and where they are shown. */

import { colorWanted } from '../sinks/open.ts'
import type { TraceRequest } from './request.ts'
import type { TraceOutput } from './sink.ts'
import type { Summary } from './summary.ts'
import { summaryJson } from './summary-json.ts'
import { type ScriptPart, summaryPart } from './summary-script.ts'
import { summaryText } from './summary-text.ts'

const usualRows = 20

/**
 * The part of the script that keeps statistics and shows them on the outputs, but for formats that have room for calls alone.
 *
 * @returns undefined if none are wanted
 */
export const statistics = (
  { color, given }: TraceRequest,
  outputs: readonly TraceOutput[],
): ((handlers: (body: string) => string) => ScriptPart) | undefined => {
  if (!given.stats && !given.summaryOnly && given.interval === undefined) return undefined
  const show = (summary: Summary): void => {
    for (const { kind, output } of outputs) {
      if (kind === 'csv' || kind === 'chrome') continue
      const text =
        kind === 'json'
          ? `${JSON.stringify(summaryJson(summary, given.hist))}\n`
          : summaryText(summary, {
              sort: given.sort ?? 'calls',
              top: given.top ?? usualRows,
              hist: given.hist ?? false,
              color: colorWanted(color, output.isTerminal),
              ...(output.isTerminal && { columns: process.stdout.columns || 80 }),
            })
      output.write(text)
      output.flush()
    }
  }
  return handlers => summaryPart(handlers, show, given.interval)
}
