/** Recordings as a user makes and replays them: live and replayed the same, and readable whatever ends the recording. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { replay } from 'systrace/test'
import { cgroupPath } from '../kernel/cases.ts'
import { testNeeding } from '../support/needs.ts'
import { Command, type Ended, Folder, systrace, Worker } from './command.ts'

const kernelTest = testNeeding('kernel', 'binary')
const rootTest = testNeeding('kernel', 'binary', 'root')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const worker = new Worker(folder)
/** Above all folders of the test run, open to all. */
const tmpRoot = `/${folder.path.split('/')[1]}`
const at = (name: string): string => join(folder.path, name)

/** Records while something happens, until Ctrl-C. */
const record = async (
  path: string,
  args: readonly string[],
  happens: () => void | Promise<void>,
): Promise<Ended> => {
  await using command = new Command(['record', '-v', '-o', path, ...args])
  await command.attached()
  await happens()
  command.kill('SIGINT')
  return await command.ended()
}

const fine = ({ exit, stderr, stdout }: Ended): string => {
  if (exit !== 0) throw new Error(`It ended with ${exit}: ${stderr}`)
  return stdout
}

/** What a run prints while it is live, and what it prints of a recording of the same time. */
const liveAndReplayed = async (
  args: readonly string[],
  recording: readonly string[],
): Promise<readonly [live: string, replayed: string]> => {
  const path = at('both.strc')
  await using live = new Command([...args.slice(0, 1), '-v', ...args.slice(1)])
  await live.attached()
  const ended = await record(path, recording, () => worker.run(3))
  fine(ended)
  live.kill('SIGINT')
  const replayed = await systrace([...args.slice(0, 1), '--from', path, ...args.slice(1)])
  return [fine(await live.ended()), fine(replayed)]
}

describe('trace --from', () => {
  // Two tracers read their clocks at two moments.
  const untimed = ['-t', 'none']
  /** Without the column of how long calls took. */
  const untimedTable = (text: string): string => text.replaceAll(/ +\d+\.\d$/gm, '')
  const cases: readonly (readonly [name: string, args: readonly string[], recording?: readonly string[]])[] =
    [
      ['lines', untimed],
      ['in the style of strace', ['--style', 'strace']],
      [
        'structs whole',
        ['--style', 'strace', '--full', '--string-size', '5'],
        ['--full', '--string-size', '5'],
      ],
      ['as a table', ['--style', 'table', ...untimed]],
      ['only calls that fail', [...untimed, '--failed']],
      ['of a path', [...untimed, '-P', '/etc/hostname']],
      ['of descriptors', [...untimed, '--fd', '3']],
      ['of some errors', [...untimed, '--errno', 'ENOENT']],
      ['of some calls', [...untimed, '-s', '%file,!newfstatat,read']],
    ]
  for (const [name, args, more = []] of cases)
    kernelTest(name, async () => {
      const who = ['-c', worker.comm]
      const [live, replayed] = await liveAndReplayed(['trace', ...args, ...who], [...who, ...more])
      expect(live.split('\n').length).toBeGreaterThan(3)
      expect(untimedTable(replayed)).toBe(untimedTable(live))
    })

  kernelTest('JSON and CSV, but for the clocks', async () => {
    const timeless = (text: string): string =>
      text
        .replaceAll(/"(timestamp|duration_ns)":\d+/g, '"$1":0')
        // timestamp,…,duration_ns
        .replaceAll(/^\d{18,},/gm, '0,')
        .replaceAll(/,\d+$/gm, ',0')
    for (const format of ['json', 'csv']) {
      const who = ['-c', worker.comm]
      const [live, replayed] = await liveAndReplayed(['trace', '-f', format, ...who], who)
      expect(live.split('\n').length).toBeGreaterThan(20)
      expect(timeless(replayed)).toBe(timeless(live))
    }
  })

  kernelTest('statistics: the same counts, over the time of the recording', async () => {
    const path = at('statistics.strc')
    fine(await record(path, ['-c', worker.comm], () => worker.run(4)))
    const stdout = fine(await systrace(['trace', '--from', path, '-C', '-f', 'json']))
    const summary = JSON.parse(stdout) as {
      readonly duration_s: number
      readonly syscalls: readonly { readonly syscall: string; readonly calls: number }[]
    }
    const lines = fine(await systrace(['trace', '--from', path, '-q', '-s', 'openat', '-t', 'none']))
    const { calls } = summary.syscalls.find(({ syscall }) => syscall === 'openat')!
    expect(calls).toBe(lines.trimEnd().split('\n').length)
  })

  kernelTest('what a recording does not tell is refused', async () => {
    const path = at('refused.strc')
    fine(await record(path, ['-c', worker.comm, '-s', 'openat,execve'], () => worker.run()))
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { stderr, exit, stdout } = await systrace(args)
      expect([exit, stdout]).toEqual([2, ''])
      return stderr
    }
    expect(await refused('trace', '--from', path, '-y')).toBe(
      'systrace: --fds does not go with --from\n  hint: what descriptors are is not in a recording\n',
    )
    expect(await refused('trace', '--from', path, '-f')).toContain('--follow does not go with --from')
    expect(await refused('trace', '--from', path, '--', 'ls')).toContain('two things to trace')
    expect(await refused('trace', '--from', path, '-p', 'bash')).toContain('named by their ids')
    expect(await refused('trace', '--from', path, '-k')).toBe(
      `systrace: The recording "${path}" has no e.kstack, e.ustack of openat\n  hint: record with --stacks\n`,
    )
    expect(await refused('trace', '--from', path, '--full')).toContain(
      'has other memory of calls than is to be shown',
    )
    expect(await refused('trace', '--from', path, '-s', '%net')).toContain('has none of these events')
    expect(await refused('--from', path, '-e', "on('read', e => print(e.fd))")).toBe(
      `systrace: The recording "${path}" has no events of read\n  hint: record with -s read, or with the script\n`,
    )
    // What arguments a function has is not known where nothing of it was recorded.
    const called = "on('kprobe:vfs_read', { where: e => e.count > 1 }, e => print(e.args.count))"
    expect(await refused('--from', path, '-e', called)).toBe(
      `systrace: The recording "${path}" has no events of kprobe:vfs_read\n  hint: record with --kprobe vfs_read, or with the script\n`,
    )
    expect(await refused('--from', path, '-e', "on('openat:enter', e => print(e.comm))")).toContain(
      '--entries',
    )
    expect(await refused('--from', at('none.strc'), '-e', "on('read', e => print(e.fd))")).toContain(
      'There is no recording',
    )
    expect(await refused('--from', '/etc/hostname', '-e', "on('read', e => print(e.fd))")).toBe(
      'systrace: "/etc/hostname" is no recording\n  hint: systrace record -o FILE makes one\n',
    )
  })
})

describe('scripts on a recording', () => {
  kernelTest('of a program and its children, read by a user without rights', async () => {
    const path = folder.write('command.strc', 'a file that others can read')
    chmodSync(path, 0o644)
    const ended = await systrace(['record', '-o', path, '-f', '--', 'sh', '-c', 'cat /etc/hostname; exit 3'])
    expect(ended.exit).toBe(3)
    expect(ended.stderr).toMatch(/^systrace: recorded \d+ events in \d+ bytes to .*command\.strc$/m)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    chmodSync(path, 0o644)
    for (let above = folder.path; above !== tmpRoot; above = dirname(above)) chmodSync(above, 0o755)
    const under =
      process.getuid?.() === 0
        ? ['setpriv', '--reuid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
        : []
    const script =
      "on('openat', e => e.filename === '/etc/hostname' && print(e.comm, e.ret)); on('process:exit', e => print(e.comm, e.code))"
    expect(fine(await systrace(['--from', path, '-e', script], { under }))).toBe('cat 3\ncat 0\nsh 3\n')
  })

  kernelTest('time is that of the recording: every, -d, e.time', async () => {
    const path = at('time.strc')
    const before = Date.now()
    await record(path, ['-c', worker.comm], async () => {
      worker.run()
      await Bun.sleep(2100)
      worker.run()
    })
    const after = Date.now()
    const script =
      "on('execve', e => print(e.time)); let n = 0; every('1s', () => print('tick', ++n)); end(() => print('end'))"
    const lines = fine(await systrace(['--from', path, '-e', script]))
      .trimEnd()
      .split('\n')
    const times = lines.filter(line => /^\d/.test(line)).map(Number)
    expect(times).toHaveLength(2)
    expect(times[0]!).toBeGreaterThan(before - 1)
    expect(times[1]!).toBeLessThan(after + 1)
    const order = lines.map(line => (/^\d/.test(line) ? 'exec' : line))
    const ticks = order.filter(line => line.startsWith('tick'))
    expect(ticks.length).toBeGreaterThanOrEqual(2)
    expect(order.indexOf('tick 2')).toBeLessThan(order.lastIndexOf('exec'))
    expect(order.indexOf('exec')).toBeLessThan(order.indexOf('tick 2'))
    const early = fine(await systrace(['--from', path, '-d', '1', '-e', script]))
      .trimEnd()
      .split('\n')
    expect(early.filter(line => /^\d/.test(line))).toEqual([String(times[0])])
    expect(early.slice(-2)).toEqual(['tick 1', 'end'])
  })

  kernelTest('stacks are those of where it was recorded', async () => {
    const path = at('stacks.strc')
    fine(await record(path, ['-c', worker.comm, '-s', 'openat', '--stacks'], () => worker.run()))
    const stdout = fine(await systrace(['--from', path, '-e', "on('openat', e => print(e.kstack))"]))
    expect(stdout).toMatch(/^ +[a-z_]\w*\+0x[0-9a-f]+$/m)
  })

  kernelTest('a script is recorded with what it reads, its options given', async () => {
    const path = at('script.strc')
    const script = folder.write(
      'opens.ts',
      `import { on, options, print } from 'systrace'
       import { optional, string } from 'valibot'
       const { comm } = options({ comm: optional(string()) })
       on('openat', { comm }, e => print(e.filename))`,
    )
    fine(await record(path, [script, '--', '--comm', worker.comm], () => worker.run(2)))
    const args = [script, '--comm', worker.comm]
    const stdout = fine(await systrace(['--from', path, ...args]))
    expect(stdout.match(/^\/etc\/hostname$/gm)).toHaveLength(2)
    const explained = fine(await systrace(['explain', '--from', path, ...args]))
    expect(explained).toContain('the recording has all that it wants')
    const other = fine(await systrace(['explain', '--from', path, '-e', "on('close', e => print(e.fd))"]))
    expect(other).toContain('has no events of close: record with -s close, or with the script')
  })

  kernelTest('calls are shown as text with as much of their memory as was recorded', async () => {
    const path = at('shown.strc')
    const who = ['-c', worker.comm, '-s', 'read']
    fine(await record(path, [...who, '--string-size', '1', '--full'], () => worker.run()))
    const shown = fine(await systrace(['--from', path, '-e', "on('read', e => print(e.call))"]))
    const [first = ''] = readFileSync('/etc/hostname', 'utf8')
    expect(shown).toContain(`, "${first}"..., `)
  })

  kernelTest('calls that had begun before, and were left out then, are told again', async () => {
    const path = at('begun.strc')
    const name = `begun${process.pid}`.slice(0, 15)
    copyFileSync('/bin/sleep', at(name))
    const script = "on('clock_nanosleep', { minDuration: '1ms' }, e => print(e.comm))"
    const sleep = spawn(at(name), ['60'], { stdio: 'ignore' })
    const ended = await record(path, ['-c', name, '-e', script], async () => {
      sleep.kill('SIGSTOP')
      await Bun.sleep(200)
      sleep.kill('SIGKILL')
      await once(sleep, 'exit')
    })
    const told = '1 call of clock_nanosleep had begun before tracing, so not all of it is known: left out\n'
    expect(ended.stderr).toContain(`systrace: ${told}`)
    const { stdout, stderr } = await systrace(['--from', path, '-e', script])
    expect([stdout, stderr]).toEqual(['', `systrace: while it was recorded: ${told}`])
  })

  rootTest('cgroups are chosen by path and id, as they were', async () => {
    const path = at('cgroups.strc')
    const name = `systrace-${process.pid}`
    const group = join(cgroupPath('/'), name)
    mkdirSync(join(group, 'inner'), { recursive: true })
    const id = String(statSync(group, { bigint: true }).ino)
    try {
      const inside = `echo $$ > '${join(group, 'inner')}/cgroup.procs'; exec "$0" /etc/hostname`
      fine(
        await record(path, ['-c', worker.comm, '-s', 'openat'], () => {
          worker.run()
          execFileSync('sh', ['-c', inside, worker.path], { stdio: 'ignore' })
        }),
      )
    } finally {
      rmdirSync(join(group, 'inner'))
      rmdirSync(group)
    }
    const opens = async (...args: readonly string[]): Promise<number> =>
      fine(await systrace(args)).split('/etc/hostname').length - 1
    const ofScript = (cgroup: string) => `on('openat', { cgroup: ${cgroup} }, e => print(e.filename))`
    expect(await opens('--from', path, '-e', ofScript(`'/${name}'`))).toBe(1)
    expect(await opens('--from', path, '-e', ofScript(`'/${name}/inner'`))).toBe(1)
    expect(await opens('--from', path, '-e', ofScript(`'/${name}/other'`))).toBe(0)
    expect(await opens('--from', path, '-e', ofScript(`'/'`))).toBe(2)
    expect(await opens('trace', '--from', path, '--cgroup', name)).toBe(1)
    expect(await opens('trace', '--from', path, '--cgroup', id)).toBe(1)
    expect(await opens('trace', '--from', path, '--cgroup', '1')).toBe(2)
  })

  kernelTest('exit() is the end, with its code', async () => {
    const path = at('exit.strc')
    fine(await record(path, ['-c', worker.comm], () => worker.run(2)))
    const { stdout, exit } = await systrace([
      '--from',
      path,
      '-e',
      "on('*', e => { print(e.name); exit(7) })",
    ])
    expect(exit).toBe(7)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('a recording', () => {
  const countAll = async (...paths: readonly string[]): Promise<{ count: number; stderr: string }> => {
    const ended = await systrace(['--from', paths.join(), '-f', 'json', '-e', "on('*', e => count())"])
    // A table without rows is not shown.
    const { rows } = JSON.parse(fine(ended) || '{ "rows": [] }') as {
      readonly rows: readonly { readonly value: number }[]
    }
    return { count: rows[0]?.value ?? 0, stderr: ended.stderr }
  }

  kernelTest('that is killed can be replayed up to its last second', async () => {
    const path = at('killed.strc')
    await using command = new Command(['record', '-v', '-o', path, '-c', worker.comm])
    await command.attached()
    worker.run(5)
    await Bun.sleep(1500)
    command.kill('SIGKILL')
    expect((await command.ended()).exit).toBe('SIGKILL')
    const { count, stderr } = await countAll(path)
    expect(count).toBeGreaterThan(100)
    expect(stderr).toBe(
      `systrace: replayed up to there: ${path} has no end: what recorded it was stopped, or the disk was full\n`,
    )
  })

  rootTest('that fills the disk says so, and what is there can be replayed', async () => {
    const mount = at('full')
    mkdirSync(mount)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', mount])
    try {
      const path = join(mount, 'x.strc')
      await using command = new Command(['record', '-v', '-o', path, '-c', worker.comm])
      await command.attached()
      worker.run(2)
      await Bun.sleep(1100)
      const busy = setInterval(() => worker.run(20), 50)
      const { stderr, exit } = await command.ended().finally(() => clearInterval(busy))
      expect(exit).toBe(3)
      expect(stderr).toEndWith(
        `systrace: Cannot go on recording to "${path}": no space left on device\n  hint: what is in it up to here can be replayed; -s, -c or a script record less\n`,
      )
      const { count, stderr: said } = await countAll(path)
      expect(count).toBeGreaterThan(100)
      expect(said).toContain('x.strc has no end')
    } finally {
      execFileSync('umount', [mount])
    }
  })

  kernelTest('rotates by time, keeps the last files, and these follow each other', async () => {
    const path = at('turns.strc')
    const part = (n: number): string => at(`turns.${n}.strc`)
    await using command = new Command([
      ...['record', '-v', '-o', path, '-c', worker.comm, '--rotate-time', '200ms', '--keep', '3'],
    ])
    await command.attached()
    for (let turn = 0; turn < 6; turn++) {
      worker.run(2)
      await Bun.sleep(600)
    }
    command.kill('SIGINT')
    const { stderr } = await command.ended()
    expect(existsSync(path)).toBe(false)
    const parts = Array.from({ length: 20 }, (_, i) => i).filter(i => existsSync(part(i)))
    expect(parts).toHaveLength(3)
    expect(stderr).toContain(`3 files, ${part(parts[0]!)} to ${part(parts[2]!)}; of these, `)
    const paths = parts.map(part)
    const each = await Promise.all(paths.map(one => countAll(one)))
    expect(each.map(one => one.stderr)).toEqual(['', '', ''])
    const whole = await countAll(...paths.toReversed())
    expect(whole).toEqual({ count: each.reduce((sum, { count }) => sum + count, 0), stderr: '' })
    const inTest = await replay("on('*', e => count())", { from: paths })
    expect(inTest.tables['count()']?.rows).toEqual([[whole.count]])
    const { stderr: gap, exit } = await systrace([
      ...['--from', `${paths[0]},${paths[2]}`, '-e', "on('*', e => count())"],
    ])
    expect([exit, gap]).toEqual([2, expect.stringContaining(`"${paths[2]}" does not follow "${paths[0]}"`)])
  })

  kernelTest('that is not alone in its file, or that is removed, ends with that', async () => {
    const path = at('shared.strc')
    const until = async (happens: () => Promise<unknown>): Promise<Ended> => {
      await using command = new Command(['record', '-v', '-o', path, '-c', worker.comm])
      await command.attached()
      worker.run()
      await happens()
      worker.run()
      return await command.ended()
    }
    const first = await until(() => record(path, ['-c', worker.comm], () => worker.run()))
    expect([first.exit, first.stderr]).toEqual([
      3,
      expect.stringContaining(`Cannot go on recording to "${path}": something else has written to it`),
    ])
    const { count, stderr } = await countAll(path)
    expect([count > 0, stderr]).toEqual([true, ''])
    const removed = await until(async () => rmSync(path))
    expect([removed.exit, removed.stderr]).toEqual([3, expect.stringContaining('it has been removed')])
  })

  kernelTest('that cannot go on in another file says so, and is whole up to there', async () => {
    const path = at('alone/x.strc')
    mkdirSync(at('alone'))
    await using command = new Command([
      ...['record', '-v', '-o', path, '-c', worker.comm, '--rotate-time', '100ms'],
    ])
    await command.attached()
    // Its place is taken.
    mkdirSync(at('alone/x.1.strc'))
    worker.run(2)
    const { stderr, exit } = await command.ended()
    expect([exit, stderr]).toEqual([
      3,
      expect.stringContaining(`Cannot create the recording "${at('alone/x.1.strc')}": illegal operation`),
    ])
    const { count, stderr: said } = await countAll(path)
    expect(count).toBeGreaterThan(10)
    expect(said).toBe('')
  })

  kernelTest('that is cut is replayed up to the last whole block', async () => {
    const path = at('whole.strc')
    fine(
      await record(path, ['-c', worker.comm], async () => {
        worker.run(2)
        await Bun.sleep(1100)
        worker.run(2)
      }),
    )
    const whole = await countAll(path)
    expect(whole.stderr).toBe('')
    copyFileSync(path, at('cut.strc'))
    execFileSync('truncate', ['-s', '-300', at('cut.strc')])
    const cut = await countAll(at('cut.strc'))
    expect(cut.count).toBeGreaterThan(0)
    expect(cut.count).toBeLessThan(whole.count)
    expect(cut.stderr).toMatch(
      /^systrace: replayed up to there: .*cut\.strc is damaged, or cut off, behind its first \d+ blocks$/m,
    )
    const bytes = readFileSync(path)
    bytes[8] = 99
    const { stderr, exit } = await systrace([
      '--from',
      folder.write('version.strc', bytes),
      '-e',
      "on('*', e => count())",
    ])
    expect([exit, stderr]).toEqual([2, expect.stringContaining('is damaged at its first bytes')])
  })

  kernelTest('says what it needs', async () => {
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { stderr, exit } = await systrace(['record', ...args])
      expect(exit).toBe(2)
      return stderr
    }
    expect(await refused()).toBe('systrace: Nowhere to record to\n  hint: name a file: -o FILE.strc\n')
    const script = folder.write('kept.ts', "import { on } from 'systrace'\non('read', e => e.fd)\n")
    expect(await refused('-o', `${folder.path}/./kept.ts`, script)).toContain(
      'would take the place of the script',
    )
    expect(readFileSync(script, 'utf8')).toStartWith('import')
    expect(await refused('-o', '-', '-s', 'read')).toContain('not to standard output')
    expect(await refused('-o', at('a.strc'), '--keep', '2')).toContain(
      '--keep is for recordings of several files',
    )
    expect(await refused('-o', at('a.strc'), '--rotate-size', '1k')).toContain('at least 1M')
    expect(await refused('-o', at('a.strc'), 'slow.ts', '--slow', '5ms')).toContain(
      'hint: options of the script come behind --: -- --slow\n',
    )
    expect(await refused('-o', at('a.strc'), '-s', 'read', '-e', "on('read', e => print(e.fd))")).toContain(
      '--syscall is for a recording without a script',
    )
    expect(await refused('-o', at('a.strc'), '-e', "on('raed', e => print(e.fd))")).toContain(
      'did you mean "read"?',
    )
    const { stderr, exit } = await systrace(['record', '-o', '/nowhere/a.strc', '-s', 'read'])
    expect([exit, stderr]).toEqual([
      3,
      'systrace: Cannot create the recording "/nowhere/a.strc": no such file or directory\n  hint: create the directory first\n',
    ])
  })
})
