#!/usr/bin/env systrace
/**
 * Every file that any process opens: the first script to try.
 *
 * Shows  on, a handler with the arguments and the result of a call; begin, end
 * Run    sudo systrace scripts-examples/hello.ts        (Ctrl-C ends it)
 *
 *     Tracing openat …
 *     cat 3127 /etc/ld.so.cache 3
 *     cat 3127 /etc/hostname 3
 *     cat 3127 /no/such/file -2
 *     Seen 3 calls
 *
 * @tags files, first
 */
import { begin, end, on, print } from 'systrace'

let calls = 0

begin(() => print('Tracing openat …'))

on('openat', e => {
  calls++
  print(e.comm, e.pid, e.filename, e.ret)
})

end(() => print('Seen', calls, 'calls'))
