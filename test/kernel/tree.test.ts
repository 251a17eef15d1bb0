/** The set of followed processes, and commands that are launched into it: no call of theirs is missed, nobody else's is taken. */

import { afterAll, beforeAll, describe, expect } from 'bun:test'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import type { SessionRun } from '../support/session-run.ts'
import { Sessions } from '../support/session-tracer.ts'
import { summaryCounts } from '../support/strace-log.ts'
import { nextIdentity, Workloads } from '../support/workload.ts'
import { type Counts, trees } from './trees.ts'

const sessions = new Sessions()
const workloads = new Workloads()
afterAll(() => {
  sessions.dispose()
  workloads.dispose()
})

const kernel = ['kernel', 'root', 'tracefs', 'binary', 'gcc'] as const
const treeTest = testNeeding(...kernel)

/** A run that launches a command. */
const launch = (
  script: string,
  argv: readonly [string, ...string[]],
  more: Partial<SessionRun> = {},
): SessionRun => ({
  script,
  filters: { tree: true },
  command: { argv },
  ...more,
})

const withChildren = { follow: { children: true } } as const

const execs = `on('execve', e => print(e.filename, e.argv, e.error ?? 'ok'))`

describe('counts of a launched tree equal strace -f -c', () => {
  // strace is the command, so that both see the same run; its own calls are told apart by its name.
  const script = `
    on('*', e => { if (e.comm !== 'strace') count(e.name).as('calls') })
    on('*', e => { if (e.error !== undefined && e.comm !== 'strace') count(e.name).as('errors') })`

  for (const { name, command, beyond = {} } of trees)
    for (const pushdown of [true, false])
      testNeeding(...kernel, 'strace')(
        `${name}, ${pushdown ? 'with' : 'without'} pushdown`,
        async () => {
          const folder = join(sessions.folder, nextIdentity().comm)
          workloads.path('processes')
          mkdirSync(folder)
          for (const file of ['a', 'b', 'c']) writeFileSync(join(folder, file), '')
          const report = join(folder, 'strace')
          const filled = command.map(word =>
            word.replaceAll('$folder', folder).replaceAll('$workloads', workloads.folder),
          )
          const program = existsSync(filled[0]!) ? realpathSync(filled[0]!) : filled[0]!
          const { tables, stderr } = await sessions.run(
            launch(script, ['strace', '-f', '-c', '-o', report, '--', program, ...filled.slice(1)], {
              ...withChildren,
              pushdown,
            }),
          )
          const expected = summaryCounts(readFileSync(report, 'utf8'))
          expect(expected.execve).toBeDefined()
          const errors = Object.fromEntries(tables.errors ?? [])
          const counts: Counts = Object.fromEntries(
            tables.calls!.flatMap(([row, n]): [string, readonly [number, number]][] => {
              const more = beyond[row as string] ?? 0
              const calls = Number(n) - more
              return calls === 0 ? [] : [[row as string, [calls, (errors[row as string] ?? 0) - more]]]
            }),
          )
          expect(counts).toEqual(expected)
          expect(stderr.split('\n').filter(line => line.startsWith('systrace:'))).toEqual([])
        },
        60_000,
      )
})

describe('a launched command', () => {
  beforeAll(() => {
    writeFileSync(join(sessions.folder, 'text'), 'no program\n')
    chmodSync(join(sessions.folder, 'text'), 0o755)
    writeFileSync(join(sessions.folder, 'closed'), '')
    chmodSync(join(sessions.folder, 'closed'), 0o644)
  })

  treeTest('is found in PATH, keeps its name, and its exec is the first call', async () => {
    const { rows, exit, stdout, stderr } = await sessions.run(
      launch(`on('*', e => print(e.name, e.name === 'execve' ? [e.filename, e.argv] : ''))`, [
        'echo',
        'one',
        'two',
      ]),
    )
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: 'one two\n', stderr: '' })
    expect(rows[0]).toEqual(['execve', [Bun.which('echo'), ['echo', 'one', 'two']]])
    expect(rows.filter(row => (row as string[])[0] === 'execve')).toHaveLength(1)
    expect(rows).toContainEqual(['write', ''])
  })

  treeTest('has the process events of all that is followed, the end of each too', async () => {
    const script = `
      on('process:exec', e => print(e.filename))
      on('process:exit', e => count(e.last, e.code, e.signal))
      on('process:exit', e => { if (e.last) print(e.comm, e.code) })
      on('process:fork', e => count(e.thread))`
    const command = ['/bin/sh', '-c', '/bin/true; /bin/cat /no/such/file 2>/dev/null; exit 3'] as const
    for (const pushdown of [true, false]) {
      const { rows, tables } = await sessions.run(launch(script, command, { ...withChildren, pushdown }))
      expect(rows).toEqual(['/bin/sh', '/bin/true', ['true', 0], '/bin/cat', ['cat', 1], ['sh', 3]])
      expect(tables).toEqual({
        'count(e.last, e.code, e.signal)': [
          [true, 0, 0, 1],
          [true, 1, 0, 1],
          [true, 3, 0, 1],
        ],
        'count(e.thread)': [[false, 2]],
      })
      const alone = await sessions.run(launch(script, command, { pushdown }))
      expect(alone.rows).toEqual(['/bin/sh', ['sh', 3]])
    }
  })

  treeTest('is taken alone without its children, and with all its threads', async () => {
    workloads.path('processes')
    const path = workloads.path('processes')
    const alone = await sessions.run(launch(execs, ['/bin/sh', '-c', '/bin/true; /bin/echo; exec /bin/true']))
    expect(alone.rows.map(row => (row as [string])[0])).toEqual(['/bin/sh', '/bin/true'])
    const threads = await sessions.run(
      launch(`on('set_robust_list', e => count.table('threads').add(e.tid))`, [path, 'thread_starts', '8']),
    )
    // Eight, and the first one.
    expect(threads.tables.threads).toHaveLength(9)
  })

  treeTest('with its children, and theirs, whoever is their parent by then', async () => {
    const { rows, exit } = await sessions.run(
      launch(
        execs,
        ['/bin/sh', '-c', '(setsid /bin/sh -c "sleep 0.3; exec /bin/true" &); exit 5'],
        withChildren,
      ),
    )
    expect(exit).toBe(5)
    const names = rows.map(row => (row as [string, string[]])[1][0])
    expect(names).toEqual(['/bin/sh', 'setsid', '/bin/sh', 'sleep', '/bin/true'])
  })

  treeTest('a thousand short processes, while others run the same program outside', async () => {
    const path = workloads.path('processes')
    const running = sessions.start(
      launch(
        `on('getpgrp', e => count(e.name).as('calls'))
        on('execve', e => { if (e.error === undefined) count(e.name).as('execs') })`,
        [path, 'burst', '1000'],
        withChildren,
      ),
    )
    await running.attached
    const other = spawn(path, ['burst', '300'], { stdio: 'ignore' })
    const [{ tables, stderr }] = await Promise.all([running.ended, exitOf(other)])
    expect(stderr).toBe('')
    expect(tables).toEqual({ calls: [['getpgrp', 1000]], execs: [['execve', 1001]] })
  })

  treeTest("its exit code is the run's, and that of its signal 128 more", async () => {
    const code = async (text: string) => (await sessions.run(launch(execs, ['sh', '-c', text]))).exit
    expect(await code('exit 3')).toBe(3)
    expect(await code('kill -KILL $$')).toBe(137)
  })

  const refused: readonly [name: string, argv: readonly [string, ...string[]], exit: number, text: string][] =
    [
      [
        'is not there',
        ['no-such-command'],
        2,
        'systrace: Cannot run "no-such-command": there is no such program in PATH',
      ],
      [
        'is nearly there',
        ['ehco'],
        2,
        'systrace: Cannot run "ehco": there is no such program in PATH\n  hint: did you mean "echo"?',
      ],
      ['is no file', ['./none'], 2, 'systrace: Cannot run "./none": there is no such file'],
      ['is a folder', ['/tmp/'], 2, 'systrace: Cannot run "/tmp/": it is a folder'],
      [
        'is not executable',
        ['./closed'],
        2,
        'systrace: Cannot run "./closed": it is not executable\n  hint: chmod +x ./closed',
      ],
      [
        'is no program',
        ['./text'],
        3,
        'systrace: Cannot run "./text": the kernel refuses it with ENOEXEC\n  hint: it is no program; a script needs a first line such as #!/bin/sh',
      ],
      ['has no name', [''], 2, 'systrace: Cannot run the command "": its name is empty'],
    ]
  for (const [name, argv, exit, text] of refused)
    treeTest(`that ${name} is refused in a line`, async () => {
      const { stderr, rows, exit: code } = await sessions.run(launch(execs, argv))
      expect({ stderr, code, rows }).toEqual({ stderr: `${text}\n`, code: exit, rows: [] })
    })

  treeTest('a signal to end reaches it, and what it does then is seen', async () => {
    const running = sessions.start(
      launch(
        execs,
        ['/bin/sh', '-c', 'trap "/bin/true; exit 7" INT; echo ready; while :; do sleep 0.05; done'],
        withChildren,
      ),
    )
    await running.wrote('ready')
    process.kill(running.pid, 'SIGINT')
    const { rows, exit } = await running.ended
    expect(exit).toBe(7)
    expect(rows.at(-1)).toEqual(['/bin/true', ['/bin/true'], 'ok'])
  })

  treeTest('that does not mind the signal is killed by a second one', async () => {
    const running = sessions.start(
      launch(execs, ['/bin/sh', '-c', 'trap "" INT; echo ready; exec /bin/sleep 30']),
    )
    await running.wrote('ready')
    process.kill(running.pid, 'SIGINT')
    await Bun.sleep(500)
    process.kill(running.pid, 'SIGINT')
    const { exit, rows } = await running.ended
    expect({ exit, rows: rows.length }).toEqual({ exit: 137, rows: 2 })
  })

  treeTest('when the run ends before it, it is asked to end as well', async () => {
    const { rows, exit } = await sessions.run(
      launch(`let n = 0; on('*', e => { print(e.name); if (++n === 5) exit() })`, [
        '/bin/sh',
        '-c',
        'while :; do :; done',
      ]),
    )
    expect({ exit, first: rows[0], count: rows.length }).toEqual({ exit: 0, first: 'execve', count: 5 })
  })
})

describe('arguments of execs that succeed, which are gone by then', () => {
  for (const pushdown of [true, false])
    treeTest(`path and fd, ${pushdown ? 'with' : 'without'} pushdown`, async () => {
      const script = `
        on('*', { path: '/bin/true' }, e => print(e.name, e.argv, e.ret))
        on('*', { path: '/bin/true' }, e => count(e.name, e.filename))`
      const command = '/bin/true a; /bin/echo /bin/true; exec /bin/true b'
      const { rows, tables } = await sessions.run(
        launch(script, ['/bin/sh', '-c', command], { ...withChildren, pushdown }),
      )
      expect(rows).toEqual([
        ['execve', ['/bin/true', 'a'], 0],
        ['execve', ['/bin/true', 'b'], 0],
      ])
      expect(tables).toEqual({ 'count(e.name, e.filename)': [['execve', '/bin/true', 2]] })

      const by = `on(['execve', 'execveat'], { fd: 3 }, e => print(e.name, e.argv[0], e.ret))`
      const execs = await sessions.run(
        launch(by, [workloads.path('processes'), 'execs'], { ...withChildren, pushdown }),
      )
      expect(execs.rows).toEqual([['execveat', 'other name', 0]])
    })
})

describe('processes that run already', () => {
  treeTest('are followed with their threads and future children, not with those they have', async () => {
    const folder = join(sessions.folder, nextIdentity().comm)
    mkdirSync(folder)
    const parent = spawn(
      '/bin/sh',
      [
        '-c',
        'mkfifo old; { read x <old; /bin/echo old; } & echo ready; read go; /bin/echo new; echo >old; wait',
      ],
      { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] },
    )
    await new Promise(resolve => parent.stdout!.once('data', resolve))
    const running = sessions.start({
      script: execs,
      filters: { tree: true },
      follow: { pids: [parent.pid!], children: true },
    })
    await running.attached
    parent.stdin!.write('go\n')
    const { rows, exit } = await running.ended
    expect(rows).toEqual([['/bin/echo', ['/bin/echo', 'new'], 'ok']])
    expect(exit).toBe(0)
  })

  treeTest('end the run when they end, and at once when they have', async () => {
    const gone = spawn('/bin/true')
    await exitOf(gone)
    const { exit } = await sessions.run({
      script: execs,
      filters: { tree: true },
      follow: { pids: [gone.pid!] },
    })
    expect(exit).toBe(0)
  })

  treeTest('that find the set full are counted', async () => {
    const { rows, stderr, messages } = await sessions.run(
      launch(execs, ['/bin/sh', '-c', '/bin/true; /bin/true; exit 0'], {
        follow: { children: true, most: 1 },
      }),
    )
    expect(rows).toHaveLength(1)
    expect(messages).toEqual([{ type: 'lost', cause: 'followFull', count: 2 }])
    expect(stderr).toBe(
      'systrace: 2 processes were not followed: the follow set was full, with 1 at a time\n',
    )
  })
})

const exitOf = (child: ChildProcess): Promise<unknown> => new Promise(resolve => child.on('exit', resolve))
