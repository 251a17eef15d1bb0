/* Memory at given places and calls with given registers, from a file; and calls that overwrite what they are given. */

#include "work.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static void *take(int fd, void *to, size_t n) {
  for (size_t got = 0; got < n;) {
    ssize_t part = read(fd, (char *)to + got, n - got);
    must(part > 0, "reading the scene");
    got += part;
  }
  return to;
}

static uint64_t number(int fd) {
  uint64_t value;
  return *(uint64_t *)take(fd, &value, sizeof value);
}

/* Number of regions, of each the address, the size and the bytes; number of calls, of each the syscall and six arguments. */
static void replay(int argc, char **argv) {
  must(argc == 1, "no file");
  int fd = open(argv[0], O_RDONLY);
  must(fd >= 0, "opening the scene");
  for (uint64_t left = number(fd); left > 0; left--) {
    void *address = (void *)number(fd);
    size_t size = number(fd);
    void *got = mmap(address, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    must(got == address, "mmap");
    take(fd, address, size);
  }
  uint64_t calls = number(fd);
  uint64_t *words = malloc(calls * 56);
  take(fd, words, calls * 56);
  close(fd);
  for (uint64_t *w = words; w < words + calls * 7; w += 7) syscall(w[0], w[1], w[2], w[3], w[4], w[5], w[6]);
}

/* A length that the call makes smaller. */
static void overwrites(int argc, char **argv) {
  (void)argc, (void)argv;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = 0};
  must(fd >= 0 && bind(fd, (struct sockaddr *)&own, sizeof own) == 0, "bind");
  char address[128] = {0};
  socklen_t length = sizeof address;
  must(syscall(SYS_getsockname, fd, address, &length) == 0, "getsockname");
  fact("after", length);
  fact("port", ntohs(((struct sockaddr_in *)address)->sin_port));
  must(syscall(SYS_getsockname, -1, address, &length) == -1, "getsockname");
}

static void exec_with(int n, bool real) {
  char *argv[n + 1];
  for (int i = 0; i < n; i++) argv[i] = i == 1 ? "nothing" : "arg";
  argv[n] = NULL;
  char *env[] = {"A=1", "B=2", NULL};
  syscall(SYS_execve, real ? "/proc/self/exe" : "/no/such/program", argv, env);
}

static void nothing(int argc, char **argv) { (void)argc, (void)argv; }

static void execs(int argc, char **argv) {
  (void)argc, (void)argv;
  exec_with(0, false);
  exec_with(1, false);
  exec_with(100, false);
  /* Memory that is there though the program never looked at it, as the kernel sees it only then. */
  syscall(SYS_execve, "/no/such/program", (void *)8, NULL);
  exec_with(3, true);
}

WORKLOAD({"replay", replay}, {"overwrites", overwrites}, {"execs", execs}, {"nothing", nothing})
