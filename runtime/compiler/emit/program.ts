/**
 * One program per hook, for all handlers: a look into a table of bytes tells whether anyone wants this syscall and which
 * class it is of; a class is the list of handlers that its syscalls have in common.
 */

import { type Assembler, assembler, ProgramTooLarge } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { ops, slots } from '../../../bpf/insn.ts'
import { layoutOf, type RecordLayout } from '../../../bpf/layout.ts'
import type { ProgramSpec, SourceLine } from '../../../bpf/spec.ts'
import type { BlobName, Capture, Raw } from '../fields.ts'
import {
  attachOf,
  eventNumber,
  type Hook,
  isSyscallHook,
  type Place,
  registerPlaces,
  type SyscallHook,
} from '../hook.ts'
import type { BoolExpr, Stmt } from '../ir.ts'
import { type ArgString, identity, integersOf, liveDurationRead, longStrings } from '../ir-walk.ts'
import type { KernelMap } from '../map-plan.ts'
import { maxSyscalls, stateLayout, stateMap } from '../state.ts'
import type { KernelTable } from '../table-plan.ts'
import { registersOf, type Target } from '../target.ts'
import {
  type EntryTime,
  entryFunction,
  entryStack,
  entryTimeFunction,
  forgetEntry,
  forgotten,
  keepEntry,
  keepsWithoutTask,
  openEntered,
  startClass,
} from './entry-time.ts'
import { countLoss, type Frame, meet, nothing, openFrame, type RecordHalf, stack } from './frame.ts'
import { passGate } from './gate.ts'
import { fetch } from './integers.ts'
import { emitShared, nothingShared, planShared } from './live.ts'
import { emitMapUse } from './map.ts'
import { memoryFunctions, memoryStack } from './memory.ts'
import { emitRecord } from './record.ts'
import { emitFits, emitUpdate } from './table.ts'
import { jumpIfNative, loadTask, openCompat, openTask } from './task.ts'
import { emitTest } from './tests.ts'

/** What one handler does at one hook, for the syscalls that share its code. */
export interface HandlerCode {
  readonly handler: number
  readonly syscalls: readonly number[]
  readonly places: readonly Place[]
  readonly body: readonly Stmt[]
  readonly capture: Capture
  readonly layout: RecordLayout
  readonly half: RecordHalf
  /** The time in this record is kept as the call's time of entry: the exit's record finds it by that. */
  readonly keepsTime?: boolean
  /** The capture's blobs that this half has. */
  readonly reads: readonly BlobName[]
  readonly source: (offset: number) => SourceLine | undefined
}

export interface HookProgram {
  /** Absent for a program whose events are no handler's. */
  readonly hook?: Hook
  readonly spec: ProgramSpec
  readonly comments: ReadonlyMap<number, string>
  /** The class of each syscall number, for the state map; nothing for what is no hook of syscalls. */
  readonly classes: Uint8Array
  /** Which filters each class shares with others, for the state map. */
  readonly shared: Uint8Array
}

interface Class {
  readonly syscalls: number[]
  readonly codes: readonly HandlerCode[]
  /** When the time of entry is kept; undefined: never. */
  readonly stamp: BoolExpr | undefined
  /** A call that returns twice: its return in the child is not counted as one. */
  readonly forks: boolean
}

const forkNames = ['fork', 'vfork', 'clone', 'clone3']

const classify = (
  hook: Hook,
  codes: readonly HandlerCode[],
  stamps: ReadonlyMap<number, BoolExpr>,
  target: Target,
): Class[] => {
  const forking = new Set(
    forkNames.map(name => (hook === 'sys_exit' ? target.syscalls.byName(name)?.nr : undefined)),
  )
  const wanted = new Map<number, number[]>()
  const want = (nr: number): number[] => {
    const list = wanted.get(nr) ?? []
    wanted.set(nr, list)
    return list
  }
  codes.forEach((code, i) => {
    for (const nr of code.syscalls) want(nr).push(i)
  })
  for (const nr of stamps.keys()) want(nr)

  const classes = new Map<string, Class>()
  for (const nr of [...wanted.keys()].sort((a, b) => a - b)) {
    const list = wanted.get(nr)!
    const stamp = stamps.get(nr)
    const forks = forking.has(nr)
    const key = `${list} ${forks} ${stamp ? identity(stamp) : ''}`
    const same = classes.get(key)
    if (same) same.syscalls.push(nr)
    else classes.set(key, { syscalls: [nr], codes: list.map(i => codes[i]!), stamp, forks })
  }
  return [...classes.values()]
}

/** At most this many classes fit into the table of bytes. */
const maxClasses = 255

/**
 * Emits the program of a hook.
 *
 * @param stamps syscalls whose entry time is kept, at `sys_enter`, and when
 * @param sharedAt where `shared` will be in the state map; undefined if no filter can change
 */
export const emitProgram = (
  hook: Hook,
  codes: readonly HandlerCode[],
  stamps: ReadonlyMap<number, BoolExpr>,
  tables: readonly KernelTable[],
  maps: readonly KernelMap[],
  sharedAt: number | undefined,
  target: Target,
): HookProgram => {
  const asm = assembler()
  const classes = classify(hook, codes, stamps, target)
  if (classes.length > maxClasses)
    throw new ProgramTooLarge(`Cannot tell ${classes.length} kinds of syscalls apart, at most ${maxClasses}`)
  const table = new Uint8Array(isSyscallHook(hook) ? maxSyscalls : 0)
  classes.forEach((entry, i) => {
    for (const nr of entry.syscalls) table[nr] = i + 1
  })

  asm.mov('r6', 'r1')
  const odd = isSyscallHook(hook) ? findClass(asm, hook, table, target) : onlyClass(asm)
  // What only keeps times of entry may keep those of systrace itself: it asks for nothing.
  const keepsAll = classes.every(({ codes, stamp }) => codes.length === 0 && stamp?.kind === 'bool')
  if (!(keepsAll && keepsWithoutTask(target))) {
    openTask(asm, target)
    asm.comment('not systrace itself')
    loadTask(asm, target, 'r1', 'tgid')
    asm.jumpIf('eq', 'r1', target.self, 'out')
  }
  if (isSyscallHook(hook)) openCompat(asm, target)
  const wantsEntry = hook === 'sys_exit' && codes.some(code => readsRaw(code, 'duration'))
  if (wantsEntry) openEntered(asm, target)
  const shared =
    sharedAt === undefined
      ? nothingShared
      : planShared(classes.map(entry => entry.codes.map(code => code.body)))
  const readsCalls = codes.some(({ reads }) => reads.includes('memory'))
  const asksEntry = wantsEntry && keepsWithoutTask(target)
  const stackSize = maxStack - Math.max(readsCalls ? memoryStack(target) : 0, asksEntry ? entryStack : 0)
  const program: Program = { hook, target, shared: shared.filters, stackSize }
  const filters = emitShared(emptyFrame(asm, program, codes[0]?.source), shared, sharedAt ?? 0)
  dispatch(asm, 1, classes.length, number => {
    const entry = classes[number - 1]!
    const [only, ...more] = entry.syscalls
    const one = isSyscallHook(hook) ? target.syscalls.byNumber(only!)!.name : hook
    asm.comment(more.length > 0 ? `${entry.syscalls.length} syscalls` : one)
    emitClass(asm, program, entry, tables, maps)
    asm.jump(asksEntry && entry.codes.some(code => readsRaw(code, 'duration')) ? forgotten : 'out')
  })
  odd()
  filters()
  if (asksEntry) forgetEntry(asm, target)
  asm.label('out')
  asm.mov('r0', 0)
  asm.exit()
  if (readsCalls) memoryFunctions(asm, target)
  if (asm.calls(entryFunction)) entryTimeFunction(asm, target)
  const { insns, lines, functions, comments } = asm.finish()
  const size = insns.reduce(
    (sum, insn) => sum + slots(insn) + (insn.op === ops.call ? (inlined[Number(insn.imm)] ?? 0) : 0),
    0,
  )
  if (size > maxSlots)
    throw new ProgramTooLarge(`Cannot load ${size} slots: at most ${maxSlots} are jumped over`)
  const spec: ProgramSpec = {
    ...{ name: hook.replaceAll(/\W/g, '_'), attach: attachOf(hook), insns, lines },
    ...(functions.length > 0 && { functions }),
  }
  return { hook, spec, comments, classes: table, shared: shared.classes }
}

/** What a jump may go over once the kernel has put the code of helpers in the place of their calls. */
const maxSlots = 32767

/** What is put in the place of calls has so many slots more, at the most: do_misc_fixups in the kernel's verifier. */
const inlined: Readonly<Record<number, number>> = {
  [helpers.map_lookup_elem]: 10,
  [helpers.get_smp_processor_id]: 3,
  [helpers.get_current_task_btf]: 3,
  [helpers.task_storage_get]: 2,
}

/** Bytes of stack that a program and the functions that it calls may take together. */
const maxStack = 512

/** What all code of a program shares. */
type Program = Pick<Frame, 'hook' | 'target' | 'shared' | 'stackSize'>

/** A frame for what is no handler's code, such as tests of a call's entry. */
const emptyFrame = (
  asm: Assembler,
  program: Program,
  source: HandlerCode['source'] = () => undefined,
): ReturnType<typeof openFrame> => {
  const capture = { raws: [], comm: false, blobs: [] }
  const places = registerPlaces(program.target)
  const none = { handler: 0, places, capture, layout: layoutOf([], []) }
  return openFrame(asm, { ...program, ...none, half: 'whole', reads: [], done: 'out' }, source)
}

/** Finds the class of the call in r9; what it gives back emits code that is out of the way. */
const findClass = (asm: Assembler, hook: SyscallHook, classes: Uint8Array, target: Target): (() => void) => {
  const registers = registersOf(target)
  asm.load('u64', 'r7', 'r6', 0)
  if (hook === 'sys_enter') asm.load('u64', 'r1', 'r6', 8)
  else asm.load('u32', 'r1', 'r7', registers.nr.offset)
  // Returning from a signal handler restores the registers of before it, and the number with them becomes -1.
  const sigreturn = target.syscalls.byName('rt_sigreturn')?.nr ?? -1
  const mayBeOdd = hook === 'sys_exit' && Boolean(classes[sigreturn])
  asm.jumpIf('ge', 'r1', maxSyscalls, mayBeOdd ? 'odd' : 'out')
  asm.label('known')
  asm.comment('is this syscall wanted, and by whom?')
  asm.loadMapValue('r9', stateMap, stateLayout.classes[hook])
  asm.alu('add', 'r9', 'r1')
  asm.load('u8', 'r9', 'r9', 0)
  asm.jumpIf('eq', 'r9', 0, 'out')
  asm.store('u64', 'r10', stack.nr, 'r1')
  return () => {
    if (!mayBeOdd) return
    asm.label('odd')
    asm.jumpIf32('ne', 'r1', -1, 'out')
    asm.mov('r1', sigreturn)
    asm.jump('known')
  }
}

/** Events that are no syscalls have a program of their own: whoever has code in it wants them. */
const onlyClass = (asm: Assembler): (() => void) => {
  asm.store('u64', 'r10', stack.nr, eventNumber)
  return () => {}
}

/** A binary search over the classes, with the code of each at its end. */
const dispatch = (asm: Assembler, first: number, last: number, emit: (number: number) => void): void => {
  if (last < first) return
  if (last === first) {
    emit(first)
    return
  }
  const middle = (first + last) >> 1
  const above = asm.fresh('above')
  asm.jumpIf('gt', 'r9', middle, above)
  dispatch(asm, first, middle, emit)
  asm.label(above)
  dispatch(asm, middle + 1, last, emit)
}

const emitClass = (
  asm: Assembler,
  program: Program,
  { codes, forks, stamp }: Class,
  tables: readonly KernelTable[],
  maps: readonly KernelMap[],
): void => {
  const [first] = codes
  if (first && isSyscallHook(program.hook)) refuseOtherNumbers(asm, program, first)
  if (forks) {
    asm.load('u64', 'r1', 'r6', 8)
    asm.jumpIf('eq', 'r1', 0, 'out')
  }
  const reads = (name: Raw): boolean => codes.some(code => readsRaw(code, name))
  const duration = reads('duration')
  const timed = duration || reads('ns')
  const begin = (): void => {
    if (timed) asm.store('u64', 'r10', stack.now, 0)
    if (duration) startClass(asm, program.target)
  }
  // Behind the gate: it may turn before the exit, whose version needs what was there at the entry.
  const halves = codes.filter(code => code.half === 'entry')
  const others = codes.filter(code => code.half !== 'entry')
  const behind = asm.fresh('behind')
  const mayBeClosed = others.length > 0 && program.target.version !== undefined
  const closed = mayBeClosed && halves.length > 0 && timed ? asm.fresh('closed') : behind
  if (others.length > 0) passGate(asm, program, closed)
  begin()
  for (const code of others) emitHandler(asm, program, code, tables, maps)
  if (closed !== behind) {
    asm.jump(behind)
    asm.label(closed)
    begin()
  }
  asm.label(behind)
  for (const code of halves) emitHandler(asm, program, code, tables, maps)
  const keepsTime = halves.some(code => code.keepsTime)
  if (stamp) emitStamp(asm, stamp, program, keepsTime ? 'as sent' : 'now')
}

const readsRaw = ({ body, capture }: HandlerCode, name: Raw): boolean =>
  capture.raws.includes(name) || integersOf(body).some(expr => expr.kind === 'raw' && expr.raw === name)

/** Leaves out the calls of 32-bit programs, and counts them for the first handler that would take them for others. */
const refuseOtherNumbers = (asm: Assembler, program: Program, { handler }: HandlerCode): void => {
  const native = asm.fresh('native')
  asm.comment('not a call by the numbers of 32-bit programs')
  jumpIfNative(asm, program.target, native)
  countLoss({ asm, handler }, 'otherNumbers')
  asm.jump('out')
  asm.label(native)
}

/** Keeps the time of entry where a handler may want it. */
const emitStamp = (asm: Assembler, test: BoolExpr, program: Program, time: EntryTime): void => {
  const wanted = asm.fresh('stamp')
  emitTest(emptyFrame(asm, program), test, wanted, 'out')
  asm.label(wanted)
  keepEntry(asm, program.target, time)
}

const emitHandler = (
  asm: Assembler,
  program: Program,
  code: HandlerCode,
  tables: readonly KernelTable[],
  maps: readonly KernelMap[],
): void => {
  const done = asm.fresh('done')
  const { handler, places, capture, layout, half, reads } = code
  const frame = openFrame(
    asm,
    { ...program, handler, places, capture, layout, half, reads, done },
    code.source,
  )
  const sendUp = asm.fresh('send_up')
  let sendsUp = false
  // Before a table is added to, it is found out whether all can be done here: the strings that later keys need, and the time of
  // entry. What is left to user space, or left out, is so as a whole.
  let untouched = true
  const timed = integersOf(code.body).some(
    expr => expr.kind === 'raw' && expr.raw === 'duration' && expr !== liveDurationRead,
  )
  const statements = (body: readonly Stmt[], later: readonly ArgString[]): void => {
    for (const [i, stmt] of body.entries())
      switch (stmt.kind) {
        case 'emit':
          emitRecord(frame)
          break
        case 'mapGet':
        case 'mapSet':
        case 'mapDelete':
          emitMapUse(frame, stmt, maps[stmt.map]!)
          break
        case 'update': {
          const own = longStrings([stmt])
          const others = [...longStrings(body.slice(i + 1)), ...later].filter(string => !own.includes(string))
          sendsUp ||= own.length > 0
          if (untouched && timed) fetch(frame, 'duration')
          if (untouched) for (const string of new Set(others)) emitFits(frame, string, sendUp)
          untouched = false
          emitUpdate(frame, stmt, tables[stmt.table]!, sendUp)
          break
        }
        case 'if': {
          const [yes, no, end] = [asm.fresh('then'), asm.fresh('else'), asm.fresh('end')]
          const ways = emitTest(frame, stmt.test, yes, no)
          const before = untouched
          const behind = [...longStrings(body.slice(i + 1)), ...later]
          asm.label(yes)
          frame.known = ways.yes
          statements(stmt.yes, behind)
          const after = frame.known
          const afterYes = untouched
          untouched = before
          asm.jump(end)
          asm.label(no)
          frame.known = ways.no
          statements(stmt.no, behind)
          frame.known = meet(after, frame.known)
          untouched &&= afterYes
          asm.label(end)
        }
      }
  }
  statements(code.body, [])
  asm.jump(done)
  if (sendsUp) {
    asm.label(sendUp)
    asm.comment('too long for a key: user space counts this one')
    frame.known = nothing
    emitRecord(frame)
    asm.jump(done)
  }
  frame.flush()
  asm.label(done)
  asm.source(undefined)
}
