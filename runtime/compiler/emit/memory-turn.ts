/**
 * The function that reads a call's memory, a chunk or one more string of a list at each turn. For all kinds of reads there is
 * this one, and in a program one of it.
 */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { chunkFlags, firstAddress } from '../../../bpf/recipe.ts'
import {
  lengthKinds,
  placeKinds,
  readFields,
  readKinds,
  readSize,
  recipeTableSize,
} from '../../../bpf/recipe-table.ts'
import { maxString } from '../fields.ts'
import { recipeMap } from '../state.ts'
import { message, pointers, records, strings, vector } from './memory-lists.ts'
import {
  countUnreadable,
  get,
  getStart,
  label,
  limit,
  maxChunk,
  places,
  put,
  readString,
  turnFunction,
} from './memory-state.ts'
import { memoryState } from './scratch.ts'

const pageSize = 4096

/** The function that reads: (number of the turn, address of the scratch memory's address) → 1 when there is no more to read. */
export const memoryTurn = (asm: Assembler): void => {
  asm.beginFunction(turnFunction)
  asm.load('u64', 'r9', 'r2', 0)
  put(asm, 'flags', 0)
  get(asm, 'r0', 'mode')
  for (const [kind, name] of goingOn) asm.jumpIf('eq', 'r0', kind, label(name))
  beginRead(asm)
  oneString(asm)
  strings(asm)
  pointers(asm)
  records(asm)
  message(asm)
  vector(asm)
  copy(asm)
  write(asm)
  asm.label(label('end'))
  put(asm, 'mode', 0)
  asm.label(label('next'))
  asm.mov('r0', 0)
  asm.exit()
  asm.label(label('finish'))
  asm.mov('r0', 1)
  asm.exit()
}

/** Kinds that take more than one turn. A vector's buffers follow its array. */
const goingOn = [
  [readKinds.strings, 'strings'],
  [readKinds.pointers, 'pointers'],
  [readKinds.vector, 'buffers'],
  [readKinds.message, 'message'],
  [readKinds.records, 'records'],
] as const

/** Takes the next read, and finds out how much of what is to be read. */
const beginRead = (asm: Assembler): void => {
  asm.comment('the next read')
  get(asm, 'r1', 'next')
  get(asm, 'r2', 'stop')
  asm.jumpIf('ge', 'r1', 'r2', label('finish'))
  asm.jumpIf('gt', 'r1', recipeTableSize - readSize, label('finish'))
  asm.mov('r2', 'r1')
  asm.alu('add', 'r2', readSize)
  put(asm, 'next', 'r2')
  asm.loadMapValue('r4', recipeMap, 0)
  asm.alu('add', 'r4', 'r1')
  loadArg(asm, 'r3', readFields.arg)
  asm.jumpIf('lt', 'r3', firstAddress, label('next'))
  asm.load('u8', 'r1', 'r4', readFields.isMaybe)
  put(asm, 'isMaybe', 'r1')
  findPlace(asm)
  put(asm, 'source', 'r3')
  asm.load('u8', 'r1', 'r4', readFields.op)
  asm.alu('lsh', 'r1', 16)
  put(asm, 'word', 'r1')
  asm.load('u16', 'r1', 'r4', readFields.most)
  put(asm, 'most', 'r1')
  asm.load('u16', 'r5', 'r4', readFields.each)
  put(asm, 'each', 'r5')
  asm.load('u8', 'r0', 'r4', readFields.kind)
  asm.jumpIf('eq', 'r0', readKinds.string, label('string'))
  asm.jumpIf('eq', 'r0', readKinds.strings, label('beginStrings'))
  asm.jumpIf('eq', 'r0', readKinds.pointers, label('beginPointers'))
  asm.jumpIf('eq', 'r0', readKinds.message, label('beginMessage'))
  put(asm, 'kind', 'r0')

  const [notMost, memory, ioctl] = [asm.fresh('length'), asm.fresh('length'), asm.fresh('length')]
  asm.load('u8', 'r0', 'r4', readFields.length)
  asm.jumpIf('ne', 'r0', lengthKinds.most, notMost)
  put(asm, 'size', 'r1')
  asm.mov('r2', 'r1')
  get(asm, 'r0', 'kind')
  asm.jumpIf('eq', 'r0', readKinds.vector, label('vector'))
  asm.jump(label('copy'))
  asm.label(notMost)
  loadArg(asm, 'r2', readFields.lengthArg)
  asm.jumpIf('eq', 'r0', lengthKinds.memory, memory)
  asm.jumpIf('eq', 'r0', lengthKinds.ioctl, ioctl)
  asm.jumpIf('ne', 'r0', lengthKinds.ret, label('counted'))
  asm.jumpIf('slt', 'r2', 0, label('next'))
  asm.jump(label('counted'))

  asm.label(memory)
  asm.mov('r3', 'r2')
  asm.mov('r1', 'r9')
  asm.alu('add', 'r1', memoryState + places.pointers)
  asm.mov('r2', 4)
  asm.call(helpers.probe_read_user)
  asm.jumpIf('ne', 'r0', 0, label('next'))
  asm.load('u32', 'r2', 'r9', memoryState + places.pointers)
  asm.jump(label('counted'))

  asm.label(ioctl)
  asm.alu('rsh', 'r2', 16)
  asm.alu('and', 'r2', 0x3fff)
  asm.jumpIf('ne', 'r2', 0, label('counted'))
  asm.mov('r2', 64)

  asm.label(label('counted'))
  const some = asm.fresh('some')
  // Enough to be more than any read takes, and few enough for a product of 32 bits.
  asm.jumpIf('le', 'r2', 0xffff, some)
  asm.mov('r2', 0xffff)
  asm.label(some)
  get(asm, 'r0', 'kind')
  asm.jumpIf('eq', 'r0', readKinds.vector, label('vector'))
  asm.jumpIf('eq', 'r0', readKinds.records, label('beginRecords'))
  get(asm, 'r1', 'each')
  asm.alu('mul', 'r2', 'r1')
  get(asm, 'r1', 'most')
  limit(asm, 'r2', 'r1')
  put(asm, 'size', 'r2')
  asm.jump(label('copy'))
}

/** r3 = the address that is meant, of an argument in r3 that leads to it. r4 stays the read. */
const findPlace = (asm: Assembler): void => {
  const found = asm.fresh('found')
  asm.load('u8', 'r0', 'r4', readFields.place)
  asm.jumpIf('eq', 'r0', placeKinds.none, found)
  asm.load('u16', 'r1', 'r4', readFields.offset)
  asm.alu('add', 'r3', 'r1')
  asm.jumpIf('eq', 'r0', placeKinds.offset, found)
  asm.mov('r1', 'r9')
  asm.alu('add', 'r1', memoryState + places.pointers)
  asm.mov('r2', 8)
  asm.call(helpers.probe_read_user)
  asm.jumpIf('ne', 'r0', 0, label('next'))
  asm.load('u64', 'r3', 'r9', memoryState + places.pointers)
  asm.jumpIf('lt', 'r3', firstAddress, label('next'))
  get(asm, 'r1', 'next')
  asm.alu('sub', 'r1', readSize)
  asm.jumpIf('gt', 'r1', recipeTableSize - readSize, label('finish'))
  asm.loadMapValue('r4', recipeMap, 0)
  asm.alu('add', 'r4', 'r1')
  asm.label(found)
}

/** r`dst` = the argument whose number is in a field of the read at r4. */
const loadArg = (asm: Assembler, dst: 'r2' | 'r3', field: number): void => {
  asm.load('u8', dst, 'r4', field)
  asm.alu('and', dst, 7)
  asm.alu('lsh', dst, 3)
  asm.alu('add', dst, 'r9')
  asm.load('u64', dst, dst, memoryState + places.args)
}

const oneString = (asm: Assembler): void => {
  const [failed, whole] = [asm.fresh('failed'), asm.fresh('whole')]
  asm.label(label('string'))
  getStart(asm, 'r1', 'at')
  asm.alu('add', 'r1', 'r9')
  asm.alu('add', 'r1', 4)
  asm.mov('r2', maxString)
  readString(asm, failed)
  asm.jumpIf('ne', 'r0', maxString, whole)
  put(asm, 'flags', chunkFlags.cut)
  asm.label(whole)
  asm.alu('sub', 'r0', 1)
  put(asm, 'size', 'r0')
  asm.jump(label('write'))
  asm.label(failed)
  put(asm, 'size', 0)
  put(asm, 'flags', chunkFlags.unreadable)
  countUnreadable(asm)
  asm.jump(label('write'))
}

/** A chunk of `size` bytes at `source`: of memory that ends early, up to the end of its page. */
const copy = (asm: Assembler): void => {
  const [fits, nothing] = [asm.fresh('fits'), asm.fresh('nothing')]
  asm.label(label('copy'))
  asm.comment('a piece of memory')
  getStart(asm, 'r1', 'at')
  asm.alu('add', 'r1', 'r9')
  asm.alu('add', 'r1', 4)
  get(asm, 'r2', 'size')
  asm.jumpIf('eq', 'r2', 0, label('write'))
  asm.jumpIf('le', 'r2', maxChunk, fits)
  asm.mov('r2', maxChunk)
  put(asm, 'size', 'r2')
  put(asm, 'flags', chunkFlags.cut)
  asm.label(fits)
  get(asm, 'r3', 'source')
  asm.call(helpers.probe_read_user)
  asm.jumpIf('eq', 'r0', 0, label('write'))
  get(asm, 'r1', 'flags')
  asm.alu('or', 'r1', chunkFlags.unreadable)
  put(asm, 'flags', 'r1')
  get(asm, 'r3', 'source')
  asm.mov('r1', 'r3')
  asm.alu('and', 'r1', pageSize - 1)
  asm.mov('r2', pageSize)
  asm.alu('sub', 'r2', 'r1')
  get(asm, 'r1', 'size')
  asm.jumpIf('ge', 'r2', 'r1', nothing)
  put(asm, 'size', 'r2')
  getStart(asm, 'r1', 'at')
  asm.alu('add', 'r1', 'r9')
  asm.alu('add', 'r1', 4)
  asm.call(helpers.probe_read_user)
  asm.jumpIf('eq', 'r0', 0, label('write'))
  asm.label(nothing)
  put(asm, 'size', 0)
}

/** Finishes a chunk whose bytes are there. */
const write = (asm: Assembler): void => {
  asm.label(label('write'))
  getStart(asm, 'r1', 'at')
  asm.mov('r2', 'r1')
  asm.alu('add', 'r2', 'r9')
  get(asm, 'r3', 'size')
  get(asm, 'r0', 'word')
  asm.alu('or', 'r0', 'r3')
  get(asm, 'r4', 'flags')
  asm.alu('or', 'r0', 'r4')
  asm.store('u32', 'r2', 0, 'r0')
  asm.alu('add', 'r1', 'r3')
  asm.alu('add', 'r1', 4)
  put(asm, 'at', 'r1')
  asm.jump(label('next'))
}
