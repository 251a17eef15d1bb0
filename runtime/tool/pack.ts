/** A script → the payload of a tool: checked as far as any kernel's would, and bundled with what it imports. */

import { dirname, join, relative } from 'node:path'
import { type Diagnostic, ScriptRefused } from '../diagnostic.ts'
import { UsageError } from '../errors.ts'
import { bundle, textModule } from '../host-bun.ts'
import { loadFailure } from '../load-failure.ts'
import type { Loader, ScriptSource } from '../loader.ts'
import { optionNamesOf } from '../script-command-line.ts'
import { type Contents, writePayload } from './payload.ts'

export interface PackOptions {
  readonly name: string
  readonly version: string
  readonly libraries: Contents['libraries']
}

/**
 * Packs a script that `loader` has parsed.
 *
 * @throws ScriptRefused for imports that are not there, and for sources that the bundler cannot parse
 */
export const pack = async (
  loader: Loader,
  source: ScriptSource,
  { name, version, libraries }: PackOptions,
): Promise<Buffer> => {
  const options = optionNamesOf(loader)
  // A text has no file: a name that no file has stands for it.
  const textPath = join(process.cwd(), '.systrace-text.ts')
  const place = (path: string): string => (path === textModule ? textPath : path)
  const texts = new Map([...loader.rewritten].map(([path, text]) => [place(path), text]))
  const [entry] = texts.keys()
  const { code, map, needsValibot, assets } = await bundled(loader, entry!, texts)
  if (assets.length > 0)
    throw new UsageError(
      `${JSON.stringify(assets[0])} cannot be inside of a tool: it is imported as a file`,
      "import a text as one: import text from './x' with { type: 'text' }",
    )
  const nameOf = (path: string): string =>
    path === textModule ? (source.kind === 'text' ? source.name : path) : relative(dirname(entry!), path)
  const modules = [...loader.parsed].map(([path, { text }]) => ({
    path: place(path),
    name: nameOf(path),
    text,
  }))
  const names = new Map(modules.map(({ path, name }) => [path, name]))
  const parsedMap = JSON.parse(map) as { sources: string[] }
  const ownMap = { ...parsedMap, sources: parsedMap.sources.map(path => names.get(path) ?? '') }
  return writePayload(
    {
      systrace: version,
      name,
      modules: modules.map(({ name, text }) => ({ name, text })),
      implicit: source.kind === 'text',
      valibot: needsValibot,
      ...(options !== undefined && { options }),
    },
    { code, map: JSON.stringify(ownMap), libraries },
  )
}

const bundled = async (loader: Loader, entry: string, texts: ReadonlyMap<string, string>) => {
  try {
    return await bundle(entry, texts)
  } catch (error) {
    const failures: readonly unknown[] = error instanceof AggregateError ? error.errors : [error]
    throw new ScriptRefused(failures.map((failure): Diagnostic => loadFailure(failure, loader)))
  }
}
