/** The kernel's clocks. Bun's `process.hrtime` counts from the start of the process, so it is none of them. */

import { libc } from './symbols.ts'

const CLOCK_REALTIME = 0
const CLOCK_MONOTONIC = 1

/** Nanoseconds of a clock. */
const read = (clock: number): bigint => {
  const time = new BigInt64Array(2)
  libc().clock_gettime(clock, new Uint8Array(time.buffer))
  return time[0]! * 1_000_000_000n + time[1]!
}

/** What bpf_ktime_get_ns gives now. */
export const monotonicNs = (): bigint => read(CLOCK_MONOTONIC)

/** Milliseconds to add to the monotonic clock, which BPF programs read, for the wall clock. */
export const wallClockOffsetMs = (): number => Number(read(CLOCK_REALTIME) - read(CLOCK_MONOTONIC)) / 1e6
