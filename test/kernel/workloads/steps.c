/* Does what it is told, step by step: each argument is a step, which waits for a byte on stdin (the first one for the byte
 * that begins the run), does its calls, and ends with a call that tells the tracer. */

#include "work.h"

static char group_folder[PATH_MAX];

static void calls(long nr, long n) {
  for (long i = 0; i < n; i++) syscall(nr);
}

static long asked_of_thread;

static void in_thread(int number) {
  (void)number;
  fact("tid", syscall(SYS_gettid));
  calls(SYS_getpgrp, asked_of_thread);
}

static void write_file(const char *file, const char *text) {
  int fd = open(file, O_WRONLY);
  must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), file);
  close(fd);
}

/* "0" stands for the process that writes it. */
static void join_group(const char *root) {
  snprintf(group_folder, sizeof group_folder, "%s/systrace-test-%d", root, getpid());
  char procs[PATH_MAX + 16];
  snprintf(procs, sizeof procs, "%s/cgroup.procs", group_folder);
  must(mkdir(group_folder, 0755) == 0 || errno == EEXIST, group_folder);
  write_file(procs, "0");
}

static void leave_group(const char *root) {
  char procs[PATH_MAX + 16];
  snprintf(procs, sizeof procs, "%s/cgroup.procs", root);
  write_file(procs, "0");
}

static void do_one(char *what) {
  char *value = strchr(what, '=');
  must(value != NULL, what);
  *value++ = 0;
  long n = atol(value);
  if (strcmp(what, "getpgrp") == 0) calls(SYS_getpgrp, n);
  else if (strcmp(what, "getppid") == 0) calls(SYS_getppid, n);
  else if (strcmp(what, "getuid") == 0) calls(SYS_getuid, n);
  else if (strcmp(what, "sleep") == 0) sleep_ms(n);
  else if (strcmp(what, "name") == 0) prctl(PR_SET_NAME, value);
  else if (strcmp(what, "uid") == 0) must(syscall(SYS_setreuid, n, -1) == 0, "uid");
  else if (strcmp(what, "thread") == 0) {
    asked_of_thread = n;
    in_threads(1, in_thread);
  } else if (strcmp(what, "fork") == 0) {
    pid_t child = syscall(SYS_fork);
    if (child == 0) {
      /* When the tracer has seen the fork. */
      await_byte();
      calls(SYS_getpgrp, n);
      _exit(0);
    }
    fact("child", child);
    waitpid(child, NULL, 0);
  } else if (strcmp(what, "group") == 0) join_group(value);
  else if (strcmp(what, "leave") == 0) leave_group(value);
  else must(false, what);
}

static void steps(int argc, char **argv) {
  for (int i = 0; i < argc; i++) {
    if (i > 0) await_byte();
    char *rest = NULL;
    for (char *what = strtok_r(argv[i], ",", &rest); what; what = strtok_r(NULL, ",", &rest)) do_one(what);
    syscall(SYS_sched_get_priority_max, i);
  }
  if (group_folder[0]) rmdir(group_folder);
}

WORKLOAD({"steps", steps})
