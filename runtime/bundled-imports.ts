/** What of a script's imports a bundler is told, whichever it is. */

import { isBuiltin } from 'node:module'
import type { RuntimeHost } from './host.ts'

/** An import, as the plugins of Bun's bundler and esbuild get it. */
export interface BundledImport {
  readonly path: string
  /** The file that imports it. */
  readonly importer: string
  /** `import-statement`, `require-call`, `dynamic-import` and so on. */
  readonly kind: string
  /** The folder of that file. */
  readonly resolveDir: string
}

/** What the bundler is to take for it; undefined where it shall look itself. */
export type Bundled = { readonly path: string; readonly external?: true } | undefined

/** The imports of one bundle, that begin with no dot. */
export class BundledImports {
  readonly #texts: ReadonlyMap<string, string>
  readonly #packages: ReadonlyMap<string, string>
  readonly #resolveImport: RuntimeHost['resolveImport']
  /** One was of valibot, and the script has none of its own. */
  needsValibot = false

  /** The first two as `RuntimeHost.bundle` has them. */
  constructor(
    texts: ReadonlyMap<string, string>,
    packages: ReadonlyMap<string, string>,
    resolveImport: RuntimeHost['resolveImport'],
  ) {
    this.#texts = texts
    this.#packages = packages
    this.#resolveImport = resolveImport
  }

  resolve({ path, importer, kind, resolveDir }: BundledImport): Bundled {
    const external = { path, external: true } as const
    if (path.startsWith('/')) return this.#texts.has(path) ? { path } : undefined
    if (path === 'systrace') return external
    const isThere = (): boolean => this.#resolveImport(path, resolveDir) !== undefined
    if (path === 'valibot' && !isThere()) {
      this.needsValibot = true
      return external
    }
    if (!importer.includes('/node_modules/')) {
      const found = this.#packages.get(path)
      return found === undefined ? undefined : { path: found }
    }
    // A package may ask at run time for others that are not there, and go on without them, by the engine's own error.
    const late = kind === 'require-call' || kind === 'dynamic-import'
    return late && !isBuiltin(path) && !isThere() ? external : undefined
  }
}
