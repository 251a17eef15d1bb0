/** What a tool was asked for, in the terms of systrace's own command line. */

import { type Request, settingsOf } from '../args.ts'
import { optionsHelp } from '../help.ts'
import { flag, type OptionRow, type OptionTable, spellings } from '../option-row.ts'
import { readToolWords } from './command-line.ts'
import { generalOptions } from './option-table.ts'
import type { Tool } from './tool.ts'

const heading = 'General options'
const versionRow = { flags: '-V, --version', help: 'the version', schema: flag } as const

/**
 * Reads the command line of a tool.
 *
 * @throws UsageError with the nearest right thing
 */
export const parseToolArgs = (argv: readonly string[], { name, manifest, script }: Tool): Request => {
  const { options } = manifest
  const table = generalOptions(typeof options === 'object' ? options : [])
  const { wants, given, scriptArgs } = readToolWords(argv, name, options, table)
  if (wants === 'version') return { kind: 'version' }
  const general = {
    options: Object.values<OptionRow>(table).map(row => spellings(row).at(-1)!),
    help: () => optionsHelp(inOneSection(table), [heading]),
  }
  return {
    kind: given.explain ? 'explain' : 'run',
    source: { kind: 'packed', name, script, general },
    scriptArgs,
    ...settingsOf(given),
    json: given.format === 'json',
    asm: false,
  }
}

const inOneSection = (table: OptionTable): OptionTable =>
  Object.fromEntries(
    Object.entries<Omit<OptionRow, 'group'>>({ ...table, version: versionRow }).map(([name, row]) => [
      name,
      { ...row, group: heading },
    ]),
  )
