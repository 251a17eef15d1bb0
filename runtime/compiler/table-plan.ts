/** How a table is held in the kernel: its map, the layout of its keys, what a cell holds. */

import type { MapSpec } from '../../bpf/spec.ts'
import type { KeyDecode, KeyExpr } from './ir.ts'
import { rangeOf } from './ir.ts'
import type { TableUse } from './move.ts'
import type { Aggregation } from './sites.ts'

/** A part of a key as it lies in the map's key. */
export type KeyField =
  | { readonly kind: 'int'; readonly offset: number; readonly decode: KeyDecode }
  | { readonly kind: 'string'; readonly offset: number; readonly size: number }
  | { readonly kind: 'fixed'; readonly value: string | number | bigint | boolean | null | undefined }

/** One shape of key that a call site uses: a site whose key is a choice, or that several handlers use, may have more. */
export interface KeyShape {
  readonly fields: readonly KeyField[]
}

/** A table filled in the kernel. */
export interface KernelTable {
  readonly site: number
  readonly kind: Aggregation
  readonly name?: string
  readonly linear?: { readonly min: number; readonly max: number; readonly step: number }
  /** `quantiles` with a second half of buckets, for negative values by their magnitude. */
  readonly signed?: true
  readonly map: MapSpec
  readonly shape: KeyShape
  /** The map is an array whose index is the key's only integer, or the bucket. */
  readonly dense: boolean
  /** Where the bucket is in the key, for histograms in a hash. */
  readonly bucketOffset: number | undefined
}

/** Names of the u64 words of a cell, by kind. Kinds with buckets count per bucket. */
export const cellWords: Readonly<Record<Aggregation, readonly ('count' | 'sum' | 'min' | 'max')[]>> = {
  count: ['count'],
  sum: ['count', 'sum'],
  avg: ['count', 'sum'],
  min: ['count', 'min'],
  max: ['count', 'max'],
  stats: ['count', 'sum', 'min', 'max'],
  hist: ['count'],
  lhist: ['count'],
  quantiles: ['count'],
}

export const hasBuckets = (kind: Aggregation): boolean =>
  kind === 'hist' || kind === 'lhist' || kind === 'quantiles'

/** Bytes of an argument's string in a key; longer ones are counted in user space. */
export const stringKeyBytes = 256
const maxKeyBytes = 480

/** Buckets of `quantiles` for 64-bit values: each below 64 has its own, above there are 32 for each power of two. */
export const sketchBuckets = 64 + 58 * 32

/** Buckets of a table: `hist` has one for negatives and one for [0, 1); `quantiles` 32 for each power of two above 64. */
export const bucketCount = (use: Pick<TableUse, 'kind' | 'linear' | 'signed'>): number => {
  switch (use.kind) {
    case 'hist':
      return 66
    case 'lhist': {
      const { min, max, step } = use.linear!
      return Math.ceil((max - min) / step) + 2
    }
    case 'quantiles':
      return use.signed ? 2 * sketchBuckets : sketchBuckets
    default:
      return 1
  }
}

/** Lays out a table; undefined if its key is too large. */
export const planTable = (
  use: TableUse,
  key: readonly KeyExpr[],
  index: number,
  rows: number,
): KernelTable | undefined => {
  const words = cellWords[use.kind].length
  const buckets = hasBuckets(use.kind)
  const variable = key.filter(part => part.kind !== 'fixed')
  const [only] = variable
  const range = only?.kind === 'int' ? rangeOf(only.value) : undefined
  const small = variable.length === 1 && range && range.lo >= 0n && range.hi < 4096n
  const dense = variable.length === 0 || (small === true && !buckets)
  let at = 0
  const fields = key.map((part): KeyField => {
    if (part.kind === 'fixed') return part
    const offset = at
    if (part.kind === 'int') {
      at += 8
      return { kind: 'int', offset, decode: part.decode }
    }
    const size = part.string === 'comm' ? 16 : stringKeyBytes
    at += size
    return { kind: 'string', offset, size }
  })
  const bucketOffset = buckets && !dense ? at : undefined
  if (bucketOffset !== undefined) at += 8
  if (at > maxKeyBytes) return undefined
  const valueSize = words * 8
  const name = `table_${index}`
  const map: MapSpec = dense
    ? {
        name,
        type: 'percpu_array',
        keySize: 4,
        valueSize,
        maxEntries: variable.length === 0 ? bucketCount(use) : Number(range!.hi) + 1,
        flags: 0,
      }
    : {
        name,
        type: 'percpu_hash',
        keySize: at,
        valueSize,
        maxEntries: rows,
        flags: 1 /* BPF_F_NO_PREALLOC */,
      }
  return {
    site: use.site.id,
    kind: use.kind,
    ...(use.name !== undefined && { name: use.name }),
    ...(use.linear && { linear: use.linear }),
    ...(use.signed && { signed: use.signed }),
    map,
    shape: { fields },
    dense,
    bucketOffset,
  }
}
