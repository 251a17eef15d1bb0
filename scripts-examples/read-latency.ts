#!/usr/bin/env systrace
/**
 * How long reads take, as a histogram for each program.
 *
 * Shows  hist with a key: the kernel measures, sorts into buckets and counts, and no event leaves it
 * Run    sudo systrace -d 10 scripts-examples/read-latency.ts
 *
 *     time of reads[dd]  1003 values
 *       [128ns, 256ns)  831 │██████████████████████████████████████████████████
 *       [256ns, 512ns)  168 │██████████▏
 *       [512ns,   1us)    2 │▏
 *       [  1us,   2us)    2 │▏
 *
 * @tags latency, histogram
 */
import { hist, on } from 'systrace'

on('read', e => e.ret >= 0 && hist(e.duration, e.comm).as('time of reads'))
