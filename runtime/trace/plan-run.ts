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
import { openOutputs, type TraceOutput, TraceSink } from './sink.ts'
import type { Summary } from './summary.ts'
import { summaryJson } from './summary-json.ts'
import { countedProbes, type ScriptPart, summaryPart } from './summary-script.ts'
import { summaryText } from './summary-text.ts'
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

/** The part of the script that keeps statistics, and shows them on the outputs; undefined if none are wanted. */
const statistics = (
  request: TraceRequest,
  outputs: readonly TraceOutput[],
  isLive: boolean,
): ScriptPart | undefined => {
  const { given } = request
  if (!given.stats && !given.summaryOnly && given.interval === undefined) return undefined
  const { options, probes } = selectionOf(request)
  const counted = countedProbes(isLive ? allCalls : probes)
  const handlers = (body: string): string => {
    if (counted.length === 0) return ''
    const text = handlerText({ probes: counted, options }, body)
    return isLive ? `liveCounts(${text})` : text
  }
  const show = (summary: Summary): void => {
    for (const { kind, output } of outputs) {
      if (kind === 'json') output.write(`${JSON.stringify(summaryJson(summary, given.hist))}\n`)
      else if (kind !== 'csv')
        output.write(
          summaryText(summary, {
            sort: given.sort ?? 'calls',
            top: given.top ?? 20,
            hist: given.hist ?? false,
            color: colorWanted(request.color, output.isTerminal),
            ...(output.isTerminal && { columns: process.stdout.columns || 80 }),
          }),
        )
      output.flush()
    }
  }
  return summaryPart(handlers, show, given.interval)
}

/**
 * Makes a run of a request.
 *
 * @throws SystraceError when an output cannot be opened
 */
export const planTraceRun = (request: TraceRequest): TraceRun => {
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
  const counts = statistics(request, outputs, isLive)
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
