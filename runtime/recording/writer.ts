/**
 * Writes a recording: block by block behind each other, never back, so that whatever ends the process or fills the disk,
 * all blocks before it can be read.
 */

import { randomBytes } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'
import { SystraceError } from '../errors.ts'
import { type BlockType, blockBytes, type RecordingId, signatureBytes } from './blocks.ts'
import { type Header, jsonPayload, type StackText, type Status } from './header.ts'

export interface Rotation {
  /** Bytes of a file, about. */
  readonly size?: number
  /** Milliseconds of a file, about. */
  readonly timeMs?: number
  /** Files that stay: the last so many. */
  readonly keep?: number
}

/** The name of a part: `x.strc`, `x.1.strc`, `x.2.strc`. */
export const partPath = (path: string, part: number): string => {
  if (part === 0) return path
  const dot = path.lastIndexOf('.')
  const stem = dot > path.lastIndexOf('/') + 1 ? dot : path.length
  return `${path.slice(0, stem)}.${part}${path.slice(stem)}`
}

/** Events are collected up to this size, and then packed. */
const blockSize = 1 << 20
/** A record with all that it may hold fits behind what is collected. */
const bufferSize = blockSize + (1 << 18)

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file is as large as it may be',
}

export class RecordingWriter {
  readonly #path: string
  readonly #rotation: Rotation
  readonly #header: Omit<Header, 'part'>
  readonly #buffer = new Uint8Array(bufferSize)
  readonly #words = new Uint32Array(this.#buffer.buffer)
  #used = 0
  #waiting: StackText[] = []
  /** Stacks that the file has. */
  #known = new Set<string>()
  #fd: number
  #part = 0
  #id: RecordingId = 0n
  #sequence = 0
  #bytes = 0
  #openedMs = 0
  /** Of this file. */
  #events = 0
  #allEvents = 0
  #allBytes = 0
  #closed = false

  /**
   * Creates the file, or empties it.
   *
   * @throws SystraceError
   */
  constructor(path: string, header: Omit<Header, 'part'>, rotation: Rotation = {}) {
    this.#path = path
    this.#rotation = rotation
    this.#header = header
    this.#fd = this.#open()
  }

  /** Events and bytes that were written, of all files. */
  get written(): { readonly events: number; readonly bytes: number; readonly files: number } {
    return { events: this.#allEvents, bytes: this.#allBytes + this.#bytes, files: this.#part + 1 }
  }

  #open(): number {
    const path = partPath(this.#path, this.#part)
    try {
      // Who can read it sees what others do.
      this.#fd = openSync(path, 'w', 0o600)
    } catch (cause) {
      const { code } = cause as { code?: string }
      throw new SystraceError(`Cannot create the recording ${JSON.stringify(path)}: ${code ?? cause}`, {
        cause,
      })
    }
    this.#id = randomBytes(8).readBigUInt64LE()
    this.#sequence = 0
    this.#bytes = 0
    this.#events = 0
    this.#known = new Set()
    this.#openedMs = performance.now()
    this.#write(signatureBytes())
    this.#block('header', jsonPayload({ ...this.#header, part: this.#part }))
    return this.#fd
  }

  /**
   * Takes a record.
   *
   * @param layout the number of its layout in the header
   */
  take(layout: number, nr: number, bytes: Uint8Array, at: number, length: number): void {
    const padded = (length + 3) & ~3
    if (this.#used + 8 + padded > bufferSize) this.#pack()
    const words = this.#words
    const start = this.#used >> 2
    words[start] = length
    this.#buffer.set(bytes.subarray(at, at + length), this.#used + 4)
    this.#buffer.fill(0, this.#used + 4 + length, this.#used + 4 + padded)
    // The handler's number, which the tag has, means nothing to who reads it.
    words[start + 1] = (layout << 12) | nr
    this.#used += 4 + padded
    this.#events++
    this.#allEvents++
    if (this.#used >= blockSize) this.#pack()
  }

  /** Takes what a stack means, before the record that has it. */
  stack(key: string, text: () => StackText): void {
    if (this.#known.has(key)) return
    this.#known.add(key)
    this.#waiting.push(text())
  }

  /** Puts what was taken into the file, with what was counted. Rotates, if it is time. @throws SystraceError */
  flush(status: Omit<Status, 'events'>): void {
    if (this.#closed) return
    if (this.#used > 0 || status.last) {
      this.#pack()
      this.#block('status', jsonPayload({ ...status, events: this.#events }))
    }
    if (status.last || this.#events === 0) return
    const { size = Infinity, timeMs = Infinity } = this.#rotation
    if (this.#bytes >= size || performance.now() - this.#openedMs >= timeMs) this.#rotate(status)
  }

  /** Whether the file has its size, so that it is to be flushed. */
  get isFull(): boolean {
    return this.#bytes >= (this.#rotation.size ?? Infinity)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    closeSync(this.#fd)
  }

  #rotate(status: Omit<Status, 'events'>): void {
    this.#block('status', jsonPayload({ ...status, events: this.#events, last: true }))
    closeSync(this.#fd)
    this.#allBytes += this.#bytes
    this.#part++
    this.#open()
    const { keep } = this.#rotation
    if (keep !== undefined && this.#part >= keep)
      rmSync(partPath(this.#path, this.#part - keep), { force: true })
  }

  #pack(): void {
    if (this.#waiting.length > 0) {
      this.#block('stacks', jsonPayload(this.#waiting))
      this.#waiting = []
    }
    if (this.#used === 0) return
    const used = this.#used
    this.#used = 0
    this.#block('events', this.#buffer.subarray(0, used))
  }

  #block(type: BlockType, payload: Uint8Array): void {
    this.#write(blockBytes(type, this.#sequence, this.#id, payload))
    this.#sequence++
  }

  #write(bytes: Uint8Array): void {
    let done = 0
    try {
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done)
    } catch (cause) {
      this.#fail(cause)
    }
    this.#bytes += bytes.length
  }

  /** What the disk did not take is cut off, so that the file ends with a whole block. */
  #fail(cause: unknown): never {
    const { code = String(cause) } = cause as { code?: string }
    try {
      ftruncateSync(this.#fd, this.#bytes)
    } catch {
      // A block that is not whole is left out by who reads it.
    }
    this.close()
    const path = partPath(this.#path, this.#part)
    throw new SystraceError(`Cannot go on recording to ${JSON.stringify(path)}: ${reasons[code] ?? code}`, {
      hint:
        this.#sequence > 1
          ? `what is in it up to here can be replayed; less is recorded with -s, -c or a script`
          : 'record to another file system with -o FILE',
      cause,
    })
  }
}
