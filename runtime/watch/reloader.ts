/** `--watch`: each version of a script that is saved takes the place of the one that runs, if it can run. */

import { basename } from 'node:path'
import { ScriptRefused } from '../diagnostic.ts'
import { Loader } from '../loader.ts'
import type { Program, Versioning } from '../program.ts'
import { HelpWanted } from '../script/command-line.ts'
import { ClosedOutput } from '../sinks/output.ts'
import { Versions } from './versions.ts'
import { WatchedFiles } from './watched-files.ts'

export interface ReloaderOptions {
  /** Makes a program of a version. */
  readonly make: (loader: Loader, versioning: Versioning) => Program
  /** Compiles and attaches it. */
  readonly attach: (program: Program) => void
  /** Resolves when the run is to end. */
  readonly stopped: Promise<void>
  /** Shows why a version does not run. */
  readonly refused: (error: unknown, sources: ReadonlyMap<string, string>) => void
  readonly tell: (text: string) => void
}

export class Reloader implements Disposable {
  readonly #options: ReloaderOptions
  readonly #versions = new Versions()
  readonly #files = new WatchedFiles()
  #changed: Promise<readonly string[]>

  constructor(options: ReloaderOptions) {
    this.#options = options
    this.#changed = this.#files.changed()
  }

  /**
   * The first version that can run, attached; undefined when the run ends before there is one.
   *
   * @param loader for the script as it is now
   */
  async first(loader: Loader): Promise<Program | undefined> {
    const { stopped, tell } = this.#options
    for (let next = loader; ; next = new Loader()) {
      const program = await this.#load(next, undefined)
      if (program !== 'refused') return program
      tell('systrace: waiting for a change')
      if (!(await Promise.race([this.#changes(), stopped]))) return undefined
    }
  }

  /**
   * Lets versions follow each other until the run ends.
   *
   * @param replace puts the second in the place of the first
   */
  async follow(first: Program, replace: (before: Program, next: Program) => void): Promise<void> {
    const { stopped, tell } = this.#options
    for (let running = first; ; ) {
      const files = await Promise.race([this.#changes(), stopped])
      if (!files) return
      const began = performance.now()
      const next = await this.#load(new Loader(), running)
      if (next === undefined) return
      if (next === 'refused') {
        tell('systrace: the version before goes on')
        continue
      }
      const difference = differenceOf(running.probes, next.probes)
      replace(running, next)
      const names = [...new Set(files.map(file => basename(file)))].join(', ')
      const ms = Math.round(performance.now() - began)
      tell(`systrace: reloaded after a change of ${names} in ${ms} ms: ${difference}`)
      running = next
    }
  }

  [Symbol.dispose](): void {
    this.#files[Symbol.dispose]()
    this.#versions[Symbol.dispose]()
  }

  /** The files that have changed since the last version was read. */
  async #changes(): Promise<readonly string[]> {
    const files = await this.#changed
    this.#changed = this.#files.changed()
    return files
  }

  /** A version of the script, attached; undefined when the run ends before it has come to that. */
  async #load(loader: Loader, before: Program | undefined): Promise<Program | 'refused' | undefined> {
    const { make, attach, stopped, refused } = this.#options
    const program = make(loader, { versions: this.#versions, before })
    let runs = false
    try {
      const loaded = program.load().then(() => 'loaded' as const)
      // They have just been read: what is saved from now on is a change.
      this.#files.look(loader.files)
      const end = await Promise.race([loaded, stopped, this.#changed])
      // What it still throws is nobody's concern.
      if (end !== 'loaded') loaded.catch(() => {})
      if (!end) return undefined
      // A change before its top level has come to an end: the next version is not kept waiting.
      if (end !== 'loaded') return 'refused'
      attach(program)
      this.#files.keep(loader.files)
      runs = true
      return program
    } catch (error) {
      this.#files.look(loader.files)
      const isFatal = error instanceof HelpWanted || error instanceof ClosedOutput
      if (isFatal || (!before && !(error instanceof ScriptRefused))) throw error
      refused(error, loader.sources)
      return 'refused'
    } finally {
      if (!runs) program[Symbol.dispose]()
    }
  }
}

/** `+ openat, - read`: the probes that only one of two versions has. */
const differenceOf = (before: readonly string[], now: readonly string[]): string => {
  const less = (from: readonly string[], what: readonly string[], sign: string): string[] =>
    [...new Set(from)].filter(probe => !what.includes(probe)).map(probe => `${sign} ${probe}`)
  return [...less(now, before, '+'), ...less(before, now, '-')].join(', ') || 'the same probes'
}
