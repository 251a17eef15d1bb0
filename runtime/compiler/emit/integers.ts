/** Integer expressions → registers. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Reg } from '../../../bpf/insn.ts'
import { type Raw, registerRaws, type Width } from '../fields.ts'
import { isSyscallHook, type Place } from '../hook.ts'
import { type BoolExpr, type IntExpr, rangeOf } from '../ir.ts'
import { registersOf } from '../target.ts'
import { fetchEntry } from './entry-time.ts'
import { type Frame, learn, meet, stack } from './frame.ts'
import { fetchParent, loadParent, loadTask } from './task.ts'

/** Registers that an expression may use. A helper call in between would lose them, so what needs one is fetched first. */
export const temporaries: readonly Reg[] = ['r1', 'r2', 'r3', 'r4', 'r5', 'r0']

/** Emits a test with its two ways; given by `tests.ts`, since tests contain integers and integers tests. */
export type EmitTest = (
  frame: Frame,
  test: BoolExpr,
  yes: string,
  no: string,
) => { yes: Frame['known']; no: Frame['known'] }

const fetched: Partial<Record<Raw, { helper: number; slot: string }>> = {
  uid: { helper: helpers.get_current_uid_gid, slot: 'uidgid' },
  gid: { helper: helpers.get_current_uid_gid, slot: 'uidgid' },
  cpu: { helper: helpers.get_smp_processor_id, slot: 'cpu' },
  cgroup: { helper: helpers.get_current_cgroup_id, slot: 'cgroup' },
  random: { helper: helpers.get_prandom_u32, slot: 'random' },
}

/** The raw values that an expression reads. */
export function* rawsOf(expr: IntExpr): Generator<Raw> {
  if (expr.kind === 'raw') yield expr.raw
  else if (expr.kind === 'alu') {
    yield* rawsOf(expr.left)
    yield* rawsOf(expr.right)
  }
}

/**
 * Makes sure that a raw value can be loaded without a helper call. Loses r0 to r5.
 *
 * @param unseen what becomes of a call whose duration is not known
 */
export const fetch = (frame: Frame, raw: Raw, unseen: 'left out' | 'marked' = 'left out'): void => {
  const { asm, known } = frame
  const by = fetched[raw]
  if (by && !known.slots.has(by.slot)) {
    asm.call(by.helper)
    asm.store('u64', 'r10', frame.slot(by.slot), 'r0')
    learn(frame, by.slot)
  }
  if (raw.startsWith('arg')) fetchCopy(frame, frame.places[argIndex(raw)]!)
  if (raw === 'ppid') fetchParent(frame)
  if (raw === 'ns' || raw === 'duration') fetchNow(frame)
  if (raw === 'duration') fetchEntered(frame, unseen)
}

/** The time of the event, once for all handlers of a call. */
export const fetchNow = (frame: Frame): void => {
  if (frame.known.slots.has('now')) return
  const { asm } = frame
  const have = asm.fresh('now')
  asm.load('u64', 'r0', 'r10', stack.now)
  asm.jumpIf('ne', 'r0', 0, have)
  asm.call(helpers.ktime_get_ns)
  asm.store('u64', 'r10', stack.now, 'r0')
  asm.label(have)
  learn(frame, 'now')
}

/** The time of the call's entry. Without one the event is not this handler's, unless it is to be marked. */
const fetchEntered = (frame: Frame, unseen: 'left out' | 'marked'): void => {
  if (frame.known.slots.has('entered')) return
  fetchEntry(frame, unseen)
  learn(frame, 'entered')
}

/** Copies the struct that a place is in onto the stack, where it must be. */
const fetchCopy = (frame: Frame, { copy, path }: Place): void => {
  if (copy === undefined || frame.known.slots.has('copy')) return
  const { asm } = frame
  asm.mov('r1', 'r10')
  asm.alu('add', 'r1', frame.slot('copy', copy))
  asm.mov('r2', copy)
  loadPath(frame, path.slice(0, -1), 'r3', 'u64')
  // Where it fails, it fills the memory with zeros.
  asm.call(helpers.probe_read_kernel)
  learn(frame, 'copy')
}

/** Loads what is at the end of a path from the program's context. */
const loadPath = (frame: Frame, path: readonly number[], dst: Reg, size: 'u32' | 'u64'): void => {
  const { asm, hook } = frame
  // The first word of a syscall's context is in r7.
  const known = isSyscallHook(hook) && path.length > 1
  let from: Reg = known ? 'r7' : 'r6'
  const steps = known ? path.slice(1) : path
  steps.forEach((offset, i) => {
    // The context is words.
    const whole = i < steps.length - 1 || from === 'r6'
    asm.load(whole ? 'u64' : size, dst, from, offset)
    from = dst
  })
}

/** Loads an argument: the word of a syscall's register, or a field of another event. Uses no register but `dst`. */
export const loadArgument = (frame: Frame, index: number, dst: Reg, width: Width = 'u64'): void => {
  const { asm } = frame
  const { path, copy, steps = [] } = frame.places[index]!
  const size = width === 's64' || width === 'u64' ? 'u64' : 'u32'
  if (copy === undefined) loadPath(frame, path, dst, size)
  else asm.load(size, dst, 'r10', frame.slot('copy') + path[path.length - 1]!)
  for (const [op, by] of steps) asm.alu(op, dst, by)
  if (width === 's32') signExtend(frame, dst)
  else if (width === 'u32' && path.length === 1) asm.mov32(dst, dst)
}

/** Loads a raw value that is at hand. */
export const loadRaw = (frame: Frame, raw: Raw, dst: Reg, width: Width): void => {
  const { asm, target } = frame
  switch (raw) {
    case 'pid':
      return loadTask(asm, target, dst, 'tgid')
    case 'tid':
      return loadTask(asm, target, dst, 'pid')
    case 'ppid':
      return loadParent(frame, dst)
    case 'uid':
      return asm.load('u32', dst, 'r10', frame.slot('uidgid'))
    case 'gid':
      return asm.load('u32', dst, 'r10', frame.slot('uidgid') + 4)
    case 'cpu':
    case 'cgroup':
      return asm.load('u64', dst, 'r10', frame.slot(raw))
    case 'random':
      return asm.load('u32', dst, 'r10', frame.slot(raw))
    case 'ns':
      return asm.load('u64', dst, 'r10', stack.now)
    case 'duration': {
      const other = dst === 'r0' ? 'r5' : 'r0'
      asm.load('u64', other, 'r10', stack.entered)
      asm.load('u64', dst, 'r10', stack.now)
      return asm.alu('sub', dst, other)
    }
    case 'nr':
      return asm.load('u32', dst, 'r10', stack.nr)
    case 'ret':
      return asm.load('u64', dst, 'r6', 8)
    case 'reg0':
    case 'reg1':
    case 'reg2':
    case 'reg3':
    case 'reg4':
    case 'reg5':
      return asm.load('u64', dst, 'r7', registersOf(target).args[registerRaws.indexOf(raw)]!)
    default:
      return loadArgument(frame, argIndex(raw), dst, width)
  }
}

const argIndex = (raw: Raw): number => Number(raw.slice('arg'.length))

const signExtend = (frame: Frame, dst: Reg): void => {
  frame.asm.alu('lsh', dst, 32)
  frame.asm.alu('arsh', dst, 32)
}

/** Fetches what an expression needs, and computes its choices into stack slots. Loses r0 to r5. */
export const prepare = (frame: Frame, expr: IntExpr, emitTest: EmitTest): IntExpr => {
  switch (expr.kind) {
    case 'const':
    case 'stored':
    case 'loaded':
      return expr
    case 'raw':
      fetch(frame, expr.raw)
      return expr
    case 'alu':
      return {
        ...expr,
        left: prepare(frame, expr.left, emitTest),
        right: prepare(frame, expr.right, emitTest),
      }
    case 'choose': {
      const { asm } = frame
      const [yes, no, end] = [asm.fresh('yes'), asm.fresh('no'), asm.fresh('chosen')]
      const place = frame.slot(asm.fresh('choice'))
      const after = emitTest(frame, expr.test, yes, no)
      const arm = (label: string, known: Frame['known'], value: IntExpr): Frame['known'] => {
        asm.label(label)
        frame.known = known
        evaluate(frame, prepare(frame, value, emitTest), temporaries)
        asm.store('u64', 'r10', place, 'r1')
        return frame.known
      }
      const known = arm(yes, after.yes, expr.yes)
      asm.jump(end)
      frame.known = meet(known, arm(no, after.no, expr.no))
      asm.label(end)
      return { kind: 'stored', place, range: rangeOf(expr) }
    }
  }
}

/** Evaluates a prepared expression into the first of the free registers. */
export const evaluate = (frame: Frame, expr: IntExpr, free: readonly Reg[]): Reg => {
  const { asm } = frame
  const [dst, ...others] = free
  if (!dst) throw new Error('Cannot evaluate: no register is free')
  switch (expr.kind) {
    case 'const':
      asm.mov(dst, expr.value)
      return dst
    case 'stored':
      asm.load('u64', dst, 'r10', expr.place)
      return dst
    case 'loaded':
      asm.load('u64', dst, 'r10', frame.slot(`read ${expr.read}`))
      return dst
    case 'raw':
      loadRaw(frame, expr.raw, dst, expr.width)
      return dst
    case 'alu': {
      evaluate(frame, expr.left, free)
      const immediate = expr.right.kind === 'const' && fitsImmediate(expr.right.value)
      const right = immediate
        ? Number((expr.right as { value: bigint }).value)
        : evaluate(frame, expr.right, others)
      asm.alu(expr.op, dst, right)
      if (expr.wrap === 's32') signExtend(frame, dst)
      if (expr.wrap === 'u32') {
        asm.alu('lsh', dst, 32)
        asm.alu('rsh', dst, 32)
      }
      return dst
    }
    default:
      throw new Error(`Cannot evaluate ${expr.kind}: it was not prepared`)
  }
}

const immediates = { least: -(1n << 31n), most: (1n << 31n) - 1n }

export const fitsImmediate = (value: bigint): boolean => value >= immediates.least && value <= immediates.most

/** How many registers an expression takes; more than `temporaries` has cannot be emitted. */
export const registersNeeded = (expr: IntExpr): number => {
  if (expr.kind === 'raw' && expr.raw === 'duration') return 2
  if (expr.kind !== 'alu') return 1
  const right =
    expr.right.kind === 'const' && fitsImmediate(expr.right.value) ? 0 : 1 + registersNeeded(expr.right)
  return Math.max(registersNeeded(expr.left), right)
}
