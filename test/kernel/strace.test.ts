/**
 * `on('*', e => count(e.name))` against `strace -f -c` over the same run of the same process tree: the calls are equal,
 * name by name, errors too.
 *
 * What is not the same, on purpose:
 * - exit and exit_group never complete: systrace counts completed calls, and strace -c leaves them out as well.
 * - A call that is cut short by its process's death (SIGKILL, exit_group of another thread) does end, with ERESTARTSYS:
 *   systrace counts it, strace is not told of it.
 * - The execve that makes the launcher the program is the program's first call for both: at its end it has the new name.
 * - strace's own calls, and those of setpriv before it, are told apart by name here.
 */

import { afterAll, describe, expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { letThrough } from '../support/both-tracers.ts'
import { testNeeding } from '../support/needs.ts'
import { summaryCounts } from '../support/strace-log.ts'
import { Tracer } from '../support/tracer.ts'
import { nextIdentity, Workloads } from '../support/workload.ts'
import { type Counts, trees } from './trees.ts'

const script = `
  const others = ['strace', 'setpriv']
  on('*', e => { if (!others.includes(e.comm)) count(e.name).as('calls') })
  on('*', e => { if (e.error !== undefined && !others.includes(e.comm)) count(e.name).as('errors') })`

describe('count(e.name) equals strace -f -c', () => {
  const workloads = new Workloads()
  afterAll(() => workloads.dispose())
  const straceTest = testNeeding('kernel', 'root', 'tracefs', 'binary', 'gcc', 'strace')

  for (const { name, command, beyond = {} } of trees)
    straceTest(
      name,
      async () => {
        const { uid } = nextIdentity()
        const folder = join(workloads.folder, String(uid))
        workloads.path('processes')
        letThrough(workloads.folder)
        mkdirSync(folder)
        chownSync(folder, uid, uid)
        for (const file of ['a', 'b', 'c']) writeFileSync(join(folder, file), '')
        const report = join(folder, 'strace')
        const filled = command.map(word =>
          word.replaceAll('$folder', folder).replaceAll('$workloads', workloads.folder),
        )
        const tracers = await Tracer.startAll(
          [[], ['--no-pushdown']].map(way => [...way, '-u', String(uid), '-e', script]),
        )
        try {
          const user = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups']
          const program = existsSync(filled[0]!) ? realpathSync(filled[0]!) : filled[0]!
          const { status, stderr } = spawnSync(
            'setpriv',
            [...user, 'strace', '-f', '-c', '-o', report, '--', program, ...filled.slice(1)],
            { encoding: 'utf8', cwd: folder },
          )
          const all = await Promise.all(tracers.map(tracer => tracer.stop()))
          expect(existsSync(report), `strace ended with ${status}: ${stderr}`).toBe(true)
          const expected = summaryCounts(readFileSync(report, 'utf8'))
          expect(expected.execve).toBeDefined()
          for (const { tables, messages } of all) {
            const errors = Object.fromEntries(tables.errors ?? [])
            const counts: Counts = Object.fromEntries(
              tables.calls!.flatMap(([row, n]): [string, readonly [number, number]][] => {
                const call = row as string
                const more = beyond[call] ?? 0
                const calls = Number(n) - more
                return calls === 0 ? [] : [[call, [calls, (errors[call] ?? 0) - more]]]
              }),
            )
            expect(counts).toEqual(expected)
            expect(messages).toEqual([])
          }
        } finally {
          for (const tracer of tracers) tracer.kill()
        }
      },
      60_000,
    )
})
