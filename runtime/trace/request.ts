/** The command line of `trace` → what it asks for. */

import { checkOptions, readWordsAndProgram } from '../command-line/option-words.ts'
import { UsageError } from '../errors.ts'
import { type OutputKind, type TraceGiven, traceFormats, traceOptions } from './option-table.ts'

/** An output: to a file, or to a descriptor. */
export type OutputTarget = { readonly kind: OutputKind } & (
  | { readonly path: string }
  | { readonly fd: 1 | 2 }
)

/** What `trace` is to do. */
export interface TraceRequest {
  readonly kind: 'trace'
  /** The options that were given. */
  readonly given: TraceGiven
  /** The program to run and its arguments; empty to trace what runs already. */
  readonly command: readonly string[]
  /** Where to write what, at least one. */
  readonly outputs: readonly OutputTarget[]
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
}

const isFormat = (word: string | undefined): boolean => traceFormats.some(format => format === word)

/**
 * Reads the words behind `trace`.
 *
 * @returns which text is wanted instead, if one is
 * @throws UsageError with the nearest right thing
 */
export const parseTraceArgs = (argv: readonly string[]): TraceRequest | 'short' | 'long' | 'version' => {
  const { ours, rest, wants } = readWordsAndProgram(argv, 'trace', 'ls -l', {
    table: traceOptions,
    // strace's -f follows; other tracers' -f takes the format.
    before: (option, next) => (option === '-f' && isFormat(next) ? '--format' : undefined),
  })
  if (wants) return wants
  const given = checkOptions(traceOptions, ours, 'trace')
  checkTogether(given, rest)
  const usual: OutputKind =
    given.format === undefined || given.format === 'text' ? (given.style ?? 'line') : given.format
  const outputs = given.output?.map(({ kind, path }) => ({
    kind: kind === 'text' ? (given.style ?? 'line') : (kind ?? usual),
    ...(path === undefined ? ({ fd: 1 } as const) : { path }),
  }))
  return {
    kind: 'trace',
    given,
    command: rest,
    // Standard output is the program's own.
    outputs: outputs ?? [{ kind: usual, fd: rest.length > 0 ? 2 : 1 }],
    quiet: given.quiet ?? false,
    verbose: given.verbose ?? false,
    color: given.color ?? true,
  }
}

/** Refuses what cannot be meant together. @throws UsageError */
export const checkTogether = (given: TraceGiven, command: readonly string[]): void => {
  const refuse = (message: string, hint: string): never => {
    throw new UsageError(message, hint)
  }
  if (given.failed && given.ok) refuse('No call fails and does not fail', 'give one of --failed and --ok')
  if (given.ok && given.errno) refuse('A call with an error is not --ok', 'leave out --ok')
  if (given.style && given.format && given.format !== 'text')
    refuse(`--style is for text, and the format is ${given.format}`, 'leave out one of the two')
  if (command.length > 0 && given.pid)
    refuse(
      'A program to run and -p are two things to trace',
      'run systrace trace twice, or leave out one of them',
    )
  const paths = (given.output ?? []).map(({ path }) => path ?? '-')
  const twice = paths.find((path, i) => paths.indexOf(path) !== i)
  if (twice !== undefined) refuse(`"${twice}" is written to twice`, 'give each output a file of its own')
  if (given.metrics && given.interval !== undefined)
    refuse('--metrics and --interval are two ways to watch', 'leave out one of the two')
  const statistics = given.stats || given.summaryOnly || given.interval !== undefined
  if (given.from !== undefined) checkRecorded(given, command)
  if (given.hist && !statistics) refuse('--hist is a part of the statistics', 'add --stats, or -C')
  if (given.sort && !statistics) refuse('--sort is for the statistics', 'add --stats, or -C')
}

/** What asks for the machine as it is now: a recording has only what happened. */
const ofRunning = {
  follow: ['--follow', 'a recording of a program and its children has all their calls'],
  fds: ['--fds', 'what descriptors are is not in a recording'],
  container: ['--container', 'choose it when recording: systrace record --container …'],
  control: ['--control', 'a recording is read at once'],
  metrics: ['--metrics', 'a recording is read at once; --stats shows the same numbers'],
} as const

/** Refuses what a recording does not tell. @throws UsageError */
const checkRecorded = (given: TraceGiven, command: readonly string[]): void => {
  if (command.length > 0)
    throw new UsageError('A program to run and --from are two things to trace', 'leave out one of them')
  for (const [name, [option, hint]] of Object.entries(ofRunning))
    if (given[name as keyof typeof ofRunning] !== undefined)
      throw new UsageError(`${option} does not go with --from`, hint)
  const named = given.pid?.find(text => !/^\d+$/.test(text))
  if (named !== undefined)
    throw new UsageError(`-p ${named}: processes of a recording are named by their ids`, `-c ${named}`)
}
