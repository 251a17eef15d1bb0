/** Ctrl-C and its like: the first one ends the run in order, the second one ends the process. */

import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { handleOnce } from '../ffi/signal.ts'

/** A closed terminal counts, unless nohup has it ignored. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type EndingSignal = (typeof signals)[number]

/** The exit code of a process that a signal ended, as shells have it. */
export const signalExitCode = (signal: EndingSignal): number => 128 + constants.signals[signal]

const isIgnored = (signal: EndingSignal): boolean => {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
}

/**
 * Calls `stop` at the first signal. The same signal again ends the process by the kernel's hand, so that a script that
 * never lets go of the thread can be ended too.
 */
export const onSignals = (stop: (signal: EndingSignal) => void): Disposable => {
  let stopped = false
  const interrupted = (signal: NodeJS.Signals): void => {
    const ending = signal as EndingSignal
    if (stopped) process.exit(signalExitCode(ending))
    stopped = true
    stop(ending)
  }
  const handled = signals.filter(signal => signal !== 'SIGHUP' || !isIgnored(signal))
  for (const signal of handled) process.on(signal, interrupted)
  handleOnce(handled.map(signal => constants.signals[signal]))
  return {
    [Symbol.dispose]() {
      for (const signal of handled) process.off(signal, interrupted)
    },
  }
}
