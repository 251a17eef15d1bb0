/** Scripts in npm packages: `npm:name[@version][/path]`, from the registry's archive, whose hash is checked. */

import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import * as v from 'valibot'
import type { NativeParser } from '../compiler/parse.ts'
import { SystraceError, UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { Bundle } from './bundle.ts'
import { candidates, joined } from './candidates.ts'
import { gather, isModule } from './gather.ts'
import { readTar } from './tar.ts'
import { deadline, fetchFile, safeUrl } from './web.ts'

const mostManifest = 4 << 20
const mostArchive = 32 << 20
const mostUnpacked = 128 << 20

interface PackageFile {
  readonly name: string
  /** A version or a tag. */
  readonly version: string
  readonly path: string | undefined
}

/**
 * Reads `npm:name[@version][/path]`.
 *
 * @throws UsageError
 */
export const readNpm = (spec: string): PackageFile => {
  const match = /^npm:((?:@[a-z\d~][\w.~-]*\/)?[a-z\d~][\w.~-]*)(?:@([^/]*))?(?:\/(.+))?$/i.exec(spec)
  const [, name, version = 'latest', path] = match ?? []
  if (name === undefined)
    throw new UsageError(
      `${JSON.stringify(spec)} names no npm package`,
      'it is npm:NAME, npm:NAME@1.2.3 or npm:NAME/file.ts',
    )
  if (!/^[\w.+-]+$/.test(version))
    throw new UsageError(
      `${JSON.stringify(spec)} asks for a range of versions`,
      `name one version, such as npm:${name}@1.2.3, or a tag, such as npm:${name}@latest`,
    )
  return { name, version, path }
}

const manifestSchema = v.object({
  version: v.string(),
  dist: v.object({ tarball: v.string(), integrity: v.optional(v.string()) }),
})

const packageSchema = v.object({
  systrace: v.optional(v.string()),
  module: v.optional(v.string()),
  main: v.optional(v.string()),
})

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

/** What the hash of an archive must be: the strongest that the registry names. */
const checkArchive = (what: string, archive: Uint8Array, integrity: string | undefined): void => {
  const hashes = (integrity ?? '').split(/\s+/).flatMap(text => {
    const match = /^(sha512|sha384|sha256)-([A-Za-z0-9+/]+=*)/.exec(text)
    return match ? [{ algorithm: match[1]!, wanted: match[2]! }] : []
  })
  const strongest = hashes.sort((a, b) => b.algorithm.localeCompare(a.algorithm))[0]
  if (!strongest)
    throw new SystraceError(
      `Cannot use ${what}: the registry names no hash of it by which it could be checked`,
    )
  const { algorithm, wanted } = strongest
  const found = createHash(algorithm).update(archive).digest('base64')
  if (found !== wanted)
    throw new SystraceError(
      `Cannot use ${what}: its archive is not what the registry says: it is ${algorithm}-${found}, should be ${algorithm}-${wanted}`,
    )
}

/** The files of an archive, without the folder that they all are in. */
const filesOf = (what: string, archive: Uint8Array): ReadonlyMap<string, Buffer> => {
  try {
    const files = readTar(gunzipSync(archive, { maxOutputLength: mostUnpacked }))
    return new Map([...files].map(([path, bytes]) => [path.replace(/^[^/]*/, ''), bytes]))
  } catch (error) {
    const tooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new SystraceError(
      `Cannot read the archive of ${what}: ${tooLarge ? `it has more than ${mostUnpacked >> 20} MB` : (error as Error).message}`,
      { cause: error },
    )
  }
}

/** The script that a package is for. */
const mainOf = (files: ReadonlyMap<string, Buffer>): string => {
  const result = v.safeParse(packageSchema, parsed(files.get('/package.json') ?? new Uint8Array()))
  const { systrace, module, main } = result.success ? result.output : {}
  const path = [systrace, 'index.ts', module, main].find(
    one => one !== undefined && (one === systrace || files.has(joined(one, '/'))),
  )
  return path ?? 'index.js'
}

/**
 * Fetches a script from a package, with what it imports of the same package.
 *
 * @throws UsageError, SystraceError, ScriptRefused
 */
export const npmBundle = async (spec: string, parser: NativeParser): Promise<Bundle> => {
  const { name, version, path } = readNpm(spec)
  const registry = safeUrl(
    process.env.npm_config_registry || 'https://registry.npmjs.org',
    'The npm registry',
  )
  const base = registry.href.replace(/\/?$/, '/')
  const about = new URL(`${base}${name.replace('/', '%2f')}/${encodeURIComponent(version)}`)
  const signal = deadline()
  const answer = await fetchFile(about, { signal, most: mostManifest, accept: 'application/json' })
  if (!answer)
    throw new UsageError(
      `There is no package ${JSON.stringify(name)} of version ${JSON.stringify(version)} in the registry ${registry.href}`,
    )
  const manifest = v.safeParse(manifestSchema, parsed(answer.bytes))
  if (!manifest.success)
    throw new SystraceError(
      `Cannot read what ${about.href} says of the package: ${manifest.issues[0].message}`,
    )
  const { version: exact, dist } = manifest.output
  const what = `npm:${name}@${exact}`
  const archive = await fetchFile(safeUrl(dist.tarball, 'The archive'), { signal, most: mostArchive })
  if (!archive) throw new SystraceError(`Cannot fetch ${JSON.stringify(dist.tarball)}: it is not there`)
  checkArchive(what, archive.bytes, dist.integrity)

  const files = filesOf(what, archive.bytes)
  const find = (path: string) => {
    const found = candidates(path).find(one => files.has(one))
    return found === undefined ? undefined : { path: found, bytes: files.get(found)! }
  }
  const entry = find(joined(path ?? mainOf(files), '/'))
  if (!entry) {
    const scripts = [...files.keys()].filter(isModule).map(one => one.slice(1))
    throw new UsageError(
      `There is no script ${JSON.stringify(path ?? mainOf(files))} in ${what}`,
      path === undefined ? `name one: npm:${name}/PATH` : didYouMean(path, scripts),
    )
  }
  return await gather(
    entry,
    {
      name: one => `${what}${one}`,
      resolve: (specifier, from) => find(joined(specifier, from)),
    },
    parser,
  )
}
