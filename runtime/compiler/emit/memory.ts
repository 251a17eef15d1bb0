/**
 * Follows the recipe of a call (`bpf/recipe.ts`): its reads → chunks in the scratch memory, where the record's blob `memory` is.
 *
 * One loop for all kinds of reads, whose every turn makes one chunk, or one more string of a list. All that a turn hands to
 * the next lies in map memory, of which the verifier knows nothing, and the ways through a turn come together at its end with
 * equal states: it walks through the loop's code once for each turn, however many ways there are. Only the number of the turn
 * must be known to it, so it is in a register: r7, whose registers of the call are copied before.
 */

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
import { maxSyscalls, recipeMap } from '../state.ts'
import { registersOf } from '../target.ts'
import { countLoss, type Frame, stack } from './frame.ts'

/** Turns of the loop: reads, strings of lists, buffers of vectors, and eighths of pointers to be counted. */
const maxTurns = 64
/** Bytes of a read at the most. */
const maxChunk = maxString
/** Bytes of chunks after which no other is begun. */
const maxBegun = 12288
/** The most that chunks take. */
export const memoryRoom = maxBegun + 4 + maxChunk

/** Bytes in front of the scratch memory's keys that the loop has for itself. */
export const memoryStateSize = 256

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
  /** Pointers that were read, eight of them. */
  pointers: 184,
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

interface Loop {
  readonly frame: Frame
  /** Where the state is, from r9. */
  readonly base: number
  /** Where a chunk may begin at the latest, from r9. */
  readonly lastStart: number
  readonly label: (name: LabelName) => string
}

type LabelName =
  | 'turn'
  | 'finish'
  | 'end'
  | 'done'
  | 'copy'
  | 'write'
  | 'counted'
  | 'vector'
  | 'listFailed'
  | 'listMark'
  | 'strings'
  | 'pointers'
  | 'buffers'
  | 'message'
  | 'string'
  | 'beginStrings'
  | 'beginPointers'
  | 'beginMessage'
// biome-ignore format: names, seen at once

type Place = keyof typeof places

const get = ({ frame, base }: Loop, dst: Reg, place: Place): void =>
  frame.asm.load('u64', dst, 'r9', base + places[place])

const put = ({ frame, base }: Loop, place: Place, from: Reg | number): void =>
  frame.asm.store('u64', 'r9', base + places[place], from)

/** r`dst` = an offset in the record that begins a chunk. */
const getStart = (loop: Loop, dst: Reg, place: 'at' | 'head'): void => {
  get(loop, dst, place)
  loop.frame.asm.jumpIf('gt', dst, loop.lastStart, loop.label('finish'))
}

/** r`dst` = at most r`most`; what is left out shows as a flag. */
const limit = (loop: Loop, dst: Reg, most: Reg | number): void => {
  const { asm } = loop.frame
  const fits = asm.fresh('fits')
  asm.jumpIf('le', dst, most, fits)
  asm.mov(dst, most)
  put(loop, 'flags', chunkFlags.cut)
  asm.label(fits)
}

/**
 * Reads what the recipe asks for: r0 = the length of the blob. Loses r1 to r5.
 *
 * @param start where the blob starts, from the record's start: a constant, or a stack slot and the most that is in it
 */
export const readMemory = (
  frame: Frame,
  start: number | { readonly slot: number; readonly most: number },
  base: number,
  room: number,
): void => {
  const { asm, target } = frame
  const tag = asm.fresh('memory')
  const latest = typeof start === 'number' ? start : start.most
  const loop: Loop = {
    frame,
    base,
    lastStart: Math.min(latest + maxBegun, room - 4 - maxChunk),
    label: name => `${tag} ${name}`,
  }
  const registers = registersOf(target)
  const saved = frame.slot('registers')

  asm.mov('r0', 0)
  asm.load('u64', 'r1', 'r10', stack.nr)
  asm.alu('and', 'r1', maxSyscalls - 1)
  asm.alu('lsh', 'r1', 2)
  asm.loadMapValue('r2', recipeMap, 0)
  asm.alu('add', 'r2', 'r1')
  readsWanted(loop)
  asm.jumpIf('eq', 'r2', 0, loop.label('done'))
  asm.alu('lsh', 'r1', 4)
  asm.alu('add', 'r1', readsOffset)
  asm.alu('lsh', 'r2', 4)
  asm.alu('add', 'r2', 'r1')
  put(loop, 'next', 'r1')
  put(loop, 'stop', 'r2')
  if (typeof start === 'number') asm.mov('r1', start)
  else asm.load('u64', 'r1', 'r10', start.slot)
  put(loop, 'at', 'r1')
  put(loop, 'start', 'r1')
  put(loop, 'mode', 0)
  registers.args.forEach((offset, i) => {
    asm.load('u64', 'r1', 'r7', offset)
    asm.store('u64', 'r9', base + places.args + 8 * i, 'r1')
  })
  // At entry there is no result, as if there were nothing of it.
  if (frame.hook === 'sys_exit') asm.load('u64', 'r1', 'r6', 8)
  else asm.mov('r1', -1)
  asm.store('u64', 'r9', base + places.args + 8 * resultIndex, 'r1')
  asm.store('u64', 'r10', saved, 'r7')
  asm.mov('r7', 0)

  asm.label(loop.label('turn'))
  asm.jumpIf('ge', 'r7', maxTurns, loop.label('finish'))
  asm.alu('add', 'r7', 1)
  put(loop, 'flags', 0)
  get(loop, 'r0', 'mode')
  for (const [kind, label] of goingOn) asm.jumpIf('eq', 'r0', kind, loop.label(label))
  beginRead(loop)
  oneString(loop)
  strings(loop)
  pointers(loop)
  message(loop)
  vector(loop)
  copy(loop)
  write(loop)

  asm.label(loop.label('end'))
  put(loop, 'mode', 0)
  asm.jump(loop.label('turn'))

  asm.label(loop.label('finish'))
  asm.comment('a list that was not read to its end')
  const whole = asm.fresh('whole')
  get(loop, 'r0', 'mode')
  asm.jumpIf('ne', 'r0', readKinds.strings, whole)
  get(loop, 'r1', 'head')
  asm.jumpIf('gt', 'r1', loop.lastStart, whole)
  asm.alu('add', 'r1', 'r9')
  asm.load('u32', 'r2', 'r1', 0)
  asm.alu('or', 'r2', chunkFlags.cut)
  asm.store('u32', 'r1', 0, 'r2')
  asm.label(whole)
  get(loop, 'r0', 'at')
  get(loop, 'r1', 'start')
  asm.alu('sub', 'r0', 'r1')
  asm.load('u64', 'r7', 'r10', saved)
  asm.label(loop.label('done'))
}

/** Kinds that take more than one turn. A vector's buffers follow its array. */
const goingOn = [
  [readKinds.strings, 'strings'],
  [readKinds.pointers, 'pointers'],
  [readKinds.vector, 'buffers'],
  [readKinds.message, 'message'],
] as const

/** r2 = how many reads there are, r1 = the number of the first. From r2, the place of the syscall's word. */
const readsWanted = ({ frame }: Loop): void => {
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
const beginRead = (loop: Loop): void => {
  const { asm } = loop.frame
  asm.comment('the next read')
  get(loop, 'r1', 'next')
  get(loop, 'r2', 'stop')
  asm.jumpIf('ge', 'r1', 'r2', loop.label('finish'))
  asm.jumpIf('gt', 'r1', recipeTableSize - readSize, loop.label('finish'))
  asm.mov('r2', 'r1')
  asm.alu('add', 'r2', readSize)
  put(loop, 'next', 'r2')
  asm.loadMapValue('r4', recipeMap, 0)
  asm.alu('add', 'r4', 'r1')
  loadArg(loop, 'r3', readFields.arg)
  asm.jumpIf('lt', 'r3', firstAddress, loop.label('turn'))
  put(loop, 'source', 'r3')
  asm.load('u8', 'r1', 'r4', readFields.op)
  asm.alu('lsh', 'r1', 16)
  put(loop, 'word', 'r1')
  asm.load('u16', 'r1', 'r4', readFields.most)
  put(loop, 'most', 'r1')
  asm.load('u16', 'r5', 'r4', readFields.each)
  put(loop, 'each', 'r5')
  asm.load('u8', 'r0', 'r4', readFields.kind)
  asm.jumpIf('eq', 'r0', readKinds.string, loop.label('string'))
  asm.jumpIf('eq', 'r0', readKinds.strings, loop.label('beginStrings'))
  asm.jumpIf('eq', 'r0', readKinds.pointers, loop.label('beginPointers'))
  asm.jumpIf('eq', 'r0', readKinds.message, loop.label('beginMessage'))
  put(loop, 'kind', 'r0')

  const [notMost, memory, ioctl] = [asm.fresh('length'), asm.fresh('length'), asm.fresh('length')]
  asm.load('u8', 'r0', 'r4', readFields.length)
  asm.jumpIf('ne', 'r0', lengthKinds.most, notMost)
  put(loop, 'size', 'r1')
  asm.jump(loop.label('copy'))
  asm.label(notMost)
  loadArg(loop, 'r2', readFields.lengthArg)
  asm.jumpIf('eq', 'r0', lengthKinds.memory, memory)
  asm.jumpIf('eq', 'r0', lengthKinds.ioctl, ioctl)
  asm.jumpIf('ne', 'r0', lengthKinds.ret, loop.label('counted'))
  asm.jumpIf('slt', 'r2', 0, loop.label('turn'))
  asm.jump(loop.label('counted'))

  asm.label(memory)
  asm.mov('r3', 'r2')
  asm.mov('r1', 'r9')
  asm.alu('add', 'r1', loop.base + places.pointers)
  asm.mov('r2', 4)
  asm.call(helpers.probe_read_user)
  asm.jumpIf('ne', 'r0', 0, loop.label('turn'))
  asm.load('u32', 'r2', 'r9', loop.base + places.pointers)
  asm.jump(loop.label('counted'))

  asm.label(ioctl)
  asm.alu('rsh', 'r2', 16)
  asm.alu('and', 'r2', 0x3fff)
  asm.jumpIf('ne', 'r2', 0, loop.label('counted'))
  asm.mov('r2', 64)

  asm.label(loop.label('counted'))
  const some = asm.fresh('some')
  // Enough to be more than any read takes, and few enough for a product of 32 bits.
  asm.jumpIf('le', 'r2', 0xffff, some)
  asm.mov('r2', 0xffff)
  asm.label(some)
  get(loop, 'r0', 'kind')
  asm.jumpIf('eq', 'r0', readKinds.vector, loop.label('vector'))
  get(loop, 'r1', 'each')
  asm.alu('mul', 'r2', 'r1')
  get(loop, 'r1', 'most')
  limit(loop, 'r2', 'r1')
  put(loop, 'size', 'r2')
  asm.jump(loop.label('copy'))
}

/** r`dst` = the argument whose number is in a field of the read at r4. */
const loadArg = (loop: Loop, dst: 'r2' | 'r3', field: number): void => {
  const { asm } = loop.frame
  asm.load('u8', dst, 'r4', field)
  asm.alu('and', dst, 7)
  asm.alu('lsh', dst, 3)
  asm.alu('add', dst, 'r9')
  asm.load('u64', dst, dst, loop.base + places.args)
}

/** Counts a string that could not be read, unless the call could not read it either. */
const countUnreadable = (loop: Loop): void => {
  const { asm, hook } = loop.frame
  const faulted = asm.fresh('faulted')
  if (hook === 'sys_exit') {
    asm.load('u64', 'r1', 'r9', loop.base + places.args + 8 * resultIndex)
    asm.jumpIf('eq', 'r1', efault, faulted)
  }
  countLoss(loop.frame, 'unreadable')
  asm.label(faulted)
}

const oneString = (loop: Loop): void => {
  const { asm } = loop.frame
  const [failed, whole] = [asm.fresh('failed'), asm.fresh('whole')]
  asm.label(loop.label('string'))
  getStart(loop, 'r1', 'at')
  asm.alu('add', 'r1', 'r9')
  asm.alu('add', 'r1', 4)
  asm.mov('r2', maxString)
  asm.call(helpers.probe_read_user_str)
  asm.jumpIf('sle', 'r0', 0, failed)
  asm.jumpIf('ne', 'r0', maxString, whole)
  put(loop, 'flags', chunkFlags.cut)
  asm.label(whole)
  asm.alu('sub', 'r0', 1)
  put(loop, 'size', 'r0')
  asm.jump(loop.label('write'))
  asm.label(failed)
  put(loop, 'size', 0)
  put(loop, 'flags', chunkFlags.unreadable)
  countUnreadable(loop)
  asm.jump(loop.label('write'))
}

const strings = (loop: Loop): void => {
  const { asm } = loop.frame
  asm.label(loop.label('beginStrings'))
  asm.comment('a list of strings')
  put(loop, 'count', 'r1')
  put(loop, 'item', 'r3')
  put(loop, 'mode', 'r0')
  getStart(loop, 'r1', 'at')
  put(loop, 'head', 'r1')
  asm.mov('r2', 'r1')
  asm.alu('add', 'r2', 4)
  put(loop, 'at', 'r2')
  asm.alu('add', 'r1', 'r9')
  get(loop, 'r2', 'word')
  asm.store('u32', 'r1', 0, 'r2')
  asm.jump(loop.label('turn'))

  const [full, short, small] = [asm.fresh('full'), asm.fresh('short'), asm.fresh('small')]
  asm.label(loop.label('strings'))
  asm.mov('r1', 'r9')
  asm.alu('add', 'r1', loop.base + places.pointers)
  asm.mov('r2', 8)
  get(loop, 'r3', 'item')
  asm.call(helpers.probe_read_user)
  asm.jumpIf('ne', 'r0', 0, loop.label('listFailed'))
  asm.load('u64', 'r3', 'r9', loop.base + places.pointers)
  asm.jumpIf('eq', 'r3', 0, loop.label('end'))
  get(loop, 'r1', 'count')
  asm.jumpIf('eq', 'r1', 0, full)
  asm.alu('sub', 'r1', 1)
  put(loop, 'count', 'r1')
  get(loop, 'r1', 'at')
  asm.jumpIf('gt', 'r1', loop.lastStart, full)
  asm.alu('add', 'r1', 'r9')
  get(loop, 'r2', 'each')
  asm.alu('add', 'r2', 1)
  asm.jumpIf('le', 'r2', maxString, small)
  asm.mov('r2', maxString)
  asm.label(small)
  asm.call(helpers.probe_read_user_str)
  asm.jumpIf('sle', 'r0', 0, loop.label('listFailed'))
  get(loop, 'r1', 'each')
  asm.jumpIf('le', 'r0', 'r1', short)
  asm.mov('r0', 'r1')
  asm.label(short)
  get(loop, 'r1', 'at')
  asm.alu('add', 'r1', 'r0')
  put(loop, 'at', 'r1')
  get(loop, 'r1', 'item')
  asm.alu('add', 'r1', 8)
  put(loop, 'item', 'r1')
  getStart(loop, 'r1', 'head')
  asm.alu('add', 'r1', 'r9')
  asm.load('u32', 'r2', 'r1', 0)
  asm.alu('add', 'r2', 'r0')
  asm.store('u32', 'r1', 0, 'r2')
  asm.jump(loop.label('turn'))

  asm.label(loop.label('listFailed'))
  countUnreadable(loop)
  asm.mov('r3', chunkFlags.unreadable)
  asm.jump(loop.label('listMark'))
  asm.label(full)
  asm.mov('r3', chunkFlags.cut)
  asm.label(loop.label('listMark'))
  getStart(loop, 'r1', 'head')
  asm.alu('add', 'r1', 'r9')
  asm.load('u32', 'r2', 'r1', 0)
  asm.alu('or', 'r2', 'r3')
  asm.store('u32', 'r1', 0, 'r2')
  asm.jump(loop.label('end'))
}

const pointers = (loop: Loop): void => {
  const { asm } = loop.frame
  asm.label(loop.label('beginPointers'))
  asm.comment('how many pointers')
  put(loop, 'count', 0)
  put(loop, 'item', 'r3')
  put(loop, 'mode', 'r0')
  asm.jump(loop.label('turn'))

  const [one, failed, end, counted, written] = ['one', 'failed', 'nul', 'counted', 'count'].map(asm.fresh) as [
    string, string, string, string, string,
  ] // biome-ignore format: a label each
  const readAt = (bytes: number): void => {
    asm.mov('r1', 'r9')
    asm.alu('add', 'r1', loop.base + places.pointers)
    asm.mov('r2', bytes)
    asm.call(helpers.probe_read_user)
    asm.jumpIf('ne', 'r0', 0, failed)
  }
  const goOn = (n: number): void => {
    get(loop, 'r1', 'item')
    asm.alu('add', 'r1', 8 * n)
    put(loop, 'item', 'r1')
    get(loop, 'r0', 'count')
    asm.alu('add', 'r0', n)
    put(loop, 'count', 'r0')
  }
  asm.label(loop.label('pointers'))
  get(loop, 'r3', 'item')
  // Many at once where they lie in one page, since behind the list there may be nothing.
  asm.mov('r1', 'r3')
  asm.alu('and', 'r1', pageSize - 1)
  asm.jumpIf('gt', 'r1', pageSize - 8 * pointersAtOnce, one)
  readAt(8 * pointersAtOnce)
  for (let i = 0; i < pointersAtOnce; i++) {
    asm.load('u64', 'r1', 'r9', loop.base + places.pointers + 8 * i)
    asm.mov('r0', i)
    asm.jumpIf('eq', 'r1', 0, end)
  }
  goOn(pointersAtOnce)
  asm.jump(counted)
  asm.label(one)
  readAt(8)
  asm.load('u64', 'r1', 'r9', loop.base + places.pointers)
  asm.mov('r0', 0)
  asm.jumpIf('eq', 'r1', 0, end)
  goOn(1)
  asm.label(counted)
  get(loop, 'r1', 'most')
  asm.jumpIf('le', 'r0', 'r1', loop.label('turn'))
  limit(loop, 'r0', 'r1')
  asm.jump(written)
  asm.label(failed)
  put(loop, 'flags', chunkFlags.unreadable)
  asm.mov('r0', 0)
  asm.label(end)
  get(loop, 'r1', 'count')
  asm.alu('add', 'r0', 'r1')
  get(loop, 'r1', 'most')
  limit(loop, 'r0', 'r1')
  asm.label(written)
  getStart(loop, 'r1', 'at')
  asm.alu('add', 'r1', 'r9')
  asm.store('u32', 'r1', 4, 'r0')
  put(loop, 'size', 4)
  put(loop, 'mode', 0)
  asm.jump(loop.label('write'))
}

/** Notes that an array begins at the next chunk, whose items are looked at when it is there. */
const beginArray = (loop: Loop): void => {
  const { asm } = loop.frame
  get(loop, 'r1', 'at')
  put(loop, 'head', 'r1')
  asm.alu('add', 'r1', 4)
  put(loop, 'item', 'r1')
}

const message = (loop: Loop): void => {
  const { asm } = loop.frame
  asm.label(loop.label('beginMessage'))
  asm.comment('a message')
  put(loop, 'mode', 'r0')
  put(loop, 'count', 0)
  put(loop, 'size', messageHeader.size)
  beginArray(loop)
  asm.jump(loop.label('copy'))

  const [control, array, limited] = [asm.fresh('control'), asm.fresh('array'), asm.fresh('limited')]
  const field = (size: 'u32' | 'u64', dst: Reg, offset: number): void => asm.load(size, dst, 'r1', 4 + offset)
  asm.label(loop.label('message'))
  getStart(loop, 'r1', 'head')
  asm.alu('add', 'r1', 'r9')
  asm.load('u16', 'r2', 'r1', 0)
  asm.jumpIf('ne', 'r2', messageHeader.size, loop.label('end'))
  nextPart(loop)
  get(loop, 'r0', 'count')
  asm.mov('r2', 'r0')
  asm.alu('add', 'r2', 1)
  put(loop, 'count', 'r2')
  asm.jumpIf('eq', 'r0', 1, control)
  asm.jumpIf('gt', 'r0', 1, array)
  field('u64', 'r3', messageHeader.name)
  field('u32', 'r2', messageHeader.nameLength)
  asm.mov('r1', maxName)
  asm.jump(limited)
  asm.label(control)
  field('u64', 'r3', messageHeader.control)
  field('u64', 'r2', messageHeader.controlLength)
  get(loop, 'r1', 'each')
  asm.label(limited)
  asm.jumpIf('lt', 'r3', firstAddress, loop.label('turn'))
  put(loop, 'source', 'r3')
  limit(loop, 'r2', 'r1')
  put(loop, 'size', 'r2')
  asm.jump(loop.label('copy'))
  asm.label(array)
  field('u64', 'r3', messageHeader.vector)
  field('u64', 'r2', messageHeader.vectorLength)
  asm.jumpIf('lt', 'r3', firstAddress, loop.label('end'))
  put(loop, 'source', 'r3')
  asm.jump(loop.label('vector'))
}

const nextPart = (loop: Loop): void => {
  const { asm } = loop.frame
  get(loop, 'r2', 'word')
  asm.alu('add', 'r2', onePart)
  put(loop, 'word', 'r2')
}

const vector = (loop: Loop): void => {
  const { asm } = loop.frame
  asm.label(loop.label('buffers'))
  asm.comment('the next buffer of a vector')
  getStart(loop, 'r1', 'head')
  asm.mov('r2', 'r1')
  asm.alu('add', 'r2', 'r9')
  asm.load('u16', 'r2', 'r2', 0)
  asm.alu('add', 'r1', 'r2')
  asm.alu('add', 'r1', 4)
  get(loop, 'r3', 'item')
  asm.mov('r2', 'r3')
  asm.alu('add', 'r2', vectorItem)
  asm.jumpIf('gt', 'r2', 'r1', loop.label('end'))
  put(loop, 'item', 'r2')
  nextPart(loop)
  asm.jumpIf('gt', 'r3', loop.lastStart + 4 + maxChunk - vectorItem, loop.label('finish'))
  asm.alu('add', 'r3', 'r9')
  asm.load('u64', 'r2', 'r3', 8)
  asm.load('u64', 'r3', 'r3', 0)
  asm.jumpIf('lt', 'r3', firstAddress, loop.label('turn'))
  put(loop, 'source', 'r3')
  get(loop, 'r1', 'each')
  limit(loop, 'r2', 'r1')
  put(loop, 'size', 'r2')
  asm.jump(loop.label('copy'))

  // r2: how many there are.
  asm.label(loop.label('vector'))
  get(loop, 'r1', 'most')
  limit(loop, 'r2', 'r1')
  asm.alu('lsh', 'r2', 4)
  put(loop, 'size', 'r2')
  put(loop, 'mode', readKinds.vector)
  beginArray(loop)
}

/** A chunk of `size` bytes at `source`: of memory that ends early, up to the end of its page. */
const copy = (loop: Loop): void => {
  const { asm } = loop.frame
  const [fits, nothing] = [asm.fresh('fits'), asm.fresh('nothing')]
  asm.label(loop.label('copy'))
  asm.comment('a piece of memory')
  getStart(loop, 'r1', 'at')
  asm.alu('add', 'r1', 'r9')
  asm.alu('add', 'r1', 4)
  get(loop, 'r2', 'size')
  asm.jumpIf('eq', 'r2', 0, loop.label('write'))
  asm.jumpIf('le', 'r2', maxChunk, fits)
  asm.mov('r2', maxChunk)
  put(loop, 'size', 'r2')
  put(loop, 'flags', chunkFlags.cut)
  asm.label(fits)
  get(loop, 'r3', 'source')
  asm.call(helpers.probe_read_user)
  asm.jumpIf('eq', 'r0', 0, loop.label('write'))
  get(loop, 'r1', 'flags')
  asm.alu('or', 'r1', chunkFlags.unreadable)
  put(loop, 'flags', 'r1')
  get(loop, 'r3', 'source')
  asm.mov('r1', 'r3')
  asm.alu('and', 'r1', pageSize - 1)
  asm.mov('r2', pageSize)
  asm.alu('sub', 'r2', 'r1')
  get(loop, 'r1', 'size')
  asm.jumpIf('ge', 'r2', 'r1', nothing)
  put(loop, 'size', 'r2')
  getStart(loop, 'r1', 'at')
  asm.alu('add', 'r1', 'r9')
  asm.alu('add', 'r1', 4)
  asm.call(helpers.probe_read_user)
  asm.jumpIf('eq', 'r0', 0, loop.label('write'))
  asm.label(nothing)
  put(loop, 'size', 0)
}

/** Finishes a chunk whose bytes are there. */
const write = (loop: Loop): void => {
  const { asm } = loop.frame
  asm.label(loop.label('write'))
  getStart(loop, 'r1', 'at')
  asm.mov('r2', 'r1')
  asm.alu('add', 'r2', 'r9')
  get(loop, 'r3', 'size')
  get(loop, 'r0', 'word')
  asm.alu('or', 'r0', 'r3')
  get(loop, 'r4', 'flags')
  asm.alu('or', 'r0', 'r4')
  asm.store('u32', 'r2', 0, 'r0')
  asm.alu('add', 'r1', 'r3')
  asm.alu('add', 'r1', 4)
  put(loop, 'at', 'r1')
  asm.jump(loop.label('turn'))
}
