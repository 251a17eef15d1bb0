/** RuntimeHost for Bun: scripts by a plugin, and the parser from inside the binary. */

import { readFileSync, writeSync } from 'node:fs'
// @ts-expect-error: a native addon, embedded as a file
import addonPath from '@oxc-parser/binding-linux-x64-gnu/parser.linux-x64-gnu.node' with { type: 'file' }
import { loadAddon } from '../ffi/addon.ts'
import type { NativeParser } from './compiler/parse.ts'
import type { RuntimeHost } from './host.ts'

let parser: NativeParser | undefined

/** A native addon inside the binary, loaded without leaving a file behind. */
const loadParser = (): NativeParser => {
  parser ??= loadAddon(readFileSync(addonPath as string)) as NativeParser
  return parser
}

// Not an import: the start would pay for the functions that only scripts use.
const loadValibot = (): Record<string, unknown> => require('valibot')

const imported = new Set<string>()

const provideModules: RuntimeHost['provideModules'] = (modules, texts, valibot, files) => {
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

const resolveImport: RuntimeHost['resolveImport'] = (specifier, folder) => {
  try {
    const path = Bun.resolveSync(specifier, folder)
    return path.startsWith('/') ? path : undefined
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
  const { specifier, referrer } = error as unknown as { specifier: string; referrer: string }
  return { specifier, from: referrer }
}

const exportFailure: RuntimeHost['exportFailure'] = error => {
  if (!(error instanceof SyntaxError)) return undefined
  const named = /^Export named '(.+)' not found in module '(.+)'\.?$/.exec(error.message)
  const missing = named ?? /^Missing '(default)' export in module '(.+)'\.?$/.exec(error.message)
  return missing ? { name: missing[1]!, module: missing[2]! } : undefined
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
  loadParser,
  loadValibot,
  provideModules,
  resolveImport,
  buildFailure,
  resolveFailure,
  exportFailure,
  write: (fd, bytes) => writeSync(fd, bytes),
  keepIgnored: () => {},
  startChild,
}
