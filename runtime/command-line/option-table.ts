/** Every option of `run` and `explain`: how it is written, what it takes, and what the help says. Read by parsing and help. */

import * as v from 'valibot'
import { nearest } from '../nearest.ts'
import { elsewhereGroup, elsewhereOptions } from './option-elsewhere.ts'
import {
  comm,
  cutComm,
  durationMs,
  filled,
  flag,
  type Given as GivenOf,
  last,
  list,
  nearRing,
  type OptionRow,
  quoted,
  ringSize,
  user,
  usersByName,
  whole,
} from './option-row.ts'

export const formats = ['text', 'json', 'csv'] as const

export const commands = {
  run: 'run a script; the word may be left out',
  explain: 'show what of a script runs in the kernel, and why the rest does not',
} as const
export type Command = keyof typeof commands

/** The headings of the help, in its order. */
export const groups = ['What to trace', 'Output', 'Running', elsewhereGroup, 'Options of explain'] as const

/** The kernel's own limit (PID_MAX_LIMIT). */
const mostPid = 2 ** 22

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
    values: 'pids',
    schema: list(whole(1, mostPid, 'a process id')),
  },
  uid: {
    flags: '-u, --uid <user>',
    group: 'What to trace',
    help: 'only these users, by name or number',
    values: 'users',
    schema: list(user),
    near: value => nearest(value, usersByName().keys()),
  },
  comm: {
    flags: '-c, --comm <name>',
    group: 'What to trace',
    help: "only threads of this name or pattern: -c sshd,'ng*'",
    values: 'comms',
    schema: list(comm),
    near: value => (/[*?]/.test(value) ? undefined : cutComm(value)),
  },
  from: {
    flags: '--from <recording>',
    group: 'What to trace',
    help: 'replay what systrace record wrote; needs no root',
    values: 'file',
    schema: list(filled('a recording')),
  },
  output: {
    flags: '-o, --output <file>',
    group: 'Output',
    help: 'write to a file (-: standard output)',
    values: 'file',
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
  watch: {
    flags: '-w, --watch',
    group: 'Running',
    help: 'run the script anew when it is saved; tables keep what they have',
    schema: flag,
    only: 'run',
    instead: 'explain traces nothing: leave it out',
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
  asRoot: {
    flags: '--as-root',
    group: 'Running',
    help: "through sudo: let the script have root's rights, not the user's",
    schema: flag,
    only: 'run',
    instead: 'explain runs nothing: leave it out',
  },
  ...elsewhereOptions,
  yes: { ...elsewhereOptions.yes, only: 'run', instead: 'explain runs nothing: leave it out' },
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
} as const satisfies Record<string, OptionRow<(typeof groups)[number]>>

export const rows: readonly (readonly [string, OptionRow])[] = Object.entries(options)

export type Given = GivenOf<typeof options>
