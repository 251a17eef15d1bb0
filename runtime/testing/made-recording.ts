/** Events made by hand → a recording in memory, as if the kernel had sent them. */

import { errorNumber } from '../../bpf/facts/errors.ts'
import { type SyscallArg, type SyscallFact, syscallTable } from '../../bpf/facts/syscalls.ts'
import { layoutOf, type RecordLayout, type SlotSpec, tagOf } from '../../bpf/layout.ts'
import { defaultCallOptions } from '../calls/options.ts'
import { recipeOf } from '../calls/recipes.ts'
import { argRaw, type Raw, registerRaws, slotSize, type Width, widthOf } from '../compiler/fields.ts'
import { eventNumber, type Hook } from '../compiler/hook.ts'
import type { Phase } from '../compiler/probe.ts'
import { parseProbe } from '../compiler/probe.ts'
import { processFact } from '../compiler/process-events.ts'
import { sampleTarget } from '../compiler/target.ts'
import { didYouMean } from '../nearest.ts'
import type { Header, RecordedLayout, StackText } from '../recording/header.ts'
import type { Block, Recording } from '../recording/reader.ts'
import { recipesMark } from '../recording/recipes-mark.ts'
import type { MadeEvent } from './made-events.ts'
import { madeMemory, madeText, textBlob } from './made-memory.ts'
import { wrong } from './made-wrong.ts'

/** The first event's wall clock if it is not given, in ms: 2026-01-01 00:00:01. */
const firstMs = Date.UTC(2026, 0, 1, 0, 0, 1)
/** The monotonic clock when the first event could come. */
const startNs = 1_000_000_000_000n

/** Milliseconds to add to the monotonic clock for the wall clock: a second goes by before the first event. */
const offsetOf = (first: MadeEvent | undefined): number => {
  const time = first?.fields.time
  const ms = time === undefined ? firstMs : msOf(first!.probe, time)
  return ms - 1000 - Number(startNs) / 1e6
}

const common: readonly SlotSpec[] = [
  ...(['pid', 'tid', 'ppid', 'uid', 'gid', 'cpu', 'random'] as const).map(name => ({
    name,
    size: 4 as const,
  })),
  ...(['cgroup', 'ns'] as const).map(name => ({ name, size: 8 as const })),
  { name: 'comm', size: 16 },
]

/** What is made: what it is an event of, and where the parts of its record are. */
interface Kind {
  readonly fact: SyscallFact
  readonly phase: Phase
  readonly layout: RecordLayout
  readonly described: RecordedLayout
  readonly index: number
}

const isText = ({ kind }: SyscallArg): boolean => kind === 'string' || kind === 'strings'

const commonNames = [
  'pid', 'tid', 'ppid', 'uid', 'gid', 'comm', 'cpu', 'cgroup', 'ns', 'time', 'kstack', 'ustack',
] as const // biome-ignore format: one list

/** Fields that are not arguments: an argument of such a name is given in `args`. */
const ownNames = (phase: Phase): string[] => [
  ...commonNames,
  'args',
  ...(phase === 'complete' ? ['ret', 'error', 'duration'] : []),
]

/** Arguments of functions of the kernel, by probe: all that any of its events is given. A bigint is a pointer. */
type FunctionArguments = ReadonlyMap<string, readonly SyscallArg[]>

/** @throws TypeError */
const functionArguments = (events: readonly MadeEvent[]): FunctionArguments => {
  const found = new Map<string, Map<string, SyscallArg>>()
  for (const { probe, fields } of events) {
    const parsed = parseProbe(probe)
    if (parsed.kind !== 'function') continue
    const args = found.get(probe) ?? new Map<string, SyscallArg>()
    found.set(probe, args)
    const given = parsed.returns ? { ret: fields.ret } : (fields.args ?? {})
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) continue
      const isPointer = typeof value === 'bigint'
      const before = args.get(name)
      if (before && isPointer !== (before.kind === 'word'))
        wrong(probe, `${name} is a number in one event and a bigint in another`)
      args.set(name, { name, type: isPointer ? 'void *' : 'long', kind: isPointer ? 'word' : 'long' })
    }
    if (parsed.returns && args.size === 0) args.set('ret', { name: 'ret', type: 'long', kind: 'long' })
  }
  return new Map([...found].map(([probe, args]) => [probe, [...args.values()]]))
}

const factOf = (
  probe: string,
  functions: FunctionArguments,
): { hook: Hook; phase: Phase; fact: SyscallFact } => {
  const parsed = parseProbe(probe)
  switch (parsed.kind) {
    case 'process':
      return {
        hook: `process:${parsed.event}`,
        phase: 'moment',
        fact: processFact(parsed.event, sampleTarget()),
      }
    case 'function': {
      const args = functions.get(probe) ?? []
      const hook = `${parsed.returns ? 'kretprobe' : 'kprobe'}:${parsed.function}` as const
      return { hook, phase: 'moment', fact: { name: parsed.function, nr: eventNumber, args } }
    }
    case 'syscall': {
      const fact = syscallTable('x64').byName(parsed.pattern)
      const { phase } = parsed
      if (fact) return { hook: phase === 'enter' ? 'sys_enter' : 'sys_exit', phase, fact }
      const names = syscallTable('x64')
        .all()
        .map(({ name }) => name)
      return wrong(probe, `no syscall is called that${near(parsed.pattern, names)}`)
    }
    case 'unsupported':
      return wrong(probe, parsed.message)
  }
}

const near = (name: string, names: readonly string[]): string => {
  const meant = didYouMean(name, names)
  return meant === undefined ? '' : ` (${meant})`
}

/** Collects bytes of memory at addresses that look like ones. */
const firstPointer = 0x7f00_0000_1000n

const utf8 = new TextEncoder()

const reader = (syscall: SyscallFact) => recipeOf(syscall, defaultCallOptions)

/** The events as a recording, which can be read once. */
export const madeRecording = (events: readonly MadeEvent[]): Recording => {
  const functions = functionArguments(events)
  const offsetMs = offsetOf(events[0])
  const kinds = new Map<string, Kind>()
  const prototypes = new Map<string, Header['functions'][number]>()
  const stacks: StackText[] = []

  const kindOf = (made: MadeEvent): Kind => {
    const { hook, phase, fact } = factOf(made.probe, functions)
    const key = `${hook} ${fact.name}`
    const before = kinds.get(key)
    if (before) return before
    const isCall = phase !== 'moment'
    const slots: SlotSpec[] = [
      ...common,
      ...(phase === 'complete'
        ? (['ret', 'duration'] as const).map(name => ({ name, size: 8 as const }))
        : []),
      ...(isCall ? registerRaws.map(name => ({ name, size: 8 as const })) : []),
      ...(isCall
        ? []
        : fact.args.flatMap((arg, i) =>
            isText(arg) ? [] : [{ name: argRaw(i), size: slotSize(argRaw(i), fact) }],
          )),
    ]
    const texts = fact.args.flatMap((arg, i) => (isText(arg) ? [`${arg.kind}:${i}`] : []))
    const layout = layoutOf(slots, [...texts, 'kstack', 'ustack', ...(isCall ? ['memory'] : [])])
    const kind: Kind = {
      ...{ fact, phase, layout, index: kinds.size },
      described: {
        ...{ hook, phase },
        syscalls: [{ name: fact.name, nr: fact.nr, args: [...fact.args] }],
        slots: [...layout.slots.values()],
        blobs: [...layout.blobs],
        fixedSize: layout.fixedSize,
        ...(isCall && { recipes: recipesMark([fact], reader) }),
      },
    }
    kinds.set(key, kind)
    if (hook.startsWith('kprobe:')) keepPrototype(fact)
    if (hook.startsWith('kretprobe:')) keepPrototype(fact)
    return kind
  }

  const keepPrototype = ({ name, args }: SyscallFact): void => {
    const typed = args.map(arg => ({
      name: arg.name,
      type: {
        kind: arg.kind === 'word' ? ('pointer' as const) : ('signed' as const),
        size: 8,
        text: arg.type,
      },
    }))
    const before = prototypes.get(name)?.prototype
    const returns = typed.find(arg => arg.name === 'ret')?.type
    prototypes.set(name, {
      name,
      prototype: {
        parameters: returns ? (before?.parameters ?? []) : typed,
        result: returns ?? before?.result ?? null,
      },
    })
  }

  let lastNs = startNs + 999_000_000n
  // Repeats, so that a sample of made events is the same each time.
  let random = 0x2545_f491
  const nextRandom = (): number => {
    random ^= random << 13
    random ^= random >>> 17
    random ^= random << 5
    return random >>> 0
  }
  let stackAddress = 1n

  const stackOf = (pid: number, text: unknown): Uint8Array => {
    if (text === undefined) return new Uint8Array(0)
    const address = stackAddress++
    stacks.push({ pid, addresses: [String(address)], text: String(text) })
    return new Uint8Array(BigUint64Array.of(address).buffer)
  }

  const recordOf = (made: MadeEvent): Uint8Array => {
    const { probe, fields } = made
    const { fact, phase, layout, index } = kindOf(made)
    const own = ownNames(phase)
    const args = fact.args.map(({ name }) => name)
    const byName = (fields.args ?? {}) as Readonly<Record<string, unknown>>
    const checkNames = (what: string, given: object, names: readonly string[]): void => {
      for (const name of Object.keys(given))
        if (!names.includes(name)) wrong(probe, `it has no ${what} "${name}"${near(name, names)}`)
    }
    checkNames('field', fields, [...own, ...args])
    checkNames('argument', byName, args)
    const integer = (name: Raw, otherwise: number | bigint): bigint =>
      integerOf(probe, name, fields[name] ?? otherwise, name === 'duration' ? name : widthOf(name, fact))
    const pid = integer('pid', 1000)
    const ns = timeOf(probe, fields, lastNs + 1_000_000n, offsetMs)
    lastNs = ns
    const numbers = new Map<string, bigint>([
      ['pid', pid],
      ['tid', integer('tid', pid)],
      ['ppid', integer('ppid', 1)],
      ['uid', integer('uid', 1000)],
      ['gid', integer('gid', 1000)],
      ['cpu', integer('cpu', 0)],
      ['random', BigInt(nextRandom())],
      ['cgroup', integer('cgroup', 1n)],
      ['ns', ns],
    ])
    if (phase === 'complete') {
      numbers.set('ret', resultOf(probe, fields, integer))
      numbers.set('duration', integer('duration', 1000))
    }
    const given = ({ name }: SyscallArg): unknown =>
      byName[name] ?? (own.includes(name) ? undefined : fields[name])
    const textGiven = (arg: SyscallArg): string | readonly string[] | undefined => {
      const value = isText(arg) ? given(arg) : undefined
      return value === undefined ? undefined : madeText(probe, arg, value)
    }
    let pointer = firstPointer
    fact.args.forEach((arg, i) => {
      const name = phase === 'moment' ? argRaw(i) : `reg${i}`
      if (isText(arg)) {
        if (phase !== 'moment') numbers.set(name, given(arg) === undefined ? 0n : pointer)
        pointer += 0x1000n
        return
      }
      numbers.set(name, integerOf(probe, arg.name, given(arg) ?? 0, widthOf(argRaw(i), fact)))
    })

    const blobs = layout.blobs.map(({ name }): { bytes: Uint8Array; flags: number } => {
      if (name === 'kstack') return { bytes: stackOf(0, fields.kstack), flags: 0 }
      if (name === 'ustack') return { bytes: stackOf(Number(pid), fields.ustack), flags: 0 }
      if (name === 'memory') return { bytes: madeMemory(fact, textGiven, numbers), flags: 0 }
      const arg = fact.args[Number(name.slice(name.indexOf(':') + 1))]!
      const text = textGiven(arg)
      return text === undefined ? { bytes: new Uint8Array(0), flags: 0 } : textBlob(text)
    })
    const length = blobs.reduce((sum, { bytes }) => sum + bytes.length, layout.fixedSize)
    const record = new Uint8Array((length + 3) & ~3)
    const view = new DataView(record.buffer)
    view.setUint32(0, tagOf(index, fact.nr), true)
    for (const { name, offset, size } of layout.slots.values()) {
      if (name === 'comm') {
        record.set(utf8.encode(String(fields.comm ?? 'test')).subarray(0, 15), offset)
        continue
      }
      const value = BigInt.asUintN(64, numbers.get(name) ?? 0n)
      if (size === 4) view.setUint32(offset, Number(value & 0xffff_ffffn), true)
      else view.setBigUint64(offset, value, true)
    }
    let at = layout.fixedSize
    blobs.forEach(({ bytes, flags }, i) => {
      view.setUint32(layout.blobs[i]!.lengthOffset, bytes.length | flags, true)
      record.set(bytes, at)
      at += bytes.length
    })
    const framed = new Uint8Array(4 + record.length)
    new DataView(framed.buffer).setUint32(0, length, true)
    framed.set(record, 4)
    return framed
  }

  const records = events.map(recordOf)
  const payload = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const record of records) {
    payload.set(record, at)
    at += record.length
  }
  const blocks: Block[] = [
    { type: 'stacks', stacks },
    { type: 'events', payload },
    { type: 'status', status: { events: events.length, ns: String(lastNs), last: true, losses: [] } },
  ]
  return {
    header: {
      systrace: 'made by hand',
      kernel: { release: 'made by hand', arch: 'x64' },
      asked: 'events made by hand',
      part: 0,
      clock: { startNs: String(startNs), offsetMs },
      calls: { stringSize: defaultCallOptions.stringSize, abbreviate: defaultCallOptions.abbreviate },
      layouts: [...kinds.values()].map(({ described }) => described),
      functions: [...prototypes.values()],
    },
    next: () => blocks.shift(),
    broken: undefined,
    [Symbol.dispose]: () => {},
  }
}

const ranges: Readonly<Record<Width | 'duration', readonly [least: bigint, most: bigint]>> = {
  duration: [0n, 2n ** 63n - 1n],
  s32: [-(2n ** 31n), 2n ** 31n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  s64: [-(2n ** 63n), 2n ** 63n - 1n],
  u64: [0n, 2n ** 64n - 1n],
}

const integerOf = (probe: string, name: string, value: unknown, width: keyof typeof ranges): bigint => {
  const isInteger =
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isInteger(value))
  if (!isInteger) return wrong(probe, `${name} must be an integer, not ${String(value)}`)
  const [least, most] = ranges[width]
  const integer = BigInt(value)
  return integer >= least && integer <= most
    ? integer
    : wrong(probe, `${name} must be from ${least} to ${most}, not ${integer}`)
}

/** @throws TypeError */
const msOf = (probe: string, time: unknown): number => {
  const ms = time instanceof Date ? time.getTime() : time
  if (typeof ms === 'number' && Number.isFinite(ms)) return ms
  return wrong(probe, 'time must be a Date, or ms since 1970')
}

const timeOf = (
  probe: string,
  { ns, time }: MadeEvent['fields'],
  otherwise: bigint,
  offsetMs: number,
): bigint => {
  if (typeof ns === 'bigint') return integerOf(probe, 'ns', ns, 'duration')
  if (time === undefined) return otherwise
  const found = BigInt(Math.round((msOf(probe, time) - offsetMs) * 1e6))
  return found < 0n ? wrong(probe, 'time is long before that of the first event') : found
}

const resultOf = (
  probe: string,
  { error, ret }: MadeEvent['fields'],
  integer: (name: 'ret', otherwise: number) => bigint,
): bigint => {
  if (error === undefined) return integer('ret', 0)
  const number = errorNumber(String(error))
  if (number === undefined) return wrong(probe, `no error is called "${String(error)}"`)
  if (ret !== undefined && ret !== -number)
    return wrong(probe, `ret is ${String(ret)}, and error ${String(error)}`)
  return BigInt(-number)
}
