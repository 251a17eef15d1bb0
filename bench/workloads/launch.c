/*
 * launch: how long a command takes until it says on stderr that it is ready.
 *   launch TIMES WORD COMMAND [ARGUMENT...]
 * From just before the fork until WORD is read; then Ctrl-C. One line of JSON a launch, with the line that WORD stood in.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* Reads stderr until a whole line with the word is there; 0 if the command ended or ten seconds went by without one. */
static char *wait_for(int fd, const char *word, char *text, size_t size, double *at)
{
	size_t have = 0;
	double until = now_ms() + 10e3;
	for (;;) {
		struct pollfd p = { fd, POLLIN, 0 };
		if (poll(&p, 1, 100) < 0 || now_ms() > until || have + 1 >= size) return 0;
		if (!(p.revents & (POLLIN | POLLHUP))) continue;
		ssize_t n = read(fd, text + have, size - 1 - have);
		if (n <= 0) return 0;
		*at = now_ms();
		have += n;
		text[have] = 0;
		char *found = strstr(text, word), *end = found ? strchr(found, '\n') : 0;
		if (!end) continue;
		*end = 0;
		return found;
	}
}

int main(int argc, char **argv)
{
	if (argc < 4) return 2;
	static char text[1 << 16];
	for (int i = atoi(argv[1]); i > 0; i--) {
		int err[2], status;
		struct rusage used;
		double at = 0;
		if (pipe2(err, O_CLOEXEC)) return 1;
		double from = now_ms();
		pid_t child = fork();
		if (child == 0) {
			dup2(open("/dev/null", O_WRONLY), 1);
			dup2(err[1], 2);
			execvp(argv[3], argv + 3);
			_exit(127);
		}
		close(err[1]);
		char *line = wait_for(err[0], argv[2], text, sizeof text, &at);
		kill(child, line ? SIGINT : SIGKILL);
		fcntl(err[0], F_SETFL, 0);
		char rest[4096];
		while (read(err[0], rest, sizeof rest) > 0);
		close(err[0]);
		wait4(child, &status, 0, &used);
		if (!line) {
			fprintf(stderr, "%s did not say \"%s\": %s\n", argv[3], argv[2], text);
			return 1;
		}
		printf("{\"ms\":%.3f,\"rssMb\":%.1f,\"line\":\"%s\"}\n", at - from, used.ru_maxrss / 1024.0, line);
		fflush(stdout);
	}
	return 0;
}
