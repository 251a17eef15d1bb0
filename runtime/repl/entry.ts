/**
 * What was typed at the prompt → a script of its own. The names that it declares become properties of the global object, which
 * lead to its variables, so that later entries read and change them; the value of its last expression is what it exports.
 */

import { type Module, type Node, type Statement, walk } from '../compiler/ast.ts'
import { type NativeParser, parseModule } from '../compiler/parse.ts'
import { patternNames } from '../compiler/scope.ts'
import { constantsModule, type Edit, exported } from '../compiler/sites.ts'
import type { Diagnostic } from '../diagnostic.ts'

/** How messages call what was typed. */
export const entryName = '<repl>'

/** The export that is the value of an entry's last expression. */
export const valueName = '$value'

export interface Entry {
  /** The script's text, which begins with what was typed. */
  readonly text: string
  readonly edits: readonly Edit[]
  /** The names that it declares at its top. */
  readonly names: readonly string[]
  /** Those of them that are constants. */
  readonly fixed: readonly string[]
  /** The module that its text imports constants of entries before from, and what that exports. */
  readonly constants: { readonly module: string; readonly values: Constants }
  /** It is an expression, and nothing else. */
  readonly isExpression: boolean
}

/** Values that never change, by name: they can be compiled into the kernel's part. */
export type Constants = Readonly<Record<string, string | number | bigint | boolean>>

export type ReadEntry =
  | { readonly kind: 'entry'; readonly entry: Entry }
  /** More is to come: a bracket is open, say. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }

type Named = Node & { readonly name: string }

/** The names that a statement declares, and what they are. */
const declaredBy = (
  statement: Statement,
): { names: Iterable<Named>; kind: 'variable' | 'constant' | 'import' } => {
  const one = (id: Node | null | undefined) => ({ names: id ? [id as Named] : [], kind: 'variable' as const })
  switch (statement.type) {
    case 'VariableDeclaration':
      return {
        names: statement.declarations.flatMap(({ id }) => [...patternNames(id)]),
        kind: statement.kind === 'let' || statement.kind === 'var' ? 'variable' : 'constant',
      }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return one(statement.id)
    case 'ExportNamedDeclaration':
      return statement.declaration ? declaredBy(statement.declaration as Statement) : one(undefined)
    case 'ImportDeclaration':
      // Those of systrace are there without.
      return statement.importKind === 'type' || statement.source.value === 'systrace'
        ? one(undefined)
        : {
            names: statement.specifiers.flatMap(specifier =>
              specifier.type === 'ImportSpecifier' && specifier.importKind === 'type'
                ? []
                : [specifier.local as Named],
            ),
            // What another module exports, it may change.
            kind: 'import',
          }
    default:
      return statement.type === 'TSEnumDeclaration' && !statement.declare ? one(statement.id) : one(undefined)
  }
}

const property = (name: string, writable: boolean): string =>
  `${name}: { get: () => ${name}, ${writable ? `set: $ => { ${name} = $ }, ` : ''}configurable: true, enumerable: true }`

/** Whether the errors of a text say that it is not at its end. */
const isIncomplete = (text: string, diagnostics: readonly Diagnostic[]): boolean => {
  const end = text.trimEnd().length
  return diagnostics.some(
    ({ message, span }) =>
      span &&
      (span.start >= end ||
        message === 'Unterminated multiline comment' ||
        (message === 'Unterminated string' && text[span.start] === '`')),
  )
}

const taken = (name: Named, why: string): Diagnostic => ({
  severity: 'error',
  code: 'name-taken',
  message: `"${name.name}" is ${why}`,
  span: { file: entryName, start: name.start, end: name.start + name.name.length },
  hint: 'choose another name',
})

/**
 * Reads what was typed.
 *
 * @param known the names that entries before have declared
 * @param constants those of them that are constants
 * @param count how many entries there were, which makes the name of a module
 * @example readEntry('let n = 1; n + 1', parser, new Set()) // declares n, and has the value 2
 */
export const readEntry = (
  text: string,
  parser: NativeParser,
  known: ReadonlySet<string>,
  constants: Constants = {},
  count = 0,
): ReadEntry => {
  const module = parseModule(entryName, text, parser)
  if (Array.isArray(module))
    return isIncomplete(text, module) ? { kind: 'incomplete' } : { kind: 'refused', diagnostics: module }
  const { body } = module.program
  const declared = body.map(declaredBy).flatMap(({ names, kind }) => [...names].map(name => ({ name, kind })))
  const diagnostics = declared.flatMap(({ name }) => {
    if ((exported as readonly string[]).includes(name.name)) return [taken(name, 'what systrace exports')]
    return name.name in globalThis && !known.has(name.name)
      ? [taken(name, 'what JavaScript or its runtime have')]
      : []
  })
  if (diagnostics.length > 0) return { kind: 'refused', diagnostics }
  const properties = declared.map(({ name, kind }) => property(name.name, kind === 'variable'))
  const used = usedOf(
    module,
    constants,
    declared.map(({ name }) => name.name),
  )
  const from = `${constantsModule}-${count}`
  const last = body.at(-1)
  const value = last?.type === 'ExpressionStatement' ? last : undefined
  return {
    kind: 'entry',
    entry: {
      text: [
        text,
        ...(properties.length > 0
          ? [`Object.defineProperties(globalThis, { ${properties.join(', ')} })`]
          : []),
        ...(Object.keys(used).length > 0
          ? [`import { ${Object.keys(used).join(', ')} } from '${from}'`]
          : []),
      ].join('\n'),
      edits: value ? around(value, text) : [],
      names: declared.map(({ name }) => name.name),
      fixed: declared.filter(({ kind }) => kind === 'constant').map(({ name }) => name.name),
      constants: { module: from, values: used },
      isExpression: body.length === 1 && value !== undefined,
    },
  }
}

/** The constants that a module may mean by its names. */
const usedOf = (module: Module, constants: Constants, declared: readonly string[]): Constants => {
  const used: Record<string, Constants[string]> = {}
  walk(module.program, node => {
    if (node.type !== 'Identifier' || declared.includes(node.name)) return undefined
    if (Object.hasOwn(constants, node.name)) used[node.name] = constants[node.name]!
    return undefined
  })
  return used
}

const literal = (value: Constants[string]): string =>
  typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)

/** A text with its constants written out, for who only reads it. */
export const withConstants = (text: string, values: Constants): string =>
  [text, ...Object.entries(values).map(([name, value]) => `const ${name} = ${literal(value)}`)].join('\n')

const around = ({ start, end }: Statement, text: string): Edit[] => {
  const behind = text.slice(start, end).replace(/\s*;$/, '').length + start
  return [
    { at: start, end: start, text: `export const ${valueName} = (` },
    { at: behind, end: behind, text: ')' },
  ]
}
