/** What the boundary test looks at in each source file: imports, exports, globals, size. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseSync } from 'oxc-parser'

export interface Import {
  /** As written. */
  readonly specifier: string
  /** For a relative one the path from the project's root, else the specifier. */
  readonly target: string
  readonly line: number
}

export interface Module {
  /** From the project's root. */
  readonly path: string
  readonly imports: readonly Import[]
  readonly hasDefaultExport: boolean
  /** Which of the globals of one runtime (`Bun`, `Deno`) the code names, with the line of the first use. */
  readonly runtimeGlobals: ReadonlyMap<string, number>
  readonly lines: number
}

interface Node {
  readonly type?: string
  readonly start?: number
  readonly name?: unknown
  readonly source?: { readonly value?: unknown } | null
  readonly expression?: { readonly value?: unknown }
}

const everyNode = function* (node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) {
    for (const part of node) yield* everyNode(part)
    return
  }
  yield node as Node
  for (const part of Object.values(node)) yield* everyNode(part)
}

const importing = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
])

const specifierOf = (node: Node): unknown => (node.source ?? node.expression)?.value

/** Reads one source text; `path` is from the project's root. */
export const readModule = (path: string, text: string): Module => {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
  const lineAt = (offset = 0): number => text.slice(0, offset).split('\n').length
  const imports: Import[] = []
  const runtimeGlobals = new Map<string, number>()
  let hasDefaultExport = false
  for (const node of everyNode(program)) {
    if (node.type === 'ExportDefaultDeclaration') hasDefaultExport = true
    if (node.type === 'Identifier' && (node.name === 'Bun' || node.name === 'Deno')) {
      if (!runtimeGlobals.has(node.name)) runtimeGlobals.set(node.name, lineAt(node.start))
    }
    if (!importing.has(node.type ?? '')) continue
    const specifier = specifierOf(node)
    if (typeof specifier !== 'string') continue
    const target = specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier
    imports.push({ specifier, target, line: lineAt(node.start) })
  }
  return { path, imports, hasDefaultExport, runtimeGlobals, lines: text.trimEnd().split('\n').length }
}

/** All modules in these folders of the project; folders that do not exist hold none. */
export const readModules = (root: string, folders: readonly string[]): Module[] => {
  const modules: Module[] = []
  for (const folder of folders) {
    let paths: string[] = []
    try {
      paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    } catch {
      continue
    }
    for (const path of paths.sort()) {
      if (!path.endsWith('.ts') || path.includes('fixtures/')) continue
      modules.push(readModule(`${folder}/${path}`, readFileSync(join(root, folder, path), 'utf8')))
    }
  }
  return modules
}

/** The first loop of imports, as the paths along it, or nothing. */
export const importLoop = (modules: readonly Module[]): readonly string[] | undefined => {
  const byPath = new Map(modules.map(module => [module.path, module]))
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    const at = trail.indexOf(path)
    if (at >= 0) return [...trail.slice(at), path]
    const module = byPath.get(path)
    if (module === undefined || done.has(path)) return undefined
    for (const { target } of module.imports) {
      const loop = visit(target, [...trail, path])
      if (loop) return loop
    }
    done.add(path)
    return undefined
  }
  for (const { path } of modules) {
    const loop = visit(path, [])
    if (loop) return loop
  }
  return undefined
}
