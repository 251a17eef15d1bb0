/** Conditions and integers of the kernel as a person would have written them: `ret < 0 && comm == "bash"`. */

import { errorByNumber } from '../../bpf/facts/errors.ts'
import type { SyscallFact, SyscallTable } from '../../bpf/facts/syscalls.ts'
import type { BoolExpr, CompareOp, IntExpr, StringRef } from '../compiler/ir.ts'
import { unreachable } from '../errors.ts'

/** What numbers mean: the syscalls that the code is for, all of the same arguments, and the table of all. */
export interface Naming {
  readonly syscall: SyscallFact
  readonly table: SyscallTable
  /** What each lookup in a shared map is called, without the method: `started` and `tid`. */
  readonly lookups: ReadonlyMap<number, { readonly map: string; readonly key: string }>
}

const lookup = (read: number, method: 'get' | 'has', { lookups }: Naming): string => {
  const { map, key } = lookups.get(read) ?? { map: 'map', key: '…' }
  return `${map}.${method}(${key})`
}

const signs: Readonly<Record<CompareOp, string>> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
}
const operators = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  mod: '%',
  and: '&',
  or: '|',
  xor: '^',
  lsh: '<<',
  rsh: '>>>',
  arsh: '>>',
} as const

const durations: readonly (readonly [ns: bigint, name: string])[] = [
  [1_000_000_000n, 's'],
  [1_000_000n, 'ms'],
  [1000n, 'us'],
]

/** Exact: 10000000 is `10ms`, 1500 is `1500ns`. */
export const durationText = (ns: bigint): string => {
  const unit = durations.find(([size]) => ns !== 0n && ns % size === 0n)
  return unit ? `${ns / unit[0]}${unit[1]}` : `${ns}ns`
}

const numberText = (value: bigint): string => {
  if (value === 1n << 53n) return '2^53'
  return value === -(1n << 53n) ? '-2^53' : String(value)
}

const argName = (at: number, naming: Naming): string => naming.syscall.args[at]?.name ?? `argument ${at}`

export const stringName = (string: StringRef, naming: Naming): string =>
  string === 'comm' ? 'comm' : argName(Number(string.slice('string:'.length)), naming)

/** An integer of the kernel. */
export const intText = (expr: IntExpr, naming: Naming): string => {
  switch (expr.kind) {
    case 'const':
      return numberText(expr.value)
    case 'raw':
      return expr.raw.startsWith('arg') ? argName(Number(expr.raw.slice(3)), naming) : expr.raw
    case 'stored':
      return `value ${expr.place}`
    case 'loaded':
      return lookup(expr.read, 'get', naming)
    case 'alu':
      return `${operand(expr.left, naming)} ${operators[expr.op]} ${operand(expr.right, naming)}`
    case 'choose':
      return `${conditionText(expr.test, naming)} ? ${operand(expr.yes, naming)} : ${operand(expr.no, naming)}`
    default:
      return unreachable(expr)
  }
}

const operand = (expr: IntExpr, naming: Naming): string => {
  const text = intText(expr, naming)
  return expr.kind === 'alu' || expr.kind === 'choose' ? `(${text})` : text
}

/** A constant by what it is compared with: a duration, an errno, a syscall. */
const constantText = (value: bigint, beside: IntExpr, op: CompareOp, naming: Naming): string => {
  if (beside.kind !== 'raw') return numberText(value)
  switch (beside.raw) {
    case 'duration':
      return durationText(value)
    case 'nr':
      return JSON.stringify(naming.table.byNumber(Number(value))?.name ?? `syscall_${value}`)
    case 'ret': {
      const error = value < 0n && (op === 'eq' || op === 'ne') ? errorByNumber(Number(-value)) : undefined
      return error ? `-${error.name}` : numberText(value)
    }
    default:
      return numberText(value)
  }
}

const isRaw = (expr: IntExpr, raw: string): boolean => expr.kind === 'raw' && expr.raw === raw

/** The name of what is compared; the number of a syscall is shown as its name. */
const sideText = (expr: IntExpr, naming: Naming): string =>
  isRaw(expr, 'nr') ? 'name' : operand(expr, naming)

type Compare = Extract<BoolExpr, { kind: 'compare' }>
type StringTest = Extract<BoolExpr, { kind: 'string' }>

/** A field that is true or false, which the kernel compares with 0. */
const isBool = (expr: IntExpr, { syscall }: Naming): boolean =>
  expr.kind === 'raw' && syscall.args.some(({ kind }, i) => kind === 'bool' && expr.raw === `arg${i}`)

const compareText = (test: Compare, naming: Naming): string => {
  const { left, right, op } = test
  if (isRaw(left, 'random') && right.kind === 'const')
    return `sample ${Number((Number(right.value) / 2 ** 32).toPrecision(6))}`
  if (isBool(left, naming) && right.kind === 'const')
    return `${(op === 'eq') === (right.value === 0n) ? '!' : ''}${sideText(left, naming)}`
  const shown = right.kind === 'const' ? constantText(right.value, left, op, naming) : sideText(right, naming)
  return `${sideText(left, naming)} ${signs[op]} ${shown}`
}

const stringText = (test: StringTest, naming: Naming, negated = false): string => {
  const name = stringName(test.string, naming)
  const text = JSON.stringify(new TextDecoder().decode(test.bytes))
  if (test.op === 'eq') return `${name} ${negated ? '!=' : '=='} ${text}`
  return `${negated ? '!' : ''}${name}.${test.op}(${text})`
}

const flatten = (expr: BoolExpr, kind: 'and' | 'or'): BoolExpr[] =>
  expr.kind === kind ? [...flatten(expr.left, kind), ...flatten(expr.right, kind)] : [expr]

/** The value that a test asks for equality with, and of what: what `x == 1 || x == 2 || x == 3` has in common. */
const equality = (
  test: BoolExpr,
  kind: 'and' | 'or',
  naming: Naming,
): { of: string; value: string } | undefined => {
  const inner = kind === 'and' && test.kind === 'not' ? test.of : test
  if (inner.kind === 'string' && inner.op === 'eq' && (kind === 'or') === (inner === test))
    return {
      of: stringName(inner.string, naming),
      value: JSON.stringify(new TextDecoder().decode(inner.bytes)),
    }
  if (test.kind !== 'compare' || test.op !== (kind === 'or' ? 'eq' : 'ne')) return undefined
  if (test.right.kind !== 'const') return undefined
  return {
    of: sideText(test.left, naming),
    value: constantText(test.right.value, test.left, test.op, naming),
  }
}

/** `lo <= x < hi` from two tests of the same value. */
const interval = (a: BoolExpr, b: BoolExpr | undefined, naming: Naming): string | undefined => {
  if (a.kind !== 'compare' || b?.kind !== 'compare') return undefined
  if (a.right.kind !== 'const' || b.right.kind !== 'const') return undefined
  const name = sideText(a.left, naming)
  if (name !== sideText(b.left, naming)) return undefined
  const isLow = ({ op }: Compare): boolean => op === 'ge' || op === 'gt'
  const isHigh = ({ op }: Compare): boolean => op === 'le' || op === 'lt'
  const [low, high] = isLow(a) && isHigh(b) ? [a, b] : isLow(b) && isHigh(a) ? [b, a] : []
  if (low?.right.kind !== 'const' || high?.right.kind !== 'const') return undefined
  const from = constantText(low.right.value, low.left, low.op, naming)
  return `${from} ${low.op === 'ge' ? '<=' : '<'} ${name} ${signs[high.op]} ${constantText(high.right.value, high.left, high.op, naming)}`
}

/** The parts of a condition that are joined by `&&` or `||`: each stands for itself. */
const parts = (expr: BoolExpr, kind: 'and' | 'or', naming: Naming): string[] => {
  const tests = flatten(expr, kind)
  const texts: string[] = []
  for (let at = 0; at < tests.length; at++) {
    const test = tests[at]!
    const first = equality(test, kind, naming)
    const run = [first]
    while (first) {
      const next = tests[at + run.length]
      const same = next && equality(next, kind, naming)
      if (!same || same.of !== first.of) break
      run.push(same)
    }
    if (first && run.length > 2) {
      const values = run.map(entry => entry!.value)
      texts.push(`${first.of} ${kind === 'or' ? 'in' : 'not in'} (${values.join(', ')})`)
      at += run.length - 1
      continue
    }
    const range = kind === 'and' ? interval(test, tests[at + 1], naming) : undefined
    if (range) {
      texts.push(range)
      at++
      continue
    }
    const inner = test.kind === 'and' || test.kind === 'or' ? parts(test, test.kind, naming) : undefined
    if (!inner) texts.push(conditionText(test, naming))
    else if (inner.length === 1) texts.push(inner[0]!)
    else texts.push(`(${inner.join(test.kind === 'and' ? ' && ' : ' || ')})`)
  }
  return texts
}

/**
 * A condition of the kernel; `true` where there is none. Simplify it first: what is written is what is here.
 *
 * @example conditionText(condition, naming) // ret < 0 && comm == "bash"
 */
export const conditionText = (expr: BoolExpr, naming: Naming): string => {
  switch (expr.kind) {
    case 'bool':
      return String(expr.value)
    case 'compare':
      return compareText(expr, naming)
    case 'string':
      return stringText(expr, naming)
    case 'not':
      if (expr.of.kind === 'string') return stringText(expr.of, naming, true)
      if (expr.of.kind === 'found') return `!${conditionText(expr.of, naming)}`
      return `!(${conditionText(expr.of, naming)})`
    case 'and':
      return parts(expr, 'and', naming).join(' && ')
    case 'or':
      return parts(expr, 'or', naming).join(' || ')
    case 'found':
      return lookup(expr.read, 'has', naming)
    case 'inCgroup':
      return `in cgroup ${expr.id}`
    case 'glob':
      return `comm matches ${JSON.stringify(expr.text)}`
    case 'tree':
      return 'followed'
    case 'live':
      return 'live filters'
    case 'liveDuration':
      return 'live minDuration'
    default:
      return unreachable(expr)
  }
}
