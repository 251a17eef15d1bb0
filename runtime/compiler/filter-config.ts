/**
 * The filters that can change while the script runs: what is in the maps, and the values that a script gives → what is put
 * there.
 *
 * A live handler has a block in the state map: a word that says which filters there are and which of two configurations
 * holds, and the two. A change is written to the one that does not hold, and one store of the word puts it in force, so
 * that a program sees all of a change or nothing of it. Lists of more than one value are keys of a hash map.
 */

import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import type { SyscallFact, SyscallTable } from '../../bpf/facts/syscalls.ts'
import type { MapSpec } from '../../bpf/spec.ts'
import { isGlob, literalOf } from './glob.ts'
import { and, type BoolExpr } from './ir.ts'
import { bytesOf } from './operators.ts'
import { type FilterValues, sampleThreshold } from './options.ts'
import { type Phase, parseProbe } from './probe.ts'
import { maxSyscalls, stateSize } from './state.ts'
import { resolveSyscalls } from './syscall-set.ts'

/** Filters that are lists. */
export const setKinds = ['pid', 'tid', 'uid', 'comm', 'cgroup'] as const
export type SetKind = (typeof setKinds)[number]

/** In the order of the tests: what costs least comes first. */
export const filterKinds = ['syscalls', 'sample', ...setKinds, 'minDuration'] as const
export type FilterKind = (typeof filterKinds)[number]

/** Bytes of a configuration, and the bit of the word that says which one holds. */
export const configSize = 256

/** The bit of the word that says that there is such a filter; above the one that picks the configuration. */
export const filterBit = (kind: FilterKind): number => (configSize << 1) << filterKinds.indexOf(kind)

/** Byte offsets in a block. */
export const blockLayout = { word: 0, configs: 8, size: 8 + 2 * configSize } as const

/** Byte offsets in a configuration. Lists of one value are here, of others `isList`. */
export const configLayout = {
  /** A bit for each syscall number. */
  syscalls: 0,
  pid: maxSyscalls / 8,
  tid: maxSyscalls / 8 + 8,
  uid: maxSyscalls / 8 + 16,
  cgroup: maxSyscalls / 8 + 24,
  /** 16 bytes; `isList` is in the first half. */
  comm: maxSyscalls / 8 + 32,
  /** The bytes of a name that count, its NUL included. */
  commMask: maxSyscalls / 8 + 48,
  /** A random number of 32 bits must be below it. */
  sample: maxSyscalls / 8 + 64,
  minDuration: maxSyscalls / 8 + 72,
} as const

/** Stands for the value of a list that is in the hash map; no id is all ones. */
export const isList = -1n

/** Values that all lists together may have. */
export const filterCapacity = 32_768

/** The hash map of lists: its keys are what counts. Twice the capacity, since old lists go when new ones are there. */
export const filterMap: MapSpec = {
  name: 'filters',
  type: 'hash',
  keySize: 24,
  valueSize: 1,
  maxEntries: 2 * filterCapacity,
  flags: 1 /* BPF_F_NO_PREALLOC */,
}

/** Byte offsets in a key: the number of the block and its configuration, the kind, the value. */
export const keyLayout = { owner: 0, kind: 4, value: 8 } as const

/** The owner of a list, as a u32: the programs take `config` from the block's word. */
export const ownerOf = (block: number, config: 0 | 1): number => block * 2 * configSize + config * configSize

/** What the kernel is to hold for a handler. */
export interface FilterConfig {
  /** Values of 128 bits, each once; no list: any value will do. */
  readonly sets: Readonly<Partial<Record<SetKind, readonly bigint[]>>>
  /** Numbers of syscalls. */
  readonly syscalls?: readonly number[]
  /** Nanoseconds, 0 for none. */
  readonly minDuration: number
  /** What a random number of 32 bits must be below. */
  readonly sample?: number
}

/** A call of `on` whose filters can change: of all its handlers. */
export interface LivePlan {
  /** The number of its block. */
  readonly index: number
  readonly registration: number
  /** Where its block is in the state map. */
  readonly block: number
  /** The numbers of its syscalls. */
  readonly syscalls: readonly number[]
  /** Whether there can be a least duration: only then times of entry are kept. */
  readonly minDuration: boolean
  /** What holds when the probes are attached. */
  readonly start: FilterConfig
}

/** Whether the filters let an event of these syscalls through. `at`: the place of the call. */
export const liveCondition = (
  { index, block, minDuration }: LivePlan,
  syscalls: readonly SyscallFact[],
  phase: Phase,
  at: number | undefined,
): BoolExpr => {
  const [only] = syscalls.length === 1 ? syscalls : []
  const place = at === undefined ? {} : { at }
  const timed = minDuration && phase === 'complete'
  const nr = only && phase !== 'moment' ? { nr: only.nr } : {}
  const live: BoolExpr = { kind: 'live', index, block, minDuration: timed, ...nr, ...place }
  return timed ? and(live, { kind: 'liveDuration', index, ...place }) : live
}

/** How many entries of the hash map a configuration takes. */
export const entriesOf = ({ sets }: FilterConfig): number =>
  setKinds.reduce((n, kind) => n + (sets[kind] && sets[kind].length > 1 ? sets[kind].length : 0), 0)

/**
 * Plans the blocks of the calls of `on` whose filters can change.
 *
 * @param refuse told what is wrong with the start values of a registration
 */
export const planLive = (
  registrations: readonly { readonly live?: FilterValues }[],
  handlers: readonly {
    readonly registration: number
    readonly phase: Phase
    readonly syscalls: readonly SyscallFact[]
  }[],
  table: SyscallTable,
  refuse: (registration: number, message: string) => void,
): LivePlan[] => {
  const plans: LivePlan[] = []
  registrations.forEach(({ live }, registration) => {
    if (!live) return
    const own = handlers.filter(handler => handler.registration === registration)
    const calls = own.filter(({ phase }) => phase !== 'moment')
    const syscalls = [...new Set(calls.flatMap(handler => handler.syscalls.map(({ nr }) => nr)))]
    const index = plans.length
    const block = stateSize(handlers.length) + index * blockLayout.size
    const minDuration = live.minDuration !== undefined
    try {
      const start = filterConfig(live, syscalls, table)
      checkCapacity([...plans.map(plan => plan.start), start])
      plans.push({ index, registration, block, syscalls, minDuration, start })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      refuse(registration, error.message)
    }
  })
  return plans
}

/** @throws RangeError when the lists of all handlers have too many values */
export const checkCapacity = (configs: readonly FilterConfig[]): void => {
  const values = configs.reduce((n, config) => n + entriesOf(config), 0)
  if (values > filterCapacity)
    throw new RangeError(
      `Cannot filter by ${values} values: the lists of all handlers together may have ${filterCapacity}`,
    )
}

/**
 * Turns a handler's filters into what the kernel holds.
 *
 * @param own the numbers of the handler's syscalls; undefined when they are not known, as its probes are wrong
 * @throws RangeError when `syscalls` names none of them
 */
export const filterConfig = (
  values: FilterValues,
  own: readonly number[] | undefined,
  table: SyscallTable,
): FilterConfig => {
  const sets: Partial<Record<SetKind, readonly bigint[]>> = {}
  for (const kind of setKinds) {
    const list = values[kind]
    if (!list) continue
    const encoded = list.map(value => (typeof value === 'string' ? nameValue(value) : BigInt(value)))
    sets[kind] = [...new Set(encoded.filter(value => value !== undefined))]
  }
  const { sample, minDuration = 0, syscalls } = values
  const numbers = syscalls && own && chosenSyscalls(syscalls, own, table)
  return {
    sets,
    minDuration: Math.ceil(minDuration),
    ...(numbers && { syscalls: numbers }),
    ...(sample !== undefined && sample < 1 && { sample: sampleThreshold(sample) }),
  }
}

/** A process name as the kernel pads it; undefined for what no process is called. */
const nameValue = (name: string): bigint | undefined => {
  if (isGlob(name))
    throw new RangeError(
      `Filter "comm": ${JSON.stringify(name)} is a pattern, and filters that change take exact names ("\\*" is the character itself)`,
    )
  const bytes = bytesOf(literalOf(name))
  if (!bytes || bytes.length > 15 || bytes.includes(0)) return undefined
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

const chosenSyscalls = (
  patterns: readonly string[],
  own: readonly number[],
  table: SyscallTable,
): readonly number[] => {
  const refuse = (message: string, hint?: string): never => {
    throw new RangeError(`Filter "syscalls": ${message}${hint ? ` (${hint})` : ''}`)
  }
  const among = new Set(own)
  for (const pattern of patterns) {
    if (/^[^/].*:(enter|exit)$/.test(pattern))
      refuse(`"${pattern}" names an event`, `write "${pattern.slice(0, pattern.lastIndexOf(':'))}"`)
    const named = resolveSyscalls([pattern.replace(/^!/, '')], table, syscallGroups())
    if ('error' in named) {
      refuse(named.error.message, named.error.hint)
      continue
    }
    if (!/^[!?]/.test(pattern) && !named.syscalls.some(({ nr }) => among.has(nr)))
      refuse(`"${pattern}" is none of the handler's syscalls`)
  }
  // Each pattern by itself is right, so that there is nothing left is what was asked for.
  const set = resolveSyscalls(patterns, table, syscallGroups())
  return 'error' in set ? [] : set.syscalls.flatMap(({ nr }) => (among.has(nr) ? [nr] : []))
}

/** The numbers of the syscalls that probes are for; undefined when one of them is wrong, which compiling reports. */
export const syscallsOf = (probes: readonly string[], table: SyscallTable): number[] | undefined => {
  const patterns: Record<Exclude<Phase, 'moment'>, string[]> = { enter: [], complete: [] }
  for (const text of probes) {
    const probe = parseProbe(text)
    if (probe.kind === 'unsupported') return undefined
    if (probe.kind === 'syscall') patterns[probe.phase].push(probe.pattern)
  }
  const found = Object.values(patterns)
    .filter(list => list.length > 0)
    .map(list => resolveSyscalls(list, table, syscallGroups()))
  return found.some(set => 'error' in set)
    ? undefined
    : [...new Set(found.flatMap(set => ('error' in set ? [] : set.syscalls.map(({ nr }) => nr))))]
}
