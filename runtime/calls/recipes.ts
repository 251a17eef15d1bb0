/** Which memory is read of a call, so that it can be shown. */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { MemoryRead, Recipe } from '../../bpf/recipe.ts'

/** How much is read. */
export interface RecipeOptions {
  /** Bytes of a buffer that are shown. */
  readonly stringSize: number
}

/** The reads of a syscall. */
export const recipeOf = (syscall: SyscallFact, { stringSize }: RecipeOptions): Recipe => {
  const reads = syscall.args.flatMap((arg, i): MemoryRead[] => {
    if (arg.kind === 'string') return [{ read: 'string', arg: i }]
    if (arg.kind === 'strings') return [{ read: 'strings', arg: i, most: 32, each: stringSize + 1 }]
    return []
  })
  const replaced = syscall.name === 'execve' || syscall.name === 'execveat'
  return replaced ? { enter: reads, exit: [] } : { enter: [], exit: reads }
}
