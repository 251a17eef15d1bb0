/** Socket addresses and control messages. */

import type { RawCall } from './call.ts'
import type { Context } from './context.ts'
import { hex8Text, hexText } from './numbers.ts'
import { typeOf } from './spec.ts'
import { escaped, quoted, quotedHex, stringEnd } from './strings.ts'
import { u16, u32 } from './structs.ts'

export const families = {
  unspecified: 0,
  unix: 1,
  inet: 2,
  inet6: 10,
  netlink: 16,
  packet: 17,
  bluetooth: 31,
  vsock: 40,
}

/** A port, or another number of 16 bits in the net's byte order. */
const net16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

const net32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

export const inetText = (bytes: Uint8Array, at: number): string =>
  `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`

/** Where the longest run of two or more zero groups is. */
const zeroRun = (groups: readonly number[]): { start: number; length: number } => {
  let best = { start: -1, length: 1 }
  for (let start = 0; start < groups.length; start++) {
    let end = start
    while (end < groups.length && groups[end] === 0) end++
    if (end - start > best.length) best = { start, length: end - start }
  }
  return best
}

/** An IPv6 address as inet_ntop writes it. */
export const inet6Text = (bytes: Uint8Array, at: number): string => {
  const groups = [0, 1, 2, 3, 4, 5, 6, 7].map(i => net16(bytes, at + i * 2))
  const { start, length } = zeroRun(groups)
  const mapped = start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff))
  if (mapped) return `::${length === 5 ? 'ffff:' : ''}${inetText(bytes, at + 12)}`
  const hex = (part: readonly number[]) => part.map(group => group.toString(16)).join(':')
  if (start === -1) return hex(groups)
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`
}

const unixPath = (bytes: Uint8Array, start: number, end: number): string => {
  if (end <= start) return ''
  if (bytes[start] === 0) return `, sun_path=@"${escaped(bytes, start + 1, end)}"`
  return `, sun_path="${escaped(bytes, start, stringEnd(bytes, start, end))}"`
}

const netlink = (bytes: Uint8Array, at: number): string => {
  const pad = u16(bytes, at + 2)
  const padText = pad === 0 ? '' : `nl_pad=${hexText(pad, 0)}, `
  return `${padText}nl_pid=${u32(bytes, at + 4) | 0}, nl_groups=${hex8Text(u32(bytes, at + 8))}`
}

const packet = (context: Context, bytes: Uint8Array, at: number, end: number, call: RawCall): string => {
  const protocol = context.scalar(typeOf('#ethernet_protocols'))!(net16(bytes, at + 2), 0, call)
  const type = context.scalar(typeOf('#arp_hardware_types'))!(u16(bytes, at + 8), 0, call)
  const direction = context.scalar(typeOf('#packet_types'))!(bytes[at + 10]!, 0, call)
  const length = Math.min(bytes[at + 11]!, 8, Math.max(0, end - at - 12))
  let address = ''
  for (let i = 0; i < length; i++) address += `${i === 0 ? '' : ', '}${hexText(bytes[at + 12 + i]!, 0)}`
  const shown = length === 0 ? '' : `, sll_addr=[${address}]`
  return `sll_protocol=htons(${protocol}), sll_ifindex=${u32(bytes, at + 4) | 0}, sll_hatype=${type}, sll_pkttype=${direction}, sll_halen=${bytes[at + 11]}${shown}`
}

/** A socket address of any family, `start` to `end`. */
export const socketAddress = (
  context: Context,
  bytes: Uint8Array,
  start: number,
  end: number,
  call: RawCall,
): string => {
  const length = end - start
  if (length < 2) return `{sa_data=${quotedHex(bytes, start, end, 16, false)}}`
  const family = u16(bytes, start)
  const head = `{sa_family=${context.scalar(typeOf('#addrfams'))!(family, 0, call)}`
  if (family === families.unix) return `${head}${unixPath(bytes, start + 2, Math.min(end, start + 110))}}`
  if (family === families.inet && length >= 8)
    return `${head}, sin_port=htons(${net16(bytes, start + 2)}), sin_addr=inet_addr("${inetText(bytes, start + 4)}")}`
  if (family === families.inet6 && length >= 24) {
    const scope = length >= 28 ? `, sin6_scope_id=${u32(bytes, start + 24)}` : ''
    return `${head}, sin6_port=htons(${net16(bytes, start + 2)}), sin6_flowinfo=htonl(${net32(bytes, start + 4)}), inet_pton(AF_INET6, "${inet6Text(bytes, start + 8)}", &sin6_addr)${scope}}`
  }
  if (family === families.netlink && length >= 12) return `${head}, ${netlink(bytes, start)}}`
  if (family === families.packet && length >= 12)
    return `${head}, ${packet(context, bytes, start, end, call)}}`
  if (family === families.vsock && length >= 16) {
    const cid = context.scalar(typeOf('#vsock_cids:uint'))!(u32(bytes, start + 8), 0, call)
    return `${head}, svm_cid=${cid}, svm_port=${hexText(u32(bytes, start + 4), 0)}}`
  }
  if (length === 2) return `${head}}`
  return `${head}, sa_data=${quoted(bytes, start + 2, end, 32, false)}}`
}

const headerSize = 16
const align8 = (size: number): number => (size + 7) & ~7

const controlData = (
  context: Context,
  level: string,
  type: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  call: RawCall,
): string => {
  if (level === 'SOL_SOCKET' && type === 'SCM_RIGHTS') {
    const fd = context.scalar(typeOf('fd'))!
    let text = ''
    for (let at = start; at + 4 <= end; at += 4)
      text += `${text === '' ? '' : ', '}${fd(u32(bytes, at), 0, call)}`
    return `[${text}]`
  }
  if (level === 'SOL_SOCKET' && type === 'SCM_CREDENTIALS' && end - start >= 12)
    return context.struct('ucred').show(bytes, start, call)
  return quotedHex(bytes, start, end, context.options.stringSize, false)
}

/** The control messages of a message: `[{cmsg_len=20, cmsg_level=SOL_SOCKET, …}]`. */
export const controlMessages = (
  context: Context,
  bytes: Uint8Array,
  start: number,
  end: number,
  cut: boolean,
  call: RawCall,
): string => {
  let text = ''
  let at = start
  while (at + headerSize <= end) {
    const length = u32(bytes, at)
    const level = context.scalar(typeOf('#socketlayers'))!(u32(bytes, at + 8), 0, call)
    const own =
      level === 'SOL_SOCKET' ? '#scm_types' : level === 'SOL_IP' ? '#sock_ip_options' : '#sock_ipv6_options'
    const type = context.scalar(typeOf(own))!(u32(bytes, at + 12), 0, call)
    const stop = Math.min(at + length, end)
    const data =
      length > headerSize
        ? `, cmsg_data=${controlData(context, level, type, bytes, at + headerSize, stop, call)}`
        : ''
    text += `${text === '' ? '' : ', '}{cmsg_len=${length}, cmsg_level=${level}, cmsg_type=${type}${data}}`
    if (length < headerSize) break
    at += align8(length)
  }
  return `[${text}${cut ? ', ...' : ''}]`
}
