/**
 * Text that is put together as bytes, in one place that is used again and again. Strings made of pieces cost an allocation
 * for each that is read by its characters, and the collector's work behind it: several times what the bytes cost (measured).
 */

import { Buffer } from 'node:buffer'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const [zero, letterA, quote, backslash] = [0x30, 0x61, 0x22, 0x5c]
/** Digits that are written at once: numbers up to here are integers of 32 bits. */
const billion = 1_000_000_000
const word = 2 ** 32

/** What Buffers have and their types do not tell: toString without its look at the encoding's name. */
interface Latin1 extends Buffer {
  latin1Slice(start: number, end: number): string
}

/** The most that a number takes. */
const numberRoom = 24

const digitCount = (value: number): number => {
  if (value < 10_000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4
  if (value < 1_000_000) return value < 100_000 ? 5 : 6
  return value < 100_000_000 ? (value < 10_000_000 ? 7 : 8) : value < billion ? 9 : 10
}

export class TextBytes {
  /** Replaced by a larger one when there is no more room. */
  bytes: Uint8Array<ArrayBuffer>
  /** Where the text ends. */
  at = 0
  #latin1: Latin1 | undefined

  constructor(size: number) {
    this.bytes = new Uint8Array(size)
  }

  /** Makes room for so many more bytes. */
  room(more: number): void {
    if (this.at + more > this.bytes.length) this.#grow(this.at + more)
  }

  #grow(size: number): void {
    const larger = new Uint8Array(size * 2)
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
    this.#latin1 = undefined
  }

  /** A character of ASCII. */
  byte(code: number): void {
    this.room(1)
    this.bytes[this.at++] = code
  }

  /**
   * Any text, as UTF-8.
   *
   * @example out.text('openat(')
   */
  text(text: string): void {
    const { length } = text
    this.room(length * 3)
    const { bytes } = this
    let { at } = this
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit >= 0x80) {
        this.at += encoder.encodeInto(text, bytes.subarray(this.at)).written
        return
      }
      bytes[at++] = unit
    }
    this.at = at
  }

  /** The bytes from `start` to `end` of others. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.room(end - start)
    const { bytes } = this
    let { at } = this
    for (let i = start; i < end; i++) bytes[at++] = from[i]!
    this.at = at
  }

  /** An integer from 0 to 2 ** 53, in decimal. */
  natural(value: number): void {
    this.room(numberRoom)
    if (value < billion) {
      this.#digits(value | 0, digitCount(value | 0))
      return
    }
    const upper = Math.floor(value / billion)
    this.natural(upper)
    this.#digits((value - upper * billion) | 0, 9)
  }

  /** An integer that a number holds exactly. */
  integer(value: number): void {
    if (value >= 0) return this.natural(value)
    this.byte(0x2d)
    this.natural(-value)
  }

  /** The last digits of an integer below a billion, with zeros in front. */
  digits(value: number, count: number): void {
    this.room(numberRoom)
    this.#digits(value, count)
  }

  #digits(value: number, count: number): void {
    const { bytes } = this
    const end = this.at + count
    let rest = value | 0
    for (let at = end - 1; at >= this.at; at--) {
      const next = (rest / 10) | 0
      bytes[at] = zero + (rest - next * 10)
      rest = next
    }
    this.at = end
  }

  /** 64 bits as two of 32, unsigned, in decimal. */
  unsigned(low: number, high: number): void {
    if (high < 0x20_0000) return this.natural(high * word + low)
    if (high === 0xffff_ffff) {
      // 2 ** 64 - 2 ** 32 is 18,446,744,069,414,584,320: what programs hand over as -1 is this and the lower half.
      const rest = 414_584_320 + low
      const carry = Math.floor(rest / billion)
      this.natural(18_446_744_069 + carry)
      this.digits(rest - carry * billion, 9)
      return
    }
    this.text(`${(BigInt(high) << 32n) | BigInt(low)}`)
  }

  /** The same with a sign. */
  signed(low: number, high: number): void {
    if (high < 0x8000_0000) return this.unsigned(low, high)
    if (high === 0xffff_ffff && low !== 0) return this.integer(low - word)
    this.text(`${BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low))}`)
  }

  /** As C writes it with %#x: `0x7f00`, and 0 as `0`. */
  hex(low: number, high: number): void {
    this.room(numberRoom)
    if (high === 0 && low === 0) return this.byte(zero)
    const { bytes } = this
    bytes[this.at++] = zero
    bytes[this.at++] = 0x78
    if (high !== 0) this.#hexDigits(high, (35 - Math.clz32(high)) >> 2)
    this.#hexDigits(low, high !== 0 ? 8 : (35 - Math.clz32(low)) >> 2)
  }

  #hexDigits(value: number, count: number): void {
    const { bytes } = this
    let { at } = this
    for (let shift = (count - 1) * 4; shift >= 0; shift -= 4) {
      const digit = (value >>> shift) & 15
      bytes[at++] = digit < 10 ? zero + digit : letterA - 10 + digit
    }
    this.at = at
  }

  /** Whether the text from `start` to `end` is the same as that from `second` on. */
  isRepeated(start: number, end: number, second: number): boolean {
    const { bytes, at } = this
    if (end - start !== at - second) return false
    for (let i = start; i < end; i++) if (bytes[i] !== bytes[second + i - start]) return false
    return true
  }

  /** Spaces, until the text from `start` on is so many bytes. */
  pad(start: number, width: number): void {
    const missing = start + width - this.at
    if (missing <= 0) return
    this.room(missing)
    for (let i = 0; i < missing; i++) this.bytes[this.at++] = 0x20
  }

  /** Escapes the text from `start` on for a string of JSON, if it is printable ASCII; otherwise it answers false. */
  escapeJson(start: number): boolean {
    const { bytes, at: end } = this
    let marks = 0
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!
      if (byte < 0x20 || byte > 0x7e) return false
      if (byte === quote || byte === backslash) marks++
    }
    if (marks > 0) this.#insertBackslashes(start, marks)
    return true
  }

  #insertBackslashes(start: number, marks: number): void {
    this.room(marks)
    const { bytes } = this
    let from = this.at - 1
    let to = from + marks
    this.at += marks
    // From the end, until nothing has to move any more.
    for (; to > from && from >= start; from--) {
      const byte = bytes[from]!
      bytes[to--] = byte
      if (byte === quote || byte === backslash) bytes[to--] = backslash
    }
  }

  /** Takes the text from `start` on away, and gives it. */
  take(start: number): string {
    const { bytes, at: end } = this
    this.at = start
    for (let i = start; i < end; i++) if (bytes[i]! >= 0x80) return decoder.decode(bytes.subarray(start, end))
    this.#latin1 ??= Buffer.from(bytes.buffer) as Latin1
    return this.#latin1.latin1Slice(start, end)
  }
}
