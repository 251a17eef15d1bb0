/** Sets of signals, and what is said of one. */

import type { RawCall } from './call.ts'
import type { Context, Value } from './context.ts'
import { hexText, pointerText } from './numbers.ts'
import { typeOf } from './spec.ts'
import { u32 } from './structs.ts'
import { signalInSet } from './values.ts'

/** The last signal, and how many of a set may be there before those are written that are not. */
const last = 64
const few = (last * 2) / 3

/** `[INT TERM]`, or `~[INT TERM]` of a set that has nearly all. */
export const signalSet = (bytes: Uint8Array, start: number, end: number): string => {
  const has = (signal: number): boolean => {
    const at = start + ((signal - 1) >> 3)
    return at < end && ((bytes[at]! >> ((signal - 1) & 7)) & 1) === 1
  }
  let count = 0
  for (let signal = 1; signal <= last; signal++) if (has(signal)) count++
  const inverse = count >= few
  let text = ''
  for (let signal = 1; signal <= last; signal++)
    if (has(signal) !== inverse) text += text === '' ? signalInSet(signal) : ` ${signalInSet(signal)}`
  return inverse ? `~[${text}]` : `[${text}]`
}

/** The codes of the signals that have codes of their own. */
const codeSets: Readonly<Record<string, string>> = {
  SIGILL: 'sigill_codes',
  SIGFPE: 'sigfpe_codes',
  SIGSEGV: 'sigsegv_codes',
  SIGBUS: 'sigbus_codes',
  SIGTRAP: 'sigtrap_codes',
  SIGCHLD: 'sigchld_codes',
  SIGIO: 'sigpoll_codes',
  SIGSYS: 'sigsys_codes',
}

const codes = { user: 0, kernel: 0x80, queue: -1, timer: -2, exited: 1, timerMost: 6 }

/** What a signal carries. */
export const signalInfo = (context: Context): Value => {
  const signal = context.scalar(typeOf('sig'))!
  const uid = context.scalar(typeOf('uid'))!
  const ticks = context.scalar(typeOf('ticks'))!
  const general = context.scalar(typeOf('#si_codes'))!
  const sent = (bytes: Uint8Array, at: number, call: RawCall): string =>
    `, si_pid=${u32(bytes, at + 16) | 0}, si_uid=${uid(u32(bytes, at + 20), 0, call)}`
  const value = (bytes: Uint8Array, at: number): string => {
    const low = u32(bytes, at)
    return `, si_int=${low | 0}, si_ptr=${pointerText(low, u32(bytes, at + 4))}`
  }
  const details = (bytes: Uint8Array, at: number, name: string, code: number, call: RawCall): string => {
    if (code === codes.kernel) return ''
    if (name === 'SIGCHLD' && code > 0) {
      const status = u32(bytes, at + 24)
      const time = (offset: number) => ticks(u32(bytes, at + offset), u32(bytes, at + offset + 4), call)
      const shown = code === codes.exited ? `${status | 0}` : signal(status, 0, call)
      return `${sent(bytes, at, call)}, si_status=${shown}, si_utime=${time(32)}, si_stime=${time(40)}`
    }
    if (code > 0 && (name === 'SIGSEGV' || name === 'SIGBUS' || name === 'SIGILL' || name === 'SIGFPE'))
      return `, si_addr=${pointerText(u32(bytes, at + 16), u32(bytes, at + 20))}`
    if (code > 0 && name === 'SIGSYS')
      return `, si_call_addr=${pointerText(u32(bytes, at + 16), u32(bytes, at + 20))}, si_syscall=${u32(bytes, at + 24)}, si_arch=${hexText(u32(bytes, at + 28), 0)}`
    if (code > 0 && name === 'SIGIO')
      return `, si_band=${u32(bytes, at + 16)}, si_fd=${u32(bytes, at + 24) | 0}`
    if (code === codes.timer)
      return `, si_timerid=${hexText(u32(bytes, at + 16), 0)}, si_overrun=${u32(bytes, at + 20) | 0}${value(bytes, at + 24)}`
    if (code === codes.user || code === -6) return sent(bytes, at, call)
    return sent(bytes, at, call) + value(bytes, at + 24)
  }
  return {
    size: 128,
    show: (bytes, at, call) => {
      const number = u32(bytes, at)
      if (number === 0) return '{}'
      const name = signal(number, 0, call)
      const error = u32(bytes, at + 4)
      const code = u32(bytes, at + 8)
      const own = (code | 0) > 0 && (code | 0) < codes.kernel ? codeSets[name] : undefined
      const codeText =
        own === undefined ? general(code, 0, call) : context.scalar(typeOf(`#${own}`))!(code, 0, call)
      const errorText = error === 0 ? '' : `, si_errno=${error | 0}`
      return `{si_signo=${name}, si_code=${codeText}${errorText}${details(bytes, at, name, code | 0, call)}}`
    },
  }
}
