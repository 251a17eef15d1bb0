/**
 * Events of a recording, for a plan that has nothing in the kernel: each recorded event is tested as the kernel would, laid
 * out as the plan's records are, and handed over as if it came from the ring.
 */

import { blobFlags, blobLengthMask, type RecordLayout, tagNumber, tagOf } from '../../bpf/layout.ts'
import { truth } from '../compiler/ir.ts'
import { rawsRead } from '../compiler/ir-walk.ts'
import type { HandlerPlan, Plan, VariantPlan } from '../compiler/plan.ts'
import { type Counter, unseenDurations } from '../compiler/state.ts'
import type { LossReport } from '../losses.ts'
import type { Drained, EventSource, OnRecord } from '../stream/source.ts'
import { RecordedCgroups } from './cgroups.ts'
import {
  blobStart,
  type Cursor,
  inForce,
  type Recorded,
  type Surroundings,
  slotOf,
  type Test,
  testOf,
} from './conditions.ts'
import { layoutOfRecorded, type StackText, type Status } from './header.ts'
import type { Recording } from './reader.ts'
import { recordLength } from './recorder.ts'

/** A source whose events have happened already. */
export interface RecordedSource extends EventSource {
  /** Whether all has been handed over. */
  readonly ended: boolean
  /** What was lost while it was recorded. */
  losses(): readonly LossReport[]
  /** Why it ends early, if it does. */
  readonly broken: string | undefined
  stackText(pid: number, addresses: readonly bigint[]): string
  /**
   * Told of the recorded time, in ns, before each event and at the end.
   *
   * @returns whether that time has come; told again if not: something else was due before
   */
  onTime: (ns: bigint) => boolean
  /** Events of after this time, in ns, are left out. */
  until: bigint | undefined
}

/** Hands a recorded event to one handler. @returns whether it wanted it */
type Transfer = (cursor: Cursor, onRecord: OnRecord) => void

/** A plan's variants as they are replayed: halves have been put together, so that all of a call is tested at once. */
export const wholePlan = (plan: Plan): Plan => ({
  ...plan,
  handlers: plan.handlers.map(handler => ({
    ...handler,
    variants: handler.variants.map(({ halves: _, ...variant }) => variant),
  })),
})

/** What decides on an event: the condition that the kernel's program begins with. */
const conditionOf = ({ body, entryTest = truth }: VariantPlan) => {
  const [first] = body
  if (!first) return undefined
  return { test: first.kind === 'if' ? first.test : truth, entryTest }
}

/** Where the time of an event is. */
const timeReader = (layout: RecordLayout): ((c: Cursor) => bigint) => {
  const slot = layout.slots.get('ns')
  if (!slot) return () => 0n
  return ({ words, at }) => {
    const i = (at + slot.offset) >>> 2
    return (BigInt(words[i + 1]!) << 32n) | BigInt(words[i]!)
  }
}

/** What replaying counts by itself: the rest was counted when it was recorded. */
type Counted = Map<number, Partial<Record<Counter, number>>>

const makeTransfer = (
  recorded: Recorded,
  handler: HandlerPlan,
  variant: VariantPlan,
  around: Surroundings,
  counted: Counted,
): Transfer | undefined => {
  const condition = conditionOf(variant)
  if (!condition) return undefined
  const { layout, syscall } = recorded
  const tests: Test[] = [condition.entryTest, condition.test].map(test => testOf(recorded, test, around))
  const to = variant.layout
  const timed = variant.capture.raws.includes('duration') || rawsRead(variant.body).has('duration')
  const duration = layout.slots.get('duration')?.offset
  const moves = [...to.slots.values()].flatMap(({ name, offset, size }) => {
    const from = slotOf(layout, name)!.offset
    return Array.from({ length: size >> 2 }, (_, i) => [(offset >> 2) + i, (from >> 2) + i] as const)
  })
  const blobs = to.blobs.map(({ name, lengthOffset }) => {
    const index = layout.blobs.findIndex(blob => blob.name === name)
    return {
      to: lengthOffset >> 2,
      from: layout.blobs[index]!.lengthOffset >> 2,
      start: blobStart(layout, index),
      isString: name.startsWith('string'),
    }
  })
  const tag = tagOf(handler.index, syscall.nr)
  let words = new Uint32Array(1024)
  let bytes = new Uint8Array(words.buffer)
  const count = (cause: Counter): void => {
    const own = counted.get(handler.index) ?? {}
    own[cause] = (own[cause] ?? 0) + 1
    counted.set(handler.index, own)
  }
  /** A call without a duration, for a handler that wants it. */
  const leaveOut = (why: number): void => {
    if (why === unseenDurations.missing) count('noEntry')
  }
  return (c, onRecord) => {
    c.unseen = 0
    const holds = tests.every(test => test(c))
    if (c.unseen < 0) return leaveOut(c.unseen)
    if (!holds) return
    const first = c.at >>> 2
    // Durations are less than 2^63.
    const upper = timed && duration !== undefined ? c.words[first + (duration >> 2) + 1]! | 0 : 0
    if (upper < 0) return leaveOut(c.words[first + (duration! >> 2)]! | 0)
    const needed = to.fixedSize + recordLength(layout, c.words, c.at)
    if (needed > bytes.length) {
      words = new Uint32Array((needed + 3) >> 2)
      bytes = new Uint8Array(words.buffer)
    }
    words[0] = tag
    for (const [target, source] of moves) words[target] = c.words[first + source]!
    let at = to.fixedSize
    for (const blob of blobs) {
      const word = c.words[first + blob.from]!
      const from = blob.start(c)
      const length = word & blobLengthMask
      bytes.set(c.bytes.subarray(from, from + length), at)
      words[blob.to] = word
      at += length
      if (blob.isString && (word & blobFlags.unreadable) !== 0) count('unreadable')
    }
    onRecord(words, bytes, 0)
  }
}

/** Whether a record is one that its layout allows. */
const isSound = (layout: RecordLayout, words: Uint32Array, at: number, length: number): boolean =>
  length >= layout.fixedSize && recordLength(layout, words, at) <= length

const noStack = (addresses: readonly bigint[]): string =>
  addresses.map(address => `0x${address.toString(16)}`).join('\n')

/** What a handler lacks by this, it lacks when it is replayed, and is counted then. */
const countedAgain = 'unreadable'

/** Steps between two looks at the clock. */
const batch = 256

/**
 * Opens a recording as the source of a plan's events; the plan must be one that `checkCoverage` has let through.
 *
 * @param cgroups gave the places of those that the plan names
 * @throws UsageError for conditions that no recording tells about
 */
export const openRecording = (
  plan: Plan,
  recording: Recording,
  cgroups = new RecordedCgroups(),
): RecordedSource => {
  const { header } = recording
  const live = plan.live.map(({ start }) => inForce(start))
  const around: Surroundings = { live, cgroups }
  const counted: Counted = new Map()
  const startNs = BigInt(header.clock.startNs)

  const layouts = header.layouts.map(layoutOfRecorded)
  const times = layouts.map(timeReader)
  /** By layout and syscall number, made when its first event comes. */
  const transfers: (Transfer[] | undefined)[][] = header.layouts.map(() => [])
  const transfersOf = (index: number, nr: number): Transfer[] | undefined => {
    const made = transfers[index]![nr] ?? makeTransfers(index, nr)
    transfers[index]![nr] = made
    return made
  }
  const makeTransfers = (index: number, nr: number): Transfer[] | undefined => {
    const { hook, phase, syscalls } = header.layouts[index]!
    const known = syscalls.find(syscall => syscall.nr === nr)
    if (!known) return undefined
    return plan.handlers.flatMap(handler => {
      if (handler.hook !== hook || handler.phase !== phase) return []
      const variant = handler.variants.find(one => one.syscalls.some(syscall => syscall.nr === nr))
      const syscall = variant?.syscalls.find(one => one.nr === nr)
      if (!variant || !syscall) return []
      const transfer = makeTransfer(
        { hook: handler.hook, syscall, layout: layouts[index]! },
        handler,
        variant,
        around,
        counted,
      )
      return transfer ? [transfer] : []
    })
  }

  const stacks = new Map<string, string>()
  const learn = ({ pid, addresses, text }: StackText): void => {
    stacks.set(`${pid} ${addresses.join()}`, text)
  }
  let status: Status | undefined
  let words: Uint32Array = new Uint32Array(0)
  let bytes: Uint8Array = new Uint8Array(0)
  let at = 0
  let ended = false
  let broken: string | undefined
  const cursor: Cursor = { words, bytes, at, unseen: 0 }
  let now = startNs

  /** Goes on to the next block of events. */
  const advance = (): boolean => {
    for (;;) {
      const block = recording.next()
      if (!block) return false
      if (block.type === 'stacks') block.stacks.forEach(learn)
      else if (block.type === 'cgroups') for (const one of block.cgroups) cgroups.learn(one)
      else if (block.type === 'status') status = block.status
      else {
        bytes = block.payload
        words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
        at = 0
        return true
      }
    }
  }

  /** Goes on towards a time. @returns whether it has come */
  const reach = (ns: bigint): boolean => {
    if (ns <= now) return true
    if (!source.onTime(ns)) return false
    now = ns
    return true
  }

  /** Everything up to a time has been handed over: it ends when that has come. */
  const finish = (ns: bigint): void => {
    if (reach(ns)) ended = true
  }

  const finishFile = (): void => {
    broken ??= recording.broken
    const last = status && BigInt(status.ns) > now ? BigInt(status.ns) : now
    finish(source.until !== undefined && source.until < last ? source.until : last)
  }

  /** Hands over the next event, or does what is due before. */
  const step = (onRecord: OnRecord): void => {
    while (at >= bytes.length) if (!advance()) return finishFile()
    const length = words[at >> 2]!
    const start = at + 4
    const tag = words[start >> 2]!
    const index = tag >>> 12
    const layout = layouts[index]
    const list = layout && transfersOf(index, tagNumber(tag))
    if (!layout || !list || start + length > bytes.length || !isSound(layout, words, start, length)) {
      broken = 'the recording has an event that cannot be read'
      return finish(now)
    }
    cursor.words = words
    cursor.bytes = bytes
    cursor.at = start
    const ns = times[index]!(cursor)
    if (source.until !== undefined && ns > source.until) return finish(source.until)
    if (!reach(ns)) return
    at = start + ((length + 3) & ~3)
    for (const transfer of list) transfer(cursor, onRecord)
  }

  const source: RecordedSource = {
    hasRecords: true,
    clockOffsetMs: header.clock.offsetMs,
    drain(onRecord, budgetMs): Drained {
      const deadline = performance.now() + budgetMs
      let records = 0
      while (!ended) {
        step(onRecord)
        if (++records % batch === 0 && performance.now() > deadline)
          return { records, more: true, few: false }
      }
      return { records, more: false, few: false }
    },
    counter: (handler, counter) => counted.get(handler)?.[counter] ?? 0,
    missed: () => 0,
    // A plan without anything in the kernel has no tables and maps there.
    store: () => ({ rows: () => [], full: () => 0, clear: () => {} }),
    mapStore: () => ({ entries: () => [], put: () => false }),
    tree: undefined,
    filter: (index, config) => {
      live[index] = inForce(config)
    },
    detach: () => {
      ended = true
    },
    [Symbol.dispose]: () => recording[Symbol.dispose](),
    get ended() {
      return ended
    },
    get broken() {
      return broken
    },
    losses: () =>
      (status?.losses ?? [])
        .filter(({ cause }) => cause !== countedAgain)
        .map(({ text, cause, count, probe }) => ({
          text: text.replace(/^systrace: /, 'systrace: while it was recorded: '),
          message: { type: 'lost', cause, count, ...(probe !== undefined && { probe }) },
        })),
    stackText: (pid, addresses) => stacks.get(`${pid} ${addresses.join()}`) ?? noStack(addresses),
    onTime: () => true,
    until: undefined,
  }
  return source
}
