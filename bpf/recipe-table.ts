/**
 * Recipes as bytes in a map's value, for the programs that follow them: a word for each syscall number (where its reads
 * start, how many are for the entry, how many for the exit) and behind these the reads, 16 bytes each.
 */

import { type Length, type MemoryRead, maxReads, type Recipe, stackPointer } from './recipe.ts'

/** Syscall numbers that have a word. */
const numbers = 512
export const readsOffset = numbers * 4
export const readSize = 16
/** Reads of all syscalls together: the table has one size, so that programs need not know which syscalls are in it. */
const mostReads = 2048
export const recipeTableSize = readsOffset + mostReads * readSize

/** Kinds of reads, as the programs tell them apart. */
export const readKinds = {
  string: 1,
  bytes: 2,
  strings: 3,
  pointers: 4,
  vector: 5,
  message: 6,
  records: 7,
} as const
/** What is to be done with the argument, to have the address. */
export const placeKinds = { none: 0, offset: 1, pointer: 2 } as const
/** Where lengths come from. The result lies behind the six arguments, so that it is one more of them. */
export const lengthKinds = { most: 0, arg: 1, ret: 2, memory: 3, ioctl: 4 } as const
export const resultIndex = 6

/** Byte offsets in a read. */
export const readFields = {
  kind: 0,
  arg: 1,
  op: 2,
  length: 3,
  lengthArg: 4,
  isMaybe: 5,
  place: 6,
  most: 8,
  each: 10,
  offset: 12,
} as const

/** Fields of a syscall's word: number of the first read | reads at entry << 16 | reads at exit << 24. */
export const recipeWord = (first: number, enter: number, exit: number): number =>
  first | (enter << 16) | (exit << 24)

const lengthOf = (length: Length): { readonly kind: number; readonly arg: number } => ({
  kind: lengthKinds[length.from],
  arg: length.from === 'ret' ? resultIndex : 'arg' in length ? length.arg : 0,
})

/** Parts before the first buffer of a vector, and of a message's: parts have 6 bits. */
const partsBefore = { vector: 1, message: 4 } as const
const partLimit = 64

const u16 = (value: number, what: string): number => {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff)
    throw new Error(`Cannot encode ${what} of a read: ${value} is not an integer of 16 bits`)
  return value
}

const writeRead = (view: DataView, at: number, read: MemoryRead, op: number): void => {
  if ((read.read === 'vector' || read.read === 'message') && read.most + partsBefore[read.read] > partLimit)
    throw new Error(`Cannot encode a read of ${read.most} buffers: there are ${partLimit} parts`)
  if (!(read.arg >= 0 && (read.arg < resultIndex || read.arg === stackPointer)))
    throw new Error(`Cannot encode a read of argument ${read.arg}`)
  view.setUint8(at + readFields.kind, readKinds[read.read])
  view.setUint8(at + readFields.arg, read.arg)
  view.setUint8(at + readFields.op, op)
  if ('length' in read) {
    const { kind, arg } = lengthOf(read.length)
    view.setUint8(at + readFields.length, kind)
    view.setUint8(at + readFields.lengthArg, arg)
  }
  if ('most' in read) view.setUint16(at + readFields.most, u16(read.most, 'most'), true)
  if (read.read === 'string' && read.isMaybe) view.setUint8(at + readFields.isMaybe, 1)
  if (read.read === 'bytes' && read.place) {
    const { offset, isPointer } = read.place
    view.setUint8(at + readFields.place, isPointer ? placeKinds.pointer : placeKinds.offset)
    view.setUint16(at + readFields.offset, u16(offset, 'offset'), true)
  }
  const each =
    read.read === 'records' ? 1 : read.read === 'bytes' ? read.unit : 'each' in read ? read.each : 0
  view.setUint16(at + readFields.each, u16(each, 'each'), true)
}

/** The number of a read in the word of its chunks: those of the exit come behind all that an entry may have. */
export const chunkNumber = (side: 'enter' | 'exit', op: number): number =>
  side === 'enter' ? op : maxReads + op

/**
 * Lays out the recipes of syscalls.
 *
 * @throws when a recipe has more reads than a side may have, or numbers that have no place, or all have too many
 * @example recipeTable([[2, { enter: [], exit: [{ read: 'string', arg: 0 }] }]])
 */
export const recipeTable = (recipes: Iterable<readonly [nr: number, Recipe]>): Uint8Array => {
  const table = new Uint8Array(recipeTableSize)
  const view = new DataView(table.buffer)
  let next = 0
  for (const [nr, { enter, exit }] of recipes) {
    if (enter.length > maxReads || exit.length > maxReads)
      throw new Error(`Cannot lay out the recipe of syscall ${nr}: more than ${maxReads} reads on a side`)
    view.setUint32(nr * 4, recipeWord(next, enter.length, exit.length), true)
    const write = (side: 'enter' | 'exit') => (read: MemoryRead, op: number) =>
      writeRead(view, readsOffset + next++ * readSize, read, chunkNumber(side, op))
    enter.forEach(write('enter'))
    exit.forEach(write('exit'))
  }
  return table
}
