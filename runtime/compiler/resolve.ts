/**
 * What a call of `on` names → the events that it means: probe names → syscalls, and events that are none, each with its
 * hook, and what the handler reads of them. What is wrong with the probes and the fields is said here.
 */

import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { Diagnostic, Span } from '../diagnostic.ts'
import { didYouMean } from '../nearest.ts'
import type { Node } from './ast.ts'
import { type FieldRead, readsOf } from './bind.ts'
import { commonFields, exitFields, type FieldUses, hasField } from './fields.ts'
import type { LivePlan } from './filter-config.ts'
import { type EventFact, type Hook, isFunctionHook, type Place, registerPlaces } from './hook.ts'
import { functionFact } from './kprobes.ts'
import type { FilterValues, OnOptions } from './options.ts'
import { type Phase, type ProbeName, parseProbe, probeKinds } from './probe.ts'
import { processFact } from './process-events.ts'
import type { Binding } from './scope.ts'
import type { Site } from './sites.ts'
import { resolveSyscalls } from './syscall-set.ts'
import type { Target } from './target.ts'

/** One call of `on`, with what it was given when it ran (or what its text says, if it did not). */
export interface Registration {
  /** Where it stands in the script; absent for a call that the compiler did not see. */
  readonly site?: Site
  readonly probes: readonly string[]
  /** What is demanded of the kernel, all of it: the options of the call, and of the command line. */
  readonly demands: readonly OnOptions[]
  /** Where the filters start that can change while the script runs; absent if none can. */
  readonly live?: FilterValues
  /** What is taken of its events, where it is not the handler that gets them: in a recording. */
  readonly taken?: FieldUses
  /** The values of names from around the handler. */
  readonly captures: ReadonlyMap<Binding, unknown>
}

/** Calls that do not return: an event of theirs can only be one of entry. */
const neverReturn: ReadonlySet<string> = new Set(['exit', 'exit_group'])
/** The events of a call of `on` at one hook. */
export interface Resolved {
  readonly registration: number
  readonly source: Registration
  readonly phase: Phase
  readonly hook: Hook
  /** Where the arguments of its events are. */
  readonly places: readonly Place[]
  readonly probes: readonly string[]
  readonly syscalls: readonly SyscallFact[]
  readonly uses: FieldUses
  /** What the option `where` reads: the kernel needs it, the event does not have it. */
  readonly tested?: FieldUses
  readonly live?: LivePlan
}

/** The place of a call of `on`. */
export const callSpan = ({ site }: Registration): Span | undefined =>
  site && { file: site.module.file, start: site.call.start, end: site.call.end }

/** The place of the probe in the script, or of the call. */
const probeSpan = (registration: Registration, index: number): Span | undefined => {
  const { site } = registration
  if (!site) return undefined
  const [first] = site.call.arguments
  const list = first?.type === 'ArrayExpression' ? first.elements[index] : first
  const node: Node = list && list.type !== 'SpreadElement' ? list : site.call
  return { file: site.module.file, start: node.start, end: node.end }
}

/** Finds the events that a registration means. */
export const resolve = (
  registration: Registration,
  index: number,
  target: Target,
  diagnostics: Diagnostic[],
): Resolved[] => {
  const phases: Record<Exclude<Phase, 'moment'>, { patterns: string[]; at: number[] }> = {
    enter: { patterns: [], at: [] },
    complete: { patterns: [], at: [] },
  }
  const moments = new Map<Hook, { readonly fact: EventFact; readonly probe: string }>()
  const refuse = (code: string, message: string, at: number, hint?: string): void => {
    const span = probeSpan(registration, at)
    diagnostics.push({ severity: 'error', code, message, ...(span && { span }), ...(hint && { hint }) })
  }
  const fine = registration.probes.every((text, at) => {
    const probe = parseProbe(text)
    if (probe.kind === 'unsupported') {
      const kind = text.slice(0, text.indexOf(':'))
      refuse('unknown-probe', probe.message, at, probe.hint ?? didYouMean(kind, [...probeKinds, 'syscall']))
      return false
    }
    if (probe.kind === 'syscall') {
      phases[probe.phase].patterns.push(probe.pattern)
      phases[probe.phase].at.push(at)
      return true
    }
    const refusal = probe.kind === 'function' ? target.functions?.get(probe.function)?.refusal : undefined
    if (refusal) {
      refuse('unknown-probe', refusal.message, at, refusal.hint)
      return false
    }
    const fact = factOf(probe, target)
    moments.set(fact.hook, { fact, probe: text })
    const demand = completedOnly(registration)
    if (demand)
      refuse(
        'filter',
        `${text} is no system call that completes: "${demand}" cannot be demanded of it`,
        at,
        `give it a call of on without ${demand}`,
      )
    return demand === undefined
  })
  if (!fine) return []
  const { handler } = registration.site ?? {}
  const scopes = registration.site?.module.scopes ?? emptyScopes
  const { uses: read, reads } = readsOf(handler, scopes)
  const uses = registration.taken ?? read
  const where = registration.site?.where && readsOf(registration.site.where, scopes)

  const found: Resolved[] = []
  const common = { registration: index, source: registration, uses, ...(where && { tested: where.uses }) }
  const places = registerPlaces(target)
  const add = (
    phase: Exclude<Phase, 'moment'>,
    probes: readonly string[],
    syscalls: readonly SyscallFact[],
  ): void => {
    const hook = phase === 'enter' ? 'sys_enter' : 'sys_exit'
    if (syscalls.length > 0) found.push({ ...common, phase, hook, places, probes, syscalls })
  }
  for (const phase of ['enter', 'complete'] as const) {
    const { patterns, at } = phases[phase]
    if (patterns.length === 0) continue
    const set = resolveSyscalls(patterns, target.syscalls, syscallGroups())
    if ('error' in set) {
      refuse('unknown-probe', set.error.message, at[set.error.index] ?? 0, set.error.hint)
      continue
    }
    if (phase === 'enter') {
      add('enter', patterns, set.syscalls)
      continue
    }
    // exit_group asked for by name is taken where it can be; among `*` it is a call that is never complete.
    const asked = set.syscalls.filter(s => neverReturn.has(s.name) && patterns.includes(s.name))
    add(
      'enter',
      asked.map(s => s.name),
      asked,
    )
    add(
      'complete',
      patterns,
      set.syscalls.filter(s => !neverReturn.has(s.name)),
    )
  }
  for (const { fact, probe } of moments.values()) {
    const { hook } = fact
    const own = fact.args.map(({ place }) => place)
    found.push({ ...common, phase: 'moment', hook, places: own, probes: [probe], syscalls: [fact] })
  }
  const isUnknown = [...moments.values()].some(
    ({ fact }) => isFunctionHook(fact.hook) && !isKnown(fact, target),
  )
  if (registration.site && !isUnknown)
    checkReads([...reads, ...(where?.reads ?? [])], found, registration.site, diagnostics)
  return found
}

/** Of a function that is not in a recording, nothing can be said of its arguments. */
const isKnown = ({ name }: EventFact, { functions }: Target): boolean => functions?.has(name) ?? true

const factOf = (probe: Extract<ProbeName, { kind: 'process' | 'function' }>, target: Target): EventFact =>
  probe.kind === 'process'
    ? processFact(probe.event, target)
    : functionFact(probe.function, probe.returns, target)

/** The option by which only completed calls are demanded, if there is one. */
const completedOnly = ({ demands: [own], live }: Registration): string | undefined => {
  const given: OnOptions & FilterValues = { ...live, ...own }
  return (['failed', 'ok', 'errno', 'minDuration'] as const).find(name => given[name] !== undefined)
}

/** Of a handler whose text is not known. */
export const emptyScopes = {
  file: '',
  resolve: () => undefined,
  bindings: [],
  declared: () => undefined,
  visible: () => false,
  isGlobal: () => false,
}

/** Every field that is read must be there in at least one of the handler's events. */
const checkReads = (
  reads: readonly FieldRead[],
  found: readonly Resolved[],
  site: Site,
  diagnostics: Diagnostic[],
): void => {
  if (found.length === 0) return
  // Arguments are looked at only where one is asked for: of all syscalls, they are many.
  let args: ReadonlySet<string> | undefined
  for (const read of reads) {
    if (!read.viaArgs && found.some(({ phase }) => hasField(phase, read.name))) continue
    args ??= new Set(found.flatMap(f => f.syscalls.flatMap(s => s.args.map(arg => arg.name))))
    if (args.has(read.name)) continue
    if (read.name === 'constructor' || read.name === 'toString') continue
    const common = read.viaArgs ? [] : Object.keys(commonFields)
    const names = [...args, ...common.filter(name => found.some(({ phase }) => hasField(phase, name)))]
    const several = found.some(({ phase }) => phase === 'moment') ? 'these events' : 'these syscalls'
    const which =
      found.length === 1 && found[0]!.syscalls.length === 1 ? found[0]!.syscalls[0]!.name : several
    const early = !read.viaArgs && exitFields.has(read.name) && found.every(({ phase }) => phase === 'enter')
    diagnostics.push({
      severity: 'error',
      code: 'unknown-field',
      message: early
        ? `an event of entry has no "${read.name}"`
        : `${read.viaArgs ? 'no argument' : 'no field'} of ${which} is called "${read.name}"`,
      span: { file: site.module.file, start: read.node.start, end: read.node.end },
      hint: early
        ? 'leave out ":enter" to see the completed call'
        : (didYouMean(read.name, names) ??
          `there are: ${[...args].join(', ') || 'no arguments'}, and the common fields`),
    })
  }
}
