/**
 * Which constants the facts have. To add a set, add a line: its name, `flags` or `enum`, the headers, and the names. Lines of
 * one name make one set.
 *
 * - Headers, with commas between: a bare one (`fcntl.h`) is that of linux/, asm/ and asm-generic/; with a folder it is just
 *   that one; `libc:` before it means the C library's; `own` is what `ownConstants` defines; `any` is any of the kernel's.
 * - Names: a name, a glob (which leaves out what ends in _MAX, _LAST, _MASK, _SHIFT, _BIT or _SIZE_VERn), or `-glob` for what is not to be in the set. `>name` puts names last, in the order
 *   in which they stand: where strace prints them.
 *   Of several names for one value that comes first which is named first here, and then that which the header defines first.
 *   `[1-ff]` keeps only values (in hex) between the two. `@ioctl` stands, in order of the names, for every ioctl command that is made by _IO and its like; `x64:` before a name holds it for x64 only.
 */
export const constantSets = `
open_access_modes enum fcntl.h O_RDONLY O_WRONLY O_RDWR O_ACCMODE
open_mode_flags flags fcntl.h O_NONBLOCK O_* __O_TMPFILE __O_SYNC FASYNC -O_RDONLY -O_WRONLY -O_RDWR -O_ACCMODE -O_NDELAY >O_DIRECT >O_LARGEFILE >O_NOFOLLOW >O_NOATIME >O_CLOEXEC >O_PATH >O_TMPFILE >__O_TMPFILE >O_DIRECTORY >O_EMPTYPATH >FASYNC
at_fdcwd enum fcntl.h AT_FDCWD
pidfd_special enum fcntl.h PIDFD_SELF_*
fd_special enum fcntl.h FD_PIDFS_ROOT FD_NSFS_ROOT FD_INVALID
at_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_REMOVEDIR AT_SYMLINK_FOLLOW AT_NO_AUTOMOUNT AT_EMPTY_PATH AT_RECURSIVE
unlinkat_flags flags fcntl.h AT_REMOVEDIR
linkat_flags flags fcntl.h AT_SYMLINK_FOLLOW AT_EMPTY_PATH
fstatat_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_NO_AUTOMOUNT AT_EMPTY_PATH
faccessat_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_EACCESS AT_EMPTY_PATH
fchmodat_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_EMPTY_PATH
fchownat_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_EMPTY_PATH
utimensat_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_EMPTY_PATH
execveat_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_EMPTY_PATH AT_EXECVE_CHECK
xattrat_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_EMPTY_PATH
statx_flags flags fcntl.h AT_SYMLINK_NOFOLLOW AT_NO_AUTOMOUNT AT_EMPTY_PATH
at_statx_sync_types enum fcntl.h AT_STATX_SYNC_AS_STAT AT_STATX_FORCE_SYNC AT_STATX_DONT_SYNC
name_to_handle_at_flags flags fcntl.h AT_SYMLINK_FOLLOW AT_EMPTY_PATH AT_HANDLE_*
rename_flags flags fs.h RENAME_NOREPLACE RENAME_EXCHANGE RENAME_WHITEOUT
utime_special enum own UTIME_*
access_modes flags libc:any R_OK W_OK X_OK >R_OK >W_OK >X_OK
access_none enum libc:any F_OK
file_types enum stat.h S_IFMT S_IFSOCK S_IFLNK S_IFREG S_IFBLK S_IFDIR S_IFCHR S_IFIFO -S_IFMT
mode_bits flags stat.h S_ISUID S_ISGID S_ISVTX
dirent_types enum libc:dirent.h DT_*
resolve_flags flags openat2.h RESOLVE_*
whence enum fs.h SEEK_SET SEEK_CUR SEEK_END SEEK_DATA SEEK_HOLE
falloc_flags flags falloc.h FALLOC_FL_* -FALLOC_FL_ALLOCATE_RANGE
fadvise enum fadvise.h POSIX_FADV_*
sync_file_range_flags flags fs.h SYNC_FILE_RANGE_* -*WRITE_AND_WAIT
splice_flags flags libc:bits/fcntl-linux.h SPLICE_F_*
rwf_flags flags fs.h RWF_* -RWF_SUPPORTED
statx_masks flags stat.h STATX_* -STATX_ATTR_* -STATX__*
statx_attrs flags stat.h STATX_ATTR_*
fs_magic enum magic.h,xenfs.h,ncp_fs.h *_MAGIC *_SUPER_MAGIC* EXT*_MAGIC *_MAGIC_NUMBER *_FSMAGIC -*_MAGIC_STRING -*_SUPER_MAGIC_STRING MSDOS_SUPER_MAGIC -STACK_END_MAGIC
statfs_flags flags libc:bits/statvfs.h,own ST_*
flock_operations flags fcntl.h LOCK_SH LOCK_EX LOCK_UN LOCK_NB LOCK_MAND LOCK_READ LOCK_WRITE LOCK_RW
fcntl_cmds enum fcntl.h F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW F_SETOWN F_GETOWN F_SETSIG F_GETSIG F_SETOWN_EX F_GETOWN_EX F_GETOWNER_UIDS F_OFD_* F_SETLEASE F_GETLEASE F_NOTIFY F_DUPFD_QUERY F_CREATED_QUERY F_CANCELLK F_DUPFD_CLOEXEC F_SETPIPE_SZ F_GETPIPE_SZ F_ADD_SEALS F_GET_SEALS F_*_RW_HINT F_GETDELEG F_SETDELEG
fd_flags flags fcntl.h FD_CLOEXEC
lock_types enum fcntl.h F_RDLCK F_WRLCK F_UNLCK F_EXLCK F_SHLCK
seals flags fcntl.h F_SEAL_*
notify_flags flags fcntl.h DN_*
owner_types enum fcntl.h F_OWNER_*
rw_hints enum fcntl.h RWH_WRITE_LIFE_*
close_range_flags flags close_range.h CLOSE_RANGE_*
xattr_flags flags xattr.h XATTR_CREATE XATTR_REPLACE
fsxattr_flags flags fs.h FS_XFLAG_*
inode_flags flags fs.h FS_*_FL -FS_FL_USER_*
quota_cmds enum quota.h Q_SYNC Q_QUOTAON Q_QUOTAOFF Q_GETFMT Q_GETINFO Q_SETINFO Q_GETQUOTA Q_SETQUOTA Q_GETNEXTQUOTA
xfs_quota_cmds enum dqblk_xfs.h Q_X*
quota_types enum quota.h USRQUOTA GRPQUOTA PRJQUOTA
quota_formats enum quota.h QFMT_*
mount_flags flags linux/mount.h MS_* -MS_RMT_MASK -MS_MGC_* -MS_VERBOSE
mount_magic enum linux/mount.h MS_MGC_VAL
umount_flags flags libc:sys/mount.h MNT_FORCE MNT_DETACH MNT_EXPIRE UMOUNT_NOFOLLOW
open_tree_flags flags linux/mount.h,fcntl.h OPEN_TREE_* AT_EMPTY_PATH AT_NO_AUTOMOUNT AT_RECURSIVE AT_SYMLINK_NOFOLLOW -OPEN_TREE_CLOEXEC
open_tree_cloexec flags linux/mount.h OPEN_TREE_CLOEXEC
move_mount_flags flags linux/mount.h MOVE_MOUNT_* -MOVE_MOUNT__MASK
fsopen_flags flags linux/mount.h FSOPEN_*
fspick_flags flags linux/mount.h FSPICK_*
fsconfig_cmds enum linux/mount.h FSCONFIG_*
fsmount_flags flags linux/mount.h FSMOUNT_*
mount_attr_flags flags linux/mount.h MOUNT_ATTR_* -MOUNT_ATTR__ATIME -MOUNT_ATTR_*ATIME MOUNT_ATTR_NODIRATIME
mount_attr_atime enum linux/mount.h MOUNT_ATTR_RELATIME MOUNT_ATTR_NOATIME MOUNT_ATTR_STRICTATIME
mount_setattr_flags flags fcntl.h AT_EMPTY_PATH AT_NO_AUTOMOUNT AT_RECURSIVE AT_SYMLINK_NOFOLLOW
mount_attr_propagation enum linux/mount.h MS_UNBINDABLE MS_PRIVATE MS_SLAVE MS_SHARED
statmount_mask flags linux/mount.h STATMOUNT_* -STATMOUNT_BY_FD
listmount_flags flags linux/mount.h LISTMOUNT_*

mmap_prot flags mman.h,mman-common.h PROT_READ PROT_WRITE PROT_EXEC PROT_SEM arm64:PROT_BTI arm64:PROT_MTE PROT_GROWSDOWN PROT_GROWSUP
mmap_types enum mman.h,mman-common.h MAP_FILE MAP_SHARED MAP_PRIVATE MAP_SHARED_VALIDATE MAP_DROPPABLE
mmap_flags flags mman.h,mman-common.h MAP_* -MAP_FILE -MAP_SHARED* -MAP_PRIVATE -MAP_DROPPABLE -MAP_TYPE -MAP_HUGE_* -MAP_UNINITIALIZED >MAP_NORESERVE >MAP_POPULATE >MAP_NONBLOCK >MAP_GROWSDOWN >MAP_DENYWRITE >MAP_EXECUTABLE >MAP_LOCKED >MAP_STACK >MAP_HUGETLB >MAP_SYNC >MAP_FIXED_NOREPLACE >MAP_ABOVE4G
mmap_hugetlb_sizes enum linux/mman.h MAP_HUGE_* -MAP_HUGE_SHIFT -MAP_HUGE_MASK
mremap_flags flags mman.h MREMAP_*
msync_flags flags mman.h,mman-common.h MS_ASYNC MS_INVALIDATE MS_SYNC >MS_ASYNC >MS_INVALIDATE
madvise_cmds enum mman.h,mman-common.h MADV_*
mlockall_flags flags mman.h MCL_*
mlock2_flags flags mman.h,mman-common.h MLOCK_*
memfd_secret_flags flags fcntl.h O_CLOEXEC
memfd_create_flags flags memfd.h MFD_* -MFD_HUGE_*
pkey_access flags mman.h,mman-common.h PKEY_DISABLE_* PKEY_ACCESS_* -PKEY_ACCESS_MASK
mempolicy_modes enum mempolicy.h MPOL_DEFAULT MPOL_PREFERRED MPOL_BIND MPOL_INTERLEAVE MPOL_LOCAL MPOL_PREFERRED_MANY MPOL_WEIGHTED_INTERLEAVE
mempolicy_mode_flags flags mempolicy.h MPOL_F_STATIC_NODES MPOL_F_RELATIVE_NODES MPOL_F_NUMA_BALANCING
get_mempolicy_flags flags mempolicy.h MPOL_F_NODE MPOL_F_ADDR MPOL_F_MEMS_ALLOWED
mbind_flags flags mempolicy.h MPOL_MF_STRICT MPOL_MF_MOVE MPOL_MF_MOVE_ALL
membarrier_cmds enum membarrier.h MEMBARRIER_CMD_* -MEMBARRIER_CMD_SHARED -MEMBARRIER_CMD_FLAG_*
membarrier_flags flags membarrier.h MEMBARRIER_CMD_FLAG_*
userfaultfd_flags flags fcntl.h,userfaultfd.h O_NONBLOCK O_CLOEXEC UFFD_USER_MODE_ONLY
uffd_features flags userfaultfd.h UFFD_FEATURE_*
shadow_stack_flags flags mman.h SHADOW_STACK_*

clone_flags flags sched.h CLONE_* -CLONE_DETACHED -CLONE_NEWTIME -CLONE_CLEAR_SIGHAND -CLONE_INTO_CGROUP -CLONE_AUTOREAP -CLONE_NNP -CLONE_PIDFD_AUTOKILL -CLONE_EMPTY_MNTNS
clone3_flags flags sched.h CLONE_* -CLONE_DETACHED >CLONE_NEWTIME >CLONE_CLEAR_SIGHAND >CLONE_INTO_CGROUP >CLONE_AUTOREAP >CLONE_NNP >CLONE_PIDFD_AUTOKILL >CLONE_EMPTY_MNTNS
unshare_flags flags sched.h CLONE_FILES CLONE_FS CLONE_SIGHAND CLONE_SYSVSEM CLONE_THREAD CLONE_VM CLONE_NEW*
setns_types flags sched.h CLONE_NEW*
wait_options flags wait.h WSTOPPED WNOHANG WEXITED WCONTINUED WNOWAIT __WCLONE __WALL __WNOTHREAD >WSTOPPED >WCONTINUED >WNOWAIT >__WCLONE >__WALL >__WNOTHREAD
waitid_types enum wait.h P_*
kcmp_types enum kcmp.h KCMP_* -KCMP_TYPES
pidfd_open_flags flags pidfd.h PIDFD_NONBLOCK PIDFD_THREAD
pidfd_signal_flags flags pidfd.h PIDFD_SIGNAL_*
pidfd_info_mask flags pidfd.h PIDFD_INFO_*
rlimits enum resource.h RLIMIT_*
rusage_who enum resource.h RUSAGE_SELF RUSAGE_CHILDREN RUSAGE_BOTH RUSAGE_THREAD
priority_which enum resource.h PRIO_PROCESS PRIO_PGRP PRIO_USER
sched_policies enum sched.h,own SCHED_OTHER SCHED_NORMAL SCHED_FIFO SCHED_RR SCHED_BATCH SCHED_IDLE SCHED_DEADLINE SCHED_EXT
sched_reset_on_fork flags sched.h SCHED_RESET_ON_FORK
sched_attr_flags flags sched.h SCHED_FLAG_RESET_ON_FORK SCHED_FLAG_RECLAIM SCHED_FLAG_DL_OVERRUN SCHED_FLAG_KEEP_POLICY SCHED_FLAG_KEEP_PARAMS SCHED_FLAG_UTIL_CLAMP_MIN SCHED_FLAG_UTIL_CLAMP_MAX
ioprio_who enum ioprio.h IOPRIO_WHO_*
ioprio_classes enum ioprio.h IOPRIO_CLASS_* -IOPRIO_CLASS_SHIFT -IOPRIO_CLASS_MASK
prctl_options enum prctl.h PR_* -PR_SHADOW_STACK_* -PR_RSEQ_SLICE_EXTENSION_* -PR_RSEQ_SLICE_EXT_ENABLE -PR_THP_DISABLE_* -PR_PMLEN_* -PR_SET_MM_* -PR_ENDIAN_* -PR_FPEMU_* -PR_FP_EXC_* -PR_FP_MODE_* -PR_MCE_KILL_* -PR_SPEC_* -PR_SCHED_CORE_* -PR_TIMING_* -PR_TSC_* -PR_UNALIGN_* -PR_CAP_AMBIENT_* -PR_PAC_AP* -PR_TAGGED_* -PR_MTE_* -PR_SVE_* -PR_SME_* -PR_FP_* -PR_SYS_DISPATCH_* -PR_SET_VMA_* -PR_PPC_DEXCR_* -PR_RISCV_* -PR_MDWE_* -PR_TIMER_CREATE_* -PR_FUTEX_HASH_* -PR_CFI_* -PR_*_MASK -PR_SET_PTRACER_ANY PR_SET_TAGGED_ADDR_CTRL PR_GET_TAGGED_ADDR_CTRL PR_PAC_RESET_KEYS PR_PAC_SET_ENABLED_KEYS PR_PAC_GET_ENABLED_KEYS PR_PPC_GET_DEXCR PR_PPC_SET_DEXCR
prctl_set_mm enum prctl.h PR_SET_MM_*
prctl_dumpable enum own SUID_DUMP_*
prctl_options enum prctl.h PR_MCE_KILL_GET
prctl_mce_kill enum prctl.h PR_MCE_KILL_CLEAR PR_MCE_KILL_SET
prctl_mce_kill_policy enum prctl.h PR_MCE_KILL_LATE PR_MCE_KILL_EARLY PR_MCE_KILL_DEFAULT
prctl_spec_which enum prctl.h PR_SPEC_STORE_BYPASS PR_SPEC_INDIRECT_BRANCH PR_SPEC_L1D_FLUSH
prctl_spec_flags flags prctl.h PR_SPEC_PRCTL PR_SPEC_ENABLE PR_SPEC_DISABLE PR_SPEC_FORCE_DISABLE PR_SPEC_DISABLE_NOEXEC
prctl_sched_core enum prctl.h PR_SCHED_CORE_GET PR_SCHED_CORE_CREATE PR_SCHED_CORE_SHARE_TO PR_SCHED_CORE_SHARE_FROM
prctl_sched_core_scope enum prctl.h PR_SCHED_CORE_SCOPE_*
prctl_timing enum prctl.h PR_TIMING_*
prctl_tsc enum prctl.h PR_TSC_*
prctl_unalign flags prctl.h PR_UNALIGN_*
prctl_cap_ambient enum prctl.h PR_CAP_AMBIENT_*
prctl_securebits flags securebits.h SECBIT_*
prctl_pac_keys flags prctl.h PR_PAC_AP*
prctl_tagged_addr flags prctl.h PR_TAGGED_ADDR_ENABLE PR_MTE_TCF_SYNC PR_MTE_TCF_ASYNC PR_MTE_STORE_ONLY
prctl_sve_flags flags prctl.h PR_SVE_SET_VL_ONEXEC PR_SVE_VL_INHERIT
prctl_syscall_dispatch enum prctl.h PR_SYS_DISPATCH_*
prctl_vma enum prctl.h PR_SET_VMA_ANON_NAME
prctl_mdwe flags prctl.h PR_MDWE_*
arch_prctl_codes enum asm/prctl.h x64:ARCH_*
capabilities enum capability.h CAP_* -CAP_LAST_CAP
cap_versions enum capability.h _LINUX_CAPABILITY_VERSION_*
personality_types enum personality.h PER_LINUX PER_* -PER_MASK
personality_flags flags personality.h UNAME26 ADDR_NO_RANDOMIZE FDPIC_FUNCPTRS MMAP_PAGE_ZERO ADDR_COMPAT_LAYOUT READ_IMPLIES_EXEC ADDR_LIMIT_32BIT SHORT_INODE WHOLE_SECONDS STICKY_TIMEOUTS ADDR_LIMIT_3GB
reboot_magic1 enum reboot.h LINUX_REBOOT_MAGIC1
reboot_magic2 enum reboot.h LINUX_REBOOT_MAGIC2*
reboot_cmds enum reboot.h LINUX_REBOOT_CMD_*
swap_flags flags libc:sys/swap.h,own SWAP_FLAG_PREFER SWAP_FLAG_DISCARD*
getrandom_flags flags random.h GRND_*
syslog_actions enum own SYSLOG_ACTION_*
seccomp_ops enum seccomp.h SECCOMP_SET_* SECCOMP_GET_*
seccomp_modes enum seccomp.h SECCOMP_MODE_*
seccomp_filter_flags flags seccomp.h SECCOMP_FILTER_FLAG_*
seccomp_actions enum seccomp.h SECCOMP_RET_KILL_PROCESS SECCOMP_RET_KILL_THREAD SECCOMP_RET_TRAP SECCOMP_RET_ERRNO SECCOMP_RET_USER_NOTIF SECCOMP_RET_TRACE SECCOMP_RET_LOG SECCOMP_RET_ALLOW
seccomp_audit_archs enum linux/audit.h AUDIT_ARCH_*
ptrace_requests enum ptrace.h,ptrace-abi.h,own PTRACE_TRACEME PTRACE_PEEKUSER PTRACE_POKEUSER PTRACE_PEEK* PTRACE_POKE* -PTRACE_PEEKSIGINFO_* PTRACE_CONT PTRACE_KILL PTRACE_SINGLESTEP PTRACE_ATTACH PTRACE_DETACH PTRACE_SYSCALL PTRACE_SETOPTIONS PTRACE_GETEVENTMSG PTRACE_GETSIGINFO PTRACE_SETSIGINFO PTRACE_GETREGSET PTRACE_SETREGSET PTRACE_SEIZE PTRACE_INTERRUPT PTRACE_LISTEN PTRACE_PEEKSIGINFO PTRACE_GETSIGMASK PTRACE_SETSIGMASK PTRACE_SECCOMP_* PTRACE_GET_SYSCALL_INFO PTRACE_SET_SYSCALL_INFO PTRACE_GET_RSEQ_CONFIGURATION PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG x64:PTRACE_GETREGS x64:PTRACE_SETREGS x64:PTRACE_GETFPREGS x64:PTRACE_SETFPREGS x64:PTRACE_GETFPXREGS x64:PTRACE_SETFPXREGS x64:PTRACE_OLDSETOPTIONS PTRACE_*_THREAD_AREA x64:PTRACE_ARCH_PRCTL PTRACE_SYSEMU PTRACE_SYSEMU_SINGLESTEP x64:PTRACE_SINGLEBLOCK arm64:PTRACE_PEEKMTETAGS arm64:PTRACE_POKEMTETAGS
ptrace_setoptions flags ptrace.h PTRACE_O_* -PTRACE_O_MASK
ptrace_events enum ptrace.h PTRACE_EVENT_*
ptrace_syscall_info_ops enum ptrace.h PTRACE_SYSCALL_INFO_*
ptrace_peeksiginfo_flags flags ptrace.h PTRACE_PEEKSIGINFO_SHARED
regset_types enum elf.h NT_PRSTATUS NT_PRFPREG NT_PRPSINFO NT_TASKSTRUCT NT_AUXV NT_X86_* NT_386_* NT_ARM_*
init_module_flags flags module.h MODULE_INIT_*
delete_module_flags flags fcntl.h O_NONBLOCK O_TRUNC >O_TRUNC
kexec_flags flags kexec.h KEXEC_ON_CRASH KEXEC_PRESERVE_CONTEXT KEXEC_UPDATE_ELFCOREHDR KEXEC_CRASH_HOTPLUG_SUPPORT
kexec_archs enum kexec.h KEXEC_ARCH_* -KEXEC_ARCH_MASK
kexec_file_flags flags kexec.h KEXEC_FILE_*

sigprocmask_how enum signal.h,signal-defs.h SIG_BLOCK SIG_UNBLOCK SIG_SETMASK
sigact_flags flags signal.h,signal-defs.h,own SA_RESTORER SA_ONSTACK SA_RESTART SA_INTERRUPT SA_NODEFER SA_RESETHAND SA_SIGINFO SA_NOCLDSTOP SA_NOCLDWAIT SA_UNSUPPORTED SA_EXPOSE_TAGBITS >SA_RESTORER >SA_ONSTACK >SA_RESTART >SA_INTERRUPT >SA_NODEFER >SA_RESETHAND >SA_SIGINFO >SA_NOCLDSTOP >SA_NOCLDWAIT
sigaltstack_flags flags signal.h SS_ONSTACK SS_DISABLE SS_AUTODISARM
si_codes enum siginfo.h SI_* -SI_MAX_SIZE
sigill_codes enum siginfo.h ILL_*
sigfpe_codes enum siginfo.h FPE_* -FPE_FIXME
sigsegv_codes enum siginfo.h SEGV_*
sigbus_codes enum siginfo.h BUS_*
sigtrap_codes enum siginfo.h TRAP_* -TRAP_PERF_*
sigchld_codes enum siginfo.h CLD_*
sigpoll_codes enum siginfo.h POLL_*
sigsys_codes enum siginfo.h SYS_SECCOMP SYS_USER_DISPATCH
sigemt_codes enum siginfo.h EMT_*
sigev_types enum siginfo.h SIGEV_* -SIGEV_*_SIZE

futex_cmds enum linux/futex.h FUTEX_* -FUTEX_PRIVATE_FLAG -FUTEX_CLOCK_REALTIME -FUTEX_CMD_MASK -FUTEX_*_PRIVATE -FUTEX_WAITERS -FUTEX_OWNER_DIED -FUTEX_TID_MASK -FUTEX_BITSET_* -FUTEX_OP_* -FUTEX2_* -FUTEX_NO_NODE -FUTEX_ROBUST_* -FUTEX_32 -FUTEX_UNLOCK_*_LIST*
futex_flags flags linux/futex.h FUTEX_PRIVATE_FLAG FUTEX_CLOCK_REALTIME
futex_wake_ops enum linux/futex.h FUTEX_OP_SET FUTEX_OP_ADD FUTEX_OP_OR FUTEX_OP_ANDN FUTEX_OP_XOR
futex_wake_cmps enum linux/futex.h FUTEX_OP_CMP_*
futex_bitset enum linux/futex.h FUTEX_BITSET_MATCH_ANY
futex2_flags flags linux/futex.h FUTEX2_NUMA FUTEX2_MPOL FUTEX2_PRIVATE
futex2_sizes enum linux/futex.h FUTEX2_SIZE_U8 FUTEX2_SIZE_U16 FUTEX2_SIZE_U32 FUTEX2_SIZE_U64
rseq_flags flags rseq.h RSEQ_FLAG_*
rseq_cs_flags flags rseq.h RSEQ_CS_FLAG_*

addrfams enum libc:bits/socket.h AF_UNSPEC AF_UNIX AF_NETLINK AF_* -AF_MAX -AF_LOCAL -AF_FILE -AF_ROUTE
socktypes enum libc:bits/socket_type.h SOCK_* -SOCK_CLOEXEC -SOCK_NONBLOCK
sock_type_flags flags libc:bits/socket_type.h SOCK_CLOEXEC SOCK_NONBLOCK >SOCK_CLOEXEC >SOCK_NONBLOCK
inet_protocols enum linux/in.h,linux/in6.h IPPROTO_IP IPPROTO_* -IPPROTO_MAX -IPPROTO_HOPOPTS
inet6_extension_headers enum linux/in6.h IPPROTO_*
netlink_protocols enum linux/netlink.h NETLINK_ROUTE NETLINK_UNUSED NETLINK_USERSOCK NETLINK_FIREWALL NETLINK_SOCK_DIAG NETLINK_NFLOG NETLINK_XFRM NETLINK_SELINUX NETLINK_ISCSI NETLINK_AUDIT NETLINK_FIB_LOOKUP NETLINK_CONNECTOR NETLINK_NETFILTER NETLINK_IP6_FW NETLINK_DNRTMSG NETLINK_KOBJECT_UEVENT NETLINK_GENERIC NETLINK_SCSITRANSPORT NETLINK_ECRYPTFS NETLINK_RDMA NETLINK_CRYPTO NETLINK_SMC
ethernet_protocols enum linux/if_ether.h ETH_P_*
can_protocols enum linux/can.h CAN_RAW CAN_BCM CAN_TP16 CAN_TP20 CAN_MCNET CAN_ISOTP CAN_J1939
bluetooth_protocols enum own BTPROTO_*
socketlayers enum libc:any,own,asm-generic/socket.h,linux/can.h,linux/can/raw.h SOL_IP SOL_SOCKET SOL_TCP SOL_UDP SOL_IPV6 SOL_ICMPV6 SOL_SCTP SOL_* -SOL_CAN_BASE
sock_options enum asm/socket.h,asm-generic/socket.h SO_* -SO_GET_FILTER -SO_*_NEW -SO_DETACH_BPF
sock_options_time64 enum asm-generic/socket.h SO_*_NEW
sock_ip_options enum linux/in.h,own IP_* MCAST_* -IP_RECVRETOPTS -IP_PMTUDISC_* -IP_DEFAULT_* -IP_*_RANGE_BEGIN -MCAST_EXCLUDE -MCAST_INCLUDE
sock_ipv6_options enum linux/in6.h,linux/in.h IPV6_* MCAST_* -IPV6_PMTUDISC_* -IPV6_FL_* -IPV6_PRIORITY_* -IPV6_TLV_* -IPV6_PREFER_SRC_* -IPV6_OPT_* -IPV6_SRCRT_* -MCAST_EXCLUDE -MCAST_INCLUDE -IPV6_FLOWINFO_*
sock_tcp_options enum linux/tcp.h TCP_NODELAY TCP_MAXSEG TCP_CORK TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT TCP_SYNCNT TCP_LINGER2 TCP_DEFER_ACCEPT TCP_WINDOW_CLAMP TCP_INFO TCP_QUICKACK TCP_CONGESTION TCP_MD5SIG TCP_THIN_LINEAR_TIMEOUTS TCP_THIN_DUPACK TCP_USER_TIMEOUT TCP_REPAIR TCP_REPAIR_QUEUE TCP_QUEUE_SEQ TCP_REPAIR_OPTIONS TCP_FASTOPEN TCP_TIMESTAMP TCP_NOTSENT_LOWAT TCP_CC_INFO TCP_SAVE_SYN TCP_SAVED_SYN TCP_REPAIR_WINDOW TCP_FASTOPEN_CONNECT TCP_ULP TCP_MD5SIG_EXT TCP_FASTOPEN_KEY TCP_FASTOPEN_NO_COOKIE TCP_ZEROCOPY_RECEIVE TCP_INQ TCP_TX_DELAY TCP_AO_* TCP_IS_MPTCP TCP_RTO_MAX_MS TCP_RTO_MIN_US TCP_DELACK_MAX_US -TCP_AO_KEYF* -TCP_AO_MAXKEYLEN
sock_udp_options enum linux/udp.h UDP_CORK UDP_ENCAP UDP_NO_CHECK6_TX UDP_NO_CHECK6_RX UDP_SEGMENT UDP_GRO UDPLITE_*
sock_sctp_options enum linux/sctp.h SCTP_RTOINFO SCTP_ASSOCINFO SCTP_INITMSG SCTP_NODELAY SCTP_AUTOCLOSE SCTP_SET_PEER_PRIMARY_ADDR SCTP_PRIMARY_ADDR SCTP_ADAPTATION_LAYER SCTP_DISABLE_FRAGMENTS SCTP_PEER_ADDR_PARAMS SCTP_DEFAULT_SEND_PARAM SCTP_EVENTS SCTP_I_WANT_MAPPED_V4_ADDR SCTP_MAXSEG SCTP_STATUS SCTP_GET_PEER_ADDR_INFO SCTP_DELAYED_SACK SCTP_CONTEXT SCTP_FRAGMENT_INTERLEAVE SCTP_PARTIAL_DELIVERY_POINT SCTP_MAX_BURST SCTP_AUTH_CHUNK SCTP_HMAC_IDENT SCTP_AUTH_KEY SCTP_AUTH_ACTIVE_KEY SCTP_AUTH_DELETE_KEY SCTP_PEER_AUTH_CHUNKS SCTP_LOCAL_AUTH_CHUNKS SCTP_GET_ASSOC_NUMBER SCTP_GET_ASSOC_ID_LIST SCTP_AUTO_ASCONF SCTP_PEER_ADDR_THLDS SCTP_RECVRCVINFO SCTP_RECVNXTINFO SCTP_DEFAULT_SNDINFO SCTP_SOCKOPT_* SCTP_GET_ASSOC_STATS
sock_netlink_options enum linux/netlink.h NETLINK_ADD_MEMBERSHIP NETLINK_DROP_MEMBERSHIP NETLINK_PKTINFO NETLINK_BROADCAST_ERROR NETLINK_NO_ENOBUFS NETLINK_RX_RING NETLINK_TX_RING NETLINK_LISTEN_ALL_NSID NETLINK_LIST_MEMBERSHIPS NETLINK_CAP_ACK NETLINK_EXT_ACK NETLINK_GET_STRICT_CHK
sock_packet_options enum linux/if_packet.h PACKET_ADD_MEMBERSHIP PACKET_DROP_MEMBERSHIP PACKET_RECV_OUTPUT PACKET_RX_RING PACKET_STATISTICS PACKET_COPY_THRESH PACKET_AUXDATA PACKET_ORIGDEV PACKET_VERSION PACKET_HDRLEN PACKET_RESERVE PACKET_TX_RING PACKET_LOSS PACKET_VNET_HDR PACKET_TX_TIMESTAMP PACKET_TIMESTAMP PACKET_FANOUT PACKET_TX_HAS_OFF PACKET_QDISC_BYPASS PACKET_ROLLOVER_STATS PACKET_FANOUT_DATA PACKET_IGNORE_OUTGOING PACKET_VNET_HDR_SZ
sock_raw_options enum linux/icmp.h ICMP_FILTER
sock_icmpv6_options enum linux/icmpv6.h ICMPV6_FILTER
sock_vsock_options enum linux/vm_sockets.h SO_VM_SOCKETS_*
sock_xdp_options enum linux/if_xdp.h XDP_MMAP_OFFSETS XDP_RX_RING XDP_TX_RING XDP_UMEM_REG XDP_UMEM_FILL_RING XDP_UMEM_COMPLETION_RING XDP_STATISTICS XDP_OPTIONS
sock_alg_options enum linux/if_alg.h ALG_SET_*
sock_tls_options enum linux/tls.h TLS_TX TLS_RX TLS_TX_ZEROCOPY_RO TLS_RX_EXPECT_NO_PAD TLS_TX_MAX_PAYLOAD_LEN
sock_mptcp_options enum linux/mptcp.h MPTCP_INFO MPTCP_TCPINFO MPTCP_SUBFLOW_ADDRS MPTCP_FULL_INFO
sock_netfilter_options enum linux/netfilter_ipv4/ip_tables.h,linux/netfilter_ipv4.h IPT_SO_* SO_ORIGINAL_DST
ip_mtu_discover enum linux/in.h IP_PMTUDISC_*
msg_flags flags libc:bits/socket.h,own MSG_* -MSG_TRYHARD -MSG_PROXY
scm_types enum libc:bits/socket.h,own SCM_RIGHTS SCM_CREDENTIALS SCM_SECURITY SCM_PIDFD
so_scm_types enum asm-generic/socket.h SCM_*
shutdown_modes enum libc:sys/socket.h SHUT_*
so_txtime_flags flags linux/net_tstamp.h SOF_TXTIME_DEADLINE_MODE SOF_TXTIME_REPORT_ERRORS
so_timestamping_flags flags linux/net_tstamp.h SOF_TIMESTAMPING_* -SOF_TIMESTAMPING_LAST -SOF_TIMESTAMPING_MASK
packet_types enum linux/if_packet.h PACKET_HOST PACKET_BROADCAST PACKET_MULTICAST PACKET_OTHERHOST PACKET_OUTGOING PACKET_LOOPBACK PACKET_USER PACKET_KERNEL
arp_hardware_types enum linux/if_arp.h ARPHRD_*
interface_flags flags linux/if.h IFF_* -IFF_VOLATILE
vsock_cids enum linux/vm_sockets.h VMADDR_CID_*
netlink_message_flags flags linux/netlink.h NLM_F_REQUEST NLM_F_MULTI NLM_F_ACK NLM_F_ECHO NLM_F_DUMP_INTR NLM_F_DUMP_FILTERED
netlink_get_flags flags linux/netlink.h NLM_F_ROOT NLM_F_MATCH NLM_F_ATOMIC NLM_F_DUMP
netlink_new_flags flags linux/netlink.h NLM_F_REPLACE NLM_F_EXCL NLM_F_CREATE NLM_F_APPEND
netlink_delete_flags flags linux/netlink.h NLM_F_NONREC NLM_F_BULK
netlink_message_types enum linux/netlink.h NLMSG_NOOP NLMSG_ERROR NLMSG_DONE NLMSG_OVERRUN
rtnetlink_message_types enum linux/rtnetlink.h RTM_* -RTM_BASE -RTM_MAX -RTM_F_* -RTM_NR_*

epoll_ctl_ops enum eventpoll.h EPOLL_CTL_*
epoll_events flags eventpoll.h EPOLL* -EPOLL_*
epoll_create_flags flags eventpoll.h EPOLL_CLOEXEC
poll_events flags poll.h POLL* POLL_BUSY_LOOP -POLLFREE -POLL_*
eventfd_flags flags linux/eventfd.h EFD_* >EFD_CLOEXEC >EFD_NONBLOCK
signalfd_flags flags linux/signalfd.h SFD_* >SFD_CLOEXEC >SFD_NONBLOCK
timerfd_flags flags linux/timerfd.h TFD_* -TFD_IOC_* >TFD_CLOEXEC >TFD_NONBLOCK
inotify_init_flags flags linux/inotify.h IN_CLOEXEC IN_NONBLOCK
inotify_events flags linux/inotify.h IN_* -IN_CLOEXEC -IN_NONBLOCK -IN_ALL_EVENTS -IN_CLOSE -IN_MOVE
fanotify_classes enum linux/fanotify.h FAN_CLASS_*
fanotify_init_flags flags linux/fanotify.h FAN_CLOEXEC FAN_NONBLOCK FAN_UNLIMITED_QUEUE FAN_UNLIMITED_MARKS FAN_ENABLE_AUDIT FAN_REPORT_PIDFD FAN_REPORT_TID FAN_REPORT_FID FAN_REPORT_DIR_FID FAN_REPORT_NAME FAN_REPORT_TARGET_FID FAN_REPORT_FD_ERROR FAN_REPORT_MNT
fanotify_mark_flags flags linux/fanotify.h FAN_MARK_* -FAN_MARK_INODE -FAN_MARK_IGNORE_SURV -FAN_MARK_MNTNS
fanotify_events flags linux/fanotify.h FAN_ACCESS FAN_MODIFY FAN_ATTRIB FAN_CLOSE_* FAN_OPEN* FAN_MOVED_* FAN_CREATE FAN_DELETE* FAN_MOVE_SELF FAN_Q_OVERFLOW FAN_FS_ERROR FAN_ACCESS_PERM FAN_PRE_ACCESS FAN_MNT_* FAN_EVENT_ON_CHILD FAN_RENAME FAN_ONDIR >FAN_ONDIR >FAN_EVENT_ON_CHILD >FAN_RENAME

clocknames enum time.h CLOCK_*
timer_flags flags time.h TIMER_ABSTIME
itimer_which enum time.h ITIMER_*
adjtimex_modes flags timex.h ADJ_*
adjtimex_status flags timex.h STA_* -STA_RONLY
adjtimex_state enum timex.h TIME_OK TIME_INS TIME_DEL TIME_OOP TIME_WAIT TIME_ERROR
cpuclock_names enum own CPUCLOCK_*

ipc_flags flags ipc.h IPC_CREAT IPC_EXCL IPC_NOWAIT
ipc_private enum ipc.h IPC_PRIVATE
msgctl_cmds enum ipc.h,msg.h IPC_RMID IPC_SET IPC_STAT IPC_INFO MSG_STAT MSG_INFO MSG_STAT_ANY
semctl_cmds enum ipc.h,sem.h IPC_RMID IPC_SET IPC_STAT IPC_INFO SEM_STAT SEM_INFO SEM_STAT_ANY GETPID GETVAL GETALL GETNCNT GETZCNT SETVAL SETALL
shmctl_cmds enum ipc.h,shm.h IPC_RMID IPC_SET IPC_STAT IPC_INFO SHM_STAT SHM_INFO SHM_STAT_ANY SHM_LOCK SHM_UNLOCK
shmget_flags flags ipc.h,shm.h IPC_CREAT IPC_EXCL SHM_HUGETLB SHM_NORESERVE
shmat_flags flags shm.h SHM_RDONLY SHM_RND SHM_REMAP SHM_EXEC
semop_flags flags ipc.h,sem.h SEM_UNDO IPC_NOWAIT >IPC_NOWAIT
msgsnd_flags flags ipc.h,msg.h MSG_NOERROR MSG_EXCEPT MSG_COPY IPC_NOWAIT >IPC_NOWAIT

bpf_cmds enum linux/bpf.h BPF_MAP_CREATE BPF_MAP_LOOKUP_ELEM BPF_MAP_UPDATE_ELEM BPF_MAP_DELETE_ELEM BPF_MAP_GET_NEXT_KEY BPF_PROG_LOAD BPF_OBJ_PIN BPF_OBJ_GET BPF_PROG_ATTACH BPF_PROG_DETACH BPF_PROG_TEST_RUN BPF_PROG_GET_NEXT_ID BPF_MAP_GET_NEXT_ID BPF_PROG_GET_FD_BY_ID BPF_MAP_GET_FD_BY_ID BPF_OBJ_GET_INFO_BY_FD BPF_PROG_QUERY BPF_RAW_TRACEPOINT_OPEN BPF_BTF_LOAD BPF_BTF_GET_FD_BY_ID BPF_TASK_FD_QUERY BPF_MAP_LOOKUP_AND_DELETE_ELEM BPF_MAP_FREEZE BPF_BTF_GET_NEXT_ID BPF_MAP_LOOKUP_BATCH BPF_MAP_LOOKUP_AND_DELETE_BATCH BPF_MAP_UPDATE_BATCH BPF_MAP_DELETE_BATCH BPF_LINK_CREATE BPF_LINK_UPDATE BPF_LINK_GET_FD_BY_ID BPF_LINK_GET_NEXT_ID BPF_ENABLE_STATS BPF_ITER_CREATE BPF_LINK_DETACH BPF_PROG_BIND_MAP BPF_TOKEN_CREATE BPF_PROG_STREAM_READ_BY_FD BPF_PROG_ASSOC_STRUCT_OPS
bpf_map_types enum linux/bpf.h BPF_MAP_TYPE_* -*_DEPRECATED
bpf_prog_types enum linux/bpf.h BPF_PROG_TYPE_*
bpf_attach_types enum linux/bpf.h BPF_CGROUP_* BPF_SK_SKB_* BPF_SK_MSG_VERDICT BPF_LIRC_MODE2 BPF_FLOW_DISSECTOR BPF_TRACE_* BPF_MODIFY_RETURN BPF_LSM_MAC BPF_LSM_CGROUP BPF_XDP* BPF_SK_LOOKUP BPF_SK_REUSEPORT_SELECT* BPF_PERF_EVENT BPF_STRUCT_OPS BPF_NETFILTER BPF_TCX_* BPF_NETKIT_* -BPF_CGROUP_ITER_* -BPF_CGROUP_STORAGE_*
bpf_link_types enum linux/bpf.h BPF_LINK_TYPE_*
bpf_map_flags flags linux/bpf.h BPF_F_NO_PREALLOC BPF_F_NO_COMMON_LRU BPF_F_NUMA_NODE BPF_F_RDONLY BPF_F_WRONLY BPF_F_STACK_BUILD_ID BPF_F_ZERO_SEED BPF_F_RDONLY_PROG BPF_F_WRONLY_PROG BPF_F_CLONE BPF_F_MMAPABLE BPF_F_PRESERVE_ELEMS BPF_F_INNER_MAP BPF_F_LINK BPF_F_PATH_FD BPF_F_VTYPE_BTF_OBJ_FD BPF_F_TOKEN_FD BPF_F_SEGV_ON_FAULT BPF_F_NO_USER_CONV BPF_F_RB_OVERWRITE
bpf_map_update_flags enum linux/bpf.h BPF_ANY BPF_NOEXIST BPF_EXIST BPF_F_LOCK
bpf_prog_flags flags linux/bpf.h BPF_F_STRICT_ALIGNMENT BPF_F_ANY_ALIGNMENT BPF_F_TEST_RND_HI32 BPF_F_TEST_STATE_FREQ BPF_F_SLEEPABLE BPF_F_XDP_HAS_FRAGS BPF_F_XDP_DEV_BOUND_ONLY BPF_F_TEST_REG_INVARIANTS BPF_F_TOKEN_FD
bpf_attach_flags flags linux/bpf.h BPF_F_ALLOW_OVERRIDE BPF_F_ALLOW_MULTI BPF_F_REPLACE BPF_F_BEFORE BPF_F_AFTER BPF_F_ID BPF_F_PREORDER
perf_attr_sizes enum linux/perf_event.h PERF_ATTR_SIZE_VER0 PERF_ATTR_SIZE_VER1 PERF_ATTR_SIZE_VER2 PERF_ATTR_SIZE_VER3 PERF_ATTR_SIZE_VER4 PERF_ATTR_SIZE_VER5 PERF_ATTR_SIZE_VER6 PERF_ATTR_SIZE_VER7 PERF_ATTR_SIZE_VER8
perf_types enum linux/perf_event.h PERF_TYPE_*
perf_hw_ids enum linux/perf_event.h PERF_COUNT_HW_CPU_CYCLES PERF_COUNT_HW_INSTRUCTIONS PERF_COUNT_HW_CACHE_REFERENCES PERF_COUNT_HW_CACHE_MISSES PERF_COUNT_HW_BRANCH_INSTRUCTIONS PERF_COUNT_HW_BRANCH_MISSES PERF_COUNT_HW_BUS_CYCLES PERF_COUNT_HW_STALLED_CYCLES_FRONTEND PERF_COUNT_HW_STALLED_CYCLES_BACKEND PERF_COUNT_HW_REF_CPU_CYCLES
perf_hw_cache_ids enum linux/perf_event.h PERF_COUNT_HW_CACHE_L1D PERF_COUNT_HW_CACHE_L1I PERF_COUNT_HW_CACHE_LL PERF_COUNT_HW_CACHE_DTLB PERF_COUNT_HW_CACHE_ITLB PERF_COUNT_HW_CACHE_BPU PERF_COUNT_HW_CACHE_NODE
perf_hw_cache_ops enum linux/perf_event.h PERF_COUNT_HW_CACHE_OP_*
perf_hw_cache_results enum linux/perf_event.h PERF_COUNT_HW_CACHE_RESULT_*
perf_sw_ids enum linux/perf_event.h PERF_COUNT_SW_*
perf_event_open_flags flags linux/perf_event.h PERF_FLAG_*
perf_sample_formats flags linux/perf_event.h PERF_SAMPLE_* -PERF_SAMPLE_BRANCH_* -PERF_SAMPLE_REGS_* -PERF_SAMPLE_WEIGHT_TYPE
perf_read_formats flags linux/perf_event.h PERF_FORMAT_*
perf_branch_types flags linux/perf_event.h PERF_SAMPLE_BRANCH_* -*_SHIFT -PERF_SAMPLE_BRANCH_PLM_ALL
io_uring_setup_flags flags linux/io_uring.h IORING_SETUP_*
io_uring_enter_flags flags linux/io_uring.h IORING_ENTER_*
io_uring_ops enum linux/io_uring.h IORING_OP_*
io_uring_sqe_flags flags linux/io_uring.h IOSQE_* -IOSQE_*_BIT
io_uring_features flags linux/io_uring.h IORING_FEAT_*
io_uring_register_ops enum linux/io_uring.h IORING_REGISTER_* IORING_UNREGISTER_* -IORING_REGISTER_FILES_SKIP -IORING_REGISTER_USE_REGISTERED_RING -IORING_REGISTER_SRC_REGISTERED -IORING_REGISTER_DST_REPLACE
io_uring_mmap_offsets enum linux/io_uring.h IORING_OFF_SQ_RING IORING_OFF_CQ_RING IORING_OFF_SQES
aio_ops enum linux/aio_abi.h IOCB_CMD_*
aio_flags flags linux/aio_abi.h IOCB_FLAG_*
keyctl_ops enum linux/keyctl.h KEYCTL_* -KEYCTL_SUPPORTS_* -KEYCTL_CAPS* -KEYCTL_MOVE_EXCL
key_specs enum linux/keyctl.h KEY_SPEC_*
key_reqkeys enum linux/keyctl.h KEY_REQKEY_*
key_perms flags own KEY_* >KEY_POS_VIEW >KEY_POS_READ >KEY_POS_WRITE >KEY_POS_SEARCH >KEY_POS_LINK >KEY_POS_SETATTR >KEY_USR_VIEW >KEY_USR_READ >KEY_USR_WRITE >KEY_USR_SEARCH >KEY_USR_LINK >KEY_USR_SETATTR >KEY_GRP_VIEW >KEY_GRP_READ >KEY_GRP_WRITE >KEY_GRP_SEARCH >KEY_GRP_LINK >KEY_GRP_SETATTR >KEY_OTH_VIEW >KEY_OTH_READ >KEY_OTH_WRITE >KEY_OTH_SEARCH >KEY_OTH_LINK >KEY_OTH_SETATTR
landlock_create_flags flags linux/landlock.h LANDLOCK_CREATE_RULESET_*
landlock_rule_types enum linux/landlock.h LANDLOCK_RULE_*
landlock_access_fs flags linux/landlock.h LANDLOCK_ACCESS_FS_*
landlock_access_net flags linux/landlock.h LANDLOCK_ACCESS_NET_*
landlock_scopes flags linux/landlock.h LANDLOCK_SCOPE_*
landlock_restrict_flags flags linux/landlock.h LANDLOCK_RESTRICT_SELF_*
lsm_attrs enum linux/lsm.h LSM_ATTR_*
lsm_ids enum linux/lsm.h LSM_ID_*

ioctl_cmds enum ioctls.h T* FIO* -TIOCINQ [5400-54ff]
ioctl_cmds enum sockios.h,linux/wireless.h SIOC* FIO* -SIOCGSTAMP -SIOCGSTAMPNS [8900-8fff]
ioctl_cmds enum linux/loop.h LOOP_* [4c00-4cff]
ioctl_cmds enum linux/hdreg.h HDIO_* [300-3ff]
ioctl_cmds enum linux/cdrom.h CDROM* DVD_* [5300-53ff]
ioctl_cmds enum libc:scsi/scsi_ioctl.h SCSI_IOCTL_* [1-53ff]
ioctl_cmds enum libc:scsi/sg.h SG_* [2200-22ff]
ioctl_cmds enum linux/kd.h KD* GIO_* PIO_* [4b00-4bff]
ioctl_cmds enum linux/vt.h VT_* [5600-56ff]
ioctl_cmds enum any @ioctl
tty_modem_flags flags asm-generic/termios.h TIOCM_LE TIOCM_DTR TIOCM_RTS TIOCM_ST TIOCM_SR TIOCM_CTS TIOCM_CAR TIOCM_RNG TIOCM_DSR TIOCM_OUT1 TIOCM_OUT2 TIOCM_LOOP
term_iflags flags termbits.h,termbits-common.h IGNBRK BRKINT IGNPAR PARMRK INPCK ISTRIP INLCR IGNCR ICRNL IUCLC IXON IXANY IXOFF IMAXBEL IUTF8
term_oflags flags termbits.h,termbits-common.h OPOST OLCUC ONLCR OCRNL ONOCR ONLRET OFILL OFDEL
term_cflags flags termbits.h,termbits-common.h CSTOPB CREAD PARENB PARODD HUPCL CLOCAL CMSPAR CRTSCTS ADDRB
term_cflags_sizes enum termbits.h CS5 CS6 CS7 CS8
term_baud_rates enum termbits.h,termbits-common.h B* -BRKINT -BS0 -BS1 -BSDLY 
term_lflags flags termbits.h ISIG ICANON XCASE ECHO ECHOE ECHOK ECHONL NOFLSH TOSTOP ECHOCTL ECHOPRT ECHOKE FLUSHO PENDIN IEXTEN EXTPROC >IEXTEN >ECHOCTL >ECHOPRT >ECHOKE >FLUSHO >PENDIN >EXTPROC
term_cc enum termbits.h V* -VT0 -VT1 -VTDLY
term_line_disciplines enum linux/tty.h N_* -N_TTY_BUF_SIZE
tcflush_queues enum termbits-common.h TCIFLUSH TCOFLUSH TCIOFLUSH
tcflow_actions enum termbits-common.h TCOOFF TCOON TCIOFF TCION
loop_flags flags linux/loop.h LO_FLAGS_*
`

/** What no header for programs has, as the kernel and the manual have it. */
export const ownConstants = `
/* linux/stat.h of the kernel */
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe
/* linux/syslog.h of the kernel */
enum { SYSLOG_ACTION_CLOSE, SYSLOG_ACTION_OPEN, SYSLOG_ACTION_READ, SYSLOG_ACTION_READ_ALL, SYSLOG_ACTION_READ_CLEAR,
  SYSLOG_ACTION_CLEAR, SYSLOG_ACTION_CONSOLE_OFF, SYSLOG_ACTION_CONSOLE_ON, SYSLOG_ACTION_CONSOLE_LEVEL,
  SYSLOG_ACTION_SIZE_UNREAD, SYSLOG_ACTION_SIZE_BUFFER };
/* linux/sched/coredump.h of the kernel */
enum { SUID_DUMP_DISABLE, SUID_DUMP_USER, SUID_DUMP_ROOT };
/* net/bluetooth/bluetooth.h of the kernel */
enum { BTPROTO_L2CAP, BTPROTO_HCI, BTPROTO_SCO, BTPROTO_RFCOMM, BTPROTO_BNEP, BTPROTO_CMTP, BTPROTO_HIDP, BTPROTO_AVDTP,
  BTPROTO_ISO };
/* the C library's names */
enum { SA_INTERRUPT = 0x20000000, SCHED_OTHER = 0, PTRACE_PEEKUSER = 3, PTRACE_POKEUSER = 6 };
/* linux/swap.h of the kernel */
enum { SWAP_FLAG_DISCARD_ONCE = 0x20000, SWAP_FLAG_DISCARD_PAGES = 0x40000 };
/* linux/statfs.h of the kernel */
enum { ST_VALID = 0x20, ST_NOSYMFOLLOW = 0x2000 };
/* linux/socket.h of the kernel */
enum { SOL_SCTP = 132, SOL_UDPLITE = 136, SOL_IPX = 256, SOL_AX25, SOL_ATALK, SOL_NETROM, SOL_ROSE, SOL_ATM = 264, SOL_AAL, SOL_DCCP = 269 };
enum { MSG_PROBE = 0x10, MSG_SENDPAGE_NOTLAST = 0x20000, MSG_SPLICE_PAGES = 0x8000000, MSG_CMSG_COMPAT = 0x80000000,
  MSG_NO_SHARED_FRAGS = 0x80000, MSG_SENDPAGE_DECRYPTED = 0x100000 };
/* linux/key.h of the kernel */
enum { KEY_POS_VIEW = 0x01000000, KEY_POS_READ = 0x02000000, KEY_POS_WRITE = 0x04000000, KEY_POS_SEARCH = 0x08000000,
  KEY_POS_LINK = 0x10000000, KEY_POS_SETATTR = 0x20000000, KEY_USR_VIEW = 0x00010000, KEY_USR_READ = 0x00020000,
  KEY_USR_WRITE = 0x00040000, KEY_USR_SEARCH = 0x00080000, KEY_USR_LINK = 0x00100000, KEY_USR_SETATTR = 0x00200000,
  KEY_GRP_VIEW = 0x00000100, KEY_GRP_READ = 0x00000200, KEY_GRP_WRITE = 0x00000400, KEY_GRP_SEARCH = 0x00000800,
  KEY_GRP_LINK = 0x00001000, KEY_GRP_SETATTR = 0x00002000, KEY_OTH_VIEW = 0x00000001, KEY_OTH_READ = 0x00000002,
  KEY_OTH_WRITE = 0x00000004, KEY_OTH_SEARCH = 0x00000008, KEY_OTH_LINK = 0x00000010, KEY_OTH_SETATTR = 0x00000020 };
/* linux/posix-timers.h of the kernel */
enum { CPUCLOCK_PROF, CPUCLOCK_VIRT, CPUCLOCK_SCHED };
`
