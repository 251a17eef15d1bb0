/** Whether the caller is in a cgroup, or in one below it. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { BoolExpr } from '../ir.ts'
import type { Frame } from './frame.ts'
import { fitsImmediate } from './integers.ts'

/** Jumps to `yes` or `no`. Loses r0 to r5. */
export const emitCgroupTest = (
  { asm }: Frame,
  { id, level }: BoolExpr & { readonly kind: 'inCgroup' },
  yes: string,
  no: string,
): void => {
  asm.mov('r1', level)
  asm.call(helpers.get_current_ancestor_cgroup_id)
  if (fitsImmediate(id)) asm.jumpIf('eq', 'r0', Number(id), yes)
  else {
    asm.mov('r1', id)
    asm.jumpIf('eq', 'r0', 'r1', yes)
  }
  asm.jump(no)
}
