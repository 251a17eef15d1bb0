/** What is easily got wrong when numbers and strings are compared and counted in the kernel, one case each. */

import { describe } from 'bun:test'
import { bytes, call, opens, reads, same, unreadable } from './by-hand.ts'
import type { UserValue } from './call.ts'

const utf8 = new TextEncoder()

describe('numbers', () => {
  const edges = [
    0n,
    1n,
    -1n,
    2n ** 31n,
    -(2n ** 31n),
    2n ** 32n,
    2n ** 53n,
    2n ** 53n + 1n,
    2n ** 63n,
    2n ** 64n - 1n,
  ]
  const maps = edges.map(addr =>
    call('mmap', { args: { addr, len: addr, off: addr }, ret: BigInt.asIntN(64, addr) }),
  )
  same(
    'bit operations take 32 bits',
    'all',
    `on('mmap', e => { count(e.addr & 0xff, e.ret | 1, e.addr >>> 1, e.ret >> 31, e.addr << 4, ~e.ret) })`,
    maps,
  )
  same(
    'beyond 2^53 a number is rounded',
    'all',
    `on('mmap', e => { count(e.addr); min(e.ret); max(e.addr) })`,
    maps,
  )
  same('a sum of rounded numbers', 'all', `on('mmap', e => { stats(e.addr); sum(e.ret); avg(e.addr) })`, maps)
  same(
    'quantiles of what may be negative',
    'all',
    `on('mmap', e => quantiles(e.ret)); on('mmap', e => quantiles(e.ret >> 3, e.comm))`,
    maps,
  )
  same(
    'histograms of what may be negative',
    'all',
    `on('mmap', e => { hist(e.ret); lhist(e.ret, { min: -5, max: 5, step: 2 }) })`,
    maps,
  )
  same(
    'a fraction is compared as JavaScript does',
    'tests',
    `on('read', e => { if (e.fd / 3 > 0.9 && e.fd * 0.1 !== 0.3) print(e.fd) })`,
    reads(1, 2, 3, 4),
  )
  same(
    'thirds, rounded',
    'all',
    `on('read', e => { if (Math.round(e.fd / 3) === 1) count(e.fd); else hist(e.count / 3) })`,
    reads(1, 2, 3, 4, 5),
  )
  same(
    'constants beyond 64 bits',
    'sends',
    `on('read', e => { sum(2n ** 64n); min(18446744073709551616n) })`,
    reads(1),
  )
  same(
    'a sum that may exceed 64 bits',
    'sends',
    `on('read', e => { sum(e.ns); print(typeof e.ns) })`,
    reads(1),
  )
  same('there is one zero', 'all', `on('read', e => { min(-e.fd); max(e.fd * -1); count(-e.fd) })`, reads(0))
  same(
    'a bigint is compared with a number',
    'tests',
    `on('read', e => { if (e.cgroup == 1 && e.cgroup !== 1 && e.ns > 5.5) print(e.fd) })`,
    reads(0),
  )
})

describe('strings', () => {
  const long = 'p'.repeat(255)
  const cut: UserValue = { kind: 'bytes', bytes: utf8.encode('q'.repeat(5000)) }
  same(
    'what could not be read is empty',
    'tests',
    `on('openat', e => { if (e.filename === '') print(e.filename) })`,
    opens('', null, unreadable, 'a'),
  )
  same(
    'and so it is not true',
    'tests',
    `on('openat', e => { if (!e.filename) print(1); else if (e.filename.startsWith('/')) print(2) })`,
    opens('', null, unreadable, '/'),
  )
  same(
    'a string that is cut ends in its mark',
    'sends',
    `on('openat', e => { if (e.filename.endsWith('…')) print(e.filename.length) })`,
    opens(cut, 'a…', 'a'),
  )
  same(
    'long keys are counted once, by user space',
    'all',
    `on('openat', e => { count(); count(e.filename); sum(1, e.filename) })`,
    opens(long, `${long}x`, 'a', cut, unreadable),
  )
  same(
    'and so are the tables before them',
    'all',
    `on('openat', e => { if (e.dfd === 0) count(e.comm); if (e.flags === 0) count(e.filename); else count(1) })`,
    opens(`${long}x`, 'a'),
  )
  same(
    'invalid UTF-8 is one key with what it is shown as',
    'all',
    `on('openat', e => count(e.filename))`,
    opens(bytes(0xff), bytes(0xfe), '\ufffd'),
  )
  same(
    'a replacement character is compared in user space',
    'sends',
    `on('openat', e => { if (e.filename === '\ufffd') print(1) })`,
    opens(bytes(0xff), '\ufffd'),
  )
  same(
    'a lone surrogate',
    'sends',
    `on('openat', e => { if (e.filename === '\\ud800') print(1); print(e.filename) })`,
    opens(bytes(0xed, 0xa0, 0x80), 'x'),
  )
  same(
    'a prefix in the middle of a character',
    'tests',
    `on('openat', e => { if (e.filename.startsWith('é') || e.filename.endsWith('é')) print(e.filename) })`,
    opens('é', 'éa', bytes(0xc3), bytes(0xc3, 0xa9, 0xa9), bytes(0xe2, 0xc3, 0xa9)),
  )
  same(
    'a name at any place in comm',
    'tests',
    `on('read', e => { if (e.comm.includes('ab') || e.comm.endsWith('xyz') || /^s\\.h$/.test(e.comm)) print(e.comm) })`,
    ['ab', 'xab', 'xxxaby', 'xyz', 'aaxyz', 'abcdefghijklxyz', 's.h', 'y'].map(comm =>
      call('read', { comm }),
    ),
  )
  same(
    'what is behind the NUL of a name',
    'tests',
    `on('read', e => { if (e.comm.endsWith('sh') || e.comm.includes('bb')) print(e.comm) })`,
    [call('read', { comm: 'sh', commRest: 0x62 }), call('read', { comm: 'shx', commRest: 0x62 })],
  )
  same(
    'no error is called by its number, or by a second name',
    'tests',
    `on('read', e => { if (e.error === 'E2' || e.error === 'EWOULDBLOCK' || e.error === 'E600' || e.error === 'ENOENT') print(e.error) })`,
    [-2, -11, -600, -4095, -4096].map(ret => call('read', { ret })),
  )
})
