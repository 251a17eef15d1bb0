/**
 * What a script writes as a probe → the syscalls meant: names, numbers, globs, `/regex/`, strace's groups and its
 * optional `?name`, and their negations. What names nothing is refused with the nearest right name.
 */

import { syscallOfEvent } from '../../bpf/facts/syscall-format.ts'
import type { SyscallFact, SyscallTable } from '../../bpf/facts/syscalls.ts'
import { didYouMean, nearest } from '../nearest.ts'

export type SyscallGroups = ReadonlyMap<string, readonly string[]>

export interface SyscallSetError {
  /** The pattern at fault, as written, and its place in the list. */
  readonly pattern: string
  readonly index: number
  /** One sentence, no final period. */
  readonly message: string
  readonly hint?: string
}

export type SyscallSet = { readonly syscalls: readonly SyscallFact[] } | { readonly error: SyscallSetError }

/** A pattern taken apart: `!` negates, and `?` lets it name nothing. */
interface Pattern {
  readonly negated: boolean
  readonly optional: boolean
  readonly body: string
}

type Match =
  | { readonly names: readonly string[] }
  | { readonly message: string; readonly hint?: string | undefined }

/** What the C library calls otherwise than the kernel, where the nearest name would mislead. */
const libraryNames: Readonly<Record<string, string>> = {
  fstatat: 'newfstatat',
  pread: 'pread64',
  pwrite: 'pwrite64',
  recv: 'recvfrom',
  send: 'sendto',
  sigaction: 'rt_sigaction',
  sigprocmask: 'rt_sigprocmask',
  umount: 'umount2',
  waitpid: 'wait4',
}

const takeApart = (pattern: string): Pattern => {
  const [, not, maybe, body] = /^(!?)((?:\?(?=.))?)(.*)$/s.exec(pattern)!
  return { negated: not === '!', optional: maybe === '?', body: body! }
}

/** A pattern with `*` and `?` as a test of whole names. */
export const globExpression = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  )

const matching = (expression: RegExp, table: SyscallTable, what: string): Match => {
  const names = table.all().flatMap(({ name }) => (expression.test(name) ? [name] : []))
  return names.length > 0 ? { names } : { message: `no syscall matches ${what}` }
}

const matchExpression = (text: string, table: SyscallTable): Match => {
  // strace has no second slash.
  const [, source, flags] = /^\/(.*?)(?:\/([imsuv]*))?$/s.exec(text)!
  try {
    return matching(new RegExp(source!, flags), table, `the regular expression ${text}`)
  } catch (error) {
    return { message: `not a regular expression: ${error instanceof Error ? error.message : error}` }
  }
}

const matchGroup = (group: string, table: SyscallTable, groups: SyscallGroups): Match => {
  const members = groups.get(group)
  if (!members) {
    const hint = didYouMean(group, groups.keys()) ?? `groups: ${[...groups.keys()].join(' ')}`
    return { message: `no group of syscalls is called "${group}"`, hint }
  }
  const names = members.filter(name => table.byName(name))
  return names.length > 0 ? { names } : { message: `${table.arch} has no syscall of the group "${group}"` }
}

const matchNumber = (text: string, table: SyscallTable): Match => {
  const fact = table.byNumber(Number(text))
  return fact
    ? { names: [fact.name] }
    : {
        message: `no syscall of ${table.arch} has the number ${text}`,
        hint: `the highest is ${table.limit - 1}`,
      }
}

const suggestion = (name: string, table: SyscallTable, groups: SyscallGroups): string | undefined => {
  if (/[,\s]/.test(name))
    return `write several as a list: ${JSON.stringify(name.split(/[,\s]+/).filter(Boolean))}`
  if (groups.has(`%${name}`)) return `did you mean the group "%${name}"?`
  const known = (candidate: string | undefined): string | undefined =>
    candidate !== undefined && table.byName(candidate) ? candidate : undefined
  const bare = name.replace(/^(?:__\w+_)?sys_(?:enter_|exit_)?/, '')
  const names = table.all().map(fact => fact.name)
  const found =
    known(Object.hasOwn(libraryNames, name) ? libraryNames[name] : undefined) ??
    known(syscallOfEvent(bare)) ??
    // An architecture without the oldest calls has their successors: openat for open.
    known(`${bare}at`) ??
    nearest(bare, names)
  return found === undefined ? undefined : `did you mean "${found}"?`
}

const match = (body: string, table: SyscallTable, groups: SyscallGroups): Match => {
  if (body.startsWith('/')) return matchExpression(body, table)
  if (body.startsWith('%')) return matchGroup(body, table, groups)
  if (/[*?]/.test(body)) return matching(globExpression(body), table, `"${body}"`)
  if (/^\d+$/.test(body)) return matchNumber(body, table)
  if (table.byName(body)) return { names: [body] }
  return { message: `no syscall is called "${body}"`, hint: suggestion(body, table, groups) }
}

/**
 * The syscalls that a list of patterns means: the union of those not negated, minus the negated ones, in the table's
 * order. A list of only negations starts from every syscall.
 *
 * @example resolveSyscalls(['open*', '%net', '!sendto'], syscallTable('x64'), syscallGroups())
 */
export const resolveSyscalls = (
  patterns: readonly string[],
  table: SyscallTable,
  groups: SyscallGroups,
): SyscallSet => {
  if (patterns.length === 0) return { error: { pattern: '', index: 0, message: 'no syscalls are named' } }
  const wanted = new Set<string>()
  const unwanted = new Set<string>()
  let positives = 0
  for (const [index, pattern] of patterns.entries()) {
    const { negated, optional, body } = takeApart(pattern)
    if (!negated) positives++
    const matched = match(body, table, groups)
    if ('names' in matched) for (const name of matched.names) (negated ? unwanted : wanted).add(name)
    else if (!optional) {
      const { message, hint } = matched
      return { error: { pattern, index, message, ...(hint !== undefined && { hint }) } }
    }
  }
  const all = positives === 0
  const syscalls = table.all().filter(({ name }) => (all || wanted.has(name)) && !unwanted.has(name))
  if (syscalls.length === 0 && (all || wanted.size > 0)) {
    const index = patterns.findLastIndex(pattern => pattern.startsWith('!'))
    return { error: { pattern: patterns[index]!, index, message: 'the negations leave no syscall' } }
  }
  return { syscalls }
}
