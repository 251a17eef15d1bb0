/** The few lines on standard error that end a trace whose calls were shown: how many there were, of what and by whom. */

import type { CountCell } from '../tables/aggregate.ts'
import type { Key } from '../tables/snapshot.ts'
import type { NowMs, ScriptPart } from './summary-script.ts'

type Counts = Iterable<readonly [Key, CountCell]>

/** How many of a kind are named. */
const named = 5

const number = (value: number): string => value.toLocaleString('en')

const plural = (n: number, one: string): string =>
  `${number(n)} ${one}${n === 1 ? '' : one.endsWith('s') ? 'es' : 's'}`

const share = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`

/** The largest by name, and how many more there are. */
const largest = (counts: ReadonlyMap<string, number>, total: number): string => {
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  const shown = sorted.slice(0, named).map(([name, n]) => `${name} ${number(n)} (${share(n, total)})`)
  const more = sorted.length - shown.length
  return [...shown, ...(more > 0 ? [`${number(more)} more`] : [])].join(', ')
}

export interface BriefOptions {
  readonly seconds: number
  /** Options that leave calls out, as they were given. */
  readonly narrowing: readonly string[]
}

/**
 * The lines.
 *
 * @example briefText(calls, processes, { seconds: 2, narrowing: [] }) // '12 calls in 2.00 s (6/s)\n…'
 */
export const briefText = (
  bySyscall: ReadonlyMap<string, number>,
  byProcess: ReadonlyMap<string, number>,
  { seconds, narrowing }: BriefOptions,
): string => {
  const total = [...bySyscall.values()].reduce((sum, n) => sum + n, 0)
  if (total === 0) {
    const hint =
      narrowing.length > 0
        ? `; ${narrowing.join(', ')} ${narrowing.length > 1 ? 'leave' : 'leaves'} out all there were`
        : ''
    return `systrace: no calls in ${seconds.toFixed(2)} s${hint}`
  }
  const rate = seconds > 0 ? ` (${number(Math.round(total / seconds))}/s)` : ''
  return [
    `systrace: ${plural(total, 'call')} in ${seconds.toFixed(2)} s${rate}`,
    `  ${plural(bySyscall.size, 'syscall')}: ${largest(bySyscall, total)}`,
    `  ${plural(byProcess.size, 'process')}: ${largest(byProcess, total)}`,
  ].join('\n')
}

const countsOf = (cells: Counts, nameOf: (key: Key) => string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const [key, { count }] of cells) counts.set(nameOf(key), (counts.get(nameOf(key)) ?? 0) + count)
  return counts
}

/**
 * The part of the script that counts for it, in the kernel.
 *
 * @param handlers makes the calls of `on` with this body
 * @param tell gets the lines at the end
 */
export const briefPart = (
  handlers: (body: string) => string,
  narrowing: readonly string[],
  tell: (text: string) => void,
  nowMs: NowMs = () => performance.now(),
): ScriptPart => {
  let beganMs = nowMs()
  return {
    imports: ['begin', 'count', 'end', 'on'],
    functions: {
      briefBegin: () => {
        beganMs = nowMs()
      },
      briefEnd: (calls: Counts, processes: Counts) => {
        const seconds = (nowMs() - beganMs) / 1000
        tell(
          briefText(
            countsOf(calls, ([name]) => String(name)),
            countsOf(processes, ([pid, comm]) => `${comm}(${pid})`),
            { seconds, narrowing },
          ),
        )
      },
    },
    text: [
      `const briefCalls = count.table('calls')`,
      `const briefProcesses = count.table('processes')`,
      handlers('{\n  briefCalls.add(e.name)\n  briefProcesses.add(e.pid, e.comm)\n}'),
      'begin(() => briefBegin())',
      'end(() => briefEnd(briefCalls.cells(), briefProcesses.cells()))',
    ].join('\n'),
  }
}
