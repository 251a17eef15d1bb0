/**
 * What `options` gives a script, without running it: schemas that are written out are made, and the command line is read by
 * them. For `explain`. What only a run would show (a schema with a function in it, a default that is computed) stays unknown.
 */

import { bare, type CallExpression, type Expression, type Node, propertyName, walk } from './compiler/ast.ts'
import type { Binding, Scopes } from './compiler/scope.ts'
import { functionOf, type ScriptModule, systraceName } from './compiler/sites.ts'
import { isOnlyRead, type Known, staticValue } from './compiler/static-registrations.ts'
import type { Span } from './diagnostic.ts'
import { args, duration, options, size } from './script/options.ts'

/** Thrown within this file only: a value that the text does not tell. */
class Unknown extends Error {}

/** What `options` refuses of what the script's text says, and where. */
export class OptionsRefused extends Error {
  override readonly name = 'OptionsRefused'
  readonly span: Span
  constructor(reason: TypeError, span: Span) {
    super(`${reason.name}: ${reason.message}`, { cause: reason })
    this.span = span
  }
}

type Library = Readonly<Record<string, unknown>>
type Make = (...values: unknown[]) => unknown

const makers: ReadonlyMap<string, Make> = new Map(
  Object.entries({ options, duration, size } as unknown as Record<string, Make>),
)

/** The name under which valibot exports what an expression refers to. */
const valibotName = (node: Expression, scopes: Scopes): string | undefined => {
  if (node.type === 'Identifier') {
    const from = scopes.resolve(node)?.from
    return from?.module === 'valibot' ? from.name : undefined
  }
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined
  const from = scopes.resolve(node.object)?.from
  return from?.module === 'valibot' && from.name !== 'default' ? propertyName(node) : undefined
}

class Evaluator {
  readonly #scopes: Scopes
  readonly #valibot: () => Library
  readonly #implicit: boolean
  /** Calls of `options`, which are made once. */
  readonly #made = new Map<Node, unknown>()

  constructor(module: ScriptModule, valibot: () => Library) {
    this.#scopes = module.scopes
    this.#implicit = module.implicit.length > 0
    this.#valibot = valibot
  }

  isOptions(node: Node): node is CallExpression {
    return (
      node.type === 'CallExpression' && systraceName(node.callee, this.#scopes, this.#implicit) === 'options'
    )
  }

  /** @throws Unknown, UsageError, HelpWanted, TypeError */
  value(expression: Expression): unknown {
    const node = bare(expression)
    switch (node.type) {
      case 'CallExpression':
        return this.#call(node)
      case 'MemberExpression': {
        const name = propertyName(node)
        const object = this.value(node.object as Expression)
        if (name === undefined || typeof object !== 'object' || object === null) throw new Unknown()
        return (object as Library)[name]
      }
      case 'ObjectExpression':
        return Object.fromEntries(
          node.properties.map(property => {
            if (property.type === 'SpreadElement' || property.computed || property.method) throw new Unknown()
            const { key } = property
            const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? key.value : undefined
            if (typeof name !== 'string') throw new Unknown()
            return [name, this.value(property.value as Expression)]
          }),
        )
      case 'ArrayExpression':
        return node.elements.map(element => {
          if (!element || element.type === 'SpreadElement') throw new Unknown()
          return this.value(element)
        })
      case 'Identifier': {
        const binding = this.#scopes.resolve(node)
        const init = binding?.kind === 'const' && binding.writes === 0 ? binding.init : undefined
        if (!binding || !init || init.type === 'FunctionDeclaration') break
        // A schema is not changed once it is made; an object of schemas might be.
        const { type } = bare(init as Expression)
        if (type === 'CallExpression' || (type === 'ObjectExpression' && isOnlyRead(binding, this.#scopes)))
          return this.value(init as Expression)
      }
    }
    return this.#written(node)
  }

  #written(node: Expression): unknown {
    const known: Known | undefined = functionOf(node, this.#scopes)
      ? undefined
      : staticValue(node, this.#scopes)
    if (!known) throw new Unknown()
    return known.value
  }

  #call(node: CallExpression): unknown {
    if (this.#made.has(node)) return this.#made.get(node)
    const name = systraceName(node.callee, this.#scopes, this.#implicit)
    const library = valibotName(node.callee as Expression, this.#scopes)
    const make = (name !== undefined && makers.get(name)) || this.#fromValibot(library)
    const values = node.arguments.map(argument => {
      if (argument.type === 'SpreadElement') throw new Unknown()
      // Whether a value is refused shows when the script runs; it changes no value.
      if (library === 'check' && functionOf(argument, this.#scopes)) return () => true
      return this.value(argument)
    })
    const made: unknown = make(...values)
    this.#made.set(node, made)
    return made
  }

  #fromValibot(name: string | undefined): Make {
    const found = name === undefined ? undefined : this.#valibot()[name]
    if (typeof found !== 'function') throw new Unknown()
    return found as Make
  }
}

/** The part of a declared value that a name is for: `slow` of `const { slow } = …`. */
const taken = (pattern: Node, binding: Binding, scopes: Scopes, value: unknown): Known | undefined => {
  if (pattern.type === 'Identifier') return scopes.declared(pattern) === binding ? { value } : undefined
  if (pattern.type !== 'ObjectPattern' || typeof value !== 'object' || value === null) return undefined
  for (const property of pattern.properties) {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier') continue
    const inner = (value as Library)[property.key.name]
    const target = property.value
    const wanted = target.type === 'AssignmentPattern' ? target.left : target
    if (wanted.type !== 'Identifier' || scopes.declared(wanted) !== binding) continue
    if (target.type !== 'AssignmentPattern' || inner !== undefined) return { value: inner }
    return staticValue(target.right as Expression, scopes)
  }
  return undefined
}

/**
 * The names of a module that get their values from `options`, with these.
 *
 * @param valibot loads the schema library
 * @param hasArguments whether the script's arguments are known, so that `args` is
 * @throws UsageError and HelpWanted as `options` does, OptionsRefused where it throws a TypeError
 */
export const staticOptions = (
  module: ScriptModule,
  valibot: () => Library,
  hasArguments: boolean,
): Map<Binding, unknown> => {
  const { scopes } = module
  const evaluator = new Evaluator(module, valibot)
  const found = new Map<Binding, unknown>()
  for (const binding of scopes.bindings) {
    const { from } = binding
    if (hasArguments && from?.module === 'systrace' && from.name === 'args') found.set(binding, args)
    const { declaration, kind, writes } = binding
    if (kind !== 'const' || writes > 0 || declaration.type !== 'VariableDeclarator' || !declaration.init)
      continue
    let asks = false
    walk(declaration.init, node => {
      asks ||= evaluator.isOptions(node)
      return !asks
    })
    if (!asks) continue
    try {
      const known = taken(declaration.id, binding, scopes, evaluator.value(declaration.init))
      if (known) found.set(binding, known.value)
    } catch (error) {
      const { start, end } = declaration.init
      if (error instanceof TypeError) throw new OptionsRefused(error, { file: module.file, start, end })
      if (!(error instanceof Unknown)) throw error
    }
  }
  return found
}
