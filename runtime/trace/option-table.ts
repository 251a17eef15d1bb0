/** Every option of `trace`: how it is written, what it takes, and what the help says. Read by parsing and help. */

import * as v from 'valibot'
import { errorNames, errorNumber } from '../../bpf/facts/errors.ts'
import {
  comm,
  cutComm,
  durationMs,
  filled,
  flag,
  type Given,
  last,
  list,
  type OptionRow,
  quoted,
  whole,
} from '../command-line/option-row.ts'
import { options } from '../command-line/option-table.ts'
import { parseDuration } from '../duration.ts'
import { nearest } from '../nearest.ts'

export const traceGroups = ['What to trace', 'Output', 'Statistics', 'Running'] as const

/** How lines look. */
export const styles = ['line', 'table', 'strace'] as const
export type Style = (typeof styles)[number]

/** What is written to an output. */
export const outputKinds = [...styles, 'text', 'json', 'csv', 'chrome'] as const
export type OutputKind = (typeof outputKinds)[number]

export const traceFormats = ['text', 'json', 'csv', 'chrome'] as const

/** How the time of a line is shown. */
export const clocks = ['clock', 'date', 'unix', 'ns', 'relative', 'delta', 'none'] as const
export type ClockKind = (typeof clocks)[number]

export const sortColumns = [
  'calls', 'errors', 'total', 'avg', 'min', 'max', 'p50', 'p95', 'p99', 'name',
] as const // biome-ignore format: one list

/** Where an output goes and what is written there. */
export interface OutputSpec {
  /** Absent where the options of all outputs decide. */
  readonly kind?: OutputKind
  /** Absent for standard output. */
  readonly path?: string
}

const oneOf = <const T extends readonly string[]>(values: T) =>
  v.picklist(
    values,
    issue => `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}, not ${quoted(issue.input)}`,
  )

/** `json:FILE`, `FILE`, `text:-`. */
const output = v.pipe(
  filled('a file, with json: or the like before it if you like'),
  v.transform((text): OutputSpec => {
    const colon = text.indexOf(':')
    const kind = outputKinds.find(each => each === text.slice(0, colon))
    const path = kind ? text.slice(colon + 1) : text
    return { ...(kind && { kind }), ...(path !== '-' && path !== '' && { path }) }
  }),
)

/** `1/100`, `0.01`. */
const share = v.pipe(
  v.string(),
  v.check(
    text => parseShare(text) !== undefined,
    issue => `must be a share such as 1/100, not ${quoted(issue.input)}`,
  ),
  v.transform(text => parseShare(text)!),
)

const parseShare = (text: string): number | undefined => {
  const [, part, of = '1'] = /^(\d+(?:\.\d+)?|\.\d+)(?:\/(\d+))?$/.exec(text) ?? []
  const value = Number(part) / Number(of)
  return value > 0 && value <= 1 ? value : undefined
}

/** `9435`, `0.0.0.0:9435`, `[::1]:9435`. */
const address = v.pipe(
  v.string(),
  v.check(
    text => parseAddress(text) !== undefined,
    issue => `must be a port, or an address and a port such as 127.0.0.1:9435, not ${quoted(issue.input)}`,
  ),
  v.transform(text => parseAddress(text)!),
)

const parseAddress = (text: string): { readonly host: string; readonly port: number } | undefined => {
  const [, bracketed, plain, digits] = /^(?:\[([\da-fA-F:]+)\]:|([^:\s]+):)?(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  return port >= 1 && port <= 65_535 ? { host: bracketed ?? plain ?? '127.0.0.1', port } : undefined
}

/** Nanoseconds. */
const leastDuration = v.pipe(
  v.string(),
  v.check(
    text => parseDuration(text) !== undefined,
    issue => `must be a duration such as 10ms or 50us, not ${quoted(issue.input)}`,
  ),
  v.transform(text => parseDuration(text)!),
)

const errno = v.pipe(
  v.string(),
  v.transform(name => name.toUpperCase()),
  v.check(
    name => errorNumber(name) !== undefined,
    issue => `must be the name of an error such as ENOENT, not ${quoted(issue.input)}`,
  ),
)

const { color, from, pushdown, quiet, ringSize, tableRows, uid, verbose } = options
const { only: _, instead: __, ...duration } = options.duration
const { only: ___, instead: ____, ...asRoot } = options.asRoot

/** All options, in the order of the help. */
export const traceOptions = {
  pid: {
    flags: '-p, --pid <pid|name>',
    aliases: ['--process'],
    group: 'What to trace',
    help: 'only these processes, by id or name: -p 1,nginx',
    values: 'processes',
    schema: list(filled('a process id or a name')),
  },
  uid,
  comm: {
    flags: '-c, --comm <name>',
    group: 'What to trace',
    help: "only threads of this name: -c sshd,'ngin*'",
    values: 'comms',
    schema: list(comm),
    near: value => (/[*?]/.test(value) ? undefined : cutComm(value)),
  },
  syscall: {
    flags: '-s, --syscall <name>',
    group: 'What to trace',
    help: "these calls: -s openat,'stat*',%net,'!poll',42 (default: all)",
    values: 'syscalls',
    schema: list(filled('a syscall')),
  },
  path: {
    flags: '-P, --path <path>',
    group: 'What to trace',
    help: 'only calls that are given this path, as it is written',
    values: 'file',
    schema: list(filled('a path')),
  },
  fd: {
    flags: '--fd <fd>',
    group: 'What to trace',
    help: 'only calls that use these file descriptors',
    schema: list(whole(0, 2 ** 31 - 1, 'a file descriptor')),
  },
  cgroup: {
    flags: '--cgroup <path|id>',
    group: 'What to trace',
    help: 'only processes of this cgroup and of those below it',
    values: 'cgroup',
    schema: list(filled('a cgroup')),
  },
  container: {
    flags: '--container <name|id>',
    group: 'What to trace',
    help: 'only processes of this container (docker, podman, containerd)',
    values: 'container',
    schema: list(filled('a container')),
  },
  failed: { flags: '--failed', group: 'What to trace', help: 'only calls that fail', schema: flag },
  ok: { flags: '--ok', group: 'What to trace', help: 'only calls that do not fail', schema: flag },
  errno: {
    flags: '--errno <name>',
    group: 'What to trace',
    help: 'only calls that fail with this error: --errno ENOENT,EACCES',
    values: 'errors',
    schema: list(errno),
    near: value => nearest(value.toUpperCase(), errorNames()),
  },
  minDuration: {
    flags: '--min-duration <time>',
    group: 'What to trace',
    help: 'only calls that take at least this long: 10ms',
    schema: last(leastDuration),
  },
  sample: {
    flags: '--sample <share>',
    group: 'What to trace',
    help: 'only this share of the calls, at random: 1/100',
    schema: last(share),
  },
  maxEvents: {
    flags: '-n, --max-events <n>',
    group: 'What to trace',
    help: 'end after so many calls',
    schema: last(whole(1, 2 ** 53 - 1, 'a number of calls')),
  },
  follow: {
    flags: '-f, --follow',
    group: 'What to trace',
    help: 'children too, from their first call on (-f json, -f csv: the format)',
    schema: flag,
  },
  kprobe: {
    flags: '--kprobe <function>',
    group: 'What to trace',
    help: 'calls of this function of the kernel too',
    values: 'functions',
    schema: list(filled('a function of the kernel')),
  },
  from,
  style: {
    flags: '--style <style>',
    group: 'Output',
    help: 'how lines look: line (default), table, or strace',
    schema: last(oneOf(styles)),
    near: value => nearest(value, styles),
  },
  format: {
    flags: '--format <format>',
    group: 'Output',
    help: 'text (default), json (an object per line), csv, chrome (for Perfetto)',
    schema: last(oneOf(traceFormats)),
    near: value => nearest(value, traceFormats),
  },
  output: {
    flags: '-o, --output <file>',
    group: 'Output',
    help: 'write there, several at once: -o json:x -o -',
    values: 'outputs',
    schema: v.pipe(v.array(v.string()), v.array(output)),
  },
  time: {
    flags: '-t, --time <how>',
    group: 'Output',
    help: 'clock, date, unix, ns, relative (to the start), delta, none',
    schema: last(oneOf(clocks)),
    near: value => nearest(value, clocks),
  },
  durations: {
    flags: '-T, --durations',
    group: 'Output',
    help: 'how long each call took: <0.000042>',
    schema: flag,
  },
  fds: {
    flags: '-y, --fds',
    group: 'Output',
    help: 'what descriptors are: 3</etc/passwd>, 5<TCP:[…]>',
    schema: flag,
  },
  stacks: {
    flags: '-k, --stacks',
    group: 'Output',
    help: 'the stack of each call, of the kernel and of the program',
    schema: flag,
  },
  stringSize: {
    flags: '--string-size <n>',
    group: 'Output',
    help: 'bytes of data that are shown (default 32)',
    schema: last(whole(0, 4096, 'a number from 0 to 4096')),
  },
  full: {
    flags: '--full',
    group: 'Output',
    help: 'structs, arguments and environments whole',
    schema: flag,
  },
  color,
  quiet,
  verbose,
  stats: {
    flags: '--stats',
    group: 'Statistics',
    help: 'at the end: calls, errors and times by syscall and process',
    schema: flag,
  },
  summaryOnly: {
    flags: '-C, --summary-only',
    group: 'Statistics',
    help: 'these, and no lines',
    schema: flag,
  },
  interval: {
    flags: '--interval <time>',
    group: 'Statistics',
    help: 'these every so often too: 1, 500ms',
    schema: last(durationMs),
  },
  hist: {
    flags: '--hist',
    group: 'Statistics',
    help: 'and a histogram of the times of each syscall',
    schema: flag,
  },
  metrics: {
    flags: '--metrics <port>',
    group: 'Statistics',
    help: 'serve them to Prometheus at [ADDRESS:]PORT/metrics (address: 127.0.0.1)',
    schema: last(address),
  },
  sort: {
    flags: '--sort <column>',
    group: 'Statistics',
    help: 'by calls (default), errors, total, avg, min, max, p50, p95, p99, name',
    schema: last(oneOf(sortColumns)),
    near: value => nearest(value, sortColumns),
  },
  top: {
    flags: '--top <n>',
    group: 'Statistics',
    help: 'so many rows of each table (default 20; 0: all)',
    schema: last(whole(0, 2 ** 31, 'a number of rows')),
  },
  duration,
  control: {
    flags: '--control <socket>',
    group: 'Running',
    help: 'take other filters there: lines such as -p 1234 -s %net',
    values: 'file',
    schema: last(filled('a path')),
  },
  script: {
    flags: '--script',
    group: 'Running',
    help: 'print the script that this is, and end',
    schema: flag,
  },
  asRoot: { ...asRoot, help: "through sudo: keep root's rights, and run the program with them" },
  pushdown,
  ringSize: { ...ringSize, help: 'memory for events on their way to systrace (default 16M; for JSON 64M)' },
  tableRows,
} as const satisfies Record<string, OptionRow<(typeof traceGroups)[number]>>

export type TraceGiven = Given<typeof traceOptions>
