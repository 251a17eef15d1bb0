/** Where scripts come from: files of all sorts, standard input, code; and what they import. */

import { afterAll, describe, expect } from 'bun:test'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { binary, Command, Folder, systrace, Worker } from './command.ts'

const programTest = testNeeding('binary')
const kernelTest = testNeeding('kernel', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const head = "import { begin, exit, on, print } from 'systrace'\n"
/** Says that it ran, and ends. */
const hello = `${head}begin(() => { print('hello'); exit() })\n`
const greeted = { stdout: 'hello\n', stderr: '', exit: 0 }

describe('files that cannot be run', () => {
  programTest('one that is not there', async () => {
    folder.write('script.ts', hello)
    expect(await systrace(['scirpt.ts'], { cwd: folder.path })).toEqual({
      stdout: '',
      stderr: 'systrace: There is no script "scirpt.ts"\n  hint: did you mean "script.ts"?\n',
      exit: 2,
    })
    expect(await systrace(['run', 'script.ts/x'], { cwd: folder.path })).toEqual({
      stdout: '',
      stderr: 'systrace: There is no script "script.ts/x"\n  hint: systrace --help shows how to run one\n',
      exit: 2,
    })
  })

  programTest('a directory', async () => {
    expect(await systrace([folder.path])).toEqual({
      stdout: '',
      stderr: `systrace: Cannot run "${folder.path}": it is a directory\n  hint: name the script inside of it\n`,
      exit: 2,
    })
  })

  programTest('a program', async () => {
    expect(await systrace(['/bin/true'])).toEqual({
      stdout: '',
      stderr:
        'error[not-text]: "/bin/true" is not a text in UTF-8\n  hint: systrace runs scripts, not programs\n',
      exit: 1,
    })
  })

  programTest('a text in Latin 1, from a file and from standard input', async () => {
    const text = Buffer.from('// caf\xe9\n', 'latin1')
    const script = folder.write('latin.ts', text)
    const says = (name: string) => ({
      stdout: '',
      stderr: `error[not-text]: "${name}" is not a text in UTF-8\n  hint: save it as UTF-8\n`,
      exit: 1,
    })
    expect(await systrace([script])).toEqual(says(script))
    expect(await systrace(['-'], { stdin: text })).toEqual(says('<stdin>'))
  })

  programTest('an empty one', async () => {
    const says = {
      stdout: '',
      stderr:
        "error[no-handlers]: the script has no handler\n  hint: add one: on('openat', e => print(e.comm, e.filename))\n",
      exit: 1,
    }
    expect(await systrace([folder.write('empty.ts', '')])).toEqual(says)
    expect(await systrace(['run', '-'])).toEqual(says)
  })
})

describe('files that run', () => {
  const names = [
    'plain.ts',
    'module.mts',
    'script.js',
    'without-extension',
    'two.dots.ts',
    'a name with spaces.ts',
    "quote'd #1 100% (2) [x] ü 进.ts",
    'folder with #, ? and %20/script.ts',
    '-dash.ts',
  ]
  for (const name of names)
    kernelTest(name, async () => {
      folder.write(join(dirname(name), 'lib.ts'), 'export const greeting: string = "hello"\n')
      folder.write(
        name,
        `${head}import { greeting } from './lib.ts'\nbegin(() => { print(greeting); exit() })\n`,
      )
      const args = name.startsWith('-') ? ['--', name] : [name]
      expect(await systrace(args, { cwd: folder.path })).toEqual(greeted)
      expect(await systrace(['run', join(folder.path, name)])).toEqual(greeted)
    })

  kernelTest('a link to a script, whose imports are beside the script itself', async () => {
    folder.write('real/script.ts', `${head}import { x } from './lib.ts'\nbegin(() => { print(x); exit() })\n`)
    folder.write('real/lib.ts', "export const x = 'hello'\n")
    mkdirSync(join(folder.path, 'bin'))
    symlinkSync('../real/script.ts', join(folder.path, 'bin/link'))
    expect(await systrace(['bin/link'], { cwd: folder.path })).toEqual(greeted)
  })

  kernelTest('with a byte order mark', async () => {
    expect(await systrace([folder.write('bom.ts', `\ufeff${hello}`)])).toEqual(greeted)
  })

  kernelTest('with lines that end in CRLF', async () => {
    expect(await systrace([folder.write('crlf.ts', hello.replaceAll('\n', '\r\n'))])).toEqual(greeted)
  })

  kernelTest('with a first line that names systrace', async () => {
    const script = folder.write('shebang', `#!${binary} -q\n${hello}`)
    chmodSync(script, 0o755)
    await using command = new Command([], { under: [script] })
    // `under` is the script itself; what follows it is an argument of the script.
    expect(await command.ended()).toEqual(greeted)
    expect(await systrace([script])).toEqual(greeted)
  })

  kernelTest('from standard input', async () => {
    expect(await systrace(['run', '-'], { stdin: hello })).toEqual(greeted)
    expect(await systrace(['-'], { stdin: "begin(() => { print('hello'); exit() })" })).toEqual(greeted)
  })

  kernelTest('code in several lines', async () => {
    const code = ['-e', "const greeting = 'hello'", '-e', 'begin(() => { print(greeting); exit() })']
    expect(await systrace(code)).toEqual(greeted)
  })

  kernelTest('with arguments', async () => {
    const script = folder.write('arguments.ts', `${head}print(process.argv.join('|'))\nbegin(() => exit())\n`)
    const ran = await systrace([script, '-d', '5', '--', 'x'])
    expect(ran).toEqual({ stdout: `systrace|${script}|-d|5|--|x\n`, stderr: '', exit: 0 })
    const code = await systrace(['-e', "print(process.argv.join('|')); begin(() => exit())", '--', '-d', '5'])
    expect(code.stdout).toBe('systrace|-e|-d|5\n')
  })

  kernelTest(
    'with options of systrace behind it: a script that reads no arguments did not mean them',
    async () => {
      const script = folder.write('no-arguments.ts', hello)
      expect(await systrace([script, '-d', '5'])).toEqual({
        stdout: 'hello\n',
        stderr: 'systrace: "-d" behind the script goes to the script; options of systrace come before it\n',
        exit: 0,
      })
      expect((await systrace(['-q', script, '-d', '5'])).stderr).toBe('')
    },
  )

  kernelTest('with an exit code of its own', async () => {
    expect((await systrace(['-e', 'begin(() => exit(42))'])).exit).toBe(42)
    expect((await systrace(['-e', 'exit(43)'])).exit).toBe(43)
    expect(await systrace(['-e', 'begin(() => { exit(256) }); every(10, () => exit())'])).toMatchObject({
      stderr: expect.stringContaining(
        'RangeError: The code of exit must be an integer from 0 to 255, not 256\n',
      ),
    })
  })

  kernelTest('that leaves timers and servers behind still ends', async () => {
    const code = `import { createServer } from 'node:net'
setInterval(() => {}, 1000)
createServer().listen(0, '127.0.0.1')
begin(() => exit())`
    expect(await systrace(['-e', code])).toEqual({ stdout: '', stderr: '', exit: 0 })
  })
})

describe('imports', () => {
  kernelTest('of packages in node_modules, CommonJS and JSON', async () => {
    folder.write(
      'app/node_modules/esm/package.json',
      '{ "name": "esm", "type": "module", "exports": "./x.js" }',
    )
    folder.write('app/node_modules/esm/x.js', "export const esm = 'esm'\n")
    folder.write('app/node_modules/cjs/index.js', 'module.exports = { cjs: typeof require }\n')
    folder.write('app/local.cjs', "exports.local = 'local'\n")
    folder.write('app/data.json', '{ "value": 7 }')
    folder.write('app/nested/deep.ts', "export { esm } from 'esm'\n")
    const script = folder.write(
      'app/script.ts',
      `${head}import { cjs } from 'cjs'
import { local } from './local.cjs'
import data from './data.json'
import { esm } from './nested/deep'
print(cjs, local, data.value, esm)
begin(() => exit())
`,
    )
    const want = { stdout: 'function local 7 esm\n', stderr: '', exit: 0 }
    expect(await systrace([script])).toEqual(want)
    const code =
      "import { cjs } from 'cjs'; import { local } from './local.cjs'; print(cjs, local); begin(() => exit())"
    expect(await systrace(['-e', code], { cwd: join(folder.path, 'app') })).toEqual({
      ...want,
      stdout: 'function local\n',
    })
  })

  kernelTest('of files with handlers: all of them work, each with tables of its own', async () => {
    const worker = new Worker(folder)
    const handler = (name: string) =>
      `on('openat', e => { if (e.filename === '/etc/hostname') ${name}.add() })`
    folder.write(
      'parts/first.ts',
      `import { count, on } from 'systrace'\nconst first = count.table()\n${handler('first')}\nexport const one = 1\n`,
    )
    folder.write(
      'parts/second.ts',
      `import * as trace from 'systrace'\nimport './first.ts'\nconst second = trace.count.table()\ntrace.${handler('second')}\n`,
    )
    const script = folder.write(
      'parts/script.ts',
      `import { count, on as listen } from 'systrace'
import { one } from './first.ts'
import './second.ts'
listen('close', () => count('main', one))
`,
    )
    await using command = new Command(['-v', '-f', 'json', '-c', worker.comm, script])
    await command.attached()
    worker.run(2)
    command.kill('SIGINT')
    const { stdout, exit } = await command.ended()
    const tables = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { name: string; rows: { value: number }[] })
    expect(exit).toBe(0)
    expect(Object.fromEntries(tables.map(({ name, rows }) => [name, rows[0]!.value]))).toMatchObject({
      first: 2,
      second: 2,
      "count('main', one)": expect.any(Number),
    })
  })

  kernelTest('at the top level, awaited', async () => {
    folder.write('lazy.ts', "export const lazy = await Promise.resolve('hello')\n")
    const code = "const { lazy } = await import('./lazy.ts'); begin(() => { print(lazy); exit() })"
    expect(await systrace(['-e', code], { cwd: folder.path })).toEqual(greeted)
  })

  kernelTest('take nothing from the folder that systrace is started in', async () => {
    folder.write('hostile/.env', 'FROM_ENV=1\n')
    folder.write('hostile/bunfig.toml', 'preload = ["./preload.ts"]\n')
    folder.write('hostile/preload.ts', "console.log('preloaded')\n")
    folder.write('hostile/node_modules/systrace/index.js', "console.log('not this one')\n")
    const code = `${head}begin(() => { print(process.env.FROM_ENV ?? 'hello'); exit() })`
    expect(await systrace(['-e', code], { cwd: join(folder.path, 'hostile') })).toEqual(greeted)
  })
})
