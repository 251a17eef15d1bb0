/**
 * The kernel's functions by address, out of /proc/kallsyms: modules and BPF programs too. A kernel that hides its
 * addresses (`kptr_restrict`) shows zeros there: then nothing resolves.
 *
 * The kernel decides at the opening of that file whether the reader may see addresses, so it is opened at once, before
 * privileges are given up, and read when the first address comes.
 */

import { closeSync, openSync, readSync } from 'node:fs'
import { type AddressTable, addressTable } from './address-table.ts'

export interface KernelSymbol {
  readonly name: string
  readonly offset: number
  /** The module it is in; `bpf` for BPF programs. */
  readonly module?: string
}

export interface KernelSymbols extends Disposable {
  /** The function that holds the address. */
  resolve(address: bigint): KernelSymbol | undefined
  /** Goes up when symbols are read anew: what was resolved before may be out of date. */
  readonly generation: number
}

const symbolsPath = '/proc/kallsyms'

/** Kernel addresses are the last of 2^64: counted from here, a double holds them exactly. */
const base = 0xffe0_0000_0000_0000n
const baseHigh = 0xffe0_0000

/** Modules and BPF programs come and go: an unknown address is a reason to read again, but not often. */
const rereadMs = 10_000

let kept: number | undefined

/** Opens the kernel's symbols for good: to be called while this process may see addresses, before it may no more. */
export const keepKernelSymbols = (): void => {
  kept ??= open(symbolsPath)
}

/**
 * The symbols of the running kernel.
 *
 * @example
 * using kernel = kernelSymbols()
 * kernel.resolve(0xffffffff8134a5c7n) // { name: 'vfs_read', offset: 7 }
 */
export const kernelSymbols = (path = symbolsPath): KernelSymbols => {
  let fd = path === symbolsPath && kept !== undefined ? kept : open(path)
  let table: AddressTable | undefined
  let generation = 0
  let readAt = Number.NEGATIVE_INFINITY

  const read = (): AddressTable => {
    readAt = performance.now()
    generation++
    return parseKallsyms(fd === undefined ? new Uint8Array() : readAll(fd))
  }

  return {
    get generation() {
      return generation
    },
    resolve: address => {
      const key = Number(BigInt.asUintN(64, address) - base)
      if (key < 0) return undefined
      table ??= read()
      let found = table.find(key)
      if (found === undefined && table.count > 0 && performance.now() - readAt > rereadMs) {
        table = read()
        found = table.find(key)
      }
      return found && withModule(found.name, found.offset)
    },
    [Symbol.dispose]: () => {
      if (fd !== undefined && fd !== kept) closeSync(fd)
      fd = undefined
    },
  }
}

/** `name<TAB>[module]`, as the file has it. */
const withModule = (text: string, offset: number): KernelSymbol => {
  const tab = text.indexOf('\t')
  if (tab < 0) return { name: text, offset }
  return { name: text.slice(0, tab), offset, module: text.slice(tab + 1).replace(/^\[|\]$/g, '') }
}

const open = (path: string): number | undefined => {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}

/** Whether this process may see the kernel's addresses. */
export const showsAddresses = (path = symbolsPath): boolean => {
  const fd = open(path)
  if (fd === undefined) return false
  try {
    const bytes = Buffer.alloc(4096)
    return /^0*[1-9a-f][0-9a-f]* /m.test(bytes.toString('latin1', 0, readSync(fd, bytes, 0, bytes.length, 0)))
  } finally {
    closeSync(fd)
  }
}

/** By position, so that the file can be read again; its size is not known before. */
const readAll = (fd: number): Buffer => {
  let bytes = Buffer.allocUnsafe(8 << 20)
  let length = 0
  try {
    while (true) {
      const got = readSync(fd, bytes, length, bytes.length - length, length)
      if (got === 0) break
      length += got
      if (length === bytes.length) bytes = Buffer.concat([bytes], length * 2)
    }
  } catch {
    // What was read until then is as good as nothing else.
  }
  return bytes.subarray(0, length)
}

const newline = 10
const hexDigits = 16

/** The value of eight hexadecimal digits, as they stand in ASCII. */
const hex32 = (bytes: Uint8Array, at: number): number => {
  let value = 0
  for (let i = at; i < at + 8; i++) {
    const code = bytes[i]!
    value = (value << 4) | ((code & 15) + (code >> 6) * 9)
  }
  return value >>> 0
}

/** `t`, `T`, `w`, `W`: code; other letters are data and absolute values. */
const isFunction = (letter: number): boolean => (letter | 32) === 0x74 || (letter | 32) === 0x77

const parseKallsyms = (bytes: Uint8Array): AddressTable => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  // Address, blank, letter, blank, a name of one letter, end of line.
  const most = Math.ceil(bytes.length / (hexDigits + 5))
  const starts = new Float64Array(most)
  const nameStarts = new Uint32Array(most)
  const nameEnds = new Uint32Array(most)
  let count = 0
  let line = 0
  while (line < bytes.length) {
    let end = line
    while (end < bytes.length && bytes[end] !== newline) end++
    if (end - line > hexDigits + 3 && isFunction(bytes[line + hexDigits + 1]!)) {
      const high = hex32(bytes, line)
      if (high >= baseHigh) {
        starts[count] = (high - baseHigh) * 2 ** 32 + hex32(bytes, line + 8)
        nameStarts[count] = line + hexDigits + 3
        nameEnds[count++] = end
      }
    }
    line = end + 1
  }
  return addressTable({
    count,
    starts,
    sizes: new Float64Array(count),
    nameOf: index => text.toString('latin1', nameStarts[index], nameEnds[index]),
    // The kernel's build puts the best of several names first.
    prefersLater: () => false,
  })
}
