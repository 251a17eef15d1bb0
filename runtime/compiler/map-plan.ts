/**
 * Shared maps (`map<K, V>()`) in the kernel: when every use can be there, or not at all. What a map holds is known only when
 * all handlers have been looked at, so planning repeats until nothing new is learnt.
 */

import type { MapSpec } from '../../bpf/spec.ts'
import type { CallExpression, Node } from './ast.ts'
import { propertyName } from './ast.ts'
import type { KeyDecode } from './ir.ts'
import { type IntExpr, type KeyExpr, type Range, rangeOf, safe } from './ir.ts'
import { runsWithEvents } from './places.ts'
import type { Site } from './sites.ts'
import { Stays } from './value.ts'

/** A part of a map's key: 8 bytes of integer, or 16 of a process name. */
export type MapKeyField =
  | { readonly kind: 'int'; readonly decode: KeyDecode; readonly offset: number }
  | { readonly kind: 'comm'; readonly offset: number }

/** A shared map that the kernel holds. */
export interface KernelMap {
  readonly site: number
  readonly key: readonly MapKeyField[]
  /** Whether keys are written as tuples. */
  readonly tuple: boolean
  readonly value: 'number' | 'bigint'
  readonly map: MapSpec
}

/** What is known of a map's values. */
interface Contents {
  readonly type: 'number' | 'bigint'
  readonly range: Range
}

const widest: Range = { lo: -(1n << 63n), hi: (1n << 63n) - 1n }

/** Rounds after which a range that still grows is taken to be any. */
const patience = 3

/** Methods that only look, which user space may call while the kernel holds the map. */
const looks: ReadonlySet<string> = new Set([
  'get', 'has', 'keys', 'values', 'entries', 'forEach', 'size', 'snapshot', 'top', 'print', 'name', 'full', 'toJSON',
]) // biome-ignore format: one list

/** The maps of a script, over the rounds of its planning. */
export class MapPlanner {
  readonly #sites: readonly Site[]
  readonly #rows: number
  /** Why a map stays in user space. */
  readonly #refused = new Map<number, string>()
  /** Why a handler that uses a map did not move, in this round. */
  #blamed = new Map<number, string>()
  readonly #contents = new Map<number, Contents>()
  #round = 0
  #changed = false
  #maps: KernelMap[] = []
  #used = new Map<number, Set<Node>>()

  constructor(sites: readonly Site[], rows: number) {
    this.#sites = sites.filter(site => site.callee === 'map')
    this.#rows = rows
  }

  /** Starts a round: all handlers are planned anew. */
  begin(): void {
    this.#round++
    this.#changed = false
    this.#maps = []
    this.#used = new Map()
    this.#blamed = new Map()
  }

  /** Takes note of why a handler that uses a map stays. */
  blame(site: Site, reason: string): void {
    this.#blamed.set(site.id, this.#blamed.get(site.id) ?? reason)
  }

  /** The maps that the handlers of this round use, by their index. */
  get maps(): readonly KernelMap[] {
    return this.#maps
  }

  /** The map that a call's receiver is, if it is one. */
  siteOf(binding: unknown): Site | undefined {
    return this.#sites.find(site => site.binding === binding && site.binding?.writes === 0)
  }

  /** The type and range of a map's values. @throws Stays while nothing was put into it, or when it stays */
  contents(site: Site, node: Node): Contents {
    this.#check(site, node)
    const contents = this.#contents.get(site.id)
    if (!contents) throw new Stays('nothing is put into the map', node)
    return contents
  }

  /** Takes note of a use. @returns the map's index */
  use(site: Site, call: CallExpression, key: readonly KeyExpr[], tuple: boolean): number {
    this.#check(site, call)
    const shape = this.#shape(key, call)
    const used = this.#used.get(site.id) ?? new Set()
    this.#used.set(site.id, used.add(call))
    const known = this.#maps.findIndex(map => map.site === site.id)
    if (known >= 0) {
      const same =
        JSON.stringify(this.#maps[known]!.key) === JSON.stringify(shape) && this.#maps[known]!.tuple === tuple
      if (!same) this.#refuse(site, call, 'its keys are of different kinds')
      return known
    }
    const last = shape.at(-1)!
    const spec: MapSpec = {
      name: `map_${site.id}`,
      type: 'hash',
      keySize: last.offset + (last.kind === 'comm' ? 16 : 8),
      valueSize: 8,
      maxEntries: this.#rows,
      flags: 1, // BPF_F_NO_PREALLOC
    }
    const value = this.#contents.get(site.id)?.type ?? 'bigint'
    this.#maps.push({ site: site.id, key: shape, tuple, value, map: spec })
    return this.#maps.length - 1
  }

  /** Takes note of what is put into a map. */
  put(site: Site, value: IntExpr, type: 'number' | 'bigint', node: Node): void {
    const range = rangeOf(value)
    const before = this.#contents.get(site.id)
    if (before && before.type !== type) this.#refuse(site, node, 'its values are of different types')
    const grown: Range = before
      ? {
          lo: before.range.lo < range.lo ? before.range.lo : range.lo,
          hi: before.range.hi > range.hi ? before.range.hi : range.hi,
        }
      : range
    if (before && grown.lo === before.range.lo && grown.hi === before.range.hi) return
    this.#changed = true
    this.#contents.set(site.id, {
      type,
      range: this.#round > patience ? (type === 'number' ? safe : widest) : grown,
    })
  }

  /**
   * Ends a round.
   *
   * @param moved whether a place in the script is in a handler that the kernel does whole
   * @returns whether the plan holds; otherwise another round is needed
   */
  settle(moved: (node: Node, site: Site) => boolean): boolean {
    if (this.#changed) return false
    let fine = true
    for (const site of this.#sites) {
      if (this.#refused.has(site.id) || !this.#maps.some(map => map.site === site.id)) continue
      const uses = this.#used.get(site.id) ?? new Set()
      const stray = site.binding?.reads.find(({ node, parent, grandparent }) => {
        if (parent.type !== 'MemberExpression' || parent.object !== node) return true
        if (uses.has(grandparent)) return !moved(grandparent, site)
        return !looks.has(propertyName(parent) ?? '') || runsWithEvents(site.module, node)
      })
      if (!stray) continue
      this.#refused.set(site.id, this.#blamed.get(site.id) ?? 'a use of it needs user space')
      fine = false
    }
    return fine
  }

  #check(site: Site, node: Node): void {
    const why = this.#refused.get(site.id)
    if (why) throw new Stays(`"${site.binding?.name}" stays in user space: ${why}`, node)
  }

  #refuse(site: Site, node: Node, why: string): never {
    this.#refused.set(site.id, why)
    this.#changed = true
    this.#check(site, node)
    throw new Error('unreachable')
  }

  #shape(key: readonly KeyExpr[], node: Node): MapKeyField[] {
    let offset = 0
    if (key.length === 0) throw new Stays('a map needs a key', node)
    return key.map((part): MapKeyField => {
      const at = offset
      offset += 8
      if (part.kind === 'int') return { kind: 'int', decode: part.decode, offset: at }
      if (part.kind !== 'string' || part.string !== 'comm') throw new Stays('such a key of a map', node)
      offset += 8
      return { kind: 'comm', offset: at }
    })
  }
}
