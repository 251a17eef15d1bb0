/**
 * `systrace explain`: what of a script runs in the kernel, and why the rest does not. The script is read, not run: what
 * only a run would show is said so. Needs no root; without the types of a running kernel, a sample one's are taken.
 */

import { readFileSync } from 'node:fs'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import { defaultCallOptions } from '../calls/options.ts'
import { commandLineOf } from '../command-line/script-command-line.ts'
import { compile } from '../compiler/compile.ts'
import type { OnOptions } from '../compiler/options.ts'
import type { Plan } from '../compiler/plan.ts'
import type { Registration } from '../compiler/resolve.ts'
import type { Binding } from '../compiler/scope.ts'
import type { Site } from '../compiler/sites.ts'
import { type StaticRegistration, staticRegistrations } from '../compiler/static-registrations.ts'
import { sampleProcess, sampleTask, type Target } from '../compiler/target.ts'
import { host } from '../current-host.ts'
import { type Diagnostic, ScriptRefused } from '../diagnostic.ts'
import { SystraceError, UsageError } from '../errors.ts'
import type { Loader, ScriptSource } from '../loader.ts'
import { shownFeatures } from '../machine/features.ts'
import {
  type KernelFacts,
  readKernelFacts,
  runningSyscalls,
  type WantedFacts,
} from '../machine/kernel-facts.ts'
import type { Replay } from '../recording/replay.ts'
import { noHandlers, probeNames, registrationOf, wantedFacts } from '../registrations.ts'
import { on } from '../script/api.ts'
import type { CommandLine } from '../script/command-line.ts'
import { finalArguments, startArguments } from '../script/options.ts'
import { Registry, useRegistry } from '../script/registry.ts'
import { OptionsRefused, staticOptions } from '../static-options.ts'
import { explainFilters } from './filters.ts'
import {
  codeOf,
  type Explanation,
  explainHook,
  explainMap,
  explainPrograms,
  explainTable,
  headline,
  type Place,
  placeOf,
  type Sources,
} from './plan.ts'
import { explanationText } from './text.ts'

export interface ExplainOptions {
  /** What is behind the script on the command line. */
  readonly scriptArgs: readonly string[]
  /** Demanded of every handler. */
  readonly filters: OnOptions
  readonly pushdown: boolean
  readonly ringSize: number
  readonly tableRows: number
  readonly color: boolean
  readonly json: boolean
  readonly asm: boolean
}

const runningFacts = (wanted: WantedFacts): KernelFacts | undefined => {
  try {
    return readKernelFacts(wanted)
  } catch (error) {
    if (error instanceof SystraceError) return undefined
    throw error
  }
}

/** A registry for calls of `on` that are made only to be checked. */
const quietRegistry = (commandLine: () => CommandLine): Registry => {
  const nothing = (): void => {}
  const describe = () => ({ name: '', keyNames: [] })
  return new Registry({
    print: nothing,
    printf: nothing,
    table: nothing,
    exit: nothing,
    describe,
    commandLine,
  })
}

/** Makes a call of `on` as a run would, with the same checks. Returns whether there was enough to make it. */
const register = ({ site, probe, options, captures }: StaticRegistration): boolean => {
  if (!probe) return false
  const getters = Object.fromEntries([...captures].map(([binding, value]) => [binding.name, () => value]))
  const handler = site.call.arguments.length > 1 ? () => {} : undefined
  try {
    on.at(site.id)(getters, probe.value, ...(options ? [options.value] : []), handler)
    return true
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const { file } = site.module
    const { start, end } = site.call
    const message = `${error.name}: ${error.message}`
    throw new ScriptRefused([
      {
        severity: 'error',
        code: 'script-threw',
        message,
        span: { file, start, end: Math.min(end, start + 2) },
      },
    ])
  }
}

/** The values that the script's options have with these arguments, as far as its text tells. */
const givenBy = (sites: readonly Site[], scriptArgs: readonly string[]): ReadonlyMap<Binding, unknown> => {
  const modules = new Set(sites.map(({ module }) => module))
  try {
    return new Map([...modules].flatMap(module => [...staticOptions(module, host.loadValibot, scriptArgs)]))
  } catch (error) {
    // Without arguments, what is missing will be there when the script runs.
    if (error instanceof UsageError && scriptArgs.length === 0) return new Map()
    if (!(error instanceof OptionsRefused)) throw error
    const { message, span } = error
    throw new ScriptRefused([{ severity: 'error', code: 'script-threw', message, span }])
  }
}

const surroundings = {
  function: 'the call is inside a function: shown as if it were made once',
  branch: 'the call is in a branch: shown as if it were made',
  loop: 'the call is in a loop: shown as if it were made once',
} as const

const notesOf = (registration: StaticRegistration, sources: Sources): string[] => {
  const { site, probe, openOptions, within } = registration
  const { file } = site.module
  const notes: string[] = within ? [surroundings[within]] : []
  if (!probe) {
    const node = site.call.arguments[0] ?? site.call
    const code = codeOf({ file, start: node.start, end: node.end }, sources)
    notes.push(`the probe is known only when the script runs: ${code}`)
  }
  for (const { node } of openOptions) {
    const code = codeOf({ file, start: node.start, end: node.end }, sources)
    notes.push(`known only when the script runs, and left out here: ${code}`)
  }
  return notes
}

const anyRun = (): Pick<Target, 'features' | 'self' | 'cpus' | 'recipeOf'> => ({
  features: shownFeatures(),
  // Any process: a listing is the same at each call.
  self: 1,
  cpus: 1,
  recipeOf: syscall => host.loadCalls().recipeOf(syscall, defaultCallOptions),
})

const targetOf = (
  registry: Registry,
  options: ExplainOptions,
): { target: Target; kernel: string | undefined } => {
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64'
  const facts = runningFacts(wantedFacts(registry.handlers, options.filters))
  const processes = facts ? facts.process : sampleProcess
  const { ringSize, tableRows, pushdown, scriptArgs } = options
  const syscalls = facts ? runningSyscalls(probeNames(registry.handlers)) : syscallTable(arch)
  return {
    target: {
      arch,
      syscalls,
      task: facts?.task ?? sampleTask,
      ...(processes && { process: processes }),
      ...(facts?.cgroup && { cgroup: facts.cgroup }),
      ...(facts && { functions: facts.functions }),
      ...anyRun(),
      ringSize,
      tableRows,
      pushdown,
      // Without arguments, what they will be shows when the script runs.
      ...(scriptArgs.length > 0 && { args: finalArguments() }),
    },
    kernel: facts && readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
  }
}

/** Whether a script may ask for something else than events. */
const hasOther = (sources: Sources): boolean =>
  [...sources.values()].some(text => /\b(?:every|begin)\s*\(/.test(text))

/** A script that was read and compiled, but not run. */
interface Planned {
  readonly plan: Plan
  readonly registrations: readonly StaticRegistration[]
  /** Those of them that could be made, in the order of the plan's. */
  readonly known: readonly StaticRegistration[]
  readonly taken: readonly Registration[]
  /** All that is to be said of it. */
  readonly diagnostics: readonly Diagnostic[]
}

/** @throws ScriptRefused as a run does, SystraceError if the file cannot be read */
const planned = (
  loader: Loader,
  source: ScriptSource,
  { scriptArgs, filters }: Pick<ExplainOptions, 'scriptArgs' | 'filters'>,
  targetFor: (registry: Registry) => Target,
  placeOf?: Replay['placeOf'],
): Planned => {
  loader.parse(source)
  const { sites, sources } = loader
  const registry = quietRegistry(() => commandLineOf(loader, source, scriptArgs))
  useRegistry(registry)
  startArguments(scriptArgs)
  const registrations = staticRegistrations(sites, givenBy(sites, scriptArgs))
  if (registrations.length === 0 && !hasOther(sources)) throw new ScriptRefused([noHandlers])
  const known = registrations.filter(register)
  useRegistry(undefined)

  const target = targetFor(registry)
  const taken = registry.handlers.map(handler => registrationOf(handler, sites, filters, placeOf))
  const { plan, diagnostics } = compile(taken, sites, target)
  if (!plan || diagnostics.some(({ severity }) => severity === 'error')) throw new ScriptRefused(diagnostics)
  return { plan, registrations, known, taken, diagnostics }
}

/**
 * Looks for what is wrong with a script on any kernel, without running it.
 *
 * @returns what is not wrong, but worth a warning
 * @throws ScriptRefused as a run does, SystraceError if the file cannot be read
 */
export const checkScript = (
  loader: Loader,
  source: ScriptSource,
  arch: Target['arch'],
): readonly Diagnostic[] =>
  planned(loader, source, { scriptArgs: [], filters: {} }, () => ({
    arch,
    syscalls: syscallTable(arch),
    task: sampleTask,
    process: sampleProcess,
    ...anyRun(),
    ringSize: 1 << 20,
    tableRows: 1 << 10,
    pushdown: true,
  })).diagnostics

/** What a handler lacks in a recording. */
export interface RecordedHandler extends Place {
  readonly code: string
  readonly notes: readonly string[]
  /** Empty: the recording has all that it wants. */
  readonly lacks: readonly string[]
}

/**
 * Tells what a recording has of what a script wants, without running it.
 *
 * @throws ScriptRefused as a run does, SystraceError if the file cannot be read
 */
export const explainReplay = (
  loader: Loader,
  source: ScriptSource,
  options: ExplainOptions,
  replay: Replay,
): RecordedHandler[] => {
  const { ringSize, tableRows, scriptArgs } = options
  const target = (): Target =>
    replay.target({
      ...{ ringSize, tableRows },
      recipeOf: syscall =>
        host.loadCalls().recipeOf(syscall, { ...defaultCallOptions, ...replay.header.calls }),
      ...(scriptArgs.length > 0 && { args: finalArguments() }),
    })
  const { plan, registrations, known } = planned(loader, source, options, target, replay.placeOf)
  const { sources } = loader
  const lacks = replay.lacks(plan)
  return registrations.map(registration => {
    const { site } = registration
    const at = known.indexOf(registration)
    const own = new Set(plan.handlers.flatMap(one => (one.registration === at ? [one.index] : [])))
    return {
      ...placeOf({ file: site.module.file, start: site.call.start, end: site.call.end }, sources),
      code: headline(site),
      notes: notesOf(registration, sources),
      lacks: lacks.flatMap(({ handler, error }) =>
        own.has(handler) ? [`${error.message}${error.hint ? `: ${error.hint}` : ''}`] : [],
      ),
    }
  })
}

/**
 * Explains a script without running it.
 *
 * @throws ScriptRefused as a run does, SystraceError if the file cannot be read
 */
export const explain = (loader: Loader, source: ScriptSource, options: ExplainOptions): Explanation => {
  let kernel: string | undefined
  const { plan, registrations, known, taken } = planned(loader, source, options, registry => {
    const found = targetOf(registry, options)
    kernel = found.kernel
    return found.target
  })
  const { sites, sources } = loader
  const { arch, pushdown } = plan.target
  return {
    target: { arch, kernel, pushdown },
    handlers: registrations.map(registration => {
      const { site } = registration
      const { start, end } = site.call
      const at = known.indexOf(registration)
      const hooks = plan.handlers.filter(handler => handler.registration === at)
      const live = plan.live.find(one => one.registration === at)
      return {
        ...placeOf({ file: site.module.file, start, end }, sources),
        code: headline(site),
        notes: [
          ...notesOf(registration, sources),
          ...(at >= 0 && hooks.length === 0 ? ['its probes mean no call of this machine'] : []),
        ],
        ...(live && { live: explainFilters(taken[at]?.live ?? {}, live.minDuration) }),
        hooks: hooks.map(handler => explainHook(plan, handler, sites, site, sources)),
      }
    }),
    tables: [
      ...plan.tables.map(table => explainTable(table, sites)),
      ...plan.sharedMaps.map(shared => explainMap(shared, sites)),
    ],
    programs: explainPrograms(plan, options.asm),
    maps: plan.maps,
  }
}

/** What `systrace explain` prints. `replay`: the recording that it is about, if it is about one. */
export const explainScript = (
  loader: Loader,
  source: ScriptSource,
  options: ExplainOptions,
  replay?: Replay,
): string => {
  if (replay) {
    const handlers = explainReplay(loader, source, options, replay)
    const recording = replay.about
    return options.json
      ? `${JSON.stringify({ recording, handlers }, null, 2)}\n`
      : replayText(recording, handlers)
  }
  const explanation = explain(loader, source, options)
  if (options.json) return `${JSON.stringify(explanation, null, 2)}\n`
  const { NO_COLOR, FORCE_COLOR } = process.env
  const color = options.color && !NO_COLOR && (process.stdout.isTTY || Boolean(FORCE_COLOR))
  return explanationText(explanation, color)
}

const replayText = (about: Replay['about'], handlers: readonly RecordedHandler[]): string =>
  [
    `${about.path}: made by ${about.asked}`,
    `  Linux ${about.kernel.release}, ${about.kernel.arch}, systrace ${about.systrace}, ${about.began}`,
    ...handlers.flatMap(({ code, notes, lacks, file, line, column }) => [
      '',
      `${file}:${line}:${column}  ${code}`,
      ...notes.map(note => `  ${note}`),
      ...(lacks.length > 0 ? lacks : ['the recording has all that it wants']).map(text => `  ${text}`),
    ]),
    '',
  ].join('\n')
