/**
 * What the runtime needs of the program that runs it (Bun, Deno) beyond native calls: scripts in place of their files, the
 * parser, a child process. Each has one file that implements it; `current-host.ts` chooses.
 */

import type { CallTexts } from './calls/texts.ts'
import type { NativeParser } from './compiler/parse.ts'

/** The name of the module that comes as text and not from a file. */
export const textModule = 'systrace:eval'

/**
 * All of a script that is inside of a tool. What it imports with names that are only known when it runs is looked for from this
 * folder, where nobody can put anything, and not from the one in which the tool is started. Deno shows no more than 20 characters of
 * it in a stack trace.
 */
export const packedModule = '/proc/systrace.js'

/** Modules that scripts import, and whose declarations come along. */
export type DeclaredModule = 'systrace' | 'systrace/test' | 'valibot'

/** A script and its packages as one module. */
export interface Bundle {
  readonly code: string
  /** A source map (version 3), whose sources are absolute paths. */
  readonly map: string
  /** It imports valibot, which is to come from the runtime. */
  readonly needsValibot: boolean
  /** Files that it imports and that no text can be made of, such as native addons. */
  readonly assets: readonly string[]
}

/** A source that could not be parsed, though our parser could, or was not asked. */
export interface BuildFailure {
  readonly message: string
  readonly file: string
  /** Where in the text that was parsed. */
  offsetIn(text: string): number
}

/** An import whose module is not there. */
export interface ResolveFailure {
  readonly specifier: string
  /** The path of the file that imports it. */
  readonly from: string
}

/** An import of a name that its module does not export. */
export interface ExportFailure {
  readonly exported: string
  /** The module's path, or the specifier as written. */
  readonly module: string
}

/** A child process. */
export interface Child {
  readonly pid: number
  readonly exitCode: number | null
  readonly signalCode: NodeJS.Signals | number | null
  readonly exited: Promise<unknown>
  kill(signal: NodeJS.Signals): void
}

export interface RuntimeHost {
  /** Whether this is an executable of systrace, and not another program with our sources. */
  isCompiled(): boolean
  /**
   * Writes an executable of systrace, into a folder that is for it alone; undefined where that takes a build.
   *
   * @throws SystraceError; an error with a `code` when something cannot be written
   */
  readonly writeProgram: ((path: string) => Promise<void>) | undefined
  /** What runs other programs in JavaScript: a command before their path, and what it needs in its environment. */
  readonly asInterpreter: {
    readonly command: readonly [program: string, ...args: string[]]
    readonly env: Readonly<Record<string, string>>
  }
  /** The TypeScript parser. The same one each time. */
  loadParser(): NativeParser
  /** What reads and writes calls as text. */
  loadCalls(): CallTexts
  /** The schema library, for scripts that have none installed. */
  loadValibot(): Record<string, unknown>
  /** The declarations of a module that scripts import, for editors and type checks. */
  loadTypes(module: DeclaredModule): string
  /**
   * Makes scripts importable, with the modules that they import by these names; the texts stand for the files at their paths
   * (or for `textModule`). Other files are loaded as this runtime does it.
   *
   * @param valibot whether 'valibot' is the one of systrace
   * @param files all files that are the script's own, whatever is in them; those of an earlier call are read anew
   * @param packages files that stand for packages, by how the script imports them: what is not where the script is
   */
  provideModules(
    modules: Readonly<Record<string, object>>,
    texts: ReadonlyMap<string, string>,
    valibot: boolean,
    files: Iterable<string>,
    packages?: ReadonlyMap<string, string>,
  ): void
  /**
   * Runs the script of a tool: `code` as `packedModule`, with the modules that it imports by these names.
   *
   * @param valibot whether 'valibot' is the one of systrace
   * @returns what it exports
   */
  importPacked(
    modules: Readonly<Record<string, object>>,
    code: string,
    valibot: boolean,
  ): Promise<Readonly<Record<string, unknown>>>
  /** The file that an import means; undefined for what is none, is not there, or only declares what something else is. */
  resolveImport(specifier: string, folder: string): string | undefined
  /** Reads an error of this runtime's parser. */
  buildFailure(error: unknown): BuildFailure | undefined
  /** Reads an error of this runtime's module resolution. */
  resolveFailure(error: unknown): ResolveFailure | undefined
  /** Reads an error of linking modules. */
  exportFailure(error: unknown): ExportFailure | undefined
  /** The CRC-32 of bytes, as zlib's. */
  checksum(bytes: Uint8Array): number
  /**
   * Bundles a script with all that it imports, but for systrace itself.
   *
   * @param entry the path of the script
   * @param texts what to take for the files at these paths
   * @param packages where those are that own files import by name and are not beside them
   * @throws UsageError where there is no bundler; AggregateError with what it says of imports that are not there and of sources that
   * it cannot parse
   */
  bundle(
    entry: string,
    texts: ReadonlyMap<string, string>,
    packages: ReadonlyMap<string, string>,
  ): Promise<Bundle>
  /**
   * Writes bytes to a descriptor, as many as it takes at once.
   *
   * @returns how many it took
   * @throws an error with a `code`: EAGAIN when it takes none for now
   */
  write(fd: number, bytes: Uint8Array): number
  /** Sees to it that a signal that is ignored stays so while others have listeners. */
  keepIgnored(signal: NodeJS.Signals): void
  /**
   * Starts a program with our standard input and output, by one fork and one execve.
   *
   * @param argv its arguments, its name among them
   * @throws an error with a `code` when the kernel refuses it
   */
  startChild(path: string, argv: readonly string[]): Child
}
