/**
 * Writes programs as text, in the notation of LLVM and bpftool, for `explain`, goldens and bug reports.
 *
 * One line an instruction, numbered in slots as the verifier numbers them. An instruction that has no notation is shown
 * as its raw fields instead of being refused: a listing is needed most when something is wrong.
 */

import { helpers } from './facts/helpers.gen.ts'
import {
  aluOps,
  atomics,
  classes,
  type Insn,
  jumpOps,
  modes,
  ops,
  pseudo,
  registerOperand,
  sizeBytes,
  sizes,
  slots,
} from './insn.ts'
import type { ProgramSpec } from './spec.ts'

export interface DisassembleOptions {
  /** Remarks by index of their instruction, written behind it. */
  readonly comments?: ReadonlyMap<number, string>
  /** Source lines, written above the first instruction of each. */
  readonly lines?: ProgramSpec['lines']
}

const helperNames = new Map<number, string>(Object.entries(helpers).map(([name, id]) => [id, name]))

const aluSigns: Readonly<Record<number, string>> = {
  [aluOps.add]: '+=',
  [aluOps.sub]: '-=',
  [aluOps.mul]: '*=',
  [aluOps.div]: '/=',
  [aluOps.or]: '|=',
  [aluOps.and]: '&=',
  [aluOps.lsh]: '<<=',
  [aluOps.rsh]: '>>=',
  [aluOps.mod]: '%=',
  [aluOps.xor]: '^=',
  [aluOps.mov]: '=',
  [aluOps.arsh]: 's>>=',
}

const jumpSigns: Readonly<Record<number, string>> = {
  [jumpOps.eq]: '==',
  [jumpOps.gt]: '>',
  [jumpOps.ge]: '>=',
  [jumpOps.set]: '&',
  [jumpOps.ne]: '!=',
  [jumpOps.sgt]: 's>',
  [jumpOps.sge]: 's>=',
  [jumpOps.lt]: '<',
  [jumpOps.le]: '<=',
  [jumpOps.slt]: 's<',
  [jumpOps.sle]: 's<=',
}

const sizeNames = new Map(
  (Object.keys(sizes) as (keyof typeof sizes)[]).map(size => [
    sizes[size] as number,
    `u${sizeBytes[size] * 8}`,
  ]),
)

const hex = (value: number | bigint): string =>
  value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`
const signed = (value: number): string => (value < 0 ? `- ${-value}` : `+ ${value}`)
const raw = ({ op, dst, src, off, imm }: Insn): string =>
  `(${hex(op)}) dst ${dst} src ${src} off ${off} imm ${imm}`

const memory = (insn: Insn, base: number): string | undefined => {
  const size = sizeNames.get(insn.op & 0x18)
  return size && `*(${size} *)(r${base} ${signed(insn.off)})`
}

const lddw = (insn: Insn, slot: number): string => {
  const { dst, src, imm, map } = insn
  if (map) return `r${dst} = map[${map.name}]${map.offset === undefined ? '' : `[0] + ${map.offset}`}`
  if (src === pseudo.mapFd) return `r${dst} = map[fd ${BigInt.asUintN(32, BigInt(imm))}]`
  if (src === pseudo.mapValue)
    return `r${dst} = map[fd ${BigInt.asUintN(32, BigInt(imm))}][0] + ${BigInt(imm) >> 32n}`
  if (src === pseudo.func) return `r${dst} = function <${slot + 1 + Number(imm)}>`
  return src === 0 ? `r${dst} = ${hex(imm)} ll` : raw(insn)
}

const loadOrStore = (insn: Insn): string => {
  const { op, dst, src, imm } = insn
  const mode = op & 0xe0
  const place = memory(insn, (op & 7) === classes.ldx ? src : dst)
  if (place && mode === modes.mem) {
    if ((op & 7) === classes.ldx) return `r${dst} = ${place}`
    return `${place} = ${(op & 7) === classes.st ? imm : `r${src}`}`
  }
  if (!place || mode !== modes.atomic || (op & 7) !== classes.stx) return raw(insn)
  switch (imm) {
    case atomics.add:
      return `lock ${place} += r${src}`
    case atomics.fetchAdd:
      return `r${src} = lock fetch_add ${place}, r${src}`
    case atomics.compareExchange:
      return `r0 = lock cmpxchg ${place}, r0, r${src}`
    default:
      return raw(insn)
  }
}

const arithmetic = (insn: Insn): string => {
  const { op, dst, src, imm } = insn
  const prefix = (op & 7) === classes.alu32 ? 'w' : 'r'
  const operation = op & 0xf0
  if (operation === aluOps.neg) return `${prefix}${dst} = -${prefix}${dst}`
  const sign = aluSigns[operation]
  if (!sign) return raw(insn)
  const bitwise = operation === aluOps.and || operation === aluOps.or || operation === aluOps.xor
  const constant = bitwise ? hex(imm) : String(imm)
  return `${prefix}${dst} ${sign} ${op & registerOperand ? `${prefix}${src}` : constant}`
}

const jump = (insn: Insn, next: number): string => {
  const { op, dst, src, off, imm } = insn
  const target = `goto ${off < 0 ? off : `+${off}`} <${next + off}>`
  if (op === ops.jump) return target
  if (op === ops.exit) return 'exit'
  if (op === ops.call && src === pseudo.call) return `call <${next + Number(imm)}>`
  if (op === ops.call && src === 0) return `call ${helperNames.get(Number(imm)) ?? `#${imm}`}`
  const sign = jumpSigns[op & 0xf0]
  if (!sign) return raw(insn)
  const prefix = (op & 7) === classes.jmp32 ? 'w' : 'r'
  return `if ${prefix}${dst} ${sign} ${op & registerOperand ? `${prefix}${src}` : hex(imm)} ${target}`
}

const text = (insn: Insn, slot: number): string => {
  if (insn.op === ops.lddw) return lddw(insn, slot)
  switch (insn.op & 7) {
    case classes.ldx:
    case classes.st:
    case classes.stx:
      return loadOrStore(insn)
    case classes.alu32:
    case classes.alu64:
      return arithmetic(insn)
    case classes.jmp:
    case classes.jmp32:
      return jump(insn, slot + 1)
    default:
      return raw(insn)
  }
}

/**
 * A program's listing, lines without a final newline.
 *
 * @example
 * disassemble(insns)
 * //  0: r6 = r1
 * //  1: r1 = *(u64 *)(r6 + 8)
 * //  2: if r1 != 0x101 goto +5 <8>
 */
export const disassemble = (insns: readonly Insn[], options: DisassembleOptions = {}): string => {
  const places = new Map(options.lines?.map(({ slot, source }) => [slot, source]))
  const width = String(insns.reduce((sum, insn) => sum + slots(insn), 0)).length
  const lines: string[] = []
  let slot = 0
  for (const [index, insn] of insns.entries()) {
    const place = places.get(slot)
    if (place) lines.push(`; ${place.file}:${place.line}:${place.column} ${place.text.trim()}`)
    const comment = options.comments?.get(index)
    const line = `${String(slot).padStart(width)}: ${text(insn, slot)}`
    lines.push(comment === undefined ? line : `${line} ; ${comment}`)
    slot += slots(insn)
  }
  return lines.join('\n')
}
