/** Numbers of 64 bits, as two of 32, → text. */

import type { TextBytes } from '../text-bytes.ts'

/** The hexadecimal digits of each byte. */
const bytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const word = 2 ** 32

/** As C writes it with %#x: `0x7f00`, and 0 as `0`. */
export const hexText = (low: number, high: number): string => {
  if (high !== 0)
    return `0x${high.toString(16)}${bytes[low >>> 24]!}${bytes[(low >>> 16) & 255]!}${bytes[(low >>> 8) & 255]!}${bytes[low & 255]!}`
  return low === 0 ? '0' : `0x${low.toString(16)}`
}

/** As C writes it with %#08x: `0x000001`, and 0 as `00000000`. */
export const hex8Text = (value: number): string =>
  value === 0 ? '00000000' : `0x${value.toString(16).padStart(6, '0')}`

/** An address; 0 is `NULL`. */
export const pointerText = (low: number, high: number): string =>
  low === 0 && high === 0 ? 'NULL' : hexText(low, high)

/** The same into bytes. */
export const putPointer = (low: number, high: number, out: TextBytes): void =>
  low === 0 && high === 0 ? out.text('NULL') : out.hex(low, high)

export const unsignedText = (low: number, high: number): string => {
  if (high === 0) return `${low}`
  // Above 2 ** 53 a number loses digits.
  return high < 0x20_0000 ? `${high * word + low}` : `${(BigInt(high) << 32n) | BigInt(low)}`
}

export const signedText = (low: number, high: number): string => {
  if (high < 0x8000_0000) return unsignedText(low, high)
  if (high === 0xffff_ffff && low !== 0) return `${low - word}`
  return `${BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low))}`
}

/** As C writes it with %#03o: `0644`, and 0 as `000`. */
export const octalText = (value: number): string => `0${value.toString(8).padStart(2, '0')}`
