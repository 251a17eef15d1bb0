import { describe, expect, test } from 'bun:test'
import { bytesOf, joined, lineOf, type Made, Memory, packed, struct } from '../support/call-memory.ts'

const currentFolder = -100

/** Each case: the expected line, and the call with the memory that it makes. */
const cases = (
  name: string,
  rows: readonly (readonly [line: string, make: (memory: Memory) => Made])[],
): void => {
  describe(name, () => {
    for (const [line, make] of rows)
      test(line, () => {
        const memory = new Memory()
        expect(lineOf({ memory, ...make(memory) })).toBe(line)
      })
  })
}

const timespec = (seconds: number, nanoseconds: number): Uint8Array => packed(8, seconds, nanoseconds)

cases('paths and flags', [
  [
    'openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3',
    m => ({ name: 'openat', args: [currentFolder, m.text('/etc/passwd'), 0o2000000, 0o777], result: 3 }),
  ],
  [
    'openat(AT_FDCWD, "x", O_RDWR|O_CREAT|O_TRUNC, 0644) = -1 EACCES (Permission denied)',
    m => ({ name: 'openat', args: [currentFolder, m.text('x'), 0o1102, 0o644], result: -13 }),
  ],
  [
    'openat(AT_FDCWD, "/tmp", O_RDWR|O_EXCL|O_TMPFILE, 0600) = 3',
    m => ({ name: 'openat', args: [currentFolder, m.text('/tmp'), 0o20200202, 0o600], result: 3 }),
  ],
  [
    'open(0x1000, O_RDONLY|O_DSYNC) = -1 EFAULT (Bad address)',
    () => ({ name: 'open', args: [0x1000, 0o10000], result: -14 }),
  ],
  [
    'open("/", O_WRONLY|O_SYNC|0x40000000) = 3',
    m => ({ name: 'open', args: [m.text('/'), 0x4010_1001 | 0, 0], result: 3 }),
  ],
  ['open(NULL, O_RDONLY) = -1 EFAULT (Bad address)', () => ({ name: 'open', args: [0, 0], result: -14 })],
  [
    `openat(3, "${'p'.repeat(200)}", O_RDONLY) = 4`,
    m => ({ name: 'openat', args: [3, m.text('p'.repeat(200)), 0], result: 4 }),
  ],
  ['access("/", F_OK) = 0', m => ({ name: 'access', args: [m.text('/'), 0], result: 0 })],
  ['access("/", R_OK|W_OK|X_OK) = 0', m => ({ name: 'access', args: [m.text('/'), 7], result: 0 })],
  ['chmod("a", 04755) = 0', m => ({ name: 'chmod', args: [m.text('a'), 0o4755], result: 0 })],
  ['umask(000) = 022', () => ({ name: 'umask', args: [0], result: 0o22 })],
  [
    'mknodat(AT_FDCWD, "n", S_IFCHR|0600, makedev(0x1, 0x3)) = 0',
    m => ({ name: 'mknodat', args: [currentFolder, m.text('n'), 0o20600, 0x103], result: 0 }),
  ],
  [
    'mknodat(AT_FDCWD, "n", S_IFIFO|0644) = 0',
    m => ({ name: 'mknodat', args: [currentFolder, m.text('n'), 0o10644, 0], result: 0 }),
  ],
  ['chown("a", -1, 5) = 0', m => ({ name: 'chown', args: [m.text('a'), 0xffff_ffff, 5], result: 0 })],
  ['lseek(3, -5, SEEK_END) = 10', () => ({ name: 'lseek', args: [3, -5, 2], result: 10 })],
  [
    'lseek(3, 9007199254740993, 0x9 /* SEEK_??? */) = -1 EINVAL (Invalid argument)',
    () => ({ name: 'lseek', args: [3, 9007199254740993n, 9], result: -22 }),
  ],
  ['flock(3, LOCK_EX|LOCK_NB) = 0', () => ({ name: 'flock', args: [3, 6], result: 0 })],
])

cases('memory', [
  [
    'mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000',
    () => ({ name: 'mmap', args: [0, 8192, 3, 0x22, 0xffff_ffff, 0], result: 0x7f0000000000 }),
  ],
  [
    'mmap(0x1234, 1, PROT_NONE, MAP_SHARED|0x800000, 4, 0x3000) = -1 EBADF (Bad file descriptor)',
    () => ({ name: 'mmap', args: [0x1234, 1, 0, 0x800001, 4, 0x3000], result: -9 }),
  ],
  [
    'mmap(NULL, 1, 0x80 /* PROT_??? */, MAP_FILE, -1, 0) = -1 EINVAL (Invalid argument)',
    () => ({ name: 'mmap', args: [0, 1, 0x80, 0, -1, 0], result: -22 }),
  ],
  [
    'mmap(NULL, 1, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, -1, 0) = 0x1000',
    () => ({ name: 'mmap', args: [0, 1, 1, 0x22 | 0x40000 | (21 << 26), -1, 0], result: 0x1000 }),
  ],
  [
    'mremap(0x10000, 1, 2, MREMAP_MAYMOVE) = 0x20000',
    () => ({ name: 'mremap', args: [0x10000, 1, 2, 1, 0x7000], result: 0x20000 }),
  ],
  [
    'mremap(0x10000, 1, 2, MREMAP_MAYMOVE|MREMAP_FIXED, 0x7000) = 0x7000',
    () => ({ name: 'mremap', args: [0x10000, 1, 2, 3, 0x7000], result: 0x7000 }),
  ],
  ['brk(NULL) = 0x55550000', () => ({ name: 'brk', args: [0], result: 0x55550000 })],
  [
    'madvise(0x10000, 4096, 0x4d /* MADV_??? */) = -1 EINVAL (Invalid argument)',
    () => ({ name: 'madvise', args: [0x10000, 4096, 77], result: -22 }),
  ],
])

cases('buffers', [
  [
    'read(3, "hello", 10) = 5',
    m => ({ name: 'read', args: [3, m.put(bytesOf('hello12345')), 10], result: 5 }),
  ],
  ['read(3, "", 10) = 0', m => ({ name: 'read', args: [3, m.put(bytesOf('hello12345')), 10], result: 0 })],
  [
    'read(3, 0x7f0000001000, 10) = -1 EBADF (Bad file descriptor)',
    m => ({ name: 'read', args: [3, m.put(bytesOf('0123456789')), 10], result: -9 }),
  ],
  [
    `write(1, "${'x'.repeat(32)}"..., 50) = 50`,
    m => ({ name: 'write', args: [1, m.put(bytesOf('x'.repeat(50))), 50], result: 50 }),
  ],
  [
    `write(1, "${'x'.repeat(32)}", 32) = 32`,
    m => ({ name: 'write', args: [1, m.put(bytesOf('x'.repeat(32))), 32], result: 32 }),
  ],
  [
    'write(1, "\\08\\0001\\t\\n\\v\\f\\r\\33\\"\\\\\\177\\377", 14) = 14',
    m => ({
      name: 'write',
      args: [1, m.put(bytesOf('\x008\x001\t\n\v\f\r\x1b"\\\x7f\xff')), 14],
      result: 14,
    }),
  ],
  [
    'write(1, 0x5000, 5) = -1 EFAULT (Bad address)',
    () => ({ name: 'write', args: [1, 0x5000, 5], result: -14 }),
  ],
  ['write(1, NULL, 0) = 0', () => ({ name: 'write', args: [1, 0, 0], result: 0 })],
  [
    'getrandom("\\x01\\xff", 2, GRND_NONBLOCK) = 2',
    m => ({ name: 'getrandom', args: [m.put(packed(1, 1, 255)), 2, 1], result: 2 }),
  ],
  [
    'getcwd("/tmp", 100) = 5',
    m => ({ name: 'getcwd', args: [m.put(bytesOf('/tmp\0zzzz')), 100], result: 5 }),
  ],
  [
    'readlink("l", "target", 100) = 6',
    m => ({ name: 'readlink', args: [m.text('l'), m.put(bytesOf('targetzzz')), 100], result: 6 }),
  ],
  [
    'writev(1, [{iov_base="abc", iov_len=3}, {iov_base="de", iov_len=2}], 2) = 5',
    m => ({
      name: 'writev',
      args: [1, m.put(packed(8, m.put(bytesOf('abc')), 3, m.put(bytesOf('de')), 2)), 2],
      result: 5,
    }),
  ],
  [
    'readv(3, [{iov_base="abc", iov_len=3}, {iov_base="d", iov_len=2}, {iov_base="", iov_len=2}], 3) = 4',
    m => ({
      name: 'readv',
      args: [
        3,
        m.put(packed(8, m.put(bytesOf('abc')), 3, m.put(bytesOf('de')), 2, m.put(bytesOf('fg')), 2)),
        3,
      ],
      result: 4,
    }),
  ],
  [
    'setxattr("f", "user.a", "\\1b", 2, 0) = 0',
    m => ({
      name: 'setxattr',
      args: [m.text('f'), m.text('user.a'), m.put(bytesOf('\x01b')), 2, 0],
      result: 0,
    }),
  ],
  [
    'getdents64(3, 0x7f0000001000 /* 2 entries */, 100) = 48',
    m => ({
      name: 'getdents64',
      args: [
        3,
        m.put(joined(...[1, 2].map(i => joined(packed(8, i, i), packed(2, 24), new Uint8Array(6))))),
        100,
      ],
      result: 48,
    }),
  ],
  [
    'getdents64(3, 0x7f0000001000 /* 0 entries */, 100) = 0',
    m => ({ name: 'getdents64', args: [3, m.put(new Uint8Array(8)), 100], result: 0 }),
  ],
])

cases('structs', [
  [
    'fstat(3, {st_mode=S_IFREG|0644, st_size=1880, ...}) = 0',
    m => ({
      name: 'fstat',
      args: [3, m.put(struct('stat', { st_mode: 0o100644, st_size: 1880 }))],
      result: 0,
    }),
  ],
  [
    'fstat(0, {st_mode=S_IFCHR|0666, st_rdev=makedev(0x1, 0x3), ...}) = 0',
    m => ({
      name: 'fstat',
      args: [0, m.put(struct('stat', { st_mode: 0o20666, st_rdev: 0x103 }))],
      result: 0,
    }),
  ],
  [
    'fstat(3, {st_mode=S_IFDIR|S_ISVTX|0777, st_size=40, ...}) = 0',
    m => ({ name: 'fstat', args: [3, m.put(struct('stat', { st_mode: 0o41777, st_size: 40 }))], result: 0 }),
  ],
  ['fstat(3, 0x5000) = 0', () => ({ name: 'fstat', args: [3, 0x5000], result: 0 })],
  [
    'nanosleep({tv_sec=1, tv_nsec=5}, NULL) = 0',
    m => ({ name: 'nanosleep', args: [m.put(timespec(1, 5)), 0], result: 0 }),
  ],
  [
    'nanosleep({tv_sec=9, tv_nsec=0}, {tv_sec=7, tv_nsec=3}) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)',
    m => ({ name: 'nanosleep', args: [m.put(timespec(9, 0)), m.put(timespec(7, 3))], result: -516 }),
  ],
  [
    'prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0',
    m => ({ name: 'prlimit64', args: [0, 3, 0, m.put(packed(8, 8192 * 1024, -1))], result: 0 }),
  ],
  [
    'uname({sysname="Linux", nodename="vm", ...}) = 0',
    m => ({
      name: 'uname',
      args: [m.put(struct('new_utsname', { sysname: bytesOf('Linux'), nodename: bytesOf('vm') }))],
      result: 0,
    }),
  ],
  [
    'pipe2([3, 4], O_CLOEXEC) = 0',
    m => ({ name: 'pipe2', args: [m.put(packed(4, 3, 4)), 0o2000000], result: 0 }),
  ],
  [
    'getresuid([0], [5], [-1]) = 0',
    m => ({
      name: 'getresuid',
      args: [m.put(packed(4, 0)), m.put(packed(4, 5)), m.put(packed(4, -1))],
      result: 0,
    }),
  ],
  [
    'sched_setaffinity(0, 8, [0 9]) = 0',
    m => ({ name: 'sched_setaffinity', args: [0, 8, m.put(packed(8, 0x201))], result: 0 }),
  ],
  [
    'utimensat(AT_FDCWD, "f", [{tv_sec=1, tv_nsec=5} /* 1970-01-01T00:00:01.000000005+0000 */, UTIME_NOW], 0) = 0',
    m => ({
      name: 'utimensat',
      args: [currentFolder, m.text('f'), m.put(joined(timespec(1, 5), timespec(0, 0x3fffffff))), 0],
      result: 0,
    }),
  ],
  [
    'openat2(AT_FDCWD, "x", {flags=O_RDONLY|O_CREAT, mode=0644, resolve=RESOLVE_BENEATH}, 24) = 3',
    m => ({
      name: 'openat2',
      args: [currentFolder, m.text('x'), m.put(packed(8, 0o100, 0o644, 8)), 24],
      result: 3,
    }),
  ],
  [
    'timer_create(CLOCK_REALTIME, NULL, [7]) = 0',
    m => ({ name: 'timer_create', args: [0, 0, m.put(packed(4, 7))], result: 0 }),
  ],
])

cases('processes', [
  [
    'execve("/bin/ls", ["ls", "-l"], 0x7f0000007000 /* 2 vars */) = 0',
    m => ({
      name: 'execve',
      args: [m.text('/bin/ls'), m.list('ls', '-l'), m.list('A=1', 'B=2')],
      result: 0,
      during: memory => memory.set(0x7f0000001000, new Uint8Array(1)),
    }),
  ],
  [
    `execve("x", ["${'a'.repeat(32)}"..., "${'b'.repeat(32)}", ""], NULL) = -1 ENOENT (No such file or directory)`,
    m => ({ name: 'execve', args: [m.text('x'), m.list('a'.repeat(33), 'b'.repeat(32), ''), 0], result: -2 }),
  ],
  [
    `execve("x", [${'"a", '.repeat(32)}...], NULL) = 0`,
    m => ({ name: 'execve', args: [m.text('x'), m.list(...Array<string>(40).fill('a')), 0], result: 0 }),
  ],
  ['exit_group(3) = ?', () => ({ name: 'exit_group', args: [3] })],
  ['getpid()', () => ({ name: 'getpid', args: [] })],
  ['read(3, 0x7f0000001000, 10)', m => ({ name: 'read', args: [3, m.put(bytesOf('0123456789')), 10] })],
  [
    'clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7000) = 77',
    () => ({ name: 'clone', args: [0x1200011, 0, 0, 0x7000, 0], result: 77 }),
  ],
  [
    'clone(child_stack=0x9000, flags=CLONE_VM|CLONE_SETTLS|CLONE_PARENT_SETTID, parent_tid=[77], tls=0x8000) = 77',
    () => ({ name: 'clone', args: [0x180100, 0x9000, 0x7000, 0, 0x8000], result: 77 }),
  ],
  [
    'clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, 88) = 9',
    m => ({
      name: 'clone3',
      args: [m.put(struct('clone_args', { flags: 0x4100, exit_signal: 17 })), 88],
      result: 9,
    }),
  ],
  [
    'wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 9',
    m => ({ name: 'wait4', args: [-1, m.put(packed(4, 0x300)), 0, 0], result: 9 }),
  ],
  [
    'wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}], WNOHANG, NULL) = 9',
    m => ({ name: 'wait4', args: [-1, m.put(packed(4, 0x8b)), 1, 0], result: 9 }),
  ],
  ['kill(5, SIGRT_8) = 0', () => ({ name: 'kill', args: [5, 40], result: 0 })],
  ['sched_getscheduler(0) = 0 (SCHED_OTHER)', () => ({ name: 'sched_getscheduler', args: [0], result: 0 })],
])

cases('signals', [
  [
    'rt_sigprocmask(SIG_BLOCK, [INT TERM RT_8], [], 8) = 0',
    m => ({
      name: 'rt_sigprocmask',
      args: [0, m.put(packed(8, (1n << 1n) | (1n << 14n) | (1n << 39n))), m.put(packed(8, 0)), 8],
      result: 0,
    }),
  ],
  [
    'rt_sigprocmask(SIG_SETMASK, ~[KILL STOP], NULL, 8) = 0',
    m => ({
      name: 'rt_sigprocmask',
      args: [2, m.put(packed(8, ~((1n << 8n) | (1n << 18n)))), 0, 8],
      result: 0,
    }),
  ],
  [
    'rt_sigaction(SIGUSR1, {sa_handler=0x5000, sa_mask=[], sa_flags=SA_RESTORER|SA_RESTART, sa_restorer=0x6000}, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}, 8) = 0',
    m => ({
      name: 'rt_sigaction',
      args: [10, m.put(packed(8, 0x5000, 0x14000000, 0x6000, 0)), m.put(packed(8, 0, 0, 0, 0)), 8],
      result: 0,
    }),
  ],
  [
    'pause() = ? ERESTARTNOHAND (To be restarted if no handler)',
    () => ({ name: 'pause', args: [], result: -514 }),
  ],
  [
    'waitid(P_PID, 9, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=9, si_uid=0, si_status=3, si_utime=0, si_stime=0}, WEXITED, NULL) = 0',
    m => ({
      name: 'waitid',
      args: [1, 9, m.put(joined(packed(4, 17, 0, 1, 0, 9, 0, 3, 0), new Uint8Array(96))), 4, 0],
      result: 0,
    }),
  ],
])

cases('waiting', [
  [
    'poll([{fd=3, events=POLLIN}, {fd=-1}], 2, 10) = 1 ([{fd=3, revents=POLLIN|POLLHUP}])',
    m => ({
      name: 'poll',
      args: [
        m.put(
          joined(
            struct('pollfd', { fd: 3, events: 1, revents: 0x11 }),
            struct('pollfd', { fd: -1, events: 4 }),
          ),
        ),
        2,
        10,
      ],
      result: 1,
    }),
  ],
  [
    'poll([{fd=3, events=POLLIN}], 1, 0) = 0 (Timeout)',
    m => ({ name: 'poll', args: [m.put(struct('pollfd', { fd: 3, events: 1 })), 1, 0], result: 0 }),
  ],
  [
    'select(8, [3 7], NULL, NULL, {tv_sec=1, tv_usec=0}) = 1 (in [3], left {tv_sec=0, tv_usec=5})',
    m => {
      const set = m.put(joined(packed(1, 0x88), new Uint8Array(127)))
      const time = m.put(packed(8, 1, 0))
      return {
        name: 'select',
        args: [8, set, 0, 0, time],
        result: 1,
        during: memory => {
          memory.set(set, joined(packed(1, 0x08), new Uint8Array(127)))
          memory.set(time, packed(8, 0, 5))
        },
      }
    },
  ],
  [
    'epoll_ctl(4, EPOLL_CTL_ADD, 8, {events=EPOLLOUT|EPOLLET, data={u32=8, u64=8}}) = 0',
    m => ({
      name: 'epoll_ctl',
      args: [4, 1, 8, m.put(struct('epoll_event', { events: 0x80000004, data: 8 }))],
      result: 0,
    }),
  ],
  [
    'epoll_wait(4, [], 10, 5) = 0',
    m => ({ name: 'epoll_wait', args: [4, m.put(new Uint8Array(120)), 10, 5], result: 0 }),
  ],
  [
    'futex(0x5000, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 1, NULL, FUTEX_BITSET_MATCH_ANY) = 0',
    () => ({ name: 'futex', args: [0x5000, 0x189, 1, 0, 0, -1], result: 0 }),
  ],
  ['futex(0x5000, FUTEX_WAKE_PRIVATE, 1) = 1', () => ({ name: 'futex', args: [0x5000, 129, 1], result: 1 })],
])

cases('by the value of an argument', [
  [
    'fcntl(3, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE)',
    () => ({ name: 'fcntl', args: [3, 3, 0], result: 0x8002 }),
  ],
  ['fcntl(3, F_GETFD) = 0', () => ({ name: 'fcntl', args: [3, 1, 0], result: 0 })],
  ['fcntl(3, F_SETFD, FD_CLOEXEC) = 0', () => ({ name: 'fcntl', args: [3, 2, 1], result: 0 })],
  [
    'fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=9}) = 0',
    m => ({ name: 'fcntl', args: [3, 6, m.put(struct('flock', { l_type: 1, l_len: 9 }))], result: 0 }),
  ],
  [
    'ioctl(1, TCGETS, 0x5000) = -1 ENOTTY (Inappropriate ioctl for device)',
    () => ({ name: 'ioctl', args: [1, 0x5401, 0x5000], result: -25 }),
  ],
  [
    'ioctl(1, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}) = 0',
    m => ({
      name: 'ioctl',
      args: [1, 0x5413, m.put(joined(packed(2, 24, 80, 0, 0), new Uint8Array(56)))],
      result: 0,
    }),
  ],
  [
    'ioctl(3, _IOC(_IOC_NONE, 0x56, 0x78, 0x1234), 0x5) = -1 ENOTTY (Inappropriate ioctl for device)',
    () => ({ name: 'ioctl', args: [3, 0x12345678, 5], result: -25 }),
  ],
  ['ioctl(3, FIOCLEX) = 0', () => ({ name: 'ioctl', args: [3, 0x5451, 0], result: 0 })],
  [
    'prctl(PR_SET_NAME, "abc") = 0',
    m => ({ name: 'prctl', args: [15, m.put(bytesOf('abc\0xxxxxxxxxxxxxxxx'))], result: 0 }),
  ],
  [
    'prctl(PR_SET_NAME, "abcdefghijklmno"...) = 0',
    m => ({ name: 'prctl', args: [15, m.text('abcdefghijklmnopqrst')], result: 0 }),
  ],
  [
    'prctl(0x270f /* PR_??? */, 0x1, 0x2, 0x3, 0x4) = -1 EINVAL (Invalid argument)',
    () => ({ name: 'prctl', args: [9999, 1, 2, 3, 4], result: -22 }),
  ],
  [
    'arch_prctl(ARCH_SET_FS, 0x7f0000000000) = 0',
    () => ({ name: 'arch_prctl', args: [0x1002, 0x7f0000000000], result: 0 }),
  ],
])

cases('before and after', [
  [
    'sendfile(4, 3, [0] => [10], 10) = 10',
    m => {
      const offset = m.put(packed(8, 0))
      return {
        name: 'sendfile',
        args: [4, 3, offset, 10],
        result: 10,
        during: memory => memory.set(offset, packed(8, 10)),
      }
    },
  ],
  ['sendfile(4, 3, NULL, 10) = 10', () => ({ name: 'sendfile', args: [4, 3, 0, 10], result: 10 })],
  [
    'copy_file_range(3, [0], 4, [9], 10, 0) = -1 EBADF (Bad file descriptor)',
    m => ({
      name: 'copy_file_range',
      args: [3, m.put(packed(8, 0)), 4, m.put(packed(8, 9)), 10, 0],
      result: -9,
    }),
  ],
])

test('a result may have a mark before it', () => {
  const close: Made = { name: 'close', args: [3], result: 0 }
  expect(lineOf(close, { separator: '\t' })).toBe('close(3)\t0')
})

test('descriptors have their names, arguments and results', () => {
  const fdName = (pid: number, fd: number) => (fd === 9 ? undefined : `/proc of ${pid}/${fd}`)
  const memory = new Memory()
  const open: Made = { name: 'openat', args: [5, memory.text('x'), 0], memory, result: 3 }
  expect(lineOf(open, { fdName })).toBe('openat(5</proc of 100/5>, "x", O_RDONLY) = 3</proc of 100/3>')
  expect(lineOf({ name: 'close', args: [9], result: 0 }, { fdName })).toBe('close(9) = 0')
})

test('more of strings, and whole structs, where they are wanted', () => {
  const memory = new Memory()
  const write: Made = {
    name: 'write',
    args: [1, memory.put(bytesOf('x'.repeat(50))), 50],
    memory,
    result: 50,
  }
  expect(lineOf(write, { stringSize: 64 })).toBe(`write(1, "${'x'.repeat(50)}", 50) = 50`)
  expect(lineOf(write, { stringSize: 4 })).toBe('write(1, "xxxx"..., 50) = 50')
  const uname: Made = {
    name: 'uname',
    args: [memory.put(struct('new_utsname', { sysname: bytesOf('Linux') }))],
    memory,
    result: 0,
  }
  expect(lineOf(uname, { abbreviate: false })).toBe(
    'uname({sysname="Linux", nodename="", release="", version="", machine="", domainname=""}) = 0',
  )
})

test('arm64 has other numbers and structs', () => {
  const memory = new Memory()
  const stat = memory.put(struct('stat', { st_mode: 0o100644, st_size: 7 }, 'arm64'))
  expect(lineOf({ name: 'fstat', args: [3, stat], memory, result: 0 }, { arch: 'arm64' })).toBe(
    'fstat(3, {st_mode=S_IFREG|0644, st_size=7, ...}) = 0',
  )
  const open: Made = { name: 'openat', args: [-100, memory.text('d'), 0o40000], memory, result: 3 }
  expect(lineOf(open, { arch: 'arm64' })).toBe('openat(AT_FDCWD, "d", O_RDONLY|O_DIRECTORY) = 3')
  const clone: Made = { name: 'clone', args: [0x1200011, 0, 0, 0, 0x7000], result: 7 }
  expect(lineOf(clone, { arch: 'arm64' })).toContain('child_tidptr=0x7000')
})
