import { expect, test } from 'bun:test'
import { type Assembler, assembler } from '../../bpf/asm.ts'
import { disassemble } from '../../bpf/disasm.ts'
import { decode, encode } from '../../bpf/insn.ts'

const table: [write: (a: Assembler) => void, want: string][] = [
  [a => a.mov('r6', 'r1'), 'r6 = r1'],
  [a => a.mov('r1', -5), 'r1 = -5'],
  [a => a.mov('r1', 1n << 40n), 'r1 = 0x10000000000 ll'],
  [a => a.mov32('r1', 'r2'), 'w1 = w2'],
  [a => a.alu('add', 'r2', -8), 'r2 += -8'],
  [a => a.alu('and', 'r2', 255), 'r2 &= 0xff'],
  [a => a.alu('arsh', 'r2', 'r3'), 'r2 s>>= r3'],
  [a => a.alu32('neg', 'r2'), 'w2 = -w2'],
  [a => a.load('u64', 'r1', 'r6', 8), 'r1 = *(u64 *)(r6 + 8)'],
  [a => a.load('u8', 'r1', 'r10', -8), 'r1 = *(u8 *)(r10 - 8)'],
  [a => a.store('u32', 'r10', -4, 'r1'), '*(u32 *)(r10 - 4) = r1'],
  [a => a.store('u16', 'r1', 0, -1), '*(u16 *)(r1 + 0) = -1'],
  [a => a.atomicAdd('u64', 'r0', 0, 'r1'), 'lock *(u64 *)(r0 + 0) += r1'],
  [a => a.atomicFetchAdd('u64', 'r2', 8, 'r1'), 'r1 = lock fetch_add *(u64 *)(r2 + 8), r1'],
  [a => a.atomicCompareExchange('u32', 'r3', 0, 'r2'), 'r0 = lock cmpxchg *(u32 *)(r3 + 0), r0, r2'],
  [a => a.call(5), 'call ktime_get_ns'],
  [a => a.call(99999), 'call #99999'],
  [a => a.loadMap('r1', 'events'), 'r1 = map[events]'],
  [a => a.loadMapValue('r1', 'config', 16), 'r1 = map[config][0] + 16'],
  [a => a.exit(), 'exit'],
]

for (const [write, want] of table)
  test(`disassembler prints ${want}`, () => {
    const a = assembler()
    write(a)
    expect(disassemble(a.finish().insns)).toBe(`0: ${want}`)
  })

test('disassembler prints whole programs with comments and source lines', () => {
  const a = assembler()
  a.source({ file: 'hello.ts', line: 3, column: 5, text: '  if (e.nr !== 257) return' })
  a.loadMap('r2', 'events')
  a.load('u64', 'r1', 'r1', 8)
  a.label('again')
  a.comment('openat')
  a.jumpIf('ne', 'r1', 257, 'out')
  a.jumpIf32('slt', 'r1', -1, 'again')
  a.jumpIf('set', 'r1', 'r2', 'out')
  a.jump('again')
  a.source({ file: 'hello.ts', line: 4, column: 1, text: '})' })
  a.label('out')
  a.exit()
  const { insns, ...options } = a.finish()
  expect(`\n${disassemble(insns, options)}\n`).toBe(`
; hello.ts:3:5 if (e.nr !== 257) return
0: r2 = map[events]
2: r1 = *(u64 *)(r1 + 8)
3: if r1 != 0x101 goto +3 <7> ; openat
4: if w1 s< -0x1 goto -2 <3>
5: if r1 & r2 goto +1 <7>
6: goto -4 <3>
; hello.ts:4:1 })
7: exit
`)
})

test('disassembler prints descriptors of decoded map loads', () => {
  const a = assembler()
  a.loadMap('r1', 'events')
  a.loadMapValue('r2', 'config', 16)
  expect(disassemble(decode(encode(a.finish().insns, () => 9)))).toBe(
    '0: r1 = map[fd 9]\n2: r2 = map[fd 9][0] + 16',
  )
})

test('disassembler shows what it does not know as raw fields', () => {
  const insns = decode(Uint8Array.of(0xdc, 1, 0, 0, 16, 0, 0, 0, 0xe7, 0x21, 1, 0, 0xff, 0xff, 0xff, 0xff))
  expect(disassemble(insns)).toBe('0: (0xdc) dst 1 src 0 off 0 imm 16\n1: (0xe7) dst 1 src 2 off 1 imm -1')
})
