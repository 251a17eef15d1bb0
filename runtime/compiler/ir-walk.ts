/** Walks over kernel statements: every integer expression in them, parts included. */

import type { Raw } from './fields.ts'
import { and, type BoolExpr, type IntExpr, type KeyExpr, type Stmt, type StringRef, truth } from './ir.ts'

/** Stands for the duration that a `liveDuration` reads, if there is such a filter. */
export const liveDurationRead: IntExpr = { kind: 'raw', raw: 'duration', width: 'u64' }

/** An expression and its parts. */
export function* integersIn(expr: IntExpr): Generator<IntExpr> {
  yield expr
  if (expr.kind === 'alu') {
    yield* integersIn(expr.left)
    yield* integersIn(expr.right)
  } else if (expr.kind === 'choose') {
    yield* integersOfTest(expr.test)
    yield* integersIn(expr.yes)
    yield* integersIn(expr.no)
  }
}

function* integersOfTest(test: BoolExpr): Generator<IntExpr> {
  switch (test.kind) {
    case 'compare':
      yield* integersIn(test.left)
      yield* integersIn(test.right)
      break
    case 'liveDuration':
      yield liveDurationRead
      break
    case 'not':
      yield* integersOfTest(test.of)
      break
    case 'and':
    case 'or':
      yield* integersOfTest(test.left)
      yield* integersOfTest(test.right)
  }
}

function* integersOfKey(key: readonly KeyExpr[]): Generator<IntExpr> {
  for (const part of key) if (part.kind === 'int') yield* integersIn(part.value)
}

/** All integer expressions of statements. */
export function* integersOf(body: readonly Stmt[]): Generator<IntExpr> {
  for (const stmt of body) {
    if (stmt.kind === 'if') {
      yield* integersOfTest(stmt.test)
      yield* integersOf(stmt.yes)
      yield* integersOf(stmt.no)
    } else if (stmt.kind !== 'emit') {
      yield* integersOfKey(stmt.key)
      if ((stmt.kind === 'update' || stmt.kind === 'mapSet') && stmt.value) yield* integersIn(stmt.value)
    }
  }
}

/** Whether a statement, or one within it, is such a one. */
export const someStatement = (body: readonly Stmt[], test: (stmt: Stmt) => boolean): boolean =>
  body.some(s => test(s) || (s.kind === 'if' && (someStatement(s.yes, test) || someStatement(s.no, test))))

/** Raw values that are the same at a call's entry as when it is complete. A call may change the user, or the name. */
const lasting: ReadonlySet<Raw> = new Set([
  'pid',
  'tid',
  'nr',
  'arg0',
  'arg1',
  'arg2',
  'arg3',
  'arg4',
  'arg5',
])

const lasts = (test: BoolExpr): boolean =>
  (test.kind === 'compare' &&
    integersOfTest(test).every(e => e.kind !== 'raw' || lasting.has(e.raw)) &&
    integersOfTest(test).every(e => e.kind !== 'loaded')) ||
  (test.kind === 'not' && lasts(test.of)) ||
  ((test.kind === 'and' || test.kind === 'or') && lasts(test.left) && lasts(test.right)) ||
  test.kind === 'bool'

/** What of a test is known at entry already: where it fails, the whole test will. */
const entryPart = (test: BoolExpr): BoolExpr => {
  if (lasts(test)) return test
  return test.kind === 'and' ? and(entryPart(test.left), entryPart(test.right)) : truth
}

/** Under which condition, as known at entry, statements may do something when the call is complete. */
export const knownAtEntry = (body: readonly Stmt[]): BoolExpr => {
  const [only, ...more] = body
  if (only?.kind !== 'if' || only.no.length > 0 || more.length > 0) return truth
  return and(entryPart(only.test), knownAtEntry(only.yes))
}

const readsDuration = (test: BoolExpr): boolean =>
  integersOfTest(test).some(expr => expr.kind === 'raw' && expr.raw === 'duration')

const conjuncts = (test: BoolExpr): BoolExpr[] =>
  test.kind === 'and' ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test]

/**
 * The same statements with the tests of durations behind all others: a call whose time of entry is not known is counted
 * as left out only where it was wanted.
 */
export const durationLast = (body: readonly Stmt[]): readonly Stmt[] => {
  const [only, ...more] = body
  if (only?.kind !== 'if' || only.no.length > 0 || more.length > 0) return body
  const inner = durationLast(only.yes)
  const [next] = inner
  const nested = inner.length === 1 && next?.kind === 'if' && next.no.length === 0 ? next : undefined
  const tests = [...conjuncts(only.test), ...(nested ? conjuncts(nested.test) : [])]
  const test = [...tests.filter(t => !readsDuration(t)), ...tests.filter(readsDuration)].reduce(and)
  return [{ ...only, test, yes: nested ? nested.yes : inner }]
}

/** A text that is the same for equal values: plain data, bigints included. */
export const identity = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)) ?? ''

/** A string that an argument points to. */
export type ArgString = Exclude<StringRef, 'comm'>

/** The strings in keys of tables that may be too long for a key: then user space takes the event. */
export const longStrings = (body: readonly Stmt[]): ArgString[] =>
  body.flatMap(stmt => {
    if (stmt.kind === 'if') return [...longStrings(stmt.yes), ...longStrings(stmt.no)]
    if (stmt.kind !== 'update') return []
    return stmt.key.flatMap(part => (part.kind === 'string' && part.string !== 'comm' ? [part.string] : []))
  })

/** Code with more parts than this is left to user space. */
export const maxParts = 2000

/**
 * Whether statements, or a test, have at most so many parts. Parts that are shared count each time, since code is emitted for
 * each; so the count stops when it is too much.
 */
export const isWithin = (code: readonly Stmt[] | BoolExpr, most: number): boolean => {
  let left = most
  const int = (expr: IntExpr): boolean => {
    if (--left < 0) return false
    if (expr.kind === 'alu') return int(expr.left) && int(expr.right)
    return expr.kind !== 'choose' || (bool(expr.test) && int(expr.yes) && int(expr.no))
  }
  const bool = (test: BoolExpr): boolean => {
    if (--left < 0) return false
    switch (test.kind) {
      case 'compare':
        return int(test.left) && int(test.right)
      case 'not':
        return bool(test.of)
      case 'and':
      case 'or':
        return bool(test.left) && bool(test.right)
      default:
        return true
    }
  }
  const parts = (key: readonly KeyExpr[]): boolean =>
    key.every(part => part.kind !== 'int' || int(part.value))
  const all = (body: readonly Stmt[]): boolean =>
    body.every(stmt => {
      if (--left < 0) return false
      if (stmt.kind === 'if') return bool(stmt.test) && all(stmt.yes) && all(stmt.no)
      if (stmt.kind === 'emit') return true
      const value = stmt.kind === 'update' || stmt.kind === 'mapSet' ? stmt.value : undefined
      return parts(stmt.key) && (!value || int(value))
    })
  return 'kind' in code ? bool(code) : all(code)
}
