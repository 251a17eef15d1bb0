/** What does not fit is counted: lost and delivered together are what was made, and people and programs are told. */

import { afterAll, describe, expect } from 'bun:test'
import { testNeeding } from '../support/needs.ts'
import { type Traced, Tracer } from '../support/tracer.ts'
import { nextIdentity, type WorkloadSpec, Workloads } from '../support/workload.ts'

const lostOf = (traced: Traced, cause: string): number => {
  const found = traced.messages.filter(message => message.type === 'lost' && message.cause === cause)
  expect(found.length).toBe(1)
  const lost = found[0]!.count as number
  expect(lost).toBeGreaterThan(0)
  expect(traced.stderr).toContain(String(lost))
  return lost
}

describe('losses', () => {
  const workloads = new Workloads()
  afterAll(() => workloads.dispose())
  const lossTest = testNeeding('kernel', 'tracefs', 'binary', 'gcc')

  const trace = async (script: string, args: readonly string[], workload: WorkloadSpec): Promise<Traced> => {
    const identity = nextIdentity()
    workloads.path(workload.program)
    const tracer = await Tracer.start(['-c', identity.comm, ...args, '-e', script])
    try {
      await workloads.start(workload, identity).facts()
      return await tracer.stop()
    } finally {
      tracer.kill()
    }
  }

  for (const way of [[], ['--no-pushdown']]) {
    const name = way.length > 0 ? ', without pushdown' : ''

    lossTest(`a full ring${name}: lost and delivered are what was made`, async () => {
      const script = `let n = 0; on('getpgid', e => { n += e.pid > 0 ? 1 : 0 }); end(() => print(n))`
      const workload = { program: 'calls', args: ['threads', '2', '50000'] }
      const traced = await trace(script, [...way, '--ring-size', '4K'], workload)
      const lost = lostOf(traced, 'dropped')
      expect(Number(traced.rows[0]) + lost).toBe(100_000)
      expect(traced.stderr).toContain(`lost ${lost} events of getpgid`)
      expect(traced.exit).toBe(0)
    })

    lossTest(`a full ring${name}: records with strings too`, async () => {
      const script = `let n = 0; on('openat', e => { if (e.filename.startsWith('/many/')) n++ }); end(() => print(n))`
      const traced = await trace(script, [...way, '--ring-size', '4K'], {
        program: 'strings',
        args: ['many', '50000'],
      })
      expect(Number(traced.rows[0]) + lostOf(traced, 'dropped')).toBe(50_000)
    })

    lossTest(`a full ring${name}: each handler's own losses`, async () => {
      const script = `
        let first = 0, second = 0
        on('getpgid', () => { first++ }); on('getsid', () => { second++ }); on('gettid', () => {})
        end(() => print(first, second))`
      const traced = await trace(script, [...way, '--ring-size', '4K'], {
        program: 'calls',
        args: ['threads', '2', '50000'],
      })
      const lost = Object.fromEntries(traced.messages.map(({ probe, count }) => [probe, Number(count)]))
      const [first, second] = traced.rows[0] as [number, number]
      expect([first + lost.getpgid!, second + lost.getsid!]).toEqual([100_000, 50_000])
      expect(Object.keys(lost).sort()).toEqual(['getpgid', 'getsid'])
    })

    lossTest(`a ring that is large enough${name}: nothing is lost`, async () => {
      const script = `let n = 0; on('getpgid', () => { n++ }); end(() => print(n))`
      const traced = await trace(script, way, { program: 'calls', args: ['threads', '2', '50000'] })
      expect(traced).toEqual({ rows: [100_000], tables: {}, messages: [], stderr: '', exit: 0 })
    })
  }

  lossTest('a full table in the kernel: what it has and what it refused are what was made', async () => {
    const script = `on('fsync', e => count(e.fd))`
    const workload = { program: 'calls', args: ['keys', '100', '3'] }
    const traced = await trace(script, ['--table-rows', '10'], workload)
    const lost = lostOf(traced, 'tableFull')
    const rows = traced.tables['count(e.fd)']!
    expect(rows.length).toBeLessThanOrEqual(10)
    expect(rows.reduce((sum, row) => sum + Number(row.at(-1)), 0) + lost).toBe(300)
    expect(traced.stderr).toContain('--table-rows')
  })

  lossTest('a full table of buckets: the same', async () => {
    const script = `on('fsync', e => hist(e.fd, e.fd))`
    const traced = await trace(script, ['--table-rows', '10'], {
      program: 'calls',
      args: ['keys', '100', '3'],
    })
    const lost = lostOf(traced, 'tableFull')
    const [rows] = Object.values(traced.tables)
    const counted = rows!.flatMap(row => (row.at(-1) as { count: number }[]).map(bucket => bucket.count))
    expect(counted.reduce((a, b) => a + b, 0) + lost).toBe(300)
  })

  lossTest('calls by the numbers of 32-bit programs are no events, and counted', async () => {
    const script = `on(['writev', 'getpgid'], e => count(e.name))`
    const traced = await trace(script, [], { program: 'calls', args: ['numbers32', '100'] })
    expect(traced.tables['count(e.name)']).toEqual([['getpgid', 100]])
    if (process.arch === 'x64') expect(lostOf(traced, 'otherNumbers')).toBe(100)
  })
})
