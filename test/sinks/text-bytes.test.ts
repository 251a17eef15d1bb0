/** Text as bytes: each piece is what a string of the same would be. */

import { describe, expect, test } from 'bun:test'
import { Literal, TextBytes } from '../../runtime/text-bytes.ts'

const put = (use: (out: TextBytes) => void): string => {
  // So small that it has to grow.
  const out = new TextBytes(4)
  out.text('|')
  use(out)
  return out.take(1)
}

const halves = (value: bigint): [low: number, high: number] => {
  const bits = BigInt.asUintN(64, value)
  return [Number(bits & 0xffff_ffffn), Number(bits >> 32n)]
}

/** Around each power of ten and of two: where numbers become longer, or are made in another way. */
const edges = [
  ...Array.from({ length: 20 }, (_, i) => 10n ** BigInt(i)),
  ...Array.from({ length: 65 }, (_, i) => 2n ** BigInt(i)),
].flatMap(value => [value - 1n, value, value + 1n])

describe('numbers', () => {
  test('64 bits, unsigned, signed and in hexadecimal', () => {
    for (const value of edges) {
      const [low, high] = halves(value)
      const unsigned = BigInt.asUintN(64, value)
      expect(put(out => out.unsigned(low, high))).toBe(`${unsigned}`)
      expect(put(out => out.signed(low, high))).toBe(`${BigInt.asIntN(64, value)}`)
      expect(put(out => out.hex(low, high))).toBe(unsigned === 0n ? '0' : `0x${unsigned.toString(16)}`)
      const [negativeLow, negativeHigh] = halves(-value)
      expect(put(out => out.signed(negativeLow, negativeHigh))).toBe(`${BigInt.asIntN(64, -value)}`)
      expect(put(out => out.unsigned(negativeLow, negativeHigh))).toBe(`${BigInt.asUintN(64, -value)}`)
    }
  })
  test('what a number holds exactly', () => {
    for (const value of edges.map(Number).filter(Number.isSafeInteger)) {
      expect(put(out => out.natural(value))).toBe(`${value}`)
      expect(put(out => out.integer(-value))).toBe(`${-value || 0}`)
    }
  })
  test('with zeros in front', () => {
    for (const value of [0, 7, 42, 999])
      expect(put(out => out.digits(value, 3))).toBe(`${value}`.padStart(3, '0'))
    for (const value of [0, 1000, 999_999])
      expect(put(out => out.digits(value, 6))).toBe(`${value}`.padStart(6, '0'))
    for (const value of [0, 1e6, 999_999_999])
      expect(put(out => out.digits(value, 9))).toBe(`${value}`.padStart(9, '0'))
  })
})

describe('text', () => {
  test('as UTF-8, and literally', () => {
    const text = 'a long enough text, é€😀'
    expect(put(out => out.text(text))).toBe(text)
    for (const ascii of ['', 'a', 'abc', 'abcd', 'abcde', 'openat(AT_FDCWD'])
      expect(put(out => out.literal(new Literal(ascii)))).toBe(ascii)
  })
  test('spaces up to a column', () => {
    const padded = (text: string): string =>
      put(out => {
        out.text(text)
        out.pad(1, 4)
        out.byte(0x7c)
      })
    expect(padded('ab')).toBe('ab  |')
    expect(padded('abcdef')).toBe('abcdef|')
  })
  test('whether it is repeated', () => {
    const out = new TextBytes(16)
    out.text('ab=>ab')
    expect(out.isRepeated(0, 2, 4)).toBe(true)
    expect(out.isRepeated(0, 2, 3)).toBe(false)
    expect(out.isRepeated(1, 3, 4)).toBe(false)
  })
})

describe('escapes of JSON', () => {
  const escaped = (text: string): string | undefined => {
    const out = new TextBytes(4)
    out.text('||')
    out.text(text)
    const isDone = out.escapeJson(2)
    expect(out.take(0).slice(0, 2)).toBe('||')
    out.at = 0
    out.text('||')
    out.text(text)
    return isDone && out.escapeJson(2) ? out.take(2) : undefined
  }
  test('quotes and backslashes, wherever they are', () => {
    for (const mark of ['"', '\\', '"\\', '""""'])
      for (let before = 0; before < 6; before++)
        for (let behind = 0; behind < 6; behind++) {
          const text = '~'.repeat(before) + mark + ' '.repeat(behind)
          expect(escaped(text)).toBe(JSON.stringify(text).slice(1, -1))
        }
    expect(escaped('nothing to do')).toBe('nothing to do')
  })
  test('what is no printable ASCII is left to others', () => {
    for (const odd of ['\0', '\n', '\x1f', '\x7f', 'é'])
      for (let before = 0; before < 6; before++) {
        expect(escaped('a'.repeat(before) + odd)).toBeUndefined()
        expect(escaped(`${'a'.repeat(before) + odd}aaaaa`)).toBeUndefined()
      }
  })
})
