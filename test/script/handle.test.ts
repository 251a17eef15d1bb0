import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { inspect } from 'node:util'
import type { FilterValues } from '../../runtime/compiler/options.ts'
import { type Filters, type Handle, on } from '../../runtime/index.ts'
import { registrationOf } from '../../runtime/registrations.ts'
import { Registry, useRegistry } from '../../runtime/script/registry.ts'

let registry: Registry
let changes: FilterValues[]

beforeEach(() => {
  const nothing = (): void => {}
  const describeTable = () => ({ name: '', keyNames: [] })
  registry = new Registry({
    ...{ print: nothing, printf: nothing, table: nothing, exit: nothing },
    describe: describeTable,
  })
  changes = []
  registry.changeFilters = (_, filters) => changes.push(filters)
  useRegistry(registry)
})
afterEach(() => useRegistry(undefined))

const read = (options = {}): Handle => on('read', options, () => {})

/** Where the filters would start if the probes were attached now. */
const start = (): FilterValues | undefined => registrationOf(registry.handlers[0]!, [], {}).live

describe('filter', () => {
  const cases: readonly [options: object, changes: readonly Filters[], values: FilterValues][] = [
    [{}, [{ pid: 1 }], { pid: [1] }],
    [{ pid: 1 }, [{ uid: [0, 5] }], { pid: [1], uid: [0, 5] }],
    [{ pid: 1, uid: 2 }, [{ pid: null }], { uid: [2] }],
    [{ pid: 1, uid: 2 }, [{ pid: undefined }], { uid: [2] }],
    [{ pid: 1 }, [{ pid: [] }], { pid: [] }],
    [{ cgroup: 5 }, [{ comm: 'a' }, { comm: ['b'], cgroup: [6n] }], { cgroup: [6n], comm: ['b'] }],
    [{ sample: 0.5 }, [{ syscalls: 'read' }, {}], { sample: 0.5, syscalls: ['read'] }],
    [{ minDuration: '1us' }, [{ minDuration: '10ms' }], { minDuration: 10_000_000 }],
    [{ minDuration: 0 }, [{ minDuration: 7 }], { minDuration: 7 }],
    [{ minDuration: 5 }, [{ minDuration: null }], { minDuration: 0 }],
    [{}, [{ minDuration: null }], {}],
  ]
  for (const [options, list, values] of cases)
    test(`${inspect(options)} then ${list.map(one => inspect(one)).join(' then ')}`, () => {
      const handle = read(options)
      for (const one of list) expect(handle.filter(one)).toBeUndefined()
      expect(start()).toEqual(values)
      expect(changes.at(-1)).toEqual(values)
    })

  test('without a session is kept until there is one', () => {
    registry.changeFilters = undefined
    read({ pid: 1 }).filter({ tid: 2 })
    expect(start()).toEqual({ pid: [1], tid: [2] })
  })

  test('that is refused changes nothing', () => {
    const handle = read({ pid: 1 })
    registry.changeFilters = () => {
      throw new RangeError('too many')
    }
    expect(() => handle.filter({ pid: 2 })).toThrow('too many')
    expect(start()).toEqual({ pid: [1] })
  })

  test('by minDuration needs it in the options', () => {
    expect(() => read().filter({ pid: 2, minDuration: 0 })).toThrow(
      'Cannot filter read by minDuration: without it in the options of on, times of entry are not kept; write on(…, { minDuration: 0 }, …)',
    )
    expect(start()).toEqual({})
    expect(changes).toEqual([])
  })

  test('works apart from its handle', () => {
    const { filter } = read()
    filter({ pid: 3 })
    expect(start()).toEqual({ pid: [3] })
  })
})

describe('wrong filters', () => {
  const wrong: readonly [filters: unknown, message: string][] = [
    [undefined, 'The filters must be an object'],
    [5, 'The filters must be an object'],
    [{ pid: 'x' }, 'Filter "pid" must be a number or a list of numbers, not "x"'],
    [{ pid: [1, null] }, 'Filter "pid" must be a number or a list of numbers, not null'],
    [{ uid: 1.5 }, 'Filter "uid" must be an integer, not 1.5'],
    [{ tid: -1 }, 'Filter "tid" must not be negative, as -1 is'],
    [{ comm: 5 }, 'Filter "comm" must be a string or a list of strings, not 5'],
    [{ cgroup: -1n }, 'Filter "cgroup" must be a cgroup v2 id, an integer of 64 bits'],
    [{ cgroup: 1n << 64n }, 'Filter "cgroup" must be a cgroup v2 id, an integer of 64 bits'],
    [{ sample: 0 }, 'Filter "sample" must be above 0'],
    [{ sample: Number.NaN }, 'Filter "sample" must be a number above 0 and at most 1, not NaN'],
    [{ minDuration: Infinity }, 'Filter "minDuration" must be at most 104 days'],
    [{ minDuration: -1 }, 'Filter "minDuration" must not be negative, as -1 is'],
    [{ minDuration: 'x' }, 'Filter "minDuration" must be a duration such as "10ms", or nanoseconds, not "x"'],
    [{ syscalls: [5] }, 'Filter "syscalls" must be a string or a list of strings, not 5'],
    [{ where: () => true }, 'Unknown filter "where"'],
  ]
  for (const [filters, message] of wrong)
    test(inspect(filters), () => {
      const handle = read()
      expect(() => handle.filter(filters as Filters)).toThrow(TypeError)
      expect(() => handle.filter(filters as Filters)).toThrow(message)
      expect(changes).toEqual([])
    })
})
