/**
 * C structs as bytes: a list of fields in C's order becomes offsets by C's rules of alignment, and `pack` writes values
 * there. test/ffi/abi.test.ts compares every offset with what a C compiler says. Little endian, 64-bit pointers.
 */

import { host } from './current-host.ts'

const sizes = { u8: 1, u16: 2, u32: 4, i32: 4, u64: 8, size_t: 8, pointer: 8 } as const

export type FieldType = keyof typeof sizes

/** Name as C writes it (`a.b` inside a nested struct), type, and how many of it an array has. `''` is a pad or bit field. */
export type Field = readonly [name: string, type: FieldType, count?: number]

/** A pointer field takes bytes, whose address it gets, or an address. */
export type FieldValue = number | bigint | Uint8Array | null

export interface Struct<Name extends string> {
  readonly name: string
  readonly size: number
  /** Byte offset of each named field. */
  readonly offsets: Readonly<Record<Name, number>>
  /**
   * The struct's bytes; fields not given are 0. A first field `sz`, as libbpf's options have, gets the size. Bytes behind
   * pointer fields stay alive as long as what is returned.
   */
  pack(values: { readonly [N in Name]?: FieldValue }): Uint8Array
  /** A field of 4 or 8 bytes out of bytes that native code filled in; exact up to 2^53. */
  read(bytes: Uint8Array, field: Name): number
}

type Names<F extends readonly Field[]> = Exclude<F[number][0], ''>

const pointees = new WeakMap<Uint8Array, Uint8Array[]>()

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to

export const struct = <const F extends readonly Field[]>(name: string, fields: F): Struct<Names<F>> => {
  const offsets: Record<string, number> = {}
  const types: Record<string, FieldType> = {}
  let end = 0
  let align = 1
  for (const [field, type, count = 1] of fields) {
    const at = roundUp(end, sizes[type])
    if (field) {
      offsets[field] = at
      types[field] = type
    }
    end = at + sizes[type] * count
    align = Math.max(align, sizes[type])
  }
  const size = roundUp(end, align)

  const pack = (values: Readonly<Record<string, FieldValue | undefined>>): Uint8Array => {
    const bytes = new Uint8Array(size)
    const view = new DataView(bytes.buffer)
    const held: Uint8Array[] = []
    if (fields[0]?.[0] === 'sz') view.setUint32(0, size, true)
    for (const [field, value] of Object.entries(values)) {
      if (value === undefined || value === null) continue
      const at = offsets[field]!
      if (value instanceof Uint8Array) held.push(value)
      const number = value instanceof Uint8Array ? host().addressOf(value) : value
      const width = sizes[types[field]!]
      if (width === 8) view.setBigUint64(at, BigInt.asUintN(64, BigInt(number)), true)
      else if (width === 4) view.setUint32(at, Number(number), true)
      else if (width === 2) view.setUint16(at, Number(number), true)
      else view.setUint8(at, Number(number))
    }
    if (held.length > 0) pointees.set(bytes, held)
    return bytes
  }

  const read = (bytes: Uint8Array, field: string): number => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const at = offsets[field]!
    return sizes[types[field]!] === 8 ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true)
  }

  return { name, size, offsets: offsets as Record<Names<F>, number>, pack, read } as Struct<Names<F>>
}
