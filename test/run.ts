/**
 * Runs the tests and prints, as its last line, how many passed, failed and were skipped.
 *
 *   bun test/run.ts [--checks] [--fast] [--deno all|part] [--only PART-OF-PATH] [--name PATTERN]
 *
 * Each folder of test/ runs in a process of its own, so that a crash of one loses no other. A runner that dies, a file in
 * which no test came to run, and anything left behind on the machine count as failures. With --deno all only what is tested under
 * Deno is run, with --deno part some of it after the rest.
 */

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { denoLayers } from './support/deno/layers.ts'
import { compilingDenoLauncher, denoCompiles, denoLauncher } from './support/engine.ts'
import { type Case, junitCases } from './support/junit.ts'
import { leftBehind, snapshot } from './support/leftovers.ts'
import { lacking } from './support/needs.ts'
import { patience } from './support/patience.ts'
import { layersOf, type Tally, testFiles } from './support/tally.ts'

const root = join(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    checks: { type: 'boolean', default: false },
    fast: { type: 'boolean', default: false },
    deno: { type: 'string' },
    only: { type: 'string' },
    name: { type: 'string' },
  },
})

const place = mkdtempSync('/tmp/systrace-test-')
process.once('exit', () => rmSync(place, { recursive: true, force: true }))
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
const temporary = mkdtempSync(join(place, 'tmp-'))
// Users that tests become get through: Deno starts no program where the way to the folder is closed.
for (const path of [place, temporary]) chmodSync(path, 0o711)
const skipsFile = join(place, 'skips')
const mark = randomUUID()
const requireKernel = !options.fast && (process.env.CI === 'true' || lacking('kernel', 'root') === undefined)
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  // `sudo make test` is root's: systrace would become the user who called it, for whom the tests' folders are closed.
  SUDO_UID: undefined,
  SUDO_GID: undefined,
  PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}:/usr/sbin:/sbin`,
  TMPDIR: temporary,
  SYSTRACE_TEST_RUN: mark,
  SYSTRACE_SKIPS: skipsFile,
  ...(options.fast && { SYSTRACE_FAST: '1' }),
  // The same random cases each time, so that a change is judged by what it changes; make fuzz looks for new ones.
  SYSTRACE_SEED: process.env.SYSTRACE_SEED ?? '1',
  ...(requireKernel && { SYSTRACE_REQUIRE_KERNEL: process.env.SYSTRACE_REQUIRE_KERNEL ?? '1' }),
}

const run = (command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> =>
  new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...environment, ...more },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('error', error => resolve(error.message))
    child.on('exit', (code, signal) => resolve(signal ?? (code === 0 ? '' : `exit code ${code}`)))
  })

/** The same, but what it writes is shown only if it fails: Deno says much of tests that pass. */
const runQuietly = (command: string, args: readonly string[]): Promise<string> =>
  new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Uint8Array[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => chunks.push(chunk))
    child.on('error', error => resolve(error.message))
    child.on('close', (code, signal) => {
      if (code !== 0) process.stdout.write(Buffer.concat(chunks))
      resolve(signal ?? (code === 0 ? '' : `exit code ${code}`))
    })
  })

const total: Tally = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
let unexplained = 0

const add = (part: Tally): void => {
  total.passed += part.passed
  total.failed += part.failed
  total.skipped += part.skipped
}

const single = (failure: string | undefined): void => {
  add({ passed: failure ? 0 : 1, failed: failure ? 1 : 0, skipped: 0 })
  if (failure) failures.push(failure)
}

/** A file of tests that is not run here. */
const skip = (name: string, reason: string): void => {
  total.skipped++
  unexplained++
  appendFileSync(skipsFile, `${JSON.stringify({ name, reason })}\n`)
}

/** For tests that name no limit of their own: a machine may be busy. */
const usualLimitMs = 60_000

/** What came of test files; without cases the runner died. */
interface Ran {
  readonly ended: string
  readonly cases: readonly Case[] | undefined
}

const casesIn = (report: string): Case[] | undefined =>
  existsSync(report) ? junitCases(readFileSync(report, 'utf8')) : undefined

const runInBun = async (layer: string, files: readonly string[], more?: NodeJS.ProcessEnv): Promise<Ran> => {
  const report = join(place, `${layer}.xml`)
  const flags = ['--reporter=junit', `--reporter-outfile=${report}`, `--timeout=${usualLimitMs * patience}`]
  if (process.env.VERBOSE !== '1') flags.push('--only-failures')
  if (options.name) flags.push(`--test-name-pattern=${options.name}`)
  const paths = files.map(file => `./${relative(root, file)}`)
  const ended = await run('bun', ['test', ...flags, ...paths], more)
  return { ended, cases: casesIn(report) }
}

/** One by one, as Deno's report does not say in which file a test is that another file registers. */
const runInDeno = async (layer: string, files: readonly string[]): Promise<Ran> => {
  const cases: Case[] = []
  let ended = ''
  for (const [i, path] of files.map(file => relative(root, file)).entries()) {
    const report = join(place, `${layer}-${i}.xml`)
    const flags = ['--allow-all', '--no-check', '--quiet', '--hide-stacktraces', `--junit-path=${report}`]
    if (options.name) flags.push(`--filter=/${options.name}/`)
    const runner = process.env.VERBOSE === '1' ? run : runQuietly
    const end = await runner('deno', ['test', ...flags, path])
    const found = casesIn(report)
    if (!found) return { ended: `${path}: ${end}`, cases: undefined }
    for (const { name, outcome } of found)
      cases.push({ file: path, name: name.replace(/^\S+ > /, ''), outcome })
    ended ||= end
  }
  return { ended, cases }
}

const runLayer = async (layer: string, files: readonly string[], runner = runInBun): Promise<void> => {
  const started = performance.now()
  const { ended, cases } = await runner(layer, files)
  const part: Tally = { passed: 0, failed: 0, skipped: 0 }
  const seen = new Set<string>()
  for (const entry of cases ?? []) {
    seen.add(entry.file)
    part[entry.outcome]++
    if (entry.outcome === 'failed') failures.push(`${entry.file}: ${entry.name}`)
  }
  const fail = (why: string): void => {
    part.failed++
    failures.push(why)
  }
  if (!cases) {
    fail(`${layer}: the test runner died (${ended || 'without a report'}); VERBOSE=1 shows in which test`)
  } else {
    for (const file of files) {
      const path = relative(root, file)
      if (!seen.has(path) && !options.name) fail(`${path}: no test ran`)
    }
    if (ended !== '' && part.failed === 0) fail(`${layer}: the test runner ended with ${ended}`)
  }
  add(part)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    `${layer}: ${part.passed} passed, ${part.failed} failed, ${part.skipped} skipped in ${seconds} s\n`,
  )
  unexplained += part.skipped
}

const printSkips = (): void => {
  if (total.skipped === 0) return
  const byReason = new Map<string, number>()
  const lines = existsSync(skipsFile) ? readFileSync(skipsFile, 'utf8').trim().split('\n') : []
  for (const line of lines) {
    const { reason } = JSON.parse(line) as { name: string; reason: string }
    byReason.set(reason, (byReason.get(reason) ?? 0) + 1)
    unexplained--
  }
  for (const [reason, n] of byReason) console.log(`skipped, ${n}: ${reason}`)
  if (unexplained > 0) console.log(`skipped, ${unexplained}: no reason given, or not picked by --name`)
}

const before = snapshot()
if (options.checks) {
  for (const [what, command, args] of [
    ['lint and format', 'biome', ['check', '--error-on-warnings']],
    ['types', 'tsc', ['--noEmit']],
  ] as const) {
    const ended = await run(command, args)
    single(ended && `${what}: ${command} ended with ${ended}`)
  }
}
const layers = layersOf(testFiles(join(root, 'test'), options.only))
if (options.deno !== 'all') for (const [layer, files] of layers) await runLayer(layer, files)
if (options.deno !== undefined) {
  const { inDeno, byDeno, toolsByDeno } = denoLayers(options.deno === 'all')
  const startedBy = async (what: string, files: readonly string[], launcher: string): Promise<void> => {
    const started = { SYSTRACE_BINARY: launcher }
    if (files.length > 0) await runLayer(what, files, (name, paths) => runInBun(name, paths, started))
  }
  for (const [layer, files] of layers) {
    if (inDeno.includes(layer)) await runLayer(`${layer} in Deno`, files, runInDeno)
    const those = (wanted: (path: string) => boolean): string[] =>
      files.filter(file => wanted(relative(join(root, 'test'), file)))
    await startedBy(`${layer} by Deno`, those(byDeno), denoLauncher)
    const ofTools = those(toolsByDeno)
    if (denoCompiles()) await startedBy(`${layer} by Deno, tools`, ofTools, compilingDenoLauncher)
    else
      for (const file of ofTools)
        skip(
          relative(root, file),
          'needs Deno 2.7.11 with its denort, which make setup brings from npm on x64',
        )
  }
}
if (total.passed + total.failed + total.skipped === 0) single('no test ran')
if (!options.fast) {
  const left = await leftBehind(before, { mark, temporary })
  single(left.length > 0 ? `left behind on the machine: ${left.join('; ')}` : undefined)
}
printSkips()
for (const failure of failures) console.log(`failed: ${failure}`)
const closing = `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`
// .ci/run prints the line itself, after make has had its say on a failure.
if (process.env.SYSTRACE_TOTALS) writeFileSync(process.env.SYSTRACE_TOTALS, `${closing}\n`)
else console.log(closing)
process.exitCode = total.failed > 0 ? 1 : 0
