/**
 * Reads the kernel's own type information (BTF, from /sys/kernel/btf/vmlinux): ids of types by name, members of structs.
 *
 * The blob holds more than a hundred thousand types and a process wants five of them, so nothing is read ahead: a name is
 * found in the string section, the records that carry it by a search for that offset, and records are walked only as
 * far as the last id that was needed. Split BTF (of kernel modules) is not read.
 */

import { Buffer } from 'node:buffer'

/** Kinds of types (`BTF_KIND_*`, lower case). */
export const btfKinds = {
  int: 1,
  ptr: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  fwd: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  func: 12,
  func_proto: 13,
  var: 14,
  datasec: 15,
  float: 16,
  decl_tag: 17,
  type_tag: 18,
  enum64: 19,
} as const
export type BtfKind = keyof typeof btfKinds

/** First 16 bits of a blob in the byte order of its machine. */
export const btfMagic = 0xeb9f

/** Where a member lies. `bitOffset` (from the start of byte `offset`) and `bitSize` are there for bit fields only. */
export interface BtfMember {
  /** Bytes from the start of the struct. */
  readonly offset: number
  /** Id of the member's type, for `sizeOf`. */
  readonly type: number
  readonly bitOffset?: number
  readonly bitSize?: number
}

export interface BtfStruct {
  /** Bytes. */
  readonly size: number
  /** By name; members of anonymous structs and unions are listed as the struct's own. */
  readonly members: ReadonlyMap<string, BtfMember>
}

/** A value that a register holds. */
export interface BtfScalar {
  readonly kind: 'signed' | 'unsigned' | 'bool' | 'pointer'
  /** Bytes. */
  readonly size: number
  /** As C writes it: `struct file *`. */
  readonly text: string
}

export interface BtfPrototype {
  readonly parameters: readonly { readonly name: string; readonly type: BtfScalar }[]
  /** Undefined for a function without a result. */
  readonly result: BtfScalar | undefined
}

export interface Btf {
  /**
   * The id of a type, as `attach_btf_id` wants it, or undefined. Tracepoint X is the typedef `btf_trace_X` (Linux 5.5).
   *
   * @example
   * btf.typeId('typedef', 'btf_trace_sys_enter') // 11318
   */
  typeId(kind: BtfKind, name: string): number | undefined
  /** The struct of a name; of several, the first that has members. */
  struct(name: string): BtfStruct | undefined
  /** The offset in bytes of a struct's member: all that a start needs, without listing the others. */
  offsetOf(struct: string, member: string): number | undefined
  /** The function of a name; undefined if there is none, or one with anything that does not fit into a register. */
  prototype(func: string): BtfPrototype | undefined
  /** Bytes that a value of a type takes, or undefined for what has no size (void, functions). */
  sizeOf(type: number): number | undefined
}

/** Words of a record by kind: low four bits the fixed ones, the others for each of its `vlen` parts. 0: no such kind. */
const wordsOfKind = Uint8Array.of(
  ...[0, 4, 3, 6, 0x33, 0x33, 0x23, 3, 3, 3, 3, 3, 3, 0x23, 4, 0x33, 3, 4, 3, 0x33],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
)

/** Every how many types the walk leaves a mark to start from. */
const stride = 256

/**
 * Opens a blob of BTF; the bytes are read in place and must not change.
 *
 * @throws when the bytes are not BTF of this machine's byte order
 * @example
 * const btf = openBtf(readFileSync('/sys/kernel/btf/vmlinux'))
 * btf.struct('task_struct')?.members.get('tgid')?.offset
 */
export const openBtf = (bytes: Uint8Array): Btf => {
  const { types, strings } = sections(bytes)
  /** Word of type 1, 1 + stride, 1 + 2 * stride … as far as the walk has come. */
  const marks = [0]
  let walkedAll = false

  /** Steps over records: at most `count`, none that starts at `limit` or behind it. */
  const walk = (from: number, count: number, limit: number): { word: number; steps: number } => {
    let word = from
    let steps = 0
    for (; steps < count && word < limit; steps++) {
      const info = types[word + 1]!
      const words = wordsOfKind[(info >>> 24) & 31]!
      if (words === 0) throw new Error(`Cannot read BTF: unknown kind ${(info >>> 24) & 31}`)
      word += (words & 15) + (words >> 4) * (info & 0xffff)
    }
    return { word, steps }
  }

  const extend = (): void => {
    const { word } = walk(marks[marks.length - 1]!, stride, types.length)
    if (word < types.length) marks.push(word)
    else walkedAll = true
  }

  /** The id of the record that starts at a word, or undefined if none starts there. */
  const idAt = (target: number): number | undefined => {
    while (!walkedAll && marks[marks.length - 1]! <= target) extend()
    let mark = marks.length - 1
    while (marks[mark]! > target) mark--
    const { word, steps } = walk(marks[mark]!, stride, target)
    return word === target ? 1 + mark * stride + steps : undefined
  }

  const wordAt = (id: number): number => {
    const mark = Math.floor((id - 1) / stride)
    while (!walkedAll && marks.length <= mark) extend()
    const { word } = walk(marks[mark] ?? types.length, (id - 1) % stride, types.length)
    if (word >= types.length) throw new Error(`Cannot read BTF: there is no type ${id}`)
    return word
  }

  const kindAt = (word: number): number => (types[word + 1]! >>> 24) & 31

  const text = (offset: number): string => strings.toString('latin1', offset, strings.indexOf(0, offset))

  /** The words of the records with a kind and a name, each once it is asked for. */
  function* records(kind: BtfKind, name: string): Generator<{ word: number; id: number }> {
    const before = name === '' ? -1 : strings.indexOf(`\0${name}\0`, 0, 'utf8')
    if (before === -1) return
    for (let word = types.indexOf(before + 1); word !== -1; word = types.indexOf(before + 1, word + 1)) {
      if (kindAt(word) !== btfKinds[kind]) continue
      // The offset of the name may turn up as another number; only the walk knows where records start.
      const id = idAt(word)
      if (id !== undefined) yield { word, id }
    }
  }

  const collect = (word: number, base: number, members: Map<string, BtfMember>): void => {
    const info = types[word + 1]!
    const bitFields = info >>> 31 === 1
    for (let i = 0, at = word + 3; i < (info & 0xffff); i++, at += 3) {
      const place = types[at + 2]!
      const bits = base + (bitFields ? place & 0xffffff : place)
      const bitSize = bitFields ? place >>> 24 : 0
      const type = types[at + 1]!
      const name = text(types[at]!)
      if (name === '') {
        const inner = wordAt(type)
        const kind = kindAt(inner)
        // Unnamed bit fields are padding.
        if (kind === btfKinds.struct || kind === btfKinds.union) collect(inner, bits, members)
      } else if (!members.has(name)) {
        const field = bitSize > 0 ? { bitOffset: bits & 7, bitSize } : {}
        members.set(name, { offset: bits >>> 3, type, ...field })
      }
    }
  }

  const sizeOf = (type: number): number | undefined => {
    if (type === 0) return undefined
    const word = wordAt(type)
    const third = types[word + 2]!
    switch (kindAt(word)) {
      case btfKinds.ptr:
        return 8
      case btfKinds.array: {
        const element = sizeOf(types[word + 3]!)
        return element === undefined ? undefined : element * types[word + 5]!
      }
      case btfKinds.typedef:
      case btfKinds.volatile:
      case btfKinds.const:
      case btfKinds.restrict:
      case btfKinds.type_tag:
        return sizeOf(third)
      case btfKinds.int:
      case btfKinds.struct:
      case btfKinds.union:
      case btfKinds.enum:
      case btfKinds.enum64:
      case btfKinds.float:
        return third
      default:
        return undefined
    }
  }

  /** A type as C writes it, as far as pointers and names go. */
  const typeText = (type: number): string => {
    if (type === 0) return 'void'
    const word = wordAt(type)
    const name = text(types[word]!)
    const inner = types[word + 2]!
    switch (kindAt(word)) {
      case btfKinds.ptr: {
        const pointee = typeText(inner)
        return pointee.endsWith('*') ? `${pointee}*` : `${pointee} *`
      }
      case btfKinds.const:
        return `const ${typeText(inner)}`
      case btfKinds.volatile:
      case btfKinds.restrict:
      case btfKinds.type_tag:
        return typeText(inner)
      case btfKinds.struct:
        return `struct ${name || '(anonymous)'}`
      case btfKinds.union:
        return `union ${name || '(anonymous)'}`
      case btfKinds.enum:
      case btfKinds.enum64:
        return `enum ${name || '(anonymous)'}`
      case btfKinds.fwd:
        return `${types[word + 1]! >>> 31 === 1 ? 'union' : 'struct'} ${name}`
      case btfKinds.func_proto:
        return 'function'
      case btfKinds.array:
        return `${typeText(types[word + 3]!)} []`
      default:
        return name
    }
  }

  const intFlags = { signed: 1, bool: 4 } as const

  const scalar = (type: number): BtfScalar | undefined => {
    let word = wordAt(type)
    const through: readonly number[] = [
      btfKinds.typedef,
      btfKinds.const,
      btfKinds.volatile,
      btfKinds.restrict,
      btfKinds.type_tag,
    ]
    while (through.includes(kindAt(word))) {
      const inner = types[word + 2]!
      if (inner === 0) return undefined
      word = wordAt(inner)
    }
    const kind = kindAt(word)
    if (kind === btfKinds.ptr) return { kind: 'pointer', size: 8, text: typeText(type) }
    const size = types[word + 2]!
    if (size > 8) return undefined
    if (kind === btfKinds.enum || kind === btfKinds.enum64) {
      const signed = types[word + 1]! >>> 31 === 1
      return { kind: signed ? 'signed' : 'unsigned', size, text: typeText(type) }
    }
    if (kind !== btfKinds.int) return undefined
    const flags = (types[word + 3]! >>> 24) & 15
    const sign = flags & intFlags.signed ? 'signed' : 'unsigned'
    return { kind: flags & intFlags.bool ? 'bool' : sign, size, text: typeText(type) }
  }

  const prototype = (func: string): BtfPrototype | undefined => {
    const [found] = records('func', func)
    if (!found) return undefined
    const word = wordAt(types[found.word + 2]!)
    const parameters: { name: string; type: BtfScalar }[] = []
    for (let i = 0, at = word + 3; i < (types[word + 1]! & 0xffff); i++, at += 2) {
      // A last one of no type stands for any number of further ones.
      if (types[at + 1] === 0) break
      const type = scalar(types[at + 1]!)
      if (!type) return undefined
      parameters.push({ name: text(types[at]!) || `arg${i}`, type })
    }
    const returned = types[word + 2]!
    const result = returned === 0 ? undefined : scalar(returned)
    return returned !== 0 && !result ? undefined : { parameters, result }
  }

  const structWords = new Map<string, number | undefined>()
  const structWord = (name: string): number | undefined => {
    if (structWords.has(name)) return structWords.get(name)
    let found: number | undefined
    for (const { word } of records('struct', name)) {
      const empty = (types[word + 1]! & 0xffff) === 0
      if (!empty || found === undefined) found = word
      if (!empty) break
    }
    structWords.set(name, found)
    return found
  }

  const struct = (name: string): BtfStruct | undefined => {
    const found = structWord(name)
    if (found === undefined) return undefined
    const members = new Map<string, BtfMember>()
    collect(found, 0, members)
    return { size: types[found + 2]!, members }
  }

  return {
    typeId: (kind, name) => records(kind, name).next().value?.id,
    struct,
    offsetOf(name, member) {
      const word = structWord(name)
      if (word === undefined) return undefined
      const info = types[word + 1]!
      const sought = Buffer.from(`${member}\0`)
      for (let i = 0, at = word + 3; i < (info & 0xffff); i++, at += 3) {
        const offset = types[at]!
        if (sought.equals(strings.subarray(offset, offset + sought.length))) {
          const place = types[at + 2]!
          return (info >>> 31 === 1 ? place & 0xffffff : place) >>> 3
        }
      }
      // It may be in a struct without a name within.
      return struct(name)?.members.get(member)?.offset
    },
    prototype,
    sizeOf,
  }
}

/** The type section as words and the string section as bytes. */
const sections = (bytes: Uint8Array): { types: Uint32Array; strings: Buffer } => {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 24 || header.getUint16(0, true) !== btfMagic)
    throw new Error('Cannot read BTF: no BTF header')
  const at = (field: number): number => header.getUint32(field, true)
  const start = at(4)
  const typesFrom = start + at(8)
  const stringsFrom = start + at(16)
  if (typesFrom + at(12) > bytes.length || stringsFrom + at(20) > bytes.length)
    throw new Error(`Cannot read BTF: ${bytes.length} bytes end inside a section`)
  // Words need their alignment; a blob that a file gave has it.
  const aligned = (bytes.byteOffset + typesFrom) % 4 === 0
  const source = aligned ? bytes : bytes.slice()
  const types = new Uint32Array(source.buffer, source.byteOffset + typesFrom, at(12) >>> 2)
  return { types, strings: Buffer.from(bytes.buffer, bytes.byteOffset + stringsFrom, at(20)) }
}
