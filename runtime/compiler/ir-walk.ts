/** Walks over kernel statements: every integer expression in them, parts included. */

import type { BoolExpr, IntExpr, KeyExpr, Stmt } from './ir.ts'

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
    case 'live':
      if (test.minDuration) yield { kind: 'raw', raw: 'duration', width: 'u64' }
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
