/**
 * RuntimeHost for Deno: scripts by the hooks of node:module, and the parser that npm installed.
 *
 * What a hook gives for a module must be JavaScript, so types are taken out here. Deno would say places in a stack trace by the
 * source map that it made of the file itself; a map in the text goes before that.
 */

import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire, isBuiltin, registerHooks, stripTypeScriptTypes } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as valibot from 'valibot'
import type { NativeParser } from './compiler/parse.ts'
import { type ResolveFailure, type RuntimeHost, textModule } from './host.ts'

let parser: NativeParser | undefined

/** The addon that npm installed for the parser, which only the parser is sure to find. */
const loadParser = (): NativeParser => {
  const name = `linux-${process.arch}-gnu`
  parser ??= createRequire(createRequire(import.meta.url).resolve('oxc-parser'))(
    `@oxc-parser/binding-${name}/parser.${name}.node`,
  ) as NativeParser
  return parser
}

const loadValibot = (): Record<string, unknown> => valibot

/** Modules that scripts import by name and that are no files, for the texts that stand for them. */
export const provided: Record<string, Readonly<Record<string, unknown>>> = {}

/** The text of a module whose exports are those of an object that is here. */
const textOfProvided = (name: string): string => {
  // Under other names first: some are words of the language.
  const keys = Object.keys(provided[name]!)
  return [
    `import { provided } from ${JSON.stringify(import.meta.url)}`,
    `const { ${keys.map((key, i) => `${key}: _${i}`).join(', ')} } = provided[${JSON.stringify(name)}]`,
    `export { ${keys.map((key, i) => `_${i} as ${key}`).join(', ')} }`,
  ].join('\n')
}

// Enums and the like are written out, which the types of node:module do not know of.
const transforming = { mode: 'transform', sourceMap: true } as object

const mapMark = '//# sourceMappingURL=data:application/json;base64,'

/** TypeScript → JavaScript that says where in the text it is from. */
const javascriptOf = (url: string, text: string): string => {
  const code = stripTypeScriptTypes(text, transforming)
  const at = code.lastIndexOf(mapMark)
  const made = Buffer.from(code.slice(at + mapMark.length), 'base64').toString()
  const { mappings } = JSON.parse(made) as { mappings: string }
  const map = JSON.stringify({ version: 3, sources: [url], names: [], mappings })
  return `${code.slice(0, at)}${mapMark}${Buffer.from(map).toString('base64')}`
}

const urlOf = (path: string): string => (path === textModule ? path : pathToFileURL(path).href)

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** What Bun adds to a path that is no file. */
const endings = ['.ts', '.mts', '.js', '.mjs', '.json', '/index.ts', '/index.js']

const fileOf = (path: string): string | undefined =>
  ['', ...endings].map(ending => `${path}${ending}`).find(isFile)

const isPath = (specifier: string): boolean => /^\.{0,2}\//.test(specifier)

const pathOf = (url: string): string | undefined =>
  url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : undefined

/** By what their errors say: Deno makes an error of its own of one that a hook throws, and keeps the message. */
const missed = new Map<string, ResolveFailure>()

const missing = (specifier: string, from: string): never => {
  const message = `Cannot find ${JSON.stringify(specifier)}, which ${from} imports`
  missed.set(message, { specifier, from })
  throw new Error(message)
}

const provideModules: RuntimeHost['provideModules'] = (modules, texts, ownValibot) => {
  Object.assign(provided, modules, ownValibot && { valibot })
  const sources = new Map([...texts].map(([path, text]) => [urlOf(path), text]))
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier in provided) return { url: `systrace:module/${specifier}`, shortCircuit: true }
      if (specifier === textModule) return { url: textModule, shortCircuit: true }
      const { parentURL = '' } = context
      const from = parentURL === textModule ? join(process.cwd(), '[eval]') : pathOf(parentURL)
      if (from === undefined) return next(specifier, context)
      if (isPath(specifier)) {
        const path = fileOf(resolve(dirname(from), specifier)) ?? missing(specifier, from)
        return { url: pathToFileURL(path).href, shortCircuit: true }
      }
      if (specifier.startsWith('node:') && !isBuiltin(specifier)) return missing(specifier, from)
      const found = next(specifier, { ...context, parentURL: pathToFileURL(from).href })
      // For a package that is not there Deno names a file beside the importing one.
      const path = pathOf(found.url)
      return path === undefined || isFile(path) ? found : missing(specifier, from)
    },
    load(url, context, next) {
      const name = /^systrace:module\/(.*)$/.exec(url)?.[1]
      const text = sources.get(url)
      if (name !== undefined) return { source: textOfProvided(name), format: 'module', shortCircuit: true }
      // Bun asks for no `with { type: 'json' }`, and neither do we.
      if (url.endsWith('.json') && context.importAttributes.type === undefined)
        return {
          source: `export default ${readFileSync(new URL(url), 'utf8')}`,
          format: 'module',
          shortCircuit: true,
        }
      if (text !== undefined) return { source: javascriptOf(url, text), format: 'module', shortCircuit: true }
      return next(url, context)
    },
  })
}

/** The folder of an installed package, or undefined. */
const packageFolder = (name: string, folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'node_modules', name)
    if (existsSync(path)) return path
    if (at === dirname(at)) return undefined
  }
}

const resolveImport: RuntimeHost['resolveImport'] = (specifier, folder) => {
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

const buildFailure: RuntimeHost['buildFailure'] = error => {
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

const resolveFailure: RuntimeHost['resolveFailure'] = error =>
  error instanceof Error ? missed.get(String(error.message).replace(/^Error: /, '')) : undefined

const exportFailure: RuntimeHost['exportFailure'] = error => {
  if (!(error instanceof SyntaxError)) return undefined
  const missing = /^The requested module '(.+)' does not provide an export named '(.+)'/.exec(error.message)
  return missing ? { name: missing[2]!, module: missing[1]! } : undefined
}

const startChild: RuntimeHost['startChild'] = (path, argv) => {
  const child = spawn(path, argv.slice(1), { argv0: argv[0]!, stdio: 'inherit' })
  const { pid } = child
  const exited = new Promise<void>(done => child.once('exit', () => done()).once('error', () => done()))
  // The file has been looked at: what is not there is the program that it names for reading it.
  if (pid === undefined) throw Object.assign(new Error(`Cannot start ${path}`), { code: 'ENOENT' })
  return {
    pid,
    exited,
    get exitCode() {
      return child.exitCode
    },
    get signalCode() {
      return child.signalCode
    },
    kill: signal => void child.kill(signal),
  }
}

/** The host of Deno. */
export const runtimeHost: RuntimeHost = {
  loadParser,
  loadValibot,
  provideModules,
  resolveImport,
  buildFailure,
  resolveFailure,
  exportFailure,
  // The first listener for any of the signals that end a process takes all of them over.
  keepIgnored: signal => void process.on(signal, () => {}),
  startChild,
}
