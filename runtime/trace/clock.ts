/** Wall-clock times → the text before a line. The text of a second is made once. */

import type { TextBytes } from '../text-bytes.ts'
import type { ClockKind } from './option-table.ts'

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** `12:34:56`, of a whole second since 1970 in local time. */
const clockSecond = (seconds: number): string => {
  const date = new Date(seconds * 1000)
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`
}

const dateSecond = (seconds: number): string => {
  const date = new Date(seconds * 1000)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)} ${clockSecond(seconds)}`
}

/** What shows times, in ms since 1970. */
export interface Clock {
  (timeMs: number): string
  /** The same into bytes. */
  readonly put: (timeMs: number, out: TextBytes) => void
}

/** Times with the text of their second remembered. `digits`: of the fraction. */
const bySecond = (second: (seconds: number) => string, digits: 3 | 6): Clock => {
  let last = Number.NaN
  let text = ''
  const scale = 10 ** (digits - 3)
  /** The fraction; the text of the second is in `text` then. */
  const split = (timeMs: number): number => {
    const seconds = Math.floor(timeMs / 1000)
    if (seconds !== last) {
      last = seconds
      text = `${second(seconds)}.`
    }
    return Math.floor((timeMs - seconds * 1000) * scale)
  }
  const show = (timeMs: number): string => {
    const fraction = split(timeMs)
    return text + pad(fraction, digits)
  }
  const put: Clock['put'] = (timeMs, out) => {
    const fraction = split(timeMs)
    out.text(text)
    out.digits(fraction, digits)
  }
  return Object.assign(show, { put })
}

const clockBy = (show: (timeMs: number) => string): Clock => {
  const put: Clock['put'] = (timeMs, out) => out.text(show(timeMs))
  return Object.assign(show, { put })
}

/** Seconds with microseconds: `0.000123`. */
export const secondsText = (ms: number): string => {
  const us = Math.round(ms * 1000)
  return `${Math.floor(us / 1e6)}.${pad(us % 1e6, 6)}`
}

/**
 * Makes the function that shows times, in ms since 1970; undefined for none.
 *
 * @param digits of the fraction of a clock's second
 * @param startMs what relative times are counted from
 * @example clockOf('clock', 3, 0)!(1764244976789) // '12:02:56.789', in UTC
 */
export const clockOf = (kind: ClockKind, digits: 3 | 6, startMs: number): Clock | undefined => {
  switch (kind) {
    case 'none':
      return undefined
    case 'clock':
      return bySecond(clockSecond, digits)
    case 'date':
      return bySecond(dateSecond, digits)
    case 'unix':
      return bySecond(String, 6)
    case 'ns':
      // A double holds today's milliseconds to about 200 ns.
      return clockBy(timeMs => `${Math.floor(timeMs / 1000)}${pad(Math.round((timeMs % 1000) * 1e6), 9)}`)
    case 'relative':
      return clockBy(timeMs => secondsText(Math.max(0, timeMs - startMs)))
    case 'delta': {
      let before: number | undefined
      return clockBy(timeMs => {
        const delta = before === undefined ? 0 : Math.max(0, timeMs - before)
        before = timeMs
        return secondsText(delta)
      })
    }
  }
}
