/** What native calls throw. `runtime/` adds the step, the probe and what to do about it. */

import { errorByNumber } from '../bpf/facts/errors.ts'

// The kernel answers with its own ENOTSUPP in places, BPF among them, where errno.h has EOPNOTSUPP.
const ENOTSUPP = 524

/** The name of an errno (positive), such as `EPERM`. */
export const errnoName = (errno: number): string =>
  errno === ENOTSUPP ? 'ENOTSUPP' : (errorByNumber(errno)?.name ?? `errno ${errno}`)

/** A native call that failed. */
export class SysError extends Error {
  override readonly name: string = 'SysError'
  /** The C function or bpf command. */
  readonly call: string
  /** Positive. */
  readonly errno: number
  /** Its name, such as `EPERM`. */
  readonly code: string
  constructor(call: string, errno: number, detail?: string) {
    const code = errnoName(errno)
    super(`Cannot ${detail ?? 'finish'}: ${call} failed with ${code}`)
    this.call = call
    this.errno = errno
    this.code = code
  }
}

/** A shared library that is not on this machine. */
export class LibraryMissing extends Error {
  override readonly name = 'LibraryMissing'
  readonly library: string
  /** The package that brings it (Debian's name). */
  readonly package: string
  /** What the loader said. */
  readonly said: string
  constructor(library: string, packageName: string, said?: string) {
    super(`Cannot load ${library}: ${said || 'no such library'}`)
    this.said = said || 'no such library'
    this.library = library
    this.package = packageName
  }
}

/** A shared library that lacks a symbol: it is older than `since`. */
export class LibraryTooOld extends Error {
  override readonly name = 'LibraryTooOld'
  readonly library: string
  readonly package: string
  readonly symbol: string
  /** The version of the library that had the symbol first. */
  readonly since: string
  constructor(library: string, packageName: string, symbol: string, since: string) {
    super(`Cannot use ${library}: it has no ${symbol}, which came with version ${since}`)
    this.library = library
    this.package = packageName
    this.symbol = symbol
    this.since = since
  }
}

/**
 * The result of a libbpf call (1.0 and later), which is -errno when it failed.
 *
 * @param detail what could not be done, as it follows "Cannot": `create map "x"`
 * @throws SysError
 */
export const check = (call: string, result: number, detail?: string): number => {
  if (result < 0) throw new SysError(call, -result, detail)
  return result
}
