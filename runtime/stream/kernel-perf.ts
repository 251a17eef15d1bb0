/**
 * Reads the perf buffers of all CPUs as one stream, in the order of time.
 *
 * Each drain first reads the clock and then sees how far the buffers go, and hands over what is not later than that. A thread
 * that goes on on another CPU has left its records whole on the one before, so its records never change places, nor do those of
 * two threads of which one waits for the other. Records of different CPUs within the same microsecond may, as in a ring.
 */

import { monotonicNs } from '../../ffi/clock.ts'
import { PERF_RECORD_SAMPLE, type PerfBuffer, perfRecord } from '../../ffi/perf-buffer.ts'
import type { PerfRing } from '../../ffi/perf-ring.ts'
import type { Drained, OnRecord } from './source.ts'

/** A buffer that is being read. */
interface Cursor {
  readonly buffer: PerfBuffer
  at: number
  readonly end: number
  /** Of the record at `at`, in ns as `Reader` counts them. */
  time: number
}

/** Records between two looks at the clock. */
const batch = 512

export class PerfReader {
  readonly #ring: PerfRing
  /** The high word of the clock at the start: numbers hold what is above for months. */
  readonly #epoch: bigint
  /** Where records that lie across a buffer's end are put together; a record has at most 64 KB. */
  readonly #whole = new Uint8Array(65_536)
  readonly #wholeWords = new Uint32Array(this.#whole.buffer)

  constructor(ring: PerfRing) {
    this.#ring = ring
    this.#epoch = monotonicNs() >> 32n
  }

  /** Hands over the records that are there, for about as long as given. */
  drain(onRecord: OnRecord, budgetMs: number): Drained {
    this.#ring.follow()
    const until = Number(monotonicNs() - (this.#epoch << 32n))
    const waiting = this.#cursors(until)
    const opened = [...waiting]
    const deadline = performance.now() + budgetMs
    let records = 0
    try {
      while (waiting.length > 0) {
        const cursor = waiting[0]!
        const next = waiting[1]?.time ?? until
        do {
          this.#handOver(cursor, onRecord)
          if (++records % batch === 0) {
            // Space is given back as soon as it can be, so that a burst finds room.
            for (const { buffer, at } of opened) buffer.commit(at)
            if (performance.now() > deadline) return { records, more: true, few: false }
          }
          this.#lookAt(cursor)
        } while (cursor.time <= next)
        sink(waiting, until)
      }
    } finally {
      for (const { buffer, at } of opened) buffer.commit(at)
    }
    return { records, more: this.#ring.buffers.some(buffer => buffer.head() !== buffer.tail), few: false }
  }

  /** The buffers that have records up to a time, earliest first. */
  #cursors(until: number): Cursor[] {
    const cursors: Cursor[] = []
    for (const buffer of this.#ring.buffers) {
      const end = buffer.head()
      const cursor = { buffer, at: buffer.tail, end, time: 0 }
      this.#lookAt(cursor)
      if (cursor.time <= until) cursors.push(cursor)
    }
    return cursors.sort((a, b) => a.time - b.time)
  }

  /** Sets the time of the record that is next; none is later than all. Passes over what programs did not send. */
  #lookAt(cursor: Cursor): void {
    const { buffer, end } = cursor
    const { words, mask } = buffer
    while (cursor.at < end) {
      const header = (cursor.at & mask) >>> 2
      if (words[header] === PERF_RECORD_SAMPLE) {
        const low = words[((cursor.at + perfRecord.time) & mask) >>> 2]!
        const high = words[((cursor.at + perfRecord.time + 4) & mask) >>> 2]!
        cursor.time = (high - Number(this.#epoch)) * 2 ** 32 + low
        return
      }
      cursor.at += words[header + 1]! >>> 16
    }
    cursor.time = Number.POSITIVE_INFINITY
  }

  /** Hands over the record that a cursor is at, and goes on behind it. */
  #handOver(cursor: Cursor, onRecord: OnRecord): void {
    const { buffer } = cursor
    const offset = cursor.at & buffer.mask
    const size = buffer.words[(offset >>> 2) + 1]! >>> 16
    // Given back even if what it is handed to throws.
    cursor.at += size
    const { words, bytes } = buffer
    if (offset + size <= buffer.size) onRecord(words, bytes, offset + perfRecord.data)
    else {
      this.#whole.set(bytes.subarray(offset))
      this.#whole.set(bytes.subarray(0, offset + size - buffer.size), buffer.size - offset)
      onRecord(this.#wholeWords, this.#whole, perfRecord.data)
    }
  }
}

/** Puts the first, whose time has changed, where it belongs; takes it out if it is later than is asked for. */
const sink = (waiting: Cursor[], until: number): void => {
  const first = waiting[0]!
  if (first.time > until) {
    waiting.shift()
    return
  }
  let i = 0
  for (; i + 1 < waiting.length && waiting[i + 1]!.time < first.time; i++) waiting[i] = waiting[i + 1]!
  waiting[i] = first
}
