/**
 * Writes the type information (BTF) that the kernel wants beside our own programs and maps: one function per program
 * with the source lines behind its instructions, so that the verifier's log quotes the script, and the key and value
 * types without which task storage cannot be created.
 *
 *     1 int   2 void *   3 int (void *ctx)   4 unsigned char   5 int (int, void *)   6 int (int)   then functions, then an
 *     array and a struct per value size
 */

import { btfKinds, btfMagic } from './btf.ts'
import type { ProgramSpec } from './spec.ts'

/** What of a program the type information tells. */
export type BtfProgram = Pick<ProgramSpec, 'name' | 'lines' | 'functions'>

/** Parts of `BPF_PROG_LOAD` for one program. */
export interface BtfFunc {
  readonly name: string
  readonly typeId: number
  /** `struct bpf_func_info` records (8 bytes each): of the program, then of its functions. */
  readonly funcInfo: Uint8Array
  /** `struct bpf_line_info` records (16 bytes each) in ascending order; empty for a program without lines. */
  readonly lineInfo: Uint8Array
}

export interface BuiltBtf {
  /** The blob for `BPF_BTF_LOAD`. */
  readonly bytes: Uint8Array
  /** In the order of the programs. */
  readonly funcs: readonly BtfFunc[]
  /** Type of 4-byte keys. */
  readonly keyTypeId: number
  /** Types of values by their size in bytes. */
  readonly valueTypeIds: ReadonlyMap<number, number>
}

const intId = 1
const contextId = 2
const protoId = 3
const byteId = 4
const functionProtoId = 5
const globalProtoId = 6

const funcInfoSize = 8
const lineInfoSize = 16
const headerSize = 24

/** `line_col` keeps a column in its low 10 bits and a line above them. */
const maxColumn = 1023
const maxLine = 2 ** 22 - 1

const kindInfo = (kind: keyof typeof btfKinds, parts = 0): number => (btfKinds[kind] << 24) | parts

/** NUL-terminated strings, each once; offset 0 is the empty one. */
const stringTable = () => {
  const encoder = new TextEncoder()
  const offsets = new Map([['', 0]])
  const chunks: Uint8Array[] = [Uint8Array.of(0)]
  let size = 1
  return {
    offset(text: string): number {
      const clean = text.replaceAll('\0', ' ')
      const known = offsets.get(clean)
      if (known !== undefined) return known
      const chunk = encoder.encode(`${clean}\0`)
      const at = size
      offsets.set(clean, at)
      chunks.push(chunk)
      size += chunk.length
      return at
    },
    bytes(): Uint8Array {
      const whole = new Uint8Array(size)
      let at = 0
      for (const chunk of chunks) {
        whole.set(chunk, at)
        at += chunk.length
      }
      return whole
    },
  }
}
type StringTable = ReturnType<typeof stringTable>

const words = (values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) view.setUint32(i * 4, value >>> 0, true)
  return bytes
}

const lineInfo = (lines: BtfProgram['lines'], strings: StringTable): Uint8Array => {
  const values: number[] = []
  let previous = -1
  for (const { slot, source } of lines) {
    if (slot <= previous) throw new Error(`Cannot describe lines: slot ${slot} comes after slot ${previous}`)
    const column = Math.min(source.column, maxColumn)
    const line = Math.min(source.line, maxLine)
    // The kernel refuses a program whose first slot has no line (check_btf_line).
    const from = previous === -1 ? 0 : slot
    values.push(from, strings.offset(source.file), strings.offset(source.text), line * 1024 + column)
    previous = slot
  }
  return words(values)
}

/**
 * Builds one blob for a set of programs and storage maps. Needs Linux 5.0 for the lines, 5.11 for task storage.
 *
 * @param options.programs names are C identifiers; lines ascend by slot
 * @param options.storageValueSizes bytes, each a distinct value type
 * @throws when a name is not an identifier or lines do not ascend: the kernel would refuse the blob
 * @example
 * const btf = buildBtf({ programs: [{ name: 'sys_exit', lines: [] }], storageValueSizes: [64] })
 * btf.valueTypeIds.get(64)
 */
export const buildBtf = (options: {
  readonly programs: readonly BtfProgram[]
  readonly storageValueSizes: readonly number[]
}): BuiltBtf => {
  const strings = stringTable()
  const signedEncoding = 1
  const types = [
    ...[strings.offset('int'), kindInfo('int'), 4, (signedEncoding << 24) | 32],
    ...[0, kindInfo('ptr'), 0],
    ...[0, kindInfo('func_proto', 1), intId, strings.offset('ctx'), contextId],
    ...[strings.offset('unsigned char'), kindInfo('int'), 1, 8],
    ...[
      0,
      kindInfo('func_proto', 2),
      intId,
      strings.offset('turn'),
      intId,
      strings.offset('data'),
      contextId,
    ],
    ...[0, kindInfo('func_proto', 1), intId, strings.offset('n'), intId],
  ]
  let nextId = globalProtoId + 1

  // Static (0), though clang says global: the verifier then leaves the arguments alone instead of remarking on `void *`.
  const [staticLinkage, globalLinkage] = [0, 1]
  const funcs = options.programs.map(({ name, lines, functions = [] }): BtfFunc => {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error(`Cannot describe program "${name}": not an identifier`)
    const typeId = nextId++
    types.push(strings.offset(name), kindInfo('func', staticLinkage), protoId)
    const infos = functions.map(fn => {
      const [linkage, proto] = fn.linkage ? [globalLinkage, globalProtoId] : [staticLinkage, functionProtoId]
      types.push(strings.offset(fn.name), kindInfo('func', linkage), proto)
      return [fn.slot, nextId++]
    })
    return { name, typeId, funcInfo: words([0, typeId, ...infos.flat()]), lineInfo: lineInfo(lines, strings) }
  })

  const valueTypeIds = new Map<number, number>()
  for (const size of new Set(options.storageValueSizes)) {
    const arrayId = nextId++
    types.push(0, kindInfo('array'), 0, byteId, intId, size)
    valueTypeIds.set(size, nextId++)
    types.push(
      strings.offset(`value_${size}`),
      kindInfo('struct', 1),
      size,
      strings.offset('bytes'),
      arrayId,
      0,
    )
  }

  const typeBytes = words(types)
  const stringBytes = strings.bytes()
  const header = words([
    btfMagic | (1 << 16),
    headerSize,
    0,
    typeBytes.length,
    typeBytes.length,
    stringBytes.length,
  ])
  const bytes = new Uint8Array(headerSize + typeBytes.length + stringBytes.length)
  bytes.set(header)
  bytes.set(typeBytes, headerSize)
  bytes.set(stringBytes, headerSize + typeBytes.length)
  return { bytes, funcs, keyTypeId: intId, valueTypeIds }
}

/** Record sizes that `BPF_PROG_LOAD` is told beside `funcInfo` and `lineInfo`, in bytes. */
export const btfRecordSizes = { funcInfo: funcInfoSize, lineInfo: lineInfoSize } as const
