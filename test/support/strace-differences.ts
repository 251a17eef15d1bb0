/** Compares two logs call by call, with the differences that are meant. docs/reference/decoding.md has them for users. */

import { type CallCounts, countCalls, type LoggedCall, type StraceLog } from './strace-log.ts'

/** Two that are the same call, though they are written differently. */
export interface Difference {
  readonly name: string
  readonly applies: (ours: LoggedCall, theirs: LoggedCall) => boolean
}

/** What stands in our line, and what in strace's in its place; all else is the same. */
type Pair = readonly [name: string, ours: RegExp | '', theirs: RegExp | '']

/** Takes one piece out of a text; undefined if it is not there. */
const without = (text: string, piece: RegExp | ''): string | undefined => {
  if (piece === '') return text
  const rest = text.replace(piece, '')
  return rest === text ? undefined : rest
}

const paired =
  (pairs: readonly Pair[]): Difference['applies'] =>
  (ours, theirs) =>
    pairs.some(([name, a, b]) => {
      if (ours.name !== name || theirs.name !== name) return false
      const rest = without(ours.text, a)
      return rest !== undefined && rest === without(theirs.text, b)
    })

export const differences = [
  {
    // It does end, in the kernel, and that is where systrace looks.
    name: 'a call that its process does not survive has a result',
    applies: (ours, theirs) =>
      theirs.result === '?' &&
      ours.result !== '?' &&
      ours.text.startsWith(theirs.text.slice(0, -') = ?'.length).trimEnd()),
  },
  {
    name: 'constants that came after strace 6.1, or that it does not look for, have names',
    applies: paired([
      ['fcntl', /F_[GS]ET_RW_HINT, \[RWH_WRITE_LIFE_SHORT\]/, /0x40[bc] \/\* F_\?\?\? \*\/, 0x\w+/],
      ['membarrier', /MEMBARRIER_CMD_GET_REGISTRATIONS\)$/, /0x200\)$/],
      ['io_uring_setup', /\|IORING_FEAT_REG_REG_RING[|A-Z_]*/, /\|0x\w+(?=, sq_off)/],
      ['futex_waitv', /FUTEX2_SIZE_U32/, /FUTEX_32/],
      ['rseq', / \/\* RSEQ_FLAG_\?\?\? \*\//, ''],
      ['pidfd_send_signal', / \/\* PIDFD_SIGNAL_\?\?\? \*\//, ''],
      ['landlock_restrict_self', / \/\* LANDLOCK_RESTRICT_SELF_\?\?\? \*\//, ''],
      ['memfd_secret', / \/\* O_\?\?\? \*\//, ''],
      ['sched_setscheduler', /SCHED_BATCH\|SCHED_RESET_ON_FORK/, /0x40000003 \/\* SCHED_\?\?\? \*\//],
      ['sched_getscheduler', / \(SCHED_BATCH\|SCHED_RESET_ON_FORK\)$/, ''],
    ]),
  },
  {
    name: 'of several names of an ioctl one is shown',
    applies: paired([['ioctl', '', /\w+ or (?=\w)/]]),
  },
  {
    name: 'what pointers inside of structs and lists lead to is not read',
    applies: paired([
      ['bpf', /pathname=0x\w+/, /pathname="[^"]*"/],
      ['io_submit', /\[0x\w+\]/, /\[\{aio_data=.*?\}\]/],
      ['sendmmsg', /msg_iov=0x\w+/, /msg_iov=\[(?!.*msg_iov=\[).*?\]/],
      ['ptrace', /0x8, NULL/, /8\*R14, NULL/],
    ]),
  },
  {
    name: 'the entries of a directory are counted, and not shown in full either',
    applies: paired([
      ['getdents64', /0x\w+ \/\* \d+ entries \*\//, /\[.*\](?=, \d+\) = )/],
      ['getdents', /0x\w+ \/\* \d+ entries \*\//, /\[.*\](?=, \d+\) = )/],
    ]),
  },
  {
    name: 'data is decoded as far as the call used it',
    applies: paired([
      ['setsockopt', /\{tv_sec=5, tv_usec=3\}/, /"\\5\\0[^"]*"/],
      ['msgrcv', /(?<="text of the message)"/, /(\\0)+"\.\.\./],
    ]),
  },
  {
    name: 'a call that goes on does not say which one it was',
    applies: paired([['restart_syscall', '', /<\.\.\. resuming interrupted \w+ \.\.\.>/]]),
  },
] as const satisfies readonly Difference[]

/** The first thread of a process in which another one execs: its end looks like any other. */
const sameEvent = (ours: string | undefined, theirs: string | undefined): boolean =>
  ours === theirs ||
  (ours === '+++ exited with 0 +++' && theirs?.startsWith('+++ superseded by execve') === true)

export interface Comparison {
  /** Calls that are the same to the last byte. */
  readonly same: number
  /** Those that no difference explains, a line each for ours and theirs. */
  readonly different: readonly string[]
  /** Calls of ours that strace was not told the end of, and errors. */
  readonly cutShort: CallCounts
  /** Names of the differences that there were. */
  readonly applied: ReadonlySet<string>
}

const shown = (tid: number, ours: string | undefined, theirs: string | undefined): string =>
  `${tid} systrace ${ours ?? '(nothing)'}\n${tid} strace   ${theirs ?? '(nothing)'}`

/** Compares the calls of each thread in their order; what comes between threads has none. */
export const compareLogs = (ours: StraceLog, theirs: StraceLog): Comparison => {
  const different: string[] = []
  const applied = new Set<string>()
  const cutShort: LoggedCall[] = []
  let same = 0
  const compareCalls = (tid: number, a: LoggedCall | undefined, b: LoggedCall | undefined): void => {
    // Of a line in one piece its column too.
    const alike = a?.text === b?.text && (b?.line === undefined || a?.line === undefined || a.line === b.line)
    const rule = a && b && differences.find(({ applies }) => applies(a, b))
    if (alike) same++
    else if (rule) {
      applied.add(rule.name)
      if (b.result === '?') cutShort.push(a)
    } else different.push(shown(tid, a?.line ?? a?.text, b?.line ?? b?.text))
  }
  for (const tid of new Set([...ours.threads.keys(), ...theirs.threads.keys()])) {
    const mine = [...(ours.threads.get(tid) ?? [])]
    const other = [...(theirs.threads.get(tid) ?? [])]
    while (mine.length > 0 || other.length > 0) {
      // Behind a call that one has not seen, the rest can still be compared.
      const [a] = mine
      const [b] = other
      if (a?.name !== b?.name && mine.slice(0, 9).some(({ name }) => name === b?.name))
        compareCalls(tid, mine.shift(), undefined)
      else if (a?.name !== b?.name) compareCalls(tid, undefined, other.shift())
      else compareCalls(tid, mine.shift(), other.shift())
      if (other.length === 0) while (mine.length > 0) compareCalls(tid, mine.shift(), undefined)
    }
  }
  for (const tid of new Set([...ours.events.keys(), ...theirs.events.keys()])) {
    const mine = ours.events.get(tid) ?? []
    const other = theirs.events.get(tid) ?? []
    for (let i = 0; i < Math.max(mine.length, other.length); i++)
      if (!sameEvent(mine[i], other[i])) different.push(shown(tid, mine[i], other[i]))
  }
  return { same, different, applied, cutShort: countCalls(cutShort) }
}
