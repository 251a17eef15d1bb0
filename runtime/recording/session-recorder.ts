/** A run that records: its events go to a file in the place of handlers. */

import { monotonicNs } from '../../ffi/clock.ts'
import type { CallOptions } from '../calls/format.ts'
import type { OnOptions } from '../compiler/options.ts'
import type { Plan } from '../compiler/plan.ts'
import { parseProbe } from '../compiler/probe.ts'
import { recordedUses } from '../compiler/recorded-uses.ts'
import type { Registration } from '../compiler/resolve.ts'
import { type LossReport, lossReports } from '../losses.ts'
import type { Dispatch } from '../stream/dispatch.ts'
import type { EventSource } from '../stream/source.ts'
import type { StackFormatter } from '../symbols/stack.ts'
import { Recorder, type RecordTo, recordedText } from './recorder.ts'

export class SessionRecorder {
  /** How often what was taken goes into the file, in ms. */
  readonly flushMs = 500
  readonly #to: RecordTo
  #running: { readonly recorder: Recorder; readonly losses: () => readonly LossReport[] } | undefined

  constructor(to: RecordTo) {
    this.#to = to
  }

  /** Calls of `on` as they are recorded: with the fields of any, and without filters that a handler would change. */
  registrations(registrations: readonly Registration[]): Registration[] {
    const taken = recordedUses(registrations, this.#to.fields)
    return registrations.map(({ live: _, ...registration }, i) => {
      const shares = registrations.some((other, j) => i !== j && mayShare(registration, other))
      return { ...registration, taken, ...(shares && { demands: registration.demands.map(unsampled) }) }
    })
  }

  /**
   * Creates the file.
   *
   * @returns what takes the records
   * @throws SystraceError
   */
  start(plan: Plan, source: EventSource, calls: CallOptions, stacks: StackFormatter): Dispatch {
    const { stringSize, abbreviate } = calls
    const clock = { startNs: String(monotonicNs()), offsetMs: source.clockOffsetMs }
    const showsCalls = plan.handlers.some(
      ({ uses }) => uses.common.has('call') || uses.common.has('shownCall'),
    )
    const recorder = new Recorder(
      this.#to,
      plan,
      clock,
      showsCalls ? { stringSize, abbreviate } : undefined,
      stacks,
    )
    this.#running = { recorder, losses: () => lossReports(plan, source) }
    return (words, bytes, at) => recorder.take(words, bytes, at)
  }

  /** Puts what was taken into the file. @throws SystraceError when it cannot be written */
  flush(last = false): void {
    const running = this.#running
    running?.recorder.flush(monotonicNs(), running.losses(), last)
  }

  /** Ends the file, and tells what is in it. @throws SystraceError */
  finish(): void {
    this.flush(true)
    if (this.#running) this.#to.tell(recordedText(this.#running.recorder, this.#to.path))
  }

  /** Closes the file, whole or not. */
  close(): void {
    this.#running?.recorder.writer.close()
  }
}

/** What kinds of events probes name: of different kinds no event is the same. */
const kindsOf = ({ probes }: Pick<Registration, 'probes'>): string[] =>
  probes.map(text => {
    const probe = parseProbe(text)
    return probe.kind === 'syscall' ? probe.phase : text
  })

const mayShare = (one: Pick<Registration, 'probes'>, other: Registration): boolean => {
  const kinds = new Set(kindsOf(other))
  return kindsOf(one).some(kind => kinds.has(kind))
}

/**
 * Each handler draws for itself, and an event is recorded once, with one random number: where several handlers may take it,
 * samples are taken when it is replayed.
 */
const unsampled = ({ sample: _, ...demands }: OnOptions): OnOptions => demands
