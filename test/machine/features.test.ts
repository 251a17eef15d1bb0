import { describe, expect, test } from 'bun:test'
import { SysError } from '../../ffi/syserror.ts'
import { bestFeatures, type Features, oldestFeatures } from '../../runtime/compiler/target.ts'
import { UsageError } from '../../runtime/errors.ts'
import { fallbackText, forcedFeatures, foundFeatures, withFeatures } from '../../runtime/machine/features.ts'
import { kernelTest } from '../support/needs.ts'

describe('forcedFeatures', () => {
  test('takes the named ones, and of the others the best', () => {
    expect(forcedFeatures('perf')).toEqual({ ...bestFeatures, ring: 'perf' })
    expect(forcedFeatures(' hash , read')).toEqual({ ...bestFeatures, entryState: 'hash', task: 'read' })
    expect(forcedFeatures('perf,hash,read,bounded,rows,levels')).toEqual(oldestFeatures)
    expect(forcedFeatures('ringbuf')).toEqual(bestFeatures)
  })

  test('nothing is forced by nothing', () => {
    expect([forcedFeatures(''), forcedFeatures(' ')]).toEqual([undefined, undefined])
  })

  test('refuses what there is not, and what does not go together', () => {
    expect(() => forcedFeatures('pref')).toThrow(
      new UsageError('SYSTRACE_FEATURES names no feature "pref"', 'did you mean "perf"?'),
    )
    expect(() => forcedFeatures('read')).toThrow('read goes with hash')
  })
})

describe('fallbackText', () => {
  test('names what is done without', () => {
    expect(fallbackText(bestFeatures)).toBe('')
    expect(fallbackText(oldestFeatures)).toBe(
      ', without a ring buffer, task storage, the task as memory, bpf_loop, atomic exchange, the ids of cgroups above',
    )
  })
})

describe('withFeatures', () => {
  test('starts once where all goes well', () => {
    const tried: Features[] = []
    expect(withFeatures(features => tried.push(features))).toBe(1)
    expect(tried).toEqual([forcedFeatures() ?? bestFeatures])
  })

  test('does not start again for what is no feature: want of rights, errors of others', () => {
    for (const error of [new SysError('bpf_map_create', 1), new Error('else')]) {
      let tries = 0
      const start = (): never => {
        tries++
        throw error
      }
      expect(() => withFeatures(start)).toThrow(error)
      expect(tries).toBe(1)
    }
  })

  kernelTest('starts again just where the kernel has less', () => {
    const tried: Features[] = []
    const start = (features: Features): Features => {
      tried.push(features)
      if (tried.length === 1) throw new SysError('bpf_map_create', 22)
      return features
    }
    const found = foundFeatures()
    if (fallbackText(found) === '') expect(() => withFeatures(start)).toThrow('EINVAL')
    else if (!forcedFeatures()) expect(withFeatures(start)).toEqual(found)
  })
})
