/** Every option of `record`: those of `trace` that choose events, and how the file is made. */

import * as v from 'valibot'
import { elsewhereGroup, elsewhereOptions } from '../command-line/option-elsewhere.ts'
import {
  filled,
  flag,
  last,
  type OptionRow,
  quoted,
  durationMs as time,
  whole,
} from '../command-line/option-row.ts'
import { options } from '../command-line/option-table.ts'
import { parseSize } from '../size.ts'
import { traceOptions } from '../trace/option-table.ts'

export const recordGroups = ['What to record', 'The file', 'Running', elsewhereGroup] as const

type Row = OptionRow<(typeof recordGroups)[number]>

const under = <const G extends Row['group'], const R extends OptionRow>(
  group: G,
  row: R,
): Omit<R, 'group'> & { readonly group: G } => ({ ...row, group })

/** Bytes of a file: less than a block is none. */
const leastSize = 1 << 20

const fileSize = v.pipe(
  v.string(),
  v.check(
    text => (parseSize(text) ?? 0) >= leastSize,
    issue => `must be a size of at least 1M such as 100M, not ${quoted(issue.input)}`,
  ),
  v.transform(text => parseSize(text)!),
)

const chosen = 'What to record'
const { only: _, instead: __, ...duration } = options.duration
const { only: ___, instead: ____, ...asRoot } = options.asRoot

/** All options, in the order of the help. */
export const recordOptions = {
  eval: under(chosen, { ...options.eval, help: 'record what this code asks for' }),
  pid: under(chosen, traceOptions.pid),
  uid: under(chosen, traceOptions.uid),
  comm: under(chosen, traceOptions.comm),
  syscall: under(chosen, traceOptions.syscall),
  path: under(chosen, traceOptions.path),
  fd: under(chosen, traceOptions.fd),
  cgroup: under(chosen, traceOptions.cgroup),
  container: under(chosen, traceOptions.container),
  failed: under(chosen, traceOptions.failed),
  ok: under(chosen, traceOptions.ok),
  errno: under(chosen, traceOptions.errno),
  minDuration: under(chosen, traceOptions.minDuration),
  sample: under(chosen, traceOptions.sample),
  follow: under(chosen, { ...traceOptions.follow, help: 'children too, from their first call on' }),
  kprobe: under(chosen, {
    ...traceOptions.kprobe,
    help: 'calls of this function of the kernel too, and its returns',
  }),
  entries: { flags: '--entries', group: chosen, help: 'the beginnings of calls too', schema: flag },
  stacks: under(chosen, { ...traceOptions.stacks, help: 'the stack of each event too' }),
  stringSize: under(chosen, {
    ...traceOptions.stringSize,
    help: 'bytes of data that are kept to be shown (default 32)',
  }),
  full: under(chosen, { ...traceOptions.full, help: 'structs, arguments and environments whole' }),
  output: {
    flags: '-o, --output <file>',
    group: 'The file',
    help: 'where to; the name ends in .strc by custom',
    schema: last(filled('a file')),
  },
  rotateSize: {
    flags: '--rotate-size <size>',
    group: 'The file',
    help: 'begin another file after so much: 100M (FILE.strc, FILE.1.strc, …)',
    schema: last(fileSize),
  },
  rotateTime: {
    flags: '--rotate-time <time>',
    group: 'The file',
    help: 'begin another file after so long: 1h, 10m',
    schema: last(time),
  },
  keep: {
    flags: '--keep <n>',
    group: 'The file',
    help: 'of these, keep the last n',
    schema: last(whole(1, 2 ** 31, 'a number of files from 1')),
  },
  quiet: under('Running', options.quiet),
  verbose: under('Running', { ...options.verbose, help: 'tell what is attached' }),
  asRoot: under('Running', asRoot),
  duration: under('Running', duration),
  ringSize: under('Running', {
    ...options.ringSize,
    help: 'memory for events on their way to the file (default 64M)',
  }),
  ...elsewhereOptions,
} as const satisfies Record<string, Row>
