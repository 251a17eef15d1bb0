/**
 * Opens files that a traced process names. Such a path is not to be trusted: only regular files are opened, and opening
 * never waits.
 */

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import type { ByteSource } from './elf.ts'

export interface OpenFile extends ByteSource, Disposable {
  /** The same for every path to one file, and another one once the file has changed. */
  readonly identity: string
  readonly inode: number
  readonly owner: number
}

/** Opens a regular file to read. A link at the end of the path is followed unless `followLink` is false. */
export const openFile = (path: string, { followLink = true } = {}): OpenFile | undefined => {
  const link = followLink ? 0 : constants.O_NOFOLLOW
  let fd: number | undefined
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | link)
    const stat = fstatSync(fd)
    if (stat.isFile()) return fileOf(fd, stat)
  } catch {
    // Gone, or not ours to read.
  }
  if (fd !== undefined) closeSync(fd)
  return undefined
}

const fileOf = (fd: number, { dev, ino, size, mtimeMs, uid }: Stats): OpenFile => ({
  identity: `${dev}:${ino}:${size}:${mtimeMs}`,
  inode: ino,
  owner: uid,
  size,
  read: (position, length) => readExactly(fd, size, position, length),
  [Symbol.dispose]: () => closeSync(fd),
})

const readExactly = (fd: number, size: number, position: number, length: number): Uint8Array | undefined => {
  if (!(position >= 0 && length >= 0 && position + length <= size)) return undefined
  const bytes = new Uint8Array(length)
  try {
    let done = 0
    while (done < length) {
      const got = readSync(fd, bytes, done, length - done, position + done)
      if (got === 0) return undefined
      done += got
    }
  } catch {
    return undefined
  }
  return bytes
}

/** Bytes that are in memory already. */
export const memoryBytes = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (position, length) =>
    position >= 0 && length >= 0 && position + length <= bytes.length
      ? bytes.subarray(position, position + length)
      : undefined,
})
