/** Which memory the types of a spec read: the recipe, of which the formatter then looks up its part. */

import type { Arch } from '../../bpf/facts/syscalls.ts'
import type { Length, MemoryRead, Recipe } from '../../bpf/recipe.ts'
import { fixedSize, listSize, memoryWord } from './memory.ts'
import type { Count, Pointer, Spec, Type } from './spec.ts'
import { specialReads } from './special-reads.ts'
import { layoutOf } from './structs.ts'
import { wordSize } from './values.ts'

type Side = 'enter' | 'exit'

/** The reads of one syscall so far. */
export interface Reads {
  readonly enter: MemoryRead[]
  readonly exit: MemoryRead[]
}

/** The bytes of a type in memory. */
export const sizeOf = (type: Type, arch: Arch): number => {
  if (type.kind === 'bits') return type.size
  if (type.kind === 'pointer') return 8
  if (type.kind === 'none') return 0
  return wordSize(type.word) ?? fixedSize(type.word) ?? layoutOf(type.word, arch).size
}

/** Adds a read; two of bytes of one argument become one of both. */
export const addRead = (list: MemoryRead[], read: MemoryRead): void => {
  const same = list.findIndex(known => known.arg === read.arg && known.read === read.read)
  if (same === -1) {
    list.push(read)
    return
  }
  const known = list[same]!
  if (known.read !== 'bytes' || read.read !== 'bytes') return
  const alike = JSON.stringify(known.length) === JSON.stringify(read.length) && known.unit === read.unit
  const most = Math.max(known.most, read.most)
  list[same] = alike
    ? { ...known, most }
    : { read: 'bytes', arg: known.arg, length: { from: 'most' }, unit: 1, most }
}

const lengthOf = (count: Count): Length =>
  count.from === 'arg'
    ? { from: 'arg', arg: count.arg }
    : count.from === 'ret'
      ? { from: 'ret' }
      : count.from === 'memory'
        ? { from: 'memory', arg: count.arg }
        : { from: 'most' }

/** The bytes behind a pointer: so many elements, or one. */
const bytesOf = (arg: number, { to, count }: Pointer, stringSize: number, arch: Arch): MemoryRead => {
  const memory = to.kind === 'word' ? memoryWord(to.word) : undefined
  if (memory) {
    const length = count ? lengthOf(count) : ({ from: 'most' } as const)
    return { read: 'bytes', arg, length, unit: 1, most: memory.most(stringSize) }
  }
  const size = sizeOf(to, arch)
  if (!count) return { read: 'bytes', arg, length: { from: 'most' }, unit: 1, most: size }
  if (count.from === 'number')
    return { read: 'bytes', arg, length: { from: 'most' }, unit: 1, most: size * count.number }
  // A struct that tells its size in an argument is read so far: `&clone_args[$1]`.
  const isSized = to.kind === 'word' && sizedStructs.has(to.word)
  return isSized
    ? { read: 'bytes', arg, length: lengthOf(count), unit: 1, most: size }
    : { read: 'bytes', arg, length: lengthOf(count), unit: size, most: size * listSize }
}

/** Structs whose count is one of bytes. */
export const sizedStructs: ReadonlySet<string> = new Set(['clone_args', 'landlock_ruleset_attr'])

const pointerReads = (arg: number, type: Pointer, stringSize: number, arch: Arch, reads: Reads): void => {
  const word = type.to.kind === 'word' ? type.to.word : ''
  const special = specialReads(word, arg, { stringSize, count: type.count && lengthOf(type.count) })
  // What is there before the call only is read before it where a spec says so: `<path`.
  const onlyBefore = type.side === 'both' && special !== undefined
  const list = special ?? { exit: [bytesOf(arg, type, stringSize, arch)] }
  for (const read of list.exit ?? []) addRead(onlyBefore ? reads.enter : reads.exit, read)
  for (const read of list.enter ?? []) addRead(reads.enter, read)
  if (type.side === 'both' && !onlyBefore) for (const read of list.exit ?? []) addRead(reads.enter, read)
}

const typeReads = (arg: number, type: Type, stringSize: number, arch: Arch, reads: Reads): void => {
  if (type.kind === 'pointer') return pointerReads(arg, type, stringSize, arch, reads)
  if (type.kind !== 'word') return
  const special = specialReads(type.word, arg, { stringSize, count: undefined })
  for (const read of special?.enter ?? []) addRead(reads.enter, read)
  for (const read of special?.exit ?? []) addRead(reads.exit, read)
}

/** All reads of a spec, its cases' too. */
export const readsOf = (spec: Spec, stringSize: number, arch: Arch): Recipe => {
  const reads: Reads = { enter: [], exit: [] }
  spec.args.forEach((type, i) => {
    typeReads(i, type, stringSize, arch, reads)
  })
  for (const { args } of spec.cases)
    args.forEach((type, i) => {
      typeReads(spec.args.length + i, type, stringSize, arch, reads)
    })
  return reads
}

/** The number of a read in a side of a recipe, by its argument and kind; -1 if there is none. */
export const opOf = (recipe: Recipe, side: Side, arg: number, kind: MemoryRead['read']): number =>
  recipe[side].findIndex(read => read.arg === arg && read.read === kind)
