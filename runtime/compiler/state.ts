/** What programs and systrace share: the maps by name, and in one of them which syscalls are wanted and what was lost. */

import type { MapSpec } from '../../bpf/spec.ts'

/** Syscall numbers below this are told apart; all architectures stay well below. */
export const maxSyscalls = 512

/** What is counted for each handler, as u64, in this order. */
export const counters = [
  'dropped',
  'unreadable',
  'noEntry',
  'tableFull',
  'otherNumbers',
  'entriesFull',
] as const
export type Counter = (typeof counters)[number]

/** The array map described here. */
export const stateMap = 'state'
/** The ring of records, or the perf buffers. */
export const ringMap = 'events'
/** When each thread entered its call. */
export const entryMap = 'entry'
/** In front of that, where the entries of most threads are: found without asking the kernel. */
export const entrySlotMap = 'entry_slots'
/** How many entries found no room, where they are kept in a hash. */
export const entryLostMap = 'entry_lost'
/** The per-CPU memory in which records with blobs and long keys are put together. */
export const scratchMap = 'scratch'

/**
 * One word, shared by the versions of a script: four times the number of the one whose programs do anything, and what they do besides
 * while another takes its place. First it marks the thread of each event that it takes (1), and the next, which comes behind it at
 * every event, takes the mark away; then the next runs, but for events that are marked (2), which it has found in between.
 */
export const gatePhases = { alone: 0, marks: 1, looks: 2 } as const
export type GatePhase = keyof typeof gatePhases

export const gateWord = (version: number, phase: GatePhase): number => version * 4 + gatePhases[phase]

export const gateMap: MapSpec = {
  name: 'gate',
  type: 'array',
  keySize: 4,
  valueSize: 8,
  maxEntries: 1,
  flags: 1 << 10 /* BPF_F_MMAPABLE */,
}

/** By the address of a thread's task: the event that a version has taken of which the next one has not seen yet that it did. */
export const gateMarkMap: MapSpec = {
  name: 'gate_marks',
  type: 'hash',
  keySize: 8,
  valueSize: 8,
  maxEntries: 16_384,
  flags: 0,
}

/** Which memory is read of which call, where calls are shown (`bpf/recipe-table.ts`). */
export const recipeMap = 'recipes'

/** Byte offsets in the value of the state map. */
export const stateLayout = {
  /** A byte per syscall number: its class in the program at that hook, 0 if unwanted. */
  classes: { sys_enter: 0, sys_exit: maxSyscalls },
  /** When all programs were attached, by the clock of `bpf_ktime_get_ns`; 0 before. */
  attachedAt: 2 * maxSyscalls,
  counters: 2 * maxSyscalls + 8,
} as const

export const counterOffset = (handler: number, counter: Counter): number =>
  stateLayout.counters + (handler * counters.length + counters.indexOf(counter)) * 8

export const stateSize = (handlers: number): number => counterOffset(handlers, 'dropped')

/** What stands in a recording for the duration of a call whose beginning was not seen, and of one that is none. */
export const unseenDurations = { missing: -1, none: -2 } as const
