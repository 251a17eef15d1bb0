/**
 * One function for each kind of measurement. Each pairs a run under systrace with the same load without it, before and
 * after; costs compare the lowest tenth percentile, since what else happens on the machine only ever adds.
 */

import { execFileSync } from 'node:child_process'
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type LoadReport, launches, load } from './load.ts'
import type { Call, Measure, Scenario } from './scenarios.ts'
import { median, medians } from './statistics.ts'
import { systracePath, Tracer, traceStart } from './tracer.ts'

export type Metrics = Readonly<Record<string, number>>

export interface Effort {
  readonly repetitions: number
  readonly seconds: number
  /** For measurements that state their own length. */
  readonly lengthFactor: number
  readonly launches: number
}

type Of<K extends Measure['kind']> = Extract<Measure, { kind: K }>

const withPid = (args: readonly string[], pid: number): string[] =>
  args.map(arg => arg.replaceAll('{pid}', `${pid}`))

const once = async (call: Call, seconds: number, rate?: number): Promise<LoadReport> =>
  (await load(call, seconds, rate)).run()

const underTracer = async (
  args: readonly string[],
  call: Call,
  seconds: number,
  rate?: number,
): Promise<LoadReport> => {
  const traced = await load(call, seconds, rate)
  try {
    await using tracer = await Tracer.start(withPid(args, traced.pid))
    const report = await traced.run()
    await tracer.stop()
    return report
  } finally {
    traced.cancel()
  }
}

const repeat = async (times: number, run: () => Promise<Metrics>): Promise<Metrics> => {
  const runs: Metrics[] = []
  for (let i = 0; i < times; i++) runs.push(await run())
  return medians(runs)
}

const cost = (args: readonly string[], { call }: Of<'cost'>, effort: Effort): Promise<Metrics> =>
  repeat(effort.repetitions, async () => {
    const before = await once(call, effort.seconds)
    const traced = await underTracer(args, call, effort.seconds)
    const after = await once(call, effort.seconds)
    const untraced = (before.p10 + after.p10) / 2
    return { added: traced.p10 - untraced, untraced, traced: traced.p10 }
  })

const growth = (args: readonly string[], { call, more }: Of<'growth'>, effort: Effort): Promise<Metrics> =>
  repeat(effort.repetitions, async () => {
    const before = await underTracer(args, call, effort.seconds)
    const larger = await underTracer(more, call, effort.seconds)
    const after = await underTracer(args, call, effort.seconds)
    const smaller = (before.p10 + after.p10) / 2
    return { added: larger.p10 - smaller, smaller, larger: larger.p10 }
  })

const paced = (args: readonly string[], { call, rate }: Of<'paced'>, effort: Effort): Promise<Metrics> =>
  repeat(effort.repetitions, async () => {
    const before = await once(call, effort.seconds, rate)
    const traced = await underTracer(args, call, effort.seconds, rate)
    const after = await once(call, effort.seconds, rate)
    const untraced = (before.median + after.median) / 2
    return {
      added: traced.median - untraced,
      addedMean: traced.mean - (before.mean + after.mean) / 2,
      untraced,
      traced: traced.median,
    }
  })

const countLines = async (path: string): Promise<number> => {
  let lines = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    for (const byte of chunk as Uint8Array) if (byte === 10) lines++
  }
  return lines
}

const delivery = async (
  args: readonly string[],
  measure: Of<'delivery'>,
  effort: Effort,
): Promise<Metrics> => {
  const place = mkdtempSync('/dev/shm/systrace-bench-')
  const output = join(place, 'out')
  const traced = await load(measure.call, measure.seconds * effort.lengthFactor, measure.rate)
  try {
    await using tracer = await Tracer.start(withPid(args, traced.pid), output)
    const before = tracer.cpuNs()
    const report = await traced.run()
    await sleep(500)
    const cpu = tracer.cpuNs() - before
    const rss = tracer.rssMb()
    await tracer.stop()
    // The load's own last calls, made to end itself, may be among those delivered; lost are those that are not.
    const delivered =
      measure.output === 'lines'
        ? await countLines(output)
        : Number(readFileSync(output, 'utf8').trim().split('\n').at(-1))
    if (!Number.isFinite(delivered)) throw new Error('the script printed no total')
    return {
      rate: report.calls / report.seconds / 1e6,
      lost: Math.max(0, report.calls - delivered),
      cpu: cpu / delivered,
      share: (cpu / (report.seconds * 1e9)) * 100,
      rss,
      calls: report.calls,
      delivered,
    }
  } finally {
    traced.cancel()
    rmSync(place, { recursive: true, force: true })
  }
}

const idle = async (args: readonly string[], measure: Of<'idle'>, effort: Effort): Promise<Metrics> => {
  await using tracer = await Tracer.start(args)
  await sleep(1000)
  const before = tracer.cpuNs()
  const from = performance.now()
  await sleep(measure.seconds * effort.lengthFactor * 1000)
  const cpu = (tracer.cpuNs() - before) / ((performance.now() - from) * 1e6)
  const rss = tracer.rssMb()
  await tracer.stop()
  return { cpu: cpu * 100, rss }
}

const launch = async (
  args: readonly string[],
  { word, take, tool }: Of<'launch'>,
  effort: Effort,
): Promise<Metrics> => {
  const place = mkdtempSync(join(tmpdir(), 'systrace-bench-'))
  try {
    const file = join(place, 'tool')
    const command = [systracePath, ...args.map(arg => arg.replace('{tool}', file))]
    if (tool) execFileSync(command[0]!, command.slice(1), { stdio: 'ignore' })
    const runs = await launches(effort.launches, word, tool ? [file] : command, traceStart)
    const stated = runs.map(({ line }) => Number(new RegExp(`${word} ([\\d.]+)`).exec(line)?.[1]))
    const taken = take === 'outside' ? runs.map(({ ms }) => ms) : stated
    return { median: median(taken), least: Math.min(...taken), stated: median(stated) }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

export const measure = ({ args, measure }: Scenario, effort: Effort): Promise<Metrics> => {
  switch (measure.kind) {
    case 'cost':
      return cost(args, measure, effort)
    case 'growth':
      return growth(args, measure, effort)
    case 'paced':
      return paced(args, measure, effort)
    case 'delivery':
      return delivery(args, measure, effort)
    case 'idle':
      return idle(args, measure, effort)
    case 'launch':
      return launch(args, measure, effort)
  }
}
