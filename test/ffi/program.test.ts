import { describe, expect } from 'bun:test'
import { buildBtf } from '../../bpf/btf-build.ts'
import { helpers } from '../../bpf/facts/helpers.gen.ts'
import { BtfRejected, loadBtf } from '../../ffi/btf.ts'
import { attach } from '../../ffi/link.ts'
import { createMap } from '../../ffi/map.ts'
import { loadProgram, ProgramRejected } from '../../ffi/program.ts'
import { SysError } from '../../ffi/syserror.ts'
import { kernelTest } from '../support/needs.ts'
import { bpfDescriptors, onSysEnter, recorder, ringSpec, stateSpec, sysEnterId } from './tiny-programs.ts'

const fine = onSysEnter('fine', a => {
  a.mov('r0', 0)
  a.exit()
})

/** Reads through a null pointer after `padding` instructions. */
const refused = (padding: number) =>
  onSysEnter('refused', a => {
    for (let i = 0; i < padding; i++) a.mov('r1', i)
    a.mov('r0', 0)
    a.load('u64', 'r0', 'r0', 0)
    a.exit()
  })

const rejection = (run: () => unknown): ProgramRejected => {
  try {
    run()
  } catch (error) {
    if (error instanceof ProgramRejected) return error
    throw error
  }
  throw new Error('the program was accepted')
}

describe('loadProgram', () => {
  kernelTest('loads a program and tells how many instructions were verified', () => {
    const before = bpfDescriptors()
    const program = loadProgram(fine, new Map(), { attachBtfId: sysEnterId() })
    expect([program.log, program.verifiedInsns()]).toEqual(['', 2])
    program[Symbol.dispose]()
    program[Symbol.dispose]()
    expect(bpfDescriptors()).toEqual(before)
  })

  kernelTest('keeps the log of an accepted program when asked', () => {
    using program = loadProgram(fine, new Map(), { attachBtfId: sysEnterId(), logLevel: 1 })
    expect(program.log).toContain('processed 2 insns')
  })

  kernelTest('a refused program says why and where', () => {
    const error = rejection(() => loadProgram(refused(3), new Map(), { attachBtfId: sysEnterId() }))
    expect(error).toMatchObject({ summary: "R0 invalid mem access 'scalar'", slot: 4, code: 'EACCES' })
    expect(error.message).toContain('Cannot load program "refused": R0 invalid mem access')
    expect(error.log).toContain('processed 5 insns')
  })

  kernelTest('a log longer than the first buffer comes whole', () => {
    const error = rejection(() => loadProgram(refused(20_000), new Map(), { attachBtfId: sysEnterId() }))
    expect(error.log.length).toBeGreaterThan(500_000)
    expect(error.log).toContain('\n0: (b7) r1 = 0 ')
    expect(error).toMatchObject({ slot: 20_001, code: 'EACCES' })
  })

  kernelTest('with BTF the log quotes the script', () => {
    const spec = refused(0)
    const built = buildBtf({ programs: [spec], storageValueSizes: [] })
    const { funcInfo, lineInfo } = built.funcs[0]!
    using loaded = loadBtf(built.bytes)
    const btf = { fd: loaded.fd, funcInfo, lineInfo }
    const error = rejection(() => loadProgram(spec, new Map(), { attachBtfId: sysEnterId(), btf }))
    expect(error.log).toContain("; on('getppid', e => print(e.pid))")
  })

  kernelTest('with BTF and no lines it still loads', () => {
    const spec = { ...fine, lines: [] }
    const built = buildBtf({ programs: [spec], storageValueSizes: [] })
    const { funcInfo, lineInfo } = built.funcs[0]!
    using loaded = loadBtf(built.bytes)
    const btf = { fd: loaded.fd, funcInfo, lineInfo }
    using program = loadProgram(spec, new Map(), { attachBtfId: sysEnterId(), btf })
    expect(program.verifiedInsns()).toBe(2)
  })

  kernelTest('a map that is not given is named', () => {
    const load = () => loadProgram(recorder(), new Map(), { attachBtfId: sysEnterId() })
    expect(load).toThrow('Cannot load program "recorder": no map "state"')
  })

  kernelTest('what is refused before verifying is a plain SysError', () => {
    const load = () => loadProgram({ ...fine, insns: [] }, new Map(), { attachBtfId: sysEnterId() })
    expect(load).toThrow(SysError)
    expect(load).not.toThrow(ProgramRejected)
  })

  kernelTest('leaves no descriptor behind when it fails', () => {
    const before = bpfDescriptors()
    const maps = new Map([stateSpec, ringSpec(65_536)].map(spec => [spec.name, createMap(spec)]))
    const broken = onSysEnter('broken', a => {
      a.loadMap('r1', 'ring')
      a.mov('r2', 16)
      a.mov('r3', 0)
      a.call(helpers.ringbuf_reserve)
      a.exit()
    })
    rejection(() => loadProgram(broken, maps, { attachBtfId: sysEnterId() }))
    for (const map of maps.values()) map[Symbol.dispose]()
    expect(bpfDescriptors()).toEqual(before)
  })
})

kernelTest('attach and dispose leave no descriptor behind', () => {
  const before = bpfDescriptors()
  const program = loadProgram(fine, new Map(), { attachBtfId: sysEnterId() })
  const link = attach(program)
  expect(bpfDescriptors()).toHaveLength(before.length + 2)
  link[Symbol.dispose]()
  program[Symbol.dispose]()
  expect(bpfDescriptors()).toEqual(before)
})

kernelTest('loadBtf tells what the kernel said', () => {
  const bytes = buildBtf({ programs: [], storageValueSizes: [8] }).bytes
  // The type section's first word: the offset of a name.
  bytes.set([0xff, 0xff], 24)
  let error: unknown
  try {
    loadBtf(bytes)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(BtfRejected)
  expect((error as BtfRejected).log).toContain('Invalid name_offset')
})
