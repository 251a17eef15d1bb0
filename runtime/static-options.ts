/**
 * What `options` gives a script, without running it: schemas that are written out are made, and the command line is read by
 * them. For `explain`. What only a run would show (a schema with a function in it, a default that is computed) stays unknown.
 */

import * as v from 'valibot'
import { bare, type CallExpression, type Expression, type Node, propertyName, walk } from './compiler/ast.ts'
import type { Binding, Scopes } from './compiler/scope.ts'
import { functionOf, type ScriptModule, systraceName } from './compiler/sites.ts'
import { isOnlyRead, type Known, staticValue } from './compiler/static-registrations.ts'
import { later } from './compiler/value.ts'
import type { Span } from './diagnostic.ts'
import { flagOf, shapeOf } from './script/option-shape.ts'
import { args, duration, type OptionSettings, options, size } from './script/options.ts'

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

  /** The script's arguments, if they are known. */
  readonly #args: readonly string[]

  constructor(module: ScriptModule, valibot: () => Library, scriptArgs: readonly string[] = []) {
    this.#args = scriptArgs
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
    const [first, ...more] = node.arguments
    const schemas = name === 'options' && first && bare(first as Expression)
    if (schemas && schemas.type === 'ObjectExpression') {
      const made = this.#options(schemas, more as Expression[])
      this.#made.set(node, made)
      return made
    }
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

  /** What \`options\` gives: \`later\` for what only a run shows, which says nothing of the others. */
  #options(schemas: Expression, more: readonly Expression[]): unknown {
    const entries = entriesOf(schemas, this.#scopes)
    if (!entries) throw new Unknown()
    const [settings] = more.map(argument => this.value(argument)) as [OptionSettings<string> | undefined]
    const open = new Set<string>()
    const known = entries.map(({ name, schema }): [string, v.GenericSchema] => {
      const byPosition = settings?.positionals?.includes(name) ?? false
      try {
        const made = this.value(schema) as v.GenericSchema
        if (this.#args.length > 0 || !shapeOf(name, made, byPosition).required) return [name, made]
        open.add(name)
        return [name, v.optional(made)]
      } catch (error) {
        // Without its schema, it is not known how it is read.
        if (
          !(error instanceof Unknown) ||
          (this.#args.length > 0 && (byPosition || this.#isGiven(name, schema)))
        )
          throw error
        open.add(name)
        return [name, v.optional(v.any())]
      }
    })
    const given = options(Object.fromEntries(known), settings) as Library
    return Object.freeze({ ...given, ...Object.fromEntries([...open].map(name => [name, later])) })
  }

  #isGiven(name: string, schema: Expression): boolean {
    const short = shortOf(name, schema, this)
    return this.#args.some(
      arg =>
        (short && /^-[^-]/.test(arg) && arg.includes(short)) ||
        flagOf(arg.replace(/^--(?:no-)?|=.*$/gs, '')) === flagOf(name),
    )
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
    if (inner === later) continue
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
 * @param scriptArgs the script's arguments; none if they are not known
 * @throws UsageError and HelpWanted as `options` does, OptionsRefused where it throws a TypeError
 */
export const staticOptions = (
  module: ScriptModule,
  valibot: () => Library,
  scriptArgs: readonly string[],
): Map<Binding, unknown> => {
  const { scopes } = module
  const evaluator = new Evaluator(module, valibot, scriptArgs)
  const found = new Map<Binding, unknown>()
  for (const binding of scopes.bindings) {
    const { from } = binding
    if (scriptArgs.length > 0 && from?.module === 'systrace' && from.name === 'args') found.set(binding, args)
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

/** What an option is called on the command line. */
export interface OptionName {
  /** Without dashes. */
  readonly flag: string
  /** A letter for it. */
  readonly short?: string
}

/**
 * What the options are called that a module declares, without running it.
 *
 * @returns undefined where its text does not tell; nothing of what a call of `options` elsewhere declares
 */
export const declaredNames = (module: ScriptModule, valibot: () => Library): OptionName[] | undefined => {
  const evaluator = new Evaluator(module, valibot)
  const calls: CallExpression[] = []
  walk(module.program, node => {
    if (evaluator.isOptions(node)) calls.push(node)
    return undefined
  })
  const names = calls.map(({ arguments: [schemas, settings] }) => {
    const entries = schemas && entriesOf(schemas, module.scopes)
    const byPosition = settings ? positionalsOf(settings as Expression, evaluator) : []
    return entries
      ?.filter(({ name }) => !byPosition.includes(name))
      .map(({ name, schema }): OptionName => {
        const short = shortOf(name, schema, evaluator)
        return { flag: flagOf(name), ...(short !== undefined && { short }) }
      })
  })
  return names.some(list => list === undefined) ? undefined : names.flatMap(list => list!)
}

interface Entry {
  readonly name: string
  readonly schema: Expression
}

/** The object of schemas that is written, itself or in a call such as `object(…)`; undefined if not all of it is. */
const entriesOf = (written: Node, scopes: Scopes): Entry[] | undefined => {
  const node = bare(written as Expression)
  if (node.type === 'Identifier') {
    const binding = scopes.resolve(node)
    return binding?.kind === 'const' && binding.init ? entriesOf(binding.init, scopes) : undefined
  }
  if (node.type === 'CallExpression') return node.arguments[0] && entriesOf(node.arguments[0], scopes)
  if (node.type !== 'ObjectExpression') return undefined
  const entries = node.properties.map((property): Entry | undefined => {
    if (property.type === 'SpreadElement' || property.computed) return undefined
    const { key } = property
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? key.value : undefined
    return typeof name === 'string' ? { name, schema: property.value as Expression } : undefined
  })
  return entries.some(entry => !entry) ? undefined : entries.map(entry => entry!)
}

const positionalsOf = (settings: Expression, evaluator: Evaluator): readonly unknown[] => {
  try {
    const { positionals } = evaluator.value(settings) as { positionals?: unknown }
    return Array.isArray(positionals) ? positionals : []
  } catch (error) {
    if (error instanceof Unknown) return []
    throw error
  }
}

const shortOf = (name: string, schema: Expression, evaluator: Evaluator): string | undefined => {
  try {
    return shapeOf(name, evaluator.value(schema), false).short
  } catch (error) {
    if (!(error instanceof Unknown)) throw error
  }
  // A schema with a function in it: its metadata are written all the same.
  let short: string | undefined
  walk(schema, node => {
    if (node.type !== 'Property' || node.key.type !== 'Identifier' || node.key.name !== 'short')
      return undefined
    if (node.value.type === 'Literal' && typeof node.value.value === 'string') short ??= node.value.value
    return undefined
  })
  return short
}
