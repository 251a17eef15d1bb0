/** The texts of `-h` and `--help`, made from the table of options. At most 100 columns wide. */

import type { CommandPage, ManualPages } from '../commands/command.ts'
import { commandList } from '../commands/list.ts'
import { topKeys } from '../top/frame.ts'
import { topGroups, topOptions } from '../top/option-table.ts'
import { traceGroups, traceOptions } from '../trace/option-table.ts'
import type { OptionRow, OptionTable } from './option-row.ts'
import { type Command, commands, groups, options, rows } from './option-table.ts'

export type HelpTopic = 'short' | 'long'

const examples = [
  [
    'every file that is opened, by whom, and what came of it',
    `systrace -e "on('openat', e => print(e.comm, e.filename, e.ret))"`,
  ],
  [
    'who makes how many syscalls; the table is printed at Ctrl-C',
    `systrace -e "on('*', e => count(e.comm))"`,
  ],
  [
    'how long one process waits in read, for ten seconds',
    `systrace -p 1234 -d 10 -e "on('read', e => hist(e.duration))"`,
  ],
  ['calls on files that fail, as JSON', `systrace -f json -e "on('%file', e => e.error && print(e))"`],
  ['a script with an argument of its own', 'systrace -d 1m slow.ts --over 10ms'],
  ['what the kernel would do of it', `systrace explain -e "on('openat', e => e.ret < 0 && count(e.comm))"`],
] as const

const otherOptions: Entries = [
  ['-h, --help', 'this text; -h is shorter'],
  ['    SCRIPT --help', 'the options of a script'],
  ['-V, --version', 'the version'],
]

const probes: Entries = [
  [`on('openat', …)`, 'a system call when it is complete, with e.ret, e.error, e.duration'],
  [`on('openat:enter', …)`, 'as it begins'],
  [`on('open*', …), on('*', …)`, 'all whose names fit; all'],
  [`on('%file', …), on('%net', …)`, `strace's groups`],
  [`on(['%file', '!stat*'], …)`, 'several, and some not'],
]

const usages: Readonly<Record<Command, readonly string[]>> = {
  run: [
    'systrace [options] -e CODE [-- arguments]',
    'systrace [options] [run] SCRIPT [arguments]',
    'systrace [options] [run] -                     the script comes on standard input',
  ],
  explain: ['systrace explain [options] SCRIPT | - | -e CODE'],
}

type Entries = readonly (readonly [left: string, right: string])[]

/** Two columns. */
const entries = (pairs: Entries, width: number): string[] =>
  pairs.map(([left, right]) => left.padEnd(width) + right)

const optionsWidth = 25
const probesWidth = 32

const section = (title: string, lines: readonly string[]): string =>
  `${title}:\n${lines.map(line => `  ${line}\n`).join('')}`

const optionSections = (table: OptionTable, headings: readonly string[], command?: Command): string[] => {
  const listed = Object.values(table).filter(row => !command || !row.only || row.only === command)
  const left = ({ flags }: OptionRow): string => (flags.startsWith('--') ? `    ${flags}` : flags)
  const width = Math.max(...listed.map(row => left(row).length + 1), optionsWidth)
  return headings.flatMap(group => {
    const pairs = listed.filter(row => row.group === group).map(row => [left(row), row.help] as const)
    return pairs.length > 0 ? [section(group, entries(pairs, width))] : []
  })
}

/** The options of a table, under its headings: for the help of tools. */
export const optionsHelp = (table: OptionTable, headings: readonly string[]): string =>
  optionSections(table, headings).join('\n')

const traceAbout = 'show system calls as strace does, of the whole system or of one program'
const topAbout = 'watch rates, errors and times of system calls on a screen'

const commandRows: Entries = [
  ...Object.entries(commands),
  ['trace', traceAbout],
  ['top', topAbout],
  ...Object.entries(commandList).map(([name, { about }]) => [name, about] as const),
]

/** What exit codes say. */
const exitCodeEntries: Entries = [
  ['0', 'fine'],
  ['1', 'the script is at fault'],
  ['2', 'the command line'],
  ['3', 'the machine'],
  ['70', 'systrace itself'],
]

const exitCodes = section('Exit codes', [exitCodeEntries.map(pair => pair.join(' ')).join(', ')])

const examplesSection = (list: readonly (readonly [what: string, line: string])[]): string =>
  section(
    'Examples',
    list.flatMap(([what, line], i) => [...(i > 0 ? [''] : []), `# ${what}`, line]),
  )

const traceExamples = [
  ['a program and its children, as strace -f shows them', 'systrace trace -f --style strace -- ls -l'],
  ['what one process does', 'systrace trace -p 1234'],
  ['all file operations by root', 'systrace trace -u root -s %file'],
  ['calls that take longer than 10 ms, with how long', 'systrace trace --min-duration 10ms -T'],
  ['who fails to open what', 'systrace trace -s %file --failed'],
  ['the processes of one container', 'systrace trace --container web'],
  ['counts, errors and times of all calls for 10 seconds', 'systrace trace -C -d 10'],
  ['JSON to a file, text to the terminal', 'systrace trace -s %net -o json:net.jsonl -o text:-'],
] as const

/** The help of `trace`. */
export const traceHelp = (topic: HelpTopic): string => {
  const parts = [
    'systrace trace: show the system calls of programs as strace does, of the whole system or of one\n',
    section('Usage', programUsage('trace')),
    ...optionSections(traceOptions, traceGroups),
  ]
  if (topic === 'short') {
    parts[parts.length - 1] += '\nsystrace trace --help shows examples.\n'
    return parts.join('\n')
  }
  return [...parts, examplesSection(traceExamples), exitCodes].join('\n').replaceAll(/ +$/gm, '')
}

/**
 * The help.
 *
 * @param command whose help is wanted; undefined for that of systrace as a whole
 */
export const helpText = (version: string, topic: HelpTopic, command?: Command): string => {
  const usage = command ? usages[command] : [...usages.run, ...usages.explain]
  const about = command
    ? `systrace ${command}: ${commands[command]}`
    : `systrace ${version}: scriptable tracing for Linux, in TypeScript`
  const parts = [
    `${about}\n`,
    section('Usage', usage),
    ...(topic === 'long' && !command ? [section('Commands', entries(commandRows, optionsWidth))] : []),
    ...optionSections(options, groups, command),
  ]
  parts[parts.length - 1] +=
    topic === 'short' ? '\nsystrace --help shows examples, probes and exit codes.\n' : ''
  if (topic === 'short') return parts.join('\n')
  return [
    ...parts,
    section('Other options', entries(otherOptions, optionsWidth)),
    section('Probes', entries(probes, probesWidth)),
    examplesSection(examples),
    exitCodes,
  ]
    .join('\n')
    .replaceAll(/ +$/gm, '')
}

const topExamples = [
  ['the whole system', 'systrace top'],
  ['one program and its children', 'systrace top -f -- make'],
  ['calls on files that fail', 'systrace top -s %file --failed'],
] as const

/** The help of `top`. */
export const topHelp = (topic: HelpTopic): string => {
  const parts = [
    'systrace top: watch rates, errors and times of system calls on a screen\n',
    section('Usage', programUsage('top')),
    ...optionSections(topOptions, topGroups),
  ]
  if (topic === 'short') {
    parts[parts.length - 1] += '\nsystrace top --help shows keys and examples.\n'
    return parts.join('\n')
  }
  const keys = section('Keys', topKeys.slice(0, topKeys.indexOf('')))
  return [...parts, keys, examplesSection(topExamples), exitCodes].join('\n').replaceAll(/ +$/gm, '')
}

/** The help of a command of the list. */
export const listedHelp = async (name: string, topic: HelpTopic): Promise<string> => {
  const { about, load } = commandList[name]!
  const { usage, options, groups, examples } = await load()
  const parts = [`systrace ${name}: ${about}\n`, section('Usage', usage), ...optionSections(options, groups)]
  if (topic === 'short') {
    parts[parts.length - 1] += `\nsystrace ${name} --help shows examples.\n`
    return parts.join('\n')
  }
  return [...parts, examplesSection(examples), exitCodes].join('\n').replaceAll(/ +$/gm, '')
}

const tableOf = (command: Command): OptionTable =>
  Object.fromEntries(rows.filter(([, row]) => !row.only || row.only === command))

const programUsage = (name: string): string[] => [
  `systrace ${name} [options]`,
  `systrace ${name} [options] -- PROGRAM [arguments]`,
]

const ownPage = (name: Command): CommandPage => ({
  name,
  about: commands[name],
  usage: usages[name],
  groups,
  options: tableOf(name),
  examples: examples.filter(([, line]) => line.includes(' explain ') === (name === 'explain')),
})

/** All commands, in the order of the help. */
const commandPages = async (): Promise<CommandPage[]> => [
  ownPage('run'),
  ownPage('explain'),
  {
    ...{ name: 'trace', about: traceAbout, usage: programUsage('trace'), complete: () => ['--'] },
    ...{ groups: traceGroups, options: traceOptions, examples: traceExamples },
  },
  {
    ...{ name: 'top', about: topAbout, usage: programUsage('top'), complete: () => ['--'] },
    ...{ groups: topGroups, options: topOptions, examples: topExamples },
  },
  ...(await Promise.all(
    Object.entries(commandList).map(async ([name, { about, load }]) => ({ ...(await load()), name, about })),
  )),
]

/** All that the help has, for the manual page and for completion. */
export const manualPages = async (): Promise<ManualPages> => ({
  pages: await commandPages(),
  sections: [
    ['Other options', otherOptions],
    ['Probes', probes],
  ],
  exitCodes: exitCodeEntries,
})
