/**
 * Follows the recipe of a call (`bpf/recipe.ts`): its reads → chunks in the scratch memory, where the record's blob `memory` is.
 *
 * One function of the program for all kinds of reads, called in turns; each makes one chunk, or one more string of a list. All
 * that a turn hands to the next lies in the scratch memory, of which the verifier knows nothing: so one turn is to it like
 * another, and it walks through the function a few times only, however many turns there are.
 */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Reg } from '../../../bpf/insn.ts'
import { chunkFlags, firstAddress } from '../../../bpf/recipe.ts'
import {
  lengthKinds,
  readFields,
  readKinds,
  readSize,
  readsOffset,
  recipeTableSize,
  resultIndex,
} from '../../../bpf/recipe-table.ts'
import { maxString } from '../fields.ts'
import { counterOffset, maxSyscalls, recipeMap, stateMap } from '../state.ts'
import { registersOf } from '../target.ts'
import { type Frame, stack } from './frame.ts'
import { memoryState, recordRoom } from './scratch.ts'

/** Turns at the most: reads, strings of lists, buffers of vectors, and eighths of pointers to be counted. */
const maxTurns = 64
/** Bytes of a read at the most. */
const maxChunk = maxString
/** Where a chunk may begin at the latest, from the record's start. */
const lastStart = recordRoom - 4 - maxChunk

/** What the loop keeps, by offset in its memory, as u64. */
const places = {
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
  /** Strings that could not be read. */
  lost: 184,
  /** Pointers that were read, eight of them. */
  pointers: 192,
} as const
const pointersAtOnce = 8
const pageSize = 4096

/** `struct user_msghdr`. */
const messageHeader = {
  size: 56,
  name: 0,
  nameLength: 8,
  vector: 16,
  vectorLength: 24,
  control: 32,
  controlLength: 40,
}
const maxName = 128
const vectorItem = 16
const onePart = 1 << 20
const efault = -14

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
  | 'message'
  | 'beginMessage'

type Place = keyof typeof places

/** The function has labels of its own: there is one of it in a program. */
const label = (name: LabelName): string => `memory: ${name}`

const get = (asm: Assembler, dst: Reg, place: Place): void =>
  asm.load('u64', dst, 'r9', memoryState + places[place])

const put = (asm: Assembler, place: Place, from: Reg | number): void =>
  asm.store('u64', 'r9', memoryState + places[place], from)

/** r`dst` = an offset in the record that begins a chunk. */
const getStart = (asm: Assembler, dst: Reg, place: 'at' | 'head'): void => {
  get(asm, dst, place)
  asm.jumpIf('gt', dst, lastStart, label('finish'))
}

/** r`dst` = at most r`most`; what is left out shows as a flag. */
const limit = (asm: Assembler, dst: Reg, most: Reg | number): void => {
  const fits = asm.fresh('fits')
  asm.jumpIf('le', dst, most, fits)
  asm.mov(dst, most)
  put(asm, 'flags', chunkFlags.cut)
  asm.label(fits)
}

/**
 * Reads what the recipe asks for: r0 = the length of the blob. Loses r1 to r5. The program needs `memoryTurn` at its end.
 *
 * @param start where the blob starts, from the record's start: a constant, or what a stack slot holds
 */
export const readMemory = (frame: Frame, start: number | { readonly slot: number }): void => {
  const { asm, target } = frame
  const [done, readAll] = [asm.fresh('memory_read'), asm.fresh('readable')]
  asm.mov('r0', 0)
  asm.load('u64', 'r1', 'r10', stack.nr)
  asm.alu('and', 'r1', maxSyscalls - 1)
  asm.alu('lsh', 'r1', 2)
  asm.loadMapValue('r2', recipeMap, 0)
  asm.alu('add', 'r2', 'r1')
  readsWanted(frame)
  asm.jumpIf('eq', 'r2', 0, done)
  asm.alu('lsh', 'r1', 4)
  asm.alu('add', 'r1', readsOffset)
  asm.alu('lsh', 'r2', 4)
  asm.alu('add', 'r2', 'r1')
  put(asm, 'next', 'r1')
  put(asm, 'stop', 'r2')
  if (typeof start === 'number') asm.mov('r1', start)
  else asm.load('u64', 'r1', 'r10', start.slot)
  put(asm, 'at', 'r1')
  put(asm, 'start', 'r1')
  put(asm, 'mode', 0)
  put(asm, 'lost', 0)
  registersOf(target).args.forEach((offset, i) => {
    asm.load('u64', 'r1', 'r7', offset)
    asm.store('u64', 'r9', argPlace(i), 'r1')
  })
  // At entry there is no result, as if there were nothing of it.
  if (frame.hook === 'sys_exit') asm.load('u64', 'r1', 'r6', 8)
  else asm.mov('r1', -1)
  asm.store('u64', 'r9', argPlace(resultIndex), 'r1')
  takeTurns(frame)
  asm.comment('a list that was not read to its end')
  const ended = asm.fresh('ended')
  get(asm, 'r1', 'mode')
  asm.jumpIf('ne', 'r1', readKinds.strings, ended)
  get(asm, 'r1', 'head')
  asm.jumpIf('gt', 'r1', lastStart, ended)
  markList(asm, chunkFlags.cut)
  asm.label(ended)
  get(asm, 'r2', 'lost')
  asm.jumpIf('eq', 'r2', 0, readAll)
  asm.comment('count: unreadable')
  asm.loadMapValue('r1', stateMap, counterOffset(frame.handler, 'unreadable'))
  asm.atomicAdd('u64', 'r1', 0, 'r2')
  asm.label(readAll)
  get(asm, 'r0', 'at')
  get(asm, 'r1', 'start')
  asm.alu('sub', 'r0', 'r1')
  asm.label(done)
}

const argPlace = (i: number): number => memoryState + places.args + 8 * i

/** Calls the function until it gives 1. */
const takeTurns = (frame: Frame): void => {
  const { asm, target } = frame
  const scratch = frame.slot('scratch')
  asm.store('u64', 'r10', scratch, 'r9')
  if (target.features.loop === 'helper') {
    asm.mov('r1', maxTurns)
    asm.loadFunction('r2', turnFunction)
    asm.mov('r3', 'r10')
    asm.alu('add', 'r3', scratch)
    asm.mov('r4', 0)
    asm.call(helpers.loop)
    return
  }
  // The verifier must see that this ends, so the count is in a register that calls keep.
  const [again, over] = [asm.fresh('turn'), asm.fresh('turns_over')]
  const saved = frame.slot('registers')
  asm.store('u64', 'r10', saved, 'r7')
  asm.mov('r7', 0)
  asm.label(again)
  asm.jumpIf('ge', 'r7', maxTurns, over)
  asm.alu('add', 'r7', 1)
  asm.mov('r1', 'r7')
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', scratch)
  asm.callFunction(turnFunction)
  asm.jumpIf('eq', 'r0', 0, again)
  asm.label(over)
  asm.load('u64', 'r7', 'r10', saved)
}

const turnFunction = 'memory_turn'

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
] as const

/** r2 = how many reads there are, r1 = the number of the first. From r2, the place of the syscall's word. */
const readsWanted = (frame: Frame): void => {
  const { asm } = frame
  asm.load('u32', 'r3', 'r2', 0)
  asm.mov('r1', 'r3')
  asm.alu('and', 'r1', 0xffff)
  asm.mov('r2', 'r3')
  asm.alu('rsh', 'r2', 16)
  asm.alu('and', 'r2', 0xff)
  asm.alu('rsh', 'r3', 24)
  if (frame.half === 'entry') return
  if (frame.hook === 'sys_enter') asm.alu('add', 'r2', 'r3')
  else {
    asm.alu('add', 'r1', 'r2')
    asm.mov('r2', 'r3')
  }
}

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
  get(asm, 'r1', 'each')
  asm.alu('mul', 'r2', 'r1')
  get(asm, 'r1', 'most')
  limit(asm, 'r2', 'r1')
  put(asm, 'size', 'r2')
  asm.jump(label('copy'))
}

/** r`dst` = the argument whose number is in a field of the read at r4. */
const loadArg = (asm: Assembler, dst: 'r2' | 'r3', field: number): void => {
  asm.load('u8', dst, 'r4', field)
  asm.alu('and', dst, 7)
  asm.alu('lsh', dst, 3)
  asm.alu('add', dst, 'r9')
  asm.load('u64', dst, dst, memoryState + places.args)
}

/** Counts a string that could not be read, unless the call could not read it either. */
const countUnreadable = (asm: Assembler): void => {
  const faulted = asm.fresh('faulted')
  asm.load('u64', 'r1', 'r9', argPlace(resultIndex))
  asm.jumpIf('eq', 'r1', efault, faulted)
  get(asm, 'r1', 'lost')
  asm.alu('add', 'r1', 1)
  put(asm, 'lost', 'r1')
  asm.label(faulted)
}

/** r0 = the bytes of the string with its NUL, from r1 to r3 as the helper takes them. */
const readString = (asm: Assembler, failed: string): void => {
  const some = asm.fresh('some')
  asm.call(helpers.probe_read_user_str)
  asm.jumpIf('slt', 'r0', 0, failed)
  // Of an empty string, old kernels do not count the NUL.
  asm.jumpIf('ne', 'r0', 0, some)
  asm.mov('r0', 1)
  asm.label(some)
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

const strings = (asm: Assembler): void => {
  asm.label(label('beginStrings'))
  asm.comment('a list of strings')
  put(asm, 'count', 'r1')
  put(asm, 'item', 'r3')
  put(asm, 'mode', 'r0')
  getStart(asm, 'r1', 'at')
  put(asm, 'head', 'r1')
  asm.mov('r2', 'r1')
  asm.alu('add', 'r2', 4)
  put(asm, 'at', 'r2')
  asm.alu('add', 'r1', 'r9')
  get(asm, 'r2', 'word')
  asm.store('u32', 'r1', 0, 'r2')
  asm.jump(label('next'))

  const [full, short, small] = [asm.fresh('full'), asm.fresh('short'), asm.fresh('small')]
  asm.label(label('strings'))
  asm.mov('r1', 'r9')
  asm.alu('add', 'r1', memoryState + places.pointers)
  asm.mov('r2', 8)
  get(asm, 'r3', 'item')
  asm.call(helpers.probe_read_user)
  asm.jumpIf('ne', 'r0', 0, label('listFailed'))
  asm.load('u64', 'r3', 'r9', memoryState + places.pointers)
  asm.jumpIf('eq', 'r3', 0, label('end'))
  get(asm, 'r1', 'count')
  asm.jumpIf('eq', 'r1', 0, full)
  asm.alu('sub', 'r1', 1)
  put(asm, 'count', 'r1')
  get(asm, 'r1', 'at')
  asm.jumpIf('gt', 'r1', lastStart, full)
  asm.alu('add', 'r1', 'r9')
  get(asm, 'r2', 'each')
  asm.alu('add', 'r2', 1)
  asm.jumpIf('le', 'r2', maxString, small)
  asm.mov('r2', maxString)
  asm.label(small)
  readString(asm, label('listFailed'))
  get(asm, 'r1', 'each')
  asm.jumpIf('le', 'r0', 'r1', short)
  asm.mov('r0', 'r1')
  asm.label(short)
  get(asm, 'r1', 'at')
  asm.alu('add', 'r1', 'r0')
  put(asm, 'at', 'r1')
  get(asm, 'r1', 'item')
  asm.alu('add', 'r1', 8)
  put(asm, 'item', 'r1')
  getStart(asm, 'r1', 'head')
  asm.alu('add', 'r1', 'r9')
  asm.load('u32', 'r2', 'r1', 0)
  asm.alu('add', 'r2', 'r0')
  asm.store('u32', 'r1', 0, 'r2')
  asm.jump(label('next'))

  asm.label(label('listFailed'))
  countUnreadable(asm)
  asm.mov('r3', chunkFlags.unreadable)
  asm.jump(label('listMark'))
  asm.label(full)
  asm.mov('r3', chunkFlags.cut)
  asm.label(label('listMark'))
  getStart(asm, 'r1', 'head')
  markList(asm, 'r3')
  asm.jump(label('end'))
}

/** Adds a flag to the chunk at r1, from the record's start. */
const markList = (asm: Assembler, flag: Reg | number): void => {
  asm.alu('add', 'r1', 'r9')
  asm.load('u32', 'r2', 'r1', 0)
  asm.alu('or', 'r2', flag)
  asm.store('u32', 'r1', 0, 'r2')
}

const pointers = (asm: Assembler): void => {
  asm.label(label('beginPointers'))
  asm.comment('how many pointers')
  put(asm, 'count', 0)
  put(asm, 'item', 'r3')
  put(asm, 'mode', 'r0')
  asm.jump(label('next'))

  const [one, failed, end, counted, written] = ['one', 'failed', 'nul', 'counted', 'count'].map(asm.fresh) as [
    string, string, string, string, string,
  ] // biome-ignore format: a label each
  const readAt = (bytes: number): void => {
    asm.mov('r1', 'r9')
    asm.alu('add', 'r1', memoryState + places.pointers)
    asm.mov('r2', bytes)
    asm.call(helpers.probe_read_user)
    asm.jumpIf('ne', 'r0', 0, failed)
  }
  const goOn = (n: number): void => {
    get(asm, 'r1', 'item')
    asm.alu('add', 'r1', 8 * n)
    put(asm, 'item', 'r1')
    get(asm, 'r0', 'count')
    asm.alu('add', 'r0', n)
    put(asm, 'count', 'r0')
  }
  asm.label(label('pointers'))
  get(asm, 'r3', 'item')
  // Many at once where they lie in one page, since behind the list there may be nothing.
  asm.mov('r1', 'r3')
  asm.alu('and', 'r1', pageSize - 1)
  asm.jumpIf('gt', 'r1', pageSize - 8 * pointersAtOnce, one)
  readAt(8 * pointersAtOnce)
  for (let i = 0; i < pointersAtOnce; i++) {
    asm.load('u64', 'r1', 'r9', memoryState + places.pointers + 8 * i)
    asm.mov('r0', i)
    asm.jumpIf('eq', 'r1', 0, end)
  }
  goOn(pointersAtOnce)
  asm.jump(counted)
  asm.label(one)
  readAt(8)
  asm.load('u64', 'r1', 'r9', memoryState + places.pointers)
  asm.mov('r0', 0)
  asm.jumpIf('eq', 'r1', 0, end)
  goOn(1)
  asm.label(counted)
  get(asm, 'r1', 'most')
  asm.jumpIf('le', 'r0', 'r1', label('next'))
  limit(asm, 'r0', 'r1')
  asm.jump(written)
  asm.label(failed)
  put(asm, 'flags', chunkFlags.unreadable)
  asm.mov('r0', 0)
  asm.label(end)
  get(asm, 'r1', 'count')
  asm.alu('add', 'r0', 'r1')
  get(asm, 'r1', 'most')
  limit(asm, 'r0', 'r1')
  asm.label(written)
  getStart(asm, 'r1', 'at')
  asm.alu('add', 'r1', 'r9')
  asm.store('u32', 'r1', 4, 'r0')
  put(asm, 'size', 4)
  put(asm, 'mode', 0)
  asm.jump(label('write'))
}

/** Notes that an array begins at the next chunk, whose items are looked at when it is there. */
const beginArray = (asm: Assembler): void => {
  get(asm, 'r1', 'at')
  put(asm, 'head', 'r1')
  asm.alu('add', 'r1', 4)
  put(asm, 'item', 'r1')
}

const message = (asm: Assembler): void => {
  asm.label(label('beginMessage'))
  asm.comment('a message')
  put(asm, 'mode', 'r0')
  put(asm, 'count', 0)
  put(asm, 'size', messageHeader.size)
  beginArray(asm)
  asm.jump(label('copy'))

  const [control, array, limited] = [asm.fresh('control'), asm.fresh('array'), asm.fresh('limited')]
  const field = (size: 'u32' | 'u64', dst: Reg, offset: number): void => asm.load(size, dst, 'r1', 4 + offset)
  asm.label(label('message'))
  getStart(asm, 'r1', 'head')
  asm.alu('add', 'r1', 'r9')
  asm.load('u16', 'r2', 'r1', 0)
  asm.jumpIf('ne', 'r2', messageHeader.size, label('end'))
  nextPart(asm)
  get(asm, 'r0', 'count')
  asm.mov('r2', 'r0')
  asm.alu('add', 'r2', 1)
  put(asm, 'count', 'r2')
  asm.jumpIf('eq', 'r0', 1, control)
  asm.jumpIf('gt', 'r0', 1, array)
  field('u64', 'r3', messageHeader.name)
  field('u32', 'r2', messageHeader.nameLength)
  asm.mov('r1', maxName)
  asm.jump(limited)
  asm.label(control)
  field('u64', 'r3', messageHeader.control)
  field('u64', 'r2', messageHeader.controlLength)
  get(asm, 'r1', 'each')
  asm.label(limited)
  asm.jumpIf('lt', 'r3', firstAddress, label('next'))
  put(asm, 'source', 'r3')
  limit(asm, 'r2', 'r1')
  put(asm, 'size', 'r2')
  asm.jump(label('copy'))
  asm.label(array)
  field('u64', 'r3', messageHeader.vector)
  field('u64', 'r2', messageHeader.vectorLength)
  asm.jumpIf('lt', 'r3', firstAddress, label('end'))
  put(asm, 'source', 'r3')
  asm.jump(label('vector'))
}

const nextPart = (asm: Assembler): void => {
  get(asm, 'r2', 'word')
  asm.alu('add', 'r2', onePart)
  put(asm, 'word', 'r2')
}

const vector = (asm: Assembler): void => {
  asm.label(label('buffers'))
  asm.comment('the next buffer of a vector')
  getStart(asm, 'r1', 'head')
  asm.mov('r2', 'r1')
  asm.alu('add', 'r2', 'r9')
  asm.load('u16', 'r2', 'r2', 0)
  asm.alu('add', 'r1', 'r2')
  asm.alu('add', 'r1', 4)
  get(asm, 'r3', 'item')
  asm.mov('r2', 'r3')
  asm.alu('add', 'r2', vectorItem)
  asm.jumpIf('gt', 'r2', 'r1', label('end'))
  put(asm, 'item', 'r2')
  nextPart(asm)
  asm.jumpIf('gt', 'r3', lastStart + 4 + maxChunk - vectorItem, label('finish'))
  asm.alu('add', 'r3', 'r9')
  asm.load('u64', 'r2', 'r3', 8)
  asm.load('u64', 'r3', 'r3', 0)
  asm.jumpIf('lt', 'r3', firstAddress, label('next'))
  put(asm, 'source', 'r3')
  get(asm, 'r1', 'each')
  limit(asm, 'r2', 'r1')
  put(asm, 'size', 'r2')
  asm.jump(label('copy'))

  // r2: how many there are.
  asm.label(label('vector'))
  get(asm, 'r1', 'most')
  limit(asm, 'r2', 'r1')
  asm.alu('lsh', 'r2', 4)
  put(asm, 'size', 'r2')
  put(asm, 'mode', readKinds.vector)
  beginArray(asm)
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
