/**
 * Follows the recipe of a call (`bpf/recipe.ts`): its reads → chunks in the scratch memory, where the record's blob `memory` is.
 * The reads are done in turns of one function, which stands at the end of the program (`memory-turn.ts`).
 */

import type { Assembler } from '../../../bpf/asm.ts'
import { helpers } from '../../../bpf/facts/helpers.gen.ts'
import { chunkFlags, stackPointer } from '../../../bpf/recipe.ts'
import { readKinds, readsOffset, resultIndex } from '../../../bpf/recipe-table.ts'
import { counterOffset, maxSyscalls, recipeMap, scratchMap, stateMap } from '../state.ts'
import { registersOf, type Target } from '../target.ts'
import { type Frame, stack } from './frame.ts'
import { argPlace, get, lastStart, markList, put, turnFunction } from './memory-state.ts'
import { memoryTurn } from './memory-turn.ts'
import { beforeRecord } from './scratch.ts'

/** Turns at the most: reads, strings of lists, buffers of vectors, and eighths of pointers to be counted. */
const maxTurns = 96
/** Where the verifier walks through each. */
const boundedTurns = 64

/**
 * Reads what the recipe asks for: r0 = the length of the blob. Loses r1 to r5. The program needs `memoryFunctions` at its end.
 *
 * @param start where the blob starts, from the record's start: a constant, or what a stack slot holds
 */
export const readMemory = (frame: Frame, start: number | { readonly slot: number }): void => {
  const { asm, target } = frame
  const [done, readAll] = [asm.fresh('memory_read'), asm.fresh('readable')]
  asm.mov('r0', 0)
  asm.load('u64', 'r1', 'r10', stack.nr)
  asm.alu('and', 'r1', maxSyscalls - 1)
  asm.alu('lsh', 'r1', 2)
  asm.loadMapValue('r2', recipeMap, 0)
  asm.alu('add', 'r2', 'r1')
  readsWanted(frame)
  asm.jumpIf('eq', 'r2', 0, done)
  asm.alu('lsh', 'r1', 4)
  asm.alu('add', 'r1', readsOffset)
  asm.alu('lsh', 'r2', 4)
  asm.alu('add', 'r2', 'r1')
  put(asm, 'next', 'r1')
  put(asm, 'stop', 'r2')
  if (typeof start === 'number') asm.mov('r1', start)
  else asm.load('u64', 'r1', 'r10', start.slot)
  put(asm, 'at', 'r1')
  put(asm, 'start', 'r1')
  put(asm, 'mode', 0)
  put(asm, 'lost', 0)
  registersOf(target).args.forEach((offset, i) => {
    asm.load('u64', 'r1', 'r7', offset)
    asm.store('u64', 'r9', argPlace(i), 'r1')
  })
  // At entry there is no result, as if there were nothing of it.
  if (frame.hook === 'sys_exit') asm.load('u64', 'r1', 'r6', 8)
  else {
    asm.load('u64', 'r1', 'r7', registersOf(target).sp)
    asm.store('u64', 'r9', argPlace(stackPointer), 'r1')
    asm.mov('r1', -1)
  }
  asm.store('u64', 'r9', argPlace(resultIndex), 'r1')
  takeTurns(frame)
  asm.comment('a list that was not read to its end')
  const ended = asm.fresh('ended')
  get(asm, 'r1', 'mode')
  asm.jumpIf('ne', 'r1', readKinds.strings, ended)
  get(asm, 'r1', 'head')
  asm.jumpIf('gt', 'r1', lastStart, ended)
  markList(asm, chunkFlags.cut)
  asm.label(ended)
  get(asm, 'r2', 'lost')
  asm.jumpIf('eq', 'r2', 0, readAll)
  asm.comment('count: unreadable')
  asm.loadMapValue('r1', stateMap, counterOffset(frame.handler, 'unreadable'))
  asm.atomicAdd('u64', 'r1', 0, 'r2')
  asm.label(readAll)
  get(asm, 'r0', 'at')
  get(asm, 'r1', 'start')
  asm.alu('sub', 'r0', 'r1')
  asm.label(done)
}

/** Calls the function of the turns until it gives 1. */
const takeTurns = ({ asm, target, slot }: Frame): void => {
  if (target.features.loop === 'bounded') {
    asm.mov('r1', 0)
    asm.callFunction(loopFunction)
    return
  }
  const scratch = slot('scratch')
  asm.store('u64', 'r10', scratch, 'r9')
  asm.mov('r1', maxTurns)
  asm.loadFunction('r2', turnFunction)
  asm.mov('r3', 'r10')
  asm.alu('add', 'r3', scratch)
  asm.mov('r4', 0)
  asm.call(helpers.loop)
}

const loopFunction = 'memory_read'

/** What the functions take of the 512 bytes of stack that a program has with them: 32 for each at least. */
export const memoryStack = ({ features }: Target): number => (features.loop === 'bounded' ? 64 : 32)

/** The functions that `readMemory` needs, at the program's end. */
export const memoryFunctions = (asm: Assembler, target: Target): void => {
  memoryTurn(asm)
  if (target.features.loop === 'bounded') boundedLoop(asm)
}

/**
 * Takes the turns where no helper does. The verifier must see that this ends, so it walks through every turn; it does so once for
 * all places that call this, since it is global, for which it must know nothing of its callers.
 */
const boundedLoop = (asm: Assembler): void => {
  const [again, over] = [asm.fresh('turn'), asm.fresh('turns_over')]
  const [cpu, scratch] = [-8, -16]
  asm.beginFunction(loopFunction, 'global')
  asm.call(helpers.get_smp_processor_id)
  asm.store('u32', 'r10', cpu, 'r0')
  asm.loadMap('r1', scratchMap)
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', cpu)
  asm.call(helpers.map_lookup_elem)
  asm.jumpIf('eq', 'r0', 0, over)
  asm.alu('add', 'r0', beforeRecord)
  asm.store('u64', 'r10', scratch, 'r0')
  asm.mov('r7', 0)
  asm.label(again)
  asm.jumpIf('ge', 'r7', boundedTurns, over)
  asm.alu('add', 'r7', 1)
  asm.mov('r1', 'r7')
  asm.mov('r2', 'r10')
  asm.alu('add', 'r2', scratch)
  asm.callFunction(turnFunction)
  asm.jumpIf('eq', 'r0', 0, again)
  asm.label(over)
  asm.mov('r0', 0)
  asm.exit()
}

/** r2 = how many reads there are, r1 = the number of the first. From r2, the place of the syscall's word. */
const readsWanted = (frame: Frame): void => {
  const { asm } = frame
  asm.load('u32', 'r3', 'r2', 0)
  asm.mov('r1', 'r3')
  asm.alu('and', 'r1', 0xffff)
  asm.mov('r2', 'r3')
  asm.alu('rsh', 'r2', 16)
  asm.alu('and', 'r2', 0xff)
  asm.alu('rsh', 'r3', 24)
  if (frame.half === 'entry') return
  if (frame.hook === 'sys_enter') asm.alu('add', 'r2', 'r3')
  else {
    asm.alu('add', 'r1', 'r2')
    asm.mov('r2', 'r3')
  }
}
