/** Cases that are written by hand: calls as a script's author thinks of them, and what the kernel is to do of them. */

import { expect, test } from 'bun:test'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import type { Target } from '../../runtime/compiler/target.ts'
import type { Call, UserValue } from './call.ts'
import { describeOutputs, runThreeWays } from './three-ways.ts'

const table = syscallTable('x64')
const utf8 = new TextEncoder()

interface Given {
  readonly args?: Readonly<Record<string, string | number | bigint | null | UserValue>>
  readonly comm?: string
  readonly ret?: number | bigint
  /** Nanoseconds. */
  readonly for?: number
}

let clock = 1_000n
/** When the last call returned: a thread is in one at a time. */
let free = clock

/** The time of the call that was made last. */
export const now = (): bigint => clock

const argument = (value: string | number | bigint | null | UserValue | undefined): UserValue => {
  if (typeof value === 'string') return { kind: 'bytes', bytes: utf8.encode(value) }
  if (value === null) return { kind: 'null' }
  if (typeof value === 'object') return value
  return { kind: 'word', value: BigInt(value ?? 0) }
}

/** A call of a syscall, later than those made before. */
export const call = (
  name: string,
  given: Given & Partial<Omit<Call, 'args' | 'comm' | 'ret'>> = {},
): Call => {
  const { args = {}, comm = 'bash', ret = 0, for: ns = 10, ...more } = given
  const syscall = table.byName(name)!
  clock = (free > clock ? free : clock) + 1_000n
  free = clock + BigInt(ns)
  return {
    ...{ syscall, pid: 100, tid: 100, ppid: 1, uid: 0, gid: 0, cpu: 0, cgroup: 1n, commRest: 0, random: 0 },
    ...{ comm: utf8.encode(comm), ret: BigInt(ret), entry: clock, exit: clock + BigInt(ns) },
    args: syscall.args.map(arg => argument(args[arg.name])),
    ...more,
  }
}

export const reads = (...descriptors: readonly (number | bigint)[]): Call[] =>
  descriptors.map(fd => call('read', { args: { fd, count: fd }, ret: fd }))
export const opens = (...names: readonly (string | null | UserValue)[]): Call[] =>
  names.map(filename => call('openat', { args: { filename } }))

/** What the kernel does of a handler: `all` of it, `tests` whether it is to run, or just `sends` every event. */
type Does = 'all' | 'tests' | 'sends'

const doesOf = ({ handlers }: Plan): Does => {
  const variants = handlers.flatMap(handler => handler.variants)
  if (variants.every(variant => variant.moved)) return 'all'
  return variants.some(variant => variant.condition.kind === 'bool' && variant.condition.value)
    ? 'sends'
    : 'tests'
}

/** A test that the outputs of the three ways are the same, and that the kernel does its part. */
export const same = (
  name: string,
  does: Does,
  script: string,
  calls: readonly Call[],
  target: Partial<Target> = {},
): void => {
  test(name, async () => {
    const result = await runThreeWays(script, calls, 'x64', target)
    expect(result.same ? '' : describeOutputs(result)).toBe('')
    expect(result.reference).not.toEqual([])
    expect(doesOf(result.plan)).toBe(does)
  })
}

export const unreadable: UserValue = { kind: 'unreadable' }
export const bytes = (...list: readonly number[]): UserValue => ({
  kind: 'bytes',
  bytes: Uint8Array.from(list),
})
