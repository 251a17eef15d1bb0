/** Filters of a running trace, changed through its socket and at its key. */

import { expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { binary, Command, Folder, systrace } from '../cli/command.ts'
import { testNeeding } from '../support/needs.ts'
import { Screen } from '../support/screen.ts'

const kernelTest = testNeeding('kernel', 'binary')
const screenTest = testNeeding('kernel', 'binary', 'tmux')

/** Sends lines to a socket; the answers, one a line. */
const ask = (path: string, lines: readonly string[]): Promise<string[]> =>
  new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path)
    socket.setEncoding('utf8').on('error', reject)
    socket.on('data', (part: string) => {
      text += part
      const answers = text.split('\n').slice(0, -1)
      if (answers.length < lines.length) return
      socket.destroy()
      resolve(answers)
    })
    socket.write(lines.map(line => `${line}\n`).join(''))
  })

/** Calls that no other process makes: by a program under a name of its own. */
const make = (name: string): void => {
  spawnSync('bash', ['-c', `exec -a ${name} bash -c 'umask 0123; cd /; umask 0111'`])
}

kernelTest('a socket takes filters, refuses wrong ones, and goes with the run', async () => {
  using folder = new Folder()
  const path = join(folder.path, 'control')
  await using traced = new Command(['trace', '-v', '-s', 'umask', '-c', 'bash', '--control', path])
  await traced.attached()
  expect(statSync(path).mode & 0o777).toBe(0o600)
  make('one')
  await traced.until(({ stdout }) => stdout.includes('umask(0111)'), 'the first call')
  expect(traced.stdout).not.toContain('chdir(')
  const answers = await ask(path, ['-s chdir', '-s nosuch', 'what', '-u roto', ''].slice(0, 4))
  expect(answers.map(answer => answer.replace(/ \(.*/, ''))).toEqual([
    'ok',
    'error: Filter "syscalls": no syscall is called "nosuch"',
    'error: Unexpected "what"',
    'error: Option "--uid" must be a user of this machine, by name or number, not "roto"',
  ])
  make('two')
  await traced.until(({ stdout }) => stdout.includes('chdir("/")'), 'the call that was asked for')
  expect(traced.stdout.match(/umask\(0111\)/g)).toHaveLength(1)
  traced.kill('SIGINT')
  expect((await traced.ended()).exit).toBe(0)
  expect(() => statSync(path)).toThrow('ENOENT')
})

kernelTest('a socket that cannot be is said, and nothing is attached', async () => {
  const { stderr, exit } = await systrace(['trace', '--control', '/no/such/folder/socket'])
  expect(stderr).toContain('Cannot listen on the control socket "/no/such/folder/socket"')
  expect(stderr).toContain('hint: ')
  expect(exit).toBe(3)
})

screenTest(
  'the key f asks for filters, Ctrl-C ends, and the terminal is as it was',
  async () => {
    using screen = new Screen(
      `stty -a >/dev/null; before=$(stty -g); ${binary} trace -v -s umask -c bash; echo "ended $?"; ` +
        `if [ "$(stty -g)" = "$before" ]; then echo terminal restored; else stty -a; fi; read -r line`,
      { columns: 120, rows: 30 },
    )
    await screen.shows(/attached/)
    make('one')
    await screen.shows(/umask\(0111\)/)
    screen.keys('f')
    await screen.shows(/^filters \(/m)
    screen.keys('-', 's', 'Space', 'n', 'o', 'Enter')
    await screen.shows(/no syscall is called "no"/)
    screen.keys('f')
    await screen.shows(/removes one\):$/m)
    screen.keys('-', 's', 'Space', 'c', 'h', 'd', 'i', 'r', 'Enter')
    // The filter is in force when the key is heard again: its prompt comes at once.
    await screen.shows(/chdir\n*$/m)
    for (let i = 0; i < 50 && !/bash\(\d+\) chdir/.test(screen.text()); i++) {
      make('two')
      await Bun.sleep(100)
    }
    expect(screen.text()).toMatch(/bash\(\d+\) chdir\("\/"\) = 0/)
    screen.keys('C-c')
    await screen.shows(/ended 0\s+terminal restored/)
  },
  60_000,
)
