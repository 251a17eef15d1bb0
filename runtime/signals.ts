/** Ctrl-C and its like: the first one ends the run in order, a later one ends the process. */

import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { host } from './current-host.ts'

/** A closed terminal counts, unless nohup has it ignored. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type EndingSignal = (typeof signals)[number]

/** The exit code of a process that a signal ended, as shells have it. */
export const signalExitCode = (signal: EndingSignal): number => 128 + constants.signals[signal]

const isIgnored = (signal: EndingSignal): boolean => {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
}

/** `timeout`, and what passes signals on to what it runs, send the same one twice: to the process and to its group. */
export const sameSignalMs = 300

/** An end that may be under way already. */
export interface Ending {
  /** When it began, by performance.now(); undefined if it has not. */
  since(): number | undefined
  begin(signal: EndingSignal): void
}

/** Begins the end at the first signal; a signal that comes when the end is under way ends the process at once. */
export const onSignals = (ending: Ending): Disposable => {
  const handle = (name: NodeJS.Signals): void => {
    const signal = name as EndingSignal
    const since = ending.since()
    if (since === undefined) ending.begin(signal)
    else if (performance.now() - since > sameSignalMs) process.exit(signalExitCode(signal))
  }
  const handled = signals.filter(signal => signal !== 'SIGHUP' || !isIgnored(signal))
  for (const signal of signals) {
    if (handled.includes(signal)) process.on(signal, handle)
    else host.keepIgnored(signal)
  }
  return {
    [Symbol.dispose]() {
      for (const signal of handled) process.off(signal, handle)
    },
  }
}
