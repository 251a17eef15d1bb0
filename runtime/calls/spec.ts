/**
 * How calls are written, in a notation of one line a syscall, read on first use:
 *
 *     openat(atfd, path, openflags, openmode) = fd
 *
 * An argument is one of
 *
 *     word             what values.ts, or a table of words, knows by that name
 *     -                nothing: it is written with another argument, or not at all
 *     #set  |set       a constant of a set, or several with | between; `#modes|flags` both; `@8` has 64 bits in memory,
 *                      `:int` is how a value is written that is not in the set
 *     &type  >type     what the argument points to: as the call gets it, and as the call leaves it
 *     <type            the same, before and after the call
 *     ^type            as the call got it, though the call may overwrite it
 *     +type            as the call leaves it, if its result is not 0
 *     type[n]          several of them behind a pointer: n, `$n` as argument n says, `ret` as the result says, `*n` as the
 *                      number says that argument n points to
 *
 * A line that ends in `by n` goes on as the value of argument n says (`by 1&127`: of its bits; `by 0>>8`: of it shifted):
 * lines with a space in front, each with names of constants, or `*` for all others, and the arguments that follow.
 * Arguments that no line mentions are written by their type in the kernel's own declaration.
 */

import { fileSpecs } from './specs-files.ts'
import { kernelSpecs } from './specs-kernel.ts'
import { processSpecs } from './specs-processes.ts'

export type Count =
  | { readonly from: 'number'; readonly number: number }
  | { readonly from: 'arg'; readonly arg: number }
  | { readonly from: 'memory'; readonly arg: number }
  | { readonly from: 'ret' }

/** Constants: at most one of `enums`' and any of `flags`'. */
export interface Bits {
  readonly kind: 'bits'
  readonly enums: readonly string[]
  readonly flags: readonly string[]
  readonly size: number
  readonly otherwise: string | undefined
}

export interface Pointer {
  readonly kind: 'pointer'
  readonly side: 'in' | 'out' | 'both' | 'before'
  /** Only a call whose result is not 0 leaves anything. */
  readonly ifResult: boolean
  readonly to: Type
  readonly count: Count | undefined
}

export type Type =
  | { readonly kind: 'none' }
  | { readonly kind: 'word'; readonly word: string }
  | Bits
  | Pointer

/** Its texts are read further when they are needed: recipes need few of them. */
export interface Case {
  /** Constants of the set that argument `by` has, with spaces between; `*` for all other values. */
  readonly names: string
  /** Types with commas between. */
  readonly args: string
  readonly result: string | undefined
}

export interface Spec {
  /** Types; {@link typeOf} reads them. */
  readonly args: readonly string[]
  readonly result: string | undefined
  /** Which argument decides on the rest. */
  readonly by: { readonly arg: number; readonly mask: number; readonly shift: number } | undefined
  readonly cases: readonly Case[]
}

const types = new Map<string, Type>()

const countOf = (text: string): Count => {
  if (text === 'ret') return { from: 'ret' }
  if (text.startsWith('$')) return { from: 'arg', arg: Number(text.slice(1)) }
  if (text.startsWith('*')) return { from: 'memory', arg: Number(text.slice(1)) }
  return { from: 'number', number: Number(text) }
}

const bitsOf = (text: string): Type => {
  const colon = text.indexOf(':')
  const at = text.indexOf('@')
  const end = at !== -1 ? at : colon !== -1 ? colon : undefined
  const [first, ...more] = text.slice(1, end).split('|')
  // There are no flags yet, or none that are known.
  const sets = first === 'none' ? [] : [first!]
  return {
    kind: 'bits',
    enums: text.startsWith('#') ? sets : [],
    flags: text.startsWith('#') ? more : [...sets, ...more],
    size: at === -1 ? 4 : 8,
    otherwise: colon === -1 ? undefined : text.slice(colon + 1),
  }
}

const sides = { '&': 'in', '>': 'out', '<': 'both', '^': 'before', '+': 'out' } as const

const readType = (text: string): Type => {
  const sign = text[0]! as keyof typeof sides
  if (sides[sign]) {
    const bracket = text.indexOf('[')
    const to = typeOf(bracket === -1 ? text.slice(1) : text.slice(1, bracket))
    const count = bracket === -1 ? undefined : countOf(text.slice(bracket + 1, -1))
    return { kind: 'pointer', side: sides[sign], ifResult: text.startsWith('+'), to, count }
  }
  if (text.startsWith('#') || text.startsWith('|')) return bitsOf(text)
  return text === '-' ? { kind: 'none' } : { kind: 'word', word: text }
}

/** A type from its text. */
export const typeOf = (text: string): Type => {
  let type = types.get(text)
  if (!type) {
    type = readType(text)
    types.set(text, type)
  }
  return type
}

/** The texts of types that have commas between. */
export const splitTypes = (text: string): string[] => (text === '' ? [] : text.split(', '))

const readBy = (text: string): Spec['by'] => {
  const shift = text.indexOf('>>')
  const mask = text.indexOf('&')
  return {
    arg: Number.parseInt(text, 10),
    mask: mask === -1 ? -1 : Number(text.slice(mask + 1)),
    shift: shift === -1 ? 0 : Number(text.slice(shift + 2)),
  }
}

const readCase = (line: string): Case => {
  const colon = line.indexOf(':')
  const equals = line.indexOf('= ', colon)
  return {
    names: line.slice(0, colon),
    args: line.slice(colon + 1, equals === -1 ? undefined : equals).trim(),
    result: equals === -1 ? undefined : line.slice(equals + 2),
  }
}

const noCases: readonly Case[] = []

const readSpec = (text: string): Spec => {
  const open = text.indexOf('(')
  const close = text.indexOf(')', open)
  const args = splitTypes(text.slice(open + 1, close))
  if (close === text.length - 1) return { args, result: undefined, by: undefined, cases: noCases }
  const line = text.indexOf('\n')
  const head = line === -1 ? text : text.slice(0, line)
  const by = head.indexOf(' by ', close)
  const equals = head.indexOf(' = ', close)
  return {
    args,
    result: equals === -1 ? undefined : head.slice(equals + 3, by === -1 ? undefined : by),
    by: by === -1 ? undefined : readBy(head.slice(by + 4)),
    cases:
      line === -1
        ? noCases
        : text
            .slice(line + 2)
            .split('\n ')
            .map(readCase),
  }
}

let lines: Map<string, string> | undefined
const specs = new Map<string, Spec>()

/** Name → its line and the cases below, for all syscalls. */
const allLines = (): Map<string, string> => {
  if (lines) return lines
  lines = new Map()
  for (const text of [fileSpecs, processSpecs, kernelSpecs])
    for (let at = 1; at < text.length; ) {
      let end = text.indexOf('\n', at)
      while (text.charCodeAt(end + 1) === 0x20) end = text.indexOf('\n', end + 1)
      lines.set(text.slice(at, text.indexOf('(', at)), text.slice(at, end))
      at = end + 1
    }
  return lines
}

/** How a syscall is written; undefined if no line has its name. */
export const specOf = (name: string): Spec | undefined => {
  let spec = specs.get(name)
  if (spec) return spec
  const line = allLines().get(name)
  if (line === undefined) return undefined
  spec = readSpec(line)
  specs.set(name, spec)
  return spec
}

/** The names that have a line. */
export const specNames = (): Iterable<string> => allLines().keys()
