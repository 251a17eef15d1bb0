/** Scripts by name: those that come with systrace, and the user's own. */

import { afterAll, describe, expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Screen } from '../support/screen.ts'
import { binary, Folder, systrace } from './command.ts'

const programTest = testNeeding('binary')
const kernelTest = testNeeding('kernel', 'binary')
const screenTest = testNeeding('binary', 'tmux')
const rootTest = testNeeding('root', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

let homes = 0
/** A user without a cache or snippets. */
const newHome = () => {
  const home = join(folder.path, `home${homes++}`)
  mkdirSync(home)
  const env = { HOME: home, XDG_CACHE_HOME: undefined, XDG_CONFIG_HOME: undefined, SUDO_UID: undefined }
  return {
    home,
    env,
    snippets: (...args: string[]) => systrace(['snippets', ...args], { env, cwd: folder.path }),
    run: (...args: string[]) => systrace(args, { env, cwd: folder.path }),
  }
}

const head = "import { begin, exit, print } from 'systrace'\n"
const says = (text: string) =>
  `// Says ${text}.\n// @tags talk, test\n${head}begin(() => { print('${text}'); exit() })\n`

describe('snippets', () => {
  programTest('lists those that come with systrace, aligned', async () => {
    const { snippets } = newHome()
    const { stdout, stderr, exit } = await snippets()
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    const lines = stdout.trimEnd().split('\n')
    const column = lines[0]!.search(/ \S/)
    for (const line of lines)
      expect(line).toMatch(new RegExp(`^@[\\w-]+ *(?<= )(?<=^.{${lines[0]!.indexOf('How')}})\\S.* \\[.+\\]$`))
    expect(column).toBeGreaterThan(0)
    expect(lines).toContain(
      '@opensnoop          Opened files with the descriptor, or the name of the error.  [files, errors]',
    )
    expect((await snippets('list')).stdout).toBe(stdout)
  })

  programTest('has colours with FORCE_COLOR', async () => {
    const { env } = newHome()
    const { stdout } = await systrace(['snippets'], { env: { ...env, FORCE_COLOR: '1' } })
    expect(stdout).toContain('\x1b[1m@opensnoop ')
  })

  programTest('lists as JSON, with the options of the script', async () => {
    const { snippets } = newHome()
    const list = JSON.parse((await snippets('list', '--json')).stdout) as { name: string }[]
    expect(list.find(({ name }) => name === 'slow-calls')).toEqual({
      name: 'slow-calls',
      description: 'Calls that take long: how long, and whose, is told on the command line.',
      tags: ['latency', 'options'],
      options: ['slow', 'comm', 'failed'],
      origin: 'built-in',
    } as object as { name: string })
  })

  programTest('searches names, descriptions and tags', async () => {
    const { snippets } = newHome()
    const names = async (...words: string[]) => (await snippets('search', ...words)).stdout.match(/^@\S+/gm)
    expect(await names('KILLSN')).toEqual(['@killsnoop'])
    expect(await names('histogram')).toEqual(['@read-latency'])
    expect(await names('latency', 'negat')).toBeNull()
    expect(await names('latency', 'disk')).toEqual(['@fsync-percentiles'])
    expect(await snippets('search', 'latncy')).toEqual({
      stdout: '',
      stderr:
        'systrace: No snippet has "latncy" in its name, description or tags\n  hint: did you mean "latency"?\n',
      exit: 2,
    })
    expect(await snippets('search', '--json', 'latncy')).toEqual({ stdout: '[]\n', stderr: '', exit: 0 })
  })

  programTest('shows the text of one', async () => {
    const { snippets } = newHome()
    const text = readFileSync(join(import.meta.dirname, '../../scripts-examples/opensnoop.ts'), 'utf8')
    for (const name of ['opensnoop', '@opensnoop'])
      expect(await snippets('show', name)).toEqual({ stdout: text, stderr: '', exit: 0 })
  })

  programTest('shows the text of what is not kept, and of several files each', async () => {
    const { snippets, run } = newHome()
    folder.write('shown.ts', '// Shown \x1b[31m.\r\n')
    const { stdout: line } = await run('share', 'shown.ts')
    expect(await snippets('show', line.trim())).toEqual({
      stdout: '// Shown \x1b[31m.\r\n',
      stderr: '',
      exit: 0,
    })
    folder.write('two.ts', "import './shown.ts'\n\n")
    const two = await run('share', 'two.ts')
    expect(await snippets('show', two.stdout.trim())).toEqual({
      stdout: "// two.ts:\nimport './shown.ts'\n\n// shown.ts:\n// Shown \x1b[31m.\n",
      stderr: '',
      exit: 0,
    })
    expect((await snippets('show', line.trim().slice(0, -1))).stderr).toStartWith(
      'systrace: The st1 line is damaged',
    )
  })

  screenTest('shows no commands to a terminal', async () => {
    const { env, run } = newHome()
    folder.write('red.ts', '// A \x1b[31mred\x1b[2J one.\r\n')
    const { stdout: line } = await run('share', 'red.ts')
    const shell = `HOME=${env.HOME} ${binary} snippets show ${line.trim()}; sleep 60\n`
    using screen = new Screen(`sh ${folder.write('red.sh', shell)}`, { columns: 100, rows: 24 })
    await screen.shows(text => text.includes('// A \\u001b[31mred\\u001b[2J one.'))
  })

  programTest('says what is wrong with its words', async () => {
    const { snippets } = newHome()
    const cases = [
      [['lsit'], 'Unknown action "lsit"\n  hint: did you mean "list"?'],
      [['show'], 'systrace snippets show needs a name: @opensnoop'],
      [['show', 'a', 'b'], 'Unexpected argument "b"\n  hint: one at a time'],
      [['show', 'opensnop'], 'There is no snippet "@opensnop"\n  hint: did you mean "@opensnoop"?'],
      [['show', '../../etc/passwd'], 'There is no snippet "@../../etc/passwd"\n  hint: systrace snippets list shows all'],
      [['show', '--', '-x'], 'There is no snippet "@-x"\n  hint: systrace snippets list shows all'],
      [['add'], 'systrace snippets add needs a script: FILE, URL or st1:…'],
      [['add', 'none.ts'], 'There is no script "none.ts"\n  hint: systrace --help shows how to run one'],
      [['remove', 'hello'], '@hello comes with systrace and cannot be removed\n  hint: one of yours of that name wins over it'],
      [['search'], 'Nothing to search for\n  hint: name words: systrace snippets search latency'],
      [['list', 'x'], 'Unexpected argument "x"\n  hint: systrace snippets search x'],
    ] as const // biome-ignore format: a table
    for (const [args, message] of cases)
      expect(await snippets(...args)).toEqual({ stdout: '', stderr: `systrace: ${message}\n`, exit: 2 })
  })
})

describe('snippets of one’s own', () => {
  kernelTest('are added, listed, run, and removed', async () => {
    const { home, snippets, run } = newHome()
    folder.write('mine.ts', says('mine'))
    const path = join(home, '.config/systrace/snippets/mine.ts')
    expect(await snippets('add', 'mine.ts')).toEqual({
      stdout: '',
      stderr: `systrace: @mine is ${path}\n`,
      exit: 0,
    })
    expect(await snippets('add', 'mine.ts')).toEqual({
      stdout: '',
      stderr: `systrace: @mine was already ${path}\n`,
      exit: 0,
    })
    expect((await snippets('search', 'talk')).stdout).toBe('@mine  Says mine. (yours)  [talk, test]\n')
    expect(await run('@mine')).toEqual({ stdout: 'mine\n', stderr: '', exit: 0 })
    expect(await run('run', '@mine', '--', 'x')).toEqual({ stdout: 'mine\n', stderr: '', exit: 0 })
    expect(await snippets('remove', '@mine')).toEqual({
      stdout: '',
      stderr: `systrace: removed ${path}\n`,
      exit: 0,
    })
    expect(existsSync(path)).toBe(false)
    expect(await run('@mine')).toMatchObject({ stdout: '', exit: 2 })
  })

  kernelTest('win over those that come with systrace, and the list says so', async () => {
    const { snippets, run } = newHome()
    folder.write('hello.ts', says('my hello'))
    expect((await snippets('add', 'hello.ts')).stderr).toEndWith(
      'hello.ts, which wins over the one that comes with systrace\n',
    )
    expect((await snippets()).stdout).toMatch(
      /^@hello +Says my hello\. \(yours, instead of the one that comes with systrace\) {2}\[talk, test\]$/m,
    )
    expect(await run('@hello')).toEqual({ stdout: 'my hello\n', stderr: '', exit: 0 })
    await snippets('remove', 'hello')
    expect((await snippets('show', 'hello')).stdout).toContain('the first script to try')
  })

  programTest('are never overwritten', async () => {
    const { home, snippets } = newHome()
    folder.write('x.ts', says('one'))
    folder.write('other/x.ts', says('two'))
    await snippets('add', 'x.ts')
    const path = join(home, '.config/systrace/snippets/x.ts')
    expect(await snippets('add', 'other/x.ts')).toEqual({
      stdout: '',
      stderr: `systrace: You have another snippet @x: ${path}\n  hint: it stays as it is; give this one a name: --name x-2, or first: systrace snippets remove x\n`,
      exit: 2,
    })
    expect(readFileSync(path, 'utf8')).toBe(says('one'))
    // Nor what cannot be read as one.
    writeFileSync(join(home, '.config/systrace/snippets/y.ts'), new Uint8Array([0xff]))
    expect((await snippets('add', '--name', 'y', 'x.ts')).stderr).toStartWith(
      'systrace: You have another snippet @y',
    )
    expect(await snippets('add', '--name', '@x-2', 'other/x.ts')).toMatchObject({ exit: 0 })
    expect(await snippets('add', '--name', '../x', 'x.ts')).toMatchObject({
      stderr:
        'systrace: A snippet cannot be called "../x"\n  hint: a name has letters, digits, dots, dashes and underscores: --name slow-reads\n',
      exit: 2,
    })
  })

  kernelTest('may have several files, and a name in their head', async () => {
    const { home, snippets, run } = newHome()
    folder.write(
      'parts/src/main.ts',
      `// @name parts\n${head}import { x } from '../lib/x.ts'\nbegin(() => { print(x); exit() })\n`,
    )
    folder.write('parts/lib/x.ts', "export const x = 'from lib'\n")
    expect(await snippets('add', 'parts/src/main.ts')).toMatchObject({ exit: 0 })
    expect(await snippets('add', 'parts/src/main.ts')).toMatchObject({ exit: 0 })
    expect(await run('@parts')).toEqual({ stdout: 'from lib\n', stderr: '', exit: 0 })
    await snippets('remove', 'parts')
    expect(existsSync(join(home, '.config/systrace/snippets/parts'))).toBe(false)
  })

  programTest('go without what only has their name', async () => {
    const { home, snippets } = newHome()
    const own = join(home, '.config/systrace/snippets')
    folder.write('far.ts', says('far'))
    mkdirSync(join(own, 'mine'), { recursive: true })
    writeFileSync(join(own, 'mine/notes.txt'), 'not of the snippet')
    symlinkSync(join(folder.path, 'far.ts'), join(own, 'mine.ts'))
    expect(await snippets('remove', 'mine')).toMatchObject({ exit: 0 })
    expect(readdirSync(own)).toEqual(['mine'])
    expect(readdirSync(join(own, 'mine'))).toEqual(['notes.txt'])
    expect(await snippets('add', '--name', 'mine', 'far.ts')).toEqual({
      stdout: '',
      stderr: `systrace: You have another snippet @mine: ${own}/mine\n  hint: it is not listed, as it cannot be read; give this one a name: --name mine-2, or remove that by hand\n`,
      exit: 2,
    })
  })

  rootTest('leave nothing where the disk is full', () => {
    const { home, env } = newHome()
    const words = Array.from({ length: 30_000 }, (_, i) => ((i * 2654435761) % 4294967296).toString(36)).join(
      ' ',
    )
    folder.write('full/full.ts', `import './a.ts'\nimport './b.ts'\n`)
    folder.write('full/a.ts', 'export const a = 1\n')
    folder.write('full/b.ts', `export const b = '${words}'\n`)
    mkdirSync(join(home, '.config'))
    const script =
      'mount -t tmpfs -o size=64k tmpfs "$1/.config" && "$0" snippets add full/full.ts; echo $?; find "$1/.config" -type f -o -type l'
    const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script, binary, home], {
      env: { ...process.env, ...env },
      cwd: folder.path,
      encoding: 'utf8',
    })
    expect({ stdout, stderr }).toEqual({
      stdout: '3\n',
      stderr: `systrace: Cannot write the folder of snippets "${home}/.config/systrace/snippets": ENOSPC\n  hint: set XDG_CONFIG_HOME to a folder that you may write\n`,
    })
  })

  kernelTest('come from a line too, which is confirmed once, for good', async () => {
    const { env, snippets, run } = newHome()
    folder.write('line.ts', says('from a line'))
    const { stdout: line } = await run('share', 'line.ts')
    const refused = await snippets('add', line.trimEnd())
    expect(refused).toMatchObject({ stdout: '', exit: 2 })
    expect(refused.stderr).toContain('"line.ts" was not confirmed, and there is no terminal to ask on')
    expect(await snippets('add', '--yes', line.trimEnd())).toMatchObject({ exit: 0 })
    expect(await systrace(['@line'], { env })).toEqual({ stdout: 'from a line\n', stderr: '', exit: 0 })
  })

  programTest('are shared, and refused what is no script', async () => {
    const { snippets, run } = newHome()
    folder.write('broken.ts', 'const = 1\n')
    expect((await snippets('add', 'broken.ts')).stderr).toStartWith('error[syntax]: ')
    expect((await run('share', '@opensnoop')).stdout).toMatch(/^st1:/)
  })

  programTest('say where they cannot be kept', async () => {
    const { home, env } = newHome()
    folder.write('z.ts', says('z'))
    writeFileSync(join(home, '.config'), '')
    const { stderr, exit } = await systrace(['snippets', 'add', 'z.ts'], { env, cwd: folder.path })
    expect(exit).toBe(3)
    expect(stderr).toMatch(
      /^systrace: Cannot write the folder of snippets "\S+": ENOTDIR\n {2}hint: set XDG_CONFIG_HOME to a folder that you may write\n$/,
    )
  })
})

describe('built-in snippets', () => {
  kernelTest('run with their own options', async () => {
    const { run } = newHome()
    const { stdout, exit } = await run('@slow-calls', '--help')
    expect(exit).toBe(0)
    expect(stdout).toContain('Usage:\n  systrace @slow-calls [options]\n')
    expect(await run('-d', '0.1', '-q', '@slow-calls', '--', '--slow', '5m')).toEqual({
      stdout: '',
      stderr: '',
      exit: 0,
    })
  })

  programTest('are completed by name, and their options', async () => {
    const { run } = newHome()
    folder.write('opened.ts', says('opened'))
    await run('snippets', 'add', 'opened.ts')
    const words = async (...line: string[]) =>
      (await run('completions', '--words', '--', ...line)).stdout
        .split('\n')
        .filter(word => !word.startsWith(':'))
    expect(await words('@open')).toEqual(['@opened', '@opensnoop', ''])
    expect(await words('run', '@opens')).toEqual(['@opensnoop', ''])
    expect(await words('@slow-calls', '--s')).toEqual([
      '--slow\thow long a call must take to be shown (default 10ms)',
      '',
    ])
    expect(await words('snippets', 's')).toEqual(['show', 'search', ''])
    expect(await words('snippets', 'remove', '')).toEqual(['opened', ''])
  })

  programTest('are not files of such names', async () => {
    const { run } = newHome()
    folder.write('@file.ts', says('file'))
    chmodSync(join(folder.path, '@file.ts'), 0o644)
    expect(await run('@file.ts')).toMatchObject({ exit: 2 })
    expect(await run('explain', './@file.ts')).toMatchObject({ stderr: '', exit: 0 })
  })
})
