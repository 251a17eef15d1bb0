/** A made-up syscall, and what a handler must see of it: worked out from the call alone, without any record. */

import { errorByNumber } from '../../bpf/facts/errors.ts'
import type { SyscallArg, SyscallFact } from '../../bpf/facts/syscalls.ts'

/** What a string argument points to. */
export type UserText =
  | { readonly kind: 'null' }
  | { readonly kind: 'unreadable' }
  /** Bytes with a NUL behind them. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

export type UserValue =
  /** The register, 64 bits. */
  | { readonly kind: 'word'; readonly value: bigint }
  | UserText
  /** A list of strings with NULL behind it, such as argv. */
  | { readonly kind: 'list'; readonly items: readonly Uint8Array[] }

/** One call, complete unless it has no exit. */
export interface Call {
  readonly syscall: SyscallFact
  readonly pid: number
  readonly tid: number
  readonly ppid: number
  readonly uid: number
  readonly gid: number
  readonly cpu: number
  readonly cgroup: bigint
  /** At most 15 bytes, none of them 0. */
  readonly comm: Uint8Array
  /** What old kernels leave behind the name's NUL. */
  readonly commRest: number
  readonly args: readonly UserValue[]
  readonly ret: bigint
  /** Nanoseconds of the monotonic clock. */
  readonly entry: bigint
  /** Whether it began before tracing, so that its entry is not seen. */
  readonly begun?: boolean
  /** Undefined: the call does not return while traced. */
  readonly exit: bigint | undefined
  /** What the kernel's random numbers are during this call. */
  readonly random: number
}

export type Phase = 'enter' | 'complete'

/** Milliseconds between the monotonic and the wall clock in all these tests. */
export const clockOffsetMs = 1_700_000_000_000

export const kernelFrames: readonly bigint[] = [0xffffffff81000010n, 0xffffffff81000020n]
export const userFrames: readonly bigint[] = [0x401000n, 0x7fffffffe000n]
export const showFrames = (addresses: readonly bigint[]): string =>
  addresses.map(address => `0x${address.toString(16)}`).join('\n')

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Bytes of a string that are read, without NUL. One of exactly this length counts as cut: more cannot be told. */
export const longestString = 4099

const textOf = (value: UserValue | undefined): string => {
  if (value?.kind !== 'bytes') return ''
  const nul = value.bytes.indexOf(0)
  const bytes = nul < 0 ? value.bytes : value.bytes.subarray(0, nul)
  return bytes.length < longestString
    ? utf8.decode(bytes)
    : `${utf8.decode(bytes.subarray(0, longestString))}…`
}

/** An argument as an event has it. */
export const argumentOf = (arg: SyscallArg, value: UserValue | undefined): unknown => {
  switch (arg.kind) {
    case 'string':
      return textOf(value)
    case 'strings':
      return value?.kind === 'list' ? value.items.map(item => utf8.decode(item)) : []
    default: {
      const word = value?.kind === 'word' ? value.value : 0n
      if (arg.kind === 'int') return Number(BigInt.asIntN(32, word))
      if (arg.kind === 'uint') return Number(BigInt.asUintN(32, word))
      return Number(arg.kind === 'long' ? BigInt.asIntN(64, word) : BigInt.asUintN(64, word))
    }
  }
}

const errorOf = (ret: bigint): string | undefined =>
  ret < 0n && ret >= -4095n ? (errorByNumber(Number(-ret))?.name ?? `E${-ret}`) : undefined

/** The whole event. Stacks are no part of an event that is printed whole, unless they are read elsewhere in the handler. */
export const eventOf = (call: Call, phase: Phase, reads: ReadonlySet<string>): Record<string, unknown> => {
  const { syscall } = call
  const completed = phase === 'complete'
  const ns = completed ? call.exit! : call.entry
  const args = Object.fromEntries(syscall.args.map((arg, i) => [arg.name, argumentOf(arg, call.args[i])]))
  const event: Record<string, unknown> = {
    pid: call.pid,
    tid: call.tid,
    ppid: call.ppid,
    uid: call.uid,
    gid: call.gid,
    comm: utf8.decode(call.comm),
    cpu: call.cpu,
    cgroup: call.cgroup,
    time: Number(ns) / 1e6 + clockOffsetMs,
    ns,
    name: syscall.name,
    nr: syscall.nr,
    args,
    ...(completed && {
      ret: Number(call.ret),
      error: errorOf(call.ret),
      duration: Number(ns - call.entry),
    }),
  }
  const stacks = { kstack: showFrames(kernelFrames), ustack: showFrames(userFrames) }
  for (const [name, value] of Object.entries(stacks))
    Object.defineProperty(event, name, { value, enumerable: reads.has(name), writable: true })
  const taken = new Set(['ret', 'error', 'duration', 'kstack', 'ustack', ...Object.keys(event)])
  for (const [name, value] of Object.entries(args)) if (!taken.has(name)) event[name] = value
  return event
}
