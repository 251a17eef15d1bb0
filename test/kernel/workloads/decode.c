/* One call and more of nearly every system call, with arguments that have something to show: structs in and out, flags,
 * bad pointers. Run as a user who may nothing, in an empty folder of that user: what needs rights fails, and shows its
 * arguments all the same. */

#include "work.h"
#include <arpa/inet.h>
#include <asm/prctl.h>
#include <linux/aio_abi.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <linux/kcmp.h>
#include <linux/keyctl.h>
#include <linux/membarrier.h>
#include <linux/mempolicy.h>
#include <linux/openat2.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/ptrace.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/random.h>
#include <sys/swap.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <termios.h>
#include <utime.h>

/* Linux's own struct, which the C library has in another form. */
struct kernel_sigaction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)(void);
  uint64_t mask;
};

#define C(name, ...) syscall(SYS_##name, ##__VA_ARGS__)
#define NOWHERE ((void *)0xdead0000UL)

static char buffer[8192];
static char text[] = "one\ttwo \"three\" \\ \1\0017\xff and more than is shown of it";

static void files(void) {
  struct stat status;
  struct statx status_x;
  struct statfs system;
  C(open, "file", O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0640);
  int fd = C(openat, AT_FDCWD, "file", O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK);
  C(openat, AT_FDCWD, "tmp", O_WRONLY | O_TMPFILE, 0600);
  C(openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY | O_PATH);
  C(openat, -1, "file", O_RDONLY | O_SYNC | 0x40000000);
  C(openat, AT_FDCWD, NOWHERE, O_RDONLY);
  C(open, NULL, 3);
  struct open_how how = {.flags = O_RDONLY | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
  C(openat2, AT_FDCWD, "file", &how, sizeof how);
  how.flags |= O_CREAT;
  how.mode = 0644;
  C(openat2, AT_FDCWD, "file", &how, sizeof how);
  C(openat2, AT_FDCWD, "file", &how, 5L);
  C(openat2, AT_FDCWD, "file", NOWHERE, sizeof how);
  C(creat, "other", 0600);
  C(write, fd, text, sizeof text);
  C(write, fd, NOWHERE, 10L);
  C(write, fd, text, 0L);
  C(pwrite64, fd, text, 5L, 3L);
  C(pread64, fd, buffer, 20L, 0L);
  C(pread64, fd, buffer, 20L, -3L);
  C(read, fd, buffer, sizeof buffer);
  C(read, fd, NOWHERE, 5L);
  C(read, 99, buffer, 5L);
  struct iovec vector[] = {{buffer, 10}, {buffer + 100, 50}, {NULL, 0}};
  struct iovec given[] = {{text, 4}, {text + 4, sizeof text - 4}, {NULL, 0}};
  C(writev, fd, given, 3L);
  C(pwritev, fd, given, 2L, 7L, 0L);
  C(pwritev2, fd, given, 2L, 7L, 0L, RWF_DSYNC | RWF_HIPRI);
  C(lseek, fd, 0L, SEEK_SET);
  C(lseek, fd, 3L, SEEK_DATA);
  C(lseek, fd, -1000L, SEEK_CUR);
  C(lseek, fd, 0L, 99);
  C(lseek, fd, 0L, SEEK_SET);
  C(readv, fd, vector, 3L);
  C(preadv, fd, vector, 2L, 1L, 0L);
  C(preadv2, fd, vector, 2L, 1L, 0L, 0);
  C(preadv2, fd, vector, 2L, 1L, 0L, RWF_NOWAIT | RWF_APPEND);
  C(readv, fd, NOWHERE, 3L);
  C(readv, fd, vector, -1L);
  C(readv, fd, vector, 0L);
  C(stat, "file", &status);
  C(stat, "/dev/null", &status);
  C(stat, "none", &status);
  C(stat, "file", NOWHERE);
  C(lstat, "/proc/self", &status);
  C(fstat, fd, &status);
  C(newfstatat, AT_FDCWD, "file", &status, AT_SYMLINK_NOFOLLOW);
  C(newfstatat, fd, "", &status, AT_EMPTY_PATH | AT_NO_AUTOMOUNT);
  C(newfstatat, fd, "", &status, 0x80000000 | AT_EMPTY_PATH);
  C(statx, AT_FDCWD, "file", AT_STATX_FORCE_SYNC | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &status_x);
  C(statx, fd, "", AT_EMPTY_PATH, STATX_SIZE | STATX_MODE, &status_x);
  C(statx, AT_FDCWD, "none", 0, STATX_ALL, &status_x);
  C(statfs, "/proc", &system);
  C(statfs, ".", &system);
  C(fstatfs, fd, &system);
  C(fstatfs, -1, &system);
  C(ustat, makedev(8, 1), buffer);
  C(access, "file", R_OK | W_OK);
  C(access, "file", F_OK);
  C(access, "none", 0xff);
  C(faccessat, AT_FDCWD, "file", X_OK);
  C(faccessat2, AT_FDCWD, "file", R_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW);
  C(chmod, "file", 04755);
  C(chmod, "none", 0100644);
  C(fchmod, fd, 0600);
  C(fchmodat, AT_FDCWD, "file", 0644);
  C(chown, "file", -1, -1);
  C(chown, "file", 0, 12);
  C(lchown, "none", 1, 2);
  C(fchown, fd, -1, 7);
  C(fchownat, AT_FDCWD, "file", -1, -1, AT_SYMLINK_NOFOLLOW);
  C(truncate, "file", 100L);
  C(truncate, "file", -1L);
  C(ftruncate, fd, 5000L);
  C(ftruncate, fd, -1L);
  C(fallocate, fd, FALLOC_FL_KEEP_SIZE, 0L, 4096L);
  C(fallocate, fd, FALLOC_FL_PUNCH_HOLE, 0L, 4096L);
  C(fadvise64, fd, 0L, 100L, POSIX_FADV_SEQUENTIAL);
  C(readahead, fd, 0L, 100L);
  C(sync_file_range, fd, 0L, 100L, SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_BEFORE);
  C(fsync, fd);
  C(fdatasync, fd);
  C(syncfs, -1);
  C(flock, fd, LOCK_EX | LOCK_NB);
  C(flock, fd, LOCK_UN);
  C(mkdir, "folder", 0755);
  C(mkdirat, AT_FDCWD, "folder", 01777);
  C(mknod, "pipe", S_IFIFO | 0600, 0);
  C(mknod, "device", S_IFCHR | 0600, makedev(1, 3));
  C(mknodat, AT_FDCWD, "block", S_IFBLK | 0600, makedev(300, 70000));
  C(mknodat, AT_FDCWD, "plain", S_IFREG | 0600, 0);
  C(link, "file", "link");
  C(linkat, AT_FDCWD, "file", AT_FDCWD, "link2", AT_SYMLINK_FOLLOW);
  C(symlink, "file", "soft");
  C(symlinkat, "file", AT_FDCWD, "soft2");
  C(readlink, "soft", buffer, sizeof buffer);
  C(readlink, "file", buffer, sizeof buffer);
  C(readlinkat, AT_FDCWD, "soft2", buffer, 2L);
  C(rename, "link", "link3");
  C(renameat, AT_FDCWD, "link2", AT_FDCWD, "link4");
  C(renameat2, AT_FDCWD, "soft", AT_FDCWD, "soft2", RENAME_EXCHANGE);
  C(renameat2, AT_FDCWD, "soft", AT_FDCWD, "soft2", RENAME_NOREPLACE | RENAME_WHITEOUT);
  C(unlink, "link3");
  C(unlinkat, AT_FDCWD, "folder", AT_REMOVEDIR);
  C(unlinkat, AT_FDCWD, "none", 0);
  C(rmdir, "none");
  C(chdir, "/no/such");
  C(fchdir, fd);
  C(chroot, "/");
  C(getcwd, buffer, sizeof buffer);
  C(getcwd, buffer, 2L);
  C(umask, 027);
  C(umask, 022);
  int folder = C(open, "/proc/self", O_RDONLY | O_DIRECTORY);
  C(getdents64, folder, buffer, sizeof buffer);
  C(getdents64, folder, buffer, 3L);
  C(lseek, folder, 0L, SEEK_SET);
  C(getdents, folder, buffer, sizeof buffer);
  C(getdents64, fd, buffer, sizeof buffer);
  struct timespec times[] = {{1700000000, 123456789}, {0, UTIME_OMIT}};
  struct timeval clocks[] = {{1700000000, 123456}, {1600000000, 0}};
  struct utimbuf both = {1700000000, 1600000000};
  C(utimensat, AT_FDCWD, "file", times, AT_SYMLINK_NOFOLLOW);
  times[0].tv_nsec = UTIME_NOW;
  C(utimensat, fd, NULL, times, 0);
  C(utimensat, AT_FDCWD, "file", NULL, 0);
  C(futimesat, AT_FDCWD, "file", clocks);
  C(utimes, "file", clocks);
  C(utimes, "none", NULL);
  C(utime, "file", &both);
  C(utime, "file", NOWHERE);
  C(setxattr, "file", "user.name", "value", 5L, XATTR_CREATE);
  C(lsetxattr, "soft", "user.name", text, sizeof text, XATTR_REPLACE);
  C(fsetxattr, fd, "trusted.x", NULL, 0L, 0);
  C(getxattr, "file", "user.name", buffer, 100L);
  C(lgetxattr, "file", "user.name", buffer, 0L);
  C(fgetxattr, fd, "user.none", buffer, 10L);
  C(listxattr, "file", buffer, 100L);
  C(llistxattr, "file", NULL, 0L);
  C(flistxattr, fd, buffer, 1L);
  C(removexattr, "file", "user.none");
  C(lremovexattr, "file", "user.name");
  C(fremovexattr, fd, "user.name");
  int watch = C(inotify_init1, IN_CLOEXEC | IN_NONBLOCK);
  C(inotify_init);
  C(inotify_add_watch, watch, "file", IN_MODIFY | IN_CLOSE | IN_ONLYDIR);
  int number = C(inotify_add_watch, watch, "file", IN_ALL_EVENTS | IN_ONESHOT);
  C(inotify_rm_watch, watch, number);
  C(fanotify_init, FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_UNLIMITED_QUEUE, O_RDWR | O_LARGEFILE);
  C(fanotify_mark, -1, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN | FAN_CLOSE | FAN_ONDIR, AT_FDCWD, "file");
  C(name_to_handle_at, AT_FDCWD, "file", &(struct { unsigned size; int kind; char rest[128]; }){.size = 128}, &number, 0);
  C(name_to_handle_at, AT_FDCWD, "file", &(struct { unsigned size; int kind; }){.size = 0}, &number, AT_SYMLINK_FOLLOW);
  C(open_by_handle_at, AT_FDCWD, &(struct { unsigned size; int kind; char rest[8]; }){8, 1, "abcdefg"}, O_RDONLY);
  C(close, fd);
  C(close, fd);
  C(close_range, 500, 600, 0);
  C(close_range, 600, 500, CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC);
}

static void descriptors(void) {
  int fd = C(open, "file", O_RDWR | O_CREAT, 0600);
  int ends[2];
  C(dup, fd);
  C(dup, -1);
  C(dup2, fd, 20);
  C(dup3, fd, 21, O_CLOEXEC);
  C(dup3, fd, fd, O_CLOEXEC | 1);
  C(pipe, ends);
  C(pipe2, ends, O_CLOEXEC | O_NONBLOCK);
  C(pipe2, NOWHERE, 0);
  C(pipe2, ends, 1);
  C(fcntl, fd, F_DUPFD, 30);
  C(fcntl, fd, F_DUPFD_CLOEXEC, 31);
  C(fcntl, fd, F_GETFD);
  C(fcntl, fd, F_SETFD, FD_CLOEXEC);
  C(fcntl, fd, F_GETFD);
  C(fcntl, fd, F_GETFL);
  C(fcntl, fd, F_SETFL, O_NONBLOCK | O_APPEND);
  C(fcntl, ends[0], F_GETPIPE_SZ);
  C(fcntl, ends[0], F_SETPIPE_SZ, 4096);
  C(fcntl, fd, F_GETOWN);
  C(fcntl, fd, F_SETOWN, getpid());
  C(fcntl, fd, F_SETSIG, SIGUSR1);
  C(fcntl, fd, F_GETSIG);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 3, .l_len = 10};
  C(fcntl, fd, F_SETLK, &lock);
  C(fcntl, fd, F_GETLK, &lock);
  C(fcntl, fd, F_OFD_SETLK, &lock);
  lock.l_pid = 0;
  C(fcntl, fd, F_OFD_GETLK, &lock);
  C(fcntl, fd, F_GETLK, NOWHERE);
  struct f_owner_ex owner = {F_OWNER_PID, getpid()};
  C(fcntl, fd, F_SETOWN_EX, &owner);
  C(fcntl, fd, F_GETOWN_EX, &owner);
  C(fcntl, fd, F_SETLEASE, F_RDLCK);
  C(fcntl, fd, F_GETLEASE);
  C(fcntl, fd, F_NOTIFY, DN_ACCESS | DN_MULTISHOT);
  uint64_t hint = RWH_WRITE_LIFE_SHORT;
  C(fcntl, fd, F_SET_RW_HINT, &hint);
  C(fcntl, fd, F_GET_RW_HINT, &hint);
  C(fcntl, fd, 12345, 7L);
  int memory = C(memfd_create, "a name", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  C(memfd_create, NULL, 0x80);
  C(fcntl, memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW);
  C(fcntl, memory, F_GET_SEALS);
  C(fcntl, fd, F_GET_SEALS);
  long offset = 0;
  C(write, ends[1], text, sizeof text);
  C(tee, ends[0], ends[1], 10L, SPLICE_F_NONBLOCK);
  C(splice, ends[0], NULL, memory, NULL, 5L, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  C(splice, ends[0], NULL, fd, &offset, 5L, 0);
  struct iovec vector = {text, 7};
  C(vmsplice, ends[1], &vector, 1L, SPLICE_F_GIFT | SPLICE_F_NONBLOCK);
  offset = 1;
  C(sendfile, ends[1], fd, &offset, 3L);
  C(sendfile, ends[1], fd, NULL, 3L);
  C(sendfile, ends[1], 99, &offset, 3L);
  offset = 0;
  C(copy_file_range, fd, &offset, memory, NULL, 3L, 0);
  struct pollfd polled[] = {{ends[0], POLLIN | POLLPRI, 0}, {ends[1], POLLOUT, 0}, {-1, POLLIN, 0}, {99, POLLIN, 0}};
  C(poll, polled, 4, 0);
  C(poll, polled + 2, 1, 1);
  C(poll, NULL, 0, 0);
  C(poll, NOWHERE, 2, 0);
  struct timespec short_time = {0, 1000000};
  struct timeval short_clock = {0, 1000};
  uint64_t set = 1 << (SIGUSR1 - 1) | 1 << (SIGINT - 1);
  C(ppoll, polled, 2, &short_time, &set, 8L);
  C(ppoll, polled + 2, 1, &short_time, NULL, 0L);
  C(ppoll, polled + 2, 1, NULL, NOWHERE, 8L);
  fd_set in, out, except;
  FD_ZERO(&in);
  FD_ZERO(&out);
  FD_ZERO(&except);
  FD_SET(ends[0], &in);
  FD_SET(0, &in);
  FD_SET(ends[1], &out);
  FD_SET(ends[1], &except);
  short_clock.tv_usec = 1000;
  C(select, ends[1] + 1, &in, &out, &except, &short_clock);
  FD_ZERO(&in);
  short_clock.tv_usec = 1000;
  C(select, 5, &in, NULL, NULL, &short_clock);
  FD_SET(50, &in);
  C(select, 51, &in, NULL, NULL, &short_clock);
  C(select, 5, NOWHERE, NULL, NULL, NULL);
  C(select, -1, NULL, NULL, NULL, NULL);
  struct { const void *set; size_t size; } pack = {&set, 8};
  FD_ZERO(&out);
  FD_SET(ends[1], &out);
  C(pselect6, ends[1] + 1, NULL, &out, NULL, &short_time, &pack);
  int poller = C(epoll_create1, EPOLL_CLOEXEC);
  C(epoll_create, 10);
  C(epoll_create1, 1);
  struct epoll_event event = {EPOLLIN | EPOLLET, {.u64 = 0x123456789abcdef}}, events[8];
  C(epoll_ctl, poller, EPOLL_CTL_ADD, ends[0], &event);
  event.events = EPOLLOUT | EPOLLONESHOT | EPOLLRDHUP;
  event.data.u64 = 7;
  C(epoll_ctl, poller, EPOLL_CTL_ADD, ends[1], &event);
  C(epoll_ctl, poller, EPOLL_CTL_MOD, ends[1], &event);
  C(epoll_ctl, poller, EPOLL_CTL_ADD, fd, &event);
  C(epoll_ctl, poller, EPOLL_CTL_MOD, ends[1], NOWHERE);
  C(epoll_wait, poller, events, 8, 0);
  C(epoll_pwait, poller, events, 8, 0, &set, 8L);
  C(epoll_pwait2, poller, events, 8, &short_time, NULL, 8L);
  C(epoll_ctl, poller, EPOLL_CTL_DEL, ends[1], NULL);
  C(epoll_wait, poller, events, 0, 0);
  int counter = C(eventfd2, 3, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
  C(eventfd, 0);
  C(read, counter, buffer, 8L);
  C(signalfd4, -1, &set, 8L, SFD_CLOEXEC | SFD_NONBLOCK);
  C(signalfd, -1, &set, 8L);
  C(signalfd4, -1, NOWHERE, 8L, 0);
  C(userfaultfd, O_CLOEXEC | O_NONBLOCK);
  C(ioctl, fd, FIONREAD, buffer);
  C(ioctl, fd, TCGETS, buffer);
  C(ioctl, fd, TIOCGWINSZ, buffer);
  C(ioctl, fd, FIONBIO, &(int){1});
  C(ioctl, fd, FIOCLEX, 0);
  C(ioctl, fd, FS_IOC_GETFLAGS, buffer);
  C(ioctl, fd, 0xc0123456, 0x1234L);
  C(ioctl, fd, 0x80045432UL, NOWHERE);
  C(ioctl, ends[0], FIONREAD, buffer);
  int terminal = C(open, "/dev/ptmx", O_RDWR | O_NOCTTY);
  C(ioctl, terminal, TCGETS, buffer);
  C(ioctl, terminal, TCSETSW, buffer);
  C(ioctl, terminal, TIOCGPTN, buffer);
  C(ioctl, terminal, TIOCSPTLCK, &(int){0});
  C(ioctl, terminal, TIOCSWINSZ, &(struct winsize){24, 80, 0, 0});
  C(ioctl, terminal, TIOCGWINSZ, buffer);
  C(ioctl, terminal, TCFLSH, TCIOFLUSH);
  C(ioctl, terminal, TCSBRK, 1L);
  C(ioctl, terminal, TIOCMGET, buffer);
}

static void memory(void) {
  C(brk, 0L);
  C(brk, NOWHERE);
  char *pages = (char *)C(mmap, NULL, 16384L, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L);
  C(mmap, NULL, 4096L, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB | 21 << MAP_HUGE_SHIFT, -1, 0L);
  C(mmap, NULL, 4096L, PROT_READ | 0x100000, MAP_PRIVATE, 99, 0x12345000L);
  C(mmap, NULL, 0L, PROT_READ, 0, -1, 1L);
  C(mmap, pages, 4096L, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0L);
  C(mprotect, pages, 4096L, PROT_READ | PROT_EXEC);
  C(mprotect, pages + 1, 4096L, PROT_NONE);
  C(mprotect, pages, 4096L, PROT_READ | PROT_WRITE | PROT_GROWSDOWN);
  C(mprotect, pages, 4096L, PROT_READ | PROT_WRITE);
  C(madvise, pages, 4096L, MADV_DONTNEED);
  C(madvise, pages, 4096L, 77);
  C(process_madvise, -1, &(struct iovec){pages, 4096}, 1L, MADV_COLD, 0);
  C(mincore, pages, 8192L, buffer);
  C(msync, pages, 4096L, MS_ASYNC | MS_INVALIDATE);
  C(mlock, pages, 4096L);
  C(mlock2, pages, 4096L, MLOCK_ONFAULT);
  C(munlock, pages, 4096L);
  C(mlockall, 0);
  C(mlockall, 8);
  C(munlockall);
  C(mremap, pages, 4096L, 8192L, 0);
  C(mremap, pages + 8192, 4096L, 4096L, MREMAP_MAYMOVE | MREMAP_FIXED, NOWHERE);
  C(remap_file_pages, pages, 4096L, 0, 0L, 0);
  C(munmap, pages + 12288, 4096L);
  C(munmap, pages + 1, 4096L);
  unsigned long nodes = 1, cpu_words[8] = {1, 2};
  int mode;
  C(get_mempolicy, &mode, &nodes, 64L, NULL, 0L);
  C(get_mempolicy, NULL, NULL, 0L, pages, MPOL_F_NODE | MPOL_F_ADDR);
  C(set_mempolicy, MPOL_DEFAULT, NULL, 0L);
  C(set_mempolicy, MPOL_BIND | MPOL_F_STATIC_NODES, &nodes, 2L);
  C(set_mempolicy, 99, cpu_words, 65L);
  C(set_mempolicy, 99, cpu_words, 66L);
  C(set_mempolicy, MPOL_DEFAULT, NULL, 0L);
  C(mbind, pages, 4096L, MPOL_PREFERRED, &nodes, 64L, MPOL_MF_MOVE | MPOL_MF_STRICT);
  C(migrate_pages, 0, 64L, &nodes, &nodes);
  void *moved[] = {pages, pages + 4096};
  int moved_to[] = {0, 0}, moved_status[2];
  C(move_pages, 0, 2L, moved, moved_to, moved_status, MPOL_MF_MOVE);
  C(set_mempolicy_home_node, pages, 4096L, 0L, 0L);
  struct iovec local = {buffer, 10}, remote = {text, 10};
  C(process_vm_readv, getpid(), &local, 1L, &remote, 1L, 0L);
  C(process_vm_writev, getpid(), &remote, 1L, &local, 1L, 0L);
  C(process_vm_readv, 1, &local, 1L, &remote, 1L, 1L);
  int key = C(pkey_alloc, 0L, 1L);
  C(pkey_mprotect, pages, 4096L, PROT_READ, key);
  C(pkey_free, key);
  C(memfd_secret, O_CLOEXEC);
  C(membarrier, MEMBARRIER_CMD_QUERY, 0, 0);
  C(membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, MEMBARRIER_CMD_FLAG_CPU, 0);
  C(getrandom, buffer, 12L, GRND_NONBLOCK);
  C(getrandom, NOWHERE, 12L, GRND_RANDOM | 0x80);
}

static void processes(void) {
  C(getpid);
  C(gettid);
  C(getppid);
  C(getuid);
  C(geteuid);
  C(getgid);
  C(getegid);
  C(getpgrp);
  C(getpgid, 0);
  C(getpgid, -7);
  C(getsid, 0);
  C(setsid);
  C(setpgid, 0, 0);
  uid_t ids[3];
  C(getresuid, ids, ids + 1, ids + 2);
  C(getresgid, ids, ids + 1, NOWHERE);
  C(getgroups, 0, NULL);
  C(getgroups, 3, ids);
  C(setgroups, 2, ids);
  C(setgroups, 2, NOWHERE);
  C(setuid, 0);
  C(setgid, 0);
  C(setreuid, -1, 0);
  C(setregid, -1, -1);
  C(setresuid, -1, -1, -1);
  C(setresgid, 0, -1, 5);
  C(setfsuid, -1);
  C(setfsgid, 0);
  struct rlimit limit = {3 << 20, RLIM_INFINITY}, old;
  C(getrlimit, RLIMIT_NOFILE, &limit);
  C(setrlimit, RLIMIT_NOFILE, &limit);
  C(prlimit64, 0, RLIMIT_STACK, NULL, &old);
  C(prlimit64, 0, RLIMIT_CORE, &(struct rlimit){0, RLIM_INFINITY}, &old);
  C(prlimit64, 1, RLIMIT_CPU, &old, NULL);
  C(getrlimit, 99, &limit);
  struct rusage usage;
  C(getrusage, RUSAGE_SELF, &usage);
  C(getrusage, RUSAGE_CHILDREN, &usage);
  C(getrusage, 7, &usage);
  C(getpriority, PRIO_PROCESS, 0);
  C(setpriority, PRIO_USER, 5, -3);
  C(sched_getscheduler, 0);
  C(sched_setscheduler, 0, SCHED_BATCH | SCHED_RESET_ON_FORK, &(int){0});
  C(sched_getscheduler, 0);
  C(sched_setscheduler, 0, SCHED_FIFO, &(int){10});
  C(sched_getparam, 0, &(int){0});
  C(sched_setparam, 0, &(int){0});
  C(sched_get_priority_max, SCHED_RR);
  C(sched_get_priority_min, 99);
  struct timespec slice;
  C(sched_rr_get_interval, 0, &slice);
  unsigned long cpus[16];
  C(sched_getaffinity, 0, sizeof cpus, cpus);
  C(sched_setaffinity, 0, sizeof cpus, cpus);
  C(sched_setaffinity, 0, 2L, cpus);
  struct { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t runtime, deadline, period; uint32_t least, most; } attributes;
  C(sched_getattr, 0, &attributes, sizeof attributes, 0);
  C(sched_setattr, 0, &attributes, 0);
  C(sched_setattr, 0, NOWHERE, 0);
  C(sched_yield);
  C(ioprio_get, 1, 0);
  C(ioprio_set, 1, 0, 2 << 13 | 4);
  unsigned cpu, node;
  C(getcpu, &cpu, &node, NULL);
  C(getcpu, &cpu, NULL, NULL);
  void *list;
  size_t length;
  C(get_robust_list, 0, &list, &length);
  C(set_robust_list, list, length);
  C(set_tid_address, buffer);
  struct utsname names;
  C(uname, &names);
  C(uname, NOWHERE);
  struct sysinfo info;
  C(sysinfo, &info);
  struct tms spent;
  C(times, &spent);
  C(times, NULL);
  C(personality, 0xffffffff);
  C(personality, 0x0040000);
  C(personality, 0);
  unsigned long value;
  C(arch_prctl, ARCH_GET_FS, &value);
  C(arch_prctl, ARCH_GET_GS, &value);
  C(arch_prctl, ARCH_GET_CPUID, 0L);
  C(arch_prctl, ARCH_GET_FS, NOWHERE);
  C(arch_prctl, 0x7777, 5L);
  C(modify_ldt, 0, buffer, 16L);
  C(get_thread_area, NOWHERE);
  C(set_thread_area, NOWHERE);
  C(iopl, 3);
  C(ioperm, 0x80L, 1L, 1);
  C(kcmp, getpid(), getpid(), KCMP_FILE, 0L, 1L);
  C(kcmp, getpid(), getpid(), KCMP_VM, 0L, 0L);
  C(kcmp, 1, getpid(), 99, 0L, 0L);
  C(rseq, NOWHERE, 32, 0, 0x53053053);
  C(unshare, CLONE_NEWNS | CLONE_FILES);
  C(unshare, CLONE_FS);
  C(setns, -1, CLONE_NEWNET);
  C(vhangup);
  C(acct, "file");
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2] = {{1, 5, 0}, {0, 1 << 7, 0}};
  C(capget, &header, sets);
  C(capset, &header, (struct __user_cap_data_struct[]){{1 << CAP_KILL | 1 << CAP_CHOWN, 0, 0}, {1 << (CAP_BPF - 32), 0, 0}});
  C(capget, &header, NULL);
  header.version = 5;
  C(capget, &header, sets);
  C(capset, NOWHERE, NOWHERE);
  C(prctl, PR_SET_NAME, "a \"name\" of its own");
  C(prctl, PR_GET_NAME, buffer);
  C(prctl, PR_GET_DUMPABLE);
  C(prctl, PR_SET_DUMPABLE, 1L);
  C(prctl, PR_SET_PDEATHSIG, SIGHUP);
  C(prctl, PR_GET_PDEATHSIG, buffer);
  C(prctl, PR_SET_PDEATHSIG, 0);
  C(prctl, PR_GET_KEEPCAPS);
  C(prctl, PR_SET_KEEPCAPS, 1L);
  C(prctl, PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
  C(prctl, PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L);
  C(prctl, PR_GET_SECCOMP);
  C(prctl, PR_GET_SECUREBITS);
  C(prctl, PR_SET_SECUREBITS, 3L);
  C(prctl, PR_GET_TIMERSLACK);
  C(prctl, PR_SET_TIMERSLACK, 50000L);
  C(prctl, PR_CAPBSET_READ, 7L);
  C(prctl, PR_CAPBSET_DROP, 21L);
  C(prctl, PR_CAP_AMBIENT, 1L, 3L, 0L, 0L);
  C(prctl, PR_CAP_AMBIENT, 4L, 0L, 0L, 0L);
  C(prctl, PR_SET_CHILD_SUBREAPER, 1L);
  C(prctl, PR_GET_CHILD_SUBREAPER, buffer);
  C(prctl, PR_GET_THP_DISABLE, 0L, 0L, 0L, 0L);
  C(prctl, PR_SET_THP_DISABLE, 0L, 0L, 0L, 0L);
  C(prctl, PR_GET_TSC, buffer);
  C(prctl, PR_GET_TIMING);
  C(prctl, PR_GET_TID_ADDRESS, buffer);
  C(prctl, PR_GET_SPECULATION_CTRL, 0L, 0L, 0L, 0L);
  C(prctl, PR_SET_PTRACER, -1L);
  C(prctl, PR_SET_VMA, 0L, buffer, 4096L, "a name");
  C(prctl, PR_MCE_KILL_GET, 0L, 0L, 0L, 0L);
  C(prctl, PR_SET_MM, PR_SET_MM_BRK, 0L, 0L, 0L);
  C(prctl, 9999, 1L, 2L, 3L, 4L);
  C(seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &(uint32_t){SECCOMP_RET_ERRNO});
  C(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG, NOWHERE);
  C(seccomp, SECCOMP_GET_NOTIF_SIZES, 0, buffer);
  C(seccomp, 99, 0, NULL);
  C(ptrace, PTRACE_ATTACH, 1, 0L, 0L);
  C(ptrace, PTRACE_PEEKUSER, -5, 8L, 0L);
  C(ptrace, PTRACE_CONT, -5, 1L, SIGINT);
  C(ptrace, PTRACE_SETOPTIONS, -5, 0L, PTRACE_O_TRACEFORK | PTRACE_O_TRACESYSGOOD);
  int self = C(pidfd_open, getpid(), 0);
  C(pidfd_send_signal, self, 0, NULL, 0);
  C(pidfd_send_signal, -1, SIGUSR1, NULL, 0);
  C(pidfd_getfd, self, 0, 0);
  C(process_mrelease, self, 0);
  struct clone_args how = {.flags = CLONE_PIDFD | CLONE_CHILD_SETTID, .exit_signal = SIGCHLD, .stack = 0, .stack_size = 4096};
  C(clone3, &how, sizeof how);
  C(clone3, &how, 5L);
  C(clone3, NOWHERE, sizeof how);
  int ended;
  pid_t child = C(fork);
  if (child == 0) C(exit, 3);
  C(wait4, child, &ended, WUNTRACED | WCONTINUED, &usage);
  C(wait4, -1, &ended, WNOHANG, NULL);
  child = C(clone, SIGCHLD | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID, NULL, &ids, &ids, 0L);
  if (child == 0) C(exit_group, 4);
  siginfo_t end;
  C(waitid, P_PID, child, &end, WEXITED | WNOWAIT, &usage);
  C(waitid, P_ALL, 0, &end, WEXITED, NULL);
  C(waitid, P_PGID, 0, &end, WEXITED | WNOHANG, NULL);
  child = C(fork);
  if (child == 0) for (;;) C(pause);
  C(waitid, P_PID, child, &end, WEXITED | WNOHANG, NULL);
  C(wait4, child, &ended, WNOHANG, &usage);
  C(kill, child, SIGKILL);
  C(wait4, child, &ended, __WALL, NULL);
  C(wait4, -1, NOWHERE, 0, NULL);
  char *const some[] = {"first", "sec\"ond", NULL};
  C(execve, "/no/such/program", some, some);
  C(execveat, AT_FDCWD, "none", some, NULL, AT_SYMLINK_NOFOLLOW);
  C(execve, "none", NULL, NULL);
  C(execve, "none", NOWHERE, NOWHERE);
}

static void on_signal(int signal) { (void)signal; }

static void signals(void) {
  struct kernel_sigaction action = {on_signal, SA_RESTART | SA_NODEFER, NULL, 1 << (SIGINT - 1)}, old;
  sigaction(SIGUSR1, &(struct sigaction){.sa_handler = on_signal, .sa_flags = SA_RESTART}, NULL);
  C(rt_sigaction, SIGUSR1, NULL, &old, 8L);
  C(rt_sigaction, SIGUSR2, &action, &old, 8L);
  C(rt_sigaction, SIGUSR2, &(struct kernel_sigaction){SIG_IGN, 0, NULL, ~0UL}, NULL, 8L);
  C(rt_sigaction, SIGRTMIN + 3, &(struct kernel_sigaction){SIG_DFL, SA_SIGINFO, NULL, 0}, &old, 8L);
  C(rt_sigaction, SIGKILL, &action, NULL, 8L);
  C(rt_sigaction, 99, &action, NULL, 8L);
  C(rt_sigaction, SIGINT, NOWHERE, NULL, 8L);
  C(rt_sigaction, SIGINT, NULL, NULL, 5L);
  uint64_t set = 1 << (SIGUSR1 - 1), before, full = ~0UL;
  siginfo_t caught;
  C(rt_sigprocmask, SIG_BLOCK, &set, &before, 8L);
  C(tgkill, getpid(), gettid(), SIGUSR1);
  C(rt_sigpending, &before, 8L);
  C(rt_sigtimedwait, &set, &caught, &(struct timespec){1, 0}, 8L);
  C(rt_sigtimedwait, &set, NULL, &(struct timespec){0, 1000}, 8L);
  C(tkill, gettid(), SIGUSR1);
  C(rt_sigsuspend, &(uint64_t){0}, 8L);
  C(rt_sigprocmask, SIG_SETMASK, &full, &before, 8L);
  C(rt_sigprocmask, SIG_UNBLOCK, &full, NULL, 8L);
  C(rt_sigprocmask, SIG_SETMASK, NULL, &before, 8L);
  C(rt_sigprocmask, 77, &set, NULL, 8L);
  C(rt_sigprocmask, SIG_SETMASK, NOWHERE, NULL, 8L);
  C(kill, getpid(), SIGUSR1);
  C(kill, 0, 0);
  C(kill, 1, SIGTERM);
  C(kill, getpid(), 99);
  C(tgkill, -1, -1, SIGUSR1);
  C(tkill, -1, SIGRTMIN);
  siginfo_t info = {.si_signo = SIGUSR1, .si_code = SI_QUEUE};
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_ptr = (void *)0x123456789;
  C(rt_sigqueueinfo, getpid(), SIGUSR1, &info);
  C(rt_tgsigqueueinfo, getpid(), gettid(), SIGUSR1, &info);
  C(rt_sigqueueinfo, getpid(), SIGUSR1, NOWHERE);
  stack_t stack = {.ss_sp = buffer, .ss_flags = 0, .ss_size = sizeof buffer}, old_stack;
  C(sigaltstack, &stack, &old_stack);
  C(sigaltstack, &(stack_t){.ss_flags = SS_DISABLE}, &old_stack);
  C(sigaltstack, &(stack_t){.ss_flags = 99}, NULL);
}

static void sockets(void) {
  int server = C(socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in6 address6 = {.sin6_family = AF_INET6, .sin6_port = htons(99), .sin6_addr = IN6ADDR_LOOPBACK_INIT, .sin6_scope_id = 1};
  struct sockaddr_un local = {AF_UNIX, "socket"}, hidden = {AF_UNIX, "\0hidden name"};
  struct sockaddr_storage any;
  socklen_t length;
  C(setsockopt, server, SOL_SOCKET, SO_REUSEADDR, &(int){1}, 4);
  C(setsockopt, server, SOL_SOCKET, SO_LINGER, &(struct linger){1, 5}, 8);
  C(setsockopt, server, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){5, 3}, 16);
  C(setsockopt, server, SOL_TCP, TCP_NODELAY, &(int){1}, 4);
  C(setsockopt, server, SOL_IP, 10, &(int){1}, 4);
  C(setsockopt, server, 999, 999, text, 10);
  C(setsockopt, server, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3);
  C(bind, server, &address, sizeof address);
  C(listen, server, 5);
  length = sizeof any;
  C(getsockname, server, &address, &length);
  length = 4;
  C(getsockname, server, &any, &length);
  C(getsockopt, server, SOL_SOCKET, SO_TYPE, buffer, &length);
  C(getsockopt, server, SOL_SOCKET, SO_ERROR, NOWHERE, &length);
  length = sizeof(struct linger);
  C(getsockopt, server, SOL_SOCKET, SO_LINGER, buffer, &length);
  length = 104;
  C(getsockopt, server, SOL_TCP, TCP_MAXSEG, buffer, &length);
  int client = C(socket, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  C(connect, client, &address, sizeof address);
  length = sizeof any;
  int other = C(accept4, server, &any, &length, SOCK_CLOEXEC);
  length = sizeof any;
  C(getpeername, other, &any, &length);
  C(getpeername, server, &any, &length);
  C(accept, client, NULL, NULL);
  C(sendto, client, text, sizeof text, MSG_NOSIGNAL | MSG_DONTWAIT, NULL, 0);
  C(recvfrom, other, buffer, 10L, MSG_PEEK, NULL, NULL);
  C(recvfrom, other, buffer, sizeof buffer, MSG_DONTWAIT | MSG_TRUNC, &any, &length);
  C(recvfrom, other, buffer, sizeof buffer, MSG_DONTWAIT, NULL, NULL);
  C(shutdown, client, SHUT_WR);
  C(shutdown, server, 9);
  C(recvfrom, other, buffer, sizeof buffer, 0, NULL, NULL);
  C(connect, other, &address6, sizeof address6);
  C(connect, other, &local, sizeof local);
  C(connect, other, NOWHERE, 16);
  C(connect, other, &address, 5);
  int pair[2];
  C(socketpair, AF_UNIX, SOCK_DGRAM, 0, pair);
  C(socketpair, AF_INET, SOCK_STREAM, 0, pair);
  struct iovec vector[] = {{text, 5}, {text + 5, 40}}, into[] = {{buffer, 3}, {buffer + 10, 500}};
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))]; } control = {0};
  struct msghdr message = {.msg_iov = vector, .msg_iovlen = 2, .msg_control = &control, .msg_controllen = CMSG_SPACE(sizeof(int))};
  control.header = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.header), &pair[0], sizeof(int));
  C(sendmsg, pair[0], &message, MSG_DONTROUTE);
  message.msg_iov = into;
  message.msg_controllen = sizeof control;
  C(recvmsg, pair[1], &message, MSG_CMSG_CLOEXEC);
  C(recvmsg, pair[1], &message, MSG_DONTWAIT);
  C(sendmsg, pair[0], NOWHERE, 0);
  C(recvmsg, pair[1], NOWHERE, MSG_DONTWAIT);
  struct mmsghdr many[] = {{{.msg_iov = vector, .msg_iovlen = 2}, 0}, {{.msg_iov = vector + 1, .msg_iovlen = 1}, 0}};
  C(sendmmsg, pair[0], many, 2, MSG_NOSIGNAL);
  many[0].msg_hdr.msg_iov = many[1].msg_hdr.msg_iov = into;
  C(recvmmsg, pair[1], many, 2, MSG_DONTWAIT, NULL);
  C(recvmmsg, pair[1], many, 2, MSG_DONTWAIT, &(struct timespec){1, 0});
  C(sendmmsg, -1, many, 1, 0);
  int datagrams = C(socket, AF_UNIX, SOCK_DGRAM, 0);
  C(bind, datagrams, &local, sizeof local);
  C(sendto, pair[0], "to", 2L, 0, &local, (int)(offsetof(struct sockaddr_un, sun_path) + 7));
  int named = C(socket, AF_UNIX, SOCK_DGRAM, 0);
  C(bind, named, &hidden, 14);
  C(sendto, named, "hello", 5L, 0, &local, sizeof local);
  length = sizeof any;
  C(recvfrom, datagrams, buffer, 100L, 0, &any, &length);
  length = sizeof any;
  C(getsockname, datagrams, &any, &length);
  length = sizeof(struct ucred);
  C(getsockopt, pair[0], SOL_SOCKET, SO_PEERCRED, buffer, &length);
  int udp = C(socket, AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
  C(sendto, udp, "x", 1L, 0, &address6, sizeof address6);
  int link = C(socket, AF_NETLINK, SOCK_RAW, 0);
  C(bind, link, &(struct { short family, pad; int pid, groups; }){AF_NETLINK, 0, 0, 1}, 12);
  C(socket, AF_PACKET, SOCK_RAW, htons(3));
  C(socket, 77, 77, 77);
}

static void times_of_day(void) {
  struct timespec time, least = {0, 1000};
  struct timeval clock;
  struct timezone zone;
  C(clock_gettime, CLOCK_MONOTONIC, &time);
  C(clock_gettime, -6, &time);
  C(clock_gettime, 99, &time);
  C(clock_getres, CLOCK_REALTIME, &time);
  C(clock_getres, CLOCK_BOOTTIME, NULL);
  C(clock_settime, CLOCK_REALTIME, &time);
  C(gettimeofday, &clock, &zone);
  C(gettimeofday, &clock, NULL);
  C(settimeofday, &clock, &zone);
  long seconds;
  C(time, &seconds);
  C(time, NULL);
  C(nanosleep, &least, &time);
  C(nanosleep, &(struct timespec){-1, 5}, NULL);
  C(nanosleep, NOWHERE, NULL);
  C(clock_nanosleep, CLOCK_MONOTONIC, 0, &least, &time);
  C(clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &least, NULL);
  struct itimerval often = {{0, 0}, {100, 5}}, before;
  C(setitimer, ITIMER_REAL, &often, NULL);
  C(getitimer, ITIMER_VIRTUAL, &before);
  C(setitimer, ITIMER_REAL, &(struct itimerval){0}, NULL);
  C(setitimer, 7, &often, &before);
  C(alarm, 0);
  struct timex adjust = {.modes = 0}, wrong = {.modes = ADJ_OFFSET | ADJ_STATUS, .status = STA_PLL};
  C(adjtimex, &adjust);
  C(adjtimex, &wrong);
  C(clock_adjtime, CLOCK_REALTIME, &adjust);
  C(clock_adjtime, CLOCK_MONOTONIC, &wrong);
  timer_t timer = 0;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2, .sigev_value.sival_int = 5};
  struct itimerspec when = {{0, 0}, {500, 7}}, old;
  int id = -1;
  C(timer_create, CLOCK_REALTIME, &event, &id);
  C(timer_settime, id, 0, &when, &old);
  C(timer_settime, id, TIMER_ABSTIME, &(struct itimerspec){0}, &old);
  C(timer_gettime, id, &old);
  C(timer_getoverrun, id);
  C(timer_delete, id);
  event.sigev_notify = SIGEV_NONE;
  C(timer_create, CLOCK_MONOTONIC, &event, &id);
  C(timer_create, CLOCK_MONOTONIC, NULL, &timer);
  C(timer_create, 55, NOWHERE, &id);
  int watch = C(timerfd_create, CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  C(timerfd_settime, watch, 0, &when, &old);
  C(timerfd_settime, watch, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
  C(timerfd_gettime, watch, &old);
}

static void messages(void) {
  struct { long type; char text[40]; } message = {7, "text of the message"};
  struct msqid_ds queue_status;
  struct shmid_ds memory_status;
  struct semid_ds set_status;
  int queue = C(msgget, IPC_PRIVATE, IPC_CREAT | 0600);
  C(msgget, 0x12345, IPC_CREAT | IPC_EXCL | 01000000);
  C(msgsnd, queue, &message, 19L, IPC_NOWAIT);
  C(msgctl, queue, IPC_STAT, &queue_status);
  C(msgctl, queue, IPC_SET, &queue_status);
  C(msgrcv, queue, &message, 40L, 0L, MSG_NOERROR);
  C(msgrcv, queue, &message, 40L, -3L, IPC_NOWAIT | MSG_EXCEPT);
  C(msgsnd, -1, NOWHERE, 5L, 0);
  C(msgctl, queue, IPC_RMID, NULL);
  C(msgctl, queue, IPC_RMID, NULL);
  int shared = C(shmget, IPC_PRIVATE, 4096L, IPC_CREAT | SHM_NORESERVE | 0640);
  void *there = (void *)C(shmat, shared, NULL, SHM_RDONLY);
  C(shmctl, shared, IPC_STAT, &memory_status);
  C(shmctl, shared, IPC_SET, &memory_status);
  C(shmctl, shared, SHM_LOCK, NULL);
  C(shmdt, there);
  C(shmdt, NOWHERE);
  C(shmctl, shared, IPC_RMID, NULL);
  int set = C(semget, IPC_PRIVATE, 2, IPC_CREAT | 0600);
  C(semctl, set, 0, SETVAL, 3L);
  C(semctl, set, 0, GETVAL, 0L);
  C(semctl, set, 0, IPC_STAT, &set_status);
  C(semctl, set, 0, IPC_SET, &set_status);
  C(semctl, set, 0, GETALL, buffer);
  struct sembuf steps[] = {{0, -1, SEM_UNDO}, {1, 1, IPC_NOWAIT}};
  C(semop, set, steps, 2L);
  steps[0].sem_op = -99;
  C(semtimedop, set, steps, 1L, &(struct timespec){0, 1000});
  C(semop, -1, NOWHERE, 1L);
  C(semctl, set, 0, IPC_RMID, 0L);
  struct mq_attr how = {.mq_maxmsg = 3, .mq_msgsize = 64}, old;
  char name[40];
  snprintf(name, sizeof name, "systrace-%d", getpid());
  int mailbox = C(mq_open, name, O_RDWR | O_CREAT | O_EXCL, 0600, &how);
  C(mq_open, "none", O_RDONLY, 0, NULL);
  C(mq_timedsend, mailbox, "hello", 5L, 2, NULL);
  C(mq_getsetattr, mailbox, NULL, &old);
  C(mq_getsetattr, mailbox, &how, &old);
  unsigned priority;
  C(mq_timedreceive, mailbox, buffer, 64L, &priority, &(struct timespec){1, 0});
  C(mq_timedreceive, mailbox, buffer, 64L, NULL, &(struct timespec){1, 0});
  C(mq_notify, mailbox, &(struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGIO});
  C(mq_notify, mailbox, NULL);
  C(mq_unlink, name);
  C(mq_unlink, "none");
  int key = C(add_key, "user", "a key", "payload", 7L, KEY_SPEC_PROCESS_KEYRING);
  C(request_key, "user", "no key", NULL, KEY_SPEC_SESSION_KEYRING);
  C(keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 0);
  C(keyctl, KEYCTL_READ, key, buffer, 100L);
  C(keyctl, KEYCTL_DESCRIBE, key, buffer, 100L);
  C(keyctl, KEYCTL_SETPERM, key, 0x3f010000);
  C(keyctl, KEYCTL_SEARCH, KEY_SPEC_PROCESS_KEYRING, "user", "a key", 0);
  C(keyctl, KEYCTL_UNLINK, key, KEY_SPEC_PROCESS_KEYRING);
  C(keyctl, KEYCTL_REVOKE, 12345);
  C(keyctl, 99, 1L, 2L, 3L, 4L);
}

static void systems(void) {
  C(mount, "none", "/no/such", "tmpfs", MS_NOSUID | MS_RDONLY, "size=1m");
  C(mount, NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
  C(umount2, "/no/such", MNT_DETACH | UMOUNT_NOFOLLOW);
  C(pivot_root, "new", "old");
  C(swapon, "file", SWAP_FLAG_PREFER | 5);
  C(swapoff, "file");
  C(sethostname, "name", 4);
  C(setdomainname, NOWHERE, 4);
  C(reboot, 0xfee1dead, 672274793, 0x1234567, NULL);
  C(quotactl, (int)(0x800007 << 8 | 0), "/dev/none", getuid(), buffer);
  C(quotactl_fd, -1, (int)(0x800007 << 8 | 0), getuid(), buffer);
  C(syslog, 10, NULL, 0);
  C(syslog, 3, buffer, 100);
  C(init_module, NOWHERE, 5L, "options");
  C(finit_module, -1, "a=b", 1);
  C(delete_module, "none", O_NONBLOCK);
  C(kexec_load, 1L, 0L, NULL, 0L);
  C(kexec_file_load, -1, -1, 5L, "line", 1L);
  C(lookup_dcookie, 5L, buffer, 10L);
  C(sysfs, 3);
  C(uselib, "library");
  C(nfsservctl, 1, NULL, NULL);
  C(fsopen, "tmpfs", 1);
  C(fsconfig, -1, 1, "key", "value", 0);
  C(fsmount, -1, 1, 2);
  C(fspick, AT_FDCWD, "none", 1);
  C(open_tree, AT_FDCWD, "file", AT_RECURSIVE | AT_EMPTY_PATH);
  C(move_mount, AT_FDCWD, "a", AT_FDCWD, "b", 1);
  struct { uint64_t set, clear, propagation, descriptor; } change = {1, 2, 1 << 18, 0};
  C(mount_setattr, AT_FDCWD, "none", AT_RECURSIVE, &change, sizeof change);
  union bpf_attr attributes = {.map_type = BPF_MAP_TYPE_HASH, .key_size = 4, .value_size = 8, .max_entries = 10};
  C(bpf, BPF_MAP_CREATE, &attributes, 72);
  C(bpf, BPF_OBJ_GET, &(union bpf_attr){.pathname = (uint64_t)"/sys/fs/bpf/none"}, 16);
  C(bpf, 99, &attributes, 72);
  struct perf_event_attr counter = {.type = PERF_TYPE_SOFTWARE, .size = sizeof counter, .config = PERF_COUNT_SW_TASK_CLOCK, .sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID, .disabled = 1, .exclude_kernel = 1};
  C(perf_event_open, &counter, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  C(perf_event_open, NOWHERE, 0, -1, -1, 0);
  struct io_uring_params ring = {.flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP, .cq_entries = 16};
  int uring = C(io_uring_setup, 4, &ring);
  C(io_uring_setup, 0, &ring);
  C(io_uring_enter, uring, 0, 0, IORING_ENTER_GETEVENTS, NULL, 8L);
  C(io_uring_register, uring, IORING_REGISTER_BUFFERS, &(struct iovec){buffer, 4096}, 1);
  C(io_uring_register, uring, 99, NULL, 1);
  aio_context_t context = 0;
  C(io_setup, 5, &context);
  int fd = open("file", O_RDWR | O_CREAT, 0600);
  struct iocb control = {.aio_lio_opcode = IOCB_CMD_PWRITE, .aio_fildes = fd, .aio_buf = (uint64_t)text, .aio_nbytes = 5}, *controls[] = {&control};
  struct io_event done[2];
  C(io_submit, context, 1L, controls);
  C(io_getevents, context, 1L, 2L, done, &(struct timespec){1, 0});
  C(io_pgetevents, context, 0L, 2L, done, &(struct timespec){0, 0}, NULL);
  C(io_cancel, context, &control, done);
  C(io_destroy, context);
  C(io_destroy, 5L);
  struct { uint64_t files; } rules = {1 | 8};
  C(landlock_create_ruleset, NULL, 0L, 1);
  int set = C(landlock_create_ruleset, &rules, sizeof rules, 0);
  struct { uint64_t allowed; int parent; } __attribute__((packed)) rule = {1, -1};
  C(landlock_add_rule, set, 1, &rule, 0);
  C(landlock_restrict_self, -1, 0);
  uint32_t word = 5;
  C(futex, &word, FUTEX_WAIT_PRIVATE, 4, NULL);
  C(futex, &word, FUTEX_WAIT, 5, &(struct timespec){0, 1000});
  C(futex, &word, FUTEX_WAKE_PRIVATE, 1);
  C(futex, &word, FUTEX_WAIT_BITSET_PRIVATE | FUTEX_CLOCK_REALTIME, 5, &(struct timespec){1, 0}, NULL, 0xff);
  C(futex, &word, FUTEX_WAKE_BITSET, 5, NULL, NULL, 7);
  C(futex, &word, FUTEX_CMP_REQUEUE, 1, 2L, &word, 5);
  C(futex, &word, FUTEX_REQUEUE, 1, 2L, &word);
  C(futex, &word, FUTEX_WAKE_OP, 1, 1L, &word, FUTEX_OP(FUTEX_OP_ADD, 3, FUTEX_OP_CMP_GT, 4));
  C(futex, &word, FUTEX_LOCK_PI, 0, NULL);
  C(futex, &word, FUTEX_UNLOCK_PI);
  C(futex, &word, 99, 1, 2L, &word, 3);
  struct { uint64_t value, address; uint32_t flags, pad; } waited = {4, (uint64_t)&word, FUTEX_32, 0};
  C(futex_waitv, &waited, 1, 0, NULL, CLOCK_MONOTONIC);
  C(restart_syscall);
  C(sync);
}

/* Calls that would end this program or others, wait, or change what follows. */
static bool is_left_out(long number) {
  static const short left_out[] = {
    SYS_rt_sigreturn, SYS_clone, SYS_fork, SYS_vfork, SYS_exit, SYS_exit_group, SYS_pause, SYS_kill, SYS_ptrace, SYS_rt_sigsuspend,
    SYS_munmap, SYS_modify_ldt, SYS_semget, SYS_msgget, SYS_kexec_load, SYS_reboot, SYS_seccomp, SYS_prctl, SYS_brk, SYS_arch_prctl, SYS_close, SYS_dup2, SYS_close_range, SYS_sync,
    SYS_clone3, SYS_mmap, SYS_mremap, SYS_vhangup, SYS_wait4, SYS_waitid, SYS_personality, SYS_set_robust_list, SYS_alarm,
  };
  for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
    if (left_out[i] == number) return true;
  return false;
}

enum { last_known = 450 };

/* All calls with the same value as each argument. */
static void sweep(long value) {
  for (long number = 0; number <= last_known; number++)
    if (!is_left_out(number) && (number < 335 || number >= 424)) syscall(number, value, value, value, value, value, value);
}

/* No memory is there, and few flags are in it. */
static void bad_pointers(void) { sweep(4096); }

static const struct {
  const char *name;
  void (*run)(void);
} subjects[] = {
  {"files", files}, {"descriptors", descriptors}, {"memory", memory}, {"processes", processes}, {"signals", signals},
  {"sockets", sockets}, {"times", times_of_day}, {"messages", messages}, {"systems", systems}, {"bad_pointers", bad_pointers},
};

int main(int argc, char **argv) {
  must(getuid() != 0 && argc == 2, "decode SUBJECT, as a user who may nothing");
  for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
    if (strcmp(subjects[i].name, argv[1]) == 0) subjects[i].run();
  _exit(0);
}
