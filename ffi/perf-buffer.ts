/**
 * A CPU's perf buffer: where `bpf_perf_event_output` puts records on kernels without a ring buffer (before Linux 5.8). Its pages
 * are mapped as typed arrays and read in place; a record that lies across the end is the reader's to put together.
 *
 *     record  u32 type | u16 misc | u16 size | u64 time | u32 length of the data | data | padding to 8 bytes
 *
 * The time is that of CLOCK_MONOTONIC, so that the records of several CPUs can be put in order. A full buffer refuses records, which
 * the program counts that sent them: the kernel's own count (PERF_RECORD_LOST) is of the same ones, and is passed over.
 */

import { syscallTable } from '../bpf/facts/syscalls.ts'
import { perfEventAttr, perfEventHeader, perfMmapPage } from './abi.ts'
import { host } from './current-host.ts'
import { Descriptor } from './descriptor.ts'
import { MappedMemory } from './memory.ts'
import { libc } from './symbols.ts'
import { SysError } from './syserror.ts'

const PERF_TYPE_SOFTWARE = 1
const PERF_COUNT_SW_BPF_OUTPUT = 10
const PERF_SAMPLE_TIME = 1 << 2
const PERF_SAMPLE_RAW = 1 << 10
const PERF_FLAG_FD_CLOEXEC = 8
const CLOCK_MONOTONIC = 1
/** Bits of `perf_event_attr`. */
const bits = { watermark: 1n << 14n, useClockid: 1n << 25n } as const

/** Where a record has what. */
export const perfRecord = { time: perfEventHeader.size, data: perfEventHeader.size + 8 + 4 } as const
/** The type of records that programs sent. */
export const PERF_RECORD_SAMPLE = 9

export class PerfBuffer implements Disposable {
  readonly cpu: number
  /** Of the perf event, for a map of type `perf_event_array`. */
  readonly fd: number
  /** Bytes of data, a power of two; `position & mask` is the record's offset in `bytes`. */
  readonly size: number
  readonly mask: number
  readonly words: Uint32Array
  readonly bytes: Uint8Array
  readonly #descriptor: Descriptor
  readonly #memory: MappedMemory
  readonly #head: Uint32Array
  readonly #tail: BigUint64Array
  #read = 0

  /**
   * @param size a power of two, at least a page
   * @throws SysError: ENODEV when the CPU is offline, EPERM when memory may not be locked
   */
  constructor(cpu: number, size: number) {
    this.cpu = cpu
    this.size = size
    this.mask = size - 1
    this.#descriptor = openEvent(cpu, size)
    this.fd = this.#descriptor.fd
    const pageSize = libc().getpagesize()
    try {
      this.#memory = new MappedMemory(this.fd, pageSize + size, { writable: true })
    } catch (error) {
      this.#descriptor[Symbol.dispose]()
      throw error
    }
    const { buffer } = this.#memory
    this.#head = new Uint32Array(buffer, perfMmapPage.offsets.data_head, 1)
    this.#tail = new BigUint64Array(buffer, perfMmapPage.offsets.data_tail, 1)
    this.words = new Uint32Array(buffer, pageSize, size >>> 2)
    this.bytes = new Uint8Array(buffer, pageSize, size)
  }

  /** The position up to which records were given back. Positions are bytes since the buffer was made. */
  get tail(): number {
    return this.#read
  }

  /** The position up to which there are records, all of them whole. */
  head(): number {
    if (this.#head.length === 0) return this.#read
    // The low word is enough, as the head is at most `size` ahead.
    return this.#read + ((Atomics.load(this.#head, 0) - this.#read) >>> 0)
  }

  /** Gives the space of all records before a position back to the kernel. */
  commit(position: number): void {
    if (position === this.#read) return
    this.#read = position
    if (this.#tail.length > 0) Atomics.store(this.#tail, 0, BigInt(position))
  }

  /** Unmaps and closes. The typed arrays become empty. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]()
    this.#descriptor[Symbol.dispose]()
  }
}

const openEvent = (cpu: number, size: number): Descriptor => {
  const attr = perfEventAttr.pack({
    type: PERF_TYPE_SOFTWARE,
    size: perfEventAttr.size,
    config: PERF_COUNT_SW_BPF_OUTPUT,
    sample_period: 1,
    sample_type: PERF_SAMPLE_TIME | PERF_SAMPLE_RAW,
    // Nobody waits for the event: the fewer wakeups the better, and one for each turn of the buffer is the least.
    flags: bits.watermark | bits.useClockid,
    wakeup_watermark: size,
    clockid: CLOCK_MONOTONIC,
  })
  const number = syscallTable(process.arch === 'arm64' ? 'arm64' : 'x64').byName('perf_event_open')!.nr
  const any = 0xffff_ffff_ffff_ffffn // -1: of all processes, in no group
  const fd = libc().syscall(number, host().addressOf(attr), any, cpu, any, PERF_FLAG_FD_CLOEXEC)
  if (fd < 0) throw new SysError('perf_event_open', host().errno(), `open a perf buffer for CPU ${cpu}`)
  return new Descriptor(fd, `perf buffer of CPU ${cpu}`)
}
