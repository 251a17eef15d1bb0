/** A folder of the invoking user's, read and written with his rights only. */

import { randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { SystraceError } from '../errors.ts'
import { as, invokingUser, type User } from './invoking-user.ts'

export interface OwnFolderOptions {
  /** For messages: `the cache`. */
  readonly what: string
  /** What else to do where it cannot be written. */
  readonly hint: string
  /** Where it is, for a user. */
  readonly path: (user: User) => string
  /** Nobody else may write to it, nor read it. */
  readonly secret: boolean
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error)

export class OwnFolder {
  readonly #user: User = invokingUser()
  readonly #options: OwnFolderOptions
  #path: string | undefined

  constructor(options: OwnFolderOptions) {
    this.#options = options
  }

  /** @throws SystraceError when the user has no home */
  get path(): string {
    this.#path ??= this.#options.path(this.#user)
    return this.#path
  }

  /**
   * The text of a file, and where it is behind links; undefined if it cannot be read.
   *
   * @throws SystraceError when others may write here and must not
   */
  read(name: string): { readonly text: string; readonly path: string } | undefined {
    return this.#try(() => {
      const path = realpathSync(join(this.path, name))
      return { path, text: readFileSync(path, 'utf8') }
    })
  }

  /** The names of what is in it. */
  names(): readonly string[] {
    return this.#try(() => readdirSync(this.path).sort()) ?? []
  }

  /** Whether there is anything of a name, a link that leads nowhere too. */
  has(name: string): boolean {
    return this.#try(() => lstatSync(join(this.path, name))) !== undefined
  }

  /** Where something in it is, behind links; undefined if it is not there. */
  real(name: string): string | undefined {
    return this.#try(() => realpathSync(join(this.path, name)))
  }

  /**
   * Writes a file: it is in place at once, or not at all.
   *
   * @throws SystraceError
   */
  write(name: string, text: string): void {
    const { secret } = this.#options
    const path = join(this.path, name)
    const draft = `${path}.${randomBytes(6).toString('hex')}`
    const mode = secret ? 0o700 : 0o755
    this.change(() => {
      mkdirSync(this.path, { recursive: true, mode })
      this.#check()
      mkdirSync(dirname(path), { recursive: true, mode })
      try {
        writeFileSync(draft, text, { flag: 'wx', mode: mode & 0o666 })
        renameSync(draft, path)
      } catch (error) {
        rmSync(draft, { force: true })
        throw error
      }
    })
  }

  /**
   * Changes something in it, with the user's rights.
   *
   * @throws SystraceError
   */
  change(act: () => void): void {
    const { what, hint } = this.#options
    try {
      as(this.#user, act)
    } catch (cause) {
      if (cause instanceof SystraceError) throw cause
      throw new SystraceError(`Cannot write ${what} ${JSON.stringify(this.path)}: ${codeOf(cause)}`, {
        hint,
        cause,
      })
    }
  }

  #try<T>(look: () => T): T | undefined {
    try {
      return as(this.#user, () => {
        this.#check()
        return look()
      })
    } catch (error) {
      if (error instanceof SystraceError) throw error
      return undefined
    }
  }

  #check(): void {
    if (!this.#options.secret) return
    let stat: ReturnType<typeof lstatSync>
    try {
      stat = lstatSync(this.path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    if (stat.isDirectory() && stat.uid === this.#user.uid && (stat.mode & 0o022) === 0) return
    const { what, hint } = this.#options
    throw new SystraceError(
      `Cannot use ${what} ${JSON.stringify(this.path)}: it is not a folder of your own that only you may write`,
      { hint: `mend its owner and mode, or ${hint}` },
    )
  }
}
