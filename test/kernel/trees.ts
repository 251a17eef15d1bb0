/** Process trees that systrace and strace are to count alike. */

import type { CallCounts } from '../support/strace-log.ts'

export type Counts = CallCounts

export interface Tree {
  readonly name: string
  /** `$folder` is a folder of the tree's user. */
  readonly command: readonly string[]
  /** Calls that systrace counts and strace does not. */
  readonly beyond?: Readonly<Record<string, number>>
}

const shell = (text: string): string[] => ['/bin/sh', '-c', text]
const workload = (program: string, ...args: string[]): string[] => [`$workloads/${program}`, ...args]

export const trees: readonly Tree[] = [
  { name: 'true', command: ['/bin/true'] },
  { name: 'ls', command: ['/bin/ls', '-la', '/'] },
  { name: 'cat', command: ['/bin/cat', '/etc/passwd', '/no/such/file'] },
  { name: 'find', command: ['/usr/bin/find', '$folder', '-newer', '/etc/passwd'] },
  {
    name: 'a pipeline of the shell, with children of children',
    command: shell(
      `ls / | cat | wc -l; (echo one; /bin/true) | grep one; for i in 1 2 3; do /bin/true & done; wait; x=$(echo $(cat /etc/hostname)); trap 'echo trapped' USR1; kill -USR1 $$; exec /bin/echo $x`,
    ),
  },
  {
    name: 'python with threads and a child',
    command: [
      '/usr/bin/python3',
      '-c',
      `import threading, subprocess, os, tempfile
threads = [threading.Thread(target=lambda: [os.stat('/') for _ in range(50)]) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print(subprocess.run(['/bin/echo', 'child'], capture_output=True).stdout)
with tempfile.TemporaryFile() as f: f.write(b'x' * 100000)`,
    ],
  },
  { name: 'every way to fork', command: workload('processes', 'forks') },
  { name: 'threads', command: workload('processes', 'thread_starts', '8') },
  { name: 'signals', command: workload('processes', 'signals', '50') },
  { name: 'calls that are begun again', command: workload('processes', 'restarts') },
  { name: 'a burst of short processes', command: workload('processes', 'burst', '50') },
  { name: 'execs that fail', command: workload('processes', 'failed_execs') },
  {
    name: 'exec from a thread: the first one dies in its call',
    command: workload('processes', 'thread_execs'),
    beyond: { pause: 1 },
  },
  { name: 'a process killed in a call', command: workload('processes', 'killed'), beyond: { read: 1 } },
  { name: 'a thread left in a call', command: workload('processes', 'left_in_call'), beyond: { read: 1 } },
]
