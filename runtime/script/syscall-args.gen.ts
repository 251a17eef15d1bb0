// Written by runtime/typing/gen/syscall-args.ts, never by hand, from bpf/facts.

/** The arguments of each syscall, by the names that the kernel gives them. */
export interface SyscallArgs {
  read: {
    /** unsigned int: a file descriptor */
    fd: number
    /** char *: an address */
    buf: number
    /** size_t */
    count: number
  }
  write: {
    /** unsigned int: a file descriptor */
    fd: number
    /** const char *: an address */
    buf: number
    /** size_t */
    count: number
  }
  open: {
    /** const char *: a path, as it was given */
    filename: string
    /** int */
    flags: number
    /** umode_t */
    mode: number
  }
  close: {
    /** unsigned int: a file descriptor */
    fd: number
  }
  stat: {
    /** const char *: a path, as it was given */
    filename: string
    /** struct stat *: an address */
    statbuf: number
  }
  fstat: {
    /** unsigned int: a file descriptor */
    fd: number
    /** struct stat *: an address */
    statbuf: number
  }
  lstat: {
    /** const char *: a path, as it was given */
    filename: string
    /** struct stat *: an address */
    statbuf: number
  }
  poll: {
    /** struct pollfd *: an address */
    ufds: number
    /** unsigned int */
    nfds: number
    /** int */
    timeout_msecs: number
  }
  lseek: {
    /** unsigned int: a file descriptor */
    fd: number
    /** off_t */
    offset: number
    /** unsigned int */
    whence: number
  }
  mmap: {
    /** unsigned long */
    addr: number
    /** unsigned long */
    len: number
    /** unsigned long */
    prot: number
    /** unsigned long */
    flags: number
    /** unsigned long: a file descriptor */
    fd: number
    /** unsigned long */
    off: number
  }
  mprotect: {
    /** unsigned long */
    start: number
    /** size_t */
    len: number
    /** unsigned long */
    prot: number
  }
  munmap: {
    /** unsigned long */
    addr: number
    /** size_t */
    len: number
  }
  brk: {
    /** unsigned long */
    brk: number
  }
  rt_sigaction: {
    /** int */
    sig: number
    /** const struct sigaction *: an address */
    act: number
    /** struct sigaction *: an address */
    oact: number
    /** size_t */
    sigsetsize: number
  }
  rt_sigprocmask: {
    /** int */
    how: number
    /** sigset_t *: an address */
    nset: number
    /** sigset_t *: an address */
    oset: number
    /** size_t */
    sigsetsize: number
  }
  rt_sigreturn: {}
  ioctl: {
    /** unsigned int: a file descriptor */
    fd: number
    /** unsigned int */
    cmd: number
    /** unsigned long */
    arg: number
  }
  pread64: {
    /** unsigned int: a file descriptor */
    fd: number
    /** char *: an address */
    buf: number
    /** size_t */
    count: number
    /** loff_t */
    pos: number
  }
  pwrite64: {
    /** unsigned int: a file descriptor */
    fd: number
    /** const char *: an address */
    buf: number
    /** size_t */
    count: number
    /** loff_t */
    pos: number
  }
  readv: {
    /** unsigned long: a file descriptor */
    fd: number
    /** const struct iovec *: an address */
    vec: number
    /** unsigned long */
    vlen: number
  }
  writev: {
    /** unsigned long: a file descriptor */
    fd: number
    /** const struct iovec *: an address */
    vec: number
    /** unsigned long */
    vlen: number
  }
  access: {
    /** const char *: a path, as it was given */
    filename: string
    /** int */
    mode: number
  }
  pipe: {
    /** int *: an address */
    fildes: number
  }
  select: {
    /** int */
    n: number
    /** fd_set *: an address */
    inp: number
    /** fd_set *: an address */
    outp: number
    /** fd_set *: an address */
    exp: number
    /** struct __kernel_old_timeval *: an address */
    tvp: number
  }
  sched_yield: {}
  mremap: {
    /** unsigned long */
    addr: number
    /** unsigned long */
    old_len: number
    /** unsigned long */
    new_len: number
    /** unsigned long */
    flags: number
    /** unsigned long */
    new_addr: number
  }
  msync: {
    /** unsigned long */
    start: number
    /** size_t */
    len: number
    /** int */
    flags: number
  }
  mincore: {
    /** unsigned long */
    start: number
    /** size_t */
    len: number
    /** unsigned char *: an address */
    vec: number
  }
  madvise: {
    /** unsigned long */
    start: number
    /** size_t */
    len_in: number
    /** int */
    behavior: number
  }
  shmget: {
    /** key_t */
    key: number
    /** size_t */
    size: number
    /** int */
    shmflg: number
  }
  shmat: {
    /** int */
    shmid: number
    /** char *: an address */
    shmaddr: number
    /** int */
    shmflg: number
  }
  shmctl: {
    /** int */
    shmid: number
    /** int */
    cmd: number
    /** struct shmid_ds *: an address */
    buf: number
  }
  dup: {
    /** unsigned int: a file descriptor */
    fildes: number
  }
  dup2: {
    /** unsigned int: a file descriptor */
    oldfd: number
    /** unsigned int: a file descriptor */
    newfd: number
  }
  pause: {}
  nanosleep: {
    /** struct __kernel_timespec *: an address */
    rqtp: number
    /** struct __kernel_timespec *: an address */
    rmtp: number
  }
  getitimer: {
    /** int */
    which: number
    /** struct __kernel_old_itimerval *: an address */
    value: number
  }
  alarm: {
    /** unsigned int */
    seconds: number
  }
  setitimer: {
    /** int */
    which: number
    /** struct __kernel_old_itimerval *: an address */
    value: number
    /** struct __kernel_old_itimerval *: an address */
    ovalue: number
  }
  getpid: {}
  sendfile: {
    /** int: a file descriptor */
    out_fd: number
    /** int: a file descriptor */
    in_fd: number
    /** loff_t *: an address */
    offset: number
    /** size_t */
    count: number
  }
  socket: {
    /** int */
    family: number
    /** int */
    type: number
    /** int */
    protocol: number
  }
  connect: {
    /** int: a file descriptor */
    fd: number
    /** struct sockaddr *: an address */
    uservaddr: number
    /** int */
    addrlen: number
  }
  accept: {
    /** int: a file descriptor */
    fd: number
    /** struct sockaddr *: an address */
    upeer_sockaddr: number
    /** int *: an address */
    upeer_addrlen: number
  }
  sendto: {
    /** int: a file descriptor */
    fd: number
    /** void *: an address */
    buff: number
    /** size_t */
    len: number
    /** unsigned int */
    flags: number
    /** struct sockaddr *: an address */
    addr: number
    /** int */
    addr_len: number
  }
  recvfrom: {
    /** int: a file descriptor */
    fd: number
    /** void *: an address */
    ubuf: number
    /** size_t */
    size: number
    /** unsigned int */
    flags: number
    /** struct sockaddr *: an address */
    addr: number
    /** int *: an address */
    addr_len: number
  }
  sendmsg: {
    /** int: a file descriptor */
    fd: number
    /** struct user_msghdr *: an address */
    msg: number
    /** unsigned int */
    flags: number
  }
  recvmsg: {
    /** int: a file descriptor */
    fd: number
    /** struct user_msghdr *: an address */
    msg: number
    /** unsigned int */
    flags: number
  }
  shutdown: {
    /** int: a file descriptor */
    fd: number
    /** int */
    how: number
  }
  bind: {
    /** int: a file descriptor */
    fd: number
    /** struct sockaddr *: an address */
    umyaddr: number
    /** int */
    addrlen: number
  }
  listen: {
    /** int: a file descriptor */
    fd: number
    /** int */
    backlog: number
  }
  getsockname: {
    /** int: a file descriptor */
    fd: number
    /** struct sockaddr *: an address */
    usockaddr: number
    /** int *: an address */
    usockaddr_len: number
  }
  getpeername: {
    /** int: a file descriptor */
    fd: number
    /** struct sockaddr *: an address */
    usockaddr: number
    /** int *: an address */
    usockaddr_len: number
  }
  socketpair: {
    /** int */
    family: number
    /** int */
    type: number
    /** int */
    protocol: number
    /** int *: an address */
    usockvec: number
  }
  setsockopt: {
    /** int: a file descriptor */
    fd: number
    /** int */
    level: number
    /** int */
    optname: number
    /** char *: an address */
    optval: number
    /** int */
    optlen: number
  }
  getsockopt: {
    /** int: a file descriptor */
    fd: number
    /** int */
    level: number
    /** int */
    optname: number
    /** char *: an address */
    optval: number
    /** int *: an address */
    optlen: number
  }
  clone: {
    /** unsigned long */
    clone_flags: number
    /** unsigned long */
    newsp: number
    /** int *: an address */
    parent_tidptr: number
    /** unsigned long */
    tls: number
    /** int *: an address */
    child_tidptr: number
  }
  fork: {}
  vfork: {}
  execve: {
    /** const char *: a path, as it was given */
    filename: string
    /** const char *const *: a list of texts */
    argv: string[]
    /** const char *const *: a list of texts */
    envp: string[]
  }
  exit: {
    /** int */
    error_code: number
  }
  wait4: {
    /** pid_t */
    upid: number
    /** int *: an address */
    stat_addr: number
    /** int */
    options: number
    /** struct rusage *: an address */
    ru: number
  }
  kill: {
    /** pid_t */
    pid: number
    /** int */
    sig: number
  }
  uname: {
    /** struct new_utsname *: an address */
    name: number
  }
  semget: {
    /** key_t */
    key: number
    /** int */
    nsems: number
    /** int */
    semflg: number
  }
  semop: {
    /** int */
    semid: number
    /** struct sembuf *: an address */
    tsops: number
    /** unsigned */
    nsops: number
  }
  semctl: {
    /** int */
    semid: number
    /** int */
    semnum: number
    /** int */
    cmd: number
    /** unsigned long */
    arg: number
  }
  shmdt: {
    /** char *: an address */
    shmaddr: number
  }
  msgget: {
    /** key_t */
    key: number
    /** int */
    msgflg: number
  }
  msgsnd: {
    /** int */
    msqid: number
    /** struct msgbuf *: an address */
    msgp: number
    /** size_t */
    msgsz: number
    /** int */
    msgflg: number
  }
  msgrcv: {
    /** int */
    msqid: number
    /** struct msgbuf *: an address */
    msgp: number
    /** size_t */
    msgsz: number
    /** long */
    msgtyp: number
    /** int */
    msgflg: number
  }
  msgctl: {
    /** int */
    msqid: number
    /** int */
    cmd: number
    /** struct msqid_ds *: an address */
    buf: number
  }
  fcntl: {
    /** unsigned int: a file descriptor */
    fd: number
    /** unsigned int */
    cmd: number
    /** unsigned long */
    arg: number
  }
  flock: {
    /** unsigned int: a file descriptor */
    fd: number
    /** unsigned int */
    cmd: number
  }
  fsync: {
    /** unsigned int: a file descriptor */
    fd: number
  }
  fdatasync: {
    /** unsigned int: a file descriptor */
    fd: number
  }
  truncate: {
    /** const char *: a path, as it was given */
    path: string
    /** long */
    length: number
  }
  ftruncate: {
    /** unsigned int: a file descriptor */
    fd: number
    /** off_t */
    length: number
  }
  getdents: {
    /** unsigned int: a file descriptor */
    fd: number
    /** struct linux_dirent *: an address */
    dirent: number
    /** unsigned int */
    count: number
  }
  getcwd: {
    /** char *: an address */
    buf: number
    /** unsigned long */
    size: number
  }
  chdir: {
    /** const char *: a path, as it was given */
    filename: string
  }
  fchdir: {
    /** unsigned int: a file descriptor */
    fd: number
  }
  rename: {
    /** const char *: a path, as it was given */
    oldname: string
    /** const char *: a path, as it was given */
    newname: string
  }
  mkdir: {
    /** const char *: a path, as it was given */
    pathname: string
    /** umode_t */
    mode: number
  }
  rmdir: {
    /** const char *: a path, as it was given */
    pathname: string
  }
  creat: {
    /** const char *: a path, as it was given */
    pathname: string
    /** umode_t */
    mode: number
  }
  link: {
    /** const char *: a path, as it was given */
    oldname: string
    /** const char *: a path, as it was given */
    newname: string
  }
  unlink: {
    /** const char *: a path, as it was given */
    pathname: string
  }
  symlink: {
    /** const char *: a path, as it was given */
    oldname: string
    /** const char *: a path, as it was given */
    newname: string
  }
  readlink: {
    /** const char *: a path, as it was given */
    path: string
    /** char *: an address */
    buf: number
    /** int */
    bufsiz: number
  }
  chmod: {
    /** const char *: a path, as it was given */
    filename: string
    /** umode_t */
    mode: number
  }
  fchmod: {
    /** unsigned int: a file descriptor */
    fd: number
    /** umode_t */
    mode: number
  }
  chown: {
    /** const char *: a path, as it was given */
    filename: string
    /** uid_t */
    user: number
    /** gid_t */
    group: number
  }
  fchown: {
    /** unsigned int: a file descriptor */
    fd: number
    /** uid_t */
    user: number
    /** gid_t */
    group: number
  }
  lchown: {
    /** const char *: a path, as it was given */
    filename: string
    /** uid_t */
    user: number
    /** gid_t */
    group: number
  }
  umask: {
    /** int */
    mask: number
  }
  gettimeofday: {
    /** struct __kernel_old_timeval *: an address */
    tv: number
    /** struct timezone *: an address */
    tz: number
  }
  getrlimit: {
    /** unsigned int */
    resource: number
    /** struct rlimit *: an address */
    rlim: number
  }
  getrusage: {
    /** int */
    who: number
    /** struct rusage *: an address */
    ru: number
  }
  sysinfo: {
    /** struct sysinfo *: an address */
    info: number
  }
  times: {
    /** struct tms *: an address */
    tbuf: number
  }
  ptrace: {
    /** long */
    request: number
    /** long */
    pid: number
    /** unsigned long */
    addr: number
    /** unsigned long */
    data: number
  }
  getuid: {}
  syslog: {
    /** int */
    type: number
    /** char *: an address */
    buf: number
    /** int */
    len: number
  }
  getgid: {}
  setuid: {
    /** uid_t */
    uid: number
  }
  setgid: {
    /** gid_t */
    gid: number
  }
  geteuid: {}
  getegid: {}
  setpgid: {
    /** pid_t */
    pid: number
    /** pid_t */
    pgid: number
  }
  getppid: {}
  getpgrp: {}
  setsid: {}
  setreuid: {
    /** uid_t */
    ruid: number
    /** uid_t */
    euid: number
  }
  setregid: {
    /** gid_t */
    rgid: number
    /** gid_t */
    egid: number
  }
  getgroups: {
    /** int */
    gidsetsize: number
    /** gid_t *: an address */
    grouplist: number
  }
  setgroups: {
    /** int */
    gidsetsize: number
    /** gid_t *: an address */
    grouplist: number
  }
  setresuid: {
    /** uid_t */
    ruid: number
    /** uid_t */
    euid: number
    /** uid_t */
    suid: number
  }
  getresuid: {
    /** uid_t *: an address */
    ruidp: number
    /** uid_t *: an address */
    euidp: number
    /** uid_t *: an address */
    suidp: number
  }
  setresgid: {
    /** gid_t */
    rgid: number
    /** gid_t */
    egid: number
    /** gid_t */
    sgid: number
  }
  getresgid: {
    /** gid_t *: an address */
    rgidp: number
    /** gid_t *: an address */
    egidp: number
    /** gid_t *: an address */
    sgidp: number
  }
  getpgid: {
    /** pid_t */
    pid: number
  }
  setfsuid: {
    /** uid_t */
    uid: number
  }
  setfsgid: {
    /** gid_t */
    gid: number
  }
  getsid: {
    /** pid_t */
    pid: number
  }
  capget: {
    /** cap_user_header_t: an address */
    header: number
    /** cap_user_data_t: an address */
    dataptr: number
  }
  capset: {
    /** cap_user_header_t: an address */
    header: number
    /** const cap_user_data_t: an address */
    data: number
  }
  rt_sigpending: {
    /** sigset_t *: an address */
    uset: number
    /** size_t */
    sigsetsize: number
  }
  rt_sigtimedwait: {
    /** const sigset_t *: an address */
    uthese: number
    /** siginfo_t *: an address */
    uinfo: number
    /** const struct __kernel_timespec *: an address */
    uts: number
    /** size_t */
    sigsetsize: number
  }
  rt_sigqueueinfo: {
    /** pid_t */
    pid: number
    /** int */
    sig: number
    /** siginfo_t *: an address */
    uinfo: number
  }
  rt_sigsuspend: {
    /** sigset_t *: an address */
    unewset: number
    /** size_t */
    sigsetsize: number
  }
  sigaltstack: {
    /** const stack_t *: an address */
    uss: number
    /** stack_t *: an address */
    uoss: number
  }
  utime: {
    /** char *: a path, as it was given */
    filename: string
    /** struct utimbuf *: an address */
    times: number
  }
  mknod: {
    /** const char *: a path, as it was given */
    filename: string
    /** umode_t */
    mode: number
    /** unsigned */
    dev: number
  }
  uselib: {
    /** const char *: a path, as it was given */
    library: string
  }
  personality: {
    /** unsigned int */
    personality: number
  }
  ustat: {
    /** unsigned */
    dev: number
    /** struct ustat *: an address */
    ubuf: number
  }
  statfs: {
    /** const char *: a path, as it was given */
    pathname: string
    /** struct statfs *: an address */
    buf: number
  }
  fstatfs: {
    /** unsigned int: a file descriptor */
    fd: number
    /** struct statfs *: an address */
    buf: number
  }
  sysfs: {
    /** int */
    option: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
  }
  getpriority: {
    /** int */
    which: number
    /** int */
    who: number
  }
  setpriority: {
    /** int */
    which: number
    /** int */
    who: number
    /** int */
    niceval: number
  }
  sched_setparam: {
    /** pid_t */
    pid: number
    /** struct sched_param *: an address */
    param: number
  }
  sched_getparam: {
    /** pid_t */
    pid: number
    /** struct sched_param *: an address */
    param: number
  }
  sched_setscheduler: {
    /** pid_t */
    pid: number
    /** int */
    policy: number
    /** struct sched_param *: an address */
    param: number
  }
  sched_getscheduler: {
    /** pid_t */
    pid: number
  }
  sched_get_priority_max: {
    /** int */
    policy: number
  }
  sched_get_priority_min: {
    /** int */
    policy: number
  }
  sched_rr_get_interval: {
    /** pid_t */
    pid: number
    /** struct __kernel_timespec *: an address */
    interval: number
  }
  mlock: {
    /** unsigned long */
    start: number
    /** size_t */
    len: number
  }
  munlock: {
    /** unsigned long */
    start: number
    /** size_t */
    len: number
  }
  mlockall: {
    /** int */
    flags: number
  }
  munlockall: {}
  vhangup: {}
  modify_ldt: {
    /** int */
    func: number
    /** void *: an address */
    ptr: number
    /** unsigned long */
    bytecount: number
  }
  pivot_root: {
    /** const char *: a path, as it was given */
    new_root: string
    /** const char *: a path, as it was given */
    put_old: string
  }
  _sysctl: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  prctl: {
    /** int */
    option: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  arch_prctl: {
    /** int */
    option: number
    /** unsigned long */
    arg2: number
  }
  adjtimex: {
    /** struct __kernel_timex *: an address */
    txc_p: number
  }
  setrlimit: {
    /** unsigned int */
    resource: number
    /** struct rlimit *: an address */
    rlim: number
  }
  chroot: {
    /** const char *: a path, as it was given */
    filename: string
  }
  sync: {}
  acct: {
    /** const char *: a path, as it was given */
    name: string
  }
  settimeofday: {
    /** struct __kernel_old_timeval *: an address */
    tv: number
    /** struct timezone *: an address */
    tz: number
  }
  mount: {
    /** char *: a path, as it was given */
    dev_name: string
    /** char *: a path, as it was given */
    dir_name: string
    /** char *: text */
    type: string
    /** unsigned long */
    flags: number
    /** void *: an address */
    data: number
  }
  umount2: {
    /** char *: a path, as it was given */
    name: string
    /** int */
    flags: number
  }
  swapon: {
    /** const char *: a path, as it was given */
    specialfile: string
    /** int */
    swap_flags: number
  }
  swapoff: {
    /** const char *: a path, as it was given */
    specialfile: string
  }
  reboot: {
    /** int */
    magic1: number
    /** int */
    magic2: number
    /** unsigned int */
    cmd: number
    /** void *: an address */
    arg: number
  }
  sethostname: {
    /** char *: an address */
    name: number
    /** int */
    len: number
  }
  setdomainname: {
    /** char *: an address */
    name: number
    /** int */
    len: number
  }
  iopl: {
    /** unsigned int */
    level: number
  }
  ioperm: {
    /** unsigned long */
    from: number
    /** unsigned long */
    num: number
    /** int */
    turn_on: number
  }
  create_module: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  init_module: {
    /** void *: an address */
    umod: number
    /** unsigned long */
    len: number
    /** const char *: text */
    uargs: string
  }
  delete_module: {
    /** const char *: text */
    name_user: string
    /** unsigned int */
    flags: number
  }
  get_kernel_syms: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  query_module: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  quotactl: {
    /** unsigned int */
    cmd: number
    /** const char *: a path, as it was given */
    special: string
    /** qid_t */
    id: number
    /** void *: an address */
    addr: number
  }
  nfsservctl: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  getpmsg: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  putpmsg: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  afs_syscall: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  tuxcall: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  security: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  gettid: {}
  readahead: {
    /** int: a file descriptor */
    fd: number
    /** loff_t */
    offset: number
    /** size_t */
    count: number
  }
  setxattr: {
    /** const char *: a path, as it was given */
    pathname: string
    /** const char *: text */
    name: string
    /** const void *: an address */
    value: number
    /** size_t */
    size: number
    /** int */
    flags: number
  }
  lsetxattr: {
    /** const char *: a path, as it was given */
    pathname: string
    /** const char *: text */
    name: string
    /** const void *: an address */
    value: number
    /** size_t */
    size: number
    /** int */
    flags: number
  }
  fsetxattr: {
    /** int: a file descriptor */
    fd: number
    /** const char *: text */
    name: string
    /** const void *: an address */
    value: number
    /** size_t */
    size: number
    /** int */
    flags: number
  }
  getxattr: {
    /** const char *: a path, as it was given */
    pathname: string
    /** const char *: text */
    name: string
    /** void *: an address */
    value: number
    /** size_t */
    size: number
  }
  lgetxattr: {
    /** const char *: a path, as it was given */
    pathname: string
    /** const char *: text */
    name: string
    /** void *: an address */
    value: number
    /** size_t */
    size: number
  }
  fgetxattr: {
    /** int: a file descriptor */
    fd: number
    /** const char *: text */
    name: string
    /** void *: an address */
    value: number
    /** size_t */
    size: number
  }
  listxattr: {
    /** const char *: a path, as it was given */
    pathname: string
    /** char *: an address */
    list: number
    /** size_t */
    size: number
  }
  llistxattr: {
    /** const char *: a path, as it was given */
    pathname: string
    /** char *: an address */
    list: number
    /** size_t */
    size: number
  }
  flistxattr: {
    /** int: a file descriptor */
    fd: number
    /** char *: an address */
    list: number
    /** size_t */
    size: number
  }
  removexattr: {
    /** const char *: a path, as it was given */
    pathname: string
    /** const char *: text */
    name: string
  }
  lremovexattr: {
    /** const char *: a path, as it was given */
    pathname: string
    /** const char *: text */
    name: string
  }
  fremovexattr: {
    /** int: a file descriptor */
    fd: number
    /** const char *: text */
    name: string
  }
  tkill: {
    /** pid_t */
    pid: number
    /** int */
    sig: number
  }
  time: {
    /** __kernel_old_time_t *: an address */
    tloc: number
  }
  futex: {
    /** u32 *: an address */
    uaddr: number
    /** int */
    op: number
    /** u32 */
    val: number
    /** const struct __kernel_timespec *: an address */
    utime: number
    /** u32 *: an address */
    uaddr2: number
    /** u32 */
    val3: number
  }
  sched_setaffinity: {
    /** pid_t */
    pid: number
    /** unsigned int */
    len: number
    /** unsigned long *: an address */
    user_mask_ptr: number
  }
  sched_getaffinity: {
    /** pid_t */
    pid: number
    /** unsigned int */
    len: number
    /** unsigned long *: an address */
    user_mask_ptr: number
  }
  set_thread_area: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  io_setup: {
    /** unsigned */
    nr_events: number
    /** aio_context_t *: an address */
    ctxp: number
  }
  io_destroy: {
    /** aio_context_t */
    ctx: number
  }
  io_getevents: {
    /** aio_context_t */
    ctx_id: number
    /** long */
    min_nr: number
    /** long */
    nr: number
    /** struct io_event *: an address */
    events: number
    /** struct __kernel_timespec *: an address */
    timeout: number
  }
  io_submit: {
    /** aio_context_t */
    ctx_id: number
    /** long */
    nr: number
    /** struct iocb * *: an address */
    iocbpp: number
  }
  io_cancel: {
    /** aio_context_t */
    ctx_id: number
    /** struct iocb *: an address */
    iocb: number
    /** struct io_event *: an address */
    result: number
  }
  get_thread_area: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  lookup_dcookie: {
    /** u64 */
    cookie64: number
    /** char *: an address */
    buf: number
    /** size_t */
    len: number
  }
  epoll_create: {
    /** int */
    size: number
  }
  epoll_ctl_old: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  epoll_wait_old: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  remap_file_pages: {
    /** unsigned long */
    start: number
    /** unsigned long */
    size: number
    /** unsigned long */
    prot: number
    /** unsigned long */
    pgoff: number
    /** unsigned long */
    flags: number
  }
  getdents64: {
    /** unsigned int: a file descriptor */
    fd: number
    /** struct linux_dirent64 *: an address */
    dirent: number
    /** unsigned int */
    count: number
  }
  set_tid_address: {
    /** int *: an address */
    tidptr: number
  }
  restart_syscall: {}
  semtimedop: {
    /** int */
    semid: number
    /** struct sembuf *: an address */
    tsops: number
    /** unsigned int */
    nsops: number
    /** const struct __kernel_timespec *: an address */
    timeout: number
  }
  fadvise64: {
    /** int: a file descriptor */
    fd: number
    /** loff_t */
    offset: number
    /** loff_t */
    len: number
    /** int */
    advice: number
  }
  timer_create: {
    /** const clockid_t */
    which_clock: number
    /** struct sigevent *: an address */
    timer_event_spec: number
    /** timer_t *: an address */
    created_timer_id: number
  }
  timer_settime: {
    /** timer_t */
    timer_id: number
    /** int */
    flags: number
    /** const struct __kernel_itimerspec *: an address */
    new_setting: number
    /** struct __kernel_itimerspec *: an address */
    old_setting: number
  }
  timer_gettime: {
    /** timer_t */
    timer_id: number
    /** struct __kernel_itimerspec *: an address */
    setting: number
  }
  timer_getoverrun: {
    /** timer_t */
    timer_id: number
  }
  timer_delete: {
    /** timer_t */
    timer_id: number
  }
  clock_settime: {
    /** const clockid_t */
    which_clock: number
    /** const struct __kernel_timespec *: an address */
    tp: number
  }
  clock_gettime: {
    /** const clockid_t */
    which_clock: number
    /** struct __kernel_timespec *: an address */
    tp: number
  }
  clock_getres: {
    /** const clockid_t */
    which_clock: number
    /** struct __kernel_timespec *: an address */
    tp: number
  }
  clock_nanosleep: {
    /** const clockid_t */
    which_clock: number
    /** int */
    flags: number
    /** const struct __kernel_timespec *: an address */
    rqtp: number
    /** struct __kernel_timespec *: an address */
    rmtp: number
  }
  exit_group: {
    /** int */
    error_code: number
  }
  epoll_wait: {
    /** int: a file descriptor */
    epfd: number
    /** struct epoll_event *: an address */
    events: number
    /** int */
    maxevents: number
    /** int */
    timeout: number
  }
  epoll_ctl: {
    /** int: a file descriptor */
    epfd: number
    /** int */
    op: number
    /** int: a file descriptor */
    fd: number
    /** struct epoll_event *: an address */
    event: number
  }
  tgkill: {
    /** pid_t */
    tgid: number
    /** pid_t */
    pid: number
    /** int */
    sig: number
  }
  utimes: {
    /** char *: a path, as it was given */
    filename: string
    /** struct __kernel_old_timeval *: an address */
    utimes: number
  }
  vserver: {
    /** unsigned long */
    arg0: number
    /** unsigned long */
    arg1: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  mbind: {
    /** unsigned long */
    start: number
    /** unsigned long */
    len: number
    /** unsigned long */
    mode: number
    /** const unsigned long *: an address */
    nmask: number
    /** unsigned long */
    maxnode: number
    /** unsigned int */
    flags: number
  }
  set_mempolicy: {
    /** int */
    mode: number
    /** const unsigned long *: an address */
    nmask: number
    /** unsigned long */
    maxnode: number
  }
  get_mempolicy: {
    /** int *: an address */
    policy: number
    /** unsigned long *: an address */
    nmask: number
    /** unsigned long */
    maxnode: number
    /** unsigned long */
    addr: number
    /** unsigned long */
    flags: number
  }
  mq_open: {
    /** const char *: text */
    u_name: string
    /** int */
    oflag: number
    /** umode_t */
    mode: number
    /** struct mq_attr *: an address */
    u_attr: number
  }
  mq_unlink: {
    /** const char *: text */
    u_name: string
  }
  mq_timedsend: {
    /** mqd_t: a file descriptor */
    mqdes: number
    /** const char *: an address */
    u_msg_ptr: number
    /** size_t */
    msg_len: number
    /** unsigned int */
    msg_prio: number
    /** const struct __kernel_timespec *: an address */
    u_abs_timeout: number
  }
  mq_timedreceive: {
    /** mqd_t: a file descriptor */
    mqdes: number
    /** char *: an address */
    u_msg_ptr: number
    /** size_t */
    msg_len: number
    /** unsigned int *: an address */
    u_msg_prio: number
    /** const struct __kernel_timespec *: an address */
    u_abs_timeout: number
  }
  mq_notify: {
    /** mqd_t: a file descriptor */
    mqdes: number
    /** const struct sigevent *: an address */
    u_notification: number
  }
  mq_getsetattr: {
    /** mqd_t: a file descriptor */
    mqdes: number
    /** const struct mq_attr *: an address */
    u_mqstat: number
    /** struct mq_attr *: an address */
    u_omqstat: number
  }
  kexec_load: {
    /** unsigned long */
    entry: number
    /** unsigned long */
    nr_segments: number
    /** struct kexec_segment *: an address */
    segments: number
    /** unsigned long */
    flags: number
  }
  waitid: {
    /** int */
    which: number
    /** pid_t */
    upid: number
    /** struct siginfo *: an address */
    infop: number
    /** int */
    options: number
    /** struct rusage *: an address */
    ru: number
  }
  add_key: {
    /** const char *: text */
    _type: string
    /** const char *: text */
    _description: string
    /** const void *: an address */
    _payload: number
    /** size_t */
    plen: number
    /** key_serial_t */
    ringid: number
  }
  request_key: {
    /** const char *: text */
    _type: string
    /** const char *: text */
    _description: string
    /** const char *: text */
    _callout_info: string
    /** key_serial_t */
    destringid: number
  }
  keyctl: {
    /** int */
    option: number
    /** unsigned long */
    arg2: number
    /** unsigned long */
    arg3: number
    /** unsigned long */
    arg4: number
    /** unsigned long */
    arg5: number
  }
  ioprio_set: {
    /** int */
    which: number
    /** int */
    who: number
    /** int */
    ioprio: number
  }
  ioprio_get: {
    /** int */
    which: number
    /** int */
    who: number
  }
  inotify_init: {}
  inotify_add_watch: {
    /** int: a file descriptor */
    fd: number
    /** const char *: a path, as it was given */
    pathname: string
    /** u32 */
    mask: number
  }
  inotify_rm_watch: {
    /** int: a file descriptor */
    fd: number
    /** __s32 */
    wd: number
  }
  migrate_pages: {
    /** pid_t */
    pid: number
    /** unsigned long */
    maxnode: number
    /** const unsigned long *: an address */
    old_nodes: number
    /** const unsigned long *: an address */
    new_nodes: number
  }
  openat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** int */
    flags: number
    /** umode_t */
    mode: number
  }
  mkdirat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    pathname: string
    /** umode_t */
    mode: number
  }
  mknodat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** umode_t */
    mode: number
    /** unsigned int */
    dev: number
  }
  fchownat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** uid_t */
    user: number
    /** gid_t */
    group: number
    /** int */
    flag: number
  }
  futimesat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** struct __kernel_old_timeval *: an address */
    utimes: number
  }
  newfstatat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** struct stat *: an address */
    statbuf: number
    /** int */
    flag: number
  }
  unlinkat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    pathname: string
    /** int */
    flag: number
  }
  renameat: {
    /** int: a file descriptor */
    olddfd: number
    /** const char *: a path, as it was given */
    oldname: string
    /** int: a file descriptor */
    newdfd: number
    /** const char *: a path, as it was given */
    newname: string
  }
  linkat: {
    /** int: a file descriptor */
    olddfd: number
    /** const char *: a path, as it was given */
    oldname: string
    /** int: a file descriptor */
    newdfd: number
    /** const char *: a path, as it was given */
    newname: string
    /** int */
    flags: number
  }
  symlinkat: {
    /** const char *: a path, as it was given */
    oldname: string
    /** int: a file descriptor */
    newdfd: number
    /** const char *: a path, as it was given */
    newname: string
  }
  readlinkat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    pathname: string
    /** char *: an address */
    buf: number
    /** int */
    bufsiz: number
  }
  fchmodat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** umode_t */
    mode: number
  }
  faccessat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** int */
    mode: number
  }
  pselect6: {
    /** int */
    n: number
    /** fd_set *: an address */
    inp: number
    /** fd_set *: an address */
    outp: number
    /** fd_set *: an address */
    exp: number
    /** struct __kernel_timespec *: an address */
    tsp: number
    /** void *: an address */
    sig: number
  }
  ppoll: {
    /** struct pollfd *: an address */
    ufds: number
    /** unsigned int */
    nfds: number
    /** struct __kernel_timespec *: an address */
    tsp: number
    /** const sigset_t *: an address */
    sigmask: number
    /** size_t */
    sigsetsize: number
  }
  unshare: {
    /** unsigned long */
    unshare_flags: number
  }
  set_robust_list: {
    /** struct robust_list_head *: an address */
    head: number
    /** size_t */
    len: number
  }
  get_robust_list: {
    /** int */
    pid: number
    /** struct robust_list_head * *: an address */
    head_ptr: number
    /** size_t *: an address */
    len_ptr: number
  }
  splice: {
    /** int: a file descriptor */
    fd_in: number
    /** loff_t *: an address */
    off_in: number
    /** int: a file descriptor */
    fd_out: number
    /** loff_t *: an address */
    off_out: number
    /** size_t */
    len: number
    /** unsigned int */
    flags: number
  }
  tee: {
    /** int: a file descriptor */
    fdin: number
    /** int: a file descriptor */
    fdout: number
    /** size_t */
    len: number
    /** unsigned int */
    flags: number
  }
  sync_file_range: {
    /** int: a file descriptor */
    fd: number
    /** loff_t */
    offset: number
    /** loff_t */
    nbytes: number
    /** unsigned int */
    flags: number
  }
  vmsplice: {
    /** int: a file descriptor */
    fd: number
    /** const struct iovec *: an address */
    uiov: number
    /** unsigned long */
    nr_segs: number
    /** unsigned int */
    flags: number
  }
  move_pages: {
    /** pid_t */
    pid: number
    /** unsigned long */
    nr_pages: number
    /** const void * *: an address */
    pages: number
    /** const int *: an address */
    nodes: number
    /** int *: an address */
    status: number
    /** int */
    flags: number
  }
  utimensat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** struct __kernel_timespec *: an address */
    utimes: number
    /** int */
    flags: number
  }
  epoll_pwait: {
    /** int: a file descriptor */
    epfd: number
    /** struct epoll_event *: an address */
    events: number
    /** int */
    maxevents: number
    /** int */
    timeout: number
    /** const sigset_t *: an address */
    sigmask: number
    /** size_t */
    sigsetsize: number
  }
  signalfd: {
    /** int: a file descriptor */
    ufd: number
    /** sigset_t *: an address */
    user_mask: number
    /** size_t */
    sizemask: number
  }
  timerfd_create: {
    /** int */
    clockid: number
    /** int */
    flags: number
  }
  eventfd: {
    /** unsigned int */
    count: number
  }
  fallocate: {
    /** int: a file descriptor */
    fd: number
    /** int */
    mode: number
    /** loff_t */
    offset: number
    /** loff_t */
    len: number
  }
  timerfd_settime: {
    /** int: a file descriptor */
    ufd: number
    /** int */
    flags: number
    /** const struct __kernel_itimerspec *: an address */
    utmr: number
    /** struct __kernel_itimerspec *: an address */
    otmr: number
  }
  timerfd_gettime: {
    /** int: a file descriptor */
    ufd: number
    /** struct __kernel_itimerspec *: an address */
    otmr: number
  }
  accept4: {
    /** int: a file descriptor */
    fd: number
    /** struct sockaddr *: an address */
    upeer_sockaddr: number
    /** int *: an address */
    upeer_addrlen: number
    /** int */
    flags: number
  }
  signalfd4: {
    /** int: a file descriptor */
    ufd: number
    /** sigset_t *: an address */
    user_mask: number
    /** size_t */
    sizemask: number
    /** int */
    flags: number
  }
  eventfd2: {
    /** unsigned int */
    count: number
    /** int */
    flags: number
  }
  epoll_create1: {
    /** int */
    flags: number
  }
  dup3: {
    /** unsigned int: a file descriptor */
    oldfd: number
    /** unsigned int: a file descriptor */
    newfd: number
    /** int */
    flags: number
  }
  pipe2: {
    /** int *: an address */
    fildes: number
    /** int */
    flags: number
  }
  inotify_init1: {
    /** int */
    flags: number
  }
  preadv: {
    /** unsigned long: a file descriptor */
    fd: number
    /** const struct iovec *: an address */
    vec: number
    /** unsigned long */
    vlen: number
    /** unsigned long */
    pos_l: number
    /** unsigned long */
    pos_h: number
  }
  pwritev: {
    /** unsigned long: a file descriptor */
    fd: number
    /** const struct iovec *: an address */
    vec: number
    /** unsigned long */
    vlen: number
    /** unsigned long */
    pos_l: number
    /** unsigned long */
    pos_h: number
  }
  rt_tgsigqueueinfo: {
    /** pid_t */
    tgid: number
    /** pid_t */
    pid: number
    /** int */
    sig: number
    /** siginfo_t *: an address */
    uinfo: number
  }
  perf_event_open: {
    /** struct perf_event_attr *: an address */
    attr_uptr: number
    /** pid_t */
    pid: number
    /** int */
    cpu: number
    /** int: a file descriptor */
    group_fd: number
    /** unsigned long */
    flags: number
  }
  recvmmsg: {
    /** int: a file descriptor */
    fd: number
    /** struct mmsghdr *: an address */
    mmsg: number
    /** unsigned int */
    vlen: number
    /** unsigned int */
    flags: number
    /** struct __kernel_timespec *: an address */
    timeout: number
  }
  fanotify_init: {
    /** unsigned int */
    flags: number
    /** unsigned int */
    event_f_flags: number
  }
  fanotify_mark: {
    /** int: a file descriptor */
    fanotify_fd: number
    /** unsigned int */
    flags: number
    /** __u64 */
    mask: number
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    pathname: string
  }
  prlimit64: {
    /** pid_t */
    pid: number
    /** unsigned int */
    resource: number
    /** const struct rlimit64 *: an address */
    new_rlim: number
    /** struct rlimit64 *: an address */
    old_rlim: number
  }
  name_to_handle_at: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    name: string
    /** struct file_handle *: an address */
    handle: number
    /** void *: an address */
    mnt_id: number
    /** int */
    flag: number
  }
  open_by_handle_at: {
    /** int: a file descriptor */
    mountdirfd: number
    /** struct file_handle *: an address */
    handle: number
    /** int */
    flags: number
  }
  clock_adjtime: {
    /** const clockid_t */
    which_clock: number
    /** struct __kernel_timex *: an address */
    utx: number
  }
  syncfs: {
    /** int: a file descriptor */
    fd: number
  }
  sendmmsg: {
    /** int: a file descriptor */
    fd: number
    /** struct mmsghdr *: an address */
    mmsg: number
    /** unsigned int */
    vlen: number
    /** unsigned int */
    flags: number
  }
  setns: {
    /** int: a file descriptor */
    fd: number
    /** int */
    flags: number
  }
  getcpu: {
    /** unsigned *: an address */
    cpup: number
    /** unsigned *: an address */
    nodep: number
    /** struct getcpu_cache *: an address */
    unused: number
  }
  process_vm_readv: {
    /** pid_t */
    pid: number
    /** const struct iovec *: an address */
    lvec: number
    /** unsigned long */
    liovcnt: number
    /** const struct iovec *: an address */
    rvec: number
    /** unsigned long */
    riovcnt: number
    /** unsigned long */
    flags: number
  }
  process_vm_writev: {
    /** pid_t */
    pid: number
    /** const struct iovec *: an address */
    lvec: number
    /** unsigned long */
    liovcnt: number
    /** const struct iovec *: an address */
    rvec: number
    /** unsigned long */
    riovcnt: number
    /** unsigned long */
    flags: number
  }
  kcmp: {
    /** pid_t */
    pid1: number
    /** pid_t */
    pid2: number
    /** int */
    type: number
    /** unsigned long */
    idx1: number
    /** unsigned long */
    idx2: number
  }
  finit_module: {
    /** int: a file descriptor */
    fd: number
    /** const char *: text */
    uargs: string
    /** int */
    flags: number
  }
  sched_setattr: {
    /** pid_t */
    pid: number
    /** struct sched_attr *: an address */
    uattr: number
    /** unsigned int */
    flags: number
  }
  sched_getattr: {
    /** pid_t */
    pid: number
    /** struct sched_attr *: an address */
    uattr: number
    /** unsigned int */
    usize: number
    /** unsigned int */
    flags: number
  }
  renameat2: {
    /** int: a file descriptor */
    olddfd: number
    /** const char *: a path, as it was given */
    oldname: string
    /** int: a file descriptor */
    newdfd: number
    /** const char *: a path, as it was given */
    newname: string
    /** unsigned int */
    flags: number
  }
  seccomp: {
    /** unsigned int */
    op: number
    /** unsigned int */
    flags: number
    /** void *: an address */
    uargs: number
  }
  getrandom: {
    /** char *: an address */
    ubuf: number
    /** size_t */
    len: number
    /** unsigned int */
    flags: number
  }
  memfd_create: {
    /** const char *: text */
    uname: string
    /** unsigned int */
    flags: number
  }
  kexec_file_load: {
    /** int: a file descriptor */
    kernel_fd: number
    /** int: a file descriptor */
    initrd_fd: number
    /** unsigned long */
    cmdline_len: number
    /** const char *: text */
    cmdline_ptr: string
    /** unsigned long */
    flags: number
  }
  bpf: {
    /** int */
    cmd: number
    /** union bpf_attr *: an address */
    uattr: number
    /** unsigned int */
    size: number
  }
  execveat: {
    /** int: a file descriptor */
    fd: number
    /** const char *: a path, as it was given */
    filename: string
    /** const char *const *: a list of texts */
    argv: string[]
    /** const char *const *: a list of texts */
    envp: string[]
    /** int */
    flags: number
  }
  userfaultfd: {
    /** int */
    flags: number
  }
  membarrier: {
    /** int */
    cmd: number
    /** unsigned int */
    flags: number
    /** int */
    cpu_id: number
  }
  mlock2: {
    /** unsigned long */
    start: number
    /** size_t */
    len: number
    /** int */
    flags: number
  }
  copy_file_range: {
    /** int: a file descriptor */
    fd_in: number
    /** loff_t *: an address */
    off_in: number
    /** int: a file descriptor */
    fd_out: number
    /** loff_t *: an address */
    off_out: number
    /** size_t */
    len: number
    /** unsigned int */
    flags: number
  }
  preadv2: {
    /** unsigned long: a file descriptor */
    fd: number
    /** const struct iovec *: an address */
    vec: number
    /** unsigned long */
    vlen: number
    /** unsigned long */
    pos_l: number
    /** unsigned long */
    pos_h: number
    /** rwf_t */
    flags: number
  }
  pwritev2: {
    /** unsigned long: a file descriptor */
    fd: number
    /** const struct iovec *: an address */
    vec: number
    /** unsigned long */
    vlen: number
    /** unsigned long */
    pos_l: number
    /** unsigned long */
    pos_h: number
    /** rwf_t */
    flags: number
  }
  pkey_mprotect: {
    /** unsigned long */
    start: number
    /** size_t */
    len: number
    /** unsigned long */
    prot: number
    /** int */
    pkey: number
  }
  pkey_alloc: {
    /** unsigned long */
    flags: number
    /** unsigned long */
    init_val: number
  }
  pkey_free: {
    /** int */
    pkey: number
  }
  statx: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** unsigned */
    flags: number
    /** unsigned int */
    mask: number
    /** struct statx *: an address */
    buffer: number
  }
  io_pgetevents: {
    /** aio_context_t */
    ctx_id: number
    /** long */
    min_nr: number
    /** long */
    nr: number
    /** struct io_event *: an address */
    events: number
    /** struct __kernel_timespec *: an address */
    timeout: number
    /** const struct __aio_sigset *: an address */
    usig: number
  }
  rseq: {
    /** struct rseq *: an address */
    rseq: number
    /** u32 */
    rseq_len: number
    /** int */
    flags: number
    /** u32 */
    sig: number
  }
  uretprobe: {}
  uprobe: {}
  pidfd_send_signal: {
    /** int: a file descriptor */
    pidfd: number
    /** int */
    sig: number
    /** siginfo_t *: an address */
    info: number
    /** unsigned int */
    flags: number
  }
  io_uring_setup: {
    /** u32 */
    entries: number
    /** struct io_uring_params *: an address */
    params: number
  }
  io_uring_enter: {
    /** unsigned int: a file descriptor */
    fd: number
    /** u32 */
    to_submit: number
    /** u32 */
    min_complete: number
    /** u32 */
    flags: number
    /** const void *: an address */
    argp: number
    /** size_t */
    argsz: number
  }
  io_uring_register: {
    /** unsigned int: a file descriptor */
    fd: number
    /** unsigned int */
    opcode: number
    /** void *: an address */
    arg: number
    /** unsigned int */
    nr_args: number
  }
  open_tree: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** unsigned */
    flags: number
  }
  move_mount: {
    /** int: a file descriptor */
    from_dfd: number
    /** const char *: a path, as it was given */
    from_pathname: string
    /** int: a file descriptor */
    to_dfd: number
    /** const char *: a path, as it was given */
    to_pathname: string
    /** unsigned int */
    flags: number
  }
  fsopen: {
    /** const char *: text */
    _fs_name: string
    /** unsigned int */
    flags: number
  }
  fsconfig: {
    /** int: a file descriptor */
    fd: number
    /** unsigned int */
    cmd: number
    /** const char *: text */
    _key: string
    /** const void *: an address */
    _value: number
    /** int */
    aux: number
  }
  fsmount: {
    /** int: a file descriptor */
    fs_fd: number
    /** unsigned int */
    flags: number
    /** unsigned int */
    attr_flags: number
  }
  fspick: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    path: string
    /** unsigned int */
    flags: number
  }
  pidfd_open: {
    /** pid_t */
    pid: number
    /** unsigned int */
    flags: number
  }
  clone3: {
    /** struct clone_args *: an address */
    uargs: number
    /** size_t */
    size: number
  }
  close_range: {
    /** unsigned int: a file descriptor */
    fd: number
    /** unsigned int */
    max_fd: number
    /** unsigned int */
    flags: number
  }
  openat2: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** struct open_how *: an address */
    how: number
    /** size_t */
    usize: number
  }
  pidfd_getfd: {
    /** int: a file descriptor */
    pidfd: number
    /** int: a file descriptor */
    fd: number
    /** unsigned int */
    flags: number
  }
  faccessat2: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** int */
    mode: number
    /** int */
    flags: number
  }
  process_madvise: {
    /** int: a file descriptor */
    pidfd: number
    /** const struct iovec *: an address */
    vec: number
    /** size_t */
    vlen: number
    /** int */
    behavior: number
    /** unsigned int */
    flags: number
  }
  epoll_pwait2: {
    /** int: a file descriptor */
    epfd: number
    /** struct epoll_event *: an address */
    events: number
    /** int */
    maxevents: number
    /** const struct __kernel_timespec *: an address */
    timeout: number
    /** const sigset_t *: an address */
    sigmask: number
    /** size_t */
    sigsetsize: number
  }
  mount_setattr: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    path: string
    /** unsigned int */
    flags: number
    /** struct mount_attr *: an address */
    uattr: number
    /** size_t */
    usize: number
  }
  quotactl_fd: {
    /** unsigned int: a file descriptor */
    fd: number
    /** unsigned int */
    cmd: number
    /** qid_t */
    id: number
    /** void *: an address */
    addr: number
  }
  landlock_create_ruleset: {
    /** const struct landlock_ruleset_attr *const: an address */
    attr: number
    /** const size_t */
    size: number
    /** const __u32 */
    flags: number
  }
  landlock_add_rule: {
    /** const int: a file descriptor */
    ruleset_fd: number
    /** const enum landlock_rule_type */
    rule_type: number
    /** const void *const: an address */
    rule_attr: number
    /** const __u32 */
    flags: number
  }
  landlock_restrict_self: {
    /** const int: a file descriptor */
    ruleset_fd: number
    /** const __u32 */
    flags: number
  }
  memfd_secret: {
    /** unsigned int */
    flags: number
  }
  process_mrelease: {
    /** int: a file descriptor */
    pidfd: number
    /** unsigned int */
    flags: number
  }
  futex_waitv: {
    /** struct futex_waitv *: an address */
    waiters: number
    /** unsigned int */
    nr_futexes: number
    /** unsigned int */
    flags: number
    /** struct __kernel_timespec *: an address */
    timeout: number
    /** clockid_t */
    clockid: number
  }
  set_mempolicy_home_node: {
    /** unsigned long */
    start: number
    /** unsigned long */
    len: number
    /** unsigned long */
    home_node: number
    /** unsigned long */
    flags: number
  }
  cachestat: {
    /** unsigned int: a file descriptor */
    fd: number
    /** struct cachestat_range *: an address */
    cstat_range: number
    /** struct cachestat *: an address */
    cstat: number
    /** unsigned int */
    flags: number
  }
  fchmodat2: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** umode_t */
    mode: number
    /** unsigned int */
    flags: number
  }
  map_shadow_stack: {
    /** unsigned long */
    addr: number
    /** unsigned long */
    size: number
    /** unsigned int */
    flags: number
  }
  futex_wake: {
    /** void *: an address */
    uaddr: number
    /** unsigned long */
    mask: number
    /** int */
    nr: number
    /** unsigned int */
    flags: number
  }
  futex_wait: {
    /** void *: an address */
    uaddr: number
    /** unsigned long */
    val: number
    /** unsigned long */
    mask: number
    /** unsigned int */
    flags: number
    /** struct __kernel_timespec *: an address */
    timeout: number
    /** clockid_t */
    clockid: number
  }
  futex_requeue: {
    /** struct futex_waitv *: an address */
    waiters: number
    /** unsigned int */
    flags: number
    /** int */
    nr_wake: number
    /** int */
    nr_requeue: number
  }
  statmount: {
    /** const struct mnt_id_req *: an address */
    req: number
    /** struct statmount *: an address */
    buf: number
    /** size_t */
    bufsize: number
    /** unsigned int */
    flags: number
  }
  listmount: {
    /** const struct mnt_id_req *: an address */
    req: number
    /** u64 *: an address */
    mnt_ids: number
    /** size_t */
    nr_mnt_ids: number
    /** unsigned int */
    flags: number
  }
  lsm_get_self_attr: {
    /** unsigned int */
    attr: number
    /** struct lsm_ctx *: an address */
    ctx: number
    /** u32 *: an address */
    size: number
    /** u32 */
    flags: number
  }
  lsm_set_self_attr: {
    /** unsigned int */
    attr: number
    /** struct lsm_ctx *: an address */
    ctx: number
    /** u32 */
    size: number
    /** u32 */
    flags: number
  }
  lsm_list_modules: {
    /** u64 *: an address */
    ids: number
    /** u32 *: an address */
    size: number
    /** u32 */
    flags: number
  }
  mseal: {
    /** unsigned long */
    start: number
    /** size_t */
    len: number
    /** unsigned long */
    flags: number
  }
  setxattrat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    pathname: string
    /** unsigned int */
    at_flags: number
    /** const char *: text */
    name: string
    /** const struct xattr_args *: an address */
    uargs: number
    /** size_t */
    usize: number
  }
  getxattrat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    pathname: string
    /** unsigned int */
    at_flags: number
    /** const char *: text */
    name: string
    /** struct xattr_args *: an address */
    uargs: number
    /** size_t */
    usize: number
  }
  listxattrat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    pathname: string
    /** unsigned int */
    at_flags: number
    /** char *: an address */
    list: number
    /** size_t */
    size: number
  }
  removexattrat: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    pathname: string
    /** unsigned int */
    at_flags: number
    /** const char *: text */
    name: string
  }
  open_tree_attr: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** unsigned */
    flags: number
    /** struct mount_attr *: an address */
    uattr: number
    /** size_t */
    usize: number
  }
  file_getattr: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** struct file_attr *: an address */
    ufattr: number
    /** size_t */
    usize: number
    /** unsigned int */
    at_flags: number
  }
  file_setattr: {
    /** int: a file descriptor */
    dfd: number
    /** const char *: a path, as it was given */
    filename: string
    /** struct file_attr *: an address */
    ufattr: number
    /** size_t */
    usize: number
    /** unsigned int */
    at_flags: number
  }
  listns: {
    /** const struct ns_id_req *: an address */
    req: number
    /** u64 *: an address */
    ns_ids: number
    /** size_t */
    nr_ns_ids: number
    /** unsigned int */
    flags: number
  }
  rseq_slice_yield: {}
  fchroot: {
    /** int: a file descriptor */
    fd: number
    /** unsigned int */
    flags: number
  }
}

/** An argument of any syscall: each is there only where the syscall has it. */
export interface AnyArgs {
  /** Of request_key. */
  _callout_info?: string
  /** Of add_key and request_key. */
  _description?: string
  /** Of fsopen. */
  _fs_name?: string
  /** Of fsconfig. */
  _key?: string
  /** Of add_key. */
  _payload?: number
  /** Of add_key and request_key. */
  _type?: string
  /** Of fsconfig. */
  _value?: number
  /** Of rt_sigaction. */
  act?: number
  /** Of mmap, munmap, mremap, sendto and 6 more. */
  addr?: number
  /** Of sendto and recvfrom. */
  addr_len?: number
  /** Of connect and bind. */
  addrlen?: number
  /** Of fadvise64. */
  advice?: number
  /** Of ioctl, semctl, fcntl, reboot and 1 more. */
  arg?: number
  /** Of _sysctl, create_module, get_kernel_syms, query_module and 11 more. */
  arg0?: number
  /** Of sysfs, _sysctl, create_module, get_kernel_syms and 12 more. */
  arg1?: number
  /** Of sysfs, _sysctl, prctl, arch_prctl and 15 more. */
  arg2?: number
  /** Of _sysctl, prctl, create_module, get_kernel_syms and 13 more. */
  arg3?: number
  /** Of _sysctl, prctl, create_module, get_kernel_syms and 13 more. */
  arg4?: number
  /** Of _sysctl, prctl, create_module, get_kernel_syms and 13 more. */
  arg5?: number
  /** Of io_uring_enter. */
  argp?: number
  /** Of io_uring_enter. */
  argsz?: number
  /** Of execve and execveat. */
  argv?: string[]
  /** Of setxattrat, getxattrat, listxattrat, removexattrat and 2 more. */
  at_flags?: number
  /** Of landlock_create_ruleset, lsm_get_self_attr and lsm_set_self_attr. */
  attr?: number
  /** Of fsmount. */
  attr_flags?: number
  /** Of perf_event_open. */
  attr_uptr?: number
  /** Of fsconfig. */
  aux?: number
  /** Of listen. */
  backlog?: number
  /** Of madvise and process_madvise. */
  behavior?: number
  /** Of brk. */
  brk?: number
  /** Of read, write, pread64, pwrite64 and 10 more. */
  buf?: number
  /** Of sendto. */
  buff?: number
  /** Of statx. */
  buffer?: number
  /** Of readlink and readlinkat. */
  bufsiz?: number
  /** Of statmount. */
  bufsize?: number
  /** Of modify_ldt. */
  bytecount?: number
  /** Of clone. */
  child_tidptr?: number
  /** Of timerfd_create, futex_waitv and futex_wait. */
  clockid?: number
  /** Of clone. */
  clone_flags?: number
  /** Of ioctl, shmctl, semctl, msgctl and 8 more. */
  cmd?: number
  /** Of kexec_file_load. */
  cmdline_len?: number
  /** Of kexec_file_load. */
  cmdline_ptr?: string
  /** Of lookup_dcookie. */
  cookie64?: number
  /** Of read, write, pread64, pwrite64 and 6 more. */
  count?: number
  /** Of perf_event_open. */
  cpu?: number
  /** Of membarrier. */
  cpu_id?: number
  /** Of getcpu. */
  cpup?: number
  /** Of timer_create. */
  created_timer_id?: number
  /** Of cachestat. */
  cstat?: number
  /** Of cachestat. */
  cstat_range?: number
  /** Of io_destroy, lsm_get_self_attr and lsm_set_self_attr. */
  ctx?: number
  /** Of io_getevents, io_submit, io_cancel and io_pgetevents. */
  ctx_id?: number
  /** Of io_setup. */
  ctxp?: number
  /** Of ptrace, capset and mount. */
  data?: number
  /** Of capget. */
  dataptr?: number
  /** Of request_key. */
  destringid?: number
  /** Of mknod, ustat and mknodat. */
  dev?: number
  /** Of mount. */
  dev_name?: string
  /** Of openat, mkdirat, mknodat, fchownat and 23 more. */
  dfd?: number
  /** Of mount. */
  dir_name?: string
  /** Of getdents and getdents64. */
  dirent?: number
  /** Of setregid and setresgid. */
  egid?: number
  /** Of getresgid. */
  egidp?: number
  /** Of io_uring_setup. */
  entries?: number
  /** Of kexec_load. */
  entry?: number
  /** Of execve and execveat. */
  envp?: string[]
  /** Of epoll_wait, epoll_ctl, epoll_pwait and epoll_pwait2. */
  epfd?: number
  /** Of exit and exit_group. */
  error_code?: number
  /** Of setreuid and setresuid. */
  euid?: number
  /** Of getresuid. */
  euidp?: number
  /** Of epoll_ctl. */
  event?: number
  /** Of fanotify_init. */
  event_f_flags?: number
  /** Of io_getevents, epoll_wait, epoll_pwait, io_pgetevents and 1 more. */
  events?: number
  /** Of select and pselect6. */
  exp?: number
  /** Of socket and socketpair. */
  family?: number
  /** Of fanotify_mark. */
  fanotify_fd?: number
  /** Of read, write, close, fstat and 62 more. */
  fd?: number
  /** Of splice and copy_file_range. */
  fd_in?: number
  /** Of splice and copy_file_range. */
  fd_out?: number
  /** Of tee. */
  fdin?: number
  /** Of tee. */
  fdout?: number
  /** Of pipe, dup and pipe2. */
  fildes?: number
  /** Of open, stat, lstat, access and 26 more. */
  filename?: string
  /** Of fchownat, newfstatat, unlinkat and name_to_handle_at. */
  flag?: number
  /** Of open, mmap, mremap, msync and 96 more. */
  flags?: number
  /** Of ioperm. */
  from?: number
  /** Of move_mount. */
  from_dfd?: number
  /** Of move_mount. */
  from_pathname?: string
  /** Of fsmount. */
  fs_fd?: number
  /** Of modify_ldt. */
  func?: number
  /** Of setgid and setfsgid. */
  gid?: number
  /** Of getgroups and setgroups. */
  gidsetsize?: number
  /** Of chown, fchown, lchown and fchownat. */
  group?: number
  /** Of perf_event_open. */
  group_fd?: number
  /** Of getgroups and setgroups. */
  grouplist?: number
  /** Of name_to_handle_at and open_by_handle_at. */
  handle?: number
  /** Of set_robust_list. */
  head?: number
  /** Of get_robust_list. */
  head_ptr?: number
  /** Of capget and capset. */
  header?: number
  /** Of set_mempolicy_home_node. */
  home_node?: number
  /** Of rt_sigprocmask, shutdown and openat2. */
  how?: number
  /** Of quotactl and quotactl_fd. */
  id?: number
  /** Of lsm_list_modules. */
  ids?: number
  /** Of kcmp. */
  idx1?: number
  /** Of kcmp. */
  idx2?: number
  /** Of sendfile. */
  in_fd?: number
  /** Of sysinfo and pidfd_send_signal. */
  info?: number
  /** Of waitid. */
  infop?: number
  /** Of pkey_alloc. */
  init_val?: number
  /** Of kexec_file_load. */
  initrd_fd?: number
  /** Of select and pselect6. */
  inp?: number
  /** Of sched_rr_get_interval. */
  interval?: number
  /** Of io_cancel. */
  iocb?: number
  /** Of io_submit. */
  iocbpp?: number
  /** Of ioprio_set. */
  ioprio?: number
  /** Of kexec_file_load. */
  kernel_fd?: number
  /** Of shmget, semget and msgget. */
  key?: number
  /** Of mmap, mprotect, munmap, msync and 23 more. */
  len?: number
  /** Of madvise. */
  len_in?: number
  /** Of get_robust_list. */
  len_ptr?: number
  /** Of truncate and ftruncate. */
  length?: number
  /** Of setsockopt, getsockopt and iopl. */
  level?: number
  /** Of uselib. */
  library?: string
  /** Of process_vm_readv and process_vm_writev. */
  liovcnt?: number
  /** Of listxattr, llistxattr, flistxattr and listxattrat. */
  list?: number
  /** Of process_vm_readv and process_vm_writev. */
  lvec?: number
  /** Of reboot. */
  magic1?: number
  /** Of reboot. */
  magic2?: number
  /** Of umask, inotify_add_watch, fanotify_mark, statx and 2 more. */
  mask?: number
  /** Of close_range. */
  max_fd?: number
  /** Of epoll_wait, epoll_pwait and epoll_pwait2. */
  maxevents?: number
  /** Of mbind, set_mempolicy, get_mempolicy and migrate_pages. */
  maxnode?: number
  /** Of io_uring_enter. */
  min_complete?: number
  /** Of io_getevents and io_pgetevents. */
  min_nr?: number
  /** Of recvmmsg and sendmmsg. */
  mmsg?: number
  /** Of name_to_handle_at. */
  mnt_id?: number
  /** Of listmount. */
  mnt_ids?: number
  /** Of open, access, mkdir, creat and 14 more. */
  mode?: number
  /** Of open_by_handle_at. */
  mountdirfd?: number
  /** Of mq_timedsend, mq_timedreceive, mq_notify and mq_getsetattr. */
  mqdes?: number
  /** Of sendmsg and recvmsg. */
  msg?: number
  /** Of mq_timedsend and mq_timedreceive. */
  msg_len?: number
  /** Of mq_timedsend. */
  msg_prio?: number
  /** Of msgget, msgsnd and msgrcv. */
  msgflg?: number
  /** Of msgsnd and msgrcv. */
  msgp?: number
  /** Of msgsnd and msgrcv. */
  msgsz?: number
  /** Of msgrcv. */
  msgtyp?: number
  /** Of msgsnd, msgrcv and msgctl. */
  msqid?: number
  /** Of select and pselect6. */
  n?: number
  /** Of uname, acct, umount2, sethostname and 14 more. */
  name?: number | string
  /** Of delete_module. */
  name_user?: string
  /** Of sync_file_range. */
  nbytes?: number
  /** Of mremap. */
  new_addr?: number
  /** Of mremap. */
  new_len?: number
  /** Of migrate_pages. */
  new_nodes?: number
  /** Of prlimit64. */
  new_rlim?: number
  /** Of pivot_root. */
  new_root?: string
  /** Of timer_settime. */
  new_setting?: number
  /** Of renameat, linkat, symlinkat and renameat2. */
  newdfd?: number
  /** Of dup2 and dup3. */
  newfd?: number
  /** Of rename, link, symlink, renameat and 3 more. */
  newname?: string
  /** Of clone. */
  newsp?: number
  /** Of poll and ppoll. */
  nfds?: number
  /** Of setpriority. */
  niceval?: number
  /** Of mbind, set_mempolicy and get_mempolicy. */
  nmask?: number
  /** Of getcpu. */
  nodep?: number
  /** Of move_pages. */
  nodes?: number
  /** Of io_getevents, io_submit, io_pgetevents and futex_wake. */
  nr?: number
  /** Of io_uring_register. */
  nr_args?: number
  /** Of io_setup. */
  nr_events?: number
  /** Of futex_waitv. */
  nr_futexes?: number
  /** Of listmount. */
  nr_mnt_ids?: number
  /** Of listns. */
  nr_ns_ids?: number
  /** Of move_pages. */
  nr_pages?: number
  /** Of futex_requeue. */
  nr_requeue?: number
  /** Of kexec_load. */
  nr_segments?: number
  /** Of vmsplice. */
  nr_segs?: number
  /** Of futex_requeue. */
  nr_wake?: number
  /** Of listns. */
  ns_ids?: number
  /** Of semget. */
  nsems?: number
  /** Of rt_sigprocmask. */
  nset?: number
  /** Of semop and semtimedop. */
  nsops?: number
  /** Of ioperm. */
  num?: number
  /** Of rt_sigaction. */
  oact?: number
  /** Of mmap. */
  off?: number
  /** Of splice and copy_file_range. */
  off_in?: number
  /** Of splice and copy_file_range. */
  off_out?: number
  /** Of lseek, sendfile, readahead, fadvise64 and 2 more. */
  offset?: number
  /** Of mq_open. */
  oflag?: number
  /** Of mremap. */
  old_len?: number
  /** Of migrate_pages. */
  old_nodes?: number
  /** Of prlimit64. */
  old_rlim?: number
  /** Of timer_settime. */
  old_setting?: number
  /** Of renameat, linkat and renameat2. */
  olddfd?: number
  /** Of dup2 and dup3. */
  oldfd?: number
  /** Of rename, link, symlink, renameat and 3 more. */
  oldname?: string
  /** Of futex, epoll_ctl and seccomp. */
  op?: number
  /** Of io_uring_register. */
  opcode?: number
  /** Of sysfs, prctl, arch_prctl and keyctl. */
  option?: number
  /** Of wait4 and waitid. */
  options?: number
  /** Of setsockopt and getsockopt. */
  optlen?: number
  /** Of setsockopt and getsockopt. */
  optname?: number
  /** Of setsockopt and getsockopt. */
  optval?: number
  /** Of rt_sigprocmask. */
  oset?: number
  /** Of timerfd_settime and timerfd_gettime. */
  otmr?: number
  /** Of sendfile. */
  out_fd?: number
  /** Of select and pselect6. */
  outp?: number
  /** Of setitimer. */
  ovalue?: number
  /** Of move_pages. */
  pages?: number
  /** Of sched_setparam, sched_getparam and sched_setscheduler. */
  param?: number
  /** Of io_uring_setup. */
  params?: number
  /** Of clone. */
  parent_tidptr?: number
  /** Of truncate, readlink, fspick and mount_setattr. */
  path?: string
  /** Of mkdir, rmdir, creat, unlink and 18 more. */
  pathname?: string
  /** Of personality. */
  personality?: number
  /** Of setpgid. */
  pgid?: number
  /** Of remap_file_pages. */
  pgoff?: number
  /** Of kill, ptrace, setpgid, getpgid and 22 more. */
  pid?: number
  /** Of kcmp. */
  pid1?: number
  /** Of kcmp. */
  pid2?: number
  /** Of pidfd_send_signal, pidfd_getfd, process_madvise and process_mrelease. */
  pidfd?: number
  /** Of pkey_mprotect and pkey_free. */
  pkey?: number
  /** Of add_key. */
  plen?: number
  /** Of sched_setscheduler, sched_get_priority_max, sched_get_priority_min and get_mempolicy. */
  policy?: number
  /** Of pread64 and pwrite64. */
  pos?: number
  /** Of preadv, pwritev, preadv2 and pwritev2. */
  pos_h?: number
  /** Of preadv, pwritev, preadv2 and pwritev2. */
  pos_l?: number
  /** Of mmap, mprotect, remap_file_pages and pkey_mprotect. */
  prot?: number
  /** Of socket and socketpair. */
  protocol?: number
  /** Of modify_ldt. */
  ptr?: number
  /** Of pivot_root. */
  put_old?: string
  /** Of statmount, listmount and listns. */
  req?: number
  /** Of ptrace. */
  request?: number
  /** Of getrlimit, setrlimit and prlimit64. */
  resource?: number
  /** Of io_cancel. */
  result?: number
  /** Of setregid and setresgid. */
  rgid?: number
  /** Of getresgid. */
  rgidp?: number
  /** Of add_key. */
  ringid?: number
  /** Of process_vm_readv and process_vm_writev. */
  riovcnt?: number
  /** Of getrlimit and setrlimit. */
  rlim?: number
  /** Of nanosleep and clock_nanosleep. */
  rmtp?: number
  /** Of nanosleep and clock_nanosleep. */
  rqtp?: number
  /** Of rseq. */
  rseq?: number
  /** Of rseq. */
  rseq_len?: number
  /** Of wait4, getrusage and waitid. */
  ru?: number
  /** Of setreuid and setresuid. */
  ruid?: number
  /** Of getresuid. */
  ruidp?: number
  /** Of landlock_add_rule. */
  rule_attr?: number
  /** Of landlock_add_rule. */
  rule_type?: number
  /** Of landlock_add_rule and landlock_restrict_self. */
  ruleset_fd?: number
  /** Of process_vm_readv and process_vm_writev. */
  rvec?: number
  /** Of alarm. */
  seconds?: number
  /** Of kexec_load. */
  segments?: number
  /** Of semget. */
  semflg?: number
  /** Of semop, semctl and semtimedop. */
  semid?: number
  /** Of semctl. */
  semnum?: number
  /** Of timer_gettime. */
  setting?: number
  /** Of setresgid. */
  sgid?: number
  /** Of getresgid. */
  sgidp?: number
  /** Of shmat and shmdt. */
  shmaddr?: number
  /** Of shmget and shmat. */
  shmflg?: number
  /** Of shmat and shmctl. */
  shmid?: number
  /** Of rt_sigaction, kill, rt_sigqueueinfo, tkill and 5 more. */
  sig?: number
  /** Of ppoll, epoll_pwait and epoll_pwait2. */
  sigmask?: number
  /** Of rt_sigaction, rt_sigprocmask, rt_sigpending, rt_sigtimedwait and 4 more. */
  sigsetsize?: number
  /** Of shmget, recvfrom, getcwd, setxattr and 18 more. */
  size?: number
  /** Of signalfd and signalfd4. */
  sizemask?: number
  /** Of quotactl. */
  special?: string
  /** Of swapon and swapoff. */
  specialfile?: string
  /** Of mprotect, msync, mincore, madvise and 8 more. */
  start?: number
  /** Of wait4. */
  stat_addr?: number
  /** Of stat, fstat, lstat and newfstatat. */
  statbuf?: number
  /** Of move_pages. */
  status?: number
  /** Of setresuid. */
  suid?: number
  /** Of getresuid. */
  suidp?: number
  /** Of swapon. */
  swap_flags?: number
  /** Of times. */
  tbuf?: number
  /** Of tgkill and rt_tgsigqueueinfo. */
  tgid?: number
  /** Of set_tid_address. */
  tidptr?: number
  /** Of io_getevents, semtimedop, epoll_wait, epoll_pwait and 5 more. */
  timeout?: number
  /** Of poll. */
  timeout_msecs?: number
  /** Of timer_create. */
  timer_event_spec?: number
  /** Of timer_settime, timer_gettime, timer_getoverrun and timer_delete. */
  timer_id?: number
  /** Of utime. */
  times?: number
  /** Of time. */
  tloc?: number
  /** Of clone. */
  tls?: number
  /** Of move_mount. */
  to_dfd?: number
  /** Of move_mount. */
  to_pathname?: string
  /** Of io_uring_enter. */
  to_submit?: number
  /** Of clock_settime, clock_gettime and clock_getres. */
  tp?: number
  /** Of semop and semtimedop. */
  tsops?: number
  /** Of pselect6 and ppoll. */
  tsp?: number
  /** Of ioperm. */
  turn_on?: number
  /** Of gettimeofday and settimeofday. */
  tv?: number
  /** Of select. */
  tvp?: number
  /** Of adjtimex. */
  txc_p?: number
  /** Of socket, socketpair, syslog, mount and 1 more. */
  type?: number | string
  /** Of gettimeofday and settimeofday. */
  tz?: number
  /** Of mq_timedsend and mq_timedreceive. */
  u_abs_timeout?: number
  /** Of mq_open. */
  u_attr?: number
  /** Of mq_getsetattr. */
  u_mqstat?: number
  /** Of mq_timedreceive. */
  u_msg_prio?: number
  /** Of mq_timedsend and mq_timedreceive. */
  u_msg_ptr?: number
  /** Of mq_open and mq_unlink. */
  u_name?: string
  /** Of mq_notify. */
  u_notification?: number
  /** Of mq_getsetattr. */
  u_omqstat?: number
  /** Of futex, futex_wake and futex_wait. */
  uaddr?: number
  /** Of futex. */
  uaddr2?: number
  /** Of init_module, finit_module, seccomp, clone3 and 2 more. */
  uargs?: number | string
  /** Of sched_setattr, sched_getattr, bpf, mount_setattr and 1 more. */
  uattr?: number
  /** Of recvfrom, ustat and getrandom. */
  ubuf?: number
  /** Of file_getattr and file_setattr. */
  ufattr?: number
  /** Of signalfd, timerfd_settime, timerfd_gettime and signalfd4. */
  ufd?: number
  /** Of poll and ppoll. */
  ufds?: number
  /** Of setuid and setfsuid. */
  uid?: number
  /** Of rt_sigtimedwait, rt_sigqueueinfo and rt_tgsigqueueinfo. */
  uinfo?: number
  /** Of vmsplice. */
  uiov?: number
  /** Of init_module. */
  umod?: number
  /** Of bind. */
  umyaddr?: number
  /** Of memfd_create. */
  uname?: string
  /** Of rt_sigsuspend. */
  unewset?: number
  /** Of unshare. */
  unshare_flags?: number
  /** Of getcpu. */
  unused?: number
  /** Of sigaltstack. */
  uoss?: number
  /** Of accept and accept4. */
  upeer_addrlen?: number
  /** Of accept and accept4. */
  upeer_sockaddr?: number
  /** Of wait4 and waitid. */
  upid?: number
  /** Of chown, fchown, lchown and fchownat. */
  user?: number
  /** Of signalfd and signalfd4. */
  user_mask?: number
  /** Of sched_setaffinity and sched_getaffinity. */
  user_mask_ptr?: number
  /** Of connect. */
  uservaddr?: number
  /** Of rt_sigpending. */
  uset?: number
  /** Of io_pgetevents. */
  usig?: number
  /** Of sched_getattr, openat2, mount_setattr, setxattrat and 4 more. */
  usize?: number
  /** Of getsockname and getpeername. */
  usockaddr?: number
  /** Of getsockname and getpeername. */
  usockaddr_len?: number
  /** Of socketpair. */
  usockvec?: number
  /** Of sigaltstack. */
  uss?: number
  /** Of rt_sigtimedwait. */
  uthese?: number
  /** Of futex. */
  utime?: number
  /** Of utimes, futimesat and utimensat. */
  utimes?: number
  /** Of timerfd_settime. */
  utmr?: number
  /** Of rt_sigtimedwait. */
  uts?: number
  /** Of clock_adjtime. */
  utx?: number
  /** Of futex and futex_wait. */
  val?: number
  /** Of futex. */
  val3?: number
  /** Of getitimer, setitimer, setxattr, lsetxattr and 4 more. */
  value?: number
  /** Of readv, writev, mincore, preadv and 4 more. */
  vec?: number
  /** Of readv, writev, preadv, pwritev and 5 more. */
  vlen?: number
  /** Of futex_waitv and futex_requeue. */
  waiters?: number
  /** Of inotify_rm_watch. */
  wd?: number
  /** Of lseek. */
  whence?: number
  /** Of getitimer, setitimer, getpriority, setpriority and 3 more. */
  which?: number
  /** Of timer_create, clock_settime, clock_gettime, clock_getres and 2 more. */
  which_clock?: number
  /** Of getrusage, getpriority, setpriority, ioprio_set and 1 more. */
  who?: number
}

/** Arguments and results of the kernel's functions: what `systrace types kprobe:NAME` has declared. */
export interface KernelFunctions {
}

/** The fields of the kernel's tracepoints, as tracefs describes their records. To look up: `on` takes no tracepoints. */
export interface Tracepoints {
}
