/**
 * A small interpreter of eBPF, so that what the compiler writes runs in tests without a kernel.
 *
 * Stricter than the kernel at run time, since it stands in for the verifier too: reads of registers and stack that were
 * never written, accesses outside a region, lost reservations and endless loops are errors that name the instruction.
 * It does not explore paths: only what a run executes is checked.
 */

import { disassemble } from '../../bpf/disasm.ts'
import {
  aluOps,
  atomics,
  classes,
  type Insn,
  modes,
  ops,
  pseudo,
  registerOperand,
  slots,
} from '../../bpf/insn.ts'
import type { MapSpec } from '../../bpf/spec.ts'
import { compute, holds } from './vm-arithmetic.ts'
import { type Current, type HelperContext, helperTable } from './vm-helpers.ts'
import { createKeyedMap, createRing, type KeyedMap, type RingMap } from './vm-maps.ts'
import { createMemory, type MemorySpec } from './vm-memory.ts'

export { type Current, taskKey } from './vm-helpers.ts'
export type { MemorySpec } from './vm-memory.ts'

export interface VmOptions {
  readonly maps?: readonly MapSpec[]
  readonly memory?: readonly MemorySpec[]
  readonly current?: Partial<Current>
  /** CPUs that per-CPU maps have values for; 2 unless told. */
  readonly cpus?: number
  /** Instructions after which a run is taken for endless; a million unless told, as in the verifier. */
  readonly maxSteps?: number
}

export interface VmResult {
  /** Unsigned 64 bits. */
  readonly r0: bigint
  /** Instructions executed. */
  readonly steps: number
}

export interface Vm {
  /** Who runs; change it between runs. */
  readonly current: Current
  /** Runs a program with the words of its context behind r1. */
  run(insns: readonly Insn[], context: readonly bigint[]): VmResult
  /** A map's entries; values by CPU are live bytes, keys of task storage are `taskKey(address)`. */
  map(name: string): KeyedMap
  /** Takes the records out of a ring, in order. */
  ring(name: string): Uint8Array[]
}

/** A program with the targets worked out: `next[i]` is the index that a jump at i goes to, `functions[i]` what i calls or loads. */
interface Compiled {
  readonly insns: readonly Insn[]
  readonly next: Int32Array
  readonly functions: Int32Array
  /** Constants as the 64 bits that the machine sees. */
  readonly imms: BigUint64Array
}

const compiled = new WeakMap<readonly Insn[], Compiled>()

const compile = (insns: readonly Insn[]): Compiled => {
  const known = compiled.get(insns)
  if (known) return known
  const indexes = new Map<number, number>()
  const starts: number[] = []
  let slot = 0
  for (const [index, insn] of insns.entries()) {
    indexes.set(slot, index)
    starts.push(slot)
    slot += slots(insn)
  }
  const next = Int32Array.from(insns, (insn, index) => indexes.get(starts[index]! + 1 + insn.off) ?? -1)
  const usesFunction = ({ op, src }: Insn): boolean =>
    (op === ops.call && src === pseudo.call) || (op === ops.lddw && src === pseudo.func)
  const functions = Int32Array.from(insns, (insn, index) =>
    usesFunction(insn) ? (indexes.get(starts[index]! + 1 + Number(insn.imm)) ?? -1) : -1,
  )
  const imms = BigUint64Array.from(insns, insn => BigInt.asUintN(64, BigInt(insn.imm)))
  const made = { insns, next, functions, imms }
  compiled.set(insns, made)
  return made
}

/** Bytes by the size bits of an op byte, from bit 3. */
const accessBytes = [4, 2, 1, 8] as const
const stackSize = 512
/** The address of a function is its index behind this. */
const functionBase = 1n << 59n
/** Frames below the program's own: the kernel allows 8 in all. */
const maxFrames = 8

/** An error that says where. */
class Located extends Error {}

/** Starts from seed 1, so that runs repeat. */
const xorshift = (): (() => number) => {
  let state = 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/**
 * A machine with its maps and memory, which stay from run to run.
 *
 * @example
 * const vm = createVm({ maps, current: { pid: 7, tid: 7 } })
 * const { r0 } = vm.run(insns, [regs, 257n])
 * const records = vm.ring('events')
 */
export const createVm = (options: VmOptions = {}): Vm => {
  const memory = createMemory()
  for (const spec of options.memory ?? []) memory.provide(spec)
  const stacks = [memory.allocate('stack', 'stack', stackSize)]
  const stackEnd = (depth: number): bigint => {
    stacks[depth] ??= memory.allocate('stack', `stack of function ${depth}`, stackSize)
    const stack = stacks[depth]
    stack.written?.fill(0)
    return stack.base + BigInt(stackSize)
  }

  const keyed = new Map<string, KeyedMap>()
  const rings = new Map<string, RingMap>()
  const handles = new Map<string, bigint>()
  const names = new Map<bigint, string>()
  for (const spec of options.maps ?? []) {
    const handle = memory.allocate('map', `map ${spec.name}`, 0).base
    handles.set(spec.name, handle)
    names.set(handle, spec.name)
    if (spec.type === 'ringbuf') rings.set(spec.name, createRing(spec, memory))
    // The buffers of all CPUs in one, with room for all that a test sends.
    else if (spec.type === 'perf_event_array')
      rings.set(spec.name, createRing({ ...spec, maxEntries: 1 << 20 }, memory))
    else keyed.set(spec.name, createKeyedMap(spec, memory, options.cpus ?? 2))
  }

  const current: Current = {
    ...{
      pid: 1,
      tid: 1,
      uid: 0,
      gid: 0,
      comm: 'test',
      cpu: 0,
      ns: 0n,
      bootNs: 0n,
      cgroup: 1n,
      task: 0n,
      regs: 0n,
    },
    ...{ kernelStack: [], userStack: [], random: xorshift() },
    ...options.current,
  }

  const named = <T>(maps: ReadonlyMap<string, T>, name: string | undefined, what: string): T => {
    const map = name === undefined ? undefined : maps.get(name)
    if (!map) throw new Error(`${name ?? 'argument'} is no ${what}`)
    return map
  }

  let callBack: HelperContext['callBack'] = () => {
    throw new Error('no program runs')
  }
  const context: HelperContext = {
    current,
    callBack: (address, args) => callBack(address, args),
    memory,
    keyed: address => named(keyed, names.get(address), 'map with keys'),
    ring: address => named(rings, names.get(address), 'ring'),
    ringOf(record) {
      const region = memory.find(record)
      return named(rings, region?.name.replace('record of ', ''), 'ring record')
    },
  }

  const constant = ({ src, map }: Insn, imm: bigint): bigint => {
    if (!map) {
      if (src !== 0) throw new Error('map load without a name')
      return imm
    }
    if (map.offset === undefined) {
      const handle = handles.get(map.name)
      if (handle === undefined) throw new Error(`there is no map ${map.name}`)
      return handle
    }
    const target = named(keyed, map.name, 'map with keys')
    const { type, maxEntries, valueSize } = target.spec
    if (src !== pseudo.mapValue || type !== 'array' || maxEntries !== 1 || map.offset >= valueSize)
      throw new Error(`map ${map.name} has no value at offset ${map.offset} to point at`)
    return target.lookup(new Uint8Array(4), 0) + BigInt(map.offset)
  }

  const run = (insns: readonly Insn[], words: readonly bigint[]): VmResult => {
    const program = compile(insns)
    const contextRegion = memory.allocate('context', 'context', words.length * 8)
    for (const [i, word] of words.entries()) contextRegion.view.setBigUint64(i * 8, word, true)
    const maxSteps = options.maxSteps ?? 1_000_000
    let registers: (bigint | undefined)[] = []

    const read = (register: number): bigint => {
      const value = registers[register]
      if (value === undefined) throw new Error(`r${register} was never written`)
      return value
    }

    const call = (id: number): void => {
      const helper = helperTable[id]
      if (!helper) throw new Error(`helper ${id} is not known`)
      registers[0] = BigInt.asUintN(64, helper(context, read))
      registers.fill(undefined, 1, 6)
    }

    const atomic = ({ imm, src }: Insn, address: bigint, size: 1 | 2 | 4 | 8, value: bigint): void => {
      const before = memory.load(address, size)
      switch (imm) {
        case atomics.compareExchange:
          if (before === BigInt.asUintN(size * 8, read(0))) memory.store(address, size, value)
          registers[0] = before
          return
        case atomics.add:
        case atomics.fetchAdd:
          memory.store(address, size, BigInt.asUintN(64, before + value))
          if (imm === atomics.fetchAdd) registers[src] = before
          return
        default:
          throw new Error('atomic operation is not known')
      }
    }

    let depth = -1
    let steps = 0
    /** Runs a function to its exit: its own registers and stack, the arguments in r1 and up. */
    const execute = (start: number, args: readonly (bigint | undefined)[]): bigint => {
      const outer = registers
      if (++depth === maxFrames) throw new Error(`more than ${maxFrames} calls deep`)
      registers = new Array(11).fill(undefined)
      args.forEach((value, i) => {
        registers[1 + i] = value
      })
      registers[10] = stackEnd(depth)
      for (let index = start; index !== -1; steps++) {
        if (steps === maxSteps) throw new Located(`Cannot run on: ${maxSteps} instructions executed`)
        index = stepAt(index)
      }
      const result = read(0)
      registers = outer
      depth--
      return result
    }
    callBack = (address, args) => execute(Number(address - functionBase), args)

    /** Executes the instruction at an index and gives the index of the next, or -1 to end. */
    const step = (index: number): number => {
      const insn = program.insns[index]
      if (!insn) throw new Error('there is no instruction')
      const { op, dst, src, off } = insn
      const kind = op & 7
      switch (kind) {
        case classes.alu64:
        case classes.alu32: {
          const bits = kind === classes.alu64 ? 64 : 32
          const operation = op & 0xf0
          const right = op & registerOperand ? read(src) : program.imms[index]!
          const left = operation === aluOps.mov ? 0n : read(dst)
          if (dst === 10) throw new Error('write to r10')
          registers[dst] = BigInt.asUintN(bits, compute(operation, bits, left, right))
          return index + 1
        }
        case classes.ldx:
          registers[dst] = memory.load(
            BigInt.asUintN(64, read(src) + BigInt(off)),
            accessBytes[(op >> 3) & 3]!,
          )
          return index + 1
        case classes.st:
        case classes.stx: {
          const size = accessBytes[(op >> 3) & 3]!
          const address = BigInt.asUintN(64, read(dst) + BigInt(off))
          const value = kind === classes.st ? program.imms[index]! : read(src)
          if ((op & 0xe0) === modes.mem) memory.store(address, size, value)
          else if (kind === classes.stx && size >= 4) atomic(insn, address, size, value)
          else throw new Error('store mode is not known')
          return index + 1
        }
        case classes.jmp:
        case classes.jmp32: {
          if (op === ops.exit) return -1
          if (op === ops.call) {
            if (src !== pseudo.call) call(Number(insn.imm))
            else {
              registers[0] = execute(program.functions[index]!, registers.slice(1, 6))
              registers.fill(undefined, 1, 6)
            }
            return index + 1
          }
          const bits = kind === classes.jmp ? 64 : 32
          const right = op & registerOperand ? read(src) : program.imms[index]!
          const taken = op === ops.jump || holds(op & 0xf0, bits, read(dst), right)
          if (taken && program.next[index] === -1) throw new Error('jump to where no instruction starts')
          return taken ? program.next[index]! : index + 1
        }
        default:
          if (op !== ops.lddw) throw new Error(`op 0x${op.toString(16)} is not known`)
          registers[dst] =
            src === pseudo.func
              ? functionBase + BigInt(program.functions[index]!)
              : constant(insn, program.imms[index]!)
          return index + 1
      }
    }

    const stepAt = (at: number): number => {
      try {
        const index = step(at)
        if (index === -1) read(0)
        return index
      } catch (cause) {
        if (cause instanceof Located) throw cause
        const insn = insns[at]
        const line = insn ? ` (${disassemble([insn]).replace('0: ', '')})` : ''
        throw new Located(`Cannot run instruction ${at}${line}: ${(cause as Error).message}`, { cause })
      }
    }

    const r0 = execute(0, [contextRegion.base])
    for (const [name, ring] of rings)
      if (ring.reserved() > 0)
        throw new Error(`Cannot end: ${ring.reserved()} records of ${name} are still reserved`)
    return { r0, steps }
  }

  return {
    current,
    run,
    map: name => named(keyed, name, 'map with keys'),
    ring: name => named(rings, name, 'ring').take(),
  }
}
