/** What `trace` is asked for → a script, its functions and where it writes: all that a run of it needs. */

import type { CallOptions } from '../calls/options.ts'
import type { Replay } from '../recording/replay.ts'
import { exit } from '../script/api.ts'
import type { Handle } from '../script/handle.ts'
import type { RunOptions } from '../session.ts'
import { colorWanted } from '../sinks/open.ts'
import { isTerminal } from '../sinks/output.ts'
import { type ChangeFilters, type Control, openControl } from './control.ts'
import { type DescriptorPart, descriptorPart } from './descriptor-script.ts'
import { functionLines } from './function-lines.ts'
import { liveFilters } from './live.ts'
import { type MetricsServer, serveMetrics } from './metrics.ts'
import { processLines } from './process-lines.ts'
import { findProcesses } from './processes.ts'
import type { TraceRequest } from './request.ts'
import { ownScript, scriptText, streamText, type TraceFunctions } from './script.ts'
import { allCalls, selectionOf } from './selection.ts'
import { openOutputs, TraceSink } from './sink.ts'
import { type Counting, countingHandlers, statisticsPart } from './statistics.ts'
import { countedProbes } from './summary-script.ts'
import { writerOf } from './writers/open.ts'
import { callSeparator } from './writers/text.ts'

/** Bytes of the ring, if it is not said. */
const usualRing = 16 << 20
/** Who wants JSON may want a million calls a second, of which this holds the first half: while our own code is still slow. */
const jsonRing = 64 << 20

export interface TraceRun
  extends Pick<
    RunOptions,
    'source' | 'calls' | 'fdName' | 'filters' | 'durationMs' | 'pushdown' | 'ringSize' | 'tableRows'
  > {
  readonly command?: NonNullable<RunOptions['command']>
  readonly follow?: NonNullable<RunOptions['follow']>
  readonly replay?: Replay
  readonly functions: TraceFunctions
  readonly sink: TraceSink
  /** Opens what others reach the run by: changes of filters, metrics. @throws SystraceError */
  readonly openControl: () => Promise<Control>
  /** Whether something goes to standard output. */
  readonly toStdout: boolean
}

/** Whether somebody sits there to type filters, and nothing else reads what is typed. */
const isPrompted = ({ command, given, quiet }: TraceRequest): boolean =>
  command.length === 0 && given.from === undefined && !quiet && isTerminal(0) && isTerminal(2)

/** Functions of the script that keep the handles of its handlers, and what changes their filters. */
const liveHandles = (syscalls: readonly string[] | undefined, descriptors: DescriptorPart | undefined) => {
  const handles: Handle[] = []
  const trackers: Handle[] = []
  const keep =
    (chosen: readonly string[] | undefined) =>
    (handle: Handle): void => {
      handles.push(handle)
      if (chosen) handle.filter({ syscalls: chosen })
    }
  const change: ChangeFilters = line => {
    if (handles.length === 0) throw new Error('the probes are not attached yet')
    const filters = liveFilters(line, findProcesses)
    for (const handle of handles) handle.filter(filters)
    const { pid, uid, comm } = filters
    const who = {
      ...(pid !== undefined && { pid }),
      ...(uid !== undefined && { uid }),
      ...(comm !== undefined && { comm }),
    }
    for (const handle of trackers) handle.filter(who)
    if (Object.keys(who).length > 0) descriptors?.clear()
  }
  return {
    functions: {
      live: keep(syscalls),
      liveCounts: keep(syscalls && countedProbes(syscalls)),
      liveFds: (handle: Handle) => void trackers.push(handle),
    },
    change,
  }
}

/** Ends the run with the nth call that is written. */
const endingAfter = (n: number): (() => void) => {
  let left = n
  return () => {
    if (--left === 0) exit()
  }
}

/**
 * Makes a run of a request.
 *
 * @param tell tells people something about the run
 * @param counting what counts in the place of the statistics
 * @param replay where events come from, if not from the kernel
 * @throws UsageError, SystraceError when something that it names is not there, or an output cannot be opened
 */
export const planTraceRun = (
  request: TraceRequest,
  tell: (text: string) => void,
  counting?: Counting,
  replay?: Replay,
): TraceRun => {
  const { given, outputs: targets, command } = request
  const [first, ...rest] = command
  const selection = selectionOf(request)
  const outputs = openOutputs(targets)
  const startMs = replay?.startMs ?? Date.now()
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
  const fds =
    given.fds && !given.summaryOnly
      ? descriptorPart({
          who: selection.who,
          ...(selection.pids && { pids: selection.pids }),
          command: first !== undefined,
          ...(isLive && { live: 'liveFds' }),
        })
      : undefined
  const live = liveHandles(given.syscall, fds)
  // Filters that change can take in any call.
  const stream = streamText(
    isLive ? { ...selection, probes: allCalls } : selection,
    writers,
    given.maxEvents === undefined ? undefined : endingAfter(given.maxEvents),
  )
  let metrics: MetricsServer | undefined
  const sink = new TraceSink(outputs)
  const counts = counting
    ? counting(
        countingHandlers(countedProbes(isLive ? allCalls : selection.probes), selection.options, isLive),
      )
    : statisticsPart(request, selection, outputs, isLive, {
        tell: text => {
          // Behind the lines that it is about, where both go to a terminal.
          sink.flush()
          tell(text)
        },
        scraped: reading => {
          if (metrics) metrics.reading = reading
        },
        ...(replay && { nowMs: () => replay.nowMs }),
      })
  const calls: CallOptions = {
    stringSize: given.stringSize ?? replay?.header.calls?.stringSize ?? 32,
    abbreviate: given.full === undefined ? (replay?.header.calls?.abbreviate ?? true) : !given.full,
    separator: callSeparator,
  }
  const lines = given.summaryOnly
    ? []
    : [
        { ...stream, text: isLive ? `live(${stream.text})` : stream.text },
        processLines(writers, selection.who, calls) ?? [],
        given.kprobe ? functionLines(given.kprobe, selection.who, writers) : [],
      ].flat()
  const functions: TraceFunctions = {
    ...Object.assign({}, ...lines.map(part => part.functions)),
    ...(isLive && live.functions),
    ...fds?.functions,
    ...counts?.functions,
  }
  const text = scriptText(
    [...new Set(['on', ...(fds?.imports ?? []), ...(counts?.imports ?? [])])],
    functions,
    [
      ...(fds ? [fds.before] : []),
      ...lines.map(part => part.text),
      ...(fds ? [fds.after] : []),
      ...(counts ? [counts.text] : []),
    ],
  )
  return {
    source: { kind: 'text', name: 'trace', text },
    functions,
    openControl: async () => {
      await using stack = new AsyncDisposableStack()
      if (given.metrics) metrics = stack.use(await serveMetrics(given.metrics))
      const control = stack.use(await openControl(given.control, prompts, live.change))
      const owned = stack.move()
      return {
        get typing() {
          return control.typing
        },
        [Symbol.asyncDispose]: () => owned.disposeAsync(),
      }
    },
    sink,
    calls,
    ...(fds && { fdName: fds.name }),
    filters: selection.filters,
    ...(first !== undefined && { command: { argv: [first, ...rest] } }),
    ...(selection.follow && { follow: selection.follow }),
    ...(replay && { replay }),
    durationMs: given.duration || Infinity,
    pushdown: given.pushdown ?? true,
    ringSize: given.ringSize ?? (targets.some(({ kind }) => kind === 'json') ? jsonRing : usualRing),
    tableRows: given.tableRows ?? 1 << 16,
    toStdout: targets.some(target => 'fd' in target && target.fd === 1),
  }
}

/**
 * The script that does what a request asks for, as somebody would write it.
 *
 * @throws UsageError, SystraceError when something that it names is not there
 */
export const traceScript = (request: TraceRequest): string => {
  const { given, command } = request
  const selection = selectionOf(request)
  const apart = [
    ...(command.length > 0 ? [`only of ${command.join(' ')}: -c its name, or -p its pid`] : []),
    ...(given.follow ? ['and of its children'] : []),
  ]
  return ownScript(selection, given.summaryOnly === true, apart)
}
