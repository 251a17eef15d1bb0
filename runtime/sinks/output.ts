/**
 * A buffered writer over a file descriptor. Text is put into bytes as it arrives, in one loop over its characters: that is
 * two to three times faster than joining strings and encoding them later (short lines, measured).
 */

import { closeSync, fstatSync, openSync } from 'node:fs'
import { host } from '../current-host.ts'
import { SystraceError } from '../errors.ts'
import { TextBytes } from '../text-bytes.ts'

/** The reader has gone (`systrace … | head`): the session ends, quietly. */
export class ClosedOutput extends Error {
  override readonly name = 'ClosedOutput'
}

/** What sinks write to. */
export interface Output {
  readonly isTerminal: boolean
  write(text: string): void
  /** Writes text that is all printable ASCII and answers true; otherwise writes nothing. */
  writePlain(text: string): boolean
  /**
   * Where the bytes go that are written next: for lines that are put together piece by piece.
   *
   * @example output.line().text('a line\n')
   * @throws as `write` does
   */
  line(): TextBytes
  flush(): void
  close(): void
}

const flushBytes = 64 * 1024
/** A UTF-16 unit takes three bytes at most, so text up to `longText` fits behind a full chunk. */
const longText = 4096
const bufferBytes = flushBytes + 3 * longText

const encoder = new TextEncoder()

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space, or write to another file system with -o FILE',
  EDQUOT: 'free some of your disk quota, or write to another file system with -o FILE',
  EACCES: 'choose a file that the invoking user may write',
  ENOENT: 'create the directory first',
  EISDIR: 'name a file in the directory',
}

/** What the system said to a step, in words, and what can be done. */
export const systemError = (step: string, error: unknown): SystraceError => {
  const { code = 'unknown error' } = error as { code?: string }
  // By its name: Deno leaves the number out.
  const numbers: Readonly<Record<string, number>> = process.getBuiltinModule('node:os').constants.errno
  const errno = numbers[code]
  const reason = errno && process.getBuiltinModule('node:util').getSystemErrorMessage(-errno)
  const hint = hints[code]
  return new SystraceError(
    `${step}: ${reason || code}`,
    hint === undefined ? { cause: error } : { hint, cause: error },
  )
}

/** Waits without giving up the thread: events go on collecting in the kernel's ring meanwhile. */
const sleeper = new Int32Array(new SharedArrayBuffer(4))
const shortestWaitMs = 1
const longestWaitMs = 20

/** Major numbers of terminals: consoles and serial lines, /dev/tty, pseudo-terminals. */
const terminals = [4, 5, 136, 137, 138, 139, 140, 141, 142, 143]
/** Of /dev/null and its like. */
const memoryDevices = 1

/** Whether a descriptor is a terminal. Most are told by their device, since node:tty takes 3 ms of the start. */
export const isTerminal = (fd: number): boolean => {
  try {
    const stat = fstatSync(fd)
    if (!stat.isCharacterDevice()) return false
    const major = (stat.rdev >>> 8) & 0xfff
    if (major === memoryDevices) return false
    return terminals.includes(major) || process.getBuiltinModule('node:tty').isatty(fd)
  } catch {
    return false // closed
  }
}

export class FileOutput implements Output {
  readonly isTerminal: boolean
  readonly #fd: number
  readonly #owned: boolean
  readonly #out = new TextBytes(bufferBytes)
  #failure: Error | undefined

  /** `owned` descriptors are closed by `close`. */
  constructor(fd: number, owned = false) {
    this.#fd = fd
    this.#owned = owned
    this.isTerminal = isTerminal(fd)
  }

  /**
   * Creates the file, or empties it.
   *
   * @throws SystraceError
   */
  static create(path: string): FileOutput {
    try {
      return new FileOutput(openSync(path, 'w'), true)
    } catch (error) {
      throw systemError(`Cannot open the output file ${JSON.stringify(path)}`, error)
    }
  }

  /** @throws ClosedOutput when the reader has gone, SystraceError when the text cannot be written; `flush` likewise. */
  write(text: string): void {
    if (!this.#copy(text, 0, 0x80)) this.#encode(text)
  }

  writePlain(text: string): boolean {
    return this.#copy(text, 0x20, 0x7f)
  }

  line(): TextBytes {
    if (this.#out.at >= flushBytes) this.flush()
    return this.#out
  }

  flush(): void {
    if (this.#failure) throw this.#failure
    const out = this.#out
    const end = out.at
    out.at = 0
    this.#writeAll(out.bytes, end)
  }

  close(): void {
    try {
      if (!this.#failure) this.flush()
    } finally {
      if (this.#owned) closeSync(this.#fd)
    }
  }

  /** Copies text whose UTF-16 units are all in [from, to), a part of ASCII; otherwise nothing. */
  #copy(text: string, from: number, to: number): boolean {
    const length = text.length
    if (length > longText) return false
    const out = this.line()
    out.room(length)
    const { bytes } = out
    let { at } = out
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit < from || unit >= to) return false
      bytes[at++] = unit
    }
    out.at = at
    return true
  }

  #encode(text: string): void {
    if (text.length <= longText) {
      this.line().text(text)
      return
    }
    this.flush()
    const bytes = encoder.encode(text)
    this.#writeAll(bytes, bytes.length)
  }

  #writeAll(bytes: Uint8Array, end: number): void {
    let from = 0
    let waitMs = shortestWaitMs
    while (from < end) {
      try {
        from += host.write(this.#fd, bytes.subarray(from, end))
        waitMs = shortestWaitMs
      } catch (error) {
        const { code } = error as { code?: string }
        if (code === 'EINTR') continue
        if (code !== 'EAGAIN') throw this.#fail(code, error)
        Atomics.wait(sleeper, 0, 0, waitMs)
        waitMs = Math.min(longestWaitMs, waitMs * 2)
      }
    }
  }

  /** Remembered, so that nothing is written behind a gap. */
  #fail(code: string | undefined, error: unknown): Error {
    this.#failure =
      code === 'EPIPE'
        ? new ClosedOutput('The reader of the output has gone', { cause: error })
        : systemError('Cannot write the output', error)
    return this.#failure
  }
}
