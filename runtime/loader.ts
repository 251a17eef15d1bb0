/** Script files → running modules: parsed, rewritten, imported. Keeps what the compiler and error messages need of each. */

import { readFileSync, realpathSync } from 'node:fs'
import { parseModule } from './compiler/parse.ts'
import { analyzeModule, type Rewrite, rewriteSites, type ScriptModule, type Site } from './compiler/sites.ts'
import type { Diagnostic, Span } from './diagnostic.ts'
import { SystraceError } from './errors.ts'
import { importText, installLoader, isEvalFrame, loadParser } from './host-bun.ts'
import * as api from './index.ts'

/** What to run: a file, or a text with the name that messages call it by. */
export type ScriptSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly name: string; readonly text: string }

/** The script cannot run: its diagnostics say why. */
export class ScriptRefused extends Error {
  override readonly name = 'ScriptRefused'
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message ?? 'The script cannot run')
    this.diagnostics = diagnostics
  }
}

export interface LoadedModule {
  readonly script: ScriptModule
  readonly rewrite: Rewrite
}

/** The modules of a script. */
export class Loader {
  readonly #modules = new Map<string, LoadedModule>()
  #sites = 0

  /** Source texts by the names that diagnostics use. */
  get sources(): ReadonlyMap<string, string> {
    return new Map([...this.#modules].map(([file, { script }]) => [file, script.text]))
  }

  get sites(): readonly Site[] {
    return [...this.#modules.values()].flatMap(({ script }) => script.sites)
  }

  /**
   * Parses and analyzes a source.
   *
   * @throws ScriptRefused with its syntax errors
   */
  add(file: string, text: string, implicit: boolean): LoadedModule {
    const module = parseModule(file, text, loadParser())
    if (Array.isArray(module)) {
      this.#modules.set(file, unparsed(file, text))
      throw new ScriptRefused(module)
    }
    const script = analyzeModule(module, this.#sites, implicit)
    this.#sites += script.sites.length
    const loaded = { script, rewrite: rewriteSites(script) }
    this.#modules.set(file, loaded)
    if (script.diagnostics.some(d => d.severity === 'error')) throw new ScriptRefused(script.diagnostics)
    return loaded
  }

  /**
   * Runs the script's top level.
   *
   * @throws ScriptRefused, SystraceError if the file cannot be read, and whatever the script throws
   */
  async run(source: ScriptSource): Promise<void> {
    let refused: ScriptRefused | undefined
    installLoader(api, (path, text) => {
      if (!/systrace/.test(text)) return undefined
      try {
        return this.add(path, text, false).rewrite.text
      } catch (error) {
        if (!(error instanceof ScriptRefused)) throw error
        refused ??= error
        return 'export {}'
      }
    })
    if (source.kind === 'text') await importText(this.add(source.name, source.text, true).rewrite.text)
    else {
      this.read(source.path)
      await import(realpathSync(source.path))
    }
    if (refused) throw refused
  }

  /** Parses the script without running it. */
  parse(source: ScriptSource): void {
    if (source.kind === 'text') this.add(source.name, source.text, true)
    else this.add(source.path, this.read(source.path), false)
  }

  /** @throws SystraceError */
  read(path: string): string {
    try {
      return readFileSync(path, 'utf8')
    } catch (cause) {
      const code = (cause as { code?: string }).code
      const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : code
      throw new SystraceError(`Cannot read the script ${path}: ${why}`, { cause })
    }
  }

  /** The place in the script where an error was thrown, in the source as written. */
  placeOf(error: unknown): Span | undefined {
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    for (const match of stack.matchAll(/(?:\(|at |@)((?:file:\/\/)?[^()\s]*?):(\d+):(\d+)\)?$/gm)) {
      const path = match[1]!.replace(/^file:\/\//, '')
      const loaded = [...this.#modules.values()].find(
        ({ script }) => script.file === path || (isEvalFrame(path) && script.file.startsWith('-')),
      )
      if (!loaded) continue
      const offset = offsetAt(loaded.rewrite.text, Number(match[2]), Number(match[3]))
      const start = loaded.rewrite.original(offset)
      return { file: loaded.script.file, start, end: start + 1 }
    }
    return undefined
  }
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

/** A module that only has its text, for the code frames of its syntax errors. */
const unparsed = (file: string, text: string): LoadedModule => ({
  script: { file, text, sites: [], implicit: [], diagnostics: [] } as unknown as ScriptModule,
  rewrite: { text, original: offset => offset },
})
