/** The command line of a tool: the options of its script, and beside them the general ones that systrace gives every tool. */

import {
  type Given,
  type OptionRow,
  type OptionTable,
  spellings,
  takesValue,
} from '../command-line/option-row.ts'
import { checkOptions, readWords, type Words } from '../command-line/option-words.ts'
import { UsageError } from '../errors.ts'
import { isOwn, type toolOptions } from './option-table.ts'
import type { Manifest } from './payload.ts'

/** What a tool was asked for. */
export interface ToolWords {
  readonly wants: Words['wants']
  readonly given: Given<typeof toolOptions>
  /** What is for the script. */
  readonly scriptArgs: readonly string[]
}

/**
 * Reads the words behind a tool's name. The names that the script gives its options come first; general options may stand
 * before, between and behind them, but where the script's options are not known: there they come first of all.
 *
 * @param name how the tool was called
 * @param table its general options
 * @throws UsageError with the nearest right thing
 */
export const readToolWords = (
  argv: readonly string[],
  name: string,
  options: Manifest['options'],
  table: typeof toolOptions,
): ToolWords => {
  const { general, rest } = split(argv, table, options)
  const { ours, wants } = readWords(general, {
    table,
    help: `${name} --help`,
    word: word => {
      throw new UsageError(`Unexpected argument "${word}"`, `${name} takes options only: see ${name} --help`)
    },
  })
  if (wants === 'version') return { wants, given: {}, scriptArgs: [] }
  // The help is made of the script's own.
  if (wants) return { wants, given: {}, scriptArgs: ['--help'] }
  const given = checkOptions(table, ours, ours.includes('--explain') ? 'explain' : 'run')
  return { wants, given, scriptArgs: rest[0] === '--' ? rest.slice(1) : rest }
}

/** Tells the general options from what is for the script. */
const split = (
  argv: readonly string[],
  table: OptionTable,
  options: Manifest['options'],
): { general: readonly string[]; rest: readonly string[] } => {
  if (options === undefined) return { general: argv, rest: [] }
  const rows = new Map(Object.values(table).flatMap(row => spellings(row).map(each => [each, row] as const)))
  const isGeneral = (token: string): boolean => {
    // The first letter stands for its group: -qv is -q -v.
    const spelling = /^-[^-]/.test(token) ? token.slice(0, 2) : token.replace(/=.*/s, '')
    if (typeof options === 'object' && isOwn(options, spelling)) return false
    return rows.has(spelling) || spelling === '-V' || spelling === '--version'
  }
  const general: string[] = []
  const rest: string[] = []
  for (let at = 0; at < argv.length; ) {
    const token = argv[at++]!
    if (isGeneral(token)) {
      general.push(token)
      if (takesNext(token, rows) && at < argv.length) general.push(argv[at++]!)
    } else if (token !== '--' && typeof options === 'object') rest.push(token)
    else {
      rest.push(...argv.slice(at - 1))
      break
    }
  }
  return { general, rest }
}

/** Whether the value of an option, or of the last of a group of letters, is the next word. */
const takesNext = (token: string, rows: ReadonlyMap<string, OptionRow>): boolean => {
  const takes = (spelling: string): boolean => {
    const row = rows.get(spelling)
    return row !== undefined && takesValue(row)
  }
  if (token.startsWith('--')) return takes(token)
  const letters = [...token.slice(1)]
  return letters.findIndex(letter => takes(`-${letter}`)) === letters.length - 1
}
