/** The interpreter's memory: regions with addresses of their own, and the verifier's rules on who may touch what. */

/** What a region is decides what a program may do with it. */
export type RegionKind = 'stack' | 'context' | 'value' | 'record' | 'map' | 'kernel' | 'user'

export interface Region {
  readonly kind: RegionKind
  readonly name: string
  readonly base: bigint
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Which bytes were written, for a stack. */
  readonly written?: Uint8Array
  /** Direct loads give 0 and helpers -EFAULT, as for a kernel page that is not there. */
  readonly faults: boolean
  /** Why the region may no longer be touched. */
  gone?: string
}

/**
 * Memory that a test provides. `faults` makes every read of it fail, as of a page that is not present: loads through BTF
 * pointers then give 0. Addresses in no region at all are an error for loads and -EFAULT for helpers.
 */
export interface MemorySpec {
  readonly name: string
  readonly space: 'user' | 'kernel'
  readonly address: bigint
  readonly bytes: Uint8Array
  readonly faults?: boolean
}

/** Fills memory that the kernel hands over as it is, so that a program which relies on its content shows. */
export const poison = 0xa5

/** Regions made here start at addresses that neither user space nor the kernel can have, 4 GB apart. */
const ownBase = 1n << 60n
const ownStride = 32n

export interface Memory {
  allocate(kind: RegionKind, name: string, size: number): Region
  provide(spec: MemorySpec): void
  /** A load by the program itself. */
  load(address: bigint, size: number): bigint
  store(address: bigint, size: number, value: bigint): void
  /** The bytes that a helper reads for the program: keys, values, records. */
  input(address: bigint, size: number): Uint8Array
  /** The bytes that a helper fills. Bytes of it that were never written become poison. */
  output(address: bigint, size: number): Uint8Array
  /** Bytes of user or kernel memory, at most `size`: what can be read before the first fault. */
  probe(space: 'user' | 'kernel', address: bigint, size: number): Uint8Array
  /** The region an address lies in. */
  find(address: bigint): Region | undefined
}

const hex = (address: bigint): string => `0x${address.toString(16)}`

export const createMemory = (): Memory => {
  const own: Region[] = []
  const provided: Region[] = []

  const find = (address: bigint): Region | undefined => {
    if (address >> 60n === 1n) return own[Number((address - ownBase) >> ownStride)]
    return provided.find(({ base, bytes }) => address >= base && address < base + BigInt(bytes.length))
  }

  /** The region and offset of an access that lies wholly inside. */
  const locate = (address: bigint, size: number, what: string): { region: Region; at: number } => {
    const region = find(address)
    if (!region) throw new Error(`${what} of ${size} bytes at ${hex(address)}: no memory there`)
    const at = Number(address - region.base)
    if (at + size > region.bytes.length)
      throw new Error(`${what} of ${size} bytes at ${region.name} + ${at}: it has ${region.bytes.length}`)
    if (region.gone) throw new Error(`${what} at ${region.name}: ${region.gone}`)
    if (region.kind === 'map' || region.kind === 'user')
      throw new Error(`${what} at ${region.name}: a program cannot touch ${region.kind} memory`)
    return { region, at }
  }

  const demandWritten = (region: Region, at: number, size: number): void => {
    const { written, name } = region
    for (let i = at; written && i < at + size; i++)
      if (written[i] === 0) throw new Error(`read of ${name} + ${i}: never written`)
  }

  const demandAligned = ({ kind, name }: Region, at: number, size: number): void => {
    if (kind === 'stack' && at % size !== 0)
      throw new Error(`access of ${size} bytes at ${name} + ${at}: not aligned`)
    if (kind === 'context' && (size !== 8 || at % 8 !== 0))
      throw new Error(`access of ${size} bytes at ${name} + ${at}: the context is words of 8 bytes`)
  }

  const demandWritable = ({ kind, name }: Region): void => {
    if (kind === 'context' || kind === 'kernel') throw new Error(`write at ${name}: read only`)
  }

  return {
    find,
    allocate(kind, name, size) {
      const bytes = new Uint8Array(size)
      const stack = kind === 'stack' ? { written: new Uint8Array(size) } : {}
      const base = ownBase + (BigInt(own.length) << ownStride)
      const region = { kind, name, base, bytes, view: new DataView(bytes.buffer), faults: false, ...stack }
      own.push(region)
      return region
    },
    provide({ name, space, address, bytes, faults = false }) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      provided.push({ kind: space, name, base: address, bytes, view, faults })
    },
    load(address, size) {
      const { region, at } = locate(address, size, 'read')
      demandAligned(region, at, size)
      demandWritten(region, at, size)
      if (region.faults) return 0n
      if (size === 8) return region.view.getBigUint64(at, true)
      if (size === 4) return BigInt(region.view.getUint32(at, true))
      return BigInt(size === 2 ? region.view.getUint16(at, true) : region.view.getUint8(at))
    },
    store(address, size, value) {
      const { region, at } = locate(address, size, 'write')
      demandAligned(region, at, size)
      demandWritable(region)
      region.written?.fill(1, at, at + size)
      if (size === 8) region.view.setBigUint64(at, value, true)
      else if (size === 4) region.view.setUint32(at, Number(value & 0xffffffffn), true)
      else if (size === 2) region.view.setUint16(at, Number(value & 0xffffn), true)
      else region.view.setUint8(at, Number(value & 0xffn))
    },
    input(address, size) {
      if (size === 0) return new Uint8Array(0)
      const { region, at } = locate(address, size, 'read')
      if (region.kind === 'context' || region.kind === 'kernel')
        throw new Error(`read of ${region.name}: helpers take stack, map and record memory`)
      demandWritten(region, at, size)
      return region.bytes.subarray(at, at + size)
    },
    output(address, size) {
      if (size === 0) return new Uint8Array(0)
      const { region, at } = locate(address, size, 'write')
      demandWritable(region)
      const { written } = region
      for (let i = at; written && i < at + size; i++) {
        if (written[i] === 0) region.bytes[i] = poison
        written[i] = 1
      }
      return region.bytes.subarray(at, at + size)
    },
    probe(space, address, size) {
      const whole = new Uint8Array(size)
      let length = 0
      // A read may run from one region into the next.
      while (length < size) {
        const from = address + BigInt(length)
        const region = find(from)
        if (!region || region.faults || (region.kind === 'user') !== (space === 'user')) break
        const at = Number(from - region.base)
        const part = region.bytes.subarray(at, at + size - length)
        if (part.length === 0) break
        whole.set(part, length)
        length += part.length
      }
      return whole.subarray(0, length)
    },
  }
}
