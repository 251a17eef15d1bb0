/** What may stand where the cursor is in a command line: for the shells, whose own scripts only ask this. */

import type { CommandPage } from '../commands/command.ts'
import { explainScript } from '../explain/explain.ts'
import { Loader } from '../loader.ts'
import { HelpWanted } from '../script/command-line.ts'
import { snippetSource } from '../sources/resolve.ts'
import { type Candidate, candidatesOf, isList } from './completion-values.ts'
import { type OptionRow, spellings, takesValue, type ValueKind, type Values } from './option-row.ts'

/** What may come, and what the shell adds that knows its files better. */
export interface Completion {
  /** Whole words, in place of that which is typed. */
  readonly candidates: readonly Candidate[]
  /** Also files, or folders, or programs. */
  readonly more?: 'files' | 'folders' | 'programs'
  /** What of the word is before the path of a file: `json:`. */
  readonly before?: string
}

const nothing: Completion = { candidates: [] }
const files: Completion = { candidates: [], more: 'files' }

const helpWords: readonly Candidate[] = [
  { word: '-h', about: 'help, on one page' },
  { word: '--help', about: 'help with examples' },
  { word: '-V', about: 'the version' },
  { word: '--version', about: 'the version' },
]

const fitting = (candidates: readonly Candidate[], part: string): Candidate[] =>
  candidates.filter(({ word }) => word.startsWith(part))

/** The words that a schema takes, if it takes a list of such. */
const pickedBy = (schema: unknown): readonly string[] | undefined => {
  const { type, options, pipe } = schema as { type?: string; options?: readonly string[]; pipe?: unknown[] }
  if (type === 'picklist') return options
  return pipe
    ?.slice(1)
    .map(pickedBy)
    .find(found => found !== undefined)
}

/** `<file>`, `<socket>`: where a row does not say it, what its help calls the value. */
const namedBy = ({ flags }: OptionRow): ValueKind | undefined =>
  /<(?:file|path|socket)>/.test(flags)
    ? 'file'
    : /<(?:folder|dir|directory)>/.test(flags)
      ? 'folder'
      : undefined

/** Completes a value. @param before what of the word is before it, such as `--format=` */
const valueIn = (values: Values, part: string, before = ''): Completion => {
  const whole = (candidates: readonly Candidate[], head: string): Candidate[] =>
    candidates.map(({ word, ...rest }) => ({ ...rest, word: `${before}${head}${word}` }))
  if (typeof values !== 'string')
    return {
      candidates: whole(
        fitting(
          values.map(word => ({ word })),
          part,
        ),
        '',
      ),
    }
  if (values === 'file' || values === 'folder') return { candidates: [], more: `${values}s`, before }
  if (values === 'outputs') {
    const kind = /^\w+:/.exec(part)?.[0] ?? ''
    return {
      candidates: kind === '' ? whole(fitting(candidatesOf(values, part), part), '') : [],
      ...{ more: 'files', before: `${before}${kind}` },
    }
  }
  if (!isList(values)) return { candidates: whole(fitting(candidatesOf(values, part), part), '') }
  // What is behind the last comma; `!` before a name leaves it out.
  const [, head, last] = /^((?:.*,)?!?)(.*)$/s.exec(part)!
  return { candidates: whole(fitting(candidatesOf(values, last!), last!), head!) }
}

const optionValue = (row: OptionRow, part: string, before?: string): Completion => {
  const values = row.values ?? pickedBy(row.schema) ?? namedBy(row)
  return values === undefined ? nothing : valueIn(values, part, before)
}

/** The options of a script, as far as its text tells: the lines of its help. */
const optionsOfScript = (path: string, part: string): Completion => {
  if (!part.startsWith('-')) return files
  const help = helpOfScript(path)
  const options = [
    ...help.matchAll(/^ {2}(?:(-\w), | {4})(--[\w-]+)\S*(?: <[^>]*>)?(?: {2,}(.*))?$/gm),
  ].flatMap(([, short, long, about]) =>
    [...(short ? [short] : []), long!].map(word => ({ word, ...(about && { about }) })),
  )
  return { candidates: fitting(options, part), more: 'files' }
}

const helpOfScript = (path: string): string => {
  try {
    const options = {
      filters: {},
      scriptArgs: ['--help'],
      pushdown: true,
      json: false,
      asm: false,
      color: false,
    }
    const source = path.startsWith('@') ? snippetSource(path) : ({ kind: 'file', path } as const)
    explainScript(new Loader(), source, { ...options, ringSize: 1 << 20, tableRows: 1 })
  } catch (error) {
    if (error instanceof HelpWanted) return error.text
  }
  return ''
}

/** A command line up to the word at the cursor. */
class Line {
  readonly page: CommandPage
  readonly #rows: ReadonlyMap<string, OptionRow>
  /** The words that are no options, without the command. */
  readonly words: string[] = []
  /** The option that the word at the cursor is the value of. */
  awaited: OptionRow | undefined
  /** How many words there are behind `--`; undefined before it. */
  behindDashes: number | undefined

  /** @param stopsAtWord whether what is behind the first word is not systrace's */
  constructor(page: CommandPage, before: readonly string[], stopsAtWord: boolean) {
    this.page = page
    this.#rows = new Map(
      Object.values(page.options).flatMap(row =>
        [...spellings(row), ...(row.aliases ?? [])].map(spelling => [spelling, row] as const),
      ),
    )
    for (const word of before) {
      if (this.behindDashes !== undefined) this.behindDashes++
      else if (this.awaited) this.awaited = undefined
      else if (word === '--') this.behindDashes = 0
      else if (word.startsWith('-') && word.length > 1 && !(stopsAtWord && this.words.length > 0))
        this.awaited = word.includes('=') ? undefined : this.#awaitedBy(word)
      else this.words.push(word)
    }
  }

  /** `-d`, `--duration`, and `-qd` as well. */
  #awaitedBy(word: string): OptionRow | undefined {
    const row = this.#rows.get(word) ?? (/^-\w+$/.test(word) ? this.#rows.get(`-${word.at(-1)}`) : undefined)
    return row && takesValue(row) ? row : undefined
  }

  get options(): Candidate[] {
    const own = Object.values(this.page.options).flatMap(row =>
      spellings(row).map(word => ({ word, about: row.help })),
    )
    return [...own, ...helpWords]
  }

  option(spelling: string): OptionRow | undefined {
    return this.#rows.get(spelling)
  }
}

/** Scripts by the names that they have in snippet folders and in the binary: `@opensnoop`. */
const snippets = (pages: readonly CommandPage[]): Candidate[] => {
  const names = pages.find(({ name }) => name === 'snippets')?.complete?.(['show'])
  return Array.isArray(names) ? names.map(name => ({ word: `@${name.replace(/^@/, '')}` })) : []
}

/**
 * Completes the last of the words.
 *
 * @param words those of the command line behind `systrace`; the last one may be empty
 * @example complete(['trace', '-s', 'openat,rea'], pages).candidates[0] // { word: 'openat,read' }
 */
export const complete = (words: readonly string[], pages: readonly CommandPage[]): Completion => {
  const part = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const pageOf = (word: string | undefined): CommandPage | undefined =>
    pages.find(({ name }) => name === word)
  const first = pageOf(before[0])
  const runs = first === undefined || first.name === 'run' || first.name === 'explain'
  const line = new Line(first ?? pageOf('run')!, first ? before.slice(1) : before, runs)
  const [word] = line.words
  if (!first && (word === 'run' || word === 'explain')) {
    // Options may stand before these.
    const at = before.indexOf(word)
    return complete([word, ...before.slice(0, at), ...before.slice(at + 1), part], pages)
  }
  if (line.awaited) return optionValue(line.awaited, part)
  if (line.behindDashes !== undefined)
    return { candidates: [], more: line.behindDashes === 0 && !runs ? 'programs' : 'files' }
  if (runs && word !== undefined) return optionsOfScript(word, part)
  const [, spelling = '', value = ''] = /^(--[\w-]+)=(.*)$/s.exec(part) ?? []
  const row = line.option(spelling)
  if (row) return optionValue(row, value, `${spelling}=`)
  if (part.startsWith('-')) return { candidates: fitting(line.options, part) }
  if (!runs) {
    const values = line.page.complete?.(line.words) ?? 'file'
    if (values === 'script') return { candidates: fitting(snippets(pages), part), more: 'files' }
    return valueIn(values, part)
  }
  const named =
    before.length === 0
      ? pages
      : first
        ? []
        : pages.filter(({ name }) => name === 'run' || name === 'explain')
  const commands = named.map(({ name, about }) => ({ word: name, about }))
  return { candidates: fitting([...commands, ...snippets(pages)], part), more: 'files' }
}
