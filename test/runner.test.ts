/** The test run itself: what it counts as passed, failed and skipped, and what its last line and exit code are. */

import { describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { junitCases } from './support/junit.ts'
import { testNeeding } from './support/needs.ts'

const root = join(import.meta.dirname, '..')

/** Runs test/run.ts over a project that has nothing but these test files. */
const runOver = (files: Record<string, string>, env: NodeJS.ProcessEnv = {}, ...args: string[]) => {
  const place = mkdtempSync(join(tmpdir(), 'runner-'))
  try {
    mkdirSync(join(place, 'test'))
    cpSync(join(root, 'test/run.ts'), join(place, 'test/run.ts'))
    cpSync(join(root, 'test/support'), join(place, 'test/support'), { recursive: true })
    // What the machine has is read from its BTF.
    for (const folder of ['node_modules', 'bpf']) symlinkSync(join(root, folder), join(place, folder))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(place, 'test', path, '..'), { recursive: true })
      writeFileSync(join(place, 'test', path), `import { test, expect } from 'bun:test'\n${text}`)
    }
    const { SYSTRACE_TOTALS: _, SYSTRACE_REQUIRE_KERNEL: __, CI: ___, ...inherited } = process.env
    const { stdout, status } = spawnSync(process.execPath, ['test/run.ts', ...args], {
      cwd: place,
      env: { ...inherited, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return { last: stdout.trim().split('\n').at(-1), out: stdout, status }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

const passing = `test('one', () => {})\n`

describe('test run', () => {
  const cases: readonly [name: string, files: Record<string, string>, last: string, says?: string][] = [
    [
      'adds up the layers',
      { 'a.test.ts': passing, 'bpf/b.test.ts': passing },
      '2 passed, 0 failed, 0 skipped',
    ],
    [
      'counts failures and skips',
      { 'a.test.ts': `${passing}test('two', () => expect(1).toBe(2)); test.skip('three', () => {})` },
      '1 passed, 1 failed, 1 skipped',
      'failed: test/a.test.ts: two',
    ],
    [
      'a crash of one layer fails and loses no other',
      {
        'bpf/a.test.ts': `test('dies', () => process.kill(process.pid, 'SIGSEGV'))`,
        'ffi/b.test.ts': passing,
      },
      '1 passed, 1 failed, 0 skipped',
      'bpf: the test runner died (SIGSEGV)',
    ],
    [
      'a test that ends the process fails',
      { 'a.test.ts': `test('ends', () => process.exit(0))` },
      '0 passed, 1 failed, 0 skipped',
      'the test runner died',
    ],
    [
      'a file that does not load fails',
      { 'a.test.ts': `throw new Error('not today')`, 'b.test.ts': passing },
      '1 passed, 1 failed, 0 skipped',
      'failed: test/a.test.ts: no test ran',
    ],
    ['no test at all fails', {}, '0 passed, 1 failed, 0 skipped', 'failed: no test ran'],
  ]
  for (const [name, files, last, says] of cases) {
    test(name, () => {
      const run = runOver(files, {}, '--fast')
      expect(run.last).toBe(last)
      expect(run.status).toBe(last.includes(' 0 failed') ? 0 : 1)
      if (says) expect(run.out).toContain(says)
    })
  }

  const needy = `import { testNeeding } from './support/needs.ts'\ntestNeeding('gcc')('compiles', () => {})\n`

  test('a skip gives its reason', () => {
    const run = runOver({ 'a.test.ts': needy + passing }, { PATH: '' }, '--fast')
    expect(run.last).toBe('1 passed, 0 failed, 1 skipped')
    expect(run.out).toContain('skipped, 1: needs gcc (Debian package gcc)')
  })

  test('SYSTRACE_REQUIRE_KERNEL=1 makes a skip a failure', () => {
    const run = runOver({ 'a.test.ts': needy }, { PATH: '', SYSTRACE_REQUIRE_KERNEL: '1' }, '--fast')
    expect(run.last).toBe('0 passed, 1 failed, 0 skipped')
  })

  testNeeding('root')('a process and a file left behind fail the run, and the process is ended', () => {
    const text = `
      import { spawnSync } from 'node:child_process'
      import { writeFileSync } from 'node:fs'
      test('litters', () => {
        spawnSync('sh', ['-c', 'setsid sleep 60 > /dev/null 2>&1 & sleep 0.3'], { stdio: 'ignore' })
        writeFileSync(process.env.TMPDIR + '/litter', '')
      })`
    const run = runOver({ 'a.test.ts': text })
    expect(run.last).toBe('1 passed, 1 failed, 0 skipped')
    expect(run.out).toMatch(/left behind on the machine: process (\d+) \(sleep 60\); file litter in TMPDIR/)
    const pid = Number(/process (\d+)/.exec(run.out)?.[1])
    // Gone, or a zombie that whoever adopted it has still to bury.
    expect(existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toBeFalsy()
  })
})

describe('JUnit reports', () => {
  test('names are read with their blocks and without entities', () => {
    const xml = `<testsuite><testcase name="a &lt;b&gt; &#65;" classname="outer" file="test/x.test.ts" />
      <testcase name="bad" classname="" file="f"><failure message="name=&quot;x&quot;">at f</failure></testcase>
      <testcase name="not" classname="" file="f"><skipped /></testcase></testsuite>`
    expect(junitCases(xml)).toEqual([
      { file: 'test/x.test.ts', name: 'outer > a <b> A', outcome: 'passed' },
      { file: 'f', name: 'bad', outcome: 'failed' },
      { file: 'f', name: 'not', outcome: 'skipped' },
    ])
  })
})
