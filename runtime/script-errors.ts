/** What of a script threw while it ran: shown the first time, counted, told at the end; the run goes on. */

import { type Diagnostic, position, ScriptRefused, type Span } from './diagnostic.ts'
import { SystraceError, UsageError } from './errors.ts'
import type { Loader } from './loader.ts'
import { HelpWanted } from './script/command-line.ts'
import type { HandlerRegistration } from './script/registry.ts'
import { ClosedOutput } from './sinks/output.ts'
import type { Sink } from './sinks/sink.ts'

/** Errors that say themselves what is wrong: what a script throws is none of them. */
export const isOurs = (error: unknown): boolean =>
  error instanceof ScriptRefused ||
  error instanceof ClosedOutput ||
  error instanceof SystraceError ||
  error instanceof UsageError ||
  error instanceof HelpWanted

/** What of a script threw. */
interface ThrewIn {
  readonly what: string
  readonly probe?: string
  /** Where to look when the error itself has no place. */
  readonly around?: Span
}

export interface ErrorsOptions {
  readonly loader: Loader
  readonly handlers: readonly HandlerRegistration[]
  readonly sink: Sink
  readonly reader: { gone(): boolean } | undefined
  readonly show: (diagnostic: Diagnostic) => void
  /** Ends the run: the error is not the script's. */
  readonly fail: (error: unknown) => void
}

export class ScriptErrors {
  readonly #options: ErrorsOptions
  /** By registration or by name. */
  readonly #errors = new Map<number | string, { readonly what: string; times: number }>()

  constructor(options: ErrorsOptions) {
    this.#options = options
  }

  /** Whether an error was thrown in this script, as far as it tells. */
  knows(error: unknown): boolean {
    return this.#options.loader.placeOf(error) !== undefined
  }

  /** Whether anything threw. */
  get any(): boolean {
    return this.#errors.size > 0
  }

  /** A handler threw, by its registration. */
  ofHandler(registration: number, error: unknown): void {
    this.#threw(registration, error, () => {
      const { loader, handlers } = this.#options
      const handler = handlers[registration]
      const probe = handler?.probes.join(', ') ?? ''
      const site = loader.sites.find(({ id }) => id === handler?.site)
      const callee = site?.call.callee
      const span = site && callee && { file: site.module.file, start: callee.start, end: callee.end }
      return { what: `the handler of ${probe}`, probe, ...(span && { around: span }) }
    })
  }

  /** A function that the script gave to `every`, `begin` or `end` threw. */
  ofFunction(of: 'every' | 'begin' | 'end', error: unknown): void {
    this.#threw(of, error, () => ({ what: `a function of ${of}` }))
  }

  /** The script threw outside of our calls: in a timer of its own, in a promise that nobody waited for. */
  outside(error: unknown): void {
    this.#threw('outside', error, () => ({ what: 'code outside of handlers' }))
  }

  /** Tells what threw more than once. */
  report(tell: (text: string) => void): void {
    for (const { what, times } of this.#errors.values())
      if (times > 1) tell(`systrace: ${what} threw ${times} times; the first is shown above`)
  }

  #threw(key: number | string, error: unknown, describe: () => ThrewIn): void {
    const { loader, sink, reader, show, fail } = this.#options
    if (isOurs(error)) {
      fail(error)
      return
    }
    // What the script wrote to standard output by itself, past our sink.
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EPIPE' && reader?.gone()) {
      fail(new ClosedOutput('The reader of the output has gone', { cause: error }))
      return
    }
    const known = this.#errors.get(key)
    if (known) {
      known.times++
      return
    }
    const { what, probe, around } = describe()
    this.#errors.set(key, { what, times: 1 })
    const span = loader.placeOf(error) ?? around
    const message = loader.messageOf(error)
    const text = span && loader.sources.get(span.file)
    const place = span && text !== undefined ? { file: span.file, ...position(text, span.start) } : {}
    try {
      sink.message({ type: 'error', message, probe, ...place })
    } catch (failure) {
      fail(failure)
    }
    const where = span ? { span } : { hint: `it was thrown in ${what}` }
    show({ severity: 'error', code: 'handler-threw', message, ...where })
  }
}
