/** Which test files there are, by layer, and how what came of them is counted. */

import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** The test files under a folder, in the order of their names; `part` picks those with that in their path. */
export const testFiles = (folder: string, part = ''): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.test.ts') && `test/${path}`.includes(part))
    .sort()
    .map(path => join(folder, path))

/** Layers by cost: what fails fast is said first. Folders that are not named here come between. */
const rank = (layer: string): number =>
  layer === 'project' ? 0 : layer === 'bpf' ? 1 : layer === 'examples' ? 4 : layer === 'kernel' ? 3 : 2

/** Test files by their top folder; those straight in test/ are the layer `project`. */
export const layersOf = (files: readonly string[]): [layer: string, files: string[]][] => {
  const layers = new Map<string, string[]>()
  for (const file of files) {
    const inTest = relative(join(import.meta.dirname, '..'), file).split('/')
    const layer = inTest.length > 1 ? inTest[0]! : 'project'
    layers.set(layer, [...(layers.get(layer) ?? []), file])
  }
  return [...layers].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
}
