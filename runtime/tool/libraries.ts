/** The shared libraries of this machine that libbpf is and needs, but for the C library's own. */

import { readFileSync } from 'node:fs'
import { libbpf } from '../../ffi/symbols.ts'
import { type ByteSource, readElf, sectionType, u64, viewOf } from '../symbols/elf.ts'

/** A shared library as a file. */
export interface LibraryFile {
  /** What others need it by. */
  readonly name: string
  readonly path: string
  readonly bytes: Uint8Array
}

/** They belong to the program loader, and every machine has its own. */
const ofLibc = /^(?:ld-linux|libc\.|libm\.|libdl\.|librt\.|libpthread\.)/

const tag = { end: 0, needed: 1, soname: 14 } as const

/** The soname of a library, and those of the libraries that it needs. */
export const linksOf = (bytes: Uint8Array): { soname: string | undefined; needed: string[] } | undefined => {
  const source: ByteSource = {
    size: bytes.length,
    read: (at, length) => (at + length <= bytes.length ? bytes.subarray(at, at + length) : undefined),
  }
  const sections = readElf(source)?.sections
  const dynamic = sections?.find(({ type }) => type === sectionType.dynamic)
  const names = dynamic && sections?.[dynamic.link]
  const rows = dynamic && source.read(dynamic.fileOffset, dynamic.size)
  const texts = names && source.read(names.fileOffset, names.size)
  if (!rows || !texts) return undefined
  const text = (at: number): string =>
    Buffer.from(texts.subarray(at, texts.indexOf(0, at))).toString('latin1')
  const links: { soname: string | undefined; needed: string[] } = { soname: undefined, needed: [] }
  const view = viewOf(rows)
  for (let at = 0; at + 16 <= rows.length; at += 16) {
    const kind = u64(view, at)
    if (kind === tag.end) break
    if (kind === tag.soname) links.soname = text(u64(view, at + 8))
    if (kind === tag.needed) links.needed.push(text(u64(view, at + 8)))
  }
  return links
}

/** The files of libraries that this process has mapped. */
const mappedFiles = (): string[] => {
  const maps = readFileSync('/proc/self/maps', 'utf8')
  return [...new Set([...maps.matchAll(/ (\/\S+\.so\S*)$/gm)].map(([, path]) => path!))]
}

/**
 * libbpf as the loader finds it here, and the libraries that it needs, each behind those that it needs itself.
 *
 * @throws LibraryMissing when libbpf is not on this machine
 */
export const libbpfFiles = (): LibraryFile[] => {
  libbpf()
  const loaded = new Map<string, LibraryFile & { needed: readonly string[] }>()
  for (const path of mappedFiles()) {
    const bytes = readFileSync(path)
    const links = linksOf(bytes)
    if (links?.soname !== undefined)
      loaded.set(links.soname, { name: links.soname, path, bytes, needed: links.needed })
  }
  const found = new Map<string, LibraryFile>()
  const add = (name: string): void => {
    const file = loaded.get(name)
    if (!file || found.has(name) || ofLibc.test(name)) return
    for (const needed of file.needed) add(needed)
    found.set(name, file)
  }
  add('libbpf.so.1')
  return [...found.values()]
}
