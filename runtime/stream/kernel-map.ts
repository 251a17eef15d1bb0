/** Shared maps that the kernel holds, as user space reads them. */

import type { SyscallTable } from '../../bpf/facts/syscalls.ts'
import type { BpfMap } from '../../ffi/map.ts'
import { SysError } from '../../ffi/syserror.ts'
import type { KernelMap } from '../compiler/map-plan.ts'
import type { MapStore } from '../tables/shared-map.ts'
import type { KeyPart } from '../tables/snapshot.ts'
import { textOf } from './strings.ts'

/** A key as the kernel has it; undefined for one of another kind. */
const keyBytes = (shared: KernelMap, key: unknown, syscalls: SyscallTable): Uint8Array | undefined => {
  if (Array.isArray(key) !== shared.tuple) return undefined
  const parts: readonly unknown[] = shared.tuple ? (key as unknown[]) : [key]
  const bytes = new Uint8Array(shared.map.keySize)
  const view = new DataView(bytes.buffer)
  const fits = shared.key.every((field, at) => {
    const part = parts[at]
    if (field.kind === 'comm') {
      const name = typeof part === 'string' ? new TextEncoder().encode(part) : undefined
      if (!name || name.length > 15) return false
      bytes.set(name, field.offset)
      return true
    }
    const number = field.decode === 'syscall' && typeof part === 'string' ? syscalls.byName(part)?.nr : part
    const whole = wholeNumber(number)
    if (whole !== undefined) view.setBigInt64(field.offset, whole, true)
    return whole !== undefined
  })
  return fits && parts.length === shared.key.length ? bytes : undefined
}

const wholeNumber = (value: unknown): bigint | undefined => {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value)
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined
}

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
  put(key, value) {
    const bytes = keyBytes(shared, key, syscalls)
    const number = typeof value === shared.value ? wholeNumber(value) : undefined
    if (!bytes || number === undefined) return false
    try {
      map.update(bytes, new Uint8Array(BigInt64Array.of(number).buffer))
    } catch (error) {
      if (error instanceof SysError && error.code === 'E2BIG') return false
      throw error
    }
    return true
  },
})
