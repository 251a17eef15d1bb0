/** One call as it was taken from the kernel: what is shown of it is made from this. */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'

/** A piece of memory that a recipe's read gave. */
export interface Chunk {
  readonly bytes: Uint8Array
  /** Where it starts in `bytes`, and where it ends. */
  readonly start: number
  readonly end: number
  /** There was more. */
  readonly cut: boolean
  /** The memory could not be read, or not all of it. */
  readonly unreadable: boolean
}

/** Valid only until the next record is looked at: its memory is the ring's. */
export interface RawCall {
  readonly syscall: SyscallFact
  /** Process that calls. */
  readonly pid: number
  /** Whether the call has a result: not at its entry. */
  readonly completed: boolean
  /** Wall clock in ms. */
  readonly time: number
  /** The lower 32 bits of argument `i`, unsigned, and the upper ones. */
  low(i: number): number
  high(i: number): number
  /** The result likewise. */
  readonly retLow: number
  readonly retHigh: number
  /** What read number `op` of a side of the recipe gave; undefined if there is no such chunk. */
  chunk(side: 'enter' | 'exit', op: number, part?: number): Chunk | undefined
}
