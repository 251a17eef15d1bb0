/**
 * The versions of one script, of which one runs: the next is attached while that goes on, and then its programs do what those of
 * the other did (`compiler/emit/gate.ts`). So no event is missed in between, and none is counted by both.
 */

import { type BpfMap, createMap } from '../../ffi/map.ts'
import type { KernelMap } from '../compiler/map-plan.ts'
import type { Plan } from '../compiler/plan.ts'
import { type GatePhase, gateMap, gateMarkMap, gateWord } from '../compiler/state.ts'
import type { AnyMap } from '../script/registry.ts'

/** A shared map in the kernel, with what its bytes mean. */
interface Held {
  readonly shared: KernelMap
  readonly map: BpfMap
}

const shapeOf = ({ key, tuple, value, map }: KernelMap): string =>
  JSON.stringify([key, tuple, value, { ...map, name: '' }])

/** What an event needs at the most to pass two programs, that of a thread which is put off the CPU between them too. */
const passingMs = 30

/** Without letting events be handled: which version they belong to is not settled. */
const wait = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

export class Versions implements Disposable {
  readonly #gate = createMap(gateMap)
  readonly #marks = createMap(gateMarkMap)
  #open = 0
  #looking: ReturnType<typeof setTimeout> | undefined
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
    const given = new Map([
      [gateMap.name, this.#gate],
      [gateMarkMap.name, this.#marks],
    ])
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

  /** From now on this version runs, and no other. Takes `passingMs`, if there was another. */
  open(version: number): void {
    clearTimeout(this.#looking)
    const before = this.#open
    this.#open = version
    if (before === 0) return this.#turn(version, 'alone')
    this.#turn(before, 'marks')
    wait(passingMs)
    this.#turn(version, 'looks')
    this.#looking = setTimeout(() => this.#turn(version, 'alone'), passingMs)
    this.#looking.unref()
  }

  #turn(version: number, phase: GatePhase): void {
    const memory = this.#gate.memory()
    Atomics.store(new Int32Array(memory.buffer, memory.byteOffset, 1), 0, gateWord(version, phase))
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
    clearTimeout(this.#looking)
    this.#marks[Symbol.dispose]()
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
