/** The kernel's functions that probes name: what is known of them, and whether the kernel can probe them. */

import { existsSync, readFileSync } from 'node:fs'
import type { Btf } from '../../bpf/btf.ts'
import { kprobeSource } from '../../ffi/kprobe.ts'
import type { KernelFunction } from '../compiler/target.ts'
import { SystraceError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'

/**
 * Refuses to go on where nothing can be probed.
 *
 * @throws SystraceError
 */
export const requireKprobes = (functions: readonly string[]): void => {
  if (functions.length === 0 || existsSync(kprobeSource)) return
  throw new SystraceError(
    `Cannot probe ${functions.join(', ')}: this kernel has no kprobes (CONFIG_KPROBES)`,
    {
      hint: 'system calls and process: events need none',
    },
  )
}

const readOptional = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** The names of the kernel's functions; one name may be there several times. */
export const functionNames = (): string[] =>
  [...readOptional('/proc/kallsyms').matchAll(/^\S+ [tTwW] (\S+)/gm)].map(([, name]) => name!)

/** Functions that the kernel lets no one probe: what runs while it handles a probe, mostly. */
const unprobeable = (): ReadonlySet<string> =>
  new Set(
    [...readOptional('/sys/kernel/debug/kprobes/blacklist').matchAll(/^\S+\s+(\S+)/gm)].map(
      ([, name]) => name!,
    ),
  )

const refusalOf = (
  name: string,
  names: readonly string[],
  forbidden: ReadonlySet<string>,
  typed: boolean,
): KernelFunction['refusal'] => {
  // Without /proc, the kernel has to tell.
  if (names.length === 0) return undefined
  const found = names.filter(other => other === name).length
  if (found > 1)
    return {
      message: `the kernel has ${found} functions called "${name}", and a probe is of one`,
      hint: 'probe one that calls them, or that they call',
    }
  if (found === 1)
    return forbidden.has(name)
      ? {
          message: `the kernel lets no one probe "${name}"`,
          hint: 'it runs while a probe is handled: /sys/kernel/debug/kprobes/blacklist lists all such',
        }
      : undefined
  const changed = names.filter(other => other.startsWith(`${name}.`) && !other.endsWith('.cold'))
  if (changed.length > 0)
    return {
      message: `the kernel has "${name}" only as the compiler changed it`,
      hint: `write ${changed.map(other => `"${other}"`).join(' or ')}`,
    }
  const near = didYouMean(name, new Set(names))
  if (typed)
    return {
      message: `"${name}" is nowhere by itself: the compiler put it into those that call it`,
      hint: near ?? 'probe one that calls it',
    }
  return {
    message: `the kernel has no function "${name}"`,
    hint: near ?? '/proc/kallsyms lists all: those marked t and T',
  }
}

/** What is known of functions. Reads much: to be asked only for what probes name. */
export const kernelFunctions = (asked: readonly string[], btf: Btf): Map<string, KernelFunction> => {
  const found = new Map<string, KernelFunction>()
  if (asked.length === 0) return found
  const names = functionNames()
  const forbidden = unprobeable()
  for (const name of asked) {
    const prototype = btf.prototype(name)
    const refusal = refusalOf(name, names, forbidden, btf.typeId('func', name) !== undefined)
    found.set(name, { ...(prototype && { prototype }), ...(refusal && { refusal }) })
  }
  return found
}
