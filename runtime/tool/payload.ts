/**
 * What makes a copy of systrace a tool: the script and what it needs, behind the end of the executable's ELF file, where the
 * kernel and the loader do not look. A head with the length and checksum of a manifest in JSON, the manifest, and sections.
 * What else is there comes behind: before 2.8 `deno compile` puts the program there, and looks for it from the file's end.
 */

import { fstatSync, readSync, writeSync } from 'node:fs'
import { host } from '../current-host.ts'
import type { OptionName } from '../static-options.ts'

/** Bytes of the payload, counted from its start. */
export interface Section {
  readonly at: number
  readonly size: number
  readonly crc: number
}

/** A file of the script's own, as it was written. */
export interface PackedModule {
  /** How messages call it: its path from the folder of the script. */
  readonly name: string
  readonly text: string
}

/** What a tool knows of itself. */
export interface Manifest {
  /** The version of systrace that made it. */
  readonly systrace: string
  /** What it was called when it was made. */
  readonly name: string
  /** The script's own files; the first is the script. */
  readonly modules: readonly PackedModule[]
  /** Every name of systrace is in scope without an import, as in -e. */
  readonly implicit: boolean
  /** It takes valibot from the runtime. */
  readonly valibot: boolean
  /** What its options are called, as `optionNamesOf` has it. */
  readonly options?: readonly OptionName[] | 'unknown' | 'free'
  /** All of the script and its packages in one module, for the JavaScript engine. */
  readonly code: Section
  /** The way back from there to `modules`, as a source map. */
  readonly map: Section
  /** Shared libraries, each behind those that it needs. */
  readonly libraries: readonly (Section & { readonly name: string })[]
}

/** The parts that are bytes. */
export interface Contents {
  readonly code: string
  readonly map: string
  readonly libraries: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

const magic = Buffer.from('\0systrace tool\x01\n', 'latin1')
const headSize = magic.length + 16
/** A manifest is some kilobytes; more than this is damage. */
const mostManifest = 2 ** 28

/** Makes a payload. */
export const writePayload = (
  manifest: Omit<Manifest, 'code' | 'map' | 'libraries'>,
  { code, map, libraries }: Contents,
): Buffer => {
  const sections: Uint8Array[] = []
  let end = 0
  const add = (bytes: Uint8Array): Section => {
    const section = { at: end, size: bytes.length, crc: host.checksum(bytes) }
    sections.push(bytes)
    end += bytes.length
    return section
  }
  const whole: Manifest = {
    ...manifest,
    code: add(Buffer.from(code)),
    map: add(Buffer.from(map)),
    libraries: libraries.map(({ name, bytes }) => ({ name, ...add(bytes) })),
  }
  const text = Buffer.from(JSON.stringify(whole))
  const head = Buffer.alloc(headSize)
  magic.copy(head)
  head.writeUInt32LE(text.length, magic.length)
  head.writeUInt32LE(host.checksum(text), magic.length + 4)
  head.writeBigUInt64LE(BigInt(end), magic.length + 8)
  return Buffer.concat([head, text, ...sections])
}

/** A payload that is not whole. */
export class DamagedPayload extends Error {
  override readonly name = 'DamagedPayload'
}

/** The end of an ELF file by its header: systrace's own ends with the table of its sections. */
const endOfElf = (head: Buffer): number | undefined => {
  if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46 || head[4] !== 2 || head[5] !== 1)
    return undefined
  return Number(head.readBigUInt64LE(40)) + head.readUInt16LE(58) * head.readUInt16LE(60)
}

const bytesAt = (file: number, at: number, size: number): Buffer => {
  const bytes = Buffer.allocUnsafe(size)
  let done = 0
  while (done < size) {
    const read = readSync(file, bytes, done, size - done, at + done)
    if (read === 0) break
    done += read
  }
  return bytes.subarray(0, done)
}

/** An executable: what of it is systrace, and the payload behind that. */
export interface Executable {
  /** Bytes of the ELF file. */
  readonly elfSize: number
  /** The machine that it is for, by ELF's number; 62 is x86-64, 183 is arm64. */
  readonly machine: number
  readonly payload: Payload | undefined
}

/** A payload in an open file. */
export interface Payload {
  readonly manifest: Manifest
  /** @throws DamagedPayload */
  read(section: Section): Buffer
}

/**
 * Looks at an executable. The file must stay open for what is read of the payload later.
 *
 * @returns undefined for what is no 64-bit ELF file
 * @throws DamagedPayload
 */
export const readExecutable = (file: number): Executable | undefined => {
  const head = bytesAt(file, 0, 64)
  const elfSize = endOfElf(head)
  if (elfSize === undefined) return undefined
  return { elfSize, machine: head.readUInt16LE(18), payload: readPayload(file, elfSize) }
}

/** Makes an executable of systrace a tool. The file must be open for reading and writing. */
export const insertPayload = (file: number, payload: Uint8Array): void => {
  const { size } = fstatSync(file)
  const start = endOfElf(bytesAt(file, 0, 64)) ?? size
  const behind = bytesAt(file, start, size - start)
  let at = start
  for (const bytes of [payload, behind])
    for (let done = 0; done < bytes.length; ) {
      const written = writeSync(file, bytes, done, bytes.length - done, at)
      done += written
      at += written
    }
}

const readPayload = (file: number, start: number): Payload | undefined => {
  const { size } = fstatSync(file)
  if (size <= start) return undefined
  const head = bytesAt(file, start, headSize)
  // Other programs have other things there.
  if (!head.subarray(0, magic.length).equals(magic)) return undefined
  const textSize = head.length < headSize ? Number.POSITIVE_INFINITY : head.readUInt32LE(magic.length)
  const sectionsAt = start + headSize + textSize
  if (textSize > mostManifest || size < sectionsAt + Number(head.readBigUInt64LE(magic.length + 8)))
    throw new DamagedPayload('its end is missing')
  const text = bytesAt(file, start + headSize, textSize)
  if (host.checksum(text) !== head.readUInt32LE(magic.length + 4))
    throw new DamagedPayload('its checksum is wrong')
  return {
    manifest: JSON.parse(text.toString('utf8')) as Manifest,
    read: section => {
      const bytes = bytesAt(file, sectionsAt + section.at, section.size)
      if (host.checksum(bytes) !== section.crc) throw new DamagedPayload('its checksum is wrong')
      return bytes
    },
  }
}
