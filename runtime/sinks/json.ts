/**
 * JSON lines for programs: one object per line, told apart by `type`.
 *
 *     {"type":"print","data":X}              one value, or an array of several
 *     {"type":"printf","data":"text"}
 *     {"type":"table","name":"calls","kind":"count","keys":["comm"],"rows":[{"key":["bash"],"value":812}]}
 *     {"type":"lost",…}                      and other messages about the run, with their own fields
 *
 * Row values: a number (count, sum, avg, min, max), {"count","sum","avg","min","max"} (stats), an array of
 * {"from","to","count"} (hist, lhist; an open end is null), {"count","p50","p90","p95","p99","max"} (quantiles), any value
 * (map). A table also has "unit" when its values have one, and "more", "invalid" and "full" when they are not 0. Integers
 * beyond 2^53 are strings, NaN is null.
 */

import { jsonText } from '../json-text.ts'
import { isSnapshot, type TableSnapshot } from '../tables/snapshot.ts'
import type { Output } from './output.ts'
import type { Message, Sink } from './sink.ts'

const tableFields = ({ name, kind, keyNames, rows, unit, more, invalid, full }: TableSnapshot): Message => ({
  type: 'table',
  name,
  kind,
  keys: keyNames,
  rows: rows.map(({ key, value }) => ({ key, value: value === undefined ? null : value })),
  unit,
  more: more || undefined,
  invalid: invalid || undefined,
  full: full || undefined,
})

export class JsonSink implements Sink {
  readonly #output: Output

  constructor(output: Output) {
    this.#output = output
  }

  print(values: readonly unknown[]): void {
    if (values.length === 1 && isSnapshot(values[0])) this.table(values[0])
    else this.#line(`{"type":"print","data":${jsonText(values.length === 1 ? values[0] : values)}}`)
  }

  printf(text: string): void {
    this.#line(`{"type":"printf","data":${jsonText(text)}}`)
  }

  table(snapshot: TableSnapshot): void {
    this.#line(jsonText(tableFields(snapshot)))
  }

  message(message: Message): void {
    this.#line(jsonText(message))
  }

  flush(): void {
    this.#output.flush()
  }

  close(): void {
    this.#output.close()
  }

  #line(json: string): void {
    this.#output.write(json)
    this.#output.write('\n')
  }
}
