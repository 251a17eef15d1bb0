/** What made events have in memory: strings and lists of them, as far as the kernel's programs read them. */

import type { SyscallArg, SyscallFact } from '../../bpf/facts/syscalls.ts'
import { blobFlags } from '../../bpf/layout.ts'
import { chunkFlags, firstAddress, type MemoryRead } from '../../bpf/recipe.ts'
import { chunkNumber } from '../../bpf/recipe-table.ts'
import { defaultCallOptions } from '../calls/options.ts'
import { recipeOf } from '../calls/recipes.ts'
import { maxList, maxString, maxStrings } from '../compiler/fields.ts'
import { wrong } from './made-wrong.ts'

const encoder = new TextEncoder()
const nul = Uint8Array.of(0)

/** The bytes of a string that are read. */
const read = (text: string): Uint8Array => encoder.encode(text).subarray(0, maxString - 1)

/** @throws TypeError */
const textOf = (probe: string, { name }: SyscallArg, value: unknown, isOfList = false): string => {
  if (typeof value !== 'string')
    return wrong(probe, `${name} must be a ${isOfList ? 'list of strings' : 'string'}`)
  if (value.includes('\0')) return wrong(probe, `${name} must have no NUL: a string ends there`)
  return value
}

/**
 * The value of an argument, checked.
 *
 * @throws TypeError
 */
export const madeText = (probe: string, arg: SyscallArg, value: unknown): string | readonly string[] => {
  if (arg.kind !== 'strings') return textOf(probe, arg, value)
  if (!Array.isArray(value)) return wrong(probe, `${arg.name} must be a list of strings`)
  return value.map(one => textOf(probe, arg, one, true))
}

/** A string or a list of them, as it is in a record. */
export const textBlob = (
  value: string | readonly string[],
): { readonly bytes: Uint8Array; readonly flags: number } => {
  if (typeof value === 'string') {
    const bytes = read(value)
    return { bytes, flags: bytes.length === maxString - 1 ? blobFlags.cut : 0 }
  }
  const parts: Uint8Array[] = []
  let used = 0
  for (const text of value.slice(0, maxStrings)) {
    if (used > maxList) break
    const bytes = read(text)
    parts.push(bytes, nul)
    used += bytes.length + 1
  }
  const isCut = parts.length / 2 < value.length || value.length === maxStrings
  return { bytes: Buffer.concat(parts), flags: isCut ? blobFlags.cut : 0 }
}

/** The memory that shows a call: its strings and lists of them. What else its arguments point to is shown as an address. */
export const madeMemory = (
  fact: SyscallFact,
  given: (arg: SyscallArg) => string | readonly string[] | undefined,
  numbers: ReadonlyMap<string, bigint>,
): Uint8Array => {
  const { enter, exit } = recipeOf(fact, defaultCallOptions)
  const chunk = (side: 'enter' | 'exit', read: MemoryRead, op: number): Uint8Array[] => {
    const arg = fact.args[read.arg]
    const value = arg && given(arg)
    if (value === undefined || (numbers.get(`reg${read.arg}`) ?? 0n) < BigInt(firstAddress)) return []
    const found = chunkOf(read, value)
    if (!found) return []
    const head = new Uint8Array(4)
    const word = found.bytes.length | (chunkNumber(side, op) << 16) | (found.isCut ? chunkFlags.cut : 0)
    new DataView(head.buffer).setUint32(0, word, true)
    return [head, found.bytes]
  }
  return Buffer.concat([
    ...enter.flatMap((read, op) => chunk('enter', read, op)),
    ...exit.flatMap((read, op) => chunk('exit', read, op)),
  ])
}

const chunkOf = (
  of: MemoryRead,
  value: string | readonly string[],
): { readonly bytes: Uint8Array; readonly isCut: boolean } | undefined => {
  if (typeof value === 'string') {
    if (of.read !== 'string') return undefined
    const bytes = read(value)
    return { bytes, isCut: bytes.length === maxString - 1 }
  }
  switch (of.read) {
    case 'pointers': {
      const count = Uint32Array.of(Math.min(value.length, of.most))
      return { bytes: new Uint8Array(count.buffer), isCut: value.length > of.most }
    }
    case 'strings': {
      const parts = value
        .slice(0, of.most)
        .map(text => Buffer.concat([encoder.encode(text), nul]).subarray(0, of.each))
      return { bytes: Buffer.concat(parts), isCut: value.length > of.most }
    }
    default:
      return undefined
  }
}
