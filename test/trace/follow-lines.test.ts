/**
 * Nothing is missed by `trace -f -- PROGRAM`: threads, vfork, an exec from a thread, a process killed in the middle of a call,
 * calls that are interrupted and restarted, and many short processes. What can be is held against strace, which is the
 * program then: its own calls are told apart by their threads, or by name.
 */

import { afterAll, beforeAll, describe, expect } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systrace } from '../cli/command.ts'
import { trees } from '../kernel/trees.ts'
import { linesOf, reduced, summaryOf } from '../support/both-tracers.ts'
import { testNeeding } from '../support/needs.ts'
import { compareLogs } from '../support/strace-differences.ts'
import { type CallCounts, countCalls, parseStraceLog, type StraceLog } from '../support/strace-log.ts'
import { Workloads } from '../support/workload.ts'

const workloads = new Workloads()
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'follow-'))
})
afterAll(() => {
  workloads.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const followTest = testNeeding('kernel', 'root', 'tracefs', 'binary', 'gcc')
const straceTest = testNeeding('kernel', 'root', 'tracefs', 'binary', 'gcc', 'strace')

/** `systrace trace -f` of a program in the folder; what it says of the run. */
const follow = async (options: readonly string[], command: readonly string[]): Promise<string> => {
  const { exit, stderr } = await systrace(['trace', '-f', ...options, '--', ...command], { cwd: folder })
  expect([0, 1]).toContain(exit as number)
  return stderr
}

/** The log of `trace -f --style strace` of a program. */
const logOf = async (command: readonly string[], options: readonly string[] = []): Promise<string> => {
  const path = join(folder, 'ours')
  expect(await follow(['-q', '--style', 'strace', '-o', path, ...options], command)).toBe('')
  return readFileSync(path, 'utf8')
}

/** Calls whose end strace was not told: they do end, with an error. */
const unended = ({ threads }: StraceLog): CallCounts => {
  const counts: Record<string, [number, number]> = {}
  for (const { name, result } of [...threads.values()].flat()) {
    if (result !== '?' || name.startsWith('exit')) continue
    counts[name] ??= [0, 0]
    const count = counts[name]
    count[0]++
    count[1]++
  }
  return counts
}

const namesOf = ({ threads }: StraceLog, tid: number): readonly string[] =>
  threads.get(tid)!.map(({ name }) => name)

describe('a program that is followed is seen as by strace -f', () => {
  for (const { name, command } of trees.filter(({ command }) => command[0]!.startsWith('$workloads')))
    straceTest(
      name,
      async () => {
        const [path, ...args] = command.map(word => word.replaceAll('$workloads', workloads.folder))
        workloads.path('processes')
        const strace = ['strace', '-f', '-C', '-o', 'log', '--', path!, ...args]
        const log = await logOf(strace)
        const theirs = parseStraceLog(readFileSync(join(folder, 'log'), 'utf8'))
        const ours = parseStraceLog(linesOf(log, theirs))
        const { different, cutShort, same } = compareLogs(ours, theirs)
        expect(different.join('\n')).toBe('')
        expect(same).toBeGreaterThan(10)
        expect(reduced(countCalls([...ours.threads.values()].flat()), cutShort)).toEqual(theirs.counts)

        const counted = await follow(['-q', '-C', '-f', 'json', '-c', 'processes'], strace)
        const second = parseStraceLog(readFileSync(join(folder, 'log'), 'utf8'))
        expect(reduced(summaryOf(counted), unended(second))).toEqual(second.counts)
      },
      60_000,
    )
})

describe('alone, at its full speed', () => {
  followTest(
    'each of 1,000 short processes has all its calls, from its exec to its end',
    async () => {
      const command = [workloads.path('processes'), 'burst', '1000']
      const log = parseStraceLog(await logOf(command))
      expect(log.strange).toEqual([])
      const [first, ...others] = [...log.threads.keys()]
      expect(others).toHaveLength(1000)
      const shot = namesOf(log, others[0]!)
      expect(shot[0]).toBe('execve')
      expect(shot.slice(-2)).toEqual(['getpgrp', 'exit_group'])
      for (const tid of others) {
        expect(namesOf(log, tid)).toEqual(shot)
        expect(log.events.get(tid)).toEqual(['+++ exited with 0 +++'])
      }
      expect(log.events.get(first!)?.at(-1)).toBe('+++ exited with 0 +++')
      const starts = namesOf(log, first!).filter(name => name === 'vfork' || name.startsWith('clone'))
      expect(starts).toHaveLength(1000)

      const counts = summaryOf(await follow(['-q', '-C', '-f', 'json'], command))
      expect([counts.getpgrp, counts.execve]).toEqual([
        [1000, 0],
        [1001, 0],
      ])
    },
    60_000,
  )

  followTest(
    'a process that is killed in a call, and a thread that is left in one',
    async () => {
      const killed = parseStraceLog(await logOf([workloads.path('processes'), 'killed']))
      const [parent, child] = [...killed.threads.keys()]
      expect(killed.events.get(child!)).toEqual(['+++ killed by SIGKILL +++'])
      expect(killed.threads.get(child!)!.at(-1)!.text).toMatch(/^read\(77, 0x\w+, 1\) = \? ERESTARTSYS/)
      expect(killed.events.get(parent!)?.at(-1)).toBe('+++ exited with 0 +++')

      const left = parseStraceLog(await logOf([workloads.path('processes'), 'left_in_call']))
      const ends = [...left.events.values()].map(events => events.at(-1))
      expect(ends).toEqual(['+++ exited with 0 +++', '+++ exited with 0 +++'])
      const reads = [...left.threads.values()].flat().filter(({ text }) => text.startsWith('read(77, '))
      expect(reads.map(({ result }) => result?.slice(0, 13))).toEqual(['? ERESTARTSYS'])
    },
    60_000,
  )

  followTest(
    'threads that end at the same moment as their process, each of them',
    async () => {
      const path = workloads.path('processes')
      const many = `for i in $(seq 40); do ${path} left_in_call >/dev/null & done; wait`
      const log = parseStraceLog(await logOf(['sh', '-c', many]))
      const ends = [...log.events.values()].flat().filter(text => text.startsWith('+++'))
      // The shell, seq in a subshell, and two threads each.
      expect(ends).toEqual(new Array(ends.length).fill('+++ exited with 0 +++'))
      expect(ends).toHaveLength(log.threads.size)
      expect(
        [...log.threads.values()].flat().filter(({ text }) => text.startsWith('read(77, ')),
      ).toHaveLength(40)
    },
    60_000,
  )

  followTest(
    'an exec from a thread: the line is of the process, and its first thread ends in its call',
    async () => {
      const path = workloads.path('processes')
      const log = parseStraceLog(await logOf([path, 'thread_execs'], ['--string-size', '200']))
      const execs = [...log.threads.values()].flat().filter(({ name }) => name === 'execve')
      expect(
        execs.map(({ text }) =>
          text.replace(/0x\w+ \/\* \d+ vars \*\//, 'ENV').replaceAll(/"[^"]*processes"/g, 'PATH'),
        ),
      ).toEqual([
        'execve(PATH, [PATH, "thread_execs"], ENV) = 0',
        'execve(PATH, [PATH, "quiet", "thread"], ENV) = 0',
      ])
      const [process] = [...log.threads].find(([, calls]) => calls.includes(execs[1]!))!
      const names = namesOf(log, process)
      expect(names.indexOf('pause')).toBe(names.lastIndexOf('execve') - 1)
      expect(names.at(-1)).toBe('exit_group')
    },
    60_000,
  )

  followTest(
    'calls that are interrupted: once begun again by the kernel, once not, and once a sleep',
    async () => {
      const log = parseStraceLog(await logOf([workloads.path('processes'), 'restarts']))
      const results = [...log.threads.values()]
        .flat()
        .filter(({ text }) => text.startsWith('read(77, ') || text.includes('nanosleep({tv_sec=20'))
        .map(({ name, result }) => [name, result])
      expect(results).toEqual([
        ['read', '? ERESTARTSYS (To be restarted if SA_RESTART is set)'],
        ['read', '1'],
        ['read', '? ERESTARTSYS (To be restarted if SA_RESTART is set)'],
        ['nanosleep', '? ERESTART_RESTARTBLOCK (Interrupted by signal)'],
      ])
    },
    60_000,
  )
})
