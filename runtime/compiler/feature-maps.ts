/** The maps that depend on what the kernel can do. */

import type { MapSpec } from '../../bpf/spec.ts'
import { entryLostMap, entryMap, entrySlotMap, ringMap } from './state.ts'
import type { Target } from './target.ts'

/** Calls under way whose entry can be kept at once, where that is in a hash. */
export const entryRoom = 65_536

/** Slots for the entries of threads, a power of 2. Those of a slot: the thread that it belongs to, and when that entered its call. */
export const entrySlots = { count: 16_384, bytes: 16 } as const

/** The ring of records, or what leads to the perf buffer of each CPU. */
export const recordMap = ({ features, ringSize, cpus }: Target): MapSpec =>
  features.ring === 'ringbuf'
    ? { name: ringMap, type: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: ringSize, flags: 0 }
    : { name: ringMap, type: 'perf_event_array', keySize: 4, valueSize: 4, maxEntries: cpus, flags: 0 }

/** Where the times of entry are kept, and how many found no room. */
export const entryMaps = ({ features }: Target): readonly MapSpec[] =>
  features.entryState === 'task_storage'
    ? [
        {
          name: entryMap,
          type: 'task_storage',
          keySize: 4,
          valueSize: 8,
          maxEntries: 0,
          flags: 1 /* BPF_F_NO_PREALLOC */,
        },
        {
          name: entrySlotMap,
          type: 'array',
          keySize: 4,
          valueSize: entrySlots.count * entrySlots.bytes,
          maxEntries: 1,
          flags: 0,
        },
      ]
    : [
        { name: entryMap, type: 'hash', keySize: 8, valueSize: 8, maxEntries: entryRoom, flags: 0 },
        { name: entryLostMap, type: 'array', keySize: 4, valueSize: 8, maxEntries: 1, flags: 0 },
      ]
