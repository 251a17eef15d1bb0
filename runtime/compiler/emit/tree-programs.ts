/** The programs that keep up the set of followed processes. */

import { assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { stateMap } from '../state.ts'
import type { Target } from '../target.ts'
import {
  member,
  memberLayout,
  type TreeTracepoint,
  treeFlags,
  treeLayout,
  treeMap,
  treeTracepoints,
} from '../tree-plan.ts'
import type { HookProgram } from './program.ts'

/** What a program on a tracepoint of the scheduler does. */
type Emit = (asm: ReturnType<typeof assembler>, target: Target, at: number) => void

const key = -4
const parentKey = -8
const value = -16

const pointTo = (asm: ReturnType<typeof assembler>, dst: 'r2' | 'r3', place: number): void => {
  asm.mov(dst, 'r10')
  asm.alu('add', dst, place)
}

/** `(parent, child)`: before the child runs. */
const onFork: Emit = (asm, target, at) => {
  asm.load('u64', 'r7', 'r6', 0)
  asm.load('u64', 'r8', 'r6', 8)
  asm.load('u32', 'r1', 'r7', target.task.tgid)
  asm.load('u32', 'r2', 'r8', target.task.tgid)
  asm.store('u32', 'r10', parentKey, 'r1')
  asm.comment('a thread is no new process')
  asm.jumpIf('eq', 'r1', 'r2', 'thread')
  asm.store('u32', 'r10', key, 'r2')
  asm.loadMapValue('r3', stateMap, at + treeLayout.flags)
  asm.load('u64', 'r3', 'r3', 0)
  asm.jumpIf('eq', 'r1', target.self, 'own')
  asm.jumpIf('set', 'r3', treeFlags.children, 'follow')
  asm.jump('out')
  asm.label('follow')
  asm.loadMap('r1', treeMap)
  pointTo(asm, 'r2', parentKey)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, 'out')
  asm.load('u32', 'r1', 'r0', 0)
  asm.jump('add')
  asm.label('own')
  asm.jumpIf('set', 'r3', treeFlags.launching, 'launch')
  asm.jump('out')
  asm.label('launch')
  asm.mov('r1', member.fromExec)
  asm.label('add')
  asm.store('u32', 'r10', value + memberLayout.member, 'r1')
  asm.store('u32', 'r10', value + memberLayout.threads, 1)
  asm.loadMap('r1', treeMap)
  pointTo(asm, 'r2', key)
  pointTo(asm, 'r3', value)
  asm.mov('r4', 0) // BPF_ANY
  asm.call(helpers.map_update_elem)
  asm.jumpIf('eq', 'r0', 0, 'out')
  asm.comment('count: the set is full')
  asm.loadMapValue('r1', stateMap, at + treeLayout.full)
  asm.mov('r2', 1)
  asm.atomicAdd('u64', 'r1', 0, 'r2')
  asm.jump('out')
  asm.label('thread')
  asm.loadMap('r1', treeMap)
  pointTo(asm, 'r2', parentKey)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, 'out')
  asm.load('u32', 'r1', 'r0', memberLayout.threads)
  asm.jumpIf('eq', 'r1', 0, 'out')
  asm.mov('r1', 1)
  asm.atomicAdd('u32', 'r0', memberLayout.threads, 'r1')
}

/** `(task, …)`: the exec has succeeded and is about to return. */
const onExec: Emit = (asm, target) => {
  asm.load('u64', 'r7', 'r6', 0)
  asm.load('u32', 'r1', 'r7', target.task.tgid)
  asm.store('u32', 'r10', key, 'r1')
  asm.loadMap('r1', treeMap)
  pointTo(asm, 'r2', key)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, 'out')
  asm.store('u32', 'r0', 0, member.in)
}

/**
 * `(task, …)`: a thread ends; the process does with the last one that comes through here, where its number is still taken. That
 * none of them lives anymore is not enough: those that ended a moment before may be on their way to here.
 */
const onExit: Emit = (asm, target) => {
  const { signal, live } = target.task.group
  asm.load('u64', 'r7', 'r6', 0)
  asm.load('u32', 'r1', 'r7', target.task.tgid)
  asm.store('u32', 'r10', key, 'r1')
  asm.loadMap('r1', treeMap)
  pointTo(asm, 'r2', key)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, 'out')
  asm.comment('other threads go on')
  asm.load('u32', 'r1', 'r0', memberLayout.threads)
  asm.jumpIf('eq', 'r1', 0, 'uncounted')
  asm.mov('r1', -1)
  asm.atomicAdd('u32', 'r0', memberLayout.threads, 'r1')
  asm.load('u32', 'r1', 'r0', memberLayout.threads)
  asm.jumpIf('ne', 'r1', 0, 'out')
  asm.jump('last')
  asm.label('uncounted')
  asm.load('u64', 'r1', 'r7', signal)
  asm.load('u32', 'r1', 'r1', live)
  asm.jumpIf('ne', 'r1', 0, 'out')
  asm.label('last')
  asm.loadMap('r1', treeMap)
  pointTo(asm, 'r2', key)
  asm.call(helpers.map_delete_elem)
}

const emits: Readonly<Record<TreeTracepoint, Emit>> = {
  sched_process_fork: onFork,
  sched_process_exec: onExec,
  sched_process_exit: onExit,
}

/**
 * The programs that keep the set up: those in front of the handlers' and those behind.
 *
 * @param at where its part of the state map begins
 */
export const treePrograms = (
  target: Target,
  at: number,
): { readonly before: readonly HookProgram[]; readonly behind: readonly HookProgram[] } => {
  const programs = treeTracepoints.map((tracepoint): HookProgram => {
    const asm = assembler()
    asm.mov('r6', 'r1')
    emits[tracepoint](asm, target, at)
    asm.label('out')
    asm.mov('r0', 0)
    asm.exit()
    const { insns, lines, comments } = asm.finish()
    const spec = {
      name: tracepoint.slice('sched_process_'.length),
      attach: { kind: 'tp_btf', tracepoint },
      insns,
      lines,
    } as const
    return { spec, comments, classes: new Uint8Array(), shared: new Uint8Array() }
  })
  const ends = ({ spec }: HookProgram): boolean => spec.name === 'exit'
  return { before: programs.filter(program => !ends(program)), behind: programs.filter(ends) }
}
