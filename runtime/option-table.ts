/** Every option of the command line: how it is written, what it takes, and what the help says. Read by parsing and help. */

import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { parseDuration } from './duration.ts'
import { nearest } from './nearest.ts'
import { parseSize, sizeText } from './size.ts'

export const formats = ['text', 'json', 'csv'] as const

export const commands = {
  run: 'run a script; the word may be left out',
  explain: 'show what of a script runs in the kernel, and why the rest does not',
} as const
export type Command = keyof typeof commands

/** The headings of the help, in its order. */
export const groups = ['What to trace', 'Output', 'Running', 'Options of explain'] as const

export interface OptionRow {
  /** As cac wants it: letter, long name, and what it takes. */
  readonly flags: string
  readonly group: (typeof groups)[number]
  readonly help: string
  /** Takes all that was given, as text (or `true` for a flag). */
  readonly schema: v.GenericSchema
  /** The command that it belongs to, if not to all. */
  readonly only?: Command
  /** What to use with the other command. */
  readonly instead?: string
  /** The right value that is nearest to a wrong one. */
  readonly near?: (value: string) => string | undefined
}

/** A value as it was given, in a message. */
const quoted = (value: unknown): string => JSON.stringify(value)

type Read = v.GenericSchema<string, unknown>

/** Given several times, the last one holds. */
const last = <T extends Read>(item: T) =>
  v.pipe(
    v.array(v.string()),
    v.transform(given => given.at(-1)!),
    item,
  )

/** Values separated by commas, and the option given several times. `\,` is a comma of the value. */
const list = <T extends Read>(item: T) =>
  v.pipe(
    v.array(v.string()),
    v.transform(given =>
      given.flatMap(text => text.split(/(?<!\\),/).map(part => part.replaceAll('\\,', ','))),
    ),
    v.array(item),
  )

const flag = v.boolean('takes no value')

const whole = (least: number, most: number, what: string) =>
  v.pipe(
    v.string(),
    v.check(
      text => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most,
      issue => `must be ${what}, not ${quoted(issue.input)}`,
    ),
    v.transform(Number),
  )

/** The kernel's own limit (PID_MAX_LIMIT). */
const mostPid = 2 ** 22
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
const usersByName = (): ReadonlyMap<string, number> => (users ??= readUsers())

const user = v.pipe(
  v.string(),
  v.check(
    text => (/^\d+$/.test(text) ? Number(text) <= mostUid : usersByName().has(text)),
    issue => `must be a user of this machine, by name or number, not ${quoted(issue.input)}`,
  ),
  v.transform(text => (/^\d+$/.test(text) ? Number(text) : usersByName().get(text)!)),
)

/** The kernel keeps 15 bytes of a thread's name, so that a longer one is never met. */
const longestComm = 15
/** What of a name, or a pattern, every name that fits has at least. */
const needed = (name: string): string => name.replaceAll(/\\([*?\\])|\*/g, '$1')

const cutComm = (name: string): string =>
  // A character that is cut in two is left out.
  new TextDecoder().decode(new TextEncoder().encode(name).subarray(0, longestComm)).replace(/\ufffd$/, '')

const comm = v.pipe(
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

const durationMs = v.pipe(
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
const nearRing = (text: string): string | undefined => {
  const asked = parseSize(text)
  return asked === undefined
    ? undefined
    : sizeText(Math.min(mostRing, Math.max(leastRing, 2 ** Math.ceil(Math.log2(asked)))))
}

const isRingSize = (size: number | undefined): boolean =>
  size !== undefined && size >= leastRing && size <= mostRing && Number.isInteger(Math.log2(size))

const ringSize = v.pipe(
  v.string(),
  v.check(
    text => isRingSize(parseSize(text)),
    issue => `must be a power of 2 from 4K to 1G, such as 16M, not ${quoted(issue.input)}`,
  ),
  v.transform(text => parseSize(text)!),
)

const filled = (what: string) => v.pipe(v.string(), v.minLength(1, `must be ${what}, not empty`))

/** All options, in the order of the help. */
export const options = {
  eval: {
    flags: '-e, --eval <code>',
    group: 'What to trace',
    help: 'run this code; every name of systrace is in scope',
    // Several are the lines of one script.
    schema: v.pipe(
      v.array(v.string()),
      v.transform(lines => lines.join('\n')),
    ),
  },
  pid: {
    flags: '-p, --pid <pid>',
    group: 'What to trace',
    help: 'only these processes: -p 1,2',
    schema: list(whole(1, mostPid, 'a process id')),
  },
  uid: {
    flags: '-u, --uid <user>',
    group: 'What to trace',
    help: 'only these users, by name or number',
    schema: list(user),
    near: value => nearest(value, usersByName().keys()),
  },
  comm: {
    flags: '-c, --comm <name>',
    group: 'What to trace',
    help: "only threads of this name or pattern: -c sshd,'ng*'",
    schema: list(comm),
    near: value => (/[*?]/.test(value) ? undefined : cutComm(value)),
  },
  output: {
    flags: '-o, --output <file>',
    group: 'Output',
    help: 'write to a file (-: standard output)',
    schema: last(filled('a file')),
    only: 'run',
    instead: 'redirect it: systrace explain … >FILE',
  },
  format: {
    flags: '-f, --format <format>',
    group: 'Output',
    help: 'text, json (an object per line) or csv',
    schema: last(v.picklist(formats, issue => `must be text, json or csv, not ${quoted(issue.input)}`)),
    only: 'run',
    instead: 'for JSON: systrace explain --json',
    near: value => nearest(value, formats),
  },
  color: {
    flags: '--no-color',
    group: 'Output',
    help: 'no colours; NO_COLOR=1 says the same, FORCE_COLOR=1 the opposite',
    schema: flag,
  },
  quiet: {
    flags: '-q, --quiet',
    group: 'Output',
    help: 'say nothing on standard error but errors',
    schema: flag,
  },
  verbose: {
    flags: '-v, --verbose',
    group: 'Output',
    help: 'tell what is attached, and show errors in full',
    schema: flag,
  },
  duration: {
    flags: '-d, --duration <time>',
    group: 'Running',
    help: 'end after this time: 10 (seconds), 500ms, 2m; 0 is until Ctrl-C',
    schema: last(durationMs),
    only: 'run',
    instead: 'explain traces nothing: leave it out',
  },
  pushdown: {
    flags: '--no-pushdown',
    group: 'Running',
    help: 'move no conditions or tables into the kernel',
    schema: flag,
  },
  ringSize: {
    flags: '--ring-size <size>',
    group: 'Running',
    help: 'memory for events on their way to the script (default 8M)',
    schema: last(ringSize),
    near: nearRing,
  },
  tableRows: {
    flags: '--table-rows <n>',
    group: 'Running',
    help: 'rows of a table in the kernel (default 65536)',
    schema: last(whole(1, 2 ** 24, `a number of rows from 1 to ${2 ** 24}`)),
  },
  json: {
    flags: '--json',
    group: 'Options of explain',
    help: 'as JSON',
    schema: flag,
    only: 'explain',
    instead: 'for output as JSON: -f json',
  },
  asm: {
    flags: '--asm',
    group: 'Options of explain',
    help: 'with the instructions of each program',
    schema: flag,
    only: 'explain',
    instead: 'systrace explain --asm shows the instructions',
  },
} as const satisfies Record<string, OptionRow>

export type OptionName = keyof typeof options
export const rows: readonly (readonly [OptionName, OptionRow])[] = Object.entries(options) as [
  OptionName,
  OptionRow,
][]

/** What every option was given as, checked; those that were not given are absent. */
export type Given = { [K in OptionName]?: v.InferOutput<(typeof options)[K]['schema']> }

/** `-p, --pid <pid>` → `['-p', '--pid']`. */
export const spellings = ({ flags }: OptionRow): string[] => flags.replace(/ <.*/, '').split(', ')

export const takesValue = ({ flags }: OptionRow): boolean => flags.includes('<')
