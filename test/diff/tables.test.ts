/** What is easily got wrong when tables and maps move, and where the calls themselves are odd, one case each. */

import { describe } from 'bun:test'
import { bestFeatures, oldestFeatures } from '../../runtime/compiler/target.ts'
import { call, now, opens, reads, same } from './by-hand.ts'

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

const varied = Array.from({ length: 400 }, (_, i) =>
  call(['read', 'close', 'openat', 'futex'][i % 4]!, {
    ret: i % 3 === 0 ? -1 - (i % 133) : i * 37 - 5000,
    for: (i * i * 7919) % (i % 5 === 0 ? 1 << 30 : 5000),
    cpu: i % 4,
    tid: 1000 + i,
    pid: 100 + (i % 5),
    comm: `task${i % 7}`,
    args: { fd: (i * 31) % 5000 },
  }),
)

for (const features of [bestFeatures, oldestFeatures])
  describe(`numbered cells, ${features.tables}`, () => {
    same(
      'pages: buckets by a small integer',
      'all',
      `on('*', e => { quantiles(e.duration, e.name); hist(e.duration, e.name); quantiles(e.ret, e.name) })`,
      varied,
      { features },
    )
    same(
      'pages: two small integers, and kinds with larger cells',
      'all',
      `on('*', e => { count(e.name, e.error); avg(e.duration, e.name, e.error); stats(e.ret, e.name, e.error); max(e.ret, e.error, e.name) })`,
      varied,
      { features },
    )
    same(
      'pages: linear buckets, and a bigint',
      'all',
      `on('read', e => { lhist(e.ret, { min: -100, max: 5000, step: 10 }, e.fd & 255); count(BigInt(e.fd & 63), e.name) })`,
      varied,
      { features },
    )
    same(
      'arrays: two integers, negative ones, buckets',
      'all',
      `on('read', e => { count(e.error); hist(e.duration, (e.fd & 15) - 8); count((e.fd & 15) - 8, e.fd & 31, e.ret > 0) })`,
      varied,
      { features },
    )
    same(
      'pages: no page is left',
      'all',
      `on('read', e => count(e.fd & 4095, e.name)); on('read', e => count(e.name, e.fd & 4095))`,
      Array.from({ length: 300 }, (_, i) => call('read', { args: { fd: (i * 97) % 4096 }, cpu: i % 4 })),
      { cpus: 1 << 20, features },
    )
    const processes = `on('*', e => { avg(e.duration, e.pid, e.comm); if (e.error) count(e.pid, e.comm); count(e.tid); sum(e.ret, e.name, e.comm); count(e.comm, e.ppid, e.ret > 0); stats(e.ret, e.pid) })`
    same('pages: cells by process, each with the first of its names', 'all', processes, varied, { features })
    same(
      'pages: names of any length, with old bytes behind them, and none',
      'all',
      processes,
      ['', 'a', 'sixteen', 'seventeen', 'fifteen letters', '\u00e9'].flatMap((comm, n) =>
        Array.from({ length: 12 }, (_, i) =>
          call('read', {
            ...{ comm, commRest: i % 3 === 0 ? 0x61 : 0, ret: i - 6, cpu: i % 2 },
            ...{ tid: n * 12 + i + 1, pid: 1 + ((i + n) % 4), ppid: [0, 1, 4_194_303, 4_194_304][i % 4]! },
          }),
        ),
      ),
      { features },
    )
    same(
      'pages: no page is left for a process',
      'all',
      processes,
      Array.from({ length: 200 }, (_, i) =>
        call('read', { pid: 1 + ((i * 97) % 150) * 331, tid: i + 1, cpu: i % 4 }),
      ),
      { cpus: 1 << 20, features },
    )
  })

describe('tables of one key', () => {
  same(
    'in a hash, in each other order',
    'all',
    `on('*', e => { avg(e.duration, e.pid, e.comm); if (e.error) count(e.pid, e.comm); stats(e.ret, e.pid, e.comm); min(e.ret, e.comm, e.pid) })`,
    varied,
  )
  same(
    'one only in a branch, before the others',
    'all',
    `on('*', e => { if (e.error) sum(e.ret, e.comm); else max(e.ret, e.comm); count(e.comm) })`,
    varied,
  )
  same(
    'in an array',
    'all',
    `on('*', e => { stats(e.duration, e.name); if (e.ret > 0) sum(e.ret, e.name); count(e.name) })`,
    varied,
  )
  same(
    'of strings',
    'all',
    `on('openat', e => { count(e.filename); sum(e.ret, e.filename); if (e.ret === 0) count(e.filename) })`,
    [...opens('/a', '/b', '/a', null, 'x'.repeat(300)), call('openat', { args: { filename: '/a' }, ret: 4 })],
  )
  same(
    'in several handlers',
    'all',
    `const a = count.table('a'), b = sum.table('b'); on('read', e => { a.add(e.comm); b.add(e.ret, e.comm) }); on('close', e => { a.add(e.comm); b.add(e.ret, e.comm) }); on('futex', e => a.add(e.comm))`,
    varied,
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
