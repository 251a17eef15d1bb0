/**
 * Functions of processes by address: the mapping that holds the address, the file behind it, the function in the file.
 * What was seen of a process is kept, so that its stacks still resolve after it has exited.
 */

import { printable } from './address-table.ts'
import { createImages, type Image, type Images } from './image.ts'
import { findMapping, type Mapping, ownerOf, parseMaps, programIdentity, readMaps } from './maps.ts'
import { type PerfMap, perfMap } from './perf-map.ts'

export interface UserSymbol {
  /** The function; undefined where none is known. */
  readonly name: string | undefined
  /** From the start of the function; without one, the address within the file, or 0 where there is no file. */
  readonly offset: number
  /** The file's base name, `[heap]`, `[anon]`, `[jit]`; undefined where nothing is mapped, as far as is known. */
  readonly object: string | undefined
}

export interface UserSymbols {
  /** What is at an address of a process. */
  resolve(pid: number, address: bigint | number): UserSymbol
  /** Looks at a process now, for the time when it will have exited. */
  observe(pid: number): void
}

/** How long a process is taken to be running the same program without looking. */
const trustMs = 200
const mostProcesses = 1024
const mostAddresses = 1 << 16

const unmapped: UserSymbol = { name: undefined, offset: 0, object: undefined }

/**
 * The symbols of the machine's processes.
 *
 * @example userSymbols().resolve(1, 0x7f12deadbeefn) // { name: 'epoll_wait', offset: 86, object: 'libc.so.6' }
 */
export const userSymbols = (): UserSymbols => {
  const images = createImages()
  const programs = new Map<number, Program>()

  const current = (pid: number): Program => {
    const now = performance.now()
    let program = programs.get(pid)
    if (program === undefined || program.isStale || now - program.checkedAt > trustMs) {
      const identity = programIdentity(pid)
      const isOther = identity !== undefined && identity !== program?.identity
      if (program === undefined || isOther) program = new Program(pid, identity, images)
      program.checkedAt = now
      program.isStale = false
      programs.delete(pid)
      programs.set(pid, program)
      if (programs.size > mostProcesses) programs.delete(programs.keys().next().value!)
    }
    return program
  }

  return {
    resolve: (pid, address) => {
      const program = current(pid)
      const symbol = program.resolve(Number(address))
      return program.isStale ? current(pid).resolve(Number(address)) : symbol
    },
    observe: pid => void current(pid),
  }
}

/** One run of one program by one process. */
class Program {
  checkedAt = 0
  /** The process runs another program by now. */
  isStale = false
  readonly identity: string | undefined
  readonly #pid: number
  readonly #images: Images
  readonly #perfMap: PerfMap
  readonly #symbols = new Map<number, UserSymbol>()
  readonly #imageOf = new Map<string, Image | undefined>()
  #text: string | undefined
  #mappings: readonly Mapping[] = []
  #nextReadAt = 0

  constructor(pid: number, identity: string | undefined, images: Images) {
    this.identity = identity
    this.#pid = pid
    this.#images = images
    this.#perfMap = perfMap(pid, ownerOf(pid))
    this.#read()
  }

  resolve(address: number): UserSymbol {
    const known = this.#symbols.get(address)
    if (known !== undefined) return known
    let mapping = findMapping(this.#mappings, address)
    if (mapping === undefined) {
      if (!this.#reread()) return unmapped
      mapping = findMapping(this.#mappings, address)
      if (mapping === undefined) return unmapped
    }
    const symbol = this.#symbolAt(mapping, address)
    // A function may still be compiled there, or be written to the map later.
    if (symbol.name === undefined && mapping.inode === 0) return symbol
    if (this.#symbols.size >= mostAddresses) this.#symbols.clear()
    this.#symbols.set(address, symbol)
    return symbol
  }

  #symbolAt(mapping: Mapping, address: number): UserSymbol {
    const object = objectOf(mapping)
    const fileOffset = address - mapping.start + mapping.fileOffset
    const image = this.#image(mapping)
    const inFile = image?.addressAt(fileOffset)
    const found = inFile === undefined ? undefined : image?.find(inFile)
    if (found !== undefined) return { ...found, object }
    const compiled = this.#perfMap.find(address)
    if (compiled !== undefined) return { ...compiled, object: '[jit]' }
    return { name: undefined, offset: mapping.inode === 0 ? 0 : (inFile ?? fileOffset), object }
  }

  #image(mapping: Mapping): Image | undefined {
    const key = `${mapping.device} ${mapping.inode} ${mapping.path}`
    if (!this.#imageOf.has(key)) this.#imageOf.set(key, this.#images.of(this.#pid, mapping))
    return this.#imageOf.get(key)
  }

  /** A library may have been loaded since. Stacks of code without frame pointers are full of wild addresses: not often. */
  #reread(): boolean {
    return performance.now() >= this.#nextReadAt && this.#read()
  }

  #read(): boolean {
    const begin = performance.now()
    const text = readMaps(this.#pid)
    const isNew = text !== undefined && text !== this.#text
    if (isNew && programIdentity(this.#pid) !== this.identity) {
      // These may be the mappings of the program before or after.
      this.isStale = true
      return false
    }
    // A process that has exited has no mappings: those that it had are kept.
    if (isNew) {
      this.#text = text
      this.#mappings = parseMaps(text)
      this.#symbols.clear()
    }
    const end = performance.now()
    this.#nextReadAt = end + Math.max(50, 50 * (end - begin))
    return isNew
  }
}

const objectOf = ({ path, inode }: Mapping): string => {
  if (path === '') return '[anon]'
  return printable(inode === 0 ? path : path.slice(path.lastIndexOf('/') + 1))
}
