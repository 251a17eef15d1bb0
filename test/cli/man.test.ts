/** The manual page, as man and mandoc have it, and what `make install` puts where. */

import { afterAll, describe, expect } from 'bun:test'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { manualPages } from '../../runtime/command-line/help.ts'
import { spellings } from '../../runtime/command-line/option-row.ts'
import { testNeeding } from '../support/needs.ts'
import { Folder, systrace } from './command.ts'

const programTest = testNeeding('binary')
const manTest = testNeeding('binary', 'man')
const mandocTest = testNeeding('binary', 'mandoc')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

const page = async (): Promise<string> => {
  const { stdout, stderr, exit } = await systrace(['man'])
  expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
  return stdout
}

describe('man', () => {
  manTest('shows all commands with all of their options', async () => {
    const path = folder.write('systrace.1', await page())
    const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '100', MANROFFOPT: '-ww' }
    const { stdout, stderr, status } = spawnSync('man', ['--no-hyphenation', '-l', path], {
      encoding: 'utf8',
      env,
    })
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    for (const { name, options, usage, examples } of (await manualPages()).pages) {
      expect(stdout).toContain(usage[0]!)
      for (const [, line] of examples) expect(stdout).toContain(`  ${line}\n`)
      const section = new RegExp(
        `^${name === 'run' ? 'OPTIONS' : `SYSTRACE ${name.toUpperCase()}`}$.*?^(?=[A-Z])`,
        'ms',
      )
      const text = section.exec(stdout)?.[0] ?? ''
      for (const row of Object.values(options))
        if (!row.only || row.only === name) expect(text).toContain(`${spellings(row).join(', ')}`)
    }
    expect(stdout).toContain("on(['%file', '!stat*'], …)")
  })

  mandocTest('is clean, as mandoc sees it', async () => {
    const path = folder.write('systrace.1', await page())
    const { stdout } = spawnSync('mandoc', ['-Tlint', '-Wwarning', path], { encoding: 'utf8' })
    // It has no date: the version tells how old it is.
    expect(stdout.split('\n').filter(line => line !== '' && !line.includes('missing date'))).toEqual([])
  })

  programTest('takes no arguments', async () => {
    expect(await systrace(['man', 'trace'])).toMatchObject({ stdout: '', exit: 2 })
  })

  testNeeding('binary', 'man', 'zsh')(
    'make install, and uninstall',
    async () => {
      const { MAKEFLAGS: _, MAKELEVEL: __, ...env } = process.env
      const root = join(import.meta.dirname, '../..')
      const make = (target: string): void => {
        execFileSync('make', ['-C', root, target, `DESTDIR=${folder.path}/root`, 'PREFIX=/usr'], {
          env,
          stdio: 'pipe',
        })
      }
      make('install')
      const share = `${folder.path}/root/usr/share`
      expect(statSync(`${folder.path}/root/usr/bin/systrace`).mode & 0o777).toBe(0o755)
      expect(readFileSync(`${share}/man/man1/systrace.1`, 'utf8')).toBe(await page())
      const path = execFileSync('man', ['-M', `${share}/man`, '-w', 'systrace'], { encoding: 'utf8' })
      expect(path.trim()).toBe(`${share}/man/man1/systrace.1`)
      expect(readFileSync(`${share}/bash-completion/completions/systrace`, 'utf8')).toContain(
        'complete -F _systrace systrace',
      )
      expect(readFileSync(`${share}/fish/vendor_completions.d/systrace.fish`, 'utf8')).toContain(
        'complete -c systrace',
      )
      // zsh finds it by its first line.
      const loads = `fpath=(${share}/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[systrace]`
      expect(execFileSync('zsh', ['-f', '-c', loads], { encoding: 'utf8' })).toBe('_systrace\n')
      make('uninstall')
      const left = readdirSync(`${folder.path}/root`, { recursive: true, withFileTypes: true }).filter(
        entry => entry.isFile(),
      )
      expect(left.map(({ name }) => name)).toEqual([])
    },
    60_000,
  )
})
