/** A script as it was read, and what is behind it on the command line → what `options` and `args` have of it. */

import { isBuiltin } from 'node:module'
import { basename } from 'node:path'
import { importsOf } from './imports.ts'
import type { Loader, ScriptSource } from './loader.ts'
import { spellings } from './option-row.ts'
import { rows } from './option-table.ts'
import { readAbout } from './script/about.ts'
import { asksForHelp, type CommandLine } from './script/command-line.ts'
import { scriptHelp } from './script/option-help.ts'

/** Whether the script uses what systrace exports under this name. */
const uses = (loader: Loader, name: string): boolean =>
  [...loader.parsed.values()].some(
    module =>
      ('implicit' in module && (module.implicit as readonly string[]).includes(name)) ||
      importsOf(module).some(
        ({ specifier, names }) =>
          specifier === 'systrace' &&
          (names.some(imported => imported.name === name) ||
            // A namespace: import * as systrace.
            (names.length === 0 && new RegExp(`\\.\\s*${name}\\b`).test(module.text))),
      ),
  )

const startOf = (source: ScriptSource): Pick<CommandLine, 'name' | 'start' | 'before'> => {
  const { start } = source
  if (source.kind === 'file') {
    const { name = basename(source.path), path } = source
    return { name, start: start ?? `systrace ${path}`, before: 'the script' }
  }
  if (start !== undefined) return { name: source.name, start, before: 'the script' }
  return source.name === '-e'
    ? { name: '-e', start: 'systrace -e CODE --', before: '--' }
    : { name: source.name, start: 'systrace -', before: 'the -' }
}

/** What a script that was parsed is told of the command line. */
export const commandLineOf = (
  loader: Loader,
  source: ScriptSource,
  args: readonly string[],
): CommandLine => ({
  args,
  ...startOf(source),
  takesRest: uses(loader, 'args'),
  outerOptions: rows.flatMap(([, row]) => spellings(row)),
  about: () =>
    readAbout(source.kind === 'text' ? source.text : (loader.sources.get(source.name ?? source.path) ?? '')),
})

/** Whether the script may have a use for arguments that is its own: it reads them, or gives them to a package. */
const readsArguments = (loader: Loader): boolean =>
  uses(loader, 'args') ||
  [...loader.parsed.values()].some(
    module =>
      /\bargv\b/.test(module.text) ||
      importsOf(module).some(
        ({ specifier }) =>
          !/^[./]/.test(specifier) && !isBuiltin(specifier) && !['systrace', 'valibot'].includes(specifier),
      ),
  )

/**
 * The help of a script that declares no options and reads no arguments, if it is asked for; such a script need not run for it.
 * One with options makes its help itself.
 */
export const plainHelp = (
  loader: Loader,
  source: ScriptSource,
  args: readonly string[],
): string | undefined => {
  if (!asksForHelp(args) || uses(loader, 'options') || readsArguments(loader)) return undefined
  return scriptHelp(commandLineOf(loader, source, args), undefined)
}
