/** Sends a handler's record to user space. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Reg } from '../../../bpf/insn.ts'
import { entryHalf, tagOf } from '../../../bpf/layout.ts'
import type { Raw } from '../fields.ts'
import { ringMap } from '../state.ts'
import { openScratch, readBlobs } from './blobs.ts'
import { countLoss, type Frame } from './frame.ts'
import { fetch, loadRaw } from './integers.ts'
import { noWakeup, sendScratch, sendsCopies } from './send.ts'
import { openName } from './task.ts'

/** Emits the record. Loses r0 to r5 and, for records without blobs, r9. */
export const emitRecord = (frame: Frame): void => {
  const { asm, capture, layout, target } = frame
  const unseen = target.recording ? 'marked' : 'left out'
  for (const raw of capture.raws) if (!isMissing(frame, raw)) fetch(frame, raw, unseen)
  if (capture.comm) openName(frame)
  const withBlobs = frame.reads.length > 0
  if (withBlobs || sendsCopies(target)) {
    if (withBlobs) readBlobs(frame, capture.blobs.length)
    else openScratch(frame)
    fill(frame, 'r9')
    sendScratch(frame, withBlobs ? undefined : layout.fixedSize)
    // An exit's half has written over them.
    if (!withBlobs) frame.known = { ...frame.known, blobs: 0 }
    return
  }
  const full = asm.fresh('full')
  asm.loadMap('r1', ringMap)
  asm.mov('r2', layout.fixedSize)
  asm.mov('r3', 0)
  asm.call(helpers.ringbuf_reserve)
  asm.jumpIf('eq', 'r0', 0, full)
  asm.mov('r9', 'r0')
  frame.known = { ...frame.known, scratch: false, blobs: 0 }
  fill(frame, 'r9')
  asm.mov('r1', 'r9')
  asm.mov('r2', noWakeup)
  asm.call(helpers.ringbuf_submit)
  frame.later(full, () => {
    countLoss(frame, 'dropped')
    asm.jump(frame.done)
  })
}

/** What an entry cannot know. */
const isMissing = (frame: Frame, raw: Raw): boolean =>
  frame.half === 'entry' && (raw === 'ret' || raw === 'duration')

/** Writes the fixed part of the record. Uses r0, r1 and r5. */
const fill = (frame: Frame, base: Reg): void => {
  const { asm, layout } = frame
  asm.load('u32', 'r1', 'r10', -8)
  asm.alu('or', 'r1', tagOf(frame.handler, 0))
  if (frame.half === 'entry') {
    asm.mov('r2', entryHalf)
    asm.alu32('or', 'r1', 'r2')
  }
  asm.store('u32', base, 0, 'r1')
  for (const slot of layout.slots.values()) {
    if (slot.name === 'comm') {
      const { base: from, offset } = openName(frame)
      for (const part of [0, 8]) {
        asm.load('u64', 'r1', from, offset + part)
        asm.store('u64', base, slot.offset + part, 'r1')
      }
      continue
    }
    const width = slot.size === 4 ? 'u32' : 'u64'
    if (isMissing(frame, slot.name as Raw)) {
      asm.store(width, base, slot.offset, 0)
      continue
    }
    loadRaw(frame, slot.name as Raw, 'r1', width)
    asm.store(width, base, slot.offset, 'r1')
  }
  if (frame.reads.length === 0) for (const blob of layout.blobs) asm.store('u32', base, blob.lengthOffset, 0)
  // Ring memory is not cleared, so the gap before the first 8-byte slot would show old bytes.
  const used = 4 + [...layout.slots.values()].filter(s => s.size === 4).length * 4 + layout.blobs.length * 4
  if (used % 8 !== 0) asm.store('u32', base, used, 0)
}
