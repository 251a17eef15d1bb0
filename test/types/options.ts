/**
 * The types of a script's own options: right uses, and wrong ones that must not pass. The type check of the project is the
 * test; nothing here runs.
 */

import { args, duration, on, options, print, size } from 'systrace'
import {
  array,
  boolean,
  check,
  description,
  maxValue,
  minLength,
  number,
  object,
  optional,
  picklist,
  pipe,
  set,
  string,
  transform,
} from 'valibot'

const text = (value: string): string => value
const count = (value: number): number => value

const opt = options({
  slow: duration('10ms'),
  wait: optional(duration()),
  least: size('16M'),
  limit: pipe(duration('1s'), maxValue(60e9), description('at most a minute')),
  comm: optional(string()),
  mode: optional(picklist(['fast', 'slow']), 'fast'),
  all: boolean(),
  tag: pipe(array(string()), minLength(1)),
  names: set(string()),
  length: pipe(
    string(),
    transform(value => value.length),
  ),
})

// What is required, or has a default, is always there.
print(count(opt.slow), count(opt.least), count(opt.limit), count(opt.length), text(opt.mode))
const all: boolean = opt.all
const mode: 'fast' | 'slow' = opt.mode
print(all, mode, text(opt.tag[0] ?? ''), opt.names.has('x'))
on('read', { minDuration: opt.slow, comm: opt.comm }, e => e.duration > opt.slow && print(e.comm))

// What is optional may be undefined.
print(opt.comm?.length, opt.wait === undefined)
// @ts-expect-error: it may be undefined
text(opt.comm)
// @ts-expect-error: it may be undefined
count(opt.wait)

// @ts-expect-error: no such option
print(opt.slwo)
// @ts-expect-error: a duration is a number of nanoseconds
text(opt.slow)
// @ts-expect-error: none of the modes
print(opt.mode === 'off')

// Nothing can be changed.
// @ts-expect-error: read only
opt.slow = 5
// @ts-expect-error: read only
opt.tag.push('x')
// @ts-expect-error: read only
opt.names.add('x')
// @ts-expect-error: read only
args.push('x')

// Arguments by their place.
const { file, more } = options({ file: string(), more: array(string()) }, { positionals: ['file', 'more'] })
print(text(file), more.length, text(args[0] ?? ''))
// @ts-expect-error: none of the options
options({ file: string() }, { positionals: ['flie'] })

// A check over several.
const range = options(
  pipe(
    object({ least: number(), most: number() }),
    check(({ least, most }) => least <= most, 'least must not exceed most'),
  ),
)
print(count(range.least))

// @ts-expect-error: not a schema
options({ slow: 5 })
// @ts-expect-error: not a schema
options({ slow: '10ms' })
// @ts-expect-error: neither a text nor a number
duration(true)
// @ts-expect-error: neither a text nor a number
size([])
