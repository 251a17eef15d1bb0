/* Paths of every length and kind, given to calls that fail on them. */

#include "work.h"

static void try_open(const char *path) { syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY); }

/* The letters of the alphabet, over and over. */
static char *letters(size_t n) {
  char *text = malloc(n + 1);
  for (size_t i = 0; i < n; i++) text[i] = 'a' + i % 26;
  text[n] = 0;
  return text;
}

static void lengths(int argc, char **argv) {
  for (int i = 0; i < argc; i++) try_open(letters(atoi(argv[i])));
}

static void pairs(int argc, char **argv) {
  for (int i = 0; i + 1 < argc; i += 2) syscall(SYS_rename, letters(atoi(argv[i])), letters(atoi(argv[i + 1])));
}

/* Two pages, of which the second cannot be read. */
static char *before_a_gap(void) {
  char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(pages != MAP_FAILED && mprotect(pages + 4096, 4096, PROT_NONE) == 0, "mmap");
  memset(pages, 'x', 4096);
  return pages;
}

static void pointers(int argc, char **argv) {
  (void)argc, (void)argv;
  char *pages = before_a_gap();
  try_open(NULL);
  try_open((char *)8);
  try_open(pages + 4096);
  try_open((char *)0xffffffff81000000);
  try_open((char *)0x8000000000000000);
  try_open(pages + 4000);
  pages[4095] = 0;
  try_open(pages + 4090);
  try_open(pages + 4095);
}

/* A string over the border of two pages. */
static void across(int argc, char **argv) {
  (void)argc, (void)argv;
  char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(pages != MAP_FAILED, "mmap");
  strcpy(pages + 4093, "/no/where");
  try_open(pages + 4093);
}

static void bytes(int argc, char **argv) {
  (void)argc, (void)argv;
  static const char *const texts[] = {
      "caf\xe9", "\xff\xfe", "\xc3", "\xc0\xaf", "\xed\xa0\x80x", "\xf0\x9f\x98\x80", "a\nb\tc\x1b[31m\x7f",
      "\"quoted\" \\ 'path'", "日本語/ünïcødé", "\xef\xbb\xbf" "bom",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) try_open(texts[i]);
}

/* A mapped file whose page nobody has touched: there is nothing to read until the call itself has faulted it in. */
static char *untouched(const char *text) {
  int fd = memfd_create("late", 0);
  must(fd >= 0 && write(fd, text, strlen(text) + 1) > 0, "memfd");
  char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
  must(page != MAP_FAILED, "mmap");
  return page;
}

static void late(int argc, char **argv) {
  (void)argc, (void)argv;
  try_open(untouched("/late/1"));
  try_open(untouched("/late/2"));
  try_open("/late/3");
}

/* The result takes the place of the path. */
static void overwritten(int argc, char **argv) {
  (void)argc, (void)argv;
  char path[64] = "/proc/self/exe";
  (void)!syscall(SYS_readlinkat, AT_FDCWD, path, path, 4L);
}

static void many(int argc, char **argv) {
  must(argc == 1, "many N");
  char path[32];
  for (int i = 0; i < atoi(argv[0]); i++) {
    snprintf(path, sizeof path, "/many/%d%s", i, i % 3 ? "" : ".txt");
    try_open(path);
  }
}

static void words(int argc, char **argv) {
  for (int i = 0; i < argc; i++) try_open(argv[i]);
}

WORKLOAD({"lengths", lengths}, {"pairs", pairs}, {"pointers", pointers}, {"across", across}, {"bytes", bytes},
         {"late", late}, {"overwritten", overwritten}, {"many", many}, {"words", words})
