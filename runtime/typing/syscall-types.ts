/** Syscalls and their arguments → the text of the interfaces that the types of events are made from. Pure. */

import type { ArgKind, SyscallFact } from '../../bpf/facts/syscalls.ts'
import { argumentText } from './argument-text.ts'

/** The type that a field has in a script. */
export const fieldType = (kind: ArgKind): string => {
  switch (kind) {
    case 'string':
      return 'string'
    case 'strings':
      return 'string[]'
    case 'bool':
      return 'boolean'
    case 'word':
      return 'bigint'
    default:
      return 'number'
  }
}

/** A name as a key of an interface. */
export const keyText = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name.replaceAll("'", "\\'")}'`

/** Text that a comment can hold. */
export const commentText = (text: string): string => text.replaceAll('*/', '* /')

/** The fields of an interface, each with its comment. */
export const fieldLines = (
  fields: readonly { readonly name: string; readonly type: string; readonly about: string }[],
  indent: string,
): string =>
  fields
    .map(
      ({ name, type, about }) =>
        `${indent}/** ${commentText(about)} */\n${indent}readonly ${keyText(name)}: ${type}\n`,
    )
    .join('')

const argsText = (syscall: SyscallFact): string => {
  const { name, args } = syscall
  if (args.length === 0) return `  ${keyText(name)}: {}\n`
  const fields = args.map(({ name, kind }, i) => ({
    name,
    type: fieldType(kind),
    about: argumentText(syscall, i),
  }))
  return `  ${keyText(name)}: {\n${fieldLines(fields, '    ')}  }\n`
}

/** So many syscalls are named where an argument of any syscall is described. */
const mostNamed = 4

const ownersText = (owners: readonly string[]): string => {
  const more = owners.length - mostNamed
  const named = owners.slice(0, mostNamed)
  if (more > 0) return `Of ${named.join(', ')} and ${more} more.`
  return `Of ${named.length > 1 ? `${named.slice(0, -1).join(', ')} and ` : ''}${named.at(-1)}.`
}

/** The body of `SyscallArgs`: the arguments of each syscall. */
export const syscallArgsBody = (syscalls: Iterable<SyscallFact>): string =>
  [...syscalls].map(argsText).join('')

/** The body of `AnyArgs`: the arguments of any of these syscalls. */
export const anyArgsBody = (syscalls: Iterable<SyscallFact>): string => {
  const any = new Map<string, { readonly types: Set<string>; readonly owners: string[] }>()
  for (const { name: owner, args } of syscalls)
    for (const { name, kind } of args) {
      const entry = any.get(name) ?? { types: new Set(), owners: [] }
      any.set(name, entry)
      entry.types.add(fieldType(kind))
      entry.owners.push(owner)
    }
  return [...any]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, { types, owners }]) =>
        `  /** ${ownersText(owners)} */\n  readonly ${keyText(name)}?: ${[...types].sort().join(' | ')}\n`,
    )
    .join('')
}
