/** Programs attached to what they trace. Disposing a link detaches. */

import { Descriptor } from './descriptor.ts'
import { attachToFunction, linkToFunction } from './kprobe.ts'
import type { BpfProgram } from './program.ts'
import { libbpf } from './symbols.ts'
import { check } from './syserror.ts'

/**
 * Attaches a program where its spec says; it runs from now on, until the link is disposed.
 *
 * @throws SysError: ENOENT when the tracepoint is not there, EPERM without CAP_PERFMON; of a function see `attachToFunction`
 */
export const attach = (program: BpfProgram): Descriptor => {
  const { name, attach } = program.spec
  if (attach.kind !== 'tp_btf') return attachToFunction(program, attach.function, attach.kind === 'kretprobe')
  // A tp_btf program carries its tracepoint in its BTF id: the name stays NULL.
  const fd = libbpf().bpf_raw_tracepoint_open(0, program.fd)
  check('bpf_raw_tracepoint_open', fd, `attach program "${name}" to ${attach.kind}:${attach.tracepoint}`)
  return new Descriptor(fd, `link of "${name}"`)
}

/**
 * Attaches a program at a function that was loaded as `linked`.
 *
 * @throws SysError as `linkToFunction` does
 */
export const attachLinked = (program: BpfProgram): Descriptor => {
  const { attach } = program.spec
  if (attach.kind === 'tp_btf')
    throw new Error('Cannot attach: only programs at functions are loaded as linked')
  return linkToFunction(program, attach.function, attach.kind === 'kretprobe')
}
