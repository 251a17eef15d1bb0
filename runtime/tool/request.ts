/** What a tool was asked for, in the terms of systrace's own command line. */

import { type Request, settingsOf } from '../args.ts'
import { readToolWords } from './command-line.ts'
import type { Tool } from './tool.ts'

/**
 * Reads the command line of a tool.
 *
 * @throws UsageError with the nearest right thing
 */
export const parseToolArgs = (argv: readonly string[], { name, manifest, script }: Tool): Request => {
  const { wants, given, scriptArgs } = readToolWords(argv, name, manifest.options)
  if (wants === 'version') return { kind: 'version' }
  return {
    kind: given.explain ? 'explain' : 'run',
    source: { kind: 'packed', name, script },
    scriptArgs,
    ...settingsOf(given),
    json: given.format === 'json',
    asm: false,
  }
}
