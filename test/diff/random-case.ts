/** A random case: a script and the calls that it sees. */

import { type Arch, syscallTable } from '../../bpf/facts/syscalls.ts'
import type { Call } from './call.ts'
import type { Choices } from './choices.ts'
import { describeCall, randomCalls } from './random-calls.ts'
import { randomScript } from './random-scripts.ts'
import { chooseValues } from './values.ts'

export interface Case {
  readonly text: string
  readonly calls: readonly Call[]
  readonly arch: Arch
}

export const randomCase = (c: Choices): Case => {
  const arch = c.chance(15) ? 'arm64' : 'x64'
  const values = chooseValues(c)
  const { text, calls } = randomScript(c, values, arch)
  const table = syscallTable(arch)
  return {
    text,
    arch,
    calls: randomCalls(c, values, {
      syscalls: calls.map(name => table.byName(name)!),
      // A call without an end has no duration, and a handler that reads it does not see its entry.
      endless: !/uration/.test(text),
      validNames: text.includes('map()'),
    }),
  }
}

export const describeCase = ({ text, calls, arch }: Case): string =>
  ['--- script', text, `--- calls (${arch})`, ...calls.map(describeCall)].join('\n')
