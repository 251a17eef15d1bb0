/** Shared maps that the kernel holds, as user space reads them. */

import type { SyscallTable } from '../../bpf/facts/syscalls.ts'
import type { BpfMap } from '../../ffi/map.ts'
import type { KernelMap } from '../compiler/map-plan.ts'
import type { MapStore } from '../tables/shared-map.ts'
import type { KeyPart } from '../tables/snapshot.ts'
import { textOf } from './strings.ts'

/** The entries of a kernel map. */
export const kernelMapStore = (shared: KernelMap, map: BpfMap, syscalls: SyscallTable): MapStore => ({
  *entries() {
    for (const [key, value] of map.entries()) {
      const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
      const parts = shared.key.map((field): KeyPart => {
        if (field.kind === 'comm') {
          const nul = key.indexOf(0, field.offset)
          return textOf(key, field.offset, Math.min(nul < 0 ? 16 : nul - field.offset, 16))
        }
        const integer = view.getBigInt64(field.offset, true)
        if (field.decode === 'bigint') return integer
        if (field.decode === 'unsigned') return BigInt.asUintN(64, integer)
        if (field.decode === 'syscall')
          return syscalls.byNumber(Number(integer))?.name ?? `syscall_${integer}`
        return Number(integer)
      })
      const held = new DataView(value.buffer, value.byteOffset, value.byteLength).getBigInt64(0, true)
      yield [shared.tuple ? parts : parts[0], shared.value === 'bigint' ? held : Number(held)]
    }
  },
})
