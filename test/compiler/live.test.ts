import { describe, expect, test } from 'bun:test'
import { filterCapacity, filterConfig, syscallsOf } from '../../runtime/compiler/filter-config.ts'
import type { FilterValues } from '../../runtime/compiler/options.ts'
import { parseModule } from '../../runtime/compiler/parse.ts'
import { analyzeModule } from '../../runtime/compiler/sites.ts'
import { counterOffset, stateMap } from '../../runtime/compiler/state.ts'
import { sampleTarget } from '../../runtime/compiler/target.ts'
import { type Call, compileLive, LiveMachine, planOf } from '../support/live-machine.ts'
import { loadParser } from '../support/parser.ts'

const { syscalls: table } = sampleTarget()
const handlerText = `const h = on(['read', 'write', 'openat', 'getpgrp'], e => print(e.name))`

const call = (more: Partial<Call> = {}): Call => ({
  ...{ name: 'read', pid: 7, tid: 8, uid: 1000, comm: 'bash', cgroup: 5n, random: 0, duration: 100 },
  ...more,
})

/** What the filters mean. */
const lets = (values: FilterValues, { name, ...is }: Call): boolean => {
  const has = <T>(list: readonly T[] | undefined, value: T): boolean => list?.includes(value) ?? true
  const { nr } = table.byName(name)!
  const chosen = values.syscalls && filterConfig(values, syscallsOf(['*'], table), table).syscalls
  return (
    has(values.pid, is.pid) &&
    has(values.tid, is.tid) &&
    has(values.uid, is.uid) &&
    has(values.comm, is.comm) &&
    has(values.cgroup, is.cgroup) &&
    has(chosen, nr) &&
    is.duration >= (values.minDuration ?? 0) &&
    is.random < (values.sample ?? 1) * 2 ** 32
  )
}

/** mulberry32 */
const randomOf = (seed: number) => {
  let state = seed >>> 0
  return (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return ((x ^ (x >>> 14)) >>> 0) % below
  }
}

const seed = Number(process.env.SYSTRACE_SEED ?? Date.now() % 1_000_000)

const ids = [1, 7, 8, 2 ** 31, 2 ** 32 - 1] as const
const names = ['bash', '', 'fifteen bytes..', 'bas', 'bash2', 'sixteen bytes...', '日本'] as const
const groups = [5n, 1n << 40n, 2n ** 63n - 1n, 0n] as const
const calls = ['read', 'write', 'openat', 'getpgrp'] as const

const randomValues = (below: (n: number) => number): FilterValues => {
  const list = <T>(from: readonly T[]): readonly T[] => from.filter(() => below(3) === 0)
  const one = <T>(from: readonly T[]): readonly T[] => [from[below(from.length)]!]
  const some = <K extends string, T>(kind: K, from: readonly T[]): Partial<Record<K, readonly T[]>> =>
    ({ 0: { [kind]: list(from) }, 1: { [kind]: one(from) } })[below(5)] as Partial<Record<K, readonly T[]>>
  const patterns = ['read', '%file', '!write', 'get*', '!read'] as const
  return {
    ...some('pid', ids),
    ...some('tid', ids),
    ...some('uid', ids),
    ...some('comm', names),
    ...some('cgroup', groups),
    ...some('syscalls', patterns),
    ...(below(4) === 0 && { minDuration: [0, 1, 100, 101][below(4)]! }),
    ...(below(4) === 0 && { sample: [1, 0.5, 1 / 2 ** 32][below(3)]! }),
  }
}

const randomCall = (below: (n: number) => number): Call => ({
  name: calls[below(calls.length)]!,
  pid: ids[below(ids.length)]!,
  tid: ids[below(ids.length)]!,
  uid: ids[below(ids.length)]!,
  comm: names[below(names.length)]!.slice(0, 15),
  cgroup: groups[below(groups.length)]!,
  random: [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1][below(5)]!,
  duration: [0, 1, 99, 100, 101, 1e9][below(6)]!,
})

describe('what a program does', () => {
  const four = `['read', 'write', 'openat', 'getpgrp']`
  const many = `['read', 'write', 'openat', 'getpgrp', 'close', 'dup3', 'kill', 'mmap']`
  /** Scripts of two handlers: for one class of syscalls, for one syscall, for as many classes that their filters are shared. */
  const scripts: readonly string[] = [
    `const h = on(${four}, e => print(e.name)); const g = on(${four}, e => print(e.pid))`,
    `const h = on('read', e => print(e.name)); const g = on('read:enter', e => print(e.pid))`,
    `const h = on(${many}, e => print(e.args)); const g = on(${many}, e => e.ret < 1 && print(e.args))`,
    `const h = on(${many}, e => print(e.args)); const g = on(${four}, e => count(e.args.fd))`,
  ]
  for (const [i, script] of scripts.entries())
    test(`random filters and calls, as JavaScript judges them: ${i} (SYSTRACE_SEED=${seed})`, () => {
      const below = randomOf(seed + i)
      const seen = { yes: 0, no: 0 }
      const counts = script.includes('count')
      const machine = new LiveMachine(planOf(script, [{ minDuration: 0 }, { minDuration: 0 }]))
      const own = machine.plan.live.map(({ syscalls }) => new Set(syscalls))
      /** The records of a call by handler, or what it adds to the table. */
      const came = (one: Call): boolean[] => {
        const before = counts ? machine.counted() : 0n
        const handlers = machine.call(one)
        return [handlers.includes(0), counts ? machine.counted() > before : handlers.includes(1)]
      }
      for (let round = 0; round < 120; round++) {
        const used = [0, 1].map(index => {
          const values = randomValues(below)
          // A filter by what is none of the handler's syscalls is refused elsewhere.
          const { syscalls, ...rest } = values
          const known = syscalls?.filter(
            name => own[index]!.size > 1 || name === 'read' || name.startsWith('!'),
          )
          const filters: FilterValues = known ? { ...rest, syscalls: known } : rest
          machine.set(filters, index)
          return filters
        })
        for (let j = 0; j < 8; j++) {
          const one = randomCall(below)
          const { nr } = table.byName(one.name)!
          const wanted = used.map((filters, index) => {
            const timed = script.includes(':enter') && index === 1 ? { ...one, duration: Infinity } : one
            return own[index]!.has(nr) && lets(filters, timed)
          })
          expect({ used, one, came: came(one) }).toEqual({ used, one, came: wanted })
          for (const yes of wanted) seen[yes ? 'yes' : 'no']++
        }
      }
      expect(seen.yes).toBeGreaterThan(20)
      expect(seen.no).toBeGreaterThan(20)
    })

  test('filters start with what they are given, and every hook of a registration has them', () => {
    const machine = new LiveMachine(
      planOf(`const h = on(['read:enter', 'write'], e => print(e.name))`, [{ pid: [7] }]),
    )
    const both = (pid: number) =>
      [machine.call(call({ pid })), machine.call(call({ pid, name: 'write' }))].flat()
    expect(both(7)).toEqual([0, 1])
    expect(both(8)).toEqual([])
    machine.set({ pid: [8, 9], syscalls: ['write'] })
    expect(both(7)).toEqual([])
    expect(both(9)).toEqual([1])
  })

  test('two registrations have filters of their own, beside one whose filters are fixed', () => {
    const text = `const a = on('read', e => print(1)); const b = on('read', e => print(2)); on('read', e => print(3))`
    const machine = new LiveMachine(planOf(text, [{}, { comm: ['sh', 'zsh'] }, undefined]))
    expect(machine.call(call())).toEqual([0, 2])
    machine.set({ pid: [1, 2] }, 0)
    machine.set({ pid: [7, 9] }, 1)
    expect(machine.call(call())).toEqual([1, 2])
  })

  test('other demands hold as well, and pushdown has no say', () => {
    for (const pushdown of [true, false]) {
      const machine = new LiveMachine(planOf(handlerText, [{}], [{ pid: [7, 9], failed: false }], pushdown))
      expect([7, 8, 9].map(pid => machine.call(call({ pid })).length)).toEqual([1, 0, 1])
      machine.set({ pid: [8, 9] })
      expect([7, 8, 9].map(pid => machine.call(call({ pid })).length)).toEqual([0, 0, 1])
    }
  })

  test('times of entry are kept only where a least duration was declared', () => {
    const hooks = (start: FilterValues) => planOf(handlerText, [start]).programs.map(({ spec }) => spec.name)
    expect(hooks({})).toEqual(['sys_exit'])
    expect(hooks({ minDuration: 0 })).toEqual(['sys_enter', 'sys_exit'])
  })

  test('without filters it is three instructions and a jump, with one id some twenty', () => {
    const fixed = new LiveMachine(planOf(`on('read', e => print(e.name))`, [undefined]))
    const live = new LiveMachine(planOf(`const h = on('read', e => print(e.name))`, [{}]))
    fixed.call(call())
    live.call(call())
    expect(live.steps - fixed.steps).toBe(4)
    live.set({ pid: [7] })
    live.call(call())
    expect(live.steps - fixed.steps).toBe(21)
    live.set({})
    live.call(call())
    expect(live.steps - fixed.steps).toBe(4)
  })
})

describe('a change', () => {
  /** Every call of a few processes, as they are judged now. */
  const judged = (machine: LiveMachine): boolean[] =>
    [1, 2, 3, 4].map(pid => machine.call(call({ pid })).length > 0)
  const expected = (values: FilterValues): boolean[] => [1, 2, 3, 4].map(pid => lets(values, call({ pid })))

  const plan = planOf(handlerText, [{}])

  const lists: readonly FilterValues[] = [
    {},
    { pid: [] },
    { pid: [1] },
    { pid: [2] },
    { pid: [1, 2] },
    { pid: [2, 3] },
    { pid: [2, 3], comm: ['bash', 'sh'] },
    { pid: [1, 2], comm: ['zsh', 'sh'] },
    { pid: [1, 2, 3], uid: [1000, 1] },
  ]

  test('is in force all at once: until its last write the old filters hold', () => {
    for (const before of lists)
      for (const old of lists)
        for (const next of lists) {
          const machine = new LiveMachine(plan)
          machine.set(before)
          machine.set(old)
          machine.onWrite = () => expect(judged(machine)).toEqual(expected(old))
          machine.set(next)
          expect(judged(machine)).toEqual(expected(next))
        }
  })

  test('in the middle of a program: what both let through comes, what neither does, does not', () => {
    const often = { sample: 0.9 }
    for (const old of lists)
      for (const between of lists)
        for (const next of lists) {
          const machine = new LiveMachine(plan)
          for (const pid of [1, 2, 3, 4]) {
            machine.onRandom = () => {}
            machine.set({ ...between, ...often })
            machine.set({ ...old, ...often })
            // After one change the program's own configuration is as it was; after two it is being written.
            machine.onRandom = () => machine.set({ ...between, ...often })
            expect(machine.call(call({ pid })).length > 0).toBe(lets(old, call({ pid })))
            machine.onRandom = () => {}
            machine.set({ ...old, ...often })
            machine.onRandom = () => {
              machine.set({ ...between, ...often })
              machine.set({ ...next, ...often })
            }
            const came = machine.call(call({ pid })).length > 0
            const [was, will] = [lets(old, call({ pid })), lets(next, call({ pid }))]
            const sameKinds = Object.keys(old).length < 2 && Object.keys(next).length < 2
            if (sameKinds && was === will)
              expect({ old, between, next, pid, came }).toEqual({ old, between, next, pid, came: was })
          }
        }
  })

  test('keeps no values that no filter needs when room is short', () => {
    const machine = new LiveMachine(
      planOf(`${handlerText}; const g = on('read', e => print(e.name))`, [{}, {}]),
    )
    const many = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i)
    const half = filterCapacity / 2
    for (let round = 0; round < 3; round++) {
      machine.set({ pid: many(round * half, half), tid: [8, 9] }, round % 2)
      machine.set({ comm: ['a', 'b'] }, round % 2)
    }
    machine.set({ pid: many(0, filterCapacity - 2) })
    expect(machine.entries).toBeLessThanOrEqual(2 * filterCapacity)
    expect(machine.call(call({ pid: filterCapacity - 3 }))).toEqual([0])
    expect(machine.call(call({ pid: filterCapacity - 2 }))).toEqual([])
  })

  test('of too many values is refused, and the filters stay', () => {
    const machine = new LiveMachine(
      planOf(`${handlerText}; const g = on('read', e => print(e.name))`, [{ pid: [7] }, { pid: [1, 2] }]),
    )
    const many = Array.from({ length: filterCapacity - 1 }, (_, i) => 100 + i)
    expect(() => machine.set({ pid: many })).toThrow(
      new RangeError(`Cannot filter by 32769 values: the lists of all handlers together may have 32768`),
    )
    expect([7, 100].map(pid => machine.call(call({ pid })))).toEqual([[0], []])
  })

  test('that the kernel refuses leaves the filters as they were', () => {
    const machine = new LiveMachine(planOf(handlerText, [{ pid: [7, 8] }]))
    let writes = 0
    machine.onWrite = () => {
      if (++writes === 2) throw new Error('E2BIG')
    }
    expect(() => machine.set({ pid: [1, 2, 3] })).toThrow('Cannot change the filters of a handler')
    expect([7, 8, 1].map(pid => machine.call(call({ pid })).length)).toEqual([1, 1, 0])
    machine.onWrite = () => {}
    machine.set({ pid: [1, 2, 3] })
    expect([7, 1, 2, 3].map(pid => machine.call(call({ pid })).length)).toEqual([0, 1, 1, 1])
  })
})

describe('a least duration', () => {
  test('is tested behind all else: what was not wanted does not count as begun before tracing', () => {
    const machine = new LiveMachine(
      planOf(`const h = on('read', e => e.comm === 'sh' && print(e.ret))`, [{ minDuration: 10, pid: [7] }]),
    )
    const noEntry = (): bigint => {
      const state = machine.vm.map(stateMap).values(new Uint8Array(4))![0]!
      return new DataView(state.buffer, state.byteOffset).getBigUint64(counterOffset(0, 'noEntry'), true)
    }
    const exit = (more: Partial<Call>): number[] => machine.call(call(more), ['sys_exit'])
    expect(exit({ comm: 'sh', pid: 8 })).toEqual([])
    expect(exit({ comm: 'bash' })).toEqual([])
    expect(noEntry()).toBe(0n)
    expect(exit({ comm: 'sh' })).toEqual([])
    expect(noEntry()).toBe(1n)
    machine.set({ minDuration: 0 })
    expect(exit({ comm: 'sh' })).toEqual([0])
    expect(noEntry()).toBe(1n)
    machine.set({ minDuration: 100 })
    expect(machine.call(call({ comm: 'sh', duration: 100 }))).toEqual([0])
    expect(machine.call(call({ comm: 'sh', duration: 99 }))).toEqual([])
  })
})

describe('a call of on has filters that change', () => {
  const liveIn = (text: string): boolean[] => {
    const module = parseModule('-e', text, loadParser())
    if (Array.isArray(module)) throw new Error(module[0]?.message)
    return analyzeModule(module, 0, true).sites.flatMap(site =>
      site.callee === 'on' ? [site.valueUsed === true] : [],
    )
  }
  const used: readonly string[] = [
    `const h = on('read', f)`,
    `export const h = on('read', f)`,
    `let h; h = on('read', f)`,
    `on('read', f).filter({})`,
    `const all = ['read', 'write'].map(name => on(name, f))`,
    `const make = name => { return on(name, f) }`,
    `keep([on('read', f)])`,
  ]
  for (const text of used) test(text, () => expect(liveIn(text)).toEqual([true]))

  const unused: readonly string[] = [
    `on('read', f)`,
    `on('read', { pid: 1 }, f);`,
    `for (const name of names) on(name, f)`,
    `if (x) { on('read', f) }`,
  ]
  for (const text of unused) test(`not: ${text}`, () => expect(liveIn(text)).toEqual([false]))

  test('only then: otherwise they are part of the code', () => {
    const demands = [{ pid: [7, 9], comm: ['sh', 'zsh'] }]
    expect(planOf(`on('read', e => print(1))`, [undefined], demands).maps.map(({ name }) => name)).toEqual([
      'state',
      'events',
    ])
    const live = planOf(`const h = on('read', e => print(1))`, [{}], demands)
    expect(live.maps.map(({ name }) => name)).toEqual(['state', 'events', 'filters'])
  })
})

describe('the plan', () => {
  test('says what is live, and where it starts', () => {
    const { live } = planOf(
      `${handlerText}; on('read', e => print(1)); const g = on('close:enter', e => {})`,
      [{ minDuration: 5, sample: 0.25 }, undefined, { pid: [3, 3, 4] }],
    )
    expect(live.map(({ block: _, ...rest }) => rest)).toEqual([
      {
        index: 0,
        registration: 0,
        syscalls: ['read', 'write', 'getpgrp', 'openat'].map(name => table.byName(name)!.nr),
        minDuration: true,
        start: { sets: {}, minDuration: 5, sample: 2 ** 30 },
      },
      {
        index: 1,
        registration: 2,
        syscalls: [3],
        minDuration: false,
        start: { sets: { pid: [3n, 4n] }, minDuration: 0 },
      },
    ])
  })

  test('refuses a start that means nothing', () => {
    const { plan, diagnostics } = compileLive(`const h = on('read', e => print(1))`, [
      { syscalls: ['write'] },
    ])
    expect(plan).toBeUndefined()
    expect(diagnostics).toMatchObject([
      {
        severity: 'error',
        message: `Filter "syscalls": "write" is none of the handler's syscalls`,
        span: { start: 10, end: 35 },
      },
    ])
  })
})

describe('syscalls', () => {
  const own = syscallsOf(['open*', 'read', '%net'], table)!
  const chosen = (...patterns: string[]): string[] =>
    filterConfig({ syscalls: patterns }, own, table).syscalls!.map(nr => table.byNumber(nr)!.name)

  const cases: readonly [patterns: readonly string[], names: readonly string[]][] = [
    [['read'], ['read']],
    [['open*'], ['open', 'openat', 'open_by_handle_at', 'open_tree', 'openat2', 'open_tree_attr']],
    [
      ['*at', 'read'],
      ['read', 'openat', 'open_by_handle_at'],
    ],
    [['open*', '!openat*', '!open_*'], ['open']],
    [['!%net', '!open*'], ['read']],
    [['0'], ['read']],
    [['/^rea/'], ['read']],
    [['?nothing_of_this_name', 'read'], ['read']],
    [['!*'], []],
    [[], []],
  ]
  for (const [patterns, names] of cases)
    test(JSON.stringify(patterns), () => expect(chosen(...patterns)).toEqual([...names]))

  const wrong: readonly [pattern: string, message: string][] = [
    ['write', `"write" is none of the handler's syscalls`],
    ['%desc_of', 'no group of syscalls is called "%desc_of"'],
    ['opnat', 'no syscall is called "opnat" (did you mean "openat"?)'],
    ['!opnat', 'no syscall is called "opnat" (did you mean "openat"?)'],
    ['read:enter', '"read:enter" names an event (write "read")'],
    ['close*', `"close*" is none of the handler's syscalls`],
  ]
  for (const [pattern, message] of wrong)
    test(`refuses ${pattern}`, () => {
      expect(() => chosen(pattern)).toThrow(RangeError)
      expect(() => chosen(pattern)).toThrow(`Filter "syscalls": ${message}`)
    })
})
