/* Known numbers of calls, with known values, by known threads. */

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

#include "work.h"

/* Calls of several groups, all of which fail or change nothing. */
static void mix(int argc, char **argv) {
  (void)argc, (void)argv;
  for (int i = 0; i < 3; i++) syscall(SYS_getpgrp);
  for (int i = 0; i < 2; i++) syscall(SYS_getpgid, 0);
  syscall(SYS_getsid, 0);
  syscall(SYS_open, "/no/such", O_RDONLY);
  for (int i = 0; i < 2; i++) syscall(SYS_openat, AT_FDCWD, "/no/such", O_RDONLY);
  for (int i = 0; i < 3; i++) syscall(SYS_openat2, AT_FDCWD, "/no/such", NULL, 0L);
  syscall(SYS_creat, "/no/such/file", 0600);
  syscall(SYS_chdir, "/no/such");
  for (int i = 0; i < 4; i++) syscall(SYS_sendto, -1, "x", 1L, 0, NULL, 0);
  for (int i = 0; i < 5; i++) syscall(SYS_bind, -1, NULL, 0);
  syscall(SYS_socket, -1, -1, -1);
}

/* The same number of calls by each of some threads, and as many by the main thread of another. */
static int calls_each;

static void some_calls(int number) {
  (void)number;
  for (int i = 0; i < calls_each; i++) {
    syscall(SYS_getpgid, 0);
    if (i % 2) syscall(SYS_getsid, 0);
  }
}

static void threads(int argc, char **argv) {
  must(argc == 2, "threads THREADS CALLS");
  calls_each = atoi(argv[1]);
  in_threads(atoi(argv[0]), some_calls);
}

/* Each thread calls with its number and a count, so that its order can be seen. */
static void numbered(int number) {
  for (int i = 0; i < calls_each; i++) {
    switch (i % 3) {
      case 0:
        syscall(SYS_dup3, number, i, -1);
        break;
      case 1:
        syscall(SYS_kill, 1 << 22, i << 8 | number | 0x80);
        break;
      case 2:
        syscall(SYS_renameat2, number, "/no/such", i, "", -1);
        break;
    }
  }
}

static void order(int argc, char **argv) {
  must(argc == 2, "order THREADS CALLS");
  calls_each = atoi(argv[1]);
  in_threads(atoi(argv[0]), numbered);
}

/* Values, as descriptors that are not open. */
static void values(int argc, char **argv) {
  for (int i = 0; i < argc; i++) syscall(SYS_fsync, atoi(argv[i]));
}

/* Values in two rounds, with a marker between them after which it waits for the tracer. */
static void rounds(int argc, char **argv) {
  for (int i = 0; i < argc; i++) {
    if (strcmp(argv[i], "-") != 0) {
      syscall(SYS_fsync, atoi(argv[i]));
      continue;
    }
    syscall(SYS_getpgrp);
    await_byte();
    unsetenv("WORK_LINGERS");
  }
}

/* Values of 64 bits, as offsets. */
static void long_values(int argc, char **argv) {
  for (int i = 0; i < argc; i++) syscall(SYS_lseek, -1, atoll(argv[i]), 5);
}

/* Pseudo-random values from a thread each, as descriptors, and what they come to. */
#define SAMPLES 20000
static int samples[4][SAMPLES];

static void send_samples(int number) {
  uint32_t state = 12345 + number;
  for (int i = 0; i < SAMPLES; i++) {
    state = state * 1664525 + 1013904223;
    // Of all magnitudes, and a third of them negative.
    int value = 100000 + (int)(state >> 8 >> (state & 15));
    samples[number][i] = state % 3 ? value : -value;
    syscall(SYS_fsync, samples[number][i]);
  }
}

static int compare(const void *a, const void *b) {
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}

static void random_values(int argc, char **argv) {
  must(argc == 1, "random_values THREADS");
  int n = atoi(argv[0]) * SAMPLES;
  in_threads(atoi(argv[0]), send_samples);
  int *all = &samples[0][0];
  qsort(all, n, sizeof *all, compare);
  long long sum = 0, buckets[64] = {0}, negative = 0;
  for (int i = 0; i < n; i++) {
    sum += all[i];
    if (all[i] < 0) negative++;
    else buckets[31 - __builtin_clz(all[i])]++;
  }
  fact("count", n);
  fact("sum", sum);
  fact("min", all[0]);
  fact("max", all[n - 1]);
  fact("negative", negative);
  fact_list("buckets", buckets, 31);
  const int percents[] = {50, 90, 95, 99};
  long long quantiles[4];
  for (int i = 0; i < 4; i++) quantiles[i] = all[(n * (long long)percents[i] + 99) / 100 - 1];
  fact_list("quantiles", quantiles, 4);
}

/* Many different keys. */
static void keys(int argc, char **argv) {
  must(argc == 2, "keys KEYS ROUNDS");
  for (int round = 0; round < atoi(argv[1]); round++)
    for (int i = 0; i < atoi(argv[0]); i++) syscall(SYS_fsync, 100000 + i);
}

/* Names of its own for each thread. */
static void named_calls(int number) {
  char name[16];
  snprintf(name, sizeof name, "thread %d", number);
  prctl(PR_SET_NAME, name);
  for (int i = 0; i < calls_each * (number + 1); i++) syscall(SYS_getpgid, 0);
}

static void named_threads(int argc, char **argv) {
  must(argc == 2, "named_threads THREADS CALLS");
  calls_each = atoi(argv[1]);
  in_threads(atoi(argv[0]), named_calls);
}

/* Calls without a pause worth speaking of, until there is a byte on stdin. */
static void steady(int argc, char **argv) {
  (void)argc, (void)argv;
  struct pollfd input = {0, POLLIN, 0};
  long long calls = 0;
  do {
    for (int i = 0; i < 20; i++, calls++) {
      syscall(SYS_getpgid, 0);
      syscall(SYS_getsid, 0);
    }
    usleep(50);
  } while (poll(&input, 1, 0) == 0);
  fact("calls", calls);
}

/* One exec after another of a file that is no program, which is found out once all the arguments are copied: at any moment
 * one is under way. Until there is a byte on stdin. */
static void steady_execs(int argc, char **argv) {
  (void)argc, (void)argv;
  int fd = memfd_create("no program", 0);
  must(fd >= 0 && write(fd, "none", 4) == 4 && fchmod(fd, 0755) == 0, "memfd");
  must(dup2(fd, 99) == 99, "dup2");
  char word[1000], *args[1001];
  memset(word, 'x', sizeof word - 1);
  word[sizeof word - 1] = 0;
  for (int i = 0; i < 1000; i++) args[i] = word;
  args[1000] = NULL;
  struct pollfd input = {0, POLLIN, 0};
  long long calls = 0;
  for (; poll(&input, 1, 0) == 0; calls++) {
    must(syscall(SYS_execve, "/proc/self/fd/99", args, (char *[]){NULL}) == -1 && errno == ENOEXEC, "execve");
    usleep(20);
  }
  fact("calls", calls);
}

/* Reads a byte of stdin: a call that is under way for as long as the tracer likes. */
static void reads(int argc, char **argv) {
  (void)argc, (void)argv;
  await_byte();
  syscall(SYS_getpgrp);
}

/* Calls by the numbers of 32-bit programs: 20 is getpid there, and writev for others. */
static void numbers32(int argc, char **argv) {
  must(argc == 1, "numbers32 CALLS");
  for (int i = 0; i < atoi(argv[0]); i++) {
#ifdef __x86_64__
    long result = 20;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
#endif
    syscall(SYS_getpgid, 0);
  }
}

/* A call that seccomp refuses, which no longer comes to where calls begin, after one that it lets through. */
static void refused(int argc, char **argv) {
  must(argc == 1, "refused CALLS");
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getsid, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = sizeof code / sizeof *code, .filter = code};
  must(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), "seccomp");
  syscall(SYS_getpgid, 0);
  for (int i = 0; i < atoi(argv[0]); i++) must(syscall(SYS_getsid, 0) < 0, "refused");
}

/* Threads that are in front of a call, or within it, when the process ends. */
static void spin(int number) {
  (void)number;
  for (;;) syscall(SYS_getpgid, 0);
}

static void *spinning(void *number) {
  spin((int)(intptr_t)number);
  return NULL;
}

static void cut_off(int argc, char **argv) {
  must(argc == 1, "cut_off PROCESSES");
  for (int i = 0; i < atoi(argv[0]); i++) {
    pid_t child = fork();
    if (child == 0) {
      pthread_t thread;
      for (int t = 0; t < 3; t++) must(!pthread_create(&thread, NULL, spinning, (void *)(intptr_t)t), "thread");
      usleep(3000);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
}

WORKLOAD({"mix", mix}, {"threads", threads}, {"order", order}, {"values", values}, {"rounds", rounds}, {"long_values", long_values},
         {"random_values", random_values}, {"keys", keys}, {"named_threads", named_threads}, {"reads", reads},
         {"numbers32", numbers32}, {"refused", refused}, {"cut_off", cut_off}, {"steady", steady},
         {"steady_execs", steady_execs})
