// Written by runtime/typing/gen/syscall-args.ts, never by hand, from bpf/facts.

/** strace's groups of syscalls. */
export type SyscallGroup =
  | '%%stat'
  | '%%statfs'
  | '%clock'
  | '%creds'
  | '%desc'
  | '%file'
  | '%fstat'
  | '%fstatfs'
  | '%ipc'
  | '%lstat'
  | '%mem'
  | '%memory'
  | '%net'
  | '%network'
  | '%process'
  | '%pure'
  | '%signal'
  | '%stat'
  | '%statfs'

/** The arguments of each syscall, by the names that the kernel gives them. */
export interface SyscallArgs {
  read: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** char *: an address */
    readonly buf: number
    /** size_t: bytes */
    readonly count: number
  }
  write: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** const char *: an address */
    readonly buf: number
    /** size_t: bytes */
    readonly count: number
  }
  open: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** int: O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE, with O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC … */
    readonly flags: number
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  close: {
    /** unsigned int: a file descriptor */
    readonly fd: number
  }
  stat: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** struct stat *: an address */
    readonly statbuf: number
  }
  fstat: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** struct stat *: an address */
    readonly statbuf: number
  }
  lstat: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** struct stat *: an address */
    readonly statbuf: number
  }
  poll: {
    /** struct pollfd *: an address */
    readonly ufds: number
    /** unsigned int */
    readonly nfds: number
    /** int: milliseconds; below 0, without end */
    readonly timeout_msecs: number
  }
  lseek: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** off_t: bytes */
    readonly offset: number
    /** unsigned int: SEEK_SET, SEEK_CUR, SEEK_END, SEEK_DATA … */
    readonly whence: number
  }
  mmap: {
    /** unsigned long */
    readonly addr: number
    /** unsigned long */
    readonly len: number
    /** unsigned long: PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM … */
    readonly prot: number
    /** unsigned long */
    readonly flags: number
    /** unsigned long: a file descriptor */
    readonly fd: number
    /** unsigned long */
    readonly off: number
  }
  mprotect: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned long: PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM … */
    readonly prot: number
  }
  munmap: {
    /** unsigned long */
    readonly addr: number
    /** size_t: bytes */
    readonly len: number
  }
  brk: {
    /** unsigned long */
    readonly brk: number
  }
  rt_sigaction: {
    /** int: the number of a signal */
    readonly sig: number
    /** const struct sigaction *: an address */
    readonly act: number
    /** struct sigaction *: an address */
    readonly oact: number
    /** size_t: bytes */
    readonly sigsetsize: number
  }
  rt_sigprocmask: {
    /** int: SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK */
    readonly how: number
    /** sigset_t *: an address */
    readonly nset: number
    /** sigset_t *: an address */
    readonly oset: number
    /** size_t: bytes */
    readonly sigsetsize: number
  }
  rt_sigreturn: {}
  ioctl: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** unsigned int */
    readonly cmd: number
    /** unsigned long */
    readonly arg: number
  }
  pread64: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** char *: an address */
    readonly buf: number
    /** size_t: bytes */
    readonly count: number
    /** loff_t: bytes */
    readonly pos: number
  }
  pwrite64: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** const char *: an address */
    readonly buf: number
    /** size_t: bytes */
    readonly count: number
    /** loff_t: bytes */
    readonly pos: number
  }
  readv: {
    /** unsigned long: a file descriptor */
    readonly fd: number
    /** const struct iovec *: an address */
    readonly vec: number
    /** unsigned long */
    readonly vlen: number
  }
  writev: {
    /** unsigned long: a file descriptor */
    readonly fd: number
    /** const struct iovec *: an address */
    readonly vec: number
    /** unsigned long */
    readonly vlen: number
  }
  access: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** int: F_OK, with R_OK | W_OK | X_OK */
    readonly mode: number
  }
  pipe: {
    /** int *: an address */
    readonly fildes: number
  }
  select: {
    /** int */
    readonly n: number
    /** fd_set *: an address */
    readonly inp: number
    /** fd_set *: an address */
    readonly outp: number
    /** fd_set *: an address */
    readonly exp: number
    /** struct __kernel_old_timeval *: an address */
    readonly tvp: number
  }
  sched_yield: {}
  mremap: {
    /** unsigned long */
    readonly addr: number
    /** unsigned long */
    readonly old_len: number
    /** unsigned long */
    readonly new_len: number
    /** unsigned long: MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP */
    readonly flags: number
    /** unsigned long */
    readonly new_addr: number
  }
  msync: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len: number
    /** int: MS_SYNC | MS_ASYNC | MS_INVALIDATE */
    readonly flags: number
  }
  mincore: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned char *: an address */
    readonly vec: number
  }
  madvise: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len_in: number
    /** int: MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED … */
    readonly behavior: number
  }
  shmget: {
    /** key_t: IPC_PRIVATE */
    readonly key: number
    /** size_t: bytes */
    readonly size: number
    /** int */
    readonly shmflg: number
  }
  shmat: {
    /** int */
    readonly shmid: number
    /** char *: an address */
    readonly shmaddr: number
    /** int: SHM_RDONLY | SHM_RND | SHM_REMAP | SHM_EXEC */
    readonly shmflg: number
  }
  shmctl: {
    /** int */
    readonly shmid: number
    /** int: IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO … */
    readonly cmd: number
    /** struct shmid_ds *: an address */
    readonly buf: number
  }
  dup: {
    /** unsigned int: a file descriptor */
    readonly fildes: number
  }
  dup2: {
    /** unsigned int: a file descriptor */
    readonly oldfd: number
    /** unsigned int: a file descriptor */
    readonly newfd: number
  }
  pause: {}
  nanosleep: {
    /** struct __kernel_timespec *: an address */
    readonly rqtp: number
    /** struct __kernel_timespec *: an address */
    readonly rmtp: number
  }
  getitimer: {
    /** int: ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF */
    readonly which: number
    /** struct __kernel_old_itimerval *: an address */
    readonly value: number
  }
  alarm: {
    /** unsigned int: seconds */
    readonly seconds: number
  }
  setitimer: {
    /** int: ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF */
    readonly which: number
    /** struct __kernel_old_itimerval *: an address */
    readonly value: number
    /** struct __kernel_old_itimerval *: an address */
    readonly ovalue: number
  }
  getpid: {}
  sendfile: {
    /** int: a file descriptor */
    readonly out_fd: number
    /** int: a file descriptor */
    readonly in_fd: number
    /** loff_t *: an address */
    readonly offset: number
    /** size_t: bytes */
    readonly count: number
  }
  socket: {
    /** int: AF_UNSPEC, AF_UNIX, AF_INET, AF_AX25 … */
    readonly family: number
    /** int: SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM …, with SOCK_CLOEXEC | SOCK_NONBLOCK */
    readonly type: number
    /** int */
    readonly protocol: number
  }
  connect: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct sockaddr *: an address */
    readonly uservaddr: number
    /** int */
    readonly addrlen: number
  }
  accept: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct sockaddr *: an address */
    readonly upeer_sockaddr: number
    /** int *: an address */
    readonly upeer_addrlen: number
  }
  sendto: {
    /** int: a file descriptor */
    readonly fd: number
    /** void *: an address */
    readonly buff: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned int: MSG_OOB | MSG_PEEK | MSG_DONTROUTE | MSG_CTRUNC … */
    readonly flags: number
    /** struct sockaddr *: an address */
    readonly addr: number
    /** int */
    readonly addr_len: number
  }
  recvfrom: {
    /** int: a file descriptor */
    readonly fd: number
    /** void *: an address */
    readonly ubuf: number
    /** size_t: bytes */
    readonly size: number
    /** unsigned int: MSG_OOB | MSG_PEEK | MSG_DONTROUTE | MSG_CTRUNC … */
    readonly flags: number
    /** struct sockaddr *: an address */
    readonly addr: number
    /** int *: an address */
    readonly addr_len: number
  }
  sendmsg: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct user_msghdr *: an address */
    readonly msg: number
    /** unsigned int: MSG_OOB | MSG_PEEK | MSG_DONTROUTE | MSG_CTRUNC … */
    readonly flags: number
  }
  recvmsg: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct user_msghdr *: an address */
    readonly msg: number
    /** unsigned int: MSG_OOB | MSG_PEEK | MSG_DONTROUTE | MSG_CTRUNC … */
    readonly flags: number
  }
  shutdown: {
    /** int: a file descriptor */
    readonly fd: number
    /** int: SHUT_RD, SHUT_WR, SHUT_RDWR */
    readonly how: number
  }
  bind: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct sockaddr *: an address */
    readonly umyaddr: number
    /** int */
    readonly addrlen: number
  }
  listen: {
    /** int: a file descriptor */
    readonly fd: number
    /** int */
    readonly backlog: number
  }
  getsockname: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct sockaddr *: an address */
    readonly usockaddr: number
    /** int *: an address */
    readonly usockaddr_len: number
  }
  getpeername: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct sockaddr *: an address */
    readonly usockaddr: number
    /** int *: an address */
    readonly usockaddr_len: number
  }
  socketpair: {
    /** int: AF_UNSPEC, AF_UNIX, AF_INET, AF_AX25 … */
    readonly family: number
    /** int: SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM …, with SOCK_CLOEXEC | SOCK_NONBLOCK */
    readonly type: number
    /** int */
    readonly protocol: number
    /** int *: an address */
    readonly usockvec: number
  }
  setsockopt: {
    /** int: a file descriptor */
    readonly fd: number
    /** int: SOL_IP, SOL_SOCKET, SOL_TCP, SOL_UDP … */
    readonly level: number
    /** int */
    readonly optname: number
    /** char *: an address */
    readonly optval: number
    /** int */
    readonly optlen: number
  }
  getsockopt: {
    /** int: a file descriptor */
    readonly fd: number
    /** int: SOL_IP, SOL_SOCKET, SOL_TCP, SOL_UDP … */
    readonly level: number
    /** int */
    readonly optname: number
    /** char *: an address */
    readonly optval: number
    /** int *: an address */
    readonly optlen: number
  }
  clone: {
    /** unsigned long */
    readonly clone_flags: number
    /** unsigned long */
    readonly newsp: number
    /** int *: an address */
    readonly parent_tidptr: number
    /** unsigned long */
    readonly tls: number
    /** int *: an address */
    readonly child_tidptr: number
  }
  fork: {}
  vfork: {}
  execve: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** const char *const *: a list of texts */
    readonly argv: string[]
    /** const char *const *: a list of texts */
    readonly envp: string[]
  }
  exit: {
    /** int */
    readonly error_code: number
  }
  wait4: {
    /** pid_t: a process id */
    readonly upid: number
    /** int *: an address */
    readonly stat_addr: number
    /** int: WNOHANG | WEXITED | WSTOPPED | WCONTINUED … */
    readonly options: number
    /** struct rusage *: an address */
    readonly ru: number
  }
  kill: {
    /** pid_t: a process id */
    readonly pid: number
    /** int: the number of a signal */
    readonly sig: number
  }
  uname: {
    /** struct new_utsname *: an address */
    readonly name: number
  }
  semget: {
    /** key_t: IPC_PRIVATE */
    readonly key: number
    /** int */
    readonly nsems: number
    /** int */
    readonly semflg: number
  }
  semop: {
    /** int */
    readonly semid: number
    /** struct sembuf *: an address */
    readonly tsops: number
    /** unsigned */
    readonly nsops: number
  }
  semctl: {
    /** int */
    readonly semid: number
    /** int */
    readonly semnum: number
    /** int: IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO … */
    readonly cmd: number
    /** unsigned long */
    readonly arg: number
  }
  shmdt: {
    /** char *: an address */
    readonly shmaddr: number
  }
  msgget: {
    /** key_t: IPC_PRIVATE */
    readonly key: number
    /** int */
    readonly msgflg: number
  }
  msgsnd: {
    /** int */
    readonly msqid: number
    /** struct msgbuf *: an address */
    readonly msgp: number
    /** size_t: bytes */
    readonly msgsz: number
    /** int: MSG_NOERROR | MSG_EXCEPT | MSG_COPY | IPC_NOWAIT */
    readonly msgflg: number
  }
  msgrcv: {
    /** int */
    readonly msqid: number
    /** struct msgbuf *: an address */
    readonly msgp: number
    /** size_t: bytes */
    readonly msgsz: number
    /** long */
    readonly msgtyp: number
    /** int: MSG_NOERROR | MSG_EXCEPT | MSG_COPY | IPC_NOWAIT */
    readonly msgflg: number
  }
  msgctl: {
    /** int */
    readonly msqid: number
    /** int: IPC_RMID, IPC_SET, IPC_STAT, IPC_INFO … */
    readonly cmd: number
    /** struct msqid_ds *: an address */
    readonly buf: number
  }
  fcntl: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** unsigned int: F_DUPFD, F_GETFD, F_SETFD, F_GETFL … */
    readonly cmd: number
    /** unsigned long */
    readonly arg: number
  }
  flock: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** unsigned int: LOCK_SH | LOCK_EX | LOCK_NB | LOCK_UN … */
    readonly cmd: number
  }
  fsync: {
    /** unsigned int: a file descriptor */
    readonly fd: number
  }
  fdatasync: {
    /** unsigned int: a file descriptor */
    readonly fd: number
  }
  truncate: {
    /** const char *: a path, as it was given */
    readonly path: string
    /** long */
    readonly length: number
  }
  ftruncate: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** off_t: bytes */
    readonly length: number
  }
  getdents: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** struct linux_dirent *: an address */
    readonly dirent: number
    /** unsigned int */
    readonly count: number
  }
  getcwd: {
    /** char *: an address */
    readonly buf: number
    /** unsigned long */
    readonly size: number
  }
  chdir: {
    /** const char *: a path, as it was given */
    readonly filename: string
  }
  fchdir: {
    /** unsigned int: a file descriptor */
    readonly fd: number
  }
  rename: {
    /** const char *: a path, as it was given */
    readonly oldname: string
    /** const char *: a path, as it was given */
    readonly newname: string
  }
  mkdir: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  rmdir: {
    /** const char *: a path, as it was given */
    readonly pathname: string
  }
  creat: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  link: {
    /** const char *: a path, as it was given */
    readonly oldname: string
    /** const char *: a path, as it was given */
    readonly newname: string
  }
  unlink: {
    /** const char *: a path, as it was given */
    readonly pathname: string
  }
  symlink: {
    /** const char *: a path, as it was given */
    readonly oldname: string
    /** const char *: a path, as it was given */
    readonly newname: string
  }
  readlink: {
    /** const char *: a path, as it was given */
    readonly path: string
    /** char *: an address */
    readonly buf: number
    /** int */
    readonly bufsiz: number
  }
  chmod: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  fchmod: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  chown: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** uid_t: a user id */
    readonly user: number
    /** gid_t: a group id */
    readonly group: number
  }
  fchown: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** uid_t: a user id */
    readonly user: number
    /** gid_t: a group id */
    readonly group: number
  }
  lchown: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** uid_t: a user id */
    readonly user: number
    /** gid_t: a group id */
    readonly group: number
  }
  umask: {
    /** int: permission bits, such as 0o644 */
    readonly mask: number
  }
  gettimeofday: {
    /** struct __kernel_old_timeval *: an address */
    readonly tv: number
    /** struct timezone *: an address */
    readonly tz: number
  }
  getrlimit: {
    /** unsigned int: RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK … */
    readonly resource: number
    /** struct rlimit *: an address */
    readonly rlim: number
  }
  getrusage: {
    /** int: RUSAGE_SELF, RUSAGE_THREAD, RUSAGE_BOTH, RUSAGE_CHILDREN */
    readonly who: number
    /** struct rusage *: an address */
    readonly ru: number
  }
  sysinfo: {
    /** struct sysinfo *: an address */
    readonly info: number
  }
  times: {
    /** struct tms *: an address */
    readonly tbuf: number
  }
  ptrace: {
    /** long: PTRACE_TRACEME, PTRACE_PEEKTEXT, PTRACE_PEEKDATA, PTRACE_PEEKUSER … */
    readonly request: number
    /** long */
    readonly pid: number
    /** unsigned long */
    readonly addr: number
    /** unsigned long */
    readonly data: number
  }
  getuid: {}
  syslog: {
    /** int */
    readonly type: number
    /** char *: an address */
    readonly buf: number
    /** int */
    readonly len: number
  }
  getgid: {}
  setuid: {
    /** uid_t: a user id */
    readonly uid: number
  }
  setgid: {
    /** gid_t: a group id */
    readonly gid: number
  }
  geteuid: {}
  getegid: {}
  setpgid: {
    /** pid_t: a process id */
    readonly pid: number
    /** pid_t: a process id */
    readonly pgid: number
  }
  getppid: {}
  getpgrp: {}
  setsid: {}
  setreuid: {
    /** uid_t: a user id */
    readonly ruid: number
    /** uid_t: a user id */
    readonly euid: number
  }
  setregid: {
    /** gid_t: a group id */
    readonly rgid: number
    /** gid_t: a group id */
    readonly egid: number
  }
  getgroups: {
    /** int */
    readonly gidsetsize: number
    /** gid_t *: an address */
    readonly grouplist: number
  }
  setgroups: {
    /** int */
    readonly gidsetsize: number
    /** gid_t *: an address */
    readonly grouplist: number
  }
  setresuid: {
    /** uid_t: a user id */
    readonly ruid: number
    /** uid_t: a user id */
    readonly euid: number
    /** uid_t: a user id */
    readonly suid: number
  }
  getresuid: {
    /** uid_t *: an address */
    readonly ruidp: number
    /** uid_t *: an address */
    readonly euidp: number
    /** uid_t *: an address */
    readonly suidp: number
  }
  setresgid: {
    /** gid_t: a group id */
    readonly rgid: number
    /** gid_t: a group id */
    readonly egid: number
    /** gid_t: a group id */
    readonly sgid: number
  }
  getresgid: {
    /** gid_t *: an address */
    readonly rgidp: number
    /** gid_t *: an address */
    readonly egidp: number
    /** gid_t *: an address */
    readonly sgidp: number
  }
  getpgid: {
    /** pid_t: a process id */
    readonly pid: number
  }
  setfsuid: {
    /** uid_t: a user id */
    readonly uid: number
  }
  setfsgid: {
    /** gid_t: a group id */
    readonly gid: number
  }
  getsid: {
    /** pid_t: a process id */
    readonly pid: number
  }
  capget: {
    /** cap_user_header_t: an address */
    readonly header: number
    /** cap_user_data_t: an address */
    readonly dataptr: number
  }
  capset: {
    /** cap_user_header_t: an address */
    readonly header: number
    /** const cap_user_data_t: an address */
    readonly data: number
  }
  rt_sigpending: {
    /** sigset_t *: an address */
    readonly uset: number
    /** size_t: bytes */
    readonly sigsetsize: number
  }
  rt_sigtimedwait: {
    /** const sigset_t *: an address */
    readonly uthese: number
    /** siginfo_t *: an address */
    readonly uinfo: number
    /** const struct __kernel_timespec *: an address */
    readonly uts: number
    /** size_t: bytes */
    readonly sigsetsize: number
  }
  rt_sigqueueinfo: {
    /** pid_t: a process id */
    readonly pid: number
    /** int: the number of a signal */
    readonly sig: number
    /** siginfo_t *: an address */
    readonly uinfo: number
  }
  rt_sigsuspend: {
    /** sigset_t *: an address */
    readonly unewset: number
    /** size_t: bytes */
    readonly sigsetsize: number
  }
  sigaltstack: {
    /** const stack_t *: an address */
    readonly uss: number
    /** stack_t *: an address */
    readonly uoss: number
  }
  utime: {
    /** char *: a path, as it was given */
    readonly filename: string
    /** struct utimbuf *: an address */
    readonly times: number
  }
  mknod: {
    /** const char *: a path, as it was given */
    readonly filename: string
    /** umode_t: file type and permission bits */
    readonly mode: number
    /** unsigned */
    readonly dev: number
  }
  uselib: {
    /** const char *: a path, as it was given */
    readonly library: string
  }
  personality: {
    /** unsigned int */
    readonly personality: number
  }
  ustat: {
    /** unsigned */
    readonly dev: number
    /** struct ustat *: an address */
    readonly ubuf: number
  }
  statfs: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** struct statfs *: an address */
    readonly buf: number
  }
  fstatfs: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** struct statfs *: an address */
    readonly buf: number
  }
  sysfs: {
    /** int */
    readonly option: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
  }
  getpriority: {
    /** int: PRIO_PROCESS, PRIO_PGRP, PRIO_USER */
    readonly which: number
    /** int */
    readonly who: number
  }
  setpriority: {
    /** int: PRIO_PROCESS, PRIO_PGRP, PRIO_USER */
    readonly which: number
    /** int */
    readonly who: number
    /** int */
    readonly niceval: number
  }
  sched_setparam: {
    /** pid_t: a process id */
    readonly pid: number
    /** struct sched_param *: an address */
    readonly param: number
  }
  sched_getparam: {
    /** pid_t: a process id */
    readonly pid: number
    /** struct sched_param *: an address */
    readonly param: number
  }
  sched_setscheduler: {
    /** pid_t: a process id */
    readonly pid: number
    /** int: SCHED_OTHER, SCHED_NORMAL, SCHED_FIFO, SCHED_RR …, with SCHED_RESET_ON_FORK */
    readonly policy: number
    /** struct sched_param *: an address */
    readonly param: number
  }
  sched_getscheduler: {
    /** pid_t: a process id */
    readonly pid: number
  }
  sched_get_priority_max: {
    /** int: SCHED_OTHER, SCHED_NORMAL, SCHED_FIFO, SCHED_RR … */
    readonly policy: number
  }
  sched_get_priority_min: {
    /** int: SCHED_OTHER, SCHED_NORMAL, SCHED_FIFO, SCHED_RR … */
    readonly policy: number
  }
  sched_rr_get_interval: {
    /** pid_t: a process id */
    readonly pid: number
    /** struct __kernel_timespec *: an address */
    readonly interval: number
  }
  mlock: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len: number
  }
  munlock: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len: number
  }
  mlockall: {
    /** int: MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT */
    readonly flags: number
  }
  munlockall: {}
  vhangup: {}
  modify_ldt: {
    /** int */
    readonly func: number
    /** void *: an address */
    readonly ptr: number
    /** unsigned long */
    readonly bytecount: number
  }
  pivot_root: {
    /** const char *: a path, as it was given */
    readonly new_root: string
    /** const char *: a path, as it was given */
    readonly put_old: string
  }
  _sysctl: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  prctl: {
    /** int: PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE … */
    readonly option: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  arch_prctl: {
    /** int: ARCH_SHSTK_SHSTK, ARCH_SHSTK_WRSS, ARCH_XCOMP_TILECFG, ARCH_XCOMP_TILEDATA … */
    readonly option: number
    /** unsigned long */
    readonly arg2: number
  }
  adjtimex: {
    /** struct __kernel_timex *: an address */
    readonly txc_p: number
  }
  setrlimit: {
    /** unsigned int: RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK … */
    readonly resource: number
    /** struct rlimit *: an address */
    readonly rlim: number
  }
  chroot: {
    /** const char *: a path, as it was given */
    readonly filename: string
  }
  sync: {}
  acct: {
    /** const char *: a path, as it was given */
    readonly name: string
  }
  settimeofday: {
    /** struct __kernel_old_timeval *: an address */
    readonly tv: number
    /** struct timezone *: an address */
    readonly tz: number
  }
  mount: {
    /** char *: a path, as it was given */
    readonly dev_name: string
    /** char *: a path, as it was given */
    readonly dir_name: string
    /** char *: text */
    readonly type: string
    /** unsigned long: MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC … */
    readonly flags: number
    /** void *: an address */
    readonly data: number
  }
  umount2: {
    /** char *: a path, as it was given */
    readonly name: string
    /** int: MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW */
    readonly flags: number
  }
  swapon: {
    /** const char *: a path, as it was given */
    readonly specialfile: string
    /** int */
    readonly swap_flags: number
  }
  swapoff: {
    /** const char *: a path, as it was given */
    readonly specialfile: string
  }
  reboot: {
    /** int: LINUX_REBOOT_MAGIC1 */
    readonly magic1: number
    /** int: LINUX_REBOOT_MAGIC2A, LINUX_REBOOT_MAGIC2B, LINUX_REBOOT_MAGIC2C, LINUX_REBOOT_MAGIC2 */
    readonly magic2: number
    /** unsigned int: LINUX_REBOOT_CMD_CAD_OFF, LINUX_REBOOT_CMD_RESTART, LINUX_REBOOT_CMD_POWER_OFF, LINUX_REBOOT_CMD_KEXEC … */
    readonly cmd: number
    /** void *: an address */
    readonly arg: number
  }
  sethostname: {
    /** char *: an address */
    readonly name: number
    /** int */
    readonly len: number
  }
  setdomainname: {
    /** char *: an address */
    readonly name: number
    /** int */
    readonly len: number
  }
  iopl: {
    /** unsigned int */
    readonly level: number
  }
  ioperm: {
    /** unsigned long */
    readonly from: number
    /** unsigned long */
    readonly num: number
    /** int */
    readonly turn_on: number
  }
  create_module: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  init_module: {
    /** void *: an address */
    readonly umod: number
    /** unsigned long */
    readonly len: number
    /** const char *: text */
    readonly uargs: string
  }
  delete_module: {
    /** const char *: text */
    readonly name_user: string
    /** unsigned int: O_NONBLOCK | O_TRUNC */
    readonly flags: number
  }
  get_kernel_syms: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  query_module: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  quotactl: {
    /** unsigned int */
    readonly cmd: number
    /** const char *: a path, as it was given */
    readonly special: string
    /** qid_t */
    readonly id: number
    /** void *: an address */
    readonly addr: number
  }
  nfsservctl: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  getpmsg: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  putpmsg: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  afs_syscall: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  tuxcall: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  security: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  gettid: {}
  readahead: {
    /** int: a file descriptor */
    readonly fd: number
    /** loff_t: bytes */
    readonly offset: number
    /** size_t: bytes */
    readonly count: number
  }
  setxattr: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** const char *: text */
    readonly name: string
    /** const void *: an address */
    readonly value: number
    /** size_t: bytes */
    readonly size: number
    /** int: XATTR_CREATE | XATTR_REPLACE */
    readonly flags: number
  }
  lsetxattr: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** const char *: text */
    readonly name: string
    /** const void *: an address */
    readonly value: number
    /** size_t: bytes */
    readonly size: number
    /** int: XATTR_CREATE | XATTR_REPLACE */
    readonly flags: number
  }
  fsetxattr: {
    /** int: a file descriptor */
    readonly fd: number
    /** const char *: text */
    readonly name: string
    /** const void *: an address */
    readonly value: number
    /** size_t: bytes */
    readonly size: number
    /** int: XATTR_CREATE | XATTR_REPLACE */
    readonly flags: number
  }
  getxattr: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** const char *: text */
    readonly name: string
    /** void *: an address */
    readonly value: number
    /** size_t: bytes */
    readonly size: number
  }
  lgetxattr: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** const char *: text */
    readonly name: string
    /** void *: an address */
    readonly value: number
    /** size_t: bytes */
    readonly size: number
  }
  fgetxattr: {
    /** int: a file descriptor */
    readonly fd: number
    /** const char *: text */
    readonly name: string
    /** void *: an address */
    readonly value: number
    /** size_t: bytes */
    readonly size: number
  }
  listxattr: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** char *: an address */
    readonly list: number
    /** size_t: bytes */
    readonly size: number
  }
  llistxattr: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** char *: an address */
    readonly list: number
    /** size_t: bytes */
    readonly size: number
  }
  flistxattr: {
    /** int: a file descriptor */
    readonly fd: number
    /** char *: an address */
    readonly list: number
    /** size_t: bytes */
    readonly size: number
  }
  removexattr: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** const char *: text */
    readonly name: string
  }
  lremovexattr: {
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** const char *: text */
    readonly name: string
  }
  fremovexattr: {
    /** int: a file descriptor */
    readonly fd: number
    /** const char *: text */
    readonly name: string
  }
  tkill: {
    /** pid_t: a process id */
    readonly pid: number
    /** int: the number of a signal */
    readonly sig: number
  }
  time: {
    /** __kernel_old_time_t *: an address */
    readonly tloc: number
  }
  futex: {
    /** u32 *: an address */
    readonly uaddr: number
    /** int */
    readonly op: number
    /** u32 */
    readonly val: number
    /** const struct __kernel_timespec *: an address */
    readonly utime: number
    /** u32 *: an address */
    readonly uaddr2: number
    /** u32 */
    readonly val3: number
  }
  sched_setaffinity: {
    /** pid_t: a process id */
    readonly pid: number
    /** unsigned int */
    readonly len: number
    /** unsigned long *: an address */
    readonly user_mask_ptr: number
  }
  sched_getaffinity: {
    /** pid_t: a process id */
    readonly pid: number
    /** unsigned int */
    readonly len: number
    /** unsigned long *: an address */
    readonly user_mask_ptr: number
  }
  set_thread_area: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  io_setup: {
    /** unsigned */
    readonly nr_events: number
    /** aio_context_t *: an address */
    readonly ctxp: number
  }
  io_destroy: {
    /** aio_context_t */
    readonly ctx: number
  }
  io_getevents: {
    /** aio_context_t */
    readonly ctx_id: number
    /** long */
    readonly min_nr: number
    /** long */
    readonly nr: number
    /** struct io_event *: an address */
    readonly events: number
    /** struct __kernel_timespec *: an address */
    readonly timeout: number
  }
  io_submit: {
    /** aio_context_t */
    readonly ctx_id: number
    /** long */
    readonly nr: number
    /** struct iocb * *: an address */
    readonly iocbpp: number
  }
  io_cancel: {
    /** aio_context_t */
    readonly ctx_id: number
    /** struct iocb *: an address */
    readonly iocb: number
    /** struct io_event *: an address */
    readonly result: number
  }
  get_thread_area: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  lookup_dcookie: {
    /** u64 */
    readonly cookie64: number
    /** char *: an address */
    readonly buf: number
    /** size_t: bytes */
    readonly len: number
  }
  epoll_create: {
    /** int */
    readonly size: number
  }
  epoll_ctl_old: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  epoll_wait_old: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  remap_file_pages: {
    /** unsigned long */
    readonly start: number
    /** unsigned long */
    readonly size: number
    /** unsigned long: PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM … */
    readonly prot: number
    /** unsigned long */
    readonly pgoff: number
    /** unsigned long */
    readonly flags: number
  }
  getdents64: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** struct linux_dirent64 *: an address */
    readonly dirent: number
    /** unsigned int */
    readonly count: number
  }
  set_tid_address: {
    /** int *: an address */
    readonly tidptr: number
  }
  restart_syscall: {}
  semtimedop: {
    /** int */
    readonly semid: number
    /** struct sembuf *: an address */
    readonly tsops: number
    /** unsigned int */
    readonly nsops: number
    /** const struct __kernel_timespec *: an address */
    readonly timeout: number
  }
  fadvise64: {
    /** int: a file descriptor */
    readonly fd: number
    /** loff_t: bytes */
    readonly offset: number
    /** loff_t: bytes */
    readonly len: number
    /** int: POSIX_FADV_NORMAL, POSIX_FADV_RANDOM, POSIX_FADV_SEQUENTIAL, POSIX_FADV_WILLNEED … */
    readonly advice: number
  }
  timer_create: {
    /** const clockid_t: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly which_clock: number
    /** struct sigevent *: an address */
    readonly timer_event_spec: number
    /** timer_t *: an address */
    readonly created_timer_id: number
  }
  timer_settime: {
    /** timer_t */
    readonly timer_id: number
    /** int: TIMER_ABSTIME */
    readonly flags: number
    /** const struct __kernel_itimerspec *: an address */
    readonly new_setting: number
    /** struct __kernel_itimerspec *: an address */
    readonly old_setting: number
  }
  timer_gettime: {
    /** timer_t */
    readonly timer_id: number
    /** struct __kernel_itimerspec *: an address */
    readonly setting: number
  }
  timer_getoverrun: {
    /** timer_t */
    readonly timer_id: number
  }
  timer_delete: {
    /** timer_t */
    readonly timer_id: number
  }
  clock_settime: {
    /** const clockid_t: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly which_clock: number
    /** const struct __kernel_timespec *: an address */
    readonly tp: number
  }
  clock_gettime: {
    /** const clockid_t: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly which_clock: number
    /** struct __kernel_timespec *: an address */
    readonly tp: number
  }
  clock_getres: {
    /** const clockid_t: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly which_clock: number
    /** struct __kernel_timespec *: an address */
    readonly tp: number
  }
  clock_nanosleep: {
    /** const clockid_t: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly which_clock: number
    /** int: TIMER_ABSTIME */
    readonly flags: number
    /** const struct __kernel_timespec *: an address */
    readonly rqtp: number
    /** struct __kernel_timespec *: an address */
    readonly rmtp: number
  }
  exit_group: {
    /** int */
    readonly error_code: number
  }
  epoll_wait: {
    /** int: a file descriptor */
    readonly epfd: number
    /** struct epoll_event *: an address */
    readonly events: number
    /** int */
    readonly maxevents: number
    /** int: milliseconds; below 0, without end */
    readonly timeout: number
  }
  epoll_ctl: {
    /** int: a file descriptor */
    readonly epfd: number
    /** int: EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD */
    readonly op: number
    /** int: a file descriptor */
    readonly fd: number
    /** struct epoll_event *: an address */
    readonly event: number
  }
  tgkill: {
    /** pid_t: a process id */
    readonly tgid: number
    /** pid_t: a process id */
    readonly pid: number
    /** int: the number of a signal */
    readonly sig: number
  }
  utimes: {
    /** char *: a path, as it was given */
    readonly filename: string
    /** struct __kernel_old_timeval *: an address */
    readonly utimes: number
  }
  vserver: {
    /** unsigned long */
    readonly arg0: number
    /** unsigned long */
    readonly arg1: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  mbind: {
    /** unsigned long */
    readonly start: number
    /** unsigned long */
    readonly len: number
    /** unsigned long: MPOL_DEFAULT, MPOL_PREFERRED, MPOL_BIND, MPOL_INTERLEAVE …, with MPOL_F_NUMA_BALANCING | MPOL_F_RELATIVE_NODES | MPOL_F_STATIC_NODES */
    readonly mode: number
    /** const unsigned long *: an address */
    readonly nmask: number
    /** unsigned long */
    readonly maxnode: number
    /** unsigned int: MPOL_MF_STRICT | MPOL_MF_MOVE | MPOL_MF_MOVE_ALL */
    readonly flags: number
  }
  set_mempolicy: {
    /** int: MPOL_DEFAULT, MPOL_PREFERRED, MPOL_BIND, MPOL_INTERLEAVE …, with MPOL_F_NUMA_BALANCING | MPOL_F_RELATIVE_NODES | MPOL_F_STATIC_NODES */
    readonly mode: number
    /** const unsigned long *: an address */
    readonly nmask: number
    /** unsigned long */
    readonly maxnode: number
  }
  get_mempolicy: {
    /** int *: an address */
    readonly policy: number
    /** unsigned long *: an address */
    readonly nmask: number
    /** unsigned long */
    readonly maxnode: number
    /** unsigned long */
    readonly addr: number
    /** unsigned long: MPOL_F_NODE | MPOL_F_ADDR | MPOL_F_MEMS_ALLOWED */
    readonly flags: number
  }
  mq_open: {
    /** const char *: text */
    readonly u_name: string
    /** int: O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE, with O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC … */
    readonly oflag: number
    /** umode_t */
    readonly mode: number
    /** struct mq_attr *: an address */
    readonly u_attr: number
  }
  mq_unlink: {
    /** const char *: text */
    readonly u_name: string
  }
  mq_timedsend: {
    /** mqd_t: a file descriptor */
    readonly mqdes: number
    /** const char *: an address */
    readonly u_msg_ptr: number
    /** size_t: bytes */
    readonly msg_len: number
    /** unsigned int */
    readonly msg_prio: number
    /** const struct __kernel_timespec *: an address */
    readonly u_abs_timeout: number
  }
  mq_timedreceive: {
    /** mqd_t: a file descriptor */
    readonly mqdes: number
    /** char *: an address */
    readonly u_msg_ptr: number
    /** size_t: bytes */
    readonly msg_len: number
    /** unsigned int *: an address */
    readonly u_msg_prio: number
    /** const struct __kernel_timespec *: an address */
    readonly u_abs_timeout: number
  }
  mq_notify: {
    /** mqd_t: a file descriptor */
    readonly mqdes: number
    /** const struct sigevent *: an address */
    readonly u_notification: number
  }
  mq_getsetattr: {
    /** mqd_t: a file descriptor */
    readonly mqdes: number
    /** const struct mq_attr *: an address */
    readonly u_mqstat: number
    /** struct mq_attr *: an address */
    readonly u_omqstat: number
  }
  kexec_load: {
    /** unsigned long */
    readonly entry: number
    /** unsigned long */
    readonly nr_segments: number
    /** struct kexec_segment *: an address */
    readonly segments: number
    /** unsigned long: KEXEC_ARCH_DEFAULT, KEXEC_ARCH_386, KEXEC_ARCH_68K, KEXEC_ARCH_MIPS …, with KEXEC_ON_CRASH | KEXEC_PRESERVE_CONTEXT | KEXEC_UPDATE_ELFCOREHDR | KEXEC_CRASH_HOTPLUG_SUPPORT */
    readonly flags: number
  }
  waitid: {
    /** int: P_ALL, P_PID, P_PGID, P_PIDFD */
    readonly which: number
    /** pid_t: a process id */
    readonly upid: number
    /** struct siginfo *: an address */
    readonly infop: number
    /** int: WNOHANG | WEXITED | WSTOPPED | WCONTINUED … */
    readonly options: number
    /** struct rusage *: an address */
    readonly ru: number
  }
  add_key: {
    /** const char *: text */
    readonly _type: string
    /** const char *: text */
    readonly _description: string
    /** const void *: an address */
    readonly _payload: number
    /** size_t: bytes */
    readonly plen: number
    /** key_serial_t: KEY_SPEC_REQUESTOR_KEYRING, KEY_SPEC_REQKEY_AUTH_KEY, KEY_SPEC_GROUP_KEYRING, KEY_SPEC_USER_SESSION_KEYRING … */
    readonly ringid: number
  }
  request_key: {
    /** const char *: text */
    readonly _type: string
    /** const char *: text */
    readonly _description: string
    /** const char *: text */
    readonly _callout_info: string
    /** key_serial_t: KEY_SPEC_REQUESTOR_KEYRING, KEY_SPEC_REQKEY_AUTH_KEY, KEY_SPEC_GROUP_KEYRING, KEY_SPEC_USER_SESSION_KEYRING … */
    readonly destringid: number
  }
  keyctl: {
    /** int: KEYCTL_GET_KEYRING_ID, KEYCTL_JOIN_SESSION_KEYRING, KEYCTL_UPDATE, KEYCTL_REVOKE … */
    readonly option: number
    /** unsigned long */
    readonly arg2: number
    /** unsigned long */
    readonly arg3: number
    /** unsigned long */
    readonly arg4: number
    /** unsigned long */
    readonly arg5: number
  }
  ioprio_set: {
    /** int: IOPRIO_WHO_PROCESS, IOPRIO_WHO_PGRP, IOPRIO_WHO_USER */
    readonly which: number
    /** int */
    readonly who: number
    /** int */
    readonly ioprio: number
  }
  ioprio_get: {
    /** int: IOPRIO_WHO_PROCESS, IOPRIO_WHO_PGRP, IOPRIO_WHO_USER */
    readonly which: number
    /** int */
    readonly who: number
  }
  inotify_init: {}
  inotify_add_watch: {
    /** int: a file descriptor */
    readonly fd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** u32: IN_ACCESS | IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE … */
    readonly mask: number
  }
  inotify_rm_watch: {
    /** int: a file descriptor */
    readonly fd: number
    /** __s32 */
    readonly wd: number
  }
  migrate_pages: {
    /** pid_t: a process id */
    readonly pid: number
    /** unsigned long */
    readonly maxnode: number
    /** const unsigned long *: an address */
    readonly old_nodes: number
    /** const unsigned long *: an address */
    readonly new_nodes: number
  }
  openat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** int: O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE, with O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC … */
    readonly flags: number
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  mkdirat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  mknodat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** umode_t: file type and permission bits */
    readonly mode: number
    /** unsigned int */
    readonly dev: number
  }
  fchownat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** uid_t: a user id */
    readonly user: number
    /** gid_t: a group id */
    readonly group: number
    /** int: AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH */
    readonly flag: number
  }
  futimesat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** struct __kernel_old_timeval *: an address */
    readonly utimes: number
  }
  newfstatat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** struct stat *: an address */
    readonly statbuf: number
    /** int: AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH */
    readonly flag: number
  }
  unlinkat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** int: AT_SYMLINK_NOFOLLOW | AT_REMOVEDIR | AT_SYMLINK_FOLLOW | AT_NO_AUTOMOUNT … */
    readonly flag: number
  }
  renameat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly olddfd: number
    /** const char *: a path, as it was given */
    readonly oldname: string
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly newdfd: number
    /** const char *: a path, as it was given */
    readonly newname: string
  }
  linkat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly olddfd: number
    /** const char *: a path, as it was given */
    readonly oldname: string
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly newdfd: number
    /** const char *: a path, as it was given */
    readonly newname: string
    /** int: AT_SYMLINK_FOLLOW | AT_EMPTY_PATH */
    readonly flags: number
  }
  symlinkat: {
    /** const char *: a path, as it was given */
    readonly oldname: string
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly newdfd: number
    /** const char *: a path, as it was given */
    readonly newname: string
  }
  readlinkat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** char *: an address */
    readonly buf: number
    /** int */
    readonly bufsiz: number
  }
  fchmodat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  faccessat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** int: F_OK, with R_OK | W_OK | X_OK */
    readonly mode: number
  }
  pselect6: {
    /** int */
    readonly n: number
    /** fd_set *: an address */
    readonly inp: number
    /** fd_set *: an address */
    readonly outp: number
    /** fd_set *: an address */
    readonly exp: number
    /** struct __kernel_timespec *: an address */
    readonly tsp: number
    /** void *: an address */
    readonly sig: number
  }
  ppoll: {
    /** struct pollfd *: an address */
    readonly ufds: number
    /** unsigned int */
    readonly nfds: number
    /** struct __kernel_timespec *: an address */
    readonly tsp: number
    /** const sigset_t *: an address */
    readonly sigmask: number
    /** size_t: bytes */
    readonly sigsetsize: number
  }
  unshare: {
    /** unsigned long: CLONE_NEWTIME | CLONE_VM | CLONE_FS | CLONE_FILES … */
    readonly unshare_flags: number
  }
  set_robust_list: {
    /** struct robust_list_head *: an address */
    readonly head: number
    /** size_t: bytes */
    readonly len: number
  }
  get_robust_list: {
    /** int: a process id */
    readonly pid: number
    /** struct robust_list_head * *: an address */
    readonly head_ptr: number
    /** size_t *: an address */
    readonly len_ptr: number
  }
  splice: {
    /** int: a file descriptor */
    readonly fd_in: number
    /** loff_t *: an address */
    readonly off_in: number
    /** int: a file descriptor */
    readonly fd_out: number
    /** loff_t *: an address */
    readonly off_out: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned int: SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT */
    readonly flags: number
  }
  tee: {
    /** int: a file descriptor */
    readonly fdin: number
    /** int: a file descriptor */
    readonly fdout: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned int: SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT */
    readonly flags: number
  }
  sync_file_range: {
    /** int: a file descriptor */
    readonly fd: number
    /** loff_t: bytes */
    readonly offset: number
    /** loff_t: bytes */
    readonly nbytes: number
    /** unsigned int: SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER */
    readonly flags: number
  }
  vmsplice: {
    /** int: a file descriptor */
    readonly fd: number
    /** const struct iovec *: an address */
    readonly uiov: number
    /** unsigned long */
    readonly nr_segs: number
    /** unsigned int: SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT */
    readonly flags: number
  }
  move_pages: {
    /** pid_t: a process id */
    readonly pid: number
    /** unsigned long */
    readonly nr_pages: number
    /** const void * *: an address */
    readonly pages: number
    /** const int *: an address */
    readonly nodes: number
    /** int *: an address */
    readonly status: number
    /** int: MPOL_MF_STRICT | MPOL_MF_MOVE | MPOL_MF_MOVE_ALL */
    readonly flags: number
  }
  utimensat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** struct __kernel_timespec *: an address */
    readonly utimes: number
    /** int: AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH */
    readonly flags: number
  }
  epoll_pwait: {
    /** int: a file descriptor */
    readonly epfd: number
    /** struct epoll_event *: an address */
    readonly events: number
    /** int */
    readonly maxevents: number
    /** int: milliseconds; below 0, without end */
    readonly timeout: number
    /** const sigset_t *: an address */
    readonly sigmask: number
    /** size_t: bytes */
    readonly sigsetsize: number
  }
  signalfd: {
    /** int: a file descriptor */
    readonly ufd: number
    /** sigset_t *: an address */
    readonly user_mask: number
    /** size_t: bytes */
    readonly sizemask: number
  }
  timerfd_create: {
    /** int: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly clockid: number
    /** int: TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET | TFD_CLOEXEC | TFD_NONBLOCK */
    readonly flags: number
  }
  eventfd: {
    /** unsigned int */
    readonly count: number
  }
  fallocate: {
    /** int: a file descriptor */
    readonly fd: number
    /** int: FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE | FALLOC_FL_NO_HIDE_STALE | FALLOC_FL_COLLAPSE_RANGE … */
    readonly mode: number
    /** loff_t: bytes */
    readonly offset: number
    /** loff_t: bytes */
    readonly len: number
  }
  timerfd_settime: {
    /** int: a file descriptor */
    readonly ufd: number
    /** int: TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET | TFD_CLOEXEC | TFD_NONBLOCK */
    readonly flags: number
    /** const struct __kernel_itimerspec *: an address */
    readonly utmr: number
    /** struct __kernel_itimerspec *: an address */
    readonly otmr: number
  }
  timerfd_gettime: {
    /** int: a file descriptor */
    readonly ufd: number
    /** struct __kernel_itimerspec *: an address */
    readonly otmr: number
  }
  accept4: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct sockaddr *: an address */
    readonly upeer_sockaddr: number
    /** int *: an address */
    readonly upeer_addrlen: number
    /** int: SOCK_CLOEXEC | SOCK_NONBLOCK */
    readonly flags: number
  }
  signalfd4: {
    /** int: a file descriptor */
    readonly ufd: number
    /** sigset_t *: an address */
    readonly user_mask: number
    /** size_t: bytes */
    readonly sizemask: number
    /** int: SFD_CLOEXEC | SFD_NONBLOCK */
    readonly flags: number
  }
  eventfd2: {
    /** unsigned int */
    readonly count: number
    /** int: EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK */
    readonly flags: number
  }
  epoll_create1: {
    /** int: EPOLL_CLOEXEC */
    readonly flags: number
  }
  dup3: {
    /** unsigned int: a file descriptor */
    readonly oldfd: number
    /** unsigned int: a file descriptor */
    readonly newfd: number
    /** int: O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC … */
    readonly flags: number
  }
  pipe2: {
    /** int *: an address */
    readonly fildes: number
    /** int: O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC … */
    readonly flags: number
  }
  inotify_init1: {
    /** int: IN_NONBLOCK | IN_CLOEXEC */
    readonly flags: number
  }
  preadv: {
    /** unsigned long: a file descriptor */
    readonly fd: number
    /** const struct iovec *: an address */
    readonly vec: number
    /** unsigned long */
    readonly vlen: number
    /** unsigned long */
    readonly pos_l: number
    /** unsigned long */
    readonly pos_h: number
  }
  pwritev: {
    /** unsigned long: a file descriptor */
    readonly fd: number
    /** const struct iovec *: an address */
    readonly vec: number
    /** unsigned long */
    readonly vlen: number
    /** unsigned long */
    readonly pos_l: number
    /** unsigned long */
    readonly pos_h: number
  }
  rt_tgsigqueueinfo: {
    /** pid_t: a process id */
    readonly tgid: number
    /** pid_t: a process id */
    readonly pid: number
    /** int: the number of a signal */
    readonly sig: number
    /** siginfo_t *: an address */
    readonly uinfo: number
  }
  perf_event_open: {
    /** struct perf_event_attr *: an address */
    readonly attr_uptr: number
    /** pid_t: a process id */
    readonly pid: number
    /** int */
    readonly cpu: number
    /** int: a file descriptor */
    readonly group_fd: number
    /** unsigned long: PERF_FLAG_FD_NO_GROUP | PERF_FLAG_FD_OUTPUT | PERF_FLAG_PID_CGROUP | PERF_FLAG_FD_CLOEXEC */
    readonly flags: number
  }
  recvmmsg: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct mmsghdr *: an address */
    readonly mmsg: number
    /** unsigned int */
    readonly vlen: number
    /** unsigned int: MSG_OOB | MSG_PEEK | MSG_DONTROUTE | MSG_CTRUNC … */
    readonly flags: number
    /** struct __kernel_timespec *: an address */
    readonly timeout: number
  }
  fanotify_init: {
    /** unsigned int: FAN_CLASS_NOTIF, FAN_CLASS_CONTENT, FAN_CLASS_PRE_CONTENT, with FAN_CLOEXEC | FAN_NONBLOCK | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS … */
    readonly flags: number
    /** unsigned int: O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE, with O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC … */
    readonly event_f_flags: number
  }
  fanotify_mark: {
    /** int: a file descriptor */
    readonly fanotify_fd: number
    /** unsigned int: FAN_MARK_ADD | FAN_MARK_REMOVE | FAN_MARK_DONT_FOLLOW | FAN_MARK_ONLYDIR … */
    readonly flags: number
    /** __u64: FAN_ACCESS | FAN_MODIFY | FAN_ATTRIB | FAN_CLOSE_WRITE … */
    readonly mask: number
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
  }
  prlimit64: {
    /** pid_t: a process id */
    readonly pid: number
    /** unsigned int: RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK … */
    readonly resource: number
    /** const struct rlimit64 *: an address */
    readonly new_rlim: number
    /** struct rlimit64 *: an address */
    readonly old_rlim: number
  }
  name_to_handle_at: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly name: string
    /** struct file_handle *: an address */
    readonly handle: number
    /** void *: an address */
    readonly mnt_id: number
    /** int: AT_HANDLE_MNT_ID_UNIQUE | AT_HANDLE_CONNECTABLE | AT_HANDLE_FID | AT_SYMLINK_FOLLOW … */
    readonly flag: number
  }
  open_by_handle_at: {
    /** int: a file descriptor */
    readonly mountdirfd: number
    /** struct file_handle *: an address */
    readonly handle: number
    /** int: O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE, with O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC … */
    readonly flags: number
  }
  clock_adjtime: {
    /** const clockid_t: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly which_clock: number
    /** struct __kernel_timex *: an address */
    readonly utx: number
  }
  syncfs: {
    /** int: a file descriptor */
    readonly fd: number
  }
  sendmmsg: {
    /** int: a file descriptor */
    readonly fd: number
    /** struct mmsghdr *: an address */
    readonly mmsg: number
    /** unsigned int */
    readonly vlen: number
    /** unsigned int: MSG_OOB | MSG_PEEK | MSG_DONTROUTE | MSG_CTRUNC … */
    readonly flags: number
  }
  setns: {
    /** int: a file descriptor */
    readonly fd: number
    /** int: CLONE_NEWTIME | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS … */
    readonly flags: number
  }
  getcpu: {
    /** unsigned *: an address */
    readonly cpup: number
    /** unsigned *: an address */
    readonly nodep: number
    /** struct getcpu_cache *: an address */
    readonly unused: number
  }
  process_vm_readv: {
    /** pid_t: a process id */
    readonly pid: number
    /** const struct iovec *: an address */
    readonly lvec: number
    /** unsigned long */
    readonly liovcnt: number
    /** const struct iovec *: an address */
    readonly rvec: number
    /** unsigned long */
    readonly riovcnt: number
    /** unsigned long */
    readonly flags: number
  }
  process_vm_writev: {
    /** pid_t: a process id */
    readonly pid: number
    /** const struct iovec *: an address */
    readonly lvec: number
    /** unsigned long */
    readonly liovcnt: number
    /** const struct iovec *: an address */
    readonly rvec: number
    /** unsigned long */
    readonly riovcnt: number
    /** unsigned long */
    readonly flags: number
  }
  kcmp: {
    /** pid_t: a process id */
    readonly pid1: number
    /** pid_t: a process id */
    readonly pid2: number
    /** int: KCMP_FILE, KCMP_VM, KCMP_FILES, KCMP_FS … */
    readonly type: number
    /** unsigned long */
    readonly idx1: number
    /** unsigned long */
    readonly idx2: number
  }
  finit_module: {
    /** int: a file descriptor */
    readonly fd: number
    /** const char *: text */
    readonly uargs: string
    /** int: MODULE_INIT_IGNORE_MODVERSIONS | MODULE_INIT_IGNORE_VERMAGIC | MODULE_INIT_COMPRESSED_FILE */
    readonly flags: number
  }
  sched_setattr: {
    /** pid_t: a process id */
    readonly pid: number
    /** struct sched_attr *: an address */
    readonly uattr: number
    /** unsigned int */
    readonly flags: number
  }
  sched_getattr: {
    /** pid_t: a process id */
    readonly pid: number
    /** struct sched_attr *: an address */
    readonly uattr: number
    /** unsigned int */
    readonly usize: number
    /** unsigned int */
    readonly flags: number
  }
  renameat2: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly olddfd: number
    /** const char *: a path, as it was given */
    readonly oldname: string
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly newdfd: number
    /** const char *: a path, as it was given */
    readonly newname: string
    /** unsigned int: RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT */
    readonly flags: number
  }
  seccomp: {
    /** unsigned int: SECCOMP_SET_MODE_STRICT, SECCOMP_SET_MODE_FILTER, SECCOMP_GET_ACTION_AVAIL, SECCOMP_GET_NOTIF_SIZES */
    readonly op: number
    /** unsigned int */
    readonly flags: number
    /** void *: an address */
    readonly uargs: number
  }
  getrandom: {
    /** char *: an address */
    readonly ubuf: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned int: GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE */
    readonly flags: number
  }
  memfd_create: {
    /** const char *: text */
    readonly uname: string
    /** unsigned int: MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_HUGETLB | MFD_NOEXEC_SEAL … */
    readonly flags: number
  }
  kexec_file_load: {
    /** int: a file descriptor */
    readonly kernel_fd: number
    /** int: a file descriptor */
    readonly initrd_fd: number
    /** unsigned long */
    readonly cmdline_len: number
    /** const char *: text */
    readonly cmdline_ptr: string
    /** unsigned long: KEXEC_FILE_UNLOAD | KEXEC_FILE_ON_CRASH | KEXEC_FILE_NO_INITRAMFS | KEXEC_FILE_DEBUG … */
    readonly flags: number
  }
  bpf: {
    /** int: BPF_MAP_CREATE, BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM, BPF_MAP_DELETE_ELEM … */
    readonly cmd: number
    /** union bpf_attr *: an address */
    readonly uattr: number
    /** unsigned int */
    readonly size: number
  }
  execveat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly fd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** const char *const *: a list of texts */
    readonly argv: string[]
    /** const char *const *: a list of texts */
    readonly envp: string[]
    /** int: AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_EXECVE_CHECK */
    readonly flags: number
  }
  userfaultfd: {
    /** int: UFFD_USER_MODE_ONLY | O_NONBLOCK | O_CLOEXEC */
    readonly flags: number
  }
  membarrier: {
    /** int: MEMBARRIER_CMD_QUERY, MEMBARRIER_CMD_GLOBAL, MEMBARRIER_CMD_GLOBAL_EXPEDITED, MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED … */
    readonly cmd: number
    /** unsigned int: MEMBARRIER_CMD_FLAG_CPU */
    readonly flags: number
    /** int */
    readonly cpu_id: number
  }
  mlock2: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len: number
    /** int: MLOCK_ONFAULT */
    readonly flags: number
  }
  copy_file_range: {
    /** int: a file descriptor */
    readonly fd_in: number
    /** loff_t *: an address */
    readonly off_in: number
    /** int: a file descriptor */
    readonly fd_out: number
    /** loff_t *: an address */
    readonly off_out: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned int */
    readonly flags: number
  }
  preadv2: {
    /** unsigned long: a file descriptor */
    readonly fd: number
    /** const struct iovec *: an address */
    readonly vec: number
    /** unsigned long */
    readonly vlen: number
    /** unsigned long */
    readonly pos_l: number
    /** unsigned long */
    readonly pos_h: number
    /** rwf_t: RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT … */
    readonly flags: number
  }
  pwritev2: {
    /** unsigned long: a file descriptor */
    readonly fd: number
    /** const struct iovec *: an address */
    readonly vec: number
    /** unsigned long */
    readonly vlen: number
    /** unsigned long */
    readonly pos_l: number
    /** unsigned long */
    readonly pos_h: number
    /** rwf_t: RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT … */
    readonly flags: number
  }
  pkey_mprotect: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned long: PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM … */
    readonly prot: number
    /** int */
    readonly pkey: number
  }
  pkey_alloc: {
    /** unsigned long */
    readonly flags: number
    /** unsigned long: PKEY_DISABLE_ACCESS | PKEY_DISABLE_WRITE */
    readonly init_val: number
  }
  pkey_free: {
    /** int */
    readonly pkey: number
  }
  statx: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** unsigned: AT_STATX_SYNC_AS_STAT, AT_STATX_FORCE_SYNC, AT_STATX_DONT_SYNC, with AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH */
    readonly flags: number
    /** unsigned int */
    readonly mask: number
    /** struct statx *: an address */
    readonly buffer: number
  }
  io_pgetevents: {
    /** aio_context_t */
    readonly ctx_id: number
    /** long */
    readonly min_nr: number
    /** long */
    readonly nr: number
    /** struct io_event *: an address */
    readonly events: number
    /** struct __kernel_timespec *: an address */
    readonly timeout: number
    /** const struct __aio_sigset *: an address */
    readonly usig: number
  }
  rseq: {
    /** struct rseq *: an address */
    readonly rseq: number
    /** u32 */
    readonly rseq_len: number
    /** int: RSEQ_FLAG_UNREGISTER | RSEQ_FLAG_SLICE_EXT_DEFAULT_ON */
    readonly flags: number
    /** u32 */
    readonly sig: number
  }
  uretprobe: {}
  uprobe: {}
  pidfd_send_signal: {
    /** int: a file descriptor */
    readonly pidfd: number
    /** int: the number of a signal */
    readonly sig: number
    /** siginfo_t *: an address */
    readonly info: number
    /** unsigned int: PIDFD_SIGNAL_THREAD | PIDFD_SIGNAL_THREAD_GROUP | PIDFD_SIGNAL_PROCESS_GROUP */
    readonly flags: number
  }
  io_uring_setup: {
    /** u32 */
    readonly entries: number
    /** struct io_uring_params *: an address */
    readonly params: number
  }
  io_uring_enter: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** u32 */
    readonly to_submit: number
    /** u32 */
    readonly min_complete: number
    /** u32: IORING_ENTER_GETEVENTS | IORING_ENTER_SQ_WAKEUP | IORING_ENTER_SQ_WAIT | IORING_ENTER_EXT_ARG … */
    readonly flags: number
    /** const void *: an address */
    readonly argp: number
    /** size_t: bytes */
    readonly argsz: number
  }
  io_uring_register: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** unsigned int: IORING_REGISTER_BUFFERS, IORING_UNREGISTER_BUFFERS, IORING_REGISTER_FILES, IORING_UNREGISTER_FILES … */
    readonly opcode: number
    /** void *: an address */
    readonly arg: number
    /** unsigned int */
    readonly nr_args: number
  }
  open_tree: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** unsigned: OPEN_TREE_CLONE | OPEN_TREE_NAMESPACE | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT … */
    readonly flags: number
  }
  move_mount: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly from_dfd: number
    /** const char *: a path, as it was given */
    readonly from_pathname: string
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly to_dfd: number
    /** const char *: a path, as it was given */
    readonly to_pathname: string
    /** unsigned int: MOVE_MOUNT_F_SYMLINKS | MOVE_MOUNT_F_AUTOMOUNTS | MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS … */
    readonly flags: number
  }
  fsopen: {
    /** const char *: text */
    readonly _fs_name: string
    /** unsigned int: FSOPEN_CLOEXEC */
    readonly flags: number
  }
  fsconfig: {
    /** int: a file descriptor */
    readonly fd: number
    /** unsigned int: FSCONFIG_SET_FLAG, FSCONFIG_SET_STRING, FSCONFIG_SET_BINARY, FSCONFIG_SET_PATH … */
    readonly cmd: number
    /** const char *: text */
    readonly _key: string
    /** const void *: an address */
    readonly _value: number
    /** int */
    readonly aux: number
  }
  fsmount: {
    /** int: a file descriptor */
    readonly fs_fd: number
    /** unsigned int: FSMOUNT_CLOEXEC | FSMOUNT_NAMESPACE */
    readonly flags: number
    /** unsigned int: MOUNT_ATTR_RELATIME, MOUNT_ATTR_NOATIME, MOUNT_ATTR_STRICTATIME, with MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC … */
    readonly attr_flags: number
  }
  fspick: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly path: string
    /** unsigned int: FSPICK_CLOEXEC | FSPICK_SYMLINK_NOFOLLOW | FSPICK_NO_AUTOMOUNT | FSPICK_EMPTY_PATH */
    readonly flags: number
  }
  pidfd_open: {
    /** pid_t: a process id */
    readonly pid: number
    /** unsigned int: PIDFD_THREAD | PIDFD_NONBLOCK */
    readonly flags: number
  }
  clone3: {
    /** struct clone_args *: an address */
    readonly uargs: number
    /** size_t: bytes */
    readonly size: number
  }
  close_range: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** unsigned int */
    readonly max_fd: number
    /** unsigned int: CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC */
    readonly flags: number
  }
  openat2: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** struct open_how *: an address */
    readonly how: number
    /** size_t: bytes */
    readonly usize: number
  }
  pidfd_getfd: {
    /** int: a file descriptor */
    readonly pidfd: number
    /** int: a file descriptor */
    readonly fd: number
    /** unsigned int */
    readonly flags: number
  }
  faccessat2: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** int: F_OK, with R_OK | W_OK | X_OK */
    readonly mode: number
    /** int: AT_SYMLINK_NOFOLLOW | AT_EACCESS | AT_EMPTY_PATH */
    readonly flags: number
  }
  process_madvise: {
    /** int: a file descriptor */
    readonly pidfd: number
    /** const struct iovec *: an address */
    readonly vec: number
    /** size_t */
    readonly vlen: number
    /** int: MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED … */
    readonly behavior: number
    /** unsigned int */
    readonly flags: number
  }
  epoll_pwait2: {
    /** int: a file descriptor */
    readonly epfd: number
    /** struct epoll_event *: an address */
    readonly events: number
    /** int */
    readonly maxevents: number
    /** const struct __kernel_timespec *: an address */
    readonly timeout: number
    /** const sigset_t *: an address */
    readonly sigmask: number
    /** size_t: bytes */
    readonly sigsetsize: number
  }
  mount_setattr: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly path: string
    /** unsigned int: AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_RECURSIVE */
    readonly flags: number
    /** struct mount_attr *: an address */
    readonly uattr: number
    /** size_t: bytes */
    readonly usize: number
  }
  quotactl_fd: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** unsigned int */
    readonly cmd: number
    /** qid_t */
    readonly id: number
    /** void *: an address */
    readonly addr: number
  }
  landlock_create_ruleset: {
    /** const struct landlock_ruleset_attr *const: an address */
    readonly attr: number
    /** const size_t */
    readonly size: number
    /** const __u32: LANDLOCK_CREATE_RULESET_VERSION | LANDLOCK_CREATE_RULESET_ERRATA */
    readonly flags: number
  }
  landlock_add_rule: {
    /** const int: a file descriptor */
    readonly ruleset_fd: number
    /** const enum landlock_rule_type: LANDLOCK_RULE_PATH_BENEATH, LANDLOCK_RULE_NET_PORT */
    readonly rule_type: number
    /** const void *const: an address */
    readonly rule_attr: number
    /** const __u32 */
    readonly flags: number
  }
  landlock_restrict_self: {
    /** const int: a file descriptor */
    readonly ruleset_fd: number
    /** const __u32: LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF | LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON | LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF | LANDLOCK_RESTRICT_SELF_TSYNC … */
    readonly flags: number
  }
  memfd_secret: {
    /** unsigned int: O_CLOEXEC */
    readonly flags: number
  }
  process_mrelease: {
    /** int: a file descriptor */
    readonly pidfd: number
    /** unsigned int */
    readonly flags: number
  }
  futex_waitv: {
    /** struct futex_waitv *: an address */
    readonly waiters: number
    /** unsigned int */
    readonly nr_futexes: number
    /** unsigned int */
    readonly flags: number
    /** struct __kernel_timespec *: an address */
    readonly timeout: number
    /** clockid_t: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly clockid: number
  }
  set_mempolicy_home_node: {
    /** unsigned long */
    readonly start: number
    /** unsigned long */
    readonly len: number
    /** unsigned long */
    readonly home_node: number
    /** unsigned long */
    readonly flags: number
  }
  cachestat: {
    /** unsigned int: a file descriptor */
    readonly fd: number
    /** struct cachestat_range *: an address */
    readonly cstat_range: number
    /** struct cachestat *: an address */
    readonly cstat: number
    /** unsigned int */
    readonly flags: number
  }
  fchmodat2: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
    /** unsigned int: AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH */
    readonly flags: number
  }
  map_shadow_stack: {
    /** unsigned long */
    readonly addr: number
    /** unsigned long */
    readonly size: number
    /** unsigned int: SHADOW_STACK_SET_TOKEN | SHADOW_STACK_SET_MARKER */
    readonly flags: number
  }
  futex_wake: {
    /** void *: an address */
    readonly uaddr: number
    /** unsigned long */
    readonly mask: number
    /** int */
    readonly nr: number
    /** unsigned int: FUTEX2_SIZE_U8, FUTEX2_SIZE_U16, FUTEX2_SIZE_U32, FUTEX2_SIZE_U64, with FUTEX2_NUMA | FUTEX2_MPOL | FUTEX2_PRIVATE */
    readonly flags: number
  }
  futex_wait: {
    /** void *: an address */
    readonly uaddr: number
    /** unsigned long */
    readonly val: number
    /** unsigned long */
    readonly mask: number
    /** unsigned int: FUTEX2_SIZE_U8, FUTEX2_SIZE_U16, FUTEX2_SIZE_U32, FUTEX2_SIZE_U64, with FUTEX2_NUMA | FUTEX2_MPOL | FUTEX2_PRIVATE */
    readonly flags: number
    /** struct __kernel_timespec *: an address */
    readonly timeout: number
    /** clockid_t: CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID … */
    readonly clockid: number
  }
  futex_requeue: {
    /** struct futex_waitv *: an address */
    readonly waiters: number
    /** unsigned int */
    readonly flags: number
    /** int */
    readonly nr_wake: number
    /** int */
    readonly nr_requeue: number
  }
  statmount: {
    /** const struct mnt_id_req *: an address */
    readonly req: number
    /** struct statmount *: an address */
    readonly buf: number
    /** size_t: bytes */
    readonly bufsize: number
    /** unsigned int */
    readonly flags: number
  }
  listmount: {
    /** const struct mnt_id_req *: an address */
    readonly req: number
    /** u64 *: an address */
    readonly mnt_ids: number
    /** size_t */
    readonly nr_mnt_ids: number
    /** unsigned int: LISTMOUNT_REVERSE */
    readonly flags: number
  }
  lsm_get_self_attr: {
    /** unsigned int: LSM_ATTR_UNDEF, LSM_ATTR_CURRENT, LSM_ATTR_EXEC, LSM_ATTR_FSCREATE … */
    readonly attr: number
    /** struct lsm_ctx *: an address */
    readonly ctx: number
    /** u32 *: an address */
    readonly size: number
    /** u32 */
    readonly flags: number
  }
  lsm_set_self_attr: {
    /** unsigned int: LSM_ATTR_UNDEF, LSM_ATTR_CURRENT, LSM_ATTR_EXEC, LSM_ATTR_FSCREATE … */
    readonly attr: number
    /** struct lsm_ctx *: an address */
    readonly ctx: number
    /** u32 */
    readonly size: number
    /** u32 */
    readonly flags: number
  }
  lsm_list_modules: {
    /** u64 *: an address */
    readonly ids: number
    /** u32 *: an address */
    readonly size: number
    /** u32 */
    readonly flags: number
  }
  mseal: {
    /** unsigned long */
    readonly start: number
    /** size_t: bytes */
    readonly len: number
    /** unsigned long */
    readonly flags: number
  }
  setxattrat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** unsigned int: AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH */
    readonly at_flags: number
    /** const char *: text */
    readonly name: string
    /** const struct xattr_args *: an address */
    readonly uargs: number
    /** size_t: bytes */
    readonly usize: number
  }
  getxattrat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** unsigned int: AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH */
    readonly at_flags: number
    /** const char *: text */
    readonly name: string
    /** struct xattr_args *: an address */
    readonly uargs: number
    /** size_t: bytes */
    readonly usize: number
  }
  listxattrat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** unsigned int: AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH */
    readonly at_flags: number
    /** char *: an address */
    readonly list: number
    /** size_t: bytes */
    readonly size: number
  }
  removexattrat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly pathname: string
    /** unsigned int: AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH */
    readonly at_flags: number
    /** const char *: text */
    readonly name: string
  }
  open_tree_attr: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** unsigned: OPEN_TREE_CLONE | OPEN_TREE_NAMESPACE | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT … */
    readonly flags: number
    /** struct mount_attr *: an address */
    readonly uattr: number
    /** size_t: bytes */
    readonly usize: number
  }
  file_getattr: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** struct file_attr *: an address */
    readonly ufattr: number
    /** size_t: bytes */
    readonly usize: number
    /** unsigned int: AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH */
    readonly at_flags: number
  }
  file_setattr: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** struct file_attr *: an address */
    readonly ufattr: number
    /** size_t: bytes */
    readonly usize: number
    /** unsigned int: AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH */
    readonly at_flags: number
  }
  listns: {
    /** const struct ns_id_req *: an address */
    readonly req: number
    /** u64 *: an address */
    readonly ns_ids: number
    /** size_t */
    readonly nr_ns_ids: number
    /** unsigned int */
    readonly flags: number
  }
  rseq_slice_yield: {}
  fchroot: {
    /** int: a file descriptor */
    readonly fd: number
    /** unsigned int */
    readonly flags: number
  }
}

/** An argument of any syscall: each is there only where the syscall has it. */
export interface AnyArgs {
  /** Of request_key. */
  readonly _callout_info?: string
  /** Of add_key and request_key. */
  readonly _description?: string
  /** Of fsopen. */
  readonly _fs_name?: string
  /** Of fsconfig. */
  readonly _key?: string
  /** Of add_key. */
  readonly _payload?: number
  /** Of add_key and request_key. */
  readonly _type?: string
  /** Of fsconfig. */
  readonly _value?: number
  /** Of rt_sigaction. */
  readonly act?: number
  /** Of mmap, munmap, mremap, sendto and 6 more. */
  readonly addr?: number
  /** Of sendto and recvfrom. */
  readonly addr_len?: number
  /** Of connect and bind. */
  readonly addrlen?: number
  /** Of fadvise64. */
  readonly advice?: number
  /** Of ioctl, semctl, fcntl, reboot and 1 more. */
  readonly arg?: number
  /** Of _sysctl, create_module, get_kernel_syms, query_module and 11 more. */
  readonly arg0?: number
  /** Of sysfs, _sysctl, create_module, get_kernel_syms and 12 more. */
  readonly arg1?: number
  /** Of sysfs, _sysctl, prctl, arch_prctl and 15 more. */
  readonly arg2?: number
  /** Of _sysctl, prctl, create_module, get_kernel_syms and 13 more. */
  readonly arg3?: number
  /** Of _sysctl, prctl, create_module, get_kernel_syms and 13 more. */
  readonly arg4?: number
  /** Of _sysctl, prctl, create_module, get_kernel_syms and 13 more. */
  readonly arg5?: number
  /** Of io_uring_enter. */
  readonly argp?: number
  /** Of io_uring_enter. */
  readonly argsz?: number
  /** Of execve and execveat. */
  readonly argv?: string[]
  /** Of setxattrat, getxattrat, listxattrat, removexattrat and 2 more. */
  readonly at_flags?: number
  /** Of landlock_create_ruleset, lsm_get_self_attr and lsm_set_self_attr. */
  readonly attr?: number
  /** Of fsmount. */
  readonly attr_flags?: number
  /** Of perf_event_open. */
  readonly attr_uptr?: number
  /** Of fsconfig. */
  readonly aux?: number
  /** Of listen. */
  readonly backlog?: number
  /** Of madvise and process_madvise. */
  readonly behavior?: number
  /** Of brk. */
  readonly brk?: number
  /** Of read, write, pread64, pwrite64 and 10 more. */
  readonly buf?: number
  /** Of sendto. */
  readonly buff?: number
  /** Of statx. */
  readonly buffer?: number
  /** Of readlink and readlinkat. */
  readonly bufsiz?: number
  /** Of statmount. */
  readonly bufsize?: number
  /** Of modify_ldt. */
  readonly bytecount?: number
  /** Of clone. */
  readonly child_tidptr?: number
  /** Of timerfd_create, futex_waitv and futex_wait. */
  readonly clockid?: number
  /** Of clone. */
  readonly clone_flags?: number
  /** Of ioctl, shmctl, semctl, msgctl and 8 more. */
  readonly cmd?: number
  /** Of kexec_file_load. */
  readonly cmdline_len?: number
  /** Of kexec_file_load. */
  readonly cmdline_ptr?: string
  /** Of lookup_dcookie. */
  readonly cookie64?: number
  /** Of read, write, pread64, pwrite64 and 6 more. */
  readonly count?: number
  /** Of perf_event_open. */
  readonly cpu?: number
  /** Of membarrier. */
  readonly cpu_id?: number
  /** Of getcpu. */
  readonly cpup?: number
  /** Of timer_create. */
  readonly created_timer_id?: number
  /** Of cachestat. */
  readonly cstat?: number
  /** Of cachestat. */
  readonly cstat_range?: number
  /** Of io_destroy, lsm_get_self_attr and lsm_set_self_attr. */
  readonly ctx?: number
  /** Of io_getevents, io_submit, io_cancel and io_pgetevents. */
  readonly ctx_id?: number
  /** Of io_setup. */
  readonly ctxp?: number
  /** Of ptrace, capset and mount. */
  readonly data?: number
  /** Of capget. */
  readonly dataptr?: number
  /** Of request_key. */
  readonly destringid?: number
  /** Of mknod, ustat and mknodat. */
  readonly dev?: number
  /** Of mount. */
  readonly dev_name?: string
  /** Of openat, mkdirat, mknodat, fchownat and 23 more. */
  readonly dfd?: number
  /** Of mount. */
  readonly dir_name?: string
  /** Of getdents and getdents64. */
  readonly dirent?: number
  /** Of setregid and setresgid. */
  readonly egid?: number
  /** Of getresgid. */
  readonly egidp?: number
  /** Of io_uring_setup. */
  readonly entries?: number
  /** Of kexec_load. */
  readonly entry?: number
  /** Of execve and execveat. */
  readonly envp?: string[]
  /** Of epoll_wait, epoll_ctl, epoll_pwait and epoll_pwait2. */
  readonly epfd?: number
  /** Of exit and exit_group. */
  readonly error_code?: number
  /** Of setreuid and setresuid. */
  readonly euid?: number
  /** Of getresuid. */
  readonly euidp?: number
  /** Of epoll_ctl. */
  readonly event?: number
  /** Of fanotify_init. */
  readonly event_f_flags?: number
  /** Of io_getevents, epoll_wait, epoll_pwait, io_pgetevents and 1 more. */
  readonly events?: number
  /** Of select and pselect6. */
  readonly exp?: number
  /** Of socket and socketpair. */
  readonly family?: number
  /** Of fanotify_mark. */
  readonly fanotify_fd?: number
  /** Of read, write, close, fstat and 62 more. */
  readonly fd?: number
  /** Of splice and copy_file_range. */
  readonly fd_in?: number
  /** Of splice and copy_file_range. */
  readonly fd_out?: number
  /** Of tee. */
  readonly fdin?: number
  /** Of tee. */
  readonly fdout?: number
  /** Of pipe, dup and pipe2. */
  readonly fildes?: number
  /** Of open, stat, lstat, access and 26 more. */
  readonly filename?: string
  /** Of fchownat, newfstatat, unlinkat and name_to_handle_at. */
  readonly flag?: number
  /** Of open, mmap, mremap, msync and 96 more. */
  readonly flags?: number
  /** Of ioperm. */
  readonly from?: number
  /** Of move_mount. */
  readonly from_dfd?: number
  /** Of move_mount. */
  readonly from_pathname?: string
  /** Of fsmount. */
  readonly fs_fd?: number
  /** Of modify_ldt. */
  readonly func?: number
  /** Of setgid and setfsgid. */
  readonly gid?: number
  /** Of getgroups and setgroups. */
  readonly gidsetsize?: number
  /** Of chown, fchown, lchown and fchownat. */
  readonly group?: number
  /** Of perf_event_open. */
  readonly group_fd?: number
  /** Of getgroups and setgroups. */
  readonly grouplist?: number
  /** Of name_to_handle_at and open_by_handle_at. */
  readonly handle?: number
  /** Of set_robust_list. */
  readonly head?: number
  /** Of get_robust_list. */
  readonly head_ptr?: number
  /** Of capget and capset. */
  readonly header?: number
  /** Of set_mempolicy_home_node. */
  readonly home_node?: number
  /** Of rt_sigprocmask, shutdown and openat2. */
  readonly how?: number
  /** Of quotactl and quotactl_fd. */
  readonly id?: number
  /** Of lsm_list_modules. */
  readonly ids?: number
  /** Of kcmp. */
  readonly idx1?: number
  /** Of kcmp. */
  readonly idx2?: number
  /** Of sendfile. */
  readonly in_fd?: number
  /** Of sysinfo and pidfd_send_signal. */
  readonly info?: number
  /** Of waitid. */
  readonly infop?: number
  /** Of pkey_alloc. */
  readonly init_val?: number
  /** Of kexec_file_load. */
  readonly initrd_fd?: number
  /** Of select and pselect6. */
  readonly inp?: number
  /** Of sched_rr_get_interval. */
  readonly interval?: number
  /** Of io_cancel. */
  readonly iocb?: number
  /** Of io_submit. */
  readonly iocbpp?: number
  /** Of ioprio_set. */
  readonly ioprio?: number
  /** Of kexec_file_load. */
  readonly kernel_fd?: number
  /** Of shmget, semget and msgget. */
  readonly key?: number
  /** Of mmap, mprotect, munmap, msync and 23 more. */
  readonly len?: number
  /** Of madvise. */
  readonly len_in?: number
  /** Of get_robust_list. */
  readonly len_ptr?: number
  /** Of truncate and ftruncate. */
  readonly length?: number
  /** Of setsockopt, getsockopt and iopl. */
  readonly level?: number
  /** Of uselib. */
  readonly library?: string
  /** Of process_vm_readv and process_vm_writev. */
  readonly liovcnt?: number
  /** Of listxattr, llistxattr, flistxattr and listxattrat. */
  readonly list?: number
  /** Of process_vm_readv and process_vm_writev. */
  readonly lvec?: number
  /** Of reboot. */
  readonly magic1?: number
  /** Of reboot. */
  readonly magic2?: number
  /** Of umask, inotify_add_watch, fanotify_mark, statx and 2 more. */
  readonly mask?: number
  /** Of close_range. */
  readonly max_fd?: number
  /** Of epoll_wait, epoll_pwait and epoll_pwait2. */
  readonly maxevents?: number
  /** Of mbind, set_mempolicy, get_mempolicy and migrate_pages. */
  readonly maxnode?: number
  /** Of io_uring_enter. */
  readonly min_complete?: number
  /** Of io_getevents and io_pgetevents. */
  readonly min_nr?: number
  /** Of recvmmsg and sendmmsg. */
  readonly mmsg?: number
  /** Of name_to_handle_at. */
  readonly mnt_id?: number
  /** Of listmount. */
  readonly mnt_ids?: number
  /** Of open, access, mkdir, creat and 14 more. */
  readonly mode?: number
  /** Of open_by_handle_at. */
  readonly mountdirfd?: number
  /** Of mq_timedsend, mq_timedreceive, mq_notify and mq_getsetattr. */
  readonly mqdes?: number
  /** Of sendmsg and recvmsg. */
  readonly msg?: number
  /** Of mq_timedsend and mq_timedreceive. */
  readonly msg_len?: number
  /** Of mq_timedsend. */
  readonly msg_prio?: number
  /** Of msgget, msgsnd and msgrcv. */
  readonly msgflg?: number
  /** Of msgsnd and msgrcv. */
  readonly msgp?: number
  /** Of msgsnd and msgrcv. */
  readonly msgsz?: number
  /** Of msgrcv. */
  readonly msgtyp?: number
  /** Of msgsnd, msgrcv and msgctl. */
  readonly msqid?: number
  /** Of select and pselect6. */
  readonly n?: number
  /** Of uname, acct, umount2, sethostname and 14 more. */
  readonly name?: number | string
  /** Of delete_module. */
  readonly name_user?: string
  /** Of sync_file_range. */
  readonly nbytes?: number
  /** Of mremap. */
  readonly new_addr?: number
  /** Of mremap. */
  readonly new_len?: number
  /** Of migrate_pages. */
  readonly new_nodes?: number
  /** Of prlimit64. */
  readonly new_rlim?: number
  /** Of pivot_root. */
  readonly new_root?: string
  /** Of timer_settime. */
  readonly new_setting?: number
  /** Of renameat, linkat, symlinkat and renameat2. */
  readonly newdfd?: number
  /** Of dup2 and dup3. */
  readonly newfd?: number
  /** Of rename, link, symlink, renameat and 3 more. */
  readonly newname?: string
  /** Of clone. */
  readonly newsp?: number
  /** Of poll and ppoll. */
  readonly nfds?: number
  /** Of setpriority. */
  readonly niceval?: number
  /** Of mbind, set_mempolicy and get_mempolicy. */
  readonly nmask?: number
  /** Of getcpu. */
  readonly nodep?: number
  /** Of move_pages. */
  readonly nodes?: number
  /** Of io_getevents, io_submit, io_pgetevents and futex_wake. */
  readonly nr?: number
  /** Of io_uring_register. */
  readonly nr_args?: number
  /** Of io_setup. */
  readonly nr_events?: number
  /** Of futex_waitv. */
  readonly nr_futexes?: number
  /** Of listmount. */
  readonly nr_mnt_ids?: number
  /** Of listns. */
  readonly nr_ns_ids?: number
  /** Of move_pages. */
  readonly nr_pages?: number
  /** Of futex_requeue. */
  readonly nr_requeue?: number
  /** Of kexec_load. */
  readonly nr_segments?: number
  /** Of vmsplice. */
  readonly nr_segs?: number
  /** Of futex_requeue. */
  readonly nr_wake?: number
  /** Of listns. */
  readonly ns_ids?: number
  /** Of semget. */
  readonly nsems?: number
  /** Of rt_sigprocmask. */
  readonly nset?: number
  /** Of semop and semtimedop. */
  readonly nsops?: number
  /** Of ioperm. */
  readonly num?: number
  /** Of rt_sigaction. */
  readonly oact?: number
  /** Of mmap. */
  readonly off?: number
  /** Of splice and copy_file_range. */
  readonly off_in?: number
  /** Of splice and copy_file_range. */
  readonly off_out?: number
  /** Of lseek, sendfile, readahead, fadvise64 and 2 more. */
  readonly offset?: number
  /** Of mq_open. */
  readonly oflag?: number
  /** Of mremap. */
  readonly old_len?: number
  /** Of migrate_pages. */
  readonly old_nodes?: number
  /** Of prlimit64. */
  readonly old_rlim?: number
  /** Of timer_settime. */
  readonly old_setting?: number
  /** Of renameat, linkat and renameat2. */
  readonly olddfd?: number
  /** Of dup2 and dup3. */
  readonly oldfd?: number
  /** Of rename, link, symlink, renameat and 3 more. */
  readonly oldname?: string
  /** Of futex, epoll_ctl and seccomp. */
  readonly op?: number
  /** Of io_uring_register. */
  readonly opcode?: number
  /** Of sysfs, prctl, arch_prctl and keyctl. */
  readonly option?: number
  /** Of wait4 and waitid. */
  readonly options?: number
  /** Of setsockopt and getsockopt. */
  readonly optlen?: number
  /** Of setsockopt and getsockopt. */
  readonly optname?: number
  /** Of setsockopt and getsockopt. */
  readonly optval?: number
  /** Of rt_sigprocmask. */
  readonly oset?: number
  /** Of timerfd_settime and timerfd_gettime. */
  readonly otmr?: number
  /** Of sendfile. */
  readonly out_fd?: number
  /** Of select and pselect6. */
  readonly outp?: number
  /** Of setitimer. */
  readonly ovalue?: number
  /** Of move_pages. */
  readonly pages?: number
  /** Of sched_setparam, sched_getparam and sched_setscheduler. */
  readonly param?: number
  /** Of io_uring_setup. */
  readonly params?: number
  /** Of clone. */
  readonly parent_tidptr?: number
  /** Of truncate, readlink, fspick and mount_setattr. */
  readonly path?: string
  /** Of mkdir, rmdir, creat, unlink and 18 more. */
  readonly pathname?: string
  /** Of personality. */
  readonly personality?: number
  /** Of setpgid. */
  readonly pgid?: number
  /** Of remap_file_pages. */
  readonly pgoff?: number
  /** Of kill, ptrace, setpgid, getpgid and 22 more. */
  readonly pid?: number
  /** Of kcmp. */
  readonly pid1?: number
  /** Of kcmp. */
  readonly pid2?: number
  /** Of pidfd_send_signal, pidfd_getfd, process_madvise and process_mrelease. */
  readonly pidfd?: number
  /** Of pkey_mprotect and pkey_free. */
  readonly pkey?: number
  /** Of add_key. */
  readonly plen?: number
  /** Of sched_setscheduler, sched_get_priority_max, sched_get_priority_min and get_mempolicy. */
  readonly policy?: number
  /** Of pread64 and pwrite64. */
  readonly pos?: number
  /** Of preadv, pwritev, preadv2 and pwritev2. */
  readonly pos_h?: number
  /** Of preadv, pwritev, preadv2 and pwritev2. */
  readonly pos_l?: number
  /** Of mmap, mprotect, remap_file_pages and pkey_mprotect. */
  readonly prot?: number
  /** Of socket and socketpair. */
  readonly protocol?: number
  /** Of modify_ldt. */
  readonly ptr?: number
  /** Of pivot_root. */
  readonly put_old?: string
  /** Of statmount, listmount and listns. */
  readonly req?: number
  /** Of ptrace. */
  readonly request?: number
  /** Of getrlimit, setrlimit and prlimit64. */
  readonly resource?: number
  /** Of io_cancel. */
  readonly result?: number
  /** Of setregid and setresgid. */
  readonly rgid?: number
  /** Of getresgid. */
  readonly rgidp?: number
  /** Of add_key. */
  readonly ringid?: number
  /** Of process_vm_readv and process_vm_writev. */
  readonly riovcnt?: number
  /** Of getrlimit and setrlimit. */
  readonly rlim?: number
  /** Of nanosleep and clock_nanosleep. */
  readonly rmtp?: number
  /** Of nanosleep and clock_nanosleep. */
  readonly rqtp?: number
  /** Of rseq. */
  readonly rseq?: number
  /** Of rseq. */
  readonly rseq_len?: number
  /** Of wait4, getrusage and waitid. */
  readonly ru?: number
  /** Of setreuid and setresuid. */
  readonly ruid?: number
  /** Of getresuid. */
  readonly ruidp?: number
  /** Of landlock_add_rule. */
  readonly rule_attr?: number
  /** Of landlock_add_rule. */
  readonly rule_type?: number
  /** Of landlock_add_rule and landlock_restrict_self. */
  readonly ruleset_fd?: number
  /** Of process_vm_readv and process_vm_writev. */
  readonly rvec?: number
  /** Of alarm. */
  readonly seconds?: number
  /** Of kexec_load. */
  readonly segments?: number
  /** Of semget. */
  readonly semflg?: number
  /** Of semop, semctl and semtimedop. */
  readonly semid?: number
  /** Of semctl. */
  readonly semnum?: number
  /** Of timer_gettime. */
  readonly setting?: number
  /** Of setresgid. */
  readonly sgid?: number
  /** Of getresgid. */
  readonly sgidp?: number
  /** Of shmat and shmdt. */
  readonly shmaddr?: number
  /** Of shmget and shmat. */
  readonly shmflg?: number
  /** Of shmat and shmctl. */
  readonly shmid?: number
  /** Of rt_sigaction, kill, rt_sigqueueinfo, tkill and 5 more. */
  readonly sig?: number
  /** Of ppoll, epoll_pwait and epoll_pwait2. */
  readonly sigmask?: number
  /** Of rt_sigaction, rt_sigprocmask, rt_sigpending, rt_sigtimedwait and 4 more. */
  readonly sigsetsize?: number
  /** Of shmget, recvfrom, getcwd, setxattr and 18 more. */
  readonly size?: number
  /** Of signalfd and signalfd4. */
  readonly sizemask?: number
  /** Of quotactl. */
  readonly special?: string
  /** Of swapon and swapoff. */
  readonly specialfile?: string
  /** Of mprotect, msync, mincore, madvise and 8 more. */
  readonly start?: number
  /** Of wait4. */
  readonly stat_addr?: number
  /** Of stat, fstat, lstat and newfstatat. */
  readonly statbuf?: number
  /** Of move_pages. */
  readonly status?: number
  /** Of setresuid. */
  readonly suid?: number
  /** Of getresuid. */
  readonly suidp?: number
  /** Of swapon. */
  readonly swap_flags?: number
  /** Of times. */
  readonly tbuf?: number
  /** Of tgkill and rt_tgsigqueueinfo. */
  readonly tgid?: number
  /** Of set_tid_address. */
  readonly tidptr?: number
  /** Of io_getevents, semtimedop, epoll_wait, epoll_pwait and 5 more. */
  readonly timeout?: number
  /** Of poll. */
  readonly timeout_msecs?: number
  /** Of timer_create. */
  readonly timer_event_spec?: number
  /** Of timer_settime, timer_gettime, timer_getoverrun and timer_delete. */
  readonly timer_id?: number
  /** Of utime. */
  readonly times?: number
  /** Of time. */
  readonly tloc?: number
  /** Of clone. */
  readonly tls?: number
  /** Of move_mount. */
  readonly to_dfd?: number
  /** Of move_mount. */
  readonly to_pathname?: string
  /** Of io_uring_enter. */
  readonly to_submit?: number
  /** Of clock_settime, clock_gettime and clock_getres. */
  readonly tp?: number
  /** Of semop and semtimedop. */
  readonly tsops?: number
  /** Of pselect6 and ppoll. */
  readonly tsp?: number
  /** Of ioperm. */
  readonly turn_on?: number
  /** Of gettimeofday and settimeofday. */
  readonly tv?: number
  /** Of select. */
  readonly tvp?: number
  /** Of adjtimex. */
  readonly txc_p?: number
  /** Of socket, socketpair, syslog, mount and 1 more. */
  readonly type?: number | string
  /** Of gettimeofday and settimeofday. */
  readonly tz?: number
  /** Of mq_timedsend and mq_timedreceive. */
  readonly u_abs_timeout?: number
  /** Of mq_open. */
  readonly u_attr?: number
  /** Of mq_getsetattr. */
  readonly u_mqstat?: number
  /** Of mq_timedreceive. */
  readonly u_msg_prio?: number
  /** Of mq_timedsend and mq_timedreceive. */
  readonly u_msg_ptr?: number
  /** Of mq_open and mq_unlink. */
  readonly u_name?: string
  /** Of mq_notify. */
  readonly u_notification?: number
  /** Of mq_getsetattr. */
  readonly u_omqstat?: number
  /** Of futex, futex_wake and futex_wait. */
  readonly uaddr?: number
  /** Of futex. */
  readonly uaddr2?: number
  /** Of init_module, finit_module, seccomp, clone3 and 2 more. */
  readonly uargs?: number | string
  /** Of sched_setattr, sched_getattr, bpf, mount_setattr and 1 more. */
  readonly uattr?: number
  /** Of recvfrom, ustat and getrandom. */
  readonly ubuf?: number
  /** Of file_getattr and file_setattr. */
  readonly ufattr?: number
  /** Of signalfd, timerfd_settime, timerfd_gettime and signalfd4. */
  readonly ufd?: number
  /** Of poll and ppoll. */
  readonly ufds?: number
  /** Of setuid and setfsuid. */
  readonly uid?: number
  /** Of rt_sigtimedwait, rt_sigqueueinfo and rt_tgsigqueueinfo. */
  readonly uinfo?: number
  /** Of vmsplice. */
  readonly uiov?: number
  /** Of init_module. */
  readonly umod?: number
  /** Of bind. */
  readonly umyaddr?: number
  /** Of memfd_create. */
  readonly uname?: string
  /** Of rt_sigsuspend. */
  readonly unewset?: number
  /** Of unshare. */
  readonly unshare_flags?: number
  /** Of getcpu. */
  readonly unused?: number
  /** Of sigaltstack. */
  readonly uoss?: number
  /** Of accept and accept4. */
  readonly upeer_addrlen?: number
  /** Of accept and accept4. */
  readonly upeer_sockaddr?: number
  /** Of wait4 and waitid. */
  readonly upid?: number
  /** Of chown, fchown, lchown and fchownat. */
  readonly user?: number
  /** Of signalfd and signalfd4. */
  readonly user_mask?: number
  /** Of sched_setaffinity and sched_getaffinity. */
  readonly user_mask_ptr?: number
  /** Of connect. */
  readonly uservaddr?: number
  /** Of rt_sigpending. */
  readonly uset?: number
  /** Of io_pgetevents. */
  readonly usig?: number
  /** Of sched_getattr, openat2, mount_setattr, setxattrat and 4 more. */
  readonly usize?: number
  /** Of getsockname and getpeername. */
  readonly usockaddr?: number
  /** Of getsockname and getpeername. */
  readonly usockaddr_len?: number
  /** Of socketpair. */
  readonly usockvec?: number
  /** Of sigaltstack. */
  readonly uss?: number
  /** Of rt_sigtimedwait. */
  readonly uthese?: number
  /** Of futex. */
  readonly utime?: number
  /** Of utimes, futimesat and utimensat. */
  readonly utimes?: number
  /** Of timerfd_settime. */
  readonly utmr?: number
  /** Of rt_sigtimedwait. */
  readonly uts?: number
  /** Of clock_adjtime. */
  readonly utx?: number
  /** Of futex and futex_wait. */
  readonly val?: number
  /** Of futex. */
  readonly val3?: number
  /** Of getitimer, setitimer, setxattr, lsetxattr and 4 more. */
  readonly value?: number
  /** Of readv, writev, mincore, preadv and 4 more. */
  readonly vec?: number
  /** Of readv, writev, preadv, pwritev and 5 more. */
  readonly vlen?: number
  /** Of futex_waitv and futex_requeue. */
  readonly waiters?: number
  /** Of inotify_rm_watch. */
  readonly wd?: number
  /** Of lseek. */
  readonly whence?: number
  /** Of getitimer, setitimer, getpriority, setpriority and 3 more. */
  readonly which?: number
  /** Of timer_create, clock_settime, clock_gettime, clock_getres and 2 more. */
  readonly which_clock?: number
  /** Of getrusage, getpriority, setpriority, ioprio_set and 1 more. */
  readonly who?: number
}

/** Arguments and results of the kernel's functions: what `systrace types kprobe:NAME` has declared. */
export interface KernelFunctions {
}

/** The fields of the kernel's tracepoints, as tracefs describes their records. To look up: `on` takes no tracepoints. */
export interface Tracepoints {
}
