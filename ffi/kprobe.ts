/** Programs at functions of the kernel: an event of perf that has the program run, on all CPUs and for all processes. */

import { readFileSync } from 'node:fs'
import { type Arch, syscallTable } from '../bpf/facts/syscalls.ts'
import { attachTypes } from '../bpf/facts/uapi.gen.ts'
import {
  BPF_F_KPROBE_MULTI_RETURN,
  linkCreateOpts,
  PERF_EVENT_IOC_ENABLE,
  PERF_EVENT_IOC_SET_BPF,
  PERF_FLAG_FD_CLOEXEC,
  perfEventAttr,
} from './abi.ts'
import { host } from './current-host.ts'
import { Descriptor } from './descriptor.ts'
import type { BpfProgram } from './program.ts'
import { struct } from './struct.ts'
import { libbpf, libc } from './symbols.ts'
import { check, SysError } from './syserror.ts'

/** Where perf's kprobes describe themselves (Linux 4.17). Not there: the kernel has none. */
export const kprobeSource = '/sys/bus/event_source/devices/kprobe'

/** Of no process, on no one CPU: minus one, as the kernel takes it. */
const any = 0xffff_ffff_ffff_ffffn

/** The bit of `config` that asks for a function's return: `config:0`. */
const returnBit = (): number => {
  const format = readFileSync(`${kprobeSource}/format/retprobe`, 'latin1')
  return Number(/^config:(\d+)/.exec(format)?.[1])
}

/**
 * Attaches a program to a function: disposing what it gives detaches.
 *
 * @param returns at its return, not at its call
 * @throws SysError: ENOENT when there is no such function, EINVAL when the kernel lets no one probe it, EADDRNOTAVAIL when
 * there are several; the file system's ENOENT when the kernel has no kprobes
 */
export const attachToFunction = (program: BpfProgram, func: string, returns: boolean): Descriptor => {
  const what = `attach to ${returns ? 'kretprobe' : 'kprobe'}:${func}`
  const attr = perfEventAttr.pack({
    type: Number(readFileSync(`${kprobeSource}/type`, 'latin1')),
    size: perfEventAttr.size,
    config: returns ? 1 << returnBit() : 0,
    // kprobe_func, in a union with it.
    config1: Buffer.from(`${func}\0`),
  })
  const { nr } = syscallTable(process.arch as Arch).byName('perf_event_open')!
  // A CPU has to be named, yet the program runs wherever the function is called.
  const fd = libc().syscall(nr, host().addressOf(attr), any, 0, any, PERF_FLAG_FD_CLOEXEC)
  if (fd < 0) throw new SysError('perf_event_open', host().errno(), what)
  const event = new Descriptor(fd, `perf event of "${program.spec.name}"`)
  for (const [request, value] of [
    [PERF_EVENT_IOC_SET_BPF, program.fd],
    [PERF_EVENT_IOC_ENABLE, 0],
  ] as const) {
    if (libc().ioctl(fd, request, value) >= 0) continue
    const errno = host().errno()
    event[Symbol.dispose]()
    throw new SysError('ioctl', errno, what)
  }
  return event
}

/** `const char *[1]` */
const oneName = struct('names', [['name', 'pointer']])

/**
 * The same without perf, for a program that was loaded as `linked`: where perf events ask for more than CAP_PERFMON, as Debian's kernels
 * do. Linux 5.18, where it is built with CONFIG_FPROBE.
 *
 * @throws SysError: EINVAL or EOPNOTSUPP when the kernel has no such links
 */
export const linkToFunction = (program: BpfProgram, func: string, returns: boolean): Descriptor => {
  const options = linkCreateOpts.pack({
    'kprobe_multi.flags': returns ? BPF_F_KPROBE_MULTI_RETURN : 0,
    'kprobe_multi.cnt': 1,
    'kprobe_multi.syms': oneName.pack({ name: Buffer.from(`${func}\0`) }),
  })
  const fd = libbpf().bpf_link_create(program.fd, 0, attachTypes.trace_kprobe_multi, options)
  check('bpf_link_create', fd, `attach to ${returns ? 'kretprobe' : 'kprobe'}:${func}`)
  return new Descriptor(fd, `link of "${program.spec.name}"`)
}
