/** Writes a tool: whole or not at all, and over no file that is something else. */

import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  promises,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { host } from '../current-host.ts'
import { SystraceError, UsageError } from '../errors.ts'
import { onSignals, signalExitCode } from '../signals.ts'
import { DamagedPayload, insertPayload, readExecutable } from './payload.ts'

/**
 * Looks whether a tool may be written there.
 *
 * @param force over any file
 * @throws UsageError, SystraceError
 */
export const checkOutput = (path: string, force: boolean): void => {
  const name = JSON.stringify(path)
  const there = statOf(path)
  if (!there) return
  if (there.isDirectory())
    throw new UsageError(`Cannot write ${name}: it is a directory`, `name a file in it`)
  if (!there.isFile() && !there.isSymbolicLink())
    throw new UsageError(`Cannot write ${name}: it is no ordinary file`, 'name a new file')
  if (force || isTool(path)) return
  throw new UsageError(
    `${name} is there, and is no tool that systrace made`,
    'name another file, or overwrite it with --force',
  )
}

const statOf = (path: string): Stats | undefined => {
  try {
    return lstatSync(path)
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code === 'ENOENT') return undefined
    throw unwritable(path, cause)
  }
}

const isTool = (path: string): boolean => {
  let file: number | undefined
  try {
    if (!statSync(path).isFile()) return false
    file = openSync(path, 'r')
    return readExecutable(file)?.payload !== undefined
  } catch (error) {
    return error instanceof DamagedPayload
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/**
 * Looks whether the tool would take the place of a file that it is made of, which `--force` does not mean.
 *
 * @param sources the files of the script
 * @throws UsageError
 */
export const checkNotSource = (path: string, sources: Iterable<string>): void => {
  // A link there is replaced, and what it leads to stays.
  const there = statOf(path)
  if (!there) return
  for (const source of sources) {
    const its = statSync(source, { throwIfNoEntry: false })
    if (its?.ino === there.ino && its.dev === there.dev)
      throw new UsageError(
        `${JSON.stringify(path)} is a file that the tool is made of`,
        'name another file: -o TOOL',
      )
  }
}

/**
 * Writes a tool.
 *
 * @param runtime the executable to copy; the host writes one where there is none
 * @returns its size in bytes
 * @throws SystraceError when it cannot be written; what was there is there still
 */
export const writeTool = async (
  path: string,
  runtime: string | undefined,
  payload: Uint8Array,
): Promise<number> => {
  let place: string | undefined
  const cleanUp = (): void => {
    if (place !== undefined) rmSync(place, { recursive: true, force: true })
  }
  using _ = onSignals({
    since: () => undefined,
    begin: signal => {
      cleanUp()
      process.exit(signalExitCode(signal))
    },
  })
  try {
    // A folder that only we may enter: in /tmp, others might have put a link in the place of a file.
    place = mkdtempSync(join(dirname(resolve(path)), `.${basename(path)}-`))
    const file = join(place, 'tool')
    // Not at once: signals are seen meanwhile.
    await (runtime === undefined ? host.writeProgram!(file) : promises.copyFile(runtime, file))
    insertInto(file, payload)
    chmodSync(file, 0o777 & ~process.umask())
    renameSync(file, path)
    return lstatSync(path).size
  } catch (cause) {
    throw cause instanceof SystraceError ? cause : unwritable(path, cause)
  } finally {
    cleanUp()
  }
}

const insertInto = (path: string, payload: Uint8Array): void => {
  const file = openSync(path, 'r+')
  try {
    insertPayload(file, payload)
  } finally {
    closeSync(file)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  ENAMETOOLONG: 'the name is too long',
}

const unwritable = (path: string, cause: unknown): SystraceError => {
  const { code = '' } = cause as { code?: string }
  const { SUDO_USER } = process.env
  return new SystraceError(`Cannot write ${JSON.stringify(path)}: ${reasons[code] ?? code}`, {
    // As root, /etc would not have been refused.
    ...(code === 'EACCES' &&
      SUDO_USER && {
        hint: `it is written as ${SUDO_USER}, who called sudo: write it elsewhere, and move it`,
      }),
    cause,
  })
}
