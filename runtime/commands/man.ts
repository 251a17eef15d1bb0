/** `systrace man`: the manual page, made from the same tables as the help. */

import { manualText } from '../command-line/manual.ts'
import { EXIT, UsageError } from '../errors.ts'
import { version } from '../version.ts'
import { command } from './command.ts'

export const man = command({
  usage: ['systrace man'],
  groups: [],
  options: {},
  examples: [
    ['read it', 'systrace man | man -l -'],
    [
      'for all users of the machine',
      'systrace man | sudo tee /usr/local/share/man/man1/systrace.1 >/dev/null',
    ],
  ],
  complete: () => [],
  rights: 'user',
  run: async ({ words, out, manual }) => {
    if (words.length > 0)
      throw new UsageError(`Unexpected argument "${words[0]}"`, 'there is one page: systrace man')
    out(manualText(await manual(), version))
    return EXIT.ok
  },
})
