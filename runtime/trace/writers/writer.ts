/**
 * What is written of each call. A writer names the fields of the event that it takes, in order: the script's handler hands
 * over these and no others, so that the kernel sends nothing that nobody shows.
 */

import type { ClockKind } from '../option-table.ts'

export interface WriterOptions {
  /** As asked; each style has its own default. */
  readonly clock: ClockKind | undefined
  /** How long each call took. */
  readonly durations: boolean
  readonly stacks: boolean
  readonly color: boolean
  /** Lines tell whose they are. */
  readonly processes: boolean
  /** When tracing began, ms since 1970. */
  readonly startMs: number
}

export interface Writer {
  /** The name of its function in the script. */
  readonly name: string
  /** Fields of an event, in the order in which they are given. */
  readonly fields: readonly string[]
  readonly write: (...values: never[]) => void
  /** Writes a line that is no call: of a signal, or of an end. Absent where such lines have no place. */
  readonly remark?: (timeMs: number, tid: number, text: string) => void
  /** Writes the call of a function of the kernel. */
  readonly called: (call: FunctionCall) => void
}

/** A function of the kernel was called. */
export interface FunctionCall {
  readonly timeMs: number
  /** The same in ns since 1970. */
  readonly timestamp: string
  readonly pid: number
  readonly tid: number
  readonly uid: number
  readonly comm: string
  readonly name: string
  readonly args: Readonly<Record<string, number | bigint>>
}
