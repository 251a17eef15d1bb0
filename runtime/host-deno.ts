/** RuntimeHost for Deno: the parser that npm installed, and scripts by `host-deno-modules.ts`. */

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import * as valibot from 'valibot'
import { host } from '../ffi/current-host.ts'
import { libc } from '../ffi/symbols.ts'
import { SysError } from '../ffi/syserror.ts'
import { callFormatter, callPut } from './calls/format.ts'
import { recipeOf } from './calls/recipes.ts'
import type { NativeParser } from './compiler/parse.ts'
import { type DeclaredModule, packedModule, type RuntimeHost } from './host.ts'
import { bundle } from './host-deno-bundle.ts'
import {
  buildFailure,
  exportFailure,
  isText,
  provideModules,
  resolveFailure,
  resolveImport,
} from './host-deno-modules.ts'
import { importPacked } from './host-deno-packed.ts'
import { writeProgram } from './host-deno-program.ts'

/** The file that called a function. */
const callerOf = (called: (specifier: string) => unknown): string => {
  const { prepareStackTrace } = Error
  try {
    Error.prepareStackTrace = (_, [caller]) => caller?.getFileName()
    const trace: { readonly stack?: unknown } = {}
    Error.captureStackTrace(trace, called)
    return trace.stack as string
  } finally {
    Error.prepareStackTrace = prepareStackTrace
  }
}

/** What Bun gives each module, and Deno none: scripts may call it. */
const require = (specifier: string): unknown => {
  const caller = callerOf(require)
  if (caller.startsWith('data:')) return createRequire(packedModule)(specifier)
  return createRequire(isText(caller) ? join(process.cwd(), '[eval]') : caller)(specifier)
}

Object.assign(globalThis, { require })

const isCompiled = (): boolean => Deno.build.standalone

let parser: NativeParser | undefined

/** The addon that npm installed for the parser, which only the parser is sure to find. */
const loadParser = (): NativeParser => {
  if (parser) return parser
  const name = `linux-${process.arch}-gnu`
  const its = `@oxc-parser/binding-${name}/parser.${name}.node`
  const near = createRequire(createRequire(import.meta.url).resolve('oxc-parser'))
  // What is inside of a program Deno would put into a file, which stays.
  parser = (isCompiled() ? host().loadAddon(readFileSync(near.resolve(its))) : near(its)) as NativeParser
  return parser
}

const declarations: Readonly<Record<DeclaredModule, string>> = {
  systrace: 'systrace.d.ts',
  'systrace/test': 'test.d.ts',
  valibot: 'valibot.d.ts',
}

const loadTypes: RuntimeHost['loadTypes'] = module =>
  readFileSync(new URL(`../dist/types/${declarations[module]}`, import.meta.url), 'utf8')

const loadValibot = (): Record<string, unknown> => valibot

// Deno's own functions write all, piece by piece: who gets EAGAIN does not know how much was written before.
const write: RuntimeHost['write'] = (fd, bytes) => {
  const written = libc().write(fd, bytes, bytes.length)
  if (written < 0) throw new SysError('write', host().errno())
  return written
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
  isCompiled,
  writeProgram,
  // Where no package.json is above, Deno would not take what is in node_modules for packages, which may have imports of their own.
  asInterpreter: {
    command: [process.execPath, 'run', '--allow-all', '--node-modules-dir=manual'],
    env: {},
  },
  loadTypes,
  checksum: bytes => crc32(bytes),
  bundle,
  loadParser,
  loadCalls: () => ({ recipeOf, callFormatter, callPut }),
  loadValibot,
  provideModules: (modules, texts, ownValibot, files, packages = new Map()) =>
    provideModules({ ...modules, ...(ownValibot && { valibot }) }, texts, files, packages),
  importPacked: (modules, code, ownValibot) =>
    importPacked({ ...modules, ...(ownValibot && { valibot }) }, code, loadParser()),
  resolveImport,
  buildFailure,
  resolveFailure,
  exportFailure,
  // The first listener for any of the signals that end a process takes all of them over.
  keepIgnored: signal => void process.on(signal, () => {}),
  write,
  startChild,
}
