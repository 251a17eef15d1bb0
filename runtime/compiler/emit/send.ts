/** Records that lie in the scratch memory → the ring, or this CPU's perf buffer where the kernel has no ring. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { ringMap } from '../state.ts'
import type { Target } from '../target.ts'
import { recordRoom, recordSize } from './blobs.ts'
import { countLoss, type Frame } from './frame.ts'

/** The reader looks by itself. */
export const noWakeup = 1 // BPF_RB_NO_WAKEUP

/** Whether all records are put together in the scratch memory: a perf buffer has no reservations. */
export const sendsCopies = ({ features }: Target): boolean => features.ring === 'perf'

/**
 * Sends the record at r9. Loses r0 to r5.
 *
 * @param fixedSize of a record without blobs
 */
export const sendScratch = (frame: Frame, fixedSize: number | undefined): void => {
  const { asm, target } = frame
  const size = sendsCopies(target) ? 'r5' : 'r3'
  const dropped = asm.fresh('dropped')
  asm.loadMap(sendsCopies(target) ? 'r2' : 'r1', ringMap)
  asm.mov(sendsCopies(target) ? 'r4' : 'r2', 'r9')
  if (fixedSize === undefined) recordSize(frame, size)
  else asm.mov(size, fixedSize)
  if (sendsCopies(target)) {
    asm.mov('r1', 'r6')
    asm.mov32('r3', -1) // BPF_F_CURRENT_CPU
  } else asm.mov('r4', noWakeup)
  // The verifier has to see that the size is within the scratch memory.
  if (fixedSize === undefined) asm.jumpIf('gt', size, recordRoom, frame.done)
  asm.call(sendsCopies(target) ? helpers.perf_event_output : helpers.ringbuf_output)
  asm.jumpIf('ne', 'r0', 0, dropped)
  frame.later(dropped, () => {
    countLoss(frame, 'dropped')
    asm.jump(frame.done)
  })
}
