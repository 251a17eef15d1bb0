/** Arguments → text, by their types: numbers, what they point to, and strings. Words of their own are in special.ts. */

import type { Chunk, RawCall } from './call.ts'
import { type Context, type Show, succeeded, type Value } from './context.ts'
import { memoryWord } from './memory.ts'
import { pointerText } from './numbers.ts'
import { sizedStructs } from './reads.ts'
import type { Pointer, Type } from './spec.ts'
import { specialShow } from './special.ts'
import { quoted } from './strings.ts'

const pointerShow =
  (arg: number): Show =>
  call =>
    pointerText(call.low(arg), call.high(arg))

const isNull = (call: RawCall, arg: number): boolean => call.low(arg) === 0 && call.high(arg) === 0

/** Whether a pointer leads to a list of no elements. */
const isEmpty = (call: RawCall, { count }: Pointer): boolean => {
  if (!count) return false
  if (count.from === 'ret') return call.retLow === 0 && call.retHigh === 0
  return count.from === 'arg' && call.low(count.arg) === 0 && call.high(count.arg) === 0
}

const listText = (value: Value, { bytes, start, end, cut }: Chunk, call: RawCall): string => {
  const { size } = value
  let text = '['
  for (let at = start; at + size <= end; at += size) {
    if (at !== start) text += ', '
    text += value.show(bytes, at, call)
  }
  return cut ? `${text}, ...]` : `${text}]`
}

/** What makes text of the chunk of a pointer; undefined for a chunk that is too short. */
type Reader = (chunk: Chunk, call: RawCall) => string | undefined

const isAggregate = (type: Type, context: Context): boolean =>
  type.kind === 'word' && context.scalar(type) === undefined && !scalarLike.has(type.word)

/** Words of a fixed size that write their own brackets where they are alone. */
const scalarLike: ReadonlySet<string> = new Set(['waitstatus'])

const readerOf = (type: Pointer, context: Context): Reader | undefined => {
  const memory = type.to.kind === 'word' ? memoryWord(type.to.word) : undefined
  if (memory) {
    const show = memory.make(context)
    return ({ bytes, start, end, cut }, call) => show(bytes, start, end, cut, call)
  }
  const value = context.value(type.to)
  if (!value) return undefined
  const least = type.to.kind === 'word' ? sizedStructs.get(type.to.word) : undefined
  if (type.count && least === undefined) return (chunk, call) => listText(value, chunk, call)
  const aggregate = isAggregate(type.to, context)
  const { size, show } = value
  return ({ bytes, start, end }, call) => {
    if (end - start < (least ?? size)) return undefined
    return aggregate ? show(bytes, start, call, end) : `[${show(bytes, start, call)}]`
  }
}

/**
 * Of a piece of memory what a call's count says, since it may be more: several cases of a syscall share a read.
 * Undefined: the piece is what was asked for.
 */
const clipOf = (type: Pointer, context: Context): ((chunk: Chunk, call: RawCall) => Chunk) | undefined => {
  const { count, to } = type
  if (count?.from !== 'ret' && count?.from !== 'arg') return undefined
  const word = to.kind === 'word' ? to.word : ''
  const unit = memoryWord(word) ? 1 : sizedStructs.has(word) ? undefined : context.value(to)?.size
  if (unit === undefined) return undefined
  return (chunk, call) => {
    const [low, high] =
      count.from === 'ret' ? [call.retLow, call.retHigh] : [call.low(count.arg), call.high(count.arg)]
    const wanted = high === 0 ? (low >>> 0) * unit : Number.POSITIVE_INFINITY
    const there = chunk.end - chunk.start
    return wanted < there
      ? { ...chunk, end: chunk.start + wanted }
      : wanted > there
        ? { ...chunk, cut: true }
        : chunk
  }
}

const memoryShow = (arg: number, type: Pointer, context: Context): Show => {
  const side = type.side === 'before' ? 'enter' : 'exit'
  const op = context.op(side, arg, 'bytes')
  const read = readerOf(type, context)
  if (op === -1 || !read) return pointerShow(arg)
  const isOut = type.side === 'out'
  const { ifResult } = type
  const clip = clipOf(type, context)
  const word = type.to.kind === 'word' ? type.to.word : ''
  const memory = memoryWord(word)
  const nothing = memory ? memory.empty : type.count ? '[]' : undefined
  return call => {
    const low = call.low(arg)
    const high = call.high(arg)
    if (isOut && !succeeded(call)) return pointerText(low, high)
    if (ifResult && call.retLow === 0 && call.retHigh === 0) return pointerText(low, high)
    const chunk = call.chunk(side, op)
    if (!chunk || chunk.unreadable) {
      if (chunk || nothing === undefined || isNull(call, arg) || !isEmpty(call, type))
        return pointerText(low, high)
      return nothing
    }
    const text = read(clip ? clip(chunk, call) : chunk, call)
    if (text === undefined) return pointerText(low, high)
    return text
  }
}

/** `[0] => [4096]`: before and after. */
const bothShow = (arg: number, type: Pointer, context: Context): Show => {
  const before = context.op('enter', arg, 'bytes')
  const after = context.op('exit', arg, 'bytes')
  const value = context.value(type.to)
  if (!value || after === -1) return pointerShow(arg)
  const { size, show } = value
  const textOf = (chunk: Chunk | undefined, call: RawCall): string | undefined =>
    chunk && !chunk.unreadable && chunk.end - chunk.start >= size
      ? show(chunk.bytes, chunk.start, call)
      : undefined
  return call => {
    const old = textOf(call.chunk('enter', before), call)
    const now = textOf(call.chunk('exit', after), call)
    if (old === undefined || now === undefined || !succeeded(call)) {
      const shown = old ?? now
      return shown === undefined ? pointerText(call.low(arg), call.high(arg)) : `[${shown}]`
    }
    return old === now ? `[${old}]` : `[${old}] => [${now}]`
  }
}

/** A path, or another string that ends in NUL; of others but paths, the first `most` bytes. */
export const stringShow = (arg: number, side: 'enter' | 'exit', most: number, context: Context): Show => {
  const op = context.op(side, arg, 'string')
  return call => {
    const chunk = call.chunk(side, op)
    if (!chunk || chunk.unreadable) return pointerText(call.low(arg), call.high(arg))
    return quoted(chunk.bytes, chunk.start, chunk.end, most, chunk.cut)
  }
}

/** How an argument of a type is written. */
export const argumentShow = (arg: number, type: Type, context: Context): Show => {
  if (type.kind === 'none') return () => ''
  const scalar = context.scalar(type)
  if (scalar) {
    // Of what has 32 bits, callers leave anything in the upper half of the register.
    const isWide = context.value(type)?.size === 8
    return isWide
      ? call => scalar(call.low(arg), call.high(arg), call)
      : call => scalar(call.low(arg), 0, call)
  }
  const pointer = type.kind === 'pointer' ? type : undefined
  const to = pointer ? pointer.to : type
  const word = to.kind === 'word' ? to.word : ''
  const side = pointer?.side === 'both' ? 'enter' : 'exit'
  if (word === 'path') return stringShow(arg, side, Number.MAX_SAFE_INTEGER, context)
  if (word === 'str') return stringShow(arg, side, context.options.stringSize, context)
  const special = specialShow(word, arg, pointer, context)
  if (special) return special
  if (!pointer) return pointerShow(arg)
  return pointer.side === 'both' ? bothShow(arg, pointer, context) : memoryShow(arg, pointer, context)
}
