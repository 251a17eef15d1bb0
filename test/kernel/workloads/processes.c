/* Processes that begin, are interrupted, are killed, become other programs. */

#include "work.h"
#include <linux/sched.h>

static pid_t fork_raw(void) { return syscall(SYS_fork); }
static pid_t clone_raw(void) { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }
static pid_t clone3_raw(void) {
  struct clone_args how = {.exit_signal = SIGCHLD};
  return syscall(SYS_clone3, &how, sizeof how);
}

/* A function of its own: what a child does to variables, the parent sees. */
__attribute__((noinline)) static pid_t vfork_exit(int code) {
  pid_t child = vfork();
  if (child == 0) _exit(code);
  return child;
}

__attribute__((noinline)) static void vfork_exec(char *path, char **args) {
  if (vfork() == 0) {
    execve(path, args, environ);
    _exit(1);
  }
}

static void nothing(int number) { (void)number; }

static void forks(int argc, char **argv) {
  (void)argc, (void)argv;
  pid_t (*const ways[])(void) = {fork_raw, clone_raw, clone3_raw};
  long long children[8];
  size_t n = 0;
  for (int round = 0; round < 2; round++) {
    for (int way = 0; way < 3; way++) {
      pid_t child = ways[way]();
      if (child == 0) _exit(10 * way + round);
      children[n++] = child;
      waitpid(child, NULL, 0);
    }
    pid_t child = vfork_exit(90 + round);
    children[n++] = child;
    waitpid(child, NULL, 0);
  }
  fact_list("children", children, n);
  syscall(SYS_clone3, NULL, 1L);
}

static void thread_starts(int argc, char **argv) {
  must(argc == 1, "thread_starts N");
  in_threads(atoi(argv[0]), nothing);
}

/* --- signals */

static volatile sig_atomic_t handled;

static void on_signal(int signal) {
  (void)signal;
  handled++;
}

static void catch_signal(int signal, int flags) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};
  must(sigaction(signal, &action, NULL) == 0, "sigaction");
}

static void signals(int argc, char **argv) {
  must(argc == 1, "signals N");
  catch_signal(SIGUSR1, 0);
  for (int i = 0; i < atoi(argv[0]); i++) syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
  fact("handled", handled);
}

/* The state of a thread, as /proc has it. */
static char state_of(pid_t process, pid_t thread) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/task/%d/stat", process, thread);
  int fd = open(path, O_RDONLY);
  if (fd < 0) return 'X';
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  if (n <= 0) return 'X';
  text[n] = 0;
  return strrchr(text, ')')[2];
}

/* Asleep, and not only for a moment: in the call that it is to be interrupted in. */
static void await_sleep(pid_t process, pid_t thread) {
  for (int asleep = 0; asleep < 5;) {
    usleep(2000);
    asleep = state_of(process, thread) == 'S' ? asleep + 1 : 0;
  }
}

/* Where the calls that are interrupted read from, so that they can be told from others. */
enum { well = 77 };
static int well_end;

static void dig(void) {
  int ends[2];
  must(pipe(ends) == 0 && dup2(ends[0], well) == well, "pipe");
  close(ends[0]);
  well_end = ends[1];
}

static pid_t sleeper;

static void interrupt_main(int number) {
  (void)number;
  await_sleep(getpid(), sleeper);
  int before = handled;
  syscall(SYS_tgkill, getpid(), sleeper, SIGUSR1);
  while (handled == before) usleep(1000);
}

/* A read that is interrupted and begun again by the kernel, and one that ends with EINTR. */
static void *interrupts_read(void *unused) {
  (void)unused;
  interrupt_main(0);
  await_sleep(getpid(), sleeper);
  must(write(well_end, "x", 1) == 1, "write");
  return NULL;
}

static void *interrupts_once(void *unused) {
  (void)unused;
  interrupt_main(0);
  return NULL;
}

static void with_thread(void *(*run)(void *), void (*act)(void)) {
  pthread_t thread;
  sleeper = gettid();
  must(pthread_create(&thread, NULL, run, NULL) == 0, "pthread_create");
  act();
  pthread_join(thread, NULL);
}

static void read_well(void) {
  char byte;
  fact("read", syscall(SYS_read, well, &byte, 1));
}

static void read_interrupted(void) {
  char byte;
  fact("interrupted", syscall(SYS_read, well, &byte, 1) < 0 ? errno : 0);
}

static void sleep_long(void) {
  struct timespec length = {20, 0};
  fact("sleep", syscall(SYS_nanosleep, &length, NULL) < 0 ? errno : 0);
}

static void restarts(int argc, char **argv) {
  (void)argc, (void)argv;
  dig();
  catch_signal(SIGUSR1, SA_RESTART);
  with_thread(interrupts_read, read_well);
  catch_signal(SIGUSR1, 0);
  with_thread(interrupts_once, read_interrupted);
  with_thread(interrupts_once, sleep_long);
}

/* A sleep that is stopped and goes on: the kernel begins it again with restart_syscall. */
static void stopped(int argc, char **argv) {
  (void)argc, (void)argv;
  pid_t child = fork_raw();
  if (child == 0) {
    sleep_ms(600);
    _exit(0);
  }
  await_sleep(child, child);
  int status;
  kill(child, SIGSTOP);
  must(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status), "stop");
  kill(child, SIGCONT);
  must(waitpid(child, &status, 0) == child && WIFEXITED(status), "wait");
}

static void killed(int argc, char **argv) {
  (void)argc, (void)argv;
  dig();
  pid_t child = fork_raw();
  if (child == 0) {
    char byte;
    syscall(SYS_read, well, &byte, 1L);
    _exit(0);
  }
  fact("child", child);
  await_sleep(child, child);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
}

/* A thread that is in a call when another one ends the process. */
static void *reads_well(void *unused) {
  (void)unused;
  sleeper = gettid();
  char byte;
  syscall(SYS_read, well, &byte, 1L);
  return NULL;
}

static void left_in_call(int argc, char **argv) {
  (void)argc, (void)argv;
  dig();
  pthread_t thread;
  must(pthread_create(&thread, NULL, reads_well, NULL) == 0, "pthread_create");
  while (sleeper == 0) usleep(1000);
  fact("reader", sleeper);
  await_sleep(getpid(), sleeper);
}

/* A call by the gate of 32-bit programs, where 20 is getpid and not writev. Kernels without that gate kill the child. */
static void compat(int argc, char **argv) {
  (void)argc, (void)argv;
  pid_t child = fork_raw();
  if (child == 0) {
#ifdef __x86_64__
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
#endif
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
#ifdef __x86_64__
  fact("gate", WIFEXITED(status));
#else
  fact("gate", 0);
#endif
}

/* Children that end in all ways, one after the other, and what the parent was told of each by a signal. */
static void wait_forever(void) {
  for (;;) pause();
}
static void exit_seven(void) { _exit(7); }
static void touch_nothing(void) { *(volatile int *)0x10 = 1; }
static void abort_self(void) { syscall(SYS_tgkill, getpid(), gettid(), SIGABRT); }

static void deaths(int argc, char **argv) {
  (void)argc, (void)argv;
  void (*const ways[])(void) = {exit_seven, wait_forever, touch_nothing, abort_self};
  long long children[4], statuses[4];
  struct rlimit none = {0, 0};
  must(setrlimit(RLIMIT_CORE, &none) == 0, "setrlimit");
  catch_signal(SIGCHLD, SA_RESTART | SA_NOCLDSTOP);
  for (int i = 0; i < 4; i++) {
    pid_t child = fork_raw();
    if (child == 0) {
      ways[i]();
      _exit(1);
    }
    if (ways[i] == wait_forever) {
      await_sleep(child, child);
      kill(child, SIGTERM);
    }
    int status;
    while (waitpid(child, &status, 0) != child) continue;
    children[i] = child;
    statuses[i] = status;
  }
  fact_list("children", children, 4);
  fact_list("statuses", statuses, 4);
}

/* A signal with a value that fills a pointer. */
static void queued(int argc, char **argv) {
  (void)argc, (void)argv;
  catch_signal(SIGUSR2, 0);
  must(sigqueue(getpid(), SIGUSR2, (union sigval){.sival_ptr = (void *)0xfedcba9876543210}) == 0, "sigqueue");
}

/* --- exec */

static void quiet(int argc, char **argv) {
  (void)argc, (void)argv;
  _exit(0);
}

static char *self(void) { return program_invocation_name; }

static pid_t run_child(void (*act)(char **), char **args) {
  pid_t child = fork_raw();
  if (child == 0) {
    act(args);
    _exit(1);
  }
  int status;
  must(waitpid(child, &status, 0) == child && status == 0, "child");
  return child;
}

static void exec_self(char **args) { syscall(SYS_execve, self(), args, environ); }
static void exec_descriptor(char **args) {
  int fd = open(self(), O_PATH);
  syscall(SYS_execveat, fd, strdup(""), args, environ, AT_EMPTY_PATH);
}

static char *many_words(size_t n) {
  char *text = malloc(n + 1);
  memset(text, 'y', n);
  text[n] = 0;
  return text;
}

/* Copies on the heap. Of constants a forked child has no pages until it touches them, and at its exec there is nothing to
 * read of them yet. */
static char **at_hand(char *const *args) {
  size_t n = 0;
  while (args[n]) n++;
  char **copies = calloc(n + 1, sizeof *copies);
  for (size_t i = 0; i < n; i++) copies[i] = strdup(args[i]);
  return copies;
}

static void execs(int argc, char **argv) {
  (void)argc, (void)argv;
  fact_text("self", self());
  fact("first", run_child(exec_self, at_hand((char *[]){self(), "quiet", "one", "", "ünï \xff\n", NULL})));
  fact("second", run_child(exec_descriptor, at_hand((char *[]){"other name", "quiet", NULL})));
}

/* A file whose page nobody has touched, twice: a failed exec and one that succeeds. */
static void late_execs(int argc, char **argv) {
  (void)argc, (void)argv;
  char text[PATH_MAX];
  int length = snprintf(text, sizeof text, "%s%cquiet", self(), 0) + 1;
  char *pages[2];
  for (int i = 0; i < 2; i++) {
    int fd = memfd_create("late", 0);
    must(fd >= 0 && write(fd, text, length) == length, "memfd");
    pages[i] = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    must(pages[i] != MAP_FAILED, "mmap");
  }
  size_t second = strlen(self()) + 1;
  fact_text("self", self());
  syscall(SYS_execveat, -1, pages[0] + second, (char *[]){pages[0] + second, NULL}, environ, 0);
  run_child(exec_self, (char *[]){strdup(self()), pages[1] + second, NULL});
}

static void failed_execs(int argc, char **argv) {
  (void)argc, (void)argv;
  char *const args[] = {"a", "", "b c", NULL}, *const none[] = {NULL};
  syscall(SYS_execve, "/no/such/program", args, none);
  syscall(SYS_execve, "/dev/null", none, none);
  syscall(SYS_execve, "", args, NULL);
  syscall(SYS_execve, "/no/such/program", NULL, none);
  syscall(SYS_execve, NULL, args, none);
  syscall(SYS_execve, self(), (char **)8, none);
  syscall(SYS_execveat, -1, "relative", args, none, 0);
}

/* As many arguments as are given, and one of the length that is given. */
static void long_execs(int argc, char **argv) {
  must(argc == 2, "long_execs ARGUMENTS LENGTH");
  int n = atoi(argv[0]);
  char *args[n + 3];
  args[0] = self();
  args[1] = "quiet";
  args[2] = many_words(atoi(argv[1]));
  for (int i = 3; i < n; i++) args[i] = "more";
  args[n] = NULL;
  run_child(exec_self, at_hand(args));
}

/* Only when the first thread is in its pause: how it ends would else be chance, and a tracer may not see it at all. */
static void *exec_in_thread(void *of) {
  await_sleep(getpid(), sleeper);
  exec_self(of);
  return NULL;
}

static void exec_from_thread(char **args) {
  pthread_t thread;
  sleeper = gettid();
  pthread_create(&thread, NULL, exec_in_thread, args);
  for (;;) pause();
}

static void thread_execs(int argc, char **argv) {
  (void)argc, (void)argv;
  fact_text("self", self());
  fact("child", run_child(exec_from_thread, at_hand((char *[]){self(), "quiet", "thread", NULL})));
}

/* --- many */

/* Short processes, several at a time; each is a program of its own. */
static void burst(int argc, char **argv) {
  must(argc == 1, "burst N");
  int left = atoi(argv[0]), running = 0;
  char *args[] = {self(), "shot", NULL};
  while (left > 0 || running > 0) {
    if (left > 0 && running < 8) {
      left--;
      running++;
      vfork_exec(self(), args);
      continue;
    }
    int status;
    must(wait(&status) > 0 && status == 0, "wait");
    running--;
  }
}

static void shot(int argc, char **argv) {
  (void)argc, (void)argv;
  syscall(SYS_getpgrp);
  _exit(0);
}

WORKLOAD({"forks", forks}, {"thread_starts", thread_starts}, {"signals", signals}, {"restarts", restarts},
         {"stopped", stopped}, {"killed", killed}, {"deaths", deaths}, {"queued", queued}, {"left_in_call", left_in_call}, {"compat", compat}, {"quiet", quiet},
         {"execs", execs}, {"late_execs", late_execs}, {"failed_execs", failed_execs}, {"long_execs", long_execs},
         {"thread_execs", thread_execs}, {"burst", burst}, {"shot", shot})
