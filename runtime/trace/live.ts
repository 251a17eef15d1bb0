/**
 * Changing the filters of a running trace: words as on the command line (`-p 1234 -s %net`), typed at a prompt or sent to a
 * socket, → what the handle of `on` takes. `all` removes a filter.
 */

import type { Given, OptionRow } from '../command-line/option-row.ts'
import { checkOptions, readWords } from '../command-line/option-words.ts'
import { UsageError } from '../errors.ts'
import type { Filters } from '../script/handle.ts'
import { traceOptions } from './option-table.ts'

const { pid, uid, comm, syscall, sample } = traceOptions
const table = { pid, uid, comm, syscall, sample } as const satisfies Record<string, OptionRow>

type LiveGiven = Given<typeof table>

const all = 'all'

/** Words of a line: parted by spaces, with quotes as in a shell. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare!,
  )

/**
 * Reads a line of filters.
 *
 * @param pidsOf the processes that a name or number of -p means
 * @throws UsageError with the nearest right thing
 * @example liveFilters('-p 12 -s %net -c all', …) // { pid: [12], syscalls: ['%net'], comm: null }
 */
export const liveFilters = (
  line: string,
  pidsOf: (names: readonly string[]) => readonly number[],
): Filters => {
  const removed: (keyof LiveGiven)[] = []
  const words = readWords(wordsOf(line), {
    table,
    help: 'systrace trace --help',
    word: word => {
      throw new UsageError(
        `Unexpected "${word}"`,
        'filters are: -p PID, -u USER, -c NAME, -s SYSCALL, --sample 1/N; all in the place of a value removes one',
      )
    },
  })
  const ours = words.ours.filter(option => {
    const [, long = '', value] = /^--([\w-]+)==(.*)$/s.exec(option) ?? []
    if (value !== all) return true
    removed.push(long as keyof LiveGiven)
    return false
  })
  const given = checkOptions(table, ours, 'trace')
  const filters: Filters = {
    ...(given.pid && { pid: pidsOf(given.pid) }),
    ...(given.uid && { uid: given.uid }),
    ...(given.comm && { comm: given.comm }),
    ...(given.syscall && { syscalls: given.syscall }),
    ...(given.sample !== undefined && { sample: given.sample }),
  }
  for (const name of removed) filters[name === 'syscall' ? 'syscalls' : name] = null
  if (Object.keys(filters).length === 0)
    throw new UsageError('There is no filter in this', 'write: -p 1234 -s %net')
  return filters
}
