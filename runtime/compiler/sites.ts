/**
 * Finds the places where a script calls systrace (`on(…)`, `count(…)`, `map()`), numbers them, and rewrites the source so
 * that each call tells its number at run time. Positions are kept but for what is inserted, and `Rewrite` maps them back.
 */

import type { Diagnostic } from '../diagnostic.ts'
import {
  bare,
  type CallExpression,
  type Expression,
  type FunctionNode,
  isFunction,
  type Module,
  type Node,
  propertyName,
  walk,
} from './ast.ts'
import { type Binding, resolveScopes, type Scopes } from './scope.ts'

/** The functions that count: each call site has a table. */
export const aggregations = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'stats',
  'hist',
  'lhist',
  'quantiles',
] as const
export type Aggregation = (typeof aggregations)[number]

/** All that the module `systrace` exports, so that `-e` can have it without an import. */
export const exported = [
  'on', 'every', 'begin', 'end', 'exit', 'print', 'printf', 'map', 'options', 'duration', 'size', 'args',
  ...aggregations,
] as const // biome-ignore format: one list
const exportedNames: ReadonlySet<string> = new Set(exported)
const aggregationNames: ReadonlySet<string> = new Set(aggregations)

/** A call of `on`, a counting function or `map`. */
export interface Site {
  readonly id: number
  readonly callee: 'on' | 'map' | Aggregation
  readonly call: CallExpression
  readonly module: ScriptModule
  /** The table is made to be added to elsewhere: `count.table()`. */
  readonly explicit?: boolean
  /** Something is done with the call's value: for `on`, its filters may change while the script runs. */
  readonly valueUsed?: boolean
  /** The name that the call's value is given: `const calls = count.table()`. */
  readonly binding?: Binding
  /** For `on`: the handler's function, if the call or a name that cannot change shows it. */
  readonly handler?: FunctionNode
  /** For `on`: the function of the option `where`. */
  readonly where?: FunctionNode
  /** For `on`: names from around the handler whose values it may use as constants. */
  readonly captured: readonly Binding[]
}

/** A module of a script with its names resolved and its calls of systrace found. */
export interface ScriptModule extends Module {
  readonly scopes: Scopes
  readonly sites: readonly Site[]
  /** Names used without an import, which the loader imports (`-e`). */
  readonly implicit: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The name under which systrace exports what this expression refers to. */
export const systraceName = (node: Expression, scopes: Scopes, implicit: boolean): string | undefined => {
  if (node.type === 'Identifier') {
    const binding = scopes.resolve(node)
    if (binding) return binding.from?.module === 'systrace' ? binding.from.name : undefined
    return implicit && exportedNames.has(node.name) ? node.name : undefined
  }
  if (node.type === 'MemberExpression') {
    const object = node.object.type === 'Identifier' ? scopes.resolve(node.object) : undefined
    if (object?.from?.module === 'systrace' && object.from.name === '*') return propertyName(node)
  }
  return undefined
}

/** The function that an expression is, directly or through a name that never changes. */
export const functionOf = (node: Expression | undefined, scopes: Scopes): FunctionNode | undefined => {
  if (!node) return undefined
  const expression = bare(node)
  if (isFunction(expression)) return expression
  if (expression.type !== 'Identifier') return undefined
  const binding = scopes.resolve(expression)
  if (!binding?.init || binding.writes > 0 || binding.kind === 'let') return undefined
  return isFunction(binding.init) ? binding.init : functionOf(binding.init, scopes)
}

const isInside = (node: Node, outer: Node): boolean => node.start >= outer.start && node.end <= outer.end

/** The names a function takes from around it, through the functions that it calls too. */
const freeNames = (fn: FunctionNode, scopes: Scopes): Set<Binding> => {
  const found = new Set<Binding>()
  const visited = new Set<FunctionNode>()
  const collect = (at: FunctionNode): void => {
    if (visited.has(at)) return
    visited.add(at)
    walk(at, node => {
      if (node.type !== 'Identifier') return
      const binding = scopes.resolve(node)
      if (!binding || isInside(binding.declaration, at)) return
      const called = functionOf(node as Expression, scopes)
      if (called) collect(called)
      else found.add(binding)
    })
  }
  collect(fn)
  return found
}

/** Modules whose exports are constants of elsewhere begin so: those that were declared at a prompt before. */
export const constantsModule = 'systrace:constants'

/** `import { args } from 'systrace'`, say: unlike what other modules export, it cannot change. */
const isUnchanging = ({ from }: Binding): boolean =>
  (from?.module === 'systrace' && from.name === 'args') || Boolean(from?.module.startsWith(constantsModule))

const mayBeConstant = (binding: Binding): boolean =>
  binding.writes === 0 &&
  (binding.kind === 'const' ||
    binding.kind === 'let' ||
    binding.kind === 'parameter' ||
    isUnchanging(binding))

/** The function given as `where` in the options of `on`. */
const whereOf = (call: CallExpression, scopes: Scopes): FunctionNode | undefined => {
  const options = call.arguments[1]
  if (options?.type !== 'ObjectExpression') return undefined
  for (const property of options.properties)
    if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'where')
      return functionOf(property.value as Expression, scopes)
  return undefined
}

/** `count.table(…)` */
const isTableCall = (
  node: CallExpression,
): node is CallExpression & { callee: Extract<Node, { type: 'MemberExpression' }> } =>
  node.callee.type === 'MemberExpression' && propertyName(node.callee) === 'table'

/**
 * Resolves a parsed module and finds its sites.
 *
 * @param firstId the number of its first site; numbers are unique in a script of several modules
 * @param implicit systrace's names need no import, as in `-e`
 * @param handled filters of its handlers may change, whatever becomes of the calls' values
 */
export const analyzeModule = (
  module: Module,
  firstId: number,
  implicit: boolean,
  handled = false,
): ScriptModule => {
  const scopes = resolveScopes(module)
  const sites: Site[] = []
  const used = new Set<string>()
  const diagnostics: Diagnostic[] = []
  const names: string[] = []
  const script: ScriptModule = { ...module, scopes, sites, implicit: names, diagnostics }

  walk(module.program, (node, parent) => {
    if (node.type !== 'CallExpression') return
    const explicit = isTableCall(node)
    const called = explicit ? (node.callee.object as Expression) : node.callee
    const name = systraceName(called, scopes, true)
    if (name === undefined) return
    if (called.type === 'Identifier' && !scopes.resolve(called)) {
      const first = !used.has(name)
      used.add(name)
      if (!implicit && first)
        diagnostics.push({
          severity: 'error',
          code: 'not-imported',
          message: `"${name}" is not imported`,
          span: { file: module.file, start: node.callee.start, end: node.callee.end },
          hint: `add: import { ${name} } from 'systrace'`,
        })
    }
    if (name !== 'on' && name !== 'map' && !aggregationNames.has(name)) return
    if (explicit && !aggregationNames.has(name)) return
    const callee = name as Site['callee']
    const declared = parent?.type === 'VariableDeclarator' ? scopes.declared(parent.id) : undefined
    const last = node.arguments.at(-1)
    const handler =
      callee === 'on' && last && last.type !== 'SpreadElement' ? functionOf(last, scopes) : undefined
    const where = callee === 'on' ? whereOf(node, scopes) : undefined
    const taken = [handler, where].flatMap(fn => (fn ? [...freeNames(fn, scopes)] : []))
    const captured = [...new Set(taken)].filter(b => mayBeConstant(b) && scopes.visible(node, b))
    sites.push({
      id: firstId + sites.length,
      callee,
      call: node,
      module: script,
      captured,
      ...(handler && { handler }),
      ...(explicit && { explicit }),
      ...((handled || parent?.type !== 'ExpressionStatement') && { valueUsed: true }),
      ...(declared && { binding: declared }),
      ...(where && { where }),
    })
  })
  if (implicit)
    walk(module.program, node => {
      if (node.type === 'Identifier' && scopes.isGlobal(node) && exportedNames.has(node.name))
        used.add(node.name)
    })
  if (implicit) names.push(...used)
  return script
}

/** A rewritten source and the way back to the places that the user wrote. */
export interface Rewrite {
  readonly text: string
  /** The offset in the original of an offset in the rewritten text. */
  original(offset: number): number
}

/** Where a call's arguments begin. What stands before may have comments in it. */
const behindParenthesis = (text: string, from: number): number => {
  const next = /\/\/.*|\/\*[\s\S]*?\*\/|\(/g
  next.lastIndex = from
  for (let match = next.exec(text); match; match = next.exec(text))
    if (match[0] === '(') return next.lastIndex
  return from
}

/** A text to put in the place of a part of a source. */
export interface Edit {
  readonly at: number
  readonly end: number
  readonly text: string
}

/**
 * Inserts into each site's call its number and, for `on`, the values that its handler takes from around it.
 *
 * @param more other edits of the same source, around calls
 */
export const rewriteSites = (script: ScriptModule, more: readonly Edit[] = []): Rewrite => {
  const edits: Edit[] = [...more]
  const names: string[] = []
  for (const site of script.sites) {
    const { callee } = site.call
    const local = `$site${site.id}`
    names.push(`${local}=${script.text.slice(callee.start, callee.end)}.at(${site.id})`)
    edits.push({ at: callee.start, end: callee.end, text: local })
    if (site.callee !== 'on') continue
    const open = behindParenthesis(script.text, site.call.typeArguments?.end ?? callee.end)
    const getters = site.captured.map(b => `${b.name}:()=>${b.name}`).join(',')
    edits.push({ at: open, end: open, text: `{${getters}},` })
  }
  const start = script.text.startsWith('#!') ? script.text.indexOf('\n') + 1 || script.text.length : 0
  if (names.length > 0) edits.unshift({ at: start, end: start, text: `const ${names.join(',')};` })
  edits.sort((a, b) => a.at - b.at)

  let text = ''
  let from = 0
  const shifts: { rewritten: number; original: number }[] = [{ rewritten: 0, original: 0 }]
  for (const edit of edits) {
    text += script.text.slice(from, edit.at)
    shifts.push({ rewritten: text.length, original: edit.at })
    text += edit.text
    from = edit.end
    shifts.push({ rewritten: text.length, original: edit.end })
  }
  text += script.text.slice(from)
  if (script.implicit.length > 0) text += `\nimport { ${script.implicit.join(', ')} } from 'systrace'\n`
  return {
    text,
    original: offset => {
      const before = shifts.findLast(shift => shift.rewritten <= offset)!
      return Math.min(before.original + offset - before.rewritten, script.text.length)
    },
  }
}
