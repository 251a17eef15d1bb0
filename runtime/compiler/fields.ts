/**
 * What an event holds: the fields that a script reads, and the raw values in the kernel that they are made from.
 * The one table that binding, capture, decoding and the docs share.
 */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { SlotSpec } from '../../bpf/layout.ts'
import type { Phase } from './probe.ts'

/** A number in the kernel, before it is made into a field. */
export type Raw =
  | 'pid'
  | 'tid'
  | 'ppid'
  | 'uid'
  | 'gid'
  | 'cpu'
  | 'cgroup'
  | 'ns'
  | 'nr'
  | 'ret'
  | 'duration'
  /** 32 random bits, the same for all uses in a handler. */
  | 'random'
  | `arg${number}`
  /** Registers of arguments as they are, whatever the syscall makes of them. */
  | 'reg0'
  | 'reg1'
  | 'reg2'
  | 'reg3'
  | 'reg4'
  | 'reg5'

/** The registers of arguments, in their order. */
export const registerRaws = ['reg0', 'reg1', 'reg2', 'reg3', 'reg4', 'reg5'] as const

export const argRaw = (index: number): Raw => `arg${index}`

/** How a number is held: width in bits and sign. */
export type Width = 's32' | 'u32' | 's64' | 'u64'

/** The width of the raw values that are not arguments. */
export const rawWidth: Readonly<Record<string, Width>> = {
  pid: 's32',
  tid: 's32',
  ppid: 's32',
  uid: 'u32',
  gid: 'u32',
  cpu: 'u32',
  cgroup: 'u64',
  ns: 'u64',
  nr: 'u32',
  ret: 's64',
  duration: 'u64',
  random: 'u32',
  ...Object.fromEntries(registerRaws.map(raw => [raw, 'u64'])),
}

/** What a common field is made from. `nr` costs nothing: it is part of every record's tag. */
export interface CommonField {
  readonly type: 'number' | 'bigint' | 'string' | 'object'
  readonly needs: readonly (Raw | 'comm' | 'kstack' | 'ustack' | 'memory')[]
  readonly doc: string
}

/** The fields of every event; `hasField` tells which do not have all. */
export const commonFields: Readonly<Record<string, CommonField>> = {
  pid: { type: 'number', needs: ['pid'], doc: 'process id (tgid)' },
  tid: { type: 'number', needs: ['tid'], doc: 'thread id' },
  ppid: { type: 'number', needs: ['ppid'], doc: "the parent's process id" },
  uid: { type: 'number', needs: ['uid'], doc: 'user id' },
  gid: { type: 'number', needs: ['gid'], doc: 'group id' },
  comm: { type: 'string', needs: ['comm'], doc: 'name of the thread, at most 15 bytes' },
  cpu: { type: 'number', needs: ['cpu'], doc: 'CPU number' },
  cgroup: { type: 'bigint', needs: ['cgroup'], doc: 'cgroup v2 id' },
  time: { type: 'number', needs: ['ns'], doc: 'wall clock in ms, a number that Date takes' },
  ns: { type: 'bigint', needs: ['ns'], doc: 'monotonic clock in ns' },
  unixNs: { type: 'string', needs: ['ns'], doc: 'wall clock in ns since 1970, as digits' },
  name: { type: 'string', needs: ['nr'], doc: 'name of the syscall, or the probe' },
  nr: { type: 'number', needs: ['nr'], doc: 'number of the syscall' },
  args: { type: 'object', needs: [], doc: 'the arguments by name' },
  ret: { type: 'number', needs: ['ret'], doc: 'result; a negative errno on failure' },
  error: { type: 'string', needs: ['ret'], doc: 'errno name, undefined on success' },
  duration: { type: 'number', needs: ['duration'], doc: 'ns from entry to exit' },
  call: {
    type: 'string',
    needs: [...registerRaws, 'ret', 'pid', 'ns', 'memory'],
    doc: 'the call as text, as strace shows it',
  },
  shownCall: {
    type: 'object',
    needs: [...registerRaws, 'ret', 'pid', 'ns', 'memory'],
    doc: 'the same for programs that write it as bytes; only while the handler runs',
  },
  regs: { type: 'object', needs: registerRaws, doc: 'the six argument registers as numbers' },
  kstack: { type: 'string', needs: ['kstack'], doc: 'kernel stack, a frame per line' },
  ustack: { type: 'string', needs: ['ustack', 'pid'], doc: 'user stack, a frame per line' },
}

/** Fields that only calls have, and not what else happens. */
const callFields: ReadonlySet<string> = new Set(['nr', 'call', 'shownCall', 'regs'])

/** Fields that only a completed call has. */
export const exitFields: ReadonlySet<string> = new Set(['ret', 'error', 'duration'])

/** Whether the events of a phase have this common field. Where they have not, the name may be an argument's. */
export const hasField = (phase: Phase, name: string): boolean =>
  name in commonFields &&
  (phase === 'complete' || !exitFields.has(name)) &&
  (phase !== 'moment' || !callFields.has(name))

/** A field as a handler reads it: a common one, or an argument (`e.fd`, `e.args.fd`). */
export type FieldUse =
  | { readonly kind: 'common'; readonly name: string }
  | { readonly kind: 'arg'; readonly name: string }

/** What a handler reads of its event. `all`: the event as a whole leaves the handler's sight, so everything is taken. */
export interface FieldUses {
  readonly all: boolean
  readonly common: ReadonlySet<string>
  /** Arguments read as `e.name`. */
  readonly direct: ReadonlySet<string>
  /** Arguments read as `e.args.name`. */
  readonly viaArgs: ReadonlySet<string>
  /** Numbers among the arguments of calls are taken as the registers that they are in, whatever the call makes of them. */
  readonly asRegisters?: boolean
}

/**
 * A blob of a record, by name: `string:1` is the string that argument 1 points to, `memory` what the recipe of the syscall
 * gave (`bpf/recipe.ts`).
 */
export type BlobName = `string:${number}` | `strings:${number}` | 'kstack' | 'ustack' | 'memory'

/** The most that is read of a string, its NUL included; a path is at most 4096. */
export const maxString = 4100
/** Strings that are read of a list. */
export const maxStrings = 64
/** Bytes of a list of strings after which no further string is read. */
export const maxList = 16384

/** What is captured of an event: raw values, the process name, blobs. Plain and ordered, so that equal captures compare equal. */
export interface Capture {
  readonly raws: readonly Raw[]
  readonly comm: boolean
  readonly blobs: readonly BlobName[]
}

/** Arguments follow, in their own order. */
const rawOrder: readonly Raw[] = [
  'pid', 'tid', 'ppid', 'uid', 'gid', 'cpu', 'cgroup', 'ns', 'ret', 'duration',
  ...registerRaws, 'random',
] // biome-ignore format: one order, seen at once

/** Fields that an event as a whole has only if they are read: they cost much, or say again what others say. */
const onlyIfRead: ReadonlySet<string> = new Set(['unixNs', 'kstack', 'ustack', 'call', 'shownCall', 'regs'])

/** Whether a common field is taken. */
export const isTaken = (uses: FieldUses, name: string): boolean =>
  uses.common.has(name) || (uses.all && !onlyIfRead.has(name))

/** What must be captured of one syscall so that these fields can be made. */
export const captureOf = (uses: FieldUses, syscall: SyscallFact, phase: Phase): Capture => {
  const raws = new Set<Raw>()
  const blobs = new Set<BlobName>()
  let comm = false
  let memory = false
  const need = (what: CommonField['needs'][number]): void => {
    if (what === 'comm') comm = true
    else if (what === 'kstack' || what === 'ustack') blobs.add(what)
    // After all others, so that a condition on a string reads no more than that.
    else if (what === 'memory') memory = true
    else if (what !== 'nr' && (phase === 'complete' || what !== 'ret')) raws.add(what)
  }
  const common = Object.keys(commonFields).filter(name => isTaken(uses, name))
  for (const name of common) if (hasField(phase, name)) commonFields[name]?.needs.forEach(need)
  // No field of an event, but of a recording: who replays it takes the same samples.
  if (uses.common.has('random')) raws.add('random')
  const asRegisters = uses.asRegisters === true && phase !== 'moment'
  if (asRegisters) for (const raw of registerRaws) raws.add(raw)
  const everyArg = uses.all || uses.common.has('args')
  syscall.args.forEach((arg, index) => {
    const direct = uses.direct.has(arg.name) && !hasField(phase, arg.name)
    if (!everyArg && !direct && !uses.viaArgs.has(arg.name)) return
    if (arg.kind === 'string') blobs.add(`string:${index}`)
    else if (arg.kind === 'strings') blobs.add(`strings:${index}`)
    else if (!asRegisters) raws.add(argRaw(index))
  })
  if (memory) blobs.add('memory')
  const order = [...rawOrder, ...syscall.args.map((_, index) => argRaw(index))]
  return { raws: order.filter(raw => raws.has(raw)), comm, blobs: [...blobs] }
}

/** Bytes of a raw value in a record. */
export const slotSize = (raw: Raw, syscall: SyscallFact): 4 | 8 => {
  const width = widthOf(raw, syscall)
  return width === 's32' || width === 'u32' ? 4 : 8
}

/** The width of a raw value of one syscall's event. */
export const widthOf = (raw: Raw, syscall: SyscallFact): Width => {
  const known = rawWidth[raw]
  if (known) return known
  switch (syscall.args[Number(raw.slice(3))]?.kind) {
    case 'int':
      return 's32'
    case 'uint':
    case 'bool':
      return 'u32'
    case 'long':
      return 's64'
    default:
      return 'u64'
  }
}

/** The slots of a capture, for the layout. */
export const slotsOf = (capture: Capture, syscall: SyscallFact): SlotSpec[] => [
  ...capture.raws.map(raw => ({ name: raw, size: slotSize(raw, syscall) })),
  ...(capture.comm ? [{ name: 'comm', size: 16 } as const] : []),
]
