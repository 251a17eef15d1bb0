import { describe, expect } from 'bun:test'
import { spawn } from 'node:child_process'
import { buildBtf } from '../../bpf/btf-build.ts'
import type { MapSpec, MapType } from '../../bpf/spec.ts'
import { BPF_EXIST, BPF_F_MMAPABLE, BPF_F_NO_PREALLOC, BPF_NOEXIST } from '../../ffi/abi.ts'
import { loadBtf } from '../../ffi/btf.ts'
import { openDescriptors, traceDescriptors } from '../../ffi/descriptor.ts'
import { type BpfMap, countCpus, createMap, type MapEntry } from '../../ffi/map.ts'
import { libc } from '../../ffi/symbols.ts'
import { SysError } from '../../ffi/syserror.ts'
import { kernelTest } from '../support/needs.ts'
import { bpfDescriptors } from './tiny-programs.ts'

const spec = (type: MapType, maxEntries: number, valueSize = 8, flags = 0): MapSpec => ({
  name: `${type}-test`,
  type,
  keySize: 4,
  valueSize,
  maxEntries,
  flags,
})

const key = (number: number): Uint8Array => new Uint8Array(Uint32Array.of(number).buffer)
const word = (bytes: Uint8Array, at = 0): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)

/** A value that tells its key, and for per-CPU maps its CPU. */
const value = (map: BpfMap, number: number): Uint8Array => {
  const bytes = new Uint8Array(map.valueBytes)
  for (let cpu = 0; cpu < map.cpus; cpu++) bytes.set(key(number * 1000 + cpu), cpu * map.stride)
  return bytes
}

const fill = (map: BpfMap, count: number): void => {
  for (let i = 0; i < count; i++) map.update(key(i), value(map, i))
}

const numbers = (entries: Iterable<MapEntry>): [number, number][] =>
  [...entries].map(([k, v]): [number, number] => [word(k), word(v)]).sort((a, b) => a[0] - b[0])

const upTo = (count: number): [number, number][] => Array.from({ length: count }, (_, i) => [i, i * 1000])

const codeOf = (run: () => void): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof SysError) return error.code
    throw error
  }
  return 'fine'
}

// An LRU hash evicts long before it is full: free entries are dealt out to CPUs.
const room = (type: MapType, count: number): number => (type === 'lru_hash' ? count * 100 : count)

describe('createMap', () => {
  for (const type of ['hash', 'lru_hash', 'percpu_hash', 'array', 'percpu_array'] as const) {
    kernelTest(`${type}: update, look up, list, delete`, () => {
      using map = createMap(spec(type, room(type, 100), 12))
      const perCpu = type.startsWith('percpu')
      expect([map.cpus, map.stride]).toEqual(perCpu ? [countCpus(), 16] : [1, 12])
      fill(map, 100)
      expect(map.lookup(key(7))).toEqual(value(map, 7))
      expect([...map.keys()].map(k => word(k)).sort((a, b) => a - b)).toEqual(upTo(100).map(([k]) => k))
      expect(numbers(map.entries())).toEqual(upTo(100))
      if (type.endsWith('array')) {
        expect(codeOf(() => map.delete(key(7)))).toBe('EINVAL')
        expect(map.lookup(key(100))).toBeUndefined()
      } else {
        expect([map.delete(key(7)), map.delete(key(7)), map.lookup(key(7))]).toEqual([true, false, undefined])
        expect(numbers(map.entries())).toHaveLength(99)
      }
    })

    kernelTest(`${type}: drain takes all out once`, () => {
      using map = createMap(spec(type, room(type, 50)))
      fill(map, 50)
      expect(numbers(map.drain())).toEqual(upTo(50))
      const left = type.endsWith('array') ? upTo(50).map(([k]): [number, number] => [k, 0]) : []
      expect(numbers(map.drain())).toEqual(left)
    })
  }

  kernelTest('a hash of many batches comes whole, by entries and by drain', () => {
    using map = createMap(spec('hash', 40_000))
    fill(map, 30_000)
    expect(numbers(map.entries())).toEqual(upTo(30_000))
    expect(numbers(map.drain())).toEqual(upTo(30_000))
    expect([...map.entries()]).toEqual([])
  })

  kernelTest('a bucket longer than a batch makes the batch grow', () => {
    // Values of 64 KiB make batches of one, and 40 keys in 64 buckets do not all have one to themselves.
    using map = createMap(spec('hash', 40, 65_536))
    fill(map, 40)
    expect(numbers(map.entries())).toEqual(upTo(40))
    expect(numbers(map.drain())).toEqual(upTo(40))
  })

  kernelTest('update keeps to its flags', () => {
    using map = createMap(spec('hash', 2))
    expect(codeOf(() => map.update(key(1), value(map, 1), BPF_EXIST))).toBe('ENOENT')
    map.update(key(1), value(map, 1), BPF_NOEXIST)
    expect(codeOf(() => map.update(key(1), value(map, 1), BPF_NOEXIST))).toBe('EEXIST')
    map.update(key(2), value(map, 2))
    expect(codeOf(() => map.update(key(3), value(map, 3)))).toBe('E2BIG')
  })

  kernelTest('refuses keys and values of the wrong size', () => {
    using map = createMap(spec('hash', 2))
    expect(() => map.lookup(new Uint8Array(3))).toThrow('key has 3 bytes, not 4')
    expect(() => map.update(key(1), new Uint8Array(4))).toThrow('value has 4 bytes, not 8')
  })

  kernelTest('memory is the array itself, both ways, and empty after dispose', () => {
    const map = createMap(spec('array', 3, 12, BPF_F_MMAPABLE))
    const memory = map.memory()
    expect(memory).toHaveLength(48)
    map.update(key(1), value(map, 1))
    expect(word(memory, 16)).toBe(1000)
    memory.set(key(77), 32)
    expect(word(map.lookup(key(2))!)).toBe(77)
    map[Symbol.dispose]()
    expect(memory).toHaveLength(0)
  })

  kernelTest('ringbuf and stack_trace', () => {
    using ring = createMap({ ...spec('ringbuf', 65_536, 0), keySize: 0 })
    using stacks = createMap(spec('stack_trace', 16, 127 * 8))
    expect([ring.fd > 2, [...stacks.keys()], [...stacks.entries()]]).toEqual([true, [], []])
  })

  kernelTest('task_storage, by pidfd', () => {
    const built = buildBtf({ programs: [], storageValueSizes: [24] })
    using btf = loadBtf(built.bytes)
    const types = { fd: btf.fd, keyTypeId: built.keyTypeId, valueTypeId: built.valueTypeIds.get(24)! }
    using map = createMap(spec('task_storage', 0, 24, BPF_F_NO_PREALLOC), types)
    const child = spawn('sleep', ['5'])
    const pidfdOpen = 434
    const pidfd = libc().syscall(pidfdOpen, child.pid!, 0, 0, 0, 0)
    expect(map.lookup(key(pidfd))).toBeUndefined()
    map.update(key(pidfd), new Uint8Array(24).fill(9))
    expect(map.lookup(key(pidfd))).toEqual(new Uint8Array(24).fill(9))
    libc().close(pidfd)
    child.kill()
  })

  kernelTest('a map that the kernel refuses is a SysError with name and errno', () => {
    const create = () => createMap(spec('hash', 0))
    expect(codeOf(create)).toBe('EINVAL')
    expect(create).toThrow('Cannot create map "hash-test": bpf_map_create failed with EINVAL')
  })
})

kernelTest('descriptors close once, and a leak names its creator', () => {
  const before = bpfDescriptors()
  traceDescriptors(true)
  const map = createMap(spec('hash', 2))
  const [leak] = openDescriptors()
  expect(leak).toMatchObject({ fd: map.fd, what: 'map "hash-test"' })
  expect(leak!.creator).toContain('map.test.ts')
  expect(bpfDescriptors()).toHaveLength(before.length + 1)
  map[Symbol.dispose]()
  map[Symbol.dispose]()
  expect(openDescriptors()).toEqual([])
  expect(bpfDescriptors()).toEqual(before)
  traceDescriptors(false)
})
