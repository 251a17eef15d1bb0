#!/usr/bin/env systrace
/**
 * How long programs wait for the disk: percentiles of fsync and its like, every five seconds.
 *
 * Shows  quantiles; with `-f json` each table is a line for other programs
 * Run    sudo systrace scripts-examples/fsync-percentiles.ts
 *
 *     waiting for the disk
 *       comm  count    p50     p90     p95     p99     max
 *       dd        9  422us  1.39ms  1.39ms  1.39ms  1.39ms
 *
 * @tags disk, latency
 */
import { every, on, quantiles } from 'systrace'

const waits = quantiles.table('waiting for the disk')

on(['fsync', 'fdatasync', 'sync_file_range', 'msync'], e => waits.add(e.duration, e.comm))

every('5s', () => {
  waits.print()
  waits.clear()
})
