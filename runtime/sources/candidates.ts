/** What a relative import may mean, in the order in which Bun looks. */

const endings = ['.tsx', '.jsx', '.ts', '.mjs', '.js', '.cjs', '.json', '.mts', '.cts']

/** `./lib.js` may mean the `./lib.ts` that it is made from. */
const sources: Readonly<Record<string, string>> = {
  '.js': '.ts',
  '.mjs': '.mts',
  '.cjs': '.cts',
  '.jsx': '.tsx',
}

/**
 * The paths to look at for an import.
 *
 * @param path absolute, of what the import says: `/lib/format`
 * @param few leaves out what people hardly write, where each look is a request
 * @example candidates('/lib/format.js') // ['/lib/format.js', '/lib/format.ts', '/lib/format.js.tsx', …]
 */
export const candidates = (path: string, few = false): string[] => {
  const ending = /\.[cm]?jsx?$/.exec(path)?.[0]
  const source = ending === undefined ? [] : [path.slice(0, -ending.length) + sources[ending]!]
  if (few) return /\.\w+$/.test(path) ? [path, ...source] : [`${path}.ts`, `${path}/index.ts`, `${path}.js`]
  const base = path.replace(/\/$/, '')
  return [path, ...source, ...endings.map(one => base + one), ...endings.map(one => `${base}/index${one}`)]
}

/** The path that a relative import in a file means, before endings are tried. */
export const joined = (specifier: string, from: string): string => {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/'))
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  return `/${parts.filter(part => part !== '').join('/')}`
}
