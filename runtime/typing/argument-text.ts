/** What an argument of a syscall is, in a line: its type in C, and what its number stands for. From what `trace` shows of it. */

import { descriptorArguments, pathArguments } from '../../bpf/facts/argument-roles.ts'
import { type ConstantSetName, constantSet } from '../../bpf/facts/constants.ts'
import type { SyscallArg, SyscallFact } from '../../bpf/facts/syscalls.ts'
import { type Bits, specOf, typeOf } from '../calls/spec.ts'

/** So many constants are named. */
const mostNames = 4

const listed = (names: readonly string[], between: string): string =>
  `${names.slice(0, mostNames).join(between)}${names.length > mostNames ? ' …' : ''}`

const constantsText = ({ enums, flags }: Bits): string | undefined => {
  const namesOf = (set: string): string[] =>
    constantSet(set as ConstantSetName, 'x64').entries.map(([name]) => name)
  const parts = [listed(enums.flatMap(namesOf), ', '), listed(flags.flatMap(namesOf), ' | ')].filter(Boolean)
  return parts.length > 0 ? parts.join(', with ') : undefined
}

/** The words of the notation in which calls are written, for those who read the number. */
const words: Readonly<Record<string, string>> = {
  fd: 'a file descriptor',
  atfd: 'a file descriptor, or AT_FDCWD (-100)',
  pid: 'a process id',
  sig: 'the number of a signal',
  mode: 'permission bits, such as 0o644',
  openmode: 'permission bits, such as 0o644',
  filemode: 'file type and permission bits',
}

/** Words that stand for several sets of constants. */
const sets: Readonly<Record<string, string>> = {
  openflags: '#open_access_modes|open_mode_flags',
}

/** By the type in C, or its name, where that tells a unit. */
const unitOf = ({ name, type }: SyscallArg): string | undefined => {
  if (type === 'size_t' && !/^(?:vlen|nr_)/.test(name)) return 'bytes'
  if (/^(?:loff_t|off_t)$/.test(type)) return 'bytes'
  if (/msecs$/.test(name) || (name === 'timeout' && type === 'int'))
    return 'milliseconds; below 0, without end'
  return name === 'seconds' ? 'seconds' : undefined
}

const meaning = (syscall: SyscallFact, arg: SyscallArg, i: number): string | undefined => {
  if (pathArguments(syscall).includes(i)) return 'a path, as it was given'
  if (arg.kind === 'string') return 'text'
  if (arg.kind === 'strings') return 'a list of texts'
  if (arg.kind === 'pointer') return 'an address'
  const text = specOf(syscall.name)?.args[i]
  const type = text === undefined ? undefined : typeOf(sets[text] ?? text)
  if (type?.kind === 'bits') return constantsText(type) ?? unitOf(arg)
  if (type?.kind === 'word' && type.word === 'uid')
    return /gid|group/.test(`${arg.type} ${arg.name}`) ? 'a group id' : 'a user id'
  const known = type?.kind === 'word' ? words[type.word] : undefined
  return known ?? (descriptorArguments(syscall).includes(i) ? words.fd : unitOf(arg))
}

/**
 * What an editor shows beside an argument.
 *
 * @example argumentText(openat, 2) // 'int: O_RDONLY, O_WRONLY, O_RDWR, with O_CREAT | O_EXCL …'
 */
export const argumentText = (syscall: SyscallFact, i: number): string => {
  const arg = syscall.args[i]!
  const what = meaning(syscall, arg, i)
  return what === undefined ? arg.type : `${arg.type}: ${what}`
}
