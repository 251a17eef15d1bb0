/** What was typed at the prompt, kept from one session to the next: a line of JSON each, in the user's folder for state. */

import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'

/** So many entries are kept. */
const mostEntries = 1000

/**
 * Where the history is: in XDG_STATE_HOME, or ~/.local/state of the user that systrace runs as, which under sudo is the one that
 * called it.
 */
export const historyPath = (env: NodeJS.ProcessEnv = process.env): string => {
  const state = env.XDG_STATE_HOME
  // Through sudo it has become the user's, which userInfo does not notice.
  const home = env.HOME || userInfo().homedir
  return join(state?.startsWith('/') ? state : join(home, '.local/state'), 'systrace', 'repl-history')
}

const readEntries = (path: string): string[] => {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap(line => {
        try {
          const entry: unknown = JSON.parse(line)
          return typeof entry === 'string' ? [entry] : []
        } catch {
          return []
        }
      })
  } catch {
    return []
  }
}

export class History {
  readonly entries: readonly string[]
  readonly #path: string
  /** Why nothing is kept, once that is known. */
  #failure: string | undefined

  /** Reads the history. What cannot be read is none. */
  constructor(path: string) {
    this.#path = path
    const entries = readEntries(path)
    this.entries = entries.slice(-mostEntries)
    if (entries.length > 2 * mostEntries) this.#shorten()
  }

  /** Keeps an entry. @returns why that cannot be, the first time */
  add(entry: string): string | undefined {
    if (this.#failure !== undefined) return undefined
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
      // A line is written by one call, so that those of several sessions do not mix. It may have secrets in it.
      appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
      return undefined
    } catch (error) {
      this.#failure = `the history is not kept: ${(error as { code?: string }).code} at ${this.#path}`
      return this.#failure
    }
  }

  #shorten(): void {
    try {
      const text = this.entries.map(entry => `${JSON.stringify(entry)}\n`).join('')
      writeFileSync(`${this.#path}.new`, text, { mode: 0o600 })
      renameSync(`${this.#path}.new`, this.#path)
    } catch {
      // The next session tries again.
    }
  }
}
