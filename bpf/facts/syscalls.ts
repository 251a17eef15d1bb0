/** The syscalls of each architecture: numbers from the kernel's headers, arguments from its tracefs, read on first use. */
import { parseArg, type SyscallArg } from './syscall-format.ts'
import * as generated from './syscalls.gen.ts'

export type { ArgKind, SyscallArg } from './syscall-format.ts'

export type Arch = 'x64' | 'arm64'

export interface SyscallFact {
  /** As in the kernel's headers: `openat`, `newfstatat`. */
  readonly name: string
  readonly nr: number
  readonly args: readonly SyscallArg[]
}

export interface SyscallTable {
  readonly arch: Arch
  byName(name: string): SyscallFact | undefined
  byNumber(nr: number): SyscallFact | undefined
  /** In the order of their numbers. */
  all(): readonly SyscallFact[]
  /** The highest number plus 1. */
  readonly limit: number
}

const tableOf = (arch: Arch, facts: readonly SyscallFact[]): SyscallTable => {
  const names = new Map(facts.map(fact => [fact.name, fact]))
  const numbers: (SyscallFact | undefined)[] = []
  for (const fact of facts) numbers[fact.nr] = fact
  return {
    arch,
    byName: name => names.get(name),
    byNumber: nr => numbers[nr],
    all: () => facts,
    limit: numbers.length,
  }
}

/** What can be said of a syscall whose arguments are unknown: six registers. */
export const unknownArgs: readonly SyscallArg[] = [0, 1, 2, 3, 4, 5].map(i => ({
  name: `arg${i}`,
  type: 'unsigned long',
  kind: 'ulong',
}))

/** Searched for when asked: a script needs the arguments of a few syscalls, and to parse all takes milliseconds. */
const findArgs = (text: string, name: string): readonly SyscallArg[] | undefined => {
  const line = text.indexOf(`\n${name}(`)
  if (line === -1) return undefined
  const declarations = text.slice(line + name.length + 2, text.indexOf(')\n', line))
  return declarations === '' ? [] : declarations.split(',').map(declaration => parseArg(name, declaration))
}

const build = (arch: Arch): SyscallTable => {
  const facts = generated.numbers[arch].split('\n').flatMap(run => {
    const [first, ...names] = run.split(' ')
    return names.map((name, i): SyscallFact => {
      let args: readonly SyscallArg[] | undefined
      return {
        name,
        nr: Number(first) + i,
        get args() {
          args ??= arch === 'arm64' ? findArgs(generated.argsArm64, name) : undefined
          args ??= findArgs(generated.args, name) ?? unknownArgs
          return args
        },
      }
    })
  })
  return tableOf(arch, facts)
}

const tables = new Map<Arch, SyscallTable>()

/**
 * The syscalls of an architecture, up to the newest kernel that systrace knows.
 *
 * @example syscallTable('x64').byNumber(257)?.name // 'openat'
 */
export const syscallTable = (arch: Arch): SyscallTable => {
  const table = tables.get(arch) ?? build(arch)
  tables.set(arch, table)
  return table
}

/**
 * The table with other arguments for some syscalls: the running kernel's own, from its tracefs formats. Laid over the other
 * table, since making one anew would take a millisecond of every start.
 */
export const withFormats = (
  table: SyscallTable,
  formats: ReadonlyMap<string, readonly SyscallArg[]>,
): SyscallTable => {
  const over = (fact: SyscallFact | undefined): SyscallFact | undefined => {
    const args = fact && formats.get(fact.name)
    return args ? { name: fact.name, nr: fact.nr, args } : fact
  }
  let all: readonly SyscallFact[] | undefined
  return {
    arch: table.arch,
    byName: name => over(table.byName(name)),
    byNumber: nr => over(table.byNumber(nr)),
    all: () => {
      all ??= table.all().map(fact => over(fact)!)
      return all
    },
    limit: table.limit,
  }
}
