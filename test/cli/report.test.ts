/** Errors as values → what is said of them. */

import { describe, expect, test } from 'bun:test'
import { loadProgram } from '../../ffi/program.ts'
import { LibraryMissing, LibraryTooOld, SysError } from '../../ffi/syserror.ts'
import { type Diagnostic, render, ScriptRefused } from '../../runtime/diagnostic.ts'
import { SystraceError, UsageError } from '../../runtime/errors.ts'
import { installCommand, missingCapabilities } from '../../runtime/machine/world.ts'
import { type Report, reportOf } from '../../runtime/report.ts'
import { onSysEnter, sysEnterId } from '../ffi/tiny-programs.ts'
import { kernelTest } from '../support/needs.ts'

const report = (error: unknown, verbose = false, sources = new Map<string, string>()): Report =>
  reportOf(error, { version: '1.2.3', sources, verbose, paint: (_, text) => text })

const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('reportOf()', () => {
  test('says whose fault it is', () => {
    const syntax: Diagnostic = { severity: 'error', code: 'syntax', message: 'no' }
    expect(report(new UsageError('Wrong', 'right'))).toEqual({
      text: 'systrace: Wrong\n  hint: right',
      exitCode: 2,
    })
    expect(report(new SystraceError('Broken'))).toEqual({ text: 'systrace: Broken', exitCode: 3 })
    expect(report(new ScriptRefused([syntax]))).toEqual({ text: 'error[syntax]: no', exitCode: 1 })
    expect(report(new ScriptRefused([syntax, { ...syntax, code: 'unknown-probe' }])).exitCode).toBe(2)
    expect(report(new LibraryMissing('libx.so', 'libx1')).exitCode).toBe(3)
    expect(report(new LibraryTooOld('libx.so', 'libx1', 'f', '1.0')).exitCode).toBe(3)
    expect(report(new SysError('bpf_map_create', 12)).exitCode).toBe(3)
    expect(report(new TypeError('oops')).exitCode).toBe(70)
    expect(report('text').exitCode).toBe(70)
  })

  test('shows ten of many errors', () => {
    const many = Array.from(
      { length: 25 },
      (_, i): Diagnostic => ({ severity: 'error', code: 'x', message: `${i}` }),
    )
    const lines = report(new ScriptRefused(many)).text.split('\n')
    expect(lines).toHaveLength(11)
    expect(lines.at(-1)).toBe('and 15 more')
  })

  test('a bug asks for a report, and says on what machine', () => {
    const { text } = report(new TypeError('oops'))
    expect(text).toMatch(
      /^systrace: A bug in systrace\n {2}TypeError: oops\n(?: +at .*\n)+ {2}systrace 1\.2\.3, Linux [\d.]+\S*, \w+\n {2}hint: please report it with this text and the script$/,
    )
  })

  test('an expression that is too long for recursion is no bug', () => {
    const recursive = (depth: number): number => recursive(depth + 1) + 1
    let error: unknown
    try {
      recursive(0)
    } catch (thrown) {
      error = thrown
    }
    expect(report(error)).toEqual({
      text: 'systrace: An expression of the script has too many parts\n  hint: compute it in steps',
      exitCode: 1,
    })
  })

  test('the cause is shown by -v', () => {
    const error = new SystraceError('Broken', { cause: new Error('by whom'), hint: 'mend it' })
    expect(report(error).text).toBe('systrace: Broken\n  hint: mend it')
    expect(report(error, true).text).toBe('systrace: Broken\n  by whom\n  hint: mend it')
  })

  test('memory that there is not', () => {
    expect(report(new SysError('bpf_map_create', 12, 'create map "ring"')).text).toBe(
      'systrace: Cannot create map "ring": bpf_map_create failed with ENOMEM: the kernel has no memory for it\n' +
        '  hint: a smaller --ring-size or --table-rows needs less',
    )
  })

  kernelTest('a program that the verifier refuses: a bug, with the line of the script', () => {
    const bad = onSysEnter('bad', a => {
      a.mov('r0', 0)
      a.load('u64', 'r0', 'r0', 0)
      a.exit()
    })
    const error = thrown(() => loadProgram(bad, new Map(), { attachBtfId: sysEnterId() }))
    const { text, exitCode } = report(error)
    expect(exitCode).toBe(70)
    expect(
      text,
    ).toStartWith(`systrace: A bug in systrace: the kernel refused a program of its making: R0 invalid mem access 'scalar'
  --> tiny.ts:3:7
  3 | on('getppid', e => print(e.pid))
    |       ^
  systrace 1.2.3, Linux `)
    expect(text).toEndWith(
      '\n  hint: please report it with this text, the script and what -v adds; --no-pushdown may help meanwhile',
    )
    expect(text).not.toContain('processed')
    expect(report(error, true).text).toContain('  processed 2 insns')
  })

  kernelTest('what the kernel refuses, though it can do all that is needed, is said as it is', () => {
    const error = new SysError('bpf_map_create', 22, 'create map "x"')
    expect(report(error).text).toBe('systrace: Cannot create map "x": bpf_map_create failed with EINVAL')
  })
})

describe('installCommand()', () => {
  const cases: readonly [system: string, command: string][] = [
    ['ID=debian\n', 'apt-get install libbpf1'],
    ['ID=pop\nID_LIKE="ubuntu debian"\n', 'apt-get install libbpf1'],
    ['ID="fedora"\n', 'dnf install libbpf'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf install libbpf'],
    ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'zypper install libbpf1'],
    ['ID=arch\n', 'pacman -S libbpf'],
    ['ID=nixos\n', 'the package libbpf1, or what your system calls it'],
    ['', 'the package libbpf1, or what your system calls it'],
  ]
  for (const [system, command] of cases)
    test(system.trim() || 'unknown', () => expect(installCommand('libbpf1', system)).toBe(command))
})

test('missingCapabilities() knows that CAP_SYS_ADMIN is enough', () => {
  const none = { bpf: false, perfmon: false, sysAdmin: false }
  expect(missingCapabilities(none)).toEqual(['CAP_BPF', 'CAP_PERFMON'])
  expect(missingCapabilities({ ...none, bpf: true })).toEqual(['CAP_PERFMON'])
  expect(missingCapabilities({ ...none, sysAdmin: true })).toEqual([])
})

describe('render()', () => {
  const show = (text: string, start: number, end: number): string[] => {
    const span = { file: 'x.ts', start, end }
    return render({ severity: 'error', code: 'x', message: 'm', span }, new Map([['x.ts', text]]))
      .split('\n')
      .slice(1)
  }

  test('marks what is meant', () => {
    expect(show('ab cd\nef gh ij\n', 9, 11)).toEqual(['  --> x.ts:2:4', '  2 | ef gh ij', '    |    ^^'])
  })

  test('in lines with tabs, control characters and CRLF', () => {
    expect(show('\t\u001b[2J ab\r\n', 6, 8)).toEqual(['  --> x.ts:1:7', '  1 |   [2J ab', '    |       ^^'])
  })

  test('below wide characters', () => {
    expect(show('进程 ab', 3, 5)).toEqual(['  --> x.ts:1:4', '  1 | 进程 ab', '    |      ^^'])
  })

  test('at the end, and beyond it', () => {
    expect(show('ab', 2, 2)).toEqual(['  --> x.ts:1:3', '  1 | ab', '    |   ^'])
    expect(show('', 0, 5)).toEqual(['  --> x.ts:1:1', '  1 | ', '    | ^'])
  })

  test('over several lines, on the first', () => {
    expect(show('ab(\n1)', 0, 6)).toEqual(['  --> x.ts:1:1', '  1 | ab(', '    | ^^^'])
  })

  test('in long lines, at their begin, middle and end', () => {
    const long = 'x'.repeat(300)
    for (const at of [0, 1, 49, 50, 51, 150, 249, 298, 299]) {
      const [, line, mark] = show(`${long.slice(0, at)}y${long.slice(at + 1)}`, at, at + 1)
      expect(line!.length).toBeLessThanOrEqual(108)
      expect(line!.indexOf('y')).toBe(mark!.indexOf('^'))
    }
  })

  test('a place in a source that is not there is left out', () => {
    const span = { file: 'y.ts', start: 0, end: 1 }
    expect(render({ severity: 'warning', code: 'x', message: 'm', span, hint: 'h' }, new Map())).toBe(
      'warning[x]: m\n  hint: h',
    )
  })
})
