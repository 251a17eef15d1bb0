import { describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KernelSymbols, kernelSymbols } from '../../runtime/symbols/kernel.ts'
import { testNeeding } from '../support/needs.ts'

const withText = (text: string, check: (kernel: KernelSymbols, path: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'systrace-kallsyms-'))
  const path = join(folder, 'kallsyms')
  writeFileSync(path, text)
  try {
    using kernel = kernelSymbols(path)
    check(kernel, path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const text = `ffffffff81000000 T _stext
ffffffff81000000 T _text
ffffffff81000100 t first
ffffffff81000180 D data_not_code
ffffffff81000200 W second
0000000000001000 A percpu_offset
ffffffffc0a00000 t later_module\t[later]
ffffffffc0900010 t bpf_prog_6deef7357e7b4530_exit\t[bpf]
ffffffffc0800000 T nfs_read\t[nfs]
ffff800080010000 T arm_function
`

describe('kernelSymbols', () => {
  const cases: readonly [address: bigint, expected: string][] = [
    [0xffffffff81000000n, '_stext+0'],
    [0xffffffff81000100n, 'first+0'],
    [0xffffffff810001ffn, 'first+255'],
    [0xffffffff81000200n, 'second+0'],
    [0xffffffffc0800004n, 'nfs_read+4 nfs'],
    [0xffffffffc0900020n, 'bpf_prog_6deef7357e7b4530_exit+16 bpf'],
    [0xffffffffc0a00001n, 'later_module+1 later'],
    [0xffff800080010008n, 'arm_function+8'],
    // As a signed number: the same bits.
    [BigInt.asIntN(64, 0xffffffff81000104n), 'first+4'],
    [0xffffffff80ffffffn, 'nothing'],
    [0xffffffffffffffffn, 'nothing'],
    [0x1000n, 'nothing'],
    [0n, 'nothing'],
  ]
  for (const [address, expected] of cases) {
    test(`resolves ${address.toString(16)} to ${expected}`, () =>
      withText(text, kernel => {
        const symbol = kernel.resolve(address)
        const module = symbol?.module === undefined ? '' : ` ${symbol.module}`
        expect(symbol ? `${symbol.name}+${symbol.offset}${module}` : 'nothing').toBe(expected)
      }))
  }

  test('is opened at once and read when the first address comes', () =>
    withText('', (kernel, path) => {
      expect(kernel.generation).toBe(0)
      writeFileSync(path, text)
      expect(kernel.resolve(0xffffffff81000100n)?.name).toBe('first')
      expect(kernel.generation).toBe(1)
    }))

  test('resolves nothing where the kernel hides addresses, or there is no file', () => {
    withText(text.replace(/^[0-9a-f]{16}/gm, '0'.repeat(16)), kernel =>
      expect(kernel.resolve(0xffffffff81000100n)).toBeUndefined(),
    )
    using kernel = kernelSymbols('/nonexistent/kallsyms')
    expect(kernel.resolve(0xffffffff81000100n)).toBeUndefined()
  })

  test('reads a file that was cut, or is not what it should be', () => {
    for (let length = 0; length < text.length; length++) {
      withText(text.slice(0, length), kernel => {
        const symbol = kernel.resolve(0xffffffff81000100n)
        if (length >= 78) expect(symbol?.name).toBe('first'.slice(0, length - 72))
      })
    }
  })

  testNeeding('root')('finds every function of the running kernel by its address', () => {
    const names = new Map<bigint, string[]>()
    for (const line of readFileSync('/proc/kallsyms', 'utf8').split('\n')) {
      const [, address, name] = /^(f[0-9a-f]{15}) [tTwW] (\S+)/.exec(line) ?? []
      if (address === undefined || name === undefined) continue
      const at = BigInt(`0x${address}`)
      names.set(at, [...(names.get(at) ?? []), name])
    }
    expect(names.size).toBeGreaterThan(10_000)
    using kernel = kernelSymbols()
    const wrong: string[] = []
    for (const [address, expected] of names) {
      const symbol = kernel.resolve(address)
      if (symbol?.name !== expected[0] || symbol?.offset !== 0) wrong.push(`${expected[0]}: ${symbol?.name}`)
    }
    // BPF programs come and go between the two readings.
    expect(wrong.filter(line => !line.startsWith('bpf_'))).toEqual([])
  })
})
