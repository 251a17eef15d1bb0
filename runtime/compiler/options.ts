/** The second argument of `on`: what is demanded of the kernel, as conditions. */

import { type Context, raw } from './context.ts'
import { nameTest } from './glob.ts'
import { and, anyOf, type BoolExpr, compare, constant, falsity, not, truth } from './ir.ts'
import { failed } from './operators.ts'

/** Validated options of a handler. Lists mean any of them. */
export interface OnOptions {
  readonly pid?: readonly number[]
  readonly tid?: readonly number[]
  readonly uid?: readonly number[]
  /** Names, or patterns with `*` and `?`. */
  readonly comm?: readonly string[]
  /** cgroup v2 ids. */
  readonly cgroup?: readonly bigint[]
  /** Nanoseconds. */
  readonly minDuration?: number
  /** Only calls that failed, or only calls that did not. */
  readonly failed?: boolean
  /** The share of events to take, above 0 and at most 1. */
  readonly sample?: number
  /** Only calls of processes that are followed: those of the kernel's set. No option of `on`: the command line sets it. */
  readonly tree?: true
  /** Whether there is a condition; the compiler reads it where the call is written. */
  readonly where?: true
}

/** Filters that can change while the script runs; what is absent lets everything through. */
export interface FilterValues extends Omit<OnOptions, 'failed' | 'tree'> {
  /** Syscalls of the handler, as probes name them. */
  readonly syscalls?: readonly string[]
}

/** The options of a handler whose filters can change: what stays, and where the filters start. */
export const liveOptions = ({
  failed,
  where,
  ...start
}: OnOptions): { fixed: OnOptions; start: FilterValues } => ({
  fixed: { ...(failed !== undefined && { failed }), ...(where && { where }) },
  start,
})

/** What a random number of 32 bits must be below, for this share of events. */
export const sampleThreshold = (share: number): number => Math.round(share * 2 ** 32)

/** Calls that replace the program: the first ones of a process that is followed from its exec on. */
const execNames: ReadonlySet<string> = new Set(['execve', 'execveat'])

const followed = ({ variant }: Context): BoolExpr => ({
  kind: 'tree',
  execs: variant.syscalls.flatMap(({ name, nr }) => (execNames.has(name) ? [nr] : [])),
})

/** The kernel's condition for options. */
export const optionsCondition = (ctx: Context, options: OnOptions): BoolExpr => {
  const integers = (
    name: 'pid' | 'tid' | 'uid' | 'cgroup',
    values: readonly (number | bigint)[] | undefined,
  ): BoolExpr =>
    values ? anyOf(values.map(value => compare('eq', raw(ctx, name), constant(value)) ?? falsity)) : truth
  const comm = options.comm ? anyOf(options.comm.map(nameTest)) : truth
  const { completed } = ctx.variant
  const duration =
    options.minDuration === undefined || !completed
      ? truth
      : compare('ge', raw(ctx, 'duration'), constant(Math.ceil(options.minDuration)))!
  const failure =
    options.failed === undefined || !completed ? truth : options.failed ? failed(ctx) : not(failed(ctx))
  const sample =
    options.sample === undefined || options.sample >= 1
      ? truth
      : compare('lt', raw(ctx, 'random'), constant(sampleThreshold(options.sample)))!
  return [
    options.tree ? followed(ctx) : truth,
    integers('pid', options.pid),
    integers('tid', options.tid),
    integers('uid', options.uid),
    integers('cgroup', options.cgroup),
    comm,
    failure,
    sample,
    duration,
  ].reduce(and)
}
