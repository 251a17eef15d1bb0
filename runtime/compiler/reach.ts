/** The condition under which a handler may do anything: what the kernel tests before it sends an event. */

import { bare, type CallExpression, type Expression, type FunctionNode, type Statement } from './ast.ts'
import { bindPattern } from './bind.ts'
import { type Context, spend } from './context.ts'
import { isHarmless } from './harmless.ts'
import { and, anyOf, type BoolExpr, chooseBool, falsity, not, or, truth } from './ir.ts'
import { truthiness } from './operators.ts'
import { functionOf } from './sites.ts'
import { bodyOf, cases, refuseOdd, returns } from './statements.ts'
import { known, Stays } from './value.ts'

/** Finds under which condition a handler does anything at all; where it cannot tell, it does. */
export class Reacher {
  readonly ctx: Context
  readonly note: (error: Stays) => void
  constructor(ctx: Context, note: (error: Stays) => void) {
    this.ctx = ctx
    this.note = note
  }

  handler(fn: FunctionNode): BoolExpr {
    refuseOdd(fn)
    const [parameter] = fn.params
    if (parameter) bindPattern(this.ctx, this.ctx.names, parameter, { type: 'event' })
    const body = bodyOf(fn)
    return Array.isArray(body) ? this.statements(body) : this.effect(body)
  }

  statements(list: readonly Statement[]): BoolExpr {
    const [statement, ...rest] = list
    if (!statement) return falsity
    spend(this.ctx, statement)
    switch (statement.type) {
      case 'EmptyStatement':
      case 'FunctionDeclaration':
        return this.statements(rest)
      case 'BlockStatement':
        return this.statements([...(statement.body as Statement[]), ...rest])
      case 'ReturnStatement':
        return statement.argument ? this.effect(statement.argument) : falsity
      case 'ExpressionStatement': {
        const effect = this.effect(statement.expression)
        if (effect.kind !== 'bool' || !effect.value) return or(effect, this.statements(rest))
        if (rest.some(({ type }) => type === 'IfStatement' || type === 'SwitchStatement'))
          this.note(new Stays('what comes first is done for every event', statement))
        return effect
      }
      case 'VariableDeclaration': {
        for (const declarator of statement.declarations) {
          const { init } = declarator
          if (!init) continue
          try {
            bindPattern(this.ctx, this.ctx.names, declarator.id, this.ctx.lower(this.ctx, init))
          } catch (error) {
            if (!(error instanceof Stays)) throw error
            if (declarator.id.type !== 'Identifier' || !isHarmless(this.ctx, init)) {
              this.note(error)
              return truth
            }
          }
        }
        return this.statements(rest)
      }
      case 'IfStatement': {
        const { consequent, alternate } = statement
        if (!returns(consequent) && !(alternate && returns(alternate))) {
          const yes = (): BoolExpr => this.statements([consequent])
          const no = (): BoolExpr => (alternate ? this.statements([alternate]) : falsity)
          const here = this.either(statement.test, yes, no)
          return here.kind === 'bool' && here.value ? here : or(here, this.statements(rest))
        }
        const yes = (): BoolExpr => this.statements([consequent, ...rest])
        const no = (): BoolExpr => this.statements(alternate ? [alternate, ...rest] : rest)
        return this.either(statement.test, yes, no)
      }
      case 'SwitchStatement':
        try {
          return cases(this.ctx, statement).reduceRight<BoolExpr>(
            (otherwise, { test, body }) => chooseBool(test, this.statements([...body, ...rest]), otherwise),
            falsity,
          )
        } catch (error) {
          if (!(error instanceof Stays)) throw error
          this.note(error)
          return truth
        }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'TryStatement':
        this.note(new Stays('this statement runs in user space', statement))
        return truth
      default:
        return truth
    }
  }

  effect(node: Expression): BoolExpr {
    const at = bare(node)
    if (at.type === 'LogicalExpression' && at.operator !== '??') {
      const right = (): BoolExpr => this.effect(at.right)
      return at.operator === '&&'
        ? this.either(at.left, right, () => falsity)
        : this.either(at.left, () => falsity, right)
    }
    if (at.type === 'ConditionalExpression')
      return this.either(
        at.test,
        () => this.effect(at.consequent),
        () => this.effect(at.alternate),
      )
    if (at.type === 'UnaryExpression' && (at.operator === 'void' || at.operator === '!'))
      return this.effect(at.argument)
    if (at.type === 'SequenceExpression') return anyOf(at.expressions.map(part => this.effect(part)))
    const own = at.type === 'CallExpression' ? functionOf(at.callee, this.ctx.scopes) : undefined
    if (at.type === 'CallExpression' && own) return this.call(own, at)
    return isHarmless(this.ctx, at) ? falsity : truth
  }

  /** A call of one of the script's own functions, as if its body were written there. */
  call(fn: FunctionNode, node: CallExpression): BoolExpr {
    const { ctx } = this
    if (fn.generator || ctx.inlining.has(fn)) return truth
    const names = new Map(ctx.names)
    try {
      const values = node.arguments.map(argument => {
        if (argument.type === 'SpreadElement') throw new Stays('spread arguments', argument)
        try {
          return ctx.lower(ctx, argument)
        } catch (error) {
          if (!(error instanceof Stays) || !isHarmless(ctx, argument)) throw error
          return undefined
        }
      })
      fn.params.forEach((parameter, i) => {
        const value = i < values.length ? values[i] : known(undefined)
        if (value) bindPattern(ctx, names, parameter, value)
        else if (parameter.type !== 'Identifier') throw new Stays('taking a value apart', parameter)
      })
    } catch (error) {
      if (!(error instanceof Stays)) throw error
      this.note(error)
      return truth
    }
    const inner: Context = { ...ctx, names, inlining: new Set([...ctx.inlining, fn]) }
    const body = bodyOf(fn)
    const reacher = new Reacher(inner, this.note)
    return Array.isArray(body) ? reacher.statements(body) : reacher.effect(body)
  }

  /** What is reached on either side of a test; both sides, if the kernel cannot make the test. */
  either(test: Expression, yes: () => BoolExpr, no: () => BoolExpr): BoolExpr {
    const sides = this.test(test)
    if (sides.effect.kind === 'bool' && sides.effect.value) return truth
    return or(sides.effect, or(and(sides.may, yes()), and(sides.mayNot, no())))
  }

  /**
   * When a test may hold, when it may fail, and when evaluating it does something. In `a && b` of which the kernel knows only
   * `a`: it may hold if a does, it may always fail, and what b does is done if a holds.
   */
  test(node: Expression): Sides {
    const at = bare(node)
    const assumed = this.ctx.assumed.length
    try {
      const expr = truthiness(this.ctx, this.ctx.lower(this.ctx, at), at)
      return { may: expr, mayNot: not(expr), effect: falsity }
    } catch (error) {
      if (!(error instanceof Stays)) throw error
      this.ctx.assumed.length = assumed
      if (at.type === 'LogicalExpression' && at.operator !== '??') {
        const a = this.test(at.left)
        const b = this.test(at.right)
        return at.operator === '&&'
          ? {
              may: and(a.may, b.may),
              mayNot: or(a.mayNot, b.mayNot),
              effect: or(a.effect, and(a.may, b.effect)),
            }
          : {
              may: or(a.may, b.may),
              mayNot: and(a.mayNot, b.mayNot),
              effect: or(a.effect, and(a.mayNot, b.effect)),
            }
      }
      if (at.type === 'UnaryExpression' && at.operator === '!') {
        const inner = this.test(at.argument)
        return { may: inner.mayNot, mayNot: inner.may, effect: inner.effect }
      }
      this.note(error)
      return { may: truth, mayNot: truth, effect: isHarmless(this.ctx, at) ? falsity : truth }
    }
  }
}

interface Sides {
  readonly may: BoolExpr
  readonly mayNot: BoolExpr
  readonly effect: BoolExpr
}
