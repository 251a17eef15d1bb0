#!/usr/bin/env systrace
/**
 * Calls that take long: how long, and whose, is told on the command line.
 *
 * Shows  options of a script: typed, checked, listed by --help, and constants in the kernel's conditions
 * Run    sudo systrace scripts-examples/slow-calls.ts --slow 1ms --comm dd --comm git
 *        systrace scripts-examples/slow-calls.ts --help
 *        systrace explain scripts-examples/slow-calls.ts --failed
 *
 *     dd (4711) fsync took 23.4 ms
 *     git (4712) read took 11.0 ms
 *
 * @tags latency, options
 */
import { duration, on, options, printf } from 'systrace'
import { array, boolean, description, pipe, string } from 'valibot'

const { slow, comm, failed } = options({
  slow: pipe(duration('10ms'), description('how long a call must take to be shown')),
  comm: pipe(array(string()), description('only threads of this name')),
  failed: pipe(boolean(), description('only calls that fail')),
})
const waiting = ['!*poll*', '!*select*', '!epoll*', '!futex*', '!*nanosleep', '!wait*', '!pause', '!rt_sig*']

on(waiting, e => {
  if (e.duration < slow) return
  if (comm.length > 0 && !comm.includes(e.comm)) return
  if (failed && e.ret >= 0) return
  printf('%s (%d) %s took %.1f ms\n', e.comm, e.pid, e.name, e.duration / 1e6)
})
