/** Arguments → text, by their types: numbers, what they point to, and strings. Words of their own are in special.ts. */

import type { TextBytes } from '../text-bytes.ts'
import type { Chunk, RawCall } from './call.ts'
import {
  type Context,
  putOfScalar,
  putOfValue,
  type Show,
  showOf,
  succeeded,
  type ValuePut,
} from './context.ts'
import { memoryWord } from './memory.ts'
import { putPointer } from './numbers.ts'
import { sizedStructs } from './reads.ts'
import type { Pointer, Type } from './spec.ts'
import { specialShow } from './special.ts'
import { putQuoted } from './strings.ts'

const putAddress = (arg: number, call: RawCall, out: TextBytes): void =>
  putPointer(call.low(arg), call.high(arg), out)

const pointerShow = (arg: number): Show => showOf((call, out) => putAddress(arg, call, out))

const isNull = (call: RawCall, arg: number): boolean => call.low(arg) === 0 && call.high(arg) === 0

/** Whether a pointer leads to a list of no elements. */
const isEmpty = (call: RawCall, { count }: Pointer): boolean => {
  if (!count) return false
  if (count.from === 'ret') return call.retLow === 0 && call.retHigh === 0
  return count.from === 'arg' && call.low(count.arg) === 0 && call.high(count.arg) === 0
}

const putList = (
  size: number,
  put: ValuePut,
  { bytes, start, end, cut }: Chunk,
  call: RawCall,
  out: TextBytes,
): void => {
  out.byte(openBracket)
  for (let at = start; at + size <= end; at += size) {
    if (at !== start) out.text(', ')
    put(bytes, at, out, call)
  }
  out.text(cut ? ', ...]' : ']')
}

const [openBracket, closeBracket] = [0x5b, 0x5d]

/** Puts the chunk of a pointer; answers false for one that is too short. */
type Reader = (chunk: Chunk, call: RawCall, out: TextBytes) => boolean

const isAggregate = (type: Type, context: Context): boolean =>
  type.kind === 'word' && context.scalar(type) === undefined && !scalarLike.has(type.word)

/** Words of a fixed size that write their own brackets where they are alone. */
const scalarLike: ReadonlySet<string> = new Set(['waitstatus'])

const readerOf = (type: Pointer, context: Context): Reader | undefined => {
  if (type.to.kind === 'word' && type.to.word === 'buf') {
    const { stringSize } = context.options
    return ({ bytes, start, end, cut }, _call, out) => {
      putQuoted(out, bytes, start, end, stringSize, cut)
      return true
    }
  }
  const memory = type.to.kind === 'word' ? memoryWord(type.to.word) : undefined
  if (memory) {
    const show = memory.make(context)
    return ({ bytes, start, end, cut }, call, out) => {
      out.text(show(bytes, start, end, cut, call))
      return true
    }
  }
  const value = context.value(type.to)
  if (!value) return undefined
  const least = type.to.kind === 'word' ? sizedStructs.get(type.to.word) : undefined
  const { size } = value
  const put = putOfValue(value)
  if (type.count && least === undefined)
    return (chunk, call, out) => {
      putList(size, put, chunk, call, out)
      return true
    }
  const aggregate = isAggregate(type.to, context)
  return ({ bytes, start, end }, call, out) => {
    if (end - start < (least ?? size)) return false
    if (aggregate) put(bytes, start, out, call, end)
    else {
      out.byte(openBracket)
      put(bytes, start, out, call)
      out.byte(closeBracket)
    }
    return true
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
    const low = count.from === 'ret' ? call.retLow : call.low(count.arg)
    const high = count.from === 'ret' ? call.retHigh : call.high(count.arg)
    const wanted = high === 0 ? (low >>> 0) * unit : Number.POSITIVE_INFINITY
    const there = chunk.end - chunk.start
    if (wanted === there) return chunk
    const { bytes, start, end, cut, unreadable } = chunk
    return wanted < there
      ? { bytes, start, end: start + wanted, cut, unreadable }
      : { bytes, start, end, cut: true, unreadable }
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
  return showOf((call, out) => {
    if (isOut && !succeeded(call)) return putAddress(arg, call, out)
    if (ifResult && call.retLow === 0 && call.retHigh === 0) return putAddress(arg, call, out)
    const chunk = call.chunk(side, op)
    if (!chunk || chunk.unreadable) {
      if (chunk || nothing === undefined || isNull(call, arg) || !isEmpty(call, type))
        return putAddress(arg, call, out)
      return out.text(nothing)
    }
    if (!read(clip ? clip(chunk, call) : chunk, call, out)) putAddress(arg, call, out)
  })
}

/** `[0] => [4096]`: before and after. */
const bothShow = (arg: number, type: Pointer, context: Context): Show => {
  const before = context.op('enter', arg, 'bytes')
  const after = context.op('exit', arg, 'bytes')
  const value = context.value(type.to)
  if (!value || after === -1) return pointerShow(arg)
  const { size } = value
  const put = putOfValue(value)
  const isWhole = (chunk: Chunk | undefined): chunk is Chunk =>
    chunk !== undefined && !chunk.unreadable && chunk.end - chunk.start >= size
  const putOne = ({ bytes, start }: Chunk, call: RawCall, out: TextBytes): void => {
    out.byte(openBracket)
    put(bytes, start, out, call)
    out.byte(closeBracket)
  }
  return showOf((call, out) => {
    const old = call.chunk('enter', before)
    const now = call.chunk('exit', after)
    if (isWhole(old) && isWhole(now) && succeeded(call)) {
      const start = out.at
      putOne(old, call, out)
      const middle = out.at
      out.text(' => ')
      const second = out.at
      putOne(now, call, out)
      if (out.isRepeated(start, middle, second)) out.at = middle
    } else if (isWhole(old)) putOne(old, call, out)
    else if (isWhole(now)) putOne(now, call, out)
    else putAddress(arg, call, out)
  })
}

/** A path, or another string that ends in NUL; of others but paths, the first `most` bytes. */
export const stringShow = (arg: number, side: 'enter' | 'exit', most: number, context: Context): Show => {
  const op = context.op(side, arg, 'string')
  return showOf((call, out) => {
    const chunk = call.chunk(side, op)
    if (!chunk || chunk.unreadable) putAddress(arg, call, out)
    else putQuoted(out, chunk.bytes, chunk.start, chunk.end, most, chunk.cut)
  })
}

/** How an argument of a type is written. */
export const argumentShow = (arg: number, type: Type, context: Context): Show => {
  if (type.kind === 'none') return () => ''
  const scalar = context.scalar(type)
  if (scalar) {
    // Of what has 32 bits, callers leave anything in the upper half of the register.
    const isWide = context.value(type)?.size === 8
    const put = putOfScalar(scalar)
    const show = isWide
      ? (call: RawCall) => scalar(call.low(arg), call.high(arg), call)
      : (call: RawCall) => scalar(call.low(arg), 0, call)
    return Object.assign(show, {
      put: isWide
        ? (call: RawCall, out: TextBytes) => put(call.low(arg), call.high(arg), out, call)
        : (call: RawCall, out: TextBytes) => put(call.low(arg), 0, out, call),
    })
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
