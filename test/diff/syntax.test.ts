/** How scripts may be written: the odd forms of the language, one case each. */

import { describe } from 'bun:test'
import { reads, same } from './by-hand.ts'

const list = (n: number, make: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => make(i)).join(', ')

describe('calls of systrace', () => {
  const few = reads(1, 2, 3)
  const tail = `'read', e => { if (e.fd === 2) print(e.fd) })`
  same('with comments before the arguments', 'tests', `on /* ( */ // (\n (${tail}`, few)
  same('in parentheses', 'tests', `(on)(${tail}`, few)
  same(
    'with types',
    'tests',
    `on<'read'>('read', ((e: { fd: number }) => { if ((e.fd as number)! === 2) print(e.fd satisfies number) }) as any)`,
    few,
  )
  same('under another name', 'tests', `const trace = on; trace(${tail}`, few)
  same(
    'whose names the handler uses for its own',
    'all',
    `on('read', ({ count, fd: sum }) => { if (count > 1) stats(sum) })`,
    few,
  )
})

describe('expressions', () => {
  const few = reads(1, 16, 1000, 3)
  same(
    'numbers in every notation',
    'tests',
    `on('read', e => { if (e.fd === 0x1_0 || e.fd === 1_000 || e.fd === 0b11) print(e.fd) })`,
    few,
  )
  same('a number that is infinite', 'sends', `on('read', e => { if (e.fd < 1e999) print(e.fd) })`, few)
  same(
    'strings with escapes',
    'tests',
    `on('read', e => { if (e.comm === 'b\\u{61}sh' || e.comm === "\\x7ash") print(e.fd) })`,
    few,
  )
  same('an enum', 'sends', `enum F { A = 3 }; on('read', e => { if (e.fd === F.A) print(e.fd) })`, few)
  same(
    'a static field of a class',
    'sends',
    `class C { static A = 3 }; on('read', e => { if (e.fd === C.A) print(e.fd) })`,
    few,
  )
  same('whether the event has a field', 'sends', `on('read', e => { if ('fd' in e) print(e.fd) })`, few)
  same('a sequence', 'sends', `on('read', e => { if ((0, e.fd) === 3) print(e.fd) })`, few)
  same(
    'many choices in one sum',
    'sends',
    `on('read', e => { if ([${list(70, i => `e.fd > ${i} ? ${i} : e.pid`)}].includes(5)) print(e.fd) })`,
    few,
  )
  same(
    'deep to the right',
    'sends',
    `on('read', e => { if (e.fd + (e.pid - (e.tid + (e.uid - (e.gid + (e.cpu - (e.fd + (e.pid - e.tid))))))) > -1000000) print(e.fd) })`,
    few,
  )
})

describe('statements', () => {
  const few = reads(1, 2)
  same(
    'a labelled block',
    'sends',
    `on('read', e => { out: { if (e.fd === 2) break out; print(e.fd) } })`,
    few,
  )
  same(
    'a loop that runs once',
    'sends',
    `on('read', e => { do { if (e.fd === 2) return } while (false); print(e.fd) })`,
    few,
  )
})

describe('keys and values', () => {
  const few = reads(1, 2)
  same('spread', 'sends', `const k = ['a', 'b']; on('read', e => { count(...k); print(1) })`, few)
  same(
    'objects',
    'sends',
    `on('read', e => { count({ a: e.fd }); count([e.fd, e.comm]); count(Symbol.iterator) })`,
    few,
  )
  same(
    'constants of every kind',
    'all',
    `on('read', e => { count(undefined, null, true, NaN, -0, 5n) })`,
    few,
  )
  same(
    'values that are none',
    'sends',
    `on('read', e => { sum(undefined); sum(NaN); sum('5'); sum(null); sum() })`,
    few,
  )
  same(
    'a key too large for the stack',
    'sends',
    `on('read', e => { count(${list(30, () => 'e.comm')}) })`,
    few,
  )
  same('and larger', 'sends', `on('read', e => { count(${list(31, () => 'e.comm')}); print(1) })`, few)
  same(
    'a key of many choices',
    'all',
    `on('read', e => { count(${list(9, i => `e.fd > ${i} ? ${i} : e.pid`)}) })`,
    few,
  )
})
