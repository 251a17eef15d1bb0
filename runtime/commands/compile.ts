/** `systrace compile`: a script → an executable of its own, which is systrace with the script behind its end. */

import { appendFileSync, chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { ScriptSource } from '../loader.ts'
import { filled, last } from '../option-row.ts'
import { pack } from '../tool/pack.ts'
import { version } from '../version.ts'
import { command } from './command.ts'

export const compileCommand = command({
  usage: ['systrace compile [options] SCRIPT'],
  groups: ['Options'],
  options: {
    output: {
      flags: '-o, --output <file>',
      group: 'Options',
      help: 'the tool to write; without it, the name of the script',
      schema: last(filled('a file')),
    },
  },
  examples: [['a tool of a script', 'systrace compile slow.ts -o slow']],
  run: async ({ given, words, loader }) => {
    const source = sourceOf(words)
    loader.parse(source)
    const output = given.output ?? basename((source as { path: string }).path).replace(/\.[^.]*$/, '')
    const payload = await pack(loader, source, { name: basename(output), version, libraries: [] })
    const temporary = join(dirname(resolve(output)), `.${basename(output)}.${process.pid}`)
    try {
      copyFileSync('/proc/self/exe', temporary)
      appendFileSync(temporary, payload)
      chmodSync(temporary, 0o755)
      renameSync(temporary, output)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    return 0
  },
})

const sourceOf = (words: readonly string[]): ScriptSource => {
  const [path] = words
  if (path === undefined)
    throw new UsageError('Nothing to compile', 'name a script: systrace compile slow.ts')
  return { kind: 'file', path }
}
