/** What Tab completes at the prompt: names of systrace and of what was declared, probes, fields of their events, commands. */

import { syscallGroups } from '../../bpf/facts/syscall-groups.ts'
import { syscallTable } from '../../bpf/facts/syscalls.ts'
import { commonFields, hasField } from '../compiler/fields.ts'
import { processEvents } from '../compiler/hook.ts'
import { type Phase, parseProbe } from '../compiler/probe.ts'
import { processFact } from '../compiler/process-events.ts'
import { exported } from '../compiler/sites.ts'
import { resolveSyscalls } from '../compiler/syscall-set.ts'
import { sampleTarget } from '../compiler/target.ts'
import { hostArch } from '../machine/kernel-facts.ts'
import { optionNames } from '../script/on-options.ts'

export interface Completion {
  /** Where the text begins that candidates replace. */
  readonly from: number
  readonly candidates: readonly string[]
}

/** What the session knows. */
export interface Knowledge {
  /** The commands, without their dot. */
  readonly commands: readonly string[]
  /** What may stand behind a command. */
  readonly argumentsOf: (command: string) => readonly string[]
  /** Names that were declared. */
  readonly names: ReadonlySet<string>
}

const nothing: Completion = { from: 0, candidates: [] }

const beginning = (from: number, prefix: string, candidates: Iterable<string>): Completion => ({
  from,
  candidates: [...new Set(candidates)].filter(one => one.startsWith(prefix) && one !== prefix).sort(),
})

/** Where the string begins that is open at the end of a text, behind its quote. */
const openString = (text: string): number | undefined => {
  let quote: string | undefined
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (char === '\\') at++
    else if (quote === char) quote = undefined
    else if (quote === undefined && /['"`]/.test(char)) {
      quote = char
      from = at + 1
    }
  }
  return quote === undefined ? undefined : from
}

const probeNames = (): string[] => [
  ...syscallTable(hostArch())
    .all()
    .map(({ name }) => name),
  ...syscallGroups().keys(),
  ...processEvents.map(event => `process:${event}`),
  'kprobe:',
  'kretprobe:',
  '*',
]

const completeProbe = (typed: string, from: number): Completion => {
  const bare = typed.replace(/^!/, '')
  const at = from + typed.length - bare.length
  const syscall = /^(\w+):\w*$/.exec(bare)?.[1]
  if (syscall !== undefined && syscallTable(hostArch()).byName(syscall))
    return beginning(at, bare, [`${syscall}:enter`])
  return beginning(at, bare, probeNames())
}

const strings = /(['"`])((?:(?!\1)[^\\])*)\1/g

/** The fields of the events of some probes, and their arguments. */
export const fieldsOf = (probes: readonly string[]): { fields: string[]; args: string[] } => {
  const fields = new Set<string>()
  const args = new Set<string>()
  const add = (phase: Phase, names: readonly string[]): void => {
    for (const name of names) args.add(name)
    for (const name of Object.keys(commonFields)) if (hasField(phase, name)) fields.add(name)
    // Where a common field has the name, the argument is in `args` alone.
    for (const name of names) fields.add(name)
  }
  for (const text of probes) {
    const probe = parseProbe(text)
    if (probe.kind === 'process')
      add(
        'moment',
        processFact(probe.event, sampleTarget()).args.map(({ name }) => name),
      )
    else if (probe.kind === 'syscall') {
      const set = resolveSyscalls([probe.pattern], syscallTable(hostArch()), syscallGroups())
      // Of many syscalls, nobody wants all arguments listed.
      const few = 'syscalls' in set && set.syscalls.length <= 8 ? set.syscalls : []
      add(
        probe.phase,
        few.flatMap(fact => fact.args.map(({ name }) => name)),
      )
    } else add('moment', [])
  }
  return { fields: [...fields].filter(name => name !== 'shownCall'), args: [...args] }
}

/** The probes of the handler whose event has this name, around the end of a text. */
const probesOf = (event: string, text: string): string[] | undefined => {
  const handler =
    /\bon\(\s*(\[[^\]]*\]|(['"`])(?:(?!\2)[^\\])*\2)\s*,(?:(?!\bon\()[\s\S])*?(?:async\s*)?\(?\s*(\w+)\s*(?::[^=(){},]*)?\)?\s*=>/g
  const found = [...text.matchAll(handler)].findLast(([, , , name]) => name === event)
  return found && [...found[1]!.matchAll(strings)].map(([, , probe]) => probe!)
}

/** The properties of a value, of its prototypes as well. Nothing of it is called. */
const propertiesOf = (value: unknown): string[] => {
  const names: string[] = []
  for (let at: unknown = value; at !== null && at !== undefined; at = Object.getPrototypeOf(at)) {
    if (at === Object.prototype && names.length > 0) break
    names.push(...Object.getOwnPropertyNames(Object(at)))
  }
  return names.filter(name => /^[A-Za-z$][\w$]*$/.test(name) && name !== 'constructor')
}

/** What a path of names leads to, without calling getters but those of declared names. */
const valueAt = (path: readonly string[], { names }: Knowledge): unknown => {
  const [first, ...rest] = path
  let value: unknown = names.has(first!)
    ? (globalThis as Record<string, unknown>)[first!]
    : Object.getOwnPropertyDescriptor(globalThis, first!)?.value
  for (const name of rest) value = Object.getOwnPropertyDescriptor(Object(value), name)?.value
  return value
}

/** What can be written where the cursor is. */
export const completionsAt = (text: string, cursor: number, knowledge: Knowledge): Completion => {
  const before = text.slice(0, cursor)
  const command = /^\s*\.(\w*)$/.exec(before)
  if (command) return beginning(cursor - command[1]!.length, command[1]!, knowledge.commands)
  const argument = /^\s*\.(\w+)\s+(?:.*[\s,])?([^\s,]*)$/.exec(before)
  if (argument && argument[1] !== 'explain')
    return beginning(cursor - argument[2]!.length, argument[2]!, knowledge.argumentsOf(argument[1]!))

  const quote = openString(before)
  if (quote !== undefined) {
    const isProbe = /\bon\(\s*(?:\[[^\]]*)?$/.test(before.slice(0, quote - 1))
    return isProbe ? completeProbe(before.slice(quote), quote) : nothing
  }

  const [, path = '', prefix = ''] = /((?:[\w$]+\??\.)*)([\w$]*)$/.exec(before)!
  const from = cursor - prefix.length
  const option = /\bon\(\s*(?:\[[^\]]*\]|(['"`])(?:(?!\1)[^\\])*\1)\s*,\s*\{(?:[^}]*,)?\s*\w*$/.test(before)
  if (option && path === '')
    return beginning(
      from,
      prefix,
      optionNames.map(name => `${name}: `),
    )
  if (path === '')
    return prefix === ''
      ? nothing
      : beginning(from, prefix, [
          ...exported,
          ...knowledge.names,
          ...Object.getOwnPropertyNames(globalThis).filter(name => /^[A-Za-z]\w*$/.test(name)),
        ])
  const parts = path.replaceAll('?', '').slice(0, -1).split('.')
  const probes = probesOf(parts[0]!, before)
  if (probes && parts.length === 1) return beginning(from, prefix, fieldsOf(probes).fields)
  if (probes && parts.length === 2 && parts[1] === 'args')
    return beginning(from, prefix, fieldsOf(probes).args)
  return beginning(from, prefix, propertiesOf(valueAt(parts, knowledge)))
}

/** What all candidates begin with. */
export const commonBeginning = (candidates: readonly string[]): string => {
  const [first = '', ...others] = candidates
  let length = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--
  return first.slice(0, length)
}
