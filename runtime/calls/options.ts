/** How calls are written. */

import type { Arch } from '../../bpf/facts/syscalls.ts'

export interface CallOptions {
  /** Bytes of a buffer that are shown; 32 as with strace. */
  readonly stringSize: number
  /** Structs and lists in short, as strace does without -v. */
  readonly abbreviate: boolean
  /** What stands between the call and its result, instead of an equals sign: a mark to split the text at. */
  readonly separator?: string
  /** What a descriptor of a process is, to be shown in angle brackets; undefined if that is not known. */
  readonly fdName?: (pid: number, fd: number) => string | undefined
  /** Whose constants and structs; x64 if not said. */
  readonly arch?: Arch
}

export const defaultCallOptions: CallOptions = { stringSize: 32, abbreviate: true }
