/** Processes by id and by name, as they are when tracing starts. */

import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { isGlob, literalOf, matchesGlob, parseGlob } from '../compiler/glob.ts'
import { UsageError } from '../errors.ts'
import { checkProcesses } from '../machine/world.ts'
import { didYouMean } from '../nearest.ts'
import { type Machine, thisMachine } from './cgroups.ts'

/** A running process. */
export interface Process {
  readonly pid: number
  /** Of its first thread, at most 15 bytes. */
  readonly comm: string
  /** The name of its program, in full, as its arguments have it. */
  readonly program: string
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** All processes but this one, by their ids. */
export const runningProcesses = ({ root }: Machine = thisMachine): Process[] =>
  readdirSync(`${root}/proc`)
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => pid !== process.pid)
    .sort((a, b) => a - b)
    .flatMap(pid => {
      const comm = read(`${root}/proc/${pid}/comm`).replace(/\n$/, '')
      if (comm === '') return []
      const [first = ''] = read(`${root}/proc/${pid}/cmdline`).split('\0')
      return [{ pid, comm, program: basename(first) }]
    })

const longestComm = 15
const utf8 = new TextEncoder()

/** Whether a process has a name: its first thread's, or one that the kernel has cut there. */
const isNamed = ({ comm, program }: Process, name: string): boolean => {
  if (isGlob(name)) {
    const glob = parseGlob(name)
    return glob !== undefined && matchesGlob(glob, utf8.encode(comm))
  }
  const exact = literalOf(name)
  return (
    comm === exact ||
    (program === exact && utf8.encode(comm).length === longestComm && exact.startsWith(comm))
  )
}

/**
 * The processes that ids and names mean. A name, or a pattern with `*` and `?`, means all that run under it by now: it is their
 * first thread's, as `ps` and `e.comm` show it. One that starts later is not among them.
 *
 * @throws UsageError when there is no such process
 * @example findProcesses(['1', 'sshd']) // [1, 812, 4711]
 */
export const findProcesses = (texts: readonly string[], machine: Machine = thisMachine): number[] => {
  let all: Process[] | undefined
  const found = texts.flatMap(text => {
    if (/^\d+$/.test(text)) {
      if (machine === thisMachine) checkProcesses([Number(text)])
      return [Number(text)]
    }
    all ??= runningProcesses(machine)
    const named = all.filter(one => isNamed(one, text))
    if (named.length > 0) return named.map(({ pid }) => pid)
    const meant = isGlob(text) ? undefined : didYouMean(text, new Set(all.map(({ comm }) => comm)))
    throw new UsageError(
      `There is no process ${isGlob(text) ? 'that fits' : 'called'} "${text}"`,
      meant ?? 'ps -e lists those that there are',
    )
  })
  return [...new Set(found)]
}
