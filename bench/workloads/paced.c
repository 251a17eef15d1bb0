/*
 * paced: calls at a given rate, in bursts at most 100 us apart. It waits on the clock, so its CPU is as awake at any rate.
 *   paced [-n close|getppid|openat|splice|mixed] [-r calls a second] [-s seconds] [-c cpu] [-w]
 * The time of a call is that of its burst over the calls in it; at 10,000/s a burst is one call.
 */
#include "load.h"

int main(int argc, char **argv)
{
	struct options o = read_options(argc, argv);
	long most = o.seconds * 10000 + 1000, n = 0, done = 0;
	double *per_call = malloc(most * sizeof *per_call);
	double begin = now_ns(), end = begin + o.seconds * 1e9, busy = 0, from;
	while ((from = now_ns()) < end && n < most) {
		long due = (from - begin) / 1e9 * o.rate - done;
		if (due > 0) {
			double start = now_ns();
			make_calls(o.call, due);
			double took = now_ns() - start;
			busy += took;
			per_call[n++] = took / due;
			done += due;
		}
		double next = from + 100e3, later = begin + (done + 1) / o.rate * 1e9;
		if (later > next) next = later;
		while (now_ns() < next && now_ns() < end);
	}
	report(per_call, n, done, now_ns() - begin, busy);
	return 0;
}
