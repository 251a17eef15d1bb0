import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, constantsArm64 } from '../../bpf/facts/constants.gen.ts'
import { type ConstantSetName, constantName, constantSet } from '../../bpf/facts/constants.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import { testNeeding } from '../support/needs.ts'
import { printedByC } from '../support/printed-by-c.ts'

const arch = process.arch as Arch
const namesIn = (text: string): ConstantSetName[] =>
  text
    .trim()
    .split('\n')
    .map(line => line.split(' ')[0] as ConstantSetName)
const allSets = namesIn(constants)

const valueIn = (set: ConstantSetName, name: string, on: Arch): number | undefined =>
  constantSet(set, on).entries.find(([known]) => known === name)?.[1]

test.each<[ConstantSetName, string, number, number?]>([
  ['open_access_modes', 'O_RDWR', 2],
  ['open_mode_flags', 'O_CREAT', 0o100],
  ['open_mode_flags', 'O_CLOEXEC', 0o2000000],
  ['open_mode_flags', 'O_DIRECTORY', 0o200000, 0o40000],
  ['open_mode_flags', 'O_DIRECT', 0o40000, 0o200000],
  ['open_mode_flags', 'O_LARGEFILE', 0o100000, 0o400000],
  ['open_mode_flags', 'O_TMPFILE', 0o20200000, 0o20040000],
  ['at_fdcwd', 'AT_FDCWD', 0xffffff9c],
  ['file_types', 'S_IFSOCK', 0o140000],
  ['mmap_prot', 'PROT_EXEC', 4],
  ['mmap_flags', 'MAP_ANONYMOUS', 0x20],
  ['clone_flags', 'CLONE_CHILD_CLEARTID', 0x200000],
  ['clone3_flags', 'CLONE_INTO_CGROUP', 2 ** 33],
  ['futex_cmds', 'FUTEX_WAIT_BITSET', 9],
  ['addrfams', 'AF_NETLINK', 16],
  ['sock_options', 'SO_REUSEPORT', 15],
  ['epoll_events', 'EPOLLET', 2 ** 31],
  ['si_codes', 'SI_TKILL', 0xfffffffa],
  ['fs_magic', 'TMPFS_MAGIC', 0x01021994],
  ['ioctl_cmds', 'TCGETS', 0x5401],
  ['ioctl_cmds', 'TIOCGWINSZ', 0x5413],
  ['ioctl_cmds', 'FIONREAD', 0x541b],
  ['ioctl_cmds', 'SIOCGIFCONF', 0x8912],
  ['ioctl_cmds', 'TCGETS2', 0x802c542a],
  ['ioctl_cmds', 'FS_IOC_GETFLAGS', 0x80086601],
  ['ioctl_cmds', 'KVM_GET_REGS', 0x8090ae81, 0x8360ae81],
  ['capabilities', 'CAP_BPF', 39],
  ['seccomp_actions', 'SECCOMP_RET_KILL_PROCESS', 0x80000000],
])('%s: %s', (set, name, x64, arm64 = x64) => {
  expect([valueIn(set, name, 'x64'), valueIn(set, name, 'arm64')]).toEqual([x64, arm64])
})

test('a value has one name, that in use', () => {
  expect(constantName(constantSet('open_mode_flags', 'x64'), 0o4000)).toBe('O_NONBLOCK')
  expect(constantName(constantSet('addrfams', 'x64'), 1)).toBe('AF_UNIX')
  expect(constantName(constantSet('whence', 'x64'), 4)).toBe('SEEK_HOLE')
  expect(constantName(constantSet('whence', 'x64'), 77)).toBeUndefined()
})

test('of an ioctl command all names are there', () => {
  const both = constantSet('ioctl_cmds', 'x64').entries.filter(([, value]) => value === 0x3b70)
  expect(both.map(([name]) => name)).toEqual([
    'VFIO_DEVICE_GET_PCI_HOT_RESET_INFO',
    'VFIO_IOMMU_GET_INFO',
    'VFIO_IOMMU_SPAPR_TCE_GET_INFO',
  ])
})

test('sets are told apart by architecture', () => {
  expect(constantName(constantSet('mmap_flags', 'x64'), 0x40)).toBe('MAP_32BIT')
  expect(constantName(constantSet('mmap_flags', 'arm64'), 0x40)).toBeUndefined()
  expect(constantName(constantSet('mmap_prot', 'arm64'), 0x20)).toBe('PROT_MTE')
  expect(constantSet('arch_prctl_codes', 'arm64').entries).toEqual([])
})

test('an unknown set is told', () => {
  expect(() => constantSet('nosuch' as ConstantSetName, 'x64')).toThrow(
    'There is no set of constants "nosuch"',
  )
})

test.each<Arch>(['x64', 'arm64'])('every set of %s is in order and has no name twice', on => {
  expect(new Set(allSets).size).toBe(allSets.length)
  expect(namesIn(constantsArm64).filter(name => !allSets.includes(name))).toEqual([])
  for (const name of allSets) {
    const { kind, entries } = constantSet(name, on)
    const names = entries.map(([known]) => known)
    expect([name, new Set(names).size]).toEqual([name, names.length])
    const values = entries.map(([, value]) => value)
    expect([name, values.filter(value => !Number.isSafeInteger(value) || value < 0)]).toEqual([name, []])
    if (kind === 'enum') expect([name, values]).toEqual([name, values.toSorted((a, b) => a - b)])
    // Whoever takes away flag after flag has to meet the whole before its parts.
    const late = entries.filter(([, value], i) =>
      entries.slice(0, i).some(([, part]) => {
        const [whole, bits] = [BigInt(value), BigInt(part)]
        return kind === 'flags' && part > 0 && whole !== bits && (whole & bits) === bits
      }),
    )
    expect([name, late]).toEqual([name, []])
  }
})

test('nothing is read before it is asked for', () => {
  const text = readFileSync(join(import.meta.dirname, '../../bpf/facts/constants.gen.ts'), 'utf8')
  // Only literals: no call, no split, nothing that a start would pay for.
  expect(text.replaceAll(/`[^`]*`|\/\*[\s\S]*?\*\/|\/\/.*/g, '').match(/[()]/g)).toBeNull()
})

// ---- the machine's own headers

const systemHeaders =
  `fcntl.h unistd.h sched.h signal.h poll.h sys/epoll.h sys/eventfd.h sys/inotify.h sys/ioctl.h sys/mman.h
  sys/mount.h sys/prctl.h sys/ptrace.h sys/resource.h sys/sem.h sys/shm.h sys/msg.h sys/socket.h sys/stat.h sys/timerfd.h
  sys/wait.h netinet/in.h netinet/tcp.h termios.h time.h linux/capability.h linux/fs.h linux/futex.h linux/keyctl.h
  linux/landlock.h linux/magic.h linux/perf_event.h linux/seccomp.h linux/bpf.h linux/io_uring.h`
    .trim()
    .split(/\s+/)

/** What the C library calls otherwise than the kernel. */
const ofLibc = new Set(['O_LARGEFILE', '__O_TMPFILE'])

testNeeding('gcc')(
  'constants are those of the machine’s headers',
  () => {
    const ours = new Map<string, number>()
    for (const name of allSets)
      for (const [constant, value] of constantSet(name, arch).entries) {
        // The size of a struct is in these, and a header need not know it.
        const hasSize = name === 'ioctl_cmds' && value > 0xffff
        if (!hasSize && !ofLibc.has(constant)) ours.set(constant, value)
      }
    // Only macros can be asked for.
    const lines = [...ours.keys()].map(
      name => `
#if defined(${name})
printf("${name} %llu\\n", sizeof(${name}) == 8 ? (unsigned long long)(${name}) : (unsigned int)(${name}));
#endif`,
    )
    const theirs = printedByC(systemHeaders, lines)
    expect(theirs.size).toBeGreaterThan(1000)
    const differing = [...theirs].filter(([name, value]) => ours.get(name) !== value)
    expect(differing.map(([name, value]) => [name, ours.get(name), value])).toEqual([])
  },
  30_000,
)
