import { describe, expect, test } from 'bun:test'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SystraceError } from '../../runtime/errors.ts'
import { ClosedOutput, FileOutput } from '../../runtime/sinks/output.ts'

const inFolder = async (use: (path: (name: string) => string) => void | Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'systrace-output-'))
  try {
    await use(name => join(folder, name))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const thrown = (act: () => void): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('a file', () => {
  test('is created or emptied, and holds all that was written in order', () =>
    inFolder(path => {
      writeFileSync(path('out'), 'old content')
      const output = FileOutput.create(path('out'))
      let expected = ''
      for (let i = 0; i < 20_000; i++) {
        const line =
          i % 100 === 0
            ? `${i} ünïcode 进程 🦊\n`
            : i % 999 === 0
              ? `${'é'.repeat(50_000)}\n`
              : `${i} plain\n`
        expected += line
        output.write(line)
      }
      expect(readFileSync(path('out'), 'utf8').length).toBeGreaterThan(0)
      output.close()
      expect(readFileSync(path('out'), 'utf8')).toBe(expected)
    }))

  test('has nothing before flush, and all after it', () =>
    inFolder(path => {
      const output = FileOutput.create(path('out'))
      output.write('a')
      expect(output.writePlain('b')).toBe(true)
      expect([output.writePlain('c\n'), output.writePlain('é'), output.writePlain('\x7f')]).toEqual([
        false,
        false,
        false,
      ])
      expect(readFileSync(path('out'), 'utf8')).toBe('')
      output.flush()
      expect(readFileSync(path('out'), 'utf8')).toBe('ab')
      expect(output.isTerminal).toBe(false)
      output.close()
    }))

  test('that cannot be opened says so', () =>
    inFolder(path => {
      const error = thrown(() => FileOutput.create(path('missing/out'))) as SystraceError
      expect(error).toBeInstanceOf(SystraceError)
      expect(error.message).toBe(
        `Cannot open the output file "${path('missing/out')}": no such file or directory`,
      )
      expect(error.hint).toBe('create the directory first')
    }))
})

test('a full disk is an error with its cause and a hint, once', () => {
  const output = FileOutput.create('/dev/full')
  output.write('x')
  const error = thrown(() => output.flush()) as SystraceError
  expect(error).toBeInstanceOf(SystraceError)
  expect(error.message).toBe('Cannot write the output: no space left on device')
  expect(error.hint).toStartWith('free some space')
  expect(thrown(() => output.flush())).toBe(error)
  output.close()
})

test('a full disk is also found while writing, without a flush', () => {
  const output = FileOutput.create('/dev/full')
  expect(() => {
    for (let i = 0; i < 100_000; i++) output.write('some text\n')
  }).toThrow('no space left on device')
  output.close()
})

describe('a pipe', () => {
  test('whose reader has gone is a ClosedOutput', () =>
    inFolder(path => {
      execFileSync('mkfifo', [path('pipe')])
      const reader = openSync(path('pipe'), constants.O_RDONLY | constants.O_NONBLOCK)
      const writer = openSync(path('pipe'), constants.O_WRONLY)
      closeSync(reader)
      const output = new FileOutput(writer, true)
      output.write('x')
      expect(thrown(() => output.flush())).toBeInstanceOf(ClosedOutput)
      output.close()
    }))

  test('that is full and does not block gets everything in the end', () =>
    inFolder(async path => {
      execFileSync('mkfifo', [path('pipe')])
      const hold = openSync(path('pipe'), constants.O_RDWR)
      const reader = spawn('sh', ['-c', `sleep 0.1; exec cat "${path('pipe')}" > "${path('out')}"`])
      const output = new FileOutput(openSync(path('pipe'), constants.O_WRONLY | constants.O_NONBLOCK), true)
      const line = `${'0123456789'.repeat(10)}\n`
      for (let i = 0; i < 5000; i++) output.write(line)
      output.close()
      closeSync(hold)
      await once(reader, 'exit')
      expect(readFileSync(path('out'), 'utf8')).toBe(line.repeat(5000))
    }))
})
