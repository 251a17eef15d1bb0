/** Vectors of buffers, and messages. */

import type { Chunk, RawCall } from './call.ts'
import { type Context, type Show, succeeded } from './context.ts'
import { pointerText, unsignedText } from './numbers.ts'
import { controlMessages, socketAddress } from './sockets.ts'
import { type Pointer, typeOf } from './spec.ts'
import { quoted } from './strings.ts'
import { u32 } from './structs.ts'

const address = (call: RawCall, arg: number): string => pointerText(call.low(arg), call.high(arg))

const pointerAt = (bytes: Uint8Array, at: number): string => pointerText(u32(bytes, at), u32(bytes, at + 4))

const number = (low: number, high: number): number => high * 2 ** 32 + low

const vectorSize = 16

/** So many that their size is no number of 64 bits. */
const isEndless = (call: RawCall, arg: number): boolean => call.high(arg) >= 2 ** 28

/**
 * `[{iov_base="abc", iov_len=3}]`; `first` is the part of the first buffer, and of `filled` bytes were filled by the call.
 */
const vectorText = (
  call: RawCall,
  op: number,
  { bytes, start, end, cut }: Chunk,
  first: number,
  filled: number,
  stringSize: number,
): string => {
  let text = '['
  let left = filled
  for (let at = start, i = 0; at + vectorSize <= end; at += vectorSize, i++) {
    const length = number(u32(bytes, at + 8), u32(bytes, at + 12))
    const lengthText = unsignedText(u32(bytes, at + 8), u32(bytes, at + 12))
    const base = pointerAt(bytes, at)
    const there = Math.min(left, length)
    left -= there
    const chunk = call.chunk('exit', op, first + i)
    let shown = base
    if (chunk && !chunk.unreadable) {
      const stop = Math.min(chunk.end, chunk.start + there)
      shown = quoted(chunk.bytes, chunk.start, stop, stringSize, there > chunk.end - chunk.start)
    } else if (!chunk && there === 0 && base !== 'NULL') shown = '""'
    text += `${i === 0 ? '' : ', '}{iov_base=${shown}, iov_len=${lengthText}}`
  }
  return cut ? `${text}, ...]` : `${text}]`
}

/** A vector of buffers, with what is in them. */
export const vectorShow = (arg: number, context: Context, isOut: boolean): Show => {
  const op = context.op('exit', arg, 'vector')
  const { stringSize } = context.options
  return call => {
    const chunk = call.chunk('exit', op, 0)
    if (isOut && !succeeded(call)) return plainVector(chunk, call, arg)
    if (!chunk || chunk.unreadable || isEndless(call, arg + 1)) return address(call, arg)
    const filled = isOut ? number(call.retLow, call.retHigh) : Number.POSITIVE_INFINITY
    const { bytes, start, end, cut, unreadable } = chunk
    return vectorText(call, op, { bytes, start, end, cut, unreadable }, 1, filled, stringSize)
  }
}

/** `[{iov_base=0x…, iov_len=3}]` */
const plainVector = (chunk: Chunk | undefined, call: RawCall, arg: number): string => {
  if (!chunk || chunk.unreadable || isEndless(call, arg + 1)) return address(call, arg)
  const { bytes, start, end, cut } = chunk
  let text = '['
  for (let at = start; at + vectorSize <= end; at += vectorSize)
    text += `${at === start ? '' : ', '}{iov_base=${pointerAt(bytes, at)}, iov_len=${unsignedText(u32(bytes, at + 8), u32(bytes, at + 12))}}`
  return cut ? `${text}, ...]` : `${text}]`
}

/** A vector without what is in its buffers. */
export const vectorsShow = (arg: number, context: Context, pointer: Pointer | undefined): Show => {
  const op = context.op('exit', arg, 'bytes')
  const count = pointer?.count?.from === 'arg' ? pointer.count.arg : undefined
  return call => {
    const chunk = call.chunk('exit', op)
    // Other cases of the call may have read more.
    const end = count === undefined || !chunk ? undefined : chunk.start + vectorSize * call.low(count)
    return plainVector(end !== undefined && end < chunk!.end ? { ...chunk!, end } : chunk, call, arg)
  }
}

const offsets = {
  name: 0,
  nameLength: 8,
  vector: 16,
  vectorLength: 24,
  control: 32,
  controlLength: 40,
  flags: 48,
}
const parts = { header: 0, name: 1, control: 2, vector: 3, buffers: 4 }

/** A message that a pointer at `at` of `bytes` heads; its parts are those of read `op` if `hasParts`. */
const messageText = (
  context: Context,
  call: RawCall,
  op: number,
  bytes: Uint8Array,
  at: number,
  filled: number,
  hasParts: boolean,
): string => {
  const part = (i: number): Chunk | undefined => {
    const chunk = hasParts ? call.chunk('exit', op, i) : undefined
    return chunk && !chunk.unreadable ? chunk : undefined
  }
  const length = u32(bytes, at + offsets.nameLength)
  const name = part(parts.name)
  const nameText =
    name && length > 0 && name.end > name.start
      ? socketAddress(context, name.bytes, name.start, Math.min(name.end, name.start + length), call)
      : pointerAt(bytes, at + offsets.name)
  let text = `{msg_name=${nameText}, msg_namelen=${length | 0}`
  const vector = part(parts.vector)
  const vectorLength = unsignedText(
    u32(bytes, at + offsets.vectorLength),
    u32(bytes, at + offsets.vectorLength + 4),
  )
  const shown = vector && {
    bytes: vector.bytes,
    start: vector.start,
    end: vector.end,
    cut: vector.cut,
    unreadable: false,
  }
  const buffers = shown
    ? vectorText(call, op, shown, parts.buffers, filled, context.options.stringSize)
    : pointerAt(bytes, at + offsets.vector)
  text += `, msg_iov=${buffers}, msg_iovlen=${vectorLength}`
  const controlLength = number(
    u32(bytes, at + offsets.controlLength),
    u32(bytes, at + offsets.controlLength + 4),
  )
  if (controlLength > 0) {
    const control = part(parts.control)
    const controlText = control
      ? controlMessages(
          context,
          control.bytes,
          control.start,
          Math.min(control.end, control.start + controlLength),
          control.cut,
          call,
        )
      : pointerAt(bytes, at + offsets.control)
    text += `, msg_control=${controlText}`
  }
  const flags = context.scalar(typeOf('|msg_flags'))!(u32(bytes, at + offsets.flags), 0, call)
  return `${text}, msg_controllen=${controlLength}, msg_flags=${flags}}`
}

const manySize = 64

const one = (arg: number, op: number, context: Context, isOut: boolean): Show => {
  const failedSend = (call: RawCall, { bytes, start }: Chunk): string =>
    isOut
      ? `{msg_namelen=${u32(bytes, start + offsets.nameLength) | 0}}`
      : messageText(context, call, op, bytes, start, Number.POSITIVE_INFINITY, true)
  return call => {
    const header = call.chunk('exit', op, parts.header)
    if (!header || header.unreadable || header.end - header.start < 56) return address(call, arg)
    const { bytes, start } = header
    if (isOut && !succeeded(call)) return failedSend(call, header)
    const filled = isOut ? number(call.retLow, call.retHigh) : Number.POSITIVE_INFINITY
    return messageText(context, call, op, bytes, start, filled, true)
  }
}

/** A message, or several (`many`), of which the first has all its parts. */
export const messageShow = (arg: number, context: Context, isOut: boolean, many: boolean): Show => {
  const op = context.op('exit', arg, 'message')
  if (!many) return one(arg, op, context, isOut)
  const listOp = context.op('exit', arg, 'bytes')
  return call => {
    if (isOut && !succeeded(call)) return address(call, arg)
    const list = call.chunk('exit', listOp)
    if (!list || list.unreadable) return address(call, arg)
    const { bytes, start, end, cut } = list
    let text = '['
    for (let at = start; at + manySize <= end; at += manySize) {
      const length = u32(bytes, at + 56)
      const filled = isOut ? length : Number.POSITIVE_INFINITY
      const message = messageText(context, call, op, bytes, at, filled, at === start)
      text += `${at === start ? '' : ', '}{msg_hdr=${message}${succeeded(call) ? `, msg_len=${length}` : ''}}`
    }
    return cut ? `${text}, ...]` : `${text}]`
  }
}
