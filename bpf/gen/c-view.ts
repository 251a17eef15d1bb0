/**
 * What a C compiler makes of the pinned headers: which names they define and in which file, what number a name is, and how
 * the structs lie (as BTF).
 *
 * The machine's own compiler serves both architectures: told that it is the other one, it reads that one's headers, and
 * the types of x64 and arm64 have the same sizes and alignments. A test holds that to a cross compiler, where there is one.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Arch } from '../facts/syscalls.ts'
import { headersDir, libcDir } from './packages.ts'

/** `kernel`: all UAPI headers at once. `libc`: those of the C library that `libcHeaders` lists. */
export type Source = 'kernel' | 'libc'

export interface Definition {
  readonly name: string
  /** Path as it is included: `linux/fcntl.h`, `asm/mman.h`. */
  readonly file: string
  /** What a macro stands for; empty for a member of an enumeration. */
  readonly body: string
}

export interface CView {
  /** Macros without parameters and members of enumerations, in the order of their definition. */
  readonly definitions: readonly Definition[]
  /** Macros with parameters. */
  readonly functions: readonly Definition[]
  /** The values of names; those that are no integer constants are left out. Negative ones of 32 bits become unsigned. */
  evaluate(names: readonly string[]): Map<string, bigint>
  /** BTF of the types of these declarations (`struct stat`). */
  btf(types: readonly string[]): Uint8Array
}

const folders = 'linux drm sound video misc mtd rdma scsi xen cxl fwctl regulator'.split(' ')
/** They do not go with the others, and have nothing that a system call takes. */
const leftOut = /big_endian|a\.out|patchkey|ip6?t_ecn|linux\/coda|xen\/|asm\/.*(_32|_x32|_64|kvm_para)\.h/
const libcHeaders = [
  'fcntl.h',
  'unistd.h',
  'sys/socket.h',
  'sys/statvfs.h',
  'sys/swap.h',
  'sys/mount.h',
  'dirent.h',
  'netinet/in.h',
  'netinet/tcp.h',
  'netinet/udp.h',
  'scsi/sg.h',
  'scsi/scsi_ioctl.h',
]

/** Stands in for the headers of the C library that UAPI headers include: those would define the same things again. */
const standIns: Readonly<Record<string, string>> = {
  'stdint.h': '#include <stdint-gcc.h>',
  'stdlib.h': '',
  'string.h': '',
  'unistd.h': '',
  'endian.h': '',
  'time.h': 'typedef long time_t;',
  'sys/time.h': '#include <linux/time.h>\n#include <time.h>',
  'sys/ioctl.h': '',
  'sys/ioccom.h': '',
  'sys/types.h': `#pragma once
#include <linux/types.h>
typedef unsigned char u_char; typedef unsigned short u_short; typedef unsigned int u_int; typedef unsigned long u_long;`,
  'sys/socket.h': `#pragma once
#include <linux/socket.h>
typedef __kernel_sa_family_t sa_family_t;
#define sockaddr_storage __kernel_sockaddr_storage
#define MSG_FIN 0x200
struct sockaddr { sa_family_t sa_family; char sa_data[14]; };`,
  'netinet/in.h': '#include <linux/in.h>',
  'netinet/if_ether.h': '#include <linux/if_ether.h>',
}

/** What some headers use without a definition. */
const loose = `#include <stdbool.h>
#include <linux/types.h>
typedef __u8 u8; typedef __u16 u16; typedef __u32 u32; typedef __u64 u64;`

/** `SYSTRACE_ARM64_GCC` names a compiler that is really one for arm64. */
const compilerFor = (arch: Arch): string => (arch === 'arm64' && process.env.SYSTRACE_ARM64_GCC) || 'gcc'

const triples = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' } as const
const pretend = {
  x64: ['-U__aarch64__', '-U__AARCH64EL__', '-D__x86_64__', '-fsigned-char'],
  arm64: ['-U__x86_64__', '-D__aarch64__', '-D__AARCH64EL__', '-funsigned-char'],
} as const

const fail = (message: string): never => {
  throw new Error(message)
}

const includesOf = (source: Source, arch: Arch): string[] => {
  if (source === 'libc') return libcHeaders
  const root = join(headersDir(), 'usr/include')
  const list = (base: string, folder: string): string[] =>
    readdirSync(join(base, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.h'))
      .map(file => `${folder}/${file}`)
      .sort()
  return [...folders.flatMap(folder => list(root, folder)), ...list(join(root, triples[arch]), 'asm')].filter(
    file => !leftOut.test(file),
  )
}

/** Runs work in a folder that holds the stand-ins. */
const inFolder = <T>(work: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'systrace-facts-'))
  try {
    for (const [file, text] of Object.entries(standIns)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The contents of an ELF file's section. */
const sectionOf = (file: Buffer, wanted: string): Buffer => {
  const headers = Number(file.readBigUInt64LE(0x28))
  const entry = (i: number): { name: number; offset: number; size: number } => {
    const at = headers + i * file.readUInt16LE(0x3a)
    return {
      name: file.readUInt32LE(at),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
    }
  }
  const names = entry(file.readUInt16LE(0x3e)).offset
  for (let i = 0; i < file.readUInt16LE(0x3c); i++) {
    const { name, offset, size } = entry(i)
    const text = file.toString('latin1', names + name, file.indexOf(0, names + name))
    if (text === wanted) return file.subarray(offset, offset + size)
  }
  return fail(`The compiler made no section ${wanted}`)
}

/** -1 is 0xffffffff: most negative ones are an int's. */
const unsigned = (value: bigint): bigint =>
  value < 0n ? BigInt.asUintN(value >= -(2n ** 31n) ? 32 : 64, value) : value

/** Reads what `gcc -E -dD` writes. */
const readDefinitions = (text: string): Pick<CView, 'definitions' | 'functions'> => {
  const definitions = new Map<string, Definition>()
  const functions: Definition[] = []
  const code: string[] = []
  const files: string[] = []
  let file = ''
  const lines = text.split('\n')
  for (const line of lines) {
    const marker = /^# \d+ "(.*?)"/.exec(line)
    if (marker) file = marker[1]!.replace(/.*\/(?:include|uapi\/\w+)\/(?:\w+-linux-gnu\/)?/, '')
    const define = /^#define (\w+)(\(.*?\))?(?: (.*))?$/.exec(line)
    if (define) {
      const definition = { name: define[1]!, file, body: define[3] ?? '' }
      if (define[2] !== undefined) functions.push(definition)
      else if (!definitions.has(definition.name)) definitions.set(definition.name, definition)
    }
    code.push(line.startsWith('#') ? '' : line)
    files.push(file)
  }
  // The line of an enumeration's start names its file; its members are words before a comma or an equals sign.
  const all = code.join('\n')
  let line = 0
  let seen = 0
  for (const match of all.matchAll(/\benum\b[^;{}()]*\{([^}]*)\}/g)) {
    for (; seen < match.index; seen++) if (all[seen] === '\n') line++
    for (const member of match[1]!.split(',')) {
      const name = /^\s*(\w+)/.exec(member)?.[1]
      if (name !== undefined && !definitions.get(name)?.body.match(/^\d|^\(/))
        definitions.set(name, { name, file: files[line]!, body: '' })
    }
  }
  return { definitions: [...definitions.values()], functions }
}

const views = new Map<string, CView>()

/** What C makes of a source's headers on an architecture. Declarations of our own may be added behind the headers. */
export const cView = (source: Source, arch: Arch, own = ''): CView => {
  const key = `${source} ${arch} ${own}`
  const view = views.get(key) ?? makeView(source, arch, own)
  views.set(key, view)
  return view
}

const makeView = (source: Source, arch: Arch, own: string): CView => {
  const kernel = join(headersDir(), 'usr/include')
  const libc = join(libcDir(), 'usr/include')
  const compiler = compilerFor(arch)
  const builtin = execFileSync(compiler, ['-print-file-name=include'], { encoding: 'utf8' }).trim()
  const flags = (folder: string): string[] => {
    const kernelPaths = [join(kernel, triples[arch]), kernel]
    const paths =
      source === 'kernel' ? [folder, ...kernelPaths] : [libc, join(libc, triples.x64), ...kernelPaths]
    return [
      '-w',
      '-D_GNU_SOURCE',
      '-nostdinc',
      ...pretend[arch],
      ...[builtin, ...paths].flatMap(path => ['-isystem', path]),
    ]
  }
  const head = [
    ...(source === 'kernel' ? [loose] : []),
    ...includesOf(source, arch).map(file => `#include <${file}>`),
    own,
  ].join('\n')

  const gcc = (
    folder: string,
    args: readonly string[],
    text: string,
  ): { ok: boolean; out: string; errors: string } => {
    const { status, stdout, stderr, error } = spawnSync(
      compiler,
      [...flags(folder), ...args, '-x', 'c', '-'],
      {
        input: `${head}\n${text}`,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        env: { ...process.env, LC_ALL: 'C' },
      },
    )
    if (error) throw error
    return { ok: status === 0, out: stdout, errors: stderr }
  }
  const compiled = (args: readonly string[], text: string, section: string): Buffer =>
    inFolder(folder => {
      const object = join(folder, 'object.o')
      const { ok, errors } = gcc(folder, [...args, '-c', '-o', object], text)
      return ok ? sectionOf(readFileSync(object), section) : fail(`gcc fails:\n${errors}`)
    })

  const { ok, out, errors } = inFolder(folder => gcc(folder, ['-E', '-dD'], ''))
  if (!ok) fail(`gcc fails:\n${errors}`)

  return {
    ...readDefinitions(out),
    evaluate: names => {
      // A line each, so that the compiler tells which are no constants.
      const before = head.split('\n').length + 1
      const options = ['-fsyntax-only', '-ftrack-macro-expansion=0', '-fno-diagnostics-show-caret']
      // In functions, since an identifier that is not declared is told of once in each.
      const lines = names.map((name, i) => `void f${i}(void) { static long long value = ${name}; }`)
      const check = inFolder(folder => gcc(folder, options, lines.join('\n')))
      const bad = new Set(
        [...check.errors.matchAll(/^<stdin>:(\d+):/gm)].map(([, line]) => Number(line) - before),
      )
      const good = names.filter((_, i) => !bad.has(i))
      const text = `__attribute__((section(".values"))) long long values[] = {\n${good.join(',\n')}\n};`
      const bytes = compiled([], text, '.values')
      return new Map(good.map((name, i) => [name, unsigned(bytes.readBigInt64LE(8 * i))]))
    },
    btf: types => compiled(['-gbtf'], types.map((type, i) => `${type} variable${i};`).join('\n'), '.BTF'),
  }
}
