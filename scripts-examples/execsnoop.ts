#!/usr/bin/env systrace
/**
 * Programs as they are started, with all their arguments, quoted as a shell would need them.
 *
 * Shows  lists of strings; what the call destroys (exec replaces the caller's memory) is read at its entry
 * Run    sudo systrace scripts-examples/execsnoop.ts
 *
 *     TIME      PPID     PID      UID  RESULT  COMMAND
 *     14:02:11  4690     4711     0    ok      cat '/tmp/with space' /no/such/file
 *     14:02:11  4690     4712     0    ENOENT  no-such-program
 *
 * @tags processes, exec
 */
import { begin, on, printf } from 'systrace'

const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

begin(() => printf('%-9s %-8s %-8s %-4s %-7s %s\n', 'TIME', 'PPID', 'PID', 'UID', 'RESULT', 'COMMAND'))

on(['execve', 'execveat'], e => {
  const time = new Date(e.time).toTimeString().slice(0, 8)
  const command = e.args.argv.map(quoted).join(' ')
  printf('%-9s %-8d %-8d %-4d %-7s %s\n', time, e.ppid, e.pid, e.uid, e.error ?? 'ok', command)
})
