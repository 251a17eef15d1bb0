/** `systrace explain` as it is called: its text, its JSON, what it refuses. Needs the binary, and neither root nor a kernel. */

import { describe, expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binaryPath, testNeeding } from '../support/needs.ts'

const binary = process.env.SYSTRACE_BINARY ?? binaryPath
const explainTest = testNeeding('binary')

interface Explained {
  readonly code: number | null
  readonly text: string
  readonly errors: string
}

const explain = (...args: string[]): Explained => {
  const { status, stdout, stderr } = spawnSync(binary, ['explain', ...args], { encoding: 'utf8' })
  return { code: status, text: stdout, errors: stderr }
}

/** The lines about one label of the first handler, without the label. */
const row = (text: string, label: string): string[] => {
  const lines = text.split('\n')
  const at = lines.findIndex(line => line.startsWith(`  ${label.padEnd(11)}`))
  if (at < 0) return []
  const more = lines.slice(at + 1).findIndex(line => !line.startsWith(' '.repeat(13)))
  return lines.slice(at, at + 1 + more).map(line => line.slice(13).replace(/\d+ bytes each/, 'N bytes each'))
}

const shows = (
  code: string,
  wanted: Readonly<Record<string, string | readonly string[]>>,
  ...args: string[]
) =>
  explainTest(`${args.join(' ')} ${code}`.trim(), () => {
    const { text, errors, code: exit } = explain(...args, '-e', code)
    expect(errors).toBe('')
    expect(exit).toBe(0)
    const found = Object.fromEntries(Object.keys(wanted).map(label => [label, row(text, label)]))
    const lists = Object.entries(wanted).map(([label, lines]) => [label, [lines].flat()])
    expect(found).toEqual(Object.fromEntries(lists))
  })

const handlerAt = (place: string): string => `the handler runs for every event that is sent  ${place}`
const nothing = 'nothing: no event leaves the kernel'

describe('conditions', () => {
  shows(`on('openat', e => print(e.comm, e.filename, e.ret))`, {
    probes: 'openat, when complete',
    hook: 'tp_btf sys_exit',
    if: [],
    sends: 'comm, ret, filename: N bytes each + filename',
    stays: handlerAt('1:14'),
  })
  shows(`on('openat', e => e.ret < 0 && e.comm === 'bash' && print(e.filename))`, {
    if: 'ret < 0 && comm == "bash"',
  })
  shows(`on('openat', e => { if (e.ret >= 0 || e.comm !== 'ls') return; print(e.filename) })`, {
    if: 'ret < 0 && comm == "ls"',
  })
  shows(`on('close', e => [1, 2, 3].includes(e.fd) && print(e.fd))`, { if: 'fd in (1, 2, 3)' })
  shows(`on('close', e => e.error === 'EBADF' && print(e.fd))`, { if: 'ret == -EBADF' })
  shows(`on('close', e => e.error && print(e.fd))`, { if: '-4095 <= ret < 0' })
  shows(`on(['read', 'write'], e => e.name === 'read' && print(e.fd))`, { if: 'name == "read"' })
  shows(`on('open', e => e.filename.startsWith('/etc/') && !e.comm.includes('x') && print(1))`, {
    if: 'filename.startsWith("/etc/") && !comm.includes("x")',
  })
  shows(`on('open', e => (e.flags & 3) !== 0 && print(1))`, { if: '(flags & 3) != 0' })
  shows(`const ms = 1e6; on('read', e => e.duration > 10 * ms && print(e.fd))`, {
    if: 'duration > 10ms',
    keeps: 'the time of entry, for the duration (tp_btf sys_enter)',
  })
  shows(
    `on('read', { failed: true, sample: 1 / 100 }, e => print(e.fd))`,
    { if: '-4095 <= ret < 0 && sample 0.01 && uid == 0 && comm == "ls"' },
    ...['-c', 'ls', '-u', '0'],
  )
  shows(`on('read', e => false)`, { if: 'never: the handler does nothing' })
  shows(`on('read', e => e.fd > 2 && print(e.fd))`, { if: [] }, '--no-pushdown')
})

describe('what the kernel does itself', () => {
  shows(`on('*', e => count(e.comm, e.name))`, { does: 'count by comm, name', sends: nothing, stays: [] })
  shows(`on('read', e => e.ret >= 0 && hist(e.duration, e.comm))`, {
    does: ['if ret >= 0', '  hist(duration) by comm'],
    tables: 'hist(e.duration, e.comm): percpu_hash, key comm (16 bytes), bucket (8 bytes), 65536 rows',
  })
  shows(`on('write', e => { if (e.ret > 0) sum(e.ret, e.comm); else if (e.ret < 0) count(e.error) })`, {
    does: [
      'if ret > 0',
      '  sum(ret) by comm',
      'else if ret < 0',
      '  if ret >= -4095',
      '    count by error',
      '  else',
      '    count by undefined',
    ],
    sends: [
      'only if ret < -9007199254740991 || ret > 9007199254740991, which user space counts:',
      'ret, comm, error: N bytes each',
    ],
  })
  shows(`on('*', { failed: true }, e => count(e.comm, e.error))`, {
    if: '-4095 <= ret < 0',
    does: 'count by comm, error',
  })
  shows(
    `const since = map(); on('connect:enter', e => { since.set([e.pid, e.fd], e.ns) })
    on('close:enter', e => { const t = since.get([e.pid, e.fd]); if (t !== undefined) hist(e.ns - t) })`,
    { does: 'since.set([pid, fd], ns)' },
  )
  shows(
    `const calls = count.table('calls'); on('*', e => calls.add(e.name)); every('1s', () => calls.print())`,
    {
      does: 'count by name',
      tables: 'calls: percpu_array, key name (4 bytes), 512 rows',
    },
  )
})

describe('what stays', () => {
  shows(`on('openat', e => /^.a/.test(e.filename) && print(e.fd))`.replace('e.fd', 'e.ret'), {
    stays: [
      '/^.a/.test(e.filename)  a regular expression that is more than literal text, ^ and $  1:19',
      handlerAt('1:14'),
    ],
  })
  shows(`let n = 0; on('openat', e => { if (n++ > 5) return; count(e.comm) })`, {
    stays: ['n++  an assignment runs in user space  1:36', handlerAt('1:25')],
  })
  shows(`const n = Number(process.env.N); on('close', e => e.fd > n && print(e.fd))`, {
    stays: ['n  "n" is known only when the script runs: it may move then  1:58', handlerAt('1:46')],
  })
  shows(`on('execve', e => print(e.filename, e.args.argv))`, {
    'at entry': 'filename, argv: the call destroys it (tp_btf sys_enter)',
    sends: 'args.argv, filename: N bytes each + filename + argv',
  })
  shows(`on('close', print)`, {
    sends: 'every field and argument: N bytes each',
    stays: 'the function is not written in the call: every field is sent, and nothing of it moves  1:1',
  })
})

describe('what only a run shows', () => {
  const valibot = "import { number, optional, pipe, string, transform } from 'valibot';"
  shows(
    `${valibot} const opt = options({ slow: duration('10ms'), name: pipe(string(), transform(s => s.trim())) })
    on('read', e => e.duration > opt.slow && e.comm === opt.name && print(1))`,
    {
      if: 'duration > 10ms',
      stays: [
        'opt.name  "name" is known only when the script runs: it may move then  2:57',
        handlerAt('2:16'),
      ],
    },
  )
  shows(
    `${valibot} const { most, least } = options({ most: number(), least: optional(number(), 3) })
    on('read', { uid: most }, e => e.ret > least && e.ret < most && print(1))`,
    {
      note: 'known only when the script runs, and left out here: uid: most',
      if: 'ret > 3',
      stays: ['most  "most" is known only when the script runs: it may move then  2:61', handlerAt('2:31')],
    },
  )
  shows(`on(process.argv[2], e => print(1))`, {
    note: 'the probe is known only when the script runs: process.argv[2]',
    probes: [],
  })
  shows(`on('read', { pid: Number(process.argv[2]), uid: 0 }, e => print(1))`, {
    note: 'known only when the script runs, and left out here: pid: Number(process.argv[2])',
    if: 'uid == 0',
  })
  shows(`for (const p of ['read']) on('read', e => print(1))`, {
    note: 'the call is in a loop: shown as if it were made once',
    if: [],
  })
  shows(
    `const h = on('read', { pid: [1, 2] }, e => e.ret > 0 && print(1)); every('1s', () => h.filter({ pid: 3 }))`,
    {
      live: 'pid in (1, 2) to begin with; filter() may change it',
      if: 'live filters && ret > 0',
    },
  )
})

describe('probes of other machines', () => {
  shows(`on('?nosuch', e => print(1))`, { note: 'its probes mean no call of this machine', probes: [] })
})

describe('variants', () => {
  explainTest('calls whose arguments differ are told apart', () => {
    const { text } = explain('-e', `on(['openat', 'creat'], e => print(e.filename, e.pathname))`)
    expect(text).toContain('  probes     openat, creat: 2 syscalls, when complete\n')
    expect(text).toContain('  for        openat\n  sends      filename: ')
    expect(text).toContain('  for        creat\n  sends      pathname: ')
  })

  explainTest('whole events of many calls are gathered', () => {
    const { text } = explain('-e', `on('*', e => print(e))`)
    expect(text).toMatch(/ {2}for {8}read, write, .* and \d+ more\n/)
    expect(text).toMatch(/every field and argument: up to \d+ bytes each \+ any of \d+ strings/)
    expect(text.split('\n').length).toBeLessThan(30)
  })
})

describe('forms', () => {
  explainTest('--json holds the same, as data', () => {
    const code = `const slow = 5\non('openat', e => e.ret > slow && /x./.test(e.comm) && print(e.filename))`
    const { text, code: exit } = explain('--json', '-e', code)
    expect(exit).toBe(0)
    const { handlers, programs, tables, target } = JSON.parse(text)
    expect(target).toMatchObject({ pushdown: true })
    expect(tables).toEqual([])
    expect(programs).toEqual([
      { name: 'sys_exit', attach: 'tp_btf sys_exit', instructions: expect.any(Number) },
    ])
    const place = { file: '-e', line: 2 }
    expect(handlers).toEqual([
      {
        ...place,
        column: 1,
        code: code.split('\n')[1]!,
        notes: [],
        hooks: [
          {
            phase: 'complete',
            probes: ['openat'],
            hook: 'sys_exit',
            attach: 'tp_btf',
            syscalls: 1,
            cases: [
              {
                syscalls: ['openat'],
                condition: 'ret > 5',
                inKernel: false,
                does: [],
                event: {
                  whole: false,
                  fields: ['ret', 'comm', 'filename'],
                  bytes: expect.any(Number),
                  strings: [{ name: 'filename', most: expect.any(Number) }],
                },
                entryTime: false,
                readAtEntry: [],
                stays: [
                  {
                    ...place,
                    what: 'condition',
                    reason: 'a regular expression that is more than literal text, ^ and $',
                    code: '/x./.test(e.comm)',
                    column: 35,
                  },
                  {
                    ...place,
                    what: 'handler',
                    reason: expect.any(String),
                    code: expect.any(String),
                    column: 14,
                  },
                ],
              },
            ],
          },
        ],
      },
    ])
  })

  explainTest('--asm adds the instructions with their places and remarks', () => {
    const { text } = explain('--asm', '-e', `on('close', e => e.fd > 2 && count(e.comm))`)
    expect(text).toMatch(/^ *\d+: r6 = r1$/m)
    expect(text).toContain('; is this syscall wanted, and by whom?')
    expect(text).toContain(`; -e:1:18 on('close', e => e.fd > 2 && count(e.comm))`)
    expect(text).toMatch(/^ *\d+: exit$/m)
  })

  explainTest('text has no colours where it is no terminal', () => {
    expect(explain('-e', `on('close', e => print(e))`).text).not.toContain('\x1b')
    // What a script says is no command to the terminal either.
    const odd = `on('close', e => { if (e.comm === '\x1b[31m') f('\x1b]0;x\x07', '\u202e') }); const f = (...a) => a`
    for (const asm of [[], ['--asm']]) expect(explain(...asm, '-e', odd).text).not.toMatch(/[^\P{C}\n]/u)
  })

  explainTest('a script file, and what it imports', () => {
    const folder = mkdtempSync(join(tmpdir(), 'explain-'))
    try {
      writeFileSync(
        join(folder, 'lib.ts'),
        `import { count, on } from 'systrace'\non('read', e => count(e.fd))\n`,
      )
      const main = join(folder, 'main.ts')
      writeFileSync(
        main,
        `import { on, print } from 'systrace'\nimport './lib.ts'\non('close', e => print(e.fd))\n`,
      )
      const { handlers } = JSON.parse(explain('--json', main).text)
      const files = (handlers as { file: string }[]).map(({ file }) => file.replace(/.*\//, ''))
      expect(files.sort()).toEqual(['lib.ts', 'main.ts'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('refusals are those of a run', () => {
  const cases: readonly [code: string, exit: number, text: string][] = [
    [`on('opennat', e => print(1))`, 2, 'error[unknown-probe]: no syscall is called "opennat"'],
    [`on('close', e => print(e.filename))`, 1, 'error[unknown-field]'],
    [`on('close', { pdi: 1 }, e => print(1))`, 1, 'Unknown option "pdi" of on'],
    [
      `on('close', { errno: 'ENOENTT' }, e => print(1))`,
      1,
      'Option "errno" of on must be the name of an error such as "ENOENT", not "ENOENTT": did you mean "ENOENT"?',
    ],
    [
      `on('close', { errno: 2 }, e => print(1))`,
      1,
      'Option "errno" of on must be the name of an error or a list of them, not 2',
    ],
    [`on('close', { fd: -1 }, e => print(1))`, 1, 'Option "fd" of on must not be negative, as -1 is'],
    [
      `on('close', { fd: 2 ** 31 }, e => print(1))`,
      1,
      'Option "fd" of on must be a descriptor, at most 2147483647, not 2147483648',
    ],
    [
      `on('close', { fd: 'stdin' }, e => print(1))`,
      1,
      'Option "fd" of on must be a number or a list of numbers, not "stdin"',
    ],
    [`on('openat', { path: '' }, e => print(1))`, 1, 'Option "path" of on must not be empty'],
    [
      `on('openat', { path: ['/x', 7] }, e => print(1))`,
      1,
      'Option "path" of on must be a string or a list of strings, not 7',
    ],
    [
      `on('openat', { path: '/${'x'.repeat(1023)}' }, e => print(1))`,
      1,
      'Option "path" of on must be a path of at most 1023 bytes',
    ],
    [`on('close', { ok: 1 }, e => print(1))`, 1, 'Option "ok" of on must be true or false'],
    [
      `on('close', { ok: true, failed: true }, e => print(1))`,
      1,
      'Options "failed" and "ok" of on contradict each other: give one of them',
    ],
    [
      `on('close', { cgroup: true }, e => print(1))`,
      1,
      'Option "cgroup" of on must be a cgroup v2 id, the path of a cgroup, or a list of them, not true',
    ],
    [
      `on('close', { cgroup: '/no/such/cgroup' }, e => print(1))`,
      2,
      'There is no cgroup "/no/such/cgroup" in the cgroup v2 tree at ',
    ],
    [`on('close', { where: e => /x./.test(e.comm) }, e => print(1))`, 1, 'error[where-stays]'],
    [`on('close', e => {`, 1, 'error[syntax]'],
    [`on(5, e => print(1))`, 1, 'The probe of on must be a string'],
    [`print(1)`, 1, 'error[no-handlers]'],
  ]
  for (const [code, exit, text] of cases)
    explainTest(code, () => {
      const explained = explain('-e', code)
      expect(explained.errors).toContain(text)
      expect(explained.code).toBe(exit)
      expect(explained.text).toBe('')
      const run = spawnSync(binary, ['-d', '0.01', '-e', code], { encoding: 'utf8' })
      expect(run.stderr.split('\n')[0]).toBe(explained.errors.split('\n')[0]!)
    })
})

const rootTest = testNeeding('binary', 'root')

describe('without privileges', () => {
  const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups']

  rootTest('any user can', () => {
    const { status, stdout } = spawnSync(
      'setpriv',
      [...asNobody, binary, 'explain', '-e', `on('close', e => count(e.fd))`],
      { encoding: 'utf8', cwd: '/' },
    )
    expect(status).toBe(0)
    expect(stdout).toContain('count by fd')
  })

  rootTest('a kernel whose types cannot be read is taken for another', () => {
    const script = `mount -t tmpfs none /sys/kernel/btf && exec setpriv ${asNobody.join(' ')} "$0" explain -e "on('close', e => count(e.comm))"`
    const { status, stdout } = spawnSync('unshare', ['-m', 'sh', '-c', script, binary], {
      encoding: 'utf8',
      cwd: '/',
    })
    expect(status).toBe(0)
    expect(stdout).toContain('count by comm')
    expect(stdout).toContain('target     a sample kernel')
  })
})
