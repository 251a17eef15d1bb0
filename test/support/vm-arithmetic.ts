/** What the arithmetic and the comparisons of eBPF mean, on unsigned 64-bit bigints. */

import { aluOps, jumpOps } from '../../bpf/insn.ts'

/** `left op right` of 32 or 64 bits; the caller cuts the result to its bits. Division by 0 gives 0, `mod` by 0 the left. */
export const compute = (op: number, bits: 32 | 64, left: bigint, right: bigint): bigint => {
  const a = BigInt.asUintN(bits, left)
  const b = BigInt.asUintN(bits, right)
  const shift = b & BigInt(bits - 1)
  switch (op) {
    case aluOps.add:
      return a + b
    case aluOps.sub:
      return a - b
    case aluOps.mul:
      return a * b
    case aluOps.div:
      return b === 0n ? 0n : a / b
    case aluOps.mod:
      return b === 0n ? a : a % b
    case aluOps.or:
      return a | b
    case aluOps.and:
      return a & b
    case aluOps.xor:
      return a ^ b
    case aluOps.lsh:
      return a << shift
    case aluOps.rsh:
      return a >> shift
    case aluOps.arsh:
      return BigInt.asIntN(bits, a) >> shift
    case aluOps.neg:
      return -a
    case aluOps.mov:
      return b
    default:
      throw new Error(`arithmetic operation 0x${op.toString(16)} is not known`)
  }
}

/** Whether a conditional jump is taken. */
export const holds = (op: number, bits: 32 | 64, left: bigint, right: bigint): boolean => {
  const a = BigInt.asUintN(bits, left)
  const b = BigInt.asUintN(bits, right)
  switch (op) {
    case jumpOps.eq:
      return a === b
    case jumpOps.ne:
      return a !== b
    case jumpOps.gt:
      return a > b
    case jumpOps.ge:
      return a >= b
    case jumpOps.lt:
      return a < b
    case jumpOps.le:
      return a <= b
    case jumpOps.set:
      return (a & b) !== 0n
    case jumpOps.sgt:
      return BigInt.asIntN(bits, a) > BigInt.asIntN(bits, b)
    case jumpOps.sge:
      return BigInt.asIntN(bits, a) >= BigInt.asIntN(bits, b)
    case jumpOps.slt:
      return BigInt.asIntN(bits, a) < BigInt.asIntN(bits, b)
    case jumpOps.sle:
      return BigInt.asIntN(bits, a) <= BigInt.asIntN(bits, b)
    default:
      throw new Error(`jump operation 0x${op.toString(16)} is not known`)
  }
}
