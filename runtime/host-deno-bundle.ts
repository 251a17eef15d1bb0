/** A script and its packages as one module, under Deno: by esbuild, which is installed beside systrace or not. */

import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, extname, resolve } from 'node:path'
import type { Loader, Message, Plugin } from 'esbuild'
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

/** The same rules as the plugin of Bun's bundler has (`bundle` in host-bun.ts). */
const pluginOf = (
  texts: ReadonlyMap<string, string>,
  packages: ReadonlyMap<string, string>,
  found: { needsValibot: boolean; readonly assets: Set<string> },
): Plugin => ({
  name: 'systrace',
  setup(build) {
    build.onResolve({ filter: /^systrace$/ }, ({ path }) => ({ path, external: true }))
    build.onResolve({ filter: /^valibot$/ }, ({ path, resolveDir }) => {
      if (resolveImport(path, resolveDir) !== undefined) return undefined
      found.needsValibot = true
      return { path, external: true }
    })
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind, resolveDir }) => {
      // Deno knows what comes with it by this name only.
      if (isBuiltin(path)) return { path: `node:${path.replace(/^node:/, '')}`, external: true }
      if (!importer.includes('/node_modules/')) {
        const there = packages.get(path)
        return there === undefined ? undefined : { path: there }
      }
      // A package may ask at run time for others that are not there, and go on without them, by the engine's own error.
      const late = kind === 'require-call' || kind === 'dynamic-import'
      return late && resolveImport(path, resolveDir) === undefined ? { path, external: true } : undefined
    })
    build.onResolve({ filter: /^\// }, ({ path }) => (texts.has(path) ? { path } : undefined))
    build.onLoad({ filter: /./ }, ({ path, with: { type } }) => {
      const resolveDir = dirname(path)
      const contents = texts.get(path)
      if (contents !== undefined) return { contents, loader: 'ts', resolveDir }
      if (type === 'text') return { contents: readFileSync(path), loader: 'text', resolveDir }
      if (loaders[extname(path)]) return undefined
      found.assets.add(path)
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
  const found = { needsValibot: false, assets: new Set<string>() }
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
      plugins: [pluginOf(texts, packages, found)],
    })
    const textOf = (ending: string): string =>
      outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
    const map = JSON.parse(textOf('.map')) as { sources: string[] }
    return {
      code: textOf('.js'),
      map: JSON.stringify({ ...map, sources: map.sources.map(source => resolve('/', source)) }),
      needsValibot: found.needsValibot,
      assets: [...found.assets],
    }
  } catch (error) {
    const { errors } = error as { errors?: readonly Message[] }
    throw errors === undefined ? error : new AggregateError(errors.map(errorOf))
  } finally {
    await stop()
  }
}
