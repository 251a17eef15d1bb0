/**
 * Puts filters into the maps while programs read them. A handler has two configurations, of which one holds: a change is
 * written to the other one, and then a single store puts it in force. Should a program still be at the other one, since it was
 * there when it last held, then it sees values come and go one by one: a value that both have is never missing, and one that
 * neither has is never there.
 */

import {
  blockLayout,
  checkCapacity,
  configLayout,
  configSize,
  entriesOf,
  type FilterConfig,
  filterBit,
  filterMap,
  isList,
  keyLayout,
  type LivePlan,
  ownerOf,
  type SetKind,
  setKinds,
} from '../compiler/filter-config.ts'
import { SystraceError } from '../errors.ts'

/** What is done with the map of lists. */
export interface FilterStore {
  update(key: Uint8Array, value: Uint8Array): void
  delete(key: Uint8Array): unknown
}

type Members = Readonly<Record<SetKind, Set<bigint>>>

interface Block {
  readonly plan: LivePlan
  /** The word that programs read first. */
  readonly word: Int32Array
  readonly configs: DataView
  /** What of each configuration is in the map of lists. */
  readonly members: readonly [Members, Members]
  /** The configuration that was written last; programs read it, unless there is no filter. */
  last: 0 | 1
  holds: FilterConfig
}

const noMembers = (): Members => ({
  pid: new Set(),
  tid: new Set(),
  uid: new Set(),
  comm: new Set(),
  cgroup: new Set(),
})

const noFilters: FilterConfig = { sets: {}, minDuration: 0 }

const present = Uint8Array.of(1)

export class KernelFilters {
  readonly #blocks: readonly Block[]
  readonly #store: FilterStore | undefined

  /**
   * @param state the value of the state map, live
   * @param store undefined when no program reads it
   */
  constructor(plans: readonly LivePlan[], state: Uint8Array, store: FilterStore | undefined) {
    this.#store = store
    this.#blocks = plans.map((plan): Block => {
      const at = state.byteOffset + plan.block
      return {
        plan,
        word: new Int32Array(state.buffer, at + blockLayout.word, 1),
        configs: new DataView(state.buffer, at + blockLayout.configs, 2 * configSize),
        members: [noMembers(), noMembers()],
        last: 1,
        holds: noFilters,
      }
    })
    for (const { plan } of this.#blocks) this.set(plan.index, plan.start)
  }

  /**
   * Puts a handler's filters in force, all at once.
   *
   * @throws RangeError when its lists are too long, SystraceError when the kernel refuses them: then they stay as they were
   */
  set(index: number, config: FilterConfig): void {
    const block = this.#blocks[index]!
    checkCapacity(this.#blocks.map(other => (other === block ? config : other.holds)))
    const next = block.last === 0 ? 1 : 0
    this.#writeLists(block, next, config)
    writeConfig(block, next, config)
    const kinds = kindsOf(config)
    const word = kinds === 0 ? 0 : kinds | (next * configSize)
    Atomics.store(block.word, 0, word)
    block.last = next
    block.holds = config
  }

  /** Makes a configuration's lists of more than one value what they are to be. */
  #writeLists(block: Block, which: 0 | 1, config: FilterConfig): void {
    if (!this.#store) return
    const members = block.members[which]
    try {
      for (const kind of setKinds) {
        const wanted = config.sets[kind]
        // Without a list of the kind, what is there stays for programs that are still at it.
        if (!wanted) continue
        const keep = new Set(wanted)
        for (const value of members[kind]) if (!keep.has(value)) this.#remove(block, which, kind, value)
      }
      this.#makeRoom(block, which, config)
      for (const kind of setKinds) {
        const wanted = config.sets[kind] ?? []
        if (wanted.length < 2) continue
        for (const value of wanted) {
          if (members[kind].has(value)) continue
          this.#store.update(keyOf(block.plan.index, which, kind, value), present)
          members[kind].add(value)
        }
      }
    } catch (cause) {
      throw new SystraceError('Cannot change the filters of a handler: the kernel refuses a value', { cause })
    }
  }

  /** Removes the values that no filter in force needs, if the new ones might not fit otherwise. */
  #makeRoom(block: Block, which: 0 | 1, config: FilterConfig): void {
    const all = this.#blocks.flatMap(({ members }) =>
      members.flatMap(of => setKinds.map(kind => of[kind].size)),
    )
    const used = all.reduce((a, b) => a + b, 0)
    if (used + entriesOf(config) <= filterMap.maxEntries) return
    for (const other of this.#blocks)
      for (const at of [0, 1] as const) {
        const inForce = other.last === at ? other.holds : noFilters
        const { sets } = other === block && at === which ? config : inForce
        for (const kind of setKinds) {
          if ((sets[kind]?.length ?? 0) > 1) continue
          for (const value of other.members[at][kind]) this.#remove(other, at, kind, value)
        }
      }
  }

  #remove(block: Block, which: 0 | 1, kind: SetKind, value: bigint): void {
    this.#store?.delete(keyOf(block.plan.index, which, kind, value))
    block.members[which][kind].delete(value)
  }
}

const kindsOf = (config: FilterConfig): number => {
  const sets = setKinds.reduce((bits, kind) => (config.sets[kind] ? bits | filterBit(kind) : bits), 0)
  return (
    sets |
    (config.syscalls ? filterBit('syscalls') : 0) |
    (config.sample === undefined ? 0 : filterBit('sample')) |
    (config.minDuration > 0 ? filterBit('minDuration') : 0)
  )
}

/** Writes what of a configuration is in the state map; filters that are not there keep their old values. */
const writeConfig = ({ configs }: Block, which: 0 | 1, config: FilterConfig): void => {
  const base = which * configSize
  const word = (at: number, value: bigint): void =>
    configs.setBigUint64(base + at, BigInt.asUintN(64, value), true)
  for (const kind of setKinds) {
    const list = config.sets[kind]
    if (!list) continue
    const only = list.length === 1 ? list[0]! : isList
    word(configLayout[kind], only)
    if (kind !== 'comm' || only === isList) continue
    const mask = (1n << BigInt(8 * (nameLength(only) + 1))) - 1n
    word(configLayout.comm + 8, only >> 64n)
    word(configLayout.commMask, mask)
    word(configLayout.commMask + 8, mask >> 64n)
  }
  if (config.syscalls) {
    const mask = new BigUint64Array(configLayout.pid / 8)
    for (const nr of config.syscalls) mask[nr >> 6]! |= 1n << BigInt(nr & 63)
    mask.forEach((bits, i) => {
      word(configLayout.syscalls + i * 8, bits)
    })
  }
  if (config.sample !== undefined) word(configLayout.sample, BigInt(config.sample))
  if (config.minDuration > 0) word(configLayout.minDuration, BigInt(config.minDuration))
}

/** Bytes of a name without the zeros behind it. */
const nameLength = (name: bigint): number => (name === 0n ? 0 : Math.ceil(name.toString(16).length / 2))

const keyOf = (index: number, which: 0 | 1, kind: SetKind, value: bigint): Uint8Array => {
  const key = new Uint8Array(filterMap.keySize)
  const view = new DataView(key.buffer)
  view.setUint32(keyLayout.owner, ownerOf(index, which), true)
  view.setUint32(keyLayout.kind, setKinds.indexOf(kind), true)
  view.setBigUint64(keyLayout.value, BigInt.asUintN(64, value), true)
  view.setBigUint64(keyLayout.value + 8, value >> 64n, true)
  return key
}
