/** `pid=123 comm=nginx,sshd min-duration=10ms` → filters as the handle of `on` takes them. */

import { usersByName } from '../command-line/option-row.ts'
import { UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import type { Filters } from '../script/handle.ts'

export const filterNames = [
  'pid',
  'tid',
  'uid',
  'comm',
  'cgroup',
  'syscalls',
  'minDuration',
  'sample',
] as const
type FilterName = (typeof filterNames)[number]

const whole = (name: string, text: string): number => {
  if (!/^\d+$/.test(text))
    throw new UsageError(`The filter "${name}" takes whole numbers, not ${JSON.stringify(text)}`)
  return Number(text)
}

const userId = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text)
  const id = usersByName().get(text)
  if (id === undefined)
    throw new UsageError(
      `There is no user ${JSON.stringify(text)} on this machine`,
      didYouMean(text, usersByName().keys()),
    )
  return id
}

const share = (text: string): number => {
  const [, over, under = '1'] = /^(\d+(?:\.\d+)?|\.\d+)(?:\/(\d+))?$/.exec(text) ?? []
  const value = Number(over) / Number(under)
  if (!(value > 0 && value <= 1))
    throw new UsageError(
      `The filter "sample" takes a share such as 1/100 or 0.01, not ${JSON.stringify(text)}`,
    )
  return value
}

const filterValue = (name: FilterName, text: string): unknown => {
  const list = text.split(',').filter(part => part !== '')
  switch (name) {
    case 'pid':
    case 'tid':
      return list.map(part => whole(name, part))
    case 'cgroup':
      return list.map(part => BigInt(whole(name, part)))
    case 'uid':
      return list.map(userId)
    case 'sample':
      return share(text)
    case 'minDuration':
      return text
    default:
      return list
  }
}

/**
 * Reads the words of a change of filters; one without a value, or with `all`, is removed.
 *
 * @throws UsageError with the nearest right thing
 * @example filterWords(['pid=1,2', 'comm=']) // { pid: [1, 2], comm: null }
 */
export const filterWords = (words: readonly string[]): Filters => {
  const filters: Record<string, unknown> = {}
  for (const word of words) {
    const [, given, text] = /^([\w-]+)=(.*)$/.exec(word) ?? []
    if (given === undefined)
      throw new UsageError(
        `Cannot read ${JSON.stringify(word)} as a filter`,
        'write NAME=VALUE: .filter pid=123 comm=nginx',
      )
    const name = filterNames.find(one => one.toLowerCase() === given.replaceAll('-', '').toLowerCase())
    if (!name)
      throw new UsageError(
        `There is no filter ${JSON.stringify(given)}`,
        didYouMean(given, filterNames) ?? `there are: ${filterNames.join(', ')}`,
      )
    filters[name] = text === '' || text === 'all' ? null : filterValue(name, text!)
  }
  return filters as Filters
}

const valueText = (name: string, value: unknown): string => {
  if (Array.isArray(value)) return value.join(',')
  // 1/3 is not written otherwise without a loss.
  const under = name === 'sample' ? Math.round(1 / Number(value)) : 0
  return under > 1 && 1 / under === value ? `1/${under}` : String(value)
}

/** `pid=1,2 comm=nginx`, as they are typed. */
export const filtersText = (filters: object): string =>
  Object.entries(filters)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${valueText(name, value)}`)
    .join(' ')
