/** What was typed, as a script: names, values, and where it is not complete. */

import { describe, expect, test } from 'bun:test'
import { readEntry, withConstants } from '../../runtime/repl/entry.ts'
import { filtersText, filterWords } from '../../runtime/repl/filter-words.ts'
import { loadParser } from '../support/parser.ts'

const read = (text: string, known: readonly string[] = []) => readEntry(text, loadParser(), new Set(known))

const names = (text: string): readonly string[] | string => {
  const result = read(text)
  return result.kind === 'entry' ? result.entry.names : result.kind
}

describe('readEntry()', () => {
  const declared: readonly [text: string, names: readonly string[]][] = [
    ['const a = 1, b = 2', ['a', 'b']],
    ['let { a, b: [c, ...d], ...e } = x', ['a', 'c', 'd', 'e']],
    ['function f() { const inner = 1 }', ['f']],
    ['class K {}', ['K']],
    ['enum Q { A }', ['Q']],
    ["import fs, { join as j, type X } from 'node:fs'", ['fs', 'j']],
    ["import { on } from 'systrace'", []],
    ['type T = number; interface I {}', []],
    ['if (true) { const inner = 1 }', []],
    ['export const x = 1', ['x']],
  ]
  for (const [text, expected] of declared)
    test(`${text} declares`, () => expect(names(text)).toEqual([...expected]))

  const incomplete = [
    "on('openat', e => {",
    "on('openat', e =>",
    'const a =',
    'print(`one',
    '/* a remark',
    'if (true) {',
    '[1,',
    'a.',
  ]
  for (const text of incomplete)
    test(`${JSON.stringify(text)} goes on`, () => expect(read(text).kind).toBe('incomplete'))

  const complete = ['1 + 1', '', '// a remark', "on('openat', e => {\n  print(e.comm)\n})", 'f()', 'a\n']
  for (const text of complete)
    test(`${JSON.stringify(text)} is whole`, () => expect(read(text).kind).toBe('entry'))

  const wrong = ['1 +* 2', 'const = 1', ')', "print('abc"]
  for (const text of wrong)
    test(`${JSON.stringify(text)} is wrong`, () => expect(read(text).kind).toBe('refused'))

  test('tells an expression from statements', () => {
    const isExpression = (text: string): boolean | undefined => {
      const result = read(text)
      return result.kind === 'entry' ? result.entry.isExpression : undefined
    }
    expect(isExpression('1 + 1')).toBe(true)
    expect(isExpression('let a = 1')).toBe(false)
    expect(isExpression('let a = 1; a')).toBe(false)
  })

  test('refuses names that others need, but for those that were declared at the prompt', () => {
    const refused = (text: string, known: readonly string[] = []): string | undefined => {
      const result = read(text, known)
      return result.kind === 'refused' ? result.diagnostics[0]!.message : undefined
    }
    expect(refused('const process = 1')).toBe('"process" is what JavaScript or its runtime have')
    expect(refused('let a = 1, count = 2')).toBe('"count" is what systrace exports')
    expect(refused('const mine = 1')).toBeUndefined()
    Object.defineProperty(globalThis, 'declaredHere', { value: 1, configurable: true })
    expect(refused('const declaredHere = 1', ['declaredHere'])).toBeUndefined()
    expect(refused('const declaredHere = 1')).toContain('declaredHere')
    delete (globalThis as Record<string, unknown>).declaredHere
  })
})

describe('constants of entries before', () => {
  const constants = { slow: 5, who: 'cat', big: 7n }
  const entryOf = (text: string) => {
    const result = readEntry(text, loadParser(), new Set(Object.keys(constants)), constants, 3)
    if (result.kind !== 'entry') throw new Error(result.kind)
    return result.entry
  }

  test('are imported where they are used', () => {
    const entry = entryOf(`on('read', e => e.fd > slow)`)
    expect(entry.constants).toEqual({ module: 'systrace:constants-3', values: { slow: 5 } })
    expect(entry.text).toBe(`on('read', e => e.fd > slow)\nimport { slow } from 'systrace:constants-3'`)
    expect(entryOf('1 + 1').text).toBe('1 + 1')
    expect(entryOf('const slow = 6; slow').constants.values).toEqual({})
  })

  test('are what const declares, and not what may change', () => {
    expect(entryOf('const a = 1; let b = 2; var c = 3').fixed).toEqual(['a'])
    expect(entryOf("import { d } from './d.ts'; function e() {}; class F {}").fixed).toEqual([])
  })

  test('are written out for who only reads the text', () => {
    expect(withConstants('slow', constants)).toBe('slow\nconst slow = 5\nconst who = "cat"\nconst big = 7n')
  })
})

describe('filterWords()', () => {
  const good: readonly [words: string, filters: object][] = [
    ['pid=1,2 comm=nginx', { pid: [1, 2], comm: ['nginx'] }],
    ['uid=root tid=7', { uid: [0], tid: [7] }],
    ['min-duration=10ms sample=1/4', { minDuration: '10ms', sample: 0.25 }],
    ['minDuration=5us sample=0.5', { minDuration: '5us', sample: 0.5 }],
    ['syscalls=openat,%net', { syscalls: ['openat', '%net'] }],
    ['pid= comm=all', { pid: null, comm: null }],
    ['cgroup=17', { cgroup: [17n] }],
  ]
  for (const [words, filters] of good)
    test(words, () => expect(filterWords(words.split(' '))).toEqual(filters as never))

  const bad: readonly [word: string, says: string][] = [
    ['pid', 'Cannot read "pid" as a filter'],
    ['pit=1', 'There is no filter "pit"'],
    ['pid=nginx', 'The filter "pid" takes whole numbers, not "nginx"'],
    ['uid=nosuchuser', 'There is no user "nosuchuser" on this machine'],
    ['sample=2', 'The filter "sample" takes a share such as 1/100 or 0.01, not "2"'],
  ]
  for (const [word, says] of bad) test(word, () => expect(() => filterWords([word])).toThrow(says))

  test('filtersText() writes them as they are typed', () => {
    expect(filtersText({ pid: [1, 2], comm: null, sample: 1 / 3 })).toBe('pid=1,2 sample=1/3')
    expect(filtersText({ minDuration: 5000, sample: 0.3 })).toBe('minDuration=5000 sample=0.3')
  })
})
