/** How the structs lie that system calls take and give, read on first use. */

import * as generated from './structs.gen.ts'
import type { Arch } from './syscalls.ts'

export interface StructField {
  /** As C reaches it: `st_mode`; `_kill._pid` where a struct or union without a name of its own lies between. */
  readonly name: string
  /** Bytes from the start of the struct. Members of a union share their bytes. */
  readonly offset: number
  /** Bytes, of an array those of one element. */
  readonly size: number
  /** A struct or a union is a layout by that name. */
  readonly type: 'int' | 'char' | 'pointer' | `struct ${string}`
  readonly signed: boolean
  /** Elements of an array; 0 if their number is not part of the type. */
  readonly count?: number
  /** Of a bit field: its lowest bit in the `size` bytes at `offset`, and how many they are. */
  readonly bit?: number
  readonly bits?: number
}

export interface StructLayout {
  /** Bytes. */
  readonly size: number
  /** In the order of the declaration. */
  readonly fields: readonly StructField[]
}

const findLine = (text: string, name: string): string | undefined => {
  const at = text.indexOf(`\n${name} `)
  return at === -1 ? undefined : text.slice(at + name.length + 2, text.indexOf('\n', at + 1))
}

/** The line of a struct: its size, then its fields. */
const lineOf = (name: string, arch: Arch): string => {
  const line =
    (arch === 'arm64' ? findLine(generated.structsArm64, name) : undefined) ??
    findLine(generated.structs, name)
  if (line === undefined || line === '-') throw new Error(`There is no layout of struct "${name}" on ${arch}`)
  return line
}

const addSizes = (sizes: Map<string, number>, text: string): void => {
  for (let at = 0; at !== -1 && at + 1 < text.length; at = text.indexOf('\n', at + 1)) {
    const space = text.indexOf(' ', at)
    sizes.set(text.slice(at + 1, space), Number.parseInt(text.slice(space + 1, space + 6), 10))
  }
}

const sizes: Partial<Record<Arch, ReadonlyMap<string, number>>> = {}

/** The size of every struct: to look for each in the text by itself takes long where many are wanted. */
const allSizes = (arch: Arch): ReadonlyMap<string, number> => {
  const known = new Map<string, number>()
  addSizes(known, generated.structs)
  if (arch === 'arm64') addSizes(known, generated.structsArm64)
  sizes[arch] = known
  return known
}

/**
 * The bytes of a struct, without reading its fields.
 *
 * @throws when there is no such struct
 * @example structSize('timespec', 'x64') // 16
 */
export const structSize = (name: string, arch: Arch): number => {
  const size = (sizes[arch] ?? allSizes(arch)).get(name)
  if (size === undefined || Number.isNaN(size))
    throw new Error(`There is no layout of struct "${name}" on ${arch}`)
  return size
}

const parseField = (word: string, arch: Arch): StructField => {
  const [, name, type, width, inner, count, bit, bits, offset] =
    /^(.+):(?:([uscp])(\d*)|\{(\w+)\})(?:\[(\d+)\]|\.(\d+)\.(\d+))?@(\d+)$/.exec(word)!
  const isInt = type === 'u' || type === 's'
  return {
    name: name!,
    offset: Number(offset),
    size: inner !== undefined ? structLayout(inner, arch).size : isInt ? Number(width) : type === 'p' ? 8 : 1,
    type: inner !== undefined ? `struct ${inner}` : isInt ? 'int' : type === 'p' ? 'pointer' : 'char',
    signed: type === 's',
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(bit === undefined ? {} : { bit: Number(bit), bits: Number(bits) }),
  }
}

const layouts = { x64: new Map<string, StructLayout>(), arm64: new Map<string, StructLayout>() }

/**
 * The layout of a struct; the structs are those of bpf/gen/structs.ts.
 *
 * @throws when there is no such struct
 * @example structLayout('stat', 'x64').fields.find(field => field.name === 'st_mode')?.offset // 24
 */
export const structLayout = (name: string, arch: Arch): StructLayout => {
  const known = layouts[arch].get(name)
  if (known) return known
  const [size, ...words] = lineOf(name, arch).split(' ')
  const layout = { size: Number(size), fields: words.map(word => parseField(word, arch)) }
  layouts[arch].set(name, layout)
  return layout
}
