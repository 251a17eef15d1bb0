/** Cgroups of a recording: what is written down of them when it is made, and how options that name them are understood later. */

import type { CgroupPlace } from '../compiler/options.ts'
import { cgroupsByIds } from '../trace/cgroups.ts'
import type { CgroupName } from './header.ts'

/** Finds what cgroups are called while they are there. */
export class CgroupFinder {
  #found = new Map<bigint, CgroupName>()
  #lookedAt = Number.NEGATIVE_INFINITY

  /** What is known of a cgroup; undefined for one that is gone, or where no tree is mounted. */
  find(id: bigint): CgroupName | undefined {
    if (!this.#found.has(id) && performance.now() - this.#lookedAt > againMs) {
      this.#lookedAt = performance.now()
      this.#found = new Map(
        [...cgroupsByIds()].map(([own, { path, chain }]) => [
          own,
          { id: String(own), path, chain: chain.map(String) },
        ]),
      )
    }
    return this.#found.get(id)
  }
}

/** To look at all cgroups takes a while. */
const againMs = 200

/** Stand for the level of a cgroup that is named by its id, or by the place of its path in a list. */
const byId = -1
const byPath = -2

/** What options of a script that is replayed mean by cgroups. */
export class RecordedCgroups {
  readonly #names = new Map<bigint, { readonly path: string; readonly chain: ReadonlySet<bigint> }>()
  readonly #paths: string[] = []

  /** Takes note of one. */
  learn({ id, path, chain }: CgroupName): void {
    this.#names.set(BigInt(id), { path, chain: new Set(chain.map(BigInt)) })
  }

  /** What the compiler takes for a cgroup with all below it, by its path or its id. */
  readonly placeOf = (text: string): CgroupPlace => {
    if (/^\d+$/.test(text)) return { id: BigInt(text), level: byId }
    const parts = text
      .replace(/^\/sys\/fs\/cgroup(?=\/|$)/, '')
      .split('/')
      .filter(part => part !== '')
    const path = `/${parts.join('/')}`
    const at = this.#paths.indexOf(path)
    return { id: BigInt(at >= 0 ? at : this.#paths.push(path) - 1), level: byPath }
  }

  /** Whether a cgroup is the one of a place, or below it. */
  isWithin(own: bigint, { id, level }: CgroupPlace): boolean {
    if (level === byId && own === id) return true
    const known = this.#names.get(own)
    if (!known) return false
    if (level === byId) return known.chain.has(id)
    const path = this.#paths[Number(id)]!
    return path === '/' || known.path === path || known.path.startsWith(`${path}/`)
  }
}
