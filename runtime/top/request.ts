/** The command line of `top` → what it asks for. */

import { UsageError } from '../errors.ts'
import { checkOptions, readWords } from '../option-words.ts'
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
  let dashed = false
  const { ours, rest, wants } = readWords(argv, {
    table: topOptions,
    help: 'systrace top --help',
    word: word => {
      if (word === '--') {
        dashed = true
        return true
      }
      throw new UsageError(
        `Unexpected argument "${word}"`,
        `a program to run comes behind --: systrace top -- ${word} …; processes that run are named by -p ${word}`,
      )
    },
  })
  if (wants) return wants
  const { interval, ...given } = checkOptions(topOptions, ours, 'top')
  if (dashed && rest.length === 0)
    throw new UsageError('There is no program behind --', 'write: systrace top -- make')
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
