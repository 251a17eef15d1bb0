/**
 * BPF maps as disposable objects. Keys and values are bytes as the kernel has them; what they mean is the layout's
 * business. A value of a per-CPU map is the values of all possible CPUs in a row, `stride` bytes each.
 */

import { mapTypes } from '../bpf/facts/uapi.gen.ts'
import type { MapSpec } from '../bpf/spec.ts'
import { BPF_ANY, mapCreateOpts } from './abi.ts'
import { Descriptor } from './descriptor.ts'
import { MappedMemory } from './memory.ts'
import { libbpf, libc } from './symbols.ts'
import { check, errnoName } from './syserror.ts'

/** The types of a map's key and value in a loaded BTF: task storage cannot be created without. */
export interface MapBtf {
  readonly fd: number
  readonly keyTypeId: number
  readonly valueTypeId: number
}

/** A key and its value, both copies. */
export type MapEntry = readonly [key: Uint8Array, value: Uint8Array]

type BatchCall = 'bpf_map_lookup_batch' | 'bpf_map_lookup_and_delete_batch'

const ENOENT = 2

// What a kernel, or a map type, answers that has no batches: EINVAL, EOPNOTSUPP and the kernel's own ENOTSUPP.
const unsupported: readonly string[] = ['EINVAL', 'EOPNOTSUPP', 'ENOTSUPP']

const batchBytes = 65_536

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to

let possibleCpus: number | undefined

/** How many CPUs this machine can have, plugged in or not: how many values a per-CPU map keeps for a key. */
export const countCpus = (): number => {
  possibleCpus ??= check('libbpf_num_possible_cpus', libbpf().libbpf_num_possible_cpus(), 'count CPUs')
  return possibleCpus
}

/** A name that the kernel accepts for maps and programs: 15 letters, digits, `_` and `.` */
export const kernelName = (name: string): string => name.replace(/[^A-Za-z0-9_.]/g, '_').slice(0, 15)

export class BpfMap implements Disposable {
  readonly spec: MapSpec
  readonly fd: number
  /** How many values a key has: the possible CPUs for a per-CPU map, else 1. */
  readonly cpus: number
  /** Bytes from one CPU's value to the next. */
  readonly stride: number
  /** Bytes of a value as `lookup` returns and `update` takes it: `stride * cpus`. */
  readonly valueBytes: number
  readonly #descriptor: Descriptor
  #memory: MappedMemory | undefined

  constructor(spec: MapSpec, fd: number) {
    this.#descriptor = new Descriptor(fd, `map "${spec.name}"`)
    this.spec = spec
    this.fd = fd
    const perCpu = spec.type === 'percpu_array' || spec.type === 'percpu_hash'
    this.cpus = perCpu ? countCpus() : 1
    this.stride = perCpu ? roundUp(spec.valueSize, 8) : spec.valueSize
    this.valueBytes = this.stride * this.cpus
  }

  /** The value of a key, or undefined. Task storage takes a pidfd for a key. */
  lookup(key: Uint8Array): Uint8Array | undefined {
    this.#checkSize('key', key, this.spec.keySize)
    const value = new Uint8Array(this.valueBytes)
    const result = libbpf().bpf_map_lookup_elem(this.fd, key, value)
    if (result === -ENOENT) return undefined
    this.#check('bpf_map_lookup_elem', result, 'read')
    return value
  }

  /**
   * Sets the value of a key.
   *
   * @param flags BPF_ANY, BPF_NOEXIST (SysError EEXIST when it is there), BPF_EXIST (ENOENT when it is not)
   * @throws SysError: E2BIG when a hash is full
   */
  update(key: Uint8Array, value: Uint8Array, flags: number = BPF_ANY): void {
    this.#checkSize('key', key, this.spec.keySize)
    this.#checkSize('value', value, this.valueBytes)
    this.#check('bpf_map_update_elem', libbpf().bpf_map_update_elem(this.fd, key, value, flags), 'update')
  }

  /** Removes a key; false when it was not there. Arrays have no delete: SysError EINVAL. */
  delete(key: Uint8Array): boolean {
    this.#checkSize('key', key, this.spec.keySize)
    const result = libbpf().bpf_map_delete_elem(this.fd, key)
    if (result === -ENOENT) return false
    this.#check('bpf_map_delete_elem', result, 'delete from')
    return true
  }

  /** All keys. While others delete, the kernel may start over: at most `maxEntries` keys come. */
  *keys(): Generator<Uint8Array> {
    let key: Uint8Array | null = null
    for (let count = 0; count < this.spec.maxEntries; count++) {
      const next = new Uint8Array(this.spec.keySize)
      const result = libbpf().bpf_map_get_next_key(this.fd, key, next)
      if (result === -ENOENT) return
      this.#check('bpf_map_get_next_key', result, 'list')
      // A copy goes out: the caller may write to it.
      yield next.slice()
      key = next
    }
  }

  /** All entries, in batches where the kernel has them (5.6, arrays of CPUs 5.13), else key by key. */
  *entries(): Generator<MapEntry> {
    for (const batch of this.#batches('bpf_map_lookup_batch')) {
      if (batch) {
        yield* batch
        continue
      }
      for (const key of this.keys()) {
        const value = this.lookup(key)
        if (value) yield [key, value]
      }
    }
  }

  /**
   * Takes all entries out. Hashes: what a program adds meanwhile is returned or stays, never lost, where the kernel has
   * lookup-and-delete batches (5.6). Arrays cannot lose keys: they are read, then set to 0, and a program's update between
   * the two is lost; the same for hashes on kernels without batches.
   */
  drain(): MapEntry[] {
    const entries: MapEntry[] = []
    for (const batch of this.#batches('bpf_map_lookup_and_delete_batch')) {
      if (batch) {
        for (const entry of batch) entries.push(entry)
        continue
      }
      const zero = this.spec.type.endsWith('array') ? new Uint8Array(this.valueBytes) : undefined
      for (const entry of [...this.entries()]) {
        entries.push(entry)
        if (zero) this.update(entry[0], zero)
        else this.delete(entry[0])
      }
    }
    return entries
  }

  /**
   * The values of an array made with BPF_F_MMAPABLE, live, for reading and writing; values are a multiple of 8 bytes apart.
   * The same view each time; it is empty after the map is disposed.
   */
  memory(): Uint8Array {
    const size = roundUp(this.spec.valueSize, 8) * this.spec.maxEntries
    this.#memory ??= new MappedMemory(this.fd, roundUp(size, libc().getpagesize()), { writable: true })
    return this.#memory.bytes.subarray(0, size)
  }

  [Symbol.dispose](): void {
    this.#memory?.[Symbol.dispose]()
    this.#descriptor[Symbol.dispose]()
  }

  /** Entries by batches; a single undefined when kernel or map type have no such batches. */
  *#batches(call: BatchCall): Generator<MapEntry[] | undefined> {
    const { keySize, maxEntries } = this.spec
    let size = Math.min(maxEntries, Math.max(1, Math.floor(batchBytes / (keySize + this.valueBytes))))
    let from: Uint8Array | null = null
    for (;;) {
      const keys = new Uint8Array(size * keySize)
      const values = new Uint8Array(size * this.valueBytes)
      const count = new Uint32Array([size])
      const next = new Uint8Array(Math.max(keySize, 8))
      const counted = new Uint8Array(count.buffer)
      const result = libbpf()[call](this.fd, from, next, keys, values, counted, null)
      const code = result < 0 ? errnoName(-result) : undefined
      if (code === 'ENOSPC' && size < maxEntries) {
        // One bucket of the hash holds more than the batch.
        size = Math.min(maxEntries, size * 2)
        continue
      }
      if (from === null && code !== undefined && unsupported.includes(code)) {
        yield undefined
        return
      }
      if (code !== 'ENOENT') this.#check(call, result, 'read')
      const batch: MapEntry[] = []
      for (let i = 0; i < count[0]!; i++) {
        const key = keys.subarray(i * keySize, (i + 1) * keySize)
        batch.push([key, values.subarray(i * this.valueBytes, (i + 1) * this.valueBytes)])
      }
      yield batch
      if (code === 'ENOENT') return
      from = next
    }
  }

  // The kernel reads and writes as many bytes as the map says, whatever the array holds.
  #checkSize(what: string, bytes: Uint8Array, size: number): void {
    if (bytes.length !== size)
      throw new RangeError(
        `Cannot use map "${this.spec.name}": ${what} has ${bytes.length} bytes, not ${size}`,
      )
  }

  #check(call: string, result: number, verb: string): void {
    check(call, result, `${verb} map "${this.spec.name}"`)
  }
}

/**
 * Creates a map.
 *
 * @throws SysError: EPERM without CAP_BPF, EINVAL when the kernel does not know the type or its flags
 */
export const createMap = (spec: MapSpec, btf?: MapBtf): BpfMap => {
  const options = mapCreateOpts.pack({
    map_flags: spec.flags,
    ...(btf && { btf_fd: btf.fd, btf_key_type_id: btf.keyTypeId, btf_value_type_id: btf.valueTypeId }),
  })
  const fd = libbpf().bpf_map_create(
    mapTypes[spec.type],
    kernelName(spec.name),
    spec.keySize,
    spec.valueSize,
    spec.maxEntries,
    options,
  )
  return new BpfMap(spec, check('bpf_map_create', fd, `create map "${spec.name}"`))
}
