/**
 * Declaration files that import each other → one file: what the entry exports, and what that refers to. So that the types
 * that scripts see are those of the sources, and nobody keeps a second copy.
 */

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'

interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [part: string]: unknown
}

/** Where a name of a file comes from. */
type Origin =
  | { readonly kind: 'file'; readonly path: string; readonly name: string }
  /** All or part of a package: the statement that imports it. */
  | { readonly kind: 'package'; readonly text: string }

interface Declared {
  readonly node: SyntaxNode
  /** With the comment before it. */
  readonly text: string
  readonly exported: boolean
}

interface DeclarationFile {
  readonly path: string
  readonly declared: ReadonlyMap<string, Declared>
  readonly imported: ReadonlyMap<string, Origin>
  /** What it gives on of other files, by the name it gives it. */
  readonly exported: ReadonlyMap<string, Origin>
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'

const nameOf = (node: unknown): string => (node as { readonly name: string }).name

const namesOf = (node: SyntaxNode): string[] =>
  node.type === 'VariableDeclaration'
    ? (node.declarations as SyntaxNode[]).map(one => nameOf(one.id))
    : [nameOf(node.id)]

const readDeclarations = (path: string): DeclarationFile => {
  const text = readFileSync(path, 'utf8')
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`Cannot parse ${path}: ${errors[0]!.message}`)
  const declared = new Map<string, Declared>()
  const imported = new Map<string, Origin>()
  const exported = new Map<string, Origin>()

  const add = (statement: SyntaxNode, node: SyntaxNode): void => {
    const comment = comments.find(
      ({ type, value, end }) =>
        type === 'Block' &&
        value.startsWith('*') &&
        end < statement.start &&
        text.slice(end, statement.start).trim() === '',
    )
    const own = text.slice(node.start, node.end)
    const withComment = comment ? `${text.slice(comment.start, comment.end)}\n${own}` : own
    for (const name of namesOf(node))
      declared.set(name, { node, text: withComment, exported: statement !== node })
  }
  const origin = (source: unknown, name: string, statement: SyntaxNode): Origin => {
    const specifier = (source as { readonly value: string }).value
    if (specifier.startsWith('.'))
      return { kind: 'file', path: join(dirname(path), specifier.replace(/\.ts$/, '.d.ts')), name }
    return { kind: 'package', text: text.slice(statement.start, statement.end) }
  }

  for (const statement of program.body as unknown as SyntaxNode[]) {
    const inner = statement.declaration
    if (statement.type === 'ImportDeclaration')
      for (const one of statement.specifiers as SyntaxNode[]) {
        const local = nameOf(one.local)
        const name = one.type === 'ImportSpecifier' ? nameOf(one.imported) : '*'
        const from = origin(statement.source, name, statement)
        if (from.kind === 'file' && from.name !== local)
          throw new Error(`Cannot bundle ${path}: "${name}" is imported as "${local}"`)
        imported.set(local, from)
      }
    else if (statement.type !== 'ExportNamedDeclaration') add(statement, statement)
    else if (isNode(inner)) add(statement, inner)
    else if (statement.source)
      for (const one of statement.specifiers as SyntaxNode[])
        exported.set(nameOf(one.exported), origin(statement.source, nameOf(one.local), statement))
  }
  return { path, declared, imported, exported }
}

/** The names that a declaration refers to, its own parameters among them. */
const references = (node: unknown, found = new Set<string>()): Set<string> => {
  if (Array.isArray(node)) for (const one of node) references(one, found)
  if (!isNode(node)) return found
  if (node.type === 'TSImportType') throw new Error('Cannot bundle a type that is written as an import')
  if (node.type === 'Identifier') found.add(nameOf(node))
  for (const [part, value] of Object.entries(node)) {
    const isName =
      (part === 'key' && node.computed !== true) || (part === 'right' && node.type === 'TSQualifiedName')
    if (!isName && typeof value === 'object') references(value, found)
  }
  return found
}

/** The indentation of tsc, halved. */
const narrow = (text: string): string =>
  text.replaceAll(/^(?: {4})+/gm, spaces => ' '.repeat(spaces.length / 2))

/** Where a declaration is, as one text. */
type Place = `${string}:${string}`

/** What is not taken into a bundle. */
export interface Elsewhere {
  /** Ends of the paths of files whose declarations somebody else puts beside the bundle. */
  readonly leaveOut?: readonly string[]
  /** A module whose exports are imported instead, and the `.d.ts` file that is its entry. */
  readonly from?: { readonly module: string; readonly entry: string }
}

/** Declaration files, each read once. */
class Files {
  readonly #files = new Map<string, DeclarationFile>()

  at(path: string): DeclarationFile {
    const known = this.#files.get(path) ?? readDeclarations(path)
    this.#files.set(path, known)
    return known
  }

  /** The names that a file exports. */
  exports(path: string): string[] {
    const { declared, exported } = this.at(path)
    return [...[...declared].flatMap(([name, one]) => (one.exported ? [name] : [])), ...exported.keys()]
  }

  /** Where what a file knows by a name is declared: in a file, or by the import of a package; undefined for a global. */
  origin(name: string, path: string): Place | { readonly text: string } | undefined {
    const { declared, imported, exported } = this.at(path)
    if (declared.has(name)) return `${path}:${name}`
    const from = imported.get(name) ?? exported.get(name)
    return from?.kind === 'file' ? this.origin(from.name, from.path) : from
  }
}

/**
 * Bundles the declarations that an entry exports.
 *
 * @param entry the path of a `.d.ts` file that tsc wrote
 * @throws Error when two files declare different things by one name, and for what no bundle is made of
 */
export const bundleDeclarations = (entry: string, { leaveOut = [], from }: Elsewhere = {}): string => {
  const files = new Files()
  const imports = new Set<string>()
  const borrowed = new Set<string>()
  const taken = new Map<string, { readonly path: string; readonly text: string }>()
  const exported = new Set(files.exports(entry))
  const elsewhere = new Set(from && files.exports(from.entry).map(name => files.origin(name, from.entry)))

  const take = (name: string, asked: string): void => {
    const origin = files.origin(name, asked)
    // What is declared nowhere is a global, or a parameter of the declaration's own.
    if (origin === undefined) return
    if (typeof origin === 'object') {
      imports.add(origin.text)
      return
    }
    if (from && elsewhere.has(origin)) {
      borrowed.add(name)
      return
    }
    const path = origin.slice(0, -name.length - 1)
    if (leaveOut.some(end => path.endsWith(end))) return
    const known = taken.get(name)
    if (known && known.path !== path)
      throw new Error(`Cannot bundle "${name}": ${known.path} and ${path} have it`)
    if (known) return
    const own = files.at(path).declared.get(name)!
    const text = exported.has(name)
      ? own.text.replace(/^(?=(?:declare|interface|type)\b)/m, 'export ')
      : own.text
    taken.set(name, { path, text: narrow(text) })
    for (const other of references(own.node)) if (other !== name) take(other, path)
  }
  for (const name of exported) take(name, entry)
  if (from && borrowed.size > 0)
    imports.add(`import type { ${[...borrowed].sort().join(', ')} } from '${from.module}';`)
  const body = [...taken.values()].map(({ text }) => `${text}\n`).join('\n')
  return `${[...imports].map(text => `${text}\n`).join('')}\n${body}\nexport {}\n`
}
