/** Writes runtime/script/syscall-args.gen.ts: the TypeScript types of every syscall's arguments, from the facts. */

import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type SyscallArg, syscallTable } from '../facts/syscalls.ts'

const typeOf = ({ kind }: SyscallArg): string =>
  kind === 'string' ? 'string' : kind === 'strings' ? 'string[]' : 'number'

const quoted = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))

/** The generated file's text. */
export const syscallTypes = (): string => {
  const all = new Map(
    ['x64', 'arm64'].flatMap(arch =>
      syscallTable(arch as 'x64' | 'arm64')
        .all()
        .map(s => [s.name, s.args]),
    ),
  )
  const any = new Map<string, Set<string>>()
  const lines = [...all].map(([name, args]) => {
    for (const arg of args) any.set(arg.name, (any.get(arg.name) ?? new Set()).add(typeOf(arg)))
    return `  ${name}: { ${args.map(arg => `${quoted(arg.name)}: ${typeOf(arg)}`).join('; ')} }`
  })
  const anyLines = [...any]
    .sort()
    .map(([name, types]) => `  ${quoted(name)}?: ${[...types].sort().join(' | ')}`)
  return `// Written by bpf/gen/types.ts, never by hand, from bpf/facts.

/** The arguments of each syscall. */
export interface SyscallArgs {
${lines.join('\n')}
}

/** An argument of any syscall: each is there only where the syscall has it. */
export interface AnyArgs {
${anyLines.join('\n')}
}
`
}

if (import.meta.main) {
  const here = dirname(fileURLToPath(import.meta.url))
  writeFileSync(join(here, '../../runtime/script/syscall-args.gen.ts'), syscallTypes())
}
