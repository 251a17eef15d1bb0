/** The call in a record, for writers that put it into bytes: one object for all records of a handler and syscall. */

import type { CallPut } from '../calls/format.ts'
import { Literal, type TextBytes } from '../text-bytes.ts'
import type { CallView } from './call-view.ts'
import type { UnixTime } from './unix-time.ts'

/** Valid only until the handler returns: its memory is the ring's. */
export class ShownCall {
  readonly #view: CallView
  readonly #put: CallPut
  readonly #clock: UnixTime

  constructor(view: CallView, put: CallPut, clock: UnixTime) {
    this.#view = view
    this.#put = put
    this.#clock = clock
  }

  get name(): string {
    return this.#view.syscall.name
  }

  /** Turns to another record. */
  to(words: Uint32Array, bytes: Uint8Array, at: number): this {
    this.#view.to(words, bytes, at)
    return this
  }

  /** `openat(AT_FDCWD, "/etc/passwd", O_RDONLY)` */
  putCall(out: TextBytes): void {
    this.#put.call(this.#view, out)
  }

  /** `(AT_FDCWD, "/etc/passwd", O_RDONLY)` */
  putArguments(out: TextBytes): void {
    this.#put.args(this.#view, out)
  }

  /** `3`; nothing where there is no result. */
  putResult(out: TextBytes): void {
    this.#put.result(this.#view, out)
  }

  /** The call, and the result behind an equals sign: one that is so many bytes behind `from` at least. */
  putLine(out: TextBytes, from = 0, column = 0): void {
    const view = this.#view
    this.#put.call(view, out)
    const end = out.at
    if (column > 0) out.pad(from, column)
    out.literal(equals)
    const start = out.at
    this.#put.result(view, out)
    if (out.at === start) out.at = end
  }

  /** The registers of the arguments, with commas between. */
  putRegisters(out: TextBytes): void {
    const view = this.#view
    for (let i = 0; i < 6; i++) {
      if (i > 0) out.byte(comma)
      out.unsigned(view.low(i), view.high(i))
    }
  }

  /** ns since 1970. */
  putUnixNs(out: TextBytes): void {
    this.#clock.put(this.#view.nsHigh, this.#view.nsLow, out)
  }
}

const comma = 0x2c
const equals = new Literal(' = ')
