/** What an option of the command line is, and the values that options take, as schemas. */

import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { parseDuration } from '../duration.ts'
import { parseSize, sizeText } from '../size.ts'

/**
 * What a value may be, for completion: one of these words, or of a kind that is looked up on this machine. Of a kind in the plural there
 * may be several, separated by commas.
 */
export type Values = readonly string[] | ValueKind
export type ValueKind =
  | 'file'
  /** Files, and snippets by name. */
  | 'script'
  | 'folder'
  | 'container'
  /** What `on` takes, and what types there are of. */
  | 'probe'
  | 'cgroup'
  | 'users'
  | 'pids'
  | 'processes'
  | 'comms'
  | 'syscalls'
  | 'errors'
  | 'functions'
  /** Files with a format before them: `json:FILE`. */
  | 'outputs'

export interface OptionRow<Group extends string = string> {
  /** As cac wants it: letter, long name, and what it takes. */
  readonly flags: string
  /** Other long names. */
  readonly aliases?: readonly string[]
  readonly group: Group
  readonly help: string
  /** Takes all that was given, as text (or `true` for a flag). */
  readonly schema: v.GenericSchema
  /** The command that it belongs to, if not to all. */
  readonly only?: string
  /** What to use with the other command. */
  readonly instead?: string
  /** What its value may be; a list of words in the schema needs none. */
  readonly values?: Values
  /** The right value that is nearest to a wrong one. */
  readonly near?: (value: string) => string | undefined
}

/** Options by the name of what they are for. */
export type OptionTable = Readonly<Record<string, OptionRow>>

/** What every option was given as, checked; those that were not given are absent. */
export type Given<T extends OptionTable> = { [K in keyof T]?: v.InferOutput<T[K]['schema']> }

/** `-p, --pid <pid>` → `['-p', '--pid']`. */
export const spellings = ({ flags }: OptionRow): string[] => flags.replace(/ <.*/, '').split(', ')

export const takesValue = ({ flags }: OptionRow): boolean => flags.includes('<')

/** A value as it was given, in a message. */
export const quoted = (value: unknown): string => JSON.stringify(value)

type Read = v.GenericSchema<string, unknown>

/** Given several times, the last one holds. */
export const last = <T extends Read>(item: T) =>
  v.pipe(
    v.array(v.string()),
    v.transform(given => given.at(-1)!),
    item,
  )

/** Values separated by commas, and the option given several times. `\,` is a comma of the value. */
export const list = <T extends Read>(item: T) =>
  v.pipe(
    v.array(v.string()),
    v.transform(given =>
      given.flatMap(text => text.split(/(?<!\\),/).map(part => part.replaceAll('\\,', ','))),
    ),
    v.array(item),
  )

export const flag = v.boolean('takes no value')

export const whole = (least: number, most: number, what: string) =>
  v.pipe(
    v.string(),
    v.check(
      text => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most,
      issue => `must be ${what}, not ${quoted(issue.input)}`,
    ),
    v.transform(Number),
  )

const mostUid = 2 ** 32 - 2

const readUsers = (): ReadonlyMap<string, number> => {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
    return new Map(lines.map(line => line.split(':')).map(fields => [fields[0]!, Number(fields[2])]))
  } catch {
    return new Map()
  }
}
let users: ReadonlyMap<string, number> | undefined
export const usersByName = (): ReadonlyMap<string, number> => (users ??= readUsers())

export const user = v.pipe(
  v.string(),
  v.check(
    text => (/^\d+$/.test(text) ? Number(text) <= mostUid : usersByName().has(text)),
    issue => `must be a user of this machine, by name or number, not ${quoted(issue.input)}`,
  ),
  v.transform(text => (/^\d+$/.test(text) ? Number(text) : usersByName().get(text)!)),
)

/** The kernel keeps 15 bytes of a thread's name, so that a longer one is never met. */
export const longestComm = 15

/** What of a name, or a pattern, every name that fits has at least. */
const needed = (name: string): string => name.replaceAll(/\\([*?\\])|\*/g, '$1')

export const cutComm = (name: string): string =>
  // A character that is cut in two is left out.
  new TextDecoder().decode(new TextEncoder().encode(name).subarray(0, longestComm)).replace(/\ufffd$/, '')

/** A name, or a pattern with `*` and `?`. */
export const comm = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.check(
    name => new TextEncoder().encode(needed(name)).length <= longestComm,
    issue =>
      `must be at most ${longestComm} bytes, where the kernel cuts names of threads, not ${quoted(issue.input)}`,
  ),
)

/** What a timer can wait. */
const longestMs = 2 ** 31 - 1

export const durationMs = v.pipe(
  v.string(),
  v.check(
    text => parseSeconds(text) !== undefined,
    issue => `must be seconds, or a duration such as 500ms or 2m, not ${quoted(issue.input)}`,
  ),
  v.transform(text => parseSeconds(text)!),
  v.check(ms => ms <= longestMs, 'must be at most 24 days'),
)

const parseSeconds = (text: string): number | undefined => {
  if (/^(\d+(\.\d*)?|\.\d+)$/.test(text)) return Number(text) * 1e3
  const ns = parseDuration(text)
  return ns === undefined ? undefined : ns / 1e6
}

const leastRing = 2 ** 12
const mostRing = 2 ** 30

/** The next size that a ring may have. */
export const nearRing = (text: string): string | undefined => {
  const asked = parseSize(text)
  return asked === undefined
    ? undefined
    : sizeText(Math.min(mostRing, Math.max(leastRing, 2 ** Math.ceil(Math.log2(asked)))))
}

const isRingSize = (size: number | undefined): boolean =>
  size !== undefined && size >= leastRing && size <= mostRing && Number.isInteger(Math.log2(size))

export const ringSize = v.pipe(
  v.string(),
  v.check(
    text => isRingSize(parseSize(text)),
    issue => `must be a power of 2 from 4K to 1G, such as 16M, not ${quoted(issue.input)}`,
  ),
  v.transform(text => parseSize(text)!),
)

/** As in web pages (subresource integrity), of SHA-256 only. */
export const integrity = v.pipe(
  v.string(),
  v.regex(
    /^sha256-[A-Za-z0-9+/]{43}=$/,
    issue => `must be sha256- and 44 characters of base64, not ${quoted(issue.input)}`,
  ),
)

export const filled = (what: string) => v.pipe(v.string(), v.minLength(1, `must be ${what}, not empty`))
