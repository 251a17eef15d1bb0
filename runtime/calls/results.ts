/** What a call gave: ` = 3`, ` = -1 ENOENT (No such file or directory)`, ` = ?`. */

import { errorByNumber } from '../../bpf/facts/errors.ts'
import { Literal, type TextBytes } from '../text-bytes.ts'
import type { RawCall } from './call.ts'
import { type Context, failed, putOf, putOfScalar, type Show, showOf } from './context.ts'
import { hexText, octalText, signedText } from './numbers.ts'
import type { Type } from './spec.ts'
import { leftText, selectedText } from './special.ts'
import { u16 } from './structs.ts'
import { dateText } from './values.ts'

/** Errors by which the kernel tells itself to do the call again; programs never see them. */
const restarts: Readonly<Record<number, string>> = {
  512: '? ERESTARTSYS (To be restarted if SA_RESTART is set)',
  513: '? ERESTARTNOINTR (To be restarted)',
  514: '? ERESTARTNOHAND (To be restarted if no handler)',
  516: '? ERESTART_RESTARTBLOCK (Interrupted by signal)',
}

/** By the error's number. */
const errorTexts: (Literal | undefined)[] = []

/** The text of a failed call's result. */
const errorText = (number: number): Literal => {
  let literal = errorTexts[number]
  if (!literal) {
    const error = errorByNumber(number)
    literal = new Literal(
      restarts[number] ?? (error ? `-1 ${error.name} (${error.text})` : `-1 (errno ${number})`),
    )
    errorTexts[number] = literal
  }
  return literal
}

/** `([{fd=3, revents=POLLIN}])`, and the time that was left. */
const pollText = (call: RawCall, context: Context): string => {
  if (call.retLow === 0 && call.retHigh === 0) return '0 (Timeout)'
  const { size, show } = context.struct('pollresult')
  const chunk = call.chunk('exit', context.op('exit', 0, 'bytes'))
  let text = ''
  if (chunk && !chunk.unreadable) {
    const { bytes, start, end } = chunk
    for (let at = start; at + size <= end; at += size)
      if (u16(bytes, at + 6) !== 0) text += `${text === '' ? '' : ', '}${show(bytes, at, call)}`
  }
  const left = call.syscall.name === 'ppoll' ? leftText(call, 2, context) : ''
  return `${call.retLow} ([${text}]${left === '' ? '' : `, ${left}`})`
}

const decimal: Show = Object.assign(
  (call: RawCall) =>
    call.retHigh === 0 ? `${call.retLow}` : signedText(call.retLow >>> 0, call.retHigh >>> 0),
  { put: (call: RawCall, out: TextBytes) => out.signed(call.retLow >>> 0, call.retHigh >>> 0) },
)

/** Results by name of the notation's word. */
const words: Readonly<Record<string, (context: Context) => Show>> = {
  hex: () => showOf((call, out) => out.hex(call.retLow >>> 0, call.retHigh >>> 0)),
  oct: () => call => octalText(call.retLow & 0xffff),
  poll: context => call => pollText(call, context),
  select: context => call => decimal(call) + selectedText(call, context),
  personality: context => {
    const name = context.scalar({ kind: 'word', word: 'personality' })!
    return call => `${hexText(call.retLow >>> 0, 0)} (${name(call.retLow >>> 0, 0, call)})`
  },
  time: () => call => `${decimal(call)} (${dateText(call.retLow)})`,
  bpf: context => {
    const fd = context.scalar({ kind: 'word', word: 'fd' })!
    const makesFds: ReadonlySet<number> = new Set([0, 5, 7, 13, 14, 17, 18, 19, 28, 30, 33])
    return call => (makesFds.has(call.low(0)) ? fd(call.retLow >>> 0, 0, call) : decimal(call))
  },
}

const named = (word: string, context: Context): Show => {
  const scalar = context.scalar({ kind: 'word', word: word === 'sigresult' ? 'sig' : word })
  if (!scalar) return decimal
  const put = putOfScalar(scalar)
  if (word === 'fd') return showOf((call, out) => put(call.retLow >>> 0, call.retHigh >>> 0, out, call))
  return call => {
    const name = scalar(call.retLow >>> 0, call.retHigh >>> 0, call)
    const number = decimal(call)
    return name === number ? number : `${number} (${name})`
  }
}

/** How a result that is no error is written. */
const valueShow = (type: Type | undefined, context: Context, syscall: string): Show => {
  if (!type) return decimal
  if (type.kind === 'word') return words[type.word]?.(context) ?? named(type.word, context)
  if (type.kind !== 'bits') return decimal
  const scalar = context.scalar(type)!
  const isFlags = type.flags.length > 0
  const isHex = type.enums.length === 0 || labels[syscall] !== undefined
  const label = labels[type.flags[0] ?? ''] ?? (isFlags ? labels[syscall] : undefined) ?? ''
  return call => {
    if (call.retLow === 0 && type.enums.length === 0) return decimal(call)
    const number = isHex ? hexText(call.retLow >>> 0, 0) : decimal(call)
    return `${number} (${label}${scalar(call.retLow >>> 0, 0, call)})`
  }
}

/** What stands before the names in a result's parentheses, by syscall or set. */
const labels: Readonly<Record<string, string>> = { fcntl: 'flags ', seals: 'seals ' }

/**
 * Makes the function that writes a result, without the equals sign; '' for a call that has none yet.
 *
 * @example resultShow(undefined, context, 'access')(call) // '-1 ENOENT (No such file or directory)'
 */
export const resultShow = (type: Type | undefined, context: Context, syscall: string): Show => {
  if (type?.kind === 'word' && type.word === 'never') return () => '?'
  const put = putOf(valueShow(type, context, syscall))
  return showOf((call, out) => {
    if (!call.completed) return
    if (failed(call)) out.literal(errorText(-(call.retLow | 0)))
    else put(call, out)
  })
}
