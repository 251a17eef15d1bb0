/** Options of scripts through the binary, as a user gives them: run, explained, asked for help, and wrong. */

import { describe, expect } from 'bun:test'
import { join } from 'node:path'
import { Command, Folder, powerless, systrace, Worker } from '../cli/command.ts'
import { binaryTest, testNeeding } from '../support/needs.ts'

const command = testNeeding('binary')
const valibot = join(import.meta.dirname, '../../node_modules/valibot/dist/index.mjs')

const script = `// Opened files of one program.
import { begin, duration, exit, on, options, print } from 'systrace'
import { boolean, description, optional, pipe, string } from 'valibot'

const opt = options({
  slow: pipe(duration('10ms'), description('not used here')),
  comm: pipe(optional(string()), description('whose files')),
  stop: boolean(),
})
if (opt.stop) begin(() => { print(opt); exit() })
on('openat', e => { if (e.comm === opt.comm && e.duration < opt.slow) print(e.comm, e.filename) })
`

describe('a script with options', () => {
  binaryTest('gets them parsed, with no valibot installed', async () => {
    using folder = new Folder()
    const path = folder.write('x.ts', script)
    const { stdout, stderr, exit } = await systrace(
      ['-f', 'json', path, '--slow', '1h', '--comm=007', '--stop'],
      { cwd: '/' },
    )
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      type: 'print',
      data: { slow: 3_600_000_000_000, comm: '007', stop: true },
    })
    expect(exit).toBe(0)
  })

  binaryTest('compares with them in the kernel, which sends nothing else', async () => {
    using folder = new Folder()
    const worker = new Worker(folder)
    const path = folder.write('x.ts', script)
    for (const pushdown of [[], ['--no-pushdown']]) {
      await using running = new Command(['-v', ...pushdown, path, '--comm', worker.comm, '--slow', '1h'])
      await running.attached()
      worker.run()
      await running.until(({ stdout }) => stdout.includes('/etc/hostname'), 'the file')
      running.kill('SIGINT')
      const { stdout } = await running.ended()
      expect(stdout.split('\n').filter(line => !line.startsWith(worker.comm))).toEqual([''])
    }
  })

  command('tells what is wrong, and the nearest right thing, with exit code 2', async () => {
    using folder = new Folder()
    folder.write('x.ts', script)
    const cases: readonly [args: string[], stderr: string][] = [
      [['--slo', '5ms'], 'systrace: Unknown option "--slo" of x.ts\n  hint: did you mean "--slow"?\n'],
      [
        ['--slow', '20'],
        'systrace: Option "--slow" of x.ts must be a duration such as 10ms, not "20"\n  hint: did you mean "20ms"?\n',
      ],
      [
        ['-d', '5'],
        'systrace: Unknown option "-d" of x.ts\n  hint: it is an option of systrace itself: write it before the script\n',
      ],
      [
        ['bash'],
        'systrace: Unexpected argument "bash" of x.ts\n  hint: it takes --slow <duration>, --comm <text>, --stop\n',
      ],
    ]
    for (const [args, stderr] of cases)
      expect(await systrace(['x.ts', ...args], { cwd: folder.path })).toEqual({ stdout: '', stderr, exit: 2 })
  })

  command('answers --help with its own, without any privilege', async () => {
    using folder = new Folder()
    folder.write('x.ts', script)
    for (const args of [
      ['x.ts', '--help'],
      ['run', 'x.ts', '-h'],
      ['x.ts', '--slow', '5', '--help'],
    ]) {
      const { stdout, stderr, exit } = await systrace(args, { cwd: folder.path, under: powerless })
      expect(stderr).toBe('')
      expect(stdout).toStartWith('x.ts: Opened files of one program.\n\nUsage:\n  systrace x.ts [options]\n')
      expect(stdout).toContain('      --slow <duration>   not used here (default 10ms)\n')
      expect(exit).toBe(0)
    }
  })

  command('is wrong itself when a schema is none: exit code 1, with the place', async () => {
    using folder = new Folder()
    folder.write('x.ts', `import { options } from 'systrace'\noptions({ slow: 5 })\n`)
    const { stderr, exit } = await systrace(['x.ts'], { cwd: folder.path })
    expect(stderr).toContain('Option "slow" needs a schema of valibot 1, duration() or size()')
    expect(stderr).toContain('x.ts:2:1')
    expect(exit).toBe(1)
  })

  binaryTest('may declare them in a module of its own, and come from standard input', async () => {
    using folder = new Folder()
    folder.write('lib/options.ts', `${script.slice(0, script.indexOf('if ('))}\nexport { opt }\n`)
    folder.write(
      'x.ts',
      `import { begin, exit, print } from 'systrace'
import { opt } from './lib/options.ts'
begin(() => { print(opt.comm); exit() })\n`,
    )
    const { stdout, stderr } = await systrace(['x.ts', '--comm', 'bash'], { cwd: folder.path })
    expect([stdout, stderr]).toEqual(['bash\n', ''])
    const piped = await systrace(['-', '--stop', '--comm', 'x y'], { stdin: script, cwd: folder.path })
    expect(piped.stdout).toContain('comm: "x y"')
  })
})

describe('valibot', () => {
  binaryTest("is the script's own where it is installed", async () => {
    using folder = new Folder()
    folder.write('node_modules/valibot/package.json', '{"name":"valibot","type":"module","main":"index.js"}')
    folder.write('node_modules/valibot/index.js', `export * from '${valibot}'\nexport const own = 'own'\n`)
    folder.write(
      'x.ts',
      `import { begin, exit, options, print } from 'systrace'
import { own, number, pipe, maxValue } from 'valibot'
const { n } = options({ n: pipe(number(), maxValue(5)) })
begin(() => { print(own, n); exit() })\n`,
    )
    const { stdout, stderr } = await systrace(['x.ts', '--n', '3'], { cwd: folder.path })
    expect([stdout, stderr]).toEqual(['own 3\n', ''])
    const wrong = await systrace(['x.ts', '--n', '7'], { cwd: folder.path })
    expect(wrong.stderr).toBe('systrace: Option "--n" of x.ts must be at most 5, not "7"\n')
  })

  binaryTest('is there whole, as a namespace and behind import()', async () => {
    using folder = new Folder()
    folder.write(
      'x.ts',
      `import { begin, exit, print } from 'systrace'
import * as v from 'valibot'
const later = await import('valibot')
const user = v.object({ mail: v.pipe(v.string(), v.email()) })
begin(() => { print(v.is(user, { mail: 'a@b.cd' }), later.is(later.number(), 5)); exit() })\n`,
    )
    const { stdout, stderr } = await systrace(['x.ts'], { cwd: folder.path })
    expect([stdout, stderr]).toEqual(['true true\n', ''])
  })
})

describe('-e', () => {
  const code = `const { slow, least } = options({ slow: duration('10ms'), least: size('1K') })
begin(() => { print(slow, least, args); exit() })`

  binaryTest('has options, duration, size and args', async () => {
    const { stdout, stderr } = await systrace(['-e', code, '--', '--slow', '5ms', 'a'])
    expect([stdout, stderr]).toEqual(['5000000 1024 ["a"]\n', ''])
  })

  command('has help and messages', async () => {
    const help = await systrace(['-e', code, '--', '--help'])
    expect(help.stdout).toStartWith('-e\n\nUsage:\n  systrace -e CODE -- [options] [arguments]\n')
    const wrong = await systrace(['-e', code, '--', '--slow', 'x'])
    expect(wrong).toMatchObject({
      stderr: 'systrace: Option "--slow" of -e must be a duration such as 10ms, not "x"\n',
      exit: 2,
    })
  })
})

describe('a script without options', () => {
  binaryTest('gets all its arguments in args and process.argv, whatever they are', async () => {
    using folder = new Folder()
    folder.write(
      'x.ts',
      `import { args, begin, exit, print } from 'systrace'
begin(() => { print(args, process.argv.slice(2)); exit() })\n`,
    )
    const { stdout } = await systrace(['x.ts', '--any', 'thing', '--help'], { cwd: folder.path })
    const all = '["--any", "thing", "--help"]'
    expect(stdout).toBe(`${all} ${all}\n`)
  })

  command('is not run for --help, unless it reads arguments itself', async () => {
    using folder = new Folder()
    folder.write('x.ts', `/** What it does. */\nimport { print } from 'systrace'\nprint('it ran')\n`)
    const { stdout, exit } = await systrace(['x.ts', '--help'], { cwd: folder.path })
    expect(stdout).toStartWith('x.ts: What it does.\n\nUsage:\n  systrace x.ts\n\nIt declares no options.\n')
    expect(exit).toBe(0)
  })
})

describe('explain', () => {
  interface Hook {
    readonly cases: readonly { readonly condition?: string }[]
  }
  interface Explained {
    readonly handlers: readonly { readonly hooks: readonly Hook[] }[]
  }
  const conditions = async (path: string, ...args: string[]): Promise<unknown[]> => {
    const { stdout, stderr } = await systrace(['explain', '--json', path, ...args])
    expect(stderr).toBe('')
    return (JSON.parse(stdout) as Explained).handlers.flatMap(({ hooks }) =>
      hooks.flatMap(({ cases }) => cases.map(({ condition }) => condition)),
    )
  }

  command('takes the defaults, or what is given', async () => {
    using folder = new Folder()
    const path = folder.write('x.ts', script)
    expect(await conditions(path, '--comm', 'bash')).toEqual(['comm == "bash" && duration < 10ms'])
    expect(await conditions(path, '--comm=a', '--slow=2s')).toEqual(['comm == "a" && duration < 2s'])
    const wrong = await systrace(['explain', path, '--slo', '5ms'])
    expect(wrong).toMatchObject({ exit: 2, stdout: '' })
  })

  command('evaluates schemas that are written out, and destructured names', async () => {
    using folder = new Folder()
    const at = (declared: string): string =>
      folder.write(
        'x.ts',
        `import { args, duration, on, options, print } from 'systrace'
import * as v from 'valibot'
const slow = 5
${declared}
on('read', e => e.duration > limit && print(e.comm))\n`,
      )
    const options: readonly [declared: string, condition: string][] = [
      [`const { limit } = options({ limit: v.optional(v.number(), 3) })`, 'duration > 3ns'],
      [`const { slow: limit } = options({ slow: v.optional(v.number(), slow) })`, 'duration > 5ns'],
      [`const limit = options({ slow: duration('1ms') }).slow`, 'duration > 1ms'],
      [`const given = { n: duration('1ms') }; const { n: limit } = options(given)`, 'duration > 1ms'],
      [
        `const limit = options({ n: v.pipe(duration('1ms'), v.check(n => n > 5, 'more')) }).n`,
        'duration > 1ms',
      ],
      // Only a run shows these.
      [`const { limit } = options({ limit: v.number() })`, 'true'],
      [`const { limit } = options({ limit: v.optional(v.number(), Date.now()) })`, 'true'],
      [`const limit = options({ n: v.pipe(v.string(), v.transform(s => s.length)) }).n`, 'true'],
      [`const limit = Number(args[0])`, 'true'],
    ]
    for (const [declared, condition] of options) expect(await conditions(at(declared))).toEqual([condition])
    expect(await conditions(at(`const { limit } = options({ limit: v.number() })`), '--limit', '7')).toEqual([
      'duration > 7ns',
    ])
  })
})
