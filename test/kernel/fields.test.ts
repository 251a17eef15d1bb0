/** The fields of events, as the kernel has them: every value is checked against what the workload did. */

import { between, cgroupPath, kernelCases } from './cases.ts'

kernelCases('common fields', [
  {
    name: 'pid, tid and ppid of a process, a thread and a child',
    script: `on('getpgrp', e => print(e.pid, e.tid, e.ppid))`,
    workload: { program: 'fields', args: ['ids'] },
    expect: ({ pid, ppid, tid0, child }) => ({
      rows: [
        [pid, pid, ppid],
        [pid, tid0, ppid],
        [child, child, pid],
      ],
    }),
  },
  {
    name: 'the same at entry',
    script: `on('getpgrp:enter', e => print(e.pid, e.tid, e.ppid))`,
    workload: { program: 'fields', args: ['ids'] },
    expect: ({ pid, ppid, tid0, child }) => ({
      rows: [
        [pid, pid, ppid],
        [pid, tid0, ppid],
        [child, child, pid],
      ],
    }),
  },
  {
    name: 'ppid of an orphan, and ids as the whole machine sees them in a namespace',
    script: `
      on('getsid', e => print('orphan', e.ppid !== $pid && e.ppid > 0))
      on('getppid', e => { if (e.ppid !== e.ret) count(e.ppid, e.ret) })
      on('getpgrp', e => print(e.pid, e.tid, e.ppid, e.ret))
      on('getpid', e => { if (e.ret !== e.pid) count(e.ret, e.pid) })`,
    workload: { program: 'fields', args: ['families'], waits: true },
    expect: ({ pid, first }) => ({
      rows: [
        ['orphan', true],
        [first, first, pid, 0],
      ],
      tables: { 'count(e.ret, e.pid)': [[1, first, 1]] },
    }),
  },
  {
    name: 'pid and tid as conditions',
    script: `on('getpgrp', e => e.tid !== e.pid && print('thread')); on('getpgrp', e => e.pid === $pid && print(e.tid === $pid))`,
    workload: { program: 'fields', args: ['ids'], waits: true },
    expect: { rows: [true, 'thread', false] },
  },
  {
    name: 'uid and gid before and after setresgid and setresuid',
    script: `on('getpgrp', e => print(e.uid, e.gid))`,
    workload: { program: 'fields', args: ['users'] },
    expect: {
      rows: [
        [0, 0],
        [0, 65533],
        [65534, 65533],
      ],
    },
  },
  {
    name: 'uid and gid as conditions and keys',
    script: `on('getpgrp', e => { if (e.uid === 65534 || e.gid === 0) count(e.uid, e.gid) })`,
    workload: { program: 'fields', args: ['users'] },
    expect: {
      tables: {
        'count(e.uid, e.gid)': [
          [0, 0, 1],
          [65534, 65533, 1],
        ],
      },
    },
  },
  {
    name: 'comm: short, 15 bytes, cut by the kernel, empty, UTF-8',
    script: `on('getpgrp', e => print(e.comm))`,
    args: ['-u', '$uid'],
    workload: {
      program: 'fields',
      args: ['names', 'a', 'fifteen bytes..', 'sixteen bytes...', '', 'ünïcødé', '日本語日本', 'äöüäöüäö'],
      asUser: true,
    },
    expect: {
      rows: ['a', 'fifteen bytes..', 'sixteen bytes..', '', 'ünïcødé', '日本語日本', 'äöüäöüä\ufffd'],
    },
  },
  {
    name: 'comm: control characters, quotes and what is not UTF-8',
    script: `on('getpgrp', e => print(e.comm))`,
    args: ['-u', '$uid'],
    workload: { program: 'fields', args: ['odd_names'], asUser: true },
    expect: {
      rows: ['\u0001\u0002', '\ufffd\ufffd!', 'a\tb\nc', '\ufffd', '"\\\'`$', '\ufffd\ufffd\ufffd'],
    },
  },
  {
    name: 'comm as a key',
    script: `on('getpgrp', e => count(e.comm))`,
    args: ['-u', '$uid'],
    workload: {
      program: 'fields',
      args: ['names', 'b', '', 'a', 'sixteen bytes...', '日本語日本', 'a'],
      asUser: true,
    },
    expect: {
      tables: {
        'count(e.comm)': [
          ['a', 2],
          ['', 1],
          ['b', 1],
          ['sixteen bytes..', 1],
          ['日本語日本', 1],
        ],
      },
    },
  },
  {
    name: 'comm in every kind of condition',
    script: `
      on('getpgrp', e => e.comm === '' && print('empty'))
      on('getpgrp', e => e.comm === '日本語日本' && print('equal'))
      on('getpgrp', e => e.comm.startsWith('sixteen') && print('starts', e.comm))
      on('getpgrp', e => e.comm.endsWith('..') && print('ends', e.comm))
      on('getpgrp', e => e.comm.includes('本語') && print('includes', e.comm))
      on('getpgrp', e => /^[a-c]$/.test(e.comm) && print('matches', e.comm))
      on('getpgrp', e => ['b', 'nothing'].includes(e.comm) && print('listed', e.comm))
      on('getpgrp', e => e.comm.length === 1 && print('length', e.comm))`,
    args: ['-u', '$uid'],
    workload: {
      program: 'fields',
      args: ['names', 'b', '', 'a', 'sixteen bytes...', '日本語日本'],
      asUser: true,
    },
    expect: {
      rows: [
        ['matches', 'b'],
        ['listed', 'b'],
        ['length', 'b'],
        'empty',
        ['matches', 'a'],
        ['length', 'a'],
        ['starts', 'sixteen bytes..'],
        ['ends', 'sixteen bytes..'],
        'equal',
        ['includes', '日本語日本'],
      ],
    },
  },
  {
    name: 'cpu: a thread bound to each CPU in turn',
    script: `on('getpgrp', e => print(e.cpu)); on('getpgrp', e => count(e.cpu))`,
    workload: { program: 'fields', args: ['cpus'] },
    expect: ({ cpus }) => ({
      rows: cpus as number[],
      tables: { 'count(e.cpu)': (cpus as number[]).map(cpu => [cpu, 1]) },
    }),
  },
  {
    name: "cgroup: the id is the inode of the group's folder",
    script: `on('getpgrp', e => print(String(e.cgroup))); on('getpgrp', e => count(e.cgroup))`,
    workload: { program: 'fields', args: ['group', cgroupPath('/')] },
    expect: ({ inode }) => ({
      rows: [inode],
      tables: { 'count(e.cgroup)': [[Number(inode), 1]] },
    }),
  },
  {
    name: 'ns is the monotonic clock, and time the wall clock',
    script: `on('getpgrp', e => print(Number(e.ns), typeof e.ns, e.time)); on('getpgrp:enter', e => print('enter', e.ns > 0n))`,
    workload: { program: 'fields', args: ['times'] },
    differs: 'each program reads the clock for itself',
    expect: ({ before, after, wall }) => {
      const starts = before as number[]
      const [from, to] = wall as [number, number]
      return {
        rows: starts.flatMap((start, i) => [
          ['enter', true],
          // The offset between the clocks is rounded to a millisecond.
          [between(start, starts[i + 1] ?? Number(after)), 'bigint', between(from - 2, to + 2)],
        ]),
      }
    },
  },
  {
    name: 'name and nr',
    script: `
      on(['getpgrp', 'prctl'], e => print(e.name, e.nr))
      on('*:enter', e => { if (e.nr === 111) count(e.name, e.nr) })
      on('*', e => { if (e.name === 'getpgrp' || e.name.startsWith('prc')) count(e.nr) })`,
    args: ['-u', '$uid'],
    workload: { program: 'fields', args: ['names', '$'], asUser: true },
    expect: {
      rows: [
        ['prctl', 157],
        ['getpgrp', 111],
      ],
      tables: {
        'count(e.name, e.nr)': [['getpgrp', 111, 1]],
        'count(e.nr)': [
          [111, 1],
          [157, 1],
        ],
      },
    },
  },
  {
    name: 'duration is at least the time slept, and no more than the run',
    script: `on('nanosleep', e => print(e.duration))`,
    workload: { program: 'fields', args: ['durations'] },
    differs: 'each program reads the clock for itself',
    expect: {
      rows: [between(1, 10e9), between(5e6, 10e9), between(400e6, 10e9)],
    },
  },
  {
    name: 'duration as a condition, and only there',
    script: `on('nanosleep', e => e.duration >= 400_000_000 && print(e.ret)); on('nanosleep', e => { if (e.duration < 400e6) count() })`,
    workload: { program: 'fields', args: ['durations'] },
    expect: { rows: [0], tables: { 'count()': [[2]] } },
  },
  {
    name: 'results of every size',
    script: `on('lseek', e => print(e.ret, e.offset)); on('mmap', e => e.fd === -1 && e.len === 4096 && e.prot === 1 && print(e.ret))`,
    workload: { program: 'fields', args: ['results'] },
    expect: ({ mapped }) => ({
      rows: [
        [0, 0],
        [2 ** 31 - 1, 2 ** 31 - 1],
        [2 ** 31, 2 ** 31],
        [2 ** 32 + 5, 2 ** 32 + 5],
        [2 ** 50 + 7, 2 ** 50 + 7],
        [-22, -1],
        [-9, -(2 ** 63)],
        [-9, 2 ** 63],
        [-9, -(2 ** 53 - 1)],
        mapped,
      ],
    }),
  },
  {
    name: 'arguments by name, with their signs and widths',
    script: `
      on(['dup3', 'kill', 'splice', 'close_range'], e => print(e.name, e.args))
      on('prctl', e => e.option === 0x7fffff00 && print(e.args.arg3, e.args.arg4))
      on('kill', e => print(e.args.pid, e.sig, e.pid === e.args.pid))`,
    workload: { program: 'fields', args: ['arguments'] },
    expect: {
      rows: [
        ['dup3', { oldfd: -1, newfd: -2, flags: -3 }],
        ['dup3', { oldfd: 0x7fffffff, newfd: -1, flags: -(2 ** 31) }],
        ['kill', { pid: 4194304, sig: 65 }],
        [4194304, 65, false],
        [2 ** 52, 0x123456789abc],
        ['splice', { fd_in: -1, off_in: 16, fd_out: -2, off_out: 32, len: 7, flags: 8 }],
        ['close_range', { fd: 5, max_fd: 4, flags: 2 ** 32 - 1 }],
      ],
    },
  },
  {
    name: 'arguments beyond what a double holds: rounded alike in values, conditions and tables',
    script: `
      const odd = 0x7fffff00
      on('prctl', e => e.option === odd && print(e.arg2))
      on('prctl', e => e.option === odd && e.args.arg2 === 2 ** 53 && print('equal', e.arg3))
      on('prctl', e => e.option === odd && e.arg2 > 2 ** 53 && print('above', e.arg3))
      on('prctl', e => e.option === odd && e.arg2 >= 2 ** 64 && print('most', e.arg3))
      on('prctl', e => { if (e.option === odd && e.arg2 < 2 ** 60) { sum(e.arg2); count(e.arg2) } })
      on('prctl', e => { if (e.option === odd) max(e.arg2) })`,
    workload: { program: 'fields', args: ['large_arguments'] },
    expect: () => {
      const values = [0, 1, 2 ** 53 - 1, 2 ** 53, 2 ** 53, 2 ** 63, 2 ** 63, 2 ** 64]
      const lines: readonly [test: (value: number) => boolean, label: string][] = [
        [value => value === 2 ** 53, 'equal'],
        [value => value > 2 ** 53, 'above'],
        [value => value >= 2 ** 64, 'most'],
      ]
      return {
        rows: values.flatMap((value, i) => [
          value,
          ...lines.flatMap(([test, label]) => (test(value) ? [[label, i]] : [])),
        ]),
        tables: {
          'sum(e.arg2)': [[String(2 ** 53 * 3)]],
          'count(e.arg2)': [
            [2 ** 53, 2],
            [0, 1],
            [1, 1],
            [2 ** 53 - 1, 1],
          ],
          'max(e.arg2)': [[2 ** 64]],
        },
      }
    },
  },
  {
    name: 'a whole event, and its fields when all of it is used',
    script: `on('dup3', e => { const { pid, tid, ppid, ns, time, duration, cpu, cgroup, ...rest } = e; print(rest, Object.keys(e).length) })`,
    workload: { program: 'fields', args: ['arguments'] },
    expect: ({ comm }) => {
      const event = (fields: Record<string, number>) => [
        { uid: 0, gid: 0, comm, name: 'dup3', nr: 292, args: fields, ret: -22, error: 'EINVAL', ...fields },
        19,
      ]
      return {
        rows: [
          event({ oldfd: -1, newfd: -2, flags: -3 }),
          event({ oldfd: 0x7fffffff, newfd: -1, flags: -(2 ** 31) }),
        ],
      }
    },
  },
  {
    name: 'ret and error',
    script: `on(['close', 'chdir', 'lseek', 'ftruncate', 'membarrier', 'write'], e => print(e.name, e.ret, e.error))`,
    workload: { program: 'fields', args: ['errors'] },
    expect: {
      rows: [
        ['close', -9, 'EBADF'],
        ['chdir', -2, 'ENOENT'],
        ['chdir', -20, 'ENOTDIR'],
        ['lseek', -22, 'EINVAL'],
        ['close', 0, null],
        ['ftruncate', -22, 'EINVAL'],
        ['membarrier', -22, 'EINVAL'],
        ['write', -14, 'EFAULT'],
        ['write', 1, null],
        ['write', 1, null],
      ],
    },
  },
  {
    name: 'ret and error as conditions and keys',
    script: `
      const probes = ['close', 'chdir', 'lseek', 'ftruncate', 'membarrier', 'write']
      on(probes, e => { if (e.ret < 0) count(e.name, e.error) })
      on(probes, e => e.error === 'ENOTDIR' && print(e.name))
      on(probes, e => { if (!e.error) count(e.error, e.ret) })`,
    workload: { program: 'fields', args: ['errors'] },
    expect: {
      rows: ['chdir'],
      tables: {
        'count(e.name, e.error)': [
          ['chdir', 'ENOENT', 1],
          ['chdir', 'ENOTDIR', 1],
          ['close', 'EBADF', 1],
          ['ftruncate', 'EINVAL', 1],
          ['lseek', 'EINVAL', 1],
          ['membarrier', 'EINVAL', 1],
          ['write', 'EFAULT', 1],
        ],
        'count(e.error, e.ret)': [
          [null, 1, 2],
          [null, 0, 1],
        ],
      },
    },
  },
  {
    name: 'ustack names the functions, innermost first',
    script: `on('getpgrp', e => print(e.ustack.split('\\n').slice(1, 5).map(line => line.trim().replace(/\\+.*/, ''))))`,
    workload: { program: 'fields', args: ['stacks'], lingers: 1 },
    replayDiffers: 'the program may have ended before its stack was looked at: it waits for what is printed',
    expect: { rows: [['innermost_function', 'middle_function', 'outer_function', 'stacks']] },
  },
  {
    name: 'kstack names the functions of the kernel',
    // Linux 5.10 leaves do_syscall_64 before the tracepoint.
    script: `on('getpgrp', e => print(e.kstack.split('\\n').some(line => /^do_syscall_64\\+|^entry_SYSCALL_64_after_hwframe\\+|^el0_svc\\+/.test(line.trim()))))`,
    workload: { program: 'fields', args: ['stacks'] },
    expect: { rows: [true] },
  },
])
