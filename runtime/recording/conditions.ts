/** Conditions of a plan → functions that test recorded events, with the results that the kernel's programs have. */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import { blobFlags, blobLengthMask, type RecordLayout, type Slot } from '../../bpf/layout.ts'
import { maxString, type Raw, type Width } from '../compiler/fields.ts'
import type { FilterConfig, SetKind } from '../compiler/filter-config.ts'
import { setKinds } from '../compiler/filter-config.ts'
import { type Hook, isSyscallHook } from '../compiler/hook.ts'
import { type AluOp, type BoolExpr, compares, type IntExpr } from '../compiler/ir.ts'
import { UsageError } from '../errors.ts'
import type { RecordedCgroups } from './cgroups.ts'

/** The event that is looked at. */
export interface Cursor {
  words: Uint32Array
  bytes: Uint8Array
  /** Its byte offset, a multiple of 4. */
  at: number
  /** Set by a test that needed a duration: what stands for one that is not there, or 0. */
  unseen: number
}

/** What the records of a kind of event are like. */
export interface Recorded {
  readonly hook: Hook
  readonly syscall: SyscallFact
  readonly layout: RecordLayout
}

export type Test = (cursor: Cursor) => boolean
type Int = (cursor: Cursor) => bigint

const signed = (value: bigint): bigint => BigInt.asIntN(64, value)
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value)

/** Where a value of a record is: an argument may be there as the register that it is in. */
export const slotOf = ({ slots }: RecordLayout, name: string): Slot | undefined =>
  slots.get(name) ?? (name.startsWith('arg') ? slots.get(`reg${name.slice(3)}`) : undefined)

/** Reads a number of a record. */
export const rawReader = ({ layout, syscall }: Recorded, raw: Raw, width: Width): Int => {
  if (raw === 'nr') return () => BigInt(syscall.nr)
  const slot = slotOf(layout, raw)
  if (!slot) throw new Error(`Cannot test ${raw}: it is not in the recording`)
  const { offset } = slot
  const low = (c: Cursor): number => c.words[(c.at + offset) >>> 2]!
  const read: Int =
    width === 's32' || width === 'u32'
      ? width === 's32'
        ? c => BigInt(low(c) | 0)
        : c => BigInt(low(c))
      : c => signed((BigInt(c.words[((c.at + offset) >>> 2) + 1]!) << 32n) | BigInt(low(c)))
  if (raw !== 'duration') return read
  return c => {
    const value = read(c)
    if (value < 0n) c.unseen = Number(value)
    return value
  }
}

const alu: Readonly<Record<AluOp, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  // As BPF has it, where the divisor is 0.
  div: (a, b) => (b === 0n ? 0n : unsigned(a) / unsigned(b)),
  mod: (a, b) => (b === 0n ? a : unsigned(a) % unsigned(b)),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  lsh: (a, b) => a << (b & 63n),
  rsh: (a, b) => unsigned(a) >> (b & 63n),
  arsh: (a, b) => signed(a) >> (b & 63n),
}

const wraps = {
  none: signed,
  s32: (value: bigint) => BigInt.asIntN(32, value),
  u32: (value: bigint) => BigInt.asUintN(32, value),
} as const

const integer = (recorded: Recorded, expr: IntExpr, around: Surroundings): Int => {
  switch (expr.kind) {
    case 'const': {
      const value = signed(expr.value)
      return () => value
    }
    case 'raw':
      return rawReader(recorded, expr.raw, expr.width)
    case 'alu': {
      const left = integer(recorded, expr.left, around)
      const right = integer(recorded, expr.right, around)
      const compute = alu[expr.op]
      const cut = wraps[expr.wrap]
      return c => cut(compute(left(c), right(c)))
    }
    case 'choose': {
      const test = testOf(recorded, expr.test, around)
      const yes = integer(recorded, expr.yes, around)
      const no = integer(recorded, expr.no, around)
      return c => (test(c) ? yes(c) : no(c))
    }
    default:
      throw new Error(`Cannot test a ${expr.kind} value of a recorded event`)
  }
}

/** The filters in force of a call of `on` whose filters can change. */
export interface InForce {
  readonly config: FilterConfig
  readonly sets: Members
}

/** What conditions ask for beside the event; it may change. */
export interface Surroundings {
  /** By the numbers of the calls of `on`. */
  readonly live: readonly InForce[]
  readonly cgroups: Pick<RecordedCgroups, 'isWithin'>
}

type Members = Readonly<Partial<Record<SetKind, ReadonlySet<bigint>>>>

/** Filters as they are tested. */
export const inForce = (config: FilterConfig): InForce => ({
  config,
  sets: Object.fromEntries(
    setKinds.flatMap(kind => (config.sets[kind] ? [[kind, new Set(config.sets[kind])]] : [])),
  ),
})

const commSize = 16

/** Bytes of the process name. */
const nameLength = (c: Cursor, offset: number): number => {
  const from = c.at + offset
  let length = 0
  while (length < commSize - 1 && c.bytes[from + length] !== 0) length++
  return length
}

const sameBytes = (bytes: Uint8Array, from: number, sought: Uint8Array): boolean => {
  for (let i = 0; i < sought.length; i++) if (bytes[from + i] !== sought[i]) return false
  return true
}

const bytesTest = (
  op: (BoolExpr & { readonly kind: 'string' })['op'],
  sought: Uint8Array,
  bytes: Uint8Array,
  from: number,
  length: number,
): boolean => {
  const n = sought.length
  if (n > length) return false
  switch (op) {
    case 'eq':
      return n === length && sameBytes(bytes, from, sought)
    case 'startsWith':
      return sameBytes(bytes, from, sought)
    case 'endsWith':
      return sameBytes(bytes, from + length - n, sought)
    case 'includes':
      for (let at = 0; at + n <= length; at++) if (sameBytes(bytes, from + at, sought)) return true
      return false
  }
}

const stringTest = (
  { layout }: Recorded,
  { op, string, bytes: sought }: BoolExpr & { readonly kind: 'string' },
): Test => {
  if (string === 'comm') {
    const { offset } = layout.slots.get('comm')!
    if (sought.length >= commSize) return () => false
    return c => bytesTest(op, sought, c.bytes, c.at + offset, nameLength(c, offset))
  }
  const index = layout.blobs.findIndex(({ name }) => name === string)
  if (index < 0) throw new Error(`Cannot test ${string}: it is not in the recording`)
  const start = blobStart(layout, index)
  const { lengthOffset } = layout.blobs[index]!
  return c => {
    const word = c.words[(c.at + lengthOffset) >>> 2]!
    const length = word & blobLengthMask
    // A string that was cut ends in its mark.
    if ((op === 'eq' || op === 'endsWith') && (word & blobFlags.cut) !== 0) return false
    if (length > maxString) return false
    return bytesTest(op, sought, c.bytes, start(c), length)
  }
}

/** Where a blob of a record starts. */
export const blobStart = (layout: RecordLayout, index: number): ((c: Cursor) => number) => {
  const before = layout.blobs.slice(0, index).map(({ lengthOffset }) => lengthOffset)
  return c => {
    let at = c.at + layout.fixedSize
    for (const offset of before) at += c.words[(c.at + offset) >>> 2]! & blobLengthMask
    return at
  }
}

const globTest = (
  { layout }: Recorded,
  { pieces, openStart, openEnd }: BoolExpr & { readonly kind: 'glob' },
): Test => {
  const { offset } = layout.slots.get('comm')!
  const one = (byte: number | undefined): string =>
    byte === undefined ? '.' : `\\x${byte.toString(16).padStart(2, '0')}`
  const middle = pieces.map(piece => piece.map(one).join('')).join('.*')
  const pattern = new RegExp(`^${openStart ? '.*' : ''}${middle}${openEnd ? '.*' : ''}$`, 's')
  return c => {
    const from = c.at + offset
    return pattern.test(String.fromCharCode(...c.bytes.subarray(from, from + nameLength(c, offset))))
  }
}

const liveTest = (
  recorded: Recorded,
  { index }: BoolExpr & { readonly kind: 'live' },
  around: Surroundings,
): Test => {
  const { layout, hook, syscall } = recorded
  const name = layout.slots.get('comm')!.offset
  const random = rawReader(recorded, 'random', 'u32')
  const commValue: Int = c => {
    let value = 0n
    for (let i = nameLength(c, name) - 1; i >= 0; i--)
      value = (value << 8n) | BigInt(c.bytes[c.at + name + i]!)
    return value
  }
  const values: Readonly<Record<SetKind, Int>> = {
    pid: rawReader(recorded, 'pid', 's32'),
    tid: rawReader(recorded, 'tid', 's32'),
    uid: rawReader(recorded, 'uid', 'u32'),
    cgroup: rawReader(recorded, 'cgroup', 'u64'),
    comm: commValue,
  }
  return c => {
    const { config, sets } = around.live[index]!
    if (config.syscalls && isSyscallHook(hook) && !config.syscalls.includes(syscall.nr)) return false
    if (config.sample !== undefined && random(c) >= BigInt(config.sample)) return false
    return setKinds.every(kind => sets[kind]?.has(values[kind](c)) ?? true)
  }
}

/** Makes the function that tests a condition. `around` may change later. @throws UsageError for what no recording tells */
export const testOf = (recorded: Recorded, test: BoolExpr, around: Surroundings): Test => {
  switch (test.kind) {
    case 'bool':
      return () => test.value
    case 'compare': {
      const left = integer(recorded, test.left, around)
      const right = integer(recorded, test.right, around)
      const holds = compares[test.op]
      return test.signed ? c => holds(left(c), right(c)) : c => holds(unsigned(left(c)), unsigned(right(c)))
    }
    case 'string':
      return stringTest(recorded, test)
    case 'glob':
      return globTest(recorded, test)
    case 'live':
      return liveTest(recorded, test, around)
    case 'liveDuration': {
      const duration = rawReader(recorded, 'duration', 'u64')
      return c => {
        const least = around.live[test.index]!.config.minDuration
        return least <= 0 || duration(c) >= BigInt(least)
      }
    }
    case 'not': {
      const of = testOf(recorded, test.of, around)
      return c => !of(c)
    }
    case 'and': {
      const left = testOf(recorded, test.left, around)
      const right = testOf(recorded, test.right, around)
      return c => left(c) && right(c)
    }
    case 'or': {
      const left = testOf(recorded, test.left, around)
      const right = testOf(recorded, test.right, around)
      return c => left(c) || right(c)
    }
    case 'inCgroup': {
      const cgroup = rawReader(recorded, 'cgroup', 'u64')
      return c => around.cgroups.isWithin(cgroup(c), test)
    }
    case 'tree':
      throw new UsageError('A recording has no processes to follow', 'choose by -p or -c')
    case 'found':
      throw new Error('Cannot test a map of a recorded event')
  }
}
