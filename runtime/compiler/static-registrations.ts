/**
 * What a script registers, as far as its text tells: the calls of `on` with the probes, options and constants that are
 * written out. For `explain`, which does not run scripts; what only a run would show is said so.
 */

import { bare, children, type Expression, isFunction, type Node } from './ast.ts'
import { type Context, constantOf } from './context.ts'
import { lower } from './lower.ts'
import type { Binding, Scopes } from './scope.ts'
import { functionOf, type ScriptModule, type Site, systraceName } from './sites.ts'
import { Stays } from './value.ts'

/** The value that an expression always has. */
export interface Known {
  readonly value: unknown
}

/** One call of `on`. */
export interface StaticRegistration {
  readonly site: Site
  /** Undefined where only a run shows it. */
  readonly probe: Known | undefined
  /** The options whose values are known. Functions in them are functions that do nothing. */
  readonly options: Known | undefined
  /** Options whose values only a run shows, with their places. */
  readonly openOptions: readonly { readonly name: string; readonly node: Node }[]
  /** Values of names from around the handler. */
  readonly captures: ReadonlyMap<Binding, unknown>
  /** What the call stands in, if that decides whether or how often it is made. */
  readonly within: 'function' | 'branch' | 'loop' | undefined
}

/** Values of names that the text alone does not tell, such as those of the script's options. */
export type Given = ReadonlyMap<Binding, unknown>
const noneGiven: Given = new Map()

const nothing = (): undefined => undefined

/** Evaluates what lowering evaluates, without an event. */
const constant = (scopes: Scopes, node: Expression, given: Given): Known | undefined => {
  const table = { arch: 'x64', all: () => [], byName: nothing, byNumber: nothing, limit: 0 } as const
  const ctx: Context = {
    scopes,
    variant: { syscalls: [], phase: 'complete', table, stringsGone: false },
    captures: given,
    names: new Map(),
    assumed: [],
    lower,
    inlining: new Set(),
  }
  try {
    return { value: constantOf(ctx, node) }
  } catch (error) {
    if (error instanceof Stays) return undefined
    throw error
  }
}

/** Whether no code can change what is inside a name's array or object: it is only read, or given to systrace. */
export const isOnlyRead = (binding: Binding, scopes: Scopes): boolean =>
  binding.reads.every(({ node, parent, grandparent }) => {
    switch (parent.type) {
      case 'MemberExpression': {
        const changed =
          (grandparent.type === 'AssignmentExpression' && grandparent.left === parent) ||
          grandparent.type === 'UpdateExpression' ||
          (grandparent.type === 'UnaryExpression' && grandparent.operator === 'delete')
        const called = grandparent.type === 'CallExpression' && grandparent.callee === parent
        const name = !parent.computed && parent.property.type === 'Identifier' ? parent.property.name : ''
        return parent.object !== node || !(changed || (called && !readers.has(name)))
      }
      case 'CallExpression':
        return parent.callee !== node && systraceName(parent.callee, scopes, true) !== undefined
      case 'SpreadElement':
      case 'ForOfStatement':
      case 'BinaryExpression':
      case 'TemplateLiteral':
        return true
      default:
        return false
    }
  })

const readers: ReadonlySet<string> = new Set(
  ['has', 'includes', 'indexOf', 'get', 'test', 'at', 'join', 'map', 'filter', 'some', 'every', 'find', 'slice'],
) // biome-ignore format: one list

/**
 * The value that an expression has whenever it is evaluated, if its text tells.
 *
 * @example staticValue(parse("['open', ...more]"), scopes) // { value: ['open', 'openat'] } with const more = ['openat']
 */
export const staticValue = (node: Expression, scopes: Scopes, given = noneGiven): Known | undefined => {
  const at = bare(node)
  if (functionOf(at, scopes)) return { value: () => {} }
  switch (at.type) {
    case 'Identifier': {
      const binding = scopes.resolve(at)
      if (!binding) return constant(scopes, at, given)
      if (given.has(binding)) return { value: given.get(binding) }
      if (binding.writes > 0 || !binding.init || binding.init.type === 'FunctionDeclaration') return undefined
      const known = staticValue(binding.init as Expression, scopes, given)
      const mutable = typeof known?.value === 'object' && known.value !== null
      return mutable && !isOnlyRead(binding, scopes) ? undefined : known
    }
    case 'ArrayExpression': {
      const list: unknown[] = []
      for (const element of at.elements) {
        const known =
          element && staticValue(element.type === 'SpreadElement' ? element.argument : element, scopes, given)
        if (!known) return undefined
        if (element.type !== 'SpreadElement') list.push(known.value)
        else if (Array.isArray(known.value)) list.push(...known.value)
        else return undefined
      }
      return { value: list }
    }
    case 'ObjectExpression': {
      const { known, open } = members(at, scopes, given)
      return open.length === 0 ? { value: known } : undefined
    }
    default:
      return constant(scopes, at, given)
  }
}

/** The members of an object that is written out: those with known values, and the names and places of the others. */
const members = (
  object: Extract<Node, { type: 'ObjectExpression' }>,
  scopes: Scopes,
  given: Given,
): { known: Record<string, unknown>; open: { name: string; node: Node }[] } => {
  const known: Record<string, unknown> = {}
  const open: { name: string; node: Node }[] = []
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') {
      const inner = staticValue(property.argument, scopes, given)
      if (inner && typeof inner.value === 'object') Object.assign(known, inner.value)
      else open.push({ name: '…', node: property })
      continue
    }
    const key =
      !property.computed && property.key.type === 'Identifier'
        ? { value: property.key.name }
        : staticValue(property.key as Expression, scopes, given)
    const value = staticValue(property.value as Expression, scopes, given)
    const name = String(key?.value ?? '…')
    if (key && value) known[name] = value.value
    else open.push({ name, node: property })
  }
  return { known, open }
}

/** What each call of a module stands in, where that decides whether or how often it is made. */
const surroundings = (module: ScriptModule): Map<Node, StaticRegistration['within']> => {
  const found = new Map<Node, StaticRegistration['within']>()
  const step = (node: Node, within: StaticRegistration['within']): void => {
    if (node.type === 'CallExpression') found.set(node, within)
    const inner = isFunction(node) ? 'function' : (insides[node.type] ?? within)
    for (const child of children(node)) step(child, inner)
  }
  step(module.program, undefined)
  return found
}

const insides: Readonly<Record<string, StaticRegistration['within']>> = {
  IfStatement: 'branch',
  ConditionalExpression: 'branch',
  LogicalExpression: 'branch',
  SwitchStatement: 'branch',
  CatchClause: 'branch',
  ForStatement: 'loop',
  ForInStatement: 'loop',
  ForOfStatement: 'loop',
  WhileStatement: 'loop',
  DoWhileStatement: 'loop',
}

const optionsOf = (site: Site, given: Given): Pick<StaticRegistration, 'options' | 'openOptions'> => {
  const [, options, ...more] = site.call.arguments
  if (!options || more.length === 0) return { options: undefined, openOptions: [] }
  const { scopes } = site.module
  const whole = (): Pick<StaticRegistration, 'options' | 'openOptions'> => ({
    options: undefined,
    openOptions: [{ name: '…', node: options }],
  })
  if (options.type === 'SpreadElement') return whole()
  const at = bare(options)
  if (at.type === 'ObjectExpression') {
    const { known, open } = members(at, scopes, given)
    return { options: { value: known }, openOptions: open }
  }
  const known = staticValue(at, scopes, given)
  return known ? { options: known, openOptions: [] } : whole()
}

/** The registrations of modules, in the order in which they are written. */
export const staticRegistrations = (sites: readonly Site[], given = noneGiven): StaticRegistration[] => {
  const around = new Map<ScriptModule, Map<Node, StaticRegistration['within']>>()
  return sites.flatMap(site => {
    if (site.callee !== 'on') return []
    const { module, call } = site
    const { scopes } = module
    let places = around.get(module)
    if (!places) {
      places = surroundings(module)
      around.set(module, places)
    }
    const [probe] = call.arguments
    const captures = new Map<Binding, unknown>()
    for (const binding of site.captured) {
      const init = binding.init
      const known = given.has(binding)
        ? { value: given.get(binding) }
        : init && init.type !== 'FunctionDeclaration' && staticValue(init as Expression, scopes, given)
      if (known) captures.set(binding, known.value)
    }
    return [
      {
        site,
        probe: probe && probe.type !== 'SpreadElement' ? staticValue(probe, scopes, given) : undefined,
        ...optionsOf(site, given),
        captures,
        within: places.get(call),
      },
    ]
  })
}
