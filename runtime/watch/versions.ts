/**
 * The versions of one script, of which one runs: the next is attached while that goes on, and then a single store lets its
 * programs do what those of the other did. So no event is missed in between, and none is counted by both.
 */

import { type BpfMap, createMap } from '../../ffi/map.ts'
import type { KernelMap } from '../compiler/map-plan.ts'
import type { Plan } from '../compiler/plan.ts'
import { gateMap } from '../compiler/state.ts'
import type { AnyMap } from '../script/registry.ts'

/** A shared map in the kernel, with what its bytes mean. */
interface Held {
  readonly shared: KernelMap
  readonly map: BpfMap
}

const shapeOf = ({ key, tuple, value, map }: KernelMap): string =>
  JSON.stringify([key, tuple, value, { ...map, name: '' }])

export class Versions implements Disposable {
  readonly #gate = createMap(gateMap)
  /** Maps that the running version has in the kernel: the next one goes on with them if it has them there too. */
  #held = new Map<AnyMap, Held>()
  #last = 0

  /** The number of a new version, from 1. */
  next(): number {
    return ++this.#last
  }

  /** The kernel maps that a version's plan is to be opened with. `mapOf`: what a call of `map` has made. */
  mapsFor(plan: Plan, mapOf: (site: number) => AnyMap | undefined): VersionMaps {
    const made = new Map<AnyMap, Held>()
    const given = new Map([[gateMap.name, this.#gate]])
    for (const shared of plan.sharedMaps) {
      const shown = mapOf(shared.site)
      if (!shown) continue
      const held = this.#held.get(shown)
      const goesOn = held !== undefined && shapeOf(held.shared) === shapeOf(shared)
      const map = goesOn ? held.map : createMap(shared.map)
      made.set(shown, { shared, map })
      given.set(shared.map.name, map)
    }
    return { given, made, isNew: shown => this.#held.get(shown)?.map !== made.get(shown)?.map }
  }

  /** From now on this version runs, and no other. */
  open(version: number): void {
    const memory = this.#gate.memory()
    Atomics.store(new Int32Array(memory.buffer, memory.byteOffset, 1), 0, version)
  }

  /** Keeps the maps of the version that runs, and lets go of what only the one before had. */
  keep({ made }: VersionMaps): void {
    const kept = new Set([...made.values()].map(({ map }) => map))
    for (const { map } of this.#held.values()) if (!kept.has(map)) map[Symbol.dispose]()
    this.#held = new Map(made)
  }

  /** Lets go of the maps of a version that does not come to run. */
  drop({ made }: VersionMaps): void {
    const held = new Set([...this.#held.values()].map(({ map }) => map))
    for (const { map } of made.values()) if (!held.has(map)) map[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    for (const { map } of this.#held.values()) map[Symbol.dispose]()
    this.#gate[Symbol.dispose]()
  }
}

/** The kernel maps of a version that are not its own alone. */
export interface VersionMaps {
  /** By their names in the plan. */
  readonly given: ReadonlyMap<string, BpfMap>
  readonly made: ReadonlyMap<AnyMap, Held>
  /** Whether a map has nothing yet of what the version before has in it. */
  isNew(shown: AnyMap): boolean
}
