/** Strings of the traced process, argument lists and stacks → the scratch memory, in the order of the record. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { blobFlags } from '../../../bpf/layout.ts'
import { type BlobName, maxList, maxString, maxStrings } from '../fields.ts'
import { isFunctionHook, isSyscallHook } from '../hook.ts'
import { scratchMap } from '../state.ts'
import { countLoss, type Frame, stack } from './frame.ts'
import { loadArgument } from './integers.ts'
import { readMemory } from './memory.ts'
import { beforeRecord, recordRoom } from './scratch.ts'

export { keyArea, recordRoom, scratchSize } from './scratch.ts'
export { maxString }

const maxFrames = 127

/** Points r9 to the record in the scratch memory. Loses r0 to r5. */
export const openScratch = (frame: Frame): void => {
  if (frame.known.scratch) return
  const { asm } = frame
  // A program keeps its CPU, and no other of its kind runs between, so the memory is its own.
  asm.call(helpers.get_smp_processor_id)
  if (isFunctionHook(frame.hook)) asm.alu('add', 'r0', frame.target.cpus)
  asm.store('u32', 'r10', stack.cpu, 'r0')
  asm.loadMap('r1', scratchMap)
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', stack.cpu)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, frame.done)
  asm.mov('r9', 'r0')
  asm.alu('add', 'r9', beforeRecord)
  frame.known = { ...frame.known, scratch: true }
}

/** The stack slot that holds where a blob starts, in bytes from the record's start. The first one's place is a constant. */
const startSlot = (frame: Frame, index: number): number => frame.slot(`blob ${index}`)

/** r`dst` = address of a blob's start. Uses only `dst`. */
export const blobAddress = (frame: Frame, index: number, dst: 'r1' | 'r2' | 'r3'): void => {
  const { asm, layout } = frame
  if (index === 0) {
    asm.mov(dst, 'r9')
    asm.alu('add', dst, layout.fixedSize)
    return
  }
  asm.load('u64', dst, 'r10', startSlot(frame, index))
  // Never more, but verifiers forget the bounds of what lies on the stack.
  asm.jumpIf('gt', dst, latestStart(frame, index), frame.done)
  asm.alu('add', dst, 'r9')
}

/** Where a blob starts at the latest: behind the longest of all before it. */
const latestStart = (frame: Frame, index: number): number =>
  frame.capture.blobs.slice(0, index).reduce((at, name) => at + longest(name), frame.layout.fixedSize)

const longest = (name: BlobName): number => {
  if (name === 'kstack' || name === 'ustack') return maxFrames * 8
  if (name === 'memory') return recordRoom
  return name.startsWith('strings:') ? maxList + maxString : maxString
}

/** Reads the first `n` blobs of the record, those that are not there yet. Loses r0 to r5. */
export const readBlobs = (frame: Frame, n: number): void => {
  if (frame.known.blobs >= n) return
  openScratch(frame)
  for (let index = frame.known.blobs; index < n; index++) readBlob(frame, index)
  frame.known = { ...frame.known, blobs: n }
}

const readBlob = (frame: Frame, index: number): void => {
  const { asm, layout, capture } = frame
  const name = capture.blobs[index]!
  const { lengthOffset } = layout.blobs[index]!
  asm.comment(`read ${name}`)
  if (!frame.reads.includes(name)) asm.mov('r0', 0)
  else if (name === 'kstack' || name === 'ustack') readStack(frame, index, name)
  else if (name === 'memory')
    readMemory(frame, index === 0 ? layout.fixedSize : { slot: startSlot(frame, index) })
  else if (name.startsWith('strings:')) readStrings(frame, index, Number(name.slice(8)))
  else readString(frame, index, Number(name.slice(7)))
  // r0: the length word.
  asm.store('u32', 'r9', lengthOffset, 'r0')
  // Loaded back, the verifier knows as little of it on one way as on another, and looks at what follows once and not for
  // each place in a list that may be its last.
  asm.load('u32', 'r0', 'r9', lengthOffset)
  asm.alu('and', 'r0', 0xffff)
  if (index === 0) asm.alu('add', 'r0', layout.fixedSize)
  else {
    asm.load('u64', 'r1', 'r10', startSlot(frame, index))
    asm.alu('add', 'r0', 'r1')
  }
  asm.store('u64', 'r10', startSlot(frame, index + 1), 'r0')
}

/** r0 = the length word of the string that an argument points to. */
const readString = (frame: Frame, index: number, arg: number): void => {
  const { asm } = frame
  const [failed, end, whole] = [asm.fresh('unreadable'), asm.fresh('read'), asm.fresh('whole')]
  blobAddress(frame, index, 'r1')
  asm.mov('r2', maxString)
  loadArgument(frame, arg, 'r3')
  asm.mov('r0', 0)
  asm.jumpIf('eq', 'r3', 0, end)
  // What is no call is told by the kernel.
  asm.call(isSyscallHook(frame.hook) ? helpers.probe_read_user_str : helpers.probe_read_kernel_str)
  asm.jumpIf('sle', 'r0', 0, failed)
  asm.alu('sub', 'r0', 1)
  asm.jumpIf('lt', 'r0', maxString - 1, whole)
  asm.alu('or', 'r0', blobFlags.cut)
  asm.label(whole)
  asm.label(end)
  frame.later(failed, () => {
    // Of an empty string, old kernels do not count the NUL.
    asm.jumpIf('eq', 'r0', 0, end)
    countLoss(frame, 'unreadable')
    asm.mov('r0', blobFlags.unreadable)
    asm.jump(end)
  })
}

/** r0 = the length word of an argument's array of strings: each with its NUL, one behind the other. */
const readStrings = (frame: Frame, index: number, arg: number): void => {
  const { asm } = frame
  const pointer = frame.slot('string pointer')
  const place = frame.slot('string place')
  const used = frame.slot('strings used')
  const end = asm.fresh('strings_end')
  const cut = asm.fresh('strings_cut')
  const failed = asm.fresh('strings_unreadable')
  loadArgument(frame, arg, 'r1')
  asm.store('u64', 'r10', place, 'r1')
  asm.mov('r0', 0)
  asm.store('u64', 'r10', used, 'r0')
  asm.jumpIf('eq', 'r1', 0, end)
  for (let i = 0; i < maxStrings; i++) {
    asm.mov('r1', 'r10')
    asm.alu('add', 'r1', pointer)
    asm.mov('r2', 8)
    asm.load('u64', 'r3', 'r10', place)
    asm.alu('add', 'r3', 8 * i)
    asm.call(helpers.probe_read_user)
    asm.jumpIf('ne', 'r0', 0, failed)
    asm.load('u64', 'r3', 'r10', pointer)
    asm.load('u64', 'r0', 'r10', used)
    asm.jumpIf('eq', 'r3', 0, end)
    asm.jumpIf('gt', 'r0', maxList, cut)
    blobAddress(frame, index, 'r1')
    asm.alu('add', 'r1', 'r0')
    asm.mov('r2', maxString)
    asm.call(helpers.probe_read_user_str)
    asm.jumpIf('slt', 'r0', 0, failed)
    // Of an empty string, old kernels do not count the NUL: 0 becomes 1, without a branch, of which verifiers walk both ways.
    asm.mov('r1', 'r0')
    asm.alu('sub', 'r1', 1)
    asm.alu('rsh', 'r1', 63)
    asm.alu('add', 'r0', 'r1')
    asm.load('u64', 'r1', 'r10', used)
    asm.alu('add', 'r0', 'r1')
    asm.store('u64', 'r10', used, 'r0')
  }
  asm.load('u64', 'r0', 'r10', used)
  asm.jump(cut)
  asm.label(end)
  frame.later(cut, () => {
    asm.alu('or', 'r0', blobFlags.cut)
    asm.jump(end)
  })
  frame.later(failed, () => {
    countLoss(frame, 'unreadable')
    asm.load('u64', 'r0', 'r10', used)
    asm.alu('or', 'r0', blobFlags.unreadable)
    asm.jump(end)
  })
}

/** r0 = the length word of a stack: 8 bytes per frame. */
const readStack = (frame: Frame, index: number, which: 'kstack' | 'ustack'): void => {
  const { asm } = frame
  const [failed, end] = [asm.fresh('no_stack'), asm.fresh('stack')]
  blobAddress(frame, index, 'r2')
  asm.mov('r1', 'r6')
  asm.mov('r3', maxFrames * 8)
  asm.mov('r4', which === 'ustack' ? 256 /* BPF_F_USER_STACK */ : 0)
  asm.call(helpers.get_stack)
  asm.jumpIf('slt', 'r0', 0, failed)
  asm.label(end)
  frame.later(failed, () => {
    asm.mov('r0', 0)
    asm.jump(end)
  })
}

/** r`dst` = the size of the record with its blobs, all read. */
export const recordSize = (frame: Frame, dst: 'r3' | 'r5'): void => {
  const { asm, capture } = frame
  asm.load('u64', dst, 'r10', startSlot(frame, capture.blobs.length))
}
