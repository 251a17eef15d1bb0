/**
 * Recordings that were cut, changed, grown or made to do harm: what is read of them are the events up to the last block that
 * is as it was written, or one clear error; never another event, and never a crash. The seed is printed; SYSTRACE_SEED=n
 * begins with the case of that seed.
 */

import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, zstdCompressSync } from 'node:zlib'
import { tagNumber } from '../../bpf/layout.ts'
import { UsageError } from '../../runtime/errors.ts'
import {
  type BlockType,
  blockBytes,
  blockTypes,
  headSize,
  mostPayload,
  signatureSize,
} from '../../runtime/recording/blocks.ts'
import { type Block, RecordingFile, RecordingFiles } from '../../runtime/recording/reader.ts'
import { partPath, RecordingWriter, type Rotation } from '../../runtime/recording/writer.ts'
import { replay } from '../../runtime/test.ts'
import { event } from '../../runtime/testing/made-events.ts'
import { madeRecording } from '../../runtime/testing/made-recording.ts'

const folder = mkdtempSync(join(tmpdir(), 'damaged-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const seed = Number(process.env.SYSTRACE_SEED ?? Math.floor(Math.random() * 2 ** 31))
const random = (from: number) => {
  let state = from | 1
  return (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Writes a recording of several blocks of events. */
const write = (path: string, blocks: number, eventsOfBlock: number, rotation: Rotation = {}): void => {
  const events = Array.from({ length: blocks * eventsOfBlock }, (_, i) =>
    i % 2 === 0
      ? event('openat', { comm: `c${i}`, filename: `/file/${i}`, ret: i, kstack: `f${i % 7}+0x1` })
      : event('read', { fd: i, ret: i * 3, duration: i * 10 }),
  )
  using made = madeRecording(events)
  const { part: _, ...header } = made.header
  const writer = new RecordingWriter(path, header, rotation)
  for (let block = made.next(); block; block = made.next()) {
    if (block.type === 'stacks')
      for (const stack of block.stacks) writer.stack(`${stack.pid} ${stack.addresses.join()}`, () => stack)
    if (block.type !== 'events') continue
    const { payload } = block
    const words = new Uint32Array(payload.buffer, payload.byteOffset, payload.length >> 2)
    let taken = 0
    for (let at = 0; at < payload.length; ) {
      const length = words[at >> 2]!
      const tag = words[(at >> 2) + 1]!
      writer.take(tag >>> 12, tagNumber(tag), payload, at + 4, length)
      at += 4 + ((length + 3) & ~3)
      if (++taken % eventsOfBlock === 0) writer.flush({ ns: '2000000000000', last: false, losses: [] })
    }
  }
  writer.flush({ ns: '3000000000000', last: true, losses: [] })
  writer.close()
}

const script = `
  on('openat', e => print(e.comm, e.filename, e.ret, e.kstack, e.ns))
  on('read', e => print(e.fd, e.ret, e.duration, e.ns))`

const original = join(folder, 'original.strc')
write(original, 6, 20)
const bytes = readFileSync(original)
const other = join(folder, 'other.strc')
write(other, 6, 20)
const otherBytes = readFileSync(other)

/** Where each block starts, and the end. */
const startsOf = (recording: Buffer): number[] => {
  const found: number[] = []
  let at = signatureSize
  while (at < recording.length) {
    found.push(at)
    at += headSize + recording.readUInt32LE(at + 12)
  }
  return [...found, at]
}
const starts = startsOf(bytes)

const rowsOf = async (contents: Uint8Array) => {
  const path = join(folder, 'case.strc')
  writeFileSync(path, contents)
  return await replay(script, { from: path })
}
const whole = (await rowsOf(bytes)).rows

/** A prefix of the right events, and words for what is missing; or one clear message. */
const check = async (contents: Uint8Array, what: string): Promise<void> => {
  const { rows, exitCode, messages } = await rowsOf(contents)
  if (exitCode === 0) {
    expect(rows, what).toEqual(whole.slice(0, rows.length))
    const isChanged = !Buffer.from(contents).equals(bytes)
    if (isChanged) expect(messages.join(), what).toContain('systrace: replayed up to there: ')
    return
  }
  expect([exitCode, rows.length], `${what}: ${messages.join()}`).toEqual([2, 0])
  expect(messages, what).toEqual([
    expect.stringMatching(/^systrace: (The recording )?".*case\.strc" (is|has) /),
  ])
}

/** A block's head made right again, whatever it says. */
const seal = (contents: Buffer, at: number): void => {
  const stored = contents.subarray(at + headSize, at + headSize + contents.readUInt32LE(at + 12))
  contents.writeUInt32LE(crc32(stored, crc32(contents.subarray(at, at + 28))), at + 28)
}

describe(`a recording, seed ${seed}`, () => {
  test('as it is', () => expect(whole).toHaveLength(120))

  test('cut at any byte of its beginning, and at random ones', async () => {
    const next = random(seed)
    const places = [
      ...Array.from({ length: signatureSize + headSize + 4 }, (_, i) => i),
      ...starts.flatMap(start => [start - 1, start, start + 1, start + headSize]),
      ...Array.from({ length: 60 }, () => next(bytes.length)),
    ]
    for (const place of places.filter(one => one < bytes.length))
      await check(bytes.subarray(0, place), `cut at ${place}`)
  }, 120_000)

  test('with bits flipped', async () => {
    const next = random(seed + 1)
    const heads = starts.slice(0, -1).flatMap(start => Array.from({ length: headSize }, (_, i) => start + i))
    const places = [
      ...Array.from({ length: signatureSize }, (_, i) => i),
      ...heads.filter((_, i) => i % 3 === next(3)),
      ...Array.from({ length: 150 }, () => next(bytes.length)),
    ]
    for (const place of places) {
      const changed = Buffer.from(bytes)
      const bit = next(8)
      changed[place]! ^= 1 << bit
      await check(changed, `bit ${bit} of byte ${place}`)
    }
  }, 120_000)

  test('with bytes put in, left out, or blocks moved, doubled, or of another recording', async () => {
    const next = random(seed + 2)
    const block = (from: Uint8Array, i: number): Uint8Array => from.subarray(starts[i]!, starts[i + 1]!)
    const count = starts.length - 1
    for (let i = 0; i < 60; i++) {
      const at = next(bytes.length)
      const size = 1 + next(50)
      const noise = Uint8Array.from({ length: size }, () => next(256))
      await check(Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]), `${size} more at ${at}`)
      await check(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]), `${size} less at ${at}`)
    }
    for (let i = 1; i < count; i++) {
      const before = bytes.subarray(0, starts[i])
      const behind = bytes.subarray(starts[i + 1])
      await check(Buffer.concat([before, behind]), `without block ${i}`)
      await check(Buffer.concat([before, block(bytes, i), block(bytes, i), behind]), `block ${i} twice`)
      await check(Buffer.concat([before, block(otherBytes, i), behind]), `block ${i} of another`)
      const j = 1 + next(count - 1)
      if (i !== j)
        await check(Buffer.concat([before, block(bytes, j), behind]), `block ${j} in the place of ${i}`)
    }
    await check(Buffer.concat([bytes, bytes]), 'twice')
    await check(Buffer.concat([bytes, Buffer.alloc(5000)]), 'grown by zeros')
  }, 120_000)

  test('of another version of the format', async () => {
    const changed = Buffer.from(bytes)
    changed.writeUInt32LE(2, 8)
    changed.writeUInt32LE(crc32(changed.subarray(0, 12)), 12)
    const { messages, exitCode } = await rowsOf(changed)
    expect(exitCode).toBe(2)
    expect(messages.join()).toMatch(
      /has version 2 of the format, and this systrace reads version 1\n {2}hint: a newer systrace reads it$/,
    )
  })
})

test('of several files, one that ends too early is told, and where it goes on', () => {
  const path = join(folder, 'turns.strc')
  write(path, 3, 4, { size: 1 })
  const paths = [0, 1, 2].map(part => partPath(path, part))
  const second = readFileSync(paths[1]!)
  const eventsOf = () => {
    using files = new RecordingFiles(paths)
    let events = 0
    for (let block = files.next(); block; block = files.next()) if (block.type === 'events') events++
    return { events, broken: files.broken }
  }
  expect(eventsOf()).toEqual({ events: 3, broken: undefined })
  // Whole blocks, as after kill -9.
  writeFileSync(paths[1]!, second.subarray(0, startsOf(second)[1]))
  const gone = `; gone on with ${paths[2]}`
  const noEnd = `${paths[1]} has no end: what recorded it was stopped, or the disk was full`
  expect(eventsOf()).toEqual({ events: 2, broken: `${noEnd}${gone}` })
  writeFileSync(paths[1]!, second.subarray(0, startsOf(second)[1]! + 1))
  const damaged = `${paths[1]} is damaged, or cut off, behind its first block`
  expect(eventsOf()).toEqual({ events: 2, broken: `${damaged}${gone}` })
})

/** What somebody makes who knows the format: all checksums are right. */
describe(`a recording made to do harm, seed ${seed}`, () => {
  const idOf = (from: Buffer): bigint => from.readBigUInt64LE(signatureSize + 20)

  /** Only our own errors, and an end. */
  const survives = async (contents: Uint8Array, what: string): Promise<void> => {
    const { exitCode, messages } = await rowsOf(contents)
    expect([0, 1, 2], `${what}: ${messages.join()}`).toContain(exitCode)
  }

  test('packed blocks that are larger than they say, or say that they are huge', async () => {
    const bomb = zstdCompressSync(new Uint8Array(256 << 20))
    expect(bomb.length).toBeLessThan(64 << 10)
    const start = starts[2]!
    for (const size of [0, 1, 4096, mostPayload, mostPayload + 1, 2 ** 31, 2 ** 32 - 1]) {
      const block = Buffer.concat([bytes.subarray(start, start + headSize), bomb])
      block[5] = 1
      block.writeUInt32LE(bomb.length, 12)
      block.writeUInt32LE(size, 16)
      seal(block, 0)
      const before = process.memoryUsage().rss
      await check(
        Buffer.concat([bytes.subarray(0, start), block, bytes.subarray(starts[3])]),
        `bomb that says ${size}`,
      )
      expect(process.memoryUsage().rss - before).toBeLessThan(200 << 20)
    }
    const long = Buffer.from(bytes)
    long.writeUInt32LE(2 ** 32 - 1, start + 12)
    await check(long, 'stored bytes beyond the end')
  }, 60_000)

  test('events of any bytes', async () => {
    const next = random(seed + 3)
    const header = bytes.subarray(0, starts[1])
    for (let i = 0; i < 150; i++) {
      const file = new RecordingFile(original)
      let block: Block | undefined
      do block = file.next()
      while (block && block.type !== 'events')
      file[Symbol.dispose]()
      const payload = block?.type === 'events' ? Buffer.from(block.payload) : Buffer.alloc(0)
      for (let k = 0; k <= next(6); k++) payload[next(payload.length)] = next(256)
      const cut = payload.subarray(0, next(4) === 0 ? next(payload.length) : payload.length)
      await survives(Buffer.concat([header, blockBytes('events', 1, idOf(bytes), cut)]), `events ${i}`)
    }
  }, 60_000)

  test('headers, stacks and status of other values', async () => {
    const next = random(seed + 4)
    const file = new RecordingFile(original)
    const { header } = file
    file[Symbol.dispose]()
    const values = [
      null,
      -1,
      0,
      1.5,
      1e308,
      2 ** 53,
      '',
      'x'.repeat(300),
      [],
      {},
      true,
      '99999999999999999999',
    ]
    const change = (value: unknown): unknown => {
      if (next(12) === 0) return values[next(values.length)]
      if (Array.isArray(value)) {
        const i = next(value.length + 1)
        return value.map((item, at) => (at === i ? change(item) : item))
      }
      if (typeof value === 'object' && value !== null) {
        const names = Object.keys(value)
        const name = names[next(names.length + 1)]
        return Object.fromEntries(
          Object.entries(value).map(([key, item]) => [key, key === name ? change(item) : item]),
        )
      }
      return values[next(values.length)]
    }
    const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value) ?? 'x')
    const rest = bytes.subarray(starts[1])
    for (let i = 0; i < 150; i++) {
      const changed = blockBytes('header', 0, idOf(bytes), encode(change(header)))
      await survives(Buffer.concat([bytes.subarray(0, signatureSize), changed, rest]), `header ${i}`)
      const type = (['stacks', 'status'] as const)[next(2)]!
      const value = change(
        type === 'stacks'
          ? [{ pid: 0, addresses: ['1'], text: 'a' }]
          : { events: 1, ns: '2000000000000', last: true, losses: [{ text: 'a', cause: 'b', count: 1 }] },
      )
      const block = blockBytes(type, 1, idOf(bytes), encode(value))
      await survives(Buffer.concat([bytes.subarray(0, starts[1]), block]), `${type} ${i}`)
    }
  }, 60_000)

  test('headers that no systrace writes are refused whole', async () => {
    const file = new RecordingFile(original)
    const { header } = file
    file[Symbol.dispose]()
    type Changed = typeof header
    const ofArguments = (
      changed: (args: Changed['layouts'][number]['syscalls'][number]['args']) => unknown,
    ) => ({
      layouts: header.layouts.map(layout => ({
        ...layout,
        syscalls: layout.syscalls.map(syscall => ({ ...syscall, args: changed(syscall.args) })),
      })),
    })
    const type = { kind: 'signed', size: 2 ** 30, text: 'long' }
    const cases: readonly (readonly [what: string, changed: object])[] = [
      ['an argument that is no name', ofArguments(args => args.map(arg => ({ ...arg, name: '__proto__' })))],
      ['more arguments than registers', ofArguments(([arg]) => Array.from({ length: 64 }, () => arg))],
      ['a time that is no date', { clock: { ...header.clock, offsetMs: 1e300 } }],
      ['more memory than is ever read', { calls: { stringSize: 2 ** 53 - 1, abbreviate: true } }],
      [
        'a parameter of any size',
        { functions: [{ name: 'f', prototype: { parameters: [{ name: 'a', type }], result: null } }] },
      ],
    ]
    const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
    for (const [what, changed] of cases) {
      const block = blockBytes('header', 0, idOf(bytes), encode({ ...header, ...changed }))
      const { messages, exitCode } = await rowsOf(Buffer.concat([bytes.subarray(0, signatureSize), block]))
      expect([exitCode, messages.join()], what).toEqual([
        2,
        expect.stringContaining('its header cannot be read'),
      ])
    }
  })

  test('texts that would do something to a terminal', async () => {
    const file = new RecordingFile(original)
    const { header } = file
    file[Symbol.dispose]()
    const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
    const evil = '\u001b]0;evil\u0007'
    const losses = [{ text: `systrace: lost ${evil}`, cause: 'dropped', count: 1 }]
    const { messages } = await rowsOf(
      Buffer.concat([
        bytes.subarray(0, signatureSize),
        blockBytes('header', 0, idOf(bytes), encode({ ...header, asked: evil, systrace: evil })),
        blockBytes('status', 1, idOf(bytes), encode({ events: 0, ns: '2000000000000', last: true, losses })),
      ]),
    )
    expect(messages.join()).toContain('lost \\x1b]0;evil\\x07')
    const { messages: named, exitCode } = await rowsOf(
      Buffer.concat([
        bytes.subarray(0, signatureSize),
        blockBytes(
          'header',
          0,
          idOf(bytes),
          encode({ ...header, layouts: [{ ...header.layouts[0], hook: evil }] }),
        ),
      ]),
    )
    expect([exitCode, named.join()]).toEqual([2, expect.stringContaining('its header cannot be read')])
  })

  test('every type of block is known', () => {
    const types: readonly BlockType[] = Object.keys(blockTypes) as BlockType[]
    expect(types).toEqual(['header', 'events', 'stacks', 'status', 'cgroups'])
    expect(() => new RecordingFile(join(folder, 'nothing'))).toThrow(UsageError)
  })
})
