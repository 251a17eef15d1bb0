/** The command line as a value: every option with good and bad values, and where the script begins. */

import { describe, expect, test } from 'bun:test'
import { isOption, parseArgs } from '../../runtime/command-line/args.ts'
import { spellings } from '../../runtime/command-line/option-row.ts'
import { rows } from '../../runtime/command-line/option-table.ts'
import { UsageError } from '../../runtime/errors.ts'

type Run = Extract<ReturnType<typeof parseArgs>, { kind: 'run' | 'explain' }>

const parsed = (...argv: string[]): Run => {
  const request = parseArgs(argv)
  if (request.kind !== 'run' && request.kind !== 'explain') throw new Error(`It is ${request.kind}`)
  return request
}

/** The message and hint that a command line gets. */
const refusal = (...argv: string[]): string => {
  try {
    parseArgs(argv)
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.hint].filter(Boolean).join(' | ')
    throw error
  }
  return 'accepted'
}

describe('values', () => {
  const good: readonly [argv: string[], want: Partial<Run>][] = [
    [['-p', '12'], { filters: { pid: [12] } }],
    [['-p', '1,2', '--pid=3', '-p4'], { filters: { pid: [1, 2, 3, 4] } }],
    [['-u', '0'], { filters: { uid: [0] } }],
    [['-u', 'root,65534'], { filters: { uid: [0, 65534] } }],
    [['-c', '007'], { filters: { comm: ['007'] } }],
    [
      ['-c', '1e3', '-c', ' a b ', '--comm=-x', '-c', '0x10'],
      { filters: { comm: ['1e3', ' a b ', '-x', '0x10'] } },
    ],
    [['-c', 'sshd,bash'], { filters: { comm: ['sshd', 'bash'] } }],
    [['-c', 'a\\,b,c'], { filters: { comm: ['a,b', 'c'] } }],
    [['-c', 'true', '-c', 'no-color'], { filters: { comm: ['true', 'no-color'] } }],
    [['-c', 'fifteen bytes -'], { filters: { comm: ['fifteen bytes -'] } }],
    [['--from', 'x.strc,x.1.strc'], { from: ['x.strc', 'x.1.strc'] }],
    [[], { from: undefined }],
    [['-d', '10'], { durationMs: 10_000 }],
    [['-d', '1.5'], { durationMs: 1500 }],
    [['-d', '.5'], { durationMs: 500 }],
    [['-d', '500ms'], { durationMs: 500 }],
    [['-d2m'], { durationMs: 120_000 }],
    [['-d', '0'], { durationMs: Infinity }],
    [['-d', '1', '-d', '2'], { durationMs: 2000 }],
    [[], { durationMs: Infinity }],
    [['-o', 'out.txt'], { output: 'out.txt' }],
    [['-o', '-'], { output: undefined }],
    [['--output=-q'], { output: '-q', quiet: false }],
    [['-o', '42'], { output: '42' }],
    [['-f', 'json'], { format: 'json' }],
    [['--format=csv'], { format: 'csv' }],
    [[], { format: 'text', quiet: false, verbose: false, pushdown: true, color: true, filters: {} }],
    [['-q', '-v'], { quiet: true, verbose: true }],
    [['-qv'], { quiet: true, verbose: true }],
    [['-qd5'], { quiet: true, durationMs: 5000 }],
    [['-qd', '5'], { quiet: true, durationMs: 5000 }],
    [['--no-color'], { color: false }],
    [['--no-pushdown'], { pushdown: false }],
    [['--as-root'], { asRoot: true }],
    [['--ring-size', '16M'], { ringSize: 16 << 20 }],
    [['--ring-size=4096'], { ringSize: 4096 }],
    [['--ring-size', '1g'], { ringSize: 2 ** 30 }],
    [['--table-rows', '10'], { tableRows: 10 }],
    [['--yes', '--reload'], { yes: true, reload: true }],
    [[], { yes: false, reload: false, integrity: undefined }],
  ]
  for (const [argv, want] of good)
    test(`${argv.join(' ') || 'none'} is taken`, () => expect(parsed(...argv, '-e', '1')).toMatchObject(want))

  test("--from right behind the script is not the script's, unless it stands behind --", () => {
    const source = { kind: 'file', path: 'a.ts' }
    for (const argv of [
      ['run', 'a.ts', '--from', 'x.strc', '-p'],
      ['a.ts', '--from=x.strc', '-p'],
      ['--from', 'x.strc', 'a.ts', '-p'],
    ])
      expect(parsed(...argv)).toMatchObject({ source, from: ['x.strc'], scriptArgs: ['-p'] })
    expect(parsed('explain', 'a.ts', '--from', 'x')).toMatchObject({ kind: 'explain', from: ['x'] })
    expect(parsed('a.ts', '--', '--from', 'x')).toMatchObject({
      from: undefined,
      scriptArgs: ['--from', 'x'],
    })
    expect(parsed('a.ts', '-v', '--from', 'x')).toMatchObject({ scriptArgs: ['-v', '--from', 'x'] })
  })

  const bad: readonly [argv: string[], says: string][] = [
    [['-p', 'x'], 'Option "--pid" must be a process id, not "x"'],
    [['-p', '1,'], 'Option "--pid" must be a process id, not ""'],
    [['-p', '-1'], 'Option "--pid" must be a process id, not "-1"'],
    [['-p', '0'], 'Option "--pid" must be a process id, not "0"'],
    [['-p', '1.5'], 'Option "--pid" must be a process id, not "1.5"'],
    [['-p', '1e3'], 'Option "--pid" must be a process id, not "1e3"'],
    [['-p', '99999999999'], 'Option "--pid" must be a process id, not "99999999999"'],
    [['-p'], 'Option "-p" needs a value | write -p <pid>'],
    [['--pid'], 'Option "--pid" needs a value | write --pid <pid>'],
    [['--pid', '-q'], 'Option "--pid" needs a value | write --pid <pid>'],
    [
      ['-u', 'roto'],
      'Option "--uid" must be a user of this machine, by name or number, not "roto" | did you mean "root"?',
    ],
    [['-u', '-1'], 'Option "--uid" must be a user of this machine, by name or number, not "-1"'],
    [['-c', ''], 'Option "--comm" must not be empty'],
    [
      ['-c', 'chromium-browser'],
      'Option "--comm" must be at most 15 bytes, where the kernel cuts names of threads, not "chromium-browser" | ' +
        'did you mean "chromium-browse"?',
    ],
    [
      ['-c', 'fünfzehnzeichenä'],
      'Option "--comm" must be at most 15 bytes, where the kernel cuts names of threads, not "fünfzehnzeichenä" | ' +
        'did you mean "fünfzehnzeiche"?',
    ],
    [
      ['-c', 'abcdefgh*ijklmnop'],
      'Option "--comm" must be at most 15 bytes, where the kernel cuts names of threads, not "abcdefgh*ijklmnop"',
    ],
    [['-d', 'soon'], 'Option "--duration" must be seconds, or a duration such as 500ms or 2m, not "soon"'],
    [['-d', '-1'], 'Option "--duration" must be seconds, or a duration such as 500ms or 2m, not "-1"'],
    [['-d', '1e3'], 'Option "--duration" must be seconds, or a duration such as 500ms or 2m, not "1e3"'],
    [
      ['-d', 'Infinity'],
      'Option "--duration" must be seconds, or a duration such as 500ms or 2m, not "Infinity"',
    ],
    [['-d', ''], 'Option "--duration" must be seconds, or a duration such as 500ms or 2m, not ""'],
    [['-d', '1000h'], 'Option "--duration" must be at most 24 days'],
    [['-o', ''], 'Option "--output" must be a file, not empty'],
    [['-f', 'xml'], 'Option "--format" must be text, json or csv, not "xml"'],
    [['-f', 'jsn'], 'Option "--format" must be text, json or csv, not "jsn" | did you mean "json"?'],
    [['-f', 'JSON'], 'Option "--format" must be text, json or csv, not "JSON" | did you mean "json"?'],
    [['--quiet=1'], 'Option "--quiet" takes no value, but was given "1"'],
    [['--no-color=1'], 'Option "--no-color" takes no value, but was given "1"'],
    [['-z'], 'Unknown option "-z" | see systrace --help for all options'],
    [['-qz'], 'Unknown option "-z" | see systrace --help for all options'],
    [['--pidd', '3'], 'Unknown option "--pidd" | did you mean "--pid"?'],
    [['--color'], 'Unknown option "--color" | there is only "--no-color"'],
    [['--no-quiet'], 'Unknown option "--no-quiet" | did you mean "--quiet"?'],
    [['--verison'], 'Unknown option "--verison" | did you mean "--version"?'],
    [['-duration', '5'], 'Unknown option "-duration" | did you mean "--duration"?'],
    [['-help'], 'Unknown option "-help" | did you mean "--help"?'],
    [['--__proto__=1'], 'Unknown option "--__proto__" | see systrace --help for all options'],
    [['--eval.x=1'], 'Unknown option "--eval.x" | did you mean "--eval"?'],
    [
      ['--ring-size', '5M'],
      'Option "--ring-size" must be a power of 2 from 4K to 1G, such as 16M, not "5M" | did you mean "8M"?',
    ],
    [
      ['--ring-size', '1k'],
      'Option "--ring-size" must be a power of 2 from 4K to 1G, such as 16M, not "1k" | did you mean "4K"?',
    ],
    [
      ['--ring-size', '16 MB'],
      'Option "--ring-size" must be a power of 2 from 4K to 1G, such as 16M, not "16 MB" | did you mean "16M"?',
    ],
    [['--table-rows', '0'], 'Option "--table-rows" must be a number of rows from 1 to 16777216, not "0"'],
    [
      ['--integrity', 'md5-x'],
      'Option "--integrity" must be sha256- and 44 characters of base64, not "md5-x"',
    ],
    [['explain', '--yes'], 'Option "--yes" does not go with explain | explain runs nothing: leave it out'],
    [['-w'], 'Option "--watch" is for a script in a file: nothing else is saved'],
    [
      ['explain', '--watch'],
      'Option "--watch" does not go with explain | explain traces nothing: leave it out',
    ],
    [['--from', ''], 'Option "--from" must be a recording, not empty'],
    [
      ['--watch', '--from', 'x.strc'],
      '--watch does not go with --from | a recording is read at once: run it again',
    ],
    [['--json'], 'Option "--json" does not go with run | for output as JSON: -f json'],
    [
      ['explain', '-f', 'json'],
      'Option "--format" does not go with explain | for JSON: systrace explain --json',
    ],
    [
      ['explain', '-d', '1'],
      'Option "--duration" does not go with explain | explain traces nothing: leave it out',
    ],
  ]
  for (const [argv, says] of bad)
    test(`${argv.join(' ')} is refused`, () =>
      expect(refusal(...argv, ...(says.includes('needs') ? [] : ['-e', '1']))).toBe(says))

  test('every option has a case', () => {
    const cases = [...good, ...bad].flatMap(([argv]) => argv.map(word => word.replace(/=.*/, '')))
    const missing = rows.filter(
      ([name, row]) => name !== 'asm' && !spellings(row).some(s => cases.includes(s)),
    )
    expect(missing.map(([name]) => name)).toEqual(['eval'])
  })
})

describe('the script', () => {
  test('what is behind it is its own', () => {
    expect(parsed('-q', 'x.ts', '-d', '5', '--help', '--', 'y')).toMatchObject({
      source: { kind: 'file', path: 'x.ts' },
      scriptArgs: ['-d', '5', '--help', '--', 'y'],
      quiet: true,
      durationMs: Infinity,
    })
  })

  test('a -- right behind it is left out', () => {
    expect(parsed('x.ts', '--', '-d').scriptArgs).toEqual(['-d'])
  })

  test('a -- before it lets its name begin with a dash', () => {
    expect(parsed('-q', '--', '-x.ts', 'a')).toMatchObject({
      source: { kind: 'file', path: '-x.ts' },
      scriptArgs: ['a'],
    })
  })

  test('commands come before or behind options', () => {
    expect(parsed('run', '-q', 'x.ts')).toMatchObject({ kind: 'run', quiet: true, source: { path: 'x.ts' } })
    expect(parsed('-q', 'run', 'x.ts')).toMatchObject({ kind: 'run', quiet: true, source: { path: 'x.ts' } })
    expect(parsed('--no-pushdown', 'explain', '--json', 'x.ts')).toMatchObject({
      kind: 'explain',
      json: true,
      pushdown: false,
    })
    expect(parsed('-e', '1', 'explain')).toMatchObject({ kind: 'explain', source: { text: '1' } })
  })

  test('a script called like a command needs its folder', () => {
    expect(parsed('run', 'run').source).toEqual({ kind: 'file', path: 'run' })
    expect(parsed('./run').source).toEqual({ kind: 'file', path: './run' })
  })

  test('- is standard input', () => {
    expect(parsed('-').source).toBe('stdin')
    expect(parsed('run', '-', 'a')).toMatchObject({ source: 'stdin', scriptArgs: ['a'] })
  })

  test('code is taken as it is, several times as lines', () => {
    expect(parsed('-e', '007').source).toEqual({ kind: 'text', name: '-e', text: '007' })
    expect(parsed('-e', '-1').source).toEqual({ kind: 'text', name: '-e', text: '-1' })
    expect(parsed('--eval=a=b').source).toEqual({ kind: 'text', name: '-e', text: 'a=b' })
    expect(parsed('-e', 'one', '-q', '-e', 'two').source).toMatchObject({ text: 'one\ntwo' })
    expect(parsed('-e', '').source).toMatchObject({ text: '' })
  })

  test('arguments of code come behind --', () => {
    expect(parsed('-e', '1', '-q', '--', '-d', '5')).toMatchObject({ scriptArgs: ['-d', '5'], quiet: true })
    expect(refusal('-e', '1', 'x')).toBe(
      'Unexpected argument "x" | arguments of the code come behind --: -- x',
    )
  })

  test('nothing to run is said', () => {
    const says = `Nothing to run | name a script, or give code: systrace -e "on('openat', e => print(e.comm, e.filename))"`
    for (const argv of [[], ['run'], ['explain'], ['-q'], ['--'], ['']]) expect(refusal(...argv)).toBe(says)
  })
})

describe('help and version', () => {
  const text = (...argv: string[]): string => {
    const request = parseArgs(argv)
    return request.kind === 'help' ? request.text : request.kind
  }

  test('-h is short, --help long', () => {
    expect(text('-h').length).toBeLessThan(text('--help').length)
    expect(text('--help')).toContain('Examples:')
    expect(text('-qh')).toBe(text('-h'))
    expect(text('-e', '1', '-h')).toBe(text('-h'))
  })

  test('of a command', () => {
    expect(text('explain', '--help')).toStartWith('systrace explain: ')
    expect(text('run', '-h')).toContain('--duration')
    expect(text('explain', '-h')).not.toContain('--duration')
  })

  test('fits 100 columns, names every option', () => {
    for (const help of [text('-h'), text('--help'), text('run', '--help'), text('explain', '--help')]) {
      expect(help.split('\n').filter(line => line.length > 100)).toEqual([])
      expect(help).not.toMatch(/[ \t]$|\n\n\n/m)
      expect(help).toEndWith('\n')
    }
    for (const [, { flags }] of rows) expect(text('-h')).toContain(flags)
  })

  test('its examples are command lines that are understood', () => {
    const lines = text('--help')
      .match(/^ {2}systrace .*$/gm)!
      .filter(line => !/\[|CODE/.test(line))
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines) {
      const words = [...line.trim().matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!)
      expect(refusal(...words.slice(1))).toBe('accepted')
    }
  })

  test('version', () => {
    for (const argv of [['--version'], ['-V'], ['-q', '--version']])
      expect(parseArgs(argv)).toEqual({ kind: 'version' })
  })

  test('what is behind a script is not ours', () => {
    expect(parsed('x.ts', '--help').scriptArgs).toEqual(['--help'])
    expect(parsed('x.ts', '--version').scriptArgs).toEqual(['--version'])
  })
})

test('isOption() knows options of systrace', () => {
  expect(['-d', '--duration', '--duration=5', '-x', 'd'].map(isOption)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})
