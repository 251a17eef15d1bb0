/** What `trace` is asked for → a script, its functions and where it writes: all that a run of it needs. */

import type { CallOptions } from '../calls/format.ts'
import type { OnOptions } from '../compiler/options.ts'
import type { Command } from '../launch.ts'
import type { ScriptSource } from '../loader.ts'
import type { Handle } from '../script/handle.ts'
import type { RunOptions } from '../session.ts'
import { colorWanted } from '../sinks/open.ts'
import { isTerminal } from '../sinks/output.ts'
import { type ChangeFilters, type Control, openControl } from './control.ts'
import { liveFilters } from './live.ts'
import type { TraceRequest } from './request.ts'
import { handlerText, type Selection, scriptText, streamText, type TraceFunctions } from './script.ts'
import { openOutputs, TraceSink } from './sink.ts'
import { statistics } from './statistics.ts'
import { countedProbes, type ScriptPart } from './summary-script.ts'
import { callSeparator, writerOf } from './writers.ts'

export interface TraceRun {
  readonly source: ScriptSource
  readonly functions: TraceFunctions
  readonly sink: TraceSink
  readonly calls: CallOptions
  readonly filters: OnOptions
  readonly command?: Command
  readonly follow?: NonNullable<RunOptions['follow']>
  readonly durationMs: number
  readonly pushdown: boolean
  readonly ringSize: number
  readonly tableRows: number
  /** Opens what changes filters while the run goes on. @throws SystraceError */
  readonly openControl: () => Promise<Control>
  /** Whether something goes to standard output. */
  readonly toStdout: boolean
}

const pidsOf = (names: readonly string[]): number[] => names.map(Number)

/** Whether somebody sits there to type filters, and nothing else reads what is typed. */
const isPrompted = ({ command, quiet }: TraceRequest): boolean =>
  command.length === 0 && !quiet && isTerminal(0) && isTerminal(2)

/** Those that never return are shown at their entry. */
const allCalls = ['*', 'exit', 'exit_group']

/** The calls that are traced, in the script's terms. */
const selectionOf = ({ given }: TraceRequest): Selection => ({
  probes: given.syscall ?? allCalls,
  options: {
    pid: given.follow ? undefined : given.pid && pidsOf(given.pid),
    uid: given.uid,
    comm: given.comm,
    failed: given.failed ? true : given.ok ? false : undefined,
    minDuration: given.minDuration,
    sample: given.sample,
  },
})

/** Makes a part of the script that counts, of what makes its handlers; undefined if nothing is to be counted. */
export type Counting = (handlers: (body: string) => string) => ScriptPart

/** The handlers of a part that counts. */
const countingHandlers =
  ({ options, probes }: Selection, isLive: boolean) =>
  (body: string): string => {
    const counted = countedProbes(isLive ? allCalls : probes)
    if (counted.length === 0) return ''
    const text = handlerText({ probes: counted, options }, body)
    return isLive ? `liveCounts(${text})` : text
  }

/**
 * Makes a run of a request.
 *
 * @param counting what counts in the place of the statistics
 * @throws SystraceError when an output cannot be opened
 */
export const planTraceRun = (request: TraceRequest, counting?: Counting): TraceRun => {
  const { given, outputs: specs, command } = request
  const [first, ...rest] = command
  const pids = pidsOf(given.pid ?? [])
  const follows = first !== undefined || (given.follow === true && given.pid !== undefined)
  const outputs = openOutputs(specs)
  const startMs = Date.now()
  const writers = outputs.map(({ kind, output }) =>
    writerOf(kind, output, {
      clock: given.time,
      durations: given.durations ?? false,
      stacks: given.stacks ?? false,
      color: colorWanted(request.color, output.isTerminal),
      processes: command.length === 0 || given.follow === true,
      startMs,
    }),
  )
  const prompts = isPrompted(request)
  const isLive = prompts || given.control !== undefined
  const selection = selectionOf(request)
  // Filters that change can take in any call.
  const stream = streamText(isLive ? { ...selection, probes: allCalls } : selection, writers)
  const handles: Handle[] = []
  const live = {
    live: (calls: Handle) => {
      handles.push(calls)
      if (given.syscall) calls.filter({ syscalls: given.syscall })
    },
    liveCounts: (calls: Handle) => {
      handles.push(calls)
      if (given.syscall) calls.filter({ syscalls: countedProbes(given.syscall) })
    },
  }
  const change: ChangeFilters = line => {
    if (handles.length === 0) throw new Error('the probes are not attached yet')
    const filters = liveFilters(line, pidsOf)
    for (const handle of handles) handle.filter(filters)
  }
  const lines = given.summaryOnly ? [] : [isLive ? `live(${stream.text})` : stream.text]
  const count = counting ?? statistics(request, outputs)
  const counts = count?.(countingHandlers(selection, isLive))
  const functions: TraceFunctions = {
    ...(!given.summaryOnly && stream.functions),
    ...(isLive && live),
    ...counts?.functions,
  }
  const imports = [...new Set(['on', ...(counts?.imports ?? [])])]
  return {
    source: {
      ...{ kind: 'text', name: 'trace' },
      text: scriptText(imports, functions, counts ? [...lines, counts.text] : lines),
    },
    functions,
    openControl: () => openControl(given.control, prompts, change),
    sink: new TraceSink(outputs),
    calls: {
      stringSize: given.stringSize ?? 32,
      abbreviate: !given.full,
      align: 0,
      separator: callSeparator,
    },
    filters: follows ? { tree: true } : {},
    ...(first !== undefined && { command: { argv: [first, ...rest] } }),
    ...(follows && { follow: { pids: first === undefined ? pids : [], children: given.follow ?? false } }),
    durationMs: given.duration || Infinity,
    pushdown: given.pushdown ?? true,
    ringSize: given.ringSize ?? 16 << 20,
    tableRows: given.tableRows ?? 1 << 16,
    toStdout: specs.some(({ path }) => path === undefined),
  }
}
