/** Plans → the running kernel, to see whether it takes them: loaded, never attached, gone at once. */

import { buildBtf } from '../../bpf/btf-build.ts'
import { loadBtf } from '../../ffi/btf.ts'
import { type BpfMap, createMap } from '../../ffi/map.ts'
import { loadProgram } from '../../ffi/program.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'

/** Instructions that the verifier walked through, by program. */
export type Verified = Readonly<Record<string, number>>

/**
 * Loads a plan's maps and programs and lets go of them.
 *
 * @throws ProgramRejected with the verifier's log
 */
export const loadPlan = (plan: Plan, attachIds: ReadonlyMap<string, number>): Verified => {
  using stack = new DisposableStack()
  const storage = plan.maps.filter(map => map.type === 'task_storage')
  const built = buildBtf({
    programs: plan.programs.map(({ spec }) => spec),
    storageValueSizes: [...new Set(storage.map(map => map.valueSize))],
  })
  const btf = stack.use(loadBtf(built.bytes))
  const maps = new Map<string, BpfMap>()
  for (const spec of plan.maps) {
    const valueTypeId = built.valueTypeIds.get(spec.valueSize)
    const types =
      spec.type === 'task_storage'
        ? { fd: btf.fd, keyTypeId: built.keyTypeId, valueTypeId: valueTypeId! }
        : undefined
    maps.set(spec.name, stack.use(createMap(spec, types)))
  }
  const verified: Record<string, number> = {}
  plan.programs.forEach(({ spec }, i) => {
    const func = built.funcs[i]!
    const { attach } = spec
    const program = stack.use(
      loadProgram(spec, maps, {
        ...(attach.kind === 'tp_btf' && { attachBtfId: attachIds.get(attach.tracepoint)! }),
        btf: { fd: btf.fd, funcInfo: func.funcInfo, lineInfo: func.lineInfo },
      }),
    )
    verified[spec.name] = program.verifiedInsns()
  })
  return verified
}
