/** What can be known of a descriptor without reading or writing. */

import { POLLERR, pollfd } from './abi.ts'
import { libc } from './symbols.ts'

/**
 * Makes the question whether all readers of a pipe or socket have gone, which costs a system call each time.
 *
 * @param fd the end that is written to
 */
export const readersOf = (fd: number): { gone(): boolean } => {
  const asked = pollfd.pack({ fd })
  const answer = new DataView(asked.buffer, pollfd.offsets.revents)
  return { gone: () => libc().poll(asked, 1, 0) > 0 && (answer.getUint16(0, true) & POLLERR) !== 0 }
}
