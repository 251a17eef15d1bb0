/**
 * Text that is put together as bytes, in one place that is used again and again. Strings made of pieces cost an allocation
 * for each that is read by its characters, and the collector's work behind it: several times what the bytes cost (measured).
 */

import { Buffer } from 'node:buffer'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const [zero, letterA, quote, backslash] = [0x30, 0x61, 0x22, 0x5c]
/** Numbers up to here are integers of 32 bits. */
const billion = 1_000_000_000
const word = 2 ** 32

/** What Buffers have and their types do not tell: toString without its look at the encoding's name. */
interface Latin1 extends Buffer {
  latin1Slice(start: number, end: number): string
}

/** The most that a number takes. */
const numberRoom = 24

/** The digits of the numbers below 1000, of which four bytes are stored at once: with zeros in front, and without. */
const threeDigits = new Int32Array(1000)
const fewDigits = new Int32Array(1000)
// By arithmetic: the start waits for it.
for (let value = 0; value < 1000; value++) {
  const tens = (value / 10) | 0
  const three = 0x30_30_30 | ((value / 100) | 0) | ((tens % 10) << 8) | ((value % 10) << 16)
  threeDigits[value] = three
  fewDigits[value] = three >> (value < 10 ? 16 : value < 100 ? 8 : 0)
}

/** What is beyond the end of a text may be written over: four bytes are stored at once. */
const slack = 4

/** Not 0 if one of the four bytes is 0. It may be so of others as well, where one is 0. */
const zeroIn = (four: number): number => (four - 0x0101_0101) & ~four & 0x8080_8080

/** Not 0 if one of the four bytes is no printable ASCII. */
const special = (four: number): number =>
  ((four - 0x2020_2020) & 0x8080_8080) | ((four + 0x0101_0101) & 0x8080_8080) | (four & 0x8080_8080)

/** A text of ASCII that is written often: four bytes at a time. */
export class Literal {
  readonly words: Int32Array
  readonly length: number

  constructor(text: string) {
    this.length = text.length
    this.words = new Int32Array((text.length + 3) >> 2)
    for (let i = 0; i < text.length; i++) this.words[i >> 2]! |= text.charCodeAt(i) << (8 * (i & 3))
  }
}

export class TextBytes {
  /** Replaced by a larger one when there is no more room. */
  bytes: Uint8Array<ArrayBuffer>
  /** Where the text ends. */
  at = 0
  #view: DataView
  #latin1: Latin1 | undefined

  constructor(size: number) {
    this.bytes = new Uint8Array(size)
    this.#view = new DataView(this.bytes.buffer)
  }

  /** Makes room for so many more bytes. */
  room(more: number): void {
    if (this.at + more + slack > this.bytes.length) this.#grow(this.at + more + slack)
  }

  #grow(size: number): void {
    const larger = new Uint8Array(size * 2)
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
    this.#view = new DataView(larger.buffer)
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

  /** @example out.literal(new Literal('openat')) */
  literal({ words, length }: Literal): void {
    this.room(length)
    const view = this.#view
    const { at } = this
    for (let i = 0; i < words.length; i++) view.setInt32(at + 4 * i, words[i]!, true)
    this.at = at + length
  }

  /** An integer from 0 to 2 ** 53, in decimal. */
  natural(value: number): void {
    this.room(numberRoom)
    if (value < billion) {
      this.#small(value | 0)
      return
    }
    const upper = Math.floor(value / billion)
    this.natural(upper)
    this.digits((value - upper * billion) | 0, 9)
  }

  /** Below a billion. */
  #small(value: number): void {
    if (value < 1000) {
      this.#view.setInt32(this.at, fewDigits[value]!, true)
      this.at += value < 10 ? 1 : value < 100 ? 2 : 3
      return
    }
    const upper = (value / 1000) | 0
    this.#small(upper)
    this.#view.setInt32(this.at, threeDigits[value - upper * 1000]!, true)
    this.at += 3
  }

  /** An integer that a number holds exactly. */
  integer(value: number): void {
    if (value >= 0) return this.natural(value)
    this.byte(0x2d)
    this.natural(-value)
  }

  /** The last 3, 6 or 9 digits of an integer below a billion, with zeros in front. */
  digits(value: number, count: 3 | 6 | 9): void {
    this.room(numberRoom)
    this.#digits(value, count)
  }

  #digits(value: number, count: number): void {
    const upper = (value / 1000) | 0
    if (count > 3) this.#digits(upper, count - 3)
    this.#view.setInt32(this.at, threeDigits[value - upper * 1000]!, true)
    this.at += 3
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
    const view = this.#view
    let marks = 0
    let i = start
    for (; i + 4 <= end; i += 4) {
      const four = view.getInt32(i, true)
      if ((zeroIn(four ^ 0x2222_2222) | zeroIn(four ^ 0x5c5c_5c5c) | special(four)) === 0) continue
      for (let k = i; k < i + 4; k++) {
        const byte = bytes[k]!
        if (byte < 0x20 || byte > 0x7e) return false
        if (byte === quote || byte === backslash) marks++
      }
    }
    for (; i < end; i++) {
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
