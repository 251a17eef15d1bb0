import { expect, test } from 'bun:test'
import { decode, encode, type Insn, slots } from '../../bpf/insn.ts'

/** Mulberry32: small, and the same numbers for the same seed everywhere. */
const random = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

test('decode gives back what encode wrote, for random instructions', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  console.log(`insn round trip: SEED=${seed}`)
  const next = random(seed)
  const insns: Insn[] = Array.from({ length: 5000 }, () => {
    const op = next(8) === 0 ? 0x18 : next(256)
    const imm = op === 0x18 ? (BigInt(next(2 ** 32)) << 32n) | BigInt(next(2 ** 32)) : next(2 ** 32) | 0
    return { op, dst: next(11), src: next(16), off: next(65536) - 32768, imm }
  })
  const bytes = encode(insns, () => -1)
  expect(bytes.length).toBe(insns.reduce((sum, insn) => sum + slots(insn) * 8, 0))
  expect(decode(bytes)).toEqual(insns)
  expect(encode(decode(bytes), () => -1)).toEqual(bytes)
})

test('decode gives a map load as its descriptor and offset', () => {
  const insn = { op: 0x18, dst: 1, src: 2, off: 0, imm: 0, map: { name: 'config', offset: 16 } }
  expect(decode(encode([insn], () => 9))).toEqual([
    { op: 0x18, dst: 1, src: 2, off: 0, imm: (16n << 32n) | 9n },
  ])
})

test('decode reads a view that does not start its buffer', () => {
  const bytes = Uint8Array.of(0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0)
  expect(decode(bytes.subarray(3))).toEqual([{ op: 0x95, dst: 0, src: 0, off: 0, imm: 0 }])
})

test('decode refuses half a slot and half a 64-bit load', () => {
  expect(() => decode(new Uint8Array(7))).toThrow('slots are 8 bytes each')
  expect(() => decode(Uint8Array.of(0x18, 1, 0, 0, 0, 0, 0, 0))).toThrow('Cannot decode slot 0')
  expect(() => decode(Uint8Array.of(0x18, 1, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0))).toThrow(
    'second half',
  )
})
