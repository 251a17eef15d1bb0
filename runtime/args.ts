/** The command line as data: one table of options, which parsing, checking and help read. */

import { cac } from 'cac'
import * as v from 'valibot'
import type { OnOptions } from './compiler/options.ts'
import { parseDuration } from './duration.ts'
import { UsageError } from './errors.ts'
import type { ScriptSource } from './loader.ts'
import { didYouMean } from './nearest.ts'

declare const SYSTRACE_VERSION: string | undefined

/** The version, put in when the binary is built. */
export const version = typeof SYSTRACE_VERSION === 'string' ? SYSTRACE_VERSION : '0.0.0-dev'

const integer = (least: number, what: string) =>
  v.pipe(
    v.union([v.number(), v.string()]),
    v.transform(Number),
    v.check(n => Number.isInteger(n) && n >= least, `must be ${what}`),
  )

const many = <T extends v.GenericSchema>(item: T) =>
  v.pipe(
    v.unknown(),
    v.transform(value =>
      (Array.isArray(value) ? value : [value]).flatMap(x => (typeof x === 'string' ? x.split(',') : [x])),
    ),
    v.array(item),
  )

const text = v.pipe(v.union([v.string('needs a value'), v.number('needs a value')]), v.transform(String))

const ringSize = v.pipe(
  text,
  v.regex(/^\d+[kKmMgG]?$/, 'must be a size such as 16M'),
  v.transform(value => {
    const unit = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[value.at(-1)!.toLowerCase()] ?? 1
    return Number.parseInt(value, 10) * unit
  }),
  v.check(
    n => n >= 4096 && n <= 2 ** 30 && Number.isInteger(Math.log2(n)),
    'must be a power of 2 from 4K to 1G',
  ),
)

const duration = v.pipe(
  text,
  v.transform(value => (/^\d+(\.\d+)?$/.test(value) ? Number(value) * 1e9 : parseDuration(value))),
  v.check(ns => ns !== undefined && ns >= 0, 'must be seconds, or a duration such as 500ms'),
  v.transform(ns => ns! / 1e6),
)

const formats = ['text', 'json', 'csv'] as const

interface OptionRow {
  /** As cac wants it. */
  readonly flags: string
  readonly help: string
  readonly schema: v.GenericSchema
}

/** All options, in the order of the help. */
const options = {
  eval: {
    flags: '-e, --eval <code>',
    help: 'run this code; every name of systrace is in scope',
    schema: text,
  },
  pid: {
    flags: '-p, --pid <pid>',
    help: 'only these processes (several: -p 1,2)',
    schema: many(integer(0, 'a process id')),
  },
  uid: {
    flags: '-u, --uid <uid>',
    help: 'only these users, by number',
    schema: many(integer(0, 'a user id')),
  },
  comm: { flags: '-c, --comm <name>', help: 'only threads of this name', schema: many(text) },
  duration: {
    flags: '-d, --duration <seconds>',
    help: 'end after this time: 10, 1.5, 500ms (0: at Ctrl-C)',
    schema: duration,
  },
  output: { flags: '-o, --output <file>', help: 'write the output to a file', schema: text },
  format: {
    flags: '-f, --format <format>',
    help: 'text, json (a line per record) or csv',
    schema: v.picklist(formats, 'must be text, json or csv'),
  },
  quiet: {
    flags: '-q, --quiet',
    help: 'say nothing but output and errors',
    schema: v.boolean('takes no value'),
  },
  verbose: {
    flags: '-v, --verbose',
    help: 'tell what is attached, and how long the start took',
    schema: v.boolean('takes no value'),
  },
  pushdown: {
    flags: '--no-pushdown',
    help: 'move no conditions or tables into the kernel',
    schema: v.boolean('takes no value'),
  },
  ringSize: {
    flags: '--ring-size <size>',
    help: 'memory for events on their way (default 8M)',
    schema: ringSize,
  },
  tableRows: {
    flags: '--table-rows <n>',
    help: 'rows of a table in the kernel (default 65536)',
    schema: integer(1, 'a number of rows'),
  },
  color: { flags: '--no-color', help: 'no colours (also: NO_COLOR)', schema: v.boolean('takes no value') },
  json: { flags: '--json', help: 'explain: as JSON', schema: v.boolean('takes no value') },
  asm: { flags: '--asm', help: 'explain: with the instructions', schema: v.boolean('takes no value') },
} as const satisfies Record<string, OptionRow>

export type OptionName = keyof typeof options

export const commands = {
  run: 'run a script: systrace run script.ts [arguments of the script]',
  explain: 'show what of a script runs in the kernel, and why the rest does not',
} as const
export type Command = keyof typeof commands

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

/** Letters of short options that take a value, to tell a value from the script's name. */
const valued = (token: string): boolean =>
  Object.values(options).some(
    ({ flags }) => flags.includes('<') && flags.replace(/ <.*/, '').split(', ').includes(token),
  )

/** Splits a command line at the script: what is behind it is the script's own. */
const splitAtScript = (
  argv: readonly string[],
): { command: Command; ours: string[]; script?: string; rest: string[] } => {
  let command: Command = 'run'
  const ours: string[] = []
  const evaluates = argv.some(token => token === '-e' || token === '--eval' || token.startsWith('--eval='))
  for (let i = 0; i < argv.length; i++) {
    const token = argv[i]!
    if (token === '--') return { command, ours, rest: argv.slice(i + 1) }
    if (token.startsWith('-') && token !== '-') {
      ours.push(token)
      if (valued(token) && i + 1 < argv.length) ours.push(argv[++i]!)
    } else if (i === 0 && Object.hasOwn(commands, token)) command = token as Command
    else if (evaluates)
      throw new UsageError(`Unexpected argument "${token}"`, 'arguments of the code come behind --')
    else {
      const rest = argv.slice(i + 1)
      return { command, ours, script: token, rest: rest[0] === '--' ? rest.slice(1) : rest }
    }
  }
  return { command, ours, rest: [] }
}

const camel = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const longName = (flags: string): string => camel(/--(?:no-)?([\w-]+)/.exec(flags)![1]!)

const parser = () => {
  const cli = cac('systrace')
  cli.usage('[run] script.ts [arguments]  |  -e CODE  |  explain script.ts')
  for (const { flags, help } of Object.values(options)) cli.option(flags, help)
  return cli
}

const examples = [
  ['every file that is opened', `systrace -e "on('openat', e => print(e.comm, e.filename, e.ret))"`],
  ['who makes syscalls, as a table at Ctrl-C', `systrace -e "on('*', e => count(e.comm))"`],
  ['how long reads of one process take', `systrace -p 1234 -e "on('read', e => hist(e.duration))"`],
  ['a script, for ten seconds, as JSON', 'systrace run slow.ts -d 10 -f json'],
] as const

/** The text of `--help`. `short`: without examples. */
const helpText = (): string => {
  const rows = Object.values(options).map(({ flags, help }) => `  ${flags.padEnd(27)} ${help}`)
  return `systrace ${version}: scriptable tracing for Linux, in TypeScript

Usage:
  systrace [options] -e CODE
  systrace [options] [run] SCRIPT [arguments of the script]
  systrace [options] [run] -          the script comes from standard input
  systrace explain [options] SCRIPT | -e CODE

Commands:
${Object.entries(commands)
  .map(([name, help]) => `  ${name.padEnd(10)} ${help}`)
  .join('\n')}

Options:
${rows.join('\n')}
  -h, --help                  this text
  --version                   the version

Examples:
${examples.map(([what, command]) => `  # ${what}\n  ${command}`).join('\n')}

Exit codes: 0 fine, 1 the script is at fault, 2 the command line, 3 the machine, 70 systrace itself.
`
}

/**
 * Reads the command line.
 *
 * @throws UsageError with the nearest right thing
 */
export const parseArgs = (argv: readonly string[]): Request => {
  const { command, ours, script, rest } = splitAtScript(argv)
  if (ours.some(token => token === '-h' || token === '--help')) return { kind: 'help', text: helpText() }
  if (ours.includes('--version') || ours.includes('-V')) return { kind: 'version' }
  const cli = parser()
  const { options: raw } = cli.parse(['', '', ...ours], { run: false })
  const given = check(raw)

  const source = ((): ScriptSource | 'stdin' => {
    if (given.eval !== undefined) return { kind: 'text', name: '-e', text: given.eval }
    if (script === '-') return 'stdin'
    if (script !== undefined) return { kind: 'file', path: script }
    throw new UsageError(
      'Nothing to run',
      `name a script, or give code: systrace -e "on('openat', e => print(e.comm))"`,
    )
  })()
  return {
    kind: command,
    source,
    scriptArgs: rest,
    filters: {
      ...(given.pid && { pid: given.pid }),
      ...(given.uid && { uid: given.uid }),
      ...(given.comm && { comm: given.comm }),
    },
    durationMs: given.duration || defaults.durationMs,
    output: given.output,
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

type Given = { [K in OptionName]?: v.InferOutput<(typeof options)[K]['schema']> }

const check = (raw: Readonly<Record<string, unknown>>): Given => {
  const given: Record<string, unknown> = {}
  const byLong = new Map(
    Object.entries(options).map(([name, row]) => [longName(row.flags), { name, row: row as OptionRow }]),
  )
  const shorts = new Set(Object.values(options).flatMap(row => /^-(\w),/.exec(row.flags)?.slice(1) ?? []))
  for (const [key, value] of Object.entries(raw)) {
    if (key === '--' || shorts.has(key)) continue
    const option = byLong.get(key)
    const dashed =
      key.length === 1 ? `-${key}` : `--${key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
    if (!option) {
      const flags = Object.values(options).flatMap(row => row.flags.replace(/ <.*/, '').split(', '))
      throw new UsageError(
        `Unknown option ${dashed}`,
        didYouMean(dashed, [...flags, '--help', '--version']) ?? 'see systrace --help',
      )
    }
    if (value === undefined) continue
    const result = v.safeParse(option.row.schema, value)
    if (!result.success)
      throw new UsageError(
        `Option ${option.row.flags.replace(/ <.*/, '').split(', ').at(-1)} ${result.issues[0].message}`,
        `given: ${String(value)}`,
      )
    given[option.name] = result.output
  }
  return given as Given
}
