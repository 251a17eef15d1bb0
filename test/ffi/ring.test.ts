import { describe, expect } from 'bun:test'
import { BPF_RINGBUF_BUSY_BIT, BPF_RINGBUF_DISCARD_BIT, BPF_RINGBUF_HDR_SZ } from '../../ffi/abi.ts'
import { attach } from '../../ffi/link.ts'
import { createMap } from '../../ffi/map.ts'
import { loadProgram } from '../../ffi/program.ts'
import { Ring } from '../../ffi/ring.ts'
import { kernelTest } from '../support/needs.ts'
import {
  bpfDescriptors,
  callGetppid,
  discardedBytes,
  discarder,
  recordBytes,
  recorder,
  ringSpec,
  stateSpec,
  sysEnterId,
} from './tiny-programs.ts'

const ringBytes = 65_536

/** Maps, the recorder attached and the ring; `state` words: 0 on, 2 sequence, 4 lost. */
const start = () => {
  const stack = new DisposableStack()
  const ringMap = stack.use(createMap(ringSpec(ringBytes)))
  const stateMap = stack.use(createMap(stateSpec))
  const maps = new Map([ringMap, stateMap].map(map => [map.spec.name, map]))
  const program = stack.use(loadProgram(recorder(), maps, { attachBtfId: sysEnterId() }))
  const ring = stack.use(new Ring(ringMap))
  const memory = stateMap.memory()
  const state = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4)
  stack.use(attach(program))
  return { ring, state, [Symbol.dispose]: () => stack.dispose() }
}

/** The sequence numbers of all records in the ring, each record checked, and the space given back. */
const drain = (ring: Ring): number[] => {
  const { words, mask } = ring
  const sequence: number[] = []
  let at = ring.consumer
  const end = ring.producer()
  while (at < end) {
    const word = (at & mask) >>> 2
    const header = words[word]!
    expect(header & (BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT)).toBe(0)
    expect(header).toBe(recordBytes.data)
    const first = word + BPF_RINGBUF_HDR_SZ / 4
    const number = words[first]!
    if (words[first + 2] !== ~number >>> 0 || words[first + 8] !== process.pid)
      throw new Error(`record ${number} at ${at} is torn`)
    sequence.push(number)
    at += recordBytes.whole
  }
  expect(at).toBe(end)
  ring.commit(at)
  return sequence
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

describe('Ring', () => {
  kernelTest('has every record once, in order, over many turns of the ring', () => {
    using tracing = start()
    const { ring, state } = tracing
    expect([ring.size, ring.mask, ring.consumer, ring.producer()]).toEqual([ringBytes, ringBytes - 1, 0, 0])
    state[0] = 1
    let total = 0
    for (let turn = 0; turn < 20; turn++) {
      // What the runtime itself calls meanwhile counts too.
      callGetppid(1000)
      const want = range(total, state[2]!)
      expect(want.length).toBeGreaterThanOrEqual(1000)
      expect(drain(ring)).toEqual(want)
      total += want.length
    }
    expect(ring.consumer).toBe(total * recordBytes.whole)
    expect(ring.consumer).toBeGreaterThan(14 * ringBytes)
    expect(state[4]).toBe(0)
  })

  kernelTest('is fed only while the live configuration says so', () => {
    using tracing = start()
    const { ring, state } = tracing
    callGetppid(10)
    expect(ring.producer()).toBe(0)
    state[0] = 1
    callGetppid(10)
    state[0] = 0
    callGetppid(10)
    expect(drain(ring)).toEqual(range(0, state[2]!))
    expect(state[2]).toBe(10)
  })

  kernelTest('a full ring drops the newest, and goes on after a commit', () => {
    using tracing = start()
    const { ring, state } = tracing
    const fit = Math.floor((ringBytes - 1) / recordBytes.whole)
    state[0] = 1
    callGetppid(fit + 100)
    expect(state[4]).toBe(100)
    expect(drain(ring)).toEqual(range(0, fit))
    callGetppid(5)
    expect(drain(ring)).toEqual(range(fit + 100, fit + 105))
  })

  kernelTest('is readable in place by bytes too, across its end', () => {
    using tracing = start()
    const { ring, state } = tracing
    state[0] = 1
    // 1365 records end 16 bytes before the ring does.
    callGetppid(1365)
    drain(ring)
    callGetppid(1)
    const at = ring.consumer & ring.mask
    expect(ringBytes - at).toBe(16)
    const record = ring.bytes.slice(at + BPF_RINGBUF_HDR_SZ, at + recordBytes.whole)
    expect(new DataView(record.buffer).getUint32(0, true)).toBe(1365)
    expect(new DataView(record.buffer).getUint32(32, true)).toBe(process.pid)
  })

  kernelTest('positions go on beyond 2^32', () => {
    using map = createMap(ringSpec(ringBytes))
    using ring = new Ring(map)
    using program = loadProgram(discarder(), new Map([['ring', map]]), { attachBtfId: sysEnterId() })
    using _link = attach(program)
    const turns = Math.ceil(2 ** 32 / discardedBytes) + 2
    for (let turn = 0; turn < turns; turn++) {
      const before = ring.consumer
      callGetppid(1)
      ring.commit(ring.producer())
      if (ring.consumer !== before + discardedBytes) throw new Error(`${before} became ${ring.consumer}`)
    }
    expect(ring.consumer).toBe(turns * discardedBytes)
    expect(ring.consumer).toBeGreaterThan(2 ** 32)
    expect(ring.words[(ring.consumer & ring.mask) >>> 2]).toBeDefined()
  })

  kernelTest('its arrays are empty after dispose and nothing is left open', () => {
    const before = bpfDescriptors()
    const tracing = start()
    const { ring } = tracing
    const { words, bytes } = ring
    tracing[Symbol.dispose]()
    expect([words.length, bytes.length, words[0], ring.producer()]).toEqual([0, 0, undefined, 0])
    ring.commit(0)
    expect(bpfDescriptors()).toEqual(before)
  })
})
