/** What a module imports and exports, by its syntax tree. */

import { type Module, type Node, walk } from './compiler/ast.ts'

/** One `import … from`, `export … from` or `import('…')`. */
export interface ImportFrom {
  readonly specifier: string
  /** The specifier's string. */
  readonly node: Node
  /** What is imported by name, with its place: `default` for the default. */
  readonly names: readonly { readonly name: string; readonly node: Node }[]
  /** What the file is to be taken for: `text` of `with { type: 'text' }`; undefined where its name says it. */
  readonly as?: string
}

const textOf = (node: Node | null): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined

const nameOf = (node: Node): string => (node.type === 'Identifier' ? node.name : (textOf(node) ?? ''))

/** The type that `with { type: 'text' }` names. */
const typeIn = (attributes: readonly { readonly key: Node; readonly value: Node }[]): string | undefined =>
  textOf(attributes.find(({ key }) => (textOf(key) ?? nameOf(key)) === 'type')?.value ?? null)

/** That of `import(…, { with: { type: 'text' } })`; empty where only a run shows it. */
const typeOf = (options: Node | null): string | undefined => {
  if (options === null) return undefined
  const [inner, ...others] = options.type === 'ObjectExpression' ? options.properties : []
  const attributes = inner?.type === 'Property' && nameOf(inner.key) === 'with' ? inner.value : undefined
  const [type, ...more] = attributes?.type === 'ObjectExpression' ? attributes.properties : []
  const isPlain = type?.type === 'Property' && !type.computed && nameOf(type.key) === 'type'
  return (isPlain && others.length + more.length === 0 ? textOf(type.value) : undefined) ?? ''
}

/** The imports of a module that are there at run time, types left out. */
export const importsOf = (module: Module): ImportFrom[] => {
  const found: ImportFrom[] = []
  const add = (source: Node | null, names: ImportFrom['names'], as?: string): void => {
    const specifier = textOf(source)
    if (specifier !== undefined)
      found.push({ specifier, node: source!, names, ...(as !== undefined && { as }) })
  }
  /** `import fs = require('node:fs')` */
  const addEquals = ({
    importKind,
    moduleReference,
  }: Extract<Node, { type: 'TSImportEqualsDeclaration' }>): void => {
    if (importKind !== 'type' && moduleReference.type === 'TSExternalModuleReference')
      add(moduleReference.expression, [])
  }
  for (const statement of module.program.body)
    switch (statement.type) {
      case 'ImportDeclaration': {
        const values = statement.specifiers.filter(
          s => s.type !== 'ImportSpecifier' || s.importKind !== 'type',
        )
        if (statement.importKind === 'type' || (values.length === 0 && statement.specifiers.length > 0)) break
        add(
          statement.source,
          values.flatMap((s): ImportFrom['names'] => {
            if (s.type === 'ImportNamespaceSpecifier') return []
            return s.type === 'ImportDefaultSpecifier'
              ? [{ name: 'default', node: s.local }]
              : [{ name: nameOf(s.imported), node: s.imported }]
          }),
          typeIn(statement.attributes),
        )
        break
      }
      case 'TSImportEqualsDeclaration':
        addEquals(statement)
        break
      case 'ExportNamedDeclaration':
        if (statement.declaration?.type === 'TSImportEqualsDeclaration') addEquals(statement.declaration)
        else if (statement.exportKind !== 'type')
          add(
            statement.source,
            statement.specifiers.map(s => ({ name: nameOf(s.local), node: s.local })),
            typeIn(statement.attributes),
          )
        break
      case 'ExportAllDeclaration':
        if (statement.exportKind !== 'type') add(statement.source, [], typeIn(statement.attributes))
    }
  if (/\bimport\s*\(/.test(module.text))
    walk(module.program, node => {
      if (node.type === 'ImportExpression') add(node.source, [], typeOf(node.options))
      return undefined
    })
  return found
}

/** The modules that are asked for by `require('…')`. */
export const requiresOf = (module: Module): ImportFrom[] => {
  const found: ImportFrom[] = []
  if (!/\brequire\s*\(/.test(module.text)) return found
  walk(module.program, node => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
      return undefined
    const [first] = node.arguments
    const specifier = first && textOf(first)
    if (specifier !== undefined) found.push({ specifier, node: first!, names: [] })
    return undefined
  })
  return found
}

/** The names that a module exports itself: those behind `export * from` are not among them. */
export const exportsOf = (module: Module): string[] =>
  module.program.body.flatMap(statement => {
    if (statement.type === 'ExportDefaultDeclaration') return ['default']
    if (statement.type !== 'ExportNamedDeclaration') return []
    const { declaration, specifiers } = statement
    const listed = specifiers.map(s => nameOf(s.exported))
    if (!declaration) return listed
    if (declaration.type === 'VariableDeclaration')
      return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
    return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : listed
  })
