/** A plan → what there is to say of it: plain data, which `explain --json` prints and the text is made from. */

import { disassemble } from '../../bpf/disasm.ts'
import type { Attach, MapSpec } from '../../bpf/spec.ts'
import { maxString } from '../compiler/emit/blobs.ts'
import { recordRoom } from '../compiler/emit/scratch.ts'
import { type BlobName, commonFields, hasField, isTaken } from '../compiler/fields.ts'
import { attachOf } from '../compiler/hook.ts'
import { and, type BoolExpr, type KeyExpr, not, type Stmt, truth } from '../compiler/ir.ts'
import { integersOf, longStrings, someStatement } from '../compiler/ir-walk.ts'
import type { KernelMap } from '../compiler/map-plan.ts'
import type { HandlerPlan, Plan, VariantPlan } from '../compiler/plan.ts'
import type { Phase } from '../compiler/probe.ts'
import { simplify } from '../compiler/simplify.ts'
import type { Site } from '../compiler/sites.ts'
import type { Reason } from '../compiler/split.ts'
import { type KernelTable, type Pages, pageCount, stringKeyBytes } from '../compiler/table-plan.ts'
import { describeTable } from '../describe-table.ts'
import { lineText, position, type Span } from '../diagnostic.ts'
import { conditionText, intText, type Naming, stringName } from './condition.ts'
import type { ExplainedFilters } from './filters.ts'

/** A place in a script. Lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Something that stays in user space. */
export interface StaysThere extends Place {
  readonly what: 'condition' | 'aggregation' | 'handler'
  readonly reason: string
  /** The script's text at that place. */
  readonly code: string
}

/** What a record of an event holds. */
export interface ExplainedEvent {
  /** The event as a whole is used: everything is sent but stacks. */
  readonly whole: boolean
  /** Of what the kernel does itself, only this is sent: what it cannot count as JavaScript would. */
  readonly only?: string
  /** The fields that the handler finds in its event. */
  readonly fields: readonly string[]
  /** In the ring, without strings: the record and the 8 bytes of its header. */
  readonly bytes: number
  /** What comes behind that, with the most bytes that are taken. */
  readonly strings: readonly { readonly name: string; readonly most: number }[]
}

/** What happens to the calls of a handler that share one piece of kernel code. */
export interface ExplainedCase {
  readonly syscalls: readonly string[]
  /** Under which condition the kernel does anything; `true`: always. */
  readonly condition: string
  /** Whether the kernel does all that the handler does. */
  readonly inKernel: boolean
  /** What the kernel does itself, a line each, indented by two spaces below a condition. */
  readonly does: readonly string[]
  /** Absent where no event is sent. */
  readonly event: ExplainedEvent | undefined
  /** Whether the time of entry is kept until the call is complete. */
  readonly entryTime: boolean
  /** What is read at the entry of the call, since the call destroys it. */
  readonly readAtEntry: readonly string[]
  readonly stays: readonly StaysThere[]
}

export interface ExplainedHook {
  readonly phase: Phase
  readonly probes: readonly string[]
  readonly hook: string
  readonly attach: string
  readonly syscalls: number
  readonly cases: readonly ExplainedCase[]
}

/** A part of a key. `is`: the same in every row. */
export interface KeyPartOf {
  readonly name: string
  readonly bytes: number
  readonly is?: string
}

export interface ExplainedTable {
  readonly name: string
  readonly kind: string
  readonly map: string
  readonly type: string
  readonly key: readonly KeyPartOf[]
  readonly rows: number
  /** Where a key of small integers has its cells first; the map has those for which no page is left. */
  readonly pages?: {
    readonly index: string
    readonly cells: string
    readonly count: number
    readonly bytesPerCpu: number
  }
}

export interface ExplainedProgram {
  readonly name: string
  readonly attach: string
  readonly instructions: number
  readonly listing?: string
}

/** A call of `on`. */
export interface ExplainedHandler extends Place {
  /** The first line of the call. */
  readonly code: string
  /** What only a run would show. */
  readonly notes: readonly string[]
  /** Absent where the filters are fixed. */
  readonly live?: ExplainedFilters
  readonly hooks: readonly ExplainedHook[]
}

/** All that is said of a script. With `--json` it is printed as it is; fields may be added, not changed. */
export interface Explanation {
  readonly target: {
    readonly arch: string
    /** The release of the running kernel; undefined for a sample one. */
    readonly kernel: string | undefined
    readonly pushdown: boolean
  }
  readonly handlers: readonly ExplainedHandler[]
  readonly tables: readonly ExplainedTable[]
  readonly programs: readonly ExplainedProgram[]
  readonly maps: readonly MapSpec[]
}

/** Source texts by file. */
export type Sources = ReadonlyMap<string, string>

export const placeOf = (span: Span, sources: Sources): Place => ({
  file: span.file,
  ...position(sources.get(span.file) ?? '', span.start),
})

/** The text of a span on one line, cut at some length. */
export const codeOf = (span: Span, sources: Sources, most = 60): string => {
  const text = (sources.get(span.file) ?? '').slice(span.start, span.end).replaceAll(/\s+/g, ' ')
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text
}

const stringMost = (blob: BlobName): number => {
  if (blob === 'memory') return recordRoom
  if (blob.startsWith('strings:')) return 16384 + maxString
  return blob.startsWith('string:') ? maxString - 1 : 127 * 8
}

const keyText = (part: KeyExpr, naming: Naming): string => {
  switch (part.kind) {
    case 'string':
      return stringName(part.string, naming)
    case 'fixed':
      return typeof part.value === 'bigint' ? `${part.value}n` : (JSON.stringify(part.value) ?? 'undefined')
    case 'int':
      if (part.decode === 'syscall') return 'name'
      return part.decode === 'errno' ? 'error' : intText(part.value, naming)
  }
}

/** What statements are shown with. */
interface Names extends Naming {
  readonly kinds: readonly string[]
  readonly maps: readonly string[]
}

const keyOf = (key: readonly KeyExpr[], naming: Naming): string => {
  const parts = key.map(part => keyText(part, naming))
  return parts.length === 1 ? parts[0]! : `[${parts.join(', ')}]`
}

/** @param given the condition under which the statements are reached */
const statementLines = (
  body: readonly Stmt[],
  names: Names,
  given: BoolExpr = truth,
  indent = '',
): string[] => body.flatMap(stmt => oneStatement(stmt, names, given, indent))

const oneStatement = (stmt: Stmt, names: Names, given: BoolExpr, indent: string): string[] => {
  switch (stmt.kind) {
    case 'emit':
      return [`${indent}send the event`]
    case 'update': {
      const by = stmt.key.map(part => keyText(part, names)).join(', ')
      const value = stmt.value ? `(${intText(stmt.value, names)})` : ''
      return [`${indent}${names.kinds[stmt.table]}${value}${by && ` by ${by}`}`]
    }
    case 'if': {
      const test = simplify(stmt.test, given)
      if (test.kind === 'bool') return statementLines(test.value ? stmt.yes : stmt.no, names, given, indent)
      const inner = `${indent}  `
      const yes = statementLines(stmt.yes, names, and(given, test), inner)
      const lines = [`${indent}if ${conditionText(test, names)}`, ...yes]
      const failing = and(given, not(test))
      const [only, ...others] = stmt.no
      const otherwise =
        only?.kind === 'if' && others.length === 0
          ? oneStatement(only, names, failing, indent)
          : statementLines(stmt.no, names, failing, inner)
      const [first, ...rest] = otherwise
      if (first === undefined) return lines
      if (only?.kind === 'if' && others.length === 0 && first.trimStart().startsWith('if '))
        return [...lines, `${indent}else ${first.trimStart()}`, ...rest]
      return [...lines, `${indent}else`, ...statementLines(stmt.no, names, failing, inner)]
    }
    case 'mapGet':
      return []
    case 'mapSet':
      return [
        `${indent}${names.maps[stmt.map]}.set(${keyOf(stmt.key, names)}, ${intText(stmt.value, names)})`,
      ]
    case 'mapDelete':
      return [`${indent}${names.maps[stmt.map]}.delete(${keyOf(stmt.key, names)})`]
  }
}

const testText = (test: BoolExpr, naming: Naming): string => conditionText(simplify(test), naming)

/** What is done when the handler's condition holds. */
const within = (body: readonly Stmt[], condition: string, naming: Naming): readonly Stmt[] => {
  const [only, ...others] = body
  const wraps = only?.kind === 'if' && others.length === 0 && only.no.length === 0
  return wraps && testText(only.test, naming) === condition ? only.yes : body
}

const lookupsIn = (
  body: readonly Stmt[],
  maps: readonly string[],
  naming: Omit<Naming, 'lookups'>,
): Naming['lookups'] => {
  const lookups = new Map<number, { map: string; key: string }>()
  const look = (stmt: Stmt): void => {
    if (stmt.kind === 'mapGet')
      lookups.set(stmt.read, { map: maps[stmt.map]!, key: keyOf(stmt.key, { ...naming, lookups }) })
    if (stmt.kind === 'if') for (const inner of [...stmt.yes, ...stmt.no]) look(inner)
  }
  for (const stmt of body) look(stmt)
  return lookups
}

/** The condition under which a handler that the kernel does whole is left to user space: a number that doubles cannot hold. */
const exceptionOf = (body: readonly Stmt[]): { test: BoolExpr; body: readonly Stmt[] } | undefined => {
  const [only, ...others] = body
  if (only?.kind !== 'if' || others.length > 0) return undefined
  const [first, ...more] = only.yes
  return first?.kind === 'emit' && more.length === 0 ? { test: only.test, body: only.no } : undefined
}

const argName = (variant: VariantPlan, blob: BlobName): string => {
  if (blob === 'memory') return 'memory of the call'
  const at = Number(/:(\d+)$/.exec(blob)?.[1])
  return Number.isNaN(at) ? blob : (variant.syscalls[0]!.args[at]?.name ?? blob)
}

const explainEvent = (handler: HandlerPlan, variant: VariantPlan): ExplainedEvent => {
  const { uses } = handler
  const there = (name: string): boolean => hasField(handler.phase, name)
  const { args } = variant.syscalls[0]!
  const has = (name: string): boolean => args.some(arg => arg.name === name)
  const common = uses.all
    ? Object.keys(commonFields).filter(name => isTaken(uses, name) && name !== 'args' && there(name))
    : [...uses.common].filter(name => name in commonFields && name !== 'args' && there(name))
  const direct = [...uses.direct].filter(name => !there(name) && has(name))
  const every = uses.all || uses.common.has('args')
  const fields = [
    ...common,
    ...(every
      ? args.map(arg => `args.${arg.name}`)
      : [...uses.viaArgs].filter(has).map(name => `args.${name}`)),
    ...(every ? [] : direct),
  ]
  return {
    whole: uses.all,
    fields,
    bytes: variant.layout.fixedSize + 8,
    strings: variant.capture.blobs.map(blob => ({ name: argName(variant, blob), most: stringMost(blob) })),
  }
}

const explainStays = (reason: Reason, sources: Sources): StaysThere => ({
  what: reason.what,
  reason: reason.reason,
  code: codeOf(reason.span, sources),
  ...placeOf(reason.span, sources),
})

const explainCase = (
  plan: Plan,
  handler: HandlerPlan,
  variant: VariantPlan,
  sites: readonly Site[],
  site: Site,
  sources: Sources,
): ExplainedCase => {
  const maps = plan.sharedMaps.map(shared => mapName(shared, sites))
  const naming = { syscall: variant.syscalls[0]!, table: plan.target.syscalls }
  const lookups = lookupsIn(variant.body, maps, naming)
  const names: Names = { ...naming, lookups, maps, kinds: plan.tables.map(table => table.kind) }
  const emits = someStatement(variant.body, stmt => stmt.kind === 'emit')
  // A string that is too long for a table's key: user space counts it.
  const long = [...new Set(longStrings(variant.body))].map(
    string => `${argName(variant, string)} has ${stringKeyBytes} bytes or more`,
  )
  const sent = emits || long.length > 0
  const condition = variant.body.length === 0 ? 'false' : testText(variant.condition, names)
  const inner = variant.moved ? within(variant.body, condition, names) : []
  const exception = exceptionOf(inner)
  const only = [...(exception ? [testText(exception.test, names)] : []), ...long]
  return {
    syscalls: variant.syscalls.map(syscall => syscall.name),
    condition,
    inKernel: variant.moved,
    does: statementLines(
      exception?.body ?? inner,
      names,
      exception ? and(variant.condition, not(exception.test)) : variant.condition,
    ),
    event: sent
      ? { ...explainEvent(handler, variant), ...(only.length > 0 && { only: only.join(' || ') }) }
      : undefined,
    entryTime:
      (sent && variant.capture.raws.includes('duration')) ||
      [...integersOf(variant.body)].some(expr => expr.kind === 'raw' && expr.raw === 'duration'),
    readAtEntry: (variant.halves?.entry ?? []).map(blob => argName(variant, blob)),
    stays: [
      ...merged(
        variant.stays
          .filter(reason => !isOfSystrace(reason, sites))
          .map(reason => explainStays(reason, sources)),
        stayText,
      ),
      ...(sent && !variant.moved ? [handlerStays(site, sources)] : []),
    ],
  }
}

/** That a map or table of systrace's is no constant says nothing: why it is not in the kernel does. */
const isOfSystrace = ({ reason }: Reason, sites: readonly Site[]): boolean =>
  sites.some(({ binding }) => binding && reason.startsWith(`"${binding.name}" is known only`))

const stayText = ({ what: _, ...rest }: StaysThere): string => JSON.stringify(rest)

/** The handler itself. */
const handlerStays = (site: Site, sources: Sources): StaysThere => {
  const node = site.handler ?? site.call
  const span = { file: site.module.file, start: node.start, end: node.end }
  const reason = site.handler
    ? 'the handler runs for every event that is sent'
    : 'the function is not written in the call: every field is sent, and nothing of it moves'
  return { what: 'handler', reason, code: codeOf(span, sources), ...placeOf(span, sources) }
}

const mapName = (shared: KernelMap, sites: readonly Site[]): string =>
  sites.find(site => site.id === shared.site)?.binding?.name ?? 'map'

const exceptSyscalls = ({ syscalls: _, ...rest }: ExplainedCase): string => JSON.stringify(rest)

/** Entries that read the same are one. */
const merged = <T>(
  entries: readonly T[],
  textOf: (entry: T) => string,
  join: (a: T, b: T) => T = a => a,
): T[] => {
  const byText = new Map<string, T>()
  for (const entry of entries) {
    const text = textOf(entry)
    const same = byText.get(text)
    byText.set(text, same === undefined ? entry : join(same, entry))
  }
  return [...byText.values()]
}

const attachedTo = (attach: Attach): { readonly hook: string; readonly attach: string } => ({
  hook: attach.kind === 'tp_btf' ? attach.tracepoint : attach.function,
  attach: attach.kind,
})

const attachText = (of: Attach): string => {
  const { hook, attach } = attachedTo(of)
  return `${attach} ${hook}`
}

/** What the kernel does at one hook for a call of `on`. */
export const explainHook = (
  plan: Plan,
  handler: HandlerPlan,
  sites: readonly Site[],
  site: Site,
  sources: Sources,
): ExplainedHook => ({
  phase: handler.phase,
  probes: handler.probes,
  ...attachedTo(attachOf(handler.hook)),
  syscalls: handler.variants.reduce((n, variant) => n + variant.syscalls.length, 0),
  cases: merged(
    handler.variants.map(variant => explainCase(plan, handler, variant, sites, site, sources)),
    exceptSyscalls,
    (a, b) => ({ ...a, syscalls: [...a.syscalls, ...b.syscalls] }),
  ),
})

/** `count.table('calls')` */
const givenName = (site: Site | undefined): string | undefined => {
  const name = site?.explicit ? site.call.arguments[0] : undefined
  return name?.type === 'Literal' && typeof name.value === 'string' ? name.value : undefined
}

/** A table of the kernel, by the name that it is printed under. */
export const explainTable = (table: KernelTable, sites: readonly Site[]): ExplainedTable => {
  const site = sites.find(({ id }) => id === table.site)
  const described = describeTable(site)
  const fields = table.shape.fields.map((field, at): KeyPartOf => {
    const name = described.keyNames[at] ?? `key ${at + 1}`
    if (field.kind === 'fixed') return { name, bytes: 0, is: String(field.value) }
    return { name, bytes: field.kind === 'string' ? field.size : table.dense ? 4 : 8 }
  })
  const key = table.bucketOffset === undefined ? fields : [...fields, { name: 'bucket', bytes: 8 }]
  return {
    name: table.name ?? givenName(site) ?? described.name,
    kind: table.kind,
    map: table.map.name,
    type: table.map.type,
    key,
    rows: table.map.maxEntries,
    ...(table.pages && { pages: explainPages(table.pages) }),
  }
}

const explainPages = (pages: Pages): NonNullable<ExplainedTable['pages']> => {
  const { index, cells } = pages
  const bytesPerCpu = cells.valueSize * cells.maxEntries
  return { index: index.name, cells: cells.name, count: pageCount(pages), bytesPerCpu }
}

/** A shared map that the kernel holds, by the name of its variable. */
export const explainMap = (shared: KernelMap, sites: readonly Site[]): ExplainedTable => ({
  name: mapName(shared, sites),
  kind: 'map',
  map: shared.map.name,
  type: shared.map.type,
  key: shared.key.map(({ kind }) =>
    kind === 'comm' ? { name: 'comm', bytes: 16 } : { name: 'integer', bytes: 8 },
  ),
  rows: shared.map.maxEntries,
})

/** The programs, with their instructions if asked for. */
export const explainPrograms = (plan: Plan, listings: boolean): ExplainedProgram[] =>
  plan.programs.map(({ spec, comments }) => ({
    name: spec.name,
    attach: attachText(spec.attach),
    instructions: spec.insns.length,
    ...(listings && { listing: disassemble(spec.insns, { comments, lines: spec.lines }) }),
  }))

/** The first line of a call, as a headline. */
export const headline = (site: Site): string => {
  const { text } = site.module
  const { line } = position(text, site.call.start)
  const first = lineText(text, line).trim()
  return first.length > 90 ? `${first.slice(0, 89).trimEnd()}…` : first
}
