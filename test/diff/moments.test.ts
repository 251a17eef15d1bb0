/**
 * Events that are no calls: the programs of process events and kernel functions run in the interpreter on made-up memory, with
 * work moved and without, recorded and replayed, beside plain JavaScript on the same events. All must put out the same.
 */

import { describe, expect, test } from 'bun:test'
import { registerLayouts } from '../../bpf/facts/pt-regs.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import { compile } from '../../runtime/compiler/compile.ts'
import type { Hook } from '../../runtime/compiler/hook.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import { ringMap, stateMap } from '../../runtime/compiler/state.ts'
import { sampleProcess, sampleTarget, type Target } from '../../runtime/compiler/target.ts'
import { targetOfRecording } from '../../runtime/recording/replay-target.ts'
import { recordedRegistrations } from '../../runtime/recording/session-recorder.ts'
import { openRecording, wholePlan } from '../../runtime/recording/source.ts'
import { tableOfSite } from '../../runtime/script/api.ts'
import { dispatcher } from '../../runtime/stream/dispatch.ts'
import { kernelStore } from '../../runtime/stream/kernel-table.ts'
import type { OnRecord } from '../../runtime/stream/source.ts'
import { MemoryRecording } from '../support/recorded.ts'
import { createVm, type Vm } from '../support/vm.ts'
import { clockOffsetMs } from './call.ts'
import { asKernelMap } from './machine.ts'
import { type Instance, loadScript, Refused, type Script, startScript } from './script.ts'
import { finish } from './three-ways.ts'

const at = {
  task: 0xffff_8880_0000_0000n,
  signal: 0xffff_8880_0010_0000n,
  child: 0xffff_8880_0020_0000n,
  bprm: 0xffff_8880_0030_0000n,
  name: 0xffff_8880_0040_0000n,
  siginfo: 0xffff_c900_0050_0000n,
} as const
type Region = keyof typeof at
type Memory = Readonly<Record<Region, DataView>>

/** Something that happens: what of it is in memory and in the context, and the fields that a handler must see. */
interface Happening {
  readonly hook: Hook
  /** Writes memory; gives back the words of the context, which for a function are its registers. */
  prepare(memory: Memory, target: Target): readonly bigint[]
  readonly fields: Readonly<Record<string, unknown>>
}

/** The same numbers in each run. */
const numbers = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state
  }
}

const makers: readonly ((next: () => number) => Happening)[] = [
  next => {
    const thread = next() % 3 === 0
    const [child, childTid] = [next() % 4_000_000, next() % 4_000_000]
    const exitSignal = thread ? -1 : next() % 65
    return {
      hook: 'process:fork',
      prepare: ({ child: view }, { task, process }) => {
        view.setInt32(task.tgid, child, true)
        view.setInt32(task.pid, childTid, true)
        view.setInt32(process!.exitSignal, exitSignal, true)
        return [at.task, at.child]
      },
      fields: { child, childTid, thread },
    }
  },
  next => {
    const filename = ['/usr/bin/true', '/bin/sh', '', 'relative', '/usr/bin/ünï'][next() % 5]!
    const oldTid = next() % 4_000_000
    return {
      hook: 'process:exec',
      prepare: ({ bprm, name }, { process }) => {
        const bytes = new Uint8Array(name.buffer, name.byteOffset, name.byteLength).fill(0x7a)
        bytes.set(new TextEncoder().encode(`${filename}\0`))
        bprm.setBigUint64(process!.filename, at.name, true)
        return [at.task, BigInt(oldTid), at.bprm]
      },
      fields: { filename, oldTid },
    }
  },
  next => {
    const status = next() % 0x10000
    const live = next() % 3
    return {
      hook: 'process:exit',
      prepare: ({ task, signal }, { process, task: { group } }) => {
        task.setInt32(process!.exitCode, status, true)
        task.setBigUint64(group.signal, at.signal, true)
        signal.setInt32(group.live, live, true)
        // What is above a bool means nothing.
        return process!.tellsLast ? [at.task, 0xab00n | (live === 0 ? 1n : 0n)] : [at.task]
      },
      fields: {
        code: status >> 8,
        signal: status & 0x7f,
        core: (status & 0x80) !== 0,
        last: live === 0,
      },
    }
  },
  next => {
    const words = Array.from({ length: 12 }, () => (next() % 7 ? next() : 0))
    const signal = 1 + (next() % 64)
    const s32 = (i: number): number => words[i]! | 0
    const u64 = (i: number): bigint => (BigInt(words[i + 1]!) << 32n) | BigInt(words[i]!)
    return {
      hook: 'process:signal',
      prepare: ({ siginfo }) => {
        words.forEach((word, i) => {
          siginfo.setUint32(i * 4, word, true)
        })
        // An int, with nothing that means anything above it.
        return [0x5555_5555_0000_0000n | BigInt(signal), at.siginfo, 0n]
      },
      fields: {
        ...{ signal, si_errno: s32(1), si_code: s32(2), si_pid: s32(4), si_uid: words[5], si_status: s32(6) },
        ...{ si_utime: Number(BigInt.asIntN(64, u64(8))), si_stime: Number(BigInt.asIntN(64, u64(10))) },
        ...{ si_value: u64(6), si_timerid: s32(4), si_overrun: s32(5), si_addr: Number(u64(4)) },
        ...{ si_band: Number(BigInt.asIntN(64, u64(4))), si_fd: s32(6), si_call_addr: Number(u64(4)) },
        ...{ si_syscall: s32(6), si_arch: words[7] },
      },
    }
  },
  next => {
    const words = Array.from({ length: 6 }, () => (BigInt(next()) << 32n) | BigInt(next()))
    return {
      hook: 'kprobe:typed',
      prepare: (_, { arch }) => registersWith(arch, registerLayouts[arch].call, words),
      fields: {
        file: words[0],
        fd: Number(BigInt.asIntN(32, words[1]!)),
        flags: Number(words[2]! & 0xffn),
        small: Number(BigInt.asIntN(16, words[3]!)),
        size: Number(words[4]!),
        pos: Number(BigInt.asIntN(64, words[5]!)),
      },
    }
  },
  next => {
    const ret = next() % 2 ? -(next() % 200) : next() % 5000
    return {
      hook: 'kretprobe:typed',
      // What is above an int in its register means nothing.
      prepare: (_, { arch }) =>
        registersWith(arch, [registerLayouts[arch].ret], [0x1234_0000_0000n | BigInt(ret >>> 0)]),
      fields: { ret },
    }
  },
  next => {
    const words = Array.from({ length: 6 }, () => (BigInt(next()) << 32n) | BigInt(next()))
    return {
      hook: 'kprobe:untyped',
      prepare: (_, { arch }) => registersWith(arch, registerLayouts[arch].call, words),
      fields: Object.fromEntries(words.map((word, i) => [`arg${i}`, word])),
    }
  },
]

const registersWith = (arch: Arch, offsets: readonly number[], words: readonly bigint[]): bigint[] => {
  const registers: bigint[] = Array.from({ length: arch === 'x64' ? 21 : 36 }, () => 0xa5a5_a5a5_a5a5_a5a5n)
  offsets.forEach((offset, i) => {
    registers[offset / 8] = words[i]!
  })
  return registers
}

const scalar = (kind: 'signed' | 'unsigned' | 'bool' | 'pointer', size: number) => ({
  kind,
  size,
  text: kind,
})

const targetOf = (arch: Arch, pushdown: boolean): Target =>
  sampleTarget({
    arch,
    pushdown,
    // Older kernels do not tell which thread is the last.
    process: { ...sampleProcess, tellsLast: arch === 'x64' },
    cpus: 4,
    ringSize: 1 << 20,
    functions: new Map([
      [
        'typed',
        {
          prototype: {
            parameters: [
              { name: 'file', type: scalar('pointer', 8) },
              { name: 'fd', type: scalar('signed', 4) },
              { name: 'flags', type: scalar('bool', 1) },
              { name: 'small', type: scalar('signed', 2) },
              { name: 'size', type: scalar('unsigned', 8) },
              { name: 'pos', type: scalar('signed', 8) },
              { name: 'seventh', type: scalar('signed', 8) },
            ],
            result: scalar('signed', 4),
          },
        },
      ],
    ]),
  })

const common = { pid: 77, tid: 78, ppid: 5, uid: 1000, gid: 100, comm: 'made up', cpu: 3, cgroup: 9n }
const ns = 123_456_789n

const eventOf = ({ hook, fields }: Happening): Record<string, unknown> => ({
  ...common,
  time: Number(ns) / 1e6 + clockOffsetMs,
  ns,
  name: hook.startsWith('process:') ? hook : hook.slice(hook.indexOf(':') + 1),
  args: fields,
  ...fields,
})

const compiled = (script: Script, registrations: Instance['registrations'], target: Target): Plan => {
  const { plan, diagnostics } = compile(registrations, script.module.sites, target)
  if (!plan) throw new Refused(diagnostics, script.module.text)
  return plan
}

/** Runs a plan's programs for what happens. @param started gets the machine, before anything has happened */
const drive = (
  plan: Plan,
  happenings: readonly Happening[],
  onRecord: OnRecord,
  started: (vm: Vm) => void = () => {},
): void => {
  const { target } = plan
  const memory = Object.fromEntries(
    Object.keys(at).map(name => [name, new DataView(new ArrayBuffer(4096))]),
  ) as Record<Region, DataView>
  const parent = new DataView(new ArrayBuffer(4096))
  const parentAt = 0xffff_8881_0000_0000n
  memory.task.setInt32(target.task.tgid, common.pid, true)
  memory.task.setInt32(target.task.pid, common.tid, true)
  memory.task.setBigUint64(target.task.realParent, parentAt, true)
  parent.setInt32(target.task.tgid, common.ppid, true)
  new Uint8Array(memory.task.buffer, target.task.comm, 16).set(new TextEncoder().encode(common.comm))
  const region = (name: string, address: bigint, view: DataView) => ({
    name,
    space: 'kernel' as const,
    address,
    bytes: new Uint8Array(view.buffer),
  })
  const vm = createVm({
    maps: plan.maps,
    memory: [
      ...Object.entries(at).map(([name, address]) => region(name, address, memory[name as Region])),
      region('parent', parentAt, parent),
    ],
    cpus: 4,
    current: { ...common, comm: new TextEncoder().encode(common.comm), ns, task: at.task } as never,
  })
  if (plan.maps.some(({ name }) => name === stateMap))
    vm.map(stateMap).update(new Uint8Array(4), plan.state, 0n, 0)
  started(vm)
  for (const happening of happenings) {
    const program = plan.programs.find(({ hook }) => hook === happening.hook)
    if (!program) continue
    vm.run(program.spec.insns, happening.prepare(memory, target))
    if (!plan.maps.some(({ name }) => name === ringMap)) continue
    for (const record of vm.ring(ringMap)) {
      const words = new Uint32Array((record.length + 23) >> 2)
      const bytes = new Uint8Array(words.buffer)
      bytes.set(record, 8)
      onRecord(words, bytes, 8)
    }
  }
}

/** What gives the records of a plan to a script. */
const receiver = (plan: Plan, instance: Instance): OnRecord =>
  dispatcher(
    plan,
    instance.registry.handlers.map(({ handler }) => handler),
    { clockOffsetMs, kernelStack: () => '', userStack: () => '' } as never,
    (_, error) => instance.fail(error),
  )

const throughMachine = async (script: Script, happenings: readonly Happening[], target: Target) => {
  const instance = await startScript(script)
  const plan = compiled(script, instance.registrations, target)
  drive(plan, happenings, receiver(plan, instance), vm => {
    plan.tables.forEach((table, index) => {
      const shown = tableOfSite(instance.registry, table.kind, table.site, table.linear)
      const { map } = plan.tables[index]!
      if (plan.maps.includes(map))
        shown.attach(kernelStore(table, asKernelMap(vm, map, 4), plan.target.syscalls))
    })
  })
  return { plan, output: await finish(instance, script) }
}

/** Recorded by a plan of its own, and replayed by another. */
const throughRecording = async (script: Script, happenings: readonly Happening[], target: Target) => {
  const { registrations } = await startScript(script)
  const taken = recordedRegistrations(registrations, [])
  const recording = compiled(script, taken, { ...target, pushdown: false, recording: true })
  const memory = new MemoryRecording(recording, { startNs: '0', offsetMs: clockOffsetMs }, () => '')
  drive(recording, happenings, (words, bytes, at) => memory.recorder.take(words, bytes, at))
  const instance = await startScript(script)
  const recorded = memory.read()
  const { ringSize, tableRows, recipeOf } = target
  const replaying = targetOfRecording(recorded.header, { ringSize, tableRows, recipeOf })
  const plan = wholePlan(compiled(script, instance.registrations, replaying))
  const source = openRecording(plan, recorded)
  const onRecord = receiver(plan, instance)
  while (source.drain(onRecord, 1000).more);
  return finish(instance, script)
}

const inPlain = async (script: Script, happenings: readonly Happening[]): Promise<readonly string[]> => {
  const instance = await startScript(script)
  for (const happening of happenings)
    instance.registry.handlers.forEach(({ probes, handler }, i) => {
      const event = eventOf(happening) as never
      if (probes.includes(happening.hook) && (instance.wheres[i]?.(event) ?? true)) handler(event)
    })
  return finish(instance, script)
}

/** Scripts, and whether all that they do is done in the kernel. */
const scripts: readonly (readonly [text: string, moved: boolean])[] = [
  [`on('process:fork', e => print(e.pid, e.child, e.childTid, e.thread, e.args.thread))`, false],
  [`on('process:fork', e => { if (!e.thread) count(e.childTid > 2000000) })`, true],
  [`on('process:fork', e => count(e.thread, e.name))`, true],
  [`on('process:exec', e => print(e.filename, e.oldTid, e.comm, e.ppid))`, false],
  [`on('process:exec', e => { if (e.filename.startsWith('/usr/bin/')) count(e.filename) })`, true],
  [
    `on('process:exec', { where: e => e.filename === '/bin/sh' || e.oldTid > 2000000 }, e => print(e.filename))`,
    false,
  ],
  [`on('process:exit', e => print(e.code, e.signal, e.core, e.last, e.uid, e.cpu, e.time))`, false],
  [`on('process:exit', e => { if (e.last && e.code > 100) print(e.code) })`, false],
  [`on('process:exit', e => count(e.signal, e.core === true, e.last ? 'last' : 'not'))`, true],
  [`on('process:exit', { where: e => e.core }, e => sum(e.code))`, true],
  [`on('process:exit', e => hist(e.code))`, true],
  [`on('process:signal', e => print(e.args))`, false],
  [`on('process:signal', e => print(e))`, false],
  [`on('process:signal', e => count(e.signal, e.si_value))`, true],
  [
    `on('process:signal', e => { if (e.si_value > 0x8000000000000000n && e.si_code < 0) count(e.si_uid % 3) })`,
    true,
  ],
  [
    `on('process:signal', e => { if (e.si_addr > 2 ** 40 || e.si_status < 0) print(e.si_addr, e.si_band) })`,
    false,
  ],
  [
    `on(['process:exit', 'process:fork', 'process:signal'], e => count(e.name, e.signal === undefined))`,
    true,
  ],
  [
    `on(['process:exit', 'process:signal'], e => { if (e.signal > 32) print(e.name, e.signal, e.code) })`,
    false,
  ],
  [`on('kprobe:typed', e => print(e))`, false],
  [`on('kprobe:typed', e => { if (e.fd < 0 && e.small >= 0) count(e.flags, e.name) })`, true],
  [`on('kprobe:typed', { where: e => e.file > 0x8000000000000000n }, e => count(e.file % 5n))`, true],
  [`on('kprobe:typed', e => { if (e.args.pos < 0) print(e.pos, e.args.size, e.file) })`, false],
  [`on('kretprobe:typed', e => count(e.ret))`, true],
  [`on('kretprobe:typed', e => { if (e.ret < 0) print(e.ret) })`, false],
  [`on('kretprobe:typed', e => lhist(e.ret, { min: -200, max: 5000, step: 100 }))`, true],
  [`on('kprobe:untyped', e => print(e.args))`, false],
  [`on('kprobe:untyped', e => { if (e.arg0 < e.arg1) count(e.arg5 % 3n) })`, true],
]

const happenings = (() => {
  const next = numbers(7)
  return Array.from({ length: 210 }, (_, i) => makers[i % makers.length]!(next))
})()

describe.each(['x64', 'arm64'] as const)('%s', arch => {
  for (const [text, moved] of scripts)
    test(text, async () => {
      const script = loadScript(text)
      const pushed = await throughMachine(script, happenings, targetOf(arch, true))
      const kept = await throughMachine(script, happenings, targetOf(arch, false))
      const replayed = await throughRecording(script, happenings, targetOf(arch, true))
      const plain = await inPlain(script, happenings)
      expect(plain.length).toBeGreaterThan(0)
      expect(kept.output).toEqual(plain)
      expect(pushed.output).toEqual(plain)
      expect(replayed).toEqual(plain)
      expect(pushed.plan.handlers.every(({ variants }) => variants.every(v => v.moved))).toBe(moved)
    })
})
