/** The commands beside `run`, `explain`, `trace` and `top`: name, line of the help, and the file that has it. */

import type { AnyCommand } from './command.ts'

export interface CommandRow {
  /** What the list of commands says of it. */
  readonly about: string
  /** Loads its file when it is asked for: the start of a script pays for none. */
  readonly load: () => Promise<AnyCommand>
}

/** In the order of the help. */
export const commandList: Readonly<Record<string, CommandRow>> = {
  repl: {
    about: 'type probes at a prompt and see their events',
    load: async () => (await import('./repl.ts')).repl,
  },
  record: {
    about: 'keep events in a file, to be replayed anywhere with --from',
    load: async () => (await import('./record.ts')).recordCommand,
  },
  init: {
    about: 'write a script to begin with, and what an editor needs to complete it',
    load: async () => (await import('./init.ts')).init,
  },
  check: {
    about: 'say what is wrong with scripts, without running them',
    load: async () => (await import('./check.ts')).check,
  },
  types: {
    about: "print declarations of the running kernel's syscalls and tracepoints",
    load: async () => (await import('./types.ts')).types,
  },
  compile: {
    about: 'make a script an executable of its own',
    load: async () => (await import('./compile.ts')).compileCommand,
  },
  share: {
    about: 'print a script as one line of text that systrace runs',
    load: async () => (await import('./share.ts')).shareCommand,
  },
  snippets: {
    about: 'scripts by name, such as @opensnoop: list, show, add, remove, search',
    load: async () => (await import('./snippets.ts')).snippetsCommand,
  },
  doctor: {
    about: 'show what tracing needs, what of it is here, and what mends the rest',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  completions: {
    about: 'print what bash, zsh or fish needs to complete command lines',
    load: async () => (await import('./completions.ts')).completions,
  },
  man: {
    about: 'print the manual page, for man',
    load: async () => (await import('./man.ts')).man,
  },
}

/** Whether a word is the name of one. */
export const isListed = (word: string | undefined): word is string =>
  word !== undefined && Object.hasOwn(commandList, word)
