/**
 * What the tests leave on the machine: processes, BPF objects, mounts, files. Other work may go on beside the tests, so
 * ours is told from theirs: our processes carry a mark in their environment, our files have a folder of their own, and a
 * new BPF object is ours unless a process without the mark holds it.
 */

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { lacking } from './needs.ts'

const bpfKinds = ['prog', 'map', 'link'] as const

interface BpfObject {
  /** What bpftool says of it. */
  readonly text: string
  /** The maps that a program holds. */
  readonly maps: readonly string[]
}

export interface Snapshot {
  /** By `prog 12`, `map 3`, `link 4`. */
  readonly bpf: ReadonlyMap<string, BpfObject>
  readonly mounts: ReadonlySet<string>
  readonly pins: ReadonlySet<string>
}

interface Listed {
  readonly id: number
  readonly name?: string
  readonly type?: string
  readonly map_ids?: readonly number[]
}

/** bpftool fails when an object of others goes while it looks: then it looks again. */
const mostLooks = 20

const listed = (kind: string): readonly Listed[] => {
  for (let look = 1; ; look++)
    try {
      const out = execFileSync('bpftool', ['-j', kind, 'show'], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      return JSON.parse(out || '[]') as Listed[]
    } catch (error) {
      if (look === mostLooks) throw error
    }
}

const bpfObjects = (): Map<string, BpfObject> => {
  const objects = new Map<string, BpfObject>()
  if (lacking('kernel', 'bpftool')) return objects
  for (const kind of bpfKinds) {
    for (const { id, name, type, map_ids } of listed(kind)) {
      const text = [`${kind} ${id}`, type, name].filter(Boolean).join(' ')
      objects.set(`${kind} ${id}`, { text, maps: (map_ids ?? []).map(map => `map ${map}`) })
    }
  }
  return objects
}

const filesUnder = (folder: string): string[] => {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(path => `${folder}/${path}`)
  } catch {
    return []
  }
}

const mountPoints = (): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .trim()
    .split('\n')
    .map(line => line.split(' ')[4]!)

export const snapshot = (): Snapshot => ({
  bpf: bpfObjects(),
  mounts: new Set(mountPoints()),
  pins: new Set(filesUnder('/sys/fs/bpf')),
})

const readOr = (path: string, otherwise: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}

const processIds = (): string[] => readdirSync('/proc').filter(name => /^\d+$/.test(name))

const isMarked = (pid: string, mark: string): boolean =>
  readOr(`/proc/${pid}/environ`, '').includes(`SYSTRACE_TEST_RUN=${mark}`)

/** The BPF objects that a process holds a descriptor of. */
const heldBy = (pid: string): string[] => {
  const held: string[] = []
  let descriptors: string[] = []
  try {
    descriptors = readdirSync(`/proc/${pid}/fdinfo`)
  } catch {
    return held
  }
  for (const fd of descriptors) {
    const info = readOr(`/proc/${pid}/fdinfo/${fd}`, '')
    for (const [, kind, id] of info.matchAll(/^(prog|map|link)_id:\s*(\d+)$/gm)) held.push(`${kind} ${id}`)
  }
  return held
}

const ours = (before: Snapshot, mark: string): { bpf: string[]; processes: string[] } => {
  const others = new Set<string>()
  const processes: string[] = []
  for (const pid of processIds()) {
    if (Number(pid) === process.pid) continue
    if (isMarked(pid, mark)) processes.push(pid)
    else for (const object of heldBy(pid)) others.add(object)
  }
  const now = bpfObjects()
  for (const program of [...others]) for (const map of now.get(program)?.maps ?? []) others.add(map)
  const bpf = [...now].filter(([object]) => !before.bpf.has(object) && !others.has(object))
  return { bpf: bpf.map(([, { text }]) => text), processes }
}

/**
 * What is there now that was not before, as lines for a person. Waits for the kernel, which frees objects a moment after
 * their last descriptor is gone; ends the processes that the tests forgot.
 */
export const leftBehind = async (
  before: Snapshot,
  run: { readonly mark: string; readonly temporary: string },
): Promise<string[]> => {
  let left = ours(before, run.mark)
  for (let i = 0; i < 30 && left.bpf.length + left.processes.length > 0; i++) {
    await sleep(100)
    left = ours(before, run.mark)
  }
  const lines = left.bpf.map(object => `BPF ${object}`)
  for (const pid of left.processes) {
    lines.push(`process ${pid} (${readOr(`/proc/${pid}/cmdline`, '').replaceAll('\0', ' ').trim()})`)
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
  for (const path of mountPoints()) if (!before.mounts.has(path)) lines.push(`mount ${path}`)
  for (const path of filesUnder('/sys/fs/bpf'))
    if (!before.pins.has(path)) lines.push(`pinned object ${path}`)
  for (const path of filesUnder(run.temporary))
    lines.push(`file ${path.slice(run.temporary.length + 1)} in TMPDIR`)
  return lines
}
