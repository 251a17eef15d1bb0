/**
 * A ring buffer's mapped pages as typed arrays, read in place. There is no callback and no copy: the reader walks the
 * records from `consumer` to `producer()` and gives the space back with `commit`.
 *
 *     record  u32 length (bit 31 busy: still being written, bit 30 discarded) | u32 | data, rounded up to 8 bytes
 *
 * The data is mapped twice in a row, so that a record never wraps.
 */

import type { BpfMap } from './map.ts'
import { MappedMemory } from './memory.ts'
import { libc } from './symbols.ts'

// Both mappings of the data in one ArrayBuffer, with positions modulo 2^32 below.
const maxSize = 2 ** 30

export class Ring implements Disposable {
  /** Bytes of data, a power of two. */
  readonly size: number
  /** `position & mask` is the record's offset in `bytes`. */
  readonly mask: number
  /** The data, twice. Read only: a write crashes, and so does an Atomics.load. Empty after dispose. */
  readonly words: Uint32Array
  /** The same as bytes. */
  readonly bytes: Uint8Array
  readonly #consumerPage: MappedMemory
  readonly #dataPages: MappedMemory
  readonly #committed: BigUint64Array
  readonly #produced: Uint32Array
  #consumer: number

  /**
   * Maps a map of type `ringbuf` (Linux 5.8), which must stay open as long.
   *
   * @throws SysError of mmap
   */
  constructor(map: BpfMap) {
    const size = map.spec.maxEntries
    if (size > maxSize)
      throw new RangeError(`Cannot map ring "${map.spec.name}": ${size} bytes is above ${maxSize}`)
    const page = libc().getpagesize()
    this.size = size
    this.mask = size - 1
    this.#consumerPage = new MappedMemory(map.fd, page, { writable: true })
    try {
      this.#dataPages = new MappedMemory(map.fd, page + 2 * size, { offset: page })
    } catch (error) {
      this.#consumerPage[Symbol.dispose]()
      throw error
    }
    this.#committed = new BigUint64Array(this.#consumerPage.buffer, 0, 1)
    this.#produced = new Uint32Array(this.#dataPages.buffer, 0, 1)
    this.words = new Uint32Array(this.#dataPages.buffer, page, size / 2)
    this.bytes = new Uint8Array(this.#dataPages.buffer, page, size * 2)
    this.#consumer = Number(this.#committed[0])
  }

  /** The position up to which records were given back. Positions are bytes since the ring was made. */
  get consumer(): number {
    return this.#consumer
  }

  /**
   * The position up to which records were reserved; the last ones may still be busy. Ask once per batch: this is a plain
   * load, which a compiler may move out of a loop. 0 more than `consumer` after dispose.
   */
  producer(): number {
    // The low word is enough, as the producer is at most `size` ahead, and two loads could see two different values.
    const ahead = (this.#produced[0]! - this.#consumer) >>> 0
    return this.#consumer + (this.#produced.length === 0 ? 0 : ahead)
  }

  /** Gives the space of all records before a position back to the kernel. They must not be read after that. */
  commit(position: number): void {
    this.#consumer = position
    // One store of 64 bits: the kernel would take a half-written position for a full ring.
    if (this.#committed.length > 0) Atomics.store(this.#committed, 0, BigInt(position))
  }

  /** Unmaps. The typed arrays become empty; nothing crashes that still holds them. */
  [Symbol.dispose](): void {
    this.#dataPages[Symbol.dispose]()
    this.#consumerPage[Symbol.dispose]()
  }
}
