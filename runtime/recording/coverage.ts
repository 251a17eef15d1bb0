/** Whether a recording has what a plan wants, and in words what it has not. */

import type { Capture, Raw } from '../compiler/fields.ts'
import { isFunctionHook } from '../compiler/hook.ts'
import { rawsRead } from '../compiler/ir-walk.ts'
import type { HandlerPlan, Plan, VariantPlan } from '../compiler/plan.ts'
import { parseProbe } from '../compiler/probe.ts'
import { UsageError } from '../errors.ts'
import { slotOf } from './conditions.ts'
import { type Header, layoutOfRecorded, type RecordedLayout } from './header.ts'
import { recipesMark } from './recipes-mark.ts'

const named: Partial<Record<Raw | Capture['blobs'][number], string>> = {
  kstack: 'e.kstack',
  ustack: 'e.ustack',
  memory: 'e.call',
}

/** What a handler's record needs that recorded ones do not have, as a script names it. */
const lacking = (recorded: RecordedLayout, variant: VariantPlan): string[] => {
  const layout = layoutOfRecorded(recorded)
  const wanted = new Set([...variant.layout.slots.keys(), ...rawsRead(variant.body)])
  const raws = [...wanted].filter(name => {
    const slot = slotOf(layout, name)
    // The record of who replays has a place for so many bytes; a register has them all.
    return name !== 'nr' && (!slot || slot.size < (variant.layout.slots.get(name)?.size ?? 0))
  })
  const blobs = variant.capture.blobs.filter(name => !recorded.blobs.some(blob => blob.name === name))
  const fields = [
    ...raws.map(raw => (raw.startsWith('reg') ? 'e.regs' : `e.${raw}`)),
    ...blobs.map(name => named[name] ?? name),
  ]
  // A call as text needs the registers too.
  const texts = fields.includes('e.call') ? fields.filter(name => name !== 'e.regs') : fields
  return [...new Set(texts)]
}

const remedies: Readonly<Record<string, string>> = {
  'e.kstack': '--stacks',
  'e.ustack': '--stacks',
  'e.call': 'no script, or one that reads e.call',
  'e.regs': 'no script, or one that reads e.regs',
}

const phaseText = ({ phase }: HandlerPlan): string => (phase === 'enter' ? ':enter' : '')

/** What a recording lacks of what a handler wants. */
export interface Lack {
  /** The handler's number in the plan. */
  readonly handler: number
  /** `some`: it has some of its system calls; `probe`: none that it names; `fields`: what its events hold. */
  readonly kind: 'some' | 'probe' | 'fields'
  readonly error: UsageError
}

/** All that a recording lacks. `path`: how messages call it. */
export const lacksOf = (plan: Plan, header: Header, path: string): Lack[] =>
  plan.handlers.flatMap((handler): Lack[] => {
    const { index, hook, phase, variants } = handler
    const own = header.layouts.filter(layout => layout.hook === hook && layout.phase === phase)
    const layouts = new Map(own.flatMap(layout => layout.syscalls.map(({ nr }) => [nr, layout] as const)))
    const wanted = variants.flatMap(({ syscalls }) => syscalls)
    const there = wanted.filter(({ nr }) => layouts.has(nr))
    const absent = (probes: readonly string[]): Lack[] => [
      { handler: index, kind: 'probe', error: missingProbe(handler, probes, path) },
    ]
    if (wanted.length > 0 && there.length === 0) return absent(handler.probes)
    const names = wanted.filter(({ nr, name }) => !layouts.has(nr) && isNamed(handler, name))
    if (names.length > 0) return absent(names.map(({ name }) => name))
    const fields = variants.flatMap(variant =>
      variant.syscalls.flatMap(({ nr, name }): Lack[] => {
        const layout = layouts.get(nr)
        const error = layout && fieldsError(plan, handler, variant, layout, name, header, path)
        return error ? [{ handler: index, kind: 'fields', error }] : []
      }),
    )
    if (fields.length > 0) return fields.slice(0, 1)
    if (there.length === wanted.length) return []
    const some = `${path} has ${there.length} of the ${wanted.length} system calls that ${handler.probes.join(', ')} stands for`
    return [{ handler: index, kind: 'some', error: new UsageError(some) }]
  })

const isNamed = ({ probes }: HandlerPlan, syscall: string): boolean =>
  probes.some(text => {
    const probe = parseProbe(text)
    return probe.kind === 'syscall' && probe.pattern === syscall
  })

const fieldsError = (
  { target }: Plan,
  handler: HandlerPlan,
  variant: VariantPlan,
  layout: RecordedLayout,
  syscall: string,
  header: Header,
  path: string,
): UsageError | undefined => {
  const fields = lacking(layout, variant)
  if (fields.length > 0) return missingField(fields, handler, syscall, path)
  const isOther =
    layout.recipes !== undefined &&
    variant.capture.blobs.includes('memory') &&
    layout.recipes !== recipesMark(layout.syscalls, target.recipeOf)
  return isOther ? otherCalls(header, path) : undefined
}

/** How events are asked for: by their names, all that there are, or those that a test has made. */
export type Asked = 'by name' | 'all' | 'made'

/**
 * Looks whether a recording has what a plan wants.
 *
 * @returns what is to be told
 * @throws UsageError that names what is not in it, and how to record it
 */
export const checkCoverage = (plan: Plan, header: Header, path: string, asked: Asked): string[] => {
  const lacks = lacksOf(plan, header, path)
  const probes = lacks.filter(({ kind }) => kind === 'probe')
  const first = asked === 'by name' ? lacks.find(({ kind }) => kind !== 'some') : undefined
  const error = first ?? lacks.find(({ kind }) => kind === 'fields')
  if (error) throw error.error
  if (asked === 'all' && probes.length === plan.handlers.length && probes.length > 0)
    throw new UsageError(
      `The recording ${JSON.stringify(path)} has none of these events`,
      `it was made by: ${header.asked}`,
    )
  if (asked !== 'by name') return []
  return lacks.filter(({ kind }) => kind === 'some').map(({ error: { message } }) => `systrace: ${message}`)
}

/** How a recording comes to have these events of a handler. */
const remedyFor = ({ phase, hook }: HandlerPlan, probes: readonly string[]): string => {
  if (phase === 'enter') return 'record with --entries, or with the script'
  if (phase === 'complete') return `record with -s ${probes.join(',')}, or with the script`
  return isFunctionHook(hook)
    ? `record with --kprobe ${hook.slice(hook.indexOf(':') + 1)}, or with the script`
    : 'record with the script'
}

const missingProbe = (handler: HandlerPlan, names: readonly string[], path: string): UsageError => {
  const probes = names.map(probe => `${probe.replace(/:enter$/, '')}${phaseText(handler)}`)
  return new UsageError(
    `The recording ${JSON.stringify(path)} has no events of ${probes.join(', ')}`,
    remedyFor(handler, probes),
  )
}

const missingField = (
  fields: readonly string[],
  handler: HandlerPlan,
  syscall: string,
  path: string,
): UsageError => {
  const [first] = fields as [string]
  const remedy = remedies[first]
  return new UsageError(
    `The recording ${JSON.stringify(path)} has no ${fields.join(', ')} of ${syscall}${phaseText(handler)}`,
    remedy === undefined ? 'record with the script that wants it' : `record with ${remedy}`,
  )
}

const otherCalls = ({ calls, systrace }: Header, path: string): UsageError => {
  const how = calls
    ? ` (strings of ${calls.stringSize} bytes${calls.abbreviate ? '' : ', --full'}, systrace ${systrace})`
    : ''
  return new UsageError(
    `The recording ${JSON.stringify(path)} has other memory of calls than is to be shown${how}`,
    'give the same --string-size and --full as when it was recorded, or record it anew with these',
  )
}
