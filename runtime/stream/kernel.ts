/** Events of the running kernel: loads a plan's maps and programs, attaches them, reads the ring. */

import { buildBtf } from '../../bpf/btf-build.ts'
import { BPF_RINGBUF_BUSY_BIT, BPF_RINGBUF_DISCARD_BIT } from '../../ffi/abi.ts'
import { loadBtf } from '../../ffi/btf.ts'
import { monotonicNs, wallClockOffsetMs } from '../../ffi/clock.ts'
import { attachLinked, attach as link } from '../../ffi/link.ts'
import { type BpfMap, createMap } from '../../ffi/map.ts'
import { PerfRing } from '../../ffi/perf-ring.ts'
import { type BpfProgram, loadProgram } from '../../ffi/program.ts'
import { Ring } from '../../ffi/ring.ts'
import { SysError } from '../../ffi/syserror.ts'
import { filterMap } from '../compiler/filter-config.ts'
import type { Plan } from '../compiler/plan.ts'
import { type Counter, counterOffset, recipeMap, ringMap, stateLayout, stateMap } from '../compiler/state.ts'
import { treeLayout, treeMap } from '../compiler/tree-plan.ts'
import type { TableStore } from '../tables/table.ts'
import { KernelFilters } from './kernel-filters.ts'
import { kernelMapStore } from './kernel-map.ts'
import { PerfReader } from './kernel-perf.ts'
import { kernelStore } from './kernel-table.ts'
import { KernelTree } from './kernel-tree.ts'
import type { Drained, EventSource, OnRecord } from './source.ts'

/** Of a table that no program adds to, since nothing can reach its use: it has no map. */
const nothingStored: TableStore<never> = { rows: () => [], full: () => 0, clear: () => {} }

/** Ids in the kernel's BTF of the tracepoints that programs attach to, by name. */
export type AttachIds = ReadonlyMap<string, number>

/**
 * Loads and attaches a plan.
 *
 * @param given maps that are there already, by their names in the plan; they stay when the source goes
 * @throws SysError, ProgramRejected; nothing stays loaded then
 */
export const openKernelSource = (
  plan: Plan,
  attachIds: AttachIds,
  given: ReadonlyMap<string, BpfMap> = new Map(),
): EventSource => {
  using stack = new DisposableStack()
  const storage = plan.maps.filter(map => map.type === 'task_storage')
  const built = buildBtf({
    programs: plan.programs.map(({ spec }) => spec),
    storageValueSizes: [...new Set(storage.map(map => map.valueSize))],
  })
  const btf = stack.use(loadBtf(built.bytes))
  const maps = new Map<string, BpfMap>()
  for (const spec of plan.maps) {
    const types =
      spec.type === 'task_storage'
        ? { fd: btf.fd, keyTypeId: built.keyTypeId, valueTypeId: built.valueTypeIds.get(spec.valueSize)! }
        : undefined
    maps.set(spec.name, given.get(spec.name) ?? stack.use(createMap(spec, types)))
  }
  const state = maps.get(stateMap)?.memory() ?? new Uint8Array(plan.state.length)
  state.set(plan.state)
  if (plan.recipes) maps.get(recipeMap)?.memory().set(plan.recipes)
  const counts = new DataView(state.buffer, state.byteOffset, state.byteLength)
  const filters = new KernelFilters(plan.live, state, maps.get(filterMap.name))
  const set = maps.get(treeMap)
  const tree =
    set && plan.treeAt !== undefined
      ? new KernelTree(set, new DataView(state.buffer, state.byteOffset + plan.treeAt, treeLayout.size))
      : undefined
  const ring = maps.get(ringMap)
  // Mapping takes a while: records can wait in a ring, but not where there are no perf buffers yet.
  const perf = ring?.spec.type === 'perf_event_array' ? drainer(ring, plan.target.ringSize, stack) : undefined

  const load = (i: number, linked: boolean): BpfProgram => {
    const { spec } = plan.programs[i]!
    const func = built.funcs[i]!
    const { attach } = spec
    return stack.use(
      loadProgram(spec, maps, {
        ...(attach.kind === 'tp_btf' && { attachBtfId: attachIds.get(attach.tracepoint)! }),
        btf: { fd: btf.fd, funcInfo: func.funcInfo, lineInfo: func.lineInfo },
        linked,
      }),
    )
  }
  const programs = plan.programs.map((_, i) => load(i, false))
  // Entries first: an exit whose entry was not seen is no event.
  const links = new DisposableStack()
  stack.use(links)
  for (const [i, program] of programs.entries())
    try {
      links.use(link(program))
    } catch (error) {
      if (program.spec.attach.kind === 'tp_btf' || !(error instanceof SysError) || error.code !== 'EACCES')
        throw error
      // Perf asks for more than CAP_PERFMON here: a link does not, if the kernel has such.
      try {
        programs[i] = load(i, true)
        links.use(attachLinked(programs[i]))
      } catch {
        throw error
      }
    }
  if (maps.has(stateMap)) counts.setBigUint64(stateLayout.attachedAt, monotonicNs(), true)
  const drain = perf ?? drainer(ring, plan.target.ringSize, stack)
  const owned = stack.move()

  return {
    hasRecords: maps.has(ringMap),
    clockOffsetMs: wallClockOffsetMs(),
    drain,
    counter: (handler: number, counter: Counter) =>
      Number(counts.getBigUint64(counterOffset(handler, counter), true)),
    missed: index => programs[index]!.missedRuns(),
    store: number => {
      const table = plan.tables[number]!
      const map = maps.get(table.map.name)
      const index = table.pages && maps.get(table.pages.index.name)
      const cells = table.pages && maps.get(table.pages.cells.name)
      const pages = index && cells && { index, cells }
      return map ? kernelStore(table, map, plan.target.syscalls, pages) : nothingStored
    },
    mapStore: index => {
      const shared = plan.sharedMaps[index]!
      const map = maps.get(shared.map.name)
      return map ? kernelMapStore(shared, map, plan.target.syscalls) : { entries: () => [], put: () => false }
    },
    tree,
    filter: (live, config) => filters.set(live, config),
    detach: () => links.dispose(),
    [Symbol.dispose]: () => owned.dispose(),
  }
}

/** How the records are read that programs send; `stack` gets what is to be closed. */
const drainer = (map: BpfMap | undefined, ringSize: number, stack: DisposableStack): EventSource['drain'] => {
  if (!map) return () => ({ records: 0, more: false, few: true })
  if (map.spec.type === 'perf_event_array') {
    const reader = new PerfReader(stack.use(new PerfRing(map, ringSize)))
    return (onRecord, budgetMs) => reader.drain(onRecord, budgetMs)
  }
  const ring = stack.use(new Ring(map))
  return (onRecord, budgetMs) => drainRing(ring, onRecord, budgetMs)
}

/** Records between two looks at the clock. */
const batch = 512

/** Records are few where they filled no more of the ring than this part. */
const fewPart = 1 / 64

const drainRing = (ring: Ring, onRecord: OnRecord, budgetMs: number): Drained => {
  const { words, bytes, mask } = ring
  const end = ring.producer()
  const deadline = performance.now() + budgetMs
  const start = ring.consumer
  let at = start
  let records = 0
  try {
    while (at < end) {
      const offset = at & mask
      const header = words[offset >>> 2]!
      if ((header & BPF_RINGBUF_BUSY_BIT) !== 0) break
      at += ((header & 0x3fffffff) + 15) & ~7
      if ((header & BPF_RINGBUF_DISCARD_BIT) !== 0) continue
      onRecord(words, bytes, offset + 8)
      if (++records % batch === 0) {
        // Space is given back as soon as it can be, so that a burst finds room.
        ring.commit(at)
        if (performance.now() > deadline) break
      }
    }
  } finally {
    ring.commit(at)
  }
  return { records, more: at < ring.producer(), few: at - start <= ring.size * fewPart }
}
