/**
 * The prompt on a terminal: what is typed is drawn at the bottom, what is printed comes above it. Output waits for the next frame,
 * and where more comes than anybody can read, a part of it is left out and counted: typing is never kept waiting.
 */

import { type Key, keysOf } from '../keys.ts'
import { FileOutput } from '../sinks/output.ts'
import { endOf } from '../tables/text-width.ts'
import { Editor, type Wish } from './editor.ts'

/** Time between two frames of output: what comes meanwhile is written at once. */
const frameMs = 33
/** So many lines are shown of a burst, and as many a second of what goes on. */
const mostLines = 1000

const pasteOn = '\x1b[?2004h'
const pasteOff = '\x1b[?2004l'
const pasteBegin = '\x1b[200~'
const pasteEnd = '\x1b[201~'
/** Between these a terminal that knows them shows nothing half drawn. */
const synchronized = { begin: '\x1b[?2026h', end: '\x1b[?2026l' } as const

export interface PromptEvents {
  /** Enter, at what may be the end. */
  readonly submit: (text: string) => void
  readonly wish: (wish: Wish) => void
}

/** Where the rows of a text end up on a screen of so many columns. `before`: what is in front of the cursor in its row. */
const layout = (
  rows: readonly string[],
  columns: number,
  cursor: { row: number; before: string },
): { height: number; row: number; column: number } => {
  let height = 0
  let at = { row: 0, column: 0 }
  for (const [index, row] of rows.entries()) {
    if (index === cursor.row) {
      const end = endOf(cursor.before, columns)
      at = { row: height + end.row, column: end.column }
    }
    height += endOf(row, columns).row + 1
  }
  return { height, ...at }
}

/** Without what a terminal would take for commands, and the line feed behind it that is no part of it. */
const pastedText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replace(/\n+$/, '')

export class Prompt {
  readonly editor: Editor
  readonly #events: PromptEvents
  readonly #output = new FileOutput(1)
  readonly #color: boolean
  /** What is in front of the text: who types knows by it whether events are held. */
  label = '> '
  /** Rows from the prompt's first one to where the cursor was left; undefined: it is not on the screen. */
  #drawn: number | undefined
  #active = false
  #hidden = false
  /** What was pasted up to now, while that is not all. */
  #pasted: string | undefined
  #lines: string[] = []
  #partial = ''
  #leftOut = 0
  /** Lines that may be shown, as of a time. */
  #budget = mostLines
  #budgetAt = 0
  #frame: ReturnType<typeof setTimeout> | undefined
  /** When lines came last. */
  #printedAt = 0

  constructor(history: readonly string[], color: boolean, events: PromptEvents) {
    this.editor = new Editor(history)
    this.#color = color
    this.#events = events
  }

  /** Whether lines have come within the last second. */
  get isBusy(): boolean {
    return performance.now() - this.#printedAt < 1000
  }

  get columns(): number {
    return Math.max(10, process.stdout.columns || 80)
  }

  open(): void {
    process.stdin.setEncoding('utf8').on('data', this.#onData).on('end', this.#onEnd)
    process.stdout.on('resize', this.#onResize)
    process.on('exit', this.#leave)
    process.on('SIGCONT', this.#enter)
    this.#enter()
    process.stdin.resume()
  }

  close(): void {
    this.#flushLines()
    this.erase()
    this.#leave()
    process.stdin.off('data', this.#onData).off('end', this.#onEnd).pause()
    process.stdout.off('resize', this.#onResize)
    process.off('exit', this.#leave)
    process.off('SIGCONT', this.#enter)
  }

  /** Stops the process as Ctrl-Z does, with the terminal as it was. */
  suspend(): void {
    this.#flushLines()
    this.erase()
    this.#leave()
    process.kill(process.pid, 'SIGSTOP')
  }

  /** Prints above the prompt; what is not a whole line waits for its end. */
  print(text: string): void {
    const lines = (this.#partial + text).split('\n')
    this.#partial = lines.pop()!
    if (lines.length === 0) return
    this.#printedAt = performance.now()
    const room = this.#room()
    this.#budget -= Math.min(room, lines.length)
    for (const line of lines.slice(0, room)) this.#lines.push(line)
    this.#leftOut += Math.max(0, lines.length - room)
    this.#frame ??= setTimeout(() => this.#flushLines(), frameMs)
  }

  /** How many lines may be shown now. */
  #room(): number {
    const now = performance.now()
    this.#budget = Math.min(mostLines, this.#budget + ((now - this.#budgetAt) / 1000) * mostLines)
    this.#budgetAt = now
    return Math.floor(this.#budget)
  }

  /** Prints all of a text at once: an answer to what was typed. */
  answer(text: string): void {
    this.#flushLines()
    const whole = text.endsWith('\n') ? text : `${text}\n`
    this.#write(this.#erased() + whole.replaceAll('\n', '\r\n') + this.#drawing())
  }

  readonly draw = (): void => this.#write(this.#erased() + this.#drawing())

  /** Takes the prompt off the screen. */
  erase(): void {
    const text = this.#erased()
    if (text !== '') this.#write(text)
  }

  /** Draws no prompt from now on; what is printed is shown all the same. */
  hide(): void {
    this.erase()
    this.#hidden = true
  }

  /** Leaves out what waits to be shown. */
  forget(): void {
    this.#leftOut += this.#lines.length
    this.#lines = []
  }

  /** Leaves what was typed where it is, as a part of what was printed. */
  settle(suffix = ''): void {
    this.#flushLines()
    // Drawn whole: of several keys at once only the last was.
    this.editor.move(this.editor.text.length)
    this.#write(`${this.#erased()}${this.#drawing()}${suffix}\r\n`)
    this.#drawn = undefined
  }

  clearScreen(): void {
    this.#drawn = undefined
    this.#write('\x1b[H\x1b[2J')
    this.draw()
  }

  /** The rows as they are drawn, with what is in front of each. */
  #rows(): string[] {
    const { text, search } = this.editor
    const label = search ? `(${search.failed ? 'not found' : 'search'}: ${search.query}) ` : this.label
    return text.split('\n').map((row, index) => (index === 0 ? label : '… ') + row.replaceAll('\t', '  '))
  }

  /** Where the cursor is, and how many characters of the first row are not typed. */
  #place(rows: readonly string[]): ReturnType<typeof layout> & { readonly front: number } {
    const { text, cursor } = this.editor
    const shown = (part: string): string => part.replaceAll('\t', '  ')
    const before = text.slice(0, cursor).split('\n')
    const row = before.length - 1
    const front = rows[0]!.length - shown(text.split('\n')[0]!).length
    const inFront = rows[row]!.slice(0, row === 0 ? front : 2) + shown(before[row]!)
    return { ...layout(rows, this.columns, { row, before: inFront }), front }
  }

  #drawing(): string {
    if (!this.#active || this.#hidden) return ''
    const { columns } = this
    const rows = this.#rows()
    const place = this.#place(rows)
    const drawn = rows.map((text, index) => {
      const label = text.slice(0, index === 0 ? place.front : 2)
      const painted = this.#color ? `\x1b[1m${label}\x1b[0m` : label
      // Behind a full row the terminal waits with the cursor at its end: a space brings it to the next one.
      const full = text !== '' && endOf(text, columns).column === 0 ? ' \r' : ''
      return painted + text.slice(label.length) + full
    })
    const up = place.height - 1 - place.row
    this.#drawn = place.row
    return `${drawn.join('\r\n')}${up > 0 ? `\x1b[${up}A` : ''}\x1b[${place.column + 1}G`
  }

  /** What takes the prompt off the screen, with the cursor where it began. */
  #erased(): string {
    if (this.#drawn === undefined) return ''
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : ''
    this.#drawn = undefined
    return `${up}\r\x1b[J`
  }

  #flushLines(): void {
    clearTimeout(this.#frame)
    this.#frame = undefined
    if (this.#lines.length === 0 && this.#leftOut === 0) return
    const shown = this.#lines
    const out = this.#leftOut
    this.#lines = []
    this.#leftOut = 0
    const note = out > 0 ? `… ${out.toLocaleString('en')} more lines left out (Ctrl-S pauses)\r\n` : ''
    this.#write(`${this.#erased()}${shown.map(line => `${line}\r\n`).join('')}${note}${this.#drawing()}`)
  }

  #write(text: string): void {
    try {
      this.#output.write(synchronized.begin + text + synchronized.end)
      this.#output.flush()
    } catch {
      // The terminal is gone, and nobody sees it: the session ends by its signal.
      this.#hidden = true
    }
  }

  readonly #enter = (): void => {
    this.#active = true
    process.stdin.setRawMode(true)
    this.#drawn = undefined
    this.#output.write(pasteOn)
    this.draw()
  }

  readonly #leave = (): void => {
    if (!this.#active) return
    this.#active = false
    try {
      this.#output.write(pasteOff)
      this.#output.flush()
    } catch {
      // The terminal is gone.
    }
    try {
      process.stdin.setRawMode(false)
    } catch {}
  }

  /** Terminals break lines anew for another width: the prompt begins further up, or down. */
  readonly #onResize = (): void => {
    if (this.#drawn !== undefined) this.#drawn = this.#place(this.#rows()).row
    this.draw()
  }

  readonly #onEnd = (): void => this.#events.wish({ kind: 'end' })

  readonly #onData = (data: string | Uint8Array): void => {
    let input = String(data)
    while (input !== '') {
      if (this.#pasted !== undefined) {
        this.#pasted += input
        const end = this.#pasted.indexOf(pasteEnd)
        if (end < 0) return
        input = this.#pasted.slice(end + pasteEnd.length)
        this.editor.insert(pastedText(this.#pasted.slice(0, end)))
        this.#pasted = undefined
        continue
      }
      const begin = input.indexOf(pasteBegin)
      const keys = keysOf(begin < 0 ? input : input.slice(0, begin))
      if (begin >= 0) this.#pasted = ''
      input = begin < 0 ? '' : input.slice(begin + pasteBegin.length)
      for (const key of keys) this.#press(key)
    }
    if (this.#active) this.draw()
  }

  #press(key: Key): void {
    const wish = this.editor.press(key)
    if (wish?.kind === 'submit') this.#events.submit(this.editor.text)
    else if (wish) this.#events.wish(wish)
  }
}
