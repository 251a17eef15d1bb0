/** Structs in memory → `{tv_sec=1, tv_nsec=0}`, by the facts' layouts and the lines of struct-specs.ts. */

import { type StructField, type StructLayout, structLayout, structSize } from '../../bpf/facts/structs.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import { Literal, type TextBytes } from '../text-bytes.ts'
import {
  type CallScalar,
  type Context,
  putOfScalar,
  putOfValue,
  textOf,
  type Value,
  type ValuePut,
} from './context.ts'
import { pointerText, signedText, unsignedText } from './numbers.ts'
import { typeOf } from './spec.ts'
import { quoted, stringEnd } from './strings.ts'
import { structSpecs } from './struct-specs.ts'

export const u16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)

export const u32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0

/** What is shown of a value in memory. */
type Shown = Pick<Value, 'show' | 'put'>

/** The value of an integer of 1 to 8 bytes by what writes its two halves. */
export const integer = (scalar: CallScalar, size: number, signed: boolean): Shown => {
  const put = putOfScalar(scalar)
  return {
    show: (bytes, at, call) => {
      const low = lowOf(bytes, at, size, signed)
      return scalar(low >>> 0, size === 8 ? u32(bytes, at + 4) : signed && low < 0 ? 0xffff_ffff : 0, call)
    },
    put: (bytes, at, out, call) => {
      const low = lowOf(bytes, at, size, signed)
      put(low >>> 0, size === 8 ? u32(bytes, at + 4) : signed && low < 0 ? 0xffff_ffff : 0, out, call)
    },
  }
}

/** The lower 32 bits, of smaller ones with their sign extended. */
const lowOf = (bytes: Uint8Array, at: number, size: number, signed: boolean): number => {
  if (size >= 4) return u32(bytes, at) | 0
  const value = size === 1 ? bytes[at]! : u16(bytes, at)
  const sign = 1 << (size * 8 - 1)
  return signed && value & sign ? value - 2 * sign : value
}

let lines: Map<string, string> | undefined

const lineOf = (name: string): string | undefined => {
  if (!lines) {
    lines = new Map()
    for (const line of structSpecs.slice(1, -1).split('\n')) {
      const space = line.indexOf(' ')
      const equals = line.indexOf('=')
      lines.set(line.slice(0, equals !== -1 && equals < space ? equals : space), line)
    }
  }
  return lines.get(name)
}

/** The kernel's name of a struct that a spec names. */
const layoutName = (name: string): string => {
  const line = lineOf(name)
  const head = line?.slice(0, line.indexOf(' ')) ?? name
  return head.slice(head.indexOf('=') + 1)
}

/** The bytes of a struct that a spec names. */
export const sizeOfStruct = (name: string, arch: Arch): number => structSize(layoutName(name), arch)

const layoutOf = (name: string, arch: Arch): StructLayout => structLayout(layoutName(name), arch)

interface FieldSpec {
  readonly label: string
  readonly name: string
  readonly type: string | undefined
  readonly when: string | undefined
}

const readField = (word: string): FieldSpec => {
  const question = word.indexOf('?')
  const when = question === -1 ? undefined : word.slice(question + 1)
  const head = question === -1 ? word : word.slice(0, question)
  const colon = head.indexOf(':')
  const full = colon === -1 ? head : head.slice(0, colon)
  const equals = full.indexOf('=')
  return {
    label: equals === -1 ? full : full.slice(0, equals),
    name: full.slice(equals + 1),
    type: colon === -1 ? undefined : head.slice(colon + 1),
    when,
  }
}

/** The fields that are written, and whether others are left out. */
const fieldsOf = (
  name: string,
  layout: StructLayout,
  short: boolean,
): { fields: FieldSpec[]; more: boolean } => {
  const words = lineOf(name)?.split(' ').slice(1)
  if (!words) {
    const known = layout.fields.filter(
      field => !field.name.startsWith('_') && !/pad|reserved|spare/.test(field.name),
    )
    return {
      fields: known.map(field => ({ label: field.name, name: field.name, type: undefined, when: undefined })),
      more: false,
    }
  }
  const fields: FieldSpec[] = []
  let rest = false
  let more = false
  for (const word of words) {
    if (word === '/') rest = true
    else if (short && (rest || word.startsWith('/'))) more = true
    else fields.push(readField(word.startsWith('/') ? word.slice(1) : word))
  }
  return { fields, more }
}

const find = (layout: StructLayout, name: string): StructField | undefined =>
  layout.fields.find(field => field.name === name)

type Test = (bytes: Uint8Array, at: number) => boolean

const conditionOf = (text: string | undefined, layout: StructLayout, isShort: boolean): Test | undefined => {
  if (text === undefined) return undefined
  if (!text.startsWith('~')) return testOf(text, layout)
  return isShort ? testOf(text.slice(1), layout) : undefined
}

const testOf = (text: string, layout: StructLayout): Test => {
  const and = text.indexOf('&')
  const field = find(layout, and === -1 ? text : text.slice(0, and))!
  const { offset, size } = field
  if (field.bit !== undefined) {
    const bits = bitsOf(field)
    return (bytes, at) => bits(bytes, at) !== 0
  }
  if (and === -1)
    return (bytes, at) => {
      for (let i = 0; i < size; i++) if (bytes[at + offset + i] !== 0) return true
      return false
    }
  const [, mask, sign, value] = /&([\da-f]+)(?:([=!])([\da-f]+))?/.exec(text)!
  const bits = Number.parseInt(mask!, 16)
  const wanted = Number.parseInt(value ?? '0', 16)
  const low = size >= 4 ? u32 : u16
  return sign === '='
    ? (bytes, at) => (low(bytes, at + offset) & bits) >>> 0 === wanted
    : (bytes, at) => (low(bytes, at + offset) & bits) >>> 0 !== wanted
}

const arrayOf = (one: Shown, size: number, count: number): Shown => {
  const { show } = one
  return {
    show: (bytes, at, call) => {
      let text = '['
      for (let i = 0; i < count; i++) text += (i === 0 ? '' : ', ') + show(bytes, at + i * size, call)
      return `${text}]`
    },
  }
}

/** A field of some bits, as a number. */
const bitsOf = ({
  offset,
  size,
  bit = 0,
  bits = 1,
}: StructField): ((bytes: Uint8Array, at: number) => number) => {
  return (bytes, at) => {
    let value = 0
    for (let i = 0; i < bits; i++) {
      const place = bit + i
      if (place < size * 8 && (bytes[at + offset + (place >> 3)]! >> (place & 7)) & 1) value += 2 ** i
    }
    return value
  }
}

const signed: CallScalar = Object.assign((low: number, high: number) => signedText(low, high), {
  put: (low: number, high: number, out: TextBytes) => out.signed(low, high),
})

const unsigned: CallScalar = Object.assign((low: number, high: number) => unsignedText(low, high), {
  put: (low: number, high: number, out: TextBytes) => out.unsigned(low, high),
})

/** How a field is written by its C type. */
const plainField = (field: StructField, context: Context): Shown => {
  if (field.bit !== undefined) {
    const bits = bitsOf({ ...field, offset: 0 })
    return { show: (bytes, at) => `${bits(bytes, at)}` }
  }
  if (field.type === 'char' && field.count !== undefined) {
    const { count } = field
    return { show: (bytes, at) => quoted(bytes, at, stringEnd(bytes, at, at + count), count, false) }
  }
  const show =
    field.type === 'pointer'
      ? integer(pointerText, 8, false)
      : field.type === 'int' || field.type === 'char'
        ? integer(field.signed ? signed : unsigned, field.size, field.signed)
        : context.struct(field.type.slice('struct '.length))
  return field.count === undefined ? show : arrayOf(show, field.size, field.count)
}

const typedField = (type: string, field: StructField, context: Context): Shown => {
  const scalar = context.scalar(typeOf(type))
  if (scalar && field.bit !== undefined) {
    const bits = bitsOf({ ...field, offset: 0 })
    return { show: (bytes, at, call) => scalar(bits(bytes, at), 0, call) }
  }
  if (scalar) return integer(scalar, field.size, field.signed)
  return context.value(typeOf(type)) ?? plainField(field, context)
}

interface ShownField {
  /** The field's name, with a comma in front. */
  readonly start: Literal
  readonly first: Literal
  readonly end: number
  readonly offset: number
  readonly put: ValuePut
  readonly when: Test | undefined
}

/** Makes what writes a struct. Of a struct that was given shorter, the fields that are there are written. */
export const structValue = (name: string, context: Context): Value => {
  const layout = layoutOf(name, context.arch)
  const { fields, more } = fieldsOf(name, layout, context.options.abbreviate)
  const shown: ShownField[] = []
  for (const spec of fields) {
    const field = find(layout, spec.name)
    if (!field) continue
    shown.push({
      start: new Literal(`, ${spec.label}=`),
      first: new Literal(`${spec.label}=`),
      end: field.offset + field.size * (field.count ?? 1),
      offset: field.offset,
      put: putOfValue(
        spec.type === undefined ? plainField(field, context) : typedField(spec.type, field, context),
      ),
      when: conditionOf(spec.when, layout, context.options.abbreviate),
    })
  }
  const { size } = layout
  const put: ValuePut = (bytes, at, out, call, end = at + size) => {
    out.byte(openBrace)
    let isFirst = true
    for (let i = 0; i < shown.length; i++) {
      const field = shown[i]!
      if (at + field.end > end || (field.when && !field.when(bytes, at))) continue
      out.literal(isFirst ? field.first : field.start)
      isFirst = false
      field.put(bytes, at + field.offset, out, call)
    }
    out.text(more ? ', ...}' : '}')
  }
  return { size, show: (bytes, at, call, end) => textOf(out => put(bytes, at, out, call, end)), put }
}

const openBrace = 0x7b
