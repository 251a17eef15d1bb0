/** A number for the memory that is read of calls: chunks of memory are told by their place in a recipe, so both must be the same. */

import { crc32 } from 'node:zlib'
import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { Recipe } from '../../bpf/recipe.ts'

export const recipesMark = (
  syscalls: readonly SyscallFact[],
  recipeOf: (syscall: SyscallFact) => Recipe,
): number => crc32(JSON.stringify(syscalls.map(syscall => [syscall.name, recipeOf(syscall)])))
