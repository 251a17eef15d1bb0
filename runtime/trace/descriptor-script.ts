/**
 * The part of the trace script that keeps the tables of descriptors: handlers in front of the one that shows the calls, for those
 * that make descriptors, so that a call's own text can name its result, and behind it for those that end them. They see the
 * same processes as it, and all of their calls, whatever is shown.
 */

import { constantSet } from '../../bpf/facts/constants.ts'
import { registry } from '../script/registry.ts'
import { acceptedIn, addressIn, descriptorPair } from './descriptor-text.ts'
import { MachineWorld } from './descriptor-world.ts'
import { currentFolder, Descriptors } from './descriptors.ts'
import { OpenFile, pathText } from './open-file.ts'
import { handlerText, type Selection, type TraceFunctions } from './script.ts'

/** The handlers of some calls. */
interface Tracker {
  readonly probes: readonly string[]
  /** Fields behind pid and time. */
  readonly fields: readonly string[]
  /** Calls that fail change nothing; false where some do. */
  readonly ok?: false
  /** Of the calls, those that matter: a condition that the kernel can test. */
  readonly when?: string
  readonly run: (d: Descriptors, pid: number, time: number, ...values: never[]) => void
}

const oNofollow = constantSet('open_mode_flags', 'x64').entries.find(([name]) => name === 'O_NOFOLLOW')![1]
const oExclusive = 0o200
const oCreate = 0o100
const oTemporary = 0o20000000
const cloexecBit = 0o2000000

const isCloexec = (flags: number): boolean => (flags & cloexecBit) !== 0

const openPath = (
  d: Descriptors,
  pid: number,
  time: number,
  fd: number,
  from: number | undefined,
  path: string,
  flags: number | undefined,
): void => {
  // A file without a name; what openat2 does with the path is in memory.
  if (flags !== undefined && (flags & oTemporary) !== 0) return d.unknown(pid, fd, time)
  const bits = flags ?? 0
  const followLast = (bits & oNofollow) === 0 && (bits & (oCreate | oExclusive)) !== (oCreate | oExclusive)
  const cloexec = flags === undefined ? undefined : isCloexec(bits)
  d.openedPath(pid, fd, time, { from: from ?? currentFolder, path, followLast }, cloexec)
}

/** What calls make that say it by their name, and when it is closed at exec. */
const made: readonly {
  readonly names: readonly string[]
  readonly file: string
  readonly flags?: string
  /** Of the flags; `always` and `never` where there are none. */
  readonly cloexec: number | 'always' | 'never'
}[] = [
  { names: ['eventfd'], file: 'anon_inode:[eventfd]', cloexec: 'never' },
  { names: ['eventfd2'], file: 'anon_inode:[eventfd]', flags: 'flags', cloexec: cloexecBit },
  { names: ['epoll_create'], file: 'anon_inode:[eventpoll]', cloexec: 'never' },
  { names: ['epoll_create1'], file: 'anon_inode:[eventpoll]', flags: 'flags', cloexec: cloexecBit },
  { names: ['timerfd_create'], file: 'anon_inode:[timerfd]', flags: 'flags', cloexec: cloexecBit },
  { names: ['inotify_init'], file: 'anon_inode:inotify', cloexec: 'never' },
  { names: ['inotify_init1'], file: 'anon_inode:inotify', flags: 'flags', cloexec: cloexecBit },
  { names: ['fanotify_init'], file: 'anon_inode:[fanotify]', flags: 'flags', cloexec: 1 },
  { names: ['userfaultfd'], file: 'anon_inode:[userfaultfd]', flags: 'flags', cloexec: cloexecBit },
  { names: ['perf_event_open'], file: 'anon_inode:[perf_event]', flags: 'flags', cloexec: 8 },
  { names: ['io_uring_setup'], file: 'anon_inode:[io_uring]', cloexec: 'always' },
  { names: ['landlock_create_ruleset'], file: 'anon_inode:[landlock-ruleset]', cloexec: 'always' },
  { names: ['fsopen', 'fspick'], file: 'anon_inode:[fscontext]', flags: 'flags', cloexec: 1 },
]

const makers = made.map(
  ({ names, file, flags, cloexec }): Tracker => ({
    probes: names,
    fields: ['ret', ...(flags === undefined ? [] : [flags])],
    run: (d, pid, time, fd: number, bits = 0) => {
      const closes = typeof cloexec === 'number' ? (bits & cloexec) !== 0 : cloexec === 'always'
      d.opened(pid, fd, time, OpenFile.named(file), closes)
    },
  }),
)

/** Kinds of sockets, as /proc/net has them. */
const socketKind = (family: number, type: number): string => {
  const version = { 2: '', 10: 'v6' }[family]
  const kind = type & 0xf
  if (version !== undefined)
    return { 1: `TCP${version}`, 2: `UDP${version}`, 3: `RAW${version}` }[kind] ?? 'socket'
  if (family === 1) return { 1: 'UNIX-STREAM', 2: 'UNIX-DGRAM', 5: 'UNIX-SEQPACKET' }[kind] ?? 'UNIX'
  return family === 16 ? 'NETLINK' : 'socket'
}

const clone = { files: 0x400, paths: 0x200, mounts: 0x20000 }

/** In front of the handler that shows. */
const before: readonly Tracker[] = [
  {
    probes: ['open'],
    fields: ['ret', 'filename', 'flags'],
    run: (d, pid, time, fd: number, path: string, flags: number) =>
      openPath(d, pid, time, fd, undefined, path, flags),
  },
  {
    probes: ['openat', 'open_tree'],
    fields: ['ret', 'dfd', 'filename', 'flags'],
    run: openPath,
  },
  {
    probes: ['openat2'],
    fields: ['ret', 'dfd', 'filename'],
    run: (d, pid, time, fd: number, from: number, path: string) =>
      openPath(d, pid, time, fd, from, path, undefined),
  },
  {
    probes: ['creat'],
    fields: ['ret', 'pathname'],
    run: (d, pid, time, fd: number, path: string) => openPath(d, pid, time, fd, undefined, path, 0),
  },
  {
    probes: [
      'open_by_handle_at',
      'pidfd_open',
      'pidfd_getfd',
      'fsmount',
      'memfd_secret',
      'signalfd',
      'signalfd4',
    ],
    fields: ['ret'],
    run: (d, pid, time, fd: number) => d.unknown(pid, fd, time),
  },
  {
    probes: ['memfd_create'],
    fields: ['ret', 'uname', 'flags'],
    run: (d, pid, time, fd: number, name: string, flags: number) =>
      d.opened(pid, fd, time, OpenFile.named(`${pathText(`/memfd:${name}`)} (deleted)`), (flags & 1) !== 0),
  },
  {
    probes: ['mq_open'],
    fields: ['ret', 'u_name'],
    run: (d, pid, time, fd: number, name: string) =>
      d.opened(pid, fd, time, OpenFile.named(pathText(`/${name}`)), true),
  },
  ...makers,
  {
    probes: ['socket'],
    fields: ['ret', 'family', 'type'],
    run: (d, pid, time, fd: number, family: number, type: number) =>
      d.opened(pid, fd, time, OpenFile.ofSocket(socketKind(family, type)), isCloexec(type)),
  },
  {
    probes: ['socketpair'],
    fields: ['family', 'type', 'call'],
    run: (d, pid, time, family: number, type: number, call: string) => {
      const pair = descriptorPair(call)
      if (!pair) return
      const files = pair.map(() => OpenFile.ofSocket(socketKind(family, type)))
      files[0]!.peer = files[1]
      files[1]!.peer = files[0]
      for (const [i, fd] of pair.entries()) d.opened(pid, fd, time, files[i]!, isCloexec(type))
    },
  },
  {
    probes: ['pipe', 'pipe2'],
    fields: ['flags', 'call'],
    run: (d, pid, time, flags: number | undefined, call: string) => {
      const file = OpenFile.ofPipe()
      for (const fd of descriptorPair(call) ?? []) d.opened(pid, fd, time, file, isCloexec(flags ?? 0))
    },
  },
  {
    probes: ['accept', 'accept4'],
    fields: ['ret', 'fd', 'flags', 'call'],
    run: (d, pid, time, fd: number, from: number, flags: number | undefined, call: string) => {
      const listener = d.file(pid, from, time)
      const file = OpenFile.ofSocket(listener?.socket ?? 'socket')
      const { local } = listener?.ends ?? {}
      const remote = acceptedIn(call)
      const isWildcard = local === undefined || /^(?:0\.0\.0\.0|\[::\]):/.test(local)
      Object.assign(file.ends, { ...(!isWildcard && { local }), ...(remote !== undefined && { remote }) })
      d.opened(pid, fd, time, file, isCloexec(flags ?? 0))
    },
  },
  {
    probes: ['dup'],
    fields: ['ret', 'fildes'],
    run: (d, pid, time, fd: number, from: number) => d.duplicated(pid, from, fd, time, false),
  },
  {
    probes: ['dup2', 'dup3'],
    fields: ['oldfd', 'newfd'],
    run: (d, pid, time, from: number, fd: number) => d.replaces(pid, from, fd, time),
  },
  {
    probes: ['fcntl'],
    fields: ['ret', 'fd', 'cmd', 'arg'],
    // F_DUPFD, F_SETFD, F_DUPFD_CLOEXEC
    when: 'e.cmd === 0 || e.cmd === 2 || e.cmd === 1030',
    run: (d, pid, time, ret: number, fd: number, command: number, arg: number) => {
      if (command === 2) d.closesAtExec(pid, fd, time, (arg & 1) !== 0)
      else d.duplicated(pid, fd, ret, time, command !== 0)
    },
  },
  {
    probes: ['ioctl'],
    fields: ['fd', 'cmd'],
    // FIONCLEX, FIOCLEX
    when: 'e.cmd === 0x5450 || e.cmd === 0x5451',
    run: (d, pid, time, fd: number, command: number) => d.closesAtExec(pid, fd, time, command === 0x5451),
  },
  {
    probes: ['clone:enter'],
    fields: ['tid'],
    ok: false,
    // CLONE_FILES without CLONE_THREAD
    when: '(e.clone_flags & 0x10400) === 0x400',
    run: (d, _pid, _time, tid: number) => d.willShare(tid),
  },
  {
    probes: ['clone3:enter'],
    fields: ['tid', 'call'],
    ok: false,
    run: (d, _pid, _time, tid: number, call: string) => {
      if (/\bCLONE_FILES\b/.test(call) && !/\bCLONE_THREAD\b/.test(call)) d.willShare(tid)
    },
  },
  {
    probes: ['process:fork'],
    fields: ['tid', 'child'],
    ok: false,
    when: '!e.thread',
    run: (d, pid, time, tid: number, child: number) => d.forked(pid, tid, child, time),
  },
]

/** Behind the handler that shows. */
const after: readonly Tracker[] = [
  // A close that fails has closed all the same.
  {
    probes: ['close'],
    fields: ['fd'],
    ok: false,
    run: (d, pid, time, fd: number) => d.closed(pid, fd, time),
  },
  {
    probes: ['close_range'],
    fields: ['fd', 'max_fd', 'flags'],
    run: (d, pid, time, first: number, last: number, flags: number) =>
      d.closedRange(pid, first >>> 0, last >>> 0, time, (flags & 4) !== 0, (flags & 2) !== 0),
  },
  {
    probes: ['dup2', 'dup3'],
    fields: ['oldfd', 'newfd', 'flags'],
    run: (d, pid, time, from: number, fd: number, flags: number | undefined) =>
      d.duplicated(pid, from, fd, time, isCloexec(flags ?? 0)),
  },
  {
    probes: ['connect'],
    fields: ['ret', 'fd', 'call'],
    ok: false,
    // Done, or under way.
    when: 'e.ret === 0 || e.ret === -115',
    run: (d, pid, time, _ret: number, fd: number, call: string) => {
      const remote = addressIn(call)
      d.connected(pid, fd, time, remote === undefined ? {} : { remote })
    },
  },
  {
    probes: ['bind', 'listen'],
    fields: ['name', 'fd', 'call'],
    run: (d, pid, time, name: string, fd: number, call: string) => {
      const local = name === 'bind' ? addressIn(call) : undefined
      // Port 0 is any port.
      d.connected(pid, fd, time, local === undefined || local.endsWith(':0') ? {} : { local })
    },
  },
  {
    probes: ['chdir'],
    fields: ['filename'],
    run: (d, pid, time, path: string) => d.changedFolder(pid, time, path),
  },
  { probes: ['fchdir'], fields: ['fd'], run: (d, pid, time, fd: number) => d.changedFolder(pid, time, fd) },
  { probes: ['chroot', 'pivot_root', 'setns'], fields: [], run: (d, pid, time) => d.leftPaths(pid, time) },
  {
    probes: ['unshare'],
    fields: ['unshare_flags', 'tid'],
    run: (d, pid, time, flags: number, tid: number) => {
      if ((flags & clone.files) !== 0) d.unshared(pid, time, tid === pid)
      if ((flags & (clone.paths | clone.mounts)) !== 0) d.leftPaths(pid, time)
    },
  },
  { probes: ['execve', 'execveat'], fields: [], run: (d, pid, time) => d.execed(pid, time) },
  { probes: ['process:exit'], fields: [], ok: false, when: 'e.last', run: (d, pid) => d.ended(pid) },
]

/** How long looking at the processes that are there may take when tracing begins, ms. */
const startMs = 300

/** What keeps the names of descriptors. */
export interface DescriptorPart {
  /** Handlers for the places before and behind the one that shows the calls. */
  readonly before: string
  readonly after: string
  readonly imports: readonly string[]
  readonly functions: TraceFunctions
  readonly name: (pid: number, fd: number, time: number) => string | undefined
  /** Forgets what is known: from now on it is about other processes. */
  readonly clear: () => void
}

export interface DescriptorScope {
  /** Options that choose whose calls are seen. */
  readonly who: Selection['options']
  /** The processes that are traced from the start; absent: all, or those that the other options choose. */
  readonly pids?: readonly number[]
  /** A command is run, which starts with our own descriptors. */
  readonly command: boolean
  /** Filters can change: the name of the function that gets the handlers. */
  readonly live?: string
}

/** Losses that leave holes in what is known. */
const countDropped = (): number =>
  (registry().host.losses?.() ?? []).reduce(
    (sum, { cause, count }) => sum + (cause === 'dropped' ? count : 0),
    0,
  )

/** Makes the part of the script for `trace -y`. */
export const descriptorPart = (scope: DescriptorScope): DescriptorPart => {
  const world = new MachineWorld()
  const isChosen = Object.values(scope.who).some(value => value !== undefined)
  const d = new Descriptors(world)
  let checkedMs = 0
  let dropped = 0
  /** What was lost may have been a close. */
  const check = (): void => {
    const now = performance.now()
    if (now - checkedMs < 1) return
    checkedMs = now
    const count = countDropped()
    if (count === dropped) return
    dropped = count
    d.clear()
  }
  const functions: Record<string, TraceFunctions[string]> = {}
  const texts = (trackers: readonly Tracker[], side: string): string =>
    trackers
      .map(({ probes, fields, ok, when, run }) => {
        const name = `fds${side}${probes[0]!.replaceAll(/(?:^|[_:])(\w)/g, (_, c: string) => c.toUpperCase())}`
        functions[name] = (pid: number, time: number, ...values: unknown[]) => {
          check()
          run(d, pid, time, ...(values as never[]))
        }
        const call = `${name}(${['pid', 'time', ...fields].map(field => `e.${field}`).join(', ')})`
        const text = handlerText(
          { probes, options: { ...scope.who, ...(ok !== false && { ok: true }) } },
          when === undefined ? call : `{\n  if (${when}) ${call}\n}`,
        )
        return scope.live === undefined ? text : `${scope.live}(${text})`
      })
      .join('\n')
  functions.fdsBegin = () => {
    const own = scope.command ? world.look(process.pid, true) : undefined
    if (own) d.expectCommand({ ...own, fds: own.fds.filter(({ fd }) => fd <= 2) })
    const wanted = scope.pids ?? (isChosen || scope.command ? [] : world.processes())
    const until = performance.now() + startMs
    d.start(wanted, () => performance.now() > until)
  }
  return {
    before: `begin(() => fdsBegin())\n${texts(before, 'Before')}`,
    after: texts(after, 'After'),
    imports: ['begin', 'on'],
    functions,
    name: (pid, fd, time) => {
      check()
      return d.name(pid, fd, time)
    },
    clear: () => d.clear(),
  }
}
