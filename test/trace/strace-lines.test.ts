/**
 * `systrace trace --style strace` against strace over the same run of the same program: the counts are equal, calls and
 * errors of every syscall, and every line is, in name, arguments and result. What differs on purpose is a list
 * (test/support/strace-differences.ts), and all that is in it does occur.
 */

import { afterAll, describe, expect } from 'bun:test'
import { realpathSync } from 'node:fs'
import { letThrough, reduced, type TracedTwice, traceTwice } from '../support/both-tracers.ts'
import { type Need, testNeeding } from '../support/needs.ts'
import { compareLogs, differences } from '../support/strace-differences.ts'
import { countCalls } from '../support/strace-log.ts'
import { Workloads } from '../support/workload.ts'

const applied = new Set<string>()

/** Where all users can run it, first of all. */
const pathOf = (program: string): string =>
  realpathSync(Bun.which(program, { PATH: `/usr/bin:/bin:${process.env.PATH}` }) ?? program)

interface Program {
  readonly name: string
  readonly command: readonly string[]
  readonly needs?: readonly Need[]
}

const shell = (...lines: readonly string[]): string[] => ['sh', '-ec', lines.join('\n')]

const python = `
import os, socket, subprocess, tempfile, threading
threads = [threading.Thread(target=lambda: [os.stat('/') for _ in range(20)]) for _ in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]
print(subprocess.run(['/bin/echo', 'child'], capture_output=True).stdout)
server = socket.socket()
server.bind(('127.0.0.1', 0))
server.listen()
client = socket.create_connection(server.getsockname())
other, address = server.accept()
other.send(b'hello\\n\\0\\1' + b'x' * 40)
print(client.recv(100), address)
with tempfile.TemporaryFile() as f: f.write(b'x' * 100000)
os.listdir('/usr/bin')`

const javascript = `
const fs = require('fs')
fs.writeFileSync('file', 'x'.repeat(1000))
fs.readFile('file', (error, data) => console.log(data.length))
require('child_process').execFileSync('/bin/true')
setTimeout(() => {}, 20)`

const programs: readonly Program[] = [
  { name: 'ls', command: ['ls', '-la', '/', '/etc'] },
  { name: 'cat', command: ['cat', '/etc/passwd', '/no/such/file', '/proc/self/stat'] },
  {
    name: 'git',
    needs: ['git'],
    command: shell(
      'git init -q project; cd project; echo text > file; git add file',
      'git -c user.name=me -c user.email=me@here commit -q -m message; git log; git status',
    ),
  },
  {
    name: 'tar',
    command: shell('mkdir d; echo text > d/a; ln -s a d/b; ln d/a d/c; tar czf d.tgz d; tar xzvf d.tgz'),
  },
  { name: 'find', command: ['find', '/etc', '/proc/self', '-newer', '/etc/passwd', '-ls'] },
  { name: 'python3', needs: ['python3'], command: ['python3', '-c', python] },
  { name: 'node', command: ['node', '-e', javascript], needs: ['node'] },
  { name: 'gcc', command: shell('echo "int main(void) { return 0; }" > a.c; gcc -O1 -o a a.c; ./a') },
  { name: 'dd', command: ['dd', 'if=/dev/zero', 'of=$folder/zeros', 'bs=4k', 'count=20', 'conv=fsync'] },
  {
    name: 'a pipeline of the shell, with children of children',
    command: shell(
      'ls / | cat | wc -l; (echo one; /bin/true) | grep one; for i in 1 2 3; do /bin/true & done; wait',
      'x=$(echo $(cat /etc/passwd | head -1)); trap "echo trapped" USR1; kill -USR1 $$',
      'sleep 5 & kill $!; wait $! || exec /bin/echo $x',
    ),
  },
]

/** Programs, and parts of decode.c, that are also compared with `--full` and `-v`. */
const full: ReadonlySet<string> = new Set(['tar', 'python3', 'files', 'descriptors', 'processes', 'systems'])

/** Parts of test/kernel/workloads/decode.c. */
const subjects = [
  ...['files', 'descriptors', 'memory', 'processes', 'signals'],
  ...['sockets', 'times', 'messages', 'systems', 'bad_pointers'],
]

const compare = async (command: readonly string[], full = false): Promise<TracedTwice> => {
  const [program, ...args] = command
  const twice = await traceTwice([pathOf(program!), ...args], { full })
  const { ours, theirs, summary } = twice
  expect([...theirs.strange, ...ours.strange]).toEqual([])
  const comparison = compareLogs(ours, theirs)
  for (const name of comparison.applied) applied.add(name)
  expect(comparison.different.join('\n')).toBe('')
  expect(comparison.same).toBeGreaterThan(20)
  expect(reduced(summary, comparison.cutShort)).toEqual(theirs.counts)
  expect(reduced(countCalls([...ours.threads.values()].flat()), comparison.cutShort)).toEqual(theirs.counts)
  return twice
}

const needs = ['kernel', 'root', 'tracefs', 'binary', 'gcc', 'strace'] as const

describe('the calls of a program are counted and written as by strace', () => {
  for (const { name, command, needs: more = [] } of programs)
    testNeeding(...needs, ...more)(
      name,
      async () => {
        const { messages } = await compare(command)
        expect(messages).toBe('')
      },
      60_000,
    )
})

describe('with structs whole too', () => {
  for (const { name, command, needs: more = [] } of programs.filter(program => full.has(program.name)))
    testNeeding(...needs, ...more)(
      name,
      async () => {
        await compare(command, true)
      },
      60_000,
    )
})

describe('so is nearly every syscall, with flags, structs and bad pointers', () => {
  const workloads = new Workloads()
  afterAll(() => workloads.dispose())
  const names = new Set<string>()
  for (const subject of subjects)
    testNeeding(...needs)(
      subject,
      async () => {
        const path = workloads.path('decode')
        letThrough(workloads.folder)
        const { theirs, messages } = await compare([path, subject])
        for (const name of Object.keys(theirs.counts)) names.add(name)
        // Strings that are nowhere.
        expect(messages).toMatch(/^(systrace: \d+ strings? of .* could not be read from the process .*\n)?$/)
        if (full.has(subject)) await compare([path, subject], true)
      },
      60_000,
    )

  testNeeding(...needs)('that is 350 at least, and each difference that is meant there is', () => {
    expect(names.size).toBeGreaterThanOrEqual(350)
    expect([...applied].toSorted()).toEqual(differences.map(({ name }) => name).toSorted())
  })
})
