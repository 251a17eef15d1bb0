/** `process:fork` and its like: what processes and threads go through, from the kernel's tracepoints. */

import type { ArgKind } from '../../bpf/facts/syscalls.ts'
import { type EventFact, type EventField, eventNumber, type Place, type ProcessEvent } from './hook.ts'
import type { ProcessLayout, Target, TaskLayout } from './target.ts'

const field = (name: string, kind: ArgKind, type: string, place: Place): EventField => ({
  name,
  kind,
  type,
  place,
})

/** Words of the context: the tracepoint's arguments. */
const word = (i: number): number => 8 * i

/** The first bytes of `struct kernel_siginfo`, up to the end of what SIGCHLD has. */
const siginfoBytes = 48

/** A member of the siginfo, which is the second argument of the tracepoint. Offsets are those of the UAPI's siginfo_t. */
const siginfo = (name: string, kind: ArgKind, type: string, offset: number): EventField =>
  field(name, kind, type, { path: [word(1), offset], copy: siginfoBytes })

const fieldsOf: Readonly<Record<ProcessEvent, (layout: ProcessLayout, task: TaskLayout) => EventField[]>> = {
  // struct task_struct *parent, struct task_struct *child
  fork: ({ exitSignal }, { pid, tgid }) => [
    field('child', 'int', 'pid_t', { path: [word(1), tgid] }),
    field('childTid', 'int', 'pid_t', { path: [word(1), pid] }),
    // What sends no signal when it ends is a thread: the kernel's own test.
    field('thread', 'bool', 'bool', { path: [word(1), exitSignal], steps: [['rsh', 31]] }),
  ],
  // struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm
  exec: ({ filename }) => [
    field('filename', 'string', 'const char *', { path: [word(2), filename] }),
    field('oldTid', 'int', 'pid_t', { path: [word(1)] }),
  ],
  // struct task_struct *task, and from Linux 6.15 on bool group_dead
  exit: ({ exitCode }, { group: { signal, live } }) => {
    const status = (...steps: NonNullable<Place['steps']>): Place => ({ path: [word(0), exitCode], steps })
    return [
      field('code', 'uint', 'int', status(['rsh', 8], ['and', 0xff])),
      field('signal', 'uint', 'int', status(['and', 0x7f])),
      field('core', 'bool', 'bool', status(['rsh', 7], ['and', 1])),
      // 0 of 0 threads left: below 0 with one less.
      field('last', 'bool', 'bool', {
        path: [word(0), signal, live],
        steps: [
          ['sub', 1],
          ['rsh', 63],
        ],
      }),
    ]
  },
  // int sig, struct kernel_siginfo *info, struct k_sigaction *ka
  signal: () => [
    field('signal', 'int', 'int', { path: [word(0)] }),
    siginfo('si_errno', 'int', 'int', 4),
    siginfo('si_code', 'int', 'int', 8),
    siginfo('si_pid', 'int', 'pid_t', 16),
    siginfo('si_uid', 'uint', 'uid_t', 20),
    siginfo('si_status', 'int', 'int', 24),
    siginfo('si_utime', 'long', 'clock_t', 32),
    siginfo('si_stime', 'long', 'clock_t', 40),
    siginfo('si_value', 'word', 'union sigval', 24),
    siginfo('si_timerid', 'int', 'int', 16),
    siginfo('si_overrun', 'int', 'int', 20),
    siginfo('si_addr', 'pointer', 'void *', 16),
    siginfo('si_band', 'long', 'long', 16),
    siginfo('si_fd', 'int', 'int', 24),
    siginfo('si_call_addr', 'pointer', 'void *', 16),
    siginfo('si_syscall', 'int', 'int', 24),
    siginfo('si_arch', 'uint', 'unsigned int', 28),
  ],
}

/** What happens at `process:EVENT` of a target that has been asked for its layout. */
export const processFact = (event: ProcessEvent, { process, task }: Target): EventFact => {
  if (!process) throw new Error(`Cannot find the fields of process:${event}: the target does not tell where`)
  const name = `process:${event}` as const
  return { name, nr: eventNumber, hook: name, args: fieldsOf[event](process, task) }
}
