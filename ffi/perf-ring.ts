/** The perf buffers of all CPUs, and the map by which programs find them. CPUs that come later get theirs within a second. */

import { readFileSync } from 'node:fs'
import { BPF_ANY } from './abi.ts'
import type { BpfMap } from './map.ts'
import { PerfBuffer } from './perf-buffer.ts'

const leastSize = 131_072
const mostSize = 2 ** 30

/** Bytes for each CPU of a size for all, a power of two: room for a record at least, which may have 64 KB. */
export const perfBufferSize = (allBytes: number, cpus: number): number => {
  const share = 2 ** Math.floor(Math.log2(Math.max(1, allBytes / cpus)))
  return Math.min(mostSize, Math.max(leastSize, share))
}

/**
 * The CPUs of a list such as `0-3,5`.
 *
 * @example cpusOf('0-3,5\n') // [0, 1, 2, 3, 5]
 */
export const cpusOf = (list: string): number[] =>
  list
    .trim()
    .split(',')
    .filter(part => part !== '')
    .flatMap(part => {
      const [first, last = first] = part.split('-').map(Number)
      return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i)
    })

const onlineCpus = (): number[] => cpusOf(readFileSync('/sys/devices/system/cpu/online', 'utf8'))

const lookEveryMs = 1000

export class PerfRing implements Disposable {
  /** Those of CPUs that are offline too, as long as they hold records. */
  readonly buffers: readonly PerfBuffer[]
  readonly #owned: PerfBuffer[] = []
  readonly #map: BpfMap
  readonly #size: number
  #online: ReadonlySet<number> = new Set()
  #nextLook = 0

  /**
   * @param map of type `perf_event_array`, which must stay open as long
   * @param allBytes for all CPUs together
   * @throws SysError
   */
  constructor(map: BpfMap, allBytes: number) {
    this.buffers = this.#owned
    this.#map = map
    const online = onlineCpus()
    this.#size = perfBufferSize(allBytes, online.length)
    try {
      this.#follow(online)
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
  }

  /** Looks for CPUs that have come, now and then. What they send before is counted as lost. */
  follow(): void {
    const now = performance.now()
    if (now < this.#nextLook) return
    this.#follow(onlineCpus())
  }

  #follow(online: readonly number[]): void {
    this.#nextLook = performance.now() + lookEveryMs
    for (const cpu of online) {
      if (this.#online.has(cpu)) continue
      // A CPU that was offline in between has lost its event: the buffer of before is read to its end, and goes with the others.
      const buffer = new PerfBuffer(cpu, this.#size)
      this.#owned.push(buffer)
      this.#map.update(words(cpu), words(buffer.fd), BPF_ANY)
    }
    this.#online = new Set(online)
  }

  [Symbol.dispose](): void {
    for (const buffer of this.#owned) buffer[Symbol.dispose]()
  }
}

const words = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer)
