/** Who reads what is written: after `| head -1` nobody does, and no further event may come to show it. */

import { fstatSync } from 'node:fs'
import { readersOf } from '../ffi/poll.ts'

/** Makes the question for a descriptor: of a file or terminal the answer is always yes. */
export const readerOf = (fd: number): { gone(): boolean } => {
  try {
    const stat = fstatSync(fd)
    if (stat.isFIFO() || stat.isSocket()) return readersOf(fd)
  } catch {
    // Closed: writing will tell.
  }
  return { gone: () => false }
}

/** Waits until what a script wrote to a stream of its own has gone out, or nobody wants it. */
export const written = async (stream: NodeJS.WriteStream & { readonly fd: number }): Promise<void> => {
  // Deno does not end a stream that could not be written to.
  if (readerOf(stream.fd).gone()) return
  await new Promise<void>(resolve => {
    stream.once('error', () => resolve()).end(resolve)
  })
}
