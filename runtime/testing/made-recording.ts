/** Events made by hand → a recording in memory, as if the kernel had sent them. */

import { errorNumber } from '../../bpf/facts/errors.ts'
import { type SyscallArg, type SyscallFact, syscallTable } from '../../bpf/facts/syscalls.ts'
import { blobFlags, layoutOf, type RecordLayout, type SlotSpec, tagOf } from '../../bpf/layout.ts'
import { firstAddress, type MemoryRead } from '../../bpf/recipe.ts'
import { chunkNumber } from '../../bpf/recipe-table.ts'
import { defaultCallOptions } from '../calls/options.ts'
import { recipeOf } from '../calls/recipes.ts'
import { argRaw, maxString, registerRaws, slotSize } from '../compiler/fields.ts'
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

/** The first event's wall clock, in ms: 2026-01-01 00:00:01. */
const firstMs = Date.UTC(2026, 0, 1, 0, 0, 1)
/** The monotonic clock when the first event could come. */
const startNs = 1_000_000_000_000n
/** Milliseconds to add to the monotonic clock for the wall clock: a second goes by before the first event. */
const offsetMs = firstMs - 1000 - Number(startNs) / 1e6

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

const known = (phase: Phase, { args }: SyscallFact): string[] => [
  ...commonNames,
  ...(phase === 'complete' ? ['ret', 'error', 'duration'] : []),
  ...args.map(({ name }) => name),
]

/** @throws TypeError */
const wrong = (probe: string, what: string): never => {
  throw new TypeError(`Cannot make an event of ${probe}: ${what}`)
}

const factOf = (
  probe: string,
  fields: MadeEvent['fields'],
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
      const given = parsed.returns
        ? { ret: fields.ret ?? 0 }
        : ((fields.args ?? {}) as Readonly<Record<string, number | bigint>>)
      const args = Object.entries(given).map(([name, value]): SyscallArg => {
        const isPointer = typeof value === 'bigint'
        return { name, type: isPointer ? 'void *' : 'long', kind: isPointer ? 'word' : 'long' }
      })
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
  const kinds = new Map<string, Kind>()
  const prototypes = new Map<string, Header['functions'][number]>()
  const stacks: StackText[] = []

  const kindOf = (made: MadeEvent): Kind => {
    const { hook, phase, fact } = factOf(made.probe, made.fields)
    const key = `${hook} ${fact.name} ${fact.args.map(({ name, kind }) => `${name}:${kind}`).join()}`
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
    const names = [...known(phase, fact), ...(phase === 'moment' ? ['args', 'ret'] : [])]
    for (const name of Object.keys(fields))
      if (!names.includes(name)) wrong(probe, `it has no field "${name}"${near(name, names)}`)
    const integer = (name: string, otherwise: number | bigint): bigint => {
      const value = fields[name] ?? otherwise
      if (typeof value === 'boolean') return value ? 1n : 0n
      if (typeof value === 'bigint') return value
      if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
      return wrong(probe, `${name} must be an integer, not ${String(value)}`)
    }
    const pid = integer('pid', 1000)
    const ns = timeOf(probe, fields, lastNs + 1_000_000n)
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
    const given = (arg: SyscallArg): unknown => {
      const inner = fields.args as Readonly<Record<string, unknown>> | undefined
      return inner?.[arg.name] ?? fields[arg.name]
    }
    let pointer = firstPointer
    fact.args.forEach((arg, i) => {
      const name = phase === 'moment' ? argRaw(i) : `reg${i}`
      if (isText(arg)) {
        if (phase !== 'moment') numbers.set(name, given(arg) === undefined ? 0n : pointer)
        pointer += 0x1000n
        return
      }
      const value = given(arg) ?? 0
      numbers.set(name, typeof value === 'boolean' ? BigInt(value) : integerOf(probe, arg.name, value))
    })

    const blobs = layout.blobs.map(({ name }): { bytes: Uint8Array; flags: number } => {
      if (name === 'kstack') return { bytes: stackOf(0, fields.kstack), flags: 0 }
      if (name === 'ustack') return { bytes: stackOf(Number(pid), fields.ustack), flags: 0 }
      if (name === 'memory') return { bytes: memoryOf(fact, given, numbers), flags: 0 }
      const arg = fact.args[Number(name.slice(name.indexOf(':') + 1))]!
      return textBlob(probe, arg, given(arg))
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

const integerOf = (probe: string, name: string, value: unknown): bigint => {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
  return wrong(probe, `${name} must be an integer, not ${String(value)}`)
}

const timeOf = (probe: string, { ns, time }: MadeEvent['fields'], otherwise: bigint): bigint => {
  if (typeof ns === 'bigint') return ns
  if (time === undefined) return otherwise
  const ms = time instanceof Date ? time.getTime() : time
  if (typeof ms !== 'number' || !Number.isFinite(ms))
    return wrong(probe, 'time must be a Date, or ms since 1970')
  const found = BigInt(Math.round((ms - offsetMs) * 1e6))
  return found < 0n ? wrong(probe, 'time is before the start of 2026-01-01') : found
}

const resultOf = (
  probe: string,
  { error, ret }: MadeEvent['fields'],
  integer: (name: string, otherwise: number) => bigint,
): bigint => {
  if (error === undefined) return integer('ret', 0)
  const number = errorNumber(String(error))
  if (number === undefined) return wrong(probe, `no error is called "${String(error)}"`)
  if (ret !== undefined && ret !== -number)
    return wrong(probe, `ret is ${String(ret)}, and error ${String(error)}`)
  return BigInt(-number)
}

const textBlob = (probe: string, arg: SyscallArg, value: unknown): { bytes: Uint8Array; flags: number } => {
  if (value === undefined) return { bytes: new Uint8Array(0), flags: 0 }
  if (arg.kind === 'strings') {
    if (!Array.isArray(value)) return wrong(probe, `${arg.name} must be a list of strings`)
    return { bytes: utf8.encode(value.map(text => `${String(text)}\0`).join('')), flags: 0 }
  }
  if (typeof value !== 'string') return wrong(probe, `${arg.name} must be a string`)
  const bytes = utf8.encode(value)
  return bytes.length < maxString
    ? { bytes, flags: 0 }
    : { bytes: bytes.subarray(0, maxString - 1), flags: blobFlags.cut }
}

/** The memory that shows a call: its strings and lists of them. What else its arguments point to is shown as an address. */
const memoryOf = (
  fact: SyscallFact,
  given: (arg: SyscallArg) => unknown,
  numbers: ReadonlyMap<string, bigint>,
): Uint8Array => {
  const { enter, exit } = reader(fact)
  const chunks: Uint8Array[] = []
  const add = (side: 'enter' | 'exit', op: number, bytes: Uint8Array): void => {
    const chunk = new Uint8Array(4 + bytes.length)
    new DataView(chunk.buffer).setUint32(0, bytes.length | (chunkNumber(side, op) << 16), true)
    chunk.set(bytes, 4)
    chunks.push(chunk)
  }
  const take = (side: 'enter' | 'exit', read: MemoryRead, op: number): void => {
    const arg = fact.args[read.arg]
    const value = arg && given(arg)
    if (value === undefined || (numbers.get(`reg${read.arg}`) ?? 0n) < BigInt(firstAddress)) return
    if (read.read === 'string' && typeof value === 'string') add(side, op, utf8.encode(value))
    else if (read.read === 'pointers' && Array.isArray(value))
      add(side, op, new Uint8Array(Uint32Array.of(Math.min(value.length, read.most)).buffer))
    else if (read.read === 'strings' && Array.isArray(value))
      add(
        side,
        op,
        utf8.encode(
          value
            .slice(0, read.most)
            .map(text => `${String(text)}\0`)
            .join(''),
        ),
      )
  }
  enter.forEach((read, op) => {
    take('enter', read, op)
  })
  exit.forEach((read, op) => {
    take('exit', read, op)
  })
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
