/** Random calls of given syscalls, their values near the constants of the script. */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { Call, UserText, UserValue } from './call.ts'
import type { Choices } from './choices.ts'
import type { Values } from './values.ts'

const clamp = (value: bigint, least: bigint, most: bigint): bigint =>
  value < least ? least : value > most ? most : value

const text = (c: Choices, values: Values): UserText => {
  switch (c.below(12)) {
    case 10:
      return { kind: 'null' }
    case 11:
      return { kind: 'unreadable' }
    default:
      return { kind: 'bytes', bytes: values.bytes(c) }
  }
}

export interface CallOptions {
  readonly syscalls: readonly SyscallFact[]
  /** Whether some calls do not return. */
  readonly endless: boolean
  /** Whether all names of processes are UTF-8: in keys of shared maps, names are told apart by their bytes. */
  readonly validNames: boolean
}

/** Calls of one thread follow each other, those of different threads interleave. */
export const randomCalls = (c: Choices, values: Values, options: CallOptions): Call[] => {
  // No call begins at the first nanosecond of a clock that is 0 where there is no time.
  const threads = c.many(1, 3, i => ({ id: 100 + i, free: 1n + 1_000n * BigInt(i) }))
  const own = (n: number): Omit<Call, 'syscall' | 'pid' | 'tid' | 'args' | 'ret' | 'entry' | 'exit'> => ({
    ppid: Number(clamp(values.integer(c), 0n, (1n << 22n) - 1n)),
    uid: Number(BigInt.asUintN(32, values.integer(c))),
    gid: Number(BigInt.asUintN(32, values.integer(c))),
    cpu: c.below(4),
    cgroup: BigInt.asUintN(63, values.integer(c)),
    comm: options.validNames ? values.validName(c) : values.name(c),
    commRest: n % 2 === 0 ? 0 : 0x61,
    random: c.below(2) * 2 ** 31 + c.below(2 ** 31),
  })
  return c.many(1, 8, (n): Call => {
    const thread = c.pick(threads)
    const syscall = c.pick(options.syscalls)
    const args = syscall.args.map((arg): UserValue => {
      if (arg.kind === 'string') return text(c, values)
      if (arg.kind === 'strings')
        return c.chance(10)
          ? { kind: 'null' }
          : {
              kind: 'list',
              items: c.many(0, 3, () =>
                values
                  .bytes(c)
                  .filter(b => b !== 0)
                  .slice(0, 300),
              ),
            }
      return { kind: 'word', value: values.integer(c) }
    })
    const duration = clamp(values.integer(c), 0n, (1n << 53n) - 1n)
    const entry = thread.free + 1n + clamp(values.integer(c), 0n, 1n << 54n)
    const exit = entry + duration
    thread.free = exit
    const returns = !options.endless || !c.chance(10)
    const pid = c.chance(80) ? 100 : Number(clamp(values.integer(c), 1n, (1n << 22n) - 1n))
    const ret = c.chance(30)
      ? -BigInt(c.pick([2, 1, 11, 13, 22, 512, 600, 4095]))
      : BigInt.asIntN(64, values.integer(c))
    return { syscall, pid, tid: thread.id, args, ret, entry, exit: returns ? exit : undefined, ...own(n) }
  })
}

const showBytes = (bytes: Uint8Array): string => {
  const shown = Buffer.from(bytes.subarray(0, 80)).toString('latin1')
  return `${JSON.stringify(shown)}${bytes.length > 80 ? `… ${bytes.length} bytes` : ''}`
}

const showValue = (value: UserValue): string => {
  switch (value.kind) {
    case 'word':
      return String(value.value)
    case 'bytes':
      return showBytes(value.bytes)
    case 'list':
      return `[${value.items.map(showBytes).join()}]`
    default:
      return value.kind
  }
}

/** A call in one line, for the report of a failure. Strings are shown byte by byte, as Latin-1. */
export const describeCall = (call: Call): string => {
  const { syscall, args, comm, commRest, entry, exit, cgroup, ret, ...rest } = call
  const named = syscall.args.map((arg, i) => `${arg.name}=${args[i] ? showValue(args[i]) : 0}`)
  const others = Object.entries(rest).map(([name, value]) => `${name}=${value}`)
  return `${syscall.name}(${named.join(', ')}) = ${ret} comm=${showBytes(comm)}${commRest === 0 ? '' : ' (old bytes behind)'} ${others.join(' ')} cgroup=${cgroup} at ${entry}${exit === undefined ? ', no exit' : ` for ${exit - entry}`}`
}
