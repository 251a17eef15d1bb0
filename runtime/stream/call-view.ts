/** A call as it lies in a record, for the functions that write calls: one object for all records of a layout. */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import { blobLengthMask, type RecordLayout } from '../../bpf/layout.ts'
import { chunkFlags, chunkLengthMask } from '../../bpf/recipe.ts'
import { chunkNumber } from '../../bpf/recipe-table.ts'
import type { Chunk, RawCall } from '../calls/call.ts'

/** Number and part of a chunk, in its word. */
const keyMask = 0x3ff << 16

/** Where a slot is, in words from the record's start. */
const wordOf = (layout: RecordLayout, name: string): number => {
  const slot = layout.slots.get(name)
  if (!slot) throw new Error(`Cannot show a call: its record has no ${name}`)
  return slot.offset >> 2
}

export class CallView implements RawCall {
  readonly syscall: SyscallFact
  readonly completed: boolean
  readonly #layout: RecordLayout
  readonly #registers: number
  readonly #ret: number
  readonly #pid: number
  readonly #ns: number
  /** Place of the length word of the memory; undefined where the syscall has none. */
  readonly #memory: number | undefined
  readonly #clockOffsetMs: number
  #words: Uint32Array = new Uint32Array(0)
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0
  #first = 0
  /** The record's chunks, found when the first is asked for: their words, and where their bytes start. */
  readonly #found: number[] = []
  readonly #starts: number[] = []
  #count = -1

  constructor(syscall: SyscallFact, layout: RecordLayout, completed: boolean, clockOffsetMs: number) {
    this.syscall = syscall
    this.completed = completed
    this.#layout = layout
    this.#registers = wordOf(layout, 'reg0')
    this.#ret = completed ? wordOf(layout, 'ret') : 0
    this.#pid = wordOf(layout, 'pid')
    this.#ns = wordOf(layout, 'ns')
    const memory = layout.blobs.find(({ name }) => name === 'memory')
    this.#memory = memory && memory.lengthOffset >> 2
    this.#clockOffsetMs = clockOffsetMs
  }

  /** Turns to another record. */
  to(words: Uint32Array, bytes: Uint8Array, at: number): this {
    this.#words = words
    this.#bytes = bytes
    this.#at = at
    this.#first = at >>> 2
    this.#count = -1
    return this
  }

  get pid(): number {
    return this.#words[this.#first + this.#pid]! | 0
  }

  get time(): number {
    return (this.nsHigh * 2 ** 32 + this.nsLow) / 1e6 + this.#clockOffsetMs
  }

  /** The monotonic clock in ns, its lower 32 bits and the upper ones. */
  get nsLow(): number {
    return this.#words[this.#first + this.#ns]!
  }

  get nsHigh(): number {
    return this.#words[this.#first + this.#ns + 1]!
  }

  low(i: number): number {
    return this.#words[this.#first + this.#registers + 2 * i]!
  }

  high(i: number): number {
    return this.#words[this.#first + this.#registers + 2 * i + 1]!
  }

  get retLow(): number {
    return this.completed ? this.#words[this.#first + this.#ret]! : 0
  }

  get retHigh(): number {
    return this.completed ? this.#words[this.#first + this.#ret + 1]! : 0
  }

  chunk(side: 'enter' | 'exit', op: number, part = 0): Chunk | undefined {
    if (this.#memory === undefined) return undefined
    if (this.#count < 0) this.#find(this.#first + this.#memory)
    const key = (chunkNumber(side, op) << 16) | (part << 20)
    for (let i = 0; i < this.#count; i++) {
      const word = this.#found[i]!
      if ((word & keyMask) !== key) continue
      const start = this.#starts[i]!
      return {
        bytes: this.#bytes,
        start,
        end: start + (word & chunkLengthMask),
        cut: (word & chunkFlags.cut) !== 0,
        unreadable: (word & chunkFlags.unreadable) !== 0,
      }
    }
    return undefined
  }

  #find(lengthWord: number): void {
    const words = this.#words
    const bytes = this.#bytes
    let at = this.#at + this.#layout.fixedSize
    for (const { name, lengthOffset } of this.#layout.blobs) {
      if (name === 'memory') break
      at += words[this.#first + (lengthOffset >> 2)]! & blobLengthMask
    }
    const end = at + (words[lengthWord]! & blobLengthMask)
    let count = 0
    while (at < end) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
      this.#found[count] = word
      this.#starts[count++] = at + 4
      at += 4 + (word & chunkLengthMask)
    }
    this.#count = count
  }
}
