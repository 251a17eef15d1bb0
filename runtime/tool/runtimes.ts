/** The systrace that a tool is made of: the one that runs, or one for another machine. */

import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Target } from '../compiler/target.ts'
import { host } from '../current-host.ts'
import { SystraceError, UsageError } from '../errors.ts'
import { buildMark, version } from '../version.ts'
import { DamagedPayload, type Executable, readExecutable } from './payload.ts'

export const targets = ['linux-x64', 'linux-arm64'] as const
export type TargetName = (typeof targets)[number]

/** An executable of systrace that no script is in. */
export interface Runtime {
  /** Undefined for one that is yet to be written. */
  readonly path: string | undefined
  readonly target: TargetName
}

/** By ELF's numbers of machines. */
const targetByMachine: ReadonlyMap<number, TargetName> = new Map([
  [62, 'linux-x64'],
  [183, 'linux-arm64'],
])

export const ownTarget: TargetName = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64'
export const archOf = (target: TargetName): Target['arch'] => (target === 'linux-arm64' ? 'arm64' : 'x64')

/**
 * Finds the runtime of a tool.
 *
 * @param wanted the machine that it is to be for; this one, or what `file` is for, if not given
 * @param file an executable of systrace to take
 * @throws UsageError and SystraceError when there is none that fits
 */
export const findRuntime = (wanted: TargetName | undefined, file: string | undefined): Runtime => {
  if (file === undefined && (wanted ?? ownTarget) === ownTarget) {
    if (host.isCompiled()) return { path: '/proc/self/exe', target: ownTarget }
    if (host.writeProgram) return { path: undefined, target: ownTarget }
    throw new UsageError(
      'This systrace was not built: it has no executable to copy',
      'name one: --runtime dist/systrace',
    )
  }
  const path = file ?? join(dirname(process.execPath), `systrace-${wanted}`)
  const found = look(path, file === undefined ? wanted : undefined)
  const target = found && targetByMachine.get(found.machine)
  const name = JSON.stringify(path)
  if (!found || !target)
    throw new UsageError(
      `${name} is no executable of systrace`,
      'it must be a systrace for Linux, x64 or arm64',
    )
  if (wanted && target !== wanted)
    throw new UsageError(`${name} is for ${target}, not for ${wanted}`, `name a systrace for ${wanted}`)
  if (found.payload)
    throw new UsageError(
      `${name} is the tool ${JSON.stringify(found.payload.manifest.name)}`,
      'name the systrace itself, which no script is in',
    )
  const its = versionIn(path)
  if (its === undefined)
    throw new UsageError(`${name} is no executable of systrace ${version}`, 'both must be the same version')
  if (its !== version)
    throw new UsageError(
      `${name} is systrace ${its}, and this is ${version}`,
      'both must be the same version',
    )
  return { path, target }
}

/** @param beside the machine for which it was looked for beside this executable */
const look = (path: string, beside: TargetName | undefined): Executable | undefined => {
  let file: number
  try {
    // To open a pipe would wait for who writes.
    if (!statSync(path).isFile()) return undefined
    file = openSync(path, 'r')
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (beside !== undefined)
      throw new SystraceError(`There is no runtime for ${beside} at hand: ${path} is not there`, {
        hint: `put the systrace for ${beside} there, or name it: --runtime FILE`,
        cause,
      })
    throw new UsageError(
      `Cannot read the runtime ${JSON.stringify(path)}: ${code === 'ENOENT' ? 'it is not there' : code}`,
      'name an executable of systrace',
    )
  }
  try {
    return readExecutable(file)
  } catch (error) {
    if (error instanceof DamagedPayload) return undefined
    throw error
  } finally {
    closeSync(file)
  }
}

/** The version of a build; undefined for other programs. */
const versionIn = (path: string): string | undefined => {
  const bytes = readFileSync(path)
  const start = buildMark.slice(0, buildMark.indexOf('/') + 1)
  for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1)) {
    const found = /^([\w.+-]+)\//.exec(bytes.toString('latin1', at + start.length, at + start.length + 64))
    if (found) return found[1]
  }
  return undefined
}
