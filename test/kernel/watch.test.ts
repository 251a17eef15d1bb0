/** `--watch`: what is saved runs, what cannot run does not stop what runs, and tables keep what they have. */

import { afterAll, afterEach, describe, expect } from 'bun:test'
import { readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, Folder, systrace } from '../cli/command.ts'
import { byEngine } from '../support/engine.ts'
import { testNeeding } from '../support/needs.ts'
import { nextIdentity, Workloads } from '../support/workload.ts'

const watchTest = testNeeding('kernel', 'binary', 'gcc')
const workloads = new Workloads()
const folder = new Folder()
const running: Command[] = []
afterAll(() => {
  workloads.dispose()
  folder[Symbol.dispose]()
})
afterEach(async () => {
  for (const command of running.splice(0)) await command[Symbol.asyncDispose]()
})

const head = (names: string): string => `import { ${names} } from 'systrace'\n`
let scripts = 0

/** A script that runs under `--watch`, and programs whose calls it sees. */
class Watched {
  readonly identity = nextIdentity()
  readonly name = `watched${scripts++}.ts`
  readonly path: string
  readonly command: Command

  constructor(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    this.path = folder.write(this.name, script)
    this.command = new Command(['-v', '--watch', '-c', this.identity.comm, ...args, this.name], {
      cwd: folder.path,
      env,
    })
    running.push(this.command)
  }

  static async start(script: string, ...args: readonly string[]): Promise<Watched> {
    const watched = new Watched(script, args)
    await watched.command.attached()
    return watched
  }

  get reloads(): number {
    return [...this.command.stderr.matchAll(/^systrace: reloaded /gm)].length
  }

  /** Saves another version, and waits until that runs. */
  async save(script: string, how: (path: string, script: string) => void = writeFileSync): Promise<void> {
    const before = this.reloads
    how(this.path, script)
    await this.command.until(() => this.reloads > before, 'reloaded')
  }

  /** Saves a version that cannot run, and waits until it has been refused. */
  async saveWrong(script: string): Promise<void> {
    const refusals = (): number => this.command.stderr.split('the version before goes on').length
    const before = refusals()
    writeFileSync(this.path, script)
    await this.command.until(() => refusals() > before, 'refused')
  }

  /** Makes calls of fsync with these descriptors. */
  async calls(...fds: readonly number[]): Promise<void> {
    const work = workloads.start({ program: 'calls', args: ['values', ...fds.map(String)] }, this.identity)
    await work.facts()
  }

  /** Waits until a line was printed. */
  async prints(line: string): Promise<void> {
    await this.command.until(({ stdout }) => stdout.split('\n').includes(line), line)
  }

  /** Ends it, and gives back what it printed. */
  async end(): Promise<string> {
    this.command.kill('SIGINT')
    const { stdout, exit } = await this.command.ended()
    expect(exit).toBe(0)
    return stdout
  }
}

/** What a script prints of the calls of a workload during which it is saved again and again, and how many calls those were. */
const whileChanging = async (
  script: string,
  workload: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly calls: number; readonly leftOut: number; readonly stdout: string }> => {
  const watched = new Watched(head('on, count') + script, ['-f', 'json'], env)
  await watched.command.attached()
  const work = workloads.start({ program: 'calls', args: [workload], waits: true }, watched.identity)
  work.go()
  for (let n = 0; n < 8; n++) await watched.save(`${head('on, count')}${'\n'.repeat(n)}${script}\n`)
  work.release()
  const calls = Number((await work.facts()).calls)
  const stdout = await watched.end()
  // Calls that began before a version was attached, and ended when it ran.
  const leftOut = [...watched.command.stderr.matchAll(/(\d+) calls? of .* had begun before tracing/g)]
  return { calls, leftOut: leftOut.reduce((sum, [, n]) => sum + Number(n), 0), stdout }
}

const printing = (word: string, probe = 'fsync'): string =>
  `${head('on, print')}on('${probe}', e => print('${word}', e.fd))\n`

describe('a version that is saved', () => {
  watchTest('runs in place of the one before, however it is saved', async () => {
    const watched = await Watched.start(printing('one'))
    await watched.calls(1001)
    await watched.prints('one 1001')
    await watched.save(printing('two'))
    await watched.calls(1002)
    await watched.prints('two 1002')
    // As vim and others do.
    await watched.save(printing('three'), (path, script) => {
      writeFileSync(`${path}.swp`, script)
      renameSync(`${path}.swp`, path)
    })
    await watched.calls(1003)
    await watched.prints('three 1003')
    // Gone for a moment.
    rmSync(watched.path)
    await sleep(300)
    await watched.calls(1004)
    await watched.prints('three 1004')
    await watched.save(printing('four'))
    await watched.calls(1005)
    expect(await watched.end()).toBe('one 1001\ntwo 1002\nthree 1003\nthree 1004\nfour 1005\n')
    expect(watched.command.stderr).toMatch(
      new RegExp(`^systrace: reloaded after a change of ${watched.name} in \\d+ ms: the same probes$`, 'm'),
    )
  })

  watchTest('is the last of several that are saved in a burst', async () => {
    const watched = await Watched.start(printing('first'))
    await watched.save(printing('last'), (path, script) => {
      for (let n = 0; n < 20; n++) writeFileSync(path, printing(`burst${n}`))
      writeFileSync(path, script)
    })
    await watched.calls(1001)
    expect(await watched.end()).toBe('last 1001\n')
    expect(watched.reloads).toBe(1)
  })

  watchTest('is told with the probes that came and went', async () => {
    const watched = await Watched.start(printing('one'))
    await watched.save(
      `${printing('two', 'fdatasync')}on(['close', 'openat'], e => e.fd > 9e9 && print(e.ret))\n`,
    )
    expect(watched.command.stderr).toMatch(/ms: \+ fdatasync, \+ close, \+ openat, - fsync$/m)
    await watched.end()
  })

  watchTest('may be one of a file that the script imports, and of what that imports', async () => {
    const parts = join(folder.path, 'parts')
    folder.write('parts/inner.ts', `export const word = 'inner one'\n`)
    folder.write('parts/data.json', `{ "n": 1 }`)
    folder.write(
      'parts/outer.ts',
      `import { print } from 'systrace'\nimport { word } from './inner.ts'\nimport data from './data.json'\nexport const show = (fd: number) => print(word, data.n, fd)\n`,
    )
    const watched = await Watched.start(
      `${head('on')}import { show } from './parts/outer.ts'\non('fsync', e => show(e.fd))\n`,
    )
    await watched.calls(1001)
    await watched.prints('inner one 1 1001')
    const saved = async (name: string, text: string): Promise<void> => {
      const before = watched.reloads
      writeFileSync(join(parts, name), text)
      await watched.command.until(() => watched.reloads > before, 'reloaded')
    }
    await saved('inner.ts', `export const word = 'inner two'\n`)
    await watched.calls(1002)
    await watched.prints('inner two 1 1002')
    await saved('data.json', `{ "n": 2 }`)
    await watched.calls(1003)
    await watched.prints('inner two 2 1003')
    // Data that is cut off, and a file that is gone: it is said which, and where it is imported.
    const refused = async (change: () => void, ...says: readonly string[]): Promise<void> => {
      const from = watched.command.stderr.length
      const since = (): string => watched.command.stderr.slice(from)
      change()
      await watched.command.until(() => since().includes('the version before goes on'), 'refused')
      for (const text of says) expect(since()).toContain(text)
    }
    await refused(
      () => writeFileSync(join(parts, 'data.json'), '{ "n":'),
      `error[not-json]: "./data.json" is no JSON: ${byEngine({ bun: 'Unexpected EOF', deno: 'Unexpected end of JSON input' })}`,
      '--> parts/outer.ts:3:18',
    )
    await saved('data.json', `{ "n": 3 }`)
    await refused(
      () => rmSync(join(parts, 'inner.ts')),
      'error[unknown-import]: there is no file "./inner.ts"',
      '--> parts/outer.ts:2:22',
    )
    await saved('inner.ts', `export const word = 'inner four'\n`)
    await watched.calls(1004)
    expect(await watched.end()).toBe(
      'inner one 1 1001\ninner two 1 1002\ninner two 2 1003\ninner four 3 1004\n',
    )
    expect(watched.command.stderr).toContain('after a change of inner.ts in')
  })
})

describe('a version that cannot run', () => {
  const wrong: readonly [what: string, script: string, says: RegExp][] = [
    [
      'with a syntax error',
      `${printing('two')}on('fsync', e =>\n`,
      /error\[syntax\][\s\S]*--> watched\d+\.ts:3:17/,
    ],
    [
      'with a probe that is none',
      printing('two', 'fsinc'),
      /error\[unknown-probe\][\s\S]*2 \| on\('fsinc'[\s\S]*fsync/,
    ],
    ['without a handler', head('on'), /error\[no-handlers\]/],
    ['that throws', `${head('on')}throw new Error('not today')\n`, /not today[\s\S]*2 \| throw/],
    ['that imports what is not there', `${head('on')}import './not-there.ts'\n`, /not-there/],
    [
      'whose condition the kernel cannot test',
      `${head('on, print')}on('fsync', { where: e => new Date(e.fd) > 1 }, e => print(e.fd))\n`,
      /error\[where-stays\]/,
    ],
  ]
  for (const [what, script, says] of wrong)
    watchTest(`${what}: it is said where, and the one before goes on`, async () => {
      const watched = await Watched.start(printing('one'))
      await watched.saveWrong(script)
      expect(watched.command.stderr).toMatch(says)
      await watched.calls(1001)
      await watched.prints('one 1001')
      await watched.save(printing('two'))
      await watched.calls(1002)
      expect(await watched.end()).toBe('one 1001\ntwo 1002\n')
    })

  watchTest('at the start: the first that can run is waited for', async () => {
    const watched = new Watched(`on('fsync')`)
    await watched.command.until(({ stderr }) => stderr.includes('waiting for a change'), 'waiting')
    expect(watched.command.stderr).toContain('error[not-imported]')
    writeFileSync(watched.path, printing('one'))
    await watched.command.attached()
    await watched.calls(1001)
    expect(await watched.end()).toBe('one 1001\n')
  })

  watchTest('and never could: the exit code says so', async () => {
    const watched = new Watched(`on('fsync')`)
    await watched.command.until(({ stderr }) => stderr.includes('waiting for a change'), 'waiting')
    watched.command.kill('SIGINT')
    expect((await watched.command.ended()).exit).toBe(1)
  })

  watchTest('because it does not come to its end: the next that is saved does not wait for it', async () => {
    const watched = await Watched.start(printing('one'))
    writeFileSync(watched.path, `${printing('hangs')}print('hangs')\nawait new Promise(() => {})\n`)
    await watched.prints('hangs')
    await watched.save(printing('two'))
    await watched.calls(1001)
    expect(await watched.end()).toBe('hangs\ntwo 1001\n')
  })
})

/** A table as JSON rows: `{ key: value }`. */
const rowsOf = (stdout: string, name: string): Record<string, unknown> => {
  const lines = stdout
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(
      line =>
        JSON.parse(line) as { type?: string; name?: string; rows?: { key: unknown[]; value: unknown }[] },
    )
  const table = lines.findLast(line => line.name === name)
  if (!table?.rows) throw new Error(`No table ${name}: ${stdout}`)
  return Object.fromEntries(table.rows.map(({ key, value }) => [key.join(' '), value]))
}

describe('tables', () => {
  const kinds: readonly [what: string, script: string, name: string][] = [
    ['in the kernel', `on('fsync', e => count(e.fd))`, 'count(e.fd)'],
    ['in user space', `on('fsync', e => { count(e.fd); Math.random() })`, 'count(e.fd)'],
    ['of a name', `on('fsync', e => count(e.fd).as('calls'))`, 'calls'],
    ['that handlers share', `const calls = count.table('calls')\non('fsync', e => calls.add(e.fd))`, 'calls'],
    ['called as their variable', `const mine = count.table()\non('fsync', e => mine.add(e.fd))`, 'mine'],
  ]
  for (const [what, script, name] of kinds)
    watchTest(`${what} keep what they have, and count on: N before, M after`, async () => {
      const names = head('on, count, print, map')
      const watched = await Watched.start(names + script, '-f', 'json')
      await watched.calls(1001, 1001, 1002)
      await watched.save(`${names}// another version\n${script}\n`)
      await watched.calls(1001, 1003)
      await watched.save(`${names}// and another\n\n${script}\n`)
      await watched.calls(1001)
      expect(rowsOf(await watched.end(), name)).toEqual({ 1001: 4, 1002: 1, 1003: 1 })
    })

  watchTest('of all kinds keep what they have', async () => {
    const script = `on('fsync', e => { sum(e.fd); avg(e.fd); min(e.fd); max(e.fd); stats(e.fd); hist(e.fd); lhist(e.fd, { min: 0, max: 4, step: 2 }); quantiles(e.fd) })`
    const names = head('on, sum, avg, min, max, stats, hist, lhist, quantiles')
    const watched = await Watched.start(names + script, '-f', 'json')
    await watched.calls(1, 2)
    await watched.save(`${names}\n${script}`)
    // In the kernel before, in user space now.
    await watched.save(`${names}\n${script.replace('{ sum', '{ Math.random(); sum')}`)
    await watched.calls(3)
    // And back.
    await watched.save(`${names}\n${script}`)
    await watched.calls(6)
    const stdout = await watched.end()
    const only = (name: string): unknown => Object.values(rowsOf(stdout, name))[0]
    expect(only('sum(e.fd)')).toBe(12)
    expect(only('avg(e.fd)')).toBe(3)
    expect(only('min(e.fd)')).toBe(1)
    expect(only('max(e.fd)')).toBe(6)
    expect(only('stats(e.fd)')).toMatchObject({ count: 4, sum: 12, min: 1, max: 6 })
    expect(only('hist(e.fd)')).toHaveLength(3)
    expect(only('quantiles(e.fd)')).toMatchObject({ max: 6 })
    expect(JSON.stringify(only('lhist(e.fd, { min: 0, max: 4, step: 2 })'))).toContain('"count":2')
  })

  for (const features of ['', 'perf,hash,read,bounded,rows,levels']) {
    const kernel = features && ', as on an older kernel'
    const env = { SYSTRACE_FEATURES: features || undefined }
    watchTest(`count each call once while versions change under load${kernel}`, async () => {
      const script = `on('getpgid', e => count(e.name))
on('getsid', e => { count(e.name, 1); Math.random() })
on('getpgid', e => { if (e.duration > 0) count(e.name, 2) })`
      const { calls, stdout } = await whileChanging(script, 'steady', env)
      expect(rowsOf(stdout, 'count(e.name)')).toEqual({ getpgid: calls })
      expect(rowsOf(stdout, 'count(e.name, 1)')).toEqual({ 'getsid 1': calls })
      // The time of entry is known to the version that sees the exit.
      expect(rowsOf(stdout, 'count(e.name, 2)')).toEqual({ 'getpgid 2': calls })
      expect(calls).toBeGreaterThan(1000)
    })

    watchTest(
      `count each exec once, with its strings, whichever version saw its entry${kernel}`,
      async () => {
        const path = '/proc/self/fd/99'
        // The workload's own exec is another.
        const script = `on('execve', { failed: true }, e => count(e.filename))
on('execve', { path: '${path}' }, e => count(e.error))
on('execve:enter', e => { if (e.filename === '${path}') count() })`
        const { calls, leftOut, stdout } = await whileChanging(script, 'steady_execs', env)
        // Both handlers want strings.
        const seen = calls - leftOut / 2
        expect(rowsOf(stdout, 'count(e.filename)')).toEqual({ [path]: seen })
        expect(rowsOf(stdout, 'count(e.error)')).toEqual({ ENOEXEC: seen })
        expect(rowsOf(stdout, 'count()')).toEqual({ '': calls })
        expect(calls).toBeGreaterThan(100)
      },
    )
  }

  watchTest('that are no longer of the same kind start empty, which is said', async () => {
    const names = head('on, count, sum, lhist, map')
    const watched = await Watched.start(
      `${names}on('fsync', e => {
        count(e.fd).as('kind'); count(e.fd).as('key'); count(e.fd).as('gone'); lhist(e.fd, { min: 0, max: 9, step: 1 }).as('buckets')
        Math.random()
      })`,
    )
    await watched.calls(5)
    await watched.save(
      `${names}on('fsync', e => {
        sum(e.fd).as('kind'); count(e.name).as('key'); lhist(e.fd, { min: 0, max: 9, step: 3 }).as('buckets')
        Math.random()
      })`,
    )
    await watched.calls(6)
    const stdout = await watched.end()
    const { stderr } = watched.command
    expect(stderr).toContain('the table "kind" starts empty: it was count, and is sum now')
    expect(stderr).toContain('the table "key" starts empty: its key was "fd", and is "name" now')
    expect(stderr).toContain('the table "gone" is no more: the script has it no longer')
    expect(stderr).toContain('the table "buckets" starts empty: its buckets are others now')
    expect(stdout).toMatch(/^kind: 6$/m)
    expect(stdout).toMatch(/^key\n +name +count\n +fsync +1$/m)
    expect(stdout).not.toContain('gone')
  })

  watchTest('that no event has reached since are shown at the end all the same', async () => {
    const script = `on('fsync', e => { count(e.fd).as('calls'); Math.random() })`
    const watched = await Watched.start(head('on, count') + script)
    await watched.calls(1001)
    await watched.save(`${head('on, count')}\n${script}`)
    expect(await watched.end()).toMatch(/^calls\n +fd +count\n +1001 +1$/m)
  })
})

describe('maps', () => {
  const last = (more = ''): string =>
    `${head('on, end, map, print')}const last = map()\non('fsync', e => { last.set(e.fd, e.fd * 2)${more} })\nend(() => print([...last].map(([k, v]) => k + '=' + v).sort().join(' ')))\n`

  for (const [what, versions] of [
    ['in the kernel', ['', '', '']],
    ['in user space', ['; Math.random()', '; Math.random()', '; Math.random()']],
    ['that leave the kernel and come back', ['', '; Math.random()', '']],
    ['that come to the kernel and leave it', ['; Math.random()', '', '; Math.random()']],
  ] as const)
    watchTest(`${what} keep what they have`, async () => {
      const [one, two, three] = versions
      const watched = await Watched.start(last(one))
      await watched.calls(1)
      await watched.save(`// 2\n${last(two)}`)
      await watched.calls(2)
      await watched.save(`// 3\n${last(three)}`)
      await watched.calls(3)
      expect(await watched.end()).toBe('1=2 2=4 3=6\n')
    })
})

describe('what begins and ends', () => {
  watchTest(
    "begin and every are the new version's, end is that of the last, and variables start anew",
    async () => {
      const script = (word: string): string => `${head('on, begin, end, every, print')}
let n = 0
begin(() => print('begin ${word}'))
every('20ms', () => { if (++n === 1) print('every ${word}') })
on('fsync', e => print('${word}', e.fd, n > 0))
end(() => print('end ${word}'))
`
      const watched = await Watched.start(script('one'))
      await watched.prints('every one')
      await watched.save(script('two'))
      await watched.prints('every two')
      await watched.calls(1001)
      expect(await watched.end()).toBe('begin one\nevery one\nbegin two\nevery two\ntwo 1001 true\nend two\n')
    },
  )

  watchTest('a handler that waits is still heard when its version has gone', async () => {
    const watched = await Watched.start(
      `${head('on, print, count')}on('fsync', async e => { await new Promise(r => setTimeout(r, 1500)); count(e.fd).as('calls'); print('one later') })`,
    )
    await watched.calls(1001)
    await watched.save(
      `${head('on, print, count')}on('fsync', async e => { count(e.fd).as('calls'); print('two') })`,
    )
    await watched.calls(1001)
    await watched.prints('one later')
    const stdout = await watched.end()
    expect(stdout).toContain('one later\n')
    expect(stdout).toMatch(/^calls\n +fd +count\n +1001 +2$/m)
  })

  watchTest('exit() of a later version ends the run', async () => {
    const watched = await Watched.start(printing('one'))
    await watched.save(`${head('on, exit')}on('fsync', e => exit(7))\n`)
    await watched.calls(1001)
    expect((await watched.command.ended()).exit).toBe(7)
  })
})

/** Descriptors of a process, by what they are. */
const descriptors = (pid: number): Record<string, number> => {
  const kinds: Record<string, number> = {}
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    let kind = 'gone'
    try {
      kind = readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/\d+/g, 'N')
    } catch {}
    if (/bpf|btf|anon_inode/.test(kind)) kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  return kinds
}

watchTest(
  'fifty versions leave nothing of themselves in the kernel',
  async () => {
    const script = `${head('on, count, map, print')}const m = map()
on('fsync', e => { m.set(e.fd, 1) })
on('fsync', { minDuration: '1h' }, e => print(e.duration))
on('fsync', e => count(e.fd))\n`
    const watched = await Watched.start(script)
    await watched.save(`// 0\n${script}`)
    const before = descriptors(watched.command.pid)
    expect(before['anon_inode:bpf-prog']).toBeGreaterThan(0)
    for (let n = 1; n <= 50; n++) await watched.save(`// ${n}\n${script}`)
    expect(descriptors(watched.command.pid)).toEqual(before)
    await watched.end()
  },
  120_000,
)

watchTest('--watch needs a file', async () => {
  for (const args of [
    ['--watch', '-e', `on('fsync', e => print(e.fd))`],
    ['--watch', '-'],
  ]) {
    const { exit, stderr } = await systrace(args, { stdin: '' })
    expect(stderr).toContain('Option "--watch" is for a script in a file')
    expect(exit).toBe(2)
  }
})
