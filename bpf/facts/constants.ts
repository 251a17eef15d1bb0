/** The symbolic constants of system calls, in sets that are read on first use. */

import type { ConstantSetName } from './constants.gen.ts'
import * as generated from './constants.gen.ts'
import type { Arch } from './syscalls.ts'

export type { ConstantSetName } from './constants.gen.ts'

/** A name and its value, unsigned: -1 of 32 bits is 4294967295. */
export type ConstantEntry = readonly [name: string, value: number]

export interface ConstantSet {
  /** Whether values are combined with |. */
  readonly kind: 'flags' | 'enum'
  /**
   * An enumeration's in ascending order of value; of several names for a value the one in use comes
   * first (of an ioctl command all come in order of the alphabet, as strace joins them with ` or `). Flags in the order in
   * which strace writes them: ascending, but for some that come last, and what has several bits before what it is made of
   * (`O_SYNC`, then `O_DSYNC`), so that taking away one after the other finds what to write.
   */
  readonly entries: readonly ConstantEntry[]
}

const parseEntries = (kind: string, prefix: string, words: readonly string[]): ConstantEntry[] => {
  let next = 0
  return words.map(word => {
    const equals = word.indexOf('=')
    const value = equals === -1 ? next : Number.parseInt(word.slice(equals + 1), 16)
    next = kind === 'flags' ? value * 2 : value + 1
    return [prefix + (equals === -1 ? word : word.slice(0, equals)), value]
  })
}

/** Reads a set's line without its name, and that of the architecture where it differs. For the generator, which checks itself. */
export const parseConstantSet = (line: string, changed?: string): ConstantSet => {
  const [kind, prefix, ...words] = (changed ?? line).split(' ')
  if (!kind!.endsWith('~'))
    return {
      kind: kind as ConstantSet['kind'],
      entries: parseEntries(kind!, prefix === '-' ? '' : prefix!, words),
    }
  const base = parseConstantSet(line)
  const gone = new Set(words.filter(word => word.startsWith('-')).map(word => word.slice(1)))
  const added = parseEntries(
    base.kind,
    '',
    words.filter(word => !word.startsWith('-')),
  )
  const kept = base.entries.filter(([name]) => !gone.has(name))
  return { kind: base.kind, entries: [...kept, ...added].sort(([, a], [, b]) => a - b) }
}

const findLine = (text: string, name: string): string | undefined => {
  const at = text.indexOf(`\n${name} `)
  return at === -1 ? undefined : text.slice(at + name.length + 2, text.indexOf('\n', at + 1))
}

const sets = { x64: new Map<string, ConstantSet>(), arm64: new Map<string, ConstantSet>() }

/**
 * A set of constants; the sets are those of bpf/gen/constant-sets.ts.
 *
 * @throws when there is no such set
 * @example constantSet('whence', 'x64').entries[1] // ['SEEK_CUR', 1]
 */
export const constantSet = (name: ConstantSetName, arch: Arch): ConstantSet => {
  const known = sets[arch].get(name)
  if (known) return known
  const line = findLine(generated.constants, name)
  if (line === undefined) throw new Error(`There is no set of constants "${name}"`)
  const set = parseConstantSet(line, arch === 'arm64' ? findLine(generated.constantsArm64, name) : undefined)
  sets[arch].set(name, set)
  return set
}

const names = new WeakMap<ConstantSet, Map<number, string>>()

/**
 * The name of a value in a set; of several the one in use.
 *
 * @example constantName(constantSet('whence', 'x64'), 1) // 'SEEK_CUR'
 */
export const constantName = (set: ConstantSet, value: number): string | undefined => {
  let known = names.get(set)
  if (!known) {
    known = new Map()
    for (const [name, number] of set.entries) if (!known.has(number)) known.set(number, name)
    names.set(set, known)
  }
  return known.get(value)
}
