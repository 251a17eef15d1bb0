/** The command line of `top` → what it asks for. */

import { checkOptions, readWordsAndProgram } from '../command-line/option-words.ts'
import { UsageError } from '../errors.ts'
import { checkTogether, type TraceRequest } from '../trace/request.ts'
import { topOptions } from './option-table.ts'

/** What `top` is to do. */
export interface TopRequest extends Omit<TraceRequest, 'kind'> {
  readonly kind: 'top'
  readonly everyMs: number
}

const usualMs = 1000
/** What a screen and the reading of all tables can keep up with. */
const leastMs = 100

/**
 * Reads the words behind `top`.
 *
 * @returns which text is wanted instead, if one is
 * @throws UsageError with the nearest right thing
 */
export const parseTopArgs = (argv: readonly string[]): TopRequest | 'short' | 'long' | 'version' => {
  const { ours, rest, wants } = readWordsAndProgram(argv, 'top', 'make', { table: topOptions })
  if (wants) return wants
  const { interval, ...given } = checkOptions(topOptions, ours, 'top')
  checkTogether(given, rest)
  const everyMs = interval ?? usualMs
  if (everyMs < leastMs)
    throw new UsageError(`An interval of ${everyMs} ms is too short`, `the shortest is ${leastMs}ms`)
  return {
    kind: 'top',
    // What was lost is on the screen.
    ...{ given, command: rest, outputs: [], everyMs, quiet: true },
    verbose: given.verbose ?? false,
    color: given.color ?? true,
  }
}
