/** Files that a command writes for whoever called it: under sudo they are the invoking user's, and only where that user may write. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { getSystemErrorMessage } from 'node:util'
import { SystraceError } from '../errors.ts'

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined

/** The user behind sudo, if there is one. */
export const invokingUser = (
  env = process.env,
): { readonly uid: number; readonly gid: number } | undefined => {
  const uid = numberOf(env.SUDO_UID)
  const gid = numberOf(env.SUDO_GID)
  return process.geteuid?.() === 0 && uid && gid !== undefined ? { uid, gid } : undefined
}

/** Does something as the invoking user: what is written is theirs, and root's rights open no file. */
export const asInvokingUser = <T>(work: () => T): T => {
  const user = invokingUser()
  if (!user) return work()
  process.setegid!(user.gid)
  process.seteuid!(user.uid)
  try {
    return work()
  } finally {
    process.seteuid!(0)
    process.setegid!(0)
  }
}

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
export const writeOwnFile = (path: string, text: string): void =>
  asInvokingUser(() => {
    try {
      writeFileSync(path, text)
    } catch (error) {
      throw failure(`Cannot write ${JSON.stringify(path)}`, error)
    }
  })

/**
 * Writes a file that is not there yet, and the folders that it is in.
 *
 * @returns false when it is there, and stays as it is
 * @throws SystraceError
 */
export const writeNewFile = (path: string, text: string, mode = 0o644): boolean =>
  asInvokingUser(() => {
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text, { flag: 'wx', mode })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw failure(`Cannot write ${JSON.stringify(path)}`, error)
    }
  })
