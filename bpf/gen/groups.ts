/**
 * strace's groups of syscalls. What has a path belongs to `%file` and what has a descriptor to `%desc`, by the
 * arguments; the others are short lists. Only names that exist are kept, so a list may name what one architecture lacks.
 */
import { isDescriptorName, type SyscallArg } from '../facts/syscall-format.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

const pathName =
  /^(filename|(from_|to_)?pathname|path|oldname|newname|special|specialfile|dir_name|new_root|put_old)$/

/** Calls with a path that the arguments do not show: another name, a result, an option. */
const otherFile = words('acct fsconfig getcwd name_to_handle_at umount2 uselib')

/** Calls that make a descriptor, or take many or optional ones in memory. */
const otherDesc = words(`
  bpf creat epoll_create epoll_create1 eventfd eventfd2 fanotify_init fsopen inotify_init inotify_init1 io_uring_setup
  landlock_create_ruleset memfd_create memfd_secret mq_open open perf_event_open pidfd_open pipe pipe2 poll ppoll
  pselect6 select timerfd_create userfaultfd`)

const stats = { '%stat': ['stat'], '%lstat': ['lstat'], '%fstat': ['fstat', 'newfstatat', 'statx'] }
const statfs = { '%statfs': ['statfs'], '%fstatfs': ['fstatfs'] }

const lists: Readonly<Record<string, readonly string[]>> = {
  '%network': words(`
    accept accept4 bind connect getpeername getpmsg getsockname getsockopt listen putpmsg recvfrom recvmmsg recvmsg
    sendfile sendmmsg sendmsg sendto setsockopt shutdown socket socketpair`),
  '%process': words(`
    clone clone3 execve execveat exit exit_group fork kill pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo tgkill
    tkill vfork wait4 waitid`),
  '%signal': words(`
    kill pause pidfd_send_signal rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
    rt_sigtimedwait rt_tgsigqueueinfo sigaltstack signalfd signalfd4 tgkill tkill`),
  '%ipc': words('msgctl msgget msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmdt shmget'),
  '%memory': words(`
    brk get_mempolicy io_destroy io_setup io_uring_register madvise map_shadow_stack mbind migrate_pages mincore mlock
    mlock2 mlockall mmap move_pages mprotect mremap mseal msync munlock munlockall munmap pkey_mprotect
    remap_file_pages set_mempolicy set_mempolicy_home_node shmat shmdt`),
  '%creds': words(`
    capget capset getegid geteuid getgid getgroups getresgid getresuid getuid prctl setfsgid setfsuid setgid setgroups
    setregid setresgid setresuid setreuid setuid`),
  '%clock': words(
    'adjtimex clock_adjtime clock_getres clock_gettime clock_settime gettimeofday settimeofday time',
  ),
  '%pure': words('getegid geteuid getgid getpgrp getpid getppid gettid getuid'),
  ...stats,
  ...statfs,
  '%%stat': Object.values(stats).flat(),
  '%%statfs': [...Object.values(statfs).flat(), 'ustat'],
}

/** The groups' members among syscalls, in the order given. */
export const groupsOf = (syscalls: ReadonlyMap<string, readonly SyscallArg[]>): Map<string, string[]> => {
  const network = new Set(lists['%network'])
  const file = (name: string, args: readonly SyscallArg[]): boolean =>
    otherFile.includes(name) || args.some(arg => arg.kind === 'string' && pathName.test(arg.name))
  // As strace has it, a socket call is in %network alone. sendfile's other descriptor is a file's.
  const desc = (name: string, args: readonly SyscallArg[]): boolean =>
    (!network.has(name) || name === 'sendfile') &&
    (otherDesc.includes(name) || args.some(arg => arg.kind === 'int' && isDescriptorName(arg.name)))
  const select = (test: (name: string, args: readonly SyscallArg[]) => boolean): string[] =>
    [...syscalls].filter(([name, args]) => test(name, args)).map(([name]) => name)
  return new Map([
    ['%file', select(file)],
    ['%desc', select(desc)],
    ...Object.entries(lists).map(([group, names]): [string, string[]] => [
      group,
      select(name => names.includes(name)),
    ]),
  ])
}
