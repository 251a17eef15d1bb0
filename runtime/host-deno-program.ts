/** systrace as an executable, under Deno: what it needs of its files and packages, made one program by `deno compile`. */

import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SystraceError } from './errors.ts'
import { packageFolder } from './host-deno-modules.ts'

const home = dirname(dirname(fileURLToPath(import.meta.url)))

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** The packages that a package needs, and those that they need, by name, with their folders. */
const packagesOf = (folder: string, found = new Map<string, string>()): ReadonlyMap<string, string> => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const its = packageFolder(name, folder)
    // Native addons for other machines are not installed.
    if (its === undefined || found.has(name)) continue
    found.set(name, its)
    packagesOf(its, found)
  }
  return found
}

/** All that `deno compile` is to see: it would take every package that is installed. */
const fillFolder = (place: string): void => {
  for (const name of ['package.json', 'bpf', 'ffi', 'runtime'])
    cpSync(join(home, name), join(place, name), { recursive: true })
  for (const [name, folder] of packagesOf(home))
    cpSync(folder, join(place, 'node_modules', name), { recursive: true, dereference: true })
  // Otherwise one of a folder above would be read.
  writeFileSync(join(place, 'deno.json'), '{ "nodeModulesDir": "manual", "lock": false }')
}

/** Deno says what it was doing, and below that what kept it from it: "Caused by:", with numbers when there are several. */
const failure = (said: string, ended: string): Error => {
  // The writer of tools knows what to say of it.
  if (said.includes('os error 28')) return Object.assign(new Error(said), { code: 'ENOSPC' })
  const [what = '', causes = ''] = said
    .trim()
    .replace(/\n\nStack backtrace:.*/s, '')
    .split(/\s+Caused by:\s+/)
  const why = causes
    .split('\n')
    .map(line => line.replace(/^\s*(?:\d+: )?/, '').replace(/\.$/, ''))
    .join(': ')
  return new SystraceError(`deno compile failed: ${why || what.replace(/^error: /, '') || ended}`, {
    hint: 'it downloads a runtime once (denort), or takes the file that DENORT_BIN names',
  })
}

/**
 * Writes an executable of systrace. What it needs for that is beside it meanwhile.
 *
 * @throws SystraceError with what `deno compile` says when it fails; an error with a `code` when something cannot be written
 */
export const writeProgram = async (path: string): Promise<void> => {
  const place = mkdtempSync(join(dirname(path), 'program-'))
  fillFolder(place)
  const args = ['compile', '--allow-all', '--no-check', '--quiet', '--output', path, 'runtime/cli.ts']
  const child = spawn(process.execPath, args, {
    cwd: place,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const stop = (): void => void child.kill()
  process.once('exit', stop)
  const said: Uint8Array[] = []
  child.stderr.on('data', (chunk: Uint8Array) => said.push(chunk))
  const ended = await new Promise<string | undefined>(done => {
    child.once('error', error => done(error.message))
    child.once('close', (code, signal) => done(code === 0 ? undefined : (signal ?? `exit code ${code}`)))
  })
  process.off('exit', stop)
  if (ended !== undefined) throw failure(Buffer.concat(said).toString('utf8'), ended)
}
