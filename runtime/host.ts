/**
 * What the runtime needs of the program that runs it (Bun, Deno) beyond native calls: scripts in place of their files, the
 * parser, a child process. Each has one file that implements it; `current-host.ts` chooses.
 */

import type { NativeParser } from './compiler/parse.ts'

/** The name of the module that comes as text and not from a file. */
export const textModule = 'systrace:eval'

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
  readonly name: string
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
  /** The TypeScript parser. The same one each time. */
  loadParser(): NativeParser
  /** The schema library, for scripts that have none installed. */
  loadValibot(): Record<string, unknown>
  /**
   * Makes scripts importable, with the modules that they import by these names; the texts stand for the files at their paths
   * (or for `textModule`). Other files are loaded as this runtime does it.
   *
   * @param valibot whether 'valibot' is the one of systrace
   * @param files all files that are the script's own, whatever is in them; those of an earlier call are read anew
   */
  provideModules(
    modules: Readonly<Record<string, object>>,
    texts: ReadonlyMap<string, string>,
    valibot: boolean,
    files: Iterable<string>,
  ): void
  /** The file that an import means; undefined for what is none or is not there. */
  resolveImport(specifier: string, folder: string): string | undefined
  /** Reads an error of this runtime's parser. */
  buildFailure(error: unknown): BuildFailure | undefined
  /** Reads an error of this runtime's module resolution. */
  resolveFailure(error: unknown): ResolveFailure | undefined
  /** Reads an error of linking modules. */
  exportFailure(error: unknown): ExportFailure | undefined
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
