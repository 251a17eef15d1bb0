import { expect, test } from 'bun:test'
import { type Assembler, assembler } from '../../bpf/asm.ts'
import { encode } from '../../bpf/insn.ts'

const hex = (bytes: Uint8Array): string =>
  (Buffer.from(bytes).toString('hex').match(/.{16}/g) ?? [])
    .map(slot => slot.replace(/..(?!$)/g, '$& '))
    .join(' | ')

const fds: Record<string, number> = { events: 7, config: 9 }

/** What one call writes, against bytes composed by hand from the kernel's instruction-set document. */
const table: [name: string, write: (a: Assembler) => void, want: string][] = [
  ['r6 = r1', a => a.mov('r6', 'r1'), 'bf 16 00 00 00 00 00 00'],
  ['r1 = 5', a => a.mov('r1', 5), 'b7 01 00 00 05 00 00 00'],
  ['r1 = -1', a => a.mov('r1', -1), 'b7 01 00 00 ff ff ff ff'],
  ['r1 = -1n', a => a.mov('r1', -1n), 'b7 01 00 00 ff ff ff ff'],
  ['r1 = i32 max', a => a.mov('r1', 0x7fffffff), 'b7 01 00 00 ff ff ff 7f'],
  ['r1 = i32 min', a => a.mov('r1', -0x80000000), 'b7 01 00 00 00 00 00 80'],
  ['r1 = i32 max + 1', a => a.mov('r1', 0x80000000), '18 01 00 00 00 00 00 80 | 00 00 00 00 00 00 00 00'],
  ['r1 = i32 min - 1', a => a.mov('r1', -0x80000001), '18 01 00 00 ff ff ff 7f | 00 00 00 00 ff ff ff ff'],
  ['r2 = u64', a => a.mov('r2', 0x1122334455667788n), '18 02 00 00 88 77 66 55 | 00 00 00 00 44 33 22 11'],
  ['r2 = u64 max', a => a.mov('r2', (1n << 64n) - 1n), '18 02 00 00 ff ff ff ff | 00 00 00 00 ff ff ff ff'],
  ['w1 = w2', a => a.mov32('r1', 'r2'), 'bc 21 00 00 00 00 00 00'],
  ['w1 = u32 max', a => a.mov32('r1', 0xffffffff), 'b4 01 00 00 ff ff ff ff'],
  ['r1 += r2', a => a.alu('add', 'r1', 'r2'), '0f 21 00 00 00 00 00 00'],
  ['r2 += -8', a => a.alu('add', 'r2', -8), '07 02 00 00 f8 ff ff ff'],
  ['r1 -= 1', a => a.alu('sub', 'r1', 1), '17 01 00 00 01 00 00 00'],
  ['r1 *= r3', a => a.alu('mul', 'r1', 'r3'), '2f 31 00 00 00 00 00 00'],
  ['r1 /= 10', a => a.alu('div', 'r1', 10), '37 01 00 00 0a 00 00 00'],
  ['r1 |= r2', a => a.alu('or', 'r1', 'r2'), '4f 21 00 00 00 00 00 00'],
  ['r1 &= 255', a => a.alu('and', 'r1', 255), '57 01 00 00 ff 00 00 00'],
  ['r1 <<= 32', a => a.alu('lsh', 'r1', 32), '67 01 00 00 20 00 00 00'],
  ['r1 >>= 32', a => a.alu('rsh', 'r1', 32), '77 01 00 00 20 00 00 00'],
  ['r1 = -r1', a => a.alu('neg', 'r1'), '87 01 00 00 00 00 00 00'],
  ['r1 %= r2', a => a.alu('mod', 'r1', 'r2'), '9f 21 00 00 00 00 00 00'],
  ['r1 ^= r2', a => a.alu('xor', 'r1', 'r2'), 'af 21 00 00 00 00 00 00'],
  ['r1 s>>= 63', a => a.alu('arsh', 'r1', 63), 'c7 01 00 00 3f 00 00 00'],
  ['w1 += w2', a => a.alu32('add', 'r1', 'r2'), '0c 21 00 00 00 00 00 00'],
  ['w1 &= 0xf0000000', a => a.alu32('and', 'r1', 0xf0000000), '54 01 00 00 00 00 00 f0'],
  ['w1 = -w1', a => a.alu32('neg', 'r1'), '84 01 00 00 00 00 00 00'],
  ['r1 = *(u8 *)(r2 + 1)', a => a.load('u8', 'r1', 'r2', 1), '71 21 01 00 00 00 00 00'],
  ['r1 = *(u16 *)(r2 + 2)', a => a.load('u16', 'r1', 'r2', 2), '69 21 02 00 00 00 00 00'],
  ['r1 = *(u32 *)(r2 + 4)', a => a.load('u32', 'r1', 'r2', 4), '61 21 04 00 00 00 00 00'],
  ['r1 = *(u64 *)(r6 + 8)', a => a.load('u64', 'r1', 'r6', 8), '79 61 08 00 00 00 00 00'],
  ['*(u8 *)(r10 - 1) = r2', a => a.store('u8', 'r10', -1, 'r2'), '73 2a ff ff 00 00 00 00'],
  ['*(u64 *)(r10 - 8) = r2', a => a.store('u64', 'r10', -8, 'r2'), '7b 2a f8 ff 00 00 00 00'],
  ['*(u64 *)(r10 - 8) = -1', a => a.store('u64', 'r10', -8, -1), '7a 0a f8 ff ff ff ff ff'],
  ['*(u32 *)(r10 - 4) = u32 max', a => a.store('u32', 'r10', -4, 0xffffffff), '62 0a fc ff ff ff ff ff'],
  ['*(u16 *)(r1 + 0) = 3', a => a.store('u16', 'r1', 0, 3), '6a 01 00 00 03 00 00 00'],
  ['lock *(u64 *)(r0 + 16) += r1', a => a.atomicAdd('u64', 'r0', 16, 'r1'), 'db 10 10 00 00 00 00 00'],
  ['lock *(u32 *)(r0 + 0) += r1', a => a.atomicAdd('u32', 'r0', 0, 'r1'), 'c3 10 00 00 00 00 00 00'],
  ['fetch_add u64', a => a.atomicFetchAdd('u64', 'r2', 8, 'r1'), 'db 12 08 00 01 00 00 00'],
  ['cmpxchg u32', a => a.atomicCompareExchange('u32', 'r3', 0, 'r2'), 'c3 23 00 00 f1 00 00 00'],
  ['call 14', a => a.call(14), '85 00 00 00 0e 00 00 00'],
  ['exit', a => a.exit(), '95 00 00 00 00 00 00 00'],
  ['map object', a => a.loadMap('r1', 'events'), '18 11 00 00 07 00 00 00 | 00 00 00 00 00 00 00 00'],
  ['map value', a => a.loadMapValue('r1', 'config', 16), '18 21 00 00 09 00 00 00 | 00 00 00 00 10 00 00 00'],
]

for (const [name, write, want] of table)
  test(`assembler writes ${name}`, () => {
    const a = assembler()
    write(a)
    expect(hex(encode(a.finish().insns, map => fds[map]!))).toBe(want)
  })

const jumpTable = [
  ['eq', '15'],
  ['gt', '25'],
  ['ge', '35'],
  ['set', '45'],
  ['ne', '55'],
  ['sgt', '65'],
  ['sge', '75'],
  ['lt', 'a5'],
  ['le', 'b5'],
  ['slt', 'c5'],
  ['sle', 'd5'],
] as const

for (const [op, byte] of jumpTable)
  test(`assembler writes jump ${op} in its four forms`, () => {
    const a = assembler()
    a.jumpIf(op, 'r1', 2, 'out')
    a.jumpIf(op, 'r1', 'r2', 'out')
    a.jumpIf32(op, 'r1', 0xffffffff, 'out')
    a.jumpIf32(op, 'r1', 'r2', 'out')
    a.label('out')
    a.exit()
    const at = (delta: number) => (Number.parseInt(byte, 16) + delta).toString(16)
    expect(
      hex(encode(a.finish().insns, () => 0))
        .split(' | ')
        .slice(0, 4),
    ).toEqual([
      `${at(0)} 01 03 00 02 00 00 00`,
      `${at(8)} 21 02 00 00 00 00 00`,
      `${at(1)} 01 01 00 ff ff ff ff`,
      `${at(9)} 21 00 00 00 00 00 00`,
    ])
  })

test('jumps count slots, forwards and backwards, over two-slot loads', () => {
  const a = assembler()
  a.label('top')
  a.mov('r1', 1n << 40n)
  a.jumpIf('eq', 'r1', 0, 'out')
  a.loadMap('r1', 'events')
  a.jump('top')
  a.label('out')
  a.exit()
  const offsets = a.finish().insns.map(insn => insn.off)
  expect(offsets).toEqual([0, 3, 0, -6, 0])
})

const refusals: [name: string, write: (a: Assembler) => void, message: string][] = [
  ['an unplaced label', a => a.jump('out'), 'Cannot jump to label "out": it is not placed'],
  [
    'a label placed twice',
    a => {
      a.label('x')
      a.label('x')
    },
    'Cannot place label "x" twice',
  ],
  [
    'a label behind the last instruction',
    a => {
      a.jump('out')
      a.label('out')
    },
    'Cannot jump to label "out": no instruction follows it',
  ],
  [
    'a jump too far',
    a => {
      a.jump('out')
      for (let i = 0; i < 32768; i++) a.mov('r0', 0)
      a.label('out')
      a.exit()
    },
    'Cannot jump to label "out": 32768 slots away, at most 32767',
  ],
  ['a wide constant in a jump', a => a.jumpIf('eq', 'r1', 0x80000000, 'x'), 'load it into a register first'],
  ['a wide constant in a jump32', a => a.jumpIf32('eq', 'r1', 2 ** 32, 'x'), 'load it into a register first'],
  ['a wide constant in alu', a => a.alu('add', 'r1', 1n << 31n), 'load it into a register first'],
  ['a wide constant in store', a => a.store('u64', 'r10', -8, 0xffffffff), 'load it into a register first'],
  ['a fraction', a => a.mov('r1', 1.5), 'not an integer of 32 bits'],
  ['a number that is not exact', a => a.mov('r1', 2 ** 60), 'not an integer of 64 bits'],
  ['65 bits', a => a.mov('r1', 1n << 64n), 'not an integer of 64 bits'],
  ['NaN', a => a.mov('r1', Number.NaN), 'not an integer of 64 bits'],
  ['a shift by the width', a => a.alu('lsh', 'r1', 64), 'Cannot shift by 64 in "lsh r1"'],
  ['a 32-bit shift by the width', a => a.alu32('rsh', 'r1', 32), 'Cannot shift by 32 in "rsh32 r1"'],
  ['a division by zero', a => a.alu('div', 'r1', 0), 'Cannot divide by 0 in "div r1"'],
  ['a far offset', a => a.load('u8', 'r1', 'r2', 32768), 'Cannot encode offset 32768'],
  ['a write to r10', a => a.mov('r10', 1), 'Cannot write r10'],
]

for (const [name, write, message] of refusals)
  test(`assembler refuses ${name}`, () => {
    const a = assembler()
    expect(() => {
      write(a)
      a.finish()
    }).toThrow(message)
  })

test('a jump of exactly 32767 slots is taken', () => {
  const a = assembler()
  a.jump('out')
  for (let i = 0; i < 32767; i++) a.mov('r0', 0)
  a.label('out')
  a.exit()
  expect(a.finish().insns[0]?.off).toBe(32767)
})

test('fresh gives each prefix its own numbers', () => {
  const a = assembler()
  expect([a.fresh('drop'), a.fresh('drop'), a.fresh('done')]).toEqual(['drop.0', 'drop.1', 'done.0'])
})

test('comments stick to the next instruction and join', () => {
  const a = assembler()
  a.mov('r0', 0)
  a.comment('one')
  a.comment('two')
  a.exit()
  expect([...a.finish().comments]).toEqual([[1, 'one; two']])
})

test('lines are runs of slots', () => {
  const first = { file: 'a.ts', line: 1, column: 2, text: 'x' }
  const second = { file: 'a.ts', line: 2, column: 2, text: 'y' }
  const a = assembler()
  a.mov('r0', 0)
  a.source(first)
  a.mov('r1', 1n << 40n)
  a.mov('r1', 1)
  a.source(undefined)
  a.mov('r1', 2)
  a.source({ ...first })
  a.mov('r1', 3)
  a.source(second)
  a.exit()
  a.source(first)
  expect(a.finish().lines).toEqual([
    { slot: 1, source: first },
    { slot: 6, source: second },
  ])
})
