/** What `top` is asked for → all that a run of it needs. */

import { colorWanted } from '../sinks/open.ts'
import { planTraceRun, type TraceRun } from '../trace/plan-run.ts'
import type { TopRequest } from './request.ts'
import { type Screening, screening } from './top.ts'

/** A run of `top`: that of a trace without lines, and the screen. */
export interface TopRun extends TraceRun {
  readonly screen: Screening
}

/**
 * Makes a run of a request.
 *
 * @throws SystraceError when there is no terminal
 */
export const planTopRun = (request: TopRequest): TopRun => {
  const screen = screening({ everyMs: request.everyMs, color: colorWanted(request.color, true) })
  // Nobody types filters: keys are the screen's.
  const trace = {
    ...request,
    kind: 'trace',
    quiet: true,
    given: { ...request.given, summaryOnly: true },
  } as const
  const run = planTraceRun(trace, () => {}, screen.part)
  return { ...run, source: { ...run.source, name: 'top' } as TraceRun['source'], screen }
}
