import { describe, expect, test } from 'bun:test'
import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import { type Arch, syscallTable } from '../../bpf/facts/syscalls.ts'
import { resolveSyscalls } from '../../runtime/compiler/syscall-set.ts'

const resolve = (patterns: readonly string[], arch: Arch = 'x64') =>
  resolveSyscalls(patterns, syscallTable(arch), syscallGroups())

const names = (patterns: readonly string[], arch: Arch = 'x64'): string[] => {
  const set = resolve(patterns, arch)
  if ('error' in set) throw new Error(`${set.error.message}; ${set.error.hint}`)
  return set.syscalls.map(fact => fact.name)
}

const every = syscallTable('x64')
  .all()
  .map(fact => fact.name)
const but = (test: RegExp): string[] => every.filter(name => !test.test(name))

describe('resolveSyscalls() names', () => {
  test.each<[string, string[], string[]]>([
    ['one', ['openat'], ['openat']],
    ['several in the order of the table, once each', ['openat', 'read', 'openat'], ['read', 'openat']],
    ['a number', ['257', '0'], ['read', 'openat']],
    ['a glob', ['open*'], ['open', 'openat', 'open_by_handle_at', 'open_tree', 'openat2', 'open_tree_attr']],
    ['a glob of one character', ['dup?'], ['dup2', 'dup3']],
    [
      'a glob that begins anywhere',
      ['*xattrat'],
      ['setxattrat', 'getxattrat', 'listxattrat', 'removexattrat'],
    ],
    ['everything', ['*'], every],
    ['a regular expression', ['/^p?readv/'], ['readv', 'preadv', 'preadv2']],
    ['a regular expression with flags', ['/^READV$/i'], ['readv']],
    ['a regular expression as strace writes it', ['/^readv$'], ['readv']],
    ['a group', ['%%stat'], ['stat', 'fstat', 'lstat', 'newfstatat', 'statx']],
    ['a union', ['%lstat', 'read', 'dup?'], ['read', 'lstat', 'dup2', 'dup3']],
    ['what is left', ['dup*', '!dup2'], ['dup', 'dup3']],
    ['what is left, whatever the order', ['!dup2', 'dup*'], ['dup', 'dup3']],
    ['all but one', ['!read'], but(/^read$/)],
    ['all but a glob and a number', ['!open*', '!0'], but(/^(open.*|read)$/)],
    ['all but a group', ['!%%stat'], but(/^(stat|fstat|lstat|newfstatat|statx)$/)],
    ['all but a regular expression', ['!/r/'], but(/r/)],
    ['what may be missing', ['?nosuch', '?read', '?nosuch*'], ['read']],
    ['nothing, where all may be missing', ['?nosuch'], []],
    ['nothing minus something', ['?nosuch', '!read'], []],
    ['all but what may be missing', ['!?nosuch', '!read'], but(/^read$/)],
  ])('%s: %j', (_, patterns, want) => expect(names(patterns)).toEqual(want))

  test('on another architecture', () => {
    expect(names(['open*'], 'arm64')).not.toContain('open')
    expect(names(['%%stat'], 'arm64')).toEqual(['newfstatat', 'fstat', 'statx'])
    expect(names(['56'], 'arm64')).toEqual(['openat'])
  })

  test('the same group under two names', () => expect(names(['%net'])).toEqual(names(['%network'])))
})

describe('resolveSyscalls() refuses', () => {
  test.each<[string, string[], number, string, string | undefined]>([
    ['a typing error', ['read', 'opennat'], 1, 'no syscall is called "opennat"', 'did you mean "openat"?'],
    ['one in a negation', ['*', '!opennat'], 1, 'no syscall is called "opennat"', 'did you mean "openat"?'],
    ['a word', ['teapotteapot'], 0, 'no syscall is called "teapotteapot"', undefined],
    ['nothing', [''], 0, 'no syscall is called ""', undefined],
    ['a name of Object', ['toString'], 0, 'no syscall is called "toString"', undefined],
    ['the C library’s name', ['fstatat'], 0, 'no syscall is called "fstatat"', 'did you mean "newfstatat"?'],
    ['the C library’s name', ['pread'], 0, 'no syscall is called "pread"', 'did you mean "pread64"?'],
    [
      'tracefs’s name',
      ['sys_enter_newstat'],
      0,
      'no syscall is called "sys_enter_newstat"',
      'did you mean "stat"?',
    ],
    [
      'the kernel’s name',
      ['__x64_sys_read'],
      0,
      'no syscall is called "__x64_sys_read"',
      'did you mean "read"?',
    ],
    [
      'several in one',
      ['open,close'],
      0,
      'no syscall is called "open,close"',
      'write several as a list: ["open","close"]',
    ],
    ['a group without %', ['file'], 0, 'no syscall is called "file"', 'did you mean the group "%file"?'],
    ['a group', ['%fil'], 0, 'no group of syscalls is called "%fil"', 'did you mean "%file"?'],
    [
      'a number',
      ['9999'],
      0,
      'no syscall of x64 has the number 9999',
      `the highest is ${every.length && syscallTable('x64').limit - 1}`,
    ],
    ['a glob', ['zz*'], 0, 'no syscall matches "zz*"', undefined],
    ['a glob whose dot is a dot', ['r.ad*'], 0, 'no syscall matches "r.ad*"', undefined],
    ['a lone question mark', ['?'], 0, 'no syscall matches "?"', undefined],
    ['a regular expression', ['/zz/'], 0, 'no syscall matches the regular expression /zz/', undefined],
    ['a list that is empty', [], 0, 'no syscalls are named', undefined],
    ['a list that takes all back', ['read', '!read'], 1, 'the negations leave no syscall', undefined],
    ['no syscall at all', ['!*'], 0, 'the negations leave no syscall', undefined],
  ])('%s: %j', (_, patterns, index, message, hint) => {
    expect(resolve(patterns)).toEqual({
      error: { pattern: patterns[index] ?? '', index, message, ...(hint !== undefined && { hint }) },
    })
  })

  test('a broken regular expression', () => {
    const set = resolve(['/(/'])
    expect('error' in set && set.error.message).toStartWith('not a regular expression: ')
  })

  test('a group that is far from any', () => {
    const set = resolve(['%xyzzy'])
    expect('error' in set && set.error.hint).toStartWith('groups: %file %desc ')
  })

  test('what another architecture has', () => {
    expect(resolve(['open'], 'arm64')).toMatchObject({ error: { hint: 'did you mean "openat"?' } })
    expect(resolve(['%lstat'], 'arm64')).toMatchObject({
      error: { message: 'arm64 has no syscall of the group "%lstat"' },
    })
  })
})
