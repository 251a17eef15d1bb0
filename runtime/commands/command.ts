/** What a command is that neither runs a script nor traces: a file beside this one, and a row of `list.ts`. */

import type { Paint } from '../diagnostic.ts'
import type { Loader } from '../loader.ts'
import type { Given, OptionTable } from '../option-row.ts'

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
}

/** A command with its options, its help and what it does. */
export interface Command<T extends OptionTable = OptionTable> {
  /** The lines of its usage: `systrace share [options] SCRIPT`. */
  readonly usage: readonly string[]
  /** The headings of its options, in order. */
  readonly groups: readonly string[]
  readonly options: T
  readonly examples: readonly (readonly [what: string, line: string])[]
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
