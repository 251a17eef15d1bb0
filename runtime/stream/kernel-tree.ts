/** The set of followed processes: what user space puts in, and what it sees of it. */

import { readFileSync } from 'node:fs'
import type { BpfMap } from '../../ffi/map.ts'
import { member, memberLayout, treeFlags, treeLayout } from '../compiler/tree-plan.ts'
import type { ProcessTree } from './source.ts'

/** What the set has of a process whose threads nobody has counted. */
const memberOf = (what: number): Uint8Array => {
  const bytes = new Uint8Array(memberLayout.size)
  new DataView(bytes.buffer).setUint32(memberLayout.member, what, true)
  return bytes
}

const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer)

/** Whether a process is there with a thread that lives: one that nobody has waited for is not. */
const isAlive = (pid: number): boolean => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return !/^State:\s*[ZX]/m.test(status) || Number(/^Threads:\s*(\d+)/m.exec(status)?.[1]) > 1
  } catch {
    return false
  }
}

/**
 * The set in the kernel.
 *
 * @param set its map
 * @param words the part of the state map that says what is followed, which the programs read
 */
export class KernelTree implements ProcessTree {
  readonly #set: BpfMap
  readonly #words: DataView

  constructor(set: BpfMap, words: DataView) {
    this.#set = set
    this.#words = words
  }

  follow(pids: readonly number[]): void {
    for (const pid of pids) {
      this.#set.update(u32(pid), memberOf(member.in))
      // It may have ended before it was in the set, and then nothing takes it out.
      if (!isAlive(pid)) this.#set.delete(u32(pid))
    }
  }

  followChildren(): void {
    this.#setFlags(this.#flags | BigInt(treeFlags.children))
  }

  launch<T>(start: () => T): T {
    this.#setFlags(this.#flags | BigInt(treeFlags.launching))
    try {
      return start()
    } finally {
      this.#setFlags(this.#flags & ~BigInt(treeFlags.launching))
    }
  }

  isEmpty(): boolean {
    return this.#set.keys().next().done === true
  }

  unfollowed(): number {
    return Number(this.#words.getBigUint64(treeLayout.full, true))
  }

  get #flags(): bigint {
    return this.#words.getBigUint64(treeLayout.flags, true)
  }

  #setFlags(flags: bigint): void {
    this.#words.setBigUint64(treeLayout.flags, flags, true)
  }
}
