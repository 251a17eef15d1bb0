/** A terminal that nobody sits at: a program runs in tmux, keys are sent to it, and what is on its screen comes back as text. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { patience } from './patience.ts'

const limitMs = 20_000 * patience
const lookMs = 50

export class Screen implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'screen-'))

  /**
   * Starts a shell command on a screen of its own.
   *
   * @example using screen = new Screen('systrace top', { columns: 80, rows: 24 })
   */
  constructor(command: string, { columns, rows }: { columns: number; rows: number }) {
    this.#tmux('new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, command)
  }

  #tmux(...args: string[]): string {
    const config = ['-S', join(this.#folder, 'socket'), '-f', '/dev/null']
    return execFileSync('tmux', [...config, ...args], {
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
    })
  }

  /** What is on the screen, without trailing spaces and empty lines at the end. */
  text(): string {
    return this.#tmux('capture-pane', '-p').trimEnd()
  }

  /** The same with the codes of colours. */
  painted(): string {
    return this.#tmux('capture-pane', '-p', '-e').trimEnd()
  }

  /** Types keys, as tmux calls them: `q`, `Tab`, `C-c`. */
  keys(...keys: string[]): void {
    this.#tmux('send-keys', ...keys)
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`)
  }

  /** The process that the command of the screen became. */
  pid(): number {
    return Number(this.#tmux('display-message', '-p', '#{pane_pid}'))
  }

  /** Whether the screen is the alternate one. */
  isAlternate(): boolean {
    return this.#tmux('display-message', '-p', '#{alternate_on}').trim() === '1'
  }

  cursorIsShown(): boolean {
    return this.#tmux('display-message', '-p', '#{cursor_flag}').trim() === '1'
  }

  /** Waits until the screen shows what is wanted. @throws Error with the screen as it was last */
  async shows(wanted: RegExp | ((text: string) => boolean)): Promise<string> {
    const until = performance.now() + limitMs
    for (;;) {
      const text = this.text()
      if (typeof wanted === 'function' ? wanted(text) : wanted.test(text)) return text
      if (performance.now() > until) throw new Error(`The screen never showed ${wanted}:\n${text}`)
      await sleep(lookMs)
    }
  }

  [Symbol.dispose](): void {
    try {
      this.#tmux('kill-server')
    } catch {
      // Its only session has ended.
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
