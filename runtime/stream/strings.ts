/** Bytes of records → strings, quickly: process names repeat, and most paths are ASCII. */

import { maxString } from '../compiler/fields.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** What a string that was cut ends in. */
export const cutMark = '…'

/** The text of bytes, UTF-8 with replacement characters. Short ASCII is put together without a decoder. */
export const textOf = (bytes: Uint8Array, from: number, length: number): string => {
  if (length > 64) return decoder.decode(bytes.subarray(from, from + length))
  let text = ''
  for (let i = from; i < from + length; i++) {
    const byte = bytes[i]!
    if (byte >= 0x80) return decoder.decode(bytes.subarray(from, from + length))
    text += String.fromCharCode(byte)
  }
  return text
}

interface Name {
  readonly words: readonly [number, number, number, number]
  readonly text: string
}

const slots = 256
const names: (Name | undefined)[] = new Array(slots).fill(undefined)

/** The process name in 16 bytes at a word offset, NUL-terminated. */
export const commOf = (words: Uint32Array, bytes: Uint8Array, at: number): string => {
  const a = words[at]!
  const b = words[at + 1]!
  const c = words[at + 2]!
  const d = words[at + 3]!
  const slot = (Math.imul(a ^ Math.imul(b, 31) ^ Math.imul(c, 961) ^ d, 0x9e3779b1) >>> 24) % slots
  const known = names[slot]
  if (known && known.words[0] === a && known.words[1] === b && known.words[2] === c && known.words[3] === d)
    return known.text
  const start = at * 4
  let length = 0
  while (length < 15 && bytes[start + length] !== 0) length++
  const text = textOf(bytes, start, length)
  names[slot] = { words: [a, b, c, d], text }
  return text
}

/** NUL-terminated strings, one behind the other. One that fills all that is read of a string ends in the mark. */
export const listOf = (bytes: Uint8Array, from: number, length: number): string[] => {
  const list: string[] = []
  let start = from
  for (let i = from; i < from + length; i++) {
    if (bytes[i] !== 0) continue
    const text = textOf(bytes, start, i - start)
    list.push(i - start === maxString - 1 ? text + cutMark : text)
    start = i + 1
  }
  return list
}
