/**
 * What following a recipe keeps from turn to turn, in the scratch memory in front of r9, and where its chunks may be.
 *
 * The verifier knows nothing of what lies there: so one turn is to it like another, and it walks through the function a few
 * times only, however many turns there are.
 */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Reg } from '../../../bpf/insn.ts'
import { chunkFlags } from '../../../bpf/recipe.ts'
import { resultIndex } from '../../../bpf/recipe-table.ts'
import { maxString } from '../fields.ts'
import { memoryState, recordRoom } from './scratch.ts'

/** Bytes of a read at the most. */
export const maxChunk = maxString
/** Where a chunk may begin at the latest, from the record's start. */
export const lastStart = recordRoom - 4 - maxChunk

/** What is kept, by offset in its memory, as u64. */
export const places = {
  args: 0,
  /** Where the next chunk begins, from the record's start. */
  at: 64,
  /** Where the first began. */
  start: 72,
  /** The next read and the end of the reads, in the table of recipes. */
  next: 80,
  stop: 88,
  /** The kind of the read that goes on; 0 when it is done. */
  mode: 96,
  /** Number and part of the chunk, and its flags. */
  word: 104,
  flags: 112,
  /** The memory of the caller that is read, and how much. */
  source: 120,
  size: 128,
  kind: 136,
  most: 144,
  each: 152,
  /** Of a list: the next item, in memory or in the record; how many are left or were counted; and its chunk. */
  item: 160,
  count: 168,
  head: 176,
  /** Strings that could not be read, and whether the one of this turn may be none. */
  lost: 184,
  isMaybe: 192,
  /** Pointers that were read, eight of them. */
  pointers: 200,
} as const

type LabelName =
  | 'next'
  | 'finish'
  | 'end'
  | 'copy'
  | 'write'
  | 'counted'
  | 'vector'
  | 'buffers'
  | 'string'
  | 'strings'
  | 'beginStrings'
  | 'listFailed'
  | 'listMark'
  | 'pointers'
  | 'beginPointers'
  | 'records'
  | 'beginRecords'
  | 'message'
  | 'beginMessage'

type Place = keyof typeof places

/** The function has labels of its own: there is one of it in a program. */
export const label = (name: LabelName): string => `memory: ${name}`

export const get = (asm: Assembler, dst: Reg, place: Place): void =>
  asm.load('u64', dst, 'r9', memoryState + places[place])

export const put = (asm: Assembler, place: Place, from: Reg | number): void =>
  asm.store('u64', 'r9', memoryState + places[place], from)

/** r`dst` = an offset in the record that begins a chunk. */
export const getStart = (asm: Assembler, dst: Reg, place: 'at' | 'head'): void => {
  get(asm, dst, place)
  asm.jumpIf('gt', dst, lastStart, label('finish'))
}

/** r`dst` = at most r`most`; what is left out shows as a flag. */
export const limit = (asm: Assembler, dst: Reg, most: Reg | number): void => {
  const fits = asm.fresh('fits')
  asm.jumpIf('le', dst, most, fits)
  asm.mov(dst, most)
  put(asm, 'flags', chunkFlags.cut)
  asm.label(fits)
}

export const argPlace = (i: number): number => memoryState + places.args + 8 * i

/** Adds a flag to the chunk at r1, from the record's start. */
export const markList = (asm: Assembler, flag: Reg | number): void => {
  asm.alu('add', 'r1', 'r9')
  asm.load('u32', 'r2', 'r1', 0)
  asm.alu('or', 'r2', flag)
  asm.store('u32', 'r1', 0, 'r2')
}

/** The function's name in the program. */
export const turnFunction = 'memory_turn'

/** The call read its memory in vain too. */
const efault = -14

/** Counts a string that could not be read, unless the call could not read it either. */
export const countUnreadable = (asm: Assembler): void => {
  const faulted = asm.fresh('faulted')
  asm.load('u64', 'r1', 'r9', argPlace(resultIndex))
  asm.jumpIf('eq', 'r1', efault, faulted)
  get(asm, 'r1', 'isMaybe')
  asm.jumpIf('ne', 'r1', 0, faulted)
  get(asm, 'r1', 'lost')
  asm.alu('add', 'r1', 1)
  put(asm, 'lost', 'r1')
  asm.label(faulted)
}

/** r0 = the bytes of the string with its NUL, from r1 to r3 as the helper takes them. */
export const readString = (asm: Assembler, failed: string): void => {
  const some = asm.fresh('some')
  asm.call(helpers.probe_read_user_str)
  asm.jumpIf('slt', 'r0', 0, failed)
  // Of an empty string, old kernels do not count the NUL.
  asm.jumpIf('ne', 'r0', 0, some)
  asm.mov('r0', 1)
  asm.label(some)
}
