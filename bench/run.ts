/**
 * `make bench`: measures dist/systrace against its goals, prints a table and writes bench/results/TIME.json.
 *
 *   bun bench/run.ts [--only PART-OF-NAME] [--quick]
 *
 * A missed goal is a finding, not a failure: the exit code is 0. Absolute times drift from machine to machine and hour to
 * hour; each figure is paired with its own baseline.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Effort, type Metrics, measure } from './measure.ts'
import { type Goal, type Scenario, scenarios } from './scenarios.ts'
import { systracePath } from './tracer.ts'

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, quick: { type: 'boolean', default: false } },
})

const effort: Effort = options.quick
  ? { repetitions: 1, seconds: 0.4, lengthFactor: 0.2, launches: 5 }
  : { repetitions: 5, seconds: 1, lengthFactor: 1, launches: 20 }

interface Result {
  readonly scenario: Scenario
  readonly metrics: Metrics
  readonly error?: string
}

const number = (value: number): string =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

const goalText = ({ metric, unit, atMost, atLeast }: Goal): string =>
  `${metric} ${atMost === undefined ? `≥ ${number(atLeast ?? 0)}` : `≤ ${number(atMost)}`} ${unit}`

const isReached = ({ atMost, atLeast }: Goal, value: number): boolean =>
  (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast)

const verdict = (goal: Goal, { metrics, error }: Result): string => {
  const value = metrics[goal.metric]
  if (error !== undefined || value === undefined || Number.isNaN(value)) return 'not measured'
  return isReached(goal, value) ? 'reached' : 'MISSED'
}

const header = ['scenario', 'goal', 'measured', 'verdict', 'limit in C', 'bpftrace'] as const
const widths = [15, 21, 17, 12, 26, 22]

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, i) => cell.padEnd(widths[i]!))
    .join('  ')
    .trimEnd()

const rows = (result: Result): string[] => {
  const { scenario, metrics, error } = result
  const lines = scenario.goals.map((goal, i) => {
    const value = metrics[goal.metric]
    const measured = value === undefined ? '-' : `${number(value)} ${goal.unit}`
    const peers = i === 0 ? [scenario.limitInC ?? '-', scenario.bpftrace ?? '-'] : []
    return row([i === 0 ? scenario.name : '', goalText(goal), measured, verdict(goal, result), ...peers])
  })
  return error === undefined ? lines : [...lines, `  ${error}`]
}

const chosen = scenarios.filter(({ name }) => name.includes(options.only))
if (chosen.length === 0) {
  console.error(
    `no scenario has "${options.only}" in its name; there are ${scenarios.map(s => s.name).join(', ')}`,
  )
}

const commit = (): string => {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  } catch {
    return 'unknown'
  }
}

console.log(
  `${cpus()[0]?.model}, ${cpus().length} CPUs, Linux ${release()}${options.quick ? ', quick' : ''}\n`,
)
console.log(row(header))
const results: Result[] = []
for (const scenario of chosen) {
  let result: Result
  try {
    result = { scenario, metrics: await measure(scenario, effort) }
  } catch (error) {
    result = { scenario, metrics: {}, error: error instanceof Error ? error.message : String(error) }
  }
  results.push(result)
  for (const line of rows(result)) console.log(line)
}

const time = new Date().toISOString()
const folder = join(import.meta.dir, 'results')
mkdirSync(folder, { recursive: true })
const file = join(folder, `${time.replaceAll(':', '-').slice(0, 19)}.json`)
const report = {
  time,
  commit: commit(),
  systrace: systracePath,
  machine: { cpu: cpus()[0]?.model, cpus: cpus().length, kernel: release() },
  effort,
  results: results.map(result => ({
    name: result.scenario.name,
    what: result.scenario.what,
    metrics: result.metrics,
    goals: result.scenario.goals.map(goal => ({ ...goal, verdict: verdict(goal, result) })),
    ...(result.error !== undefined && { error: result.error }),
  })),
}
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)

const verdicts = results.flatMap(result => result.scenario.goals.map(goal => verdict(goal, result)))
const tally = (which: string): number => verdicts.filter(v => v === which).length
console.log(`\n${tally('reached')} reached, ${tally('MISSED')} missed, ${tally('not measured')} not measured`)
console.log(`all figures: ${file}`)
