/** JavaScript's operators on values of the compiler: truth, comparison, arithmetic, bit operations, membership in a list. */

import { errorByNumber, errorNumber } from '../../bpf/facts/errors.ts'
import type { Node } from './ast.ts'
import { type Context, exact, raw } from './context.ts'
import {
  type AluOp,
  and,
  anyOf,
  type BoolExpr,
  type CompareOp,
  chooseBool,
  chooseInt,
  compare,
  constant,
  falsity,
  type IntExpr,
  mirrored,
  not,
  type Range,
  rangeOf,
  type StringRef,
  safe,
  signed64,
  truth,
  within,
} from './ir.ts'
import { compareScaled, compareWithNumber, distribute, integerOf, known, Stays, type Value } from './value.ts'

const utf8 = new TextEncoder()

/** The bytes that a string constant has in the kernel; undefined when no byte string decodes to it and to nothing else. */
export const bytesOf = (text: string): Uint8Array | undefined =>
  text.includes('\ufffd') || !text.isWellFormed() ? undefined : utf8.encode(text)

/** What a string that was cut is shown with at its end. */
const cutMark = '…'

/** A test of a string of the event against a constant. */
export const stringTest = (
  string: StringRef,
  op: (BoolExpr & { kind: 'string' })['op'],
  text: string,
  node: Node,
): BoolExpr => {
  const bytes = bytesOf(text)
  if (!bytes) throw new Stays('a string that is not valid Unicode', node)
  if (bytes.includes(0)) return falsity
  if (bytes.length === 0 && op !== 'eq') return truth
  if (string === 'comm')
    return bytes.length > 15 ? falsity : { kind: 'string', op, string, bytes, at: node.start }
  if (bytes.length > 128) throw new Stays('a text of more than 128 bytes', node)
  if (op === 'includes') throw new Stays('a search within a long string', node)
  if (op === 'endsWith' && text.endsWith(cutMark)) throw new Stays('the mark of a string that was cut', node)
  return { kind: 'string', op, string, bytes, at: node.start }
}

/** Whether a value counts as true. */
export const truthiness = (ctx: Context, value: Value, node: Node): BoolExpr =>
  distribute(value, arm => {
    switch (arm.type) {
      case 'boolean':
        return arm.expr
      case 'constant':
        return arm.value ? truth : falsity
      case 'number':
      case 'bigint':
        return compare('ne', arm.expr, constant(0), node.start)!
      case 'string':
        return not({ kind: 'string', op: 'eq', string: arm.string, bytes: new Uint8Array(0), at: node.start })
      case 'syscall':
      case 'event':
      case 'args':
        return truth
      case 'errno':
        return failed(ctx)
      case 'scaled': {
        const zero = compareScaled('eq', arm, 0, node.start)
        if (!zero) throw new Stays('a fraction', node)
        return not(zero)
      }
      default:
        throw new Stays('a choice of values', node)
    }
  })

/** Whether the call failed: its result is a negative errno. */
export const failed = (ctx: Context): BoolExpr => {
  const ret = raw(ctx, 'ret')
  return and(compare('lt', ret, constant(0))!, compare('ge', ret, constant(-4095))!)
}

/** `test ? a : b`. */
export const joined = (test: BoolExpr, a: Value, b: Value, node: Node): Value => {
  const isBool = (v: Value): BoolExpr | undefined => {
    if (v.type === 'boolean') return v.expr
    return v.type === 'constant' && typeof v.value === 'boolean' ? (v.value ? truth : falsity) : undefined
  }
  const isInt = (v: Value, kind: 'number' | 'bigint'): IntExpr | undefined => {
    if (v.type === kind) return within(rangeOf(v.expr), safe) || kind === 'bigint' ? v.expr : undefined
    if (v.type !== 'constant' || typeof v.value !== kind || Object.is(v.value, -0)) return undefined
    const integer = integerOf(v.value)
    const expr = integer === undefined ? undefined : constant(integer)
    return expr && within(rangeOf(expr), signed64) ? expr : undefined
  }
  const [yes, no] = [isBool(a), isBool(b)]
  if (yes && no) return { type: 'boolean', expr: chooseBool(test, yes, no) }
  for (const kind of ['number', 'bigint'] as const) {
    const [left, right] = [isInt(a, kind), isInt(b, kind)]
    if (left && right) return { type: kind, expr: chooseInt(test, left, right) }
  }
  if (arms(a) + arms(b) > maxArms) throw new Stays('a choice of too many values', node)
  return { type: 'choose', test, yes: a, no: b }
}

const maxArms = 16
const arms = (value: Value): number => (value.type === 'choose' ? arms(value.yes) + arms(value.no) : 1)

const compareOps: Readonly<Record<string, CompareOp>> = {
  '===': 'eq',
  '==': 'eq',
  '!==': 'ne',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
}

/** The value of `left operator right`. */
export const binary = (ctx: Context, operator: string, left: Value, right: Value, node: Node): Value => {
  const op = compareOps[operator]
  if (op) {
    const loose = operator === '==' || operator === '!='
    return {
      type: 'boolean',
      expr: distribute(left, a => distribute(right, b => comparison(ctx, op, a, b, loose, node))),
    }
  }
  if (left.type === 'constant' && right.type === 'constant')
    return foldArithmetic(operator, left.value, right.value, node)
  if (operator === 'in' || operator === 'instanceof')
    throw new Stays(`"${operator}" runs in user space`, node)
  if (['&', '|', '^', '<<', '>>', '>>>'].includes(operator)) return bits(ctx, operator, left, right, node)
  return arithmetic(ctx, operator, left, right, node)
}

const foldArithmetic = (operator: string, a: unknown, b: unknown, node: Node): Value => {
  if (typeof a === 'number' && typeof b === 'number')
    switch (operator) {
      case '+':
        return known(a + b)
      case '-':
        return known(a - b)
      case '*':
        return known(a * b)
      case '/':
        return known(a / b)
      case '%':
        return known(a % b)
      case '**':
        return known(a ** b)
      case '&':
        return known(a & b)
      case '|':
        return known(a | b)
      case '^':
        return known(a ^ b)
      case '<<':
        return known(a << b)
      case '>>':
        return known(a >> b)
      case '>>>':
        return known(a >>> b)
    }
  if (typeof a === 'bigint' && typeof b === 'bigint')
    switch (operator) {
      case '+':
        return known(a + b)
      case '-':
        return known(a - b)
      case '*':
        return known(a * b)
    }
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return known(a + b)
  throw new Stays(`"${operator}" of these constants`, node)
}

/** `left op right` where neither is a choice. */
const comparison = (
  ctx: Context,
  op: CompareOp,
  left: Value,
  right: Value,
  loose: boolean,
  node: Node,
): BoolExpr => {
  if (left.type === 'constant' && right.type === 'constant')
    return foldComparison(op, left.value, right.value, loose, node)
  if (left.type === 'constant') return comparison(ctx, mirrored[op], right, left, loose, node)
  const refuse = (why: string): never => {
    throw new Stays(why, node)
  }
  const equality = op === 'eq' || op === 'ne'
  const equal = (test: BoolExpr): BoolExpr => (op === 'eq' ? test : not(test))

  if (right.type !== 'constant') {
    if (
      (left.type !== 'number' && left.type !== 'bigint') ||
      (right.type !== 'number' && right.type !== 'bigint')
    )
      return refuse('a comparison of two such values')
    if (left.type !== right.type && equality && !loose) return op === 'ne' ? truth : falsity
    const a = left.type === 'number' ? exact(ctx, left.expr, node) : left.expr
    const b = right.type === 'number' ? exact(ctx, right.expr, node) : right.expr
    return compare(op, a, b, node.start) ?? refuse('a comparison of a signed with an unsigned 64-bit value')
  }

  const value = right.value
  const empty = value === undefined || value === null
  switch (left.type) {
    case 'number':
    case 'bigint': {
      if (equality && empty) return equal(falsity)
      if (typeof value !== 'number' && typeof value !== 'bigint') {
        if (equality && !loose) return equal(falsity)
        return refuse('a comparison of a number with something else')
      }
      if (equality && !loose && typeof value !== left.type) return equal(falsity)
      if (left.type === 'number' && typeof value === 'bigint') exact(ctx, left.expr, node)
      return (
        compareWithNumber(op, left.expr, value, node.start) ??
        refuse('a comparison beyond 2^53, where doubles are rounded')
      )
    }
    case 'scaled':
      if (equality && empty) return equal(falsity)
      if (typeof value !== 'number') return refuse('a comparison of a number with something else')
      return compareScaled(op, left, value, node.start) ?? refuse('a comparison of a fraction')
    case 'string': {
      if (!equality) return refuse('an ordering of strings')
      if (empty) return equal(falsity)
      if (typeof value !== 'string') return loose ? refuse('a string with something else') : equal(falsity)
      return equal(stringTest(left.string, 'eq', value, node))
    }
    case 'syscall': {
      if (!equality) return refuse('an ordering of strings')
      if (typeof value !== 'string')
        return loose && !empty ? refuse('a string with something else') : equal(falsity)
      const fact = ctx.variant.table.byName(value)
      return equal(fact ? compare('eq', raw(ctx, 'nr'), constant(fact.nr), node.start)! : falsity)
    }
    case 'errno': {
      if (!equality) return refuse('an ordering of strings')
      if (value === undefined || (value === null && loose)) return equal(not(failed(ctx)))
      if (typeof value !== 'string') return loose ? refuse('an errno with something else') : equal(falsity)
      const number = errnoOf(value)
      return equal(
        number === undefined ? falsity : compare('eq', raw(ctx, 'ret'), constant(-number), node.start)!,
      )
    }
    case 'boolean':
      if (typeof value === 'boolean' && equality) return equal(value ? left.expr : not(left.expr))
      if (!loose && equality) return equal(falsity)
      return refuse('a comparison of a boolean')
    default:
      return equality && empty ? equal(falsity) : refuse('a comparison of an object')
  }
}

// A number has one name that events show: EWOULDBLOCK never appears, nor E2. A number without a name shows as E600.
const errnoOf = (name: string): number | undefined => {
  const number = errorNumber(name) ?? Number(name.slice(1))
  if (!(number >= 1 && number <= 4095)) return undefined
  return (errorByNumber(number)?.name ?? `E${number}`) === name ? number : undefined
}

const foldComparison = (op: CompareOp, a: unknown, b: unknown, loose: boolean, node: Node): BoolExpr => {
  const simple = (v: unknown): boolean => v === null || !['object', 'function', 'symbol'].includes(typeof v)
  if (!simple(a) || !simple(b)) throw new Stays('a comparison of objects', node)
  const left = a as number
  const right = b as number
  const result = {
    // biome-ignore lint/suspicious/noDoubleEquals: the script's own loose comparison
    eq: loose ? left == right : left === right,
    // biome-ignore lint/suspicious/noDoubleEquals: the script's own loose comparison
    ne: loose ? left != right : left !== right,
    lt: left < right,
    le: left <= right,
    gt: left > right,
    ge: left >= right,
  }[op]
  return result ? truth : falsity
}

const asInteger = (
  ctx: Context,
  value: Value,
  node: Node,
): { expr: IntExpr; type: 'number' | 'bigint' } | undefined => {
  if (value.type === 'number') return { expr: exact(ctx, value.expr, node), type: 'number' }
  if (value.type === 'bigint') return { expr: value.expr, type: 'bigint' }
  if (value.type !== 'constant') return undefined
  const integer = integerOf(value.value)
  if (integer === undefined) return undefined
  return { expr: constant(integer), type: typeof value.value as 'number' | 'bigint' }
}

const spread = (values: readonly bigint[]): Range => ({
  lo: values.reduce((a, b) => (a < b ? a : b)),
  hi: values.reduce((a, b) => (a > b ? a : b)),
})

const resultRange = (op: AluOp, a: Range, b: Range): Range => {
  switch (op) {
    case 'add':
      return { lo: a.lo + b.lo, hi: a.hi + b.hi }
    case 'sub':
      return { lo: a.lo - b.hi, hi: a.hi - b.lo }
    default:
      return spread([a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi])
  }
}

export const arithmetic = (ctx: Context, operator: string, left: Value, right: Value, node: Node): Value => {
  const a = asInteger(ctx, left, node)
  const b = asInteger(ctx, right, node)
  if (a && b) {
    if (a.type !== b.type) throw new Stays('a bigint with a number', node)
    const x = rangeOf(a.expr)
    const y = rangeOf(b.expr)
    const ops: Readonly<Record<string, AluOp>> = { '+': 'add', '-': 'sub', '*': 'mul' }
    const op = ops[operator]
    if (op) {
      const range = resultRange(op, x, y)
      const exactly = within(range, a.type === 'number' ? safe : signed64)
      if (exactly)
        return { type: a.type, expr: { kind: 'alu', op, left: a.expr, right: b.expr, wrap: 'none', range } }
    }
    if (operator === '%' && x.lo >= 0n && y.lo > 0n)
      return {
        type: a.type,
        expr: {
          kind: 'alu',
          op: 'mod',
          left: a.expr,
          right: b.expr,
          wrap: 'none',
          range: { lo: 0n, hi: spread([x.hi, y.hi - 1n]).lo },
        },
      }
  }
  const scaled = scale(ctx, operator, left, right, node)
  if (scaled) return scaled
  throw new Stays(`"${operator}" may give a fraction or leave the integers that a double holds`, node)
}

/** Arithmetic of a number with a constant that never turns back. */
const scale = (ctx: Context, operator: string, left: Value, right: Value, node: Node): Value | undefined => {
  const source = (value: Value): Extract<Value, { type: 'scaled' }> | undefined => {
    if (value.type === 'scaled') return value
    if (value.type === 'number')
      return { type: 'scaled', base: exact(ctx, value.expr, node), of: x => x, rising: true }
    return undefined
  }
  const number = (value: Value): number | undefined =>
    value.type === 'constant' && typeof value.value === 'number' && Number.isFinite(value.value)
      ? value.value
      : undefined
  const a = source(left)
  const c = number(right)
  if (a && c !== undefined) {
    const { of, base, rising } = a
    if (operator === '+') return { type: 'scaled', base, of: x => of(x) + c, rising }
    if (operator === '-') return { type: 'scaled', base, of: x => of(x) - c, rising }
    if (c === 0) return undefined
    if (operator === '*') return { type: 'scaled', base, of: x => of(x) * c, rising: rising === c > 0 }
    if (operator === '/') {
      const divisor = left.type === 'number' && c > 0 ? integerOf(c) : undefined
      return {
        type: 'scaled',
        base,
        of: x => of(x) / c,
        rising: rising === c > 0,
        ...(divisor && { divisor }),
      }
    }
    return undefined
  }
  const b = source(right)
  const d = number(left)
  if (b && d !== undefined) {
    const { of, base, rising } = b
    if (operator === '+') return { type: 'scaled', base, of: x => d + of(x), rising }
    if (operator === '-') return { type: 'scaled', base, of: x => d - of(x), rising: !rising }
    if (operator === '*' && d !== 0)
      return { type: 'scaled', base, of: x => d * of(x), rising: rising === d > 0 }
  }
  return undefined
}

const s32: Range = { lo: -(1n << 31n), hi: (1n << 31n) - 1n }
const u32: Range = { lo: 0n, hi: (1n << 32n) - 1n }

/** As JavaScript's bit operations see an operand: its low 32 bits. */
const toInt32 = (expr: IntExpr, wrap: 's32' | 'u32'): IntExpr => {
  const range = wrap === 's32' ? s32 : u32
  if (within(rangeOf(expr), range)) return expr
  if (expr.kind === 'const')
    return constant(wrap === 's32' ? BigInt.asIntN(32, expr.value) : BigInt.asUintN(32, expr.value))
  return { kind: 'alu', op: 'or', left: expr, right: constant(0), wrap, range }
}

export const bits = (ctx: Context, operator: string, left: Value, right: Value, node: Node): Value => {
  const a = asInteger(ctx, left, node)
  const b = asInteger(ctx, right, node)
  if (!a || !b) throw new Stays(`"${operator}" of these values`, node)
  if (a.type !== 'number' || b.type !== 'number') throw new Stays(`"${operator}" of bigints`, node)
  const number = (expr: IntExpr): Value => ({ type: 'number', expr })
  const alu = (op: AluOp, x: IntExpr, y: IntExpr, wrap: 'none' | 's32' | 'u32', range: Range): Value =>
    number({ kind: 'alu', op, left: x, right: y, wrap, range })
  switch (operator) {
    case '&': {
      // A mask without a sign leaves none, so nothing has to be extended.
      const masks = [a.expr, b.expr].map(e => (e.kind === 'const' ? BigInt.asIntN(32, e.value) : -1n))
      const mask = masks.find(m => m >= 0n)
      const [x, y] = [a.expr, b.expr].map(e => (e.kind === 'const' ? toInt32(e, 's32') : e)) as [
        IntExpr,
        IntExpr,
      ]
      return mask === undefined
        ? alu('and', x, y, 's32', s32)
        : alu('and', x, y, 'none', { lo: 0n, hi: mask })
    }
    case '|':
      return alu('or', a.expr, toInt32(b.expr, 's32'), 's32', s32)
    case '^':
      return alu('xor', a.expr, toInt32(b.expr, 's32'), 's32', s32)
  }
  if (b.expr.kind !== 'const') throw new Stays('a shift by a value', node)
  const by = constant(b.expr.value & 31n)
  if (operator === '<<') return alu('lsh', a.expr, by, 's32', s32)
  if (operator === '>>') return alu('arsh', toInt32(a.expr, 's32'), by, 'none', s32)
  return alu('rsh', toInt32(a.expr, 'u32'), by, 'none', u32)
}

/** A list of constants that a value is looked up in: `list.includes(value)`, `set.has(value)`, `switch`. */
export const membership = (ctx: Context, value: Value, members: Iterable<unknown>, node: Node): BoolExpr =>
  distribute(value, arm => anyOf([...members].map(item => sameValueZero(ctx, arm, item, node))))

const sameValueZero = (ctx: Context, value: Value, item: unknown, node: Node): BoolExpr => {
  if (typeof item === 'number' && Number.isNaN(item)) {
    if (value.type === 'constant') return Number.isNaN(value.value) ? truth : falsity
    return falsity
  }
  if (typeof item === 'object' && item !== null) return falsity
  return comparison(ctx, 'eq', value, known(item), false, node)
}
