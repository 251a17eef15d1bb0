/** The command line's output options → a sink. */

import { CsvSink } from './csv.ts'
import { JsonSink } from './json.ts'
import { FileOutput } from './output.ts'
import type { Sink } from './sink.ts'
import { TextSink } from './text.ts'

export interface OutputOptions {
  readonly output: string | undefined
  readonly format: 'text' | 'json' | 'csv'
  readonly color: boolean
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== '0'

/**
 * Whether to write in colour: where it goes to a terminal, unless --no-color, NO_COLOR or a dumb terminal forbid it; anywhere
 * with FORCE_COLOR.
 *
 * @param asked false after --no-color
 */
export const colorWanted = (
  asked: boolean,
  isTerminal: boolean,
  { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv = process.env,
): boolean => {
  // https://no-color.org: any value but the empty one.
  if (!asked || (NO_COLOR !== undefined && NO_COLOR !== '')) return false
  return isSet(FORCE_COLOR) || (isTerminal && TERM !== 'dumb' && FORCE_COLOR !== '0')
}

/**
 * Opens the output.
 *
 * @throws SystraceError when the file cannot be created
 */
export const openSink = ({ output: path, format, color }: OutputOptions): Sink => {
  const output = path === undefined ? new FileOutput(1) : FileOutput.create(path)
  if (format === 'json') return new JsonSink(output)
  if (format === 'csv') return new CsvSink(output)
  return new TextSink(output, {
    color: colorWanted(color, output.isTerminal),
    ...(output.isTerminal && { columns: process.stdout.columns || 80 }),
  })
}
