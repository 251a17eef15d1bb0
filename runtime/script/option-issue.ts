/** What is wrong with an option's value, in the words of the house: `must be at least 1`. */

import type { BaseIssue } from 'valibot'
import { defaultText, type OptionShape } from './option-shape.ts'

/** Put before texts made here, to know them from those that a script gives its schemas. */
const mark = '\0'

/** For valibot: the message of an issue whose schema has none of its own. */
export const shownText = (issue: BaseIssue<unknown>): string => `${mark}${issue.type}`

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`

/** With valibot's name for it in brackets. */
const bounds: Readonly<Record<string, (requirement: string) => string>> = {
  min_value: limit => `must be at least ${limit}`,
  max_value: limit => `must be at most ${limit}`,
  gt_value: limit => `must be more than ${limit}`,
  lt_value: limit => `must be less than ${limit}`,
  value: wanted => `must be ${wanted}`,
  values: wanted => `must be ${wanted}`,
  not_value: unwanted => `must not be ${unwanted}`,
  multiple_of: of => `must be a multiple of ${of}`,
  regex: pattern => `must match ${pattern}`,
  starts_with: start => `must start with "${start}"`,
  ends_with: end => `must end with "${end}"`,
  includes: part => `must contain "${part}"`,
  excludes: part => `must not contain "${part}"`,
}

const lengths: Readonly<Record<string, string>> = {
  min_length: 'at least',
  max_length: 'at most',
  length: 'exactly',
  min_size: 'at least',
  max_size: 'at most',
  size: 'exactly',
}

const kinds: Readonly<Record<string, string>> = {
  number: 'must be a number',
  bigint: 'must be an integer',
  boolean: 'must be true or false',
  string: 'must be text',
  integer: 'must be an integer',
  safe_integer: 'must be an integer below 2^53',
  finite: 'must be finite',
  non_empty: 'must not be empty',
}

/** A limit as one would write it on the command line. */
const limitText = (limit: unknown, shape: OptionShape | undefined): string =>
  (shape && defaultText({ ...shape, defaultValue: limit })) ?? String(limit)

/**
 * What an issue says of an option, to stand behind its name.
 *
 * @param shape undefined for an issue of several options together
 */
export const issueText = (issue: BaseIssue<unknown>, shape: OptionShape | undefined): string => {
  const { message, type, requirement } = issue
  if (!message.startsWith(mark)) return message
  if (shape && shape.choices.length > 0 && issue.kind === 'schema') return `must be ${list(shape.choices)}`
  const bound = bounds[type]
  if (bound) return bound(list([requirement].flat().map(limit => limitText(limit, shape))))
  const length = lengths[type]
  if (length)
    return shape?.kind === 'list' && typeof issue.input !== 'string'
      ? `must be given ${length} ${requirement === 1 ? 'once' : `${requirement} times`}`
      : `must have ${length} ${requirement} character${requirement === 1 ? '' : 's'}`
  if (type === 'non_empty' && shape?.kind === 'list' && typeof issue.input !== 'string')
    return 'must be given at least once'
  if (kinds[type]) return kinds[type]
  if (/^(?:min|max|not)_/.test(type)) return `must have ${type.replaceAll('_', ' ')} ${requirement}`
  if (issue.kind === 'schema')
    return shape?.takes && shape.takes !== 'value'
      ? `must be ${list(shape.takes.split('|'))}`
      : 'is not valid'
  // Names such as email, ip_address, iso_date.
  return `must be a valid ${type.replaceAll('_', ' ').replace(/^iso /, 'ISO ')}`
}
