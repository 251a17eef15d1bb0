/**
 * Records → events. For each handler and syscall a function is made that builds an object of just the fields that the
 * handler reads, straight from the ring's words: no lookups per event, and one shape that the engine knows.
 */

import { errorByNumber } from '../../bpf/facts/errors.ts'
import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import { blobFlags, blobLengthMask, type RecordLayout } from '../../bpf/layout.ts'
import type { CallOptions } from '../calls/options.ts'
import type { CallTexts } from '../calls/texts.ts'
import {
  argRaw,
  type BlobName,
  commonFields,
  type FieldUses,
  hasField,
  isTaken,
  type Raw,
  registerRaws,
  widthOf,
} from '../compiler/fields.ts'
import type { HandlerPlan, VariantPlan } from '../compiler/plan.ts'
import type { AnyEvent } from '../script/registry.ts'
import type { Stack } from '../stack.ts'
import { CallView } from './call-view.ts'
import { ShownCall } from './shown-call.ts'
import { commOf, cutMark, listOf, textOf } from './strings.ts'
import { UnixTime } from './unix-time.ts'

/** Builds the event of the record at a byte offset (a multiple of 4) of the ring. */
export type Decoder = (words: Uint32Array, bytes: Uint8Array, at: number) => AnyEvent

/** What decoding needs of the world. */
export interface DecodeContext {
  /** Milliseconds to add to the monotonic clock for the wall clock. */
  readonly clockOffsetMs: number
  readonly kernelStack: (addresses: readonly bigint[]) => Stack
  readonly userStack: (pid: number, addresses: readonly bigint[]) => Stack
  /** How calls are shown. */
  readonly callOptions: CallOptions
  /** What shows them, where they are. */
  readonly callTexts: () => Pick<CallTexts, 'callFormatter' | 'callPut'>
  /** What a descriptor was when a call happened. */
  readonly fdName?: ((pid: number, fd: number, time: number) => string | undefined) | undefined
}

/** The errno name of a result, undefined for success. */
export const errorName = (ret: number): string | undefined =>
  ret < 0 && ret >= -4095 ? (errorByNumber(-ret)?.name ?? `E${-ret}`) : undefined

const high = 2 ** 32

/** The helpers that generated code calls. */
const runtime = {
  comm: commOf,
  error: errorName,
  big: (words: Uint32Array, i: number): bigint => (BigInt(words[i + 1]!) << 32n) | BigInt(words[i]!),
  /** A number, or a bigint where a number would not be exact. */
  wide: (words: Uint32Array, i: number): number | bigint => {
    const upper = words[i + 1]!
    return upper < 1 << 21 ? upper * high + words[i]! : (BigInt(upper) << 32n) | BigInt(words[i]!)
  },
  string: (words: Uint32Array, bytes: Uint8Array, lengthAt: number, from: number): string => {
    const word = words[lengthAt]!
    const length = word & blobLengthMask
    if (length === 0) return ''
    const text = textOf(bytes, from, length)
    return (word & blobFlags.cut) !== 0 ? text + cutMark : text
  },
  strings: (words: Uint32Array, bytes: Uint8Array, lengthAt: number, from: number): string[] => {
    const word = words[lengthAt]!
    const list = listOf(bytes, from, word & blobLengthMask)
    if ((word & blobFlags.cut) !== 0) list.push(cutMark)
    return list
  },
  addresses: (words: Uint32Array, bytes: Uint8Array, lengthAt: number, from: number): bigint[] => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, words[lengthAt]! & blobLengthMask)
    return Array.from({ length: view.byteLength >> 3 }, (_, i) => view.getBigUint64(i * 8, true))
  },
}

const bigRaws: ReadonlySet<Raw> = new Set(['ns', 'cgroup'])

const isWord = (raw: Raw, { args }: SyscallFact): boolean =>
  args.some(({ kind }, i) => kind === 'word' && raw === argRaw(i))

/** An expression for a raw value in the record. `i` is the record's offset in words. */
const rawText = (layout: RecordLayout, raw: Raw, syscall: SyscallFact): string => {
  const slot = layout.slots.get(raw)
  if (!slot) return 'undefined'
  const at = `i+${slot.offset >> 2}`
  if (bigRaws.has(raw) || isWord(raw, syscall)) return `rt.big(w,${at})`
  switch (widthOf(raw, syscall)) {
    case 's32':
      return `(w[${at}]|0)`
    case 'u32':
      return `w[${at}]`
    case 's64':
      return `((w[${at}+1]|0)*${high}+w[${at}])`
    case 'u64':
      return `(w[${at}+1]*${high}+w[${at}])`
  }
}

const blobText = (layout: RecordLayout, name: BlobName, call: string): string => {
  const index = layout.blobs.findIndex(blob => blob.name === name)
  if (index < 0) return 'undefined'
  const starts = layout.blobs
    .slice(0, index)
    .map(blob => `(w[i+${blob.lengthOffset >> 2}]&${blobLengthMask})`)
  const from = [`at+${layout.fixedSize}`, ...starts].join('+')
  return `rt.${call}(w,b,i+${layout.blobs[index]!.lengthOffset >> 2},${from})`
}

const commonText = (layout: RecordLayout, name: string, syscall: SyscallFact, args: string): string => {
  switch (name) {
    case 'comm':
      return `rt.comm(w,b,i+${layout.slots.get('comm')!.offset >> 2})`
    case 'time': {
      const at = `i+${layout.slots.get('ns')!.offset >> 2}`
      return `((w[${at}+1]*${high}+w[${at}])/1e6+clock)`
    }
    case 'unixNs': {
      const at = `i+${layout.slots.get('ns')!.offset >> 2}`
      return `unixTime.text(w[${at}+1],w[${at}])`
    }
    case 'name':
    case 'nr':
      return name
    case 'error':
      return `rt.error(${rawText(layout, 'ret', syscall)})`
    case 'args':
      return args
    case 'call':
      return 'call(w,b,at)'
    case 'shownCall':
      return 'shown.to(w,b,at)'
    case 'regs':
      return `[${registerRaws.map(raw => `rt.wide(w,i+${layout.slots.get(raw)!.offset >> 2})`).join()}]`
    case 'kstack':
      return `kernelStack(${blobText(layout, 'kstack', 'addresses')})`
    case 'ustack':
      return `userStack(${rawText(layout, 'pid', syscall)},${blobText(layout, 'ustack', 'addresses')})`
    default:
      return rawText(layout, name as Raw, syscall)
  }
}

const argText = (layout: RecordLayout, syscall: SyscallFact, name: string): string => {
  const index = syscall.args.findIndex(arg => arg.name === name)
  switch (syscall.args[index]?.kind) {
    case undefined:
      return 'undefined'
    case 'string':
      return blobText(layout, `string:${index}`, 'string')
    case 'strings':
      return blobText(layout, `strings:${index}`, 'strings')
    case 'bool':
      return `${rawText(layout, argRaw(index), syscall)}!==0`
    default:
      return rawText(layout, argRaw(index), syscall)
  }
}

/** The source of an object literal with the fields that a handler reads. */
const eventText = (
  layout: RecordLayout,
  syscall: SyscallFact,
  uses: FieldUses,
  phase: HandlerPlan['phase'],
): string => {
  const everyArg = uses.all || uses.common.has('args')
  const argNames = everyArg ? syscall.args.map(arg => arg.name) : [...uses.viaArgs]
  const args = `{${argNames.map(name => `${JSON.stringify(name)}:${argText(layout, syscall, name)}`).join()}}`
  const fields = new Map<string, string>()
  const common = Object.keys(commonFields).filter(name => isTaken(uses, name))
  for (const name of common)
    if (hasField(phase, name)) fields.set(name, commonText(layout, name, syscall, args))
    else if (!uses.all) fields.set(name, 'undefined')
  if (uses.viaArgs.size > 0 && !fields.has('args')) fields.set('args', args)
  const direct = uses.all ? syscall.args.map(arg => arg.name) : [...uses.direct]
  for (const name of direct) if (!hasField(phase, name)) fields.set(name, argText(layout, syscall, name))
  return `{${[...fields].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`
}

/** How the call in a record is written. */
const optionsOf = (view: CallView, { callOptions, fdName }: DecodeContext): CallOptions => ({
  ...callOptions,
  ...(fdName && { fdName: (pid, fd) => fdName(pid, fd, view.time) }),
})

/** Makes the function that writes the call in a record. */
const callWriter = (
  view: CallView,
  context: DecodeContext,
): ((words: Uint32Array, bytes: Uint8Array, at: number) => string) => {
  const format = context.callTexts().callFormatter(view.syscall, optionsOf(view, context))
  return (words, bytes, at) => format(view.to(words, bytes, at))
}

/** What generated functions take from around them. */
const outer = ['rt', 'clock', 'unixTime', 'kernelStack', 'userStack', 'call', 'shown', 'name', 'nr'] as const

type Make = (...values: readonly unknown[]) => Decoder

/** By their source: the syscalls of a handler mostly have the same, and one function is optimized sooner than many. */
const makes = new Map<string, Make>()

const makeOf = (body: string): Make => {
  let make = makes.get(body)
  if (!make) {
    make = new Function(...outer, `return (w,b,at)=>{const i=at>>2;return ${body}}`) as Make
    makes.set(body, make)
  }
  return make
}

/** Makes the decoder of one handler's events of one syscall. */
export const makeDecoder = (
  handler: HandlerPlan,
  variant: VariantPlan,
  syscall: SyscallFact,
  context: DecodeContext,
): Decoder => {
  const { phase, uses } = handler
  const { layout } = variant
  const { clockOffsetMs, kernelStack, userStack } = context
  const unixTime = new UnixTime(clockOffsetMs)
  const view = (): CallView => new CallView(syscall, layout, phase === 'complete', clockOffsetMs)
  const shown = (): ShownCall => {
    const record = view()
    return new ShownCall(record, context.callTexts().callPut(syscall, optionsOf(record, context)), unixTime)
  }
  const values: Readonly<Record<(typeof outer)[number], unknown>> = {
    rt: runtime,
    clock: clockOffsetMs,
    unixTime,
    kernelStack,
    userStack,
    call: uses.common.has('call') ? callWriter(view(), context) : undefined,
    shown: uses.common.has('shownCall') ? shown() : undefined,
    name: syscall.name,
    nr: syscall.nr,
  }
  return makeOf(eventText(layout, syscall, uses, phase))(...outer.map(name => values[name]))
}
