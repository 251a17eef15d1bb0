/** A script's first file → all files of its own: what it imports by relative paths, from where it came from. */

import { isUtf8 } from 'node:buffer'
import { isBuiltin } from 'node:module'
import { type NativeParser, parseModule } from '../compiler/parse.ts'
import { ScriptRefused } from '../diagnostic.ts'
import { UsageError } from '../errors.ts'
import { type ImportFrom, importsOf, requiresOf } from '../imports.ts'
import { type Bundle, checkBundle, mostBytes, mostFiles } from './bundle.ts'

/** A file of an origin. */
export interface FoundFile {
  /** Absolute within the origin: `/lib/format.ts`. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** Where a script comes from, and what it imports with it: a folder here, a server, a package. */
export interface Origin {
  /** How messages call a file of it. */
  name(path: string): string
  /** The file that a relative import in the file at a path means; undefined if there is none. */
  resolve(specifier: string, from: string): Promise<FoundFile | undefined> | FoundFile | undefined
}

/** What an import means for who takes the script along. */
export type ImportKind = 'own' | 'builtin' | 'package' | 'other'

/** Modules that every systrace has. */
const given: ReadonlySet<string> = new Set(['systrace', 'valibot'])

export const importKind = (specifier: string): ImportKind => {
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) return 'own'
  if (given.has(specifier) || isBuiltin(specifier) || specifier.startsWith('bun:')) return 'builtin'
  return /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?:\/|$)/.test(specifier) ? 'package' : 'other'
}

/** `@scope/name/part` → `@scope/name`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

export const isModule = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)

const textOf = (name: string, bytes: Uint8Array): string => {
  if (!isUtf8(bytes))
    throw new UsageError(
      `${JSON.stringify(name)} is not a text in UTF-8`,
      bytes.includes(0) ? 'only scripts, and texts that they import, can be taken along' : 'save it as UTF-8',
    )
  return Buffer.from(bytes).toString('utf8')
}

/** The folder that all paths are below, with a slash at its end. */
const folderOf = (paths: readonly string[]): string => {
  const [first, ...others] = paths.map(path => path.slice(0, path.lastIndexOf('/') + 1))
  return others.reduce((folder, other) => {
    let common = folder
    while (!other.startsWith(common)) common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1)
    return common
  }, first!)
}

/** A path in the highest folder that an import goes through: `../src/x.ts` in `/a/src/y.ts` needs `/a`. */
const highest = (specifier: string, from: string): string => {
  const folders = from.split('/').slice(0, -1)
  let [depth, least] = [folders.length, folders.length]
  for (const part of specifier.split('/'))
    if (part === '..') least = Math.min(least, --depth)
    else if (part !== '.' && part !== '') depth++
  return `${folders.slice(0, Math.max(1, least)).join('/')}/`
}

/**
 * Follows the imports of a script within its origin.
 *
 * @throws ScriptRefused for an import that is not there or cannot travel, UsageError for a file that is no text, or too much
 */
export const gather = async (entry: FoundFile, origin: Origin, parser: NativeParser): Promise<Bundle> => {
  const texts = new Map<string, string>()
  const heights: string[] = []
  let size = 0

  const refused = (file: string, text: string, { node, specifier }: ImportFrom, why: string, hint?: string) =>
    new ScriptRefused(
      [
        {
          severity: 'error',
          code: 'unknown-import',
          message: `${why} ${JSON.stringify(specifier)}`,
          span: { file, start: node.start, end: node.end },
          ...(hint && { hint }),
        },
      ],
      new Map([[file, text]]),
    )

  const tooMuch = (what: string) =>
    new UsageError(`Cannot take ${JSON.stringify(origin.name(entry.path))} along: it has more than ${what}`)

  const take = async ({ path, bytes }: FoundFile): Promise<void> => {
    const name = origin.name(path)
    size += bytes.length
    if (size > mostBytes) throw tooMuch(`${mostBytes >> 20} MB`)
    if (texts.size === mostFiles) throw tooMuch(`${mostFiles} files`)
    const text = textOf(name, bytes)
    texts.set(path, text)
    if (!isModule(path) && path !== entry.path) return
    const module = parseModule(name, text.replace(/^\ufeff/, ''), parser)
    if (Array.isArray(module)) throw new ScriptRefused(module, new Map([[name, text]]))
    for (const from of [...importsOf(module), ...requiresOf(module)]) {
      const kind = importKind(from.specifier)
      if (kind === 'other')
        throw refused(
          name,
          module.text,
          from,
          'what cannot be taken along:',
          'import files by paths that begin with ./ or ../',
        )
      if (kind !== 'own') continue
      const found = await origin.resolve(from.specifier, path)
      if (!found) throw refused(name, module.text, from, 'there is no file')
      heights.push(highest(from.specifier, path))
      if (!texts.has(found.path)) await take(found)
    }
  }

  await take(entry)
  const folder = folderOf([...texts.keys(), ...heights])
  const [first, ...others] = [...texts].map(([path, text]) => ({ path: path.slice(folder.length), text }))
  // It may have been called by any name; this one says what it is.
  const named = isModule(first!.path) ? first! : { path: `${first!.path}.ts`, text: first!.text }
  return checkBundle({ files: [named, ...others] }, JSON.stringify(origin.name(entry.path)))
}
