/** A script as it was read, and what is behind it on the command line → what `options` and `args` have of it. */

import { isBuiltin } from 'node:module'
import { basename } from 'node:path'
import { host } from '../current-host.ts'
import { importsOf } from '../imports.ts'
import type { Loader, PackedScript, ScriptSource } from '../loader.ts'
import { readAbout } from '../script/about.ts'
import { asksForHelp, type CommandLine } from '../script/command-line.ts'
import { scriptHelp } from '../script/option-help.ts'
import { declaredNames, type OptionName } from '../static-options.ts'
import { spellings } from './option-row.ts'
import { rows } from './option-table.ts'

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
  if (source.kind === 'packed') return { name: source.name, start: source.name, before: 'other arguments' }
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

const textOf = (loader: Loader, source: ScriptSource): string => {
  if (source.kind === 'text') return source.text
  return source.kind === 'packed'
    ? source.script.modules[0]!.text
    : (loader.sources.get(source.name ?? source.path) ?? '')
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
  ...(source.kind === 'packed'
    ? { outerOptions: source.general.comeFirst ? source.general.options : [], general: source.general }
    : { outerOptions: rows.flatMap(([, row]) => spellings(row)) }),
  about: () => readAbout(textOf(loader, source)),
})

/** `process.argv` and its like, or Node's own reader of it. */
const readsArgv = /\b(?:argv|parseArgs)\b/

/**
 * What options a script has, which is read and not run: the names of those that it declares; `unknown` if its text does not
 * tell them, `free` if it reads arguments in another way; undefined if it has no use for arguments.
 *
 * @param bundle the script with its packages
 */
export const optionNamesOf = (
  loader: Loader,
  bundle: string,
): readonly OptionName[] | 'unknown' | 'free' | undefined => {
  if (!uses(loader, 'options')) return uses(loader, 'args') || readsArgv.test(bundle) ? 'free' : undefined
  const modules = new Set(loader.modules.map(({ script }) => script))
  const names = [...modules].map(module => declaredNames(module, host.loadValibot))
  const all = names.flatMap(list => list ?? [])
  return all.length === 0 || names.some(list => !list) ? 'unknown' : all
}

/** Whether the script may have a use for arguments that is its own: it reads them, or gives them to a package. */
const readsArguments = (loader: Loader): boolean =>
  uses(loader, 'args') ||
  [...loader.parsed.values()].some(
    module =>
      readsArgv.test(module.text) ||
      importsOf(module).some(
        ({ specifier }) =>
          !/^[./]/.test(specifier) && !isBuiltin(specifier) && !['systrace', 'valibot'].includes(specifier),
      ),
  )

/** Whether the script of a tool, which declares no options, may know `--help` itself. */
const helpsItself = ({ code }: PackedScript): boolean => /['"`](?:--)?help\b/.test(code)

/**
 * The help of a script that declares no options and reads no arguments, if it is asked for; such a script need not run for it.
 * One with options makes its help itself.
 */
export const plainHelp = (
  loader: Loader,
  source: ScriptSource,
  args: readonly string[],
): string | undefined => {
  if (!asksForHelp(args) || uses(loader, 'options')) return undefined
  if (source.kind === 'packed' ? helpsItself(source.script) : readsArguments(loader)) return undefined
  return scriptHelp(commandLineOf(loader, source, args), undefined)
}
