/** Error numbers and signals by number and name, the same on every architecture that systrace knows. */
import * as generated from './errors.gen.ts'

export interface ErrorFact {
  /** Such as `ENOENT`. */
  readonly name: string
  readonly number: number
  /** As strerror says it. */
  readonly text: string
}

let errors: (ErrorFact | undefined)[] | undefined
let errorNumbers: Map<string, number> | undefined
let signals: (string | undefined)[] | undefined
let signalNumbers: Map<string, number> | undefined

/** Names that are another's number. */
const otherNames = { EWOULDBLOCK: 'EAGAIN', EDEADLOCK: 'EDEADLK', ENOTSUP: 'EOPNOTSUPP' }

const allErrors = (): (ErrorFact | undefined)[] => {
  if (errors) return errors
  errors = []
  for (const line of generated.errors.split('\n')) {
    const [name, number, ...words] = line.split(' ')
    errors[Number(number)] = { name: name!, number: Number(number), text: words.join(' ') }
  }
  return errors
}

/**
 * The error of a number. The kernel's own, such as ERESTARTSYS (512), are among them: sys_exit shows them.
 *
 * @example errorByNumber(2)?.name // 'ENOENT'
 */
export const errorByNumber = (number: number): ErrorFact | undefined => allErrors()[number]

/** The names of all errors. */
export const errorNames = (): string[] => allErrors().flatMap(error => (error ? [error.name] : []))

/** The number of an error name. */
export const errorNumber = (name: string): number | undefined => {
  if (!errorNumbers) {
    errorNumbers = new Map()
    for (const error of allErrors()) if (error) errorNumbers.set(error.name, error.number)
    for (const [other, known] of Object.entries(otherNames)) errorNumbers.set(other, errorNumbers.get(known)!)
  }
  return errorNumbers.get(name)
}

const allSignals = (): (string | undefined)[] => {
  if (signals) return signals
  signals = []
  for (const line of generated.signals.split('\n')) {
    const [name, number] = line.split(' ')
    signals[Number(number)] = name
  }
  return signals
}

/** The kernel's first and last real-time signals. */
const realTime = { first: 32, last: 64 }

/**
 * The name of a signal; real-time ones as strace writes them.
 *
 * @example signalName(9) // 'SIGKILL'; signalName(34) // 'SIGRT_2'
 */
export const signalName = (number: number): string | undefined => {
  if (number === realTime.first) return 'SIGRTMIN'
  if (number > realTime.first && number <= realTime.last) return `SIGRT_${number - realTime.first}`
  return allSignals()[number]
}

/** The number of a signal's name below the real-time ones. */
export const signalNumber = (name: string): number | undefined => {
  if (!signalNumbers) {
    signalNumbers = new Map()
    for (const [number, known] of allSignals().entries()) if (known) signalNumbers.set(known, number)
  }
  return signalNumbers.get(name)
}
