/** Which memory is read of a call, so that it can be shown. */

import type { Arch, SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { MemoryRead, Recipe } from '../../bpf/recipe.ts'
import { listSize } from './memory.ts'
import { readsOf } from './reads.ts'
import { specOf } from './spec.ts'

/** How much is read. */
export interface RecipeOptions {
  /** Bytes of a buffer that are shown. */
  readonly stringSize: number
  /** Lists of strings in short, and environments not at all; so if not said. */
  readonly abbreviate?: boolean
  /** Whose structs; x64 if not said. */
  readonly arch?: Arch
}

/** By the arguments' types alone, for a syscall that has no line. */
const plainReads = (syscall: SyscallFact, stringSize: number): Recipe => {
  const exit = syscall.args.flatMap((arg, i): MemoryRead[] => {
    if (arg.kind === 'string') return [{ read: 'string', arg: i }]
    if (arg.kind === 'strings') return [{ read: 'strings', arg: i, most: listSize, each: stringSize + 1 }]
    return []
  })
  return { enter: [], exit }
}

/**
 * The reads of a syscall: what its spec's types need (spec.ts). Before the call is read only what it overwrites or destroys.
 *
 * @example recipeOf(openat, { stringSize: 32 }) // { enter: [], exit: [{ read: 'string', arg: 1 }] }
 */
export const recipeOf = (
  syscall: SyscallFact,
  { stringSize, abbreviate = true, arch = 'x64' }: RecipeOptions,
): Recipe => {
  const spec = specOf(syscall.name)
  return spec ? readsOf(spec, { stringSize, abbreviate, arch }) : plainReads(syscall, stringSize)
}
