/** Adds to tables in the kernel. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { blobLengthMask } from '../../../bpf/layout.ts'
import { constant, type IntExpr, type KeyExpr, type Stmt, type StringRef, signed64 } from '../ir.ts'
import {
  bucketCount,
  cellWords,
  hasBuckets,
  type KernelTable,
  type Numbering,
  type Pages,
  pageCellStart,
  pageCells,
  pageCount,
  pageIndexStart,
  sketchBuckets,
  stringKeyBytes,
} from '../table-plan.ts'
import { blobAddress, keyArea, openScratch, readBlobs } from './blobs.ts'
import { countLoss, type Frame, learn } from './frame.ts'
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
  const end = asm.fresh('counted')
  if (table.dense) denseCell(frame, stmt.key, table, amount, end)
  else if (table.pages && !frame.known.slots.has(rowSlot(table))) {
    const found = asm.fresh('found')
    pagedCell(frame, stmt.key, table, table.pages, amount, found, () =>
      hashCell(frame, stmt.key, table, amount, tooLong, end),
    )
    asm.label(found)
    if (isShared(table)) {
      asm.store('u64', 'r10', frame.slot(rowSlot(table)), 'r0')
      learn(frame, rowSlot(table))
    }
  } else hashCell(frame, stmt.key, table, amount, tooLong, end)
  addToCell(frame, table, amount)
  asm.label(end)
}

/** The stack slot with the address of the value that this event's key has in a map: 0 if the map has no room for it. */
const rowSlot = (table: KernelTable): string => `row of ${table.map.name}`

/** r0 = the value of the hash for the key, made if there is none. Goes to `end` when there is no room. */
const hashCell = (
  frame: Frame,
  parts: readonly KeyExpr[],
  table: KernelTable,
  amount: number,
  tooLong: string,
  end: string,
): void => {
  const { asm } = frame
  const row = rowSlot(table)
  const full = asm.fresh('table_full')
  frame.later(full, () => {
    countLoss(frame, 'tableFull')
    asm.jump(end)
  })
  if (frame.known.slots.has(row)) {
    asm.load('u64', 'r0', 'r10', frame.slot(row))
    asm.jumpIf('eq', 'r0', 0, full)
    return
  }
  const key = hashKey(frame, parts, table, amount, tooLong)
  const lookup = (): void => {
    asm.loadMap('r1', table.map.name)
    key('r2')
    asm.call(helpers.map_lookup_elem)
  }
  const found = asm.fresh('row')
  lookup()
  asm.jumpIf('ne', 'r0', 0, found)
  insertRow(frame, table, key)
  lookup()
  if (!isShared(table)) {
    asm.jumpIf('eq', 'r0', 0, full)
    asm.label(found)
    return
  }
  asm.label(found)
  asm.store('u64', 'r10', frame.slot(row), 'r0')
  learn(frame, row)
  asm.jumpIf('eq', 'r0', 0, full)
}

/** Whether other tables have cells in the map's values. */
const isShared = ({ map, kind }: KernelTable): boolean => map.valueSize > cellWords[kind].length * 8

/** Puts a row with an empty cell. Another CPU may be first, which is as well. */
const insertRow = (frame: Frame, table: KernelTable, key: (dst: 'r2') => void): void => {
  const { asm } = frame
  const size = table.map.valueSize
  const cell = frame.slot(`cell of ${size}`, size)
  for (let at = 0; at < size; at += 8) asm.store('u64', 'r10', cell + at, 0)
  asm.loadMap('r1', table.map.name)
  key('r2')
  asm.mov('r3', 'r10')
  asm.alu('add', 'r3', cell)
  asm.mov('r4', 1) // BPF_NOEXIST
  asm.call(helpers.map_update_elem)
}

/** Adds to the cell in the value at r0: this CPU's own, so no other writes to it. */
const addToCell = (frame: Frame, table: KernelTable, amount: number): void => {
  const { asm } = frame
  const words = cellWords[table.kind]
  const { cellOffset } = table
  const extremes = words.filter(word => word === 'min' || word === 'max')
  if (words.length > 1) asm.load('u64', 'r2', 'r10', amount)
  asm.load('u64', 'r1', 'r0', cellOffset)
  for (const word of extremes) {
    const at = cellOffset + words.indexOf(word) * 8
    const [store, skip] = [asm.fresh('store'), asm.fresh('skip')]
    asm.jumpIf('eq', 'r1', 0, store)
    asm.load('u64', 'r3', 'r0', at)
    asm.jumpIf(word === 'min' ? 'sge' : 'sle', 'r2', 'r3', skip)
    asm.label(store)
    asm.store('u64', 'r0', at, 'r2')
    asm.label(skip)
  }
  if (words.includes('sum')) {
    const at = cellOffset + words.indexOf('sum') * 8
    asm.load('u64', 'r3', 'r0', at)
    asm.alu('add', 'r3', 'r2')
    asm.store('u64', 'r0', at, 'r3')
  }
  asm.alu('add', 'r1', 1)
  asm.store('u64', 'r0', cellOffset, 'r1')
}

/** r1 = the number of the key's cell. */
const cellNumber = (
  frame: Frame,
  key: readonly KeyExpr[],
  { parts, buckets }: Numbering,
  amount: number,
): void => {
  const alu = (op: 'add' | 'sub' | 'mul', left: IntExpr, right: IntExpr): IntExpr => {
    const idle = right.kind === 'const' && right.value === (op === 'mul' ? 1n : 0n)
    return idle ? left : { kind: 'alu', op, left, right, wrap: 'none', range: signed64 }
  }
  const digits = parts.map(({ field, lo, size }) => {
    const part = key[field]!
    if (part.kind !== 'int') throw new Error('Cannot number a cell by what is no integer')
    return { digit: alu('sub', part.value, constant(lo)), size }
  })
  if (buckets > 1) digits.push({ digit: { kind: 'stored', place: amount, range: signed64 }, size: buckets })
  const number = digits.reduce<IntExpr | undefined>(
    (sum, { digit, size }) => (sum ? alu('add', alu('mul', sum, constant(size)), digit) : digit),
    undefined,
  )
  evaluate(frame, prepare(frame, number ?? constant(0), emitTest), temporaries)
}

/** r0 = the cell's value in an array. */
const denseCell = (
  frame: Frame,
  key: readonly KeyExpr[],
  table: KernelTable,
  amount: number,
  end: string,
): void => {
  const { asm } = frame
  const row = rowSlot(table)
  if (frame.known.slots.has(row)) {
    asm.load('u64', 'r0', 'r10', frame.slot(row))
    asm.jumpIf('eq', 'r0', 0, end)
    return
  }
  const index = frame.slot('index')
  cellNumber(frame, key, table.numbering!, amount)
  asm.store('u32', 'r10', index, 'r1')
  asm.loadMap('r1', table.map.name)
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', index)
  asm.call(helpers.map_lookup_elem)
  if (isShared(table)) {
    asm.store('u64', 'r10', frame.slot(row), 'r0')
    learn(frame, row)
  }
  asm.jumpIf('eq', 'r0', 0, end)
}

/**
 * Goes to `found` with r0 = the cell in its page, which is taken if there is none yet; where no page is left, `otherwise` finds
 * the cell.
 */
const pagedCell = (
  frame: Frame,
  key: readonly KeyExpr[],
  table: KernelTable,
  pages: Pages,
  amount: number,
  found: string,
  otherwise: () => void,
): void => {
  const { asm } = frame
  const { cells, name } = table.numbering!
  const cellShift = Math.log2(pages.cellBytes)
  const pageShift = Math.log2(pageCells)
  const number = frame.slot('cell number')
  const page = frame.slot('page')
  const [take, taken, none] = [asm.fresh('take_page'), asm.fresh('page'), asm.fresh('no_page')]
  const processName = name === undefined ? undefined : openName(frame)
  cellNumber(frame, key, table.numbering!, amount)
  const before = frame.known
  asm.comment('the page of the cell')
  asm.jumpIf('ge', 'r1', cells, none)
  asm.store('u64', 'r10', number, 'r1')
  asm.alu('rsh', 'r1', pageShift)
  asm.alu('lsh', 'r1', 2)
  asm.loadMapValue('r3', pages.index.name, pageIndexStart)
  asm.alu('add', 'r3', 'r1')
  asm.load('u32', 'r1', 'r3', 0)
  asm.jumpIf('eq', 'r1', 0, take)
  asm.label(taken)
  asm.store('u64', 'r10', page, 'r1')
  asm.alu('rsh', 'r1', Math.log2(pages.pagesPerValue))
  const index = frame.slot('index')
  asm.store('u32', 'r10', index, 'r1')
  asm.loadMap('r1', pages.cells.name)
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', index)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, none)
  asm.load('u64', 'r1', 'r10', page)
  asm.alu('and', 'r1', pages.pagesPerValue - 1)
  asm.alu('lsh', 'r1', pageShift + cellShift)
  asm.load('u64', 'r2', 'r10', number)
  asm.alu('and', 'r2', pageCells - 1)
  asm.alu('lsh', 'r2', cellShift)
  asm.alu('add', 'r0', 'r1')
  asm.alu('add', 'r0', 'r2')
  if (processName) nameOfCell(frame, processName, pageCellStart(table.numbering!), none)
  frame.later(take, () => {
    asm.comment('take a page: another CPU may be first')
    asm.loadMapValue('r4', pages.index.name, 0)
    asm.load('u64', 'r1', 'r4', 0)
    asm.jumpIf('ge', 'r1', pageCount(pages), none)
    asm.mov('r1', 1)
    asm.atomicFetchAdd('u64', 'r4', 0, 'r1')
    asm.jumpIf('ge', 'r1', pageCount(pages), none)
    asm.alu('add', 'r1', 1)
    asm.mov('r0', 0)
    asm.atomicCompareExchange('u32', 'r3', 0, 'r1')
    asm.jumpIf('eq', 'r0', 0, taken)
    asm.mov('r1', 'r0')
    asm.jump(taken)
  })
  frame.later(none, () => {
    frame.known = before
    otherwise()
    asm.jump(found)
  })
}

/** Whether the cell at r0 is that of the process name, which a new one gets: then it goes on with r0 at the cell's words. */
const nameOfCell = (
  frame: Frame,
  { base, offset }: ReturnType<typeof openName>,
  start: number,
  other: string,
): void => {
  const { asm } = frame
  const [same, differs] = [asm.fresh('same_name'), asm.fresh('other_name')]
  asm.comment('the name in front of the cell')
  asm.load('u64', 'r1', base, offset)
  // As a new cell's. There hardly are threads without a name.
  asm.jumpIf('eq', 'r1', 0, other)
  asm.load('u64', 'r2', base, offset + 8)
  asm.load('u64', 'r3', 'r0', 0)
  asm.jumpIf('ne', 'r1', 'r3', differs)
  asm.load('u64', 'r4', 'r0', 8)
  asm.jumpIf('ne', 'r2', 'r4', other)
  asm.label(same)
  asm.alu('add', 'r0', start)
  frame.later(differs, () => {
    asm.jumpIf('ne', 'r3', 0, other)
    // The beginning of the name comes last, and makes it one.
    asm.store('u64', 'r0', 8, 'r2')
    asm.store('u64', 'r0', 0, 'r1')
    asm.jump(same)
  })
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
