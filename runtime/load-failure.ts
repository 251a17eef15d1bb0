/** What went wrong while a script was imported, as diagnostics with their places. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules, isBuiltin } from 'node:module'
import { basename, dirname, resolve } from 'node:path'
import type { Node } from './compiler/ast.ts'
import { host } from './current-host.ts'
import type { Diagnostic, Span } from './diagnostic.ts'
import { type ExportFailure, textModule } from './host.ts'
import { exportsOf, type ImportFrom, importsOf } from './imports.ts'
import * as api from './index.ts'
import type { Loader } from './loader.ts'
import { didYouMean, nearest } from './nearest.ts'

/**
 * Explains an error that importing the script threw: of its imports, or of its top level.
 *
 * @example loadFailure(error, loader) // { code: 'unknown-import', message: 'there is no module "./lib.ts"', … }
 */
export const loadFailure = (error: unknown, loader: Loader): Diagnostic =>
  unknownImport(error, loader) ??
  unknownExport(error, loader) ??
  badSource(error, loader) ??
  badData(error, loader) ??
  scriptThrew(error, loader)

interface Found {
  readonly file: string
  readonly folder: string
  readonly from: ImportFrom
}

const allImports = function* (loader: Loader): Generator<Found> {
  for (const [path, module] of loader.parsed) {
    const folder = path === textModule ? process.cwd() : dirname(path)
    for (const from of importsOf(module)) yield { file: module.file, folder, from }
  }
}

const spanOf = (file: string, { start, end }: Node) => ({ file, start, end })

const isFileName = (specifier: string): boolean => /^\.{0,2}\//.test(specifier)

const missingImport = (
  loader: Loader,
  specifier: string,
  folder: string,
  span: Span | undefined,
): Diagnostic => {
  const isFile = isFileName(specifier)
  const packages = loader.packagesFor(folder)
  return {
    severity: 'error',
    code: 'unknown-import',
    message: isFile
      ? `there is no file ${JSON.stringify(specifier)}`
      : `there is no package ${JSON.stringify(specifier)} in node_modules of ${packages}, nor above`,
    ...(span && { span }),
    hint: isFile
      ? nearFile(specifier, folder)
      : nearPackage(specifier, packages === folder ? 'beside the script' : 'there'),
  }
}

const unknownImport = (error: unknown, loader: Loader): Diagnostic | undefined => {
  const failure = host.resolveFailure(error)
  if (!failure) return undefined
  const { specifier } = failure
  const place = [...allImports(loader)].find(
    ({ from, folder }) => from.specifier === specifier && host.resolveImport(specifier, folder) === undefined,
  )
  return missingImport(
    loader,
    specifier,
    place?.folder ?? dirname(failure.from),
    place && spanOf(place.file, place.from.node),
  )
}

/** Declarations alone, which an import without `type` may mean too: the engine leaves out what is not used. */
const isDeclared = (specifier: string, folder: string): boolean =>
  isFileName(specifier)
    ? [specifier, `${specifier}.d.ts`, specifier.replace(/\.([cm]?)js$/, '.d.$1ts')].some(path =>
        existsSync(resolve(folder, path)),
      )
    : host.resolveImport(`@types/${specifier}/package.json`, folder) !== undefined

/** What a script that was parsed, and not run, imports of files and packages that are not there. */
export const missingImports = (loader: Loader): Diagnostic[] =>
  [...allImports(loader)]
    .filter(
      ({ folder, from: { specifier } }) =>
        !['systrace', 'systrace/test', 'valibot'].includes(specifier) &&
        !/^(?:[a-z]+:|bun$)/.test(specifier) &&
        !isBuiltin(specifier) &&
        host.resolveImport(specifier, folder) === undefined &&
        !isDeclared(specifier, folder),
    )
    .map(({ file, folder, from: { specifier, node } }) =>
      missingImport(loader, specifier, folder, spanOf(file, node)),
    )

const nearFile = (specifier: string, folder: string): string => {
  const path = resolve(folder, specifier)
  const parent = dirname(path)
  try {
    const near = nearest(basename(path), readdirSync(parent))
    return near
      ? `did you mean "${specifier.slice(0, specifier.lastIndexOf('/') + 1)}${near}"?`
      : `${parent} has no file of that name`
  } catch {
    return `there is no folder ${parent}`
  }
}

const nearPackage = (specifier: string, where: string): string => {
  if (specifier.startsWith('#'))
    return '"imports" of package.json tells what such a name is; tsconfig.json tells it only to TypeScript'
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const builtins = builtinModules.map(builtin => `node:${builtin.replace(/^node:/, '')}`)
  return (
    didYouMean(specifier, ['systrace', ...(specifier.startsWith('node:') ? builtins : [])]) ??
    `install it ${where}: npm install ${name}`
  )
}

/** An import of a name that its module does not export, as a bundler finds it. */
export class MissingExport extends SyntaxError implements ExportFailure {
  readonly exported: string
  readonly module: string

  constructor(exported: string, module: string) {
    super(`${module} exports no ${exported}`)
    this.exported = exported
    this.module = module
  }
}

const unknownExport = (error: unknown, loader: Loader): Diagnostic | undefined => {
  const missing = error instanceof MissingExport ? error : host.exportFailure(error)
  if (!missing) return undefined
  const { exported: name, module } = missing
  const means = ({ from, folder }: Found): boolean =>
    from.specifier === module || host.resolveImport(from.specifier, folder) === module
  const place = [...allImports(loader)].find(
    found => means(found) && found.from.names.some(imported => imported.name === name),
  )
  const node = place?.from.names.find(imported => imported.name === name)?.node
  const specifier = place?.from.specifier ?? module
  const path = place && specifier !== 'systrace' && host.resolveImport(specifier, place.folder)
  const there = exportedBy(path || module, loader)
  return {
    severity: 'error',
    code: 'unknown-export',
    message: `${JSON.stringify(specifier)} exports no ${JSON.stringify(name)}`,
    ...(place && node && { span: spanOf(place.file, node) }),
    ...(there.length > 0 && { hint: didYouMean(name, there) ?? `it exports ${there.join(', ')}` }),
  }
}

const exportedBy = (module: string, loader: Loader): string[] => {
  if (module === 'systrace') return Object.keys(api)
  const parsed = loader.parsed.get(module)
  return parsed ? exportsOf(parsed) : []
}

/** A file that only the runtime has read, such as JavaScript of a package. */
const badSource = (error: unknown, loader: Loader): Diagnostic | undefined => {
  const failures = error instanceof AggregateError ? error.errors : [error]
  for (const one of failures) {
    const failure = host.buildFailure(one)
    if (!failure) continue
    const { message, file, offsetIn } = failure
    const span = loader.spanAt(file, offsetIn)
    return { severity: 'error', code: 'syntax', message, ...(span && { span }) }
  }
  return undefined
}

/** Imported files of data that are not what they are called. */
export const wrongData = (loader: Loader): Diagnostic[] =>
  [...allImports(loader)].flatMap(({ file, folder, from: { specifier, node } }) => {
    const path = host.resolveImport(specifier, folder)
    if (path === undefined || !path.endsWith('.json')) return []
    try {
      JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
      return []
    } catch (cause) {
      const why = (cause as Error).message.replace(/^JSON Parse error: /, '')
      const message = `${JSON.stringify(specifier)} is no JSON: ${why}`
      return [{ severity: 'error', code: 'not-json', message, span: spanOf(file, node) }]
    }
  })

/** The engine says what is wrong with data, and not in which file. */
const badData = (error: unknown, loader: Loader): Diagnostic | undefined =>
  error instanceof SyntaxError && !loader.placeOf(error) ? wrongData(loader)[0] : undefined

const scriptThrew = (error: unknown, loader: Loader): Diagnostic => {
  const span = loader.placeOf(error)
  return {
    severity: 'error',
    code: 'script-threw',
    message: loader.messageOf(error),
    ...(span && { span }),
  }
}
