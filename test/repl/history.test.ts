/** The history on disk. */

import { afterAll, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { History, historyPath } from '../../runtime/repl/history.ts'

const folder = mkdtempSync(join(tmpdir(), 'history-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('historyPath() is in XDG_STATE_HOME, or in the home of the user', () => {
  expect(historyPath({ XDG_STATE_HOME: '/state', HOME: '/home/a' })).toBe('/state/systrace/repl-history')
  expect(historyPath({ HOME: '/home/a' })).toBe('/home/a/.local/state/systrace/repl-history')
  // As the specification has it, a path that is not absolute is none.
  expect(historyPath({ XDG_STATE_HOME: 'state', HOME: '/home/a' })).toBe(
    '/home/a/.local/state/systrace/repl-history',
  )
})

test('keeps entries of several rows, for nobody else to read', () => {
  const path = join(folder, 'new', 'systrace', 'history')
  const history = new History(path)
  expect(history.entries).toEqual([])
  expect(history.add("on('openat', e => {\n  print(e.comm)\n})")).toBeUndefined()
  expect(history.add('1 + 1')).toBeUndefined()
  expect(new History(path).entries).toEqual(["on('openat', e => {\n  print(e.comm)\n})", '1 + 1'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'new', 'systrace')).mode & 0o777).toBe(0o700)
})

test('passes over what is no entry', () => {
  const path = join(folder, 'torn')
  writeFileSync(path, '"one"\n"tw\n42\n{"a":1}\n\n"three"\n')
  expect(new History(path).entries).toEqual(['one', 'three'])
})

test('keeps the last thousand', () => {
  const path = join(folder, 'long')
  writeFileSync(path, Array.from({ length: 2500 }, (_, n) => `"${n}"\n`).join(''))
  const { entries } = new History(path)
  expect(entries).toHaveLength(1000)
  expect(entries.at(-1)).toBe('2499')
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1000)
})

test('says once why nothing is kept', () => {
  const path = join(folder, 'file', 'history')
  writeFileSync(join(folder, 'file'), '')
  const history = new History(path)
  expect(history.add('1')).toMatch(/^the history is not kept: (ENOTDIR|EEXIST) at /)
  expect(history.add('2')).toBeUndefined()
  chmodSync(join(folder, 'file'), 0o600)
})
