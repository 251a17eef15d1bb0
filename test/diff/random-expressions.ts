/** Random expressions of a handler, in the kinds that scripts are made of: integers, bigints, strings, conditions. */

import type { Choices } from './choices.ts'
import type { Values } from './values.ts'

/** What an expression may name. */
export interface Names {
  /** Texts that read an integer: fields, locals, constants. */
  readonly ints: readonly string[]
  readonly bigs: readonly string[]
  readonly texts: readonly string[]
  readonly bools: readonly string[]
  /** Names of lists and sets of the module, and of what has `.lim`. */
  readonly lists: readonly string[]
  readonly sets: readonly string[]
  readonly objects: readonly string[]
  readonly patterns: readonly string[]
  /** Names of functions of the module: of an event, and of two values. */
  readonly predicates: readonly string[]
  readonly formulas: readonly string[]
  /** Tables and maps of the module. */
  readonly tables: readonly string[]
  readonly maps: readonly string[]
  /** Functions of the module that count or print, given the event and a value. */
  readonly actions: readonly string[]
  /** How the event is called; undefined where it has been taken apart. */
  readonly event: string | undefined
}

export const quote = (text: string): string => JSON.stringify(text)

const exactly = (value: bigint): string => {
  const number = Number(value)
  return Object.is(number, -0) ? '-0' : String(number)
}

export class Expressions {
  readonly c: Choices
  readonly values: Values
  constructor(c: Choices, values: Values) {
    this.c = c
    this.values = values
  }

  /** A number in a script, not always an integer. */
  number(): string {
    const value = this.values.integer(this.c)
    switch (this.c.below(14)) {
      case 8:
        return `0x${BigInt.asUintN(32, value).toString(16)}`
      case 9:
        return `${Number(value) / 2}`
      case 10:
        return `(${exactly(value)} + 0.5)`
      case 11:
        return this.c.pick(['-0', 'NaN', 'Infinity', '-Infinity', '0.1', '-0.5', '1e300', '-1e-300'])
      default:
        return exactly(value)
    }
  }

  /** A whole number that a double holds, and that is not huge. */
  whole(): string {
    return exactly(BigInt.asIntN(33, this.values.integer(this.c)))
  }

  bigint(): string {
    return `${this.values.integer(this.c)}n`
  }

  text(): string {
    return quote(this.values.text(this.c))
  }

  /** A pattern for names: a text of which parts are left open. */
  glob(): string {
    const { c } = this
    const letters = [...this.values.text(c).slice(0, 20)]
    const open = letters.map(letter =>
      c.chance(30) ? c.pick(['*', '?', '?', `${letter}*`, '', '\\*']) : letter,
    )
    return quote(c.pick(['', '', '*', '?', '**']) + open.join('') + c.pick(['', '', '*', '?']))
  }

  /** A constant of any kind, for what compares badly. */
  constant(): string {
    switch (this.c.below(10)) {
      case 4:
        return this.bigint()
      case 5:
      case 6:
        return this.text()
      case 7:
        return this.c.pick(['true', 'false'])
      case 8:
        return this.c.pick(['null', 'undefined'])
      case 9:
        return quote(exactly(this.values.integer(this.c)))
      default:
        return this.number()
    }
  }

  int(names: Names, depth: number): string {
    const { c } = this
    if (depth <= 0 || c.chance(35)) return c.chance(85) ? c.pick(names.ints) : this.number()
    const a = (): string => this.int(names, depth - 1)
    switch (c.below(20)) {
      case 19:
        return names.maps.length > 0 ? `${c.pick(names.maps)}.get(${this.key(names)})` : a()
      case 0:
      case 1:
        return `(${a()} + ${a()})`
      case 2:
        return `(${a()} - ${a()})`
      case 3:
        return `(${a()} * ${c.chance(70) ? this.whole() : a()})`
      case 4:
        return `(${a()} / ${this.number()})`
      case 5:
        return `(${a()} % ${c.chance(70) ? this.whole() : a()})`
      case 6:
      case 7:
        return `(${a()} & ${a()})`
      case 8:
        return `(${a()} ${c.pick(['|', '^'])} ${a()})`
      case 9:
        return `(${a()} ${c.pick(['<<', '>>', '>>>'])} ${c.chance(80) ? c.below(34) : a()})`
      case 10:
        return `${c.pick(['-', '~', '+'])}(${a()})`
      case 11:
        return `Math.${c.pick(['floor', 'ceil', 'round', 'trunc', 'abs'])}(${a()} / ${this.number()})`
      case 12:
        return `(${this.test(names, depth - 1)} ? ${a()} : ${a()})`
      case 13:
        return `(${a()} ?? ${a()})`
      case 14:
        return `Number(${c.chance(50) && names.bigs.length > 0 ? c.pick(names.bigs) : a()})`
      case 15:
        return `(${a()} ${c.pick(['||', '&&'])} ${a()})`
      case 16:
        return names.formulas.length > 0 ? `${c.pick(names.formulas)}(${a()}, ${a()})` : a()
      case 17:
        return names.objects.length > 0 ? `${c.pick(names.objects)}.lim` : a()
      default:
        return names.lists.length > 0 ? `${c.pick(names.lists)}${c.pick(['.length', '[0]', '[1]'])}` : a()
    }
  }

  big(names: Names, depth: number): string {
    const { c } = this
    if (depth <= 0 || names.bigs.length === 0 || c.chance(50))
      return c.chance(70) && names.bigs.length > 0 ? c.pick(names.bigs) : this.bigint()
    switch (c.below(4)) {
      case 0:
        return `(${this.big(names, depth - 1)} ${c.pick(['+', '-', '*'])} ${this.big(names, depth - 1)})`
      case 1:
        return `BigInt(${c.pick(names.ints)})`
      case 2:
        return `-${this.big(names, 0)}`
      default:
        return `(${this.test(names, depth - 1)} ? ${this.big(names, depth - 1)} : ${this.big(names, depth - 1)})`
    }
  }

  string(names: Names, depth: number): string {
    const { c } = this
    if (depth <= 0 || c.chance(70)) return c.chance(75) ? c.pick(names.texts) : this.text()
    switch (c.below(3)) {
      case 0:
        return `(${this.test(names, depth - 1)} ? ${this.string(names, 0)} : ${this.string(names, 0)})`
      case 1:
        return `(${c.pick(names.texts)} ?? ${this.string(names, 0)})`
      default:
        return `\`${c.pick(['', 'x'])}\${${c.chance(50) ? this.text() : this.whole()}}\``
    }
  }

  /** A condition. */
  test(names: Names, depth: number): string {
    const { c } = this
    if (depth > 0 && c.chance(45)) {
      const inner = (): string => this.test(names, depth - 1)
      switch (c.below(8)) {
        case 0:
        case 1:
          return `(${inner()} && ${inner()})`
        case 2:
        case 3:
          return `(${inner()} || ${inner()})`
        case 4:
        case 5:
          return `!${inner()}`
        case 6:
          return `(${inner()} ? ${inner()} : ${inner()})`
        default:
          return `(${inner()} ${c.pick(['===', '!==', '=='])} ${c.pick(['true', 'false'])})`
      }
    }
    return this.leaf(names, depth)
  }

  leaf(names: Names, depth: number): string {
    const { c } = this
    const compared = (): string => c.pick(['===', '!==', '<', '<=', '>', '>=', '==', '!='])
    switch (c.below(26)) {
      case 24:
        return names.maps.length > 0 ? `${c.pick(names.maps)}.has(${this.key(names)})` : this.leaf(names, 0)
      case 25:
        return names.event
          ? `(${names.event}${c.pick(['?.', '.'])}${c.pick(['pid', 'error', 'ret'])} ${compared()} ${this.constant()})`
          : this.leaf(names, 0)
      case 0:
      case 1:
      case 2:
      case 3:
        return `(${c.pick(names.ints)} ${compared()} ${this.number()})`
      case 4:
      case 5:
      case 6:
        return `(${this.int(names, depth)} ${compared()} ${this.number()})`
      case 7:
        return `(${this.int(names, 1)} ${compared()} ${this.int(names, 1)})`
      case 8:
        return `(${this.big(names, 1)} ${compared()} ${c.chance(60) ? this.bigint() : this.number()})`
      case 9:
        return `(${c.pick([...names.ints, ...names.texts])} ${compared()} ${this.constant()})`
      case 10:
      case 11:
        return `(${c.pick(names.texts)} ${c.pick(['===', '!==', '===', '=='])} ${this.text()})`
      case 12:
      case 13: {
        const method = c.pick(['startsWith', 'endsWith', 'includes'])
        return `${c.pick(names.texts)}${c.pick(['?', ''])}.${method}(${this.text()})`
      }
      case 14:
        return this.pattern(names)
      case 15:
        return `[${this.members(c.chance(30))}].includes(${c.chance(70) ? this.int(names, 1) : c.pick(names.texts)})`
      case 16:
        return names.sets.length > 0
          ? `${c.pick(names.sets)}.has(${c.chance(70) ? this.int(names, 1) : c.pick(names.texts)})`
          : `new Set([${this.members(true)}]).has(${c.pick([...names.ints, ...names.texts])})`
      case 17:
        return names.lists.length > 0
          ? `${c.pick(names.lists)}.includes(${this.int(names, 0)})`
          : this.leaf(names, 0)
      case 18:
        return names.predicates.length > 0 && names.event
          ? `${c.pick(names.predicates)}(${names.event})`
          : this.leaf(names, 0)
      case 19:
        return c.chance(50) ? this.int(names, depth) : c.pick(names.texts)
      case 20:
        return names.bools.length > 0 ? c.pick(names.bools) : `Boolean(${this.int(names, 0)})`
      case 21:
        return names.objects.length > 0
          ? `${c.pick(names.objects)}.${c.pick(['on', 'lim', 'tag'])}`
          : this.leaf(names, 0)
      case 22:
        return `(typeof ${c.pick([...names.ints, ...names.texts])} === ${c.pick(["'number'", "'string'", "'undefined'"])})`
      // What throws, or has an effect that only user space can have.
      default:
        return c.pick([
          `(${this.int(names, 0)} + ${this.bigint()} > 3)`,
          `(counter++ > ${c.below(3)})`,
          `seen.has(${this.int(names, 0)})`,
          `(${c.pick(names.texts)}.length > ${c.below(8)})`,
          `(${c.pick(names.texts)} < ${this.text()})`,
          `Number.isInteger(${this.int(names, 0)})`,
          `((last = ${this.int(names, 0)}) > ${this.whole()})`,
        ])
    }
  }

  /** A key of a shared map. */
  key(names: Names): string {
    const { c } = this
    const part = (): string => (c.chance(75) ? c.pick(names.ints) : c.pick(names.texts))
    return c.chance(70) ? part() : `[${part()}, ${part()}]`
  }

  members(texts: boolean): string {
    const { c } = this
    return c.many(0, 4, () => (texts && c.chance(50) ? this.text() : this.constant())).join(', ')
  }

  pattern(names: Names): string {
    const { c } = this
    const target = c.pick(names.texts)
    if (names.patterns.length > 0 && c.chance(40)) return `${c.pick(names.patterns)}.test(${target})`
    return `${this.regex()}.test(${target})`
  }

  regex(): string {
    const { c } = this
    const body = this.values
      .text(c)
      .toWellFormed()
      .slice(0, 20)
      .replaceAll(/[\0\n]/g, '')
      .replaceAll(/[\\^$.*+?()[\]{}|/]/g, c.chance(80) ? '\\$&' : '')
    const flags = c.pick(['', '', '', 'u', 'i', 's'])
    return `/${c.pick(['', '^'])}${body === '' ? 'b' : body}${c.pick(['', '$'])}/${flags}`
  }
}
