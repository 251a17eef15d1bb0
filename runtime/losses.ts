/** What was lost, by handler and cause, in words: nothing is lost silently. */

import { entryRoom } from './compiler/feature-maps.ts'
import { isSyscallHook } from './compiler/hook.ts'
import type { HandlerPlan, Plan } from './compiler/plan.ts'
import { type Counter, counters } from './compiler/state.ts'
import type { Target } from './compiler/target.ts'
import { treeCapacity } from './compiler/tree-plan.ts'
import type { Loss } from './script/registry.ts'
import type { Message } from './sinks/sink.ts'
import { sizeText } from './size.ts'
import type { EventSource } from './stream/source.ts'

export interface LossReport {
  readonly text: string
  readonly message: Message & Loss
}

const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

const mostRing = 2 ** 30

const words: Readonly<Record<Counter, (n: number, of: string, target: Target) => string>> = {
  dropped: (n, of, { ringSize, features }) =>
    `lost ${plural(n, 'event')} of ${of}: ${features.ring === 'perf' ? 'the buffer of a CPU was full, or the CPU had just come' : 'the ring buffer was full'}; ` +
    (ringSize < mostRing
      ? `try --ring-size ${sizeText(ringSize * 4)}, or a condition that the kernel can test`
      : 'a condition that the kernel can test makes them fewer'),
  unreadable: (n, of) =>
    `${plural(n, 'string')} of ${of} could not be read from the process and ${n === 1 ? 'is' : 'are'} empty`,
  noEntry: (n, of) =>
    `${plural(n, 'call')} of ${of} had begun before tracing, so not all of ${n === 1 ? 'it' : 'them'} is known: left out`,
  entriesFull: (n, of) =>
    `${plural(n, 'call')} of ${of} left out: the times of entry of ${entryRoom} calls can be kept at once, and more were under way`,
  otherNumbers: (n, of) =>
    `${plural(n, 'call')} of 32-bit programs left out for ${of}: their numbers mean other syscalls`,
  tableFull: (n, of, { tableRows }) =>
    `${plural(n, 'event')} of ${of} found a table full; try --table-rows ${tableRows * 4}`,
}

const nameOf = (handler: HandlerPlan): string =>
  `${handler.probes.join(', ')}${handler.phase === 'enter' ? ' (entry)' : ''}`

/**
 * What the kernel did not run a program for: one at functions where another such program is running, which it interrupted,
 * and any from Linux 7.0 on where it is itself running for a thread that was put off the CPU in the middle of it.
 */
const missedReports = (plan: Plan, source: EventSource): LossReport[] =>
  plan.programs.flatMap(({ hook, spec }, i) => {
    const n = source.missed(i)
    if (n === 0) return []
    const probe = hook ?? spec.name
    const what = hook && isSyscallHook(hook) ? 'call' : 'event'
    return [
      {
        text: `systrace: the kernel left out ${plural(n, what)}, wanted or not, at ${probe}: a program was running already on that CPU`,
        message: { type: 'lost', cause: 'missed', count: n, probe },
      },
    ]
  })

/** Processes that found the set of followed ones full. */
const unfollowed = (plan: Plan, source: EventSource): LossReport[] => {
  const n = source.tree?.unfollowed() ?? 0
  if (n === 0) return []
  const text = `systrace: ${n} ${n === 1 ? 'process was' : 'processes were'} not followed: the follow set was full, with ${plan.target.followed ?? treeCapacity} at a time`
  return [{ text, message: { type: 'lost', cause: 'followFull', count: n } }]
}

/** All that was counted as lost. */
export const lossReports = (plan: Plan, source: EventSource): LossReport[] => [
  ...unfollowed(plan, source),
  ...handlerLosses(plan, source),
  ...missedReports(plan, source),
]

const handlerLosses = (plan: Plan, source: EventSource): LossReport[] =>
  plan.handlers.flatMap(handler =>
    counters.flatMap(cause => {
      const n = source.counter(handler.index, cause)
      if (n === 0) return []
      const probe = nameOf(handler)
      return [
        {
          text: `systrace: ${words[cause](n, probe, plan.target)}`,
          message: { type: 'lost', cause, count: n, probe },
        },
      ]
    }),
  )
