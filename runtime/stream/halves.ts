/**
 * Puts the two records of a call together: the entry's, with the memory that the call overwrites (with exec: all that there
 * was), and the exit's, with the rest. What the recipe read at the entry comes in front of what it read at the exit.
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

/** Entries kept at the most: a call that never ends leaves one behind. */
const limit = 4096

/** What is known of the records of a syscall. */
interface Shape {
  readonly layout: RecordLayout
  readonly replaces: boolean
  readonly decided: boolean
  readonly pid: number
  readonly tid: number
  /** Where the time of the event and the call's duration are, where the halves find each other by the time of entry. */
  readonly time: { readonly ns: number; readonly duration: number } | undefined
  /** The registers of the arguments, as far as they are in the records: where, and how many bytes. */
  readonly registers: readonly { readonly offset: number; readonly size: number }[]
  /** The length words of the blobs before the memory, and of the memory. */
  readonly before: readonly number[]
  readonly memory: number | undefined
}

const isRegister = (slot: string): boolean => slot.startsWith('arg') || slot.startsWith('reg')

const shapeOf = ({ layout, halves, entryTest }: VariantPlan): Shape => {
  const blobs = layout.blobs.filter(blob => blob.name !== 'memory')
  return {
    layout,
    replaces: halves?.replaces ?? false,
    decided: entryTest !== undefined,
    pid: layout.slots.get('pid')!.offset,
    tid: layout.slots.get('tid')!.offset,
    time: halves?.replaces
      ? { ns: layout.slots.get('ns')!.offset, duration: layout.slots.get('duration')!.offset }
      : undefined,
    registers: [...layout.slots.values()].filter(slot => isRegister(slot.name)),
    before: blobs.map(blob => blob.lengthOffset),
    memory: layout.blobs.find(blob => blob.name === 'memory')?.lengthOffset,
  }
}

/** Ends with the registers of where the signal came. */
const restoring = 'rt_sigreturn'

export class Halves {
  readonly #shapes = new Map<number, Shape>()
  /** By thread, oldest first. */
  readonly #kept = new Map<number, Uint32Array>()

  constructor(variants: readonly VariantPlan[]) {
    for (const variant of variants) {
      const shape = shapeOf(variant)
      for (const { nr, name } of variant.syscalls)
        this.#shapes.set(nr, name === restoring ? { ...shape, registers: [] } : shape)
    }
  }

  /** Keeps the record of an entry until its exit comes. */
  keep(words: Uint32Array, bytes: Uint8Array, at: number, nr: number): void {
    const shape = this.#shapes.get(nr)
    if (!shape) return
    const length = startOfMemory(shape, words, at) - at + memoryLength(shape, words, at)
    const copy = new Uint32Array((length + 3) >> 2)
    new Uint8Array(copy.buffer).set(bytes.subarray(at, at + length))
    const tid = copy[shape.tid >> 2]!
    this.#kept.delete(tid)
    this.#kept.set(tid, copy)
    if (this.#kept.size > limit) for (const oldest of this.#kept.keys()) return void this.#kept.delete(oldest)
  }

  /** Whether a call's entry was sent only if it was wanted: an exit without one is no event. */
  isDecidedAtEntry(nr: number): boolean {
    return this.#shapes.get(nr)?.decided === true
  }

  /** The whole record of an exit; undefined if its syscall has no halves, or the entry was not seen. */
  join(words: Uint32Array, bytes: Uint8Array, at: number, nr: number): Joined | undefined {
    const exit = this.#shapes.get(nr)
    if (!exit) return undefined
    const kept = this.#take(exit, words, at)
    if (!kept) return undefined
    const entered = tagNumber(kept[0]!)
    const entry = this.#shapes.get(entered)!
    const own = new Uint8Array(kept.buffer)
    const from = startOfMemory(exit, words, at)
    const late = bytes.subarray(from, from + memoryLength(exit, words, at))
    const start = startOfMemory(entry, kept, 0)
    const early = own.subarray(start, start + memoryLength(entry, kept, 0))
    // An exec's strings are in the record of its entry; of other calls all is in the exit's, but the memory.
    const base = entry.replaces ? own.subarray(0, start) : bytes.subarray(at, from)
    const whole = new Uint32Array((base.length + early.length + late.length + 3) >> 2)
    const joined = new Uint8Array(whole.buffer)
    joined.set(base)
    joined.set(early, base.length)
    joined.set(late, base.length + early.length)
    if (entry.memory !== undefined) whole[entry.memory >> 2] = early.length + late.length
    if (entry.replaces)
      for (const slot of entry.layout.slots.values()) {
        const there = exit.layout.slots.get(slot.name)
        // The registers of the arguments are cleared by then.
        if (!there || isRegister(slot.name)) continue
        joined.set(bytes.subarray(at + there.offset, at + there.offset + slot.size), slot.offset)
      }
    return { nr: entered, words: whole, bytes: joined }
  }

  /** Takes the entry that an exit belongs to. One whose exit was not sent may have stayed. */
  #take(exit: Shape, words: Uint32Array, at: number): Uint32Array | undefined {
    const tid = words[(at + exit.tid) >>> 2]!
    const pid = words[(at + exit.pid) >>> 2]!
    const own = this.#kept.get(tid)
    this.#kept.delete(tid)
    if (own && this.#pidOf(own) === pid && this.#isSameCall(own, exit, words, at)) return own
    if (!exit.replaces) return undefined
    // A thread that was not the leader has the leader's number after its exec.
    for (const [key, entry] of this.#kept)
      if (this.#pidOf(entry) === pid && this.#isSameCall(entry, exit, words, at)) {
        this.#kept.delete(key)
        return entry
      }
    return undefined
  }

  /** Whether an entry is that of an exit. */
  #isSameCall(entry: Uint32Array, exit: Shape, words: Uint32Array, at: number): boolean {
    const { replaces, time } = this.#shapeOf(entry)
    if (replaces !== exit.replaces) return false
    if (!time) return sameArguments(exit, entry, words, at)
    const ended = longAt(words, (at + exit.time!.ns) >>> 2)
    const took = longAt(words, (at + exit.time!.duration) >>> 2)
    return longAt(entry, time.ns >> 2) === BigInt.asUintN(64, ended - took)
  }

  #shapeOf(entry: Uint32Array): Shape {
    return this.#shapes.get(tagNumber(entry[0]!))!
  }

  #pidOf(entry: Uint32Array): number {
    return entry[this.#shapeOf(entry).pid >> 2]!
  }
}

const startOfMemory = ({ layout, before }: Shape, words: Uint32Array, at: number): number =>
  before.reduce((to, offset) => to + (words[(at + offset) >>> 2]! & blobLengthMask), at + layout.fixedSize)

const memoryLength = ({ memory }: Shape, words: Uint32Array, at: number): number =>
  memory === undefined ? 0 : words[(at + memory) >>> 2]! & blobLengthMask

const longAt = (words: Uint32Array, i: number): bigint => (BigInt(words[i + 1]!) << 32n) | BigInt(words[i]!)

/** Whether an entry has the same syscall and arguments as an exit. */
const sameArguments = ({ registers }: Shape, entry: Uint32Array, words: Uint32Array, at: number): boolean =>
  tagNumber(entry[0]!) === tagNumber(words[at >>> 2]!) &&
  registers.every(
    ({ offset, size }) =>
      entry[offset >> 2] === words[(at + offset) >>> 2] &&
      (size === 4 || entry[(offset >> 2) + 1] === words[((at + offset) >>> 2) + 1]),
  )
