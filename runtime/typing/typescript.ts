/** The TypeScript of a project: found, and run. It is no part of systrace, and nothing but `check` asks for it. */

import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { host } from '../current-host.ts'
import { SystraceError } from '../errors.ts'

/** A TypeScript that is there. */
export interface TypeScript {
  readonly version: string
  /** Its `tsc`. */
  readonly path: string
  /** Whether that is JavaScript, which something has to run. */
  readonly script: boolean
}

/** What a run of it said. */
export interface TypeScriptRun {
  readonly output: string
  readonly failed: boolean
}

/** A folder and those that it is in, from the inside out. */
export const ancestors = (folder: string): string[] => {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}

const isThere = (path: string, mode: number = constants.R_OK): boolean => {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

const installedIn = (folder: string, owners: ReadonlySet<number>): TypeScript | undefined => {
  const found = join(folder, 'node_modules/typescript')
  try {
    if (!owners.has(statSync(found).uid)) return undefined
    const { version } = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8')) as { version?: unknown }
    const path = join(found, 'bin/tsc')
    return typeof version === 'string' && isThere(path) ? { version, path, script: true } : undefined
  } catch {
    return undefined
  }
}

const inPath = (): TypeScript | undefined => {
  for (const folder of (process.env.PATH ?? '').split(':').filter(Boolean)) {
    const path = join(folder, 'tsc')
    if (!isThere(path, constants.X_OK)) continue
    const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' })
    const version = /^Version (\S+)/.exec(stdout ?? '')?.[1]
    if (status === 0 && version !== undefined) return { version, path, script: false }
  }
  return undefined
}

/** Whose code may be run for a folder: not that of whoever can write to a folder above, such as /tmp. */
const trusted = (folder: string): ReadonlySet<number> =>
  new Set([0, process.geteuid?.() ?? 0, statSync(folder).uid])

/** The TypeScript of a folder's project, or of the one that we are in, or that in PATH; undefined where there is none. */
export const findTypeScript = (folder: string): TypeScript | undefined => {
  const owners = trusted(folder)
  for (const one of [...ancestors(folder), ...ancestors(process.cwd())]) {
    const found = installedIn(one, owners)
    if (found) return found
  }
  return inPath()
}

/**
 * Runs `tsc`.
 *
 * @throws SystraceError when it does not run
 */
export const runTypeScript = (
  { path, script }: TypeScript,
  args: readonly string[],
  cwd: string,
): TypeScriptRun => {
  const { command, env } = script ? host.asInterpreter : { command: [] as const, env: {} }
  const [program, ...before] = [...command, path] as const
  const { stdout, stderr, status, error } = spawnSync(program, [...before, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, ...env },
  })
  if (error || status === null || (status !== 0 && stdout === ''))
    throw new SystraceError(`Cannot run ${path}: ${error?.message ?? (stderr.trim() || 'it was killed')}`)
  return { output: stdout, failed: status !== 0 }
}
