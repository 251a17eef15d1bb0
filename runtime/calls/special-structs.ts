/** Memory whose size or form depends on more than its type: other arguments, or what the call made of it. */

import type { Arch } from '../../bpf/facts/syscalls.ts'
import { stackPointer } from '../../bpf/recipe.ts'
import type { Chunk, RawCall } from './call.ts'
import { type Context, failed, type Show, succeeded } from './context.ts'
import { hexText, pointerText, unsignedText } from './numbers.ts'
import { signalSet } from './signals.ts'
import type { Pointer } from './spec.ts'
import { quotedHex } from './strings.ts'
import { u32 } from './structs.ts'

const address = (call: RawCall, arg: number): string => pointerText(call.low(arg), call.high(arg))

const usable = (chunk: Chunk | undefined, size: number): chunk is Chunk =>
  chunk !== undefined && chunk.end - chunk.start >= size

const handleHead = 8
/** MAX_HANDLE_SZ of the kernel. */
export const mostHandle = 128

/** `{handle_bytes=128 => 8, handle_type=1, f_handle="\x42…"}`: the size that was given, and that which it has. */
export const fileHandle = (arg: number, context: Context): Show => {
  const enter = context.op('enter', arg, 'bytes')
  const exit = context.op('exit', arg, 'bytes')
  const overflow = -75
  return call => {
    const chunk = call.chunk('exit', exit)
    if (!usable(chunk, 4)) return address(call, arg)
    const { bytes, start, end } = chunk
    const size = u32(bytes, start)
    const isIn = enter === -1
    const before = call.chunk('enter', enter)
    const given = !isIn && usable(before, 4) ? u32(before.bytes, before.start) : size
    const now =
      failed(call) && call.retLow !== overflow >>> 0 && (call.retLow | 0) !== overflow ? given : size
    const sizes = given === now ? `${given}` : `${given} => ${now}`
    if (now > mostHandle || end - start < handleHead || !(isIn || succeeded(call)))
      return `{handle_bytes=${sizes}}`
    const from = start + handleHead
    const handle = quotedHex(bytes, from, Math.min(end, from + now), mostHandle, false)
    return `{handle_bytes=${sizes}, handle_type=${u32(bytes, start + 4) | 0}, f_handle=${handle}}`
  }
}

/** A ring's parameters; of a call that fails those that it was given. */
export const ringParameters = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  const [all, given] = [context.struct('io_uring_params'), context.struct('io_uring_given')]
  return call => {
    const chunk = call.chunk('exit', op)
    if (!usable(chunk, all.size)) return address(call, arg)
    return (failed(call) ? given : all).show(chunk.bytes, chunk.start, call)
  }
}

/** An entry of a table of descriptors of memory, if the call is of one entry. */
export const segmentDescriptor = (arg: number, context: Context): Show => {
  if (context.arch !== 'x64') return call => address(call, arg)
  const op = context.op('exit', arg, 'bytes')
  const { size, show } = context.struct('user_desc')
  return call => {
    const chunk = call.chunk('exit', op)
    return usable(chunk, size) && call.low(arg + 1) === size
      ? show(chunk.bytes, chunk.start, call)
      : address(call, arg)
  }
}

const wordBits = 64
/** Words of a mask that are read. */
export const mostNodeWords = 4

/** `[0x00000000000003]`: a set of nodes, of as many as another argument says. */
export const nodeMask = (arg: number, context: Context, pointer: Pointer | undefined): Show => {
  const op = context.op('exit', arg, 'bytes')
  const isOut = pointer?.side === 'out'
  return call => {
    const chunk = isOut && !succeeded(call) ? undefined : call.chunk('exit', op)
    const count = call.syscall.name === 'migrate_pages' ? 1 : arg + 1
    const words = Math.floor((call.low(count) + wordBits - 2) / wordBits)
    const shown = Math.min(words, mostNodeWords)
    if (call.high(count) !== 0 || !usable(chunk, shown * 8)) return address(call, arg)
    const texts = Array.from({ length: shown }, (_, i) => {
      const at = chunk.start + i * 8
      const [low, high] = [u32(chunk.bytes, at), u32(chunk.bytes, at + 4)]
      return low === 0 && high === 0 ? '0'.repeat(16) : `0x${hexText(low, high).slice(2).padStart(14, '0')}`
    })
    return `[${texts.join(', ')}${words > shown ? ', ...' : ''}]`
  }
}

const pageSize = 4096

/** `[1, 0]`: a byte for each page that argument 1 has. */
export const pageBytes = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  return call => {
    const chunk = succeeded(call) ? call.chunk('exit', op) : undefined
    if (!chunk) return address(call, arg)
    const pages = Math.ceil((call.high(1) * 2 ** 32 + call.low(1)) / pageSize)
    const shown = Math.min(pages, chunk.end - chunk.start)
    const texts = [...chunk.bytes.subarray(chunk.start, chunk.start + shown)].map(byte => byte & 1)
    return `[${texts.join(', ')}${pages > shown ? ', ...' : ''}]`
  }
}

/** Where the mask is that a signal's handler returns to: in struct rt_sigframe, from the stack pointer. */
export const maskInFrame: Readonly<Record<Arch, number>> = { x64: 296, arm64: 168 }

/** `{mask=[INT]}`: the signals that are blocked when a handler has returned. */
export const signalFrame = (_arg: number, context: Context): Show => {
  const op = context.op('enter', stackPointer, 'bytes', maskInFrame[context.arch])
  return call => {
    const chunk = call.chunk('enter', op)
    return usable(chunk, 8) ? `{mask=${signalSet(chunk.bytes, chunk.start, chunk.start + 8)}}` : ''
  }
}

/** `{sigmask=[INT], sigsetsize=8}`: a set of signals by its address, and its size. */
export const signalPack = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  const set = context.op('exit', arg, 'bytes', 0)
  return call => {
    const chunk = call.chunk('exit', op)
    if (!usable(chunk, 16)) return address(call, arg)
    const { bytes, start } = chunk
    const signals = call.chunk('exit', set)
    const text = usable(signals, 8)
      ? signalSet(signals.bytes, signals.start, signals.start + 8)
      : pointerText(u32(bytes, start), u32(bytes, start + 4))
    return `{sigmask=${text}, sigsetsize=${unsignedText(u32(bytes, start + 8), u32(bytes, start + 12))}}`
  }
}

/** `0x55…  /* 12 entries *​/`: how many records a call has left of a directory. */
export const directoryRecords = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'records')
  return call => {
    if (!succeeded(call)) return address(call, arg)
    const chunk = call.chunk('exit', op)
    const isNone = call.retLow === 0 && call.retHigh === 0
    if (!isNone && !usable(chunk, 4)) return address(call, arg)
    return `${address(call, arg)} /* ${isNone || !chunk ? 0 : u32(chunk.bytes, chunk.start)} entries */`
  }
}
