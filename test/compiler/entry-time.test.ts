/** The time of entry in a hash: found by the exit of the same thread, taken out by it, and counted by cause where it is missing. */

import { describe, expect, test } from 'bun:test'
import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import { compile } from '../../runtime/compiler/compile.ts'
import { parseModule } from '../../runtime/compiler/parse.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import { analyzeModule } from '../../runtime/compiler/sites.ts'
import { type Counter, counterOffset, entryMap, ringMap, stateMap } from '../../runtime/compiler/state.ts'
import { oldestFeatures, sampleTarget } from '../../runtime/compiler/target.ts'
import { loadParser } from '../support/parser.ts'
import { createVm } from '../support/vm.ts'

const planOf = (text: string): Plan => {
  const module = parseModule('-e', text, loadParser())
  if (Array.isArray(module)) throw new Error(module[0]?.message)
  const { sites } = analyzeModule(module, 0, true)
  const registrations = sites.map(site => ({ site, probes: ['read'], demands: [], captures: new Map() }))
  return compile(registrations, sites, sampleTarget({ features: oldestFeatures })).plan!
}

const taskBase = 0xffff_8880_0000_0000n
const regsAddress = 0xffff_c900_0000_0000n

/** A machine with room for so many calls under way. Threads are numbers from 0. */
const machineOf = (plan: Plan, room: number) => {
  const regs = new DataView(new ArrayBuffer(320))
  regs.setBigInt64(registerLayouts.x64.nr.offset, BigInt(plan.target.syscalls.byName('read')!.nr), true)
  const bytes = new Uint8Array(regs.buffer)
  const tasks = Array.from({ length: 8 }, (_, i) => taskBase + BigInt(i) * 4096n)
  const vm = createVm({
    maps: plan.maps.map(map => (map.name === entryMap ? { ...map, maxEntries: room } : map)),
    memory: [
      { name: 'registers', space: 'kernel', address: regsAddress, bytes },
      ...tasks.map(address => ({
        name: 'task',
        space: 'kernel' as const,
        address,
        bytes: new Uint8Array(4096),
      })),
    ],
  })
  vm.map(stateMap).update(new Uint8Array(4), plan.state, 0n, 0)
  const run = (hook: 'sys_enter' | 'sys_exit', thread: number, ns: bigint): number => {
    Object.assign(vm.current, { pid: 100, tid: 100 + thread, task: tasks[thread], regs: regsAddress, ns })
    vm.run(plan.programs.find(({ spec }) => spec.name === hook)!.spec.insns, [regsAddress, 0n])
    return vm.ring(ringMap).length
  }
  return {
    enter: (thread: number, ns: bigint) => run('sys_enter', thread, ns),
    exit: (thread: number, ns: bigint) => run('sys_exit', thread, ns),
    kept: () => vm.map(entryMap).entries().length,
    lost: (counter: Counter) => {
      const [state] = vm.map(stateMap).values(new Uint8Array(4))!
      return new DataView(state!.buffer, state!.byteOffset).getBigUint64(counterOffset(0, counter), true)
    },
  }
}

describe('the time of entry in a hash', () => {
  const longer = planOf(`on('read', e => { if (e.duration > 100) print(e.ret) })`)

  test('is that of the thread, whatever others do in between', () => {
    const { enter, exit, kept, lost } = machineOf(longer, 8)
    enter(0, 1000n)
    enter(1, 1090n)
    enter(2, 1095n)
    expect(kept()).toBe(3)
    expect([exit(2, 1100n), exit(1, 1100n), exit(0, 1101n)]).toEqual([0, 0, 1])
    expect([kept(), lost('noEntry')]).toEqual([0, 0n])
  })

  test('a call that began before is told from one that found no room', () => {
    const { enter, exit, kept, lost } = machineOf(longer, 2)
    expect(exit(5, 900n)).toBe(0)
    expect([lost('noEntry'), lost('entriesFull')]).toEqual([1n, 0n])
    for (const thread of [0, 1, 2]) enter(thread, 1000n)
    expect([0, 1, 2].map(thread => exit(thread, 2000n))).toEqual([1, 1, 0])
    expect([lost('noEntry'), lost('entriesFull'), kept()]).toEqual([1n, 1n, 0])
    enter(2, 3000n)
    expect(exit(2, 4000n)).toBe(1)
  })

  test('is taken out by an exit that does not want it', () => {
    const { enter, exit, kept } = machineOf(
      planOf(`on('read', e => { if (e.ret > 0) print(e.duration) })`),
      8,
    )
    enter(0, 1000n)
    expect([exit(0, 2000n), kept()]).toEqual([0, 0])
  })
})
