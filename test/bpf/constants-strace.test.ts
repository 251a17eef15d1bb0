/** The names and the order of constants against what strace writes of calls that have them. */

import { expect } from 'bun:test'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type ConstantSetName, constantSet } from '../../bpf/facts/constants.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import { testNeeding } from '../support/needs.ts'
import { withProgram } from '../support/printed-by-c.ts'

const arch = process.arch as Arch

interface Probe {
  readonly set: ConstantSetName
  /** Syscall and arguments in C; V is the value. */
  readonly call: string
}

const probe = (set: ConstantSetName, call: string): Probe => ({ set, call })

const probes = [
  probe('open_mode_flags', 'SYS_openat, -1, 0, V, 0'),
  probe('mmap_prot', 'SYS_mprotect, 0, 0, V'),
  probe('mmap_flags', 'SYS_mmap, 0, 0, 0, V | MAP_PRIVATE, -1, 0'),
  probe('mremap_flags', 'SYS_mremap, 0, 0, 0, V, 0'),
  probe('msync_flags', 'SYS_msync, 0, 0, V'),
  probe('madvise_cmds', 'SYS_madvise, 0, 0, V'),
  probe('mlockall_flags', 'SYS_mlockall, V'),
  probe('msg_flags', 'SYS_sendto, -1, 0, 0, V, 0, 0'),
  probe('sigact_flags', 'SYS_rt_sigaction, 10, ((long[]){0, V, 0, 0}), 0, 8'),
  probe('sigprocmask_how', 'SYS_rt_sigprocmask, V, ((long[]){0}), 0, 8'),
  probe('clone_flags', 'SYS_clone, V, 0, 0, 0, 0'),
  probe('clone3_flags', 'SYS_clone3, ((long[11]){V}), 88'),
  probe('unshare_flags', 'SYS_unshare, V'),
  probe('setns_types', 'SYS_setns, -1, V'),
  probe('poll_events', 'SYS_ppoll, ((int[]){0, (V) & 0xffff}), 1, 0, 0, 0'),
  probe('epoll_events', 'SYS_epoll_ctl, -1, 1, -1, ((int[]){V, 0, 0, 0})'),
  probe('epoll_ctl_ops', 'SYS_epoll_ctl, -1, V, -1, 0'),
  probe('mount_flags', 'SYS_mount, 0, 0, 0, V, 0'),
  probe('umount_flags', 'SYS_umount2, 0, V'),
  probe('at_flags', 'SYS_newfstatat, -1, 0, 0, V'),
  probe('statx_masks', 'SYS_statx, -1, 0, 0, V, 0'),
  probe('access_modes', 'SYS_faccessat, -1, 0, V'),
  probe('rename_flags', 'SYS_renameat2, -1, 0, -1, 0, V'),
  probe('eventfd_flags', 'SYS_eventfd2, 0, V'),
  probe('signalfd_flags', 'SYS_signalfd4, -1, 0, 8, V'),
  probe('timerfd_flags', 'SYS_timerfd_create, 0, V'),
  probe('inotify_init_flags', 'SYS_inotify_init1, V'),
  probe('inotify_events', 'SYS_inotify_add_watch, -1, 0, V'),
  probe('fanotify_events', 'SYS_fanotify_mark, -1, 1, V, -1, 0'),
  probe('fanotify_mark_flags', 'SYS_fanotify_mark, -1, V, 0, -1, 0'),
  probe('memfd_create_flags', 'SYS_memfd_create, 0, V'),
  probe('splice_flags', 'SYS_splice, 0, 0, 0, 0, 0, V'),
  probe('falloc_flags', 'SYS_fallocate, 0, V, 0, 0'),
  probe('sync_file_range_flags', 'SYS_sync_file_range, 0, 0, 0, V'),
  probe('getrandom_flags', 'SYS_getrandom, 0, 0, V'),
  probe('wait_options', 'SYS_wait4, 0, 0, V, 0'),
  probe('waitid_types', 'SYS_waitid, V, 0, 0, 0, 0'),
  probe('rwf_flags', 'SYS_preadv2, 0, 0, 0, 0, 0, V'),
  probe('flock_operations', 'SYS_flock, 0, V'),
  probe('fcntl_cmds', 'SYS_fcntl, 0, V, 0'),
  probe('seals', 'SYS_fcntl, 0, F_ADD_SEALS, V'),
  probe('notify_flags', 'SYS_fcntl, 0, F_NOTIFY, V'),
  probe('close_range_flags', 'SYS_close_range, 0, 0, V'),
  probe('io_uring_enter_flags', 'SYS_io_uring_enter, 0, 0, 0, V, 0, 0'),
  probe('io_uring_register_ops', 'SYS_io_uring_register, 0, V, 0, 0'),
  probe('shmat_flags', 'SYS_shmat, 0, 0, V'),
  probe('msgsnd_flags', 'SYS_msgsnd, 0, 0, 0, V'),
  probe('sock_type_flags', 'SYS_accept4, -1, 0, 0, V'),
  probe('socktypes', 'SYS_socket, 1, V, 0'),
  probe('addrfams', 'SYS_socket, V, 3, 77'),
  probe('inet_protocols', 'SYS_socket, AF_INET, 3, V'),
  probe('netlink_protocols', 'SYS_socket, AF_NETLINK, 3, V'),
  probe('ethernet_protocols', 'SYS_socket, AF_PACKET, 3, htons(V)'),
  probe('bluetooth_protocols', 'SYS_socket, AF_BLUETOOTH, 3, V'),
  probe('socketlayers', 'SYS_getsockopt, -1, V, 999, 0, 0'),
  probe('sock_options', 'SYS_setsockopt, -1, SOL_SOCKET, V, 0, 0'),
  probe('sock_ip_options', 'SYS_setsockopt, -1, SOL_IP, V, 0, 0'),
  probe('sock_ipv6_options', 'SYS_setsockopt, -1, SOL_IPV6, V, 0, 0'),
  probe('sock_tcp_options', 'SYS_setsockopt, -1, SOL_TCP, V, 0, 0'),
  probe('sock_udp_options', 'SYS_setsockopt, -1, SOL_UDP, V, 0, 0'),
  probe('sock_sctp_options', 'SYS_setsockopt, -1, 132, V, 0, 0'),
  probe('sock_netlink_options', 'SYS_setsockopt, -1, SOL_NETLINK, V, 0, 0'),
  probe('sock_packet_options', 'SYS_setsockopt, -1, SOL_PACKET, V, 0, 0'),
  probe('shutdown_modes', 'SYS_shutdown, -1, V'),
  probe('futex_cmds', 'SYS_futex, 0, V, 0, 0, 0, 0'),
  probe('prctl_options', 'SYS_prctl, V, 0, 0, 0, 0'),
  probe('prctl_securebits', 'SYS_prctl, PR_SET_SECUREBITS, V'),
  probe('clocknames', 'SYS_clock_gettime, V, 0'),
  probe('itimer_which', 'SYS_getitimer, V, 0'),
  probe('rlimits', 'SYS_getrlimit, V, 0'),
  probe('rusage_who', 'SYS_getrusage, V, 0'),
  probe('priority_which', 'SYS_getpriority, V, 0'),
  probe('sched_policies', 'SYS_sched_setscheduler, 0, V, 0'),
  probe('personality_flags', 'SYS_personality, V'),
  probe('reboot_cmds', 'SYS_reboot, 0, 0, V, 0'),
  probe('seccomp_ops', 'SYS_seccomp, V, 0, 0'),
  probe('seccomp_filter_flags', 'SYS_seccomp, 1, V, 0'),
  probe('ptrace_requests', 'SYS_ptrace, V, 1, 0, 0'),
  probe('ptrace_setoptions', 'SYS_ptrace, PTRACE_SETOPTIONS, 1, 0, V'),
  probe('bpf_cmds', 'SYS_bpf, V, 0, 0'),
  probe('perf_event_open_flags', 'SYS_perf_event_open, 0, 0, 0, 0, V'),
  probe('keyctl_ops', 'SYS_keyctl, V, 0, 0, 0, 0'),
  probe('kcmp_types', 'SYS_kcmp, 0, 0, V, 0, 0'),
  probe('membarrier_cmds', 'SYS_membarrier, V, 0, 0'),
  probe('whence', 'SYS_lseek, 0, 0, V'),
  probe('fadvise', 'SYS_fadvise64, 0, 0, 0, V'),
  probe('xattr_flags', 'SYS_setxattr, 0, 0, 0, 0, V'),
  probe('msgctl_cmds', 'SYS_msgctl, 0, V, 0'),
  probe('semctl_cmds', 'SYS_semctl, 0, 0, V, 0'),
  probe('shmctl_cmds', 'SYS_shmctl, 0, V, 0'),
  probe('swap_flags', 'SYS_swapon, 0, V'),
  probe('syslog_actions', 'SYS_syslog, V, 0, 0'),
  probe('fspick_flags', 'SYS_fspick, -1, 0, V'),
  probe('fsconfig_cmds', 'SYS_fsconfig, -1, V, 0, 0, 0'),
  probe('move_mount_flags', 'SYS_move_mount, -1, 0, -1, 0, V'),
  probe('ioctl_cmds', 'SYS_ioctl, -1, V, 0'),
]

const headers =
  `arpa/inet.h errno.h fcntl.h linux/filter.h linux/netlink.h linux/seccomp.h netinet/in.h netinet/tcp.h netinet/udp.h
  stddef.h sys/mman.h sys/prctl.h sys/ptrace.h sys/socket.h sys/syscall.h unistd.h`
    .trim()
    .split(/\s+/)

/** Makes calls, each refused by seccomp before it does anything. */
const programOf = (calls: readonly string[]): string => `#define _GNU_SOURCE
${headers.map(header => `#include <${header}>`).join('\n')}
int main(void) {
  struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
  };
  struct sock_fprog program = {4, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0)) return 1;
${calls.map(call => `syscall(${call});`).join('\n')}
  _exit(0);
}`

/** The lines that strace writes of the calls. */
const linesOf = (calls: readonly string[]): string[] =>
  withProgram(programOf(calls), program => {
    execFileSync('strace', ['-v', '-o', `${program}.log`, program])
    const lines = readFileSync(`${program}.log`, 'utf8').split('\n')
    const first = lines.findIndex(line => line.includes('SECCOMP_MODE_FILTER, {')) + 1
    return lines.slice(first, first + calls.length)
  })

const withValue = (call: string, value: number): string =>
  call.replaceAll(/\bV\b/g, `0x${value.toString(16)}L`)

/** Another device has made its own of an ioctl command of a device that is gone; mixers' strace writes as MIXER_READ(n). */
const isReused = (set: ConstantSetName, name: string): boolean =>
  set === 'ioctl_cmds' && /^(DRM_IOCTL|PMIC|PCITEST|SOUND_MIXER)_/.test(name)

/** The words of a line that can be constants. */
const wordsOf = (line: string): string[] => line.replace(/ = -?\d.*$/, '').match(/[A-Z_][A-Za-z0-9_]*/g) ?? []

/** Some thousand calls under ptrace, on a machine that may be busy. */
const tracing = 60_000
const straceTest = testNeeding('strace', 'gcc')

/** Does strace write a number, since it is older than the constant? */
const isUnknown = (line: string): boolean => /\b0x[0-9a-f]+( \/\* \w+\?\?\?? \*\/|[,)|}])|_IOC\(/.test(line)

straceTest(
  'constants are called as strace calls them, but for what it does not know',
  () => {
    const asked = probes.flatMap(({ set, call }) => {
      const { entries } = constantSet(set, arch)
      const values = [...new Set(entries.map(([, value]) => value))]
      return values.map(value => ({
        set,
        names: entries.filter(([, other]) => other === value).map(([name]) => name),
        call: withValue(call, value),
      }))
    })
    const lines = linesOf(asked.map(({ call }) => call))
    expect(lines.length).toBe(asked.length)
    const unknown = asked.filter((_, i) => isUnknown(lines[i]!))
    // The more so the older strace is.
    expect(unknown.length).toBeLessThan(asked.length / 2)
    const wrong = asked.flatMap(({ set, names }, i) => {
      const words = wordsOf(lines[i]!)
      const named =
        set === 'ioctl_cmds' ? names.some(name => words.includes(name)) : words.includes(names[0]!)
      return named || isUnknown(lines[i]!) || isReused(set, names[0]!) ? [] : [[names.join(' or '), lines[i]]]
    })
    expect(wrong).toEqual([])
  },
  tracing,
)

straceTest(
  'flags are in the order in which strace writes them',
  () => {
    const asked = probes.flatMap(({ set, call }) => {
      const { entries, kind } = constantSet(set, arch)
      // All at once, without those of more than 32 bits: some calls take no others.
      const all = entries.reduce((bits, [, value]) => (value < 2 ** 32 ? bits | BigInt(value) : bits), 0n)
      return kind === 'flags' ? [{ set, entries, call: withValue(call, Number(all)) }] : []
    })
    const lines = linesOf(asked.map(({ call }) => call))
    const both = asked.map(({ set, entries }, i) => {
      const ours = entries.map(([name]) => name)
      const theirs = wordsOf(lines[i]!).filter(word => ours.includes(word))
      return [
        [set, ...theirs],
        [set, ...ours.filter(name => theirs.includes(name))],
      ]
    })
    expect(both.map(([theirs]) => theirs)).toEqual(both.map(([, ours]) => ours))
    expect(both.filter(([theirs]) => theirs!.length < 2)).toEqual([])
  },
  tracing,
)
