/** What processes and threads go through: process:fork, process:exec, process:exit, process:signal. */

import { kernelCases } from './cases.ts'

const program = 'processes'

const [SIGUSR1, SIGUSR2, SIGTERM, SIGSEGV, SIGABRT, SIGKILL, SIGCHLD] = [10, 12, 15, 11, 6, 9, 17]
const [SI_TKILL, SI_QUEUE, CLD_EXITED, CLD_KILLED, SEGV_MAPERR] = [-6, -1, 1, 2, 1]

kernelCases('process:fork', [
  {
    name: 'fork, clone, clone3 and vfork, with the child',
    script: `on('process:fork', e => print(e.name, e.pid, e.child, e.childTid, e.thread))`,
    workload: { program, args: ['forks'] },
    expect: ({ children, pid }) => ({
      rows: (children as number[]).map(child => ['process:fork', pid, child, child, false]),
    }),
  },
  {
    name: 'threads: in the same process',
    script: `
      on('process:fork', e => count(e.thread, e.child === e.pid, e.childTid === e.pid))
      on('process:fork', { where: e => !e.thread }, e => print(e.child))`,
    workload: { program, args: ['thread_starts', '5'] },
    expect: {
      tables: { 'count(e.thread, e.child === e.pid, e.childTid === e.pid)': [[true, true, false, 5]] },
    },
  },
])

kernelCases('process:exec', [
  {
    name: 'what was executed, by whom',
    // Not by name: what is executed by its descriptor is called by the number of that in older kernels.
    script: `
      let main = 0
      on('process:exec', e => {
        if (e.filename.endsWith('/$comm')) main ||= e.pid
        if (e.pid === main || e.ppid === main)
          print(e.filename.replace(/^.dev.fd..*/, '/dev/fd/N'), e.pid, e.tid, e.oldTid)
      })`,
    args: [],
    workload: { program, args: ['execs'] },
    expect: ({ self, pid, first, second }) => ({
      rows: [
        [self, pid, pid, pid],
        [self, first, first, first],
        ['/dev/fd/N', second, second, second],
      ],
    }),
  },
  {
    name: 'under the new name',
    script: `on('process:exec', e => { if (e.filename.includes('/w')) print(e.filename, e.comm, e.pid) })`,
    workload: { program, args: ['execs'] },
    expect: ({ self, pid, first, comm }) => ({
      rows: [
        [self, comm, pid],
        [self, comm, first],
      ],
    }),
  },
  {
    name: 'from a thread, which takes the number of the first',
    script: `on('process:exec', e => { if (e.oldTid !== e.tid) print(e.pid, e.tid, e.filename) })`,
    workload: { program, args: ['thread_execs'] },
    expect: ({ self, child }) => ({ rows: [[child, child, self]] }),
  },
  {
    name: 'conditions on the name, and keys of it, in the kernel',
    script: `
      on('process:exec', { where: e => e.filename.endsWith('/$comm') }, e => count(e.filename))
      on('process:exec', e => { if (!e.filename.startsWith('/dev/fd/')) count(e.oldTid === e.pid) })`,
    workload: { program, args: ['execs'] },
    expect: ({ self }) => ({
      tables: { 'count(e.filename)': [[self, 2]], 'count(e.oldTid === e.pid)': [[true, 2]] },
    }),
  },
])

kernelCases('process:exit', [
  {
    name: 'with the code',
    script: `on('process:exit', e => print(e.pid, e.tid, e.code, e.signal, e.core, e.last))`,
    workload: { program, args: ['forks'] },
    unordered: true,
    expect: ({ children, pid }) => {
      const codes = [0, 10, 20, 90, 1, 11, 21, 91]
      const rows = (children as number[]).map((child, i) => [child, child, codes[i], 0, false, true])
      return { rows: [...rows, [pid, pid, 0, 0, false, true]] }
    },
  },
  {
    name: 'threads are not the last but one',
    needs: ['last-thread'],
    script: `
      on('process:exit', e => count(e.last, e.code))
      on('process:exit', e => { if (e.last) count(e.pid) })`,
    workload: { program, args: ['thread_starts', '5'] },
    expect: ({ pid }) => ({
      tables: {
        'count(e.last, e.code)': [
          [false, 0, 5],
          [true, 0, 1],
        ],
        'count(e.pid)': [[pid, 1]],
      },
    }),
  },
  {
    name: 'a thread that another one ends with the process has the code of the process',
    script: `on('process:exit', e => count(e.code, e.signal)); on('process:exit', e => e.tid !== e.pid && print(e.tid))`,
    workload: { program, args: ['left_in_call'] },
    expect: ({ reader }) => ({
      rows: [reader],
      tables: {
        'count(e.code, e.signal)': [[0, 0, 2]],
      },
    }),
  },
  {
    name: 'a thread whose process becomes another program by the exec of another thread',
    script: `on('process:exit', e => { if (!e.last) print(e.pid, e.code, e.signal, e.comm) })`,
    workload: { program, args: ['thread_execs'] },
    expect: ({ child, comm }) => ({ rows: [[child, 0, 0, comm]] }),
  },
  {
    name: 'killed, with the signal, whether it could say so or not',
    script: `on('process:exit', { where: e => e.signal > 0 }, e => print(e.pid, e.code, e.signal, e.core))`,
    workload: { program, args: ['deaths'] },
    expect: ({ children, statuses }) => ({
      rows: (statuses as number[]).flatMap((status, i) =>
        status & 0x7f ? [[(children as number[])[i], 0, status & 0x7f, (status & 0x80) !== 0]] : [],
      ),
    }),
  },
  {
    name: 'killed by SIGKILL, of which no delivery tells',
    script: `
      on('process:exit', e => e.signal && print('exit', e.pid, e.signal))
      on('process:signal', e => { if (e.signal !== ${SIGKILL}) print('signal', e.signal) })`,
    workload: { program, args: ['killed'] },
    expect: ({ child }) => ({ rows: [['exit', child, SIGKILL]] }),
  },
])

kernelCases('process:signal', [
  {
    name: 'counted by signal, code and sender',
    script: `on('process:signal', e => count(e.signal, e.si_code, e.si_pid === e.pid))`,
    workload: { program, args: ['signals', '100'] },
    expect: {
      tables: {
        'count(e.signal, e.si_code, e.si_pid === e.pid)': [[SIGUSR1, SI_TKILL, true, 100]],
      },
    },
  },
  {
    name: 'what SIGCHLD tells of children',
    script: `
      on('process:signal', e => {
        if (e.signal === ${SIGCHLD}) print(e.pid, e.si_code, e.si_pid, e.si_uid, e.si_status, e.si_utime >= 0, e.si_stime >= 0)
      })`,
    workload: { program, args: ['deaths'], asUser: true },
    expect: ({ children, uid, pid }) => ({
      rows: [
        [CLD_EXITED, 7],
        [CLD_KILLED, SIGTERM],
        [CLD_KILLED, SIGSEGV],
        [CLD_KILLED, SIGABRT],
      ].map(([code, status], i) => [pid, code, (children as number[])[i], uid, status, true, true]),
    }),
  },
  {
    name: 'where the fault is, who sent it, and nothing of what kills at once',
    script: `
      on('process:signal', e => {
        if (e.signal === ${SIGSEGV}) print(e.pid, e.si_code, e.si_addr)
        if (e.signal === ${SIGKILL}) print(e.pid, e.si_code, e.si_pid, e.si_uid)
        if (e.signal === ${SIGABRT}) print(e.pid, e.si_code, e.args.si_pid === e.pid)
      })`,
    workload: { program, args: ['deaths'], asUser: true },
    expect: ({ children }) => {
      const [, term, segv, abort] = children as number[]
      return {
        rows: [
          // The kernel kills at once, and tells the process nothing of what for.
          [term, 0, 0, 0],
          [segv, SEGV_MAPERR, 0x10],
          [abort, SI_TKILL, true],
        ],
      }
    },
  },
  {
    name: 'a value of 64 bits, and as a key',
    script: `
      on('process:signal', e => print(e.signal, e.si_code, e.si_value.toString(16), e.si_pid === e.pid))
      on('process:signal', e => count(e.si_value))
      on('process:signal', { where: e => e.si_value === 0xfedcba9876543210n }, e => count(e.signal))`,
    workload: { program, args: ['queued'] },
    expect: {
      rows: [[SIGUSR2, SI_QUEUE, 'fedcba9876543210', true]],
      tables: { 'count(e.si_value)': [['18364758544493064720', 1]], 'count(e.signal)': [[SIGUSR2, 1]] },
    },
  },
])

kernelCases('process events together', [
  {
    name: 'a thousand short processes, nothing missed',
    script: `
      on(['process:fork', 'process:exec', 'process:exit', 'vfork'], e => count(e.name))
      const seen = new Set<number>()
      on('process:exit', e => seen.add(e.pid))
      end(() => print(seen.size))`,
    workload: { program, args: ['burst', '1000'] },
    expect: {
      rows: [1001],
      tables: {
        'count(e.name)': [
          ['process:exec', 1001],
          ['process:exit', 1001],
          ['process:fork', 1000],
          ['vfork', 1000],
        ],
      },
    },
  },
  {
    name: 'a map from the fork to the exit, in the kernel',
    script: `
      const forked = map<number, number>()
      on('process:fork', e => { if (!e.thread) forked.set(e.child, e.cpu) })
      on('process:exit', e => { if (e.last && forked.has(e.pid)) { count('of forks'); forked.delete(e.pid) } })`,
    workload: { program, args: ['forks'] },
    expect: { tables: { "count('of forks')": [['of forks', 8]] } },
  },
  {
    name: 'options of the handler and the command line',
    script: `
      on('process:exit', { pid: $pid }, e => print(e.pid, e.uid, e.name))
      on('process:exit', { comm: ['nobody'], sample: 1 / 2 }, e => print('none'))`,
    workload: { program, args: ['forks'], waits: true, asUser: true },
    expect: ({ pid, uid }) => ({ rows: [[pid, uid, 'process:exit']] }),
  },
])
