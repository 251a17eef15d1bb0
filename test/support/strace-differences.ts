/** Compares two logs call by call, with the differences that are meant. docs/reference/decoding.md has them for users. */

import type { LoggedCall, StraceLog } from './strace-log.ts'

/** Two that are the same call, though they are written differently. */
export interface Difference {
  readonly name: string
  readonly applies: (ours: LoggedCall, theirs: LoggedCall) => boolean
}

const argumentsOf = ({ text }: LoggedCall): string => text.slice(0, text.lastIndexOf(') = ') + 1)

export const differences = [
  {
    // It does end, in the kernel, and that is where systrace looks.
    name: 'a call that its process does not survive has a result',
    applies: (ours, theirs) =>
      theirs.result === '?' &&
      argumentsOf(ours) === argumentsOf(theirs) &&
      /^(\? ERESTART|-1 EINTR)/.test(ours.result ?? ''),
  },
] as const satisfies readonly Difference[]

export interface Comparison {
  /** Calls that are the same to the last byte. */
  readonly same: number
  /** Those that no difference explains, a line each for ours and theirs. */
  readonly different: readonly string[]
  /** Names of the differences that there were. */
  readonly applied: ReadonlySet<string>
}

const shown = (tid: number, ours: string | undefined, theirs: string | undefined): string =>
  `${tid} systrace ${ours ?? '(nothing)'}\n${tid} strace   ${theirs ?? '(nothing)'}`

/** Compares the calls of each thread in their order; what comes between threads has none. */
export const compareLogs = (ours: StraceLog, theirs: StraceLog): Comparison => {
  const different: string[] = []
  const applied = new Set<string>()
  let same = 0
  const compareCalls = (tid: number, a: LoggedCall | undefined, b: LoggedCall | undefined): void => {
    // Of a line in one piece its column too.
    const alike = a?.text === b?.text && (b?.line === undefined || a?.line === undefined || a.line === b.line)
    const rule = a && b && differences.find(({ applies }) => applies(a, b))
    if (alike) same++
    else if (rule) applied.add(rule.name)
    else different.push(shown(tid, a?.line ?? a?.text, b?.line ?? b?.text))
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
      if (mine[i] !== other[i]) different.push(shown(tid, mine[i], other[i]))
  }
  return { same, different, applied }
}
