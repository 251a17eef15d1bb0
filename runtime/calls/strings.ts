/** Bytes → text in quotes, escaped as strace does it. */

import { Buffer } from 'node:buffer'
import type { TextBytes } from '../text-bytes.ts'

/** The view of a record's memory that makes strings fastest; the memory is the ring's and hardly ever another. */
let viewed: ArrayBufferLike | undefined
let view = Buffer.alloc(0) as Latin1

/** What Buffers have and their types do not tell: toString without its look at the encoding's name. */
interface Latin1 extends Buffer {
  latin1Slice(start: number, end: number): string
}

const viewOf = (bytes: Uint8Array): Latin1 => {
  if (bytes.buffer !== viewed) {
    viewed = bytes.buffer
    view = Buffer.from(bytes.buffer as ArrayBuffer) as Latin1
  }
  return view
}

/** Bytes as characters of the same number. */
export const plain = (bytes: Uint8Array, start: number, end: number): string =>
  viewOf(bytes).latin1Slice(bytes.byteOffset + start, bytes.byteOffset + end)

const short: Readonly<Record<number, string>> = {
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
}

/** What stands for each byte: at most 4 characters. */
const escapes: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (short[byte]) return short[byte]
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8)}`
})
const lengths = Uint8Array.from(escapes, text => text.length)
const characters = Uint8Array.from({ length: 1024 }, (_, i) => escapes[i >> 2]!.charCodeAt(i & 3) || 0)

const [zero, seven, backslash, dot] = [0x30, 0x37, 0x5c, 0x2e]

/** Whether a byte is written as an octal number of fewer than three digits: with a digit behind it, it needs all three. */
const isShortOctal = (byte: number): boolean => byte < 0x20 && (byte < 9 || byte > 13)

/** Where text is put together: character by character, since joining pieces takes several times as long. */
let scratch = Buffer.alloc(1024) as Latin1

const escapeAll = (bytes: Uint8Array, start: number, end: number): string => {
  if (scratch.length < (end - start) * 4) scratch = Buffer.alloc((end - start) * 8) as Latin1
  let to = 0
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!
    const next = i + 1 < end ? bytes[i + 1]! : 0
    if (next >= zero && next <= seven && isShortOctal(byte)) {
      scratch[to++] = backslash
      scratch[to++] = zero
      scratch[to++] = zero + (byte >> 3)
      scratch[to++] = zero + (byte & 7)
      continue
    }
    const length = lengths[byte]!
    for (let k = 0; k < length; k++) scratch[to++] = characters[byte * 4 + k]!
  }
  return scratch.latin1Slice(0, to)
}

const isPlain = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!
    if (byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c) return false
  }
  return true
}

/** Bytes, escaped, without quotes. */
export const escaped = (bytes: Uint8Array, start: number, end: number): string => {
  return isPlain(bytes, start, end) ? plain(bytes, start, end) : escapeAll(bytes, start, end)
}

/** Bytes in quotes; of more than `most`, the first of them and dots behind. */
export const quoted = (bytes: Uint8Array, start: number, end: number, most: number, cut: boolean): string =>
  end - start > most
    ? `"${escaped(bytes, start, start + most)}"...`
    : cut
      ? `"${escaped(bytes, start, end)}"...`
      : `"${escaped(bytes, start, end)}"`

const quote = 0x22

/** The same as `quoted`, into bytes. */
export const putQuoted = (
  out: TextBytes,
  from: Uint8Array,
  start: number,
  end: number,
  most: number,
  cut: boolean,
): void => {
  const last = Math.min(end, start + most)
  out.room((last - start) * 4 + 5)
  const to = out.bytes
  let { at } = out
  to[at++] = quote
  for (let i = start; i < last; i++) {
    const byte = from[i]!
    if (byte >= 0x20 && byte <= 0x7e && byte !== quote && byte !== backslash) {
      to[at++] = byte
      continue
    }
    const next = i + 1 < last ? from[i + 1]! : 0
    if (next >= zero && next <= seven && isShortOctal(byte)) {
      to[at++] = backslash
      to[at++] = zero
      to[at++] = zero + (byte >> 3)
      to[at++] = zero + (byte & 7)
      continue
    }
    const length = lengths[byte]!
    for (let k = 0; k < length; k++) to[at++] = characters[byte * 4 + k]!
  }
  to[at++] = quote
  if (cut || end > last) for (let k = 0; k < 3; k++) to[at++] = dot
  out.at = at
}

/** Bytes in quotes, all as hexadecimal numbers: what is random anyway. */
export const quotedHex = (
  bytes: Uint8Array,
  start: number,
  end: number,
  most: number,
  cut: boolean,
): string => {
  let text = '"'
  const last = Math.min(end, start + most)
  for (let i = start; i < last; i++) text += `\\x${bytes[i]!.toString(16).padStart(2, '0')}`
  return cut || end > last ? `${text}"...` : `${text}"`
}

/** Where the string ends that begins at `start`: at its NUL, or at `end`. */
export const stringEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let at = start
  while (at < end && bytes[at] !== 0) at++
  return at
}
