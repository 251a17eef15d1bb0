/* What the loads share: the calls they make, the clock, options, and statistics over batches. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* A path of usual length that is not there: the cheapest openat that reads its whole argument. */
#define MISSING "/usr/share/systrace-bench/no/such/file/anywhere.conf"

typedef enum { CLOSE, GETPPID, OPENAT, SPLICE, MIXED, CALLS } call_kind;
static const char *const call_names[CALLS] = { "close", "getppid", "openat", "splice", "mixed" };

struct options {
	call_kind call;
	double seconds, rate;
	int batch, cpu, wait;
};

static inline double now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* What programs do with a file: ten calls, one of which is made each time. */
static inline void mixed_call(void)
{
	static int step, fd;
	static char data[512];
	static struct stat status;
	static void *memory;
	switch (step++) {
	case 0: fd = syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY | O_CLOEXEC); break;
	case 1: syscall(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH); break;
	case 2: syscall(SYS_read, fd, data, sizeof data); break;
	case 3: syscall(SYS_lseek, fd, 0L, SEEK_SET); break;
	case 4: memory = (void *)syscall(SYS_mmap, NULL, 4096L, PROT_READ, MAP_PRIVATE, fd, 0L); break;
	case 5: syscall(SYS_mprotect, memory, 4096L, PROT_NONE); break;
	case 6: syscall(SYS_munmap, memory, 4096L); break;
	case 7: syscall(SYS_openat, AT_FDCWD, MISSING, O_RDONLY); break;
	case 8: syscall(SYS_faccessat, AT_FDCWD, "/etc/hosts", R_OK); break;
	default: syscall(SYS_close, fd); step = 0;
	}
}

static inline void make_calls(call_kind call, long n)
{
	switch (call) {
	case CLOSE:
		for (long i = 0; i < n; i++) syscall(SYS_close, -1);
		break;
	case GETPPID:
		for (long i = 0; i < n; i++) syscall(SYS_getppid);
		break;
	case OPENAT:
		for (long i = 0; i < n; i++) syscall(SYS_openat, AT_FDCWD, MISSING, O_RDONLY);
		break;
	case SPLICE: /* six arguments; a length of 0 ends it at once */
		for (long i = 0; i < n; i++) syscall(SYS_splice, 0, NULL, 1, NULL, 0, 0);
		break;
	case MIXED:
		for (long i = 0; i < n; i++) mixed_call();
		break;
	default:
		break;
	}
}

static inline struct options read_options(int argc, char **argv)
{
	struct options o = { .call = CLOSE, .seconds = 1, .rate = 10000, .batch = 500, .cpu = -1 };
	int c;
	while ((c = getopt(argc, argv, "n:s:r:b:c:w")) != -1) switch (c) {
		case 'n':
			for (o.call = 0; o.call < CALLS && strcmp(optarg, call_names[o.call]); o.call++);
			if (o.call == CALLS) {
				fprintf(stderr, "unknown call %s\n", optarg);
				exit(2);
			}
			break;
		case 's': o.seconds = atof(optarg); break;
		case 'r': o.rate = atof(optarg); break;
		case 'b': o.batch = atoi(optarg); break;
		case 'c': o.cpu = atoi(optarg); break;
		case 'w': o.wait = 1; break;
		default: exit(2);
	}
	if (o.cpu >= 0) {
		cpu_set_t set;
		CPU_ZERO(&set);
		CPU_SET(o.cpu, &set);
		if (sched_setaffinity(0, sizeof set, &set)) perror("sched_setaffinity");
	}
	if (o.wait) { /* until whoever started us has attached its tracer and sends a byte */
		char byte;
		if (write(1, "ready\n", 6) != 6 || read(0, &byte, 1) != 1) exit(1);
	}
	return o;
}

static int by_value(const void *a, const void *b)
{
	double d = *(const double *)a - *(const double *)b;
	return (d > 0) - (d < 0);
}

/* One line of JSON; `per_call` holds the ns of one call, averaged over each batch. */
static inline void report(double *per_call, long n, long calls, double wall_ns, double busy_ns)
{
	qsort(per_call, n, sizeof *per_call, by_value);
	printf("{\"calls\":%ld,\"seconds\":%.4f,\"p10\":%.2f,\"median\":%.2f,\"mean\":%.2f}\n", calls, wall_ns / 1e9,
	       n ? per_call[n / 10] : 0, n ? per_call[n / 2] : 0, calls ? busy_ns / calls : 0);
}
