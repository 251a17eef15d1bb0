/** The second argument of `on`: what is demanded of the kernel, as conditions. */

import { descriptorArguments, pathArguments } from '../../bpf/facts/argument-roles.ts'
import { errorNumber } from '../../bpf/facts/errors.ts'
import { type Context, raw } from './context.ts'
import { argRaw } from './fields.ts'
import { isGlob, nameTest } from './glob.ts'
import { and, anyOf, type BoolExpr, compare, constant, falsity, not, or, truth } from './ir.ts'
import { bytesOf, failed } from './operators.ts'

/** Where a cgroup is in the cgroup v2 tree: its id, and how far below the root. */
export interface CgroupPlace {
  readonly id: bigint
  readonly level: number
}

/** Validated options of a handler. Lists mean any of them. */
export interface OnOptions {
  readonly pid?: readonly number[]
  readonly tid?: readonly number[]
  readonly uid?: readonly number[]
  /** Names, or patterns with `*` and `?`. */
  readonly comm?: readonly string[]
  /** cgroup v2 ids. */
  readonly cgroup?: readonly bigint[]
  /** Cgroups with all below them, by path: what compiling takes are their places. */
  readonly cgroupPath?: readonly string[]
  readonly cgroupTree?: readonly CgroupPlace[]
  /** Nanoseconds. */
  readonly minDuration?: number
  /** Only calls that failed, or only calls that did not. */
  readonly failed?: boolean
  /** The opposite of `failed`. */
  readonly ok?: boolean
  /** Names of errors, one of which the call failed with. */
  readonly errno?: readonly string[]
  /** Descriptors, one of which the call was given. */
  readonly fd?: readonly number[]
  /** Paths, one of which the call was given, as it was given. */
  readonly path?: readonly string[]
  /** The share of events to take, above 0 and at most 1. */
  readonly sample?: number
  /** Only calls of processes that are followed: those of the kernel's set. No option of `on`: the command line sets it. */
  readonly tree?: true
  /** Whether there is a condition; the compiler reads it where the call is written. */
  readonly where?: true
}

/** Filters that can change while the script runs; what is absent lets everything through. */
/** The options that cannot change while the script runs. */
const fixedNames = [
  'failed',
  'ok',
  'errno',
  'fd',
  'path',
  'cgroupPath',
  'cgroupTree',
  'tree',
  'where',
] as const

export interface FilterValues extends Omit<OnOptions, (typeof fixedNames)[number]> {
  /** Syscalls of the handler, as probes name them. */
  readonly syscalls?: readonly string[]
}

/** The options of a handler whose filters can change: what stays, and where the filters start. */
export const liveOptions = (options: OnOptions): { fixed: OnOptions; start: FilterValues } => {
  // What changes are exact names: patterns stay, and names are demanded beside them.
  const patterns = options.comm?.some(isGlob) === true
  const isFixed = (name: string): boolean =>
    (fixedNames as readonly string[]).includes(name) || (patterns && name === 'comm')
  const given = Object.entries(options)
  return {
    fixed: Object.fromEntries(given.filter(([name]) => isFixed(name))),
    start: Object.fromEntries(given.filter(([name]) => !isFixed(name))),
  }
}

/** What a random number of 32 bits must be below, for this share of events. */
export const sampleThreshold = (share: number): number => Math.round(share * 2 ** 32)

/** Calls that replace the program: the first ones of a process that is followed from its exec on. */
const execNames: ReadonlySet<string> = new Set(['execve', 'execveat'])

const followed = ({ variant }: Context): BoolExpr => ({
  kind: 'tree',
  execs: variant.syscalls.flatMap(({ name, nr }) => (execNames.has(name) ? [nr] : [])),
})

/** Options that are about the call's arguments: some of exec's are gone when it is complete. */
export const argumentsCondition = (ctx: Context, { fd, path }: OnOptions): BoolExpr => {
  const syscall = ctx.variant.syscalls[0]!
  const descriptors =
    fd &&
    anyOf(
      descriptorArguments(syscall).flatMap(i =>
        fd.map(value => compare('eq', raw(ctx, argRaw(i)), constant(value))!),
      ),
    )
  const paths =
    path &&
    anyOf(
      pathArguments(syscall).flatMap(i =>
        path.map((text): BoolExpr => {
          const bytes = bytesOf(text)
          return bytes ? { kind: 'string', op: 'eq', string: `string:${i}`, bytes } : falsity
        }),
      ),
    )
  return and(descriptors ?? truth, paths ?? truth)
}

/** The kernel's condition for options. */
export const optionsCondition = (ctx: Context, options: OnOptions): BoolExpr => {
  const integers = (
    name: 'pid' | 'tid' | 'uid' | 'cgroup',
    values: readonly (number | bigint)[] | undefined,
  ): BoolExpr =>
    values ? anyOf(values.map(value => compare('eq', raw(ctx, name), constant(value)) ?? falsity)) : truth
  const comm = options.comm ? anyOf(options.comm.map(nameTest)) : truth
  const completed = ctx.variant.phase === 'complete'
  const duration =
    options.minDuration === undefined || !completed
      ? truth
      : compare('ge', raw(ctx, 'duration'), constant(Math.ceil(options.minDuration)))!
  const failing = options.failed ?? (options.ok === undefined ? undefined : !options.ok)
  const failure = failing === undefined || !completed ? truth : failing ? failed(ctx) : not(failed(ctx))
  const errors =
    options.errno && completed
      ? anyOf(
          options.errno.map(name => {
            const number = errorNumber(name)
            return number === undefined ? falsity : compare('eq', raw(ctx, 'ret'), constant(-number))!
          }),
        )
      : truth
  const sample =
    options.sample === undefined || options.sample >= 1
      ? truth
      : compare('lt', raw(ctx, 'random'), constant(sampleThreshold(options.sample)))!
  // Both lists are one option: any of them.
  const cgroups = ({ cgroup, cgroupTree }: OnOptions): BoolExpr =>
    cgroup || cgroupTree
      ? or(
          cgroup ? integers('cgroup', cgroup) : falsity,
          anyOf((cgroupTree ?? []).map(({ id, level }): BoolExpr => ({ kind: 'inCgroup', id, level }))),
        )
      : truth
  return [
    options.tree ? followed(ctx) : truth,
    integers('pid', options.pid),
    integers('tid', options.tid),
    integers('uid', options.uid),
    cgroups(options),
    comm,
    failure,
    errors,
    ctx.variant.stringsGone ? truth : argumentsCondition(ctx, options),
    sample,
    duration,
  ].reduce(and)
}
