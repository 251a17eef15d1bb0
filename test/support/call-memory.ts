/**
 * Calls as made by hand: arguments, the memory that they point to before and after the call, and a result. Their memory is
 * read as the kernel reads it, by the recipe of the syscall.
 */

import { structLayout } from '../../bpf/facts/structs.ts'
import { type Arch, syscallTable } from '../../bpf/facts/syscalls.ts'
import { type Length, type MemoryRead, stackPointer } from '../../bpf/recipe.ts'
import type { Chunk, RawCall } from '../../runtime/calls/call.ts'
import { callFormatter } from '../../runtime/calls/format.ts'
import { type CallOptions, defaultCallOptions } from '../../runtime/calls/options.ts'
import { recipeOf } from '../../runtime/calls/recipes.ts'

const lowest = 4096
const mostString = 4096

export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, character => character.charCodeAt(0))

/** Integers one behind the other, each of so many bytes. */
export const packed = (size: 1 | 2 | 4 | 8, ...values: readonly (number | bigint)[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * size)
  for (const [i, value] of values.entries())
    for (let k = 0; k < size; k++) bytes[i * size + k] = Number((BigInt(value) >> BigInt(8 * k)) & 0xffn)
  return bytes
}

export const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A struct with these fields, all others 0. */
export const struct = (
  name: string,
  fields: Readonly<Record<string, number | bigint | Uint8Array>>,
  arch: Arch = 'x64',
): Uint8Array => {
  const layout = structLayout(name, arch)
  const bytes = new Uint8Array(layout.size)
  for (const [field, value] of Object.entries(fields)) {
    const known = layout.fields.find(({ name: other }) => other === field)
    if (!known) throw new Error(`There is no field ${field} in struct ${name}`)
    bytes.set(value instanceof Uint8Array ? value : packed(known.size as 4, value), known.offset)
  }
  return bytes
}

/** Pieces of memory by their address. */
export class Memory {
  readonly #pieces: { readonly address: number; bytes: Uint8Array }[] = []
  #next = 0x7f0000001000

  /** Puts bytes somewhere; where. */
  put(bytes: Uint8Array): number {
    const address = this.#next
    this.#next += bytes.length + 0x1000 - (bytes.length % 0x1000)
    this.#pieces.push({ address, bytes })
    return address
  }

  text(text: string): number {
    return this.put(bytesOf(`${text}\0`))
  }

  /** A list of strings, with NULL behind it. */
  list(...texts: readonly string[]): number {
    return this.put(packed(8, ...texts.map(text => this.text(text)), 0))
  }

  /** What is there from now on. */
  set(address: number, bytes: Uint8Array): void {
    this.#pieces.find(piece => piece.address === address)!.bytes = bytes
  }

  /** All of these bytes, or undefined. */
  read(address: number, length: number): Uint8Array | undefined {
    for (const piece of this.#pieces) {
      const offset = address - piece.address
      if (offset >= 0 && offset + length <= piece.bytes.length)
        return piece.bytes.slice(offset, offset + length)
    }
    return undefined
  }

  /** The bytes up to a NUL, at most so many. */
  string(address: number, most: number): { bytes: Uint8Array; cut: boolean } | undefined {
    const found: number[] = []
    for (;;) {
      if (found.length === most) return { bytes: Uint8Array.from(found), cut: true }
      const [byte] = this.read(address + found.length, 1) ?? []
      if (byte === undefined) return undefined
      if (byte === 0) return { bytes: Uint8Array.from(found), cut: false }
      found.push(byte)
    }
  }
}

const numberAt = (bytes: Uint8Array, at: number, size: number): number => {
  let value = 0
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!
  return value
}

/** As the ring has it: in the middle of other bytes. */
const chunkOf = (bytes: Uint8Array | undefined, cut = false): Chunk => {
  const place = joined(bytesOf('<<<'), bytes ?? new Uint8Array(0), bytesOf('>>>'))
  return {
    bytes: place,
    start: 3,
    end: place.length - 3,
    cut: cut && bytes !== undefined,
    unreadable: !bytes,
  }
}

interface State {
  readonly memory: Memory
  readonly args: readonly bigint[]
  readonly result: bigint | undefined
}

const lengthOf = (length: Length, { memory, args, result }: State): number | undefined => {
  if (length.from === 'most') return undefined
  if (length.from === 'ret') return result === undefined || result < 0n ? 0 : Number(result)
  const value = args[length.arg]!
  if (length.from === 'arg') return Number(value)
  if (length.from === 'ioctl') return Number((value >> 16n) & 0x3fffn) || 64
  const bytes = memory.read(Number(value), 4)
  return bytes ? numberAt(bytes, 0, 4) : 0
}

const bytesRead = (read: MemoryRead & { read: 'bytes' }, address: number, state: State): Chunk[] => {
  const wanted = lengthOf(read.length, state)
  if (wanted === 0) return []
  const total = wanted === undefined ? read.most : wanted * read.unit
  return [chunkOf(state.memory.read(address, Math.min(total, read.most)), total > read.most)]
}

const vectorRead = (
  address: number,
  count: number,
  { most, each }: { readonly most: number; readonly each: number },
  { memory }: State,
): (Chunk | undefined)[] => {
  const shown = Math.min(count, most)
  const vector = memory.read(address, shown * 16)
  const chunks: (Chunk | undefined)[] = [chunkOf(vector, count > shown)]
  if (!vector) return chunks
  for (let i = 0; i < shown; i++) {
    const base = numberAt(vector, i * 16, 8)
    const length = numberAt(vector, i * 16 + 8, 8)
    const isThere = base >= lowest && length > 0
    chunks.push(isThere ? chunkOf(memory.read(base, Math.min(length, each)), length > each) : undefined)
  }
  return chunks
}

const stringsRead = (read: MemoryRead & { read: 'strings' }, address: number, { memory }: State): Chunk[] => {
  const parts: Uint8Array[] = []
  for (let i = 0; i < read.most; i++) {
    const pointer = memory.read(address + i * 8, 8)
    if (!pointer) return [chunkOf(undefined)]
    if (numberAt(pointer, 0, 8) === 0) return [chunkOf(joined(...parts))]
    const text = memory.string(numberAt(pointer, 0, 8), read.each)
    if (text) parts.push(text.cut ? text.bytes : joined(text.bytes, packed(1, 0)))
  }
  return [chunkOf(joined(...parts), true)]
}

const messageRead = (
  read: MemoryRead & { read: 'message' },
  address: number,
  state: State,
): (Chunk | undefined)[] => {
  const header = state.memory.read(address, 56)
  if (!header) return [chunkOf(undefined)]
  const part = (offset: number, length: number, most: number): Chunk | undefined => {
    const pointer = numberAt(header, offset, 8)
    if (pointer < lowest || length === 0) return undefined
    return chunkOf(state.memory.read(pointer, Math.min(length, most)), length > most)
  }
  const name = part(0, numberAt(header, 8, 4), 128)
  const control = part(32, numberAt(header, 40, 8), read.each)
  const vector = vectorRead(numberAt(header, 16, 8), numberAt(header, 24, 8), read, state)
  return [chunkOf(header), name, control, ...vector]
}

const placeOf = (read: MemoryRead, argument: number, { memory }: State): number => {
  const place = read.read === 'bytes' ? read.place : undefined
  const address = argument + (place?.offset ?? 0)
  if (!place?.isPointer) return address
  const pointer = memory.read(address, 8)
  return pointer ? numberAt(pointer, 0, 8) : 0
}

const recordsRead = (address: number, length: number, { memory }: State): Chunk => {
  let count = 0
  for (let at = 0; at < length; count++) {
    const size = memory.read(address + at + 16, 2)
    if (!size) break
    at += numberAt(size, 0, 2)
  }
  return chunkOf(packed(4, count))
}

const follow = (read: MemoryRead, state: State): readonly (Chunk | undefined)[] => {
  const argument = Number(state.args[read.arg] ?? 0)
  if (argument < lowest) return []
  const address = placeOf(read, argument, state)
  if (address < lowest) return []
  if (read.read === 'records') return [recordsRead(address, lengthOf(read.length, state) ?? 0, state)]
  if (read.read === 'bytes') return bytesRead(read, address, state)
  if (read.read === 'vector') return vectorRead(address, lengthOf(read.length, state) ?? 0, read, state)
  if (read.read === 'message') return messageRead(read, address, state)
  if (read.read === 'strings') return stringsRead(read, address, state)
  if (read.read === 'string') {
    const text = state.memory.string(address, mostString)
    return [chunkOf(text?.bytes, text?.cut)]
  }
  let count = 0
  for (;;) {
    const pointer = state.memory.read(address + count * 8, 8)
    if (!pointer || numberAt(pointer, 0, 8) === 0 || count === read.most) break
    count++
  }
  return [chunkOf(packed(4, count), count === read.most)]
}

export interface Made {
  readonly name: string
  readonly args: readonly (number | bigint)[]
  readonly memory?: Memory
  /** Undefined: the call has no result yet. */
  readonly result?: number | bigint
  /** What the call does to the memory. */
  readonly during?: (memory: Memory) => void
  readonly pid?: number
  /** The stack pointer. */
  readonly stack?: number
}

const half = 2n ** 32n

/** A call as the formatter gets it. */
export const rawCall = (made: Made, options: Partial<CallOptions> = {}): RawCall => {
  const { stringSize, abbreviate, arch = 'x64' } = { ...defaultCallOptions, ...options }
  const syscall = syscallTable(arch).byName(made.name)!
  const recipe = recipeOf(syscall, { stringSize, abbreviate, arch })
  const memory = made.memory ?? new Memory()
  const args = [0, 1, 2, 3, 4, 5, 6, stackPointer].map(i =>
    BigInt.asUintN(64, BigInt((i === stackPointer ? made.stack : made.args[i]) ?? 0)),
  )
  const enter = recipe.enter.map(read => follow(read, { memory, args, result: undefined }))
  made.during?.(memory)
  const result = made.result === undefined ? undefined : BigInt(made.result)
  const exit = recipe.exit.map(read => follow(read, { memory, args, result }))
  const returned = BigInt.asUintN(64, result ?? 0n)
  return {
    syscall,
    pid: made.pid ?? 100,
    completed: result !== undefined,
    time: 0,
    low: i => Number(args[i]! % half),
    high: i => Number(args[i]! / half),
    retLow: Number(returned % half),
    retHigh: Number(returned / half),
    chunk: (side, op, part = 0) => (side === 'enter' ? enter : exit)[op]?.[part],
  }
}

/** The text of a call. */
export const lineOf = (made: Made, options: Partial<CallOptions> = {}): string => {
  const call = rawCall(made, options)
  return callFormatter(call.syscall, { ...defaultCallOptions, ...options })(call)
}
