/**
 * Memory of a process, recipes and calls with pointers into it, and what must come of following the recipes: the meaning of
 * `bpf/recipe.ts`, written a second time, simply.
 */

import type { Length, MemoryRead, Recipe } from '../../bpf/recipe.ts'
import type { Chunk, RawCall } from '../../runtime/calls/call.ts'

export const pageSize = 4096

/** Pages that can be read, one behind the other. */
export interface Region {
  readonly address: bigint
  /** A multiple of the page size. */
  readonly bytes: Uint8Array
}

/** A call, its arguments as registers hold them. */
export interface SceneCall {
  readonly name: string
  readonly args: readonly bigint[]
}

export interface Scene {
  readonly regions: readonly Region[]
  readonly recipes: ReadonlyMap<string, Recipe>
  readonly calls: readonly SceneCall[]
}

/** What a recipe gave, a line for each chunk: `exit 0.1 cut 61 62 63`. */
export interface Followed {
  readonly chunks: readonly string[]
  /** Strings that could not be read, though the call did not fail with EFAULT. */
  readonly lost: number
}

const mostOfRead = 4100
const efault = -14n

const line = (
  side: string,
  op: number,
  part: number,
  bytes: Uint8Array,
  cut: boolean,
  unreadable: boolean,
): string => `${side} ${op}.${part}${cut ? ' cut' : ''}${unreadable ? ' unreadable' : ''} ${bytes.toHex()}`

/** What lies at addresses, up to the first that cannot be read. */
const readable = (regions: readonly Region[], address: bigint, most: number): Uint8Array => {
  const parts: Uint8Array[] = []
  let [at, left] = [address, most]
  while (left > 0) {
    const from = at
    const region = regions.find(r => from >= r.address && from < r.address + BigInt(r.bytes.length))
    if (!region) break
    const start = Number(at - region.address)
    const part = region.bytes.subarray(start, start + left)
    parts.push(part)
    at += BigInt(part.length)
    left -= part.length
  }
  return Uint8Array.fromHex(parts.map(part => part.toHex()).join(''))
}

const word = (bytes: Uint8Array, at: number): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true)
const half = (bytes: Uint8Array, at: number): bigint => word(bytes, at) & 0xffff_ffffn

/**
 * Follows the reads of one side.
 *
 * @param ret undefined at entry
 */
export const follow = (
  regions: readonly Region[],
  side: 'enter' | 'exit',
  reads: readonly MemoryRead[],
  args: readonly bigint[],
  ret: bigint | undefined,
): Followed => {
  const chunks: string[] = []
  let lost = 0
  const lose = (): void => {
    if (ret !== efault) lost++
  }

  reads.forEach((read, op) => {
    const add = (part: number, bytes: Uint8Array, cut: boolean, unreadable: boolean): Uint8Array => {
      chunks.push(line(side, op, part, bytes, cut, unreadable))
      return bytes
    }
    /** At most `most` of `wanted` bytes; of what ends early, the rest of the page. */
    const bytes = (part: number, address: bigint, wanted: bigint, most: number): Uint8Array => {
      const room = Math.min(most, mostOfRead)
      const size = wanted < BigInt(room) ? Number(wanted) : room
      const cut = wanted > BigInt(room)
      const whole = readable(regions, address, size)
      if (whole.length === size) return add(part, whole, cut, false)
      const inPage = pageSize - Number(address % BigInt(pageSize))
      const some = inPage < size && whole.length >= inPage ? whole.subarray(0, inPage) : new Uint8Array(0)
      return add(part, some, cut, true)
    }
    const count = (length: Length, most: number): bigint | undefined => {
      switch (length.from) {
        case 'most':
          return BigInt(most)
        case 'arg':
          return args[length.arg]!
        case 'ret':
          return ret === undefined || ret < 0n ? undefined : ret
        case 'memory': {
          const there = readable(regions, args[length.arg]!, 4)
          return there.length === 4 ? BigInt(new DataView(there.buffer).getUint32(0, true)) : undefined
        }
        case 'ioctl':
          return (args[length.arg]! >> 16n) & 0x3fffn || 64n
      }
    }
    const buffers = (before: number, address: bigint, n: bigint, most: number, each: number): void => {
      const array = bytes(before - 1, address, n * 16n, most * 16)
      for (let i = 0; i < array.length >> 4; i++) {
        const base = word(array, 16 * i)
        if (base >= 4096n) bytes(before + i, base, word(array, 16 * i + 8), each)
      }
    }

    const address = args[read.arg]!
    if (address < 4096n) return
    switch (read.read) {
      case 'string': {
        const there = readable(regions, address, mostOfRead)
        const end = there.indexOf(0)
        if (end === -1 && there.length < mostOfRead) {
          lose()
          add(0, new Uint8Array(0), false, true)
        } else
          add(
            0,
            there.subarray(0, end === -1 ? mostOfRead - 1 : end),
            end === -1 || end === mostOfRead - 1,
            false,
          )
        return
      }
      case 'bytes': {
        const { length, unit, most } = read
        const n = count(length, most)
        if (n === undefined) return
        bytes(
          0,
          address,
          length.from === 'most' ? BigInt(most) : (n > 0xffffn ? 0xffffn : n) * BigInt(unit),
          most,
        )
        return
      }
      case 'strings': {
        const text: Uint8Array[] = []
        let [cut, unreadable] = [false, false]
        for (let i = 0; ; i++) {
          const pointer = readable(regions, address + BigInt(8 * i), 8)
          unreadable = pointer.length < 8
          if (unreadable || word(pointer, 0) === 0n) break
          cut = i === read.most
          if (cut) break
          const size = Math.min(read.each + 1, mostOfRead)
          const there = readable(regions, word(pointer, 0), size)
          const end = there.indexOf(0)
          unreadable = end === -1 && there.length < size
          if (unreadable) break
          text.push(there.subarray(0, end === -1 ? read.each : Math.min(end + 1, read.each)))
        }
        if (unreadable) lose()
        add(0, Uint8Array.fromHex(text.map(part => part.toHex()).join('')), cut, unreadable)
        return
      }
      case 'pointers': {
        let n = 0
        let unreadable = false
        while (n <= read.most) {
          const pointer = readable(regions, address + BigInt(8 * n), 8)
          unreadable = pointer.length < 8
          if (unreadable || word(pointer, 0) === 0n) break
          n++
        }
        const counted = Math.min(n, read.most)
        add(0, new Uint8Array(Uint32Array.of(counted).buffer), n > read.most, unreadable && n <= read.most)
        return
      }
      case 'vector': {
        const n = count(read.length, read.most)
        if (n !== undefined) buffers(1, address, n > 0xffffn ? 0xffffn : n, read.most, read.each)
        return
      }
      case 'message': {
        const header = bytes(0, address, 56n, 56)
        if (header.length < 56) return
        if (word(header, 0) >= 4096n) bytes(1, word(header, 0), half(header, 8), 128)
        if (word(header, 32) >= 4096n) bytes(2, word(header, 32), word(header, 40), read.each)
        if (word(header, 16) >= 4096n) buffers(4, word(header, 16), word(header, 24), read.most, read.each)
      }
    }
  })
  return { chunks, lost }
}

/** The chunks that a record holds, as `follow` writes them. */
export const chunksOf = (call: RawCall, { enter, exit }: Recipe): string[] => {
  const text = (side: 'enter' | 'exit', op: number, part: number, chunk: Chunk): string =>
    line(side, op, part, chunk.bytes.subarray(chunk.start, chunk.end), chunk.cut, chunk.unreadable)
  const ofSide = (side: 'enter' | 'exit', reads: readonly MemoryRead[]): string[] =>
    reads.flatMap((_, op) =>
      Array.from({ length: 64 }, (_, part) => {
        const chunk = call.chunk(side, op, part)
        return chunk ? [text(side, op, part, chunk)] : []
      }).flat(),
    )
  return [...ofSide('enter', enter), ...ofSide('exit', exit)]
}
