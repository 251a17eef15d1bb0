/** Adds to tables in the kernel. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { blobLengthMask } from '../../../bpf/layout.ts'
import type { KeyExpr, Stmt, StringRef } from '../ir.ts'
import {
  bucketCount,
  cellWords,
  hasBuckets,
  type KernelTable,
  sketchBuckets,
  stringKeyBytes,
} from '../table-plan.ts'
import { blobAddress, keyArea, openScratch, readBlobs } from './blobs.ts'
import { countLoss, type Frame } from './frame.ts'
import { evaluate, prepare, temporaries } from './integers.ts'
import { openName } from './task.ts'
import { blobIndex, emitTest } from './tests.ts'

/** Emits one addition. `tooLong`: where to go when a string does not fit into the key. Loses r0 to r5. */
export const emitUpdate = (
  frame: Frame,
  stmt: Extract<Stmt, { kind: 'update' }>,
  table: KernelTable,
  tooLong: string,
): void => {
  const { asm } = frame
  frame.at(stmt.at)
  const amount = frame.slot('amount')
  if (stmt.value) {
    asm.comment(`${table.kind}: value`)
    evaluate(frame, prepare(frame, stmt.value, emitTest), temporaries)
    if (hasBuckets(table.kind)) bucketIndex(frame, table)
    asm.store('u64', 'r10', amount, 'r1')
  }
  const key = table.dense
    ? denseKey(frame, stmt.key, table, amount)
    : hashKey(frame, stmt.key, table, amount, tooLong)
  const found = asm.fresh('found')
  const end = asm.fresh('counted')
  const lookup = (): void => {
    asm.loadMap('r1', table.map.name)
    key('r2')
    asm.call(helpers.map_lookup_elem)
  }
  lookup()
  if (table.dense) asm.jumpIf('eq', 'r0', 0, end)
  else {
    asm.jumpIf('ne', 'r0', 0, found)
    insertRow(frame, table, key)
    lookup()
    const full = asm.fresh('table_full')
    asm.jumpIf('eq', 'r0', 0, full)
    frame.later(full, () => {
      countLoss(frame, 'tableFull')
      asm.jump(end)
    })
  }
  asm.label(found)
  addToCell(frame, table, amount)
  asm.label(end)
}

/** Puts a row with an empty cell. Another CPU may be first, which is as well. */
const insertRow = (frame: Frame, table: KernelTable, key: (dst: 'r2') => void): void => {
  const { asm } = frame
  const cell = frame.slot('cell', 32)
  for (let at = 0; at < table.map.valueSize; at += 8) asm.store('u64', 'r10', cell + at, 0)
  asm.loadMap('r1', table.map.name)
  key('r2')
  asm.mov('r3', 'r10')
  asm.alu('add', 'r3', cell)
  asm.mov('r4', 1) // BPF_NOEXIST
  asm.call(helpers.map_update_elem)
}

/** Adds to the cell at r0: this CPU's own, so no other writes to it. */
const addToCell = (frame: Frame, table: KernelTable, amount: number): void => {
  const { asm } = frame
  const words = cellWords[table.kind]
  const extremes = words.filter(word => word === 'min' || word === 'max')
  if (words.length > 1) asm.load('u64', 'r2', 'r10', amount)
  asm.load('u64', 'r1', 'r0', 0)
  for (const word of extremes) {
    const at = words.indexOf(word) * 8
    const [store, skip] = [asm.fresh('store'), asm.fresh('skip')]
    asm.jumpIf('eq', 'r1', 0, store)
    asm.load('u64', 'r3', 'r0', at)
    asm.jumpIf(word === 'min' ? 'sge' : 'sle', 'r2', 'r3', skip)
    asm.label(store)
    asm.store('u64', 'r0', at, 'r2')
    asm.label(skip)
  }
  if (words.includes('sum')) {
    asm.load('u64', 'r3', 'r0', words.indexOf('sum') * 8)
    asm.alu('add', 'r3', 'r2')
    asm.store('u64', 'r0', words.indexOf('sum') * 8, 'r3')
  }
  asm.alu('add', 'r1', 1)
  asm.store('u64', 'r0', 0, 'r1')
}

/** The key of an array: its only integer, or the bucket. */
const denseKey = (
  frame: Frame,
  key: readonly KeyExpr[],
  table: KernelTable,
  amount: number,
): ((dst: 'r2') => void) => {
  const { asm } = frame
  const place = frame.slot('index')
  const part = key.find(p => p.kind === 'int')
  if (part?.kind === 'int') evaluate(frame, prepare(frame, part.value, emitTest), temporaries)
  else if (hasBuckets(table.kind)) asm.load('u64', 'r1', 'r10', amount)
  else asm.mov('r1', 0)
  asm.store('u32', 'r10', place, 'r1')
  return dst => {
    asm.mov(dst, 'r10')
    asm.alu('add', dst, place)
  }
}

/** The key of a hash: on the stack, or in the scratch memory if it holds long strings. */
const hashKey = (
  frame: Frame,
  key: readonly KeyExpr[],
  table: KernelTable,
  amount: number,
  tooLong: string,
): ((dst: 'r2') => void) => {
  const { asm } = frame
  const long = key.some(part => part.kind === 'string' && part.string !== 'comm')
  const base = long ? 'r9' : 'r10'
  const start = long ? keyArea : frame.slot(`key of ${table.map.keySize}`, table.map.keySize)
  if (long) openScratch(frame)
  table.shape.fields.forEach((field, i) => {
    const part = key[i]!
    if (field.kind === 'fixed' || part.kind === 'fixed') return
    const at = start + field.offset
    if (part.kind === 'int') {
      evaluate(frame, prepare(frame, part.value, emitTest), temporaries)
      asm.store('u64', base, at, 'r1')
    } else if (part.string === 'comm') {
      const name = openName(frame)
      for (const half of [0, 8]) {
        asm.load('u64', 'r1', name.base, name.offset + half)
        asm.store('u64', base, at + half, 'r1')
      }
    } else longString(frame, blobIndex(frame, part.string), at, tooLong)
  })
  if (table.bucketOffset !== undefined) {
    asm.load('u64', 'r1', 'r10', amount)
    asm.store('u64', base, start + table.bucketOffset, 'r1')
  }
  return dst => {
    asm.mov(dst, base)
    asm.alu('add', dst, start)
  }
}

/** Goes to `tooLong` if a string does not fit into a key. Loses r0 to r5. */
export const emitFits = (frame: Frame, string: Exclude<StringRef, 'comm'>, tooLong: string): void => {
  const { asm, layout } = frame
  const index = blobIndex(frame, string)
  readBlobs(frame, index + 1)
  asm.load('u32', 'r2', 'r9', layout.blobs[index]!.lengthOffset)
  asm.alu('and', 'r2', blobLengthMask)
  asm.jumpIf('ge', 'r2', stringKeyBytes, tooLong)
}

/** Copies a string that has been read into the key, with zeros behind it. */
const longString = (frame: Frame, index: number, at: number, tooLong: string): void => {
  const { asm, layout } = frame
  readBlobs(frame, index + 1)
  asm.load('u32', 'r2', 'r9', layout.blobs[index]!.lengthOffset)
  asm.alu('and', 'r2', blobLengthMask)
  asm.jumpIf('ge', 'r2', stringKeyBytes, tooLong)
  for (let i = 0; i < stringKeyBytes; i += 8) asm.store('u64', 'r9', at + i, 0)
  blobAddress(frame, index, 'r3')
  asm.mov('r1', 'r9')
  asm.alu('add', 'r1', at)
  asm.call(helpers.probe_read_kernel)
}

/** r1 = the bucket of the value in r1. Uses r2 to r5. */
const bucketIndex = (frame: Frame, table: KernelTable): void => {
  const { asm } = frame
  const end = asm.fresh('bucket')
  if (table.kind === 'lhist') {
    const { min, max, step } = table.linear!
    const [below, above] = [asm.fresh('below'), asm.fresh('above')]
    asm.mov('r2', min)
    asm.jumpIf('slt', 'r1', 'r2', below)
    asm.mov('r2', max)
    asm.jumpIf('sge', 'r1', 'r2', above)
    asm.mov('r2', min)
    asm.alu('sub', 'r1', 'r2')
    asm.mov('r2', step)
    asm.alu('div', 'r1', 'r2')
    asm.alu('add', 'r1', 1)
    asm.jump(end)
    asm.label(above)
    asm.mov(
      'r1',
      bucketCount(table as { kind: 'lhist'; linear: { min: number; max: number; step: number } }) - 1,
    )
    asm.jump(end)
    asm.label(below)
    asm.mov('r1', 0)
    asm.label(end)
    return
  }
  if (table.kind === 'hist') {
    const positive = asm.fresh('positive')
    asm.jumpIf('sge', 'r1', 0, positive)
    asm.mov('r1', 0)
    asm.jump(end)
    asm.label(positive)
    // Twice the value has its exponent one higher, which makes 0 bucket 1 and leaves 2 + n for 2^n.
    exponent(frame)
    asm.mov('r1', 'r2')
    asm.label(end)
    return
  }
  // quantiles: below 64 the value itself, then 32 for each power of two; negative values by their magnitude, behind the others.
  const bucket = table.signed ? asm.fresh('magnitude') : end
  if (table.signed) {
    const positive = asm.fresh('positive')
    asm.mov('r4', 0)
    asm.jumpIf('sge', 'r1', 0, positive)
    asm.alu('neg', 'r1')
    asm.mov('r4', sketchBuckets)
    asm.label(positive)
  }
  asm.jumpIf('lt', 'r1', 64, bucket)
  asm.mov('r5', 'r1')
  exponent(frame)
  asm.alu('sub', 'r2', 2) // the exponent itself
  asm.mov('r3', 'r2')
  asm.alu('sub', 'r3', 5)
  asm.alu('rsh', 'r5', 'r3')
  asm.alu('and', 'r5', 31)
  asm.alu('sub', 'r2', 4)
  asm.alu('lsh', 'r2', 5)
  asm.alu('add', 'r2', 'r5')
  asm.mov('r1', 'r2')
  if (table.signed) {
    asm.label(bucket)
    asm.alu('add', 'r1', 'r4')
  }
  asm.label(end)
}

/** r2 = 1 for a value of 0 in r1, otherwise 2 + the exponent of its highest bit. Loses r1. */
const exponent = (frame: Frame): void => {
  const { asm } = frame
  const done = asm.fresh('exponent')
  asm.mov('r2', 1)
  asm.jumpIf('eq', 'r1', 0, done)
  asm.mov('r2', 2)
  for (const bits of [32, 16, 8, 4, 2, 1]) {
    const skip = asm.fresh('bits')
    asm.mov('r3', 'r1')
    asm.alu('rsh', 'r3', bits)
    asm.jumpIf('eq', 'r3', 0, skip)
    asm.alu('add', 'r2', bits)
    asm.mov('r1', 'r3')
    asm.label(skip)
  }
  asm.label(done)
}
