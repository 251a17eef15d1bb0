/**
 * Kernel cases: a script, a workload, and exactly what must come out. Each is run by two systraces at once, one with and one
 * without pushdown, and by a third that does without what older kernels lack or records, to be replayed afterwards: they see the
 * same calls of one workload, and all must give what is expected, the first two the same.
 */

import { afterAll, describe, expect } from 'bun:test'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { probe } from '../../ffi/probe.ts'
import { type Need, testNeeding } from '../support/needs.ts'
import { type TableRows, type Traced, Tracer } from '../support/tracer.ts'
import { type Facts, type Identity, nextIdentity, type WorkloadSpec, Workloads } from '../support/workload.ts'

/** What must have come out, all of it: what is not named must not be there. Values may be Bun's matchers, or `between`. */
export interface Outcome {
  /** What each `print` was given: the value, or an array of several. */
  readonly rows?: readonly unknown[]
  /** By the call as written. Rows are the key's parts and the value. */
  readonly tables?: Readonly<Record<string, TableRows>>
  /** Messages about the run, such as losses; each is on stderr as well. */
  readonly messages?: readonly Readonly<Record<string, unknown>>[]
}

/** The folder of a cgroup in the cgroup v2 hierarchy; that of this process unless named. */
export const cgroupPath = (group?: string): string => {
  const mount = /^\S+ \S+ \S+ \S+ (\S+) .* - cgroup2 /m.exec(readFileSync('/proc/self/mountinfo', 'utf8'))
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))
  return join(mount?.[1] ?? '/sys/fs/cgroup', group ?? own?.[1] ?? '/')
}

/** What the workload said that it did, and what its process was. */
export type CaseFacts = Facts & Identity & { readonly pid: number }

export interface KernelCase {
  readonly name: string
  /** `$comm`, `$uid` and `$pid` stand for the workload's. */
  readonly script: string
  /** Options of systrace; `-c $comm` unless given. */
  readonly args?: readonly string[]
  readonly workload: WorkloadSpec
  readonly expect: Outcome | ((facts: CaseFacts) => Outcome)
  /** Texts that must be nowhere in the output. */
  readonly expectNone?: readonly string[]
  readonly needs?: readonly Need[]
  readonly exit?: number
  /** The script ends the run. */
  readonly endsItself?: boolean
  /** Rows in any order: they are sorted by their text. */
  readonly unordered?: boolean
  /** Why what was recorded does not give the same when it is replayed. */
  readonly replayDiffers?: string
  /** Why the two runs cannot give the same values (their clocks are read at different moments, say). */
  readonly differs?: string
  /** What is wrong with systrace that makes this case fail, until it is mended. */
  readonly fault?: string
}

/** Stands in an outcome for any number within bounds: a clock's, or a sample's. */
class Between {
  readonly low: number
  readonly high: number
  constructor(low: number, high: number) {
    this.low = low
    this.high = high
  }
}

export const between = (low: number, high: number): unknown => new Between(low, high)

/** What is expected, with the received value in the place of bounds that it keeps. */
const settle = (expected: unknown, received: unknown): unknown => {
  if (expected instanceof Between) {
    const { low, high } = expected
    const within = typeof received === 'number' && received >= low && received <= high
    return within ? received : `between ${low} and ${high}`
  }
  const inner = received as Readonly<Record<string, unknown>> | undefined
  if (Array.isArray(expected)) return expected.map((item, i) => settle(item, inner?.[i]))
  if (
    typeof expected === 'object' &&
    expected !== null &&
    Object.getPrototypeOf(expected) === Object.prototype
  )
    return Object.fromEntries(
      Object.entries(expected).map(([name, item]) => [name, settle(item, inner?.[name])]),
    )
  return expected
}

interface Way {
  readonly name: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

const ways: readonly Way[] = [
  { name: 'with pushdown', args: [] },
  { name: 'without pushdown', args: ['--no-pushdown'] },
]

/** What older kernels have, and, where this one has more, what no kernel has but shows a fault by itself. */
const olderFeatures = ['perf,hash,read,bounded,rows,levels', 'hash,read,bounded,rows,levels']
const oddFeatures = ['perf,rows', 'hash,bounded']
let older = 0

/** How a case is recorded: by what its script asks for, or all calls that its options choose. */
type Recording = 'script' | 'selection'

/** What a selection leaves out unless it is asked for. */
const selectionFor = (script: string): string[] => [
  ...(script.includes(':enter') ? ['--entries'] : []),
  ...(script.includes('stack') ? ['--stacks'] : []),
  ...[...new Set(script.matchAll(/'k(?:ret)?probe:(\w+)'/g).map(([, name]) => name!))].flatMap(name => [
    '--kprobe',
    name,
  ]),
]

/** Of those that take no older way, which is recorded how. */
const recordingWay = ({ args, replayDiffers, fault }: KernelCase): Recording | undefined => {
  if (replayDiffers !== undefined || fault !== undefined) return undefined
  if (process.env.SYSTRACE_RECORD)
    return older % 2 === Number(process.env.SYSTRACE_RECORD) % 2 ? 'selection' : 'script'
  if (process.env.SYSTRACE_FEATURES || older % 2 === 1) return undefined
  // A selection is made by the options alone.
  return older % 4 === 0 && args?.length !== 0 ? 'selection' : 'script'
}

/** For every other case the next of the ways that older kernels take, in turn. Where one is asked for, all runs take it. */
const olderWay = (): readonly Way[] => {
  if (process.env.SYSTRACE_FEATURES || older++ % 2 === 1) return []
  const all = probe('task_storage').ok ? [...olderFeatures, ...oddFeatures] : olderFeatures
  const features = all[(older >> 1) % all.length]!
  return [{ name: `with SYSTRACE_FEATURES=${features}`, args: [], env: { SYSTRACE_FEATURES: features } }]
}

const text = (value: unknown): string => JSON.stringify(value)

const sorted = (rows: readonly unknown[]): unknown[] =>
  [...rows].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))

const outputOf = (traced: Traced, unordered: boolean | undefined) => ({
  rows: unordered ? sorted(traced.rows) : traced.rows,
  tables: traced.tables,
  messages: traced.messages,
})

const check = (kernelCase: KernelCase, outcome: Outcome, traced: Traced): void => {
  const { unordered, exit = 0, expectNone = [] } = kernelCase
  if (traced.exit !== exit) throw new Error(`systrace ended with ${traced.exit}: ${traced.stderr}`)
  const output = outputOf(traced, unordered)
  const { rows = [], tables = {}, messages = [] } = outcome
  const wanted = settle({ rows: unordered ? sorted(rows) : rows, tables, messages }, output)
  expect(output).toEqual(wanted as typeof output)
  const said = traced.stderr.split('\n').filter(line => line.startsWith('systrace: '))
  expect(said.length, traced.stderr).toBe(outcome.messages?.length ?? 0)
  if (said.length === 0) expect(traced.stderr).toBe('')
  const all = text(outputOf(traced, false))
  for (const none of expectNone) expect(all).not.toContain(none)
}

/** Runs the workload of a case under all systraces. */
const traceCase = async (
  workloads: Workloads,
  ways: readonly Way[],
  { script, workload, endsItself, args = ['-c', '$comm'] }: KernelCase,
  recording: Recording | undefined,
): Promise<{ facts: CaseFacts; all: readonly Traced[] }> => {
  const identity = nextIdentity()
  // Compiled before anything is attached.
  workloads.path(workload.program)
  let running = workload.waits ? workloads.start(workload, identity) : undefined
  let tracers: readonly Tracer[] = []
  let recorder: Tracer | undefined
  const path = join(tmpdir(), `${identity.comm}.strc`)
  const fill = (value: string): string =>
    value
      .replaceAll('$comm', identity.comm)
      .replaceAll('$uid', String(identity.uid))
      .replaceAll('$pid', String(running?.pid))
  try {
    tracers = await Tracer.startAll(
      ways.map(({ args: way }) => [...way, ...args.map(fill), '-e', fill(script)]),
      ways.map(({ env }) => env),
    )
    const code = ['-e', fill(script)]
    if (recording)
      recorder = await Tracer.record(path, [
        ...args.map(fill),
        ...(recording === 'script' ? code : selectionFor(script)),
      ])
    const stop = async (): Promise<Traced[]> => {
      const all = await Promise.all(tracers.map(tracer => (endsItself ? tracer.ended() : tracer.stop())))
      if (!recorder) return all
      const { exit, stderr } = await recorder.stop()
      if (exit !== 0) throw new Error(`recording ended with ${exit}: ${stderr}`)
      return [...all, await Tracer.replay(path, [...args.map(fill), ...code])]
    }
    running ??= workloads.start(workload, identity)
    running.go()
    const { lingers, outlives } = workload
    if (lingers !== undefined) await Promise.all(tracers.map(tracer => tracer.wrote(lingers)))
    const early = outlives ? await stop() : undefined
    if (lingers !== undefined) running.release()
    const facts = { ...(await running.facts()), ...identity, pid: running.pid }
    return { facts, all: early ?? (await stop()) }
  } finally {
    running?.kill()
    for (const tracer of tracers) tracer.kill()
    recorder?.kill()
    rmSync(path, { force: true })
  }
}

const runCase = async (workloads: Workloads, kernelCase: KernelCase): Promise<void> => {
  const taken = [...ways, ...olderWay()]
  const recording = recordingWay(kernelCase)
  const { facts, all } = await traceCase(workloads, taken, kernelCase, recording)
  const outcome = typeof kernelCase.expect === 'function' ? kernelCase.expect(facts) : kernelCase.expect
  const [pushed, kept] = all.map(traced => outputOf(traced, kernelCase.unordered))
  const alike = Bun.deepEquals(pushed, kept)
  const names = [
    ...taken.map(({ name }) => name),
    ...(recording ? [`replayed, recorded by ${recording}`] : []),
  ]
  names.forEach((name, i) => {
    try {
      check(kernelCase, outcome, all[i]!)
    } catch (error) {
      if (error instanceof Error)
        error.message = `${name}${alike ? ' (and the other way the same)' : ''}: ${error.message}`
      throw error
    }
  })
  if (kernelCase.differs === undefined) expect(pushed).toEqual(kept)
}

/** A case of a known fault must fail: when it no longer does, it says so. */
const run = async (workloads: Workloads, kernelCase: KernelCase): Promise<void> => {
  if (kernelCase.fault === undefined) return runCase(workloads, kernelCase)
  const failure = await runCase(workloads, kernelCase).catch((error: unknown) => error)
  if (failure === undefined)
    throw new Error(`The fault is mended, take it out of the case: ${kernelCase.fault}`)
}

/** Makes a test of each case. */
export const kernelCases = (title: string, cases: readonly KernelCase[]): void => {
  describe(title, () => {
    const workloads = new Workloads()
    afterAll(() => workloads.dispose())
    for (const kernelCase of cases) {
      const needs = ['kernel', 'tracefs', 'binary', 'gcc', ...(kernelCase.needs ?? [])] as const
      testNeeding(...needs)(kernelCase.name, () => run(workloads, kernelCase), 60_000)
    }
  })
}
