#!/usr/bin/env systrace
/**
 * Bytes that each program reads and writes, and how they are spread over its calls.
 *
 * Shows  sum, stats and lhist side by side: each call of a counting function is a table, printed at the end
 * Run    sudo systrace -d 10 scripts-examples/io-by-process.ts
 *
 *     bytes
 *       comm  name       sum
 *       dd    read   4096000
 *       dd    write  4096000
 *
 *     sizes of writes
 *       comm  count   avg   min   max      sum
 *       dd     1000  4096  4096  4096  4096000
 *
 *     sizes of reads below 8 KB  1004 values
 *       [   0, 1024)     2 │▏
 *       [1024, 2048)     0 │
 *       [2048, 3072)     2 │▏
 *       [3072, 4096)     0 │
 *       [4096, 5120)  1000 │██████████████████████████████████████████████████
 *
 * @tags disk, network, summary
 */
import { lhist, on, stats, sum } from 'systrace'

on(['read', 'write', 'pread64', 'pwrite64', 'readv', 'writev'], e => {
  if (e.ret > 0) sum(e.ret, e.comm, e.name).as('bytes')
})
on('write', e => e.ret > 0 && stats(e.ret, e.comm).as('sizes of writes'))
on('read', e => e.ret > 0 && lhist(e.ret, { min: 0, max: 8192, step: 1024 }).as('sizes of reads below 8 KB'))
