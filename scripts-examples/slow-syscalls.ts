#!/usr/bin/env systrace
/**
 * Calls that take 10 ms and more, but for those whose purpose is to wait.
 *
 * Shows  negations among the probes; a condition on a constant of the script, which the kernel tests before it sends anything
 * Run    sudo systrace scripts-examples/slow-syscalls.ts
 *
 *     dd (4711) fsync took 23.4 ms
 *     git (4712) read took 11.0 ms
 *
 * @tags latency
 */
import { on, printf } from 'systrace'

const ms = 1_000_000
const slow = 10 * ms
const waiting = ['!*poll*', '!*select*', '!epoll*', '!futex*', '!*nanosleep', '!wait*', '!pause', '!rt_sig*']

on(waiting, e => {
  if (e.duration < slow) return
  printf('%s (%d) %s took %.1f ms\n', e.comm, e.pid, e.name, e.duration / ms)
})
