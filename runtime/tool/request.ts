/** What a tool was asked for, in the terms of systrace's own command line. */

import { type Request, settingsOf } from '../command-line/args.ts'
import { optionsHelp } from '../command-line/help.ts'
import { flag, type OptionRow, type OptionTable, spellings } from '../command-line/option-row.ts'
import type { GeneralOptions } from '../script/command-line.ts'
import { readToolWords } from './command-line.ts'
import { generalOptions, withoutOwn } from './option-table.ts'
import type { Tool } from './tool.ts'

const versionRow = { flags: '-V, --version', group: '', help: 'the version', schema: flag } as const

/**
 * Reads the command line of a tool.
 *
 * @throws UsageError with the nearest right thing
 */
export const parseToolArgs = (argv: readonly string[], { name, manifest, script }: Tool): Request => {
  const { options } = manifest
  const own = typeof options === 'object' ? options : []
  const table = generalOptions(own)
  const { wants, given, scriptArgs } = readToolWords(argv, name, options, table)
  if (wants === 'version') return { kind: 'version' }
  const general: GeneralOptions = {
    options: Object.values<OptionRow>(table).flatMap(row => spellings(row)),
    comeFirst: typeof options === 'string',
    help: () => {
      const heading = general.comeFirst ? 'General options, before all other arguments' : 'General options'
      const rows = { ...table, ...withoutOwn({ version: versionRow }, own) }
      return optionsHelp(
        mapRows(rows, row => ({ ...row, group: heading })),
        [heading],
      )
    },
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

const mapRows = (table: OptionTable, change: (row: OptionRow) => OptionRow): OptionTable =>
  Object.fromEntries(Object.entries(table).map(([name, row]) => [name, change(row)]))
