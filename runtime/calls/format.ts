/** Calls → text, as strace writes it: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`. */

import type { SyscallFact } from '../../bpf/facts/syscalls.ts'
import type { RawCall } from './call.ts'

export interface CallOptions {
  /** Bytes of a buffer that are shown; 32 as with strace. */
  readonly stringSize: number
  /** Structs and lists in short, as strace does without -v. */
  readonly abbreviate: boolean
  /** The column of the equals sign; 0: right behind the call. strace's is 40. */
  readonly align: number
  /** What stands between the call and its result, instead of an equals sign: a mark to split the text at. */
  readonly separator?: string
  /** What a descriptor of a process is, to be shown in angle brackets; undefined if that is not known. */
  readonly fdName?: (pid: number, fd: number) => string | undefined
}

export const defaultCallOptions: CallOptions = { stringSize: 32, abbreviate: true, align: 0 }

/** Makes the function that writes the calls of one syscall. */
export const callFormatter = (syscall: SyscallFact, _options: CallOptions): ((call: RawCall) => string) => {
  const { name, args } = syscall
  return call => {
    const shown = args.map((_, i) => `0x${(call.high(i) * 2 ** 32 + call.low(i)).toString(16)}`)
    const result = call.completed ? ` = ${(call.retHigh | 0) * 2 ** 32 + call.retLow}` : ''
    return `${name}(${shown.join(', ')})${result}`
  }
}
