/** The runtime choice. Nothing native is loaded before the first use: `explain` and `--help` never get here. */

import type { NativeHost } from './host.ts'

let current: NativeHost | undefined

/** The host of this runtime, loaded when first asked for. */
export const host = (): NativeHost => {
  if (current) return current
  if (!('Bun' in globalThis)) throw new Error('Cannot call native code: only Bun is supported so far')
  // Not an import: another runtime cannot even resolve what that file imports.
  const module: typeof import('./host-bun.ts') = require('./host-bun.ts')
  current = module.bunHost
  return current
}
