/** Structs in memory → `{tv_sec=1, tv_nsec=0}`, by the facts' layouts and the lines of struct-specs.ts. */

import { type StructField, type StructLayout, structLayout, structSize } from '../../bpf/facts/structs.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import type { RawCall } from './call.ts'
import type { Context, Value } from './context.ts'
import { pointerText, signedText, unsignedText } from './numbers.ts'
import { typeOf } from './spec.ts'
import { quoted, stringEnd } from './strings.ts'
import { structSpecs } from './struct-specs.ts'

export const u16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)

export const u32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0

/** The value of an integer of 1 to 8 bytes by a function of its two halves. */
export const integer = (scalar: CallScalar, size: number, signed: boolean): Value['show'] => {
  if (size === 8) return (bytes, at, call) => scalar(u32(bytes, at), u32(bytes, at + 4), call)
  if (size === 4 && !signed) return (bytes, at, call) => scalar(u32(bytes, at), 0, call)
  if (size === 4)
    return (bytes, at, call) => {
      const low = u32(bytes, at)
      return scalar(low, low >= 0x8000_0000 ? 0xffff_ffff : 0, call)
    }
  return (bytes, at, call) => {
    const value = size === 1 ? bytes[at]! : u16(bytes, at)
    const sign = 1 << (size * 8 - 1)
    return signed && value & sign
      ? scalar((value - 2 * sign) >>> 0, 0xffff_ffff, call)
      : scalar(value, 0, call)
  }
}

/** A scalar that looks at the call too: descriptors do, for the process. */
export type CallScalar = (low: number, high: number, call: RawCall) => string

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

const testOf = (text: string, layout: StructLayout): Test => {
  const and = text.indexOf('&')
  const field = find(layout, and === -1 ? text : text.slice(0, and))!
  const { offset, size } = field
  if (field.bit !== undefined) {
    const show = bitField(field)
    return (bytes, at) => show(bytes, at) !== '0'
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

const arrayOf = (show: Value['show'], size: number, count: number): Value['show'] => {
  return (bytes, at, call) => {
    let text = '['
    for (let i = 0; i < count; i++) text += (i === 0 ? '' : ', ') + show(bytes, at + i * size, call)
    return `${text}]`
  }
}

const bitField = ({
  offset,
  size,
  bit = 0,
  bits = 1,
}: StructField): ((bytes: Uint8Array, at: number) => string) => {
  return (bytes, at) => {
    let value = 0
    for (let i = 0; i < bits; i++) {
      const place = bit + i
      if (place < size * 8 && (bytes[at + offset + (place >> 3)]! >> (place & 7)) & 1) value += 2 ** i
    }
    return `${value}`
  }
}

/** How a field is written by its C type. */
const plainField = (field: StructField, context: Context): Value['show'] => {
  if (field.bit !== undefined) return bitField({ ...field, offset: 0 })
  if (field.type === 'char' && field.count !== undefined) {
    const { count } = field
    return (bytes, at) => quoted(bytes, at, stringEnd(bytes, at, at + count), count, false)
  }
  const show =
    field.type === 'pointer'
      ? integer(pointerText, 8, false)
      : field.type === 'int' || field.type === 'char'
        ? integer(field.signed ? signedText : unsignedText, field.size, field.signed)
        : context.struct(field.type.slice('struct '.length)).show
  return field.count === undefined ? show : arrayOf(show, field.size, field.count)
}

const typedField = (type: string, field: StructField, context: Context): Value['show'] => {
  const scalar = context.scalar(typeOf(type))
  if (scalar && field.bit !== undefined) {
    const bits = bitField({ ...field, offset: 0 })
    return (bytes, at, call) => scalar(Number(bits(bytes, at)), 0, call)
  }
  if (scalar) return integer(scalar, field.size, field.signed)
  return context.value(typeOf(type))?.show ?? plainField(field, context)
}

interface Shown {
  readonly start: string
  readonly end: number
  readonly offset: number
  readonly show: Value['show']
  readonly when: Test | undefined
}

/** Makes what writes a struct. Of a struct that was given shorter, the fields that are there are written. */
export const structValue = (name: string, context: Context): Value => {
  const layout = layoutOf(name, context.arch)
  const { fields, more } = fieldsOf(name, layout, context.options.abbreviate)
  const shown: Shown[] = []
  for (const spec of fields) {
    const field = find(layout, spec.name)
    if (!field) continue
    shown.push({
      start: `${spec.label}=`,
      end: field.offset + field.size * (field.count ?? 1),
      offset: field.offset,
      show: spec.type === undefined ? plainField(field, context) : typedField(spec.type, field, context),
      when: spec.when === undefined ? undefined : testOf(spec.when, layout),
    })
  }
  return {
    size: layout.size,
    show: (bytes, at, call, end = at + layout.size) => {
      let text = '{'
      for (let i = 0; i < shown.length; i++) {
        const field = shown[i]!
        if (at + field.end > end || (field.when && !field.when(bytes, at))) continue
        text += text.length === 1 ? field.start : `, ${field.start}`
        text += field.show(bytes, at + field.offset, call)
      }
      return more ? `${text}, ...}` : `${text}}`
    },
  }
}
