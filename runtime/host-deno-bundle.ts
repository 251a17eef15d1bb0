/** A script and its packages as one module, under Deno: by esbuild, which is installed beside systrace or not. */

import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, extname, resolve } from 'node:path'
import type { Loader, Message, Plugin } from 'esbuild'
import { BundledImports } from './bundled-imports.ts'
import { UsageError } from './errors.ts'
import type { RuntimeHost } from './host.ts'
import { missingModule, resolveImport } from './host-deno-modules.ts'

const loadEsbuild = (): typeof import('esbuild') => {
  try {
    return createRequire(import.meta.url)('esbuild')
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'MODULE_NOT_FOUND') throw cause
    throw new UsageError(
      'Cannot compile under Deno without esbuild, which bundles the script',
      'install it beside systrace: npm install esbuild',
    )
  }
}

/** What text is made of by its name; other files would have to be there as files. */
const loaders: Readonly<Record<string, Loader>> = {
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.json': 'json',
  '.txt': 'text',
}

const pluginOf = (
  texts: ReadonlyMap<string, string>,
  imports: BundledImports,
  assets: Set<string>,
): Plugin => ({
  name: 'systrace',
  setup(build) {
    build.onResolve({ filter: /^[^.]/ }, imported =>
      // Deno knows what comes with it by this name only.
      isBuiltin(imported.path)
        ? { path: `node:${imported.path.replace(/^node:/, '')}`, external: true }
        : imports.resolve(imported),
    )
    build.onLoad({ filter: /./ }, ({ path, with: { type } }) => {
      const resolveDir = dirname(path)
      const contents = texts.get(path)
      if (contents !== undefined) return { contents, loader: 'ts', resolveDir }
      if (type === 'text') return { contents: readFileSync(path), loader: 'text', resolveDir }
      if (loaders[extname(path)]) return undefined
      assets.add(path)
      return { contents: '', loader: 'js', resolveDir }
    })
  },
})

/** What esbuild says, as an error that RuntimeHost's readers of errors know. */
const errorOf = ({ text, location }: Message): Error => {
  const file = location === null ? '' : resolve('/', location.file)
  const specifier = /^Could not resolve "(.+)"/.exec(text)?.[1]
  if (specifier !== undefined) return missingModule(specifier, file)
  if (location === null || text.startsWith('No matching export in '))
    return new Error(text.replace(/(?<= in ")[^"]+/, path => resolve('/', path)))
  return new SyntaxError(`${text} at ${file}:${location.line}:${location.column + 1}`)
}

/** See RuntimeHost. */
export const bundle: RuntimeHost['bundle'] = async (entry, texts, packages) => {
  const { build, stop } = loadEsbuild()
  const imports = new BundledImports(texts, packages, resolveImport)
  const assets = new Set<string>()
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      // Paths are said from here.
      absWorkingDir: '/',
      outdir: '/',
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'esnext',
      charset: 'utf8',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [pluginOf(texts, imports, assets)],
    })
    const textOf = (ending: string): string =>
      outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
    const map = JSON.parse(textOf('.map')) as { sources: string[] }
    return {
      code: textOf('.js'),
      map: JSON.stringify({ ...map, sources: map.sources.map(source => resolve('/', source)) }),
      needsValibot: imports.needsValibot,
      assets: [...assets],
    }
  } catch (error) {
    const { errors } = error as { errors?: readonly Message[] }
    throw errors === undefined ? error : new AggregateError(errors.map(errorOf))
  } finally {
    await stop()
  }
}
