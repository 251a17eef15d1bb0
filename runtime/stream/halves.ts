/**
 * Puts the two records of an exec together: the entry's, with the strings that exec destroys, and the exit's, with the rest.
 * The whole is the entry's bytes with the exit's values written over them.
 */

import { blobLengthMask, type RecordLayout, tagNumber } from '../../bpf/layout.ts'
import type { VariantPlan } from '../compiler/plan.ts'

/** A record that is whole. */
export interface Joined {
  /** The syscall that was entered: a successful execveat ends as an execve. */
  readonly nr: number
  readonly words: Uint32Array
  readonly bytes: Uint8Array
}

/** Entries kept at the most: an exec that never ends leaves one behind. */
const limit = 4096

export class Halves {
  readonly #layouts = new Map<number, RecordLayout>()
  /** By thread, oldest first. */
  readonly #kept = new Map<number, Uint32Array>()

  readonly #decided = new Set<number>()

  constructor(variants: readonly VariantPlan[]) {
    for (const { syscalls, layout, entryTest } of variants)
      for (const { nr } of syscalls) {
        this.#layouts.set(nr, layout)
        if (entryTest.kind !== 'bool' || !entryTest.value) this.#decided.add(nr)
      }
  }

  /** Keeps the record of an entry until its exit comes. */
  keep(words: Uint32Array, bytes: Uint8Array, at: number, nr: number): void {
    const layout = this.#layouts.get(nr)
    if (!layout) return
    let length = layout.fixedSize
    for (const blob of layout.blobs) length += words[(at + blob.lengthOffset) >>> 2]! & blobLengthMask
    const copy = new Uint32Array((length + 3) >> 2)
    new Uint8Array(copy.buffer).set(bytes.subarray(at, at + length))
    const tid = word(layout, 'tid', copy, 0)
    this.#kept.delete(tid)
    this.#kept.set(tid, copy)
    if (this.#kept.size > limit) for (const oldest of this.#kept.keys()) return void this.#kept.delete(oldest)
  }

  /** Whether a call's entry was sent only if it was wanted: an exit without one is no event. */
  isDecidedAtEntry(nr: number): boolean {
    return this.#decided.has(nr)
  }

  /** The whole record of an exit; undefined if its syscall has no halves, or the entry was not seen. */
  join(words: Uint32Array, bytes: Uint8Array, at: number, nr: number): Joined | undefined {
    const layout = this.#layouts.get(nr)
    if (!layout) return undefined
    const entry = this.#take(word(layout, 'tid', words, at), word(layout, 'pid', words, at))
    if (!entry) return undefined
    const entered = tagNumber(entry[0]!)
    const whole = new Uint8Array(entry.buffer)
    for (const slot of this.#layouts.get(entered)!.slots.values()) {
      const from = layout.slots.get(slot.name)
      // The registers of the arguments are cleared by then.
      if (!from || slot.name.startsWith('arg')) continue
      whole.set(bytes.subarray(at + from.offset, at + from.offset + slot.size), slot.offset)
    }
    return { nr: entered, words: entry, bytes: whole }
  }

  #take(tid: number, pid: number): Uint32Array | undefined {
    const own = this.#kept.get(tid)
    if (own && this.#pidOf(own) === pid) {
      this.#kept.delete(tid)
      return own
    }
    // A thread that was not the leader has the leader's number after its exec.
    for (const [key, entry] of this.#kept)
      if (this.#pidOf(entry) === pid) {
        this.#kept.delete(key)
        return entry
      }
    return undefined
  }

  #pidOf(entry: Uint32Array): number {
    return word(this.#layouts.get(tagNumber(entry[0]!))!, 'pid', entry, 0)
  }
}

const word = (layout: RecordLayout, name: 'pid' | 'tid', words: Uint32Array, at: number): number =>
  words[(at + layout.slots.get(name)!.offset) >>> 2]!
