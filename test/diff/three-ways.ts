/**
 * One script and one list of calls, three ways: with work moved into the kernel, without, and as plain JavaScript on event
 * objects that no record has carried; and once more recorded, and replayed. All outputs have to be the same.
 */

import { descriptorArguments, pathArguments } from '../../bpf/facts/argument-roles.ts'
import { errorNumber } from '../../bpf/facts/errors.ts'
import type { Arch } from '../../bpf/facts/syscalls.ts'
import { callFormatter, callPut } from '../../runtime/calls/format.ts'
import { defaultCallOptions } from '../../runtime/calls/options.ts'
import { compile } from '../../runtime/compiler/compile.ts'
import type { OnOptions } from '../../runtime/compiler/options.ts'
import type { HandlerPlan, Plan } from '../../runtime/compiler/plan.ts'
import { bestFeatures, oldestFeatures, sampleTarget, type Target } from '../../runtime/compiler/target.ts'
import { targetOfRecording } from '../../runtime/recording/replay-target.ts'
import { recordedRegistrations } from '../../runtime/recording/session-recorder.ts'
import { openRecording, wholePlan } from '../../runtime/recording/source.ts'
import { tableOfSite } from '../../runtime/script/api.ts'
import { type AnyEvent, useRegistry } from '../../runtime/script/registry.ts'
import { dispatcher } from '../../runtime/stream/dispatch.ts'
import type { SharedMap } from '../../runtime/tables/shared-map.ts'
import { MemoryRecording } from '../support/recorded.ts'
import { argumentOf, type Call, clockOffsetMs, eventOf, type Phase, showFrames } from './call.ts'
import { createMachine, momentsOf } from './machine.ts'
import { type Instance, loadScript, Refused, type Script, startScript } from './script.ts'
import { show } from './show.ts'

export interface Outputs {
  readonly pushed: readonly string[]
  readonly unpushed: readonly string[]
  readonly reference: readonly string[]
  /** Undefined where the script waits between its events: a replay does not. */
  readonly replayed: readonly string[] | undefined
}

/** The outputs, one below the other. */
export const describeOutputs = ({ pushed, unpushed, reference, replayed }: Outputs): string =>
  [
    ['in the kernel', pushed] as const,
    ['not in the kernel', unpushed] as const,
    ['in JavaScript', reference] as const,
    ['replayed', replayed ?? ['(not done)']] as const,
  ]
    .map(([name, lines]) => `--- ${name}\n${lines.join('\n')}`)
    .join('\n')

export interface Result extends Outputs {
  readonly same: boolean
  readonly plan: Plan
}

/** The process that no handler sees. */
export const self = 1

/** Every other script runs as on an old kernel. */
const targetOf = (text: string, arch: Arch) =>
  sampleTarget({
    ...{ arch, self, cpus: 4, ringSize: 1 << 20 },
    features: text.length % 2 === 0 ? bestFeatures : oldestFeatures,
  })

/** @throws Refused */
const compileFor = (instance: Pick<Instance, 'registrations'>, script: Script, target: Target): Plan => {
  const { plan, diagnostics } = compile(instance.registrations, script.module.sites, target)
  if (!plan || diagnostics.some(d => d.severity === 'error'))
    throw new Refused(diagnostics, script.module.text)
  return plan
}

const isAsync = (script: Script): boolean => /async|Promise/.test(script.module.text)

/** Errors of asynchronous handlers come some turns later. */
const settle = async (script: Script): Promise<void> => {
  if (isAsync(script)) for (let turn = 0; turn < 8; turn++) await undefined
}

/** Tables at the end, by call site; those without rows are left out, since when they come to be is no matter. */
export const finish = async (instance: Instance, script: Script): Promise<readonly string[]> => {
  const { registry, output } = instance
  await settle(script)
  for (const run of registry.ends) run()
  const tables = [...registry.bySite].sort(([a], [b]) => a - b)
  for (const [site, table] of tables) {
    const snapshot = table.snapshot()
    if (snapshot.rows.length > 0 || (snapshot.invalid ?? 0) > 0)
      output.push(
        `table of site ${site}: ${show({ ...snapshot, rows: [] })}`,
        ...snapshot.rows.map(row => `  ${show(row)}`),
      )
  }
  for (const [site, map] of registry.mapsBySite) {
    const { rows } = (map as SharedMap<never, unknown>).snapshot()
    output.push(`map of site ${site}: ${show(rows)}`)
  }
  useRegistry(undefined)
  return output
}

const throughMachine = async (script: Script, calls: readonly Call[], target: Target) => {
  const instance = await startScript(script)
  const plan = compileFor(instance, script, target)
  const machine = createMachine(plan, calls)
  plan.tables.forEach((table, index) => {
    const shown = tableOfSite(instance.registry, table.kind, table.site, table.linear)
    if (table.name !== undefined) shown.name = table.name
    const store = machine.store(index)
    if (store) shown.attach(store)
  })
  plan.sharedMaps.forEach((shared, index) => {
    instance.registry.mapsBySite.get(shared.site)?.attach(machine.mapStore(index))
  })
  const onRecord = dispatcher(
    plan,
    instance.registry.handlers.map(handler => handler.handler),
    {
      ...{
        clockOffsetMs,
        kernelStack: showFrames,
        callOptions: defaultCallOptions,
        callTexts: () => ({ callFormatter, callPut }),
      },
      userStack: (_, addresses) => showFrames(addresses),
    },
    (_, error) => instance.fail(error),
  )
  for (const moment of momentsOf(calls)) {
    machine.step(moment, onRecord)
    await settle(script)
  }
  return { plan, output: await finish(instance, script) }
}

/** Recorded by a plan of its own, and replayed by another. */
const throughRecording = async (script: Script, calls: readonly Call[], target: Target) => {
  const { registrations } = await startScript(script)
  const recording = compileFor({ registrations: recordedRegistrations(registrations, []) }, script, {
    ...target,
    pushdown: false,
    recording: true,
  })
  const machine = createMachine(recording, calls)
  const clock = { startNs: '0', offsetMs: clockOffsetMs }
  const memory = new MemoryRecording(recording, clock, showFrames)
  for (const moment of momentsOf(calls))
    machine.step(moment, (words, bytes, at) => memory.recorder.take(words, bytes, at))

  const instance = await startScript(script)
  const recorded = memory.read()
  const { ringSize, tableRows, recipeOf } = target
  const plan = wholePlan(
    compileFor(instance, script, targetOfRecording(recorded.header, { ringSize, tableRows, recipeOf })),
  )
  const source = openRecording(plan, recorded)
  const onRecord = dispatcher(
    plan,
    instance.registry.handlers.map(handler => handler.handler),
    {
      ...{ clockOffsetMs, callOptions: defaultCallOptions, callTexts: () => ({ callFormatter, callPut }) },
      kernelStack: addresses => source.stackText(0, addresses),
      userStack: (pid, addresses) => source.stackText(pid, addresses),
    },
    (_, error) => instance.fail(error),
  )
  while (source.drain(onRecord, 1000).more);
  return finish(instance, script)
}

/** Whether a name fits a pattern, byte by byte. */
const fits = (pattern: string, name: Uint8Array): boolean => {
  const wild = { '*': '.*', '?': '.' } as const
  const source = Buffer.from(pattern)
    .toString('latin1')
    .replaceAll(/\\[*?\\]|./gs, part =>
      part in wild ? wild[part as keyof typeof wild] : RegExp.escape(part.at(-1)!),
    )
  return new RegExp(`^(?:${source})$`, 's').test(Buffer.from(name).toString('latin1'))
}

/** Whether what is demanded of the kernel holds. */
const meets = (call: Call, event: AnyEvent, phase: Phase, options: OnOptions): boolean => {
  const { pid, tid, uid, comm, cgroup, minDuration, failed, sample } = options
  const among = <T>(list: readonly T[] | undefined, value: T): boolean => !list || list.includes(value)
  if (!among(pid, call.pid) || !among(tid, call.tid) || !among(uid, call.uid)) return false
  if (!among(cgroup, call.cgroup)) return false
  // A name with a replacement character in it may stand for any bytes, so it names no process and no file.
  const isName = (name: string): boolean => name.isWellFormed() && !name.includes('\ufffd')
  if (comm && !comm.some(name => isName(name) && fits(name, call.comm))) return false
  if (sample !== undefined && sample < 1 && call.random >= Math.round(sample * 2 ** 32)) return false
  const { errno, ok, fd, path } = options
  const given = (places: readonly number[], list: readonly unknown[] | undefined): boolean =>
    !list || places.some(i => list.includes(argumentOf(call.syscall.args[i]!, call.args[i])))
  if (!given(descriptorArguments(call.syscall), fd)) return false
  if (!given(pathArguments(call.syscall), path?.filter(isName))) return false
  if (phase === 'enter') return true
  if (errno && !errno.some(name => errorNumber(name) === Number(-call.ret))) return false
  if (ok !== undefined && ok !== (event.error === undefined)) return false
  if (minDuration !== undefined && !((event.duration as number) >= minDuration)) return false
  return failed === undefined || failed === (event.error !== undefined)
}

/** Whether a handler gets no call whose entry was not seen, since it has no duration. */
const needsEntry = ({ uses }: HandlerPlan, { minDuration }: OnOptions): boolean =>
  uses.all || uses.common.has('duration') || minDuration !== undefined

const inPlain = async (script: Script, calls: readonly Call[], handlers: readonly HandlerPlan[]) => {
  const instance = await startScript(script)
  const { registry, wheres } = instance
  const seen = handlers.map(handler => new Set(handler.variants.flatMap(v => v.syscalls.map(s => s.nr))))
  for (const { call, phase } of momentsOf(calls)) {
    if (call.pid === self) continue
    for (const [i, handler] of handlers.entries()) {
      if (handler.phase !== phase || !seen[i]!.has(call.syscall.nr)) continue
      const event = eventOf(call, phase, handler.uses.common)
      const { registration } = handler
      const { options } = registry.handlers[registration]!
      if (call.begun && needsEntry(handler, options)) continue
      if (!meets(call, event, phase, options)) continue
      const where = wheres[registration]
      if (where && !where(event)) continue
      try {
        const result = registry.handlers[registration]!.handler(event)
        if (result instanceof Promise) result.catch(error => instance.fail(error))
      } catch (error) {
        instance.fail(error)
      }
    }
    await settle(script)
  }
  return finish(instance, script)
}

/** @throws Refused when the script does not compile; whatever goes wrong in the interpreter */
export const runThreeWays = async (
  text: string,
  calls: readonly Call[],
  arch: Arch = 'x64',
  more: Partial<Target> = {},
): Promise<Result> => {
  const script = loadScript(text)
  const target = { ...targetOf(text, arch), ...more }
  const { plan, output: pushed } = await throughMachine(script, calls, target)
  const { plan: plain, output: unpushed } = await throughMachine(script, calls, {
    ...target,
    pushdown: false,
  })
  const reference = await inPlain(script, calls, plain.handlers)
  const replayed = isAsync(script) ? undefined : await throughRecording(script, calls, target)
  const [a, b, c, d] = [pushed, unpushed, reference, replayed ?? reference].map(output => output.join('\n'))
  return { plan, pushed, unpushed, reference, replayed, same: a === b && b === c && c === d }
}
