/** A script as it travels: its own files, the first of which is the one to run. */

import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { UsageError } from '../errors.ts'

export interface BundleFile {
  /** From the folder that all files are in: `lib/format.ts`. */
  readonly path: string
  readonly text: string
}

export interface Bundle {
  /** The script itself, then what it imports of its own. */
  readonly files: readonly [BundleFile, ...BundleFile[]]
}

/** Bytes of all files together: a script is no program. */
export const mostBytes = 2 << 20
export const mostFiles = 256
const longestPath = 200

/** No way out of the folder, and nothing that a shell or terminal would take for something else. */
const isPath = (path: string): boolean =>
  path.length <= longestPath &&
  !/[\p{C}\\]/u.test(path) &&
  path.split('/').every(part => !['', '.', '..', 'node_modules'].includes(part))

const isFolderOf = (path: string, other: string): boolean => other.startsWith(`${path}/`)

const fileSchema = v.tuple([
  v.pipe(v.string(), v.check(isPath, 'a file with a bad path')),
  v.pipe(
    v.string(),
    v.check(text => text.isWellFormed(), 'a file that is no text'),
  ),
])

const schema = v.pipe(
  v.strictObject({ files: v.tupleWithRest([fileSchema], fileSchema) }),
  // It would have the hash of those files, and a yes to the one would be a yes to the others.
  v.check(
    ({ files }) => files.length > 1 || !/^[\da-f]{64} {2}/.test(files[0][1]),
    'a list of hashes in place of a script',
  ),
  v.check(({ files }) => files.length <= mostFiles, `more than ${mostFiles} files`),
  v.check(
    ({ files }) =>
      files.every(([a], i) => files.every(([b], j) => i === j || (a !== b && !isFolderOf(a, b)))),
    'two files of one path',
  ),
  v.check(
    ({ files }) => files.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0) <= mostBytes,
    `more than ${mostBytes >> 20} MB`,
  ),
)

/** The bundle as JSON: the same bytes for the same files. */
export const bundleJson = ({ files }: Bundle): string =>
  JSON.stringify({ files: files.map(({ path, text }) => [path, text]) })

/**
 * Reads a bundle's JSON, whoever wrote it.
 *
 * @param what whose it is, for the message
 * @throws UsageError when it is none
 */
export const readBundle = (json: string, what: string): Bundle => {
  const result = v.safeParse(schema, parsed(json))
  if (!result.success) {
    const [{ message }] = result.issues
    throw new UsageError(
      `${what} holds no script${/^(?:a|two|more) /.test(message) ? `: it has ${message}` : ''}`,
    )
  }
  const [first, ...others] = result.output.files.map(([path, text]): BundleFile => ({ path, text }))
  return { files: [first!, ...others] }
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/**
 * Checks a bundle that was put together here.
 *
 * @throws UsageError when it is too large, or has a file whose name cannot travel
 */
export const checkBundle = (bundle: Bundle, what: string): Bundle => readBundle(bundleJson(bundle), what)

const sha256 = (data: string): Buffer => createHash('sha256').update(data).digest()

/**
 * What a bundle is known by: of one file, the hash of its bytes; of several, the hash of what `sha256sum` prints for them,
 * the script first.
 *
 * @example integrityOf(bundle) // 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
 */
export const integrityOf = ({ files }: Bundle): string => {
  const list = files.map(({ path, text }) => `${sha256(text).toString('hex')}  ${path}\n`).join('')
  return `sha256-${(files.length === 1 ? sha256(files[0].text) : sha256(list)).toString('base64')}`
}

/** The length of a bundle's texts in bytes. */
export const sizeOf = ({ files }: Bundle): number =>
  files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
