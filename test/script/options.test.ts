/** What a script declares of its own command line: what it gets, what it is refused with, its help, and its kernel code. */

import { beforeEach, describe, expect, test } from 'bun:test'
import * as v from 'valibot'
import { type Compiled, compile } from '../../runtime/compiler/compile.ts'
import { parseModule } from '../../runtime/compiler/parse.ts'
import { analyzeModule, rewriteSites } from '../../runtime/compiler/sites.ts'
import { sampleTarget } from '../../runtime/compiler/target.ts'
import { UsageError } from '../../runtime/errors.ts'
import * as api from '../../runtime/index.ts'
import { args, duration, options, size } from '../../runtime/index.ts'
import { registrationOf } from '../../runtime/registrations.ts'
import { type CommandLine, HelpWanted, noCommandLine } from '../../runtime/script/command-line.ts'
import { finalArguments, startArguments } from '../../runtime/script/options.ts'
import { Registry, useRegistry } from '../../runtime/script/registry.ts'
import { loadParser } from '../support/parser.ts'
import { transpile } from '../support/transpile.ts'

/** Begins a script that was started with these arguments. */
const begin = (given: readonly string[], more: Partial<CommandLine> = {}): Registry => {
  const line: CommandLine = {
    ...noCommandLine,
    args: given,
    name: 'x.ts',
    start: 'systrace x.ts',
    takesRest: false,
    ...more,
  }
  const nothing = (): void => {}
  const registry = new Registry({
    print: nothing,
    printf: nothing,
    table: nothing,
    exit: nothing,
    describe: () => ({ name: 'table', keyNames: [] }),
    commandLine: () => line,
  })
  useRegistry(registry)
  startArguments(given)
  return registry
}

type Declare = (schemas: v.ObjectEntries, settings?: { positionals?: readonly string[] }) => unknown

const declare = options as unknown as Declare

/** What a script with these options gets. */
const given = (schemas: v.ObjectEntries, line: string, positionals: readonly string[] = []): unknown => {
  begin(line.split(' ').filter(Boolean))
  return declare(schemas, { positionals })
}

/** The message and hint that a command line gets; several arguments are separated by single spaces. */
const refusal = (schemas: v.ObjectEntries, line: string, more: Partial<CommandLine> = {}): string => {
  begin(line.split(' ').filter(Boolean), more)
  try {
    return `accepted: ${JSON.stringify(declare(schemas))}`
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.hint].filter(Boolean).join(' | ')
    throw error
  }
}

beforeEach(() => useRegistry(undefined))

describe('values', () => {
  const list = v.array(v.string())
  const mode = v.optional(v.picklist(['fast', 'slow', 'off']), 'fast')
  const good: readonly [schema: v.ObjectEntries[string], line: string, value: unknown][] = [
    [v.string(), '--it 007', '007'],
    [v.string(), '--it=1e3', '1e3'],
    [v.string(), '--it=', ''],
    [v.string(), '--it --other', '--other'],
    [v.string(), '--it -5', '-5'],
    [v.string(), '--it true', 'true'],
    [v.string(), '--it a --it b', 'b'],
    [v.optional(v.string()), '', undefined],
    [v.optional(v.string(), 'x'), '', 'x'],
    [v.optional(v.string(), 'x'), '--it y', 'y'],
    [v.nullish(v.string()), '', undefined],
    [v.unknown(), '', undefined],
    [v.number(), '--it 007', 7],
    [v.number(), '--it -1.5', -1.5],
    [v.number(), '--it 1e3', 1000],
    [v.number(), '--it 0xff', 255],
    [v.fallback(v.number(), 3), '--it x', 3],
    [v.pipe(v.string(), v.transform(Number), v.number()), '--it 5', 5],
    [v.bigint(), '--it 18446744073709551615', 18446744073709551615n],
    [v.boolean(), '', false],
    [v.boolean(), '--it', true],
    [v.boolean(), '--no-it', false],
    [v.boolean(), '--it --no-it', false],
    [v.boolean(), '--it=false', false],
    [v.optional(v.boolean()), '', undefined],
    [v.optional(v.boolean(), true), '', true],
    [v.optional(v.boolean(), true), '--no-it', false],
    [list, '', []],
    [list, '--it a,b --it c', ['a,b', 'c']],
    [v.optional(list), '', undefined],
    [v.optional(list, ['x']), '', ['x']],
    [v.array(v.number()), '--it 1 --it 2', [1, 2]],
    [v.pipe(list, v.minLength(1)), '--it a', ['a']],
    [mode, '', 'fast'],
    [mode, '--it slow', 'slow'],
    [v.picklist([1, 2]), '--it 2', 2],
    [v.enum({ A: 'a', B: 'b' }), '--it b', 'b'],
    [v.literal(5), '--it 5', 5],
    [v.union([v.number(), v.literal('all')]), '--it all', 'all'],
    [v.union([v.number(), v.literal('all')]), '--it 8', 8],
    [duration('10ms'), '', 10_000_000],
    [duration(5000), '', 5000],
    [duration('10ms'), '--it 1.5s', 1_500_000_000],
    [duration(), '--it 0', 0],
    [v.optional(duration()), '', undefined],
    [v.pipe(duration('10ms'), v.maxValue(1e9)), '--it 200us', 200_000],
    [size('16M'), '', 16 << 20],
    [size('16M'), '--it 4096', 4096],
    [size(), '--it 1.5k', 1536],
    [size(), '--it 2GiB', 2 ** 31],
    [size(), '--it 16MB', 16_000_000],
    [v.array(duration()), '--it 1ms --it 2ms', [1e6, 2e6]],
  ]
  for (const [schema, line, value] of good)
    test(`${'type' in schema ? schema.type : ''}: ${line || 'nothing'}`, () =>
      expect(given({ it: schema }, line)).toEqual({ it: value }))

  test('sets', () => {
    const { it } = given({ it: v.set(v.string()) }, '--it a --it b --it a') as { it: Set<string> }
    expect([...it]).toEqual(['a', 'b'])
  })

  test('an option that was not given is there as undefined', () => {
    expect(Object.keys(given({ a: v.optional(v.string()), b: v.boolean() }, '') as object)).toEqual([
      'a',
      'b',
    ])
  })

  test('a schema of a whole object, with a check over several options', () => {
    const range = v.pipe(
      v.object({ least: v.number(), most: v.number() }),
      v.check(({ least, most }) => least <= most, 'least must not exceed most'),
    )
    begin(['--least', '1', '--most', '2'])
    expect(options(range)).toEqual({ least: 1, most: 2 })
    begin(['--least', '3', '--most', '2'])
    expect(() => options(range)).toThrow('The options of x.ts: least must not exceed most')
  })

  test('nothing of them can be changed', () => {
    const opt = given({ list: v.array(v.string()), set: v.set(v.string()) }, '--list a --set b') as {
      list: string[]
      set: Set<string>
    }
    expect(Object.isFrozen(opt)).toBe(true)
    expect(() => opt.list.push('b')).toThrow(TypeError)
    expect(() => opt.set.add('c')).toThrow('Options cannot be changed')
    expect(() => opt.set.clear()).toThrow('Options cannot be changed')
  })
})

describe('names', () => {
  const schemas = {
    maxRows: v.optional(v.number()),
    useHTTPProxy: v.boolean(),
    noColor: v.boolean(),
    all: v.pipe(v.boolean(), v.metadata({ short: 'a' })),
    count: v.pipe(v.optional(v.number()), v.metadata({ short: 'n' })),
  }
  const base = { maxRows: undefined, useHTTPProxy: false, noColor: false, all: false, count: undefined }
  const cases: readonly [line: string, value: object][] = [
    ['--max-rows 5', { maxRows: 5 }],
    ['--maxRows 5', { maxRows: 5 }],
    ['--max_rows=5', { maxRows: 5 }],
    ['--use-http-proxy', { useHTTPProxy: true }],
    ['--no-color', { noColor: true }],
    ['-a', { all: true }],
    ['-an5', { all: true, count: 5 }],
    ['-n 5 -a', { all: true, count: 5 }],
    ['-n=5', { count: 5 }],
    ['-n -5', { count: -5 }],
  ]
  for (const [line, value] of cases)
    test(line, () => expect(given(schemas, line)).toEqual({ ...base, ...value }))
})

describe('arguments that are no options', () => {
  const schemas = { file: v.string(), more: v.array(v.string()), slow: duration('1ms') }
  const positionals = ['file', 'more']
  const cases: readonly [line: string, value: object][] = [
    ['a', { file: 'a', more: [], slow: 1e6 }],
    ['a b --slow 2ms c', { file: 'a', more: ['b', 'c'], slow: 2e6 }],
    ['a -- --slow -b', { file: 'a', more: ['--slow', '-b'], slow: 1e6 }],
    ['- -5', { file: '-', more: ['-5'], slow: 1e6 }],
  ]
  for (const [line, value] of cases)
    test(line, () => expect(given(schemas, line, positionals)).toEqual(value))

  test('are in args, if the script uses that', () => {
    begin(['a', '--slow', '2ms', 'b', '--', '--slow'], { takesRest: true })
    expect(api.args).toEqual(['a', '--slow', '2ms', 'b', '--', '--slow'])
    const opt = options({ slow: duration('1ms'), file: v.string() }, { positionals: ['file'] })
    expect(opt).toEqual({ slow: 2e6, file: 'a' })
    expect(args).toEqual(['b', '--slow'])
    expect(Object.isFrozen(args)).toBe(true)
  })

  test('all are in args without options', () => {
    begin(['--any', 'thing', '--help'])
    expect(finalArguments()).toEqual(['--any', 'thing', '--help'])
  })

  test('one that is missing', () => {
    begin([])
    expect(() => options({ file: v.string() }, { positionals: ['file'] })).toThrow(
      'Argument "<file>" of x.ts is missing',
    )
  })
})

describe('what is wrong on the command line', () => {
  const schemas = {
    slow: duration('10ms'),
    least: size('1K'),
    limit: v.pipe(duration('1s'), v.maxValue(60e9)),
    mode: v.optional(v.picklist(['fast', 'slow', 'off']), 'fast'),
    letter: v.optional(v.picklist(['a', 'b'])),
    max: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
    all: v.boolean(),
    tag: v.array(v.pipe(v.string(), v.minLength(2))),
    even: v.optional(
      v.pipe(
        v.number(),
        v.check(n => n % 2 === 0, 'Only even numbers'),
      ),
    ),
    mail: v.optional(v.pipe(v.string(), v.email())),
    either: v.optional(v.union([v.number(), v.literal('all')])),
    big: v.optional(v.bigint()),
    ids: v.set(v.number()),
  }
  const takes =
    'it takes --slow, --least, --limit, --mode, --letter, --max, --all, --tag, --even, --mail, --either, --big, --ids; --help says what they mean'
  const cases: readonly [line: string, refused: string][] = [
    ['--slw 5ms', 'Unknown option "--slw" of x.ts | did you mean "--slow"?'],
    ['--slw=5ms', 'Unknown option "--slw" of x.ts | did you mean "--slow"?'],
    ['-slow 5ms', 'Unknown option "-slow" of x.ts | did you mean "--slow"?'],
    ['--no-al', 'Unknown option "--no-al" of x.ts | did you mean "--no-all"?'],
    ['--no-slow', 'Unknown option "--no-slow" of x.ts | did you mean "--slow"?'],
    ['-x', `Unknown option "-x" of x.ts | ${takes}`],
    ['--zzzzzz', `Unknown option "--zzzzzz" of x.ts | ${takes}`],
    [
      '--duration 5',
      'Unknown option "--duration" of x.ts | it is an option of systrace itself: write it before the script',
    ],
    [
      '-d10',
      'Unknown option "-d10" of x.ts | it is an option of systrace itself: write it before the script',
    ],
    ['--slow', 'Option "--slow" of x.ts needs a value | write --slow <duration>'],
    ['--slow --all', 'Option "--slow" of x.ts needs a value | write --slow <duration>'],
    ['--slow -- 5ms', 'Option "--slow" of x.ts needs a value | write --slow <duration>'],
    ['--slow 20', 'Option "--slow" of x.ts must be a duration such as 10ms, not "20" | did you mean "20ms"?'],
    [
      '--slow 20msec',
      'Option "--slow" of x.ts must be a duration such as 10ms, not "20msec" | did you mean "20ms"?',
    ],
    [
      '--slow 20sec',
      'Option "--slow" of x.ts must be a duration such as 10ms, not "20sec" | did you mean "20s"?',
    ],
    ['--limit 2m', 'Option "--limit" of x.ts must be at most 1m, not "2m"'],
    ['--slow soon', 'Option "--slow" of x.ts must be a duration such as 10ms, not "soon"'],
    ['--slow -1ms', 'Option "--slow" of x.ts must be a duration such as 10ms, not "-1ms"'],
    ['--least 1Q', 'Option "--least" of x.ts must be a size such as 16M, not "1Q"'],
    ['--least 0.3K', 'Option "--least" of x.ts must be a size such as 16M, not "0.3K"'],
    ['--mode fsat', 'Option "--mode" of x.ts must be fast, slow or off, not "fsat" | did you mean "fast"?'],
    ['--mode x', 'Option "--mode" of x.ts must be fast, slow or off, not "x"'],
    // A part of one is said, and one letter is not near another.
    ['--mode fas', 'Option "--mode" of x.ts must be fast, slow or off, not "fas" | did you mean "fast"?'],
    ['--letter c', 'Option "--letter" of x.ts must be a or b, not "c"'],
    ['--letter B', 'Option "--letter" of x.ts must be a or b, not "B" | did you mean "b"?'],
    ['--max 5x', 'Option "--max" of x.ts must be a number, not "5x"'],
    ['--max=', 'Option "--max" of x.ts must be a number, not ""'],
    ['--max 9007199254740993', 'Option "--max" of x.ts must be a number, not "9007199254740993"'],
    ['--max 1.5', 'Option "--max" of x.ts must be an integer, not "1.5"'],
    ['--max 0', 'Option "--max" of x.ts must be at least 1, not "0"'],
    ['--max 1000', 'Option "--max" of x.ts must be at most 100, not "1000"'],
    ['--all=yes', 'Option "--all" of x.ts must be true or false, not "yes" | write --all or --no-all'],
    ['--no-all=x', 'Option "--no-all" of x.ts takes no value, but was given "x"'],
    ['--tag ok --tag x', 'Option "--tag" of x.ts must have at least 2 characters, not "x"'],
    ['--even 3', 'Option "--even" of x.ts: Only even numbers, not "3"'],
    ['--mail x', 'Option "--mail" of x.ts must be a valid email, not "x"'],
    ['--either x', 'Option "--either" of x.ts must be number or all, not "x"'],
    ['--ids 1 --ids x --ids 2', 'Option "--ids" of x.ts must be a number, not "x"'],
    ['--big 1.5', 'Option "--big" of x.ts must be an integer, not "1.5"'],
    ['slow', 'Unexpected argument "slow" of x.ts | did you mean "--slow"?'],
  ]
  for (const [line, refused] of cases)
    test(line, () => expect(refusal(schemas, line, { outerOptions: ['--duration', '-d'] })).toBe(refused))

  test('an argument, where none is taken', () => {
    expect(refusal({ slow: duration('1ms') }, 'bash')).toBe(
      'Unexpected argument "bash" of x.ts | it takes --slow <duration>',
    )
  })

  test('required options that are missing', () => {
    const pid = v.pipe(v.number(), v.description('the process to look at'))
    expect(refusal({ pid }, '')).toBe(
      'Option "--pid" of x.ts is missing | write --pid <number>: the process to look at',
    )
    expect(refusal({ pid, name: v.string() }, '')).toBe(
      'Options "--pid" and "--name" of x.ts are missing | write --pid <number> --name <text>',
    )
  })

  test('lists with too few and too many', () => {
    const list = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(2))
    expect(refusal({ list }, '')).toBe('Option "--list" of x.ts must be given at least once')
    expect(refusal({ list }, '--list a --list b --list c')).toStartWith(
      'Option "--list" of x.ts must be given at most 2 times',
    )
  })
})

describe('what is wrong in the script', () => {
  const cases: readonly [name: string, declare: () => unknown, message: string][] = [
    ['no schema', () => declare({ a: 5 as never }), 'Option "a" needs a schema of valibot 1'],
    [
      'an object',
      () => declare({ a: v.object({}) }),
      'Option "a" cannot be given as text, as its schema is of type "object"',
    ],
    ['a list of dates', () => declare({ a: v.array(v.date()) }), 'its schema is of type "date"'],
    [
      'an asynchronous schema',
      () => declare({ a: v.pipeAsync(v.string()) as never }),
      'Option "a" has an asynchronous schema',
    ],
    ['two of one name', () => declare({ aB: v.string(), a_b: v.string() }), 'are both --a-b'],
    ['a default that is none', () => duration('10 parsecs'), 'The default of duration must be a duration'],
    ['a size that is none', () => size('huge'), 'The default of size must be a size'],
    [
      'a default that its own schema refuses',
      () => declare({ a: v.optional(v.pipe(v.number(), v.minValue(5)), 1) }),
      'The default of option "a" must be at least 5',
    ],
    [
      'a positional that is no option',
      () => declare({ a: v.string() }, { positionals: ['b'] }),
      'The positional "b" is none of the options',
    ],
    [
      'a list before another positional',
      () => declare({ a: v.array(v.string()), b: v.string() }, { positionals: ['a', 'b'] }),
      'The positional "a" is a list, which takes all: name it last',
    ],
    ['no object', () => declare(undefined as never), 'options takes an object of schemas'],
  ]
  for (const [name, act, message] of cases)
    test(name, () => {
      begin([])
      expect(act).toThrow(TypeError)
      begin([])
      expect(act).toThrow(message)
    })

  test('two calls, and a call when the run has begun', () => {
    const registry = begin([])
    options({})
    expect(() => options({})).toThrow('options was called before')
    begin([]).sealed = true
    expect(() => options({})).not.toThrow('options was called before')
    registry.sealed = true
  })
})

describe('help', () => {
  const help = (schemas: v.ObjectEntries, positionals: readonly string[] = [], more = {}): string => {
    begin(['--help'], { outerOptions: ['-d'], ...more })
    try {
      declare(schemas, { positionals })
    } catch (error) {
      if (error instanceof HelpWanted) return error.text
      throw error
    }
    throw new Error('There was no help')
  }

  test('shows what the script says of itself, its options and arguments', () => {
    const about = () => ({ title: 'Slow calls.', text: 'Needs\n  time', tags: new Map() })
    const schemas = {
      slow: v.pipe(duration('10ms'), v.description('how long a call takes')),
      comm: v.optional(v.pipe(v.string(), v.description('whose'))),
      max: v.pipe(v.number(), v.integer(), v.description('how many, of which there are a great number, so that '.repeat(3))),
      least: size(4096),
      mode: v.optional(v.picklist(['fast', 'slow']), 'fast'),
      all: v.pipe(v.boolean(), v.metadata({ short: 'a', description: 'all of them' })),
      color: v.optional(v.boolean(), true),
      tag: v.pipe(v.array(v.string()), v.metadata({ placeholder: 'word' })),
      veryLongNameOfAnOption: v.pipe(v.optional(v.string()), v.description('long')),
      file: v.pipe(v.string(), v.description('what to read')),
      more: v.array(v.string()),
    } // biome-ignore format: one option a line
    expect(help(schemas, ['file', 'more'], { about })).toBe(`x.ts: Slow calls.

Needs
  time

Usage:
  systrace x.ts [options] <file> [more…]

Arguments:
  <file>   what to read (required)
  <more>   (any number of times)

Options:
      --slow <duration>            how long a call takes (default 10ms)
      --comm <text>                whose
      --max <integer>              how many, of which there are a great number, so that how many, of
                                   which there are a great number, so that how many, of which there
                                   are a great number, so that (required)
      --least <size>               (default 4K)
      --mode <fast|slow>           (default fast)
  -a, --all                        all of them
      --no-color
      --tag <word>                 (any number of times)
      --very-long-name-of-an-option <text>
                                   long
  -h, --help                       this text

Options of systrace itself, such as -d 10s, come before the script: systrace --help
`)
  })

  test('has nothing in it that a terminal would take for more than a text', () => {
    const about = () => ({ title: 'Red \x1b[31m\u202e.', text: 'a\r\n\tb\x07', tags: new Map() })
    const schemas = { o: v.pipe(v.optional(v.string(), '\x1b[2J'), v.description('c\x9bd')) }
    const text = help(schemas, [], { about })
    expect(text).toStartWith('x.ts: Red \\u001b[31m\\u202e.\n\na\\u000d\n\tb\\u0007\n\nUsage:\n')
    expect(text).toContain('c\\u009bd (default \\u001b[2J)\n')
  })

  test('is also -h, wins over what is missing, and may be an option of the script', () => {
    begin(['-h'])
    expect(() => options({ pid: v.number() })).toThrow(HelpWanted)
    begin(['--', '-h'], { takesRest: true })
    expect(options({})).toEqual({})
    begin(['-h'])
    expect(options({ high: v.pipe(v.boolean(), v.metadata({ short: 'h' })) })).toEqual({ high: true })
  })
})

describe('in the kernel', () => {
  const AsyncFunction = (async () => {}).constructor as new (
    ...text: readonly string[]
  ) => (...values: readonly unknown[]) => Promise<void>

  /** What a script compiles to, when it has run with these arguments. */
  const compiled = async (text: string, given: readonly string[]): Promise<Compiled> => {
    const parsed = parseModule('-e', text, loadParser())
    if (Array.isArray(parsed)) throw new Error(parsed[0]?.message)
    const script = analyzeModule(parsed, 0, true)
    const registry = begin(given, { takesRest: true })
    const scope: Readonly<Record<string, unknown>> = { ...api, ...v, args: api.args }
    const names = Object.keys(scope).filter(name => /^[a-zA-Z]\w*$/.test(name) && name !== 'enum')
    const body = transpile(rewriteSites({ ...script, implicit: [] }).text)
    const used = names.filter(name => new RegExp(`\\b${name}\\b`).test(body))
    await new AsyncFunction(...used, body)(...used.map(name => scope[name]))
    const registrations = registry.handlers.map(handler => registrationOf(handler, script.sites, {}))
    return compile(registrations, script.sites, sampleTarget({ args: finalArguments() }))
  }

  const code = async (text: string, given: readonly string[] = []): Promise<unknown> => {
    const { plan, diagnostics } = await compiled(text, given)
    expect(diagnostics).toEqual([])
    return plan!.programs.map(({ spec }) => spec.insns)
  }

  const declared = `const opt = options({ slow: duration('10ms'), comm: optional(string()), not: array(string()) })\n`
  const same: readonly [name: string, text: string, given: readonly string[], literal: string][] = [
    [
      'a number',
      `${declared}on('read', e => { if (e.duration > opt.slow) print(e.comm, e.duration) })`,
      ['--slow', '20ms'],
      `\non('read', e => { if (e.duration > 20e6) print(e.comm, e.duration) })`,
    ],
    [
      'a default',
      `${declared}on('read', e => { if (e.duration > opt.slow) print(e.comm, e.duration) })`,
      [],
      `\non('read', e => { if (e.duration > 10e6) print(e.comm, e.duration) })`,
    ],
    [
      'names taken out of the options',
      `const { slow, slow: limit } = options({ slow: duration('10ms') })
on('read', e => e.duration > slow && e.duration < 2 * limit && print(e.comm))`,
      ['--slow=1s'],
      `\non('read', e => e.duration > 1e9 && e.duration < 2e9 && print(e.comm))`,
    ],
    [
      'a string that was not given',
      `${declared}on('read', e => (!opt.comm || e.comm === opt.comm) && print(e.comm))`,
      [],
      `\non('read', e => print(e.comm))`,
    ],
    [
      'a string that was given',
      `${declared}on('read', e => (!opt.comm || e.comm === opt.comm) && print(e.comm))`,
      ['--comm', 'bash'],
      `\non('read', e => e.comm === 'bash' && print(e.comm))`,
    ],
    [
      'a list',
      `${declared}on('read', e => !opt.not.includes(e.comm) && print(e.comm))`,
      ['--not', 'bash', '--not', 'sh'],
      `\non('read', e => !['bash', 'sh'].includes(e.comm) && print(e.comm))`,
    ],
    [
      'args',
      `options({ slow: duration('10ms') })
on('read', e => e.comm === args[0] && args[1] === undefined && print(e.comm))`,
      ['bash', '--slow', '1s'],
      `\non('read', e => e.comm === 'bash' && undefined === undefined && print(e.comm))`,
    ],
    [
      'args without options',
      `\non('read', e => args.includes(e.comm) && print(e.comm))`,
      ['bash', '-x'],
      `\non('read', e => ['bash', '-x'].includes(e.comm) && print(e.comm))`,
    ],
    [
      'an option of on',
      `${declared}on('read', { minDuration: opt.slow, comm: opt.comm }, e => print(e.comm))`,
      ['--comm', 'bash'],
      `\non('read', { minDuration: '10ms', comm: 'bash' }, e => print(e.comm))`,
    ],
  ]
  for (const [name, text, given, literal] of same)
    test(`${name} is a constant there`, async () => {
      expect(await code(text, given)).toEqual(await code(literal))
    })
})
