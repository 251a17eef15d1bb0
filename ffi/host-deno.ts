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
import { LibraryMissing, LibraryTooOld, SysError } from './syserror.ts'

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

const loadingTable = {
  memfd_create: { args: ['cstring', 'u32'], result: 'i32', since: '2.27' },
  write: { args: ['i32', 'buffer', 'u64'], result: 'i64', since: '2.2' },
  close: { args: ['i32'], result: 'i32', since: '2.2' },
  // In libc since 2.34.
  dlopen: { args: ['cstring', 'i32'], result: 'pointer', since: '2.34' },
  dlerror: { args: [], result: 'cstring', since: '2.34' },
} as const

const MFD_CLOEXEC = 1
const RTLD_NOW = 2

let libc: Library<typeof loadingTable> | undefined
const ownLibc = () => (libc ??= open({ files: ['libc.so.6', 'libc.so'], package: 'libc6' }, loadingTable))

let files = 0

/** Puts bytes into a file that has no name, for as long as `use` takes: what maps it may keep it. */
const asFile = <T>(name: string, bytes: Uint8Array, use: (path: string) => T): T => {
  const { memfd_create, write, close } = ownLibc()
  errno()
  const fd = memfd_create(name, MFD_CLOEXEC)
  if (fd < 0) throw new SysError('memfd_create', errno())
  try {
    for (let at = 0; at < bytes.length; ) {
      const written = write(fd, bytes.subarray(at), bytes.length - at)
      if (written < 0) throw new SysError('write', errno())
      at += written
    }
    // The loader takes a path that it has seen for the file that it has loaded, and numbers come again: each path is new.
    return use(`/proc/self/${'./'.repeat(files++)}fd/${fd}`)
  } finally {
    close(fd)
  }
}

const loadAddon = (bytes: Uint8Array): unknown =>
  asFile('systrace-addon', bytes, path => {
    const module = { exports: {} as unknown }
    process.dlopen(module, path)
    return module.exports
  })

const loadLibrary = (name: string, bytes: Uint8Array): void =>
  asFile(name, bytes, path => {
    const { dlopen, dlerror } = ownLibc()
    if (dlopen(path, RTLD_NOW) === 0) throw new LibraryMissing(name, '', dlerror() ?? '')
  })

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
  loadAddon,
  loadLibrary,
}
