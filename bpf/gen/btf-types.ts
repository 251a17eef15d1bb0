/** Reads the BTF that a C compiler writes: whole structs with what their fields are. */

import { btfKinds } from '../btf.ts'

interface BtfType {
  readonly kind: number
  readonly name: string
  /** Size, or id of the type that this one is made of. */
  readonly third: number
  /** Are the members' places bit fields? */
  readonly hasBits: boolean
  /** The words behind the first three. */
  readonly words: readonly number[]
}

/** A field as the generated text has it: `u4`, `s8`, `c`, `p`, `{stat}`, `c[16]`, `u8.3.1`. */
export interface Field {
  readonly name: string
  readonly type: string
  readonly offset: number
}

export interface Layout {
  readonly size: number
  readonly fields: readonly Field[]
}

const fail = (message: string): never => {
  throw new Error(message)
}

/** How many words follow the first three. */
const wordsOf = (kind: number, parts: number): number => {
  switch (kind) {
    case btfKinds.int:
    case btfKinds.var:
    case btfKinds.decl_tag:
      return 1
    case btfKinds.array:
      return 3
    case btfKinds.struct:
    case btfKinds.union:
    case btfKinds.datasec:
    case btfKinds.enum64:
      return 3 * parts
    case btfKinds.enum:
    case btfKinds.func_proto:
      return 2 * parts
    default:
      return 0
  }
}

/** Opens a blob of BTF. A layout is that of a struct's or union's tag; members without a name are listed as its own. */
export const readBtf = (bytes: Uint8Array): { layout(tag: string): Layout | undefined } => {
  const blob = Buffer.from(bytes)
  const start = blob.readUInt32LE(4)
  const strings = start + blob.readUInt32LE(16)
  const text = (offset: number): string =>
    blob.toString('latin1', strings + offset, blob.indexOf(0, strings + offset))
  const first = start + blob.readUInt32LE(8)
  const end = first + blob.readUInt32LE(12)
  const types: BtfType[] = [{ kind: 0, name: 'void', third: 0, hasBits: false, words: [] }]
  for (let at = first; at < end; ) {
    const info = blob.readUInt32LE(at + 4)
    const kind = (info >>> 24) & 31
    const words = Array.from({ length: wordsOf(kind, info & 0xffff) }, (_, i) =>
      blob.readUInt32LE(at + 12 + 4 * i),
    )
    const name = text(blob.readUInt32LE(at))
    types.push({ kind, name, third: blob.readUInt32LE(at + 8), hasBits: info >>> 31 === 1, words })
    at += 12 + 4 * words.length
  }

  /** Without typedefs and qualifiers. */
  const plain = (id: number): BtfType => {
    const type = types[id] ?? fail(`BTF has no type ${id}`)
    const { typedef, volatile, const: constant, restrict, type_tag } = btfKinds
    return [typedef, volatile, constant, restrict, type_tag].includes(type.kind as never)
      ? plain(type.third)
      : type
  }
  const isStruct = ({ kind }: BtfType): boolean => kind === btfKinds.struct || kind === btfKinds.union

  /** The type of a value that is no array. */
  const nameOf = (type: BtfType): string => {
    if (isStruct(type)) return `{${type.name}}`
    if (type.kind === btfKinds.ptr) return 'p'
    if (type.kind === btfKinds.enum) return `u${type.third}`
    if (type.kind !== btfKinds.int) return fail(`Cannot lay out a type of kind ${type.kind}`)
    if (type.name === 'char') return 'c'
    const isSigned = ((type.words[0]! >>> 24) & 1) === 1
    return `${isSigned ? 's' : 'u'}${type.third}`
  }

  const fieldsOf = (struct: BtfType, prefix: string, base: number): Field[] => {
    const fields: Field[] = []
    for (let i = 0; i < struct.words.length; i += 3) {
      const [nameAt, id, place] = struct.words.slice(i, i + 3) as [number, number, number]
      const bitSize = struct.hasBits ? place >>> 24 : 0
      const bits = base * 8 + (struct.hasBits ? place & 0xffffff : place)
      const offset = bits >>> 3
      const name = prefix + text(nameAt)
      let type = plain(id)
      let count: number | undefined
      while (type.kind === btfKinds.array) {
        count = (count ?? 1) * type.words[2]!
        type = plain(type.words[0]!)
      }
      if (isStruct(type) && type.name === '') {
        if (count !== undefined && count > 1) fail(`${name} is an array of a struct without a name`)
        const inner = text(nameAt) === '' ? prefix : `${name}.`
        fields.push(...fieldsOf(type, inner, offset))
      } else if (bitSize > 0) {
        // Unnamed bit fields are padding.
        if (text(nameAt) === '') continue
        const unit = type.third * 8
        const from = Math.floor(bits / unit) * unit
        fields.push({ name, type: `${nameOf(type)}.${bits - from}.${bitSize}`, offset: from / 8 })
      } else fields.push({ name, type: nameOf(type) + (count === undefined ? '' : `[${count}]`), offset })
    }
    return fields
  }

  return {
    layout: tag => {
      const struct = types.find(type => isStruct(type) && type.name === tag)
      return struct && { size: struct.third, fields: fieldsOf(struct, '', 0) }
    },
  }
}
