/** What is read for the words that are neither numbers nor structs nor a run of bytes. */

import type { Arch } from '../../bpf/facts/syscalls.ts'
import { type Length, type MemoryRead, stackPointer } from '../../bpf/recipe.ts'
import { listSize } from './memory.ts'
import { maskInFrame, mostHandle, mostNodeWords } from './special-structs.ts'

interface Wanted {
  readonly stringSize: number
  /** How many there are, where the spec says so. */
  readonly count: Length | undefined
  readonly arch: Arch
}

interface Sides {
  readonly enter?: readonly MemoryRead[]
  readonly exit?: readonly MemoryRead[]
}

const fixedBytes = (arg: number, most: number): MemoryRead & { readonly read: 'bytes' } => ({
  read: 'bytes',
  arg,
  length: { from: 'most' },
  unit: 1,
  most,
})

/** The names and the control data of a message are longer than strings that are cut. */
const controlSize = 128

const message = (arg: number, { stringSize }: Wanted): MemoryRead => ({
  read: 'message',
  arg,
  most: listSize,
  each: Math.max(stringSize, controlSize),
})

const select = (arg: number): Sides => ({ enter: [fixedBytes(arg, 128)], exit: [fixedBytes(arg, 128)] })

const makers: Readonly<Record<string, (arg: number, wanted: Wanted) => Sides>> = {
  path: arg => ({ exit: [{ read: 'string', arg }] }),
  str: arg => ({ exit: [{ read: 'string', arg }] }),
  mountdata: arg => ({ exit: [{ read: 'string', arg }] }),
  argv: (arg, { stringSize }) => ({ exit: [{ read: 'strings', arg, most: listSize, each: stringSize + 1 }] }),
  envp: arg => ({ exit: [{ read: 'pointers', arg, most: 1024 }] }),
  iov: (arg, { stringSize, count }) => ({
    exit: [{ read: 'vector', arg, length: count!, most: listSize, each: stringSize }],
  }),
  iovs: (arg, { count }) => ({
    exit: [{ read: 'bytes', arg, length: count!, unit: 16, most: 16 * listSize }],
  }),
  msg: (arg, wanted) => ({ exit: [message(arg, wanted)] }),
  mmsg: (arg, wanted) => ({
    exit: [message(arg, wanted), { read: 'bytes', arg, length: wanted.count!, unit: 64, most: 64 * 8 }],
  }),
  sockname: arg => ({
    enter: [fixedBytes(arg + 1, 4)],
    exit: [
      { read: 'bytes', arg, length: { from: 'memory', arg: arg + 1 }, unit: 1, most: 128 },
      fixedBytes(arg + 1, 4),
    ],
  }),
  optval: (arg, { stringSize, count }) => ({
    exit: [{ read: 'bytes', arg, length: count!, unit: 1, most: Math.max(stringSize, 128) }],
  }),
  optlen: arg => ({ enter: [fixedBytes(arg, 4)], exit: [fixedBytes(arg, 4)] }),
  fdset: select,
  left: arg => ({ enter: [fixedBytes(arg, 16)], exit: [fixedBytes(arg, 16)] }),
  lefttv: arg => ({ enter: [fixedBytes(arg, 16)], exit: [fixedBytes(arg, 16)] }),
  nanosleeprem: arg => ({ exit: [fixedBytes(arg, 16)] }),
  ioctlarg: arg => ({
    exit: [{ read: 'bytes', arg, length: { from: 'ioctl', arg: arg - 1 }, unit: 1, most: 256 }],
  }),
  bpfattr: arg => ({
    exit: [{ read: 'bytes', arg, length: { from: 'arg', arg: arg + 1 }, unit: 1, most: 168 }],
  }),
  filehandle: arg => ({ enter: [fixedBytes(arg, 4)], exit: [fixedBytes(arg, 8 + mostHandle)] }),
  handle: arg => ({ exit: [fixedBytes(arg, 8 + mostHandle)] }),
  sigpack: arg => ({
    exit: [fixedBytes(arg, 16), { ...fixedBytes(arg, 8), place: { offset: 0, isPointer: true } }],
  }),
  records: arg => ({ exit: [{ read: 'records', arg, length: { from: 'ret' } }] }),
  frame: (_arg, { arch }) => ({
    enter: [{ ...fixedBytes(stackPointer, 8), place: { offset: maskInFrame[arch], isPointer: false } }],
  }),
  ringparams: arg => ({ exit: [fixedBytes(arg, 120)] }),
  descriptor: arg => ({ exit: [fixedBytes(arg, 16)] }),
  nodemask: arg => ({ exit: [fixedBytes(arg, 8 * mostNodeWords)] }),
  pages: arg => ({ exit: [fixedBytes(arg, listSize)] }),
  msgbuf: (arg, { stringSize }) => ({ exit: [fixedBytes(arg, 8 + stringSize)] }),
  mqattr: arg => ({ exit: [fixedBytes(arg, 64)] }),
  seccompfilter: arg => ({ exit: [fixedBytes(arg, 16)] }),
}

/**
 * The reads of such a word at an argument; undefined if it is not one. `count`: how many there are, where the spec says so.
 */
export const specialReads = (
  word: string,
  arg: number,
  stringSize: number,
  count: Length | undefined,
  arch: Arch,
): Sides | undefined => makers[word]?.(arg, { stringSize, count, arch })
