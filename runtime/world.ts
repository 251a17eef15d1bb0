/** Failures of the machine in words: which step, what the kernel said, what to do. */

import { capabilities } from '../ffi/probe.ts'
import { ProgramRejected } from '../ffi/program.ts'
import { LibraryMissing, LibraryTooOld, type SysError } from '../ffi/syserror.ts'

export interface Failure {
  readonly message: string
  readonly hint?: string
  /** It is systrace's own fault. */
  readonly bug?: boolean
}

/** Explains an error of `ffi/`. */
export const explainFailure = (error: SysError | LibraryMissing | LibraryTooOld): Failure => {
  if (error instanceof LibraryMissing)
    return {
      message: error.message,
      hint: `install it: apt-get install ${error.package}, or the package of your system that has it`,
    }
  if (error instanceof LibraryTooOld)
    return { message: error.message, hint: `install a newer ${error.package}` }
  if (error instanceof ProgramRejected) {
    const place = error.source
      ? ` (from ${error.source.file}:${error.source.line}:${error.source.column})`
      : ''
    return {
      message: `a bug in systrace: the kernel refused its program${place}: ${error.summary}`,
      hint: 'run with --no-pushdown to go on, and report this with the script; -v shows the whole log',
      bug: true,
    }
  }
  if (error.code === 'EPERM' || error.code === 'EACCES') {
    const { bpf, perfmon, sysAdmin } = capabilities()
    const missing = sysAdmin ? [] : [...(bpf ? [] : ['CAP_BPF']), ...(perfmon ? [] : ['CAP_PERFMON'])]
    return missing.length > 0
      ? {
          message: `${error.message}: ${missing.join(' and ')} missing`,
          hint: 'run it as root: sudo systrace …',
        }
      : {
          message: error.message,
          hint: 'this machine forbids it, though the capabilities are there: a lockdown, a seccomp filter or a container?',
        }
  }
  return { message: error.message }
}
