#!/usr/bin/env systrace
/**
 * The ten most frequent calls of all processes, each second anew.
 *
 * Shows  a table that is printed and cleared while it is filled in the kernel; every
 * Run    sudo systrace scripts-examples/syscount.ts
 *
 *     calls
 *       name            count
 *       openat            660
 *       mmap              430
 *       close             420
 *       … 29 more
 *
 * @tags summary, rates
 */
import { count, every, on } from 'systrace'

const calls = count.table('calls')

on('*', e => calls.add(e.name))

every('1s', () => {
  calls.print(10)
  calls.clear()
})
