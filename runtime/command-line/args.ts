/** The command line → what it asks for. */

import { isListed } from '../commands/list.ts'
import { type ListedRequest, parseListed } from '../commands/request.ts'
import type { OnOptions } from '../compiler/options.ts'
import { UsageError } from '../errors.ts'
import type { ScriptSource } from '../loader.ts'
import { isReference, pinnedAtHome, type Reference } from '../sources/reference.ts'
import { parseTopArgs, type TopRequest } from '../top/request.ts'
import { parseTraceArgs, type TraceRequest } from '../trace/request.ts'
import { version } from '../version.ts'
import { helpText, listedHelp, topHelp, traceHelp } from './help.ts'
import { type Command, commands, type formats, type Given, options } from './option-table.ts'
import { checkOptions, isOptionOf, readWords, type Words } from './option-words.ts'

/** What the command line asks for. */
export type Request =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | TraceRequest
  | TopRequest
  | ListedRequest
  | {
      readonly kind: Command
      readonly source: ScriptSource | Reference | 'stdin'
      readonly scriptArgs: readonly string[]
      readonly filters: OnOptions
      /** The recording that events come from. */
      readonly from: readonly string[] | undefined
      readonly durationMs: number
      readonly output: string | undefined
      readonly format: (typeof formats)[number]
      readonly quiet: boolean
      readonly verbose: boolean
      readonly pushdown: boolean
      /** The script runs anew when it is saved. */
      readonly watch: boolean
      readonly asRoot: boolean
      readonly ringSize: number
      readonly tableRows: number
      readonly color: boolean
      readonly yes: boolean
      readonly integrity: string | undefined
      readonly reload: boolean
      readonly json: boolean
      readonly asm: boolean
    }

const defaults = { durationMs: Infinity, ringSize: 8 << 20, tableRows: 1 << 16 } as const

/** Whether a word is one of systrace's options. */
export const isOption = (word: string): boolean => isOptionOf(options, word)

interface CommandLine extends Words {
  readonly command: Command | undefined
  readonly script: string | undefined
}

const evaluates = (ours: readonly string[]): boolean => ours.some(option => option.startsWith('--eval='))

/** Splits a command line at the script: what is behind it is the script's own. */
const read = (argv: readonly string[]): CommandLine => {
  let command: Command | undefined
  let script: string | undefined
  let dashed = false
  const words = readWords(argv, {
    table: options,
    help: 'systrace --help',
    word: (word, ours) => {
      if (word === '--') {
        dashed = true
        return true
      }
      if (command === undefined && Object.hasOwn(commands, word)) {
        command = word as Command
        return false
      }
      if (evaluates(ours))
        throw new UsageError(
          `Unexpected argument "${word}"`,
          `arguments of the code come behind --: -- ${word}`,
        )
      if (command === undefined && (word === 'trace' || word === 'top' || isListed(word)))
        throw new UsageError(
          `Unexpected "${word}" behind options`,
          `options of ${word} come behind it: systrace ${word} ${argv.filter(each => each !== word).join(' ')}`,
        )
      script = word
      return true
    },
  })
  if (!dashed) {
    const early = script === undefined ? undefined : fromFirst(argv, words.rest)
    return early ? read(early) : { ...words, command, script, rest: dropDashes(words.rest, script) }
  }
  if (evaluates(words.ours)) return { ...words, command, script: undefined }
  const [first, ...rest] = words.rest
  return { ...words, command, script: first, rest: dropDashes(rest, first) }
}

/**
 * `SCRIPT --from FILE` as `--from FILE SCRIPT`: the script is what is replayed, and comes first to mind. Right behind the script only:
 * one with an option of that name gets it behind a `--`.
 *
 * @returns the command line as it is read; undefined if it is as it should be
 */
const fromFirst = (argv: readonly string[], rest: readonly string[]): readonly string[] | undefined => {
  const [first = '', value] = rest
  const taken = first.startsWith('--from=') ? [first] : first === '--from' && value ? [first, value] : []
  if (taken.length === 0) return undefined
  const script = argv.length - rest.length
  return [...taken, ...argv.slice(0, script), ...rest.slice(taken.length)]
}

/** A `--` right behind the script is left out. */
const dropDashes = (rest: readonly string[], script: string | undefined): readonly string[] =>
  script !== undefined && rest[0] === '--' ? rest.slice(1) : rest

/**
 * Reads the command line.
 *
 * @throws UsageError with the nearest right thing
 */
export const parseCommandLine = async (argv: readonly string[]): Promise<Request> => {
  const [first, ...others] = argv
  if (!isListed(first)) return parseArgs(argv)
  const request = await parseListed(first, others)
  if (request === 'version') return { kind: 'version' }
  return typeof request === 'string' ? { kind: 'help', text: await listedHelp(first, request) } : request
}

/** Reads the command line of what traces or explains: all but the commands of `commands/list.ts`. @throws UsageError */
export const parseArgs = (argv: readonly string[]): Exclude<Request, ListedRequest> => {
  const [first, ...others] = argv
  if (first === 'trace') {
    const request = parseTraceArgs(others)
    if (request === 'version') return { kind: 'version' }
    return typeof request === 'string' ? { kind: 'help', text: traceHelp(request) } : request
  }
  if (first === 'top') {
    const request = parseTopArgs(others)
    if (request === 'version') return { kind: 'version' }
    return typeof request === 'string' ? { kind: 'help', text: topHelp(request) } : request
  }
  const line = read(argv)
  const { wants, script, rest } = line
  if (wants === 'version') return { kind: 'version' }
  if (wants) return { kind: 'help', text: helpText(version, wants, line.command) }
  const command = line.command ?? 'run'
  const given = checkOptions(options, line.ours, command)
  if (given.from !== undefined && given.watch)
    throw new UsageError('--watch does not go with --from', 'a recording is read at once: run it again')
  const source = sourceOf(given, script)
  if (given.watch && (source === 'stdin' || source.kind !== 'file'))
    throw new UsageError('Option "--watch" is for a script in a file: nothing else is saved')
  return {
    kind: command,
    source,
    scriptArgs: rest,
    ...settingsOf(given),
    json: given.json ?? false,
    asm: given.asm ?? false,
  }
}

/** What the options of a run say, with what holds for those that were not given. */
export const settingsOf = (given: Given) =>
  ({
    filters: {
      ...(given.pid && { pid: given.pid }),
      ...(given.uid && { uid: given.uid }),
      ...(given.comm && { comm: given.comm }),
    },
    from: given.from,
    durationMs: given.duration || defaults.durationMs,
    output: given.output === '-' ? undefined : given.output,
    format: given.format ?? 'text',
    quiet: given.quiet ?? false,
    verbose: given.verbose ?? false,
    pushdown: given.pushdown ?? true,
    watch: given.watch ?? false,
    asRoot: given.asRoot ?? false,
    ringSize: given.ringSize ?? defaults.ringSize,
    tableRows: given.tableRows ?? defaults.tableRows,
    color: given.color ?? true,
    yes: given.yes ?? false,
    integrity: given.integrity,
    reload: given.reload ?? false,
  }) as const

const sourceOf = (given: Given, script: string | undefined): ScriptSource | Reference | 'stdin' => {
  const isElsewhere = given.eval === undefined && script !== undefined && isReference(script)
  if (given.integrity !== undefined && !isElsewhere) throw pinnedAtHome()
  if (given.eval !== undefined) return { kind: 'text', name: '-e', text: given.eval }
  if (script === '-') return 'stdin'
  if (script && isElsewhere) return { kind: 'reference', spec: script }
  if (script) return { kind: 'file', path: script }
  throw new UsageError(
    'Nothing to run',
    `name a script, or give code: systrace -e "on('openat', e => print(e.comm, e.filename))"`,
  )
}
