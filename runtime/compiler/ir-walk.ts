/** Walks over kernel statements: every integer expression in them, parts included. */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { Raw } from './fields.ts'
import { and, type BoolExpr, type IntExpr, type KeyExpr, type Stmt, type StringRef, truth } from './ir.ts'

/** Stands for the duration that a `liveDuration` reads, if there is such a filter. */
export const liveDurationRead: IntExpr = { kind: 'raw', raw: 'duration', width: 'u64' }

// Lists and not generators: this runs at every start, before anything is compiled by the engine.
const addInteger = (expr: IntExpr, to: IntExpr[]): void => {
  to.push(expr)
  if (expr.kind === 'alu') {
    addInteger(expr.left, to)
    addInteger(expr.right, to)
  } else if (expr.kind === 'choose') {
    addTest(expr.test, to)
    addInteger(expr.yes, to)
    addInteger(expr.no, to)
  }
}

const addTest = (test: BoolExpr, to: IntExpr[]): void => {
  switch (test.kind) {
    case 'compare':
      addInteger(test.left, to)
      addInteger(test.right, to)
      break
    case 'liveDuration':
      to.push(liveDurationRead)
      break
    case 'not':
      addTest(test.of, to)
      break
    case 'and':
    case 'or':
      addTest(test.left, to)
      addTest(test.right, to)
  }
}

const addStatements = (body: readonly Stmt[], to: IntExpr[]): void => {
  for (const stmt of body) {
    if (stmt.kind === 'if') {
      addTest(stmt.test, to)
      addStatements(stmt.yes, to)
      addStatements(stmt.no, to)
    } else if (stmt.kind !== 'emit') {
      for (const part of stmt.key) if (part.kind === 'int') addInteger(part.value, to)
      if ((stmt.kind === 'update' || stmt.kind === 'mapSet') && stmt.value) addInteger(stmt.value, to)
    }
  }
}

const integersOfTest = (test: BoolExpr): IntExpr[] => {
  const found: IntExpr[] = []
  addTest(test, found)
  return found
}

/** All integer expressions of statements, parts included. */
export const integersOf = (body: readonly Stmt[]): IntExpr[] => {
  const found: IntExpr[] = []
  addStatements(body, found)
  return found
}

/** The raw values that statements read. */
export const rawsRead = (body: readonly Stmt[]): ReadonlySet<Raw> =>
  new Set(integersOf(body).flatMap(expr => (expr.kind === 'raw' ? [expr.raw] : [])))

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

/** Calls that may change the name, or the user, of who calls. */
const changing = /^(execve|execveat|prctl|(set|setre|setres|setfs)[ug]id)$/

/** Whether calls leave their caller's name and user as they are. */
export const isSteady = (syscalls: readonly SyscallFact[]): boolean =>
  !syscalls.some(({ name }) => changing.test(name))

const lasts = (test: BoolExpr, steady: boolean): boolean => {
  switch (test.kind) {
    case 'bool':
    case 'tree':
      return true
    case 'compare':
      return staysSame(test.left, steady) && staysSame(test.right, steady)
    case 'string':
      return steady && test.string === 'comm'
    case 'glob':
      return steady
    case 'not':
      return lasts(test.of, steady)
    case 'and':
    case 'or':
      return lasts(test.left, steady) && lasts(test.right, steady)
    default:
      return false
  }
}

const staysSame = (expr: IntExpr, steady: boolean): boolean => {
  switch (expr.kind) {
    case 'const':
      return true
    case 'raw':
      return lasting.has(expr.raw) || (steady && (expr.raw === 'uid' || expr.raw === 'gid'))
    case 'alu':
      return staysSame(expr.left, steady) && staysSame(expr.right, steady)
    case 'choose':
      return lasts(expr.test, steady) && staysSame(expr.yes, steady) && staysSame(expr.no, steady)
    default:
      return false
  }
}

/** What of a test is known at entry already: where it fails, the whole test will. */
const entryPart = (test: BoolExpr, steady: boolean): BoolExpr => {
  if (lasts(test, steady)) return test
  return test.kind === 'and' ? and(entryPart(test.left, steady), entryPart(test.right, steady)) : truth
}

/**
 * Under which condition, as known at entry, statements may do something when the call is complete.
 *
 * @param steady whether the caller's name and user count as known: others may change them while the call goes on, so only where
 * nothing is lost by it
 */
export const knownAtEntry = (body: readonly Stmt[], steady = false): BoolExpr => {
  const [only, ...more] = body
  if (only?.kind !== 'if' || only.no.length > 0 || more.length > 0) return truth
  return and(entryPart(only.test, steady), knownAtEntry(only.yes, steady))
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
