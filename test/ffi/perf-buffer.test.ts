import { describe, expect, test } from 'bun:test'
import { helpers } from '../../bpf/facts/helpers.gen.ts'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import type { MapSpec } from '../../bpf/spec.ts'
import { host } from '../../ffi/current-host.ts'
import { attach } from '../../ffi/link.ts'
import { countCpus, createMap } from '../../ffi/map.ts'
import { cpusOf, PerfRing, perfBufferSize } from '../../ffi/perf-ring.ts'
import { loadProgram } from '../../ffi/program.ts'
import { libc } from '../../ffi/symbols.ts'
import { PerfReader } from '../../runtime/stream/kernel-perf.ts'
import { kernelTest } from '../support/needs.ts'
import { callGetppid, descriptors, getppid, onSysEnter, stateSpec, sysEnterId } from './tiny-programs.ts'

/** Bytes of data of a record. With what is around it the record has 72, so that records lie across the end of the buffer. */
const dataBytes = 52

const eventsSpec = (): MapSpec => ({
  name: 'events',
  type: 'perf_event_array',
  keySize: 4,
  valueSize: 4,
  maxEntries: countCpus(),
  flags: 0,
})

/** Sends a record (u64 sequence, u64 ~sequence, then `bytes` in all) for each getppid of this process; counts what is refused. */
const recorder = (bytes: number) =>
  onSysEnter('recorder', a => {
    a.mov('r9', 'r1')
    a.load('u64', 'r1', 'r1', 8)
    a.jumpIf('ne', 'r1', getppid, 'out')
    a.call(helpers.get_current_pid_tgid)
    a.alu('rsh', 'r0', 32)
    a.jumpIf('ne', 'r0', process.pid, 'out')
    a.loadMapValue('r6', 'state', 0)
    a.load('u64', 'r7', 'r6', 8)
    a.mov('r1', 'r7')
    a.alu('add', 'r1', 1)
    a.store('u64', 'r6', 8, 'r1')
    for (let at = -bytes & ~7; at < 0; at += 8) a.store('u64', 'r10', at, 0)
    a.store('u64', 'r10', -bytes & ~7, 'r7')
    a.alu('xor', 'r7', -1)
    a.store('u64', 'r10', (-bytes & ~7) + 8, 'r7')
    a.mov('r1', 'r9')
    a.loadMap('r2', 'events')
    a.mov32('r3', -1)
    a.mov('r4', 'r10')
    a.alu('add', 'r4', -bytes & ~7)
    a.mov('r5', bytes)
    a.call(helpers.perf_event_output)
    a.jumpIf('eq', 'r0', 0, 'out')
    a.mov('r1', 1)
    a.atomicAdd('u64', 'r6', 16, 'r1')
    a.label('out')
    a.mov('r0', 0)
    a.exit()
  })

/** `state` words: 2 sequence, 4 refused. */
const start = (bytes = dataBytes) => {
  const stack = new DisposableStack()
  const events = stack.use(createMap(eventsSpec()))
  const stateMap = stack.use(createMap(stateSpec))
  const maps = new Map([events, stateMap].map(map => [map.spec.name, map]))
  const program = stack.use(loadProgram(recorder(bytes), maps, { attachBtfId: sysEnterId() }))
  const ring = stack.use(new PerfRing(events, 0))
  const memory = stateMap.memory()
  const state = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4)
  const link = stack.use(attach(program))
  const reader = new PerfReader(ring)
  /** The sequence numbers of all records that are there, each record checked. */
  const drain = (): number[] => {
    const sequence: number[] = []
    const onRecord = (words: Uint32Array, _: Uint8Array, at: number): void => {
      const word = at >>> 2
      const number = words[word]!
      if (at % 4 !== 0 || words[word + 2] !== ~number >>> 0) throw new Error(`record ${number} is torn`)
      sequence.push(number)
    }
    while (reader.drain(onRecord, 1000).more);
    return sequence
  }
  return { ring, state, reader, drain, link, [Symbol.dispose]: () => stack.dispose() }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

const setaffinity = syscallTable(process.arch as 'x64').byName('sched_setaffinity')!.nr

/** Sends this thread to one CPU, or lets it run on the first 64. */
const runOn = (cpu: number | undefined): void => {
  const mask = new BigUint64Array([cpu === undefined ? (1n << 64n) - 1n : 1n << BigInt(cpu)])
  const bytes = new Uint8Array(mask.buffer)
  expect(libc().syscall(setaffinity, 0, bytes.length, host().addressOf(bytes), 0, 0)).toBeGreaterThanOrEqual(
    0,
  )
}

describe('cpusOf', () => {
  test('reads the lists of sysfs', () => {
    expect(cpusOf('0\n')).toEqual([0])
    expect(cpusOf('0-3,5,8-9\n')).toEqual([0, 1, 2, 3, 5, 8, 9])
    expect(cpusOf('\n')).toEqual([])
  })
})

describe('perfBufferSize', () => {
  test('is a power of two that holds the largest record, and its share of all', () => {
    expect(perfBufferSize(8 << 20, 2)).toBe(4 << 20)
    expect(perfBufferSize(8 << 20, 3)).toBe(2 << 20)
    expect(perfBufferSize(8 << 20, 256)).toBe(131_072)
    expect(perfBufferSize(4096, 1)).toBe(131_072)
  })
})

describe('PerfReader', () => {
  kernelTest('has every record once, in order, over many turns of the buffers', () => {
    using tracing = start()
    const { ring, state, drain } = tracing
    let total = 0
    for (let turn = 0; turn < 40; turn++) {
      callGetppid(1000)
      const want = range(total, state[2]!)
      expect(want.length).toBeGreaterThanOrEqual(1000)
      expect(drain()).toEqual(want)
      total += want.length
    }
    expect(state[4]).toBe(0)
    const turns = ring.buffers.map(buffer => buffer.tail / buffer.size)
    expect(Math.max(...turns)).toBeGreaterThan(5)
  })

  kernelTest('keeps the order of a thread that goes from CPU to CPU', () => {
    using tracing = start()
    const { state, drain, ring } = tracing
    const cpus = ring.buffers.map(buffer => buffer.cpu).filter(cpu => cpu < 64)
    try {
      const seen: number[] = []
      for (let turn = 0; turn < 400; turn++) {
        runOn(cpus[turn % cpus.length])
        callGetppid(3)
        if (turn % 7 === 0) seen.push(...drain())
      }
      seen.push(...drain())
      expect(seen).toEqual(range(0, state[2]!))
      for (const cpu of cpus) expect(ring.buffers.find(buffer => buffer.cpu === cpu)!.tail).toBeGreaterThan(0)
    } finally {
      runOn(undefined)
    }
  })

  kernelTest(
    'a full buffer refuses the newest, which the program counts, and goes on when it is read',
    () => {
      using tracing = start()
      const { ring, state, drain } = tracing
      const [{ cpu, size }] = ring.buffers as [(typeof ring.buffers)[number]]
      try {
        runOn(cpu)
        const fit = Math.floor((size - 1) / 72)
        callGetppid(fit + 100)
        const refused = state[4]!
        expect(refused).toBeGreaterThanOrEqual(100)
        const kept = drain()
        expect(kept).toEqual(range(0, state[2]! - refused))
        const from = state[2]!
        // The first is behind the kernel's own record of what it refused.
        callGetppid(5)
        expect(drain()).toEqual(range(from, state[2]!))
        expect(state[4]).toBe(refused)
      } finally {
        runOn(undefined)
      }
    },
  )

  kernelTest('what is handed to an end that throws is not handed over again', () => {
    using tracing = start()
    const { reader, state, drain } = tracing
    callGetppid(10)
    const failure = new Error('enough')
    const seen: number[] = []
    const onRecord = (words: Uint32Array, _: Uint8Array, at: number): void => {
      seen.push(words[at >>> 2]!)
      if (seen.length === 3) throw failure
    }
    expect(() => reader.drain(onRecord, 1000)).toThrow(failure)
    expect([...seen, ...drain()]).toEqual(range(0, state[2]!))
  })

  kernelTest('its arrays are empty after dispose and nothing is left open', () => {
    const before = descriptors(/perf_event|bpf/)
    const tracing = start()
    const [buffer] = tracing.ring.buffers
    tracing[Symbol.dispose]()
    expect([buffer!.words.length, buffer!.bytes.length, buffer!.head()]).toEqual([0, 0, 0])
    buffer!.commit(8)
    expect(descriptors(/perf_event|bpf/)).toEqual(before)
  })
})
