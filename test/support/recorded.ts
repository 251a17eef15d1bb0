/** Records of a plan → a recording in memory, and a file of one. */

import { tagOf } from '../../bpf/layout.ts'
import type { Plan } from '../../runtime/compiler/plan.ts'
import type { Header, StackText } from '../../runtime/recording/header.ts'
import type { Block, Recording } from '../../runtime/recording/reader.ts'
import { describePlan, Recorder } from '../../runtime/recording/recorder.ts'

/** What is recorded is kept in memory. */
export class MemoryRecording {
  readonly recorder: Recorder
  readonly #header: Header
  readonly #events: Uint8Array[] = []
  readonly #stacks: StackText[] = []

  constructor(plan: Plan, clock: Header['clock'], format: (addresses: readonly bigint[]) => string) {
    this.#header = {
      systrace: 'test',
      kernel: { release: 'test', arch: plan.target.arch },
      asked: 'a test',
      part: 0,
      clock,
      calls: null,
      ...describePlan(plan),
    }
    this.recorder = new Recorder(
      plan,
      {
        take: (layout, nr, bytes, at, length) => {
          const framed = new Uint8Array((4 + length + 3) & ~3)
          const view = new DataView(framed.buffer)
          framed.set(bytes.subarray(at, at + length), 4)
          view.setUint32(0, length, true)
          view.setUint32(4, tagOf(layout, nr), true)
          this.#events.push(framed)
        },
        stack: (_, text) => void this.#stacks.push(text()),
        cgroup: () => {},
      },
      {
        formatKernelStack: addresses => format(Array.from(addresses, BigInt)),
        formatUserStack: (_, addresses) => format(Array.from(addresses, BigInt)),
      },
    )
  }

  /** What was recorded, to be read once, in blocks of so many events. */
  read(blockEvents = 5): Recording {
    const blocks: Block[] = [{ type: 'stacks', stacks: this.#stacks }]
    for (let i = 0; i < this.#events.length; i += blockEvents)
      blocks.push({ type: 'events', payload: Buffer.concat(this.#events.slice(i, i + blockEvents)).slice() })
    const status = { events: this.#events.length, ns: '0', last: true, losses: [] }
    blocks.push({ type: 'status', status })
    return {
      // As it comes out of a file.
      header: JSON.parse(JSON.stringify(this.#header)) as Header,
      next: () => blocks.shift(),
      broken: undefined,
      [Symbol.dispose]: () => {},
    }
  }
}
