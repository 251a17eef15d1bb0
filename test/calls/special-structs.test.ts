/** Arguments whose size or form depends on other arguments, on the result, or on what the call made of them. */

import { expect, test } from 'bun:test'
import { bytesOf, joined, lineOf, type Made, Memory, packed, struct } from '../support/call-memory.ts'

const einval = -22
const setBit = (...signals: readonly number[]): bigint =>
  signals.reduce((set, n) => set | (1n << BigInt(n - 1)), 0n)

/** The line that is expected, and the call. */
const rows: readonly (readonly [line: string, make: (memory: Memory) => Made])[] = [
  [
    'wait4(-1, 0x7f0000001000, WNOHANG, 0x7f0000002000) = 0',
    m => ({
      name: 'wait4',
      args: [-1, m.put(packed(4, 0x300)), 1, m.put(new Uint8Array(144))],
      result: 0,
    }),
  ],
  [
    'wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], WNOHANG, NULL) = 7',
    m => ({ name: 'wait4', args: [-1, m.put(packed(4, 0x300)), 1, 0], result: 7 }),
  ],
  [
    'rt_sigreturn({mask=[INT USR1]}) = -1 EINTR (Interrupted system call)',
    m => ({
      name: 'rt_sigreturn',
      args: [],
      stack: m.put(joined(new Uint8Array(296), packed(8, setBit(2, 10)))),
      result: -4,
    }),
  ],
  [
    'pselect6(0, NULL, NULL, NULL, NULL, {sigmask=[INT], sigsetsize=8}) = 0 (Timeout)',
    m => ({
      name: 'pselect6',
      args: [0, 0, 0, 0, 0, m.put(packed(8, m.put(packed(8, setBit(2))), 8))],
      result: 0,
    }),
  ],
  [
    'pselect6(0, NULL, NULL, NULL, NULL, {sigmask=NULL, sigsetsize=0}) = 0 (Timeout)',
    m => ({ name: 'pselect6', args: [0, 0, 0, 0, 0, m.put(packed(8, 0, 0))], result: 0 }),
  ],
  [
    'getdents64(3, 0x7f0000001000 /* 2 entries */, 100) = 48',
    m => ({ name: 'getdents64', args: [3, m.put(packed(8, 1, 1, 24, 2, 2, 24)), 100], result: 48 }),
  ],
  [
    'getdents64(3, 0x7f0000001000 /* 0 entries */, 100) = 0',
    m => ({ name: 'getdents64', args: [3, m.put(packed(8, 1, 1, 24)), 100], result: 0 }),
  ],
  [
    'name_to_handle_at(AT_FDCWD, "f", {handle_bytes=128 => 4, handle_type=1, f_handle="\\x61\\x62\\x63\\x64"}, [5], 0) = 0',
    m => {
      const handle = m.put(joined(packed(4, 128, 0), new Uint8Array(128)))
      return {
        name: 'name_to_handle_at',
        args: [-100, m.text('f'), handle, m.put(packed(4, 5)), 0],
        result: 0,
        during: memory => memory.set(handle, joined(packed(4, 4, 1), bytesOf('abcd'), new Uint8Array(124))),
      }
    },
  ],
  [
    'name_to_handle_at(AT_FDCWD, "f", {handle_bytes=0 => 4}, 0x7f0000003000, 0) = -1 EOVERFLOW (Value too large for defined data type)',
    m => {
      const handle = m.put(new Uint8Array(136))
      return {
        name: 'name_to_handle_at',
        args: [-100, m.text('f'), handle, m.put(packed(4, 5)), 0],
        result: -75,
        during: memory => memory.set(handle, joined(packed(4, 4), new Uint8Array(132))),
      }
    },
  ],
  [
    'open_by_handle_at(4, {handle_bytes=2, handle_type=1, f_handle="\\x61\\x62"}, O_RDONLY) = 5',
    m => ({
      name: 'open_by_handle_at',
      args: [4, m.put(joined(packed(4, 2, 1), bytesOf('ab'), new Uint8Array(126))), 0],
      result: 5,
    }),
  ],
  [
    'openat2(AT_FDCWD, "f", 0x7f0000002000, 5) = -1 EINVAL (Invalid argument)',
    m => ({ name: 'openat2', args: [-100, m.text('f'), m.put(struct('open_how', {})), 5], result: einval }),
  ],
  [
    'mbind(0x1000, 4096, MPOL_BIND, [0x00000000000003], 64, 0) = 0',
    m => ({ name: 'mbind', args: [4096, 4096, 2, m.put(packed(8, 3, 0, 0, 0)), 64, 0], result: 0 }),
  ],
  [
    'set_mempolicy(MPOL_BIND|MPOL_F_STATIC_NODES, [0x00000000000003, 0000000000000000], 66) = 0',
    m => ({ name: 'set_mempolicy', args: [0x8002, m.put(packed(8, 3, 0, 0, 0)), 66], result: 0 }),
  ],
  [
    'set_mempolicy(0x1000 /* MPOL_??? */, NULL, 0) = -1 EINVAL (Invalid argument)',
    () => ({ name: 'set_mempolicy', args: [0x1000, 0, 0], result: einval }),
  ],
  [
    'mincore(0x1000, 5000, [1, 0]) = 0',
    m => ({
      name: 'mincore',
      args: [4096, 5000, m.put(joined(packed(1, 1, 0), new Uint8Array(30)))],
      result: 0,
    }),
  ],
  [
    'move_pages(0, 2, [0x1000, 0x2000], [1, 1], [1, -ENOENT], 0) = 0',
    m => ({
      name: 'move_pages',
      args: [0, 2, m.put(packed(8, 4096, 8192)), m.put(packed(4, 1, 1)), m.put(packed(4, 1, -2)), 0],
      result: 0,
    }),
  ],
  [
    'modify_ldt(0, {entry_number=1, base_addr=0x001000, limit=00000000, seg_32bit=1, contents=0, read_exec_only=0, limit_in_pages=0, seg_not_present=0, useable=0, lm=0}, 16) = 0',
    m => ({ name: 'modify_ldt', args: [0, m.put(packed(4, 1, 4096, 0, 1)), 16], result: 0 }),
  ],
  [
    'membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, MEMBARRIER_CMD_FLAG_CPU, 2) = 0',
    () => ({ name: 'membarrier', args: [8, 1, 2], result: 0 }),
  ],
  [
    'prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0) = 0',
    () => ({ name: 'prctl', args: [47, 2, 5, 0, 0], result: 0 }),
  ],
  [
    'prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) = 0',
    () => ({ name: 'prctl', args: [47, 4, 0, 0, 0], result: 0 }),
  ],
  [
    'io_uring_setup(0, {flags=IORING_SETUP_CLAMP, sq_thread_cpu=0, sq_thread_idle=0}) = -1 EINVAL (Invalid argument)',
    m => ({
      name: 'io_uring_setup',
      args: [0, m.put(struct('io_uring_params', { flags: 16 }))],
      result: einval,
    }),
  ],
  [
    'capget({version=0x5 /* _LINUX_CAPABILITY_VERSION_??? */, pid=0}, NULL) = -1 EINVAL (Invalid argument)',
    m => {
      const header = m.put(packed(4, 5, 0))
      return {
        name: 'capget',
        args: [header, 0],
        result: einval,
        during: memory => memory.set(header, packed(4, 0x20080522, 0)),
      }
    },
  ],
  [
    'keyctl(KEYCTL_READ, 7, "payload", 100) = 7',
    m => ({ name: 'keyctl', args: [11, 7, m.put(bytesOf('payload'.padEnd(100, '\0'))), 100], result: 7 }),
  ],
  [
    'keyctl(KEYCTL_READ, 7, "payload\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0"..., 100) = 40',
    m => ({ name: 'keyctl', args: [11, 7, m.put(bytesOf('payload'.padEnd(100, '\0'))), 100], result: 40 }),
  ],
  [
    'io_uring_register(4, IORING_REGISTER_BUFFERS, [{iov_base=0x1000, iov_len=2}], 1) = 0',
    m => ({
      name: 'io_uring_register',
      args: [4, 0, m.put(joined(packed(8, 4096, 2), new Uint8Array(1000))), 1],
      result: 0,
    }),
  ],
  [
    'readv(4, 0x7f0000001000, 18446744073709551615) = -1 EINVAL (Invalid argument)',
    m => ({ name: 'readv', args: [4, m.put(new Uint8Array(512)), -1], result: einval }),
  ],
  [
    'personality(PER_LINUX) = 0x40000 (PER_LINUX|ADDR_NO_RANDOMIZE)',
    () => ({ name: 'personality', args: [0], result: 0x40000 }),
  ],
  ['fcntl(3, F_GETLEASE) = 0x2 (F_UNLCK)', () => ({ name: 'fcntl', args: [3, 1025], result: 2 })],
  [
    'nfsservctl(0x1, 0, 0) = -1 ENOSYS (Function not implemented)',
    () => ({ name: 'nfsservctl', args: [1, 0, 0, 5, 6, 7], result: -38 }),
  ],
  [
    'timer_create(CLOCK_MONOTONIC, {sigev_signo=12, sigev_notify=SIGEV_NONE}, [3]) = 0',
    m => ({
      name: 'timer_create',
      args: [1, m.put(struct('sigevent', { sigev_signo: 12, sigev_notify: 1 })), m.put(packed(4, 3))],
      result: 0,
    }),
  ],
  [
    'ioctl(3, TCGETS, {c_iflag=ICRNL|IXON, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, c_cflag=B38400|CS8|CREAD, c_lflag=ISIG|ICANON|ECHO|IEXTEN|ECHOCTL, ...}) = 0',
    m => ({
      name: 'ioctl',
      args: [3, 0x5401, m.put(joined(packed(4, 0o2400, 5, 0o277, 0o101013), new Uint8Array(60)))],
      result: 0,
    }),
  ],
]

for (const [line, make] of rows)
  test(line, () => {
    const memory = new Memory()
    expect(lineOf({ memory, ...make(memory) })).toBe(line)
  })
