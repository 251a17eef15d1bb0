/** Arguments that are written in a way of their own, or by the value of another argument. */

import { bpfAttributes } from './bpf-attributes.ts'
import type { Chunk, RawCall } from './call.ts'
import { type Context, failed, type Show, succeeded } from './context.ts'
import { ioctlArgument, ioctlCommand } from './ioctls.ts'
import { messageShow, vectorShow, vectorsShow } from './messages.ts'
import { hexText, octalText, pointerText, signedText } from './numbers.ts'
import { optionLength, optionName, optionValue, socketName, socketProtocol } from './socket-options.ts'
import { type Pointer, typeOf } from './spec.ts'
import {
  directoryRecords,
  fileHandle,
  nodeMask,
  pageBytes,
  ringParameters,
  segmentDescriptor,
  signalFrame,
  signalPack,
} from './special-structs.ts'
import { quoted } from './strings.ts'
import { u32 } from './structs.ts'

const address = (call: RawCall, arg: number): string => pointerText(call.low(arg), call.high(arg))

const usable = (chunk: Chunk | undefined, size: number): chunk is Chunk =>
  chunk !== undefined && !chunk.unreadable && chunk.end - chunk.start >= size

/** `["ls", "-l"]`; each string ends in a NUL or was cut after one byte more than is shown. */
const argumentList = (arg: number, context: Context): Show => {
  const op = context.op('enter', arg, 'strings')
  const { stringSize } = context.options
  return call => {
    const chunk = call.chunk('enter', op)
    if (!chunk || chunk.unreadable) return address(call, arg)
    const { bytes, start, end, cut } = chunk
    let text = '['
    for (let at = start; at < end; ) {
      const last = Math.min(at + stringSize + 1, end)
      let stop = at
      while (stop < last && bytes[stop] !== 0) stop++
      if (at !== start) text += ', '
      const whole = stop < last || stop - at <= stringSize
      text += quoted(bytes, at, Math.min(stop, at + stringSize), stringSize, !whole)
      at = stop < last ? stop + 1 : last
    }
    return cut ? `${text}, ...]` : `${text}]`
  }
}

/** `0x7ff… /* 23 vars *​/` */
const environment = (arg: number, context: Context): Show => {
  const op = context.op('enter', arg, 'pointers')
  return call => {
    const chunk = call.chunk('enter', op)
    if (!usable(chunk, 4)) return address(call, arg)
    const count = u32(chunk.bytes, chunk.start)
    return `${address(call, arg)} /* ${count}${chunk.cut ? '+' : ''} var${count === 1 ? '' : 's'} */`
  }
}

/** Numbers of the set's bits. */
const setText = ({ bytes, start, end }: Chunk, most: number): string => {
  let text = ''
  const last = Math.min((end - start) * 8, most)
  for (let fd = 0; fd < last; fd++)
    if ((bytes[start + (fd >> 3)]! >> (fd & 7)) & 1) text += text === '' ? `${fd}` : ` ${fd}`
  return `[${text}]`
}

/** How many descriptors a call of select looks at. */
const selectSize = (call: RawCall): number => Math.max(0, Math.min(call.low(0) | 0, 1024))

/** A set of descriptors, as it was before the call. */
const descriptorSet = (arg: number, context: Context): Show => {
  const before = context.op('enter', arg, 'bytes')
  const after = context.op('exit', arg, 'bytes')
  return call => {
    const chunk = call.chunk('enter', before) ?? (succeeded(call) ? undefined : call.chunk('exit', after))
    return usable(chunk, 1) ? setText(chunk, selectSize(call)) : address(call, arg)
  }
}

/** What select's result says: the sets that are not empty, and the time that was left. */
export const selectedText = (call: RawCall, context: Context): string => {
  if (call.retLow === 0) return ' (Timeout)'
  let text = ''
  for (let arg = 1; arg <= 3; arg++) {
    const chunk = call.chunk('exit', context.op('exit', arg, 'bytes'))
    if (!usable(chunk, 1)) continue
    const set = setText(chunk, selectSize(call))
    if (set !== '[]') text += `${text === '' ? '' : ', '}${['in', 'out', 'except'][arg - 1]} ${set}`
  }
  const left = leftText(call, 4, context)
  if (left !== '') text += text === '' ? left : `, ${left}`
  return text === '' ? '' : ` (${text})`
}

const timeName = (call: RawCall): 'timeval' | 'timespec' =>
  call.syscall.name === 'select' ? 'timeval' : 'timespec'

/** `left {tv_sec=…}` of the time that argument `arg` points to after the call. */
export const leftText = (call: RawCall, arg: number, context: Context): string => {
  const chunk = call.chunk('exit', context.op('exit', arg, 'bytes'))
  return usable(chunk, 16)
    ? `left ${context.struct(timeName(call)).show(chunk.bytes, chunk.start, call)}`
    : ''
}

/** A time as it was before the call, which writes what was left. */
const timeBefore = (arg: number, name: 'timeval' | 'timespec', context: Context): Show => {
  const before = context.op('enter', arg, 'bytes')
  const after = context.op('exit', arg, 'bytes')
  return call => {
    const chunk = call.chunk('enter', before) ?? call.chunk('exit', after)
    return usable(chunk, 16) ? context.struct(name).show(chunk.bytes, chunk.start, call) : address(call, arg)
  }
}

/** What is left of a sleep is there only if the sleep was interrupted. */
const timeLeft = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  const time = context.struct('timespec')
  const restarts = { first: 512, last: 516, interrupted: 4 }
  return call => {
    const error = failed(call) ? -(call.retLow | 0) : 0
    const interrupted = error === restarts.interrupted || (error >= restarts.first && error <= restarts.last)
    if (!interrupted || (arg === 3 && (call.low(1) & 1) !== 0)) return address(call, arg)
    const chunk = call.chunk('exit', op)
    return usable(chunk, 16) ? time.show(chunk.bytes, chunk.start, call) : address(call, arg)
  }
}

const createFlags = 0o100 | 0o20000000

/** The mode of a file that open may create. */
const createMode =
  (arg: number): Show =>
  call =>
    (call.low(arg - 1) & createFlags) === 0 ? '' : octalText(call.low(arg) & 0xffff)

/** The device of a node that is one. */
const nodeDevice = (arg: number, context: Context): Show => {
  const device = context.scalar(typeOf('dev'))!
  return call => {
    const type = call.low(arg - 1) & 0o170000
    return type === 0o020000 || type === 0o060000 ? device(call.low(arg), 0, call) : ''
  }
}

const fixedFlag = 2

const cloneShow = (context: Context): Show => {
  const flags = context.scalar(typeOf('cloneflags'))!
  const parentFlags = 0x100000 | 0x1000
  const childFlags = 0x200000 | 0x1000000
  const threadFlag = 0x80000
  const [child, tls] = context.arch === 'x64' ? [3, 4] : [4, 3]
  return call => {
    const low = call.low(0)
    let text = `child_stack=${address(call, 1)}, flags=${flags(low, 0, call)}`
    if (low & parentFlags) {
      const known =
        succeeded(call) && call.retLow !== 0 && (low & 0x1000) === 0 && address(call, 2) !== 'NULL'
      text += `, parent_tid=${known ? `[${call.retLow}]` : address(call, 2)}`
    }
    if (low & threadFlag) text += `, tls=${hexText(call.low(tls), call.high(tls))}`
    if (low & childFlags) text += `, child_tidptr=${address(call, child)}`
    return text
  }
}

/** clone3's arguments, and the thread that the parent is told of: the result. */
const clone3Show = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  const { show } = context.struct('clone_args')
  return call => {
    const chunk = call.chunk('exit', op)
    if (!usable(chunk, 64)) return address(call, arg)
    const flags = u32(chunk.bytes, chunk.start)
    const text = show(chunk.bytes, chunk.start, call, chunk.end)
    const told = succeeded(call) && (flags & 0x100000) !== 0
    return told ? `${text} => {parent_tid=[${call.retLow}]}` : text
  }
}

const queueMode = createMode

const queueAttributes = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  const attributes = context.struct('mq_attr')
  return call => {
    if ((call.low(1) & 0o100) === 0) return ''
    const chunk = call.chunk('exit', op)
    return usable(chunk, 64) ? attributes.show(chunk.bytes, chunk.start, call) : address(call, arg)
  }
}

/** mount's data is a string for nearly all file systems. */
const mountData = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'string')
  return call => {
    const chunk = call.chunk('exit', op)
    if (!chunk || chunk.unreadable) return address(call, arg)
    return quoted(chunk.bytes, chunk.start, chunk.end, context.options.stringSize, chunk.cut)
  }
}

const logAction = (arg: number, context: Context): Show => {
  const actions = context.scalar(typeOf('#syslog_actions'))!
  return call => {
    const name = actions(call.low(arg), 0, call)
    const number = call.low(arg) | 0
    return name.includes('?') ? name.replace(/^\w+/, `${number}`) : `${number} /* ${name} */`
  }
}

const seccompFilter = (arg: number, context: Context): Show => {
  const op = context.op('exit', arg, 'bytes')
  const program = context.struct('sock_fprog')
  return call => {
    if (call.low(1) !== 2) return ''
    const chunk = call.chunk('exit', op)
    return usable(chunk, 16) ? program.show(chunk.bytes, chunk.start, call) : address(call, arg)
  }
}

/** A message's type, then its text, which is as long as another argument or the result says. */
const typedMessage = (arg: number, context: Context, pointer: Pointer | undefined): Show => {
  const op = context.op('exit', arg, 'bytes')
  const isOut = pointer?.side === 'out'
  const { stringSize } = context.options
  return call => {
    const chunk = isOut && !succeeded(call) ? undefined : call.chunk('exit', op)
    if (!usable(chunk, 8)) return address(call, arg)
    const { bytes, start, end } = chunk
    const length = isOut ? call.retLow : call.low(arg + 1)
    const text = quoted(bytes, start + 8, Math.min(end, start + 8 + length), stringSize, length > stringSize)
    return `{mtype=${signedText(u32(bytes, start), u32(bytes, start + 4))}, mtext=${text}}`
  }
}

/** The CPU of a barrier, with the flag that says that there is one. */
const barrierCpu =
  (arg: number): Show =>
  call =>
    (call.low(1) & 1) === 0 ? '' : `${call.low(arg) | 0}`

const clearAll = 4

/** The capability that is raised or lowered. */
const ambientCapability = (arg: number, context: Context): Show => {
  const name = context.scalar(typeOf('#capabilities'))!
  return call =>
    call.low(arg - 1) === clearAll ? hexText(call.low(arg), call.high(arg)) : name(call.low(arg), 0, call)
}

type Maker = (arg: number, context: Context, pointer: Pointer | undefined) => Show

const makers: Readonly<Record<string, Maker>> = {
  argv: argumentList,
  envp: environment,
  fdset: descriptorSet,
  left: (arg, context) => timeBefore(arg, 'timespec', context),
  lefttv: (arg, context) => timeBefore(arg, 'timeval', context),
  nanosleeprem: timeLeft,
  openmode: createMode,
  mqmode: queueMode,
  msgbuf: typedMessage,
  mqattr: queueAttributes,
  devnode: nodeDevice,
  mremapaddr: arg => call => ((call.low(3) & fixedFlag) === 0 ? '' : address(call, arg)),
  clone: (_arg, context) => cloneShow(context),
  clone_args: clone3Show,
  mountdata: mountData,
  syslogtype: logAction,
  seccompfilter: seccompFilter,
  iov: (arg, context, pointer) => vectorShow(arg, context, pointer?.side === 'out'),
  iovs: vectorsShow,
  msg: (arg, context, pointer) => messageShow(arg, context, pointer?.side === 'out', false),
  mmsg: (arg, context, pointer) => messageShow(arg, context, pointer?.side === 'out', true),
  sockname: socketName,
  sockopt: optionName,
  optval: (arg, context, pointer) => optionValue(arg, context, pointer?.side === 'out'),
  optlen: optionLength,
  protocol: socketProtocol,
  ioctl: (arg, context) => ioctlCommand(arg, context),
  ioctlarg: (arg, context) => ioctlArgument(arg, context),
  bpfattr: bpfAttributes,
  filehandle: fileHandle,
  handle: fileHandle,
  frame: signalFrame,
  sigpack: signalPack,
  records: directoryRecords,
  ringparams: ringParameters,
  descriptor: segmentDescriptor,
  nodemask: nodeMask,
  pages: pageBytes,
  membarriercpu: barrierCpu,
  ambientcap: ambientCapability,
}

/** How such an argument is written; undefined if the word has no way of its own. */
export const specialShow = (
  word: string,
  arg: number,
  pointer: Pointer | undefined,
  context: Context,
): Show | undefined => makers[word]?.(arg, context, pointer)
