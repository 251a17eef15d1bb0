/**
 * What the running kernel can do, where kernels differ (`Features`).
 *
 * Nothing is looked for at the start: what is best is taken, which costs a new kernel nothing. Only when the kernel refuses a map
 * or a program it is found out, by trying, what it has, and the script is compiled again for that.
 *
 * SYSTRACE_FEATURES=perf,hash,read,bounded,rows,levels takes these ways on any kernel, to look for faults in them.
 */

import { probe } from '../../ffi/probe.ts'
import { SysError } from '../../ffi/syserror.ts'
import { bestFeatures, type Features } from '../compiler/target.ts'
import { UsageError } from '../errors.ts'
import { didYouMean } from '../nearest.ts'

const parts = {
  ringbuf: { ring: 'ringbuf' },
  perf: { ring: 'perf' },
  task_storage: { entryState: 'task_storage' },
  hash: { entryState: 'hash' },
  btf: { task: 'btf' },
  read: { task: 'read' },
  bpf_loop: { loop: 'helper' },
  bounded: { loop: 'bounded' },
  pages: { tables: 'pages' },
  rows: { tables: 'rows' },
  ancestor_cgroup: { cgroups: 'helper' },
  levels: { cgroups: 'read' },
} as const satisfies Record<string, Partial<Features>>

/**
 * The features that SYSTRACE_FEATURES names, and of those that it leaves out the best.
 *
 * @throws UsageError for a name that there is not
 * @example forcedFeatures('perf')?.ring // 'perf'; all else is the best
 */
export const forcedFeatures = (text = process.env.SYSTRACE_FEATURES): Features | undefined => {
  if (text === undefined || text.trim() === '') return undefined
  let features = bestFeatures
  for (const word of text.split(',').map(part => part.trim())) {
    if (!Object.hasOwn(parts, word))
      throw new UsageError(
        `SYSTRACE_FEATURES names no feature ${JSON.stringify(word)}`,
        didYouMean(word, Object.keys(parts)) ?? `there are ${Object.keys(parts).join(', ')}`,
      )
    features = { ...features, ...parts[word as keyof typeof parts] }
  }
  // Storage belongs to the task_struct that programs get.
  if (features.task === 'read' && features.entryState === 'task_storage')
    throw new UsageError(
      'SYSTRACE_FEATURES=read goes with hash: task storage needs the task as memory',
      'SYSTRACE_FEATURES=hash,read',
    )
  return features
}

/** What this kernel has, by trying. */
export const foundFeatures = (): Features => ({
  ring: probe('ringbuf').ok ? 'ringbuf' : 'perf',
  entryState: probe('task_storage').ok ? 'task_storage' : 'hash',
  task: probe('task_btf').ok ? 'btf' : 'read',
  loop: probe('bpf_loop').ok ? 'helper' : 'bounded',
  tables: probe('fetching_atomics').ok ? 'pages' : 'rows',
  cgroups: probe('ancestor_cgroup').ok ? 'helper' : 'read',
})

/**
 * Starts with the best features, and again with those that the kernel has if it refuses them.
 *
 * @throws what `start` throws when it is not for want of a feature
 */
export const withFeatures = <T>(start: (features: Features) => T): T => {
  const forced = forcedFeatures()
  if (forced) return start(forced)
  try {
    return start(bestFeatures)
  } catch (error) {
    // Without rights nothing can be tried.
    if (!(error instanceof SysError) || error.code === 'EPERM') throw error
    const found = foundFeatures()
    if (fallbackText(found) === '') throw error
    return start(found)
  }
}

/** The features for a plan that is only looked at: none is tried. */
export const shownFeatures = (): Features => forcedFeatures() ?? bestFeatures

/** What is done without, for people: nothing for a new kernel. */
export const fallbackText = ({ ring, entryState, task, loop, tables, cgroups }: Features): string => {
  const without = [
    ...(ring === 'perf' ? ['a ring buffer'] : []),
    ...(entryState === 'hash' ? ['task storage'] : []),
    ...(task === 'read' ? ['the task as memory'] : []),
    ...(loop === 'bounded' ? ['bpf_loop'] : []),
    ...(tables === 'rows' ? ['atomic exchange'] : []),
    ...(cgroups === 'read' ? ['the ids of cgroups above'] : []),
  ]
  return without.length === 0 ? '' : `, without ${without.join(', ')}`
}
