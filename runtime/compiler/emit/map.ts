/** Reads and writes of shared maps in the kernel. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { KeyExpr, Stmt } from '../ir.ts'
import type { KernelMap } from '../map-plan.ts'
import { countLoss, type Frame } from './frame.ts'
import { evaluate, prepare, temporaries } from './integers.ts'
import { emitTest } from './tests.ts'

type MapStmt = Extract<Stmt, { kind: 'mapGet' | 'mapSet' | 'mapDelete' }>

/** Emits one use of a shared map. Loses r0 to r5. */
export const emitMapUse = (frame: Frame, stmt: MapStmt, map: KernelMap): void => {
  const { asm } = frame
  const value = frame.slot('map value')
  if (stmt.kind === 'mapSet') {
    evaluate(frame, prepare(frame, stmt.value, emitTest), temporaries)
    asm.store('u64', 'r10', value, 'r1')
  }
  const key = writeKey(frame, stmt.key, map)
  asm.loadMap('r1', map.map.name)
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', key)
  switch (stmt.kind) {
    case 'mapDelete':
      asm.call(helpers.map_delete_elem)
      return
    case 'mapSet': {
      const fine = asm.fresh('set')
      asm.mov('r3', 'r10')
      asm.alu('add', 'r3', value)
      asm.mov('r4', 0) // BPF_ANY
      asm.call(helpers.map_update_elem)
      asm.jumpIf('eq', 'r0', 0, fine)
      countLoss(frame, 'tableFull')
      asm.label(fine)
      return
    }
    case 'mapGet': {
      const missing = asm.fresh('missing')
      asm.store('u64', 'r10', frame.slot(`found ${stmt.read}`), 0)
      asm.store('u64', 'r10', frame.slot(`read ${stmt.read}`), 0)
      asm.call(helpers.map_lookup_elem)
      asm.jumpIf('eq', 'r0', 0, missing)
      asm.load('u64', 'r1', 'r0', 0)
      asm.store('u64', 'r10', frame.slot(`read ${stmt.read}`), 'r1')
      asm.store('u64', 'r10', frame.slot(`found ${stmt.read}`), 1)
      asm.label(missing)
    }
  }
}

const writeKey = (frame: Frame, key: readonly KeyExpr[], map: KernelMap): number => {
  const { asm } = frame
  const start = frame.slot(`map key of ${map.map.keySize}`, map.map.keySize)
  map.key.forEach((field, i) => {
    const part = key[i]!
    if (part.kind === 'int') {
      evaluate(frame, prepare(frame, part.value, emitTest), temporaries)
      asm.store('u64', 'r10', start + field.offset, 'r1')
      return
    }
    // Padded with zeros, so that equal names are equal keys.
    asm.mov('r1', 'r10')
    asm.alu('add', 'r1', start + field.offset)
    asm.mov('r2', 16)
    asm.call(helpers.get_current_comm)
  })
  return start
}
