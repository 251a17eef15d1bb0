/** An output that would take the place of the script that makes it. */

import { statSync } from 'node:fs'
import { UsageError } from './errors.ts'
import type { ScriptSource } from './loader.ts'

const isSameFile = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map(path => statSync(path, { throwIfNoEntry: false }))
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}

/**
 * Looks whether an output may be created.
 *
 * @param what how the message calls it: `recording`
 * @throws UsageError where it is the script, by whatever path
 */
export const checkNotScript = (path: string, source: ScriptSource | undefined, what: string): void => {
  if (source?.kind === 'file' && isSameFile(path, source.path))
    throw new UsageError(`The ${what} would take the place of the script`, 'name another file: -o FILE')
}
