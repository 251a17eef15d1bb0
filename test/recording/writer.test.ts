/** What a recording has of the names that its events refer to. */

import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RecordingFile } from '../../runtime/recording/reader.ts'
import { RecordingWriter } from '../../runtime/recording/writer.ts'
import { madeRecording } from '../../runtime/testing/made-recording.ts'

const folder = mkdtempSync(join(tmpdir(), 'writer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a stack is written once, but for one that so many others came after that it was forgotten', () => {
  using made = madeRecording([])
  const { part: _, ...header } = made.header
  const path = join(folder, 'stacks.strc')
  const writer = new RecordingWriter(path, header)
  const take = (pid: number): void =>
    writer.stack(`${pid} 1`, () => ({ pid, addresses: ['1'], text: `of ${pid}` }))
  take(1)
  take(1)
  for (let pid = 2; pid <= 70_000; pid++) take(pid)
  take(70_000)
  take(1)
  writer.flush({ ns: '1000000000000', last: true, losses: [] })
  writer.close()
  using file = new RecordingFile(path)
  const times = new Map<number, number>()
  for (let block = file.next(); block; block = file.next())
    if (block.type === 'stacks') for (const { pid } of block.stacks) times.set(pid, (times.get(pid) ?? 0) + 1)
  expect(times.size).toBe(70_000)
  expect([1, 2, 70_000].map(pid => times.get(pid))).toEqual([2, 1, 1])
})
