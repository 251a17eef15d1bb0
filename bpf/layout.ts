/**
 * The layout of a record in the ring: one value that the emitter writes by and the decoder reads by.
 *
 * A record is a fixed part and, behind it, blobs (strings, stacks) of variable length in order, without gaps:
 *
 *     0: u32 tag   4-byte slots, among them one length word per blob   8- and 16-byte slots   blob 0   blob 1 …
 *
 * A length word holds the bytes of its blob in the ring in its low 24 bits, and what went wrong above.
 */

/** A value of fixed size. 16 bytes: a process name. */
export interface SlotSpec {
  readonly name: string
  readonly size: 4 | 8 | 16
}

export interface Slot extends SlotSpec {
  /** Bytes from the start of the record. */
  readonly offset: number
}

export interface RecordLayout {
  readonly slots: ReadonlyMap<string, Slot>
  /** Where each blob's length word is, in the order of the blobs. */
  readonly blobs: readonly { readonly name: string; readonly lengthOffset: number }[]
  /** Bytes before the first blob, a multiple of 8. */
  readonly fixedSize: number
}

/** Flags in a length word. */
export const blobFlags = {
  /** The value did not fit and ends early. */
  cut: 1 << 24,
  /** The memory could not be read; the blob is empty. */
  unreadable: 1 << 25,
} as const

/** The bits of a length word that are the length. */
export const blobLengthMask = 0xffffff

/** Set in a tag when the record is only what the entry of a call saw; the record of its exit follows. */
export const entryHalf = -(2 ** 31)

/** The tag of a record: whose it is and which syscall made it. */
export const tagOf = (handler: number, nr: number): number => (handler << 12) | nr
export const tagHandler = (tag: number): number => (tag & 0x7fffffff) >>> 12
export const tagNumber = (tag: number): number => tag & 0xfff

/**
 * Lays out a record.
 *
 * @example layoutOf([{ name: 'pid', size: 4 }, { name: 'ret', size: 8 }], ['filename'])
 */
export const layoutOf = (slots: readonly SlotSpec[], blobs: readonly string[]): RecordLayout => {
  const placed = new Map<string, Slot>()
  let at = 4
  const place = (slot: SlotSpec): void => {
    placed.set(slot.name, { ...slot, offset: at })
    at += slot.size
  }
  for (const slot of slots) if (slot.size === 4) place(slot)
  const lengths = blobs.map((name, i) => ({ name, lengthOffset: at + 4 * i }))
  at = (at + 4 * blobs.length + 7) & ~7
  for (const slot of slots) if (slot.size !== 4) place(slot)
  return { slots: placed, blobs: lengths, fixedSize: at }
}
