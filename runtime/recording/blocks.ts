/**
 * The frame of a recording: a signature, then blocks, each with its place in the row, its length and a checksum, so that what
 * is read is what was written, up to the last block that is whole. docs/reference/recording.md has it as a table.
 *
 *     signature 16 bytes   block   block …
 *     block: 32 bytes of head, then the payload as it is stored
 */

import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** What the format is called in files; another number for what older versions cannot read. */
export const formatVersion = 1

/** As PNG has it: a byte that is no text, the name, and line ends that a transfer as text would change. */
const signature = Uint8Array.of(0x89, 0x53, 0x54, 0x52, 0x43, 0x0d, 0x0a, 0x1a)
export const signatureSize = 16

/** "STRB", read as a little-endian number. */
const blockMagic = 0x42525453
export const headSize = 32

export const blockTypes = { header: 1, events: 2, stacks: 3, status: 4, cgroups: 5 } as const
export type BlockType = keyof typeof blockTypes

const typeNames = new Map<number, BlockType>(
  Object.entries(blockTypes).map(([name, number]) => [number, name as BlockType]),
)

/** Bytes of a payload, stored or unpacked: what says that it has more was not written by us. */
export const mostPayload = 16 << 20

const codecs = { none: 0, zstd: 1 } as const

/** The identity of a recording: all its blocks have it, so that none of another's is taken for one of its own. */
export type RecordingId = bigint

export interface BlockHead {
  readonly type: BlockType
  readonly codec: number
  readonly sequence: number
  readonly storedSize: number
  readonly rawSize: number
  readonly id: RecordingId
  readonly checksum: number
}

/** The first bytes of a file. */
export const signatureBytes = (): Uint8Array => {
  const bytes = new Uint8Array(signatureSize)
  const view = new DataView(bytes.buffer)
  bytes.set(signature)
  view.setUint32(8, formatVersion, true)
  view.setUint32(12, crc32(bytes.subarray(0, 12)), true)
  return bytes
}

export type SignatureRead = 'fine' | 'foreign' | 'damaged' | { readonly version: number }

/** Looks at the first bytes of a file. */
export const readSignature = (bytes: Uint8Array): SignatureRead => {
  if (bytes.length < signatureSize || signature.some((byte, i) => bytes[i] !== byte)) return 'foreign'
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (view.getUint32(12, true) !== crc32(bytes.subarray(0, 12))) return 'damaged'
  const version = view.getUint32(8, true)
  return version === formatVersion ? 'fine' : { version }
}

/** Below this nothing is won by packing. */
const leastPacked = 128

/** A block as it lies in the file. */
export const blockBytes = (
  type: BlockType,
  sequence: number,
  id: RecordingId,
  payload: Uint8Array,
): Uint8Array => {
  const packed =
    payload.length < leastPacked
      ? undefined
      : zstdCompressSync(payload, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  const stored = packed && packed.length < payload.length ? packed : payload
  const bytes = new Uint8Array(headSize + stored.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, blockMagic, true)
  bytes[4] = blockTypes[type]
  bytes[5] = stored === payload ? codecs.none : codecs.zstd
  view.setUint32(8, sequence, true)
  view.setUint32(12, stored.length, true)
  view.setUint32(16, payload.length, true)
  view.setBigUint64(20, id, true)
  bytes.set(stored, headSize)
  view.setUint32(28, checksumOf(bytes.subarray(0, 28), stored), true)
  return bytes
}

const checksumOf = (head: Uint8Array, stored: Uint8Array): number => crc32(stored, crc32(head))

/** Reads the head of a block; undefined when it is none that we have written. Its checksum is looked at with the payload. */
export const readHead = (bytes: Uint8Array): BlockHead | undefined => {
  if (bytes.length < headSize) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const type = typeNames.get(bytes[4]!)
  const storedSize = view.getUint32(12, true)
  const rawSize = view.getUint32(16, true)
  const codec = bytes[5]!
  if (view.getUint32(0, true) !== blockMagic || type === undefined) return undefined
  if (storedSize > mostPayload || rawSize > mostPayload || codec > codecs.zstd) return undefined
  const checksum = view.getUint32(28, true)
  return {
    ...{ type, codec, storedSize, rawSize, checksum },
    sequence: view.getUint32(8, true),
    id: view.getBigUint64(20, true),
  }
}

/** The payload of a block; undefined when it is not what was written. Never takes more memory than the head says. */
export const readPayload = (
  head: BlockHead,
  headBytes: Uint8Array,
  stored: Uint8Array,
): Uint8Array | undefined => {
  if (stored.length !== head.storedSize) return undefined
  if (checksumOf(headBytes.subarray(0, 28), stored) !== head.checksum) return undefined
  if (head.codec === codecs.none) return head.rawSize === stored.length ? stored : undefined
  try {
    // One byte more than it may have, so that 0 is no limit of its own.
    const payload = zstdDecompressSync(stored, { maxOutputLength: head.rawSize + 1 })
    return payload.length === head.rawSize ? payload : undefined
  } catch {
    return undefined
  }
}
