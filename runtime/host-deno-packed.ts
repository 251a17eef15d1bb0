/**
 * The script of a tool, under Deno: a module at an address that holds its text.
 *
 * There are no hooks in it: what `deno compile` puts below a program has none in older versions, and asks them for some modules only
 * in newer ones.
 */

import { dirname } from 'node:path'
import { type NativeParser, parseBundle } from './compiler/parse.ts'
import { packedModule } from './host.ts'
import { isProvided, provided, textOfProvided } from './host-deno-modules.ts'

/** Of such an address stack traces show how it begins and ends, so it ends with what the module is called. */
const addressOf = (text: string, name: string): string =>
  `data:text/javascript;charset=utf-8,${encodeURIComponent(text)}%0A//(${name}`

/** What `import.meta` has: the address itself would be no place to look from. */
const meta: Readonly<Record<string, string>> = {
  '.url': `file://${packedModule}`,
  '.filename': packedModule,
  '.dirname': dirname(packedModule),
}

/** See RuntimeHost. */
export const importPacked = async (
  modules: Readonly<Record<string, object>>,
  code: string,
  parser: NativeParser,
): Promise<Readonly<Record<string, unknown>>> => {
  Object.assign(provided, modules)
  const { specifiers, metas } = parseBundle(packedModule, code, parser)
  const edits = [
    ...specifiers.flatMap(({ start, end }) => {
      const name = code.slice(start + 1, end - 1)
      return isProvided(name) ? [{ start, end, by: addressOf(textOfProvided(name), name) }] : []
    }),
    ...metas.flatMap(({ start, end }) => {
      const [property] = /^\.\w+/.exec(code.slice(end, end + 20)) ?? []
      const by = property === undefined ? undefined : meta[property]
      return by === undefined ? [] : [{ start, end: end + property!.length, by }]
    }),
  ].sort((a, b) => a.start - b.start)
  let text = ''
  let done = 0
  for (const { start, end, by } of edits) {
    text += code.slice(done, start) + JSON.stringify(by)
    done = end
  }
  return await import(addressOf(text + code.slice(done), packedModule))
}
