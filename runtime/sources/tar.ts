/**
 * The files of a tar archive, in memory. Only what npm's archives have is read: names, also long ones (ustar, pax, GNU), and
 * bytes. Nothing is unpacked to the disk, so links, modes and owners need no care, and a package for it would be mostly that.
 */

const blockBytes = 512

/** What is no archive. */
export class NotTar extends Error {
  override readonly name = 'NotTar'
}

const textAt = (block: Buffer, from: number, to: number): string => {
  const end = block.indexOf(0, from)
  return block.toString('utf8', from, end < 0 || end > to ? to : end)
}

const numberAt = (block: Buffer, from: number, to: number): number => {
  const text = textAt(block, from, to).trim()
  if (!/^[0-7]+$/.test(text)) throw new NotTar(`${JSON.stringify(text)} is not a number of a header`)
  return Number.parseInt(text, 8)
}

/** The sum of the header's bytes, its own place taken as spaces. */
const checkSum = (block: Buffer): void => {
  let sum = 0
  for (let at = 0; at < blockBytes; at++) sum += at >= 148 && at < 156 ? 0x20 : block[at]!
  if (sum !== numberAt(block, 148, 156)) throw new NotTar('a header has the wrong checksum')
}

/** The path in the records of a pax header: `20 path=a/long/name\n`. */
const paxPath = (records: Buffer): string | undefined => {
  let found: string | undefined
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(0x20, at)
    const length = Number(records.toString('latin1', at, space))
    if (space < 0 || !Number.isInteger(length) || length <= space - at)
      throw new NotTar('a bad record of a header')
    const record = records.toString('utf8', space + 1, at + length - 1)
    if (record.startsWith('path=')) found = record.slice('path='.length)
    at += length
  }
  return found
}

/**
 * Reads an archive.
 *
 * @returns the ordinary files by their paths as they are in it
 * @throws NotTar
 */
export const readTar = (archive: Buffer): Map<string, Buffer> => {
  const files = new Map<string, Buffer>()
  let longName: string | undefined
  for (let at = 0; at + blockBytes <= archive.length; ) {
    const header = archive.subarray(at, at + blockBytes)
    if (header.every(byte => byte === 0)) return files
    checkSum(header)
    const size = numberAt(header, 124, 136)
    const body = archive.subarray(at + blockBytes, at + blockBytes + size)
    if (body.length < size) throw new NotTar('it ends within a file')
    at += blockBytes + Math.ceil(size / blockBytes) * blockBytes
    const type = textAt(header, 156, 157)
    if (type === 'x') longName = paxPath(body) ?? longName
    else if (type === 'L') longName = textAt(body, 0, body.length)
    else if (type !== 'g') {
      const prefix = textAt(header, 257, 262) === 'ustar' ? textAt(header, 345, 500) : ''
      const name = longName ?? `${prefix === '' ? '' : `${prefix}/`}${textAt(header, 0, 100)}`
      longName = undefined
      if (type === '' || type === '0') files.set(name, body)
    }
  }
  throw new NotTar('it has no end')
}
