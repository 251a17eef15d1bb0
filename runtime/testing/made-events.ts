/** Events made by hand, for tests of scripts: typed by the probe, with values for all that is not given. */

import type { EventOf, ProbeText, ProcessProbe, SyscallName } from '../script/events.ts'

/** A probe of one kind of event; events are made of these, and patterns match them. */
export type MadeProbe =
  | SyscallName
  | `${SyscallName}:enter`
  | ProcessProbe
  | `kprobe:${string}`
  | `kretprobe:${string}`

/** What follows from the probe, or from other fields. */
type Derived = 'name' | 'nr' | 'args' | 'call' | 'regs' | 'unixNs' | 'error' | 'time'

type Writable<T> = { -readonly [K in keyof T]?: T[K] | undefined }

/**
 * The arguments by their names; needed where a field of the event has the name, as of `kill`'s `pid`. Of functions of the kernel,
 * bigints are pointers.
 */
type Arguments<P extends ProbeText> = P extends `kprobe:${string}`
  ? { readonly args?: Readonly<Record<string, number | bigint>> }
  : P extends `kretprobe:${string}`
    ? { readonly ret?: number | bigint }
    : { readonly args?: Writable<EventOf<P>['args']> }

/** The fields that an event of a probe may be given. */
export type MadeFields<P extends ProbeText> = Writable<Omit<EventOf<P>, Derived>> & {
  /** Wall clock; events that are not given one follow each other by a millisecond. */
  readonly time?: number | Date | undefined
  /** The name of the error that the call fails with, instead of `ret`. */
  readonly error?: string | undefined
} & Arguments<P>

/** An event for `replay`. */
export interface MadeEvent {
  readonly probe: string
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * Makes an event for `replay`. What is not given has these values: `pid` and `tid` 1000, `ppid` 1, `uid` and `gid` 1000, `comm`
 * `'test'`, `cpu` 0, `cgroup` 1n, `ret` 0, `duration` 1000 (1 µs), numbers 0, strings empty; each event is a millisecond later
 * than the one before.
 *
 * @example event('openat', { comm: 'cat', filename: '/etc/passwd', ret: 3, duration: 25_000 })
 * @example event('connect', { error: 'ECONNREFUSED' })
 * @example event('process:exit', { pid: 12, code: 1, last: true })
 */
export const event = <const P extends MadeProbe>(probe: P, fields?: MadeFields<P>): MadeEvent => ({
  probe,
  fields: (fields ?? {}) as Readonly<Record<string, unknown>>,
})
