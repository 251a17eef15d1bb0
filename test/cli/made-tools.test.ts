/** The tools that `systrace compile` makes: how they are called, what they are called with, what is inside. */

import { afterAll, describe, expect } from 'bun:test'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { byEngine, running } from '../support/engine.ts'
import { testNeeding } from '../support/needs.ts'
import { Command, powerless, systrace, Worker } from './command.ts'
import { runTool, slow, Tools, version, wrote } from './tool-maker.ts'

const programTest = testNeeding('binary')
const kernelTest = testNeeding('kernel', 'binary')

const tools = new Tools()
const { folder } = tools
afterAll(() => tools[Symbol.dispose]())

describe('a tool', () => {
  programTest('has its own name and options in --help, and a version, without root', async () => {
    const tool = await tools.make(slow)
    const name = basename(tool)
    for (const flag of ['--help', '-h']) {
      const { stdout, stderr, exit } = await runTool(tool, [flag], { under: powerless, cwd: '/' })
      expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
      expect(stdout).toStartWith(`${name}: Reads that take long.

Shows who reads, and how long it takes.

Usage:
  ${name} [options]

Options:
      --slow <duration>   how long a read must take (default 10ms)
  -n, --comm <text>       the name of a thread
  -h, --help              this text

General options:
  -p, --pid <pid>          only these processes: -p 1,2
`)
      // The script's own come first: they take the name away.
      expect(stdout).not.toContain('-c, --comm')
      expect(stdout).not.toContain('--eval')
    }
    for (const flag of ['--version', '-V'])
      expect(await runTool(tool, [flag])).toEqual({
        stdout: `${name} (systrace ${version})\n`,
        stderr: '',
        exit: 0,
      })
  })

  programTest('that was renamed is called what it is called now', async () => {
    const tool = await tools.make(slow)
    const moved = join(folder.path, 'other-name')
    renameSync(tool, moved)
    expect((await runTool(moved, ['--help'])).stdout).toContain('Usage:\n  other-name [options]\n')
    const link = join(folder.path, 'by-link')
    symlinkSync(moved, link)
    expect((await runTool(link, ['--slow', '5'])).stderr).toBe(
      'by-link: Option "--slow" of by-link must be a duration such as 10ms, not "5"\n  hint: did you mean "5ms"?\n',
    )
  })

  kernelTest('takes its own options and the general ones, in any order', async () => {
    const tool = await tools.make(slow)
    const worker = new Worker(folder)
    await using command = new Command(
      ['-d', '20', '--slow', '1ns', '-v', '--comm', worker.comm, '--format=json', '-u', 'root'],
      { program: tool, cwd: '/' },
    )
    await command.attached()
    expect(command.stderr).toStartWith(`${basename(tool)}: attached `)
    worker.run(2)
    await command.until(({ stdout }) => stdout.split('\n').length > 2, 'two lines')
    command.kill('SIGINT')
    const line = '{"type":"print","data":"/etc/hostname"}\n'
    expect(await command.ended()).toMatchObject({ stdout: line + line, exit: 0 })
  })

  programTest('shows its conditions with its options in --explain, as text and JSON', async () => {
    const tool = await tools.make(slow)
    const { stdout, stderr, exit } = await runTool(tool, ['--explain', '--slow', '7ms', '-n', 'bash'])
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    expect(stdout).toContain('if         comm == "bash" && duration > 7ms')
    expect(stdout).toStartWith('script.ts:14:1  ')
    const json = await runTool(tool, ['--explain', '-f', 'json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ handlers: [{ file: 'script.ts' }] })
  })

  programTest('is no general systrace', async () => {
    const tool = await tools.make(slow)
    const name = basename(tool)
    folder.write(
      'other.ts',
      "import { begin, exit, print } from 'systrace'\nbegin(() => { print('ran'); exit() })\n",
    )
    for (const args of [[join(folder.path, 'other.ts')], ['run', 'x.ts'], ['trace'], ['compile']])
      expect(await runTool(tool, args)).toEqual({
        stdout: '',
        stderr: `${name}: Unexpected argument "${args[0]}" of ${name}\n  hint: it takes --slow <duration>, --comm <text>\n`,
        exit: 2,
      })
    expect(await runTool(tool, ['-e', 'exit()'])).toEqual({
      stdout: '',
      stderr: `${name}: Unknown option "-e" of ${name}\n  hint: it takes --slow, --comm; --help says what they mean\n`,
      exit: 2,
    })
  })

  const options = `import { begin, exit, options, print } from 'systrace'
import { boolean, number, object, optional, pipe, string, transform, metadata } from 'valibot'
const opt = options(object({
  pid: optional(number()),
  maxRows: pipe(optional(string(), '5'), transform(Number), metadata({ short: 'd' })),
  all: boolean(),
  file: optional(string()),
}), { positionals: ['file'] })
begin(() => { print(opt.pid, opt.maxRows, opt.all, opt.file); exit() })
`

  kernelTest('gives the names of its own options to the script', async () => {
    const tool = await tools.make(options)
    const name = basename(tool)
    const printed = async (...args: string[]): Promise<string> => {
      const { stdout, stderr } = await runTool(tool, args)
      return stderr || stdout
    }
    expect(await printed('--pid', '7', '-d', '3', '--duration', '9', 'a')).toBe('7 3 false a\n')
    expect(await printed('-d3', '--all', '-q', '--', '-q')).toBe('undefined 3 true -q\n')
    expect(await printed('--maxRows=2', '--no-all', '-qf', 'csv')).toContain(',2,false,')
    expect(await printed('-p', '1')).toStartWith(`${name}: Unknown option "-p" of ${name}\n`)
    expect(await printed('--quite')).toBe(
      `${name}: Unknown option "--quite" of ${name}\n  hint: did you mean "--quiet"?\n`,
    )
    expect(await printed('--format', 'xml')).toBe(
      `${name}: Option "--format" must be text, json or csv, not "xml"\n`,
    )
    expect(await printed('--output')).toBe(
      `${name}: Option "--output" needs a value\n  hint: write --output <file>\n`,
    )
  })

  kernelTest('whose options only a run shows has the general ones in front', async () => {
    const tool = await tools.make(`import { begin, duration, exit, options, print } from 'systrace'
const names = ['slow', 'version']
const opt = options(Object.fromEntries(names.map(name => [name, duration('1ms')])))
begin(() => { print(opt.slow, opt.version); exit() })
`)
    const name = basename(tool)
    expect(await runTool(tool, ['-q', '-d', '5', '--slow', '2ms', '--version', '3ms'])).toEqual({
      stdout: '2000000 3000000\n',
      stderr: '',
      exit: 0,
    })
    expect((await runTool(tool, ['--slow', '2ms', '-d', '5'])).stderr).toBe(
      `${name}: Unknown option "-d" of ${name}\n  hint: it is a general option: write it before other arguments\n`,
    )
    expect((await runTool(tool, ['--help'])).stdout).toContain(
      '\nGeneral options, before all other arguments:\n',
    )
  })

  kernelTest('whose script has an option "version" has no other', async () => {
    const tool = await tools.make(`import { begin, exit, options, print } from 'systrace'
import { optional, string } from 'valibot'
const { version } = options({ version: optional(string()) })
begin(() => { print(version); exit() })
`)
    expect((await runTool(tool, ['--version', '3'])).stdout).toBe('3\n')
    expect((await runTool(tool, ['--help'])).stdout).not.toContain('the version')
  })

  kernelTest('without options takes the general ones and no others', async () => {
    const tool = await tools.make(
      "import { begin, exit, print } from 'systrace'\nbegin(() => { print('ran'); exit() })\n",
    )
    const name = basename(tool)
    expect(await runTool(tool, ['-q', '-d', '5s'])).toEqual({ stdout: 'ran\n', stderr: '', exit: 0 })
    const help = await runTool(tool, ['--help'])
    expect(help).toMatchObject({ stderr: '', exit: 0 })
    expect(help.stdout).toStartWith(
      `${name}\n\nUsage:\n  ${name} [options]\n\nOptions:\n  -h, --help   this text\n\nGeneral`,
    )
    expect(await runTool(tool, ['--frobnicate'])).toEqual({
      stdout: '',
      stderr: `${name}: Unknown option "--frobnicate"\n  hint: see ${name} --help for all options\n`,
      exit: 2,
    })
    expect(await runTool(tool, ['x.ts'])).toEqual({
      stdout: '',
      stderr: `${name}: Unexpected argument "x.ts"\n  hint: ${name} takes options only: see ${name} --help\n`,
      exit: 2,
    })
  })

  kernelTest('whose script reads args gives it what comes behind the general options', async () => {
    const tool = await tools.make(
      "import { args, begin, exit, print } from 'systrace'\nbegin(() => { print(...args, '|', ...process.argv.slice(2)); exit() })\n",
    )
    const printed = async (...args: string[]): Promise<string> => (await runTool(tool, args)).stdout
    expect(await printed('-q', '-d', '5', 'a', '-q')).toBe('a -q | a -q\n')
    expect(await printed('-q', '--', '-q')).toBe('-q | -q\n')
    expect(await printed('--help')).toContain('General options, before all other arguments:\n')
  })

  kernelTest('whose script has them read by node:util gives them to that', async () => {
    const tool = await tools.make(`import { begin, exit, print } from 'systrace'
import { parseArgs } from 'node:util'
const { values } = parseArgs({ options: { deep: { type: 'string', short: 'd' }, all: { type: 'boolean' } } })
begin(() => { print(values.deep, values.all); exit() })
`)
    const printed = { stdout: '3 true\n', stderr: '', exit: 0 }
    expect(await runTool(tool, ['-q', '--all', '-d', '3'])).toEqual(printed)
  })

  kernelTest('ends with the exit codes of systrace', async () => {
    const head = "import { begin, exit, on } from 'systrace'\n"
    const five = await tools.make(`${head}begin(() => exit(5))\n`)
    expect(await runTool(five, [])).toEqual({ stdout: '', stderr: '', exit: 5 })
    expect(await runTool(five, ['-p', '4194304'])).toMatchObject({ exit: 2 })
    const thrower = await tools.make(`${head}throw new Error('no')\n`).catch(() => undefined)
    expect(thrower).toBeUndefined()
    const powerlessRun = await runTool(five, [], { under: powerless })
    expect(powerlessRun).toMatchObject({ stdout: '', exit: 3 })
    expect(powerlessRun.stderr).toStartWith(`${basename(five)}: Not allowed to trace`)
  })
})

describe('what is inside of a tool', () => {
  const packages = {
    'node_modules/esm/package.json': '{"name":"esm","type":"module","exports":"./index.js"}',
    'node_modules/esm/index.js':
      "import { twice } from 'dep'\nexport const four = twice(2)\nexport const fail = () => { throw new RangeError('of the package') }\n",
    'node_modules/cjs/package.json': '{"name":"cjs","main":"m.js"}',
    'node_modules/cjs/m.js':
      "const dep = require('dep'); dep.state.n++\nmodule.exports = { state: dep.state, env: process.env.NODE_ENV, lazy: () => require('./lazy') }\n",
    'node_modules/cjs/lazy.js': "module.exports = 'lazy'\n",
    'node_modules/dep/package.json': '{"name":"dep","main":"m.js"}',
    'node_modules/dep/m.js': 'exports.twice = n => n * 2\nexports.state = { n: 0 }\n',
  }
  const script = `import { begin, exit, on, print } from 'systrace'
import cjs from 'cjs'
import * as dep from 'dep'
import { four } from 'esm'
import data from './data.json'
import { helper, later, watch } from './lib/helper.ts'
import text from './text.txt' with { type: 'text' }

watch()
begin(async () => {
  print(four, cjs.state.n, dep.state.n, cjs.env, cjs.lazy(), data.a, text, helper(1), await later())
  exit()
})
`
  const files = {
    ...packages,
    'data.json': '{"a":1}',
    'text.txt': 'text',
    'lib/helper.ts': `import { on, print } from 'systrace'
import { four } from 'esm'
export function helper(n: number): number {
  if (n === 0) throw new TypeError('zero')
  return n + four
}
export const later = async () => (await import('./later.ts')).value
export const watch = () => on('openat', e => { if (e.comm === 'no such name') print(helper(0)) })
`,
    'lib/later.ts': "export const value: string = 'later'\n",
  }

  kernelTest('its own files, npm packages, JSON and texts: it runs anywhere, without them', async () => {
    const tool = await tools.make(script, files)
    const moved = join(folder.path, 'moved', 'tool')
    mkdirSync(dirname(moved))
    renameSync(tool, moved)
    rmSync(dirname(tool), { recursive: true })
    expect(await runTool(moved, [], { cwd: '/', env: { NODE_ENV: 'test', HOME: '/nonexistent' } })).toEqual({
      stdout: '4 1 1 test lazy 1 text 5 later\n',
      stderr: '',
      exit: 0,
    })
    // What other files do is compiled for the kernel too.
    const { stdout } = await runTool(moved, ['--explain'])
    expect(stdout).toContain('lib/helper.ts:8:')
    expect(stdout).toContain('comm == "no such name"')
  })

  kernelTest('packages do without others that are not there, as in a run', async () => {
    const code = `import { begin, exit, print } from 'systrace'
import { absent, later, tried } from 'pkg'
const codeOf = (ask: () => unknown) => { try { return ask() } catch (error) { return (error as { code?: string }).code } }
begin(async () => {
  print(tried, codeOf(absent), codeOf(absent), await later())
  exit()
})
`
    const tool = await tools.make(code, {
      'node_modules/pkg/package.json': '{"name":"pkg","main":"m.js"}',
      'node_modules/pkg/m.js': `try { require('gone') } catch (error) { exports.tried = error.code }
exports.absent = () => require('gone/part')
exports.later = () => import('gone').catch(error => error.code)
`,
    })
    const stdout = 'MODULE_NOT_FOUND MODULE_NOT_FOUND MODULE_NOT_FOUND ERR_MODULE_NOT_FOUND\n'
    const script = join(dirname(tool), 'script.ts')
    expect(await systrace([script], running)).toEqual({ stdout, stderr: '', exit: 0 })
    expect(await runTool(tool, [])).toEqual({ stdout, stderr: '', exit: 0 })
  })

  programTest('what may be missing is told when it is made', async () => {
    const cwd = dirname(
      folder.write(
        'missing/script.ts',
        `import { begin, print } from 'systrace'\nimport 'finder'\nconst name = './a.ts'\nbegin(async () => print(await import(name)))\n`,
      ),
    )
    folder.write('missing/node_modules/finder/package.json', '{"name":"finder","main":"m.mjs"}')
    folder.write(
      'missing/node_modules/finder/m.mjs',
      "import { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('node:fs')\n",
    )
    const { stderr, exit } = await systrace(['compile', 'script.ts', '-o', 'tool'], { cwd })
    expect(exit).toBe(0)
    expect(stderr).toStartWith(
      'warning[not-inside]: what an import by a computed name finds is not inside of the tool\n  --> script.ts:4:38\n',
    )
    expect(stderr).toContain(
      '\nwarning[not-inside]: something in it looks for modules by itself (createRequire)',
    )
  })

  kernelTest('nothing comes from the folder in which it is started', async () => {
    const tool = await tools.make(
      `import { begin, exit, print } from 'systrace'
import optional from 'pkg'
const failed = (error: unknown) => String(error).slice(0, 34)
const name = (word: string) => './' + word + '.js'
const found = [optional]
try { found.push((await import('optional')).default) } catch (error) { found.push(failed(error)) }
found.push(await import(name('later')).then(it => it.default, failed))
begin(() => { print(found.join(', ')); exit() })
`,
      {
        'node_modules/pkg/package.json': '{"name":"pkg","main":"m.js"}',
        'node_modules/pkg/m.js':
          "try { module.exports = require('optional') } catch { module.exports = 'none' }\n",
      },
    )
    folder.write('else/node_modules/optional/package.json', '{"name":"optional","main":"m.js"}')
    folder.write('else/node_modules/optional/m.js', "module.exports = 'not ours'\n")
    const later = folder.write('else/later.js', "export default 'not ours'\n")
    expect(await runTool(tool, [], { cwd: dirname(later) })).toEqual({
      stdout: byEngine({
        bun: 'none, ResolveMessage: Cannot find packag, ResolveMessage: Cannot find module\n',
        deno: 'none, TypeError: Import "optional" not a, TypeError: invalid URL: relative U\n',
      }),
      stderr: '',
      exit: 0,
    })
  })

  // The Deno that makes tools here is older than the reader of source maps: test/tool/packed.test.ts looks at those.
  testNeeding(
    'bun',
    'kernel',
    'binary',
  )('errors show the lines as they were written, even when the file is gone', async () => {
    const worker = new Worker(folder)
    const thrower = `import { on } from 'systrace'
import { fail } from 'esm'
import { check } from './check.ts'
interface Unused { n: number }

on('openat', e => { if (e.comm === '${worker.comm}') check(e.filename) })
on('openat:enter', e => { if (e.comm === '${worker.comm}') fail() })
`
    const check = `type Name = string

export const check = (name: Name): void => {
  if (name !== '') throw new TypeError('not empty')
}
`
    const tool = await tools.make(thrower, { ...packages, 'check.ts': check })
    await using command = new Command(['-v'], { program: tool })
    await command.attached()
    rmSync(tool)
    worker.run()
    await command.until(
      ({ stderr }) => stderr.includes('not empty') && stderr.includes('RangeError'),
      'both errors',
    )
    command.kill('SIGINT')
    const { stderr, exit } = await command.ended()
    expect(exit).toBe(1)
    expect(stderr).toContain(`error[handler-threw]: TypeError: not empty
  --> check.ts:4:26
  4 |   if (name !== '') throw new TypeError('not empty')
    |                          ^^^^^^^^^^^^^
`)
    // In a package there is no line of the script's: the handler is shown, or the line that called.
    expect(stderr).toContain(`error[handler-threw]: RangeError: of the package
  --> script.ts:7:`)
  })

  testNeeding(
    'kernel',
    'root',
    'binary',
  )('works when root gave up its rights for the user of sudo', async () => {
    const script = `import { begin, exit, print } from 'systrace'
import { readFileSync } from 'node:fs'
begin(() => { exit(); print(process.getuid!()); readFileSync('/etc/shadow') })
`
    const tool = await tools.make(script, {}, '--embed-libbpf')
    const env = { SUDO_UID: '65534', SUDO_GID: '65534' }
    expect(await runTool(tool, [], { env })).toEqual({
      stdout: '65534\n',
      stderr: `error[handler-threw]: Error: EACCES: permission denied, open '/etc/shadow'
${byEngine({
  bun: `  --> script.ts:3:49
  3 | begin(() => { exit(); print(process.getuid!()); readFileSync('/etc/shadow') })
    |                                                 ^^^^^^^^^^^^
`,
  deno: '  hint: it was thrown in a function of begin\n',
})}`,
      exit: 0,
    })
  })

  kernelTest('code of -e, with all names in scope', async () => {
    const cwd = folder.path
    const code = "begin(() => { print('from code'); exit() })"
    const made = await systrace(['compile', '-e', code, '-o', 'from-code'], { cwd })
    expect(made).toEqual({ stdout: '', stderr: expect.stringMatching(wrote('from-code')), exit: 0 })
    expect(await runTool(join(cwd, 'from-code'), [])).toEqual({ stdout: 'from code\n', stderr: '', exit: 0 })
  })

  // Deno looks for the program itself, and says it so.
  testNeeding(
    'bun',
    'root',
    'binary',
  )('may not be run by who may not read it, and says so', async () => {
    const tool = await tools.make(slow)
    chmodSync(tool, 0o711)
    const under = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    const { stdout, stderr, exit } = await systrace([], {
      // Nobody finds the folder itself.
      under: [
        'unshare',
        '-m',
        'sh',
        '-c',
        `mount --bind ${dirname(tool)} /mnt; exec ${under.join(' ')} /mnt/${basename(tool)} --help`,
      ],
    })
    expect({ stdout, stderr, exit }).toEqual({
      stdout: '',
      stderr: `systrace: This executable may be run, but not read, and what it runs is inside\n  hint: let who runs it read it: chmod +r /mnt/${basename(tool)}\n`,
      exit: 3,
    })
  })

  programTest('damage is told', async () => {
    const tool = await tools.make(slow)
    const whole = readFileSync(tool)
    const start = whole.lastIndexOf('\0systrace tool\x01\n')
    const told = async (): Promise<string> => {
      const { stdout, stderr, exit } = await runTool(tool, ['--help'])
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
      return stderr
    }
    const inManifest = whole.indexOf('the name of a thread', start)
    const inCode = whole.indexOf('the name of a thread', inManifest + 1)
    for (const at of [inManifest, inCode]) {
      const flipped = Buffer.from(whole)
      flipped[at]! ^= 1
      writeFileSync(tool, flipped)
      expect(await told()).toContain('This tool is damaged: its checksum is wrong')
    }
    // What deno compile made would not begin.
    for (const size of byEngine({ bun: [whole.length - 1, start + 20], deno: [] })) {
      writeFileSync(tool, whole)
      truncateSync(tool, size)
      expect(await told()).toBe('systrace: This tool is damaged: its end is missing\n  hint: copy it anew\n')
    }
  })
})
