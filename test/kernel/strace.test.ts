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
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Tracer } from '../support/tracer.ts'
import { nextIdentity, Workloads } from '../support/workload.ts'

type Counts = Readonly<Record<string, readonly [calls: number, errors: number]>>

const straceCounts = (text: string): Counts =>
  Object.fromEntries(
    [...text.matchAll(/^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(\d+)? +(\w+)$/gm)].flatMap(
      ([, calls, errors, name]): [string, readonly [number, number]][] =>
        name === 'total' ? [] : [[name!, [Number(calls), Number(errors ?? 0)]]],
    ),
  )

const script = `
  const others = ['strace', 'setpriv']
  on('*', e => { if (!others.includes(e.comm)) count(e.name).as('calls') })
  on('*', e => { if (e.error !== undefined && !others.includes(e.comm)) count(e.name).as('errors') })`

interface Tree {
  readonly name: string
  /** `$folder` is a folder of the tree's user. */
  readonly command: readonly string[]
  /** Calls that systrace counts and strace does not. */
  readonly beyond?: Readonly<Record<string, number>>
}

const shell = (text: string): string[] => ['/bin/sh', '-c', text]
const workload = (program: string, ...args: string[]): string[] => [`$workloads/${program}`, ...args]

const trees: readonly Tree[] = [
  { name: 'true', command: ['/bin/true'] },
  { name: 'ls', command: ['/bin/ls', '-la', '/'] },
  { name: 'cat', command: ['/bin/cat', '/etc/passwd', '/no/such/file'] },
  { name: 'find', command: ['/usr/bin/find', '$folder', '-newer', '/etc/passwd'] },
  {
    name: 'a pipeline of the shell, with children of children',
    command: shell(
      `ls / | cat | wc -l; (echo one; /bin/true) | grep one; for i in 1 2 3; do /bin/true & done; wait; x=$(echo $(cat /etc/hostname)); trap 'echo trapped' USR1; kill -USR1 $$; exec /bin/echo $x`,
    ),
  },
  {
    name: 'python with threads and a child',
    command: [
      '/usr/bin/python3',
      '-c',
      `import threading, subprocess, os, tempfile
threads = [threading.Thread(target=lambda: [os.stat('/') for _ in range(50)]) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print(subprocess.run(['/bin/echo', 'child'], capture_output=True).stdout)
with tempfile.TemporaryFile() as f: f.write(b'x' * 100000)`,
    ],
  },
  { name: 'every way to fork', command: workload('processes', 'forks') },
  { name: 'threads', command: workload('processes', 'thread_starts', '8') },
  { name: 'signals', command: workload('processes', 'signals', '50') },
  { name: 'calls that are begun again', command: workload('processes', 'restarts') },
  { name: 'a burst of short processes', command: workload('processes', 'burst', '50') },
  { name: 'execs that fail', command: workload('processes', 'failed_execs') },
  {
    name: 'exec from a thread: the first one dies in its call',
    command: workload('processes', 'thread_execs'),
    beyond: { pause: 1 },
  },
  { name: 'a process killed in a call', command: workload('processes', 'killed'), beyond: { read: 1 } },
  { name: 'a thread left in a call', command: workload('processes', 'left_in_call'), beyond: { read: 1 } },
]

/** Lets the users of the trees pass through a folder of the test run, and those above it. */
const letThrough = (folder: string): void => {
  const { mode } = statSync(folder)
  if ((mode & 0o001) !== 0) return
  chmodSync(folder, mode | 0o001)
  letThrough(dirname(folder))
}

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
          const expected = straceCounts(readFileSync(report, 'utf8'))
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
