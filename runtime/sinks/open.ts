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

/**
 * Opens the output.
 *
 * @throws SystraceError when the file cannot be created
 */
export const openSink = ({ output: path, format, color }: OutputOptions): Sink => {
  const output = path === undefined ? new FileOutput(1) : FileOutput.create(path)
  if (format === 'json') return new JsonSink(output)
  if (format === 'csv') return new CsvSink(output)
  const { NO_COLOR, FORCE_COLOR } = process.env
  const wanted = color && !NO_COLOR && (output.isTerminal || Boolean(FORCE_COLOR))
  return new TextSink(output, {
    color: wanted,
    ...(output.isTerminal && { columns: process.stdout.columns ?? 80 }),
  })
}
