/** How a table is held in the kernel: its map, the layout of its keys, what a cell holds. */

import type { MapSpec } from '../../bpf/spec.ts'
import type { KeyDecode, KeyExpr } from './ir.ts'
import { rangeOf } from './ir.ts'
import type { TableUse } from './move.ts'
import type { Aggregation } from './sites.ts'
import type { Target } from './target.ts'

/** A part of a key as it lies in the map's key. */
export type KeyField =
  | { readonly kind: 'int'; readonly offset: number; readonly decode: KeyDecode }
  | { readonly kind: 'string'; readonly offset: number; readonly size: number }
  | { readonly kind: 'fixed'; readonly value: string | number | bigint | boolean | null | undefined }

/** One shape of key that a call site uses: a site whose key is a choice, or that several handlers use, may have more. */
export interface KeyShape {
  readonly fields: readonly KeyField[]
}

/**
 * Cells numbered through: a number of mixed radix, of the key's integers, which are all small, in their order, and last the
 * bucket.
 */
export interface Numbering {
  readonly parts: readonly { readonly field: number; readonly lo: bigint; readonly size: number }[]
  /** 1 for kinds without. */
  readonly buckets: number
  /** How many numbers there are. */
  readonly cells: number
  /**
   * The part of the key that is the name of the process, which stands in front of the cell: the first that comes to it. Other names
   * with the same integers, of which there are few, have their cells in the hash.
   */
  readonly name?: number
}

/**
 * Where numbered cells are that are too many to have them all: in pages of `pageCells`, each taken when the first of its cells
 * is needed. When no page is left, cells go to the table's hash.
 */
export interface Pages {
  /** One value: a u64 of pages taken, then a u32 for each page of numbers: which page holds its cells, 0 for none yet. */
  readonly index: MapSpec
  /** The pages, `pagesPerValue` in each value. Page 0 is never taken. */
  readonly cells: MapSpec
  readonly pagesPerValue: number
  /** Bytes of a cell, a power of 2. */
  readonly cellBytes: number
}

/** A table filled in the kernel. */
export interface KernelTable {
  readonly site: number
  readonly kind: Aggregation
  readonly name?: string
  readonly linear?: { readonly min: number; readonly max: number; readonly step: number }
  /** `quantiles` with a second half of buckets, for negative values by their magnitude. */
  readonly signed?: true
  /** Tables with the same keys may share one, with a cell of each in its values. */
  readonly map: MapSpec
  /** Where this table's cell is in the map's value. */
  readonly cellOffset: number
  readonly shape: KeyShape
  /** The map is an array, and its index the cell's number. */
  readonly dense: boolean
  /** Of an array, and of pages. */
  readonly numbering: Numbering | undefined
  readonly pages: Pages | undefined
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

/** Bytes of a process name in a key. */
const commBytes = 16
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

/** Numbers up to which a table is an array with a cell for each. */
const denseCells = 4096
/** Numbers up to which a table has pages, as many as there are processes: their index takes an eighth of a byte for each. */
const pagedCells = (1 << 22) + 1

/** Cells of a page: of `quantiles`, those of one power of two. */
export const pageCells = 32
/** Where the pages' numbers begin in the value of their index. */
export const pageIndexStart = 8
/** Bytes of a value that holds pages; one per CPU may have 32 KB. */
const pagesBytes = 16_384
/** What the pages of a table may take: of one CPU, and of all. */
const mostPageBytes = { ofCpu: 1 << 20, ofAll: 32 << 20 }

/** The numbering of a key's cells; undefined where a part is no integer, or not small. */
const numberingOf = (kind: Aggregation, key: readonly KeyExpr[], buckets: number): Numbering | undefined => {
  const parts: { field: number; lo: bigint; size: number }[] = []
  let name: number | undefined
  // Processes come and go, and a cell of one that is forgotten stays in its page: what was in it can only be subtracted.
  const most = cellWords[kind].some(word => word === 'min' || word === 'max') ? denseCells : pagedCells
  for (const [field, part] of key.entries()) {
    if (part.kind === 'fixed') continue
    if (part.kind === 'string') {
      if (part.string !== 'comm' || name !== undefined || hasBuckets(kind) || most < pagedCells)
        return undefined
      name = field
      continue
    }
    const { lo, hi } = rangeOf(part.value)
    if (hi - lo >= BigInt(most)) return undefined
    parts.push({ field, lo, size: Number(hi - lo) + 1 })
  }
  // Of a name alone there would be one cell.
  if (name !== undefined && !parts.some(({ size }) => size > denseCells)) return undefined
  const cells = parts.reduce((product, { size }) => product * size, buckets)
  return cells > pagedCells ? undefined : { parts, buckets, cells, ...(name !== undefined && { name }) }
}

/** Where the words of a cell begin in its page: behind the name. */
export const pageCellStart = ({ name }: Numbering): number => (name === undefined ? 0 : commBytes)

/**
 * The pages of a table, or of several that share their rows.
 *
 * @param valueBytes what the cells of a row take together
 * @param index makes the names of the maps
 */
export const planPages = (numbering: Numbering, valueBytes: number, index: number, cpus: number): Pages => {
  const cellBytes = 2 ** Math.ceil(Math.log2(pageCellStart(numbering) + valueBytes))
  const pageBytes = pageCells * cellBytes
  const pagesPerValue = pagesBytes / pageBytes
  const needed = Math.ceil(numbering.cells / pageCells) + 1
  const most = Math.min(mostPageBytes.ofCpu, mostPageBytes.ofAll / cpus) / pageBytes
  const values = Math.max(1, Math.ceil(Math.min(needed, most) / pagesPerValue))
  return {
    index: {
      ...{ name: `pages_${index}`, type: 'array', keySize: 4, maxEntries: 1 },
      flags: 1 << 10 /* BPF_F_MMAPABLE */,
      valueSize: pageIndexStart + 4 * Math.ceil(numbering.cells / pageCells / 2) * 2,
    },
    cells: {
      ...{ name: `cells_${index}`, type: 'percpu_array', keySize: 4, maxEntries: values, flags: 0 },
      valueSize: pagesBytes,
    },
    pagesPerValue,
    cellBytes,
  }
}

/** Pages that there are to take. */
export const pageCount = ({ cells, pagesPerValue }: Pages): number => cells.maxEntries * pagesPerValue - 1

/**
 * Lays out a table; undefined if its key is too large.
 *
 * @param index makes the names of its maps
 */
export const planTable = (
  use: TableUse,
  key: readonly KeyExpr[],
  index: number,
  { tableRows, cpus, features }: Pick<Target, 'tableRows' | 'cpus' | 'features'>,
): KernelTable | undefined => {
  const valueSize = cellWords[use.kind].length * 8
  const buckets = bucketCount(use)
  const numbering = numberingOf(use.kind, key, buckets)
  const dense = numbering !== undefined && numbering.cells <= denseCells && numbering.name === undefined
  let at = 0
  const fields = key.map((part): KeyField => {
    if (part.kind === 'fixed') return part
    const offset = at
    if (part.kind === 'int') {
      at += 8
      return { kind: 'int', offset, decode: part.decode }
    }
    const size = part.string === 'comm' ? commBytes : stringKeyBytes
    at += size
    return { kind: 'string', offset, size }
  })
  const bucketOffset = hasBuckets(use.kind) && !dense ? at : undefined
  if (bucketOffset !== undefined) at += 8
  if (at > maxKeyBytes) return undefined
  const name = `table_${index}`
  const map: MapSpec = dense
    ? { name, type: 'percpu_array', keySize: 4, valueSize, maxEntries: numbering.cells, flags: 0 }
    : {
        ...{ name, type: 'percpu_hash', keySize: at, valueSize, maxEntries: tableRows },
        flags: 1 /* BPF_F_NO_PREALLOC */,
      }
  return {
    site: use.site.id,
    kind: use.kind,
    ...(use.name !== undefined && { name: use.name }),
    ...(use.linear && { linear: use.linear }),
    ...(use.signed && { signed: use.signed }),
    map,
    cellOffset: 0,
    shape: { fields },
    dense,
    numbering,
    pages:
      numbering && !dense && features.tables === 'pages'
        ? planPages(numbering, valueSize, index, cpus)
        : undefined,
    bucketOffset,
  }
}
