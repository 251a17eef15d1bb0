/** The acceptance tests and the formats of the two documents that `trace` was asked for by, as a user would see them. */

import { describe, expect } from 'bun:test'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { powerless, systrace as run } from '../cli/command.ts'
import { testNeeding } from '../support/needs.ts'

const kernelTest = testNeeding('kernel', 'binary')
const helpTest = testNeeding('binary')

/** Opens a file again and again under a name of its own, until it is killed. */
const load = (name: string): Disposable & { readonly pid: number } => {
  const child = spawn(
    'bash',
    ['-c', `exec -a ${name} bash -c 'while :; do cat /etc/hostname >/dev/null; sleep 0.02; done'`],
    {
      stdio: 'ignore',
    },
  )
  return { pid: child.pid!, [Symbol.dispose]: () => child.kill('SIGKILL') }
}

describe('the acceptance tests of the first document', () => {
  helpTest('trace --help works without root and shows the options', async () => {
    const { stdout, exit } = await run(['trace', '--help'], { under: powerless })
    expect(exit).toBe(0)
    for (const option of ['-p, --pid', '-s, --syscall', '-d, --duration', '-u, --uid', '-f, --follow'])
      expect(stdout).toContain(option)
  })

  kernelTest('it runs for a duration, exits with 0, and keeps to it', async () => {
    const began = performance.now()
    const { exit, stderr } = await run(['trace', '-d', '2'])
    const seconds = (performance.now() - began) / 1000
    expect(stderr).not.toContain('error')
    expect(exit).toBe(0)
    // The document's own bounds.
    expect(seconds).toBeGreaterThan(1.9)
    expect(seconds).toBeLessThan(5)
  })

  kernelTest('it shows events of system calls, with the time, the process and its name', async () => {
    using busy = load('shown')
    const { stdout } = await run(['trace', '-d', '1', '-p', String(busy.pid)])
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) expect(line).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] [^(]+\(\d+\) \w+\(.*\) = /)
    expect(lines.every(line => line.includes(`(${busy.pid}) `))).toBe(true)
  })

  kernelTest('a process is chosen by its id or by its name', async () => {
    using busy = load('chosen')
    using _other = load('other')
    for (const by of [String(busy.pid), 'bash']) {
      const { stdout } = await run(['trace', '-d', '1', '--process', by])
      const pids = new Set([...stdout.matchAll(/^\[[\d:.]+\] .*?\((\d+)\) /gm)].map(([, pid]) => Number(pid)))
      expect(pids.has(busy.pid)).toBe(true)
      if (by !== 'bash') expect(pids.size).toBe(1)
    }
  })

  kernelTest('system calls are chosen by name or number', async () => {
    using busy = load('calls')
    for (const by of ['openat', '257', '%file,!open,!stat*,!new*,!access,!readlink*,!execve']) {
      const { stdout } = await run(['trace', '-d', '1', '-s', by, '-f', '-p', String(busy.pid)])
      const names = new Set([...stdout.matchAll(/^\[[\d:.]+\] .*?\(\d+\) (\w+)\(/gm)].map(([, name]) => name))
      expect([...names]).toEqual(['openat'])
      expect(stdout).toContain('openat(AT_FDCWD, "/etc/hostname", O_RDONLY) = 3')
    }
  })
})

describe('the formats of the second document', () => {
  const formats = async (format: string): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'trace-'))
    try {
      const path = join(folder, 'out')
      const { exit } = await run([
        'trace',
        '--format',
        format,
        '-o',
        path,
        '-f',
        '--',
        'cat',
        '/etc/hostname',
        '/no/such, "file"',
      ])
      expect(exit).toBe(1)
      return readFileSync(path, 'utf8')
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  kernelTest('JSON lines have the fields of the document, in its order', async () => {
    const lines = (await formats('json'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)
    const fields = [
      'timestamp',
      'pid',
      'tid',
      'uid',
      'comm',
      'syscall',
      'syscall_nr',
      'args',
      'ret',
      'duration_ns',
      'error',
    ]
    for (const line of lines) {
      expect(Object.keys(line).slice(0, fields.length)).toEqual(fields)
      expect(line.args).toHaveLength(6)
      expect(line.error).toBe((line.ret as number) < 0)
    }
    const failed = lines.find(
      ({ error, syscall, call }) => error && syscall === 'openat' && String(call).includes('such'),
    )
    expect(failed).toMatchObject({ comm: 'cat', syscall_nr: 257, ret: -2, errno: 'ENOENT' })
    const age = Date.now() - Number(failed!.timestamp) / 1e6
    expect(age).toBeGreaterThan(0)
    expect(age).toBeLessThan(60_000)
  })

  kernelTest('CSV has the header of the document and is quoted by RFC 4180', async () => {
    const text = await formats('csv')
    expect(text).toStartWith('timestamp,pid,comm,syscall,args,ret,duration_ns\n')
    expect(text).toMatch(/^\d{19},\d+,cat,openat,"AT_FDCWD, ""\/no\/such, \\""file\\"""", O_RDONLY",-2,\d+$/m)
  })

  kernelTest('text has its columns', async () => {
    const { stderr } = await run(['trace', '--style', 'table', '-s', 'openat', '--', 'cat', '/etc/hostname'])
    const [header, ...rows] = stderr.split('\n')
    expect(header!.trim().split(/ +/)).toEqual(['TIME', 'PID', 'COMM', 'SYSCALL', 'ARGS', 'RET', 'DUR(μs)'])
    expect(rows.find(row => row.includes('/etc/hostname"'))).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} +\d+ cat +openat +AT_FDCWD, "\/etc\/hostname", O_RDONLY +3 +\d+\.\d$/,
    )
  })
})
