import { expect, test } from 'bun:test'
import { structs, structsArm64 } from '../../bpf/facts/structs.gen.ts'
import { structLayout } from '../../bpf/facts/structs.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import { testNeeding } from '../support/needs.ts'
import { printedByC } from '../support/printed-by-c.ts'

const arch = process.arch as Arch
const namesIn = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map(line => line.split(' ')[0]!)
const field = (struct: string, name: string, on: Arch = 'x64') =>
  structLayout(struct, on).fields.find(known => known.name === name)

test.each<[string, number, number?]>([
  ['stat', 144, 128],
  ['statx', 256],
  ['timespec', 16],
  ['epoll_event', 12, 16],
  ['sigaction', 32],
  ['siginfo', 128],
  ['user_msghdr', 56],
  ['mmsghdr', 64],
  ['new_utsname', 390],
  ['termios', 36],
  ['termios2', 44],
  ['sockaddr_un', 110],
  ['clone_args', 88],
  ['rusage', 144],
  ['sysinfo', 112],
  ['flock', 32],
])('struct %s has %i bytes', (name, x64, arm64 = x64) => {
  expect([structLayout(name, 'x64').size, structLayout(name, 'arm64').size]).toEqual([x64, arm64])
})

test('fields are what they are', () => {
  expect(field('stat', 'st_mode')).toEqual({
    name: 'st_mode',
    offset: 24,
    size: 4,
    type: 'int',
    signed: false,
  })
  expect(field('stat', 'st_mode', 'arm64')?.offset).toBe(16)
  expect(field('stat', 'st_size')).toEqual({
    name: 'st_size',
    offset: 48,
    size: 8,
    type: 'int',
    signed: true,
  })
  expect(field('epoll_event', 'data', 'arm64')?.offset).toBe(8)
  expect(field('iovec', 'iov_base')).toMatchObject({ type: 'pointer', size: 8 })
  expect(field('new_utsname', 'release')).toMatchObject({ type: 'char', size: 1, count: 65, offset: 130 })
  expect(field('itimerspec', 'it_value')).toMatchObject({ type: 'struct timespec', size: 16, offset: 16 })
  expect(field('inotify_event', 'name')).toMatchObject({ type: 'char', count: 0, offset: 16 })
  expect(field('perf_event_attr', 'precise_ip')).toMatchObject({ offset: 40, size: 8, bit: 15, bits: 2 })
  expect(field('__sifields', '_sigchld._status')).toMatchObject({ offset: 8, size: 4, signed: true })
  expect(field('bpf_attr', 'insns')).toMatchObject({ offset: 8, size: 8 })
})

test('a struct that the architecture has not is told', () => {
  expect(structLayout('user_desc', 'x64').size).toBe(16)
  expect(() => structLayout('user_desc', 'arm64')).toThrow(
    'There is no layout of struct "user_desc" on arm64',
  )
  expect(() => structLayout('nosuch', 'x64')).toThrow('"nosuch"')
})

test.each<Arch>(['x64', 'arm64'])('every field of %s lies within its struct', on => {
  const missing = new Set(
    namesIn(structsArm64).filter(name => structsArm64.includes(`\n${name} -\n`) && on === 'arm64'),
  )
  for (const name of namesIn(structs)) {
    if (missing.has(name)) continue
    const { size, fields } = structLayout(name, on)
    const outside = fields.filter(f => !(f.offset + f.size * (f.count ?? 1) <= size) || !(f.size > 0))
    expect([name, fields.length > 0, outside]).toEqual([name, true, []])
  }
})

/** Structs of the C library and of headers that it goes with: name here → name there. */
const machines: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    `stat statx timespec timeval itimerspec itimerval timezone rlimit rusage pollfd iovec epoll_event cmsghdr linger ucred sysinfo
    tms timex utimbuf sockaddr sockaddr_in sockaddr_in6 sockaddr_un sockaddr_nl sockaddr_ll sockaddr_alg sockaddr_vm ip_mreqn
    in_pktinfo in6_pktinfo flock f_owner_ex winsize clone_args open_how robust_list_head sched_param sembuf mq_attr
    inotify_event signalfd_siginfo futex_waitv fsxattr seccomp_data sock_filter sock_fprog
    io_uring_params mount_attr landlock_path_beneath_attr __user_cap_header_struct __user_cap_data_struct ifconf ifmap`
      .trim()
      .split(/\s+/)
      .map(name => [name, `struct ${name}`]),
  ),
  user_msghdr: 'struct msghdr',
  linux_dirent64: 'struct dirent64',
  sigaltstack: 'stack_t',
}

const headers =
  `sys/stat.h fcntl.h poll.h sched.h signal.h mqueue.h utime.h sys/epoll.h sys/inotify.h sys/mount.h sys/resource.h
  sys/sem.h sys/signalfd.h sys/socket.h sys/sysinfo.h sys/time.h sys/times.h sys/timex.h sys/uio.h sys/un.h time.h sys/ioctl.h
  dirent.h net/if.h netinet/in.h netpacket/packet.h linux/capability.h linux/filter.h linux/fs.h linux/futex.h linux/if_alg.h
  linux/io_uring.h linux/landlock.h linux/netlink.h linux/openat2.h linux/sched.h linux/seccomp.h linux/vm_sockets.h`
    .trim()
    .split(/\s+/)

/** Fields that are called otherwise there. */
const others: Readonly<Record<string, string>> = {
  'stat.st_atime': 'st_atim.tv_sec',
  'stat.st_atime_nsec': 'st_atim.tv_nsec',
  'stat.st_mtime': 'st_mtim.tv_sec',
  'stat.st_mtime_nsec': 'st_mtim.tv_nsec',
  'stat.st_ctime': 'st_ctim.tv_sec',
  'stat.st_ctime_nsec': 'st_ctim.tv_nsec',
}
/** Newer than the machine's headers may be, private, or named differently by the C library. */
const isPrivate = (name: string): boolean =>
  /(^|\.)_|pad|spare|reserved|resv|zero|^statx\.stx_(dio|subvol|atomic|mnt)|^(sysinfo\._f|cmsghdr\.__cmsg)/.test(
    name,
  )

testNeeding('gcc')(
  'structs lie as in the machine’s headers',
  () => {
    const asked = Object.entries(machines).flatMap(([name, other]) =>
      structLayout(name, arch).fields.flatMap(({ name: member, offset, bits }) =>
        bits !== undefined || isPrivate(`${name}.${member}`) || isPrivate(member)
          ? []
          : [
              {
                key: `${name}.${member}`,
                struct: other,
                member: others[`${name}.${member}`] ?? member,
                offset,
              },
            ],
      ),
    )
    // The C library's dirent has a name of fixed length.
    const sized = Object.entries(machines).filter(([name]) => name !== 'linux_dirent64')
    const theirs = printedByC(headers, [
      ...asked.map(({ key, struct, member }) => `printf("${key} %zu\\n", offsetof(${struct}, ${member}));`),
      ...sized.map(([name, other]) => `printf("${name} %zu\\n", sizeof(${other}));`),
    ])
    expect(theirs.size).toBeGreaterThan(150)
    const ours = [
      ...asked.map(({ key, offset }) => [key, offset]),
      ...sized.map(([name]) => [name, structLayout(name, arch).size]),
    ]
    expect(Object.fromEntries(theirs)).toEqual(Object.fromEntries(ours))
  },
  30_000,
)
