/** What the runtime needs of Bun beyond native calls: scripts put in place of their files, the embedded parser, a child process. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { host } from '../ffi/current-host.ts'
import type { NativeParser } from './compiler/parse.ts'
import type { DeclaredModule } from './host-bun-types.ts'

/** Whether this is the executable that was built, and not Bun with our sources. */
export const isCompiled = (): boolean => Bun.main.startsWith('/$bunfs/')

/** The environment in which this executable is Bun, and runs other programs in JavaScript. */
export const runsAsBun = { BUN_BE_BUN: '1' } as const

let parser: NativeParser | undefined

// The build knows which machine it is for, and has only that branch in it.
const addon = (): typeof import('./host-bun-addon.ts') =>
  process.arch === 'arm64' ? require('./host-bun-addon-arm64.ts') : require('./host-bun-addon.ts')

/** A native addon inside the binary, loaded without leaving a file behind. */
const embeddedParser = (): NativeParser => host().loadAddon(readFileSync(addon().parserPath)) as NativeParser

/** The addon that npm installed for the parser, which only the parser is sure to find. */
const installedParser = (): NativeParser => {
  const name = `linux-${process.arch}-gnu`
  const near = createRequire(createRequire(import.meta.url).resolve('oxc-parser'))
  return near(`@oxc-parser/binding-${name}/parser.${name}.node`) as NativeParser
}

/** The TypeScript parser. */
export const loadParser = (): NativeParser => {
  parser ??= isCompiled() ? embeddedParser() : installedParser()
  return parser
}

/** The name of a module that comes as text and not from a file. */
export const textModule = 'systrace:eval'

/**
 * All of a script that is inside of a tool. What it imports with names that are only known when it runs is looked for from this
 * folder, where nobody can put anything, and not from the one in which the tool is started.
 */
export const packedModule = '/proc/systrace-tool.js'

/** The schema library, for scripts that have none installed. */
// Not an import: the start would pay for the functions that only scripts use.
export const loadValibot = (): Record<string, unknown> => require('valibot')

/** The declarations of a module that scripts import, for editors and type checks. */
export const loadTypes = (module: DeclaredModule): string => {
  const { typePaths } = require('./host-bun-types.ts') as typeof import('./host-bun-types.ts')
  return readFileSync(typePaths[module], 'utf8')
}

const imported = new Set<string>()

/**
 * Makes scripts importable, with the modules that they import by these names; the texts stand for the files at their paths
 * (or for `textModule`). Other files are loaded as Bun does it.
 *
 * @param valibot whether 'valibot' is the one inside the binary
 * @param files all files that are the script's own, whatever is in them
 * @param packages files that stand for packages, by how the script imports them: what is not where the script is
 */
export const provideModules = (
  modules: Readonly<Record<string, object>>,
  texts: ReadonlyMap<string, string>,
  valibot: boolean,
  files: Iterable<string>,
  packages: ReadonlyMap<string, string> = new Map(),
): void => {
  // What was imported before, as an earlier version of the script, is read anew.
  const ours = new Set([...files, ...texts.keys()])
  for (const path of ours) if (imported.has(path)) delete require.cache[path]
  for (const path of ours) imported.add(path)
  Bun.plugin({
    name: 'systrace',
    setup(build) {
      for (const [name, exports] of Object.entries(modules))
        build.module(name, () => ({ exports: exports as Record<string, unknown>, loader: 'object' }))
      if (valibot) {
        // Now: once there is a module of that name, it would be that one.
        const exports = loadValibot()
        build.module('valibot', () => ({ exports, loader: 'object' }))
      }
      for (const [name, path] of packages)
        build.module(name, async () => ({
          exports: (await import(path)) as Record<string, unknown>,
          loader: 'object',
        }))
      for (const [path, contents] of texts)
        build.module(path, () => ({ contents, loader: path === packedModule ? 'js' : 'ts' }))
    },
  })
}

/** The file that an import means; undefined for what is none, is not there, or only declares what something else is. */
export const resolveImport = (specifier: string, folder: string): string | undefined => {
  try {
    const path = Bun.resolveSync(specifier, folder)
    // An editor is told of types by `paths` in a tsconfig.json, which Bun reads as well.
    return path.startsWith('/') && !/\.d\.[cm]?ts$/.test(path) ? path : undefined
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
  const { specifier, referrer, position } = error as unknown as ResolveMessageLike
  return { specifier, from: referrer || (position?.file ?? '') }
}

interface ResolveMessageLike extends Pick<BuildMessageLike, 'position'> {
  readonly specifier: string
  readonly referrer: string
}

/** The CRC-32 of bytes, as zlib's, which would have to be loaded. */
export const checksum = (bytes: Uint8Array): number => Bun.hash.crc32(bytes)

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

/**
 * Bundles a script with all that it imports, but for systrace itself.
 *
 * @param entry the path of the script
 * @param texts what to take for the files at these paths
 * @throws AggregateError with what Bun says of imports that are not there and of sources that it cannot parse
 */
export const bundle = async (entry: string, texts: ReadonlyMap<string, string>): Promise<Bundle> => {
  let needsValibot = false
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    target: 'bun',
    format: 'esm',
    sourcemap: 'external',
    throw: true,
    env: 'disable',
    // Otherwise what the variable is now would be put in its place.
    define: { 'process.env.NODE_ENV': 'process.env.NODE_ENV' },
    plugins: [
      {
        name: 'systrace',
        setup(build) {
          build.onResolve({ filter: /^systrace$/ }, ({ path }) => ({ path, external: true }))
          build.onResolve({ filter: /^valibot$/ }, ({ path, resolveDir }) => {
            if (resolveImport(path, resolveDir) !== undefined) return undefined
            needsValibot = true
            return { path, external: true }
          })
          build.onResolve({ filter: /^\// }, ({ path }) => (texts.has(path) ? { path } : undefined))
          build.onLoad({ filter: /./ }, ({ path }) => {
            const contents = texts.get(path)
            return contents === undefined ? undefined : { contents, loader: 'ts' }
          })
        },
      },
    ],
  })
  const textOf = async (kind: string): Promise<string> =>
    (await outputs.find(output => output.kind === kind)?.text()) ?? ''
  const map = JSON.parse(await textOf('sourcemap')) as { sources: string[]; mappings: string }
  return {
    code: await textOf('entry-point'),
    map: JSON.stringify({
      version: 3,
      sources: map.sources.map(source => resolve(source)),
      names: [],
      mappings: map.mappings,
    }),
    needsValibot,
    assets: outputs.filter(({ kind }) => kind === 'asset').map(({ path }) => path),
  }
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
