/** `systrace snippets`: the scripts that can be named, and what to do with the user's own. */

import { basename } from 'node:path'
import { elsewhereGroup, elsewhereOptions } from '../command-line/option-elsewhere.ts'
import { filled, flag, last } from '../command-line/option-row.ts'
import { host } from '../current-host.ts'
import { plainLine } from '../diagnostic.ts'
import { EXIT, UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { readAbout } from '../script/about.ts'
import { colorWanted } from '../sinks/open.ts'
import { isTerminal } from '../sinks/output.ts'
import { Cache } from '../sources/cache.ts'
import { readingOf } from '../sources/reading.ts'
import { isReference } from '../sources/reference.ts'
import { admit, bundleOf } from '../sources/resolve.ts'
import { keepQuestion, type Snippet, Snippets } from '../sources/snippets.ts'
import { coloured, plain } from '../tables/paint.ts'
import { padEnd, textWidth } from '../tables/text-width.ts'
import { type CommandCall, command } from './command.ts'

const options = {
  json: { flags: '--json', group: 'Options', help: 'list and search: as JSON', schema: flag },
  name: {
    flags: '--name <name>',
    group: 'Options',
    help: 'add: under this name',
    schema: last(filled('a name')),
  },
  ...elsewhereOptions,
} as const

type Call = CommandCall<typeof options>

const shortest = 24

/** As many columns as the terminal has; cut where text goes on. */
const cut = (text: string, width: number): string =>
  textWidth(text) <= width ? text : `${[...text].slice(0, Math.max(1, width - 1)).join('')}…`

const printList = (list: readonly Snippet[], { given, out }: Call): void => {
  if (given.json) {
    const rows = list.map(({ name, description, tags, options, origin, path, hides }) => ({
      name, description, tags, options, origin, ...(path !== undefined && { path }), ...(hides && { hides }),
    })) // biome-ignore format: a row
    out(`${JSON.stringify(rows, null, 2)}\n`)
    return
  }
  const paint = colorWanted(true, isTerminal(1)) ? coloured : plain
  const names = list.map(({ name }) => `@${name}`)
  const width = Math.max(0, ...names.map(textWidth))
  const columns = isTerminal(1) ? process.stdout.columns || 80 : Infinity
  const lines = list.map(({ description, tags, origin, hides }, at) => {
    const own =
      origin === 'user' ? ` (yours${hides ? ', instead of the one that comes with systrace' : ''})` : ''
    const tagged = tags.length > 0 ? `  [${tags.join(', ')}]` : ''
    const more = plainLine(`${own}${tagged}`)
    const room = columns - width - 2
    const text = cut(plainLine(description), Math.max(shortest, room - textWidth(more)))
    return `${paint('name', padEnd(names[at]!, width))}  ${text}${paint('title', more)}`
  })
  out(lines.map(line => `${line}\n`).join(''))
}

/** All that is searched, in lower case. */
const wordsOf = ({ name, description, tags }: Snippet): string =>
  [name, description, ...tags].join(' ').toLowerCase()

const search = (snippets: Snippets, wanted: readonly string[], call: Call): void => {
  if (wanted.length === 0)
    throw new UsageError('Nothing to search for', 'name words: systrace snippets search latency')
  const list = snippets.list()
  const found = list.filter(snippet => wanted.every(word => wordsOf(snippet).includes(word.toLowerCase())))
  if (found.length === 0 && !call.given.json) {
    const known = new Set(list.flatMap(({ name, tags }) => [name, ...tags]))
    throw new UsageError(
      `No snippet has ${wanted.map(word => JSON.stringify(word)).join(' and ')} in its name, description or tags`,
      didYouMean(wanted[0]!, known) ?? 'systrace snippets list shows all',
    )
  }
  printList(found, call)
}

/** The name that a script gives itself, or that of its file. */
const nameOf = (path: string, text: string): string =>
  readAbout(text).tags.get('name') || basename(path).replace(/\.[cm]?[jt]s$/, '')

const add = async (snippets: Snippets, spec: string, { given, tell, paint }: Call): Promise<void> => {
  const asked = { ...given, tell, paint }
  const { name, bundle, keep } = await bundleOf(spec, asked)
  const [{ path, text }] = bundle.files
  const own = given.name?.replace(/^@/, '') ?? nameOf(path, text)
  const question = keepQuestion(own)
  if (isReference(spec) && !spec.startsWith('@')) admit({ name, bundle }, new Cache(), { ...asked, question })
  else readingOf(bundle, name, host.loadParser())
  keep()
  const { snippet, isNew } = await snippets.add(own, bundle)
  const hides = snippet.hides ? ', which wins over the one that comes with systrace' : ''
  tell(`systrace: @${snippet.name} ${isNew ? 'is' : 'was already'} ${snippet.path}${hides}`)
}

/** The text of a script, also of one that is not kept yet: of several files each below its name. */
const textOf = async (snippets: Snippets, spec: string, { given, tell, paint }: Call): Promise<string> => {
  if (!isReference(spec) || spec.startsWith('@')) return snippets.get(spec).text
  const { bundle } = await bundleOf(spec, { ...given, tell, paint, onlyRead: true })
  const [{ text }, ...others] = bundle.files
  if (others.length === 0) return text
  return bundle.files.map(({ path, text }) => `// ${path}:\n${text.trimEnd()}\n`).join('\n')
}

const show = async (snippets: Snippets, spec: string, call: Call): Promise<void> => {
  const text = await textOf(snippets, spec, call)
  // Who reads it before it runs is to see what is in it.
  call.out(isTerminal(1) ? text.replaceAll('\r\n', '\n').replaceAll(/[^\n\t]+/g, plainLine) : text)
}

const one = (what: string, words: readonly string[], example: string): string => {
  const [word, second] = words
  if (word === undefined) throw new UsageError(`systrace snippets ${what} needs ${example}`)
  if (second !== undefined)
    throw new UsageError(`Unexpected argument ${JSON.stringify(second)}`, 'one at a time')
  return word
}

const actions = {
  list: (snippets, words, call) => {
    if (words.length > 0)
      throw new UsageError(
        `Unexpected argument ${JSON.stringify(words[0])}`,
        `systrace snippets search ${words.join(' ')}`,
      )
    printList(snippets.list(), call)
  },
  show: (snippets, words, call) => show(snippets, one('show', words, 'a name: @opensnoop'), call),
  add: (snippets, words, call) => add(snippets, one('add', words, 'a script: FILE, URL or st1:…'), call),
  remove: (snippets, words, { tell }) => {
    const word = one('remove', words, 'a name')
    tell(`systrace: removed ${snippets.remove(word)}`)
  },
  search: (snippets, words, call) => search(snippets, words, call),
} satisfies Record<string, (snippets: Snippets, words: readonly string[], call: Call) => void | Promise<void>>

const isAction = (word: string): word is keyof typeof actions => Object.hasOwn(actions, word)

export const snippetsCommand = command({
  usage: [
    'systrace snippets [list] [--json]',
    'systrace snippets search [--json] WORD…',
    'systrace snippets show NAME | URL | st1:…',
    'systrace snippets add [options] FILE | URL | st1:…',
    'systrace snippets remove NAME',
  ],
  groups: ['Options', elsewhereGroup],
  options,
  examples: [
    ['what there is for slow calls', 'systrace snippets search latency'],
    ['one of them, with an option of its own', 'sudo systrace @slow-calls --slow 50ms'],
    ['a script of your own, from now on @mine', 'systrace snippets add mine.ts'],
    ['a built-in one, to change it', 'systrace snippets show @opensnoop >mine.ts'],
  ],
  complete: words => {
    const [action, ...others] = words
    if (action === undefined) return Object.keys(actions)
    if (action === 'add') return 'file'
    if ((action !== 'show' && action !== 'remove') || others.length > 0) return []
    const list = new Snippets().list()
    return list.filter(({ origin }) => action === 'show' || origin === 'user').map(({ name }) => name)
  },
  rights: 'user',
  run: async call => {
    const [action = 'list', ...words] = [...call.words, ...(call.rest ?? [])]
    if (!isAction(action))
      throw new UsageError(
        `Unknown action ${JSON.stringify(action)}`,
        didYouMean(action, Object.keys(actions)) ?? 'it is list, show, add, remove or search',
      )
    await actions[action](new Snippets(), words, call)
    return EXIT.ok
  },
})
