/** What a recording says of itself: who was recorded where, and how its records are to be read. Checked when it is read. */

import * as v from 'valibot'
import type { RecordLayout } from '../../bpf/layout.ts'
import { escapeControls } from '../format.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const decimal = v.pipe(v.string(), v.regex(/^\d{1,20}$/))
/** What names something, or is compared: as it was, or not at all. */
const name = v.pipe(v.string(), v.maxLength(4096), v.regex(/^\P{Cc}*$/u))
/** What is only shown: to a terminal, a file of somebody's is not to be trusted. */
const shown = v.pipe(v.string(), v.maxLength(1 << 20), v.transform(escapeControls))

/** What an argument or a parameter is called: fields of events are made of it. */
const identifier = v.pipe(name, v.regex(/^(?!__proto__$)[A-Za-z_]\w*$/))

const argument = v.object({
  name: identifier,
  type: name,
  kind: v.picklist(['int', 'uint', 'long', 'ulong', 'pointer', 'string', 'strings', 'bool', 'word']),
})

const syscall = v.object({
  name,
  nr: v.pipe(count, v.maxValue(0xfff)),
  args: v.pipe(v.array(argument), v.maxLength(64)),
})

/** The events of some syscalls, or of one thing that is none, and what their records hold. */
const layout = v.pipe(
  v.object({
    /** Where the events were taken: `sys_exit`, `process:fork`. */
    hook: name,
    phase: v.picklist(['enter', 'complete', 'moment']),
    syscalls: v.pipe(v.array(syscall), v.minLength(1), v.maxLength(1024)),
    slots: v.pipe(
      v.array(v.object({ name, size: v.picklist([4, 8, 16]), offset: v.pipe(count, v.multipleOf(4)) })),
      v.maxLength(256),
    ),
    blobs: v.pipe(v.array(v.object({ name, lengthOffset: v.pipe(count, v.multipleOf(4)) })), v.maxLength(64)),
    fixedSize: v.pipe(count, v.multipleOf(4), v.minValue(8), v.maxValue(65_536)),
    /** Tells which memory was read of the calls, where it is in the records. */
    recipes: v.optional(count),
  }),
  v.check(
    ({ slots, blobs, fixedSize }) =>
      slots.every(({ offset, size }) => offset >= 4 && offset + size <= fixedSize) &&
      blobs.every(({ lengthOffset }) => lengthOffset >= 4 && lengthOffset + 4 <= fixedSize),
    'a field lies outside of its record',
  ),
  v.check(
    ({ phase, syscalls }) => phase === 'moment' || syscalls.every(({ args }) => args.length <= 6),
    'a system call has more arguments than there are registers for them',
  ),
)

const scalar = v.object({
  kind: v.picklist(['signed', 'unsigned', 'bool', 'pointer']),
  /** Bytes, of a register at most. */
  size: v.pipe(count, v.minValue(1), v.maxValue(8)),
  text: name,
})

/** Milliseconds: no date is further from 1970. */
const lastDate = 8.64e15

const header = v.object({
  /** The version of systrace that recorded. */
  systrace: shown,
  kernel: v.object({ release: shown, arch: v.picklist(['x64', 'arm64']) }),
  /** What was recorded, as on the command line. */
  asked: shown,
  /** The number of this file, where a recording has several. */
  part: count,
  clock: v.pipe(
    v.object({
      /** The monotonic clock, in ns, when the first event could come. */
      startNs: decimal,
      /** Milliseconds to add to the monotonic clock for the wall clock. */
      offsetMs: v.pipe(v.number(), v.finite()),
    }),
    v.check(({ startNs, offsetMs }) => Math.abs(Number(startNs) / 1e6 + offsetMs) <= lastDate, 'no date'),
  ),
  /** How much memory of calls was read; null where calls cannot be shown. */
  calls: v.nullable(v.object({ stringSize: v.pipe(count, v.maxValue(4096)), abbreviate: v.boolean() })),
  layouts: v.pipe(v.array(layout), v.maxLength(65_536)),
  /** The functions of the kernel that were probed, as its types have them. */
  functions: v.array(
    v.object({
      name,
      prototype: v.nullable(
        v.object({
          parameters: v.array(v.object({ name: identifier, type: scalar })),
          result: v.nullable(scalar),
        }),
      ),
    }),
  ),
})

export type Header = v.InferOutput<typeof header>
export type RecordedLayout = Header['layouts'][number]

/** What was counted up to a time. */
const status = v.object({
  /** Events of this file up to here. */
  events: count,
  /** The monotonic clock, in ns. */
  ns: decimal,
  /** Whether this is the end, as it was meant. */
  last: v.boolean(),
  losses: v.array(v.object({ text: shown, cause: name, count, probe: v.optional(shown) })),
})
export type Status = v.InferOutput<typeof status>

/** Stacks as text, since what addresses mean is known only where they were taken. */
const stacks = v.array(
  v.object({
    /** The process; 0 for stacks of the kernel. */
    pid: count,
    addresses: v.array(decimal),
    /** A line for each frame. */
    text: v.pipe(
      v.string(),
      v.transform(text => text.split('\n').map(escapeControls).join('\n')),
    ),
  }),
)
export type StackText = v.InferOutput<typeof stacks>[number]

/** What cgroups are called. */
const cgroups = v.array(
  v.object({
    id: decimal,
    path: v.string(),
    /** The ids of those that it is in, from the root of the tree to itself. */
    chain: v.array(decimal),
  }),
)
export type CgroupName = v.InferOutput<typeof cgroups>[number]

const reading =
  <T extends v.GenericSchema>(schema: T) =>
  (payload: Uint8Array): v.InferOutput<T> | undefined => {
    try {
      const read = v.safeParse(schema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)))
      return read.success ? read.output : undefined
    } catch {
      return undefined
    }
  }

export const readHeader = reading(header)
export const readStatus = reading(status)
export const readStacks = reading(stacks)
export const readCgroups = reading(cgroups)

/** A value as the payload of a block. */
export const jsonPayload = (
  value: Header | Status | readonly StackText[] | readonly CgroupName[],
): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** The layout of the records of an entry. */
export const layoutOfRecorded = ({ slots, blobs, fixedSize }: RecordedLayout): RecordLayout => ({
  slots: new Map(slots.map(slot => [slot.name, slot])),
  blobs,
  fixedSize,
})
