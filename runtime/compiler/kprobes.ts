/** `kprobe:FUNCTION` and `kretprobe:FUNCTION`: the kernel's functions as they are called, and as they return. */

import type { BtfScalar } from '../../bpf/btf.ts'
import type { ArgKind } from '../../bpf/facts/syscalls.ts'
import { type EventFact, type EventField, eventNumber, type Place } from './hook.ts'
import { registersOf, type Target } from './target.ts'

const kindOf = ({ kind, size }: BtfScalar): ArgKind => {
  switch (kind) {
    case 'pointer':
      return 'word'
    case 'signed':
      return size === 8 ? 'long' : 'int'
    case 'bool':
    case 'unsigned':
      return size === 8 ? 'ulong' : 'uint'
  }
}

/** Whoever calls leaves anything in the bits of a register above those of the value. */
const cutTo = ({ kind, size }: BtfScalar): NonNullable<Place['steps']> => {
  const above = 64 - 8 * size
  if (above === 0 || size === 4) return []
  return [
    ['lsh', above],
    [kind === 'signed' ? 'arsh' : 'rsh', above],
  ]
}

/** A register of the context, which is the `struct pt_regs` itself. */
const register = (name: string, offset: number, type: BtfScalar | undefined): EventField => ({
  name,
  type: type?.text ?? 'unsigned long',
  kind: type ? kindOf(type) : 'word',
  place: { path: [offset], ...(type && { steps: cutTo(type) }) },
})

/**
 * What happens at a function. What the kernel's types do not tell of its arguments and result are the registers as they are.
 *
 * @param returns at its return, not at its call
 */
export const functionFact = (
  name: string,
  returns: boolean,
  target: Pick<Target, 'arch' | 'functions'>,
): EventFact => {
  const prototype = target.functions?.get(name)?.prototype
  const { call, ret } = registersOf(target)
  const parameters = (): EventField[] => {
    const types = prototype?.parameters
    if (!types) return call.map((offset, i) => register(`arg${i}`, offset, undefined))
    return call.slice(0, types.length).map((offset, i) => register(types[i]!.name, offset, types[i]!.type))
  }
  const result = (): EventField[] =>
    prototype && !prototype.result ? [] : [register('ret', ret, prototype?.result)]
  const hook = `${returns ? 'kretprobe' : 'kprobe'}:${name}` as const
  return { name, nr: eventNumber, hook, args: returns ? result() : parameters() }
}
