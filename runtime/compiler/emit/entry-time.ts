/**
 * The time of a call's entry, kept until its exit: in the task's storage, or, where tracing programs have none (before Linux 5.13),
 * in a hash by the task's address, which a thread keeps whatever it executes.
 *
 * An entry of the hash is taken out at the exit, wanted or not, so that it holds no more than the calls that are under way.
 */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { entryLostMap, entryMap } from '../state.ts'
import type { Target } from '../target.ts'
import { countLoss, type Frame, stack } from './frame.ts'
import { taskAddress } from './task.ts'

const isHash = ({ features }: Target): boolean => features.entryState === 'hash'

/** r`dst` = the address of a stack slot. */
const addressOf = (asm: Assembler, dst: 'r2' | 'r3', slot: number): void => {
  asm.mov(dst, 'r10')
  asm.alu('add', dst, slot)
}

/** r1 and r2 = what is looked up with: the hash, and the task as its key. Loses r0 to r5. */
const openEntry = (asm: Assembler, key: number): void => {
  taskAddress(asm)
  asm.store('u64', 'r10', key, 'r0')
  asm.loadMap('r1', entryMap)
  addressOf(asm, 'r2', key)
}

/** At entry, as the last of a program: keeps what the clock says. Loses r0 to r5 and r9. */
export const keepEntry = (asm: Assembler, target: Target): void => {
  asm.comment('keep the time of entry')
  if (isHash(target)) {
    asm.call(helpers.ktime_get_ns)
    asm.store('u64', 'r10', stack.now, 'r0')
    openEntry(asm, stack.cpu)
    addressOf(asm, 'r3', stack.now)
    asm.mov('r4', 0) // BPF_ANY
    asm.call(helpers.map_update_elem)
    asm.jumpIf('eq', 'r0', 0, 'out')
    asm.comment('no room: the exit will tell')
    asm.loadMapValue('r1', entryLostMap, 0)
    asm.mov('r2', 1)
    asm.atomicAdd('u64', 'r1', 0, 'r2')
    return
  }
  asm.loadMap('r1', entryMap)
  asm.mov('r2', 'r8')
  asm.mov('r3', 0)
  asm.mov('r4', 1) // BPF_LOCAL_STORAGE_GET_F_CREATE
  asm.call(helpers.task_storage_get)
  asm.jumpIf('eq', 'r0', 0, 'out')
  asm.mov('r9', 'r0')
  asm.call(helpers.ktime_get_ns)
  asm.store('u64', 'r9', 0, 'r0')
}

/** In front of the handlers of a class some of which want durations. */
export const startClass = (asm: Assembler, target: Target): void => {
  if (!isHash(target)) asm.store('u64', 'r10', stack.entered, 0)
}

/** At exit, in front of all classes, some of which want durations: a hash is looked into once. Loses r0 to r5. */
export const openEntered = (asm: Assembler, target: Target): void => {
  if (!isHash(target)) return
  asm.store('u64', 'r10', stack.entered, 0)
  const unseen = asm.fresh('unseen')
  // The time comes there later.
  openEntry(asm, stack.now)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, unseen)
  asm.load('u64', 'r1', 'r0', 0)
  asm.store('u64', 'r10', stack.entered, 'r1')
  asm.loadMap('r1', entryMap)
  addressOf(asm, 'r2', stack.now)
  asm.call(helpers.map_delete_elem)
  asm.label(unseen)
}

/** Makes sure that the time of entry is in its slot. Without one the event is not this handler's. Loses r0 to r5. */
export const fetchEntry = (frame: Frame): void => {
  const { asm, target } = frame
  const have = asm.fresh('entered')
  const missing = asm.fresh('no_entry')
  asm.load('u64', 'r1', 'r10', stack.entered)
  asm.jumpIf('ne', 'r1', 0, have)
  if (isHash(target)) asm.jump(missing)
  else {
    asm.loadMap('r1', entryMap)
    asm.mov('r2', 'r8')
    asm.mov('r3', 0)
    asm.mov('r4', 0)
    asm.call(helpers.task_storage_get)
    asm.jumpIf('eq', 'r0', 0, missing)
    asm.load('u64', 'r1', 'r0', 0)
    asm.jumpIf('eq', 'r1', 0, missing)
    asm.store('u64', 'r0', 0, 0)
    asm.store('u64', 'r10', stack.entered, 'r1')
  }
  asm.label(have)
  frame.later(missing, () => {
    if (isHash(target)) countByCause(frame)
    countLoss(frame, 'noEntry')
    asm.jump(frame.done)
  })
}

/** Where entries found no room, a call without one is taken for one of those. */
const countByCause = (frame: Frame): void => {
  const { asm } = frame
  const before = asm.fresh('begun_before')
  asm.loadMapValue('r1', entryLostMap, 0)
  asm.load('u64', 'r1', 'r1', 0)
  asm.jumpIf('eq', 'r1', 0, before)
  countLoss(frame, 'entriesFull')
  asm.jump(frame.done)
  asm.label(before)
}
