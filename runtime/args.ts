/** The command line → what it asks for. */

import { cac } from 'cac'
import * as v from 'valibot'
import type { OnOptions } from './compiler/options.ts'
import { UsageError } from './errors.ts'
import { type HelpTopic, helpText } from './help.ts'
import type { ScriptSource } from './loader.ts'
import { didYouMean } from './nearest.ts'
import {
  type Command,
  commands,
  type formats,
  type Given,
  type OptionRow,
  rows,
  spellings,
  takesValue,
} from './option-table.ts'

declare const SYSTRACE_VERSION: string | undefined

/** The version, put in when the binary is built. */
export const version = typeof SYSTRACE_VERSION === 'string' ? SYSTRACE_VERSION : '0.0.0-dev'

/** What the command line asks for. */
export type Request =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | {
      readonly kind: Command
      readonly source: ScriptSource | 'stdin'
      readonly scriptArgs: readonly string[]
      readonly filters: OnOptions
      readonly durationMs: number
      readonly output: string | undefined
      readonly format: (typeof formats)[number]
      readonly quiet: boolean
      readonly verbose: boolean
      readonly pushdown: boolean
      readonly ringSize: number
      readonly tableRows: number
      readonly color: boolean
      readonly json: boolean
      readonly asm: boolean
    }

const defaults = { durationMs: Infinity, ringSize: 8 << 20, tableRows: 1 << 16 } as const

/** Put before each value on its way through cac, which would take `007` for the number 7 and `-1` for an option. */
const mark = '='

interface CommandLine {
  readonly command: Command | undefined
  /** Long options, with their values marked. */
  readonly ours: readonly string[]
  readonly script: string | undefined
  /** What is behind the script, or behind `--`. */
  readonly rest: readonly string[]
  readonly wants: HelpTopic | 'version' | undefined
}

const bySpelling = new Map<string, OptionRow>(
  rows.flatMap(([, row]) => spellings(row).map(spelling => [spelling, row] as const)),
)
/** Whether a word is one of systrace's options. */
export const isOption = (word: string): boolean => bySpelling.has(word.replace(/=.*/, ''))

const helpOptions = ['-h', '--help', '-V', '--version'] as const

const unknownOption = (option: string): UsageError => {
  const negated = option.replace('--', '--no-')
  const near = bySpelling.has(negated)
    ? `there is only "${negated}"`
    : option.startsWith('--') && didYouMean(option, [...bySpelling.keys(), ...helpOptions])
  return new UsageError(`Unknown option "${option}"`, near || 'see systrace --help for all options')
}

/**
 * Splits a command line at the script: what is behind it is the script's own.
 *
 * @throws UsageError for an option that there is not, or that lacks its value
 */
const read = (argv: readonly string[]): CommandLine => {
  const ours: string[] = []
  let command: Command | undefined
  let wants: CommandLine['wants']
  let at = 0
  const evaluates = (): boolean => ours.some(option => option.startsWith('--eval='))

  const help = (option: string): boolean => {
    if (option === '-h') wants ??= 'short'
    else if (option === '--help') wants ??= 'long'
    else if (option === '-V' || option === '--version') wants ??= 'version'
    else return false
    return true
  }

  const take = (option: string, inline: string | undefined): void => {
    const row = bySpelling.get(option)
    if (!row) throw unknownOption(option)
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

  const done = (script: string | undefined): CommandLine => {
    const rest = argv.slice(at)
    return {
      command,
      ours,
      script,
      rest: script !== undefined && rest[0] === '--' ? rest.slice(1) : rest,
      wants,
    }
  }

  while (at < argv.length) {
    const token = argv[at++]!
    if (token === '--') return done(evaluates() ? undefined : argv[at++])
    if (token.startsWith('--')) {
      const equals = token.indexOf('=')
      if (!help(token))
        take(equals < 0 ? token : token.slice(0, equals), equals < 0 ? undefined : token.slice(equals + 1))
    } else if (token.startsWith('-') && token !== '-') {
      const long = `-${token.replace(/=.*/, '')}`
      if (token.length > 2 && (bySpelling.has(long) || long === '--help' || long === '--version'))
        throw new UsageError(`Unknown option "${long.slice(1)}"`, `did you mean "${long}"?`)
      // -qv is -q -v, and -p1 is -p 1.
      for (let i = 1; i < token.length; i++) {
        const option = `-${token[i]}`
        if (help(option)) continue
        const row = bySpelling.get(option)
        if (!row) throw unknownOption(option)
        const attached = takesValue(row) && i + 1 < token.length
        take(option, attached ? token.slice(i + 1).replace(/^=/, '') : undefined)
        if (attached) break
      }
    } else if (command === undefined && Object.hasOwn(commands, token)) command = token as Command
    else if (evaluates())
      throw new UsageError(
        `Unexpected argument "${token}"`,
        `arguments of the code come behind --: -- ${token}`,
      )
    else return done(token)
  }
  return done(undefined)
}

/**
 * Reads the command line.
 *
 * @throws UsageError with the nearest right thing
 */
export const parseArgs = (argv: readonly string[]): Request => {
  const line = read(argv)
  const { wants, script, rest } = line
  if (wants === 'version') return { kind: 'version' }
  if (wants) return { kind: 'help', text: helpText(version, wants, line.command) }
  const command = line.command ?? 'run'
  const given = check(line.ours, command)
  return {
    kind: command,
    source: sourceOf(given, script),
    scriptArgs: rest,
    filters: {
      ...(given.pid && { pid: given.pid }),
      ...(given.uid && { uid: given.uid }),
      ...(given.comm && { comm: given.comm }),
    },
    durationMs: given.duration || defaults.durationMs,
    output: given.output === '-' ? undefined : given.output,
    format: given.format ?? 'text',
    quiet: given.quiet ?? false,
    verbose: given.verbose ?? false,
    pushdown: given.pushdown ?? true,
    ringSize: given.ringSize ?? defaults.ringSize,
    tableRows: given.tableRows ?? defaults.tableRows,
    color: given.color ?? true,
    json: given.json ?? false,
    asm: given.asm ?? false,
  }
}

const sourceOf = (given: Given, script: string | undefined): ScriptSource | 'stdin' => {
  if (given.eval !== undefined) return { kind: 'text', name: '-e', text: given.eval }
  if (script === '-') return 'stdin'
  if (script) return { kind: 'file', path: script }
  throw new UsageError(
    'Nothing to run',
    `name a script, or give code: systrace -e "on('openat', e => print(e.comm, e.filename))"`,
  )
}

/** Hands the options to cac, and what it makes of them to their schemas. */
const check = (ours: readonly string[], command: Command): Given => {
  const cli = cac('systrace')
  for (const [, { flags, help }] of rows) cli.option(flags, help)
  const { options: raw } = cli.parse(['', '', ...ours], { run: false })
  const given: Record<string, unknown> = {}
  for (const [name, row] of rows) {
    const value: unknown = raw[name]
    const long = spellings(row).at(-1)!
    const isGiven = ours.some(option => option === long || option.startsWith(`${long}=`))
    if (!isGiven) continue
    if (row.only && row.only !== command)
      throw new UsageError(`Option "${long}" does not go with ${command}`, row.instead)
    const plain = takesValue(row)
      ? [value].flat().map(text => String(text).slice(mark.length))
      : [value].flat().at(-1)
    const result = v.safeParse(row.schema, plain)
    if (!result.success) throw badValue(long, row, result.issues[0])
    given[name] = result.output
  }
  return given as Given
}

const badValue = (option: string, row: OptionRow, issue: v.BaseIssue<unknown>): UsageError => {
  const near = row.near?.(String(issue.input))
  return new UsageError(`Option "${option}" ${issue.message}`, near && `did you mean "${near}"?`)
}
