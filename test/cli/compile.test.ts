/** `systrace compile`, and the tools that it makes: what they are called with, what they need, where they run. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import {
  binary,
  Command,
  type Ended,
  Folder,
  powerless,
  type StartOptions,
  systrace,
  Worker,
} from './command.ts'

const programTest = testNeeding('binary')
const kernelTest = testNeeding('kernel', 'binary')
const rootTest = testNeeding('root', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const { version } = JSON.parse(readFileSync(join(import.meta.dir, '../../package.json'), 'utf8')) as {
  version: string
}

const wrote = (tool: string): RegExp =>
  new RegExp(`^systrace: wrote ${RegExp.escape(tool)} \\(linux-\\w+, \\d+ MB\\)\n`)

let tools = 0

/** Compiles a script that is written to a folder of its own, with other files beside it. Returns the tool's path. */
const compiled = async (
  script: string,
  files: Readonly<Record<string, string>> = {},
  ...options: string[]
): Promise<string> => {
  const name = `tool${tools++}`
  for (const [file, text] of Object.entries({ 'script.ts': script, ...files }))
    folder.write(`${name}/${file}`, text)
  const cwd = join(folder.path, name)
  const { stdout, stderr, exit } = await systrace(['compile', ...options, 'script.ts', '-o', name], { cwd })
  expect({ stdout, exit, stderr }).toEqual({
    stdout: '',
    exit: 0,
    stderr: expect.stringMatching(wrote(name)),
  })
  return join(cwd, name)
}

/** Runs a tool to its end. */
const runTool = (program: string, args: readonly string[], options: StartOptions = {}): Promise<Ended> =>
  systrace(args, { ...options, program })

const slow = `/**
 * Reads that take long.
 *
 * Shows who reads, and how long it takes.
 */
import { duration, on, options, print } from 'systrace'
import { description, metadata, optional, pipe, string } from 'valibot'

const opt = options({
  slow: pipe(duration('10ms'), description('how long a read must take')),
  comm: pipe(optional(string()), metadata({ short: 'n' }), description('the name of a thread')),
})

on('openat', e => {
  if (e.comm === opt.comm && e.duration > opt.slow && e.filename === '/etc/hostname') print(e.filename)
})
`

describe('a tool', () => {
  programTest('has its own name and options in --help, and a version, without root', async () => {
    const tool = await compiled(slow)
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
    const tool = await compiled(slow)
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
    const tool = await compiled(slow)
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
    const tool = await compiled(slow)
    const { stdout, stderr, exit } = await runTool(tool, ['--explain', '--slow', '7ms', '-n', 'bash'])
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    expect(stdout).toContain('if         comm == "bash" && duration > 7ms')
    expect(stdout).toStartWith('script.ts:14:1  ')
    const json = await runTool(tool, ['--explain', '-f', 'json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ handlers: [{ file: 'script.ts' }] })
  })

  programTest('is no general systrace', async () => {
    const tool = await compiled(slow)
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
    const tool = await compiled(options)
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

  kernelTest('without options takes the general ones and no others', async () => {
    const tool = await compiled(
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
    const tool = await compiled(
      "import { args, begin, exit, print } from 'systrace'\nbegin(() => { print(...args, '|', ...process.argv.slice(2)); exit() })\n",
    )
    const printed = async (...args: string[]): Promise<string> => (await runTool(tool, args)).stdout
    expect(await printed('-q', '-d', '5', 'a', '-q')).toBe('a -q | a -q\n')
    expect(await printed('-q', '--', '-q')).toBe('-q | -q\n')
    expect(await printed('--help')).toContain('General options:\n')
  })

  kernelTest('ends with the exit codes of systrace', async () => {
    const head = "import { begin, exit, on } from 'systrace'\n"
    const five = await compiled(`${head}begin(() => exit(5))\n`)
    expect(await runTool(five, [])).toEqual({ stdout: '', stderr: '', exit: 5 })
    expect(await runTool(five, ['-p', '4194304'])).toMatchObject({ exit: 2 })
    const thrower = await compiled(`${head}throw new Error('no')\n`).catch(() => undefined)
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
    const tool = await compiled(script, files)
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

  kernelTest('errors show the lines as they were written, even when the file is gone', async () => {
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
    const tool = await compiled(thrower, { ...packages, 'check.ts': check })
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

  kernelTest('code of -e, with all names in scope', async () => {
    const cwd = folder.path
    const code = "begin(() => { print('from code'); exit() })"
    const made = await systrace(['compile', '-e', code, '-o', 'from-code'], { cwd })
    expect(made).toEqual({ stdout: '', stderr: expect.stringMatching(wrote('from-code')), exit: 0 })
    expect(await runTool(join(cwd, 'from-code'), [])).toEqual({ stdout: 'from code\n', stderr: '', exit: 0 })
  })

  programTest('damage is told', async () => {
    const tool = await compiled(slow)
    const { size } = statSync(binary)
    const whole = readFileSync(tool)
    const told = async (): Promise<string> => {
      const { stdout, stderr, exit } = await runTool(tool, ['--help'])
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
      return stderr
    }
    truncateSync(tool, whole.length - 1)
    expect(await told()).toBe('systrace: This tool is damaged: its end is missing\n  hint: copy it anew\n')
    truncateSync(tool, size + 20)
    expect(await told()).toContain('its end is missing')
    for (const at of [size + 100, whole.indexOf('// @bun', size) + 20]) {
      const flipped = Buffer.from(whole)
      flipped[at]! ^= 1
      writeFileSync(tool, flipped)
      expect(await told()).toContain('This tool is damaged: its checksum is wrong')
    }
  })
})

describe('what compile refuses', () => {
  const head = "import { on, print } from 'systrace'\n"
  const cases: readonly [what: string, script: string, stderr: string, exit?: number][] = [
    [
      'a syntax error',
      `${head}on('openat', e => print(e.comm)\n`,
      'error[syntax]: Expected `)` but found `EOF`\n  --> bad.ts:2:32\n',
    ],
    [
      'a field that is not there',
      `${head}on('openat', e => print(e.flename))\n`,
      'error[unknown-field]: no field of openat is called "flename"\n  --> bad.ts:2:27\n',
    ],
    [
      'a probe that is not there',
      `${head}on('opennat', e => print(e.comm))\n`,
      'error[unknown-probe]: no syscall is called "opennat"\n  --> bad.ts:2:4\n',
      2,
    ],
    ['no handler', 'console.log(1)\n', 'error[no-handlers]: the script has no handler\n'],
    [
      'an import of no file',
      `${head}import { x } from './nolib.ts'\non('openat', e => print(x))\n`,
      'error[unknown-import]: there is no file "./nolib.ts"\n  --> bad.ts:2:19\n',
    ],
    [
      'an import of no package',
      `${head}import x from 'no-such-package'\non('openat', e => print(x))\n`,
      'error[unknown-import]: there is no package "no-such-package" in node_modules of ',
    ],
    [
      'a name that a file does not export',
      `${head}import { y } from './lib.ts'\non('openat', e => print(y))\n`,
      'error[unknown-export]: "./lib.ts" exports no "y"\n  --> bad.ts:2:10\n',
    ],
    [
      'a name that systrace does not export',
      "import { on, prinnt } from 'systrace'\non('openat', e => prinnt(e.comm))\n",
      'error[unknown-export]: "systrace" exports no "prinnt"\n  --> bad.ts:1:14\n',
    ],
    [
      'a syntax error in a file that it imports',
      `${head}import { y } from './wrong.ts'\non('openat', e => print(y))\n`,
      'error[syntax]: Unexpected token\n  --> wrong.ts:1:18\n',
    ],
    [
      'a file that is imported as one',
      `${head}import png from './x.png'\non('openat', e => print(png))\n`,
      'error[not-inside]: "x.png" cannot be inside of a tool: it is imported as a file\n  --> bad.ts:2:17\n',
    ],
    [
      'native code',
      `${head}import x from 'native'\non('openat', e => print(x))\n`,
      'error[not-inside]: "x.node" cannot be inside of a tool: it is native code\n',
    ],
    [
      'an option that no text can be given for',
      `${head}import { options } from 'systrace'\nimport { date } from 'valibot'\nconst o = options({ at: date() })\non('openat', e => print(o.at))\n`,
      'error[script-threw]: TypeError: Option "at" cannot be given as text',
    ],
  ]
  for (const [what, script, stderr, exit = 1] of cases)
    programTest(what, async () => {
      using own = new Folder()
      own.write('bad.ts', script)
      own.write('lib.ts', 'export const x = 1\n')
      own.write('wrong.ts', 'export const y = = 1\n')
      own.write('x.png', 'x')
      own.write('node_modules/native/package.json', '{"name":"native","main":"m.js"}')
      own.write('node_modules/native/m.js', "module.exports = require('./x.node')\n")
      own.write('node_modules/native/x.node', 'x')
      const before = readdirSync(own.path)
      const ended = await systrace(['compile', 'bad.ts', '-o', 'tool'], { cwd: own.path })
      expect(ended).toMatchObject({ stdout: '', exit })
      expect(ended.stderr).toStartWith(stderr)
      expect(readdirSync(own.path)).toEqual(before)
    })

  programTest('wrong words', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { stdout, stderr, exit } = await systrace(['compile', ...args], { cwd: folder.path })
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 })
      return stderr
    }
    folder.write('words.ts', slow)
    expect(await refused()).toBe(
      'systrace: Nothing to compile\n  hint: name a script: systrace compile slow.ts -o slow\n',
    )
    expect(await refused('words.ts', '--slow')).toStartWith('systrace: Unknown option "--slow"\n')
    expect(await refused('words.ts', 'x')).toStartWith(
      'systrace: Unexpected argument "x"\n  hint: a tool is made of one',
    )
    expect(await refused('-e', 'exit()')).toStartWith('systrace: The tool has no name\n')
    expect(await refused('wrods.ts')).toBe(
      'systrace: There is no script "wrods.ts"\n  hint: did you mean "words.ts"?\n',
    )
    expect(await refused('words.ts', '--target', 'linux-arm')).toBe(
      'systrace: Option "--target" must be linux-x64 or linux-arm64, not "linux-arm"\n  hint: did you mean "linux-arm64"?\n',
    )
  })
})

describe('where a tool is written', () => {
  programTest('to the name of the script, in this folder, executable', async () => {
    const script = folder.write('there/reads.ts', slow)
    const here = join(folder.path, 'here')
    mkdirSync(here)
    expect(await systrace(['compile', script], { cwd: here })).toMatchObject({ stdout: '', exit: 0 })
    expect(readdirSync(here)).toEqual(['reads'])
    expect(statSync(join(here, 'reads')).mode & 0o111).toBe(0o111)
  })

  programTest('over a tool, even one that runs, but over nothing else without --force', async () => {
    const tool = await compiled(slow)
    const cwd = dirname(tool)
    expect(await systrace(['compile', 'script.ts', '-o', tool], { cwd })).toMatchObject({ exit: 0 })
    const refused = async (path: string): Promise<string> => {
      const { stdout, stderr, exit } = await systrace(['compile', 'script.ts', '-o', path], { cwd })
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 })
      return stderr
    }
    expect(await refused('script.ts')).toBe(
      'systrace: "script.ts" is there, and is no tool that systrace made\n  hint: name another file, or overwrite it with --force\n',
    )
    expect(readFileSync(join(cwd, 'script.ts'), 'utf8')).toBe(slow)
    expect(await refused(cwd)).toBe(
      `systrace: Cannot write "${cwd}": it is a directory\n  hint: name a file in it\n`,
    )
    expect(await refused('/dev/null')).toBe(
      'systrace: Cannot write "/dev/null": it is no ordinary file\n  hint: name a new file\n',
    )
    writeFileSync(join(cwd, 'notes'), 'mine')
    expect(await systrace(['compile', '--force', 'script.ts', '-o', 'notes'], { cwd })).toMatchObject({
      exit: 0,
    })
    expect((await runTool(join(cwd, 'notes'), ['-V'])).stdout).toBe(`notes (systrace ${version})\n`)
  })

  programTest('to no folder that is not there', async () => {
    const script = folder.write('nowhere.ts', slow)
    expect(await systrace(['compile', script, '-o', '/no/such/folder/tool'])).toEqual({
      stdout: '',
      stderr: 'systrace: Cannot write "/no/such/folder/tool": there is no such folder\n',
      exit: 3,
    })
  })

  rootTest('to no disk that is full: what was there stays, and nothing else does', async () => {
    const script = folder.write('full.ts', slow)
    const disk = join(folder.path, 'disk')
    mkdirSync(disk)
    const tool = await compiled(slow)
    // 120 MB hold one tool and not two.
    const { stdout, exit } = await systrace([], {
      under: [
        ...['unshare', '-m', 'sh', '-c'],
        `mount -t tmpfs -o size=130m none ${disk} && cp ${tool} ${disk}/old && cd ${disk} && ${binary} compile ${script} -o old 2>&1; echo $?; ${binary} compile ${script} -o new 2>&1; echo $?; ls -A; ./old --version`,
      ],
    })
    expect({ stdout, exit }).toEqual({
      stdout: `systrace: Cannot write "old": the disk is full
3
systrace: Cannot write "new": the disk is full
3
old
old (systrace ${version})
`,
      exit: 0,
    })
  })
})

/** The files of the C library and of the program loader, which a bare machine has at least. */
const libcFiles = (): string[] =>
  [...execFileSync('ldd', [binary], { encoding: 'utf8' }).matchAll(/(\/lib\S+)/g)]
    .map(([, path]) => path!)
    // What the parser inside needs: part of the C library, and the compiler's own.
    .flatMap(path => (path.endsWith('/libc.so.6') ? [path, ...beside(path)] : [path]))

const beside = (libc: string): string[] =>
  ['librt.so.1', 'libgcc_s.so.1'].map(name => join(dirname(libc), name)).filter(path => existsSync(path))

/** A folder that is the root of a machine which has a C library, and these files in /work. */
const bareRoot = (files: readonly string[]): string => {
  const root = join(folder.path, `root${tools++}`)
  for (const place of ['proc', 'sys', 'work']) mkdirSync(join(root, place), { recursive: true })
  for (const path of libcFiles()) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    copyFileSync(path, join(root, path))
  }
  for (const path of files) copyFileSync(path, join(root, 'work', basename(path)))
  return root
}

/** A command that starts programs there, in a network of its own with nothing in it, with an empty environment. */
const inside = (root: string): string[] => [
  ...['unshare', '-m', '-n', 'sh', '-c'],
  `mount --rbind /proc ${root}/proc && mount --rbind /sys ${root}/sys && exec env -i "$(command -v chroot)" ${root} "$@"`,
  'sh',
]

describe('on a bare machine', () => {
  rootTest('compile needs nothing but the binary', async () => {
    const root = bareRoot([binary, folder.write('bare/slow.ts', slow)])
    const under = inside(root)
    const program = `/work/${basename(binary)}`
    const made = await systrace(['compile', '/work/slow.ts', '-o', '/work/slow'], { under, program })
    expect(made).toEqual({ stdout: '', stderr: expect.stringMatching(wrote('/work/slow')), exit: 0 })
    expect(readdirSync(join(root, 'work')).sort()).toEqual(['slow', 'slow.ts', basename(binary)].sort())
    expect(readdirSync(root).sort()).toEqual(['lib', 'lib64', 'proc', 'sys', 'work'])
    const help = await systrace(['--help'], { under, program: '/work/slow' })
    expect(help.stdout).toContain('--slow <duration>')
    // But tracing needs libbpf, and says so.
    const run = await systrace(['-d', '1'], { under, program: '/work/slow' })
    expect(run).toMatchObject({ stdout: '', exit: 3 })
    expect(run.stderr).toStartWith('slow: The library libbpf.so.1 is not on this machine\n')
  })

  testNeeding(
    'kernel',
    'root',
    'binary',
  )('a tool with libbpf inside traces, and leaves no file', async () => {
    const worker = new Worker(folder)
    const script = `import { exit, on, print } from 'systrace'
on('openat', e => { if (e.comm === '${worker.comm}' && e.filename === '/etc/hostname') { print(e.filename, e.ret > 0); exit() } })
`
    const tool = await compiled(script, {}, '--embed-libbpf')
    const root = bareRoot([tool])
    await using command = new Command(['-v'], { under: inside(root), program: `/work/${basename(tool)}` })
    await command.attached()
    worker.run()
    expect(await command.ended()).toMatchObject({ stdout: '/etc/hostname true\n', exit: 0 })
    expect(readdirSync(join(root, 'work'))).toEqual([basename(tool)])
  })

  programTest('--embed-libbpf tells which files are inside', async () => {
    folder.write('embed/script.ts', slow)
    const { stderr } = await systrace(['compile', '--embed-libbpf', 'script.ts', '-o', 'tool'], {
      cwd: join(folder.path, 'embed'),
    })
    expect(stderr).toMatch(
      /\n {2}inside: \/\S*libz\.so\S*\n(?: {2}inside: \S+\n)*? {2}inside: \/\S*libbpf\.so\S*\n$/,
    )
  })
})

describe('for other machines', () => {
  /** A copy of the binary that says it is for arm64. */
  const arm64 = (): string => {
    const bytes = readFileSync(binary)
    bytes.writeUInt16LE(183, 18)
    return folder.write('arm/systrace-linux-arm64', bytes)
  }

  programTest('takes the runtime that is named or beside it, and checks for that machine', async () => {
    const other = process.arch === 'arm64' ? undefined : arm64()
    if (!other) return
    const cwd = folder.path
    const script = folder.write('arm/new.ts', slow)
    const old = folder.write(
      'arm/old.ts',
      "import { on, print } from 'systrace'\non('open', e => print(e.comm))\n",
    )
    for (const options of [
      ['--runtime', other],
      ['--target', 'linux-arm64', '--runtime', other],
    ])
      expect(await systrace(['compile', ...options, script, '-o', 'arm-tool'], { cwd })).toEqual({
        stdout: '',
        stderr: expect.stringMatching(/^systrace: wrote arm-tool \(linux-arm64, \d+ MB\)\n$/),
        exit: 0,
      })
    expect(readFileSync(join(cwd, 'arm-tool')).readUInt16LE(18)).toBe(183)
    const refused = await systrace(['compile', '--runtime', other, old, '-o', 'x'], { cwd })
    expect(refused.stderr).toStartWith('error[unknown-probe]: ')
    // Beside the binary.
    const copy = join(cwd, 'arm', 'systrace')
    copyFileSync(binary, copy)
    chmodSync(copy, 0o755)
    const beside = await systrace(['compile', '--target', 'linux-arm64', script, '-o', 'beside'], {
      cwd,
      program: copy,
    })
    expect(beside).toMatchObject({ stdout: '', exit: 0 })
    const embedded = await systrace(['compile', '--embed-libbpf', '--runtime', other, script, '-o', 'x'], {
      cwd,
    })
    expect(embedded.stderr).toStartWith(
      "systrace: Cannot put this machine's libbpf into a tool for linux-arm64\n",
    )
  })

  programTest('refuses what is no runtime, or none for that machine', async () => {
    const script = folder.write('arm/new.ts', slow)
    const tool = await compiled(slow)
    const refused = async (...options: string[]): Promise<Ended> =>
      await systrace(['compile', ...options, script, '-o', 'x'], { cwd: folder.path })
    const target = process.arch === 'arm64' ? 'linux-x64' : 'linux-arm64'
    const own = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64'
    expect(await refused('--target', target)).toEqual({
      stdout: '',
      stderr: `systrace: There is no runtime for ${target} at hand: ${dirname(binary)}/systrace-${target} is not there\n  hint: put the systrace for ${target} there, or name it: --runtime FILE\n`,
      exit: 3,
    })
    expect((await refused('--target', target, '--runtime', binary)).stderr).toBe(
      `systrace: "${binary}" is for ${own}, not for ${target}\n  hint: name a systrace for ${target}\n`,
    )
    expect((await refused('--runtime', '/bin/true')).stderr).toStartWith(
      `systrace: "/bin/true" is no executable of systrace ${version}\n`,
    )
    expect((await refused('--runtime', script)).stderr).toStartWith(
      `systrace: "${script}" is no executable of systrace\n`,
    )
    expect((await refused('--runtime', tool)).stderr).toStartWith(
      `systrace: "${tool}" is the tool "${basename(tool)}"\n`,
    )
    expect((await refused('--runtime', '/no/such')).stderr).toBe(
      'systrace: Cannot read the runtime "/no/such": it is not there\n  hint: name an executable of systrace\n',
    )
  })
})
