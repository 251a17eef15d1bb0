/**
 * Comma-separated values, quoted as RFC 4180 has it; lines end in a bare newline, as other tools on Linux expect.
 *
 * `print(a, b)` is a row. `print(event)` is a row of the object's values under a header of its keys, written once and again
 * when the keys change; a table has a header with its name's, key's and value's columns. Values inside of a field that are
 * objects themselves are JSON. On a terminal control characters are escaped; in a file the text is as it was.
 */

import { escapeControls, formatValue } from '../format.ts'
import { jsonText } from '../json-text.ts'
import { isSnapshot, type TableSnapshot } from '../tables/snapshot.ts'
import type { Output } from './output.ts'
import type { Sink } from './sink.ts'

type Fields = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** Names and values of a printed object, or those of its JSON where it has its own; undefined for what has no fields. */
const fieldsOf = (value: object): [names: string[], values: unknown[]] | undefined => {
  try {
    const fields: unknown = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value
    const has = isRecord(fields) && !(fields instanceof Error) && !(Symbol.iterator in fields)
    return has ? [Object.keys(fields), Object.values(fields)] : undefined
  } catch {
    // A getter or toJSON of the script's own: the field is then what jsonText makes of it.
    return undefined
  }
}

const fieldText = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (typeof value === 'object') return jsonText(value).replace(/^"|"$/g, '')
  return typeof value === 'string' ? value : formatValue(value)
}

const needsQuotes = /[",\r\n]/

/** Of the kinds whose value has several columns; the others have one, named after the kind. */
const partsOf: Readonly<Partial<Record<TableSnapshot['kind'], readonly string[]>>> = {
  stats: ['count', 'sum', 'avg', 'min', 'max'],
  quantiles: ['count', 'p50', 'p90', 'p95', 'p99', 'max'],
  hist: ['from', 'to', 'count'],
  lhist: ['from', 'to', 'count'],
}

export class CsvSink implements Sink {
  readonly #output: Output
  #header = ''

  constructor(output: Output) {
    this.#output = output
  }

  print(values: readonly unknown[]): void {
    const [only] = values
    if (values.length !== 1 || typeof only !== 'object' || only === null) {
      this.#header = ''
      this.#row(values)
      return
    }
    if (isSnapshot(only)) {
      this.table(only)
      return
    }
    const fields = Array.isArray(only) ? undefined : fieldsOf(only)
    if (fields === undefined) {
      this.#header = ''
      this.#row(Array.isArray(only) ? only : [only])
      return
    }
    this.#under(fields[0])
    this.#row(fields[1])
  }

  printf(text: string): void {
    this.#header = ''
    this.#output.write(text)
  }

  table({ name, kind, keyNames, rows }: TableSnapshot): void {
    const parts = rows.reduce((most, { key }) => Math.max(most, key.length), keyNames.length)
    const keyColumns = Array.from({ length: parts }, (_, at) => keyNames[at] || `key${at + 1}`)
    const valueColumns = partsOf[kind] ?? [kind === 'map' ? 'value' : kind]
    this.#under(['name', ...keyColumns, ...valueColumns])
    for (const { key, value } of rows) {
      const keyFields = keyColumns.map((_, at) => key[at])
      // A histogram has a row per bucket.
      for (const parts of Array.isArray(value) && partsOf[kind] ? value : [value]) {
        const fields = partsOf[kind] ? valueColumns.map(column => (parts as Fields)[column]) : [parts]
        this.#row([name, ...keyFields, ...fields])
      }
    }
  }

  message(): void {}

  flush(): void {
    this.#output.flush()
  }

  close(): void {
    this.#output.close()
  }

  /** Writes the header unless it is the one in force. */
  #under(columns: readonly string[]): void {
    const header = columns.map(column => this.#field(column)).join(',')
    if (header === this.#header) return
    this.#output.write(`${header}\n`)
    this.#header = header
  }

  #row(values: readonly unknown[]): void {
    for (let at = 0; at < values.length; at++) {
      if (at > 0) this.#output.write(',')
      this.#output.write(this.#field(values[at]))
    }
    this.#output.write('\n')
  }

  #field(value: unknown): string {
    const raw = fieldText(value)
    const text = this.#output.isTerminal ? escapeControls(raw) : raw
    return typeof value !== 'number' && needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
}
