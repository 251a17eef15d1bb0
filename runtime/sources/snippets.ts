/**
 * Scripts by name: `@opensnoop`. The user's are in `systrace/snippets` below XDG_CONFIG_HOME, a file `NAME.ts` each (of a script
 * with several files a link, to its place in the folder `NAME`); the others come with systrace, and step back behind a user's of
 * the same name.
 */

import { randomBytes } from 'node:crypto'
import { lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { host } from '../current-host.ts'
import { UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { readAbout } from '../script/about.ts'
import { builtIn } from './built-in.ts'
import { type Bundle, integrityOf } from './bundle.ts'
import { folderOf } from './invoking-user.ts'
import { localBundle } from './local.ts'
import { OwnFolder } from './own-folder.ts'
import { optionNames } from './reading.ts'

export interface Snippet {
  /** Without the `@`. */
  readonly name: string
  readonly origin: 'user' | 'built-in'
  /** Of a user's, behind links. */
  readonly path?: string
  readonly text: string
  readonly description: string
  readonly tags: readonly string[]
  /** The options that the script declares. */
  readonly options: readonly string[]
  /** It is a user's, and there is one that comes with systrace. */
  readonly hides: boolean
}

const isName = (name: string): boolean => /^[A-Za-z0-9][\w.-]{0,63}$/.test(name)

/** @throws UsageError for what no snippet can be called */
const checkName = (name: string): void => {
  if (isName(name)) return
  throw new UsageError(
    `A snippet cannot be called ${JSON.stringify(name)}`,
    'a name has letters, digits, dots, dashes and underscores: --name slow-reads',
  )
}

/**
 * How people are asked whether a script is to be kept.
 *
 * @throws UsageError for what no snippet can be called
 * @example keepQuestion('slow') // 'Keep it as @slow, to be run without a question?'
 */
export const keepQuestion = (name: string): string => {
  checkName(name)
  const hides = builtIn.has(name) ? ' in place of the one that comes with systrace' : ''
  return `Keep it as @${name}${hides}, to be run without a question?`
}

const snippetOf = (name: string, text: string, path?: string): Snippet => {
  const { title, tags } = readAbout(text)
  return {
    name,
    origin: path === undefined ? 'built-in' : 'user',
    ...(path !== undefined && { path }),
    text,
    description: title ?? '',
    tags: (tags.get('tags') ?? '').split(/[\s,]+/).filter(tag => tag !== ''),
    options: optionNames(text, host.loadParser()),
    hides: path !== undefined && builtIn.has(name),
  }
}

const isSame = async ({ path }: Snippet, bundle: Bundle): Promise<boolean> => {
  try {
    return integrityOf(await localBundle(path!)) === integrityOf(bundle)
  } catch {
    // What is there is no script any more.
    return false
  }
}

/** Those that can be named. */
export class Snippets {
  readonly #folder = new OwnFolder({
    what: 'the folder of snippets',
    hint: 'set XDG_CONFIG_HOME to a folder that you may write',
    path: user => join(folderOf(user, 'XDG_CONFIG_HOME', '.config'), 'snippets'),
    secret: false,
  })

  /** In the order of their names. */
  list(): readonly Snippet[] {
    const own = this.#ownNames()
    const others = [...builtIn.keys()].filter(name => !own.includes(name))
    return [...own, ...others].sort().flatMap(name => this.#find(name) ?? [])
  }

  /** @throws UsageError with the nearest name when there is none */
  get(word: string): Snippet {
    const name = word.replace(/^@/, '')
    const found = isName(name) ? this.#find(name) : undefined
    if (found) return found
    throw new UsageError(
      `There is no snippet ${JSON.stringify(`@${name}`)}`,
      didYouMean(
        `@${name}`,
        this.list().map(snippet => `@${snippet.name}`),
      ) ?? 'systrace snippets list shows all',
    )
  }

  /**
   * Keeps a script under a name.
   *
   * @returns the snippet, and whether it is new: the same may have been there
   * @throws UsageError when there is another of this name, or the name is none; SystraceError when it cannot be written
   */
  async add(name: string, bundle: Bundle): Promise<{ readonly snippet: Snippet; readonly isNew: boolean }> {
    checkName(name)
    const there = this.#own(name)
    if (there && (await isSame(there, bundle))) return { snippet: there, isNew: false }
    const taken = [`${name}.ts`, name].find(one => this.#folder.has(one))
    if (taken !== undefined) {
      throw new UsageError(
        `You have another snippet @${name}: ${join(this.#folder.path, taken)}`,
        there
          ? `it stays as it is; give this one a name: --name ${name}-2, or first: systrace snippets remove ${name}`
          : `it is not listed, as it cannot be read; give this one a name: --name ${name}-2, or remove that by hand`,
      )
    }
    const [{ path, text }, ...others] = bundle.files
    if (others.length === 0) this.#folder.write(`${name}.ts`, text)
    else this.#addFolder(name, path, bundle)
    return { snippet: this.get(name), isNew: true }
  }

  /** Removes a user's snippet. @returns where it was; @throws UsageError when there is none */
  remove(word: string): string {
    const { name, origin } = this.get(word)
    if (origin === 'built-in')
      throw new UsageError(
        `@${name} comes with systrace and cannot be removed`,
        'one of yours of that name wins over it',
      )
    const path = join(this.#folder.path, `${name}.ts`)
    this.#folder.change(() => {
      // A link that somebody made by hand leads elsewhere: a folder of that name has nothing to do with it.
      const hasFolder = lstatSync(path).isSymbolicLink() && readlinkSync(path).startsWith(`${name}/`)
      rmSync(path)
      if (hasFolder) rmSync(join(this.#folder.path, name), { recursive: true, force: true })
    })
    return path
  }

  /** Writes a script with several files; where that breaks off, nothing is left that has the name. */
  #addFolder(name: string, path: string, { files }: Bundle): void {
    const draft = `.${name}.${randomBytes(6).toString('hex')}`
    const at = (one: string): string => join(this.#folder.path, one)
    try {
      for (const file of files) this.#folder.write(`${draft}/${file.path}`, file.text)
      this.#folder.change(() => {
        symlinkSync(join(name, path), at(`${draft}/${draft}`))
        renameSync(at(draft), at(name))
        renameSync(at(`${name}/${draft}`), at(`${name}.ts`))
      })
    } catch (error) {
      this.#folder.change(() => rmSync(at(draft), { recursive: true, force: true }))
      throw error
    }
  }

  #ownNames(): string[] {
    return this.#folder
      .names()
      .filter(file => file.endsWith('.ts'))
      .map(file => file.slice(0, -'.ts'.length))
      .filter(isName)
  }

  #own(name: string): Snippet | undefined {
    const file = this.#folder.read(`${name}.ts`)
    return file && snippetOf(name, file.text, file.path)
  }

  #find(name: string): Snippet | undefined {
    const own = this.#own(name)
    if (own) return own
    const text = builtIn.get(name)
    return text === undefined ? undefined : snippetOf(name, text)
  }
}
