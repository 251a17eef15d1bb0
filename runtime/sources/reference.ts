/** How scripts that are no files of this machine are written: `st1:…`, `https://…`, `gh:…`, `npm:…`, `@name`. */

import { UsageError } from '../errors.ts'

/** A script that has to be found before it can run. */
export interface Reference {
  readonly kind: 'reference'
  /** As it was written. */
  readonly spec: string
}

/**
 * Whether a word means a script from elsewhere; a file of such a name is written `./@name`.
 *
 * @example isReference('@opensnoop') // true
 */
export const isReference = (word: string): boolean => /^(?:st\d+:|https?:\/\/|gh:|npm:|@)/i.test(word)

/** A script of this machine changes as its owner likes: a hash that is not looked at would promise too much. */
export const pinnedAtHome = (): UsageError =>
  new UsageError(
    'Option "--integrity" is for scripts from elsewhere, and this one is on this machine',
    'leave it out',
  )
