/** What the tests of ffi/ load: a program on sys_enter that records this process's getppid calls, and ways to look for leaks. */

import { readdirSync, readlinkSync } from 'node:fs'
import { type Assembler, assembler } from '../../bpf/asm.ts'
import { openBtf } from '../../bpf/btf.ts'
import { helpers } from '../../bpf/facts/helpers.gen.ts'
import type { MapSpec, ProgramSpec } from '../../bpf/spec.ts'
import { BPF_F_MMAPABLE } from '../../ffi/abi.ts'
import { openKernelBtf } from '../../ffi/btf-file.ts'
import { libc } from '../../ffi/symbols.ts'

export const getppid = process.arch === 'arm64' ? 173 : 110

/** Makes the recorded call, `times` times. */
export const callGetppid = (times: number): void => {
  const { syscall } = libc()
  for (let i = 0; i < times; i++) syscall(getppid, 0, 0, 0, 0, 0)
}

/** For `attachBtfId` of programs on sys_enter. */
export const sysEnterId = (): number => {
  using file = openKernelBtf()
  const id = openBtf(file.bytes).typeId('typedef', 'btf_trace_sys_enter')
  if (id === undefined) throw new Error('the kernel has no btf_trace_sys_enter')
  return id
}

export const ringSpec = (sizeBytes: number): MapSpec => ({
  name: 'ring',
  type: 'ringbuf',
  keySize: 0,
  valueSize: 0,
  maxEntries: sizeBytes,
  flags: 0,
})

/** u64 on, u64 sequence, u64 lost */
export const stateSpec: MapSpec = {
  name: 'state',
  type: 'array',
  keySize: 4,
  valueSize: 24,
  maxEntries: 1,
  flags: BPF_F_MMAPABLE,
}

/** A program on sys_enter. */
export const onSysEnter = (name: string, write: (a: Assembler) => void): ProgramSpec => {
  const a = assembler()
  a.source({ file: 'tiny.ts', line: 3, column: 7, text: "on('getppid', e => print(e.pid))" })
  write(a)
  const { insns, lines } = a.finish()
  return { name, attach: { kind: 'tp_btf', tracepoint: 'sys_enter' }, insns, lines }
}

/** Bytes of a record's data, and with its header. 48 does not divide a ring: records lie across its end. */
export const recordBytes = { data: 40, whole: 48 } as const

/** Sends a record (u64 sequence, u64 ~sequence, 0, 0, u64 pid) for each getppid of this process while state.on is 1. */
export const recorder = (): ProgramSpec =>
  onSysEnter('recorder', a => {
    a.load('u64', 'r1', 'r1', 8)
    a.jumpIf('ne', 'r1', getppid, 'out')
    a.call(helpers.get_current_pid_tgid)
    a.alu('rsh', 'r0', 32)
    a.jumpIf('ne', 'r0', process.pid, 'out')
    a.mov('r8', 'r0')
    a.loadMapValue('r6', 'state', 0)
    a.load('u64', 'r1', 'r6', 0)
    a.jumpIf('ne', 'r1', 1, 'out')
    a.load('u64', 'r7', 'r6', 8)
    a.mov('r1', 'r7')
    a.alu('add', 'r1', 1)
    a.store('u64', 'r6', 8, 'r1')
    a.loadMap('r1', 'ring')
    a.mov('r2', recordBytes.data)
    a.mov('r3', 0)
    a.call(helpers.ringbuf_reserve)
    a.jumpIf('ne', 'r0', 0, 'send')
    a.mov('r1', 1)
    a.atomicAdd('u64', 'r6', 16, 'r1')
    a.jump('out')
    a.label('send')
    a.store('u64', 'r0', 0, 'r7')
    a.alu('xor', 'r7', -1)
    a.store('u64', 'r0', 8, 'r7')
    a.store('u64', 'r0', 16, 0)
    a.store('u64', 'r0', 24, 0)
    a.store('u64', 'r0', 32, 'r8')
    a.mov('r1', 'r0')
    a.mov('r2', 1) // BPF_RB_NO_WAKEUP
    a.call(helpers.ringbuf_submit)
    a.label('out')
    a.mov('r0', 0)
    a.exit()
  })

/** Bytes that each record of `discarder` takes, with its header. */
export const discardedBytes = 65_528

/** Reserves a large record for each getppid of this process and discards it: positions grow fast. */
export const discarder = (): ProgramSpec =>
  onSysEnter('discarder', a => {
    a.load('u64', 'r1', 'r1', 8)
    a.jumpIf('ne', 'r1', getppid, 'out')
    a.call(helpers.get_current_pid_tgid)
    a.alu('rsh', 'r0', 32)
    a.jumpIf('ne', 'r0', process.pid, 'out')
    a.loadMap('r1', 'ring')
    a.mov('r2', discardedBytes - 8)
    a.mov('r3', 0)
    a.call(helpers.ringbuf_reserve)
    a.jumpIf('eq', 'r0', 0, 'out')
    a.mov('r1', 'r0')
    a.mov('r2', 1) // BPF_RB_NO_WAKEUP
    a.call(helpers.ringbuf_discard)
    a.label('out')
    a.mov('r0', 0)
    a.exit()
  })

/** This process's open descriptors whose target in /proc fits a pattern. */
export const descriptors = (pattern: RegExp): string[] =>
  readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`)
      return pattern.test(target) ? [`${fd} ${target}`] : []
    } catch {
      return []
    }
  })

/** The descriptors of BPF objects among them. */
export const bpfDescriptors = (): string[] => descriptors(/^anon_inode:\[?(bpf|btf)/)
