/* What the workloads share. A workload is a list of parts; the first argument picks one. A part says what it did as
 * facts, which are written at its end as one JSON object. */

#ifndef WORK_H
#define WORK_H
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char facts[1 << 20];
static size_t facts_used;

__attribute__((format(printf, 1, 2))) static inline void facts_add(const char *format, ...) {
  va_list args;
  va_start(args, format);
  facts_used += vsnprintf(facts + facts_used, sizeof facts - facts_used, format, args);
  va_end(args);
}

static inline void fact(const char *name, long long value) {
  facts_add("%s\"%s\":%lld", facts_used ? "," : "", name, value);
}

/* A number that JavaScript's would round: as text. */
static inline void fact_big(const char *name, unsigned long long value) {
  facts_add("%s\"%s\":\"%llu\"", facts_used ? "," : "", name, value);
}

static inline void fact_text(const char *name, const char *value) {
  facts_add("%s\"%s\":\"%s\"", facts_used ? "," : "", name, value);
}

static inline void fact_list(const char *name, const long long *values, size_t n) {
  facts_add("%s\"%s\":[", facts_used ? "," : "", name);
  for (size_t i = 0; i < n; i++) facts_add("%s%lld", i ? "," : "", values[i]);
  facts_add("]");
}

static inline void must(bool fine, const char *what) {
  if (fine) return;
  dprintf(2, "workload: %s: %s\n", what, strerror(errno));
  _exit(99);
}

static inline long long clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static inline void sleep_ms(long ms) {
  struct timespec length = {ms / 1000, ms % 1000 * 1000000};
  syscall(SYS_nanosleep, &length, NULL);
}

/* Every thread with a number, all begun before the first does its work. */
struct crew {
  pthread_barrier_t barrier;
  void (*work)(int number);
};

struct crew_member {
  struct crew *crew;
  int number;
};

static inline void *crew_run(void *of) {
  struct crew_member *self = of;
  pthread_barrier_wait(&self->crew->barrier);
  self->crew->work(self->number);
  return NULL;
}

static inline void in_threads(int n, void (*work)(int number)) {
  struct crew crew = {.work = work};
  struct crew_member members[n];
  pthread_t threads[n];
  pthread_barrier_init(&crew.barrier, NULL, n);
  for (int i = 0; i < n; i++) {
    members[i] = (struct crew_member){&crew, i};
    must(pthread_create(&threads[i], NULL, crew_run, &members[i]) == 0, "pthread_create");
  }
  for (int i = 0; i < n; i++) pthread_join(threads[i], NULL);
}

struct part {
  const char *name;
  void (*run)(int argc, char **argv);
};

static inline void await_byte(void) {
  char go;
  must(read(0, &go, 1) == 1, "waiting for the tracer");
}

static inline void finish(void) {
  if (getenv("WORK_LINGERS")) await_byte();
  char *end = facts;
  size_t left = facts_used;
  must(write(1, "{", 1) == 1, "write");
  for (ssize_t n; left > 0; end += n, left -= n) must((n = write(1, end, left)) > 0, "write");
  must(write(1, "}", 1) == 1, "write");
  _exit(0);
}

static inline int run_part(int argc, char **argv, const struct part *parts, size_t n) {
  if (getenv("WORK_WAITS")) await_byte();
  const char *uid = getenv("WORK_UID");
  if (uid) {
    uid_t user = atoi(uid);
    must(setgroups(0, NULL) == 0 && setresgid(user, user, user) == 0 && setresuid(user, user, user) == 0, "setuid");
  }
  for (size_t i = 0; i < n; i++)
    if (argc > 1 && strcmp(parts[i].name, argv[1]) == 0) {
      parts[i].run(argc - 2, argv + 2);
      finish();
    }
  must(false, "no such part");
  return 1;
}

#define WORKLOAD(...)                                                                  \
  int main(int argc, char **argv) {                                                    \
    static const struct part parts[] = {__VA_ARGS__};                                  \
    return run_part(argc, argv, parts, sizeof parts / sizeof *parts);                  \
  }

#endif
