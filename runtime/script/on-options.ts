/** What a script gives as the options of `on`, checked. */

import * as v from 'valibot'
import type { OnOptions } from '../compiler/options.ts'
import { parseDuration } from '../duration.ts'

const listOf = <T extends v.GenericSchema>(item: T) =>
  v.pipe(
    v.union([item, v.array(item)], issue => `must be a value or a list, not ${issue.received}`),
    v.transform(value => (Array.isArray(value) ? value : [value]) as v.InferOutput<T>[]),
  )

const id = v.pipe(
  v.number('must be a number'),
  v.integer('must be an integer'),
  v.minValue(0, 'must not be negative'),
)

const durationNs = v.union(
  [
    v.pipe(v.number(), v.minValue(0)),
    v.pipe(
      v.string(),
      v.check(text => parseDuration(text) !== undefined),
      v.transform(text => parseDuration(text)!),
    ),
  ],
  'must be a duration such as "10ms", or nanoseconds',
)

const schema = v.strictObject({
  pid: v.optional(listOf(id)),
  tid: v.optional(listOf(id)),
  uid: v.optional(listOf(id)),
  comm: v.optional(listOf(v.string('must be a string'))),
  cgroup: v.optional(
    listOf(
      v.union(
        [
          v.bigint(),
          v.pipe(
            id,
            v.transform(n => BigInt(n)),
          ),
        ],
        'must be a cgroup v2 id',
      ),
    ),
  ),
  minDuration: v.optional(durationNs),
  failed: v.optional(v.boolean('must be true or false')),
  sample: v.optional(
    v.pipe(
      v.number('must be a number above 0 and at most 1'),
      v.gtValue(0, 'must be above 0'),
      v.maxValue(1, 'must be at most 1, such as 1/100'),
    ),
  ),
  where: v.optional(v.function('must be a function')),
})

/** The names of the options of `on`. */
export const optionNames: readonly string[] = Object.keys(schema.entries)

/**
 * Checks the options of `on`.
 *
 * @throws TypeError that says which option is wrong, and how it should be
 */
export const checkOnOptions = (options: unknown): OnOptions => {
  const result = v.safeParse(schema, options)
  if (!result.success) {
    const [issue] = result.issues
    const path = issue.path?.map(part => String(part.key)).join('.')
    if (issue.type === 'strict_object' && issue.path)
      throw new TypeError(`Unknown option "${path}" of on: there are ${optionNames.join(', ')}`)
    throw new TypeError(
      path ? `Option "${path}" of on ${issue.message}` : 'The options of on must be an object',
    )
  }
  const { where: _, ...rest } = result.output
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as OnOptions
}
