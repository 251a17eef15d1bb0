import { describe, expect, test } from 'bun:test'
import type { KernelSymbols } from '../../runtime/symbols/kernel.ts'
import { stackFormatter } from '../../runtime/symbols/stack.ts'
import type { UserSymbol, UserSymbols } from '../../runtime/symbols/user.ts'
import { testNeeding } from '../support/needs.ts'
import { build, start } from './target.ts'

/** One function from 0x1000 to 0x10ff, one of a module from there to 0x11ff. */
const fakeKernel = () => {
  const asked: bigint[] = []
  const kernel: KernelSymbols & { generation: number } = {
    generation: 1,
    resolve: address => {
      asked.push(address)
      const offset = Number(address & 0xffn)
      if (address >> 8n === 0x10n) return { name: `first${kernel.generation}`, offset }
      if (address >> 8n === 0x11n) return { name: 'second', offset, module: 'nfs' }
      return undefined
    },
    [Symbol.dispose]: () => {},
  }
  return { kernel, asked }
}

const noUser: UserSymbols = {
  resolve: () => ({ name: undefined, offset: 0, object: undefined }),
  observe: () => {},
}

describe('formatKernelStack', () => {
  test('looks up return addresses one byte before, and shows them as they are', () => {
    const stacks = stackFormatter(fakeKernel().kernel, noUser)
    expect(stacks.formatKernelStack([0x1100n, 0x1100n, 0x1101n, 0xffff_ffff_ffff_0000n])).toBe(
      'second+0x0 [nfs]\nfirst1+0x100\nsecond+0x1 [nfs]\n0xffffffffffff0000',
    )
  })

  test('takes typed arrays and plain numbers, and drops the padding', () => {
    const stacks = stackFormatter(fakeKernel().kernel, noUser)
    expect(stacks.formatKernelStack(BigUint64Array.of(0x1001n, 0n, 0x1003n, 0n, 0n))).toBe(
      'first1+0x1\n0x0\nfirst1+0x3',
    )
    expect(stacks.formatKernelStack([0x1001, 0x1102, 0])).toBe('first1+0x1\nsecond+0x2 [nfs]')
    expect(stacks.formatKernelStack(BigInt64Array.of(-0x1000n))).toBe('0xfffffffffffff000')
    expect(stacks.formatKernelStack([0n, 0n])).toBe('')
    expect(stacks.formatKernelStack([])).toBe('')
  })

  test('asks for each address once, until symbols are read anew', () => {
    const { kernel, asked } = fakeKernel()
    const stacks = stackFormatter(kernel, noUser)
    for (let i = 0; i < 10; i++) stacks.formatKernelStack([0x1001n, 0x1011n])
    expect(asked).toEqual([0x1001n, 0x1010n])
    kernel.generation++
    expect(stacks.formatKernelStack([0x1001n])).toBe('first2+0x1')
  })
})

describe('formatUserStack', () => {
  test('writes each kind of place', () => {
    const places: Record<number, UserSymbol> = {
      16: { name: 'main', offset: 2, object: 'a.out' },
      31: { name: undefined, offset: 0x1f39f, object: 'libx.so' },
      47: { name: undefined, offset: 0, object: '[heap]' },
      63: { name: undefined, offset: 0, object: undefined },
      79: { name: 'hot', offset: 7, object: '[jit]' },
    }
    const user: UserSymbols = { ...noUser, resolve: (_pid, address) => places[Number(address)]! }
    const stacks = stackFormatter(fakeKernel().kernel, user)
    const expected = [
      'main+0x2 (a.out)',
      '+0x1f3a0 (libx.so)',
      '0x30 ([heap])',
      '0x40',
      'hot+0x8 ([jit])',
    ].join('\n')
    for (let i = 0; i < 2; i++) {
      expect(stacks.formatUserStack(1, [16n, 32n, 48n, 64n, 80n])).toBe(expected)
    }
  })

  testNeeding('gcc')('names the caller of a call that is the last of its function', async () => {
    using program = build()
    await using running = await start(program.path)
    using stacks = stackFormatter()
    const functions = stacks
      .formatUserStack(running.pid, running.stack)
      .split('\n')
      .map(line => line.replace(/\+0x[0-9a-f]+/, ''))
    expect(functions.slice(0, 4)).toEqual([
      'print_stack (target)',
      'never_returns (target)',
      'ends_in_call (target)',
      'main (target)',
    ])
    expect(functions.at(-1)).toBe('_start (target)')
    expect(functions.some(line => line.endsWith('(libc.so.6)'))).toBe(true)
  })
})
