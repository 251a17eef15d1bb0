/** What a module imports and exports, by its syntax tree. */

import { type Module, type Node, walk } from './compiler/ast.ts'

/** One `import … from`, `export … from` or `import('…')`. */
export interface ImportFrom {
  readonly specifier: string
  /** The specifier's string. */
  readonly node: Node
  /** What is imported by name, with its place: `default` for the default. */
  readonly names: readonly { readonly name: string; readonly node: Node }[]
}

const textOf = (node: Node | null): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined

const nameOf = (node: Node): string => (node.type === 'Identifier' ? node.name : (textOf(node) ?? ''))

/** The imports of a module that are there at run time, types left out. */
export const importsOf = (module: Module): ImportFrom[] => {
  const found: ImportFrom[] = []
  const add = (source: Node | null, names: ImportFrom['names']): void => {
    const specifier = textOf(source)
    if (specifier !== undefined) found.push({ specifier, node: source!, names })
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
        )
        break
      }
      case 'ExportNamedDeclaration':
        if (statement.exportKind !== 'type')
          add(
            statement.source,
            statement.specifiers.map(s => ({ name: nameOf(s.local), node: s.local })),
          )
        break
      case 'ExportAllDeclaration':
        if (statement.exportKind !== 'type') add(statement.source, [])
    }
  if (/\bimport\s*\(/.test(module.text))
    walk(module.program, node => {
      if (node.type === 'ImportExpression') add(node.source, [])
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
