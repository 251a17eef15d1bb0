/**
 * The time of a call's entry, kept until its exit: in a slot of the thread's own or else in the task's storage, or, where tracing
 * programs have none (before Linux 5.13), in a hash by the task's address, which a thread keeps whatever it executes.
 *
 * Slots are there because calls into the kernel are dear, and neither the lookup of one nor the test of whose it is needs any. A
 * thread is known by the address of its registers, at the top of its kernel stack, which the context holds. The first that
 * comes upon a slot has it for good, so that no other writes to it, and whoever has that stack later; all others whose
 * addresses lead there have their times in the task's storage. What a thread killed within a call has left in its slot is
 * older than the thread that has its stack now.
 *
 * A thread that has a place for its time was seen before, and one that is younger than the run always would have been. When its
 * call has no time all the same, it never came to sys_enter: seccomp refused it, which took no time, or the thread was killed while
 * a debugger held it in front of the call, which is none then.
 *
 * An entry of the hash is taken out at the exit, wanted or not, so that it holds no more than the calls that are under way.
 */

import type { Assembler } from '../../../bpf/asm.ts'
import { errorNumber } from '../../../bpf/facts/errors.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Reg } from '../../../bpf/insn.ts'
import { entrySlots } from '../feature-maps.ts'
import { entryLostMap, entryMap, entrySlotMap, stateLayout, stateMap, unseenDurations } from '../state.ts'
import type { Target } from '../target.ts'
import { countLoss, type Frame, stack } from './frame.ts'
import { openTask, taskAddress } from './task.ts'

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

/** Stacks lie apart by pages. */
const pageShift = 12
/** An odd number near 2^31 divided by the golden ratio squared: neighbours come to lie far apart, on cache lines of their own. */
const spread = 0x61c88647

/** r`dst` = the address of the thread's slot. Uses r1. */
const openSlot = (asm: Assembler, dst: Reg): void => {
  asm.comment('the slot of this thread')
  asm.mov32('r1', 'r7')
  asm.alu('rsh', 'r1', pageShift)
  asm.alu('mul', 'r1', spread)
  // The upper bits of the product's lower half depend on all bits of the address.
  asm.alu('rsh', 'r1', 32 - Math.log2(entrySlots.count * entrySlots.bytes))
  asm.alu('and', 'r1', (entrySlots.count - 1) * entrySlots.bytes)
  asm.loadMapValue(dst, entrySlotMap, 0)
  asm.alu('add', dst, 'r1')
  asm.load('u64', 'r1', dst, slot.owner)
}

const slot = { owner: 0, time: 8 } as const

/** r0 = the address of the time in the task's storage, made if it is not there; 0 where there is no memory. Needs the task in r8. */
const openStorage = (asm: Assembler): void => {
  asm.loadMap('r1', entryMap)
  asm.mov('r2', 'r8')
  asm.mov('r3', 0)
  asm.mov('r4', 1) // BPF_LOCAL_STORAGE_GET_F_CREATE
  asm.call(helpers.task_storage_get)
}

/** Whether keeping the time of entry needs nothing of the task as a rule, and so no program has to ask for it. */
export const keepsWithoutTask = (target: Target): boolean => !isHash(target)

/** What the clock says when all else is done, or what the records of the entry have, if any was sent. */
export type EntryTime = 'now' | 'as sent'

/** r0 = the time of entry. Loses r1 to r5. */
const entryTime = (asm: Assembler, time: EntryTime): void => {
  if (time === 'now') return asm.call(helpers.ktime_get_ns)
  const sent = asm.fresh('sent')
  asm.load('u64', 'r0', 'r10', stack.now)
  asm.jumpIf('ne', 'r0', 0, sent)
  asm.call(helpers.ktime_get_ns)
  asm.label(sent)
}

/** At entry, as the last of a program. Loses r0 to r5, r8 and r9. */
export const keepEntry = (asm: Assembler, target: Target, time: EntryTime): void => {
  asm.comment('keep the time of entry')
  if (isHash(target)) {
    entryTime(asm, time)
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
  const [own, claim] = [asm.fresh('own_slot'), asm.fresh('claim')]
  openSlot(asm, 'r9')
  asm.jumpIf('ne', 'r1', 'r7', claim)
  asm.label(own)
  entryTime(asm, time)
  asm.store('u64', 'r9', slot.time, 'r0')
  asm.jump('out')
  asm.label(claim)
  const other = asm.fresh('other_slot')
  asm.jumpIf('ne', 'r1', 0, other)
  asm.mov('r0', 0)
  asm.mov('r1', 'r7')
  asm.atomicCompareExchange('u64', 'r9', slot.owner, 'r1')
  asm.jumpIf('eq', 'r0', 0, own)
  asm.label(other)
  openTask(asm, target)
  openStorage(asm)
  asm.jumpIf('eq', 'r0', 0, 'out')
  asm.mov('r9', 'r0')
  entryTime(asm, time)
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

/** Makes sure that the time of entry is in its slot. Without one the event is not this handler's, or is marked. Loses r0 to r5. */
export const fetchEntry = (frame: Frame, unseen: 'left out' | 'marked'): void => {
  const { asm, target } = frame
  const have = asm.fresh('entered')
  const missing = asm.fresh('no_entry')
  /** As if it had begun so much later than it ended. */
  const mark = (duration: number): void => {
    asm.load('u64', 'r1', 'r10', stack.now)
    asm.alu('add', 'r1', -duration)
    asm.store('u64', 'r10', stack.entered, 'r1')
    asm.jump(have)
  }
  asm.load('u64', 'r1', 'r10', stack.entered)
  if (isHash(target)) {
    asm.jumpIf('eq', 'r1', 0, missing)
    asm.label(have)
    frame.later(missing, () => {
      if (unseen === 'marked') return mark(unseenDurations.missing)
      countByCause(frame)
      countLoss(frame, 'noEntry')
      asm.jump(frame.done)
    })
    return
  }
  const decided = asm.fresh('decided')
  const [other, ask, found] = [asm.fresh('other_slot'), asm.fresh('ask'), asm.fresh('found')]
  const [unbegun, none] = [asm.fresh('unbegun'), asm.fresh('no_call')]
  asm.jumpIf('ne', 'r1', 0, decided)
  openSlot(asm, 'r5')
  asm.jumpIf('ne', 'r1', 'r7', other)
  asm.load('u64', 'r1', 'r5', slot.time)
  asm.load('u64', 'r2', 'r8', target.task.startTime)
  asm.jumpIf('le', 'r1', 'r2', unbegun)
  asm.store('u64', 'r5', slot.time, 0)
  asm.label(found)
  asm.store('u64', 'r10', stack.entered, 'r1')
  asm.label(have)
  frame.later(decided, () => {
    asm.jumpIf('ne', 'r1', answers.missing, have)
    asm.jump(missing)
  })
  frame.later(other, () => {
    asm.mov('r4', 0)
    asm.label(ask)
    asm.mov('r1', 'r8')
    asm.load('u64', 'r2', 'r6', 8)
    asm.load('u64', 'r3', 'r10', stack.now)
    asm.callFunction(entryFunction)
    asm.mov('r1', 'r0')
    asm.jumpIf('gt', 'r1', answers.missing, found)
    asm.jumpIf('eq', 'r1', answers.none, unseen === 'marked' ? none : frame.done)
    asm.jump(missing)
  })
  if (unseen === 'marked') frame.later(none, () => mark(unseenDurations.none))
  frame.later(unbegun, () => {
    asm.mov('r4', 1)
    asm.jump(ask)
  })
  frame.later(missing, () => {
    if (unseen === 'marked') return mark(unseenDurations.missing)
    asm.store('u64', 'r10', stack.entered, answers.missing)
    countLoss(frame, 'noEntry')
    asm.jump(frame.done)
  })
}

/** Where the code of a class goes on, all of whose handlers may have passed over a time of entry. */
export const forgotten = 'forget_entry'

/** Forgets such a time, so that it is not taken for that of a call that seccomp refuses next. */
export const forgetEntry = (asm: Assembler, { task }: Target): void => {
  const other = asm.fresh('other_slot')
  asm.label(forgotten)
  if (task.seccompMode === undefined) return
  asm.comment('forget a time that nobody wanted')
  asm.load('u64', 'r1', 'r10', stack.entered)
  asm.jumpIf('ne', 'r1', 0, 'out')
  asm.load('u32', 'r1', 'r8', task.seccompMode)
  asm.jumpIf('eq', 'r1', 0, 'out')
  openSlot(asm, 'r5')
  asm.jumpIf('ne', 'r1', 'r7', other)
  asm.store('u64', 'r5', slot.time, 0)
  asm.jump('out')
  asm.label(other)
  openStorage(asm)
  asm.jumpIf('eq', 'r0', 0, 'out')
  asm.store('u64', 'r0', 0, answers.missing)
}

/** The function of `entryTimeFunction`. */
export const entryFunction = 'entry_time'

/** What is no time: of a call that is none, and of one whose beginning was not seen. The latter marks storage as looked into. */
const answers = { none: 0, missing: 1 } as const

/** Stack that the function may take. */
export const entryStack = 32

/**
 * The function for threads whose time is not in a slot of their own: (task, result of the call, now, 1 if the slot is the thread's) →
 * the time of entry, or one of `answers`.
 */
export const entryTimeFunction = (asm: Assembler, { task }: Target): void => {
  const [missing, unbegun, killed, end] = [
    'entry_missing',
    'entry_unbegun',
    'entry_killed',
    'entry_end',
  ] as const
  asm.beginFunction(entryFunction)
  asm.mov('r8', 'r1')
  asm.mov('r6', 'r2')
  asm.mov('r7', 'r3')
  asm.jumpIf('ne', 'r4', 0, unbegun)
  openStorage(asm)
  asm.jumpIf('eq', 'r0', 0, missing)
  asm.load('u64', 'r1', 'r0', 0)
  asm.store('u64', 'r0', 0, answers.missing)
  asm.mov('r0', 'r1')
  asm.jumpIf('gt', 'r0', answers.missing, end)
  asm.jumpIf('eq', 'r0', answers.missing, unbegun)
  asm.comment('never seen: it may have been in this call when tracing began')
  asm.loadMapValue('r1', stateMap, stateLayout.attachedAt)
  asm.load('u64', 'r1', 'r1', 0)
  asm.jumpIf('eq', 'r1', 0, missing)
  asm.load('u64', 'r2', 'r8', task.startTime)
  asm.jumpIf('le', 'r2', 'r1', missing)
  asm.label(unbegun)
  if (task.seccompMode !== undefined) {
    asm.comment('killed or refused before it began')
    asm.load('u32', 'r1', 'r8', task.seccompMode)
    asm.jumpIf('eq', 'r1', 0, killed)
    asm.mov('r0', 'r7')
    asm.jumpIf('slt', 'r6', 0, end)
    asm.jump(missing)
  }
  asm.label(killed)
  asm.mov('r0', answers.none)
  // What a call returns that was not carried out.
  asm.jumpIf('eq', 'r6', -errorNumber('ENOSYS')!, end)
  asm.label(missing)
  asm.mov('r0', answers.missing)
  asm.label(end)
  asm.exit()
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
