/** NativeHost for Deno: the only file that touches Deno's foreign functions. Deno compiles a call per symbol, so each is made when used. */

import type {
  Address,
  ArgType,
  Library,
  LibraryName,
  NativeHost,
  ResultType,
  SymbolRow,
  SymbolTable,
} from './host.ts'
import { LibraryMissing, LibraryTooOld } from './syserror.ts'

type Callable = (...args: unknown[]) => unknown

// Addresses go as numbers: an object for each pointer says nothing more, and pointers are passed as 64-bit integers are.
const argTypes: Record<ArgType, Deno.NativeType> = {
  i32: 'i32',
  u32: 'u32',
  i64: 'i64',
  u64: 'u64',
  pointer: 'u64',
  buffer: 'buffer',
  cstring: 'buffer',
}

const resultTypes: Record<ResultType, Deno.NativeResultType> = {
  void: 'void',
  i32: 'i32',
  u32: 'u32',
  i64: 'i64',
  pointer: 'u64',
  cstring: 'u64',
}

const pointerTo = (address: Address): Deno.PointerObject => {
  const pointer = Deno.UnsafePointer.create(BigInt(address))
  if (!pointer) throw new Error('Cannot read at NULL')
  return pointer
}

// A small array lives in the collected heap, where it can move, until its buffer is first asked for.
const settled = (bytes: Uint8Array): Uint8Array => {
  void bytes.buffer
  return bytes
}

const encoder = new TextEncoder()

const argOf: Partial<Record<ArgType, (value: unknown) => unknown>> = {
  buffer: value => value && settled(value as Uint8Array),
  cstring: value => settled(encoder.encode(`${value}\0`)),
}

const resultOf: Partial<Record<ResultType, (value: unknown) => unknown>> = {
  i64: Number,
  pointer: Number,
  cstring: value => (value ? Deno.UnsafePointerView.getCString(pointerTo(Number(value))) : null),
}

const bind = (call: Callable, row: SymbolRow): Callable => {
  const converts = row.args.map(arg => argOf[arg])
  const result = resultOf[row.result] ?? (value => value)
  if (converts.every(convert => !convert)) return (...args) => result(call(...args))
  return (...args) => result(call(...args.map((arg, i) => converts[i]?.(arg) ?? arg)))
}

/** Under -A Deno hands a name to the system's loader as it is, which looks for it in the system's folders only. */
const load = <const S extends Deno.ForeignLibraryInterface>(file: string, symbols: S) =>
  Deno.dlopen(file, symbols).symbols

const open = <const T extends SymbolTable>(library: LibraryName, table: T): Library<T> => {
  let said = ''
  const file = library.files.find(name => {
    try {
      load(name, {})
      return true
    } catch (error) {
      said = (error as Error).message
      return false
    }
  })
  if (file === undefined) throw new LibraryMissing(library.files[0]!, library.package, said)

  const functions = {}
  for (const [name, row] of Object.entries(table)) {
    Object.defineProperty(functions, name, {
      enumerable: true,
      configurable: true,
      get() {
        const parameters = row.args.map(arg => argTypes[arg])
        const symbols = load(file, {
          [name]: { parameters, result: resultTypes[row.result], optional: true },
        })
        const call = symbols[name] as Callable | null
        if (!call) throw new LibraryTooOld(library.files[0]!, library.package, name, row.since)
        const value = bind(call, row)
        Object.defineProperty(functions, name, { value, enumerable: true })
        return value
      },
    })
  }
  return functions as Library<T>
}

const addressOf = (bytes: Uint8Array): Address =>
  Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(settled(bytes) as Uint8Array<ArrayBuffer>)))

const view = (address: Address, sizeBytes: number): ArrayBuffer =>
  Deno.UnsafePointerView.getArrayBuffer(pointerTo(address), sizeBytes)

const errnoTable = { __errno_location: { parameters: [], result: 'pointer' } } as const

// Every thread has its own, in one place as long as it lives. Foreign calls are made by this thread.
let errnoPlace: Deno.UnsafePointerView | undefined

// Between the call that failed and this one nothing but the return from it runs in this thread.
const errno = (): number => {
  errnoPlace ??= new Deno.UnsafePointerView(load('libc.so.6', errnoTable).__errno_location()!)
  return errnoPlace.getInt32()
}

/** The host of Deno. */
export const nativeHost: NativeHost = {
  open: (library, table) => {
    // Found before the first call can fail: finding it then could set it.
    errno()
    return open(library, table)
  },
  addressOf,
  view,
  detach: buffer => void buffer.transfer(0),
  errno,
}
