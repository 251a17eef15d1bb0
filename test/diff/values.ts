/** The integers and strings of one random case: constants of scripts and values of calls come from here, so that they meet. */

import type { Choices } from './choices.ts'

const edges: readonly bigint[] = [
  0n, 1n, 2n, 3n, -1n, -2n, 5n, 7n, 8n, 10n, 13n, 22n, 63n, 64n, 65n, 100n, 127n, 128n, 255n, 256n, 511n, 512n, 1000n, 1023n,
  1024n, 4095n, 4096n, 65535n, 65536n, 1_000_000n, 1_000_000_000n, -13n, -100n, -4095n, -4096n, 1n << 22n, 1n << 30n,
  (1n << 31n) - 1n, 1n << 31n, (1n << 31n) + 1n, -(1n << 31n), -(1n << 31n) - 1n, (1n << 32n) - 1n, 1n << 32n, (1n << 32n) + 1n,
  1n << 40n, (1n << 53n) - 1n, 1n << 53n, (1n << 53n) + 1n, -(1n << 53n) + 1n, -(1n << 53n), -(1n << 53n) - 1n,
  (1n << 63n) - 1n, 1n << 63n, -(1n << 63n), (1n << 64n) - 1n,
] // biome-ignore format: one list

const texts: readonly string[] = [
  'bash', 'sh', '', 'a', '/etc/passwd', '/tmp/x', '.so', 'openat', 'é', '日本', '𝒳y', '…', 'x…', '\ufeffbom', '\ufffd', 'a\0b',
  '\ud800', 'x\udc00', 'abcdefghijklmno', 'abcdefghijklmnop', 'ENOENT', 'E600', 'E2', 'EWOULDBLOCK', 'constructor', ' ', 'A',
  'p'.repeat(63), 'p'.repeat(64), 'p'.repeat(127), 'p'.repeat(128), 'p'.repeat(129), 'k'.repeat(254), 'k'.repeat(255),
  'k'.repeat(256), `${'k'.repeat(300)}/x`, '^ba', 'a.b', 'a-b/c',
] // biome-ignore format: one list

/** Strings that are long only in the memory of the traced process. */
const lengths = [4095, 4098, 4099, 4100, 5000] as const

const utf8 = new TextEncoder()
const invalid: readonly (readonly number[])[] = [
  [0xff],
  [0xc3],
  [0xe2, 0x80],
  [0xed, 0xa0, 0x80],
  [0x80, 0x41],
  [0xf0, 0x9f],
]

export interface Values {
  /** An integer near those of this case. */
  integer(c: Choices): bigint
  /** A text that a script may have as a constant. */
  text(c: Choices): string
  /** Bytes that a traced process may have as a string, without the NUL behind them. */
  bytes(c: Choices): Uint8Array
  /** Bytes of a name: at most 15, none 0. */
  name(c: Choices): Uint8Array
  /** The same in UTF-8. */
  validName(c: Choices): Uint8Array
}

const concat = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap(part => [...part]))

export const chooseValues = (c: Choices): Values => {
  const integers = c.many(2, 4, () => c.pick(edges))
  const strings = c.many(2, 4, () => c.pick(texts))
  const integer = (choices: Choices): bigint => {
    const near = choices.pick(integers)
    switch (choices.below(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return near
      case 5:
        return near + 1n
      case 6:
        return near - 1n
      case 7:
        return BigInt(choices.below(12))
      case 8:
        return choices.pick(edges)
      default:
        return (
          (BigInt(choices.below(2 ** 31)) << 33n) ^ BigInt(choices.below(2 ** 31)) ^ BigInt(choices.below(8))
        )
    }
  }
  const text = (choices: Choices): string => {
    const near = choices.pick(strings)
    switch (choices.below(8)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return near
      case 4:
        return near.slice(0, choices.below(near.length + 1))
      case 5:
        return near.slice(choices.below(near.length + 1))
      case 6:
        return near + choices.pick(strings)
      default:
        return choices.pick(texts)
    }
  }
  const bytes = (choices: Choices): Uint8Array => {
    const near = utf8.encode(text(choices).toWellFormed())
    switch (choices.below(10)) {
      case 6:
        return concat(near, choices.pick(invalid))
      case 7:
        return concat(choices.pick(invalid), near)
      case 8:
        return near.slice(0, choices.below(near.length + 1))
      case 9: {
        const fill = new Uint8Array(Math.max(0, choices.pick(lengths) - near.length)).fill(0x71)
        return choices.chance(50) ? concat(near, fill) : concat(fill, near)
      }
      default:
        return near
    }
  }
  const name = (choices: Choices): Uint8Array =>
    bytes(choices)
      .filter(byte => byte !== 0)
      .slice(0, 15)
  const validName = (choices: Choices): Uint8Array =>
    utf8.encode(new TextDecoder().decode(name(choices)).replaceAll('\ufffd', '')).slice(0, 15)
  return { integer, text, bytes, name, validName }
}
