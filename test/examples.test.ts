/**
 * The example scripts: each is explained, and run beside a small workload. What it prints must look as its header shows:
 * a pattern fits the header's sample, and the output.
 */

import { describe, expect, test } from 'bun:test'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binaryPath, binaryTest, testNeeding } from './support/needs.ts'

const folder = join(import.meta.dirname, '../scripts-examples')
const binary = process.env.SYSTRACE_BINARY ?? binaryPath

interface Example {
  /** A shell script, run with `$dir` a folder of its own until the trace ends. */
  readonly workload: string
  readonly options?: readonly string[]
  /** Of the script. */
  readonly args?: readonly string[]
  /** Seconds; 1 unless given. */
  readonly seconds?: number
  /** Lines that the sample in the header has, and the output too. */
  readonly lines: readonly RegExp[]
  /** Found in the output only: what this workload makes. */
  readonly output?: readonly RegExp[]
}

const cat = 'cat "$dir/with space" /no/such/file'
const path = String.raw`/\S+/with space`

const examples: Readonly<Record<string, Example>> = {
  'hello.ts': {
    workload: cat,
    lines: [/^Tracing openat …$/, /^cat \d+ \/\S+ 3$/, /^cat \d+ \/no\/such\/file -2$/, /^Seen \d+ calls$/],
  },
  'opensnoop.ts': {
    workload: cat,
    lines: [
      /^PID +COMM +FD ERROR +PATH$/,
      /^\d+ +cat +\d+ +\/\S+$/,
      /^\d+ +cat +- ENOENT +\/no\/such\/file$/,
    ],
    output: [new RegExp(String.raw`^\d+ +cat +\d+ +${path}$`)],
  },
  'failed-syscalls.ts': {
    workload: cat,
    lines: [/^failures$/, /^ {2}comm +name +error +count$/, /^ {2}cat +openat +ENOENT +\d+$/],
  },
  'syscount.ts': {
    workload: cat,
    seconds: 2.2,
    lines: [/^calls$/, /^ {2}name +count$/, /^ {2}openat +\d+$/, /^ {2}… \d+ more$/],
  },
  'read-latency.ts': {
    workload: 'dd if=/dev/zero of=/dev/null bs=4096 count=1000 2>&-',
    lines: [/^time of reads\[dd\] {2}\d+ values$/, /^ {2}\[ *\d+[num]?s, +\d+[num]?s\) +\d+ │\S+/],
  },
  'execsnoop.ts': {
    workload: `${cat}; env no-such-program`,
    lines: [
      /^TIME +PPID +PID +UID +RESULT +COMMAND$/,
      /^\d\d:\d\d:\d\d +\d+ +\d+ +\d+ +ok +cat /,
      /^\d\d:\d\d:\d\d +\d+ +\d+ +\d+ +ENOENT +no-such-program$/,
    ],
    output: [/ ok +cat '\/\S+\/with space' \/no\/such\/file$/],
  },
  'killsnoop.ts': {
    workload: 'sleep 5 & bash -c "kill -TERM $!; kill -42 999999999"',
    lines: [/^bash \(\d+\) sends TERM to \d+: ok$/, /^bash \(\d+\) sends signal 42 to \d+: ESRCH$/],
  },
  'slow-syscalls.ts': {
    // A read from a pipe that nobody writes to for a while.
    workload: '(sleep 0.03; echo) | dd of=/dev/null 2>&-',
    lines: [/^\S+ \(\d+\) \w+ took \d+\.\d ms$/],
    output: [/^dd \(\d+\) read took \d\d\.\d ms$/],
  },
  'slow-calls.ts': {
    workload: '(sleep 0.03; echo) | dd of=/dev/null 2>&-',
    args: ['--comm', 'dd', '--slow', '20ms'],
    lines: [/^dd \(\d+\) \w+ took \d+\.\d ms$/],
    output: [/^dd \(\d+\) read took \d\d\.\d ms$/],
  },
  'io-by-process.ts': {
    workload: 'dd if=/dev/zero of="$dir/x" bs=4096 count=1000 2>&-',
    lines: [
      /^bytes$/,
      /^ {2}comm +name +sum$/,
      /^ {2}dd +read +\d+$/,
      /^ {2}dd +write +\d+$/,
      /^sizes of writes$/,
      /^ {2}comm +count +avg +min +max +sum$/,
      /^ {2}dd +\d+ +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+$/,
      /^sizes of reads below 8 KB {2}\d+ values$/,
      /^ {2}\[4096, 5120\) +\d+ │\S+$/,
    ],
  },
  'connection-time.ts': {
    workload: `bash -c 'exec 3<>/dev/udp/127.0.0.1/9; sleep 0.05; exec 3>&-'`,
    lines: [/^ns connected\[\w+\] {2}\d+ values?$/, /^ {2}\[ *\d+M, +\d+M\) +\d+ │\S+$/],
  },
  'fsync-percentiles.ts': {
    workload: 'dd if=/dev/zero of="$dir/x" bs=4096 count=10 conv=fsync 2>&-',
    lines: [
      /^waiting for the disk$/,
      /^ {2}comm +count +p50 +p90 +p95 +p99 +max$/,
      /^ {2}dd +\d+ +(?:\d+(?:\.\d+)?[mu]?s +){4}\d+(?:\.\d+)?[mu]?s$/,
    ],
  },
  'follow-children.ts': {
    // The file is opened when the filter has had time to know of the process.
    workload: 'cp /bin/bash "$dir/make"; "$dir/make" -c "(sleep 0.15; read x < /etc/hostname); true"',
    lines: [/^make \(\d+\) starts \d+$/, /^\w+ \(\d+\) opens \S+$/, /^\d+ ends$/],
    output: [/^make \(\d+\) opens \/etc\/hostname$/],
  },
  'etc-watch.ts': {
    workload: 'cat /etc/hostname',
    options: ['-f', 'json'],
    lines: [
      /^\{"type":"print","data":\{"at":"\d{4}-\d\d-\d\dT[\d:.]+Z","comm":"cat","uid":\d+,"path":"\/etc\/hostname"\}\}$/,
    ],
  },
}

/** The sample output in a script's header: its indented part. */
const sampleOf = (text: string): string[] => {
  const header = text.slice(text.indexOf('/**'), text.indexOf('*/'))
  return header
    .split('\n')
    .filter(line => line.startsWith(' *     ') || line === ' *')
    .map(line => line.slice(' *     '.length))
}

const files = readdirSync(folder).filter(name => name.endsWith('.ts'))

/** Runs an example while its workload is repeated. @returns what it printed */
const runExample = async (
  file: string,
  { workload, options = [], args = [], seconds = 1 }: Example,
): Promise<string> => {
  const dir = mkdtempSync(join(tmpdir(), 'example-'))
  writeFileSync(join(dir, 'with space'), 'text\n')
  const load = spawn('bash', ['-c', `while :; do { ${workload}; } >/dev/null 2>&1; sleep 0.1; done`], {
    env: { ...process.env, dir },
    stdio: 'ignore',
    detached: true,
  })
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(binary, ['-d', String(seconds), ...options, join(folder, file), ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let [stdout, stderr] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      child.on('error', reject).on('close', code => {
        if (code === 0) resolve(stdout)
        else reject(new Error(`${file} ended with ${code}: ${stderr}`))
      })
    })
  } finally {
    process.kill(-load.pid!, 'SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
}

const missing = (lines: readonly string[], patterns: readonly RegExp[]): string[] =>
  patterns.filter(pattern => !lines.some(line => pattern.test(line))).map(String)

describe('examples', () => {
  test('each has a case here, and each case an example', () => {
    expect(files.sort()).toEqual(Object.keys(examples).sort())
  })

  for (const [file, example] of Object.entries(examples)) {
    const text = readFileSync(join(folder, file), 'utf8')

    test(`${file} has a header with what it shows, how to run it, and a sample`, () => {
      expect(text).toStartWith('#!/usr/bin/env systrace\n/**\n')
      expect(text).toMatch(/^ \* Shows {2}\S/m)
      expect(text).toContain(`sudo systrace`)
      expect(text).toContain(`scripts-examples/${file}`)
      expect(missing(sampleOf(text), example.lines)).toEqual([])
    })

    testNeeding('binary')(`${file} can be explained`, () => {
      const explained = execFileSync(binary, ['explain', '--json', join(folder, file)], { encoding: 'utf8' })
      const { handlers } = JSON.parse(explained) as { handlers: { hooks: unknown[]; notes: string[] }[] }
      expect(handlers.length).toBeGreaterThan(0)
      for (const { hooks, notes } of handlers) {
        expect(hooks.length).toBeGreaterThan(0)
        expect(notes).toEqual([])
      }
    })

    binaryTest(
      `${file} prints what its header shows`,
      async () => {
        const lines = (await runExample(file, example)).split('\n')
        expect(missing(lines, [...example.lines, ...(example.output ?? [])])).toEqual([])
      },
      30_000,
    )
  }
})
