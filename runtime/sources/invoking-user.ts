/** Whose files the cache and the snippets are: under sudo, those of the user who called it, touched with that user's rights. */

import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { SystraceError } from '../errors.ts'

export interface User {
  readonly uid: number
  readonly gid: number
  /** Undefined where nobody says it. */
  readonly home: string | undefined
}

const homeOf = (uid: number): string | undefined => {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
    return lines.map(line => line.split(':')).find(fields => fields[2] === String(uid))?.[5]
  } catch {
    return undefined
  }
}

/** The user who called systrace, through sudo or by himself. */
export const invokingUser = (): User => {
  const { SUDO_UID, SUDO_GID, HOME } = process.env
  const uid = process.geteuid!()
  if (uid === 0 && /^[1-9]\d{0,9}$/.test(SUDO_UID ?? '') && /^\d{1,10}$/.test(SUDO_GID ?? ''))
    return { uid: Number(SUDO_UID), gid: Number(SUDO_GID), home: homeOf(Number(SUDO_UID)) }
  return { uid, gid: process.getegid!(), home: HOME || homeOf(uid) }
}

/**
 * The folder of systrace among a user's files of one kind.
 *
 * @throws SystraceError when the user has no home
 * @example folderOf(user, 'XDG_CACHE_HOME', '.cache') // '/home/ann/.cache/systrace'
 */
export const folderOf = ({ home, uid }: User, variable: string, below: string): string => {
  // The specification wants relative ones to be passed over.
  const set = process.env[variable]
  if (set && isAbsolute(set)) return join(set, 'systrace')
  if (!home || !isAbsolute(home))
    throw new SystraceError(`The user ${uid} has no home directory`, { hint: `set ${variable} to a folder` })
  return join(home, below, 'systrace')
}

/**
 * Does something with files with no more rights than a user has: a link in his folder leads root nowhere. Nothing in it may wait,
 * since all of the process has these rights meanwhile.
 */
export const as = <T>({ uid, gid }: User, act: () => T): T => {
  if (process.geteuid!() === uid) return act()
  const groups = process.getgroups!()
  const ownGid = process.getegid!()
  process.setgroups!([gid])
  process.setegid!(gid)
  process.seteuid!(uid)
  try {
    return act()
  } finally {
    process.seteuid!(0)
    process.setegid!(ownGid)
    process.setgroups!(groups)
  }
}
