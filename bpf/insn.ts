/**
 * The instructions of the kernel's virtual machine as plain data, and their bytes.
 *
 * One `Insn` is one line of a listing: the loads of 64-bit constants and of maps, which take two slots of 8 bytes, are
 * one `Insn` here and become two slots only in `encode`. Maps stay names until then.
 *
 *     op byte of loads and stores    3 bits mode | 2 bits size | 3 bits class
 *     op byte of alu and jumps       4 bits operation | 1 bit register operand | 3 bits class
 */

/** The registers: r0 result, r1 to r5 arguments (lost in a call), r6 to r9 kept, r10 the stack's end (read only). */
export const regs = ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10'] as const
export type Reg = (typeof regs)[number]

/** Classes (`BPF_LD` and so on): the low three bits of an op byte. */
export const classes = { ld: 0, ldx: 1, st: 2, stx: 3, alu32: 4, jmp: 5, jmp32: 6, alu64: 7 } as const

/** Size bits (`BPF_B` and so on) of loads and stores. */
export const sizes = { u8: 0x10, u16: 0x08, u32: 0x00, u64: 0x18 } as const
export type Size = keyof typeof sizes

/** Bytes that a load or store of a size moves. */
export const sizeBytes: Readonly<Record<Size, 1 | 2 | 4 | 8>> = { u8: 1, u16: 2, u32: 4, u64: 8 }

/** Mode bits: `mem` reads and writes memory, `atomic` changes it in place. */
export const modes = { mem: 0x60, atomic: 0xc0 } as const

/** What `imm` of an atomic instruction asks for; those that give back what was there need Linux 5.12. */
export const atomics = { add: 0x00, fetchAdd: 0x01, compareExchange: 0xf1 } as const

/** Operation bits of the arithmetic classes. Divisions and `mod` are unsigned, `rsh` shifts in zeros, `arsh` the sign. */
export const aluOps = {
  add: 0x00,
  sub: 0x10,
  mul: 0x20,
  div: 0x30,
  or: 0x40,
  and: 0x50,
  lsh: 0x60,
  rsh: 0x70,
  neg: 0x80,
  mod: 0x90,
  xor: 0xa0,
  mov: 0xb0,
  arsh: 0xc0,
} as const
export type AluOp = Exclude<keyof typeof aluOps, 'mov'>

/** Operation bits of conditional jumps. `s…` compare signed, the others unsigned; `set` tests `a & b`. */
export const jumpOps = {
  eq: 0x10,
  gt: 0x20,
  ge: 0x30,
  set: 0x40,
  ne: 0x50,
  sgt: 0x60,
  sge: 0x70,
  lt: 0xa0,
  le: 0xb0,
  slt: 0xc0,
  sle: 0xd0,
} as const
export type JumpOp = keyof typeof jumpOps

/** The bit that makes the second operand a register (`BPF_X`) instead of `imm` (`BPF_K`). */
export const registerOperand = 0x08

/** Whole op bytes that take no operation or size. */
export const ops = { lddw: 0x18, jump: 0x05, call: 0x85, exit: 0x95 } as const

/**
 * What the source field of `lddw` says about its constant (`BPF_PSEUDO_MAP_FD`, `BPF_PSEUDO_MAP_VALUE`, `BPF_PSEUDO_FUNC`), and
 * that of a call (`BPF_PSEUDO_CALL`). Functions of the program are slots away, like targets of jumps.
 */
export const pseudo = { mapFd: 1, mapValue: 2, func: 4, call: 1 } as const

/** One instruction. */
export interface Insn {
  /** The op byte. */
  readonly op: number
  /** Number of the destination register, 0 to 10. */
  readonly dst: number
  /** Number of the source register, or a pseudo source, 0 to 15. */
  readonly src: number
  /** Signed 16 bits: bytes from a base register, or slots that a jump skips. */
  readonly off: number
  /** Signed 32 bits; for `lddw` without a map a bigint of 64 bits, unsigned. */
  readonly imm: number | bigint
  /** The map that this `lddw` loads: its object, or, with an offset in bytes, the address of its first value. */
  readonly map?: { readonly name: string; readonly offset?: number }
}

/** How many slots of 8 bytes an instruction takes: 1, or 2 for `lddw`. */
export const slots = (insn: Insn): 1 | 2 => (insn.op === ops.lddw ? 2 : 1)

/**
 * The bytes of a program, as `bpf(BPF_PROG_LOAD)` takes them (little endian).
 *
 * @param mapFd gives the file descriptor of a map that an instruction names
 * @example
 * encode([{ op: 0xb7, dst: 0, src: 0, off: 0, imm: 1 }], () => -1) // b7 00 00 00 01 00 00 00
 */
export const encode = (insns: readonly Insn[], mapFd: (name: string) => number): Uint8Array => {
  const size = insns.reduce((sum, insn) => sum + slots(insn) * 8, 0)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const { op, dst, src, off, imm, map } of insns) {
    view.setUint8(at, op)
    view.setUint8(at + 1, (src << 4) | dst)
    view.setInt16(at + 2, off, true)
    if (op !== ops.lddw) {
      view.setInt32(at + 4, Number(imm), true)
      at += 8
      continue
    }
    const value = BigInt(imm)
    view.setInt32(at + 4, map ? mapFd(map.name) : Number(BigInt.asIntN(32, value)), true)
    view.setInt32(at + 12, map ? (map.offset ?? 0) : Number(BigInt.asIntN(32, value >> 32n)), true)
    at += 16
  }
  return bytes
}

/**
 * The instructions of a program's bytes; `encode` gives the same bytes back. Bytes hold no map names: a map load comes
 * out as an `lddw` whose `src` says what it is, with the descriptor in the low half of `imm` and the offset in the high.
 *
 * @throws when the bytes end inside an instruction, or the second slot of an `lddw` holds more than its constant
 */
export const decode = (bytes: Uint8Array): Insn[] => {
  if (bytes.length % 8 !== 0) throw new Error(`Cannot decode ${bytes.length} bytes: slots are 8 bytes each`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const insns: Insn[] = []
  for (let at = 0; at < bytes.length; at += 8) {
    const op = view.getUint8(at)
    const pair = view.getUint8(at + 1)
    const low = view.getInt32(at + 4, true)
    let imm: number | bigint = low
    if (op === ops.lddw) {
      const high = at + 8
      if (high >= bytes.length || view.getUint32(high, true) !== 0)
        throw new Error(`Cannot decode slot ${at / 8}: the second half of a 64-bit load is missing`)
      imm = (BigInt(view.getUint32(high + 4, true)) << 32n) | BigInt(low >>> 0)
    }
    insns.push({ op, dst: pair & 15, src: pair >> 4, off: view.getInt16(at + 2, true), imm })
    if (op === ops.lddw) at += 8
  }
  return insns
}
