/** Our own type information in the kernel: names, lines and the value types that some maps need. */

import { btfLoadOpts } from './abi.ts'
import { Descriptor } from './descriptor.ts'
import { libbpf } from './symbols.ts'
import { SysError } from './syserror.ts'

const logBytes = 65_536

/** Text up to the first NUL. */
export const logText = (log: Uint8Array): string => {
  const end = log.indexOf(0)
  return new TextDecoder().decode(end < 0 ? log : log.subarray(0, end))
}

/** BTF that the kernel refused, with what it said. */
export class BtfRejected extends SysError {
  override readonly name = 'BtfRejected'
  readonly log: string
  constructor(errno: number, log: string) {
    super('bpf_btf_load', errno, 'load BTF')
    this.log = log
  }
}

/**
 * Loads BTF. Maps and programs made with its descriptor keep it alive; the descriptor itself may go after that.
 *
 * @throws BtfRejected; without CAP_BPF its errno is EPERM and its log empty
 */
export const loadBtf = (bytes: Uint8Array): Descriptor => {
  const fd = libbpf().bpf_btf_load(bytes, bytes.length, null)
  if (fd >= 0) return new Descriptor(fd, 'BTF')
  const log = new Uint8Array(logBytes)
  const options = btfLoadOpts.pack({ log_buf: log, log_level: 1, log_size: logBytes })
  const again = libbpf().bpf_btf_load(bytes, bytes.length, options)
  if (again >= 0) return new Descriptor(again, 'BTF')
  throw new BtfRejected(-fd, logText(log))
}
