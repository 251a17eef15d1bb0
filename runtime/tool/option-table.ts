/** The options that every tool has beside those of its script. */

import { flag, type OptionTable, spellings } from '../command-line/option-row.ts'
import { options } from '../command-line/option-table.ts'
import { flagOf } from '../script/option-shape.ts'
import type { OptionName } from '../static-options.ts'

// What runs something else than the tool's own script is left out.
const { eval: _eval, json: _json, asm: _asm, watch: _watch, ...others } = options
const { yes: _yes, integrity: _integrity, reload: _reload, ...kept } = others
const { only: _only, ...format } = kept.format

export const toolOptions = {
  ...kept,
  format,
  explain: {
    flags: '--explain',
    group: 'Running',
    help: 'show what of it runs in the kernel, and why the rest does not',
    schema: flag,
  },
} as const satisfies OptionTable

/** Whether an option of the script has this spelling, with its dashes. */
export const isOwn = (own: readonly OptionName[], spelling: string): boolean =>
  own.some(
    ({ flag, short }) =>
      spelling === `-${short}` ||
      spelling === `--no-${flag}` ||
      // `--maxRows` and `--max_rows` mean `--max-rows`, as a script's options are read.
      (spelling.startsWith('--') && flagOf(spelling.slice(2)) === flag),
  )

/** Options without the names that the script gives to its own, which come first. */
export const withoutOwn = <T extends OptionTable>(table: T, own: readonly OptionName[]): T =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, row]) => {
      const spelled = spellings(row)
      if (isOwn(own, spelled.at(-1)!)) return []
      const free = spelled.filter(spelling => !isOwn(own, spelling))
      return [[name, { ...row, flags: row.flags.replace(spelled.join(', '), free.join(', ')) }]]
    }),
  ) as T

/** The general options of a tool whose script has these options. */
export const generalOptions = (own: readonly OptionName[]): typeof toolOptions => withoutOwn(toolOptions, own)
