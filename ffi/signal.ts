/** What the runtime's own signals cannot do: act while the script does not let go of the thread. */

import { SA_RESETHAND, sigaction } from './abi.ts'
import { libc } from './symbols.ts'

/**
 * Makes handlers that are installed good for one signal: the next one has its default effect, which ends the process at
 * once, whatever it is doing.
 *
 * @param signals by number
 */
export const handleOnce = (signals: Iterable<number>): void => {
  const action = new Uint8Array(sigaction.size)
  const flags = new DataView(action.buffer, sigaction.offsets.sa_flags)
  for (const signal of signals) {
    if (libc().sigaction(signal, null, action) !== 0) continue
    flags.setUint32(0, flags.getUint32(0, true) | SA_RESETHAND, true)
    libc().sigaction(signal, action, null)
  }
}
