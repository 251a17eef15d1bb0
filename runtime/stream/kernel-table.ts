/** Tables that the kernel fills, as rows for the tables of scripts: cells of all CPUs, keys decoded as their shape says. */

import { errorByNumber } from '../../bpf/facts/errors.ts'
import type { SyscallTable } from '../../bpf/facts/syscalls.ts'
import type { BpfMap } from '../../ffi/map.ts'
import {
  cellWords,
  hasBuckets,
  type KernelTable,
  type KeyField,
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
    const nul = bytes.indexOf(0)
    return textOf(bytes, 0, nul < 0 ? field.size : nul)
  }
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  return integerPart(view.getBigInt64(field.offset, true), field.decode, syscalls)
}

/** The key that a cell's number stands for, without its bucket. */
const decodeNumber = (table: KernelTable, number: number, syscalls: SyscallTable): Key => {
  const { parts, buckets } = table.numbering!
  const values = new Map<number, bigint>()
  let rest = Math.floor(number / buckets)
  for (const { field, lo, size } of parts.toReversed()) {
    values.set(field, lo + BigInt(rest % size))
    rest = Math.floor(rest / size)
  }
  return table.shape.fields.map((field, at) =>
    field.kind === 'int' ? integerPart(values.get(at)!, field.decode, syscalls) : (field as Fixed).value,
  )
}

type Fixed = Extract<KeyField, { kind: 'fixed' }>

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

  /** A value of all CPUs, as it is after the last `clear`. */
  since(name: string, value: Uint8Array): DataView {
    const now = new BigUint64Array(value.slice().buffer)
    this.#read.set(name, now)
    const before = this.#cleared.get(name)
    return new DataView((before ? now.map((word, i) => word - before[i]!) : now).buffer)
  }

  /** Forgets values that are no longer in the map: the next under such a name begins anew. */
  drop(isGone: (name: string) => boolean): void {
    for (const values of [this.#read, this.#cleared])
      for (const name of [...values.keys()]) if (isGone(name)) values.delete(name)
  }

  get isEmpty(): boolean {
    return this.#read.size === 0
  }

  clear(): void {
    this.#cleared = this.#read
  }
}

const keyOf = (index: number): Uint8Array => new Uint8Array(Uint32Array.of(index).buffer)

/** Cells of the pages that are taken: a cell's number, and its value of all CPUs. */
function* pagedCells(
  { numbering, pages }: KernelTable,
  { index, cells }: PageMaps,
  readings: Readings,
): Generator<[number: number, view: DataView, at: number]> {
  const { pagesPerValue } = pages!
  const indexView = (): DataView => new DataView(index.lookup(keyOf(0))!.buffer)
  const taken = Number(indexView().getBigUint64(0, true))
  const values = new Map<number, DataView>()
  for (let value = 0; value * pagesPerValue <= Math.min(taken, pageCount(pages!)); value++)
    values.set(value, readings.since(`page ${value}`, cells.lookup(keyOf(value))!))
  // Read behind the cells: what was counted into a page by then shows whose the page is.
  const view = indexView()
  const cellBytes = cells.spec.valueSize / pagesPerValue / pageCells
  for (let page = 0; page * pageCells < numbering!.cells; page++) {
    const place = view.getUint32(pageIndexStart + page * 4, true)
    const value = place === 0 ? undefined : values.get(Math.floor(place / pagesPerValue))
    if (!value) continue
    const from = (place % pagesPerValue) * pageCells * cellBytes
    for (let cell = 0; cell < pageCells; cell++)
      yield [page * pageCells + cell, value, from + cell * cellBytes]
  }
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

  const ofMap = function* (): Generator<readonly [Key, Cell]> {
    for (const [key, value] of map.entries()) {
      const view = readings.since(String.fromCharCode(...key), value)
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

  const ofPages = function* (maps: PageMaps): Generator<readonly [Key, Cell]> {
    let row = -1
    let key: Key = []
    for (const [number, view, at] of pagedCells(table, maps, pageReadings))
      for (let cpu = 0; cpu < maps.cells.cpus; cpu++) {
        const cell = decodeCell(table, view, cpu * maps.cells.stride + at, number % numbering!.buckets)
        if (!cell) continue
        const next = Math.floor(number / numbering!.buckets)
        if (row !== next) {
          row = next
          key = decodeNumber(table, number, syscalls)
        }
        yield [key, cell]
      }
  }

  const rows = function* (): Generator<readonly [Key, Cell]> {
    readings.begin()
    pageReadings.begin()
    yield* ofMap()
    if (pages) yield* ofPages(pages)
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
    },
    clear: () => {
      if (readings.isEmpty && pageReadings.isEmpty) for (const _ of rows());
      readings.clear()
      pageReadings.clear()
    },
  }
}
