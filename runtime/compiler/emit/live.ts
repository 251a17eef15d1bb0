/** Filters that can change while the script runs → tests of what the maps hold; see filter-config.ts for the maps. */

import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import type { Reg } from '../../../bpf/insn.ts'
import {
  blockLayout,
  configLayout,
  configSize,
  type FilterKind,
  filterBit,
  filterKinds,
  filterMap,
  isList,
  keyLayout,
  ownerOf,
  type SetKind,
  setKinds,
} from '../filter-config.ts'
import { isSyscallHook } from '../hook.ts'
import type { BoolExpr, Stmt } from '../ir.ts'
import { stateMap } from '../state.ts'
import { type Frame, firstFree, type Known, type SharedFilters, stack } from './frame.ts'
import { fetch, loadRaw } from './integers.ts'
import { copyNameTo, loadTask, openName } from './task.ts'

type Live = BoolExpr & { readonly kind: 'live' }

/**
 * Jumps to `yes` or `no`. Where there is no filter that is three instructions; each filter that is not there is one more when
 * there are others. Loses r0 to r5.
 */
export const emitLive = (frame: Frame, live: Live, yes: string, no: string): { yes: Known; no: Known } => {
  const { asm, known, shared } = frame
  frame.at(live.at)
  const tested = shared.of.get(live.index)
  if (tested) {
    asm.load('u64', 'r1', 'r10', shared.passed)
    asm.jumpIf('set', 'r1', 1 << tested.bit, yes)
    asm.jump(no)
  } else emitFilters(frame, live, yes, no)
  return { yes: known, no: known }
}

const emitFilters = (frame: Frame, live: Live, yes: string, no: string): void => {
  const { asm } = frame
  asm.comment('filters that can change')
  asm.loadMapValue('r2', stateMap, live.block)
  asm.load('u32', 'r1', 'r2', blockLayout.word)
  const places = placesOf(frame)
  const keep = (): void => {
    asm.store('u64', 'r10', places.word, 'r1')
    // One word picks the filters and where their values are, so that they are of one change.
    asm.mov('r3', 'r1')
    asm.alu('and', 'r3', configSize)
    asm.alu('add', 'r2', 'r3')
    asm.store('u64', 'r10', places.config, 'r2')
  }
  // Older verifiers do not see that a word of 0 asks for no duration, and so reads nothing of what is kept.
  if (live.minDuration) keep()
  asm.jumpIf('eq', 'r1', 0, yes)
  if (!live.minDuration) keep()
  for (const kind of filterKinds) {
    if (kind === 'minDuration') continue
    // Which syscalls are wanted says nothing of events that are none.
    if (kind === 'syscalls' && !isSyscallHook(frame.hook)) continue
    const [test, next] = [asm.fresh(`filter_${kind}`), asm.fresh('next')]
    asm.jumpIf('set', 'r1', filterBit(kind), test)
    asm.label(next)
    // Behind the handler, so that the filters that are not there are branches not taken.
    frame.later(test, () => {
      asm.comment(`filter by ${kind}`)
      emitKind(frame, live, kind, places, next, no)
    })
  }
  asm.jump(yes)
}

/** Where the block's word and the address of the configuration that holds are kept. */
interface Places {
  readonly word: number
  readonly config: number
}

const placesOf = (frame: Frame): Places => ({
  word: frame.slot('filter word'),
  config: frame.slot('filter config'),
})

/** Jumps to `next` with the word in r1, or to `no`. */
const emitKind = (
  frame: Frame,
  live: Live,
  kind: Exclude<FilterKind, 'minDuration'>,
  places: Places,
  next: string,
  no: string,
): void => {
  const { asm, target } = frame
  /** r2 = the value in the configuration. Behind a helper's call r1 is the word again. */
  const loadValue = (called: boolean): void => {
    if (called) asm.load('u64', 'r1', 'r10', places.word)
    asm.load('u64', 'r2', 'r10', places.config)
    if (kind !== 'syscalls') asm.load('u64', 'r2', 'r2', blockLayout.configs + configLayout[kind])
  }
  switch (kind) {
    case 'syscalls':
      loadValue(false)
      testSyscall(frame, live.nr, next)
      return asm.jump(no)
    case 'sample':
      asm.call(helpers.get_prandom_u32)
      loadValue(true)
      asm.jumpIf('lt', 'r0', 'r2', next)
      return asm.jump(no)
    case 'pid':
    case 'tid':
      loadValue(false)
      loadTask(asm, target, 'r3', kind === 'pid' ? 'tgid' : 'pid')
      return testSet(frame, live, kind, places, next, no)
    case 'uid':
      asm.call(helpers.get_current_uid_gid)
      asm.mov32('r3', 'r0')
      loadValue(true)
      return testSet(frame, live, kind, places, next, no)
    case 'cgroup':
      asm.call(helpers.get_current_cgroup_id)
      asm.mov('r3', 'r0')
      loadValue(true)
      return testSet(frame, live, kind, places, next, no)
    case 'comm':
      return testName(frame, live, places, next, no)
  }
}

/** Jumps to `next` if the mask at r2 has the syscall's bit. */
const testSyscall = (frame: Frame, nr: number | undefined, next: string): void => {
  const { asm } = frame
  const mask = blockLayout.configs + configLayout.syscalls
  if (nr !== undefined) {
    asm.load('u8', 'r2', 'r2', mask + (nr >> 3))
    asm.jumpIf('set', 'r2', 1 << (nr & 7), next)
    return
  }
  asm.load('u64', 'r3', 'r10', stack.nr)
  asm.mov('r4', 'r3')
  asm.alu('rsh', 'r4', 3)
  // Older verifiers forget the bounds of what lies on the stack.
  asm.alu('and', 'r4', 63)
  asm.alu('add', 'r2', 'r4')
  asm.load('u8', 'r2', 'r2', mask)
  asm.alu('and', 'r3', 7)
  asm.alu('rsh', 'r2', 'r3')
  asm.jumpIf('set', 'r2', 1, next)
}

/** r3, the event's value, is to be r2, the only one of the list, or in the hash map. */
const testSet = (frame: Frame, live: Live, kind: SetKind, places: Places, next: string, no: string): void => {
  const { asm } = frame
  asm.jumpIf('eq', 'r3', 'r2', next)
  asm.jumpIf('ne', 'r2', Number(isList), no)
  const key = keyPlace(frame)
  asm.store('u64', 'r10', key + keyLayout.value, 'r3')
  asm.store('u64', 'r10', key + keyLayout.value + 8, 0)
  lookUp(frame, live, kind, places, next, no)
}

const testName = (frame: Frame, live: Live, places: Places, next: string, no: string): void => {
  const { asm } = frame
  const list = asm.fresh('names')
  const copy = keyPlace(frame) + keyLayout.value
  const name = openName(frame, copy)
  const only = blockLayout.configs + configLayout.comm
  const mask = blockLayout.configs + configLayout.commMask
  asm.load('u64', 'r2', 'r10', places.config)
  for (const half of [0, 8]) {
    asm.load('u64', 'r3', 'r2', only + half)
    if (half === 0) asm.jumpIf('eq', 'r3', Number(isList), list)
    asm.load('u64', 'r4', name.base, name.offset + half)
    asm.load('u64', 'r5', 'r2', mask + half)
    asm.alu('and', 'r4', 'r5')
    asm.jumpIf('ne', 'r3', 'r4', no)
  }
  if (name.base === 'r10') asm.load('u64', 'r1', 'r10', places.word)
  asm.jump(next)
  asm.label(list)
  if (name.base !== 'r10') copyNameTo(asm, copy)
  asm.load('u64', 'r1', 'r10', places.word)
  lookUp(frame, live, 'comm', places, next, no)
}

const keyPlace = (frame: Frame): number => frame.slot('filter key', filterMap.keySize)

/** Looks for the key, whose value is there, in the lists. r1 is the word. */
const lookUp = (frame: Frame, live: Live, kind: SetKind, places: Places, next: string, no: string): void => {
  const { asm } = frame
  const key = keyPlace(frame)
  const owner: Reg = 'r3'
  asm.mov(owner, 'r1')
  asm.alu('and', owner, configSize)
  if (live.index > 0) asm.alu('or', owner, ownerOf(live.index, 0))
  asm.store('u32', 'r10', key + keyLayout.owner, owner)
  asm.store('u32', 'r10', key + keyLayout.kind, setKinds.indexOf(kind))
  asm.loadMap('r1', filterMap.name)
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', key)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, no)
  asm.load('u64', 'r1', 'r10', places.word)
  asm.jump(next)
}

/** Jumps to `yes` or `no`; behind `emitLive`, on every way. Loses r0 to r5. */
export const emitLiveDuration = (
  frame: Frame,
  test: BoolExpr & { readonly kind: 'liveDuration' },
  yes: string,
  no: string,
): { yes: Known; no: Known } => {
  const { asm, known, shared } = frame
  frame.at(test.at)
  asm.comment('filter by minDuration')
  const tested = shared.of.get(test.index)
  const { word, config } = tested ? { word: tested.least, config: undefined } : placesOf(frame)
  asm.load('u64', 'r1', 'r10', word)
  if (config !== undefined) asm.alu('and', 'r1', filterBit('minDuration'))
  asm.jumpIf('eq', 'r1', 0, yes)
  fetch(frame, 'duration')
  loadRaw(frame, 'duration', 'r1', 'u64')
  asm.load('u64', 'r2', 'r10', config ?? word)
  if (config !== undefined) asm.load('u64', 'r2', 'r2', blockLayout.configs + configLayout.minDuration)
  asm.jumpIf('ge', 'r1', 'r2', yes)
  asm.jump(no)
  frame.known = known
  return { yes: known, no: known }
}

/** From so many classes on, a handler's filters are tested in front of all of them. */
const manyClasses = 4
/** The bits of a class that a constant can have. */
const mostShared = 31

/** Bytes of the table of classes in the state map. */
export const sharedSize = 4 * 256

/** What is shared of a program's filters, and which of them each class has, as bits. */
export interface SharedPlan {
  readonly filters: SharedFilters
  readonly live: readonly Live[]
  /** A u32 for each class, the first for none. */
  readonly classes: Uint8Array
}

/** No filters are shared. */
export const nothingShared: SharedPlan = {
  filters: { bytes: 0, passed: 0, of: new Map() },
  live: [],
  classes: new Uint8Array(),
}

const liveIn = (test: BoolExpr): Live[] => {
  if (test.kind === 'and') return [...liveIn(test.left), ...liveIn(test.right)]
  return test.kind === 'live' ? [test] : []
}

/** Decides which filters are shared, by the bodies of each class. What is demanded stands in front of all else. */
export const planShared = (classes: readonly (readonly (readonly Stmt[])[])[]): SharedPlan => {
  const found = classes.map(bodies =>
    bodies.flatMap(([first]) => (first?.kind === 'if' ? liveIn(first.test) : [])),
  )
  const counts = new Map<number, { live: Live; classes: number }>()
  for (const list of found)
    for (const index of new Set(list.map(live => live.index))) {
      const { nr: _, ...live } = list.find(one => one.index === index)!
      counts.set(index, { live, classes: (counts.get(index)?.classes ?? 0) + 1 })
    }
  const live = [...counts.values()]
    .filter(one => one.classes >= manyClasses)
    .slice(0, mostShared)
    .map(one => one.live)
  if (live.length === 0) return nothingShared
  const passed = firstFree - 8
  let bytes = 8
  const of = new Map(
    live.map(({ index, minDuration }, bit) => {
      if (minDuration) bytes += 8
      return [index, { bit, least: firstFree - bytes }]
    }),
  )
  const bits = found.map(list => list.reduce((all, { index }) => all | bitOf(of.get(index)), 0))
  return { filters: { bytes, passed, of }, live, classes: new Uint8Array(Uint32Array.of(0, ...bits).buffer) }
}

const bitOf = (shared: { readonly bit: number } | undefined): number => (shared ? 1 << shared.bit : 0)

/**
 * Tests the filters that are shared by the class in r9, in front of the classes' code.
 *
 * @param table where the bits of the classes are in the state map
 * @returns emits what is out of the way
 */
export const emitShared = (
  frame: Frame & { flush(): void },
  { filters, live }: SharedPlan,
  table: number,
): (() => void) => {
  const { asm } = frame
  if (live.length === 0) return () => {}
  asm.comment('filters that can change, of handlers for many kinds of syscalls')
  asm.mov('r1', 'r9')
  asm.alu('lsh', 'r1', 2)
  asm.loadMapValue('r2', stateMap, table)
  asm.alu('add', 'r2', 'r1')
  asm.load('u32', 'r1', 'r2', 0)
  asm.store('u64', 'r10', filters.passed, 'r1')
  const tests = live.map(one => {
    const { bit, least } = filters.of.get(one.index)!
    const [test, next] = [asm.fresh('shared_filters'), asm.fresh('next_shared')]
    if (one.minDuration) asm.store('u64', 'r10', least, 0)
    asm.jumpIf('set', 'r1', 1 << bit, test)
    asm.label(next)
    return () => {
      const [yes, no, back] = [asm.fresh('shared_yes'), asm.fresh('shared_no'), asm.fresh('shared_back')]
      asm.label(test)
      emitFilters(frame, one, yes, no)
      asm.label(yes)
      if (one.minDuration) {
        const { word, config } = placesOf(frame)
        asm.load('u64', 'r1', 'r10', word)
        asm.alu('and', 'r1', filterBit('minDuration'))
        asm.jumpIf('eq', 'r1', 0, back)
        asm.load('u64', 'r1', 'r10', config)
        asm.load('u64', 'r1', 'r1', blockLayout.configs + configLayout.minDuration)
        asm.store('u64', 'r10', least, 'r1')
      }
      asm.label(back)
      asm.load('u64', 'r1', 'r10', filters.passed)
      asm.jump(next)
      asm.label(no)
      asm.load('u64', 'r1', 'r10', filters.passed)
      asm.alu('and', 'r1', ~(1 << bit))
      asm.store('u64', 'r10', filters.passed, 'r1')
      asm.jump(next)
      frame.flush()
    }
  })
  return () => {
    for (const emit of tests) emit()
  }
}
