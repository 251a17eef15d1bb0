/**
 * What the emission of one program shares: the assembler, the stack, and what is already at hand at a point of the code.
 *
 * Registers: r6 the context, r7 a call's `struct pt_regs`, r8 the current task, r9 the scratch memory once a record or key
 * needs it; r0 to r5 for the rest. Stack: fixed slots from the top, then what a handler's code allocates.
 */

import type { Assembler } from '../../../bpf/asm.ts'
import type { RecordLayout } from '../../../bpf/layout.ts'
import type { SourceLine } from '../../../bpf/spec.ts'
import type { BlobName, Capture, Raw } from '../fields.ts'
import type { Hook, Place } from '../hook.ts'
import { type Counter, counterOffset, stateMap } from '../state.ts'
import type { Target } from '../target.ts'

/** Fixed stack slots, as offsets from r10. */
export const stack = {
  /** The syscall's number. */
  nr: -8,
  /** When this thread entered the call, 0 until it is looked up. */
  entered: -16,
  /** The time of this event, 0 until it is asked for. */
  now: -24,
  /** The CPU's number, as the key of its scratch memory. */
  cpu: -32,
} as const

export const firstFree = -32

/** What is at hand at a point of the code, on every way that leads there. Grows only. */
export interface Known {
  /** Raw values and process names that lie in stack slots. */
  readonly slots: ReadonlySet<string>
  /** How many of the record's blobs have been read into the scratch memory. */
  readonly blobs: number
  /** r9 points to the scratch memory. */
  readonly scratch: boolean
}

export const nothing: Known = { slots: new Set(), blobs: 0, scratch: false }

/** What is known where two ways meet. */
export const meet = (a: Known, b: Known): Known => ({
  slots: a.slots.intersection(b.slots),
  blobs: Math.min(a.blobs, b.blobs),
  scratch: a.scratch && b.scratch,
})

/** Which part of an event a record holds: all, what only the entry sees (strings that the call destroys), or the rest. */
export type RecordHalf = 'whole' | 'entry' | 'exit'

/** Filters of handlers that have code for many classes: tested once, in front of all of them. */
export interface SharedFilters {
  /** What they take of the stack, behind the fixed slots. */
  readonly bytes: number
  /** The slot with a bit for each handler of this class whose filters let the call through. */
  readonly passed: number
  /** By the handler's number among those whose filters can change: its bit, and the slot of its least duration. */
  readonly of: ReadonlyMap<number, { readonly bit: number; readonly least: number }>
}

/** The emission of one handler's code in one program. */
export interface Frame {
  readonly asm: Assembler
  readonly target: Target
  readonly hook: Hook
  /** Where the event's arguments are. */
  readonly places: readonly Place[]
  readonly handler: number
  readonly capture: Capture
  readonly layout: RecordLayout
  readonly half: RecordHalf
  /** The capture's blobs that this half has; the others are empty in it. */
  readonly reads: readonly BlobName[]
  /** Where to go on when this handler is done with the event. */
  readonly done: string
  /** Filters that have been tested before the class of the call was looked at. */
  readonly shared: SharedFilters
  /** Bytes of stack that the program has for itself: functions that it calls take theirs of the same 512. */
  readonly stackSize: number
  known: Known
  /** Allocates bytes on the stack, aligned to 8; the same name gives the same place. */
  slot(name: string, bytes?: number): number
  /** Sets the place in the script, by offset in its source. */
  at(offset: number | undefined): void
  /** Code that is placed behind the handler's, out of its way. */
  later(label: string, emit: () => void): void
}

/** Starts a handler's frame. */
export const openFrame = (
  asm: Assembler,
  fixed: Pick<
    Frame,
    | 'target'
    | 'hook'
    | 'places'
    | 'handler'
    | 'capture'
    | 'layout'
    | 'half'
    | 'reads'
    | 'done'
    | 'shared'
    | 'stackSize'
  >,
  source: (offset: number) => SourceLine | undefined,
): Frame & { flush(): void } => {
  const places = new Map<string, number>()
  const deferred: (() => void)[] = []
  let free: number = firstFree - fixed.shared.bytes
  return {
    ...fixed,
    asm,
    known: nothing,
    slot: (name, bytes = 8) => {
      const before = places.get(name)
      if (before !== undefined) return before
      free -= (bytes + 7) & ~7
      if (free < -fixed.stackSize) throw new StackFull(fixed.handler)
      places.set(name, free)
      return free
    },
    at: offset => asm.source(offset === undefined ? undefined : source(offset)),
    later: (label, emit) => {
      deferred.push(() => {
        asm.label(label)
        emit()
      })
    },
    flush: () => {
      // What is emitted out of the way may have more of the kind.
      for (let emit = deferred.shift(); emit; emit = deferred.shift()) emit()
    },
  }
}

/** The code of a handler needs more than the bytes of stack that a program has, 512 with all its functions: less of it moves. */
export class StackFull extends Error {
  override readonly name = 'StackFull'
  readonly handler: number
  constructor(handler: number) {
    super(`the code of handler ${handler} needs more stack than a program has`)
    this.handler = handler
  }
}

/** Counts a loss of this handler. Uses r1 and r2. */
export const countLoss = (frame: Pick<Frame, 'asm' | 'handler'>, counter: Counter): void => {
  const { asm } = frame
  asm.comment(`count: ${counter}`)
  asm.loadMapValue('r1', stateMap, counterOffset(frame.handler, counter))
  asm.mov('r2', 1)
  asm.atomicAdd('u64', 'r1', 0, 'r2')
}

/** Marks a raw value as lying in its stack slot. */
export const learn = (frame: Frame, name: Raw | 'uidgid' | 'comm' | string): void => {
  frame.known = { ...frame.known, slots: new Set([...frame.known.slots, name]) }
}
