/** The writer of each kind of output. */

import type { Output } from '../../sinks/output.ts'
import type { OutputKind } from '../option-table.ts'
import { chromeWriter } from './chrome.ts'
import { csvWriter } from './csv.ts'
import { jsonWriter } from './json.ts'
import { lineWriter } from './line.ts'
import { straceWriter } from './strace.ts'
import { tableWriter } from './table.ts'
import type { Writer, WriterOptions } from './writer.ts'

/** Makes the writer of an output. */
export const writerOf = (kind: OutputKind, output: Output, options: WriterOptions): Writer => {
  switch (kind) {
    case 'line':
    case 'text':
      return lineWriter(output, options)
    case 'strace':
      return straceWriter(output, options)
    case 'table':
      return tableWriter(output, options)
    case 'json':
      return jsonWriter(output, options)
    case 'csv':
      return csvWriter(output)
    case 'chrome':
      return chromeWriter(output)
  }
}
