/** Reads a recording: its header, then its blocks one by one, up to the last that is whole. */

import { closeSync, openSync, readSync } from 'node:fs'
import { SystraceError, UsageError } from '../errors.ts'
import { systemError } from '../sinks/output.ts'
import {
  type BlockHead,
  formatVersion,
  headSize,
  type RecordingId,
  readHead,
  readPayload,
  readSignature,
  signatureSize,
} from './blocks.ts'
import {
  type CgroupName,
  type Header,
  readCgroups,
  readHeader,
  readStacks,
  readStatus,
  type StackText,
  type Status,
} from './header.ts'

export type Block =
  | { readonly type: 'events'; readonly payload: Uint8Array }
  | { readonly type: 'stacks'; readonly stacks: readonly StackText[] }
  | { readonly type: 'cgroups'; readonly cgroups: readonly CgroupName[] }
  | { readonly type: 'status'; readonly status: Status }

/** Something to replay. */
export interface Recording extends Disposable {
  readonly header: Header
  /** The next block; undefined at the end. */
  next(): Block | undefined
  /** Why it ended before its end, once it has. */
  readonly broken: string | undefined
}

/** The files of a recording, one behind the other as they were written. */
export class RecordingFiles implements Recording {
  readonly header: Header
  readonly #files: readonly RecordingFile[]
  #at = 0

  /**
   * Opens all of them.
   *
   * @throws UsageError when they are not of one recording; and as `RecordingFile` does
   */
  constructor(paths: readonly string[]) {
    using stack = new DisposableStack()
    const files = paths
      .map(path => stack.use(new RecordingFile(path)))
      .toSorted((a, b) => a.header.part - b.header.part)
    const [first, ...others] = files as [RecordingFile, ...RecordingFile[]]
    const other = others.find((file, i) => !follows(files[i]!.header, file.header))
    if (other)
      throw new UsageError(
        `${JSON.stringify(other.path)} does not follow ${JSON.stringify(files[files.indexOf(other) - 1]!.path)}`,
        'name files of one recording, none left out between them',
      )
    this.#files = files
    this.header = first.header
    stack.move()
  }

  get broken(): string | undefined {
    const broken = this.#files.flatMap(({ broken }, i) => {
      if (broken === undefined) return []
      const next = this.#files[i + 1]
      return next ? `${broken}; gone on with ${next.path}` : broken
    })
    return broken.length > 0 ? broken.join('; ') : undefined
  }

  next(): Block | undefined {
    for (; this.#at < this.#files.length; this.#at++) {
      const block = this.#files[this.#at]!.next()
      if (block) return block
    }
    return undefined
  }

  [Symbol.dispose](): void {
    for (const file of this.#files) file[Symbol.dispose]()
  }
}

/** Whether a file is the next one of the same recording. */
const follows = (one: Header, next: Header): boolean => {
  const same = ({ part: _, clock: { offsetMs }, ...rest }: Header): string => JSON.stringify([rest, offsetMs])
  return next.part === one.part + 1 && same(one) === same(next)
}

/** A recording in a file. */
export class RecordingFile implements Recording {
  readonly header: Header
  readonly path: string
  readonly #fd: number
  readonly #id: RecordingId
  #sequence = 1
  #ended = false
  /** Whether what came last says that the file ends there. */
  #hasEnd = false
  #closed = false
  broken: string | undefined

  /**
   * Opens a file and reads its header.
   *
   * @throws UsageError when it is none, SystraceError when it cannot be read
   */
  constructor(path: string) {
    this.path = path
    this.#fd = openFile(path)
    try {
      const name = JSON.stringify(path)
      const read = readSignature(this.#read(signatureSize))
      if (read === 'foreign')
        throw new UsageError(`${name} is no recording`, 'systrace record -o FILE makes one')
      if (read === 'damaged') throw new UsageError(`The recording ${name} is damaged at its first bytes`)
      if (typeof read === 'object')
        throw new UsageError(
          `The recording ${name} has version ${read.version} of the format, and this systrace reads version ${formatVersion}`,
          read.version > formatVersion ? 'a newer systrace reads it' : 'record it anew',
        )
      const block = this.#block(0, undefined)
      const header = block?.head.type === 'header' ? readHeader(block.payload) : undefined
      if (!block || !header)
        throw new UsageError(
          `The recording ${name} is damaged: its header cannot be read`,
          'nothing of it can be replayed',
        )
      this.header = header
      this.#id = block.head.id
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
  }

  next(): Block | undefined {
    if (this.#ended) return undefined
    const block = this.#block(this.#sequence, this.#id)
    const read = block && contents(block.head, block.payload)
    if (!read) {
      this.#ended = true
      if (block) this.broken = this.#damaged(this.#sequence)
      else if (!this.#hasEnd)
        this.broken ??= `${this.path} has no end: what recorded it was stopped, or the disk was full`
      return undefined
    }
    this.#sequence++
    this.#hasEnd = read.type === 'status' && read.status.last
    return read
  }

  #damaged(blocks: number): string {
    return `${this.path} is damaged, or cut off, behind its first ${blocks === 1 ? 'block' : `${blocks} blocks`}`
  }

  /** The next block, if it is whole and the one that is to come. */
  #block(
    sequence: number,
    id: RecordingId | undefined,
  ): { readonly head: BlockHead; readonly payload: Uint8Array } | undefined {
    const headBytes = this.#read(headSize)
    if (headBytes.length === 0) return undefined
    const head = readHead(headBytes)
    const isNext = head && head.sequence === sequence && (id === undefined || head.id === id)
    const stored = isNext ? this.#read(head.storedSize) : undefined
    const payload = head && stored && readPayload(head, headBytes, stored)
    if (!head || !payload) {
      this.broken = this.#damaged(sequence)
      return undefined
    }
    return { head, payload }
  }

  #read(size: number): Uint8Array {
    const bytes = new Uint8Array(size)
    let done = 0
    try {
      while (done < size) {
        const n = readSync(this.#fd, bytes, done, size - done, null)
        if (n === 0) break
        done += n
      }
    } catch (cause) {
      throw unreadable(this.path, cause)
    }
    return bytes.subarray(0, done)
  }

  [Symbol.dispose](): void {
    if (this.#closed) return
    this.#closed = true
    closeSync(this.#fd)
  }
}

const contents = ({ type }: BlockHead, payload: Uint8Array): Block | undefined => {
  if (type === 'events') return { type, payload: aligned(payload) }
  if (type === 'stacks') {
    const stacks = readStacks(payload)
    return stacks && { type, stacks }
  }
  if (type === 'cgroups') {
    const cgroups = readCgroups(payload)
    return cgroups && { type, cgroups }
  }
  const status = type === 'status' ? readStatus(payload) : undefined
  return status && { type: 'status', status }
}

/** Words are read of it. */
const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 4 === 0 ? bytes : bytes.slice())

const unreadable = (path: string, cause: unknown): SystraceError =>
  new SystraceError(systemError(`Cannot read the recording ${JSON.stringify(path)}`, cause).message, {
    cause,
  })

const openFile = (path: string): number => {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UsageError(
        `There is no recording ${JSON.stringify(path)}`,
        'systrace record -o FILE makes one',
      )
    throw unreadable(path, cause)
  }
}
