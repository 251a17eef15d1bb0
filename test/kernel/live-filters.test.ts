/**
 * Filters that change while calls are made: workloads that go step by step, a script that changes the filters between the
 * steps, and what must have come through, to the call.
 */

import { afterAll, describe, expect } from 'bun:test'
import { readFileSync } from 'node:fs'
import { testNeeding } from '../support/needs.ts'
import { type Traced, Tracer } from '../support/tracer.ts'
import { type Identity, nextIdentity, type RunningWorkload, Workloads } from '../support/workload.ts'

const workloads = new Workloads()
afterAll(() => workloads.dispose())

const kernelTest = testNeeding('kernel', 'tracefs', 'binary', 'gcc')

/** Where the cgroup v2 hierarchy is mounted. */
const cgroupRoot = (): string => {
  const line = /^\S+ \S+ \S+ \S+ (\S+) .* - cgroup2 /m.exec(readFileSync('/proc/self/mountinfo', 'utf8'))
  return line?.[1] ?? '/sys/fs/cgroup'
}

type Party = RunningWorkload & Identity

const startParty = (steps: readonly string[]): Party => {
  const identity = nextIdentity()
  const spec = { program: 'steps', args: ['steps', ...steps], waits: true }
  return Object.assign(workloads.start(spec, identity), identity)
}

interface Parties {
  readonly a: Party
  readonly b: Party
}

interface LiveCase {
  readonly name: string
  /** The first arguments of `on`; `$a` and `$b` stand for the process ids. */
  readonly on: string
  /** What the handler does; by default it counts by name and process. */
  readonly does?: string
  /** What process a does in each step, and b. */
  readonly a: readonly string[]
  readonly b?: readonly string[]
  /** What the script does behind each step but the last; `h` is the handle and `e` the event of the step's end. */
  readonly changes: readonly string[]
  /** How many calls of a and b came through, by the syscall's name. */
  readonly expect: Readonly<Record<string, readonly [a: number, b: number]>>
  /** What was printed apart from the ends of steps. */
  readonly prints?: readonly unknown[]
}

const ways = { pushdown: [], 'no pushdown': ['--no-pushdown'] } as const

const scriptOf = (one: LiveCase, { a, b }: Parties): string => {
  const does = one.does ?? 'if (e.pid === $a || e.pid === $b) count(e.name, e.pid)'
  return `
    const h = on(${one.on}, e => { ${does} })
    const changes = [${one.changes.map(change => `e => { ${change} }`).join(', ')}]
    let marks = 0
    let cgroupOfA = 0n
    on('sched_get_priority_max:enter', { pid: [$a, $b] }, e => {
      if (e.pid === $a) cgroupOfA = e.cgroup
      if (++marks % 2 !== 0) return
      changes[marks / 2 - 1]?.(e)
      print('step')
    })`
    .replaceAll('$a', String(a.pid))
    .replaceAll('$b', String(b.pid))
}

/** Lets the parties go through their steps, each when all tracers have dealt with the one before. */
const walk = async (
  parties: Parties,
  tracers: readonly Tracer[],
  steps: number,
  prints: readonly unknown[],
): Promise<void> => {
  for (let step = 1; step <= steps; step++) {
    parties.a.go()
    parties.b.go()
    const lines = step + (step === steps ? prints.length : 0)
    await Promise.all(tracers.map(tracer => tracer.wrote(lines)))
  }
}

const countsOf = (traced: Traced, { a, b }: Parties): Record<string, [number, number]> => {
  const counts: Record<string, [number, number]> = {}
  for (const [name, pid, n] of traced.tables['count(e.name, e.pid)'] ?? []) {
    expect([a.pid, b.pid]).toContain(pid as number)
    const [ofA, ofB] = counts[String(name)] ?? [0, 0]
    counts[String(name)] = pid === a.pid ? [ofA + Number(n), ofB] : [ofA, ofB + Number(n)]
  }
  return counts
}

const run = async (one: LiveCase): Promise<void> => {
  const steps = one.a.length
  const parties = { a: startParty(one.a), b: startParty(one.b ?? one.a.map(() => 'getpgrp=0')) }
  const tracers = await Promise.all(
    Object.values(ways).map(way => Tracer.start([...way, '-e', scriptOf(one, parties)])),
  )
  try {
    await walk(parties, tracers, steps, one.prints ?? [])
    await Promise.all([parties.a.facts(), parties.b.facts()])
    for (const [i, way] of Object.keys(ways).entries()) {
      const traced = await tracers[i]!.stop()
      const rows = traced.rows.filter(row => row !== 'step')
      expect({
        way,
        stderr: traced.stderr,
        rows,
        counts: countsOf(traced, parties),
        exit: traced.exit,
      }).toEqual({
        ...{ way, stderr: '', exit: 0 },
        rows: [...(one.prints ?? [])],
        counts: Object.fromEntries(Object.entries(one.expect).map(([name, [a, b]]) => [name, [a, b]])),
      })
    }
  } finally {
    for (const tracer of tracers) tracer.kill()
  }
}

/** Each step has its own number of calls, so that the sum tells which steps came through. */
const steps = (n: number): string[] => Array.from({ length: n }, (_, i) => `getpgrp=${10 ** i}`)

const cases: readonly LiveCase[] = [
  {
    name: 'pid: one, another, both, none, any',
    on: `'getpgrp', { pid: $a }`,
    a: steps(5),
    b: steps(5),
    changes: [
      'h.filter({ pid: $b })',
      'h.filter({ pid: [$a, $b, 1] })',
      'h.filter({ pid: [] })',
      'h.filter({ pid: null })',
    ],
    expect: { getpgrp: [10101, 10110] },
  },
  {
    name: 'pid: from none to a list, from a list to one of it, undefined is none',
    on: `'getpgrp'`,
    a: steps(4),
    b: steps(4),
    changes: ['h.filter({ pid: [$b, $a] })', 'h.filter({ pid: [$b] })', 'h.filter({ pid: undefined })'],
    expect: { getpgrp: [1011, 1111] },
  },
  {
    name: 'tid: the first thread, then all of the process',
    on: `'getpgrp', { tid: [$a, 1] }`,
    a: ['getpgrp=1,thread=10', 'getpgrp=100,thread=1000'],
    changes: ['h.filter({ tid: null, pid: $a })'],
    expect: { getpgrp: [1101, 0] },
  },
  {
    name: 'uid',
    on: `'getpgrp', { uid: 0, pid: [$a, $b] }`,
    a: ['getpgrp=1', 'getpgrp=10,uid=12345,getpgrp=100,uid=12347,getpgrp=1000', 'getpgrp=10000'],
    changes: ['h.filter({ uid: [12345, 12346] })', 'h.filter({ uid: 12347 })'],
    expect: { getpgrp: [10101, 0] },
  },
  {
    name: 'comm',
    on: `'getpgrp', { comm: 'one', pid: $a }`,
    a: [
      'name=one,getpgrp=1,name=two,getpgrp=10',
      'getpgrp=100,name=three,getpgrp=1000,name=on,getpgrp=20',
      'getpgrp=3,name=fifteen bytes..,getpgrp=10000',
      'name=日本,getpgrp=100000,name=,getpgrp=30',
    ],
    changes: [
      `h.filter({ comm: ['two', 'three'] })`,
      `h.filter({ comm: 'fifteen bytes..' })`,
      `h.filter({ comm: ['日本', 'a name that no thread can have'] })`,
    ],
    expect: { getpgrp: [111101, 0] },
  },
  {
    name: 'cgroup: that of an event',
    on: `'getpgrp', { cgroup: 1n << 40n }`,
    a: [
      `group=${cgroupRoot()},getpgrp=7`,
      `getpgrp=10,leave=${cgroupRoot()},getpgrp=100`,
      `getpgrp=1000,group=${cgroupRoot()},getpgrp=10000,leave=${cgroupRoot()}`,
    ],
    changes: ['h.filter({ cgroup: cgroupOfA })', 'h.filter({ cgroup: [cgroupOfA, 5] })'],
    expect: { getpgrp: [1010, 0] },
  },
  {
    name: 'syscalls: by name, negated, by glob, none, all',
    on: `['getpgrp', 'getppid', 'getuid'], { pid: $a }`,
    a: [1, 10, 100, 1000, 10000].map(n => `getpgrp=${n},getppid=${n},getuid=${n}`),
    changes: [
      `h.filter({ syscalls: 'getppid' })`,
      `h.filter({ syscalls: ['!getppid'] })`,
      `h.filter({ syscalls: [] })`,
      `h.filter({ syscalls: ['get*', '?no_such_call'] })`,
    ],
    expect: { getpgrp: [10101, 0], getppid: [10011, 0], getuid: [10101, 0] },
  },
  {
    name: 'minDuration: longer, none, never',
    on: `'nanosleep', { pid: $a, minDuration: '20ms' }`,
    a: ['sleep=1,sleep=40', 'sleep=1,sleep=1', 'sleep=1', 'sleep=1,sleep=1,sleep=1,sleep=1'],
    changes: [
      'h.filter({ minDuration: 0 })',
      `h.filter({ minDuration: '10s' })`,
      'h.filter({ minDuration: null })',
    ],
    expect: { nanosleep: [7, 0] },
  },
  {
    name: 'minDuration: declared as 0, then raised, with the duration used',
    on: `'nanosleep', { pid: $a, minDuration: 0 }`,
    does: 'if (e.duration > 0) count(e.name, e.pid)',
    a: ['sleep=1', 'sleep=1,sleep=40'],
    changes: [`h.filter({ minDuration: 20e6 })`],
    expect: { nanosleep: [2, 0] },
  },
  {
    name: 'sample: hardly any, then all',
    on: `'getpgrp', { pid: $a, sample: 1e-9 }`,
    a: ['getpgrp=1000', 'getpgrp=20'],
    changes: ['h.filter({ sample: 1 })'],
    expect: { getpgrp: [20, 0] },
  },
  {
    name: 'both hooks of a handler',
    on: `['getpgrp:enter', 'getppid'], { pid: $a }`,
    a: ['getpgrp=1,getppid=1', 'getpgrp=10,getppid=10', 'getpgrp=100,getppid=100'],
    b: ['getpgrp=1,getppid=1', 'getpgrp=10,getppid=10', 'getpgrp=100,getppid=100'],
    changes: ['h.filter({ pid: [$b, 1] })', `h.filter({ pid: null, syscalls: 'getpgrp' })`],
    expect: { getpgrp: [101, 110], getppid: [1, 10] },
  },
  {
    name: 'several at once, beside options that are fixed',
    on: `['getpgrp', 'getppid'], { pid: $a, failed: false, where: e => e.ret !== 12345678 }`,
    a: [
      'getpgrp=1',
      'name=other,getpgrp=10,getppid=10',
      'getpgrp=100,getppid=100,name=one,getpgrp=1000,getppid=1000',
    ],
    b: ['getpgrp=1', 'name=other,getpgrp=10,getppid=10', 'getpgrp=100,getppid=100'],
    changes: [
      `h.filter({ pid: [$a, $b], comm: 'other', syscalls: 'getppid' })`,
      `h.filter({ pid: $a, comm: ['one', 'two'], syscalls: null })`,
    ],
    expect: { getpgrp: [1001, 0], getppid: [1010, 10] },
  },
  {
    name: 'a handler of all syscalls, with all of their arguments: its filters are shared',
    on: `'*', { pid: $a, minDuration: 0 }`,
    does: `if ((e.pid === $a || e.pid === $b) && (e.name === 'nanosleep' || e.name.startsWith('getp'))) { Object.keys(e.args); count(e.name, e.pid) }`,
    a: [
      'getpgrp=1,getppid=1',
      'getpgrp=10,getppid=10',
      'getpgrp=100,sleep=1,sleep=40',
      'getpgrp=1000,sleep=1',
    ],
    b: ['getpgrp=1,getppid=1', 'getpgrp=10,getppid=10', 'getpgrp=100,sleep=1', 'getpgrp=1000,sleep=1'],
    changes: [
      `h.filter({ pid: [$b, 1], syscalls: 'getp*' })`,
      `h.filter({ pid: [$a, $b], syscalls: null, minDuration: '20ms' })`,
      `h.filter({ minDuration: null, syscalls: ['*', '!getppid'] })`,
    ],
    expect: { getpgrp: [1001, 1010], getppid: [1, 10], nanosleep: [2, 1] },
  },
  {
    name: 'what is not named stays as it is',
    on: `'getpgrp', { pid: [$a, $b], uid: 0 }`,
    a: ['getpgrp=1', 'getpgrp=10,uid=12345,getpgrp=100'],
    b: ['getpgrp=1', 'getpgrp=10'],
    changes: ['h.filter({ pid: $a })'],
    expect: { getpgrp: [11, 1] },
  },
  {
    name: 'a wrong change throws, and the filters stay',
    on: `'getpgrp', { pid: $a }`,
    a: ['getpgrp=1', 'getpgrp=10'],
    b: ['getpgrp=1', 'getpgrp=10'],
    changes: [
      `for (const change of [{ pid: $b, syscalls: 'getppid' }, { pid: $b, minDuration: 5 }, { pid: -1 }, { pid: Array.from({ length: 32769 }, (_, i) => i) }])
         try { h.filter(change) } catch (error) { print(error.name, error.message) }`,
    ],
    prints: [
      ['RangeError', `Filter "syscalls": "getppid" is none of the handler's syscalls`],
      [
        'Error',
        'Cannot filter getpgrp by minDuration: without it in the options of on, times of entry are not kept; write on(…, { minDuration: 0 }, …)',
      ],
      ['TypeError', 'Filter "pid" must not be negative, as -1 is'],
      ['RangeError', 'Cannot filter by 32769 values: the lists of all handlers together may have 32768'],
    ],
    expect: { getpgrp: [11, 0] },
  },
]

describe('filters that change', () => {
  for (const one of cases) kernelTest(one.name, () => run(one), 60_000)

  kernelTest(
    'sample: a quarter, then three quarters',
    async () => {
      const parties = {
        a: startParty(['getpgrp=20000', 'getppid=20000']),
        b: startParty(['getuid=1', 'getuid=1']),
      }
      const one = {
        ...{ name: '', a: [], expect: {}, on: `['getpgrp', 'getppid'], { pid: $a, sample: 1 / 4 }` },
        changes: ['h.filter({ sample: 0.75 })'],
      }
      const tracer = await Tracer.start(['-e', scriptOf(one, parties)])
      try {
        await walk(parties, [tracer], 2, [])
        const counts = countsOf(await tracer.stop(), parties)
        // Eight standard deviations of 61.
        expect(Math.abs(counts.getpgrp![0] - 5000)).toBeLessThan(490)
        expect(Math.abs(counts.getppid![0] - 15000)).toBeLessThan(490)
      } finally {
        tracer.kill()
      }
    },
    60_000,
  )

  /** Runs a script with a and b as parties of one step each. */
  const once = async (
    script: string,
    what: readonly [a: string, b: string],
    lines: number,
  ): Promise<[Traced, Parties]> => {
    const parties = { a: startParty([what[0]]), b: startParty([what[1]]) }
    const text = script.replaceAll('$a', String(parties.a.pid)).replaceAll('$b', String(parties.b.pid))
    const tracer = await Tracer.start(['-e', text])
    try {
      await tracer.wrote(lines)
      parties.a.go()
      parties.b.go()
      await Promise.all([parties.a.facts(), parties.b.facts()])
      return [await tracer.stop(), parties]
    } finally {
      tracer.kill()
    }
  }

  kernelTest(
    'before the probes are attached, when they are, by a timer, and after the last event',
    async () => {
      const [traced, parties] = await once(
        `const early = on('getpgrp', { pid: 1 }, e => { count(e.name, e.pid).as('early') })
         early.filter({ pid: [$a] })
         const [first, second] = ['getppid', 'getuid'].map(name => on(name, { pid: 1 }, e => { count(e.name, e.pid) }))
         begin(() => first.filter({ pid: $b }))
         let ticks = 0
         every('20ms', () => { if (++ticks === 1) { second.filter({ pid: [$a, $b] }); print('ready') } })
         end(() => { early.filter({ pid: [1, 2], comm: 'x' }) })`,
        ['getpgrp=1,getppid=10,getuid=100', 'getpgrp=1000,getppid=10000,getuid=100'],
        1,
      )
      expect(traced.stderr).toBe('')
      const counts = Object.values(traced.tables).flatMap(rows =>
        rows.map(([name, pid, n]) => [name, pid, n]),
      )
      expect(counts.sort()).toEqual(
        [
          ['getpgrp', parties.a.pid, 1],
          ['getppid', parties.b.pid, 10000],
          ['getuid', parties.a.pid, 100],
          ['getuid', parties.b.pid, 100],
        ].sort(),
      )
    },
    60_000,
  )

  kernelTest(
    'a handler that the compiler does not see has its filters too',
    async () => {
      const [traced, parties] = await once(
        `const listen = [on][0]
         const h = listen('getpgrp', { pid: 1 }, e => print(e.pid))
         begin(() => { h.filter({ pid: $a }); print('ready') })`,
        ['getpgrp=2', 'getpgrp=3'],
        1,
      )
      expect(traced.rows).toEqual(['ready', parties.a.pid, parties.a.pid])
    },
    60_000,
  )

  kernelTest(
    'thousands of changes while calls are made: what all filters let through is all there, what none does is not',
    async () => {
      const calls = 300_000
      const change = `name=steady,getpgrp=${calls}`
      const [traced, parties] = await once(
        `const h = on('getpgrp', { pid: [$a, 1] }, e => { if (e.pid === $a || e.pid === $b) count(e.name, e.pid) })
         const many = Array.from({ length: 20 }, (_, i) => 5_000_000 + i)
         const changes = [
           { pid: [$a, 1] }, { pid: $a }, { pid: [$a, ...many] }, { pid: null, uid: 0, comm: ['steady', 'other'] },
           { pid: $a, uid: [0, 3], comm: null, sample: 1 }, { tid: [$a, 5], pid: null }, { tid: null, comm: 'steady' },
           { pid: [$a, 7, 8], comm: ['steady', 'x'], syscalls: ['getpgrp'] }, { syscalls: null },
         ]
         let done = 0
         const next = () => {
           for (let i = 0; i < 5; i++) h.filter(changes[done++ % changes.length])
           setImmediate(next)
         }
         begin(() => { next(); print('ready') })
         end(() => print(done))`,
        [change, `name=other2,uid=77,getpgrp=${calls}`],
        1,
      )
      const { getpgrp } = countsOf(traced, parties)
      expect(getpgrp).toEqual([calls, 0])
      expect(traced.rows[1]).toBeGreaterThan(100)
    },
    60_000,
  )

  kernelTest(
    'a growing set follows the children of a process',
    async () => {
      const parties = { a: startParty(['getpgrp=1,fork=10', 'getpgrp=100']), b: startParty(['getpgrp=1000']) }
      const script = `
        const pids = new Set([$a])
        const h = on('getpgrp', { pid: [...pids] }, e => { count(e.name, pids.size) })
        on('fork', { pid: $a }, e => {
          pids.add(e.ret)
          h.filter({ pid: [...pids] })
          print('forked', e.ret)
        })`.replaceAll('$a', String(parties.a.pid))
      const tracer = await Tracer.start(['-e', script])
      try {
        parties.a.go()
        parties.b.go()
        await tracer.wrote(1)
        // To the child, then to the parent's second step.
        parties.a.go()
        parties.a.go()
        const { child } = await parties.a.facts()
        await parties.b.facts()
        const traced = await tracer.stop()
        expect(traced.rows).toEqual([['forked', child]])
        expect(traced.tables).toEqual({
          'count(e.name, pids.size)': [
            ['getpgrp', 2, 110],
            ['getpgrp', 1, 1],
          ],
        })
      } finally {
        tracer.kill()
      }
    },
    60_000,
  )

  kernelTest(
    'the command line holds beside them',
    async () => {
      const parties = { a: startParty(['getpgrp=3']), b: startParty(['getpgrp=4']) }
      const tracer = await Tracer.start([
        ...['-p', String(parties.a.pid), '-e'],
        `const h = on('getpgrp', { pid: 1 }, e => { count(e.pid) }); begin(() => { h.filter({ pid: null }); print('ready') })`,
      ])
      try {
        await tracer.wrote(1)
        parties.a.go()
        parties.b.go()
        await Promise.all([parties.a.facts(), parties.b.facts()])
        expect((await tracer.stop()).tables).toEqual({ 'count(e.pid)': [[parties.a.pid, 3]] })
      } finally {
        tracer.kill()
      }
    },
    60_000,
  )
})

describe('what cannot be filtered by', () => {
  const wrong: readonly [filters: string, message: string][] = [
    ['', 'TypeError: The filters must be an object'],
    ['5', 'TypeError: The filters must be an object'],
    [`{ pid: 'x' }`, 'TypeError: Filter "pid" must be a number or a list of numbers, not "x"'],
    [`{ pid: [1, 1.5] }`, 'TypeError: Filter "pid" must be an integer, not 1.5'],
    [`{ tid: -1 }`, 'TypeError: Filter "tid" must not be negative, as -1 is'],
    [`{ comm: 5 }`, 'TypeError: Filter "comm" must be a string or a list of strings, not 5'],
    [`{ cgroup: 'a' }`, 'TypeError: Filter "cgroup" must be a cgroup v2 id or a list of them, not "a"'],
    [`{ cgroup: -1n }`, 'TypeError: Filter "cgroup" must be a cgroup v2 id, an integer of 64 bits'],
    [`{ sample: 0 }`, 'TypeError: Filter "sample" must be above 0'],
    [`{ sample: 2 }`, 'TypeError: Filter "sample" must be at most 1, such as 1/100'],
    [
      `{ minDuration: 'soon' }`,
      'TypeError: Filter "minDuration" must be a duration such as "10ms", or nanoseconds, not "soon"',
    ],
    [`{ syscalls: 5 }`, 'TypeError: Filter "syscalls" must be a string or a list of strings, not 5'],
    [
      `{ syscalls: 'opnat' }`,
      'RangeError: Filter "syscalls": no syscall is called "opnat" (did you mean "openat"?)',
    ],
    [`{ syscalls: 'read' }`, `RangeError: Filter "syscalls": "read" is none of the handler's syscalls`],
    [
      `{ failed: true }`,
      'TypeError: Unknown filter "failed": there are pid, tid, uid, comm, cgroup, syscalls, minDuration, sample',
    ],
  ]
  const listed = wrong.map(([filters]) => `() => h.filter(${filters})`).join(', ')
  const attempts = `for (const attempt of [${listed}]) try { attempt(); print('fine') } catch (error) { print(String(error)) }`
  const messages = wrong.map(([, message]) => message)
  const handler = `const h = on('getpgrp', { minDuration: 0 }, e => print(e.pid))`

  kernelTest('before the probes are attached', async () => {
    const tracer = await Tracer.start(['-e', `${handler}; ${attempts}; begin(() => exit())`])
    expect(await tracer.ended()).toMatchObject({ rows: messages, stderr: '', exit: 0 })
  })

  kernelTest('while it runs', async () => {
    const tracer = await Tracer.start(['-e', `${handler}; begin(() => { ${attempts}; exit() })`])
    expect(await tracer.ended()).toMatchObject({ rows: messages, stderr: '', exit: 0 })
  })

  kernelTest('an error that nobody catches has its place', async () => {
    const started = Tracer.start(['-e', `const h = on('getpgrp', e => {})\nh.filter({ pid: 'x' })`])
    await expect(started).rejects.toThrow(
      /Filter "pid" must be a number or a list of numbers, not "x"\n {2}--> -e:2:3/,
    )
  })

  kernelTest('too many values to begin with', async () => {
    const many = 'Array.from({ length: 32769 }, (_, i) => i)'
    await expect(Tracer.start(['-e', `const h = on('getpgrp', { pid: ${many} }, e => {})`])).rejects.toThrow(
      'Cannot filter by 32769 values: the lists of all handlers together may have 32768\n  --> -e:1:11',
    )
  })
})
