/** Tables that the kernel fills, as rows for the tables of scripts: cells of all CPUs, keys decoded as their shape says. */

import { errorByNumber } from '../../bpf/facts/errors.ts'
import type { SyscallTable } from '../../bpf/facts/syscalls.ts'
import type { BpfMap } from '../../ffi/map.ts'
import {
  cellWords,
  hasBuckets,
  type KernelTable,
  type KeyField,
  pageCellStart,
  pageCells,
  pageCount,
  pageIndexStart,
  sketchBuckets,
} from '../compiler/table-plan.ts'
import type { AggregateKind, Cells } from '../tables/aggregate.ts'
import type { Key, KeyPart } from '../tables/snapshot.ts'
import type { TableStore } from '../tables/table.ts'
import { textOf } from './strings.ts'

type Cell = Cells[AggregateKind]

const narrow = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value

const integerPart = (
  value: bigint,
  decode: (KeyField & { kind: 'int' })['decode'],
  syscalls: SyscallTable,
): KeyPart => {
  switch (decode) {
    case 'number':
      return Number(value)
    case 'bigint':
      return value
    case 'unsigned':
      return BigInt.asUintN(64, value)
    case 'boolean':
      return value !== 0n
    case 'syscall':
      return syscalls.byNumber(Number(value))?.name ?? `syscall_${value}`
    case 'errno':
      return errorByNumber(Number(-value))?.name ?? `E${-value}`
  }
}

const decodePart = (field: KeyField, key: Uint8Array, syscalls: SyscallTable): KeyPart => {
  if (field.kind === 'fixed') return field.value
  if (field.kind === 'string') {
    const bytes = key.subarray(field.offset, field.offset + field.size)
    return textOf(bytes, 0, lengthOf(bytes))
  }
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  return integerPart(view.getBigInt64(field.offset, true), field.decode, syscalls)
}

/** The key that a cell's number stands for, without its bucket. `name`: the bytes of the process name in front of the cell. */
const decodeNumber = (table: KernelTable, number: number, syscalls: SyscallTable, name?: Uint8Array): Key => {
  const { parts, buckets } = table.numbering!
  const values = new Map<number, bigint>()
  let rest = Math.floor(number / buckets)
  for (const { field, lo, size } of parts.toReversed()) {
    values.set(field, lo + BigInt(rest % size))
    rest = Math.floor(rest / size)
  }
  return table.shape.fields.map((field, at) => {
    if (field.kind === 'int') return integerPart(values.get(at)!, field.decode, syscalls)
    return field.kind === 'fixed' ? field.value : textOf(name!, 0, lengthOf(name!))
  })
}

const isZero = (bytes: Uint8Array): boolean => bytes.every(byte => byte === 0)

/** Bytes in front of the first NUL. */
const lengthOf = (bytes: Uint8Array): number => {
  const nul = bytes.indexOf(0)
  return nul < 0 ? bytes.length : nul
}

/** The index of a bucket as tables in user space have it. */
const decodeBucket = ({ signed }: KernelTable, bucket: number): number =>
  signed && bucket >= sketchBuckets ? ~(bucket - sketchBuckets) : bucket

/** One CPU's cell as the tables keep it; undefined where nothing was added. */
const decodeCell = (
  table: KernelTable,
  view: DataView,
  at: number,
  bucket: number | undefined,
): Cell | undefined => {
  const words = cellWords[table.kind]
  const word = (name: 'count' | 'sum' | 'min' | 'max'): bigint =>
    view.getBigInt64(at + 8 * words.indexOf(name), true)
  const count = Number(word('count'))
  if (count === 0) return undefined
  switch (table.kind) {
    case 'count':
      return { count }
    case 'sum':
      return { sum: narrow(word('sum')) }
    case 'avg':
      return { count, sum: narrow(word('sum')) }
    case 'min':
    case 'max':
      return { bound: narrow(word(table.kind)) }
    case 'stats':
      return { count, sum: narrow(word('sum')), min: narrow(word('min')), max: narrow(word('max')) }
    default:
      return { counts: new Map([[decodeBucket(table, bucket!), count]]) }
  }
}

/** The maps of a table's pages. */
export interface PageMaps {
  readonly index: BpfMap
  readonly cells: BpfMap
}

/**
 * What is in a map, without what was cleared. Clearing takes nothing out of the kernel: what was read last is remembered, and
 * subtracted from what is read later. So no event between a reading and its clearing is lost, whoever counts at that moment.
 */
class Readings {
  #read = new Map<string, BigUint64Array>()
  #cleared = new Map<string, BigUint64Array>()

  begin(): void {
    this.#read = new Map()
  }

  /** A value of all CPUs, as it is after the last `clear`. It is kept: the bytes must be nobody else's. */
  since(name: string, value: Uint8Array): DataView {
    const now = new BigUint64Array(value.buffer, value.byteOffset, value.byteLength >> 3)
    this.#read.set(name, now)
    const before = this.#cleared.get(name)
    const since = before ? now.map((word, i) => word - before[i]!) : now
    return new DataView(since.buffer, since.byteOffset, since.byteLength)
  }

  /** Clears words of a value that has been read. */
  clearWords(name: string, first: number, count: number): void {
    const now = this.#read.get(name)!
    let cleared = this.#cleared.get(name)
    if (!cleared) {
      cleared = new BigUint64Array(now.length)
      this.#cleared.set(name, cleared)
    }
    cleared.set(now.subarray(first, first + count), first)
  }

  /** Forgets values that are no longer in the map: the next under such a name begins anew. */
  drop(isGone: (name: string) => boolean): void {
    for (const values of [this.#read, this.#cleared])
      for (const name of [...values.keys()]) if (isGone(name)) values.delete(name)
  }

  /** The bytes of a value as they were read. */
  bytes(name: string): Uint8Array {
    const { buffer, byteOffset, byteLength } = this.#read.get(name)!
    return new Uint8Array(buffer, byteOffset, byteLength)
  }

  get isEmpty(): boolean {
    return this.#read.size === 0
  }

  clear(): void {
    this.#cleared = this.#read
  }
}

const keyOf = (index: number): Uint8Array => new Uint8Array(Uint32Array.of(index).buffer)

const pagesTaken = ({ index }: PageMaps): number => {
  const memory = index.memory()
  // The low half says all: there are not four billion pages.
  return new Uint32Array(memory.buffer, memory.byteOffset, 1)[0]!
}

/** Where a page is: the number of its first cell, the name of its value among the readings, and where in that the cells of a CPU begin. */
interface TakenPage {
  readonly first: number
  readonly value: string
  readonly at: number
  /** The bytes of all CPUs, without what was cleared. */
  readonly view: DataView
}

/** The pages that are taken. */
function* takenPages(
  { numbering, pages }: KernelTable,
  { index, cells }: PageMaps,
  readings: Readings,
): Generator<TakenPage> {
  const { pagesPerValue } = pages!
  const memory = index.memory()
  const places = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength >> 2)
  const taken = Math.min(places[0]!, pageCount(pages!))
  if (taken === 0) return
  const values: DataView[] = []
  for (let value = 0; value * pagesPerValue <= taken; value++)
    values.push(readings.since(`${value}`, cells.lookup(keyOf(value))!))
  const pageBytes = cells.spec.valueSize / pagesPerValue
  const first = pageIndexStart >> 2
  // Looked at behind the cells: what was counted into a page by then shows whose the page is.
  for (let page = 0; page * pageCells < numbering!.cells; page++) {
    const place = places[first + page]!
    const view = place === 0 ? undefined : values[Math.floor(place / pagesPerValue)]
    if (!view) continue
    const value = `${Math.floor(place / pagesPerValue)}`
    yield { first: page * pageCells, value, at: (place % pagesPerValue) * pageBytes, view }
  }
}

/** A cell in a page, of one CPU. */
interface PageCell {
  /** Cells of one row differ in their bucket. */
  readonly row: number
  readonly key: Key
  readonly number: number
  readonly count: number
  readonly view: DataView
  /** Where its words are in the view. */
  readonly from: number
  readonly value: string
}

/** The rows of a kernel table. */
export const kernelStore = (
  table: KernelTable,
  map: BpfMap,
  syscalls: SyscallTable,
  pages?: PageMaps,
): TableStore<Cell> => {
  const readings = new Readings()
  const pageReadings = new Readings()
  const { dense, numbering, bucketOffset, cellOffset } = table
  const buckets = hasBuckets(table.kind)

  const isEmpty = (value: Uint8Array): boolean => {
    const words = new Uint32Array(value.buffer, value.byteOffset, value.byteLength >> 2)
    for (let at = cellOffset >> 2; at < words.length; at += map.stride >> 2)
      if (words[at] !== 0 || words[at + 1] !== 0) return false
    return true
  }

  const ofMap = function* (): Generator<readonly [Key, Cell]> {
    for (const [key, value] of map.entries()) {
      // An array has all its cells from the start, and a shared row may be another table's.
      if (isEmpty(value)) continue
      const view = readings.since(String.fromCharCode(...key), value.slice())
      const keyView = new DataView(key.buffer, key.byteOffset, key.byteLength)
      const number = dense ? keyView.getUint32(0, true) : 0
      const bucket = !buckets
        ? undefined
        : dense
          ? number % numbering!.buckets
          : Number(keyView.getBigUint64(bucketOffset!, true))
      let decoded: Key | undefined
      for (let cpu = 0; cpu < map.cpus; cpu++) {
        const cell = decodeCell(table, view, cpu * map.stride + cellOffset, bucket)
        if (!cell) continue
        decoded ??= dense
          ? decodeNumber(table, number, syscalls)
          : table.shape.fields.map(field => decodePart(field, key, syscalls))
        yield [decoded, cell]
      }
    }
  }

  /** The cells of pages that anything was added to, with their keys: those of one number follow each other. */
  const cellsOf = function* (maps: PageMaps): Generator<PageCell> {
    const { cpus, stride } = maps.cells
    const { cellBytes } = table.pages!
    const start = pageCellStart(numbering!)
    const perRow = numbering!.buckets
    let row = -1
    let key: Key = []
    for (const { first, value, at, view } of takenPages(table, maps, pageReadings)) {
      const bytes = start === 0 ? undefined : pageReadings.bytes(value)
      for (let cell = 0; cell < pageCells; cell++) {
        const number = first + cell
        for (let cpu = 0; cpu < cpus; cpu++) {
          const begin = cpu * stride + at + cell * cellBytes
          const from = begin + start + cellOffset
          const count = view.getUint32(from, true) + view.getUint32(from + 4, true) * 2 ** 32
          if (count === 0) continue
          const next = Math.floor(number / perRow)
          if (bytes) {
            // Read while the kernel was writing it, which it does from its end: the next reading has it.
            if (isZero(bytes.subarray(begin, begin + 8))) continue
            key = decodeNumber(table, number, syscalls, bytes.subarray(begin, begin + start))
          } else if (row !== next) key = decodeNumber(table, number, syscalls)
          row = next
          yield { row, key, number, count, view, from, value }
        }
      }
    }
  }

  const ofPages = function* (maps: PageMaps): Generator<readonly [Key, Cell]> {
    if (!buckets) {
      for (const { key, view, from } of cellsOf(maps)) yield [key, decodeCell(table, view, from, undefined)!]
      return
    }
    let last = -1
    let rowKey: Key = []
    let counts = new Map<number, number>()
    for (const { row, key, number, count } of cellsOf(maps)) {
      if (row !== last) {
        if (counts.size > 0) yield [rowKey, { counts }]
        counts = new Map()
        last = row
        rowKey = key
      }
      const bucket = decodeBucket(table, number % numbering!.buckets)
      counts.set(bucket, (counts.get(bucket) ?? 0) + count)
    }
    if (counts.size > 0) yield [rowKey, { counts }]
  }

  const rows = function* (): Generator<readonly [Key, Cell]> {
    readings.begin()
    pageReadings.begin()
    if (pages) yield* ofPages(pages)
    // Only when the last page is taken do cells go to the hash, and those of second names; even the reading of nothing takes a while.
    if (!pages || numbering!.name !== undefined || pagesTaken(pages) >= pageCount(table.pages!))
      yield* ofMap()
  }

  return {
    rows,
    full: () => 0,
    forget: isDone => {
      if (dense) return
      const isGone = (key: Uint8Array): boolean =>
        isDone(table.shape.fields.map(field => decodePart(field, key, syscalls)))
      // Listed before any goes: where the kernel has no batches, the next key is found from the one before.
      const gone = Array.from(map.entries(), ([key]) => key).filter(isGone)
      for (const key of gone) map.delete(key)
      // A table that shares the map may have taken the row out already.
      readings.drop(name => isGone(Uint8Array.from(name, char => char.charCodeAt(0))))
      if (!pages) return
      pageReadings.begin()
      const words = cellWords[table.kind].length
      for (const { key, from, value } of cellsOf(pages))
        if (isDone(key)) pageReadings.clearWords(value, from >> 3, words)
    },
    clear: () => {
      if (readings.isEmpty && pageReadings.isEmpty) for (const _ of rows());
      readings.clear()
      pageReadings.clear()
    },
  }
}
