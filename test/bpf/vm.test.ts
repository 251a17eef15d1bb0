import { expect, test } from 'bun:test'
import { type Assembler, assembler } from '../../bpf/asm.ts'
import type { AluOp, JumpOp } from '../../bpf/insn.ts'
import { createVm } from '../support/vm.ts'

const run = (write: (a: Assembler) => void, context: bigint[] = []) => {
  const a = assembler()
  write(a)
  return createVm().run(a.finish().insns, context)
}

const max = (1n << 64n) - 1n
const signBit = 1n << 63n
const edges = [
  0n,
  1n,
  2n,
  7n,
  63n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  1n << 32n,
  signBit - 1n,
  signBit,
  max - 1n,
  max,
]

/** The meaning of each operation on n bits, written apart from the interpreter's. */
const unsigned = (bits: number, value: bigint) =>
  ((value % (1n << BigInt(bits))) + (1n << BigInt(bits))) % (1n << BigInt(bits))
const signed = (bits: number, value: bigint) =>
  value >> BigInt(bits - 1) ? value - (1n << BigInt(bits)) : value
const power = (bits: number, shift: bigint) => 2n ** (shift % BigInt(bits))

const aluMeaning: Record<Exclude<AluOp, 'neg'>, (bits: number, a: bigint, b: bigint) => bigint> = {
  add: (_, a, b) => a + b,
  sub: (_, a, b) => a - b,
  mul: (_, a, b) => a * b,
  div: (_, a, b) => (b === 0n ? 0n : a / b),
  mod: (_, a, b) => (b === 0n ? a : a - (a / b) * b),
  or: (bits, a, b) => bitwise(bits, a, b, (x, y) => x + y > 0),
  and: (bits, a, b) => bitwise(bits, a, b, (x, y) => x + y > 1),
  xor: (bits, a, b) => bitwise(bits, a, b, (x, y) => x !== y),
  lsh: (bits, a, b) => a * power(bits, b),
  rsh: (bits, a, b) => a / power(bits, b),
  arsh: (bits, a, b) => floorDivide(signed(bits, a), power(bits, b)),
}

const floorDivide = (a: bigint, b: bigint) => (a < 0n ? -((-a + b - 1n) / b) : a / b)

const bitwise = (bits: number, a: bigint, b: bigint, set: (x: number, y: number) => boolean): bigint => {
  const digits = (value: bigint) => [...value.toString(2).padStart(bits, '0')].map(Number)
  const other = digits(b)
  return BigInt(
    `0b${digits(a)
      .map((x, i) => (set(x, other[i]!) ? 1 : 0))
      .join('')}`,
  )
}

for (const bits of [64, 32] as const)
  for (const [op, meaning] of Object.entries(aluMeaning) as [
    Exclude<AluOp, 'neg'>,
    (typeof aluMeaning)['add'],
  ][])
    test(`interpreter computes ${op} of ${bits} bits`, () => {
      for (const left of edges)
        for (const right of edges) {
          const have = run(
            a => {
              a.load('u64', 'r0', 'r1', 0)
              a.load('u64', 'r2', 'r1', 8)
              if (bits === 64) a.alu(op, 'r0', 'r2')
              else a.alu32(op, 'r0', 'r2')
              a.exit()
            },
            [left, right],
          ).r0
          const want = unsigned(bits, meaning(bits, unsigned(bits, left), unsigned(bits, right)))
          expect(`${left} ${op} ${right} = ${have}`).toBe(`${left} ${op} ${right} = ${want}`)
        }
    })

const jumpMeaning: Record<JumpOp, (bits: number, a: bigint, b: bigint) => boolean> = {
  eq: (_, a, b) => a === b,
  ne: (_, a, b) => a !== b,
  gt: (_, a, b) => a > b,
  ge: (_, a, b) => a >= b,
  lt: (_, a, b) => a < b,
  le: (_, a, b) => a <= b,
  sgt: (bits, a, b) => signed(bits, a) > signed(bits, b),
  sge: (bits, a, b) => signed(bits, a) >= signed(bits, b),
  slt: (bits, a, b) => signed(bits, a) < signed(bits, b),
  sle: (bits, a, b) => signed(bits, a) <= signed(bits, b),
  set: (bits, a, b) => aluMeaning.and(bits, a, b) !== 0n,
}

for (const bits of [64, 32] as const)
  for (const [op, meaning] of Object.entries(jumpMeaning) as [JumpOp, (typeof jumpMeaning)['eq']][])
    test(`interpreter jumps on ${op} of ${bits} bits`, () => {
      for (const left of edges)
        for (const right of edges) {
          const have = run(
            a => {
              a.load('u64', 'r3', 'r1', 0)
              a.load('u64', 'r2', 'r1', 8)
              a.mov('r0', 1)
              if (bits === 64) a.jumpIf(op, 'r3', 'r2', 'out')
              else a.jumpIf32(op, 'r3', 'r2', 'out')
              a.mov('r0', 0)
              a.label('out')
              a.exit()
            },
            [left, right],
          ).r0
          const want = meaning(bits, unsigned(bits, left), unsigned(bits, right)) ? 1 : 0
          expect(`${left} ${op} ${right}: ${have}`).toBe(`${left} ${op} ${right}: ${want}`)
        }
    })

const values: [name: string, write: (a: Assembler) => void, want: bigint][] = [
  ['neg', a => [a.mov('r0', 5), a.alu('neg', 'r0')], max - 4n],
  ['neg of 32 bits', a => [a.mov('r0', -1), a.alu32('neg', 'r0')], 1n],
  ['mov of a negative constant', a => a.mov('r0', -1), max],
  ['mov32 of a negative constant', a => a.mov32('r0', -1), 0xffffffffn],
  ['mov32 of a register', a => [a.mov('r1', -1), a.mov32('r0', 'r1')], 0xffffffffn],
  ['a 64-bit constant', a => a.mov('r0', 0xfedcba9876543210n), 0xfedcba9876543210n],
  ['a negative 64-bit constant', a => a.mov('r0', -(1n << 40n)), max + 1n - (1n << 40n)],
  ['a sign-extended operand', a => [a.mov('r0', 0), a.alu('or', 'r0', -1)], max],
  ['a 32-bit operand that is not', a => [a.mov('r0', -1), a.alu32('and', 'r0', -1)], 0xffffffffn],
  ['a sign-extended store', a => [a.store('u64', 'r10', -8, -1), a.load('u64', 'r0', 'r10', -8)], max],
  ['little-endian bytes', a => [a.store('u32', 'r10', -8, 0x01020304), a.load('u8', 'r0', 'r10', -8)], 4n],
  [
    'a cut store',
    a => [a.mov('r1', 0x1ff), a.store('u8', 'r10', -1, 'r1'), a.load('u8', 'r0', 'r10', -1)],
    255n,
  ],
  [
    'an atomic add that wraps',
    a => [
      a.store('u64', 'r10', -8, -1),
      a.mov('r1', 3),
      a.atomicAdd('u64', 'r10', -8, 'r1'),
      a.load('u64', 'r0', 'r10', -8),
    ],
    2n,
  ],
  [
    'an atomic add of 32 bits that leaves its neighbour',
    a => [
      a.store('u64', 'r10', -8, -1),
      a.mov('r1', 1),
      a.atomicAdd('u32', 'r10', -8, 'r1'),
      a.load('u64', 'r0', 'r10', -8),
    ],
    0xffffffff00000000n,
  ],
  [
    'what was there before an atomic add',
    a => [
      a.store('u64', 'r10', -8, 40),
      a.mov('r1', 2),
      a.atomicFetchAdd('u64', 'r10', -8, 'r1'),
      a.load('u64', 'r0', 'r10', -8),
      a.alu('lsh', 'r0', 8),
      a.alu('or', 'r0', 'r1'),
    ],
    (42n << 8n) | 40n,
  ],
  [
    'what was there before an exchange that happens',
    a => [
      a.store('u64', 'r10', -8, 0),
      a.mov('r0', 0),
      a.mov('r1', 7),
      a.atomicCompareExchange('u32', 'r10', -8, 'r1'),
      a.load('u64', 'r1', 'r10', -8),
      a.alu('lsh', 'r0', 8),
      a.alu('or', 'r0', 'r1'),
    ],
    7n,
  ],
  [
    'what kept an exchange from happening',
    a => [
      a.store('u64', 'r10', -8, 3),
      a.mov('r0', 0),
      a.mov('r1', 7),
      a.atomicCompareExchange('u32', 'r10', -8, 'r1'),
      a.load('u64', 'r1', 'r10', -8),
      a.alu('lsh', 'r0', 8),
      a.alu('or', 'r0', 'r1'),
    ],
    (3n << 8n) | 3n,
  ],
]

for (const [name, write, want] of values)
  test(`interpreter gives ${name}`, () => {
    const have = run(a => {
      write(a)
      a.exit()
    })
    expect(have.r0).toBe(want)
  })

test('interpreter counts the instructions it executed', () => {
  const { r0, steps } = run(a => {
    a.mov('r0', 0)
    a.label('again')
    a.alu('add', 'r0', 1)
    a.jumpIf('lt', 'r0', 10, 'again')
    a.exit()
  })
  expect([r0, steps]).toEqual([10n, 22])
})

const faults: [name: string, write: (a: Assembler) => void, message: string][] = [
  [
    'a register never written',
    a => a.mov('r0', 'r3'),
    'Cannot run instruction 0 (r0 = r3): r3 was never written',
  ],
  ['an argument register after a call', a => [a.call(5), a.mov('r0', 'r1')], 'r1 was never written'],
  ['no result', a => a.mov('r2', 1), 'Cannot run instruction 1 (exit): r0 was never written'],
  ['stack never written', a => a.load('u64', 'r0', 'r10', -8), 'read of stack + 504: never written'],
  [
    'stack written in part',
    a => [a.store('u32', 'r10', -8, 0), a.load('u64', 'r0', 'r10', -8)],
    'stack + 508',
  ],
  ['stack above its end', a => a.store('u8', 'r10', 0, 0), 'write of 1 bytes at stack + 512: it has 512'],
  ['stack below its start', a => a.store('u64', 'r10', -520, 0), 'no memory there'],
  ['stack off its alignment', a => a.store('u64', 'r10', -12, 0), 'not aligned'],
  ['context beyond its words', a => a.load('u64', 'r0', 'r1', 8), 'read of 8 bytes at context + 8: it has 8'],
  ['context in part', a => a.load('u32', 'r0', 'r1', 0), 'the context is words of 8 bytes'],
  ['a write to the context', a => a.store('u64', 'r1', 0, 0), 'write at context: read only'],
  ['a null pointer', a => [a.mov('r1', 0), a.load('u64', 'r0', 'r1', 0)], 'no memory there'],
  ['an unknown helper', a => a.call(9999), 'helper 9999 is not known'],
  ['an unknown map', a => a.loadMap('r1', 'none'), 'there is no map none'],
  ['an endless loop', a => [a.label('x'), a.mov('r0', 0), a.jump('x')], '1000000 instructions executed'],
]

for (const [name, write, message] of faults)
  test(`interpreter refuses ${name}`, () => {
    expect(() =>
      run(
        a => {
          write(a)
          a.exit()
        },
        [0n],
      ),
    ).toThrow(message)
  })

test('interpreter refuses to run off the end', () => {
  expect(() => run(a => a.mov('r0', 0))).toThrow('there is no instruction')
})
