/** Records of a plan → a recording: whole (halves are put together), each event once, as they were taken. */

import { blobLengthMask, entryHalf, type RecordLayout, tagHandler, tagNumber } from '../../bpf/layout.ts'
import type { HandlerPlan, Plan, VariantPlan } from '../compiler/plan.ts'
import type { Target } from '../compiler/target.ts'
import { Halves } from '../stream/halves.ts'
import type { OnRecord } from '../stream/source.ts'
import type { StackFormatter } from '../symbols/stack.ts'
import { CgroupFinder } from './cgroups.ts'
import type { CgroupName, Header, RecordedLayout, StackText } from './header.ts'
import { recipesMark } from './recipes-mark.ts'

const describeLayout = (
  { recipeOf }: Target,
  { phase, hook }: HandlerPlan,
  { syscalls, layout }: VariantPlan,
): RecordedLayout => ({
  hook,
  phase,
  syscalls: syscalls.map(({ name, nr, args }) => ({
    name,
    nr,
    args: args.map(arg => ({ name: arg.name, type: arg.type, kind: arg.kind })),
  })),
  slots: [...layout.slots.values()].map(({ name, size, offset }) => ({ name, size, offset })),
  blobs: layout.blobs.map(({ name, lengthOffset }) => ({ name, lengthOffset })),
  fixedSize: layout.fixedSize,
  ...(layout.blobs.some(({ name }) => name === 'memory') && { recipes: recipesMark(syscalls, recipeOf) }),
})

/** Where the records of a handler go. */
interface Slot {
  readonly hook: number
  readonly halves: Halves | undefined
  /** By syscall number. */
  readonly layouts: (
    | { readonly index: number; readonly layout: RecordLayout; readonly stacks: Stacks | undefined }
    | undefined
  )[]
  /** Whether others take events of the same syscalls at the same hook. */
  readonly overlaps: boolean
}

/** Where the stacks of a record are. */
interface Stacks {
  readonly pid: number
  readonly kernel: number
  readonly user: number
}

const stacksOf = (layout: RecordLayout): Stacks | undefined => {
  const at = (name: string): number => layout.blobs.findIndex(blob => blob.name === name)
  const kernel = at('kstack')
  const user = at('ustack')
  return kernel < 0 && user < 0 ? undefined : { pid: layout.slots.get('pid')!.offset, kernel, user }
}

/** Bytes of a record. */
export const recordLength = ({ blobs, fixedSize }: RecordLayout, words: Uint32Array, at: number): number =>
  blobs.reduce((to, { lengthOffset }) => to + (words[(at + lengthOffset) >>> 2]! & blobLengthMask), fixedSize)

/** Nanoseconds, in halves of 32 bits: a number would not hold them exactly. */
interface Time {
  readonly low: number
  readonly high: number
}

/** Threads whose last event is kept, to know it again. */
const mostThreads = 65_536

/** What takes what is recorded: a file, or memory. */
export interface Recorded {
  /** Takes a record, by the number of its layout in the header. */
  take(layout: number, nr: number, bytes: Uint8Array, at: number, length: number): void
  /** Takes what a stack means, before the record that has it. */
  stack(key: string, text: () => StackText): void
  /** Takes what a cgroup is called, likewise; its id comes in halves of 32 bits. */
  cgroup(low: number, high: number, find: (id: bigint) => CgroupName | undefined): void
}

/** What the header of a recording says of a plan. */
export const describePlan = (plan: Plan): Pick<Header, 'layouts' | 'functions'> => ({
  layouts: plan.handlers.flatMap(handler =>
    handler.variants.map(variant => describeLayout(plan.target, handler, variant)),
  ),
  functions: [...(plan.target.functions ?? [])].map(([name, { prototype }]) => ({
    name,
    prototype: prototype
      ? {
          parameters: prototype.parameters.map(({ name, type }) => ({ name, type: { ...type } })),
          result: prototype.result ?? null,
        }
      : null,
  })),
})

export class Recorder {
  readonly #to: Recorded
  readonly #slots: readonly Slot[]
  readonly #cgroups = new CgroupFinder()
  readonly #findCgroup = (id: bigint): CgroupName | undefined => this.#cgroups.find(id)
  readonly #stacks: Pick<StackFormatter, 'formatKernelStack' | 'formatUserStack'>
  /** By hook: the time of the last event of a thread, which tells whether it has been written for another handler. */
  readonly #last = new Map<number, Map<number, Time>>()

  /** @param to takes events of the layouts that `describePlan` gives, by their places there */
  constructor(
    plan: Plan,
    to: Recorded,
    stacks: Pick<StackFormatter, 'formatKernelStack' | 'formatUserStack'>,
  ) {
    let index = 0
    const hooks = [...new Set(plan.handlers.map(({ hook }) => hook))]
    this.#slots = plan.handlers.map((handler): Slot => {
      const halves = handler.variants.filter(variant => variant.halves)
      const own: Slot['layouts'] = []
      for (const { layout, syscalls } of handler.variants) {
        for (const { nr } of syscalls) own[nr] = { index, layout, stacks: stacksOf(layout) }
        index++
      }
      return {
        hook: hooks.indexOf(handler.hook),
        halves: halves.length > 0 ? new Halves(halves) : undefined,
        layouts: own,
        overlaps: plan.handlers.some(
          other => other !== handler && other.hook === handler.hook && sharesSyscalls(other, handler),
        ),
      }
    })
    this.#to = to
    this.#stacks = stacks
  }

  /** Takes a record. */
  take(...[words, bytes, at]: Parameters<OnRecord>): void {
    const tag = words[at >>> 2]!
    const nr = tagNumber(tag)
    const slot = this.#slots[tagHandler(tag)]!
    if ((tag & entryHalf) !== 0) {
      slot.halves?.keep(words, bytes, at, nr)
      return
    }
    const joined = slot.halves?.join(words, bytes, at, nr)
    if (slot.halves && !joined && slot.halves.isDecidedAtEntry(nr)) return
    if (joined) this.#write(slot, joined.nr, joined.words, joined.bytes, 0)
    else this.#write(slot, nr, words, bytes, at)
  }

  #write(slot: Slot, nr: number, words: Uint32Array, bytes: Uint8Array, at: number): void {
    const found = slot.layouts[nr]
    if (!found) throw new Error(`Cannot record: handler has no syscall ${nr}`)
    const { index, layout, stacks } = found
    if (slot.overlaps && this.#isKnown(slot.hook, layout, words, at)) return
    this.#keepCgroup(layout, words, at)
    if (stacks) this.#keepStacks(stacks, layout, words, bytes, at)
    this.#to.take(index, nr, bytes, at, recordLength(layout, words, at))
  }

  /** All handlers of a program see the same time of an event, and a thread has one event at a time. */
  #isKnown(hook: number, layout: RecordLayout, words: Uint32Array, at: number): boolean {
    const word = (name: string, more = 0): number =>
      words[(at + layout.slots.get(name)!.offset + more) >>> 2]!
    let last = this.#last.get(hook)
    if (!last) {
      last = new Map()
      this.#last.set(hook, last)
    }
    const tid = word('tid')
    const low = word('ns')
    const high = word('ns', 4)
    const before = last.get(tid)
    if (before && before.low === low && before.high === high) return true
    last.delete(tid)
    last.set(tid, { low, high })
    if (last.size > mostThreads) for (const oldest of last.keys()) return !last.delete(oldest)
    return false
  }

  #keepCgroup({ slots }: RecordLayout, words: Uint32Array, at: number): void {
    const slot = slots.get('cgroup')
    if (!slot) return
    const i = (at + slot.offset) >>> 2
    this.#to.cgroup(words[i]!, words[i + 1]!, this.#findCgroup)
  }

  #keepStacks(
    { pid: pidAt, kernel, user }: Stacks,
    layout: RecordLayout,
    words: Uint32Array,
    bytes: Uint8Array,
    at: number,
  ): void {
    const addresses = (index: number): bigint[] => {
      let from = at + layout.fixedSize
      for (const { lengthOffset } of layout.blobs.slice(0, index))
        from += words[(at + lengthOffset) >>> 2]! & blobLengthMask
      const length = words[(at + layout.blobs[index]!.lengthOffset) >>> 2]! & blobLengthMask
      const view = new DataView(bytes.buffer, bytes.byteOffset + from, length)
      return Array.from({ length: length >> 3 }, (_, i) => view.getBigUint64(i * 8, true))
    }
    const keep = (pid: number, list: readonly bigint[], text: () => string): void => {
      const texts = list.map(String)
      this.#to.stack(`${pid} ${texts.join()}`, () => ({ pid, addresses: texts, text: text() }))
    }
    if (kernel >= 0) {
      const list = addresses(kernel)
      keep(0, list, () => this.#stacks.formatKernelStack(list))
    }
    if (user >= 0) {
      const pid = words[(at + pidAt) >>> 2]!
      const list = addresses(user)
      keep(pid, list, () => this.#stacks.formatUserStack(pid, list))
    }
  }
}

const sharesSyscalls = (one: HandlerPlan, other: HandlerPlan): boolean => {
  const numbers = new Set(one.variants.flatMap(({ syscalls }) => syscalls.map(({ nr }) => nr)))
  return other.variants.some(({ syscalls }) => syscalls.some(({ nr }) => numbers.has(nr)))
}
