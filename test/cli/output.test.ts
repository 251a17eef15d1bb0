/** Where output goes: closed early, full, missing; and its forms, read back line by line. */

import { afterAll, describe, expect } from 'bun:test'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Command, Folder, powerless, systrace, Worker } from './command.ts'

const kernelTest = testNeeding('kernel', 'binary')
const rootTest = testNeeding('kernel', 'root', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const worker = new Worker(folder)

/** Prints a lot, until it is ended. */
const flood = "every('1ms', () => { for (let i = 0; i < 1000; i++) print('a line of output', i) })"

describe('closed early', () => {
  const quiet = { stderr: '', exit: 0 }

  kernelTest('by head', async () => {
    for (const format of ['text', 'json', 'csv']) {
      const { stdout, ...rest } = await systrace(['-f', format, '-e', flood], {
        under: ['sh', '-c', '{ "$@"; echo "exit $?" >&2; } | head -1', 'sh'],
      })
      expect(rest).toEqual({ stderr: 'exit 0\n', exit: 0 })
      expect(stdout.trim().split('\n')).toHaveLength(1)
    }
  })

  kernelTest('while no event comes: it does not wait for one', async () => {
    const code = "on('openat', e => print(e.comm)); end(() => console.error('the end'))"
    const { stderr, exit } = await systrace(['-c', 'nobody-at-all', '-e', code], {
      under: ['sh', '-c', '{ "$@"; echo "exit $?" >&2; } | true', 'sh'],
    })
    expect({ stderr, exit }).toEqual({ stderr: 'the end\nexit 0\n', exit: 0 })
  })

  for (const write of ['console.log', 'process.stdout.write'])
    kernelTest(`while the script writes by ${write}`, async () => {
      const { stdout, stderr } = await systrace(
        ['-e', `every('1ms', () => { ${write}('x'.repeat(100_000)) })`],
        {
          under: ['sh', '-c', '{ "$@"; echo "exit $?" >&2; } | head -c 5', 'sh'],
        },
      )
      expect({ stdout, stderr }).toEqual({ stdout: 'xxxxx', stderr: 'exit 0\n' })
    })

  kernelTest('while the tables are made, which are for nobody', async () => {
    await using command = new Command(['-v', '-c', worker.comm, '-e', "on('openat', e => count(e.comm))"])
    await command.attached()
    command.closeOutput()
    worker.run()
    command.kill('SIGINT')
    const { stderr, exit } = await command.ended()
    expect(exit).toBe(0)
    expect(stderr).toMatch(/^systrace: attached .*\n$/)
  })

  kernelTest('before the first line', async () => {
    await using command = new Command(['-e', "print('at the top'); begin(() => print('later'))", '-d', '1'])
    command.closeOutput()
    const { stderr, exit } = await command.ended()
    expect({ stderr, exit }).toEqual(quiet)
  })

  kernelTest('standard error too', async () => {
    const { exit } = await systrace(['-v', '-e', `${flood}; every('1ms', () => { throw new Error('x') })`], {
      under: ['sh', '-c', '"$@" 2>&1 | head -1', 'sh'],
    })
    expect(exit).toBe(0)
  })
})

describe('full', () => {
  const full = {
    stdout: '',
    stderr:
      'systrace: Cannot write the output: no space left on device\n' +
      '  hint: free some space, or write to another file system with -o FILE\n',
    exit: 3,
  }

  kernelTest('standard output', async () => {
    const device = openSync('/dev/full', 'w')
    try {
      expect(await systrace(['-e', flood], { stdout: device })).toEqual(full)
      expect(
        await systrace(['-e', "begin(() => { print('a little'); exit() })"], { stdout: device }),
      ).toEqual(full)
      expect(await systrace(['--help'], { stdout: device })).toEqual(full)
    } finally {
      closeSync(device)
    }
  })

  rootTest('a file on a small disk', async () => {
    const disk = join(folder.path, 'disk')
    const script =
      'mkdir -p "$0" && mount -t tmpfs -o size=64k none "$0" && "$@"; code=$?; stat -c %s "$0/out" >&2; exit $code'
    const { stderr, exit } = await systrace(['-o', `${disk}/out`, '-e', flood], {
      under: ['unshare', '-m', 'sh', '-c', script, disk],
    })
    expect({ stderr, exit }).toEqual({ stderr: `${full.stderr}65536\n`, exit: 3 })
  })
})

describe('what a script writes past print', () => {
  kernelTest('never takes the place of the script', async () => {
    const script = "import { on, print } from 'systrace'\non('openat', e => print(e.comm))\n"
    folder.write('own.ts', script)
    const ended = await systrace(['-d', '0.1', '-o', './own.ts', 'own.ts'], { cwd: folder.path })
    expect(ended).toEqual({
      stdout: '',
      stderr: 'systrace: The output would take the place of the script\n  hint: name another file: -o FILE\n',
      exit: 2,
    })
    expect(readFileSync(join(folder.path, 'own.ts'), 'utf8')).toBe(script)
  })

  kernelTest('goes out before the end', async () => {
    const code =
      "begin(() => { console.log('x'.repeat(1e6)); process.stdout.write('y'.repeat(1e6)); exit() })"
    const { stdout, exit } = await systrace(['-e', code])
    expect({ length: stdout.length, exit }).toEqual({ length: 2e6 + 1, exit: 0 })
  })

  kernelTest('and what it printed before it ended the process by itself', async () => {
    expect(await systrace(['-e', "print('a'); begin(() => { print('b'); process.exit(5) })"])).toEqual({
      stdout: 'a\nb\n',
      stderr: '',
      exit: 5,
    })
  })
})

describe('-o', () => {
  const cases: readonly [name: string, path: string, says: string][] = [
    ['in a folder that is not there', '/no/such/out', 'no such file or directory'],
    ['that is a folder', '/tmp', 'illegal operation on a directory'],
    ['below a file', '/etc/passwd/out', 'not a directory'],
  ]
  for (const [name, path, says] of cases)
    kernelTest(name, async () => {
      const { stdout, stderr, exit } = await systrace(['-o', path, '-e', flood])
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 3 })
      expect(stderr).toStartWith(`systrace: Cannot open the output file "${path}": ${says}`)
    })

  kernelTest('a file, which is written anew', async () => {
    const path = folder.write('out.txt', 'what was there before, and longer than what comes\n')
    const code = "begin(() => { print('a', 1); exit() })"
    expect(await systrace(['-o', path, '-e', code])).toEqual({ stdout: '', stderr: '', exit: 0 })
    expect(readFileSync(path, 'utf8')).toBe('a 1\n')
  })

  kernelTest('- is standard output', async () => {
    const ran = await systrace(['-o', '-', '-e', "begin(() => { print('a'); exit() })"], { cwd: folder.path })
    expect(ran.stdout).toBe('a\n')
    expect(existsSync(join(folder.path, '-'))).toBe(false)
  })

  kernelTest('is complete when the script fails, or systrace may not trace', async () => {
    const path = join(folder.path, 'failed.txt')
    await systrace(['-o', path, '-e', "print('before'); throw new Error('x')"])
    expect(readFileSync(path, 'utf8')).toBe('before\n')
    await systrace(['-o', path, '-e', "print('allowed'); begin(() => {})"], { under: powerless })
    expect(readFileSync(path, 'utf8')).toBe('allowed\n')
  })
})

describe('forms', () => {
  /** Prints all sorts of things, and a table of each kind. */
  const everything = `
const keys = ['plain', 'with "quotes", and commas', 'line\\nbreak', '进程', '\\u001b[31m', '']
begin(() => {
  for (const key of keys) {
    print(key)
    print(key, 1, true, null, undefined, 12345678901234567890n, NaN, -0, 1e21)
    printf('%s %d\\n', key, 7)
    count(key); sum(3, key); avg(3, key); min(3, key); max(3, key); stats(3, key)
    hist(1000, key); lhist(5, { min: 0, max: 10, step: 5 }, key); quantiles(3, key, 2)
  }
  print({ nested: { list: [1, 'a,b'], big: 1n }, text: 'x"y' })
  print([1, 2])
  print(new Error('an error'), new Date(0), new Map([['a', 1]]), () => 1, Symbol('s'))
  print()
  exit()
})
on('openat', e => print(e))
`

  kernelTest('every line of JSON parses', async () => {
    const { stdout, stderr, exit } = await systrace(['-f', 'json', '-c', 'nobody-at-all', '-e', everything])
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    expect(stdout).toEndWith('\n')
    const records = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { type: string; kind?: string })
    const kinds = records.map(({ type, kind }) => kind ?? type)
    expect([...new Set(kinds)].sort()).toEqual([
      'avg',
      'count',
      'hist',
      'lhist',
      'max',
      'min',
      'print',
      'printf',
      'quantiles',
      'stats',
      'sum',
    ])
    expect(kinds.filter(kind => kind === 'print')).toHaveLength(16)
  })

  kernelTest('CSV has as many fields in a row as its header', async () => {
    // Text that printf made is written as it is.
    const code = everything.replace(/printf\(.*\)/, '')
    const { stdout, stderr, exit } = await systrace(['-f', 'csv', '-c', 'nobody-at-all', '-e', code])
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 })
    const rows = parseCsv(stdout)
    const at = rows.findIndex(([name]) => name === 'name')
    expect(rows[at]).toEqual(['name', 'key', 'count'])
    let width = 0
    for (const row of rows.slice(at)) {
      if (row[0] === 'name') width = row.length
      expect(row).toHaveLength(width)
    }
    expect(rows).toContainEqual(['with "quotes", and commas'])
    expect(rows).toContainEqual(['line\nbreak'])
  })

  for (const [format, args] of [
    ['json', "on('%file', e => print(e))"],
    ['csv', "on('openat', e => print(e.comm, e.pid, e.filename, e.ret, e.error, e.duration))"],
  ] as const)
    kernelTest(`events as ${format}`, async () => {
      await using command = new Command(['-v', '-f', format, '-c', worker.comm, '-e', args])
      await command.attached()
      worker.run(3)
      command.kill('SIGINT')
      const { stdout, exit } = await command.ended()
      expect(exit).toBe(0)
      if (format === 'json') {
        const events = stdout
          .trimEnd()
          .split('\n')
          .map(line => (JSON.parse(line) as { data: Record<string, unknown> }).data)
        const opened = events.filter(event => event.filename === '/etc/hostname')
        expect(opened).toHaveLength(3)
        for (const event of opened) expect(event).toMatchObject({ name: 'openat', comm: worker.comm, ret: 3 })
      } else {
        const rows = parseCsv(stdout)
        expect(new Set(rows.map(row => row.length))).toEqual(new Set([6]))
        expect(rows.filter(row => row[2] === '/etc/hostname')).toHaveLength(3)
      }
    })

  kernelTest('tables in colour where that is wanted', async () => {
    const code = "begin(() => { count('x'); exit() })"
    const run = async (env: NodeJS.ProcessEnv, ...args: string[]): Promise<boolean> =>
      (await systrace([...args, '-e', code], { env })).stdout.includes('\u001b[')
    expect(await run({})).toBe(false)
    expect(await run({ FORCE_COLOR: '1' })).toBe(true)
    expect(await run({ FORCE_COLOR: '0' })).toBe(false)
    expect(await run({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
    expect(await run({ FORCE_COLOR: '1', NO_COLOR: '' })).toBe(true)
    expect(await run({ FORCE_COLOR: '1' }, '--no-color')).toBe(false)
  })
})

describe('-q and -v', () => {
  kernelTest('-v says what is attached, -q says only errors', async () => {
    const code = "on('openat', e => print(e)); begin(() => exit())"
    const told = await systrace(['-v', '-e', code])
    expect(told.stderr).toMatch(/^systrace: attached .*sys_exit \(\d+ instructions\).* after [\d.]+ ms\n$/)
    expect(await systrace(['-c', 'nobody-at-all', '-e', code])).toEqual({ stdout: '', stderr: '', exit: 0 })
    const wrong = await systrace(['-q', '-e', "on('opennat', e => 1)"])
    expect(wrong.stderr).toStartWith('error[unknown-probe]: ')
  })
})

/** Rows of comma-separated values, as RFC 4180 has them. */
const parseCsv = (text: string): string[][] => {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const [all, quoted, bare] = /(?:"((?:[^"]|"")*)"|([^",\n]*))/y.exec(text.slice(at))!
    row.push(quoted === undefined ? bare! : quoted.replaceAll('""', '"'))
    at += all.length
    const end = text[at++]
    if (end !== ',' && end !== '\n')
      throw new Error(`Not CSV at ${JSON.stringify(text.slice(at - 1, at + 20))}`)
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
