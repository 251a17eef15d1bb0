/**
 * Writes a recording: block by block behind each other, never back, so that whatever ends the process or fills the disk,
 * all blocks before it can be read.
 */

import { randomBytes } from 'node:crypto'
import { closeSync, fchmodSync, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'
import { SystraceError } from '../errors.ts'
import { systemError } from '../sinks/output.ts'
import { type BlockType, blockBytes, type RecordingId, signatureBytes } from './blocks.ts'
import { type CgroupName, type Header, jsonPayload, type StackText, type Status } from './header.ts'

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

/** Stacks that are known to be in the file; of one that is not, the meaning is written again. */
const mostKnown = 65_536

/** The id of no cgroup, in halves. */
const noCgroup = { low: 0, high: 0 }

/** What was written up to a time. */
export interface Written {
  readonly events: number
  readonly bytes: number
  readonly files: readonly string[]
  /** Files that had to make room. */
  readonly removed: number
  /** Whether all could be written. */
  readonly isWhole: boolean
}

export class RecordingWriter {
  readonly #path: string
  readonly #rotation: Rotation
  readonly #header: Omit<Header, 'part'>
  readonly #buffer = new Uint8Array(bufferSize)
  readonly #words = new Uint32Array(this.#buffer.buffer)
  #used = 0
  #waiting: StackText[] = []
  #waitingSize = 0
  #waitingCgroups: CgroupName[] = []
  /** Stacks, the latest of them, and cgroups that the file has. */
  #known = new Set<string>()
  #knownCgroups = new Set<bigint>()
  #lastCgroup = noCgroup
  #fd: number
  /** Neither a pipe nor a device, and of a file system that tells whether it is still there. */
  #isKnown = false
  #part = 0
  #id: RecordingId = 0n
  #sequence = 0
  #bytes = 0
  #openedMs = 0
  /** Of what is collected, of this file, and of the files before. */
  #collected = 0
  #events = 0
  #eventsBefore = 0
  #bytesBefore = 0
  #closed = false
  #failed = false

  /**
   * Creates the file, or empties it.
   *
   * @throws SystraceError
   */
  constructor(path: string, header: Omit<Header, 'part'>, rotation: Rotation = {}) {
    this.#path = path
    this.#rotation = rotation
    this.#header = header
    this.#fd = this.#open(header.clock.startNs)
  }

  /** What was written: events and bytes of all files, and the files that are there. */
  get written(): Written {
    const kept = Math.min(this.#part + 1, this.#rotation.keep ?? Number.POSITIVE_INFINITY)
    const first = this.#part + 1 - kept
    return {
      events: this.#eventsBefore + this.#events,
      bytes: this.#bytesBefore + this.#bytes,
      files: Array.from({ length: kept }, (_, i) => partPath(this.#path, first + i)),
      removed: first,
      isWhole: !this.#failed,
    }
  }

  /** @param startNs when its first event could come */
  #open(startNs: string): number {
    const path = partPath(this.#path, this.#part)
    try {
      // Who can read it sees what others do, also where the file was there.
      this.#fd = openSync(path, 'w', 0o600)
      const stat = fstatSync(this.#fd)
      if (stat.isFile()) fchmodSync(this.#fd, 0o600)
      this.#isKnown = stat.isFile() && stat.nlink > 0
    } catch (cause) {
      throw systemError(`Cannot create the recording ${JSON.stringify(path)}`, cause)
    }
    this.#id = randomBytes(8).readBigUInt64LE()
    this.#sequence = 0
    this.#bytes = 0
    this.#events = 0
    this.#known = new Set()
    this.#knownCgroups = new Set()
    this.#lastCgroup = noCgroup
    this.#openedMs = performance.now()
    this.#write(signatureBytes())
    this.#block(
      'header',
      jsonPayload({
        ...this.#header,
        clock: { ...this.#header.clock, startNs },
        part: this.#part,
      }),
    )
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
    this.#collected++
    if (this.#used >= blockSize) this.#pack()
  }

  /** Takes what a stack means, before the record that has it. */
  stack(key: string, text: () => StackText): void {
    if (this.#known.has(key)) return
    if (this.#known.size === mostKnown) this.#known.clear()
    this.#known.add(key)
    const one = text()
    this.#waiting.push(one)
    this.#waitingSize += one.text.length + 24 * one.addresses.length
    if (this.#waitingSize > blockSize) this.#packNames()
  }

  /** Takes what a cgroup is called, before the record that has its id. */
  cgroup(low: number, high: number, find: (id: bigint) => CgroupName | undefined): void {
    // Mostly it is that of the event before.
    if (low === this.#lastCgroup.low && high === this.#lastCgroup.high) return
    this.#lastCgroup = { low, high }
    const id = (BigInt(high) << 32n) | BigInt(low)
    if (this.#knownCgroups.has(id)) return
    this.#knownCgroups.add(id)
    const name = find(id)
    if (name) this.#waitingCgroups.push(name)
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
    const ended = this.#fd
    this.#bytesBefore += this.#bytes
    this.#eventsBefore += this.#events
    this.#part++
    try {
      this.#open(status.ns)
    } catch (error) {
      this.#failed = true
      this.#closed = true
      throw error
    } finally {
      closeSync(ended)
    }
    const { keep } = this.#rotation
    if (keep !== undefined && this.#part >= keep)
      rmSync(partPath(this.#path, this.#part - keep), { force: true })
  }

  #pack(): void {
    this.#packNames()
    if (this.#used === 0) return
    const used = this.#used
    this.#used = 0
    this.#block('events', this.#buffer.subarray(0, used))
    this.#events += this.#collected
    this.#collected = 0
  }

  /** What records refer to comes before them. */
  #packNames(): void {
    if (this.#waiting.length > 0) {
      this.#block('stacks', jsonPayload(this.#waiting))
      this.#waiting = []
      this.#waitingSize = 0
    }
    if (this.#waitingCgroups.length > 0) {
      this.#block('cgroups', jsonPayload(this.#waitingCgroups))
      this.#waitingCgroups = []
    }
  }

  #block(type: BlockType, payload: Uint8Array): void {
    this.#write(blockBytes(type, this.#sequence, this.#id, payload))
    this.#sequence++
  }

  #write(bytes: Uint8Array): void {
    this.#checkOwn()
    let done = 0
    try {
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done)
    } catch (cause) {
      this.#fail(cause)
    }
    this.#bytes += bytes.length
  }

  /** Looks whether the file is still there and as it was left. @throws SystraceError */
  #checkOwn(): void {
    if (!this.#isKnown) return
    const { size, nlink } = fstatSync(this.#fd)
    if (nlink > 0 && size === this.#bytes) return
    this.#failed = true
    this.close()
    const path = JSON.stringify(partPath(this.#path, this.#part))
    throw new SystraceError(
      `Cannot go on recording to ${path}: ${nlink > 0 ? 'something else has written to it' : 'it has been removed'}`,
      { hint: 'name a file for this recording alone: -o FILE' },
    )
  }

  /** What the disk did not take is cut off, so that the file ends with a whole block. */
  #fail(cause: unknown): never {
    try {
      ftruncateSync(this.#fd, this.#bytes)
    } catch {
      // A block that is not whole is left out by who reads it.
    }
    this.#failed = true
    this.close()
    const path = partPath(this.#path, this.#part)
    const { message } = systemError(`Cannot go on recording to ${JSON.stringify(path)}`, cause)
    throw new SystraceError(message, {
      hint:
        this.#sequence > 1
          ? 'what is in it up to here can be replayed; -s, -c or a script record less'
          : 'record to another file system with -o FILE',
      cause,
    })
  }
}
