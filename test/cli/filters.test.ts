/** -p, -u and -c: what of the machine's calls a run is about. */

import { afterAll, describe, expect } from 'bun:test'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Command, Folder } from './command.ts'

const kernelTest = testNeeding('kernel', 'binary')
const rootTest = testNeeding('kernel', 'root', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

/** A shell that opens a file of its own when it is told to. */
const shell = (file: string): ChildProcess =>
  spawn('sh', ['-c', `read go; : <"${file}"`], { stdio: ['pipe', 'ignore', 'ignore'] })

const go = async (...shells: readonly ChildProcess[]): Promise<void> => {
  for (const child of shells) {
    child.stdin!.end('go\n')
    await once(child, 'exit')
  }
}

/** The files that a run sees opened, of those that are a test's own. */
const opened = async (args: readonly string[], work: () => void | Promise<void>): Promise<string[]> => {
  const code = `on('openat', { failed: false }, e => e.filename.startsWith('${folder.path}/') && print(e.filename))`
  await using command = new Command(['-v', ...args, '-e', code])
  await command.attached()
  await work()
  command.kill('SIGINT')
  const { stdout, exit } = await command.ended()
  expect(exit).toBe(0)
  return [...new Set(stdout.split('\n').filter(Boolean))]
    .map(path => path.slice(folder.path.length + 1))
    .sort()
}

describe('filters', () => {
  const files = ['one', 'two', 'three'].map(name => folder.write(name, name)) as [string, string, string]

  kernelTest('-p: one process, several, several times', async () => {
    const cases = [
      [(a: number) => ['-p', `${a}`], ['one']],
      [(a: number, b: number) => ['-p', `${a},${b}`], ['one', 'two']],
      [(a: number, b: number) => [`-p${a}`, `--pid=${b}`], ['one', 'two']],
    ] as const
    for (const [args, want] of cases) {
      const shells = files.map(shell)
      const [one, two] = shells
      expect(await opened(args(one!.pid!, two!.pid!), () => go(...shells))).toEqual([...want])
    }
  })

  rootTest('-u: by name and number', async () => {
    const work = (): void => {
      execFileSync('cat', [files[0]], { stdio: 'ignore' })
      // Another user, who may read the folder of the test run all the same.
      const user = ['--reuid=65534', '--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search']
      execFileSync('setpriv', [...user, 'cat', files[1]], { stdio: 'ignore', cwd: '/' })
    }
    expect(await opened(['-u', '65534'], work)).toEqual(['two'])
    expect(await opened(['-u', 'nobody,0'], work)).toEqual(['one', 'two'])
  })

  kernelTest('-c: exactly', async () => {
    const named = (name: string): string => {
      const path = join(folder.path, name)
      symlinkSync('/bin/cat', path)
      return path
    }
    const programs = ['007', '7', 'with,comma', 'no match'].map(named)
    const data = programs.map((_, i) => folder.write(`data-${i}`, ''))
    const work = (): void => {
      programs.forEach((program, i) => {
        execFileSync(program, [data[i]!], { stdio: 'ignore' })
      })
    }
    expect(await opened(['-c', '007'], work)).toEqual(['data-0'])
    expect(await opened(['-c', '7,with\\,comma'], work)).toEqual(['data-1', 'data-2'])
    expect(await opened(['-c', '007', '-c', 'no match'], work)).toEqual(['data-0', 'data-3'])
  })

  kernelTest('together: all must hold', async () => {
    const shells = files.map(shell)
    const [one] = shells
    expect(await opened(['-p', `${one!.pid}`, '-c', 'sh', '-u', '0'], () => go(...shells))).toEqual(
      process.getuid?.() === 0 ? ['one'] : [],
    )
    const others = files.map(shell)
    expect(await opened(['-p', `${others[0]!.pid}`, '-c', 'bash'], () => go(...others))).toEqual([])
  })
})
