/** Patterns → names with values: parameters, `const { comm, ret } = e`, and what of the event a function reads. */

import { type Expression, type FunctionNode, type Node, type Pattern, propertyName, walk } from './ast.ts'
import { argument, type Context, constantOf, field } from './context.ts'
import type { FieldUses } from './fields.ts'
import type { Binding, Scopes } from './scope.ts'
import { functionOf } from './sites.ts'
import { Stays, type Value } from './value.ts'

/** Gives the names of a pattern their values. A name that is assigned later gets none, so that its use stays. */
export const bindPattern = (
  ctx: Context,
  names: Map<Binding, Value>,
  pattern: Pattern | Node,
  value: Value,
): void => {
  switch (pattern.type) {
    case 'Identifier': {
      const binding = ctx.scopes.declared(pattern)
      if (binding?.writes === 0) names.set(binding, value)
      return
    }
    case 'AssignmentPattern': {
      const missing = value.type === 'constant' && value.value === undefined
      if (value.type === 'errno' || value.type === 'choose')
        throw new Stays('a default for what may be undefined', pattern)
      bindPattern(ctx, names, pattern.left, missing ? ctx.lower(ctx, pattern.right as Expression) : value)
      return
    }
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') throw new Stays('the rest of an object', property)
        const key = keyName(ctx, property)
        if (value.type === 'event') bindPattern(ctx, names, property.value, field(ctx, key, property))
        else if (value.type === 'args') bindPattern(ctx, names, property.value, argument(ctx, key, property))
        else throw new Stays('taking a value apart', property)
      }
      return
    default:
      throw new Stays('this pattern', pattern)
  }
}

const keyName = (ctx: Context, property: Extract<Node, { type: 'Property' }>): string => {
  if (!property.computed && property.key.type === 'Identifier') return property.key.name
  const key =
    property.key.type === 'Literal' ? property.key.value : constantOf(ctx, property.key as Expression)
  if (typeof key !== 'string') throw new Stays('a computed name', property)
  return key
}

/** A field read, with its place. */
export interface FieldRead {
  readonly name: string
  readonly viaArgs: boolean
  readonly node: Node
}

/** What a handler reads of its event, with the places. */
export interface Reads {
  readonly uses: FieldUses
  readonly reads: readonly FieldRead[]
}

/**
 * Finds the fields that a handler reads: through its parameter, through names destructured from it, and in the script's own
 * functions that it gives the event to. Any other use of the event (printed whole, kept, given away) takes all fields.
 */
export const readsOf = (handler: FunctionNode | undefined, scopes: Scopes): Reads => {
  const reads: FieldRead[] = []
  let all = handler === undefined
  let wholeArgs = false
  /** Parameters of the script's functions that have been followed. */
  const visited = new Set<Node>()

  const take = (what: 'event' | 'args', name: string, node: Node): 'args' | undefined => {
    if (what === 'event' && name === 'args') return 'args'
    reads.push({ name, viaArgs: what === 'args', node })
    return undefined
  }
  const escapes = (what: 'event' | 'args'): void => {
    if (what === 'event') all = true
    else wholeArgs = true
  }

  const bind = (pattern: Pattern | Node, what: 'event' | 'args'): void => {
    switch (pattern.type) {
      case 'Identifier': {
        const binding = scopes.declared(pattern)
        if (!binding || binding.writes > 0) escapes(what)
        else for (const read of binding.reads) follow(read.node, read.parent, read.grandparent, what)
        return
      }
      case 'AssignmentPattern':
        bind(pattern.left, what)
        return
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (
            property.type === 'RestElement' ||
            property.computed ||
            property.key.type === 'PrivateIdentifier'
          ) {
            escapes(what)
            continue
          }
          const key = property.key.type === 'Identifier' ? property.key.name : undefined
          const name = key ?? (property.key.type === 'Literal' ? String(property.key.value) : undefined)
          if (name === undefined) escapes(what)
          else if (take(what, name, property.key) === 'args') bind(property.value, 'args')
        }
        return
      default:
        escapes(what)
    }
  }

  const follow = (node: Node, parent: Node, grandparent: Node, what: 'event' | 'args'): void => {
    if (parent.type === 'MemberExpression' && parent.object === node) {
      const name = propertyName(parent)
      const written =
        (grandparent.type === 'AssignmentExpression' && grandparent.left === parent) ||
        grandparent.type === 'UpdateExpression'
      if (name === undefined || written) escapes(what)
      else if (take(what, name, parent.property) === 'args') followMember(parent)
      return
    }
    if (parent.type === 'VariableDeclarator' && parent.init === node) return bind(parent.id, what)
    if (parent.type === 'CallExpression') {
      const called = functionOf(parent.callee, scopes)
      const position = parent.arguments.indexOf(node as Expression)
      const spread = parent.arguments.slice(0, position).some(argument => argument.type === 'SpreadElement')
      const parameter = spread ? undefined : called?.params[position]
      if (called && parameter && !readsArguments(called)) {
        if (!visited.has(parameter)) {
          visited.add(parameter)
          bind(parameter, what)
        }
        return
      }
    }
    escapes(what)
  }

  // `e.args` itself: which of the arguments are read shows in what is around it.
  const followMember = (member: Node): void => {
    const around = parents.get(member)
    follow(member, around?.[0] ?? member, around?.[1] ?? member, 'args')
  }

  const parents = new Map<Node, [Node, Node]>()
  if (handler) {
    walk(handler, (node, parent) => {
      if (parent && node.type === 'MemberExpression')
        parents.set(node, [parent, parents.get(parent)?.[0] ?? parent])
    })
    const [parameter] = handler.params
    if (parameter) {
      visited.add(parameter)
      bind(parameter, 'event')
    }
    if (readsArguments(handler)) all = true
  }

  const direct = reads.filter(read => !read.viaArgs).map(read => read.name)
  const viaArgs = reads.filter(read => read.viaArgs).map(read => read.name)
  return {
    uses: {
      all,
      common: new Set(wholeArgs ? [...direct, 'args'] : direct),
      direct: new Set(direct),
      viaArgs: new Set(viaArgs),
    },
    reads,
  }
}

const readsArguments = (fn: FunctionNode): boolean =>
  walkFinds(fn, node => node.type === 'Identifier' && node.name === 'arguments')

const walkFinds = (root: Node, test: (node: Node) => boolean): boolean => {
  let found = false
  walk(root, node => {
    found ||= test(node)
    return !found
  })
  return found
}
