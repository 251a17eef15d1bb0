/**
 * Registrations → Plan: the compiler's contents page. Pure: what it knows of the machine is the target.
 *
 *     resolve   probe names → syscalls
 *     variants  syscalls whose used arguments sit at the same places share code
 *     split     what the kernel does, what stays, and why
 *     layout    what a record holds
 *     share     tables with the same keys get one map
 *     emit      one program per hook, one map for state, and those of the tables
 */

import { ProgramTooLarge } from '../../bpf/asm.ts'
import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import { layoutOf } from '../../bpf/layout.ts'
import { recipeTable, recipeTableSize } from '../../bpf/recipe-table.ts'
import type { MapSpec } from '../../bpf/spec.ts'
import { type Diagnostic, lineText, position, type Span } from '../diagnostic.ts'
import { didYouMean } from '../nearest.ts'
import type { Node } from './ast.ts'
import { type FieldRead, readsOf } from './bind.ts'
import type { Context } from './context.ts'
import { scratchSize } from './emit/blobs.ts'
import { StackFull } from './emit/frame.ts'
import { registersNeeded, temporaries } from './emit/integers.ts'
import { sharedSize } from './emit/live.ts'
import { emitProgram, type HandlerCode, type Hook, type HookProgram } from './emit/program.ts'
import { treePrograms } from './emit/tree-programs.ts'
import { entryMaps, recordMap } from './feature-maps.ts'
import { commonFields, exitFields, type FieldUses, slotsOf } from './fields.ts'
import { blockLayout, filterMap, type LivePlan, liveCondition, planLive } from './filter-config.ts'
import { and, anyOf, type BoolExpr, branch, falsity, not, or, type Stmt, truth } from './ir.ts'
import {
  durationLast,
  identity,
  integersOf,
  isWithin,
  knownAtEntry,
  longStrings,
  maxParts,
  someStatement,
} from './ir-walk.ts'
import { lower } from './lower.ts'
import { applied } from './lower-call.ts'
import { type KernelMap, MapPlanner } from './map-plan.ts'
import type { TableNumber } from './move.ts'
import { truthiness } from './operators.ts'
import { argumentsCondition, type FilterValues, type OnOptions, optionsCondition } from './options.ts'
import type { HandlerPlan, Plan, VariantPlan } from './plan.ts'
import { type Phase, parseProbe, probeKinds } from './probe.ts'
import type { Binding } from './scope.ts'
import { shareRows, tableMaps } from './share-rows.ts'
import type { Site } from './sites.ts'
import { type Split, splitHandler } from './split.ts'
import { recipeMap, scratchMap, stateLayout, stateMap, stateSize } from './state.ts'
import { resolveSyscalls } from './syscall-set.ts'
import { type KernelTable, planTable } from './table-plan.ts'
import type { Target } from './target.ts'
import { treeCapacity, treeLayout, treeMapSpec } from './tree-plan.ts'
import { Stays } from './value.ts'
import { isDecidedAtEntry, isReplacing, planCapture, Recipes, variantsOf } from './variants.ts'

/** One call of `on`, with what it was given when it ran (or what its text says, if it did not). */
export interface Registration {
  /** Where it stands in the script; absent for a call that the compiler did not see. */
  readonly site?: Site
  readonly probes: readonly string[]
  /** What is demanded of the kernel, all of it: the options of the call, and of the command line. */
  readonly demands: readonly OnOptions[]
  /** Where the filters start that can change while the script runs; absent if none can. */
  readonly live?: FilterValues
  /** The values of names from around the handler. */
  readonly captures: ReadonlyMap<Binding, unknown>
}

export interface Compiled {
  readonly plan: Plan | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** Calls that do not return: an event of theirs can only be one of entry. */
const neverReturn: ReadonlySet<string> = new Set(['exit', 'exit_group'])

/**
 * Compiles a script's registrations for a target.
 *
 * @returns the plan, or undefined and the errors; warnings come with a plan
 */
export const compile = (
  registrations: readonly Registration[],
  sites: readonly Site[],
  target: Target,
): Compiled => {
  const diagnostics: Diagnostic[] = []
  const bySite = new Map<Node, Site>(sites.map(site => [site.call, site]))
  const found = registrations.flatMap((registration, i) => resolve(registration, i, target, diagnostics))
  if (diagnostics.some(d => d.severity === 'error')) return { plan: undefined, diagnostics }
  const live = planLive(registrations, found, target.syscalls, (registration, message) => {
    const span = callSpan(registrations[registration]!)
    diagnostics.push({ severity: 'error', code: 'filter', message, ...(span && { span }) })
  })
  if (diagnostics.some(d => d.severity === 'error')) return { plan: undefined, diagnostics }
  const resolved = found.map((handler): Resolved => {
    const own = live.find(plan => plan.registration === handler.registration)
    return own ? { ...handler, live: own } : handler
  })

  // Planned anew while it shows what shared maps hold, and when a handler's code does not fit: then less of it moves.
  const unmoved = new Set<number>()
  const planner = new MapPlanner(sites, target.tableRows)
  const recipes = new Recipes(target.recipeOf)
  for (;;) {
    const tables: KernelTable[] = []
    planner.begin()
    const handlers = resolved.map((handler, index): HandlerPlan => {
      const fits = !unmoved.has(index)
      const variants = variantsOf(handler, recipes).map(syscalls =>
        planVariant(handler, syscalls, bySite, tables, planner, recipes, target, !fits, diagnostics),
      )
      const { registration, phase, probes, uses } = handler
      return { index, registration, phase, probes, uses, variants }
    })
    if (!planner.settle((node, site) => isMoved(node, site, handlers, resolved))) continue
    try {
      const shared = shareRows(tables, handlers)
      return { plan: assemble(handlers, resolved, shared, planner.maps, live, recipes, target), diagnostics }
    } catch (error) {
      if (error instanceof ProgramTooLarge) {
        const moved = handlers.filter(h => !unmoved.has(h.index) && h.variants.some(v => v.moved))
        if (moved.length === 0)
          return { plan: undefined, diagnostics: [...diagnostics, tooLarge(handlers.length)] }
        for (const { index } of moved) unmoved.add(index)
        continue
      }
      if (!(error instanceof StackFull) || unmoved.has(error.handler)) throw error
      unmoved.add(error.handler)
    }
  }
}

const tooLarge = (handlers: number): Diagnostic => ({
  severity: 'error',
  code: 'too-large',
  message: `the script's ${handlers} handlers make a kernel program of more instructions than the kernel takes`,
  hint: 'let handlers name fewer syscalls or read fewer fields, or run the script in parts',
})

/** Whether all handlers that a place in the script belongs to are done in the kernel. */
const isMoved = (
  node: Node,
  { module }: Site,
  handlers: readonly HandlerPlan[],
  resolved: readonly Resolved[],
): boolean => {
  const ofModule = handlers.filter(h => resolved[h.index]!.source.site?.module === module)
  const around = ofModule.filter(h => {
    const fn = resolved[h.index]!.source.site?.handler
    return fn && node.start >= fn.start && node.end <= fn.end
  })
  // A function that handlers call is in none of them: any may be the one.
  return (around.length > 0 ? around : ofModule).every(h => h.variants.every(v => v.moved))
}

interface Resolved {
  readonly registration: number
  readonly source: Registration
  readonly phase: Phase
  readonly probes: readonly string[]
  readonly syscalls: readonly SyscallFact[]
  readonly uses: FieldUses
  /** What the option `where` reads: the kernel needs it, the event does not have it. */
  readonly tested?: FieldUses
  readonly live?: LivePlan
}

const callSpan = ({ site }: Registration): Span | undefined =>
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

const resolve = (
  registration: Registration,
  index: number,
  target: Target,
  diagnostics: Diagnostic[],
): Resolved[] => {
  const phases: Record<Phase, { patterns: string[]; at: number[] }> = {
    enter: { patterns: [], at: [] },
    complete: { patterns: [], at: [] },
  }
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
    phases[probe.phase].patterns.push(probe.pattern)
    phases[probe.phase].at.push(at)
    return true
  })
  if (!fine) return []
  const { handler } = registration.site ?? {}
  const scopes = registration.site?.module.scopes ?? emptyScopes
  const { uses, reads } = readsOf(handler, scopes)
  const where = registration.site?.where && readsOf(registration.site.where, scopes)

  const found: Resolved[] = []
  const add = (phase: Phase, patterns: readonly string[], syscalls: readonly SyscallFact[]): void => {
    if (syscalls.length > 0)
      found.push({
        ...{ registration: index, source: registration, phase, probes: patterns, syscalls, uses },
        ...(where && { tested: where.uses }),
      })
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
  if (registration.site)
    checkReads([...reads, ...(where?.reads ?? [])], found, registration.site, diagnostics)
  return found
}

const emptyScopes = {
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
  const completed = found.some(f => f.phase === 'complete')
  // Arguments are looked at only where one is asked for: of all syscalls, they are many.
  let args: ReadonlySet<string> | undefined
  for (const read of reads) {
    const common = !read.viaArgs && read.name in commonFields
    if (common && (completed || !exitFields.has(read.name))) continue
    args ??= new Set(found.flatMap(f => f.syscalls.flatMap(s => s.args.map(arg => arg.name))))
    if (args.has(read.name)) continue
    if (read.name === 'constructor' || read.name === 'toString') continue
    const names = [...args, ...(read.viaArgs ? [] : Object.keys(commonFields))]
    const which =
      found.length === 1 && found[0]!.syscalls.length === 1 ? found[0]!.syscalls[0]!.name : 'these syscalls'
    const early = common && exitFields.has(read.name)
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

const planVariant = (
  handler: Resolved,
  syscalls: readonly SyscallFact[],
  bySite: ReadonlyMap<Node, Site>,
  tables: KernelTable[],
  planner: MapPlanner,
  recipes: Recipes,
  target: Target,
  unmoved: boolean,
  diagnostics: Diagnostic[],
): VariantPlan => {
  const { source, phase } = handler
  const { site } = source
  const completed = phase === 'complete'
  const stringsGone = isReplacing(syscalls[0]!, phase)
  const decidesAtEntry = isDecidedAtEntry(handler, syscalls[0]!)
  const { capture, halves } = planCapture(handler, syscalls, recipes)
  const layout = layoutOf(slotsOf(capture, syscalls[0]!), capture.blobs)
  const base = {
    scopes: site?.module.scopes ?? emptyScopes,
    variant: { syscalls, completed, table: target.syscalls, stringsGone },
    captures: source.captures,
    args: site?.module.implicit.includes('args') ? target.args : undefined,
  }
  const optionsContext: Context = { ...base, names: new Map(), assumed: [], inlining: new Set(), lower }
  const aboutArguments = source.demands
    .map(demand => argumentsCondition(optionsContext, demand))
    .reduce(and, truth)
  const entryTest = decidesAtEntry ? aboutArguments : truth
  const demanded = [
    ...source.demands.map(demand => optionsCondition(optionsContext, demand)),
    handler.live ? liveCondition(handler.live, syscalls, completed, site?.call.start) : truth,
    decidesAtEntry ? truth : aboutArguments,
    whereCondition(source, optionsContext, diagnostics),
  ].reduce(and)

  const tableNumber: TableNumber = (use, key) => {
    const planned = planTable(use, key, tables.length, target)
    if (!planned) return undefined
    // A call in a loop may make several: of other bounds, which one table cannot show, or of another size.
    const ofSite = tables.filter(t => t.site === planned.site)
    if (ofSite.some(t => identity(t.linear) !== identity(planned.linear))) return undefined
    const shapeOf = ({ shape, kind, numbering, signed }: KernelTable): string =>
      identity([shape, kind, numbering, signed])
    const same = tables.findIndex(t => t.site === planned.site && shapeOf(t) === shapeOf(planned))
    if (same >= 0) return same
    tables.push(planned)
    return tables.length - 1
  }
  const before = tables.length
  let split = !target.pushdown
    ? unsplit(site)
    : unmoved
      ? unsplit(site, "the handler's code takes more memory than the kernel gives a program")
      : decidesAtEntry
        ? unsplit(site, 'the arguments of exec are tested at its entry, by another program')
        : splitHandler(base, site?.handler, bySite, tableNumber, planner)
  if (!fitsRegisters(split.body)) {
    tables.length = before
    split = unsplit(site, tooManyValues)
  }
  return {
    syscalls,
    capture,
    layout,
    body: durationLast(branch(demanded, split.body, [])),
    condition: and(and(demanded, entryTest), split.condition),
    moved: split.moved,
    ...(halves && { halves }),
    ...(decidesAtEntry && { entryTest }),
    stays: split.stays,
  }
}

const tooManyValues = 'an expression has more values than the kernel has registers'

/** A handler of which nothing moves. */
const unsplit = (site: Site | undefined, reason?: string): Split => ({
  body: [{ kind: 'emit' }],
  moved: false,
  condition: truth,
  stays:
    site?.handler && reason
      ? [
          {
            what: 'condition',
            reason,
            span: { file: site.module.file, start: site.handler.start, end: site.handler.end },
          },
        ]
      : [],
})

/** `where: e => …` in the options: the kernel must be able to do it. */
const whereCondition = (source: Registration, base: Context, diagnostics: Diagnostic[]): BoolExpr => {
  const { site } = source
  const fn = site?.where
  const refuse = (message: string, node: Node | undefined): BoolExpr => {
    const span = site && node && { file: site.module.file, start: node.start, end: node.end }
    if (!diagnostics.some(d => d.code === 'where-stays' && d.span?.start === span?.start))
      diagnostics.push({
        severity: 'error',
        code: 'where-stays',
        message,
        ...(span && { span }),
        hint: 'move this part into the handler',
      })
    return falsity
  }
  if (!fn)
    return source.demands.some(({ where }) => where)
      ? refuse('"where" must be a function that is written in the call of "on"', site?.call)
      : truth
  const ctx: Context = { ...base, names: new Map(), assumed: [], inlining: new Set([fn]) }
  try {
    const test = truthiness(ctx, applied(ctx, fn, [{ type: 'event' }], fn), fn)
    if (!isWithin(test, maxParts)) throw new Stays('it is too large', fn)
    if (!fitsRegisters([{ kind: 'if', test, yes: [], no: [] }])) throw new Stays(tooManyValues, fn)
    return or(anyOf(ctx.assumed.map(not)), test)
  } catch (error) {
    if (!(error instanceof Stays)) throw error
    return refuse(`"where" must run in the kernel, but ${error.reason}`, error.node)
  }
}

// One register less than there are: the left side of a comparison waits in it while the right side is computed.
const fitsRegisters = (body: readonly Stmt[]): boolean =>
  integersOf(body).every(expr => registersNeeded(expr) < temporaries.length - 1)

/** Whether a handler's code needs the time of entry. */
const readsDuration = ({ body, capture }: Pick<VariantPlan, 'body' | 'capture'>): boolean =>
  integersOf(body).some(expr => expr.kind === 'raw' && expr.raw === 'duration') ||
  (capture.raws.includes('duration') &&
    (longStrings(body).length > 0 || someStatement(body, stmt => stmt.kind === 'emit')))

const tableOfRecipes = (handlers: readonly HandlerPlan[], recipes: Recipes): Uint8Array => {
  const variants = handlers.flatMap(h => h.variants.filter(v => v.capture.blobs.includes('memory')))
  const syscalls = new Set(variants.flatMap(variant => variant.syscalls))
  return recipeTable([...syscalls].map(syscall => [syscall.nr, recipes.of(syscall)]))
}

const assemble = (
  handlers: readonly HandlerPlan[],
  resolved: readonly Resolved[],
  tables: readonly KernelTable[],
  sharedMaps: readonly KernelMap[],
  live: readonly LivePlan[],
  recipes: Recipes,
  target: Target,
): Plan => {
  const codes: Record<Hook, HandlerCode[]> = { sys_enter: [], sys_exit: [] }
  const stamps = new Map<number, BoolExpr>()
  for (const handler of handlers) {
    const hook: Hook = handler.phase === 'enter' ? 'sys_enter' : 'sys_exit'
    const { site } = resolved[handler.index]!.source
    const text = site?.module.text ?? ''
    const file = site?.module.file ?? ''
    const source = (offset: number) => {
      const { line, column } = position(text, offset)
      return { file, line, column, text: lineText(text, line) }
    }
    for (const variant of handler.variants) {
      const syscalls = variant.syscalls.map(s => s.nr)
      const { body, capture, layout } = variant
      if (body.length === 0) continue
      const code = { handler: handler.index, syscalls, capture, layout, source }
      const { halves } = variant
      codes[hook].push({
        ...{ ...code, body, half: halves ? 'exit' : 'whole' },
        reads: halves ? halves.exit : capture.blobs,
      })
      if (halves && someStatement(body, stmt => stmt.kind === 'emit'))
        codes.sys_enter.push({
          ...{
            ...code,
            body: branch(and(knownAtEntry(body), variant.entryTest ?? truth), [{ kind: 'emit' }], []),
            half: 'entry',
          },
          reads: halves.entry,
        })
      if (!readsDuration(variant)) continue
      const early = knownAtEntry(body)
      for (const nr of syscalls) stamps.set(nr, or(stamps.get(nr) ?? falsity, early))
    }
  }
  const blocksEnd = stateSize(handlers.length) + live.length * blockLayout.size
  const sharedAt = (hook: Hook): number | undefined =>
    live.length === 0 ? undefined : blocksEnd + (hook === 'sys_enter' ? 0 : sharedSize)
  const programs: HookProgram[] = []
  const add = (hook: Hook, stampsOf: ReadonlyMap<number, BoolExpr>): void => {
    programs.push(emitProgram(hook, codes[hook], stampsOf, tables, sharedMaps, sharedAt(hook), target))
  }
  if (codes.sys_enter.length > 0 || stamps.size > 0) add('sys_enter', stamps)
  if (codes.sys_exit.length > 0) add('sys_exit', new Map())

  const shares = programs.some(program => program.shared.length > 0)
  const sharedEnd = blocksEnd + (shares ? 2 * sharedSize : 0)
  const follows = resolved.some(({ source }) => source.demands.some(({ tree }) => tree))
  const state = new Uint8Array(sharedEnd + (follows ? treeLayout.size : 0))
  for (const program of programs) {
    const hook = program.spec.attach.tracepoint as Hook
    state.set(program.classes, stateLayout.classes[hook])
    if (program.shared.length > 0) state.set(program.shared, sharedAt(hook))
  }
  // In front, as programs are attached in their order: no child is missed whose calls could be seen.
  if (follows) programs.unshift(...treePrograms(target, sharedEnd))
  const used = new Set(programs.flatMap(p => p.spec.insns.flatMap(insn => (insn.map ? [insn.map.name] : []))))
  const maps: MapSpec[] = [
    {
      name: stateMap,
      type: 'array',
      keySize: 4,
      valueSize: state.length,
      maxEntries: 1,
      flags: 1 << 10 /* BPF_F_MMAPABLE */,
    },
    recordMap(target),
    {
      name: scratchMap,
      type: 'array',
      keySize: 4,
      valueSize: scratchSize,
      maxEntries: target.cpus,
      flags: 0,
    },
    ...entryMaps(target),
    {
      name: recipeMap,
      type: 'array',
      keySize: 4,
      valueSize: recipeTableSize,
      maxEntries: 1,
      flags: 1 << 10 /* BPF_F_MMAPABLE */,
    },
    ...tableMaps(tables),
    ...sharedMaps.map(shared => shared.map),
    filterMap,
    treeMapSpec(target.followed ?? treeCapacity),
  ]
  return {
    target,
    handlers,
    programs,
    tables,
    sharedMaps,
    live,
    treeAt: follows ? sharedEnd : undefined,
    state,
    maps: maps.filter(map => used.has(map.name)),
    ...(used.has(recipeMap) && { recipes: tableOfRecipes(handlers, recipes) }),
  }
}
