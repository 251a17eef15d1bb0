/**
 * Everything native that systrace needs, as one interface: a runtime has one file that implements it, and nothing else
 * in the project sees a foreign function. `current-host.ts` chooses.
 */

/** An address in this process. A number holds it exactly: user space ends below 2^53. 0 is NULL. */
export type Address = number

/** How an argument is passed. `buffer` passes the address of a typed array (null for NULL), `cstring` a copy with a NUL. */
export type ArgType = 'i32' | 'u32' | 'i64' | 'u64' | 'pointer' | 'buffer' | 'cstring'

/** How a result comes back. `i64` must keep within 2^53, which byte counts, addresses and errors do. */
export type ResultType = 'void' | 'i32' | 'u32' | 'i64' | 'pointer' | 'cstring'

/** One foreign symbol: its signature, and the version of its library that had it first. */
export interface SymbolRow {
  readonly args: readonly ArgType[]
  readonly result: ResultType
  readonly since: string
}

export type SymbolTable = Readonly<Record<string, SymbolRow>>

interface ArgValue {
  i32: number
  u32: number
  i64: number | bigint
  u64: number | bigint
  pointer: Address
  buffer: Uint8Array | null
  cstring: string
}

interface ResultValue {
  void: undefined
  i32: number
  u32: number
  i64: number
  pointer: Address
  cstring: string
}

type ArgValues<A extends readonly ArgType[]> = { -readonly [I in keyof A]: ArgValue[A[I]] }

/** A symbol as a function. */
export type Foreign<R extends SymbolRow> = (...args: ArgValues<R['args']>) => ResultValue[R['result']]

/** The functions of a table. Each is bound when it is first read: that, not `open`, is what throws LibraryTooOld. */
export type Library<T extends SymbolTable> = { readonly [Name in keyof T]: Foreign<T[Name]> }

/** What to open: file names to try in order, and the package that brings it, for the message. */
export interface LibraryName {
  readonly files: readonly string[]
  readonly package: string
}

export interface NativeHost {
  /**
   * Opens a shared library from the system's search path, never from the working directory.
   *
   * @throws LibraryMissing when no file of that name is there; reading a symbol that it lacks throws LibraryTooOld
   */
  open<const T extends SymbolTable>(library: LibraryName, table: T): Library<T>
  /** Where the bytes of a typed array are. Holds as long as the array is reachable: keep it until the call is over. */
  addressOf(bytes: Uint8Array): Address
  /** Foreign memory as a buffer, without a copy. Whoever unmaps it calls `detach` first. */
  view(address: Address, sizeBytes: number): ArrayBuffer
  /** Takes a view away: typed arrays over it become empty, so that late readers find nothing instead of crashing. */
  detach(view: ArrayBuffer): void
  /** The errno that the last failing libc call left. */
  errno(): number
  /** Loads a native node addon from its bytes and returns its exports. Leaves no file behind. */
  loadAddon(bytes: Uint8Array): unknown
  /**
   * Loads a shared library from its bytes, for good: `open`, and libraries that need it, then find it by its soname. Leaves no
   * file behind.
   *
   * @throws LibraryMissing with what the loader said
   */
  loadLibrary(name: string, bytes: Uint8Array): void
}
