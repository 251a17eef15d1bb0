/** Whether the caller is in a cgroup, or in one below it. */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { BoolExpr } from '../ir.ts'
import type { CgroupLayout } from '../target.ts'
import type { Frame } from './frame.ts'
import { fitsImmediate } from './integers.ts'
import { readKernel, taskAddress } from './task.ts'

/** r0 = the id of the cgroup at a level above the caller's, or its own; to `no` if it is not so deep. Loses r1 to r5. */
const readAncestor = (frame: Frame, layout: CgroupLayout, level: number, no: string): void => {
  const { asm } = frame
  const [own, at] = [frame.slot('own cgroup'), frame.slot('cgroup')]
  taskAddress(asm)
  asm.mov('r3', 'r0')
  readKernel(asm, own, 8, layout.cgroups)
  follow(asm, own, own, 8, layout.dfl)
  follow(asm, own, at, 4, layout.level)
  asm.load('u32', 'r1', 'r10', at)
  asm.jumpIf('lt', 'r1', level, no)
  follow(asm, own, at, 8, layout.ancestors + 8 * level)
  if (layout.id) {
    follow(asm, at, at, 8, layout.id.kn)
    follow(asm, at, at, 8, layout.id.id)
  }
  asm.load('u64', 'r0', 'r10', at)
}

/** Reads what the pointer in one place of the stack leads to into another. */
const follow = (asm: Assembler, from: number, to: number, size: 4 | 8, offset: number): void => {
  asm.load('u64', 'r3', 'r10', from)
  readKernel(asm, to, size, offset)
}

/** Jumps to `yes` or `no`. Loses r0 to r5. */
export const emitCgroupTest = (
  frame: Frame,
  { id, level }: BoolExpr & { readonly kind: 'inCgroup' },
  yes: string,
  no: string,
): void => {
  const { asm, target } = frame
  if (target.features.cgroups === 'read' && target.cgroup) readAncestor(frame, target.cgroup, level, no)
  else {
    asm.mov('r1', level)
    asm.call(helpers.get_current_ancestor_cgroup_id)
  }
  if (fitsImmediate(id)) asm.jumpIf('eq', 'r0', Number(id), yes)
  else {
    asm.mov('r1', id)
    asm.jumpIf('eq', 'r0', 'r1', yes)
  }
  asm.jump(no)
}
