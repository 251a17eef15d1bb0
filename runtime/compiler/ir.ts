/**
 * What the kernel is to do, between the script's syntax and bytecode: a closed set of expressions and statements over
 * 64-bit integers, with JavaScript's results proven by ranges. Constructors fold constants, so that what is built is
 * already simple.
 */

import type { Raw, Width } from './fields.ts'
import { maxSyscalls } from './state.ts'

/** Inclusive bounds of an integer expression's value. */
export interface Range {
  readonly lo: bigint
  readonly hi: bigint
}

/** A string of the event: the process name, or the string that an argument points to. */
export type StringRef = 'comm' | `string:${number}`

export type AluOp = 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'and' | 'or' | 'xor' | 'lsh' | 'rsh' | 'arsh'

export type IntExpr =
  | { readonly kind: 'const'; readonly value: bigint }
  /** `range` narrower than the width's: an assumption that the handler tests before anything else. */
  | { readonly kind: 'raw'; readonly raw: Raw; readonly width: Width; readonly range?: Range }
  /** A value that was computed into a stack slot before: only the emitter makes these. */
  | { readonly kind: 'stored'; readonly place: number; readonly range: Range }
  /** 64-bit arithmetic. `div` and `mod` are unsigned; `wrap` then takes the low 32 bits, as JavaScript's bit operations do. */
  | {
      readonly kind: 'alu'
      readonly op: AluOp
      readonly left: IntExpr
      readonly right: IntExpr
      readonly wrap: 'none' | 's32' | 'u32'
      readonly range: Range
    }
  | {
      readonly kind: 'choose'
      readonly test: BoolExpr
      readonly yes: IntExpr
      readonly no: IntExpr
      readonly range: Range
    }
  /** What a `mapGet` before found. */
  | { readonly kind: 'loaded'; readonly read: number; readonly range: Range }

export type CompareOp = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'

export type BoolExpr =
  | { readonly kind: 'bool'; readonly value: boolean }
  | {
      readonly kind: 'compare'
      readonly op: CompareOp
      readonly signed: boolean
      readonly left: IntExpr
      readonly right: IntExpr
      readonly at?: number
    }
  | {
      readonly kind: 'string'
      readonly op: 'eq' | 'startsWith' | 'endsWith' | 'includes'
      readonly string: StringRef
      readonly bytes: Uint8Array
      readonly at?: number
    }
  /** Whether the process name fits a pattern: these pieces in a row, with anything between them. */
  | {
      readonly kind: 'glob'
      readonly text: string
      readonly pieces: readonly (readonly (number | undefined)[])[]
      readonly openStart: boolean
      readonly openEnd: boolean
    }
  /** Whether a `mapGet` before found its key. */
  | { readonly kind: 'found'; readonly read: number }
  /** Whether the filters that can change let the event through. */
  | {
      readonly kind: 'live'
      readonly index: number
      /** Where the filters' block is in the state map. */
      readonly block: number
      /** Whether `liveDuration` follows. */
      readonly minDuration: boolean
      /** The only syscall's number. */
      readonly nr?: number
      readonly at?: number
    }
  /** The same for the least duration, behind `live`: what the two see is of one change. */
  | { readonly kind: 'liveDuration'; readonly index: number; readonly at?: number }
  /** Whether the process is in the cgroup of this id, so far below the root, or in one below that. */
  | { readonly kind: 'inCgroup'; readonly id: bigint; readonly level: number }
  /** Whether the process is followed. `execs`: the calls of one that is followed from its exec on. */
  | { readonly kind: 'tree'; readonly execs: readonly number[] }
  | { readonly kind: 'not'; readonly of: BoolExpr }
  | { readonly kind: 'and' | 'or'; readonly left: BoolExpr; readonly right: BoolExpr }

/** A part of a table's key. `decode` tells user space how to show it. */
export type KeyExpr =
  | { readonly kind: 'int'; readonly value: IntExpr; readonly decode: KeyDecode }
  | { readonly kind: 'string'; readonly string: StringRef }
  | { readonly kind: 'fixed'; readonly value: string | number | bigint | boolean | null | undefined }

/** How the integer of a key is shown: as a number, a bigint (`unsigned`: of the bits as they are), a syscall's name, an errno's name, a boolean. */
export type KeyDecode = 'number' | 'bigint' | 'unsigned' | 'syscall' | 'errno' | 'boolean'

export type Stmt =
  | {
      readonly kind: 'if'
      readonly test: BoolExpr
      readonly yes: readonly Stmt[]
      readonly no: readonly Stmt[]
    }
  /** Sends the handler's record to user space. */
  | { readonly kind: 'emit' }
  /** Adds to a row of a kernel table. `value` is absent for `count`. */
  | {
      readonly kind: 'update'
      readonly table: number
      readonly key: readonly KeyExpr[]
      readonly value?: IntExpr
      readonly at?: number
    }
  /** Looks up a key of a shared map, for `found` and `loaded`. */
  | { readonly kind: 'mapGet'; readonly map: number; readonly key: readonly KeyExpr[]; readonly read: number }
  | {
      readonly kind: 'mapSet'
      readonly map: number
      readonly key: readonly KeyExpr[]
      readonly value: IntExpr
    }
  | { readonly kind: 'mapDelete'; readonly map: number; readonly key: readonly KeyExpr[] }

const two = (bits: number): bigint => 1n << BigInt(bits)

const widthRange: Readonly<Record<Width, Range>> = {
  s32: { lo: -two(31), hi: two(31) - 1n },
  u32: { lo: 0n, hi: two(32) - 1n },
  s64: { lo: -two(63), hi: two(63) - 1n },
  u64: { lo: 0n, hi: two(64) - 1n },
}

/** Beyond this, a JavaScript number no longer holds every integer. */
export const safe: Range = { lo: 1n - two(53), hi: two(53) - 1n }

/** What a register holds as a signed integer: all bigints in the kernel but addresses are within. */
export const signed64: Range = { lo: -two(63), hi: two(63) - 1n }
export const unsigned64: Range = { lo: 0n, hi: two(64) - 1n }

// A duration of more than 104 days does not occur; without this bound no arithmetic on durations could move.
const rawRange: Partial<Record<Raw, Range>> = {
  duration: { lo: 0n, hi: two(53) - 1n },
  ns: { lo: 0n, hi: two(63) - 1n },
  // The number of an inode; above its 32 bits is a count of reuses, which stays small.
  cgroup: { lo: 0n, hi: two(63) - 1n },
  nr: { lo: 0n, hi: BigInt(maxSyscalls) - 1n },
  pid: { lo: 0n, hi: two(22) },
  tid: { lo: 0n, hi: two(22) },
  ppid: { lo: 0n, hi: two(22) },
  cpu: { lo: 0n, hi: 65535n },
}

/** The bounds of an expression's value. */
export const rangeOf = (expr: IntExpr): Range => {
  switch (expr.kind) {
    case 'const':
      return { lo: expr.value, hi: expr.value }
    case 'raw':
      return expr.range ?? rawRange[expr.raw] ?? widthRange[expr.width]
    case 'loaded':
    case 'stored':
    case 'alu':
    case 'choose':
      return expr.range
  }
}

export const within = (inner: Range, outer: Range): boolean => inner.lo >= outer.lo && inner.hi <= outer.hi

export const constant = (value: bigint | number): IntExpr => ({ kind: 'const', value: BigInt(value) })

export const truth: BoolExpr = { kind: 'bool', value: true }
export const falsity: BoolExpr = { kind: 'bool', value: false }

export const not = (of: BoolExpr): BoolExpr => {
  switch (of.kind) {
    case 'bool':
      return of.value ? falsity : truth
    case 'not':
      return of.of
    case 'compare':
      return { ...of, op: opposite[of.op] }
    default:
      return { kind: 'not', of }
  }
}

/** The comparison that holds when this one does not. */
export const opposite: Readonly<Record<CompareOp, CompareOp>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  ge: 'lt',
  gt: 'le',
  le: 'gt',
}

/** The comparison with its sides exchanged. */
export const mirrored: Readonly<Record<CompareOp, CompareOp>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'gt',
  gt: 'lt',
  le: 'ge',
  ge: 'le',
}

export const and = (left: BoolExpr, right: BoolExpr): BoolExpr => {
  if (left.kind === 'bool') return left.value ? right : falsity
  if (right.kind === 'bool') return right.value ? left : falsity
  return { kind: 'and', left, right }
}

export const or = (left: BoolExpr, right: BoolExpr): BoolExpr => {
  if (left.kind === 'bool') return left.value ? truth : right
  if (right.kind === 'bool') return right.value ? truth : left
  return { kind: 'or', left, right }
}

/** Halves of halves, so that thousands of values nest a dozen deep. */
export const anyOf = (tests: readonly BoolExpr[]): BoolExpr => {
  if (tests.length < 2) return tests[0] ?? falsity
  const middle = tests.length >> 1
  return or(anyOf(tests.slice(0, middle)), anyOf(tests.slice(middle)))
}

/** `test ? yes : no`. */
export const chooseBool = (test: BoolExpr, yes: BoolExpr, no: BoolExpr): BoolExpr => {
  if (test.kind === 'bool') return test.value ? yes : no
  if (yes.kind === 'bool') return yes.value ? or(test, no) : and(not(test), no)
  if (no.kind === 'bool') return no.value ? or(not(test), yes) : and(test, yes)
  return or(and(test, yes), and(not(test), no))
}

/** `test ? yes : no`. */
export const chooseInt = (test: BoolExpr, yes: IntExpr, no: IntExpr): IntExpr => {
  if (test.kind === 'bool') return test.value ? yes : no
  const [a, b] = [rangeOf(yes), rangeOf(no)]
  const range = { lo: a.lo < b.lo ? a.lo : b.lo, hi: a.hi > b.hi ? a.hi : b.hi }
  return { kind: 'choose', test, yes, no, range }
}

/** `if (test) yes else no`, or what is left of it. */
export const branch = (test: BoolExpr, yes: readonly Stmt[], no: readonly Stmt[]): readonly Stmt[] => {
  if (test.kind === 'bool') return test.value ? yes : no
  if (yes.length === 0 && no.length === 0) return []
  return yes.length === 0
    ? [{ kind: 'if', test: not(test), yes: no, no: yes }]
    : [{ kind: 'if', test, yes, no }]
}

/** What comparisons say of 64-bit integers. */
export const compares: Readonly<Record<CompareOp, (a: bigint, b: bigint) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
}

/** What the ranges alone decide: always, never, or neither. */
const decided = (op: CompareOp, left: Range, right: Range): boolean | undefined => {
  const always =
    (op === 'lt' && left.hi < right.lo) ||
    (op === 'le' && left.hi <= right.lo) ||
    (op === 'gt' && left.lo > right.hi) ||
    (op === 'ge' && left.lo >= right.hi) ||
    (op === 'ne' && (left.hi < right.lo || left.lo > right.hi))
  if (always) return true
  const never =
    (op === 'lt' && left.lo >= right.hi) ||
    (op === 'le' && left.lo > right.hi) ||
    (op === 'gt' && left.hi <= right.lo) ||
    (op === 'ge' && left.hi < right.lo) ||
    (op === 'eq' && (left.hi < right.lo || left.lo > right.hi))
  return never ? false : undefined
}

/** A comparison of integers; undefined when one register comparison cannot be right for all values. */
export const compare = (op: CompareOp, left: IntExpr, right: IntExpr, at?: number): BoolExpr | undefined => {
  if (left.kind === 'const' && right.kind === 'const')
    return compares[op](left.value, right.value) ? truth : falsity
  if (left.kind === 'const') return compare(mirrored[op], right, left, at)
  const a = rangeOf(left)
  const b = rangeOf(right)
  const known = decided(op, a, b)
  if (known !== undefined) return known ? truth : falsity
  const signed = within(a, signed64) && within(b, signed64)
  if (!signed && !(within(a, widthRange.u64) && within(b, widthRange.u64))) return undefined
  return { kind: 'compare', op, signed, left, right, ...(at !== undefined && { at }) }
}
