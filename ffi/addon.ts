/** Native addons of node from memory: no file is written, and nothing is left behind, whatever ends the process. */

import { host } from './current-host.ts'
import { libc } from './symbols.ts'
import { SysError } from './syserror.ts'

const MFD_CLOEXEC = 1

/**
 * Loads a native addon from its bytes and returns its exports.
 *
 * @throws SysError, and what the loader says of bytes that are no addon
 */
export const loadAddon = (bytes: Uint8Array): unknown => {
  const { memfd_create, write, close } = libc()
  const fd = memfd_create('systrace-addon', MFD_CLOEXEC)
  if (fd < 0) throw new SysError('memfd_create', host().errno())
  try {
    for (let at = 0; at < bytes.length; ) {
      const written = write(fd, bytes.subarray(at), bytes.length - at)
      if (written < 0) throw new SysError('write', host().errno())
      at += written
    }
    const module = { exports: {} as unknown }
    process.dlopen(module, `/proc/self/fd/${fd}`)
    return module.exports
  } finally {
    // The loader has mapped the file by now, and mappings outlive descriptors.
    close(fd)
  }
}
