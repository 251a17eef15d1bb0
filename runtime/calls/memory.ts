/** The words of the notation that are memory of no fixed size or form: what is read of each, and how it is written. */

import { errorByNumber } from '../../bpf/facts/errors.ts'
import type { RawCall } from './call.ts'
import type { Context, Value } from './context.ts'
import { hexText, signedText } from './numbers.ts'
import { signalSet } from './signals.ts'
import { socketAddress } from './sockets.ts'
import { escaped, quoted, quotedHex, stringEnd } from './strings.ts'
import { u32 } from './structs.ts'
import { dateText, latest } from './values.ts'

/** How many elements of a list are shown. */
export const listSize = 32

export interface Memory {
  /** Bytes of one element, and how many bytes are read at most. */
  readonly unit: number
  readonly most: (stringSize: number) => number
  /** Makes the function that writes the bytes; `cut`: there were more. */
  readonly make: (
    context: Context,
  ) => (bytes: Uint8Array, start: number, end: number, cut: boolean, call: RawCall) => string
  /** Written if there is nothing; else the pointer is. */
  readonly empty?: string
}

const buffer: Memory = {
  unit: 1,
  most: stringSize => stringSize,
  make: ({ options: { stringSize } }) => {
    return (bytes, start, end, cut) => quoted(bytes, start, end, stringSize, cut)
  },
  empty: '""',
}

const cpus: Memory = {
  unit: 1,
  most: () => 128,
  make: () => (bytes, start, end) => {
    let text = ''
    for (let at = start; at < end; at++)
      for (let bit = 0; bit < 8; bit++)
        if ((bytes[at]! >> bit) & 1) text += `${text === '' ? '' : ' '}${(at - start) * 8 + bit}`
    return `[${text}]`
  },
}

const capabilityData: Memory = {
  unit: 24,
  most: () => 24,
  make: context => {
    const name = context.scalar({
      kind: 'bits',
      enums: ['capabilities'],
      flags: [],
      size: 4,
      otherwise: undefined,
    })!
    const setOf = (low: number, high: number, call: RawCall): string => {
      let text = ''
      for (let bit = 0; bit < 64; bit++)
        if (((bit < 32 ? low : high) >>> (bit & 31)) & 1)
          text += `${text === '' ? '' : '|'}1<<${name(bit, 0, call).split(' ')[0]}`
      return text === '' ? '0' : text
    }
    return (bytes, start, end, _cut, call) => {
      const high = (offset: number) => (start + 24 <= end ? u32(bytes, start + 12 + offset) : 0)
      const set = (offset: number) => setOf(u32(bytes, start + offset), high(offset), call)
      return `{effective=${set(0)}, permitted=${set(4)}, inheritable=${set(8)}}`
    }
  },
}

const words: Readonly<Record<string, Memory>> = {
  buf: buffer,
  hexbuf: {
    ...buffer,
    make: ({ options: { stringSize } }) => {
      return (bytes, start, end, cut) => quotedHex(bytes, start, end, stringSize, cut)
    },
  },
  cwd: {
    unit: 1,
    most: () => 4096,
    make: () => (bytes, start, end, cut) => quoted(bytes, start, stringEnd(bytes, start, end), 4096, cut),
  },
  cpus,
  cap_user_data: capabilityData,
  sockaddr: {
    unit: 1,
    most: () => 128,
    make: context => (bytes, start, end, _cut, call) => socketAddress(context, bytes, start, end, call),
  },
}

/** A word of memory of no fixed size. */
export const memoryWord = (word: string): Memory | undefined => words[word]

const timeWithDate = (context: Context, name: 'timespec' | 'timeval'): Value => {
  const time = context.struct(name)
  const digits = name === 'timespec' ? 9 : 6
  const now = 0x3fffffff
  const omit = 0x3ffffffe
  return {
    size: 16,
    show: (bytes, at, call) => {
      const fraction = u32(bytes, at + 8)
      if (name === 'timespec' && (fraction === now || fraction === omit))
        return fraction === now ? 'UTIME_NOW' : 'UTIME_OMIT'
      const seconds = Number(signedText(u32(bytes, at), u32(bytes, at + 4)))
      const text = time.show(bytes, at, call)
      if (seconds === 0 || Math.abs(seconds) > latest) return text
      const part = fraction === 0 ? '' : `.${`${fraction}`.padStart(digits, '0')}`
      return `${text} /* ${dateText(seconds, part)} */`
    },
  }
}

const fractionText = (nanoseconds: number): string =>
  nanoseconds === 0 ? '' : `.${`${nanoseconds}`.padStart(9, '0')}`

/** Seconds, with the date that they are with the nanoseconds that stand behind. */
const fileTime: Value = {
  size: 8,
  show: (bytes, at) => {
    const text = signedText(u32(bytes, at), u32(bytes, at + 4))
    const seconds = Number(text)
    if (seconds === 0 || Math.abs(seconds) > latest) return text
    return `${text} /* ${dateText(seconds, fractionText(u32(bytes, at + 8)))} */`
  },
}

/** A time of statx, with its date. */
const statxTime = (context: Context): Value => {
  const { size, show } = context.struct('statx_timestamp')
  return {
    size,
    show: (bytes, at, call) => {
      const seconds = Number(signedText(u32(bytes, at), u32(bytes, at + 4)))
      const text = show(bytes, at, call)
      if (seconds === 0 || Math.abs(seconds) > latest) return text
      return `${text} /* ${dateText(seconds, fractionText(u32(bytes, at + 8)))} */`
    },
  }
}

/** `[[VINTR]=0x3, …]`: a terminal's characters by what they do. */
const terminalCharacters = (context: Context): Value => {
  const name = context.scalar({
    kind: 'bits',
    enums: ['term_cc'],
    flags: [],
    size: 1,
    otherwise: 'uint',
  })!
  return {
    size: 19,
    show: (bytes, at, call) => {
      const texts = Array.from(
        { length: 19 },
        (_, i) => `[${name(i, 0, call)}]=${hexText(bytes[at + i]!, 0)}`,
      )
      return `[${texts.join(', ')}]`
    },
  }
}

const waitStatus = (context: Context): Value => {
  const signal = context.scalar({ kind: 'word', word: 'sig' })!
  return {
    size: 4,
    show: (bytes, at, call) => {
      const status = u32(bytes, at)
      const low = status & 0x7f
      const code = (status >>> 8) & 0xff
      const event = status >>> 16
      const core = status & 0x80
      if (status === 0xffff) return '{WIFCONTINUED(s)}'
      if ((status & 0xff) === 0x7f) {
        const stopped = `WIFSTOPPED(s) && WSTOPSIG(s) == ${signal(code & 0x7f, 0, call)}${code & 0x80 ? ' | 0x80' : ''}`
        return event === 0 ? `{${stopped}}` : `{${stopped}} | ${hexText(event << 16, 0)}`
      }
      if (low === 0) return `{WIFEXITED(s) && WEXITSTATUS(s) == ${code}}`
      return `{WIFSIGNALED(s) && WTERMSIG(s) == ${signal(low, 0, call)}${core ? ' && WCOREDUMP(s)' : ''}}`
    },
  }
}

/** What is counted, by the kind of counter that stands 8 bytes before it. */
const perfConfig = (context: Context): Value => {
  const kinds = ['perf_hw_ids', 'perf_sw_ids'].map(name =>
    context.scalar({ kind: 'bits', enums: [name], flags: [], size: 4, otherwise: undefined }),
  )
  return {
    size: 8,
    show: (bytes, at, call) => {
      const [low, high] = [u32(bytes, at), u32(bytes, at + 4)]
      const names = high === 0 ? kinds[u32(bytes, at - 8)] : undefined
      return names ? names(low, 0, call) : hexText(low, high)
    },
  }
}

const fixed: Readonly<Record<string, readonly [size: number, make: (context: Context) => Value]>> = {
  utimespec: [16, context => timeWithDate(context, 'timespec')],
  utimeval: [16, context => timeWithDate(context, 'timeval')],
  waitstatus: [4, waitStatus],
  sigset: [8, () => ({ size: 8, show: (bytes, at) => signalSet(bytes, at, at + 8) })],
  name16: [
    16,
    () => ({
      size: 16,
      show: (bytes, at) => {
        const end = stringEnd(bytes, at, at + 16)
        return end < at + 16 ? `"${escaped(bytes, at, end)}"` : `"${escaped(bytes, at, at + 15)}"...`
      },
    }),
  ],
  epolldata: [
    8,
    () => ({
      size: 8,
      show: (bytes, at) => {
        const low = u32(bytes, at)
        const high = u32(bytes, at + 4)
        return `{u32=${low}, u64=${high === 0 ? `${low}` : `${(BigInt(high) << 32n) | BigInt(low)}`}}`
      },
    }),
  ],
  fsid: [
    8,
    () => ({
      size: 8,
      show: (bytes, at) => `{val=[${hexText(u32(bytes, at), 0)}, ${hexText(u32(bytes, at + 4), 0)}]}`,
    }),
  ],
  pagestatus: [
    4,
    () => ({
      size: 4,
      show: (bytes, at) => {
        const status = u32(bytes, at) | 0
        return status < 0 ? `-${errorByNumber(-status)?.name ?? -status}` : `${status}`
      },
    }),
  ],
  perfconfig: [8, perfConfig],
  stattime: [8, () => fileTime],
  statxtime: [16, statxTime],
  terminalcharacters: [19, terminalCharacters],
}

/** The size of a word that is memory of a fixed size but no number and no struct. */
export const fixedSize = (word: string): number | undefined => fixed[word]?.[0]

/** Such a word's value. */
export const fixedValue = (word: string, context: Context): Value | undefined => fixed[word]?.[1](context)
