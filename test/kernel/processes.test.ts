/** Calls that return twice, never, or not as they began: forks, exits, signals, exec. */

import { expect } from 'bun:test'
import { kernelCases } from './cases.ts'

const program = 'processes'

kernelCases('processes', [
  {
    name: 'fork, clone, clone3 and vfork return once, in the parent',
    script: `on(['fork', 'vfork', 'clone', 'clone3'], e => print(e.name, e.ret, e.pid))`,
    workload: { program, args: ['forks'] },
    expect: ({ children, pid }) => {
      const names = ['fork', 'clone', 'clone3', 'vfork']
      const rows = (children as number[]).map((child, i) => [names[i % 4], child, pid])
      return { rows: [...rows, ['clone3', -22, pid]] }
    },
  },
  {
    name: 'the same in the kernel, with the duration, and at entry',
    script: `
      on(['fork', 'vfork', 'clone', 'clone3'], e => count(e.name, e.ret > 0))
      on(['fork', 'vfork', 'clone', 'clone3'], e => { if (e.duration > 0) count() })
      on(['fork:enter', 'vfork:enter', 'clone:enter', 'clone3:enter'], e => count(e.name))`,
    workload: { program, args: ['forks'] },
    expect: {
      tables: {
        'count(e.name, e.ret > 0)': [
          ['clone', true, 2],
          ['clone3', true, 2],
          ['fork', true, 2],
          ['vfork', true, 2],
          ['clone3', false, 1],
        ],
        'count()': [[9]],
        'count(e.name)': [
          ['clone3', 3],
          ['clone', 2],
          ['fork', 2],
          ['vfork', 2],
        ],
      },
    },
  },
  {
    name: 'threads: clone3 once each, exit at entry',
    script: `on(['clone3', 'exit'], e => count(e.name, e.pid))`,
    workload: { program, args: ['thread_starts', '5'] },
    expect: ({ pid }) => ({
      tables: {
        'count(e.name, e.pid)': [
          ['clone3', pid, 5],
          ['exit', pid, 5],
        ],
      },
    }),
  },
  {
    name: 'exit_group by name, which is an event of entry',
    script: `on('exit_group', e => print(e.error_code))`,
    workload: { program, args: ['forks'] },
    unordered: true,
    expect: {
      rows: [0, 1, 10, 11, 20, 21, 90, 91, 0],
    },
  },
  {
    name: 'exit_group is no completed call among others',
    script: `on('*', e => { if (e.name.startsWith('exit')) count(e.name) }); on('exit*:enter', e => count(e.name))`,
    workload: { program, args: ['forks'] },
    expect: { tables: { 'count(e.name)': [['exit_group', 9]] } },
  },
  {
    name: 'rt_sigreturn is counted, and the call that the signal followed',
    script: `on(['rt_sigreturn', 'tgkill'], e => count(e.name)); on('rt_sigreturn', e => { if (e.duration > 0) count(e.nr) })`,
    workload: { program, args: ['signals', '100'] },
    expect: {
      tables: {
        'count(e.name)': [
          ['rt_sigreturn', 100],
          ['tgkill', 100],
        ],
        'count(e.nr)': [[15, 100]],
      },
    },
  },
  {
    name: 'a read that the kernel begins again is two calls; what is interrupted has its error',
    script: `on(['read', 'nanosleep'], e => (e.fd === 77 || e.name === 'nanosleep') && print(e.name, e.ret, e.error))`,
    workload: { program, args: ['restarts'] },
    expect: ({ read, interrupted, sleep }) => ({
      rows: [
        ['read', -512, 'ERESTARTSYS'],
        ['read', read, null],
        ['read', -512, 'ERESTARTSYS'],
        ['nanosleep', -516, 'ERESTART_RESTARTBLOCK'],
        ...(interrupted === 4 && sleep === 4 ? [] : ['the workload saw EINTR']),
      ],
    }),
  },
  {
    name: 'a stopped sleep goes on as restart_syscall',
    script: `on(['nanosleep', 'restart_syscall'], e => print(e.name, e.error, e.duration > 0))`,
    workload: { program, args: ['stopped'] },
    expect: {
      rows: [
        ['nanosleep', 'ERESTART_RESTARTBLOCK', true],
        ['restart_syscall', null, true],
      ],
    },
  },
  {
    name: 'a process that is killed within a call: the call ends with it',
    script: `on('read', e => e.fd === 77 && print(e.pid, e.error, e.duration > 0)); on('exit_group', e => print(e.pid))`,
    workload: { program, args: ['killed'] },
    expect: ({ child, pid }) => ({ rows: [[child, 'ERESTARTSYS', true], pid] }),
  },
  {
    name: 'a thread in a call when another one ends the process',
    script: `on('read', e => e.fd === 77 && print(e.tid, e.error))`,
    workload: { program, args: ['left_in_call'] },
    expect: ({ reader }) => ({ rows: [[reader, 'ERESTARTSYS']] }),
  },
  {
    name: 'a call by the gate of 32-bit programs is not taken for the call that has its number in 64 bits, but counted',
    script: `on('writev', e => print(e.name, e.fd)); on('*', e => { if (e.nr === 20) count(e.name) })`,
    workload: { program, args: ['compat'] },
    replayDiffers: 'such a call is counted for the first probe that was recorded',
    expect: ({ gate }) => ({
      messages: gate ? [{ type: 'lost', cause: 'otherNumbers', count: 1, probe: 'writev' }] : [],
    }),
  },
])

kernelCases('exec', [
  {
    name: 'a completed execve shows what it was called with',
    script: `on(['execve', 'execveat'], e => e.argv[1] === 'quiet' && print(e.name, e.pid, e.filename, e.argv, e.ret, e.error, e.comm))`,
    workload: { program, args: ['execs'] },
    expect: ({ self, first, second, comm }) => ({
      rows: [
        ['execve', first, self, [self, 'quiet', 'one', '', 'ünï \ufffd\n'], 0, null, comm],
        ['execveat', second, '', ['other name', 'quiet'], 0, null, comm],
      ],
    }),
  },
  {
    name: 'execveat, which ends as an execve, keeps its arguments',
    script: `on(['execve', 'execveat'], e => e.argv[0] === 'other name' && print(e.name, e.fd > 2, e.flags, e.filename, e.argv))`,
    workload: { program, args: ['execs'] },
    expect: { rows: [['execveat', true, 0x1000, '', ['other name', 'quiet']]] },
  },
  {
    name: 'execveat alone',
    script: `on('execveat', e => print(e.ret, e.argv[0]))`,
    workload: { program, args: ['execs'] },
    expect: { rows: [[0, 'other name']] },
    fault:
      'the exit of a successful execveat has the number of execve, and is not taken for a handler of only execveat',
  },
  {
    name: 'execs are counted by the name that was called',
    script: `on('*', e => { if (e.name.startsWith('execve')) count(e.name) })`,
    workload: { program, args: ['execs'] },
    expect: {
      tables: {
        'count(e.name)': [
          ['execve', 2],
          ['execveat', 1],
        ],
      },
    },
    fault: 'the exit of a successful execveat has the number of execve: it is counted as one',
  },
  {
    name: 'the same at entry',
    script: `on(['execve:enter', 'execveat:enter'], e => print(e.name, e.pid, e.filename, e.argv))`,
    workload: { program, args: ['execs'] },
    expect: ({ self, first, second }) => ({
      rows: [
        ['execve', first, self, [self, 'quiet', 'one', '', 'ünï \ufffd\n']],
        ['execveat', second, '', ['other name', 'quiet']],
      ],
    }),
  },
  {
    name: 'failed ones',
    script: `on(['execve', 'execveat'], e => e.ret < 0 && print(e.name, e.filename, e.argv, e.error))`,
    workload: { program, args: ['failed_execs'] },
    expect: ({ comm }) => ({
      rows: [
        ['execve', '/no/such/program', ['a', '', 'b c'], 'ENOENT'],
        ['execve', '/dev/null', [], 'EACCES'],
        ['execve', '', ['a', '', 'b c'], 'ENOENT'],
        ['execve', '/no/such/program', [], 'ENOENT'],
        ['execve', '', ['a', '', 'b c'], 'EFAULT'],
        ['execve', expect.stringContaining(comm), [], 'EFAULT'],
        ['execveat', 'relative', ['a', '', 'b c'], 'EBADF'],
      ],
      messages: [{ type: 'lost', cause: 'unreadable', count: 1, probe: 'execve, execveat' }],
    }),
  },
  {
    name: 'counted by result and by program',
    script: `on('execve', e => count(e.error)); on('execve', e => { if (e.error === 'ENOENT') count(e.filename) })`,
    workload: { program, args: ['failed_execs'] },
    expect: {
      tables: {
        'count(e.error)': [
          ['ENOENT', 3],
          ['EFAULT', 2],
          [null, 1],
          ['EACCES', 1],
        ],
        'count(e.filename)': [
          ['/no/such/program', 2],
          ['', 1],
        ],
      },
    },
  },
  {
    name: 'strings in pages that are not there at entry: read when it has failed, lost when it has not',
    fault: 'the strings of a failed exec are not read again at its exit',
    script: `on(['execve', 'execveat'], e => { if (e.ret < 0 || e.argv.length !== 2) print(e.name, e.filename, e.argv, e.ret) })`,
    workload: { program, args: ['late_execs'] },
    expect: ({ self }) => ({
      rows: [
        ['execveat', 'quiet', ['quiet'], -9],
        ['execve', self, [self], 0],
      ],
      messages: [{ type: 'lost', cause: 'unreadable', count: 1, probe: 'execve, execveat' }],
    }),
  },
  {
    name: 'from a thread, which takes the place of the first',
    script: `on('execve', e => e.argv[2] === 'thread' && print(e.filename, e.argv.length, e.pid, e.tid, e.ret)); on('execve:enter', e => e.argv[2] === 'thread' && print(e.pid, e.tid === e.pid))`,
    workload: { program, args: ['thread_execs'] },
    expect: ({ self, child }) => ({
      rows: [
        [child, false],
        [self, 3, child, child, 0],
      ],
    }),
  },
  {
    name: 'many arguments, and long ones, are cut with a mark',
    script: `on('execve', e => e.argv[1] === 'quiet' && print(e.argv.length, e.argv[2].length, e.argv[2].at(-1), e.argv.at(-1)))`,
    workload: { program, args: ['long_execs', '100', '5000'] },
    expect: { rows: [[65, 4100, '…', '…']] },
  },
  {
    name: 'a thousand short processes, nothing missed',
    script: `
      on('execve', e => { if (e.ret === 0) count(e.name) })
      on('getpgrp', e => count())
      on('vfork', e => count(e.ret > 0))
      on('exit_group', e => count(e.error_code))
      const seen = new Set<number>()
      on('getpgrp', e => seen.add(e.pid))
      on('execve', e => e.argv[1] === 'shot' && count(e.argv.length))
      end(() => print(seen.size))`,
    workload: { program, args: ['burst', '1000'] },
    expect: {
      rows: [1000],
      tables: {
        'count(e.name)': [['execve', 1001]],
        'count()': [[1000]],
        'count(e.ret > 0)': [[true, 1000]],
        'count(e.error_code)': [[0, 1001]],
        'count(e.argv.length)': [[2, 1000]],
      },
    },
  },
])
