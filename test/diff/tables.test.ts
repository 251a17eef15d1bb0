/** What is easily got wrong when tables and maps move, and where the calls themselves are odd, one case each. */

import { describe } from 'bun:test'
import { call, now, reads, same } from './by-hand.ts'

const utf8 = new TextEncoder()

describe('tables', () => {
  same(
    'a call in a loop has tables of several sizes',
    'all',
    `for (const mask of [1, 70000]) on('read', e => count(e.fd & mask))`,
    reads(1, 2, 65536),
  )
  same(
    'a key that is a choice',
    'all',
    `on('read', e => { count(e.fd > 1 ? e.comm : e.fd, e.error); count(e.fd > 1); count(e.error ?? 'ok') })`,
    [...reads(1, 2), call('read', { ret: -2 })],
  )
  same(
    'cells of several CPUs',
    'all',
    `on('read', e => { stats(e.fd, e.comm); quantiles(e.fd); min(e.fd) })`,
    reads(4, 9, 2, 7).map((made, cpu) => ({ ...made, cpu })),
  )
  same(
    'a name, and a table of its own',
    'all',
    `const calls = count.table('calls'); on('read', e => { calls.add(e.comm); sum(e.fd).as('bytes') })`,
    reads(1, 2),
  )
  same(
    'a table that is read by a handler',
    'sends',
    `on('read', e => { const t = count(e.comm); if (e.fd === 2) print(t.get('bash')) })`,
    reads(1, 2),
  )
  same(
    'in the kernel and not',
    'sends',
    `const tally = e => count(e.fd); on('read', e => tally(e)); on('read', e => { print(e.fd); tally(e) })`,
    reads(1, 2),
  )
})

describe('shared maps', () => {
  const pair = [call('read', { for: 500, tid: 101 }), call('read', { for: 700, tid: 102 })]
  same(
    'start and stop',
    'all',
    `const m = map(); on('read:enter', e => m.set(e.tid, e.ns)); on('read', e => { const t = m.get(e.tid); if (t === undefined) return; m.delete(e.tid); sum(Number(e.ns - t), e.tid) })`,
    pair,
  )
  same(
    'a switch on what a map holds',
    'all',
    `const m = map(); on('read:enter', e => { if (e.tid > 101) m.set(e.tid, 1) }); on('read', e => { switch (m.get(e.tid)) { case 1: count('one'); break; case undefined: count('none'); break; default: count('other') } })`,
    [...pair, ...pair.map(made => ({ ...made, entry: made.entry + 5_000n, exit: made.exit! + 5_000n }))],
  )
  same(
    'names are keys whatever is behind their NUL',
    'all',
    `const m = map(); on('read', e => { if (m.has(e.comm)) count(); m.set(e.comm, 1) })`,
    [call('read', { comm: 'sh', commRest: 0x61 }), call('read', { comm: 'sh' })],
  )
  same(
    'a use that stays keeps the map in user space',
    'sends',
    `const m = map(); on('read:enter', e => { m.set(e.tid, e.pid) }); on('read', e => print(m.get(e.tid)))`,
    pair,
  )
})

describe('calls', () => {
  same(
    'a time of entry is kept under what the entry knows: no string of the call',
    'tests',
    `on('openat', e => { if ((e.filename === '/a' ? e.flags : e.dfd) > 2 && e.duration > 5) print(e.filename) })`,
    ['/a', '/b'].map(filename => call('openat', { args: { filename, flags: 3 } })),
  )
  const names = { filename: '/a', pathname: '/a', flags: 3 }
  const all = ['open', 'openat', 'openat2', 'creat'].map(name => call(name, { args: names }))
  same(
    'a field at different places',
    'tests',
    `on(['open', 'openat', 'openat2', 'creat'], e => { if (e.filename === '/a' || e.pathname?.startsWith('/')) print(e.name, e.filename, e.flags) })`,
    all,
  )
  same(
    'counted by it',
    'all',
    `on(['open', 'openat', 'openat2', 'creat'], e => count(e.filename ?? e.pathname, e.name, e.flags))`,
    all,
  )
  same(
    'with the parent directory',
    'all',
    `on(['renameat2', 'rename', 'linkat'], e => count(e.oldname, e.olddfd))`,
    ['renameat2', 'rename', 'linkat'].map(name =>
      call(name, { args: { oldname: 'a', newname: 'b', olddfd: -100 } }),
    ),
  )
  same(
    'begun before tracing: no duration, no event',
    'all',
    `on('read', e => { count(); hist(e.duration) }); on('read', e => count(e.fd))`,
    [{ ...reads(1)[0]!, begun: true }, ...reads(2)],
  )
  same(
    'exec is seen with what it was given',
    'sends',
    `on('execve', e => print(e.filename, e.argv, e.ret))`,
    [
      call('execve', {
        args: { filename: '/bin/ls', argv: { kind: 'list', items: [utf8.encode('ls'), utf8.encode('-l')] } },
      }),
    ],
  )
  same('a return from a signal handler', 'all', `on(['rt_sigreturn', 'read'], e => count(e.name))`, [
    call('rt_sigreturn', { ret: 5 }),
    ...reads(1),
  ])
  same('interleaved', 'all', `on('read', e => sum(e.duration, e.tid))`, [
    { ...call('read'), tid: 1, exit: now() + 5_000n },
    { ...call('read'), tid: 2 },
  ])
  same(
    'stacks of an event that is given away',
    'sends',
    `on('read', e => { print(e.kstack); ((x) => print(x.fd))(e); [e].length })`,
    reads(1),
  )
})
