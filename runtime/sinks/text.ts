/** Text for people: `print` writes its values with spaces between, tables are drawn. */

import { escapeControls, formatValue } from '../format.ts'
import { type RenderOptions, renderTable } from '../tables/render.ts'
import { isSnapshot, type TableSnapshot } from '../tables/snapshot.ts'
import type { Output } from './output.ts'
import type { Sink } from './sink.ts'

export class TextSink implements Sink {
  readonly #output: Output
  readonly #options: RenderOptions
  /** What was written last, since tables are set off by an empty line. */
  #last: 'nothing' | 'lines' | 'table' = 'nothing'

  constructor(output: Output, options: RenderOptions = {}) {
    this.#output = output
    this.#options = options
  }

  print(values: readonly unknown[]): void {
    if (values.length === 1 && isSnapshot(values[0])) {
      this.table(values[0])
      return
    }
    const output = this.#output
    for (let at = 0; at < values.length; at++) {
      if (at > 0) output.writePlain(' ')
      const value = values[at]
      // Printable ASCII, which nearly everything is, needs neither escapes nor encoding: one pass over it does.
      if (typeof value === 'string') {
        if (!output.writePlain(value)) output.write(escapeControls(value))
      } else output.write(formatValue(value))
    }
    output.write('\n')
    this.#last = 'lines'
  }

  printf(text: string): void {
    this.#output.write(text)
    this.#last = 'lines'
  }

  table(snapshot: TableSnapshot): void {
    const text = renderTable(snapshot, this.#options)
    const isOneLine = text.indexOf('\n') === text.length - 1
    if (this.#last === 'table' || (this.#last === 'lines' && !isOneLine)) this.#output.write('\n')
    this.#output.write(text)
    this.#last = isOneLine ? 'lines' : 'table'
  }

  message(): void {}

  flush(): void {
    this.#output.flush()
  }

  close(): void {
    this.#output.close()
  }
}
