/** A script of this machine with the files that it imports, as a bundle. */

import { readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { host } from '../current-host.ts'
import { unreadable } from '../loader.ts'
import type { Bundle } from './bundle.ts'
import { type FoundFile, gather, type Origin } from './gather.ts'

const here: Origin = {
  name: path => {
    const folder = `${process.cwd()}/`
    return path.startsWith(folder) ? path.slice(folder.length) : path
  },
  resolve: (specifier, from) => {
    const path = host.resolveImport(specifier, dirname(from))
    return path === undefined ? undefined : read(path)
  },
}

const read = (path: string): FoundFile => {
  try {
    return { path: realpathSync(path), bytes: readFileSync(path) }
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/**
 * Reads a script and what it imports of its own.
 *
 * @throws UsageError, ScriptRefused, SystraceError
 */
export const localBundle = (path: string): Promise<Bundle> => gather(read(path), here, host.loadParser())
