/** What is easily got wrong when conditions move, one case each. */

import { describe, expect, test } from 'bun:test'
import { call, opens, reads, same } from './by-hand.ts'
import { runThreeWays } from './three-ways.ts'

describe('guards', () => {
  const few = reads(1, 2, 3, 4, 5)
  same(
    'a return ends the handler, wherever it is',
    'all',
    `on('read', e => { if (e.fd > 1) { if (e.fd > 3) return; count(1) } count(e.fd) })`,
    few,
  )
  same(
    'what is done before a guard is done',
    'sends',
    `let n = 0; on('read', e => { n++; if (e.fd !== 5) return; print(n) })`,
    few,
  )
  same(
    'a count within a condition is done',
    'tests',
    `let n = 0; on('read', e => { if (e.fd > 2 && n++ < 2) print(n) })`,
    few,
  )
  same(
    'an assignment within a condition is done',
    'sends',
    `let last = 0; on('read', e => { if ((last = e.fd) > 4) print(last) })`,
    few,
  )
  same(
    'the part of a condition that the kernel knows is enough',
    'tests',
    `const seen = new Set(); on('read', e => { if (e.fd < 3 || seen.has(e.fd)) return; seen.add(e.fd); print(e.fd) })`,
    [...few, ...reads(3, 4)],
  )
  same(
    'a condition that throws is evaluated',
    'sends',
    `on('read', e => { if (e.fd + 1n > 3n) return; print(e.fd) })`,
    few,
  )
  same(
    'but not where a condition before it fails',
    'tests',
    `on('read', e => { if (e.fd === 3 && e.fd + 1n > 3n) print(e.fd) })`,
    few,
  )
  same(
    'a pattern in a guard of a template',
    'tests',
    `on('read', e => { const name = \`\${e.comm}:\${e.fd}\`; if (e.fd === 2) print(name) })`,
    few,
  )
  same(
    'a global that is missing throws',
    'sends',
    `on('read', e => { if (missing) return; print(e.fd) })`,
    few,
  )
  same(
    'a name that is read before its declaration throws',
    'sends',
    `on('read', e => { if (e.fd > limit) print(e.fd); const limit = 3 })`,
    few,
  )
  same(
    'a var in a block is undefined outside of it',
    'sends',
    `on('read', e => { if (e.fd > 3) { var x = 5 }; if (!x) print(e.fd) })`,
    few,
  )
  same(
    'a second parameter has a default',
    'sends',
    `let n = 0; on('read', (e, x = n++) => { if (e.fd === 5) print(x) })`,
    few,
  )
  same(
    'many ifs in a row',
    'tests',
    `on('read', e => { ${Array.from({ length: 30 }, (_, i) => `if (e.fd === ${i}) print(${i})`).join('; ')} })`,
    few,
  )
  same(
    'NaN is no case of a switch',
    'all',
    `const x = NaN; on('read', e => { switch (x) { case NaN: count(1); break; default: count(e.fd) } })`,
    few,
  )
  same(
    'a case falls through',
    'sends',
    `on('read', e => { switch (e.fd) { case 1: print(1); case 2: print(2); break; default: print(3) } })`,
    few,
  )
})

describe('forms of handlers', () => {
  const few = reads(1, 2)
  same('without a parameter', 'all', `on('read', () => count())`, few)
  same(
    'with arguments',
    'sends',
    `on('read', function () { print(arguments[0].fd, Object.keys(arguments[0]).length) })`,
    few,
  )
  same(
    'by name, declared behind its use',
    'tests',
    `on('read', handle); function handle(e) { if (e.fd > 1) print(e.fd) }`,
    few,
  )
  same(
    'asynchronous',
    'tests',
    `on('read', async e => { if (e.fd < 2) return; await null; print(e.fd); throw new Error('late') })`,
    few,
  )
  same(
    'a generator does nothing',
    'sends',
    `on('read', function* (e) { print(e.fd) }); on('read', e => print(e.fd))`,
    few,
  )
  same(
    'in a loop, with its variable',
    'tests',
    `for (const fd of [1, 2, 3]) on('read', e => e.fd === fd && print(fd, e.fd))`,
    few,
  )
  same(
    'in a function, with its parameter',
    'all',
    `const watch = fd => { on('read', e => { if (e.fd >= fd) count(e.fd) }) }; watch(2)`,
    few,
  )
  same('that changes its event', 'sends', `on('read', e => { e.fd = 7; if (e.fd === 7) print(e.fd) })`, few)
  same(
    'that gives its event to a function twice, in other places',
    'sends',
    `const f = (a, b) => a ? a.fd : b.count; on('read', e => print(f(0, e), f(e, 0)))`,
    few,
  )
  same(
    'that takes the event apart, with what is missing',
    'sends',
    `on(['read', 'getpid'], ({ fd = -1, args: { count: n }, comm }) => { if (fd < 2) print(fd, n, comm) })`,
    [...few, call('getpid')],
  )
})

describe('what is captured', () => {
  const few = reads(1, 2, 3)
  same(
    'a list that is only looked up in',
    'tests',
    `const list = [1, 3]; on('read', e => list.includes(e.fd) && print(e.fd))`,
    few,
  )
  same(
    'a list that has another name',
    'sends',
    `const other = [1]; const list = other; on('read', e => list.includes(e.fd) && print(e.fd)); on('read', e => { other.push(e.fd + 1) })`,
    few,
  )
  same(
    'a list that is assigned to by a pattern',
    'sends',
    `const o = { lim: 1 }; on('read', e => { if (e.fd > o.lim) print(e.fd); [o.lim] = [2] })`,
    few,
  )
  same(
    'a frozen Set can change',
    'sends',
    `const set = Object.freeze(new Set([1])); on('read', e => { if (set.has(e.fd)) print(e.fd) }); on('read', e => { set.add(e.fd + 1) })`,
    few,
  )
  same(
    'a frozen object cannot',
    'tests',
    `const o = Object.freeze({ lim: 2, list: Object.freeze([3]) }); on('read', e => { if (e.fd < o.lim || o.list.includes(e.fd)) print(e.fd) })`,
    few,
  )
  same(
    'a getter gives another value each time',
    'sends',
    `let n = 0; const o = { get lim() { return n++ } }; on('read', e => { if (e.fd > o.lim) print(e.fd) })`,
    few,
  )
  same(
    'a let that nobody assigns',
    'tests',
    `let limit = 2; on('read', e => { if (e.fd > limit) print(e.fd) })`,
    few,
  )
  same(
    'a let that somebody assigns',
    'sends',
    `let limit = 2; on('read', e => { if (e.fd > limit) print(e.fd); limit = 0 })`,
    few,
  )
  same(
    'a let that a namespace assigns',
    'sends',
    `let limit = 2; namespace N { export const drop = () => { limit = 0 } }; on('read', e => { if (e.fd > limit) print(e.fd) })`,
    few,
  )
  same(
    'a let that an enum assigns',
    'sends',
    `let limit = 2; const f = () => { enum E { A = (limit = 0) } }; on('read', e => { if (e.fd > limit) print(e.fd) })`,
    few,
  )
  same(
    'a let that the default of a property assigns',
    'sends',
    `let limit = 2; class C { constructor(private n = limit = 0) {} }; on('read', e => { if (e.fd > limit) print(e.fd) })`,
    few,
  )
  same(
    'an object that a method of its own changes',
    'sends',
    `const o = { lim: 1, grow() { this.lim++; return true } }; on('read', e => { if (o.grow() && e.fd >= o.lim - 1) print(e.fd) })`,
    few,
  )
})

describe('what is demanded of names, arguments and results', () => {
  const named = ['nginx', 'worker', 'kworker/0:1', 'axcyd', 'acd', '*'].map(comm => call('read', { comm }))
  for (const pattern of ['ngin*', '*worker*', 'a?c*d', '?', '\\\\*', '*'])
    same(`the pattern ${pattern}`, 'all', `on('read', { comm: '${pattern}' }, e => count(e.comm))`, named)

  const files = [
    ...reads(3, 4, -1),
    ...opens('/etc/passwd', 'x', null),
    call('openat', { args: { dfd: 3, filename: 'x' } }),
    call('splice', { args: { fd_in: 5, fd_out: 3 } }),
    call('rename', { args: { oldname: 'x', newname: '/etc/passwd' }, ret: -2 }),
    call('getpid', { ret: 3 }),
    call('execve', { args: { filename: '/etc/passwd', argv: { kind: 'list', items: [] } }, ret: -13 }),
    call('execve', { args: { filename: 'x', argv: { kind: 'list', items: [] } } }),
  ]
  same('a descriptor, wherever it is', 'tests', `on('*', { fd: 3 }, e => print(e.name))`, files)
  same('one of two descriptors', 'all', `on(['read', 'splice'], { fd: [4, 5] }, e => count(e.name))`, files)
  same(
    'a path, also of exec',
    'tests',
    `on('*', { path: ['/etc/passwd', 'y'] }, e => print(e.name, e.args))`,
    files,
  )
  same(
    'a path at entry',
    'tests',
    `on(['execve:enter', 'openat:enter'], { path: 'x' }, e => print(e.name))`,
    files,
  )
  same('counting by path', 'tests', `on('*', { path: 'x' }, e => count(e.name))`, files)
  same('errors by name', 'all', `on('*', { errno: ['ENOENT', 'EACCES'] }, e => count(e.name))`, files)
  same('what did not fail', 'all', `on('*', { ok: true }, e => count(e.name))`, files)
  same(
    'all of it',
    'tests',
    `on('%file', { ok: false, errno: 'ENOENT', path: 'x' }, e => print(e.name))`,
    files,
  )
})

describe('what is demanded of the kernel', () => {
  const few = [call('read', { ret: -2, for: 5_000 }), call('read', { comm: 'sh', uid: 7 }), ...reads(3)]
  same(
    'together with a condition',
    'tests',
    `on('read', { failed: true, minDuration: 1000 }, e => { if (e.comm === 'bash') print(e.ret) })`,
    few,
  )
  same(
    'of what is counted',
    'all',
    `on('read', { comm: ['sh', 'zsh'], uid: [7, 8] }, e => count(e.comm))`,
    few,
  )
  same(
    'as a function',
    'all',
    `on('read', { where: e => e.ret > 0 || e.uid === 7 }, e => count(e.comm, e.ret))`,
    few,
  )
  same(
    'as a function with statements',
    'tests',
    `const least = 2
    on('read', { where: ({ ret, comm }) => { const low = least; if (comm === 'sh') return true; return ret > low } }, e => print(e.comm, e.ret))`,
    few,
  )
  same(
    'as a function by its name, for a handler that is made by a call',
    'tests',
    `const wanted = e => e.ret > 0; const make = () => e => print(e.ret); on('read', { where: wanted }, make())`,
    few,
  )
  const both = [
    call('open', { args: { filename: '/a', flags: 3 } }),
    call('openat', { args: { filename: '/a', flags: 3, dfd: 9 } }),
    call('openat', { args: { filename: '/a', flags: 1, dfd: 9 } }),
  ]
  same(
    'where on fields at other places',
    'tests',
    `on(['open', 'openat'], { where: e => e.flags === 3 }, e => print(e.name))`,
    both,
  )
  same(
    'where on strings at other places',
    'tests',
    `on(['open', 'openat'], { where: e => e.filename === '/a' }, e => print(e.name))`,
    both,
  )
  same(
    'where on a string that the handler does not read',
    'all',
    `on('openat', { where: e => e.filename === '/a' }, e => count(e.flags))`,
    both,
  )

  same(
    'of many processes',
    'all',
    `const pids = Array.from({ length: 3000 }, (_, i) => i); on('openat', { pid: pids }, e => count(e.flags))`,
    both,
  )
  same(
    'a list that is too long',
    'sends',
    `const pids = Array.from({ length: 9000 }, (_, i) => i); const list = pids.map(x => x + 3); on('openat', e => list.includes(e.pid) && print(e.flags))`,
    both,
  )
  for (const [name, script] of [
    ['an effect', `on('read', { where: e => { n++; return e.fd > 1 } }, e => print(e.fd)); let n = 0`],
    [
      'a loop',
      `on('read', { where: e => { for (const fd of [1]) if (e.fd === fd) return true; return false } }, e => print(e.fd))`,
    ],
    [
      'a function that is made by a call',
      `const make = () => e => e.fd > 1; on('read', { where: make() }, e => print(e.fd))`,
    ],
    [
      'too deep an expression',
      `on('read', { where: e => e.fd + (e.pid - (e.tid + (e.uid - (e.gid + (e.cpu - (e.fd + (e.pid - e.tid))))))) > 3 }, e => print(e.fd))`,
    ],
    ['a field that there is not', `on('read', { where: e => e.bogus === 3 }, e => print(e.fd))`],
    ['options from elsewhere', `const given = { where: e => e.fd > 1 }; on('read', given, e => print(e.fd))`],
  ] as const)
    test(`refused: ${name}`, () => {
      expect(runThreeWays(script, few)).rejects.toThrow(/"where" must|no field of read/)
    })
})

describe('what would grow without end', () => {
  const started = performance.now()
  const row = (n: number, make: (i: number) => string, between: string): string =>
    Array.from({ length: n }, (_, i) => make(i)).join(between)
  const choices = row(40, i => `const v${i + 1} = v${i} > ${i} ? v${i} + 1 : v${i} + 2`, '; ')
  same(
    'a choice of choices',
    'sends',
    `on('read', e => { const v0 = e.fd; ${choices}; if (v40 > 3) print(v40) })`,
    reads(1),
  )
  const sums = row(20, i => `const f${i + 1} = x => f${i}(x) + f${i}(x)`, '\n')
  same(
    'functions that call functions twice',
    'sends',
    `const f0 = x => x\n${sums}\non('read', e => { if (f20(e.fd) > 7) print(1) })`,
    reads(1),
  )
  const ifs = row(40, i => `if (e.fd === ${i}) { if (e.pid === 1) return; count(${i}) }`, '; ')
  same('ifs that may return', 'tests', `on('read', e => { ${ifs} })`, reads(1))
  test('all of it in time', () => {
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
