/** Calls under way when tracing begins or ends, more than one tracer, and what a tracer makes of its own calls. */

import { afterAll, describe, expect } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { linkSync } from 'node:fs'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Tracer } from '../support/tracer.ts'
import { nextIdentity, Workloads } from '../support/workload.ts'
import { kernelCases } from './cases.ts'

const noEntry = (count: number, probe: string) => ({ type: 'lost', cause: 'noEntry', count, probe })

kernelCases('calls under way', [
  {
    name: 'one that began before tracing ends as an event',
    script: `on('read', e => e.fd === 0 && print(e.name, e.count, e.ret)); on('read:enter', e => e.fd === 0 && print('entered'))`,
    workload: { program: 'calls', args: ['mix'], waits: true },
    expect: { rows: [['read', 1, 1]] },
  },
  {
    name: 'its duration is unknown, so a handler that wants it does not see it; that is counted',
    script: `
      on('read', e => e.fd === 0 && print(e.duration))
      on('read', e => { if (e.fd === 0) hist(e.duration) })
      on('read', { minDuration: '1ns' }, e => e.fd === 0 && print(e.name))
      on('getpgrp', e => print(e.duration > 0))`,
    workload: { program: 'calls', args: ['mix'], waits: true },
    expect: {
      rows: [true, true, true],
      messages: [noEntry(1, 'read'), noEntry(1, 'read'), noEntry(1, 'read')],
    },
  },
  {
    name: 'of those that nobody wanted, none is counted as begun before',
    script: `
      on('read', { minDuration: '1ns' }, e => print(e.name))
      on('read', { where: e => e.duration > 0 && e.fd === 55 }, e => print(e.name))
      on('read', e => { if (e.duration > 0) { if (e.fd === 56) count() } })`,
    args: ['-c', 'nobody'],
    workload: { program: 'calls', args: ['mix'], waits: true },
    expect: {},
  },
  {
    name: 'one that goes on after tracing is no event but for its entry',
    script: `
      on('read', e => e.fd === 0 && print('ended', e.duration))
      on('read:enter', e => e.fd === 0 && print('entered', e.count))
      on('getpgrp', e => print(e.name))`,
    workload: { program: 'calls', args: ['rounds', '-'], lingers: 2, outlives: true },
    expect: { rows: ['getpgrp', ['entered', 1]] },
  },
  {
    name: 'exit() in a handler ends the run, with its code; what came before is there',
    script: `let n = 0; on('fsync', e => { print(e.fd); if (e.fd === 7) exit(3) }); end(() => print('end'))`,
    workload: { program: 'calls', args: ['values', '5', '6', '7'] },
    exit: 3,
    endsItself: true,
    expect: { rows: [5, 6, 7, 'end'] },
  },
])

kernelCases('from begin to end', [
  {
    name: 'begin comes first, end last, and what handlers wait for is printed',
    script: `
      begin(() => print('begin'))
      on('fsync', async e => { await Promise.resolve(); print('later', e.fd) })
      on('fsync', e => { printf('%d,%s\\n', e.fd, e.error) })
      end(() => print('end'))`,
    workload: { program: 'calls', args: ['values', '5', '6'] },
    unordered: true,
    expect: { rows: ['begin', ['later', 5], ['later', 6], '5,EBADF\n', '6,EBADF\n', 'end'] },
  },
])

kernelCases("systrace's own calls", [
  {
    name: 'are no events, of none of its threads',
    script: `
      on('*', e => { if (e.pid === process.pid) count(e.name) })
      on('*:enter', e => { if (e.pid === process.pid) count(e.comm) })
      on('*', e => { if (e.ppid === process.pid) count(e.name, e.comm) })
      on('getpgrp', e => { for (let i = 0; i < 100; i++) process.getuid(); if (e.comm === '$comm') print('seen') })`,
    args: [],
    workload: { program: 'calls', args: ['mix'] },
    expect: { rows: ['seen', 'seen', 'seen'] },
  },
])

describe('several tracers', () => {
  const workloads = new Workloads()
  afterAll(() => workloads.dispose())
  const traceTest = testNeeding('kernel', 'tracefs', 'binary', 'gcc')

  traceTest('-d ends the run by itself, with its tables', async () => {
    const identity = nextIdentity()
    workloads.path('calls')
    const args = ['-c', identity.comm, '-d', '2', '-e', `on('fsync', e => count(e.fd))`]
    const tracer = await Tracer.start(args)
    await workloads.start({ program: 'calls', args: ['values', '5', '6', '6'] }, identity).facts()
    const tables = {
      'count(e.fd)': [
        [6, 2],
        [5, 1],
      ],
    }
    expect(await tracer.ended()).toEqual({ rows: [], tables, messages: [], stderr: '', exit: 0 })
  })

  traceTest(
    'each sees the others, and is not disturbed when one is killed',
    async () => {
      const identity = nextIdentity()
      const filter = ['-c', identity.comm]
      workloads.path('calls')
      const [counter, printer, watched] = (await Tracer.startAll(
        [
          `on('getpgid', e => count(e.name))`,
          `let n = 0; on('getsid', () => n++); end(() => print(n))`,
          `on('getsid', e => e.duration && count())`,
        ].map(script => [...filter, '-e', script]),
      )) as [Tracer, Tracer, Tracer]
      const pids = [counter.pid, printer.pid]
      const watcher = await Tracer.start([
        '-e',
        `const pids = [${pids}]; on('*', e => { if (pids.includes(e.pid)) count(e.pid) })`,
      ])
      try {
        const run = workloads.start({ program: 'calls', args: ['threads', '2', '20000'] }, identity)
        watched.kill()
        await run.facts()
        const [counted, printed] = await Promise.all([counter.stop(), printer.stop()])
        // Their ends are calls, if nothing else was.
        const seen = await watcher.stop()
        expect(counted.tables).toEqual({ 'count(e.name)': [['getpgid', 40_000]] })
        expect(printed.rows).toEqual([20_000])
        const [rows] = Object.values(seen.tables)
        expect(rows!.map(([pid]) => pid).sort()).toEqual([...pids].sort())
      } finally {
        for (const tracer of [counter, printer, watched, watcher]) tracer.kill()
      }
    },
    60_000,
  )
})

describe('calls that never began', () => {
  const workloads = new Workloads()
  afterAll(() => workloads.dispose())
  const needs = ['kernel', 'tracefs', 'binary', 'gcc'] as const

  testNeeding(...needs)('have taken no time where seccomp refuses them', async () => {
    const identity = nextIdentity()
    workloads.path('calls')
    const script = `
      on('getsid', e => print(e.error, e.duration))
      on('getsid', e => sum(e.duration, e.error))`
    const tracers = await Tracer.startAll(
      [[], ['--no-pushdown']].map(args => [...args, '-c', identity.comm, '-e', script]),
    )
    await workloads.start({ program: 'calls', args: ['refused', '3'] }, identity).facts()
    const refused = ['EACCES', 0]
    for (const tracer of tracers)
      expect(await tracer.stop()).toMatchObject({
        rows: [refused, refused, refused],
        tables: { 'sum(e.duration, e.error)': [refused] },
        messages: [],
      })
  })

  testNeeding(...needs, 'strace')(
    'are none where a debugger holds a thread in front of them while its process ends',
    async () => {
      const { comm } = nextIdentity()
      const program = join(workloads.folder, comm)
      linkSync(workloads.path('calls'), program)
      const tracer = await Tracer.start(['-c', comm, '-e', `on('getpgid', e => stats(e.duration, e.error))`])
      const { status, stderr } = spawnSync('strace', ['-f', '-o', '/dev/null', program, 'cut_off', '12'])
      expect(status, String(stderr)).toBe(0)
      const { tables, messages } = await tracer.stop()
      expect(messages).toEqual([])
      // Only calls that succeed: a call that was not carried out would have the error ENOSYS.
      const [rows] = Object.values(tables)
      expect(rows!.map(([error]) => error)).toEqual([null])
    },
    60_000,
  )
})
