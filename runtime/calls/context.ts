/** What the parts of a formatter are made with, and what they are. */

import type { Arch } from '../../bpf/facts/syscalls.ts'
import type { MemoryRead } from '../../bpf/recipe.ts'
import { TextBytes } from '../text-bytes.ts'
import type { RawCall } from './call.ts'
import type { Type } from './spec.ts'

/** A value in memory. */
export interface Value {
  /** Bytes. */
  readonly size: number
  /** `end` is where the memory ends that was given, for structs that may be shorter. */
  readonly show: (bytes: Uint8Array, at: number, call: RawCall, end?: number) => string
  /** The same into bytes, where that is quicker than by a string. */
  readonly put?: ValuePut | undefined
}

export type ValuePut = (bytes: Uint8Array, at: number, out: TextBytes, call: RawCall, end?: number) => void

/** Writes an argument, or what stands for it; nothing has no comma either. */
export type Put = (call: RawCall, out: TextBytes) => void

/** The text of the same; '' for nothing. What is written often also knows how to put it into bytes. */
export interface Show {
  (call: RawCall): string
  readonly put?: Put
}

export type ScalarPut = (low: number, high: number, out: TextBytes, call: RawCall) => void

export interface CallScalar {
  (low: number, high: number, call: RawCall): string
  readonly put?: ScalarPut | undefined
}

/** Where strings are made of what is put into bytes. */
const scratch = new TextBytes(1024)

/** What `put` puts, as a string. */
export const textOf = (put: (out: TextBytes) => void): string => {
  const start = scratch.at
  try {
    put(scratch)
    return scratch.take(start)
  } finally {
    scratch.at = start
  }
}

/** Makes the text out of what puts it. */
export const showOf = (put: Put): Show =>
  Object.assign((call: RawCall) => textOf(out => put(call, out)), { put })

/** How a text is put. */
export const putOf = (show: Show): Put => show.put ?? ((call, out) => out.text(show(call)))

export const putOfScalar = (scalar: CallScalar): ScalarPut =>
  scalar.put ?? ((low, high, out, call) => out.text(scalar(low, high, call)))

export const putOfValue = ({ show, put }: Pick<Value, 'show' | 'put'>): ValuePut =>
  put ?? ((bytes, at, out, call, end) => out.text(show(bytes, at, call, end)))

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
