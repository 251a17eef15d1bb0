/** What programs read of memory by random recipes, in the interpreter, is what the recipes mean. The seed is printed. */

import { expect, test } from 'bun:test'
import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import { counterOffset, recipeMap, ringMap, stateMap } from '../../runtime/compiler/state.ts'
import type { Features, Target } from '../../runtime/compiler/target.ts'
import { bestFeatures, sampleTask } from '../../runtime/compiler/target.ts'
import { randomScene } from '../support/random-scene.ts'
import { chunksOf, follow, type Scene } from '../support/scene.ts'
import { callsOf, planWith } from '../support/scene-records.ts'
import { createVm, type MemorySpec } from '../support/vm.ts'
import { seeded } from './choices.ts'

const seed = Number(process.env.SYSTRACE_SEED ?? Math.floor(Math.random() * 2 ** 31))
const scenes = 50

const names = ['getpid', 'umask', 'chdir', 'close']
const rets = [0n, 3n, -14n, -2n, 5000n]
const [task, regs] = [0xffff_8880_0000_0000n, 0xffff_c900_0000_0000n]

/** The chunks of each record, and how many strings were lost, by handler. */
const inInterpreter = async (
  scene: Scene,
  script: string,
  features: Features,
): Promise<[string[][], number]> => {
  const more: Partial<Target> = { self: 1, cpus: 2, features }
  const plan = await planWith(script, scene.recipes, more)
  const registers = new Uint8Array(320)
  const view = new DataView(registers.buffer)
  const taskBytes = new Uint8Array(4096)
  new DataView(taskBytes.buffer).setUint32(sampleTask.tgid, 7, true)
  new DataView(taskBytes.buffer).setUint32(sampleTask.pid, 8, true)
  const memory: MemorySpec[] = [
    { name: 'task', space: 'kernel', address: task, bytes: taskBytes },
    { name: 'registers', space: 'kernel', address: regs, bytes: registers },
    ...scene.regions.map(({ address, bytes }) => ({ name: 'user', space: 'user' as const, address, bytes })),
  ]
  const vm = createVm({ maps: plan.maps, memory, cpus: 2, current: { pid: 7, tid: 8, task, regs } })
  vm.map(stateMap).update(new Uint8Array(4), plan.state, 0n, 0)
  if (plan.recipes) vm.map(recipeMap).update(new Uint8Array(4), plan.recipes, 0n, 0)
  const found: string[][] = []
  const onRecord = callsOf(plan, call => found.push(chunksOf(call, scene.recipes.get(call.syscall.name)!)))
  const { nr, args } = registerLayouts.x64
  scene.calls.forEach((call, i) => {
    const number = syscallTable('x64').byName(call.name)!.nr
    view.setBigInt64(nr.offset, BigInt(number), true)
    call.args.forEach((value, arg) => {
      view.setBigUint64(args[arg]!, value, true)
    })
    for (const hook of ['sys_enter', 'sys_exit']) {
      const program = plan.programs.find(program => program.hook === hook)
      if (!program) continue
      const word = hook === 'sys_enter' ? BigInt(number) : BigInt.asUintN(64, rets[i % rets.length]!)
      vm.run(program.spec.insns, [regs, word])
      for (const record of vm.ring(ringMap)) {
        const words = new Uint32Array((record.length + 11) >> 2)
        new Uint8Array(words.buffer).set(record, 8)
        onRecord(words, new Uint8Array(words.buffer), 8)
      }
    }
  })
  const [value] = vm.map(stateMap).values(new Uint8Array(4))!
  const state = new DataView(value!.buffer, value!.byteOffset)
  return [found, Number(state.getBigUint64(counterOffset(0, 'unreadable'), true))]
}

const meant = (scene: Scene, phase: 'enter' | 'complete'): [string[][], number] => {
  let lost = 0
  const all = scene.calls.map(({ name, args }, i) => {
    const { enter, exit } = scene.recipes.get(name)!
    const ret = phase === 'enter' ? undefined : rets[i % rets.length]!
    const early = follow(scene.regions, 'enter', enter, args, undefined)
    const late = follow(scene.regions, 'exit', exit, args, ret)
    lost += early.lost + late.lost
    return [...early.chunks, ...late.chunks]
  })
  return [all, lost]
}

const list = JSON.stringify(names)
const scripts = [
  ['complete', `on(${list}, e => print(e.call))`],
  ['complete', `on(${list}, e => print(e.comm, e.call, e.filename, e.ustack))`],
  ['enter', `on(${JSON.stringify(names.map(name => `${name}:enter`))}, e => print(e.call))`],
] as const

for (const loop of ['helper', 'bounded'] as const)
  test(`${scenes} random recipes, turns by ${loop}, seed ${seed}`, async () => {
    for (let i = 0; i < scenes; i++) {
      const [phase, script] = scripts[i % scripts.length]!
      const scene = randomScene(seeded(seed + i), names)
      const [chunks, lost] = meant(scene, phase)
      const [found, counted] = await inInterpreter(scene, script, { ...bestFeatures, loop })
      const where = `SYSTRACE_SEED=${seed + i}: ${JSON.stringify([...scene.recipes])}`
      expect(found, where).toEqual(chunks)
      // A file name that is read for itself is counted for itself.
      if (!script.includes('filename')) expect(counted, where).toBe(lost)
    }
  })
