/**
 * The time of entry, in a hash and in slots: found by the exit of the same thread, taken out by it, and counted by cause where it
 * is missing.
 */

import { describe, expect, test } from 'bun:test'
import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import { compile } from '../../runtime/compiler/compile.ts'
import { parseModule } from '../../runtime/compiler/parse.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import { analyzeModule } from '../../runtime/compiler/sites.ts'
import {
  type Counter,
  counterOffset,
  entryMap,
  entrySlotMap,
  ringMap,
  stateLayout,
  stateMap,
} from '../../runtime/compiler/state.ts'
import {
  bestFeatures,
  type Features,
  oldestFeatures,
  sampleTarget,
  sampleTask,
} from '../../runtime/compiler/target.ts'
import { loadParser } from '../support/parser.ts'
import { createVm } from '../support/vm.ts'

const planOf = (text: string, features: Features = oldestFeatures): Plan => {
  const module = parseModule('-e', text, loadParser())
  if (Array.isArray(module)) throw new Error(module[0]?.message)
  const { sites } = analyzeModule(module, 0, true)
  const registrations = sites.map(site => ({ site, probes: ['read'], demands: [], captures: new Map() }))
  return compile(registrations, sites, sampleTarget({ features })).plan!
}

const taskBase = 0xffff_8880_0000_0000n
const regsAddress = 0xffff_c900_0000_3f58n

/**
 * A machine with room for so many calls under way. Threads are numbers from 0.
 *
 * @param regsOf where the registers of a thread are: at the top of its stack
 */
const machineOf = (plan: Plan, room: number, regsOf: (thread: number) => bigint = () => regsAddress) => {
  const regs = new DataView(new ArrayBuffer(320))
  regs.setBigInt64(registerLayouts.x64.nr.offset, BigInt(plan.target.syscalls.byName('read')!.nr), true)
  const bytes = new Uint8Array(regs.buffer)
  const taskBytes = Array.from({ length: 8 }, () => new Uint8Array(4096))
  const tasks = Array.from({ length: 8 }, (_, i) => taskBase + BigInt(i) * 4096n)
  const vm = createVm({
    maps: plan.maps.map(map => (map.name === entryMap ? { ...map, maxEntries: room } : map)),
    memory: [
      ...[...new Set(tasks.map((_, thread) => regsOf(thread)))].map(address => ({
        ...{ name: 'registers', space: 'kernel' as const, address, bytes },
      })),
      ...tasks.map((address, thread) => ({
        ...{ name: 'task', space: 'kernel' as const, address, bytes: taskBytes[thread]! },
      })),
    ],
  })
  vm.map(stateMap).update(new Uint8Array(4), plan.state, 0n, 0)
  const run = (hook: 'sys_enter' | 'sys_exit', thread: number, ns: bigint, result = 0n): number => {
    const registers = regsOf(thread)
    Object.assign(vm.current, { pid: 100, tid: 100 + thread, task: tasks[thread], regs: registers, ns })
    vm.run(plan.programs.find(({ spec }) => spec.name === hook)!.spec.insns, [registers, result])
    return vm.ring(ringMap).length
  }
  return {
    enter: (thread: number, ns: bigint) => run('sys_enter', thread, ns),
    exit: (thread: number, ns: bigint, result?: bigint) => run('sys_exit', thread, ns, result),
    begin: (thread: number, ns: bigint) =>
      new DataView(taskBytes[thread]!.buffer).setBigUint64(sampleTask.startTime, ns, true),
    underSeccomp: (thread: number) =>
      new DataView(taskBytes[thread]!.buffer).setInt32(sampleTask.seccompMode!, 2, true),
    attached: (ns: bigint) => {
      const [state] = vm.map(stateMap).values(new Uint8Array(4))!
      new DataView(state!.buffer, state!.byteOffset).setBigUint64(stateLayout.attachedAt, ns, true)
    },
    kept: () => vm.map(entryMap).entries().length,
    slots: () => {
      const [value] = vm.map(entrySlotMap).values(new Uint8Array(4))!
      const words = new BigUint64Array(value!.buffer, value!.byteOffset, value!.byteLength >> 3)
      return words.filter((word, i) => i % 2 === 0 && word !== 0n).length
    },
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

describe('the time of entry in slots', () => {
  const longer = planOf(`on('read', e => { if (e.duration > 100) print(e.ret) })`, bestFeatures)
  // Every two threads have stacks whose addresses lead to one slot.
  const sharing = (thread: number): bigint =>
    regsAddress + BigInt(thread >> 1) * 0x8000n + (BigInt(thread & 1) << 32n)

  test('is that of the thread, whoever else has come upon its slot', () => {
    const { enter, exit, kept, slots, lost } = machineOf(longer, 8, sharing)
    for (const round of [0n, 10_000n]) {
      enter(0, round + 1000n)
      enter(1, round + 1090n)
      enter(2, round + 1095n)
      enter(3, round + 1001n)
      expect([exit(1, round + 1101n), exit(0, round + 1101n)]).toEqual([0, 1])
      expect([exit(2, round + 1101n), exit(3, round + 1102n)]).toEqual([0, 1])
    }
    expect([kept(), slots(), lost('noEntry')]).toEqual([2, 2, 0n])
  })

  test('belongs to one call: the next without an entry has none', () => {
    const { enter, exit, lost } = machineOf(longer, 8, sharing)
    expect([exit(0, 900n), exit(1, 900n)]).toEqual([0, 0])
    expect(lost('noEntry')).toBe(2n)
    for (const thread of [0, 1]) {
      enter(thread, 1000n)
      expect([exit(thread, 2000n), exit(thread, 3000n)]).toEqual([1, 0])
    }
    expect(lost('noEntry')).toBe(4n)
  })

  test('of a thread killed within its call is not that of the next with its stack', () => {
    const { begin, enter, exit, lost } = machineOf(longer, 8)
    enter(0, 1000n)
    begin(1, 1500n)
    expect([exit(1, 2000n), lost('noEntry')]).toEqual([0, 1n])
    enter(1, 3000n)
    expect(exit(1, 4000n)).toBe(1)
  })
  describe('that never came to sys_enter', () => {
    const plan = planOf(
      `on('read', e => print(e.duration)); on('read', e => { if (e.duration > 1e9) print(1) })`,
      bestFeatures,
    )
    const refused = [-1n, -38n]

    test('is the exit in a thread under seccomp, once the thread was seen; another’s answer takes unknown time', () => {
      const { enter, exit, lost, underSeccomp } = machineOf(plan, 8, sharing)
      for (const thread of [0, 1]) {
        underSeccomp(thread)
        expect(refused.map(result => exit(thread, 900n, result))).toEqual([0, 1])
        expect([enter(thread, 1000n), exit(thread, 1500n)]).toEqual([0, 1])
        expect(refused.map(result => exit(thread, 2000n, result))).toEqual([1, 1])
        expect(exit(thread, 2000n, 5n)).toBe(0)
      }
      expect(lost('noEntry')).toBe(4n)
    })

    test('is not the time of a call before it that nobody wanted', () => {
      const script = `on('read', e => { if (e.ret < 0 && e.duration === 0) print(1) })`
      const { enter, exit, underSeccomp } = machineOf(planOf(script, bestFeatures), 8, sharing)
      for (const thread of [0, 1]) {
        underSeccomp(thread)
        enter(thread, 1000n)
        expect([exit(thread, 1500n), exit(thread, 9000n, -1n)]).toEqual([0, 1])
      }
    })

    test('is the exit in a thread under seccomp that is younger than the run', () => {
      const { attached, begin, exit, lost, underSeccomp } = machineOf(plan, 8, sharing)
      attached(1000n)
      underSeccomp(0)
      underSeccomp(1)
      begin(0, 999n)
      begin(1, 1001n)
      expect([exit(0, 2000n, -1n), exit(1, 2000n, -1n), lost('noEntry')]).toEqual([0, 1, 1n])
    })

    test('is none, nor a loss, when the thread was killed in front of it', () => {
      const { enter, exit, lost } = machineOf(plan, 8, sharing)
      for (const thread of [0, 1]) {
        expect([enter(thread, 1000n), exit(thread, 1500n)]).toEqual([0, 1])
        expect([exit(thread, 2000n, -38n), lost('noEntry')]).toEqual([0, 0n])
      }
    })
  })
})
