/** Scripts on web servers and on GitHub: their relative imports are fetched from beside them. */

import type { NativeParser } from '../compiler/parse.ts'
import { UsageError } from '../errors.ts'
import { type Bundle, mostBytes } from './bundle.ts'
import { candidates } from './candidates.ts'
import { type FoundFile, gather } from './gather.ts'
import { deadline, type Fetched, type FetchOptions, fetchFile, safeUrl } from './web.ts'

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** How the files of one script are fetched. */
const asScript = (): FetchOptions => ({ signal: deadline(), most: mostBytes, script: true })

/** Follows imports on the server, as far as they stay below a path. */
const gatherFrom = (
  entry: Fetched,
  options: FetchOptions,
  below: string,
  nameOf: (url: URL) => string,
  parser: NativeParser,
): Promise<Bundle> => {
  const urls = new Map<string, URL>()
  const found = ({ url, bytes }: Fetched): FoundFile => {
    const path = decoded(url.pathname.endsWith('/') ? `${url.pathname}script.ts` : url.pathname)
    urls.set(path, url)
    return { path, bytes }
  }
  const first = found(entry)
  return gather(
    first,
    {
      name: path => nameOf(urls.get(path) ?? entry.url),
      resolve: async (specifier, from) => {
        const base = urls.get(from) ?? entry.url
        const { pathname } = new URL(specifier, base)
        for (const path of candidates(pathname, true)) {
          const url = new URL(path, base)
          if (!url.pathname.startsWith(below)) return undefined
          const known = decoded(url.pathname)
          if (urls.has(known)) return { path: known, bytes: new Uint8Array() }
          const fetched = await fetchFile(url, options)
          if (!fetched) continue
          if (fetched.url.origin !== entry.url.origin || !fetched.url.pathname.startsWith(below))
            throw new UsageError(
              `The import ${JSON.stringify(url.href)} leads to another place: ${fetched.url.href}`,
              'imports of a script must be where the script is',
            )
          return { path: known, bytes: found({ url, bytes: fetched.bytes }).bytes }
        }
        return undefined
      },
    },
    parser,
  )
}

/**
 * Fetches a script by its address, with what it imports from the same server.
 *
 * @throws UsageError, SystraceError, ScriptRefused
 */
export const urlBundle = async (spec: string, parser: NativeParser): Promise<Bundle> => {
  const url = safeUrl(spec)
  const options = asScript()
  const entry = await fetchFile(url, options)
  if (!entry) throw new UsageError(`There is no script at ${JSON.stringify(url.href)}`)
  return await gatherFrom(entry, options, '/', ({ href }) => href, parser)
}

interface GitHubFile {
  readonly owner: string
  readonly repo: string
  readonly path: string
  readonly ref: string
}

const isSegment = (part: string): boolean => part !== '' && part !== '.' && part !== '..'

/**
 * Reads `gh:owner/repo[/path][@ref]`.
 *
 * @throws UsageError
 */
export const readGitHub = (spec: string): GitHubFile => {
  // An @ at the beginning of a name is a part of the path.
  const match = /^gh:([A-Za-z\d][A-Za-z\d-]{0,38})\/([\w.-]{1,100})(?:\/(.*?))?(?:(?<!\/)@(.+))?$/i.exec(spec)
  const [, owner, repo, path = '', ref = 'HEAD'] = match ?? []
  const parts = [repo ?? '', ...(path === '' ? [] : path.split('/')), ...ref.split('/')]
  if (owner === undefined || repo === undefined || !parts.every(isSegment))
    throw new UsageError(
      `${JSON.stringify(spec)} names no file on GitHub`,
      'it is gh:OWNER/REPO/PATH, with @BRANCH, @TAG or @COMMIT behind it if you like',
    )
  return { owner, repo, path, ref }
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/**
 * Fetches a script from a repository, with what it imports from the same.
 *
 * @throws UsageError, SystraceError, ScriptRefused
 */
export const gitHubBundle = async (spec: string, parser: NativeParser): Promise<Bundle> => {
  const { owner, repo, path, ref } = readGitHub(spec)
  const base = safeUrl(process.env.SYSTRACE_GH_URL || 'https://raw.githubusercontent.com', 'SYSTRACE_GH_URL')
  const root = `${base.pathname.replace(/\/$/, '')}/${owner}/${repo}/${encoded(ref)}/`
  const paths =
    path === ''
      ? ['systrace.ts', 'main.ts', 'index.ts', `${repo}.ts`]
      : candidates(`/${path}`, true).map(one => one.slice(1))
  const options = asScript()
  for (const one of paths) {
    const entry = await fetchFile(new URL(root + encoded(one), base), options)
    if (!entry) continue
    const name = ({ pathname }: URL): string => `gh:${owner}/${repo}/${decoded(pathname.slice(root.length))}`
    return await gatherFrom(
      { ...entry, url: new URL(root + encoded(one), base) },
      options,
      root,
      name,
      parser,
    )
  }
  throw new UsageError(
    `There is no ${path === '' ? paths.join(', ') : JSON.stringify(path)} in ${owner}/${repo}${ref === 'HEAD' ? '' : ` at ${ref}`} on GitHub`,
    path === ''
      ? `name the script: gh:${owner}/${repo}/PATH`
      : 'private repositories look empty from outside',
  )
}
