/**
 * Stacks as text, one frame a line, innermost first: what scripts print and what tables have as keys.
 *
 *     vfs_read+0x12a
 *     nfs_file_read+0x7c [nfs]
 *
 *     __libc_start_call_main+0x7a (libc.so.6)
 *     +0x1f3a0 (program)                a file without a name for that place: the address within the file
 *     0x7f3a5c001040 ([heap])
 */

import { type KernelSymbols, kernelSymbols } from './kernel.ts'
import { type UserSymbol, type UserSymbols, userSymbols } from './user.ts'

/** Instruction pointers as the kernel hands them over; zeros at the end are padding. */
export type Addresses = ArrayLike<bigint> | ArrayLike<number>

export interface StackFormatter extends Disposable {
  /** A stack of the kernel. Only a bigint holds a kernel address exactly. */
  formatKernelStack(addresses: Addresses): string
  /** A stack of a process. */
  formatUserStack(pid: number, addresses: Addresses): string
}

const mostAddresses = 1 << 16

/**
 * Formats stacks. What an address stands for is kept, so that the same stack again costs little.
 *
 * @example
 * using stacks = stackFormatter()
 * print(stacks.formatUserStack(event.pid, event.addresses))
 */
export const stackFormatter = (
  kernel: KernelSymbols = kernelSymbols(),
  user: UserSymbols = userSymbols(),
): StackFormatter => ({
  formatKernelStack: kernelFormatter(kernel),
  formatUserStack: userFormatter(user),
  [Symbol.dispose]: () => kernel[Symbol.dispose](),
})

/**
 * All frames but the first are return addresses: they point behind a call, which may be the last instruction of its
 * function. So the byte before is looked up; the offset stays that of the address itself.
 */
const lines = (addresses: Addresses, format: (address: bigint, back: 0 | 1) => string): string => {
  let length = addresses.length
  while (length > 0 && Number(addresses[length - 1]) === 0) length--
  let text = ''
  for (let i = 0; i < length; i++) {
    const frame = format(BigInt.asUintN(64, BigInt(addresses[i]!)), i === 0 ? 0 : 1)
    text = i === 0 ? frame : `${text}\n${frame}`
  }
  return text
}

const hex = (value: bigint | number): string => `0x${value.toString(16)}`

const kernelFormatter = (kernel: KernelSymbols): StackFormatter['formatKernelStack'] => {
  const exact = new Map<bigint, string>()
  const returns = new Map<bigint, string>()
  let { generation } = kernel

  const frame = (address: bigint, back: 0 | 1): string => {
    const known = back === 0 ? exact : returns
    const text = known.get(address)
    if (text !== undefined) return text
    const symbol = kernel.resolve(address - BigInt(back))
    if (symbol === undefined) return hex(address)
    if (known.size >= mostAddresses) known.clear()
    const module = symbol.module === undefined ? '' : ` [${symbol.module}]`
    const made = `${symbol.name}+${hex(symbol.offset + back)}${module}`
    known.set(address, made)
    return made
  }
  return addresses => {
    if (kernel.generation !== generation) {
      exact.clear()
      returns.clear()
      generation = kernel.generation
    }
    return lines(addresses, frame)
  }
}

const userFormatter = (user: UserSymbols): StackFormatter['formatUserStack'] => {
  // By symbol: what an address of a process stands for may change, and is another object then.
  const exact = new WeakMap<UserSymbol, string>()
  const returns = new WeakMap<UserSymbol, string>()

  return (pid, addresses) =>
    lines(addresses, (address, back) => {
      const symbol = user.resolve(pid, Number(address) - back)
      if (symbol.object === undefined) return hex(address)
      const known = back === 0 ? exact : returns
      let text = known.get(symbol)
      if (text === undefined) {
        text = userFrame(symbol, address, back)
        known.set(symbol, text)
      }
      return text
    })
}

const userFrame = ({ name, offset, object }: UserSymbol, address: bigint, back: 0 | 1): string => {
  if (name !== undefined) return `${name}+${hex(offset + back)} (${object})`
  return offset === 0 ? `${hex(address)} (${object})` : `+${hex(offset + back)} (${object})`
}
