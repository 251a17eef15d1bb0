/** Bytes → text in quotes, escaped as strace does it. */

import { Buffer } from 'node:buffer'

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

/** What stands for each byte, and what does before a digit, where it would be read as more of an octal number. */
const escapes: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (short[byte]) return short[byte]
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8)}`
})
const longEscapes: readonly string[] = escapes.map((text, byte) =>
  byte < 0x20 && !short[byte] ? `\\${byte.toString(8).padStart(3, '0')}` : text,
)

const isPlain = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!
    if (byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c) return false
  }
  return true
}

/** Bytes, escaped, without quotes. */
export const escaped = (bytes: Uint8Array, start: number, end: number): string => {
  if (isPlain(bytes, start, end)) return plain(bytes, start, end)
  let text = ''
  for (let i = start; i < end; i++) {
    const next = i + 1 < end ? bytes[i + 1]! : 0
    text += next >= 0x30 && next <= 0x37 ? longEscapes[bytes[i]!]! : escapes[bytes[i]!]!
  }
  return text
}

/** Bytes in quotes; of more than `most`, the first of them and dots behind. */
export const quoted = (bytes: Uint8Array, start: number, end: number, most: number, cut: boolean): string =>
  end - start > most
    ? `"${escaped(bytes, start, start + most)}"...`
    : cut
      ? `"${escaped(bytes, start, end)}"...`
      : `"${escaped(bytes, start, end)}"`

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
