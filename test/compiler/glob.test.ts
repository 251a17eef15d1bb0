/** Patterns of names. What the kernel makes of them is compared in test/diff and test/kernel. */

import { describe, expect, test } from 'bun:test'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import { filterConfig } from '../../runtime/compiler/filter-config.ts'
import { isGlob, literalOf, matchesGlob, nameTest, parseGlob } from '../../runtime/compiler/glob.ts'
import { liveOptions } from '../../runtime/compiler/options.ts'

const matches = (pattern: string, name: string): boolean =>
  matchesGlob(parseGlob(pattern)!, new TextEncoder().encode(name))

describe('matchesGlob()', () => {
  const cases: readonly [pattern: string, yes: readonly string[], no: readonly string[]][] = [
    ['nginx', ['nginx'], ['nginxx', 'ngin', '', 'Nginx']],
    ['ngin*', ['nginx', 'ngin', 'nginx: worker'], ['ngi', 'xnginx']],
    ['*worker*', ['worker', 'kworker/0:1', 'workers'], ['worke', '']],
    ['*d', ['d', 'sshd', 'dd'], ['da', '']],
    ['a?c*d', ['abcd', 'axcxxd', 'abcdd'], ['acd', 'abdd', 'abc', 'abcde', 'a?cdx']],
    ['?', ['a', '*'], ['', 'ab', 'é']],
    ['??', ['ab', 'é'], ['a']],
    ['*', ['', 'a'], []],
    ['**', ['', 'a'], []],
    ['', [''], ['a']],
    ['a*a', ['aa', 'aba', 'aaa'], ['a', 'ab']],
    ['a*b*c', ['abc', 'axbxc', 'abbcc'], ['acb', 'abcx']],
    ['*ab*ab', ['abab', 'xabxab', 'ababab'], ['ab', 'aab']],
    ['\\*x', ['*x'], ['ax', '\\*x']],
    ['\\?', ['?'], ['a']],
    ['a\\\\*', ['a\\', 'a\\b'], ['ab']],
    ['a\\b', ['a\\b'], ['ab']],
    ['[ab]', ['[ab]'], ['a']],
  ]
  for (const [pattern, yes, no] of cases)
    test(JSON.stringify(pattern), () => {
      expect(yes.filter(name => !matches(pattern, name))).toEqual([])
      expect(no.filter(name => matches(pattern, name))).toEqual([])
    })
})

describe('isGlob() and literalOf()', () => {
  test('a star behind a backslash is itself', () => {
    expect(['a*', '?', '\\\\*'].map(isGlob)).toEqual([true, true, true])
    expect(['a', '\\*', '\\?\\*', 'a\\b'].map(isGlob)).toEqual([false, false, false, false])
    expect(['\\*', 'a\\\\', 'a\\b'].map(literalOf)).toEqual(['*', 'a\\', 'a\\b'])
  })
})

describe('nameTest()', () => {
  const opOf = (text: string): string => {
    const made = nameTest(text)
    return made.kind === 'string' ? made.op : made.kind === 'bool' ? String(made.value) : made.kind
  }

  test('takes the simplest test there is', () => {
    const texts = ['sh', '\\*', 'sh*', '*sh', '*sh*', '*', 's?', 's*h', '']
    expect(texts.map(opOf)).toEqual([
      'eq',
      'eq',
      'startsWith',
      'endsWith',
      'includes',
      'true',
      'glob',
      'glob',
      'eq',
    ])
  })

  test('is false for what no process is called', () => {
    expect(['sixteen letters!', '????????????????', 'a\0*', '\ud800*', '\ufffd'].map(opOf)).toEqual(
      Array(5).fill('false'),
    )
  })
})

describe('filters that change', () => {
  const table = syscallTable('x64')

  test('take exact names only', () => {
    expect(() => filterConfig({ comm: ['sh', 'ng*'] }, undefined, table)).toThrow(
      'Filter "comm": "ng*" is a pattern, and filters that change take exact names ("\\*" is the character itself)',
    )
    expect(filterConfig({ comm: ['\\*'] }, undefined, table).sets).toEqual({ comm: [0x2an] })
  })

  test('leave patterns among the options that do not', () => {
    expect(liveOptions({ comm: ['sh', 'ng*'], pid: [1] })).toEqual({
      fixed: { comm: ['sh', 'ng*'] },
      start: { pid: [1] },
    })
    expect(liveOptions({ comm: ['sh'], fd: [1], path: ['/'], errno: ['EPERM'], ok: false })).toEqual({
      fixed: { fd: [1], path: ['/'], errno: ['EPERM'], ok: false },
      start: { comm: ['sh'] },
    })
  })
})
