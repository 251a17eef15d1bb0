/** Numbers and names that can be put into bytes are there what they are as strings. */

import { describe, expect, test } from 'bun:test'
import { bitsScalar } from '../../runtime/calls/flags.ts'
import { type Bits, typeOf } from '../../runtime/calls/spec.ts'
import { numberWords, wordValue } from '../../runtime/calls/values.ts'
import { TextBytes } from '../../runtime/text-bytes.ts'
import { rawCall } from '../support/call-memory.ts'

const halves = [
  0, 1, 7, 99, 100, 1000, 0x1ff, 0xffff, 0x20_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ff9c, 0xffff_ffff,
]
const call = rawCall({ name: 'close', args: [] })

const putText = (put: (out: TextBytes) => void): string => {
  const out = new TextBytes(8)
  put(out)
  return out.take(0)
}

describe('words', () => {
  const options = { stringSize: 32, abbreviate: true }
  for (const word of numberWords) {
    const { scalar } = wordValue(word, options, 'x64')!
    const { put } = scalar
    if (!put) continue
    test(word, () => {
      for (const low of halves)
        for (const high of halves)
          expect(putText(out => put(low, high, out, call))).toBe(scalar(low, high, call))
    })
  }
  test('a descriptor with a name is put with it', () => {
    const { scalar } = wordValue('fd', { ...options, fdName: () => '/x' }, 'x64')!
    expect(scalar.put).toBeUndefined()
    expect(scalar(3, 0, call)).toBe('3</x>')
  })
})

test('flags', () => {
  for (const text of ['|mmap_prot', '#open_access_modes|open_mode_flags', '#whence']) {
    const one = bitsScalar(typeOf(text) as Bits, 'x64')
    const other = bitsScalar(typeOf(text) as Bits, 'x64')
    for (const low of [...halves, ...halves])
      for (const high of [0, 1]) expect(putText(out => other.put!(low, high, out))).toBe(one(low, high))
  }
})
