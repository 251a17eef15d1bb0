/**
 * A terminal taken over for full-screen output: its alternate screen, without a cursor, keys as they are typed. Whatever ends
 * the process in a way that it learns of, the terminal is as it was.
 */

import { SystraceError } from '../errors.ts'
import { type Key, keysOf } from '../keys.ts'
import { FileOutput, isTerminal } from '../sinks/output.ts'
import type { Screen, Style } from './frame.ts'

const enterScreen = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J'
const leaveScreen = '\x1b[?7h\x1b[?25h\x1b[?1049l'
/** Between these a terminal that knows them shows nothing half drawn; others leave them aside. */
const synchronized = { begin: '\x1b[?2026h', end: '\x1b[?2026l' } as const

const codes: Readonly<Record<Style, readonly [string, string]>> = {
  title: ['\x1b[1m', '\x1b[0m'],
  heading: ['\x1b[7m', '\x1b[0m'],
  sorted: ['\x1b[7;1m', '\x1b[0m'],
  bad: ['\x1b[31m', '\x1b[0m'],
  spark: ['\x1b[36m', '\x1b[0m'],
  dim: ['\x1b[2m', '\x1b[0m'],
  key: ['\x1b[1m', '\x1b[0m'],
  none: ['', ''],
}

/** Without colours, what is sorted and what is heading still stands out. */
const colourless: ReadonlySet<Style> = new Set(['bad', 'spark'])

/** Text in a terminal's codes. */
export const paintFor =
  (color: boolean) =>
  (style: Style, text: string): string => {
    if (text === '' || style === 'none' || (!color && colourless.has(style))) return text
    const [before, after] = codes[style]
    return `${before}${text}${after}`
  }

/**
 * Makes sure that there is a terminal to draw on and to read keys from.
 *
 * @throws SystraceError
 */
export const needTerminal = (): void => {
  const missing = !isTerminal(1) ? 'standard output' : !isTerminal(0) ? 'standard input' : undefined
  if (missing === undefined) return
  throw new SystraceError(`Cannot show a screen: ${missing} is not a terminal`, {
    hint: 'without one, use: systrace trace -C --interval 1',
  })
}

export interface TerminalEvents {
  readonly key: (key: Key) => void
  /** The screen is empty or has another size: all is to be drawn. */
  readonly redraw: () => void
}

export class Terminal implements Disposable {
  readonly #events: TerminalEvents
  readonly #output = new FileOutput(1)
  /** What is on the screen; undefined: not known. */
  #shown: readonly string[] | undefined
  #active = false

  constructor(events: TerminalEvents) {
    this.#events = events
  }

  get size(): Screen {
    const [columns, rows] = process.stdout.getWindowSize?.() ?? [80, 24]
    return { columns: Math.max(1, columns || 80), rows: Math.max(1, rows || 24) }
  }

  /** Takes the terminal over. */
  open(): void {
    this.#enter()
    process.stdin.setEncoding('utf8').on('data', this.#onData)
    process.stdin.resume()
    process.stdout.on('resize', this.#onResize)
    process.on('SIGTSTP', this.suspend).on('SIGCONT', this.#onContinue).on('exit', this.#leave)
  }

  /** Gives it back. */
  close(): void {
    process.stdin.off('data', this.#onData).pause()
    process.stdout.off('resize', this.#onResize)
    process.off('SIGTSTP', this.suspend).off('SIGCONT', this.#onContinue).off('exit', this.#leave)
    this.#leave()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Stops the process as Ctrl-Z does, with the terminal as it was. */
  readonly suspend = (): void => {
    this.#leave()
    process.kill(process.pid, 'SIGSTOP')
  }

  /** Shows a frame: only lines that have changed are written. */
  draw(lines: readonly string[]): void {
    if (!this.#active) return
    const before = this.#shown
    let text = before ? '' : '\x1b[2J'
    // Cleared first: behind a line that is as wide as the screen, its last column would go.
    for (const [at, line] of lines.entries())
      if (before ? line !== before[at] : line !== '') text += `\x1b[${at + 1};1H\x1b[2K${line}`
    this.#shown = [...lines]
    if (text !== '') this.#write(`${synchronized.begin}${text}${synchronized.end}`)
  }

  /** Forgets what is on the screen, which others may have written to. */
  forget(): void {
    this.#shown = undefined
  }

  #enter(): void {
    this.#active = true
    this.#shown = undefined
    process.stdin.setRawMode(true)
    this.#write(enterScreen)
  }

  readonly #leave = (): void => {
    if (!this.#active) return
    this.#active = false
    try {
      this.#write(leaveScreen)
    } catch {
      // The terminal is gone.
    }
    try {
      process.stdin.setRawMode(false)
    } catch {}
  }

  #write(text: string): void {
    this.#output.write(text)
    this.#output.flush()
  }

  readonly #onData = (data: string | Uint8Array): void => {
    for (const key of keysOf(String(data))) this.#events.key(key)
  }

  readonly #onResize = (): void => {
    this.#shown = undefined
    this.#events.redraw()
  }

  readonly #onContinue = (): void => {
    if (!this.#active) this.#enter()
    this.#shown = undefined
    this.#events.redraw()
  }
}
