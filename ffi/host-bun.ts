/** NativeHost for Bun: the only file that imports bun:ffi. Bun compiles a wrapper per symbol, so each is made when used. */

import { CFunction, dlopen, FFIType, type Pointer, ptr, read, toArrayBuffer } from 'bun:ffi'
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

const argTypes: Record<ArgType, FFIType> = {
  i32: FFIType.i32,
  u32: FFIType.u32,
  i64: FFIType.i64,
  u64: FFIType.u64,
  pointer: FFIType.ptr,
  buffer: FFIType.ptr,
  cstring: FFIType.cstring,
}

const resultTypes: Record<ResultType, FFIType> = {
  void: FFIType.void,
  i32: FFIType.i32,
  u32: FFIType.u32,
  i64: FFIType.i64_fast,
  pointer: FFIType.ptr,
  cstring: FFIType.cstring,
}

const RTLD_NOW = 2
const MFD_CLOEXEC = 1

// dlopen moved into libc in glibc 2.34.
const loaderFiles = ['libc.so.6', 'libdl.so.2', 'libc.so']

const openLoader = () => {
  for (const file of loaderFiles) {
    try {
      return dlopen(file, {
        dlopen: { args: ['cstring', 'i32'], returns: 'ptr' },
        dlsym: { args: ['ptr', 'cstring'], returns: 'ptr' },
        dlerror: { args: [], returns: 'cstring' },
      }).symbols
    } catch {}
  }
  throw new LibraryMissing('libc.so.6', 'libc6')
}

// Bun's own dlopen falls back to a file of that name in the working directory, which as root must not happen: libraries
// are opened through libc's.
let loader: ReturnType<typeof openLoader> | undefined

const bind = (address: Pointer, row: SymbolRow): Callable => {
  const args = row.args.map(arg => argTypes[arg])
  const call: CallableFunction = CFunction({ ptr: address, args, returns: resultTypes[row.result] })
  return call as Callable
}

const open = <const T extends SymbolTable>(library: LibraryName, table: T): Library<T> => {
  loader ??= openLoader()
  const { dlopen, dlsym, dlerror } = loader
  let handle: Pointer | null = null
  let said = ''
  for (const file of library.files) {
    handle ??= dlopen(file, RTLD_NOW) as Pointer | null
    if (!handle) said = dlerror() ?? ''
  }
  if (!handle) throw new LibraryMissing(library.files[0]!, library.package, said)

  const functions = {}
  for (const [name, row] of Object.entries(table)) {
    Object.defineProperty(functions, name, {
      enumerable: true,
      configurable: true,
      get() {
        const address = dlsym(handle, name) as Pointer | null
        if (!address) throw new LibraryTooOld(library.files[0]!, library.package, name, row.since)
        const value = bind(address, row)
        Object.defineProperty(functions, name, { value, enumerable: true })
        return value
      },
    })
  }
  return functions as Library<T>
}

const addressOf = (bytes: Uint8Array): Address => {
  // A small array lives in the collected heap and moves out of it when its buffer is first asked for: make it move now.
  void bytes.buffer
  return ptr(bytes)
}

const libcName: LibraryName = { files: ['libc.so.6', 'libc.so'], package: 'libc6' }
const libcTable = {
  __errno_location: { args: [], result: 'pointer', since: '2.2' },
  memfd_create: { args: ['cstring', 'u32'], result: 'i32', since: '2.27' },
  write: { args: ['i32', 'buffer', 'u64'], result: 'i64', since: '2.2' },
  close: { args: ['i32'], result: 'i32', since: '2.2' },
} as const

let libc: Library<typeof libcTable> | undefined
const ownLibc = () => (libc ??= open(libcName, libcTable))

const errno = (): number => read.i32(ownLibc().__errno_location() as Pointer)

/** Puts bytes into a file that has no name, for as long as `use` takes: what maps it may keep it. */
const asFile = <T>(name: string, bytes: Uint8Array, use: (path: string) => T): T => {
  const { memfd_create, write, close } = ownLibc()
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

let files = 0

const loadAddon = (bytes: Uint8Array): unknown =>
  asFile('systrace-addon', bytes, path => {
    const module = { exports: {} as unknown }
    process.dlopen(module, path)
    return module.exports
  })

const loadLibrary = (name: string, bytes: Uint8Array): void => {
  loader ??= openLoader()
  const { dlopen, dlerror } = loader
  asFile(name, bytes, path => {
    if (!dlopen(path, RTLD_NOW)) throw new LibraryMissing(name, '', dlerror() ?? '')
  })
}

/** The host of Bun. */
export const nativeHost: NativeHost = {
  open,
  addressOf,
  view: (address, sizeBytes) => toArrayBuffer(address as Pointer, 0, sizeBytes),
  detach: view => void view.transfer(0),
  errno,
  loadAddon,
  loadLibrary,
}
