/** What a command is that neither runs a script nor traces: a file beside this one, and a row of `list.ts`. */

import type { Given, OptionTable, Values } from '../command-line/option-row.ts'
import type { Paint } from '../diagnostic.ts'
import type { Loader } from '../loader.ts'
import type { Rights } from '../machine/privileges.ts'

/** What people are told of a command. */
export interface CommandPage {
  readonly name: string
  readonly about: string
  /** The lines of its usage: `systrace share [options] SCRIPT`. */
  readonly usage: readonly string[]
  /** The headings of its options, in order. */
  readonly groups: readonly string[]
  readonly options: OptionTable
  readonly examples: readonly (readonly [what: string, line: string])[]
  /** See `Command`. */
  readonly complete?: (words: readonly string[]) => Values
}

type Entries = readonly (readonly [left: string, right: string])[]

/** What people are told of systrace. */
export interface ManualPages {
  readonly pages: readonly CommandPage[]
  /** What belongs to no command: headings with two columns each. */
  readonly sections: readonly (readonly [title: string, entries: Entries])[]
  readonly exitCodes: Entries
}

/** What a command was called with, and how it speaks. */
export interface CommandCall<T extends OptionTable = OptionTable> {
  /** The options that were given, checked. */
  readonly given: Given<T>
  /** The words that are no options, in their order. */
  readonly words: readonly string[]
  /** What is behind `--`; undefined where there is no `--`. */
  readonly rest: readonly string[] | undefined
  /** For the scripts that it reads: messages show their lines. */
  readonly loader: Loader
  /** Writes to standard output: what the command is for. */
  readonly out: (text: string) => void
  /** Writes a line to standard error: all else. */
  readonly tell: (text: string) => void
  /** Colours for standard error. */
  readonly paint: Paint
  /** What people are told of all commands. */
  readonly manual: () => Promise<ManualPages>
}

/** A command with its options, its help and what it does. */
export interface Command<T extends OptionTable = OptionTable>
  extends Pick<CommandPage, 'usage' | 'groups' | 'examples'> {
  readonly options: T
  /**
   * What may come behind the words that are there, for completion at the shell's prompt. Files if not given.
   *
   * @param words the words so far, without options
   */
  readonly complete?: (words: readonly string[]) => Values
  /** What to do with an option behind a word that is none of the command's: it may be meant for the script. */
  readonly strange?: (option: string) => string
  /**
   * What it keeps of root's rights if it is started through sudo, as it runs as the user who called sudo: `user` is nothing, `script` is what
   * tracing needs. With the option `asRoot` of the other commands among its own, people may keep all.
   */
  readonly rights: Rights | ((call: Pick<CommandCall<T>, 'given' | 'words'>) => Rights)
  /**
   * Does it.
   *
   * @returns the exit code
   * @throws UsageError, SystraceError and ScriptRefused
   */
  readonly run: (call: CommandCall<T>) => Promise<number> | number
}

/** A command as `list.ts` keeps all of them, whatever its options. */
export type AnyCommand = Command

/** Gives a command the type of its options inside, and the type of all commands outside. */
export const command = <const T extends OptionTable>(it: Command<T>): AnyCommand =>
  it as unknown as AnyCommand
