/** A recording → the machine that a plan is for, and whether the recording has what the plan wants. */

import { type SyscallTable, syscallTable, withFormats } from '../../bpf/facts/syscalls.ts'
import type { Capture, Raw } from '../compiler/fields.ts'
import { rawsRead } from '../compiler/ir-walk.ts'
import type { HandlerPlan, Plan, VariantPlan } from '../compiler/plan.ts'
import { parseProbe } from '../compiler/probe.ts'
import { type KernelFunction, sampleTarget, type Target } from '../compiler/target.ts'
import { UsageError } from '../errors.ts'
import { type Header, layoutOfRecorded, type RecordedLayout } from './header.ts'
import { recipesMark } from './recipes-mark.ts'
import { slotOf } from './tests.ts'

/** The system calls as they were where it was recorded. */
export const recordedSyscalls = ({ kernel, layouts }: Header): SyscallTable => {
  const formats = layouts
    .filter(({ phase }) => phase !== 'moment')
    .flatMap(({ syscalls }) => syscalls.map(({ name, args }) => [name, args] as const))
  return withFormats(syscallTable(kernel.arch), new Map(formats))
}

/** The machine of a recording. */
export const targetOfRecording = (
  header: Header,
  more: Pick<Target, 'ringSize' | 'tableRows' | 'recipeOf'> & Partial<Target>,
): Target => ({
  ...sampleTarget({ arch: header.kernel.arch, self: 0 }),
  syscalls: recordedSyscalls(header),
  functions: new Map(
    header.functions.map(({ name, prototype }): [string, KernelFunction] => [
      name,
      prototype
        ? {
            prototype: { parameters: prototype.parameters, result: prototype.result ?? undefined },
          }
        : {},
    ]),
  ),
  ...more,
  pushdown: false,
})

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

/** What is told of a plan and the recording that it is to be replayed from. */
export interface Coverage {
  /** Syscalls that the handlers are for and that were not recorded, by what names them. */
  readonly partial: readonly { readonly probes: string; readonly recorded: number; readonly wanted: number }[]
}

/**
 * Looks whether a recording has what a plan wants.
 *
 * @param lenient events that were not recorded are none, and not wrong: nobody asked for them by name
 * @throws UsageError that names what is not in it, and how to record it
 */
export const checkCoverage = (plan: Plan, header: Header, path: string, lenient: boolean): Coverage => {
  const partial: Coverage['partial'][number][] = []
  const { target } = plan
  let any = false
  for (const handler of plan.handlers) {
    const own = header.layouts.filter(({ hook, phase }) => hook === handler.hook && phase === handler.phase)
    const numbers = new Map(own.flatMap(layout => layout.syscalls.map(({ nr }) => [nr, layout] as const)))
    const wanted = handler.variants.flatMap(({ syscalls }) => syscalls)
    const there = wanted.filter(({ nr }) => numbers.has(nr))
    const probes = handler.probes.join(', ')
    if (there.length > 0) any = true
    if (there.length === 0 && wanted.length > 0 && !lenient) throw missingProbe(handler, path)
    const named = handler.probes.flatMap(text => {
      const probe = parseProbe(text)
      const fact = probe.kind === 'syscall' ? target.syscalls.byName(probe.pattern) : undefined
      return fact && !numbers.has(fact.nr) && wanted.some(({ nr }) => nr === fact.nr) ? [fact.name] : []
    })
    if (named.length > 0 && !lenient) throw missingProbe({ ...handler, probes: named }, path)
    if (there.length < wanted.length && !lenient)
      partial.push({ probes, recorded: there.length, wanted: wanted.length })
    for (const variant of handler.variants)
      for (const syscall of variant.syscalls) {
        const layout = numbers.get(syscall.nr)
        if (!layout) continue
        const fields = lacking(layout, variant)
        if (fields.length > 0) throw missingField(fields, handler, syscall.name, path)
        if (
          layout.recipes !== undefined &&
          variant.capture.blobs.includes('memory') &&
          layout.recipes !== recipesMark(layout.syscalls, target.recipeOf)
        )
          throw otherCalls(header, path)
      }
  }
  if (lenient && !any)
    throw new UsageError(
      `The recording ${JSON.stringify(path)} has none of these events`,
      `it was made by: ${header.asked}`,
    )
  return { partial }
}

const missingProbe = (handler: HandlerPlan, path: string): UsageError => {
  const probes = handler.probes.map(probe => `${probe.replace(/:enter$/, '')}${phaseText(handler)}`)
  const how =
    handler.phase === 'enter'
      ? 'record with --entries, or with the script'
      : handler.phase === 'moment'
        ? 'record with the script'
        : `record with -s ${probes.join(',')}, or with the script`
  return new UsageError(`The recording ${JSON.stringify(path)} has no events of ${probes.join(', ')}`, how)
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
