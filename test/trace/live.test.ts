/** Lines that change the filters of a running trace. */

import { describe, expect, test } from 'bun:test'
import type { Filters } from '../../runtime/script/handle.ts'
import { liveFilters } from '../../runtime/trace/live.ts'

const pidsOf = (names: readonly string[]): number[] =>
  names.map(name => (name === 'nginx' ? 99 : Number(name)))

describe('liveFilters()', () => {
  const good: readonly [line: string, filters: Filters][] = [
    ['-p 12', { pid: [12] }],
    ['-p nginx,3 -s %net', { pid: [99, 3], syscalls: ['%net'] }],
    [`-c 'two words' -c "b"`, { comm: ['two words', 'b'] }],
    ['  -u root   --sample 1/4 ', { uid: [0], sample: 0.25 }],
    ['-s all', { syscalls: null }],
    ['-p all -u all -c all --sample all', { pid: null, uid: null, comm: null, sample: null }],
  ]
  for (const [line, filters] of good) test(line, () => expect(liveFilters(line, pidsOf)).toEqual(filters))

  const bad: readonly [line: string, says: string][] = [
    ['', 'There is no filter in this'],
    ['openat', 'Unexpected "openat"'],
    ['-u roto', 'Option "--uid" must be a user of this machine, by name or number, not "roto"'],
    ['-f', 'Unknown option "-f"'],
    ['-p', 'Option "-p" needs a value'],
  ]
  for (const [line, says] of bad)
    test(`"${line}" is refused`, () => expect(() => liveFilters(line, pidsOf)).toThrow(says))
})
