/** What the lowering of one handler knows: the syscalls it is for, what its names mean, and what it assumes. */

import type { SyscallFact, SyscallTable } from '../../bpf/facts/syscalls.ts'
import type { CallExpression, Expression, FunctionNode, Node } from './ast.ts'
import { argRaw, hasField, type Raw, widthOf } from './fields.ts'
import { type BoolExpr, compare, constant, type IntExpr, rangeOf, safe, within } from './ir.ts'
import type { Phase } from './probe.ts'
import type { Binding, Scopes } from './scope.ts'
import { known, Stays, type Value } from './value.ts'

/** The syscalls that one piece of kernel code serves: those whose used arguments sit at the same places with the same types. */
export interface Variant {
  readonly syscalls: readonly SyscallFact[]
  readonly phase: Phase
  readonly table: SyscallTable
  /** The strings of the call are gone when it is complete (exec). */
  readonly stringsGone: boolean
}

/** Reads of shared maps within expressions: they are done before the statement that they are in. */
export interface MapUses {
  /** The value of `m.get(key)` or `m.has(key)`; undefined if the call is no such thing. */
  read(ctx: Context, call: CallExpression): Value | undefined
  /** Of earlier reads, which are known to have found their key, or not. */
  readonly found: ReadonlyMap<number, boolean>
}

export interface Context {
  readonly scopes: Scopes
  readonly variant: Variant
  /** The values that names from around the handler had when the script had run; empty when it did not run (`explain`). */
  readonly captures: ReadonlyMap<Binding, unknown>
  /** What `args` is where it is in scope without an import (`-e`), if it is known. */
  readonly args?: readonly string[] | undefined
  /** Parameters and local constants. */
  readonly names: Map<Binding, Value>
  /** What must hold for the kernel's arithmetic to be JavaScript's; where it does not, the event goes up. */
  readonly assumed: BoolExpr[]
  /** Lowers an expression: here, so that what lowers calls and patterns need not import what imports them. */
  readonly lower: (ctx: Context, node: Expression) => Value
  /** Shared maps, where a handler that moves whole may use them. */
  readonly maps?: MapUses
  /** Functions being inlined, to stop at recursion. */
  readonly inlining: Set<FunctionNode>
  /** How many more expressions may be lowered: functions that call functions may multiply without end. */
  readonly budget?: { left: number }
}

/** @throws Stays when the budget is spent */
export const spend = (ctx: Context, node: Node): void => {
  if (ctx.budget && --ctx.budget.left < 0) throw new Stays('the handler is too large for the kernel', node)
}

export const raw = (ctx: Context, name: Raw): IntExpr => ({
  kind: 'raw',
  raw: name,
  width: widthOf(name, ctx.variant.syscalls[0]!),
})

/** The integer with the assumption that a double holds it exactly. */
export const exact = (ctx: Context, expr: IntExpr, node: Node): IntExpr => {
  const range = rangeOf(expr)
  if (within(range, safe)) return expr
  if (expr.kind !== 'raw') throw new Stays('the number may exceed 2^53, where doubles lose integers', node)
  const lo = range.lo < safe.lo ? safe.lo : range.lo
  const hi = range.hi > safe.hi ? safe.hi : range.hi
  const tests = [
    lo > range.lo ? compare('ge', expr, constant(lo)) : undefined,
    compare('le', expr, constant(hi)),
  ]
  for (const test of tests) if (test) ctx.assumed.push(test)
  return { ...expr, range: { lo, hi } }
}

/** The event's field of this name; `undefined` as in JavaScript where this syscall has none. */
export const field = (ctx: Context, name: string, node: Node): Value => {
  const { phase, syscalls } = ctx.variant
  if (!hasField(phase, name)) return argument(ctx, name, node)
  const number = (of: Raw): Value => ({ type: 'number', expr: raw(ctx, of) })
  switch (name) {
    case 'pid':
    case 'tid':
    case 'ppid':
    case 'uid':
    case 'gid':
    case 'cpu':
      return number(name)
    case 'nr':
      return syscalls.length === 1 ? known(syscalls[0]!.nr) : number('nr')
    case 'name':
      return syscalls.length === 1 ? known(syscalls[0]!.name) : { type: 'syscall' }
    case 'ns':
    case 'cgroup':
      return { type: 'bigint', expr: raw(ctx, name) }
    case 'comm':
      return { type: 'string', string: 'comm' }
    case 'ret':
    case 'duration':
      return number(name)
    case 'error':
      return { type: 'errno' }
    case 'args':
      return { type: 'args' }
    case 'time':
    case 'unixNs':
      throw new Stays(`"${name}" is the wall clock, which user space adds`, node)
    case 'call':
    case 'shownCall':
    case 'regs':
    case 'kstack':
    case 'ustack':
      throw new Stays(`"${name}" is made readable in user space`, node)
    default:
      throw new Error(`Cannot lower ${name}: what kind of field it is, is not known`)
  }
}

/** The argument of this name. */
export const argument = (ctx: Context, name: string, node: Node): Value => {
  const { args } = ctx.variant.syscalls[0]!
  const index = args.findIndex(arg => arg.name === name)
  const arg = args[index]
  if (!arg) return known(undefined)
  if (arg.kind === 'string' && ctx.variant.stringsGone)
    throw new Stays(`"${name}" is gone from memory when the call is complete`, node)
  if (arg.kind === 'string') return { type: 'string', string: `string:${index}` }
  if (arg.kind === 'strings') throw new Stays(`"${name}" is a list of strings`, node)
  const expr = raw(ctx, argRaw(index))
  if (arg.kind === 'bool') return { type: 'boolean', expr: compare('ne', expr, constant(0))! }
  return { type: arg.kind === 'word' ? 'bigint' : 'number', expr }
}

/** The value of an expression that is a constant. */
export const constantOf = (ctx: Context, node: Expression): unknown => {
  const value = ctx.lower(ctx, node)
  if (value.type !== 'constant') throw new Stays('not a constant', node)
  return value.value
}
