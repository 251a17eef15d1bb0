/**
 * Writes programs: one call is one line of a listing, jumps go to labels, and `finish` resolves them.
 *
 * Refuses what has no encoding (a constant too wide for its field, a jump too far, a label placed twice or never) at the
 * call that asks for it, so that a mistake of the compiler shows where it was made and not as a verifier's refusal.
 */

import {
  type AluOp,
  aluOps,
  atomics,
  classes,
  type Insn,
  type JumpOp,
  jumpOps,
  modes,
  ops,
  pseudo,
  type Reg,
  registerOperand,
  regs,
  type Size,
  sizes,
  slots,
} from './insn.ts'
import type { ProgramSpec, SourceLine } from './spec.ts'

/** The second operand of an instruction: a register, or a constant. */
export type Operand = Reg | number | bigint

/** What `finish` hands over. */
export interface Assembly {
  readonly insns: readonly Insn[]
  /** Where each source place starts to apply, by slot; see `ProgramSpec.lines`. */
  readonly lines: ProgramSpec['lines']
  readonly functions: NonNullable<ProgramSpec['functions']>
  /** Comments by index of their instruction. */
  readonly comments: ReadonlyMap<number, string>
}

export interface Assembler {
  /** 64-bit move. A constant beyond signed 32 bits takes two slots. */
  mov(dst: Reg, from: Operand): void
  /** 32-bit move; clears the upper half. */
  mov32(dst: Reg, from: Operand): void
  /** 64-bit arithmetic, `dst = dst op operand`; a constant is sign-extended from 32 bits. */
  alu(op: 'neg', dst: Reg): void
  alu(op: Exclude<AluOp, 'neg'>, dst: Reg, operand: Operand): void
  /** 32-bit arithmetic; clears the upper half. */
  alu32(op: 'neg', dst: Reg): void
  alu32(op: Exclude<AluOp, 'neg'>, dst: Reg, operand: Operand): void
  /** `dst = *(size *)(base + off)`, zero-extended. */
  load(size: Size, dst: Reg, base: Reg, off: number): void
  /** `*(size *)(base + off) = from`; a constant stored as u64 is sign-extended from 32 bits. */
  store(size: Size, base: Reg, off: number, from: Operand): void
  /** Adds to memory in place, against other CPUs too. */
  atomicAdd(size: 'u32' | 'u64', base: Reg, off: number, src: Reg): void
  /** The same, and `src` becomes what was there before (Linux 5.12). */
  atomicFetchAdd(size: 'u32' | 'u64', base: Reg, off: number, src: Reg): void
  /** Stores `src` if memory holds what r0 does; r0 becomes what was there before (Linux 5.12). */
  atomicCompareExchange(size: 'u32' | 'u64', base: Reg, off: number, src: Reg): void
  jump(label: string): void
  /** Jumps if `left op right`, compared as 64 bits; a constant is sign-extended from 32 bits. */
  jumpIf(op: JumpOp, left: Reg, right: Operand, label: string): void
  /** The same on the low 32 bits. */
  jumpIf32(op: JumpOp, left: Reg, right: Operand, label: string): void
  /** Calls a helper by id (`bpf/facts`); r0 is the result, r1 to r5 are lost. */
  call(helper: number): void
  /** Loads the map itself, for a helper that takes one. */
  loadMap(dst: Reg, map: string): void
  /** Loads the address of byte `offset` in the value of an `array` map with one entry. */
  loadMapValue(dst: Reg, map: string, offset: number): void
  /** Loads the address of a function of the program, for a helper that calls it. */
  loadFunction(dst: Reg, name: string): void
  /** Calls a function of the program: r0 is the result, r1 to r5 are lost. */
  callFunction(name: string): void
  /** Whether a function is called so far: one that is not must not be there. */
  calls(name: string): boolean
  /**
   * Begins a function behind the program's last `exit`, its name as a label. It has r1 to r5 and a stack of its own. A global one
   * is verified once, for any number in r1, and not for each of its calls.
   */
  beginFunction(name: string, linkage?: 'global'): void
  exit(): void
  /** Places a label before the next instruction. */
  label(name: string): void
  /** A label name that no other call of `fresh` gives. */
  fresh(prefix: string): string
  /** Remarks on the next instruction. */
  comment(text: string): void
  /** The place in the script of the instructions that follow; without one, they count with the place before. */
  source(place: SourceLine | undefined): void
  finish(): Assembly
}

const maxJumpSlots = 32767

/** The program is larger than can be encoded: its author has to make it smaller. */
export class ProgramTooLarge extends Error {
  override readonly name = 'ProgramTooLarge'
}

/** A constant as the signed 32 bits of `imm`. `wraps`: only the low 32 bits matter, so unsigned ones fit too. */
const imm32 = (value: number | bigint, wraps: boolean, what: string): number => {
  const number = Number(value)
  const fits =
    Number.isInteger(number) && number >= -0x80000000 && number <= (wraps ? 0xffffffff : 0x7fffffff)
  if (!fits)
    throw new Error(
      `Cannot encode ${value} in ${what}: not an integer of 32 bits, load it into a register first`,
    )
  return number | 0
}

const offset16 = (off: number, what: string): number => {
  if (!Number.isInteger(off) || off < -0x8000 || off > 0x7fff)
    throw new Error(`Cannot encode offset ${off} in ${what}: not an integer of 16 bits`)
  return off
}

const writable = (dst: Reg, what: string): number => {
  if (dst === 'r10') throw new Error(`Cannot write r10 in ${what}: it is read only`)
  return regs.indexOf(dst)
}

/**
 * Starts an empty program.
 *
 * @example
 * const a = assembler()
 * a.load('u64', 'r1', 'r1', 8)
 * a.jumpIf('ne', 'r1', 257, 'out')
 * a.call(14)
 * a.label('out')
 * a.mov('r0', 0)
 * a.exit()
 * const { insns } = a.finish()
 */
export const assembler = (): Assembler => {
  const insns: Insn[] = []
  const starts: number[] = []
  const labels = new Map<string, number>()
  const jumps: { index: number; label: string }[] = []
  /** Where functions are called, or their addresses loaded. */
  const uses: { index: number; label: string }[] = []
  const functions: { name: string; slot: number; linkage?: 'global' }[] = []
  const lines: { slot: number; source: SourceLine }[] = []
  const comments = new Map<number, string>()
  const counters = new Map<string, number>()
  let slot = 0
  let place: SourceLine | undefined

  const push = (insn: Partial<Insn> & { op: number }): void => {
    const last = lines.at(-1)?.source
    const moved =
      place && !(last && last.file === place.file && last.line === place.line && last.column === place.column)
    if (place && moved) lines.push({ slot, source: place })
    const whole: Insn = { dst: 0, src: 0, off: 0, imm: 0, ...insn }
    starts.push(slot)
    insns.push(whole)
    slot += slots(whole)
  }

  /** An operation whose second operand is a register or a constant. */
  const operation = (
    op: number,
    left: number,
    right: Operand,
    rest: Partial<Insn>,
    wraps: boolean,
    what: string,
  ) => {
    if (typeof right === 'string')
      push({ op: op | registerOperand, dst: left, src: regs.indexOf(right), ...rest })
    else push({ op, dst: left, imm: imm32(right, wraps, what), ...rest })
  }

  const arithmetic = (bits: 32 | 64, op: AluOp, dst: Reg, operand: Operand | undefined): void => {
    const what = `"${op}${bits === 32 ? '32' : ''} ${dst}"`
    const left = writable(dst, what)
    const opcode = aluOps[op] | (bits === 64 ? classes.alu64 : classes.alu32)
    if (op === 'neg') {
      push({ op: opcode, dst: left })
      return
    }
    if (operand === undefined) throw new Error(`Cannot encode ${what}: no second operand`)
    if (typeof operand !== 'string') {
      const shift = op === 'lsh' || op === 'rsh' || op === 'arsh'
      if (shift && (operand < 0 || operand >= bits)) throw new Error(`Cannot shift by ${operand} in ${what}`)
      if ((op === 'div' || op === 'mod') && Number(operand) === 0)
        throw new Error(`Cannot divide by 0 in ${what}`)
    }
    operation(opcode, left, operand, {}, bits === 32, what)
  }

  const conditional = (bits: 32 | 64, op: JumpOp, left: Reg, right: Operand, label: string): void => {
    const opcode = jumpOps[op] | (bits === 64 ? classes.jmp : classes.jmp32)
    const what = `"if ${left} ${op} goto ${label}"`
    operation(opcode, regs.indexOf(left), right, {}, bits === 32, what)
    jumps.push({ index: insns.length - 1, label })
  }

  const wide = (dst: Reg, value: number | bigint): void => {
    const exact = typeof value === 'bigint' || Number.isSafeInteger(value)
    const constant = exact ? BigInt(value) : 0n
    if (!exact || constant < -(1n << 63n) || constant >= 1n << 64n)
      throw new Error(`Cannot load ${value} into ${dst}: not an integer of 64 bits`)
    push({ op: ops.lddw, dst: regs.indexOf(dst), imm: BigInt.asUintN(64, constant) })
  }

  const atomic = (size: 'u32' | 'u64', imm: number, base: Reg, off: number, src: Reg): void =>
    push({
      ...{ op: classes.stx | modes.atomic | sizes[size], imm },
      ...{ dst: regs.indexOf(base), src: regs.indexOf(src), off: offset16(off, `"atomic at ${base}"`) },
    })

  return {
    mov(dst, from) {
      const left = writable(dst, `"mov ${dst}"`)
      const opcode = aluOps.mov | classes.alu64
      if (typeof from !== 'string' && !(from >= -0x80000000 && from <= 0x7fffffff)) wide(dst, from)
      else operation(opcode, left, from, {}, false, `"mov ${dst}"`)
    },
    mov32(dst, from) {
      const what = `"mov32 ${dst}"`
      operation(aluOps.mov | classes.alu32, writable(dst, what), from, {}, true, what)
    },
    alu: (op: AluOp, dst: Reg, operand?: Operand) => arithmetic(64, op, dst, operand),
    alu32: (op: AluOp, dst: Reg, operand?: Operand) => arithmetic(32, op, dst, operand),
    load(size, dst, base, off) {
      const what = `"load ${dst}"`
      const op = classes.ldx | modes.mem | sizes[size]
      push({ op, dst: writable(dst, what), src: regs.indexOf(base), off: offset16(off, what) })
    },
    store(size, base, off, from) {
      const what = `"store at ${base}"`
      const rest = { dst: regs.indexOf(base), off: offset16(off, what) }
      const kind = modes.mem | sizes[size]
      if (typeof from === 'string') push({ op: classes.stx | kind, src: regs.indexOf(from), ...rest })
      else push({ op: classes.st | kind, imm: imm32(from, size !== 'u64', what), ...rest })
    },
    atomicAdd: (size, base, off, src) => atomic(size, atomics.add, base, off, src),
    atomicFetchAdd(size, base, off, src) {
      writable(src, `"fetch and add at ${base}"`)
      atomic(size, atomics.fetchAdd, base, off, src)
    },
    atomicCompareExchange: (size, base, off, src) => atomic(size, atomics.compareExchange, base, off, src),
    jump(label) {
      push({ op: ops.jump })
      jumps.push({ index: insns.length - 1, label })
    },
    jumpIf: (op, left, right, label) => conditional(64, op, left, right, label),
    jumpIf32: (op, left, right, label) => conditional(32, op, left, right, label),
    call: helper => push({ op: ops.call, imm: helper }),
    loadMap(dst, name) {
      push({ op: ops.lddw, dst: writable(dst, '"load map"'), src: pseudo.mapFd, map: { name } })
    },
    loadMapValue(dst, name, offset) {
      push({ op: ops.lddw, dst: writable(dst, '"load map"'), src: pseudo.mapValue, map: { name, offset } })
    },
    loadFunction(dst, name) {
      push({ op: ops.lddw, dst: writable(dst, '"load function"'), src: pseudo.func })
      uses.push({ index: insns.length - 1, label: name })
    },
    callFunction(name) {
      push({ op: ops.call, src: pseudo.call })
      uses.push({ index: insns.length - 1, label: name })
    },
    calls: name => uses.some(({ label }) => label === name),
    beginFunction(name, linkage) {
      this.label(name)
      functions.push({ name, slot, ...(linkage && { linkage }) })
      // The kernel wants a line for the first instruction of each, if it gets any.
      const source = place ?? lines.at(-1)?.source
      if (source) lines.push({ slot, source })
    },
    exit: () => push({ op: ops.exit }),
    label(name) {
      if (labels.has(name)) throw new Error(`Cannot place label "${name}" twice`)
      labels.set(name, insns.length)
    },
    fresh(prefix) {
      const count = counters.get(prefix) ?? 0
      counters.set(prefix, count + 1)
      return `${prefix}.${count}`
    },
    comment(text) {
      const before = comments.get(insns.length)
      comments.set(insns.length, before === undefined ? text : `${before}; ${text}`)
    },
    source(next) {
      place = next
    },
    finish() {
      const resolved = [...insns]
      for (const { index, label } of jumps) {
        const target = labels.get(label)
        if (target === undefined) throw new Error(`Cannot jump to label "${label}": it is not placed`)
        if (target === insns.length)
          throw new Error(`Cannot jump to label "${label}": no instruction follows it`)
        const off = starts[target]! - starts[index]! - 1
        if (Math.abs(off) > maxJumpSlots)
          throw new ProgramTooLarge(
            `Cannot jump to label "${label}": ${Math.abs(off)} slots away, at most ${maxJumpSlots}`,
          )
        resolved[index] = { ...insns[index]!, off }
      }
      for (const { index, label } of uses) {
        const target = labels.get(label)
        if (target === undefined || !functions.some(({ name }) => name === label))
          throw new Error(`Cannot call "${label}": there is no such function`)
        resolved[index] = { ...insns[index]!, imm: starts[target]! - starts[index]! - 1 }
      }
      return { insns: resolved, lines: [...lines], functions: [...functions], comments: new Map(comments) }
    },
  }
}
