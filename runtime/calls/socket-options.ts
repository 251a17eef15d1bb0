/** What a socket is of, and its options: names and values depend on the family and the level. */

import type { Chunk, RawCall } from './call.ts'
import { type Context, failed, type Show, succeeded } from './context.ts'
import { pointerText } from './numbers.ts'
import { families, socketAddress } from './sockets.ts'
import { typeOf } from './spec.ts'
import { escaped, quoted, stringEnd } from './strings.ts'
import { u32 } from './structs.ts'

const address = (call: RawCall, arg: number): string => pointerText(call.low(arg), call.high(arg))

const usable = (chunk: Chunk | undefined, size: number): chunk is Chunk =>
  chunk !== undefined && !chunk.unreadable && chunk.end - chunk.start >= size

/** The protocol of a socket of the family in argument 0. */
export const socketProtocol = (arg: number, context: Context): Show => {
  const inet = context.scalar(typeOf('#inet_protocols'))!
  const netlink = context.scalar(typeOf('#netlink_protocols'))!
  const ethernet = context.scalar(typeOf('#ethernet_protocols'))!
  return call => {
    const low = call.low(arg)
    const family = call.low(0)
    if (family === families.inet || family === families.inet6) return inet(low, 0, call)
    if (family === families.netlink) return netlink(low, 0, call)
    if (family === families.packet && low !== 0)
      return `htons(${ethernet(((low & 0xff) << 8) | ((low >>> 8) & 0xff), 0, call)})`
    return `${low}`
  }
}

/** The sets of the options' names, by the number of the level. */
const optionSets: Readonly<Record<number, string>> = {
  0: 'sock_ip_options',
  1: 'sock_options',
  6: 'sock_tcp_options',
  17: 'sock_udp_options',
  41: 'sock_ipv6_options',
  58: 'sock_icmpv6_options',
  255: 'sock_raw_options',
  263: 'sock_packet_options',
  270: 'sock_netlink_options',
  279: 'sock_alg_options',
  282: 'sock_tls_options',
  283: 'sock_xdp_options',
  284: 'sock_mptcp_options',
}

/** The option in argument 2, of the level in argument 1. */
export const optionName = (arg: number, context: Context): Show => {
  return call => {
    const set = optionSets[call.low(1)]
    const low = call.low(arg)
    return set === undefined ? `${low}` : context.scalar(typeOf(`#${set}`))!(low, 0, call)
  }
}

const socketLevel = 1

/** Options of SOL_SOCKET whose value is a struct or a string, by number, the same for both architectures. */
const structs: Readonly<Record<number, string>> = {
  13: 'linger',
  17: 'ucred',
  20: 'timeval',
  21: 'timeval',
  26: 'sock_fprog',
  66: 'timeval',
  67: 'timeval',
}
const strings: ReadonlySet<number> = new Set([25, 31])

/** The value that an option has, or gets. */
export const optionValue = (arg: number, context: Context, isOut: boolean): Show => {
  const op = context.op('exit', arg, 'bytes')
  const { stringSize } = context.options
  return call => {
    if (isOut && !succeeded(call)) return address(call, arg)
    const chunk = call.chunk('exit', op)
    if (!usable(chunk, 0)) return address(call, arg)
    const { bytes, start, end, cut } = chunk
    const isSocket = call.low(1) === socketLevel
    const struct = isSocket ? structs[call.low(2)] : undefined
    if (struct !== undefined) {
      const value = context.struct(struct)
      if (end - start >= value.size) return value.show(bytes, start, call)
    }
    if (isOut && isSocket && strings.has(call.low(2)))
      return `"${escaped(bytes, start, stringEnd(bytes, start, end))}"`
    if (end - start === 4 && !cut) return `[${u32(bytes, start) | 0}]`
    return quoted(bytes, start, end, stringSize, cut)
  }
}

const before = (call: RawCall, op: number): number | undefined => {
  const chunk = call.chunk('enter', op)
  return usable(chunk, 4) ? u32(chunk.bytes, chunk.start) | 0 : undefined
}

const after = (call: RawCall, op: number): number | undefined => {
  const chunk = call.chunk('exit', op)
  return usable(chunk, 4) ? u32(chunk.bytes, chunk.start) | 0 : undefined
}

const lengthText = (old: number | undefined, now: number | undefined): string | undefined => {
  if (old === undefined || now === undefined)
    return now === undefined && old === undefined ? undefined : `[${old ?? now}]`
  return old === now ? `[${old}]` : `[${old} => ${now}]`
}

/** The length that a call gets and gives: `[128 => 16]`. */
export const optionLength = (arg: number, context: Context): Show => {
  const enter = context.op('enter', arg, 'bytes')
  const exit = context.op('exit', arg, 'bytes')
  return call => {
    const old = before(call, enter)
    const now = failed(call) ? (old ?? after(call, exit)) : after(call, exit)
    return lengthText(old, now) ?? address(call, arg)
  }
}

/** An address that the call gives, and its length: two arguments. */
export const socketName = (arg: number, context: Context): Show => {
  const enter = context.op('enter', arg + 1, 'bytes')
  const exit = context.op('exit', arg + 1, 'bytes')
  const name = context.op('exit', arg, 'bytes')
  return call => {
    const old = before(call, enter)
    const done = succeeded(call)
    const now = done ? after(call, exit) : (old ?? after(call, exit))
    const length = lengthText(old, now) ?? address(call, arg + 1)
    const chunk = done ? call.chunk('exit', name) : undefined
    if (!usable(chunk, 1)) return `${address(call, arg)}, ${length}`
    const end = Math.min(chunk.end, chunk.start + (old ?? chunk.end))
    return `${socketAddress(context, chunk.bytes, chunk.start, end, call)}, ${length}`
  }
}
