/** What may be demanded of the kernel: options of `on`, and filters of the command line. */

import { statSync } from 'node:fs'
import { between, cgroupPath, kernelCases } from './cases.ts'

/** The id of the cgroup that this process, and with it a workload, is in. */
const ownCgroup = (): number => {
  try {
    return statSync(cgroupPath()).ino
  } catch {
    // Without a cgroup v2 hierarchy all is in its root, which is not to be seen.
    return 1
  }
}

const values = (...list: readonly number[]) => ({ program: 'calls', args: ['values', ...list.map(String)] })

kernelCases('options of on', [
  {
    name: 'pid, tid and uid, one or several',
    script: `
      on('getpgrp', { pid: $pid }, e => print('pid', e.tid === e.pid))
      on('getpgrp', { tid: [1, $pid] }, e => print('tid', e.pid === $pid))
      on('getpgrp', { pid: [1, 2] }, e => print('other', e.pid))
      on('getpgrp', { uid: 0 }, e => count(e.pid === $pid))
      on('getpgrp', { uid: [1, 2, 65534] }, e => print(e.uid))`,
    args: ['-c', '$comm'],
    workload: { program: 'fields', args: ['ids'], waits: true },
    expect: ({ pid }) => ({
      rows: [
        ['pid', true],
        ['tid', true],
        ['pid', false],
      ],
      tables: {
        [`count(e.pid === ${pid})`]: [
          [true, 2],
          [false, 1],
        ],
      },
    }),
  },
  {
    name: 'comm: equal, of several, of all bytes',
    script: `
      on('getpgrp', { comm: 'one' }, e => count(e.comm))
      on('getpgrp', { comm: ['two', '日本語日本', 'one'] }, e => print(e.comm))
      on('getpgrp', { comm: 'on' }, e => print('prefix'))
      on('getpgrp', { comm: 'one and more than fits' }, e => print('too long'))`,
    args: ['-u', '$uid'],
    workload: {
      program: 'fields',
      args: ['names', 'one', 'two', 'three', '日本語日本', 'one'],
      asUser: true,
    },
    expect: { rows: ['one', 'two', '日本語日本', 'one'], tables: { 'count(e.comm)': [['one', 2]] } },
  },
  {
    name: 'cgroup: the one that the workload is in, others',
    script: `
      on('getpgrp', { cgroup: ${ownCgroup()}n }, e => print('own', e.cgroup === ${ownCgroup()}n))
      on('getpgrp', { cgroup: [1234567n, 7654321] }, e => print('other'))
      on('getpgrp', { cgroup: [1234567n, ${ownCgroup()}n] }, e => count())`,
    workload: { program: 'calls', args: ['mix'] },
    expect: { rows: Array(3).fill(['own', true]), tables: { 'count()': [[3]] } },
  },
  {
    name: 'failed, and not failed',
    script: `
      on('close', { failed: true }, e => print(e.error))
      on('close', { failed: false }, e => print(e.ret))
      on('*', { failed: true }, e => { if (e.name === 'chdir') count(e.error) })`,
    workload: { program: 'fields', args: ['errors'] },
    expect: {
      rows: ['EBADF', 0],
      tables: {
        'count(e.error)': [
          ['ENOENT', 1],
          ['ENOTDIR', 1],
        ],
      },
    },
  },
  {
    name: 'minDuration, as a text and in nanoseconds',
    script: `
      on('nanosleep', { minDuration: '400ms' }, e => count())
      on('nanosleep', { minDuration: 400_000_000 }, e => print(e.duration >= 400e6))
      on('nanosleep', { minDuration: 0 }, e => print('each'))
      on('nanosleep', { minDuration: '20s' }, e => print('never'))`,
    workload: { program: 'fields', args: ['durations'] },
    expect: { rows: ['each', 'each', true, 'each'], tables: { 'count()': [[1]] } },
  },
  {
    name: 'where',
    script: `
      const known = new Set([5, 7])
      on('fsync', { where: e => e.fd > 4 && (e.fd & 1) === 1 }, e => print('odd', e.fd))
      on('fsync', { where: e => known.has(e.fd), failed: true }, e => count(e.fd))
      on('fsync', { where: e => e.comm === '$comm' && e.uid === 0 }, e => sum(e.fd))`,
    workload: values(4, 5, 6, 7, 7, 9),
    expect: {
      rows: [
        ['odd', 5],
        ['odd', 7],
        ['odd', 7],
        ['odd', 9],
      ],
      tables: {
        'count(e.fd)': [
          [7, 2],
          [5, 1],
        ],
        'sum(e.fd)': [[38]],
      },
    },
  },
  {
    name: 'sample: about the share that was asked for, and all of them with 1',
    script: `
      on('getpgid', { sample: 1 / 10 }, e => count('tenth'))
      on('getpgid', { sample: 1 }, e => count('all'))
      on('getpgid', { sample: 0.5 }, e => count('half'))`,
    args: ['-c', '$comm', '--ring-size', '64M'],
    workload: { program: 'calls', args: ['threads', '2', '20000'] },
    differs: 'each draws for itself',
    expect: {
      tables: {
        "count('tenth')": [['tenth', between(3000, 5000)]],
        "count('all')": [['all', 40_000]],
        "count('half')": [['half', between(18_000, 22_000)]],
      },
    },
  },
  {
    name: 'filters that the script changes while it runs',
    script: `
      const chosen = on('fsync', { pid: 1 }, e => print(e.fd))
      const counted = on(['fsync', 'getpgrp'], { comm: 'nobody' }, e => count(e.name))
      on('getpgrp', () => {
        chosen.filter({ pid: [$pid, 2], comm: '$comm' })
        counted.filter({ comm: null, syscalls: 'fsync' })
        print('changed')
      })`,
    workload: { program: 'calls', args: ['rounds', '1', '2', '-', '3', '4'], waits: true, lingers: 1 },
    expect: { rows: ['changed', 3, 4], tables: { 'count(e.name)': [['fsync', 2]] } },
  },
  {
    name: 'demands together, and with conditions',
    script: `on('fsync', { pid: $pid, uid: 0, comm: '$comm', failed: true, where: e => e.fd > 1001 }, e => e.fd < 1008 && print(e.fd))`,
    workload: { ...values(1001, 1002, 1008, 1004), waits: true },
    expect: { rows: [1002, 1004] },
  },
])

kernelCases('filters of the command line', [
  {
    name: '-p: a process with its threads, not its children',
    script: `on('getpgrp', e => print(e.pid === $pid))`,
    args: ['-p', '$pid'],
    workload: { program: 'fields', args: ['ids'], waits: true },
    expect: { rows: [true, true] },
  },
  {
    name: '-p of several, in both ways',
    script: `on('getpgrp', e => count(e.pid === $pid))`,
    args: ['-p', '1,$pid', '-p', '2'],
    workload: { program: 'fields', args: ['ids'], waits: true },
    expect: ({ pid }) => ({ tables: { [`count(e.pid === ${pid})`]: [[true, 2]] } }),
  },
  {
    name: '-u: a user',
    script: `on('getpgrp', e => print(e.uid))`,
    args: ['-u', '$uid'],
    workload: { program: 'fields', args: ['names', 'a', 'b'], asUser: true },
    expect: ({ uid }) => ({ rows: [uid, uid] }),
  },
  {
    name: '-c: threads of a name; together with options of on, all must hold',
    script: `on('getpgrp', { comm: ['a', 'b'] }, e => print(e.comm)); on('getpgrp', e => count(e.comm))`,
    args: ['-u', '$uid', '-c', 'b,c'],
    workload: { program: 'fields', args: ['names', 'a', 'b', 'c', 'b'], asUser: true },
    expect: {
      rows: ['b', 'b'],
      tables: {
        'count(e.comm)': [
          ['b', 2],
          ['c', 1],
        ],
      },
    },
  },
  {
    name: 'all at once, of which one does not hold',
    script: `on('getpgrp', e => print(e.comm))`,
    args: ['-u', '0', '-c', '$comm', '-p', '1'],
    workload: { program: 'fields', args: ['names', 'a'] },
    expect: {},
  },
])
