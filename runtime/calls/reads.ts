/** Which memory the types of a spec read: the recipe, of which the formatter then looks up its part. */

import type { Arch } from '../../bpf/facts/syscalls.ts'
import type { Length, MemoryRead, Recipe } from '../../bpf/recipe.ts'
import { fixedSize, listSize, memoryWord } from './memory.ts'
import { type Count, type Pointer, type Spec, splitTypes, type Type, typeOf } from './spec.ts'
import { specialReads } from './special-reads.ts'
import { sizeOfStruct } from './structs.ts'
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
  return wordSize(type.word) ?? fixedSize(type.word) ?? sizeOfStruct(type.word, arch)
}

const sameLength = (a: Length, b: Length): boolean =>
  a.from === b.from && ('arg' in a ? a.arg : -1) === ('arg' in b ? b.arg : -1)

/** Where behind the argument's address a read begins. */
const offsetOf = (read: MemoryRead): number | undefined => ('place' in read ? read.place?.offset : undefined)

/** Adds a read; two of bytes of one argument become one of both. */
const addRead = (list: MemoryRead[], read: MemoryRead): void => {
  for (let i = 0; i < list.length; i++) {
    const known = list[i]!
    if (known.arg !== read.arg || known.read !== read.read || offsetOf(known) !== offsetOf(read)) continue
    if (known.read !== 'bytes' || read.read !== 'bytes') return
    const most = Math.max(known.most, read.most)
    const alike = known.unit === read.unit && sameLength(known.length, read.length)
    list[i] = alike
      ? { ...known, most }
      : { read: 'bytes', arg: known.arg, length: { from: 'most' }, unit: 1, most }
    return
  }
  list.push(read)
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

/** Structs whose count is one of bytes, and how many bytes they have at least. */
export const sizedStructs: ReadonlyMap<string, number> = new Map([
  ['clone_args', 64],
  ['landlock_ruleset_attr', 8],
  ['open_how', 24],
])

const addAll = (list: MemoryRead[], reads: readonly MemoryRead[] | undefined): void => {
  if (reads) for (const read of reads) addRead(list, read)
}

const pointerReads = (arg: number, type: Pointer, stringSize: number, arch: Arch, reads: Reads): void => {
  const word = type.to.kind === 'word' ? type.to.word : ''
  const special = specialReads(word, arg, stringSize, type.count && lengthOf(type.count), arch)
  if (special) {
    // `<path` is read before the call only: the call destroys it.
    addAll(type.side === 'both' ? reads.enter : reads.exit, special.exit)
    addAll(reads.enter, special.enter)
    return
  }
  const read = bytesOf(arg, type, stringSize, arch)
  if (type.side !== 'before') addRead(reads.exit, read)
  if (type.side === 'both' || type.side === 'before') addRead(reads.enter, read)
}

/** What begins the text of a pointer. */
const signs = '&><^+'

const textReads = (
  arg: number,
  text: string,
  stringSize: number,
  arch: Arch,
  reads: Reads,
  isMaybe = false,
): void => {
  if (signs.includes(text.charAt(0))) {
    pointerReads(arg, typeOf(text) as Pointer, stringSize, arch, reads)
    return
  }
  if (text === 'path' || text === 'str') {
    addRead(reads.exit, isMaybe ? { read: 'string', arg, isMaybe } : { read: 'string', arg })
    return
  }
  const special = specialReads(text, arg, stringSize, undefined, arch)
  if (!special) return
  addAll(reads.enter, special.enter)
  addAll(reads.exit, special.exit)
}

/** All reads of a spec, its cases' too. */
export const readsOf = ({ args, cases }: Spec, stringSize: number, arch: Arch): Recipe => {
  const reads: Reads = { enter: [], exit: [] }
  for (let i = 0; i < args.length; i++) textReads(i, args[i]!, stringSize, arch, reads)
  for (const choice of cases) {
    if (choice.args === '') continue
    const more = splitTypes(choice.args)
    for (let i = 0; i < more.length; i++) textReads(args.length + i, more[i]!, stringSize, arch, reads, true)
  }
  return reads
}

/** The number of a read in a side of a recipe, by its argument, kind and offset; -1 if there is none. */
export const opOf = (
  recipe: Recipe,
  side: Side,
  arg: number,
  kind: MemoryRead['read'],
  offset?: number,
): number =>
  recipe[side].findIndex(read => read.arg === arg && read.read === kind && offsetOf(read) === offset)
