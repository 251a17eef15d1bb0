/** Whether the caller is one of the followed processes. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { BoolExpr } from '../ir.ts'
import { member, treeMap } from '../tree-plan.ts'
import { type Frame, stack } from './frame.ts'
import { loadTask } from './task.ts'

type TreeTest = BoolExpr & { readonly kind: 'tree' }

/** Jumps to `yes` if the process is in the set, else to `no`. Loses r0 to r5. */
export const emitTreeTest = (frame: Frame, { execs }: TreeTest, yes: string, no: string): void => {
  const { asm, target } = frame
  const key = frame.slot('tgid')
  asm.comment('is the process followed?')
  loadTask(asm, target, 'r1', 'tgid')
  asm.store('u32', 'r10', key, 'r1')
  asm.loadMap('r1', treeMap)
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', key)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, no)
  asm.load('u32', 'r1', 'r0', 0)
  asm.jumpIf('eq', 'r1', member.in, yes)
  if (execs.length > 0) asm.load('u32', 'r1', 'r10', stack.nr)
  for (const nr of execs) asm.jumpIf('eq', 'r1', nr, yes)
  asm.jump(no)
}
