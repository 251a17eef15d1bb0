/** Logs in the form of `strace -f -o FILE`, ours with `--style strace` among them, as calls by thread. */

/** One call, whole: what strace writes in two pieces, because another thread's line came between, is put together. */
export interface LoggedCall {
  readonly tid: number
  readonly name: string
  /** `close(3) = 0`, without the thread and with one space before the equals sign. */
  readonly text: string
  /** Behind the equals sign; undefined if there is none. */
  readonly result: string | undefined
  /** As it is in the log, without the thread: with its column. Undefined if it was in two pieces. */
  readonly line: string | undefined
}

/** Calls and errors by syscall. */
export type CallCounts = Readonly<Record<string, readonly [calls: number, errors: number]>>

export interface StraceLog {
  /** Threads in the order in which they come up, each with its calls in order. */
  readonly threads: ReadonlyMap<number, readonly LoggedCall[]>
  /** `--- SIGCHLD {…} ---` and `+++ exited with 0 +++` by thread. */
  readonly events: ReadonlyMap<number, readonly string[]>
  /** Lines that are nothing of that: none, where all is well. */
  readonly strange: readonly string[]
  /** The table that `-C` and `-c` write. */
  readonly counts: CallCounts
}

/** The table of `strace -c`. */
export const summaryCounts = (text: string): CallCounts =>
  Object.fromEntries(
    [...text.matchAll(/^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(\d+)? +(\w+)$/gm)].flatMap(
      ([, calls, errors, name]): [string, readonly [number, number]][] =>
        name === 'total' ? [] : [[name!, [Number(calls), Number(errors ?? 0)]]],
    ),
  )

const unfinished = ' <unfinished ...>'

const callOf = (tid: number, line: string, whole: boolean): LoggedCall | undefined => {
  const name = /^(\w+)\(/.exec(line)?.[1]
  if (name === undefined) return undefined
  // The result is behind the last parenthesis that is followed by an equals sign: strings have neither in their escapes
  // alone, but results do not contain ") = ".
  const parts = /^(.*\)) += (.*)$/.exec(line)
  return {
    tid,
    name,
    text: parts ? `${parts[1]} = ${parts[2]}` : line,
    result: parts?.[2],
    line: whole ? line : undefined,
  }
}

/** Reads a log. */
export const parseStraceLog = (log: string): StraceLog => {
  const threads = new Map<number, LoggedCall[]>()
  const events = new Map<number, string[]>()
  const strange: string[] = []
  const begun = new Map<number, string>()
  const add = <T>(map: Map<number, T[]>, tid: number, value: T): void => {
    const list = map.get(tid)
    if (list) list.push(value)
    else map.set(tid, [value])
  }
  const addCall = (tid: number, line: string, whole: boolean): void => {
    const call = callOf(tid, line, whole)
    if (call) add(threads, tid, call)
    else strange.push(`${tid} ${line}`)
  }
  const [lines = ''] = log.split(/^% time .*$/m, 1)
  for (const text of lines.split('\n')) {
    if (text === '') continue
    const [, id, line] = /^(\d+) +(.*)$/.exec(text) ?? []
    const tid = Number(id)
    if (line === undefined) {
      strange.push(text)
      continue
    }
    const superseded = /^\+\+\+ superseded by execve in pid (\d+) \+\+\+$/.exec(line)
    if (superseded) {
      // The thread that execs goes on as the first one, whose own call never ends.
      const other = Number(superseded[1])
      const exec = begun.get(other)
      const left = begun.get(tid)
      if (left !== undefined) addCall(tid, `${left}) = ?`, false)
      begun.delete(other)
      if (exec !== undefined) begun.set(tid, exec)
      add(events, tid, line)
      continue
    }
    if (/^(---|\+\+\+) .* \1$/.test(line)) {
      if (line.startsWith('+++') && begun.has(tid)) {
        addCall(tid, `${begun.get(tid)}) = ?`, false)
        begun.delete(tid)
      }
      add(events, tid, line)
      continue
    }
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(line)
    if (resumed) {
      const start = begun.get(tid)
      begun.delete(tid)
      const rest = resumed[2]!.replace(`${unfinished})`, ')')
      if (start === undefined) strange.push(text)
      else if (rest.endsWith(unfinished)) begun.set(tid, start + rest.slice(0, -unfinished.length))
      else addCall(tid, start + rest, false)
      continue
    }
    if (line.endsWith(unfinished)) begun.set(tid, line.slice(0, -unfinished.length))
    else addCall(tid, line, true)
  }
  for (const [tid, start] of begun) addCall(tid, `${start}) = ?`, false)
  return { threads, events, strange, counts: summaryCounts(log) }
}

/** How often each syscall was called, and how often it failed. What never returned has no result to count. */
export const countCalls = (calls: Iterable<LoggedCall>): CallCounts => {
  const counts: Record<string, [number, number]> = {}
  for (const { name, result } of calls) {
    if (result === undefined || result === '?') continue
    counts[name] ??= [0, 0]
    const count = counts[name]
    count[0]++
    if (/^(-1|\?) E/.test(result)) count[1]++
  }
  return counts
}
