/**
 * A line being typed, of one or more rows: keys in, the text and where the cursor is out. Knows the history, and searches it.
 * Pure: what is on the screen is the prompt's business.
 */

import type { Key, NamedKey } from '../keys.ts'

/** What a key means beyond a change of the text. */
export type Wish =
  | { readonly kind: 'submit' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'end' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }

/** A search back through the history. */
interface Search {
  readonly query: string
  /** The entry that was found, by its place in the history. */
  readonly found: number | undefined
  /** What was typed before. */
  readonly before: string
}

const wordBack = /[\p{L}\p{N}_$]*[^\p{L}\p{N}_$]*$/u
const wordAhead = /^[^\p{L}\p{N}_$]*[\p{L}\p{N}_$]*/u

const wishes: Partial<Record<NamedKey, Wish['kind']>> = {
  enter: 'submit',
  tab: 'complete',
  interrupt: 'interrupt',
  suspend: 'suspend',
  redraw: 'redraw',
  'ctrl-s': 'pause',
  'ctrl-q': 'pause',
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** How many UTF-16 units the character before, or behind, a place takes. */
const lastCharacter = (text: string): number =>
  [...segments.segment(text.slice(-32))].at(-1)?.segment.length ?? 0
const firstCharacter = (text: string): number =>
  [...segments.segment(text.slice(0, 32))][0]?.segment.length ?? 0

export class Editor {
  #text = ''
  #cursor = 0
  /** What Ctrl-Y puts in. */
  #killed = ''
  #search: Search | undefined
  /** The place in the history that is shown; its length: what is typed. */
  #at: number
  #draft = ''
  readonly #history: string[]

  /** @param history the earliest first */
  constructor(history: readonly string[] = []) {
    this.#history = [...history]
    this.#at = this.#history.length
  }

  get text(): string {
    return this.#text
  }

  /** Where the next character goes, in UTF-16 units. */
  get cursor(): number {
    return this.#cursor
  }

  /** What is searched for, while that is so. */
  get search(): { readonly query: string; readonly failed: boolean } | undefined {
    const search = this.#search
    return search && { query: search.query, failed: search.found === undefined && search.query !== '' }
  }

  /** Takes the text away, and keeps it in the history. */
  take(): string {
    const text = this.#text
    this.remember(text)
    this.clear()
    return text
  }

  /** Puts an entry at the end of the history, once if it is there already. */
  remember(text: string): void {
    const entry = text.trimEnd()
    if (entry !== '' && this.#history.at(-1) !== entry) this.#history.push(entry)
    this.#at = this.#history.length
  }

  clear(): void {
    this.#set('')
    this.#search = undefined
    this.#at = this.#history.length
    this.#draft = ''
  }

  /** Puts text in where the cursor is. */
  insert(text: string): void {
    this.#replace(this.#cursor, this.#cursor, text)
  }

  /** Replaces the text from a place up to the cursor. */
  complete(from: number, text: string): void {
    this.#replace(from, this.#cursor, text)
  }

  /** Takes a key. @returns what it wants, if it is not done */
  press(key: Key): Wish | undefined {
    if (this.#search) return this.#pressInSearch(key)
    if (key.kind === 'text') {
      this.insert(key.text)
      return undefined
    }
    if (key.name === 'ctrl-d' && this.#text === '') return { kind: 'end' }
    const wish = wishes[key.name]
    if (wish) return { kind: wish }
    this.#edit(key.name)
    return undefined
  }

  #edit(name: NamedKey): void {
    const before = this.#text.slice(0, this.#cursor)
    const behind = this.#text.slice(this.#cursor)
    const rowStart = before.lastIndexOf('\n') + 1
    const rowEnd = this.#cursor + (behind.indexOf('\n') < 0 ? behind.length : behind.indexOf('\n'))
    const back = wordBack.exec(before)?.[0].length ?? 0
    const ahead = wordAhead.exec(behind)?.[0].length ?? 0
    switch (name) {
      case 'left':
      case 'ctrl-b':
        return this.move(this.#cursor - lastCharacter(before))
      case 'right':
      case 'ctrl-f':
        return this.move(this.#cursor + firstCharacter(behind))
      case 'word-left':
      case 'alt-b':
        return this.move(this.#cursor - back)
      case 'word-right':
      case 'alt-f':
        return this.move(this.#cursor + ahead)
      case 'home':
      case 'ctrl-a':
        return this.move(rowStart)
      case 'end':
      case 'ctrl-e':
        return this.move(rowEnd)
      case 'up':
      case 'ctrl-p':
        return this.#vertical(-1)
      case 'down':
      case 'ctrl-n':
        return this.#vertical(1)
      case 'backspace':
        return this.#replace(this.#cursor - lastCharacter(before), this.#cursor, '')
      case 'delete':
      case 'ctrl-d':
        return this.#replace(this.#cursor, this.#cursor + firstCharacter(behind), '')
      case 'ctrl-w':
      case 'alt-backspace':
        return this.#kill(this.#cursor - back, this.#cursor)
      case 'alt-d':
        return this.#kill(this.#cursor, this.#cursor + ahead)
      case 'ctrl-u':
        return this.#kill(rowStart, this.#cursor)
      case 'ctrl-k':
        return this.#kill(this.#cursor, rowEnd > this.#cursor ? rowEnd : rowEnd + 1)
      case 'ctrl-y':
        return this.insert(this.#killed)
      case 'ctrl-t':
        return this.#swap()
      case 'ctrl-r':
        this.#search = { query: '', found: undefined, before: this.#text }
        return
      // Of several rows, one more; elsewhere it means what Enter does, which not all terminals send so.
      case 'ctrl-o':
        return this.insert('\n')
      default:
    }
  }

  #set(text: string, cursor = text.length): void {
    this.#text = text
    this.#cursor = cursor
  }

  /** Brings the cursor to a place. */
  move(to: number): void {
    this.#cursor = Math.min(Math.max(0, to), this.#text.length)
  }

  #replace(from: number, to: number, text: string): void {
    this.#set(this.#text.slice(0, from) + text + this.#text.slice(to), from + text.length)
  }

  #kill(from: number, to: number): void {
    if (to > from) this.#killed = this.#text.slice(from, to)
    this.#replace(from, to, '')
  }

  /** Swaps the two characters around the cursor, at the end the last two. */
  #swap(): void {
    const text = this.#text
    const at = this.#cursor < text.length ? this.#cursor : text.length - lastCharacter(text)
    const from = at - lastCharacter(text.slice(0, at))
    const to = at + firstCharacter(text.slice(at))
    if (from < at) this.#replace(from, to, text.slice(at, to) + text.slice(from, at))
  }

  /** To the row above or below, at the first and last of them to another entry of the history. */
  #vertical(by: -1 | 1): void {
    const rows = this.#text.split('\n')
    const before = this.#text.slice(0, this.#cursor).split('\n')
    const row = before.length - 1 + by
    if (row >= 0 && row < rows.length) {
      const start = rows.slice(0, row).reduce((sum, text) => sum + text.length + 1, 0)
      this.move(start + Math.min(before.at(-1)!.length, rows[row]!.length))
      return
    }
    const at = this.#at + by
    if (at < 0 || at > this.#history.length) return
    if (this.#at === this.#history.length) this.#draft = this.#text
    this.#at = at
    this.#set(this.#history[at] ?? this.#draft)
  }

  #pressInSearch(key: Key): Wish | undefined {
    const search = this.#search!
    if (key.kind === 'text') return this.#find(search.query + key.text, this.#history.length)
    switch (key.name) {
      case 'ctrl-r':
        return this.#find(search.query, search.found ?? this.#history.length)
      case 'backspace':
        return this.#find(search.query.slice(0, -lastCharacter(search.query) || 0), this.#history.length)
      case 'interrupt':
      case 'ctrl-g':
        this.#search = undefined
        this.#set(search.before)
        return undefined
      case 'escape':
        this.#search = undefined
        return undefined
      default:
        // Ends the search with what was found, and does what it always does.
        this.#search = undefined
        return this.press(key)
    }
  }

  /** Looks for a text in the history, from before a place on back. */
  #find(query: string, from: number): undefined {
    const found =
      query === '' ? -1 : this.#history.slice(0, from).findLastIndex(entry => entry.includes(query))
    const before = this.#search!.before
    if (found >= 0) {
      this.#set(this.#history[found]!)
      this.#at = found
    }
    // What was found last stays, so that a query typed too far can be taken back.
    this.#search = { query, found: found >= 0 ? found : undefined, before }
  }
}
