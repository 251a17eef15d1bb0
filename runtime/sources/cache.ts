/**
 * What was fetched, by the hash of what is in it, and which addresses it came from: below XDG_CACHE_HOME, owned by the user
 * who called systrace. A copy is used only if its hash is right, whoever changed it.
 *
 *     bundles/HASH.json    a script with its files
 *     addresses/HASH.json  what an address means: {"spec":…,"integrity":…}
 *     confirmed/HASH       a script that was confirmed
 *     files/HASH/…         the files of a script that has several, to be run from there
 */

import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { type Bundle, bundleJson, integrityOf, readBundle } from './bundle.ts'
import { folderOf } from './invoking-user.ts'
import { OwnFolder } from './own-folder.ts'

const addressSchema = v.object({ spec: v.string(), integrity: v.string() })

const hex = (integrity: string): string =>
  Buffer.from(integrity.slice('sha256-'.length), 'base64').toString('hex')
const keyOf = (spec: string): string => createHash('sha256').update(spec).digest('hex')

export class Cache {
  /** All methods throw SystraceError when it is not to be trusted; those that write, when they cannot. */
  readonly #folder = new OwnFolder({
    what: 'the cache',
    hint: 'set XDG_CACHE_HOME to a folder that you may write',
    path: user => folderOf(user, 'XDG_CACHE_HOME', '.cache'),
    secret: true,
  })

  /** What an address meant when it was last looked up: the script's hash. */
  lookup(spec: string): string | undefined {
    const file = this.#folder.read(`addresses/${keyOf(spec)}.json`)
    if (file === undefined) return undefined
    try {
      const result = v.safeParse(addressSchema, JSON.parse(file.text))
      return result.success && result.output.spec === spec ? result.output.integrity : undefined
    } catch {
      return undefined
    }
  }

  /** A script by its hash; undefined where it is not, or is not what it was. */
  bundle(integrity: string): Bundle | undefined {
    const file = this.#folder.read(`bundles/${hex(integrity)}.json`)
    if (file === undefined) return undefined
    try {
      const bundle = readBundle(file.text, 'The cache')
      return integrityOf(bundle) === integrity ? bundle : undefined
    } catch {
      return undefined
    }
  }

  /** Keeps what an address means from now on. */
  keep(spec: string, bundle: Bundle): void {
    const integrity = integrityOf(bundle)
    this.#folder.write(`bundles/${hex(integrity)}.json`, bundleJson(bundle))
    this.#folder.write(`addresses/${keyOf(spec)}.json`, `${JSON.stringify({ spec, integrity })}\n`)
  }

  /** Whether a script was confirmed earlier. */
  isConfirmed(integrity: string): boolean {
    return this.#folder.read(`confirmed/${hex(integrity)}`)?.text === `${integrity}\n`
  }

  confirm(integrity: string): void {
    this.#folder.write(`confirmed/${hex(integrity)}`, `${integrity}\n`)
  }

  /** Writes the files of a script. @returns the folder that they are in, without links in its path */
  unpack(bundle: Bundle): string {
    const name = `files/${hex(integrityOf(bundle))}`
    for (const { path, text } of bundle.files) {
      const at = `${name}/${path}`
      if (this.#folder.read(at)?.text !== text) this.#folder.write(at, text)
    }
    return this.#folder.real(name) ?? `${this.#folder.path}/${name}`
  }
}
