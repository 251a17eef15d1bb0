/** A run that records: its events go to a file in the place of handlers. */

import { monotonicNs } from '../../ffi/clock.ts'
import type { CallOptions } from '../calls/options.ts'
import type { OnOptions } from '../compiler/options.ts'
import type { Plan } from '../compiler/plan.ts'
import { parseProbe } from '../compiler/probe.ts'
import { recordedUses } from '../compiler/recorded-uses.ts'
import type { Registration } from '../compiler/resolve.ts'
import { type LossReport, lossReports } from '../losses.ts'
import type { EventSource, OnRecord } from '../stream/source.ts'
import type { StackFormatter } from '../symbols/stack.ts'
import { describePlan, Recorder } from './recorder.ts'
import { RecordingWriter, type Rotation, type Written } from './writer.ts'

/** What is to be recorded, where to, and how that is told. */
export interface RecordTo extends Rotation {
  readonly path: string
  /** As on the command line. */
  readonly asked: string
  /** The version of systrace. */
  readonly version: string
  /** The release of the kernel. */
  readonly release: string
  /** Fields that are taken whatever the script reads, beside those that every recording has. */
  readonly fields: readonly string[]
  /** Tells people how it went. */
  readonly tell: (text: string) => void
}

/** Calls of `on` as they are recorded: with the fields of any, and without filters that a handler would change. */
export const recordedRegistrations = (
  registrations: readonly Registration[],
  fields: readonly string[],
): Registration[] => {
  const taken = recordedUses(registrations, fields)
  return registrations.map(({ live: _, ...registration }, i) => {
    const shares = registrations.some((other, j) => i !== j && mayShare(registration, other))
    return { ...registration, taken, ...(shares && { demands: registration.demands.map(unsampled) }) }
  })
}

export class SessionRecorder {
  /** How often what was taken goes into the file, in ms. */
  readonly flushMs = 500
  readonly #to: RecordTo
  #running: { readonly writer: RecordingWriter; readonly losses: () => readonly LossReport[] } | undefined

  constructor(to: RecordTo) {
    this.#to = to
  }

  registrations(registrations: readonly Registration[]): Registration[] {
    return recordedRegistrations(registrations, this.#to.fields)
  }

  /**
   * Creates the file.
   *
   * @returns what takes the records
   * @throws SystraceError
   */
  start(plan: Plan, source: EventSource, calls: CallOptions, stacks: StackFormatter): OnRecord {
    const { stringSize, abbreviate } = calls
    const clock = { startNs: String(monotonicNs()), offsetMs: source.clockOffsetMs }
    const showsCalls = plan.handlers.some(
      ({ uses }) => uses.common.has('call') || uses.common.has('shownCall'),
    )
    const { path, asked, version, release } = this.#to
    const writer = new RecordingWriter(
      path,
      {
        systrace: version,
        kernel: { release, arch: plan.target.arch },
        asked,
        clock,
        calls: showsCalls ? { stringSize, abbreviate } : null,
        ...describePlan(plan),
      },
      this.#to,
    )
    const recorder = new Recorder(plan, writer, stacks)
    this.#running = { writer, losses: () => lossReports(plan, source) }
    return (words, bytes, at) => recorder.take(words, bytes, at)
  }

  /** Puts what was taken into the file. @throws SystraceError when it cannot be written */
  flush(last = false): void {
    if (!this.#running) return
    const { writer, losses } = this.#running
    writer.flush({
      ns: String(monotonicNs()),
      last,
      losses: losses().map(({ text, message: { cause, count, probe } }) => ({
        ...{ text, cause, count },
        ...(probe !== undefined && { probe }),
      })),
    })
  }

  /** Ends the file, and tells what is in it. @throws SystraceError */
  finish(): void {
    this.flush(true)
    const written = this.#running?.writer.written
    // Why not all of it could be written is said otherwise.
    if (written?.isWhole) this.#to.tell(writtenText(written))
  }

  /** Closes the file, whole or not. */
  close(): void {
    this.#running?.writer.close()
  }
}

/** How a recording ended, in words. */
const writtenText = ({ events, bytes, files, removed }: Written): string => {
  const [first, last] = [files[0], files.at(-1)]
  const where = files.length === 1 ? first : `${files.length} files, ${first} to ${last}`
  const less =
    removed > 0
      ? `; of these, ${removed === 1 ? 'the oldest file is' : `the ${removed} oldest files are`} removed`
      : ''
  return `systrace: recorded ${events} ${events === 1 ? 'event' : 'events'} in ${bytes} bytes to ${where}${less}`
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
