/**
 * Scripts in place of their files, under Deno: by the hooks of node:module.
 *
 * What a hook gives for a module must be JavaScript, so types are taken out here. Deno would say places in a stack trace by the
 * source map that it made of the file itself; a map in the text goes before that.
 */

import { existsSync, readFileSync, statSync } from 'node:fs'
import {
  createRequire,
  isBuiltin,
  type LoadFnOutput,
  type LoadHookSync,
  type ResolveHookSync,
} from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { SystraceError } from './errors.ts'
import type { ResolveFailure, RuntimeHost } from './host.ts'

const nodeModule = process.getBuiltinModule('node:module')

const providedScheme = 'systrace:module/'

/** Modules that scripts import by name and that are no files, for the texts that stand for them. */
export const provided: Record<string, Readonly<Record<string, unknown>>> = {}

/** Whether a module of that name is one of ours. */
export const isProvided = (name: string): boolean => Object.hasOwn(provided, name)

/** The text of a module whose exports are those of an object that is here. */
export const textOfProvided = (name: string): string => {
  // Under other names first: some are words of the language.
  const keys = Object.keys(provided[name]!)
  return [
    `import { provided } from ${JSON.stringify(import.meta.url)}`,
    `const { ${keys.map((key, i) => `${key}: _${i}`).join(', ')} } = provided[${JSON.stringify(name)}]`,
    `export { ${keys.map((key, i) => `_${i} as ${key}`).join(', ')} }`,
  ].join('\n')
}

// What is more than types, such as an enum, is written out, and imports of types alone are left out, as Bun does it; the types of node:module
// do not know of it.
const transforming = { mode: 'transform', sourceMap: true } as object

const mapMark = '//# sourceMappingURL=data:application/json;base64,'

/** TypeScript → JavaScript that says where in the text it is from. */
const javascriptOf = (url: string, text: string): string => {
  const code = nodeModule.stripTypeScriptTypes(text, transforming)
  const at = code.lastIndexOf(mapMark)
  const made = Buffer.from(code.slice(at + mapMark.length), 'base64').toString()
  const { mappings } = JSON.parse(made) as { mappings: string }
  const map = JSON.stringify({ version: 3, sources: [url], names: [], mappings })
  return `${code.slice(0, at)}${mapMark}${Buffer.from(map).toString('base64')}`
}

/** What declares what something else is, is no module: an editor is told of types so. */
const isFile = (path: string): boolean =>
  (!/\.d\.[cm]?ts$/.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile()) ?? false

/** What Bun adds to a path that is no file. */
const endings = ['.ts', '.mts', '.js', '.mjs', '.json', '/index.ts', '/index.js']

const fileOf = (path: string): string | undefined =>
  ['', ...endings].map(ending => `${path}${ending}`).find(isFile)

const isPath = (specifier: string): boolean => /^\.{0,2}\//.test(specifier)

const pathOf = (url: string): string | undefined =>
  url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : undefined

/** By what their errors say: Deno makes an error of its own of one that a hook throws, and keeps the message. */
const missed = new Map<string, ResolveFailure>()

/** An error that `resolveFailure` knows. */
export const missingModule = (specifier: string, from: string): Error => {
  const message = `Cannot find ${JSON.stringify(specifier)}, which ${from} imports`
  missed.set(message, { specifier, from })
  return new Error(message)
}

const missing = (specifier: string, from: string): never => {
  throw missingModule(specifier, from)
}

/** Whether a module comes as text and not from a file. */
export const isText = (id: string): boolean => id.startsWith('systrace:')

/** The texts of what is run now, by URL. */
let sources: ReadonlyMap<string, string> = new Map()

/** How often a file of the script's own was imported as an earlier version: Deno keeps what it imported, by its URL. */
const versions = new Map<string, number>()

const withVersion = (path: string): string => {
  const version = versions.get(path)
  return `${pathToFileURL(path).href}${version ? `?${version}` : ''}`
}

const resolveModule: ResolveHookSync = (specifier, context, next) => {
  if (isProvided(specifier)) return { url: `${providedScheme}${specifier}`, shortCircuit: true }
  if (isText(specifier) && sources.has(specifier)) return { url: specifier, shortCircuit: true }
  const { parentURL = '' } = context
  const from = isText(parentURL) ? join(process.cwd(), '[eval]') : pathOf(parentURL)
  if (from === undefined) return next(specifier, context)
  const standIn = packages.get(specifier)
  if (standIn !== undefined) return { url: withVersion(standIn), shortCircuit: true }
  if (isPath(specifier)) {
    const path = fileOf(resolve(dirname(from), specifier)) ?? missing(specifier, from)
    return { url: withVersion(path), shortCircuit: true }
  }
  if (specifier.startsWith('node:') && !isBuiltin(specifier)) return missing(specifier, from)
  const found = next(specifier, { ...context, parentURL: pathToFileURL(from).href })
  // For a package that is not there Deno names a file beside the importing one.
  const path = pathOf(found.url)
  return path === undefined || isFile(path) ? found : missing(specifier, from)
}

/** Read as JSON when it is run: as code, more would be allowed. */
const dataOf = (url: string): string => readFileSync(new URL(url), 'utf8').replace(/^\ufeff/, '')

const loadModule: LoadHookSync = (url, context, next) => {
  const ours = (source: string) => ({ source, format: 'module', shortCircuit: true }) as const
  if (url.startsWith(providedScheme)) return ours(textOfProvided(url.slice(providedScheme.length)))
  const plain = url.replace(/\?.*$/, '')
  const text = sources.get(plain)
  if (text !== undefined) return ours(javascriptOf(plain, text))
  // Bun asks for no `with { type: 'json' }`, and neither do we.
  const imported = context.conditions.includes('import')
  if (imported && plain.endsWith('.json') && context.importAttributes.type === undefined)
    return ours(`export default JSON.parse(${JSON.stringify(dataOf(plain))})`)
  if (imported) return next(url, context)
  // What `next` gives to require() is text to be run, of an addon or JSON too. Deno loads itself what has no source, which only this format
  // may have.
  return { source: null, format: 'builtin', shortCircuit: true } as unknown as LoadFnOutput
}

let registered = false

/** Files that stand for packages, by how scripts import them. */
let packages: ReadonlyMap<string, string> = new Map()

/** See RuntimeHost. */
export const provideModules = (
  modules: Readonly<Record<string, object>>,
  texts: ReadonlyMap<string, string>,
  files: Iterable<string>,
  packageFiles: ReadonlyMap<string, string>,
): void => {
  Object.assign(provided, modules)
  packages = packageFiles
  for (const path of files) versions.set(path, (versions.get(path) ?? -1) + 1)
  sources = new Map([...texts].map(([path, text]) => [isText(path) ? path : pathToFileURL(path).href, text]))
  if (nodeModule.registerHooks === undefined)
    throw new SystraceError('This Deno cannot load scripts', { hint: 'Deno 2.9 and newer ones can' })
  if (!registered) nodeModule.registerHooks({ resolve: resolveModule, load: loadModule })
  registered = true
}

/** The folder of an installed package, or undefined. */
export const packageFolder = (name: string, folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'node_modules', name)
    if (existsSync(path)) return path
    if (at === dirname(at)) return undefined
  }
}

export const resolveImport: RuntimeHost['resolveImport'] = (specifier, folder) => {
  if (isPath(specifier)) return fileOf(resolve(folder, specifier))
  if (specifier.startsWith('file:')) return fileOf(fileURLToPath(specifier))
  const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
  if (packageFolder(name, folder) === undefined) return undefined
  try {
    return createRequire(join(folder, 'x')).resolve(specifier)
  } catch {
    // Without exports for require.
    return packageFolder(name, folder)
  }
}

export const buildFailure: RuntimeHost['buildFailure'] = error => {
  if (!(error instanceof Error)) return undefined
  // V8's errors have the place behind what it says, and those of Deno's own parser the line between.
  const said = String(error.message)
  const found =
    error instanceof SyntaxError
      ? /^(.*) at (\S+):(\d+):(\d+)$/s.exec(said)
      : /^SyntaxError: (.*?)\n.*?\n +at (\S+):(\d+):(\d+)\n/s.exec(said)
  if (!found) return undefined
  const [, message, url, line, column] = found as unknown as [string, string, string, string, string]
  const offsetIn = (text: string): number =>
    text.split('\n', Number(line) - 1).reduce((sum, { length }) => sum + length + 1, 0) + Number(column) - 1
  return { message, file: pathOf(url) ?? url, offsetIn }
}

export const resolveFailure: RuntimeHost['resolveFailure'] = error =>
  error instanceof Error ? missed.get(String(error.message).replace(/^Error: /, '')) : undefined

export const exportFailure: RuntimeHost['exportFailure'] = error => {
  if (!(error instanceof SyntaxError)) return undefined
  const missing = /^The requested module '(.+)' does not provide an export named '(.+)'/.exec(error.message)
  return missing ? { exported: missing[2]!, module: missing[1]! } : undefined
}
