/** Conditions → branches. Each way out knows what was fetched on it, so that nothing is fetched twice. */

import type { JumpOp } from '../../../bpf/insn.ts'
import { blobLengthMask } from '../../../bpf/layout.ts'
import type { BlobName } from '../fields.ts'
import type { BoolExpr, CompareOp, StringRef } from '../ir.ts'
import { blobAddress, maxString, readBlobs } from './blobs.ts'
import { emitCgroupTest } from './cgroup.ts'
import { type Frame, type Known, meet } from './frame.ts'
import { evaluate, fitsImmediate, prepare, temporaries } from './integers.ts'
import { emitLive, emitLiveDuration } from './live.ts'
import { emitGlob } from './name-glob.ts'
import { commSize, copyName, openName } from './task.ts'
import { emitTreeTest } from './tree.ts'

/** What is known on the ways out of a test. */
interface Ways {
  readonly yes: Known
  readonly no: Known
}

const unsigned: Readonly<Record<CompareOp, JumpOp>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'lt',
  le: 'le',
  gt: 'gt',
  ge: 'ge',
}
const signed: Readonly<Record<CompareOp, JumpOp>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'slt',
  le: 'sle',
  gt: 'sgt',
  ge: 'sge',
}

/** Jumps to `yes` or `no`. Loses r0 to r5. */
export const emitTest = (frame: Frame, test: BoolExpr, yes: string, no: string): Ways => {
  const { asm } = frame
  const leaf = (): Ways => ({ yes: frame.known, no: frame.known })
  switch (test.kind) {
    case 'bool':
      asm.jump(test.value ? yes : no)
      return leaf()
    case 'not': {
      const ways = emitTest(frame, test.of, no, yes)
      return { yes: ways.no, no: ways.yes }
    }
    case 'and': {
      const next = asm.fresh('and')
      const left = emitTest(frame, test.left, next, no)
      asm.label(next)
      frame.known = left.yes
      const right = emitTest(frame, test.right, yes, no)
      return { yes: right.yes, no: meet(left.no, right.no) }
    }
    case 'or': {
      const next = asm.fresh('or')
      const left = emitTest(frame, test.left, yes, next)
      asm.label(next)
      frame.known = left.no
      const right = emitTest(frame, test.right, yes, no)
      return { yes: meet(left.yes, right.yes), no: right.no }
    }
    case 'compare': {
      frame.at(test.at)
      const left = prepare(frame, test.left, emitTest)
      const right = prepare(frame, test.right, emitTest)
      evaluate(frame, left, temporaries)
      const op = (test.signed ? signed : unsigned)[test.op]
      if (right.kind === 'const' && fitsImmediate(right.value)) asm.jumpIf(op, 'r1', Number(right.value), yes)
      else {
        evaluate(frame, right, temporaries.slice(1))
        asm.jumpIf(op, 'r1', 'r2', yes)
      }
      asm.jump(no)
      return leaf()
    }
    case 'live':
      return emitLive(frame, test, yes, no)
    case 'liveDuration':
      return emitLiveDuration(frame, test, yes, no)
    case 'glob':
      emitGlob(frame, test, yes, no)
      return leaf()
    case 'inCgroup':
      emitCgroupTest(frame, test, yes, no)
      return leaf()
    case 'tree':
      emitTreeTest(frame, test, yes, no)
      return leaf()
    case 'found':
      asm.load('u64', 'r1', 'r10', frame.slot(`found ${test.read}`))
      asm.jumpIf('ne', 'r1', 0, yes)
      asm.jump(no)
      return leaf()
    case 'string':
      frame.at(test.at)
      if (test.string === 'comm') testName(frame, test.op, test.bytes, yes, no)
      else testString(frame, test.string, test.op, test.bytes, yes, no)
      return leaf()
  }
}

const chunks = [8, 4, 2, 1] as const
const chunkSize = { 8: 'u64', 4: 'u32', 2: 'u16', 1: 'u8' } as const

const word = (bytes: Uint8Array, at: number, size: number): bigint => {
  let value = 0n
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i]!)
  return value
}

/** Jumps to `no` unless the memory at `base + offset` holds these bytes. Uses r3 and r4. */
const sameBytes = (
  frame: Frame,
  base: 'r1' | 'r8' | 'r10',
  offset: number,
  bytes: Uint8Array,
  no: string,
): void => {
  const { asm } = frame
  for (let at = 0; at < bytes.length; ) {
    // The verifier wants reads of the stack aligned.
    const size = chunks.find(c => at + c <= bytes.length && (base !== 'r10' || (offset + at) % c === 0))!
    const value = word(bytes, at, size)
    asm.load(chunkSize[size], 'r3', base, offset + at)
    if (fitsImmediate(value)) asm.jumpIf('ne', 'r3', Number(value), no)
    else {
      asm.mov('r4', value)
      asm.jumpIf('ne', 'r3', 'r4', no)
    }
    at += size
  }
}

const withNul = (bytes: Uint8Array): Uint8Array => Uint8Array.from([...bytes, 0])

/** Tests the process name. */
const testName = (
  frame: Frame,
  op: (BoolExpr & { kind: 'string' })['op'],
  bytes: Uint8Array,
  yes: string,
  no: string,
): void => {
  const { asm } = frame
  if (bytes.length >= commSize) return asm.jump(no)
  if (op === 'eq' || op === 'startsWith') {
    const { base, offset } = openName(frame)
    sameBytes(frame, base, offset, op === 'eq' ? withNul(bytes) : bytes, no)
    return asm.jump(yes)
  }
  const place = copyName(frame)
  const sought = op === 'endsWith' ? withNul(bytes) : bytes
  for (let at = 0; at + sought.length <= commSize; at++) {
    const next = asm.fresh('next')
    sameBytes(frame, 'r10', place + at, sought, next)
    asm.jump(yes)
    asm.label(next)
  }
  asm.jump(no)
}

/** The index of a string among the record's blobs. */
export const blobIndex = (frame: Frame, string: Exclude<StringRef, 'comm'>): number =>
  frame.capture.blobs.indexOf(string as BlobName)

/** Tests a string that an argument points to. */
const testString = (
  frame: Frame,
  string: Exclude<StringRef, 'comm'>,
  op: (BoolExpr & { kind: 'string' })['op'],
  bytes: Uint8Array,
  yes: string,
  no: string,
): void => {
  const { asm, layout } = frame
  const index = blobIndex(frame, string)
  readBlobs(frame, index + 1)
  asm.load('u32', 'r2', 'r9', layout.blobs[index]!.lengthOffset)
  const n = bytes.length
  if (op === 'eq') {
    // What could not be read is shown as an empty string.
    if (n === 0) asm.alu('and', 'r2', blobLengthMask)
    asm.jumpIf('ne', 'r2', n, no)
    if (n === 0) return asm.jump(yes)
  } else if (op === 'endsWith') {
    // A string that was cut ends in its mark, and so with nothing that is looked for here.
    asm.jumpIf('gt', 'r2', maxString, no)
    asm.jumpIf('lt', 'r2', n, no)
  } else {
    asm.alu('and', 'r2', blobLengthMask)
    asm.jumpIf('lt', 'r2', n, no)
  }
  blobAddress(frame, index, 'r1')
  if (op === 'endsWith') {
    asm.alu('sub', 'r2', n)
    asm.jumpIf('gt', 'r2', maxString, no)
    asm.alu('add', 'r1', 'r2')
  }
  sameBytes(frame, 'r1', 0, bytes, no)
  asm.jump(yes)
}
