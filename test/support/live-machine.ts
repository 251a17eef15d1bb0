/** One handler with filters that can change, in the interpreter: its program, its maps, and calls that come or go. */

import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import { tagHandler } from '../../bpf/layout.ts'
import { compile } from '../../runtime/compiler/compile.ts'
import { filterConfig, filterMap, type LivePlan } from '../../runtime/compiler/filter-config.ts'
import type { FilterValues, OnOptions } from '../../runtime/compiler/options.ts'
import { parseModule } from '../../runtime/compiler/parse.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import { analyzeModule } from '../../runtime/compiler/sites.ts'
import { ringMap, stateMap } from '../../runtime/compiler/state.ts'
import { sampleTarget, sampleTask } from '../../runtime/compiler/target.ts'
import { type FilterStore, KernelFilters } from '../../runtime/stream/kernel-filters.ts'
import { loadParser } from './parser.ts'
import { createVm, type Vm } from './vm.ts'

type Hook = 'sys_enter' | 'sys_exit'

/** One call, complete. */
export interface Call {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly uid: number
  readonly comm: string
  readonly cgroup: bigint
  readonly random: number
  readonly duration: number
}

// No call is taken for systrace's own.
const target = sampleTarget({ ringSize: 1 << 16, self: 0x7fff_0000 })

/** Compiles the calls of `on` in a script; `live` gives the start of their filters, in order. */
export const compileLive = (
  text: string,
  live: readonly (FilterValues | undefined)[],
  demands: readonly OnOptions[] = [],
  pushdown = true,
): ReturnType<typeof compile> => {
  const module = parseModule('-e', text, loadParser())
  if (Array.isArray(module)) throw new Error(module[0]?.message)
  const { sites } = analyzeModule(module, 0, true)
  const registrations = sites
    .filter(({ callee }) => callee === 'on')
    .map((site, i) => {
      const probe = site.call.arguments[0] as unknown as { value?: string; elements?: { value: string }[] }
      const probes = probe.elements?.map(({ value }) => value) ?? [probe.value!]
      const start = live[i]
      return { site, probes, demands, captures: new Map(), ...(start && { live: start }) }
    })
  return compile(registrations, sites, { ...target, pushdown })
}

export const planOf = (...args: Parameters<typeof compileLive>): Plan => {
  const { plan, diagnostics } = compileLive(...args)
  if (!plan) throw new Error(diagnostics.map(d => d.message).join('\n'))
  return plan
}

const taskAddress = 0xffff_8880_0000_0000n
const regsAddress = 0xffff_c900_0000_0000n

export class LiveMachine {
  readonly plan: Plan
  readonly vm: Vm
  readonly filters: KernelFilters
  /** Called before each write to the map of lists. */
  onWrite: () => void = () => {}
  /** Called when a program asks for a random number: in the middle of it. */
  onRandom: () => void = () => {}
  /** Instructions of the last program that ran. */
  steps = 0
  readonly #task = new DataView(new ArrayBuffer(4096))
  readonly #regs = new DataView(new ArrayBuffer(176))

  constructor(plan: Plan) {
    this.plan = plan
    const bytes = ({ buffer }: DataView): Uint8Array => new Uint8Array(buffer as ArrayBuffer)
    this.vm = createVm({
      maps: plan.maps,
      memory: [
        { name: 'task', space: 'kernel', address: taskAddress, bytes: bytes(this.#task) },
        { name: 'registers', space: 'kernel', address: regsAddress, bytes: bytes(this.#regs) },
      ],
    })
    const first = new Uint8Array(4)
    this.vm.map(stateMap).update(first, plan.state, 0n, 0)
    const state = this.vm.map(stateMap).values(first)![0]!
    const has = plan.maps.some(({ name }) => name === filterMap.name)
    this.filters = new KernelFilters(plan.live, state, has ? this.#store() : undefined)
  }

  #store(): FilterStore {
    const map = this.vm.map(filterMap.name)
    return {
      update: (key, value) => {
        this.onWrite()
        if (map.update(key, value, 0n, 0) !== 0n) throw new Error('full')
      },
      delete: key => {
        this.onWrite()
        map.delete(key)
      },
    }
  }

  get entries(): number {
    return this.vm.map(filterMap.name).entries().length
  }

  /** The sum of all tables that count, on all CPUs. */
  counted(): bigint {
    const entries = this.plan.tables.flatMap(({ map }) => this.vm.map(map.name).entries())
    const cells = entries.flatMap(([, values]) => values)
    return cells.reduce(
      (sum, cell) => sum + new DataView(cell.buffer, cell.byteOffset).getBigUint64(0, true),
      0n,
    )
  }

  /** Changes the filters of a call of `on`. */
  set(values: FilterValues, index = 0): void {
    const live: LivePlan = this.plan.live[index]!
    this.filters.set(index, filterConfig(values, live.syscalls, this.plan.target.syscalls))
  }

  /** The entry and the exit of a call; the handlers that sent a record. */
  call(call: Call, hooks: readonly Hook[] = ['sys_enter', 'sys_exit']): number[] {
    const { nr } = this.plan.target.syscalls.byName(call.name)!
    this.#task.setUint32(sampleTask.tgid, call.pid, true)
    this.#task.setUint32(sampleTask.pid, call.tid, true)
    const comm = new Uint8Array(this.#task.buffer as ArrayBuffer, sampleTask.comm, 16)
    // Old kernels leave what was there before behind the NUL.
    comm.fill(0x61)
    comm.set(Buffer.from(`${call.comm}\0`))
    comm[15] = 0
    this.#regs.setBigInt64(registerLayouts.x64.nr.offset, BigInt(nr), true)
    const handlers: number[] = []
    const run = (hook: Hook, ns: bigint, word: bigint): void => {
      if (!hooks.includes(hook)) return
      const program = this.plan.programs.find(({ spec }) => spec.name === hook)
      if (!program) return
      Object.assign(this.vm.current, {
        ...{ pid: call.pid, tid: call.tid, uid: call.uid, comm: call.comm, cgroup: call.cgroup, ns },
        ...{ task: taskAddress, regs: regsAddress },
        random: () => {
          this.onRandom()
          return call.random
        },
      })
      this.steps = this.vm.run(program.spec.insns, [regsAddress, word]).steps
      for (const record of this.vm.ring(ringMap))
        handlers.push(tagHandler(new DataView(record.buffer, record.byteOffset).getInt32(0, true)))
    }
    run('sys_enter', 1000n, BigInt(nr))
    run('sys_exit', 1000n + BigInt(call.duration), 0n)
    return handlers
  }
}
