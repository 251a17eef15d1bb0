/**
 * Executable files and libraries as processes have them mapped: finds the file behind a mapping, reads its functions
 * once, however many processes have it mapped.
 */

import { host } from '../../ffi/current-host.ts'
import type { AddressTable, Symbolized } from './address-table.ts'
import { addressAt, type ByteSource, type Elf, readElf } from './elf.ts'
import { hasFullTable, readElfSymbols } from './elf-symbols.ts'
import { memoryBytes, type OpenFile, openFile } from './file-bytes.ts'
import { type Mapping, parseMaps, readMaps } from './maps.ts'

export interface Image {
  /** The address within the file, as `nm` has it. */
  addressAt(fileOffset: number): number | undefined
  /** The function at an address of the file. */
  find(address: number): Symbolized | undefined
}

export interface Images {
  /** The image behind a mapping of a process; undefined if it cannot be read or is not one. */
  of(pid: number, mapping: Mapping): Image | undefined
}

const mostImages = 256
const debugFolder = '/usr/lib/debug/.build-id'

/** Reads images, each once. */
export const createImages = (): Images => {
  const cache = new Map<string, Image | undefined>()

  const cached = (identity: string, read: () => Image | undefined): Image | undefined => {
    const image = cache.has(identity) ? cache.get(identity) : read()
    // Last used, last in the map: the first is the one to drop.
    cache.delete(identity)
    cache.set(identity, image)
    if (cache.size > mostImages) cache.delete(cache.keys().next().value!)
    return image
  }

  return {
    of: (pid, mapping) => {
      if (mapping.path === '[vdso]') return cached('[vdso]', readVdso)
      if (mapping.inode === 0) return undefined
      using file = openMapped(pid, mapping)
      return file && cached(file.identity, () => readImage(file))
    },
  }
}

/** `map_files` is the file itself, even if it has been deleted since, but needs CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE. */
const openMapped = (pid: number, mapping: Mapping): OpenFile | undefined => {
  const range = `${mapping.start.toString(16)}-${mapping.end.toString(16)}`
  const exact = openFile(`/proc/${pid}/map_files/${range}`)
  if (exact !== undefined || mapping.isDeleted) return exact
  const inItsRoot = openFile(`/proc/${pid}/root${mapping.path}`)
  if (inItsRoot !== undefined) return inItsRoot
  // The process has exited, or its root is closed to us. This path may be another file: the inode tells.
  const here = openFile(mapping.path)
  if (here === undefined || here.inode === mapping.inode) return here
  here[Symbol.dispose]()
  return undefined
}

const readImage = (source: ByteSource): Image | undefined => {
  const elf = readElf(source)
  if (elf === undefined) return undefined
  let table: AddressTable | undefined
  if (!hasFullTable(elf)) table = readDebugSymbols(elf)
  table ??= readElfSymbols(source, elf)
  return {
    addressAt: fileOffset => addressAt(elf, fileOffset),
    find: address => table?.find(address),
  }
}

/** Distributions ship the full tables apart, in packages that a machine may have. */
const readDebugSymbols = ({ buildId }: Elf): AddressTable | undefined => {
  if (buildId === undefined || buildId.length < 4) return undefined
  using file = openFile(`${debugFolder}/${buildId.slice(0, 2)}/${buildId.slice(2)}.debug`)
  const elf = file && readElf(file)
  return file && elf && hasFullTable(elf) ? readElfSymbols(file, elf) : undefined
}

/** The kernel maps one vDSO into all processes of a kind: ours serves for all. */
const readVdso = (): Image | undefined => {
  const mapping = parseMaps(readMaps(process.pid) ?? '').find(({ path }) => path === '[vdso]')
  if (mapping === undefined) return undefined
  // It stays mapped as long as the process is there.
  return readImage(memoryBytes(new Uint8Array(host().view(mapping.start, mapping.end - mapping.start))))
}
