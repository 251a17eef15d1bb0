import { expect, test } from 'bun:test'
import { type Assembler, assembler } from '../../bpf/asm.ts'
import { helpers } from '../../bpf/facts/helpers.gen.ts'
import type { MapSpec, MapType } from '../../bpf/spec.ts'
import { createVm, type MemorySpec, taskKey, type VmOptions } from '../support/vm.ts'

const mapSpec = (name: string, type: MapType, rest: Partial<MapSpec> = {}): MapSpec => ({
  ...{ name, type, keySize: 4, valueSize: 8, maxEntries: 2, flags: 0 },
  ...rest,
})

const machine = (options: VmOptions = {}) => {
  const vm = createVm(options)
  const run = (write: (a: Assembler) => void, context: bigint[] = []) => {
    const a = assembler()
    write(a)
    a.exit()
    return BigInt.asIntN(64, vm.run(a.finish().insns, context).r0)
  }
  return { vm, run }
}

const key = (value: number) => new Uint8Array(Uint32Array.of(value).buffer)
const word = (bytes: Uint8Array | undefined) =>
  bytes ? new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true) : undefined

/** r0 = map_update_elem(map, &key, &value, flags) */
const update =
  (map: string, at: number, value: number, flags = 0) =>
  (a: Assembler) => {
    a.store('u32', 'r10', -4, at)
    a.store('u64', 'r10', -16, value)
    a.loadMap('r1', map)
    a.mov('r2', 'r10')
    a.alu('add', 'r2', -4)
    a.mov('r3', 'r10')
    a.alu('add', 'r3', -16)
    a.mov('r4', flags)
    a.call(helpers.map_update_elem)
  }

const keyed = (helper: number, map: string, at: number) => (a: Assembler) => {
  a.store('u32', 'r10', -4, at)
  a.loadMap('r1', map)
  a.mov('r2', 'r10')
  a.alu('add', 'r2', -4)
  a.call(helper)
}

/** Adds 1 to a value in place; r0 = 1 if there is one. */
const bump = (map: string, at: number) => (a: Assembler) => {
  keyed(helpers.map_lookup_elem, map, at)(a)
  a.jumpIf('eq', 'r0', 0, 'out')
  a.mov('r1', 1)
  a.atomicAdd('u64', 'r0', 0, 'r1')
  a.mov('r0', 1)
  a.label('out')
  a.alu('or', 'r0', 0)
}

test('hash maps take flags, run full and delete', () => {
  const { vm, run } = machine({ maps: [mapSpec('h', 'hash')] })
  const have = [
    run(bump('h', 1)),
    run(update('h', 1, 10, 2)),
    run(update('h', 1, 10, 1)),
    run(update('h', 1, 11, 1)),
    run(update('h', 1, 12, 2)),
    run(update('h', 2, 20)),
    run(update('h', 3, 30)),
    run(update('h', 3, 30, 8)),
    run(keyed(helpers.map_delete_elem, 'h', 2)),
    run(keyed(helpers.map_delete_elem, 'h', 2)),
    run(update('h', 3, 30)),
    run(bump('h', 3)),
  ]
  expect(have).toEqual([0n, -2n, 0n, -17n, 0n, 0n, -7n, -22n, 0n, -2n, 0n, 1n])
  expect(
    vm
      .map('h')
      .entries()
      .map(([at, [value]]) => [at[0], word(value)]),
  ).toEqual([
    [1, 12n],
    [3, 31n],
  ])
})

test('lru_hash maps drop the entry that was used longest ago', () => {
  const { vm, run } = machine({ maps: [mapSpec('h', 'lru_hash')] })
  run(update('h', 1, 10))
  run(update('h', 2, 20))
  run(bump('h', 1))
  expect(run(update('h', 3, 30))).toBe(0n)
  expect(
    vm
      .map('h')
      .entries()
      .map(([at]) => at[0]),
  ).toEqual([1, 3])
})

test('arrays have all their entries and no others', () => {
  const { vm, run } = machine({ maps: [mapSpec('a', 'array')] })
  const have = [
    run(bump('a', 1)),
    run(bump('a', 2)),
    run(update('a', 2, 0)),
    run(update('a', 0, 5, 1)),
    run(update('a', 0, 5)),
    run(keyed(helpers.map_delete_elem, 'a', 0)),
  ]
  expect(have).toEqual([1n, 0n, -7n, -17n, 0n, -22n])
  expect([0, 1].map(at => word(vm.map('a').values(key(at))?.[0]))).toEqual([5n, 1n])
})

test('per-CPU maps keep a value for each CPU', () => {
  const { vm, run } = machine({ maps: [mapSpec('a', 'percpu_array'), mapSpec('h', 'percpu_hash')] })
  run(bump('a', 0))
  run(update('h', 7, 70))
  vm.current.cpu = 1
  run(bump('a', 0))
  run(bump('a', 0))
  run(bump('h', 7))
  expect(vm.map('a').values(key(0))?.map(word)).toEqual([1n, 2n])
  expect(vm.map('h').values(key(7))?.map(word)).toEqual([70n, 1n])
})

test('map values are addressed directly, within their bounds', () => {
  const { vm, run } = machine({ maps: [mapSpec('config', 'array', { maxEntries: 1, valueSize: 16 })] })
  vm.map('config').values(key(0))![0]!.set([1, 2, 3, 4, 5, 6, 7, 8, 9])
  const read = (offset: number) => (a: Assembler) => {
    a.loadMapValue('r1', 'config', offset)
    a.load('u8', 'r0', 'r1', 0)
  }
  expect(run(read(8))).toBe(9n)
  expect(() => run(read(16))).toThrow('no value at offset 16')
  expect(() =>
    run(a => {
      a.loadMapValue('r1', 'config', 8)
      a.load('u64', 'r0', 'r1', 1)
    }),
  ).toThrow('read of 8 bytes at value of config + 9: it has 16')
})

const ringSpec = mapSpec('events', 'ringbuf', { keySize: 0, valueSize: 0, maxEntries: 4096 })

/** Reserves, writes the first word and ends by a helper; r0 = 1 if there was room. */
const emit =
  (value: number, end: number | undefined, size = 16) =>
  (a: Assembler) => {
    a.loadMap('r1', 'events')
    a.mov('r2', size)
    a.mov('r3', 0)
    a.call(helpers.ringbuf_reserve)
    a.jumpIf('eq', 'r0', 0, 'out')
    a.store('u64', 'r0', 0, value)
    a.mov('r1', 'r0')
    a.mov('r2', 0)
    if (end !== undefined) a.call(end)
    a.mov('r0', 1)
    a.label('out')
    a.alu('or', 'r0', 0)
  }

test('rings give records in order, without those discarded', () => {
  const { vm, run } = machine({ maps: [ringSpec] })
  run(emit(1, helpers.ringbuf_submit))
  run(emit(2, helpers.ringbuf_discard))
  run(emit(3, helpers.ringbuf_submit))
  const records = vm.ring('events')
  expect(records.map(word)).toEqual([1n, 3n])
  expect([...records[0]!.subarray(8)]).toEqual(Array(8).fill(0xa5))
  expect(vm.ring('events')).toEqual([])
})

test('a full ring refuses, until records are taken out', () => {
  const { vm, run } = machine({ maps: [ringSpec] })
  const query = (what: number) =>
    run(a => {
      a.loadMap('r1', 'events')
      a.mov('r2', what)
      a.call(helpers.ringbuf_query)
    })
  const output = () =>
    run(a => {
      a.store('u64', 'r10', -8, 9)
      a.loadMap('r1', 'events')
      a.mov('r2', 'r10')
      a.alu('add', 'r2', -8)
      a.mov('r3', 8)
      a.mov('r4', 1)
      a.call(helpers.ringbuf_output)
    })
  // 170 records of 24 bytes leave 16, and a ring is never filled to the last byte.
  const taken = Array.from({ length: 171 }, () => run(emit(1, helpers.ringbuf_submit)))
  expect(taken.filter(room => room === 1n).length).toBe(170)
  expect([output(), query(0), query(1)]).toEqual([-11n, 4080n, 4096n])
  expect(vm.ring('events').length).toBe(170)
  expect([output(), query(0), query(2), query(3), query(4)]).toEqual([0n, 16n, 4080n, 4096n, 0n])
  expect(vm.ring('events').map(word)).toEqual([9n])
})

test('records are bounded, ended once and not lost', () => {
  const { run } = machine({ maps: [ringSpec] })
  expect(() => run(emit(1, helpers.ringbuf_submit, 4))).toThrow(
    'write of 8 bytes at record of events + 0: it has 4',
  )
  expect(() => machine({ maps: [ringSpec] }).run(emit(1, undefined))).toThrow(
    '1 records of events are still reserved',
  )
  expect(() =>
    machine({ maps: [ringSpec] }).run(a => {
      a.loadMap('r1', 'events')
      a.mov('r2', 8)
      a.mov('r3', 0)
      a.call(helpers.ringbuf_reserve)
      a.mov('r6', 'r0')
      a.mov('r1', 'r6')
      a.mov('r2', 0)
      a.call(helpers.ringbuf_submit)
      a.load('u64', 'r0', 'r6', 0)
    }),
  ).toThrow('it was submitted or discarded')
})

const task = 0xffff888000100000n
const kernelTask: MemorySpec = {
  name: 'task',
  space: 'kernel',
  address: task,
  bytes: Uint8Array.of(7, 0, 0, 0, 9, 0, 0, 0),
}

const storageGet = (flags: number) => (a: Assembler) => {
  a.call(helpers.get_current_task_btf)
  a.loadMap('r1', 'state')
  a.mov('r2', 'r0')
  a.mov('r3', 0)
  a.mov('r4', flags)
  a.call(helpers.task_storage_get)
  a.jumpIf('eq', 'r0', 0, 'out')
  a.mov('r1', 5)
  a.atomicAdd('u64', 'r0', 0, 'r1')
  a.load('u64', 'r0', 'r0', 0)
  a.label('out')
  a.alu('or', 'r0', 0)
}

test('task storage makes a value per task when asked to', () => {
  const maps = [mapSpec('state', 'task_storage', { maxEntries: 0 })]
  const { vm, run } = machine({ maps, memory: [kernelTask], current: { task } })
  expect([run(storageGet(0)), run(storageGet(1)), run(storageGet(0))]).toEqual([0n, 5n, 10n])
  vm.current.task = task + 64n
  expect([run(storageGet(2)), run(storageGet(1))]).toEqual([0n, 5n])
  expect(word(vm.map('state').values(taskKey(task))?.[0])).toBe(10n)
  const remove = (a: Assembler) => {
    a.call(helpers.get_current_task_btf)
    a.loadMap('r1', 'state')
    a.mov('r2', 'r0')
    a.call(helpers.task_storage_delete)
  }
  expect([run(remove), run(remove)]).toEqual([0n, -2n])
})

test('kernel memory is read directly, never written, and faults give 0', () => {
  const gone: MemorySpec = {
    name: 'gone',
    space: 'kernel',
    address: 0n,
    bytes: new Uint8Array(4096),
    faults: true,
  }
  const { run } = machine({ memory: [kernelTask, gone] })
  const read = (a: Assembler) => {
    a.load('u64', 'r1', 'r1', 0)
    a.load('u32', 'r0', 'r1', 4)
  }
  expect([run(read, [task]), run(read, [64n])]).toEqual([9n, 0n])
  expect(() => run(read, [task + 2n])).toThrow('it has 8')
  expect(() =>
    run(
      a => {
        a.load('u64', 'r1', 'r1', 0)
        a.store('u8', 'r1', 0, 1)
      },
      [task],
    ),
  ).toThrow('write at task: read only')
})

const userPage = 0x7f0000001000n
const text = Buffer.from('hello\0world')
const user: MemorySpec = { name: 'page', space: 'user', address: userPage, bytes: text }

/** Reads `size` bytes to the stack over 0x11s, gives the helper's result in r0 and the 16 bytes through a record. */
const probe = (helper: number, size: number, address: bigint) => {
  const { vm, run } = machine({ maps: [ringSpec], memory: [user, kernelTask] })
  const result = run(
    a => {
      for (const off of [-16, -12, -8, -4]) a.store('u32', 'r10', off, 0x11111111)
      a.load('u64', 'r3', 'r1', 0)
      a.mov('r1', 'r10')
      a.alu('add', 'r1', -16)
      a.mov('r2', size)
      a.call(helper)
      a.mov('r6', 'r0')
      a.loadMap('r1', 'events')
      a.mov('r2', 'r10')
      a.alu('add', 'r2', -16)
      a.mov('r3', 16)
      a.mov('r4', 0)
      a.call(helpers.ringbuf_output)
      a.mov('r0', 'r6')
    },
    [address],
  )
  const bytes = vm.ring('events')[0]!
  return [Number(result), Buffer.from(bytes).toString('latin1').replaceAll('\0', '0').replaceAll('\x11', '-')]
}

const probes: [name: string, helper: number, size: number, address: bigint, want: [number, string]][] = [
  ['user memory', helpers.probe_read_user, 4, userPage, [0, 'hell------------']],
  ['user memory past its end', helpers.probe_read_user, 12, userPage, [-14, '000000000000----']],
  ['nothing', helpers.probe_read_user, 0, userPage, [0, '----------------']],
  ['kernel memory as user memory', helpers.probe_read_user, 4, task, [-14, '0000------------']],
  ['user memory as kernel memory', helpers.probe_read_kernel, 4, userPage, [-34, '0000------------']],
  ['a kernel page that is not there', helpers.probe_read_kernel, 4, task + 4096n, [-14, '0000------------']],
  ['kernel memory', helpers.probe_read_kernel, 8, task, [0, '\x07000\x09000--------']],
  ['a string', helpers.probe_read_user_str, 16, userPage, [6, 'hello0----------']],
  ['a string that is cut', helpers.probe_read_user_str, 4, userPage, [4, 'hel0------------']],
  ['a string that fits exactly', helpers.probe_read_user_str, 6, userPage, [6, 'hello0----------']],
  [
    'a string that runs out of memory',
    helpers.probe_read_user_str,
    16,
    userPage + 6n,
    [-14, '0000000000000000'],
  ],
  [
    'a string at its last byte of room',
    helpers.probe_read_user_str,
    5,
    userPage + 6n,
    [5, 'worl0-----------'],
  ],
  ['a user string as a kernel string', helpers.probe_read_kernel_str, 4, userPage, [-34, '0000------------']],
  ['a kernel string', helpers.probe_read_kernel_str, 8, task, [2, '\x070--------------']],
]

for (const [name, helper, size, address, want] of probes)
  test(`probing ${name}`, () => expect(probe(helper, size, address)).toEqual(want))

test('helpers tell who runs, and when', () => {
  const current = {
    pid: 7,
    tid: 8,
    uid: 1000,
    gid: 100,
    comm: 'a-very-long-command',
    cpu: 1,
    ns: 5n,
    bootNs: 6n,
    cgroup: 9n,
  }
  const { run } = machine({ current: { ...current, task, regs: 77n } })
  const ask = (helper: number) => run(a => a.call(helper))
  expect(ask(helpers.get_current_pid_tgid)).toBe((7n << 32n) | 8n)
  expect(ask(helpers.get_current_uid_gid)).toBe((100n << 32n) | 1000n)
  expect([ask(helpers.ktime_get_ns), ask(helpers.ktime_get_boot_ns)]).toEqual([5n, 6n])
  expect([ask(helpers.get_smp_processor_id), ask(helpers.get_current_cgroup_id)]).toEqual([1n, 9n])
  expect(ask(helpers.get_current_task_btf)).toBe(BigInt.asIntN(64, task))
  expect(run(a => [a.mov('r1', 1), a.call(helpers.task_pt_regs)])).toBe(77n)
  const comm = run(a => {
    a.mov('r1', 'r10')
    a.alu('add', 'r1', -16)
    a.mov('r2', 16)
    a.call(helpers.get_current_comm)
    a.load('u64', 'r0', 'r10', -8)
  })
  expect(Buffer.from(BigUint64Array.of(comm).buffer).toString()).toBe('ong-com\0')
})

test('get_stack copies frames, skips, and refuses half a frame', () => {
  const { run } = machine({ current: { kernelStack: [1n, 2n, 3n], userStack: [9n] } })
  const stack = (size: number, flags: number) =>
    run(a => {
      a.mov('r2', 'r10')
      a.alu('add', 'r2', -16)
      a.mov('r3', size)
      a.mov('r4', flags)
      a.call(helpers.get_stack)
      a.load('u64', 'r1', 'r10', -16)
      a.alu('lsh', 'r1', 8)
      a.alu('or', 'r0', 'r1')
    })
  expect([stack(16, 0), stack(16, 2), stack(16, 256)]).toEqual([0x110n, 0x308n, 0x908n])
  expect(stack(12, 0)).toBe(-22n)
})
