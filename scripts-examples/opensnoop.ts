#!/usr/bin/env systrace
/**
 * Opened files with the descriptor, or the name of the error.
 *
 * Shows  one handler for several calls, though the file name is not the same argument of each; printf
 * Run    sudo systrace scripts-examples/opensnoop.ts
 *        sudo systrace -c nginx scripts-examples/opensnoop.ts      only one program's
 *
 *     PID     COMM               FD ERROR    PATH
 *     4711    cat                 3          /etc/hostname
 *     4711    cat                 - ENOENT   /no/such/file
 *
 * @tags files, errors
 */
import { begin, on, printf } from 'systrace'

begin(() => printf('%-7s %-16s %4s %-8s %s\n', 'PID', 'COMM', 'FD', 'ERROR', 'PATH'))

on(['open', 'openat', 'openat2'], e => {
  const fd = e.ret < 0 ? '-' : e.ret
  printf('%-7d %-16s %4s %-8s %s\n', e.pid, e.comm, fd, e.error ?? '', e.filename)
})
