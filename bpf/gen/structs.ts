/** Writes bpf/facts/structs.gen.ts: the structs listed here, laid out as a C compiler does. */

import type { Arch } from '../facts/syscalls.ts'
import { readBtf } from './btf-types.ts'
import { cView } from './c-view.ts'

/**
 * Which structs. To add one, add its name; `name=tag` where C calls it otherwise, `name=union:name` for a union; `x64:` before it where only that
 * architecture has it. The structs that their fields have come along.
 */
const structs = `
stat statx statx_timestamp statfs statfs64 ustat file_handle mount_attr mnt_id_req statmount open_how xattr_args
timespec=__kernel_timespec old_timespec=__kernel_old_timespec timeval=__kernel_old_timeval
itimerspec=__kernel_itimerspec itimerval=itimerval timezone timex=__kernel_timex tms utimbuf
rlimit rlimit64 rusage pollfd iovec user_msghdr mmsghdr cmsghdr epoll_event epoll_params io_event iocb
sigaction=kernel_sigaction siginfo sigaltstack sigevent sigset_argpack
new_utsname sysinfo ucred linger in_addr in6_addr ip_mreq ip_mreqn ip_mreq_source ipv6_mreq group_req group_source_req in_pktinfo
in6_pktinfo
sockaddr sockaddr_in sockaddr_in6 sockaddr_un sockaddr_nl sockaddr_ll sockaddr_alg sockaddr_vm sockaddr_can sockaddr_xdp
sockaddr_tipc sockaddr_qrtr sockaddr_ax25 sockaddr_x25 sockaddr_pn
sockaddr_l2 sockaddr_rc sockaddr_hci sockaddr_sco
nlmsghdr nlmsgerr nlattr rtattr rtmsg ifinfomsg ifaddrmsg rtgenmsg ndmsg tcmsg fib_rule_hdr genlmsghdr nfgenmsg
sock_filter sock_fprog tcp_info tcp_md5sig tcp_zerocopy_receive packet_mreq tpacket_req tpacket_stats tpacket_auxdata
sock_extended_err sock_txtime so_timestamping timestamping=scm_timestamping
ifreq ifconf ifmap arpreq rtentry
flock f_owner_ex fsxattr file_attr fiemap fiemap_extent file_clone_range file_dedupe_range fstrim_range fscrypt_policy_v1
fs_disk_quota if_dqblk if_dqinfo if_nextdqblk
linux_dirent linux_dirent64 inotify_event signalfd_siginfo fanotify_event_metadata fanotify_response
termios termios2 termio winsize serial_struct vt_stat loop_info64 hd_geometry
clone_args sched_attr sched_param robust_list_head robust_list rseq rseq_cs futex_waitv
__user_cap_header_struct __user_cap_data_struct prctl_mm_map kcmp_epoll_slot
seccomp_data seccomp_notif_sizes seccomp_notif seccomp_notif_resp ptrace_peeksiginfo_args ptrace_syscall_info
ptrace_rseq_configuration seccomp_metadata ptrace_sud_config
x64:pt_regs x64:user_desc arm64:user_pt_regs
perf_event_attr bpf_attr=union:bpf_attr bpf_prog_info bpf_map_info bpf_insn
io_uring_params io_uring_sqe io_uring_cqe io_uring_getevents_arg io_uring_rsrc_register io_uring_files_update io_uring_probe
io_sqring_offsets io_cqring_offsets
mq_attr ipc64_perm msqid64_ds shmid64_ds semid64_ds msginfo shminfo64 shm_info seminfo sembuf msgbuf
landlock_ruleset_attr landlock_path_beneath_attr landlock_net_port_attr
uffdio_api uffdio_register uffdio_copy uffdio_zeropage uffdio_range uffd_msg
cachestat cachestat_range keyctl_dh_params keyctl_pkey_params keyctl_pkey_query kexec_segment lsm_ctx pidfd_info ns_id_req
`

/** What the kernel keeps to itself, or headers have under a condition or with types of the C library. */
const ownStructs = `
/* linux/signal_types.h of the kernel; x64 and arm64 both have the restorer */
struct kernel_sigaction { void (*sa_handler)(int); unsigned long sa_flags; void (*sa_restorer)(void); __u64 sa_mask; };
/* fs/select.c of the kernel: the last argument of pselect6 */
struct sigset_argpack { __u64 *p; __kernel_size_t size; };
/* linux/socket.h of the kernel */
struct user_msghdr { void *msg_name; int msg_namelen; struct iovec *msg_iov; __kernel_size_t msg_iovlen; void *msg_control;
  __kernel_size_t msg_controllen; unsigned int msg_flags; };
struct mmsghdr { struct user_msghdr msg_hdr; unsigned int msg_len; };
struct cmsghdr { __kernel_size_t cmsg_len; int cmsg_level; int cmsg_type; };
struct ucred { __u32 pid; __u32 uid; __u32 gid; };
struct linger { int l_onoff; int l_linger; };
/* linux/dirent.h and fs/readdir.c of the kernel */
struct linux_dirent64 { __u64 d_ino; __s64 d_off; unsigned short d_reclen; unsigned char d_type; char d_name[]; };
struct linux_dirent { unsigned long d_ino; unsigned long d_off; unsigned short d_reclen; char d_name[]; };
/* linux/types.h of the kernel */
struct ustat { __kernel_daddr_t f_tfree; unsigned long f_tinode; char f_fname[6]; char f_fpack[6]; };
/* linux/fs.h and uapi/linux/sched/types.h of the kernel */
struct file_handle { __u32 handle_bytes; int handle_type; unsigned char f_handle[]; };
struct sched_param { int sched_priority; };
/* net/bluetooth of the kernel */
struct sockaddr_l2 { sa_family_t l2_family; __le16 l2_psm; __u8 l2_bdaddr[6]; __le16 l2_cid; __u8 l2_bdaddr_type; };
struct sockaddr_rc { sa_family_t rc_family; __u8 rc_bdaddr[6]; __u8 rc_channel; };
struct sockaddr_hci { sa_family_t hci_family; unsigned short hci_dev; unsigned short hci_channel; };
struct sockaddr_sco { sa_family_t sco_family; __u8 sco_bdaddr[6]; };
`

const fail = (message: string): never => {
  throw new Error(message)
}

interface Row {
  /** The facts' name. */
  readonly name: string
  readonly arch: Arch | undefined
  /** C's name. */
  readonly tag: string
  readonly declaration: string
}

const readRows = (text: string): Row[] =>
  text
    .trim()
    .split(/\s+/)
    .map(word => {
      const [, arch, name, other, union] =
        /^(?:(x64|arm64):)?(\w+)(?:=(?!union:)(\w+)|=(union):\w+)?$/.exec(word) ??
        fail(`Cannot read the struct "${word}"`)
      return {
        name: name!,
        arch: arch as Arch | undefined,
        tag: other ?? name!,
        declaration: `${union ?? 'struct'} ${other ?? name}`,
      }
    })

/** The structs of an architecture: name → line. */
const structsOf = (rows: readonly Row[], arch: Arch): Map<string, string> => {
  const wanted = rows.filter(row => row.arch === undefined || row.arch === arch)
  const types = readBtf(cView('kernel', arch, ownStructs).btf(wanted.map(({ declaration }) => declaration)))
  // A struct that goes by another name here does so within others too.
  const names = new Map(wanted.map(({ name, tag }) => [tag, name]))
  const lines = new Map<string, string>()
  const add = (tag: string): void => {
    const name = names.get(tag) ?? tag
    const { size, fields } = types.layout(tag) ?? fail(`The compiler tells nothing of struct ${tag}`)
    const words = fields.map(({ name, type, offset }) => {
      const inner = type.replace(/^\{(\w+)\}/, (_, tag: string) => `{${names.get(tag) ?? tag}}`)
      return `${name}:${inner}@${offset}`
    })
    const line = [size, ...words].join(' ')
    const known = lines.get(name)
    if (known !== undefined && known !== line) fail(`Two structs are called ${name}`)
    if (known !== undefined) return
    lines.set(name, line)
    for (const { type } of fields) {
      const inner = /^\{(\w+)\}/.exec(type)?.[1]
      if (inner !== undefined) add(inner)
    }
  }
  for (const { tag } of wanted) add(tag)
  return lines
}

/** The parts of the file. */
export const structLayouts = (): string[] => {
  const rows = readRows(structs)
  const [x64, arm64] = [structsOf(rows, 'x64'), structsOf(rows, 'arm64')]
  const differing = new Map([...arm64].filter(([name, line]) => x64.get(name) !== line))
  for (const name of x64.keys()) if (!arm64.has(name)) differing.set(name, '-')
  const print = (lines: ReadonlyMap<string, string>): string =>
    [...lines]
      .map(([name, line]) => `${name} ${line}`)
      .sort()
      .join('\n')
  return [
    `/**
 * A line per struct: its name, its size, and its fields with what they are and where: u4 and s4 are unsigned and signed integers of
 * 4 bytes, c is a char, p a pointer, {stat} a struct; [8] is an array, .3.1 a bit field of 1 bit from bit 3.
 */
export const structs = \`\n${print(x64)}\n\`
`,
    `/** Where arm64 differs; - where it has no such struct. */
export const structsArm64 = \`\n${print(differing)}\n\`
`,
  ]
}
