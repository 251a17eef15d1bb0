/** Words of a command line → options with their values, by a table; where they end is the command's own business. */

import { cac } from 'cac'
import * as v from 'valibot'
import { UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { type Given, type OptionRow, type OptionTable, spellings, takesValue } from './option-row.ts'

/** Put before each value on its way through cac, which would take `007` for the number 7 and `-1` for an option. */
const mark = '='

const helpOptions = ['-h', '--help', '-V', '--version'] as const

export type Wanted = 'short' | 'long' | 'version'

/** What the words of a command line say. */
export interface Words {
  /** Long options, with their values marked. */
  readonly ours: readonly string[]
  /** What is behind the word at which reading ended. */
  readonly rest: readonly string[]
  readonly wants: Wanted | undefined
}

/** How a command reads its words. */
export interface Dialect {
  readonly table: OptionTable
  /** Where all options are shown. */
  readonly help: string
  /** Looks at a word that is no option, or at `--`: whether reading ends there. */
  readonly word: (word: string, ours: readonly string[]) => boolean
  /** An option without a value that takes the next word as the value of another: `-f json`. */
  readonly before?: (option: string, next: string | undefined) => string | undefined
  /** What to do with an option that is not in the table. */
  readonly strange?: (option: string) => string | undefined
}

const spelledBy = (table: OptionTable): ReadonlyMap<string, OptionRow> =>
  new Map(
    Object.values(table).flatMap(row =>
      [...spellings(row), ...(row.aliases ?? [])].map(spelling => [spelling, row] as const),
    ),
  )

/** Whether a word is one of a table's options. */
export const isOptionOf = (table: OptionTable, word: string): boolean =>
  spelledBy(table).has(word.replace(/=.*/, ''))

/**
 * Reads words up to the one that ends the options.
 *
 * @throws UsageError for an option that there is not, or that lacks its value
 */
export const readWords = (argv: readonly string[], dialect: Dialect): Words => {
  const bySpelling = spelledBy(dialect.table)
  const ours: string[] = []
  let wants: Wanted | undefined
  let at = 0

  const unknown = (option: string): UsageError => {
    const negated = option.replace('--', '--no-')
    const near = bySpelling.has(negated)
      ? `there is only "${negated}"`
      : option.startsWith('--') && didYouMean(option, [...bySpelling.keys(), ...helpOptions])
    const hint = near || dialect.strange?.(option) || `see ${dialect.help} for all options`
    return new UsageError(`Unknown option "${option}"`, hint)
  }

  const help = (option: string): boolean => {
    if (option === '-h') wants ??= 'short'
    else if (option === '--help') wants ??= 'long'
    else if (option === '-V' || option === '--version') wants ??= 'version'
    else return false
    return true
  }

  const take = (written: string, inline: string | undefined): void => {
    const option = (inline === undefined ? dialect.before?.(written, argv[at]) : undefined) ?? written
    const row = bySpelling.get(option)
    if (!row) throw unknown(option)
    const long = spellings(row).at(-1)!
    if (!takesValue(row)) {
      if (inline !== undefined)
        throw new UsageError(`Option "${option}" takes no value, but was given "${inline}"`)
      ours.push(long)
      return
    }
    const value = inline ?? argv[at]
    // The next option is no value; who means it says --output=-q.
    if (value === undefined || (inline === undefined && bySpelling.has(value)))
      throw new UsageError(
        `Option "${option}" needs a value`,
        `write ${option} ${row.flags.slice(row.flags.indexOf('<'))}`,
      )
    if (inline === undefined) at++
    ours.push(`${long}=${mark}${value}`)
  }

  const letters = (token: string): void => {
    const long = `-${token.replace(/=.*/, '')}`
    if (token.length > 2 && (bySpelling.has(long) || long === '--help' || long === '--version'))
      throw new UsageError(`Unknown option "${long.slice(1)}"`, `did you mean "${long}"?`)
    // -qv is -q -v, and -p1 is -p 1.
    for (let i = 1; i < token.length; i++) {
      const option = `-${token[i]}`
      if (help(option)) continue
      const row = bySpelling.get(option)
      if (!row) throw unknown(option)
      const attached = takesValue(row) && i + 1 < token.length
      take(option, attached ? token.slice(i + 1).replace(/^=/, '') : undefined)
      if (attached) return
    }
  }

  while (at < argv.length) {
    const token = argv[at++]!
    if (token.startsWith('--') && token !== '--') {
      const equals = token.indexOf('=')
      if (!help(token))
        take(equals < 0 ? token : token.slice(0, equals), equals < 0 ? undefined : token.slice(equals + 1))
    } else if (token.startsWith('-') && token !== '-' && token !== '--') letters(token)
    else if (dialect.word(token, ours)) break
  }
  return { ours, rest: argv.slice(at), wants }
}

/**
 * Reads the words of a command whose only other words are a program to run, behind `--`.
 *
 * @param example such as `ls -l`
 * @throws UsageError
 */
export const readWordsAndProgram = (
  argv: readonly string[],
  command: string,
  example: string,
  dialect: Omit<Dialect, 'help' | 'word'>,
): Words => {
  let dashed = false
  const words = readWords(argv, {
    ...dialect,
    help: `systrace ${command} --help`,
    word: word => {
      if (word === '--') {
        dashed = true
        return true
      }
      throw new UsageError(
        `Unexpected argument "${word}"`,
        `a program to run comes behind --: systrace ${command} -- ${word} …; processes that run are named by -p ${word}`,
      )
    },
  })
  if (dashed && words.rest.length === 0 && words.wants === undefined)
    throw new UsageError('There is no program behind --', `write: systrace ${command} -- ${example}`)
  return words
}

/**
 * Hands the options to cac, and what it makes of them to their schemas.
 *
 * @param command what they were given to: an option may belong to another
 * @throws UsageError with the nearest right thing
 */
export const checkOptions = <T extends OptionTable>(
  table: T,
  ours: readonly string[],
  command: string,
): Given<T> => {
  const cli = cac('systrace')
  for (const { flags, help } of Object.values(table)) cli.option(flags, help)
  const { options: raw } = cli.parse(['', '', ...ours], { run: false })
  const given: Record<string, unknown> = {}
  for (const [name, row] of Object.entries(table)) {
    const long = spellings(row).at(-1)!
    const isGiven = ours.some(option => option === long || option.startsWith(`${long}=`))
    if (!isGiven) continue
    if (row.only && row.only !== command)
      throw new UsageError(`Option "${long}" does not go with ${command}`, row.instead)
    const value: unknown = raw[camelCase(long)]
    const plain = takesValue(row)
      ? [value].flat().map(text => String(text).slice(mark.length))
      : [value].flat().at(-1)
    const result = v.safeParse(row.schema, plain)
    if (!result.success) throw badValue(long, row, result.issues[0])
    given[name] = result.output
  }
  return given as Given<T>
}

/** cac's name for an option: `--ring-size` is ringSize, `--no-color` is color. */
const camelCase = (long: string): string =>
  long.replace(/^--(no-)?/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const badValue = (option: string, row: OptionRow, issue: v.BaseIssue<unknown>): UsageError => {
  const near = row.near?.(String(issue.input))
  return new UsageError(`Option "${option}" ${issue.message}`, near && `did you mean "${near}"?`)
}
