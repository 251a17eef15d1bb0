/** Tables that the kernel fills, as rows for the tables of scripts: cells of all CPUs, keys decoded as their shape says. */

import { errorByNumber } from '../../bpf/facts/errors.ts'
import type { SyscallTable } from '../../bpf/facts/syscalls.ts'
import type { BpfMap } from '../../ffi/map.ts'
import {
  cellWords,
  hasBuckets,
  type KernelTable,
  type KeyField,
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

const decodePart = (field: KeyField, dense: boolean, key: Uint8Array, syscalls: SyscallTable): KeyPart => {
  if (field.kind === 'fixed') return field.value
  if (field.kind === 'string') {
    const bytes = key.subarray(field.offset, field.offset + field.size)
    const nul = bytes.indexOf(0)
    return textOf(bytes, 0, nul < 0 ? field.size : nul)
  }
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  const value = dense ? BigInt(view.getUint32(0, true)) : view.getBigInt64(field.offset, true)
  return integerPart(value, field.decode, syscalls)
}

const decodeKey = (table: KernelTable, key: Uint8Array, syscalls: SyscallTable): Key =>
  table.shape.fields.map(field => decodePart(field, table.dense, key, syscalls))

/** The index of a bucket as tables in user space have it. */
const decodeBucket = ({ bucketOffset, signed }: KernelTable, key: DataView): number => {
  const bucket =
    bucketOffset === undefined ? key.getUint32(0, true) : Number(key.getBigUint64(bucketOffset, true))
  return signed && bucket >= sketchBuckets ? ~(bucket - sketchBuckets) : bucket
}

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
      return { counts: new Map([[bucket!, count]]) }
  }
}

/**
 * The rows of a kernel table. `clear` takes nothing out of the kernel: it remembers what was read last, and what comes later
 * is read without it. So no event between a reading and its clearing is lost, whoever counts at that moment.
 */
export const kernelStore = (table: KernelTable, map: BpfMap, syscalls: SyscallTable): TableStore<Cell> => {
  let read = new Map<string, BigUint64Array>()
  let cleared = new Map<string, BigUint64Array>()
  /** What is in the map, without what was cleared. */
  const entries = function* (): Generator<[Uint8Array, DataView]> {
    read = new Map()
    for (const [key, value] of map.entries()) {
      const name = String.fromCharCode(...key)
      const now = new BigUint64Array(value.slice().buffer)
      read.set(name, now)
      const before = cleared.get(name)
      yield [key, new DataView((before ? now.map((word, i) => word - before[i]!) : now).buffer)]
    }
  }
  return {
    *rows() {
      for (const [key, view] of entries()) {
        const keyView = new DataView(key.buffer, key.byteOffset, key.byteLength)
        const bucket = hasBuckets(table.kind) ? decodeBucket(table, keyView) : undefined
        let decoded: Key | undefined
        for (let cpu = 0; cpu < map.cpus; cpu++) {
          const cell = decodeCell(table, view, cpu * map.stride, bucket)
          if (!cell) continue
          decoded ??= decodeKey(table, key, syscalls)
          yield [decoded, cell] as const
        }
      }
    },
    full: () => 0,
    clear: () => {
      if (read.size === 0) for (const _ of entries());
      cleared = read
    },
  }
}
