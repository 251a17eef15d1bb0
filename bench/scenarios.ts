/**
 * What is measured, and what it must reach. In arguments `{pid}` becomes the load's process id, `{tool}` a file. The figures in brackets
 * are this project's own measurements on the same machine: `limitInC`, the least that hand-written C with the same hooks
 * came to, and `bpftrace`, what bpftrace 0.27 came to, both in the unit of the row's first goal.
 */

export type Call = 'close' | 'getppid' | 'openat' | 'splice' | 'mixed'

export interface Goal {
  readonly metric: string
  readonly unit: string
  readonly atMost?: number
  readonly atLeast?: number
}

export type Measure =
  /** ns added to each call of a tight loop. */
  | { readonly kind: 'cost'; readonly call: Call }
  /** ns that a second script adds over the first. */
  | { readonly kind: 'growth'; readonly call: Call; readonly more: readonly string[] }
  /** ns added to single calls at a given rate. */
  | { readonly kind: 'paced'; readonly call: Call; readonly rate: number }
  /** Events of a load delivered to user space; the script prints their number last, or a line for each. */
  | {
      readonly kind: 'delivery'
      readonly call: Call
      readonly rate: 'flat out' | number
      readonly seconds: number
      readonly output: 'total' | 'lines'
    }
  /** CPU and memory with nothing to do. */
  | { readonly kind: 'idle'; readonly seconds: number }
  /**
   * From process start to the line with this word on stderr, or the ms which that line states. With `tool`, of the tool
   * which systrace makes with the arguments.
   */
  | {
      readonly kind: 'launch'
      readonly word: 'attached' | 'compiled' | 'wrote'
      readonly take: 'outside' | 'stated'
      readonly tool?: boolean
    }

export interface Scenario {
  readonly name: string
  readonly what: string
  /** systrace's arguments. */
  readonly args: readonly string[]
  readonly measure: Measure
  readonly goals: readonly Goal[]
  readonly limitInC?: string
  readonly bpftrace?: string
}

const addedAtMost = (atMost: number): readonly Goal[] => [{ metric: 'added', unit: 'ns', atMost }]

const script = (text: string, ...options: string[]): readonly string[] => [...options, '-e', text]

/** A handler that uses the event in user space at the least cost: nothing of it may move. */
const hold = (probe: string, value: string): readonly string[] =>
  script(
    `let last; on('${probe}', e => { last = ${value} }); end(() => { if (last === 'never') print(last) })`,
  )

const rareCalls = [
  ...['acct', 'adjtimex', 'chroot', 'clock_adjtime', 'clock_settime', 'delete_module', 'fanotify_init'],
  ...[
    'fanotify_mark',
    'finit_module',
    'fsconfig',
    'fsmount',
    'fsopen',
    'fspick',
    'init_module',
    'io_destroy',
  ],
  ...['ioprio_set', 'kcmp', 'kexec_file_load', 'kexec_load', 'keyctl', 'mbind', 'migrate_pages', 'mlockall'],
  ...['mount', 'move_mount', 'move_pages', 'name_to_handle_at', 'open_by_handle_at', 'open_tree'],
  ...['personality', 'pivot_root', 'process_madvise', 'process_vm_readv', 'process_vm_writev', 'quotactl'],
  ...['reboot', 'request_key', 'sched_setattr', 'set_mempolicy', 'setdomainname', 'sethostname', 'setns'],
  ...['settimeofday', 'swapoff', 'swapon', 'sync', 'syncfs', 'syslog', 'umount2', 'unshare', 'vhangup'],
].slice(0, 50)

const tenHandlers = [
  `on('openat', e => { if (e.ret < 0) print(e.comm, e.filename, e.error) })`,
  `on('read', e => { if (e.ret > 4096) hist(e.ret, e.comm) })`,
  `on('write', e => { if (e.pid !== 1 && e.fd > 2) sum(e.ret, e.comm) })`,
  `on('close', e => count(e.comm))`,
  `on('connect', e => print(e.pid, e.comm, e.ret))`,
  `on('execve:enter', e => print(e.pid, e.filename))`,
  `on('unlinkat', e => { if (e.uid === 0) print(e.comm, e.pathname) })`,
  `on('futex', e => { if (e.duration > 1000000) quantiles(e.duration, e.comm) })`,
  `on('mmap', e => { if (e.comm.startsWith('java')) count(e.ret) })`,
  `on('*', e => count(e.name))`,
]

export const scenarios: readonly Scenario[] = [
  {
    name: 'start',
    what: 'process start to attached, -e with one handler',
    args: script(`on('openat', e => print(e.comm, e.filename, e.ret))`),
    measure: { kind: 'launch', word: 'attached', take: 'outside' },
    goals: [{ metric: 'median', unit: 'ms', atMost: 25 }],
  },
  {
    name: 'start-tool',
    what: 'the same of a tool that has this script inside',
    args: ['compile', ...script(`on('openat', e => print(e.comm, e.filename, e.ret))`), '-o', '{tool}'],
    measure: { kind: 'launch', word: 'attached', take: 'outside', tool: true },
    goals: [{ metric: 'median', unit: 'ms', atMost: 25 }],
  },
  {
    name: 'make-tool',
    what: 'systrace compile of a script of ten handlers',
    args: ['compile', ...script(tenHandlers.join('; ')), '-o', '{tool}'],
    measure: { kind: 'launch', word: 'wrote', take: 'outside' },
    goals: [{ metric: 'median', unit: 'ms', atMost: 1000 }],
  },
  {
    name: 'compile',
    what: 'compiling a script of ten handlers',
    args: script(tenHandlers.join('; ')),
    measure: { kind: 'launch', word: 'compiled', take: 'stated' },
    goals: [{ metric: 'median', unit: 'ms', atMost: 10 }],
  },
  {
    name: 'count-user',
    what: 'one thread flat out, counted in user space',
    args: script(
      `let n = 0; on('close', () => { n++ }); end(() => print(n))`,
      ...['--no-pushdown', '-q', '-p', '{pid}'],
    ),
    measure: { kind: 'delivery', call: 'close', rate: 'flat out', seconds: 10, output: 'total' },
    goals: [
      { metric: 'rate', unit: 'M/s', atLeast: 2 },
      { metric: 'lost', unit: 'events', atMost: 0 },
      { metric: 'cpu', unit: 'ns/event', atMost: 100 },
    ],
  },
  {
    name: 'print-lines',
    what: 'a line printed to a file for each event, 1.5 M/s',
    args: script(`on('close', e => print(e.comm, e.pid, e.fd))`, '-q', '-p', '{pid}'),
    measure: { kind: 'delivery', call: 'close', rate: 1_500_000, seconds: 10, output: 'lines' },
    goals: [
      { metric: 'lost', unit: 'lines', atMost: 0 },
      { metric: 'rate', unit: 'M/s', atLeast: 1.49 },
      { metric: 'cpu', unit: 'ns/event', atMost: 700 },
    ],
    bpftrace: 'loses above 0.5 M/s',
  },
  {
    name: 'idle',
    what: 'a filter that never matches',
    args: script(`on('*', e => { if (e.comm === 'no such name') print(e.name) })`),
    measure: { kind: 'idle', seconds: 5 },
    goals: [
      { metric: 'cpu', unit: '% of a core', atMost: 1 },
      { metric: 'rss', unit: 'MB', atMost: 80 },
    ],
  },
  {
    name: 'unwanted',
    what: 'a call that no handler wants',
    args: script(`on('mount', e => print(e.comm))`),
    measure: { kind: 'cost', call: 'getppid' },
    goals: addedAtMost(22),
    limitInC: '15',
    bpftrace: '30',
  },
  {
    name: 'pid-condition',
    what: 'a wanted call dropped by a pid condition',
    args: script(`on('close', e => { if (e.pid === 1) print(e.fd) })`),
    measure: { kind: 'cost', call: 'close' },
    goals: addedAtMost(24),
    limitInC: '19',
    bpftrace: '39',
  },
  {
    name: 'comm-condition',
    what: 'a wanted call dropped by a comm condition',
    args: script(`on('close', e => { if (e.comm === 'no such name') print(e.fd) })`),
    measure: { kind: 'cost', call: 'close' },
    goals: addedAtMost(40),
    limitInC: '31',
  },
  {
    name: 'count-name',
    what: 'count(e.name) over all syscalls',
    args: script(`on('*', e => count(e.name))`),
    measure: { kind: 'cost', call: 'close' },
    goals: addedAtMost(24),
    limitInC: '16',
    bpftrace: '54',
  },
  {
    name: 'count-comm',
    what: 'count(e.comm) over all syscalls',
    args: script(`on('*', e => count(e.comm))`),
    measure: { kind: 'cost', call: 'close' },
    goals: addedAtMost(48),
    limitInC: '43',
    bpftrace: '79',
  },
  {
    name: 'stream-record',
    what: 'a record with pid, ns, comm, nr and six arguments',
    args: hold(
      'splice',
      '[e.pid, e.ns, e.comm, e.nr, e.args.fd_in, e.args.off_in, e.args.fd_out, e.args.off_out, e.args.len, e.args.flags]',
    ),
    measure: { kind: 'cost', call: 'splice' },
    goals: addedAtMost(105),
    limitInC: '82 to 92',
    bpftrace: '78 for less, 59 % lost',
  },
  {
    name: 'open-entry',
    what: 'an open with its path, at entry',
    args: hold('openat:enter', 'e.filename'),
    measure: { kind: 'cost', call: 'openat' },
    goals: addedAtMost(175),
    limitInC: '133',
    bpftrace: '234',
  },
  {
    name: 'open-result',
    what: 'an open with its path and result',
    args: hold('openat', '[e.filename, e.ret]'),
    measure: { kind: 'cost', call: 'openat' },
    goals: addedAtMost(190),
    limitInC: '217, less with one at exit',
    bpftrace: '408',
  },
  {
    name: 'hist-duration',
    what: 'hist(e.duration)',
    args: script(`on('close', e => hist(e.duration))`),
    measure: { kind: 'cost', call: 'close' },
    goals: addedAtMost(120),
    limitInC: '93 to 99',
    bpftrace: '228 to 272',
  },
  {
    name: 'trace-summary',
    what: 'trace -C: all syscalls with latency, by syscall, process and error',
    args: ['trace', '-C', '-q'],
    measure: { kind: 'cost', call: 'close' },
    goals: addedAtMost(150),
    limitInC: '93 to 99 for the latency alone',
    bpftrace: '228 to 272 for the latency alone',
  },
  {
    name: 'paced-stream',
    what: 'streaming 10,000 events/s, per call',
    args: hold('close', '[e.pid, e.fd]'),
    measure: { kind: 'paced', call: 'close', rate: 10_000 },
    goals: addedAtMost(400),
    limitInC: '255',
    bpftrace: '6,800',
  },
  {
    name: 'fifty-handlers',
    what: 'unwanted calls: what 50 handlers add over 1',
    args: script(`on('${rareCalls[0]}', e => print(e.comm))`),
    measure: {
      kind: 'growth',
      call: 'getppid',
      more: script(rareCalls.map(call => `on('${call}', e => print(e.comm))`).join('; ')),
    },
    // Nothing at all, but for what two runs of the same differ by.
    goals: addedAtMost(3),
  },
  {
    name: 'trace-lines',
    what: 'trace: a decoded line to a file for each call, 500,000/s',
    args: ['trace', '-q', '-p', '{pid}', '-s', 'close'],
    measure: { kind: 'delivery', call: 'close', rate: 500_000, seconds: 10, output: 'lines' },
    goals: [
      { metric: 'lost', unit: 'lines', atMost: 0 },
      { metric: 'rate', unit: 'M/s', atLeast: 0.49 },
    ],
    bpftrace: 'loses above 0.5 M/s, undecoded',
  },
  {
    name: 'trace-json',
    what: 'trace: a JSON object to a file for each call, 1,000,000/s',
    args: ['trace', '-q', '-p', '{pid}', '-s', 'close', '-f', 'json'],
    measure: { kind: 'delivery', call: 'close', rate: 1_000_000, seconds: 10, output: 'lines' },
    goals: [
      { metric: 'lost', unit: 'lines', atMost: 0 },
      { metric: 'rate', unit: 'M/s', atLeast: 0.99 },
    ],
  },
  {
    name: 'trace-mixed',
    what: 'trace: 50,000 calls/s of ten kinds as decoded lines',
    args: ['trace', '-q', '-p', '{pid}'],
    measure: { kind: 'delivery', call: 'mixed', rate: 50_000, seconds: 10, output: 'lines' },
    goals: [
      { metric: 'lost', unit: 'lines', atMost: 0 },
      { metric: 'share', unit: '% of a core', atMost: 5 },
    ],
  },
]
