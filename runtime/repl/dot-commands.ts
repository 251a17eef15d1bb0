/** The commands of the prompt, which begin with a dot. */

import { writeFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { explainScript } from '../explain/explain.ts'
import { Loader } from '../loader.ts'
import { didYouMean } from '../nearest.ts'
import type { Filters } from '../script/handle.ts'
import { entryName, withConstants } from './entry.ts'
import { filterNames, filtersText, filterWords } from './filter-words.ts'
import { type Part, type Repl, shortened } from './repl.ts'

/** What a command may do beside what the session can. */
export interface CommandContext {
  readonly repl: Repl
  readonly quit: () => void
  /** Holds events back, or lets them go on. */
  readonly pause: (paused: boolean) => void
}

interface DotCommand {
  /** What is behind the name. */
  readonly takes: string
  readonly help: string
  readonly run: (context: CommandContext, rest: string) => Promise<void> | void
  /** What Tab offers behind the name. */
  readonly offers?: (repl: Repl) => readonly string[]
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter(word => word !== '')

const live = (repl: Repl): Part[] => repl.parts.filter(({ off }) => !off)
const numbers = (repl: Repl): string[] => live(repl).map(({ number }) => `${number}`)
const tableNames = (repl: Repl): string[] => repl.tables().map(({ name }) => name)

const list = ({ repl }: CommandContext): void => {
  const parts = live(repl)
  if (parts.length === 0) repl.options.tell('nothing is attached')
  for (const { number, what, entry, handler } of parts) {
    const filters = filtersText(handler?.filters ?? {})
    repl.options.sink.printf(
      `${String(number).padStart(3)}  ${what}${filters ? `  [${filters}]` : ''}\n     ${shortened(entry.text)}\n`,
    )
  }
}

const off = async ({ repl }: CommandContext, rest: string): Promise<void> => {
  const words = wordsOf(rest)
  if (words.length === 0)
    throw new UsageError('Which probe?', '.off 1 turns the first off, .off all all; .list shows them')
  const parts = words[0] === 'all' ? live(repl) : words.map(word => repl.part(word))
  for (const part of parts) if (!part.off) await repl.off(part)
}

const changed = (before: Filters, change: Filters): Filters => {
  const after = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null)
  return Object.fromEntries(after) as Filters
}

const none: Filters = Object.fromEntries(filterNames.map(name => [name, null]))

const filter = ({ repl }: CommandContext, rest: string): void => {
  const { tell } = repl.options
  const words = wordsOf(rest)
  if (words.length === 0) {
    tell(`filters of all probes: ${filtersText(repl.filters) || 'none'}`)
    return
  }
  const parts = words.filter(word => /^\d+$/.test(word)).map(word => repl.part(word))
  const others = words.filter(word => !/^\d+$/.test(word))
  const change = ['off', 'none', 'all'].includes(others[0] ?? '') ? none : filterWords(others)
  for (const part of parts) repl.filter(part, change)
  if (parts.length > 0) return
  const handlers = live(repl).filter(({ handler }) => handler)
  // The first that refuses them keeps all from changing, as far as that is the filters' fault.
  for (const part of handlers)
    try {
      repl.filter(part, change)
    } catch (error) {
      if (!(error instanceof Error) || !/by minDuration/.test(error.message)) throw error
      tell(`${part.number}: ${error.message}`)
    }
  repl.filters = changed(repl.filters, change)
}

/** The tables of a name, or all that have rows. */
const chosen = (repl: Repl, name: string): ReturnType<Repl['tables']> => {
  const tables = repl.tables()
  if (name === '') return tables.filter(({ size }) => size > 0)
  const found = tables.filter(table => table.name === name)
  if (found.length === 0)
    throw new UsageError(`There is no table ${JSON.stringify(name)}`, didYouMean(name, tableNames(repl)))
  return found
}

const tables = ({ repl }: CommandContext, rest: string): void => {
  const shown = chosen(repl, rest.trim())
  if (shown.length === 0) repl.options.tell('no table has rows')
  for (const table of shown) repl.options.sink.table(table.snapshot())
}

const explain = ({ repl }: CommandContext, rest: string): void => {
  const { pushdown, ringSize, tableRows, color, filters, sink } = repl.options
  const text = rest.trim()
  const entries = /^\d*$/.test(text)
    ? [...new Set((text === '' ? live(repl) : [repl.part(text)]).map(({ entry }) => entry))].map(entry =>
        withConstants(entry.text, entry.constants),
      )
    : [repl.explainable(text)]
  if (entries.length === 0)
    throw new UsageError('Nothing is attached', "give code: .explain on('openat', e => count(e.comm))")
  for (const code of entries) {
    const loader = new Loader()
    const source = { kind: 'text', name: entryName, text: code } as const
    try {
      sink.printf(
        explainScript(loader, source, {
          ...{ scriptArgs: [], filters, pushdown, ringSize, tableRows, color },
          ...{ json: false, asm: false },
        }),
      )
    } catch (error) {
      repl.refuse(error, loader.sources)
    }
  }
}

const save = ({ repl }: CommandContext, rest: string): void => {
  const path = rest.trim()
  if (path === '') throw new UsageError('Where to?', '.save script.ts')
  const { entries } = repl
  const kept = entries.filter(({ parts, isExpression, names }, at) => {
    // What was looked at is no part of a script; what was declared anew counts as it was declared last.
    if (parts.length === 0 && isExpression) return false
    if (parts.length > 0 && parts.every(part => part.off)) return false
    return !names.some(name => entries.slice(at + 1).some(later => later.names.includes(name)))
  })
  if (kept.length === 0) throw new UsageError('There is nothing to save', 'attach a probe first')
  const uses = [...new Set(kept.flatMap(entry => entry.uses))].sort()
  const filters = filtersText(repl.filters)
  const text = [
    ...(filters ? [`// It was typed with .filter ${filters}`] : []),
    ...(uses.length > 0 ? [`import { ${uses.join(', ')} } from 'systrace'`, ''] : []),
    ...kept.map(entry => entry.text.trim()),
    '',
  ].join('\n')
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    const { code } = error as { code?: string }
    throw new UsageError(
      `Cannot save ${JSON.stringify(path)}: ${code === 'EEXIST' ? 'there is such a file' : code}`,
      code === 'EEXIST' ? 'name another, or remove it first' : undefined,
    )
  }
  repl.options.tell(`saved: systrace run ${path}`)
}

const clear = ({ repl }: CommandContext, rest: string): void => {
  const name = rest.trim()
  for (const table of name === '' ? repl.tables() : chosen(repl, name)) table.clear()
}

/** By name, in the order of the help. */
export const dotCommands: Readonly<Record<string, DotCommand>> = {
  list: { takes: '', help: 'the probes, with their numbers', run: list },
  off: {
    takes: 'N…',
    help: 'turns probes off; .off all',
    run: off,
    offers: repl => [...numbers(repl), 'all'],
  },
  filter: {
    takes: '[N…] NAME=VALUE',
    help: 'only such calls: pid=1 comm=ssh; pid= removes it',
    run: filter,
    offers: repl => [...numbers(repl), ...filterNames.map(name => `${name}=`), 'off'],
  },
  tables: {
    takes: '[NAME]',
    help: 'shows the tables that have rows, or one',
    run: tables,
    offers: tableNames,
  },
  clear: { takes: '[NAME]', help: 'empties the tables and maps, or one', run: clear, offers: tableNames },
  explain: {
    takes: '[N | CODE]',
    help: 'what of it runs in the kernel',
    run: explain,
    offers: numbers,
  },
  pause: { takes: '', help: 'holds events back, as Ctrl-S does', run: ({ pause }) => pause(true) },
  resume: { takes: '', help: 'lets them go on', run: ({ pause }) => pause(false) },
  save: { takes: 'FILE', help: 'writes what was typed as a script', run: save },
  help: { takes: '', help: 'this list', run: ({ repl }) => repl.options.sink.printf(helpText()) },
  quit: { takes: '', help: 'ends, and shows the tables; Ctrl-D does the same', run: ({ quit }) => quit() },
}

const helpText = (): string => {
  const rows = Object.entries(dotCommands).map(([name, { takes, help }]) => [
    `.${name} ${takes}`.trim(),
    help,
  ])
  const width = Math.max(...rows.map(([left]) => left!.length)) + 2
  return `Type a probe, and it is attached: on('openat', e => print(e.comm, e.filename))
What it gets is printed; any other code runs, and its value is shown.

${rows.map(([left, help]) => `  ${left!.padEnd(width)}${help}\n`).join('')}
Tab completes, Up and Ctrl-R bring back what was typed, Ctrl-C clears the line,
Ctrl-S pauses. A probe gets a number; filters and .off take it.
`
}

/** The command that a line is, with what is behind it; undefined for code. */
export const dotCommandOf = (line: string): { name: string; rest: string } | undefined => {
  const [, name, rest = ''] = /^\s*\.([a-z]+)(?:\s+([\s\S]*))?$/.exec(line) ?? []
  return name === undefined ? undefined : { name: name === 'exit' ? 'quit' : name, rest }
}

/**
 * Runs a command.
 *
 * @throws UsageError when there is no such command, or it cannot do it
 */
export const runDotCommand = async (context: CommandContext, name: string, rest: string): Promise<void> => {
  const command = dotCommands[name]
  if (!command)
    throw new UsageError(
      `There is no command ".${name}"`,
      didYouMean(
        `.${name}`,
        Object.keys(dotCommands).map(one => `.${one}`),
      ) ?? '.help lists them',
    )
  await command.run(context, rest)
}
