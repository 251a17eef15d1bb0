import { describe, expect, test } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { addressAt, type ByteSource, fileOffsetOf, readElf } from '../../runtime/symbols/elf.ts'
import { hasFullTable, readElfSymbols } from '../../runtime/symbols/elf-symbols.ts'
import { memoryBytes, openFile } from '../../runtime/symbols/file-bytes.ts'
import { testNeeding } from '../support/needs.ts'
import { type Built, build, functionsByNm } from './target.ts'

const gccTest = testNeeding('gcc')

/** Everything that is read of a file, as symbolization does. */
const readAll = (source: ByteSource) => {
  const elf = readElf(source)
  return elf && { elf, symbols: readElfSymbols(source, elf) }
}

const expectSymbolsOf = (path: string, ...nmOptions: readonly string[]): void => {
  using file = openFile(path)
  const { symbols } = readAll(file!)!
  const byAddress = Map.groupBy(functionsByNm(path, ...nmOptions), ([address]) => address)
  expect(byAddress.size).toBeGreaterThan(0)
  for (const [address, names] of byAddress) {
    const found = symbols?.find(address)
    expect(names.map(([, name]) => name)).toContain(found?.name ?? `nothing at ${address.toString(16)}`)
    expect(found?.offset).toBe(0)
  }
}

const kinds: readonly [name: string, flags: readonly string[]][] = [
  ['position-independent', ['-pie', '-fPIE']],
  ['at a fixed address', ['-no-pie']],
  ['static', ['-static']],
]

describe('readElf', () => {
  for (const [name, flags] of kinds) {
    gccTest(`finds what nm finds in a program: ${name}`, () => {
      using program = build(...flags)
      expectSymbolsOf(program.path)
    })
  }

  gccTest('has only the exported functions of a stripped program, and no neighbours instead', () => {
    using program = build('-rdynamic')
    const all = new Map(functionsByNm(program.path).map(([address, name]) => [name, address]))
    execFileSync('strip', [program.path])
    expectSymbolsOf(program.path, '-D')
    using file = openFile(program.path)
    const { elf, symbols } = readAll(file!)!
    expect(hasFullTable(elf)).toBe(false)
    expect(symbols?.find(all.get('next_function')!)?.name).toBe('next_function')
    expect(symbols?.find(all.get('local_function')!)).toBeUndefined()
  })

  gccTest('ends a symbol without a size where its section ends', () => {
    using program = build()
    using file = openFile(program.path)
    const { symbols } = readAll(file!)!
    const [init] = functionsByNm(program.path).find(([, name]) => name === '_init')!
    expect(symbols?.find(init + 4)?.name).toBe('_init')
    // The stubs of the linkage table, which have no names, follow it.
    expect(symbols?.find(init + 0x34)).toBeUndefined()
  })

  gccTest('reads machine and build id, and maps addresses to offsets and back', () => {
    using program = build('-Wl,--build-id=0x0123456789abcdef')
    using file = openFile(program.path)
    const elf = readElf(file!)!
    expect(elf.buildId).toBe('0123456789abcdef')
    expect(elf.machine).toBe(process.arch === 'arm64' ? 'arm64' : 'x86-64')
    const [address] = functionsByNm(program.path).find(([, name]) => name === 'next_function')!
    const offset = fileOffsetOf(elf, address)!
    expect(addressAt(elf, offset)).toBe(address)
    const disassembled = execFileSync('objdump', ['-d', '--disassemble=next_function', program.path], {
      encoding: 'utf8',
    })
    const bytes = /^ *[0-9a-f]+:\t((?:[0-9a-f]{2,8} )+)/m.exec(disassembled)![1]!.trim().split(' ')
    if (process.arch === 'x64') {
      const inFile = readFileSync(program.path).subarray(offset, offset + bytes.length)
      expect(inFile.toString('hex')).toBe(bytes.join(''))
    }
  })

  test('refuses what is not a 64-bit little-endian ELF file', () => {
    const headers = ['', '\x7fELF', `\x7fELF\x01\x01${'\0'.repeat(80)}`, `\x7fELF\x02\x02${'\0'.repeat(80)}`]
    for (const header of headers) expect(readElf(memoryBytes(Buffer.from(header, 'latin1')))).toBeUndefined()
  })
})

describe('readElf of a damaged file', () => {
  const seed = Number(process.env.SYSTRACE_SEED ?? Date.now() % 1_000_000)
  let state = seed
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }

  const damaged = (whole: Uint8Array, tables: readonly [start: number, size: number][]): Uint8Array => {
    const bytes = whole.slice(0, below(4) === 0 ? below(whole.length) : whole.length)
    for (let flips = below(12); flips >= 0; flips--) {
      const [start, size] = tables[below(tables.length)]!
      const at = start + below(size)
      if (at < bytes.length) bytes[at] = below(3) === 0 ? 0xff : below(256)
    }
    return bytes
  }

  gccTest('never throws, and finds no more than the file holds', () => {
    console.log(`damaged ELF files: SYSTRACE_SEED=${seed}`)
    using program: Built = build()
    const whole = new Uint8Array(readFileSync(program.path))
    const sectionsAt = Number(Buffer.from(whole).readBigUInt64LE(40))
    const elf = readElf(memoryBytes(whole))!
    const tables: [number, number][] = [
      [0, 64],
      [64, 56 * 13],
      [sectionsAt, whole.length - sectionsAt],
      ...elf.sections
        .filter(({ size, type }) => size > 0 && type !== 8)
        .map(({ fileOffset, size }): [number, number] => [fileOffset, size]),
    ]
    let readable = 0
    for (let round = 0; round < 3000; round++) {
      const bytes = damaged(whole, tables)
      const read = readAll(memoryBytes(bytes))
      if (read?.symbols === undefined) continue
      readable++
      expect(read.symbols.count).toBeLessThan(bytes.length / 24)
      for (let i = 0; i < 20; i++) {
        const found = read.symbols.find(addressAt(read.elf, below(whole.length)) ?? below(2 ** 40))
        if (found) expect(found.offset).toBeGreaterThanOrEqual(0)
      }
    }
    expect(readable).toBeGreaterThan(300)
  })
})
