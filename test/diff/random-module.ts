/** Random names around handlers: constants, state, tables, maps and functions of the module. */

import type { Choices } from './choices.ts'
import { Expressions, type Names, quote } from './random-expressions.ts'
import type { Values } from './values.ts'

/** The lines of a module before its handlers, and what they declare. */
export interface Module {
  readonly lines: string[]
  readonly names: Names
  /** Fresh names. */
  readonly name: (prefix: string) => string
}

/** Every mutable kind of names of `Names`, as lists to add to. */
type Lists = { -readonly [K in keyof Names]: Names[K] extends readonly string[] ? string[] : Names[K] }

export const randomModule = (c: Choices, values: Values): Module => {
  const x = new Expressions(c, values)
  const lines = ['let counter = 0, last = 0', 'const seen = new Set()']
  let fresh = 0
  const name = (prefix: string): string => `${prefix}${fresh++}`
  const names: Lists = {
    ints: [], bigs: [], texts: [], bools: [], lists: [], sets: [], objects: [], patterns: [], predicates: [], formulas: [],
    tables: [], maps: [], actions: [], event: undefined,
  } // biome-ignore format: one line each would say no more
  const declare = (into: string[], prefix: string, make: (name: string) => string): void => {
    const made = name(prefix)
    lines.push(make(made))
    into.push(made)
  }
  const members = (): string => `{ lim: ${x.number()}, on: ${c.pick(['true', 'false'])}, tag: ${x.text()} }`

  for (let n = c.below(5); n > 0; n--)
    switch (c.below(20)) {
      case 0:
      case 1:
        declare(names.ints, 'k', it => `const ${it} = ${x.number()}`)
        break
      case 2:
        declare(names.ints, 'l', it => `let ${it} = ${x.number()}`)
        break
      case 3:
        declare(names.ints, 'm', it => `let ${it} = ${x.number()}; ${it} ${c.pick(['+=', '='])} ${x.whole()}`)
        break
      case 4:
        declare(names.bigs, 'g', it => `const ${it} = ${x.bigint()}`)
        break
      case 5:
        declare(names.texts, 't', it => `const ${it} = ${x.text()}`)
        break
      case 6:
        declare(names.bools, 'o', it => `const ${it} = ${c.pick(['true', 'false'])}`)
        break
      case 7:
        declare(names.lists, 'a', it => `const ${it} = [${x.members(false)}]`)
        break
      case 8:
        declare(names.lists, 'f', it => `const ${it} = Object.freeze([${x.members(true)}])`)
        break
      case 9:
        declare(names.sets, 's', it => `const ${it} = new Set([${x.members(true)}])`)
        break
      case 10:
        declare(names.objects, 'b', it => `const ${it} = ${members()}`)
        break
      case 11:
        declare(names.objects, 'z', it => `const ${it} = Object.freeze(${members()})`)
        break
      case 12:
        declare(names.patterns, 'p', it => `const ${it} = ${x.regex()}`)
        break
      case 13:
        if (names.lists.length > 0) declare(names.lists, 'i', it => `const ${it} = ${c.pick(names.lists)}`)
        break
      case 14:
        if (names.objects.length > 0)
          declare(names.ints, 'd', it => `const { lim: ${it} } = ${c.pick(names.objects)}`)
        break
      case 15:
        declare(names.sets, 'u', it => `const ${it} = Object.freeze(new Set([${x.members(false)}]))`)
        break
      case 16:
        declare(names.tables, 'c', it => `const ${it} = count.table(${c.chance(50) ? quote(it) : ''})`)
        break
      case 17:
        declare(
          names.objects,
          'j',
          it => `const ${it} = { get lim() { return counter++ }, on: true, tag: 'a' }`,
        )
        break
      default:
        declare(names.maps, 'y', it => `const ${it} = map()`)
    }
  return { lines, names, name }
}

/** Functions of the module: formulas of two values. */
export const randomFormula = (c: Choices, values: Values, module: Module): string => {
  const x = new Expressions(c, values)
  const name = module.name('h')
  const { names } = module
  const inner: Names = { ...names, ints: ['x', 'y', ...names.ints], texts: [quote('a'), ...names.texts] }
  const body = (): string => {
    const local = c.chance(50) ? `const w = ${x.int(inner, 1)}; ` : 'const w = 2; '
    return `{ ${local}if (${x.test(inner, 1)}) return ${x.int(inner, 1)}; return ${c.chance(80) ? 'w' : x.int(inner, 1)} }`
  }
  module.lines.push(
    c.chance(50) ? `const ${name} = (x, y = 3) => ${x.int(inner, 2)}` : `function ${name}(x, y) ${body()}`,
  )
  return name
}
