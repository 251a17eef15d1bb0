/** A random case: a script and the calls that it sees. */

import type { Call } from './call.ts'
import type { Choices } from './choices.ts'
import { describeCall, randomCalls } from './random-calls.ts'
import { randomScript } from './random-scripts.ts'
import { chooseValues } from './values.ts'

export interface Case {
  readonly text: string
  readonly calls: readonly Call[]
}

export const randomCase = (c: Choices): Case => {
  const values = chooseValues(c)
  const { text, calls } = randomScript(c, values)
  return {
    text,
    calls: randomCalls(c, values, {
      syscalls: calls,
      // A call without an end has no duration, and a handler that reads it does not see its entry.
      endless: !/uration/.test(text),
      validNames: text.includes('map()'),
    }),
  }
}

export const describeCase = ({ text, calls }: Case): string =>
  ['--- script', text, '--- calls', ...calls.map(describeCall)].join('\n')
