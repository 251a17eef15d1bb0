/** Random scripts: what is around the handlers, and handlers that guard, compute, print and count. */

import type { Arch } from '../../bpf/facts/syscalls.ts'
import type { Choices } from './choices.ts'
import { Expressions, type Names } from './random-expressions.ts'
import { randomMapScript } from './random-maps.ts'
import { type Module, randomFormula, randomModule } from './random-module.ts'
import { type Probe, type Probes, probesOf } from './random-probes.ts'
import { Statements } from './random-statements.ts'
import type { Values } from './values.ts'

export interface RandomScript {
  readonly text: string
  /** Syscalls that its handlers take. */
  readonly calls: readonly string[]
}

/** How a handler's code reads the fields of its event: `e.fd`, or names from its parameter's pattern. */
interface Access {
  readonly parameter: () => string
  readonly field: (name: string, viaArgs: boolean) => string
  readonly event: string | undefined
}

const plain = (c: Choices, event: string): Access => ({
  parameter: () => event,
  field: (name, viaArgs) => {
    const at = viaArgs ? `${event}.args` : event
    return c.chance(95) ? `${at}.${name}` : c.pick([`${at}?.${name}`, `${at}['${name}']`, `${at}!.${name}`])
  },
  event,
})

/** Fields as names: `({ comm, args: { fd: n1 } })`. */
const takenApart = (c: Choices, fresh: Module['name']): Access => {
  const own = new Map<string, string>()
  const args = new Map<string, string>()
  const written = (names: ReadonlyMap<string, string>): string[] =>
    [...names].map(([field, name]) => `${field}: ${name}${c.chance(5) ? ' = 3' : ''}`)
  return {
    parameter: () => {
      const parts = [...written(own), ...(args.size > 0 ? [`args: { ${written(args).join(', ')} }`] : [])]
      return `({ ${parts.join(', ')} })`
    },
    field: (name, viaArgs) => {
      const names = viaArgs ? args : own
      const known = names.get(name)
      if (known) return known
      const made = c.chance(50) ? fresh('n') : fresh(`$${name}`)
      names.set(name, made)
      return made
    },
    event: undefined,
  }
}

const commonInts = ['pid', 'tid', 'uid', 'cpu', 'nr', 'ppid', 'gid']

/** The module's names and the fields of the probe's events. Only some: taking all would hide what reading few of them does. */
const namesOf = (c: Choices, probe: Probe, access: Access, outer: Names): Names => {
  const ints: string[] = []
  const texts: string[] = []
  const some = (names: readonly string[], most: number): string[] =>
    c.many(1, most, () => access.field(c.pick(names), false))
  const args = new Map(probe.calls.flatMap(fact => fact.args.map(arg => [arg.name, arg.kind] as const)))
  for (const [name, kind] of args) {
    if (kind === 'strings' || !c.chance(60)) continue
    const viaArgs = [...commonInts, 'name'].includes(name) || c.chance(20)
    const text = access.field(name, viaArgs)
    ;(kind === 'string' ? texts : ints).push(text, text)
  }
  if (probe.complete && c.chance(70)) {
    const ret = access.field('ret', false)
    ints.push(ret, ret)
  }
  if (probe.complete && c.chance(25)) ints.push(access.field('duration', false))
  if (probe.complete && c.chance(35)) texts.push(access.field('error', false))
  return {
    ...outer,
    ints: [...ints, ...some(commonInts, 3), ...outer.ints],
    texts: [...texts, ...some(['comm', 'name'], 2), ...outer.texts],
    bigs: [...(c.chance(25) ? some(['ns', 'cgroup'], 2) : []), ...outer.bigs],
    event: access.event,
  }
}

export const randomScript = (c: Choices, values: Values, arch: Arch): RandomScript =>
  c.chance(12) ? randomMapScript(c, values) : randomCountingScript(c, values, probesOf(arch))

const randomCountingScript = (c: Choices, values: Values, probes: Probes): RandomScript => {
  const chosen = c.many(1, 3, () => c.pick(c.chance(4) ? probes.wide : probes.narrow))
  // Often several handlers of the same calls.
  const used = c.chance(40) ? chosen.map(() => chosen[0]!) : chosen
  const module = randomModule(c, values)
  const functions = randomFunctions(c, values, used[0]!, module)
  const whole = { ...module, names: { ...module.names, ...functions } }
  const handlers = used.map(probe => randomHandler(c, values, probe, whole))
  const calls = [...new Set(used.flatMap(probe => probe.calls.map(fact => fact.name)))]
  const ends = module.names.tables.map(table =>
    c.chance(30) ? `end(() => print(${table}.size, ${table}.get()))` : '',
  )
  return { text: [...module.lines, ...handlers, ...ends].filter(line => line !== '').join('\n'), calls }
}

/** Functions of the module that handlers call. */
const randomFunctions = (c: Choices, values: Values, probe: Probe, module: Module): Partial<Names> => {
  const x = new Expressions(c, values)
  const formulas = c.chance(25) ? [randomFormula(c, values, module)] : []
  const outer = { ...module.names, formulas }
  const predicates: string[] = []
  if (c.chance(25)) {
    const name = module.name('q')
    const inner = namesOf(c, probe, plain(c, 'v'), outer)
    module.lines.push(
      c.chance(50)
        ? `const ${name} = v => ${x.test(inner, 2)}`
        : `function ${name}(v) { return ${x.test(inner, 1)} }`,
    )
    predicates.push(name)
  }
  const actions: string[] = []
  if (c.chance(20)) {
    const name = module.name('act')
    const inner = namesOf(c, probe, plain(c, 'v'), { ...outer, ints: ['x', ...outer.ints] })
    const statements = new Statements(c, values, module.name)
    const body = statements.body(inner, c.chance(60))
    module.lines.push(
      c.chance(70) ? `const ${name} = (v, x) => { ${body} }` : `function ${name}(v, x = 5) { ${body} }`,
    )
    actions.push(name)
  }
  return { formulas, predicates, actions }
}

const randomHandler = (c: Choices, values: Values, probe: Probe, module: Module): string => {
  const x = new Expressions(c, values)
  const access = c.chance(30) ? takenApart(c, module.name) : plain(c, 'e')
  const around = c.below(20)
  const outer = around >= 18 ? { ...module.names, ints: ['turn', ...module.names.ints] } : module.names
  const names = namesOf(c, probe, access, outer)
  const body = new Statements(c, values, module.name).body(names, c.chance(50))
  const code = asFunction(c, access.parameter(), body, around >= 18 ? undefined : module)
  const options = c.chance(20) ? `${randomOptions(c, values, probe)}, ` : ''
  const call = `on(${probe.text}, ${options}${code})`
  if (around === 18) return `for (const turn of [${x.whole()}, 3]) ${call}`
  if (around < 19) return around === 17 ? `const ${module.name('handle')} = ${call}` : call
  const watch = module.name('watch')
  return `const ${watch} = (turn) => ${call}; ${watch}(${x.number()})`
}

/** The forms in which a handler can be given. Without a module it cannot be declared outside. */
const asFunction = (c: Choices, parameter: string, body: string, module: Module | undefined): string => {
  const list = parameter.startsWith('(') ? parameter : `(${parameter})`
  switch (c.below(16)) {
    case 9:
      return `function ${list} { ${body} }`
    case 10:
    case 11: {
      if (!module) return `${parameter} => { ${body} }`
      const name = module.name('handle')
      module.lines.push(
        c.chance(50) ? `const ${name} = ${parameter} => { ${body} }` : `function ${name}${list} { ${body} }`,
      )
      return name
    }
    case 12:
    case 13:
      return `async ${parameter} => { ${body} }`
    case 14:
      return c.pick([
        `() => { counter++; print(counter) }`,
        `() => count()`,
        `function* (e) { print(e.pid) }`,
        `function () { print(arguments[0].pid) }`,
        `(e, x = counter++) => { if (e.pid === 100) print(x) }`,
        `e => { if (e.pid > later) print(1); const later = 3 }`,
        `e => { if (e.pid === 100) { var x = 5 }; if (!x) print(e.pid) }`,
        `(e = {}) => e.pid === 100 && print(e.pid)`,
        `e => { const { args, ...rest } = e; print(args, rest) }`,
      ])
    default:
      return `${parameter} => { ${body} }`
  }
}

/** What the option `path` takes. */
const isPath = (text: string): boolean =>
  text !== '' && text.isWellFormed() && !text.includes('\0') && Buffer.byteLength(text) <= 1023

const randomOptions = (c: Choices, values: Values, probe: Probe): string => {
  const x = new Expressions(c, values)
  const parts = c.many(1, 2, () => {
    switch (c.below(12)) {
      case 8:
        return `fd: [${c.below(4)}, ${BigInt.asUintN(31, values.integer(c))}]`
      case 9: {
        const texts = c.many(1, 3, () => values.text(c)).filter(isPath)
        return `path: ${JSON.stringify(texts)}`
      }
      case 10:
        return `errno: [${c.pick(["'ENOENT'", "'EWOULDBLOCK', 'EACCES'", "'EPERM', 'ENOENT'"])}]`
      case 11:
        return `ok: ${c.pick(['true', 'false'])}`
      case 0:
        return 'pid: [100, 200]'
      case 1:
        return `uid: ${c.below(3)}`
      case 2:
        return `comm: [${c.chance(50) ? x.glob() : x.text()}, 'bash']`
      case 3:
        return `minDuration: ${c.pick([0, 1, 5, 1000, 1.5])}`
      case 4:
        return `failed: ${c.pick(['true', 'false'])}`
      case 5:
        return `sample: ${c.pick(['1', '1 / 2', '1 / 100'])}`
      case 6:
        return `cgroup: [1, ${BigInt.asUintN(63, values.integer(c))}n]`
      default: {
        const args = probe.calls.flatMap(fact => fact.args.map(({ name, kind }) => ({ name, kind })))
        const fields = [
          'v.pid',
          ...(probe.complete ? ['v.ret'] : []),
          ...args
            .filter(({ kind }) => kind !== 'string' && kind !== 'strings')
            .map(({ name }) => `v.args.${name}`),
        ]
        const strings = args.filter(({ kind }) => kind === 'string').map(({ name }) => `v.args.${name}`)
        const other = c.chance(50) ? ` || ${c.pick(['v.comm', ...strings])} === ${x.text()}` : ''
        const test = `${c.pick(fields)} ${c.pick(['>', '<', '==='])} ${x.whole()}${other}`
        return `where: v => ${c.chance(50) ? test : `{ const w = ${x.whole()}; if (v.pid > w) return true; return ${test} }`}`
      }
    }
  })
  const named = new Map(parts.map(part => [part.slice(0, part.indexOf(':')), part]))
  // They contradict each other, or say the same.
  if (named.has('failed')) named.delete('ok')
  return `{ ${[...named.values()].join(', ')} }`
}
