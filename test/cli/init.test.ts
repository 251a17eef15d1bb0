/** `systrace init` in an empty folder with an empty home, by the binary alone. */

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { LanguageServer } from '../support/language-server.ts'
import { binaryTest, lacking, testNeeding } from '../support/needs.ts'
import { Folder, powerless, systrace } from './command.ts'

const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc')
const cliTest = testNeeding('binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const run = (args: readonly string[], options: Parameters<typeof systrace>[1] = {}) =>
  systrace(args, { cwd: folder.path, ...options, env: { HOME: folder.path, ...options.env } })

const typeErrors = (project: string, ...options: string[]): string =>
  spawnSync(tsc, ['-p', project, ...options], { cwd: folder.path, encoding: 'utf8' }).stdout

describe('systrace init', () => {
  cliTest('writes a folder whose script passes the type check, and says what to do next', async () => {
    const { stdout, stderr, exit } = await run(['init', 'slow-opens'])
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    expect(stdout).toBe(`wrote  slow-opens/slow-opens.ts             the script
wrote  slow-opens/tsconfig.json             tells an editor what the scripts are
wrote  slow-opens/types/systrace.d.ts       systrace's types, with the syscalls of this machine
wrote  slow-opens/types/systrace-test.d.ts  for tests of scripts
wrote  slow-opens/types/valibot.d.ts        valibot's, for options
wrote  slow-opens/types/globals.d.ts        what scripts find without importing it

  cd slow-opens
  systrace check slow-opens.ts
  sudo systrace slow-opens.ts
`)
    expect(typeErrors('slow-opens')).toBe('')
    expect(typeErrors('slow-opens', '--skipLibCheck', 'false')).toBe('')
    expect(statSync(join(folder.path, 'slow-opens/slow-opens.ts')).mode & 0o111).toBe(0o111)
  })

  binaryTest('its script runs, explains itself and has a help', async () => {
    await run(['init', 'begin'])
    const cwd = join(folder.path, 'begin')
    const traced = await run(['-d', '0.5', 'begin.ts', '--slow', '1ns'], { cwd })
    expect(traced.exit).toBe(0)
    const help = await run(['begin.ts', '--help'], { cwd })
    expect(help.stdout).toContain('Files that take long to open, and who fails to open what.')
    expect(help.stdout).toContain('--slow <duration>')
    const explained = await run(['explain', 'begin.ts'], { cwd })
    expect(explained.stdout).toContain('no event leaves the kernel')
  })

  cliTest('adds a script to a folder, and keeps what is there', async () => {
    await run(['init', 'several'])
    const config = folder.write('several/tsconfig.json', '{ "mine": true }')
    const { stdout, exit } = await run(['init', 'several/second.ts'])
    expect(exit).toBe(0)
    expect(stdout).toContain('wrote  several/second.ts')
    expect(stdout).toContain('kept   several/tsconfig.json')
    expect(readFileSync(config, 'utf8')).toBe('{ "mine": true }')
  })

  cliTest('overwrites nothing', async () => {
    const path = folder.write('there/there.ts', '// mine')
    const { stdout, stderr, exit } = await run(['init', 'there'])
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 })
    expect(stderr).toContain('There is a "there/there.ts" already, and it stays as it is')
    expect(readFileSync(path, 'utf8')).toBe('// mine')
    expect(existsSync(join(folder.path, 'there/types'))).toBe(false)
  })

  for (const [args, message] of [
    [[], 'The script has no name'],
    [['a', 'b'], 'Unexpected argument "b"'],
    [['x.js'], 'Cannot begin with "x.js": scripts are TypeScript'],
    [['x.d.ts'], 'Cannot begin with "x.d.ts": a script ends in .ts'],
    [['x.mts'], 'Cannot begin with "x.mts": a script ends in .ts'],
    [['a b'], 'Cannot call a script "a b"'],
    [['..'], 'Cannot call a script ".."'],
    [["'; rm"], 'Cannot call a script'],
  ] as const)
    cliTest(`refuses ${JSON.stringify(args)}`, async () => {
      const { stderr, exit } = await run(['init', ...args])
      expect(stderr.split('\n')[0]).toContain(message)
      expect(stderr).toContain('hint: ')
      expect(exit).toBe(2)
    })

  cliTest('says what it cannot write', async () => {
    folder.write('file', '')
    const { stderr, exit } = await run(['init', 'file/x'])
    expect(stderr).toContain('Cannot write "file/x/types/globals.d.ts": not a directory')
    expect(exit).toBe(3)
    symlinkSync('/nowhere', join(folder.path, 'dangling'))
    for (const name of ['file', 'dangling']) {
      const inTheWay = await run(['init', name])
      expect(inTheWay.stdout).toBe('')
      expect(inTheWay.stderr).toContain(`Cannot write "${name}/types/globals.d.ts": `)
      expect(inTheWay.exit).toBe(3)
    }
  })

  cliTest('leaves nothing half written, and the same command goes on when there is room', async () => {
    // The types of valibot are longer than a file may be here.
    const under = ['sh', '-c', 'ulimit -f 400; trap "" XFSZ; exec "$@"', 'sh']
    const { stdout, stderr, exit } = await run(['init', 'short'], { under })
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
    expect(stderr).toContain('Cannot write "short/types/valibot.d.ts": file too large')
    expect(existsSync(join(folder.path, 'short/types/valibot.d.ts'))).toBe(false)
    const again = await run(['init', 'short'])
    expect(again.stdout).toContain('wrote  short/short.ts ')
    expect(again.stdout).toContain('wrote  short/types/valibot.d.ts ')
    expect(again.exit).toBe(0)
    expect(typeErrors('short')).toBe('')
  })

  cliTest('names of any language, and folders that a shell would take apart', async () => {
    expect((await run(['init', 'öffnungen'])).stdout).toContain('wrote  öffnungen/öffnungen.ts ')
    const { stdout } = await run(['init', "my dir's/x.ts"])
    expect(stdout).toContain(`\n  cd 'my dir'\\''s'\n`)
  })

  testNeeding('binary', 'root')('through sudo, what it writes is the invoking user’s', async () => {
    const own = new Folder()
    chownSync(own.path, 65534, 65534)
    const env = { SUDO_UID: '65534', SUDO_GID: '65534' }
    expect((await run(['init', 'mine'], { cwd: own.path, env })).exit).toBe(0)
    for (const path of ['mine', 'mine/mine.ts', 'mine/types', 'mine/types/systrace.d.ts'])
      expect(statSync(join(own.path, path)).uid).toBe(65534)
    // A folder that is not theirs is not written to.
    const { stderr, exit } = await run(['init', 'root'], { env })
    expect(stderr).toContain('Cannot write "root/types/globals.d.ts": permission denied')
    expect(exit).toBe(3)
    own[Symbol.dispose]()
  })

  cliTest('needs no rights', async () => {
    const { stderr, exit } = await run(['init', 'plain'], { under: powerless })
    expect(exit).toBe(0)
    if (lacking('root') === undefined) expect(stderr).toBe('')
    expect(typeErrors('plain')).toBe('')
  })
})

describe('an editor in such a folder', () => {
  let server: LanguageServer
  const path = join(folder.path, 'edited/edited.ts')
  const edited = async (text: string): Promise<string[]> => {
    const source = `import { count, on, options, print } from 'systrace'\nimport * as v from 'valibot'\n${text}`
    return (await server.completions(path, source)).map(({ label }) => label.replace(/\?$/, ''))
  }
  const documented = async (text: string, label: string): Promise<string> => {
    const source = `import { on, print } from 'systrace'\n${text}`
    const found = (await server.completions(path, source)).find(one => one.label.replace(/\?$/, '') === label)
    return found ? await server.resolve(found) : ''
  }

  beforeAll(async () => {
    if (lacking('binary') !== undefined) return
    await run(['init', 'edited'])
    server = await LanguageServer.start(join(folder.path, 'edited'))
  })
  afterAll(async () => await server?.[Symbol.asyncDispose]())

  cliTest('completes names of probes, alone and in a list', async () => {
    for (const text of [`on('‸')`, `on('‸', e => print(e))`, `on(['close', '‸'], e => print(e))`]) {
      const offered = await edited(text)
      for (const name of ['openat', 'openat:enter', '%net', '%file', '*', 'process:exec'])
        expect(offered).toContain(name)
    }
  })

  cliTest('completes the fields of an event, with what they are', async () => {
    const fields = await edited(`on('openat', e => e.‸)`)
    for (const name of ['comm', 'ret', 'duration', 'filename', 'args']) expect(fields).toContain(name)
    expect(fields).not.toContain('buf')
    expect(await edited(`on('openat', e => print(e.args.‸))`)).toEqual(['dfd', 'filename', 'flags', 'mode'])
    expect(await edited(`on(['openat', 'close'], e => e.‸)`)).toEqual(
      expect.arrayContaining(['filename', 'fd', 'comm']),
    )
    expect(await edited(`on(['open*', '%net'], e => e.‸)`)).toEqual(
      expect.arrayContaining(['filename', 'addrlen', 'comm']),
    )
    expect(await edited(`on('process:exit', e => e.‸)`)).toEqual(expect.arrayContaining(['code', 'last']))

    expect(await documented(`on('openat', e => e.‸)`, 'duration')).toContain('Nanoseconds')
    expect(await documented(`on('openat', e => e.‸)`, 'time')).toContain('milliseconds')
    expect(await documented(`on('openat', e => e.‸)`, 'filename')).toContain('const char *: a path')
    expect(await documented(`on(['openat', 'close'], e => e.‸)`, 'ns')).toContain('nanoseconds')
    expect(await documented(`on('%file', e => e.‸)`, 'filename')).toContain('Of open, stat')
  })

  cliTest('completes options, functions, and what schemas there are', async () => {
    expect(await edited(`on('read', { ‸ }, e => e.ret)`)).toEqual(
      expect.arrayContaining(['pid', 'comm', 'minDuration', 'where']),
    )
    expect(await edited(`on('read', e => cou‸)`)).toContain('count')
    expect(await edited(`const t = count('x'); t.‸`)).toEqual(
      expect.arrayContaining(['print', 'top', 'clear']),
    )
    expect(await edited(`const o = options({ a: v.opt‸ })`)).toContain('optional')
    expect(await edited(`const o = options({ all: v.boolean() }); o.‸`)).toEqual(['all'])
  })

  test('offers nothing of how systrace is made', async () => {
    if (lacking('binary') !== undefined) return
    expect(await edited('on.‸')).not.toContain('at')
    expect(await edited(`count('x').‸`)).not.toContain('attach')
  })
})
