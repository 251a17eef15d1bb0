/** `systrace completions`: what a shell needs to complete command lines. Its script asks systrace what there is. */

import { complete } from '../command-line/completion.ts'
import { flag } from '../command-line/option-row.ts'
import { EXIT, UsageError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { command } from './command.ts'
// @ts-expect-error: a text, embedded
import bash from './shells/systrace.bash' with { type: 'text' }
// @ts-expect-error: a text, embedded
import fish from './shells/systrace.fish' with { type: 'text' }
// @ts-expect-error: a text, embedded
import zsh from './shells/systrace.zsh' with { type: 'text' }

const scripts = { bash, zsh, fish } as Readonly<Record<string, string>>
const shells = Object.keys(scripts)

export const completions = command({
  usage: [`systrace completions ${shells.join(' | ')}`],
  groups: ['What the scripts ask'],
  options: {
    words: {
      flags: '--words',
      group: 'What the scripts ask',
      help: 'print what may stand in place of the last of the words behind --',
      schema: flag,
    },
  },
  examples: [
    ['in ~/.bashrc', 'source <(systrace completions bash)'],
    ['in ~/.zshrc, behind compinit', 'source <(systrace completions zsh)'],
    ['in ~/.config/fish/config.fish', 'systrace completions fish | source'],
  ],
  complete: words => (words.length === 0 ? shells : []),
  rights: 'user',
  run: async ({ given, words, rest, out, manual }) => {
    if (given.words) {
      const { candidates, more, before = '' } = complete(rest ?? [], (await manual()).pages)
      const lines = candidates.map(({ word, about = '' }) => (about === '' ? word : `${word}\t${about}`))
      // A colon begins no word: what the shell adds by itself, and what of the word is not of it.
      if (more) lines.push(`:${more}\t${before}`)
      out(lines.map(line => `${line}\n`).join(''))
      return EXIT.ok
    }
    const [shell, extra] = words
    if (shell === undefined)
      throw new UsageError('For which shell?', `systrace completions ${shells.join(' | ')}`)
    if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}"`, 'name one shell')
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
    if (script === undefined) {
      const near = nearest(shell, shells)
      throw new UsageError(
        `There are no completions for "${shell}"`,
        near ? `did you mean "${near}"?` : `there are some for ${shells.join(', ')}`,
      )
    }
    out(script)
    return EXIT.ok
  },
})
