/** `systrace share`, and lines that are run. */

import { afterAll, describe, expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Command, Folder, systrace, Worker } from './command.ts'

const programTest = testNeeding('binary')
const kernelTest = testNeeding('kernel', 'binary')
const bundlerTest = testNeeding('bun', 'kernel', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const env = { XDG_CACHE_HOME: join(folder.path, 'cache'), XDG_CONFIG_HOME: join(folder.path, 'config') }

const head = "import { begin, exit, on, print } from 'systrace'\n"
const share = async (script: string) => {
  const { stdout, stderr, exit } = await systrace(['share', script], { env, cwd: folder.path })
  expect({ stderr, exit }).toMatchObject({ exit: 0 })
  return { line: stdout.trimEnd(), told: stderr }
}

describe('share', () => {
  programTest('prints one line, its length and what the script asks for', async () => {
    folder.write(
      'asks.ts',
      `${head}import { readFileSync } from 'node:fs'\nimport chalk from 'chalk'\n
on(['openat', '%net'], e => fetch(chalk.red(readFileSync(e.comm, 'utf8'))))\n`,
    )
    const { stdout, stderr, exit } = await systrace(['share', 'asks.ts'], { env, cwd: folder.path })
    expect(stdout).toMatch(/^st1:[\w-]+\n$/)
    expect({ stderr, exit }).toEqual({
      stderr: `systrace: ${stdout.length - 1} characters. It asks for:
  probes     openat, %net
  files      node:fs
  network    fetch
  packages   chalk, as they are in node_modules here
`,
      exit: 0,
    })
  })

  programTest('refuses what cannot travel, each with one message', async () => {
    folder.write('no-file.ts', "import './missing.ts'\n")
    folder.write('absolute.ts', "import '/etc/x.ts'\n")
    folder.write('syntax.ts', 'const = 1\n')
    folder.write('deep.ts', `let a = ${'['.repeat(20_000)}`)
    folder.write('bad-lib.ts', "import './syntax.ts'\n")
    folder.write('not-imported.ts', 'print(1)\n')
    folder.write('binary.ts', "import x from './data.bin'\n")
    folder.write('data.bin', new Uint8Array([0, 255]))
    folder.write('elsewhere/real.ts', '')
    symlinkSync('elsewhere/real.ts', join(folder.path, 'link.ts'))
    folder.write('linked.ts', "import './link.ts'\n")
    const cases = [
      [['share'], 2, 'systrace: Nothing to share\n  hint: name a script: systrace share slow.ts\n'],
      [['share', 'a', 'b'], 2, 'systrace: Unexpected argument "b"\n  hint: one script at a time: the files that it imports come with it\n'],
      [['share', '--', 'a', '-b.ts'], 2, 'systrace: Unexpected argument "-b.ts"\n  hint: one script at a time: the files that it imports come with it\n'],
      [['share', 'nothing.ts'], 2, 'systrace: There is no script "nothing.ts"\n  hint: systrace --help shows how to run one\n'],
      [['share', 'no-file.ts'], 1, 'error[unknown-import]: there is no file "./missing.ts"\n  --> no-file.ts:1:8\n'],
      [['share', 'absolute.ts'], 1, 'error[unknown-import]: what cannot be taken along: "/etc/x.ts"\n  --> absolute.ts:1:8\n'],
      [['share', 'syntax.ts'], 1, 'error[syntax]: '],
      [['share', 'deep.ts'], 1, 'error[syntax]: More than 1000 brackets are open here\n'],
      [['share', 'bad-lib.ts'], 1, 'error[syntax]: '],
      [['share', 'not-imported.ts'], 1, 'error[not-imported]: "print" is not imported\n  --> not-imported.ts:1:1\n'],
      [['share', 'binary.ts'], 2, 'systrace: "data.bin" is not a text in UTF-8\n'],
      [['share', 'linked.ts'], 1, 'error[unknown-import]: there is no file "./link.ts" among those of the script\n'],
    ] as const // biome-ignore format: a table
    for (const [args, exit, message] of cases) {
      const ended = await systrace(args, { env, cwd: folder.path })
      expect({ ...ended, stderr: ended.stderr.slice(0, message.length) }).toEqual({
        stdout: '',
        stderr: message,
        exit,
      })
    }
  })
})

describe('a line', () => {
  kernelTest('runs, with arguments of its own, once it was confirmed', async () => {
    folder.write('args.ts', `${head}begin(() => { print(process.argv.slice(2).join()); exit() })\n`)
    const { line } = await share('args.ts')
    const refused = await systrace(['run', line, 'a'], { env })
    expect(refused).toMatchObject({ stdout: '', exit: 2 })
    expect(refused.stderr).toMatch(
      /^systrace: "args.ts" is not from this machine[\s\S]*\nsystrace: "args.ts" was not confirmed, and there is no terminal to ask on\n {2}hint: run it with --yes, or for good with --integrity sha256-\S{44}\n$/,
    )
    const yes = await systrace(['run', '--yes', line, 'a', '--b'], { env })
    expect(yes).toMatchObject({ stdout: 'a,--b\n', exit: 0 })
    expect(yes.stderr).toStartWith('systrace: "args.ts" is not from this machine.')
    // A confirmed one is not asked about again, however it is started.
    expect(await systrace([line, 'c'], { env })).toEqual({ stdout: 'c\n', stderr: '', exit: 0 })
  })

  kernelTest('runs with all files of the script, whose places are in messages', async () => {
    folder.write(
      'many/src/main.ts',
      `${head}import { shout } from '../lib/shout'\nimport data from './data.json'
const old = require('../lib/old.js')\nbegin(() => { print(shout(data.word), old.x); exit() })\n`,
    )
    folder.write(
      'many/lib/shout.ts',
      `import { print } from 'systrace'
export const shout = (text: string) => { if (text === 'boom') throw new Error(text); print('lib'); return text.toUpperCase() }\n`,
    )
    folder.write('many/lib/old.js', 'exports.x = 1\n')
    folder.write('many/src/data.json', '{"word":"hello"}')
    const { line, told } = await share('many/src/main.ts')
    expect(told).toMatch(/^systrace: \d+ characters, 4 files\. /)
    expect(await systrace(['-q', '--yes', line], { env })).toMatchObject({
      stdout: 'lib\nHELLO 1\n',
      exit: 0,
    })

    // Up and down again into the same folder.
    folder.write('same/a.ts', `${head}import { b } from '../same/b.ts'\nbegin(() => { print(b); exit() })\n`)
    folder.write('same/b.ts', "export const b = 'same'\n")
    const same = await share('same/a.ts')
    expect(await systrace(['--yes', '-q', same.line], { env })).toEqual({
      stdout: 'same\n',
      stderr: '',
      exit: 0,
    })

    folder.write('many/src/data.json', '{"word":"boom"}')
    const boom = await systrace(['-d', '0.2', '--yes', (await share('many/src/main.ts')).line], { env })
    expect(boom).toMatchObject({ stdout: '', exit: 1 })
    expect(boom.stderr).toContain('error[handler-threw]: Error: boom\n  --> lib/shout.ts:2:69\n')
  })

  kernelTest('finds npm packages where systrace is started, and says which are missing', async () => {
    folder.write('with/node_modules/dep/package.json', '{"name":"dep","main":"i.js"}')
    folder.write('with/node_modules/dep/i.js', 'exports.d = "dep"')
    folder.write('with/one.ts', `${head}import { d } from 'dep'\nbegin(() => { print(d); exit() })\n`)
    folder.write('with/two.ts', `${head}import { d } from './d.ts'\nbegin(() => { print(d); exit() })\n`)
    folder.write('with/d.ts', "export { d } from 'dep'\n")
    for (const script of ['with/one.ts', 'with/two.ts']) {
      const { line } = await share(script)
      const cwd = join(folder.path, 'with')
      expect(await systrace(['--yes', '-q', line], { env, cwd })).toMatchObject({ stdout: 'dep\n', exit: 0 })
      const missing = await systrace([line], { env, cwd: '/' })
      expect(missing).toMatchObject({ stdout: '', exit: 1 })
      expect(missing.stderr).toStartWith(
        'error[unknown-import]: there is no package "dep" in node_modules of /, nor above\n',
      )
    }
  })

  programTest('is known where something stands before it', async () => {
    folder.write('before.ts', `${head}begin(() => { print('${'x'.repeat(50)}'); exit() })\n`)
    const { line } = await share('before.ts')
    const words = [` ${line}`, `'${line}'`, `<${line}${'A'.repeat(300)}>`]
    for (const word of words) {
      const shown = JSON.stringify(word.length > 200 ? `${word.slice(0, 200)}…` : word)
      expect(await systrace([word], { env })).toEqual({
        stdout: '',
        stderr: `systrace: There is no script ${shown}\n  hint: a line of systrace share begins with st1:, and nothing stands before it\n`,
        exit: 2,
      })
    }
  })

  programTest('is explained without being confirmed', async () => {
    folder.write('explained.ts', `${head}on('openat', e => print(e.comm))\n`)
    const { line } = await share('explained.ts')
    const { stdout, stderr, exit } = await systrace(['explain', line], { env })
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    expect(stdout).toStartWith("explained.ts:2:1  on('openat', e => print(e.comm))\n")
  })

  kernelTest('is held to its hash by --integrity', async () => {
    folder.write('pinned.ts', `${head}on('openat', e => print(e.comm))\n`)
    const { line } = await share('pinned.ts')
    const wrong = `sha256-${'A'.repeat(43)}=`
    const ended = await systrace(['--integrity', wrong, line], { env })
    expect(ended).toMatchObject({ stdout: '', exit: 2 })
    expect(ended.stderr).toMatch(
      /^systrace: "pinned.ts" is another script than --integrity wants: it is sha256-\S{44}, wanted is sha256-A{43}=\n/,
    )
    const sha = /it is (\S+),/.exec(ended.stderr)![1]!
    // Pinned, it is not asked about.
    expect(await systrace(['-d', '0.01', '-c', 'nobody', '--integrity', sha, line], { env })).toEqual({
      stdout: '',
      stderr: '',
      exit: 0,
    })
    expect(await systrace(['--integrity', 'md5-x', line], { env })).toMatchObject({ exit: 2 })
    expect(await systrace(['--integrity', sha, 'pinned.ts'], { env, cwd: folder.path })).toMatchObject({
      stderr:
        'systrace: Option "--integrity" is for scripts from elsewhere, and this one is on this machine\n  hint: leave it out\n',
      exit: 2,
    })
  })

  programTest('that is damaged is refused in one line', async () => {
    folder.write('damaged.ts', `${head}begin(() => exit())\n`)
    const { line } = await share('damaged.ts')
    const damaged = [
      line.slice(0, -1),
      line.slice(0, 20),
      'st1:',
      `${line}A`,
      line + line,
      `${line.slice(0, 30)}${line[30] === 'A' ? 'B' : 'A'}${line.slice(31)}`,
      `${line.slice(0, 9)} ${line.slice(9)}`,
    ]
    for (const text of damaged)
      for (const args of [[text], ['run', '--yes', text], ['explain', text], ['share', text]]) {
        const { stdout, stderr, exit } = await systrace(args, { env })
        expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 })
        expect(stderr).toMatch(
          /^systrace: The st1 line is damaged: .*\n {2}hint: copy it again, from its st1: to its very end\n$/,
        )
      }
  })

  bundlerTest('becomes a tool, once it was confirmed', async () => {
    folder.write(
      'tool/tool.ts',
      `${head}import { word } from './word.ts'\nbegin(() => { print(word); exit() })\n`,
    )
    folder.write('tool/word.ts', "export const word = 'from a tool'\n")
    const { line } = await share('tool/tool.ts')
    const tool = join(folder.path, 'made')
    const refused = await systrace(['compile', line, '-o', tool], { env })
    expect(refused).toMatchObject({ stdout: '', exit: 2 })
    expect(refused.stderr).toContain('"tool.ts" was not confirmed, and there is no terminal to ask on')
    expect(await systrace(['compile', '--yes', line, '-o', tool], { env })).toMatchObject({
      stdout: '',
      exit: 0,
    })
    expect(spawnSync(tool, { encoding: 'utf8' })).toMatchObject({
      stdout: 'from a tool\n',
      stderr: '',
      status: 0,
    })
    // Its packages are those that a run of it finds.
    folder.write('tool/word.ts', "export { word } from 'words'\n")
    folder.write('here/node_modules/words/index.js', "export { word } from './word.js'\n")
    folder.write('here/node_modules/words/word.js', "export const word = 'from a package'\n")
    const packed = await share('tool/tool.ts')
    const cwd = join(folder.path, 'here')
    expect(await systrace(['compile', '--yes', packed.line, '-o', tool], { env, cwd })).toMatchObject({
      stdout: '',
      exit: 0,
    })
    expect(spawnSync(tool, { encoding: 'utf8' })).toMatchObject({ stdout: 'from a package\n', stderr: '' })
    const named = await systrace(['compile', '@slow-calls'], { env, cwd: folder.path })
    expect(named).toMatchObject({ stdout: '', exit: 0 })
    const { stdout } = spawnSync(join(folder.path, 'slow-calls'), ['--help'], { encoding: 'utf8' })
    expect(stdout).toContain(
      '      --slow <duration>   how long a call must take to be shown (default 10ms)\n',
    )
    rmSync(tool)
    rmSync(join(folder.path, 'slow-calls'))
  })

  kernelTest('is recorded, once it was confirmed', async () => {
    const worker = new Worker(folder)
    folder.write(
      'recorded.ts',
      `${head}begin(() => print('begun'))\non('openat', e => { if (e.comm === '${worker.comm}') { print('seen'); exit() } })\n`,
    )
    const { line } = await share('recorded.ts')
    const file = join(folder.path, 'recorded.strc')
    expect(await systrace(['record', '-d', '5', '-o', file, line], { env })).toMatchObject({
      stdout: '',
      exit: 2,
    })
    await using command = new Command(['record', '-v', '--yes', '-o', file, line], { env })
    await command.attached()
    worker.run()
    command.kill('SIGINT')
    expect(await command.ended()).toMatchObject({ exit: 0 })
    expect(await systrace(['--from', file, line], { env })).toEqual({
      stdout: 'begun\nseen\n',
      stderr: '',
      exit: 0,
    })
  })

  kernelTest('has its own help', async () => {
    folder.write(
      'help.ts',
      "// Says it.\nimport { options, duration, on } from 'systrace'\nconst o = options({ slow: duration('1s') })\non('read', e => e.duration > o.slow)\n",
    )
    const { line } = await share('help.ts')
    const { stdout } = await systrace(['--yes', line, '--help'], { env })
    expect(stdout).toStartWith('help.ts: Says it.\n\nUsage:\n  systrace st1:… [options]\n')
  })
})
