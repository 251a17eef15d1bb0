/**
 * A map from tuples of primitives, compared by value. One part goes straight to a Map, several walk nested Maps: nothing
 * composes a string, because a table's key is looked up for every event.
 */

import { formatValue } from '../format.ts'
import { Stack } from '../stack.ts'
import type { Key, KeyPart } from './snapshot.ts'

/** A part as a key holds it: whatever is not a primitive is known by its text. */
export const keyPart = (part: unknown): KeyPart => {
  switch (typeof part) {
    case 'object':
      if (part instanceof Stack) return part.valueOf()
      return part === null ? null : formatValue(part)
    case 'function':
    case 'symbol':
      return formatValue(part)
    default:
      return part as KeyPart
  }
}

/** Maps with values at `depth` 1 and Maps above. */
type Level = Map<unknown, unknown>

const insert = (level: Level, key: Key, at: number, value: unknown): boolean => {
  const part = key[at]
  if (at === key.length - 1) {
    const added = !level.has(part)
    level.set(part, value)
    return added
  }
  let next = level.get(part) as Level | undefined
  if (!next) {
    next = new Map()
    level.set(part, next)
  }
  return insert(next, key, at + 1, value)
}

const remove = (level: Level, key: Key): boolean => {
  let at = level
  for (const part of key.slice(0, -1)) {
    const next = at.get(part) as Level | undefined
    if (next === undefined) return false
    at = next
  }
  return at.delete(key[key.length - 1])
}

/** Drops levels that hold nothing. */
const prune = (level: Level, depth: number): void => {
  if (depth === 1) return
  for (const [part, next] of level as Map<unknown, Level>) {
    prune(next, depth - 1)
    if (next.size === 0) level.delete(part)
  }
}

/** At least this many deletions between two rounds of pruning. */
const pruneAfter = 1024

function* walk<V>(level: Level, depth: number, path: Key): Generator<[Key, V]> {
  for (const [part, next] of level) {
    const key = [...path, part as KeyPart]
    if (depth === 1) yield [key, next as V]
    else yield* walk<V>(next as Level, depth - 1, key)
  }
}

/**
 * @example
 * const fds = new KeyMap<{ path: string }>()
 * fds.set([123, 4], { path: '/etc/passwd' })
 * fds.find([123, 4]) // { path: '/etc/passwd' }
 */
export class KeyMap<V extends object> {
  #none: V | undefined
  readonly #single = new Map<KeyPart, V>()
  /** By number of parts, from 2. */
  #tuples: (Level | undefined)[] = []
  #size = 0
  #deleted = 0

  get size(): number {
    return this.#size
  }

  /** The value under `args` from index `from` on, which spares a table whose first argument is no part of the key a copy. */
  find(args: readonly unknown[], from = 0): V | undefined {
    const parts = args.length - from
    if (parts === 1) return this.#single.get(args[from] as KeyPart)
    if (parts === 0) return this.#none
    let level = this.#tuples[parts]
    const last = args.length - 1
    for (let at = from; at < last; at++) {
      if (level === undefined) return undefined
      level = level.get(args[at]) as Level | undefined
    }
    return level?.get(args[last]) as V | undefined
  }

  set(key: Key, value: V): void {
    let added: boolean
    if (key.length === 0) {
      added = this.#none === undefined
      this.#none = value
    } else if (key.length === 1) {
      added = !this.#single.has(key[0])
      this.#single.set(key[0], value)
    } else {
      this.#tuples[key.length] ??= new Map()
      added = insert(this.#tuples[key.length]!, key, 0, value)
    }
    if (added) this.#size++
  }

  delete(key: Key): boolean {
    let removed: boolean
    if (key.length === 0) {
      removed = this.#none !== undefined
      this.#none = undefined
    } else if (key.length === 1) {
      removed = this.#single.delete(key[0])
    } else {
      const level = this.#tuples[key.length]
      removed = level !== undefined && remove(level, key)
      if (removed) this.#pruneSometimes()
    }
    if (removed) this.#size--
    return removed
  }

  clear(): void {
    this.#none = undefined
    this.#single.clear()
    this.#tuples = []
    this.#size = 0
  }

  *entries(): Generator<[Key, V]> {
    if (this.#none !== undefined) yield [[], this.#none]
    for (const [part, value] of this.#single) yield [[part], value]
    for (const [parts, level] of this.#tuples.entries()) if (level) yield* walk<V>(level, parts, [])
  }

  /** An emptied level stays: keys that come and go (a call's thread and file, say) mostly come again. */
  #pruneSometimes(): void {
    if (++this.#deleted <= Math.max(pruneAfter, 2 * this.#size)) return
    this.#deleted = 0
    for (const [parts, level] of this.#tuples.entries()) if (level) prune(level, parts)
  }
}
