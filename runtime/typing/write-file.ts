/** Files that a command writes for whoever called it. */

import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import { getSystemErrorMessage } from 'node:util'
import { SystraceError } from '../errors.ts'

/** Why something cannot be written. */
export const writeFailure = (step: string, cause: unknown, hint?: string): SystraceError => {
  const { code, errno } = cause as NodeJS.ErrnoException
  const reason = errno === undefined ? code : getSystemErrorMessage(-Math.abs(errno))
  const denied = code === 'EACCES' || code === 'EPERM' ? 'choose a folder that you may write' : undefined
  const said = hint ?? denied
  return new SystraceError(`${step}: ${reason ?? code}`, { cause, ...(said !== undefined && { hint: said }) })
}

/**
 * Writes a file, over one that is there.
 *
 * @param hint what to do when that fails
 * @throws SystraceError
 */
export const writeFile = (path: string, text: string, hint?: string): void => {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw writeFailure(`Cannot write ${JSON.stringify(path)}`, error, hint)
  }
}

/**
 * Writes a file that is not there yet, and the folders that it is in. What does not find room is not left half written.
 *
 * @returns false when it is there, and stays as it is
 * @throws SystraceError
 */
export const writeNewFile = (path: string, text: string, mode = 0o644): boolean => {
  const step = `Cannot write ${JSON.stringify(path)}`
  let fd: number
  try {
    makeFolder(dirname(path))
    fd = openSync(path, 'wx', mode)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw writeFailure(step, error)
  }
  try {
    writeFileSync(fd, text)
    return true
  } catch (error) {
    rmSync(path, { force: true })
    throw writeFailure(step, error)
  } finally {
    closeSync(fd)
  }
}

const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    // Something else is called so, or a link leads nowhere.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw Object.assign(new Error(), { code: 'ENOTDIR', errno: -constants.errno.ENOTDIR })
  }
}
