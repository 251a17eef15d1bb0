/** Whose files the cache and the snippets are: under sudo, those of the user who called it, touched with that user's rights. */

import { isAbsolute, join } from 'node:path'
import { userById } from '../../ffi/credentials.ts'
import { SystraceError } from '../errors.ts'
import { invoker } from '../machine/privileges.ts'

export interface User {
  readonly uid: number
  readonly gid: number
  /** Undefined where nobody says it. */
  readonly home: string | undefined
}

/** The user who called systrace, through sudo or by himself. */
export const invokingUser = (): User => {
  const uid = process.geteuid!()
  // Root's rights are given up before, but with --as-root.
  const found = uid === 0 ? invoker(process.env) : undefined
  if (found) return { uid: found.user.uid, gid: found.gid ?? found.user.gid, home: found.user.home }
  return { uid, gid: process.getegid!(), home: process.env.HOME || userById(uid)?.home }
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
