/**
 * The functions of an ELF file by address. The full table `.symtab` where the file has it, else the exported functions
 * of `.dynsym`: what lies between those has no name then, rather than the name of its neighbour.
 */

import { type AddressTable, addressLimit, addressTable, printable } from './address-table.ts'
import { type ByteSource, type Elf, type Section, sectionType, u64, viewOf } from './elf.ts'

const symbolSize = 24
const mostBytes = 256 << 20
const symbolType = { none: 0, func: 2, ifunc: 10 } as const
const binding = { global: 1, weak: 2 } as const
const undefinedSection = 0
const firstReservedSection = 0xff00

/** Does the file have the table of all functions, not only of the exported ones? */
export const hasFullTable = ({ sections }: Elf): boolean =>
  sections.some(({ type, size }) => type === sectionType.symtab && size > 0)

/** Reads the functions of a file whose headers are known. */
export const readElfSymbols = (source: ByteSource, elf: Elf): AddressTable | undefined => {
  for (const type of [sectionType.symtab, sectionType.dynsym]) {
    const section = elf.sections.find(candidate => candidate.type === type)
    const table = section && readSection(source, elf, section)
    if (table !== undefined && table.count > 0) return table
  }
  return undefined
}

const readSection = (source: ByteSource, elf: Elf, section: Section): AddressTable | undefined => {
  const nameSection = elf.sections[section.link]
  if (nameSection === undefined || section.size > mostBytes || nameSection.size > mostBytes) return undefined
  const bytes = source.read(section.fileOffset, section.size)
  const names = source.read(nameSection.fileOffset, nameSection.size)
  if (bytes === undefined || names === undefined) return undefined
  return functionsOf(elf, viewOf(bytes), Buffer.from(names.buffer, names.byteOffset, names.length))
}

const functionsOf = ({ sections }: Elf, view: DataView, names: Buffer): AddressTable => {
  const total = Math.floor(view.byteLength / symbolSize)
  const starts = new Float64Array(total)
  const sizes = new Float64Array(total)
  const nameStarts = new Uint32Array(total)
  const infos = new Uint8Array(total)
  const inSections = new Uint16Array(total)
  let count = 0
  for (let at = 0; at + symbolSize <= view.byteLength; at += symbolSize) {
    const info = view.getUint8(at + 4)
    const section = view.getUint16(at + 6, true)
    const name = view.getUint32(at, true)
    if (section === undefinedSection || name >= names.length || !isCode(info, sections[section])) continue
    if ((info & 15) === symbolType.none && isMark(names, name)) continue
    if (section >= firstReservedSection && (info & 15) === symbolType.none) continue
    const start = u64(view, at + 8)
    if (start === 0 || start >= addressLimit || names[name] === 0) continue
    starts[count] = start
    sizes[count] = u64(view, at + 16)
    nameStarts[count] = name
    inSections[count] = section
    infos[count++] = info
  }

  const nameOf = (index: number): string => {
    const start = nameStarts[index]!
    const end = names.indexOf(0, start)
    const text = names.toString('utf8', start, end < 0 ? names.length : end)
    // Linkers append the version in the full table: `memcpy@@GLIBC_2.14`.
    const at = text.indexOf('@', 1)
    return printable(at < 0 ? text : text.slice(0, at))
  }
  const prefersLater = (earlier: number, later: number): boolean => {
    const [a, b] = [nameOf(earlier), nameOf(later)]
    const difference =
      kindRank(infos[earlier]!) - kindRank(infos[later]!) ||
      underscores(a) - underscores(b) ||
      bindingRank(infos[earlier]!) - bindingRank(infos[later]!) ||
      a.length - b.length
    return difference > 0 || (difference === 0 && a > b)
  }
  const limitOf = (index: number): number => {
    const section = sections[inSections[index]!]
    return section === undefined ? starts[index]! : section.address + section.size
  }
  return addressTable({ count, starts, sizes, limitOf, nameOf, prefersLater })
}

/** Assembly often has labels without a type. */
const isCode = (info: number, section: Section | undefined): boolean => {
  const type = info & 15
  return (
    type === symbolType.func ||
    type === symbolType.ifunc ||
    (type === symbolType.none && section?.executable === true)
  )
}

/** `$x`, `$d` tell code from data on arm64; `.L` is a label within a function. */
const isMark = (names: Buffer, at: number): boolean => names[at] === 0x24 || names[at] === 0x2e

// One address often has several names. The best is a function's, with few underscores (`close`, not `__close`), global.
const kindRank = (info: number): number => ((info & 15) === symbolType.none ? 1 : 0)
const underscores = (name: string): number => /^_*/.exec(name)![0].length
const bindingRank = (info: number): number =>
  info >> 4 === binding.global ? 0 : info >> 4 === binding.weak ? 1 : 2
