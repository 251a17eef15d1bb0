/** State that handlers share: a Map whose keys may also be tuples of primitives, compared by value. */

import { KeyMap } from './key-map.ts'
import { compareKeys } from './order.ts'
import type { Key, KeyPart, TableSnapshot, Unit } from './snapshot.ts'

/** A primitive, or a tuple of primitives such as `[e.pid, e.fd]`. */
export type MapKey = KeyPart | readonly KeyPart[]

export interface SharedMapOptions {
  readonly name: string
  readonly keyNames?: readonly string[]
  /** The greatest number of entries; 1,000,000 unless given. */
  readonly limit?: number
  readonly unit?: Unit | undefined
  readonly printer?: (snapshot: TableSnapshot) => void
}

/** Entries that something else holds: the kernel. Scripts only read such a map from user space. */
export interface MapStore {
  entries(): Iterable<readonly [key: unknown, value: unknown]>
  /** Puts an entry in. @returns false if it is none that the store can hold */
  put(key: unknown, value: unknown): boolean
}

/**
 * Has the methods and the order of a Map, and shows itself as a table.
 *
 * @example
 * const started = new SharedMap<[number, number], number>({ name: 'started' })
 * started.set([pid, fd], 12)
 * started.get([pid, fd]) // 12
 */
export class SharedMap<K extends MapKey, V> {
  readonly kind = 'map'
  name: string
  readonly keyNames: readonly string[]
  /** @internal */
  printed = false
  readonly #map = new Map<unknown, V>()
  /** The one array that stands for a tuple in `#map`, by the tuple's value. */
  readonly #tuples = new KeyMap<Key>()
  readonly #limit: number
  readonly #unit: Unit | undefined
  readonly #printer: ((snapshot: TableSnapshot) => void) | undefined
  #store: MapStore | undefined
  #full = 0

  /** @internal */
  constructor(options: SharedMapOptions) {
    this.name = options.name
    this.keyNames = options.keyNames ?? []
    this.#limit = options.limit ?? 1_000_000
    this.#unit = options.unit
    this.#printer = options.printer
  }

  /** @internal From now on the entries are those of `store`: whatever reads the map reads them anew. */
  attach(store: MapStore): void {
    this.#store = store
  }

  /** Takes the entries of a store for its own, because it is about to go. */
  absorb(store: MapStore): void {
    if (this.#store !== store) return
    this.#refresh()
    this.#store = undefined
  }

  /** Takes over what the store holds at this moment. */
  #refresh(): void {
    if (!this.#store) return
    this.clear()
    for (const [key, value] of this.#store.entries()) this.set(key as K, value as V)
  }

  get size(): number {
    this.#refresh()
    return this.#map.size
  }

  /** How many new entries found the map full. */
  get full(): number {
    return this.#full
  }

  get(key: K): V | undefined {
    this.#refresh()
    return this.#map.get(this.#known(key))
  }

  has(key: K): boolean {
    this.#refresh()
    return this.#map.has(this.#known(key))
  }

  set(key: K, value: V): this {
    let known = this.#known(key)
    if (this.#map.size >= this.#limit && !this.#map.has(known)) {
      this.#full++
      return this
    }
    if (Array.isArray(key) && known === (key as unknown)) {
      // A copy, because the caller may change or reuse its array.
      const tuple: Key = [...key]
      this.#tuples.set(tuple, tuple)
      known = tuple
    }
    this.#map.set(known, value)
    return this
  }

  /** Replaces the value by what `change` makes of it, and returns that: `m.update(e.comm, (n = 0) => n + 1)`. */
  update(key: K, change: (value: V | undefined) => V): V {
    const value = change(this.get(key))
    this.set(key, value)
    return value
  }

  delete(key: K): boolean {
    const removed = this.#map.delete(this.#known(key))
    if (removed && Array.isArray(key)) this.#tuples.delete(key)
    return removed
  }

  clear(): void {
    this.#map.clear()
    this.#tuples.clear()
    this.#full = 0
  }

  keys(): MapIterator<K> {
    this.#refresh()
    return this.#map.keys() as MapIterator<K>
  }

  values(): MapIterator<V> {
    this.#refresh()
    return this.#map.values()
  }

  entries(): MapIterator<[K, V]> {
    this.#refresh()
    return this.#map.entries() as MapIterator<[K, V]>
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  forEach(visit: (value: V, key: K) => void): void {
    for (const [key, value] of this.entries()) visit(value, key)
  }

  /** The entries now, ordered by key. */
  snapshot(): TableSnapshot {
    return this.top(Number.POSITIVE_INFINITY)
  }

  /** The first `n` entries of the snapshot; the rest is counted in `more`. */
  top(n: number): TableSnapshot {
    const all = Array.from(this.entries(), ([key, value]) => ({
      key: (Array.isArray(key) ? key : [key]) as Key,
      value,
    }))
    all.sort((a, b) => compareKeys(a.key, b.key))
    const rows = all.slice(0, Math.max(0, n))
    return {
      name: this.name,
      kind: 'map',
      keyNames: this.keyNames,
      rows,
      unit: this.#unit,
      more: all.length - rows.length,
      invalid: 0,
      full: this.#full,
    }
  }

  /** Shows the map now, or its first `top` entries, and not again at exit. */
  print(top?: number): void {
    this.printed = true
    this.#printer?.(top === undefined ? this.snapshot() : this.top(top))
  }

  /** How the map appears where a script puts it into JSON. */
  toJSON(): TableSnapshot {
    return this.snapshot()
  }

  /** The key as `#map` has it; an unknown tuple is returned as it is, which `#map` cannot hold. */
  #known(key: K): unknown {
    return Array.isArray(key) ? (this.#tuples.find(key) ?? key) : key
  }
}
