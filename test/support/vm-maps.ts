/** The interpreter's maps. Keys and values are bytes; programs get the addresses of values, tests get copies. */

import type { MapSpec } from '../../bpf/spec.ts'
import { type Memory, poison, type Region } from './vm-memory.ts'

/** Negative errno values that helpers return. */
export const errno = {
  ENOENT: -2n,
  E2BIG: -7n,
  EAGAIN: -11n,
  EFAULT: -14n,
  EEXIST: -17n,
  EINVAL: -22n,
  ENOSPC: -28n,
  ERANGE: -34n,
} as const

const updateFlags = { any: 0n, noExist: 1n, exist: 2n } as const

/** A map that is not a ring, as programs see it. */
export interface KeyedMap {
  readonly spec: MapSpec
  /** The address of the value for this CPU, or 0. */
  lookup(key: Uint8Array, cpu: number): bigint
  update(key: Uint8Array, value: Uint8Array, flags: bigint, cpu: number): bigint
  delete(key: Uint8Array): bigint
  /** The values of an entry by CPU; one for a map that is not per CPU. */
  values(key: Uint8Array): readonly Uint8Array[] | undefined
  entries(): [key: Uint8Array, values: readonly Uint8Array[]][]
}

export interface RingMap {
  readonly spec: MapSpec
  reserve(size: number, flags: bigint): bigint
  /** Ends a reservation: its record is handed over, or dropped. */
  finish(address: bigint, discard: boolean): void
  output(data: Uint8Array, flags: bigint): bigint
  query(what: bigint): bigint
  /** Takes out the finished records up to the first that is still reserved. */
  take(): Uint8Array[]
  /** Reservations that are neither submitted nor discarded. */
  reserved(): number
}

const text = (key: Uint8Array): string => Buffer.from(key).toString('latin1')
const bytes = (key: string): Uint8Array => Uint8Array.from(Buffer.from(key, 'latin1'))

/** Arrays have all their entries from the start; the others make them on update. */
export const createKeyedMap = (spec: MapSpec, memory: Memory, cpus: number): KeyedMap => {
  const { name, type, valueSize, maxEntries } = spec
  const array = type === 'array' || type === 'percpu_array'
  const copies = type === 'percpu_array' || type === 'percpu_hash' ? cpus : 1
  const limit = type === 'task_storage' ? Number.POSITIVE_INFINITY : maxEntries
  const entries = new Map<string, Region[]>()

  const insert = (key: string): Region[] => {
    const regions = Array.from({ length: copies }, () =>
      memory.allocate('value', `value of ${name}`, valueSize),
    )
    entries.set(key, regions)
    return regions
  }

  const index = (key: Uint8Array): number => new DataView(key.buffer, key.byteOffset, 4).getUint32(0, true)

  const find = (key: Uint8Array): Region[] | undefined => {
    const name = text(key)
    const found = entries.get(name)
    if (found || !array) return found
    return index(key) < maxEntries ? insert(name) : undefined
  }

  const touch = (key: string, regions: Region[]): void => {
    if (type !== 'lru_hash') return
    entries.delete(key)
    entries.set(key, regions)
  }

  return {
    spec,
    lookup(key, cpu) {
      const regions = find(key)
      if (regions) touch(text(key), regions)
      return regions?.[copies === 1 ? 0 : cpu]?.base ?? 0n
    },
    update(key, value, flags, cpu) {
      if (flags > updateFlags.exist) return errno.EINVAL
      if (array && index(key) >= maxEntries) return errno.E2BIG
      const found = find(key)
      if (found && flags === updateFlags.noExist) return errno.EEXIST
      if (!found && flags === updateFlags.exist) return errno.ENOENT
      if (!found && entries.size >= limit) {
        if (type !== 'lru_hash') return errno.E2BIG
        entries.delete(entries.keys().next().value!)
      }
      const regions = found ?? insert(text(key))
      touch(text(key), regions)
      regions[copies === 1 ? 0 : cpu]!.bytes.set(value)
      return 0n
    },
    delete(key) {
      if (array) return errno.EINVAL
      return entries.delete(text(key)) ? 0n : errno.ENOENT
    },
    values: key => find(key)?.map(region => region.bytes),
    entries: () => [...entries].map(([key, regions]) => [bytes(key), regions.map(region => region.bytes)]),
  }
}

const headerSize = 8
const maxRecordSize = 2 ** 30 - 1
const ringQueries = ['available', 'size', 'consumer', 'producer'] as const

/** Positions and the refusal of a full ring are the kernel's (`__bpf_ringbuf_reserve`); the bytes are not laid out. */
export const createRing = (spec: MapSpec, memory: Memory): RingMap => {
  const size = spec.maxEntries
  let producer = 0
  let consumer = 0
  const records: { region: Region; length: number; state: 'busy' | 'ready' | 'dropped' }[] = []

  const reserve = (length: number): Region | undefined => {
    const whole = Math.ceil((length + headerSize) / 8) * 8
    if (length > maxRecordSize || whole > size || producer + whole - consumer > size - 1) return undefined
    const region = memory.allocate('record', `record of ${spec.name}`, length)
    region.bytes.fill(poison)
    records.push({ region, length: whole, state: 'busy' })
    producer += whole
    return region
  }

  const finish = (address: bigint, discard: boolean): void => {
    const record = records.find(({ region, state }) => region.base === address && state === 'busy')
    if (!record) throw new Error(`submit or discard of what is no reservation of ${spec.name}`)
    record.state = discard ? 'dropped' : 'ready'
    record.region.gone = 'it was submitted or discarded'
  }

  return {
    spec,
    finish,
    reserve: (length, flags) => (flags === 0n ? (reserve(length)?.base ?? 0n) : 0n),
    output(data, flags) {
      if (flags > 3n) return errno.EINVAL
      const region = reserve(data.length)
      if (!region) return errno.EAGAIN
      region.bytes.set(data)
      finish(region.base, false)
      return 0n
    },
    query(what) {
      const values = { available: producer - consumer, size, consumer, producer }
      const query = ringQueries[Number(what)]
      return query ? BigInt(values[query]) : 0n
    },
    take() {
      const taken: Uint8Array[] = []
      while (records[0] && records[0].state !== 'busy') {
        const { region, length, state } = records.shift()!
        consumer += length
        if (state === 'ready') taken.push(region.bytes)
      }
      return taken
    },
    reserved: () => records.filter(({ state }) => state === 'busy').length,
  }
}
