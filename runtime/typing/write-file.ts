/** Files that a command writes for whoever called it. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { getSystemErrorMessage } from 'node:util'
import { SystraceError } from '../errors.ts'

const failure = (step: string, cause: unknown): SystraceError => {
  const { code, errno } = cause as NodeJS.ErrnoException
  const reason = errno === undefined ? code : getSystemErrorMessage(-Math.abs(errno))
  const hint = code === 'EACCES' || code === 'EPERM' ? { hint: 'choose a folder that you may write' } : {}
  return new SystraceError(`${step}: ${reason ?? code}`, { cause, ...hint })
}

/**
 * Writes a file, over one that is there.
 *
 * @throws SystraceError
 */
export const writeFile = (path: string, text: string): void => {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw failure(`Cannot write ${JSON.stringify(path)}`, error)
  }
}

/**
 * Writes a file that is not there yet, and the folders that it is in.
 *
 * @returns false when it is there, and stays as it is
 * @throws SystraceError
 */
export const writeNewFile = (path: string, text: string, mode = 0o644): boolean => {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { flag: 'wx', mode })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw failure(`Cannot write ${JSON.stringify(path)}`, error)
  }
}
