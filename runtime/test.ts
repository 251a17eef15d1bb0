/**
 * `systrace/test`: scripts in `bun test`, on recordings or on events made by hand.
 *
 *     import { event, replay } from 'systrace/test'
 *
 *     const { rows } = await replay('failing.ts', {
 *       events: [event('openat', { comm: 'cat', filename: '/nope', error: 'ENOENT' })],
 *     })
 *     expect(rows).toEqual([['cat', '/nope', 'ENOENT']])
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync } from 'node:fs'
import { render } from './diagnostic.ts'
import { Loader, type ScriptSource } from './loader.ts'
import { openReplay } from './recording/open.ts'
import { Replay } from './recording/replay.ts'
import { reportOf } from './report.ts'
import { keepApart, type ScriptScope, useRegistry } from './script/registry.ts'
import { run } from './session.ts'
import { CaptureSink } from './sinks/capture.ts'
import type { Output } from './sinks/output.ts'
import type { Sink } from './sinks/sink.ts'
import { TextSink } from './sinks/text.ts'
import { Stack } from './stack.ts'
import type { TableKind } from './tables/snapshot.ts'
import type { MadeEvent } from './testing/made-events.ts'
import { madeRecording } from './testing/made-recording.ts'
import { TextBytes } from './text-bytes.ts'
import { version } from './version.ts'

export { event, type MadeEvent, type MadeFields, type MadeProbe } from './testing/made-events.ts'

export interface ReplayOptions {
  /** The path of a recording; all of them where it has several files. */
  readonly from?: string | readonly string[]
  /** Events made by hand, in the order in which they happen. */
  readonly events?: readonly MadeEvent[]
  /** What is behind the script on the command line. */
  readonly args?: readonly string[]
  /** The script's options by their names: `{ slow: '10ms', verbose: true }` is `--slow=10ms --verbose`. */
  readonly options?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>
  /** Filters, as `-p`, `-u` and `-c` give them. */
  readonly filters?: {
    readonly pid?: readonly number[]
    readonly uid?: readonly number[]
    /** Names, or patterns. */
    readonly comm?: readonly string[]
  }
}

/** A table as it was shown last. */
export interface ReplayedTable {
  readonly kind: TableKind
  readonly keyNames: readonly string[]
  /** The parts of each key and, last, the value, in the order in which they are shown. */
  readonly rows: readonly (readonly unknown[])[]
}

/** What a script did. */
export interface Replayed {
  /** The values of each `print`. */
  readonly rows: readonly (readonly unknown[])[]
  /** Tables by name: `count(e.comm)`, or the name that `as` gave. */
  readonly tables: Readonly<Record<string, ReplayedTable>>
  /** All that it wrote to standard output, as text. */
  readonly output: string
  /** What was told on standard error, such as what handlers threw. */
  readonly messages: readonly string[]
  readonly exitCode: number
}

/** Text in memory. */
class MemoryOutput implements Output {
  readonly isTerminal = false
  readonly #out = new TextBytes(1 << 16)
  #text = ''

  get text(): string {
    this.flush()
    return this.#text
  }

  write(text: string): void {
    this.flush()
    this.#text += text
  }

  writePlain(text: string): boolean {
    if (!/^[ -~]*$/.test(text)) return false
    this.write(text)
    return true
  }

  line(): TextBytes {
    return this.#out
  }

  flush(): void {
    this.#text += new TextDecoder().decode(this.#out.bytes.subarray(0, this.#out.at))
    this.#out.at = 0
  }

  close(): void {}
}

const both = (one: Sink, other: Sink): Sink => ({
  print(values) {
    one.print(values)
    other.print(values)
  },
  printf(text) {
    one.printf(text)
    other.printf(text)
  },
  table(snapshot) {
    one.table(snapshot)
    other.table(snapshot)
  },
  message(message) {
    one.message(message)
    other.message(message)
  },
  flush: () => {},
  close: () => {},
})

/** A stack is text, and compares as such. */
const plain = (value: unknown): unknown => (value instanceof Stack ? String(value) : value)

const argumentsOf = ({ args = [], options = {} }: ReplayOptions): string[] => [
  ...Object.entries(options).flatMap(([name, value]) => {
    const flag = name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
    if (typeof value === 'boolean') return [value ? `--${flag}` : `--no-${flag}`]
    return [value].flat().map(one => `--${flag}=${one}`)
  }),
  ...args,
]

const sourceOf = (script: string): ScriptSource => {
  // Code has parentheses or lines, which names of files seldom have.
  const isPath = !/\n/.test(script) && (/\.[cm]?[jt]s$/.test(script) || existsSync(script))
  return isPath ? { kind: 'file', path: script } : { kind: 'text', name: 'script', text: script }
}

const replayOne = async (script: string, options: ReplayOptions): Promise<Replayed> => {
  const { from, events, filters = {} } = options
  if ((from === undefined) === (events === undefined) || from?.length === 0)
    throw new TypeError(
      'replay takes a recording (from: path) or events made by hand (events: [...]), one of them',
    )
  const made = events && madeRecording(events)
  const captured = new CaptureSink()
  const written = new MemoryOutput()
  const messages: string[] = []
  const loader = new Loader()
  const paint = (_: unknown, text: string): string => text
  const tell = (text: string): void => void messages.push(text)
  let exitCode: number
  try {
    const recorded = made
      ? new Replay(made, 'made events', Number.POSITIVE_INFINITY, 'made')
      : openReplay([from!].flat(), Number.POSITIVE_INFINITY, 'by name')
    exitCode = await run({
      loader,
      source: sourceOf(script),
      scriptArgs: argumentsOf(options),
      filters,
      sink: both(captured, new TextSink(written)),
      replay: recorded,
      reader: undefined,
      durationMs: Number.POSITIVE_INFINITY,
      pushdown: false,
      ringSize: 1 << 20,
      tableRows: 1 << 16,
      show: (diagnostic, sources) => tell(render(diagnostic, sources, paint)),
      tell,
      progress: () => {},
    })
  } catch (error) {
    const report = reportOf(error, { version, sources: loader.sources, verbose: false, paint })
    tell(report.text)
    exitCode = report.exitCode
  } finally {
    useRegistry(undefined)
  }
  return {
    rows: captured.printed.map(values => values.map(plain)),
    tables: Object.fromEntries(
      [...captured.tables].map(([name, { kind, keyNames, rows }]) => [
        name,
        { kind, keyNames, rows: rows.map(({ key, value }) => [...key, value]) },
      ]),
    ),
    output: written.text,
    messages,
    exitCode,
  }
}

const scopes = new AsyncLocalStorage<ScriptScope>()
keepApart(() => scopes.getStore())

/** Scripts of one process run one after the other: what they import belongs to one of them at a time. */
let before: Promise<unknown> = Promise.resolve()

/**
 * Runs a script on a recording or on events made by hand, in this process and without root, and answers with all that it did.
 * A script that is wrong is no error but a result, with the exit code and the message that the command line gives.
 *
 * @param script the path of a script, or its text
 * @throws TypeError for events that cannot be
 * @example
 * const { tables, exitCode } = await replay("on('read', e => count(e.comm))", { from: 'web.strc' })
 */
export const replay = (script: string, options: ReplayOptions): Promise<Replayed> => {
  const result = before.then(() => scopes.run({ registry: undefined }, () => replayOne(script, options)))
  before = result.catch(() => {})
  return result
}
