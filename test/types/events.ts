/**
 * The types of events, as a script's author sees them: right uses, and wrong ones that must not pass. The type check of the
 * project is the test; nothing here runs.
 */

import {
  type CallEvent,
  type EntryEvent,
  type EventOf,
  on,
  type ProbeText,
  print,
  type SomeEvent,
} from 'systrace'

const text = (value: string): string => value
const number = (value: number): number => value

// One syscall: its arguments on the event and in args.
on('openat', e => print(text(e.filename), number(e.args.flags), number(e.ret), number(e.duration)))
on('execve', e => print(e.args.argv.join(' '), text(e.filename)))
on('kill', e => print(number(e.pid), number(e.args.pid), number(e.sig)))
on('close', ({ comm, fd, args }) => print(text(comm), number(fd), number(args.fd)))
on('openat', e => print(e.name === 'openat'))
// @ts-expect-error: close has no file name
on('close', e => print(e.filename))
// @ts-expect-error: a field that nothing has
on('close', e => print(e.fiel))
on('close', e => {
  // @ts-expect-error: an event is read only
  e.fd = 1
})

// Entries have no result.
on('openat:enter', e => print(text(e.filename)))
// @ts-expect-error: the call is not complete
on('openat:enter', e => print(e.ret))
// @ts-expect-error: the call is not complete
on('openat:enter', e => print(e.error))

// Lists: what all have is there, what some have may be undefined.
on(['open', 'openat', 'openat2'], e => print(text(e.filename), text(e.args.filename)))
on(['open', 'openat'], e => print(e.name === 'open', number(e.ret)))
on(['openat', 'creat'], e => print(e.filename?.length, e.pathname?.length))
// @ts-expect-error: creat's is called pathname
on(['openat', 'creat'], e => print(text(e.filename)))
// @ts-expect-error: neither has one
on(['openat', 'creat'], e => print(e.sig))
on(['openat', 'close:enter'], e => print(e.ret === undefined))

const names = ['openat', 'close'] as const
on(names, e => print(number(e.ret), e.filename?.length, e.fd))
on(['openat'], e => print(text(e.filename)))
on(['openat', 'execve'].map(String), e => print(e.filename?.length))

// Groups and globs: any argument may be there.
on('%file', e => print(e.filename, e.path, e.args.flags))
on('open*', e => print(e.filename, number(e.duration)))
on(['openat', '%net'], e => print(e.filename))
on('*', e => print(text(e.name), number(e.nr)))
// @ts-expect-error: an argument of no syscall
on('*', e => print(e.fielname))

// What processes go through.
on('process:fork', e => print(number(e.child), e.thread === true, e.name === 'process:fork'))
on('process:exec', e => print(text(e.filename), number(e.args.oldTid), number(e.tid)))
on(['process:exit', 'process:signal'], e => print(number(e.signal), e.code, e.last, e.si_value))
// @ts-expect-error: it is no call
on('process:exit', e => print(e.nr))
// @ts-expect-error: nor has it a result
on('process:exit', e => print(e.ret))
// @ts-expect-error: another one's field
on('process:fork', e => print(e.code))

// Functions of the kernel.
on('kprobe:vfs_read', e => print(text(e.name), e.args.count! > 5, text(e.comm)))
on('kretprobe:vfs_read', e => print(e.ret < 0, text(e.kstack)))
// @ts-expect-error: at its call it has no result
on('kprobe:vfs_read', e => print(e.ret))

// What is exported for scripts that take themselves apart.
const shown = (e: CallEvent<'openat'>): string => e.filename
on('openat', e => print(shown(e)))
const entered = (e: EntryEvent<'kill'>): number => e.args.pid
on('kill:enter', e => print(entered(e)))
const any = (e: SomeEvent): string | undefined => e.filename
on('%file', e => print(any(e)))
const list = (e: EventOf<readonly ['openat', 'close']>): number => e.ret
on(['openat', 'close'], e => print(list(e)))
const probe: ProbeText = '%net'
on(probe, e => print(e.comm))

// Common fields.
on('read', e =>
  print(
    new Date(e.time),
    e.ns - 1n,
    e.cgroup + 1n,
    text(e.kstack),
    text(e.call),
    e.regs.map(String),
    e.error?.startsWith('E'),
  ),
)

// Options.
on('read', { pid: [1, 2], minDuration: '10ms', failed: true, sample: 1 / 100 }, e => print(e.fd))
on('read', { where: e => e.fd === 3 }, e => print(e.fd))
// @ts-expect-error: no such option
on('read', { pdi: 1 }, e => print(e.fd))
// @ts-expect-error: the option's type
on('read', { comm: 5 }, e => print(e.fd))
