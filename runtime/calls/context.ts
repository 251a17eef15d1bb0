/** What the parts of a formatter are made with, and what they are. */

import type { Arch } from '../../bpf/facts/syscalls.ts'
import type { MemoryRead } from '../../bpf/recipe.ts'
import type { RawCall } from './call.ts'
import type { Type } from './spec.ts'

/** A value in memory. */
export interface Value {
  /** Bytes. */
  readonly size: number
  /** `end` is where the memory ends that was given, for structs that may be shorter. */
  readonly show: (bytes: Uint8Array, at: number, call: RawCall, end?: number) => string
}

/** Writes an argument, or what stands for it; '' for nothing, with no comma either. */
export type Show = (call: RawCall) => string

export type CallScalar = (low: number, high: number, call: RawCall) => string

export interface ShowOptions {
  readonly stringSize: number
  readonly abbreviate: boolean
  readonly fdName?: ((pid: number, fd: number) => string | undefined) | undefined
}

export interface Context {
  readonly arch: Arch
  readonly options: ShowOptions
  /** The number of the read that a side of the recipe has of an argument; -1 if it has none. */
  op(side: 'enter' | 'exit', arg: number, kind: MemoryRead['read'], offset?: number): number
  /** How a number is written; undefined if the type is none. */
  scalar(type: Type): CallScalar | undefined
  /** How something of a fixed size in memory is written; undefined if the type is not such a thing. */
  value(type: Type): Value | undefined
  struct(name: string): Value
  /** How an argument of a type is written. */
  argument(arg: number, type: Type): Show
}

/** Whether a call failed: its result is an error's number. */
export const failed = (call: RawCall): boolean =>
  call.retHigh >>> 0 === 0xffff_ffff && call.retLow >>> 0 > 0xffff_f000

/** Whether what a call leaves in memory is there. */
export const succeeded = (call: RawCall): boolean => call.completed && !failed(call)
