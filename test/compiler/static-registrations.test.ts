import { describe, expect, test } from 'bun:test'
import { parseModule } from '../../runtime/compiler/parse.ts'
import { analyzeModule } from '../../runtime/compiler/sites.ts'
import { type StaticRegistration, staticRegistrations } from '../../runtime/compiler/static-registrations.ts'
import { loadParser } from '../support/parser.ts'

const registrations = (text: string): StaticRegistration[] => {
  const module = parseModule('-e', text, loadParser())
  if (Array.isArray(module)) throw new Error(module[0]?.message)
  return staticRegistrations(analyzeModule(module, 0, true).sites)
}

const only = (text: string): StaticRegistration => {
  const all = registrations(text)
  expect(all).toHaveLength(1)
  return all[0]!
}

describe('the probe', () => {
  const cases: readonly [text: string, probe: unknown][] = [
    [`on('openat', e => print(e.fd))`, 'openat'],
    [`on(['open', 'openat'], e => {})`, ['open', 'openat']],
    [`const p = 'close'; on(p, e => {})`, 'close'],
    ["const x = 'at'; const p = `open$" + '{x}`; on(p, e => {})', 'openat'],
    [`const p = ['a', 'b']; on(p, e => {})`, ['a', 'b']],
    [`const p = ['a', 'b']; on([...p, 'c'], e => {})`, ['a', 'b', 'c']],
    [`const enter = name => name + ':enter'; on(enter('read'), e => {})`, 'read:enter'],
    [`on(1 < 2 ? 'read' : 'write', e => {})`, 'read'],
  ]
  for (const [text, probe] of cases) test(text, () => expect(only(text).probe).toEqual({ value: probe }))

  const open: readonly string[] = [
    `on(process.argv[2], e => {})`,
    `let p = 'a'; p = 'b'; on(p, e => {})`,
    `const p = ['a']; p.push('b'); on(p, e => {})`,
    `const p = ['a']; change(p); on(p, e => {})`,
    `for (const p of ['a', 'b']) on(p, e => {})`,
  ]
  for (const text of open) test(`only a run shows: ${text}`, () => expect(only(text).probe).toBeUndefined())
})

describe('options', () => {
  test('are taken as they are written', () => {
    const text = `const ms = 1e6; on('read', { pid: [1, 2], minDuration: 10 * ms, comm: 'ls' }, e => {})`
    const { options, openOptions } = only(text)
    expect(options).toEqual({ value: { pid: [1, 2], minDuration: 1e7, comm: 'ls' } })
    expect(openOptions).toEqual([])
  })

  test('come from a constant, and from spreads of one', () => {
    const text = `const base = { uid: 0 }; on('read', { ...base, pid: 1 }, e => {})`
    expect(only(text).options).toEqual({ value: { uid: 0, pid: 1 } })
  })

  test('that only a run shows are named', () => {
    const { options, openOptions } = only(`on('read', { pid: process.pid, comm: 'ls' }, e => {})`)
    expect(options).toEqual({ value: { comm: 'ls' } })
    expect(openOptions.map(({ name }) => name)).toEqual(['pid'])
  })

  test('functions are functions', () => {
    const { options } = only(`on('read', { where: e => e.fd === 1 }, e => {})`)
    expect(options?.value).toEqual({ where: expect.any(Function) })
  })

  test('without options there are none', () => {
    expect(only(`on('read', e => {})`).options).toBeUndefined()
  })
})

describe('captures', () => {
  const values = (text: string): Record<string, unknown> =>
    Object.fromEntries([...only(text).captures].map(([binding, value]) => [binding.name, value]))

  test('hold the constants that the handler uses', () => {
    const text = `const cfg = { slow: 5 }; const names = new Set(['a']); const unused = 1
      on('read', e => e.duration > cfg.slow && names.has(e.comm) && print(1))`
    expect(values(text)).toEqual({ cfg: { slow: 5 }, names: new Set(['a']) })
  })

  test('lack what only a run shows', () => {
    expect(values(`const n = Number(process.env.N); on('read', e => e.fd > n && print(1))`)).toEqual({})
  })
})

describe('what the call stands in', () => {
  const cases: readonly [text: string, within: StaticRegistration['within']][] = [
    [`on('read', e => {})`, undefined],
    [`if (true) on('read', e => {})`, 'branch'],
    [`true && on('read', e => {})`, 'branch'],
    [`for (const x of []) on('read', e => {})`, 'loop'],
    [`const f = () => on('read', e => {})`, 'function'],
    [`{ on('read', e => {}) }`, undefined],
  ]
  for (const [text, within] of cases) test(text, () => expect(only(text).within).toBe(within))
})
