/**
 * The processes that are followed: a set in the kernel, kept up by small programs on the tracepoints of fork, exec and exit,
 * so that a new process is in it before its first call.
 */

import type { MapSpec } from '../../bpf/spec.ts'

/** What a process in the set is. */
export const member = {
  /** Its calls are taken. */
  in: 1,
  /** They are from its next exec on, whose own call is the first: a process that is to become the command. */
  fromExec: 2,
} as const

/** The tracepoints of the programs, all attached before those of system calls. */
export const treeTracepoints = ['sched_process_fork', 'sched_process_exec', 'sched_process_exit'] as const
export type TreeTracepoint = (typeof treeTracepoints)[number]

/** Processes that can be in the set at a time, unless the target says otherwise. */
export const treeCapacity = 65_536

/**
 * Byte offsets in what the set has of a process: a u32 of `member`, and how many of its threads have not come to the end of
 * their exit yet; 0 if that is not known, as of a process that was there before it was followed.
 */
export const memberLayout = { member: 0, threads: 4, size: 8 } as const

/** The name of the hash map that is the set: tgid → `memberLayout`. */
export const treeMap = 'tree'

export const treeMapSpec = (capacity: number): MapSpec => ({
  name: treeMap,
  type: 'hash',
  keySize: 4,
  valueSize: memberLayout.size,
  maxEntries: capacity,
  flags: 1 /* BPF_F_NO_PREALLOC */,
})

/** Byte offsets, and bits, in the part of the state map that says what is followed. */
export const treeLayout = {
  /** A u64 of `treeFlags`. */
  flags: 0,
  /** How many processes found the set full, a u64. */
  full: 8,
  size: 16,
} as const

export const treeFlags = {
  /** Children of systrace go in, from their exec on. */
  launching: 1,
  /** Children of members go in. */
  children: 2,
} as const
