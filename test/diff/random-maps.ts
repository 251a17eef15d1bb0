/** Random scripts around one shared map, such as start and stop: most of them the kernel can do whole. */

import type { Choices } from './choices.ts'
import { Expressions, type Names } from './random-expressions.ts'
import type { Values } from './values.ts'

const none: Names = {
  ints: [], bigs: [], texts: ['e.comm', 'e.name'], bools: [], lists: [], sets: [], objects: [], patterns: [],
  predicates: [], formulas: [], tables: [], maps: [], actions: [], event: 'e',
} // biome-ignore format: one line each would say no more

const probes = ['read:enter', 'read', 'write', 'close', 'openat', 'openat:enter', 'dup3', 'getpid'] as const
const withDescriptor: ReadonlySet<string> = new Set(['read:enter', 'read', 'write', 'close'])

export const randomMapScript = (c: Choices, values: Values): { text: string; calls: readonly string[] } => {
  const x = new Expressions(c, values)
  const used = c.many(1, 3, () => c.pick(probes))
  const descriptors = used.every(probe => withDescriptor.has(probe))
  const fields = ['e.tid', 'e.pid', 'e.cpu', 'e.uid', ...(descriptors ? ['e.fd'] : [])]
  const part = (): string => c.pick([...fields, ...fields, 'e.comm', 'e.name', 'e.cgroup', '(e.pid & 3)'])
  const key = c.chance(60) ? part() : `[${part()}, ${part()}]`
  const big = c.chance(40)
  const names: Names = { ...none, ints: fields, bigs: ['e.ns', 'e.cgroup'] }
  const value = (): string => (big ? c.pick(['e.ns', '5n', 'BigInt(e.pid)']) : c.pick([...fields, '1', '7']))
  const zero = big ? '0n' : '0'
  const test = (): string => x.test(names, c.below(2))
  const use = (t: string): string => {
    const keys = c.chance(50) ? `, ${c.pick(['e.comm', 'e.pid', t])}` : ''
    return c.pick([
      `sum(${t}${keys})`,
      `max(${value()} - ${t}${keys})`,
      `hist(${t}${keys})`,
      `count(${t})`,
      `quantiles(${t}${keys})`,
      `${t} > ${c.pick(['3', zero])} && count(e.comm)`,
    ])
  }
  let fresh = 0
  const line = (): string => {
    const t = `t${fresh++}`
    return c.pick([
      `m.set(${key}, ${value()})`,
      `m.set(${key}, ${value()})`,
      `m.delete(${key})`,
      `if (${test()}) m.set(${key}, ${value()})`,
      `const ${t} = m.get(${key}); if (${t} === undefined) return; m.delete(${key}); ${use(t)}`,
      `const ${t} = m.get(${key}); if (${t} !== undefined) { ${use(t)} }`,
      `const ${t} = m.get(${key}) ?? ${zero}; m.set(${key}, ${t} + ${big ? '1n' : '1'})`,
      `m.set(${key}, (m.get(${key}) ?? ${zero}) + ${big ? '2n' : '2'})`,
      `if (!m.has(${key})) return`,
      `if (m.has(${key})) { count() } else { m.set(${key}, ${value()}) }`,
      `m.has(${key}) && m.delete(${key})`,
      `switch (m.get(${key})) { case ${big ? '5n' : '1'}: count(); break; case undefined: count(2); break; default: count(3) }`,
      `const ${t} = ${test()} ? m.get(${key}) : ${zero}; ${t} && count(${t})`,
      `if (m.get(${key}) === ${value()} || m.has(${key})) count('same')`,
      `const ${t} = m.get(${key}); m.set(${key}, ${value()}); if (${t}) { ${use(t)} }`,
    ])
  }
  const handlers = used.map(probe => {
    const body = c.many(1, 3, line).join('; ')
    const stays = c.chance(8) ? `; print(m.get(${key}))` : ''
    return `on('${probe}', e => { ${body}${stays} })`
  })
  const end = c.chance(20) ? ['end(() => print(m.size, [...m.keys()].length))'] : []
  const calls = [...new Set(used.map(probe => probe.replace(':enter', '')))]
  return { text: ['const m = map()', ...handlers, ...end].join('\n'), calls }
}
