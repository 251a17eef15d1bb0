/** The types of events made by hand: right ones, and wrong ones that must not pass. The type check is the test. */

import { event, replay } from 'systrace/test'

export const right = [
  event('openat', { filename: '/etc/passwd', flags: 0, ret: 3, comm: 'cat', duration: 1000 }),
  event('execve', { filename: '/bin/ls', argv: ['ls'] }),
  event('openat:enter', { filename: '/etc/passwd' }),
  event('read', { error: 'EAGAIN', time: new Date(), cgroup: 12n, kstack: 'a+0x1' }),
  event('process:exit', { code: 1, last: true }),
  event('kprobe:vfs_read', { args: { count: 1n } }),
  event('kretprobe:vfs_read', { ret: 1 }),
]
// @ts-expect-error: close has no file name
event('close', { filename: 'a' })
// @ts-expect-error: an entry has no result
event('close:enter', { ret: 1 })
// @ts-expect-error: fd is a number
event('close', { fd: '1' })
// @ts-expect-error: there is no such syscall
event('opnat')
// @ts-expect-error: an event is of one syscall
event('%file')

export const rows = async (): Promise<readonly (readonly unknown[])[]> =>
  (await replay('script.ts', { events: right, options: { slow: '1ms', verbose: true } })).rows
