/*
 * spin: one cheap syscall in a tight loop, as fast as it goes.
 *   spin [-n close|getppid|openat|splice|mixed] [-s seconds] [-b calls a batch] [-c cpu] [-w]
 * Times batches, so that being preempted now and then shows in few of them.
 */
#include "load.h"

int main(int argc, char **argv)
{
	struct options o = read_options(argc, argv);
	long most = 4 << 20, n = 0;
	double *per_call = malloc(most * sizeof *per_call);
	double begin = now_ns(), from = begin, busy = 0;
	while (from - begin < o.seconds * 1e9 && n < most) {
		from = now_ns();
		make_calls(o.call, o.batch);
		double took = now_ns() - from;
		busy += took;
		per_call[n++] = took / o.batch;
	}
	report(per_call, n, n * o.batch, now_ns() - begin, busy);
	return 0;
}
