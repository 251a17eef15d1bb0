/** What the runtime needs of Bun beyond native calls: scripts put in place of their files, the embedded parser, a child process. */

import { readFileSync } from 'node:fs'
// @ts-expect-error: a native addon, embedded as a file
import addonPath from '@oxc-parser/binding-linux-x64-gnu/parser.linux-x64-gnu.node' with { type: 'file' }
import { host } from '../ffi/current-host.ts'
import type { NativeParser } from './compiler/parse.ts'

let parser: NativeParser | undefined

/** The TypeScript parser: a native addon inside the binary, loaded without leaving a file behind. */
export const loadParser = (): NativeParser => {
  parser ??= host().loadAddon(readFileSync(addonPath as string)) as NativeParser
  return parser
}

const evalModule = 'systrace:eval'

/** Names of modules that come as text and not from a file. */
export const textModule = evalModule

/** The schema library, for scripts that have none installed. */
// Not an import: the start would pay for the functions that only scripts use.
export const loadValibot = (): Record<string, unknown> => require('valibot')

const imported = new Set<string>()

/**
 * Makes scripts importable, with the modules that they import by these names; the texts stand for the files at their paths
 * (or for `textModule`). Other files are loaded as Bun does it.
 *
 * @param valibot whether 'valibot' is the one inside the binary
 * @param files all files that are the script's own, whatever is in them
 */
export const provideModules = (
  modules: Readonly<Record<string, object>>,
  texts: ReadonlyMap<string, string>,
  valibot: boolean,
  files: Iterable<string>,
): void => {
  // What was imported before, as an earlier version of the script, is read anew.
  for (const path of files) if (imported.has(path)) delete require.cache[path]
  for (const path of files) imported.add(path)
  Bun.plugin({
    name: 'systrace',
    setup(build) {
      for (const [name, exports] of Object.entries(modules))
        build.module(name, () => ({ exports: exports as Record<string, unknown>, loader: 'object' }))
      if (valibot) build.module('valibot', () => ({ exports: loadValibot(), loader: 'object' }))
      for (const [path, contents] of texts) build.module(path, () => ({ contents, loader: 'ts' }))
    },
  })
}

/** The file that an import means; undefined for what is none or is not there. */
export const resolveImport = (specifier: string, folder: string): string | undefined => {
  try {
    const path = Bun.resolveSync(specifier, folder)
    return path.startsWith('/') ? path : undefined
  } catch {
    return undefined
  }
}

/** What Bun says of a source that it cannot parse. */
export interface BuildFailure {
  readonly message: string
  readonly file: string
  readonly byteOffset: number
}

interface BuildMessageLike {
  readonly message: string
  readonly position: { readonly file: string; readonly offset: number } | null
}

/** Reads an error of Bun's parser. */
export const buildFailure = (error: unknown): BuildFailure | undefined => {
  if (!(error instanceof Error) || error.constructor.name !== 'BuildMessage') return undefined
  const { message, position } = error as unknown as BuildMessageLike
  return position ? { message, file: position.file, byteOffset: position.offset } : undefined
}

/** An import whose module is not there. */
export interface ResolveFailure {
  readonly specifier: string
  /** The path of the file that imports it. */
  readonly from: string
}

/** Reads an error of Bun's module resolution. */
export const resolveFailure = (error: unknown): ResolveFailure | undefined => {
  if (!(error instanceof Error) || error.constructor.name !== 'ResolveMessage') return undefined
  const { specifier, referrer } = error as unknown as { specifier: string; referrer: string }
  return { specifier, from: referrer }
}

/** A child process. */
export interface Child {
  readonly pid: number
  readonly exitCode: number | null
  readonly signalCode: NodeJS.Signals | number | null
  readonly exited: Promise<unknown>
  kill(signal: NodeJS.Signals): void
}

/**
 * Starts a program with our standard input and output, by one vfork and one execve.
 *
 * @param argv its arguments, its name among them
 * @throws an error with a `code` when the kernel refuses it
 */
export const startChild = (path: string, argv: readonly string[]): Child =>
  Bun.spawn([path, ...argv.slice(1)], {
    argv0: argv[0]!,
    // As it is now: that which this process was started with may be another user's.
    env: process.env,
    stdio: ['inherit', 'inherit', 'inherit'],
  })
