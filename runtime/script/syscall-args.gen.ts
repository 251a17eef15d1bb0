// Written by bpf/gen/types.ts, never by hand, from bpf/facts.

/** The arguments of each syscall. */
export interface SyscallArgs {
  read: { fd: number; buf: number; count: number }
  write: { fd: number; buf: number; count: number }
  open: { filename: string; flags: number; mode: number }
  close: { fd: number }
  stat: { filename: string; statbuf: number }
  fstat: { fd: number; statbuf: number }
  lstat: { filename: string; statbuf: number }
  poll: { ufds: number; nfds: number; timeout_msecs: number }
  lseek: { fd: number; offset: number; whence: number }
  mmap: { addr: number; len: number; prot: number; flags: number; fd: number; off: number }
  mprotect: { start: number; len: number; prot: number }
  munmap: { addr: number; len: number }
  brk: { brk: number }
  rt_sigaction: { sig: number; act: number; oact: number; sigsetsize: number }
  rt_sigprocmask: { how: number; nset: number; oset: number; sigsetsize: number }
  rt_sigreturn: {  }
  ioctl: { fd: number; cmd: number; arg: number }
  pread64: { fd: number; buf: number; count: number; pos: number }
  pwrite64: { fd: number; buf: number; count: number; pos: number }
  readv: { fd: number; vec: number; vlen: number }
  writev: { fd: number; vec: number; vlen: number }
  access: { filename: string; mode: number }
  pipe: { fildes: number }
  select: { n: number; inp: number; outp: number; exp: number; tvp: number }
  sched_yield: {  }
  mremap: { addr: number; old_len: number; new_len: number; flags: number; new_addr: number }
  msync: { start: number; len: number; flags: number }
  mincore: { start: number; len: number; vec: number }
  madvise: { start: number; len_in: number; behavior: number }
  shmget: { key: number; size: number; shmflg: number }
  shmat: { shmid: number; shmaddr: number; shmflg: number }
  shmctl: { shmid: number; cmd: number; buf: number }
  dup: { fildes: number }
  dup2: { oldfd: number; newfd: number }
  pause: {  }
  nanosleep: { rqtp: number; rmtp: number }
  getitimer: { which: number; value: number }
  alarm: { seconds: number }
  setitimer: { which: number; value: number; ovalue: number }
  getpid: {  }
  sendfile: { out_fd: number; in_fd: number; offset: number; count: number }
  socket: { family: number; type: number; protocol: number }
  connect: { fd: number; uservaddr: number; addrlen: number }
  accept: { fd: number; upeer_sockaddr: number; upeer_addrlen: number }
  sendto: { fd: number; buff: number; len: number; flags: number; addr: number; addr_len: number }
  recvfrom: { fd: number; ubuf: number; size: number; flags: number; addr: number; addr_len: number }
  sendmsg: { fd: number; msg: number; flags: number }
  recvmsg: { fd: number; msg: number; flags: number }
  shutdown: { fd: number; how: number }
  bind: { fd: number; umyaddr: number; addrlen: number }
  listen: { fd: number; backlog: number }
  getsockname: { fd: number; usockaddr: number; usockaddr_len: number }
  getpeername: { fd: number; usockaddr: number; usockaddr_len: number }
  socketpair: { family: number; type: number; protocol: number; usockvec: number }
  setsockopt: { fd: number; level: number; optname: number; optval: number; optlen: number }
  getsockopt: { fd: number; level: number; optname: number; optval: number; optlen: number }
  clone: { clone_flags: number; newsp: number; parent_tidptr: number; tls: number; child_tidptr: number }
  fork: {  }
  vfork: {  }
  execve: { filename: string; argv: string[]; envp: string[] }
  exit: { error_code: number }
  wait4: { upid: number; stat_addr: number; options: number; ru: number }
  kill: { pid: number; sig: number }
  uname: { name: number }
  semget: { key: number; nsems: number; semflg: number }
  semop: { semid: number; tsops: number; nsops: number }
  semctl: { semid: number; semnum: number; cmd: number; arg: number }
  shmdt: { shmaddr: number }
  msgget: { key: number; msgflg: number }
  msgsnd: { msqid: number; msgp: number; msgsz: number; msgflg: number }
  msgrcv: { msqid: number; msgp: number; msgsz: number; msgtyp: number; msgflg: number }
  msgctl: { msqid: number; cmd: number; buf: number }
  fcntl: { fd: number; cmd: number; arg: number }
  flock: { fd: number; cmd: number }
  fsync: { fd: number }
  fdatasync: { fd: number }
  truncate: { path: string; length: number }
  ftruncate: { fd: number; length: number }
  getdents: { fd: number; dirent: number; count: number }
  getcwd: { buf: number; size: number }
  chdir: { filename: string }
  fchdir: { fd: number }
  rename: { oldname: string; newname: string }
  mkdir: { pathname: string; mode: number }
  rmdir: { pathname: string }
  creat: { pathname: string; mode: number }
  link: { oldname: string; newname: string }
  unlink: { pathname: string }
  symlink: { oldname: string; newname: string }
  readlink: { path: string; buf: number; bufsiz: number }
  chmod: { filename: string; mode: number }
  fchmod: { fd: number; mode: number }
  chown: { filename: string; user: number; group: number }
  fchown: { fd: number; user: number; group: number }
  lchown: { filename: string; user: number; group: number }
  umask: { mask: number }
  gettimeofday: { tv: number; tz: number }
  getrlimit: { resource: number; rlim: number }
  getrusage: { who: number; ru: number }
  sysinfo: { info: number }
  times: { tbuf: number }
  ptrace: { request: number; pid: number; addr: number; data: number }
  getuid: {  }
  syslog: { type: number; buf: number; len: number }
  getgid: {  }
  setuid: { uid: number }
  setgid: { gid: number }
  geteuid: {  }
  getegid: {  }
  setpgid: { pid: number; pgid: number }
  getppid: {  }
  getpgrp: {  }
  setsid: {  }
  setreuid: { ruid: number; euid: number }
  setregid: { rgid: number; egid: number }
  getgroups: { gidsetsize: number; grouplist: number }
  setgroups: { gidsetsize: number; grouplist: number }
  setresuid: { ruid: number; euid: number; suid: number }
  getresuid: { ruidp: number; euidp: number; suidp: number }
  setresgid: { rgid: number; egid: number; sgid: number }
  getresgid: { rgidp: number; egidp: number; sgidp: number }
  getpgid: { pid: number }
  setfsuid: { uid: number }
  setfsgid: { gid: number }
  getsid: { pid: number }
  capget: { header: number; dataptr: number }
  capset: { header: number; data: number }
  rt_sigpending: { uset: number; sigsetsize: number }
  rt_sigtimedwait: { uthese: number; uinfo: number; uts: number; sigsetsize: number }
  rt_sigqueueinfo: { pid: number; sig: number; uinfo: number }
  rt_sigsuspend: { unewset: number; sigsetsize: number }
  sigaltstack: { uss: number; uoss: number }
  utime: { filename: string; times: number }
  mknod: { filename: string; mode: number; dev: number }
  uselib: { library: string }
  personality: { personality: number }
  ustat: { dev: number; ubuf: number }
  statfs: { pathname: string; buf: number }
  fstatfs: { fd: number; buf: number }
  sysfs: { option: number; arg1: number; arg2: number }
  getpriority: { which: number; who: number }
  setpriority: { which: number; who: number; niceval: number }
  sched_setparam: { pid: number; param: number }
  sched_getparam: { pid: number; param: number }
  sched_setscheduler: { pid: number; policy: number; param: number }
  sched_getscheduler: { pid: number }
  sched_get_priority_max: { policy: number }
  sched_get_priority_min: { policy: number }
  sched_rr_get_interval: { pid: number; interval: number }
  mlock: { start: number; len: number }
  munlock: { start: number; len: number }
  mlockall: { flags: number }
  munlockall: {  }
  vhangup: {  }
  modify_ldt: { func: number; ptr: number; bytecount: number }
  pivot_root: { new_root: string; put_old: string }
  _sysctl: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  prctl: { option: number; arg2: number; arg3: number; arg4: number; arg5: number }
  arch_prctl: { option: number; arg2: number }
  adjtimex: { txc_p: number }
  setrlimit: { resource: number; rlim: number }
  chroot: { filename: string }
  sync: {  }
  acct: { name: string }
  settimeofday: { tv: number; tz: number }
  mount: { dev_name: string; dir_name: string; type: string; flags: number; data: number }
  umount2: { name: string; flags: number }
  swapon: { specialfile: string; swap_flags: number }
  swapoff: { specialfile: string }
  reboot: { magic1: number; magic2: number; cmd: number; arg: number }
  sethostname: { name: number; len: number }
  setdomainname: { name: number; len: number }
  iopl: { level: number }
  ioperm: { from: number; num: number; turn_on: number }
  create_module: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  init_module: { umod: number; len: number; uargs: string }
  delete_module: { name_user: string; flags: number }
  get_kernel_syms: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  query_module: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  quotactl: { cmd: number; special: string; id: number; addr: number }
  nfsservctl: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  getpmsg: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  putpmsg: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  afs_syscall: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  tuxcall: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  security: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  gettid: {  }
  readahead: { fd: number; offset: number; count: number }
  setxattr: { pathname: string; name: string; value: number; size: number; flags: number }
  lsetxattr: { pathname: string; name: string; value: number; size: number; flags: number }
  fsetxattr: { fd: number; name: string; value: number; size: number; flags: number }
  getxattr: { pathname: string; name: string; value: number; size: number }
  lgetxattr: { pathname: string; name: string; value: number; size: number }
  fgetxattr: { fd: number; name: string; value: number; size: number }
  listxattr: { pathname: string; list: number; size: number }
  llistxattr: { pathname: string; list: number; size: number }
  flistxattr: { fd: number; list: number; size: number }
  removexattr: { pathname: string; name: string }
  lremovexattr: { pathname: string; name: string }
  fremovexattr: { fd: number; name: string }
  tkill: { pid: number; sig: number }
  time: { tloc: number }
  futex: { uaddr: number; op: number; val: number; utime: number; uaddr2: number; val3: number }
  sched_setaffinity: { pid: number; len: number; user_mask_ptr: number }
  sched_getaffinity: { pid: number; len: number; user_mask_ptr: number }
  set_thread_area: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  io_setup: { nr_events: number; ctxp: number }
  io_destroy: { ctx: number }
  io_getevents: { ctx_id: number; min_nr: number; nr: number; events: number; timeout: number }
  io_submit: { ctx_id: number; nr: number; iocbpp: number }
  io_cancel: { ctx_id: number; iocb: number; result: number }
  get_thread_area: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  lookup_dcookie: { cookie64: number; buf: number; len: number }
  epoll_create: { size: number }
  epoll_ctl_old: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  epoll_wait_old: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  remap_file_pages: { start: number; size: number; prot: number; pgoff: number; flags: number }
  getdents64: { fd: number; dirent: number; count: number }
  set_tid_address: { tidptr: number }
  restart_syscall: {  }
  semtimedop: { semid: number; tsops: number; nsops: number; timeout: number }
  fadvise64: { fd: number; offset: number; len: number; advice: number }
  timer_create: { which_clock: number; timer_event_spec: number; created_timer_id: number }
  timer_settime: { timer_id: number; flags: number; new_setting: number; old_setting: number }
  timer_gettime: { timer_id: number; setting: number }
  timer_getoverrun: { timer_id: number }
  timer_delete: { timer_id: number }
  clock_settime: { which_clock: number; tp: number }
  clock_gettime: { which_clock: number; tp: number }
  clock_getres: { which_clock: number; tp: number }
  clock_nanosleep: { which_clock: number; flags: number; rqtp: number; rmtp: number }
  exit_group: { error_code: number }
  epoll_wait: { epfd: number; events: number; maxevents: number; timeout: number }
  epoll_ctl: { epfd: number; op: number; fd: number; event: number }
  tgkill: { tgid: number; pid: number; sig: number }
  utimes: { filename: string; utimes: number }
  vserver: { arg0: number; arg1: number; arg2: number; arg3: number; arg4: number; arg5: number }
  mbind: { start: number; len: number; mode: number; nmask: number; maxnode: number; flags: number }
  set_mempolicy: { mode: number; nmask: number; maxnode: number }
  get_mempolicy: { policy: number; nmask: number; maxnode: number; addr: number; flags: number }
  mq_open: { u_name: string; oflag: number; mode: number; u_attr: number }
  mq_unlink: { u_name: string }
  mq_timedsend: { mqdes: number; u_msg_ptr: number; msg_len: number; msg_prio: number; u_abs_timeout: number }
  mq_timedreceive: { mqdes: number; u_msg_ptr: number; msg_len: number; u_msg_prio: number; u_abs_timeout: number }
  mq_notify: { mqdes: number; u_notification: number }
  mq_getsetattr: { mqdes: number; u_mqstat: number; u_omqstat: number }
  kexec_load: { entry: number; nr_segments: number; segments: number; flags: number }
  waitid: { which: number; upid: number; infop: number; options: number; ru: number }
  add_key: { _type: string; _description: string; _payload: number; plen: number; ringid: number }
  request_key: { _type: string; _description: string; _callout_info: string; destringid: number }
  keyctl: { option: number; arg2: number; arg3: number; arg4: number; arg5: number }
  ioprio_set: { which: number; who: number; ioprio: number }
  ioprio_get: { which: number; who: number }
  inotify_init: {  }
  inotify_add_watch: { fd: number; pathname: string; mask: number }
  inotify_rm_watch: { fd: number; wd: number }
  migrate_pages: { pid: number; maxnode: number; old_nodes: number; new_nodes: number }
  openat: { dfd: number; filename: string; flags: number; mode: number }
  mkdirat: { dfd: number; pathname: string; mode: number }
  mknodat: { dfd: number; filename: string; mode: number; dev: number }
  fchownat: { dfd: number; filename: string; user: number; group: number; flag: number }
  futimesat: { dfd: number; filename: string; utimes: number }
  newfstatat: { dfd: number; filename: string; statbuf: number; flag: number }
  unlinkat: { dfd: number; pathname: string; flag: number }
  renameat: { olddfd: number; oldname: string; newdfd: number; newname: string }
  linkat: { olddfd: number; oldname: string; newdfd: number; newname: string; flags: number }
  symlinkat: { oldname: string; newdfd: number; newname: string }
  readlinkat: { dfd: number; pathname: string; buf: number; bufsiz: number }
  fchmodat: { dfd: number; filename: string; mode: number }
  faccessat: { dfd: number; filename: string; mode: number }
  pselect6: { n: number; inp: number; outp: number; exp: number; tsp: number; sig: number }
  ppoll: { ufds: number; nfds: number; tsp: number; sigmask: number; sigsetsize: number }
  unshare: { unshare_flags: number }
  set_robust_list: { head: number; len: number }
  get_robust_list: { pid: number; head_ptr: number; len_ptr: number }
  splice: { fd_in: number; off_in: number; fd_out: number; off_out: number; len: number; flags: number }
  tee: { fdin: number; fdout: number; len: number; flags: number }
  sync_file_range: { fd: number; offset: number; nbytes: number; flags: number }
  vmsplice: { fd: number; uiov: number; nr_segs: number; flags: number }
  move_pages: { pid: number; nr_pages: number; pages: number; nodes: number; status: number; flags: number }
  utimensat: { dfd: number; filename: string; utimes: number; flags: number }
  epoll_pwait: { epfd: number; events: number; maxevents: number; timeout: number; sigmask: number; sigsetsize: number }
  signalfd: { ufd: number; user_mask: number; sizemask: number }
  timerfd_create: { clockid: number; flags: number }
  eventfd: { count: number }
  fallocate: { fd: number; mode: number; offset: number; len: number }
  timerfd_settime: { ufd: number; flags: number; utmr: number; otmr: number }
  timerfd_gettime: { ufd: number; otmr: number }
  accept4: { fd: number; upeer_sockaddr: number; upeer_addrlen: number; flags: number }
  signalfd4: { ufd: number; user_mask: number; sizemask: number; flags: number }
  eventfd2: { count: number; flags: number }
  epoll_create1: { flags: number }
  dup3: { oldfd: number; newfd: number; flags: number }
  pipe2: { fildes: number; flags: number }
  inotify_init1: { flags: number }
  preadv: { fd: number; vec: number; vlen: number; pos_l: number; pos_h: number }
  pwritev: { fd: number; vec: number; vlen: number; pos_l: number; pos_h: number }
  rt_tgsigqueueinfo: { tgid: number; pid: number; sig: number; uinfo: number }
  perf_event_open: { attr_uptr: number; pid: number; cpu: number; group_fd: number; flags: number }
  recvmmsg: { fd: number; mmsg: number; vlen: number; flags: number; timeout: number }
  fanotify_init: { flags: number; event_f_flags: number }
  fanotify_mark: { fanotify_fd: number; flags: number; mask: number; dfd: number; pathname: string }
  prlimit64: { pid: number; resource: number; new_rlim: number; old_rlim: number }
  name_to_handle_at: { dfd: number; name: string; handle: number; mnt_id: number; flag: number }
  open_by_handle_at: { mountdirfd: number; handle: number; flags: number }
  clock_adjtime: { which_clock: number; utx: number }
  syncfs: { fd: number }
  sendmmsg: { fd: number; mmsg: number; vlen: number; flags: number }
  setns: { fd: number; flags: number }
  getcpu: { cpup: number; nodep: number; unused: number }
  process_vm_readv: { pid: number; lvec: number; liovcnt: number; rvec: number; riovcnt: number; flags: number }
  process_vm_writev: { pid: number; lvec: number; liovcnt: number; rvec: number; riovcnt: number; flags: number }
  kcmp: { pid1: number; pid2: number; type: number; idx1: number; idx2: number }
  finit_module: { fd: number; uargs: string; flags: number }
  sched_setattr: { pid: number; uattr: number; flags: number }
  sched_getattr: { pid: number; uattr: number; usize: number; flags: number }
  renameat2: { olddfd: number; oldname: string; newdfd: number; newname: string; flags: number }
  seccomp: { op: number; flags: number; uargs: number }
  getrandom: { ubuf: number; len: number; flags: number }
  memfd_create: { uname: string; flags: number }
  kexec_file_load: { kernel_fd: number; initrd_fd: number; cmdline_len: number; cmdline_ptr: string; flags: number }
  bpf: { cmd: number; uattr: number; size: number }
  execveat: { fd: number; filename: string; argv: string[]; envp: string[]; flags: number }
  userfaultfd: { flags: number }
  membarrier: { cmd: number; flags: number; cpu_id: number }
  mlock2: { start: number; len: number; flags: number }
  copy_file_range: { fd_in: number; off_in: number; fd_out: number; off_out: number; len: number; flags: number }
  preadv2: { fd: number; vec: number; vlen: number; pos_l: number; pos_h: number; flags: number }
  pwritev2: { fd: number; vec: number; vlen: number; pos_l: number; pos_h: number; flags: number }
  pkey_mprotect: { start: number; len: number; prot: number; pkey: number }
  pkey_alloc: { flags: number; init_val: number }
  pkey_free: { pkey: number }
  statx: { dfd: number; filename: string; flags: number; mask: number; buffer: number }
  io_pgetevents: { ctx_id: number; min_nr: number; nr: number; events: number; timeout: number; usig: number }
  rseq: { rseq: number; rseq_len: number; flags: number; sig: number }
  uretprobe: {  }
  uprobe: {  }
  pidfd_send_signal: { pidfd: number; sig: number; info: number; flags: number }
  io_uring_setup: { entries: number; params: number }
  io_uring_enter: { fd: number; to_submit: number; min_complete: number; flags: number; argp: number; argsz: number }
  io_uring_register: { fd: number; opcode: number; arg: number; nr_args: number }
  open_tree: { dfd: number; filename: string; flags: number }
  move_mount: { from_dfd: number; from_pathname: string; to_dfd: number; to_pathname: string; flags: number }
  fsopen: { _fs_name: string; flags: number }
  fsconfig: { fd: number; cmd: number; _key: string; _value: number; aux: number }
  fsmount: { fs_fd: number; flags: number; attr_flags: number }
  fspick: { dfd: number; path: string; flags: number }
  pidfd_open: { pid: number; flags: number }
  clone3: { uargs: number; size: number }
  close_range: { fd: number; max_fd: number; flags: number }
  openat2: { dfd: number; filename: string; how: number; usize: number }
  pidfd_getfd: { pidfd: number; fd: number; flags: number }
  faccessat2: { dfd: number; filename: string; mode: number; flags: number }
  process_madvise: { pidfd: number; vec: number; vlen: number; behavior: number; flags: number }
  epoll_pwait2: { epfd: number; events: number; maxevents: number; timeout: number; sigmask: number; sigsetsize: number }
  mount_setattr: { dfd: number; path: string; flags: number; uattr: number; usize: number }
  quotactl_fd: { fd: number; cmd: number; id: number; addr: number }
  landlock_create_ruleset: { attr: number; size: number; flags: number }
  landlock_add_rule: { ruleset_fd: number; rule_type: number; rule_attr: number; flags: number }
  landlock_restrict_self: { ruleset_fd: number; flags: number }
  memfd_secret: { flags: number }
  process_mrelease: { pidfd: number; flags: number }
  futex_waitv: { waiters: number; nr_futexes: number; flags: number; timeout: number; clockid: number }
  set_mempolicy_home_node: { start: number; len: number; home_node: number; flags: number }
  cachestat: { fd: number; cstat_range: number; cstat: number; flags: number }
  fchmodat2: { dfd: number; filename: string; mode: number; flags: number }
  map_shadow_stack: { addr: number; size: number; flags: number }
  futex_wake: { uaddr: number; mask: number; nr: number; flags: number }
  futex_wait: { uaddr: number; val: number; mask: number; flags: number; timeout: number; clockid: number }
  futex_requeue: { waiters: number; flags: number; nr_wake: number; nr_requeue: number }
  statmount: { req: number; buf: number; bufsize: number; flags: number }
  listmount: { req: number; mnt_ids: number; nr_mnt_ids: number; flags: number }
  lsm_get_self_attr: { attr: number; ctx: number; size: number; flags: number }
  lsm_set_self_attr: { attr: number; ctx: number; size: number; flags: number }
  lsm_list_modules: { ids: number; size: number; flags: number }
  mseal: { start: number; len: number; flags: number }
  setxattrat: { dfd: number; pathname: string; at_flags: number; name: string; uargs: number; usize: number }
  getxattrat: { dfd: number; pathname: string; at_flags: number; name: string; uargs: number; usize: number }
  listxattrat: { dfd: number; pathname: string; at_flags: number; list: number; size: number }
  removexattrat: { dfd: number; pathname: string; at_flags: number; name: string }
  open_tree_attr: { dfd: number; filename: string; flags: number; uattr: number; usize: number }
  file_getattr: { dfd: number; filename: string; ufattr: number; usize: number; at_flags: number }
  file_setattr: { dfd: number; filename: string; ufattr: number; usize: number; at_flags: number }
  listns: { req: number; ns_ids: number; nr_ns_ids: number; flags: number }
  rseq_slice_yield: {  }
  fchroot: { fd: number; flags: number }
}

/** An argument of any syscall: each is there only where the syscall has it. */
export interface AnyArgs {
  _callout_info?: string
  _description?: string
  _fs_name?: string
  _key?: string
  _payload?: number
  _type?: string
  _value?: number
  act?: number
  addr?: number
  addr_len?: number
  addrlen?: number
  advice?: number
  arg?: number
  arg0?: number
  arg1?: number
  arg2?: number
  arg3?: number
  arg4?: number
  arg5?: number
  argp?: number
  argsz?: number
  argv?: string[]
  at_flags?: number
  attr?: number
  attr_flags?: number
  attr_uptr?: number
  aux?: number
  backlog?: number
  behavior?: number
  brk?: number
  buf?: number
  buff?: number
  buffer?: number
  bufsiz?: number
  bufsize?: number
  bytecount?: number
  child_tidptr?: number
  clockid?: number
  clone_flags?: number
  cmd?: number
  cmdline_len?: number
  cmdline_ptr?: string
  cookie64?: number
  count?: number
  cpu?: number
  cpu_id?: number
  cpup?: number
  created_timer_id?: number
  cstat?: number
  cstat_range?: number
  ctx?: number
  ctx_id?: number
  ctxp?: number
  data?: number
  dataptr?: number
  destringid?: number
  dev?: number
  dev_name?: string
  dfd?: number
  dir_name?: string
  dirent?: number
  egid?: number
  egidp?: number
  entries?: number
  entry?: number
  envp?: string[]
  epfd?: number
  error_code?: number
  euid?: number
  euidp?: number
  event?: number
  event_f_flags?: number
  events?: number
  exp?: number
  family?: number
  fanotify_fd?: number
  fd?: number
  fd_in?: number
  fd_out?: number
  fdin?: number
  fdout?: number
  fildes?: number
  filename?: string
  flag?: number
  flags?: number
  from?: number
  from_dfd?: number
  from_pathname?: string
  fs_fd?: number
  func?: number
  gid?: number
  gidsetsize?: number
  group?: number
  group_fd?: number
  grouplist?: number
  handle?: number
  head?: number
  head_ptr?: number
  header?: number
  home_node?: number
  how?: number
  id?: number
  ids?: number
  idx1?: number
  idx2?: number
  in_fd?: number
  info?: number
  infop?: number
  init_val?: number
  initrd_fd?: number
  inp?: number
  interval?: number
  iocb?: number
  iocbpp?: number
  ioprio?: number
  kernel_fd?: number
  key?: number
  len?: number
  len_in?: number
  len_ptr?: number
  length?: number
  level?: number
  library?: string
  liovcnt?: number
  list?: number
  lvec?: number
  magic1?: number
  magic2?: number
  mask?: number
  max_fd?: number
  maxevents?: number
  maxnode?: number
  min_complete?: number
  min_nr?: number
  mmsg?: number
  mnt_id?: number
  mnt_ids?: number
  mode?: number
  mountdirfd?: number
  mqdes?: number
  msg?: number
  msg_len?: number
  msg_prio?: number
  msgflg?: number
  msgp?: number
  msgsz?: number
  msgtyp?: number
  msqid?: number
  n?: number
  name?: number | string
  name_user?: string
  nbytes?: number
  new_addr?: number
  new_len?: number
  new_nodes?: number
  new_rlim?: number
  new_root?: string
  new_setting?: number
  newdfd?: number
  newfd?: number
  newname?: string
  newsp?: number
  nfds?: number
  niceval?: number
  nmask?: number
  nodep?: number
  nodes?: number
  nr?: number
  nr_args?: number
  nr_events?: number
  nr_futexes?: number
  nr_mnt_ids?: number
  nr_ns_ids?: number
  nr_pages?: number
  nr_requeue?: number
  nr_segments?: number
  nr_segs?: number
  nr_wake?: number
  ns_ids?: number
  nsems?: number
  nset?: number
  nsops?: number
  num?: number
  oact?: number
  off?: number
  off_in?: number
  off_out?: number
  offset?: number
  oflag?: number
  old_len?: number
  old_nodes?: number
  old_rlim?: number
  old_setting?: number
  olddfd?: number
  oldfd?: number
  oldname?: string
  op?: number
  opcode?: number
  option?: number
  options?: number
  optlen?: number
  optname?: number
  optval?: number
  oset?: number
  otmr?: number
  out_fd?: number
  outp?: number
  ovalue?: number
  pages?: number
  param?: number
  params?: number
  parent_tidptr?: number
  path?: string
  pathname?: string
  personality?: number
  pgid?: number
  pgoff?: number
  pid?: number
  pid1?: number
  pid2?: number
  pidfd?: number
  pkey?: number
  plen?: number
  policy?: number
  pos?: number
  pos_h?: number
  pos_l?: number
  prot?: number
  protocol?: number
  ptr?: number
  put_old?: string
  req?: number
  request?: number
  resource?: number
  result?: number
  rgid?: number
  rgidp?: number
  ringid?: number
  riovcnt?: number
  rlim?: number
  rmtp?: number
  rqtp?: number
  rseq?: number
  rseq_len?: number
  ru?: number
  ruid?: number
  ruidp?: number
  rule_attr?: number
  rule_type?: number
  ruleset_fd?: number
  rvec?: number
  seconds?: number
  segments?: number
  semflg?: number
  semid?: number
  semnum?: number
  setting?: number
  sgid?: number
  sgidp?: number
  shmaddr?: number
  shmflg?: number
  shmid?: number
  sig?: number
  sigmask?: number
  sigsetsize?: number
  size?: number
  sizemask?: number
  special?: string
  specialfile?: string
  start?: number
  stat_addr?: number
  statbuf?: number
  status?: number
  suid?: number
  suidp?: number
  swap_flags?: number
  tbuf?: number
  tgid?: number
  tidptr?: number
  timeout?: number
  timeout_msecs?: number
  timer_event_spec?: number
  timer_id?: number
  times?: number
  tloc?: number
  tls?: number
  to_dfd?: number
  to_pathname?: string
  to_submit?: number
  tp?: number
  tsops?: number
  tsp?: number
  turn_on?: number
  tv?: number
  tvp?: number
  txc_p?: number
  type?: number | string
  tz?: number
  u_abs_timeout?: number
  u_attr?: number
  u_mqstat?: number
  u_msg_prio?: number
  u_msg_ptr?: number
  u_name?: string
  u_notification?: number
  u_omqstat?: number
  uaddr?: number
  uaddr2?: number
  uargs?: number | string
  uattr?: number
  ubuf?: number
  ufattr?: number
  ufd?: number
  ufds?: number
  uid?: number
  uinfo?: number
  uiov?: number
  umod?: number
  umyaddr?: number
  uname?: string
  unewset?: number
  unshare_flags?: number
  unused?: number
  uoss?: number
  upeer_addrlen?: number
  upeer_sockaddr?: number
  upid?: number
  user?: number
  user_mask?: number
  user_mask_ptr?: number
  uservaddr?: number
  uset?: number
  usig?: number
  usize?: number
  usockaddr?: number
  usockaddr_len?: number
  usockvec?: number
  uss?: number
  uthese?: number
  utime?: number
  utimes?: number
  utmr?: number
  uts?: number
  utx?: number
  val?: number
  val3?: number
  value?: number
  vec?: number
  vlen?: number
  waiters?: number
  wd?: number
  whence?: number
  which?: number
  which_clock?: number
  who?: number
}
