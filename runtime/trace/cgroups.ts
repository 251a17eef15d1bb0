/** The cgroup v2 tree of this machine: cgroups by path and by id, as the kernel's filter wants them. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CgroupPlace } from '../compiler/options.ts'
import { SystraceError, UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'

/** Where things of the machine are; for tests, elsewhere. */
export interface Machine {
  readonly root: string
}
export const thisMachine: Machine = { root: '' }

/** A cgroup and all below it. */
export interface Cgroup extends CgroupPlace {
  /** From the root of the tree: `/system.slice/ssh.service`. */
  readonly path: string
}

const readOptional = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * The folder that the cgroup v2 tree is mounted at.
 *
 * @throws SystraceError when it is mounted nowhere
 */
export const cgroupMount = ({ root }: Machine = thisMachine): string => {
  const mounts = readOptional(`${root}/proc/self/mountinfo`) ?? ''
  const found = /^\S+ \S+ \S+ \S+ (\S+) .* - cgroup2 /m.exec(mounts)?.[1]
  if (found === undefined)
    throw new SystraceError('Cannot select by cgroup: no cgroup v2 tree is mounted', {
      hint: 'mount -t cgroup2 none /sys/fs/cgroup',
    })
  return join(root, found)
}

const partsOf = (path: string): string[] => path.split('/').filter(part => part !== '')

const cgroupAt = (mount: string, path: string): Cgroup | undefined => {
  const parts = partsOf(path)
  const stat = statSync(join(mount, ...parts), { bigint: true, throwIfNoEntry: false })
  if (!stat?.isDirectory()) return undefined
  return { id: stat.ino, level: parts.length, path: `/${parts.join('/')}` }
}

/** All cgroups, parents before their children. */
export const allCgroups = function* (machine: Machine = thisMachine): Generator<string> {
  const mount = cgroupMount(machine)
  const left = ['/']
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    yield path
    try {
      for (const entry of readdirSync(join(mount, path), { withFileTypes: true }))
        if (entry.isDirectory()) left.push(join(path, entry.name))
    } catch {
      // It is gone by now.
    }
  }
}

/**
 * The cgroup that a text means: its path below the mount point, with the mount point or without, or its id.
 *
 * @throws UsageError when there is none, SystraceError when no tree is mounted
 * @example findCgroup('/system.slice/ssh.service') // { id: 4711n, level: 2, path: '/system.slice/ssh.service' }
 */
export const findCgroup = (text: string, machine: Machine = thisMachine): Cgroup => {
  const mount = cgroupMount(machine)
  if (/^\d+$/.test(text)) {
    const id = BigInt(text)
    for (const path of allCgroups(machine)) {
      const found = cgroupAt(mount, path)
      if (found?.id === id) return found
    }
    throw new UsageError(
      `There is no cgroup with the id ${text}`,
      'e.cgroup in a script is the id of a cgroup',
    )
  }
  const below = [`${mount}/`, '/sys/fs/cgroup/'].find(prefix => text.startsWith(prefix))
  const asked = text === mount ? '/' : below === undefined ? text : text.slice(below.length - 1)
  const found = text === '' || partsOf(asked).includes('..') ? undefined : cgroupAt(mount, asked)
  if (found) return found
  const named = `/${partsOf(asked).join('/')}`
  const meant = didYouMean(named, allCgroups(machine))
  throw new UsageError(
    `There is no cgroup "${text}" in the cgroup v2 tree at ${mount}`,
    meant ?? 'its path is behind "0::" in /proc/PID/cgroup',
  )
}

/** All cgroups by their ids, each with the ids of those that it is in, from the root to itself; none where no tree is mounted. */
export const cgroupsByIds = (
  machine: Machine = thisMachine,
): Map<bigint, { readonly path: string; readonly chain: readonly bigint[] }> => {
  const found = new Map<bigint, { readonly path: string; readonly chain: readonly bigint[] }>()
  const chains = new Map<string, readonly bigint[]>()
  try {
    const mount = cgroupMount(machine)
    for (const path of allCgroups(machine)) {
      const own = cgroupAt(mount, path)
      if (!own) continue
      const above = path === '/' ? [] : (chains.get(path.slice(0, path.lastIndexOf('/')) || '/') ?? [])
      const chain = [...above, own.id]
      chains.set(path, chain)
      found.set(own.id, { path: own.path, chain })
    }
  } catch (error) {
    if (!(error instanceof SystraceError)) throw error
  }
  return found
}
