/** Writes runtime/script/syscall-args.gen.ts: the types of every syscall's arguments, of all architectures, from the facts. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { syscallTable } from '../../../bpf/facts/syscalls.ts'
import { kernelPartText } from '../kernel-part.ts'

/** The generated file's text. */
export const syscallArgsText = (): string => {
  const all = new Map(
    (['x64', 'arm64'] as const).flatMap(arch =>
      syscallTable(arch)
        .all()
        .map(s => [s.name, s]),
    ),
  )
  const part = kernelPartText({ syscalls: [...all.values()], functions: [], tracepoints: [] })
  return `// Written by runtime/typing/gen/syscall-args.ts, never by hand, from bpf/facts.\n\n${part}`
}

if (import.meta.main)
  writeFileSync(join(import.meta.dirname, '../../script/syscall-args.gen.ts'), syscallArgsText())
