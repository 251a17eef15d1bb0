/** Script files → running modules: parsed, rewritten, imported. Keeps what the compiler and error messages need of each. */

import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { Module } from './compiler/ast.ts'
import { parseModule } from './compiler/parse.ts'
import {
  analyzeModule,
  type Edit,
  type Rewrite,
  rewriteSites,
  type ScriptModule,
  type Site,
} from './compiler/sites.ts'
import { host } from './current-host.ts'
import { type Diagnostic, ScriptRefused, type Span } from './diagnostic.ts'
import { SystraceError, UsageError } from './errors.ts'
import { packedModule, textModule } from './host.ts'
import { importsOf } from './imports.ts'
import * as api from './index.ts'
import { didYouMean, nearest } from './nearest.ts'
import type { GeneralOptions } from './script/command-line.ts'

/** What to run: a file, a text with the name that messages call it by, or what is inside of a tool. */
export type ScriptSource =
  | ({ readonly kind: 'file'; readonly path: string } & Partial<Elsewhere>)
  | ({
      readonly kind: 'text'
      readonly name: string
      readonly text: string
      /** One text of many that run in one process. */
      readonly entry?: {
        /** The name of its module, which no other has. */
        readonly id: string
        readonly edits: readonly Edit[]
      }
    } & Partial<Pick<Elsewhere, 'start'>>)
  | {
      readonly kind: 'packed'
      readonly name: string
      readonly script: PackedScript
      /** The tool's options that are not the script's. */
      readonly general: GeneralOptions
    }

/** What a script from elsewhere has: how it is called, and its files with what must be in them, by their paths. */
export interface Elsewhere {
  readonly name: string
  /** How it is started, up to its own arguments. */
  readonly start: string
  readonly files: ReadonlyMap<string, { readonly name: string; readonly text: string }>
}

/** A script as `compile` has packed it: its sources for our compiler, and all of it bundled for the engine. */
export interface PackedScript {
  /** The script's own files, the script first, in the order in which they were parsed. */
  readonly modules: readonly { readonly name: string; readonly text: string }[]
  /** Every name of systrace is in scope without an import. */
  readonly implicit: boolean
  readonly valibot: boolean
  readonly code: string
  /** A place in the bundle → that in a file of the script, as it was rewritten; both count from 1. */
  readonly placeIn: (
    line: number,
    column: number,
  ) => { readonly name: string; readonly line: number; readonly column: number } | undefined
}

export interface LoadedModule {
  readonly script: ScriptModule
  readonly rewrite: Rewrite
}

/** Files that are scripts or parts of them: what npm installed is left as it is. */
const isSource = (path: string): boolean => /\.[cm]?[jt]s$/.test(path) && !path.includes('/node_modules/')
const isTypeScript = (path: string): boolean => /\.[cm]?ts$/.test(path)

const usesSystrace = (text: string): boolean => /\bsystrace\b/.test(text)

/** How messages call a file: by its path from here, if it is below. */
const shortPath = (path: string): string => {
  const here = `${process.cwd()}/`
  return path.startsWith(here) ? path.slice(here.length) : path
}

/** The modules of a script. */
export class Loader {
  readonly #modules = new Map<string, LoadedModule>()
  /** Source texts by the names that diagnostics use. */
  readonly #sources = new Map<string, string>()
  /** Those names by path, or by `textModule`. */
  readonly #names = new Map<string, string>()
  readonly #parsed = new Map<string, Module>()
  readonly #files = new Set<string>()
  #sites = 0
  /** Modules that scripts of systrace's own import, beside 'systrace'. */
  readonly #inner: Readonly<Record<string, object>>
  /** A module imports valibot, and has none of its own. */
  #needsValibot = false
  #parseMs = 0
  /** Those of a script from elsewhere. */
  #elsewhere: Elsewhere['files'] = new Map()
  readonly #packages = new Map<string, string>()
  #packed: PackedScript | undefined

  constructor(inner: Readonly<Record<string, object>> = {}) {
    this.#inner = inner
  }

  /** Milliseconds that parsing and analysis took. */
  get parseMs(): number {
    return this.#parseMs
  }

  /** Source texts by the names that diagnostics use. */
  get sources(): ReadonlyMap<string, string> {
    return this.#sources
  }

  /** The modules that use systrace. */
  get modules(): readonly LoadedModule[] {
    return [...this.#modules.values()]
  }

  get sites(): readonly Site[] {
    return [...this.#modules.values()].flatMap(({ script }) => script.sites)
  }

  /** The script's own files as far as they are known: it, what it imports, and what it would import if it were there. */
  get files(): ReadonlySet<string> {
    return this.#files
  }

  /** All modules of the script that were parsed, by path. */
  get parsed(): ReadonlyMap<string, Module> {
    return this.#parsed
  }

  /** What a script from elsewhere imports of packages that are here, by how it says it, with where that is. */
  get packages(): ReadonlyMap<string, string> {
    return this.#packages
  }

  /** The texts that are imported in place of the files at these paths (or of `textModule`): rewritten, if need be. */
  get rewritten(): ReadonlyMap<string, string> {
    const texts = [...this.#names].map(
      ([path, name]) => [path, this.#modules.get(name)?.rewrite.text ?? this.#sources.get(name)!] as const,
    )
    return new Map(texts)
  }

  /**
   * Parses and analyzes a source.
   *
   * @throws ScriptRefused with its syntax errors
   */
  add(file: string, text: string, implicit: boolean, edits?: readonly Edit[]): LoadedModule {
    this.#sources.set(file, text)
    const module = parseModule(file, text, host.loadParser())
    if (Array.isArray(module)) throw new ScriptRefused(module)
    return this.#analyze(module, implicit, edits)
  }

  /**
   * Parses the script and the files of its own that it imports, without running them.
   *
   * @throws ScriptRefused with its syntax errors, UsageError and SystraceError when it cannot be read
   */
  parse(source: ScriptSource): void {
    const began = performance.now()
    this.#parse(source)
    this.#parseMs += performance.now() - began
  }

  #parse(source: ScriptSource): void {
    if (source.kind === 'text') {
      const id = source.entry?.id ?? textModule
      this.#names.set(id, source.name)
      // One from elsewhere is a file there, and imports what it uses.
      const implicit = source.start === undefined
      const { script } = this.add(source.name, source.text, implicit, source.entry?.edits)
      this.#parsed.set(id, script)
      this.#follow(script, process.cwd())
      return
    }
    if (source.kind === 'packed') {
      this.#unpack(source.script)
      return
    }
    this.#elsewhere = source.files ?? this.#elsewhere
    this.#files.add(resolve(source.path))
    const text = this.read(source.path)
    const path = realpathSync(source.path)
    this.#files.add(path)
    const name = source.name ?? source.path
    this.#names.set(path, name)
    const { script } = this.add(name, text, false)
    this.#parsed.set(path, script)
    this.#follow(script, dirname(path))
  }

  /** What was parsed once, when it was packed, and is the same text. */
  #unpack(packed: PackedScript): void {
    this.#packed = packed
    for (const [i, { name, text }] of packed.modules.entries()) {
      this.#sources.set(name, text)
      const module = parseModule(name, text, host.loadParser())
      if (Array.isArray(module)) throw new ScriptRefused(module)
      this.#parsed.set(name, module)
      if (i === 0 || usesSystrace(text)) this.#analyze(module, i === 0 && packed.implicit)
    }
  }

  /**
   * Runs the script's top level.
   *
   * @param parsed called before it runs; what it throws keeps the script from running
   * @returns what it exports
   * @throws what `parse` throws, what Bun throws for imports that it cannot follow, and whatever the script throws
   */
  async run(source: ScriptSource, parsed = (): void => {}): Promise<Readonly<Record<string, unknown>>> {
    host.loadParser()
    const began = performance.now()
    this.parse(source)
    this.#parseMs = performance.now() - began
    parsed()
    if (source.kind === 'packed') {
      const { code, valibot } = source.script
      return await host.importPacked({ systrace: api, ...this.#inner }, code, valibot)
    }
    const texts = new Map<string, string>()
    for (const [path, name] of this.#names) {
      const loaded = this.#modules.get(name)
      if (loaded) texts.set(path, loaded.rewrite.text)
      // Bun reads a path up to its question mark.
      else if (path.includes('?')) texts.set(path, this.#sources.get(name)!)
    }
    host.provideModules(
      { systrace: api, ...this.#inner },
      texts,
      this.#needsValibot,
      this.#files,
      this.#packages,
    )
    const id = source.kind === 'text' ? (source.entry?.id ?? textModule) : realpathSync(source.path)
    return (await import(id)) as Readonly<Record<string, unknown>>
  }

  /**
   * Reads a script file, without its byte order mark.
   *
   * @throws UsageError when there is no such file, ScriptRefused when it is no text, SystraceError when it cannot be read
   */
  read(path: string): string {
    const known = this.#elsewhere.get(path)
    if (known) return known.text
    const bytes = (() => {
      try {
        return readFileSync(path)
      } catch (cause) {
        throw unreadable(path, cause)
      }
    })()
    return sourceText(path, bytes)
  }

  /** The place in the script where an error was thrown, in the source as written. */
  placeOf(error: unknown): Span | undefined {
    for (const line of partsOf(error).stack.split('\n')) {
      const at = /^(?:\s*at )?(.*?):(\d+):(\d+)\)?$/.exec(line)
      const place = at && this.#placeAt(at[1]!, Number(at[2]), Number(at[3]))
      if (place) return place
    }
    return undefined
  }

  /** The place in a file as the runtime had it: rewritten, or not parsed here. */
  spanAt(path: string, offsetIn: (text: string) => number): Span | undefined {
    const name = this.#names.get(path) ?? shortPath(path)
    try {
      if (!this.#sources.has(name)) this.#sources.set(name, this.read(path))
    } catch {
      return undefined
    }
    const text = this.#sources.get(name)!
    const rewrite = this.#modules.get(name)?.rewrite
    const offset = offsetIn(rewrite?.text ?? text)
    return { file: name, ...tokenAt(text, rewrite?.original(offset) ?? offset) }
  }

  /** What an error says, in the script's own words: the rewritten calls are called as they were written. */
  messageOf(error: unknown): string {
    const { name, message, cause } = partsOf(error)
    if (name === undefined) return `thrown: ${shown(error)}`
    const said = message.replaceAll(/\$site(\d+)/g, (local, id: string) => {
      const site = this.sites.find(s => s.id === Number(id))
      return site ? site.module.text.slice(site.call.callee.start, site.call.callee.end) : local
    })
    const why = partsOf(cause)
    const because = why.name === undefined ? '' : ` (because of ${why.name}: ${why.message})`
    return `${said === '' ? name : `${name}: ${said}`}${because}`
  }

  /** @param edits of one text of many: others than it may change the filters of its handlers */
  #analyze(module: Module, implicit: boolean, edits?: readonly Edit[]): LoadedModule {
    const script = analyzeModule(module, this.#sites, implicit, edits !== undefined)
    this.#sites += script.sites.length
    const loaded = { script, rewrite: rewriteSites(script, edits) }
    this.#modules.set(module.file, loaded)
    if (script.diagnostics.some(d => d.severity === 'error')) throw new ScriptRefused(script.diagnostics)
    return loaded
  }

  /** Parses what a module imports of the script's own files; what cannot be found shows when it is run. */
  #follow(module: Module, folder: string): void {
    for (const { specifier, node } of importsOf(module)) {
      // Not the package of that name that may be installed, for its types: all of it would be parsed.
      if (specifier === 'systrace' || specifier in this.#inner) continue
      const path = host.resolveImport(specifier, folder) ?? this.#packageHere(specifier, folder)
      if (path === undefined && specifier === 'valibot') this.#needsValibot = true
      if (path === undefined && /^[./]/.test(specifier)) this.#files.add(resolve(folder, specifier))
      if (path !== undefined && !path.includes('/node_modules/')) this.#files.add(path)
      if (path === undefined || this.#names.has(path) || !isSource(path)) continue
      const name = this.#elsewhere.get(path)?.name ?? shortPath(path)
      const text = this.#readImported(path, () => ({
        severity: 'error',
        code: 'unknown-import',
        message: `there is no file ${JSON.stringify(specifier)}`,
        span: { file: module.file, start: node.start, end: node.end },
      }))
      this.#names.set(path, name)
      this.#sources.set(name, text)
      const found = parseModule(name, text, host.loadParser())
      if (Array.isArray(found)) {
        // JavaScript that is no TypeScript is Bun's business.
        if (isTypeScript(path)) throw new ScriptRefused(found)
        continue
      }
      this.#parsed.set(path, found)
      if (usesSystrace(text)) this.#analyze(found, false)
      this.#follow(found, dirname(path))
    }
  }

  /** Where the packages are looked for that a file in a folder imports, and above. */
  packagesFor(folder: string): string {
    return this.#elsewhere.size > 0 && !folder.includes('/node_modules/') ? process.cwd() : folder
  }

  /** Reads a file that was there when its name was looked up, which may be long ago under --watch. */
  #readImported(path: string, gone: () => Diagnostic): string {
    try {
      return this.read(path)
    } catch (error) {
      throw error instanceof UsageError ? new ScriptRefused([gone()]) : error
    }
  }

  /** A script from elsewhere finds packages where systrace is started, as `-e` does. */
  #packageHere(specifier: string, folder: string): string | undefined {
    if (this.#elsewhere.size === 0 || /^[./]/.test(specifier) || folder.includes('/node_modules/'))
      return undefined
    const path = host.resolveImport(specifier, process.cwd())
    if (path !== undefined) this.#packages.set(specifier, path)
    return path
  }

  /** `frame` is a line of a stack trace up to its position: a path, perhaps behind the name of a function. */
  #placeAt(frame: string, line: number, column: number): Span | undefined {
    const isOf = (path: string): boolean =>
      frame.endsWith(path) && /(^|[ (]|file:\/\/)$/.test(frame.slice(0, -path.length))
    if (this.#packed && isOf(packedModule)) {
      const place = this.#packed.placeIn(line, column)
      return place && this.#spanIn(place.name, place.line, place.column)
    }
    for (const [path, name] of this.#names) if (isOf(path)) return this.#spanIn(name, line, column)
    return undefined
  }

  /** The word at a place in a file as the engine had it. */
  #spanIn(name: string, line: number, column: number): Span | undefined {
    const text = this.#sources.get(name)
    if (text === undefined) return undefined
    const loaded = this.#modules.get(name)
    const offset = offsetAt(loaded?.rewrite.text ?? text, line, column)
    return { file: name, ...tokenAt(text, loaded ? loaded.rewrite.original(offset) : offset) }
  }
}

/**
 * The text of a script, without its byte order mark.
 *
 * @throws ScriptRefused when it is no text
 */
export const sourceText = (name: string, bytes: Buffer): string => {
  if (!isUtf8(bytes))
    throw new ScriptRefused([
      {
        severity: 'error',
        code: 'not-text',
        message: `${JSON.stringify(name)} is not a text in UTF-8`,
        hint: bytes.includes(0) ? 'systrace runs scripts, not programs' : 'save it as UTF-8',
      },
    ])
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

/** The texts of an error, whatever a script made of it; without a name what is none. */
const partsOf = (error: unknown): { name?: string; message: string; stack: string; cause?: unknown } => {
  try {
    if (error instanceof Error)
      return {
        name: String(error.name),
        message: String(error.message),
        stack: String(error.stack),
        cause: error.cause,
      }
  } catch {
    // A getter of the script's own.
  }
  return { message: '', stack: '' }
}

/** A thrown value that is no error. */
const shown = (value: unknown): string => {
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
  } catch {
    return 'an object'
  }
}

/** What was meant by the name of a script that is not there. */
const nearScript = (path: string): string => {
  if (/^\W+st1:/.test(path)) return 'a line of systrace share begins with st1:, and nothing stands before it'
  // Code has parentheses; -e was forgotten.
  if (/[()]/.test(path)) return 'code goes behind -e'
  try {
    const near = nearest(basename(path), readdirSync(dirname(path)))
    if (near !== undefined)
      return `did you mean "${path.slice(0, path.length - basename(path).length)}${near}"?`
  } catch {}
  return didYouMean(path, ['explain', 'run']) ?? 'systrace --help shows how to run one'
}

/** In messages: code, or a line that was shared, may stand where a path should. */
const longestName = 200

/** Why a script cannot be read. */
export const unreadable = (path: string, cause: unknown): Error => {
  const { code } = cause as { code?: string }
  const name = JSON.stringify(path.length > longestName ? `${path.slice(0, longestName)}…` : path)
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG')
    return new UsageError(`There is no script ${name}`, nearScript(path))
  if (code === 'EISDIR')
    return new UsageError(`Cannot run ${name}: it is a directory`, 'name the script inside of it')
  const denied = code === 'EACCES'
  return new SystraceError(`Cannot read the script ${name}: ${denied ? 'permission denied' : code}`, {
    ...(denied &&
      process.env.SUDO_USER && { hint: `it is read as ${process.env.SUDO_USER}, who called sudo` }),
    cause,
  })
}

const offsetAt = (text: string, line: number, column: number): number => {
  let start = 0
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', start)
    if (next < 0) break
    start = next + 1
  }
  return start + column - 1
}

/** The word at an offset, with a `new` before it. */
const tokenAt = (text: string, offset: number): { start: number; end: number } => {
  const word = /^(?:new\s+)?[\w$]+/.exec(text.slice(offset, offset + 100))?.[0].length ?? 1
  const before = /\bnew\s+$/.exec(text.slice(Math.max(0, offset - 20), offset))?.[0].length ?? 0
  return { start: offset - before, end: offset + word }
}
