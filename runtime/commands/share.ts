/** `systrace share`: a script as one line. */

import { host } from '../current-host.ts'
import { EXIT, UsageError } from '../errors.ts'
import { asksText } from '../sources/consent.ts'
import { lineOf } from '../sources/line.ts'
import { readingOf } from '../sources/reading.ts'
import { bundleOf } from '../sources/resolve.ts'
import { command } from './command.ts'

export const shareCommand = command({
  usage: ['systrace share SCRIPT'],
  groups: [],
  options: {},
  examples: [
    ['a script with the files that it imports', 'systrace share slow.ts'],
    ['what came of it, on another machine', "systrace run 'st1:…'"],
    ['an example of systrace', 'systrace share @opensnoop'],
  ],
  complete: words => (words.length === 0 ? 'script' : []),
  rights: 'user',
  run: async ({ words, rest, out, tell, paint }) => {
    const [script, second] = [...words, ...(rest ?? [])]
    if (script === undefined)
      throw new UsageError('Nothing to share', 'name a script: systrace share slow.ts')
    if (second !== undefined)
      throw new UsageError(
        `Unexpected argument ${JSON.stringify(second)}`,
        'one script at a time: the files that it imports come with it',
      )
    const { name, bundle } = await bundleOf(script, { tell, paint, onlyRead: true })
    const reading = readingOf(bundle, name, host.loadParser())
    const line = lineOf(bundle)
    const files = bundle.files.length === 1 ? '' : `, ${bundle.files.length} files`
    tell(`systrace: ${line.length} characters${files}. It asks for:\n${asksText(reading, paint).join('\n')}`)
    out(`${line}\n`)
    return EXIT.ok
  },
})
