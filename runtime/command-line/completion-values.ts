/** What values of options may be on this machine, by their kind. What cannot be read gives none: completion says nothing of errors. */

import { readFileSync } from 'node:fs'
import { errorNames } from '../../bpf/facts/errors.ts'
import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import { processEvents } from '../compiler/hook.ts'
import { hostArch, tracefsRoots } from '../machine/kernel-facts.ts'
import { functionNames } from '../machine/kernel-functions.ts'
import { allCgroups } from '../trace/cgroups.ts'
import { containerNames } from '../trace/containers.ts'
import { outputKinds } from '../trace/option-table.ts'
import { runningProcesses } from '../trace/processes.ts'
import { usersByName, type ValueKind } from './option-row.ts'

/** A word, and what people are told of it where the shell can show that. */
export interface Candidate {
  readonly word: string
  readonly about?: string
}

const plain = (words: Iterable<string>): Candidate[] => [...words].map(word => ({ word }))

/** Processes by name: how many there are of it. */
const byName = (): Candidate[] => {
  const counts = new Map<string, number>()
  for (const { comm } of runningProcesses()) counts.set(comm, (counts.get(comm) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, count]) => ({ word, about: count === 1 ? '1 process' : `${count} processes` }))
}

const byId = (): Candidate[] =>
  runningProcesses().map(({ pid, comm }) => ({ word: String(pid), about: comm }))

const callsOf = (members: readonly string[]): string =>
  `${members.slice(0, 3).join(', ')}${members.length > 3 ? ` and ${members.length - 3} more` : ''}`

/** A shell that gets all of the kernel's functions is busy for a while. */
const leastLetters = 3

const calls = (): Candidate[] => [
  ...plain(
    syscallTable(hostArch())
      .all()
      .map(({ name }) => name),
  ),
  ...[...syscallGroups()].map(([word, members]) => ({ word, about: callsOf(members) })),
]

/** `sched:sched_switch`, where tracefs can be read. */
const tracepoints = (): Candidate[] => {
  for (const root of tracefsRoots)
    try {
      return plain(readFileSync(`${root}/available_events`, 'latin1').trim().split('\n'))
    } catch {
      // Not mounted here, or not ours to read.
    }
  return []
}

const probes = (part: string): Candidate[] => {
  const [, kind, name] = /^(kprobe:|kretprobe:)(.*)$/.exec(part) ?? []
  if (kind !== undefined) return functions(name!).map(({ word }) => ({ word: `${kind}${word}` }))
  return [
    ...calls(),
    ...plain(processEvents.map(event => `process:${event}`)),
    ...plain(['kprobe:', 'kretprobe:']),
    ...tracepoints(),
  ]
}

const functions = (part: string): Candidate[] =>
  part.length < leastLetters ? [] : plain(new Set(functionNames()))

type Lookup = (part: string) => readonly Candidate[]

const lookups: Readonly<Partial<Record<ValueKind, Lookup>>> = {
  users: () => plain(usersByName().keys()),
  pids: byId,
  processes: () => [...byName(), ...byId()],
  comms: byName,
  syscalls: calls,
  probe: probes,
  errors: () => plain(errorNames()),
  cgroup: () => plain(allCgroups()),
  container: () => plain(containerNames()),
  functions,
  outputs: () => outputKinds.map(kind => ({ word: `${kind}:`, about: `${kind}, to a file` })),
}

/** Kinds of which there may be several, with commas between. */
const lists: ReadonlySet<ValueKind> = new Set([
  ...(['users', 'pids', 'processes', 'comms', 'syscalls', 'errors', 'functions'] as const),
])

export const isList = (kind: ValueKind): boolean => lists.has(kind)

/** @param part what has been typed of it */
export const candidatesOf = (kind: ValueKind, part: string): readonly Candidate[] => {
  try {
    return lookups[kind]?.(part) ?? []
  } catch {
    return []
  }
}
