/**
 * What this kernel and this process can do. Each feature is tried, never concluded from a version: distributions move
 * features between versions. What a probe makes is gone when it returns.
 */

import { existsSync, readFileSync } from 'node:fs'
import { assembler } from '../bpf/asm.ts'
import { openBtf } from '../bpf/btf.ts'
import { buildBtf } from '../bpf/btf-build.ts'
import { helpers } from '../bpf/facts/helpers.gen.ts'
import { attachTypes, progTypes } from '../bpf/facts/uapi.gen.ts'
import { encode, type Insn } from '../bpf/insn.ts'
import { BPF_F_MMAPABLE, BPF_F_NO_PREALLOC, progLoadOpts } from './abi.ts'
import { loadBtf } from './btf.ts'
import { kernelBtfPath, openKernelBtf } from './btf-file.ts'
import { type Capability, capabilityBits } from './credentials.ts'
import { Descriptor } from './descriptor.ts'
import { type BpfMap, createMap } from './map.ts'
import { Ring } from './ring.ts'
import { libbpf, libc } from './symbols.ts'
import { check, SysError } from './syserror.ts'

/** What a probe found. */
export interface Feature {
  readonly name: FeatureName
  readonly ok: boolean
  /** Why not, as the kernel said it; undefined when it works. */
  readonly reason: string | undefined
  /** The version of Linux that it came with. For people to read: nothing is decided by it. */
  readonly since: string
}

const call = (helper: number): Insn => ({ op: 0x85, dst: 0, src: 0, off: 0, imm: helper })
const zero: Insn = { op: 0xb7, dst: 0, src: 0, off: 0, imm: 0 }
const exit: Insn = { op: 0x95, dst: 0, src: 0, off: 0, imm: 0 }

const load = (type: number, insns: readonly Insn[], attachBtfId = 0, map?: BpfMap): void =>
  loaded(type, insns, attachBtfId, map)[Symbol.dispose]()

const loaded = (type: number, insns: readonly Insn[], attachBtfId: number, map?: BpfMap): Descriptor => {
  const code = encode(insns, () => map?.fd ?? -1)
  const options = progLoadOpts.pack(
    attachBtfId > 0 ? { expected_attach_type: attachTypes.trace_raw_tp, attach_btf_id: attachBtfId } : {},
  )
  const fd = libbpf().bpf_prog_load(type, 'probe', 'GPL', code, code.length / 8, options)
  return new Descriptor(check('bpf_prog_load', fd, 'load a test program'), 'probe')
}

const sysEnterId = (): number => {
  using file = openKernelBtf()
  const id = openBtf(file.bytes).typeId('typedef', 'btf_trace_sys_enter')
  if (id === undefined) throw new Error('the kernel describes no tracepoint sys_enter')
  return id
}

/** From end to end: a program that counts system calls is attached, and its count read where it is mapped. */
const countCalls = (): void => {
  const flags = BPF_F_MMAPABLE
  using map = createMap({ name: 'probe', type: 'array', keySize: 4, valueSize: 8, maxEntries: 1, flags })
  const a = assembler()
  a.loadMapValue('r1', map.spec.name, 0)
  a.mov('r2', 1)
  a.atomicAdd('u64', 'r1', 0, 'r2')
  a.mov('r0', 0)
  a.exit()
  using program = loaded(progTypes.tracing, a.finish().insns, sysEnterId(), map)
  const link = check(
    'bpf_raw_tracepoint_open',
    libbpf().bpf_raw_tracepoint_open(0, program.fd),
    'attach a test program',
  )
  using _link = new Descriptor(link, 'link of a probe')
  // Any call does.
  libc().close(-1)
  if (new BigUint64Array(map.memory().buffer)[0] === 0n)
    throw new Error('a program on sys_enter is attached, but does not run')
}

/** Looks into a task storage from a program that traces. */
const readStorage = (map: BpfMap): void => {
  const a = assembler()
  a.call(helpers.get_current_task_btf)
  a.loadMap('r1', map.spec.name)
  a.mov('r2', 'r0')
  a.mov('r3', 0)
  a.mov('r4', 0)
  a.call(helpers.task_storage_get)
  a.mov('r0', 0)
  a.exit()
  load(progTypes.raw_tracepoint, a.finish().insns, 0, map)
}

/** Helpers that take no arguments can be tried by calling them. */
const helper = (id: number) => () => load(progTypes.raw_tracepoint, [call(id), zero, exit])

const probes = {
  btf: {
    since: '5.4',
    run() {
      if (!existsSync(kernelBtfPath)) throw new Error(`${kernelBtfPath} is not there`)
    },
  },
  tp_btf: {
    since: '5.5',
    run() {
      load(progTypes.tracing, [zero, exit], sysEnterId())
    },
  },
  raw_tracepoint: { since: '4.17', run: () => load(progTypes.raw_tracepoint, [zero, exit]) },
  ringbuf: {
    since: '5.8',
    run() {
      using map = createMap({
        name: 'probe',
        type: 'ringbuf',
        keySize: 0,
        valueSize: 0,
        maxEntries: 65_536,
        flags: 0,
      })
      using _ring = new Ring(map)
    },
  },
  mmapable: {
    since: '5.5',
    run() {
      const flags = BPF_F_MMAPABLE
      using map = createMap({ name: 'probe', type: 'array', keySize: 4, valueSize: 8, maxEntries: 1, flags })
      map.memory()
    },
  },
  task_storage: {
    since: '5.13',
    run() {
      const built = buildBtf({ programs: [], storageValueSizes: [8] })
      using btf = loadBtf(built.bytes)
      const valueTypeId = built.valueTypeIds.get(8)!
      const flags = BPF_F_NO_PREALLOC
      using map = createMap(
        { name: 'probe', type: 'task_storage', keySize: 4, valueSize: 8, maxEntries: 0, flags },
        { fd: btf.fd, keyTypeId: built.keyTypeId, valueTypeId },
      )
      // The map came two versions before programs that trace were let to it.
      readStorage(map)
    },
  },
  task_btf: { since: '5.11', run: helper(helpers.get_current_task_btf) },
  fetching_atomics: {
    since: '5.12',
    run() {
      const a = assembler()
      a.store('u64', 'r10', -8, 0)
      a.mov('r0', 0)
      a.mov('r1', 1)
      a.atomicCompareExchange('u64', 'r10', -8, 'r1')
      a.atomicFetchAdd('u64', 'r10', -8, 'r1')
      a.mov('r0', 0)
      a.exit()
      load(progTypes.raw_tracepoint, a.finish().insns)
    },
  },
  bpf_loop: {
    since: '5.17',
    run() {
      const a = assembler()
      for (const register of ['r1', 'r2', 'r3', 'r4'] as const) a.mov(register, 0)
      a.call(helpers.loop)
      a.mov('r0', 0)
      a.exit()
      try {
        load(progTypes.raw_tracepoint, a.finish().insns)
      } catch (error) {
        // Who knows the helper refuses 0 for a function to call.
        if (!(error instanceof SysError) || error.code !== 'EACCES') throw error
      }
    },
  },
  ancestor_cgroup: {
    since: '5.15',
    run() {
      const a = assembler()
      a.mov('r1', 0)
      a.call(helpers.get_current_ancestor_cgroup_id)
      a.mov('r0', 0)
      a.exit()
      load(progTypes.raw_tracepoint, a.finish().insns)
    },
  },
  ktime_get_boot_ns: { since: '5.8', run: helper(helpers.ktime_get_boot_ns) },
  counts: { since: '5.5', run: countCalls },
} as const satisfies Record<string, { since: string; run: () => void }>

export type FeatureName = keyof typeof probes

export const featureNames = Object.keys(probes) as readonly FeatureName[]

const known = new Map<FeatureName, Feature>()

/**
 * Tries a feature; the answer is kept for the life of the process.
 *
 * @throws LibraryMissing: without libbpf nothing can be tried
 * @example
 * probe('ringbuf') // { name: 'ringbuf', ok: false, reason: 'Cannot create map …: EPERM', since: '5.8' }
 */
export const probe = (name: FeatureName): Feature => {
  const before = known.get(name)
  if (before) return before
  const { since, run } = probes[name]
  let reason: string | undefined
  libbpf()
  try {
    run()
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error)
  }
  const feature: Feature = { name, ok: reason === undefined, reason, since }
  known.set(name, feature)
  return feature
}

/** The capabilities that tracing is about, as far as this process holds them effectively. */
export interface Capabilities {
  /** Maps and programs (Linux 5.8; before that, and besides, `sysAdmin` is enough). */
  readonly bpf: boolean
  /** Tracing programs: reading the memory of others. */
  readonly perfmon: boolean
  readonly sysAdmin: boolean
}

/** Capabilities are asked of a set of `/proc/self/status`: those that this process may use now, or ever could. */
export type CapabilitySet = 'CapEff' | 'CapBnd'

/** Reads the effective capabilities, or another set, out of `/proc/self/status`. */
export const capabilities = (
  status: string = readFileSync('/proc/self/status', 'utf8'),
  set: CapabilitySet = 'CapEff',
): Capabilities => {
  const held = BigInt(`0x${new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`)
  const has = (name: Capability): boolean => ((held >> BigInt(capabilityBits[name])) & 1n) === 1n
  return { bpf: has('bpf'), perfmon: has('perfmon'), sysAdmin: has('sys_admin') }
}
