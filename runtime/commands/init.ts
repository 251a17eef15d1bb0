/** `systrace init`: a script to begin with, and the types that an editor completes it by. */

import { existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { shellWord } from '../command-line/shell-word.ts'
import { host } from '../current-host.ts'
import { EXIT, UsageError } from '../errors.ts'
import type { DeclaredModule } from '../host.ts'
import { padEnd, textWidth } from '../tables/text-width.ts'
import { ambient } from '../typing/declarations.ts'
import { globalsText } from '../typing/globals.ts'
import { scriptText, tsconfigText } from '../typing/new-project.ts'
import { allDeclarations } from '../typing/running-kernel.ts'
import { writeNewFile } from '../typing/write-file.ts'
import { command } from './command.ts'

/** Where a project is, and what its script is called. */
interface Place {
  readonly folder: string
  /** Without `.ts`. */
  readonly name: string
}

/** `NAME` is a folder with a script of that name, `NAME.ts` a script in a folder that is there. */
const placeOf = (word: string): Place => {
  const path = word.replace(/(?<=.)\/+$/, '')
  const base = basename(path)
  if (/\.([cm]?jsx?|tsx|[cm]ts|d\.ts)$/.test(base))
    throw new UsageError(
      `Cannot begin with ${JSON.stringify(word)}: ${/ts$/.test(base) ? 'a script ends in .ts' : 'scripts are TypeScript'}`,
      `systrace init ${path.replace(/(\.d)?\.\w+$/, '')}.ts`,
    )
  const name = base.replace(/\.ts$/, '')
  // It goes into a shell's command line, and into a comment.
  if (!/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.+-]*$/u.test(name))
    throw new UsageError(
      `Cannot call a script ${JSON.stringify(name)}`,
      'letters, digits, dots and dashes make a name: systrace init slow-reads',
    )
  return { folder: name === base ? path : dirname(path), name }
}

const declared = (module: DeclaredModule): string => ambient(module, host.loadTypes(module))

export const init = command({
  usage: [
    'systrace init NAME       a folder NAME with the script NAME.ts',
    'systrace init NAME.ts    a script in this folder',
  ],
  groups: [],
  options: {},
  examples: [
    ['a folder with a script, a tsconfig.json and types', 'systrace init slow-reads'],
    ['another script in a folder', 'systrace init slow-reads/writes.ts'],
  ],
  complete: () => [],
  // To read the formats of syscalls in tracefs; what it writes is the user's.
  rights: 'trace',
  run: ({ words, rest, out, tell }) => {
    const [word, ...surplus] = [...words, ...(rest ?? [])]
    if (word === undefined) throw new UsageError('The script has no name', 'systrace init slow-reads')
    if (surplus.length > 0)
      throw new UsageError(`Unexpected argument "${surplus[0]}"`, `one at a time: systrace init ${word}`)
    const { folder, name } = placeOf(word)
    const script = join(folder, `${name}.ts`)
    if (existsSync(script))
      throw new UsageError(
        `There is a ${JSON.stringify(script)} already, and it stays as it is`,
        'choose another name',
      )

    const { text, warning } = allDeclarations({ tracepoints: false })
    const files: readonly (readonly [path: string, text: string, what: string, mode?: number])[] = [
      [script, scriptText(name), 'the script', 0o755],
      [join(folder, 'tsconfig.json'), tsconfigText, 'tells an editor what the scripts are'],
      [join(folder, 'types/systrace.d.ts'), text, "systrace's types, with the syscalls of this machine"],
      [join(folder, 'types/systrace-test.d.ts'), declared('systrace/test'), 'for tests of scripts'],
      [join(folder, 'types/valibot.d.ts'), declared('valibot'), "valibot's, for options"],
      [join(folder, 'types/globals.d.ts'), globalsText, 'what scripts find without importing it'],
    ]
    // The script last: where it is not there yet, the same command writes what another left out.
    const written = new Set(
      files
        .toReversed()
        .filter(([path, contents, , mode]) => writeNewFile(path, contents, mode))
        .map(([path]) => path),
    )
    const width = Math.max(...files.map(([path]) => textWidth(path)))
    for (const [path, , what] of files) {
      const [did, why] = written.has(path) ? ['wrote', what] : ['kept ', 'was there']
      out(`${did}  ${padEnd(path, width)}  ${why}\n`)
    }
    if (warning !== undefined) tell(`systrace: ${warning}`)
    const into = relative('.', folder)
    const steps = [
      ...(into === '' ? [] : [`cd ${shellWord(into)}`]),
      `systrace check ${name}.ts`,
      `sudo systrace ${name}.ts`,
    ]
    out(`\n${steps.map(step => `  ${step}\n`).join('')}`)
    return EXIT.ok
  },
})
