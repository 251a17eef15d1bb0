/** Reads that take more than one turn: lists of strings and of pointers, vectors, messages. */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Reg } from '../../../bpf/insn.ts'
import { chunkFlags, firstAddress } from '../../../bpf/recipe.ts'
import { readKinds } from '../../../bpf/recipe-table.ts'
import { maxString } from '../fields.ts'
import {
  countUnreadable,
  get,
  getStart,
  label,
  lastStart,
  limit,
  markList,
  maxChunk,
  places,
  put,
  readString,
} from './memory-state.ts'
import { memoryState } from './scratch.ts'

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

/**
 * A list of strings: its chunk is begun, then each turn adds a string to it. Begun with what `beginRead` has found: r0 the kind,
 * r1 how many at the most, r3 the address.
 */
export const strings = (asm: Assembler): void => {
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

/** How many pointers there are, eight at a turn. */
export const pointers = (asm: Assembler): void => {
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

const recordsAtOnce = 16
const recordLength = 16

/** How many records of a directory, some at a turn. Begun with what was counted: r0 the kind, r2 the bytes that there are. */
export const records = (asm: Assembler): void => {
  asm.label(label('beginRecords'))
  asm.comment('how many records')
  put(asm, 'mode', 'r0')
  put(asm, 'count', 0)
  get(asm, 'r3', 'source')
  put(asm, 'item', 'r3')
  asm.alu('add', 'r3', 'r2')
  put(asm, 'most', 'r3')
  asm.jump(label('next'))

  const done = asm.fresh('counted')
  asm.label(label('records'))
  for (let i = 0; i < recordsAtOnce; i++) {
    get(asm, 'r3', 'item')
    get(asm, 'r1', 'most')
    asm.jumpIf('ge', 'r3', 'r1', done)
    asm.alu('add', 'r3', recordLength)
    asm.mov('r1', 'r9')
    asm.alu('add', 'r1', memoryState + places.pointers)
    asm.mov('r2', 2)
    asm.call(helpers.probe_read_user)
    asm.jumpIf('ne', 'r0', 0, done)
    asm.load('u16', 'r1', 'r9', memoryState + places.pointers)
    asm.jumpIf('eq', 'r1', 0, done)
    get(asm, 'r3', 'item')
    asm.alu('add', 'r3', 'r1')
    put(asm, 'item', 'r3')
    get(asm, 'r1', 'count')
    asm.alu('add', 'r1', 1)
    put(asm, 'count', 'r1')
  }
  asm.jump(label('next'))
  asm.label(done)
  get(asm, 'r0', 'count')
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

/** The header of a message, then its name, its control data and its vector, one at a turn. */
export const message = (asm: Assembler): void => {
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

/** The array of a vector, then its buffers, one at a turn. */
export const vector = (asm: Assembler): void => {
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
