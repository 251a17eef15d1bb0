/**
 * Reads what symbolization needs of an ELF file: the segments that are mapped, the sections, the build id. 64-bit and
 * little-endian only. Files come from anywhere: whatever does not fit gives undefined, never an exception.
 */

/** Bytes at positions: a file, or memory. */
export interface ByteSource {
  readonly size: number
  /** Exactly so many bytes, or undefined. */
  read(position: number, length: number): Uint8Array | undefined
}

/** A part of the file that is mapped into memory. */
export interface Segment {
  readonly fileOffset: number
  readonly fileSize: number
  readonly address: number
  readonly executable: boolean
}

export interface Section {
  readonly type: number
  readonly executable: boolean
  readonly address: number
  readonly fileOffset: number
  readonly size: number
  /** Of a symbol table: the section with its names. */
  readonly link: number
}

export interface Elf {
  readonly machine: 'x86-64' | 'arm64' | 'other'
  readonly segments: readonly Segment[]
  readonly sections: readonly Section[]
  /** In hexadecimal. */
  readonly buildId: string | undefined
}

export const sectionType = { symtab: 2, dynamic: 6, dynsym: 11 } as const

const headerSize = 64
const programHeaderSize = 56
const sectionHeaderSize = 64
const segmentType = { load: 1, note: 4 } as const
const buildIdNote = 3
const mostHeaders = 1 << 16
const mostNoteBytes = 1 << 16
const pageSize = 4096

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** As a double: offsets and sizes beyond 2^53 are beyond any file too. */
export const u64 = (view: DataView, at: number): number =>
  view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true)

/** Reads the headers. */
export const readElf = (source: ByteSource): Elf | undefined => {
  const header = source.read(0, headerSize)
  if (header === undefined) return undefined
  const view = viewOf(header)
  const isElf64 = view.getUint32(0) === 0x7f454c46 && header[4] === 2 && header[5] === 1
  if (!isElf64) return undefined

  const programs = readTable(source, u64(view, 32), view.getUint16(54, true), {
    size: programHeaderSize,
    count: view.getUint16(56, true),
  })
  if (programs === undefined) return undefined
  return {
    machine: machineOf(view.getUint16(18, true)),
    segments: programs.filter(program => program.getUint32(0, true) === segmentType.load).map(segmentOf),
    sections: readSections(source, view),
    buildId: readBuildId(
      source,
      programs.filter(program => program.getUint32(0, true) === segmentType.note),
    ),
  }
}

const machineOf = (code: number): Elf['machine'] =>
  code === 62 ? 'x86-64' : code === 183 ? 'arm64' : 'other'

/** One view per row; `stride` is what the file says that the size of a row is. */
const readTable = (
  source: ByteSource,
  position: number,
  stride: number,
  { size, count }: { size: number; count: number },
): DataView[] | undefined => {
  if (count === 0) return []
  if (stride < size || count > mostHeaders) return undefined
  const bytes = source.read(position, stride * count)
  if (bytes === undefined) return undefined
  return Array.from({ length: count }, (_, i) => viewOf(bytes.subarray(i * stride, i * stride + size)))
}

const segmentOf = (program: DataView): Segment => ({
  executable: (program.getUint32(4, true) & 1) !== 0,
  fileOffset: u64(program, 8),
  address: u64(program, 16),
  fileSize: u64(program, 32),
})

const readSections = (source: ByteSource, header: DataView): Section[] => {
  const position = u64(header, 40)
  const stride = header.getUint16(58, true)
  if (position === 0) return []
  let count = header.getUint16(60, true)
  if (count === 0) {
    // More than 65279 sections: their number is in the first one's size.
    const [first] = readTable(source, position, stride, { size: sectionHeaderSize, count: 1 }) ?? []
    count = first === undefined ? 0 : u64(first, 32)
  }
  const rows = readTable(source, position, stride, { size: sectionHeaderSize, count }) ?? []
  return rows.map(row => ({
    type: row.getUint32(4, true),
    executable: (u64(row, 8) & 4) !== 0,
    address: u64(row, 16),
    fileOffset: u64(row, 24),
    size: u64(row, 32),
    link: row.getUint32(40, true),
  }))
}

const align4 = (value: number): number => Math.ceil(value / 4) * 4

const readBuildId = (source: ByteSource, notes: readonly DataView[]): string | undefined => {
  for (const note of notes) {
    const size = u64(note, 32)
    const bytes = size <= mostNoteBytes ? source.read(u64(note, 8), size) : undefined
    if (bytes === undefined) continue
    const view = viewOf(bytes)
    for (let at = 0; at + 12 <= size; ) {
      const name = at + 12
      const content = name + align4(view.getUint32(at, true))
      const end = content + view.getUint32(at + 4, true)
      if (end > size) break
      const isGnu = content === name + 4 && view.getUint32(name) === 0x474e5500
      if (isGnu && view.getUint32(at + 8, true) === buildIdNote) {
        return Buffer.from(bytes.subarray(content, end)).toString('hex')
      }
      at = align4(end)
    }
  }
  return undefined
}

/**
 * The address, as symbols and `nm` have it, of what is at an offset of the file. Memory is mapped in whole pages, so
 * that a mapping shows a little more than its segment.
 */
export const addressAt = ({ segments }: Elf, fileOffset: number): number | undefined => {
  const holding = (slack: number) => {
    const all = segments.filter(
      ({ fileOffset: start, fileSize }) =>
        fileOffset >= start - (start % slack) && fileOffset < Math.ceil((start + fileSize) / slack) * slack,
    )
    return all.find(({ executable }) => executable) ?? all[0]
  }
  const segment = holding(1) ?? holding(pageSize)
  return segment && fileOffset - segment.fileOffset + segment.address
}

/** The offset in the file of what is loaded at an address: the inverse of `addressAt`, for the file's own bytes. */
export const fileOffsetOf = ({ segments }: Elf, address: number): number | undefined => {
  const segment = segments.find(
    ({ address: start, fileSize }) => address >= start && address < start + fileSize,
  )
  return segment && address - segment.address + segment.fileOffset
}
