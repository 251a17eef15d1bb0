/** Numbers → names of constants, with | between. */

import {
  type ConstantEntry,
  type ConstantSetName,
  constantName,
  constantSet,
} from '../../bpf/facts/constants.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import { Literal, type TextBytes } from '../text-bytes.ts'
import { hexText } from './numbers.ts'
import type { Bits } from './spec.ts'

/** What stands for 0 in sets of flags that have a name for it. */
const zeroNames: Readonly<Record<string, string>> = { mmap_prot: 'PROT_NONE', access_modes: 'F_OK' }

/** Enums of which 0 goes without saying when there are flags. */
const silentZeros: ReadonlySet<string> = new Set(['mount_attr_atime'])

/** Enums that are what is left of a value without its flags. */
const restEnums: ReadonlySet<string> = new Set(['mempolicy_modes', 'sched_policies'])

/** What the names of a set begin with, where they do not tell themselves; or, with question marks, the whole remark. */
const prefixes: Readonly<Record<string, string>> = {
  access_none: '?_OK',
  open_mode_flags: 'O_',
  shmctl_cmds: 'SHM_',
  semctl_cmds: 'SEM_',
  msgctl_cmds: 'MSG_',
  mempolicy_mode_flags: 'MPOL_',
  mbind_flags: 'MPOL_',
  get_mempolicy_flags: 'MPOL_',
  setns_types: 'CLONE_NEW',
  rename_flags: 'RENAME_??',
  pkey_access: 'PKEY_',
  socketlayers: 'SOL_??',
  seccomp_ops: 'SECCOMP_SET_MODE_',
  io_uring_register_ops: 'IORING_REGISTER_',
  reboot_magic1: 'LINUX_REBOOT_MAGIC_',
  reboot_magic2: 'LINUX_REBOOT_MAGIC_',
  ioctl_cmds: '_IO_',
  unlinkat_flags: 'AT_',
  fstatat_flags: 'AT_',
  utimensat_flags: 'AT_',
  linkat_flags: 'AT_',
}

const commonPrefix = (entries: readonly ConstantEntry[]): string => {
  let [prefix] = entries[0] ?? ['']
  for (const [name] of entries) while (!name.startsWith(prefix)) prefix = prefix.slice(0, -1)
  const first = entries[0]?.[0] ?? ''
  if (prefix === '') return first.slice(0, first.indexOf('_') + 1)
  return prefix.includes('_') ? prefix.slice(0, prefix.lastIndexOf('_') + 1) : prefix
}

const bitCount = (value: number): number => {
  let count = 0
  for (let rest = value; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}

const word = 2 ** 32
const upper = (value: number): number => Math.floor(value / word) >>> 0

interface Flag {
  readonly name: string
  readonly low: number
  readonly high: number
}

interface Reader {
  readonly enums: readonly { readonly name: string; readonly names: (value: number) => string | undefined }[]
  /** All bits of the enums' values. */
  readonly enumMask: number
  /** In the order in which they are written, and in that in which they take their bits: those of several bits first. */
  readonly flags: readonly Flag[]
  readonly greedy: readonly Flag[]
  readonly unknown: string
  readonly zero: string
  /** Whether 0 of the enum is written in front of flags. */
  readonly zeroEnum: boolean
  /** Whether the enum has all bits that are no flags. */
  readonly isRest: boolean
}

const readerOf = ({ enums, flags }: Bits, arch: Arch): Reader => {
  const enumSets = enums.map(name => {
    const set = constantSet(name as ConstantSetName, arch)
    return { name, entries: set.entries, names: (value: number) => constantName(set, value) }
  })
  const flagEntries = flags.flatMap(name => constantSet(name as ConstantSetName, arch).entries)
  const list = flagEntries
    .filter(([, value]) => value !== 0)
    .map(([name, value]): Flag => ({ name, low: value >>> 0, high: upper(value) }))
  const zeroFlag = flagEntries.find(([, value]) => value === 0)?.[0]
  const first = enums[0] ?? flags[0]
  const prefix =
    first === undefined ? '' : (prefixes[first] ?? commonPrefix(enumSets[0]?.entries ?? flagEntries))
  return {
    enums: enumSets,
    enumMask: enums.some(name => restEnums.has(name))
      ? list.reduce((mask, { low }) => mask & ~low, -1)
      : enumSets.reduce((mask, { entries }) => entries.reduce((all, [, value]) => all | value, mask), 0),
    flags: list,
    greedy: [...list].sort((a, b) => bitCount(b.low + b.high * word) - bitCount(a.low + a.high * word)),
    unknown: prefix === '' ? '' : ` /* ${prefix}${prefix.includes('?') ? '' : '???'} */`,
    zero: zeroFlag ?? zeroNames[flags[0] ?? ''] ?? '0',
    isRest: enums.some(name => restEnums.has(name)),
    zeroEnum: !enums.some(name => silentZeros.has(name)),
  }
}

const enumText = (reader: Reader, low: number): string | undefined => {
  for (const { names } of reader.enums) {
    const name = names(low)
    if (name !== undefined) return name
  }
  return undefined
}

const flagsText = (reader: Reader, low: number, high: number, start: string): string => {
  let restLow = low
  let restHigh = high
  const taken = new Set<Flag>()
  for (const flag of reader.greedy)
    if ((restLow & flag.low) >>> 0 === flag.low && (restHigh & flag.high) >>> 0 === flag.high) {
      taken.add(flag)
      restLow = (restLow & ~flag.low) >>> 0
      restHigh = (restHigh & ~flag.high) >>> 0
    }
  let text = start
  for (const flag of reader.flags) if (taken.has(flag)) text += text === '' ? flag.name : `|${flag.name}`
  if (restLow === 0 && restHigh === 0) return text === '' ? reader.zero : text
  const rest = hexText(restLow, restHigh)
  return text === '' ? rest + reader.unknown : `${text}|${rest}`
}

const bitsText = (reader: Reader, low: number, high: number): string | undefined => {
  if (reader.enums.length === 0) return flagsText(reader, low, high, '')
  const whole = high === 0 ? enumText(reader, low) : undefined
  if (whole !== undefined) return whole
  if (reader.flags.length === 0) return undefined
  const base = (low & reader.enumMask) >>> 0
  const name = reader.enumMask !== 0 && (base !== 0 || reader.zeroEnum) ? enumText(reader, base) : undefined
  if (name === undefined && reader.isRest) {
    const start = hexText(base, 0) + reader.unknown
    return base === low ? start : flagsText(reader, (low & ~base) >>> 0, high, start)
  }
  if (name === undefined) return flagsText(reader, low, high, '')
  return flagsText(reader, (low & ~base) >>> 0, high, name)
}

/** A value of 64 bits (of fewer: `high` is 0) → text. */
export interface Scalar {
  (low: number, high: number): string
  /** The same into bytes. */
  readonly put?: ((low: number, high: number, out: TextBytes) => void) | undefined
}

const mostCached = 1024

/** The text of a value, for strings and for bytes. */
interface Known {
  readonly low: number
  readonly text: string
  readonly literal: Literal
}

/**
 * Makes the function that writes values of the sets.
 *
 * @example bitsScalar(typeOf('|mmap_prot'), 'x64')(3, 0) // 'PROT_READ|PROT_WRITE'
 */
export const bitsScalar = (bits: Bits, arch: Arch, otherwise?: Scalar): Scalar => {
  let reader: Reader | undefined
  const make = (low: number, high: number): string => {
    reader ??= readerOf(bits, arch)
    const text = bitsText(reader, low, high)
    return text ?? otherwise?.(low, high) ?? hexText(low, high) + reader.unknown
  }
  const cache = new Map<number, Known>()
  let last: Known = { low: -1, text: '', literal: new Literal('') }
  const knownOf = (low: number): Known => {
    let known = cache.get(low)
    if (!known) {
      const text = make(low, 0)
      known = { low, text, literal: new Literal(text) }
      if (cache.size >= mostCached) cache.clear()
      cache.set(low, known)
    }
    last = known
    return known
  }
  const show = (low: number, high: number): string =>
    high !== 0 ? make(low, high) : low === last.low ? last.text : knownOf(low).text
  const put = (low: number, high: number, out: TextBytes): void => {
    if (high !== 0) out.text(make(low, high))
    else out.literal(low === last.low ? last.literal : knownOf(low).literal)
  }
  return Object.assign(show, { put })
}
