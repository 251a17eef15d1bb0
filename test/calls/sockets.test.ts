import { expect, test } from 'bun:test'
import { inet6Text } from '../../runtime/calls/sockets.ts'
import { bytesOf, joined, lineOf, Memory, packed, struct } from '../support/call-memory.ts'

const inet = (port: number, ...address: readonly number[]): Uint8Array =>
  joined(packed(2, 2), packed(1, port >> 8, port & 255, ...address), new Uint8Array(8))

const connect = (address: Uint8Array): string => {
  const memory = new Memory()
  return lineOf({ name: 'connect', args: [3, memory.put(address), address.length], memory, result: 0 })
}

test.each<[string, Uint8Array]>([
  ['{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}', inet(80, 127, 0, 0, 1)],
  [
    '{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=2}',
    joined(packed(2, 10), packed(1, 0, 80), packed(4, 0), new Uint8Array(15), packed(1, 1), packed(4, 2)),
  ],
  ['{sa_family=AF_UNIX, sun_path="/run/x"}', joined(packed(2, 1), bytesOf('/run/x\0'))],
  ['{sa_family=AF_UNIX, sun_path=@"a\\0b"}', joined(packed(2, 1), bytesOf('\0a\0b'))],
  ['{sa_family=AF_UNIX}', packed(2, 1)],
  ['{sa_family=AF_NETLINK, nl_pid=7, nl_groups=0x000011}', joined(packed(2, 16, 0), packed(4, 7, 0x11))],
  [
    '{sa_family=AF_VSOCK, svm_cid=VMADDR_CID_HOST, svm_port=0x400}',
    joined(packed(2, 40, 0), packed(4, 0x400, 2, 0)),
  ],
  [
    '{sa_family=AF_PACKET, sll_protocol=htons(ETH_P_ALL), sll_ifindex=2, sll_hatype=ARPHRD_ETHER, sll_pkttype=PACKET_HOST, sll_halen=6, sll_addr=[0x1, 0x2, 0x3, 0x4, 0x5, 0x6]}',
    joined(
      packed(2, 17),
      packed(1, 0, 3),
      packed(4, 2),
      packed(2, 1),
      packed(1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0),
    ),
  ],
])('an address %s', (text, address) => {
  expect(connect(address)).toBe(`connect(3, ${text}, ${address.length}) = 0`)
})

test.each<[string, readonly number[]]>([
  ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
  ['fe80::1:0:0:2', [0xfe80, 0, 0, 0, 1, 0, 0, 2]],
  ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['1:0:3:4:5:6:7:8', [1, 0, 3, 4, 5, 6, 7, 8]],
  ['::ffff:1.2.3.4', [0, 0, 0, 0, 0, 0xffff, 0x102, 0x304]],
  ['2001:db8::', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]],
])('inet6Text() writes %s', (text, groups) => {
  expect(inet6Text(packed(1, ...groups.flatMap(group => [group >> 8, group & 255])), 0)).toBe(text)
})

test('an address that the call gives has the length before and after', () => {
  const memory = new Memory()
  const address = memory.put(joined(inet(9, 1, 2, 3, 4), new Uint8Array(112)))
  const length = memory.put(packed(4, 128))
  const made = {
    name: 'accept',
    args: [3, address, length],
    memory,
    during: (m: Memory) => m.set(length, packed(4, 16)),
  }
  expect(lineOf({ ...made, result: 4 })).toBe(
    'accept(3, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("1.2.3.4")}, [128 => 16]) = 4',
  )
  memory.set(length, packed(4, 128))
  expect(lineOf({ ...made, during: () => {}, result: -11 })).toBe(
    `accept(3, 0x${address.toString(16)}, [128]) = -1 EAGAIN (Resource temporarily unavailable)`,
  )
  expect(lineOf({ name: 'accept', args: [3, 0, 0], result: 4 })).toBe('accept(3, NULL, NULL) = 4')
})

test('options by their level', () => {
  const memory = new Memory()
  const one = memory.put(packed(4, 1))
  expect(lineOf({ name: 'setsockopt', args: [3, 1, 2, one, 4], memory, result: 0 })).toBe(
    'setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0',
  )
  expect(lineOf({ name: 'setsockopt', args: [3, 6, 1, one, 4], memory, result: 0 })).toBe(
    'setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0',
  )
  const linger = memory.put(packed(4, 1, 2))
  expect(lineOf({ name: 'setsockopt', args: [3, 1, 13, linger, 8], memory, result: 0 })).toBe(
    'setsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=2}, 8) = 0',
  )
  const length = memory.put(packed(4, 12))
  const peer = memory.put(packed(4, 5, 0, -1))
  expect(lineOf({ name: 'getsockopt', args: [3, 1, 17, peer, length], memory, result: 0 })).toBe(
    'getsockopt(3, SOL_SOCKET, SO_PEERCRED, {pid=5, uid=0, gid=-1}, [12]) = 0',
  )
})

test('a message has its name, its buffers and its descriptors', () => {
  const memory = new Memory()
  const control = memory.put(joined(packed(8, 24), packed(4, 1, 1, 5, 6)))
  const vector = memory.put(packed(8, memory.put(bytesOf('xyz')), 3))
  const header = (fields: Record<string, number>): number =>
    memory.put(struct('user_msghdr', { msg_iov: vector, msg_iovlen: 1, ...fields }))
  const sent = header({ msg_control: control, msg_controllen: 24 })
  expect(lineOf({ name: 'sendmsg', args: [3, sent, 0x4000], memory, result: 3 })).toBe(
    'sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="xyz", iov_len=3}], msg_iovlen=1, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5, 6]}], msg_controllen=24, msg_flags=0}, MSG_NOSIGNAL) = 3',
  )
  const named = header({ msg_name: memory.put(inet(9, 1, 2, 3, 4)), msg_namelen: 16 })
  expect(lineOf({ name: 'recvmsg', args: [3, named, 0], memory, result: 1 })).toBe(
    'recvmsg(3, {msg_name={sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("1.2.3.4")}, msg_namelen=16, msg_iov=[{iov_base="x", iov_len=3}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 1',
  )
})

test('protocols by their family', () => {
  const socket = (family: number, type: number, protocol: number): string =>
    lineOf({ name: 'socket', args: [family, type, protocol], result: 3 })
  expect(socket(2, 1 | 0o2000000, 6)).toBe('socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3')
  expect(socket(16, 3, 0)).toBe('socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3')
  expect(socket(17, 3, 0x300)).toBe('socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) = 3')
  expect(socket(1, 1, 0)).toBe('socket(AF_UNIX, SOCK_STREAM, 0) = 3')
})
