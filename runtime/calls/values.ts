/** The words of the notation that are numbers: how each is written. */

import { signalName } from '../../bpf/facts/errors.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import { Literal } from '../text-bytes.ts'
import type { RawCall } from './call.ts'
import type { CallScalar, ScalarPut, ShowOptions } from './context.ts'
import { bitsScalar, type Scalar } from './flags.ts'
import { hex8Text, hexText, octalText, pointerText, putPointer, signedText, unsignedText } from './numbers.ts'
import { type Bits, typeOf } from './spec.ts'

interface Word {
  /** Bytes in memory. */
  readonly size: number
  readonly scalar: CallScalar
}

const constants = (text: string, arch: Arch, otherwise?: Scalar): Scalar =>
  bitsScalar(typeOf(text) as Bits, arch, otherwise)

const currentFolder = -100
const currentFolderName = new Literal('AT_FDCWD')

const descriptor = ({ fdName }: ShowOptions): CallScalar => {
  if (!fdName) return low => `${low | 0}`
  return (low, _high, call) => {
    const fd = low | 0
    const name = fd >= 0 ? fdName(call.pid, fd) : undefined
    return name === undefined ? `${fd}` : `${fd}<${name}>`
  }
}

/** A descriptor that a path is looked up from. */
const folder = (options: ShowOptions): CallScalar => {
  const { fdName } = options
  const other = descriptor(options)
  return (low, high, call) => {
    if ((low | 0) !== currentFolder) return other(low, high, call)
    const name = fdName?.(call.pid, currentFolder)
    return name === undefined ? 'AT_FDCWD' : `AT_FDCWD<${name}>`
  }
}

const signal: Scalar = low => signalName(low) ?? `${low | 0}`

/** A signal of a set, as sets have them: without SIG. */
export const signalInSet = (number: number): string => {
  const name = signalName(number)
  return name === undefined ? `${number}` : name.slice(3)
}

/** Major and minor number of a device as the kernel gives it out to programs. */
const device: Scalar = (low, high) => {
  const major = ((low >>> 8) & 0xfff) | (high & 0xffff_f000)
  const minor = ((low & 0xff) | ((low >>> 12) & 0xfff00)) >>> 0
  return `makedev(${hexText(major >>> 0, 0)}, ${hexText(minor, 0)})`
}

const fileMode = (arch: Arch): Scalar => {
  const types = constants('#file_types', arch, () => '')
  const bits = constants('|mode_bits', arch)
  const cache = new Map<number, string>()
  const make = (mode: number): string => {
    const type = mode & 0o170000
    const name = type === 0 ? '' : types(type, 0)
    const special = mode & 0o7000
    const parts = name === '' ? [] : [name]
    if (special !== 0) parts.push(bits(special, 0))
    parts.push(octalText(name === '' ? mode & ~0o7000 : mode & 0o777))
    return parts.join('|')
  }
  return low => {
    let text = cache.get(low)
    if (text === undefined) {
      text = make(low & 0xffff)
      cache.set(low, text)
    }
    return text
  }
}

/** Flags with a size of huge pages in their upper bits. */
const mmapFlags = (arch: Arch): Scalar => {
  const plain = constants('#mmap_types|mmap_flags', arch)
  const hugePages = 0x40000
  return low => {
    const size = low >>> 26
    if ((low & hugePages) === 0 || size === 0) return plain(low, 0)
    return `${plain(low & 0x3ff_ffff, 0)}|${size}<<MAP_HUGE_SHIFT`
  }
}

const futexOp = (arch: Arch): Scalar => {
  const names = constants('#futex_cmds', arch)
  const privateFlag = 128
  const clock = 256
  return low => {
    const op = low & 0x7f
    const name = names(op, 0)
    const rest = (low & ~(0x7f | privateFlag | clock)) >>> 0
    if (name.startsWith('0x') || rest !== 0) return names(low, 0)
    return name + (low & privateFlag ? '_PRIVATE' : '') + (low & clock ? '|FUTEX_CLOCK_REALTIME' : '')
  }
}

const futexWakeOp = (arch: Arch): Scalar => {
  const ops = constants('#futex_wake_ops', arch)
  const compares = constants('#futex_wake_cmps', arch)
  return low => {
    const shift = low & 0x8000_0000 ? 'FUTEX_OP_OPARG_SHIFT<<28|' : ''
    const op = ops((low >>> 28) & 7, 0)
    const compare = compares((low >>> 24) & 15, 0)
    return `${shift}${op}<<28|${hexText((low >>> 12) & 0xfff, 0)}<<12|${compare}<<24|${hexText(low & 0xfff, 0)}`
  }
}

/** statx's masks: the combined ones where all their bits are there. */
const statxMask = (arch: Arch): Scalar => {
  const single = constants('|statx_masks', arch)
  const basic = 0x7ff
  const all = 0xfff
  return low => {
    const combined = (low & all) === all ? all : (low & basic) === basic ? basic : 0
    const rest = (low & ~combined) >>> 0
    if (combined === 0 || rest === 0) return single(low, 0)
    return `${single(combined, 0)}|${single(rest, 0)}`
  }
}

const unlimited = 'RLIM64_INFINITY'

/** A limit; of whole KiB as a product. */
const limit: Scalar = (low, high) => {
  if (low === 0xffff_ffff && high === 0xffff_ffff) return unlimited
  const value = high * 2 ** 32 + low
  return value > 1024 && value % 1024 === 0 && high < 0x20_0000
    ? `${value / 1024}*1024`
    : unsignedText(low, high)
}

const ticks: Scalar = (low, high) => {
  const text = signedText(low, high)
  return low === 0 && high === 0 ? text : `${text} /* ${((high * 2 ** 32 + low) / 100).toFixed(2)} s */`
}

/** ` /* 2026-11-27T03:45:09+0000 *​/`, as strace has behind times. */
export const dateText = (seconds: number, fraction = ''): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19)}${fraction}+0000`

/** Seconds that a date can have, nearly. */
export const latest = 8e12

const unixTime: Scalar = (low, high) => {
  const text = signedText(low, high)
  const seconds = Number(text)
  return seconds === 0 || Math.abs(seconds) > latest ? text : `${text} /* ${dateText(seconds)} */`
}

const permissionsWith = (text: string, arch: Arch): Scalar => {
  const flags = constants(text, arch)
  return low => {
    const above = (low & ~0o777) >>> 0
    return above === 0 ? octalText(low) : `${flags(above, 0)}|${octalText(low & 0o777)}`
  }
}

const priority = (arch: Arch): Scalar => {
  const classes = constants('#ioprio_classes', arch)
  return low => `IOPRIO_PRIO_VALUE(${classes(low >>> 13, 0)}, ${low & 0x1fff})`
}

const cloneFlags = (arch: Arch): Scalar => {
  const flags = constants('|clone_flags', arch)
  return low => {
    const rest = (low & ~0xff) >>> 0
    const number = low & 0xff
    const sent = number === 0 ? '' : (signalName(number) ?? `${number}`)
    if (rest === 0) return sent === '' ? '0' : sent
    return sent === '' ? flags(rest, 0) : `${flags(rest, 0)}|${sent}`
  }
}

const personality = (arch: Arch): Scalar => {
  const types = constants('#personality_types', arch)
  const flags = constants('|personality_flags', arch)
  return low => {
    if (low === 0xffff_ffff) return '0xffffffff'
    const whole = types(low, 0)
    const above = (low & ~0xff) >>> 0
    if (above === 0 || !whole.startsWith('0x')) return whole
    return `${types(low & 0xff, 0)}|${flags(above, 0)}`
  }
}

/** The speeds, sizes and delays that are no flags but numbers of several bits. */
const controlFlags = (arch: Arch): Scalar => {
  const speeds = constants('#term_baud_rates', arch)
  const sizes = constants('#term_cflags_sizes', arch)
  const flags = constants('|term_cflags', arch)
  const [speed, size] = [0o10017, 0o60]
  return low => {
    const rest = (low & ~(speed | size)) >>> 0
    return `${speeds(low & speed, 0)}|${sizes(low & size, 0)}${rest === 0 ? '' : `|${flags(rest, 0)}`}`
  }
}

const delays = [
  ['NL', 8, 1],
  ['CR', 9, 3],
  ['TAB', 11, 3],
  ['BS', 13, 1],
  ['VT', 14, 1],
  ['FF', 15, 1],
] as const

const outputFlags = (arch: Arch): Scalar => {
  const flags = constants('|term_oflags', arch)
  return low => {
    const names = delays.map(([name, shift, mask]) => `${name}${(low >>> shift) & mask}`)
    const rest = (low & ~0o177400) >>> 0
    return `${names.join('|')}${rest === 0 ? '' : `|${flags(rest, 0)}`}`
  }
}

const skids = ['arbitrary skid', 'constant skid', 'requested to have 0 skid', 'must have 0 skid']

const quotaCommand = (arch: Arch): Scalar => {
  const commands = constants('#quota_cmds', arch)
  const kinds = constants('#quota_types', arch)
  return low => {
    // The headers have the commands without their upper byte's sign.
    return `QCMD(${commands(low >>> 8, 0)}, ${kinds(low & 0xff, 0)})`
  }
}

const swapFlags = (arch: Arch): Scalar => {
  const flags = constants('|swap_flags', arch)
  return low => {
    const rest = (low & ~0x7fff) >>> 0
    const order = low & 0x7fff
    if (rest === 0) return `${order}`
    return `${flags(rest, 0)}|${order}`
  }
}

const inetAddress: Scalar = low =>
  `inet_addr("${low & 255}.${(low >>> 8) & 255}.${(low >>> 16) & 255}.${low >>> 24}")`

const signalHandler: Scalar = (low, high) =>
  high === 0 && low < 2 ? (low === 0 ? 'SIG_DFL' : 'SIG_IGN') : hexText(low, high)

type Maker = (options: ShowOptions, arch: Arch) => CallScalar

const makers: Readonly<Record<string, readonly [size: number, make: Maker]>> = {
  int: [4, () => low => `${low | 0}`],
  uint: [4, () => low => `${low}`],
  long: [8, () => signedText],
  ulong: [8, () => unsignedText],
  size: [8, () => unsignedText],
  u64: [8, () => unsignedText],
  hex: [4, () => low => hexText(low, 0)],
  hexl: [8, () => hexText],
  ptr: [8, () => pointerText],
  mode: [4, () => low => octalText(low & 0xffff)],
  fd: [4, descriptor],
  atfd: [4, folder],
  pid: [4, () => low => `${low | 0}`],
  uid: [4, () => low => (low === 0xffff_ffff ? '-1' : `${low}`)],
  sig: [4, () => signal],
  dev: [8, () => device],
  filemode: [4, (_, arch) => fileMode(arch)],
  openflags: [4, (_, arch) => constants('#open_access_modes|open_mode_flags', arch)],
  mmapflags: [4, (_, arch) => mmapFlags(arch)],
  futexop: [4, (_, arch) => futexOp(arch)],
  futexwakeop: [4, (_, arch) => futexWakeOp(arch)],
  statxmask: [4, (_, arch) => statxMask(arch)],
  rlim: [8, () => limit],
  ticks: [8, () => ticks],
  unixtime: [8, () => unixTime],
  ipcflags: [4, (_, arch) => permissionsWith('|ipc_flags', arch)],
  shmflags: [4, (_, arch) => permissionsWith('|shmget_flags', arch)],
  ioprio: [4, (_, arch) => priority(arch)],
  cloneflags: [4, (_, arch) => cloneFlags(arch)],
  personality: [4, (_, arch) => personality(arch)],
  quotacmd: [4, (_, arch) => quotaCommand(arch)],
  swapflags: [4, (_, arch) => swapFlags(arch)],
  kernelversion: [4, () => low => `KERNEL_VERSION(${low >>> 16}, ${(low >>> 8) & 255}, ${low & 255})`],
  controlflags: [4, (_, arch) => controlFlags(arch)],
  outputflags: [4, (_, arch) => outputFlags(arch)],
  perfskid: [1, () => low => `${low}${skids[low] === undefined ? '' : ` /* ${skids[low]} */`}`],
  hex8: [4, () => hex8Text],
  inetaddr: [4, () => inetAddress],
  sighandler: [8, () => signalHandler],
  ptracer: [8, () => (low, high) => (low === 0xffff_ffff ? 'PR_SET_PTRACER_ANY' : signedText(low, high))],
}

/** The words that are numbers. */
export const numberWords: readonly string[] = Object.keys(makers)

/** The size in memory of a word that is a number; undefined if it is none. */
export const wordSize = (word: string): number | undefined => makers[word]?.[0]

const putSigned: ScalarPut = (low, _high, out) => out.integer(low | 0)
const putUnsigned: ScalarPut = (low, high, out) => out.unsigned(low, high)

/** How words that come often are put into bytes. */
const puts: Readonly<Record<string, ScalarPut>> = {
  int: putSigned,
  pid: putSigned,
  fd: putSigned,
  atfd: (low, _high, out) =>
    (low | 0) === currentFolder ? out.literal(currentFolderName) : out.integer(low | 0),
  uint: (low, _high, out) => out.natural(low),
  long: (low, high, out) => out.signed(low, high),
  ulong: putUnsigned,
  size: putUnsigned,
  u64: putUnsigned,
  hex: (low, _high, out) => out.hex(low, 0),
  hexl: (low, high, out) => out.hex(low, high),
  ptr: (low, high, out) => putPointer(low, high, out),
}

/** How a word that is a number is written. */
export const wordValue = (word: string, options: ShowOptions, arch: Arch): Word | undefined => {
  const maker = makers[word]
  if (!maker) return undefined
  const [size, make] = maker
  const text = make(options, arch)
  if (text.put) return { size, scalar: text }
  const put = options.fdName && (word === 'fd' || word === 'atfd') ? undefined : puts[word]
  const scalar = put
    ? Object.assign((low: number, high: number, call: RawCall) => text(low, high, call), { put })
    : text
  return { size, scalar }
}
