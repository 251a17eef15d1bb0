/* Calls whose common fields are known. The markers are calls that neither libc nor another part makes. */

#include "work.h"

static void marker(void) { syscall(SYS_getpgrp); }

static void thread_ids(int number) {
  char name[8];
  snprintf(name, sizeof name, "tid%d", number);
  fact(name, syscall(SYS_gettid));
  marker();
}

static void ids(int argc, char **argv) {
  (void)argc, (void)argv;
  fact("ppid", getppid());
  marker();
  in_threads(1, thread_ids);
  pid_t child = syscall(SYS_fork);
  if (child == 0) {
    marker();
    _exit(0);
  }
  fact("child", child);
  waitpid(child, NULL, 0);
}

/* Of this process, by /proc: a getppid might return just before it changes, and its event be taken after. */
static pid_t parent_now(void) {
  char text[512];
  int fd = open("/proc/self/stat", O_RDONLY);
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  must(n > 0, "/proc/self/stat");
  text[n] = 0;
  return atoi(strrchr(text, ')') + 4);
}

/* A process whose parent has ended, and one that is the first of a namespace of its own. */
static void families(int argc, char **argv) {
  (void)argc, (void)argv;
  int ends[2];
  char byte;
  must(pipe(ends) == 0, "pipe");
  pid_t child = fork();
  if (child == 0) {
    pid_t parent = getpid();
    if (fork() == 0) {
      close(ends[0]);
      while (parent_now() == parent) sleep_ms(1);
      getppid();
      syscall(SYS_getsid, 0);
      _exit(0);
    }
    _exit(0);
  }
  close(ends[1]);
  waitpid(child, NULL, 0);
  // Ends when the orphan has.
  must(read(ends[0], &byte, 1) == 0, "read");
  must(unshare(CLONE_NEWPID) == 0, "unshare");
  pid_t first = fork();
  if (first == 0) {
    fact("inside", syscall(SYS_getpid));
    marker();
    _exit(0);
  }
  fact("first", first);
  waitpid(first, NULL, 0);
}

/* nobody's group and user, in this order so that the group may still be changed. */
static void users(int argc, char **argv) {
  (void)argc, (void)argv;
  marker();
  must(syscall(SYS_setresgid, 65533, 65533, 65533) == 0, "setresgid");
  marker();
  must(syscall(SYS_setresuid, 65534, 65534, 65534) == 0, "setresuid");
  marker();
}

static void names(int argc, char **argv) {
  for (int i = 0; i < argc; i++) {
    prctl(PR_SET_NAME, argv[i]);
    marker();
  }
}

static void odd_names(int argc, char **argv) {
  (void)argc, (void)argv;
  static const char *const odd[] = {"\x01\x02", "\xff\xfe!", "a\tb\nc", "\xe6\x97", "\"\\'`$", "\xed\xa0\x80"};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
    prctl(PR_SET_NAME, odd[i]);
    marker();
  }
}

/* Each CPU that it may use, in turn. */
static void cpus(int argc, char **argv) {
  (void)argc, (void)argv;
  cpu_set_t allowed;
  must(sched_getaffinity(0, sizeof allowed, &allowed) == 0, "sched_getaffinity");
  long long seen[CPU_SETSIZE];
  size_t n = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    must(sched_setaffinity(0, sizeof one, &one) == 0, "sched_setaffinity");
    seen[n++] = cpu;
    marker();
  }
  fact_list("cpus", seen, n);
}

/* In a group of its own below the folder given. */
static void group(int argc, char **argv) {
  must(argc == 1, "group FOLDER");
  char folder[PATH_MAX], file[PATH_MAX + 16];
  snprintf(folder, sizeof folder, "%s/systrace-test-%d", argv[0], getpid());
  must(mkdir(folder, 0755) == 0, folder);
  struct stat stat_of;
  must(stat(folder, &stat_of) == 0, "stat");
  fact_big("inode", stat_of.st_ino);
  snprintf(file, sizeof file, "%s/cgroup.procs", folder);
  int fd = open(file, O_WRONLY);
  must(fd >= 0 && write(fd, "0", 1) == 1, "joining the group");
  marker();
  snprintf(file, sizeof file, "%s/cgroup.procs", argv[0]);
  fd = open(file, O_WRONLY);
  must(fd >= 0 && write(fd, "0", 1) == 1, "leaving the group");
  must(rmdir(folder) == 0, "rmdir");
}

static void times(int argc, char **argv) {
  (void)argc, (void)argv;
  long long before[3], wall[2];
  wall[0] = clock_ns(CLOCK_REALTIME) / 1000000;
  for (int i = 0; i < 3; i++) {
    before[i] = clock_ns(CLOCK_MONOTONIC);
    marker();
  }
  wall[1] = clock_ns(CLOCK_REALTIME) / 1000000;
  fact_list("before", before, 3);
  fact("after", clock_ns(CLOCK_MONOTONIC));
  fact_list("wall", wall, 2);
}

static void durations(int argc, char **argv) {
  (void)argc, (void)argv;
  sleep_ms(0);
  sleep_ms(5);
  // So long that a busy machine does not make as much of the short ones.
  sleep_ms(400);
}

/* Results of every size. */
static void results(int argc, char **argv) {
  (void)argc, (void)argv;
  int fd = memfd_create("sparse", 0);
  must(fd >= 0 && ftruncate(fd, 1LL << 50) == 0, "memfd");
  fact("fd", fd);
  lseek(fd, 0, SEEK_SET);
  lseek(fd, (1LL << 31) - 1, SEEK_SET);
  lseek(fd, 1LL << 31, SEEK_SET);
  lseek(fd, (1LL << 32) + 5, SEEK_SET);
  lseek(fd, (1LL << 50) + 7, SEEK_SET);
  lseek(fd, -1, SEEK_SET);
  lseek(-1, LLONG_MIN, 5);
  lseek(-1, LLONG_MAX, 5);
  lseek(-1, -9007199254740991, 5);
  void *place = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  fact("mapped", (long long)place);
}

/* Arguments of every kind; all of the calls fail, and change nothing. */
static void arguments(int argc, char **argv) {
  (void)argc, (void)argv;
  syscall(SYS_dup3, -1, -2, -3);
  syscall(SYS_dup3, 0x7fffffff, 0x1ffffffffL, 1L << 31);
  syscall(SYS_kill, 4194304, 65);
  syscall(SYS_prctl, 0x7fffff00, 1L << 53, 1L << 52, 0x123456789abcL, -1L);
  syscall(SYS_splice, -1, 0x10L, -2, 0x20L, 7L, 8L);
  syscall(SYS_close_range, 5, 4, -1);
}

static void errors(int argc, char **argv) {
  (void)argc, (void)argv;
  close(-1);
  (void)!chdir("/no/such/folder");
  (void)!chdir("/dev/null");
  lseek(0, 0, 77);
  must(close(dup(1)) == 0, "close");
  (void)!ftruncate(-1, -1);
  syscall(SYS_membarrier, 12345, 0, 0);
  syscall(SYS_write, 1, 8L, 1L);
}

__attribute__((noinline)) static void innermost_function(void) {
  marker();
  __asm__ volatile("");
}

__attribute__((noinline)) static void middle_function(void) {
  innermost_function();
  __asm__ volatile("");
}

__attribute__((noinline)) static void outer_function(void) {
  middle_function();
  __asm__ volatile("");
}

static void stacks(int argc, char **argv) {
  (void)argc, (void)argv;
  outer_function();
}

/* Values that a signed number of 64 bits, or a double, does not hold. */
static void large_arguments(int argc, char **argv) {
  (void)argc, (void)argv;
  static const unsigned long values[] = {0, 1, (1UL << 53) - 1, 1UL << 53, (1UL << 53) + 1, LONG_MAX, 1UL << 63, ULONG_MAX};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) syscall(SYS_prctl, 0x7fffff00, values[i], i, 0L, 0L);
}

WORKLOAD({"ids", ids}, {"families", families}, {"large_arguments", large_arguments}, {"users", users}, {"names", names}, {"odd_names", odd_names}, {"cpus", cpus},
         {"group", group}, {"times", times}, {"durations", durations}, {"results", results},
         {"arguments", arguments}, {"errors", errors}, {"stacks", stacks})
