/** Files that are looked at until they change: saved in place, or replaced by another, as editors do, or gone for a moment. */

import { type BigIntStats, statSync } from 'node:fs'

/** How often is looked. A change is told when the files are the same in two looks. */
const lookMs = 100
/** So long a file may be gone before that is a change: an editor is putting another in its place. */
const goneMs = 1000

/** What tells a file from what it was before; undefined: it is not there. */
const signature = (path: string): string | undefined => {
  let stat: BigIntStats | undefined
  try {
    stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch {
    // A folder on the way to it may not be looked into.
  }
  return stat && `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs}`
}

interface Watched {
  /** As it was when its last change was told. */
  known: string | undefined
  /** As it was at the last look. */
  seen: string | undefined
  goneAt: number | undefined
}

// Looking is dearer than being told by the kernel, but sees each way of saving, on each file system, the same.
export class WatchedFiles implements Disposable {
  readonly #files = new Map<string, Watched>()
  #waiting: ((changed: readonly string[]) => void) | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  /** Looks at these files from now on; those that are looked at already keep what is known of them. */
  look(paths: Iterable<string>): void {
    for (const path of paths) {
      const now = signature(path)
      if (!this.#files.has(path)) this.#files.set(path, { known: now, seen: now, goneAt: undefined })
    }
    this.#timer ??= setInterval(() => this.#tick(), lookMs)
  }

  /** Looks at these files only. */
  keep(paths: ReadonlySet<string>): void {
    for (const path of [...this.#files.keys()]) if (!paths.has(path)) this.#files.delete(path)
  }

  /** Resolves when files have changed since that was told last, and are at rest. */
  changed(): Promise<readonly string[]> {
    return new Promise(resolve => {
      this.#waiting = resolve
    })
  }

  #tick(): void {
    let restless = false
    const changed: string[] = []
    for (const [path, file] of this.#files) {
      const now = signature(path)
      if (now !== file.seen) restless = true
      file.seen = now
      if (now === undefined) file.goneAt ??= performance.now()
      else file.goneAt = undefined
      if (now === file.known) continue
      if (file.goneAt !== undefined && performance.now() - file.goneAt < goneMs) restless = true
      changed.push(path)
    }
    if (restless || changed.length === 0 || !this.#waiting) return
    for (const path of changed) {
      const file = this.#files.get(path)!
      file.known = file.seen
    }
    const tell = this.#waiting
    this.#waiting = undefined
    tell(changed)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
