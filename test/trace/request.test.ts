/** The command line of trace as a value: every option with good and bad values, and what does not go together. */

import { describe, expect, test } from 'bun:test'
import { parseArgs } from '../../runtime/command-line/args.ts'
import { spellings } from '../../runtime/command-line/option-row.ts'
import { UsageError } from '../../runtime/errors.ts'
import { traceOptions } from '../../runtime/trace/option-table.ts'
import type { TraceRequest } from '../../runtime/trace/request.ts'

const parsed = (...argv: string[]): TraceRequest => {
  const request = parseArgs(['trace', ...argv])
  if (request.kind !== 'trace') throw new Error(`It is ${request.kind}`)
  return request
}

const refusal = (...argv: string[]): string => {
  try {
    parseArgs(['trace', ...argv])
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.hint].filter(Boolean).join(' | ')
    throw error
  }
  return 'accepted'
}

const good: readonly [argv: string[], given: TraceRequest['given']][] = [
  [[], {}],
  [['-p', '1,nginx', '--process', '7', '--pid=8'], { pid: ['1', 'nginx', '7', '8'] }],
  [['-u', 'root,65534'], { uid: [0, 65534] }],
  [['-c', 'sshd,a-very-long*'], { comm: ['sshd', 'a-very-long*'] }],
  [['-s', 'openat,%net', '-s', '!close', '-s', '42'], { syscall: ['openat', '%net', '!close', '42'] }],
  [['-P', '/etc/passwd'], { path: ['/etc/passwd'] }],
  [['--fd', '0,3'], { fd: [0, 3] }],
  [['--cgroup', 'system.slice'], { cgroup: ['system.slice'] }],
  [['--container', 'web'], { container: ['web'] }],
  [['--failed', '--errno', 'ENOENT,eacces'], { failed: true, errno: ['ENOENT', 'EACCES'] }],
  [['--ok'], { ok: true }],
  [['--min-duration', '10ms'], { minDuration: 10_000_000 }],
  [['--sample', '1/100'], { sample: 0.01 }],
  [['--sample', '.5'], { sample: 0.5 }],
  [['-n', '10'], { maxEvents: 10 }],
  [['-f'], { follow: true }],
  [['-f', 'json'], { format: 'json' }],
  [['-f', '-f', 'csv'], { follow: true, format: 'csv' }],
  [['--kprobe', 'vfs_read'], { kprobe: ['vfs_read'] }],
  [['--from', 'x.strc', '-p', '12'], { from: ['x.strc'], pid: ['12'] }],
  [['--style', 'strace'], { style: 'strace' }],
  [
    ['-o', 'x', '-o', 'json:y', '-o', 'text:-'],
    { output: [{ path: 'x' }, { kind: 'json', path: 'y' }, { kind: 'text' }] },
  ],
  [['-o', 'other:file'], { output: [{ path: 'other:file' }] }],
  [['-t', 'delta'], { time: 'delta' }],
  [['-Tyk'], { durations: true, fds: true, stacks: true }],
  [['--string-size', '0', '--full'], { stringSize: 0, full: true }],
  [['--no-color', '-qv'], { color: false, quiet: true, verbose: true }],
  [['--stats', '--hist', '--sort', 'p99', '--top', '0'], { stats: true, hist: true, sort: 'p99', top: 0 }],
  [['-C', '--interval', '500ms'], { summaryOnly: true, interval: 500 }],
  [['--metrics', '9435'], { metrics: { host: '127.0.0.1', port: 9435 } }],
  [['--metrics', '[::1]:80'], { metrics: { host: '::1', port: 80 } }],
  [['-d', '2', '--control', '/tmp/x', '--script'], { duration: 2000, control: '/tmp/x', script: true }],
  [
    ['--no-pushdown', '--as-root', '--ring-size', '1M', '--table-rows', '9'],
    { pushdown: false, asRoot: true, ringSize: 1 << 20, tableRows: 9 },
  ],
]

const bad: readonly [argv: string[], says: string][] = [
  [
    ['ls'],
    'Unexpected argument "ls" | a program to run comes behind --: systrace trace -- ls …; processes that run are named by -p ls',
  ],
  [['--'], 'There is no program behind -- | write: systrace trace -- ls -l'],
  [['-x'], 'Unknown option "-x" | see systrace trace --help for all options'],
  [['--syscal', 'read'], 'Unknown option "--syscal" | did you mean "--syscall"?'],
  [['-s'], 'Option "-s" needs a value | write -s <name>'],
  [['-s', ''], 'Option "--syscall" must be a syscall, not empty'],
  [
    ['-u', 'roto'],
    'Option "--uid" must be a user of this machine, by name or number, not "roto" | did you mean "root"?',
  ],
  [
    ['-c', 'chromium-browser'],
    'Option "--comm" must be at most 15 bytes, where the kernel cuts names of threads, not "chromium-browser" | did you mean "chromium-browse"?',
  ],
  [['--fd', '-1'], 'Option "--fd" must be a file descriptor, not "-1"'],
  [['--errno', 'ENOTHERE'], 'Option "--errno" must be the name of an error such as ENOENT, not "ENOTHERE"'],
  [
    ['--errno', 'enoemt'],
    'Option "--errno" must be the name of an error such as ENOENT, not "ENOEMT" | did you mean "ENOENT"?',
  ],
  [['--min-duration', '10'], 'Option "--min-duration" must be a duration such as 10ms or 50us, not "10"'],
  [['--sample', '2'], 'Option "--sample" must be a share such as 1/100, not "2"'],
  [['--sample', '1/0'], 'Option "--sample" must be a share such as 1/100, not "1/0"'],
  [['-n', '0'], 'Option "--max-events" must be a number of calls, not "0"'],
  [
    ['--style', 'tabel'],
    'Option "--style" must be line, table or strace, not "tabel" | did you mean "table"?',
  ],
  [['--format', 'xml'], 'Option "--format" must be text, json, csv or chrome, not "xml"'],
  [
    ['-t', 'dleta'],
    'Option "--time" must be clock, date, unix, ns, relative, delta or none, not "dleta" | did you mean "delta"?',
  ],
  [['--string-size', '5000'], 'Option "--string-size" must be a number from 0 to 4096, not "5000"'],
  [
    ['--stats', '--sort', 'cals'],
    'Option "--sort" must be calls, errors, total, avg, min, max, p50, p95, p99 or name, not "cals" | did you mean "calls"?',
  ],
  [
    ['--metrics', 'x'],
    'Option "--metrics" must be a port, or an address and a port such as 127.0.0.1:9435, not "x"',
  ],
  [['-d', 'soon'], 'Option "--duration" must be seconds, or a duration such as 500ms or 2m, not "soon"'],
  [['--failed', '--ok'], 'No call fails and does not fail | give one of --failed and --ok'],
  [['--ok', '--errno', 'ENOENT'], 'A call with an error is not --ok | leave out --ok'],
  [
    ['--style', 'line', '--format', 'json'],
    '--style is for text, and the format is json | leave out one of the two',
  ],
  [
    ['-p', '1', '--', 'ls'],
    'A program to run and -p are two things to trace | run systrace trace twice, or leave out one of them',
  ],
  [['-o', 'x', '-o', 'json:x'], '"x" is written to twice | give each output a file of its own'],
  [['-o', 'json:-', '-o', '-'], '"-" is written to twice | give each output a file of its own'],
  [
    ['--metrics', '1', '--interval', '1'],
    '--metrics and --interval are two ways to watch | leave out one of the two',
  ],
  [
    ['--from', 'x', '-f'],
    '--follow does not go with --from | a recording of a program and its children has all their calls',
  ],
  [['--from', 'x', '-p', 'sshd'], '-p sshd: processes of a recording are named by their ids | -c sshd'],
  [
    ['--from', 'x', '--', 'ls'],
    'A program to run and --from are two things to trace | leave out one of them',
  ],
  [['--hist'], '--hist is a part of the statistics | add --stats, or -C'],
  [['--sort', 'avg'], '--sort is for the statistics | add --stats, or -C'],
]

describe('options of trace', () => {
  for (const [argv, given] of good)
    test(`${argv.join(' ') || 'none'} is taken`, () => expect(parsed(...argv).given).toEqual(given))
  for (const [argv, says] of bad)
    test(`${argv.join(' ')} is refused`, () => expect(refusal(...argv)).toBe(says))

  test('every option has a case', () => {
    const cases = [...good, ...bad].flatMap(([argv]) =>
      argv.flatMap(word =>
        /^-\w{2,}$/.test(word) ? [...word.slice(1)].map(letter => `-${letter}`) : [word.replace(/=.*/, '')],
      ),
    )
    const missing = Object.entries(traceOptions).filter(
      ([, row]) => !spellings(row).some(s => cases.includes(s)),
    )
    expect(missing.map(([name]) => name)).toEqual([])
  })
})

test('what is behind -- is the program, with options of its own', () => {
  expect(parsed('-f', '--', 'ls', '-l', '--', '-f').command).toEqual(['ls', '-l', '--', '-f'])
})

test('each output is of the kind that it names, or of that of all', () => {
  expect(parsed().outputs).toEqual([{ kind: 'line', fd: 1 }])
  expect(parsed('-f', 'json').outputs).toEqual([{ kind: 'json', fd: 1 }])
  expect(parsed('--', 'ls').outputs).toEqual([{ kind: 'line', fd: 2 }])
  expect(parsed('-o', '-', '--', 'ls').outputs).toEqual([{ kind: 'line', fd: 1 }])
  expect(parsed('--style', 'table', '-o', 'json:x', '-o', 'text:-', '-o', 'y').outputs).toEqual([
    { kind: 'json', path: 'x' },
    { kind: 'table', fd: 1 },
    { kind: 'table', path: 'y' },
  ])
})

test('trace comes before its options', () => {
  expect(() => parseArgs(['-p', '1', 'trace', '-f'])).toThrow(
    expect.objectContaining({ hint: 'options of trace come behind it: systrace trace -p 1 -f' }),
  )
})

describe('help', () => {
  const text = (...argv: string[]): string => {
    const request = parseArgs(['trace', ...argv])
    return request.kind === 'help' ? request.text : request.kind
  }

  test('it shows every option, in 100 columns', () => {
    for (const help of [text('-h'), text('--help'), text('-p', '1', '-h')]) {
      for (const { flags } of Object.values(traceOptions)) expect(help).toContain(flags)
      expect(help.split('\n').filter(line => line.length > 100)).toEqual([])
      expect(help).not.toMatch(/[ \t]$|\n\n\n/m)
    }
    expect(text('--version')).toBe('version')
  })

  test('its examples are command lines that are understood', () => {
    const lines = text('--help')
      .match(/^ {2}systrace trace .*$/gm)!
      .filter(line => !/\[/.test(line))
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines) expect(refusal(...line.trim().split(' ').slice(2))).toBe('accepted')
  })
})
