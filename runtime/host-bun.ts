/** RuntimeHost for Bun: scripts by a plugin, and the parser from inside the binary. */

import { readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { host } from '../ffi/current-host.ts'
import { BundledImports } from './bundled-imports.ts'
import type { NativeParser } from './compiler/parse.ts'
import { packedModule, type RuntimeHost } from './host.ts'

const isCompiled = (): boolean => Bun.main.startsWith('/$bunfs/')

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

const loadParser = (): NativeParser => {
  parser ??= isCompiled() ? embeddedParser() : installedParser()
  return parser
}

// Not an import, nor is what follows: the start would pay for what most runs do not need.
const loadCalls: RuntimeHost['loadCalls'] = () => ({
  ...(require('./calls/recipes.ts') as typeof import('./calls/recipes.ts')),
  ...(require('./calls/format.ts') as typeof import('./calls/format.ts')),
})

const loadValibot = (): Record<string, unknown> => require('valibot')

const loadTypes: RuntimeHost['loadTypes'] = module => {
  const { typePaths } = require('./host-bun-types.ts') as typeof import('./host-bun-types.ts')
  return readFileSync(typePaths[module], 'utf8')
}

const imported = new Set<string>()

const provideModules: RuntimeHost['provideModules'] = (
  modules,
  texts,
  valibot,
  files,
  packages = new Map(),
) => {
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

const importPacked: RuntimeHost['importPacked'] = async (modules, code, valibot) => {
  provideModules(modules, new Map([[packedModule, code]]), valibot, [])
  return (await import(packedModule)) as Readonly<Record<string, unknown>>
}

const resolveImport: RuntimeHost['resolveImport'] = (specifier, folder) => {
  try {
    const path = Bun.resolveSync(specifier, folder)
    // An editor is told of types by `paths` in a tsconfig.json, which Bun reads as well.
    return path.startsWith('/') && !/\.d\.[cm]?ts$/.test(path) ? path : undefined
  } catch {
    return undefined
  }
}

interface BuildMessageLike {
  readonly message: string
  readonly position: { readonly file: string; readonly offset: number } | null
}

const buildFailure: RuntimeHost['buildFailure'] = error => {
  if (!(error instanceof Error) || error.constructor.name !== 'BuildMessage') return undefined
  const { message, position } = error as unknown as BuildMessageLike
  if (!position) return undefined
  const offsetIn = (text: string): number =>
    Buffer.from(text).subarray(0, position.offset).toString('utf8').length
  return { message, file: position.file, offsetIn }
}

const resolveFailure: RuntimeHost['resolveFailure'] = error => {
  if (!(error instanceof Error) || error.constructor.name !== 'ResolveMessage') return undefined
  const { specifier, referrer, position } = error as unknown as ResolveMessageLike
  return { specifier, from: referrer || (position?.file ?? '') }
}

const exportFailure: RuntimeHost['exportFailure'] = error => {
  if (!(error instanceof SyntaxError)) return undefined
  const named = /^Export named '(.+)' not found in module '(.+)'\.?$/.exec(error.message)
  const missing = named ?? /^Missing '(default)' export in module '(.+)'\.?$/.exec(error.message)
  return missing ? { exported: missing[1]!, module: missing[2]! } : undefined
}

interface ResolveMessageLike extends Pick<BuildMessageLike, 'position'> {
  readonly specifier: string
  readonly referrer: string
}

const bundle: RuntimeHost['bundle'] = async (entry, texts, packages) => {
  const imports = new BundledImports(texts, packages, resolveImport)
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
          build.onResolve({ filter: /^[^.]/ }, imported => imports.resolve(imported))
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
    needsValibot: imports.needsValibot,
    assets: outputs.filter(({ kind }) => kind === 'asset').map(({ path }) => path),
  }
}

// By one vfork.
const startChild: RuntimeHost['startChild'] = (path, argv) =>
  Bun.spawn([path, ...argv.slice(1)], {
    argv0: argv[0]!,
    // As it is now: that which this process was started with may be another user's.
    env: process.env,
    stdio: ['inherit', 'inherit', 'inherit'],
  })

/** The host of Bun. */
export const runtimeHost: RuntimeHost = {
  isCompiled,
  // `make build` does, by Bun's own command line.
  writeProgram: undefined,
  asInterpreter: { command: [process.execPath], env: { BUN_BE_BUN: '1' } },
  loadParser,
  loadCalls,
  loadValibot,
  loadTypes,
  provideModules,
  importPacked,
  resolveImport,
  buildFailure,
  resolveFailure,
  exportFailure,
  // zlib's would have to be loaded.
  checksum: bytes => Bun.hash.crc32(bytes),
  bundle,
  write: (fd, bytes) => writeSync(fd, bytes),
  keepIgnored: () => {},
  startChild,
}
