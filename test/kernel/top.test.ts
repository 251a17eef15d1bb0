/** `systrace top` on a terminal: what it shows, what its keys do, and that the terminal is as it was, whatever ends it. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { binary } from '../cli/command.ts'
import { testNeeding } from '../support/needs.ts'
import { Screen } from '../support/screen.ts'
import { nextIdentity, Workloads } from '../support/workload.ts'

const topTest = testNeeding('kernel', 'binary', 'tmux')
const limitMs = 60_000
const workloads = new Workloads()
afterAll(() => workloads.dispose())

const size = { columns: 80, rows: 20 }

/** Runs `top`, and when it has ended says its exit code and how the terminal is set. */
const command = (args: string, env = ''): string =>
  `stty -a > /dev/null; before=$(stty -g); ${env} ${binary} top ${args}; echo "ended $?"; ` +
  `if [ "$(stty -g)" = "$before" ]; then echo terminal restored; else stty -a; fi; read -r line`

/** The process of `top`, a child of the screen's shell. */
const topPid = (screen: Screen): number =>
  Number(readFileSync(`/proc/${screen.pid()}/task/${screen.pid()}/children`, 'utf8').trim().split(' ')[0])

const running = (screen: Screen): Promise<string> => screen.shows(/calls\/s.*\n[\s\S]*\n.*q quit/)

const restored = async (screen: Screen, exit: number): Promise<void> => {
  await screen.shows(new RegExp(`ended ${exit}\\s+terminal restored`))
  expect({ alternate: screen.isAlternate(), cursor: screen.cursorIsShown() }).toEqual({
    alternate: false,
    cursor: true,
  })
}

describe('what it shows', () => {
  topTest(
    'syscalls, processes, filters, and nothing of what it was when it ends',
    async () => {
      const identity = nextIdentity()
      const work = workloads.start({ program: 'calls', args: ['mix'], waits: true }, identity)
      try {
        using screen = new Screen(`echo hello; ${command(`--interval 300ms -p ${work.pid}`)}`, size)
        await running(screen)
        expect(screen.isAlternate()).toBe(true)
        expect(screen.cursorIsShown()).toBe(false)
        work.go()
        await screen.shows(/^getpgrp +[\d.]+ /m)
        screen.keys('Tab')
        await screen.shows(new RegExp(`^ *${work.pid} +${identity.comm}`, 'm'))
        screen.keys('Tab', '/', 'n', 'o', 's', 'u', 'c', 'h', 'Enter')
        await screen.shows(/0 syscalls/)
        screen.keys('Escape')
        await screen.shows(/^getpgrp/m)
        screen.keys('?')
        await screen.shows(/any key: back/)
        screen.keys('x', 'p')
        await screen.shows(/paused/)
        screen.keys('q')
        await restored(screen, 0)
        expect(screen.text()).toStartWith('hello')
        expect(screen.text()).not.toContain('getpgrp')
      } finally {
        work.kill()
        await work.facts().catch(() => {})
      }
    },
    limitMs,
  )

  topTest(
    'the screen as it is resized, down to 40 columns and 8 lines',
    async () => {
      using screen = new Screen(command('--interval 300ms'), { columns: 120, rows: 30 })
      await screen.shows(/p99 +time +rate/)
      screen.resize(40, 8)
      const isSmall = (text: string): boolean =>
        text.split('\n').length === 8 && /q quit/.test(text.split('\n')[7]!)
      await screen.shows(text => isSmall(text) && /^syscall +calls\/s▾ +err\/s +avg/m.test(text))
      screen.resize(20, 3)
      await screen.shows(text => text.split('\n').length <= 3)
      screen.resize(100, 24)
      await screen.shows(/p99 +time +rate/)
      screen.keys('q')
      await restored(screen, 0)
    },
    limitMs,
  )

  topTest(
    'no colours under NO_COLOR',
    async () => {
      using screen = new Screen(command('--interval 300ms', 'NO_COLOR=1'), size)
      await running(screen)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: codes of colours are what is looked for
      expect(screen.painted()).not.toMatch(/\x1b\[[\d;]*3[0-7]m/)
      screen.keys('q')
      await restored(screen, 0)
    },
    limitMs,
  )
})

describe('the terminal is restored', () => {
  const ends: readonly [what: string, end: (screen: Screen) => void, exit: number][] = [
    ['by q', screen => screen.keys('q'), 0],
    ['by Ctrl-C', screen => screen.keys('C-c'), 0],
    ['by SIGTERM', screen => process.kill(topPid(screen), 'SIGTERM'), 0],
    ['by SIGHUP', screen => process.kill(topPid(screen), 'SIGHUP'), 0],
    ['by SIGINT', screen => process.kill(topPid(screen), 'SIGINT'), 0],
  ]
  for (const [what, end, exit] of ends)
    topTest(
      what,
      async () => {
        using screen = new Screen(command('--interval 300ms'), size)
        await running(screen)
        end(screen)
        await restored(screen, exit)
      },
      limitMs,
    )

  topTest(
    'when the traced program ends',
    async () => {
      using screen = new Screen(command('--interval 200ms -- sleep 1'), size)
      await running(screen)
      await restored(screen, 0)
    },
    limitMs,
  )

  topTest(
    'at the end of its time',
    async () => {
      using screen = new Screen(command('--interval 200ms -d 1s'), size)
      await running(screen)
      await restored(screen, 0)
    },
    limitMs,
  )

  topTest(
    'while it is stopped by Ctrl-Z, and taken over again by fg',
    async () => {
      using screen = new Screen(`bash --norc --noprofile -i`, size)
      screen.keys(`PS1='prompt '; ${binary} top --interval 300ms`, 'Enter')
      await running(screen)
      screen.keys('C-z')
      await screen.shows(/Stopped/)
      expect(screen.isAlternate()).toBe(false)
      screen.keys('stty -a | grep -o " icanon\\| echo "', 'Enter')
      await screen.shows(/^ icanon\n echo/m)
      screen.keys('fg', 'Enter')
      await running(screen)
      expect(screen.isAlternate()).toBe(true)
      screen.keys('q')
      await screen.shows(/fg[\s\S]*prompt $|fg[\s\S]*prompt$/)
      expect(screen.isAlternate()).toBe(false)
    },
    limitMs,
  )

  topTest(
    'when it cannot start, before it is taken over',
    async () => {
      using screen = new Screen(command('-s nosuchcall'), size)
      await screen.shows(/no syscall is called "nosuchcall"|nosuchcall[\s\S]*ended [123]/)
      await screen.shows(/terminal restored/)
      expect(screen.isAlternate()).toBe(false)
    },
    limitMs,
  )
})

topTest('needs a terminal, and says what to use without one', () => {
  try {
    execFileSync(binary, ['top'], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
    throw new Error('it ran')
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string }
    expect(stderr).toContain('not a terminal')
    expect(stderr).toContain('systrace trace -C --interval 1')
    expect(status).toBe(3)
  }
})
