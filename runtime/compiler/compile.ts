/**
 * Registrations → Plan: the compiler's contents page. Pure: what it knows of the machine is the target.
 *
 *     resolve   probe names → syscalls, and events that are none
 *     variants  syscalls whose used arguments sit at the same places share code
 *     split     what the kernel does, what stays, and why
 *     layout    what a record holds
 *     share     tables with the same keys get one map
 *     emit      one program per hook, one map for state, and those of the tables
 */

import { ProgramTooLarge } from '../../bpf/asm.ts'
import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import { layoutOf } from '../../bpf/layout.ts'
import { recipeTable, recipeTableSize } from '../../bpf/recipe-table.ts'
import type { MapSpec } from '../../bpf/spec.ts'
import { type Diagnostic, lineText, position } from '../diagnostic.ts'
import type { Node } from './ast.ts'
import type { Context } from './context.ts'
import { scratchSize } from './emit/blobs.ts'
import { StackFull } from './emit/frame.ts'
import { registersNeeded, temporaries } from './emit/integers.ts'
import { sharedSize } from './emit/live.ts'
import { emitProgram, type HandlerCode, type HookProgram } from './emit/program.ts'
import { treePrograms } from './emit/tree-programs.ts'
import { entryMaps, recordMap } from './feature-maps.ts'
import { slotsOf } from './fields.ts'
import { blockLayout, filterMap, type LivePlan, liveCondition, planLive } from './filter-config.ts'
import { type Hook, isFunctionHook, isSyscallHook } from './hook.ts'
import { and, anyOf, type BoolExpr, branch, falsity, not, or, type Stmt, truth } from './ir.ts'
import {
  durationLast,
  identity,
  integersOf,
  isSteady,
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
import { argumentsCondition, optionsCondition } from './options.ts'
import type { HandlerPlan, Plan, VariantPlan } from './plan.ts'
import { callSpan, emptyScopes, type Registration, type Resolved, resolve } from './resolve.ts'
import { shareRows, tableMaps } from './share-rows.ts'
import type { Site } from './sites.ts'
import { type Split, splitHandler } from './split.ts'
import { gateMap, gateMarkMap, recipeMap, scratchMap, stateLayout, stateMap, stateSize } from './state.ts'
import { type KernelTable, planTable } from './table-plan.ts'
import type { Target } from './target.ts'
import { treeCapacity, treeLayout, treeMapSpec } from './tree-plan.ts'
import { Stays } from './value.ts'
import { isDecidedAtEntry, isReplacing, planCapture, Recipes, variantsOf } from './variants.ts'

export interface Compiled {
  readonly plan: Plan | undefined
  readonly diagnostics: readonly Diagnostic[]
}

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
      const { registration, phase, hook, probes, uses } = handler
      return { index, registration, phase, hook, probes, uses, variants }
    })
    if (!planner.settle((node, site) => isMoved(node, site, handlers, resolved))) continue
    try {
      const shared = shareRows(tables, handlers, target.cpus)
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
  const stringsGone = isReplacing(syscalls[0]!, phase)
  const decidesAtEntry = isDecidedAtEntry(handler, syscalls[0]!)
  const { capture, halves } = planCapture(handler, syscalls, recipes)
  const layout = layoutOf(slotsOf(capture, syscalls[0]!), capture.blobs)
  const base = {
    scopes: site?.module.scopes ?? emptyScopes,
    variant: { syscalls, phase, table: target.syscalls, stringsGone },
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
    handler.live ? liveCondition(handler.live, syscalls, phase, site?.call.start) : truth,
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

const hookOrder = (hook: Hook): number => (hook === 'sys_enter' ? 0 : 1)
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
  const codes = new Map<Hook, HandlerCode[]>()
  const addCode = (hook: Hook, code: HandlerCode): void => {
    const list = codes.get(hook)
    if (list) list.push(code)
    else codes.set(hook, [code])
  }
  const stamps = new Map<number, BoolExpr>()
  for (const handler of handlers) {
    const { source: registration, hook, places } = resolved[handler.index]!
    const { site } = registration
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
      const code = { handler: handler.index, syscalls, places, capture, layout, source }
      const { halves } = variant
      addCode(hook, {
        ...{ ...code, body, half: halves ? 'exit' : 'whole' },
        reads: halves ? halves.exit : capture.blobs,
      })
      if (halves && someStatement(body, stmt => stmt.kind === 'emit'))
        addCode('sys_enter', {
          ...{
            ...code,
            body: branch(
              and(knownAtEntry(body, isSteady(variant.syscalls)), variant.entryTest ?? truth),
              [{ kind: 'emit' }],
              [],
            ),
            half: 'entry',
            keepsTime: halves.replaces,
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
    live.length === 0 || !isSyscallHook(hook)
      ? undefined
      : blocksEnd + (hook === 'sys_enter' ? 0 : sharedSize)
  // Entries first: they are attached in this order, and an exit whose entry was not seen is no event.
  const hooks = new Set<Hook>([...(stamps.size > 0 ? ['sys_enter' as const] : []), ...codes.keys()])
  let programs: HookProgram[] = [...hooks]
    .sort((a, b) => hookOrder(a) - hookOrder(b))
    .map(hook => {
      const stampsOf = hook === 'sys_enter' ? stamps : new Map<number, BoolExpr>()
      return emitProgram(hook, codes.get(hook) ?? [], stampsOf, tables, sharedMaps, sharedAt(hook), target)
    })

  const shares = programs.some(program => program.shared.length > 0)
  const sharedEnd = blocksEnd + (shares ? 2 * sharedSize : 0)
  const follows = resolved.some(({ source }) => source.demands.some(({ tree }) => tree))
  const state = new Uint8Array(sharedEnd + (follows ? treeLayout.size : 0))
  for (const program of programs) {
    const { hook } = program
    if (hook && isSyscallHook(hook)) state.set(program.classes, stateLayout.classes[hook])
    if (hook && program.shared.length > 0) state.set(program.shared, sharedAt(hook))
  }
  // Programs are attached, and run, in their order: no child is missed whose calls could be seen, and none has left the set
  // when its end is an event.
  const tree = follows ? treePrograms(target, sharedEnd) : { before: [], behind: [] }
  programs = [...tree.before, ...programs, ...tree.behind]
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
      // Programs at functions have theirs behind the others'.
      maxEntries: [...hooks].some(isFunctionHook) ? 2 * target.cpus : target.cpus,
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
    gateMap,
    gateMarkMap,
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
