/** The command line of a listed command → what it asks for. */

import { checkOptions, readWords, type Wanted } from '../command-line/option-words.ts'
import type { AnyCommand, CommandCall } from './command.ts'
import { commandList } from './list.ts'

/** A command that is to be carried out. */
export interface ListedRequest extends Pick<CommandCall, 'given' | 'words' | 'rest'> {
  readonly kind: 'command'
  readonly command: AnyCommand
}

/**
 * Reads the words behind the name of a listed command; options may stand before, between and behind the other words.
 *
 * @returns which text is wanted instead, if one is
 * @throws UsageError with the nearest right thing
 */
export const parseListed = async (name: string, argv: readonly string[]): Promise<ListedRequest | Wanted> => {
  const command = await commandList[name]!.load()
  const words: string[] = []
  let dashed = false
  const { ours, rest, wants } = readWords(argv, {
    table: command.options,
    help: `systrace ${name} --help`,
    strange: option => (words.length > 0 ? command.strange?.(option) : undefined),
    word: word => {
      dashed = word === '--'
      if (!dashed) words.push(word)
      return dashed
    },
  })
  if (wants) return wants
  return {
    kind: 'command',
    command,
    given: checkOptions(command.options, ours, name),
    words,
    rest: dashed ? rest : undefined,
  }
}
