/**
 * The gate between versions of a script (`gateMap`): both are attached while one takes the other's place, and each event is
 * handled by one of them. A version and the next come to an event one after the other, and the gate may turn in between: so for a
 * moment the earlier one marks what it takes, and the later one leaves out what is marked.
 */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Hook } from '../hook.ts'
import { gateMap, gateMarkMap, gatePhases, gateWord } from '../state.ts'
import type { Target } from '../target.ts'
import { stack } from './frame.ts'
import { taskAddress } from './task.ts'

/** What tells the events of one thread apart that two versions may look at at once: the call's number and the hook. */
const markOf = (hook: Hook): number =>
  [...hook].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) & 0x3f_ffff, 7) * 512

/** r0 = the thread's address, and on the stack; r1 and r2 = what its mark is looked up with. */
const openMark = (asm: Assembler): void => {
  taskAddress(asm)
  asm.store('u64', 'r10', stack.now, 'r0')
  asm.loadMap('r1', gateMarkMap.name)
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', stack.now)
}

const loadMark = (asm: Assembler, hook: Hook): void => {
  asm.load('u64', 'r3', 'r10', stack.nr)
  asm.alu('add', 'r3', markOf(hook))
}

/**
 * Goes on if this version is to take the event, and to `closed` if not. In front of all else that a class does, but behind the times of
 * entry, so that calls that return once the gate has opened are whole. Loses r0 to r5.
 */
export const passGate = (
  asm: Assembler,
  { target, hook }: { readonly target: Target; readonly hook: Hook },
  closed: string,
): void => {
  const { version } = target
  if (version === undefined) return
  const [open, marks, looks] = [asm.fresh('open'), asm.fresh('marks'), asm.fresh('looks')]
  asm.comment('is it this version of the script that runs?')
  asm.loadMapValue('r1', gateMap.name, 0)
  asm.load('u32', 'r1', 'r1', 0)
  asm.jumpIf('eq', 'r1', gateWord(version, 'alone'), open)
  asm.jumpIf('eq', 'r1', gateWord(version, 'marks'), marks)
  asm.jumpIf('eq', 'r1', gateWord(version, 'looks'), looks)
  asm.alu('and', 'r1', 3)
  asm.jumpIf('ne', 'r1', gatePhases.marks, closed)
  asm.comment('the one before has taken this event')
  openMark(asm)
  asm.call(helpers.map_delete_elem)
  asm.jump(closed)
  asm.label(marks)
  loadMark(asm, hook)
  asm.store('u64', 'r10', stack.cpu, 'r3')
  openMark(asm)
  asm.mov('r3', 'r10')
  asm.alu('add', 'r3', stack.cpu)
  asm.mov('r4', 0) // BPF_ANY
  asm.call(helpers.map_update_elem)
  asm.jump(open)
  asm.label(looks)
  openMark(asm)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, open)
  loadMark(asm, hook)
  asm.load('u64', 'r1', 'r0', 0)
  asm.jumpIf('ne', 'r1', 'r3', open)
  openMark(asm)
  asm.call(helpers.map_delete_elem)
  asm.jump(closed)
  asm.label(open)
}
