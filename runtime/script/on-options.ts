/** What a script gives as the options of `on`, and as filters to change, checked. */

import * as v from 'valibot'
import { errorNames, errorNumber } from '../../bpf/facts/errors.ts'
import type { FilterValues, OnOptions } from '../compiler/options.ts'
import { parseDuration } from '../duration.ts'
import { didYouMean } from '../nearest.ts'

/** A value, or a list of them, as a list. */
const listOf = <T extends v.GenericSchema>(item: T) =>
  v.pipe(
    v.unknown(),
    v.transform(value => (Array.isArray(value) ? value : [value])),
    v.array(item),
  )

const id = v.pipe(
  v.number(issue => `must be a number or a list of numbers, not ${issue.received}`),
  v.integer(issue => `must be an integer, not ${issue.received}`),
  v.minValue(0, issue => `must not be negative, as ${issue.received} is`),
)

const text = v.string(issue => `must be a string or a list of strings, not ${issue.received}`)

const descriptor = v.pipe(
  id,
  v.maxValue(2 ** 31 - 1, issue => `must be a descriptor, at most 2147483647, not ${issue.received}`),
)

const errorName = v.pipe(
  v.string(issue => `must be the name of an error or a list of them, not ${issue.received}`),
  v.check(
    name => errorNumber(name) !== undefined,
    ({ input }) => {
      const meant = didYouMean(input, errorNames())
      return `must be the name of an error such as "ENOENT", not ${JSON.stringify(input)}${meant ? `: ${meant}` : ''}`
    },
  ),
)

/** What the kernel compares in one go. */
const longestPath = 1023

const path = v.pipe(
  text,
  v.minLength(1, 'must not be empty'),
  v.check(value => !value.includes('\0') && value.isWellFormed(), 'must be a path'),
  v.check(
    value => new TextEncoder().encode(value).length <= longestPath,
    `must be a path of at most ${longestPath} bytes`,
  ),
)

const cgroup = v.pipe(
  v.union(
    [
      v.bigint(),
      v.pipe(
        id,
        v.transform(n => BigInt(n)),
      ),
    ],
    issue => `must be a cgroup v2 id or a list of them, not ${issue.received}`,
  ),
  v.check(n => n >= 0n && n < 1n << 64n, 'must be a cgroup v2 id, an integer of 64 bits'),
)

/** An id, or the path of a cgroup, which stands for all below it as well. */
const cgroupOrPath = v.union(
  [cgroup, v.pipe(v.string(), v.minLength(1))],
  issue => `must be a cgroup v2 id, the path of a cgroup, or a list of them, not ${issue.received}`,
)

const durationNs = v.union(
  [
    v.pipe(
      v.number(),
      v.minValue(0, issue => `must not be negative, as ${issue.received} is`),
      v.maxValue(Number.MAX_SAFE_INTEGER, 'must be at most 104 days'),
    ),
    v.pipe(
      v.string(),
      v.check(value => parseDuration(value) !== undefined),
      v.transform(value => parseDuration(value)!),
    ),
  ],
  issue => `must be a duration such as "10ms", or nanoseconds, not ${issue.received}`,
)

const share = v.pipe(
  v.number(issue => `must be a number above 0 and at most 1, not ${issue.received}`),
  v.gtValue(0, 'must be above 0'),
  v.maxValue(1, 'must be at most 1, such as 1/100'),
)

const optionsSchema = v.strictObject({
  pid: v.optional(listOf(id)),
  tid: v.optional(listOf(id)),
  uid: v.optional(listOf(id)),
  comm: v.optional(listOf(text)),
  cgroup: v.optional(listOf(cgroupOrPath)),
  minDuration: v.optional(durationNs),
  failed: v.optional(v.boolean('must be true or false')),
  ok: v.optional(v.boolean('must be true or false')),
  errno: v.optional(listOf(errorName)),
  fd: v.optional(listOf(descriptor)),
  path: v.optional(listOf(path)),
  sample: v.optional(share),
  where: v.optional(v.function('must be a function')),
})

const filtersSchema = v.strictObject({
  pid: v.nullish(listOf(id)),
  tid: v.nullish(listOf(id)),
  uid: v.nullish(listOf(id)),
  comm: v.nullish(listOf(text)),
  cgroup: v.nullish(listOf(cgroup)),
  syscalls: v.nullish(listOf(text)),
  minDuration: v.nullish(durationNs),
  sample: v.nullish(share),
})

/** The names of the options of `on`. */
export const optionNames: readonly string[] = Object.keys(optionsSchema.entries)
const filterNames: readonly string[] = Object.keys(filtersSchema.entries)

/** What is wrong first. `one` names what is checked, as in `Unknown option`; `of` whose it is. */
const refuse = (
  issue: v.BaseIssue<unknown>,
  one: string,
  of: string,
  names: readonly string[],
): TypeError => {
  const name = issue.path?.[0]?.key
  const capital = `${one[0]!.toUpperCase()}${one.slice(1)}`
  if (name === undefined) return new TypeError(`The ${one}s${of} must be an object`)
  if (issue.type === 'strict_object' && issue.path?.length === 1 && !names.includes(String(name)))
    return new TypeError(
      `Unknown ${one} "${name}"${of}: ${didYouMean(String(name), names) ?? `there are ${names.join(', ')}`}`,
    )
  return new TypeError(`${capital} "${name}"${of} ${issue.message}`)
}

/**
 * Checks the options of `on`.
 *
 * @throws TypeError that says which option is wrong, and how it should be
 */
export const checkOnOptions = (options: unknown): OnOptions => {
  const result = v.safeParse(optionsSchema, options)
  if (!result.success) throw refuse(result.issues[0], 'option', ' of on', optionNames)
  const { where, cgroup, ...rest } = result.output
  if (rest.failed !== undefined && rest.failed === rest.ok)
    throw new TypeError('Options "failed" and "ok" of on contradict each other: give one of them')
  const ids = cgroup?.filter(item => typeof item === 'bigint')
  const paths = cgroup?.filter(item => typeof item === 'string')
  const given = {
    ...rest,
    cgroup: paths?.length && !ids?.length ? undefined : ids,
    cgroupPath: paths?.length ? paths : undefined,
    where: where && true,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as OnOptions
}

/** Filters to change, by name; null and undefined remove one. */
export type FilterChanges = { readonly [K in keyof FilterValues]?: FilterValues[K] | null | undefined }

/**
 * Checks filters to change.
 *
 * @throws TypeError that says which filter is wrong, and how it should be
 */
export const checkFilters = (filters: unknown): FilterChanges => {
  const result = v.safeParse(filtersSchema, filters)
  if (!result.success) throw refuse(result.issues[0], 'filter', '', filterNames)
  return result.output
}
