/** File descriptors with one owner each: closed once, and traced to their creator when a test asks for it. */

import { libc } from './symbols.ts'

/** An open descriptor, what it is of, and the stack of who made it. */
export interface OpenDescriptor {
  readonly fd: number
  readonly what: string
  readonly creator: string
}

let traced: Map<number, OpenDescriptor> | undefined

/** Starts to remember who makes descriptors (for tests: it costs a stack trace each). Forgets what it knew. */
export const traceDescriptors = (on: boolean): void => {
  traced = on ? new Map() : undefined
}

/** What was made since `traceDescriptors(true)` and is still open. */
export const openDescriptors = (): OpenDescriptor[] => [...(traced?.values() ?? [])]

/** Owns a descriptor: disposing closes it, once. */
export class Descriptor implements Disposable {
  readonly fd: number
  #open = true

  /** @param what names it in leak reports: `map "x"` */
  constructor(fd: number, what: string) {
    this.fd = fd
    traced?.set(fd, { fd, what, creator: new Error(what).stack ?? '' })
  }

  [Symbol.dispose](): void {
    if (!this.#open) return
    this.#open = false
    traced?.delete(this.fd)
    libc().close(this.fd)
  }
}
