/** A script → the payload of a tool: checked as far as any kernel's would, and bundled with what it imports. */

import { basename, dirname, join, relative, resolve } from 'node:path'
import { optionNamesOf } from '../command-line/script-command-line.ts'
import { walk } from '../compiler/ast.ts'
import { host } from '../current-host.ts'
import { type Diagnostic, ScriptRefused } from '../diagnostic.ts'
import { UsageError } from '../errors.ts'
import { type Bundle, textModule } from '../host.ts'
import { importsOf } from '../imports.ts'
import * as api from '../index.ts'
import { loadFailure, MissingExport } from '../load-failure.ts'
import type { Loader, ScriptSource } from '../loader.ts'
import { type Contents, writePayload } from './payload.ts'

export interface PackOptions {
  readonly name: string
  readonly version: string
  readonly libraries: Contents['libraries']
}

/** What is put behind systrace, and what of the script is perhaps not in it. */
export interface Packed {
  readonly payload: Buffer
  readonly warnings: readonly Diagnostic[]
}

/**
 * Packs a script that `loader` has parsed.
 *
 * @throws ScriptRefused for imports that are not there, and for sources that the bundler cannot parse
 */
export const pack = async (
  loader: Loader,
  source: ScriptSource,
  { name, version, libraries }: PackOptions,
): Promise<Packed> => {
  // A text has no file: a name that no file has stands for it.
  const textPath = join(process.cwd(), '.systrace-text.ts')
  const place = (path: string): string => (path === textModule ? textPath : path)
  const texts = new Map([...loader.rewritten].map(([path, text]) => [place(path), text]))
  const [entry] = texts.keys()
  const { code, map, needsValibot, assets } = await bundled(loader, entry!, texts)
  const options = optionNamesOf(loader, code)
  if (assets.length > 0) throw new ScriptRefused(assets.map(asset => notInside(asset, loader)))
  const nameOf = (path: string): string =>
    path === textModule ? (source.kind === 'text' ? source.name : path) : relative(dirname(entry!), path)
  const modules = [...loader.parsed].map(([path, { text }]) => ({
    path: place(path),
    name: nameOf(path),
    text,
  }))
  const names = new Map(modules.map(({ path, name }) => [path, name]))
  const parsedMap = JSON.parse(map) as { sources: string[] }
  const ownMap = { ...parsedMap, sources: parsedMap.sources.map(path => names.get(path) ?? '') }
  const payload = writePayload(
    {
      systrace: version,
      name,
      modules: modules.map(({ name, text }) => ({ name, text })),
      implicit: loader.modules[0]!.script.implicit.length > 0,
      valibot: needsValibot,
      ...(options !== undefined && { options }),
    },
    { code, map: JSON.stringify(ownMap), libraries },
  )
  return { payload, warnings: perhapsNotInside(loader, code) }
}

/** Imports that the bundler cannot see: by a computed name, and by what packages with native code do. */
const perhapsNotInside = (loader: Loader, code: string): Diagnostic[] => {
  const warning = (message: string, hint: string, span?: Diagnostic['span']): Diagnostic => ({
    severity: 'warning',
    code: 'not-inside',
    message,
    hint,
    ...(span && { span }),
  })
  const computed = [...loader.parsed.values()].flatMap(module => {
    const found: Diagnostic[] = []
    if (!/\bimport\s*\(/.test(module.text)) return found
    walk(module.program, node => {
      if (node.type === 'ImportExpression' && node.source.type !== 'Literal')
        found.push(
          warning(
            'what an import by a computed name finds is not inside of the tool',
            'write the name out, or compute a whole path, where the file has to be then',
            { file: module.file, start: node.source.start, end: node.source.end },
          ),
        )
      return undefined
    })
    return found
  })
  if (!/\bcreateRequire\(/.test(code)) return computed
  return [
    ...computed,
    warning(
      'something in it looks for modules by itself (createRequire): what that finds is not inside of the tool',
      'often it is native code of a package: see whether the tool runs in another folder',
    ),
  ]
}

const bundled = async (
  loader: Loader,
  entry: string,
  texts: ReadonlyMap<string, string>,
): Promise<Bundle> => {
  const refuse = (failures: readonly unknown[]): never => {
    throw new ScriptRefused(failures.map(failure => loadFailure(failure, loader)))
  }
  try {
    const made = await host.bundle(entry, texts, loader.packages)
    const missing = importedNames(made.code).filter(name => !Object.hasOwn(api, name))
    return missing.length === 0 ? made : refuse(missing.map(name => new MissingExport(name, 'systrace')))
  } catch (error) {
    if (error instanceof ScriptRefused || error instanceof UsageError) throw error
    return refuse((error instanceof AggregateError ? error.errors : [error]).map(asInRun))
  }
}

/** A file that a script imports by its path, or a package's native code: the tool would have nothing at that path. */
const notInside = (asset: string, loader: Loader): Diagnostic => {
  // The bundler puts a hash into the name.
  const name = basename(asset).replace(/-\w{8}(?=\.\w+$)/, '')
  const [place] = [...loader.parsed.values()].flatMap(module =>
    importsOf(module)
      .filter(({ specifier }) => basename(specifier) === name)
      .map(({ node: { start, end } }) => ({ file: module.file, start, end })),
  )
  const isAddon = name.endsWith('.node')
  return {
    severity: 'error',
    code: 'not-inside',
    message: `${JSON.stringify(name)} cannot be inside of a tool: ${isAddon ? 'it is native code' : 'it is imported as a file'}`,
    ...(place && { span: place }),
    hint: isAddon
      ? 'take a package without native code, or run the script with systrace'
      : `import a text as one: import text from './${name}' with { type: 'text' }`,
  }
}

/** What the bundler says, as the engine would. */
const asInRun = (failure: unknown): unknown => {
  const said = failure instanceof Error ? failure.message : ''
  const [, path, name] = /^No matching export in "(.+)" for import "(.+)"$/.exec(said) ?? []
  return path === undefined ? failure : new MissingExport(name!, resolve(path))
}

/** The names that a bundle imports from systrace: types are gone from it. */
const importedNames = (code: string): string[] =>
  [...code.matchAll(/^import (?:(\w+)(?:, )?)?(?:\{([^}]*)\} )?from "systrace"/gm)].flatMap(
    ([, whole, list = '']) => [
      ...(whole ? ['default'] : []),
      ...list.split(',').flatMap(part => /[\w$]+/.exec(part)?.[0] ?? []),
    ],
  )
