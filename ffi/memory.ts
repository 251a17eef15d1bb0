/** Files and kernel objects mapped into memory, as typed arrays that become empty when the mapping goes. */

import { host } from './current-host.ts'
import type { Address } from './host.ts'
import { libc } from './symbols.ts'
import { SysError } from './syserror.ts'

const PROT_READ = 1
const PROT_WRITE = 2
const MAP_SHARED = 1
const MAP_PRIVATE = 2

export interface MapMemoryOptions {
  readonly offset?: number
  /** Mapped for writing too. Without it a write kills the process. */
  readonly writable?: boolean
  /** Mapped private (read only): sysfs asks for that. Shared otherwise. */
  readonly private?: boolean
}

/** A mapped range. After disposing, `bytes` and every typed array over `buffer` are empty. */
export class MappedMemory implements Disposable {
  readonly buffer: ArrayBuffer
  readonly bytes: Uint8Array
  readonly #address: Address
  readonly #size: number
  #mapped = true

  /** @throws SysError of mmap */
  constructor(fd: number, sizeBytes: number, options: MapMemoryOptions = {}) {
    const protection = options.writable ? PROT_READ | PROT_WRITE : PROT_READ
    const sharing = options.private ? MAP_PRIVATE : MAP_SHARED
    const address = libc().mmap(0, sizeBytes, protection, sharing, fd, options.offset ?? 0)
    if (address === -1) throw new SysError('mmap', host().errno(), `map ${sizeBytes} bytes`)
    this.#address = address
    this.#size = sizeBytes
    this.buffer = host().view(address, sizeBytes)
    this.bytes = new Uint8Array(this.buffer)
  }

  [Symbol.dispose](): void {
    if (!this.#mapped) return
    this.#mapped = false
    host().detach(this.buffer)
    libc().munmap(this.#address, this.#size)
  }
}
