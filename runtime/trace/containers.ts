/**
 * Containers by name or id → their cgroups: those of docker, podman, containerd, CRI-O and systemd's machines. The engines are
 * not asked: ids are parts of cgroup paths, names are in files that the engines keep.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SystraceError, UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { allCgroups, type Cgroup, findCgroup, type Machine, thisMachine } from './cgroups.ts'

/** What runs as one container. */
export interface Container {
  /** As it was asked for. */
  readonly name: string
  readonly cgroups: readonly Cgroup[]
}

/** The digits of an id that are enough for it. */
const leastDigits = 6

const idPattern = /(?:^|[-:.])([0-9a-f]{64})(?:\.scope)?$/

/** The id of a container in a part of a cgroup's path. The monitor of one (conmon) is not in it. */
const idIn = (part: string): string | undefined =>
  part.includes('conmon') ? undefined : idPattern.exec(part)?.[1]

/** systemd writes what it does not allow in names as `\x2d`. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** The name of a container in a part of a cgroup's path, where the engine puts names there. */
const nameIn = (part: string): string | undefined => {
  const found =
    /^machine-(.+)\.scope$/.exec(part) ??
    /^systemd-nspawn@(.+)\.service$/.exec(part) ??
    /^lxc\.(?:payload\.)?([^/]+)$/.exec(part)
  return found?.[1] && unescaped(found[1])
}

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Names that the engines keep, with the ids that they stand for. */
const knownNames = ({ root }: Machine): [name: string, id: string][] => {
  const names: [string, string][] = []
  const docker = `${root}/var/lib/docker/containers`
  for (const id of list(docker)) {
    const config = parsed(read(join(docker, id, 'config.v2.json')))
    if (isRecord(config) && typeof config.Name === 'string') names.push([config.Name.replace(/^\//, ''), id])
  }
  const homes = list(`${root}/home`).map(user => `${root}/home/${user}`)
  const stores = [
    `${root}/var/lib/containers`,
    ...[`${root}/root`, ...homes].map(home => `${home}/.local/share/containers`),
  ]
  for (const store of stores) {
    const containers = parsed(read(`${store}/storage/overlay-containers/containers.json`))
    for (const one of Array.isArray(containers) ? containers : [])
      if (isRecord(one) && typeof one.id === 'string' && Array.isArray(one.names))
        for (const name of one.names) names.push([String(name), one.id])
  }
  const nerdctl = `${root}/var/lib/nerdctl`
  for (const address of list(nerdctl))
    for (const namespace of list(`${nerdctl}/${address}/names`))
      for (const name of list(`${nerdctl}/${address}/names/${namespace}`))
        names.push([name, read(`${nerdctl}/${address}/names/${namespace}/${name}`).trim()])
  // containerd's own ids may be any text: then they are parts of paths by themselves.
  const tasks = `${root}/run/containerd/io.containerd.runtime.v2.task`
  for (const namespace of list(tasks)) for (const id of list(`${tasks}/${namespace}`)) names.push([id, id])
  return names
}

/** The names of all containers that the engines know. */
export const containerNames = (machine: Machine = thisMachine): string[] => [
  ...new Set(knownNames(machine).map(([name]) => name)),
]

/** What a cgroup's last part says of the container that it is. */
const fits = (path: string, ids: ReadonlySet<string>, name: string, text: string): boolean => {
  const part = basename(path)
  const id = idIn(part)
  if (id !== undefined) return ids.has(id) || (isPrefix(text) && id.startsWith(text))
  return nameIn(part) === name || ids.has(part)
}

const isPrefix = (text: string): boolean => text.length >= leastDigits && /^[0-9a-f]{1,64}$/.test(text)

/** The paths of processes' cgroups, in every tree that there is: a container may be in those of cgroup v1 alone. */
const v1Paths = ({ root }: Machine): string[] =>
  list(`${root}/proc`)
    .filter(pid => /^\d+$/.test(pid))
    .flatMap(pid =>
      [...read(`${root}/proc/${pid}/cgroup`).matchAll(/^[1-9]\d*:[^:]*:(.*)$/gm)].map(m => m[1]!),
    )

/**
 * The container that a name, an id or the first digits of an id mean.
 *
 * @throws UsageError when there is none, or ids of several begin so; SystraceError when it is in no cgroup v2
 * @example findContainer('web').cgroups // [{ id: 4711n, level: 2, path: '/system.slice/docker-4c01db0b….scope' }]
 */
export const findContainer = (text: string, machine: Machine = thisMachine): Container => {
  const names = knownNames(machine)
  const ids = new Set(names.filter(([name]) => name === text).map(([, id]) => id))
  const paths = [...allCgroups(machine)]
  const found = paths.filter(path => fits(path, ids, text, text))
  const distinct = new Set(found.map(path => idIn(basename(path)) ?? path))
  if (ids.size === 0 && isPrefix(text) && distinct.size > 1)
    throw new UsageError(
      `The ids of ${distinct.size} containers begin with "${text}"`,
      `give more of it: ${[...distinct].map(id => id.slice(0, Math.max(12, text.length + 2))).join(', ')}`,
    )
  if (found.length > 0) return { name: text, cgroups: found.map(path => findCgroup(path, machine)) }
  const elsewhere = v1Paths(machine).find(path => path.split('/').some(part => fits(part, ids, text, text)))
  if (elsewhere !== undefined)
    throw new SystraceError(
      `Cannot select the container "${text}": it is in no cgroup v2, only in ${elsewhere}`,
      {
        hint: 'select its processes instead: -p PID -f',
      },
    )
  const running = paths.flatMap(path => idIn(basename(path)) ?? nameIn(basename(path)) ?? [])
  const shown = running.map(id => names.find(([, known]) => known === id)?.[0] ?? id.slice(0, 12))
  if (ids.size > 0) throw new UsageError(`The container "${text}" does not run: it has no cgroup`)
  if (/^[0-9a-f]+$/.test(text) && text.length < leastDigits && running.some(id => id.startsWith(text)))
    throw new UsageError(`"${text}" is too short for an id`, `give at least ${leastDigits} of its digits`)
  throw new UsageError(
    `There is no container "${text}"`,
    didYouMean(text, shown) ??
      (shown.length > 0
        ? `there are ${[...new Set(shown)].slice(0, 8).join(', ')}`
        : 'no container runs here'),
  )
}
