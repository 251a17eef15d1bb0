/** The question whether a script from elsewhere may run, on a terminal. */

import { afterAll, describe, expect } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Screen } from '../support/screen.ts'
import { binary, Folder, systrace } from './command.ts'

const screenTest = testNeeding('kernel', 'binary', 'tmux')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const script = `// Greets.
import { begin, exit, print } from 'systrace'
begin(() => { print('it', 'ran'); exit() })
`
/** Asks on a screen, with a line of its own for its exit code. */
const ask = async (cache: string) => {
  const { stdout } = await systrace(['share', folder.write(`${cache}.ts`, script)])
  const environment = `XDG_CACHE_HOME=${join(folder.path, cache)} NO_COLOR=1`
  const line = folder.write(
    `${cache}.sh`,
    `trap : INT\n${environment} ${binary} ${stdout.trim()}; echo "exit $?"; sleep 60\n`,
  )
  return new Screen(`sh ${line}`, { columns: 100, rows: 24 })
}
const confirmed = (cache: string): number => {
  const path = join(folder.path, cache, 'systrace/confirmed')
  return existsSync(path) ? readdirSync(path).length : 0
}

describe('the question', () => {
  screenTest('shows what the script asks for, and a yes runs it', async () => {
    using screen = await ask('yes')
    await screen.shows(text => text.includes('Run it? [y/N]'))
    expect(screen.text().split('\n').slice(0, 5)).toEqual([
      'systrace: "yes.ts" is not from this machine. By its text (no sandbox) it asks for:',
      '  says       Greets.',
      '  probes     none',
      '  not named  files, network, programs',
      '  size       101 bytes',
    ])
    screen.keys('y', 'Enter')
    await screen.shows(text => text.includes('exit 0'))
    expect(screen.text()).toMatch(/Run it\? \[y\/N\] y\nit ran\nexit 0$/)
    expect(confirmed('yes')).toBe(1)
  })

  for (const [name, keys] of [
    ['no', ['n', 'Enter']],
    ['nothing', ['Enter']],
    ['another-word', ['y', 'u', 'p', 'Enter']],
    ['end-of-input', ['C-d']],
  ] as const)
    screenTest(`${name} is a no`, async () => {
      using screen = await ask(name)
      await screen.shows(text => text.includes('Run it? [y/N]'))
      screen.keys(...keys)
      await screen.shows(text => text.includes('exit 2'))
      expect(screen.text()).toContain(`systrace: "${name}.ts" was not confirmed`)
      expect(screen.text()).not.toContain('it ran')
      expect(confirmed(name)).toBe(0)
    })

  screenTest('says under which name a snippet is kept, and in whose place', async () => {
    const { stdout } = await systrace(['share', folder.write('hides.ts', `// @name opensnoop\n${script}`)])
    const environment = `HOME=${folder.path} XDG_CACHE_HOME= XDG_CONFIG_HOME= NO_COLOR=1`
    const line = folder.write(
      'hides.sh',
      `${environment} ${binary} snippets add ${stdout.trim()}; echo "exit $?"; sleep 60\n`,
    )
    using screen = new Screen(`sh ${line}`, { columns: 120, rows: 24 })
    await screen.shows(text =>
      text.includes(
        'Keep it as @opensnoop in place of the one that comes with systrace, to be run without a question? [y/N]',
      ),
    )
    screen.keys('Enter')
    await screen.shows(text => text.includes('exit 2'))
    expect(existsSync(join(folder.path, '.config'))).toBe(false)
  })

  screenTest('Ctrl-C ends it', async () => {
    using screen = await ask('interrupt')
    await screen.shows(text => text.includes('Run it? [y/N]'))
    screen.keys('C-c')
    await screen.shows(text => text.includes('exit 130'))
    expect(screen.text()).not.toContain('it ran')
    expect(confirmed('interrupt')).toBe(0)
  })
})
