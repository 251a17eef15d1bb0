/** The kernel's functions that `kprobe:` patterns name, as its types declare them. */

import { openBtf } from '../../bpf/btf.ts'
import { openKernelBtf } from '../../ffi/btf-file.ts'
import { functionFact } from '../compiler/kprobes.ts'
import { globExpression } from '../compiler/syscall-set.ts'
import { SystraceError, UsageError } from '../errors.ts'
import { hostArch } from '../machine/kernel-facts.ts'
import { functionNames, kernelFunctions } from '../machine/kernel-functions.ts'
import type { DeclaredField, DeclaredFunction } from './kernel-part.ts'
import { fieldType } from './syscall-types.ts'

/** To find a function among the kernel's types takes a millisecond or two. */
const mostFunctions = 2000

/** The names that fit a pattern; an exact name is one, whether there is such a function or not. */
const named = (pattern: string): string[] => {
  if (!/[*?]/.test(pattern)) return [pattern]
  const fits = globExpression(pattern)
  const names = [...new Set(functionNames())].filter(name => fits.test(name))
  if (names.length > mostFunctions)
    throw new UsageError(
      `"kprobe:${pattern}" names ${names.length} functions, and at most ${mostFunctions} are declared`,
      'write a narrower pattern, such as kprobe:vfs_*',
    )
  return names
}

/**
 * The functions that patterns name.
 *
 * @param patterns names of functions, with `*` and `?`
 * @throws UsageError for a name that cannot be probed, SystraceError where the kernel's types cannot be read
 */
export const declaredFunctions = (patterns: readonly string[]): DeclaredFunction[] => {
  if (patterns.length === 0) return []
  const names = new Set(patterns.flatMap(named))
  const exact = new Set(patterns)
  using file = openTypes()
  const functions = kernelFunctions([...names], openBtf(file.bytes))
  const target = { arch: hostArch(), functions }
  const found = [...functions].flatMap(([name, { prototype, refusal }]) => {
    if (refusal && exact.has(name)) throw new UsageError(refusal.message, refusal.hint)
    // What the types do not tell of has six registers, as without a declaration.
    if (refusal || !prototype) return []
    const fields = (returns: boolean): DeclaredField[] =>
      functionFact(name, returns, target).args.map(({ name, type, kind }) => ({
        name,
        type: fieldType(kind),
        about: type,
      }))
    return [{ name, args: fields(false), result: fields(true)[0] }]
  })
  const [first] = exact
  if (found.length === 0)
    throw new UsageError(`The kernel's types describe no function that fits "kprobe:${first}"`)
  return found
}

const openTypes = () => {
  try {
    return openKernelBtf()
  } catch (cause) {
    throw new SystraceError("Cannot read the kernel's types from /sys/kernel/btf/vmlinux", {
      hint: 'functions are declared from them: a kernel built with CONFIG_DEBUG_INFO_BTF has them',
      cause,
    })
  }
}
