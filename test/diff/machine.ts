/** Runs a plan's programs in the interpreter for made-up calls, as an event source. */

import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import type { MapSpec } from '../../bpf/spec.ts'
import { filterMap } from '../../runtime/compiler/filter-config.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import { recipeMap, ringMap, stateMap } from '../../runtime/compiler/state.ts'
import { KernelFilters } from '../../runtime/stream/kernel-filters.ts'
import { kernelMapStore } from '../../runtime/stream/kernel-map.ts'
import { kernelStore } from '../../runtime/stream/kernel-table.ts'
import type { OnRecord } from '../../runtime/stream/source.ts'
import { createVm, type MemorySpec, type Vm } from '../support/vm.ts'
import { type Call, kernelFrames, type Phase, type UserValue, userFrames } from './call.ts'

/** One side of a call, in the order of time. */
export interface Moment {
  readonly call: Call
  readonly phase: Phase
}

/** Entries and exits of calls as they follow each other. */
export const momentsOf = (calls: readonly Call[]): Moment[] =>
  calls
    .flatMap(call => [
      ...(call.begun ? [] : [{ at: call.entry, moment: { call, phase: 'enter' as const } }]),
      ...(call.exit === undefined ? [] : [{ at: call.exit, moment: { call, phase: 'complete' as const } }]),
    ])
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ moment }) => moment)

const taskBase = 0xffff_8880_0000_0000n
const parentBase = 0xffff_8881_0000_0000n
const regsBase = 0xffff_c900_0000_0000n
const userBase = 0x7f00_0000_0000n
/** An address where no memory is. */
const nowhere = 0x1000n
const taskSize = 4096
const regsSize = 320

interface Thread {
  readonly task: bigint
  readonly regs: bigint
  readonly taskView: DataView
  readonly parentView: DataView
  readonly regsView: DataView
}

/** Tables are read as from the kernel: the values of all CPUs in a row. */
type KernelMap = Parameters<typeof kernelStore>[1]

export const asKernelMap = (vm: Vm, spec: MapSpec, cpus: number): KernelMap => {
  const copies = spec.type.startsWith('percpu') ? cpus : 1
  const stride = (spec.valueSize + 7) & ~7
  const inARow = (values: readonly Uint8Array[]): Uint8Array => {
    const value = new Uint8Array(stride * copies)
    values.forEach((cell, cpu) => {
      value.set(cell, cpu * stride)
    })
    return value
  }
  const lookup = (key: Uint8Array): Uint8Array | undefined => {
    const values = vm.map(spec.name).values(key)
    return values && inARow(values)
  }
  const entries = function* (): Generator<readonly [Uint8Array, Uint8Array]> {
    for (const [key, values] of vm.map(spec.name).entries()) yield [key, inARow(values)]
  }
  const memory = (): Uint8Array => vm.map(spec.name).values(new Uint8Array(4))![0]!
  return { spec, cpus: copies, stride, entries, lookup, memory } as unknown as KernelMap
}

export interface Machine {
  /** Runs the program of one side of a call and hands over its records. */
  step(moment: Moment, onRecord: OnRecord): void
  /** Undefined for a table that no instruction uses; such a map is empty. */
  store(table: number): ReturnType<typeof kernelStore> | undefined
  mapStore(map: number): ReturnType<typeof kernelMapStore>
}

export const createMachine = (plan: Plan, calls: readonly Call[]): Machine => {
  const cpus = 4
  const memory: MemorySpec[] = []
  const provide = (space: 'user' | 'kernel', name: string, address: bigint, bytes: Uint8Array): DataView => {
    memory.push({ name, space, address, bytes })
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  let userNext = userBase
  const placeUser = (bytes: Uint8Array): bigint => {
    const address = userNext
    // A gap behind each, so that a read beyond the end is a fault.
    userNext += BigInt((bytes.length + 8192) & ~4095)
    provide('user', 'user text', address, bytes)
    return address
  }
  const withNul = (bytes: Uint8Array): Uint8Array => Uint8Array.from([...bytes, 0])

  const registerOf = (value: UserValue): bigint => {
    switch (value.kind) {
      case 'word':
        return BigInt.asUintN(64, value.value)
      case 'null':
        return 0n
      case 'unreadable':
        return nowhere
      case 'bytes':
        return placeUser(withNul(value.bytes))
      case 'list': {
        const pointers = [...value.items.map(item => placeUser(withNul(item))), 0n]
        return placeUser(new Uint8Array(BigUint64Array.from(pointers).buffer))
      }
    }
  }
  const argsOf = new Map(calls.map(call => [call, call.args.map(registerOf)]))

  const threads = new Map<number, Thread>()
  for (const { tid } of calls) {
    if (threads.has(tid)) continue
    const index = BigInt(threads.size)
    const task = taskBase + index * 0x4000n
    const parent = parentBase + index * 0x4000n
    const regs = regsBase + index * 0x1000n
    const taskView = provide('kernel', 'task', task, new Uint8Array(taskSize))
    const parentView = provide('kernel', 'parent', parent, new Uint8Array(taskSize))
    const regsView = provide('kernel', 'registers', regs, new Uint8Array(regsSize))
    taskView.setBigUint64(plan.target.task.realParent, parent, true)
    threads.set(tid, { task, regs, taskView, parentView, regsView })
  }

  const vm = createVm({ maps: plan.maps, memory, cpus })
  const state = plan.maps.find(map => map.name === stateMap)
  if (state) {
    vm.map(stateMap).update(new Uint8Array(4), plan.state, 0n, 0)
    const [value] = vm.map(stateMap).values(new Uint8Array(4))!
    const filters = plan.maps.some(map => map.name === filterMap.name) ? vm.map(filterMap.name) : undefined
    // Puts the filters of handlers that can change in force.
    new KernelFilters(plan.live, value!, {
      update: (key, held) => filters?.update(key, held, 0n, 0),
      delete: key => filters?.delete(key),
    })
  }
  if (plan.recipes) vm.map(recipeMap).update(new Uint8Array(4), plan.recipes, 0n, 0)
  const hasRing = plan.maps.some(map => map.name === ringMap)
  const programs = new Map(plan.programs.map(({ hook, spec }) => [hook, spec.insns]))
  const layout = registerLayouts[plan.target.arch]

  const prepare = (moment: Moment): Thread => {
    const { call, phase } = moment
    const thread = threads.get(call.tid)!
    const { task } = plan.target
    thread.taskView.setUint32(task.tgid, call.pid, true)
    thread.taskView.setUint32(task.pid, call.tid, true)
    thread.parentView.setUint32(task.tgid, call.ppid, true)
    const comm = new Uint8Array(thread.taskView.buffer, thread.taskView.byteOffset + task.comm, 16)
    comm.fill(call.commRest)
    comm.set(call.comm)
    comm[call.comm.length] = 0
    comm[15] = 0
    thread.regsView.setBigInt64(layout.nr.offset, BigInt(call.syscall.nr), true)
    argsOf.get(call)!.forEach((word, i) => {
      thread.regsView.setBigUint64(layout.args[i]!, word, true)
    })
    if (phase === 'complete') {
      thread.regsView.setBigInt64(layout.ret, call.ret, true)
      if (call.syscall.name === 'rt_sigreturn') thread.regsView.setBigInt64(layout.nr.offset, -1n, true)
    }
    Object.assign(vm.current, {
      pid: call.pid,
      tid: call.tid,
      uid: call.uid,
      gid: call.gid,
      comm: call.comm,
      cpu: call.cpu % cpus,
      ns: phase === 'enter' ? call.entry : call.exit!,
      cgroup: call.cgroup,
      task: thread.task,
      regs: thread.regs,
      kernelStack: kernelFrames,
      userStack: userFrames,
      random: () => call.random,
    })
    return thread
  }

  return {
    step(moment, onRecord) {
      const { call, phase } = moment
      const insns = programs.get(phase === 'enter' ? 'sys_enter' : 'sys_exit')
      if (!insns) return
      const thread = prepare(moment)
      const word = phase === 'enter' ? BigInt(call.syscall.nr) : BigInt.asUintN(64, call.ret)
      vm.run(insns, [thread.regs, word])
      if (!hasRing) return
      for (const record of vm.ring(ringMap)) {
        // Not at the start of the memory, as in the ring, and with other bytes behind it.
        const at = 24
        const words = new Uint32Array((at + record.length + 16) >> 2).fill(0x6b6b6b6b)
        const bytes = new Uint8Array(words.buffer)
        bytes.set(record, at)
        onRecord(words, bytes, at)
      }
    },
    store: index => {
      const table = plan.tables[index]!
      if (!plan.maps.some(({ name }) => name === table.map.name)) return undefined
      const pages = table.pages && {
        index: asKernelMap(vm, table.pages.index, cpus),
        cells: asKernelMap(vm, table.pages.cells, cpus),
      }
      return kernelStore(table, asKernelMap(vm, table.map, cpus), plan.target.syscalls, pages)
    },
    mapStore: index => {
      const shared = plan.sharedMaps[index]!
      if (!plan.maps.includes(shared.map)) return { entries: () => [], put: () => false }
      return kernelMapStore(shared, asKernelMap(vm, shared.map, cpus), plan.target.syscalls)
    },
  }
}
