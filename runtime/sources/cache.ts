/**
 * What was fetched, by the hash of what is in it, and which addresses it came from: below XDG_CACHE_HOME, owned by the user
 * who called systrace. A copy is used only if its hash is right, whoever changed it.
 *
 *     bundles/HASH.json    a script with its files
 *     addresses/HASH.json  what an address means: {"spec":…,"integrity":…}
 *     confirmed/HASH       a script that was confirmed
 *     files/HASH/…         the files of a script that has several, to be run from there
 */

import { createHash, randomBytes } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { SystraceError } from '../errors.ts'
import { type Bundle, bundleJson, integrityOf, readBundle } from './bundle.ts'
import { as, folderOf, invokingUser, type User } from './invoking-user.ts'

const addressSchema = v.object({ spec: v.string(), integrity: v.string() })

const hex = (integrity: string): string =>
  Buffer.from(integrity.slice('sha256-'.length), 'base64').toString('hex')
const keyOf = (spec: string): string => createHash('sha256').update(spec).digest('hex')

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error)

export class Cache {
  readonly #user: User = invokingUser()
  #folder: string | undefined

  /** @throws SystraceError when there can be none */
  get folder(): string {
    this.#folder ??= folderOf(this.#user, 'XDG_CACHE_HOME', '.cache')
    return this.#folder
  }

  /** What an address meant when it was last looked up. */
  lookup(spec: string): string | undefined {
    const text = this.#read(`addresses/${keyOf(spec)}.json`)
    if (text === undefined) return undefined
    try {
      const result = v.safeParse(addressSchema, JSON.parse(text))
      return result.success && result.output.spec === spec ? result.output.integrity : undefined
    } catch {
      return undefined
    }
  }

  /** A script by its hash; undefined where it is not, or is not what it was. */
  bundle(integrity: string): Bundle | undefined {
    const text = this.#read(`bundles/${hex(integrity)}.json`)
    if (text === undefined) return undefined
    try {
      const bundle = readBundle(text, 'The cache')
      return integrityOf(bundle) === integrity ? bundle : undefined
    } catch {
      return undefined
    }
  }

  /**
   * Keeps what an address means from now on.
   *
   * @throws SystraceError when it cannot be written; `confirm` and `unpack` likewise
   */
  keep(spec: string, bundle: Bundle): void {
    const integrity = integrityOf(bundle)
    this.#write(`bundles/${hex(integrity)}.json`, bundleJson(bundle))
    this.#write(`addresses/${keyOf(spec)}.json`, `${JSON.stringify({ spec, integrity })}\n`)
  }

  /** Whether a script was confirmed, now or earlier. */
  isConfirmed(integrity: string): boolean {
    return this.#read(`confirmed/${hex(integrity)}`) === `${integrity}\n`
  }

  confirm(integrity: string): void {
    this.#write(`confirmed/${hex(integrity)}`, `${integrity}\n`)
  }

  /** Writes the files of a script. @returns the folder that they are in, without links in its path */
  unpack(bundle: Bundle): string {
    const name = `files/${hex(integrityOf(bundle))}`
    for (const { path, text } of bundle.files) {
      const at = `${name}/${path}`
      if (this.#read(at) !== text) this.#write(at, text)
    }
    return as(this.#user, () => realpathSync(join(this.folder, name)))
  }

  #read(name: string): string | undefined {
    try {
      return as(this.#user, () => {
        this.#check()
        return readFileSync(join(this.folder, name), 'utf8')
      })
    } catch (error) {
      if (error instanceof SystraceError) throw error
      return undefined
    }
  }

  /** In place at once, or not at all. */
  #write(name: string, text: string): void {
    const path = join(this.folder, name)
    const draft = `${path}.${randomBytes(6).toString('hex')}`
    try {
      as(this.#user, () => {
        mkdirSync(this.folder, { recursive: true, mode: 0o700 })
        this.#check()
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
        try {
          writeFileSync(draft, text, { flag: 'wx', mode: 0o600 })
          renameSync(draft, path)
        } catch (error) {
          rmSync(draft, { force: true })
          throw error
        }
      })
    } catch (error) {
      if (error instanceof SystraceError) throw error
      throw new SystraceError(`Cannot write the cache ${JSON.stringify(this.folder)}: ${codeOf(error)}`, {
        hint: 'set XDG_CACHE_HOME to a folder that you may write',
        cause: error,
      })
    }
  }

  /** A folder that others may write to would let them choose what runs. */
  #check(): void {
    let stat: ReturnType<typeof lstatSync>
    try {
      stat = lstatSync(this.folder)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    if (stat.isDirectory() && stat.uid === this.#user.uid && (stat.mode & 0o022) === 0) return
    throw new SystraceError(
      `The cache ${JSON.stringify(this.folder)} is not a folder of your own that only you may write`,
      { hint: 'mend its owner and mode, or set XDG_CACHE_HOME to another folder' },
    )
  }
}
