/** The commands beside `run`, `explain`, `trace` and `top`: name, line of the help, and the file that has it. */

import type { AnyCommand } from './command.ts'

export interface CommandRow {
  /** What the list of commands says of it. */
  readonly about: string
  /** Loads its file when it is asked for: the start of a script pays for none. */
  readonly load: () => AnyCommand
}

/** In the order of the help. */
export const commandList: Readonly<Record<string, CommandRow>> = {
  repl: {
    about: 'type probes at a prompt and see their events',
    load: () => (require('./repl.ts') as typeof import('./repl.ts')).repl,
  },
}

/** Whether a word is the name of one. */
export const isListed = (word: string | undefined): word is string =>
  word !== undefined && Object.hasOwn(commandList, word)
