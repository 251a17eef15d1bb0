/** What a person is told of a script that does not want to be seen through. */

import { expect, test } from 'bun:test'
import type { Paint } from '../../runtime/diagnostic.ts'
import type { Bundle } from '../../runtime/sources/bundle.ts'
import { strangerText } from '../../runtime/sources/consent.ts'
import { readingOf } from '../../runtime/sources/reading.ts'
import { loadParser } from '../support/parser.ts'

const plain: Paint = (_, text) => text

const told = (name: string, text: string, ...others: string[]): string[] => {
  const files = [{ path: name, text }, ...others.map(path => ({ path, text: '' }))] as const
  const bundle: Bundle = { files }
  return strangerText({ name, bundle, reading: readingOf(bundle, name, loadParser()) }, plain).split('\n')
}

test('a title takes one line, whatever is in it', () => {
  const [, says, probes] = told('x.ts', `// Nice.\u2800${'\u2800'.repeat(200)}  files  none \x1b[2J\n`)
  expect(says).toStartWith('  says       Nice.')
  expect(says).toEndWith('…')
  expect(says!.length).toBeLessThanOrEqual(100)
  expect(probes).toBe('  probes     none')
  expect(told('x.ts', '// A \x1b[31mred\u202e one.\n')[1]).toBe('  says       A \\u001b[31mred\\u202e one.')
})

test('names are ASCII, of a bounded length and number', () => {
  const head = "import { on } from 'systrace'\n"
  const [, odd] = told('x.ts', `${head}on('open\\n  files\\u2800 none', () => {})\non('оpen', () => {})\n`)
  expect(odd).toBe('  probes     open\\u{a}\\u{20}\\u{20}files\\u{2800}\\u{20}none, \\u{43e}pen')
  const [, long] = told('x.ts', `${head}on('${'x'.repeat(1000)}', () => {})\n`)
  expect(long).toBe(`  probes     ${'x'.repeat(99)}…`)
  const many = Array.from({ length: 50 }, (_, i) => `on('p${i}', () => {})\n`).join('')
  const [, few] = told('x.ts', `${head}${many}on(process.argv[2], () => {})\n`)
  expect(few).toEndWith(', p19 and 30 more, and 1 that only a run shows')
  expect(told('ü.ts', '', 'ünï.json').slice(0, 1)).toEqual([
    'systrace: "\\u{fc}.ts" is not from this machine. By its text (no sandbox) it asks for:',
  ])
})

test('what is not named is not said where something is unseen', () => {
  const rows = (text: string) => told('x.ts', text).map(row => row.slice(2, 13).trim())
  expect(rows('')).toContain('not named')
  expect(rows("eval('1')")).not.toContain('not named')
  expect(rows("import 'chalk'")).not.toContain('not named')
})
