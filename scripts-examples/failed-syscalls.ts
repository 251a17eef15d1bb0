#!/usr/bin/env systrace
/**
 * Which calls fail, of which programs, and why: a summary at the end.
 *
 * Shows  the option `failed`, which the kernel sees to; counting by several keys, which the kernel does
 * Run    sudo systrace -d 10 scripts-examples/failed-syscalls.ts
 *
 *     failures
 *       comm  name     error   count
 *       cat   openat   ENOENT     14
 *       bash  ioctl    ENOTTY      2
 *
 * @tags errors, summary
 */
import { count, on } from 'systrace'

on('*', { failed: true }, e => count(e.comm, e.name, e.error).as('failures'))
