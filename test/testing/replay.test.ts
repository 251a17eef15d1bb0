/** `systrace/test`: what a script does with events made by hand, as data. */

import { afterAll, describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { event, type MadeEvent, replay } from 'systrace/test'

const folder = mkdtempSync(join(tmpdir(), 'testing-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rowsOf = async (script: string, ...events: readonly MadeEvent[]) => {
  const { rows, messages } = await replay(script, { events })
  expect(messages).toEqual([])
  return rows
}

describe('events', () => {
  test('what is not given has the documented values', async () => {
    const fields = 'pid tid ppid uid gid comm cpu cgroup ret error duration fd'.split(' ')
    const rows = await rowsOf(
      `on('close', e => print(${fields.map(name => `e.${name}`).join()}))`,
      event('close'),
    )
    expect(rows).toEqual([[1000, 1000, 1, 1000, 1000, 'test', 0, 1n, 0, undefined, 1000, 0]])
  })

  test('numbers, signs, strings and lists as the kernel has them', async () => {
    const rows = await rowsOf(
      `on('openat', e => print(e.dfd, e.filename, e.flags, e.args.mode, e.ret, e.error))
       on('execve', e => print(e.filename, e.args.argv))
       on('lseek', e => print(e.offset, e.ret))
       on('kill:enter', e => print(e.name, e.args.pid, e.sig))`,
      event('openat', {
        dfd: -100,
        filename: '/etc/ünïcødé',
        flags: 0o2000000,
        mode: 0o644,
        error: 'EACCES',
      }),
      event('execve', { filename: '/bin/ls', argv: ['ls', '-l', ''] }),
      event('lseek', { offset: -5, ret: 2 ** 40 }),
      event('kill:enter', { sig: 9 }),
    )
    expect(rows).toEqual([
      [-100, '/etc/ünïcødé', 0o2000000, 0o644, -13, 'EACCES'],
      ['/bin/ls', ['ls', '-l', '']],
      [-5, 2 ** 40],
      ['kill', 0, 9],
    ])
  })

  test('what is no syscall: processes, functions of the kernel', async () => {
    const rows = await rowsOf(
      `on('process:exit', e => print(e.comm, e.code, e.last))
       on('process:exec', e => print(e.filename))
       on('kprobe:vfs_read', e => print(e.name, e.count, e.args.file))
       on('kretprobe:vfs_read', e => print(e.ret))
       on('kprobe:vfs_write', e => print('none', e.args.count))`,
      event('process:exec', { filename: '/bin/true' }),
      event('kprobe:vfs_read', { args: { file: 0xffff_8880_0000_1234n, count: 12 } }),
      event('kretprobe:vfs_read', { ret: -4 }),
      event('process:exit', { comm: 'true', code: 3, last: true }),
    )
    expect(rows).toEqual([['/bin/true'], ['vfs_read', 12, 0xffff_8880_0000_1234n], [-4], ['true', 3, true]])
  })

  test('time goes by, and moves what every asks for', async () => {
    const rows = await rowsOf(
      `every('1s', () => print('tick')); on('close', e => print(new Date(e.time).toISOString()))`,
      event('close'),
      event('close'),
      event('close', { time: new Date('2026-01-01T00:00:02.500Z') }),
      event('close', { time: Date.UTC(2026, 0, 1, 0, 0, 2, 750) }),
    )
    expect(rows.map(([value]) => value)).toEqual([
      'tick',
      '2026-01-01T00:00:01.000Z',
      '2026-01-01T00:00:01.001Z',
      'tick',
      '2026-01-01T00:00:02.500Z',
      '2026-01-01T00:00:02.750Z',
    ])
  })

  test('functions have all arguments that any of their events is given', async () => {
    const rows = await rowsOf(
      "on('kprobe:vfs_read', e => print(e.args))",
      event('kprobe:vfs_read', { args: { count: 5 } }),
      event('kprobe:vfs_read', { args: { file: 6n } }),
    )
    expect(rows).toEqual([[{ count: 5, file: 0n }], [{ count: 0, file: 6n }]])
  })

  test('an argument that is called as a field is given in args', async () => {
    const rows = await rowsOf(
      "on('kill', e => print(e.pid, e.args.pid, e.sig))",
      event('kill', { pid: 7, sig: 9 }),
      event('kill', { pid: 7, args: { pid: 12, sig: 15 } }),
    )
    expect(rows).toEqual([
      [7, 0, 9],
      [7, 12, 15],
    ])
  })

  test('lists are cut where the kernel would cut them, also in the text of the call', async () => {
    const [row] = await rowsOf(
      'on("execve", e => print(e.argv.length, e.argv[0].length, e.argv.slice(-2), e.call))',
      event('execve', {
        filename: '/x',
        argv: ['x'.repeat(70_000), ...Array.from({ length: 99 }, (_, i) => `a${i}`)],
      }),
    )
    expect(row?.slice(0, 3)).toEqual([65, 4100, ['a62', '…']])
    const more = Array.from({ length: 31 }, (_, i) => `"a${i}"`).join(', ')
    expect(row?.[3]).toStartWith(`execve("/x", ["${'x'.repeat(32)}"..., ${more}, ...], NULL) = 0`)
  })

  test('the time of the first event is when it all begins', async () => {
    const rows = await rowsOf(
      "every('1s', () => print('tick')); on('close', e => print(e.time))",
      event('close', { time: new Date('2001-09-09T01:46:40Z') }),
      event('close'),
    )
    expect(rows).toEqual([['tick'], [1e12], [1e12 + 1]])
  })

  test('a long time without events can be ended in the middle', async () => {
    const later = new Date(Date.UTC(2026, 0, 1, 0, 20))
    const [[n]] = (await rowsOf(
      "let n = 0; every('1ms', () => { n++ }); setTimeout(() => exit(0), 1); end(() => print(n))",
      event('close'),
      event('close', { time: later }),
    )) as [[number]]
    expect(n).toBeLessThan(20 * 60_000)
  })

  test('calls as text, stacks', async () => {
    const rows = await rowsOf(
      `on(['openat', 'execve'], e => print(e.call)); on('close', e => print(e.kstack, e.ustack))`,
      event('openat', { dfd: -100, filename: '/nope', error: 'ENOENT' }),
      event('execve', { filename: '/bin/ls', argv: ['ls', '-l'], envp: ['A=1'] }),
      event('close', { kstack: 'filp_close+0x1\n__x64_sys_close+0x2', ustack: 'main+0x3 (prog)' }),
    )
    expect(rows).toEqual([
      ['openat(AT_FDCWD, "/nope", O_RDONLY) = -1 ENOENT (No such file or directory)'],
      [expect.stringMatching(/^execve\("\/bin\/ls", \["ls", "-l"\], 0x[0-9a-f]+ \/\* 1 var \*\/\) = 0$/)],
      ['filp_close+0x1\n__x64_sys_close+0x2', 'main+0x3 (prog)'],
    ])
  })

  test('what cannot be is refused, with the nearest that can', async () => {
    const wrong = async (made: MadeEvent, message: string): Promise<void> =>
      expect(replay("on('close', e => print(e.fd))", { events: [made] })).rejects.toThrow(message)
    await wrong(event('opnat' as 'openat'), 'no syscall is called that (did you mean "openat"?)')
    await wrong(
      event('openat', { filenam: 'a' } as never),
      'Cannot make an event of openat: it has no field "filenam" (did you mean "filename"?)',
    )
    await wrong(event('openat', { error: 'ENOPE' }), 'no error is called "ENOPE"')
    await wrong(event('openat', { error: 'ENOENT', ret: 3 }), 'ret is 3, and error ENOENT')
    await wrong(event('close', { fd: 1.5 }), 'fd must be an integer, not 1.5')
    await wrong(event('close', { fd: 2 ** 33 }), 'fd must be from -2147483648 to 2147483647, not 8589934592')
    await wrong(event('close', { pid: -(2 ** 40) }), 'pid must be from -2147483648 to 2147483647')
    await wrong(event('close', { duration: -1 }), 'duration must be from 0 to 9223372036854775807, not -1')
    await wrong(event('openat', { filename: 'a\0b' }), 'filename must have no NUL: a string ends there')
    await wrong(
      event('kill', { args: { pdi: 1 } as never }),
      'it has no argument "pdi" (did you mean "pid"?)',
    )
    const mixed = [event('kprobe:f', { args: { n: 1 } }), event('kprobe:f', { args: { n: 1n } })]
    await expect(replay("on('close', e => print(e.fd))", { events: mixed })).rejects.toThrow(
      'n is a number in one event and a bigint in another',
    )
    await wrong(event('openat', { filename: 5 as never }), 'filename must be a string')
    await wrong(event('openat:enter', { ret: 3 } as never), 'it has no field "ret"')
    await expect(replay("on('close', e => print(e.fd))", {})).rejects.toThrow('one of them')
  })
})

describe('results', () => {
  const opens = [
    event('openat', { comm: 'cat', filename: '/a', ret: 3, duration: 5_000 }),
    event('openat', { comm: 'cat', filename: '/b', error: 'ENOENT', duration: 20_000_000 }),
    event('openat', { comm: 'ls', uid: 0, filename: '/c', ret: 4, duration: 15_000_000 }),
  ]

  test('tables with their rows, and the text of all', async () => {
    const { tables, output, exitCode } = await replay(
      `on('openat', e => { count(e.comm); stats(e.duration).as('times'); if (e.error) printf('%s\\n', e.error) })`,
      { events: opens },
    )
    expect(tables['count(e.comm)']).toEqual({
      kind: 'count',
      keyNames: ['comm'],
      rows: [
        ['cat', 2],
        ['ls', 1],
      ],
    })
    expect(tables.times?.rows).toEqual([
      [{ count: 3, sum: 35_005_000, avg: 35_005_000 / 3, min: 5000, max: 20_000_000 }],
    ])
    expect(output).toStartWith('ENOENT\n')
    expect(output).toContain('  cat       2\n')
    expect(exitCode).toBe(0)
  })

  test('tables are shown as they stand in the script, whichever is filled first', async () => {
    const { output } = await replay(
      "on('read', e => count(e.comm)); on('openat', e => { count(e.filename); hist(e.ret) })",
      { events: [...opens, event('read')] },
    )
    expect(output.match(/^\w+\(.*?\)/gm)).toEqual(['count(e.comm)', 'count(e.filename)', 'hist(e.ret)'])
  })

  test('options of on, where, filters of the command line, filters that change', async () => {
    const of = async (options: string, filters = {}) =>
      (
        await replay(`on('openat', ${options}, e => print(e.filename))`, { events: opens, filters })
      ).rows.flat()
    expect(await of('{ failed: true }')).toEqual(['/b'])
    expect(await of(`{ minDuration: '15ms' }`)).toEqual(['/b', '/c'])
    expect(await of(`{ comm: 'c*' }`)).toEqual(['/a', '/b'])
    expect(await of(`{ where: e => e.filename.endsWith('c') }`)).toEqual(['/c'])
    expect(await of(`{ path: '/a' }`)).toEqual(['/a'])
    expect(await of('{}', { uid: [0] })).toEqual(['/c'])
    const { rows } = await replay(
      `const h = on('openat', e => { print(e.filename); h.filter({ comm: 'ls' }) })`,
      { events: opens },
    )
    expect(rows.flat()).toEqual(['/a', '/c'])
  })

  test('options and arguments of the script, given as on the command line', async () => {
    const script = join(folder, 'slow.ts')
    writeFileSync(
      script,
      `import { args, duration, on, options, print } from 'systrace'
       import { boolean, optional } from 'valibot'
       const { slow, onlyFailed } = options({ slow: duration('10ms'), onlyFailed: optional(boolean(), false) })
       on('openat', { minDuration: slow }, e => { if (!onlyFailed || e.error) print(e.filename, ...args) })`,
    )
    const events = opens
    const given = async (options: Record<string, string | boolean>, args: string[] = []) =>
      (await replay(script, { events, options, args })).rows
    expect(await given({})).toEqual([['/b'], ['/c']])
    expect(await given({ slow: '1us' }, ['x'])).toEqual([
      ['/a', 'x'],
      ['/b', 'x'],
      ['/c', 'x'],
    ])
    expect(await given({ onlyFailed: true })).toEqual([['/b']])
    const { exitCode, messages } = await replay(script, { events, options: { slow: 'soon' } })
    expect([exitCode, messages.join()]).toEqual([2, expect.stringContaining('--slow')])
  })

  test('a script that is wrong, that throws, that ends itself', async () => {
    const wrong = await replay("on('opnat', e => print(e.comm))", { events: opens })
    expect([wrong.exitCode, wrong.messages.join()]).toEqual([
      2,
      expect.stringContaining('did you mean "openat"?'),
    ])
    const thrown = await replay("on('openat', e => { throw new Error('no') })", { events: opens })
    expect(thrown.exitCode).toBe(1)
    expect(thrown.messages.join('\n')).toContain('Error: no')
    const ended = await replay("on('openat', e => { print(e.filename); exit(4) }); end(() => print('end'))", {
      events: opens,
    })
    expect([ended.exitCode, ended.rows]).toEqual([4, [['/a'], ['end']]])
    const nothing = await replay("begin(() => print('begun')); on('read', e => print(1))", { events: [] })
    expect([nothing.exitCode, nothing.rows]).toEqual([0, [['begun']]])
  })

  test('the same script again and again, and several at once, know nothing of each other', async () => {
    const script = join(folder, 'counter.ts')
    writeFileSync(
      script,
      `import { on, print } from 'systrace'
       let n = 0
       on('openat', e => print(++n, e.filename))`,
    )
    const all = await Promise.all(opens.map(one => replay(script, { events: [one] })))
    expect(all.map(({ rows }) => rows)).toEqual([[[1, '/a']], [[1, '/b']], [[1, '/c']]])
  })

  test('what a handler still does when its script has ended goes nowhere', async () => {
    const late = `on('close', e => setTimeout(() => { print('late'); exit(3) }, 30))`
    expect((await replay(late, { events: [event('close')] })).rows).toEqual([])
    const next = `on('close', async e => { await new Promise(done => setTimeout(done, 90)); print('own') })`
    const { rows, exitCode } = await replay(next, { events: [event('close')] })
    expect([rows, exitCode]).toEqual([[['own']], 0])
  })
})

test('in a project of its own, by plain bun test', () => {
  const project = join(folder, 'project')
  mkdirSync(join(project, 'node_modules'), { recursive: true })
  symlinkSync(join(import.meta.dirname, '../..'), join(project, 'node_modules/systrace'))
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "type": "module" }')
  writeFileSync(
    join(project, 'names.ts'),
    `import { on, print } from 'systrace'\non('openat', e => print(e.filename))\n`,
  )
  writeFileSync(
    join(project, 'names.test.ts'),
    `import { expect, test } from 'bun:test'
     import { event, replay } from 'systrace/test'
     test('names', async () => {
       const { rows } = await replay('names.ts', { events: [event('openat', { filename: '/etc/passwd' })] })
       expect(rows).toEqual([['/etc/passwd']])
     })`,
  )
  const { stderr, status } = spawnSync(process.execPath, ['test'], { cwd: project, encoding: 'utf8' })
  expect(stderr).toContain('1 pass')
  expect(status).toBe(0)
})
