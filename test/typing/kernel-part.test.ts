/** Declarations from plain values: syscalls, functions, tracepoints; and the patterns that ask for them. */

import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import { UsageError } from '../../runtime/errors.ts'
import { argumentText } from '../../runtime/typing/argument-text.ts'
import { syscallArgsText } from '../../runtime/typing/gen/syscall-args.ts'
import { kernelAdditionText, kernelPartText } from '../../runtime/typing/kernel-part.ts'
import { sortPatterns } from '../../runtime/typing/patterns.ts'
import { recordFields } from '../../runtime/typing/tracepoints.ts'

const table = syscallTable('x64')
const syscalls = ['openat', 'getpid', 'execve'].map(name => table.byName(name)!)
const nothing = { syscalls: [], functions: [], tracepoints: [] }

test('the checked-in types of arguments are what the generator writes', () => {
  const path = join(import.meta.dirname, '../../runtime/script/syscall-args.gen.ts')
  expect(readFileSync(path, 'utf8')).toBe(syscallArgsText())
})

describe('kernelPartText()', () => {
  test('says of each argument what it is in C, and what it means', () => {
    const text = kernelPartText({ ...nothing, syscalls })
    expect(text).toContain(`  openat: {
    /** int: a file descriptor, or AT_FDCWD (-100) */
    readonly dfd: number
    /** const char *: a path, as it was given */
    readonly filename: string
    /** int: O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE, with O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC … */
    readonly flags: number
    /** umode_t: permission bits, such as 0o644 */
    readonly mode: number
  }
  getpid: {}
`)
    expect(text).toContain('    /** const char *const *: a list of texts */\n    readonly argv: string[]\n')
    expect(text).toContain('  /** Of openat and execve. */\n  readonly filename?: string\n')
  })

  test('a name that is no identifier is quoted, and no comment ends early', () => {
    const fields = [{ name: 'a-b', type: 'number', about: 'x */ y' }]
    const text = kernelPartText({ ...nothing, tracepoints: [{ name: 'sched:x', fields }] })
    expect(text).toContain(`  'sched:x': {\n    /** x * / y */\n    readonly 'a-b': number\n  }\n`)
  })
})

test('argumentText() says units, constants and whose number it is', () => {
  const text = (syscall: string, i: number) => argumentText(table.byName(syscall)!, i)
  expect(text('read', 2)).toBe('size_t: bytes')
  expect(text('poll', 2)).toBe('int: milliseconds; below 0, without end')
  expect(text('alarm', 0)).toBe('unsigned int: seconds')
  expect(text('fcntl', 1)).toBe('unsigned int: F_DUPFD, F_GETFD, F_SETFD, F_GETFL …')
  expect(text('kill', 1)).toBe('int: the number of a signal')
  expect(text('chown', 2)).toBe('gid_t: a group id')
  expect(text('pipe', 0)).toBe('int *: an address')
})

describe('kernelAdditionText()', () => {
  test('adds only what there is', () => {
    const args = [{ name: 'file', type: 'bigint', about: 'struct file *' }]
    const result = { name: 'ret', type: 'number', about: 'long' }
    const text = kernelAdditionText({ ...nothing, functions: [{ name: 'vfs_read', args, result }] }, [])
    expect(text).toBe(`import 'systrace'

declare module 'systrace' {
  /** Arguments and results of the kernel's functions: what \`systrace types kprobe:NAME\` has declared. */
  export interface KernelFunctions {
    vfs_read: {
      readonly args: {
        /** struct file * */
        readonly file: bigint
      }
      /** long */
      readonly ret: number
    }
  }
}
`)
  })
})

describe('recordFields()', () => {
  test('leaves out what all have; characters are text, pointers are bigints', () => {
    const format = [
      'name: x',
      'format:',
      '\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;',
      '\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;',
      '',
      '\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;',
      '\tfield:__data_loc char[] name;\toffset:8;\tsize:4;\tsigned:0;',
      '\tfield:__data_loc unsigned int[] ids;\toffset:8;\tsize:4;\tsigned:0;',
      '\tfield:u8 addr[28];\toffset:8;\tsize:28;\tsigned:0;',
      '\tfield:const void * skaddr;\toffset:8;\tsize:8;\tsigned:0;',
      '\tfield:bool idle;\toffset:8;\tsize:1;\tsigned:0;',
      '\tfield:unsigned long long bytes;\toffset:8;\tsize:8;\tsigned:0;',
      '',
      'print fmt: "x"',
    ].join('\n')
    expect(recordFields(format).map(({ name, type, about }) => `${name}: ${type} (${about})`)).toEqual([
      'prev_comm: string (char[16])',
      'name: string (char[])',
      'ids: number[] (unsigned int[])',
      'addr: number[] (u8[28])',
      'skaddr: bigint (const void *)',
      'idle: boolean (bool)',
      'bytes: number (unsigned long long)',
    ])
  })
})

describe('sortPatterns()', () => {
  test('tells syscalls, process events, functions and tracepoints apart', () => {
    const patterns = ['open*', 'read:enter', '%net', '!close', 'tracepoint:syscalls:sys_enter_kill']
    expect(sortPatterns(patterns).syscalls).toEqual(['open*', 'read', '%net', '!close', 'kill'])
    expect(sortPatterns(['process:*', 'process:exit']).processes).toEqual([
      'process:fork',
      'process:exec',
      'process:exit',
      'process:signal',
      'process:exit',
    ])
    expect(sortPatterns(['kprobe:vfs_*', 'kretprobe:vfs_read']).functions).toEqual(['vfs_*', 'vfs_read'])
    expect(sortPatterns(['sched:*', 'tracepoint:block:block_rq_issue', '*:*']).tracepoints).toEqual([
      'sched:*',
      'block:block_rq_issue',
      '*:*',
    ])
  })

  test('refuses what names nothing, with the nearest', () => {
    for (const pattern of ['process:exitt', '', 'process:', 'a:b:c'])
      expect(() => sortPatterns([pattern])).toThrow(UsageError)
    expect(() => sortPatterns(['process:exitt'])).toThrow('a process has no event "exitt"')
  })
})
