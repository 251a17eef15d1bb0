/** Random bodies of handlers: guards of every shape, constants, state, and what is printed and counted. */

import type { Choices } from './choices.ts'
import { Expressions, type Names } from './random-expressions.ts'
import type { Values } from './values.ts'

/** A statement and the names that it adds. */
type Line = readonly [text: string, added?: Partial<Names>]

export class Statements {
  readonly #c: Choices
  readonly #x: Expressions
  readonly #name: (prefix: string) => string
  constructor(c: Choices, values: Values, name: (prefix: string) => string) {
    this.#c = c
    this.#x = new Expressions(c, values)
    this.#name = name
  }

  /** @param counts only counting, so that the handler may move as a whole */
  body(names: Names, counts: boolean): string {
    return this.#list(names, 2, counts, 1 + this.#c.below(4))
  }

  #list(names: Names, depth: number, counts: boolean, length: number): string {
    const lines: string[] = []
    let inner = names
    for (let i = 0; i < length; i++) {
      const [line, added] = this.#statement(inner, depth, counts)
      lines.push(line)
      inner = { ...inner, ...added }
    }
    if (!counts || this.#c.chance(60)) lines.push(this.#action(inner, counts))
    return lines.join('; ')
  }

  #statement(names: Names, depth: number, counts: boolean): Line {
    const c = this.#c
    const x = this.#x
    const test = (): string => x.test(names, c.below(3))
    const act = (): string => this.#action(names, counts)
    const block = (): string => (depth > 0 ? this.#list(names, depth - 1, counts, c.below(2)) : act())
    switch (c.below(counts ? 17 : 22)) {
      case 0:
      case 1:
      case 2:
        return [c.chance(50) ? `if (${test()}) return` : `if (${test()}) { return }`]
      case 3:
        return [`if (${test()}) { ${block()} }`]
      case 4:
        return [`if (${test()}) { ${block()} } else { ${block()} }`]
      case 5:
        return [`if (${test()}) { ${block()}; return } else if (${test()}) ${act()}`]
      case 6:
        return [`${test()} && ${act()}`]
      case 7:
        return [`${test()} || ${act()}`]
      case 8:
        return [`${test()} ? ${act()} : ${act()}`]
      case 9:
      case 10:
        return this.#local(names)
      case 11: {
        const name = this.#name('v')
        return [`const ${name} = ${test()}`, { bools: [name, ...names.bools] }]
      }
      case 12: {
        const name = this.#name('v')
        return [`let ${name} = ${x.string(names, 1)}`, { texts: [name, ...names.texts] }]
      }
      case 13:
        return [this.#switch(names, counts)]
      case 14: {
        const name = this.#name('w')
        const inner = { ...names, ints: ['x', ...names.ints] }
        return [`const ${name} = (x, y) => ${x.int(inner, 1)}`, { formulas: [name, ...names.formulas] }]
      }
      case 15:
        return [this.#onMap(names) ?? `${test()} && ${act()}`]
      case 16:
        return names.event
          ? [`const { pid: ${this.#name('v')}, comm: ${this.#name('v')} = 'x' } = ${names.event}`]
          : [`if (${test()}) return`]
      // From here on nothing moves as a whole.
      case 17:
        return [
          c.pick([
            'counter++',
            `if (${test()}) counter++`,
            `seen.add(${x.int(names, 0)})`,
            `last = ${x.int(names, 0)}`,
          ]),
        ]
      case 18: {
        const name = this.#name('v')
        return [
          `let ${name} = ${x.int(names, 1)}; if (${test()}) ${name} = ${x.number()}`,
          { ints: [name, ...names.ints] },
        ]
      }
      case 19:
        return [this.#mutation(names)]
      case 20:
        return [
          c.pick([
            `for (const i of [1, 2]) if (${test()}) counter += i`,
            `try { if (${test()}) return } finally { counter++ }`,
            `${x.test(names, 0)}`,
            `if (${test()}) throw new Error('thrown')`,
            `{ const { length } = ${c.pick(names.texts)} ?? ''; if (length > 3) return }`,
          ]),
        ]
      default:
        return names.event
          ? [
              c.pick([
                `if (${test()}) print(${names.event})`,
                `if (${test()}) print(${names.event}.args)`,
                `if (${names.event}.time > 0 && ${test()}) return`,
                `if (${test()}) print(${names.event}.kstack, ${names.event}.ustack)`,
                `{ const { args: given } = ${names.event}; if (${test()}) print(given) }`,
              ]),
            ]
          : [`if (${test()}) return`]
    }
  }

  #local(names: Names): Line {
    const name = this.#name('v')
    return [
      `${this.#c.pick(['const', 'const', 'let', 'var'])} ${name} = ${this.#x.int(names, 2)}`,
      { ints: [name, ...names.ints] },
    ]
  }

  #switch(names: Names, counts: boolean): string {
    const c = this.#c
    const x = this.#x
    const subject = c.chance(60) ? x.int(names, 1) : c.pick(names.texts)
    const cases = c.many(1, 3, () => {
      const labels = c.many(1, 2, () => `case ${x.constant()}: `).join('')
      return `${labels}${this.#action(names, counts)}; ${c.chance(85) ? c.pick(['break', 'return', 'break']) : ''}`
    })
    const last = c.chance(50) ? ` default: ${this.#action(names, counts)}` : ''
    return `switch (${subject}) { ${cases.join('; ')};${last} }`
  }

  #onMap(names: Names): string | undefined {
    const c = this.#c
    const x = this.#x
    if (names.maps.length === 0) return undefined
    const map = c.pick(names.maps)
    const key = x.key(names)
    const name = this.#name('t')
    return c.pick([
      `${map}.set(${key}, ${c.chance(80) ? x.int(names, 0) : x.big(names, 0)})`,
      `${map}.delete(${key})`,
      `const ${name} = ${map}.get(${key}); if (${name} === undefined) return; ${map}.delete(${key})`,
      `const ${name} = ${map}.get(${key}); if (${name} !== undefined) sum(${name})`,
      `${map}.set(${key}, (${map}.get(${key}) ?? 0) + 1)`,
      `if (!${map}.has(${key})) return`,
    ])
  }

  #mutation(names: Names): string {
    const c = this.#c
    const x = this.#x
    const value = x.int(names, 0)
    const may = [
      `counter += ${value}`,
      ...names.objects.map(name => `${name}.lim = ${value}`),
      ...names.objects.map(name => `[${name}.lim] = [${value}]`),
      ...names.lists.map(name => `${name}.push(${value})`),
      ...names.sets.map(name => `${name}.add(${value})`),
      ...names.maps.map(name => `${name}.update(${value}, n => n === 5 ? 6 : 5)`),
      ...names.tables.map(name => `${name}.clear()`),
      ...(names.event ? [`${names.event}.pid = ${value}`] : []),
    ]
    return c.chance(50) ? c.pick(may) : `if (${x.test(names, 1)}) ${c.pick(may)}`
  }

  #action(names: Names, counts: boolean): string {
    const c = this.#c
    const x = this.#x
    if (names.actions.length > 0 && names.event && c.chance(20))
      return `${c.pick(names.actions)}(${names.event}, ${x.int(names, 0)})`
    if (counts || c.chance(30)) return this.#aggregation(names)
    const parts = c.many(1, 3, () => {
      switch (c.below(6)) {
        case 0:
        case 1:
        case 2:
          return c.pick(names.ints)
        case 3:
        case 4:
          return c.pick(names.texts)
        default:
          return c.pick(['counter', 'last', x.int(names, 1), x.test(names, 1), ...names.bigs])
      }
    })
    return c.chance(90) ? `print(${parts.join(', ')})` : `printf('%s\\n', ${parts[0]})`
  }

  #aggregation(names: Names): string {
    const c = this.#c
    const x = this.#x
    const key = (): string => {
      switch (c.below(9)) {
        case 0:
        case 1:
        case 2:
          return c.pick(names.ints)
        case 3:
        case 4:
          return c.pick(names.texts)
        case 5:
          return x.int(names, 1)
        case 6:
          return x.string(names, 1)
        case 7:
          return x.constant()
        default:
          return c.chance(50) ? x.test(names, 0) : x.big(names, 1)
      }
    }
    const keys = c.many(0, 2, key)
    if (names.tables.length > 0 && c.chance(30)) return `${c.pick(names.tables)}.add(${keys.join(', ')})`
    const value = c.chance(85) ? x.int(names, c.below(2)) : x.big(names, 1)
    const kind = c.pick([
      'count',
      'count',
      'count',
      'sum',
      'avg',
      'min',
      'max',
      'stats',
      'hist',
      'lhist',
      'quantiles',
    ])
    if (kind === 'count') return `count(${keys.join(', ')})`
    const range = `{ min: ${c.pick([0, -100, 5])}, max: ${c.pick([100, 1000, 4096])}, step: ${c.pick([1, 10, 64, 30, 0.5])} }`
    return `${kind}(${[value, ...(kind === 'lhist' ? [range] : []), ...keys].join(', ')})`
  }
}
