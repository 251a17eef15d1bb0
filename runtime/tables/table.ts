/**
 * The tables of scripts: `count(e.comm)` is `table.add(e.comm)`. A table keeps its own rows and reads, with them, rows kept
 * elsewhere (kernel maps); everything that shows it takes a snapshot.
 */

import { type Aggregate, type AggregateKind, aggregate, type Cells, type Values } from './aggregate.ts'
import type { LinearRange } from './buckets.ts'
import { compareNumbers } from './exact.ts'
import { KeyMap, keyPart } from './key-map.ts'
import { compareKeys } from './order.ts'
import type { Key, KeyPart, TableRow, TableSnapshot, Unit } from './snapshot.ts'

/** Rows that something else fills, such as a kernel map. */
export interface TableStore<Cell> {
  /** What is there now. A key may come several times (once per CPU, say): its cells are merged. */
  rows(): Iterable<readonly [key: Key, cell: Cell]>
  /** Values refused for want of room since the last `clear`. */
  full(): number
  clear(): void
  /** Makes room: takes out rows to which nothing is added any more. What is added meanwhile may be lost. */
  forget?(isDone: (key: Key) => boolean): void
}

export interface TableOptions<K extends AggregateKind> {
  readonly kind: K
  readonly name: string
  readonly keyNames?: readonly string[]
  /** The greatest number of rows kept in user space; 1,000,000 unless given. */
  readonly limit?: number
  readonly unit?: Unit | undefined
  /** The buckets of `lhist`. */
  readonly range?: LinearRange
  /** Where `print` hands its snapshot to. */
  readonly printer?: (snapshot: TableSnapshot) => void
}

/** The arguments of `add`: the key, after the value for every kind but `count`. */
export type AddArguments<K extends AggregateKind> = K extends 'count'
  ? readonly KeyPart[]
  : readonly [value: number | bigint | undefined, ...key: KeyPart[]]

const defaultLimit = 1_000_000

/**
 * @example
 * const calls = new Table({ kind: 'count', name: 'calls', keyNames: ['comm'] })
 * calls.add('bash')
 * calls.get('bash') // 1
 */
export class Table<K extends AggregateKind> {
  readonly kind: K
  /** May be changed while nothing was shown yet: `count(e.comm).as('calls')`. */
  name: string
  readonly keyNames: readonly string[]
  /** @internal Whether `print` was called: what a script printed by hand is not printed again at exit. */
  printed = false
  readonly #aggregate: Aggregate<Cells[K], Values[K]>
  readonly #limit: number
  readonly #unit: Unit | undefined
  readonly #range: LinearRange | undefined
  readonly #printer: ((snapshot: TableSnapshot) => void) | undefined
  readonly #rows = new KeyMap<Cells[K]>()
  readonly #stores: TableStore<Cells[K]>[] = []
  /** Where the key begins in the arguments of `add`. */
  readonly #keyAt: 0 | 1
  #invalid = 0
  #full = 0

  /** @internal */
  constructor(options: TableOptions<K>) {
    this.kind = options.kind
    this.name = options.name
    this.keyNames = options.keyNames ?? []
    this.#aggregate = aggregate(options.kind, options.range)
    this.#limit = options.limit ?? defaultLimit
    this.#unit = options.unit
    this.#range = options.range
    this.#printer = options.printer
    this.#keyAt = options.kind === 'count' ? 0 : 1
  }

  /** Gives the table a name. */
  as(name: string): this {
    this.name = name
    return this
  }

  /** Adds one value: `add(...key)` for `count`, `add(value, ...key)` for the others. Never throws: see `invalid`, `full`. */
  add(...args: AddArguments<K>): void {
    const keyAt = this.#keyAt
    let value: unknown = 1
    if (keyAt === 1) {
      value = args[0]
      // There is one zero, as in keys.
      if (value === 0) value = 0
      if (typeof value === 'number' ? !Number.isFinite(value) : typeof value !== 'bigint') {
        this.#invalid++
        return
      }
    }
    const cell = this.#rows.find(args, keyAt) ?? this.#open(args.slice(keyAt).map(keyPart))
    if (cell !== undefined) this.#aggregate.add(cell, value as number | bigint)
  }

  /** @internal Merges rows that were filled elsewhere into the table's own. */
  merge(rows: Iterable<readonly [key: Key, cell: Cells[K]]>): void {
    for (const [key, from] of rows) {
      const cell = this.#open(key)
      if (cell !== undefined) this.#aggregate.merge(cell, from)
    }
  }

  /** @internal From now on, whatever reads the table sees the rows of `store` as well. */
  attach(store: TableStore<Cells[K]>): void {
    this.#stores.push(store)
  }

  /** Takes the rows of a store for its own, because it is about to go. */
  absorb(store: TableStore<Cells[K]>): void {
    const at = this.#stores.indexOf(store)
    if (at < 0) return
    this.merge(store.rows())
    this.#full += store.full()
    this.#stores.splice(at, 1)
  }

  /** Whether a table of this kind, with these buckets, could have the same rows. */
  isLike(kind: AggregateKind, range: LinearRange | undefined): boolean {
    const { min, max, step } = this.#range ?? {}
    return this.kind === kind && min === range?.min && max === range?.max && step === range?.step
  }

  /** The number of rows. */
  get size(): number {
    return this.#read().size
  }

  /** How many values were not finite numbers. */
  get invalid(): number {
    return this.#invalid
  }

  /** How many values found the table full. */
  get full(): number {
    return this.#stores.reduce((total, store) => total + store.full(), this.#full)
  }

  /** The value of one row. */
  get(...key: Key): Values[K] | undefined {
    const cell = this.#read().find(key.map(keyPart))
    return cell === undefined ? undefined : this.#aggregate.value(cell)
  }

  /** Keys and values, in no particular order. */
  *entries(): Generator<[Key, Values[K]]> {
    for (const [key, cell] of this.#read().entries()) yield [key, this.#aggregate.value(cell)]
  }

  /** @internal Keys and what is behind their values, for the runtime's own use. */
  *cells(): Generator<[Key, Cells[K]]> {
    yield* this.#read().entries()
  }

  /**
   * @internal
   * Forgets the rows of keys that do not come again, such as those of processes that have ended: a kernel table has room for
   * others then. For the runtime's own use.
   */
  forget(isDone: (key: Key) => boolean): void {
    for (const [key] of [...this.#rows.entries()]) if (isDone(key)) this.#rows.delete(key)
    for (const store of this.#stores) store.forget?.(isDone)
  }

  /** Forgets all rows and counters. */
  clear(): void {
    this.#rows.clear()
    this.#invalid = 0
    this.#full = 0
    for (const store of this.#stores) store.clear()
  }

  /** The rows now, the greatest first (for `min` the least), ties by key. */
  snapshot(): TableSnapshot {
    return this.#snapshot(Number.POSITIVE_INFINITY)
  }

  /** The first `n` rows of the snapshot; the rest is counted in `more`. */
  top(n: number): TableSnapshot {
    return this.#snapshot(Math.max(0, Math.floor(n)))
  }

  /** Shows the table now, or its first `top` rows, and not again at exit. */
  print(top?: number): void {
    this.printed = true
    this.#printer?.(top === undefined ? this.snapshot() : this.top(top))
  }

  /** How the table appears where a script puts it into JSON. */
  toJSON(): TableSnapshot {
    return this.snapshot()
  }

  #open(key: Key): Cells[K] | undefined {
    // Looked up once more: a part that was an object has become its text.
    const known = this.#rows.find(key)
    if (known !== undefined) return known
    if (this.#rows.size >= this.#limit) {
      this.#full++
      return undefined
    }
    const cell = this.#aggregate.empty()
    this.#rows.set(key, cell)
    return cell
  }

  #read(): KeyMap<Cells[K]> {
    if (this.#stores.length === 0) return this.#rows
    const all = new KeyMap<Cells[K]>()
    for (const source of [this.#rows.entries(), ...this.#stores.map(store => store.rows())]) {
      for (const [key, from] of source) {
        let cell = all.find(key)
        if (cell === undefined) {
          cell = this.#aggregate.empty()
          all.set(key, cell)
        }
        this.#aggregate.merge(cell, from)
      }
    }
    return all
  }

  #snapshot(limit: number): TableSnapshot {
    const ranked = Array.from(this.#read().entries(), ([key, cell]) => ({
      key,
      cell,
      rank: this.#aggregate.rank(cell),
    }))
    ranked.sort((a, b) => compareNumbers(b.rank, a.rank) || compareKeys(a.key, b.key))
    const rows: TableRow[] = ranked
      .slice(0, limit)
      .map(({ key, cell }) => ({ key, value: this.#aggregate.value(cell) }))
    return {
      name: this.name,
      kind: this.kind,
      keyNames: this.keyNames,
      rows,
      unit: this.#unit,
      more: ranked.length - rows.length,
      invalid: this.#invalid,
      full: this.full,
    }
  }
}
