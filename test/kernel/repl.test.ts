/** `systrace repl`: lines through a pipe, and typed on a terminal. */

import { afterAll, describe, expect } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { binary, Command, Folder, heldObjects, stillThere, systrace, Worker } from '../cli/command.ts'
import { byEngine } from '../support/engine.ts'
import { testNeeding } from '../support/needs.ts'
import { Screen } from '../support/screen.ts'

const replTest = testNeeding('kernel', 'binary')
const terminalTest = testNeeding('kernel', 'binary', 'tmux')
const limitMs = 60_000
const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

/** What lines that come through a pipe print. */
const piped = (...lines: readonly string[]) =>
  systrace(['repl'], { cwd: folder.path, stdin: `${lines.join('\n')}\n` })

/** Starts a session that runs a worker once its probes are there; `seen` counts what the entries have counted up to. */
const withWorker = async (lines: (worker: Worker) => readonly string[]) => {
  const worker = new Worker(folder)
  const stdin = `${lines(worker).join('\n')}\n`
  await using command = new Command(['repl'], { cwd: folder.path, stdin })
  await command.until(({ stderr }) => stderr.includes('ready'), 'ready')
  worker.run(3)
  return await command.ended()
}

const ready = `console.error('ready')`
/** Waits until an expression holds. */
const until = (condition: string): string =>
  `while (!(${condition})) await new Promise(r => setTimeout(r, 10))`

describe('values', () => {
  replTest('are printed, and names stay from line to line', async () => {
    const { stdout, stderr, exit } = await piped(
      '1 + 1',
      'let n = 1',
      'n += 2',
      'const double = (x) => x * 2',
      'double(n)',
      'function later() { return n * 10 }',
      'n = 5',
      'later()',
      'const { a, ...rest } = { a: 1, b: 2 }',
      'rest',
      "import { basename } from 'node:path'",
      "basename('/a/b')",
      'enum Kind { One, Two }',
      'Kind.Two',
      'type T = number',
      'const typed: T = 7',
      'typed as number',
      'await Promise.resolve([typed])',
      'undefined',
      `'a\\nb'`,
    )
    expect(stderr).toBe('')
    expect(stdout).toBe("2\n3\n6\n5\n50\n{ b: 2 }\n'b'\n1\n7\n[ 7 ]\n'a\\nb'\n")
    expect(exit).toBe(0)
  })

  replTest('of files and packages that are imported from the folder', async () => {
    folder.write('mine.ts', `export const word: string = 'mine'`)
    const { stdout } = await piped(`import { word } from './mine.ts'`, 'word')
    expect(stdout).toBe("'mine'\n")
  })
})

describe('what is wrong', () => {
  replTest('is shown with its place, and the session goes on', async () => {
    const { stdout, stderr, exit } = await piped(
      '1 +* 2',
      `on('openatt', e => print(e.comm))`,
      `on('openat', e => print(e.filenam))`,
      'nosuch.thing',
      'const process = 1',
      'const fixed = 1',
      'fixed = 2',
      '.nosuch',
      '.lisst',
      '.off 7',
      '.filter pit=1',
      `'still here'`,
    )
    expect(stdout).toBe("'still here'\n")
    expect(exit).toBe(1)
    for (const says of [
      /error\[syntax\][^\n]*\n {2}--> <repl>:1:4\n {2}1 \| 1 \+\* 2\n {4}\| {4}\^/,
      /error\[unknown-probe\][^\n]*\n {2}--> <repl>:1:4\n[\s\S]*hint: did you mean "openat"\?/,
      /"filenam"[\s\S]*filename/,
      /ReferenceError: nosuch is not defined/,
      /error\[name-taken\]: "process" is what JavaScript or its runtime have/,
      byEngine({ bun: /Attempted to assign to readonly property/, deno: /Cannot set property fixed/ }),
      /There is no command "\.nosuch"/,
      /There is no command "\.lisst"\n {2}hint: did you mean "\.list"\?/,
      /There is no probe 7/,
      /There is no filter "pit"\n {2}hint: did you mean "pid"\?/,
    ])
      expect(stderr).toMatch(says)
  })

  replTest('in a handler is shown once, and counted', async () => {
    const { stdout, stderr, exit } = await withWorker(({ comm }) => [
      'let seen = 0',
      `on('openat', { comm: '${comm}', path: '/etc/hostname' }, e => { seen++; throw new Error('oh ' + seen) })`,
      ready,
      until('seen === 3'),
      'seen',
    ])
    expect(stdout).toBe('3\n')
    expect(stderr).toMatch(/error\[handler-threw\]: Error: oh 1\n {2}--> <repl>:1:\d+/)
    expect(stderr).toContain('threw 3 times')
    expect(exit).toBe(1)
  })
})

describe('probes', () => {
  replTest('print their events as soon as they are typed, in entries of several lines too', async () => {
    const { stdout, stderr, exit } = await withWorker(({ comm }) => [
      'let seen = 0',
      `on('openat', { comm: '${comm}' }, e => {`,
      `  if (e.filename !== '/etc/hostname') return`,
      `  print(e.comm === '${comm}', e.filename)`,
      '  seen++',
      '})',
      ready,
      until('seen === 3'),
    ])
    expect(stderr).toBe('1: on openat\nready\n')
    expect(stdout).toBe('true /etc/hostname\n'.repeat(3))
    expect(exit).toBe(0)
  })

  replTest('share maps and tables with later lines; tables come at the end', async () => {
    const { stdout } = await withWorker(({ comm }) => [
      'const files = map()',
      `const opens = count.table('opens')`,
      `on('openat', { comm: '${comm}', path: '/etc/hostname' }, e => { files.set(e.filename, e.comm.length) })`,
      `on('openat', { comm: '${comm}', path: '/etc/hostname' }, e => opens.add(e.filename))`,
      `on('openat', { comm: '${comm}', path: '/etc/hostname' }, e => count(e.filename))`,
      ready,
      until(`opens.get('/etc/hostname') === 3`),
      'files',
      `files.get('/etc/hostname') > 1`,
      'count',
      '.tables opens',
      '.clear opens',
      '.tables opens',
    ])
    expect(stdout).toMatch(
      /^files\n +value\n +\/etc\/hostname +\d+\ntrue\n\nopens\n +count\n +\/etc\/hostname +3\n\ncount\(e\.filename\)/,
    )
    expect(stdout).toContain('opens: empty\n')
    expect(stdout).toMatch(/count\(e\.filename\)\n +filename +count\n +\/etc\/hostname +3\n$/)
  })

  replTest('have numbers, by which they are listed, filtered and turned off', async () => {
    const { stdout, stderr } = await withWorker(({ comm }) => [
      'let [first, second, third] = [0, 0, 0]',
      `const only = { comm: '${comm}', path: '/etc/hostname' }`,
      `on('openat', only, e => { first++ })`,
      `on('openat', only, e => { second++ }); on('openat', only, e => { third++ })`,
      `every('1h', () => print('never'))`,
      '.filter 1 comm=nobody',
      '.off 2',
      '.off 4',
      '.filter',
      '.list',
      ready,
      until('third === 3'),
      'first + second',
      `.filter comm=${comm}`,
      '.list',
      `on('close', e => 1)`,
      '.list',
      '.filter off',
      '.filter',
    ])
    expect(stdout).toContain(`  1  on openat  [comm=nobody]\n`)
    expect(stdout).not.toContain('  2  on openat')
    expect(stdout).toMatch(/ {2}3 {2}on openat {2}\[comm=w\d+\.\d+\]/)
    expect(stdout).not.toContain('every 1h')
    expect(stdout).toContain('\n0\n')
    expect(stdout).toMatch(/ {2}1 {2}on openat {2}\[comm=w\d+\.\d+\]/)
    expect(stdout).toMatch(/ {2}5 {2}on close {2}\[comm=w\d+\.\d+\]/)
    expect(stderr).toContain('4: every 1h\nfilters of all probes: none\n')
    expect(stderr).toMatch(/filters of all probes: none\n$/)
  })

  replTest('that are turned off show their tables, and are gone from the kernel', async () => {
    const worker = new Worker(folder)
    const lines = [
      `on('openat', { comm: '${worker.comm}', path: '/etc/hostname' }, e => count(e.filename))`,
      ready,
      'process.once("SIGUSR1", () => globalThis.go = true); globalThis.go = false; 0',
      until('globalThis.go'),
      '.off 1',
      'globalThis.go = false; process.once("SIGUSR1", () => globalThis.go = true); console.error("off")',
      until('globalThis.go'),
    ]
    await using command = new Command(['repl'], { stdin: `${lines.join('\n')}\n` })
    await command.until(({ stdout }) => stdout.includes('0\n'), 'ready')
    const held = heldObjects(command.pid)
    expect(held.filter(object => object.startsWith('prog'))).toHaveLength(1)
    worker.run(2)
    command.kill('SIGUSR1')
    await command.until(({ stderr }) => stderr.includes('off'), 'off')
    expect(heldObjects(command.pid)).toEqual([])
    expect(command.stdout).toMatch(/count\(e\.filename\)\n +filename +count\n +\/etc\/hostname +2\n/)
    command.kill('SIGUSR1')
    expect((await command.ended()).exit).toBe(0)
    expect(await stillThere(held)).toEqual([])
  })

  replTest('are explained, and saved as a script that runs', async () => {
    const path = join(folder.path, 'saved.ts')
    const { stdout, stderr } = await piped(
      'let unused = 1',
      'const limit = 1000',
      `on('openat', e => { if (e.ret > limit) print(e.comm) })`,
      `on('close', e => e.fd < 0 && count(e.comm))`,
      '1 + 1',
      `on('read', e => print('off'))`,
      '.off 3',
      'let unused = 2',
      '.explain 2',
      `.explain on('fsync', e => count(e.fd))`,
      '.save saved.ts',
      '.save saved.ts',
    )
    expect(stdout).toMatch(/probes +close, when complete\n[\s\S]*if +fd < 0/)
    expect(stdout).toMatch(/probes +fsync, when complete/)
    expect(stderr).toContain('saved: systrace run saved.ts')
    expect(stderr).toContain('Cannot save "saved.ts": there is such a file')
    expect(readFileSync(path, 'utf8')).toBe(`import { count, on, print } from 'systrace'

const limit = 1000
on('openat', e => { if (e.ret > limit) print(e.comm) })
on('close', e => e.fd < 0 && count(e.comm))
let unused = 2
`)
    expect(await systrace(['-d', '0.2', 'saved.ts'], { cwd: folder.path })).toMatchObject({
      exit: 0,
      stderr: '',
    })
  })

  replTest('have constants of earlier lines in their conditions in the kernel', async () => {
    const { stdout } = await withWorker(({ comm }) => [
      `const [who, path] = ['${comm}', '/etc/hostname']`,
      'let seen = 0',
      `on('openat', e => { if (e.comm === who && e.filename === path) { seen++ } })`,
      ready,
      until('seen === 3'),
      'seen',
      '.explain 1',
      `const who = 'another'`,
      `.explain on('openat', e => e.comm === who && count(e.comm))`,
      `let who = 'which may change'`,
      `.explain on('openat', e => e.comm === who && count(e.comm))`,
    ])
    const [first, second, third] = stdout.split('<repl>:1:1').slice(1)
    expect(stdout).toStartWith('3\n')
    expect(first).toMatch(/^ {2}if +.*comm == "w\d+\.\d+".*filename == "\/etc\/hostname"/m)
    expect(second).toContain('if comm == "another"')
    expect(third).toContain(`"who" is not the script's own`)
  })

  replTest('hold still while paused: their events come later', async () => {
    const { stdout } = await withWorker(({ comm }) => [
      'let seen = 0',
      `on('openat', { comm: '${comm}', path: '/etc/hostname' }, e => { seen++ })`,
      '.pause',
      ready,
      'await new Promise(r => setTimeout(r, 1000))',
      'seen',
      '.resume',
      until('seen === 3'),
      'seen',
    ])
    expect(stdout).toBe('0\n3\n')
  })
})

describe('the end', () => {
  replTest('runs the functions of end, and exit() says the code', async () => {
    const { stdout, exit } = await piped(
      `end(() => print('the end'))`,
      `begin(() => print('begun'))`,
      'exit(7)',
      `print('not this')`,
    )
    expect(stdout).toBe('begun\nthe end\n')
    expect(exit).toBe(7)
  })

  replTest('comes with .quit, and with SIGTERM', async () => {
    expect(await piped('.quit', `print('not this')`)).toEqual({ stdout: '', stderr: '', exit: 0 })
    await using command = new Command(['repl'], { stdin: `${ready}\n${until('false')}\n` })
    await command.until(({ stderr }) => stderr.includes('ready'), 'ready')
    command.kill('SIGTERM')
    expect((await command.ended()).exit).toBe(0)
  })

  replTest('a word behind repl is refused', async () => {
    const { exit, stderr } = await systrace(['repl', 'script.ts'])
    expect(stderr).toContain('Unexpected "script.ts"')
    expect(exit).toBe(2)
  })
})

const state = join(folder.path, 'state')
const size = { columns: 80, rows: 24 }

/** A session on a screen, ready for its first line. */
const session = async (where = size, more = ''): Promise<Screen> => {
  const screen = new Screen(
    `stty -a > /dev/null; before=$(stty -g); XDG_STATE_HOME=${state} ${binary} repl ${more}; echo "ended $?"; ` +
      `if [ "$(stty -g)" = "$before" ]; then echo terminal restored; else stty -a; fi; read -r line`,
    where,
  )
  await screen.shows(/^> *$/m)
  return screen
}

const type = (screen: Screen, text: string): void => screen.keys('-l', text)

describe('on a terminal', () => {
  terminalTest(
    'events print above the prompt, and what is typed stays',
    async () => {
      const worker = new Worker(folder)
      using screen = await session()
      type(
        screen,
        `on('openat', { comm: '${worker.comm}', path: '/etc/hostname' }, e => print('opened', e.filename))`,
      )
      screen.keys('Enter')
      await screen.shows(/^1: on openat\n>$/m)
      type(screen, 'half a li')
      await screen.shows(/^> half a li$/m)
      worker.run(2)
      const text = await screen.shows(/opened \/etc\/hostname\nopened \/etc\/hostname\n> half a li$/)
      // What was typed before stays where it was entered.
      expect(text.replaceAll(/\s/g, '')).toContain(`print('opened',e.filename))1:onopenat`)
      type(screen, 'ne')
      await screen.shows(/> half a line$/)
      screen.keys('C-c')
      await screen.shows(/> half a line\^C\n>$/)
      screen.keys('C-d')
      await screen.shows(/ended 0\s+terminal restored/)
      expect(screen.cursorIsShown()).toBe(true)
    },
    limitMs,
  )

  terminalTest(
    'Tab completes probes, fields, names and commands',
    async () => {
      using screen = await session()
      type(screen, "on('fdatas")
      screen.keys('Tab')
      await screen.shows(/> on\('fdatasync$/)
      type(screen, "', e => e.du")
      screen.keys('Tab')
      await screen.shows(/> on\('fdatasync', e => e\.duration$/)
      screen.keys('C-u')
      type(screen, 'const countdown = 1')
      screen.keys('Enter')
      type(screen, 'countdown')
      screen.keys('Enter')
      await screen.shows(/> countdown\n1\n>$/)
      type(screen, 'countd')
      screen.keys('Tab')
      type(screen, ' + 1')
      screen.keys('Enter')
      await screen.shows(/> countdown \+ 1\n2\n>$/)
      type(screen, '.ta')
      screen.keys('Tab')
      await screen.shows(/> \.tables$/)
      screen.keys('C-u')
      type(screen, "on('open")
      screen.keys('Tab')
      await screen.shows(/open_by_handle_at +open_tree_attr +openat2\nopen_tree +openat\n> on\('open$/)
    },
    limitMs,
  )

  terminalTest(
    'what is not complete goes on in the next row; the history has it as one, in the next session too',
    async () => {
      {
        using screen = await session()
        type(screen, "on('fsync', { comm: 'nobody' }, e => {")
        screen.keys('Enter')
        type(screen, '  print(e.fd)')
        screen.keys('Enter')
        type(screen, '})')
        screen.keys('Enter')
        await screen.shows(
          /> on\('fsync', \{ comm: 'nobody' \}, e => \{\n… {3}print\(e\.fd\)\n… \}\)\n1: on fsync\n>$/,
        )
        type(screen, '1 +')
        screen.keys('Enter', 'Enter')
        await screen.shows(/error\[syntax\]/)
        screen.keys('C-d')
        await screen.shows(/terminal restored/)
      }
      expect(existsSync(join(state, 'systrace/repl-history'))).toBe(true)
      using screen = await session()
      screen.keys('C-r')
      type(screen, 'fsy')
      await screen.shows(
        /\(search: fsy\) on\('fsync', \{ comm: 'nobody' \}, e => \{\n… {3}print\(e\.fd\)\n… \}\)$/,
      )
      screen.keys('Enter')
      await screen.shows(/1: on fsync\n>$/)
      // Up from its last row, to the first, and on to what was typed before that.
      screen.keys('Up', 'Up', 'Up', 'Up')
      await screen.shows(/1: on fsync\n> 1 \+$/)
    },
    limitMs,
  )

  terminalTest(
    'a paste of several lines is one entry',
    async () => {
      using screen = await session()
      type(screen, '\x1b[200~const a = 1\nconst b = 2\na + b\n\x1b[201~')
      await screen.shows(/> const a = 1\n… const b = 2\n… a \+ b$/)
      screen.keys('Enter')
      await screen.shows(/… a \+ b\n3\n>$/)
    },
    limitMs,
  )

  terminalTest(
    'a flood does not keep from typing; Ctrl-C stops it, Ctrl-S lets it go on',
    async () => {
      using screen = await session()
      type(screen, `on('*', e => { for (let i = 0; i < 20; i++) print('flood', e.name) })`)
      screen.keys('Enter')
      await screen.shows(/flood \w+\n[\s\S]*… [\d,]+ more lines/)
      type(screen, 'I am ty')
      await screen.shows(/> I am ty$/)
      type(screen, 'ping')
      await screen.shows(/> I am typing$/)
      screen.keys('C-u', 'C-c')
      await screen.shows(/paused: Ctrl-S or \.resume goes on[^\n]*\n\(paused\) >$/)
      const before = screen.text()
      await Bun.sleep(300)
      expect(screen.text()).toBe(before)
      type(screen, '.off all')
      await screen.shows(/\(paused\) > \.off all$/)
      screen.keys('Enter')
      // What was held back comes then, and may take more rows than there are.
      await screen.shows(/\(paused\) >$/)
      screen.keys('C-s')
      await screen.shows(/\n>$/)
      type(screen, '1 + 1')
      screen.keys('Enter')
      await screen.shows(/> 1 \+ 1\n2\n>$/)
    },
    limitMs,
  )

  terminalTest(
    'a terminal that knows no commands gets none, and no prompt',
    async () => {
      using screen = new Screen(`TERM=dumb XDG_STATE_HOME=${state} ${binary} repl; sleep 60`, {
        columns: 40,
        rows: 12,
      })
      type(screen, '1 + 1')
      screen.keys('Enter')
      await screen.shows(/^1 \+ 1\n2$/)
      type(screen, '.nope')
      screen.keys('Enter', 'C-d')
      await screen.shows(/^1 \+ 1\n2\n\.nope\nsystrace: There is no command "\.nope"\n {2}hint: .*$/)
    },
    limitMs,
  )

  terminalTest(
    'what code prints by itself, and what throws later, comes above the prompt too',
    async () => {
      using screen = await session()
      type(screen, `setTimeout(() => { console.log('later'); throw new Error('outside') }, 300); 0`)
      screen.keys('Enter')
      await screen.shows(/^0$/m)
      type(screen, 'typed')
      await screen.shows(/later\nerror\[handler-threw\]: Error: outside\n[\s\S]*\n> typed$/)
    },
    limitMs,
  )

  terminalTest(
    'long lines, another size of the screen, Ctrl-L and Ctrl-Z',
    async () => {
      using screen = new Screen('bash --norc --noprofile -i', { columns: 40, rows: 12 })
      screen.keys('-l', `PS1='shell '; XDG_STATE_HOME=${state} ${binary} repl --no-color`)
      screen.keys('Enter')
      await screen.shows(/^> *$/m)
      const long = `'${'x'.repeat(60)}' + '${'y'.repeat(10)}'`
      type(screen, long)
      await screen.shows(text => text.replaceAll('\n', '').endsWith(`> ${long}`))
      screen.keys('C-l')
      await screen.shows(text => text.replaceAll('\n', '') === `> ${long}`)
      screen.keys('C-a')
      type(screen, '0 + ')
      await screen.shows(text => text.replaceAll('\n', '') === `> 0 + ${long}`)
      screen.keys('C-e', 'C-u')
      screen.resize(70, 12)
      type(screen, '1 + 2')
      screen.keys('Enter')
      await screen.shows(/> 1 \+ 2\n3\n>$/)
      screen.keys('C-z')
      await screen.shows(/Stopped[\s\S]*shell$/)
      screen.keys('-l', 'stty -a | grep -o " icanon"')
      screen.keys('Enter')
      await screen.shows(/^ icanon$/m)
      screen.keys('-l', 'fg')
      screen.keys('Enter')
      await screen.shows(/fg\n[\s\S]*\n>$/)
      type(screen, '2 + 3')
      screen.keys('Enter')
      await screen.shows(/> 2 \+ 3\n5\n>$/)
      type(screen, '.quit')
      screen.keys('Enter')
      await screen.shows(/\.quit\nshell$/)
    },
    limitMs,
  )
})
