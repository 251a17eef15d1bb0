/** Which syscalls a probe means, and the order in which their events come. */

import { kernelCases } from './cases.ts'

const mix = { program: 'calls', args: ['mix'] } as const
const counts = (probe: string, rows: Readonly<Record<string, number>>) => ({
  script: `on(${probe}, e => count(e.name))`,
  workload: mix,
  expect: {
    tables: {
      'count(e.name)': Object.entries(rows).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)),
    },
  },
})

const net = { sendto: 4, bind: 5, socket: 1 }
const opens = { open: 1, openat: 2, openat2: 3, creat: 1 }

kernelCases('probes', [
  { name: 'a name', ...counts(`'getpgrp'`, { getpgrp: 3 }) },
  { name: 'a list', ...counts(`['getpgrp', 'getpgid', 'getsid']`, { getpgrp: 3, getpgid: 2, getsid: 1 }) },
  {
    name: 'a name twice in a list',
    ...counts(`['getpgrp', 'getpgrp', 'getpg*']`, { getpgrp: 3, getpgid: 2 }),
  },
  {
    name: 'globs',
    ...counts(`['getpg?*', 'open*']`, { getpgrp: 3, getpgid: 2, open: 1, openat: 2, openat2: 3 }),
  },
  { name: 'a regular expression', ...counts(`'/^(open(at2?)?|creat)$/'`, opens) },
  { name: 'a number', ...counts(`'111'`, { getpgrp: 3 }) },
  { name: 'a group', ...counts(`'%net'`, net) },
  {
    name: 'a group without some',
    ...counts(`['%file', '!execve', '!readlink*']`, { ...opens, chdir: 1 }),
  },
  { name: 'groups, globs and negations', ...counts(`['%net', '!s*', 'creat']`, { bind: 5, creat: 1 }) },
  {
    name: 'all but what the C library calls itself',
    ...counts(
      `['!execve', '!readlink*', '!brk', '!arch_prctl', '!set_*', '!rseq', '!prlimit64', '!getrandom', '!mprotect', '!write', '!*stat*', '!getppid', '!mmap', '!munmap']`,
      { ...net, ...opens, chdir: 1, getpgrp: 3, getpgid: 2, getsid: 1 },
    ),
  },
  {
    name: "bpftrace's names",
    ...counts(`['tracepoint:syscalls:sys_exit_getpgrp', 'syscall:getsid']`, { getpgrp: 3, getsid: 1 }),
  },
  {
    name: 'entries and completed calls in one list',
    script: `on(['bind:enter', 'getsid'], e => count(e.name, e.ret === undefined))`,
    workload: mix,
    expect: {
      tables: {
        'count(e.name, e.ret === undefined)': [
          ['bind', true, 5],
          ['getsid', false, 1],
        ],
      },
    },
  },
  {
    name: 'an optional name that is not there',
    ...counts(`['getsid', '?no_such_call']`, { getsid: 1 }),
  },
  {
    name: 'handlers of overlapping sets see each call once each',
    script: `
      on('%net', e => count(1)); on(['bind', 'socket'], e => count(2)); on('bi*', e => count(3))
      on('bind:enter', e => count(4)); on('getsid', e => count(5)); on(['%net', '%file', '!execve', '!readlink'], e => count(6))`,
    workload: mix,
    expect: {
      tables: {
        'count(1)': [[1, 10]],
        'count(2)': [[2, 6]],
        'count(3)': [[3, 5]],
        'count(4)': [[4, 5]],
        'count(5)': [[5, 1]],
        'count(6)': [[6, 18]],
      },
    },
  },
  {
    name: 'an argument at different places, or absent, in the calls of one handler',
    script: `
      on(['open', 'openat', 'openat2', 'creat', 'chdir', 'socket'], e => print(e.name, e.filename, e.dfd))
      on(['open', 'openat', 'openat2', 'creat', 'chdir', 'socket'], e => { if (e.filename === '/no/such') count(e.name, e.flags) })
      on(['open', 'openat', 'openat2', 'socket'], e => e.dfd === -100 && count(e.name))`,
    workload: mix,
    expect: {
      rows: [
        ['open', '/no/such', null],
        ...Array(2).fill(['openat', '/no/such', -100]),
        ...Array(3).fill(['openat2', '/no/such', -100]),
        ['creat', null, null],
        ['chdir', '/no/such', null],
        ['socket', null, null],
      ],
      tables: {
        'count(e.name, e.flags)': [
          ['openat2', null, 3],
          ['openat', 0, 2],
          ['chdir', null, 1],
          ['open', 0, 1],
        ],
        'count(e.name)': [
          ['openat2', 3],
          ['openat', 2],
        ],
      },
    },
  },
])

kernelCases('order', [
  {
    name: 'events of one thread come in the order of its calls, whatever their kind and size',
    script: `
      on('dup3', e => print(e.newfd))
      on('kill', e => print(e.sig >> 8))
      on('renameat2', e => print(e.newdfd, e.oldname, e.newname))`,
    workload: { program: 'calls', args: ['order', '1', '3000'] },
    expect: {
      rows: Array.from({ length: 3000 }, (_, i) => (i % 3 === 2 ? [i, '/no/such', ''] : i)),
    },
  },
  {
    name: 'of each of several threads',
    script: `
      const last = new Map()
      let wrong = 0, seen = 0
      const see = (thread, i) => {
        if (i !== (last.get(thread) ?? -1) + 1) wrong++
        last.set(thread, i)
        seen++
      }
      on('dup3', e => see(e.oldfd, e.newfd))
      on('kill', e => see(e.sig & 0x7f, e.sig >> 8))
      on('renameat2', e => see(e.olddfd, e.newdfd))
      end(() => print(wrong, seen, [...last.values()]))`,
    workload: { program: 'calls', args: ['order', '4', '6000'] },
    expect: { rows: [[0, 24_000, [5999, 5999, 5999, 5999]]] },
  },
  {
    name: 'entry before end, handlers in the order of the script',
    script: `
      on('getsid', e => print('first', e.args.pid))
      on('getsid:enter', e => print('enter'))
      on(['getsid', 'getpgid'], e => print('second', e.name))
      on('getpgid:enter', e => print('enter', e.name))`,
    workload: mix,
    expect: {
      rows: [
        ...Array(2).fill([['enter', 'getpgid'], ['second', 'getpgid']]).flat(),
        'enter',
        ['first', 0],
        ['second', 'getsid'],
      ],
    }, // biome-ignore format: pairs
  },
])
