/** `systrace compile`: a script → an executable of its own, which is systrace with the script behind its end. */

import { basename } from 'node:path'
import * as v from 'valibot'
import { elsewhereGroup, elsewhereOptions } from '../command-line/option-elsewhere.ts'
import { filled, flag, last, quoted } from '../command-line/option-row.ts'
import { render } from '../diagnostic.ts'
import { EXIT, UsageError } from '../errors.ts'
import { checkScript } from '../explain/explain.ts'
import type { ScriptSource } from '../loader.ts'
import { nearest } from '../nearest.ts'
import { pinnedAtHome } from '../sources/reference.ts'
import { type ResolveOptions, resolveSource } from '../sources/resolve.ts'
import { libbpfFiles } from '../tool/libraries.ts'
import { pack } from '../tool/pack.ts'
import { archOf, findRuntime, ownTarget, type Runtime, targets } from '../tool/runtimes.ts'
import { checkNotSource, checkOutput, writeTool } from '../tool/write-tool.ts'
import { version } from '../version.ts'
import { command } from './command.ts'

/** What the file of a tool is called, made of what its script is called; undefined for code without a name. */
const nameOf = (source: ScriptSource): string | undefined => {
  const called = source.kind === 'file' ? source.path : source.name
  if (/^[-<]/.test(called) && source.kind !== 'file') return undefined
  return basename(called)
    .replace(/^@/, '')
    .replace(/(?<=.)\.[cm]?[jt]sx?$/, '')
}

export const compileCommand = command({
  usage: ['systrace compile [options] SCRIPT', 'systrace compile [options] -o TOOL -e CODE'],
  groups: ['The script', 'The tool', elsewhereGroup],
  options: {
    eval: {
      flags: '-e, --eval <code>',
      group: 'The script',
      help: 'compile this code; every name of systrace is in scope',
      schema: v.pipe(
        v.array(v.string()),
        v.transform(lines => lines.join('\n')),
      ),
    },
    output: {
      flags: '-o, --output <file>',
      group: 'The tool',
      help: 'the file to write; without it, what the script is called, in this folder',
      values: 'file',
      schema: last(filled('a file')),
    },
    force: {
      flags: '--force',
      group: 'The tool',
      help: 'over any file, not just over a tool',
      schema: flag,
    },
    embedLibbpf: {
      flags: '--embed-libbpf',
      group: 'The tool',
      help: "put this machine's libbpf inside, for machines that have none",
      schema: flag,
    },
    target: {
      flags: '--target <machine>',
      group: 'The tool',
      help: 'linux-x64 or linux-arm64, by a systrace for it: systrace-linux-arm64 beside this one',
      schema: last(
        v.picklist(targets, issue => `must be ${targets.join(' or ')}, not ${quoted(issue.input)}`),
      ),
      near: value => nearest(value, targets),
    },
    runtime: {
      flags: '--runtime <file>',
      group: 'The tool',
      help: 'the executable of systrace to make it of; without it, this one',
      values: 'file',
      schema: last(filled('a file')),
    },
    ...elsewhereOptions,
  },
  examples: [
    ['a tool with the options of its script', 'systrace compile slow.ts -o slow && sudo ./slow --over 10ms'],
    ['for machines without libbpf', 'systrace compile --embed-libbpf slow.ts'],
    ['for an arm64 machine', 'systrace compile --target linux-arm64 slow.ts -o slow-arm64'],
  ],
  strange: () => 'options of the script are given to the tool, when it runs',
  complete: words => (words.length === 0 ? 'script' : []),
  rights: 'user',
  run: async ({ given, words, rest, loader, tell, paint }) => {
    const source = await sourceOf(given.eval, [...words, ...(rest ?? [])], {
      ...given,
      tell,
      paint,
      question: 'Make a tool of it, which asks nothing?',
    })
    const output = given.output ?? nameOf(source)
    if (output === undefined)
      throw new UsageError('The tool has no name', 'name its file: systrace compile -o TOOL -e CODE')
    checkOutput(output, given.force ?? false)
    const runtime = findRuntime(given.target, given.runtime)

    for (const warning of checkScript(loader, source, archOf(runtime.target)))
      tell(render(warning, loader.sources, paint))
    checkNotSource(output, loader.parsed.keys())
    const libraries = given.embedLibbpf ? librariesFor(runtime) : []
    const { payload, warnings } = await pack(loader, source, { name: basename(output), version, libraries })
    for (const warning of warnings) tell(render(warning, loader.sources, paint))
    const size = await writeTool(output, runtime.path, payload)
    const inside = libraries.map(({ path }) => `\n  inside: ${path}`).join('')
    tell(`systrace: wrote ${output} (${runtime.target}, ${Math.round(size / 1e6)} MB)${inside}`)
    return EXIT.ok
  },
})

/** The one place where the words of the command line become a script. */
const sourceOf = async (
  code: string | undefined,
  words: readonly string[],
  options: ResolveOptions,
): Promise<ScriptSource> => {
  const [path, more] = words
  if (code !== undefined) {
    if (path !== undefined)
      throw new UsageError(`Unexpected argument "${path}"`, 'the code of -e is the script')
    if (options.integrity !== undefined) throw pinnedAtHome()
    return { kind: 'text', name: '-e', text: code }
  }
  if (path === undefined)
    throw new UsageError('Nothing to compile', 'name a script: systrace compile slow.ts -o slow')
  if (path === '-')
    throw new UsageError(
      'A tool is made of no script on standard input',
      'name its file, or give its code: -e CODE',
    )
  if (more !== undefined)
    throw new UsageError(
      `Unexpected argument "${more}"`,
      'a tool is made of one script, with what it imports; its options are given to the tool',
    )
  return await resolveSource(path, options)
}

const librariesFor = ({ target }: Runtime) => {
  if (target !== ownTarget)
    throw new UsageError(
      `Cannot put this machine's libbpf into a tool for ${target}`,
      `compile it on a machine with that, or leave out --embed-libbpf`,
    )
  return libbpfFiles()
}
