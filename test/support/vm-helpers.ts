/** The kernel's helpers, as far as our programs call them, for the interpreter: results and failures are the kernel's. */

import { helpers } from '../../bpf/facts/helpers.gen.ts'
import { errno, type KeyedMap, type RingMap } from './vm-maps.ts'
import type { Memory } from './vm-memory.ts'

/** Who runs, and when. A test may change every field between runs. */
export interface Current {
  /** Process (tgid). */
  pid: number
  tid: number
  uid: number
  gid: number
  comm: string
  cpu: number
  /** Monotonic nanoseconds; `bootNs` counts suspends too. */
  ns: bigint
  bootNs: bigint
  cgroup: bigint
  /** Address of the task_struct. */
  task: bigint
  /** Address of the task's pt_regs. */
  regs: bigint
  kernelStack: readonly bigint[]
  userStack: readonly bigint[]
  /** What get_prandom_u32 gives next. */
  random: () => number
}

/** What a helper works on. */
export interface HelperContext {
  readonly current: Current
  readonly memory: Memory
  /** The map at an address that `loadMap` gave. */
  keyed(address: bigint): KeyedMap
  ring(address: bigint): RingMap
  /** Runs a function of the program, by the address that was loaded. */
  callBack(address: bigint, args: readonly bigint[]): bigint
  /** The ring that a record belongs to. */
  ringOf(record: bigint): RingMap
}

/** Arguments are fetched one by one: a helper that takes three leaves r4 and r5 unread. */
type Helper = (vm: HelperContext, arg: (n: 1 | 2 | 3 | 4 | 5) => bigint) => bigint

const low32 = (value: number): bigint => BigInt.asUintN(32, BigInt(value))

const length = (value: bigint): number => {
  const size = BigInt.asIntN(32, value)
  if (size < 0n || size > 1n << 29n) throw new Error(`helper called with a size of ${size}`)
  return Number(size)
}

/** The kernel asks of an address that it is one of its own before it tries to read there (x86-64, four levels). */
const probeFailure = (space: 'user' | 'kernel', address: bigint): bigint =>
  space === 'kernel' && address >> 47n !== 0x1ffffn ? errno.ERANGE : errno.EFAULT

/** probe_read_user and probe_read_kernel: all of it, or zeros and an error. */
const probeRead =
  (space: 'user' | 'kernel'): Helper =>
  ({ memory }, arg) => {
    const target = memory.output(arg(1), length(arg(2)))
    const source = memory.probe(space, arg(3), target.length)
    const whole = source.length === target.length
    if (whole) target.set(source)
    else target.fill(0)
    return whole ? 0n : probeFailure(space, arg(3))
  }

/** probe_read_*_str: the length with its NUL; a string that does not fit is cut and still ends in NUL. */
const probeReadString =
  (space: 'user' | 'kernel'): Helper =>
  ({ memory }, arg) => {
    const target = memory.output(arg(1), length(arg(2)))
    if (target.length === 0) return 0n
    const source = memory.probe(space, arg(3), target.length)
    const end = source.indexOf(0)
    if (end === -1 && source.length < target.length) {
      target.fill(0)
      return probeFailure(space, arg(3))
    }
    const count = end === -1 ? target.length : end + 1
    target.set(source.subarray(0, count))
    target[count - 1] = 0
    return BigInt(count)
  }

const getStack: Helper = ({ current, memory }, arg) => {
  arg(1)
  const target = memory.output(arg(2), length(arg(3)))
  const flags = arg(4)
  const userStack = 1n << 8n
  if (target.length % 8 !== 0) {
    target.fill(0)
    return errno.EINVAL
  }
  const frames = flags & userStack ? current.userStack : current.kernelStack
  const taken = frames.slice(Number(flags & 0xffn)).slice(0, target.length / 8)
  const view = new DataView(target.buffer, target.byteOffset)
  for (const [i, address] of taken.entries()) view.setBigUint64(i * 8, address, true)
  return BigInt(taken.length * 8)
}

const taskStorageGet: Helper = ({ current, memory, keyed }, arg) => {
  const map = keyed(arg(1))
  const task = arg(2)
  const initial = arg(3)
  const flags = arg(4)
  const create = 1n
  if (task === 0n || flags & ~create) return 0n
  const key = taskKey(task)
  const found = map.lookup(key, current.cpu)
  if (found !== 0n || flags !== create) return found
  const size = map.spec.valueSize
  map.update(key, initial === 0n ? new Uint8Array(size) : memory.input(initial, size), 0n, current.cpu)
  return map.lookup(key, current.cpu)
}

/** The key of a task's value: its address, little endian. */
export const taskKey = (task: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(task).buffer)

const lookup: Helper = ({ current, memory, keyed }, arg) => {
  const map = keyed(arg(1))
  return map.lookup(memory.input(arg(2), map.spec.keySize), current.cpu)
}

const update: Helper = ({ current, memory, keyed }, arg) => {
  const map = keyed(arg(1))
  const key = memory.input(arg(2), map.spec.keySize)
  return map.update(key, memory.input(arg(3), map.spec.valueSize), arg(4), current.cpu)
}

const remove: Helper = ({ memory, keyed }, arg) => {
  const map = keyed(arg(1))
  return map.delete(memory.input(arg(2), map.spec.keySize))
}

const currentComm: Helper = ({ current, memory }, arg) => {
  const target = memory.output(arg(1), length(arg(2)))
  target.fill(0)
  target.set(Buffer.from(current.comm).subarray(0, target.length - 1))
  return 0n
}

const perfOutput: Helper = ({ memory, ring }, arg) => {
  memory.find(arg(1))
  const events = ring(arg(2))
  const currentCpu = 0xffff_ffffn
  if (arg(3) !== currentCpu) return errno.EINVAL
  const data = memory.input(arg(4), length(arg(5)))
  return events.output(data, 0n) === 0n ? 0n : errno.ENOSPC
}

/** bpf_loop: calls until it is enough, or the function gives 1; the result is the number of calls. */
const loop: Helper = ({ callBack }, arg) => {
  const most = BigInt.asUintN(32, arg(1))
  if (arg(4) !== 0n) return errno.EINVAL
  if (most > 1n << 23n) return errno.E2BIG
  for (let i = 0n; i < most; i++) {
    const again = callBack(arg(2), [i, arg(3)])
    if (again > 1n) throw new Error(`a function of bpf_loop gave ${again}: 0 or 1`)
    if (again === 1n) return i + 1n
  }
  return most
}

const finishRecord =
  (discard: boolean): Helper =>
  ({ ringOf }, arg) => {
    const record = arg(1)
    arg(2)
    ringOf(record).finish(record, discard)
    return 0n
  }

/** Helpers by id. */
export const helperTable: Readonly<Record<number, Helper>> = {
  [helpers.map_lookup_elem]: lookup,
  [helpers.map_update_elem]: update,
  [helpers.map_delete_elem]: remove,
  [helpers.ktime_get_ns]: ({ current }) => current.ns,
  [helpers.ktime_get_boot_ns]: ({ current }) => current.bootNs,
  [helpers.get_prandom_u32]: ({ current }) => low32(current.random()),
  [helpers.get_smp_processor_id]: ({ current }) => low32(current.cpu),
  [helpers.get_current_pid_tgid]: ({ current }) => (low32(current.pid) << 32n) | low32(current.tid),
  [helpers.get_current_uid_gid]: ({ current }) => (low32(current.gid) << 32n) | low32(current.uid),
  [helpers.get_current_comm]: currentComm,
  [helpers.get_current_cgroup_id]: ({ current }) => current.cgroup,
  [helpers.get_current_task]: ({ current }) => current.task,
  [helpers.get_current_task_btf]: ({ current }) => current.task,
  [helpers.task_pt_regs]: ({ current }, arg) => (arg(1) === 0n ? 0n : current.regs),
  [helpers.task_storage_get]: taskStorageGet,
  [helpers.task_storage_delete]: ({ keyed }, arg) => keyed(arg(1)).delete(taskKey(arg(2))),
  [helpers.probe_read_user]: probeRead('user'),
  [helpers.probe_read_kernel]: probeRead('kernel'),
  [helpers.probe_read_user_str]: probeReadString('user'),
  [helpers.probe_read_kernel_str]: probeReadString('kernel'),
  [helpers.get_stack]: getStack,
  [helpers.perf_event_output]: perfOutput,
  [helpers.loop]: loop,
  [helpers.ringbuf_output]: ({ memory, ring }, arg) =>
    ring(arg(1)).output(memory.input(arg(2), length(arg(3))), arg(4)),
  [helpers.ringbuf_reserve]: ({ ring }, arg) => ring(arg(1)).reserve(length(arg(2)), arg(3)),
  [helpers.ringbuf_submit]: finishRecord(false),
  [helpers.ringbuf_discard]: finishRecord(true),
  [helpers.ringbuf_query]: ({ ring }, arg) => ring(arg(1)).query(arg(2)),
}
