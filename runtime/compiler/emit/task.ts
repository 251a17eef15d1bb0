/**
 * Who calls: the current task, the same for the rest of the emission whether the kernel gives programs its `task_struct` or not.
 *
 * From Linux 5.11 on r8 points to the `task_struct`, which programs read like memory of their own. Before that it holds what
 * bpf_get_current_pid_tgid gives, process above thread, and all else is asked of helpers and kept on the stack.
 */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Reg } from '../../../bpf/insn.ts'
import type { Target } from '../target.ts'
import { type Frame, learn, stack } from './frame.ts'

const isRead = ({ features }: Target): boolean => features.task === 'read'

/** Puts into r8 what the other functions here start from. Loses r0 to r5. */
export const openTask = (asm: Assembler, target: Target): void => {
  asm.call(isRead(target) ? helpers.get_current_pid_tgid : helpers.get_current_task_btf)
  asm.mov('r8', 'r0')
}

/** Makes `jumpIfNative` short: it stands in front of each class of calls. Loses r0 to r5. */
export const openCompat = (asm: Assembler, target: Target): void => {
  if (!isRead(target)) return
  taskAddress(asm)
  asm.mov('r3', 'r0')
  // The CPU's number comes there later.
  readKernel(asm, stack.cpu, 4, target.task.compat.offset)
}

/** r`dst` = the process (`tgid` in the kernel's words) or the thread (`pid`). Uses nothing else. */
export const loadTask = (asm: Assembler, target: Target, dst: Reg, what: 'tgid' | 'pid'): void => {
  if (!isRead(target)) return asm.load('u32', dst, 'r8', target.task[what])
  if (what === 'pid') return asm.mov32(dst, 'r8')
  asm.mov(dst, 'r8')
  asm.alu('rsh', dst, 32)
}

/**
 * r0 = the address of the task as a number: the same for a thread all its life, whatever it executes. Loses r1 to r5.
 * Memory there is read with `readKernel`.
 */
export const taskAddress = (asm: Assembler): void => asm.call(helpers.get_current_task)

/** Reads `size` bytes at r3 + `offset` of the kernel's memory onto the stack; zeros where that fails. Loses r0 to r5. */
export const readKernel = (asm: Assembler, place: number, size: 4 | 8, offset: number): void => {
  if (offset !== 0) asm.alu('add', 'r3', offset)
  asm.mov('r1', 'r10')
  asm.alu('add', 'r1', place)
  asm.mov('r2', size)
  asm.call(helpers.probe_read_kernel)
}

/** Makes sure that `loadParent` needs no helper call. Loses r0 to r5. */
export const fetchParent = (frame: Frame): void => {
  const { asm, target, known } = frame
  if (!isRead(target) || known.slots.has('parent')) return
  const place = frame.slot('parent')
  taskAddress(asm)
  asm.mov('r3', 'r0')
  readKernel(asm, place, 8, target.task.realParent)
  asm.load('u64', 'r3', 'r10', place)
  readKernel(asm, place, 4, target.task.tgid)
  learn(frame, 'parent')
}

/** r`dst` = the process that the current one is a child of; behind `fetchParent`. */
export const loadParent = (frame: Frame, dst: Reg): void => {
  const { asm, target } = frame
  if (isRead(target)) return asm.load('u32', dst, 'r10', frame.slot('parent'))
  asm.load('u64', dst, 'r8', target.task.realParent)
  asm.load('u32', dst, dst, target.task.tgid)
}

/** Bytes of a process name, with its NUL. */
export const commSize = 16

/** A copy of the process name on the stack, with zeros behind it: old kernels leave there in the task what was before. Loses r0 to r5. */
export const copyName = (frame: Frame): number => {
  const place = frame.slot('comm', commSize)
  if (frame.known.slots.has('comm')) return place
  copyNameTo(frame.asm, place)
  learn(frame, 'comm')
  return place
}

/** Copies the process name, with zeros behind it, to a place on the stack. Loses r0 to r5. */
export const copyNameTo = (asm: Assembler, place: number): void => {
  asm.mov('r1', 'r10')
  asm.alu('add', 'r1', place)
  asm.mov('r2', commSize)
  asm.call(helpers.get_current_comm)
}

/**
 * Where the process name can be loaded from: `base + offset`. Perhaps with old bytes behind its NUL. Loses r0 to r5.
 *
 * @param place where on the stack a copy may be put; needed in code that stands elsewhere than it runs (`Frame.later`)
 */
export const openName = (
  frame: Frame,
  place?: number,
): { readonly base: 'r8' | 'r10'; readonly offset: number } => {
  const { asm, target } = frame
  if (!isRead(target)) return { base: 'r8', offset: target.task.comm }
  if (place === undefined) return { base: 'r10', offset: copyName(frame) }
  copyNameTo(asm, place)
  return { base: 'r10', offset: place }
}

/** Jumps to `native` unless a 32-bit program calls, whose numbers mean other syscalls; behind `openCompat`. Uses r1. */
export const jumpIfNative = (asm: Assembler, target: Target, native: string): void => {
  const { offset, mask } = target.task.compat
  if (isRead(target)) asm.load('u32', 'r1', 'r10', stack.cpu)
  else asm.load('u32', 'r1', 'r8', offset)
  asm.alu('and', 'r1', mask)
  asm.jumpIf('eq', 'r1', 0, native)
}
