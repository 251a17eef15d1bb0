/** What was lost is told, to people and to programs, with what to do about it. */

import { afterAll, describe, expect } from 'bun:test'
import { join } from 'node:path'
import { testNeeding } from '../support/needs.ts'
import { Command, type Ended, Folder, Worker } from './command.ts'

const kernelTest = testNeeding('kernel', 'binary')

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())
const worker = new Worker(folder)

/** Traces the worker, while the script does not let go of the thread until the worker has run. */
const blocked = async (args: readonly string[], code: string, runs = 10): Promise<Ended> => {
  const go = join(folder.path, `go-${args.join('')}`)
  const wait = `import { existsSync } from 'node:fs'; begin(() => { while (!existsSync('${go}')); })`
  await using command = new Command(['-v', '-c', worker.comm, ...args, '-e', `${wait}; ${code}`])
  await command.attached()
  worker.run(runs)
  folder.write(`go-${args.join('')}`, '')
  await command.until(({ stdout }) => stdout.includes('done'), 'done')
  command.kill('SIGINT')
  return await command.ended()
}

describe('losses', () => {
  const code = "on('openat', e => print(e.filename)); every('100ms', () => print('done'))"

  kernelTest('of events: how many, of what, and a larger ring', async () => {
    const { stderr, exit } = await blocked(['--ring-size', '4K'], code, 150)
    expect(exit).toBe(0)
    expect(stderr).toMatch(
      /^systrace: lost \d+ events of openat: the ring buffer was full; try --ring-size 16K, or a condition that the kernel can test$/m,
    )
  })

  kernelTest('as a record, and not told by -q', async () => {
    const { stdout, stderr } = await blocked(['-q', '-f', 'json', '--ring-size', '4K'], code, 150)
    const records = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)
    expect(records.filter(({ type }) => type === 'lost')).toEqual([
      { type: 'lost', cause: 'dropped', count: expect.any(Number), probe: 'openat' },
    ])
    expect(stderr).not.toContain('lost')
  })

  kernelTest('none with a ring that is large enough', async () => {
    const { stdout, stderr } = await blocked([], code)
    expect(stderr).not.toContain('lost')
    expect(stdout.match(/^\/etc\/hostname$/gm)).toHaveLength(10)
  })

  kernelTest('of rows of a table', async () => {
    const { stderr } = await blocked(
      ['--table-rows', '1'],
      "on('openat', e => count(e.filename)); every('100ms', () => print('done'))",
    )
    expect(stderr).toMatch(/^systrace: \d+ events of openat found a table full; try --table-rows 4$/m)
  })
})
